//! Lost: whose people a verb such as "lost" tells of.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene};
use super::figure::Figure;
use super::marks::{Mark, Person, Role, Tag, actors, harm_as, side_of};

/// How many tokens may stand between whom a verb at the end of its sentence lost and the verb.
const OBJECT_GAP: usize = 1;
/// How many tokens may stand between those who lost somebody and the verb, behind a "who" or with where they are.
const RELATIVE_GAP: usize = 3;
/// How many tokens name the next loser between two numbers that one verb tells of.
const NEXT_LOSER: usize = 4;

impl Scene<'_, '_> {
    /// Whose people a verb such as "lost" tells of: the actor named before it.
    pub fn loser(&self, bond: &Bond) -> Option<usize> {
        if self.verb_first && bond.rule == Rule::Counted {
            return self.loser_before(bond.trigger);
        }
        let mark = self.loss(bond)?;
        // "Lost THE GUNMEN 24 fighters", as Arabic has it.
        let subject = self.marks.starting(mark.tokens.end).filter(|_| self.verb_first && bond.rule != Rule::Counted);
        if let Some(side) = subject.and_then(side_of) {
            return Some(side);
        }
        let from = self.clause_start(mark.tokens.start);
        let mut before = self.marks.within(from..mark.tokens.start);
        // "By gunmen WHO lost two", which Arabic has without a "who": a word that only hints at a side is the subject.
        let is_subject = |named: &Mark| {
            let gap = named.tokens.end..mark.tokens.start;
            let relative = self.marks.framed(gap.start, Tag::Relative).is_some();
            // "THE GUNMEN lost", "THE GUNMEN near P lost".
            gap.len() <= RELATIVE_GAP && (relative || self.is_whereabouts(gap))
        };
        let sided =
            |mark: &Mark| actors(mark, false).next().or_else(|| actors(mark, true).next().filter(|_| is_subject(mark)));
        // "The ministry, which beat the loyalists, admits the loss of": the subject stands before the aside.
        let follows_aside = mark.tokens.start.checked_sub(1).is_some_and(|at| self.tokens.mark(at) == ',');
        let named = if follows_aside { before.find_map(sided) } else { before.rev().find_map(sided) };
        named.or_else(|| self.loser_behind(mark))
    }

    /// Whom a verb such as "lost" counts right before it, in a language whose verb closes the sentence.
    pub fn lost_before(&self, verb: &Mark) -> Option<usize> {
        harm_as(verb, Role::Loses).filter(|_| self.verb_last)?;
        let last = self.figures.iter().rposition(|figure| figure.end() <= verb.tokens.start)?;
        let figure = self.figures.get(last)?;
        // "Twelve children lost THEIR FATHER": a word between is what was lost.
        let mut gap = figure.end()..verb.tokens.start;
        let is_object = figure.head.is_known() && gap.len() <= OBJECT_GAP && gap.all(|at| self.marks.is(at, Tag::Stop));
        is_object.then_some(last)
    }

    /// Whether a verb that stands first has those who were lost right behind it, and nobody before it who lost them.
    pub fn is_lost(&self, verb: &Mark) -> bool {
        let Some(figure) = self.figure_at(verb.tokens.end).and_then(|index| self.figures.get(index)) else {
            return false;
        };
        let before = verb.tokens.start.checked_sub(1).filter(|before| *before >= self.start);
        let opens = verb.joined
            || before.is_none_or(|at| {
                let opener = |tag: &Tag| self.marks.is(at, *tag);
                let placed = self.places.iter().any(|place| place.tokens.end == verb.tokens.start);
                self.tokens.is_comma(at) || placed || [Tag::Turn, Tag::Say, Tag::And, Tag::Filler].iter().any(opener)
            });
        let from = self.clause_start(verb.tokens.start);
        let is_party =
            |mark: &Mark| actors(mark, false).next().is_some() && self.figure_at(mark.tokens.start).is_none();
        let loser = self.marks.within(from..verb.tokens.start).any(is_party);
        opens && (!loser || figure.head.persons.contains(&Person::Other))
    }

