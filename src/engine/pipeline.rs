//! The way of one feed: fetch, parse, read, save, tell.
//!
//! Whatever a feed does stays that feed's: its failures and even a panic while it is read become its own error. The
//! processor's work runs on threads that may block; what is fetched and not yet parsed is bounded.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, broadcast};
use tokio::task::{JoinError, spawn_blocking};
use tokio_util::sync::CancellationToken;

use super::change::Change;
use super::{Context, EngineError, Polled, ingest};
use crate::feed::fetch::{Answer, Document, Fetched, Fetcher};
use crate::feed::parse::parse;
use crate::feed::schedule;
use crate::model::{Conditional, Feed, FeedError, FeedErrorKind, FeedRecord, FeedState, ParsedItem};
use crate::store::{NewRevision, Poll, StoreError};

/// Documents that are fetched and wait to be parsed before no further fetch starts: enough to keep the processor
/// busy, little enough for memory.
const UNPARSED: usize = 32;

/// How often a poll is decided anew when somebody else stored the same feed in the meantime.
const DECISIONS: u32 = 5;

/// The shortest time between two polls of one feed by schedule: an interval of nothing must not spin.
const LEAST_INTERVAL: SignedDuration = SignedDuration::from_secs(1);

/// What the polls of all feeds share. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Pipeline {
    pub(super) context: Context,
    pub(super) changes: broadcast::Sender<Change>,
    pub(super) token: CancellationToken,
    fetcher: Fetcher,
    unparsed: Arc<Semaphore>,
    parsing: Arc<Semaphore>,
}

/// A document on its way through.
#[derive(Debug, Default)]
struct Brought {
    items: Vec<ParsedItem>,
    problem: Option<FeedError>,
    conditional: Conditional,
}

