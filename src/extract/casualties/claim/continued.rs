//! Continued: whose dead a figure counts whose own words leave that open, by the figures it goes on from.
//!
//! Absent: what its own words say, and what its surroundings change afterwards.

use super::{Reading, Told, opens_part};
use crate::extract::casualties::bind::{Rule, Scene};
use crate::extract::casualties::carry::{Carried, is_restated, is_row, is_total, sums_up};
use crate::extract::casualties::figure::Figure;
use crate::extract::casualties::marks::{Person, Tag};
use crate::extract::casualties::side::{self, Side};
use crate::extract::casualties::statement::said_before;
use crate::extract::casualties::struck::does;
use crate::extract::numbers::Value;
use crate::extract::token::TokenKind;
use crate::model::{Bound, Metric, OriginId, PlaceId, Scope};

/// Whose dead a figure counts by what it goes on from, where its own words leave that open.
pub(super) fn resolved(scene: &Scene<'_, '_>, this: &Reading<'_>, stated: Side, told: &Told) -> Side {
    match stated {
        Side::Same => continued(scene, this, told),
        // "49 victims" as a row of a list of civilians.
        Side::Unspecified
            if this.figure.head.persons.iter().all(|person| matches!(person, Person::Body | Person::Victim))
                && is_row(scene, this.figure) =>
        {
            let listed = told.main.or(told.side_before());
            listed.filter(|side| *side != Side::Total).unwrap_or(Side::Unspecified)
        }
        stated => stated,
    }
}

/// Whether a figure counts others who are joined to people of a side by nothing but "and", with no verb between.
fn is_beside_others(scene: &Scene<'_, '_>, this: &Reading<'_>, told: &Told) -> bool {
    let before = this.index.checked_sub(1).and_then(|at| Some((at, scene.figures.get(at)?)));
    let Some((at, before)) = before.filter(|_| this.figure.head.are_others()) else { return false };
    let gap = before.end()..this.figure.start();
    let joined = gap.len() <= 1 && gap.clone().all(|at| scene.marks.is(at, Tag::And));
    joined && before.head.counted.is_none() && matches!(told.sides.get(at), Some(Some(Side::Of(_))))
}

