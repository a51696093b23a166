//! PostgreSQL: one server, many programs on many machines.
//!
//! A write locks the one row of the store's position until it ends, as SQLite's writer locks its file: writers take turns,
//! so that nothing is grouped or decided past another, and whoever sees a position sees all that was stored up to it. A read
//! of several statements sees one moment. Every write is on the server's disk before it is told of.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres as Server};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

pub(super) use self::lost::Lost;
use self::servers::{For, Servers};
use crate::model::Seq;

mod address;
pub(super) mod dialect;
mod lost;
mod news;
mod open;
pub(super) mod served;
mod servers;
pub(super) mod state;

pub(super) use address::is_meant;

/// An open store on a server.
#[derive(Debug)]
pub(super) struct Postgres {
    writers: Connections,
    readers: Connections,
    /// The line by which news are heard, once somebody listens.
    news: Mutex<Option<watch::Receiver<Option<Seq>>>>,
    /// How it is named in sentences.
    name: String,
}

/// Connections that are there for one purpose, and turns to use them: who waits for another user of this program waits
/// longer than who waits for the server.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    pool: Arc<Mutex<PgPool>>,
    turns: Arc<Semaphore>,
    servers: Arc<Servers>,
    purpose: For,
    /// How many there may be.
    size: u32,
    /// What each begins with.
    settings: &'static str,
}

/// A connection for one statement.
#[derive(Debug)]
pub(super) struct Turn {
    connection: PoolConnection<Server>,
    lost: Lost,
    _turn: OwnedSemaphorePermit,
}

/// A transaction.
#[derive(Debug)]
pub(super) struct Transaction {
    transaction: sqlx::Transaction<'static, Server>,
    lost: Lost,
    _turn: OwnedSemaphorePermit,
}

/// How long a connection may take to come about before it is looked whether another server is to be used by now.
const PROMPT: Duration = Duration::from_millis(300);

/// How long an operation waits for its turn in this process before the store counts as busy.
const WAIT: Duration = Duration::from_secs(120);

/// How long connections may take to close.
const CLOSING: Duration = Duration::from_secs(5);

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

    /// The newest position that was heard of, from now on; none while nothing is heard, and is to be asked for. Needs a
    /// running runtime.
    pub(super) fn listen(&self) -> watch::Receiver<Option<Seq>> {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(heard) = news.as_ref().filter(|heard| heard.has_changed().is_ok()) {
            return heard.clone();
        }
        let (told, heard) = watch::channel(None);
        tokio::spawn(news::listen(self.readers.clone(), self.writers.clone(), told));
        *news = Some(heard.clone());
        heard
    }

    /// The newest position that was heard of, while that is sure to be the newest.
    pub(super) fn heard(&self) -> Option<Seq> {
        *self.news.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?.borrow()
    }

    /// Whether no server can be written to, and one that stands by is read from.
    pub(super) fn stands_by(&self) -> bool {
        self.readers.servers.stand_by()
    }

    /// Closes all connections once they are done; those whose lines are dead never are.
    pub(super) async fn close(&self) {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (readers, writers) = (self.readers.pool(), self.writers.pool());
        let closing = futures_util::future::join(readers.close(), writers.close());
        // Whatever is said meanwhile is said by whoever asked.
        let _closed = tokio::time::timeout(CLOSING, closing).await;
    }
}

impl Connections {
    /// Connections to whichever of the servers is of use: so many that take turns, and lines beside them; none where no server
    /// is named.
    fn new(servers: &Arc<Servers>, (turns, lines): (u32, u32), purpose: For, settings: &'static str) -> Option<Self> {
        let size = turns + lines;
        let pool = Arc::new(Mutex::new(servers.connections(size, purpose, settings)?));
        let turns = Arc::new(Semaphore::new(usize::try_from(turns).unwrap_or(1)));
        Some(Self { pool, turns, servers: Arc::clone(servers), purpose, size, settings })
    }

    fn pool(&self) -> PgPool {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets go of all connections that there are, since their lines are dead: others come about in their place. What hangs on
    /// them hangs there until the system gives them up.
    fn renew(&self) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.is_closed() {
            return;
        }
        let Some(fresh) = self.servers.connections(self.size, self.purpose, self.settings) else { return };
        let old = std::mem::replace(&mut *pool, fresh);
        tokio::spawn(async move { old.close().await });
    }

    /// A connection for one statement.
    pub(super) async fn acquire(&self) -> Result<Turn, sqlx::Error> {
        let (turn, lost) = (self.turn().await?, self.servers.lost());
        let connection = self.reached(|pool| async move { pool.acquire().await }).await?;
        Ok(Turn { connection, lost, _turn: turn })
    }

    async fn begin(&self, statement: &'static str) -> Result<Transaction, sqlx::Error> {
        let (turn, lost) = (self.turn().await?, self.servers.lost());
        let begun = self.reached(|pool| async move { pool.begin_with(statement).await });
        let transaction = lost.clone().or(begun).await?;
        Ok(Transaction { transaction, lost, _turn: turn })
    }

    /// Connects; where that takes long or fails, it is looked which of the servers can be used by now.
    async fn reached<T, F>(&self, connect: impl Fn(PgPool) -> F) -> Result<T, sqlx::Error>
    where
        F: Future<Output = Result<T, sqlx::Error>>,
    {
        let connect = || connect(self.pool());
        let servers = &self.servers;
        if self.purpose == For::Writing && servers.stand_by() {
            servers.seek().await;
        } else if servers.is_to_be_sought() {
            let servers = Arc::clone(servers);
            tokio::spawn(async move { servers.seek().await });
        }
        let reached = {
            let connecting = connect();
            tokio::pin!(connecting);
            tokio::select! {
                biased;
                reached = &mut connecting => reached,
                () = tokio::time::sleep(PROMPT) => tokio::select! {
                    reached = &mut connecting => reached,
                    // What tries to connect goes on by what is found.
                    _ = servers.seek() => if self.is_hopeless() { Err(only_read()) } else { connecting.await },
                },
            }
        };
        match reached {
            Err(error) if is_away(&error) && servers.seek().await => {
                if self.is_hopeless() {
                    Err(only_read())
                } else {
                    connect().await.map_err(away)
                }
            }
            // Others took its place meanwhile.
            Err(sqlx::Error::PoolClosed) if !self.pool().is_closed() => connect().await.map_err(away),
            reached => reached.map_err(away),
        }
    }

    /// Whether it is known that there is no server for what is wanted.
    fn is_hopeless(&self) -> bool {
        self.purpose == For::Writing && self.servers.stand_by()
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
    /// The connection, and what comes once that is lost.
    pub(super) fn connection(&mut self) -> (&mut PgConnection, Lost) {
        (&mut *self.connection, self.lost.clone())
    }
}

impl Transaction {
    /// Its connection, and what comes once that is lost.
    pub(super) fn connection(&mut self) -> (&mut PgConnection, Lost) {
        (&mut *self.transaction, self.lost.clone())
    }

    /// Ends it: all of it stays.
    ///
    /// # Errors
    /// Where it cannot be kept, or nobody knows whether it is.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.lost.or(self.transaction.commit()).await
    }
}

/// That the servers that answer only stand by.
fn only_read() -> sqlx::Error {
    let why = "none of its servers can be written to";
    sqlx::Error::Io(io::Error::new(io::ErrorKind::NotConnected, why))
}

/// Whether an error says that no connection came about.
fn is_away(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::PoolTimedOut) || state::of(error) == Some(state::State::Away)
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
