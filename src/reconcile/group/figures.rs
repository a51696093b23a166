//! Figures of two items: whether they are of two bulletins, and whether they show that both tell of one.

use std::collections::BTreeSet;

use super::imprint::{Fact, Imprint, Told};
use crate::reconcile::slip::is_slip;

/// From here on a number is of one bulletin of its origin, whosever dead two texts make of it.
const SINGULAR: u64 = 100;

/// Figures up to this share above a bound ("more than 500") are what the bound rounds.
const ROUNDED: u64 = 10;

/// So many equal figures of one origin are one bulletin: a further one that differs by a digit is a slip.
const VECTOR: usize = 3;

/// Whether two items tell other figures, or another end of a curfew, of one subject: two bulletins. Only the facts that `of`
/// takes count.
pub(super) fn differ<'f>(one: &'f Imprint, other: &'f Imprint, of: impl Fn(&&'f Fact) -> bool) -> bool {
    let told = |(ours, theirs): (usize, usize)| one.facts.get(ours).zip(other.facts.get(theirs));
    let mut pairs = one.hints.pairs(&other.hints).filter_map(told);
    // Where all that may be of one subject fits, nothing differs.
    if !pairs.any(|(ours, theirs)| of(&ours) && of(&theirs) && !fits(&ours.told, &theirs.told)) {
        return false;
    }
    let (one, other) = (one.facts.as_slice(), other.facts.as_slice());
    let same = |a: &Fact, b: &Fact| (a.scope, &a.place, &a.subject) == (b.scope, &b.place, &b.subject);
    let ours = |fact: &'f Fact| one.iter().filter(&of).filter(move |ours| same(ours, fact));
    let theirs = |fact: &'f Fact| other.iter().filter(&of).filter(move |theirs| same(theirs, fact));
    let meet = |fact: &'f Fact, meets: &dyn Fn(&Told, &Told) -> bool| {
        ours(fact).any(|ours| theirs(fact).any(|theirs| meets(&ours.told, &theirs.told)))
    };
    // What holds of one fact of a subject holds of all that are of it: an item may tell dozens of figures of one.
    let mut subjects: Vec<&Fact> = vec![];
    for fact in one.iter().filter(&of) {
        if !subjects.iter().any(|known| same(known, fact)) {
            subjects.push(fact);
        }
    }
    let told = subjects.into_iter().filter(|fact| theirs(fact).next().is_some());
    let (fitting, others): (Vec<&Fact>, Vec<&Fact>) = told.partition(|fact| meet(fact, &fits));
    if others.is_empty() {
        return false;
    }
    let agreeing: BTreeSet<u64> = fitting.into_iter().flat_map(ours).filter_map(|fact| number(&fact.told)).collect();
    let slip =
        |one: &Told, other: &Told| number(one).zip(number(other)).is_some_and(|(one, other)| is_slip(one, other));
    agreeing.len() < VECTOR || !others.into_iter().all(|fact| meet(fact, &slip))
}

/// Whether two items head with what is counted, each by the word of somebody with a name that the other does not name.
pub(super) fn other_tellers<'f>(one: &'f [Fact], other: &'f [Fact]) -> bool {
    let heads = |facts: &'_ [Fact]| leads(facts, false).into_iter().any(|fact| fact.headline);
    let counted = |facts: &'f [Fact]| -> BTreeSet<&'f str> {
        leads(facts, false).into_iter().map(|fact| fact.counted.as_str()).collect()
    };
    heads(one) && heads(other) && counted(one).is_disjoint(&counted(other))
}

fn number(told: &Told) -> Option<u64> {
    if let Told::Number(number, _) = told { Some(*number) } else { None }
}

