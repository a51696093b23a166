//! This program's share of the feeds: which of them it alone may ask, and until when.
//!
//! The store says by its own clock who holds what. For this program a lease is over when its time has passed since before
//! it was last renewed, by a clock that nobody sets: so it never asks a feed that somebody else may hold by then, also where
//! the store cannot be reached. What it has asked by then it asks no further.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Context, holder};
use crate::feed::polite::HostBook;
use crate::model::FeedId;
use crate::store::sharing::{Sharing, Term};
use crate::store::{Store, StoreError};

/// The longest pause between two looks at whether others want something, or have left something.
const LOOK: Duration = Duration::from_secs(1);

/// How long the store is waited for where this program can do without it: at a host it has turns of its own, and what it
/// does not let go others take in time.
const TURN: Duration = Duration::from_secs(2);

/// How far the asking of a feed has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It waits for its turn, and may be given to somebody else.
    Waits,
    /// It is settled whether it is given to somebody else: until then it does not begin.
    Frozen,
    /// It is being asked.
    Asks,
}

/// A feed that this program holds.
#[derive(Debug)]
struct Held {
    term: Term,
    /// Done where somebody else has it by now.
    lost: CancellationToken,
    /// How far its last asking has come.
    stage: watch::Sender<Stage>,
}

impl Held {
    fn new(term: Term) -> Self {
        Self { term, lost: CancellationToken::new(), stage: watch::Sender::new(Stage::Waits) }
    }

    /// Goes from one stage to the next; false where it is at another one.
    fn go(&self, from: Stage, to: Stage) -> bool {
        go(&self.stage, from, to)
    }
}

fn go(stage: &watch::Sender<Stage>, from: Stage, to: Stage) -> bool {
    stage.send_if_modified(|stage| {
        let is_there = *stage == from;
        if is_there {
            *stage = to;
        }
        is_there
    })
}

/// A feed that this program alone may ask.
#[derive(Debug)]
pub(super) struct Hold {
    /// For which term.
    pub(super) term: Term,
    /// Until when, unless it is renewed.
    until: watch::Receiver<Instant>,
    lost: CancellationToken,
    stage: watch::Sender<Stage>,
}

/// Leave to begin asking a feed.
#[derive(Debug)]
pub(super) struct Leave(watch::Sender<Stage>);

impl Leave {
    /// Begins, once it is sure that nobody else does. Where somebody has it, it never returns: the hold is over then.
    pub(super) async fn begin(self) {
        let mut stage = self.0.subscribe();
        while !go(&self.0, Stage::Waits, Stage::Asks) {
            if stage.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    }
}

impl Hold {
    /// What is to be waited for right before it is asked.
    pub(super) fn leave(&self) -> Leave {
        Leave(self.stage.clone())
    }

    /// Waits until it is over.
    pub(super) async fn over(&mut self) {
        loop {
            let until = *self.until.borrow_and_update();
            if until <= Instant::now() {
                return;
            }
            tokio::select! {
                () = self.lost.cancelled() => return,
                () = tokio::time::sleep_until(until) => {}
                changed = self.until.changed() => if changed.is_err() {
                    return tokio::time::sleep_until(until).await;
                },
            }
        }
    }
}

/// What this program holds.
#[derive(Debug)]
pub(super) struct Leases {
    store: Arc<dyn Store>,
    /// All feeds that it would ask while nobody stops it.
    feeds: Vec<FeedId>,
    sharing: Sharing,
    /// How long a dead program is waited for.
    lease: Duration,
    held: HashMap<FeedId, Held>,
    until: watch::Sender<Instant>,
    /// All who hold feeds, as last heard.
    holders: Vec<(String, u64)>,
    renewed: Option<Instant>,
    looked: Option<Instant>,
}

/// What has changed for this program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Moved {
    /// Feeds that it holds now and did not before.
    pub(super) gained: Vec<FeedId>,
    /// Feeds of its own that somebody wants asked at once.
    pub(super) demanded: Vec<FeedId>,
}

