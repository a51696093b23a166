//! Items: as exported and as the reader shows them.

use std::collections::HashMap;

use super::row::Row;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::super::{ItemDetail, Range, StoreError};
use super::Sql;
use super::aside::place;
use super::column::{Columns, id_list, millis};
use super::fault::fault;
use super::fragments::{left, relevant};
use super::ledger::{CLAIM, REVISION, STATUS, said, stored_claim, stored_status};
use super::marks::states;
use super::matching::{Matching, Scope};
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::filter::Condition;
use crate::model::{Item, ItemId, ItemState, ReportId, Revision};
use crate::text::normalize;

/// What a row is called that is set aside.
pub(super) const ITEM: &str = "item";

/// What an item is made of, of `i` and its revision `r`.
pub(super) const COLUMNS: &str = "i.id, i.feed_id, i.guid, i.report_id, i.published_at, i.fetched_at, r.number, r.url, \
                                  r.title, r.text, r.author, r.categories, r.lang, r.relevant, r.score";

/// Parameters of the statement for a page of items, the moment first.
const OWN: usize = 6;

/// Items of one report that are shown, the newest: more than anybody reads, and few enough for a page.
const ITEMS_OF_REPORT: i64 = 200;

/// Revisions of one item that are shown, the first: a feed that edits every minute must not fill the memory.
const REVISIONS_OF_ITEM: i64 = 200;

/// From which end a page of items is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Walk {
    /// All of them, the oldest first, after a place.
    Oldest(Option<(Timestamp, ItemId)>),
    /// Those about the situation, the newest first.
    Newest,
}

impl Sql {
    /// A page of items; with a condition, of those that it holds for at a moment.
    pub(super) async fn item_page_of(
        &self,
        condition: Option<(&Condition, Timestamp)>,
        range: Range,
        walk: Walk,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError> {
        let doing = "listing items";
        let is_newest = walk == Walk::Newest;
        let (mut after, is_first) = match walk {
            Walk::Oldest(Some((at, id))) => ((millis(at), id.to_string()), false),
            Walk::Oldest(None) => ((i64::MIN, String::new()), true),
            Walk::Newest => ((i64::MAX, String::new()), true),
        };
        let mut transaction = self.read(doing).await?;
        if is_first {
            self.aside.out_of_time((&mut transaction).into()).await?;
        }
        let mut items = vec![];
        loop {
            let missing = limit.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
            let rows = item_rows(&mut transaction, condition, range, (&after, is_newest), missing).await?;
            let told = items.len() + rows.len();
            items.extend(self.aside.sift(ITEM, &rows, |row| item(&Columns(row))));
            let is_full = items.len() == told;
            match rows.last().filter(|_| !is_full && rows.len() >= usize::try_from(missing).unwrap_or(usize::MAX)) {
                Some(last) if (place(last) < after) == is_newest && place(last) != after => after = place(last),
                _ => break,
            }
        }
        let reports = items.iter().filter_map(|item| item.report.as_ref());
        let states = states(&self.aside, &mut transaction, reports, &HashMap::new(), Timestamp::MAX).await?;
        for item in &mut items {
            item.state = state(&states, item.report.as_ref());
        }
        Ok(items)
    }

    pub(super) async fn items_of_report(
        &self,
        report: &ReportId,
        as_of: Timestamp,
    ) -> Result<Vec<ItemDetail>, StoreError> {
        let doing = "reading a report";
        let mut transaction = self.read(doing).await?;
        let past = self.past_reports(&mut transaction, as_of).await?;
        // An item that is in none is read by itself.
        let held = report_of(&mut transaction, report, &past).await?;
        let is_alone = match held {
            Some(_) => has_left(&mut transaction, report, as_of).await?,
            None => true,
        };
        let (alone, report) = match held.as_ref().filter(|_| !is_alone) {
            Some(held) => (None, held),
            None => (Some(report.as_str()), report),
        };
        let (came, left): (Vec<_>, Vec<_>) = past.iter().partition(|(_, then)| *then == report);
        let rows = query(
            "SELECT i.no, i.id, i.feed_id, i.guid, i.report_id, i.published_at, i.fetched_at, r.number, r.url, r.title,
                    r.text, r.author, r.categories, r.lang, r.relevant, r.score, r.matched, f.name AS feed_name
             FROM item AS i JOIN feed AS f ON f.id = i.feed_id
             JOIN revision AS r ON r.item_no = i.no AND r.number = (
                 SELECT max(v.number) FROM revision AS v WHERE v.item_no = i.no AND v.fetched_at <= ?2)
             WHERE i.no IN (SELECT no FROM item WHERE report_id = ?1 AND id NOT IN (SELECT value FROM json_each(?5))
                            UNION SELECT no FROM item WHERE id IN (SELECT value FROM json_each(?4))
                            UNION SELECT no FROM item WHERE id = ?6)
               AND i.published_at <= ?2 AND i.fetched_at <= ?2 AND (r.relevant = 1 OR i.id = ?6)
             ORDER BY i.published_at DESC, i.id DESC LIMIT ?3",
        )
        .bind(report.as_str())
        .bind(millis(as_of))
        .bind(ITEMS_OF_REPORT)
        .bind(id_list(came.into_iter().map(|(item, _)| item)))
        .bind(id_list(left.into_iter().map(|(item, _)| item)))
        .bind(alone)
        .fetch_all(&mut transaction)
        .await
        .map_err(fault(doing))?;
        let aside = &self.aside;
        let states = states(aside, &mut transaction, [report], &past, as_of).await?;
        let mut details = Vec::with_capacity(rows.len());
        for row in &rows {
            let columns = Columns(row);
            let Some(mut item) = aside.keep(ITEM, row, item(&columns)) else { continue };
            item.report = held.clone();
            item.state = state(&states, held.as_ref());
            let (no, number): (i64, i64) = (columns.get("no")?, columns.get("number")?);
            let mut said = async |statement: &'static str| {
                let rows = query(statement).bind(no).bind(number);
                rows.fetch_all(&mut transaction).await.map_err(fault(doing))
            };
            let claims = said(said!("claim", "WHERE c.item_no = ?1 AND c.revision = ?2 ORDER BY c.n")).await?;
            let statuses = said(said!("status", "WHERE c.item_no = ?1 AND c.revision = ?2 ORDER BY c.n")).await?;
            let revisions = query(
                "SELECT number, fetched_at, title, text FROM revision
                 WHERE item_no = ?1 AND number <= ?2 ORDER BY number LIMIT ?3",
            )
            .bind(no)
            .bind(number)
            .bind(REVISIONS_OF_ITEM)
            .fetch_all(&mut transaction)
            .await
            .map_err(fault(doing))?;
            details.push(ItemDetail {
                item,
                feed_name: columns.said("feed_name")?,
                // Without it the item is only not told why it matched.
                matched: aside.keep(REVISION, row, columns.json("matched")).unwrap_or_default(),
                claims: aside.sift(CLAIM, &claims, |row| stored_claim(row, &past)),
                statuses: aside.sift(STATUS, &statuses, |row| stored_status(row, &past)),
                revisions: aside.sift(REVISION, &revisions, revision),
            });
        }
        Ok(details)
    }
}

