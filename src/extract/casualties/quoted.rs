//! Quoted: a person without an institution whom an outlet cites ("the agency cited an activist who said").
//!
//! The outlet only passes on what that person counted. Whom it calls no more than "a source", and who speaks in an
//! institution, is none of these. Absent: what the person is.

use std::ops::Range;

use super::attribution::{Who, seat, who};
use super::marks::{Mark, Marks, Tag};
use crate::extract::token::Tokens;

/// How many tokens may stand between an outlet and its verb of citing.
const MAX_VERB_GAP: usize = 3;
/// How many tokens behind that verb whoever is cited may stand.
const MAX_OBJECT_GAP: usize = 6;

/// Whether somebody with a name cites an institution that is named too ("the agency, citing a ministry source").
pub fn institution(tokens: &Tokens<'_>, marks: &Marks, outer: &Mark, range: &Range<usize>) -> bool {
    let reach = outer.tokens.end..(outer.tokens.end + MAX_VERB_GAP).min(range.end);
    let cites = |mark: &&Mark| mark.values.contains(&Tag::Cite) && !mark.values.contains(&Tag::By);
    let Some(verb) = marks.within(reach).find(cites) else { return false };
    let object = verb.tokens.end..(verb.tokens.end + MAX_OBJECT_GAP).min(range.end);
    let parts = |at: usize| matches!(tokens.mark(at), ';' | ':' | '.' | '\n');
    if (outer.tokens.end..verb.tokens.end).any(parts) {
        return false;
    }
    let first = marks.within(object).find_map(|mark| who(mark).map(|who| (mark, who)));
    first.is_some_and(|(mark, who)| match who {
        Who::Named(_) => true,
        Who::Somebody => seat(tokens, marks, mark, range).is_some(),
        Who::Monitor => false,
    })
}

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
