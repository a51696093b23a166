//! Datelines: where a report was written, when and by whom, before its first sentence ("BEIRUT, Lebanon (AP) -").
//!
//! Absent: any word of a language; a dateline is told by its dash, its brackets and its capitals.

use std::ops::Range;

use super::token::{TokenKind, Tokens};

/// How many tokens a dateline has at most.
const MAX_TOKENS: usize = 12;
/// How many tokens the sentence behind a colon has at least.
const MIN_STORY: usize = 10;
/// How many words it has at most outside brackets where letters have no case ("دمشق - وكالات").
const MAX_CASELESS: usize = 3;

/// Whether a word is written in capitals alone.
fn is_in_capitals(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.word(at);
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

/// Where the dateline at the head of a sentence ends, its dash or colon included; none where there is none.
pub fn end(tokens: &Tokens<'_>, sentence: &Range<usize>) -> Option<usize> {
    let head = sentence.start..sentence.end.min(sentence.start + MAX_TOKENS);
    // Most sentences have no mark near their head that could end one.
    let is_dash = |at: usize| matches!(tokens.mark(at), '-' | '–' | '—' | 'ـ');
    if !(head.start..=head.end).any(|at| tokens.mark(at) == ':' || is_dash(at)) {
        return None;
    }
    // "LATAKIA: Four people were ...": a line of a list ("LATAKIA: 836 dead") has no sentence behind it.
    let capitals = head.clone().take_while(|at| is_in_capitals(tokens, *at)).last();
    if let Some(colon) = capitals.map(|last| last + 1).filter(|at| tokens.mark(*at) == ':')
        && sentence.end > colon + MIN_STORY
    {
        return Some(colon + 1);
    }
    let dash = head.clone().find(|at| is_dash(*at) && !tokens.glued(*at));
    // "Beirut (AP): Two days of ...".
    let signed = || {
        let colon = head.clone().find(|at| tokens.mark(*at) == ':')?;
        let closes = colon.checked_sub(1).is_some_and(|before| tokens.mark(before) == ')');
        let is_number = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
        (closes && !(head.start..colon).any(is_number) && sentence.end > colon + MIN_STORY).then_some(colon)
    };
    let dash = dash.or_else(signed)?;
    let (mut inside, mut caseless) = (false, 0);
    for at in head.start..dash {
        let first = tokens.word(at).chars().next().unwrap_or(' ');
        if first.is_lowercase() {
            return None;
        }
        match tokens.mark(at) {
            '(' => inside = true,
            ')' => inside = false,
            _ => {}
        }
        let is_word = tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
        caseless += usize::from(is_word && !inside && !first.is_uppercase());
    }
    (caseless <= MAX_CASELESS).then_some(dash + 1)
}

/// Whether a name at the head of a sentence stands in a dateline for certain: it is written in capitals, or an agency
/// in brackets follows; "Jableh - 13 dead" may be a line of a list.
pub fn is_signed(tokens: &Tokens<'_>, name: &Range<usize>, end: usize) -> bool {
    let agency = (name.end..end).find(|at| tokens.mark(*at) == '(').is_some_and(|open| {
        let is_number = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
        !(open..end).take_while(|at| tokens.mark(*at) != ')').any(is_number)
    });
    name.clone().all(|at| is_in_capitals(tokens, at)) || agency
}
