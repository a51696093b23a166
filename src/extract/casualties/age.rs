//! Ages: bare numbers beside somebody that say how old they are, and so count nobody.

use std::ops::Range;

use super::figure::Figure;
use super::marks::{Mark, Marks, Role, Tag, harm_as, names_people};
use crate::extract::numbers::{Quantity, Value};
use crate::extract::token::{TokenKind, Tokens};
use crate::model::Bound;

/// The highest number that is read as an age, in years.
const OLDEST: u64 = 120;
/// How many tokens a person's name has at most, with its initials.
const MAX_NAME: usize = 7;
/// How many people are named together with their ages.
const MOST_TOGETHER: u64 = 8;
/// How many tokens may stand between those counted and their ages ("two police officers from Homs, 33 and 41").
const MAX_GAP: usize = 7;
/// How many tokens behind an age its verb may stand ("20, was killed").
const VERB_REACH: usize = 5;

/// Refuses the numbers of a sentence that are ages.
pub fn refuse(tokens: &Tokens<'_>, marks: &Marks, range: &Range<usize>, quantities: &mut [Quantity]) {
    for index in 0..quantities.len() {
        let (before, rest) = quantities.split_at(index);
        let Some(one) = rest.first() else { continue };
        let is_age = is_of_one(tokens, marks, one)
            || is_apposed(tokens, marks, range, one) && is_of_somebody(tokens, marks, range, one, before.last());
        if is_age && let Some(one) = quantities.get_mut(index) {
            one.value = Value::Refused;
        }
    }
    for index in 0..quantities.len() {
        let Some(ages) = ages_of(tokens, marks, range, quantities, index) else { continue };
        quantities.get_mut(ages).into_iter().flatten().for_each(|one| one.value = Value::Refused);
    }
}

/// Whether a number is the age of the one before it ("a young man of 24 was abducted").
fn is_of_one(tokens: &Tokens<'_>, marks: &Marks, quantity: &Quantity) -> bool {
    let of = quantity.tokens.start.checked_sub(1).and_then(|at| marks.covering(at));
    let of = of.filter(|of| of.values.contains(&Tag::Of) && of.tokens.len() == 1);
    let one = of.and_then(|of| behind_comma(tokens, of.tokens.start)).and_then(|at| marks.covering(at));
    let names_more = marks.starting(quantity.tokens.end).is_some_and(names_people);
    one.is_some_and(|one| one.values.contains(&Tag::Singular))
        && !names_more
        && tokens.at(quantity.number.start).is_some_and(|token| token.kind == TokenKind::Number)
}

/// The token before another one, a comma between them passed over.
fn behind_comma(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    if tokens.is_comma(before) { before.checked_sub(1) } else { Some(before) }
}

/// Whether a bare number in digits could be an age by its size.
fn could_be(tokens: &Tokens<'_>, quantity: &Quantity) -> bool {
    matches!(quantity.value, Value::Whole(1..=OLDEST))
        && quantity.bound == Bound::Exact
        && quantity.tokens == quantity.number
        && tokens.at(quantity.number.start).is_some_and(|token| token.kind == TokenKind::Number)
}

/// Whether a bare number stands in brackets or between commas.
fn is_apposed(tokens: &Tokens<'_>, marks: &Marks, range: &Range<usize>, quantity: &Quantity) -> bool {
    could_be(tokens, quantity)
        && opens(tokens, quantity.tokens.start).is_some()
        && closes(tokens, marks, range, quantity)
}

/// Whether a bracket or a comma stands before a token: where.
fn opens(tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    start.checked_sub(1).filter(|at| tokens.is_comma(*at) || tokens.mark(*at) == '(')
}

/// Whether a bracket or a comma closes what stands apart, or the sentence ends there.
fn closes(tokens: &Tokens<'_>, marks: &Marks, range: &Range<usize>, quantity: &Quantity) -> bool {
    let end = quantity.tokens.end;
    let bracketed = quantity.tokens.start.checked_sub(1).is_some_and(|at| tokens.mark(at) == '(');
    match tokens.mark(end) {
        ')' => bracketed,
        _ if bracketed => false,
        _ if tokens.is_comma(end) => true,
        '.' | ';' | '؛' => true,
        _ => end >= range.end || marks.is(end, Tag::And) && !counts_on(tokens, marks, end),
    }
}

/// Whether a number of people follows an "and" ("a soldier, 16 and 4 civilians").
fn counts_on(tokens: &Tokens<'_>, marks: &Marks, and: usize) -> bool {
    let next = marks.covering(and).map_or(and + 1, |mark| mark.tokens.end);
    (next..next + 2).any(|at| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number))
}

