//! The way of one feed: fetch, parse, read, save, tell.
//!
//! Whatever a feed does stays that feed's: its failures and even a panic while it is read become its own error. The
//! processor's work runs on threads that may block; what is fetched and not yet parsed is bounded.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit, broadcast};
use tokio::task::{JoinError, spawn_blocking};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::change::Change;
use super::leases::{Hold, Turns};
use super::{Context, EngineError, Polled, ingest};
use crate::feed::credentials;
use crate::feed::fetch::{Answer, Document, Fetched, Fetcher};
use crate::feed::parse::parse;
use crate::feed::schedule;
use crate::model::{Conditional, Feed, FeedError, FeedErrorKind, FeedRecord, FeedState, Moved, ParsedItem, Rules};
use crate::store::sharing::Term;
use crate::store::{NewRevision, Poll, StoreError};

/// Documents between their fetch and the store before no further fetch starts: enough to keep the processor and the store
/// busy, little enough for memory: all small ones together 2 MB, and several times that once they are parsed and read.
const UNSTORED: usize = 16;

/// How often a poll is decided anew when somebody else stored the same feed in the meantime.
const DECISIONS: u32 = 5;

/// Documents that are kept while the store's server is away, one of a feed: with the small ones of ordinary feeds, which
/// are some 100 KB, a hundred megabytes.
const KEPT: usize = 1_000;

/// How long it is kept: an outage that lasts longer is no failover, and its feed is asked again after it.
const KEPT_FOR: Duration = Duration::from_mins(15);

/// The first and the longest pause before what is kept is sent again.
const RETURNS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

/// How often in a row a feed must say that it has moved for good before it is asked there: a mistake of a day is over by
/// then.
const MOVES: u32 = 3;

/// The shortest time between two polls of one feed by schedule: an interval of nothing must not spin.
const LEAST_INTERVAL: SignedDuration = SignedDuration::from_secs(1);

/// What the polls of all feeds share. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Pipeline {
    pub(super) context: Context,
    pub(super) changes: broadcast::Sender<Change>,
    pub(super) token: CancellationToken,
    fetcher: Fetcher,
    unstored: Arc<Semaphore>,
    parsing: Arc<Semaphore>,
    heavy: Arc<Semaphore>,
    /// Places of what is kept while the store's server is away.
    kept: Arc<Semaphore>,
}

/// From how many bytes of text on parsing or reading is heavy work, of which one is done at a time: some feeds' length,
/// so that what is meant to keep the processor busy never keeps all of it from the others.
const HEAVY: usize = 256 * 1024;

/// A document on its way through.
#[derive(Debug, Default)]
struct Brought {
    items: Vec<ParsedItem>,
    problem: Option<FeedError>,
    cut: Option<FeedError>,
    conditional: Conditional,
}

/// A turn to parse or to read.
#[derive(Debug)]
struct Turn<'a> {
    _heavy: Option<SemaphorePermit<'a>>,
    _parsing: Option<SemaphorePermit<'a>>,
}

