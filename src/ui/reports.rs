//! The list of reports as it is shown, apart from what has arrived since.
//!
//! Behind the reports stand items that are in none, where everything is searched.
//!
//! Invariant: the order and the set of the shown rows change only by [`Reports::merge`], by
//! [`Reports::append`] at the bottom, or while the list does not fill its pane and nobody has moved in it.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::model::{ItemState, Mark, ReportId, ReportRow};
use crate::store::ReportCounts;

use super::message::ReportsPage;

/// Rows asked for at once: more than any screen is high, little enough to read in a few milliseconds.
pub const PAGE: u32 = 100;

/// Rows held at most; nobody scrolls further by hand, and a row is some 300 bytes.
pub const MAX_HELD: usize = 5_000;

/// From how near the bottom of what is held more is asked for.
const NEAR_BOTTOM: usize = 50;

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    /// The rows that are shown, newest first.
    pub rows: Vec<ReportRow>,
    /// The newest rows the store has told.
    latest: Vec<ReportRow>,
    latest_has_more: bool,
    /// How many the store had when the list was last made of what it has.
    merged: Option<u64>,
    /// Reports that arrived and are not shown yet.
    pub arrivals: usize,
    /// Whether there may be more arrivals than were counted.
    pub has_uncounted: bool,
    /// How many the store has; none until that is counted.
    pub counts: Option<ReportCounts>,
    /// Whether the store has answered at all.
    pub is_loaded: bool,
    /// Whether there may be older rows than those that are held.
    pub has_older: bool,
    /// Whether the last key asked for the end of the list, which may still be on its way.
    pub goes_to_end: bool,
    /// The selected report.
    pub selected: Option<ReportId>,
    /// The first row that is seen.
    pub top: Option<ReportId>,
    /// Whether the operator has done anything yet: until then nobody is reading, and the newest is selected.
    pub is_touched: bool,
    /// Reports of which a decision makes others, and with which of the next pages that is seen.
    regroups: Option<(Vec<ReportId>, usize)>,
}

impl Reports {
    /// Where the selected row stands.
    pub fn selected_index(&self) -> Option<usize> {
        self.index(self.selected.as_ref())
    }

    /// The selected row.
    pub fn selected_row(&self) -> Option<&ReportRow> {
        self.selected_index().and_then(|at| self.rows.get(at))
    }

    /// The first row that is seen.
    pub fn top_index(&self) -> usize {
        self.index(self.top.as_ref()).unwrap_or(0)
    }

    fn index(&self, id: Option<&ReportId>) -> Option<usize> {
        id.and_then(|id| self.rows.iter().position(|row| row.id == *id))
    }

    /// Escalations that nobody has acknowledged.
    pub fn escalations(&self) -> u64 {
        self.counts.map_or(0, |counts| counts.alarms)
    }

    /// Takes note that a decision makes other reports of these: the page that comes as the `after`th is taken into the list.
    pub fn regroup(&mut self, reports: Vec<ReportId>, after: usize) {
        self.regroups = Some((reports, after));
    }

    /// The reports of which a decision has made others, where this page is the one that shows it.
    fn due_regroup(&mut self) -> Option<Vec<ReportId>> {
        let (_, after) = self.regroups.as_mut()?;
        *after = after.saturating_sub(1);
        self.regroups.take_if(|(_, after)| *after == 0).map(|(reports, _)| reports)
    }

    /// Selects the one of these reports that there still is, where the selected one is gone; else the row at its place.
    fn select_after(&mut self, reports: &[ReportId], before: Option<usize>) {
        if self.index(before.and(self.selected.as_ref())).is_some() {
            return;
        }
        let kept = self.rows.iter().find(|row| reports.contains(&row.id));
        let near = before.and_then(|at| self.rows.get(at)).or(self.rows.last());
        self.selected = kept.or(near).map(|row| row.id.clone());
    }

