//! Control: which side holds a place, or that it is fought for, and how much of it.

use std::ops::Range;

use super::Found;
use super::cue::{Act, Cue};
use super::scope::{Memory, Scene, Spoken};
use crate::model::{SideId, StatusKind, StatusValue};

/// How many tokens may stand between the parts of one telling of control.
const MAX_REACH: usize = 8;
/// How many tokens may stand between a verb of taking and the place taken.
const MAX_OBJECT_GAP: usize = 9;
/// How many tokens may stand between a side and its verb of holding.
const MAX_SUBJECT_GAP: usize = 5;

/// What a clause tells of control.
struct Told {
    value: Value,
    /// The tokens that tell it.
    tokens: Range<usize>,
    /// Whether the places stand rather behind than before.
    forward: bool,
    sure: f32,
    rule: &'static str,
}

#[derive(Clone, Copy)]
enum Value {
    Held(usize),
    Contested,
}

/// The controls of a sentence.
pub fn read(scene: &Scene<'_, '_>, memory: &Memory, sides: &[SideId]) -> Vec<Found> {
    let mut found = Vec::new();
    if sides.is_empty() {
        return found;
    }
    for clause in scene.clauses() {
        if scene.cues.has(Act::Curfew, clause.clone()) && !scene.cues.has(Act::Control, clause.clone()) {
            continue;
        }
        let mut told = held(scene, &clause, sides.len());
        told.extend(fought(scene, &clause));
        for one in told {
            if scene.cues.has(Act::Past, clause.clone()) || is_planned(scene, &clause, &one.tokens) {
                continue;
            }
            let Some((spoken, trust)) = places(scene, memory, &clause, &one) else { continue };
            let extent = scene.extent(&spoken, &clause);
            let value = match one.value {
                Value::Held(side) => sides.get(side).cloned().map(StatusValue::Held),
                Value::Contested => Some(StatusValue::Contested),
            };
            let Some(value) = value else { continue };
            for place in &spoken.places {
                found.push(Found {
                    place: place.clone(),
                    kind: StatusKind::Control,
                    value: value.clone(),
                    extent: Some(extent),
                    end: None,
                    renews: false,
                    imposer: None,
                    clause: clause.clone(),
                    tokens: scene.told_in(&one.tokens, &spoken),
                    confidence: one.sure * trust,
                    rule: one.rule,
                });
            }
        }
    }
    found
}

/// Whether what is told is only planned, denied or hoped for.
fn is_planned(scene: &Scene<'_, '_>, clause: &Range<usize>, told: &Range<usize>) -> bool {
    let before = told.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..told.end;
    scene.cues.has(Act::Plan, before)
}

/// What a clause tells of a side that holds, took or lost ground.
fn held(scene: &Scene<'_, '_>, clause: &Range<usize>, sides: usize) -> Vec<Told> {
    let mut told = Vec::new();
    let mut done = clause.start;
    let other = |side: usize| if sides == 2 { 1 - side.min(1) } else { side };
    for cue in scene.cues.within(clause.clone()) {
        if cue.tokens.start < done {
            continue;
        }
        let one = if cue.is(Act::Control) {
            by_noun(scene, clause, cue, &other)
        } else if cue.is(Act::Calm) {
            Some(Told {
                value: Value::Held(0),
                tokens: cue.tokens.clone(),
                forward: false,
                sure: 0.85,
                rule: "control-calm",
            })
        } else if cue.is(Act::Taken) {
            let side = scene.cues.sides(cue.tokens.end..(cue.tokens.end + MAX_REACH).min(clause.end)).next();
            let value = Value::Held(side.map_or(0, |(_, side)| side));
            let sure = if side.is_some() { 0.95 } else { 0.8 };
            Some(Told { value, tokens: cue.tokens.clone(), forward: false, sure, rule: "control-was-taken" })
        } else if cue.is(Act::Clear) {
            cleared(scene, clause, cue, &other)
        } else if cue.is(Act::Take) || cue.is(Act::Seize) || cue.is(Act::Hold) {
            by_verb(scene, clause, cue)
        } else {
            None
        };
        if let Some(one) = one {
            done = one.tokens.end;
            told.push(one);
        }
    }
    told
}

