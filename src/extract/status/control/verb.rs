//! Control told by a verb: who took, holds, lost, left a place, or was driven out of it.

use std::ops::Range;

use super::super::cue::{Act, Cue};
use super::super::scope::Scene;
use super::{MAX_REACH, MAX_SUBJECT_GAP, Told, Value, is_denied, is_not_yet, names_hold, opener, plain};
use crate::extract::token::TokenKind;

/// How many tokens may stand between a verb of taking and the place taken.
const MAX_OBJECT_GAP: usize = 9;
/// How many tokens may stand between a verb and the place taken where it is not said who took it.
const MAX_STRONG_GAP: usize = 4;
/// How many tokens before a side those may stand who are of it ("the bodies of three soldiers").
const MAX_FEW_GAP: usize = 3;
/// How many tokens may stand between a side and its verb of holding ("troops entered P and by evening controlled").
const MAX_HOLDER_GAP: usize = 8;

/// "the rebels lost P".
pub(super) fn lost(
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
    let named = scene.cues.sides(near).next_back().or(between).map(|(_, side)| side);
    let side = named.or_else(|| opener(scene, clause, verb))?;
    Some(Told { forward: true, ..plain(verb, other(side)?, 0.85, "control-lost") })
}

/// "government forces withdrew from P".
pub(super) fn left(
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
    // "withdrew TO P".
    if scene.cues.has(Act::Toward, verb.tokens.end.saturating_sub(1)..object.tokens.start) {
        return None;
    }
    let between = scene.cues.sides(verb.tokens.end..object.tokens.start).next();
    let near = verb.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..verb.tokens.start;
    let (named, side) = between.or_else(|| scene.cues.sides(near).next_back())?;
    // "Two soldiers died and 40 WERE EVACUATED from P": people left, no side.
    if scene.cues.counts_in(named.tokens.end..verb.tokens.start.max(named.tokens.end))
        || brings_out(scene, named, verb, &object.tokens)
    {
        return None;
    }
    Some(Told { forward: true, ..plain(verb, other(side)?, 0.8, "control-left") })
}

/// Whether a verb of leaving tells whom somebody brought out of a place, who may be told before it as well ("evacuated THE
/// WOUNDED from P", "THREE WOUNDED SOLDIERS were evacuated from P", "evacuated 40 FAMILIES").
fn brings_out(scene: &Scene<'_, '_>, side: &Cue, verb: &Cue, place: &Range<usize>) -> bool {
    let cues = scene.cues;
    let behind = verb.tokens.end..place.start;
    let object = if behind.contains(&side.tokens.start) { side.tokens.end..place.start } else { behind };
    // "The wounded of the army", "wounded soldiers", "the bodies of three soldiers".
    let from = side.tokens.start.saturating_sub(MAX_FEW_GAP);
    let own = from..(side.tokens.end + 1).min(verb.tokens.start.max(side.tokens.end));
    let hurt = cues.people_in(own.clone()) || cues.has(Act::Harm, own);
    // "Brought out from P THE WOUNDED", as Russian has it.
    let last = cues.people_in(place.end..place.end + 1);
    hurt || last || cues.people_in(object.clone()) || cues.has(Act::Harm, object)
}

/// The last side named in a stretch of tokens.
fn between_side(scene: &Scene<'_, '_>, gap: &Range<usize>) -> Option<usize> {
    scene.cues.sides(gap.clone()).next_back().map(|(_, side)| side)
}

/// The cue that stands right before a verb.
fn right_before<'s>(scene: &'s Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> Option<&'s Cue<'s>> {
    scene.cues.within(clause.start..verb.tokens.start).next_back().filter(|cue| cue.tokens.end == verb.tokens.start)
}

/// The sides of a range that may do what a verb behind them tells: not those of what came before it ("after fighting with A",
/// as Turkish has it "A's leaving AFTER").
fn takers<'s>(scene: &'s Scene<'_, '_>, range: Range<usize>) -> impl Iterator<Item = usize> + 's {
    let cues = scene.cues;
    let sided = move |range: Range<usize>| cues.sides(range).next().is_some();
    cues.sides(range.clone()).filter_map(move |(cue, side)| {
        let before = cue.tokens.start.saturating_sub(MAX_STRONG_GAP).max(range.start)..cue.tokens.start;
        let led = cues.of(Act::After, before).next_back().filter(|after| !sided(after.tokens.end..cue.tokens.start));
        // Where anybody is named behind "after", that is of him.
        let behind = cue.tokens.end..(cue.tokens.end + MAX_STRONG_GAP).min(range.end);
        let closed = cues.has(Act::After, behind) && !sided(cue.tokens.end..range.end);
        (led.is_none() && !closed).then_some(side)
    })
}

