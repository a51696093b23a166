//! Every fault of a file, not its first alone: it is read again and again, each time without the entry that was wrong.
//!
//! What is taken out is blanked, so that every other place stays where it is.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::document::Document;

/// Faults of one file that are told: who has more than these has another file.
const MOST: usize = 50;

/// Every fault that reading a document finds, in the order of their places.
pub fn all(document: &Document, read: &dyn Fn(&Document) -> Result<(), ConfigError>) -> Vec<ConfigError> {
    let (_, broken) = DeTable::parse_recoverable(&document.text);
    if !broken.is_empty() {
        // What cannot be read as TOML says nothing of what it would mean.
        let told = |error: &toml::de::Error| {
            let byte = error.span().map_or(0, |span| span.start);
            document.fault_at(byte, error.message().lines().next().unwrap_or_default())
        };
        let mut faults: Vec<ConfigError> = broken.iter().map(told).take(MOST).collect();
        faults.sort_by_key(|fault| fault.place.as_ref().map(|place| place.byte));
        // As a reader tells of it, where it has better words.
        if let (Err(first), Some(fault)) = (read(document), faults.first_mut())
            && first.place.as_ref().map(|place| place.byte) == fault.place.as_ref().map(|place| place.byte)
        {
            *fault = first;
        }
        return faults;
    }
    let mut left = document.clone();
    let mut faults: Vec<ConfigError> = Vec::new();
    let mut taken = None;
    while faults.len() < MOST {
        let Err(fault) = read(&left) else { break };
        let Some(place) = fault.place.clone().filter(|place| place.file == document.name) else {
            faults.push(fault);
            break;
        };
        let is_missing = place.told.ends_with("is missing");
        // What is missing only because it was taken out is no fault of the file.
        let lacks = |key: &String| [format!("the key `{key}` is missing"), format!("has no `{key}`")];
        let follows = taken.as_ref().is_some_and(|key| lacks(key).iter().any(|lack| place.told.ends_with(lack)));
        if !follows {
            faults.push(fault);
        }
        let gone = if is_missing || follows { element(&left.text, place.byte) } else { None };
        let Some((range, key)) = gone.or_else(|| entry(&left.text, place.byte)) else { break };
        let text = blanked(&left.text, range);
        // What is left of a dotted key, say, is no TOML.
        if text == left.text || DeTable::parse(&text).is_err() {
            break;
        }
        left.text = text.into();
        taken = Some(key);
    }
    faults.sort_by_key(|fault| fault.place.as_ref().map(|place| place.byte));
    faults
}

/// A text with blanks in place of a part of it.
fn blanked(text: &str, range: Range<usize>) -> String {
    let blank = |(at, c): (usize, char)| {
        if range.contains(&at) && c != '\n' { " ".repeat(c.len_utf8()) } else { c.to_string() }
    };
    text.char_indices().map(blank).collect()
}

/// The innermost entry, a key with its value, that stands at a byte; its key.
fn entry(text: &str, byte: usize) -> Option<(Range<usize>, String)> {
    let (root, _) = DeTable::parse_recoverable(text);
    let mut best: Option<(Range<usize>, String)> = None;
    narrow(text, root.get_ref(), byte, &mut best);
    best.or_else(|| element(text, byte))
}

fn narrow(text: &str, table: &DeTable<'_>, byte: usize, best: &mut Option<(Range<usize>, String)>) {
    for (key, value) in table {
        let (begins, ends) = (key.span(), value.span());
        let between = text.get(begins.end..ends.start).unwrap_or_default();
        let range = begins.start..ends.end.max(begins.end);
        let is_written_out = between.trim_start().starts_with('=');
        if is_written_out && range.contains(&byte) && best.as_ref().is_none_or(|(known, _)| range.len() < known.len()) {
            *best = Some((range, key.get_ref().to_string()));
        }
        narrow_in(text, value, byte, best);
    }
}

fn narrow_in(text: &str, value: &Spanned<DeValue<'_>>, byte: usize, best: &mut Option<(Range<usize>, String)>) {
    match value.get_ref() {
        DeValue::Table(table) => narrow(text, table, byte, best),
        DeValue::Array(list) => list.iter().for_each(|value| narrow_in(text, value, byte, best)),
        _ => {}
    }
}

/// The table under a header that stands at a byte, with the tables below it; its name.
fn element(text: &str, byte: usize) -> Option<(Range<usize>, String)> {
    let mut at = 0;
    let mut found: Option<(usize, &str)> = None;
    for line in text.split_inclusive('\n') {
        if let Some(name) = header(line) {
            match found {
                Some((_, own)) if name.strip_prefix(own).is_some_and(|rest| rest.starts_with('.')) => {}
                // The next one ends what holds the byte.
                Some((from, own)) if at > byte => return Some((from..at, own.to_owned())),
                _ if at > byte => return None,
                _ => found = Some((at, name)),
            }
        }
        at += line.len();
    }
    found.map(|(from, own)| (from..text.len(), own.to_owned()))
}

/// The name in a header of a table.
fn header(line: &str) -> Option<&str> {
    let bare = line.split('#').next().unwrap_or(line).trim();
    let inner = bare.strip_prefix('[')?.strip_suffix(']')?;
    let listed = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let name = listed.unwrap_or(inner).trim();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::feeds;
    use crate::config::settings::Layer;

    fn told(text: &str, read: &dyn Fn(&Document) -> Result<(), ConfigError>) -> Vec<(usize, String)> {
        let faults = all(&Document::new("own.toml", text), read);
        faults.into_iter().filter_map(|fault| fault.place).map(|place| (place.line, place.told)).collect()
    }

    #[test]
    fn all_faults_of_a_file_are_told_and_none_that_is_not_there() {
        let settings = |text: &str| told(text, &|document| Layer::read(document).map(drop));
        assert_eq!(settings("[fetch]\nper_host = 2\n"), []);
        let faults = settings(
            "stor = \"\"\n[fetch]\nper_host = 0\ndeadlin = \"1s\"\nallow = [\n  1,\n]\n[ui]\ntheme = 3\n[u]\n",
        );
        let lines: Vec<usize> = faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 4, 6, 9, 10], "{faults:?}");
        let syntax = settings("a = \n[fetch\nper_host = 1\n");
        assert!(!syntax.is_empty() && syntax.first().is_some_and(|(line, _)| *line == 1), "{syntax:?}");
        let feeds = |text: &str| told(text, &|document| feeds::read(document).map(drop));
        let faults = feeds(
            "[[feed]]\nid = \"a\"\n[[feed]]\nid = \"b\"\nurl = \"ftp://b\"\n[[feed]]\nurl = \"https://c.example\"\n[[feed]]\nid = \"d\"\nurl = \"https://d.example\"\nlanguage = \"en\"\n",
        );
        let lines: Vec<usize> = faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 5, 6, 11], "{faults:?}");
    }
}
