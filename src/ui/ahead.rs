//! Marks that are known to be stored, and may not be in a page that was asked for before.
//!
//! Such a page can come after the word that a mark is stored. Taken as it is, it would show the mark gone until the next
//! one, and a key that is pressed meanwhile would mark the contrary of what is meant.

use super::model::Asks;
use super::reports::Reports;
use crate::model::{ItemState, Mark, ReportId};

/// What is known to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// A mark on reports.
    Mark(Vec<ReportId>, Mark),
    /// How reports are marked by now.
    States(Vec<(ReportId, ItemState)>),
}

/// What the pages on their way may not know, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    whole: Vec<Stored>,
    narrowed: Vec<Stored>,
    states: Vec<Stored>,
}

impl Ahead {
    /// Takes note of what is stored, for the pages that are on their way.
    pub fn note(&mut self, stored: &Stored, asks: &Asks) {
        let Self { whole, narrowed, states } = self;
        for (ask, ahead) in [(asks.reports, whole), (asks.matches, narrowed), (asks.states, states)] {
            if ask.is_flying() {
                ahead.push(stored.clone());
            }
        }
    }

    /// What a page of all reports that has come may not know; the next one does.
    pub fn of_whole(&mut self) -> Vec<Stored> {
        std::mem::take(&mut self.whole)
    }

    /// What a page of those that the list is narrowed to may not know; the next one does.
    pub fn of_narrowed(&mut self) -> Vec<Stored> {
        std::mem::take(&mut self.narrowed)
    }

    /// What an answer about the rows that are seen may not know; the next one does.
    pub fn of_states(&mut self) -> Vec<Stored> {
        std::mem::take(&mut self.states)
    }
}

/// Shows in a list what the page it was made of may not know.
pub fn show(ahead: &[Stored], list: &mut Reports, operator: &str) {
    ahead.iter().for_each(|stored| stored.show(list, operator));
}

impl Stored {
    fn show(&self, list: &mut Reports, operator: &str) {
        match self {
            Self::Mark(reports, mark) => list.mark(reports, mark, operator),
            Self::States(states) => {
                let _other = list.set_states(states);
            }
        }
    }
}
