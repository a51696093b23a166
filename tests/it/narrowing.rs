//! Finding and triage by keys: the list narrows as one types and comes back as it was; marks on many ask first.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::filter::{Condition, State};
use coastwatch::model::{ItemState, Mark, ReportId, ReportRow, Snooze, Turn};
use coastwatch::store::ReportCounts;
use coastwatch::ui::effect::Effect;
use coastwatch::ui::message::{Message, ReportsPage, Turned};
use coastwatch::ui::narrow::Among;
use crossterm::event::KeyCode;
use jiff::Timestamp;

use crate::support::screen::{Screen, Ways, now, report};

fn page(rows: &[ReportRow]) -> ReportsPage {
    let total = u64::try_from(rows.len()).unwrap();
    ReportsPage {
        rows: rows.to_vec(),
        more: false,
        counts: Some(ReportCounts { total, unread: total, ..ReportCounts::default() }),
    }
}

fn screen() -> Screen {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("1");
    screen
}

/// The rows that are shown, by id.
fn ids(screen: &Screen) -> Vec<String> {
    screen.model().reports.rows.iter().map(|row| row.id.to_string()).collect()
}

fn asked(effects: &[Effect]) -> (Option<Condition>, u64) {
    match effects {
        [Effect::LoadMatches { query, turn, .. }, ..] => (query.filter.clone(), *turn),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_search_narrows_the_list_as_one_types_and_escape_brings_it_back_as_it_was() {
    let mut screen = screen();
    screen.press("jj");
    let (before, selected) = (ids(&screen), screen.model().reports.selected.clone());
    let top = screen.model().reports.top.clone();
    screen.press("/");
    assert!(screen.press("n").is_empty(), "one letter is not looked for");
    let (first, turn) = asked(&screen.press("a"));
    assert!(matches!(first, Some(Condition::And(_))));
    assert_eq!(ids(&screen), before, "the list stays until there is an answer");
    assert!(screen.text().contains("1 Reports, looking for what matches /na"), "{}", screen.text());
    let (_, second) = asked(&screen.press("v"));
    assert_ne!(second, turn, "what was typed before is waited for no more");
    let found = report("f1", "2025-03-07T09:00:00Z", "ap", "Naval college", 1);
    assert!(screen.tell(Message::MatchesLoaded(turn, Ok(page(std::slice::from_ref(&found))))).is_empty());
    assert_eq!(ids(&screen), before, "an answer to what was typed before is of no use");
    let turn = second;
    screen.tell(Message::MatchesLoaded(turn, Ok(page(std::slice::from_ref(&found)))));
    assert_eq!(ids(&screen), ["f1"]);
    assert!(screen.text().contains("match /nav"), "{}", screen.text());

    screen.press_key(KeyCode::Esc);
    assert_eq!((ids(&screen), &screen.model().reports.selected), (before.clone(), &selected));
    assert_eq!(screen.model().reports.top, top);

    screen.press("/");
    let (_, turn) = asked(screen.press("xy").as_slice());
    screen.tell(Message::MatchesLoaded(turn, Ok(page(&[]))));
    screen.press_key(KeyCode::Enter);
    assert!(screen.text().contains("Nothing matches /xy"), "{}", screen.text());
    screen.press_key(KeyCode::Esc);
    assert_eq!((ids(&screen), &screen.model().reports.selected), (before, &selected));
}

#[test]
fn a_search_goes_on_behind_the_reports_with_what_is_in_none_which_is_read_and_not_marked() {
    let mut screen = screen();
    screen.press("/");
    let pressed = screen.press("nav");
    let Some(Effect::LoadMatches { query, among, turn }) = pressed.last() else { panic!("{pressed:?}") };
    assert_eq!((*among, query.from), (Among::Everything, Timestamp::MIN), "all that is stored");
    let turn = *turn;
    let found = report("f1", "2025-03-07T09:00:00Z", "ap", "Naval college", 1);
    let other = report("o1", "2025-03-07T11:00:00Z", "ap", "Naval museum", 0);
    let counts = Some(ReportCounts { total: 1, unread: 1, ..ReportCounts::default() });
    let rows = vec![found, other];
    let effects = screen.tell(Message::MatchesLoaded(turn, Ok(ReportsPage { rows, more: true, counts })));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadOlder(_, Among::Unrelated))), "{effects:?}");
    assert_eq!(ids(&screen), ["f1", "o1"], "reports stand first");
    let text = screen.text();
    assert!(text.contains("1 unread of 1 that match /nav, then 1+ else"), "{text}");
    assert!(text.lines().any(|line| line.contains("Naval museum") && line.contains("else")), "{text}");
    screen.press_key(KeyCode::Enter);
    screen.press("j");
    for keys in ["a", "s", "E1", "t", " "] {
        let effects = screen.press(keys);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Mark { .. })), "{keys}: {effects:?}");
        assert!(screen.text().contains("only reports are marked"), "{keys}: {}", screen.text());
    }
    let effects = screen.press_key(KeyCode::Enter);
    assert!(
        matches!(effects.as_slice(), [Effect::LoadReport { report, .. }] if report.as_str() == "o1"),
        "{effects:?}"
    );
}

