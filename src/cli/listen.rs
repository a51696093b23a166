//! What a collector tells over HTTP on loopback: `/metrics` in Prometheus' text, `/health`, and the saved filters as feeds,
//! `/feeds/NAME.atom` and `/feeds/NAME.json`.
//!
//! Only to who asks for this machine by name: a page in somebody's browser may have a host of its own that is looked up as
//! 127.0.0.1, and would read it otherwise.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Failure;
use super::setup::Setup;
use super::syndicate::{self, Form};
use crate::clock::SharedClock;
use crate::model::{Feed, FeedRecord, FeedState};
use crate::store::{Range, Store, StoreError};

/// A server that runs.
#[derive(Debug)]
pub struct Listening {
    token: CancellationToken,
    task: JoinHandle<()>,
    served: Served,
}

/// What is answered from now, which a reload exchanges.
#[derive(Debug, Clone)]
struct Served(Arc<RwLock<Arc<Told>>>);

impl Served {
    fn told(&self) -> Arc<Told> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Listening {
    /// Answers by another configuration from now on.
    pub fn renew(&self, context: &crate::engine::Context, setup: &Setup) {
        let before = self.served.told();
        let told = Told { began: before.began, ..Told::of(context, setup, before.address) };
        *self.served.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(told);
    }

    /// Stops it.
    pub async fn stop(self) {
        self.token.cancel();
        // A reader who does not read must not keep the program.
        self.task.abort();
        let _ended = self.task.await;
    }
}

/// What is answered from.
#[derive(Debug)]
struct Told {
    store: Arc<dyn Store>,
    feeds: Arc<[Feed]>,
    clock: SharedClock,
    began: Timestamp,
    /// What the saved filters are and mean.
    setup: Setup,
    /// Where it listens.
    address: SocketAddr,
}

/// Serves at `address`.
///
/// # Errors
/// Where it is not a loopback address, or cannot be had.
pub async fn start(address: SocketAddr, context: &crate::engine::Context, setup: &Setup) -> Result<Listening, Failure> {
    if !address.ip().is_loopback() {
        return Err(Failure::Call(format!(
            "--listen {address} is refused: what a collector tells of itself is for this machine alone; give 127.0.0.1:PORT"
        )));
    }
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| Failure::Run(format!("cannot listen at {address}: {error}")))?;
    let told = Told::of(context, setup, listener.local_addr().unwrap_or(address));
    let served = Served(Arc::new(RwLock::new(Arc::new(told))));
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/health", get(health))
        .route("/feeds", get(feeds))
        .route("/feeds/{file}", get(feed))
        .with_state(served.clone());
    let router = router.layer(middleware::from_fn(only_by_name));
    let token = CancellationToken::new();
    let stopped = token.clone().cancelled_owned();
    let task = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
            tracing::error!(%error, "the server of --listen ended");
        }
    });
    Ok(Listening { token, task, served })
}

impl Told {
    fn of(context: &crate::engine::Context, setup: &Setup, address: SocketAddr) -> Self {
        Self {
            store: Arc::clone(&context.store),
            feeds: Arc::clone(&context.feeds),
            clock: Arc::clone(&context.clock),
            began: context.clock.now(),
            setup: setup.clone(),
            address,
        }
    }

    /// How the feeds that are polled stand.
    async fn records(&self) -> Result<Vec<FeedRecord>, StoreError> {
        let mut records = self.store.feeds().await?;
        records.retain(|record| self.feeds.iter().any(|feed| feed.enabled && feed.id == record.id));
        Ok(records)
    }
}

/// Answers who asks for this machine, and nobody else.
async fn only_by_name(request: Request, next: Next) -> Response {
    if is_for_this_machine(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "ask for 127.0.0.1, [::1] or localhost\n").into_response()
}

