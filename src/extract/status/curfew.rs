//! Curfews: in force or lifted, where, and until when.

use std::ops::Range;

use jiff::Timestamp;

use super::cue::{Act, Cue};
use super::memory::Memory;
use super::scope::{Scene, Spoken};
use super::{Found, Grounds, Imposer, Kind, Language, lifting};
use crate::extract::dates::Dates;
use crate::extract::gazetteer::Mention;
use crate::extract::time::{End, EndReader};
use crate::model::{PlaceId, StatusKind, StatusValue};

/// How near a denial must stand before the curfew it denies, in tokens.
const MAX_DENIAL_GAP: usize = 4;
/// How near a word of lifting must stand to its curfew, in tokens.
const MAX_LIFT_GAP: usize = 6;

/// The same behind its curfew, where the verb closes its statement.
const MAX_CLOSING_GAP: usize = 12;
/// The same before its curfew, where who lifts it and what is said of it stand between.
const MAX_OPENING_GAP: usize = 9;
/// How many tokens behind its verb whoever imposes a curfew may be named.
const MAX_IMPOSER_GAP: usize = 5;
/// How many tokens may stand before the colon behind whoever announces a curfew.
const MAX_HEAD: usize = 8;
/// How many tokens behind a word for going about its ban may stand.
const MAX_BAN_GAP: usize = 12;
/// How many tokens from its first a word of lifting may stand that opens the telling of an end ("due to be lifted at").
const MAX_END_OPENING: usize = 4;
/// How many tokens may stand between the end told for one place and the next place.
const MAX_NEXT_GAP: usize = 3;

/// How many tokens behind a word of lifting the verb may stand that only promises it.
const MAX_PROMISE_GAP: usize = 2;

/// How many tokens into its statement a place may stand that heads it.
const MAX_HEAD_GAP: usize = 3;
/// The same where the verb closes its statement, and what it does it to may stand first ("but it in P ...").
const MAX_LAST_HEAD_GAP: usize = 5;
/// How near before a word that stands for a curfew its place must stand, in tokens.
const MAX_BESIDE_GAP: usize = 2;

/// How many tokens behind "but" the verb may stand that imposes a lifted curfew once more.
const MAX_ANEW_GAP: usize = 5;

/// How near what happens to it must stand to a word that stands for a curfew, in tokens.
const MAX_AGAIN_GAP: usize = 5;

