//! Struck: whom something was done to before people were killed, who is not the one who killed them.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene};
use super::marks::{Mark, Tag, side_of};

/// How many tokens before whom something is done to its verb may stand ("ambushed a patrol of the new government's").
const OBJECT_REACH: usize = 9;

impl Scene<'_, '_> {
    /// Whether an actor, named behind `from` in its statement, is whom something was done to.
    pub fn is_object_of_act(&self, actor: &Mark, from: usize) -> bool {
        self.follows_act(actor, from) || self.is_attacked(actor, from) || self.has_act_behind(actor, from)
    }

    /// "Gunmen ambushed A PATROL OF THE POLICE, killing nine".
    fn follows_act(&self, actor: &Mark, from: usize) -> bool {
        let near = actor.tokens.start.saturating_sub(OBJECT_REACH).max(from)..actor.tokens.start;
        self.marks.within(near).rev().find(|mark| is_act(mark)).is_some_and(|act| {
            self.touches(actor, act.tokens.end..actor.tokens.start)
                && self.marks.within(from..act.tokens.start.max(from)).any(does)
        })
    }

    /// "An attack by gunmen ON THE POLICE killed nine", and no "on Friday the police killed nine".
    fn is_attacked(&self, actor: &Mark, from: usize) -> bool {
        let near = actor.tokens.start.saturating_sub(OBJECT_REACH).max(from)..actor.tokens.start;
        let led = near.rev().find_map(|at| self.marks.framed(at, Tag::Against));
        led.is_some_and(|led| {
            let gap = led.tokens.end..actor.tokens.start;
            self.touches(actor, gap.clone())
                && self.marks.within(from..led.tokens.start.max(from)).any(is_act)
                && !self.marks.any(gap, Tag::Day)
        })
    }

    /// "THE POLICE were attacked by gunmen, killing nine"; where the verb stands last, "gunmen A PATROL attacked".
    fn has_act_behind(&self, actor: &Mark, from: usize) -> bool {
        let behind = actor.tokens.end..(actor.tokens.end + OBJECT_REACH).min(self.end);
        self.marks.within(behind).find(|mark| is_act(mark)).is_some_and(|act| {
            let passive = || self.is_passive(act) && self.marks.is(act.tokens.end, Tag::By);
            let closes = || self.verb_last && self.marks.within(from..actor.tokens.start).any(does);
            self.touches(actor, actor.tokens.end..act.tokens.start) && (closes() || passive())
        })
    }

    /// Whether nothing parts an actor from what is done to it: no comma, verb of harm or other actor stands between. "The new
    /// government's security forces" are one.
    fn touches(&self, actor: &Mark, gap: Range<usize>) -> bool {
        let is_other = |mark: &Mark| does(mark) && side_of(mark) != side_of(actor);
        let parts = |mark: &Mark| is_other(mark) || self.is_trigger(mark) || mark.values.any_of([Tag::By, Tag::Turn]);
        !gap.clone().any(|at| self.tokens.is_comma(at)) && !self.marks.within(gap).any(parts)
    }

    /// The side that somebody did something to in the statement of a verb of harm, before that ("gunmen ambushed a patrol of
    /// THE POLICE, killing nine members").
    pub fn struck(&self, bond: &Bond) -> Option<usize> {
        let from = self.clause_start(bond.trigger);
        let mut before = self.marks.within(from..bond.trigger.max(from)).rev();
        let named = before.find(|mark| side_of(mark).is_some() && !self.is_speaker(mark))?;
        side_of(named).filter(|_| bond.rule == Rule::Object && self.is_object_of_act(named, from))
    }
}

/// Whether a mark names somebody who acts, for certain or by a hint.
pub fn does(mark: &Mark) -> bool {
    side_of(mark).is_some()
}

/// Whether a mark tells that something is done to somebody.
fn is_act(mark: &Mark) -> bool {
    mark.values.any_of([Tag::Act, Tag::Incident])
}
