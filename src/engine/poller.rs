//! The poller: which feed is polled when. One task owns the schedule; each poll is a task of its own, so that no feed
//! waits for another. What is due is read from the store, where other processes write it as well; each feed is polled by
//! the one that holds its lease.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::Instant;
use tracing::Instrument;

use super::change::Change;
use super::leases::{Hold, Leases};
use super::pipeline::Pipeline;
use super::{Demand, EngineError, Polled};
use crate::feed::failure;
use crate::feed::schedule::DAY;
use crate::model::{Feed, FeedError, FeedErrorKind, FeedId, FeedRecord, FeedState};
use crate::store::StoreError;

/// How long the poller waits after the store has failed it before it asks again.
const RECOVERY: Duration = Duration::from_secs(5);

/// The shortest pause between two looks at the schedule, so that no clock however fast makes it spin.
const LEAST_PAUSE: Duration = Duration::from_millis(10);

/// What a poll's task ends with: how the feed stands, or nothing where the engine stopped first.
type Outcome = Result<Option<(Polled, FeedRecord)>, EngineError>;

/// Polls in flight, each known by the feed it is for.
#[derive(Debug, Default)]
struct Flights {
    set: JoinSet<Outcome>,
    feeds: HashMap<Id, FeedId>,
}

impl Flights {
    fn start(&mut self, pipeline: &Pipeline, feed: Feed, record: FeedRecord, hold: Hold) {
        let (pipeline, id) = (pipeline.clone(), feed.id.clone());
        let span = tracing::info_span!("poll", feed = %feed.id);
        let task: AbortHandle =
            self.set.spawn(async move { pipeline.poll(&feed, record, hold).await }.instrument(span));
        self.feeds.insert(task.id(), id);
    }

    /// The feeds that are just being asked.
    fn busy(&self) -> impl Iterator<Item = FeedId> {
        self.feeds.values().cloned()
    }

    /// The next poll that ends; never where none is in flight.
    async fn landed(&mut self) -> (FeedId, Outcome) {
        let (task, outcome) = match self.set.join_next_with_id().await {
            Some(Ok((task, outcome))) => (task, outcome),
            Some(Err(error)) => (error.id(), Err(EngineError::Task(panicked(&error)))),
            None => return std::future::pending().await,
        };
        (self.feeds.remove(&task).unwrap_or_else(|| FeedId::new("")), outcome)
    }
}

/// Polls every enabled feed once: those that another program holds, as soon as it gives them.
pub(super) async fn once(pipeline: Pipeline) -> Result<Vec<Polled>, EngineError> {
    let feeds: Vec<Feed> = pipeline.context.feeds.iter().filter(|feed| feed.enabled).cloned().collect();
    pipeline.context.store.register_feeds(&feeds).await?;
    let mut leases = Leases::new(&pipeline.context, feeds.iter().map(|feed| feed.id.clone()), true);
    let polled = once_held(&pipeline, &feeds, &mut leases).await;
    leases.let_go().await;
    polled
}

