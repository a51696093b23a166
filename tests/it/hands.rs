//! What an operator puts together and passes on by hand: reports merged and split, links copied and opened, and keys that
//! say how they go on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::model::{Cited, Decision, Gist, ItemId, Judgement, Mark, ReportId, Snooze, Subject};
use coastwatch::ui::effect::Effect;
use coastwatch::ui::link::{Linked, Want};
use coastwatch::ui::message::{Message, Used};
use crossterm::event::KeyCode;

use crate::support::screen::{Screen, Ways, at, items, now, page, reports};

/// The decision that one key and a reason asked for.
fn asked(screen: &mut Screen, reason: &str) -> (Subject, Judgement) {
    screen.press(reason);
    let effects = screen.press_key(KeyCode::Enter);
    let [Effect::Decide { subject, judgement, reason: given, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(given.as_deref(), Some(reason));
    (subject.clone(), judgement.clone())
}

fn stored(screen: &mut Screen, subject: Subject, judgement: Judgement) -> Vec<Effect> {
    let decision = Decision {
        id: "d1".into(),
        subject,
        judgement,
        operator: "operator".to_owned(),
        decided: now(),
        reason: None,
        stroke: None,
    };
    screen.tell(Message::Decided(Box::new(decision), Ok(())))
}

fn selected(screen: &Screen) -> Option<&str> {
    screen.model().reports.selected.as_ref().map(ReportId::as_str)
}

#[test]
fn selected_reports_are_merged_and_the_list_shows_the_one_that_they_became() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("  k");
    assert_eq!(screen.press("D"), []);
    assert!(screen.text().contains("Reason to merge 2 reports: \"Curfew in Latakia"), "{}", screen.text());
    let (subject, judgement) = asked(&mut screen, "one curfew");
    assert_eq!(subject, Subject::Report("r2".into()), "the one at hand names it");
    assert_eq!(judgement, Judgement::Merge { with: vec!["r1".into()] });
    let effects = stored(&mut screen, subject, judgement);
    assert!(screen.text().contains("Stored: merge 2 reports"), "{}", screen.text());
    assert!(screen.model().selection.is_empty());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadReports(_))), "{effects:?}");
    // The earlier of the two names what they became.
    let left: Vec<_> = reports().into_iter().filter(|row| row.id.as_str() != "r2").collect();
    let effects = screen.tell(Message::ReportsLoaded(Ok(page(&left))));
    assert_eq!(selected(&screen), Some("r1"));
    assert_eq!(screen.model().reports.rows.len(), left.len());
    assert!(effects.contains(&Effect::Rest("r1".into())), "the reader follows: {effects:?}");
}

#[test]
fn a_list_that_was_asked_for_before_the_merge_is_not_taken_for_its_outcome() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.tell(Message::Missed);
    screen.press("  D");
    let (subject, judgement) = asked(&mut screen, "same");
    stored(&mut screen, subject, judgement);
    let again = screen.tell(Message::ReportsLoaded(Ok(page(&reports()))));
    assert!(again.iter().any(|effect| matches!(effect, Effect::LoadReports(_))), "{again:?}");
    let left: Vec<_> = reports().into_iter().filter(|row| row.id.as_str() != "r1").collect();
    screen.tell(Message::ReportsLoaded(Ok(page(&left))));
    assert_eq!(screen.model().reports.rows.len(), left.len());
    // What takes back the last thing takes back the merge, and not the mark before it.
    assert_eq!(screen.press("u"), []);
    assert!(screen.text().contains("undo: merge 2 reports"), "{}", screen.text());
    let (subject, judgement) = asked(&mut screen, "too soon");
    assert_eq!((subject, judgement), (Subject::Decision("d1".into()), Judgement::Undo));
    assert!(screen.press("u").iter().any(|effect| matches!(effect, Effect::Turn { .. })), "then the marks'");
}

#[test]
fn the_item_in_the_reader_is_split_off_and_a_report_of_one_has_none_to_split() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("4lD");
    assert!(screen.text().contains("off its report of 2 items"), "{}", screen.text());
    let (subject, judgement) = asked(&mut screen, "another day");
    assert_eq!((subject, judgement), (Subject::Item("i2".into()), Judgement::Split));
    let one = items().into_iter().take(1).collect();
    let mut screen = Screen::new(120, 40, Ways::default());
    screen.tell(Message::ReportsLoaded(Ok(page(&reports()))));
    screen.tell(Message::ReportLoaded("r1".into(), Ok(one)));
    screen.press("D");
    assert!(screen.text().contains("has one item, so there is none to split off"), "{}", screen.text());
    assert!(screen.model().prompt.is_none());
}