    /// Takes what the store has now. Shown rows keep their place and take over counts and marks; `height`
    /// is the room of the pane.
    pub fn take(&mut self, page: ReportsPage, height: usize) {
        let (regrouped, before) = (self.due_regroup(), self.selected_index());
        let newest: HashMap<&ReportId, &ReportRow> = page.rows.iter().map(|row| (&row.id, row)).collect();
        for row in &mut self.rows {
            if let Some(now) = newest.get(&row.id) {
                row.items = now.items;
                row.claims = now.claims;
                row.state = now.state.clone();
            }
        }
        self.latest = page.rows;
        self.latest_has_more = page.more;
        self.counts = page.counts.or(self.counts);
        let is_filling = self.rows.is_empty() || (!self.is_touched && self.rows.len() < height);
        if !self.is_loaded || is_filling || regrouped.is_some() {
            self.is_loaded = true;
            let selected = self.selected.clone();
            self.merge();
            if let Some(reports) = regrouped {
                self.selected = selected;
                self.select_after(&reports, before);
                self.show_selected(height);
            }
        }
        self.count_arrivals();
    }

    /// The reports among the `height` rows that are seen of which the newest page tells nothing.
    pub fn untold(&self, height: usize) -> Vec<ReportId> {
        let told: HashSet<&ReportId> = self.latest.iter().map(|row| &row.id).collect();
        let seen = self.rows.iter().skip(self.top_index()).take(height);
        seen.filter(|row| row.is_report() && !told.contains(&row.id)).map(|row| row.id.clone()).collect()
    }

    fn count_arrivals(&mut self) {
        let shown: HashSet<&ReportId> = self.rows.iter().map(|row| &row.id).collect();
        self.arrivals = self.latest.iter().filter(|row| !shown.contains(&row.id)).count();
        if self.merged.is_none() && self.arrivals == 0 {
            self.merged = self.counts.map(|counts| counts.total);
        }
        self.has_uncounted = self.has_gap();
    }

    /// Whether there are more reports by now than the newest page accounts for: published earlier than it reaches down to,
    /// they lie among the shown rows or below.
    fn has_late(&self) -> bool {
        let arrivals = u64::try_from(self.arrivals).unwrap_or(u64::MAX);
        let accounted = self.merged.map(|merged| merged.saturating_add(arrivals));
        self.latest_has_more && self.counts.zip(accounted).is_some_and(|(counts, accounted)| counts.total > accounted)
    }

    /// Whether reports lie between the newest page and the shown rows, or among these, that nobody has asked for.
    fn has_gap(&self) -> bool {
        if self.has_late() {
            return true;
        }
        let first_shown = self.rows.iter().map(height_of).max();
        match (self.latest.last(), first_shown) {
            (Some(last), Some(first)) => self.latest_has_more && height_of(last) > first,
            _ => false,
        }
    }

    /// Takes the arrivals into the list. The selection stays on its report, and the first seen row too, unless
    /// the list stood at its top: then the arrivals are seen.
    pub fn merge(&mut self) {
        let was_at_top = self.top_index() == 0;
        let mut rows = self.latest.clone();
        let had_older = std::mem::replace(&mut self.has_older, self.latest_has_more);
        if !self.has_gap() {
            // What the newest page reaches down to is told by it alone; below, what is held stays.
            let reach = self.latest.last().filter(|_| self.latest_has_more).map(height_of);
            let told: HashSet<ReportId> = rows.iter().map(|row| row.id.clone()).collect();
            let below = |row: &ReportRow| reach.is_some_and(|reach| height_of(row) <= reach);
            let newest = rows.len();
            rows.extend(self.rows.drain(..).filter(|row| below(row) && !told.contains(&row.id)));
            if rows.len() > newest {
                self.has_older = had_older;
            }
        }
        rows.sort_by(|a, b| height_of(b).cmp(&height_of(a)).then_with(|| b.id.cmp(&a.id)));
        rows.truncate(MAX_HELD);
        self.rows = rows;
        if !self.is_touched || self.selected_index().is_none() {
            self.selected = self.rows.first().map(|row| row.id.clone());
        }
        if was_at_top || self.index(self.top.as_ref()).is_none() {
            self.top = self.rows.first().map(|row| row.id.clone());
        }
        self.merged = self.counts.map(|counts| counts.total);
        self.arrivals = 0;
        self.has_uncounted = false;
    }

