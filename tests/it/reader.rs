//! The reader and the sources as a person uses them: why an item matched, what changed between its revisions, from one
//! failing feed to the next, and how far long work has come.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;

use coastwatch::engine::Demand;
use coastwatch::model::{FeedErrorKind, FeedState, Revision};
use coastwatch::ui::effect::Effect;
use coastwatch::ui::message::Message;
use crossterm::event::KeyCode;
use insta::assert_snapshot;

use crate::support::screen::{Screen, Ways, at, items, now, page};

/// The three sizes that every view is looked at in.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn revision(number: u32, fetched: &str, title: &str, text: &str) -> Revision {
    Revision { number, fetched: at(fetched), title: title.to_owned(), text: text.to_owned() }
}

/// A screen that reads an item of three revisions.
fn reading(columns: u16, rows: u16, ways: Ways) -> Screen {
    let mut screen = Screen::full(columns, rows, ways);
    let mut items = items();
    let text = items[0].item.text.clone();
    items[0].revisions = vec![
        revision(
            1,
            "2025-03-07T14:00:00Z",
            "Dozens killed on the coast",
            "Dozens of people were killed on the coast.\n\nA curfew was imposed in Latakia.",
        ),
        revision(
            2,
            "2025-03-07T14:20:00Z",
            "Monitor puts the dead at 71",
            "The Syrian Observatory said 35 members of government forces and 32 gunmen were killed.\n\nA curfew was imposed in Latakia.",
        ),
        revision(3, "2025-03-07T14:30:00Z", "Monitor puts the dead on the coast at 124", &text),
    ];
    screen.press("j");
    screen.tell(Message::Rested("r2".into()));
    screen.tell(Message::ReportLoaded("r2".into(), Ok(items)));
    screen.press_key(KeyCode::Enter);
    screen
}

#[test]
fn what_is_cut_of_an_item_is_told_where_it_ends() {
    for (many, is_cut) in [(63, false), (64, true)] {
        let mut items = items();
        let detail = &mut items[0];
        detail.claims = vec![detail.claims[0].clone(); many];
        detail.statuses = vec![detail.statuses[0].clone(); many];
        detail.matched = vec![detail.matched[0].clone(); many];
        let mut screen = Screen::full(120, 1_000, Ways::default());
        screen.press("j");
        screen.tell(Message::Rested("r2".into()));
        screen.tell(Message::ReportLoaded("r2".into(), Ok(items)));
        screen.press_key(KeyCode::Enter);
        let text = screen.text();
        for said in ["It may tell more figures", "It may tell more statuses", "More terms may"] {
            assert_eq!(text.contains(&format!("{said}: the first 64 are kept.")), is_cut, "{many} {said}:\n{text}");
        }
    }
}

#[test]
fn what_changed_between_revisions_is_told_word_by_word() {
    for (columns, rows) in SIZES {
        let mut screen = reading(columns, rows, Ways::default());
        assert_eq!(screen.press("d"), []);
        assert_snapshot!(format!("changes_{columns}x{rows}"), screen.text());
    }
    let mut screen = reading(80, 24, Ways::default());
    screen.press("dd");
    let text = screen.text();
    assert!(text.contains("from 1 fetched") && text.contains("[-Dozens-]"), "{text}");
    screen.press("d");
    assert!(screen.text().contains("The Syrian Observatory for Human Rights"), "the text again");
    screen.press("d");
    screen.press_key(KeyCode::Esc);
    let text = screen.text();
    assert!(text.contains("▶4 Reader") && !text.contains("What changed"), "Esc closes it and stays:\n{text}");
    screen.press("l");
    screen.press("d");
    assert!(screen.text().contains("It has one revision"), "{}", screen.text());
    let colored = {
        let mut screen = reading(80, 24, Ways { color: true, ..Ways::default() });
        screen.press("d");
        screen.text()
    };
    let mut plain = reading(80, 24, Ways::default());
    plain.press("d");
    assert_eq!(plain.text(), colored);
}

#[test]
fn the_reader_goes_to_why_the_item_matched_and_lists_its_revisions() {
    let mut screen = reading(80, 24, Ways::default());
    screen.press("i");
    assert_snapshot!(screen.text());
    let mut none = Screen::new(80, 24, Ways::default());
    none.press("id");
    assert!(none.text().contains("No report is open"));
}

#[test]
fn keys_lead_from_one_failing_feed_to_the_next_and_round() {
    let mut screen = Screen::full(120, 40, Ways::default());
    let feeds = screen.feeds(|n| if n % 2 == 1 { Err(FeedErrorKind::Timeout) } else { Ok(FeedState::Ok) });
    let names: Vec<String> = feeds.iter().map(|feed| feed.name.clone()).collect();
    screen.tell(Message::FeedsLoaded(Ok(feeds)));
    assert_eq!(screen.press("5"), [Effect::LoadRates { by: now() }]);
    let selected = |screen: &Screen| {
        let text = screen.text();
        let line = text.lines().find(|line| line.contains('▌')).unwrap_or_default().to_owned();
        let shown = |name: &&String| line.contains(&name.chars().take(17).collect::<String>());
        let longest = names.iter().filter(shown).max_by_key(|name| name.len());
        longest.and_then(|longest| names.iter().position(|name| name == longest))
    };
    for (key, expect) in [("n", 1), ("n", 3), ("n", 5), ("n", 1), ("N", 5), ("N", 3)] {
        screen.press(key);
        assert_eq!(selected(&screen), Some(expect), "{key}");
    }
    let feeds = screen.feeds(|_| Ok(FeedState::Ok));
    screen.tell(Message::FeedsLoaded(Ok(feeds)));
    screen.press("n");
    assert!(screen.text().contains("No feed fails"));
}

#[test]
fn the_sources_tell_how_many_items_a_day_each_brings() {
    for (columns, rows) in SIZES {
        let mut screen = Screen::full(columns, rows, Ways::default());
        screen.press("5");
        let rates: HashMap<_, _> =
            screen.feeds(|_| Ok(FeedState::Ok)).into_iter().zip([7, 12, 0, 1]).map(|(feed, n)| (feed.id, n)).collect();
        screen.tell(Message::RatesLoaded(Ok(rates)));
        screen.press("n");
        assert_snapshot!(format!("sources_{columns}x{rows}"), screen.text());
    }
}

#[test]
fn long_work_tells_how_far_it_has_come_and_can_be_stopped() {
    let mut screen = Screen::new(120, 40, Ways::default());
    let feeds = screen.feeds(|n| Ok(if n < 2 { FeedState::Ok } else { FeedState::Waiting }));
    let mut waiting = feeds.clone();
    waiting.iter_mut().for_each(|feed| {
        feed.state = FeedState::Waiting;
        feed.last_success = None;
    });
    screen.tell(Message::FeedsLoaded(Ok(waiting)));
    screen.tell(Message::ReportsLoaded(Ok(page(&[]))));
    let title = |screen: &Screen| screen.text().lines().next().unwrap().to_owned();
    assert!(title(&screen).contains("first poll 0/6"), "{}", title(&screen));
    assert_eq!(screen.press("p"), [Effect::Demand(Demand::Pause)]);
    assert!(title(&screen).contains("stopped"), "{}", title(&screen));
    assert_eq!(screen.press("p"), [Effect::Demand(Demand::Resume)]);
    assert!(!title(&screen).contains("stopped"));
    let played = Screen::full(120, 40, Ways { source: Some("replay, 3600x"), ..Ways::default() });
    assert!(title(&played).contains("replay, 3600x 53%"), "{}", title(&played));
}
