//! The log: what is written ahead goes into the file beside the writer, where much of it comes.
//!
//! The writer takes its log into the file when that is long, and waits for the disk twice each time; what comes next waits
//! with it. Where a flood of items comes, a connection of its own takes in what is there already while the writer goes on, so
//! that little is left for the writer. Nothing depends on it: what it does not take in, the writer does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::SqlitePool;
use tokio::sync::Semaphore;

/// Rows of items after which what is in the log is taken in: a third of what the writer's log holds. Every page is written
/// into the file once each time.
const DUE: usize = 1_600;

/// Who takes the log in. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Log {
    /// One connection, which is made when it is first needed.
    pool: SqlitePool,
    /// Rows since it was last done.
    rows: Arc<AtomicUsize>,
    /// Held while it is being done.
    turn: Arc<Semaphore>,
}

impl Log {
    pub(super) fn new(pool: SqlitePool) -> Self {
        Self { pool, rows: Arc::default(), turn: Arc::new(Semaphore::new(1)) }
    }

    /// Notes that so many rows were written; takes the log in beside whoever goes on, where that is due.
    pub(super) fn wrote(&self, rows: usize) {
        if self.rows.fetch_add(rows, Ordering::Relaxed) + rows < DUE {
            return;
        }
        let Ok(turn) = Arc::clone(&self.turn).try_acquire_owned() else { return };
        self.rows.store(0, Ordering::Relaxed);
        let log = self.clone();
        tokio::spawn(async move {
            log.take_in().await;
            drop(turn);
        });
    }

    /// Takes in what is there, as far as it can without waiting for anybody.
    async fn take_in(&self) {
        if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&self.pool).await {
            tracing::debug!("the log was not taken in: {error}");
        }
    }

    /// Waits until it is done, and ends.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own store")]
mod tests {
    use super::super::Sqlite;
    use crate::store::sql::Durability;

    #[tokio::test]
    async fn what_was_written_is_taken_into_the_file_while_the_writer_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let store = Sqlite::open(&path).await.unwrap();
        let length = || std::fs::metadata(&path).unwrap().len();
        let before = length();
        let insert = "INSERT INTO host (name, next_at) VALUES (hex(randomblob(50000)), 1)";
        let mut write = store.begin(Durability::Bulk).await.unwrap();
        sqlx::query(insert).execute(&mut *write).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(length(), before, "it is in the log alone");
        let mut write = store.begin(Durability::Bulk).await.unwrap();
        sqlx::query(insert).execute(&mut *write).await.unwrap();
        store.log.take_in().await;
        assert!(length() >= before + 100_000);
        write.commit().await.unwrap();
        let hosts: i64 = sqlx::query_scalar("SELECT count(*) FROM host").fetch_one(store.readers()).await.unwrap();
        assert_eq!(hosts, 2);
        store.close().await;
    }
}
