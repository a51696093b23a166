//! Why a fetch failed: one kind and one clean sentence that an operator understands.
//!
//! A sentence names the address without credentials and without its query (which often holds keys), says
//! what happened and what that means. Nothing a server sent stands in it raw.

use std::error::Error;
use std::fmt::Display;
use std::io;

use url::Url;

use super::client::HEADER_BYTES_MAX;
use super::guard::Refusal;
use crate::model::{FeedError, FeedErrorKind, FetchPolicy};
use crate::text::normalize;

/// Characters of a sentence: two rows of a wide screen.
const SENTENCE_MAX: usize = 300;

/// Characters of an address within a sentence.
const ADDRESS_MAX: usize = 120;

/// Characters of what another program said, within a sentence.
const QUOTE_MAX: usize = 100;

/// Headers of an answer that the HTTP library reads, of itself.
const HEADERS_MAX: usize = 100;

/// A failure to fetch `url`.
pub fn failure(kind: FeedErrorKind, url: &Url, what: impl Display) -> FeedError {
    let sentence = format!("cannot fetch {}: {what}", address(url));
    FeedError { kind, message: normalize::line_within(&sentence, SENTENCE_MAX) }
}

/// A failure to make sense of what came from `url`.
pub fn unread(kind: FeedErrorKind, url: &Url, what: impl Display) -> FeedError {
    let sentence = format!("cannot read {}: {what}", address(url));
    FeedError { kind, message: normalize::line_within(&sentence, SENTENCE_MAX) }
}

/// An address as a sentence may name it: no credentials, no query, no fragment.
pub fn address(url: &Url) -> String {
    let mut plain = url.clone();
    // Refused only for addresses that cannot hold any of these.
    let _no_host = plain.set_username("").and_then(|()| plain.set_password(None));
    plain.set_query(None);
    plain.set_fragment(None);
    let more = if url.query().is_some() { "?…" } else { "" };
    normalize::line_within(&format!("{plain}{more}"), ADDRESS_MAX)
}

/// An answer that is neither a document nor "not modified".
pub fn bad_status(url: &Url, status: reqwest::StatusCode) -> FeedError {
    let meaning = match status.as_u16() {
        206 => "it is only a part of what was asked for",
        304 => "nothing was fetched before that could be unchanged",
        401 | 407 => "it wants a name and password",
        403 | 451 => "it does not let us read it",
        404 => "there is no feed at this address",
        410 => "the feed is gone for good; it is asked once a day",
        408 | 425 | 429 => "it wants to be asked less often",
        503 => "it is overloaded or being worked on",
        500..=599 => "the server has trouble of its own",
        _ => "that is no feed",
    };
    let reason = status.canonical_reason().unwrap_or("a status we do not know");
    failure(FeedErrorKind::HttpStatus, url, format_args!("the server answered {} {reason}: {meaning}", status.as_u16()))
}

/// An address that is not asked.
pub fn refused(url: &Url, refusal: &Refusal) -> FeedError {
    failure(
        FeedErrorKind::RefusedAddress,
        url,
        format_args!("{refusal}, which is not asked unless `fetch.allow` names it"),
    )
}

