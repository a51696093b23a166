//! The log of decisions as it is shown: the newest first, held in pages, selected and scrolled by id.

use std::collections::HashSet;

use super::decide::{Names, Verdict};
use crate::model::{Decision, DecisionId, Judgement, Subject};

/// Decisions asked for at once.
pub const PAGE: u32 = 200;

/// Decisions held at most; nobody scrolls further by hand.
const MAX_HELD: usize = 5_000;

/// From how near the bottom of what is held more is asked for.
const NEAR_BOTTOM: usize = 50;

/// The log.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// The decisions that are held, the newest first.
    pub rows: Vec<Decision>,
    /// Whether the store has answered at all.
    pub is_loaded: bool,
    /// Whether there may be older ones.
    pub has_older: bool,
    /// The selected one.
    pub selected: Option<DecisionId>,
    /// The first one that is seen; the newest while none is named.
    pub top: Option<DecisionId>,
    /// What the subjects of those that are held are called.
    pub names: Names,
    /// What takes back what was decided on this screen last, as long as nothing was marked since.
    pub taking_back: Option<Verdict>,
}

impl Log {
    /// Takes the newest page. Who stands at the top sees what is new; who has moved keeps what he sees.
    pub fn take(&mut self, page: Vec<Decision>) {
        let told: HashSet<DecisionId> = page.iter().map(|decision| decision.id.clone()).collect();
        let reaches_held = self.rows.iter().any(|row| told.contains(&row.id));
        let is_full = page.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
        let mut rows = page;
        if reaches_held {
            rows.extend(self.rows.drain(..).filter(|row| !told.contains(&row.id)));
            self.has_older = self.has_older || (is_full && rows.len() == told.len());
        } else {
            self.has_older = is_full;
        }
        rows.truncate(MAX_HELD);
        self.rows = rows;
        self.is_loaded = true;
        if self.selected_index().is_none() {
            self.selected = self.rows.first().map(|row| row.id.clone());
        }
    }

    /// Puts older ones below.
    pub fn append(&mut self, older: Vec<Decision>) {
        self.has_older = older.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
        let held: HashSet<DecisionId> = self.rows.iter().map(|row| row.id.clone()).collect();
        self.rows.extend(older.into_iter().filter(|row| !held.contains(&row.id)));
        self.rows.truncate(MAX_HELD);
    }

    /// Whether a decision that is held is about which reports there are, or takes one back that is.
    pub fn has_regrouped(&self, id: &DecisionId) -> bool {
        let mut id = id;
        for _ in &self.rows {
            let Some(row) = self.rows.iter().find(|row| row.id == *id) else { return false };
            match (&row.judgement, &row.subject) {
                (Judgement::Merge { .. } | Judgement::Split, _) => return true,
                (Judgement::Undo, Subject::Decision(undone)) => id = undone,
                _ => return false,
            }
        }
        false
    }

    /// Whether older ones should be asked for.
    pub fn wants_older(&self) -> bool {
        let near = self.selected_index().is_some_and(|at| at + NEAR_BOTTOM >= self.rows.len());
        near && self.has_older && self.rows.len() < MAX_HELD
    }

    fn index(&self, id: Option<&DecisionId>) -> Option<usize> {
        id.and_then(|id| self.rows.iter().position(|row| row.id == *id))
    }

    /// Where the selected one stands.
    pub fn selected_index(&self) -> Option<usize> {
        self.index(self.selected.as_ref())
    }

    /// The selected one.
    pub fn selected_row(&self) -> Option<&Decision> {
        self.rows.get(self.selected_index()?)
    }

    /// Where the first one that is seen stands.
    pub fn top_index(&self) -> usize {
        self.index(self.top.as_ref()).unwrap_or(0)
    }

    /// Selects one by its place and brings it into the `height` rows that are seen.
    pub fn select(&mut self, index: usize, height: usize) {
        let Some(last) = self.rows.len().checked_sub(1) else { return };
        let index = index.min(last);
        self.selected = self.rows.get(index).map(|row| row.id.clone());
        let top = super::reports::scrolled(self.top_index(), index, height);
        self.top = self.rows.get(top).filter(|_| top > 0).map(|row| row.id.clone());
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn decision(id: &str) -> Decision {
        Decision {
            id: id.into(),
            subject: Subject::Claim("c".into()),
            judgement: Judgement::Confirm,
            operator: "duty".to_owned(),
            decided: Timestamp::UNIX_EPOCH,
            reason: None,
            stroke: None,
        }
    }

    fn ids(log: &Log) -> Vec<&str> {
        log.rows.iter().map(|row| row.id.as_str()).collect()
    }

    #[test]
    fn what_is_new_comes_on_top_and_who_has_moved_keeps_his_place() {
        let mut log = Log::default();
        log.take(["c", "b", "a"].map(decision).to_vec());
        assert_eq!((log.selected_index(), log.top_index()), (Some(0), 0));
        log.select(2, 2);
        assert_eq!(log.top_index(), 1);
        log.take(["d", "c", "b", "a"].map(decision).to_vec());
        assert_eq!(ids(&log), ["d", "c", "b", "a"]);
        assert_eq!((log.selected_index(), log.top_index()), (Some(3), 2));
        log.append(["a", "0"].map(decision).to_vec());
        assert_eq!(ids(&log), ["d", "c", "b", "a", "0"]);
        assert!(!log.has_older);
    }

    #[test]
    fn what_regroups_reports_is_told_from_what_judges_figures_however_often_it_is_taken_back() {
        let mut log = Log::default();
        let of = |id: &str, subject, judgement| Decision { subject, judgement, ..decision(id) };
        let undo = |id: &str, of_what: &str| of(id, Subject::Decision(of_what.into()), Judgement::Undo);
        let split = of("split", Subject::Report("r".into()), Judgement::Split);
        let round = [undo("x", "y"), undo("y", "x")];
        log.take(
            [split, undo("u1", "split"), undo("u2", "u1"), decision("c"), undo("u3", "c")]
                .into_iter()
                .chain(round)
                .collect(),
        );
        let regroup = |id: &str| log.has_regrouped(&id.into());
        assert!(["split", "u1", "u2"].into_iter().all(regroup));
        assert!(!["c", "u3", "x", "nobody's"].into_iter().any(regroup));
    }
}
