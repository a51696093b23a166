//! Items to reports.

use jiff::Timestamp;

use crate::model::{ItemId, ReportId};

/// What grouping knows of a stored item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The item.
    pub item: ItemId,
    /// Its report.
    pub report: ReportId,
    /// When it was published.
    pub published: Timestamp,
    /// The simhash of its text.
    pub simhash: u64,
    /// A digest of its figures (origin, metric, category, numbers), 0 where it has none to tell it by.
    pub figures: u64,
}

/// The report that an item joins among `candidates`, or none where it opens its own.
pub fn join(_published: Timestamp, _simhash: u64, _figures: u64, _candidates: &[Candidate]) -> Option<ReportId> {
    None
}
