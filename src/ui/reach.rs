//! Whether the store can be reached, in one line, and who else sits at a screen of it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::message::Message;
use super::opening::Opening;
use super::{Options, moment};
use crate::engine::holder;
use crate::model::Seq;
use crate::store::{Store, StoreError};

/// How often a screen says that somebody sits at it, and asks who else does.
const ATTENDS: Duration = Duration::from_secs(5);

/// For how long it is believed that nobody has left who says nothing.
const HOLD: Duration = Duration::from_secs(20);

/// How the store can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// As ever.
    Whole,
    /// It can be read, and nothing be stored: no server of it can be written to.
    ReadAlone,
    /// Not at all.
    Away,
}

impl Reach {
    /// What an answer of the store says of it; none where it says nothing.
    pub fn told<T>(answer: &Result<T, StoreError>, stands_by: bool) -> Option<Self> {
        match answer {
            Ok(_) if stands_by => Some(Self::ReadAlone),
            Ok(_) => Some(Self::Whole),
            Err(StoreError::Away { .. }) => Some(Self::Away),
            Err(_) => None,
        }
    }

    /// In one line, with since when it is so; none while all is well.
    pub fn line(self, since: Timestamp) -> Option<String> {
        let since = moment::brief(since);
        match self {
            Self::Whole => None,
            Self::ReadAlone => Some(format!(
                "Nothing can be marked since {since}: the store is only read. That lasts until one of its servers can be \
                 written to."
            )),
            Self::Away => {
                Some(format!("The store is away since {since}: nothing can be marked. What is shown is as of then."))
            }
        }
    }
}

/// The newest position in the store's history, where it can be had, and what that says of how the store can be reached.
pub async fn newest(store: &dyn Store) -> (Option<Seq>, Option<Reach>) {
    let asked = match store.heard() {
        Some(seq) => Ok(seq),
        None => store.seq().await,
    };
    let reach = Reach::told(&asked, store.stands_by());
    (asked.ok(), reach)
}

/// An operator's shift at a screen.
#[derive(Debug)]
pub struct Shift {
    over: CancellationToken,
    attends: JoinHandle<Result<(), StoreError>>,
}

impl Shift {
    /// Begins once the screen shows its first list; who else is there comes out of `answers`. Needs a running runtime.
    pub fn begin(
        store: Arc<dyn Store>,
        options: &Options,
        answers: mpsc::Sender<Message>,
        opening: Arc<Opening>,
    ) -> Self {
        let over = CancellationToken::new();
        let attend = attend(store, options.operator.clone(), options.read_only, answers, over.clone());
        let ended = over.clone();
        let attends = tokio::spawn(async move {
            tokio::select! {
                _ = opening.listed.wait() => attend.await,
                () = ended.cancelled() => Ok(()),
            }
        });
        Self { over, attends }
    }

    /// Ends it, and waits until that is said.
    ///
    /// # Errors
    /// Where it cannot be said: the others hear of it once it is over by itself.
    pub async fn end(self) -> Result<(), StoreError> {
        self.over.cancel();
        // Where saying so has ended with a panic, it is over as well.
        self.attends.await.unwrap_or(Ok(()))
    }

    /// Ends it without a word, for a store that takes none: it is over by itself soon.
    pub fn break_off(self) {
        self.attends.abort();
    }
}

/// Whether a store that answers so takes no other word either: somebody keeps it, or it is away.
pub fn refuses_all(error: &StoreError) -> bool {
    matches!(error, StoreError::Busy { .. } | StoreError::Away { .. })
}

/// Says for as long as the screen is there that an operator sits at it, unless nothing may be written, and tells who else
/// sits at one.
async fn attend(
    store: Arc<dyn Store>,
    operator: String,
    read_only: bool,
    answers: mpsc::Sender<Message>,
    over: CancellationToken,
) -> Result<(), StoreError> {
    let screen = holder::name();
    let mut told = vec![];
    let mut is_refused = read_only;
    loop {
        // Where a role may not say so, it only looks.
        if !is_refused {
            match store.attend(&screen, &operator, HOLD).await {
                Err(StoreError::Forbidden { .. }) => is_refused = true,
                // Leaving would be refused as well.
                Err(error) if over.is_cancelled() && refuses_all(&error) => return Err(error),
                _ => {}
            }
        }
        if let Ok(mut others) = store.on_shift().await {
            others.retain(|other| other.screen != screen && !holder::is_dead(&other.screen));
            if told != others {
                told.clone_from(&others);
                if answers.send(Message::ShiftLoaded(others)).await.is_err() {
                    break;
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(ATTENDS) => {}
            () = over.cancelled() => break,
        }
    }
    if is_refused { Ok(()) } else { store.leave_shift(&screen).await }
}