    /// Puts older rows below, but for those that are hidden.
    pub fn append(&mut self, older: Vec<ReportRow>, is_hidden: impl Fn(&ReportRow) -> bool) {
        self.has_older = older.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
        let held: HashSet<ReportId> = self.rows.iter().map(|row| row.id.clone()).collect();
        self.rows.extend(older.into_iter().filter(|row| !held.contains(&row.id) && !is_hidden(row)));
        self.rows.truncate(MAX_HELD);
    }

    /// Whether older rows should be asked for.
    pub fn wants_older(&self) -> bool {
        let near = self.selected_index().is_some_and(|at| at + NEAR_BOTTOM >= self.rows.len());
        near && self.has_older && self.rows.len() < MAX_HELD
    }

    /// Selects the row at an index, or the nearest one, and brings it into the `height` rows that are seen.
    pub fn select(&mut self, index: usize, height: usize) {
        let Some(last) = self.rows.len().checked_sub(1) else { return };
        let index = index.min(last);
        self.is_touched = true;
        self.selected = self.rows.get(index).map(|row| row.id.clone());
        self.show(index, height);
    }

    /// Shows the rows from one on.
    pub fn show_from(&mut self, top: usize) {
        self.top = self.rows.get(top).map(|row| row.id.clone());
    }

    /// Brings the selected row into the `height` rows that are seen.
    pub fn show_selected(&mut self, height: usize) {
        if let Some(index) = self.selected_index() {
            self.show(index, height);
        }
    }

    fn show(&mut self, index: usize, height: usize) {
        self.show_from(scrolled(self.top_index(), index, height));
    }

    /// Shows a mark that is stored on reports.
    pub fn mark(&mut self, reports: &[ReportId], mark: &Mark, operator: &str) {
        let marked: HashSet<&ReportId> = reports.iter().collect();
        let is_meant = |row: &&mut ReportRow| marked.contains(&row.id);
        // Until the store has told them anew.
        let counted = |rows: &[ReportRow]| {
            let states = rows.iter().filter(|row| marked.contains(&row.id)).map(|row| &row.state);
            ReportCounts::of(states, Timestamp::MAX)
        };
        let before = counted(&self.rows);
        for row in self.rows.iter_mut().chain(&mut self.latest).filter(is_meant) {
            row.state.apply(mark, operator);
        }
        let after = counted(&self.rows);
        if let Some(counts) = &mut self.counts {
            counts.unread = (counts.unread + after.unread).saturating_sub(before.unread);
            counts.alarms = (counts.alarms + after.alarms).saturating_sub(before.alarms);
        }
    }

    /// Shows how reports are marked by now; whether that is another way than was shown.
    pub fn set_states(&mut self, states: &[(ReportId, ItemState)]) -> bool {
        let now: HashMap<&ReportId, &ItemState> = states.iter().map(|(report, state)| (report, state)).collect();
        let mut is_other = false;
        for row in self.rows.iter_mut().chain(&mut self.latest) {
            if let Some(state) = now.get(&row.id).filter(|state| ***state != row.state) {
                row.state = (*state).clone();
                is_other = true;
            }
        }
        is_other
    }
}

/// How high a row stands.
fn height_of(row: &ReportRow) -> (bool, Timestamp) {
    (row.is_report(), row.published)
}

