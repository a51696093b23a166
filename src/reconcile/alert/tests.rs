//! What rings: figures, places, edits, escalations, and the gates.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use super::edits::{Denials, Edit, Wording, corrected};
use super::gate::{Hour, shut};
use super::*;
use crate::model::alert::{Altered, Channel, Quiet, Rules};
use crate::model::{Cited, ItemState, Lang, Ledger, Lexicon, Metric, PlaceId};
use crate::reconcile::Books;
use crate::reconcile::tests::sample::{at, ledger, march, situation};

fn rule(trigger: Trigger, cooldown: i64) -> Rule {
    Rule {
        name: "rule".into(),
        when: String::new(),
        trigger,
        channels: vec![Channel::Bell],
        cooldown: SignedDuration::from_mins(cooldown),
        rings_in_quiet: false,
    }
}

fn figure(moves: Moves) -> Rule {
    let (metric, category) = (Metric::Killed, "civilians".into());
    rule(Trigger::Tally { metric, category, perpetrator: None, end: End::Best, moves }, 0)
}

/// The lines that a rule rings with at these moments, one look after another; the first look only keeps in mind.
fn looks(rule: &Rule, ledger: Ledger, moments: &[&str]) -> Vec<String> {
    let mut books = Books::open(Arc::new(situation()), march(), at(moments.first().unwrap()), ledger);
    let mut memory = Memory::default();
    let mut told = vec![];
    for (n, moment) in moments.iter().enumerate() {
        books.turn_to(at(moment));
        let (tally, board) = (books.tally(), books.board());
        let sight = Sight { at: at(moment), situation: &situation(), tally: &tally, board: &board };
        let rings = sight.rings(rule, &mut memory).into_iter().filter(|_| n > 0);
        told.extend(rings.map(|(ring, _)| format!("{moment} {}", ring.title)));
        // What is kept in mind comes back from the store as it was.
        memory = serde_json::from_str(&serde_json::to_string(&memory).unwrap()).unwrap();
    }
    told
}

#[test]
fn a_number_is_crossed_once_and_again_after_a_day_under_it() {
    let lines = ledger(&[
        "03-07T08 SOHR civilians 90",
        "03-07T10 SOHR civilians 104",
        "03-07T12 SOHR civilians 95 cue=correction",
        "03-07T14 SOHR civilians 110",
        "03-07T16 SOHR civilians 99 cue=correction",
        "03-09T16 SOHR civilians 130",
    ]);
    let moments =
        ["03-07T09", "03-07T10", "03-07T11", "03-07T12", "03-07T14", "03-07T16", "03-08T18", "03-09T16", "03-09T17"];
    let told = looks(&figure(Moves::Crosses(100)), lines.clone(), &moments);
    assert_eq!(
        told,
        [
            "03-07T10 civilians killed, best over 100: 104, was 90 (SOHR)",
            "03-09T16 civilians killed, best over 100: 130, was 99 (SOHR)"
        ]
    );
    // Also where nobody looked while it lay under it.
    let told = looks(&figure(Moves::Crosses(100)), lines.clone(), &["03-07T10", "03-07T16", "03-09T16"]);
    assert_eq!(told.len(), 1, "{told:?}");
    let told = looks(&figure(Moves::ChangesBy(15)), lines.clone(), &moments);
    assert_eq!(
        told,
        ["03-07T14 civilians killed, best: 110, was 90 (SOHR)", "03-09T16 civilians killed, best: 130, was 110 (SOHR)"]
    );
    assert_eq!(looks(&figure(Moves::Changes), lines, &moments).len(), 5);
}