/// A connection or an answer that broke, from what the HTTP library says.
pub fn broken(url: &Url, error: &reqwest::Error, policy: &FetchPolicy, has_roots: bool) -> FeedError {
    let cause = Cause::of(error);
    let host = url.host_str().unwrap_or_default();
    if let Some(refusal) = cause.refusal {
        return refused(url, refusal);
    }
    if let Some(tls) = cause.tls {
        let advice = if has_roots {
            "who answers there may not be who we mean"
        } else {
            "this machine has no root certificates, install them (Debian: ca-certificates)"
        };
        let said = normalize::line_within(&tls.to_string(), QUOTE_MAX);
        return failure(
            FeedErrorKind::Tls,
            url,
            format_args!("no encrypted connection could be made ({said}): {advice}"),
        );
    }
    if cause.is_head_too_large {
        // The HTTP library says the same of both.
        let what = format_args!(
            "the answer has more headers than are read ({HEADERS_MAX} of them, {HEADER_BYTES_MAX} bytes), or gives an \
             impossible length"
        );
        return failure(FeedErrorKind::TooLarge, url, what);
    }
    if cause.is_flood {
        return failure(FeedErrorKind::TooLarge, url, "the server sent more headers or pieces than any answer needs");
    }
    if error.is_timeout() {
        let seconds = policy.connect.as_secs_f32();
        let what = format_args!("{host} did not take a connection within {seconds} s");
        return failure(FeedErrorKind::Timeout, url, what);
    }
    if error.is_dns() {
        let what = format_args!("the name {host} has no address: it is wrong, or this machine has no network");
        return failure(FeedErrorKind::Dns, url, what);
    }
    let kind = if error.is_connect() { FeedErrorKind::Connect } else { FeedErrorKind::Io };
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    if kind == FeedErrorKind::Connect
        && url.scheme() == "https"
        && matches!(cause.io, Some(BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof))
    {
        let what = format_args!("{host} closed the connection instead of encrypting it: perhaps it speaks http alone");
        return failure(FeedErrorKind::Tls, url, what);
    }
    match cause.io {
        Some(io::ErrorKind::ConnectionRefused) if kind == FeedErrorKind::Connect => {
            failure(kind, url, format_args!("{host} refused the connection: no server runs there"))
        }
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
            failure(kind, url, format_args!("there is no way to {host}: check this machine's network"))
        }
        _ if kind == FeedErrorKind::Connect => {
            let said = normalize::line_within(&cause.innermost, QUOTE_MAX);
            failure(kind, url, format_args!("no connection to {host} could be made ({said})"))
        }
        _ => {
            let said = normalize::line_within(&cause.innermost, QUOTE_MAX);
            failure(kind, url, format_args!("the connection to {host} broke while it answered ({said})"))
        }
    }
}

/// Whether a server that offered HTTP/2 says that this is to be asked by HTTP/1.1.
pub fn wants_older(error: &reqwest::Error) -> bool {
    Cause::of(error).wants_older
}

/// What is found along the chain of causes of a library's error.
#[derive(Default)]
struct Cause<'a> {
    refusal: Option<&'a Refusal>,
    tls: Option<&'a rustls::Error>,
    io: Option<io::ErrorKind>,
    /// Whether an answer's headers were too many or too long for the HTTP library.
    is_head_too_large: bool,
    /// Whether over HTTP/2 more came than the library takes of one answer.
    is_flood: bool,
    /// Whether over HTTP/2 the server asked for HTTP/1.1.
    wants_older: bool,
    innermost: String,
}

impl<'a> Cause<'a> {
    fn of(error: &'a (dyn Error + 'static)) -> Self {
        let mut found = Self::default();
        let mut next = Some(error);
        while let Some(error) = next {
            found.look(error);
            found.innermost = error.to_string();
            next = error.source();
        }
        found
    }

    fn look(&mut self, error: &'a (dyn Error + 'static)) {
        self.refusal = self.refusal.or_else(|| error.downcast_ref());
        self.tls = self.tls.or_else(|| error.downcast_ref());
        self.is_head_too_large |= error.downcast_ref().is_some_and(hyper::Error::is_parse_too_large);
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            self.is_flood |= error.is_library() && error.reason() == Some(h2::Reason::ENHANCE_YOUR_CALM);
            self.wants_older |= error.is_remote() && error.reason() == Some(h2::Reason::HTTP_1_1_REQUIRED);
        }
        if let Some(io) = error.downcast_ref::<io::Error>() {
            self.io = Some(io.kind());
            // What an I/O error wraps is not among its sources.
            if let Some(inner) = io.get_ref() {
                self.look(inner);
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own constants")]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_sentence_has_no_secret_and_no_end() {
        let check = |url: &str, expect: &str| assert_eq!(address(&Url::parse(url).unwrap()), expect);
        check("https://user:secret@example.org/feed?key=secret#secret", "https://example.org/feed?…");
        check("http://example.org:8080/a%1b[31mb", "http://example.org:8080/a%1b[31mb");
        check("file:///etc/passwd", "file:///etc/passwd");
        assert!(
            address(&Url::parse(&format!("http://a/{}", "x".repeat(9_000))).unwrap()).chars().count() <= ADDRESS_MAX
        );
    }

    #[test]
    fn a_status_says_what_it_means() {
        let url = Url::parse("https://example.org/feed").unwrap();
        let error = bad_status(&url, reqwest::StatusCode::NOT_FOUND);
        assert_eq!(error.kind, FeedErrorKind::HttpStatus);
        assert_eq!(
            error.message,
            "cannot fetch https://example.org/feed: the server answered 404 Not Found: there is no feed at this address"
        );
    }
}