impl Leases {
    /// A share of these feeds; nothing of it is held yet. `wants_all` for one that asks each once and ends.
    pub(super) fn new(context: &Context, feeds: impl IntoIterator<Item = FeedId>, wants_all: bool) -> Self {
        let mut feeds: Vec<FeedId> = feeds.into_iter().collect();
        feeds.sort();
        let lease = context.settings.lease;
        // A look later than the end of a lease others have it, all within one.
        let (holder, busy, hold) = (holder::name(), HashSet::new(), lease * 3 / 4);
        let sharing = Sharing { holder, feeds: feeds.clone(), busy, hold, wants_all };
        let (until, _) = watch::channel(Instant::now());
        let store = Arc::clone(&context.store);
        Self { store, feeds, sharing, lease, held: HashMap::new(), until, holders: vec![], renewed: None, looked: None }
    }

    /// How long until it is to be looked after again.
    pub(super) fn pause(&self) -> Duration {
        (self.lease / 10).min(LOOK)
    }

    /// Whether this program may ask a feed now.
    pub(super) fn has(&self, feed: &FeedId) -> bool {
        self.held.contains_key(feed) && *self.until.borrow() > Instant::now()
    }

    /// The feed, to be asked once, where this program may.
    pub(super) fn hold(&mut self, feed: &FeedId) -> Option<Hold> {
        if !self.has(feed) {
            return None;
        }
        let held = self.held.get_mut(feed)?;
        held.stage = watch::Sender::new(Stage::Waits);
        let (lost, stage) = (held.lost.clone(), held.stage.clone());
        Some(Hold { term: held.term, until: self.until.subscribe(), lost, stage })
    }

    /// Leaves to others what of the feeds is not wanted any more, when the share is looked after next.
    pub(super) fn narrow(&mut self, feeds: &[FeedId]) {
        self.feeds = feeds.to_vec();
        self.feeds.sort();
        self.sharing.feeds.clone_from(&self.feeds);
    }

    /// Looks after the share where that is due. `busy` are the feeds that are just being asked.
    ///
    /// # Errors
    /// Where the store fails: what is held stays so until its time is over.
    pub(super) async fn tend(&mut self, busy: impl Iterator<Item = FeedId>) -> Result<Moved, StoreError> {
        if self.sharing.feeds.len() != self.feeds.len() {
            self.sharing.feeds.clone_from(&self.feeds);
            self.renewed = None;
        }
        self.look_after(busy.collect()).await
    }

    /// The same while nothing is to be asked: holds what is just being asked, until that has come in, and leaves all else to
    /// others. How long until it is to be looked after again.
    ///
    /// # Errors
    /// As [`Leases::tend`].
    pub(super) async fn rest(&mut self, busy: impl Iterator<Item = FeedId>) -> Result<Duration, StoreError> {
        let busy: HashSet<FeedId> = busy.collect();
        if busy.is_empty() {
            self.sharing.feeds.clear();
            self.let_go().await;
            return Ok(Duration::MAX);
        }
        if self.sharing.feeds.len() != busy.len() {
            self.sharing.feeds = busy.iter().cloned().collect();
            self.sharing.feeds.sort();
            self.renewed = None;
        }
        self.look_after(busy).await?;
        Ok(self.pause())
    }

    async fn look_after(&mut self, busy: HashSet<FeedId>) -> Result<Moved, StoreError> {
        let is_past = |since: Option<Instant>, span: Duration| since.is_none_or(|since| since.elapsed() >= span);
        if *self.until.borrow() <= Instant::now() {
            self.lose(|_, _| true);
        }
        if !is_past(self.renewed, self.lease / 4) {
            if !is_past(self.looked, self.pause()) {
                return Ok(Moved::default());
            }
            self.looked = Some(Instant::now());
            if !self.store.is_stirred(&self.sharing).await? {
                return Ok(Moved::default());
            }
        }
        // What only waits for its turn may be given away as well, but for one that asks each once and ends.
        let may_freeze = |feed: &FeedId| {
            !self.sharing.wants_all && self.held.get(feed).is_some_and(|held| held.go(Stage::Waits, Stage::Frozen))
        };
        let (frozen, busy): (Vec<FeedId>, Vec<FeedId>) = busy.into_iter().partition(may_freeze);
        self.sharing.busy = busy.into_iter().collect();
        let moved = self.exchange().await;
        // What was lost stays frozen, and is over.
        for held in frozen.iter().filter_map(|feed| self.held.get(feed)) {
            held.go(Stage::Frozen, Stage::Waits);
        }
        moved
    }

