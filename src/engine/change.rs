//! Word of what changed: says that there is something newer, never what.

use std::sync::Arc;

use super::alert::Told;
use super::reread::{Progress, Summary};
use crate::model::{FeedId, Seq};

/// Something a front end may want to ask about.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The store holds something newer.
    Stored(Seq),
    /// A feed was asked; how it stands is in the store.
    FeedPolled(FeedId),
    /// What is stored is read anew by other rules than it was: how far that has come.
    Rereading(Progress),
    /// All of it has been.
    Reread(Box<Summary>),
    /// Alerts sounded.
    Rang(Arc<[Told]>),
    /// A task ended that should not have; the sentence says which and why.
    TaskFailed(String),
}
