//! The mouse, who marked what, times, and narrowing the list of an earlier moment, as an operator uses them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::model::{Decision, ItemState, Judgement, Mark, Priority, Subject};
use coastwatch::ui::effect::Effect;
use coastwatch::ui::layout::Pane;
use coastwatch::ui::message::{Message, Press};
use coastwatch::ui::moment::Times;
use coastwatch::ui::past::Moment;
use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::support::command::Home;
use crate::support::pty::Pty;
use crate::support::screen::{Screen, Ways, at, items, now, page, report, reports};

fn mouse(screen: &mut Screen, kind: MouseEventKind, column: u16, row: u16, press: Press) -> Vec<Effect> {
    screen.tell(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }, press))
}

fn click(screen: &mut Screen, column: u16, row: u16) -> Vec<Effect> {
    let asked = mouse(screen, MouseEventKind::Down(MouseButton::Left), column, row, Press::First);
    mouse(screen, MouseEventKind::Up(MouseButton::Left), column, row, Press::First);
    asked
}

fn drag(screen: &mut Screen, from: (u16, u16), to: (u16, u16)) {
    mouse(screen, MouseEventKind::Down(MouseButton::Left), from.0, from.1, Press::First);
    mouse(screen, MouseEventKind::Drag(MouseButton::Left), to.0, to.1, Press::First);
    mouse(screen, MouseEventKind::Up(MouseButton::Left), to.0, to.1, Press::First);
}

/// The row of the screen on which a text stands, and its column.
fn place(screen: &Screen, text: &str) -> (u16, u16) {
    let cells = screen.cells();
    let (columns, rows) = (cells.area.width, cells.area.height);
    let line = |row: u16| -> Vec<String> { (0..columns).map(|x| cells[(x, row)].symbol().to_owned()).collect() };
    for row in 1..rows {
        let line = line(row);
        for column in 0..line.len() {
            if line[column..].concat().starts_with(text) {
                return (u16::try_from(column).unwrap(), row);
            }
        }
    }
    panic!("{text} is not on the screen\n{}", screen.text())
}

#[test]
fn a_click_selects_and_two_open() {
    let mut screen = Screen::full(120, 40, Ways::default());
    let (column, row) = place(&screen, "Clashes leave");
    assert_eq!(click(&mut screen, column, row), [Effect::Rest("r3".into())]);
    assert_eq!(screen.model().reports.selected, Some("r3".into()));
    let asked = mouse(&mut screen, MouseEventKind::Down(MouseButton::Left), column, row, Press::Second);
    assert_eq!(screen.model().focus, Pane::Reader);
    assert!(asked.contains(&Effect::LoadReport { report: "r3".into(), as_of: now() }), "{asked:?}");
    let (column, row) = place(&screen, "Jableh");
    click(&mut screen, column, row);
    assert_eq!((screen.model().focus, screen.place()), (Pane::Board, "jableh".into()));
    let (column, row) = place(&screen, "Loyalists");
    click(&mut screen, column, row);
    assert_eq!(screen.model().tally_row.clone().unwrap().category.as_str(), "loyalists");
    // A frame, a heading and a place below the last row select nothing; nor does a line that is typed into lose its keys.
    let before = screen.model().tally_row.clone();
    click(&mut screen, 0, 0);
    let (column, row) = place(&screen, "best");
    click(&mut screen, column, row);
    assert_eq!(screen.model().tally_row, before);
    screen.press("/");
    let (column, row) = place(&screen, "Clashes leave");
    assert_eq!(click(&mut screen, column, row), []);
    assert!(screen.model().prompt.is_some());
}

#[test]
fn the_wheel_scrolls_what_is_under_the_pointer_and_leaves_the_focus() {
    let mut screen = Screen::full(80, 24, Ways::default());
    screen.press("4");
    screen.resize(120, 40);
    screen.press("1");
    let (column, row) = place(&screen, "Place  ");
    mouse(&mut screen, MouseEventKind::ScrollDown, column, row + 3, Press::First);
    assert_eq!(screen.model().focus, Pane::Reports);
    let place = screen.place();
    mouse(&mut screen, MouseEventKind::ScrollDown, column, row + 3, Press::First);
    assert_ne!(screen.place(), place);
    assert_eq!(screen.model().reports.selected, Some("r1".into()), "the list stays");
    mouse(&mut screen, MouseEventKind::ScrollDown, 5, 4, Press::First);
    assert_eq!(screen.model().reports.selected, Some("r4".into()));
    screen.press("?");
    mouse(&mut screen, MouseEventKind::ScrollDown, 5, 4, Press::First);
    assert_eq!(screen.model().help.as_ref().unwrap().scroll, 3);
}

