//! Fighting for places, and places that head a line about who is there.

use std::ops::Range;

use super::super::cue::{Act, Cue};
use super::super::scope::Scene;
use super::{MAX_REACH, MAX_SUBJECT_GAP, Told, Value, heads, plain};
use crate::extract::token::TokenKind;

/// "P: the army in the centre", "P: government forces present".
pub(super) fn headed(scene: &Scene<'_, '_>, clause: &Range<usize>) -> Option<Told> {
    let list = scene.first_list(clause.clone());
    let colon = list.tokens.end;
    let is_heading = !list.places.is_empty() && list.tokens.start < clause.start + 2;
    if !is_heading || !heads(scene.tokens, colon) {
        return None;
    }
    let (cue, side) = scene.cues.sides(colon..(colon + MAX_SUBJECT_GAP).min(clause.end)).next()?;
    let behind = cue.tokens.end..(cue.tokens.end + 2).min(clause.end);
    let reach = cue.tokens.end..(cue.tokens.end + MAX_SUBJECT_GAP).min(clause.end);
    let somewhere = [Act::Part, Act::Town, Act::Outskirts, Act::Whole];
    let placed = scene.cues.has(Act::Under, behind.clone())
        && scene.cues.within(reach.clone()).any(|cue| somewhere.into_iter().any(|act| cue.is(act)));
    let other = [Act::Siege, Act::Harm, Act::Plan];
    // "No fighting reported" is no fight.
    let peaceful = |fight: &Cue| scene.cues.has(Act::Deny, fight.tokens.start.saturating_sub(2)..fight.tokens.start);
    let fights = scene.cues.of(Act::Fight, colon..reach.end).any(|fight| !peaceful(fight));
    let denied = scene.cues.of(Act::Deny, colon..reach.end);
    let mut denied = denied.filter(|deny| !scene.cues.has(Act::Fight, deny.tokens.end..deny.tokens.end + 2));
    let blocked =
        fights || denied.next().is_some() || other.into_iter().any(|act| scene.cues.has(act, colon..reach.end));
    // "P: government, no fighting reported", "Q: loyalists".
    let next = cue.tokens.end;
    let stands_alone = cue.tokens.start == colon + 1
        && (next >= clause.end
            || matches!(scene.tokens.mark(next), '.' | '\n')
            || side == 0 && scene.tokens.is_comma(next));
    let told = !blocked && (placed || stands_alone || scene.cues.has(Act::Present, behind));
    let tokens = list.tokens.start..cue.tokens.end;
    told.then_some(Told { value: Value::Held(side), tokens, forward: false, sure: 0.75, rule: "control-headed" })
}

/// "Insurgents - P, Q", "Government: P": a side that heads a list of places.
pub(super) fn listed(scene: &Scene<'_, '_>, clause: &Range<usize>) -> Option<Told> {
    let is_mark = |at: &usize| heads(scene.tokens, *at);
    let list = scene.first_list(clause.clone());
    let mark = list.tokens.start.checked_sub(1).filter(|at| *at > clause.start && is_mark(at))?;
    let (cue, side) = scene.cues.sides(clause.start..mark).next_back()?;
    let begins = cue.tokens.start == clause.start
        || cue.tokens.start.checked_sub(1).is_some_and(|before| is_mark(&before) || scene.tokens.mark(before) == '•');
    // Nothing else is told of the places: "Army: Jableh attack repelled" is no list.
    let word = |at: usize| scene.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
    let alone = !(list.tokens.end..clause.end).any(word);
    let told = begins && alone && cue.tokens.end == mark;
    let tokens = cue.tokens.clone();
    told.then_some(Told { value: Value::Held(side), tokens, forward: true, sure: 0.75, rule: "control-listed" })
}

