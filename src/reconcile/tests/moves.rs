//! What moves the figures beside claims: time, edits, decisions and episodes.

use std::sync::Arc;

use crate::model::{CategoryId, Decision, Grade, Metric, Verdict};
use crate::reconcile::{Books, explain};

use super::rules::{exact, rule_of};
use super::sample::{at, decided, killed, ledger, march, range, revised, says, situation, tally};

#[test]
fn nothing_published_fetched_or_decided_later_is_seen() {
    let mut lines = ledger(&["03-08T09 SOHR civilians 340 id=a", "03-08T10 SOHR civilians 745 fetched=03-08T14 id=b"]);
    lines.decisions.push(decided("03-08T16", "reject", "claim:b"));
    assert_eq!(tally(&lines, "03-08T08").rows, vec![]);
    assert_eq!(range(killed(&tally(&lines, "03-08T13"), "civilians")), exact(340));
    assert_eq!(range(killed(&tally(&lines, "03-08T15"), "civilians")), exact(745));
    assert_eq!(range(killed(&tally(&lines, "03-08T17"), "civilians")), exact(340));
}

#[test]
fn an_edit_replaces_what_its_item_said_before() {
    let mut lines = ledger(&[
        "03-08T09 SOHR civilians 900 item=a id=old",
        "03-08T09 SOHR civilians 745 item=a revision=2 fetched=03-08T12",
    ]);
    assert_eq!(range(killed(&tally(&lines, "03-08T10"), "civilians")), exact(900));
    assert_eq!(range(killed(&tally(&lines, "03-08T13"), "civilians")), exact(745));
    assert_eq!(rule_of(&lines, "civilians", "03-08T13", "old"), (Verdict::Superseded, "latest_revision"));
    lines.revisions.push(revised("a", 3, "03-08T15"));
    assert_eq!(tally(&lines, "03-08T16").rows, vec![], "an edit without figures withdraws them");
}

#[test]
fn a_figure_that_an_edit_brought_is_as_old_as_the_edit_and_one_it_left_is_not_refreshed() {
    let lines = ledger(&[
        "03-09T06 SOHR civilians 745 item=a",
        "03-09T06 SOHR loyalists 148 item=a",
        "03-09T06 SOHR civilians 830 item=a revision=2 fetched=03-09T16",
        "03-09T06 SOHR loyalists 148 item=a revision=2 fetched=03-09T16",
        "03-09T10 SOHR civilians 800",
    ]);
    let seen = tally(&lines, "03-09T18");
    assert_eq!(range(killed(&seen, "civilians")), exact(830), "the edit is the later word");
    let as_of = |category| killed(&seen, category).origins[0].as_of;
    assert_eq!((as_of("civilians"), as_of("loyalists")), (at("03-09T16"), at("03-09T06")));
}

#[test]
fn a_decision_counts_at_once_and_can_be_taken_back() {
    let mut lines = ledger(&["03-08T09 SOHR civilians 340", "03-08T10 SOHR civilians 7450 report=r id=b"]);
    let before = tally(&lines, "03-08T18");
    let undone = "undo decision:03-08T11 reject claim:b";
    for (out, back) in [("reject claim:b", undone), ("dismiss report:r", "restore report:r")] {
        for (hour, decision) in [("03-08T11", out), ("03-08T13", back)] {
            let (judgement, subject) = decision.split_once(' ').unwrap();
            lines.decisions.push(decided(hour, judgement, subject));
        }
        assert_eq!(range(killed(&tally(&lines, "03-08T12"), "civilians")), exact(340), "{out}");
        assert_eq!(tally(&lines, "03-08T18"), before, "{back}");
    }
}

