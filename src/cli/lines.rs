//! Items as JSON Lines: one line at a time, and what is wrong with one.

use std::io::{self, BufRead, Read};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::text::html;

/// The longest line that is read, in bytes: a feed's whole document may have 10 MB, so one item never comes near.
pub const MAX_LINE: u64 = 16 << 20;

/// From here on a number that is held as a fraction may not be the one that was written.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Letters of a language's tag: the longest that is in use.
const TAG_MAX: usize = 35;

/// One line of input.
#[derive(Debug, Deserialize)]
pub struct Input {
    /// The caller's id.
    pub id: Id,
    /// Headline, plain or HTML.
    pub title: Option<String>,
    /// Body, plain or HTML.
    pub text: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// Link.
    pub url: Option<String>,
    /// Language.
    pub lang: Option<String>,
}

/// The caller's id for an item, given back as it came.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged, expecting = "`id` must be a string or a number")]
pub enum Id {
    /// A text.
    Text(String),
    /// A number.
    Number(Number),
}

/// What a line of input came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// There is no more.
    End,
    /// It is in the buffer.
    Whole,
    /// It is over [`MAX_LINE`] and was passed over.
    TooLong,
}

/// Reads one line, without its end, into `line`.
///
/// # Errors
/// Where the input cannot be read.
pub fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Line> {
    if input.by_ref().take(MAX_LINE).read_until(b'\n', line)? == 0 {
        return Ok(Line::End);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Line::Whole);
    }
    if (line.len() as u64) < MAX_LINE {
        return Ok(Line::Whole);
    }
    line.clear();
    input.skip_until(b'\n')?;
    Ok(Line::TooLong)
}

/// The line as an item.
///
/// # Errors
/// Why it is none.
pub fn parse(line: &[u8]) -> Result<Input, String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
    let fault = |error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Data => position_free(&error),
        _ => format!("it is not JSON: {}", position_free(&error)),
    };
    if !line.trim_start().starts_with('{') {
        serde_json::from_str::<IgnoredAny>(line).map_err(fault)?;
        return Err("it is JSON, but no object as an item is: {\"id\": …, \"title\": …, \"text\": …}".into());
    }
    let input: Input = serde_json::from_str(line).map_err(fault)?;
    if let Id::Number(number) = &input.id
        && number.is_f64()
        && number.as_f64().is_some_and(|number| number.abs() >= EXACT_MAX)
    {
        return Err("`id` is too large a number to be given back as it came: write it as a string".into());
    }
    if input.title.is_none() && input.text.is_none() {
        return Err("the item has neither `title` nor `text`".into());
    }
    Ok(input)
}

/// What is said of the language, where it is a tag such as "ar-SY" at all.
pub fn language(tag: &str) -> Option<&str> {
    let is_tag = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    Some(tag.trim()).filter(|tag| !tag.is_empty() && tag.len() <= TAG_MAX && tag.chars().all(is_tag))
}

/// The parser's message with the column alone: it has seen one line, and its number would be wrong.
fn position_free(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let message = whole.split(" at line ").next().unwrap_or(&whole);
    if error.column() == 0 { message.to_owned() } else { format!("{message} at column {}", error.column()) }
}

/// The plain text of what may be HTML.
pub fn plain(text: &str) -> String {
    if html::looks_like_html(text) { html::to_text(text) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_item_is_said_in_plain_words() {
        let check = |line: &str, expect: &str| {
            let why = parse(line.as_bytes()).err().unwrap_or_default();
            assert!(why.contains(expect) && !why.contains("struct"), "{line}: {why}");
        };
        check(r#"["a","title","text",null,null,null,null]"#, "no object");
        check("7", "no object");
        check("null", "no object");
        check("[1,", "it is not JSON");
        check("{\"id\"", "it is not JSON");
        check(r#"{"id":18446744073709551616,"title":"x"}"#, "as a string");
        check(r#"{"id":true,"title":"x"}"#, "`id` must be a string or a number");
        check(r#"{"id":1}"#, "neither `title` nor `text`");
        let id = |line: &str| parse(line.as_bytes()).map(|input| serde_json::to_string(&input.id).unwrap_or_default());
        assert_eq!(id(r#" {"id":18446744073709551615,"title":"x"}"#).as_deref(), Ok("18446744073709551615"));
        assert_eq!(id(r#"{"id":0.5,"title":"x"}"#).as_deref(), Ok("0.5"));
    }

    #[test]
    fn a_language_is_a_tag_or_nothing() {
        assert_eq!(language(" ar-SY "), Some("ar-SY"));
        for none in ["", "zz\u{202e}", "a b", "\u{1b}[31m", &"x".repeat(36)] {
            assert_eq!(language(none), None, "{none:?}");
        }
    }
}
