//! Control: which side holds a place, or that it is fought for, and how much of it.

use std::ops::Range;

use super::cue::{Act, Cue};
use super::memory::Memory;
use super::scope::{Scene, Spoken};
use super::{Found, Grounds};
use crate::extract::token::TokenKind;
use crate::extract::token::Tokens;
use crate::model::{Extent, SideId, StatusKind, StatusValue};

mod echo;
mod fight;
mod ground;
mod noun;
mod verb;

/// How many tokens may stand between the parts of one telling of control.
const MAX_REACH: usize = 8;
/// How many tokens may stand between a side and its verb of holding.
const MAX_SUBJECT_GAP: usize = 5;
/// How far before what it denies a denial may stand ("denied that the town of P had fallen to").
const MAX_DENIAL_GAP: usize = 12;

/// How many tokens before whom it counts, or behind a verb, a number may stand.
const MAX_COUNT_GAP: usize = 3;

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

/// Who has a place.
#[derive(Clone, Copy)]
enum Value {
    Held(usize),
    Contested,
}

/// The controls of a sentence.
///
/// `verb_last`: a verb may stand behind the place it tells of.
pub fn read(
    scene: &Scene<'_, '_>,
    clauses: &[Range<usize>],
    memory: &Memory,
    sides: &[SideId],
    verb_last: bool,
) -> Vec<Found> {
    let mut found: Vec<(Range<usize>, Found)> = Vec::new();
    if sides.is_empty() {
        return vec![];
    }
    for clause in clauses {
        // "kept the one in P", behind a curfew, speaks of the curfew too.
        let known = scene.cues.has(Act::Curfew, scene.sentence.start..clause.start) || memory.told_curfew();
        let named = scene.cues.has(Act::Curfew, clause.clone());
        let curfew = named || known && (stands_for_curfew(scene, clause) || scene.keeps_it(clause).is_some());
        if curfew && !scene.cues.has(Act::Control, clause.clone()) {
            continue;
        }
        let mut told = held(scene, clause, sides.len(), verb_last);
        if told.is_empty() {
            let headed = fight::headed(scene, clause).or_else(|| fight::listed(scene, clause));
            told.extend(headed.or_else(|| fight::deployed(scene, clause)));
        }
        told.extend(fight::fought(scene, clause, verb_last));
        for one in told {
            if scene.is_asked(&one.tokens) {
                continue;
            }
            let refuted = scene.is_refuted(&one.tokens, clause) || scene.is_disowned(&one.tokens, clause);
            if refuted || scene.cues.has(Act::Past, clause.clone()) || is_planned(scene, clause, &one.tokens) {
                continue;
            }
            let Some((spoken, trust)) = ground::places(scene, memory, clause, &one) else { continue };
            if ground::is_where_only(scene, clause, &one, &spoken) {
                continue;
            }
            let extents = but_for(scene, clause, &spoken, scene.extents(&spoken, clause));
            let value = match one.value {
                Value::Held(side) => sides.get(side).cloned().map(StatusValue::Held),
                Value::Contested => Some(StatusValue::Contested),
            };
            let Some(value) = value else { continue };
            for (place, extent) in spoken.places.iter().zip(extents) {
                let status = Found {
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
                    grounds: Grounds {
                        cues: vec![one.tokens.clone()],
                        place: scene.words_of(place, &spoken),
                        until: None,
                    },
                };
                found.push((one.tokens.clone(), status));
            }
        }
    }
    echo::forget_undone(scene, &mut found);
    echo::forget_left(scene, &mut found);
    echo::repeat(scene, &mut found);
    found.into_iter().map(|(_, status)| status).collect()
}

/// How much of its places a clause tells of, where words behind the last of them leave a part of it out ("all of P EXCEPT Q"):
/// most of it.
fn but_for(scene: &Scene<'_, '_>, clause: &Range<usize>, spoken: &Spoken, mut extents: Vec<Extent>) -> Vec<Extent> {
    let behind = spoken.tokens.end..(spoken.tokens.end + MAX_COUNT_GAP).min(clause.end.max(spoken.tokens.end));
    let left = scene.cues.has(Act::Except, behind);
    if let Some(last) = extents.last_mut().filter(|extent| left && **extent == Extent::Whole) {
        *last = Extent::Most;
    }
    extents
}

/// Whether a mark may part a place, or places, from who holds them.
pub fn heads(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.mark(at), ':' | '-' | '–' | '—')
}

