//! A TOML document with its name, so that whatever is wrong in it can be said with line, column and key.
//!
//! Reading is plain serde; a fault found later, in values that read well but make no sense together, is located
//! by the path of its key. Absent: any knowledge of what the keys mean.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{ConfigError, Place};
pub use crate::text::nearest::nearest;
use crate::text::normalize::is_allowed;

/// The largest configuration file that is read, in bytes: the largest shipped one has 60 KB, and a list of ten
/// thousand feeds has 2 MB.
const MAX_BYTES: u64 = 8 << 20;

/// A configuration document and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The file's path, or for an embedded one its path in the configuration folder with "shipped" before it.
    pub name: String,
    /// The text, UTF-8.
    pub text: Cow<'static, str>,
    /// Whether it is embedded in the program: what is wrong with it would be found by the tests, so that no start has to look.
    pub is_shipped: bool,
}

/// One step on the way to a value: a key of a table or an index of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// Into a table, by key.
    Key(&'a str),
    /// Into a list, by position from 0.
    Index(usize),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(key: &'a str) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for Step<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl Document {
    /// A document of somebody's own.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: Cow::Owned(text.into()), is_shipped: false }
    }

    /// An embedded document, by its path in the configuration folder.
    pub fn shipped(path: &str, text: &'static str) -> Self {
        Self { name: format!("shipped {path}"), text: Cow::Borrowed(text), is_shipped: true }
    }

    /// The document in a file.
    ///
    /// # Errors
    /// Where the file cannot be read, is over `MAX_BYTES` or is not UTF-8.
    pub fn open(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let fault = |why: &dyn fmt::Display| ConfigError::new(format!("cannot read {name}: {why}"));
        let length = std::fs::metadata(path).map_err(|error| fault(&error))?.len();
        if length > MAX_BYTES {
            return Err(fault(&format_args!("it has {length} bytes, and {MAX_BYTES} is the most that is read")));
        }
        let bytes = std::fs::read(path).map_err(|error| fault(&error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let good = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..good).unwrap_or_default();
            let text = String::from_utf8_lossy(before);
            let document = Self::new(name.clone(), text.into_owned());
            document.fault_at(good, "it is not UTF-8 from here on")
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(Self::new(name, text))
    }

    /// The document, if nothing in it steers a terminal or cannot be seen: a file may be anybody's, and what it says is
    /// shown, logged and exported.
    ///
    /// # Errors
    /// The first such character, written as it is or as an escape in a text, with its place.
    pub fn seen(self) -> Result<Self, ConfigError> {
        let fault = |byte, c: char| {
            let number = u32::from(c);
            self.fault_at(
                byte,
                &format!("the character U+{number:04X} cannot be seen or steers the terminal; leave it out"),
            )
        };
        if let Some((at, c)) = self.text.char_indices().find(|(_, c)| is_unseen(*c)) {
            return Err(fault(at, c));
        }
        if self.text.contains('\\') {
            let (root, _) = DeTable::parse_recoverable(&self.text);
            if let Some((at, c)) = unseen(root.get_ref()) {
                return Err(fault(at, c));
            }
        }
        Ok(self)
    }

    /// The document as `T`.
    ///
    /// # Errors
    /// With line, column, the wrong key or value and, for an unknown key, the nearest right one.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        toml::from_str(&self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let (path, is_key) = self.path_at(at);
            let parents = match path.split_last() {
                Some((_, parents)) if is_key => parents,
                _ => &path,
            };
            match unknown_name(error.message()) {
                Some(("key", wrong, allowed)) => {
                    let place = if parents.is_empty() { String::new() } else { format!(" in [{}]", parents.join(".")) };
                    self.fault_at(at, &unknown("key", wrong, &place, &allowed))
                }
                Some((what, wrong, allowed)) => self.fault_in(at, &path, &unknown(what, wrong, "", &allowed)),
                None if error.message().starts_with("duplicate key") => {
                    let rest = self.text.get(at..).unwrap_or("");
                    let key =
                        rest.split(|c: char| c.is_whitespace() || matches!(c, '=' | ']' | '[')).next().unwrap_or(rest);
                    self.fault_at(at, &format!("the key `{key}` stands twice; keep one"))
                }
                None => self.fault_in(at, parents, &plain(error.message())),
            }
        })
    }

    /// A fault at the value on `path`, or at its nearest ancestor where there is none.
    pub fn fault(&self, path: &[Step<'_>], message: &str) -> ConfigError {
        let keys = path.iter().filter_map(|step| match step {
            Step::Key(key) => Some((*key).to_owned()),
            Step::Index(_) => None,
        });
        self.fault_in(self.locate(path).start, &keys.collect::<Vec<_>>(), message)
    }

    /// Whether there is a value on `path`.
    pub fn has(&self, path: &[Step<'_>]) -> bool {
        self.follow(path).1 == path.len()
    }

    /// The line, from 1, of the value on `path`, or of its nearest ancestor where there is none.
    pub fn line(&self, path: &[Step<'_>]) -> usize {
        line_and_column(&self.text, self.locate(path).start).0
    }

    /// A fault at a byte of the text.
    pub fn fault_at(&self, byte: usize, message: &str) -> ConfigError {
        self.fault_in(byte, &[], message)
    }

    /// A fault at a byte of the text, told with the keys that lead to it.
    pub fn fault_in(&self, byte: usize, path: &[String], message: &str) -> ConfigError {
        let (line, column) = line_and_column(&self.text, byte);
        let key = path.join(".");
        let told = if key.is_empty() { message.to_owned() } else { format!("`{key}`: {message}") };
        let message = format!("{}, line {line}, column {column}: {told}", self.name);
        ConfigError { message, place: Some(Box::new(Place { file: self.name.clone(), line, column, byte, key, told })) }
    }

    /// The keys that lead to what stands at a byte, and whether it is a key rather than a value; no keys where it
    /// stands outside all of them.
    fn path_at(&self, byte: usize) -> (Vec<String>, bool) {
        let (root, _) = DeTable::parse_recoverable(&self.text);
        let mut best = (usize::MAX, Vec::new());
        find(root.get_ref(), byte, &mut Vec::new(), &mut best);
        (best.1, best.0 == 0)
    }

    fn locate(&self, path: &[Step<'_>]) -> Range<usize> {
        self.follow(path).0
    }

    /// Where the value on `path` stands, or its nearest ancestor, and how many of the steps lead there.
    fn follow(&self, path: &[Step<'_>]) -> (Range<usize>, usize) {
        let Ok(root) = DeTable::parse(&self.text) else { return (0..0, 0) };
        let mut span = 0..0;
        let mut steps = 0;
        let mut table = Some(root.get_ref());
        let mut value: Option<&Spanned<DeValue<'_>>> = None;
        for step in path {
            let next = match step {
                Step::Key(key) => table.and_then(|table| table.get(*key)),
                Step::Index(index) => {
                    value.and_then(|value| value.get_ref().as_array()).and_then(|list| list.get(*index))
                }
            };
            let Some(found) = next else { break };
            span = found.span();
            steps += 1;
            table = found.get_ref().as_table();
            value = Some(found);
        }
        (span, steps)
    }
}

/// Line and column, from 1, of a byte; a column is a character.
fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// Whether a character has no place in a configuration file.
fn is_unseen(c: char) -> bool {
    !matches!(c, '\n' | '\r' | '\t') && !is_allowed(c)
}

/// The first key or text of a table that holds a character that has no place in it: where it stands, and the character.
fn unseen(table: &DeTable<'_>) -> Option<(usize, char)> {
    table.iter().find_map(|(key, value)| {
        let in_key = key.get_ref().chars().find(|c| is_unseen(*c)).map(|c| (key.span().start, c));
        in_key.or_else(|| unseen_in(value))
    })
}

/// As [`unseen`], in one value.
fn unseen_in(value: &Spanned<DeValue<'_>>) -> Option<(usize, char)> {
    match value.get_ref() {
        DeValue::String(text) => text.chars().find(|c| is_unseen(*c)).map(|c| (value.span().start, c)),
        DeValue::Array(list) => list.iter().find_map(unseen_in),
        DeValue::Table(table) => unseen(table),
        _ => None,
    }
}

/// Notes in `best` the path to the narrowest key or value of `table` that holds `byte`.
fn find(table: &DeTable<'_>, byte: usize, path: &mut Vec<String>, best: &mut (usize, Vec<String>)) {
    for (key, value) in table {
        path.push(key.get_ref().to_string());
        if key.span().contains(&byte) {
            *best = (0, path.clone());
        }
        find_in(value, byte, path, best);
        path.pop();
    }
}

/// As [`find`], in one value.
fn find_in(value: &Spanned<DeValue<'_>>, byte: usize, path: &mut Vec<String>, best: &mut (usize, Vec<String>)) {
    let span = value.span();
    if span.contains(&byte) && span.len() < best.0 {
        *best = (span.len(), path.clone());
    }
    match value.get_ref() {
        DeValue::Table(table) => find(table, byte, path, best),
        DeValue::Array(list) => list.iter().for_each(|value| find_in(value, byte, path, best)),
        _ => {}
    }
}

/// What the parser says is unknown: what it is ("key", "value"), its name, and those it knows.
fn unknown_name(message: &str) -> Option<(&'static str, &str, Vec<&str>)> {
    let first = message.lines().next().unwrap_or(message);
    let openings = [("unknown field ", "key"), ("unknown variant ", "value")];
    openings.into_iter().find_map(|(opening, what)| {
        let mut quoted = first.strip_prefix(opening)?.split('`').skip(1).step_by(2);
        Some((what, quoted.next()?, quoted.collect()))
    })
}

/// The parser's message in words for people who write configuration rather than programs.
fn plain(message: &str) -> String {
    let first = message.lines().next().unwrap_or(message);
    if let Some(rest) = first.strip_prefix("missing field ") {
        return format!("the key {rest} is missing");
    }
    let mismatch = first.strip_prefix("invalid type: ").or_else(|| first.strip_prefix("invalid value: "));
    if let Some((found, wanted)) = mismatch.and_then(|rest| rest.split_once(", expected ")) {
        let found = found.split_once(' ').map_or(found, |(_, value)| value);
        return format!("it is {found}, and must be {}", in_words(wanted));
    }
    first.to_owned()
}

/// The name of a type as people say it.
fn in_words(wanted: &str) -> &str {
    match wanted {
        "u8" => "a whole number from 0 to 255",
        "u16" | "u32" | "u64" | "usize" => "a whole number, not negative",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" | "string" | "str" => "a text in quotes",
        "a sequence" => "a list in brackets",
        "a boolean" | "bool" => "true or false",
        "a map" => "a table",
        other if other.starts_with("struct ") => "a table",
        other => other,
    }
}

/// A sentence about an unknown `what` in a `place` that offers the nearest of those allowed, or all of them.
pub fn unknown(what: &str, wrong: &str, place: &str, allowed: &[&str]) -> String {
    match nearest(wrong, allowed.iter().copied()) {
        Some(near) => format!("unknown {what} `{wrong}`{place}; did you mean `{near}`?"),
        None if allowed.is_empty() => format!("unknown {what} `{wrong}`{place}; none is declared"),
        None => format!("unknown {what} `{wrong}`{place}; known are `{}`", allowed.join("`, `")),
    }
}
