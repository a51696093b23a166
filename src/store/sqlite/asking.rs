//! Asking: a read that stops when nobody waits for its answer any more, so that a word that was typed on costs nothing.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::SqliteConnection;

use super::super::StoreError;
use super::column::fault;
use super::{Sqlite, Transaction};

/// Steps of the database between two looks at whether somebody still waits: a few tenths of a millisecond.
const STEPS: i32 = 5_000;

/// A read of one moment of the store. Dropped in the middle of a statement, it ends that.
pub(super) struct Asking {
    transaction: Transaction,
    is_over: Arc<AtomicBool>,
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

impl Sqlite {
    /// Begins a read that ends when it is dropped.
    pub(super) async fn ask(&self, doing: &'static str) -> Result<Asking, StoreError> {
        let mut transaction = self.read(doing).await?;
        let is_over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&is_over);
        let mut handle = transaction.lock_handle().await.map_err(fault(doing))?;
        handle.set_progress_handler(STEPS, move || !seen.load(Ordering::Relaxed));
        drop(handle);
        Ok(Asking { transaction, is_over })
    }
}

/// Makes a connection ready for the next one who asks.
pub(super) async fn released(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.lock_handle().await?.remove_progress_handler();
    Ok(true)
}