/// Whether a request names this machine as its host: by a loopback address or as localhost, at whatever port it was reached.
fn is_for_this_machine(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let authority = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
    let Some(authority) = authority.filter(|authority| !authority.as_str().contains('@')) else { return false };
    let name = authority.host();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Whether the store answers and any feed does.
async fn health(State(served): State<Served>) -> Response {
    let told = served.told();
    let (status, state, failing, all) = match told.records().await {
        Ok(records) => {
            let failing = records.iter().filter(|record| record.state == FeedState::Failed).count();
            let is_blind = !records.is_empty() && failing == records.len();
            let status = if is_blind { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
            (status, if is_blind { "every feed fails" } else { "ok" }, failing, records.len())
        }
        Err(error) => {
            tracing::warn!(%error, "asked for its health");
            (StatusCode::SERVICE_UNAVAILABLE, "the store fails", 0, 0)
        }
    };
    let body =
        serde_json::json!({"status": state, "feeds": all, "failing": failing, "version": env!("CARGO_PKG_VERSION")});
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// The addresses of the feeds, a line for each.
async fn feeds(State(served): State<Served>) -> Response {
    let told = served.told();
    let names = told.setup.filters.0.iter().flat_map(|saved| [(&saved.name, "atom"), (&saved.name, "json")]);
    let lines = names.map(|(name, form)| format!("http://{}/feeds/{name}.{form}\n", told.address));
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], lines.collect::<String>()).into_response()
}

/// A saved filter as a feed.
async fn feed(State(served): State<Served>, Path(file): Path<String>) -> Response {
    let told = served.told();
    let (form, kind) = match file.rsplit_once('.') {
        Some((_, "atom")) => (Form::Atom, "application/atom+xml; charset=utf-8"),
        Some((_, "json")) => (Form::Json, "application/feed+json"),
        _ => return (StatusCode::NOT_FOUND, "there is no such feed; /feeds lists them\n").into_response(),
    };
    let name = file.rsplit_once('.').map_or("", |(name, _)| name);
    if told.setup.filters.text_of(name).is_err() {
        return (StatusCode::NOT_FOUND, "there is no saved filter of that name; /feeds lists them\n").into_response();
    }
    let answer = async {
        let filter = format!("@{name}");
        let condition = told.setup.condition(&told.store, &filter).await?;
        let now = told.clock.now();
        let range = Range { since: told.setup.episode.bounds(now).0, until: now };
        let address = Some(format!("http://{}/feeds/{file}", told.address));
        let asked = syndicate::Asked { filter: &filter, condition: Some(condition), address };
        let made = syndicate::newest(&told.setup.situation, &*told.store, &told.clock, asked, range).await?;
        Ok::<_, Failure>(made.write(form))
    };
    match answer.await {
        Ok(page) => ([(header::CONTENT_TYPE, kind)], page).into_response(),
        Err(error) => {
            tracing::warn!(%error, "asked for a feed");
            (StatusCode::SERVICE_UNAVAILABLE, "the store fails\n").into_response()
        }
    }
}

async fn metrics(State(served): State<Served>) -> Response {
    let told = served.told();
    let answer = async {
        let records = told.records().await?;
        let seq = told.store.seq().await?;
        Ok::<_, StoreError>(page(&records, seq.0, told.began, told.clock.now()))
    };
    match answer.await {
        Ok(page) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page).into_response(),
        Err(error) => {
            tracing::warn!(%error, "asked for its metrics");
            (StatusCode::SERVICE_UNAVAILABLE, "the store fails\n").into_response()
        }
    }
}

/// The metrics as text.
fn page(records: &[FeedRecord], seq: i64, began: Timestamp, now: Timestamp) -> String {
    let mut page = String::new();
    let mut metric = |name: &str, kind: &str, help: &str, values: Vec<(String, i64)>| {
        let _infallible = writeln!(page, "# HELP coastwatch_{name} {help}\n# TYPE coastwatch_{name} {kind}");
        for (labels, value) in values {
            let _infallible = writeln!(page, "coastwatch_{name}{labels} {value}");
        }
    };
    let one = |value: i64| vec![(String::new(), value)];
    let each = |value: &dyn Fn(&FeedRecord) -> Option<i64>| {
        let labelled =
            |record: &FeedRecord| Some((format!("{{feed=\"{}\"}}", label(record.id.as_str())), value(record)?));
        records.iter().filter_map(labelled).collect::<Vec<_>>()
    };
    let second = |at: Option<Timestamp>| at.map(Timestamp::as_second);
    let is_up = |record: &FeedRecord| Some(i64::from(matches!(record.state, FeedState::Ok | FeedState::NotModified)));
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    metric(
        "build_info",
        "gauge",
        "The version that runs.",
        vec![(format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1)],
    );
    metric("uptime_seconds", "gauge", "For how long it runs.", one(now.duration_since(began).as_secs()));
    metric("store_sequence", "counter", "Changes of the store since it was made.", one(seq));
    metric("feed_up", "gauge", "Whether the last poll of a feed worked.", each(&is_up));
    metric("feed_gone", "gauge", "Whether a feed says that it is gone.", each(&|record| Some(i64::from(record.gone))));
    metric("feed_failures", "gauge", "Failures of a feed in a row.", each(&|record| Some(record.failures.into())));
    metric("feed_items_total", "counter", "Items stored of a feed.", each(&|record| Some(count(record.items))));
    metric(
        "feed_last_success_seconds",
        "gauge",
        "When a feed last answered.",
        each(&|record| second(record.last_success)),
    );
    metric(
        "feed_last_item_seconds",
        "gauge",
        "When a feed last had news.",
        each(&|record| second(record.last_new_item)),
    );
    metric("feed_next_poll_seconds", "gauge", "When a feed is asked next.", each(&|record| second(record.next_poll)));
    page
}

/// A label's value, escaped.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_this_machine_by_its_own_names_is_asked() {
        let check = |hosts: &[&'static str], expect: bool| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, HeaderValue::from_static(host));
            }
            assert_eq!(is_for_this_machine(&headers), expect, "{hosts:?}");
        };
        for host in ["127.0.0.1", "127.0.0.1:9100", "127.8.8.8", "localhost:9100", "LOCALHOST", "[::1]:9100", "[::1]"] {
            check(&[host], true);
        }
        for host in
            ["evil.example", "127.0.0.1.evil.example:9100", "localhost.evil.example", "10.0.0.1", "x@127.0.0.1", ""]
        {
            check(&[host], false);
        }
        check(&[], false);
        check(&["127.0.0.1", "evil.example"], false);
    }
}
