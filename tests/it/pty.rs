//! The real program in a pseudo-terminal: it takes the terminal, shows its panes, answers keys, and gives the
//! terminal back on every way out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::time::{Duration, Instant};

use coastwatch::ui::terminal::{Hears, Terminal, carrying};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::layout::Rect;
use ratatui::style::Style;
use sqlx::{Connection, SqliteConnection};

use crate::support::command::Home;
use crate::support::pty::Pty;
use crate::support::raw::{RawServer, answer};
use crate::support::seed;

/// Names the way a child of this test binary shall end.
const CHILD: &str = "COASTWATCH_TEST_CHILD";

/// A home whose configuration has no feeds, so that nothing is asked of any network.
fn quiet_home() -> Home {
    let home = Home::new();
    home.configure("quiet.toml", "");
    std::fs::write(home.path("feeds.toml"), "feed = []\n").unwrap();
    home
}

fn watching(home: &Home, columns: u16, rows: u16) -> Pty {
    let feeds = home.path("feeds.toml");
    let mut pty = Pty::coastwatch(home, &["--feeds", feeds.to_str().unwrap()], columns, rows);
    pty.wait_for("No feeds are configured");
    assert!(pty.is_taken());
    pty
}

#[test]
fn the_tests_own_terminal_shows_characters_that_come_in_pieces() {
    let mut pty = Pty::start(CommandBuilder::new("true"), 40, 4);
    let text = "قوات الأمن العام";
    for cut in 0..text.len() {
        pty.show(b"\x1b[H\x1b[2J");
        pty.show(&text.as_bytes()[..cut]);
        pty.show(&text.as_bytes()[cut..]);
        assert_eq!(pty.text().trim_end(), text, "cut at {cut}");
    }
    pty.wait_for_end();
}

fn is_given_back(pty: &mut Pty) {
    pty.wait_until("the terminal given back", |pty| !pty.is_taken());
}

