//! Words: the full-text table, kept with every revision that is stored, and filled for those that were stored before.

use super::super::StoreError;
use super::column::{Columns, fault};
use super::{Durability, Sqlite, Transaction};
use crate::text::terms;

const INDEXING: &str = "indexing what is stored for search";

/// Items that are indexed in one step: some tens of milliseconds, during which other writers wait.
const STEP: i64 = 500;

/// Bits of a row's number that tell the revision; the rest tell the item.
const REVISION_BITS: u32 = 20;

/// The items whose revisions are indexed by steps and not as they are stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backlog {
    done: i64,
    last: i64,
}

impl Backlog {
    /// What is left to be indexed.
    pub(super) async fn read(transaction: &mut Transaction) -> Result<Self, StoreError> {
        let row = sqlx::query("SELECT done, last FROM word_backlog").fetch_one(&mut **transaction).await;
        let row = row.map_err(fault(INDEXING))?;
        let row = Columns(&row);
        Ok(Self { done: row.get("done")?, last: row.get("last")? })
    }

    /// Whether a step will index an item's revisions.
    pub(super) fn has(self, item: i64) -> bool {
        self.done < item && item <= self.last
    }
}

/// Indexes one revision.
pub(super) async fn add_words(
    transaction: &mut Transaction,
    item: i64,
    revision: i64,
    title: &str,
    text: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)")
        .bind((item << REVISION_BITS) | revision)
        .bind(terms::joined(title))
        .bind(terms::joined(text))
        .execute(&mut **transaction)
        .await
        .map_err(fault(INDEXING))?;
    Ok(())
}

impl Sqlite {
    /// Indexes some of the items that were stored before there was a search; how many of how many are done.
    pub(super) async fn index_some(&self) -> Result<(u64, u64), StoreError> {
        let mut transaction = self.read(INDEXING).await?;
        let before = Backlog::read(&mut transaction).await?;
        drop(transaction);
        if before.done >= before.last {
            return Ok(told(before));
        }
        let (mut transaction, _) = self.write(Durability::Process, INDEXING).await?;
        // Another program may have gone on in the meantime.
        let Backlog { done, last } = Backlog::read(&mut transaction).await?;
        let rows = sqlx::query(
            "SELECT r.item_no, r.number, r.title, r.text FROM revision AS r
             WHERE r.item_no IN (SELECT no FROM item WHERE no > ?1 AND no <= ?2 ORDER BY no LIMIT ?3)
             ORDER BY r.item_no, r.number",
        )
        .bind(done)
        .bind(last)
        .bind(STEP)
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(INDEXING))?;
        let mut reached = last;
        for row in &rows {
            let row = Columns(row);
            let item = row.get("item_no")?;
            add_words(&mut transaction, item, row.get("number")?, &row.said("title")?, &row.said("text")?).await?;
            reached = item;
        }
        let now = Backlog { done: reached, last };
        sqlx::query("UPDATE word_backlog SET done = ?1")
            .bind(now.done)
            .execute(&mut *transaction)
            .await
            .map_err(fault(INDEXING))?;
        self.commit(transaction, INDEXING).await?;
        Ok(told(now))
    }
}

fn told(backlog: Backlog) -> (u64, u64) {
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    (number(backlog.done), number(backlog.last))
}
