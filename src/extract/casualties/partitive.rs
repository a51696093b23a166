//! Partitives: "12 of the 30 passengers" counts twelve; the second number only says out of how many.
//!
//! Where those of the second number were harmed themselves ("745 of the 1,018 killed were civilians"), it counts them and
//! the first one a part of them.

use std::ops::Range;

use super::figure::{Figure, Head, head};
use super::marks::{Harm, Mark, Marks, Person, Role, Tag, harm_as, names_people};
use crate::extract::numbers::{Numbers, Value};
use crate::extract::token::{TokenKind, Tokens};
use crate::model::Metric;

/// How many tokens may stand between the two numbers ("100 OF THE TOWN'S 3,000").
const MAX_GAP: usize = 6;
/// How many tokens may stand between a fraction and the number it is of.
const FRACTION_GAP: usize = 3;
/// Out of how many a share is told, not a count ("nine out of ten").
const SHARES: [u64; 3] = [10, 100, 1000];

/// Joins the numbers of a sentence of which one is out of the next one.
pub fn join(
    numbers: &Numbers,
    tokens: &Tokens<'_>,
    marks: &Marks,
    range: &Range<usize>,
    harms: &[Harm],
    figures: &mut Vec<Figure>,
) {
    let mut index = 0;
    while index + 1 < figures.len() {
        refuse_share(tokens, marks, harms, figures, index);
        let (Some(part), Some(whole)) = (figures.get(index), figures.get(index + 1)) else { break };
        let (Value::Whole(few), Value::Whole(most)) = (part.quantity.value, whole.quantity.value) else {
            index += 1;
            continue;
        };
        if few >= most || !is_out_of(tokens, marks, part, whole) {
            index += 1;
            continue;
        }
        let start = part.start();
        let is_share = part.quantity.worded && whole.quantity.worded && SHARES.contains(&most) && {
            let of = marks.framed(whole.start() - 1, Tag::OutOf);
            of.is_some_and(|of| of.tokens.start == part.quantity.tokens.end && !is_the(marks, whole.start() - 1))
        };
        // "One in ten of the 400 residents".
        let follows_share = index.checked_sub(1).and_then(|at| figures.get(at)).is_some_and(|share| {
            share.quantity.worded && share.quantity.value == Value::Refused && share.quantity.tokens.end == start
        });
        let except = start.checked_sub(1).and_then(|at| marks.framed(at, Tag::Except));
        let except = except.filter(|except| except.tokens.end == start).map(|except| except.tokens.start);
        let killed = killed_behind(marks, whole.end());
        let is_kept = is_harmed(harms, &whole.head) || killed.is_some();
        let (whole_head, whole_end) = (whole.head.clone(), killed.unwrap_or(whole.end()));
        let stop = figures.get(index + 2).map_or(range.end, Figure::start);
        let Some(part) = figures.get_mut(index) else { break };
        if let Some(except) = except {
            part.quantity.value = Value::Whole(most - few);
            part.quantity.tokens.start = except;
        }
        if is_share || follows_share {
            part.quantity.value = Value::Refused;
        }
        if is_kept {
            let own_end = part.quantity.tokens.end;
            let mut behind = part.quantity.clone();
            // "Three of the 16 dead IN P were civilians".
            behind.tokens.end = copula(marks, whole_end, stop).map_or(whole_end, |were| were.tokens.start);
            let told = head(numbers, tokens, marks, &mut behind, stop);
            let told_until = told.end;
            part.head = Head { end: own_end, of_next: Some(told_until), ..told };
            if !part.head.is_known() {
                let Head { sided, hinted, .. } = whole_head;
                part.head = Head { end: own_end, of_next: Some(whole_end), sided, hinted, ..Head::default() };
            }
            if is_share && let Some(whole) = figures.get_mut(index + 1) {
                whole.quantity.value = Value::Refused;
            }
            index += 2;
        } else {
            part.head = whole_head;
            figures.remove(index + 1);
            index += 1;
        }
    }
    name_harmed(numbers, (tokens, marks), range, harms, figures);
    refuse_exceptions(marks, figures);
}

