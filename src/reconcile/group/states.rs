//! Curfews, who holds what, and places by name: whether two items tell the same of the same places.

use std::collections::BTreeSet;

use super::figures::count;
use super::imprint::{Fact, Imprint, Told};

/// So many places told alike need no headline to be one report.
const LIST: u32 = 3;

/// So many places named by two leads, the same ones, are one report where the headlines name the same too.
const NAMED: usize = 3;

/// What sort of state a fact tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Curfew,
    Control,
}

/// The states of a kind that an item begins with.
fn leads(facts: &[Fact], kind: Kind) -> Vec<&Fact> {
    let is_kind = |fact: &&Fact| match fact.told {
        Told::Curfew(..) => kind == Kind::Curfew,
        Told::Control(..) => kind == Kind::Control,
        Told::Number(..) | Told::Named(..) => false,
    };
    facts.iter().filter(|fact| fact.lead && !fact.unnamed).filter(is_kind).collect()
}

fn heads(facts: &[&Fact]) -> bool {
    facts.iter().any(|fact| fact.headline)
}

/// Whether figures may show that two items are one report: a curfew story is no toll story, whatever else both say.
pub(super) fn may_share_figures(one: &[Fact], other: &[Fact]) -> bool {
    heads(&leads(one, Kind::Curfew)) == heads(&leads(other, Kind::Curfew))
}

/// How much two items tell alike of places, where that shows that they are one report; `soon` where they were
/// published within few hours.
pub(super) fn same(one: &Imprint, other: &Imprint, soon: bool) -> Option<u32> {
    // A toll is not what a report of a curfew is about, nor the other way.
    if one.hints.heads_with_figure || other.hints.heads_with_figure {
        return None;
    }
    // Where not both tell a state, only what the headlines name can show it.
    let headed = soon && one.hints.may_share_headline(&other.hints);
    if !(headed || (one.hints.has_state && other.hints.has_state)) {
        return None;
    }
    let of = |kind| (leads(&one.facts, kind), leads(&other.facts, kind));
    let (curfews, controls) = (of(Kind::Curfew), of(Kind::Control));
    let alike = same_curfews(&curfews.0, &curfews.1).or_else(|| same_controls(&controls.0, &controls.1));
    let alike = alike.or_else(|| same_list(&controls.0, &controls.1));
    if alike.is_some() || !soon {
        return alike;
    }
    let headlines = one.shares_headline_places(other);
    let wide = one.headline_places().len() > 1;
    same_headed(&curfews.0, &curfews.1, headlines)
        .or_else(|| same_headed(&controls.0, &controls.1, headlines && wide))
        .or_else(|| same_places(one, other, headlines && wide))
}

/// Whether both items tell the same states of the same places.
fn same_states(ours: &[&Fact], theirs: &[&Fact]) -> bool {
    let is_in = |fact: &Fact, facts: &[&Fact]| {
        facts.iter().any(|other| other.subject == fact.subject && other.told.agrees(&fact.told))
    };
    ours.iter().all(|fact| is_in(fact, theirs)) && theirs.iter().all(|fact| is_in(fact, ours))
}

/// How many curfews are told alike, where both items tell of the same places and an end.
fn same_curfews(ours: &[&Fact], theirs: &[&Fact]) -> Option<u32> {
    let ends = ours.iter().any(|fact| matches!(fact.told, Told::Curfew(_, Some(_), _)));
    (ends && same_states(ours, theirs)).then(|| count(ours))
}

/// How many places are told to be held alike, where both items have that in the headline and one origin says it.
fn same_controls(ours: &[&Fact], theirs: &[&Fact]) -> Option<u32> {
    let names = |fact: &Fact| matches!(fact.told, Told::Control(_, Some(_)));
    let heads = |facts: &[&Fact]| facts.iter().any(|fact| fact.headline && names(fact));
    (heads(ours) && heads(theirs) && same_states(ours, theirs)).then(|| count(ours))
}

/// Whether two facts tell the same state of one place, whoever says so, as far as they tell it.
fn same_state(one: &Fact, other: &Fact) -> bool {
    one.subject == other.subject
        && match (&one.told, &other.told) {
            (Told::Curfew(a, a_until, _), Told::Curfew(b, b_until, _)) => {
                a == b && (a_until == b_until || a_until.is_none() || b_until.is_none())
            }
            (Told::Control(a, _), Told::Control(b, _)) => a == b,
            _ => false,
        }
}

/// The facts that the others tell alike.
fn shared<'f>(ours: &[&'f Fact], theirs: &[&Fact]) -> Vec<&'f Fact> {
    ours.iter().filter(|fact| theirs.iter().any(|other| same_state(fact, other))).copied().collect()
}

/// How many places of a list are held alike, where that is most of both lists.
fn same_list(ours: &[&Fact], theirs: &[&Fact]) -> Option<u32> {
    let alike = count(&shared(ours, theirs));
    (alike >= LIST && alike * 3 >= count(ours).max(count(theirs)) * 2).then_some(alike)
}

/// How many places stand alike where the headlines name the same ones, and whatever is told of these fits.
fn same_headed(ours: &[&Fact], theirs: &[&Fact], headlines: bool) -> Option<u32> {
    if !headlines {
        return None;
    }
    let of_both = |facts: &[&Fact], others: &[&Fact]| -> BTreeSet<String> {
        let told = facts.iter().filter(|fact| others.iter().any(|other| other.subject == fact.subject));
        told.map(|fact| fact.subject.clone()).collect()
    };
    let both = of_both(ours, theirs);
    let alike: BTreeSet<String> = shared(ours, theirs).iter().map(|fact| fact.subject.clone()).collect();
    (!both.is_empty() && both == alike).then(|| u32::try_from(alike.len()).unwrap_or(1))
}

/// How many places both leads name, where the headlines name the same ones and the leads no others. One of them is
/// smaller than a city: cities are named together in many reports.
fn same_places(one: &Imprint, other: &Imprint, headlines: bool) -> Option<u32> {
    let named = one.lead_places();
    let telling = named.len() >= NAMED && named.iter().any(|(_, is_local)| *is_local);
    (headlines && telling && named == other.lead_places()).then(|| u32::try_from(named.len()).unwrap_or(1))
}
