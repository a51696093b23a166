//! Binding: which word of harm each figure of a sentence belongs to.
//!
//! Words of harm are looked at in passes, the tightest first: a figure right after a verb or a noun of harm; a
//! running count; a passive after its subject; then the rest of each list that shares a verb; at last parts of a
//! figure before them. A figure is bound once.

use std::cell::OnceCell;

use super::figure::Figure;
use super::join::Join;
use super::marks::{Harm, Mark, Marks, Person, Role, Tag, harm_as, names_people};
use crate::extract::endings::Endings;
use crate::extract::gazetteer::Mention;
use crate::extract::numbers::{Numbers, Value};
use crate::extract::token::{TokenKind, Tokens};
use crate::model::Metric;

/// How many words may stand between a verb of harm and the figure after it.
const REACH_RIGHT: usize = 7;
/// The same where the verb stands before its subject, which then stands between them.
const REACH_RIGHT_VERB_FIRST: usize = 14;
/// How many tokens may stand between a figure and the passive it is the subject of.
const REACH_LEFT: usize = 26;
/// How many tokens an aside between a verb and its figure has at most ("killed, at dawn on Friday, 75").
const MAX_ASIDE: usize = 8;

/// How a figure came to its metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Its own noun says it ("16 dead").
    Counted,
    /// It follows a verb with an agent ("killed 16").
    Object,
    /// It follows a noun of harm ("the killing of 16").
    Nominal,
    /// It is the subject ("16 were killed").
    Subject,
    /// It follows a running count ("the toll rose to 16").
    Toll,
    /// It shares the verb of its list.
    Shared,
    /// It is a part of a figure before it in the sentence.
    Part,
    /// It is a part of, or goes on from, a figure of the sentence before.
    Carried,
    /// Remains of people.
    Remains,
}

/// A figure's binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bond {
    /// The table of harm.
    pub harm: usize,
    /// The token the word of harm begins at; that of the figure where it has no verb.
    pub trigger: usize,
    /// How.
    pub rule: Rule,
    /// The figure it is a part of, by index in the sentence.
    pub part_of: Option<usize>,
    /// The figure at the head of its list.
    pub leader: Option<usize>,
}

/// What is known of a sentence while its figures are bound.
#[derive(Debug)]
pub struct Scene<'s, 't> {
    /// The tokens.
    pub tokens: &'s Tokens<'t>,
    /// The marks.
    pub marks: &'s Marks<'s>,
    /// The figures.
    pub figures: &'s [Figure],
    /// The tables of harm.
    pub harms: &'s [Harm],
    /// The places.
    pub places: &'s [Mention],
    /// One past the last token of the sentence.
    pub end: usize,
    /// The first token.
    pub start: usize,
    /// The tokens that part its statements, in order.
    pub turns: &'s [usize],
    /// Whether the verb stands before its subject in this language.
    pub verb_first: bool,
    /// Whether the subject may stand behind its verb in this language.
    pub subject_behind: bool,
    /// The words of number.
    pub numbers: &'s Numbers,
    /// Whether a verb stands at the end of its clause in this language.
    pub verb_last: bool,
    /// Whether "by" stands behind who acted in this language.
    pub by_behind: bool,
    /// Whether "are" is not written between two nouns in this language.
    pub drops_copula: bool,
    /// Endings that do the work of small words.
    pub endings: &'s Endings,
    /// Of each figure the one before it in its list, as far as that was asked.
    pub joined: &'s [OnceCell<Option<(usize, Join)>>],
    /// Of each place whether it is named for something else than where, as far as that was asked.
    pub asides: &'s [OnceCell<bool>],
}

impl Scene<'_, '_> {
    /// The figure that covers a token.
    pub fn figure_at(&self, token: usize) -> Option<usize> {
        let after = self.figures.partition_point(|figure| figure.start() <= token);
        let index = after.checked_sub(1)?;
        self.figures.get(index).filter(|figure| token < figure.end()).map(|_| index)
    }

    /// What a table of harm counts.
    pub fn metric(&self, harm: usize) -> Option<Metric> {
        self.harms.get(harm).map(|harm| harm.metric)
    }

    /// Whether a figure may be a count of people at all.
    pub fn is_countable(&self, index: usize) -> bool {
        self.figures.get(index).is_some_and(|figure| {
            let says_what = figure.head.is_known() || figure.head.is_name || figure.head.unknown == 0;
            let is_date = figure.quantity.year && !figure.head.is_known();
            figure.quantity.value != Value::Refused
                && says_what
                && !is_date
                && !figure.head.is_unit
                && !figure.head.persons.contains(&Person::Household)
        })
    }

