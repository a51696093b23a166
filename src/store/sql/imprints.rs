//! Imprints: what the store keeps of items to group them by.

use std::sync::Arc;

use jiff::Timestamp;

use super::super::StoreError;
use super::column::{Columns, bits, json, millis};
use super::fault::fault;
use super::row::Row;
use super::rows::Rows;
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::model::ItemId;
use crate::reconcile::group::{Imprint, Member, Node};

const GROUPING: &str = "grouping items";

/// Revisions by which an item is found, the first ones: a feed that edits every minute says little new.
const WORDINGS: i64 = 8;

/// An item as the store holds it.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    /// Its number.
    pub(super) no: i64,
    /// It, as grouping sees it.
    pub(super) node: Arc<Node>,
    /// Who opens its report by itself; none before it is settled first.
    pub(super) opener: Option<ItemId>,
    /// When it was first about the situation.
    pub(super) known: Timestamp,
}

impl Stored {
    /// One that is new by its first revision.
    pub(super) fn new(no: i64, item: &ItemId, (published, known): (Timestamp, Timestamp), imprint: &Imprint) -> Self {
        // As the store keeps instants.
        let kept = |at: Timestamp| Timestamp::from_millisecond(millis(at)).unwrap_or(at);
        let node = Node { item: item.clone(), published: kept(published), imprints: vec![imprint.clone()] };
        Self { no, node: node.into(), opener: None, known: kept(known) }
    }

    /// Whether it opens its report.
    pub(super) fn opens(&self) -> bool {
        self.opener.as_ref() == Some(&self.node.item)
    }

    /// The key under which it is taken.
    pub(super) fn turn(&self) -> (i64, ItemId) {
        (millis(self.node.published), self.node.item.clone())
    }

    /// It as one of a report.
    pub(super) fn member(self) -> Member {
        let opener = self.opener.unwrap_or_else(|| self.node.item.clone());
        Member { node: Arc::unwrap_or_clone(self.node), opener, known: self.known }
    }
}

/// Reads items with their imprints.
pub(super) async fn load(transaction: &mut Transaction, numbers: &[i64]) -> Result<Vec<Stored>, StoreError> {
    if numbers.is_empty() {
        return Ok(vec![]);
    }
    let rows = query(
        "SELECT i.no, i.id, i.feed_id, i.published_at, i.opener_id, m.fetched_at, m.simhash, m.shingles, m.facts
         FROM json_each(?1) AS asked JOIN item AS i ON i.no = CAST(asked.value AS BIGINT)
         JOIN imprint AS m ON m.item_no = i.no
         ORDER BY i.no, m.revision",
    )
    .bind(json(&numbers)?)
    .fetch_all(&mut *transaction)
    .await
    .map_err(fault(GROUPING))?;
    collect(&rows)
}

/// Items of rows that are in order of item and revision.
pub(super) fn collect(rows: &[Row]) -> Result<Vec<Stored>, StoreError> {
    let mut stored: Vec<Stored> = vec![];
    for row in rows {
        let row = Columns(row);
        let no = row.get("no")?;
        let imprint = imprint(&row)?;
        match stored.last_mut().filter(|last| last.no == no) {
            Some(last) if i64::try_from(last.node.imprints.len()).is_ok_and(|many| many >= WORDINGS) => {}
            Some(last) => Arc::make_mut(&mut last.node).imprints.push(imprint),
            None => stored.push(Stored {
                no,
                node: Node { item: row.id("id")?, published: row.at("published_at")?, imprints: vec![imprint] }.into(),
                opener: row.maybe_id("opener_id")?,
                known: row.at("fetched_at")?,
            }),
        }
    }
    Ok(stored)
}

/// Rows for the imprints of revisions.
pub(super) fn imprint_rows<'q>() -> Rows<'q> {
    Rows::new("imprint (item_no, revision, fetched_at, simhash, shingles, facts)", 6, "")
}

/// Adds the imprint of a revision to those that are to be stored.
pub(super) fn push_imprint(
    rows: &mut Rows<'_>,
    (item, revision): (i64, u32),
    fetched: Timestamp,
    imprint: &Imprint,
) -> Result<(), StoreError> {
    let shingles: Vec<u8> = imprint.text.iter().flat_map(|shingle| shingle.to_be_bytes()).collect();
    rows.push([
        item.into(),
        revision.into(),
        millis(fetched).into(),
        bits(imprint.simhash).into(),
        shingles.into(),
        json(&imprint.facts)?.into(),
    ]);
    Ok(())
}

/// What a revision is grouped by.
pub(super) async fn imprint_of(
    transaction: &mut Transaction,
    item: i64,
    revision: u32,
) -> Result<Option<Imprint>, StoreError> {
    let row = query(
        "SELECT i.feed_id, m.simhash, m.shingles, m.facts FROM imprint AS m JOIN item AS i ON i.no = m.item_no
         WHERE m.item_no = ?1 AND m.revision = ?2",
    )
    .bind(item)
    .bind(revision)
    .fetch_optional(&mut *transaction)
    .await
    .map_err(fault(GROUPING))?;
    row.map(|row| imprint(&Columns(&row))).transpose()
}

fn imprint(row: &Columns<'_>) -> Result<Imprint, StoreError> {
    let (simhash, text) = (row.bits("simhash")?, unpack(row.get("shingles")?));
    Ok(Imprint::new(row.id("feed_id")?, simhash, text, row.json("facts")?))
}

/// Takes an item, whose imprint is about to be another, from where its like look for it; the items whose report it opened,
/// which are to be settled anew with it.
pub(super) async fn loosen(transaction: &mut Transaction, no: i64, item: &ItemId) -> Result<Vec<i64>, StoreError> {
    unshelve(transaction, &[no]).await?;
    query_scalar("SELECT no FROM item WHERE opener_id = ?1 AND no <> ?2")
        .bind(item.as_str())
        .bind(no)
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(GROUPING))
}

/// Takes items from where their like look for them.
pub(super) async fn unshelve(transaction: &mut Transaction, numbers: &[i64]) -> Result<(), StoreError> {
    for stored in load(transaction, numbers).await? {
        let keys: Vec<i64> = stored.node.keys().collect();
        query(
            "DELETE FROM shelf WHERE key IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND opens IN (0, 1)
                AND published_at = ?2 AND item_no = ?3",
        )
        .bind(json(&keys)?)
        .bind(millis(stored.node.published))
        .bind(stored.no)
        .execute(&mut *transaction)
        .await
        .map_err(fault(GROUPING))?;
    }
    Ok(())
}

fn unpack(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| four.try_into().ok().map(u32::from_be_bytes)).collect()
}
