//! What a person sees, at four sizes, full and empty, with and without a network, colours and letters beyond
//! ASCII. The clock stands still.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::engine::Demand;
use coastwatch::model::{FeedErrorKind, FeedState};
use coastwatch::ui::effect::Effect;
use coastwatch::ui::message::Message;
use crossterm::event::KeyCode;
use insta::assert_snapshot;

use crate::support::screen::{Screen, Ways, page, report, reports};

#[test]
fn full_at_120_by_40() {
    assert_snapshot!(Screen::full(120, 40, Ways::default()).text());
}

#[test]
fn full_at_80_by_24() {
    assert_snapshot!(Screen::full(80, 24, Ways::default()).text());
}

#[test]
fn full_at_200_by_60() {
    assert_snapshot!(Screen::full(200, 60, Ways::default()).text());
}

#[test]
fn a_terminal_that_is_too_small_says_what_is_needed() {
    assert_snapshot!(Screen::full(40, 12, Ways::default()).text());
}

#[test]
fn any_pane_takes_a_small_screen() {
    let mut screen = Screen::full(80, 24, Ways::default());
    for (key, name) in [('2', "casualties"), ('3', "status"), ('4', "reader"), ('5', "sources")] {
        screen.press(&key.to_string());
        assert_snapshot!(format!("small_{name}"), screen.text());
    }
}

#[test]
fn the_store_has_not_answered_yet() {
    assert_snapshot!(Screen::new(120, 40, Ways::default()).text());
}

#[test]
fn the_first_poll_is_in_progress() {
    let mut screen = Screen::new(80, 24, Ways::default());
    let feeds = screen.feeds(|n| Ok(if n < 2 { FeedState::Ok } else { FeedState::Waiting }));
    screen.tell(Message::FeedsLoaded(Ok(feeds)));
    screen.tell(Message::ReportsLoaded(Ok(page(&[]))));
    screen.tell(Message::FiguresLoaded(Ok(screen.no_figures())));
    assert_snapshot!(screen.text());
}

#[test]
fn nothing_is_reported_although_the_feeds_answer() {
    let mut screen = Screen::new(80, 24, Ways::default());
    let feeds = screen.feeds(|_| Ok(FeedState::NotModified));
    screen.tell(Message::FeedsLoaded(Ok(feeds)));
    screen.tell(Message::ReportsLoaded(Ok(page(&[]))));
    screen.tell(Message::FiguresLoaded(Ok(screen.no_figures())));
    assert_snapshot!(screen.text());
}

#[test]
fn without_a_network_the_screen_says_so_and_names_the_replay() {
    let mut screen = Screen::new(120, 40, Ways::default());
    let feeds = screen.feeds(|n| Err(if n == 5 { FeedErrorKind::Tls } else { FeedErrorKind::Dns }));
    screen.tell(Message::FeedsLoaded(Ok(feeds)));
    screen.tell(Message::ReportsLoaded(Ok(page(&[]))));
    screen.tell(Message::FiguresLoaded(Ok(screen.no_figures())));
    assert_snapshot!(screen.text());
}

#[test]
fn without_feeds_the_screen_does_not_look_quiet() {
    let mut screen = Screen::new(80, 24, Ways { no_feeds: true, ..Ways::default() });
    screen.tell(Message::FeedsLoaded(Ok(vec![])));
    screen.tell(Message::ReportsLoaded(Ok(page(&[]))));
    screen.tell(Message::FiguresLoaded(Ok(screen.no_figures())));
    assert_snapshot!(screen.text());
}

#[test]
fn feeds_are_asked_by_key_and_where_there_is_none_that_is_said() {
    let mut screen = Screen::full(120, 40, Ways::default());
    assert_eq!(screen.press("R"), [Effect::Demand(Demand::PollAll)]);
    let mut none = Screen::new(120, 40, Ways { no_feeds: true, ..Ways::default() });
    assert_eq!(none.press("R"), []);
    assert!(none.text().contains("No feeds are configured: there is nothing to ask."), "{}", none.text());
}

#[test]
fn a_store_that_fails_is_said() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.tell(Message::FiguresLoaded(Err("the store is busy while reading the ledger; try again".to_owned())));
    let text = screen.text();
    assert!(text.contains("the store is busy while reading the ledger"), "{text}");
    assert!(text.contains("35"), "what was known stays on the screen");
}

#[test]
fn arrivals_are_counted_and_move_nothing() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("j");
    let before = screen.text();
    let mut rows = vec![report("new", "2025-03-07T14:31:00Z", "SOHR", "Has just arrived", 1)];
    rows.extend(reports());
    screen.tell(Message::ReportsLoaded(Ok(page(&rows))));
    let after = screen.text();
    assert!(after.contains("1 new") && !after.contains("just arrived"), "{after}");
    let panes = |text: &str| text.lines().skip(2).take(14).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(panes(&before), panes(&after));
    screen.press("=");
    assert!(screen.text().contains("just arrived"));
}

#[test]
fn a_replay_names_itself() {
    let screen = Screen::full(120, 40, Ways { source: Some("replay, 3600x"), ..Ways::default() });
    let text = screen.text();
    let title = text.lines().next().unwrap();
    assert!(title.contains("▶ replay, 3600x") && !title.contains("live"), "{title}");
}

#[test]
fn the_help_lists_every_key_of_the_view() {
    let mut screen = Screen::full(120, 100, Ways::default());
    screen.press("?");
    assert_snapshot!(screen.text());
}

#[test]
fn the_second_item_of_a_report_is_read_in_its_own_script() {
    let mut screen = Screen::full(80, 24, Ways::default());
    screen.press("4");
    screen.press_key(KeyCode::Right);
    assert_snapshot!(screen.text());
}

#[test]
fn ascii_has_no_other_letters_of_its_own() {
    let screen = Screen::full(120, 40, Ways { ascii: true, ..Ways::default() });
    let text = screen.text();
    assert_snapshot!(text);
    let foreign: String = text.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()).collect();
    assert_eq!(foreign, "", "signs beyond ASCII that no feed wrote");
}

#[test]
fn without_colours_nothing_is_coloured_and_the_text_is_the_same() {
    let plain = Screen::full(120, 40, Ways::default());
    let colored = Screen::full(120, 40, Ways { color: true, ..Ways::default() });
    assert!(!plain.has_color() && colored.has_color());
    assert_eq!(plain.text(), colored.text(), "colour tells nothing that the text does not");
}

#[test]
fn every_size_is_drawn() {
    let mut screen = Screen::full(120, 40, Ways::default());
    for (columns, rows) in [(1, 1), (59, 14), (60, 15), (61, 80), (99, 27), (100, 28), (300, 15), (400, 100)] {
        screen.resize(columns, rows);
        for key in "12345?".chars() {
            screen.press(&key.to_string());
            screen.text();
        }
        screen.press_key(KeyCode::Esc);
    }
}
