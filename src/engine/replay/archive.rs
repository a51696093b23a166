//! A recorded archive: what its feeds served and when. Loaded from the binary or a folder; read-only.
//!
//! Versions are kept in order of appearance; a later version of a guid replaces the earlier one in what is served.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

use crate::model::{EpisodeId, Feed, FeedId, FeedKind, Lang};

/// The archive that is shipped, in the two files of its folder.
const EMBEDDED: [&str; 2] = [
    include_str!("../../../config/archive/march-2025/feeds.toml"),
    include_str!("../../../config/archive/march-2025/items.jsonl"),
];
/// How messages name the shipped archive.
const EMBEDDED_NAME: &str = "the shipped archive";

/// The file that names an archive's feeds.
const FEEDS_FILE: &str = "feeds.toml";
/// The file that holds an archive's items.
const ITEMS_FILE: &str = "items.jsonl";

/// Items a feed serves at once, the newest: what most feeds of our field do.
const WINDOW: usize = 30;
/// Bytes of one archive file: hundreds of times the shipped one, and still held in memory with ease.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Feeds of an archive: each is polled through one server.
const MAX_FEEDS: usize = 500;
/// Versions of an archive: a year of a hundred busy feeds.
const MAX_VERSIONS: usize = 500_000;

/// A recorded archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Archive {
    /// Its title for people.
    pub title: String,
    /// The episode it is read for.
    pub episode: EpisodeId,
    /// Where its clock begins.
    pub begin: Timestamp,
    /// Where its clock ends.
    pub end: Timestamp,
    /// Its feeds.
    pub feeds: Vec<RecordedFeed>,
}

/// A feed of an archive.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedFeed {
    /// Its id.
    pub id: FeedId,
    /// Its name.
    pub name: String,
    /// What sort of outlet.
    pub kind: FeedKind,
    /// Its language.
    pub lang: Option<Lang>,
    /// The format it is served in.
    pub format: Format,
    /// What it published, in order of appearance.
    pub versions: Vec<Version>,
}

/// The format a feed is served in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Format {
    /// RSS 2.0.
    #[serde(rename = "rss-2.0")]
    Rss20,
    /// RSS 1.0, which is RDF.
    #[serde(rename = "rss-1.0")]
    Rss10,
    /// RSS 0.92: no ids.
    #[serde(rename = "rss-0.92")]
    Rss092,
    /// Atom 1.0.
    #[serde(rename = "atom")]
    Atom,
    /// JSON Feed 1.1.
    #[serde(rename = "json")]
    Json,
}

/// One version of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What the feed calls the item.
    pub guid: String,
    /// When the item was first published.
    pub published: Timestamp,
    /// When this version appeared: later than `published` for an edit.
    pub appeared: Timestamp,
    /// Who signed it.
    pub author: Option<String>,
    /// Headline.
    pub title: String,
    /// Body.
    pub body: Body,
    /// What it is about, for people and tests; never served.
    pub about: About,
}

/// The body of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Plain text, paragraphs parted by an empty line.
    Text(String),
    /// HTML.
    Html(String),
}

/// What a version is about, in the eyes of who recorded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The clashes.
    Clashes,
    /// Something else.
    Other,
}

/// Why an archive cannot be read, naming the file and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ArchiveError(pub String);

impl Archive {
    /// The archive that is shipped in the binary.
    ///
    /// # Errors
    /// Where the embedded files are no archive; a test holds that they are.
    pub fn shipped() -> Result<Self, ArchiveError> {
        let [feeds, items] = EMBEDDED;
        parse(feeds, items, &|file| format!("{file} of {EMBEDDED_NAME}"))
    }

    /// Reads the archive in a folder.
    ///
    /// # Errors
    /// Where a file is missing, too large or not of an archive's form.
    pub fn read(folder: &Path) -> Result<Self, ArchiveError> {
        let feeds = load(&folder.join(FEEDS_FILE))?;
        let items = load(&folder.join(ITEMS_FILE))?;
        parse(&feeds, &items, &|file| folder.join(file).display().to_string())
    }

    /// Every moment at which something that is served changes, in order, with the feeds that change.
    pub fn moments(&self) -> BTreeMap<Timestamp, BTreeSet<FeedId>> {
        let mut moments: BTreeMap<Timestamp, BTreeSet<FeedId>> = BTreeMap::new();
        for feed in &self.feeds {
            for version in &feed.versions {
                moments.entry(version.appeared).or_default().insert(feed.id.clone());
            }
        }
        moments
    }
}

