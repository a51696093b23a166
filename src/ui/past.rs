//! Looking back: the screen as it stood at an earlier moment, while what is live is kept aside and goes on.

use jiff::Timestamp;

use super::message::{Figures, ReportsPage};
use super::reports::Reports;
use crate::model::{ReportId, Seq};

/// An earlier moment that is shown, and what is live meanwhile.
#[derive(Debug, Clone)]
pub struct Past {
    /// The moment.
    pub at: Timestamp,
    /// Whether the screen shows it yet; until then it shows what it showed before.
    pub is_loaded: bool,
    /// The list of reports as it is now, with what arrives in it.
    pub reports: Reports,
    /// The figures as they are now.
    pub figures: Option<Figures>,
}

/// Reports and figures of an earlier moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// The newest reports of then.
    pub page: ReportsPage,
    /// Tally and board of then.
    pub figures: Figures,
}

/// The list of an earlier moment: the selection stays where its report was there already.
pub fn reports_of(page: ReportsPage, selected: Option<ReportId>, height: usize) -> Reports {
    let mut reports = Reports::default();
    reports.take(page, height);
    reports.is_touched = true;
    if let Some(at) = selected.and_then(|id| reports.rows.iter().position(|row| row.id == id)) {
        reports.select(at, height);
    }
    reports
}

/// Which way one steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the moment before.
    Earlier,
    /// To the moment after.
    Later,
}

/// The moments at which figures changed.
#[derive(Debug, Clone, Default)]
pub struct Moments {
    /// The moments, the first one first.
    list: Vec<Timestamp>,
    /// Up to which change of the store they are known.
    pub known_by: Option<Seq>,
    /// Whether the store has told them at all.
    pub is_loaded: bool,
    /// The step that waits for them.
    pub wanted: Option<Way>,
}

impl Moments {
    /// Takes the moments of the store as it was at a change.
    pub fn take(&mut self, list: Vec<Timestamp>, known_by: Option<Seq>) {
        self.list = list;
        self.known_by = known_by;
        self.is_loaded = true;
    }

    /// The moment before or after one.
    pub fn from(&self, at: Timestamp, way: Way) -> Option<Timestamp> {
        let before = self.list.partition_point(|moment| *moment < at);
        match way {
            Way::Earlier => before.checked_sub(1).and_then(|n| self.list.get(n)).copied(),
            Way::Later => self.list.iter().skip(before).find(|moment| **moment > at).copied(),
        }
    }

    /// Which of how many a moment is, from 1.
    pub fn place(&self, at: Timestamp) -> Option<(usize, usize)> {
        let n = self.list.binary_search(&at).ok()?;
        Some((n + 1, self.list.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_to_the_next_moment_either_way_and_end_there() {
        let at = |minute: i64| Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(minute);
        let mut moments = Moments::default();
        moments.take(vec![at(10), at(20), at(30)], None);
        let check = |from, way, to: Option<i64>| assert_eq!(moments.from(at(from), way), to.map(at), "{from} {way:?}");
        check(99, Way::Earlier, Some(30));
        check(30, Way::Earlier, Some(20));
        check(25, Way::Earlier, Some(20));
        check(10, Way::Earlier, None);
        check(10, Way::Later, Some(20));
        check(25, Way::Later, Some(30));
        check(30, Way::Later, None);
        assert_eq!(moments.place(at(20)), Some((2, 3)));
        assert_eq!(moments.place(at(21)), None);
    }
}
