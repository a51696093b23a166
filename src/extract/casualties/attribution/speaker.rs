//! Speakers: somebody who says something in a sentence, and where.

use std::ops::Range;

/// Somebody who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// An origin, by index.
    Named(usize),
    /// A monitor without its name.
    Monitor,
    /// Somebody without an institution.
    Somebody,
}

/// Somebody who says something in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speaker {
    /// Who it is.
    pub(super) who: Who,
    /// The first token of the words that name him or say that he speaks.
    pub(super) at: usize,
    /// One past the last.
    pub(super) end: usize,
    /// Whether he is cited.
    pub(super) cited: bool,
    /// Whether it only quotes another one.
    pub(super) quotes: bool,
}

impl Speaker {
    /// Whether it is an origin.
    pub fn has_name(&self) -> bool {
        matches!(self.who, Who::Named(_))
    }

    /// Whether the words that name him, or say that he speaks, begin in a range of tokens.
    pub fn stands_in(&self, range: &Range<usize>) -> bool {
        range.contains(&self.at)
    }

    /// Whether he is named right beside some words, with no more than so many tokens between.
    pub fn stands_by(&self, range: &Range<usize>, gap: usize) -> bool {
        let before = self.end <= range.start && range.start - self.end <= gap;
        let behind = range.end <= self.at && self.at - range.end <= gap;
        before || behind || range.contains(&self.at)
    }
}
