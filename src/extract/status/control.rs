//! Control: which side holds a place, or that it is fought for, and how much of it.

use std::ops::Range;

use super::Found;
use super::cue::{Act, Cue};
use super::scope::{Memory, Scene, Spoken};
use crate::extract::token::TokenKind;
use crate::model::{SideId, StatusKind, StatusValue};

/// How many tokens may stand between the parts of one telling of control.
const MAX_REACH: usize = 8;
/// How many tokens may stand between a verb of taking and the place taken.
const MAX_OBJECT_GAP: usize = 9;
/// How many tokens may stand between a verb and the place taken where it is not said who took it.
const MAX_STRONG_GAP: usize = 4;
/// How many tokens may stand between a side and its verb of holding.
const MAX_SUBJECT_GAP: usize = 5;
/// How many tokens may stand between a side and its verb of holding ("troops entered P and by evening controlled").
const MAX_HOLDER_GAP: usize = 8;
/// How far before what it denies a denial may stand ("denied that the town of P had fallen to").
const MAX_DENIAL_GAP: usize = 12;

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
///
/// `verb_last`: a verb may stand behind the place it tells of.
pub fn read(scene: &Scene<'_, '_>, memory: &Memory, sides: &[SideId], verb_last: bool) -> Vec<Found> {
    let mut found = Vec::new();
    if sides.is_empty() {
        return found;
    }
    for clause in scene.clauses() {
        if scene.cues.has(Act::Curfew, clause.clone()) && !scene.cues.has(Act::Control, clause.clone()) {
            continue;
        }
        let mut told = held(scene, &clause, sides.len(), verb_last);
        if told.is_empty() {
            told.extend(headed(scene, &clause));
        }
        told.extend(fought(scene, &clause));
        for one in told {
            let refuted = scene.is_refuted(&one.tokens, &clause);
            if refuted || scene.cues.has(Act::Past, clause.clone()) || is_planned(scene, &clause, &one.tokens) {
                continue;
            }
            let Some((spoken, trust)) = places(scene, memory, &clause, &one) else { continue };
            let extents = scene.extents(&spoken, &clause);
            let value = match one.value {
                Value::Held(side) => sides.get(side).cloned().map(StatusValue::Held),
                Value::Contested => Some(StatusValue::Contested),
            };
            let Some(value) = value else { continue };
            for (place, extent) in spoken.places.iter().zip(extents) {
                found.push(Found {
                    place: place.clone(),
                    kind: StatusKind::Control,
                    value: value.clone(),
                    extent: Some(extent),
                    end: None,
                    renews: false,
                    earlier: false,
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
fn held(scene: &Scene<'_, '_>, clause: &Range<usize>, sides: usize, verb_last: bool) -> Vec<Told> {
    let mut told = Vec::new();
    let mut done = clause.start;
    // Of two sides the other has what one lost; of three or more nobody can tell.
    let other = |side: usize| (sides == 2).then(|| 1 - side.min(1));
    for cue in scene.cues.within(clause.clone()) {
        if cue.tokens.start < done {
            continue;
        }
        let told_of = [Act::Calm, Act::Freed, Act::Taken].into_iter().any(|act| cue.is(act));
        let before = cue.tokens.start.saturating_sub(MAX_DENIAL_GAP).max(clause.start)..cue.tokens.start;
        let denied = told_of && scene.cues.has(Act::Deny, before);
        let one = if cue.is(Act::Neutral) || denied {
            None
        } else if cue.is(Act::Control) || cue.is(Act::Grasp) {
            by_noun(scene, clause, cue, &other)
        } else if cue.is(Act::Calm) {
            Some(plain(cue, 0, 0.85, "control-calm"))
        } else if cue.is(Act::Freed) {
            let by = side_behind(scene, clause, cue);
            let not_yet = is_not_yet(scene, clause, cue);
            let side = if not_yet { other(by.unwrap_or(0)) } else { Some(by.unwrap_or(0)) };
            let sure = if by.is_some() && !not_yet { 0.95 } else { 0.85 };
            side.map(|side| plain(cue, side, sure, if not_yet { "control-not-yet" } else { "control-freed" }))
        } else if cue.is(Act::Taken) {
            let not_yet = is_not_yet(scene, clause, cue);
            let holder = |by: usize| {
                if not_yet {
                    other(by).map(|side| plain(cue, side, 0.8, "control-not-yet"))
                } else {
                    Some(plain(cue, by, 0.95, "control-was-taken"))
                }
            };
            side_behind(scene, clause, cue).and_then(holder)
        } else if cue.is(Act::Leave) {
            left(scene, clause, cue, &other)
        } else if cue.is(Act::Lose) && !names_hold(scene, clause, cue) {
            lost(scene, clause, cue, &other)
        } else if cue.is(Act::Cleared) {
            driven_out(scene, clause, cue, &other)
        } else if cue.is(Act::Clear) {
            cleared(scene, clause, cue, &other)
        } else if cue.is(Act::Take) || cue.is(Act::Seize) || cue.is(Act::Hold) {
            by_verb(scene, clause, cue, &other)
        } else {
            None
        };
        let one = one.or_else(|| behind(scene, clause, cue, &other).filter(|_| verb_last && !denied));
        if let Some(one) = one {
            done = one.tokens.end;
            told.push(one);
        }
    }
    told
}

/// A telling whose places stand before it.
fn plain(cue: &Cue, side: usize, sure: f32, rule: &'static str) -> Told {
    Told { value: Value::Held(side), tokens: cue.tokens.clone(), forward: false, sure, rule }
}

/// Whether what a cue tells has not come about ("has not yet", "failed to").
fn is_not_yet(scene: &Scene<'_, '_>, clause: &Range<usize>, cue: &Cue) -> bool {
    let near = cue.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..cue.tokens.start;
    cue.is(Act::NotYet) || scene.cues.has(Act::NotYet, near)
}

/// The side that is named soon behind a cue.
fn side_behind(scene: &Scene<'_, '_>, clause: &Range<usize>, cue: &Cue) -> Option<usize> {
    let behind = cue.tokens.end..(cue.tokens.end + MAX_REACH).min(clause.end);
    scene.cues.sides(behind).next().map(|(_, side)| side)
}

/// "under government control", "outside the control of", "regained control of".
fn by_noun(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    noun: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let cues = scene.cues;
    let from = noun.tokens.start.saturating_sub(MAX_REACH).max(clause.start);
    let left = from..noun.tokens.start;
    let right = noun.tokens.end..(noun.tokens.end + MAX_REACH).min(clause.end);
    let gains = |cue: &&Cue| [Act::Gain, Act::Take, Act::Seize, Act::Hold].into_iter().any(|act| cue.is(act));
    // "P left the control of": leaving it is losing it.
    let loses = |cue: &&Cue| cue.is(Act::Lost) || cue.is(Act::Leave);
    let lost = cues.within(left.clone()).rfind(loses);
    let under = cues.of(Act::Under, left.clone()).next_back().filter(|cue| cue.tokens.end + 5 > noun.tokens.start);
    let gain = cues.within(left.clone()).rfind(gains);
    let last = |range: Range<usize>| cues.sides(range).next_back().map(|(_, side)| side);
    let inner_side = last(lost.or(under).map_or(from, |cue| cue.tokens.start)..noun.tokens.start);
    let behind_side = cues.sides(noun.tokens.end..(noun.tokens.end + 4).min(clause.end)).next().map(|(_, side)| side);
    let subject = last(clause.start..noun.tokens.start);
    let told = |side: usize, tokens: Range<usize>, forward: bool, sure: f32, rule: &'static str| {
        Some(Told { value: Value::Held(side), tokens, forward, sure, rule })
    };
    let denied = cues.has(Act::Deny, left.clone());
    // Who has not regained it yet, or under whom it has yet to come, does not hold it.
    if let Some(not_yet) = cues.of(Act::NotYet, left.clone()).next_back().filter(|_| lost.is_none()) {
        let side = inner_side.or(behind_side).or(subject).unwrap_or(0);
        let forward = under.is_none();
        return (side == 0)
            .then(|| told(other(side)?, not_yet.tokens.start..noun.tokens.end, forward, 0.8, "control-not-yet"))
            .flatten();
    }
    if let Some(lost) = lost.or_else(|| cues.of(Act::Lost, right.clone()).next().filter(|_| under.is_none())) {
        let side = inner_side.or(behind_side).or(subject);
        let tokens = lost.tokens.start.min(noun.tokens.start)..lost.tokens.end.max(noun.tokens.end);
        // "lost control of P": the place follows; "P is outside the control of": it goes before.
        let forward =
            scene.names_object(noun.tokens.end) && lost.tokens.start < noun.tokens.start && behind_side.is_none();
        let sure = if side.is_some() { 0.95 } else { 0.8 };
        return told(other(side.unwrap_or(0))?, tokens, forward, sure, "control-lost");
    }
    // "under full control" tells of what stands before, "in full control of P" of what follows.
    let unparted = |from: usize, to: usize| !scene.places.iter().any(|place| (from..to).contains(&place.tokens.start));
    let describes = |gain: &Cue| {
        gain.tokens.end == noun.tokens.start
            && under.is_some_and(|under| unparted(under.tokens.end, noun.tokens.start))
            && !scene.names_object(noun.tokens.end)
    };
    if let Some(under) =
        under.filter(|under| gain.is_none_or(|gain| gain.tokens.start <= under.tokens.start || describes(gain)))
    {
        let side = inner_side.or(behind_side).or(subject);
        // "in the hands of" somebody who is no side of ours is not the state's.
        if side.is_none() && noun.is(Act::Grasp) {
            return None;
        }
        let holder = side.unwrap_or(0);
        let sure = if side.is_some() { 0.95 } else { 0.75 };
        let holder = if denied { other(holder)? } else { holder };
        return told(holder, under.tokens.start..noun.tokens.end, false, sure, "control-under");
    }
    let gripped = gain.is_some() && scene.names_object(noun.tokens.end);
    if denied || noun.is(Act::Grasp) && !is_attached(scene, noun) && !gripped {
        return None;
    }
    if let Some(gain) = gain {
        let between = last(gain.tokens.end..noun.tokens.start);
        // "drove the gunmen out of P and imposed its control": whom it drove out does not hold it.
        let drives = cues.has(Act::Clear, clause.start..gain.tokens.start);
        let subject = last(clause.start..gain.tokens.start);
        let subject = if drives { subject.and_then(other) } else { subject };
        let side = between.or(subject).or(behind_side);
        let sure = if side.is_some() { 0.95 } else { 0.85 };
        return told(side.unwrap_or(0), gain.tokens.start..noun.tokens.end, true, sure, "control-taken");
    }
    if cues.within(right).any(|cue| gains(&cue)) {
        let side = subject.or(behind_side);
        let sure = if side.is_some() { 0.9 } else { 0.8 };
        return told(side.unwrap_or(0), noun.tokens.clone(), true, sure, "control-taken");
    }
    // The bare noun with its side: "government control of P".
    let touches = |cue: &Cue| cue.tokens.end + 2 > noun.tokens.start;
    let beside = cues.sides(from..noun.tokens.start).next_back().filter(|(cue, _)| touches(cue)).map(|(_, side)| side);
    let killed = cues.has(Act::Harm, clause.start..noun.tokens.start);
    let side = beside.or(behind_side).filter(|_| !killed)?;
    let object = scene.places.iter().find(|place| place.tokens.start >= noun.tokens.end);
    let stop =
        object.map_or(clause.end, |place| place.tokens.start).min(noun.tokens.end + MAX_SUBJECT_GAP).min(clause.end);
    let near = object.is_some_and(|place| scene.is_object(noun.tokens.end..place.tokens.start))
        || cues.has(Act::Most, noun.tokens.end..stop)
            && cues.has(Act::Town, noun.tokens.end..stop.max(noun.tokens.end));
    let attached = is_attached(scene, noun) || behind_side.is_some() && beside.is_none();
    (near || attached).then(|| told(side, noun.tokens.clone(), near, 0.75, "control-noun")).flatten()
}

/// Whether a noun carries its preposition attached ("بيد").
fn is_attached(scene: &Scene<'_, '_>, noun: &Cue) -> bool {
    scene.tokens.fold(noun.tokens.start).starts_with('ب')
}

/// Whether a noun for holding ground follows a verb closely ("lost control", "left the control of").
fn names_hold(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> bool {
    scene.cues.has(Act::Control, verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end))
}

/// "the rebels lost P".
fn lost(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let object = scene.places.iter().find(|place| (verb.tokens.end..clause.end).contains(&place.tokens.start))?;
    if !scene.is_object(verb.tokens.end..object.tokens.start) {
        return None;
    }
    let near = verb.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..verb.tokens.start;
    let between = scene.cues.sides(verb.tokens.end..object.tokens.start).next();
    let (_, side) = scene.cues.sides(near).next_back().or(between)?;
    Some(Told { forward: true, ..plain(verb, other(side)?, 0.85, "control-lost") })
}

/// "government forces withdrew from P".
fn left(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    if names_hold(scene, clause, verb) {
        return None;
    }
    let object = scene.places.iter().find(|place| place.tokens.start >= verb.tokens.end)?;
    if object.tokens.start > verb.tokens.end + MAX_SUBJECT_GAP + 2 || object.tokens.start >= clause.end {
        return None;
    }
    let between = scene.cues.sides(verb.tokens.end..object.tokens.start).next();
    let near = verb.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..verb.tokens.start;
    let (_, side) = between.or_else(|| scene.cues.sides(near).next_back())?;
    Some(Told { forward: true, ..plain(verb, other(side)?, 0.8, "control-left") })
}

/// The last side named in a stretch of tokens.
fn between_side(scene: &Scene<'_, '_>, gap: &Range<usize>) -> Option<usize> {
    scene.cues.sides(gap.clone()).next_back().map(|(_, side)| side)
}

/// The cue that stands right before a verb.
fn right_before<'s>(scene: &'s Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> Option<&'s Cue> {
    scene.cues.within(clause.start..verb.tokens.start).next_back().filter(|cue| cue.tokens.end == verb.tokens.start)
}

/// The same verbs where they stand behind the place: "haben P eingenommen", "aus P vertrieben", "P'yi ele geçirdi".
fn behind(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let acts = [Act::Take, Act::Seize, Act::Hold, Act::Clear, Act::Leave, Act::Lose];
    let tells = acts.into_iter().any(|act| verb.is(act)) && !verb.is(Act::Neutral);
    if !tells || names_hold(scene, clause, verb) {
        return None;
    }
    let near = verb.tokens.start.saturating_sub(MAX_OBJECT_GAP).max(clause.start)..verb.tokens.start;
    let place = scene.places.iter().rev().find(|place| near.contains(&place.tokens.start))?;
    let gap = place.tokens.end..verb.tokens.start.max(place.tokens.end);
    let around = near.start..(verb.tokens.end + 2).min(clause.end);
    let spoils =
        [Act::Fight, Act::Harm, Act::Neutral, Act::Control].into_iter().any(|act| scene.cues.has(act, gap.clone()));
    if spoils || scene.cues.has(Act::Deny, around.clone()) || scene.cues.has(Act::NotYet, around) {
        return None;
    }
    let named: Vec<usize> = scene.cues.sides(clause.start..verb.tokens.start).map(|(_, side)| side).collect();
    let last = named.last().copied();
    let (side, sure) = if verb.is(Act::Leave) || verb.is(Act::Lose) {
        (other(last?)?, 0.8)
    } else if verb.is(Act::Clear) {
        // Who is driven out stands nearer to the verb than who drives out.
        let object = last?;
        let subject = named.iter().rev().find(|side| **side != object);
        (subject.copied().or_else(|| if named.len() > 1 { other(object) } else { Some(object) })?, 0.85)
    } else if verb.is(Act::Take) {
        (last.unwrap_or(0), if last.is_some() { 0.92 } else { 0.8 })
    } else {
        (last?, 0.9)
    };
    Some(plain(verb, side, sure, "control-behind"))
}

/// "gunmen seized P", "loyalists still held P", "the army retook P".
fn by_verb(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let reach = verb.tokens.end..(verb.tokens.end + MAX_OBJECT_GAP).min(clause.end);
    // A verb whose object is a noun for control is read with that noun.
    if names_hold(scene, clause, verb) {
        return None;
    }
    let named = scene.places.iter().map(|place| place.tokens.start).find(|at| reach.contains(at));
    // "secured the port city", "remain in its eastern districts": a word may stand for the place.
    let standing = [Act::Town, Act::Region, Act::Part];
    let stand_in = || scene.cues.within(reach.clone()).find(|cue| standing.into_iter().any(|act| cue.is(act)));
    let object = named.or_else(|| stand_in().map(|cue| cue.tokens.start))?;
    let gap = verb.tokens.end..object;
    let between = between_side(scene, &gap);
    let near = verb.tokens.start.saturating_sub(MAX_HOLDER_GAP).max(clause.start);
    let from = if verb.is(Act::Hold) { near } else { clause.start };
    // "they hold P but lost Q": who does it may stand in the statement before.
    let begins = clause.start > scene.sentence.start && verb.tokens.start <= clause.start + 3;
    let earlier = || between_side(scene, &(scene.sentence.start..clause.start)).filter(|_| begins);
    let before = between_side(scene, &(from..verb.tokens.start)).or_else(earlier);
    // The taking told by a noun behind its verb ("succeeded in the retaking of P").
    let gains = |cue: &Cue| cue.is(Act::Take) || cue.is(Act::Gain);
    let takes = right_before(scene, clause, verb).is_some_and(gains) && verb.is(Act::Seize) || verb.is(Act::Take);
    // "seized weapons in P", "captured 30 men": things and people are taken, no place.
    let gap_has = |act: Act| scene.cues.has(act, gap.clone());
    let within = [Act::Part, Act::Most, Act::Whole, Act::Outskirts, Act::Town].into_iter().any(gap_has);
    let is_number = |at: usize| scene.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
    let counts = verb.is(Act::Seize) && named.is_some() && gap.clone().any(is_number);
    let takes_things = verb.is(Act::Seize) && gap_has(Act::Under) && between_side(scene, &gap).is_none() && !within;
    let parted = || gap.clone().any(|at| matches!(scene.tokens.fold(at), "," | "،"));
    let elsewhere = verb.is(Act::Take) && parted() && between_side(scene, &gap).is_some();
    if counts || takes_things || elsewhere {
        return None;
    }
    let strong = takes && gap.len() <= MAX_STRONG_GAP;
    let side = before.or(between).or(strong.then_some(0))?;
    // "captured thirty gunmen in P" takes people, no place.
    // "clashes with gunmen holed up in P" tells of clashes.
    let fought = verb.is(Act::Hold) && scene.cues.has(Act::Fight, near..verb.tokens.start);
    let takes_people = before.is_some() && between.is_some() && !verb.is(Act::Hold);
    let blocked = [Act::Fight, Act::Harm, Act::Neutral].into_iter().any(|act| scene.cues.has(act, gap.clone()));
    let not_yet = is_not_yet(scene, clause, verb);
    if blocked || fought || takes_people || !not_yet && scene.cues.has(Act::Deny, near..verb.tokens.start) {
        return None;
    }
    if scene.cues.has(Act::Lose, verb.tokens.start.saturating_sub(2).max(clause.start)..verb.tokens.start) {
        return None;
    }
    if not_yet {
        return Some(Told { forward: true, ..plain(verb, other(side)?, 0.8, "control-not-yet") });
    }
    let rule = if verb.is(Act::Hold) { "control-holds" } else { "control-takes" };
    let sure = if before.or(between).is_some() { 0.92 } else { 0.8 };
    Some(Told { value: Value::Held(side), tokens: verb.tokens.clone(), forward: true, sure, rule })
}

/// Where a plan behind a verb of foiling is no longer its object ("foiled an attempt to seize P").
fn behind_attempt(from: usize, clause: &Range<usize>) -> usize {
    (from + MAX_SUBJECT_GAP).min(clause.end)
}

/// "expelled the gunmen from P", "neutralised remnants in P".
fn cleared(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let plan =
        scene.cues.of(Act::Plan, verb.tokens.end..clause.end).next().map_or(clause.end, |plan| plan.tokens.start);
    let place = scene.places.iter().map(|place| place.tokens.start).find(|at| (verb.tokens.end..plan).contains(at));
    let part = || scene.cues.within(verb.tokens.end..plan).find(|cue| cue.is(Act::Part) || cue.is(Act::Town));
    let place = place.or_else(|| part().map(|part| part.tokens.start))?;
    let behind = verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end).min(place);
    let before = verb.tokens.start.saturating_sub(MAX_REACH).max(clause.start)..verb.tokens.start;
    // Where the verb comes first, who acts stands between it and whom it was done to.
    let object = scene.cues.sides(behind).next_back().map(|(_, side)| side);
    let subject = scene.cues.sides(before).next_back().map(|(_, side)| side);
    let holder = object.and_then(other).or(subject)?;
    Some(Told { forward: true, ..plain(verb, holder, 0.85, "control-cleared") })
}

/// "the gunmen were driven out of P", "P was cleared of gunmen".
fn driven_out(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let before = verb.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..verb.tokens.start;
    let behind = verb.tokens.end..(verb.tokens.end + 3).min(clause.end);
    let subject = scene.cues.sides(before).next_back().map(|(_, side)| side);
    let object = || scene.cues.sides(behind).next().map(|(_, side)| side);
    // "the gunmen hold P but were pushed out of Q": who it was may stand in the statement before.
    let earlier = || scene.cues.sides(scene.sentence.start..clause.start).next_back().map(|(_, side)| side);
    let gone = subject.or_else(object).or_else(earlier)?;
    Some(Told {
        forward: subject.is_some() || clause.start > scene.sentence.start,
        ..plain(verb, other(gone)?, 0.85, "control-cleared")
    })
}

/// "P: the army in the centre", "P: government forces present".
fn headed(scene: &Scene<'_, '_>, clause: &Range<usize>) -> Option<Told> {
    let list = scene.first_list(clause.clone());
    let colon = list.tokens.end;
    let is_heading = !list.places.is_empty() && list.tokens.start < clause.start + 2;
    if !is_heading || !matches!(scene.tokens.fold(colon), ":" | "-" | "–" | "—") {
        return None;
    }
    let (cue, side) = scene.cues.sides(colon..(colon + MAX_SUBJECT_GAP).min(clause.end)).next()?;
    let behind = cue.tokens.end..(cue.tokens.end + 2).min(clause.end);
    let reach = cue.tokens.end..(cue.tokens.end + MAX_SUBJECT_GAP).min(clause.end);
    let somewhere = [Act::Part, Act::Town, Act::Outskirts, Act::Whole];
    let placed = scene.cues.has(Act::Under, behind.clone())
        && scene.cues.within(reach.clone()).any(|cue| somewhere.into_iter().any(|act| cue.is(act)));
    let other = [Act::Fight, Act::Siege, Act::Harm, Act::Plan, Act::Deny];
    let blocked = other.into_iter().any(|act| scene.cues.has(act, colon..reach.end));
    let told = !blocked && (placed || scene.cues.has(Act::Present, behind));
    let tokens = list.tokens.start..cue.tokens.end;
    told.then_some(Told { value: Value::Held(side), tokens, forward: false, sure: 0.75, rule: "control-headed" })
}

/// What a clause tells of fighting for places.
fn fought(scene: &Scene<'_, '_>, clause: &Range<usize>) -> Vec<Told> {
    let cues = scene.cues;
    let siege = cues.of(Act::Siege, clause.clone()).next();
    let lifted = cues.has(Act::Lift, clause.clone());
    if lifted && siege.is_some() && scene.places.is_empty() {
        return vec![];
    }
    if let Some(siege) = siege.filter(|_| lifted) {
        return vec![Told { forward: true, ..plain(siege, 0, 0.8, "control-relieved") }];
    }
    let goes_on = cues.has(Act::Ongoing, clause.clone());
    let fight = cues.of(Act::Fight, clause.clone()).next().filter(|cue| {
        // The dead told as what led to it are not what the fighting is told for ("clashes go on after the killing").
        let reason = cues
            .of(Act::Reason, cue.tokens.end..clause.end)
            .find(|reason| cues.has(Act::Ongoing, clause.start..reason.tokens.start));
        let told_for_its_dead =
            cues.has(Act::Harm, clause.start..reason.map_or(clause.end, |reason| reason.tokens.start));
        let part = cues.has(Act::Part, cue.tokens.end..(cue.tokens.end + MAX_REACH).min(clause.end));
        (goes_on || part) && !told_for_its_dead && !scene.is_after(cue, clause.start)
    });
    let undenied = |cue: &&Cue| {
        let before = clause.start..cue.tokens.start;
        !cues.has(Act::Deny, before.clone()) && !cues.has(Act::NotYet, before)
    };
    let contested = |cue: &Cue| Told {
        value: Value::Contested,
        tokens: cue.tokens.clone(),
        forward: true,
        sure: 0.85,
        rule: "control-contested",
    };
    fight.into_iter().chain(siege).filter(undenied).map(contested).collect()
}

/// The places that are told of, and how far the way they were found is to be trusted.
fn places(scene: &Scene<'_, '_>, memory: &Memory, clause: &Range<usize>, told: &Told) -> Option<(Spoken, f32)> {
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
    // A word that stands nearer than the name is what is spoken of ("the coast, and part of the area is").
    let nearer = !in_before.places.is_empty() && in_before.tokens.start >= before.tokens.end;
    let is_beside = !before.places.is_empty()
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
    } else {
        let first = if nearer { (in_before, 0.95) } else { (before, 1.0) };
        [first, (earlier(), 0.9), (after, 0.85), (in_after, 0.85), (Spoken::default(), 0.0)]
    };
    let inside = (scene.last_list(told.tokens.clone()), 0.9);
    order.into_iter().chain([inside]).find(|(spoken, _)| !spoken.places.is_empty())
}
