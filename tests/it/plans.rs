//! How the store's lists are found: by which index, and never by sorting. In a file the statements are the lists' own bones; on
//! a server the store's own operations are done, and its counters tell whether any of them went through a whole table.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::filter::{Comparison, Condition, Phrase, State};
use coastwatch::model::{ClaimId, Episode, ItemId, Metric, ReportId, Seq, Span};
use coastwatch::store::{self, Range, ReportQuery};
use jiff::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};

use crate::server::{as_owner, with_server};
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
        ("SELECT count(*), sum(NOT read) FROM report WHERE led_at >= 5 AND led_at < 9", "COVERING INDEX report_led"),
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

/// A year of a server's store: an item every hour, each a report of its own, every fourth with a figure and a status.
const YEAR: [&str; 9] = [
    "SET search_path TO coastwatch",
    "SET session_replication_role TO replica",
    "INSERT INTO item (no, id, feed_id, guid, report_id, published_at, fetched_at, revisions, relevant, seq, opener_id)
     SELECT n, 'i' || n, 'sohr', 'g' || n, 'i' || n, 1741262400000 - n * 3600000, 1741262400000 - n * 3600000, 1, 1, 1, 'i' || n
     FROM generate_series(CAST(1 AS BIGINT), 9000) AS n",
    "INSERT INTO revision (item_no, number, fetched_at, digest, title, text, categories, lang, relevant, score, matched,
         episode_id, seq)
     SELECT no, 1, fetched_at, '', 'title ' || no, repeat('some words ', 30), '[]', 'en', 1, 1, '[]', 'march-2025', no FROM item",
    "INSERT INTO words (item_no, revision, title, text, terms)
     SELECT no, 1, ' title ' || no || ' ', ' some words rare' || no % 900 || ' ',
         array_to_tsvector(ARRAY['title', no::TEXT, 'some', 'words', 'rare' || no % 900]) FROM item",
    "INSERT INTO claim (item_no, revision, n, id, published_at, fetched_at, episode_id, metric, category, low, high, bound,
         place, scope, cue, confidence, field, first_byte, end_byte, quote, rule, seq)
     SELECT no, 1, 1, id || '.1.c1', published_at, fetched_at, 'march-2025', 'killed', 'civilians', no % 90, no % 90, 'exact',
         'place' || no % 90, 'incident', 'plain', 1, 'text', 0, 4, 'some', 'plain', no FROM item WHERE no % 4 = 0",
    "INSERT INTO status (item_no, revision, n, id, published_at, fetched_at, episode_id, place, kind, value, confidence,
         field, first_byte, end_byte, quote, rule, seq)
     SELECT no, 1, 1, id || '.1.s1', published_at, fetched_at, 'march-2025', 'place' || no % 90, 'curfew', 'lifted', 1,
         'text', 0, 4, 'some', 'plain', no FROM item WHERE no % 4 = 0",
    "INSERT INTO report (id, led_at, read, alarms) SELECT id, published_at, 0, 0 FROM item",
    "ANALYZE",
];

#[test]
fn what_a_screen_asks_of_a_server_goes_through_no_table() {
    with_server("plans", async {
        let url = database("plans").await;
        let store = store::open(&url).await.unwrap();
        store.save_poll(&poll("sohr", 0, vec![])).await.unwrap();
        let mut owner = connect(&url).await;
        for statement in YEAR {
            sqlx::query(statement).execute(&mut owner).await.unwrap();
        }
        let read = "SELECT relname::TEXT, seq_tup_read FROM pg_stat_user_tables WHERE relname IN
            ('item', 'revision', 'words', 'report', 'imprint', 'shelf') ORDER BY relname";
        as_owner(&url, &["SELECT pg_stat_force_next_flush()"]).await;
        sqlx::query("SELECT pg_stat_force_next_flush()").execute(&mut owner).await.unwrap();
        sqlx::query("SELECT pg_stat_reset()").execute(&mut owner).await.unwrap();

        // The last two weeks, as a screen has them.
        let week = |filter: Option<Condition>| ReportQuery { from: at(-20_160), filter, ..list(1, 60) };
        let words = |text: &str, is_start| Condition::Words(vec![Phrase::new(text, is_start)]);
        let filters = [
            None,
            Some(words("rare7", false)),
            Some(words("rar", true)),
            Some(words("some", false)),
            Some(Condition::Place(vec!["place8".into()])),
            Some(Condition::Figure(Metric::Killed, Comparison::AtLeast, 10)),
            Some(Condition::Feed("sohr".into())),
            Some(Condition::Is(State::Read)),
        ];
        for filter in filters {
            let query = week(filter);
            store.reports(&query).await.unwrap();
            store.report_counts(&query).await.unwrap();
            store.matching(&query).await.unwrap();
        }
        let episode = Episode {
            id: "march-2025".into(),
            name: "March 2025".to_owned(),
            span: Span::Fixed { begin: at(-20_160), end: None },
        };
        assert!(!store.ledger(&episode, at(1), None).await.unwrap().claims.is_empty());
        store.ledger_after(Seq(8_990)).await.unwrap();
        store.stored_after(Seq(8_990)).await.unwrap();
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
        // What a session read is known once it has ended. Claims and statuses are too few here for an index to be worth it.
        store.close().await;
        let tables = sqlx::query(read).fetch_all(&mut owner).await.unwrap();
        for table in &tables {
            let (name, rows): (&str, i64) = (table.get(0), table.get(1));
            assert_eq!(rows, 0, "{name} was gone through");
        }
        assert_eq!(tables.len(), 6);
    });
}
