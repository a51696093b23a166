//! The engine: feeds to the store, and word of what changed. Owns tasks, clock and shutdown.

pub mod alert;
pub mod books;
pub mod change;
pub mod decide;
pub mod handover;
pub mod holder;
pub mod import;
mod ingest;
pub mod late;
mod leases;
mod news;
mod pipeline;
mod poller;
pub mod replay;
pub mod reread;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{SetOnce, broadcast, mpsc, watch};
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
    demands: mpsc::Sender<Demand>,
    /// Whether reading anew is wanted.
    rereads: watch::Sender<bool>,
    /// Set once it may work.
    begun: Arc<SetOnce<()>>,
    token: CancellationToken,
    tasks: TaskTracker,
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
        match demand {
            Demand::HaltRereading => self.rereads.send_replace(false),
            Demand::GoOnRereading => self.rereads.send_replace(true),
            demand => self.demands.try_send(demand).is_err(),
        };
    }

    /// Stops all tasks and waits for them to end; what was fetched by then is stored. What takes longer than 3 s is not: its
    /// feed still has it.
    pub async fn stop(&self) {
        self.token.cancel();
        self.tasks.close();
        if tokio::time::timeout(PATIENCE, self.tasks.wait()).await.is_err() {
            tracing::warn!(
                "ended before all that was fetched was stored: it took longer than {} s",
                PATIENCE.as_secs()
            );
        }
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
    let (demands, asked) = mpsc::channel(DEMANDS);
    let (token, tasks) = (CancellationToken::new(), TaskTracker::new());
    let (rereads, wanted) = watch::channel(true);
    let pipeline = pipeline::Pipeline::new(context.clone(), changes.clone(), token.clone())?;
    let begun = Arc::new(SetOnce::new());
    let hearing = news::run(Arc::clone(&context.store), changes.clone(), token.clone());
    tasks.spawn(once_begun(Arc::clone(&begun), token.clone(), hearing));
    let ringing = alert::run(context.clone(), changes.clone(), token.clone());
    tasks.spawn(once_begun(Arc::clone(&begun), token.clone(), ringing));
    let reading = reread::run(context, changes.clone(), wanted, token.clone());
    tasks.spawn(once_begun(Arc::clone(&begun), token.clone(), reading));
    let polling = once_begun(Arc::clone(&begun), token.clone(), poller::run(pipeline, asked));
    let (running, told) = (tasks.spawn(polling), changes.clone());
    tasks.spawn(async move {
        if let Err(error) = running.await {
            let message = format!("polling ended inside this program ({error}); start it again and report it");
            tracing::error!("{message}");
            // Nobody need listen.
            let _unheard = told.send(change::Change::TaskFailed(message));
        }
    });
    Ok(Handle { changes, demands, rereads, begun, token, tasks })
}

/// Does some work once the engine may, unless it is stopped before.
async fn once_begun(begun: Arc<SetOnce<()>>, token: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        _ = begun.wait() => work.await,
        () = token.cancelled() => {}
    }
}

/// An engine that asks no feeds, for a screen that may not store what they say: it hears what others store, and, where
/// `may_demand`, tells whoever asks the feeds which of them are wanted. Needs a running runtime.
pub fn attend(context: Context, may_demand: bool) -> Handle {
    let (changes, _) = broadcast::channel(CHANGES);
    let (demands, asked) = mpsc::channel(DEMANDS);
    let (rereads, _) = watch::channel(false);
    let (token, tasks, begun) = (CancellationToken::new(), TaskTracker::new(), Arc::new(SetOnce::new()));
    let hearing = news::run(Arc::clone(&context.store), changes.clone(), token.clone());
    tasks.spawn(once_begun(Arc::clone(&begun), token.clone(), hearing));
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
    tasks.spawn(once_begun(Arc::clone(&begun), token.clone(), ringing));
    if may_demand {
        tasks.spawn(news::pass_on(context, changes.clone(), asked, token.clone()));
    }
    Handle { changes, demands, rereads, begun, token, tasks }
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
