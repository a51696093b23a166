//! What is asked of a store and what it answers, as plain values.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;

use super::sharing::Term;
use crate::filter::Condition;
use crate::model::{
    EpisodeId, FeedRecord, Item, ItemId, ItemState, Ledger, Matched, OriginId, ParsedItem, Reading, Reads, ReportId,
    Revision, Rules, StoredClaim, StoredStatus,
};
use crate::reconcile::group::Imprint;
use crate::text::terms::Terms;

/// What the store knows of an item that a feed serves again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Digest of the latest revision's texts.
    pub digest: String,
    /// Number of the latest revision.
    pub revision: u32,
    /// When the latest revision was fetched. Of an item that was pruned there is no revision, and nothing that is fetched of it
    /// is news: this is the last of all instants.
    pub fetched: Timestamp,
}

/// A new item or a new revision of one, read.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRevision {
    /// As parsed and cleaned.
    pub item: ParsedItem,
    /// When it was published: what it says, never later than the poll; the poll where it says nothing.
    pub published: Timestamp,
    /// 1 for a new item.
    pub revision: u32,
    /// Digest of its texts.
    pub digest: String,
    /// What the reader made of it.
    pub reading: Reading,
    /// What it is grouped by; none where it is not about the situation.
    pub imprint: Option<Imprint>,
    /// Its words for search, where they are cut already: otherwise the store does that while others wait for it.
    pub terms: Option<Terms>,
}

/// One poll of one feed, to be applied as one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    /// How the feed stands after it; its count of items is the store's own.
    pub record: FeedRecord,
    /// When it was made: the time of fetching of its items.
    pub at: Timestamp,
    /// The episode the items were read for.
    pub episode: EpisodeId,
    /// The rules they were read by.
    pub rules: Rules,
    /// What is new.
    pub revisions: Vec<NewRevision>,
    /// The term in which the feed was held when it was asked: where somebody else holds it by now, what is new is stored
    /// all the same, and how the feed stands is that one's to say. None where nobody else can.
    pub term: Option<Term>,
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
    /// Only those that this holds for.
    pub filter: Option<Condition>,
    /// Languages whose reports need no gist; with none named, none does.
    pub reads: Reads,
}

/// How many reports a list has in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportCounts {
    /// Reports.
    pub total: u64,
    /// Those nobody has read, nor marked not relevant.
    pub unread: u64,
    /// Those of all that sleep: a screen hides them.
    pub asleep: u64,
    /// Those of the unread that sleep.
    pub asleep_unread: u64,
    /// Escalations that wait for somebody: neither acknowledged nor marked not relevant.
    pub alarms: u64,
}

impl ReportCounts {
    /// The counts of reports that are marked so, at a moment.
    pub fn of<'a>(states: impl Iterator<Item = &'a ItemState>, at: Timestamp) -> Self {
        states.fold(Self::default(), |counts, state| {
            let (unread, asleep) = (u64::from(state.is_unread()), u64::from(state.is_snoozed(at)));
            Self {
                total: counts.total + 1,
                unread: counts.unread + unread,
                asleep: counts.asleep + asleep,
                asleep_unread: counts.asleep_unread + unread * asleep,
                alarms: counts.alarms + u64::from(state.is_open_escalation()),
            }
        })
    }

    /// Those that do not sleep.
    pub fn awake(&self) -> u64 {
        self.total.saturating_sub(self.asleep)
    }

    /// Those of the unread that do not sleep.
    pub fn awake_unread(&self) -> u64 {
        self.unread.saturating_sub(self.asleep_unread)
    }
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

/// The origins that items name for their figures and statuses, each once, by id: whoever has one.
pub fn origins(items: &[ItemDetail]) -> Vec<&OriginId> {
    let claims = items.iter().flat_map(|detail| &detail.claims).filter_map(|stored| stored.claim.origin.as_ref());
    let statuses = items.iter().flat_map(|detail| &detail.statuses).filter_map(|stored| stored.status.origin.as_ref());
    let named: BTreeSet<&OriginId> =
        claims.chain(statuses).filter(|origin| origin.as_str() != OriginId::OTHER).collect();
    named.into_iter().collect()
}

/// What some revision of an item says.
#[derive(Debug, Clone, PartialEq)]
pub struct Said<T> {
    /// The claim or status.
    pub said: T,
    /// Whether a later revision of its item took its place.
    pub superseded: bool,
}

/// A stretch of time for exports; both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// From.
    pub since: Timestamp,
    /// To.
    pub until: Timestamp,
}

/// What was stored after a position in the store's history.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stored {
    /// The items that were new.
    pub items: HashSet<ItemId>,
    /// What of the ledger was new, also of items that were there.
    pub ledger: Ledger,
}