    /// Binds the figures.
    pub fn bind(&self) -> Vec<Option<Bond>> {
        if self.figures.is_empty() {
            return vec![];
        }
        let mut bonds: Vec<Option<Bond>> = vec![None; self.figures.len()];
        for (index, figure) in self.figures.iter().enumerate() {
            if let Some(harm) = figure
                .head
                .counted
                .filter(|_| self.is_countable(index) && !self.is_of_people(figure) && !self.is_of_them(figure))
                .filter(|harm| !self.is_freed(figure, *harm) && !self.has_died(figure, *harm))
            {
                let bond = Bond { harm, trigger: figure.start(), rule: Rule::Counted, part_of: None, leader: None };
                set(&mut bonds, index, bond);
            }
        }
        self.bind_parts_of_next(&mut bonds);
        let triggers: Vec<&Mark> = self.marks.all().iter().filter(|mark| self.is_trigger(mark)).collect();
        for mark in &triggers {
            self.bind_pair(mark, &mut bonds);
            self.bind_object(mark, &mut bonds, true);
        }
        for mark in self.marks.all() {
            self.bind_toll(mark, &mut bonds);
        }
        // Where the verb stands first, its object is the next figure, however long its subject is.
        for mark in triggers.iter().filter(|_| self.verb_first) {
            self.bind_object(mark, &mut bonds, false);
        }
        for mark in &triggers {
            self.bind_inverted(mark, &mut bonds);
            self.bind_subject(mark, &mut bonds);
        }
        for mark in &triggers {
            self.bind_object(mark, &mut bonds, false);
        }
        self.share_verbs(&mut bonds);
        for (index, figure) in self.figures.iter().enumerate().filter(|(_, figure)| self.is_of_people(figure)) {
            let near = figure.start().saturating_sub(3).max(self.start)..figure.start();
            // "Freed 12 hostages".
            let after = figure.end()..(figure.end() + 3).min(self.end);
            let acts = self.marks.any(near, Tag::Act) || self.marks.any(after, Tag::Act);
            if let Some(harm) = figure.head.counted.filter(|_| self.is_free(&bonds, index) && !acts) {
                let bond = Bond { harm, trigger: figure.start(), rule: Rule::Counted, part_of: None, leader: None };
                set(&mut bonds, index, bond);
            }
        }
        self.bind_parts_of_next(&mut bonds);
        self.bind_lists(&mut bonds);
        self.bind_named_pairs(&mut bonds);
        self.bind_places(&mut bonds);
        self.bind_given(&mut bonds);
        self.bind_camps(&mut bonds);
        self.bind_running(&triggers, &mut bonds);
        self.bind_risen(&mut bonds);
        self.bind_respective(&mut bonds);
        self.bind_objects_before(&mut bonds);
        self.bind_tallied(&mut bonds);
        self.bind_of_those(&mut bonds);
        self.bind_rolls(&mut bonds);
        self.bind_parts(&mut bonds);
        self.bind_lists(&mut bonds);
        self.bind_named_pairs(&mut bonds);
        self.bind_remains(&mut bonds);
        self.bind_parts(&mut bonds);
        self.let_go_of_more(&mut bonds);
        bonds
    }

    /// Whether a figure is a part of the one behind it, and behind that one stands who its people were.
    fn is_told_behind(&self, index: usize) -> bool {
        let told = self.figures.get(index).and_then(|figure| figure.head.of_next);
        told.is_some_and(|told| self.figures.get(index + 1).is_some_and(|whole| told > whole.end()))
    }

    /// Binds the parts of a figure behind them that counts by its own noun ("745 OF THE 1,018 killed were civilians").
    fn bind_parts_of_next(&self, bonds: &mut [Option<Bond>]) {
        for index in 0..self.figures.len() {
            let laid =
                self.figures.get(index).is_some_and(|part| part.head.of_next.is_some() && self.is_laid_before(part));
            if !self.is_told_behind(index) && !laid {
                continue;
            }
            let start = self.figures.get(index).map_or(self.start, Figure::start);
            if let (Some(whole), true) = (bonds.get(index + 1).copied().flatten(), self.is_free(bonds, index)) {
                let bond = Bond { trigger: start, rule: Rule::Part, part_of: Some(index + 1), ..whole };
                set(bonds, index, bond);
            }
        }
    }