/// Whose dead a figure counts whose words name nobody of a side.
fn continued(scene: &Scene<'_, '_>, this: &Reading<'_>, told: &Told) -> Side {
    let (figure, bond) = (this.figure, this.bond);
    let leader = bond.leader.and_then(|leader| told.sides.get(leader).copied().flatten());
    let before = told.side_before();
    if is_row(scene, figure) {
        return leader.or(told.main).or(before).unwrap_or(Side::Unspecified);
    }
    // "The number of soldiers killed is not seven: the truth is THREE dead and four wounded".
    if let Some(side @ Side::Of(_)) =
        told.replaced.filter(|_| figure.head.names_nobody() || figure.head.counted.is_some())
    {
        return told.main.unwrap_or(side);
    }
    if bond.rule == Rule::Carried && (sums_up(scene, figure.start()) || is_total(scene, figure)) {
        return Side::Total;
    }
    if bond.rule == Rule::Toll {
        let is_earlier = || said_before(scene, scene.clause_start(figure.start())..figure.start()).is_some();
        // "612 died: 398 civilians and 110 loyalists. An earlier toll HAD PUT IT AT 553": all of them, not the last named.
        let whole = || told.before.as_ref().and_then(|carried| carried.whole).map(|(_, side)| side);
        let sum = told.before.as_ref().filter(|carried| carried.several).map(|_| Side::Total);
        let all = before.filter(|side| *side == Side::Total).or(sum).or_else(whole).or(before);
        return told.main.or(all).filter(|_| is_earlier()).unwrap_or(Side::Total);
    }
    // "700 of them died in P": they are those of the sentence before.
    let is_of_them = figure.head.of_them && leader.or(told.main).is_none();
    let goes_on = told.before.is_some() && (opens_part(scene, figure) || is_of_them);
    // "1,177 had died: 696 civilians, 231 soldiers. The ministry had SPOKEN OF 1,018": another count of all of them.
    let says =
        figure.start().checked_sub(1).is_some_and(|at| scene.marks.is(at, Tag::Say)) || is_restated(scene, figure);
    let inherited = told.inherited(bond).filter(|_| says && figure.head.is_bare());
    if let Some(((_, whole), carried)) = inherited.and_then(|carried| Some((carried.whole?, carried))) {
        return if carried.several { Side::Total } else { whole };
    }
    if bond.rule == Rule::Carried || goes_on {
        return before.unwrap_or(Side::Unspecified);
    }
    if figure.head.persons.contains(&Person::Member) {
        return scene.struck(bond).map_or(Side::Unspecified, Side::Of);
    }
    // "Five policemen AND TWO OTHERS were killed": others beside those of a side, under one verb, are of none stated.
    if is_beside_others(scene, this, told) {
        return Side::Unspecified;
    }
    // "16 people killed and 12 wounded": a noun of its own begins a count of its own.
    let is_own_noun = figure.head.counted.is_some();
    if is_own_noun && told.main_harm.is_some_and(|(harm, most)| harm == bond.harm && this.size > most) {
        return Side::Total;
    }
    // "44 dead civilians and 13 wounded", as Arabic has it: the noun of another harm names nobody of their side.
    let is_injured = scene.metric(bond.harm) == Some(Metric::Injured);
    let is_bare_noun = is_own_noun && figure.head.persons.is_empty() && figure.head.sided.is_empty();
    if scene.verb_first && is_injured && is_bare_noun && told.main_named {
        return Side::Total;
    }
    // "83 bodies and 140 wounded": what is said of the bodies' side is not said of the wounded.
    // "96 bodies were found and dozens remain missing": nor of those of another harm.
    let is_other_harm =
        told.main_bodies && told.main_harm.is_some_and(|(harm, _)| scene.metric(harm) != scene.metric(bond.harm));
    // "Four soldiers died AND DOZENS WERE DISPLACED": whoever fled is no part of those who fought.
    let displaced = scene.metric(bond.harm) == Some(Metric::Displaced);
    if displaced
        && figure.head.is_bare()
        && told.main_harm.is_some_and(|(harm, _)| scene.metric(harm) != Some(Metric::Displaced))
    {
        return Side::Total;
    }
    // "Fifteen policemen were killed. 22 OTHERS were wounded": of those of the sentence before, where a number is stated.
    let is_stated = matches!(figure.quantity.value, Value::Whole(_)) && figure.quantity.bound == Bound::Exact;
    let carried = told.before.as_ref().filter(|before| before.age == 0 && !before.is_list && told.main.is_none());
    if let Some(side @ Side::Of(_)) =
        carried.and_then(|before| before.side).filter(|_| figure.head.are_others() && is_stated)
    {
        return side;
    }
    // "12 gunmen were arrested, while two officers died and four were hurt": the last of the same statement.
    let near = this.index.checked_sub(1).and_then(|before| scene.figures.get(before).map(|figure| (before, figure)));
    let near = near.filter(|(before, near)| {
        let start = scene.clause_start(figure.start()).max(told.opened.unwrap_or_default());
        let main = scene.figures.first().is_some_and(|first| first.start() < start);
        main && near.start() >= start && *before > 0
    });
    let near = near.or_else(|| before_of_same(scene, this));
    let near = near.and_then(|(before, _)| told.sides.get(before).copied().flatten());
    match leader.or(near).or(told.main) {
        Some(Side::Unspecified) if (is_own_noun || is_other_harm) && bond.part_of.is_none() => Side::Total,
        known => known.unwrap_or(Side::Total),
    }
}