/// The rows of a page of items, in the order of the page.
async fn item_rows(
    transaction: &mut Transaction,
    condition: Option<(&Condition, Timestamp)>,
    range: Range,
    ((published, id), is_newest): (&(i64, String), bool),
    limit: u32,
) -> Result<Vec<Row>, StoreError> {
    let mut matching = Matching::new(transaction.dialect(), Scope::Item, OWN);
    let (holds, as_of) = matching.holds(condition)?;
    let (beyond, order) = match is_newest {
        true => ("i.relevant = 1 AND (i.published_at, i.id) <", "i.published_at DESC, i.id DESC"),
        false => ("(i.published_at, i.id) >", "i.published_at, i.id"),
    };
    let statement = format!(
        "SELECT {COLUMNS}
         FROM item AS i JOIN revision AS r ON r.item_no = i.no AND r.number = i.revisions
         WHERE i.published_at BETWEEN ?2 AND ?3 AND {beyond} (?4, ?5) AND {holds}
         ORDER BY {order} LIMIT ?6"
    );
    let asked = query(AssertSqlSafe(statement))
        .bind(millis(as_of))
        .bind(millis(range.since))
        .bind(millis(range.until))
        .bind(*published)
        .bind(id.as_str())
        .bind(limit);
    matching.bind(asked).fetch_all(&mut *transaction).await.map_err(fault("listing items"))
}

/// The report that holds the item whose id a report is named by: an earlier item may have taken its place, or an
/// operator merged it into another.
async fn report_of(
    transaction: &mut Transaction,
    named: &ReportId,
    past: &HashMap<ItemId, ReportId>,
) -> Result<Option<ReportId>, StoreError> {
    if let Some(then) = past.get(&ItemId::new(named.as_str())) {
        return Ok(Some(then.clone()));
    }
    let report: Option<Option<String>> = query_scalar("SELECT report_id FROM item WHERE id = ?1")
        .bind(named.as_str())
        .fetch_optional(&mut *transaction)
        .await
        .map_err(fault("reading a report"))?;
    Ok(report.flatten().map(ReportId::new))
}

/// Whether the item of this id was in a report and has left the topic.
async fn has_left(transaction: &mut Transaction, id: &ReportId, as_of: Timestamp) -> Result<bool, StoreError> {
    query_scalar(concat!("SELECT EXISTS (SELECT 1 FROM item AS i WHERE i.id = ?2 AND ", left!(), ")"))
        .bind(millis(as_of))
        .bind(id.as_str())
        .fetch_one(&mut *transaction)
        .await
        .map_err(fault("reading a report"))
}

/// What is marked on a report, of those that were looked up.
pub(super) fn state(states: &HashMap<ReportId, ItemState>, report: Option<&ReportId>) -> ItemState {
    report.and_then(|report| states.get(report)).cloned().unwrap_or_default()
}

pub(super) fn item(row: &Columns<'_>) -> Result<Item, StoreError> {
    Ok(Item {
        id: row.id("id")?,
        feed: row.id("feed_id")?,
        guid: row.said("guid")?,
        url: row.maybe_said("url")?,
        title: row.said("title")?,
        text: row.said("text")?,
        author: row.maybe_said("author")?,
        categories: row.json::<Vec<String>>("categories")?.iter().map(|label| normalize::line(label)).collect(),
        published: row.at("published_at")?,
        fetched: row.at("fetched_at")?,
        lang: row.id("lang")?,
        relevant: row.get("relevant")?,
        score: row.share("score")?,
        report: row.maybe_id("report_id")?,
        revisions: row.number("number")?,
        state: ItemState::default(),
    })
}

fn revision(row: &Row) -> Result<Revision, StoreError> {
    let row = Columns(row);
    Ok(Revision {
        number: row.number("number")?,
        fetched: row.at("fetched_at")?,
        title: row.said("title")?,
        text: row.said("text")?,
    })
}