    /// Whether a mark tells harm outside the figures, where a figure could be bound to it.
    pub fn is_trigger(&self, mark: &Mark) -> bool {
        let tells = |tag: &Tag| matches!(tag, Tag::Harm(_, role) if *role != Role::Counted);
        let is_harm = mark.values.variants().may_hold(&Tag::Harm(0, Role::Before));
        is_harm && mark.values.iter().any(tells) && self.figure_at(mark.tokens.start).is_none()
    }

    /// Whether a passive of this language stands just before a mark.
    pub fn is_passive(&self, mark: &Mark) -> bool {
        let mut at = mark.tokens.start;
        for _ in 0..3 {
            let Some(before) = at.checked_sub(1).filter(|before| *before >= self.start) else { return false };
            let Some(found) = self.marks.covering(before) else { return false };
            if found.values.contains(&Tag::Passive) {
                return true;
            }
            if !found.values.contains(&Tag::Filler) {
                return false;
            }
            at = found.tokens.start;
        }
        false
    }

    /// Binds the figure after a verb with an agent, or after a noun of harm; `tight` takes only the next words.
    fn bind_object(&self, mark: &Mark, bonds: &mut [Option<Bond>], tight: bool) {
        let noun = harm_as(mark, Role::Noun);
        let loses = harm_as(mark, Role::Loses);
        let after = harm_as(mark, Role::After);
        // "Lost" with nobody who loses: those counted are missing (Arabic فقد).
        let loses = loses.filter(|_| after.is_none() || !self.is_lost(mark));
        let Some(harm) = loses.filter(|_| after.is_some()).or(after).or(noun).or(loses) else { return };
        let is_told_before = harm_as(mark, Role::Before).is_some();
        let follows = self.verb_first && !mark.preposed && !mark.joined && self.follows_free(mark, bonds);
        let passed_by = match self.verb_first {
            true => self.follows_free(mark, bonds) && !self.opens_with_subject(mark),
            false => self.is_passive(mark),
        };
        if is_told_before && (passed_by && noun.is_none() || follows) {
            return;
        }
        // "Were hurt WITH WOUNDS in an attack by two gunmen", as Arabic has it, tells of those before it.
        let is_manner = self.verb_first && is_told_before && noun.is_some() && after.is_none();
        if is_manner && self.metric(harm) == Some(Metric::Injured) {
            return;
        }
        let behind = self.figure_after(mark, tight).filter(|index| !self.has_own_verb(mark, *index));
        let Some(index) = behind.or_else(|| self.lost_before(mark)) else { return };
        let harm = self.lives_lost(mark, index).or_else(|| self.told_as_both(mark, harm)).unwrap_or(harm);
        if !self.is_countable(index) || bonds.get(index).is_some_and(Option::is_some) {
            return;
        }
        if self.is_body_of_other(index, harm) || self.is_told_behind_it(index, harm) {
            return;
        }
        // "Each of whom lost a brother".
        let is_one = |figure: &Figure| {
            let is_article = self.numbers.article_at(self.tokens, figure.quantity.tokens.start, figure.end()).is_some();
            figure.quantity.value == Value::Whole(1) && is_article
        };
        let is_kin = |figure: &Figure| figure.head.is_subset() && is_one(figure);
        if loses.is_some() && self.figures.get(index).is_some_and(is_kin) {
            return;
        }
        let rule = if noun.is_some() { Rule::Nominal } else { Rule::Object };
        set(bonds, index, Bond { harm, trigger: mark.tokens.start, rule, part_of: None, leader: None });
    }

    /// Whether a verb with an attached "and" begins a statement whose subject stands right behind it ("18 children AND
    /// WERE HURT dozens", as Arabic has it).
    fn opens_with_subject(&self, mark: &Mark) -> bool {
        let is_subject = || self.marks.starting(mark.tokens.end).is_some_and(names_people);
        self.verb_first
            && mark.joined
            && harm_as(mark, Role::After).is_some()
            && (self.figure_after(mark, true).is_some() || is_subject())
    }

