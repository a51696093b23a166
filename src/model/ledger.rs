//! The ledger's input: claims, statuses and decisions as stored, with where they came from.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::{Claim, ClaimId, Decision, EpisodeId, FeedId, ItemId, ReportId, Status, StatusId};

/// Where a claim or a status came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The item.
    pub item: ItemId,
    /// Its report.
    pub report: ReportId,
    /// Its feed.
    pub feed: FeedId,
    /// Which revision of the item it was read from; only the latest one's claims count.
    pub revision: u32,
    /// When the item was published.
    pub published: Timestamp,
    /// When that revision was fetched.
    pub fetched: Timestamp,
    /// The episode the revision was read for: an item published after its end may still speak of it.
    #[serde(skip)]
    pub episode: EpisodeId,
}

/// That a revision of an item exists: what silently replaces the claims of the one before, also where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevisionMark {
    /// The item.
    pub item: ItemId,
    /// Which revision.
    pub revision: u32,
    /// When it was fetched.
    pub fetched: Timestamp,
}

/// A claim in the store.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredClaim {
    /// Its id.
    pub id: ClaimId,
    /// Where it came from.
    #[serde(flatten)]
    pub from: Provenance,
    /// What it says.
    #[serde(flatten)]
    pub claim: Claim,
}

/// A status in the store.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredStatus {
    /// Its id.
    pub id: StatusId,
    /// Where it came from.
    #[serde(flatten)]
    pub from: Provenance,
    /// What it says.
    #[serde(flatten)]
    pub status: Status,
}

/// All that a tally and a board are made from.
///
/// It may hold more than a given moment may see: reconciling drops what was published, fetched or
/// decided after its as-of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ledger {
    /// The figures, of every revision; shared, since there are tens of thousands and several keep them.
    pub claims: Vec<Arc<StoredClaim>>,
    /// The statuses, of every revision; shared, as the figures are.
    pub statuses: Vec<Arc<StoredStatus>>,
    /// Every revision of those items beyond the first: one that states nothing withdraws what the one before did.
    pub revisions: Vec<RevisionMark>,
    /// The decisions, oldest first.
    pub decisions: Vec<Decision>,
    /// Figures that were told before and are not read any more, since their items were read anew by other rules.
    pub gone_claims: Vec<ClaimId>,
    /// Statuses of which the same is true.
    pub gone_statuses: Vec<StatusId>,
}
