//! The tally: reconciled figures at a moment. CONTRACT-stable as JSON.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Bound, CategoryId, ClaimId, EpisodeId, Metric, OriginId, told_by};

/// The figures as they stand at `as_of`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tally {
    /// The moment.
    pub as_of: Timestamp,
    /// The episode counted.
    pub episode: EpisodeId,
    /// Rows in the order the screen shows them.
    pub rows: Vec<TallyRow>,
}

/// One metric of one category.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TallyRow {
    /// What is counted.
    pub metric: Metric,
    /// Whose dead.
    pub category: CategoryId,
    /// By whose hand, for a row that counts by perpetrator; null otherwise.
    pub perpetrator: Option<CategoryId>,
    /// The lowest that a current origin supports.
    pub low: Option<u64>,
    /// The figure of the best-ranked current origin.
    pub best: Option<u64>,
    /// The highest that a current origin supports; null where open.
    pub high: Option<u64>,
    /// The greatest number whose cases were verified one by one: a floor, not a rival toll; null where nobody verifies.
    pub floor: Option<u64>,
    /// How well the best figure is supported.
    pub grade: Grade,
    /// What the latest figures of the best one's origin for the sides of this whole come to, where they have passed it:
    /// it is older than they are. Null where they have not.
    pub parts: Option<u64>,
    /// Each origin's own current figure, best rank first.
    pub origins: Vec<OriginFigure>,
    /// How many items tell one of these figures.
    pub items: u32,
    /// How many witnesses they are between them.
    pub witnesses: u32,
    /// Whether origins differ beyond their bounds.
    pub conflict: bool,
    /// Whether the best figure is older than the situation's staleness bound.
    pub stale: bool,
    /// How the best figure changed over the last hour; null where there was none before.
    pub change_1h: Option<i64>,
    /// How the best figure changed over 24 hours; null where there was none before.
    pub change_24h: Option<i64>,
    /// How the best figure changed since the operator last looked; null where nobody says when that was, or where
    /// there was none before.
    pub change_since: Option<i64>,
}

impl TallyRow {
    /// How many items and origins it stands on: "11 items, 3 origins".
    pub fn told_by(&self) -> String {
        told_by(usize::try_from(self.items).unwrap_or(usize::MAX), self.origins.len())
    }
}

/// What one origin says now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OriginFigure {
    /// Who counted; null where nobody is named.
    pub origin: Option<OriginId>,
    /// Lower end.
    pub low: Option<u64>,
    /// Upper end.
    pub high: Option<u64>,
    /// How the text binds it.
    pub bound: Bound,
    /// The instant it speaks of.
    pub as_of: Timestamp,
    /// The claim it comes from.
    pub claim: ClaimId,
    /// How many items tell it.
    pub items: u32,
    /// How many witnesses they are: one, whatever the number of outlets; without a name, one for each report.
    pub witnesses: u32,
    /// What weight it has in its row.
    pub standing: Standing,
}

/// How well a figure is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// An operator confirmed it.
    Confirmed,
    /// Two origins or more agree within their bounds.
    Fair,
    /// One origin alone, or nobody who is known.
    Weak,
    /// Origins differ beyond their bounds.
    Contested,
}

/// What weight an origin's figure has in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Counts for low, best and high.
    Fair,
    /// A verified floor: may raise the low, is best only where nobody fair speaks.
    Floor,
    /// Nobody who is known: counts only where nobody better speaks.
    Weak,
    /// A party's count of its enemy's dead: shown, never counted.
    Party,
}