#[test]
fn a_filter_is_completed_checked_with_its_column_and_kept_until_it_is_taken_away() {
    let mut screen = screen();
    let before = ids(&screen);
    screen.press("\\plce:x");
    assert!(screen.text().contains("column 1: there is no field `plce`"), "{}", screen.text());
    screen.press_key(KeyCode::Enter);
    assert!(screen.model().prompt.is_some(), "a wrong filter is not taken");
    screen.press_key(KeyCode::Esc);
    screen.press("\\is:st");
    screen.press_key(KeyCode::Tab);
    let (condition, turn) = asked(&screen.press_key(KeyCode::Enter));
    assert_eq!(condition, Some(Condition::And(vec![Condition::Is(State::Starred)])));
    let starred = report("s1", "2025-03-07T09:00:00Z", "ap", "Starred", 1);
    screen.tell(Message::MatchesLoaded(turn, Ok(page(std::slice::from_ref(&starred)))));
    assert_eq!(ids(&screen), ["s1"]);
    let later = report("s2", "2025-03-07T10:00:00Z", "ap", "Starred later", 1);
    screen.tell(Message::MatchesLoaded(turn, Ok(page(&[later, starred]))));
    assert_eq!((ids(&screen), screen.model().reports.arrivals), (vec!["s1".to_owned()], 1), "arrivals move nothing");
    screen.press_key(KeyCode::Esc);
    assert_eq!(ids(&screen), before);
}

