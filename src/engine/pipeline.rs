//! The way of one feed: fetch, parse, read, save, tell.
//!
//! Whatever a feed does stays that feed's: its failures and even a panic while it is read become its own error. The
//! processor's work runs on threads that may block; what is fetched and not yet parsed is bounded.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit, broadcast};
use tokio::task::JoinError;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::change::Change;
use super::labour::Labour;
use super::leases::{Hold, Turns};
use super::saving::Saving;
use super::{Context, EngineError, Polled, ingest};
use crate::feed::credentials;
use crate::feed::fetch::{Answer, Document, Fetched, Fetcher};
use crate::feed::parse::parse;
use crate::feed::polite::Leave;
use crate::feed::schedule;
use crate::model::{
    Conditional, Feed, FeedError, FeedErrorKind, FeedRecord, FeedState, ItemId, Moved, ParsedItem, Rules,
};
use crate::store::sharing::Term;
use crate::store::{Known, NewRevision, Poll, StoreError};

/// Places for documents that are parsed and not stored before no further fetch starts: half as many again of the ordinary
/// ones as go into the store at once (800 items), so that what comes next is read while the store writes, and four long ones,
/// which are several times their length once they are read.
const UNSTORED: u32 = 24;

/// Bytes of a document that take one place; a long one takes a quarter of all and no more.
const PLACE: usize = 128 * 1024;

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
    saving: Arc<Saving>,
    labour: Arc<Labour>,
    /// Places of what is kept while the store's server is away.
    kept: Arc<Semaphore>,
}

/// Items that are read at once and saved as one transaction.
type Portion = Arc<[ParsedItem]>;

/// Bytes of text in a portion, but for an item that has more: a long feed, and little enough that others hardly wait for
/// the store.
const PORTION: usize = 512 * 1024;

/// A document on its way through.
#[derive(Debug, Default)]
struct Brought {
    items: Vec<ParsedItem>,
    problem: Option<FeedError>,
    cut: Option<FeedError>,
    conditional: Conditional,
}

/// What a document holds until what was read of it is stored, or is kept for a store that is away.
#[derive(Debug)]
struct UnderWay<'a> {
    _leave: Option<Leave>,
    _place: Option<SemaphorePermit<'a>>,
}

