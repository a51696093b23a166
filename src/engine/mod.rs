//! The engine: feeds to the store, and word of what changed. Owns tasks, clock and shutdown.

pub mod alert;
pub mod books;
pub mod change;
pub mod decide;
pub mod handover;
pub mod holder;
pub mod import;
mod ingest;
mod labour;
pub mod late;
mod leases;
mod news;
mod pipeline;
mod poller;
pub mod replay;
pub mod reread;
mod saving;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{SetOnce, broadcast, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use self::import::import;
use self::late::LateReader;
use crate::clock::SharedClock;
use crate::config::Settings;
use crate::feed::fetch::FetcherError;
use crate::model::{Episode, Feed, FeedError, FeedId, FeedState, Situation};
use crate::store::{Store, StoreError};

/// Changes that wait for a front end: one that lags further asks the store anyway.
const CHANGES: usize = 256;

/// Demands that wait for the poller: a person's keys, not a queue.
const DEMANDS: usize = 64;

/// How long what was fetched may take to be stored once the program is to end: it must have ended 5 s after its line went
/// away, whatever it reads.
const PATIENCE: Duration = Duration::from_secs(3);

/// What every part of the engine works with.
#[derive(Debug, Clone)]
pub struct Context {
    /// The settings in force.
    pub settings: Arc<Settings>,
    /// What is watched.
    pub situation: Arc<Situation>,
    /// Which stretch counts.
    pub episode: Episode,
    /// The feeds that are polled.
    pub feeds: Arc<[Feed]>,
    /// The reader.
    pub reader: Arc<LateReader>,
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: SharedClock,
    /// The rules of alerts.
    pub alerts: Arc<alert::Alerts>,
}

/// Why the engine cannot do what it is for.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The fetch policy cannot be kept.
    #[error(transparent)]
    Fetcher(#[from] FetcherError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A task ended that should not have.
    #[error("{0}")]
    Task(String),
}

/// How one poll of one feed went.
#[derive(Debug, Clone, PartialEq)]
pub struct Polled {
    /// The feed.
    pub feed: FeedId,
    /// Where it was asked.
    pub url: String,
    /// How it went.
    pub state: FeedState,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// Items in the document.
    pub items: u64,
    /// Of these, items that the store had not seen.
    pub new: u64,
    /// Of the new ones, items about the situation.
    pub relevant: u64,
    /// Why it failed; also where some items could be had.
    pub error: Option<FeedError>,
    /// How long the fetch took.
    pub elapsed: Duration,
    /// Bytes of body after decoding.
    pub bytes: u64,
}

/// What a front end may ask of a running engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Poll one feed as soon as politeness allows.
    Poll(FeedId),
    /// Poll all feeds as soon as politeness allows.
    PollAll,
    /// Ask no feed any more until told to go on; what is on its way comes in.
    Pause,
    /// Ask feeds again whenever they are due.
    Resume,
    /// Read nothing anew until told to go on; what was read anew stays so.
    HaltRereading,
    /// Go on reading anew.
    GoOnRereading,
}

/// A running engine, as its front ends hold it.
#[derive(Debug, Clone)]
pub struct Handle {
    changes: broadcast::Sender<change::Change>,
    /// Set once it may work.
    begun: Arc<SetOnce<()>>,
    role: Role,
    running: Arc<Mutex<Running>>,
}

/// What an engine does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It asks feeds.
    Collects,
    /// It hears what others store, and may demand something of them.
    Attends(bool),
}

/// The tasks of an engine.
#[derive(Debug)]
struct Running {
    demands: mpsc::Sender<Demand>,
    /// Whether reading anew is wanted.
    rereads: watch::Sender<bool>,
    is_paused: bool,
    /// The clock it works by: a replay's stands still while it is paused.
    clock: SharedClock,
    token: CancellationToken,
    tasks: TaskTracker,
    /// When it was told to stop.
    halted: Option<Instant>,
}

