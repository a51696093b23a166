//! Freshness: how the age of the latest word is judged.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// How old a word is, in an officer's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Recent enough to act on.
    Fresh,
    /// Still likely to hold.
    Ageing,
    /// Too old to rely on without asking.
    Stale,
}

/// The ages at which a word fades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staleness {
    /// A status younger than this is fresh.
    pub ageing: SignedDuration,
    /// A status of this age or older is stale.
    pub stale: SignedDuration,
    /// A casualty figure of this age or older is stale: bulletins come about once a day.
    pub figure: SignedDuration,
}

impl Default for Staleness {
    fn default() -> Self {
        Self {
            ageing: SignedDuration::from_hours(2),
            stale: SignedDuration::from_hours(6),
            figure: SignedDuration::from_hours(24),
        }
    }
}

impl Staleness {
    /// How a status fares whose latest word is of `word` when looked at from `now`.
    pub fn of_status(&self, word: Timestamp, now: Timestamp) -> Freshness {
        let age = now.duration_since(word);
        if age < self.ageing {
            Freshness::Fresh
        } else if age < self.stale {
            Freshness::Ageing
        } else {
            Freshness::Stale
        }
    }

    /// Whether a casualty figure of `word` is stale when looked at from `now`.
    pub fn is_figure_stale(&self, word: Timestamp, now: Timestamp) -> bool {
        now.duration_since(word) >= self.figure
    }
}