/// Whether two words on one subject can be of one report.
pub(super) fn fits(one: &Told, other: &Told) -> bool {
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

/// A number that nobody rounds to, and that only one bulletin has.
fn is_singular(fact: &Fact) -> bool {
    number(&fact.told).is_some_and(|number| number >= SINGULAR)
}

fn is_round(fact: &Fact) -> bool {
    number(&fact.told).is_some_and(|number| number.is_multiple_of(10))
}

/// The figures that an item begins with: those of somebody with a name, or those of nobody.
fn leads(facts: &[Fact], unnamed: bool) -> Vec<&Fact> {
    let is_lead = |fact: &&Fact| fact.lead && fact.unnamed == unnamed && matches!(fact.told, Told::Number(..));
    facts.iter().filter(is_lead).collect()
}

/// Whether two figures are of one place, as far as they say of which.
fn may_meet(one: &Fact, other: &Fact) -> bool {
    one.place.is_none() || other.place.is_none() || one.place == other.place
}

fn is_same(one: &Fact, other: &Fact) -> bool {
    one.subject == other.subject && one.told.agrees(&other.told) && may_meet(one, other)
}

/// Whether both count the same, whoever counted.
fn is_same_matter(one: &Fact, other: &Fact) -> bool {
    (one.matter(), one.scope) == (other.matter(), other.scope) && one.told.agrees(&other.told) && may_meet(one, other)
}

/// How many figures two items tell alike, where that shows that they tell of one bulletin; `soon` where they were
/// published within few hours.
pub(super) fn same(one: &Imprint, other: &Imprint, soon: bool) -> Option<u32> {
    let (ours, theirs) = (leads(&one.facts, false), leads(&other.facts, false));
    let pairs = || ours.iter().flat_map(|one| theirs.iter().map(move |other| (*one, *other)));
    let shared: Vec<&Fact> =
        ours.iter().filter(|fact| theirs.iter().any(|other| is_same(fact, other))).copied().collect();
    let headed =
        pairs().filter(|(one, other)| one.headline && other.headline && one.is_telling()).any(|(one, other)| {
            let singular = is_singular(one) && one.told.agrees(&other.told);
            is_same(one, other)
            || (singular && one.counted == other.counted)
            // The same of two names: an institution and a part of it, or one that quotes the other.
            || (singular && !is_round(one) && is_same_matter(one, other))
        });
    let shared = count(&shared);
    let all = shared >= 1 && shared == count(&ours) && shared == count(&theirs);
    let alone = all
        && (pairs().any(|(one, other)| one.is_telling() && is_of_one_place(one, other))
            || (soon && heads_with_one_local_place(one, other)));
    let most = shared >= 2 && shared * 2 >= count(&ours).max(count(&theirs));
    let told = (headed || alone || most).then_some(shared.max(1));
    told.or_else(|| if soon { same_of_whomever(&one.facts, &other.facts) } else { None })
}

/// How many figures two items tell alike that may leave out who counted: two of one place, or one that both head with.
fn same_of_whomever(one: &[Fact], other: &[Fact]) -> Option<u32> {
    fn all(facts: &[Fact]) -> Vec<&Fact> {
        [leads(facts, false), leads(facts, true)].concat()
    }
    let (ours, theirs) = (all(one), all(other));
    let told = |one: &Fact, other: &Fact| (one.unnamed || other.unnamed) && is_same_matter(one, other);
    let shared = |is: &dyn Fn(&Fact, &Fact) -> bool| -> u32 {
        let facts: BTreeSet<(&str, Option<u64>)> = ours
            .iter()
            .filter(|fact| theirs.iter().any(|other| told(fact, other) && is(fact, other)))
            .map(|fact| (fact.matter(), number(&fact.told)))
            .collect();
        u32::try_from(facts.len()).unwrap_or(1)
    };
    let placed = shared(&is_of_one_place);
    let headed = shared(&|one, other| one.headline && other.headline && one.is_telling());
    (placed >= 2 || headed >= 1).then(|| placed.max(headed))
}

/// Whether both headlines name the same places, and one that is smaller than a city: in a city the same happens twice.
fn heads_with_one_local_place(one: &Imprint, other: &Imprint) -> bool {
    one.shares_headline_places(other) && one.headline_places().iter().any(|(_, is_local)| *is_local)
}

/// Whether both say that they count at one place.
fn is_of_one_place(one: &Fact, other: &Fact) -> bool {
    one.place.is_some() && one.place == other.place
}

/// One, where both items head with a number of one origin that only one bulletin has.
pub(super) fn one_bulletin(one: &[Fact], other: &[Fact]) -> Option<u32> {
    fn heads(facts: &[Fact]) -> impl Iterator<Item = &Fact> {
        facts.iter().filter(|fact| fact.headline && !fact.unnamed && is_singular(fact) && !is_round(fact))
    }
    heads(one).any(|one| heads(other).any(|other| is_same(one, other))).then_some(1)
}

/// How many subjects facts are of.
pub(super) fn count(facts: &[&Fact]) -> u32 {
    let subjects: BTreeSet<&str> = facts.iter().map(|fact| fact.subject.as_str()).collect();
    u32::try_from(subjects.len().min(900)).unwrap_or(0)
}
