//! Sources: who counted what a figure states.

use std::ops::Range;

use super::voice::gap_before;
use super::{Reading, Told, Work};
use crate::extract::casualties::attribution::{Attribution, Speaker};
use crate::extract::casualties::refusal;
use crate::model::OriginId;

/// How many tokens may stand between whoever denies something and his verb.
const DENIER: usize = 2;

/// Who counted, and the tokens of the words that name him or say that somebody speaks.
pub(super) fn origin(
    work: &Work<'_, '_>,
    this: &Reading<'_>,
    attribution: &Attribution<'_>,
    told: &Told,
) -> (Option<OriginId>, Option<Range<usize>>) {
    let (scene, figure, bond) = (work.scene, this.figure, this.bond);
    if let Some((who, name)) = scene.counter(figure, gap_before(scene, this.index), work.about.abroad) {
        return (Some(attribution.id(who)), Some(name));
    }
    let statement =
        scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end().max(bond.trigger + 1));
    let statement = told.opened.unwrap_or(statement.start).max(statement.start)..statement.end;
    let apart = work.dates.iter().any(|date| {
        let names = date.year.is_some() || date.month.is_some() || date.months_ago.is_some();
        names && statement.contains(&date.tokens.start)
    });
    // "237 by the Observatory's count, 190 ACCORDING TO THE SNHR": who counted the next one counted no more than that.
    let next = scene.figures.get(this.index + 1);
    let next = next.and_then(|next| scene.counter(next, gap_before(scene, this.index + 1), work.about.abroad));
    let counts_next = |speaker: &&Speaker| next.as_ref().is_some_and(|(_, name)| speaker.stands_in(name));
    // "A resident said that 40 had died, but THE MINISTRY DENIED IT": who denies it has not counted them.
    let refuted = refusal::refuted(scene, figure).map(|mark| mark.tokens.clone());
    let denies = |speaker: &&Speaker| refuted.as_ref().is_some_and(|refuted| speaker.stands_by(refuted, DENIER));
    let free = work.speakers.iter().filter(|speaker| !counts_next(speaker) && !denies(speaker));
    let free: Vec<Speaker> = free.copied().collect();
    let kept = free.iter().any(Speaker::has_name) || refuted.is_some();
    let speakers = if kept { free.as_slice() } else { work.speakers };
    match attribution.heard(speakers, statement, work.about.elsewhere && apart) {
        Some((origin, voice)) => (Some(origin), Some(voice)),
        None => (told.inherited(bond).and_then(|carried| carried.origin.clone()), None),
    }
}