    /// The harm of those who lost what a word right behind them says ("LOST 14 men THEIR LIVES", as Arabic has it).
    fn lives_lost(&self, verb: &Mark, index: usize) -> Option<usize> {
        let lost = harm_as(verb, Role::Loses).filter(|_| self.verb_first)?;
        let lives = self.figures.get(index).and_then(|figure| self.marks.starting(figure.end()))?;
        harm_as(lives, Role::Before).filter(|harm| *harm == lost && !lives.joined)
    }

    /// Whether a figure without a word of harm of its own ends where a mark begins ("32 protesters were killed and").
    pub fn follows_free(&self, mark: &Mark, bonds: &[Option<Bond>]) -> bool {
        let before = mark.tokens.start.checked_sub(1).and_then(|at| self.figure_at(at));
        before.is_some_and(|index| {
            self.is_free(bonds, index) && self.figures.get(index).is_some_and(|f| f.end() == mark.tokens.start)
        })
    }

    /// Whether an "and" parts a word of harm from a figure that is the subject of another one behind it ("he was shot dead
    /// AND SIX OTHERS were injured").
    fn has_own_verb(&self, mark: &Mark, index: usize) -> bool {
        let Some(figure) = self.figures.get(index) else { return false };
        let gap = mark.tokens.end..figure.start();
        if gap.len() > MAX_ASIDE || !self.marks.any(gap, Tag::And) {
            return false;
        }
        let mut at = figure.end();
        for _ in 0..4 {
            let Some(next) = self.marks.starting(at) else { return false };
            if harm_as(next, Role::Before).is_some() {
                return harm_as(next, Role::Before) != harm_as(mark, Role::Before);
            }
            if !next.values.any_of([Tag::Passive, Tag::Filler]) {
                return false;
            }
            at = next.tokens.end;
        }
        false
    }

    /// The figure that a verb or noun of harm has after it.
    pub fn figure_after(&self, mark: &Mark, tight: bool) -> Option<usize> {
        let room = match (tight, self.verb_first) {
            (true, _) => 2,
            (false, true) => REACH_RIGHT_VERB_FIRST,
            (false, false) => REACH_RIGHT,
        };
        let mut at = mark.tokens.end;
        let mut passed = 0;
        while at < self.end && passed <= room {
            if let Some(index) = self.figure_at(at) {
                let Some(end) = self.setting_end(index).filter(|_| !tight) else { return Some(index) };
                (at, passed) = (end, passed + 1);
                continue;
            }
            match self.marks.starting(at) {
                Some(next) => {
                    let has = |tag| next.values.contains(&tag);
                    let is_harm = self.is_trigger(next);
                    // "And killed OF THEM fourteen", as Arabic has it.
                    // So has "and were killed OF THEM by the gunmen fourteen".
                    let of_them = self.verb_first
                        && at == mark.tokens.end
                        && self.marks.framed(at, Tag::Them).is_some()
                        && (self.figure_at(next.tokens.end).is_some()
                            || !tight && self.marks.is(next.tokens.end, Tag::By));
                    let lets_pass = of_them
                        || has(Tag::Filler)
                        || has(Tag::Of)
                        || has(Tag::Reach) && !self.verb_first && tight
                        || has(Tag::And) && !is_harm && tight
                        || !tight
                            && self.verb_first
                            && !is_harm
                            && !has(Tag::Turn)
                            && !has(Tag::Act)
                            && !has(Tag::Part)
                        || !tight && !self.verb_first && !is_harm && !blocks_object(next)
                        || !tight && self.subject_behind && (has(Tag::Cite) || has(Tag::At) || has(Tag::Day));
                    // "Killed and wounded 13": the figure is of both.
                    let chains = !self.verb_first || harm_as(mark, Role::Noun).is_some();
                    let joined_harm = is_harm && tight && chains && (next.joined || self.is_and(at));
                    if !lets_pass && !joined_harm {
                        return None;
                    }
                    passed += usize::from(!has(Tag::Filler) && !has(Tag::Of));
                    at = next.tokens.end;
                }
                None => {
                    match self.tokens.at(at).map(|token| token.kind) {
                        Some(TokenKind::Word) => passed += 1,
                        Some(TokenKind::Mark) if is_quote(self.tokens.fold(at)) => {}
                        Some(TokenKind::Mark) if !tight => match self.aside_end(at) {
                            Some(end) => {
                                at = end;
                                continue;
                            }
                            None => return None,
                        },
                        _ => return None,
                    }
                    at += 1;
                }
            }
        }
        None
    }

