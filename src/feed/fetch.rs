//! Fetching one feed over HTTP, bounded in time and size.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use crate::model::{Conditional, FeedError, FeedErrorKind, FetchPolicy};

/// What a fetch brought, and what it cost.
#[derive(Debug)]
pub struct Fetched {
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// Bytes of body after decoding.
    pub bytes: u64,
    /// From start to end.
    pub elapsed: Duration,
    /// When the server asks not to be asked before.
    pub retry_after: Option<Timestamp>,
    /// A document, "not modified", or why neither.
    pub outcome: Result<Answer, FeedError>,
}

/// What a server answered.
#[derive(Debug)]
pub enum Answer {
    /// 304: keep what was there, and go on asking with the same [`Conditional`].
    NotModified,
    /// A document.
    Document(Document),
}

/// A body as fetched, for [`parse`](super::parse::parse).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The body, decoded.
    pub body: Vec<u8>,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// What to ask with next time; empty where the body is incomplete.
    pub conditional: Conditional,
    /// Where it was found in the end.
    pub url: Url,
    /// Why the body is only a beginning, where it is: its items count, and the feed failed all the same.
    pub incomplete: Option<FeedError>,
}

/// Why no fetcher can be made: the configuration or the machine's TLS.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct FetcherError(String);

/// Fetches feeds: owns the connections, the address guard and the politeness towards hosts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fetcher {
    policy: FetchPolicy,
}

impl Fetcher {
    /// A fetcher that keeps to `policy`.
    ///
    /// # Errors
    /// An entry of the allow-list that cannot be read.
    pub fn new(policy: &FetchPolicy) -> Result<Self, FetcherError> {
        Ok(Self { policy: policy.clone() })
    }

    /// Fetches `url`, waiting first for a free place and for politeness towards its host. Never fails but
    /// in [`Fetched::outcome`]; dropping the future stops the fetch. Safe to call for every feed at once.
    pub async fn fetch(&self, url: &Url, _conditional: &Conditional, _now: Timestamp) -> Fetched {
        let message = format!("cannot fetch {url}: no fetching within {:?} yet", self.policy.deadline);
        let outcome = Err(FeedError { kind: FeedErrorKind::Connect, message });
        Fetched { status: None, bytes: 0, elapsed: Duration::ZERO, retry_after: None, outcome }
    }
}