#[test]
fn a_drag_moves_a_border_or_selects_a_range() {
    let mut screen = Screen::full(120, 40, Ways::default());
    let (middle, _) = place(&screen, "┐┌");
    drag(&mut screen, (middle, 8), (70, 8));
    assert_eq!(place(&screen, "┐┌").0, 69, "{}", screen.text());
    let (_, reader) = place(&screen, "┌ 4 Reader");
    drag(&mut screen, (20, reader), (20, 12));
    assert_eq!(place(&screen, "┌ 4 Reader").1, 12);
    // However far it is dragged, every pane keeps some room.
    drag(&mut screen, (20, 12), (20, 39));
    drag(&mut screen, (69, 8), (119, 8));
    let areas = screen.model().areas().unwrap();
    assert!(areas.panes.iter().all(|(_, area)| area.width >= 30 && area.height >= 5), "{areas:?}");
    let (column, row) = place(&screen, "Curfew in");
    drag(&mut screen, (column, row), (column, row + 2));
    assert_eq!(screen.model().selection.len(), 3);
    assert!(screen.text().contains("3 selected"), "{}", screen.text());
    drag(&mut screen, (column, row + 2), (column, row + 1));
    assert_eq!(screen.model().selection.len(), 2, "each range is a new one");
}

#[test]
fn no_mouse_harms_a_screen_of_any_size() {
    let kinds = [
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::Moved,
    ];
    for (columns, rows) in [(1, 1), (60, 15), (80, 24), (120, 40)] {
        for empty in [true, false] {
            let ways = Ways::default();
            let mut screen = if empty { Screen::new(columns, rows, ways) } else { Screen::full(columns, rows, ways) };
            for view in "123456789".chars() {
                screen.press(&view.to_string());
                for (n, kind) in kinds.into_iter().cycle().take(70).enumerate() {
                    let n = u16::try_from(n).unwrap();
                    let press = if n % 3 == 0 { Press::Second } else { Press::First };
                    mouse(&mut screen, kind, (n * 37) % (columns + 2), (n * 11) % (rows + 2), press);
                }
                screen.text();
            }
        }
    }
}

#[test]
fn the_mouse_is_heard_only_where_asked_for_and_let_go_on_the_way_out() {
    for (config, heard) in [("", false), ("[ui]\nmouse = true\n", true)] {
        let home = Home::new();
        home.configure("config.toml", config);
        std::fs::write(home.path("feeds.toml"), "feed = []\n").unwrap();
        let feeds = home.path("feeds.toml");
        let mut pty = Pty::coastwatch(&home, &["--feeds", feeds.to_str().unwrap()], 120, 40);
        pty.wait_for("No feeds are configured");
        assert_eq!(pty.hears_mouse(), heard);
        if heard {
            // A press in the pane at the right, as xterm tells it.
            pty.press("\x1b[<0;100;5M\x1b[<0;100;5m");
            pty.wait_for("▶2 Casualties");
        }
        pty.press("q");
        assert_eq!(pty.wait_for_end(), 0);
        pty.wait_until("the terminal given back", |pty| !pty.is_taken() && !pty.hears_mouse());
    }
}

fn marked(minute: &str, operator: &str, mark: Mark) -> Decision {
    Decision {
        id: minute.into(),
        subject: Subject::Report("r1".into()),
        judgement: Judgement::Mark(mark),
        operator: operator.to_owned(),
        decided: at(&format!("2025-03-07T{minute}:00Z")),
        reason: None,
        stroke: None,
    }
}

#[test]
fn the_reader_names_who_made_each_mark_and_when() {
    let mut screen = Screen::full(200, 60, Ways::default());
    let marks = vec![
        marked("14:29", "anna", Mark::Read(true)),
        marked("14:30", "ben", Mark::Escalated(Priority::new(1))),
        marked("14:31", "anna", Mark::Note(Some("call the desk".to_owned()))),
        marked("14:31", "anna", Mark::Starred(false)),
    ];
    screen.tell(Message::MarksLoaded("r1".into(), Ok(marks.clone())));
    let text = screen.text();
    let told = "Marked: read by anna 14:29 · escalated at 1 by ben 14:30";
    assert!(
        text.contains(told) && text.contains("noted \"call the desk\" by anna 14:31") && !text.contains("unstarred"),
        "{text}"
    );
    // Marks of another report are not this one's; one that is marked meanwhile is asked about again.
    screen.tell(Message::MarksLoaded("r2".into(), Ok(vec![marked("14:00", "carl", Mark::Read(true))])));
    assert!(!screen.text().contains("carl"));
    screen.tell(Message::ReportsLoaded(Ok(page(&reports()))));
    let mut rows = reports();
    rows[0].state = ItemState { starred: true, ..ItemState::default() };
    let asked = screen.tell(Message::ReportsLoaded(Ok(page(&rows))));
    assert!(asked.contains(&Effect::LoadMarks { report: "r1".into(), as_of: now() }), "{asked:?}");
    // They may come before the items of their report.
    let mut screen = Screen::new(200, 60, Ways::default());
    screen.tell(Message::ReportsLoaded(Ok(page(&reports()))));
    screen.tell(Message::MarksLoaded("r1".into(), Ok(marks)));
    screen.tell(Message::ReportLoaded("r1".into(), Ok(items())));
    assert!(screen.text().contains(told), "{}", screen.text());
}

