//! Feed lists: `[[feed]]` in TOML, and what every feed must be whatever list it stands in.

use std::collections::HashSet;
use std::path::Path;

use serde::{Deserialize, Deserializer, de};
use url::Url;

use super::ConfigError;
use super::document::Document;
use super::opml;
use super::settings::Interval;
use crate::model::{CredentialSource, Credentials, Feed, FeedId, FeedKind, Lang, address as addresses};

/// One `[[feed]]` as written; the keys left out take their defaults.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedTable {
    id: String,
    url: Option<String>,
    credentials: Option<Source>,
    name: Option<String>,
    kind: Option<FeedKind>,
    lang: Option<Lang>,
    interval: Option<Interval>,
    enabled: Option<bool>,
}

impl FeedTable {
    /// What the feed is known by.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Where a feed's credentials are, as written: `env:NAME` or `file:PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source(CredentialSource);

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Ok(Self(CredentialSource::Env(name.to_owned()))),
            Some(("file", path)) if !path.is_empty() => Ok(Self(CredentialSource::File(path.into()))),
            // What stands there may be a password: it is not repeated.
            _ => Err(de::Error::custom(
                "a feed's credentials are not written here; write \"env:NAME\" or \"file:PATH\", which holds user:password \
                 or Bearer TOKEN",
            )),
        }
    }
}

/// A file that holds feeds and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedFile {
    #[serde(default, rename = "feed")]
    feeds: Vec<FeedTable>,
}

/// The feeds of the file that `--feeds` names, TOML or OPML.
///
/// # Errors
/// Where it cannot be read, or a feed of it cannot be polled as written.
pub fn open(path: &Path) -> Result<Vec<Feed>, ConfigError> {
    let document = Document::open(path)?;
    if opml::is_opml(&document) { opml::read(&document) } else { read(&document.seen()?) }
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
        let (url, given) = match (&table.url, base) {
            (Some(url), _) => address(url).map_err(|message| fault("url", &message))?,
            (None, Some(base)) => (base.url.clone(), base.credentials.clone()),
            (None, None) => return Err(fault("id", &format!("the feed `{}` has no `url`", table.id))),
        };
        let name = table.name.clone().or_else(|| base.map(|base| base.name.clone()));
        feeds.push(Feed {
            id: FeedId::new(&table.id),
            url,
            credentials: table.credentials.clone().map(|source| source.0).or(given),
            name: name.unwrap_or_else(|| table.id.clone()),
            kind: table.kind.or_else(|| base.map(|base| base.kind)).unwrap_or(FeedKind::International),
            lang: table.lang.clone().or_else(|| base.and_then(|base| base.lang.clone())),
            interval: table.interval.map(|interval| interval.0.0).or_else(|| base.and_then(|base| base.interval)),
            enabled: table.enabled.or_else(|| base.map(|base| base.enabled)).unwrap_or(true),
        });
    }
    Ok(feeds)
}

/// Feeds as a file that [`read`] reads. What their servers want to know of who asks is not handed on.
pub fn write(feeds: &[Feed]) -> String {
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out = String::new();
    for feed in feeds {
        out += &format!("[[feed]]\nid = {}\nurl = {}\n", text(feed.id.as_str()), text(feed.url.as_str()));
        out += &format!("name = {}\n", text(&feed.name));
        let kind = serde_json::to_value(feed.kind).ok();
        if let Some(kind) = kind.as_ref().and_then(|kind| kind.as_str()) {
            out += &format!("kind = {}\n", text(kind));
        }
        if let Some(lang) = &feed.lang {
            out += &format!("lang = {}\n", text(lang.as_str()));
        }
        if !feed.enabled {
            out += "enabled = false\n";
        }
        out.push('\n');
    }
    out
}

/// A feed's address, and the name and password that stood in it: apart, since addresses are printed, logged and stored.
///
/// # Errors
/// A sentence, where it is no address, or not of http or https.
pub fn address(text: &str) -> Result<(Url, Option<CredentialSource>), String> {
    let told = without_password(text.trim());
    let mut url = Url::parse(text.trim()).map_err(|error| format!("`{told}` is no address of a feed: {error}"))?;
    match url.scheme() {
        "http" | "https" if url.has_host() => {}
        scheme => return Err(format!("`{told}` is refused: a feed is asked over http or https, not {scheme}")),
    }
    let plain = |text: &str| String::from_utf8_lossy(&percent_decoded(text)).into_owned();
    let credentials = (!url.username().is_empty() || url.password().is_some()).then(|| {
        let (user, password) = (plain(url.username()), plain(url.password().unwrap_or_default()));
        CredentialSource::Given(Credentials::Basic { user, password })
    });
    // Refused only for addresses without a host.
    let _no_host = url.set_username("").and_then(|()| url.set_password(None));
    Ok((url, credentials))
}