/// The curfews of a sentence.
pub fn read(
    scene: &Scene<'_, '_>,
    clauses: &[Range<usize>],
    memory: &Memory,
    language: &Language,
    (dates, published): (&Dates, Option<Timestamp>),
) -> Vec<Found> {
    let mut found = Vec::new();
    let row = if memory.told_curfew() { scene.row() } else { None };
    if !scene.cues.may_tell_curfew() && row.is_none() {
        return found;
    }
    let mut done = scene.sentence.start;
    for clause in clauses {
        let cues = tellings(scene, (memory, row), clause, language.vocabulary.verb_last);
        for (at, cue) in cues.iter().enumerate() {
            let next = cues.get(at + 1).map_or(clause.end, |next| next.tokens.start);
            let around = done.max(clause.start)..next;
            done = cue.tokens.end;
            let mut ends = language.ends.find(scene.tokens, cue.tokens.end..next.max(cue.tokens.end), dates, published);
            if ends.is_empty() {
                // "Until 10 a.m. on Saturday a curfew is in force in P."
                let before = around.start..cue.tokens.start.max(around.start);
                ends = language.ends.find(scene.tokens, before, dates, published);
            }
            ends.retain(|end| !lifting::is_of_an_exemption(scene, cue, end));
            let mut ends =
                before_places(scene, ends, |range| language.ends.find(scene.tokens, range, dates, published));
            let Some((value, sure, settled)) = value_of(scene, cue, around.clone(), &ends, language) else {
                continue;
            };
            // "Lifted from noon to two for Friday prayers": those hours are the exemption's.
            let by_lift = settled.as_ref().is_some_and(|words| scene.cues.has(Act::Lift, words.clone()));
            if value == StatusValue::InForce && by_lift && scene.cues.has(Act::Exempt, around.clone()) {
                ends.clear();
            }
            let (spoken, trust) = places(scene, memory, cue, around.clone(), clause, (&ends, &language.ends));
            let extend = scene.cues.of(Act::Extend, cue.tokens.end..next.max(cue.tokens.end)).next();
            // "which was to end at ten was extended until noon": the later word on it holds.
            let from = extend.map_or(0, |extend| extend.tokens.start);
            let later: Vec<End> = ends.iter().filter(|end| end.tokens.start >= from).cloned().collect();
            let ends = if later.is_empty() { ends } else { later };
            let renews = scene.cues.has(Act::Extend, around);
            let earlier = scene.cues.has(Act::Earlier, clause.clone());
            let imposer = imposer_of(scene, cue, clause, language.verb_first);
            let lifted = value == StatusValue::Lifted;
            // "Lifted in all of P EXCEPT Q": it goes on there.
            let left = lifting::left_out(scene, cue.tokens.end..next.max(cue.tokens.end)).filter(|_| lifted);
            for (except, place) in
                left.iter().flat_map(|(except, list)| list.places.iter().map(move |one| (except, one)))
            {
                let grounds = Grounds { cues: vec![except.tokens.clone()], ..Grounds::default() };
                found.push(Found {
                    place: place.clone(),
                    kind: StatusKind::Curfew,
                    value: StatusValue::InForce,
                    extent: None,
                    end: None,
                    renews: false,
                    earlier,
                    imposer: Some(imposer.clone()),
                    clause: clause.clone(),
                    tokens: except.tokens.clone(),
                    confidence: 0.8,
                    rule: "curfew-in-force",
                    grounds,
                });
            }
            for place in &spoken.places {
                let end = end_of(scene, place, &ends).filter(|_| !lifted);
                if end.is_some_and(|end| is_of_one_before(scene, end, scene.words_of(place, &spoken))) {
                    continue;
                }
                let mut told = vec![cue.tokens.clone()];
                told.extend(settled.clone().filter(|words| *words != cue.tokens));
                told.sort_by_key(|words| words.start);
                let grounds = Grounds {
                    cues: told,
                    place: scene.words_of(place, &spoken),
                    until: end.map(|end| end.tokens.clone()),
                };
                found.push(Found {
                    end: end.map(|end| end.until),
                    place: place.clone(),
                    kind: StatusKind::Curfew,
                    value: value.clone(),
                    extent: None,
                    renews,
                    earlier,
                    imposer: Some(imposer.clone()),
                    clause: clause.clone(),
                    tokens: told_in(scene, cue, &spoken),
                    confidence: sure * trust,
                    rule: if lifted { "curfew-lifted" } else { "curfew-in-force" },
                    grounds,
                });
            }
        }
    }
    for one in &mut found {
        if let Some((again, statement)) = imposed_anew(scene, clauses, one) {
            let end = language.ends.find(scene.tokens, again.end..statement.end, dates, published).into_iter().next();
            one.value = StatusValue::InForce;
            one.rule = "curfew-in-force";
            one.grounds.cues.push(again);
            one.grounds.until = end.as_ref().map(|end| end.tokens.clone());
            one.end = end.map(|end| end.until);
        }
    }
    found
}

/// The word by which the statement behind a lifted curfew says, of no other place, that it was imposed once more
/// ("lifted on Saturday BUT REIMPOSED on Sunday"), and that statement.
fn imposed_anew<'c>(
    scene: &Scene<'_, '_>,
    clauses: &'c [Range<usize>],
    one: &Found,
) -> Option<(Range<usize>, &'c Range<usize>)> {
    let next =
        clauses.iter().find(|clause| clause.start >= one.clause.end).filter(|_| one.value == StatusValue::Lifted)?;
    let turn = scene.cues.of(Act::Turn, next.start..next.start + 1).next()?;
    let placed = scene.places.iter().any(|place| next.contains(&place.tokens.start));
    let other = [Act::Curfew, Act::Deny, Act::Plan, Act::Control, Act::Lift].into_iter();
    let told = !other.into_iter().any(|act| scene.cues.has(act, next.clone()));
    let behind = turn.tokens.end..(turn.tokens.end + MAX_ANEW_GAP).min(next.end);
    let again = scene.cues.within(behind).find(|cue| cue.is(Act::Impose) || cue.is(Act::Extend))?;
    (!placed && told).then(|| (again.tokens.clone(), next))
}

