//! Standard output: data alone, UTF-8, lines ended by a line feed.

use std::io::{self, BufWriter, StdoutLock, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use super::Failure;
use crate::store::Store;
use crate::text::normalize;

/// Rows that are set aside and told of one by one: more would hide what was asked for.
const ASIDE_TOLD: usize = 5;

/// Standard output, buffered; what is written last must be flushed.
pub fn open() -> BufWriter<StdoutLock<'static>> {
    BufWriter::new(io::stdout().lock())
}

/// Says something on standard error; nobody may be listening. What it quotes may come from a file of anybody's, so it is
/// cleaned as what comes from outside is.
pub fn note(sentence: &str) {
    let _unheard = writeln!(io::stderr(), "coastwatch: {}", normalize::block(sentence));
}

/// Closes a store that was read, and says which of its rows make no sense and were left out.
pub async fn close(store: &dyn Store) {
    let aside = store.set_aside();
    aside.iter().take(ASIDE_TOLD).for_each(|row| note(&row.to_string()));
    match aside.len().saturating_sub(ASIDE_TOLD) {
        0 => {}
        more => note(&format!("{more} more rows of the store are set aside; `coastwatch doctor` lists them")),
    }
    store.close().await;
}

/// JSON in which every sign that is not for a terminal stands as its number: the same value for a program, and nothing that
/// steers anybody's screen, also where a value has to be given back as it came.
struct Plain;

impl Formatter for Plain {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let is_plain = |c: char| c != '\u{7f}' && (c.is_ascii() || normalize::is_allowed(c));
        if fragment.chars().all(is_plain) {
            return writer.write_all(fragment.as_bytes());
        }
        for c in fragment.chars() {
            if is_plain(c) {
                write!(writer, "{c}")?;
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

/// Writes one JSON value and a line feed.
///
/// # Errors
/// Where it cannot be written.
pub fn json_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Plain)).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Prints one JSON value.
///
/// # Errors
/// Where it cannot be written.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = open();
    json_line(&mut out, value)?;
    Ok(out.flush()?)
}

/// Prints a text.
///
/// # Errors
/// Where it cannot be written.
pub fn text(text: &str) -> Result<(), Failure> {
    let mut out = open();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own constants")]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_for_a_terminal_stands_in_json_as_its_number() {
        let value = serde_json::json!({"id": "a\u{202e}\u{9b}\u{7f}\u{1b}\u{e0041}\n\"é جبلة"});
        let mut out = Vec::new();
        json_line(&mut out, &value).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "{\"id\":\"a\\u202e\\u009b\\u007f\\u001b\\udb40\\udc41\\n\\\"é جبلة\"}\n");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
