//! Import: items that no feed brought, read and stored as those of a feed are.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::{Context, EngineError, ingest};
use crate::model::{Feed, FeedRecord, FeedState, ItemId, ParsedItem, Rules};
use crate::store::{Poll, StoreError};

/// How often is decided anew where somebody else stored one of the items meanwhile.
const DECISIONS: u32 = 5;

/// Reads and stores items of a feed that is not polled: how many were new, and how many of those are about the situation.
///
/// # Errors
/// Where the store fails, or reading breaks down.
pub async fn import(context: &Context, feed: &Feed, items: Vec<ParsedItem>) -> Result<(u64, u64), EngineError> {
    let items: Arc<[ParsedItem]> = items.into();
    let ids: Vec<ItemId> = items.iter().map(|item| item.id.clone()).collect();
    let at = context.clock.now();
    let mut tries = 1;
    loop {
        let known = context.store.known(&ids).await?;
        let (reads, own, all) = (context.clone(), feed.clone(), Arc::clone(&items));
        let read = spawn_blocking(move || ingest::read(&reads, &own, &all, &known, at)).await;
        let revisions =
            read.map_err(|error| EngineError::Task(format!("reading what is imported failed ({error})")))?;
        let new: Vec<bool> = revisions.iter().filter(|one| one.revision == 1).map(|one| one.reading.relevant).collect();
        let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
        let told = (count(new.len()), count(new.iter().filter(|relevant| **relevant).count()));
        let rules = if revisions.is_empty() { Rules::default() } else { context.reader.rules().clone() };
        let episode = context.episode.id.clone();
        let poll = Poll { record: record(feed, at), at, episode, rules, revisions, term: None };
        match context.store.save_poll(&poll).await {
            Err(StoreError::Conflict { .. }) if tries < DECISIONS => tries += 1,
            saved => return saved.map(|_| told).map_err(EngineError::from),
        }
    }
}

/// How such a feed stands: it answered, and is asked no more.
fn record(feed: &Feed, at: jiff::Timestamp) -> FeedRecord {
    let asked = Some(at);
    FeedRecord {
        state: FeedState::Ok,
        last_success: asked,
        last_new_item: asked,
        last_poll: asked,
        ..FeedRecord::new(feed)
    }
}
