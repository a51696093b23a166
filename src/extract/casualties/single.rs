//! Single people: nouns that count by themselves, with no number beside them.

use std::ops::Range;

use super::marks::{Mark, Marks, Person, Role, Tag, harm_as, names_people, side_of};
use crate::extract::numbers::{Numbers, Quantity, Value};
use crate::extract::token::{TokenKind, Tokens};
use crate::model::Bound;

/// How many tokens may stand between an article and the one person it counts ("a 10th grade student").
const MAX_BEFORE_ONE: usize = 6;
/// How many namings may stand between a verb and the one person it befell.
const MAX_SUBJECT: usize = 3;
/// From which number on Arabic names those it counts by a noun for one.
const NAMED_AS_ONE: u64 = 11;
/// How many tokens may stand between somebody and the verb by which they speak.
const MAX_SPEAKER: usize = 9;

/// Nouns that count by themselves: a dual, one person after an article or beside a word of harm.
pub fn nouns_that_count(
    numbers: &Numbers,
    tokens: &Tokens<'_>,
    marks: &Marks,
    range: &Range<usize>,
    singular: bool,
) -> Vec<(Quantity, usize)> {
    let mut found: Vec<(Quantity, usize)> = Vec::new();
    let one = |number: Range<usize>, value| Quantity {
        tokens: number.clone(),
        number,
        value: Value::Whole(value),
        bound: Bound::Exact,
        year: false,
        worded: true,
        opened: false,
    };
    for mark in marks.all() {
        let at = mark.tokens.start;
        if mark.values.contains(&Tag::Dual) && !mark.definite {
            found.push((Quantity { number: at..at, tokens: at..at, ..one(at..at, 2) }, at));
            continue;
        }
        let is_single = mark.values.contains(&Tag::Singular);
        // "Un mort": a noun for one who suffered counts only right behind its article.
        let is_sufferer = is_single && !names_people(mark) && harm_as(mark, Role::Counted).is_some();
        if !names_people(mark) && !is_sufferer {
            continue;
        }
        let article =
            (1..=MAX_BEFORE_ONE).filter_map(|back| at.checked_sub(back)).take_while(|before| *before >= range.start);
        let article = article
            .take_while(|before| {
                let has_gap = *before + 1 < at;
                tokens.at(*before).is_some_and(|token| match token.kind {
                    TokenKind::Word => true,
                    TokenKind::Number => has_gap,
                    // "A 22-year-old man", where "old man" is one word to the lexicon.
                    TokenKind::Mark => tokens.mark(*before) == '-' && (has_gap || tokens.glued(*before)),
                    TokenKind::Break => false,
                }) && !marks.covering(*before).is_some_and(|mark| mark.values.contains(&Tag::Stop))
            })
            .find_map(|before| numbers.article_at(tokens, before, at).map(|end| before..end));
        match article {
            // "A civilian DRIVER" is one.
            Some(article) if found.last().is_some_and(|(last, _)| last.tokens == article) => {}
            Some(article)
                if (is_single && !is_sufferer || (singular || is_sufferer) && article.end == at)
                    && !speaks(tokens, marks, (article.start, mark), range)
                    && !names_thing(marks, mark) =>
            {
                found.push((one(article, 1), at));
            }
            _ if is_single
                && singular
                && !mark.definite
                && !qualifies(marks, mark)
                && !shares_number(tokens, marks, mark) =>
            {
                let beside = |neighbour: Option<&Mark>| {
                    neighbour.is_some_and(|mark| {
                        [Role::Before, Role::After, Role::Noun].iter().any(|role| harm_as(mark, *role).is_some())
                    })
                };
                if beside(at.checked_sub(1).and_then(|before| marks.covering(before)))
                    || beside(after_naming(marks, mark.tokens.end))
                    || is_listed(marks, mark)
                    || is_object(numbers, tokens, marks, mark)
                {
                    found.push((Quantity { number: at..at, tokens: at..at, ..one(at..at, 1) }, at));
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether one person is whom a party that stands behind its verb harmed (Arabic "killed the gunmen AN OFFICER", whose
/// case is written); "a man and his wife" are two.
fn is_object(numbers: &Numbers, tokens: &Tokens<'_>, marks: &Marks, mark: &Mark) -> bool {
    let last = mark.tokens.end - 1;
    let mut at = mark.tokens.start;
    for _ in 0..MAX_SUBJECT {
        let Some(found) = at.checked_sub(1).and_then(|before| marks.covering(before)) else { return false };
        if harm_as(found, Role::After).is_some() {
            let next = marks.starting(mark.tokens.end);
            let is_person =
                next.is_some_and(|next| next.joined && names_people(next) && !next.values.contains(&Tag::Dual));
            let is_unknown = next.is_none()
                && tokens.fold(mark.tokens.end).starts_with('و')
                && !numbers.begins_at(tokens, mark.tokens.end);
            let follows = at < mark.tokens.start;
            return follows && tokens.fold(last).ends_with('ا') && !is_person && !is_unknown;
        }
        if found.preposed || found.joined || !names_people(found) {
            return false;
        }
        at = found.tokens.start;
    }
    false
}

/// Whether a number only says that a thing before it is one ("of one family").
pub fn is_single_unit(tokens: &Tokens<'_>, marks: &Marks, quantity: &Quantity) -> bool {
    let at = quantity.tokens.start;
    // "In one day", which the words of time hold too; "today one" has the article.
    let is_time = |tag: &Tag| matches!(tag, Tag::Day | Tag::Period | Tag::Stretch);
    let is_bare = at.checked_sub(1).is_some_and(|before| !tokens.fold(before).starts_with("ال"));
    let is_thing = |tag: &Tag| matches!(tag, Tag::Unit | Tag::Person(Person::Household)) || is_bare && is_time(tag);
    let noun = at.checked_sub(1).and_then(|before| marks.covering(before));
    quantity.worded
        && quantity.value == Value::Whole(1)
        && noun.is_some_and(|noun| (!noun.definite || is_bare) && noun.values.iter().any(is_thing))
}

/// Whether "one" stands behind a noun of no known meaning, as Arabic counts a thing ("في حفرة واحدة").
pub fn is_one_thing(tokens: &Tokens<'_>, marks: &Marks, quantity: &Quantity) -> bool {
    let at = quantity.tokens.start;
    let is_word = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
    let is_noun = |at: usize| is_word(at) && marks.covering(at).is_none();
    quantity.worded
        && quantity.value == Value::Whole(1)
        && quantity.number.start == at
        && at.checked_sub(1).is_some_and(is_noun)
        && marks.starting(quantity.tokens.end).is_none_or(|next| !names_people(next) && !next.values.contains(&Tag::Of))
}

/// Whether a word for a number is the name of a day ("مساء الاثنين"), and says of nobody before it how many they are
/// ("المسلحان الاثنان").
pub fn is_weekday(marks: &Marks, mark: &Mark, quantity: &Quantity) -> bool {
    let noun = mark.tokens.start.checked_sub(1).and_then(|before| marks.covering(before));
    quantity.worded
        && (mark.definite || mark.tokens.start < quantity.number.start)
        && mark.values.contains(&Tag::Day)
        && !noun.is_some_and(|noun| noun.definite && names_people(noun))
}

/// Whether a noun for one person stands right behind another, of whom it says more ("12 رجلا كرديا").
fn qualifies(marks: &Marks, mark: &Mark) -> bool {
    let before = mark.tokens.start.checked_sub(1).and_then(|at| marks.covering(at));
    let is_one = |before: &Mark| before.values.contains(&Tag::Singular) && harm_as(before, Role::Before).is_none();
    !mark.joined && !mark.preposed && before.is_some_and(is_one)
}

/// Whether a noun for one person is joined to another that a number counts, and is counted with it: behind eleven and
/// more Arabic names them as one, in the case that shows at the end of a noun alone ("93 soldiers AND POLICEMEN").
fn shares_number(tokens: &Tokens<'_>, marks: &Marks, mark: &Mark) -> bool {
    let before = mark.tokens.start.checked_sub(1).and_then(|at| marks.covering(at)).filter(|_| mark.joined);
    let is_accusative = |mark: &Mark| tokens.fold(mark.tokens.end.saturating_sub(1)).ends_with('ا');
    let is_one = |before: &Mark| before.values.contains(&Tag::Singular) || is_accusative(before);
    let before = before.filter(|before| names_people(before) && is_one(before));
    let number = before.and_then(|before| before.tokens.start.checked_sub(1));
    let counts = number.is_some_and(|at| tokens.fold(at).parse::<u64>().is_ok_and(|number| number >= NAMED_AS_ONE));
    let is_like = |before: &Mark| match mark.tokens.len() {
        1 => is_accusative(mark),
        _ => side_of(mark).is_some() && side_of(mark) == side_of(before),
    };
    counts && before.is_some_and(is_like)
}

/// Whether a noun for one person only says what kind of thing stands behind it ("a passenger train").
fn names_thing(marks: &Marks, person: &Mark) -> bool {
    marks.starting(person.tokens.end).is_some_and(|next| next.values.contains(&Tag::Unit) && !names_people(next))
}

/// Whether one person is named only as the one who says something ("a member of the force said").
fn speaks(tokens: &Tokens<'_>, marks: &Marks, (from, person): (usize, &Mark), sentence: &Range<usize>) -> bool {
    let mut at = person.tokens.end;
    // "Killed 13 people, A DOCTOR AT THE HOSPITAL said".
    let is_apart = from == sentence.start || from.checked_sub(1).is_some_and(|before| tokens.is_comma(before));
    while at < sentence.end.min(person.tokens.end + MAX_SPEAKER) {
        let Some(mark) = marks.starting(at) else {
            if !tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word || tokens.mark(at) == '\'') {
                return false;
            }
            at += 1;
            continue;
        };
        let has = |tag| mark.values.contains(&tag);
        // Another one who speaks, with a name of its own, between.
        let is_other = is_apart && mark.values.iter().any(|tag| matches!(tag, Tag::Origin(_)));
        let is_harm = mark.values.iter().any(|tag| matches!(tag, Tag::Harm(..)));
        if is_harm || is_other || has(Tag::Stop) && !has(Tag::Say) && !is_apart || has(Tag::Passive) || has(Tag::And) {
            return false;
        }
        if has(Tag::Say) || has(Tag::Told) {
            return marks.starting(mark.tokens.end).is_none_or(|next| !next.values.contains(&Tag::Passive));
        }
        at = mark.tokens.end;
    }
    false
}

/// Whether one of a side is listed after others or opens the parts of a count ("among them six women AND A SOLDIER").
fn is_listed(marks: &Marks, mark: &Mark) -> bool {
    let before = |at: usize| at.checked_sub(1).and_then(|at| marks.covering(at));
    let is_sided = side_of(mark).is_some();
    is_sided
        && before(mark.tokens.start).is_some_and(|known| {
            // "Between civilian and soldier" only parts a sum.
            let parts = before(known.tokens.start).is_some_and(|mark| mark.values.contains(&Tag::Fight));
            known.values.contains(&Tag::Part) || mark.joined && names_people(known) && !parts
        })
}

/// The first mark after the naming of somebody ("a man OF THE SECURITY FORCES was killed").
fn after_naming<'m>(marks: &'m Marks<'_>, from: usize) -> Option<&'m Mark<'m>> {
    let mut next = marks.starting(from)?;
    for _ in 0..3 {
        if !(next.values.contains(&Tag::Of) || names_people(next) && harm_as(next, Role::Before).is_none()) {
            break;
        }
        next = marks.starting(next.tokens.end)?;
    }
    Some(next)
}
