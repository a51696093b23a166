//! Rows: the place that heads or follows a figure in a list, and the borders of the statement it stands in.

use super::bind::Scene;
use super::figure::Figure;
use super::marks::{Tag, actors};
use crate::extract::gazetteer::Mention;

/// How many tokens may stand between "in" and the name of a place ("in the coastal town of").
const MAX_TO_PLACE: usize = 6;

impl Scene<'_, '_> {
    /// Whether those that a bare figure counts are named just before it ("among the loyalists 250").
    pub fn is_led(&self, figure: &Figure) -> bool {
        let named = figure.start().checked_sub(1).and_then(|at| self.marks.covering(at));
        let named = named.filter(|mark| figure.head.is_bare() && actors(mark, false).next().is_some());
        named.is_some_and(|mark| mark.tokens.start.checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::Of)))
    }

    /// The place that heads a figure in a list: "Latakia: 836", "Tartus (384)", "in Hama 12".
    pub fn headed_by(&self, figure: &Figure) -> Option<&Mention> {
        let at = figure.start();
        let last = self.places.partition_point(|place| place.tokens.end <= at).checked_sub(1)?;
        let place = self.places.get(last)?;
        let gap = place.tokens.end..at;
        let is_row = gap.len() <= 2
            && gap.clone().all(|at| matches!(self.tokens.fold(at), ":" | "(" | "-" | "–" | "—" | "=" | "\u{2022}"));
        is_row.then_some(place)
    }

    /// The place that follows a figure: "49 in Tartus".
    pub fn followed_by(&self, figure: &Figure) -> Option<&Mention> {
        let them = self.marks.starting(figure.end()).filter(|mark| mark.values.contains(&Tag::Part));
        let at = them.map_or(figure.end(), |mark| mark.tokens.end);
        if !self.marks.is(at, Tag::At) {
            return None;
        }
        let next = self.places.partition_point(|place| place.tokens.start < at);
        self.places.get(next).filter(|place| {
            place.tokens.start <= at + MAX_TO_PLACE && (at..place.tokens.start).all(|at| self.figure_at(at).is_none())
        })
    }

    /// The first token of the statement that a token stands in.
    pub fn clause_start(&self, token: usize) -> usize {
        let mut at = token;
        while at > self.start {
            let before = at - 1;
            if self.marks.is(before, Tag::Turn) || matches!(self.tokens.fold(before), ";" | "؛") {
                break;
            }
            at = before;
        }
        at
    }

    /// One past the last token of the statement that a token stands in.
    pub fn clause_end(&self, token: usize) -> usize {
        let mut at = token;
        while at < self.end {
            if self.marks.is(at, Tag::Turn) || matches!(self.tokens.fold(at), ";" | "؛") {
                break;
            }
            at += 1;
        }
        at
    }
}