#[test]
fn lists_tell_how_long_ago_where_that_is_wished_for() {
    let mut screen = Screen::full(120, 40, Ways { times: Times::Relative, ..Ways::default() });
    let text = screen.text();
    assert!(text.contains(" 4 min SOHR") && !text.contains("14:28 SOHR "), "{text}");
    screen.press("Z");
    assert!(screen.text().contains(" 14:28 SOHR "), "{}", screen.text());
}

#[test]
fn the_operators_own_hour_stands_beside_the_situations() {
    let screen = Screen::full(200, 60, Ways { zone: "Europe/Berlin", ..Ways::default() });
    let text = screen.text();
    let title = text.lines().next().unwrap();
    assert!(title.contains("14:32 UTC (17:32 Damascus, 15:32 Berlin)"), "{title}");
    assert!(text.contains("14:28 UTC (17:28 Damascus, 15:28 Berlin)"), "{text}");
    let home = Home::new();
    home.configure("config.toml", "[ui]\nzone = \"Europe/Berlim\"\n");
    let output = home.coastwatch(&["tally"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains("line 2") && said.contains("Berlim"), "{said}");
}

/// A moment with these reports.
fn moment(screen: &Screen, titles: &[&str]) -> Box<Moment> {
    let row = |title: &&str| report(title, "2025-03-07T11:00:00Z", "SOHR", title, 1);
    Box::new(Moment { page: page(&titles.iter().map(row).collect::<Vec<_>>()), figures: screen.figures() })
}

#[test]
fn an_earlier_list_is_narrowed_too_marked_as_not_now_and_now_is_narrowed_on_the_way_back() {
    let noon = at("2025-03-07T12:00:00Z");
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("[");
    screen.tell(Message::MomentsLoaded(None, Ok(vec![noon])));
    let earlier = moment(&screen, &["Ambush near Beit Ana", "Curfew in Tartus"]);
    screen.tell(Message::PastLoaded(noon, Ok(earlier)));
    assert!(screen.text().contains("Curfew in Tartus"));
    screen.press("\\curfew");
    let asked = screen.press_key(KeyCode::Enter);
    let Some(Effect::LoadPast(query)) = asked.iter().find(|effect| matches!(effect, Effect::LoadPast(_))) else {
        panic!("{asked:?}")
    };
    assert!(query.as_of == noon && query.filter.is_some());
    // An answer to what was asked before it was narrowed further is not shown.
    screen.press("/tartus");
    let late = moment(&screen, &["Of the filter alone"]);
    let asked = screen.tell(Message::PastLoaded(noon, Ok(late)));
    assert!(matches!(asked.as_slice(), [Effect::LoadPast(_)]), "{asked:?}");
    assert!(!screen.text().contains("Of the filter alone"));
    let found = moment(&screen, &["Curfew in Tartus"]);
    screen.tell(Message::PastLoaded(noon, Ok(found)));
    screen.press_key(KeyCode::Enter);
    let text = screen.text();
    assert!(
        text.contains("NOT NOW") && text.contains("1 Reports, not now, 1 unread of 1 that match /tartus"),
        "{text}"
    );
    assert!(!text.contains("Ambush near Beit Ana"), "{text}");
    // What is live is narrowed aside, and shown on the way back.
    let live = vec![report("live", "2025-03-07T14:00:00Z", "SANA", "Curfew in Tartus extended", 1)];
    for turn in 1..40 {
        screen.tell(Message::MatchesLoaded(turn, Ok(page(&live))));
    }
    assert!(!screen.text().contains("extended"));
    screen.press("0");
    let text = screen.text();
    assert!(text.contains("Curfew in Tartus extended") && !text.contains("NOT NOW"), "{text}");
    screen.press_key(KeyCode::Esc);
    screen.press_key(KeyCode::Esc);
    assert!(screen.text().contains("Monitor puts the dead"), "the whole list comes back: {}", screen.text());
}
