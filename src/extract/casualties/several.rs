//! Several places in one statement: which of them a figure is for.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene};
use super::figure::Figure;
use super::marks::Tag;
use crate::extract::gazetteer::Mention;

/// How many tokens a place may stand behind the word that joins it to the one before ("in P and IN Q").
const LED: usize = 2;
/// How many tokens before a place "to" may stand that makes a goal of it ("TO hospitals in P").
const GOAL: usize = 3;

/// The part of a statement that is of one figure among others, where each part has a figure and a place of its own
/// ("one died in an ambush at P, and in another attack near Q six were killed").
pub fn share(
    scene: &Scene<'_, '_>,
    bonds: &[Option<Bond>],
    index: usize,
    clause: Range<usize>,
) -> Option<Range<usize>> {
    let bound: Vec<(usize, &Figure, &Bond)> = scene
        .figures
        .iter()
        .zip(bonds)
        .enumerate()
        .filter(|(_, (figure, _))| clause.contains(&figure.start()))
        .filter_map(|(at, (figure, bond))| Some((at, figure, bond.as_ref()?)))
        .collect();
    let places = |range: Range<usize>| scene.places.iter().any(|place| range.contains(&place.tokens.start));
    let mut from = clause.start;
    for pair in bound.windows(2) {
        let [(before, first, _), (_, next, bond)] = pair else { continue };
        let Some(cut) = parting(scene, first, (next, bond)).filter(|cut| *cut > from) else { continue };
        if !places(from..cut) || !places(cut..clause.end) {
            continue;
        }
        if index <= *before {
            return Some(from..cut);
        }
        from = cut;
    }
    (from > clause.start).then_some(from..clause.end)
}

/// The last token between two figures that begins what is told of the second: an "and", a comma, that joins no two
/// places.
fn parting(scene: &Scene<'_, '_>, first: &Figure, (next, bond): (&Figure, &Bond)) -> Option<usize> {
    // A part, and what shares a verb, is told by what is told of the other.
    if bond.part_of.is_some() || next.head.of_them || bond.rule == Rule::Shared {
        return None;
    }
    let until = if bond.trigger > first.end() { next.start().min(bond.trigger) } else { next.start() };
    let is_joint = |at: usize| {
        let behind = scene.places.iter().find(|place| place.tokens.start > at || place.tokens.contains(&at));
        let before = scene.places.iter().any(|place| place.tokens.end == at);
        before && behind.is_some_and(|place| place.tokens.start <= at + LED)
    };
    let opens = |at: usize| {
        scene.tokens.is_comma(at)
            || scene.marks.is(at, Tag::And)
            || scene.marks.starting(at).is_some_and(|mark| mark.joined)
    };
    (first.end()..=until).rev().find(|at| opens(*at) && !is_joint(*at))
}

/// Whether a place in a figure's part of a statement says where those it counts were harmed: not where they were taken to
/// ("carried 40 wounded TO P"), and not where only others were ("..., the worst in P, WHERE 38 died").
pub fn is_of(scene: &Scene<'_, '_>, figure: &Figure, place: &Mention) -> bool {
    let near = place.tokens.start.saturating_sub(GOAL).max(figure.end())..place.tokens.start;
    let is_goal = near.into_iter().any(|at| scene.marks.framed(at, Tag::To).is_some());
    let opens = |at: usize| scene.marks.framed(at, Tag::Where).is_some();
    let of_others = figure.end() <= place.tokens.start && (place.tokens.end..place.tokens.end + LED).any(opens);
    !is_goal && !of_others
}