/// "under government control", "outside the control of", "regained control of".
fn by_noun(scene: &Scene<'_, '_>, clause: &Range<usize>, noun: &Cue, other: &dyn Fn(usize) -> usize) -> Option<Told> {
    let from = noun.tokens.start.saturating_sub(MAX_REACH).max(clause.start);
    let left = from..noun.tokens.start;
    let lost = scene.cues.of(Act::Lost, left.clone()).next_back();
    let under =
        scene.cues.of(Act::Under, left.clone()).next_back().filter(|cue| cue.tokens.end + 5 > noun.tokens.start);
    let take =
        scene.cues.within(left.clone()).rfind(|cue| cue.is(Act::Take) || cue.is(Act::Seize) || cue.is(Act::Hold));
    let inner = lost.or(under).map_or(from, |cue| cue.tokens.start)..noun.tokens.start;
    let behind = noun.tokens.end..(noun.tokens.end + 4).min(clause.end);
    let inner_side = scene.cues.sides(inner).next_back().map(|(_, side)| side);
    let behind_side = scene.cues.sides(behind.clone()).next().map(|(_, side)| side);
    let subject = || scene.cues.sides(clause.start..noun.tokens.start).next_back().map(|(_, side)| side);
    if let Some(lost) = lost {
        let side = inner_side.or(behind_side).or_else(subject);
        let tokens = lost.tokens.start..noun.tokens.end;
        let sure = if side.is_some() { 0.95 } else { 0.8 };
        return Some(Told {
            value: Value::Held(other(side.unwrap_or(0))),
            tokens,
            forward: false,
            sure,
            rule: "control-lost",
        });
    }
    let deny = scene.cues.has(Act::Deny, left);
    if let Some(under) = under.filter(|under| take.is_none_or(|take| take.tokens.start < under.tokens.start)) {
        let side = inner_side.or(behind_side).or_else(subject);
        let holder = side.unwrap_or(0);
        let value = Value::Held(if deny { other(holder) } else { holder });
        let sure = if side.is_some() { 0.95 } else { 0.75 };
        let tokens = under.tokens.start..noun.tokens.end;
        return Some(Told { value, tokens, forward: false, sure, rule: "control-under" });
    }
    if deny {
        return None;
    }
    if let Some(take) = take {
        let before = scene.cues.sides(clause.start..take.tokens.start).next_back().map(|(_, side)| side);
        let between = scene.cues.sides(take.tokens.end..noun.tokens.start).next_back().map(|(_, side)| side);
        let side = between.or(before).or(behind_side);
        let sure = if side.is_some() { 0.95 } else { 0.85 };
        let tokens = take.tokens.start..noun.tokens.end;
        return Some(Told {
            value: Value::Held(side.unwrap_or(0)),
            tokens,
            forward: true,
            sure,
            rule: "control-taken",
        });
    }
    None
}

/// "gunmen seized P", "loyalists still held P", "the army retook P".
fn by_verb(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> Option<Told> {
    let reach = verb.tokens.end..(verb.tokens.end + MAX_OBJECT_GAP).min(clause.end);
    // A verb whose object is a noun for control is read with that noun.
    if scene.cues.has(Act::Control, verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end)) {
        return None;
    }
    let object = scene.places.iter().find(|place| reach.contains(&place.tokens.start))?;
    let gap = verb.tokens.end..object.tokens.start;
    let between = scene.cues.sides(gap.clone()).next_back().map(|(_, side)| side);
    let near = verb.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start);
    let from = if verb.is(Act::Hold) { near } else { clause.start };
    let before = scene.cues.sides(from..verb.tokens.start).next_back().map(|(_, side)| side);
    let strong = verb.is(Act::Take) && verb.tokens.len() + gap.len() <= 6 && is_strong(scene, verb);
    let side = before.or(between).or(strong.then_some(0))?;
    let blocked = [Act::Fight, Act::Harm].into_iter().any(|act| scene.cues.has(act, gap.clone()));
    if blocked || scene.cues.has(Act::Deny, near..verb.tokens.start) {
        return None;
    }
    let rule = if verb.is(Act::Hold) { "control-holds" } else { "control-takes" };
    let sure = if before.or(between).is_some() { 0.92 } else { 0.8 };
    Some(Told { value: Value::Held(side), tokens: verb.tokens.clone(), forward: true, sure, rule })
}