impl Handle {
    /// Word of what changes from now on. A receiver that lags has missed nothing but hints: ask the store.
    pub fn changes(&self) -> broadcast::Receiver<change::Change> {
        self.changes.subscribe()
    }

    /// Lets an engine that was held begin to work.
    pub fn begin(&self) {
        // The first word counts.
        let _already = self.begun.set(());
    }

    /// Asks for something; dropped where the engine has too much asked of it already.
    pub fn demand(&self, demand: Demand) {
        let mut running = self.running();
        match demand {
            Demand::HaltRereading => running.rereads.send_replace(false),
            Demand::GoOnRereading => running.rereads.send_replace(true),
            demand => {
                match demand {
                    Demand::Pause => running.is_paused = true,
                    Demand::Resume => running.is_paused = false,
                    _ => {}
                }
                running.clock.hold(running.is_paused);
                running.demands.try_send(demand).is_err()
            }
        };
    }

    /// Tells all tasks to end; [`Handle::stop`] waits for them.
    pub fn halt(&self) {
        let mut running = self.running();
        running.halted.get_or_insert_with(Instant::now);
        running.token.cancel();
    }

    /// Stops all tasks and waits for them to end; what was fetched by then is stored. What takes longer than 3 s from when
    /// they were told is not: its feed still has it.
    pub async fn stop(&self) {
        self.halt();
        let (halted, tasks) = {
            let running = self.running();
            (running.halted.unwrap_or_else(Instant::now), running.tasks.clone())
        };
        end(halted, &tasks).await;
    }