/// The words of a clause that each tell of a curfew: its nouns, words that stand for one named before, and verbs
/// that say of further places what becomes of it there ("extended in P and lifted in Q").
fn tellings<'s>(
    scene: &'s Scene<'_, '_>,
    (memory, row): (&Memory, Option<&Cue>),
    clause: &Range<usize>,
    verb_last: bool,
) -> Vec<&'s Cue<'s>> {
    // Where the verb closes its statement, what it does it to may stand before the place.
    let to_place = if verb_last { MAX_LAST_HEAD_GAP } else { MAX_HEAD_GAP };
    let changes = |cue: &Cue| [Act::Lift, Act::Extend, Act::Impose].into_iter().any(|act| cue.is(act));
    let mut tellings: Vec<&Cue> = Vec::new();
    let mut known = memory.told_curfew() || scene.cues.has(Act::Curfew, scene.sentence.start..clause.start);
    let told_before = known;
    // Whether the sentence names the curfew itself.
    let known_here = scene.cues.has(Act::Curfew, scene.sentence.clone());
    // "... In P, however, THE MEASURE was lifted", with a sentence of something else between.
    let lately = known || memory.told_curfew_lately();
    let kept = scene.keeps_it(clause);
    for cue in scene.cues.within(clause.clone()) {
        let behind = cue.tokens.end..(cue.tokens.end + MAX_AGAIN_GAP).min(clause.end);
        let is_row = row.is_some_and(|row| row.tokens == cue.tokens);
        let keeps = kept.is_some_and(|kept| kept.tokens == cue.tokens);
        let bare = memory.told_curfew() && lifting::is_bare(scene, cue);
        let tells = if is_row || bare || known && keeps || cue.is(Act::Curfew) || is_banned_movement(scene, cue, clause)
        {
            known = true;
            true
        } else if cue.is(Act::Again) && (known || lately && scene.cues.has(Act::Lift, clause.clone())) {
            let named = scene
                .places
                .iter()
                .any(|place| cue.tokens.end + 1 >= place.tokens.start && place.tokens.start >= cue.tokens.end);
            // "In P the restrictions will hold until nine".
            let beside = |place: &Mention| {
                cue.tokens.start >= place.tokens.end && place.tokens.end + MAX_BESIDE_GAP > cue.tokens.start
            };
            let named = named || scene.places.iter().any(beside);
            let far = behind.start..(behind.end + usize::from(named) * MAX_AGAIN_GAP).min(clause.end);
            // "but kept the one in P": the verb may stand right before it.
            let before = cue.tokens.start.saturating_sub(1).max(clause.start)..cue.tokens.start;
            // "It remains in force in P", right behind a sentence that tells of a curfew.
            let holds = known && !scene.cues.within(clause.clone()).any(Cue::tells_control) && {
                let reach = behind.end..(behind.end + MAX_AGAIN_GAP).min(clause.end);
                scene.places.iter().any(|place| (behind.start..reach.end.max(behind.end)).contains(&place.tokens.start))
            };
            let told = |one: &Cue| one.is(Act::Lift) || one.is(Act::Extend) || (named || holds) && one.is(Act::Impose);
            let own = cue.is(Act::Impose) || !known_here && changes(cue);
            scene.cues.within(far).any(told) || named && (own || scene.cues.within(before).any(told))
        } else if changes(cue) && !gains_ground(scene, cue, clause) && (told_before || !tellings.is_empty()) {
            let sentence_told = scene.cues.has(Act::Curfew, scene.sentence.start..cue.tokens.start);
            let gap = tellings.last().map_or(clause.start, |last| last.tokens.end)..cue.tokens.start;
            let parted = tellings.is_empty() || scene.places.iter().any(|place| gap.contains(&place.tokens.start));
            // "In P the curfew was lifted, in Q EXTENDED": the place may head a statement of its own.
            let heads = |place: &&Mention| {
                clause.start > scene.sentence.start
                    && place.tokens.start <= clause.start + to_place
                    && (place.tokens.end..place.tokens.end + MAX_CLOSING_GAP).contains(&cue.tokens.start)
            };
            let ahead = scene.places.iter().find(|place| clause.contains(&place.tokens.start)).filter(heads);
            let place = scene.places.iter().find(|place| behind.contains(&place.tokens.start)).or(ahead);
            let alone = |range: Range<usize>| {
                let other = |cue: &Cue| {
                    [Act::Control, Act::Fight, Act::Siege, Act::Reason, Act::Curfew, Act::Again]
                        .into_iter()
                        .any(|act| cue.is(act))
                };
                !scene.cues.within(range).any(other)
            };
            sentence_told
                && parted
                && place.is_some_and(|place| alone(cue.tokens.end..place.tokens.start))
                && alone(gap.start.max(cue.tokens.start.saturating_sub(MAX_AGAIN_GAP))..cue.tokens.start)
                && !scene.cues.has(Act::Curfew, behind)
                && (!cue.is(Act::Impose) || !scene.cues.within(clause.clone()).any(Cue::tells_control))
                && !scene.cues.has(Act::Again, cue.tokens.end..clause.end)
        } else {
            false
        };
        if tells {
            tellings.push(cue);
        }
    }
    tellings
}

