//! What may stand at the cursor of a command line.

use std::ops::Range;

use super::{find, split};
use crate::config::filters::SavedFilters;
use crate::filter::{self, Candidate, Span, Vocabulary};
use crate::model::Feed;
use crate::ui::action::{ACTIONS, Action, Argument};
use crate::ui::layout::Pane;
use crate::ui::settings;

/// What is known that a value may be.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What the values of a filter may be.
    pub vocabulary: &'a Vocabulary,
    /// The saved filters.
    pub saved: &'a SavedFilters,
    /// The feeds.
    pub feeds: &'a [Feed],
    /// The looks there are.
    pub themes: &'a [&'a str],
}

/// What may stand at a cursor, given as a byte of the text.
pub fn complete(text: &str, cursor: usize, known: &Known<'_>) -> Vec<Candidate> {
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let parts = split(text);
    if cursor <= parts.name.end {
        return names(text, parts.name, cursor);
    }
    let Ok(spec) = find(text.get(parts.name.clone()).unwrap_or_default()) else { return vec![] };
    match (spec.takes.value, parts.value, parts.rest) {
        (Some(argument), Some(value), _) if cursor <= value.end => self::value(argument, text, value, cursor, known),
        (_, _, Some(rest)) if spec.takes.scope && cursor >= rest.start => filter(text, rest.start, cursor, known),
        _ => vec![],
    }
}

/// Commands whose names begin so.
fn names(text: &str, name: Range<usize>, cursor: usize) -> Vec<Candidate> {
    let typed = text.get(name.start..cursor.max(name.start)).unwrap_or_default();
    let span = Span { start: name.start, end: name.end };
    let begun = ACTIONS.iter().filter(|spec| spec.name.starts_with(typed));
    begun
        .map(|spec| {
            let takes_more = spec.takes.value.is_some() || spec.takes.scope;
            let blank = if takes_more && name.end == text.len() { " " } else { "" };
            Candidate { span, text: format!("{}{blank}", spec.name), note: spec.help.to_owned() }
        })
        .collect()
}

/// The values of an argument that begin so.
fn value(argument: Argument, text: &str, at: Range<usize>, cursor: usize, known: &Known<'_>) -> Vec<Candidate> {
    let typed = text.get(at.start..cursor.max(at.start)).unwrap_or_default();
    let span = Span { start: at.start, end: at.end };
    let of = |text: &str, note: &str| Candidate { span, text: text.to_owned(), note: note.to_owned() };
    let begun = |words: &[&str]| -> Vec<Candidate> {
        words.iter().filter(|word| word.starts_with(typed)).map(|word| of(word, "")).collect()
    };
    match argument {
        Argument::Filter => filter(text, at.start, cursor, known),
        Argument::Tag => begun(&known.vocabulary.tags.iter().map(String::as_str).collect::<Vec<_>>()),
        Argument::View => begun(&views()),
        Argument::Theme => begun(known.themes),
        Argument::Sleep => begun(&["1h", "2h", "6h", "18:00", "new", "off"]),
        Argument::Priority => begun(&["1", "2", "3"]),
        Argument::Moment => begun(&["1h", "6h", "12h", "24h", "2d"]),
        Argument::Feed => known
            .feeds
            .iter()
            .filter(|feed| feed.id.as_str().starts_with(typed))
            .map(|feed| of(feed.id.as_str(), &feed.name))
            .collect(),
        Argument::Setting => settings::complete(typed)
            .into_iter()
            .map(|(start, text, note)| Candidate {
                span: Span { start: at.start + start, end: at.end },
                text,
                note: note.to_owned(),
            })
            .collect(),
        Argument::Note | Argument::Words => vec![],
    }
}

/// The views that can be gone to by name.
pub fn views() -> Vec<&'static str> {
    Pane::ALL.into_iter().filter(|pane| Action::to(*pane).is_some()).map(Pane::name).collect()
}

/// What may stand in a filter that begins at a place of the text.
fn filter(text: &str, start: usize, cursor: usize, known: &Known<'_>) -> Vec<Candidate> {
    let said = text.get(start..).unwrap_or_default();
    if said.starts_with('@') {
        return saved(said.get(..cursor.saturating_sub(start)).unwrap_or_default(), known.saved)
            .map(|(text, note)| Candidate { span: Span { start, end: start + said.len() }, text, note })
            .collect();
    }
    let mut candidates = filter::complete(said, cursor.saturating_sub(start), known.vocabulary);
    for candidate in &mut candidates {
        candidate.span = Span { start: candidate.span.start + start, end: candidate.span.end + start };
    }
    candidates
}

/// The saved filters whose names begin so, as they are typed, and what they say.
pub fn saved<'a>(typed: &'a str, saved: &'a SavedFilters) -> impl Iterator<Item = (String, String)> + 'a {
    let begun = typed.trim_start_matches('@');
    let known = saved.0.iter().filter(move |saved| saved.name.starts_with(begun));
    known.map(|saved| (format!("@{}", saved.name), saved.text.clone()))
}
