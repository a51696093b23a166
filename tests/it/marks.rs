//! What operators mark: kept with who and when, taken back and brought back, the same after a restart. Only the store's
//! trait is used, so that any store can be held to it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use coastwatch::model::decision::standing;
use coastwatch::model::{
    Decision, DecisionId, ItemState, Judgement, Mark, Priority, ReportId, Snooze, StrokeId, Subject, Turn,
};
use coastwatch::store::{Range, Store};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use crate::cli::{home_of, rows, rss, told};
use crate::store::{at, copy_of, open, poll, revision};
use crate::support::loopback::Loopback;
use crate::support::place::{on_both, on_each};

/// A store with so many reports of one item, with their ids, the oldest first.
async fn with_reports(many: usize) -> (tempfile::TempDir, Arc<dyn Store>, Vec<ReportId>) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let minute = |n: usize| i64::try_from(n).unwrap() - 100;
    let revisions: Vec<_> = (0..many).map(|n| revision("sohr", &format!("g{n}"), 1, minute(n), vec![])).collect();
    let ids = revisions.iter().map(|revision| ReportId::new(revision.item.id.as_str())).collect();
    store.save_poll(&poll("sohr", 0, revisions)).await.unwrap();
    (folder, store, ids)
}

/// The marks of one stroke.
fn stroke(name: &str, operator: &str, minute: i64, mark: &Mark, reports: &[ReportId]) -> Vec<Decision> {
    let one = |(n, report): (usize, &ReportId)| Decision {
        id: DecisionId::new(format!("{name}-{n}")),
        subject: Subject::Report(report.clone()),
        judgement: Judgement::Mark(mark.clone()),
        operator: operator.to_owned(),
        decided: at(minute),
        reason: None,
        stroke: Some(StrokeId::new(name)),
    };
    reports.iter().enumerate().map(one).collect()
}

/// Turns the newest stroke of an operator, and says so; none where there is none.
async fn turn(store: &dyn Store, name: &str, operator: &str, minute: i64, turn: Turn) -> Option<String> {
    let stroke = store.stroke(operator, turn).await.unwrap()?;
    let id = |n: usize| DecisionId::new(format!("{name}-{n}"));
    store.decide(&stroke.turn(&StrokeId::new(name), operator, at(minute), id)).await.unwrap();
    Some(stroke.sentence(turn))
}

async fn state(store: &dyn Store, report: &ReportId) -> ItemState {
    store.report_states(std::slice::from_ref(report)).await.unwrap().remove(0).1
}

async fn one_undo_takes_back_all_that_one_stroke_marked_and_redo_brings_it_back_also_after_a_restart() {
    let (folder, store, ids) = with_reports(3).await;
    let starred = async |store: &dyn Store| {
        let mut starred = vec![];
        for id in &ids {
            starred.push(state(store, id).await.starred);
        }
        starred
    };
    store.decide(&stroke("a", "ann", 1, &Mark::Starred(true), &ids[..2])).await.unwrap();
    store.decide(&stroke("b", "ann", 2, &Mark::Starred(true), &ids[2..])).await.unwrap();
    assert_eq!(starred(&*store).await, [true, true, true]);
    let undo = async |store: &dyn Store, name: &str, minute| turn(store, name, "ann", minute, Turn::Undo).await;
    let redo = async |store: &dyn Store, name: &str, minute| turn(store, name, "ann", minute, Turn::Redo).await;
    assert_eq!(undo(&*store, "u1", 3).await.unwrap(), "Taken back: starred: 1 report.");
    assert_eq!(starred(&*store).await, [true, true, false]);
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(undo(&*store, "u2", 4).await.unwrap(), "Taken back: starred: 2 reports.");
    assert_eq!(undo(&*store, "u3", 5).await, None);
    assert_eq!(starred(&*store).await, [false, false, false]);
    assert_eq!(redo(&*store, "r1", 6).await.unwrap(), "Done again: starred: 2 reports.");
    assert_eq!(starred(&*store).await, [true, true, false]);
    assert_eq!(redo(&*store, "r2", 7).await.unwrap(), "Done again: starred: 1 report.");
    assert_eq!(redo(&*store, "r3", 8).await, None);
    assert_eq!(starred(&*store).await, [true, true, true]);
    assert_eq!(undo(&*store, "u4", 9).await.unwrap(), "Taken back: starred: 1 report.");
    store.decide(&stroke("c", "ann", 10, &Mark::Read(true), &ids[..1])).await.unwrap();
    assert_eq!(redo(&*store, "r4", 11).await, None, "a new mark ends what could be brought back");
    store.close().await;
}

