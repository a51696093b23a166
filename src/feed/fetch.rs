//! Fetching one feed over HTTP, bounded in time and size.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use crate::model::{Conditional, FeedError};

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
    /// 304.
    NotModified,
    /// A document.
    Document {
        /// The body, decoded.
        body: Vec<u8>,
        /// `Content-Type`, as sent.
        content_type: Option<String>,
        /// What to ask with next time.
        conditional: Conditional,
        /// Where it was found in the end.
        url: Url,
    },
}
