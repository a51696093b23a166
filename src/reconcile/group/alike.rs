//! Whether two items tell the same thing, by their imprints. Symmetric, and of the two alone.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::imprint::{Fact, Imprint, Told};
use crate::text::similar::{Overlap, distance};

/// How far apart in time two copies of one text may be: outlets take up a wire's text for two days.
pub const TEXT_WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// How far apart two items may be that tell the same in words of their own: the next bulletin has new figures.
const FACTS_WINDOW: SignedDuration = SignedDuration::from_hours(12);

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

/// A lone figure says what it is about only from here on: "one killed" is said of many things.
const TELLING: u64 = 10;

/// From here on a number is of one bulletin of its origin, whosever dead two texts make of it.
const SINGULAR: u64 = 100;

/// Figures up to this share above a bound ("more than 500") are what the bound rounds.
const ROUNDED: u64 = 10;

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
        let of = |facts: &[Fact]| -> Vec<Fact> {
            facts.iter().filter(|fact| fact.unnamed == unnamed && (fact.lead || !unnamed)).cloned().collect()
        };
        other_figures(&of(&one.facts), &of(&other.facts))
    };
    if apart > TEXT_WINDOW || split(false) {
        return None;
    }
    // One wording filled in twice: of another place, or with another figure of whomever.
    if let Some(percent) = near(one, other).filter(|_| !other_places(&one.facts, &other.facts) && !split(true)) {
        return Some(Closeness::of_text(percent));
    }
    if apart > FACTS_WINDOW {
        return None;
    }
    same_facts(&one.facts, &other.facts).map(Closeness)
}

/// The share of shingles of two texts that are copies of each other.
fn near(one: &Imprint, other: &Imprint) -> Option<u32> {
    let overlap = Overlap::of(&one.text, &other.text);
    let percent = overlap.percent();
    let near = if one.feed == other.feed {
        percent >= SAME_FEED_PERCENT
    } else {
        percent >= NEAR_PERCENT
            || (overlap.contained() >= CUT_PERCENT && overlap.both >= CUT_SHINGLES)
            || (percent >= NEAR_BITS_PERCENT && distance(one.simhash, other.simhash) <= NEAR_BITS)
    };
    near.then(|| u32::try_from(percent).unwrap_or(0))
}

/// Whether two items open with other places.
fn other_places(one: &[Fact], other: &[Fact]) -> bool {
    let places = |facts: &[Fact]| -> Vec<String> {
        facts.iter().filter(|fact| fact.lead).filter_map(|fact| fact.place.clone()).collect()
    };
    let (here, there) = (places(one), places(other));
    !here.is_empty() && !there.is_empty() && !here.iter().any(|place| there.contains(place))
}

/// Whether two items tell other figures, or another end of a curfew, of one subject: two bulletins.
fn other_figures(one: &[Fact], other: &[Fact]) -> bool {
    let same = |a: &Fact, b: &Fact| (&a.subject, &a.place, a.scope) == (&b.subject, &b.place, b.scope);
    one.iter().filter(|fact| other.iter().any(|theirs| same(fact, theirs))).any(|fact| {
        let ours = one.iter().filter(|ours| same(ours, fact));
        !ours
            .clone()
            .any(|ours| other.iter().filter(|theirs| same(theirs, fact)).any(|theirs| fits(&ours.told, &theirs.told)))
    })
}

/// Whether two words on one subject can be of one report.
fn fits(one: &Told, other: &Told) -> bool {
    match (one, other) {
        (Told::Number(a, a_bound), Told::Number(b, b_bound)) => {
            // A bound rounds an exact figure; two bounds, or two exact figures, are two bulletins.
            let rounds = |bound: u64, exact: u64| bound <= exact && exact - bound <= bound / ROUNDED;
            match (a_bound, b_bound) {
                (true, false) => a == b || rounds(*a, *b),
                (false, true) => a == b || rounds(*b, *a),
                _ => a == b,
            }
        }
        // "Until Friday" leaves the hour open; an hour that differs is an extension.
        (Told::Curfew(a, a_until, _), Told::Curfew(b, b_until, _)) => {
            a == b && (a_until == b_until || a_until.is_none() || b_until.is_none())
        }
        _ => true,
    }
}

