//! Replacement: which figure of a sentence takes the place of another ("had said 40, now says 35"), and what the words say
//! of a figure's place in a series.

use crate::extract::casualties::FigureReader;
use crate::extract::casualties::bind::{Bond, Rule, Scene};
use crate::extract::casualties::carry;
use crate::extract::casualties::figure::Figure;
use crate::extract::casualties::side::{self, Side};
use crate::extract::casualties::statement::{cue, is_of_another, said_before};
use crate::model::claim::Cue;

/// How many tokens behind "had been" the number stands that was told before.
const EARLIER: usize = 4;

impl FigureReader {
    /// Whether a later figure of the same sentence takes the place of this one ("had said 40, now says 35").
    pub(super) fn is_replaced(&self, scene: &Scene<'_, '_>, bonds: &[Option<Bond>], index: usize) -> bool {
        let (Some(figure), Some(Some(bond))) = (scene.figures.get(index), bonds.get(index)) else { return false };
        let start = scene.clause_start(figure.start()).min(figure.start().saturating_sub(8)).max(scene.start);
        let mine = side::of_figure(figure, &self.fighters);
        let is_like = |(other, known): &(usize, &Option<Bond>)| {
            *other != index
                && known.is_some_and(|known| known.harm == bond.harm && known.part_of.is_none())
                && scene.figures.get(*other).is_some_and(|other| {
                    let theirs = side::of_figure(other, &self.fighters);
                    let is_alike = theirs == mine || theirs == Side::Same || mine == Side::Same;
                    is_alike && !is_of_another(scene, figure, other)
                })
        };
        let has_other = bonds.iter().enumerate().any(|one| is_like(&one));
        let is_earlier =
            said_before(scene, start..figure.start()).is_some_and(|at| !self.follows(scene, bonds, index, at));
        // "Raised the toll to 1,068 from 973".
        let is_from = figure.quantity.opened
            && figure.head.is_bare()
            && index.checked_sub(1).is_some_and(|before| {
                let same = bonds.get(before).copied().flatten().is_some_and(|known| known.harm == bond.harm);
                same && scene.figures.get(before).is_some_and(|before| figure.start() <= before.end() + 2)
            });
        is_from || is_earlier && has_other
    }

    /// What the words say of a figure's place in a series: one that takes another's place is not the earlier one.
    pub(super) fn cue(&self, scene: &Scene<'_, '_>, bonds: &[Option<Bond>], index: usize) -> Cue {
        let Some(figure) = scene.figures.get(index) else { return Cue::Plain };
        let rule = bonds.get(index).copied().flatten().map(|bond| bond.rule);
        if rule == Some(Rule::Carried) && carry::is_restated(scene, figure) {
            return Cue::Earlier;
        }
        let word = said_before(scene, scene.clause_start(figure.start())..figure.start());
        cue(scene, figure, word.filter(|at| !self.follows(scene, bonds, index, *at)))
    }

    /// Whether a figure of the same people stands between a word such as "had earlier said", at a token, and this one,
    /// which then takes its place.
    fn follows(&self, scene: &Scene<'_, '_>, bonds: &[Option<Bond>], index: usize, word: usize) -> bool {
        let (Some(figure), Some(Some(bond))) = (scene.figures.get(index), bonds.get(index)) else { return false };
        let mine = side::of_figure(figure, &self.fighters);
        // "After it had been 745", "up from 340 a day earlier": such a number that nothing binds is the earlier one.
        let is_near = |one: &Figure| one.start() > word && one.start() <= word + EARLIER;
        let bare = |one: &Figure| is_near(one) && (one.head.is_bare() || one.head.is_unit);
        let free = |at: usize| bonds.get(at).copied().flatten().is_none();
        let told = |at: usize| scene.figures.get(at).is_some_and(|one| free(at) && bare(one));
        (0..index).any(told)
            || (0..index).any(|other| {
                let same = bonds.get(other).copied().flatten().is_some_and(|known| known.harm == bond.harm);
                same && scene.figures.get(other).is_some_and(|other| {
                    let theirs = side::of_figure(other, &self.fighters);
                    other.start() > word && (theirs == mine || mine == Side::Same)
                })
            })
    }
}
