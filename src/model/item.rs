//! An item: one entry as a feed published it, with its revisions and what was read from it.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Claim, FeedId, Field, ItemId, ItemState, Lang, ReportId, Status};

/// An entry as parsed from a feed document and cleaned: every text has passed `text::normalize`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedItem {
    /// Made of feed and guid.
    pub id: ItemId,
    /// What the feed calls it; a link or a digest of the title where it has no id.
    pub guid: String,
    /// Link to the item, http or https only.
    pub url: Option<String>,
    /// Headline as plain text.
    pub title: String,
    /// Body as plain text.
    pub text: String,
    /// Who signed it.
    pub author: Option<String>,
    /// The feed's own labels.
    pub categories: Vec<String>,
    /// When it says it was published.
    pub published: Option<Timestamp>,
    /// The language it says it is in.
    pub lang: Option<Lang>,
}

/// A term that made an item match, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// The term in the situation's own spelling.
    pub term: Arc<str>,
    /// What it is of.
    pub group: MatchedGroup,
    /// The field.
    pub field: Field,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What a term that an item matched is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchedGroup {
    /// The situation's ground.
    Place,
    /// Those who fight or suffer in it.
    Actor,
    /// Its country, its violence, its names.
    Topic,
    /// A date in its episode.
    Episode,
    /// What tells another place or matter.
    Exclude,
}

impl fmt::Display for MatchedGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Place => "place",
            Self::Actor => "actor",
            Self::Topic => "topic",
            Self::Episode => "episode",
            Self::Exclude => "exclude",
        })
    }
}

/// What the reader made of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Whether it is about the situation, in the episode.
    pub relevant: bool,
    /// How sure that is, 0 to 1; 0.5 and over is relevant.
    pub score: f32,
    /// The language it was read in.
    pub lang: Lang,
    /// Why it matched.
    pub matched: Vec<Matched>,
    /// The figures.
    pub claims: Vec<Claim>,
    /// The curfews and who holds what.
    pub statuses: Vec<Status>,
}

/// One version of an item. The first is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Which version.
    pub number: u32,
    /// When we fetched it.
    pub fetched: Timestamp,
    /// Headline.
    pub title: String,
    /// Body.
    pub text: String,
}

/// A stored item in its latest revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Its feed.
    pub feed: FeedId,
    /// The feed's id for it.
    pub guid: String,
    /// Link.
    pub url: Option<String>,
    /// Headline.
    pub title: String,
    /// Body.
    pub text: String,
    /// Who signed it.
    pub author: Option<String>,
    /// The feed's labels.
    pub categories: Vec<String>,
    /// When it says it was published; the time of fetching where it says nothing.
    pub published: Timestamp,
    /// When its first revision was fetched.
    pub fetched: Timestamp,
    /// The language it was read in.
    pub lang: Lang,
    /// Whether it is about the situation.
    pub relevant: bool,
    /// How sure that is.
    pub score: f32,
    /// The report it belongs to.
    pub report: Option<ReportId>,
    /// How many revisions are stored.
    pub revisions: u32,
    /// What operators marked.
    pub state: ItemState,
}
