//! Respective: numbers, and the places or killers told of in the same order ("12 and 9 civilians in P and Q respectively"), and
//! losses that each of several parties had ("the army and the gunmen EACH LOST 20 men").

use std::ops::Range;

use super::bind::{Bond, Rule, Scene, set};
use super::figure::Figure;
use super::marks::{Tag, actors, side_of};
use crate::extract::gazetteer::Mention;

/// How many numbers are told respectively at most.
const MAX_RUN: usize = 6;
/// How many tokens may stand between two numbers, or two names, of such a list.
const MAX_LINK: usize = 3;

impl Scene<'_, '_> {
    /// The figures of a list that a word such as "respectively" tells of in order, of which the figure is one, by index.
    pub fn respective(&self, index: usize) -> Option<Range<usize>> {
        self.marks.frames(Tag::Respective).next()?;
        let joined = |at: usize| {
            let pair = at.checked_sub(1).and_then(|before| self.figures.get(before)).zip(self.figures.get(at));
            pair.is_some_and(|(one, next)| one.head.is_bare() && self.links(one.end()..next.start()))
        };
        let last = self.figures.len().min(index + MAX_RUN);
        let first =
            (index.saturating_sub(MAX_RUN)..=index).rev().take_while(|at| *at == index || joined(at + 1)).last()?;
        let end = (index + 1..last).take_while(|at| joined(*at)).last().unwrap_or(index) + 1;
        let clause = self.figures.get(first).map(|one| self.clause_start(one.start())..self.clause_end(one.end()))?;
        let told = self.marks.frames_in(clause, Tag::Respective).next().is_some();
        (end - first > 1 && told).then_some(first..end)
    }

    /// Whether only what joins two names of a list stands in a gap.
    fn links(&self, gap: Range<usize>) -> bool {
        let is_link = |at: usize| {
            let joins = |tag: Tag| self.marks.is(at, tag);
            self.tokens.is_comma(at)
                || [Tag::And, Tag::Filler, Tag::At].into_iter().any(joins)
                || self.marks.framed(at, Tag::Respective).is_some()
        };
        gap.len() <= MAX_LINK && gap.into_iter().all(is_link)
    }

    /// Binds the bare numbers of such a list as the one of them that has a word of harm.
    pub fn bind_respective(&self, bonds: &mut [Option<Bond>]) {
        if self.figures.len() < 2 || self.marks.frames(Tag::Respective).next().is_none() {
            return;
        }
        for index in 0..self.figures.len() {
            let Some(run) = self.respective(index).filter(|run| run.start == index) else { continue };
            let known = run.clone().rev().find_map(|at| bonds.get(at).copied().flatten());
            let Some(known) = known.filter(|known| known.part_of.is_none()) else { continue };
            for at in run {
                if self.is_free(bonds, at) {
                    let rule = if known.rule == Rule::Counted { Rule::Shared } else { known.rule };
                    set(bonds, at, Bond { rule, leader: None, ..known });
                }
            }
        }
    }

    /// The figure at the end of such a list, whose people the bare ones before it count too.
    pub fn last_respective(&self, index: usize) -> Option<&Figure> {
        let run = self.respective(index)?;
        self.figures.get(run.end.checked_sub(1).filter(|last| *last != index)?)
    }

    /// The place that is told for a figure of such a list: the one of the same rank in a list of as many places.
    pub fn respective_place(&self, index: usize) -> Option<&Mention> {
        let run = self.respective(index)?;
        let count = run.len();
        let linked = |pair: &[Mention]| match pair {
            [one, next] => self.links(one.tokens.end..next.tokens.start),
            _ => false,
        };
        let is_list = |places: &&[Mention]| places.windows(2).all(linked);
        let places = self.places.windows(count).find(is_list)?;
        places.get(index - run.start)
    }

    /// The side that killed those of a figure of such a list: the one of the same rank among as many sides that are named
    /// before the first of its numbers ("A AND B killed 383 and 420 people respectively").
    pub fn respective_killer(&self, index: usize, fighters: &[usize]) -> Option<usize> {
        let run = self.respective(index)?;
        let first = self.figures.get(run.start)?.start();
        let named = self.marks.within(self.clause_start(first)..first).filter(|mark| !self.is_speaker(mark));
        let sides: Vec<usize> =
            named.filter_map(|mark| actors(mark, false).next()).filter(|side| fighters.contains(side)).collect();
        (sides.len() == run.len()).then(|| sides.get(index - run.start).copied())?
    }

    /// The sides of which each lost as many people as a figure counts ("the army and the gunmen EACH lost 20 men", "EACH SIDE
    /// lost 20").
    pub fn each_loser(&self, bond: &Bond, figure: &Figure, fighters: &[usize]) -> Vec<usize> {
        if !self.loses(bond) {
            return Vec::new();
        }
        let clause = self.clause_start(figure.start().min(bond.trigger))..self.clause_end(figure.end());
        let Some(each) = self.marks.frames_in(clause.clone(), Tag::Each).next() else {
            return Vec::new();
        };
        let named =
            self.marks.within(clause.start..bond.trigger.max(clause.start)).filter(|mark| !self.is_speaker(mark));
        let mut sides: Vec<usize> = named.filter_map(side_of).filter(|side| fighters.contains(side)).collect();
        sides.dedup();
        match sides.len() {
            0 if each.tokens.len() > 1 => fighters.to_vec(),
            0 | 1 => Vec::new(),
            _ => sides,
        }
    }
}
