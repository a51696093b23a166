//! What stands behind a cell, in the order in which it is listed, and told in parts: behind a figure of a long episode stand
//! more claims than anybody sees at once, and a line costs many times its place in the order.

use std::cmp::Reverse;
use std::ops::Range;

use jiff::Timestamp;

use crate::model::{Line, Sentence, Stated, Verdict};

use super::fate::Fate;

/// The claims of a row, or the statuses of a place, each by its number: in no particular order.
pub(super) trait Matter {
    /// How many there are.
    fn count(&self) -> usize;
    /// The id of one.
    fn id(&self, number: usize) -> &str;
    /// The instant that it speaks of.
    fn at(&self, number: usize) -> Timestamp;
    /// What became of it.
    fn fate(&self, number: usize) -> Fate;
    /// What it states.
    fn states(&self, number: usize) -> Stated;
    /// It with what became of it and why.
    fn line(&self, number: usize) -> Line;
}

/// What stands behind a cell: what counts first, then what was superseded and what was set aside, each the newest first.
pub struct Behind<'b> {
    matter: Box<dyn Matter + 'b>,
    order: Vec<(Verdict, usize)>,
    /// What was noticed about the cell as a whole.
    pub notes: Vec<Sentence>,
}

impl<'b> Behind<'b> {
    pub(super) fn new(matter: impl Matter + 'b, notes: Vec<Sentence>) -> Self {
        let mut order: Vec<(Verdict, usize)> =
            (0..matter.count()).map(|number| (matter.fate(number).verdict(), number)).collect();
        let newest = |number| (matter.at(number), matter.id(number));
        order.sort_by(|(one, this), (other, that)| {
            one.cmp(other).then_with(|| Reverse(newest(*this)).cmp(&Reverse(newest(*that))))
        });
        Self { matter: Box::new(matter), order, notes }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// How many there are of each verdict, in their order; those of which there is none are left out.
    pub fn sections(&self) -> Vec<(Verdict, usize)> {
        self.order.chunk_by(|one, other| one.0 == other.0).map(|same| (same[0].0, same.len())).collect()
    }

    /// Where a claim or status stands among them.
    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.order.iter().position(|(_, number)| self.matter.id(*number) == id)
    }

    /// What each of them states.
    pub fn states(&self) -> impl Iterator<Item = Stated> {
        self.order.iter().map(|(_, number)| self.matter.states(*number))
    }

    /// Those at some places, as far as there are any.
    pub fn lines(&self, places: Range<usize>) -> impl Iterator<Item = Line> {
        let many = places.end.saturating_sub(places.start);
        self.order.iter().skip(places.start).take(many).map(|(_, number)| self.matter.line(*number))
    }
}
