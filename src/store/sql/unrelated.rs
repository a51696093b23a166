//! What is in no report: items that are about something else, found by the words that are looked for in everything stored. One
//! that was edited until it was about something else is of them: it stays bound to the report that it was in, and is none of
//! what tells it.

use sqlx::AssertSqlSafe;

use super::super::{ReportQuery, StoreError};
use super::Sql;
use super::column::{json, millis};
use super::fault::fault;
use super::fragments::{left, relevant};
use super::items::ITEM;
use super::matching::{Matching, Scope};
use super::probing::{Among, probe};
use super::reports::{OWN, below, rarest, report_row, within};
use super::statement;
use crate::model::ReportRow;

/// Whether the item `i` is in no report and stands below the last one that is told.
pub(super) const IN_NONE: &str = concat!(
    "(i.report_id IS NULL OR ",
    left!(),
    ") AND i.fetched_at <= ?1 AND i.published_at >= ?2 AND i.published_at <= ?3 AND (i.published_at, i.id) < (?3, ?4)"
);

impl Sql {
    /// A page of them, newest first.
    pub(super) async fn unrelated_page(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError> {
        let doing = "looking through what is in no report";
        let mut transaction = self.ask(doing).await?;
        let (from, latest) = within(query);
        let found = probe(&mut transaction, query, (from, latest), Among::Unrelated).await?;
        let mut matching = Matching::new(transaction.dialect(), Scope::Item, OWN);
        let (source, holds) = match (found, &query.filter) {
            (Some(ids), _) => {
                let ids = matching.text(json(&ids)?);
                (format!("json_each({ids}) AS found CROSS JOIN item AS i ON i.id = found.value"), "TRUE".to_owned())
            }
            (None, None) => ("item AS i".to_owned(), "TRUE".to_owned()),
            (None, Some(condition)) => {
                let holds = matching.condition(condition)?;
                let rarest = rarest(&mut transaction, &mut matching, condition).await?;
                let source = rarest.map_or("item AS i".to_owned(), |select| {
                    format!(
                        "(SELECT DISTINCT k.no FROM ({select}) AS k) AS found CROSS JOIN item AS i ON i.no = found.no"
                    )
                });
                (source, holds)
            }
        };
        let statement = format!(
            "WITH listed AS MATERIALIZED (
                SELECT i.no, i.id, i.feed_id, i.published_at FROM {source} WHERE {IN_NONE} AND {holds}
                ORDER BY i.published_at DESC, i.id DESC LIMIT ?5)
             SELECT i.id AS report_id, i.id, i.feed_id, i.published_at, f.name AS feed_name, r.title, r.lang, 0 AS items,
                    0 AS origins, 0 AS claims
             FROM listed AS i JOIN feed AS f ON f.id = i.feed_id
             JOIN revision AS r ON r.item_no = i.no AND r.number = (
                 SELECT max(v.number) FROM revision AS v WHERE v.item_no = i.no AND v.fetched_at <= ?1)
             ORDER BY i.published_at DESC, i.id DESC"
        );
        let below = below(query, latest);
        let asked = statement::query(AssertSqlSafe(statement))
            .bind(millis(query.as_of))
            .bind(from)
            .bind(below.0)
            .bind(&below.1)
            .bind(query.limit)
            .bind("");
        let rows = matching.bind(asked).fetch_all(&mut *transaction).await.map_err(fault(doing))?;
        Ok(self.aside.sift(ITEM, &rows, report_row))
    }
}