impl RecordedFeed {
    /// What the feed serves at `now`: of each item its latest version by then, the newest items first.
    pub fn window(&self, now: Timestamp) -> Vec<&Version> {
        let mut latest: HashMap<&str, &Version> = HashMap::new();
        for version in self.versions.iter().take_while(|version| version.appeared <= now) {
            latest.insert(&version.guid, version);
        }
        let mut window: Vec<&Version> = latest.into_values().collect();
        window.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| b.guid.cmp(&a.guid)));
        window.truncate(WINDOW);
        window
    }

    /// The feed as it is polled at `url`.
    pub fn at(&self, url: Url) -> Feed {
        Feed {
            id: self.id.clone(),
            url,
            name: self.name.clone(),
            kind: self.kind,
            lang: self.lang.clone(),
            credentials: None,
            interval: None,
            enabled: true,
        }
    }
}

/// `feeds.toml` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeedsFile {
    archive: Head,
    #[serde(rename = "feed")]
    feeds: Vec<FeedHead>,
}

/// `[archive]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    episode: EpisodeId,
    begin: Timestamp,
    end: Timestamp,
}

/// `[[feed]]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeedHead {
    id: FeedId,
    name: String,
    kind: FeedKind,
    lang: Option<Lang>,
    format: Format,
}

/// A line of `items.jsonl` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    feed: FeedId,
    guid: String,
    published: Timestamp,
    edited: Option<Timestamp>,
    about: About,
    author: Option<String>,
    title: String,
    text: Option<String>,
    html: Option<String>,
}

/// One file of an archive's folder, whole.
fn load(path: &Path) -> Result<String, ArchiveError> {
    let refuse = |why: String| ArchiveError(format!("cannot read the archive file {}: {why}", path.display()));
    let missing = |error: std::io::Error| {
        refuse(format!("{error}; an archive is a folder that holds {FEEDS_FILE} and {ITEMS_FILE}"))
    };
    let size = std::fs::metadata(path).map_err(missing)?.len();
    if size > MAX_FILE {
        return Err(refuse(format!("it has {size} bytes, the most is {MAX_FILE}; split the archive")));
    }
    std::fs::read_to_string(path).map_err(missing)
}

/// Both files to an archive; `named` says how messages call a file.
fn parse(feeds: &str, items: &str, named: &dyn Fn(&str) -> String) -> Result<Archive, ArchiveError> {
    let file: FeedsFile =
        toml::from_str(feeds).map_err(|error| ArchiveError(format!("{}: {error}", named(FEEDS_FILE))))?;
    let Head { title, episode, begin, end } = file.archive;
    if begin > end {
        return Err(ArchiveError(format!("{}: the clock begins at {begin}, after its end {end}", named(FEEDS_FILE))));
    }
    if file.feeds.len() > MAX_FEEDS {
        let found = file.feeds.len();
        return Err(ArchiveError(format!("{}: {found} feeds, the most is {MAX_FEEDS}", named(FEEDS_FILE))));
    }
    let mut versions: HashMap<FeedId, Vec<Version>> = HashMap::new();
    for feed in &file.feeds {
        if !is_path_segment(feed.id.as_str()) {
            let id = &feed.id;
            return Err(ArchiveError(format!(
                "{}: the feed id {id:?} is not made of letters, digits, - and _ alone",
                named(FEEDS_FILE)
            )));
        }
        if versions.insert(feed.id.clone(), Vec::new()).is_some() {
            return Err(ArchiveError(format!("{}: two feeds have the id \"{}\"", named(FEEDS_FILE), feed.id)));
        }
    }
    for (index, line) in items.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let refuse = |why: String| ArchiveError(format!("{}, line {}: {why}", named(ITEMS_FILE), index + 1));
        if index >= MAX_VERSIONS {
            return Err(refuse(format!("more than {MAX_VERSIONS} versions; split the archive")));
        }
        let line: Line = serde_json::from_str(line).map_err(|error| refuse(error.to_string()))?;
        let Some(of_feed) = versions.get_mut(&line.feed) else {
            return Err(refuse(format!("the feed \"{}\" is not in {FEEDS_FILE}", line.feed)));
        };
        let version = line.version().map_err(refuse)?;
        if of_feed.last().is_some_and(|before| before.appeared > version.appeared) {
            return Err(refuse("it appeared before the line above it of the same feed; sort the file".to_owned()));
        }
        of_feed.push(version);
    }
    let feeds = file
        .feeds
        .into_iter()
        .map(|FeedHead { id, name, kind, lang, format }| {
            let versions = versions.remove(&id).unwrap_or_default();
            RecordedFeed { id, name, kind, lang, format, versions }
        })
        .collect();
    Ok(Archive { title, episode, begin, end, feeds })
}