/// Names those of a figure of some of the harmed by what is said of them behind it ("27 of the injured ARE POLICEMEN").
fn name_harmed(
    numbers: &Numbers,
    (tokens, marks): (&Tokens<'_>, &Marks),
    range: &Range<usize>,
    harms: &[Harm],
    figures: &mut [Figure],
) {
    for index in 0..figures.len() {
        let stop = figures.get(index + 1).map_or(range.end, Figure::start);
        let Some(figure) = figures.get_mut(index) else { break };
        let end = figure.quantity.tokens.end;
        let Some(of) = marks.framed_from(end, Tag::OutOf) else { continue };
        // "Of the DEAD" may be a running count to other rules.
        let named = marks.starting(of.tokens.end).or_else(|| marks.covering(of.tokens.end));
        let harm =
            |mark: &Mark| [Role::Counted, Role::Toll, Role::Before].into_iter().find_map(|role| harm_as(mark, role));
        let harm = figure.head.counted.or_else(|| named.and_then(harm));
        let harmed = harm.and_then(|harm| harms.get(harm)).map(|harm| harm.metric);
        if !matches!(harmed, Some(Metric::Killed | Metric::Injured)) {
            continue;
        }
        let is_open = figure.head.sided.is_empty() && figure.head.hinted.is_empty();
        // "16 of the dead were soldiers" is one naming already.
        if !is_open && named.is_some_and(|named| named.tokens.end < figure.end()) {
            figure.head.counted = harm;
        }
        let until = figure.end().max(named.map_or(end, |named| named.tokens.end));
        let copula = copula(marks, until, stop);
        let (Some(copula), true) = (copula, is_open) else { continue };
        let mut behind = figure.quantity.clone();
        behind.tokens.end = copula.tokens.end;
        let told = head(numbers, tokens, marks, &mut behind, stop);
        if !told.sided.is_empty() || !told.hinted.is_empty() {
            figure.head = Head { end: told.end, counted: harm, ..told };
        } else if told.is_subset() && told.persons.iter().all(|person| *person == Person::Unarmed) {
            // "Six of the dead in P were WOMEN": that only says more of the dead.
            figure.quantity.value = Value::Refused;
        }
    }
}

/// How many tokens may tell where the harmed were before "were" ("six of the dead IN P were").
const MAX_WHERE: usize = 4;

/// The "were" behind some of the harmed, of whom no more than the place is told between.
fn copula<'m>(marks: &'m Marks<'_>, from: usize, stop: usize) -> Option<&'m Mark<'m>> {
    let is_were = |mark: &&Mark| mark.values.contains(&Tag::Passive);
    let first = marks.starting(from)?;
    if !first.values.contains(&Tag::At) {
        return Some(first).filter(is_were);
    }
    let next = marks.within(first.tokens.end..stop.min(from + MAX_WHERE + 1)).next()?;
    Some(next).filter(is_were)
}

/// Whether those counted were killed or hurt by their own naming ("1,018 people killed").
fn is_harmed(harms: &[Harm], head: &Head) -> bool {
    let metric = head.counted.and_then(|harm| harms.get(harm)).map(|harm| harm.metric);
    matches!(metric, Some(Metric::Killed | Metric::Injured | Metric::KilledOrInjured))
}

/// One past a participle of harm behind people, where it is then told who some of them were ("1,018 people KILLED were
/// civilians").
fn killed_behind(marks: &Marks, from: usize) -> Option<usize> {
    let killed = marks.starting(from).filter(|mark| harm_as(mark, Role::Before).is_some())?;
    let copula = marks.starting(killed.tokens.end).filter(|mark| mark.values.contains(&Tag::Passive))?;
    let who = marks.starting(copula.tokens.end)?;
    (names_people(who) && harm_as(who, Role::Before).is_none()).then_some(killed.tokens.end)
}

