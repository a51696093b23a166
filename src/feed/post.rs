//! Posting to an address: by the same guard as feeds are asked, within one deadline, following no redirect. What the server
//! says is not read beyond its status.

use reqwest::Client;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use url::Url;

use super::client::Clients;
use super::failure;
use super::guard::{BadEntry, Guard};
use crate::model::{FeedError, FeedErrorKind, FetchPolicy};

/// Posts. Cheap to make, and made once.
#[derive(Debug)]
pub struct Poster {
    clients: Clients,
    policy: FetchPolicy,
}

/// Why a post was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In a sentence that names the address without what may be secret in it.
    pub why: String,
    /// Whether the address is gone for good.
    pub is_gone: bool,
}

impl From<FeedError> for Refused {
    fn from(error: FeedError) -> Self {
        // What is said of an address that is fetched is as true of one that is posted to.
        Self { why: error.message.replacen("cannot fetch", "cannot post to", 1), is_gone: false }
    }
}

impl Poster {
    /// One that keeps to `policy`.
    ///
    /// # Errors
    /// An entry of the allow-list that cannot be read.
    pub fn new(policy: &FetchPolicy) -> Result<Self, BadEntry> {
        Ok(Self { clients: Clients::new(Guard::new(&policy.allow)?, policy), policy: policy.clone() })
    }

    /// Posts JSON with headers of one's own.
    ///
    /// # Errors
    /// Where it could not be sent, or the server did not answer with success.
    pub async fn post(&self, url: &Url, headers: &[(&'static str, String)], body: String) -> Result<(), Refused> {
        let sent = tokio::time::timeout(self.policy.deadline, self.send(url, headers, body)).await;
        sent.unwrap_or_else(|_| {
            let what =
                format_args!("no answer came within {} s (`fetch.deadline`)", self.policy.deadline.as_secs_f32());
            Err(failure::failure(FeedErrorKind::Timeout, url, what).into())
        })
    }

    async fn send(&self, url: &Url, headers: &[(&'static str, String)], body: String) -> Result<(), Refused> {
        self.clients.guard().check_literal(url).map_err(|refusal| failure::refused(url, &refusal))?;
        let broken = |error| failure::broken(url, &error, &self.policy, self.clients.has_roots());
        let request = |client: Client| {
            let mut request = client.post(url.clone());
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            for (name, value) in headers {
                request = request.header(HeaderName::from_static(name), value);
            }
            request.body(body.clone())
        };
        let status = self.clients.send(url, request).await.map_err(broken)?.status();
        if status.is_success() {
            return Ok(());
        }
        let reason = status.canonical_reason().unwrap_or("a status we do not know");
        let what = format_args!("the server answered {} {reason}", status.as_u16());
        let error = failure::failure(FeedErrorKind::HttpStatus, url, what);
        Err(Refused { is_gone: status.as_u16() == 410, ..error.into() })
    }
}