impl Pipeline {
    pub(super) fn new(
        context: Context,
        changes: broadcast::Sender<Change>,
        token: CancellationToken,
    ) -> Result<Self, EngineError> {
        let turns = Arc::new(Turns(Arc::clone(&context.store)));
        let fetcher = Fetcher::sharing(&context.settings.fetch, turns)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            context,
            changes,
            token,
            fetcher,
            unstored: Arc::new(Semaphore::new(UNSTORED)),
            parsing: Arc::new(Semaphore::new(threads.max(2))),
            heavy: Arc::new(Semaphore::new(1)),
            kept: Arc::new(Semaphore::new(KEPT)),
        })
    }

    /// Polls one feed and saves what came; nothing where the engine stopped, or the feed is not this program's any more,
    /// before there was an answer.
    pub(super) async fn poll(
        &self,
        feed: &Feed,
        before: FeedRecord,
        mut hold: Hold,
    ) -> Result<Option<(Polled, FeedRecord)>, EngineError> {
        let url = address(feed, &before);
        let leave = hold.leave();
        let fetch = async {
            // Waits while too much is under way; the place itself is taken once there is a document.
            drop(self.unstored.acquire().await);
            let now = self.context.clock.now();
            match credentials::of(feed).await {
                Ok(own) => {
                    self.fetcher.fetch_by_leave(&url, own.as_ref(), &before.conditional, now, leave.begin()).await
                }
                Err(error) => Fetched::not_asked(error),
            }
        };
        let fetched = tokio::select! {
            fetched = fetch => fetched,
            () = self.token.cancelled() => return Ok(None),
            // Somebody else may be asking it by now.
            () = hold.over() => return Ok(None),
        };
        let at = self.context.clock.now();
        let Fetched { status, bytes, elapsed, retry_after, moved, outcome, leave, .. } = fetched;
        let cut_before = before.error.clone().filter(|_| before.state != FeedState::Failed);
        let mut record = FeedRecord { last_poll: Some(at), error: None, ..before };
        record.url = feed.url.to_string();
        record.name = feed.name.clone();
        let mut problem = None;
        let mut under_way = None;
        let brought = match outcome {
            Ok(Answer::NotModified) => {
                record.state = FeedState::NotModified;
                // What was left out of it still is.
                record.error = cut_before;
                None
            }
            Ok(Answer::Document(document)) => {
                record.state = FeedState::Ok;
                under_way = self.unstored.acquire().await.ok();
                let brought = self.parse(feed, *document).await;
                record.conditional = brought.conditional.clone();
                record.error = brought.cut.clone();
                problem = brought.problem.clone();
                Some(brought)
            }
            Err(error) => {
                problem = Some(error);
                None
            }
        };
        let items = brought.map(|brought| brought.items).unwrap_or_default();
        // Much text keeps its document's place until it is stored: otherwise there could be any number of such on the way.
        let _leave = leave.filter(|_| length(&items) > HEAVY);
        if let Some(problem) = problem {
            record.error = Some(problem);
            record.state = FeedState::Failed;
            record.failures = record.failures.saturating_add(1);
        } else {
            record.failures = 0;
            record.last_success = Some(at);
        }
        record.gone = status == Some(410);
        record.moved = moves(record.moved, &url, moved, record.state);
        let polled = schedule::Polled { at, failures: record.failures, status, retry_after };
        let next = schedule::next_poll(&feed.id, self.interval(feed), &polled);
        record.next_poll = Some(next);
        let sent_away = record.failures > 0 && (retry_after.is_some() || status == Some(410));
        record.not_before = sent_away.then_some(next);

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
        let asked = (at, hold.term);
        let record = self.deliver(feed, &record, &items.into(), asked, &mut polled, under_way).await?;
        log(&polled);
        Ok(Some((polled, record)))
    }

    /// How often a feed is asked.
    pub(super) fn interval(&self, feed: &Feed) -> SignedDuration {
        let settings = &self.context.settings;
        feed.interval.unwrap_or(settings.poll_interval).max(settings.min_interval).max(LEAST_INTERVAL)
    }

    /// Waits for a turn to work on so many bytes, until it is dropped.
    async fn turn(&self, bytes: usize) -> Turn<'_> {
        let heavy = if bytes > HEAVY { self.heavy.acquire().await.ok() } else { None };
        Turn { _heavy: heavy, _parsing: self.parsing.acquire().await.ok() }
    }

    /// Parses a document where blocking is allowed. What a document with a problem gave to ask with is not kept: a
    /// server's "not modified" would make it look mended.
    async fn parse(&self, feed: &Feed, document: Document) -> Brought {
        let _turn = self.turn(document.body.len()).await;
        let id = feed.id.clone();
        let parsed = spawn_blocking(move || {
            let parsed = parse(&id, &document);
            parsed.map(|parsed| (parsed, document.conditional))
        });
        match parsed.await {
            Ok(Ok((parsed, conditional))) if parsed.problem.is_none() => {
                Brought { items: parsed.items, problem: None, cut: parsed.cut, conditional }
            }
            Ok(Ok((parsed, _))) => Brought { items: parsed.items, problem: parsed.problem, ..Brought::default() },
            Ok(Err(problem)) => Brought { problem: Some(problem), ..Brought::default() },
            Err(error) => Brought { problem: Some(self.fault(feed, "parsing", &error)), ..Brought::default() },
        }
    }

    /// Saves what a feed brought. Where the store's server is away, or others have the store, it is kept until that is
    /// over, and delivered once: what of it got there before is known then. Of too much that waits, what comes last is
    /// let go, as is what has waited too long, and its feed asked again.
    async fn deliver(
        &self,
        feed: &Feed,
        record: &FeedRecord,
        items: &Arc<[ParsedItem]>,
        asked: (Timestamp, Term),
        polled: &mut Polled,
        mut under_way: Option<SemaphorePermit<'_>>,
    ) -> Result<FeedRecord, EngineError> {
        let (mut pause, mut waited, mut place) = (RETURNS.0, Duration::ZERO, None);
        loop {
            let error = match self.save(feed, record.clone(), items, asked, polled).await {
                Err(EngineError::Store(error @ (StoreError::Away { .. } | StoreError::Busy { .. }))) => error,
                saved => return saved,
            };
            // Others get their turn while it waits for the store.
            drop(under_way.take());
            if place.is_none() {
                place = self.kept.try_acquire().ok();
            }
            if place.is_none() || waited >= KEPT_FOR || self.token.is_cancelled() {
                return Err(error.into());
            }
            tracing::warn!(feed = %feed.id, items = items.len(), "what it brought is kept: {error}");
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                // Once more, before it is lost with this program: its feed still has it.
                () = self.token.cancelled() => {}
            }
            waited += pause;
            pause = (pause * 2).min(RETURNS.1);
        }
    }

    /// Reads what is new, saves it as one transaction, which groups it, and tells of it.
    async fn save(
        &self,
        feed: &Feed,
        mut record: FeedRecord,
        items: &Arc<[ParsedItem]>,
        asked: (Timestamp, Term),
        polled: &mut Polled,
    ) -> Result<FeedRecord, EngineError> {
        let (at, last_new_item) = (asked.0, record.last_new_item);
        let mut tries = 1;
        loop {
            let revisions = match self.read(feed, items, at).await? {
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
            match self.apply(&record, revisions, asked).await {
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
        let _turn = self.turn(length(items)).await;
        let (context, own, items) = (self.context.clone(), feed.clone(), Arc::clone(items));
        let read = spawn_blocking(move || ingest::read(&context, &own, &items, &known, at));
        Ok(read.await.map_err(|error| self.fault(feed, "reading", &error)))
    }

    /// Saves, then tells.
    async fn apply(
        &self,
        record: &FeedRecord,
        revisions: Vec<NewRevision>,
        (at, term): (Timestamp, Term),
    ) -> Result<(), StoreError> {
        let store = &self.context.store;
        let changed = !revisions.is_empty();
        // Where something was read, they are told already.
        let rules = if changed { self.context.reader.rules().clone() } else { Rules::default() };
        let episode = self.context.episode.id.clone();
        let poll = Poll { record: record.clone(), at, episode, rules, revisions, term: Some(term) };
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

/// How much text some items hold.
fn length(items: &[ParsedItem]) -> usize {
    items.iter().map(|item| item.title.len() + item.text.len()).sum()
}

/// Where a feed is asked: where it has moved to, once it has said so often enough. A feed whose server wants to know who
/// asks is asked at its own server alone: no other is told a password, however often the first one sends us there.
fn address(feed: &Feed, before: &FeedRecord) -> Url {
    let moved = before.moved.as_ref().filter(|moved| moved.times >= MOVES && before.url == feed.url.as_str());
    let moved = moved.and_then(|moved| Url::parse(&moved.url).ok());
    let moved = moved.filter(|moved| feed.credentials.is_none() || moved.origin() == feed.url.origin());
    moved.unwrap_or_else(|| feed.url.clone())
}

/// Where a feed has moved for good after it was asked at `asked` and sent us on to `now`. What is remembered is forgotten
/// once it fails, so that the address that is configured gets its turn again.
fn moves(before: Option<Moved>, asked: &Url, now: Option<Url>, state: FeedState) -> Option<Moved> {
    let remembered = before.as_ref().is_some_and(|moved| moved.times >= MOVES && moved.url == asked.as_str());
    match now {
        _ if state == FeedState::Failed => None,
        Some(url) => {
            let again = before.filter(|moved| moved.url == url.as_str()).map_or(0, |moved| moved.times);
            // A move from where it had moved to is as sure as the first.
            let times = if remembered { MOVES } else { again.saturating_add(1) };
            Some(Moved { url: url.into(), times })
        }
        None if remembered => before,
        None => None,
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
