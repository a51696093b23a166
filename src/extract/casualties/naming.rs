//! Namings: whether and where people are named behind a number, beyond its next word.

use super::marks::{Mark, Marks, Person, Role, Tag, actors, harm_as, names_people, persons};
use crate::extract::numbers::Numbers;
use crate::extract::token::{TokenKind, Tokens};

/// How many tokens behind those named the verb of what they lost ends at most ("les insurgés EN ONT PERDU").
const TO_VERB: usize = 3;
/// How many tokens behind "on the side of" the side is named.
const MAX_TO_CAMP: usize = 2;

/// Where people are named behind words of no known meaning that commas list before them ("172 were SECURITY, police and
/// military personnel").
pub fn listed_after(tokens: &Tokens<'_>, marks: &Marks, from: usize, limit: usize) -> Option<usize> {
    let mut at = from;
    while at < limit {
        if let Some(mark) = marks.starting(at) {
            return (at > from && names_people(mark) && harm_as(mark, Role::Before).is_none()).then_some(at);
        }
        let is_word = tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
        if !is_word || tokens.mark(at + 1) != ',' {
            return None;
        }
        at += 2;
    }
    None
}

/// Whether a number of their own, in brackets or alone behind a word such as "for", follows those named up to a token
/// ("540 people AND THE GUNMEN FOR 421").
pub fn is_own(numbers: &Numbers, (tokens, marks): (&Tokens<'_>, &Marks), end: usize) -> bool {
    // "THE FORCES AND ALLIED GROUPS for 281".
    let more = marks.starting(end).filter(|and| and.values.contains(&Tag::And));
    let more = more.and_then(|and| marks.starting(and.tokens.end)).filter(|more| names_people(more));
    let end = more.map_or(end, |more| more.tokens.end);
    let leads = |mark: &Mark| mark.values.any_of([Tag::Stop, Tag::To, Tag::Of, Tag::Cite]);
    let follows = matches!(tokens.mark(end), '(' | ':') || marks.starting(end).is_some_and(leads);
    let closes = |at: usize| tokens.at(at).is_none_or(|token| matches!(token.kind, TokenKind::Mark | TokenKind::Break));
    let ends = closes(end + 2) || [Tag::At, Tag::And].into_iter().any(|tag| marks.is(end + 2, tag));
    follows && numbers.begins_at(tokens, end + 1) && ends
}

/// Where people are named without a number soon after "and": the token their naming begins at.
pub fn people_after(
    numbers: &Numbers,
    (tokens, marks): (&Tokens<'_>, &Marks),
    from: usize,
    limit: usize,
) -> Option<usize> {
    for at in from..limit.min(from + 4) {
        match marks.starting(at) {
            Some(mark) if harm_as(mark, Role::Counted).is_some() && harm_as(mark, Role::After).is_none() => {
                return Some(at);
            }
            Some(mark) if names_people(mark) && !mark.values.contains(&Tag::Person(Person::Other)) => {
                let is_object = marks
                    .starting(mark.tokens.end)
                    .is_some_and(|next| next.values.contains(&Tag::Act) || harm_as(next, Role::After).is_some());
                // "Lost 17 men and THE GUNMEN LOST 24": whoever loses is the subject of what follows.
                let behind = mark.tokens.end..limit.min(mark.tokens.end + TO_VERB);
                let is_object = is_object || marks.within(behind).any(|next| harm_as(next, Role::Loses).is_some());
                // "250 deaths and the security forces 231", "lost 14 men and the army six", "civilians (871) and gunmen (169)": a
                // number of their own.
                let end = mark.tokens.end;
                let is_next = numbers.begins_at(tokens, end) || is_own(numbers, (tokens, marks), end);
                return (!is_object && !is_next).then_some(at);
            }
            // "Des forces et DU ministère": the preposition is said again.
            Some(mark) if mark.values.any_of([Tag::Filler, Tag::Of]) => {}
            Some(_) => return None,
            None if tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word) => {}
            None => return None,
        }
    }
    None
}

/// Whether words such as "on the side of" name whose people were counted just before them, and not those of a number
/// after it ("125 dead ON THE SIDE OF the government").
pub fn names_camp(tokens: &Tokens<'_>, marks: &Marks, camp: &Mark, limit: usize) -> bool {
    let near = camp.tokens.end..limit.min(camp.tokens.end + MAX_TO_CAMP);
    let side = near.into_iter().find_map(|at| marks.starting(at).filter(|mark| actors(mark, false).next().is_some()));
    side.is_some_and(|side| !is_number(tokens, side.tokens.end))
}

/// Whether a word that can be "of" is "by", since a word of harm closes the statement with no verb of its own
/// before it ("432 people were BY the rebels killed").
pub fn is_by(marks: &Marks, of: &Mark, limit: usize) -> bool {
    let mut next = marks.within(of.tokens.end..limit);
    let last = next.find(|mark| mark.values.contains(&Tag::Passive) || harm_as(mark, Role::Before).is_some());
    of.values.contains(&Tag::By) && last.is_some_and(|mark| harm_as(mark, Role::Before).is_some())
}

/// Whether people are named at a token, and no word of harm.
pub fn is_naming(marks: &Marks, at: usize) -> bool {
    marks.starting(at).is_some_and(|mark| names_people(mark) && harm_as(mark, Role::Before).is_none())
}

/// Whether "of" or "from" and people follow ("211 were from the security forces").
pub fn is_from(marks: &Marks, of: &Mark, limit: usize) -> bool {
    // "From the ranks of THE ministries": an article may stand between.
    let next = marks.starting(of.tokens.end);
    let article = next.filter(|mark| !names_people(mark) && mark.values.contains(&Tag::Filler));
    let next = article.map_or(next, |article| marks.starting(article.tokens.end));
    of.values.contains(&Tag::Of) && !is_by(marks, of, limit) && next.is_some_and(names_people)
}

/// Whether a mark with an attached "and" adds to the naming rather than begins another statement.
pub fn coordinates(marks: &Marks, mark: &Mark) -> bool {
    marks.starting(mark.tokens.end).is_none_or(|next| harm_as(next, Role::After).is_none())
}

/// Whether a token is a number in digits.
pub fn is_number(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number)
}

/// Whether what is left of people is named right before a token: those counted there are dead ("THE BODIES OF 27 people").
pub fn follows_bodies(marks: &Marks, at: usize) -> bool {
    let before = |at: usize| at.checked_sub(1).and_then(|at| marks.covering(at));
    let last = before(at);
    let of = last.filter(|mark| mark.values.contains(&Tag::Of)).and_then(|mark| before(mark.tokens.start));
    [last, of].into_iter().flatten().any(|mark| persons(mark).any(|person| person == Person::Body))
}

/// Whether a word such as "in" leads from people to the party they serve.
pub fn serves(marks: &Marks, mark: &Mark) -> bool {
    let party = || marks.starting(mark.tokens.end).filter(|next| actors(next, false).next().is_some());
    marks.framed_from(mark.tokens.start, Tag::Within).is_some()
        && party().is_some_and(|next| !next.preposed && !next.joined)
}
