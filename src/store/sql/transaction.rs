//! Transactions, of whichever database.

use sqlx::SqlitePool;

use super::super::postgres::{self, Connections};
use super::statement::{Dialect, On};

/// A transaction. Dropped, nothing of it stays.
pub(in super::super) enum Transaction {
    /// Of SQLite.
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    /// Of PostgreSQL.
    Postgres(postgres::Transaction),
}

impl Transaction {
    /// Which words its database knows.
    pub(super) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Ends it: all of it stays.
    ///
    /// # Errors
    /// Where it cannot be kept.
    pub(in super::super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }
}

impl<'a> From<&'a mut Transaction> for On<'a> {
    fn from(transaction: &'a mut Transaction) -> Self {
        match transaction {
            Transaction::Sqlite(transaction) => Self::Sqlite(transaction),
            Transaction::Postgres(transaction) => {
                let (connection, lost) = transaction.connection();
                Self::Postgres(connection, lost)
            }
        }
    }
}

impl<'a> From<&'a SqlitePool> for On<'a> {
    fn from(pool: &'a SqlitePool) -> Self {
        Self::SqlitePool(pool)
    }
}

impl<'a> From<&'a Connections> for On<'a> {
    fn from(connections: &'a Connections) -> Self {
        Self::Connections(connections)
    }
}