/// Whether a verb of taking says by itself that the place is held, not only together with a noun.
fn is_strong(scene: &Scene<'_, '_>, verb: &Cue) -> bool {
    verb.is(Act::Seize) || !verb.is(Act::Under) && scene.tokens.fold(verb.tokens.start).chars().count() > 4
}

/// "expelled the gunmen from P", "neutralised remnants in P".
fn cleared(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue, other: &dyn Fn(usize) -> usize) -> Option<Told> {
    let behind = verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end);
    let before = verb.tokens.start.saturating_sub(MAX_REACH).max(clause.start)..verb.tokens.start;
    let object = scene.cues.sides(behind.clone()).next().map(|(_, side)| side);
    let subject = scene.cues.sides(before).next_back().map(|(_, side)| side);
    let holder = object.map(other).or(subject)?;
    scene.places.iter().find(|place| (verb.tokens.end..clause.end).contains(&place.tokens.start))?;
    Some(Told {
        value: Value::Held(holder),
        tokens: verb.tokens.clone(),
        forward: true,
        sure: 0.85,
        rule: "control-cleared",
    })
}

/// What a clause tells of fighting for a place.
fn fought(scene: &Scene<'_, '_>, clause: &Range<usize>) -> Option<Told> {
    let cues = scene.cues;
    let siege = cues.of(Act::Siege, clause.clone()).next();
    let cue = siege.or_else(|| cues.of(Act::Fight, clause.clone()).next())?;
    let part = cues.has(Act::Part, cue.tokens.end..clause.end);
    let told = siege.is_some() || part || cues.has(Act::Ongoing, clause.clone());
    if !told || cues.has(Act::Harm, clause.clone()) || cues.has(Act::Deny, clause.start..cue.tokens.start) {
        return None;
    }
    Some(Told {
        value: Value::Contested,
        tokens: cue.tokens.clone(),
        forward: true,
        sure: 0.85,
        rule: "control-contested",
    })
}

/// The places that are told of, and how far the way they were found is to be trusted.
fn places(scene: &Scene<'_, '_>, memory: &Memory, clause: &Range<usize>, told: &Told) -> Option<(Spoken, f32)> {
    let reason = scene.cues.of(Act::Reason, told.tokens.end..clause.end).next();
    let stop = reason.map_or(clause.end, |reason| reason.tokens.start);
    let after = scene.first_list(told.tokens.end..stop);
    let before = scene.last_list(clause.start..told.tokens.start);
    let earlier = || scene.last_list(scene.sentence.start..clause.start);
    let in_after = scene.stand_in(told.tokens.end..stop, memory);
    let in_before = scene.stand_in(clause.start..told.tokens.start, memory);
    // A word that stands nearer than the name is what is spoken of ("the coast, and part of the area is").
    let nearer = !in_before.places.is_empty() && in_before.tokens.start >= before.tokens.end;
    let order: [(Spoken, f32); 5] = if told.forward {
        [
            (after, 1.0),
            (in_after, 0.95),
            if nearer { (in_before, 0.9) } else { (before, 0.9) },
            (earlier(), 0.8),
            (Spoken::default(), 0.0),
        ]
    } else {
        let first = if nearer { (in_before, 0.95) } else { (before, 1.0) };
        [first, (earlier(), 0.9), (after, 0.85), (in_after, 0.85), (Spoken::default(), 0.0)]
    };
    order.into_iter().find(|(spoken, _)| !spoken.places.is_empty())
}