impl Line {
    /// The version that the line writes down.
    fn version(self) -> Result<Version, String> {
        let body = match (self.text, self.html) {
            (Some(text), None) => Body::Text(text),
            (None, Some(html)) => Body::Html(html),
            _ => return Err("write either \"text\" or \"html\"".to_owned()),
        };
        let appeared = self.edited.unwrap_or(self.published);
        if appeared < self.published {
            return Err(format!("edited at {appeared}, before it was published at {}", self.published));
        }
        let Self { guid, published, author, title, about, .. } = self;
        Ok(Version { guid, published, appeared, author, title, body, about })
    }
}

/// Whether an id can stand in a URL's path as it is.
fn is_path_segment(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    const FEEDS: &str = r#"
        [archive]
        title = "T"
        episode = "e"
        begin = "2025-03-06T00:00:00Z"
        end = "2025-03-07T00:00:00Z"
        [[feed]]
        id = "a"
        name = "A"
        kind = "local"
        lang = "en"
        format = "atom"
    "#;

    fn line(guid: &str, published: &str, edited: &str, title: &str) -> String {
        let edited = if edited.is_empty() { String::new() } else { format!(r#""edited":"{edited}","#) };
        format!(
            r#"{{"feed":"a","guid":"{guid}","published":"{published}",{edited}"about":"other","title":"{title}","text":"x"}}"#
        )
    }

    fn read(items: &str) -> Result<Archive, ArchiveError> {
        parse(FEEDS, items, &str::to_owned)
    }

    fn titles_at(archive: &Archive, now: &str) -> Vec<String> {
        let now: Timestamp = now.parse().unwrap();
        archive.feeds[0].window(now).iter().map(|version| version.title.clone()).collect()
    }

    #[test]
    fn a_feed_serves_what_had_appeared_in_its_latest_version() {
        let items = [
            line("1", "2025-03-06T01:00:00Z", "", "one"),
            line("2", "2025-03-06T02:00:00Z", "", "two"),
            line("1", "2025-03-06T01:00:00Z", "2025-03-06T03:00:00Z", "one, corrected"),
        ]
        .join("\n");
        let archive = read(&items).unwrap();
        assert!(titles_at(&archive, "2025-03-06T00:59:59Z").is_empty());
        assert_eq!(titles_at(&archive, "2025-03-06T02:30:00Z"), ["two", "one"]);
        assert_eq!(titles_at(&archive, "2025-03-06T03:00:00Z"), ["two", "one, corrected"]);
        assert_eq!(archive.moments().len(), 3);
    }

    #[test]
    fn a_feed_serves_its_newest_items_alone() {
        let items: Vec<String> =
            (0..40).map(|n| line(&n.to_string(), &format!("2025-03-06T01:{n:02}:00Z"), "", &n.to_string())).collect();
        let served = titles_at(&read(&items.join("\n")).unwrap(), "2025-03-06T09:00:00Z");
        assert_eq!(served.len(), WINDOW);
        assert_eq!((served[0].as_str(), served[29].as_str()), ("39", "10"));
    }

    #[test]
    fn a_broken_archive_is_refused_with_its_line() {
        let check = |items: &str, expect: &str| {
            let message = read(items).unwrap_err().to_string();
            assert!(message.contains(expect), "{message:?} does not say {expect:?}");
        };
        check("{", "items.jsonl, line 1: EOF");
        check(
            &line("1", "2025-03-06T01:00:00Z", "", "t").replace("\"a\"", "\"b\""),
            "the feed \"b\" is not in feeds.toml",
        );
        check(&line("1", "2025-03-06T01:00:00Z", "2025-03-06T00:00:00Z", "t"), "before it was published");
        let unsorted = [line("2", "2025-03-06T02:00:00Z", "", "t"), line("1", "2025-03-06T01:00:00Z", "", "t")];
        check(&unsorted.join("\n"), "line 2: it appeared before");
        check(&line("1", "2025-03-06T01:00:00Z", "", "t").replace("text", "txt"), "unknown field");
    }

    #[test]
    fn a_folder_that_is_no_archive_says_what_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let message = Archive::read(folder.path()).unwrap_err().to_string();
        assert!(message.contains("feeds.toml") && message.contains("items.jsonl"), "{message}");
    }
}