#[test]
fn an_amended_claim_counts_as_it_was_put_right_and_is_told_where_it_was() {
    let base = ["03-08T09 SOHR civilians 340", "03-08T10 SOHR civilians 7450 id=b", "03-08T10 SNHR loyalists 20"];
    let amended = |with: &str| {
        let mut lines = ledger(&base);
        lines.decisions.push(decided("03-08T11", &format!("amend {with}"), "claim:b"));
        lines
    };
    let seen = |with: &str| tally(&amended(with), "03-08T12");
    assert_eq!(range(killed(&seen("figure=745"), "civilians")), exact(745));
    assert_eq!(range(killed(&seen("figure=>700"), "civilians")), (Some(700), Some(700), None));
    let moved = seen("figure=28 category=loyalists");
    assert_eq!(range(killed(&moved, "civilians")), exact(340));
    assert_eq!(range(killed(&moved, "loyalists")), (Some(20), Some(28), Some(28)));
    assert_eq!(range(killed(&seen("scope=incident"), "civilians")), exact(340));
    assert_eq!(range(killed(&seen("place=latakia"), "civilians")), exact(340));
    let other = seen("figure=300 origin=SNHR");
    assert_eq!(range(killed(&other, "civilians")), (Some(300), Some(340), Some(340)));
    assert_eq!(says(killed(&other, "civilians"), "SNHR"), Some((Some(300), Some(300))));
    let lines = amended("figure=28 category=loyalists");
    assert_eq!(rule_of(&lines, "civilians", "03-08T12", "b"), (Verdict::Superseded, "amended_by_operator"));
    assert_eq!(rule_of(&lines, "loyalists", "03-08T12", "b"), (Verdict::Counts, "latest_by_as_of"));
    assert_eq!(range(killed(&tally(&lines, "03-08T10:30"), "civilians")), exact(7450), "as it stood before");
}

#[test]
fn the_change_of_the_last_hour_and_since_the_operator_looked_is_told() {
    let lines =
        ledger(&["03-08T09 SOHR civilians 340", "03-08T20 SOHR civilians 745", "03-08T21:30 SOHR civilians 830"]);
    let mut books = Books::open(Arc::new(situation()), march(), at("03-08T22"), lines);
    let changes = |books: &Books| {
        let tally = books.tally();
        let row = killed(&tally, "civilians");
        (row.change_1h, row.change_since)
    };
    assert_eq!(changes(&books), (Some(85), None));
    books.since(Some(at("03-08T10")));
    assert_eq!(changes(&books), (Some(85), Some(490)));
    books.turn_to(at("03-08T23"));
    assert_eq!(changes(&books), (Some(0), Some(490)));
    books.turn_to(at("03-08T09:30"));
    assert_eq!(changes(&books), (None, None), "nobody has looked yet");
}

#[test]
fn a_lower_figure_that_an_operator_confirms_goes_down() {
    let mut lines = ledger(&["03-08T09 SOHR civilians 745", "03-08T10 SOHR civilians 475 id=b"]);
    lines.decisions.push(decided("03-08T11", "confirm", "claim:b"));
    assert_eq!(range(killed(&tally(&lines, "03-08T12"), "civilians")), exact(475));
}

#[test]
fn figures_of_another_episode_stay_out() {
    let lines = ledger(&[
        "03-08T09 SOHR civilians 340",
        "2025-12-28T12:00:00Z SOHR civilians 400 episode=live id=december",
        "03-08T09 SOHR civilians 9889 as_of=2024-12-31T12:00:00Z id=before",
        "2025-04-09T12:00:00Z SNHR civilians 1334",
    ]);
    let seen = tally(&lines, "2026-01-05T12:00:00Z");
    let row = killed(&seen, "civilians");
    assert_eq!(says(row, "SOHR"), Some((Some(340), Some(340))));
    assert_eq!(says(row, "SNHR"), Some((Some(1334), Some(1334))), "published later, but read for the episode");
    assert_eq!(rule_of(&lines, "civilians", "2026-01-05T12:00:00Z", "december").1, "other_episode");
    assert_eq!(rule_of(&lines, "civilians", "2026-01-05T12:00:00Z", "before").1, "other_episode");
}

