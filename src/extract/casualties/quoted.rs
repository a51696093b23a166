//! Quoted: a person without an institution whom an outlet cites ("the agency cited an activist who said").
//!
//! The outlet only passes on what that person counted. Whom it calls no more than "a source", and who speaks in an
//! institution, is none of these. Absent: what the person is.

use std::ops::Range;

use super::attribution::{Who, who};
use super::marks::{Mark, Marks, Tag};
use crate::extract::token::Tokens;

/// How many tokens may stand between an outlet and its verb of citing.
const MAX_VERB_GAP: usize = 3;
/// How many tokens behind that verb whoever is cited may stand.
const MAX_OBJECT_GAP: usize = 6;

/// The words for the person whom an outlet cites.
pub fn person(tokens: &Tokens<'_>, marks: &Marks, outlet: &Mark, end: usize) -> Option<Range<usize>> {
    let reach = outlet.tokens.end..(outlet.tokens.end + MAX_VERB_GAP).min(end);
    let cites = |mark: &&Mark| mark.values.contains(&Tag::Cite) && !mark.values.contains(&Tag::By);
    let verb = marks.within(reach).find(cites)?;
    let parts = |at: usize| matches!(tokens.mark(at), ';' | ':' | '"' | '“' | '«' | '.' | '\n');
    if (outlet.tokens.end..verb.tokens.start).any(parts) {
        return None;
    }
    let mut at = verb.tokens.end;
    while at < (verb.tokens.end + MAX_OBJECT_GAP).min(end) {
        if parts(at) || marks.framed(at, Tag::Anonymous).is_some() {
            return None;
        }
        let Some(mark) = marks.starting(at) else {
            at += 1;
            continue;
        };
        match who(mark) {
            Some(Who::Somebody) => return Some(mark.tokens.clone()),
            Some(_) => return None,
            None => {}
        }
        if mark.values.iter().any(|tag| matches!(tag, Tag::Actor { .. } | Tag::Person(_) | Tag::Singular)) {
            return Some(mark.tokens.clone());
        }
        if mark.values.iter().any(|tag| matches!(tag, Tag::Say | Tag::Told | Tag::Turn | Tag::Harm(..))) {
            return None;
        }
        at = mark.tokens.end;
    }
    None
}
