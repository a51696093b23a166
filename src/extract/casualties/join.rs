//! Joins: how the figures of a sentence stand to each other: side by side in a list, or parts of one before them.

use super::bind::{Scene, is_quote};
use super::figure::Figure;
use super::marks::{Mark, Person, Role, Tag, harm_as, side_of};
use crate::extract::numbers::Value;
use crate::extract::token::TokenKind;

/// How many words of no known meaning may stand in a list before its "and".
const MAX_LOOSE: usize = 3;
/// How many figures of one list are followed back to the figure they are parts of.
const MAX_LIST: usize = 24;
/// How many tokens may stand between those counted and others that an "and" joins to them.
const MAX_JOINED: usize = 4;
/// How many tokens may stand between two figures of a list.
const MAX_GAP: usize = 12;

impl Scene<'_, '_> {
    /// The figure that a figure is a part of, where words between them say so; itself otherwise.
    pub fn whole_of(&self, index: usize) -> usize {
        let mut at = index;
        for _ in 0..MAX_LIST {
            let Some((before, join)) = self.joined_before(at) else { break };
            match join {
                // "Fourteen people from one family, including six children": the people are the whole.
                Join::Part if !self.is_countable(before) => {
                    let people = before.checked_sub(1).filter(|people| self.is_countable(*people));
                    return people.unwrap_or(before);
                }
                Join::Part => return before,
                Join::And => at = before,
            }
        }
        index
    }

    /// Whether a figure is named among the parts of another one.
    pub fn is_among(&self, index: usize) -> bool {
        self.whole_of(index) != index
    }

    /// The figure before a figure in its list, and how they are joined: found once for all who ask.
    pub fn joined_before(&self, index: usize) -> Option<(usize, Join)> {
        *self.joined.get(index)?.get_or_init(|| self.find_joined(index))
    }

    /// The figure before a figure in its list, and how they are joined. "89 fighters, 16 of them officers, and 20
    /// civilians": what is said of them is passed over where the figure before has a side of its own.
    fn find_joined(&self, index: usize) -> Option<(usize, Join)> {
        let before = index.checked_sub(1)?;
        if let Some((whole, told)) = self.named_by_number(before) {
            return self.join(whole, index, told).map(|join| (whole, join));
        }
        if self.figures.get(before).is_some_and(|figure| figure.head.of_next.is_some()) {
            return None;
        }
        // "745 of the 1,018 dead were civilians and 125 soldiers": they go on from the part.
        let part = before.checked_sub(1).and_then(|part| Some((part, self.figures.get(part)?.head.of_next?)));
        if let Some((part, told)) = part {
            return self.join(before, index, told).map(|join| (part, join));
        }
        let aside = self.figures.get(before).is_some_and(|figure| figure.head.of_them);
        if self.figures.get(index)?.head.of_them {
            return self.join(before, index, 0).map(|_| (before, Join::Part));
        }
        let whole = before.checked_sub(1).filter(|_| aside);
        if let Some(whole) = whole
            && self.figures.get(whole).is_some_and(|figure| !figure.head.sided.is_empty())
        {
            return self.join(before, index, 0).map(|join| (whole, join));
        }
        self.join(before, index, 0).map(|join| (before, join))
    }

    /// The figure that a number only belongs to the naming of ("13 soldiers of the 400TH DIVISION"), and one past it.
    fn named_by_number(&self, index: usize) -> Option<(usize, usize)> {
        let number = self.figures.get(index).filter(|number| number.quantity.value == Value::Refused)?;
        let whole = index.checked_sub(1)?;
        let mut gap = self.figures.get(whole)?.end()..number.start();
        let leads = |at| self.marks.is(at, Tag::Of) || self.marks.is(at, Tag::Filler) || self.marks.is(at, Tag::At);
        (!gap.is_empty() && gap.len() <= MAX_LOOSE && gap.all(leads)).then(|| (whole, number.end()))
    }

