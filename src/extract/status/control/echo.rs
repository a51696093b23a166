//! What one telling of a sentence makes of another: "and so is Q", "before troops retook it", "and withdrew".

use std::ops::Range;

use super::super::Found;
use super::super::cue::{Act, Cue};
use super::super::scope::Scene;
use crate::model::{Extent, StatusValue};

/// How many tokens behind a word such as "likewise" its places may stand.
const MAX_ECHO_GAP: usize = 5;

/// Takes what was told of a place to the places behind a word such as "likewise".
pub(super) fn repeat(scene: &Scene<'_, '_>, found: &mut Vec<(Range<usize>, Found)>) {
    for cue in scene.cues.of(Act::Likewise, scene.sentence.clone()) {
        let from = cue.tokens.end;
        let stop = scene.cues.of(Act::Turn, from..scene.sentence.end).next();
        let stop = stop.map_or(scene.sentence.end, |turn| turn.tokens.start);
        let list = scene.first_list(from..stop);
        let near = !list.places.is_empty() && list.tokens.start <= from + MAX_ECHO_GAP;
        let own = scene
            .cues
            .within(from..stop)
            .any(|cue| Cue::tells_control(cue) || cue.is(Act::Curfew) || cue.is(Act::Harm));
        let last = found.iter().rev().find(|(told, _)| told.end <= cue.tokens.start).cloned();
        let Some((told, last)) = last.filter(|_| near && !own) else { continue };
        let extents = scene.extents(&list, &(from..stop));
        for (place, extent) in list.places.iter().zip(extents) {
            if found.iter().any(|(_, known)| known.place == *place) {
                continue;
            }
            let mut grounds = last.grounds.clone();
            grounds.cues.push(cue.tokens.clone());
            grounds.place = scene.words_of(place, &list);
            let echo = Found {
                place: place.clone(),
                extent: Some(extent),
                tokens: list.tokens.clone(),
                rule: "control-likewise",
                grounds,
                ..last.clone()
            };
            found.push((told.clone(), echo));
        }
    }
}

/// Drops what whoever took a place gave up again in the same breath ("seized P and later WITHDREW").
pub(super) fn forget_left(scene: &Scene<'_, '_>, found: &mut Vec<(Range<usize>, Found)>) {
    let placed = |range: Range<usize>| scene.places.iter().any(|place| range.contains(&place.tokens.start));
    let gives_up = |told: &Range<usize>| {
        let mut leaves = scene.cues.of(Act::Leave, told.end..scene.sentence.end);
        leaves.any(|leave| {
            let own = leave.tokens.end..(leave.tokens.end + MAX_ECHO_GAP).min(scene.sentence.end);
            // "Seized P after THE GUNMEN'S withdrawal": who left may stand behind the word (Arabic).
            let other = scene.cues.sides(told.end..leave.tokens.start).chain(scene.cues.sides(own.clone())).next();
            other.is_none() && !placed(own)
        })
    };
    found.retain(|(told, one)| one.rule != "control-takes" || !gives_up(told));
}

/// Drops what another telling of the same place says was over by then.
pub(super) fn forget_undone(scene: &Scene<'_, '_>, found: &mut Vec<(Range<usize>, Found)>) {
    let is_held = |one: &Found| matches!(one.value, StatusValue::Held(_));
    let undone = |(told, one): &(Range<usize>, Found)| {
        found.iter().any(|(other_told, other)| {
            let conflicts = is_held(one) && is_held(other) && one.place == other.place && one.value != other.value;
            // "took P before B retook it": the first is over; "retook P after A had seized it": the second is.
            let later = told.end <= other_told.start && scene.cues.has(Act::Undone, told.end..other_told.start);
            let earlier = other_told.end <= told.start && scene.cues.has(Act::After, other_told.end..told.start);
            // "P was taken by A and RETAKEN by B": who has it back has it, but of a part only that.
            let all = other.extent == one.extent || other.extent == Some(Extent::Whole);
            let back = scene.cues.within(other_told.clone()).any(|cue| cue.is(Act::Take) || cue.is(Act::Freed));
            let between = |act: Act| scene.cues.has(act, told.end..other_told.start);
            let regained = told.end <= other_told.end && (back || between(Act::Then)) && all && !between(Act::After);
            conflicts && (later || earlier || regained)
        })
    };
    let kept: Vec<bool> = found.iter().map(|one| !undone(one)).collect();
    let mut kept = kept.into_iter();
    found.retain(|_| kept.next().unwrap_or(true));
}