#[test]
fn a_place_rings_for_what_holds_and_not_for_who_repeats_it() {
    let lines = ledger(&[
        "03-07T08 SOHR control loyalists jableh",
        "03-07T10 SNHR control loyalists jableh",
        "03-07T18 MOD control government jableh",
        "03-07T09 SANA curfew in_force latakia until=03-07T20",
        "03-07T12 SANA curfew in_force coast",
    ]);
    let moments = ["03-07T07", "03-07T08", "03-07T10", "03-07T13", "03-07T18", "03-07T19", "03-07T21"];
    let board = |place: Option<&str>, kind, becomes: Option<&str>| {
        rule(Trigger::Board { place: place.map(PlaceId::new), kind, becomes: becomes.map(str::to_owned) }, 0)
    };
    let control = Some(StatusKind::Control);
    assert_eq!(
        looks(&board(Some("jableh"), control, None), lines.clone(), &moments),
        ["03-07T08 jableh, control: loyalists (SOHR)", "03-07T18 jableh, control: government, was loyalists (MOD)"]
    );
    assert_eq!(
        looks(&board(Some("jableh"), control, Some("government")), lines.clone(), &moments),
        ["03-07T18 jableh, control: government, was loyalists (MOD)"]
    );
    // A region's word is the region's own, and no ring of each place in it.
    assert_eq!(
        looks(&board(None, Some(StatusKind::Curfew), None), lines, &moments),
        [
            "03-07T10 latakia, curfew: in force to Fri 7 Mar 20:00Z (SANA)",
            "03-07T13 coast, curfew: in force (SANA)",
            "03-07T21 latakia, curfew: lapsed, was in force to Fri 7 Mar 20:00Z"
        ]
    );
}

fn edit(lang: &str, before: (&str, &[&str]), after: (&str, &[&str])) -> Edit {
    let wording = |(text, lines): (&str, &[&str])| {
        let said = ledger(lines);
        let claims = said.claims.iter().map(|claim| (**claim).clone()).collect();
        Wording {
            title: "Headline".into(),
            text: text.into(),
            claims,
            statuses: said.statuses.into_iter().map(Arc::unwrap_or_clone).collect(),
        }
    };
    let cited = Cited {
        item: "item0".into(),
        report: "item0".into(),
        feed: "Outlet".into(),
        title: "Headline".into(),
        lang: Lang::new(lang),
        url: None,
        published: at("03-07"),
    };
    Edit { cited, revision: 2, fetched: at("03-07T14"), before: wording(before), after: wording(after) }
}

#[test]
fn an_edit_rings_for_what_it_took_back() {
    let texts = [include_str!("../../../config/lang/en.toml"), include_str!("../../../config/lang/ar.toml")];
    let lexicons = texts.map(|text| toml::from_str::<Lexicon>(text).unwrap());
    let denials = Denials::of(&lexicons);
    let check = |lang: &str, before: (&str, &[&str]), after: (&str, &[&str]), expect: &[Altered]| {
        assert_eq!(edit(lang, before, after).altered(&denials), expect, "{before:?} {after:?}");
    };
    let of = |n: &'static str| [n];
    let (old, new, other) = ("03-07 SOHR civilians 35", "03-07 SOHR civilians 45", "03-07 SNHR civilians >=35");
    check("en", ("35 killed", &of(old)), ("45 killed", &of(new)), &[Altered::Figure]);
    check("en", ("35 killed", &of(old)), ("35 at least", &of(other)), &[]);
    check("en", ("35 killed", &of(old)), ("35 killed, 45", &[old, new]), &[]);
    let (here, there) = ("03-07 SOHR civilians 35 place=jableh", "03-07 SOHR civilians 35 place=tartus");
    check("en", ("in Jableh", &of(here)), ("in Tartus", &of(there)), &[Altered::Figure, Altered::Place]);
    let (held, lost) = ("03-07 MOD control government jableh", "03-07 MOD control loyalists jableh");
    check("en", ("the army holds it", &of(held)), ("they hold it", &of(lost)), &[Altered::Status]);
    let (yes, no) =
        ("The ministry said that 35 were killed there.", "The ministry said that 35 were not killed there.");
    check("en", (yes, &of(old)), (no, &of(old)), &[Altered::Negation]);
    check("en", (no, &of(old)), (yes, &of(old)), &[Altered::Negation]);
    let (yes, no) = ("وقالت الوزارة إن القوات دخلت المدينة", "وقالت الوزارة إن القوات لم تدخل المدينة");
    check("ar", (yes, &of(held)), (no, &of(held)), &[Altered::Negation]);
    // More text at the end denies something else.
    let more = "The ministry said that 35 were killed there. It did not say more about the attack of Friday.";
    check("en", ("The ministry said that 35 were killed there.", &of(old)), (more, &of(old)), &[]);
    check("en", ("one thing", &of(old)), ("not another", &of(old)), &[]);

    let all = rule(Trigger::Corrected { what: vec![Altered::Figure], filter: String::new() }, 0);
    let rings = |edit: Edit| corrected(&all, &[edit], &situation(), &denials, at("03-07T15"));
    let told = rings(edit("en", ("35", &of(old)), ("45", &of(new))));
    assert_eq!(
        told.first().unwrap().title,
        "figure changed (35 civilians killed, now 45 civilians killed) in revision 2: Headline (Outlet)"
    );
    assert_eq!(rings(edit("en", ("nothing", &[]), ("45", &of(new)))), [], "it had stated nothing");
    assert_eq!(rings(edit("en", ("x", &of(held)), ("y", &of(lost)))), [], "not asked for");
}