async fn an_undo_leaves_what_somebody_else_marked_since_and_says_so() {
    let (_folder, store, ids) = with_reports(2).await;
    store.decide(&stroke("a", "ann", 1, &Mark::Escalated(Priority::new(1)), &ids)).await.unwrap();
    store.decide(&stroke("b", "bea", 2, &Mark::Escalated(Priority::new(3)), &ids[..1])).await.unwrap();
    store.decide(&stroke("c", "bea", 3, &Mark::Starred(true), &ids)).await.unwrap();
    let said = turn(&*store, "u", "ann", 4, Turn::Undo).await.unwrap();
    assert_eq!(said, "Taken back: escalated at 1: 2 reports. 1 stays as bea has marked it since.");
    assert_eq!((state(&*store, &ids[0]).await.escalated, state(&*store, &ids[1]).await.escalated), (Some(3), None));
    let again = turn(&*store, "r", "ann", 5, Turn::Redo).await.unwrap();
    assert_eq!(again, "Done again: escalated at 1: 2 reports. 1 stays as bea has marked it since.");
    assert_eq!((state(&*store, &ids[0]).await.escalated, state(&*store, &ids[1]).await.escalated), (Some(3), Some(1)));
    assert!(state(&*store, &ids[1]).await.starred, "another's marks are not among one's own");
    store.close().await;
}

async fn what_is_taken_back_stood_until_then() {
    let (_folder, store, ids) = with_reports(1).await;
    store.decide(&stroke("a", "ann", 1, &Mark::Read(true), &ids)).await.unwrap();
    turn(&*store, "u", "ann", 5, Turn::Undo).await.unwrap();
    turn(&*store, "r", "ann", 9, Turn::Redo).await.unwrap();
    for (minute, read) in [(0, false), (1, true), (4, true), (5, false), (8, false), (9, true)] {
        let query = crate::store::list(minute, 9);
        assert_eq!(store.reports(&query).await.unwrap()[0].state.read, read, "at {minute}");
        assert_eq!(store.report_counts(&query).await.unwrap().unread, u64::from(!read), "at {minute}");
        assert_eq!(store.report_marks(&ids[0], at(minute)).await.unwrap().len(), usize::from(read), "at {minute}");
    }
    store.close().await;
}

async fn tags_stand_beside_each_other_and_only_those_in_use_are_offered() {
    let (_folder, store, ids) = with_reports(2).await;
    let tag = |tag: &str| Mark::Tagged(tag.to_owned());
    store.decide(&stroke("a", "ann", 1, &tag("navy"), &ids)).await.unwrap();
    store.decide(&stroke("b", "bea", 2, &tag("arms"), &ids[..1])).await.unwrap();
    assert_eq!(state(&*store, &ids[0]).await.tags, ["arms", "navy"]);
    store.decide(&stroke("c", "ann", 3, &Mark::Untagged("navy".to_owned()), &ids[..1])).await.unwrap();
    assert_eq!(state(&*store, &ids[0]).await.tags, ["arms"]);
    assert_eq!(store.tags().await.unwrap(), ["arms", "navy"]);
    turn(&*store, "u", "bea", 4, Turn::Undo).await.unwrap();
    assert_eq!(store.tags().await.unwrap(), ["navy"]);
    let marks = store.report_marks(&ids[1], at(9)).await.unwrap();
    let [made] = marks.as_slice() else { panic!("{marks:?}") };
    assert_eq!((made.operator.as_str(), made.decided), ("ann", at(1)), "a mark names who made it and when");
    store.close().await;
}

async fn a_report_that_is_hidden_until_news_shows_again_with_an_item_or_a_revision() {
    let (_folder, store, ids) = with_reports(2).await;
    store.decide(&stroke("a", "ann", 1, &Mark::Snoozed(Some(Snooze::News)), &ids)).await.unwrap();
    for id in &ids {
        assert!(state(&*store, id).await.is_snoozed(at(1)));
    }
    let edited = revision("sohr", "g0", 2, -100, vec![]);
    let copy = copy_of(revision("sana", "copy", 1, 1, vec![]), &revision("sohr", "g1", 1, 0, vec![]), "sana");
    store.save_poll(&poll("sohr", 2, vec![edited])).await.unwrap();
    assert_eq!(
        (state(&*store, &ids[0]).await, state(&*store, &ids[1]).await.is_snoozed(at(2))),
        (ItemState::default(), true)
    );
    store.save_poll(&poll("sana", 3, vec![copy])).await.unwrap();
    assert!(!state(&*store, &ids[1]).await.is_snoozed(at(3)));
    let hidden = |minute| {
        let store = store.clone();
        let id = ids[1].clone();
        async move {
            let page = store.reports(&crate::store::list(minute, 9)).await.unwrap();
            page.into_iter().find(|row| row.id == id).unwrap().state.snoozed_until_news
        }
    };
    assert_eq!((hidden(0).await, hidden(2).await, hidden(3).await), (false, true, false));
    store.close().await;
}

