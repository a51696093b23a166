//! Rolls: statements that say who the dead or the wounded are, or some of them ("the dead in P INCLUDE 16 officers",
//! "AMONG the 62 dead were 40 civilians", "three officers were AMONG the 12 people killed").

use std::ops::Range;

use super::bind::{Bond, Rule, Scene, set};
use super::figure::Figure;
use super::marks::{Mark, Person, Role, Tag, harm_as, persons};
use crate::extract::numbers::Value;
use crate::extract::token::TokenKind;
use crate::model::Metric;

/// How many tokens a statement has at most before the first of those it names.
const MAX_ROLL: usize = 14;
/// How many tokens before the dead may open their statement ("ALSO AMONG THE").
const MAX_LEAD: usize = 3;
/// How many words of no known meaning may tell where the dead died.
const MAX_LOOSE: usize = 2;
/// How many tokens may stand between some and the dead whom they are among.
const MAX_AMONG: usize = 5;

impl Scene<'_, '_> {
    /// Binds those whom a statement names of the dead or of the wounded.
    pub fn bind_rolls(&self, bonds: &mut [Option<Bond>]) {
        for index in 0..self.figures.len() {
            let Some(figure) = self.figures.get(index).filter(|figure| self.is_free(bonds, index) && is_named(figure))
            else {
                continue;
            };
            let bond = self.listed_as(figure).or_else(|| self.among_next(index, bonds));
            if let Some(bond) = bond.or_else(|| self.among_last(index, bonds)).filter(|_| self.is_countable(index)) {
                set(bonds, index, bond);
            }
        }
    }

    /// The bond of the first of those whom a statement names that opens with the dead in no number ("THE DEAD IN P INCLUDE
    /// 16 officers and", "KILLED IN P WERE").
    fn listed_as(&self, figure: &Figure) -> Option<Bond> {
        let from = self.clause_start(figure.start());
        let gap = from..figure.start();
        if gap.is_empty() || gap.len() > MAX_ROLL {
            return None;
        }
        let mut told: Option<(usize, usize)> = None;
        let (mut amid, mut loose, mut at) = (false, 0, gap.start);
        while at < gap.end {
            amid |= self.marks.framed(at, Tag::Amid).is_some();
            let named = self.marks.starting(at).filter(|mark| mark.values.contains(&Tag::Roll));
            let named = named.filter(|_| told.is_none() && at <= gap.start + MAX_LEAD);
            if let Some(dead) = named {
                amid |= self.marks.is(at, Tag::Part) || !self.has_copula();
                told = Some((self.killed()?, at));
                at = dead.tokens.end;
                continue;
            }
            let placed = self.places.iter().find(|place| place.tokens.start == at).map(|place| place.tokens.end);
            let framed = [Tag::Amid, Tag::Comprise, Tag::OutOf, Tag::There]
                .into_iter()
                .find_map(|tag| self.marks.framed(at, tag).map(|mark| mark.tokens.end));
            let Some(mark) = self.marks.starting(at).filter(|_| placed.is_none()) else {
                let is_word = self.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
                let is_last = at + 1 == gap.end && matches!(self.tokens.mark(at), '—' | '–' | ':');
                let is_elision = matches!(self.tokens.mark(at), '\'' | '’');
                if placed.is_none() && framed.is_none() && !is_last && !is_elision {
                    loose += 1;
                    if !is_word || loose > MAX_LOOSE {
                        return None;
                    }
                }
                at = placed.or(framed).unwrap_or(at + 1).max(at + 1);
                continue;
            };
            match self.harmed(mark) {
                Some(_) if told.is_some() => return None,
                Some(_) if at > gap.start + MAX_LEAD => return None,
                Some(harm) => told = Some((harm, at)),
                None => {
                    let is_link = mark.values.any_of([Tag::At, Tag::Of, Tag::Filler, Tag::Passive, Tag::Part]);
                    let is_more = mark.values.any_of([Tag::Cumulative, Tag::Day, Tag::Incident, Tag::Reach]);
                    let spoils = mark.values.any_of([Tag::Denial, Tag::Maybe, Tag::Say, Tag::Turn]);
                    if !(is_link || is_more || framed.is_some()) || spoils || self.is_trigger(mark) {
                        return None;
                    }
                }
            }
            at = mark.tokens.end.max(framed.unwrap_or_default());
        }
        let (harm, trigger) = told?;
        // "Among the dead were": without a place they may as well be those of the sentence before.
        if !self.places.iter().any(|place| gap.contains(&place.tokens.start)) {
            return None;
        }
        let opens = amid || self.marks.starting(gap.start).is_some_and(|first| first.tokens.start <= trigger);
        // Where the verb "to be" is not written, "among" is.
        let leads = self.comprises(gap.end) || amid && (self.verb_first || !self.has_copula());
        (opens && leads).then_some(Bond { harm, trigger, rule: Rule::Part, part_of: None, leader: None })
    }

    /// Whether words end before a token that stand between the dead and those of them who are named.
    fn comprises(&self, token: usize) -> bool {
        let Some(last) = token.checked_sub(1).filter(|at| *at >= self.start) else { return false };
        self.marks.framed(last, Tag::Comprise).is_some()
            || matches!(self.tokens.mark(last), '—' | '–') && !self.has_copula()
    }

    /// Whether the language writes "are" between two nouns.
    fn has_copula(&self) -> bool {
        !(self.verb_last || self.verb_first || self.drops_copula)
    }

