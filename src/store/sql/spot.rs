//! A spot: one revision of one item, into which claims and statuses are written.

use super::super::StoreError;
use super::column::{count, millis, word};
use super::ingest::stored_already;
use super::rows::Rows;
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

impl<'a> Spot<'a> {
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
        let mut rows = claim_rows();
        self.push_claim(&mut rows, n, id.to_owned(), claim)?;
        rows.write(transaction).await.map_err(stored_already)
    }

    /// Adds a status.
    pub(super) async fn add_status(
        &self,
        transaction: &mut Transaction,
        n: u32,
        id: &str,
        status: &Status,
    ) -> Result<(), StoreError> {
        let mut rows = status_rows();
        self.push_status(&mut rows, n, id.to_owned(), status)?;
        rows.write(transaction).await.map_err(stored_already)
    }

    /// Adds a claim to those that are to be written.
    pub(super) fn push_claim(
        &self,
        rows: &mut Rows<'a>,
        n: u32,
        id: String,
        claim: &'a Claim,
    ) -> Result<(), StoreError> {
        let Evidence { field, start, end, quote } = &claim.evidence;
        rows.push([
            self.item.into(),
            self.revision.into(),
            n.into(),
            id.into(),
            self.published.into(),
            self.fetched.into(),
            self.episode.into(),
            word(&claim.metric)?.into(),
            claim.category.as_str().into(),
            claim.perpetrator.as_ref().map(|category| category.as_str()).into(),
            claim.low.map(count).into(),
            claim.high.map(count).into(),
            word(&claim.bound)?.into(),
            claim.origin.as_ref().map(|origin| origin.as_str()).into(),
            claim.place.as_ref().map(|place| place.as_str()).into(),
            word(&claim.scope)?.into(),
            claim.as_of.map(millis).into(),
            word(&claim.cue)?.into(),
            claim.confidence.into(),
            word(field)?.into(),
            offset(*start).into(),
            offset(*end).into(),
            quote.into(),
            (&*claim.rule).into(),
            self.seq.into(),
            self.read.into(),
        ]);
        Ok(())
    }

    /// Adds a status to those that are to be written.
    pub(super) fn push_status(
        &self,
        rows: &mut Rows<'a>,
        n: u32,
        id: String,
        status: &'a Status,
    ) -> Result<(), StoreError> {
        let Evidence { field, start, end, quote } = &status.evidence;
        rows.push([
            self.item.into(),
            self.revision.into(),
            n.into(),
            id.into(),
            self.published.into(),
            self.fetched.into(),
            self.episode.into(),
            status.place.as_str().into(),
            word(&status.kind)?.into(),
            status.value.as_str().into(),
            status.extent.as_ref().map(word).transpose()?.into(),
            status.until.map(millis).into(),
            status.origin.as_ref().map(|origin| origin.as_str()).into(),
            status.as_of.map(millis).into(),
            status.confidence.into(),
            word(field)?.into(),
            offset(*start).into(),
            offset(*end).into(),
            quote.into(),
            (&*status.rule).into(),
            self.seq.into(),
            self.read.into(),
        ]);
        Ok(())
    }
}

/// Rows for claims.
pub(super) fn claim_rows<'q>() -> Rows<'q> {
    Rows::new(
        "claim (item_no, revision, n, id, published_at, fetched_at, episode_id, metric, category, perpetrator, low, high,
             bound, origin, place, scope, as_of_at, cue, confidence, field, first_byte, end_byte, quote, rule, seq,
             read_seq)",
        26,
        "",
    )
}

/// Rows for statuses.
pub(super) fn status_rows<'q>() -> Rows<'q> {
    Rows::new(
        "status (item_no, revision, n, id, published_at, fetched_at, episode_id, place, kind, value, extent, until_at,
             origin, as_of_at, confidence, field, first_byte, end_byte, quote, rule, seq, read_seq)",
        22,
        "",
    )
}

fn offset(byte: usize) -> i64 {
    i64::try_from(byte).unwrap_or(i64::MAX)
}
