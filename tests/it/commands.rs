//! The command line, the palette and the help as a person sees them, and in a real terminal.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::model::ItemState;
use coastwatch::ui::effect::Effect;
use coastwatch::ui::message::Message;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use insta::assert_snapshot;
use portable_pty::CommandBuilder;

use crate::support::command::Home;
use crate::support::pty::Pty;
use crate::support::screen::{Screen, Ways};
use crate::support::seed;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn control(screen: &mut Screen, letter: char) -> Vec<Effect> {
    screen.tell(Message::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)))
}

#[test]
fn the_help_of_a_view_is_searched() {
    for (columns, rows) in SIZES {
        let mut screen = Screen::full(columns, rows, Ways::default());
        screen.press("?");
        assert_snapshot!(format!("help_{columns}x{rows}"), screen.text());
        screen.press("/mark");
        assert_snapshot!(format!("help_searched_{columns}x{rows}"), screen.text());
        screen.press_key(KeyCode::Enter);
        screen.press_key(KeyCode::Esc);
        assert!(screen.text().contains("first row or line"), "Esc shows all again: {}", screen.text());
        screen.press_key(KeyCode::Esc);
        assert!(!screen.text().contains("▶Keys"), "and once more closes");
    }
}

#[test]
fn the_help_of_another_view_has_its_keys() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("5?");
    assert_snapshot!(screen.text());
}

#[test]
fn the_palette_finds_by_letters() {
    for (columns, rows) in SIZES {
        let mut screen = Screen::full(columns, rows, Ways::default());
        control(&mut screen, 'p');
        assert_snapshot!(format!("palette_{columns}x{rows}"), screen.text());
        screen.press("mrk");
        screen.press_key(KeyCode::Down);
        assert_snapshot!(format!("palette_found_{columns}x{rows}"), screen.text());
    }
    let mut screen = Screen::full(80, 24, Ways { ascii: true, ..Ways::default() });
    control(&mut screen, 'p');
    screen.press("map");
    assert!(!screen.text().contains('▌'), "{}", screen.text());
}

#[test]
fn a_command_line_is_completed_counted_and_refused_at_its_column() {
    for (columns, rows) in SIZES {
        let mut screen = Screen::full(columns, rows, Ways::default());
        screen.press(":re");
        assert_snapshot!(format!("command_begun_{columns}x{rows}"), screen.text());
        screen.press("ad is:unr");
        screen.press_key(KeyCode::Tab);
        assert_snapshot!(format!("command_completed_{columns}x{rows}"), screen.text());
        screen.press(" plce:jableh");
        assert_snapshot!(format!("command_refused_{columns}x{rows}"), screen.text());
        control(&mut screen, 'w');
        let asked = screen.press_key(KeyCode::Enter);
        let turn = asked.iter().find_map(|effect| match effect {
            Effect::LoadScope { turn, .. } => Some(*turn),
            _ => None,
        });
        let unread = |n: u32| (format!("m{n}").as_str().into(), ItemState::default());
        screen.tell(Message::ScopeLoaded(turn.unwrap(), Ok((0..12).map(unread).collect())));
        assert_snapshot!(format!("command_counted_{columns}x{rows}"), screen.text());
    }
}

/// A home with 300 reports, one a minute to 14:30, and what starts a screen over it.
fn seeded() -> (Home, Vec<String>) {
    let home = Home::new();
    std::fs::write(home.path("feeds.toml"), "feed = []\n").unwrap();
    let url = format!("sqlite:{}", home.path("store.db").display());
    seed::reports(&url, 300, "2025-03-07T14:30:00Z".parse().unwrap());
    let feeds = home.path("feeds.toml").to_str().unwrap().to_owned();
    let args = ["--store", &url, "--feeds", &feeds, "--episode", "march-2025", "--now", "2025-03-07T14:32:00Z"];
    (home, args.map(str::to_owned).to_vec())
}

fn watching(home: &Home, args: &[String]) -> Pty {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    Pty::coastwatch(home, &args, 120, 40)
}