/// Whether a word that stands for a curfew names its own place right behind it ("the one in P").
fn stands_for_curfew(scene: &Scene<'_, '_>, clause: &Range<usize>) -> bool {
    let placed = |cue: &Cue| scene.places.iter().any(|place| place.tokens.start == cue.tokens.end);
    scene.cues.of(Act::Again, clause.clone()).any(placed)
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
        let body_count = (cue.is(Act::Clear) || cue.is(Act::Cleared)) && counts_the_dead(scene, clause, cue)
            || cue.is(Act::Lose) && loses_people(scene, clause, cue, verb_last);
        // "The FIRE near P is under control": of no place.
        let ahead = clause.start..cue.tokens.start;
        let burns = scene.cues.has(Act::Hazard, ahead) && scene.cues.sides(clause.clone()).next().is_none();
        let behind = verb_last && !denied && !body_count && !burns;
        let one = if cue.is(Act::Neutral) || denied || body_count || burns {
            None
        } else if cue.is(Act::Control) || cue.is(Act::Grasp) {
            noun::by_noun(scene, clause, cue, &other, verb_last)
        } else if cue.is(Act::Calm) {
            Some(plain(cue, 0, 0.85, "control-calm"))
        } else if cue.is(Act::Split) {
            verb::split(scene, clause, cue)
        } else if cue.is(Act::Rid) {
            verb::rid(scene, clause, cue, &other)
        } else if cue.is(Act::Freed) && frees_people(scene, clause, cue) {
            None
        } else if cue.is(Act::Freed) {
            // "P was retaken BY A"; "FROM A" tells whom it was taken from.
            let by = side_behind(scene, clause, cue).and_then(|(side, index)| {
                let gap = cue.tokens.end..side.tokens.start;
                let from = scene.cues.has(Act::Out, gap.clone()) && !gap.clone().any(|at| scene.tokens.is_comma(at));
                let does = gap.is_empty() || scene.cues.has(Act::By, gap);
                if does { Some(index) } else { other(index).filter(|_| from) }
            });
            let not_yet = is_not_yet(scene, clause, cue);
            let side = if not_yet { other(by.unwrap_or(0)) } else { Some(by.unwrap_or(0)) };
            let sure = if by.is_some() && !not_yet { 0.95 } else { 0.85 };
            side.map(|side| plain(cue, side, sure, if not_yet { "control-not-yet" } else { "control-freed" }))
        } else if cue.is(Act::Ours) {
            ours(scene, clause, cue)
        } else if cue.is(Act::Taken) && verb_last && clears_behind(scene, clause, cue) {
            None
        } else if cue.is(Act::Taken) {
            let not_yet = is_not_yet(scene, clause, cue);
            let holder = |by: usize| {
                if not_yet {
                    other(by).map(|side| plain(cue, side, 0.8, "control-not-yet"))
                } else {
                    Some(plain(cue, by, 0.95, "control-was-taken"))
                }
            };
            taker_behind(scene, clause, cue).and_then(holder)
        } else if cue.is(Act::Leave) {
            verb::left(scene, clause, cue, &other)
        } else if cue.is(Act::Lose) && !names_hold(scene, clause, cue) {
            verb::lost(scene, clause, cue, &other)
        } else if cue.is(Act::Cleared) {
            verb::driven_out(scene, clause, cue, &other)
        } else if cue.is(Act::Clear) || cue.is(Act::Drive) && drives_out(scene, clause, cue) {
            // "The attack REPELLED", where the verb stands last, tells of the place before it.
            let near = cue.tokens.start.saturating_sub(MAX_COUNT_GAP).max(clause.start)..cue.tokens.start;
            let closes = verb_last && scene.cues.has(Act::Attack, near);
            if closes { None } else { verb::cleared(scene, clause, cue, &other) }
        } else if cue.is(Act::Take) || cue.is(Act::Seize) || cue.is(Act::Hold) {
            verb::by_verb(scene, clause, cue, &other)
        } else if cue.is(Act::Enter) {
            verb::entered(scene, clause, cue)
        } else {
            None
        };
        // "The gunmen have NOT been driven out of P": they hold it.
        let clears = [Act::Clear, Act::Cleared, Act::Drive].into_iter().any(|act| cue.is(act));
        // "The army was NOT DRIVEN OUT of P" has it still: who only stands before such a verb is whom it was done to.
        let done_to =
            || scene.cues.sides(cue.tokens.end..(cue.tokens.end + MAX_REACH).min(clause.end)).next().is_some();
        let undone = clears && is_denied(scene, clause, cue) && (cue.is(Act::Cleared) || done_to());
        let one = if undone { one.and_then(|told| still_held(told, &other)) } else { one };
        let one = one.or_else(|| verb::behind(scene, clause, cue, &other).filter(|_| behind));
        let one = one.or_else(|| verb::took_it(scene, clause, cue).filter(|_| behind));
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
fn side_behind<'s>(scene: &'s Scene<'_, '_>, clause: &Range<usize>, cue: &Cue) -> Option<(&'s Cue<'s>, usize)> {
    let behind = cue.tokens.end..(cue.tokens.end + MAX_REACH).min(clause.end);
    scene.cues.sides(behind).next()
}

