//! Word of what changed: says that there is something newer, never what.

use crate::model::{FeedId, Seq};

/// Something a front end may want to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The store holds something newer.
    Stored(Seq),
    /// A feed was asked; how it stands is in the store.
    FeedPolled(FeedId),
    /// A task ended that should not have; the sentence says which and why.
    TaskFailed(String),
}
