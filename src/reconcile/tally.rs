//! Claims to a tally: a page of the books of one moment, with what has changed to it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Episode, Ledger, Situation, Tally};

use super::books::Books;

/// The tally of an episode as it stood at `as_of`.
pub fn reconcile(ledger: &Ledger, situation: &Situation, episode: &Episode, as_of: Timestamp) -> Tally {
    Books::open(Arc::new(situation.clone()), episode.clone(), as_of, ledger.clone()).tally()
}