#[test]
fn an_escalation_rings_once_it_has_waited_and_again_with_the_cooldown() {
    let row = |acknowledged: Option<&str>| ReportRow {
        id: "r".into(),
        lead: "r".into(),
        feed: "feed".into(),
        feed_name: "Feed".into(),
        title: "Headline".into(),
        published: at("03-07"),
        items: 1,
        origins: 1,
        claims: 0,
        state: ItemState { escalated: Some(1), acknowledged: acknowledged.map(str::to_owned), ..ItemState::default() },
        gist: None,
    };
    let told = |cooldown, row: ReportRow, minute: i64| -> Vec<String> {
        let open = [(row, Some(("ann".to_owned(), at("03-07T12"))))];
        let now = at("03-07T12") + SignedDuration::from_mins(minute);
        let ten = SignedDuration::from_mins(10);
        let rule = rule(Trigger::Escalated { unacked: ten, filter: String::new() }, cooldown);
        escalated(&rule, ten, &open, now).into_iter().map(|ring| ring.thing).collect()
    };
    let things: Vec<Vec<String>> = [10, 11, 29, 31, 45].map(|minute| told(20, row(None), minute)).to_vec();
    assert_eq!(things[0], [""; 0]);
    assert_eq!(things[1], things[2], "once for one thing");
    assert_ne!(things[2], things[3]);
    assert_eq!(things[3], things[4]);
    assert_eq!(told(0, row(None), 11), told(0, row(None), 10_000));
    assert_eq!(told(20, row(Some("bea")), 31), [""; 0]);
}

#[test]
fn gates_hold_back_until_they_open() {
    let at = |hour: &str| at(&format!("2025-03-07T{hour}:00Z"));
    let rules = Rules {
        grace: SignedDuration::from_mins(1),
        quiet: Some(Quiet { from: "22:00".parse().unwrap(), until: "06:00".parse().unwrap() }),
        ..Rules::default()
    };
    let ten = rule(Trigger::Feed { feed: None, silent: SignedDuration::ZERO }, 10);
    let loud = Rule { rings_in_quiet: true, cooldown: SignedDuration::ZERO, ..ten.clone() };
    let shut = |rule: &Rule, sounded: Option<&str>, now: &str, began: &str| {
        let hour = Hour { now: at(now), began: Some(at(began)), zone: TimeZone::get("Asia/Damascus").unwrap() };
        shut(&rules, rule, sounded.map(at), &hour).is_some()
    };
    assert!(shut(&ten, None, "12:00", "12:00") && !shut(&ten, None, "12:01", "12:00"), "grace");
    assert!(shut(&ten, Some("11:51"), "12:00", "10:00") && !shut(&ten, Some("11:50"), "12:00", "10:00"), "cooldown");
    assert!(shut(&ten, None, "19:00", "10:00") && !shut(&ten, None, "18:59", "10:00"), "22:00 in Damascus");
    assert!(!shut(&loud, Some("19:00"), "19:00", "10:00"));
}