/// The first row to show so that `index` is among the `height` rows from it; as little movement as can be.
pub fn scrolled(top: usize, index: usize, height: usize) -> usize {
    top.min(index).max((index + 1).saturating_sub(height.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::{page, report};

    fn ids(reports: &Reports) -> Vec<&str> {
        reports.rows.iter().map(|row| row.id.as_str()).collect()
    }

    #[test]
    fn the_first_page_fills_an_untouched_list_and_later_arrivals_wait() {
        let mut reports = Reports::default();
        reports.take(page(&[report("b", 20), report("a", 10)]), 2);
        assert_eq!(ids(&reports), ["b", "a"]);
        reports.take(page(&[report("c", 30), report("b", 20), report("a", 10)]), 2);
        assert_eq!(ids(&reports), ["b", "a"]);
        assert_eq!(reports.arrivals, 1);
        reports.merge();
        assert_eq!(ids(&reports), ["c", "b", "a"]);
        assert_eq!(reports.arrivals, 0);
    }

    #[test]
    fn an_untouched_list_that_does_not_fill_its_pane_keeps_filling_until_somebody_moves() {
        let mut reports = Reports::default();
        reports.take(page(&[]), 3);
        reports.take(page(&[report("a", 10)]), 3);
        assert_eq!(ids(&reports), ["a"]);
        reports.select(0, 3);
        reports.take(page(&[report("b", 20), report("a", 10)]), 3);
        assert_eq!(ids(&reports), ["a"]);
        assert_eq!(reports.arrivals, 1);
    }

    #[test]
    fn merging_keeps_the_selection_and_the_first_seen_row_by_id() {
        let mut reports = Reports::default();
        reports.take(page(&[report("c", 30), report("b", 20), report("a", 10)]), 2);
        reports.select(2, 2);
        assert_eq!(reports.top_index(), 1);
        reports.take(page(&[report("d", 40), report("c", 30), report("b", 20), report("a", 10)]), 2);
        assert_eq!((reports.selected_index(), reports.top_index()), (Some(2), 1));
        reports.merge();
        assert_eq!(reports.selected_row().map(|row| row.id.as_str()), Some("a"));
        assert_eq!((reports.selected_index(), reports.top_index()), (Some(3), 2));
    }

    #[test]
    fn a_shown_row_takes_over_counts_and_marks_but_neither_place_nor_headline() {
        let mut reports = Reports::default();
        reports.take(page(&[report("b", 20), report("a", 10)]), 2);
        let mut grown = report("a", 30);
        grown.items = 7;
        grown.state.starred = true;
        grown.title = "a later headline".to_owned();
        reports.take(page(&[grown, report("b", 20)]), 2);
        assert_eq!(ids(&reports), ["b", "a"]);
        let shown = reports.rows.last().cloned().unwrap_or_else(|| report("none", 0));
        assert_eq!((shown.items, shown.state.starred), (7, true));
        assert_eq!(shown.title, report("a", 10).title);
        reports.merge();
        assert_eq!(ids(&reports), ["a", "b"]);
    }

    #[test]
    fn a_report_that_the_store_no_longer_tells_goes_at_the_next_merge() {
        let mut reports = Reports::default();
        reports.take(page(&[report("b", 20), report("a", 10)]), 2);
        reports.take(page(&[report("b", 20)]), 2);
        assert_eq!(ids(&reports), ["b", "a"]);
        reports.merge();
        assert_eq!(ids(&reports), ["b"]);
    }

    #[test]
    fn more_arrivals_than_a_page_are_not_counted_as_if_they_were_all() {
        let mut reports = Reports::default();
        reports.take(page(&[report("a", 10)]), 1);
        let mut newest = page(&[report("z", 90), report("y", 80)]);
        newest.more = true;
        reports.take(newest, 1);
        assert!(reports.has_uncounted);
        reports.merge();
        assert_eq!(ids(&reports), ["z", "y"], "no hole is hidden inside the list");
        assert!(reports.has_older);
    }

    #[test]
    fn what_was_published_before_the_newest_page_is_told_and_leaves_no_hole() {
        let mut reports = Reports::default();
        reports.take(page(&[report("c", 30), report("a", 10)]), 2);
        // Of four there are by now, one was published between the two that are shown.
        let mut newest = page(&[report("d", 40), report("c", 30)]);
        newest.more = true;
        newest.counts = newest.counts.map(|counts| ReportCounts { total: 4, ..counts });
        reports.take(newest.clone(), 2);
        assert_eq!((reports.arrivals, reports.has_uncounted), (1, true));
        reports.merge();
        assert_eq!((ids(&reports), reports.has_older), (vec!["d", "c"], true), "the rest is asked for below");
        reports.append(vec![report("b", 20), report("a", 10)], |_| false);
        reports.take(newest, 2);
        assert_eq!((reports.arrivals, reports.has_uncounted), (0, false), "and not told again");
    }

    #[test]
    fn scrolling_moves_no_more_than_it_must() {
        let check = |top, index, height, expect| assert_eq!(scrolled(top, index, height), expect);
        check(0, 4, 5, 0);
        check(0, 5, 5, 1);
        check(3, 2, 5, 2);
        check(3, 5, 5, 3);
        check(3, 9, 0, 9);
    }
}
