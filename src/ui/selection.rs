//! The reports that are selected for one mark, by id: what arrives or is filtered away unselects nothing.

use std::collections::HashMap;

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

    /// The reports with what was marked on each.
    pub fn reports(&self) -> impl Iterator<Item = (&ReportId, &ItemState)> {
        self.reports.iter()
    }
}