/// The ends of curfews without what stands from a place on: "expired in P on Saturday" has no "to" (French "a", Spanish
/// "a"), and "ends at nine in P and at ten in Q" is two ends.
fn before_places(scene: &Scene<'_, '_>, ends: Vec<End>, find: impl Fn(Range<usize>) -> Vec<End>) -> Vec<End> {
    let place_in = |end: &End| scene.places.iter().find(|place| end.tokens.contains(&place.tokens.start));
    let cut = |end: End| match place_in(&end) {
        None => vec![end],
        Some(place) => find(end.tokens.start..place.tokens.start),
    };
    ends.into_iter().flat_map(cut).collect()
}

/// Whether an end was told of another curfew before the one that a word stands for, whose own end is not known ("ends at
/// nine on Sunday and THAT IN P at ten").
fn is_of_one_before(scene: &Scene<'_, '_>, end: &End, place: Option<Range<usize>>) -> bool {
    place.is_some_and(|place| scene.cues.has(Act::Again, end.tokens.end..place.start.max(end.tokens.end)))
}

/// Whether a word of change tells of control that grew ("EXTENDED its hold on P"), not of a curfew.
fn gains_ground(scene: &Scene<'_, '_>, cue: &Cue, clause: &Range<usize>) -> bool {
    cue.is(Act::Gain) && scene.cues.within(clause.clone()).any(Cue::tells_control)
}

/// Whether a cue is a verb that says by itself what becomes of a curfew named before it.
fn is_verb_alone(cue: &Cue) -> bool {
    ![Act::Curfew, Act::Again, Act::Movement].into_iter().any(|act| cue.is(act))
}

/// Whether a cue names going about where the statement bans it ("movement in the streets is prohibited").
fn is_banned_movement(scene: &Scene<'_, '_>, cue: &Cue, clause: &Range<usize>) -> bool {
    let from = cue.tokens.start.saturating_sub(MAX_LIFT_GAP).max(clause.start);
    let near = from..(cue.tokens.end + MAX_BAN_GAP).min(clause.end);
    cue.is(Act::Movement) && !scene.cues.has(Act::Curfew, clause.clone()) && scene.cues.has(Act::Ban, near)
}

/// Who imposes or announces a curfew: where to look for a name, and what is told where there is none.
fn imposer_of(scene: &Scene<'_, '_>, curfew: &Cue, clause: &Range<usize>, verb_first: bool) -> Imposer {
    let acts = |cue: &&Cue| cue.is(Act::Impose) || cue.is(Act::Extend) || cue.is(Act::Lift);
    let verb = scene.cues.within(clause.start..curfew.tokens.start).rfind(acts);
    let first = scene.cues.within(clause.start..curfew.tokens.start).find(|cue| acts(cue));
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for by in scene.cues.of(Act::By, clause.clone()) {
        ranges.push(by.tokens.start..(by.tokens.end + MAX_IMPOSER_GAP).min(clause.end));
    }
    // "The governor of P: a curfew until nine".
    let head = clause.start..(clause.start + MAX_HEAD).min(curfew.tokens.start);
    if let Some(colon) = head.clone().find(|at| matches!(scene.tokens.mark(*at), ':')) {
        ranges.push(clause.start..colon);
    }
    if let Some(verb) = verb {
        ranges.push(clause.start..verb.tokens.start.max(clause.start + 1));
    }
    // Where the verb comes first, who imposes stands right behind it.
    if let Some(first) = first.filter(|_| verb_first) {
        ranges.push(first.tokens.end..(first.tokens.end + MAX_IMPOSER_GAP).min(curfew.tokens.start));
    }
    let stands_in = |authority: &&Cue| {
        let before = authority.tokens.start.saturating_sub(2).max(clause.start)..authority.tokens.start;
        !scene.cues.has(Act::Under, before)
    };
    let told = |act: Act| ranges.iter().any(|range| scene.cues.of(act, range.clone()).any(|cue| stands_in(&cue)));
    let verbs = scene.cues.within(clause.clone()).filter(acts).map(|cue| cue.tokens.start).collect();
    let (somebody, nobody) = (told(Act::Authority), scene.cues.has(Act::Nobody, clause.clone()));
    Imposer { ranges, somebody, nobody, verbs }
}

