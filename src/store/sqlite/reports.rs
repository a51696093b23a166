//! Reports: pages of them as they stood at a moment, and how many there are.

use sqlx::sqlite::SqliteRow;

use super::super::{ReportCounts, ReportQuery, StoreError};
use super::Sqlite;
use super::column::{Columns, fault, millis};
use super::decisions::states;
use super::items::state;
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

/// A page. A report stands where its lead stands: the latest of its items that were relevant, published and fetched
/// by `?1`.
const PAGE: &str = concat!(
    "SELECT i.report_id, i.id, i.feed_id, i.published_at, f.name AS feed_name, r.title,
            (SELECT count(*) FROM item AS o WHERE o.report_id = i.report_id AND o.published_at <= ?1
                AND o.fetched_at <= ?1 AND ",
    relevant!("o"),
    ") AS items,
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

/// Counts from the index. A report that was read counts as read until somebody says otherwise.
const COUNTS: &str = concat!(
    "SELECT count(*) AS total, coalesce(sum(NOT coalesce((
         SELECT d.value FROM decision AS d WHERE d.subject_kind = 'report' AND d.subject_id = listed.report_id
            AND d.mark = 'read' AND d.decided_at <= ?1 ORDER BY d.decided_at DESC, d.no DESC LIMIT 1), 0)), 0) AS unread
     FROM (SELECT DISTINCT i.report_id FROM item AS i
           WHERE i.report_id IS NOT NULL AND i.published_at BETWEEN ?2 AND ?1 AND i.fetched_at <= ?1 AND ",
    relevant!("i"),
    ") AS listed"
);

impl Sqlite {
    pub(super) async fn report_page(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError> {
        let doing = "listing reports";
        let mut transaction = self.read(doing).await?;
        let (published, report) = match &query.after {
            Some((published, report)) => (millis(*published), report.as_str()),
            None => (i64::MAX, ""),
        };
        let rows = sqlx::query(PAGE)
            .bind(millis(query.as_of))
            .bind(millis(query.from))
            .bind(published)
            .bind(report)
            .bind(query.limit)
            .fetch_all(&mut *transaction)
            .await
            .map_err(fault(doing))?;
        let mut page = rows.iter().map(report_row).collect::<Result<Vec<_>, _>>()?;
        let states = states(&mut transaction, page.iter().map(|row| &row.id), query.as_of).await?;
        for row in &mut page {
            row.state = state(&states, Some(&row.id));
        }
        Ok(page)
    }

    pub(super) async fn count_reports(&self, query: &ReportQuery) -> Result<ReportCounts, StoreError> {
        let row = sqlx::query(COUNTS)
            .bind(millis(query.as_of))
            .bind(millis(query.from))
            .fetch_one(&self.readers)
            .await
            .map_err(fault("counting reports"))?;
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
        claims: row.number("claims")?,
        state: ItemState::default(),
    })
}