/// Where the last side named in a range ends, or where the range begins.
fn subject_end(scene: &Scene<'_, '_>, range: Range<usize>) -> usize {
    scene.cues.sides(range.clone()).next_back().map_or(range.start, |(side, _)| side.tokens.end)
}

/// Whether those counted in a range are people: no word for a part of a place follows the number ("TWO QUARTERS of P").
fn counts_people(scene: &Scene<'_, '_>, range: Range<usize>) -> bool {
    let parts = |at: usize| {
        let next = at..at + MAX_STRONG_GAP;
        scene.names_part(next.clone()) || scene.cues.has(Act::Region, next)
    };
    scene.cues.counted_at(range).any(|at| !parts(at))
}

/// Whether a gap between a verb of taking and a place holds a word that nobody here knows: what was taken there.
fn names_things(scene: &Scene<'_, '_>, mut gap: Range<usize>) -> bool {
    let is_word = |at: usize| scene.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
    let is_known =
        |at: usize| scene.cues.within(at.saturating_sub(MAX_STRONG_GAP)..at + 1).any(|cue| cue.tokens.contains(&at));
    gap.any(|at| is_word(at) && !is_known(at) && !scene.cues.is_joint(at) && scene.tokens.fold(at).chars().count() > 3)
}

/// The same verbs where they stand behind the place: "haben P eingenommen", "aus P vertrieben", "P'yi ele geçirdi".
pub(super) fn behind(
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
    let last = |range: Range<usize>| scene.places.iter().rev().find(|place| range.contains(&place.tokens.start));
    // "P was by A taken AND by B RETAKEN": who stands behind "and" does what the second verb tells, of the same place.
    let joint = near.clone().rfind(|at| scene.cues.is_joint(*at));
    let joint =
        joint.filter(|joint| scene.cues.sides(*joint..verb.tokens.start).next().is_some() && verb.is(Act::Take));
    let place = last(near.clone()).or_else(|| last(clause.start..near.start).filter(|_| joint.is_some()))?;
    let from = joint.filter(|joint| *joint >= place.tokens.end).unwrap_or(clause.start);
    let gap = place.tokens.end.max(from)..verb.tokens.start.max(place.tokens.end);
    let around = near.start..(verb.tokens.end + 2).min(clause.end);
    let spoils =
        [Act::Fight, Act::Harm, Act::Neutral, Act::Control].into_iter().any(|act| scene.cues.has(act, gap.clone()));
    // "have P lost, HOLD Q": P has its own verb.
    let parted =
        gap.clone().any(|at| scene.tokens.is_comma(at)) && scene.cues.within(gap.clone()).any(Cue::tells_control);
    // "Have IN P several VEHICLES captured", "have several vehicles IN P captured".
    let before = near.start.min(place.tokens.start)..place.tokens.start;
    let named = scene.names_part(before.start..gap.end);
    let things = names_things(scene, gap) || names_things(scene, subject_end(scene, before.clone())..before.end);
    let takes_things = scene.is_inside(place) && !verb.is(Act::Leave) && !verb.is(Act::Lose) && !named && things;
    // "Has THE WOUNDED from P brought out", "has 25 SOLDIERS in P in its hands": people, no place.
    let object = subject_end(scene, before.clone())..verb.tokens.start;
    let beside = scene.cues.has(Act::Beside, place.tokens.start.saturating_sub(2)..place.tokens.start);
    let taken_out = scene.cues.people_in(object.clone()) || scene.cues.has(Act::Harm, object.clone());
    // "Were forced to withdraw NEAR P".
    let brings = verb.is(Act::Leave) && (beside || taken_out);
    let holds = (verb.is(Act::Hold) || verb.is(Act::Seize)) && counts_people(scene, before.start..verb.tokens.start);
    if spoils
        || parted
        || takes_things
        || brings
        || holds
        || scene.cues.has(Act::Deny, around.clone())
        || scene.cues.has(Act::NotYet, around)
    {
        return None;
    }
    let named: Vec<usize> = scene.cues.sides(from..verb.tokens.start).map(|(_, side)| side).collect();
    // "The suburbs of P hold loyalists of A": where the place comes first, who holds it may follow the verb.
    let follows = || {
        let next = verb.tokens.end..(verb.tokens.end + MAX_OBJECT_GAP).min(clause.end);
        scene.cues.sides(next).next().map(|(_, side)| side).filter(|_| verb.is(Act::Hold))
    };
    // "The gunmen have near P AN ARMY post captured", "the army, AFTER FIGHTING THE GUNMEN, has P captured": who takes it is
    // named first.
    let taker = || takers(scene, from..verb.tokens.start).next().filter(|_| verb.is(Act::Seize) || verb.is(Act::Take));
    let last = taker().or(named.last().copied()).or_else(follows).or_else(|| opener(scene, clause, verb));
    let (side, sure) = if verb.is(Act::Leave) || verb.is(Act::Lose) {
        (other(last?)?, 0.8)
    } else if verb.is(Act::Clear) {
        // Who is driven out stands nearer to the verb than who drives out.
        let object = last?;
        // "A's ATTACK on P REPELLED": the other side has it still.
        if scene.cues.has(Act::Attack, place.tokens.end..verb.tokens.start.max(place.tokens.end)) {
            return Some(plain(verb, other(object)?, 0.8, "control-repelled"));
        }
        let subject = named.iter().rev().find(|side| **side != object);
        // "P was of gunmen CLEARED": of two sides it is the state that clears, where the one that is named stands behind P.
        let gone = object != 0 && scene.cues.sides(place.tokens.end..verb.tokens.start).next().is_some();
        (subject.copied().or_else(|| if named.len() > 1 || gone { other(object) } else { Some(object) })?, 0.85)
    } else if verb.is(Act::Take) {
        (last.unwrap_or(0), if last.is_some() { 0.92 } else { 0.8 })
    } else {
        (last?, 0.9)
    };
    Some(plain(verb, side, sure, "control-behind"))
}

