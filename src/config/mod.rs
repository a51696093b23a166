//! Configuration: defaults, then the file, then the environment, then flags.
//!
//! Everything a file may say is read with the file, line, column and key of whatever is wrong in it. Absent: the
//! network, the store, and any default that is not written in a shipped file.

pub mod alerts;
pub mod check;
pub mod document;
pub mod feeds;
pub mod filters;
pub mod geo;
pub mod library;
pub mod opml;
pub mod paths;
pub mod provenance;
pub mod settings;
pub mod situation;
pub mod themes;
pub mod value;
pub mod wordings;

use std::path::Path;
use std::time::Duration;

use jiff::SignedDuration;

use crate::model::{Feed, FetchPolicy, Reads, Staleness};
use crate::text::bidi::Bidi;
use document::{Document, Step};
use feeds::FeedTable;
use library::Library;
use settings::{Color, DEFAULTS, Layer, LogLevel};

/// The operator's settings in the configuration folder.
const FILE: &str = "config.toml";

/// The settings in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What is watched: a situation's name or folder.
    pub situation: String,
    /// Where what is read is kept; none: the state folder.
    pub store: Option<String>,
    /// Who decides and marks; none: the login name.
    pub operator: Option<String>,
    /// How feeds are fetched.
    pub fetch: FetchPolicy,
    /// How often a feed is asked where it does not say.
    pub poll_interval: SignedDuration,
    /// The shortest time between two polls of a feed; zero asks whenever it is due or demanded.
    pub min_interval: SignedDuration,
    /// Within this time what a program that has died was asking is asked by another one.
    pub lease: Duration,
    /// Whether the situation's feeds are polled beside those a file names.
    pub shipped_feeds: bool,
    /// The ages at which words and figures fade.
    pub staleness: Staleness,
    /// After how long an escalation that nobody has taken on rings again; zero: once is enough.
    pub escalation_repeat: SignedDuration,
    /// Whether the screen keeps to ASCII.
    pub ascii: bool,
    /// Whether colours are used.
    pub color: Color,
    /// The theme's name; `auto` for the one that fits the terminal.
    pub theme: String,
    /// Whether lists tell how long ago something was instead of when.
    pub relative_times: bool,
    /// The operator's own zone by its IANA name; empty for none.
    pub zone: String,
    /// Whether the mouse is heard.
    pub mouse: bool,
    /// Bits that the operator's line carries in a second; none where the terminal is to tell.
    pub line_speed: Option<u32>,
    /// Languages the operator reads.
    pub reads: Reads,
    /// Who orders letters from right to left.
    pub bidi: Bidi,
    /// How much is logged.
    pub log_level: LogLevel,
}

/// What is wrong with a configuration, naming file, line, column and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// The sentence.
    pub message: String,
}

/// The settings in force with the file they came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// The feeds that the file names.
    tables: Vec<FeedTable>,
    /// The file over the defaults; the defaults where there is none.
    document: Document,
}

impl Loaded {
    /// A fault at a key of the file that set it.
    pub fn fault(&self, path: &[Step<'_>], message: &str) -> ConfigError {
        self.document.fault(path, message)
    }

    /// Every setting of the files, with the one that says so.
    pub fn provenance(&self) -> Vec<provenance::Setting> {
        provenance::of(&self.document)
    }

    /// The feeds to poll: those of the file where it names any, with or without the situation's, else the situation's.
    ///
    /// # Errors
    /// Where a feed cannot be polled as it is written.
    pub fn feeds(&self, shipped: &[Feed]) -> Result<Vec<Feed>, ConfigError> {
        if self.tables.is_empty() {
            return Ok(shipped.to_vec());
        }
        if !self.settings.shipped_feeds {
            return feeds::resolve(&self.document, &self.tables, &[]);
        }
        let named = feeds::resolve(&self.document, &self.tables, shipped)?;
        let mut all = shipped.to_vec();
        all.retain(|feed| named.iter().all(|one| one.id != feed.id));
        all.extend(named);
        Ok(all)
    }
}

/// The settings in force: those of `file`, or of the configuration folder where none is named, over the defaults.
///
/// # Errors
/// Where a file cannot be read, or is wrong.
pub fn load(library: &Library, file: Option<&Path>) -> Result<Loaded, ConfigError> {
    let defaults = Document::shipped("default.toml", DEFAULTS);
    let own = match file {
        Some(file) => Some(Document::open(file)?.seen()?),
        None => library.find(FILE)?,
    };
    let lowest = Layer::read(&defaults)?;
    let (layer, document) = match own {
        Some(document) => (Layer::read(&document)?.over(lowest), document),
        None => (lowest, defaults),
    };
    let tables = layer.feeds.clone();
    let settings = layer
        .settings()
        .ok_or_else(|| ConfigError { message: "the shipped default.toml leaves a key without a value".into() })?;
    let loaded = Loaded { settings, tables, document };
    loaded.feeds(&[]).or_else(|error| if loaded.settings.shipped_feeds { Ok(vec![]) } else { Err(error) })?;
    Ok(loaded)
}
