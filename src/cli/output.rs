//! Standard output: data alone, UTF-8, lines ended by a line feed.

use std::io::{self, BufWriter, StdoutLock, Write};

use serde::Serialize;

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

/// Writes one JSON value and a line feed.
///
/// # Errors
/// Where it cannot be written.
pub fn json_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
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