    /// The harm of those whom a mark names with no number: "the dead", "killed", "the victims".
    fn harmed(&self, mark: &Mark) -> Option<usize> {
        if self.figure_at(mark.tokens.start).is_some() {
            return None;
        }
        let harm = [Role::Counted, Role::Toll, Role::Before].into_iter().find_map(|role| harm_as(mark, role));
        let victims = || persons(mark).any(|person| person == Person::Victim);
        let harm = harm.or_else(|| self.killed().filter(|_| victims()));
        harm.filter(|harm| matches!(self.metric(*harm), Some(Metric::Killed | Metric::Injured)))
    }

    /// The table of those who were killed.
    fn killed(&self) -> Option<usize> {
        self.harms.iter().position(|harm| harm.metric == Metric::Killed && !harm.victims)
    }

    /// The bond of some who are told to be among the counted behind them ("three officers WERE AMONG the 12 people killed").
    fn among_next(&self, index: usize, bonds: &[Option<Bond>]) -> Option<Bond> {
        let (figure, whole) = (self.figures.get(index)?, self.figures.get(index + 1)?);
        let known = bonds.get(index + 1).copied().flatten().filter(|known| known.part_of.is_none())?;
        let gap = figure.end()..whole.start();
        if gap.is_empty() || gap.len() > MAX_AMONG || !self.is_only_amid(gap.clone()) {
            return None;
        }
        let fits = is_smaller(figure, whole) && self.is_of_the_harmed(&known);
        fits.then_some(Bond {
            trigger: figure.start(),
            rule: Rule::Part,
            part_of: Some(index + 1),
            leader: None,
            ..known
        })
    }

    /// The bond of the first of those who are named of the counted before them ("AMONG the 62 dead in P WERE 40 civilians",
    /// "of 12 dead AMONG three officers are" where the word stands behind).
    fn among_last(&self, index: usize, bonds: &[Option<Bond>]) -> Option<Bond> {
        let before = index.checked_sub(1)?;
        let (whole, figure) = (self.figures.get(before)?, self.figures.get(index)?);
        let known = bonds.get(before).copied().flatten().filter(|known| known.part_of.is_none())?;
        let gap = whole.end()..figure.start();
        let first = whole.start().checked_sub(1).filter(|at| *at >= self.start);
        let lead = (1..=MAX_LEAD).filter_map(|back| whole.start().checked_sub(back)).filter(|at| *at >= self.start);
        let leads = |at: usize| {
            let out_of = self.marks.framed(at, Tag::OutOf).is_some();
            self.marks.framed(at, Tag::Amid).is_some() || out_of && at <= self.clause_start(whole.start()) + 1
        };
        let opened = first.is_some() && lead.into_iter().any(leads);
        let closes = self.marks.framed_from(gap.start, Tag::Amid).is_some();
        if !(opened || closes) || gap.len() > MAX_ROLL || !is_smaller(figure, whole) || !self.is_of_the_harmed(&known) {
            return None;
        }
        let plain = |at: usize| {
            let place = self.places.iter().any(|place| place.tokens.contains(&at));
            let framed =
                [Tag::Amid, Tag::Comprise, Tag::There].into_iter().any(|tag| self.marks.framed(at, tag).is_some());
            let covered = self.marks.covering(at).is_none_or(|mark| {
                mark.values.any_of([Tag::At, Tag::Of, Tag::Filler, Tag::Passive, Tag::Reach, Tag::Stop])
                    || self.harmed(mark).is_some()
            });
            let is_mark = matches!(self.tokens.mark(at), ';' | '.' | '(' | ')');
            (place || framed || covered) && !is_mark && self.figure_at(at).is_none()
        };
        let unspoilt = !gap.clone().any(|at| self.marks.is(at, Tag::Say) || self.marks.is(at, Tag::And));
        let leads = closes || self.comprises(figure.start()) || !self.has_copula();
        let fits = unspoilt && leads && gap.into_iter().all(plain);
        fits.then_some(Bond { trigger: figure.start(), rule: Rule::Part, part_of: Some(before), leader: None, ..known })
    }

    /// Whether words say no more than "were among the".
    fn is_only_amid(&self, gap: Range<usize>) -> bool {
        let amid = |at: usize| self.marks.framed(at, Tag::Amid).is_some();
        let plain = gap.clone().all(|at| {
            amid(at)
                || self.marks.framed(at, Tag::Comprise).is_some()
                || self.marks.covering(at).is_some_and(|mark| mark.values.any_of([Tag::Filler, Tag::Passive, Tag::Of]))
        });
        plain && gap.into_iter().any(amid)
    }

    /// Whether a bond tells of those killed or hurt.
    fn is_of_the_harmed(&self, bond: &Bond) -> bool {
        matches!(self.metric(bond.harm), Some(Metric::Killed | Metric::Injured))
    }
}

/// Whether a figure names people of a side or who fight, by no word of harm.
fn is_named(figure: &Figure) -> bool {
    let head = &figure.head;
    let fights = head.persons.iter().any(|person| matches!(person, Person::Fighter | Person::Member));
    head.counted.is_none() && !head.of_them && (!head.sided.is_empty() || !head.hinted.is_empty() || fights)
}

/// Whether a number may be a part of another one.
fn is_smaller(part: &Figure, whole: &Figure) -> bool {
    match (part.quantity.value, whole.quantity.value) {
        (Value::Whole(part), Value::Whole(whole)) => part < whole,
        (Value::Whole(_), Value::Vague(_)) => true,
        _ => false,
    }
}