/// How many facts two items tell alike before all else, where that is what both are about.
fn same_facts(one: &[Fact], other: &[Fact]) -> Option<u32> {
    let leads = |facts: &'_ [Fact], kind: Kind| -> Vec<Fact> {
        facts.iter().filter(|fact| fact.lead && !fact.unnamed && Kind::of(fact) == kind).cloned().collect()
    };
    let of = |kind: Kind| (leads(one, kind), leads(other, kind));
    let headed = |facts: &[Fact]| facts.iter().any(|fact| fact.headline);
    let (curfews, controls, figures) = (of(Kind::Curfew), of(Kind::Control), of(Kind::Figure));
    // A toll is not what a report of a curfew is about, nor the other way.
    if !headed(&figures.0) && !headed(&figures.1) {
        let states = same_curfews(&curfews.0, &curfews.1).or_else(|| same_controls(&controls.0, &controls.1));
        if states.is_some() {
            return states;
        }
    }
    if headed(&curfews.0) != headed(&curfews.1) {
        return None;
    }
    same_figures(&figures.0, &figures.1)
}

/// What sort of thing a fact tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Figure,
    Curfew,
    Control,
}

impl Kind {
    fn of(fact: &Fact) -> Self {
        match fact.told {
            Told::Number(..) => Self::Figure,
            Told::Curfew(..) => Self::Curfew,
            Told::Control(..) => Self::Control,
        }
    }
}

/// Whether both items tell the same states of the same places.
fn same_states(ours: &[Fact], theirs: &[Fact]) -> bool {
    let is_in = |fact: &Fact, facts: &[Fact]| {
        facts.iter().any(|other| other.subject == fact.subject && other.told.agrees(&fact.told))
    };
    ours.iter().all(|fact| is_in(fact, theirs)) && theirs.iter().all(|fact| is_in(fact, ours))
}

/// How many curfews are told alike, where both items tell of the same places and an end.
fn same_curfews(ours: &[Fact], theirs: &[Fact]) -> Option<u32> {
    let ends = ours.iter().any(|fact| matches!(fact.told, Told::Curfew(_, Some(_), _)));
    (ends && same_states(ours, theirs)).then(|| count(ours))
}

/// How many places are told to be held alike, where both items have that in the headline and one origin says it.
fn same_controls(ours: &[Fact], theirs: &[Fact]) -> Option<u32> {
    let names = |fact: &Fact| matches!(fact.told, Told::Control(_, Some(_)));
    let heads = |facts: &[Fact]| facts.iter().any(|fact| fact.headline && names(fact));
    (heads(ours) && heads(theirs) && same_states(ours, theirs)).then(|| count(ours))
}

/// How many figures are told alike: one that both have in the headline, or most of what both begin with.
fn same_figures(ours: &[Fact], theirs: &[Fact]) -> Option<u32> {
    let places = |one: &Fact, other: &Fact| one.place.is_none() || other.place.is_none() || one.place == other.place;
    let same =
        |one: &Fact, other: &Fact| one.subject == other.subject && one.told.agrees(&other.told) && places(one, other);
    let shared: Vec<Fact> = ours.iter().filter(|fact| theirs.iter().any(|other| same(fact, other))).cloned().collect();
    let is_telling = |fact: &Fact| matches!(fact.told, Told::Number(number, _) if number >= TELLING);
    let is_singular = |fact: &Fact, other: &Fact| {
        fact.counted == other.counted
            && fact.told.agrees(&other.told)
            && matches!(fact.told, Told::Number(number, _) if number >= SINGULAR)
    };
    let heads = || theirs.iter().filter(|fact| fact.headline);
    let headed = ours
        .iter()
        .filter(|fact| fact.headline && is_telling(fact))
        .any(|fact| heads().any(|other| same(fact, other) || is_singular(fact, other)));
    let shared = count(&shared);
    let most = shared >= 2 && shared * 2 >= count(ours).max(count(theirs));
    (headed || most).then_some(shared.max(1))
}

/// How many subjects facts are of.
fn count(facts: &[Fact]) -> u32 {
    let subjects: BTreeSet<&str> = facts.iter().map(|fact| fact.subject.as_str()).collect();
    u32::try_from(subjects.len().min(900)).unwrap_or(0)
}
