//! Feed lists: `[[feed]]` in TOML, and what every feed must be whatever list it stands in.

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;
use url::Url;

use super::ConfigError;
use super::document::Document;
use super::opml;
use super::settings::Interval;
use crate::model::{Feed, FeedId, FeedKind, Lang};

/// One `[[feed]]` as written; the keys left out take their defaults.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedTable {
    id: String,
    url: Option<String>,
    name: Option<String>,
    kind: Option<FeedKind>,
    lang: Option<Lang>,
    interval: Option<Interval>,
    enabled: Option<bool>,
}

/// A file that holds feeds and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeedFile {
    #[serde(default, rename = "feed")]
    feeds: Vec<FeedTable>,
}

/// The feeds of the file that `--feeds` names, TOML or OPML.
///
/// # Errors
/// Where it cannot be read, or a feed of it cannot be polled as written.
pub fn open(path: &Path) -> Result<Vec<Feed>, ConfigError> {
    let document = Document::open(path)?;
    if opml::is_opml(&document) { opml::read(&document) } else { read(&document) }
}

/// The feeds of a document that holds feeds alone.
///
/// # Errors
/// Where a feed cannot be polled as written: its address, a second one of the same id.
pub fn read(document: &Document) -> Result<Vec<Feed>, ConfigError> {
    let file: FeedFile = document.read()?;
    resolve(document, &file.feeds, &[])
}

/// The feeds that `tables` of `document` name; a table without an address changes the one of `known` with its id.
///
/// # Errors
/// As [`read`].
pub fn resolve(document: &Document, tables: &[FeedTable], known: &[Feed]) -> Result<Vec<Feed>, ConfigError> {
    let mut seen = HashSet::new();
    let mut feeds = Vec::with_capacity(tables.len());
    for (index, table) in tables.iter().enumerate() {
        let fault = |key: &str, message: &str| document.fault(&["feed".into(), index.into(), key.into()], message);
        if table.id.trim().is_empty() {
            return Err(fault("id", "a feed's `id` must not be empty"));
        }
        if !seen.insert(table.id.as_str()) {
            return Err(fault("id", &format!("the feed `{}` stands twice; ids must differ", table.id)));
        }
        let base = known.iter().find(|feed| feed.id.as_str() == table.id);
        let url = match (&table.url, base) {
            (Some(url), _) => address(url).map_err(|message| fault("url", &message))?,
            (None, Some(base)) => base.url.clone(),
            (None, None) => return Err(fault("id", &format!("the feed `{}` has no `url`", table.id))),
        };
        let name = table.name.clone().or_else(|| base.map(|base| base.name.clone()));
        feeds.push(Feed {
            id: FeedId::new(&table.id),
            url,
            name: name.unwrap_or_else(|| table.id.clone()),
            kind: table.kind.or_else(|| base.map(|base| base.kind)).unwrap_or(FeedKind::International),
            lang: table.lang.clone().or_else(|| base.and_then(|base| base.lang.clone())),
            interval: table.interval.map(|interval| interval.0.0).or_else(|| base.and_then(|base| base.interval)),
            enabled: table.enabled.or_else(|| base.map(|base| base.enabled)).unwrap_or(true),
        });
    }
    Ok(feeds)
}

/// A feed's address.
///
/// # Errors
/// A sentence, where it is no address, or not of http or https.
pub fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| format!("`{text}` is no address of a feed: {error}"))?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        scheme => Err(format!("`{text}` is refused: a feed is asked over http or https, not {scheme}")),
    }
}

/// The id of a feed that has no other: its address without the scheme, so that it stays its own while a list changes.
pub fn id_of(url: &Url) -> FeedId {
    let text = url.as_str().split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    match text.split_once("/?") {
        Some((host, query)) if !host.contains('/') => FeedId::new(format!("{host}?{query}")),
        _ => FeedId::new(text.trim_end_matches('/')),
    }
}