/// A text that may be an address, of a feed or of a store, without what may be a name and password or a key in it: also where a
/// password holds signs that end it for a reader of addresses, and where it is told by its name (`password=...`).
pub fn without_password(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at + "://".len());
    let (scheme, rest) = text.split_at(start);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest.get(..end).unwrap_or_default();
    // A colon before the last `@` may part a name from a password, wherever the host seems to end.
    let last = rest.rfind('@').filter(|at| host.contains('@') || rest.get(..*at).unwrap_or_default().contains(':'));
    let plain = match last {
        Some(at) => {
            let has_port = host.rsplit(':').next().is_some_and(|port| port.parse::<u16>().is_ok());
            let hidden = if has_port && !host.contains('@') { "…@" } else { "" };
            format!("{scheme}{hidden}{}", rest.get(at + 1..).unwrap_or_default())
        }
        None => text.to_owned(),
    };
    addresses::shown(&without_named(&plain))
}

/// A text without the values that are called a password in it.
fn without_named(text: &str) -> String {
    let mut told = String::new();
    let mut rest = text;
    // Letters keep their places in lower case, since only those of ASCII are changed.
    while let Some(at) = rest.to_ascii_lowercase().find("password") {
        let (before, named) = rest.split_at(at + "password".len());
        told.push_str(before);
        let Some(value) = named.trim_start().strip_prefix(['=', ':']).map(str::trim_start) else {
            rest = named;
            continue;
        };
        told.push_str("=…");
        rest = value.find(['&', ' ', ';']).and_then(|end| value.get(end..)).unwrap_or_default();
    }
    told + rest
}

/// The bytes that a part of an address stands for.
fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn no_password_is_told_however_it_is_written() {
        let check = |text: &str, expect: &str| assert_eq!(without_password(text), expect, "{text}");
        check("https://example.org/feed", "https://example.org/feed");
        check("https://bob:secret@example.org/feed", "https://example.org/feed");
        check("https://bob:se/cr#et@example.org/feed", "https://example.org/feed");
        check("http//bob:secret@example.org", "example.org");
        check("https://example.org/@name/feed", "https://example.org/@name/feed");
        check("https://example.org:8080/@name/feed", "https://…@name/feed");
        check("postgres://duty:a/b@host/db", "postgres://host/db");
        check("postgres://host/db?password=secret&sslmode=require", "postgres://host/db?password=…&sslmode=require");
        check("host=h user=u Password = secret dbname=d", "host=h user=u Password=… dbname=d");
    }

    #[test]
    fn a_password_in_an_address_is_kept_apart_and_never_told() {
        let (url, credentials) = address("https://us%65r:p%40ss@example.org/feed").unwrap();
        assert_eq!(url.as_str(), "https://example.org/feed");
        let expect = Credentials::Basic { user: "user".into(), password: "p@ss".into() };
        assert_eq!(credentials, Some(CredentialSource::Given(expect)));
        assert!(!format!("{:?}", address("https://user:secret@example.org/").unwrap()).contains("secret"));
        for wrong in ["ftp://user:secret@example.org/", "http://user:secret@:x/", "user:secret@", "x://a:secret@b"] {
            assert!(!address(wrong).unwrap_err().contains("secret"), "{wrong}");
        }
    }

    #[test]
    fn credentials_are_named_and_not_written() {
        let read = |value: &str| {
            let text = format!("[[feed]]\nid = \"a\"\nurl = \"http://a/\"\ncredentials = \"{value}\"\n");
            read(&Document::new("own", text))
        };
        let source = |value: &str| read(value).unwrap().remove(0).credentials;
        assert_eq!(source("env:WIRE"), Some(CredentialSource::Env("WIRE".into())));
        assert_eq!(source("file:/run/wire"), Some(CredentialSource::File("/run/wire".into())));
        let error = read("user:secret").unwrap_err().message;
        assert!(error.contains("line 4") && error.contains("env:NAME") && !error.contains("secret"), "{error}");
    }
}