/// One thing that an operator does.
#[derive(Debug, Clone)]
enum Deed {
    Mark(Mark, Vec<usize>),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    let mark = prop_oneof![
        any::<bool>().prop_map(Mark::Starred),
        any::<bool>().prop_map(Mark::Acknowledged),
        "[ab]".prop_map(Mark::Tagged),
        "[ab]".prop_map(Mark::Untagged),
        (1u8..=3).prop_map(|number| Mark::Escalated(Priority::new(number))),
    ];
    prop_oneof![
        3 => (mark, prop::collection::vec(0..3usize, 1..3)).prop_map(|(mark, on)| Deed::Mark(mark, on)),
        3 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
    ]
}

/// What the undoing of an operator's strokes comes to, kept the plain way.
#[derive(Debug, Default)]
struct Desk {
    done: Vec<usize>,
    taken_back: Vec<usize>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn marks_come_to_what_two_desks_with_a_pile_each_would_make_of_them(
        deeds in prop::collection::vec((0..2usize, deed()), 1..24),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(on_each(async || {
            let (_folder, store, ids) = with_reports(3).await;
            let names = ["ann", "bea"];
            let mut desks = [Desk::default(), Desk::default()];
            let mut strokes: Vec<(usize, Mark, Vec<usize>, bool)> = vec![];
            for (n, (who, deed)) in deeds.iter().enumerate() {
                let (name, minute) = (format!("d{n}"), i64::try_from(n).unwrap());
                match deed {
                    Deed::Mark(mark, on) => {
                        let mut on = on.clone();
                        on.sort_unstable();
                        on.dedup();
                        let reports: Vec<ReportId> = on.iter().map(|at| ids[*at].clone()).collect();
                        store.decide(&stroke(&name, names[*who], minute, mark, &reports)).await.unwrap();
                        desks[*who].done.push(strokes.len());
                        desks[*who].taken_back.clear();
                        strokes.push((*who, mark.clone(), on, true));
                    }
                    Deed::Undo => {
                        let expect = desks[*who].done.pop();
                        let did = turn(&*store, &name, names[*who], minute, Turn::Undo).await;
                        prop_assert_eq!(did.is_some(), expect.is_some());
                        if let Some(at) = expect {
                            strokes[at].3 = false;
                            desks[*who].taken_back.push(at);
                        }
                    }
                    Deed::Redo => {
                        let expect = desks[*who].taken_back.pop();
                        let did = turn(&*store, &name, names[*who], minute, Turn::Redo).await;
                        prop_assert_eq!(did.is_some(), expect.is_some());
                        if let Some(at) = expect {
                            strokes[at].3 = true;
                            desks[*who].done.push(at);
                        }
                    }
                }
                let all = Range { since: Timestamp::MIN, until: Timestamp::MAX };
                let decisions = store.decisions(all, None, 1_000).await.unwrap();
                for (at, id) in ids.iter().enumerate() {
                    let mut expect = ItemState::default();
                    for (who, mark, on, stands) in &strokes {
                        if *stands && on.contains(&at) {
                            expect.apply(mark, names[*who]);
                        }
                    }
                    prop_assert_eq!(&state(&*store, id).await, &expect);
                    let mut folded = ItemState::default();
                    for decision in standing(&decisions, Timestamp::MAX) {
                        if let (Subject::Report(report), Judgement::Mark(mark)) = (&decision.subject, &decision.judgement)
                            && report == id
                        {
                            folded.apply(mark, &decision.operator);
                        }
                    }
                    prop_assert_eq!(&folded, &expect, "the decisions alone tell the same");
                }
            }
            store.close().await;
            Ok(())
        }))?;
    }
}