/// Polls each feed once it is held.
async fn once_held(pipeline: &Pipeline, feeds: &[Feed], leases: &mut Leases) -> Result<Vec<Polled>, EngineError> {
    let settings = &pipeline.context.settings;
    // Whoever holds a feed gives it once it is not asking it, or dies.
    let patience = Instant::now() + settings.lease + settings.fetch.deadline;
    let mut waiting: Vec<&Feed> = feeds.iter().collect();
    let mut flights = Flights::default();
    let mut done: HashMap<FeedId, Polled> = HashMap::new();
    let mut failed = None;
    loop {
        // Each is kept until it was asked; two that do this at once give each other what they are done with.
        let left: Vec<FeedId> = waiting.iter().map(|feed| feed.id.clone()).chain(flights.busy()).collect();
        leases.narrow(&left);
        match leases.tend(left.into_iter()).await {
            // What is on its way comes in first.
            Err(error) if !flights.set.is_empty() => tracing::warn!("{error}"),
            tended => drop(tended?),
        }
        let (held, others): (Vec<&Feed>, Vec<&Feed>) = waiting.into_iter().partition(|feed| leases.has(&feed.id));
        waiting = others;
        if !held.is_empty() {
            let mut records = records(pipeline).await?;
            for feed in held {
                let record = records.remove(&feed.id).unwrap_or_else(|| FeedRecord::new(feed));
                match (sent_away(&record, pipeline.context.clock.now()), leases.hold(&feed.id)) {
                    (Some(until), _) => {
                        let why = format!("its server wants to be left alone until {until}");
                        done.insert(feed.id.clone(), left_alone(feed, FeedErrorKind::HttpStatus, &why));
                    }
                    (None, Some(hold)) => flights.start(pipeline, feed.clone(), record, hold),
                    (None, None) => waiting.push(feed),
                }
            }
        }
        if !waiting.is_empty() && Instant::now() >= patience {
            let why = format!("{} is asking it", leases.others());
            let told = |feed: &Feed| (feed.id.clone(), left_alone(feed, FeedErrorKind::Timeout, &why));
            done.extend(waiting.drain(..).map(told));
        }
        if flights.set.is_empty() && waiting.is_empty() {
            break;
        }
        tokio::select! {
            (id, outcome) = flights.landed() => match outcome {
                Ok(Some((polled, _))) => {
                    done.insert(id, polled);
                }
                Ok(None) => waiting.extend(feeds.iter().find(|feed| feed.id == id)),
                Err(error) => failed = failed.or(Some(error)),
            },
            () = tokio::time::sleep(leases.pause()) => {}
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(feeds.iter().filter_map(|feed| done.remove(&feed.id)).collect()),
    }
}

/// Polls feeds whenever they are due until the engine stops.
pub(super) async fn run(pipeline: Pipeline, mut asked: mpsc::Receiver<Demand>) {
    let feeds: HashMap<FeedId, Feed> =
        pipeline.context.feeds.iter().filter(|feed| feed.enabled).map(|feed| (feed.id.clone(), feed.clone())).collect();
    let mut schedule = Schedule { demanded: HashSet::new(), due: HashMap::new(), seen: Timestamp::MIN };
    let mut flights = Flights::default();
    let mut leases = Leases::new(&pipeline.context, feeds.keys().cloned(), false);
    let mut registered = false;
    let mut is_paused = false;
    while !pipeline.token.is_cancelled() {
        let begun = match is_paused {
            // Others go on; what is on its way comes in.
            true => leases.rest(flights.busy()).await.map_err(EngineError::from),
            false => schedule.begin(&pipeline, &feeds, &mut flights, &mut leases, &mut registered).await,
        };
        let pause = match begun {
            Ok(pause) => pause,
            Err(error) => {
                let message = format!("polling waits {} s for the store: {error}", RECOVERY.as_secs());
                match error {
                    // A screen says so by itself, for as long as it is so.
                    EngineError::Store(StoreError::Away { .. }) => tracing::warn!("{message}"),
                    _ => tell(&pipeline, message),
                }
                RECOVERY
            }
        };
        tokio::select! {
            biased;
            () = pipeline.token.cancelled() => {}
            (id, outcome) = flights.landed() => schedule.landed(&pipeline, &feeds, &id, outcome),
            Some(demand) = asked.recv() => match demand {
                Demand::Poll(id) => schedule.demand(feeds.contains_key(&id).then_some(id)),
                Demand::PollAll => schedule.demand(feeds.keys().cloned()),
                Demand::Pause => is_paused = true,
                Demand::Resume => is_paused = false,
                // The reading anew hears of these itself.
                Demand::HaltRereading | Demand::GoOnRereading => {}
            },
            () = tokio::time::sleep(pause) => {}
        }
    }
    // What was fetched is stored before the engine counts as stopped.
    while !flights.set.is_empty() {
        if let (_, Err(error)) = flights.landed().await {
            tell(&pipeline, error.to_string());
        }
    }
    leases.let_go().await;
}

/// When feeds are due, as last heard from the store, and which of them somebody demanded.
#[derive(Debug)]
struct Schedule {
    due: HashMap<FeedId, Timestamp>,
    demanded: HashSet<FeedId>,
    /// What the clock last showed.
    seen: Timestamp,
}

impl Schedule {
    /// Starts every poll that is due or demanded and not in flight; how long to wait until the next is due.
    async fn begin(
        &mut self,
        pipeline: &Pipeline,
        feeds: &HashMap<FeedId, Feed>,
        flights: &mut Flights,
        leases: &mut Leases,
        registered: &mut bool,
    ) -> Result<Duration, EngineError> {
        if !*registered {
            let all: Vec<Feed> = feeds.values().cloned().collect();
            pipeline.context.store.register_feeds(&all).await?;
            *registered = true;
        }
        let moved = leases.tend(flights.busy()).await?;
        // What another program asked before is due by what that one learned.
        self.due.retain(|feed, _| !moved.gained.contains(feed));
        self.demand(moved.demanded);
        let elsewhere: Vec<FeedId> = self.demanded.iter().filter(|id| !leases.has(id)).cloned().collect();
        if !elsewhere.is_empty() {
            leases.demand(&elsewhere).await?;
            self.demanded.retain(|feed| leases.has(feed));
        }
        let clock = &pipeline.context.clock;
        let flying: HashSet<&FeedId> = flights.feeds.values().collect();
        let now = clock.now();
        if now < self.seen {
            // The clock was set back: what was due by it is worked out anew.
            self.due.clear();
        }
        self.seen = now;
        let mut candidates: Vec<&Feed> = feeds
            .values()
            .filter(|feed| !flying.contains(&feed.id) && leases.has(&feed.id))
            .filter(|feed| self.due.get(&feed.id).is_none_or(|due| *due <= now))
            .collect();
        if !candidates.is_empty() {
            candidates.sort_by(|a, b| a.id.cmp(&b.id));
            let mut records = records(pipeline).await?;
            for feed in candidates {
                let record = records.remove(&feed.id).unwrap_or_else(|| FeedRecord::new(feed));
                if self.is_due(&record, pipeline.context.settings.min_interval, now)
                    && let Some(hold) = leases.hold(&feed.id)
                {
                    self.demanded.remove(&feed.id);
                    flights.start(pipeline, feed.clone(), record, hold);
                }
            }
        }
        let flying: HashSet<&FeedId> = flights.feeds.values().collect();
        let own = self.due.iter().filter(|(id, _)| !flying.contains(id) && leases.has(id));
        let next = own.map(|(_, due)| *due).min();
        Ok(next.map_or(Duration::MAX, |next| clock.wait_until(next)).max(LEAST_PAUSE).min(leases.pause()))
    }

    /// Takes note that feeds are demanded: when each may be asked is worked out anew.
    fn demand(&mut self, feeds: impl IntoIterator<Item = FeedId>) {
        for feed in feeds {
            self.due.remove(&feed);
            self.demanded.insert(feed);
        }
    }

    /// Whether a feed is to be asked now; else when it is. A demand that comes too early waits, and is not forgotten.
    fn is_due(&mut self, record: &FeedRecord, least: SignedDuration, now: Timestamp) -> bool {
        let at = when(record, self.demanded.contains(&record.id), least, now);
        self.due.insert(record.id.clone(), at);
        at <= now
    }

    /// Takes note of how a poll ended.
    fn landed(&mut self, pipeline: &Pipeline, feeds: &HashMap<FeedId, Feed>, id: &FeedId, outcome: Outcome) {
        let later =
            |after: SignedDuration| pipeline.context.clock.now().saturating_add(after).unwrap_or(Timestamp::MAX);
        match outcome {
            // What was demanded meanwhile is due by that.
            Ok(Some(_)) if self.demanded.contains(id) => {
                self.due.remove(id);
            }
            Ok(Some((_, record))) => {
                // The clock may have been set back while it was on its way: then its schedule is not to be believed.
                let now = pipeline.context.clock.now();
                let is_ahead = record.last_poll.is_some_and(|last| last > now);
                let next = if is_ahead { now } else { record.next_poll.unwrap_or(Timestamp::MAX) };
                self.due.insert(id.clone(), next);
            }
            Ok(None) => {}
            Err(error) => {
                // Nothing was saved, so the store still says that it is due.
                let interval = feeds.get(id).map_or(DAY, |feed| pipeline.interval(feed));
                self.due.insert(id.clone(), later(interval));
                tell(pipeline, format!("polling the feed {id} failed: {error}"));
            }
        }
    }
}

/// When a feed may be polled: a demand waits for the least interval alone, and nobody overrules its server.
fn when(record: &FeedRecord, demanded: bool, least: SignedDuration, now: Timestamp) -> Timestamp {
    let due = if demanded {
        let least = record.last_poll.and_then(|last| last.saturating_add(least).ok());
        least.filter(|_| record.last_poll.is_none_or(|last| last <= now))
    } else {
        record.next_poll.filter(|next| is_sane(record, *next, now))
    };
    due.unwrap_or(now).max(sent_away(record, now).unwrap_or(now))
}

/// Until when a feed's server wants to be left alone, where that is not over.
fn sent_away(record: &FeedRecord, now: Timestamp) -> Option<Timestamp> {
    record.not_before.filter(|until| *until > now && is_sane(record, *until, now))
}

/// Whether an instant is one that a schedule sets: one further away, or one set in what is the future now, was written under
/// a wrong clock.
fn is_sane(record: &FeedRecord, at: Timestamp, now: Timestamp) -> bool {
    at.duration_since(now) <= DAY.saturating_mul(2) && record.last_poll.is_none_or(|last| last <= now)
}

async fn records(pipeline: &Pipeline) -> Result<HashMap<FeedId, FeedRecord>, EngineError> {
    let records = pipeline.context.store.feeds().await?;
    Ok(records.into_iter().map(|record| (record.id.clone(), record)).collect())
}

/// How a feed is told of that was not asked, and why.
fn left_alone(feed: &Feed, kind: FeedErrorKind, why: &str) -> Polled {
    let message = format!("{} was not asked: {why}", failure::address(&feed.url));
    Polled {
        feed: feed.id.clone(),
        url: feed.url.to_string(),
        state: FeedState::Failed,
        status: None,
        items: 0,
        new: 0,
        relevant: 0,
        error: Some(FeedError { kind, message }),
        elapsed: Duration::ZERO,
        bytes: 0,
    }
}

fn panicked(error: &JoinError) -> String {
    format!("a poll ended inside this program ({error}); please report it")
}

fn tell(pipeline: &Pipeline, message: String) {
    tracing::error!("{message}");
    // Nobody need listen.
    let _unheard = pipeline.changes.send(Change::TaskFailed(message));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn a_demand_that_comes_too_early_waits_for_the_least_interval_and_is_not_forgotten() {
        let now: Timestamp = "2025-03-07T14:32:00Z".parse().unwrap();
        let at = |seconds: i64| now + SignedDuration::from_secs(seconds);
        let feed = Feed {
            id: "a".into(),
            url: "http://a.example/feed".parse().unwrap(),
            credentials: None,
            name: "A".to_owned(),
            kind: crate::model::FeedKind::Monitor,
            lang: None,
            interval: None,
            enabled: true,
        };
        let record = FeedRecord { last_poll: Some(now), next_poll: Some(at(300)), ..FeedRecord::new(&feed) };
        let least = SignedDuration::from_secs(60);
        let mut schedule = Schedule { demanded: HashSet::new(), due: HashMap::new(), seen: Timestamp::MIN };
        assert!(!schedule.is_due(&record, least, at(10)));
        assert_eq!(schedule.due.get(&feed.id), Some(&at(300)));
        schedule.demand([feed.id.clone()]);
        assert!(!schedule.due.contains_key(&feed.id), "it is looked at at once");
        for seconds in [10, 59] {
            assert!(!schedule.is_due(&record, least, at(seconds)));
            assert_eq!(schedule.due.get(&feed.id), Some(&at(60)));
        }
        assert!(schedule.is_due(&record, least, at(60)));
    }
}