#[test]
fn the_change_over_24_hours_is_told_where_there_was_a_best() {
    let lines = ledger(&["03-08T09 SOHR civilians 340", "03-08T20 SOHR civilians 745", "03-09T12 SOHR civilians 830"]);
    let change = |when: &str| killed(&tally(&lines, when), "civilians").change_24h;
    assert_eq!(change("03-08T22"), None);
    assert_eq!(change("03-09T10"), Some(405));
    assert_eq!(change("03-09T21"), Some(85));
    assert_eq!(change("03-11T21"), Some(0));
}

#[test]
fn a_figure_that_was_told_before_the_episode_is_no_row_of_it() {
    let lines = ledger(&[
        "03-04T10 SOHR civilians 300",
        "03-07T10 SOHR civilians >=300 id=again",
        "03-07T11 other civilians 300 id=unnamed",
        "03-07T12 SOHR loyalists 300",
        "03-07T12 SNHR government_forces 4",
        "03-04T12 SNHR government_forces 4",
    ]);
    let made = tally(&lines, "03-07T13");
    assert!(made.rows.iter().all(|row| row.category.as_str() != "civilians"), "{made:#?}");
    for id in ["again", "unnamed"] {
        assert_eq!(rule_of(&lines, "civilians", "03-07T13", id), (Verdict::Superseded, "told_before_episode"));
    }
    assert_eq!(range(killed(&made, "loyalists")), exact(300), "another side's");
    assert_eq!(range(killed(&made, "government_forces")), exact(4), "small figures are equal by chance");

    let mut books = Books::open(
        Arc::new(situation()),
        march(),
        at("03-07T13"),
        ledger(&["03-07T10 SOHR civilians >=300 id=again"]),
    );
    assert_eq!(books.tally().rows.len(), 1);
    books.fold(ledger(&["03-04T10 SOHR civilians 300 item=old"]));
    assert_eq!(books.tally().rows, vec![], "whichever is heard first");
}

/// Found by `a_repeat_never_raises_or_refreshes`: what is known late to be an old toll left its slips set aside in books
/// that had been moved on, and not in others.
#[test]
fn what_was_taken_for_a_slip_counts_once_the_figure_is_known_as_an_old_toll() {
    let lines = ledger(&[
        "03-06T00 SOHR combatants 238",
        "03-12T00 other combatants 283 cue=correction",
        "03-03T00 SOHR combatants 238 fetched=03-13T12",
    ]);
    assert_eq!(tally(&lines, "03-13T11").rows[0].best, Some(238), "nothing is known of before");
    let seen = tally(&lines, "03-13T23");
    assert_eq!(killed(&seen, "combatants").best, Some(283));
    let mut books = Books::open(Arc::new(situation()), march(), at("03-13T11"), lines.clone());
    books.turn_to(at("03-13T23"));
    assert_eq!(books.tally().rows[0].best, Some(283), "books that are moved on tell the same");
    let again = ledger(&[
        "03-06T00 SOHR combatants 238",
        "03-12T00 other combatants 283 cue=correction",
        "03-03T00 SOHR combatants 238 fetched=03-13T12",
        "03-13T22 SOHR combatants 238 item=again",
    ]);
    assert_eq!(killed(&tally(&again, "03-13T23"), "combatants"), killed(&seen, "combatants"));
}

/// Found by `a_repeat_never_raises_or_refreshes`: an old toll told again by name was an original that did not count, and so
/// hid the one that did.
#[test]
fn an_old_toll_told_again_hides_no_original() {
    let told = [
        "03-03T00 SOHR total 283",
        "03-06T00 SOHR total 238",
        "03-12T00 other total 283 cue=correction id=slip",
        "03-13T22 SOHR total 283 item=again",
    ];
    let (before, after) = (ledger(&told[..3]), ledger(&told));
    for lines in [&before, &after] {
        let seen = tally(lines, "03-13T23");
        assert_eq!(range(killed(&seen, "total")), exact(238));
        assert_eq!(killed(&seen, "total").origins.len(), 1, "a slip of what counts");
        assert_eq!(rule_of(lines, "total", "03-13T23", "slip"), (Verdict::SetAside, "typo_outvoted"));
    }
}

