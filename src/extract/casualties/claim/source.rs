//! Sources: who counted what a figure states.

use std::ops::Range;

use super::{Reading, Told, Work};
use crate::extract::casualties::attribution::Attribution;
use crate::model::OriginId;

/// Who counted, and the tokens of the words that name him or say that somebody speaks.
pub(super) fn origin(
    work: &Work<'_, '_>,
    this: &Reading<'_>,
    attribution: &Attribution<'_>,
    told: &Told,
) -> (Option<OriginId>, Option<Range<usize>>) {
    let (scene, figure, bond) = (work.scene, this.figure, this.bond);
    let statement =
        scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end().max(bond.trigger + 1));
    let statement = told.opened.unwrap_or(statement.start).max(statement.start)..statement.end;
    let apart = work.dates.iter().any(|date| {
        let names = date.year.is_some() || date.month.is_some() || date.months_ago.is_some();
        names && statement.contains(&date.tokens.start)
    });
    match attribution.heard(work.speakers, statement, work.about.elsewhere && apart) {
        Some((origin, voice)) => (Some(origin), Some(voice)),
        None => (told.inherited(bond).and_then(|carried| carried.origin.clone()), None),
    }
}