impl Pipeline {
    pub(super) fn new(
        context: Context,
        changes: broadcast::Sender<Change>,
        token: CancellationToken,
    ) -> Result<Self, EngineError> {
        let turns = Arc::new(Turns(Arc::clone(&context.store)));
        let fetcher = Fetcher::sharing(&context.settings.fetch, turns)?;
        let labour = Labour::new().map_err(|error| EngineError::Task(format!("cannot begin to work: {error}")))?;
        let saving = Arc::new(Saving::new(Arc::clone(&context.store)));
        Ok(Self {
            context,
            saving,
            changes,
            token,
            fetcher,
            unstored: Arc::new(Semaphore::new(UNSTORED as usize)),
            labour: Arc::new(labour),
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
                under_way = self.unstored.acquire_many(places(document.body.len())).await.ok();
                let brought = Box::pin(self.parse(feed, *document)).await;
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
        let number = u64::try_from(items.len()).unwrap_or(u64::MAX);
        // What was read of a document keeps its leave until it is stored: otherwise there could be any number of such on the
        // way.
        let under_way = UnderWay { _leave: leave, _place: under_way };
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
            items: number,
            new: 0,
            relevant: 0,
            error: record.error.clone(),
            elapsed,
            bytes,
        };
        let asked = (at, hold.term);
        // Room for this is taken when it begins: most feeds wait to be asked.
        let portions = portions(items);
        let record = Box::pin(self.deliver(feed, record, &portions, asked, &mut polled, Some(under_way))).await?;
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
        let (id, conditional) = (feed.id.clone(), document.conditional.clone());
        match self.labour.run(document.body.len(), move || parse(&id, document)).await {
            Ok(Ok(parsed)) if parsed.problem.is_none() => {
                Brought { items: parsed.items, problem: None, cut: parsed.cut, conditional }
            }
            Ok(Ok(parsed)) => Brought { items: parsed.items, problem: parsed.problem, ..Brought::default() },
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
        mut record: FeedRecord,
        mut portions: &[Portion],
        asked: (Timestamp, Term),
        polled: &mut Polled,
        mut under_way: Option<UnderWay<'_>>,
    ) -> Result<FeedRecord, EngineError> {
        let (mut pause, mut waited, mut place) = (RETURNS.0, Duration::ZERO, None);
        loop {
            let error = match self.save_all(feed, &mut record, &mut portions, asked, polled).await {
                Err(EngineError::Store(error @ (StoreError::Away { .. } | StoreError::Busy { .. }))) => error,
                saved => return saved.map(|()| record),
            };
            // Others get their turn while it waits for the store.
            drop(under_way.take());
            if place.is_none() {
                place = self.kept.try_acquire().ok();
            }
            if place.is_none() || waited >= KEPT_FOR || self.token.is_cancelled() {
                return Err(error.into());
            }
            tracing::warn!(feed = %feed.id, items = polled.items, "what it brought is kept: {error}");
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                // Once more, before it is lost with this program: its feed still has it.
                () = self.token.cancelled() => {}
            }
            waited += pause;
            pause = (pause * 2).min(RETURNS.1);
        }
    }

    /// Saves the portions of a document one after another, so that others get their turn at the store in between; those that
    /// are saved are taken from the list. Until the last is, the feed counts as not asked yet: it is asked again where this
    /// program ends before that.
    async fn save_all(
        &self,
        feed: &Feed,
        whole: &mut FeedRecord,
        portions: &mut &[Portion],
        asked: (Timestamp, Term),
        polled: &mut Polled,
    ) -> Result<(), EngineError> {
        while let Some((portion, rest)) = portions.split_first() {
            let mut record = whole.clone();
            if !rest.is_empty() {
                (record.conditional, record.next_poll) = (Conditional::default(), Some(asked.0));
            }
            let saved = self.save(feed, record, portion, asked, polled).await?;
            if saved.state != whole.state {
                whole.conditional = Conditional::default();
            }
            (whole.state, whole.error, whole.last_new_item) = (saved.state, saved.error, saved.last_new_item);
            *portions = rest;
        }
        Ok(())
    }

    /// Reads what is new, saves it as one transaction, which groups it, and tells of it.
    async fn save(
        &self,
        feed: &Feed,
        mut record: FeedRecord,
        items: &Portion,
        asked: (Timestamp, Term),
        polled: &mut Polled,
    ) -> Result<FeedRecord, EngineError> {
        let (at, last_new_item) = (asked.0, record.last_new_item);
        let mut tries = 1;
        loop {
            // A feed that never brought anything has no item that is known, unless somebody else stores it just now.
            let may_know = record.items > 0 || record.last_new_item.is_some() || tries > 1;
            let revisions = match self.read(feed, items, at, may_know).await? {
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
            let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
            let fresh = number(new().count());
            let relevant = number(new().filter(|revision| revision.reading.relevant).count());
            record.last_new_item = if fresh > 0 { Some(at) } else { last_new_item };
            match self.apply(&record, revisions, asked).await {
                Err(StoreError::Conflict { .. }) if tries < DECISIONS => tries += 1,
                Err(error) => return Err(error.into()),
                Ok(()) => {
                    polled.new = polled.new.saturating_add(fresh);
                    polled.relevant = polled.relevant.saturating_add(relevant);
                    return Ok(record);
                }
            }
        }
    }

    /// Picks what is new and reads it where blocking is allowed; a panic is the feed's error.
    async fn read(
        &self,
        feed: &Feed,
        items: &Portion,
        at: Timestamp,
        may_know: bool,
    ) -> Result<Result<Vec<NewRevision>, FeedError>, EngineError> {
        if items.is_empty() {
            return Ok(Ok(vec![]));
        }
        let (portion, known) =
            if may_know { self.known(feed, items).await? } else { (Arc::clone(items), HashMap::new()) };
        let (context, own) = (self.context.clone(), feed.clone());
        let read = self.labour.run(length(items), move || ingest::read(&context, &own, &portion, &known, at));
        Ok(read.await.map_err(|error| self.fault(feed, "reading", &error)))
    }

    /// What is known of items, and the items by the ids they are known by: those that came under a former id of their feed
    /// keep what was made of it.
    async fn known(&self, feed: &Feed, items: &Portion) -> Result<(Portion, HashMap<ItemId, Known>), EngineError> {
        let ids: Vec<_> = items.iter().map(|item| item.id.clone()).collect();
        let mut known = self.context.store.known(&ids).await?;
        let Some(former) = feed.former_id() else { return Ok((Arc::clone(items), known)) };
        let ids: Vec<_> = items.iter().map(|item| ItemId::of(&former, &item.guid)).collect();
        let before = self.context.store.known(&ids).await?;
        let mut items = items.to_vec();
        for (item, id) in items.iter_mut().zip(ids) {
            if before.contains_key(&id) && !known.contains_key(&item.id) {
                item.id = id;
            }
        }
        known.extend(before);
        Ok((items.into(), known))
    }

    /// Saves, then tells.
    async fn apply(
        &self,
        record: &FeedRecord,
        revisions: Vec<NewRevision>,
        (at, term): (Timestamp, Term),
    ) -> Result<(), StoreError> {
        let changed = !revisions.is_empty();
        // Where something was read, they are told already.
        let rules = if changed { self.context.reader.rules().clone() } else { Rules::default() };
        let episode = self.context.episode.id.clone();
        let poll = Poll { record: record.clone(), at, episode, rules, revisions, term: Some(term) };
        let seq = self.saving.save(poll).await?;
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

/// How many places a document of so many bytes takes until it is stored.
fn places(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(PLACE)).unwrap_or(UNSTORED).clamp(1, UNSTORED / 4)
}

/// A document's items in portions, the earliest first where there are several. Without items it is one, which is empty.
fn portions(mut items: Vec<ParsedItem>) -> Vec<Portion> {
    if length(&items) > PORTION {
        // As the items of one portion are stored.
        items.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
    }
    let mut portions: Vec<Vec<ParsedItem>> = vec![vec![]];
    let mut held = 0;
    for item in items {
        let own = length(std::slice::from_ref(&item));
        if held > 0 && held + own > PORTION {
            portions.push(vec![]);
            held = 0;
        }
        held += own;
        if let Some(portion) = portions.last_mut() {
            portion.push(item);
        }
    }
    portions.into_iter().map(Portion::from).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FeedId, ItemId};

    fn item(n: usize, bytes: usize) -> ParsedItem {
        ParsedItem {
            id: ItemId::of(&FeedId::new("a"), &n.to_string()),
            guid: n.to_string(),
            url: None,
            title: n.to_string(),
            text: "x".repeat(bytes),
            author: None,
            categories: vec![],
            published: i64::try_from(n).ok().and_then(|n| Timestamp::from_second(2_000_000_000 - n).ok()),
            lang: None,
        }
    }

    #[test]
    fn a_document_takes_places_by_its_length_and_never_all_of_them() {
        let check = |bytes: usize, expect: u32| assert_eq!(places(bytes), expect, "{bytes}");
        check(0, 1);
        check(PLACE, 1);
        check(PLACE + 1, 2);
        check(10 * 1024 * 1024, UNSTORED / 4);
        check(usize::MAX, UNSTORED / 4);
    }

    #[test]
    fn a_long_document_is_stored_in_portions_from_its_earliest_item_on() {
        let check = |items: Vec<ParsedItem>, expect: &[&[&str]]| {
            let portions = portions(items);
            let titles: Vec<Vec<&str>> =
                portions.iter().map(|portion| portion.iter().map(|item| item.title.as_str()).collect()).collect();
            assert_eq!(titles, expect);
        };
        check(vec![], &[&[]]);
        check(vec![item(1, 10), item(2, 10)], &[&["1", "2"]]);
        let half = PORTION / 2;
        check(vec![item(1, half), item(2, half), item(3, PORTION * 2), item(4, 9)], &[&["4"], &["3"], &["2"], &["1"]]);
        check(vec![item(1, half), item(2, half - 9), item(3, 9)], &[&["3", "2"], &["1"]]);
    }
}