/// The side behind a verb of falling to it ("fell to A"). Who is counted, hurt or helped behind such a verb, or
/// stands behind where it went ("went to the coast to support A"), takes nothing.
fn taker_behind(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> Option<usize> {
    let behind = verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end);
    let (side, index) = scene.cues.sides(behind).next()?;
    let gap = verb.tokens.end..side.tokens.start;
    let placed = scene.places.iter().rfind(|place| gap.contains(&place.tokens.start)).map(|place| place.tokens.end);
    let into = [Act::Under, Act::Grasp, Act::By];
    let falls_into = |from: usize| into.into_iter().any(|act| scene.cues.has(act, from..side.tokens.start));
    let spoiled = scene.cues.has(Act::Harm, gap.clone()) || scene.cues.counts_in(gap) || !placed.is_none_or(falls_into);
    // "سقط من المسلحين 17" (there fell of the gunmen 17): nor does a side that is counted right behind its name.
    let counted = scene.cues.counts_in(side.tokens.end..(side.tokens.end + 1).min(clause.end));
    let spoiled = spoiled || counted && !falls_into(verb.tokens.start);
    (!spoiled).then_some(index)
}

/// Whether a verb of clearing tells how many were killed rather than a place won ("28 gunmen were neutralised in P").
fn counts_the_dead(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> bool {
    if !scene.cues.kills_in(verb.tokens.clone()) {
        return false;
    }
    let counted = |(side, _): (&Cue, usize)| {
        let at = side.tokens.start;
        scene.cues.counts_in(at.saturating_sub(MAX_COUNT_GAP).max(clause.start)..at)
    };
    let reach = verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end);
    let near = verb.tokens.start.saturating_sub(MAX_REACH).max(clause.start)..verb.tokens.start;
    // Whom it was done to stands behind the verb, else before it.
    let object = scene.cues.sides(reach).next().or_else(|| scene.cues.sides(near.clone()).next_back());
    let behind = verb.tokens.end..(verb.tokens.end + MAX_COUNT_GAP).min(clause.end);
    let nobody = object.is_none() && scene.cues.counts_in(near);
    nobody || scene.cues.counts_in(behind) || object.is_some_and(counted)
}

/// Whether a verb of clearing is denied in its own statement, by a word with no comma between.
fn is_denied(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> bool {
    let near = verb.tokens.start.saturating_sub(MAX_REACH).max(clause.start)..verb.tokens.start;
    let from = near.clone().rfind(|at| scene.tokens.is_comma(*at)).unwrap_or(near.start);
    let own = from..verb.tokens.start;
    scene.cues.has(Act::NotYet, own.clone()) || scene.cues.has(Act::Deny, own)
}

/// What is told of a place that somebody was not driven from.
fn still_held(told: Told, other: &dyn Fn(usize) -> Option<usize>) -> Option<Told> {
    let Value::Held(side) = told.value else { return None };
    Some(Told { value: Value::Held(other(side)?), rule: "control-not-yet", ..told })
}

/// "P is ours", said by whoever is named in the sentence, the state's men where nobody is: the place opens what is said, and
/// nothing but a part of it stands between.
fn ours(scene: &Scene<'_, '_>, clause: &Range<usize>, cue: &Cue) -> Option<Told> {
    let place = scene.places.iter().rfind(|place| place.tokens.end <= cue.tokens.start)?;
    let gap = place.tokens.end..cue.tokens.start;
    let part = [Act::Part, Act::Town, Act::Whole, Act::Most];
    let is_part = |cue: &&Cue| part.into_iter().any(|act| cue.is(act));
    let last = scene.cues.within(gap.clone()).rfind(is_part);
    let near = gap.is_empty() || gap.len() <= MAX_COUNT_GAP && last.is_some_and(|cue| cue.tokens.end == gap.end);
    let before = place.tokens.start.checked_sub(1).and_then(|at| scene.tokens.at(at));
    let opens = place.tokens.start == clause.start || before.is_none_or(|token| token.kind != TokenKind::Word);
    let denied = scene.cues.has(Act::Deny, cue.tokens.end..cue.tokens.end + 2);
    let mut sides = scene.cues.sides(scene.sentence.clone()).map(|(_, side)| side);
    let first = sides.next();
    let only = sides.all(|side| Some(side) == first);
    (near && opens && only && !denied).then(|| plain(cue, first.unwrap_or(0), 0.8, "control-ours"))
}

/// Whether those counted beside a verb of losing are what is lost, and no place ("lost in P 27 men"); in some languages
/// they stand before it.
fn loses_people(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue, verb_last: bool) -> bool {
    let place = scene.places.iter().map(|place| &place.tokens);
    let ahead = place.clone().filter(|place| clause.start <= place.start).rfind(|place| place.end <= verb.tokens.start);
    if let Some(ahead) = ahead.filter(|_| verb_last) {
        // "IN P 27 men LOST", but "P AFTER 12 HOURS lost".
        let gap = ahead.end..verb.tokens.start;
        let timed = [Act::After, Act::Reason].into_iter().any(|act| scene.cues.has(act, gap.clone()));
        // "IN P the army LOST nine men", "killed 14 gunmen NEAR P AND LOST five men": where it was is not what was lost.
        let inside = scene.places.iter().any(|place| place.tokens == *ahead && scene.is_inside(place));
        let joined = gap.clone().any(|at| scene.cues.is_joint(at) || scene.tokens.is_comma(at));
        let object = scene.places.iter().any(|place| {
            (verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end)).contains(&place.tokens.start)
        });
        let counted = scene.cues.counts_in(verb.tokens.end..(verb.tokens.end + MAX_COUNT_GAP).min(clause.end));
        return !timed && scene.cues.counts_in(gap) || inside && !object || joined && counted;
    }
    let reach = verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end);
    let comma = reach.clone().find(|at| scene.tokens.is_comma(*at)).unwrap_or(reach.end);
    // "LOST P after 12 hours".
    let behind = place.clone().find(|place| reach.contains(&place.start));
    let until = behind.map_or(reach.end, |place| if place.start == reach.start { reach.start } else { place.end + 1 });
    scene.cues.counts_in(reach.start..until.min(comma))
}

