//! How the store's lists are found: by which index, and never by sorting. The statements are the lists' own bones.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::store;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

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
