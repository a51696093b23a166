//! Asides: the sentences of a body that do not belong to its report, and what is read of them all the same.

use std::ops::Range;

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
    /// Joins page furniture with what was found to tell of other matters.
    pub fn new(furniture: Vec<Range<usize>>, beside: &[Beside]) -> Self {
        let mut all: Vec<(Range<usize>, Aside)> = furniture.into_iter().map(|tokens| (tokens, Aside::Unread)).collect();
        let told = |one: &Beside| if one.whole { Aside::Unread } else { Aside::Flight };
        all.extend(beside.iter().map(|one| (one.tokens.clone(), told(one))));
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