#[test]
fn a_figure_that_an_edit_brought_into_the_episode_was_not_told_before_it() {
    let lines = ledger(&[
        "03-04T10 SOHR civilians 200 item=a episode=before",
        "03-04T10 SOHR civilians 300 item=a episode=before revision=2 fetched=03-07T10 id=edit",
        "03-07T11 SOHR civilians 300 id=told",
    ]);
    assert_eq!(range(killed(&tally(&lines, "03-07T12"), "civilians")), exact(300));
    assert_eq!(rule_of(&lines, "civilians", "03-07T12", "told"), (Verdict::Counts, "latest_by_as_of"));
}

#[test]
fn what_was_published_before_the_episode_is_explained_where_it_decided_something() {
    let lines = ledger(&[
        "03-04T10 SOHR civilians 300 id=old",
        "03-04T11 SOHR civilians 310 id=idle",
        "03-07T10 SOHR civilians 300 id=again",
        "03-07T11 SOHR civilians 340 id=new",
    ]);
    let row = explain::Row { metric: Metric::Killed, category: CategoryId::new("civilians"), perpetrator: None };
    let told = explain::tally_row(&lines, &situation(), &march(), at("03-07T12"), &row);
    let told: Vec<(&str, &str)> = told.lines.iter().map(|line| (line.id.as_str(), line.rule)).collect();
    assert_eq!(told, [("old", "other_episode"), ("again", "told_before_episode"), ("new", "latest_by_as_of")]);
}

#[test]
fn an_amended_claim_says_so_in_both_rows_and_is_not_confirmed_by_that() {
    let mut lines = ledger(&["03-08T09 SOHR civilians 300 id=c"]);
    lines.decisions.push(Decision {
        reason: Some("misread".to_owned()),
        ..decided("03-08T14", "amend figure=35 category=loyalists", "claim:c")
    });
    assert_eq!(killed(&tally(&lines, "03-08T15"), "loyalists").grade, Grade::Weak);
    for category in ["civilians", "loyalists"] {
        let row = explain::Row { metric: Metric::Killed, category: CategoryId::new(category), perpetrator: None };
        let told = explain::tally_row(&lines, &situation(), &march(), at("03-08T15"), &row);
        let why = told.lines[0].why.to_string();
        let expect = format!(
            "amended: figure from 300 to 35, category from civilians to loyalists, by {} at 2025-03-08T14:00:00Z (misread)",
            lines.decisions[0].operator
        );
        assert!(why.ends_with(&expect), "{why}");
    }
    lines.decisions.push(decided("03-08T16", "confirm", "claim:c"));
    assert_eq!(killed(&tally(&lines, "03-08T17"), "loyalists").grade, Grade::Confirmed);
}

#[test]
fn what_was_undone_is_no_change_of_the_last_hour() {
    let mut lines = ledger(&["03-08T09 SOHR civilians 300 id=c"]);
    let before = tally(&lines, "03-08T15");
    assert_eq!(killed(&before, "civilians").change_1h, Some(0));
    lines.decisions.push(decided("03-08T14", "amend figure=35 category=loyalists", "claim:c"));
    lines.decisions.push(decided("03-08T14:30", "undo", &format!("decision:{}", lines.decisions[0].id)));
    assert_eq!(tally(&lines, "03-08T15"), before);
    let mut books = Books::open(Arc::new(situation()), march(), at("03-08T14:15"), lines.clone());
    books.since(Some(at("03-08T14:10")));
    books.turn_to(at("03-08T15"));
    let mut anew = Books::open(Arc::new(situation()), march(), at("03-08T15"), lines);
    anew.since(Some(at("03-08T14:10")));
    assert_eq!(books.tally(), anew.tally(), "books that moved on tell the same");
}
