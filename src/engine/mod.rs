//! The engine: feeds to the store, and word of what changed. Owns tasks, clock and shutdown.

pub mod change;
pub mod ingest;
pub mod poller;
pub mod replay;

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::SharedClock;
use crate::config::Settings;
use crate::extract::Reader;
use crate::model::{Episode, Feed, FeedId, Situation};
use crate::store::Store;

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
    pub reader: Arc<Reader>,
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: SharedClock,
}

/// What a front end may ask of a running engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Poll one feed as soon as politeness allows.
    Poll(FeedId),
    /// Poll all feeds as soon as politeness allows.
    PollAll,
}

/// A running engine, as its front ends hold it.
#[derive(Debug, Clone)]
pub struct Handle {
    changes: broadcast::Sender<change::Change>,
    demands: mpsc::Sender<Demand>,
    token: CancellationToken,
    tasks: TaskTracker,
}

impl Handle {
    /// Word of what changes from now on. A receiver that lags has missed nothing but hints: ask the store.
    pub fn changes(&self) -> broadcast::Receiver<change::Change> {
        self.changes.subscribe()
    }

    /// Asks for something; dropped where the engine has too much asked of it already.
    pub fn demand(&self, demand: Demand) {
        let _full = self.demands.try_send(demand);
    }

    /// Stops all tasks and waits for them to end.
    pub async fn stop(&self) {
        self.token.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
