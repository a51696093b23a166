//! The loopback server of a replay: each recorded feed as it stands at the clock's moment, with ETag and 304.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use super::archive::{Archive, ArchiveError};
use super::document::render;
use crate::clock::SharedClock;
use crate::model::Feed;

/// An archive that is being served.
#[derive(Debug)]
pub struct Served {
    /// The feeds as they are polled.
    pub feeds: Vec<Feed>,
    /// The server's address as the allow-list writes it.
    pub address: String,
    token: CancellationToken,
    tasks: TaskTracker,
}

impl Served {
    /// Stops the server and waits for it to end.
    pub async fn stop(&self) {
        self.token.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// What the server answers from.
#[derive(Debug)]
struct Shelf {
    archive: Arc<Archive>,
    clock: SharedClock,
}

/// Serves `archive` by `clock` on a free port of the loopback address.
///
/// # Errors
/// Where no port can be had.
pub async fn serve(archive: Arc<Archive>, clock: SharedClock) -> Result<Served, ArchiveError> {
    let refuse = |error: std::io::Error| {
        ArchiveError(format!(
            "cannot serve the archive on a port of 127.0.0.1: {error}; is loopback networking allowed?"
        ))
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(refuse)?;
    let address = listener.local_addr().map_err(refuse)?;
    let feeds =
        archive.feeds.iter().map(|feed| Ok(feed.at(url_of(address, feed.id.as_str())?))).collect::<Result<_, _>>()?;

    let shelf = Arc::new(Shelf { archive, clock });
    let router = Router::new().route("/{feed}", get(answer)).with_state(shelf);
    let (token, tasks) = (CancellationToken::new(), TaskTracker::new());
    let stopped = token.clone().cancelled_owned();
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
            tracing::error!(%error, "the replay's server ended");
        }
    });
    Ok(Served { feeds, address: address.to_string(), token, tasks })
}

/// Where a recorded feed is asked.
fn url_of(address: SocketAddr, feed: &str) -> Result<Url, ArchiveError> {
    let url = format!("http://{address}/{feed}");
    Url::parse(&url).map_err(|error| ArchiveError(format!("cannot serve the feed {feed:?} at {url}: {error}")))
}

/// Answers with the feed's document, or that it is the one the asker has.
async fn answer(State(shelf): State<Arc<Shelf>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(feed) = shelf.archive.feeds.iter().find(|feed| feed.id.as_str() == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let document = render(feed, shelf.clock.now());
    let tag = tag_of(&document.body);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|asked| asked.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let labels = [(header::CONTENT_TYPE, document.content_type.to_owned()), (header::ETAG, tag)];
    (labels, document.body).into_response()
}

/// An entity tag: the same for the same bytes.
fn tag_of(body: &str) -> String {
    let mut tag = String::from("\"");
    for byte in Sha256::digest(body).iter().take(12) {
        let _infallible = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}
