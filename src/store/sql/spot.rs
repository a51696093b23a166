//! A spot: one revision of one item, into which claims and statuses are written.

use super::super::StoreError;
use super::column::{count, millis, word};
use super::ingest::stored_already;
use super::statement::query;
use super::transaction::Transaction;
use crate::model::{Claim, Evidence, ItemId, Status};

/// Where a claim or a status is written, with what its row repeats of its item and its revision.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    /// The item's number.
    pub(super) item: i64,
    /// Which revision.
    pub(super) revision: u32,
    /// When the item was published, as stored.
    pub(super) published: i64,
    /// When the revision was fetched, as stored.
    pub(super) fetched: i64,
    /// The episode it was read for.
    pub(super) episode: &'a str,
    /// The position in the store's history of the revision.
    pub(super) seq: i64,
    /// That of a later reading; none for the first.
    pub(super) read: Option<i64>,
}

impl Spot<'_> {
    /// What the ids of its claims and statuses begin with.
    pub(super) fn base(&self, item: &ItemId) -> String {
        format!("{item}.{}", self.revision)
    }

    /// Adds a claim.
    pub(super) async fn add_claim(
        &self,
        transaction: &mut Transaction,
        n: u32,
        id: &str,
        claim: &Claim,
    ) -> Result<(), StoreError> {
        let Evidence { field, start, end, quote } = &claim.evidence;
        query(
            "INSERT INTO claim (item_no, revision, n, id, published_at, fetched_at, episode_id, metric, category,
                                perpetrator, low, high, bound, origin, place, scope, as_of_at, cue, confidence,
                                field, first_byte, end_byte, quote, rule, seq, read_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                     ?22, ?23, ?24, ?25, ?26)",
        )
        .bind(self.item)
        .bind(self.revision)
        .bind(n)
        .bind(id)
        .bind(self.published)
        .bind(self.fetched)
        .bind(self.episode)
        .bind(word(&claim.metric)?)
        .bind(claim.category.as_str())
        .bind(claim.perpetrator.as_ref().map(|category| category.as_str()))
        .bind(claim.low.map(count))
        .bind(claim.high.map(count))
        .bind(word(&claim.bound)?)
        .bind(claim.origin.as_ref().map(|origin| origin.as_str()))
        .bind(claim.place.as_ref().map(|place| place.as_str()))
        .bind(word(&claim.scope)?)
        .bind(claim.as_of.map(millis))
        .bind(word(&claim.cue)?)
        .bind(claim.confidence)
        .bind(word(field)?)
        .bind(offset(*start))
        .bind(offset(*end))
        .bind(quote)
        .bind(&*claim.rule)
        .bind(self.seq)
        .bind(self.read)
        .execute(&mut *transaction)
        .await
        .map_err(stored_already)?;
        Ok(())
    }

    /// Adds a status.
    pub(super) async fn add_status(
        &self,
        transaction: &mut Transaction,
        n: u32,
        id: &str,
        status: &Status,
    ) -> Result<(), StoreError> {
        let Evidence { field, start, end, quote } = &status.evidence;
        query(
            "INSERT INTO status (item_no, revision, n, id, published_at, fetched_at, episode_id, place, kind, value,
                                 extent, until_at, origin, as_of_at, confidence, field, first_byte, end_byte, quote,
                                 rule, seq, read_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                     ?22)",
        )
        .bind(self.item)
        .bind(self.revision)
        .bind(n)
        .bind(id)
        .bind(self.published)
        .bind(self.fetched)
        .bind(self.episode)
        .bind(status.place.as_str())
        .bind(word(&status.kind)?)
        .bind(status.value.as_str())
        .bind(status.extent.as_ref().map(word).transpose()?)
        .bind(status.until.map(millis))
        .bind(status.origin.as_ref().map(|origin| origin.as_str()))
        .bind(status.as_of.map(millis))
        .bind(status.confidence)
        .bind(word(field)?)
        .bind(offset(*start))
        .bind(offset(*end))
        .bind(quote)
        .bind(&*status.rule)
        .bind(self.seq)
        .bind(self.read)
        .execute(&mut *transaction)
        .await
        .map_err(stored_already)?;
        Ok(())
    }
}

fn offset(byte: usize) -> i64 {
    i64::try_from(byte).unwrap_or(i64::MAX)
}
