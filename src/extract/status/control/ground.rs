//! The places that a telling of control speaks of.

use std::ops::Range;

use super::super::cue::{Act, Cue};
use super::super::memory::Memory;
use super::super::scope::{Scene, Spoken};
use super::{MAX_SUBJECT_GAP, Told, Value};
use crate::extract::gazetteer::Mention;

/// How many tokens before a verb of being taken those may stand who were.
const MAX_PEOPLE_GAP: usize = 3;

/// Where a plan behind a verb of foiling is no longer its object ("foiled an attempt to seize P").
fn behind_attempt(from: usize, clause: &Range<usize>) -> usize {
    (from + MAX_SUBJECT_GAP).min(clause.end)
}

/// The places that are told of, and how far the way they were found is to be trusted.
pub(super) fn places(
    scene: &Scene<'_, '_>,
    memory: &Memory,
    clause: &Range<usize>,
    told: &Told,
) -> Option<(Spoken, f32)> {
    let free = if told.rule == "control-cleared" { behind_attempt(told.tokens.end, clause) } else { told.tokens.end };
    let stops = |cue: &&Cue| cue.is(Act::Reason) || cue.is(Act::Plan) && cue.tokens.start >= free;
    let other = scene.cues.within(told.tokens.end..clause.end).find(stops);
    let stop = other.map_or(clause.end, |other| other.tokens.start);
    let after = scene.first_list(told.tokens.end..stop);
    let before = scene.last_list(clause.start..told.tokens.start);
    // "the army retakes P, and Q is out of control": the list is the verb's but for its last place.
    let taken_before = |at: usize| {
        let verbs = scene.cues.within(clause.start..at).rfind(|cue| cue.tokens.end + 1 >= at);
        verbs.is_some_and(|verb| verb.is(Act::Take) || verb.is(Act::Seize))
    };
    let before = if !told.forward && before.places.len() > 1 && taken_before(before.tokens.start) {
        scene.last_of(before)
    } else {
        before
    };
    let earlier = || scene.last_list(scene.sentence.start..clause.start);
    let in_after = scene.stand_in(told.tokens.end..stop, memory);
    let in_before = scene.stand_in(clause.start..told.tokens.start, memory);
    // "entered P and control parts of THE CITY, and A is holed up in Q": the word for P stands before the next telling.
    let nearest = scene.stand_in(told.tokens.end..after.tokens.start.max(told.tokens.end), memory);
    let is_nearest = !nearest.places.is_empty()
        && scene.cues.within(nearest.tokens.end..after.tokens.start.max(nearest.tokens.end)).any(Cue::tells_control);
    let (after, in_after) = if is_nearest && told.forward { (nearest, Spoken::default()) } else { (after, in_after) };
    // A word that stands nearer than the name is what is spoken of ("the coast, and part of the area is").
    let nearer = !in_before.places.is_empty() && in_before.tokens.start >= before.tokens.end;
    // "The army controls P, AND FIGHTING goes on in the hills": P has its own telling.
    let told_of = clause.start..before.tokens.start;
    let gap = before.tokens.end..told.tokens.start.max(before.tokens.end);
    let is_joined = scene.cues.within(told.tokens.clone()).any(|cue| cue.joined)
        || gap.clone().any(|at| scene.tokens.is_comma(at) || scene.cues.is_joint(at));
    let parted = is_joined && scene.cues.within(told_of).any(Cue::tells_control);
    let is_beside = !before.places.is_empty()
        && !parted
        && before.tokens.end + 2 >= told.tokens.start
        && after.tokens.start > told.tokens.end + 3
        && matches!(told.value, Value::Contested);
    let order: [(Spoken, f32); 5] = if is_beside {
        [(before, 0.95), (after, 0.8), (in_after, 0.8), (in_before, 0.8), (Spoken::default(), 0.0)]
    } else if told.forward {
        [
            (after, 1.0),
            (in_after, 0.95),
            if nearer { (in_before, 0.9) } else { (before, 0.9) },
            (earlier(), 0.8),
            (Spoken::default(), 0.0),
        ]
    } else if !in_after.places.is_empty() && in_after.tokens.start <= told.tokens.end + 1 {
        // "in control across the province": the word that stands for a place follows at once.
        [(in_after, 0.95), (before, 0.8), (after, 0.8), (earlier(), 0.8), (Spoken::default(), 0.0)]
    } else {
        let first = if nearer { (in_before, 0.95) } else { (before, 1.0) };
        [first, (earlier(), 0.9), (after, 0.85), (in_after, 0.85), (Spoken::default(), 0.0)]
    };
    let inside = (scene.last_list(told.tokens.clone()), 0.9);
    order.into_iter().chain([inside]).find(|(spoken, _)| !spoken.places.is_empty())
}

/// Whether the place of what fell to somebody, or into his hands, is only where that was: people and things fall to him IN it
/// ("weapons fell into the hands of A in P", Russian "in P was taken a bus").
pub(super) fn is_where_only(scene: &Scene<'_, '_>, clause: &Range<usize>, told: &Told, spoken: &Spoken) -> bool {
    let falls = matches!(told.rule, "control-under" | "control-noun" | "control-was-taken") && !told.forward;
    let behind = spoken.tokens.start >= told.tokens.end;
    // The one next to what is told of it.
    let is_next = |place: &&Mention| match behind {
        true => place.tokens.start == spoken.tokens.start,
        false => place.tokens.end == spoken.tokens.end,
    };
    let place = scene.places.iter().find(is_next).filter(|_| falls && !spoken.stands_for);
    let Some(place) = place.filter(|place| clause.contains(&place.tokens.start) && scene.is_inside(place)) else {
        return false;
    };
    // "ALL 16 SOLDIERS taken by gunmen in P", "SOLDIERS held by gunmen at a base near P": people are taken there.
    let own = told.tokens.start.saturating_sub(MAX_PEOPLE_GAP).max(clause.start)..told.tokens.start;
    let people = scene.cues.sides(own.clone()).next().is_some() || scene.cues.people_in(own);
    if behind && people && told.rule == "control-was-taken" {
        return true;
    }
    let parts = [Act::Part, Act::Town, Act::Most, Act::Whole, Act::Region];
    let gap = if behind { told.tokens.end..place.tokens.start } else { place.tokens.end..told.tokens.start };
    if parts.into_iter().any(|act| scene.cues.has(act, clause.start..gap.end)) {
        return false;
    }
    if behind {
        return scene.cues.sides(gap).next().is_some();
    }
    // "In P, HELD BY the gunmen, 16 died": that is said of P.
    let describes = !gap.is_empty() && gap.clone().all(|at| scene.tokens.is_comma(at));
    let counted = scene.cues.counts_in(clause.start..told.tokens.start);
    !describes && (counted || told.rule == "control-was-taken")
}
