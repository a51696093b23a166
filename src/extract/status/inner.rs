//! Places told with the place they lie in: "the quarter of P in the city of Q" speaks of P alone.

use std::ops::Range;

use super::cue::{Act, Cues};
use crate::extract::gazetteer::Mention;
use crate::extract::nesting::Nesting;
use crate::extract::token::Tokens;

/// How many tokens may stand between a place and the place it lies in.
const MAX_GAP: usize = 4;
/// How many tokens may stand between a place and one that only says which way it lies.
const MAX_BEARING_GAP: usize = 8;
/// What the words between them may do.
const LINKS: &[Act] = &[Act::Under, Act::Region, Act::Town, Act::Part, Act::Outskirts];

/// The places of a sentence, each with the place it lies in taken into its own name.
pub fn settle(nesting: &Nesting, tokens: &Tokens<'_>, places: Vec<Mention>, cues: &Cues) -> Vec<Mention> {
    let mut settled: Vec<Mention> = Vec::new();
    for place in places {
        let Some(last) = settled.last_mut() else {
            settled.push(place);
            continue;
        };
        let gap = last.tokens.end..place.tokens.start;
        let lies_in = nesting.lies_in(&last.place, &place.place) && gap.len() <= MAX_GAP;
        let is_told_in =
            lies_in && (links(tokens, last, &place, cues) || is_aside(nesting, tokens, (last, &place), cues));
        if is_told_in || is_landmark(&place, &gap, cues) {
            last.tokens.end = place.tokens.end;
        } else if gap.is_empty()
            && nesting.lies_in(&place.place, &last.place)
            && !nesting.is_quarter(&place.place)
            && !tokens.fold(place.tokens.start).starts_with('و')
        {
            // "In the coastal towns P and Q".
            *last = Mention { tokens: last.tokens.start..place.tokens.end, ..place };
        } else if gap.len() <= 1
            && nesting.is_quarter(&place.place)
            && nesting.lies_in(&place.place, &last.place)
            && gap.clone().all(|at| !matches!(tokens.mark(at), ',' | '،' | '/') && !cues.is_joint(at))
            && !cues.has(Act::Except, gap.clone())
        {
            *last = Mention { tokens: last.tokens.start..place.tokens.end, ..place };
        } else {
            settled.push(place);
        }
    }
    settled
}

/// Whether nothing but words that say "in" stand between two places.
fn links(tokens: &Tokens<'_>, place: &Mention, region: &Mention, cues: &Cues) -> bool {
    let gap = place.tokens.end..region.tokens.start;
    // The Arabic "in" and "and" are written as one with what follows them.
    let attached = tokens.fold(region.tokens.start).starts_with('ب');
    if gap.is_empty() {
        return attached;
    }
    let is_link = |act: &Act| LINKS.contains(act);
    let mut between = cues.within(gap.clone()).peekable();
    let prefixed = gap.clone().any(|at| tokens.fold(at).starts_with('ب'));
    let joined =
        gap.clone().any(|at| matches!(tokens.mark(at), ',' | '،' | ':' | '/' | ';' | '؛') || cues.is_joint(at))
            || gap.clone().chain([region.tokens.start]).any(|at| tokens.fold(at).starts_with('و') && !prefixed);
    let linked = prefixed || attached || between.peek().is_some();
    !joined && linked && between.all(|cue| cue.acts.iter().all(is_link))
}

/// Whether a quarter's city follows behind a comma ("in Daatour, Latakia", "in Daatour, in Latakia").
fn is_aside(nesting: &Nesting, tokens: &Tokens<'_>, (place, region): (&Mention, &Mention), cues: &Cues) -> bool {
    let gap = place.tokens.end..region.tokens.start;
    let leads = |at: usize| cues.has(Act::Under, at..at + 1) || cues.has(Act::Within, at..at + 1);
    let alone = gap.len() == 1 || gap.len() == 2 && leads(gap.start + 1);
    nesting.is_quarter(&place.place) && alone && tokens.is_comma(gap.start)
}

/// Whether a place only says which way the one before it lies ("around P, in the hills EAST OF Q").
fn is_landmark(place: &Mention, gap: &Range<usize>, cues: &Cues) -> bool {
    let mut bearings = cues.of(Act::Bearing, gap.clone());
    let joined = gap.clone().any(|at| cues.is_joint(at));
    gap.len() <= MAX_BEARING_GAP && !joined && bearings.any(|bearing| bearing.tokens.end == place.tokens.start)
}
