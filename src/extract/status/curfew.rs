//! Curfews: in force or lifted, where, and until when.

use std::ops::Range;

use jiff::Timestamp;

use super::cue::{Act, Cue};
use super::scope::{Memory, Scene, Spoken};
use super::{Found, Language};
use crate::extract::dates::Dates;
use crate::extract::time::End;
use crate::model::{PlaceId, StatusKind, StatusValue};

/// How near a denial must stand before the curfew it denies, in tokens.
const MAX_DENIAL_GAP: usize = 4;
/// How near a word of lifting must stand to its curfew, in tokens.
const MAX_LIFT_GAP: usize = 6;

/// How many tokens may stand between the end told for one place and the next place.
const MAX_NEXT_GAP: usize = 3;

/// The curfews of a sentence.
pub fn read(
    scene: &Scene<'_, '_>,
    memory: &Memory,
    language: &Language,
    dates: &Dates,
    published: Option<Timestamp>,
) -> Vec<Found> {
    let mut found = Vec::new();
    let clauses = scene.clauses();
    let mut done = scene.sentence.start;
    for clause in &clauses {
        let cues: Vec<&Cue> = scene.cues.of(Act::Curfew, clause.clone()).collect();
        for (at, cue) in cues.iter().enumerate() {
            let next = cues.get(at + 1).map_or(clause.end, |next| next.tokens.start);
            let before = done.max(clause.start);
            done = cue.tokens.end;
            let ends = language.ends.find(scene.tokens, cue.tokens.end..next.max(cue.tokens.end), dates, published);
            let Some((value, sure)) = value_of(scene, cue, before..next, &ends) else { continue };
            let (spoken, trust) = places(scene, memory, cue, before..next, clause, &ends);
            if spoken.places.is_empty() {
                continue;
            }
            let renews = scene.cues.has(Act::Extend, before..next);
            let earlier = scene.cues.has(Act::Earlier, clause.clone());
            let told = told_in(scene, cue, &spoken);
            let verb = scene
                .cues
                .within(clause.start..cue.tokens.start)
                .rfind(|cue| cue.is(Act::Impose) || cue.is(Act::Extend) || cue.is(Act::Lift));
            let imposer = verb.map(|verb| clause.start..verb.tokens.start.max(clause.start + 1));
            let imposing = scene.cues.within(clause.clone()).filter(|cue| cue.is(Act::Impose) || cue.is(Act::Extend));
            let verbs: Vec<usize> = imposing.map(|cue| cue.tokens.start).collect();
            let lifted = value == StatusValue::Lifted;
            for place in &spoken.places {
                found.push(Found {
                    end: if lifted { None } else { end_of(scene, place, &ends) },
                    place: place.clone(),
                    kind: StatusKind::Curfew,
                    value: value.clone(),
                    extent: None,
                    renews,
                    earlier,
                    imposer: imposer.clone(),
                    verbs: verbs.clone(),
                    clause: clause.clone(),
                    tokens: told.clone(),
                    confidence: sure * trust,
                    rule: if lifted { "curfew-lifted" } else { "curfew-in-force" },
                });
            }
        }
    }
    found
}

