//! Whether two items tell the same thing, by their imprints. Symmetric, and of the two alone.

use jiff::SignedDuration;

use super::imprint::{Fact, Imprint};
use super::{figures, states};
use crate::text::similar::{Overlap, distance};

/// How far apart in time two copies of one text may be: outlets take up a wire's text for two days.
pub const TEXT_WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// How far apart two items may be that tell the same figures in words of their own: the next bulletin has new ones.
const FACTS_WINDOW: SignedDuration = SignedDuration::from_hours(12);

/// How far apart two items may be that head with one number which only one bulletin has.
const SINGULAR_WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// How far apart two items may be that tell of the same places without a figure, or a figure of nobody: of the same
/// places the same is told again and again.
const SOON: SignedDuration = SignedDuration::from_mins(150);

/// The share of all shingles, in percent, that makes two texts near-duplicates: one word in ten changed leaves half.
const NEAR_PERCENT: usize = 42;

/// The share of the shorter text that makes it a cut of the longer one.
const CUT_PERCENT: usize = 72;

/// Shingles that a cut must share: a sentence.
const CUT_SHINGLES: usize = 14;

/// Bits of 64 in which the simhashes of near-duplicates may differ where fewer shingles are shared; texts that share
/// nothing differ in 32, give or take 4.
const NEAR_BITS: u32 = 8;

/// The share of shingles that near-duplicates of few bits must share.
const NEAR_BITS_PERCENT: usize = 33;

/// What two texts of one feed must share: what a feed puts under every item is not the story.
const SAME_FEED_PERCENT: usize = 75;

/// How surely two items tell the same thing; the greater the closer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Closeness(u32);

impl Closeness {
    /// That of two texts that share so many percent of their shingles: closer than any that share facts alone.
    pub(super) fn of_text(percent: u32) -> Self {
        Self(1_000 + percent)
    }
}

/// How close two imprints are that were published `apart`; none where they are of two reports.
pub fn alike(one: &Imprint, other: &Imprint, apart: SignedDuration) -> Option<Closeness> {
    let apart = apart.abs();
    let split = |unnamed: bool| {
        let of = |fact: &&Fact| fact.unnamed == unnamed && (fact.lead || !unnamed);
        figures::differ(one, other, of)
    };
    if apart > TEXT_WINDOW {
        return None;
    }
    // Most pairs are of two days and two texts, and their figures need no look.
    let percent = near(one, other);
    if (percent.is_none() && apart > SINGULAR_WINDOW) || split(false) {
        return None;
    }
    // One wording filled in twice: of another place, with another figure of whomever, or by somebody else's word.
    let filled_in =
        || other_places(&one.facts, &other.facts) || figures::other_tellers(&one.facts, &other.facts) || split(true);
    if let Some(percent) = percent.filter(|_| !filled_in()) {
        return Some(Closeness::of_text(percent));
    }
    if apart > SINGULAR_WINDOW {
        return None;
    }
    let soon = apart <= SOON;
    // Whatever shows that two are of one bulletin, both have one number first.
    let numbers = one.hints.may_share_number(&other.hints);
    let told = if apart > FACTS_WINDOW {
        if numbers { figures::one_bulletin(&one.facts, &other.facts) } else { None }
    } else {
        states::same(one, other, soon).or_else(|| {
            let meet = numbers && states::may_share_figures(&one.facts, &other.facts);
            meet.then(|| figures::same(one, other, soon)).flatten()
        })
    };
    told.map(Closeness)
}

/// The share of shingles of two texts that are copies of each other.
fn near(one: &Imprint, other: &Imprint) -> Option<u32> {
    let is_near = |overlap: &Overlap| {
        let percent = overlap.percent();
        if one.feed == other.feed {
            return percent >= SAME_FEED_PERCENT;
        }
        percent >= NEAR_PERCENT
            || (overlap.contained() >= CUT_PERCENT && overlap.both >= CUT_SHINGLES)
            || (percent >= NEAR_BITS_PERCENT && distance(one.simhash, other.simhash) <= NEAR_BITS)
    };
    // The more two texts share the nearer they are: most share too little even if all were shared that may be.
    let most = one.hints.sieve.shared(&other.hints.sieve);
    if !is_near(&Overlap::at_most(most, &one.text, &other.text)) {
        return None;
    }
    let overlap = Overlap::of(&one.text, &other.text);
    is_near(&overlap).then(|| u32::try_from(overlap.percent()).unwrap_or(0))
}

/// Whether two items open with other places.
fn other_places(one: &[Fact], other: &[Fact]) -> bool {
    fn places(facts: &[Fact]) -> impl Iterator<Item = &str> {
        facts.iter().filter(|fact| fact.lead).filter_map(|fact| fact.place.as_deref())
    }
    let mut here = places(one).peekable();
    here.peek().is_some()
        && places(other).next().is_some()
        && !here.any(|place| places(other).any(|there| there == place))
}
