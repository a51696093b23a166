//! HTTP clients: one for each scheme and port, so that a looked-up address is checked with its port.
//!
//! Clients follow no redirect, decode nothing, and use no proxy: behind a proxy the address that is asked
//! would be chosen by the proxy, out of the guard's sight.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, redirect};
use url::Url;

use super::guard::{Guard, Resolver};
use super::{body, failure};
use crate::model::FetchPolicy;

/// Who asks.
const USER_AGENT: &str = concat!("coastwatch/", env!("CARGO_PKG_VERSION"), " (feed reader)");

/// What is read.
const ACCEPTED: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
                        text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

/// Clients kept: real feeds are on two ports; a list that names hundreds must not keep as many.
const CLIENTS_MAX: usize = 64;

/// Header lines of an answer, and bytes of a header list over HTTP/2.
const HEADERS_MAX: usize = 100;

/// Bytes of the headers of an answer: fifty times what a feed sends.
pub const HEADER_BYTES_MAX: u32 = 64 * 1024;

/// What is spoken with a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Protocol {
    /// HTTP/2 where it offers that, HTTP/1.1 otherwise.
    Offered,
    /// HTTP/1.1, which it asks for though it offered HTTP/2.
    Older,
}

/// The clients.
#[derive(Debug)]
pub struct Clients {
    guard: Guard,
    connect: Duration,
    has_roots: AtomicBool,
    made: Mutex<HashMap<(bool, u16, Protocol), Client>>,
}

impl Clients {
    /// Clients that ask only what `guard` lets through.
    pub fn new(guard: Guard, policy: &FetchPolicy) -> Self {
        // An error means that one is installed already, by another fetcher.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        Self { guard, connect: policy.connect, has_roots: AtomicBool::new(true), made: Mutex::default() }
    }

    /// The guard in force.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Whether this machine has root certificates, as far as they were needed.
    pub fn has_roots(&self) -> bool {
        self.has_roots.load(Ordering::Relaxed)
    }

    /// Sends the request to `url` that `make` makes; by the older protocol once more, where the server asks for that.
    ///
    /// # Errors
    /// What the library says.
    pub async fn send(&self, url: &Url, make: impl Fn(Client) -> RequestBuilder) -> reqwest::Result<Response> {
        let answered = make(self.client(url, Protocol::Offered)?).send().await;
        if !answered.as_ref().is_err_and(failure::wants_older) {
            return answered;
        }
        make(self.client(url, Protocol::Older)?).send().await
    }

    /// The client for the scheme and port of `url`, which speaks `protocol`.
    fn client(&self, url: &Url, protocol: Protocol) -> Result<Client, reqwest::Error> {
        let encrypted = url.scheme() == "https";
        let port = url.port_or_known_default().unwrap_or_default();
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (encrypted, port, protocol);
        if let Some(client) = made.get(&key) {
            return Ok(client.clone());
        }
        if made.len() >= CLIENTS_MAX {
            made.clear();
        }
        let client = self.make(key)?;
        made.insert(key, client.clone());
        Ok(client)
    }

    fn make(&self, (encrypted, port, protocol): (bool, u16, Protocol)) -> Result<Client, reqwest::Error> {
        let builder = || match protocol {
            Protocol::Offered => self.builder(port),
            Protocol::Older => self.builder(port).http1_only(),
        };
        if encrypted {
            match builder().build() {
                Ok(client) => return Ok(client),
                // A machine without root certificates: every encrypted connection then fails by itself, and
                // says why.
                Err(_) => self.has_roots.store(false, Ordering::Relaxed),
            }
        }
        // Without encryption no root certificates need to be loaded.
        builder().tls_certs_only([]).build()
    }

    fn builder(&self, port: u16) -> ClientBuilder {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(body::ACCEPTED));
        Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .connect_timeout(self.connect)
            // Every request has a connection of its own: one that a neighbour's answer left behind may be closed, or hold
            // bytes that nobody asked for.
            .pool_max_idle_per_host(0)
            .http1_max_headers(HEADERS_MAX)
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http2_max_header_list_size(HEADER_BYTES_MAX)
            .dns_resolver(Resolver { guard: self.guard.clone(), port })
    }
}
