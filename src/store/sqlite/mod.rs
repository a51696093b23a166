//! SQLite: one file, one writer, a few readers beside it.
//!
//! Write-ahead logging lets readers go on while the writer commits. Every write begins by taking the write lock, so
//! that no transaction fails half way for want of it; other processes wait their turn. Polls are safe against the end
//! of the process, decisions also against loss of power.

use std::path::PathBuf;

use sqlx::{AssertSqlSafe, SqlitePool};

use self::log::Log;
use super::StoreError;
use super::filesystem::Identity;
use super::sql::Durability;

pub(super) mod check;
mod log;
mod mend;
mod open;
mod pages;
pub(super) mod repair;
mod salvage;

/// An open SQLite file.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: SqlitePool,
    readers: SqlitePool,
    log: Log,
    /// Where it is.
    file: PathBuf,
    /// Which file that was when it was opened.
    identity: Identity,
}

type Transaction = sqlx::Transaction<'static, sqlx::Sqlite>;

impl Sqlite {
    /// Begins a write: takes the lock.
    pub(super) async fn begin(&self, durability: Durability) -> Result<Transaction, sqlx::Error> {
        let mut writer = self.writer.acquire().await?;
        sqlx::query(AssertSqlSafe(open::writing(durability))).execute(&mut *writer).await?;
        let begin = sqlx::SqlSafeStr::into_sql_str("BEGIN IMMEDIATE");
        Transaction::begin(writer, Some(begin)).await
    }

    /// Notes that a write of so many items has ended.
    pub(super) fn wrote(&self, items: usize) {
        self.log.wrote(items);
    }

    /// Begins a read that sees one moment of the store.
    pub(super) async fn begin_to_read(&self) -> Result<Transaction, sqlx::Error> {
        self.readers.begin().await
    }

    /// How it is named in sentences.
    pub(super) fn name(&self) -> String {
        open::name_of(&self.file)
    }

    /// The connections that only read.
    pub(super) fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Whether the file is still the one that was opened: what is written to one that was removed is lost with this process.
    pub(super) fn stands(&self, doing: &'static str) -> Result<(), StoreError> {
        if Identity::of(&self.file) == self.identity {
            return Ok(());
        }
        Err(StoreError::Gone { file: self.file.display().to_string(), doing })
    }

    /// Closes all connections once they are done.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.log.close().await;
        self.writer.close().await;
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own store")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_write_is_as_sure_as_it_is_to_be_whatever_was_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("store.db")).await.unwrap();
        let (process, bulk, power) = ((1, 0, -8192), (1, 2, -16384), (2, 0, -8192));
        for (durability, expect) in [
            (Durability::Bulk, bulk),
            (Durability::Power, power),
            (Durability::Process, process),
            (Durability::Power, power),
            (Durability::Bulk, bulk),
            (Durability::Bulk, bulk),
            (Durability::Process, process),
        ] {
            let mut write = store.begin(durability).await.unwrap();
            let mut told = vec![];
            for pragma in ["PRAGMA synchronous", "PRAGMA temp_store", "PRAGMA cache_size"] {
                told.push(sqlx::query_scalar::<_, i64>(pragma).fetch_one(&mut *write).await.unwrap());
            }
            write.commit().await.unwrap();
            assert_eq!(told, [expect.0, expect.1, expect.2], "{durability:?}");
        }
        store.close().await;
    }

    #[tokio::test]
    async fn a_write_that_sqlite_has_ended_itself_keeps_nobody_from_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("store.db")).await.unwrap();
        for commits in [true, false] {
            let mut write = store.begin(Durability::Power).await.unwrap();
            // What a full disk does to it.
            sqlx::query("ROLLBACK").execute(&mut *write).await.unwrap();
            if commits {
                write.commit().await.unwrap_err();
            } else {
                drop(write);
            }
            store.begin(Durability::Power).await.unwrap().commit().await.unwrap();
        }
        store.close().await;
    }
}
