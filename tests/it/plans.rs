//! How the store's lists are found: by which index, and never by sorting. In a file the statements are the lists' own bones; on
//! a server the store's own operations are done, and its counters tell whether any of them went through a whole table.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::filter::{Comparison, Condition, Phrase, State, Stated};
use coastwatch::model::{ClaimId, Episode, ItemId, Metric, ReportId, Seq, Span, StatusValue};
use coastwatch::store::{self, Range, ReportQuery};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};

use crate::server::with_server;
use crate::store::{at, list, poll};
use crate::support::place::{connect, database};

#[tokio::test]
async fn lists_are_walked_by_index_and_never_sorted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    store::open(&format!("sqlite:{}", path.display())).await.unwrap().close().await;
    let mut other = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    for (query, index) in [
        (
            "SELECT i.id FROM item AS i WHERE i.report_id IS NOT NULL AND i.published_at BETWEEN 0 AND 9
             AND i.published_at <= 9 AND (i.published_at, i.report_id) < (9, 'a')
             ORDER BY i.published_at DESC, i.report_id DESC LIMIT 60",
            "item_listed",
        ),
        (
            "SELECT i.id FROM item AS i WHERE i.published_at BETWEEN 0 AND 9 AND (i.published_at, i.id) > (3, 'a')
             ORDER BY i.published_at, i.id LIMIT 60",
            "item_published",
        ),
        (
            "SELECT i.id FROM item AS i JOIN revision AS r ON r.item_no = i.no AND r.number = i.revisions
             WHERE i.published_at BETWEEN 0 AND 9 AND i.relevant = 1 AND (i.published_at, i.id) < (9, 'a')
             ORDER BY i.published_at DESC, i.id DESC LIMIT 100",
            "item_published",
        ),
        ("SELECT id FROM item WHERE opener_id = 'a' AND opener_id IS NOT NULL", "item_opener"),
        ("SELECT id FROM claim WHERE published_at BETWEEN 0 AND 9 ORDER BY published_at, id", "claim_published"),
        (
            "SELECT item_no FROM shelf WHERE key = 1 AND opens = 1 AND published_at BETWEEN 0 AND 9
             ORDER BY published_at DESC, item_no DESC LIMIT 64",
            "PRIMARY KEY",
        ),
        // Kept counts: whole hours, what is left of the first, who sleeps, what alarms; and what makes a report's row anew.
        ("SELECT sum(total) FROM report_hour WHERE begins_at >= 9", "INTEGER PRIMARY KEY"),
        (
            "SELECT count(*), sum(NOT (read OR dismissed)) FROM report WHERE led_at >= 5 AND led_at < 9",
            "COVERING INDEX report_led",
        ),
        ("SELECT count(*) FROM report WHERE asleep_until > 5 AND led_at >= 9", "COVERING INDEX report_asleep"),
        ("SELECT count(*) FROM report WHERE alarms = 1 AND led_at >= 9", "COVERING INDEX report_alarms"),
        (
            "SELECT published_at FROM item WHERE report_id = 'a' AND relevant ORDER BY published_at DESC LIMIT 1",
            "COVERING INDEX item_report",
        ),
        ("SELECT id FROM item INDEXED BY item_marked WHERE report_id = 'a' AND marked = 1", "item_marked"),
        (
            "SELECT value FROM decision WHERE subject_kind = 'report' AND subject_id = 'a' AND mark = 'read'
             ORDER BY decided_at DESC, no DESC LIMIT 1",
            "COVERING INDEX decision_subject",
        ),
    ] {
        let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"));
        let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained).fetch_all(&mut other).await.unwrap();
        let plan = steps.into_iter().map(|step| step.3).collect::<Vec<_>>().join("; ");
        assert!(plan.contains(index) && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{query}: {plan}");
    }
}

