//! News: word of what other programs store, where the store tells of it by itself; and what a front end wants of whoever
//! asks the feeds, where that is not this program.

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;

use super::change::Change;
use super::{Context, Demand};
use crate::model::{FeedId, Seq};
use crate::store::Store;

/// Tells of every new position in the store's history, until the engine stops.
pub(super) async fn run(store: Arc<dyn Store>, changes: broadcast::Sender<Change>, token: CancellationToken) {
    let Some(mut heard) = store.listen() else { return };
    let mut own = changes.subscribe();
    let (mut known, mut last): (Option<Seq>, Option<Seq>) = (None, None);
    loop {
        tokio::select! {
            () = token.cancelled() => return,
            // What this program has stored itself it has told of.
            change = own.recv() => if let Ok(Change::Stored(seq)) = change {
                known = known.max(Some(seq));
            },
            changed = heard.changed() => {
                if changed.is_err() {
                    return;
                }
                let Some(seq) = *heard.borrow_and_update() else { continue };
                // A server that takes over may not have been sent what came last: that is news too.
                let goes_back = last.replace(seq).is_some_and(|last| seq < last);
                if goes_back || known.is_none_or(|known| known < seq) {
                    known = Some(seq);
                    // Nobody need listen.
                    let _unheard = changes.send(Change::Stored(seq));
                }
            }
        }
    }
}

/// Passes on to whoever asks the feeds which of them are wanted at once.
pub(super) async fn pass_on(
    context: Context,
    changes: broadcast::Sender<Change>,
    mut demands: mpsc::Receiver<Demand>,
    token: CancellationToken,
) {
    loop {
        let demand = tokio::select! {
            () = token.cancelled() => return,
            demand = demands.recv() => demand,
        };
        let feeds: Vec<FeedId> = match demand {
            None => return,
            Some(Demand::Poll(feed)) => vec![feed],
            Some(Demand::PollAll) => context.feeds.iter().map(|feed| feed.id.clone()).collect(),
            Some(Demand::Pause | Demand::Resume | Demand::HaltRereading | Demand::GoOnRereading) => continue,
        };
        if let Err(error) = context.store.demand(&feeds).await {
            let _unheard = changes.send(Change::TaskFailed(format!("nobody was told that feeds are wanted: {error}")));
        }
    }
}
