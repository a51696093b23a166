//! `coastwatch feeds`: the lists of feeds that go to other programs, and come from them.

use std::io::Read;
use std::path::Path;

use crate::cli::args::{FeedsDeed, Global, ListFormat};
use crate::cli::setup::{Default as DefaultEpisode, Setup};
use crate::cli::{Ended, Failure, output};
use crate::config::document::Document;
use crate::config::{feeds, opml};

/// Bytes of a list at most: that of ten thousand feeds has 2 MB.
const MAX_BYTES: u64 = 8 << 20;

/// Refused entries that are told of one by one.
const TOLD: usize = 20;

/// Runs the command.
///
/// # Errors
/// Where a list cannot be read, or is none.
pub fn run(global: &Global, deed: &FeedsDeed) -> Result<Ended, Failure> {
    match deed {
        FeedsDeed::Export { format } => {
            let setup = Setup::load(global, DefaultEpisode::Live)?;
            let title = format!("coastwatch: {}", setup.situation.title);
            let text = match format {
                ListFormat::Opml => opml::write(&title, &setup.feeds, setup.clock.now()),
                ListFormat::Toml => feeds::write(&setup.feeds),
            };
            output::text(&text)?;
            Ok(Ended::Done)
        }
        FeedsDeed::Import { file, format } => {
            let document = read(file)?;
            let (found, refused) = match opml::is_opml(&document) {
                true => opml::read_willing(&document)?,
                false => (feeds::read(&document.seen()?)?, vec![]),
            };
            refused.iter().take(TOLD).for_each(|why| output::note(why));
            if let Some(more) = refused.len().checked_sub(TOLD).filter(|more| *more > 0) {
                output::note(&format!("{more} more are refused"));
            }
            let text = match format {
                ListFormat::Opml => {
                    let setup = Setup::load(global, DefaultEpisode::Live)?;
                    opml::write("coastwatch", &found, setup.clock.now())
                }
                ListFormat::Toml => feeds::write(&found),
            };
            output::text(&text)?;
            Ok(if refused.is_empty() { Ended::Done } else { Ended::Partly })
        }
    }
}

/// The list of a file, or of standard input.
fn read(file: &Path) -> Result<Document, Failure> {
    if file != Path::new("-") {
        return Ok(Document::open(file)?);
    }
    let mut text = String::new();
    let read = std::io::stdin().take(MAX_BYTES).read_to_string(&mut text);
    read.map_err(|error| Failure::Call(format!("cannot read the list: {error}")))?;
    Ok(Document::new("standard input", text))
}