/// A server's store of two thousand items, one an hour: each a report of its own, every fourth with a figure and a status. Its
/// planner is told that there are a million, and so many of all that comes with them.
const MILLION: [&str; 11] = [
    "SET search_path TO coastwatch",
    "SET session_replication_role TO replica",
    "INSERT INTO item (no, id, feed_id, guid, report_id, published_at, fetched_at, revisions, relevant, seq, opener_id)
     SELECT n, 'i' || n, 'sohr', 'g' || n, 'i' || n, 1741262400000 - n * 3600000, 1741262400000 - n * 3600000, 1, 1, n, 'i' || n
     FROM generate_series(CAST(1 AS BIGINT), 2000) AS n",
    "INSERT INTO revision (item_no, number, fetched_at, digest, title, text, categories, lang, relevant, score, matched,
         episode_id, seq)
     SELECT no, 1, fetched_at, '', 'title ' || no, 'some words', '[]', 'en', 1, 1, '[]', 'march-2025', no FROM item",
    "INSERT INTO words (item_no, revision, title, text, terms)
     SELECT no, 1, ' title ' || no || ' ', ' some words rare' || no % 900 || ' ' || age || ' ',
         array_to_tsvector(ARRAY['title', no::TEXT, 'some', 'words', 'rare' || no % 900, age])
     FROM (SELECT no, CASE WHEN no < 200 THEN 'newest' ELSE 'older' END AS age FROM item) AS aged",
    "INSERT INTO claim (item_no, revision, n, id, published_at, fetched_at, episode_id, metric, category, low, high, bound,
         place, scope, cue, confidence, field, first_byte, end_byte, quote, rule, seq)
     SELECT no, 1, 1, id || '.1.c1', published_at, fetched_at, 'march-2025', 'killed', 'civilians', no % 90, no % 90, 'exact',
         'place' || no % 90, 'incident', 'plain', 1, 'text', 0, 4, 'some', 'plain', no FROM item WHERE no % 4 = 0",
    "INSERT INTO status (item_no, revision, n, id, published_at, fetched_at, episode_id, place, kind, value, confidence,
         field, first_byte, end_byte, quote, rule, seq)
     SELECT no, 1, 1, id || '.1.s1', published_at, fetched_at, 'march-2025', 'place' || no % 90, 'curfew', 'lifted', 1,
         'text', 0, 4, 'some', 'plain', no FROM item WHERE no % 4 = 0",
    "INSERT INTO imprint SELECT no, 1, fetched_at, hashint8extended(no, 7), '', '[]' FROM item",
    "INSERT INTO report (id, led_at, read, alarms) SELECT id, published_at, 0, 0 FROM item",
    "ANALYZE",
    "UPDATE pg_class SET reltuples = reltuples * 500
     WHERE relnamespace = 'coastwatch'::REGNAMESPACE AND reltuples > 100",
];

/// The tables that grow with the store.
const GROWING: [&str; 7] = ["claim", "imprint", "item", "report", "revision", "status", "words"];