/// Whether a verb of driving has a side right behind it and then where they were driven from ("PUSHED the gunmen OUT OF").
fn drives_out(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> bool {
    let near = verb.tokens.end..(verb.tokens.end + MAX_COUNT_GAP).min(clause.end);
    let driven = scene.cues.sides(near).next().map(|(cue, _)| cue.tokens.end);
    driven.is_some_and(|end| scene.cues.has(Act::Out, end..(end + 2).min(clause.end)))
}

/// Whether those stand right before a word of being freed who were freed in a place named before them ("the SOLDIERS held in P
/// WERE FREED").
fn frees_people(scene: &Scene<'_, '_>, clause: &Range<usize>, freed: &Cue) -> bool {
    let place = scene.places.iter().rfind(|place| (clause.start..freed.tokens.start).contains(&place.tokens.start));
    let Some(place) = place.filter(|place| scene.is_inside(place)) else { return false };
    let gap = place.tokens.end..freed.tokens.start;
    let last = gap.end.saturating_sub(1).max(gap.start)..gap.end;
    scene.cues.people_in(last) || scene.cues.sides(gap.clone()).any(|(cue, _)| cue.tokens.end == gap.end)
}

/// Whether the verb that closes the statement clears a place of the side named before it, in a language where "by" and "of"
/// are one word (German "P wurde VON den Aufständischen GESÄUBERT").
fn clears_behind(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> bool {
    let Some((side, _)) = side_behind(scene, clause, verb) else { return false };
    let near = side.tokens.end..(side.tokens.end + MAX_COUNT_GAP).min(clause.end);
    scene.cues.within(near).next().is_some_and(|cue| cue.is(Act::Clear) || cue.is(Act::Rid))
}

/// Whether a noun for holding ground follows a verb closely ("lost control", "left the control of"), and no place with a
/// word that joins a telling of its own ("lost P AND still CONTROL Q").
fn names_hold(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> bool {
    let behind = verb.tokens.end..(verb.tokens.end + MAX_REACH).min(clause.end);
    let mut nouns = scene.cues.of(Act::Control, behind);
    nouns.any(|noun| !joins_anew(scene, verb.tokens.end..noun.tokens.start))
}

/// Who does what a verb tells whose statement names nobody before it: whoever opened the sentence ("the gunmen were driven
/// from P by the army BUT HOLD Q").
fn opener(scene: &Scene<'_, '_>, clause: &Range<usize>, verb: &Cue) -> Option<usize> {
    let at = verb.tokens.start;
    let follows = clause.start > scene.sentence.start && at <= clause.start + MAX_SUBJECT_GAP;
    if !follows || scene.cues.sides(clause.start..at).next().is_some() {
        return None;
    }
    let told = scene.sentence.start..clause.start;
    let first = scene.cues.within(told.clone()).find(|cue| cue.tells_control()).map(|cue| cue.tokens.start);
    let subject = first.and_then(|first| scene.cues.sides(told.start..first).next_back());
    subject.or_else(|| scene.cues.sides(told).next()).map(|(_, side)| side)
}

/// Whether a gap names a place, and behind it a word such as "and" joins another telling.
fn joins_anew(scene: &Scene<'_, '_>, gap: Range<usize>) -> bool {
    let place = scene.places.iter().find(|place| gap.contains(&place.tokens.start));
    place.is_some_and(|place| (place.tokens.end..gap.end).any(|at| scene.cues.is_joint(at)))
}
