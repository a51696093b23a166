//! The counts that are kept are those that would be counted, whatever was done before and in whatever order.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;

use coastwatch::filter::Condition;
use coastwatch::model::{Decision, DecisionId, Judgement, Mark, Priority, ReportId, Snooze, StrokeId, Subject, Turn};
use coastwatch::store::{NewRevision, ReportCounts, ReportQuery, Store};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::store::{at, copy_of, irrelevant, list, open, poll, revision};
use crate::support::place::{is_on_server, on_both, on_each};

/// One thing that happens to a store. Items and reports are told by how many came before, modulo how many there are.
#[derive(Debug, Clone)]
enum Event {
    /// An item that tells one of a few stories, published so many minutes ago: it may be late, and regroup others.
    Arrival {
        story: usize,
        ago: i64,
    },
    /// A new revision, about the situation or not any more.
    Edit {
        item: usize,
        relevant: bool,
    },
    /// A mark of one of two operators on reports, by the ids of any of their items.
    Mark {
        who: usize,
        mark: Mark,
        on: Vec<usize>,
    },
    Undo(usize),
    Redo(usize),
    Merge(usize, usize),
    Split(usize),
    /// The last merge or split is taken back.
    Unhand,
    /// Time goes by: what sleeps wakes up, the window moves.
    Wait(i64),
}

fn event() -> impl Strategy<Value = Event> {
    let mark = prop_oneof![
        3 => any::<bool>().prop_map(Mark::Read),
        2 => any::<bool>().prop_map(Mark::Dismissed),
        1 => any::<bool>().prop_map(Mark::Acknowledged),
        2 => (0u8..=2).prop_map(|number| Mark::Escalated(Priority::new(number))),
        1 => Just(Mark::Snoozed(None)),
        1 => Just(Mark::Snoozed(Some(Snooze::News))),
        2 => (1i64..90).prop_map(|minutes| Mark::Snoozed(Some(Snooze::Until(at(minutes))))),
        1 => any::<bool>().prop_map(Mark::Starred),
    ];
    prop_oneof![
        5 => (0..4usize, 0i64..150).prop_map(|(story, ago)| Event::Arrival { story, ago }),
        2 => (0..40usize, any::<bool>()).prop_map(|(item, relevant)| Event::Edit { item, relevant }),
        6 => (0..2usize, mark, prop::collection::vec(0..40usize, 1..4))
            .prop_map(|(who, mark, on)| Event::Mark { who, mark, on }),
        2 => (0..2usize).prop_map(Event::Undo),
        2 => (0..2usize).prop_map(Event::Redo),
        1 => (0..40usize, 0..40usize).prop_map(|(one, other)| Event::Merge(one, other)),
        1 => (0..40usize).prop_map(Event::Split),
        1 => Just(Event::Unhand),
        2 => (1i64..40).prop_map(Event::Wait),
    ]
}

/// A store to which things happen.
struct Room<'a> {
    store: &'a dyn Store,
    minute: i64,
    /// The revision in force of each item, in the order they came.
    items: Vec<NewRevision>,
    hand: Option<DecisionId>,
    number: usize,
}