/// "A nimmt P ein": the particle of the verb stands right behind what is taken, or behind a small word.
pub(super) fn split(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> Option<Told> {
    let reach = verb.tokens.end..(verb.tokens.end + MAX_OBJECT_GAP).min(clause.end);
    let particle = scene.cues.of(Act::Particle, reach.clone()).next()?;
    let place = scene.places.iter().rfind(|place| reach.contains(&place.tokens.start))?;
    let near = place.tokens.end <= particle.tokens.start && particle.tokens.start <= place.tokens.end + 1;
    let gap = verb.tokens.end..place.tokens.start;
    let denied = scene.cues.has(Act::Deny, clause.clone()) || scene.cues.has(Act::NotYet, clause.clone());
    // "Holt DIE LEICHEN aus P zurück".
    let things = scene.cues.people_in(gap.clone()) || names_things(scene, gap.clone());
    if !near || denied || things || scene.is_inside(place) && !scene.names_part(gap.clone()) {
        return None;
    }
    let (_, side) = scene.cues.sides(clause.start..place.tokens.start).next()?;
    Some(Told { forward: true, ..plain(verb, side, 0.9, "control-takes") })
}

/// "took P, but the army RETOOK IT", where the verb closes its statement: a word for the place stands before it.
pub(super) fn took_it(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> Option<Told> {
    let near = verb.tokens.start.saturating_sub(2).max(clause.start)..verb.tokens.start;
    let takes = (verb.is(Act::Take) || verb.is(Act::Seize)) && !verb.is(Act::Neutral);
    let named_before = scene.places.iter().any(|place| place.tokens.end <= clause.start);
    let named = scene.places.iter().any(|place| clause.contains(&place.tokens.start));
    let denied = scene.cues.has(Act::Deny, clause.clone()) || scene.cues.has(Act::NotYet, clause.clone());
    if !takes || denied || named || !named_before || !scene.cues.has(Act::Pronoun, near) {
        return None;
    }
    let (_, side) = scene.cues.sides(clause.start..verb.tokens.start).next_back()?;
    Some(plain(verb, side, 0.85, "control-behind"))
}

/// "gunmen seized P", "loyalists still held P", "the army retook P".
pub(super) fn by_verb(
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
    let standing = [Act::Town, Act::Region, Act::Part, Act::Outskirts];
    let stand_in = || scene.cues.within(reach.clone()).find(|cue| standing.into_iter().any(|act| cue.is(act)));
    // "retook it": a word for a place named before stands right behind the verb.
    let pronoun = scene.cues.of(Act::Pronoun, verb.tokens.end..verb.tokens.end + 1).next();
    let is_named_before = |_: &&Cue| scene.places.iter().any(|place| place.tokens.end <= verb.tokens.start);
    let pronoun = pronoun.filter(is_named_before).map(|cue| cue.tokens.start);
    let object = pronoun.or(named).or_else(|| stand_in().map(|cue| cue.tokens.start))?;
    let gap = verb.tokens.end..object;
    // Where the verb comes first, its subject stands next to it, and whose it was behind what was taken.
    let first = scene.cues.sides(gap.clone()).next();
    let between = if scene.verb_first { first.map(|(_, side)| side) } else { between_side(scene, &gap) };
    let near = verb.tokens.start.saturating_sub(MAX_HOLDER_GAP).max(clause.start);
    // "have set up posts at the entrances AND CONTROL the whole town": a verb that is joined on has the subject of the first.
    let joined =
        verb.tokens.start.checked_sub(1).is_some_and(|at| scene.cues.is_joint(at)) && pronoun.or(named).is_none();
    let from = if verb.is(Act::Hold) && !joined { near } else { clause.start };
    // "pursuing the gunmen after SECURING P", where the noun has its own subject behind it: who is named before it does
    // something else, or has it done to them.
    let is_noun = scene.verb_first
        && verb.is(Act::Take)
        && right_before(scene, clause, verb).is_some_and(|cue| cue.is(Act::After));
    // "The forces, AFTER FIGHTING WITH THE GUNMEN, seized P".
    let doer = || takers(scene, from..verb.tokens.start).last().filter(|_| !scene.verb_first);
    // "After the gunmen's withdrawal CONTROL THE TROOPS P again", as German has it: who stands behind the verb does it.
    let follows = !scene.verb_first && between.is_some() && !verb.is(Act::Take);
    let before = doer().or_else(|| between_side(scene, &(from..verb.tokens.start)).filter(|_| !follows));
    let before = before.or_else(|| opener(scene, clause, verb));
    let before = before.filter(|_| !is_noun);
    // "The forces left P AND THERE RULES IT gunmen", as Arabic has it: who stands right behind the pronoun does it.
    let behind = pronoun.filter(|_| scene.verb_first).map(|at| at + 1..(at + 2).min(clause.end));
    let before = behind.and_then(|behind| scene.cues.sides(behind).next()).map(|(_, side)| side).or(before);
    // The taking told by a noun behind its verb ("succeeded in the retaking of P").
    let gains = |cue: &Cue| cue.is(Act::Take) || cue.is(Act::Gain);
    let takes = right_before(scene, clause, verb).is_some_and(gains) && verb.is(Act::Seize) || verb.is(Act::Take);
    // "seized weapons in P", "captured 30 men": things and people are taken, no place.
    let gap_has = |act: Act| scene.cues.has(act, gap.clone());
    let within = scene.names_part(gap.clone());
    let is_number = |at: usize| scene.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
    let counts = verb.is(Act::Seize) && named.is_some() && gap.clone().any(is_number);
    // "freed six of their comrades in P".
    let counts = counts || verb.is(Act::Take) && !within && scene.cues.counts_in(gap.clone());
    // "Gunmen HOLD 25 SOLDIERS in P", "hold THE FAMILIES of officers in P".
    let led_to = || [Act::Under, Act::Beside, Act::Within].into_iter().any(|act| scene.cues.has(act, gap.clone()));
    // "Hold IN P 25 soldiers".
    let last = scene.places.iter().find(|place| place.tokens.start == object).map_or(object, |place| place.tokens.end);
    let until = (last + MAX_FEW_GAP).min(clause.end);
    let until = (last..until).find(|at| scene.tokens.is_comma(*at) || scene.cues.is_joint(*at)).unwrap_or(until);
    let whom = if last == object || gap.len() > 2 { gap.clone() } else { gap.start..until };
    let people = || counts_people(scene, whom.clone()) || scene.cues.people_in(whom.clone());
    let counts = counts || verb.is(Act::Hold) && named.is_some() && people() && led_to();
    // "Were captured NEAR P", "seized a bus NEAR P": so are people, and things.
    let led = gap_has(Act::Under) || gap_has(Act::Beside);
    // "Seized THE GUNMEN cars in P", as Arabic has it: who did it stands before what was taken.
    // "Seized the gunmen CARS OF THE ARMY in P": so is what somebody else has.
    let owned = |from: usize| scene.cues.sides(from..gap.end).next().is_some();
    let takes_things = match first.map(|(side, _)| side.tokens.end) {
        None => led,
        Some(after) => {
            scene.verb_first && led && before.is_none() && (names_things(scene, after..gap.end) || owned(after))
        }
    };
    let takes_things = verb.is(Act::Seize) && !within && takes_things;
    // "Overran THREE CHECKPOINTS NEAR P".
    let posts = verb.is(Act::Seize) && gap_has(Act::Beside) && scene.cues.counts_in(gap.clone());
    let takes_things = takes_things || posts;
    let parted = || gap.clone().any(|at| scene.tokens.is_comma(at));
    let elsewhere = verb.is(Act::Take) && parted() && between_side(scene, &gap).is_some();
    if counts || takes_things || elsewhere {
        return None;
    }
    let strong = takes && gap.len() <= MAX_STRONG_GAP;
    let side = before.or(between).or(strong.then_some(0))?;
    // "captured thirty gunmen in P" takes people, no place.
    // "clashes with gunmen holed up in P" tells of clashes.
    let spoils = [Act::Fight, Act::Strike].into_iter().any(|act| scene.cues.has(act, near..verb.tokens.start));
    let fought = verb.is(Act::Hold) && spoils;
    let takes_people = before.is_some() && between.is_some() && !verb.is(Act::Hold);
    let blocked = [Act::Fight, Act::Harm, Act::Neutral].into_iter().any(|act| scene.cues.has(act, gap.clone()));
    let not_yet = is_not_yet(scene, clause, verb);
    if blocked || fought || takes_people || !not_yet && scene.cues.has(Act::Deny, near..verb.tokens.start) {
        return None;
    }
    if scene.cues.has(Act::Lose, verb.tokens.start.saturating_sub(2).max(clause.start)..verb.tokens.start) {
        return None;
    }
    // "LOST the forces control of P", where who lost it stands behind the verb.
    let lost = right_before(scene, clause, verb).filter(|holder| scene.verb_first && holder.side().is_some());
    if lost
        .is_some_and(|holder| scene.cues.of(Act::Lose, clause.clone()).any(|cue| cue.tokens.end == holder.tokens.start))
    {
        return Some(Told { forward: true, ..plain(verb, other(side)?, 0.9, "control-lost") });
    }
    if not_yet {
        return Some(Told { forward: true, ..plain(verb, other(side)?, 0.8, "control-not-yet") });
    }
    let rule = if verb.is(Act::Hold) { "control-holds" } else { "control-takes" };
    let sure = if before.or(between).is_some() { 0.92 } else { 0.8 };
    let forward = pronoun.is_none();
    Some(Told { value: Value::Held(side), tokens: verb.tokens.clone(), forward, sure, rule })
}

/// "the army entered the town of P after battles", "without a fight" (Arabic, where the verb comes first): what the state's
/// men went into with the fighting over they hold; an entry alone tells nothing.
pub(super) fn entered(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> Option<Told> {
    let reach = verb.tokens.end..(verb.tokens.end + MAX_OBJECT_GAP).min(clause.end);
    let place = scene.places.iter().find(|place| reach.contains(&place.tokens.start)).filter(|_| scene.verb_first)?;
    let gap = verb.tokens.end..place.tokens.start;
    let behind = scene.cues.sides(gap.clone()).next();
    let near = verb.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..verb.tokens.start;
    let (_, side) = behind.or_else(|| scene.cues.sides(near).next_back())?;
    let others = [Act::Siege, Act::Plan, Act::NotYet, Act::Leave, Act::Strike, Act::Seize, Act::Control];
    // "without a fight", "after the fighting".
    let denied = |at: usize| scene.cues.has(Act::Deny, at.saturating_sub(1).max(clause.start)..at);
    let is_over = |fight: &Cue| scene.is_after(fight, clause.start) || denied(fight.tokens.start);
    let mut fights = scene.cues.of(Act::Fight, clause.clone()).peekable();
    let blocked = fights.peek().is_none()
        || !fights.all(is_over)
        || scene.cues.has(Act::Deny, clause.start..verb.tokens.start)
        || others.into_iter().any(|act| scene.cues.has(act, clause.clone()));
    let parted = gap.into_iter().any(|at| scene.tokens.is_comma(at));
    (side == 0 && !blocked && !parted).then(|| Told { forward: true, ..plain(verb, side, 0.75, "control-entered") })
}

/// "expelled the gunmen from P", "neutralised remnants in P".
pub(super) fn cleared(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let plan =
        scene.cues.of(Act::Plan, verb.tokens.end..clause.end).next().map_or(clause.end, |plan| plan.tokens.start);
    // "the coast killings" name what happened there, no place won.
    let happened = |end: usize| scene.cues.has(Act::Harm, end..end + 1);
    let ahead = scene.places.iter().find(|place| (verb.tokens.end..plan).contains(&place.tokens.start));
    if ahead.is_some_and(|place| happened(place.tokens.end)) {
        return None;
    }
    let place = ahead.map(|place| place.tokens.start);
    let part = || scene.cues.within(verb.tokens.end..plan).find(|cue| cue.is(Act::Part) || cue.is(Act::Town));
    // "entered P and CLEARED IT of gunmen".
    let it =
        scene.cues.of(Act::Pronoun, verb.tokens.end..verb.tokens.end + 1).next().filter(|_| {
            scene.places.iter().any(|place| (clause.start..verb.tokens.start).contains(&place.tokens.start))
        });
    if let Some(it) = it.filter(|_| place.is_none()) {
        let reach = it.tokens.end..(it.tokens.end + MAX_REACH).min(clause.end);
        let object = scene.cues.sides(reach).next().map(|(_, side)| side)?;
        return Some(plain(verb, other(object)?, 0.85, "control-cleared"));
    }
    let place = place.or_else(|| part().map(|part| part.tokens.start))?;
    // "foiled an attack on a post NEAR P" tells nothing of P; "the forces FOILED an attack by A": who foils it stands
    // before the attack where the verb comes first.
    let attack = scene.cues.of(Act::Attack, verb.tokens.end..place).next();
    if attack.is_some_and(|attack| scene.cues.has(Act::Beside, attack.tokens.end..place)) {
        return None;
    }
    if let Some(attack) = attack.filter(|_| scene.verb_first) {
        let doer = scene.cues.sides(verb.tokens.end..attack.tokens.start).next().map(|(_, side)| side);
        if let Some(side) = doer {
            return Some(Told { forward: true, ..plain(verb, side, 0.85, "control-cleared") });
        }
    }
    let behind = verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end).min(place);
    let before = verb.tokens.start.saturating_sub(MAX_REACH).max(clause.start)..verb.tokens.start;
    // Where the verb comes first, who acts stands between it and whom it was done to.
    // "pushed back a crowd in Damascus": a seat of power behind "in" is a place.
    let seated = |cue: &Cue| {
        scene.cues.of(Act::Under, verb.tokens.end..cue.tokens.start).any(|under| under.tokens.end == cue.tokens.start)
    };
    let object = scene.cues.sides(behind).rfind(|(cue, _)| !seated(cue)).map(|(_, side)| side);
    let subject = scene.cues.sides(before).next_back().map(|(_, side)| side);
    // Who clears a place of nobody is its own master only where that is the state ("gunmen SWEPT the coast").
    let holder = object.and_then(other).or(subject.filter(|side| *side == 0))?;
    Some(Told { forward: true, ..plain(verb, holder, 0.85, "control-cleared") })
}

/// "P was cleared of gunmen": the other side has what somebody named behind it is gone from; "cleared of mines" tells nothing.
pub(super) fn rid(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let behind = verb.tokens.end..(verb.tokens.end + MAX_SUBJECT_GAP).min(clause.end);
    let (side, gone) = scene.cues.sides(behind).next()?;
    let gap = verb.tokens.end..side.tokens.start;
    let placed = scene.places.iter().any(|place| gap.contains(&place.tokens.start));
    if placed || gap.into_iter().any(|at| scene.tokens.is_comma(at)) {
        return None;
    }
    // "has NOT been cleared of gunmen": they hold it.
    if is_not_yet(scene, clause, verb) || is_denied(scene, clause, verb) {
        return Some(plain(verb, gone, 0.8, "control-not-yet"));
    }
    Some(plain(verb, other(gone)?, 0.9, "control-rid"))
}

/// "the gunmen were driven out of P", "P was cleared of gunmen".
pub(super) fn driven_out(
    scene: &Scene<'_, '_>,
    clause: &Range<usize>,
    verb: &Cue,
    other: &dyn Fn(usize) -> Option<usize>,
) -> Option<Told> {
    let before = verb.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..verb.tokens.start;
    let behind = verb.tokens.end..(verb.tokens.end + 3).min(clause.end);
    let subject = scene.cues.sides(before).next_back().map(|(_, side)| side);
    let object = || scene.cues.sides(behind).next().map(|(_, side)| side);
    let gone = subject.or_else(object).or_else(|| opener(scene, clause, verb))?;
    Some(Told {
        forward: subject.is_some() || clause.start > scene.sentence.start,
        ..plain(verb, other(gone)?, 0.85, "control-cleared")
    })
}
