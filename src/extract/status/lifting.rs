//! Lifting: which word says that a curfew is over where words that only describe it stand between.
//!
//! "The curfew imposed on Thursday in P has been lifted": the participle describes the curfew, the verb behind it
//! tells what holds. A word of imposing that is no such participle tells by itself, and nothing far behind it undoes
//! it. Absent: any word of a language.

use std::ops::Range;

use super::cue::{Act, Cue};
use super::scope::{Scene, Spoken};
use crate::extract::time::{End, EndReader};
use crate::extract::token::TokenKind;

/// How many tokens may stand between a curfew and its lifting, all that describes it included.
const MAX_FAR_GAP: usize = 22;
/// How many tokens behind "and" the next place of a list may stand.
const MAX_JOINT_GAP: usize = 3;
/// How many tokens before a curfew its lifting may stand, with the day and the hour of it between.
const MAX_TIMED_GAP: usize = 14;
/// How many tokens before the hours of an exemption what is exempt may stand.
const MAX_EXEMPT_GAP: usize = 4;
/// How many tokens into its sentence a place may stand that heads it.
const MAX_PLACE_GAP: usize = 2;
/// How many letters a word may have that names nothing.
const MAX_SMALL_WORD: usize = 3;
/// How many tokens behind "except" a place may stand that is left out.
const MAX_EXCEPT_GAP: usize = 5;
/// How many tokens before its lifting a plan to lift may stand.
const MAX_PLAN_GAP: usize = 4;

/// The lifting far behind a curfew's noun, where all between only describes it.
///
/// `counts`: whether a word of lifting can be meant at all (it tells no hour); `tells_hour`: whether a word belongs to
/// the telling of an hour.
pub fn far_behind<'s>(
    scene: &'s Scene<'_, '_>,
    curfew: &Cue,
    end: usize,
    ends: &EndReader,
    (counts, tells_hour): (impl Fn(&&Cue) -> bool, impl Fn(&&Cue) -> bool),
) -> Option<&'s Cue<'s>> {
    let cues = scene.cues;
    let reach = curfew.tokens.end..(curfew.tokens.end + MAX_FAR_GAP).min(end);
    let lift = cues.of(Act::Lift, reach).find(counts)?;
    let gap = curfew.tokens.end..lift.tokens.start;
    let changes = || cues.within(gap.clone()).filter(|cue| cue.is(Act::Impose) || cue.is(Act::Extend));
    let described = changes().all(|cue| is_described(scene, curfew, cue));
    // "imposed after the clashes in P": what led to it describes it too, where a place parts it from the verb.
    let led_to = reason(scene, ends, gap.clone()).is_none_or(|reason| {
        let mut inner = scene.places.iter();
        changes().next().is_some() && inner.any(|place| (reason.tokens.end..gap.end).contains(&place.tokens.start))
    });
    let undone = cues.of(Act::Undone, gap.clone()).any(|cue| !tells_hour(&cue));
    let fought = undone || [Act::Control, Act::Siege, Act::Again].into_iter().any(|act| cues.has(act, gap.clone()));
    let listed =
        |at: usize, reach: usize| scene.places.iter().any(|place| (at + 1..=at + reach).contains(&place.tokens.start));
    let joined = gap.clone().any(|at| cues.is_joint(at) && !listed(at, MAX_JOINT_GAP));
    // Words set in by commas have one on either side.
    let commas = gap.clone().filter(|at| scene.tokens.is_comma(*at) && !listed(*at, 2)).count();
    (described && led_to && !fought && !joined && commas % 2 == 0).then_some(lift)
}

/// Whether a change told behind a curfew's noun only describes it.
fn is_described(scene: &Scene<'_, '_>, curfew: &Cue, change: &Cue) -> bool {
    let at = change.tokens.start;
    let parted = at.checked_sub(1).is_some_and(|before| matches!(scene.tokens.mark(before), ',' | '،' | '('));
    let placed = || scene.places.iter().any(|place| place.tokens.end == at);
    let relative = || scene.cues.of(Act::Relative, curfew.tokens.end..at).any(|cue| cue.tokens.end == at);
    change.is(Act::Attribute) && (at == curfew.tokens.end || parted || placed() || relative())
}

/// Whether a lifting is only planned, by its own words or those right before it.
pub fn is_planned(scene: &Scene<'_, '_>, lift: &Cue) -> bool {
    lift.is(Act::Plan) || scene.cues.has(Act::Plan, lift.tokens.start.saturating_sub(MAX_PLAN_GAP)..lift.tokens.start)
}

/// Whether a lifting is told of a day to come, in words that hold of today as well (German "WIRD am Samstag aufgehoben").
pub fn is_to_come(scene: &Scene<'_, '_>, lift: &Cue, around: &Range<usize>, ends: &EndReader) -> bool {
    let future = lift.is(Act::Future) || scene.cues.has(Act::Future, around.start..lift.tokens.start);
    // "Is lifted from six THIS morning on": that is no day to come.
    let today = scene.cues.has(Act::Today, around.clone());
    future && !today && around.clone().any(|at| ends.day_at(scene.tokens, at, around.end).is_some())
}

/// Whether a curfew is to come only if something else does ("will be imposed IF the attacks continue").
pub fn depends(scene: &Scene<'_, '_>, clause: &Range<usize>) -> bool {
    scene.cues.has(Act::Future, clause.clone()) && scene.cues.has(Act::Condition, clause.clone())
}

