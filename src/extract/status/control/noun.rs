//! Control told by a noun: "under government control", "outside the control of", "regained control of".

use std::ops::Range;

use super::super::cue::{Act, Cue};
use super::super::scope::Scene;
use super::{MAX_REACH, MAX_SUBJECT_GAP, Told, Value, opener};

/// How many tokens before a verb of controlling the word may stand that joins it ("AND still control").
const MAX_FILLER: usize = 2;

/// How many tokens behind a noun of holding the side may stand.
const MAX_SIDE: usize = 4;
/// The same behind "in the hands of", with what describes it between.
const MAX_HOLDER: usize = 7;

/// "under government control", "outside the control of", "regained control of".
pub(super) fn by_noun(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    noun: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
    verb_last: bool,
) -> Option<Told> {
    if noun.is(Act::Grasp) && kills(scene, clause, noun, verb_last) {
        return None;
    }
    let cues = scene.cues;
    let from = noun.tokens.start.saturating_sub(MAX_REACH).max(clause.start);
    let left = from..noun.tokens.start;
    let right = noun.tokens.end..(noun.tokens.end + MAX_REACH).min(clause.end);
    let gains = |cue: &&Cue| [Act::Gain, Act::Take, Act::Seize, Act::Hold].into_iter().any(|act| cue.is(act));
    // "P left the control of": leaving it is losing it.
    // "The gunmen withdrew to P and the army CONTROLS Q" (French "contrôle", a noun too) is another telling.
    let is_its = |cue: &Cue| {
        let gap = cue.tokens.end..noun.tokens.start;
        let parted = gap.clone().any(|at| cues.is_joint(at) || scene.tokens.is_comma(at));
        // "Left P AND THE FORCES control": so is what somebody else named behind "and" does.
        let joint = gap.clone().find(|at| cues.is_joint(*at));
        let other = joint.is_some_and(|joint| cues.sides(joint..noun.tokens.start).next().is_some());
        // "AFTER THE WITHDRAWAL of the gunmen the army controls P": it tells when.
        let near = cue.tokens.start.saturating_sub(MAX_FILLER + 1).max(clause.start)..cue.tokens.start;
        let when = cue.is(Act::Leave) && cues.has(Act::After, near) && cues.sides(gap.clone()).count() > 1;
        !(when || other || parted && scene.places.iter().any(|place| gap.contains(&place.tokens.start)))
    };
    let loses = |cue: &&Cue| [Act::Lost, Act::Lose, Act::Leave].into_iter().any(|act| cue.is(act)) && is_its(cue);
    let lost = cues.within(left.clone()).rfind(loses);
    let under = cues.of(Act::Under, left.clone()).next_back().filter(|cue| cue.tokens.end + 5 > noun.tokens.start);
    let gain = cues.within(left.clone()).rfind(gains);
    let last = |range: Range<usize>| cues.sides(range).next_back().map(|(_, side)| side);
    let inner_side = last(lost.or(under).map_or(from, |cue| cue.tokens.start)..noun.tokens.start);
    // "P is under control AFTER THE GUNMEN'S ATTACKS": who is named in what led to it holds nothing.
    let led_to = |side: &Cue| {
        let gap = noun.tokens.end..side.tokens.start;
        [Act::After, Act::Reason, Act::Attack].into_iter().any(|act| cues.has(act, gap.clone()))
    };
    let far = noun.tokens.end..(noun.tokens.end + MAX_HOLDER).min(clause.end);
    let parted = far.clone().any(|at| cues.is_joint(at) || scene.tokens.is_comma(at));
    let reach = if noun.is(Act::Grasp) && !parted { MAX_HOLDER } else { MAX_SIDE };
    let behind_side = cues.sides(noun.tokens.end..(noun.tokens.end + reach).min(clause.end)).next();
    let behind_side = behind_side.filter(|(cue, _)| !led_to(cue)).map(|(_, side)| side);
    // "Operation against P: control established there": who is named in a heading need not be who acts.
    let heading = (clause.start..noun.tokens.start).rev().find(|at| scene.tokens.mark(*at) == ':');
    let named = cues.sides(heading.unwrap_or(clause.start)..noun.tokens.start).next_back();
    let subject = named.map(|(_, side)| side);
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
    // "25 TROOPS are in the hands of gunmen in P" tells who is held, not what.
    let holds_people = |until: usize| {
        let held = clause.start..until;
        cues.counts_in(held.clone()) && !cues.has(Act::Part, held.clone()) && unparted(held.start, held.end)
    };
    let describes = |gain: &Cue| {
        gain.tokens.end == noun.tokens.start
            && under.is_some_and(|under| unparted(under.tokens.end, noun.tokens.start))
            && !scene.names_object(noun.tokens.end)
    };
    if let Some(under) =
        under.filter(|under| gain.is_none_or(|gain| gain.tokens.start <= under.tokens.start || describes(gain)))
    {
        // "After the gunmen's attacks P IS UNDER CONTROL": who is named before the place need not hold it.
        let place = scene.places.iter().rfind(|place| (clause.start..under.tokens.start).contains(&place.tokens.start));
        let holds = named.zip(place).is_none_or(|((named, _), place)| {
            named.tokens.start >= place.tokens.end
                || cues.within(named.tokens.end..under.tokens.start).any(|cue| gains(&cue))
        });
        let side = inner_side.or(behind_side).or(subject.filter(|_| holds || noun.is(Act::Grasp)));
        // "lost P but REMAIN IN CONTROL OF Q".
        let forward = gain.is_some() && scene.names_object(noun.tokens.end);
        let side = side.or_else(|| opener(scene, clause, under).filter(|_| forward));
        // "in the hands of" somebody who is no side of ours is not the state's.
        if noun.is(Act::Grasp) && (side.is_none() || holds_people(under.tokens.start)) {
            return None;
        }
        let holder = side.unwrap_or(0);
        let sure = if side.is_some() { 0.95 } else { 0.75 };
        let holder = if denied { other(holder)? } else { holder };
        return told(holder, under.tokens.start..noun.tokens.end, forward, sure, "control-under");
    }
    let gripped = gain.is_some() && scene.names_object(noun.tokens.end);
    let grasps_people = || is_attached(scene, noun) && holds_people(noun.tokens.start);
    if denied || noun.is(Act::Grasp) && !gripped && (!is_attached(scene, noun) || grasps_people()) {
        return None;
    }
    if let Some(gain) = gain {
        let between = last(gain.tokens.end..noun.tokens.start);
        // "drove the gunmen out of P and imposed its control": whom it drove out does not hold it.
        let drives = cues.has(Act::Clear, clause.start..gain.tokens.start);
        let subject = last(clause.start..gain.tokens.start);
        let subject = if drives { subject.and_then(other) } else { subject };
        let subject = subject.or_else(|| opener(scene, clause, gain));
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
    let is_joint = |at: usize| cues.is_joint(at);
    let touches =
        |cue: &Cue| cue.tokens.end + 2 > noun.tokens.start && !(cue.tokens.end..noun.tokens.start).any(is_joint);
    let beside = cues.sides(from..noun.tokens.start).next_back().filter(|(cue, _)| touches(cue)).map(|(_, side)| side);
    let killed = cues.has(Act::Harm, clause.start..noun.tokens.start);
    // "The gunmen lost P and still CONTROL Q": a verb, whose subject opens the statement.
    let is_verb = (noun.tokens.start.saturating_sub(MAX_FILLER).max(clause.start)..noun.tokens.start).any(is_joint);
    let object = scene.places.iter().find(|place| place.tokens.start >= noun.tokens.end);
    let named = object.is_some_and(|place| place.tokens.start <= noun.tokens.end + MAX_FILLER);
    let first = || cues.sides(clause.start..noun.tokens.start).next().map(|(_, side)| side).filter(|_| is_verb);
    let opens = || first().or_else(|| opener(scene, clause, noun)).filter(|_| named);
    let side = beside.or(behind_side).or_else(opens).filter(|_| !killed)?;
    let stop =
        object.map_or(clause.end, |place| place.tokens.start).min(noun.tokens.end + MAX_SUBJECT_GAP).min(clause.end);
    let near = object.is_some_and(|place| scene.is_object(noun.tokens.end..place.tokens.start))
        || [Act::Town, Act::Part].into_iter().any(|act| cues.has(act, noun.tokens.end..stop.min(noun.tokens.end + 2)))
        || cues.has(Act::Most, noun.tokens.end..stop)
            && cues.has(Act::Town, noun.tokens.end..stop.max(noun.tokens.end));
    let attached = is_attached(scene, noun) || behind_side.is_some() && beside.is_none();
    // "P is in the hand of A, and so is Q": the place right before an attached noun is its own.
    let near = near && !(attached && scene.places.iter().any(|place| place.tokens.end == noun.tokens.start));
    (near || attached).then(|| told(side, noun.tokens.clone(), near, 0.75, "control-noun")).flatten()
}

/// Whether the hands of somebody are those by which people died ("IN P 16 soldiers died AT THE HANDS of"): they are counted or
/// killed in the same breath, and the place is where that happened; in some languages the verb follows.
fn kills(scene: &Scene<'_, '_>, clause: &Range<usize>, noun: &Cue, verb_last: bool) -> bool {
    let cues = scene.cues;
    let tells =
        |cue: &Cue| [Act::Taken, Act::Take, Act::Seize, Act::Hold, Act::Gain].into_iter().any(|act| cue.is(act));
    let place =
        scene.places.iter().rfind(|place| place.tokens.end <= noun.tokens.start && place.tokens.start >= clause.start);
    // "Nine have died and THE CITY is in the hands of": a word may stand for the place.
    let stands = |town: &&Cue| !cues.has(Act::Under, town.tokens.start.saturating_sub(2)..town.tokens.start);
    let town = cues.of(Act::Town, clause.start..noun.tokens.start).next_back().filter(stands).map(|cue| cue.tokens.end);
    if town > place.map(|place| place.tokens.end) || place.is_some_and(|place| !scene.is_inside(place)) {
        return false;
    }
    let from = place.map_or(clause.start, |place| place.tokens.end);
    let from = (from..noun.tokens.start).rev().find(|at| scene.tokens.is_comma(*at)).unwrap_or(from);
    let before = from..noun.tokens.start;
    let counts = || cues.counts_in(before.clone()) && cues.has(Act::Harm, clause.clone());
    let harmed = cues.has(Act::Harm, before.clone()) || counts();
    if harmed && !cues.within(before).any(tells) {
        return true;
    }
    if !verb_last {
        return false;
    }
    // "383 people AT THE HANDS of A and 420 AT THE HANDS of B died": so is the last of a list.
    let parts = |at: &usize| scene.tokens.is_comma(*at) || cues.is_joint(*at);
    let ends = |from: usize| (from..clause.end).find(parts).unwrap_or(clause.end);
    let until = ends(noun.tokens.end);
    let grasps = cues.of(Act::Grasp, until..clause.end).next();
    let first = |range: Range<usize>| cues.within(range).find(|cue| cue.is(Act::Harm) || tells(cue));
    let told =
        first(noun.tokens.end..until).or_else(|| grasps.and_then(|cue| first(cue.tokens.end..ends(cue.tokens.end))));
    told.is_some_and(|cue| cue.is(Act::Harm))
}

/// Whether a noun carries its preposition attached ("بيد").
fn is_attached(scene: &Scene<'_, '_>, noun: &Cue) -> bool {
    scene.tokens.fold(noun.tokens.start).starts_with('ب')
}
