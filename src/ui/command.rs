//! The command line as it is typed: the name of a command of the table, its value, and a filter that says which reports it
//! is for. Whatever is typed, the answer is a call or one sentence with a column. Absent: what a command does.

pub mod complete;

use std::ops::Range;

use super::action::{ACTIONS, Argument, Spec, named};
use crate::filter::{Fault, Span};
use crate::text::nearest::nearest;

/// Names that are told of those that were begun, at most.
const MAX_TOLD: usize = 8;

/// A part of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text, without quotation marks.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A command with what it was given.
#[derive(Debug, Clone)]
pub struct Call {
    /// The command.
    pub spec: &'static Spec,
    /// Its value.
    pub value: Option<Piece>,
    /// The filter.
    pub scope: Option<Piece>,
}

/// Where the parts of a command line stand, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The name of the command.
    pub name: Range<usize>,
    /// Its value, with quotation marks; empty where it would begin.
    pub value: Option<Range<usize>>,
    /// What follows, to the end.
    pub rest: Option<Range<usize>>,
}

/// Where the parts stand; the command of the name says which there are.
pub fn split(text: &str) -> Split {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == ':').len();
    let name = start..word_end(text, start);
    let takes = find(text.get(name.clone()).unwrap_or_default()).ok().map(|spec| spec.takes);
    let mut at = skip_blanks(text, name.end);
    let is_apart = at > name.end;
    let value = takes.and_then(|takes| takes.value).filter(|_| is_apart).map(|argument| {
        let is_quoted = text.get(at..).is_some_and(|rest| rest.starts_with('"'));
        let takes_all = argument.is_rest() && !(argument == Argument::Note && is_quoted);
        let end = match (takes_all, is_quoted) {
            (true, _) => text.len(),
            (false, true) => quotation(text, at).1,
            (false, false) => word_end(text, at),
        };
        at..end
    });
    if let Some(value) = &value {
        at = skip_blanks(text, value.end);
    }
    let has_begun = value.as_ref().map_or(is_apart, |value| at > value.end && !value.is_empty());
    let rest = has_begun.then_some(at..text.len());
    Split { name, value, rest }
}

/// Reads a command line; none where nothing is on it.
///
/// # Errors
/// The first fault, with its column.
pub fn parse(text: &str) -> Result<Option<Call>, Fault> {
    let parts = split(text);
    let name = text.get(parts.name.clone()).unwrap_or_default();
    if name.is_empty() {
        return Ok(None);
    }
    let spec = find(name).map_err(|message| fault(text, parts.name.clone(), message))?;
    let value = match (parts.value.filter(|value| !value.is_empty()), spec.takes.value) {
        (Some(value), Some(argument)) => Some(piece(text, value, argument)?),
        _ => None,
    };
    if let (true, Some(argument), None) = (spec.takes.needs_value, spec.takes.value, &value) {
        let message = format!("`{}` needs a value: {} {}", spec.name, spec.name, argument.placeholder());
        return Err(fault(text, text.len()..text.len(), message));
    }
    let rest = parts.rest.filter(|rest| !rest.is_empty());
    let scope = match (rest, spec.takes.scope) {
        (None, _) => None,
        (Some(rest), true) => {
            let end = rest.start + text.get(rest.clone()).unwrap_or_default().trim_end().len();
            let said = text.get(rest.start..end).unwrap_or_default().to_owned();
            (!said.is_empty()).then_some(Piece { text: said, span: Span { start: rest.start, end } })
        }
        (Some(rest), false) if text.get(rest.clone()).is_some_and(|rest| rest.trim().is_empty()) => None,
        (Some(rest), false) => {
            let takes = spec
                .takes
                .value
                .map_or("takes nothing".to_owned(), |value| format!("takes one {} and nothing", value.placeholder()));
            return Err(fault(text, rest, format!("`{}` {takes} after it", spec.name)));
        }
    };
    Ok(Some(Call { spec, value, scope }))
}

/// The command of a name. A beginning that no other command has will do, unless the command stores something: that one is
/// written whole.
///
/// # Errors
/// A sentence, with what was surely meant.
pub fn find(name: &str) -> Result<&'static Spec, String> {
    if let Some(spec) = named(name) {
        return Ok(spec);
    }
    let begun: Vec<&Spec> = ACTIONS.iter().filter(|spec| !name.is_empty() && spec.name.starts_with(name)).collect();
    match begun.as_slice() {
        [only] if !only.stores() => Ok(only),
        [only] => Err(format!("write `{}` whole; it stores something", only.name)),
        [] => {
            let hint = match nearest(name, ACTIONS.iter().map(|spec| spec.name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "Tab shows those there are".to_owned(),
            };
            Err(format!("there is no command `{name}`; {hint}"))
        }
        many => {
            let mut names: Vec<&str> = many.iter().take(MAX_TOLD).map(|spec| spec.name).collect();
            if many.len() > MAX_TOLD {
                names.push("...");
            }
            Err(format!("`{name}` could be {}", names.join(", ")))
        }
    }
}

/// A fault at a place of the line.
pub fn fault(text: &str, at: Range<usize>, message: impl Into<String>) -> Fault {
    Fault::at(text, Span { start: at.start, end: at.end }, message)
}

/// A value as it is meant: what stands between quotation marks, or as it is written.
fn piece(text: &str, range: Range<usize>, argument: Argument) -> Result<Piece, Fault> {
    let span = Span { start: range.start, end: range.end };
    let written = text.get(range.clone()).unwrap_or_default();
    // A filter and words to look for have quotations of their own.
    let is_text = !argument.is_rest() || argument == Argument::Note;
    if !is_text || !written.starts_with('"') {
        return Ok(Piece { text: written.trim_end().to_owned(), span });
    }
    match quotation(text, range.start) {
        (Some(said), _) => Ok(Piece { text: said, span }),
        (None, _) => Err(fault(text, range, "this quotation is not closed")),
    }
}

/// What a quotation at a place says, none where it is not closed, and where it ends.
fn quotation(text: &str, start: usize) -> (Option<String>, usize) {
    let mut said = String::new();
    let mut is_escaped = false;
    for (at, letter) in text.get(start..).unwrap_or_default().char_indices().skip(1) {
        match letter {
            _ if std::mem::take(&mut is_escaped) => said.push(letter),
            '\\' => is_escaped = true,
            '"' => return (Some(said), start + at + 1),
            _ => said.push(letter),
        }
    }
    (None, text.len())
}

fn word_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.find(char::is_whitespace).unwrap_or(rest.len())
}

fn skip_blanks(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.len() - rest.trim_start().len()
}

#[cfg(test)]
mod tests;
