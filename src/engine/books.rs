//! The books that a screen or a watcher of alerts keeps, so that a question about figures costs what is new and not the whole ledger.
//!
//! The books of the latest moment are kept and moved on; a look back has books of its own, and the last of them is
//! kept, because one moment is asked about more than once.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::Context;
use crate::model::{Ledger, Seq};
use crate::reconcile::Books;
use crate::store::StoreError;

/// How long a screen keeps its books before it opens them anew: what has left a rolling episode is let go with them.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Of which moment is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The latest, which it was when the question was asked.
    Now(Timestamp),
    /// An earlier one.
    Past(Timestamp),
}

/// The books that are kept.
#[derive(Debug, Default)]
pub struct Shelf {
    now: Option<Kept>,
    past: Option<Box<Books>>,
}

/// Books of the latest moment.
#[derive(Debug)]
struct Kept {
    books: Books,
    /// The position in the store's history up to which they reach.
    seq: Seq,
    /// The moment they were opened at.
    opened: Timestamp,
}

/// What the books of a moment are made from.
enum Source {
    /// Books of an earlier moment alone.
    Past(Ledger),
    /// Books of an earlier moment that were kept.
    Again(Box<Books>),
    /// Books that are kept from now on.
    All(Seq, Ledger),
    /// Books that were kept, and what is new.
    News(Box<Kept>, Seq, Ledger),
}

/// Asks the books of a moment, off the drawing path; figures of books opened for it tell what changed since `looked`.
///
/// # Errors
/// A sentence where the store fails.
pub async fn consult<T: Send + 'static>(
    context: Context,
    shelf: Arc<Mutex<Shelf>>,
    when: When,
    looked: Option<Timestamp>,
    question: impl FnOnce(&Books) -> T + Send + 'static,
) -> Result<T, String> {
    let mut shelf = shelf.lock_owned().await;
    let (as_of, source) = source(&context, &mut shelf, when, looked).await.map_err(|error| error.to_string())?;
    let reconciled = tokio::task::spawn_blocking(move || {
        let open = |ledger| {
            let books = Books::open(Arc::clone(&context.situation), context.episode.clone(), as_of, ledger);
            let mut books = books.fading_by(context.settings.staleness);
            books.since(looked);
            books
        };
        let now = match source {
            Source::Past(ledger) => return question(shelf.past.insert(Box::new(open(ledger)))),
            Source::Again(books) => return question(shelf.past.insert(books)),
            Source::All(seq, ledger) => Kept { books: open(ledger), seq, opened: as_of },
            Source::News(mut before, seq, ledger) => {
                before.books.fold(ledger);
                before.books.turn_to(as_of);
                Kept { seq, ..*before }
            }
        };
        question(&shelf.now.insert(now).books)
    });
    reconciled.await.map_err(|_| "reconciling the figures failed; the log says why".to_owned())
}

async fn source(
    context: &Context,
    shelf: &mut Shelf,
    when: When,
    looked: Option<Timestamp>,
) -> Result<(Timestamp, Source), StoreError> {
    let Context { store, episode, .. } = context;
    let as_of = match when {
        When::Past(as_of) => {
            if let Some(books) = shelf.past.take().filter(|books| books.as_of() == as_of) {
                return Ok((as_of, Source::Again(books)));
            }
            return Ok((as_of, Source::Past(store.ledger(episode, as_of, looked).await?)));
        }
        // What was asked before a later question is answered with what is known since.
        When::Now(asked) => shelf.now.as_ref().map_or(asked, |kept| kept.books.as_of().max(asked)),
    };
    if let Some(before) = shelf.now.take().filter(|kept| as_of.duration_since(kept.opened) < KEPT_FOR)
        && let Some((seq, ledger)) = store.ledger_after(before.seq).await?
    {
        return Ok((as_of, Source::News(Box::new(before), seq, ledger)));
    }
    let (seq, ledger) = store.ledger_from(episode, as_of, looked).await?;
    Ok((as_of, Source::All(seq, ledger)))
}
