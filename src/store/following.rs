//! What a store tells whoever follows it: items in the order they were stored, or the newest of them.

use async_trait::async_trait;

use super::{Range, StoreError};
use crate::filter::Condition;
use crate::model::{Item, ItemId, Seq};
use jiff::Timestamp;

/// A place in the order in which items were stored: the store's history, and within one place of it the item.
pub type Followed = (Seq, ItemId);

/// A store that can be followed.
#[async_trait]
pub trait Follow {
    /// A page of the items that were stored or edited after a place, in that order, each in its latest revision and with the
    /// place of that; with a condition, of those that it holds for at a moment.
    async fn items_after(
        &self,
        after: &Followed,
        condition: Option<(&Condition, Timestamp)>,
        limit: u32,
    ) -> Result<Vec<(Seq, Item)>, StoreError>;

    /// The newest items published in a range that are about the situation, the newest first, each in its latest revision; with
    /// a condition, of those that it holds for at a moment. What it costs follows how many are asked for.
    async fn newest_items(
        &self,
        condition: Option<(&Condition, Timestamp)>,
        range: Range,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError>;
}