/// What holds of a curfew, how sure the words are, and which word but the curfew's own says so; none where it is
/// denied, planned or past.
fn value_of(
    scene: &Scene<'_, '_>,
    cue: &Cue,
    around: Range<usize>,
    ends: &[End],
    language: &Language,
) -> Option<(StatusValue, f32, Option<Range<usize>>)> {
    let near =
        |gap: usize| cue.tokens.start.saturating_sub(gap).max(around.start)..(cue.tokens.end + gap).min(around.end);
    let before = |gap: usize| cue.tokens.start.saturating_sub(gap).max(around.start)..cue.tokens.start;
    // "until dawn" tells an end, wherever else it tells what is over.
    let is_end = |past: &Cue| ends.iter().any(|end| end.tokens.contains(&past.tokens.start));
    if scene.cues.of(Act::Past, around.clone()).any(|past| !is_end(past)) {
        return None;
    }
    let denies = |range: Range<usize>| scene.cues.has(Act::Deny, range.clone()) || scene.cues.has(Act::NotYet, range);
    let refuted = scene.is_refuted(&cue.tokens, &around) || scene.is_disowned(&cue.tokens, &around);
    let denied = denies(before(MAX_DENIAL_GAP)) || refuted;
    let behind = cue.tokens.end..(cue.tokens.end + MAX_DENIAL_GAP).min(around.end);
    // "ends at 9 a.m. on Saturday" tells the hour until which it holds.
    let tells_end = |lift: &&Cue| {
        let opens = |end: &End| {
            let opening = end.tokens.start..end.tokens.end.min(end.tokens.start + MAX_END_OPENING);
            lift.tokens.contains(&end.tokens.start) || opening.contains(&lift.tokens.start)
        };
        ends.iter().any(opens)
    };
    // "lifted in P and a new one DECLARED in Q": a verb that stands alone is not undone by one before it.
    let own = near(MAX_LIFT_GAP);
    let own = if is_verb_alone(cue) { cue.tokens.start..own.end } else { own };
    // "The TRUCE WAS NOT EXTENDED, the curfew goes on": one comma parts statements, two enclose what is said meanwhile.
    let parted = |lift: &&Cue| {
        let gap = lift.tokens.end..cue.tokens.start.max(lift.tokens.end);
        gap.filter(|at| scene.tokens.is_comma(*at)).count() == 1
    };
    // "The ban IS STILL IN FORCE, they promise to lift it".
    let holds = |lift: &&Cue| {
        let gap = cue.tokens.end..lift.tokens.start.max(cue.tokens.end);
        let imposed = scene.cues.of(Act::Impose, gap.clone()).any(|one| !one.is(Act::Attribute));
        imposed && gap.into_iter().any(|at| scene.tokens.is_comma(at))
    };
    let lift = scene.cues.of(Act::Lift, own).find(|lift| !tells_end(lift) && !parted(lift) && !holds(lift));
    // Where the verb closes its statement, what is said of the hour may stand before it.
    let closing = || {
        let from = cue.tokens.start.saturating_sub(MAX_OPENING_GAP).max(around.start);
        let far = from..(cue.tokens.end + MAX_CLOSING_GAP).min(around.end);
        let imposed = scene.cues.has(Act::Extend, far.clone());
        let is_own = |lift: &&Cue| !imposed && !tells_end(lift) && !parted(lift);
        scene.cues.of(Act::Lift, far).find(|lift| language.vocabulary.verb_last && is_own(lift))
    };
    let lift = lift.or_else(closing);
    // "the end of a two-day curfew": words of the curfew itself stand between.
    let ended = || {
        let from = cue.tokens.start.saturating_sub(MAX_OPENING_GAP).max(around.start)..cue.tokens.start;
        let near = |lift: &&Cue| lift.tokens.end + MAX_LIFT_GAP > cue.tokens.start && lift.is(Act::After);
        scene.cues.of(Act::Lift, from).rfind(near)
    };
    let timed = || lifting::timed_before(scene, cue, around.start).filter(|lift| !tells_end(lift));
    let lift = lift.or_else(ended).or_else(timed);
    let in_end = |cue: &&Cue| is_end(cue);
    let far = || lifting::far_behind(scene, cue, around.end, &language.ends, (|lift: &&Cue| !tells_end(lift), in_end));
    let is_far = lift.is_none();
    let lift = lift.or_else(far);
    // "The ban that was TO END at noon they EXTENDED", where the verb closes its statement; "it WAS TO END at noon, it has
    // been EXTENDED".
    let extended = |lift: &Cue| {
        let behind = cue.tokens.end..around.end;
        let closes = language.vocabulary.verb_last && lift.tokens.end <= cue.tokens.start;
        let moved = || lift.tokens.start >= cue.tokens.end && lifting::is_planned(scene, lift);
        (closes || moved()) && scene.cues.has(Act::Extend, behind.start.max(lift.tokens.end)..behind.end)
    };
    let undone = |lift: &&Cue| extended(lift) || lifting::is_undone(scene, cue, lift, around.end);
    if let Some(lift) = lift.filter(undone) {
        return Some((StatusValue::InForce, 0.8, Some(lift.tokens.clone())));
    }
    // "Restrictions have eased and the curfew was lifted": what is joined to it is not said of it.
    let joint = (around.start..cue.tokens.start).rev().find(|at| scene.cues.is_joint(*at));
    // "The curfew was lifted, AND BAKERIES are open again": nor what is told next.
    let next = (cue.tokens.end..around.end).find(|at| {
        scene.tokens.is_comma(*at) && (scene.cues.is_joint(at + 1) || scene.tokens.fold(at + 1).starts_with('و'))
    });
    let own = joint.map_or(around.start, |joint| joint + 1)..next.unwrap_or(around.end);
    let exempt = scene.cues.of(Act::Exempt, own).any(|exempt| !exempt.is(Act::Except));
    // "Has ended AND THERE ARE NO plans to renew it": what is joined behind that is not said of its end.
    let of_next = |at: &Cue| {
        let joint = |lift: &Cue| at.joined || (lift.tokens.end..at.tokens.start).any(|at| scene.cues.is_joint(at));
        lift.is_some_and(|lift| lift.tokens.end <= at.tokens.start && joint(lift))
    };
    let has_own = |act: Act, range: Range<usize>| scene.cues.of(act, range).any(|at| !of_next(at));
    let denied_own = [Act::Deny, Act::NotYet].into_iter().any(|act| has_own(act, near(MAX_LIFT_GAP)));
    let unlifted = lift.is_some() && (denied_own || exempt);
    let lifting = lift.map(|lift| lift.tokens.clone());
    if unlifted {
        return Some((StatusValue::InForce, 0.7, lifting));
    }
    let planned = || scene.cues.has(Act::Plan, before(MAX_LIFT_GAP)) || has_own(Act::Plan, behind.clone());
    let planned = lift.filter(|_| is_far).map_or_else(planned, |lift| lifting::is_planned(scene, lift));
    // "They promise TO LIFT IT later", where the verb that promises stands behind.
    let promised = |lift: &Cue| {
        let behind = lift.tokens.end..(lift.tokens.end + MAX_PROMISE_GAP).min(around.end);
        lift.tokens.start >= cue.tokens.end && scene.cues.has(Act::Plan, behind)
    };
    let to_come = |lift: &Cue| lift.is(Act::Plan) || lifting::is_to_come(scene, lift, &around, &language.ends);
    let planned = planned || lift.is_some_and(|lift| promised(lift) || to_come(lift));
    // What is still to be lifted holds.
    let to_end = scene.cues.of(Act::Lift, near(MAX_LIFT_GAP)).find(tells_end).map(|lift| lift.tokens.clone());
    if (lift.is_some() || to_end.is_some()) && planned && !denied {
        return Some((StatusValue::InForce, 0.7, lifting.or(to_end)));
    }
    if planned || denied {
        return None;
    }
    if lift.is_some() {
        return Some((StatusValue::Lifted, 0.9, lifting));
    }
    if let Some(lapse) = lapse(scene, cue, &around) {
        return lapse.is(Act::Lift).then(|| (StatusValue::Lifted, 0.9, Some(lapse.tokens.clone())));
    }
    if lifting::depends(scene, &around) {
        return None;
    }
    // "has no end date" denies nothing but an end.
    if scene.cues.of(Act::Deny, behind).any(|deny| !is_end(deny)) {
        return None;
    }
    let imposing = scene.cues.within(around.clone()).filter(|cue| cue.is(Act::Impose) || cue.is(Act::Extend));
    let told = imposing.map(|one| one.tokens.clone()).min_by_key(|one| one.start.abs_diff(cue.tokens.start));
    let goes_on = |range: Range<usize>| {
        [Act::Impose, Act::Extend, Act::Exempt].into_iter().any(|act| scene.cues.has(act, range.clone()))
    };
    // "quiet after a night of curfew": it is over, unless what follows says that it began or goes on.
    if scene.is_after(cue, around.start) && !goes_on(cue.tokens.end..around.end) {
        return None;
    }
    Some((StatusValue::InForce, if told.is_some() { 0.95 } else { 0.8 }, told))
}

