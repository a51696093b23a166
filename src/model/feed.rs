//! A feed we poll, how it stands, and what can go wrong with it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{FeedId, Lang};

/// What sort of outlet a feed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedKind {
    /// Counts by itself.
    Monitor,
    /// A state's agency.
    State,
    /// An outlet of the country.
    Local,
    /// An outlet of the region.
    Regional,
    /// An outlet of the world.
    International,
    /// The United Nations and the like.
    Institution,
    /// A search made into a feed.
    Search,
}

/// A feed, as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its id.
    pub id: FeedId,
    /// Where it is, without a name and password.
    pub url: Url,
    /// What its server wants to know of who asks.
    pub credentials: Option<CredentialSource>,
    /// Its short name on the screen ("SOHR").
    pub name: String,
    /// What sort of outlet.
    pub kind: FeedKind,
    /// The language it is written in, where all of it is in one.
    pub lang: Option<Lang>,
    /// How often it is asked, where it differs from the default.
    pub interval: Option<SignedDuration>,
    /// Whether it is polled.
    pub enabled: bool,
}

impl Feed {
    /// The id under which it may be stored from before secrets were left out of ids; none where it has an id of its own.
    pub fn former_id(&self) -> Option<FeedId> {
        FeedId::former(&self.url).filter(|_| self.id == FeedId::of(&self.url))
    }
}

/// What a server wants to know of who asks. Never printed, logged or stored.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A name and a password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A token.
    Bearer(String),
}

/// Where a feed's credentials are, so that none stands on a command line or in a list that is handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialSource {
    /// In this variable of the environment.
    Env(String),
    /// In this file.
    File(PathBuf),
    /// In the feed's address.
    Given(Credentials),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// The kinds of fetch and parse failure, CONTRACT-stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedErrorKind {
    /// The host's name has no address.
    Dns,
    /// No connection could be made.
    Connect,
    /// The encrypted connection failed.
    Tls,
    /// The deadline passed.
    Timeout,
    /// An answer other than success.
    HttpStatus,
    /// Too many redirects, or one to where we do not go.
    Redirect,
    /// The address is private or special and not on the allow-list.
    RefusedAddress,
    /// The body is over the cap.
    TooLarge,
    /// The content coding is broken.
    Decompress,
    /// The text's character encoding cannot be read.
    Encoding,
    /// Well formed, but no feed (an HTML page, an empty body).
    NotAFeed,
    /// A feed that is cut or broken.
    Malformed,
    /// The connection broke while it answered.
    Io,
}

/// Why a feed failed: its kind and one clean sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct FeedError {
    /// The kind.
    pub kind: FeedErrorKind,
    /// What was being done, on what, and what happened.
    pub message: String,
}

/// How the last poll of a feed went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedState {
    /// Not asked yet.
    #[default]
    Waiting,
    /// Answered with a document.
    Ok,
    /// Answered that nothing changed.
    NotModified,
    /// Did not answer, or not with a feed.
    Failed,
}

/// What a server gave us to ask conditionally with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Conditional {
    /// `ETag`, as sent.
    pub etag: Option<String>,
    /// `Last-Modified`, as sent.
    pub last_modified: Option<String>,
    /// The address that gave them, where another was asked and led there: they mean nothing to any other.
    pub given_by: Option<String>,
}

/// Where a feed says that it has moved for good, and how often in a row it has said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The new address.
    pub url: String,
    /// How many polls in a row led there.
    pub times: u32,
}

/// A feed as the store knows it: configuration's name for it and how its polls went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRecord {
    /// Its id.
    pub id: FeedId,
    /// Where it was last asked.
    pub url: String,
    /// Its name.
    pub name: String,
    /// How the last poll went.
    pub state: FeedState,
    /// Why it failed, while it fails; also what was left out of it where it works (more items than are kept).
    pub error: Option<FeedError>,
    /// The last poll that worked (a document or "not modified").
    pub last_success: Option<Timestamp>,
    /// When an item was last new.
    pub last_new_item: Option<Timestamp>,
    /// When it was last asked, however that went.
    pub last_poll: Option<Timestamp>,
    /// When it is asked next.
    pub next_poll: Option<Timestamp>,
    /// Until when it must not be asked, whoever demands it: its server said so.
    pub not_before: Option<Timestamp>,
    /// Whether its server says that it is gone for good: it is asked once a day.
    pub gone: bool,
    /// Where it has moved for good, as far as its server says.
    pub moved: Option<Moved>,
    /// Failures in a row.
    pub failures: u32,
    /// How many items are stored of it.
    pub items: u64,
    /// What to ask conditionally with.
    pub conditional: Conditional,
}

impl FeedRecord {
    /// A feed that was not asked yet.
    pub fn new(feed: &Feed) -> Self {
        Self {
            id: feed.id.clone(),
            url: feed.url.to_string(),
            name: feed.name.clone(),
            state: FeedState::Waiting,
            error: None,
            last_success: None,
            last_new_item: None,
            last_poll: None,
            next_poll: None,
            not_before: None,
            gone: false,
            moved: None,
            failures: 0,
            items: 0,
            conditional: Conditional::default(),
        }
    }
}

/// The bounds of a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchPolicy {
    /// From connect to the last byte.
    pub deadline: Duration,
    /// To connect.
    pub connect: Duration,
    /// Bytes after decoding.
    pub max_body: u64,
    /// Fetches at once.
    pub concurrency: usize,
    /// Fetches at once to one host.
    pub per_host: usize,
    /// Between the starts of two requests to one host.
    pub host_spacing: Duration,
    /// Private addresses that may be asked, as `address:port` or a network.
    pub allow: Vec<String>,
}