/// What holds of a curfew, and how sure the words are; none where it is denied, planned or past.
fn value_of(scene: &Scene<'_, '_>, cue: &Cue, around: Range<usize>, ends: &[End]) -> Option<(StatusValue, f32)> {
    let near =
        |gap: usize| cue.tokens.start.saturating_sub(gap).max(around.start)..(cue.tokens.end + gap).min(around.end);
    let before = |gap: usize| cue.tokens.start.saturating_sub(gap).max(around.start)..cue.tokens.start;
    if scene.cues.has(Act::Past, around.clone()) {
        return None;
    }
    let denied = scene.cues.has(Act::Deny, before(MAX_DENIAL_GAP));
    let behind = cue.tokens.end..(cue.tokens.end + MAX_DENIAL_GAP).min(around.end);
    // "ends at 9 a.m. on Saturday" tells the hour until which it holds.
    let tells_end = |lift: &&Cue| ends.iter().any(|end| lift.tokens.contains(&end.tokens.start));
    let lift = scene.cues.of(Act::Lift, near(MAX_LIFT_GAP)).find(|lift| !tells_end(lift));
    let unlifted = lift.is_some()
        && (scene.cues.has(Act::Deny, near(MAX_LIFT_GAP)) || scene.cues.has(Act::Exempt, around.clone()));
    if unlifted {
        return Some((StatusValue::InForce, 0.7));
    }
    let planned = scene.cues.has(Act::Plan, before(MAX_LIFT_GAP)) || scene.cues.has(Act::Plan, behind.clone());
    // What is still to be lifted holds.
    if lift.is_some() && planned && !denied {
        return Some((StatusValue::InForce, 0.7));
    }
    if planned || denied {
        return None;
    }
    if lift.is_some() {
        return Some((StatusValue::Lifted, 0.9));
    }
    if scene.cues.has(Act::Deny, behind) {
        return None;
    }
    let told = scene.cues.has(Act::Impose, around.clone()) || scene.cues.has(Act::Extend, around.clone());
    let goes_on =
        |range: Range<usize>| scene.cues.has(Act::Impose, range.clone()) || scene.cues.has(Act::Extend, range);
    // "quiet after a night of curfew": it is over, unless what follows says that it began or goes on.
    if scene.is_after(cue, around.start) && !goes_on(cue.tokens.end..around.end) {
        return None;
    }
    Some((StatusValue::InForce, if told { 0.95 } else { 0.8 }))
}

/// The places of a curfew, and how far the way they were found is to be trusted.
fn places(
    scene: &Scene<'_, '_>,
    memory: &Memory,
    cue: &Cue,
    around: Range<usize>,
    clause: &Range<usize>,
    ends: &[End],
) -> (Spoken, f32) {
    let reason = scene.cues.of(Act::Reason, cue.tokens.end..around.end).next();
    let stop = reason.map_or(around.end, |reason| reason.tokens.start);
    let mut after = scene.first_list(cue.tokens.end..stop);
    // "in P until nine and in Q until ten": an end inside a list does not end it.
    while let Some(end) =
        ends.iter().find(|end| !after.places.is_empty() && end.tokens.start.abs_diff(after.tokens.end) <= 1)
    {
        let next = scene.first_list(end.tokens.end..stop);
        if next.places.is_empty() || next.tokens.start > end.tokens.end + MAX_NEXT_GAP {
            break;
        }
        after.places.extend(next.places);
        after.tokens.end = next.tokens.end;
    }
    if !after.places.is_empty() {
        return (after, 1.0);
    }
    let stand_in = scene.stand_in(cue.tokens.end..stop, memory);
    if !stand_in.places.is_empty() {
        return (stand_in, 0.95);
    }
    let before = scene.last_list(around.start..cue.tokens.start);
    if !before.places.is_empty() {
        return (before, 0.95);
    }
    let stand_in = scene.stand_in(clause.start..cue.tokens.start, memory);
    if !stand_in.places.is_empty() {
        return (stand_in, 0.9);
    }
    let earlier = scene.last_list(scene.sentence.start..cue.tokens.start);
    if !earlier.places.is_empty() {
        return (earlier, 0.85);
    }
    (Spoken { places: memory.last().to_vec(), ..Spoken::default() }, 0.75)
}

/// The end that is told for a place: the first behind it, else the last before it.
fn end_of(scene: &Scene<'_, '_>, place: &PlaceId, ends: &[End]) -> Option<Option<Timestamp>> {
    let at = scene.places.iter().find(|mention| mention.place == *place).map_or(0, |mention| mention.tokens.start);
    let end = ends.iter().find(|end| end.tokens.start >= at).or(ends.last());
    end.map(|end| end.until)
}

/// The tokens of a curfew with its verb and its places.
fn told_in(scene: &Scene<'_, '_>, cue: &Cue, spoken: &Spoken) -> Range<usize> {
    scene.told_in(&cue.tokens, spoken)
}