/// Whether one person stands just before a number that stands apart, by a noun, by a title and a name, or by a name
/// and what befell that one.
fn is_of_somebody(
    tokens: &Tokens<'_>,
    marks: &Marks,
    range: &Range<usize>,
    quantity: &Quantity,
    before: Option<&Quantity>,
) -> bool {
    let Some(open) = opens(tokens, quantity.tokens.start) else { return false };
    // A bracket that opens a sentence says more of what stands before it ("Karim N. (41) died").
    if open == range.start {
        return tokens.mark(open) == '(';
    }
    let Some(last) = open.checked_sub(1) else { return false };
    let is_one = |mark: &Mark| mark.values.contains(&Tag::Singular);
    // "16 Soldaten (22)": those of a number of their own are not one.
    let counted = before.is_some_and(|before| {
        !matches!(before.value, Value::Whole(1) | Value::Refused) && before.tokens.end + 3 > last
    });
    if counted {
        return false;
    }
    if marks.covering(last).is_some_and(is_one) {
        return true;
    }
    let mut at = last;
    while at > range.start && at + MAX_NAME > last && is_name(tokens, at) && !marks.covering(at).is_some_and(is_one) {
        at -= 1;
    }
    let lead = marks.covering(at).filter(|_| at < last);
    // "KILLED Samir K., 40, and".
    let suffers = |mark: &Mark| harm_as(mark, Role::After).is_some();
    lead.is_some_and(|mark| is_one(mark) || suffers(mark))
        || is_name(tokens, last) && marks.covering(last).is_none() && befalls_one(marks, quantity.tokens.end + 1)
}

/// Whether a token is a name or an initial.
fn is_name(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.word(at).chars().next().is_some_and(char::is_uppercase)
        || tokens.mark(at) == '.' && at.checked_sub(1).is_some_and(|at| tokens.word(at).chars().count() == 1)
}

/// Whether a verb of one and a word of harm begin at a token ("WAS KILLED").
fn befalls_one(marks: &Marks, from: usize) -> bool {
    let Some(verb) = marks.framed(from, Tag::Single) else { return false };
    let mut at = verb.tokens.end;
    while at < from + VERB_REACH {
        let Some(mark) = marks.starting(at) else { return false };
        if harm_as(mark, Role::Before).is_some() {
            return true;
        }
        if !mark.values.any_of([Tag::Passive, Tag::Filler]) {
            return false;
        }
        at = mark.tokens.end;
    }
    false
}

/// The numbers behind one that are the ages of as many people as it counts ("two women, 33 and 41, were killed").
fn ages_of(
    tokens: &Tokens<'_>,
    marks: &Marks,
    range: &Range<usize>,
    quantities: &[Quantity],
    index: usize,
) -> Option<Range<usize>> {
    let people = quantities.get(index)?;
    let Value::Whole(count @ 2..=MOST_TOGETHER) = people.value else { return None };
    let ages = index + 1..index + 1 + usize::try_from(count).ok()?;
    let (first, last) = (quantities.get(ages.start)?, quantities.get(ages.end - 1)?);
    let open = opens(tokens, first.tokens.start)?;
    let is_link = |at: usize| tokens.is_comma(at) || marks.is(at, Tag::And);
    let linked = |pair: &[Quantity]| match pair {
        [one, next] => (one.tokens.end..next.tokens.start).all(is_link) && next.tokens.start <= one.tokens.end + 2,
        _ => false,
    };
    let all = quantities.get(ages.clone())?;
    let names = marks.within(people.tokens.end..open).any(names_people);
    (all.iter().all(|one| could_be(tokens, one) || one.value == Value::Refused)
        && names
        && open <= people.tokens.end + MAX_GAP
        && all.windows(2).all(linked)
        && closes(tokens, marks, range, last))
    .then_some(ages)
}

/// Takes the age of one person in digits into the word that counts it ("EIN 22-jähriger Mann").
pub fn join_to_one(quantities: &mut Vec<Quantity>) {
    let mut at = 1;
    while at < quantities.len() {
        let (Some(one), Some(age)) = (quantities.get(at - 1), quantities.get(at)) else { break };
        let is_one = one.worded && one.value == Value::Whole(1) && one.tokens.end == age.tokens.start;
        let end = age.tokens.end;
        // What is glued to the digits makes them an age.
        if is_one
            && age.value == Value::Refused
            && age.number.len() > 1
            && let Some(one) = quantities.get_mut(at - 1)
        {
            one.tokens.end = end;
            quantities.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Refuses bare numbers that go on a list of ages, days or numbers that are names ("aged 19 and 22").
pub fn refuse_lists(tokens: &Tokens<'_>, marks: &Marks, figures: &mut [Figure]) {
    for index in 1..figures.len() {
        let (Some(before), Some(figure)) = (figures.get(index - 1), figures.get(index)) else { continue };
        let is_none = before.quantity.value == Value::Refused && before.head.is_bare();
        let gap = before.end()..figure.start();
        let is_list = gap.len() <= 2 && gap.clone().all(|at| marks.is(at, Tag::And) || tokens.is_comma(at));
        if is_none
            && is_list
            && figure.head.is_bare()
            && let Some(figure) = figures.get_mut(index)
        {
            figure.quantity.value = Value::Refused;
        }
    }
}
