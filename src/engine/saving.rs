//! Saving: polls that wait for the store go into it together, as one transaction.
//!
//! The first that gets its turn at the store takes with it all that wait by then: under load each commit and each step of the
//! full-text table is shared, and without load nothing waits.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turns, oneshot};

use crate::model::Seq;
use crate::store::{Poll, Store, StoreError};

/// Items that go into the store at once, but for a poll that has more by itself: whoever decides something meanwhile waits for
/// them, at some 150 microseconds each. Pages of indexes are written once for all of them, and their words as one piece.
const TOGETHER: usize = 800;

/// Bytes of their texts, likewise: what goes into the store is held several times until it is there.
const TOGETHER_BYTES: usize = 1024 * 1024;

/// A poll, and where to tell how it went.
#[derive(Debug)]
struct Waiting {
    poll: Poll,
    told: oneshot::Sender<Result<Seq, StoreError>>,
}

/// The way of polls into a store.
#[derive(Debug)]
pub(super) struct Saving {
    store: Arc<dyn Store>,
    waiting: Mutex<VecDeque<Waiting>>,
    turns: Turns<()>,
}

impl Saving {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, waiting: Mutex::default(), turns: Turns::new(()) }
    }

    /// Saves a poll, with others or alone. Where whoever had it with theirs went away in the middle of it, nothing of it is
    /// stored: a [`StoreError::Conflict`], after which it is decided anew.
    pub(super) async fn save(&self, poll: Poll) -> Result<Seq, StoreError> {
        let (told, mut saved) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(Waiting { poll, told });
        let turn = tokio::select! {
            biased;
            saved = &mut saved => return saved.unwrap_or(Err(LEFT)),
            turn = self.turns.lock() => turn,
        };
        // Those before it in the row go first, and its own may have gone with another's.
        while saved.is_empty() {
            let (polls, tell): (Vec<Poll>, Vec<_>) = self.next().into_iter().map(|one| (one.poll, one.told)).unzip();
            if polls.is_empty() {
                break;
            }
            let results = self.store.save_polls(&polls).await;
            for (told, result) in tell.into_iter().zip(results) {
                // Who went away need not hear.
                let _unheard = told.send(result);
            }
        }
        drop(turn);
        saved.await.unwrap_or(Err(LEFT))
    }

    /// The polls that go into the store next.
    fn next(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut items, mut bytes) = (0, 0);
        let fits = |one: &Waiting| {
            items += one.poll.revisions.len();
            bytes += one.poll.revisions.iter().map(|revision| revision.item.text.len()).sum::<usize>();
            items <= TOGETHER && bytes <= TOGETHER_BYTES
        };
        let many = waiting.iter().map(fits).take_while(|fits| *fits).count();
        let many = many.max(1).min(waiting.len());
        waiting.drain(..many).collect()
    }
}

/// What is told of a poll that nobody saved.
const LEFT: StoreError = StoreError::Conflict { doing: "saving a poll" };
