//! Datelines: where a report was written, when and by whom, before its first sentence ("BEIRUT, Lebanon (AP) -").
//!
//! Absent: any word of a language; a dateline is told by its dash, its brackets and its capitals.

use std::ops::Range;

use super::token::{TokenKind, Tokens};

/// How many tokens a dateline has at most.
const MAX_TOKENS: usize = 12;
/// How many words it has at most outside brackets where letters have no case ("دمشق - وكالات").
const MAX_CASELESS: usize = 3;

/// Where the dateline at the head of a sentence ends, its dash included; none where there is none.
pub fn end(tokens: &Tokens<'_>, sentence: &Range<usize>) -> Option<usize> {
    let head = sentence.start..sentence.end.min(sentence.start + MAX_TOKENS);
    let dash = head.clone().find(|at| matches!(tokens.mark(*at), '-' | '–' | '—' | 'ـ') && !tokens.glued(*at))?;
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
    let capitals = |at: usize| {
        let word = tokens.word(at);
        word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
    };
    let agency = (name.end..end).find(|at| tokens.mark(*at) == '(').is_some_and(|open| {
        let is_number = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
        !(open..end).take_while(|at| tokens.mark(*at) != ')').any(is_number)
    });
    name.clone().all(capitals) || agency
}