    async fn exchange(&mut self) -> Result<Moved, StoreError> {
        let mut moved = self.renew().await?;
        if self.leave_dead().await? {
            let more = self.renew().await?;
            moved.gained.extend(more.gained);
            moved.demanded.extend(more.demanded);
        }
        Ok(moved)
    }

    async fn renew(&mut self) -> Result<Moved, StoreError> {
        let asked = Instant::now();
        let shared = self.store.share(&self.sharing).await?;
        (self.renewed, self.looked) = (Some(asked), Some(asked));
        let before = self.held.len();
        self.lose(|feed, term| shared.held.get(feed) != Some(&term));
        let lost = before - self.held.len();
        let gained = shared.held.iter().filter(|(feed, _)| !self.held.contains_key(*feed));
        let gained: Vec<(FeedId, Term)> = gained.map(|(feed, term)| (feed.clone(), *term)).collect();
        if lost > 0 || !gained.is_empty() {
            let others = shared.holders.iter().filter(|(holder, _)| *holder != self.sharing.holder).count();
            tracing::info!(feeds = shared.held.len(), gained = gained.len(), lost, others, "shares the feeds");
        }
        self.held.extend(gained.iter().map(|(feed, term)| (feed.clone(), Held::new(*term))));
        self.holders = shared.holders;
        self.until.send_replace(asked + self.sharing.hold);
        Ok(Moved { gained: gained.into_iter().map(|(feed, _)| feed).collect(), demanded: shared.demanded })
    }

    /// Holds some feeds no more, and stops asking them.
    fn lose(&mut self, is_lost: impl Fn(&FeedId, Term) -> bool) {
        self.held.retain(|feed, held| {
            let is_lost = is_lost(feed, held.term);
            if is_lost {
                held.lost.cancel();
            }
            !is_lost
        });
    }

    /// Leaves to others what programs of this machine held that run no more; whether there were any.
    async fn leave_dead(&mut self) -> Result<bool, StoreError> {
        let dead: Vec<String> =
            self.holders.iter().map(|(name, _)| name).filter(|name| holder::is_dead(name)).cloned().collect();
        for name in &dead {
            tracing::info!("{} runs no more: its feeds are taken over", holder::told(name));
            self.store.let_go(name).await?;
        }
        Ok(!dead.is_empty())
    }

    /// Tells whoever holds these feeds that they are wanted.
    ///
    /// # Errors
    /// Where the store fails.
    pub(super) async fn demand(&self, feeds: &[FeedId]) -> Result<(), StoreError> {
        self.store.demand(feeds).await
    }

    /// Who holds a feed that this program does not, in a sentence's words.
    pub(super) fn others(&self) -> String {
        let others = self.holders.iter().map(|(name, _)| name).filter(|name| **name != self.sharing.holder);
        let others: Vec<String> = others.map(|name| holder::told(name)).collect();
        if others.is_empty() { "another program".to_owned() } else { others.join(" or ") }
    }

    /// Leaves everything to others.
    pub(super) async fn let_go(&mut self) {
        if self.renewed.take().is_none() {
            return;
        }
        self.lose(|_, _| true);
        self.until.send_replace(Instant::now());
        let let_go = tokio::time::timeout(TURN, self.store.let_go(&self.sharing.holder)).await;
        if !matches!(let_go, Ok(Ok(()))) {
            tracing::warn!("others wait {} s for the feeds of this program", self.lease.as_secs());
        }
    }
}

/// Turns at hosts, as the store keeps them for all programs.
#[derive(Debug)]
pub(super) struct Turns(pub(super) Arc<dyn Store>);

#[async_trait]
impl HostBook for Turns {
    async fn reserve(&self, host: &str, spacing: Duration) -> Option<Duration> {
        match tokio::time::timeout(TURN, self.0.reserve_host(host, spacing)).await {
            Ok(Ok(wait)) => Some(wait),
            Ok(Err(error)) => {
                tracing::debug!("turns at {host} are this program's own: {error}");
                None
            }
            Err(_) => None,
        }
    }
}
