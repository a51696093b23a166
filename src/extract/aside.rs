//! Asides: the sentences of a body that do not belong to its report, and what is read of them all the same.

use std::ops::Range;

use super::furniture::Piece;
use super::relevance::Beside;

/// How much of an aside is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// Nothing: page furniture, or a paragraph on another matter.
    Unread,
    /// Only who fled there: those displaced are counted where they arrive.
    Flight,
}

/// The asides of a body, in its order.
#[derive(Debug, Clone, Default)]
pub struct Asides(Vec<(Range<usize>, Aside)>);

impl Asides {
    /// The asides of an item: what was found to tell of other matters, page furniture among it; the furniture alone
    /// where the item is read whatever it is about.
    pub fn new(furniture: &[Piece], beside: Option<&[Beside]>) -> Self {
        let told = |one: &Beside| if one.whole { Aside::Unread } else { Aside::Flight };
        let mut all: Vec<(Range<usize>, Aside)> = match beside {
            Some(beside) => beside.iter().map(|one| (one.tokens.clone(), told(one))).collect(),
            None => furniture.iter().map(|piece| (piece.tokens.clone(), Aside::Unread)).collect(),
        };
        all.sort_by_key(|(tokens, _)| tokens.start);
        Self(all)
    }

    /// What the sentence that holds a token is, where it is an aside.
    pub fn at(&self, token: usize) -> Option<Aside> {
        let after = self.0.partition_point(|(tokens, _)| tokens.start <= token);
        let (tokens, aside) = self.0.get(after.checked_sub(1)?)?;
        tokens.contains(&token).then_some(*aside)
    }
}