/// The word by which a curfew's hours go by ("passes quietly", "the hours have elapsed"); where the curfew goes on all
/// the same, somebody passed it ("passed by the council") or what passed led to it, there is none.
fn lapse<'s>(scene: &'s Scene<'_, '_>, cue: &Cue, around: &Range<usize>) -> Option<&'s Cue<'s>> {
    let from = cue.tokens.start.saturating_sub(MAX_LIFT_GAP).max(around.start);
    let near = from..(cue.tokens.end + MAX_CLOSING_GAP).min(around.end);
    let lapse = scene.cues.of(Act::Lapse, near.clone()).next()?;
    let gap = cue.tokens.end.min(lapse.tokens.end)..cue.tokens.start.max(lapse.tokens.start);
    let led_to = [Act::Reason, Act::After].into_iter().any(|act| scene.cues.has(act, gap.clone()));
    let passed_by = scene.cues.has(Act::By, lapse.tokens.end..lapse.tokens.end + 2);
    let goes_on = |one: &Cue| one.is(Act::Extend) || one.is(Act::Impose) && !one.is(Act::Attribute);
    (!led_to && !passed_by && !scene.cues.within(near).any(goes_on)).then_some(lapse)
}

/// The places of a curfew, and how far the way they were found is to be trusted.
fn places(
    scene: &Scene<'_, '_>,
    memory: &Memory,
    cue: &Cue,
    around: Range<usize>,
    clause: &Range<usize>,
    (ends, reader): (&[End], &EndReader),
) -> (Spoken, f32) {
    // "ON THE PEOPLE OF P TO STAY HOME".
    let inside = scene.first_list(cue.tokens.clone());
    if !inside.places.is_empty() {
        return (inside, 1.0);
    }
    let reason = lifting::reason(scene, reader, cue.tokens.end..around.end);
    let stop = reason.map_or(around.end, |reason| reason.tokens.start);
    let except = scene.cues.of(Act::Except, cue.tokens.end..stop).next();
    let stop = except.map_or(stop, |except| except.tokens.start);
    // "P's curfew has been called off, and buses to Q run again".
    let own = scene.last_list(around.start..cue.tokens.start);
    let is_owner = |at: usize| matches!(scene.tokens.mark(at), '\'' | '’');
    if !own.places.is_empty()
        && own.tokens.end < cue.tokens.start
        && (own.tokens.end..cue.tokens.start).any(is_owner)
        && cue.tokens.start <= own.tokens.end + MAX_BESIDE_GAP
    {
        return (own, 1.0);
    }
    let mut after = scene.first_list(cue.tokens.end..stop);
    // "The curfew in P was extended, Q's ban lifted": the place right before the next curfew is that one's.
    let next_has = around.end < clause.end && after.tokens.end + MAX_BESIDE_GAP >= around.end;
    if next_has && !scene.last_list(around.start..cue.tokens.start).places.is_empty() {
        after = Spoken::default();
    }
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
    // "in the city, while it stays in Q": the word that stands for a place is nearer than the next name.
    let nearer = scene.stand_in(cue.tokens.end..after.tokens.start.max(cue.tokens.end), memory);
    let keeps = |cue: &Cue| cue.is(Act::Impose) || cue.is(Act::Extend) || cue.is(Act::Lift);
    if !nearer.places.is_empty() && scene.cues.within(nearer.tokens.end..after.tokens.start).any(keeps) {
        return (nearer, 0.95);
    }
    // "In P there was a curfew until eight, the town of Q is held by": Q has a statement of its own.
    let behind = cue.tokens.end..after.tokens.start.max(cue.tokens.end);
    let parted = behind.clone().any(|at| scene.tokens.is_comma(at)) && !scene.cues.within(behind).any(keeps);
    if parted && scene.cues.within(after.tokens.end..clause.end.max(after.tokens.end)).any(Cue::tells_control) {
        let before = scene.last_list(around.start..cue.tokens.start);
        if !before.places.is_empty() {
            return (before, 0.95);
        }
    }
    if !after.places.is_empty() {
        return (after, 1.0);
    }
    let stand_in = scene.stand_in(cue.tokens.end..stop, memory);
    // "was extended BY THE GOVERNORATE", "in P until nine, THE GOVERNORATE said": who imposes it is no place.
    let before = scene.last_list(around.start..cue.tokens.start);
    let says = || !before.places.is_empty() && scene.cues.has(Act::Authority, stand_in.tokens.clone());
    let imposes = scene.cues.has(Act::By, stand_in.tokens.start.saturating_sub(2)..stand_in.tokens.start) || says();
    if !stand_in.places.is_empty() && !imposes {
        return (stand_in, 0.95);
    }
    if !before.places.is_empty() && !is_of_what_is_joined(scene, cue, &before) {
        return (before, 0.95);
    }
    let stand_in = scene.stand_in(clause.start..cue.tokens.start, memory);
    if !stand_in.places.is_empty() {
        return (stand_in, 0.9);
    }
    let earlier = scene.last_list(scene.sentence.start..cue.tokens.start);
    if !earlier.places.is_empty() && !is_of_what_is_joined(scene, cue, &earlier) {
        return (earlier, 0.85);
    }
    (Spoken { places: memory.last().to_vec(), ..Spoken::default() }, 0.75)
}

