//! Hints: what tells at once that two imprints have nothing in common, which most of those that are compared have not.
//!
//! Each is made of an imprint alone, and none decides: where it does not say no, the imprints themselves are compared.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::imprint::{Fact, Told};
use crate::text::similar::Sieve;

/// The hints of one imprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hints {
    /// Which shingles may be in its text.
    pub(super) sieve: Sieve,
    /// What each of its facts is of: equal where two are of one subject, one place and one stretch.
    subjects: Vec<u64>,
    /// The numbers that stand in its headline or its lead.
    numbers: Vec<u64>,
    /// What its headline names; 0 where that is no place.
    headline: u64,
    /// Whether its headline has a figure by somebody with a name.
    pub(super) heads_with_figure: bool,
    /// Whether it begins with a curfew, or with who holds what, by somebody with a name.
    pub(super) has_state: bool,
}

impl Hints {
    /// Those of an imprint of this sketch and these facts.
    pub(super) fn of(text: &[u32], facts: &[Fact]) -> Self {
        let is_number = |fact: &&Fact| matches!(fact.told, Told::Number(..));
        let is_state = |fact: &Fact| matches!(fact.told, Told::Curfew(..) | Told::Control(..));
        let mut numbers: Vec<u64> = facts
            .iter()
            .filter(|fact| fact.lead || fact.headline)
            .filter_map(|fact| if let Told::Number(number, _) = fact.told { Some(number) } else { None })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let named = facts.iter().filter(|fact| fact.headline).filter_map(Fact::named);
        let mut places: Vec<(&str, bool)> = named.collect();
        places.sort_unstable();
        places.dedup();
        Self {
            sieve: Sieve::of(text),
            subjects: facts.iter().map(|fact| hash(&(fact.scope, &fact.place, &fact.subject))).collect(),
            numbers,
            headline: if places.is_empty() { 0 } else { hash(&places).max(1) },
            heads_with_figure: facts.iter().filter(is_number).any(|fact| fact.headline && !fact.unnamed),
            has_state: facts.iter().any(|fact| fact.lead && !fact.unnamed && is_state(fact)),
        }
    }

    /// Whether both may have a number in their headlines or leads.
    pub(super) fn may_share_number(&self, other: &Self) -> bool {
        self.numbers.iter().any(|number| other.numbers.contains(number))
    }

    /// Whether both headlines may name the same places.
    pub(super) fn may_share_headline(&self, other: &Self) -> bool {
        self.headline != 0 && self.headline == other.headline
    }

    /// The places among the facts of those that may be of one subject, one place and one stretch.
    pub(super) fn pairs<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (usize, usize)> + 'a {
        self.subjects.iter().enumerate().flat_map(|(at, subject)| {
            let same = other.subjects.iter().enumerate().filter(move |(_, theirs)| *theirs == subject);
            same.map(move |(theirs, _)| (at, theirs))
        })
    }
}

/// A number that is the same for what is the same, within one run of the program.
fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