    /// Goes on with another context over the same store: other feeds, settings, words or rules. What was fetched is stored
    /// first, and what is being asked is asked again when it is due; a pause lasts.
    ///
    /// # Errors
    /// Where the fetch policy cannot be kept: then everything stays as it was.
    pub async fn renew(&self, context: Context) -> Result<(), EngineError> {
        let (token, tasks, is_paused, rereads) = {
            let running = self.running();
            let rereads = *running.rereads.borrow();
            (running.token.clone(), running.tasks.clone(), running.is_paused, rereads)
        };
        let prepared = Prepared::of(context, self.changes.clone(), self.role)?;
        token.cancel();
        end(Instant::now(), &tasks).await;
        let mut next = prepared.run(&self.begun);
        next.rereads.send_replace(rereads);
        if is_paused {
            next.is_paused = true;
            // It is the first that is asked of it.
            let _taken = next.demands.try_send(Demand::Pause);
        }
        *self.running() = next;
        Ok(())
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for tasks that were told to end, for a while since then.
async fn end(halted: Instant, tasks: &TaskTracker) {
    tasks.close();
    if tokio::time::timeout_at(halted + PATIENCE, tasks.wait()).await.is_err() {
        tracing::warn!("ended before all that was fetched was stored: it took longer than {} s", PATIENCE.as_secs());
    }
}

/// An engine that is about to run: nothing of it can fail any more.
struct Prepared {
    context: Context,
    changes: broadcast::Sender<change::Change>,
    token: CancellationToken,
    /// The way of the feeds, for one that asks them.
    pipeline: Option<pipeline::Pipeline>,
    may_demand: bool,
}

impl Prepared {
    fn of(context: Context, changes: broadcast::Sender<change::Change>, role: Role) -> Result<Self, EngineError> {
        let prepared = Self::attending(context, changes, role != Role::Attends(false));
        if role != Role::Collects {
            return Ok(prepared);
        }
        let Self { context, changes, token, .. } = &prepared;
        let pipeline = pipeline::Pipeline::new(context.clone(), changes.clone(), token.clone())?;
        Ok(Self { pipeline: Some(pipeline), ..prepared })
    }

    /// One that asks no feeds.
    fn attending(context: Context, changes: broadcast::Sender<change::Change>, may_demand: bool) -> Self {
        Self { context, changes, token: CancellationToken::new(), pipeline: None, may_demand }
    }

    /// Starts its tasks, which wait until it has begun.
    fn run(self, begun: &Arc<SetOnce<()>>) -> Running {
        let Self { context, changes, token, pipeline, may_demand } = self;
        let clock = Arc::clone(&context.clock);
        let (demands, asked) = mpsc::channel(DEMANDS);
        let (rereads, wanted) = watch::channel(true);
        let tasks = TaskTracker::new();
        let hearing = news::run(Arc::clone(&context.store), changes.clone(), token.clone());
        tasks.spawn(once_begun(Arc::clone(begun), token.clone(), hearing));
        // Who may write may ring for what time brings, also where nobody collects.
        let ringing = {
            let (context, changes, token) = (context.clone(), changes.clone(), token.clone());
            async move {
                match may_demand {
                    true => alert::run(context, changes, token).await,
                    false => alert::hear(context, changes, token).await,
                }
            }
        };
        tasks.spawn(once_begun(Arc::clone(begun), token.clone(), ringing));
        match pipeline {
            Some(pipeline) => {
                let reading = reread::run(context, changes.clone(), wanted, token.clone());
                tasks.spawn(once_begun(Arc::clone(begun), token.clone(), reading));
                let running = tasks.spawn(once_begun(Arc::clone(begun), token.clone(), poller::run(pipeline, asked)));
                tasks.spawn(async move {
                    if let Err(error) = running.await {
                        let message =
                            format!("polling ended inside this program ({error}); start it again and report it");
                        tracing::error!("{message}");
                        // Nobody need listen.
                        let _unheard = changes.send(change::Change::TaskFailed(message));
                    }
                });
            }
            None if may_demand => {
                tasks.spawn(news::pass_on(context, changes, asked, token.clone()));
            }
            None => {}
        }
        Running { demands, rereads, is_paused: false, clock, token, tasks, halted: None }
    }
}

/// Starts polling the context's feeds whenever they are due. Needs a running runtime.
///
/// # Errors
/// Where the fetch policy cannot be kept.
pub fn start(context: Context) -> Result<Handle, EngineError> {
    let engine = start_held(context)?;
    engine.begin();
    Ok(engine)
}

/// As [`start`], but nothing is polled or read until [`Handle::begin`]: a screen that opens has both cores for its first
/// frame.
///
/// # Errors
/// As [`start`].
pub fn start_held(context: Context) -> Result<Handle, EngineError> {
    let (changes, _) = broadcast::channel(CHANGES);
    Ok(started(Prepared::of(context, changes, Role::Collects)?, Role::Collects))
}

/// An engine that asks no feeds, for a screen that may not store what they say: it hears what others store, and, where
/// `may_demand`, tells whoever asks the feeds which of them are wanted. Needs a running runtime.
pub fn attend(context: Context, may_demand: bool) -> Handle {
    let (changes, _) = broadcast::channel(CHANGES);
    started(Prepared::attending(context, changes, may_demand), Role::Attends(may_demand))
}

fn started(prepared: Prepared, role: Role) -> Handle {
    let begun = Arc::new(SetOnce::new());
    let changes = prepared.changes.clone();
    let running = prepared.run(&begun);
    Handle { changes, begun, role, running: Arc::new(Mutex::new(running)) }
}

/// Does some work once the engine may, unless it is stopped before.
async fn once_begun(begun: Arc<SetOnce<()>>, token: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        _ = begun.wait() => work.await,
        () = token.cancelled() => {}
    }
}

/// Polls every enabled feed of the context once, due or not, and says how each went, in their order. A feed whose
/// server asked to be left alone is left alone.
///
/// # Errors
/// Where the fetch policy cannot be kept, or the store fails: then other feeds may have been saved.
pub async fn poll_once(context: &Context) -> Result<Vec<Polled>, EngineError> {
    let (changes, _) = broadcast::channel(1);
    let pipeline = pipeline::Pipeline::new(context.clone(), changes, CancellationToken::new())?;
    poller::once(pipeline).await
}