/// Whether the places before a curfew are the whole region, of what an "and" joins it to ("clashes in the west of the
/// country and a curfew extended"): the curfew need not be in all of it.
fn is_of_what_is_joined(scene: &Scene<'_, '_>, curfew: &Cue, before: &Spoken) -> bool {
    let gap = before.tokens.end..curfew.tokens.start;
    let attached = |at: usize| scene.tokens.fold(at).starts_with('و');
    let joined =
        curfew.joined || gap.clone().any(attached) || gap.clone().next_back().is_some_and(|at| scene.cues.is_joint(at));
    let is_whole = |place: &PlaceId| scene.kinds.get(place) == Some(&Kind::Region(None));
    joined && gap.len() <= 1 && before.places.iter().all(is_whole)
}

/// The end that is told for a place: the first behind it, else the last before it.
fn end_of<'e>(scene: &Scene<'_, '_>, place: &PlaceId, ends: &'e [End]) -> Option<&'e End> {
    let at = scene.places.iter().find(|mention| mention.place == *place).map_or(0, |mention| mention.tokens.start);
    let first = ends.iter().find(|end| end.tokens.start >= at).or(ends.last())?;
    // "From 8 p.m. to 6 a.m. UNTIL FURTHER NOTICE": every night, with no end.
    let open = ends.iter().find(|end| {
        let near = first.tokens.end..first.tokens.end + MAX_NEXT_GAP;
        end.until.is_none() && near.contains(&end.tokens.start)
    });
    open.or(Some(first))
}

/// The tokens of a curfew with its verb and its places.
fn told_in(scene: &Scene<'_, '_>, cue: &Cue, spoken: &Spoken) -> Range<usize> {
    scene.told_in(&cue.tokens, spoken)
}
