//! Both: numbers of those killed and wounded that one phrase tells of together.

use super::bind::{Bond, Rule, Scene, set};
use super::marks::{Mark, Role, harm_as};
use crate::model::Metric;

impl Scene<'_, '_> {
    /// Binds the figures on both sides of "killed and wounded" to a verb each ("two guards WERE KILLED AND WOUNDED three
    /// others", as Arabic has it).
    pub fn bind_pair(&self, mark: &Mark, bonds: &mut [Option<Bond>]) {
        let of = |metric: Metric| self.harms.iter().position(|harm| harm.metric == metric);
        let is_both = |harm: usize| self.metric(harm) == Some(Metric::KilledOrInjured);
        if !self.verb_first || !harm_as(mark, Role::After).is_some_and(is_both) || !self.follows_free(mark, bonds) {
            return;
        }
        let before = mark.tokens.start.checked_sub(1).and_then(|at| self.figure_at(at));
        let after = self.figure_after(mark, true).filter(|after| self.is_free(bonds, *after));
        let (Some(before), Some(after)) = (before, after) else { return };
        let (Some(killed), Some(injured)) = (of(Metric::Killed), of(Metric::Injured)) else { return };
        let trigger = mark.tokens.start;
        set(bonds, before, Bond { harm: killed, trigger, rule: Rule::Subject, part_of: None, leader: None });
        set(bonds, after, Bond { harm: injured, trigger, rule: Rule::Object, part_of: None, leader: None });
    }

    /// The harm of those of whom it is said before the verb that they are dead or wounded ("BETWEEN DEAD AND WOUNDED, fell
    /// sixteen men", as Arabic has it).
    pub fn told_as_both(&self, verb: &Mark, harm: usize) -> Option<usize> {
        let before = verb.tokens.start.checked_sub(1).filter(|_| self.verb_first)?;
        let at = if self.tokens.is_comma(before) { before.checked_sub(1)? } else { before };
        let both = self.marks.covering(at).filter(|mark| mark.tokens.start >= self.start)?;
        let both = harm_as(both, Role::Counted).filter(|_| self.figure_at(at).is_none())?;
        let is_both = self.metric(both) == Some(Metric::KilledOrInjured) && self.metric(harm) == Some(Metric::Killed);
        is_both.then_some(both)
    }
}
