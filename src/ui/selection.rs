//! The reports that are selected for one mark, by id: what arrives or is filtered away unselects nothing.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::reports::Reports;
use crate::model::{ItemState, ReportId};

/// What is selected.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The reports, with what was marked on each when it was selected.
    reports: HashMap<ReportId, ItemState>,
    /// Where a range begins.
    pub anchor: Option<ReportId>,
}

impl Selection {
    /// How many are selected.
    pub fn len(&self) -> usize {
        self.reports.len()
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// Whether a report is.
    pub fn has(&self, report: &ReportId) -> bool {
        self.reports.contains_key(report)
    }

    /// Selects a report, or no more.
    pub fn toggle(&mut self, report: ReportId, state: ItemState) {
        if self.reports.remove(&report).is_none() {
            self.reports.insert(report, state);
        }
    }

    /// Selects reports beside those that are.
    pub fn add(&mut self, reports: impl IntoIterator<Item = (ReportId, ItemState)>) {
        self.reports.extend(reports);
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The rows of a range that was begun and not ended: from where it begins to the row at hand.
    pub fn open_range(&self, list: &Reports) -> Option<RangeInclusive<usize>> {
        let anchor = self.anchor.as_ref()?;
        let from = list.rows.iter().position(|row| row.id == *anchor)?;
        let to = list.selected_index()?;
        Some(from.min(to)..=from.max(to))
    }

    /// Selects what a range has that was begun; false where the list has no longer the row where it began.
    pub fn end_range(&mut self, list: &Reports) -> bool {
        let range = self.open_range(list);
        let was_begun = self.anchor.take().is_some();
        let Some(range) = range else { return !was_begun };
        let reports = list.rows.get(range).unwrap_or_default().iter().filter(|row| row.is_report());
        self.add(reports.map(|row| (row.id.clone(), row.state.clone())));
        true
    }

    /// The reports with what was marked on each.
    pub fn reports(&self) -> impl Iterator<Item = (&ReportId, &ItemState)> {
        self.reports.iter()
    }
}