impl Pipeline {
    pub(super) fn new(
        context: Context,
        changes: broadcast::Sender<Change>,
        token: CancellationToken,
    ) -> Result<Self, EngineError> {
        let fetcher = Fetcher::new(&context.settings.fetch)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            context,
            changes,
            token,
            fetcher,
            unparsed: Arc::new(Semaphore::new(UNPARSED)),
            parsing: Arc::new(Semaphore::new(threads)),
        })
    }

    /// Polls one feed and saves what came; nothing where the engine stopped before there was an answer.
    pub(super) async fn poll(
        &self,
        feed: &Feed,
        before: FeedRecord,
    ) -> Result<Option<(Polled, FeedRecord)>, EngineError> {
        let fetch = async {
            // Waits while too much is unparsed; the place itself is taken once there is a document.
            drop(self.unparsed.acquire().await);
            self.fetcher.fetch(&feed.url, &before.conditional, self.context.clock.now()).await
        };
        let fetched = tokio::select! {
            fetched = fetch => fetched,
            () = self.token.cancelled() => return Ok(None),
        };
        let at = self.context.clock.now();
        let Fetched { status, bytes, elapsed, retry_after, outcome, .. } = fetched;
        let mut record = FeedRecord { last_poll: Some(at), error: None, ..before };
        record.url = feed.url.to_string();
        record.name = feed.name.clone();
        let brought = match outcome {
            Ok(Answer::NotModified) => {
                record.state = FeedState::NotModified;
                None
            }
            Ok(Answer::Document(document)) => {
                record.state = FeedState::Ok;
                let brought = self.parse(feed, *document).await;
                record.conditional = brought.conditional.clone();
                record.error = brought.problem.clone();
                Some(brought)
            }
            Err(error) => {
                record.error = Some(error);
                None
            }
        };
        if record.error.is_some() {
            record.state = FeedState::Failed;
            record.failures = record.failures.saturating_add(1);
        } else {
            record.failures = 0;
            record.last_success = Some(at);
        }
        let polled = schedule::Polled { at, failures: record.failures, status, retry_after };
        let next = schedule::next_poll(&feed.id, self.interval(feed), &polled);
        record.next_poll = Some(next);
        let sent_away = record.failures > 0 && (retry_after.is_some() || status == Some(410));
        record.not_before = sent_away.then_some(next);

        let items = brought.map(|brought| brought.items).unwrap_or_default();
        let mut polled = Polled {
            feed: feed.id.clone(),
            url: record.url.clone(),
            state: record.state,
            status,
            items: u64::try_from(items.len()).unwrap_or(u64::MAX),
            new: 0,
            relevant: 0,
            error: record.error.clone(),
            elapsed,
            bytes,
        };
        let record = self.save(feed, record, items.into(), at, &mut polled).await?;
        log(&polled);
        Ok(Some((polled, record)))
    }

    /// How often a feed is asked.
    pub(super) fn interval(&self, feed: &Feed) -> SignedDuration {
        let settings = &self.context.settings;
        feed.interval.unwrap_or(settings.poll_interval).max(settings.min_interval).max(LEAST_INTERVAL)
    }

    /// Parses a document where blocking is allowed. What a document with a problem gave to ask with is not kept: a
    /// server's "not modified" would make it look mended.
    async fn parse(&self, feed: &Feed, document: Document) -> Brought {
        let _waiting = self.unparsed.acquire().await;
        let _parsing = self.parsing.acquire().await;
        let id = feed.id.clone();
        let parsed = spawn_blocking(move || {
            let parsed = parse(&id, &document);
            parsed.map(|parsed| (parsed, document.conditional))
        });
        match parsed.await {
            Ok(Ok((parsed, conditional))) if parsed.problem.is_none() => {
                Brought { items: parsed.items, problem: None, conditional }
            }
            Ok(Ok((parsed, _))) => Brought { items: parsed.items, problem: parsed.problem, ..Brought::default() },
            Ok(Err(problem)) => Brought { problem: Some(problem), ..Brought::default() },
            Err(error) => Brought { problem: Some(self.fault(feed, "parsing", &error)), ..Brought::default() },
        }
    }

    /// Reads what is new, saves it as one transaction, which groups it, and tells of it.
    async fn save(
        &self,
        feed: &Feed,
        mut record: FeedRecord,
        items: Arc<[ParsedItem]>,
        at: Timestamp,
        polled: &mut Polled,
    ) -> Result<FeedRecord, EngineError> {
        let last_new_item = record.last_new_item;
        let mut tries = 1;
        loop {
            let revisions = match self.read(feed, &items, at).await? {
                Ok(revisions) => revisions,
                Err(problem) => {
                    record.state = FeedState::Failed;
                    record.error = Some(problem);
                    record.conditional = Conditional::default();
                    (polled.state, polled.error) = (record.state, record.error.clone());
                    vec![]
                }
            };
            let new = || revisions.iter().filter(|revision| revision.revision == 1);
            polled.new = u64::try_from(new().count()).unwrap_or(u64::MAX);
            polled.relevant =
                u64::try_from(new().filter(|revision| revision.reading.relevant).count()).unwrap_or(u64::MAX);
            record.last_new_item = if polled.new > 0 { Some(at) } else { last_new_item };
            match self.apply(&record, revisions, at).await {
                Err(StoreError::Conflict { .. }) if tries < DECISIONS => tries += 1,
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(record),
            }
        }
    }

    /// Picks what is new and reads it where blocking is allowed; a panic is the feed's error.
    async fn read(
        &self,
        feed: &Feed,
        items: &Arc<[ParsedItem]>,
        at: Timestamp,
    ) -> Result<Result<Vec<NewRevision>, FeedError>, EngineError> {
        if items.is_empty() {
            return Ok(Ok(vec![]));
        }
        let ids: Vec<_> = items.iter().map(|item| item.id.clone()).collect();
        let known = self.context.store.known(&ids).await?;
        let _parsing = self.parsing.acquire().await;
        let (context, own, items) = (self.context.clone(), feed.clone(), Arc::clone(items));
        let read = spawn_blocking(move || ingest::read(&context, &own, &items, &known, at));
        Ok(read.await.map_err(|error| self.fault(feed, "reading", &error)))
    }

    /// Saves, then tells.
    async fn apply(&self, record: &FeedRecord, revisions: Vec<NewRevision>, at: Timestamp) -> Result<(), StoreError> {
        let store = &self.context.store;
        let changed = !revisions.is_empty();
        let poll = Poll { record: record.clone(), at, episode: self.context.episode.id.clone(), revisions };
        let seq = store.save_poll(&poll).await?;
        // Nobody need listen.
        if changed {
            let _unheard = self.changes.send(Change::Stored(seq));
        }
        let _unheard = self.changes.send(Change::FeedPolled(record.id.clone()));
        Ok(())
    }

    /// A fault of this program on a feed's input, as that feed's error.
    fn fault(&self, feed: &Feed, doing: &str, error: &JoinError) -> FeedError {
        let message = format!("{doing} the feed {} failed inside this program ({error}); please report it", feed.id);
        tracing::error!(feed = %feed.id, "{message}");
        let _unheard = self.changes.send(Change::TaskFailed(message.clone()));
        FeedError { kind: FeedErrorKind::Malformed, message }
    }
}

/// One line of the log for each poll: a warning where the feed failed.
fn log(polled: &Polled) {
    let Polled { feed, status, items, new, relevant, bytes, .. } = polled;
    let elapsed_ms = polled.elapsed.as_millis();
    match &polled.error {
        Some(error) => tracing::warn!(%feed, kind = ?error.kind, status, items, new, bytes, elapsed_ms, "{error}"),
        None => tracing::info!(%feed, status, items, new, relevant, bytes, elapsed_ms, "polled"),
    }
}