/// The figure whose side a bare one goes on from, as nothing but its verb and an "and" stands between them ("adding that two
/// SOLDIERS DIED AND FOUR were hurt").
fn before_of_same<'s>(scene: &'s Scene<'_, '_>, this: &Reading<'_>) -> Option<(usize, &'s Figure)> {
    let index = this.index.checked_sub(1).filter(|_| this.figure.head.is_bare())?;
    let before =
        scene.figures.get(index).filter(|before| !before.head.sided.is_empty() || !before.head.hinted.is_empty())?;
    let gap = before.end()..this.figure.start();
    // "The killing of nine soldiers AND THE WOUNDING of 15", as Arabic attaches its "and".
    let noun =
        scene.marks.covering(gap.start).filter(|mark| mark.joined && mark.tokens == gap && scene.is_trigger(mark));
    if scene.verb_first && noun.is_some() {
        return Some((index, before));
    }
    let last = gap.end.checked_sub(1).filter(|last| gap.contains(last) && scene.marks.is(*last, Tag::And))?;
    let parted = (gap.start..last).any(|at| scene.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Mark));
    let other = scene.marks.within(gap.start..last).any(does);
    (!parted && !other).then_some((index, before))
}

/// The figure behind an "and" and another verb whose people a bare one before it counts too ("killed 15 AND WOUNDED 20 of the
/// security forces").
pub(super) fn shared_behind<'s>(scene: &'s Scene<'_, '_>, this: &Reading<'_>) -> Option<&'s Figure> {
    let figure = this.figure;
    if let Some(last) = scene.last_respective(this.index) {
        return Some(last);
    }
    let told = this.bond.rule == Rule::Object || scene.verb_first && this.bond.rule == Rule::Subject;
    let next = scene.figures.get(this.index + 1).filter(|_| figure.head.is_bare() && told)?;
    let (gap, of) = (figure.end()..next.start(), next.quantity.tokens.end);
    let verb = scene.marks.covering(next.start().checked_sub(1)?).filter(|verb| scene.is_trigger(verb))?;
    let and = verb.joined && gap.start == verb.tokens.start
        || gap.start + 1 == verb.tokens.start && scene.marks.is(gap.start, Tag::And);
    let shares = and && verb.tokens.end == gap.end && scene.marks.is(of, Tag::Of) && !next.head.sided.is_empty();
    shares.then_some(next)
}

/// Whose dead some "of the victims" are of whom the sentence before told ("the toll reached 1,068 civilians. Q had 545 OF
/// THE VICTIMS").
pub(super) fn side_of_victims(scene: &Scene<'_, '_>, figure: &Figure, told: &Told) -> Option<Side> {
    let before = told.before.as_ref().filter(|before| before.age == 0)?;
    let whole = before.whole.map(|(_, side)| side).or(before.side).filter(|side| matches!(side, Side::Of(_)));
    whole.filter(|_| side::is_of_victims(scene, figure))
}

/// Whether a figure counts others beside those before it, in a statement of its own that names no place.
pub(super) fn is_more_of_them(scene: &Scene<'_, '_>, this: &Reading<'_>) -> bool {
    let clause = scene.clause_start(this.figure.start())..scene.clause_end(this.figure.end());
    let placed = scene.places.iter().any(|place| clause.contains(&place.tokens.start));
    this.figure.head.persons.contains(&Person::Other) && this.figure.head.sided.is_empty() && !placed
}

/// What a figure hands on to those after it.
pub(super) fn handed_on(
    scene: &Scene<'_, '_>,
    this: &Reading<'_>,
    (side, scope): (Side, Scope),
    (place, origin): (Option<PlaceId>, Option<OriginId>),
    (carried, whole, several): (Option<&Carried>, Option<(usize, Side)>, bool),
) -> Carried {
    let opens = is_row(scene, this.figure) && scene.tokens.mark(this.figure.start().saturating_sub(1)) == ':';
    let goes_on = carried.is_some_and(|carried| carried.is_list && this.bond.rule == Rule::Carried);
    Carried {
        harm: this.bond.harm,
        side: Some(side),
        whole,
        several,
        place,
        origin,
        scope,
        is_list: opens || goes_on,
        by_region: goes_on && carried.is_some_and(|carried| carried.by_region),
        by_headline: goes_on && carried.is_some_and(|carried| carried.by_headline),
        age: 0,
    }
}
