//! An episode: which stretch of the situation counts.

use jiff::{SignedDuration, Timestamp};

use super::EpisodeId;

/// How an episode is bounded in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// From one instant to another, both included; open where `end` is null.
    Fixed {
        /// The beginning.
        begin: Timestamp,
        /// The end, if it has one.
        end: Option<Timestamp>,
    },
    /// The last stretch before whatever "now" is.
    Rolling(SignedDuration),
}

/// A stretch of the situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// Its id.
    pub id: EpisodeId,
    /// Its name for people.
    pub name: String,
    /// Its bounds.
    pub span: Span,
}

impl Episode {
    /// The bounds of the episode when looked at from `now`: first and last instant that count.
    pub fn bounds(&self, now: Timestamp) -> (Timestamp, Timestamp) {
        match self.span {
            Span::Fixed { begin, end } => (begin, end.unwrap_or(Timestamp::MAX)),
            Span::Rolling(window) => (now.saturating_sub(window).unwrap_or(Timestamp::MIN), now),
        }
    }

    /// Whether an instant lies in the episode when looked at from `now`.
    pub fn covers(&self, instant: Timestamp, now: Timestamp) -> bool {
        let (begin, end) = self.bounds(now);
        begin <= instant && instant <= end
    }
}
