//! Configuration: defaults, then the files, then the environment, then flags.
//!
//! Everything a file may say is read with the file, line, column and key of whatever is wrong in it. Absent: the
//! network, the store, and any default that is not written in a shipped file.

pub mod alerts;
pub mod check;
pub mod document;
pub mod faults;
pub mod feeds;
pub mod filters;
pub mod geo;
pub mod library;
pub mod opml;
pub mod paths;
pub mod provenance;
pub mod schema;
pub mod settings;
pub mod situation;
pub mod themes;
pub mod value;
pub mod wordings;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;

use crate::model::{Feed, FetchPolicy, Reads, Staleness};
use crate::text::bidi::Bidi;
use document::{Document, Step};
use feeds::FeedTable;
use library::Library;
use settings::{Color, DEFAULTS, Layer, LogLevel};

/// The operator's settings in the configuration folder.
pub const FILE: &str = "config.toml";

/// The folder beside it whose files lie over it, each over those whose names stand before its own.
pub const DROP_INS: &str = "config.d";

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
    /// The shortest time between two polls of a feed in a program that keeps polling; zero asks whenever it is due or
    /// demanded.
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
    /// Where it is; none where no place of a file is wrong.
    pub place: Option<Box<Place>>,
}

/// A place of a file, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// A character, from 1.
    pub column: usize,
    /// The byte of the text.
    pub byte: usize,
    /// The keys that lead there; empty outside all of them.
    pub key: String,
    /// What is wrong, with the key and without the place.
    pub told: String,
}

impl ConfigError {
    /// A fault that is at no place of a file.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None }
    }
}

/// The settings in force with the files they came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// The defaults, and each file over those before it.
    documents: Vec<Document>,
    /// The feeds that each of them names.
    tables: Vec<Vec<FeedTable>>,
}

impl Loaded {
    /// A fault at a key of the file that set it.
    pub fn fault(&self, path: &[Step<'_>], message: &str) -> ConfigError {
        let set = self.documents.iter().rev().find(|document| document.has(path)).or(self.documents.first());
        set.map_or_else(|| ConfigError::new(message), |document| document.fault(path, message))
    }

    /// Every setting of the files, with the one that says so.
    pub fn provenance(&self) -> Vec<provenance::Setting> {
        provenance::of(&self.documents)
    }

    /// Which file names a feed, and where.
    pub fn feed_source(&self, feed: &Feed) -> Option<provenance::Source> {
        self.documents.iter().zip(&self.tables).rev().find_map(|(document, tables)| {
            let at = tables.iter().position(|table| table.id() == feed.id.as_str())?;
            let line = document.line(&["feed".into(), at.into(), "id".into()]);
            Some(provenance::Source::File(document.name.clone(), line))
        })
    }

    /// The files of the operator that were read, each over those before it.
    pub fn files(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|document| !document.is_shipped)
    }

    /// The feeds to poll: those of the files where they name any, with or without the situation's, else the situation's. What a
    /// later file says of a feed takes the place of what was said before.
    ///
    /// # Errors
    /// Where a feed cannot be polled as it is written.
    pub fn feeds(&self, shipped: &[Feed]) -> Result<Vec<Feed>, ConfigError> {
        let named = || self.documents.iter().zip(&self.tables).filter(|(_, tables)| !tables.is_empty());
        let mut all = if self.settings.shipped_feeds || named().next().is_none() { shipped.to_vec() } else { vec![] };
        for (document, tables) in named() {
            let own = feeds::resolve(document, tables, &all)?;
            all.retain(|feed| own.iter().all(|one| one.id != feed.id));
            all.extend(own);
        }
        Ok(all)
    }
}

/// The settings in force: those of `file`, or of the configuration folder where none is named, over the defaults.
///
/// # Errors
/// Where a file cannot be read, or is wrong.
pub fn load(library: &Library, file: Option<&Path>) -> Result<Loaded, ConfigError> {
    let mut documents = vec![Document::shipped("default.toml", DEFAULTS)];
    if file.is_none() {
        readable(library)?;
    }
    for path in settings_files(library, file) {
        documents.push(Document::open(&path)?.seen()?);
    }
    let mut layer = Layer::default();
    let mut tables = Vec::with_capacity(documents.len());
    for document in &documents {
        let own = Layer::read(document)?;
        tables.push(own.feeds.clone());
        layer = own.over(layer);
    }
    let settings =
        layer.settings().ok_or_else(|| ConfigError::new("the shipped default.toml leaves a key without a value"))?;
    let loaded = Loaded { settings, documents, tables };
    loaded.feeds(&[]).or_else(|error| if loaded.settings.shipped_feeds { Ok(vec![]) } else { Err(error) })?;
    Ok(loaded)
}

/// All that is wrong with the files of settings, by file, in the order in which they lie over each other; `shipped` are the
/// situation's feeds.
pub fn settings_faults(library: &Library, file: Option<&Path>, shipped: &[Feed]) -> Vec<(PathBuf, Vec<ConfigError>)> {
    let mut known = shipped.to_vec();
    let looked = settings_files(library, file).into_iter().map(|path| {
        let document = match Document::open(&path).and_then(Document::seen) {
            Ok(document) => document,
            Err(fault) => return (path, vec![fault]),
        };
        let feeds =
            |document: &Document, known: &[Feed]| feeds::resolve(document, &Layer::read(document)?.feeds, known);
        let faults = faults::all(&document, &|document| feeds(document, &known).map(drop));
        known.extend(feeds(&document, &known).unwrap_or_default());
        (path, faults)
    });
    let mut looked: Vec<(PathBuf, Vec<ConfigError>)> = looked.collect();
    // What is wrong with all of them together.
    if looked.iter().all(|(_, faults)| faults.is_empty())
        && let Err(fault) = load(library, file).and_then(|loaded| loaded.feeds(shipped))
    {
        let of = |path: &PathBuf| fault.place.as_ref().is_some_and(|place| place.file == path.display().to_string());
        let at = looked.iter().position(|(path, _)| of(path));
        match at.and_then(|at| looked.get_mut(at)) {
            Some((_, faults)) => faults.push(fault),
            None => looked.push((library.folder().unwrap_or(Path::new("")).join(DROP_INS), vec![fault])),
        }
    }
    looked
}

/// Whether the drop-in folder can be read where there is one: otherwise its files would be left unread in silence.
fn readable(library: &Library) -> Result<(), ConfigError> {
    let Some(folder) = library.folder().map(|folder| folder.join(DROP_INS)) else { return Ok(()) };
    match std::fs::read_dir(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(ConfigError::new(format!("cannot read the folder {}: {error}", folder.display())))
        }
        _ => Ok(()),
    }
}

/// The files of settings over the defaults, the lowest first: `file` alone where one is named, else `config.toml` of the
/// configuration folder where there is one, and those of its drop-in folder by their names.
pub fn settings_files(library: &Library, file: Option<&Path>) -> Vec<PathBuf> {
    if let Some(file) = file {
        return vec![file.to_owned()];
    }
    let Some(folder) = library.folder() else { return vec![] };
    let own = folder.join(FILE);
    let mut files: Vec<PathBuf> = own.exists().then_some(own).into_iter().collect();
    let found = std::fs::read_dir(folder.join(DROP_INS)).into_iter().flatten().flatten().map(|found| found.path());
    let mut over: Vec<PathBuf> = found.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    over.sort();
    files.extend(over);
    files
}