#[test]
fn marks_are_made_and_taken_back_by_command_line_with_the_count_said() {
    let items = [
        (
            "g1",
            "Clashes on the Syrian coast",
            "Fighting near Jableh on the Syrian coast.",
            "Fri, 07 Mar 2025 09:00:00 GMT",
        ),
        (
            "g2",
            "Curfew in Tartus",
            "A curfew was imposed in Tartus on the Syrian coast after clashes.",
            "Fri, 07 Mar 2025 10:00:00 GMT",
        ),
    ];
    let server = Loopback::serve(vec![("/ap", 200, rss(&items))]);
    let home = home_of(&server, &[("ap", "/ap")]);
    told(&home, &["collect", "--once", "--now", "2025-03-07T11:00:00Z"], 0);
    let ids: Vec<String> = rows(&told(&home, &["export", "items"], 0))
        .iter()
        .map(|item| item["report"].as_str().unwrap().to_owned())
        .collect();
    let json_of = |args: &[&str], code| -> serde_json::Value {
        let args = [&["--now", "2025-03-07T12:00:00Z", "--operator", "duty"], args].concat();
        serde_json::from_slice(&told(&home, &args, code)).unwrap()
    };
    let state = |at: usize| rows(&told(&home, &["export", "items"], 0))[at]["state"].clone();
    let (one, two) = (ids[0].as_str(), ids[1].as_str());

    let both = json_of(&["mark", "tag", "Jableh", "--report", one, "--report", two, "--report", one], 0);
    assert_eq!((&both["marked"], &both["unchanged"]), (&json!(2), &json!(0)));
    let again = json_of(&["mark", "tag", "#jableh", "--report", one], 0);
    assert_eq!((&again["marked"], &again["unchanged"], &again["stroke"]), (&json!(0), &json!(1), &json!(null)));
    json_of(&["mark", "note", "call \u{1b}[31mback", "--report", one], 0);
    json_of(&["mark", "escalate", "2", "--report", one], 0);
    json_of(&["mark", "acknowledge", "--report", one], 0);
    json_of(&["mark", "snooze", "--for", "2h", "--report", one], 0);
    assert_eq!(
        state(0),
        json!({"read": false, "starred": false, "dismissed": false, "acknowledged": "duty", "escalated": 2,
               "snoozed_until": "2025-03-07T14:00:00Z", "snoozed_until_news": false, "tags": ["jableh"],
               "note": "call back"})
    );
    json_of(&["mark", "snooze", "--off", "--report", one], 0);
    assert_eq!(state(0)["snoozed_until"], json!(null));
    for _ in 0..5 {
        json_of(&["undo"], 0);
    }
    assert_eq!((&state(0)["tags"], &state(0)["escalated"]), (&json!(["jableh"]), &json!(null)));
    let last = json_of(&["undo"], 0);
    assert_eq!(last["sentence"], "Taken back: tagged jableh: 2 reports.");
    assert_eq!(state(1)["tags"], json!([]));
    assert_eq!(json_of(&["undo"], 1)["marks"], 0);
    assert_eq!(json_of(&["redo"], 0)["marks"], 2);
    assert_eq!(state(1)["tags"], json!(["jableh"]));
    let decisions = rows(&told(&home, &["export", "decisions"], 0));
    assert_eq!(decisions[0]["judgement"], json!({"mark": {"tagged": "jableh"}}));
    assert_eq!((&decisions[0]["stroke"], &decisions[0]["operator"]), (&both["stroke"], &json!("duty")));

    for args in [
        &["mark", "star"][..],
        &["mark", "star", "--report", "nothing"],
        &["mark", "escalate", "4", "--report", one],
        &["mark", "escalate", "--report", one],
        &["mark", "tag", "##", "--report", one],
        &["mark", "note", "--report", one],
        &["mark", "snooze", "--report", one],
        &["mark", "snooze", "--until", "2020-01-01", "--report", one],
        &["--read-only", "mark", "star", "--report", one],
        &["--read-only", "undo"],
    ] {
        assert_eq!(told(&home, args, 2), b"", "{args:?}");
    }
}

on_both!(
    one_undo_takes_back_all_that_one_stroke_marked_and_redo_brings_it_back_also_after_a_restart,
    an_undo_leaves_what_somebody_else_marked_since_and_says_so,
    what_is_taken_back_stood_until_then,
    tags_stand_beside_each_other_and_only_those_in_use_are_offered,
    a_report_that_is_hidden_until_news_shows_again_with_an_item_or_a_revision,
);
