//! An explanation: why a cell of the tally or the board is as it is, word by word.

use jiff::Timestamp;
use serde::Serialize;

use super::{ItemId, OriginId, Sentence, Stated};

/// What became of one claim or status in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is in the cell now.
    Counts,
    /// It was, or tells again what was; something later took its place.
    Superseded,
    /// It does not belong in the cell, or is not trusted.
    SetAside,
}

/// One claim or status of a cell and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its claim or status id.
    pub id: String,
    /// Its item.
    pub item: ItemId,
    /// Who says so; null where nobody is named.
    pub origin: Option<OriginId>,
    /// The instant it speaks of.
    pub as_of: Timestamp,
    /// What it says.
    pub states: Stated,
    /// What became of it.
    pub verdict: Verdict,
    /// The rule that decided, by its stable name.
    pub rule: &'static str,
    /// Why, as one sentence.
    pub why: Sentence,
}

/// All that was ever said in a cell's matter by a moment, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The moment.
    pub as_of: Timestamp,
    /// The cell ("killed civilians", "curfew latakia").
    pub cell: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// What was noticed about the cell as a whole: sums that fail, totals that its parts have passed.
    pub notes: Vec<Sentence>,
}
