//! The figures of a row over time, as the pane shows them.

use crate::reconcile::explain::Row;
use crate::reconcile::history::Track;

/// The pane's state.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// The row; none until it is first looked at.
    pub row: Option<Row>,
    /// What each origin said of it; none until the books have answered.
    pub tracks: Option<Vec<Track>>,
    /// The first origin that is seen.
    pub top: usize,
}

impl Timeline {
    /// Turns to a row; what was told of another is forgotten.
    pub fn turn_to(&mut self, row: Row) {
        if self.row.as_ref() != Some(&row) {
            *self = Self { row: Some(row), ..Self::default() };
        }
    }
}
