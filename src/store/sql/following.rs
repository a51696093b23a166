//! Following: items in the order they were stored, and the newest.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::super::following::{Follow, Followed};
use super::super::{Range, StoreError};
use super::Sql;
use super::column::{Columns, millis};
use super::fault::fault;
use super::items::{COLUMNS, ITEM, Walk, item, state};
use super::marks::states;
use super::matching::{Matching, Scope};
use super::statement::query;
use crate::filter::Condition;
use crate::model::{Item, Seq};

const DOING: &str = "reading what was stored";

/// Parameters of the statement, the moment first.
const OWN: usize = 4;

#[async_trait]
impl Follow for Sql {
    async fn items_after(
        &self,
        (seq, id): &Followed,
        condition: Option<(&Condition, Timestamp)>,
        limit: u32,
    ) -> Result<Vec<(Seq, Item)>, StoreError> {
        let mut transaction = self.read(DOING).await?;
        let mut matching = Matching::new(transaction.dialect(), Scope::Item, OWN);
        let (holds, as_of) = matching.holds(condition)?;
        let statement = format!(
            "SELECT {COLUMNS}, r.seq AS stored_seq
             FROM revision AS r JOIN item AS i ON i.no = r.item_no AND i.revisions = r.number
             WHERE r.seq >= ?2 AND (r.seq, i.id) > (?2, ?3) AND ?1 = ?1 AND {holds}
             ORDER BY r.seq, i.id LIMIT ?4"
        );
        let asked = query(AssertSqlSafe(statement)).bind(millis(as_of)).bind(seq.0).bind(id.as_str()).bind(limit);
        let rows = matching.bind(asked).fetch_all(&mut transaction).await.map_err(fault(DOING))?;
        let place = |row: &Columns<'_>| row.get::<i64>("stored_seq").map(Seq);
        let mut items: Vec<(Seq, Item)> =
            self.aside.sift(ITEM, &rows, |row| Ok((place(&Columns(row))?, item(&Columns(row))?)));
        let reports = items.iter().filter_map(|(_, item)| item.report.as_ref());
        let states = states(&self.aside, &mut transaction, reports, &HashMap::new(), Timestamp::MAX).await?;
        for (_, item) in &mut items {
            item.state = state(&states, item.report.as_ref());
        }
        Ok(items)
    }

    async fn newest_items(
        &self,
        condition: Option<(&Condition, Timestamp)>,
        range: Range,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError> {
        self.item_page_of(condition, range, Walk::Newest, limit).await
    }
}