impl Room<'_> {
    fn decision(&mut self, subject: Subject, judgement: Judgement, who: usize) -> Decision {
        self.number += 1;
        Decision {
            id: DecisionId::new(format!("d{}", self.number)),
            subject,
            judgement,
            operator: ["ann", "bea"][who].to_owned(),
            decided: at(self.minute),
            reason: None,
            stroke: None,
        }
    }

    fn report(&self, of: usize) -> Option<ReportId> {
        let item = self.items.get(of.checked_rem(self.items.len())?)?;
        Some(ReportId::new(item.item.id.as_str()))
    }

    async fn happen(&mut self, event: &Event) {
        match event {
            Event::Arrival { story, ago } => {
                let guid = format!("g{}", self.items.len());
                let feed = ["sohr", "sana", "ap"][self.items.len() % 3];
                let told = revision("story", &format!("s{story}"), 1, 0, vec![]);
                let item = copy_of(revision(feed, &guid, 1, self.minute - ago, vec![]), &told, feed);
                self.items.push(item.clone());
                self.store.save_poll(&poll(feed, self.minute, vec![item])).await.unwrap();
            }
            Event::Edit { item, relevant } => {
                let Some(of) = item.checked_rem(self.items.len()) else { return };
                let before = &self.items[of];
                let mut next = NewRevision { revision: before.revision + 1, ..before.clone() };
                next.digest = format!("digest {}", next.revision);
                next.reading.relevant = true;
                self.items[of] = next.clone();
                let next = if *relevant { next } else { irrelevant(next) };
                self.store.save_poll(&poll("sohr", self.minute, vec![next])).await.unwrap();
            }
            Event::Mark { who, mark, on } => {
                let mut reports: Vec<ReportId> = on.iter().filter_map(|of| self.report(*of)).collect();
                reports.sort();
                reports.dedup();
                let marks: Vec<Decision> = reports
                    .into_iter()
                    .map(|report| self.decision(Subject::Report(report), Judgement::Mark(mark.clone()), *who))
                    .collect();
                let stroke = StrokeId::new(format!("s{}", self.number));
                let marks: Vec<Decision> =
                    marks.into_iter().map(|mark| Decision { stroke: Some(stroke.clone()), ..mark }).collect();
                self.store.decide(&marks).await.unwrap();
            }
            Event::Undo(who) => self.turn(*who, Turn::Undo).await,
            Event::Redo(who) => self.turn(*who, Turn::Redo).await,
            Event::Merge(one, other) => {
                let (Some(one), Some(other)) = (self.report(*one), self.report(*other)) else { return };
                if one != other {
                    let merge = self.decision(Subject::Report(one), Judgement::Merge { with: vec![other] }, 0);
                    self.hand = Some(merge.id.clone());
                    self.store.decide(&[merge]).await.unwrap();
                }
            }
            Event::Split(of) => {
                let Some(of) = of.checked_rem(self.items.len()) else { return };
                let item = self.items[of].item.id.clone();
                let split = self.decision(Subject::Item(item), Judgement::Split, 0);
                self.hand = Some(split.id.clone());
                self.store.decide(&[split]).await.unwrap();
            }
            Event::Unhand => {
                let Some(hand) = self.hand.take() else { return };
                let undo = self.decision(Subject::Decision(hand), Judgement::Undo, 0);
                self.store.decide(&[undo]).await.unwrap();
            }
            Event::Wait(minutes) => self.minute += minutes,
        }
    }

    async fn turn(&mut self, who: usize, turn: Turn) {
        let operator = ["ann", "bea"][who];
        let Some(stroke) = self.store.stroke(operator, turn).await.unwrap() else { return };
        self.number += 1;
        let name = format!("t{}", self.number);
        let id = |n: usize| DecisionId::new(format!("{name}-{n}"));
        let decisions = stroke.turn(&StrokeId::new(&*name), operator, at(self.minute), id);
        self.store.decide(&decisions).await.unwrap();
    }
}

/// The counts as the rows of the list tell them, all of which it holds.
async fn of_rows(store: &dyn Store, query: &ReportQuery) -> ReportCounts {
    let rows = store.reports(query).await.unwrap();
    ReportCounts::of(rows.iter().map(|row| &row.state), query.as_of)
}

/// The list of the last `minutes` at `now`.
fn window(now: i64, minutes: i64) -> ReportQuery {
    ReportQuery { from: at(now - minutes), ..list(now, 1_000) }
}

/// The same list, put so that it is counted.
fn counted(query: &ReportQuery) -> ReportQuery {
    ReportQuery { filter: Some(Condition::And(vec![])), ..query.clone() }
}

/// Whether the counts of some windows are those of their rows.
async fn check(store: &dyn Store, now: i64, after: &dyn std::fmt::Debug) {
    for minutes in [100_000, 137, 60, 45, 1, 0] {
        let query = window(now, minutes);
        let expect = of_rows(store, &query).await;
        assert_eq!(store.report_counts(&query).await.unwrap(), expect, "kept, of {minutes} minutes, after {after:?}");
        assert_eq!(store.report_counts(&counted(&query)).await.unwrap(), expect, "counted, of {minutes} minutes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn kept_counts_are_those_of_the_rows_after_whatever_happened(events in prop::collection::vec(event(), 1..30)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(on_each(async || {
            let folder = tempfile::tempdir().unwrap();
            let store = open(folder.path()).await;
            let mut room = Room { store: &*store, minute: 0, items: vec![], hand: None, number: 0 };
            for event in &events {
                room.happen(event).await;
                check(&*store, room.minute, event).await;
            }
            // A moment that lies before some of it is counted, and told alike.
            let minute = room.minute;
            for earlier in [minute - 1, minute / 2] {
                let query = window(earlier, 100_000);
                prop_assert_eq!(store.report_counts(&query).await.unwrap(), of_rows(&*store, &query).await);
            }
            store.close().await;
            if !is_on_server() {
                downgrade(folder.path()).await;
                let store = open(folder.path()).await;
                check(&*store, minute, &"it was brought up to date").await;
                store.close().await;
            }
            Ok(())
        }))?;
    }
}