#[test]
fn what_a_screen_asks_of_a_server_of_a_million_items_goes_through_no_table() {
    with_server("plans", async {
        let url = database("plans").await;
        let store = store::open(&url).await.unwrap();
        store.save_poll(&poll("sohr", 0, vec![])).await.unwrap();
        let mut owner = connect(&url).await;
        for table in GROWING {
            let left = format!("ALTER TABLE coastwatch.{table} SET (autovacuum_enabled = off)");
            sqlx::query(sqlx::AssertSqlSafe(left)).execute(&mut owner).await.unwrap();
        }
        for statement in MILLION {
            sqlx::query(statement).execute(&mut owner).await.unwrap();
        }
        sqlx::query("SELECT pg_stat_force_next_flush()").execute(&mut owner).await.unwrap();
        sqlx::query("SELECT pg_stat_reset()").execute(&mut owner).await.unwrap();

        // The last two weeks, as a screen has them.
        let weeks = |filter: Option<Condition>| ReportQuery { from: at(-20_160), filter, ..list(1, 60) };
        let words = |text: &str, is_start| Condition::Words(vec![Phrase::new(text, is_start)]);
        let mut filters: Vec<Option<Condition>> = vec![
            None,
            // What one in 900 has, what only the newest have, what all have, and starts of them.
            Some(words("rare7", false)),
            Some(words("newest", false)),
            Some(words("some", false)),
            Some(words("rare77", true)),
            Some(words("wo", true)),
            Some(Condition::Place(vec!["place8".into()])),
            Some(Condition::Origin("SOHR".into())),
            Some(Condition::Lang("en".into())),
            Some(Condition::Figure(Metric::Killed, Comparison::AtLeast, 10)),
            Some(Condition::Side("civilians".into())),
            Some(Condition::Stated(Stated::Figure(Metric::Killed))),
            Some(Condition::Value(StatusValue::Lifted)),
            Some(Condition::Sources(Comparison::AtLeast, 2)),
            Some(Condition::Items(Comparison::AtLeast, 2)),
            Some(Condition::Priority(Comparison::AtLeast, 1)),
            Some(Condition::Feed("sohr".into())),
            Some(Condition::Tag("coast".to_owned())),
            Some(Condition::Owner("ann".to_owned())),
            Some(Condition::Since(at(-600))),
            Some(Condition::Not(Box::new(Condition::Stated(Stated::Figure(Metric::Killed))))),
            Some(Condition::And(vec![words("words", false), Condition::Place(vec!["place8".into()])])),
        ];
        let states = [State::Read, State::Starred, State::Dismissed, State::Escalated, State::Snoozed, State::Tagged];
        filters.extend(states.map(|state| Some(Condition::Is(state))));
        for filter in filters {
            let query = weeks(filter);
            store.reports(&query).await.unwrap();
            store.unrelated(&query).await.unwrap();
            store.report_counts(&query).await.unwrap();
            store.matching(&query).await.unwrap();
        }
        let episode = Episode {
            id: "march-2025".into(),
            name: "March 2025".to_owned(),
            span: Span::Fixed { begin: at(-20_160), end: None },
        };
        assert!(!store.ledger(&episode, at(1), None).await.unwrap().claims.is_empty());
        // As it was at an earlier look, in a window that goes with the time.
        let rolling = Episode { span: Span::Rolling(SignedDuration::from_hours(24 * 14)), ..episode };
        assert!(!store.ledger(&rolling, at(1), Some(at(-600))).await.unwrap().claims.is_empty());
        store.ledger_after(Seq(1_990)).await.unwrap();
        store.stored_after(Seq(1_990)).await.unwrap();
        let (item, report) = (ItemId::new("i8"), ReportId::new("i8"));
        assert_eq!(store.report_items(&report, at(1)).await.unwrap().len(), 1);
        assert_eq!(store.known(std::slice::from_ref(&item)).await.unwrap().len(), 1);
        store.members(&[report], at(1)).await.unwrap();
        store.cited(&[item], at(1)).await.unwrap();
        assert!(store.claim(&ClaimId::new("i8.1.c1")).await.unwrap().is_some());
        let range = Range { since: at(-20_160), until: Timestamp::MAX };
        assert_eq!(store.items(range, None, 60).await.unwrap().len(), 60);
        store.claims(range, None, 60).await.unwrap();
        store.statuses(range, None, 60).await.unwrap();
        // A look back over what was regrouped since.
        sqlx::query("INSERT INTO regrouping (at, seq, reaches_at) VALUES ($1, 1, $2)")
            .bind(at(0).as_millisecond())
            .bind(at(-120).as_millisecond())
            .execute(&mut owner)
            .await
            .unwrap();
        let past = ReportQuery { as_of: at(-60), ..weeks(None) };
        assert_eq!(store.reports(&past).await.unwrap().len(), 60);

        // However much is asked at once, a screen and its news hold four connections.
        let at_once = weeks(None);
        let asked = join_all((0..12).map(|_| store.reports(&at_once))).await;
        assert!(asked.iter().all(Result::is_ok));
        let others =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let held: i64 = sqlx::query_scalar(others).fetch_one(&mut owner).await.unwrap();
        assert!((1..=4).contains(&held), "{held} connections");
        // What a session read is known once it has ended, and it tells that before it is gone.
        store.close().await;
        while sqlx::query_scalar::<_, i64>(others).fetch_one(&mut owner).await.unwrap() > 0 {}
        let read =
            "SELECT relname::TEXT, seq_tup_read FROM pg_stat_user_tables WHERE relname = ANY($1) ORDER BY relname";
        let tables = sqlx::query(read).bind(GROWING.as_slice()).fetch_all(&mut owner).await.unwrap();
        let gone_through = tables.iter().map(|table| (table.get::<&str, _>(0), table.get::<i64, _>(1)));
        let gone_through: Vec<(&str, i64)> = gone_through.filter(|(_, rows)| *rows > 0).collect();
        assert_eq!((tables.len(), gone_through), (GROWING.len(), vec![]));
    });
}
