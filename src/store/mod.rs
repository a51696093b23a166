//! The store: the only shared truth, as whole operations in the project's words.
//!
//! No transaction, pool or row type leaves this floor. Claims, statuses and decisions are only ever added.
//! Everything that changes the store raises its sequence number.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::model::{
    Decision, EpisodeId, Feed, FeedRecord, Item, ItemId, ItemState, Ledger, Matched, ParsedItem, Reading, ReportId,
    ReportRow, Revision, Seq, StoredClaim, StoredStatus,
};
use crate::reconcile::group::Candidate;

pub mod sqlite;

/// What can go wrong with a store, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else holds it; trying again may work.
    #[error("the store is busy while {doing}: {source}; try again")]
    Busy {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// It cannot be opened, or is of a newer schema.
    #[error("cannot open the store {store}: {why}")]
    Unusable {
        /// Which store, without secrets.
        store: String,
        /// Why, and what to do.
        why: String,
    },
    /// It failed for good.
    #[error("the store failed while {doing}: {source}")]
    Permanent {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// It holds something that cannot be.
    #[error("the store holds {what}, which this program does not understand")]
    Invariant {
        /// What it holds.
        what: String,
    },
}

/// What the store knows of an item that a feed serves again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Digest of the latest revision's texts.
    pub digest: String,
    /// Number of the latest revision.
    pub revision: u32,
    /// Its report.
    pub report: Option<ReportId>,
}

/// A new item or a new revision of one, read and grouped.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRevision {
    /// As parsed and cleaned.
    pub item: ParsedItem,
    /// 1 for a new item.
    pub revision: u32,
    /// Digest of its texts.
    pub digest: String,
    /// What the reader made of it.
    pub reading: Reading,
    /// The report it belongs to; none where it is not relevant.
    pub report: Option<ReportId>,
    /// The simhash of its text.
    pub simhash: u64,
    /// The digest of its figures.
    pub figures: u64,
}

/// One poll of one feed, to be applied as one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    /// How the feed stands after it.
    pub record: FeedRecord,
    /// When it was made: the time of fetching of its items.
    pub at: Timestamp,
    /// The episode the items were read for.
    pub episode: EpisodeId,
    /// What is new.
    pub revisions: Vec<NewRevision>,
}

/// Which reports a list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportQuery {
    /// Nothing published or fetched after this.
    pub as_of: Timestamp,
    /// Nothing published before this.
    pub from: Timestamp,
    /// Only what comes after this row in the list (the row's published and id), newest first.
    pub after: Option<(Timestamp, ReportId)>,
    /// How many rows at most.
    pub limit: u32,
}

/// How many reports a list has in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportCounts {
    /// Reports.
    pub total: u64,
    /// Those nobody has read.
    pub unread: u64,
}

/// An item with all that was read from it, for the reader.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemDetail {
    /// The item in its latest revision.
    pub item: Item,
    /// The feed's name.
    pub feed_name: String,
    /// Why it matched.
    pub matched: Vec<Matched>,
    /// The latest revision's claims.
    pub claims: Vec<StoredClaim>,
    /// The latest revision's statuses.
    pub statuses: Vec<StoredStatus>,
    /// Every revision, oldest first.
    pub revisions: Vec<Revision>,
}

/// A stretch of publication time for exports; both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// From.
    pub since: Timestamp,
    /// To.
    pub until: Timestamp,
}

/// A store.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// The sequence number of the newest change.
    async fn seq(&self) -> Result<Seq, StoreError>;

    /// Makes the configured feeds known, without touching how they stand.
    async fn register_feeds(&self, feeds: &[Feed]) -> Result<(), StoreError>;

    /// Every known feed.
    async fn feeds(&self) -> Result<Vec<FeedRecord>, StoreError>;

    /// What is known of these items.
    async fn known(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Known>, StoreError>;

    /// Relevant items published within `around ± 48 h` whose simhash or figures could match.
    async fn candidates(&self, around: Timestamp, simhash: u64, figures: u64) -> Result<Vec<Candidate>, StoreError>;

    /// Applies one poll in one transaction.
    async fn save_poll(&self, poll: &Poll) -> Result<Seq, StoreError>;

    /// A page of reports, newest first.
    async fn reports(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError>;

    /// How many reports the query's span holds in all.
    async fn report_counts(&self, query: &ReportQuery) -> Result<ReportCounts, StoreError>;

    /// The items of a report as they stood at `as_of`, newest first.
    async fn report_items(&self, report: &ReportId, as_of: Timestamp) -> Result<Vec<ItemDetail>, StoreError>;

    /// The claims, statuses and decisions of items that count for an episode: published from `from` to
    /// `as_of`, or read for `episode`; the claims of every revision that was fetched by `as_of`.
    async fn ledger(&self, episode: &EpisodeId, from: Timestamp, as_of: Timestamp) -> Result<Ledger, StoreError>;

    /// Adds decisions, durably, in one transaction.
    async fn decide(&self, decisions: &[Decision]) -> Result<Seq, StoreError>;

    /// A page of items in order of publication and id, after `after`.
    async fn items(
        &self,
        range: Range,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError>;

    /// The claims of the latest revisions of items in a range, oldest first.
    async fn claims(&self, range: Range) -> Result<Vec<StoredClaim>, StoreError>;

    /// The statuses of the latest revisions of items in a range, oldest first.
    async fn statuses(&self, range: Range) -> Result<Vec<StoredStatus>, StoreError>;

    /// The decisions made in a range, oldest first.
    async fn decisions(&self, range: Range) -> Result<Vec<Decision>, StoreError>;

    /// What operators have marked on a report.
    async fn report_state(&self, report: &ReportId) -> Result<ItemState, StoreError>;

    /// Closes the store after everything is written.
    async fn close(&self);
}