/// "Gunmen are deployed in the streets of P": the other side inside a place holds what it is in; the state's men do
/// where they are in all of it.
pub(super) fn deployed(scene: &Scene<'_, '_>, clause: &Range<usize>) -> Option<Told> {
    let cue = scene.cues.of(Act::Present, clause.clone()).next()?;
    let before = cue.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..cue.tokens.start;
    // A subject behind its verb follows it at once (Arabic).
    let behind = cue.tokens.end..(cue.tokens.end + 1).min(clause.end);
    let subject = scene.cues.sides(before).next_back().or_else(|| scene.cues.sides(behind).next());
    let (_, side) = subject?;
    let reach = cue.tokens.end..(cue.tokens.end + 2 * MAX_REACH).min(clause.end);
    let inside = [Act::Part, Act::Town].into_iter().any(|act| scene.cues.has(act, reach.clone()));
    let other = [Act::Fight, Act::Siege, Act::Harm, Act::Plan, Act::Deny];
    let near = cue.tokens.start.saturating_sub(MAX_SUBJECT_GAP).max(clause.start)..reach.end;
    let blocked =
        other.into_iter().any(|act| scene.cues.has(act, clause.clone())) || scene.cues.has(Act::Neutral, near);
    let tokens = cue.tokens.clone();
    // The state's own men are deployed everywhere, but seldom in the whole of a place.
    let all = scene.cues.has(Act::Whole, reach.clone()) && scene.cues.has(Act::Town, reach);
    ((side != 0 || all) && inside && !blocked).then_some(Told {
        value: Value::Held(side),
        tokens,
        forward: true,
        sure: 0.7,
        rule: "control-deployed",
    })
}

/// What a clause tells of fighting for places.
pub(super) fn fought(scene: &Scene<'_, '_>, clause: &Range<usize>, verb_last: bool) -> Vec<Told> {
    let cues = scene.cues;
    let siege = cues.of(Act::Siege, clause.clone()).next();
    let lifted = cues.has(Act::Lift, clause.clone());
    if lifted && siege.is_some() && scene.places.is_empty() {
        return vec![];
    }
    if let Some(siege) = siege.filter(|_| lifted) {
        return vec![Told { forward: true, ..plain(siege, 0, 0.8, "control-relieved") }];
    }
    // "Cleared P AFTER A SIEGE": it is over.
    let siege = siege.filter(|siege| !scene.is_after(siege, clause.start));
    // Whoever enters a place amid fighting does not hold it yet.
    let goes_on = cues.has(Act::Ongoing, clause.clone()) || cues.has(Act::Enter, clause.clone());
    let fight = cues.of(Act::Fight, clause.clone()).next().filter(|cue| {
        // The dead told as what led to it are not what the fighting is told for ("clashes go on after the killing").
        let reason = cues
            .of(Act::Reason, cue.tokens.end..clause.end)
            .find(|reason| cues.has(Act::Ongoing, clause.start..reason.tokens.start));
        let told_for_its_dead =
            cues.has(Act::Harm, clause.start..reason.map_or(clause.end, |reason| reason.tokens.start));
        // "before the shooting", said a woman from a quarter: what stands behind a comma or a quotation is not fought in.
        let parts = |at: &usize| scene.tokens.is_comma(*at) || matches!(scene.tokens.mark(*at), '»' | '”' | '"' | '“');
        let reach = cue.tokens.end..(cue.tokens.end + MAX_REACH).min(clause.end);
        let reach = reach.start..reach.clone().find(parts).unwrap_or(reach.end);
        let part = cues.has(Act::Part, reach);
        // "Clashes in P go on AND residents tell of four killed": the dead are told in a statement of their own.
        let is_closed = |harm: &Cue| {
            let ongoing = cues.of(Act::Ongoing, cue.tokens.end..harm.tokens.start).last();
            let ends = ongoing.map_or(harm.tokens.start, |ongoing| ongoing.tokens.end);
            verb_last && scene.cues.is_joint(ends) && cue.tokens.end < ends
        };
        let told_for_its_dead = told_for_its_dead && !cues.of(Act::Harm, clause.clone()).all(is_closed);
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
