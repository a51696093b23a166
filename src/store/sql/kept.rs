//! Kept: one row for each report as it stands after all that is stored, and the counts that come of them.
//!
//! Triggers of the database note which reports a transaction touches, whoever writes; before it ends, their rows are made
//! anew from the items and the decisions, and triggers move the counts of the hours by what changed. So a count costs the
//! hours of the list's window, and never the reports in it.

use jiff::Timestamp;

use super::super::{ReportCounts, StoreError};
use super::column::{Columns, millis};
use super::fault::fault;
use super::statement::{On, query, query_scalar};
use super::strokes::UNTIL_NEWS;
use super::transaction::Transaction;

const KEEPING: &str = "keeping the counts";

/// What a report that sleeps until something new comes sleeps until.
const FOR_EVER: i64 = i64::MAX;

/// Reports without any item about the situation any more are none.
const GONE: &str = "DELETE FROM report WHERE id IN (SELECT id FROM report_touched) AND NOT EXISTS (
    SELECT 1 FROM item AS o WHERE o.report_id = report.id AND o.relevant = 1)";

/// What the latest mark that stands says of the report `t`. After all that is stored a mark stands unless the last word on it
/// is that it does not.
macro_rules! latest {
    ($slot:literal, $says:literal) => {
        concat!(
            "(SELECT ",
            $says,
            " FROM item AS o INDEXED BY item_marked CROSS JOIN decision AS d
              ON d.subject_kind = 'report' AND d.subject_id = o.id AND d.mark = '",
            $slot,
            "' WHERE o.report_id = t.id AND o.marked = 1
              AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.decision_no = d.no AND u.until_at IS NULL)
              ORDER BY d.decided_at DESC, d.no DESC LIMIT 1)"
        )
    };
}

/// The rows of the touched reports, made anew.
const TURNED: &str = concat!(
    "INSERT INTO report (id, led_at, read, dismissed, asleep_until, alarms)
     SELECT id, led_at, read, dismissed, asleep_until, alarms FROM (
         SELECT t.id,
             (SELECT o.published_at FROM item AS o WHERE o.report_id = t.id AND o.relevant = 1
              ORDER BY o.published_at DESC LIMIT 1) AS led_at,
             coalesce(",
    latest!("read", "d.value"),
    ", 0) AS read, coalesce(",
    latest!("dismissed", "d.value"),
    ", 0) AS dismissed, ",
    latest!(
        "snoozed",
        "CASE WHEN d.value <> ?1 THEN nullif(d.value, 0) WHEN NOT EXISTS (
             SELECT 1 FROM item AS n JOIN revision AS v ON v.item_no = n.no
             WHERE n.report_id = t.id AND v.fetched_at > d.decided_at) THEN ?2 END"
    ),
    " AS asleep_until,
             CASE WHEN coalesce(",
    latest!("escalated", "d.value"),
    ", 0) > 0 AND coalesce(",
    latest!("acknowledged", "d.value"),
    ", 0) = 0 THEN 1 ELSE 0 END AS alarms
         FROM report_touched AS t) AS turned
     WHERE led_at IS NOT NULL
     ON CONFLICT (id) DO UPDATE SET led_at = excluded.led_at, read = excluded.read,
        dismissed = excluded.dismissed, asleep_until = excluded.asleep_until, alarms = excluded.alarms
     WHERE report.led_at <> excluded.led_at OR report.read <> excluded.read
        OR report.dismissed <> excluded.dismissed OR report.alarms <> excluded.alarms
        OR report.asleep_until IS DISTINCT FROM excluded.asleep_until"
);

/// The counts of the reports whose latest item was published from ?1 on, at ?2: whole hours by their counts, what is left of
/// the first hour by its reports.
const COUNTS: &str = "WITH first AS (SELECT ?1 + (3600000 - ((?1 % 3600000) + 3600000) % 3600000) % 3600000 AS hour),
    part AS (SELECT count(*) AS total, count(*) FILTER (WHERE read = 0 AND dismissed = 0) AS unread FROM report
             WHERE led_at >= ?1 AND led_at < (SELECT hour FROM first)),
    hours AS (SELECT CAST(coalesce(sum(total), 0) AS BIGINT) AS total, CAST(coalesce(sum(unread), 0) AS BIGINT) AS unread
              FROM report_hour
              WHERE begins_at >= (SELECT hour FROM first)),
    asleep AS (SELECT count(*) AS total, count(*) FILTER (WHERE read = 0 AND dismissed = 0) AS unread FROM report
               WHERE asleep_until > ?2 AND led_at >= ?1)
    SELECT part.total + hours.total AS total, part.unread + hours.unread AS unread, asleep.total AS asleep,
        asleep.unread AS asleep_unread,
        (SELECT count(*) FROM report WHERE alarms = 1 AND dismissed = 0 AND led_at >= ?1) AS alarms
    FROM part, hours, asleep";

/// Makes the rows of the touched reports anew.
pub(in super::super) async fn settle(mut on: On<'_>) -> Result<(), sqlx::Error> {
    let is_touched: bool = query_scalar("SELECT EXISTS (SELECT 1 FROM report_touched)").fetch_one(on.again()).await?;
    if is_touched {
        query(GONE).execute(on.again()).await?;
        query(TURNED).bind(UNTIL_NEWS).bind(FOR_EVER).execute(on.again()).await?;
        query("DELETE FROM report_touched").execute(on.again()).await?;
    }
    Ok(())
}

/// The counts of a list from an instant on, where they are kept for that moment: where nothing is stored that is later.
pub(super) async fn counts(
    transaction: &mut Transaction,
    from: i64,
    as_of: Timestamp,
) -> Result<Option<ReportCounts>, StoreError> {
    let newest: i64 =
        query_scalar("SELECT at FROM newest").fetch_one(&mut *transaction).await.map_err(fault(KEEPING))?;
    if millis(as_of) < newest {
        return Ok(None);
    }
    let row = query(COUNTS).bind(from).bind(millis(as_of)).fetch_one(&mut *transaction).await;
    Some(told(&Columns(&row.map_err(fault(KEEPING))?))).transpose()
}

/// The counts that a row holds, kept or counted.
pub(super) fn told(row: &Columns<'_>) -> Result<ReportCounts, StoreError> {
    Ok(ReportCounts {
        total: row.number("total")?,
        unread: row.number("unread")?,
        asleep: row.number("asleep")?,
        asleep_unread: row.number("asleep_unread")?,
        alarms: row.number("alarms")?,
    })
}
