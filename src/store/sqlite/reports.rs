//! Reports: pages of them as they stood at a moment, and how many there are.

use sqlx::sqlite::SqliteRow;

use super::super::{ReportCounts, ReportQuery, StoreError};
use super::Sqlite;
use super::column::{Columns, fault, json, millis};
use super::items::state;
use super::marks::states;
use super::strokes::stands;
use crate::model::{ItemState, ReportRow};

/// Whether the item named `i` was relevant at `?1`: by its newest revision of then. Most items have one revision, and
/// then the index alone answers.
macro_rules! relevant {
    ($item:literal) => {
        concat!(
            "(CASE WHEN ",
            $item,
            ".revisions = 1 THEN ",
            $item,
            ".relevant ELSE (SELECT v.relevant FROM revision AS v ",
            "WHERE v.item_no = ",
            $item,
            ".no AND v.fetched_at <= ?1 ORDER BY v.number DESC LIMIT 1) END)"
        )
    };
}

/// Who the items of a report name as those who counted or say so: those that somebody has an id for.
macro_rules! origins {
    ($items:literal) => {
        concat!(
            "(SELECT count(*) FROM (
                SELECT c.origin FROM ",
            $items,
            " JOIN claim AS c ON c.item_no = o.no AND c.revision = (
                    SELECT max(v.number) FROM revision AS v WHERE v.item_no = o.no AND v.fetched_at <= ?1)
                WHERE o.report_id = i.report_id AND o.published_at <= ?1 AND c.fetched_at <= ?1
                  AND c.origin <> 'other'
                UNION
                SELECT c.origin FROM ",
            $items,
            " JOIN status AS c ON c.item_no = o.no AND c.revision = (
                    SELECT max(v.number) FROM revision AS v WHERE v.item_no = o.no AND v.fetched_at <= ?1)
                WHERE o.report_id = i.report_id AND o.published_at <= ?1 AND c.fetched_at <= ?1
                  AND c.origin <> 'other'))"
        )
    };
}