#[test]
fn a_mark_over_a_filter_is_counted_agreed_to_and_taken_back_and_the_line_is_there_the_next_time() {
    let (home, args) = seeded();
    let mut pty = watching(&home, &args);
    pty.wait_for("300 unread of 300");
    // Published 13:30 or before: 240 of them.
    pty.press(":read older:62m\r");
    pty.wait_for("marked read: 240 reports that match `older:62m`?");
    assert!(pty.text().contains("300 unread of 300"), "nothing is done before the answer: {}", pty.text());
    pty.press("y");
    pty.wait_for("60 unread of 300");
    pty.press("u");
    pty.wait_for("300 unread of 300");
    // The list may tell it before the answer does.
    pty.wait_for("Taken back: marked read: 240 reports.");
    pty.press(":read older:2d\r");
    pty.wait_for("No report matches `older:2d`.");
    pty.press(":nonsense \r");
    pty.wait_for("column 1: there is no command `nonsense`");
    pty.press("\x1b");
    pty.wait_for_no("there is no command");
    pty.press(":quit\r");
    assert_eq!(pty.wait_for_end(), 0);

    let history = home.path("state/coastwatch/history.jsonl");
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&history).unwrap().permissions().mode() & 0o777, 0o600);
    let mut pty = watching(&home, &args);
    pty.wait_for("300 unread of 300");
    pty.press(":\x1b[A");
    pty.wait_for(":quit");
    pty.press("\x1b[A\x1b[A");
    pty.wait_for(":read older:2d");
    pty.press("\x1b");
    pty.wait_for_no(":read older:2d");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn own_keys_are_in_force_shown_in_the_help_and_read_again_while_it_runs() {
    let (home, args) = seeded();
    home.configure("keys.toml", "preset = \"newsboat\"\n[everywhere]\nzoom = \"F6\"\n");
    let mut pty = watching(&home, &args);
    pty.wait_for("300 unread of 300");
    pty.press("?");
    pty.wait_for("▶Keys in reports");
    pty.press("/zoom\r");
    pty.wait_for("F6 ");
    pty.press("qq");
    pty.wait_for_no("▶Keys in reports");
    pty.press("N");
    pty.wait_for("299 unread of 300");
    home.configure("keys.toml", "[everywhere]\nzoom = \"m\"\n");
    pty.press(":reload\r");
    pty.wait_for("`m` would mean both `zoom` and `read`");
    home.configure("keys.toml", "[everywhere]\nzoom = \"F7\"\nmap = [\"M\"]\nquit = \"Q\"\n");
    // Whatever is wrong, nothing is changed; and all of it is read: alerts, looks, the situation.
    home.configure("alerts.toml", "[[rule]]\nname = \"x\"\nwhen = \"nonsense\"\n");
    pty.press(":reload\r");
    pty.wait_for("Nothing is changed: alerts.toml, line 3");
    home.configure("alerts.toml", "");
    home.configure("situations/coastal-clashes/situation.toml", &titled("Another coast"));
    pty.press(":reload\r");
    pty.wait_for("The configuration is read anew.");
    pty.wait_for("Another coast");
    pty.press("m");
    pty.wait_for("300 unread of 300");
    pty.wait_for("Q quit");
    pty.press("M");
    pty.wait_for("▶M Map: who holds the places");
    pty.press("Q");
    assert_eq!(pty.wait_for_end(), 0);
}

/// The shipped situation under another title.
fn titled(title: &str) -> String {
    let shipped = include_str!("../../config/situations/coastal-clashes/situation.toml");
    shipped.replace("title = \"Coastal clashes, Syria\"", &format!("title = \"{title}\""))
}

#[test]
fn a_wrong_file_of_keys_ends_it_before_it_begins() {
    let home = Home::new();
    home.configure("keys.toml", "[everywhere]\nstar = \"m\"\n");
    let output = home.coastwatch(&[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    let expect =
        "config/coastwatch/keys.toml, line 2, column 8: `everywhere.star`: `m` would mean both `star` and `read`";
    assert!(said.contains(expect), "{said}");
    let collects = home.coastwatch(&["board", "--format", "json"]).output().unwrap();
    assert_eq!(collects.status.code(), Some(0), "what needs no keys is not stopped by them");
}

/// Writes a program of the shell into a home; its path.
fn program(home: &Home, name: &str, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = home.path(name);
    std::fs::write(&path, format!("#!/bin/sh\n{text}")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_note_is_written_in_an_editor_that_has_the_terminal_to_itself() {
    let (home, args) = seeded();
    // It tells who may read the file, and adds a line that is typed at it.
    let typing = "stat -c %a \"$2\" > mode; echo \"$1\" > flag; read line; echo \"$line\" >> \"$2\"\n";
    let editor = format!("{} --flag", program(&home, "editor", typing));
    let failing = program(&home, "failing", "echo half >> \"$1\"; exit 3\n");
    let start = |visual: &str| {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coastwatch"));
        command.args(&args);
        command.env_clear();
        for (name, value) in [("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")] {
            command.env(name, home.path(value));
        }
        command.env("PATH", "/usr/bin:/bin");
        command.env("TERM", "xterm-256color");
        command.env("VISUAL", visual);
        command.env("EDITOR", "/nonexistent");
        command.cwd(home.path(""));
        let mut pty = Pty::start(command, 120, 40);
        pty.wait_for("300 unread of 300");
        pty
    };
    let mut pty = start(&editor);
    pty.press("cbegun\x05");
    pty.wait_until("the terminal given to the editor", |pty| !pty.is_taken());
    pty.press("call back after six\n");
    pty.wait_until("the screen again", |pty| pty.is_taken() && pty.text().contains("The note is stored"));
    assert_eq!(std::fs::read_to_string(home.path("mode")).unwrap().trim(), "600");
    assert_eq!(std::fs::read_to_string(home.path("flag")).unwrap().trim(), "--flag");
    pty.press("c");
    pty.wait_for("a note of 2 lines: C-e opens it, Enter leaves it");
    pty.press("\r");
    pty.wait_for("The note stays as it is");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);

    let mut pty = start(&failing);
    pty.press("jcnew\x05");
    pty.wait_for("failed (exit status: 3); the text is kept");
    assert!(pty.is_taken());
    pty.press("\r");
    pty.wait_for("The note is stored");
    pty.press("c\x05");
    pty.wait_for("failed (exit status: 3)");
    pty.press("\x1b");
    pty.wait_for_no("failed (exit status: 3)");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    let left = std::fs::read_dir(home.path("state/coastwatch")).unwrap();
    let notes = left.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("note-")).count();
    assert_eq!(notes, 0, "no file of a note is left");

    let mut pty = start(&editor);
    pty.press("jjc\x05");
    pty.wait_until("the terminal given to the editor", |pty| !pty.is_taken());
    // A signal ends the screen also while an editor is open.
    pty.signal("TERM");
    assert_eq!(pty.wait_for_end(), 143);
}
