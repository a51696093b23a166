//! Voices: what stands between two figures, and whether somebody puts the dead at a number.

use std::ops::Range;

use super::{LOSSES, Reading};
use crate::extract::casualties::bind::Scene;
use crate::extract::casualties::figure::Figure;
use crate::extract::casualties::marks::Tag;

/// The tokens between a figure and the one before it; none before the first.
pub(super) fn gap_before(scene: &Scene<'_, '_>, index: usize) -> Range<usize> {
    let start = scene.figures.get(index).map_or(scene.end, Figure::start);
    let before = index.checked_sub(1).and_then(|before| scene.figures.get(before));
    before.map_or(start, Figure::end)..start
}

/// Whether somebody puts the dead at a bare number ("put the civilian DEAD AT 745").
pub(super) fn is_put_at(scene: &Scene<'_, '_>, this: &Reading<'_>) -> bool {
    let Some(dead) = scene.marks.covering(this.bond.trigger) else { return false };
    let (figure, end) = (this.figure, dead.tokens.end);
    let links = |at: usize| [Tag::At, Tag::Reach, Tag::Filler, Tag::Stop].iter().any(|tag| scene.marks.is(at, *tag));
    let says = dead.tokens.start.saturating_sub(LOSSES).max(scene.start)..dead.tokens.start;
    figure.head.is_bare()
        && end < figure.start()
        && figure.start() <= end + 2
        && (end..figure.start()).all(links)
        && scene.marks.any(says, Tag::Say)
}