/// A page. A report stands where its lead stands: the latest of its items that were relevant, published and fetched
/// by `?1`.
const PAGE: &str = concat!(
    "SELECT i.report_id, i.id, i.feed_id, i.published_at, f.name AS feed_name, r.title,
            (SELECT count(*) FROM item AS o WHERE o.report_id = i.report_id AND o.published_at <= ?1
                AND o.fetched_at <= ?1 AND ",
    relevant!("o"),
    ") AS items, ",
    origins!("item AS o"),
    " AS origins,
            (SELECT count(*) FROM item AS o JOIN claim AS c ON c.item_no = o.no AND c.revision = (
                    SELECT max(v.number) FROM revision AS v WHERE v.item_no = o.no AND v.fetched_at <= ?1)
                WHERE o.report_id = i.report_id AND o.published_at <= ?1 AND o.fetched_at <= ?1) AS claims
     FROM item AS i JOIN feed AS f ON f.id = i.feed_id
     JOIN revision AS r ON r.item_no = i.no AND r.number = (
         SELECT max(v.number) FROM revision AS v WHERE v.item_no = i.no AND v.fetched_at <= ?1)
     WHERE i.report_id IS NOT NULL AND i.published_at BETWEEN ?2 AND ?1 AND i.published_at <= ?3
       AND (i.published_at, i.report_id) < (?3, ?4) AND i.fetched_at <= ?1 AND r.relevant
       AND NOT EXISTS (
           SELECT 1 FROM item AS o WHERE o.report_id = i.report_id
              AND o.published_at BETWEEN i.published_at AND ?1 AND (o.published_at, o.id) > (i.published_at, i.id)
              AND o.fetched_at <= ?1 AND ",
    relevant!("o"),
    ")
     ORDER BY i.published_at DESC, i.report_id DESC LIMIT ?5"
);

/// The items of `?1` with the reports they were in then: `?6` tells those of other reports than now.
macro_rules! grouped {
    () => {
        concat!(
            "WITH past AS MATERIALIZED (SELECT key AS id, value AS report FROM json_each(?6)),
             grouped AS MATERIALIZED (
                SELECT i.no, i.id, i.feed_id, i.published_at, coalesce(p.report, i.report_id) AS report_id
                FROM item AS i LEFT JOIN past AS p ON p.id = i.id
                WHERE i.report_id IS NOT NULL AND i.published_at <= ?1 AND i.fetched_at <= ?1 AND ",
            relevant!("i"),
            ")"
        )
    };
}

/// A page of a time since which items changed their reports. The same as [`PAGE`], but all items are looked at.
const PAST_PAGE: &str = concat!(
    grouped!(),
    ", listed AS MATERIALIZED (
        SELECT * FROM (
            SELECT g.*, count(*) OVER (PARTITION BY report_id) AS items,
                   row_number() OVER (PARTITION BY report_id ORDER BY published_at DESC, id DESC) AS place
            FROM grouped AS g)
        WHERE place = 1 AND published_at >= ?2 AND published_at <= ?3 AND (published_at, report_id) < (?3, ?4)
        ORDER BY published_at DESC, report_id DESC LIMIT ?5)
     SELECT i.report_id, i.id, i.feed_id, i.published_at, f.name AS feed_name, r.title, i.items, ",
    origins!("grouped AS o"),
    " AS origins,
            (SELECT count(*) FROM grouped AS o JOIN claim AS c ON c.item_no = o.no AND c.revision = (
                    SELECT max(v.number) FROM revision AS v WHERE v.item_no = o.no AND v.fetched_at <= ?1)
                WHERE o.report_id = i.report_id) AS claims
     FROM listed AS i JOIN feed AS f ON f.id = i.feed_id
     JOIN revision AS r ON r.item_no = i.no AND r.number = (
         SELECT max(v.number) FROM revision AS v WHERE v.item_no = i.no AND v.fetched_at <= ?1)
     ORDER BY i.published_at DESC, i.report_id DESC"
);

/// Whether a report was read by `?1`, whichever of its items gave it the id it was marked by. One that was read counts
/// as read until somebody says otherwise.
macro_rules! read {
    ($of:literal) => {
        concat!(
            "coalesce((SELECT d.value FROM ",
            $of,
            " AS o JOIN decision AS d ON d.subject_kind = 'report' AND d.subject_id = o.id AND d.mark = 'read'
              WHERE o.report_id = listed.report_id AND d.decided_at <= ?1 AND ",
            stands!("d"),
            " ORDER BY d.decided_at DESC, d.no DESC LIMIT 1), 0)"
        )
    };
}

/// Counts from the index.
const COUNTS: &str = concat!(
    "SELECT count(*) AS total, coalesce(sum(NOT ",
    read!("item"),
    "), 0) AS unread
     FROM (SELECT DISTINCT i.report_id FROM item AS i
           WHERE i.report_id IS NOT NULL AND i.published_at BETWEEN ?2 AND ?1 AND i.fetched_at <= ?1 AND ",
    relevant!("i"),
    ") AS listed"
);

/// Counts of a time since which items changed their reports.
const PAST_COUNTS: &str = concat!(
    grouped!(),
    ", marked AS MATERIALIZED (
        SELECT o.report_id, d.value, row_number() OVER (
                PARTITION BY o.report_id ORDER BY d.decided_at DESC, d.no DESC) AS place
        FROM grouped AS o JOIN decision AS d ON d.subject_kind = 'report' AND d.subject_id = o.id AND d.mark = 'read'
        WHERE d.decided_at <= ?1 AND ",
    stands!("d"),
    ")
     SELECT count(*) AS total, coalesce(sum(listed.report_id NOT IN (
                SELECT report_id FROM marked WHERE place = 1 AND value)), 0) AS unread
     FROM (SELECT DISTINCT report_id FROM grouped WHERE published_at >= ?2) AS listed"
);

impl Sqlite {
    pub(super) async fn report_page(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError> {
        let doing = "listing reports";
        let mut transaction = self.read(doing).await?;
        let past = self.past_reports(&mut transaction, query.as_of).await?;
        let (published, report) = match &query.after {
            Some((published, report)) => (millis(*published), report.as_str()),
            None => (i64::MAX, ""),
        };
        let rows = sqlx::query(if past.is_empty() { PAGE } else { PAST_PAGE })
            .bind(millis(query.as_of))
            .bind(millis(query.from))
            .bind(published)
            .bind(report)
            .bind(query.limit)
            .bind(json(&past)?)
            .fetch_all(&mut *transaction)
            .await
            .map_err(fault(doing))?;
        let mut page = rows.iter().map(report_row).collect::<Result<Vec<_>, _>>()?;
        let states = states(&mut transaction, page.iter().map(|row| &row.id), &past, query.as_of).await?;
        for row in &mut page {
            row.state = state(&states, Some(&row.id));
        }
        Ok(page)
    }

    pub(super) async fn count_reports(&self, query: &ReportQuery) -> Result<ReportCounts, StoreError> {
        let doing = "counting reports";
        let mut transaction = self.read(doing).await?;
        let past = self.past_reports(&mut transaction, query.as_of).await?;
        let row = sqlx::query(if past.is_empty() { COUNTS } else { PAST_COUNTS })
            .bind(millis(query.as_of))
            .bind(millis(query.from))
            .bind(0)
            .bind("")
            .bind(0)
            .bind(json(&past)?)
            .fetch_one(&mut *transaction)
            .await
            .map_err(fault(doing))?;
        let row = Columns(&row);
        Ok(ReportCounts { total: row.number("total")?, unread: row.number("unread")? })
    }
}

fn report_row(row: &SqliteRow) -> Result<ReportRow, StoreError> {
    let row = Columns(row);
    Ok(ReportRow {
        id: row.id("report_id")?,
        lead: row.id("id")?,
        feed: row.id("feed_id")?,
        feed_name: row.get("feed_name")?,
        title: row.get("title")?,
        published: row.at("published_at")?,
        items: row.number("items")?,
        origins: row.number("origins")?,
        claims: row.number("claims")?,
        state: ItemState::default(),
    })
}
