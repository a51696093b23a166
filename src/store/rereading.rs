//! What is asked of a store to read anew what it holds, and what it answers.

use jiff::Timestamp;
use serde::Serialize;

use crate::model::{Decision, EpisodeId, FeedId, ItemId, Reading};
use crate::reconcile::group::Imprint;

/// How much of what is stored was read by other rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// Items that are to be read anew.
    pub left: u64,
    /// Items in all.
    pub all: u64,
}

/// An item as it was fetched, to be read anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Unread {
    /// The item.
    pub item: ItemId,
    /// Its feed.
    pub feed: FeedId,
    /// The feed's name.
    pub feed_name: String,
    /// When it was published.
    pub published: Timestamp,
    /// Its revisions, the first one first.
    pub wordings: Vec<Wording>,
}

/// What one revision of an item says.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording {
    /// Which revision.
    pub number: u32,
    /// When it was fetched.
    pub fetched: Timestamp,
    /// The language it was read in before.
    pub lang: String,
    /// Its link.
    pub url: Option<String>,
    /// Its headline.
    pub title: String,
    /// Its body.
    pub text: String,
    /// The episode it was read for.
    pub episode: EpisodeId,
}

/// An item, read anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Reread {
    /// The item.
    pub item: ItemId,
    /// What is read of its revisions now; a revision that is not here stays as it was read.
    pub readings: Vec<NewReading>,
}

/// What is read of one revision now.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReading {
    /// Which revision.
    pub number: u32,
    /// What is read.
    pub reading: Reading,
    /// What it is grouped by; none where it is not about the situation.
    pub imprint: Option<Imprint>,
}

/// What reading anew came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Changes {
    /// Items that were read.
    pub items: u64,
    /// Of these, items of which something else is read now.
    pub changed: u64,
    /// Figures and statuses that are new.
    pub added: u64,
    /// Those that are as they were but for their words, their instant or how sure they are.
    pub moved: u64,
    /// Those that are not read any more.
    pub gone: u64,
    /// Items that are about the situation now and were not.
    pub relevant: u64,
    /// Items that were and are not.
    pub irrelevant: u64,
    /// Items that stay listed although they are not about the situation by the rules of now, because somebody marked them.
    pub kept: u64,
}

impl Changes {
    /// Adds what another batch came to.
    pub fn add(&mut self, more: Self) {
        let Self { items, changed, added, moved, gone, relevant, irrelevant, kept } = more;
        self.items += items;
        self.changed += changed;
        self.added += added;
        self.moved += moved;
        self.gone += gone;
        self.relevant += relevant;
        self.irrelevant += irrelevant;
        self.kept += kept;
    }
}

/// A decision that stands on a claim or a status which is not read any more: it is kept, and changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Adrift {
    /// The decision.
    pub decision: Decision,
    /// What it was made on, as it was read then.
    pub said: serde_json::Value,
}
