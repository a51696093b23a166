//! Asking: a read that stops when nobody waits for its answer any more, so that a word that was typed on costs nothing.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::transaction::Transaction;

/// Steps of the database between two looks at whether somebody still waits: a few tenths of a millisecond.
const STEPS: i32 = 5_000;

/// A read of one moment of the store. Dropped in the middle of a statement, it ends that.
pub(super) struct Asking {
    transaction: Transaction,
    is_over: Arc<AtomicBool>,
}

impl Asking {
    /// Lets a read end when it is dropped. What PostgreSQL works at then, it ends by its own limit of time.
    pub(super) async fn begin(mut transaction: Transaction) -> Result<Self, sqlx::Error> {
        let is_over = Arc::new(AtomicBool::new(false));
        if let Transaction::Sqlite(transaction) = &mut transaction {
            let seen = Arc::clone(&is_over);
            let mut handle = transaction.lock_handle().await?;
            handle.set_progress_handler(STEPS, move || !seen.load(Ordering::Relaxed));
        }
        Ok(Self { transaction, is_over })
    }
}

impl Deref for Asking {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        &self.transaction
    }
}

impl DerefMut for Asking {
    fn deref_mut(&mut self) -> &mut Transaction {
        &mut self.transaction
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}