    /// Whether people without a number are joined to those counted right before them ("100 soldiers AND army VOLUNTEERS were
    /// killed").
    pub fn is_joined_to_figure(&self, mark: &Mark) -> bool {
        let last = self.figures.iter().rev().find(|figure| figure.end() <= mark.tokens.start);
        let armed = |figure: &&Figure| !figure.head.sided.is_empty() || !figure.head.hinted.is_empty();
        let gap = last.filter(armed).map(|figure| figure.end()..mark.tokens.start);
        gap.is_some_and(|gap| {
            let plain = |at: usize| {
                self.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word)
                    || matches!(self.tokens.mark(at), '-' | '\'' | '’')
            };
            let and = self.marks.is(gap.start, Tag::And) || gap.is_empty() && mark.joined;
            and && gap.len() <= MAX_JOINED && gap.into_iter().all(plain)
        })
    }

    /// Whether a participle between commas only says how those before it died ("340 civilians, SHOT in their homes, 93
    /// soldiers and").
    ///
    /// The same right behind some of them ("92 villagers, 21 of them civilians EXECUTED in the field, and 138 soldiers").
    fn is_manner(&self, mark: &Mark, one: &Figure, until: usize) -> bool {
        let before = mark.tokens.start.checked_sub(1);
        let opens = before.is_some_and(|at| self.tokens.mark(at) == ',' || is_quote(self.tokens.fold(at)));
        let told = harm_as(mark, Role::Before).is_some() && !self.marks.is(mark.tokens.end, Tag::By);
        let closes = until.checked_sub(1).is_some_and(|at| self.tokens.mark(at) == ',');
        let led = || one.start().checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::Part));
        let of_some = mark.tokens.start == one.end() && (one.head.of_them || led());
        told && mark.tokens.end < until
            && (opens && closes || of_some && (mark.tokens.end..until).any(|at| self.tokens.is_comma(at)))
    }

    /// Whether a colon behind an earlier figure opens a list before a token.
    fn opens_list_before(&self, token: usize) -> bool {
        let Some(first) = self.figures.first().map(Figure::end) else { return false };
        (first..token).any(|at| self.tokens.mark(at) == ':')
    }

    /// Whether a token ends the naming of a party behind an "and" ("125 men and THE REBEL SIDE 148").
    fn is_party_behind_and(&self, last: usize) -> bool {
        let party = self.marks.covering(last).filter(|mark| side_of(mark).is_some());
        let before = party.and_then(|party| party.tokens.start.checked_sub(1)).filter(|at| *at >= self.start);
        party.is_some_and(|party| party.joined)
            || before.is_some_and(|at| {
                self.marks.is(at, Tag::And)
                    || self.marks.is(at, Tag::Filler) && at > self.start && self.marks.is(at - 1, Tag::And)
            })
    }

    /// Whether "and" is written as one with the word of a number (Arabic).
    fn is_attached(&self, figure: &Figure) -> bool {
        figure.quantity.worded && self.tokens.fold(figure.start()).starts_with('و')
    }

    /// Whether the figure behind one follows it at once with "and", as the last of a list.
    fn closes_list(&self, index: usize) -> bool {
        let (Some(one), Some(last)) = (self.figures.get(index), self.figures.get(index + 1)) else { return false };
        let gap = one.end()..last.start();
        last.head.is_known()
            && gap.len() <= 2
            && (self.is_attached(last) || gap.into_iter().any(|at| self.marks.is(at, Tag::And)))
    }

    /// How two neighbouring figures are joined by the words between them; the first is told of until `told` at least.
    fn join(&self, one: usize, index: usize, told: usize) -> Option<Join> {
        let (one, next) = (self.figures.get(one)?, self.figures.get(index)?);
        let is_attached = self.is_attached(next);
        // "5 soldiers and of the attackers 20": where "of" is an ending, the naming stands before its number.
        let named = next.start().checked_sub(1).and_then(|at| self.ends_of(at)).filter(|_| next.head.is_bare());
        let begin = named.map_or(next.start(), |named| named.tokens.start);
        let last = begin.checked_sub(1)?;
        // "The army lost 125 men and ITS OPPONENTS 148".
        let ends_joined = is_attached
            || self.marks.covering(last).is_some_and(|mark| mark.values.any_of([Tag::And, Tag::Part]))
            || self.marks.framed(last, Tag::Opposite).is_some()
            || next.head.is_bare() && (self.is_party_behind_and(last) || self.blamed_before(next).is_some());
        // "1,426 killed, 298 suspects NAMED".
        let ends = |at: usize| at == self.end || self.tokens.is_comma(at) || matches!(self.tokens.mark(at), ';' | '.');
        let acts = self.marks.starting(next.end()).filter(|mark| mark.values.contains(&Tag::Act));
        if acts.is_some_and(|mark| ends(mark.tokens.end)) {
            return None;
        }
        // "Are HOLDING OUT a hundred officers, and five were killed": what stands right before the first is its own verb.
        let before = one.start().checked_sub(1).filter(|at| self.marks.framed(*at, Tag::Guilty).is_none());
        let own_verb = before.and_then(|at| self.marks.covering(at));
        if own_verb.is_some_and(|mark| mark.values.contains(&Tag::Act) && !self.is_trigger(mark)) {
            return None;
        }
        let from = one.end().max(told);
        if next.start().saturating_sub(from) > MAX_GAP {
            return None;
        }
        let is_listed = next.head.is_known() && self.opens_list_before(one.start());
        // "As follows: 427 fighters, 194 of them executed in the field; 354 members of the forces".
        if is_listed && self.tokens.mark(last) == ';' {
            return Some(Join::And);
        }
        // "35 members of the forces and the ministry, 32 gunmen and four civilians": a comma in a list that "and" closes.
        let is_middle = || next.head.is_known() && self.closes_list(index);
        let ends_joined = ends_joined || self.tokens.is_comma(last) && (is_listed || is_middle());
        let mut join = None;
        let mut at = from;
        let mut aside = false;
        let mut loose = 0;
        while at < begin {
            if let Some(mark) = self.marks.starting(at) {
                let has = |tag| mark.values.contains(&tag);
                if has(Tag::Part) {
                    join = Some(Join::Part);
                } else if has(Tag::And) {
                    join = join.or(Some(Join::And));
                } else if has(Tag::Aside) || self.is_manner(mark, one, next.start()) {
                    aside = true;
                } else {
                    // "428 Alawites KILLED in revenge attacks, 120 fighters and 89 soldiers".
                    let is_own = mark.tokens.start == one.end() && harm_as(mark, Role::Before).is_some();
                    let is_told = !(is_own && ends_joined) && self.is_trigger(mark);
                    let parts_them =
                        [Tag::Turn, Tag::Say, Tag::Cite].into_iter().any(has) || !aside && (has(Tag::Act) || is_told);
                    let lets_pass =
                        aside || ends_joined || [Tag::Filler, Tag::Of, Tag::Person(Person::Other)].into_iter().any(has);
                    if parts_them || !lets_pass {
                        return None;
                    }
                }
                at = mark.tokens.end;
                continue;
            }
            match self.tokens.at(at).map(|token| token.kind) {
                Some(TokenKind::Word) if aside => {}
                // "93 officers and their allies and 120 fighters", "12 in Homs and 3 in Hama".
                Some(TokenKind::Word) if ends_joined && loose < MAX_LOOSE => loose += 1,
                Some(TokenKind::Mark) => match self.tokens.fold(at) {
                    "," | "،" => {
                        aside = false;
                        join = join.or(Some(Join::And));
                    }
                    ":" => join = Some(Join::Part),
                    "(" | "—" | "–" => join = join.or(Some(Join::Part)),
                    "-" | ")" => {}
                    text if is_quote(text) => {}
                    _ => return None,
                },
                _ => return None,
            }
            at += 1;
        }
        join.or(is_attached.then_some(Join::And))
    }
}

/// How two figures stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// One beside the other.
    And,
    /// The second is a part of the first.
    Part,
}