/// What is written before a line has carried what was written earlier waits in buffers, and keys run ahead of the screen.
#[test]
fn a_slow_line_is_given_no_more_than_it_can_carry() {
    const SPEED: u32 = 9_600;
    let home = quiet_home();
    home.configure("config.toml", &format!("[ui]\nline_speed = {SPEED}\n"));
    let mut pty = watching(&home, 120, 40);
    pty.settle();
    pty.written = 0;
    let begun = Instant::now();
    let mut largest = 0;
    for pane in ["2", "3", "4", "1"].into_iter().cycle() {
        let before = pty.written;
        pty.press(pane);
        pty.look();
        largest = largest.max(pty.written - before);
        if pty.written > 2_500 {
            break;
        }
    }
    let carried = pty.written.saturating_sub(largest);
    assert!(carried > 1_000, "{carried} of {}", pty.written);
    assert!(begun.elapsed() >= carrying(carried, SPEED), "{carried} bytes within {:?}", begun.elapsed());
    pty.press("1");
    pty.wait_for("▶1 Reports");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn keys_move_between_the_panes_and_quitting_gives_the_terminal_back() {
    let home = quiet_home();
    let mut pty = watching(&home, 120, 40);
    for pane in ["▶1 Reports", "2 Casualties", "3 Status", "4 Reader"] {
        pty.wait_for(pane);
    }
    pty.press("\t");
    pty.wait_for("▶2 Casualties");
    pty.press("5");
    pty.wait_for("▶5 Sources");
    pty.press("\x1b");
    pty.wait_for("▶2 Casualties");
    pty.press("\x1b");
    pty.wait_for("▶1 Reports");
    pty.press("?");
    pty.wait_for("▶Keys");
    pty.press("q");
    pty.wait_for_no("▶Keys");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    is_given_back(&mut pty);
}

#[test]
fn a_replay_fills_the_panes_and_is_read_by_keys() {
    let home = Home::new();
    // The clock stops where the panes are known to be filled, so that nothing hangs on when the screen is looked at.
    let arguments = ["--now", "2025-03-07T15:00:00Z", "replay", "--speed", "20000"];
    let mut pty = Pty::coastwatch(&home, &arguments, 120, 40);
    pty.wait_for("▶ replay");
    // Casualties, status and reports, each from what was played over HTTP.
    pty.wait_until("the three panes filled", |pty| {
        let text = pty.text();
        ["Loyalists  ", "Latakia  ", "unread of", "SOHR"].iter().all(|shown| text.contains(shown))
    });
    pty.press("j\r");
    pty.wait_for("▶4 Reader");
    // The link of the open report; what is below it may be beyond the pane.
    pty.wait_for("https://archive.invalid/");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    is_given_back(&mut pty);
}

#[test]
fn signals_end_it_with_their_code_and_give_the_terminal_back() {
    for (signal, code) in
        [("TERM", 143), ("INT", 130), ("QUIT", 130), ("HUP", 129), ("USR1", 138), ("ALRM", 142), ("ABRT", 134)]
    {
        let home = quiet_home();
        let mut pty = watching(&home, 80, 24);
        pty.signal(signal);
        assert_eq!(pty.wait_for_end(), code, "{signal}");
        is_given_back(&mut pty);
    }
}

#[test]
fn stopping_gives_the_terminal_to_the_shell_and_continuing_takes_it_back() {
    let home = quiet_home();
    let mut pty = watching(&home, 80, 24);
    pty.press("\x1a");
    is_given_back(&mut pty);
    pty.wait_until_stopped();
    pty.signal("CONT");
    pty.wait_until("the screen again", |pty| pty.is_taken() && pty.text().contains("No feeds are configured"));
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    is_given_back(&mut pty);
}

#[test]
fn stopped_without_a_word_it_makes_sure_of_the_terminal_when_it_goes_on() {
    let home = quiet_home();
    let mut pty = watching(&home, 80, 24);
    pty.signal("STOP");
    pty.wait_until_stopped();
    // What a shell does that goes on meanwhile.
    pty.set_modes("sane");
    assert!(!pty.is_raw());
    pty.resize(100, 30);
    pty.signal("CONT");
    pty.wait_until("keys one by one", Pty::is_raw);
    pty.wait_for("No feeds are configured");
    // Many of them at once do not count as a line that is gone.
    for _ in 0..20 {
        pty.signal("STOP");
        pty.signal("CONT");
    }
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    is_given_back(&mut pty);
}

/// Somebody else keeps the store, so that what is closed behind the screen waits longer than a line may.
#[test]
fn a_line_that_goes_away_ends_it_within_5_s_whatever_the_store_does() {
    let home = quiet_home();
    let url = format!("sqlite:{}", home.path("store.db").display());
    let feeds = home.path("feeds.toml");
    seed::reports(&url, 3, "2025-03-07T14:30:00Z".parse().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for ignores in [false, true] {
        let args = ["--store", &url, "--feeds", feeds.to_str().unwrap(), "--episode", "march-2025"];
        let program = env!("CARGO_BIN_EXE_coastwatch");
        let mut command = CommandBuilder::new("sh");
        let trap = if ignores { "trap '' HUP; " } else { "" };
        command.args(["-c", &format!("{trap}exec {program} {}", args.join(" "))]);
        command.env_clear();
        command.env("HOME", home.path(""));
        command.env("PATH", "/usr/bin:/bin");
        command.env("TERM", "xterm-256color");
        let mut pty = Pty::start(command, 120, 40);
        pty.wait_for(" of 3");
        let locked = runtime.block_on(async {
            let mut other = SqliteConnection::connect(&url).await.unwrap();
            sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
            other
        });
        pty.press("sjs");
        let began = Instant::now();
        pty.hang_up("?");
        assert_eq!(pty.wait_for_end(), 129);
        assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
        runtime.block_on(locked.close()).unwrap();
    }
}

#[test]
fn a_line_that_goes_away_while_it_is_stopped_ends_it_as_soon_as_it_goes_on() {
    let home = quiet_home();
    let mut pty = watching(&home, 80, 24);
    pty.press("\x1a");
    is_given_back(&mut pty);
    pty.wait_until_stopped();
    // The terminal echoes it, since the shell has it now; the kernel continues what it hangs up.
    pty.hang_up("x");
    assert_eq!(pty.wait_for_end(), 129);
}

#[test]
fn a_line_that_goes_away_ends_it() {
    let home = quiet_home();
    let mut pty = watching(&home, 80, 24);
    pty.hang_up("?");
    assert_eq!(pty.wait_for_end(), 129);
}

#[test]
fn a_collector_reads_anew_while_its_line_is_there_and_ends_with_it() {
    let home = quiet_home();
    let feeds = home.path("one.toml");
    std::fs::write(&feeds, "[[feed]]\nid = \"one\"\nurl = \"http://127.0.0.1:1/\"\n").unwrap();
    let mut pty = Pty::coastwatch(&home, &["--feeds", feeds.to_str().unwrap(), "collect"], 120, 24);
    pty.wait_for("polling 1 feeds into");
    pty.signal("HUP");
    pty.wait_for("read anew: polling 1 feeds");
    pty.hang_up("x");
    assert_eq!(pty.wait_for_end(), 129);
}

#[test]
fn a_line_that_goes_away_ends_it_also_where_the_parent_ignores_the_signal() {
    let home = quiet_home();
    let feeds = home.path("feeds.toml");
    let program = env!("CARGO_BIN_EXE_coastwatch");
    let mut command = CommandBuilder::new("sh");
    // An ignored signal stays ignored in what a shell starts; the shell tells how it ended.
    let run = format!("trap '' HUP; {program} --feeds {} ; echo $? > ended; exit 7", feeds.display());
    command.args(["-c", &run]);
    command.env_clear();
    command.env("HOME", home.path(""));
    command.env("PATH", "/usr/bin:/bin");
    command.env("TERM", "xterm-256color");
    command.cwd(home.path(""));
    let mut pty = Pty::start(command, 80, 24);
    pty.wait_for("No feeds are configured");
    pty.hang_up("?");
    assert_eq!(pty.wait_for_end(), 7);
    assert_eq!(std::fs::read_to_string(home.path("ended")).unwrap().trim(), "129");
}

#[test]
fn any_size_and_a_large_paste_leave_it_alive() {
    let home = quiet_home();
    let mut pty = watching(&home, 120, 40);
    for (columns, rows, shown) in [(40, 12, "coastwatch needs"), (1, 1, ""), (200, 60, "4 Reader"), (80, 24, "Killed:")]
    {
        pty.resize(columns, rows);
        pty.wait_for(shown);
    }
    // "q" inside a paste is text, not a key.
    pty.press(&format!("\x1b[200~{}\x1b[201~", "quit q\n".repeat(15_000)));
    pty.press("?");
    pty.wait_for("▶Keys");
    pty.press("qq");
    assert_eq!(pty.wait_for_end(), 0);
    is_given_back(&mut pty);
}

#[test]
fn five_thousand_keys_in_no_order_leave_it_alive_and_answering() {
    let home = quiet_home();
    let url = format!("sqlite:{}", home.path("store.db").display());
    seed::reports(&url, 40, "2025-03-07T14:30:00Z".parse().unwrap());
    let feeds = home.path("feeds.toml");
    let args = ["--store", &url, "--feeds", feeds.to_str().unwrap(), "--episode", "march-2025"];
    let mut pty = Pty::coastwatch(&home, &[&args[..], &["--now", "2025-03-07T14:32:00Z"]].concat(), 100, 30);
    pty.wait_for(" of 40");
    let mut random = 7_u64;
    let mut typed = String::new();
    // What ends or stops it, and only that, is left out.
    let keys = [
        "j", "k", "G", "g", "\t", "\x1b", "\r", "1", "2", "3", "4", "5", "6", "7", "8", "z", "d", "i", "n", "N", "[",
        "]", "0", "=", "/", "\\", "F", "m", "a", "s", "x", "E", "t", "T", "c", "S", " ", "v", "*", "u", "\x12", "e",
        "r", "R", "p", "?", "h", "l", "\x0c", "\x04", "\x15", "\x1b[A", "\x1b[B", "\x1b[Z", "ق", "字", "\x7f", "H",
        "W", ":", "y", "o", "!", "\x01",
    ];
    for n in 0..5_000 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        typed.push_str(keys[usize::try_from(random >> 33).unwrap() % keys.len()]);
        if n % 500 == 499 {
            pty.press(&typed);
            typed.clear();
            // An escape must not be taken for the beginning of what follows.
            pty.wait_until("the screen", |pty| !pty.text().trim().is_empty());
        }
    }
    let began = Instant::now();
    while !pty.text().contains("▶Keys") && began.elapsed() < Duration::from_secs(50) {
        pty.press("\x1b");
        let until = Instant::now() + Duration::from_millis(300);
        pty.wait_until("a moment", |_| Instant::now() > until);
        pty.press("?");
        let until = Instant::now() + Duration::from_millis(300);
        pty.wait_until("a moment", |pty| pty.text().contains("▶Keys") || Instant::now() > until);
    }
    pty.wait_for("▶Keys");
    pty.signal("TERM");
    assert_eq!(pty.wait_for_end(), 143);
    is_given_back(&mut pty);
}

#[test]
fn an_idle_screen_leaves_the_processor_alone() {
    let home = quiet_home();
    let mut pty = watching(&home, 120, 40);
    let (before, began) = (pty.processor_time(), Instant::now());
    pty.wait_until("three seconds", |_| began.elapsed() > Duration::from_secs(3));
    let used = pty.processor_time() - before;
    assert!(used < began.elapsed() / 20, "{used:?} in {:?}", began.elapsed());
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

/// A terminal that nobody reads takes some thousand bytes and then none.
#[test]
fn a_terminal_that_nobody_reads_stops_neither_polling_nor_the_end() {
    let home = Home::new();
    let server = RawServer::bytes(answer("200 OK", "", "<rss version='2.0'><channel/></rss>"));
    home.configure(
        "config.toml",
        &format!(
            "[fetch]\nallow = [{:?}]\nhost_spacing = \"0s\"\n[poll]\nmin_interval = \"0s\"\n[[feed]]\nid = \"a\"\nurl = {:?}\ninterval = \"1s\"\n",
            server.address(),
            server.url("/a")
        ),
    );
    let size = PtySize { rows: 200, cols: 500, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coastwatch"));
    command.env_clear();
    for (name, value) in [("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")] {
        command.env(name, home.path(value));
    }
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut keys = pair.master.take_writer().unwrap();
    let end = Instant::now() + Duration::from_secs(60);
    let mut asked = 0;
    // Each key draws another view, until the terminal takes no more; polling goes on.
    while asked < 5 {
        assert!(Instant::now() < end, "it was asked {asked} times");
        let now = server.requests().len();
        if now > asked {
            asked = now;
            keys.write_all(b"5678?\x1b").unwrap();
        }
        std::thread::yield_now();
    }
    let began = Instant::now();
    let kill = format!("kill -TERM {}", child.process_id().unwrap());
    assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if began.elapsed() < Duration::from_secs(20) => std::thread::yield_now(),
            None => panic!("it did not end"),
        }
    };
    assert_eq!(status.exit_code(), 143);
    assert!(began.elapsed() < Duration::from_secs(8), "it took {:?} to end", began.elapsed());
}

#[test]
fn reports_are_read_and_marked_by_keys_and_the_marks_are_there_the_next_time() {
    let home = quiet_home();
    let url = format!("sqlite:{}", home.path("store.db").display());
    seed::reports(&url, 300, "2025-03-07T14:30:00Z".parse().unwrap());
    let feeds = home.path("feeds.toml");
    let args = ["--store", &url, "--feeds", feeds.to_str().unwrap(), "--episode", "march-2025"];
    let args = [&args[..], &["--now", "2025-03-07T14:32:00Z", "--operator", "duty"]].concat();
    let now = "2025-03-07T14:32:00Z".parse().unwrap();
    assert_eq!(seed::last_look(&url, "duty", now), None);

    let mut pty = Pty::coastwatch(&home, &args, 120, 40);
    pty.wait_for("300 unread of 300");
    pty.wait_for("The text of report 299");
    pty.press("jj");
    pty.wait_for("The text of report 297");
    pty.press("\r");
    pty.wait_for("▶4 Reader");
    pty.wait_for("299 unread of 300");
    pty.press("1s");
    pty.wait_for("★");
    pty.press("G");
    pty.wait_for("The text of report 0.");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    is_given_back(&mut pty);
    assert_eq!(seed::last_look(&url, "duty", now), Some(now), "what changes from then on is new to him");

    let mut pty = Pty::coastwatch(&home, &args, 120, 40);
    pty.wait_for("299 unread of 300");
    pty.wait_for("★");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn a_key_costs_one_row_and_its_reader_not_a_screen() {
    let home = quiet_home();
    let url = format!("sqlite:{}", home.path("store.db").display());
    seed::reports(&url, 100, "2025-03-07T14:30:00Z".parse().unwrap());
    let feeds = home.path("feeds.toml");
    let args = ["--store", &url, "--feeds", feeds.to_str().unwrap(), "--episode", "march-2025"];
    let mut pty = Pty::coastwatch(&home, &[&args[..], &["--now", "2025-03-07T14:32:00Z"]].concat(), 120, 40);
    pty.wait_for("The text of report 99.");
    let mut rows = Vec::new();
    let began = Instant::now();
    for n in (79..99).rev() {
        pty.written = 0;
        pty.press("j");
        pty.wait_until("the next row selected", |pty| {
            pty.text().lines().any(|line| line.contains('▌') && line.contains(&format!("Report {n} ")))
        });
        rows.push(pty.written);
        pty.wait_for(&format!("The text of report {n}."));
    }
    // A key wakes the screen by itself: one that waited for the clock's second would take twenty of them.
    assert!(began.elapsed() < Duration::from_secs(15), "twenty keys took {:?}", began.elapsed());
    rows.sort_unstable();
    assert!(rows[rows.len() / 2] <= 400, "bytes for each j: {rows:?}");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn no_color_keeps_attributes_and_drops_colours() {
    let home = quiet_home();
    let feeds = home.path("feeds.toml");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coastwatch"));
    command.args(["--feeds", feeds.to_str().unwrap()]);
    command.env_clear();
    command.env("HOME", home.path(""));
    command.env("TERM", "xterm-256color");
    command.env("NO_COLOR", "1");
    let mut pty = Pty::start(command, 120, 40);
    pty.wait_for("No feeds are configured");
    let cells = pty.cells();
    assert!(
        cells.iter().all(|cell| cell.fgcolor() == vt100::Color::Default && cell.bgcolor() == vt100::Color::Default)
    );
    assert!(cells.iter().any(vt100::Cell::bold), "headings are bold without colours too");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn without_a_terminal_it_names_the_headless_command_and_exits_2() {
    let home = quiet_home();
    let feeds = home.path("feeds.toml");
    let output = home.coastwatch(&["--feeds", feeds.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("needs a terminal") && said.contains("coastwatch collect"), "{said}");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told_afterwards() {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["pty::child_that_takes_the_terminal", "--exact", "--nocapture"]);
    command.env(CHILD, "panic");
    let mut pty = Pty::start(command, 80, 24);
    pty.wait_until("the panic told on the given-back terminal", |pty| {
        !pty.is_taken() && pty.text().contains("the screen broke on purpose")
    });
    assert_ne!(pty.wait_for_end(), 0);
}

/// Not a test of itself: run by another one in a terminal of its own.
#[test]
fn child_that_takes_the_terminal() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let mut terminal = Terminal::take(Hears::Keys, None).unwrap();
    let screen = Rect::new(0, 0, 80, 24);
    let _whole = terminal
        .draw(screen, |cells| {
            cells.set_string(0, 0, "a frame", Style::new());
            None
        })
        .unwrap();
    panic!("the screen broke on purpose");
}

#[test]
fn a_claim_behind_a_figure_is_rejected_and_the_decision_stands_the_next_time() {
    let home = Home::new();
    let arguments = ["--now", "2025-03-07T15:00:00Z", "replay", "--speed", "20000"];
    let mut pty = Pty::coastwatch(&home, &arguments, 120, 40);
    pty.wait_until("figures", |pty| pty.text().contains("Loyalists  ") && pty.text().contains("Sat 07Z"));
    pty.press("2gg\r");
    pty.wait_for("▶Behind:");
    pty.wait_for("In it now");
    pty.press("x");
    pty.wait_for("Reason to reject");
    pty.press("another\u{7f} place\r");
    pty.wait_for("Stored: reject ");
    pty.wait_for("Rejected by ");
    pty.press("8");
    // The claims told the reason too: the log calls the claim by who said what, not by its id.
    pty.wait_until("the log", |pty| {
        pty.text().lines().any(|line| line.contains("anothe place") && line.contains("'s "))
    });
    let told = pty.text();
    let line = told.lines().find(|line| line.contains("anothe place")).unwrap();
    assert!(line.contains("'s ") && line.contains(" killed") && !line.contains(".c"), "{line}");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    let log = home.coastwatch(&["decide", "list", "--now", "2025-03-07T15:00:00Z"]).output().unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    assert!(log.contains("\"reject\"") && log.contains("anothe place"), "{log}");
}

#[test]
fn the_time_cursor_goes_back_and_returns_while_the_replay_stands_still() {
    let home = Home::new();
    let arguments = ["--now", "2025-03-07T15:00:00Z", "replay", "--speed", "20000"];
    let mut pty = Pty::coastwatch(&home, &arguments, 120, 40);
    pty.wait_until("figures", |pty| {
        let text = pty.text();
        text.contains("Loyalists  ") && text.contains("Sat 07Z") && text.contains("100%")
    });
    // The lists may tell of an hour too: the title alone says which moment is shown.
    let hour = |pty: &Pty| {
        let text = pty.text();
        let title = text.lines().next().filter(|title| title.contains("NOT NOW, change"))?.to_owned();
        let colon = title.find(':')?;
        Some(title.get(colon.checked_sub(2)?..colon + 3)?.to_owned())
    };
    let start = Some("15:00".to_owned());
    let (mut shown, mut steps, began) = (start.clone(), 0, Instant::now());
    while steps < 2 && began.elapsed() < Duration::from_secs(50) {
        pty.press("[");
        let moved = |pty: &Pty| hour(pty).is_some_and(|hour| Some(&hour) != shown.as_ref());
        let none = |pty: &Pty| pty.text().contains("No figure changed before that.");
        pty.wait_until("an earlier moment shown, or none before", |pty| moved(pty) || none(pty));
        if moved(&pty) {
            (shown, steps) = (hour(&pty), steps + 1);
        } else {
            // On a slow machine the clock stands still before everything is stored: more is known a little later.
            pty.press("0");
            pty.wait_for_no("No figure changed before that.");
            pty.wait_for_no("NOT NOW");
            (shown, steps) = (start.clone(), 0);
        }
    }
    assert_eq!(steps, 2, "two earlier moments are shown");
    // Which row there was by then hangs on when the feeds were asked.
    pty.press("7");
    pty.wait_for("7 Timeline: ");
    pty.wait_for(" killed; h/l: other figures");
    pty.press("6");
    pty.wait_for("held by: ");
    pty.press("0");
    pty.wait_for_no("NOT NOW");
    pty.wait_for("▶ replay");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}
