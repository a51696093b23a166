//! Handovers: up to where each operator has taken over, what was stored since, and where items can be read.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::super::{StoreError, Stored};
use super::column::{Columns, id_list, millis};
use super::fault::fault;
use super::fragments::relevant;
use super::items::ITEM;
use super::news::news;
use super::statement::{query, query_scalar};
use super::{Durability, Sql};
use crate::model::{Cited, ItemId, ReportId, Seen, Seq};

const TAKING: &str = "storing that somebody took over";
const ASKING: &str = "asking when somebody last took over";

/// The last row of an operator (`?1`) by a moment (`?2`) that was not taken back by then.
const LAST: &str = "SELECT no, seen_at, seen_seq FROM handover AS h
     WHERE operator = ?1 AND taken_at <= ?2 AND takes_back IS NULL
       AND NOT EXISTS (SELECT 1 FROM handover AS b WHERE b.takes_back = h.no AND b.taken_at <= ?2)
     ORDER BY no DESC LIMIT 1";

impl Sql {
    pub(super) async fn add_handover(&self, operator: &str, seen: Seen, at: Timestamp) -> Result<Seq, StoreError> {
        let (mut transaction, seq) = self.write(Durability::Power, TAKING).await?;
        query("INSERT INTO handover (operator, seen_at, seen_seq, taken_at, seq) VALUES (?1, ?2, ?3, ?4, ?5)")
            .bind(operator)
            .bind(millis(seen.at))
            .bind(seen.seq.map_or(seq.0, |seen| seen.0))
            .bind(millis(at))
            .bind(seq.0)
            .execute(&mut transaction)
            .await
            .map_err(fault(TAKING))?;
        self.commit(transaction, TAKING).await?;
        Ok(seq)
    }

    pub(super) async fn take_handover_back(&self, operator: &str, at: Timestamp) -> Result<bool, StoreError> {
        let doing = "taking a handover back";
        let (mut transaction, seq) = self.write(Durability::Power, doing).await?;
        let last = query(LAST).bind(operator).bind(millis(Timestamp::MAX));
        let Some(last) = last.fetch_optional(&mut transaction).await.map_err(fault(doing))? else { return Ok(false) };
        let last = Columns(&last);
        query(
            "INSERT INTO handover (operator, seen_at, seen_seq, taken_at, takes_back, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(operator)
        .bind(last.get::<i64>("seen_at")?)
        .bind(last.get::<i64>("seen_seq")?)
        .bind(millis(at))
        .bind(last.get::<i64>("no")?)
        .bind(seq.0)
        .execute(&mut transaction)
        .await
        .map_err(fault(doing))?;
        self.commit(transaction, doing).await?;
        Ok(true)
    }

    pub(super) async fn handover_of(&self, operator: &str, by: Timestamp) -> Result<Option<Seen>, StoreError> {
        let last = query(LAST).bind(operator).bind(millis(by));
        let last = last.fetch_optional(self.readers()).await.map_err(fault(ASKING))?;
        last.map(|row| {
            let row = Columns(&row);
            Ok(Seen { at: row.at("seen_at")?, seq: Some(Seq(row.get("seen_seq")?)) })
        })
        .transpose()
    }

    pub(super) async fn stored_since(&self, since: Seq) -> Result<Stored, StoreError> {
        let doing = "reading what was stored since";
        let mut transaction = self.read(doing).await?;
        let items: Vec<String> = query_scalar(
            "SELECT i.id FROM revision AS r JOIN item AS i ON i.no = r.item_no WHERE r.number = 1 AND i.seq > ?1 AND r.seq > ?1",
        )
        .bind(since.0)
        .fetch_all(&mut transaction)
        .await
        .map_err(fault(doing))?;
        let items: HashSet<ItemId> = items.iter().map(ItemId::new).collect();
        Ok(Stored { items, ledger: news(&self.aside, &mut transaction, since).await? })
    }

    pub(super) async fn cited_items(
        &self,
        items: &[ItemId],
        as_of: Timestamp,
    ) -> Result<HashMap<ItemId, Cited>, StoreError> {
        let doing = "reading where items can be read";
        let rows = query(
            "SELECT i.id, i.report_id, i.published_at, r.title, r.url, r.lang, f.name AS feed_name
             FROM item AS i JOIN feed AS f ON f.id = i.feed_id
             JOIN revision AS r ON r.item_no = i.no AND r.number = coalesce(
                 (SELECT max(v.number) FROM revision AS v WHERE v.item_no = i.no AND v.fetched_at <= ?2), 1)
             WHERE i.id IN (SELECT value FROM json_each(?1))",
        )
        .bind(id_list(items))
        .bind(millis(as_of))
        .fetch_all(self.readers())
        .await
        .map_err(fault(doing))?;
        let cited = self.aside.sift(ITEM, &rows, |row| {
            let row = Columns(row);
            let item: ItemId = row.id("id")?;
            let report: Option<ReportId> = row.maybe_id("report_id")?;
            let cited = Cited {
                report: report.unwrap_or_else(|| ReportId::new(item.as_str())),
                feed: row.said("feed_name")?,
                title: row.said("title")?,
                lang: row.id("lang")?,
                url: row.maybe_said("url")?,
                published: row.at("published_at")?,
                item: item.clone(),
            };
            Ok((item, cited))
        });
        Ok(cited.into_iter().collect())
    }

    pub(super) async fn members_of(
        &self,
        reports: &[ReportId],
        as_of: Timestamp,
    ) -> Result<Vec<(ReportId, ItemId, Timestamp)>, StoreError> {
        let doing = "reading what reports are made of";
        let mut transaction = self.read(doing).await?;
        let past = self.past_reports(&mut transaction, as_of).await?;
        let rows = query(concat!(
            "SELECT i.id, i.report_id, i.fetched_at FROM item AS i
             WHERE i.no IN (
                   SELECT no FROM item WHERE report_id IN (SELECT value FROM json_each(?2))
                   UNION SELECT no FROM item WHERE id IN (SELECT value FROM json_each(?3)))
               AND i.report_id IS NOT NULL AND i.published_at <= ?1 AND i.fetched_at <= ?1 AND ",
            relevant!("i"),
            " ORDER BY i.no"
        ))
        .bind(millis(as_of))
        .bind(serde_json::Value::from_iter(reports.iter().map(ReportId::as_str)).to_string())
        .bind(id_list(past.keys()))
        .fetch_all(&mut transaction)
        .await
        .map_err(fault(doing))?;
        let asked: HashSet<&ReportId> = reports.iter().collect();
        let members = self.aside.sift(ITEM, &rows, |row| {
            let row = Columns(row);
            let item: ItemId = row.id("id")?;
            let report = past.get(&item).map_or_else(|| row.id("report_id"), |then| Ok(then.clone()))?;
            Ok((report, item, row.at("fetched_at")?))
        });
        Ok(members.into_iter().filter(|(report, ..)| asked.contains(report)).collect())
    }
}
