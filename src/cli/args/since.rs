//! Since when something is told: a moment, or so long before now.

use jiff::{SignedDuration, Timestamp};

use crate::config::value::{Edge, Span, instant};

/// Since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// So long before now.
    Ago(SignedDuration),
    /// Since a moment.
    Moment(Timestamp),
}

impl Since {
    /// The moment that is meant.
    pub fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Ago(ago) => now.saturating_sub(ago).unwrap_or(Timestamp::MIN),
            Self::Moment(at) => at,
        }
    }
}

/// Reads it.
///
/// # Errors
/// A sentence, where it is neither.
pub fn since(text: &str) -> Result<Since, String> {
    if let Ok(ago) = Span::parse(text) {
        return Ok(Since::Ago(ago.0));
    }
    instant(text, Edge::Start).map(Since::Moment).map_err(|why| format!("{why}; or write so long ago, such as 24h"))
}