    /// Whether a figure is told by a verb such as "lost".
    pub fn loses(&self, bond: &Bond) -> bool {
        self.loss(bond).is_some()
    }

    /// The verb such as "lost" that a figure is told by.
    pub fn loss(&self, bond: &Bond) -> Option<&Mark<'_>> {
        let verb = match bond.rule {
            // "Have suffered 250 deaths".
            Rule::Counted => bond.trigger.checked_sub(1)?,
            _ => bond.trigger,
        };
        self.marks.covering(verb).filter(|mark| harm_as(mark, Role::Loses).is_some())
    }

    /// Whose people a verb tells of that stands before its subject, and that before those counted (Arabic "LOST the
    /// army 13 dead and 20 wounded").
    fn loser_before(&self, counted: usize) -> Option<usize> {
        let from = self.clause_start(counted);
        let verb = self.marks.within(from..counted).rev().find(|mark| self.is_trigger(mark))?;
        harm_as(verb, Role::Loses)?;
        let named = |mark: &Mark| actors(mark, false).next();
        let behind = self.marks.within(verb.tokens.end..counted).find_map(named);
        // "The loyalists lost nine dead": the subject may stand before its verb all the same.
        behind.or_else(|| self.marks.within(from..verb.tokens.start).rev().find_map(named))
    }

    /// Whose people a number tells of that goes on from another one's verb of loss ("the army lost 17 men in P and THE GUNMEN
    /// 24").
    pub fn next_loser(&self, bond: &Bond, index: usize) -> Option<usize> {
        let (before, figure) = (self.figures.get(index.checked_sub(1)?)?, self.figures.get(index)?);
        self.loss(bond)?;
        let near = figure.start().saturating_sub(NEXT_LOSER).max(before.end())..figure.start();
        let named = self.marks.within(near.clone()).rev().find(|mark| side_of(mark).is_some())?;
        let small = |mark: &Mark| mark.values.any_of([Tag::Filler, Tag::To, Tag::Of]);
        let touches = self.marks.within(named.tokens.end..figure.start()).all(small);
        let verb = self.marks.within(before.end()..figure.start()).any(|mark| self.is_trigger(mark));
        side_of(named).filter(|_| touches && !verb && named.tokens.end + 1 >= figure.start())
    }

    /// Whether only where somebody is stands in a range of tokens ("on Syria's coast", "near P").
    pub fn is_whereabouts(&self, gap: Range<usize>) -> bool {
        let is_place = |at: usize| self.places.iter().any(|place| place.tokens.contains(&at));
        let is_name = |at: usize| {
            let word = self.tokens.word(at);
            word.chars().next().is_some_and(char::is_uppercase) || matches!(word, "'" | "’" | "s")
        };
        gap.into_iter().all(|at| match self.marks.covering(at) {
            Some(mark) => mark.values.any_of([Tag::At, Tag::Filler, Tag::Of]) || is_place(at),
            None => is_place(at) || is_name(at),
        })
    }

    /// Whether both sides of the fighting are said to have lost the people of a figure.
    pub fn both_lose(&self, figure: &Figure) -> bool {
        let clause = self.clause_start(figure.start())..figure.start();
        let both = self.marks.frames_in(clause.clone(), Tag::Both).next();
        both.is_some() && self.marks.within(clause).any(|mark| harm_as(mark, Role::Loses).is_some())
    }

    /// The actor named behind a verb of loss and before what was lost ("lost the army 50 men").
    pub fn loser_behind(&self, verb: &Mark) -> Option<usize> {
        let words = (verb.tokens.end..self.end).filter(|_| self.subject_behind);
        let mut words = words.take_while(|at| self.figure_at(*at).is_none());
        words.find_map(|at| self.marks.starting(at).and_then(|mark| actors(mark, false).next()))
    }
}