/// Whether a verb tells by itself what becomes of the curfew of the sentence before, in the place that heads its own.
pub fn is_bare(scene: &Scene<'_, '_>, verb: &Cue) -> bool {
    let sentence = scene.sentence.clone();
    let Some(place) = scene.places.first().filter(|_| verb.is(Act::Bare)) else { return false };
    let heads = place.tokens.start <= sentence.start + MAX_PLACE_GAP;
    let near = (place.tokens.end..place.tokens.end + MAX_EXCEPT_GAP).contains(&verb.tokens.start);
    // "The siege was lifted": another noun is what it is said of.
    let other = [Act::Curfew, Act::Siege, Act::Control, Act::Fight, Act::Harm, Act::Grasp];
    let told = other.into_iter().any(|act| scene.cues.has(act, sentence.clone()));
    let is_word = |at: usize| scene.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
    let is_known = |at: usize| scene.cues.within(place.tokens.end..at + 1).any(|cue| cue.tokens.contains(&at));
    let long = |at: usize| scene.tokens.fold(at).chars().count() > MAX_SMALL_WORD;
    let named = |mut range: Range<usize>| range.any(|at| is_word(at) && long(at) && !is_known(at));
    let behind = verb.tokens.end..(verb.tokens.end + 1).min(sentence.end);
    heads && near && !told && !named(place.tokens.end..verb.tokens.start) && !named(behind)
}

/// The lifting before a curfew's noun where nothing but its day and hour stand between ("lifted this Monday at 7.00 the
/// curfew that was in force in P").
pub fn timed_before<'s>(scene: &'s Scene<'_, '_>, curfew: &Cue, from: usize) -> Option<&'s Cue<'s>> {
    let near = curfew.tokens.start.saturating_sub(MAX_TIMED_GAP).max(from)..curfew.tokens.start;
    let lift = scene.cues.of(Act::Lift, near).next_back()?;
    let gap = lift.tokens.end..curfew.tokens.start;
    let other = [Act::Impose, Act::Extend, Act::Reason, Act::Control, Act::Siege, Act::Fight, Act::Deny, Act::Turn];
    let told = other.into_iter().any(|act| scene.cues.has(act, gap.clone()));
    let parted = gap.clone().any(|at| scene.tokens.is_comma(at) || scene.cues.is_joint(at));
    let placed = scene.places.iter().any(|place| gap.contains(&place.tokens.start));
    let plain = curfew.is(Act::Curfew) && !lift.is(Act::Curfew) && !lift.is(Act::After);
    (plain && !told && !parted && !placed).then_some(lift)
}

/// The word in a range that leaves places out of what is told ("lifted in all of P EXCEPT Q"), and those places.
pub fn left_out<'s>(scene: &'s Scene<'_, '_>, range: Range<usize>) -> Option<(&'s Cue<'s>, Spoken)> {
    let except = scene.cues.of(Act::Except, range.clone()).next()?;
    let near = except.tokens.start..(except.tokens.end + MAX_EXCEPT_GAP).min(range.end);
    Some((except, scene.first_list(near)))
}

/// Whether a lifting only describes a curfew that is in force again ("the curfew, lifted on Friday, was extended").
pub fn is_undone(scene: &Scene<'_, '_>, curfew: &Cue, lift: &Cue, end: usize) -> bool {
    let parted = lift.tokens.start.checked_sub(1).is_some_and(|at| scene.tokens.is_comma(at));
    let described = lift.tokens.start >= curfew.tokens.end && (parted || lift.tokens.start == curfew.tokens.end);
    let again = scene.cues.of(Act::Extend, lift.tokens.end..end.max(lift.tokens.end)).next();
    again.is_some_and(|again| {
        let gap = lift.tokens.end..again.tokens.start;
        described && !scene.cues.has(Act::Reason, gap.clone()) && !gap.into_iter().any(|at| scene.cues.is_joint(at))
    })
}

/// The first word in a range that opens what led to a curfew; "since Thursday" tells when, not why.
pub fn reason<'s>(scene: &'s Scene<'_, '_>, ends: &EndReader, range: Range<usize>) -> Option<&'s Cue<'s>> {
    let tells_why = |cue: &&Cue| {
        let day = ends.day_at(scene.tokens, cue.tokens.end, range.end);
        // "after Thursday's ambush".
        day.is_none_or(|end| matches!(scene.tokens.mark(end), '\'' | '’'))
    };
    scene.cues.of(Act::Reason, range.clone()).find(tells_why)
}

/// Whether the hours told as an end are those in which something is exempt, and the curfew goes on behind them: "eased to
/// allow shopping between 8 and 10 a.m.", "suspended for Friday prayers from noon to two".
pub fn is_of_an_exemption(scene: &Scene<'_, '_>, cue: &Cue, end: &End) -> bool {
    let before = |reach: usize| {
        let from = end.tokens.start.saturating_sub(reach).max(cue.tokens.end);
        from..end.tokens.start.max(from)
    };
    let parted = |exempt: &Cue| (exempt.tokens.end..end.tokens.start).any(|at| scene.tokens.is_comma(at));
    scene.cues.has(Act::Allow, before(usize::MAX))
        || scene.cues.of(Act::Exempt, before(MAX_EXEMPT_GAP)).any(|exempt| !exempt.is(Act::Extend) && !parted(exempt))
}