    /// One past the second comma of a short aside of time, place or source, where a figure comes after it.
    fn aside_end(&self, comma: usize) -> Option<usize> {
        let opens = |mark: &Mark| {
            let told = || mark.values.any_of([Tag::Day, Tag::At, Tag::Stop, Tag::Say]);
            // Where the verb stands first, its object may stand behind an aside of any kind.
            mark.values.any_of([Tag::Cite, Tag::By, Tag::Cumulative]) || self.verb_first && told()
        };
        if !self.tokens.is_comma(comma) || !self.marks.starting(comma + 1).is_some_and(opens) {
            return None;
        }
        let close = (comma + 1..self.end.min(comma + MAX_ASIDE)).find(|at| self.tokens.is_comma(*at))?;
        let is_plain = |at: usize| {
            self.figure_at(at).is_none() && !self.marks.starting(at).is_some_and(|mark| self.is_trigger(mark))
        };
        ((comma + 1..close).all(is_plain) && self.figure_at(close + 1).is_some()).then_some(close + 1)
    }

    fn is_and(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.marks.is(before, Tag::And))
    }

    /// Binds the subject of a passive or of a verb without an object.
    fn bind_subject(&self, mark: &Mark, bonds: &mut [Option<Bond>]) {
        let Some(harm) = harm_as(mark, Role::Before).filter(|_| !self.is_attributive(mark)) else { return };
        let taken = bonds.iter().flatten().any(|bond| bond.trigger == mark.tokens.start);
        if taken && !self.is_passive(mark) {
            return;
        }
        // "Lost their lives 12 people": some languages put the subject behind.
        let behind = || self.figure_after(mark, !self.subject_behind).filter(|_| !taken);
        let after = || behind().filter(|index| !self.has_own_verb(mark, *index));
        let before = self.figure_before(mark, bonds).filter(|_| !self.opens_with_subject(mark));
        let before = before.filter(|index| !self.subject_behind || !self.is_bound(bonds, *index));
        let Some(index) = before.or_else(after) else { return };
        if bonds.get(index).is_some_and(Option::is_some) || !self.is_countable(index) {
            return;
        }
        if self.is_body_of_other(index, harm) || self.is_only_described(mark, index, harm) {
            return;
        }
        let (harm, trigger) = self.killed_next(mark, index, harm).unwrap_or((harm, mark.tokens.start));
        set(bonds, index, Bond { harm, trigger, rule: Rule::Subject, part_of: None, leader: None });
    }

    /// The figure that is the subject of a word of harm after it.
    fn figure_before(&self, mark: &Mark, bonds: &[Option<Bond>]) -> Option<usize> {
        let mut at = mark.tokens.start;
        let mut adjacent = true;
        let first = mark.tokens.start.saturating_sub(REACH_LEFT).max(self.start);
        while at > first {
            let before = at - 1;
            if let Some(index) = self.figure_at(before) {
                let figure = self.figures.get(index)?;
                // "47 people, NOT 53, were killed".
                if let Some(right) = self.put_right_by(figure).filter(|right| self.is_free(bonds, *right)) {
                    return Some(right);
                }
                // "30 of the 85 wounded DIED": those who died are the part.
                let part = index.checked_sub(1).filter(|part| {
                    let is_part = self.figures.get(*part).is_some_and(|part| part.head.of_next.is_some());
                    is_part && !self.is_told_behind(*part) && self.is_free(bonds, *part)
                });
                if part.is_some() {
                    return part;
                }
                if !self.is_countable(index) {
                    at = figure.start();
                    adjacent = false;
                    continue;
                }
                // A part named in an aside is not the subject: "70 people, including 16 officers, were killed".
                let whole = self.whole_of(index);
                if !self.is_bound(bonds, whole) && self.is_countable(whole) {
                    return Some(whole);
                }
                // The whole is told by the same word of harm already: what is among it goes on from it.
                let harm = harm_as(mark, Role::Before);
                let is_told = |bond: &Bond| bond.part_of.is_none() && Some(bond.harm) == harm && self.verb_first;
                let told = bonds.get(whole).and_then(Option::as_ref).is_some_and(is_told);
                return (whole == index || !told).then_some(index);
            }
            match self.marks.covering(before) {
                Some(found) => {
                    let has = |tag| found.values.contains(&tag);
                    if has(Tag::Turn) || has(Tag::Act) {
                        return None;
                    }
                    let tells = self.is_trigger(found) && !self.is_attributive(found);
                    let is_harm = tells && !has(Tag::Filler) && !self.is_shelter(found);
                    if is_harm
                        && harm_as(found, Role::Toll).is_none()
                        && !(adjacent && self.is_joined_pair(found, mark))
                    {
                        return None;
                    }
                    // "Nine men who served in THE OLD ARMY were executed".
                    let last = self.figures.partition_point(|figure| figure.end() <= before).checked_sub(1);
                    let only_describes =
                        || self.is_passive(mark) && last.is_some_and(|at| self.is_in_relative(found, at));
                    let is_aside = self.follows_aside(found) || self.is_between_commas(found) || self.follows_by(found);
                    let is_aside = is_aside || only_describes() || self.is_joined_to_figure(found);
                    if adjacent && names_people(found) && !has(Tag::Filler) && !is_aside && !self.is_led_by_place(found)
                    {
                        return None;
                    }
                    if !has(Tag::Filler) && !has(Tag::Passive) {
                        adjacent = false;
                    }
                    at = found.tokens.start;
                }
                None => {
                    match self.tokens.at(before).map(|token| token.kind) {
                        Some(TokenKind::Mark) if matches!(self.tokens.mark(before), ';' | ':') => return None,
                        Some(TokenKind::Mark) => adjacent = false,
                        _ => {}
                    }
                    at = before;
                }
            }
        }
        None
    }

    /// Whether people are named only as where others served ("14 of its soldiers IN THE PEACE FORCES died", as Arabic
    /// has it).
    fn is_led_by_place(&self, mark: &Mark) -> bool {
        let before = mark.tokens.start.checked_sub(1).filter(|at| self.verb_first && *at >= self.start);
        before.is_some_and(|at| self.marks.is(at, Tag::At) && self.marks.is(at, Tag::Stop))
    }

    /// Whether two words of harm are one pair ("killed and wounded").
    fn is_joined_pair(&self, one: &Mark, other: &Mark) -> bool {
        other.joined && one.tokens.end == other.tokens.start
            || (one.tokens.end..other.tokens.start).all(|at| self.marks.is(at, Tag::And))
    }

    /// Whether people are named in apposition to those before ("two shepherds, brothers, died").
    fn is_between_commas(&self, mark: &Mark) -> bool {
        let before =
            (1..=3).filter_map(|back| mark.tokens.start.checked_sub(back)).find(|at| self.tokens.mark(*at) == ',');
        self.tokens.mark(mark.tokens.end) == ',' && before.is_some_and(|at| at >= self.start) || self.is_listing(mark)
    }

    /// Whether a figure is bound.
    fn is_bound(&self, bonds: &[Option<Bond>], index: usize) -> bool {
        bonds.get(index).is_some_and(Option::is_some)
    }

    /// Whether a figure may still be bound.
    pub fn is_free(&self, bonds: &[Option<Bond>], index: usize) -> bool {
        bonds.get(index).is_some_and(Option::is_none) && self.is_countable(index)
    }

    fn follows_aside(&self, mark: &Mark) -> bool {
        (1..=3)
            .filter_map(|back| mark.tokens.start.checked_sub(back))
            .any(|at| at >= self.start && self.marks.is(at, Tag::Aside))
    }

    /// Whether a mark names who acted, between the auxiliary and the verb ("wurden VON REGIERUNGSTRUPPEN getötet").
    fn follows_by(&self, mark: &Mark) -> bool {
        let before = (1..=3).filter_map(|back| mark.tokens.start.checked_sub(back));
        before.take_while(|at| *at >= self.start && self.figure_at(*at).is_none()).any(|at| self.marks.is(at, Tag::By))
    }
}

/// Whether a mark keeps a verb from reaching a figure behind it.
fn blocks_object(mark: &Mark) -> bool {
    mark.values.any_of([Tag::Stop, Tag::Turn, Tag::By, Tag::Part, Tag::Act, Tag::Passive, Tag::Say, Tag::Cite])
}

/// Whether a mark only quotes.
pub fn is_quote(text: &str) -> bool {
    matches!(text, "\"" | "“" | "”" | "«" | "»" | "'" | "‘" | "’")
}

/// Sets the bond of a figure.
pub fn set(bonds: &mut [Option<Bond>], index: usize, bond: Bond) {
    if let Some(slot) = bonds.get_mut(index) {
        *slot = Some(bond);
    }
}
