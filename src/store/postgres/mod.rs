//! PostgreSQL: one server, many programs on many machines.
//!
//! A write locks the one row of the store's position until it ends, as SQLite's writer locks its file: writers take turns,
//! so that nothing is grouped or decided past another, and whoever sees a position sees all that was stored up to it. A read
//! of several statements sees one moment. Every write is on the server's disk before it is told of.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres as Server};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

mod address;
pub(super) mod dialect;
mod open;
pub(super) mod served;
pub(super) mod state;

pub(super) use address::is_meant;

/// An open store on a server.
#[derive(Debug)]
pub(super) struct Postgres {
    writers: Connections,
    readers: Connections,
    /// How it is named in sentences.
    name: String,
}

/// Connections that are there for one purpose, and turns to use them: who waits for another user of this program waits
/// longer than who waits for the server.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    pool: PgPool,
    turns: Arc<Semaphore>,
}

/// A connection for one statement.
#[derive(Debug)]
pub(super) struct Turn {
    connection: PoolConnection<Server>,
    _turn: OwnedSemaphorePermit,
}

/// A transaction.
#[derive(Debug)]
pub(super) struct Transaction {
    transaction: sqlx::Transaction<'static, Server>,
    _turn: OwnedSemaphorePermit,
}

/// How long an operation waits for its turn in this process before the store counts as busy.
const WAIT: Duration = Duration::from_secs(120);

impl Postgres {
    /// Begins a write.
    pub(super) async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        self.writers.begin("BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    /// Begins a read that sees one moment of the store.
    pub(super) async fn begin_to_read(&self) -> Result<Transaction, sqlx::Error> {
        self.readers.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    /// How it is named in sentences, without secrets.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The connections that only read.
    pub(super) fn readers(&self) -> &Connections {
        &self.readers
    }

    /// Closes all connections once they are done.
    pub(super) async fn close(&self) {
        self.readers.pool.close().await;
        self.writers.pool.close().await;
    }
}

impl Connections {
    fn new(pool: PgPool) -> Self {
        let turns = usize::try_from(pool.options().get_max_connections()).unwrap_or(1);
        Self { pool, turns: Arc::new(Semaphore::new(turns)) }
    }

    /// A connection for one statement.
    pub(super) async fn acquire(&self) -> Result<Turn, sqlx::Error> {
        let turn = self.turn().await?;
        Ok(Turn { connection: self.pool.acquire().await.map_err(away)?, _turn: turn })
    }

    async fn begin(&self, statement: &'static str) -> Result<Transaction, sqlx::Error> {
        let turn = self.turn().await?;
        Ok(Transaction { transaction: self.pool.begin_with(statement).await.map_err(away)?, _turn: turn })
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, sqlx::Error> {
        match tokio::time::timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) => Err(sqlx::Error::PoolClosed),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }
}

impl Turn {
    /// The connection.
    pub(super) fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

impl Transaction {
    /// Its connection.
    pub(super) fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    /// Ends it: all of it stays.
    ///
    /// # Errors
    /// Where it cannot be kept, or nobody knows whether it is.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.transaction.commit().await
    }
}

/// That no connection came about in time, with a turn to have one, says of a server that it is away.
fn away(error: sqlx::Error) -> sqlx::Error {
    match error {
        sqlx::Error::PoolTimedOut => {
            sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "no connection to the server came about in time"))
        }
        error => error,
    }
}