/// Makes a store what it was before counts were kept.
pub async fn downgrade(folder: &std::path::Path) {
    let path = folder.join("state").join("store.db");
    let mut other = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    let kept = include_str!("../../src/store/migrations/sqlite/0008_kept.sql");
    let made = kept.lines().filter_map(|line| line.strip_prefix("CREATE ")).filter_map(|made| {
        let mut words = made.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    });
    // Triggers go first: they name what goes with the rest.
    let mut made: Vec<(String, String)> = made.collect();
    made.sort_by_key(|(kind, _)| HashMap::from([("TRIGGER", 0), ("INDEX", 1), ("TABLE", 2)])[kind.as_str()]);
    for (kind, name) in made {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP {kind} {name}"))).execute(&mut other).await.unwrap();
    }
    for statement in [
        "DROP TRIGGER item_stays",
        "CREATE TRIGGER item_stays BEFORE DELETE ON item BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP TRIGGER revision_stays",
        "CREATE TRIGGER revision_stays BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP TRIGGER former_stays",
        "ALTER TABLE item DROP COLUMN marked",
        // What came later.
        "ALTER TABLE feed DROP COLUMN gone",
        "ALTER TABLE feed DROP COLUMN given_by",
        "ALTER TABLE feed DROP COLUMN moved_url",
        "ALTER TABLE feed DROP COLUMN moved_times",
        "DROP TRIGGER claim_stays",
        "DROP TRIGGER status_stays",
        "DROP TRIGGER revision_is_kept",
        "CREATE TRIGGER claim_stays BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TRIGGER status_stays BEFORE DELETE ON status BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TRIGGER revision_is_kept BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TRIGGER imprint_is_kept BEFORE UPDATE ON imprint BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TRIGGER imprint_stays BEFORE DELETE ON imprint BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP INDEX revision_rules",
        "DROP INDEX claim_read",
        "DROP INDEX status_read",
        "ALTER TABLE revision DROP COLUMN rules_no",
        "ALTER TABLE claim DROP COLUMN read_seq",
        "ALTER TABLE status DROP COLUMN read_seq",
        "DROP TABLE former",
        "DROP TABLE rules",
        "DROP TABLE rereading",
        "DROP TABLE lease",
        "DROP TABLE host",
        "DROP TABLE shift",
        "DROP TABLE watch",
        "DROP TABLE delivery",
        "DROP TABLE rang",
        "DROP INDEX revision_stored",
        "ALTER TABLE feed DROP COLUMN first_answer_at",
        "ALTER TABLE regrouping DROP COLUMN reaches_at",
        "DROP TABLE pruned",
        "DROP TABLE pruning",
        "DELETE FROM _sqlx_migrations WHERE version >= 8",
        "PRAGMA user_version = 7",
    ] {
        sqlx::query(statement).execute(&mut other).await.unwrap();
    }
    sqlx::Connection::close(other).await.unwrap();
}

async fn what_sleeps_wakes_in_the_counts_when_its_time_has_come() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let items: Vec<NewRevision> = (0..3).map(|n| revision("sohr", &format!("g{n}"), 1, -9, vec![])).collect();
    let report = ReportId::new(items[0].item.id.as_str());
    store.save_poll(&poll("sohr", 0, items)).await.unwrap();
    let mark = |id: &str, mark| Decision {
        id: DecisionId::new(id),
        subject: Subject::Report(report.clone()),
        judgement: Judgement::Mark(mark),
        operator: "ann".to_owned(),
        decided: at(1),
        reason: None,
        stroke: None,
    };
    let until = Snooze::Until(at(60));
    store.decide(&[mark("a", Mark::Snoozed(Some(until))), mark("b", Mark::Read(true))]).await.unwrap();
    let told = async |minute| {
        let counts = store.report_counts(&window(minute, 1_000)).await.unwrap();
        (counts.total, counts.unread, counts.asleep, counts.asleep_unread)
    };
    assert_eq!(told(59).await, (3, 2, 1, 0));
    assert_eq!(told(60).await, (3, 2, 0, 0));
    assert_eq!(told(0).await, (3, 3, 0, 0), "before it was marked");
    let long_ago = at(0) + SignedDuration::from_hours(24);
    let query = ReportQuery { from: long_ago, as_of: Timestamp::MAX, ..window(0, 0) };
    assert_eq!(store.report_counts(&query).await.unwrap(), ReportCounts::default());
    store.close().await;
}

async fn a_question_that_nobody_waits_for_ends_and_leaves_the_store_as_it_was_for_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let items: Vec<NewRevision> = (0..400).map(|n| revision("sohr", &format!("g{n}"), 1, -n, vec![])).collect();
    store.save_poll(&poll("sohr", 0, items)).await.unwrap();
    let query = counted(&window(0, 1_000));
    let looked_at = coastwatch::store::open_to_read(&crate::support::place::url(folder.path()).await).await.unwrap();
    for store in [store, looked_at] {
        // More than the store has readers, each given up at another point of its way.
        for steps in 0..40 {
            let count = store.report_counts(&query);
            let given_up = async {
                for _ in 0..steps {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! { biased; told = count => assert_eq!(told.unwrap().total, 400), () = given_up => {} }
        }
        let all = futures_util::future::join_all((0..8).map(|_| store.report_counts(&query))).await;
        assert!(all.into_iter().all(|told| told.unwrap().total == 400));
        store.close().await;
    }
}

on_both!(
    what_sleeps_wakes_in_the_counts_when_its_time_has_come,
    a_question_that_nobody_waits_for_ends_and_leaves_the_store_as_it_was_for_the_next,
);
