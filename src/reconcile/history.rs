//! How figures came about: the moments at which they changed, and what each origin has said of a row over time.

use jiff::Timestamp;

use crate::model::{Bound, CategoryId, Metric, OriginId};

use super::account::Account;
use super::books::Books;
use super::explain::Row;
use super::row::standing;
use super::view::{Frame, View};
use super::witness::Subject;

/// What one origin has said of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Who; none where nobody is named.
    pub origin: Option<OriginId>,
    /// Its words, by the instants they speak of.
    pub points: Vec<Point>,
}

/// One word of an origin that was its current figure, or told it again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The instant it speaks of.
    pub at: Timestamp,
    /// Lower end.
    pub low: Option<u64>,
    /// Upper end.
    pub high: Option<u64>,
    /// How the text binds it.
    pub bound: Bound,
}

impl Point {
    /// The number it is drawn at.
    pub fn number(&self) -> Option<u64> {
        self.low.or(self.high)
    }
}

/// The low, best and high of a row, and which it is.
type Figures = (Metric, CategoryId, Option<CategoryId>, Option<u64>, Option<u64>, Option<u64>);

impl Books {
    /// The moments of the episode by now at which the low, best or high of any row changed, the first one first.
    pub fn moments(&self) -> Vec<Timestamp> {
        let as_of = self.as_of();
        let (begin, _) = self.episode.bounds(as_of);
        let mut instants: Vec<Timestamp> = self.facts.instants().filter(|at| begin < *at && *at <= as_of).collect();
        instants.sort_unstable();
        instants.dedup();
        let frame = Frame {
            facts: &self.facts,
            situation: &self.situation,
            episode: &self.episode,
            staleness: &self.staleness,
        };
        let mut view = View::open(&frame, begin, begin);
        let mut before = self.figures(&view.account);
        instants.retain(|at| {
            view.move_to(&frame, *at, *at, None);
            let now = self.figures(&view.account);
            let has_changed = now != before;
            before = now;
            has_changed
        });
        instants
    }

    fn figures(&self, account: &Account) -> Vec<Figures> {
        let figures = account.rows(&self.situation).into_iter().map(|made| {
            let row = &made.row;
            (row.metric, row.category.clone(), row.perpetrator.clone(), row.low, row.best, row.high)
        });
        figures.collect()
    }

    /// What each origin has said of a row, as it is known at the moment of the books: those that weigh most first.
    pub fn tracks(&self, row: &Row) -> Vec<Track> {
        let subject =
            Subject { metric: row.metric, category: row.category.clone(), perpetrator: row.perpetrator.clone() };
        let mut tracks: Vec<(_, Track)> = self
            .now
            .account
            .told_by_origin(&subject)
            .map(|(origin, seen)| {
                let points = seen.map(|(seen, told)| {
                    let (low, high) = told.ends();
                    Point { at: seen.at, low, high, bound: told.stored.claim.bound }
                });
                let points: Vec<Point> = points.filter(|point| point.number().is_some()).collect();
                (standing(&self.situation, origin, &subject), Track { origin: origin.cloned(), points })
            })
            .filter(|(_, track)| !track.points.is_empty())
            .collect();
        tracks.sort_by(|(one, a), (other, b)| (one, &a.origin).cmp(&(other, &b.origin)));
        tracks.into_iter().map(|(_, track)| track).collect()
    }
}