/// Whether a participle behind people says that they were killed or hurt ("half of the 80 people KILLED").
fn is_participle_behind(marks: &Marks, harms: &[Harm], from: usize) -> bool {
    let harm = marks
        .starting(from)
        .and_then(|mark| harm_as(mark, Role::Before).filter(|_| harm_as(mark, Role::After).is_some()));
    let metric = harm.and_then(|harm| harms.get(harm)).map(|harm| harm.metric);
    matches!(metric, Some(Metric::Killed | Metric::Injured))
}

/// Whether only "of the" stands between two numbers, with whose they are.
fn is_out_of(tokens: &Tokens<'_>, marks: &Marks, part: &Figure, whole: &Figure) -> bool {
    // "Three PEOPLE of the four soldiers", as Persian counts them.
    let from = if part.head.names_nobody() { part.end() } else { part.quantity.tokens.end };
    let gap = from..whole.quantity.tokens.start;
    if gap.is_empty() {
        return false;
    }
    // "Of the village's" may be a place of its own to the words that frame.
    let of = marks.framed(gap.start, Tag::OutOf).or_else(|| marks.framed(gap.start, Tag::There));
    let Some(of) = of.filter(|of| of.tokens.start == gap.start) else { return false };
    let date = whole.quantity.year && !whole.head.is_known();
    if gap.len() > MAX_GAP || of.tokens.end > gap.end || date || whole.head.is_unit {
        return false;
    }
    (of.tokens.end..gap.end).all(|at| is_owner(tokens, marks, at))
}

/// Whether a token only names whose the whole is ("the VILLAGE'S 400 residents").
fn is_owner(tokens: &Tokens<'_>, marks: &Marks, at: usize) -> bool {
    let word = tokens.word(at);
    if matches!(tokens.mark(at), '\'' | '’') || word.ends_with("'s") || word.ends_with("’s") {
        return true;
    }
    let is_word = tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
    is_word
        && marks.covering(at).is_none_or(|mark| {
            let own = matches!(tokens.mark(mark.tokens.end), '\'' | '’');
            let plain = mark.values.iter().all(|tag| matches!(tag, Tag::Filler | Tag::Of | Tag::Unit | Tag::Sum));
            own || plain && !names_people(mark)
        })
}

fn is_the(marks: &Marks, at: usize) -> bool {
    marks.covering(at).is_some_and(|mark| mark.values.contains(&Tag::Filler) && !mark.values.contains(&Tag::Of))
}

/// Refuses a number of which only a fraction is told ("half of the 400 residents fled").
fn refuse_share(tokens: &Tokens<'_>, marks: &Marks, harms: &[Harm], figures: &mut [Figure], index: usize) {
    let (Some(share), Some(whole)) = (figures.get(index), figures.get(index + 1)) else { return };
    let gap = share.quantity.tokens.end..whole.quantity.tokens.start;
    let is_fraction = share.quantity.value == Value::Refused && share.quantity.worded;
    let is_link = |at: usize| marks.covering(at).is_some_and(|mark| mark.values.any_of([Tag::Of, Tag::Filler]));
    if is_fraction
        && gap.len() <= FRACTION_GAP
        && gap.clone().all(is_link)
        && tokens.at(gap.end).is_some()
        && matches!(whole.quantity.value, Value::Whole(_))
        && !is_harmed(harms, &whole.head)
        && !is_participle_behind(marks, harms, whole.end())
        && let Some(whole) = figures.get_mut(index + 1)
    {
        whole.quantity.value = Value::Refused;
    }
}

/// Refuses those who are told only not to be among the others ("all but two of the passengers died").
fn refuse_exceptions(marks: &Marks, figures: &mut [Figure]) {
    for figure in figures {
        let before = figure.start().checked_sub(1).and_then(|at| marks.framed(at, Tag::Except));
        if before.is_some_and(|except| except.tokens.end == figure.start()) {
            figure.quantity.value = Value::Refused;
        }
    }
}