fn linked(url: Option<&str>) -> Linked {
    let item = ItemId::new("i1");
    let first = items().swap_remove(0);
    let cited = Cited {
        item: item.clone(),
        report: "r1".into(),
        feed: "SOHR".to_owned(),
        title: "Monitor puts the dead on the coast at 124".to_owned(),
        lang: "en".into(),
        url: url.map(str::to_owned),
        published: at("2025-03-07T14:28:00Z"),
    };
    let claims = first.claims.into_iter().map(|stored| stored.claim).collect();
    Linked { item, cited, gist: Some(Gist { claims, statuses: vec![] }) }
}

#[test]
fn a_link_is_copied_alone_or_with_outlet_time_and_figures() {
    let mut screen = Screen::full(120, 40, Ways::default());
    let load = |want| Effect::LoadLink { item: "i1".into(), as_of: now(), want };
    assert_eq!(screen.press("y"), [load(Want::Link)]);
    let url = "https://example.org/i1";
    let told = |want, url| Message::LinkLoaded(want, Ok(Some(Box::new(linked(url)))));
    assert_eq!(screen.tell(told(Want::Link, Some(url))), [Effect::Copy(url.to_owned())]);
    screen.tell(Message::Copied(url.to_owned(), true));
    assert!(screen.text().contains("Sent to your terminal's clipboard: https://example.org/i1"), "{}", screen.text());
    assert_eq!(screen.press("Y"), [load(Want::Citation)]);
    let cited = "SOHR, Fri 7 Mar 2025 14:28 UTC: \"Monitor puts the dead on the coast at 124\" (» SOHR: 35 government forces, \
                 32 loyalists, 4 civilians killed) https://example.org/i1";
    assert_eq!(screen.tell(told(Want::Citation, Some(url))), [Effect::Copy(cited.to_owned())]);
    assert_eq!(screen.tell(told(Want::Link, None)), []);
    assert!(screen.text().contains("The item has no link."));
    screen.press("2");
    assert_eq!(screen.press("y"), []);
    assert!(screen.text().contains("No item is at hand here"));
}

#[test]
fn a_link_is_opened_only_once_its_host_was_seen_and_agreed_to() {
    let told = |url| Message::LinkLoaded(Want::Open, Ok(Some(Box::new(linked(Some(url))))));
    let url = "https://user@wire.example:8443/a?b";
    let mut screen = Screen::full(80, 24, Ways::default());
    screen.press("o");
    assert_eq!(screen.tell(told(url)), []);
    assert!(screen.text().contains("open wire.example in your browser?"), "{}", screen.text());
    assert_eq!(screen.press("n"), []);
    assert_eq!(screen.tell(told(url)), []);
    assert_eq!(screen.press("y"), [Effect::Browse(url.to_owned())]);
    screen.tell(Message::Browsed(Err("there is no display here".to_owned())));
    assert!(screen.text().contains("Not opened: there is no display here. y copies the link."), "{}", screen.text());
    assert_eq!(screen.tell(told("file:///etc/passwd")), []);
    assert!(screen.model().prompt.is_none() && screen.text().contains("is no web address"));
}

#[test]
fn a_key_that_begins_a_sequence_says_how_it_goes_on() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("E");
    let foot = screen.text().lines().last().unwrap().to_owned();
    assert!(foot.contains("E ...  0 take the escalation back  1 escalate, most urgently"), "{foot}");
    screen.press("1");
    assert!(!screen.text().contains("E ..."));
}

#[test]
fn a_sleeping_report_says_until_when_in_the_hours_of_the_screen_and_is_marked_while_it_is_listed() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("S");
    assert!(screen.text().contains("18:00 (Damascus)"), "{}", screen.text());
    screen.press("21:00");
    screen.press_key(KeyCode::Enter);
    let until = Mark::Snoozed(Some(Snooze::Until(at("2025-03-07T18:00:00Z"))));
    screen.tell(Message::Marked(vec!["r1".into()], until, Ok(())));
    assert!(screen.text().contains("Sleeps until Fri 7 Mar 2025 18:00 UTC (21:00 Damascus)."), "{}", screen.text());
    assert!(screen.text().contains("×6 z"), "{}", screen.text());
}

#[test]
fn owners_are_completed_by_the_names_of_those_who_acknowledged() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.tell(Message::UsedLoaded(Used { owners: vec!["bea".to_owned()], ..Used::default() }));
    screen.press("\\owner:b");
    screen.press_key(KeyCode::Tab);
    assert!(screen.text().contains("filter: owner:bea"), "{}", screen.text());
}

#[test]
fn no_hint_is_shown_for_a_key_that_does_nothing() {
    let mut screen = Screen::full(120, 40, Ways::default());
    for (view, opens) in [("1", true), ("3", true), ("4", false), ("5", false), ("7", false), ("8", true)] {
        screen.press(view);
        let foot = screen.text().lines().last().unwrap().to_owned();
        assert_eq!(foot.contains("Enter open"), opens, "{view}: {foot}");
        assert_eq!(screen.text().contains("5 shows each"), view != "5", "{view}");
    }
}