#[test]
fn a_mark_on_many_tells_their_number_and_asks_first() {
    let mut screen = screen();
    // One of the first rows is starred already: it is told, and not marked again.
    let first = &screen.model().reports.rows[..4];
    let chosen: Vec<ReportId> = first.iter().filter(|row| !row.state.starred).map(|row| row.id.clone()).collect();
    assert_eq!(chosen.len(), 3);
    screen.press("gg   v");
    let asked = screen.press("vs");
    assert!(asked.is_empty(), "{asked:?}");
    assert!(screen.text().contains("starred: 3 reports (1 more already)"), "{}", screen.text());
    let marks = screen.press_key(KeyCode::Enter);
    let [Effect::Mark { reports, mark, at }] = marks.as_slice() else { panic!("{marks:?}") };
    let mut reports = reports.clone();
    reports.sort();
    let mut expect = chosen.clone();
    expect.sort();
    assert_eq!((&reports, mark, *at), (&expect, &Mark::Starred(true), now()));
    let starred = |screen: &Screen| screen.model().reports.rows.iter().filter(|row| row.state.starred).count();
    let shown = starred(&screen);
    screen.tell(Message::Marked(reports.clone(), mark.clone(), Ok(())));
    assert!(starred(&screen) > shown, "a mark shows once it is stored");

    assert_eq!(screen.press("u"), [Effect::Turn { turn: Turn::Undo, at: now() }]);
    let states = reports.into_iter().map(|report| (report, ItemState::default())).collect();
    let sentence = "Taken back: starred: 3 reports.".to_owned();
    screen.tell(Message::Turned(Turn::Undo, Ok(Some(Turned { sentence, states }))));
    assert!(chosen.iter().all(|id| screen.model().reports.rows.iter().any(|row| row.id == *id && !row.state.starred)));
    assert!(screen.text().contains("Taken back"), "{}", screen.text());
    let asked = screen.press("*");
    let [Effect::LoadMatching(query)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(query.filter, None);
    screen.tell(Message::MatchingLoaded(Ok((0..700)
        .map(|n| (ReportId::new(format!("m{n}")), ItemState::default()))
        .collect())));
    screen.press("m");
    assert!(screen.text().contains("marked read: 700 reports"), "{}", screen.text());
    screen.press_key(KeyCode::Esc);
    assert_eq!(screen.press_key(KeyCode::Esc), [], "and nothing is marked");
    assert!(screen.model().selection.is_empty());
}

#[test]
fn a_tag_a_note_and_a_sleep_are_typed_and_what_is_wrong_is_said_beside_the_line() {
    let mut screen = screen();
    let made = |screen: &mut Screen, keys: &str| {
        screen.press(keys);
        match screen.press_key(KeyCode::Enter).as_slice() {
            [Effect::Mark { mark, .. }] => Some(mark.clone()),
            _ => None,
        }
    };
    assert_eq!(made(&mut screen, "t#Naval College"), Some(Mark::Tagged("naval-college".to_owned())));
    assert_eq!(made(&mut screen, "Tnaval college"), Some(Mark::Untagged("naval-college".to_owned())));
    assert_eq!(made(&mut screen, "ccall back"), Some(Mark::Note(Some("call back".to_owned()))));
    assert_eq!(made(&mut screen, "Snew"), Some(Mark::Snoozed(Some(Snooze::News))));
    assert_eq!(made(&mut screen, "Ssoon"), None);
    assert!(screen.text().contains("`soon` is no time"), "{}", screen.text());
    screen.press_key(KeyCode::Esc);
    let marks = screen.press("E1");
    assert!(matches!(marks.as_slice(), [Effect::Mark { mark: Mark::Escalated(Some(_)), .. }]), "{marks:?}");
}

#[test]
fn a_saved_filter_means_what_it_says() {
    let mut screen = screen();
    screen.press("Fstar");
    screen.press_key(KeyCode::Tab);
    let (saved, _) = asked(&screen.press_key(KeyCode::Enter));
    assert_eq!(saved, Some(Condition::And(vec![Condition::Is(State::Starred)])));
    assert!(screen.text().contains("looking for what matches is:starred"), "{}", screen.text());
}

#[test]
fn what_is_found_is_shown_before_it_is_counted() {
    let mut screen = screen();
    screen.press("/");
    let (_, turn) = asked(screen.press("na").as_slice());
    let found = report("f1", "2025-03-07T09:00:00Z", "ap", "Naval college", 1);
    let first = ReportsPage { more: true, counts: None, ..page(&[found]) };
    screen.tell(Message::MatchesLoaded(turn, Ok(first)));
    assert!(screen.text().contains("1 Reports, 1 or more that match /na"), "{}", screen.text());
    let counts = ReportCounts { total: 900, unread: 700, asleep: 3, asleep_unread: 1, alarms: 0 };
    screen.tell(Message::MatchesCounted(turn - 1, ReportCounts { total: 1, ..counts }));
    screen.tell(Message::MatchesCounted(turn, counts));
    assert!(screen.text().contains("1 Reports, 699 unread of 897 that match /na, 3 asleep"), "{}", screen.text());
}

#[test]
fn what_changed_while_a_question_was_on_its_way_is_asked_for_again() {
    let mut screen = Screen::new(120, 40, Ways::default());
    let seq = coastwatch::model::Seq(1);
    let stored = || Message::Changed(coastwatch::engine::change::Change::Stored(seq));
    screen.tell(stored());
    let again = screen.tell(Message::ReportsLoaded(Ok(page(&[]))));
    assert!(matches!(again.as_slice(), [Effect::LoadReports(_), ..]), "{again:?}");
}

#[test]
fn a_report_that_sleeps_is_hidden_from_what_arrives_unless_sleepers_are_asked_for() {
    let mut screen = screen();
    let mut asleep = report("z1", "2025-03-07T14:31:00Z", "ap", "Sleeps", 1);
    asleep.state.snoozed_until_news = true;
    let mut rows = screen.model().reports.rows.clone();
    rows.insert(0, asleep.clone());
    screen.tell(Message::ReportsLoaded(Ok(page(&rows))));
    assert_eq!(screen.model().reports.arrivals, 0);
    for (keys, shown) in [("is:snoozed", true), ("is:waiting", true), ("is:read", false)] {
        screen.press_key(KeyCode::Esc);
        screen.press(&format!("\\{keys}"));
        let (_, turn) = asked(&screen.press_key(KeyCode::Enter));
        screen.tell(Message::MatchesLoaded(turn, Ok(page(std::slice::from_ref(&asleep)))));
        assert_eq!(ids(&screen).len(), usize::from(shown), "{keys}");
    }
}
