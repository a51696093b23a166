//! The servers of an address: which of them is written to now, found again when it goes away and another takes over.
//!
//! As libpq has it with `target_session_attrs=read-write`: of the servers that are named, the first that can be written to is
//! used; while none can, one that answers is read from. Connections that go elsewhere are given up when that changes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};
use tokio::time::Instant;

use super::lost::{Finds, Lost};

/// How long a server may take to say whether it can be written to.
const GLANCE: Duration = Duration::from_secs(2);

/// How long an operation that has its turn waits for a connection before the server counts as away.
pub(super) const TURN: Duration = Duration::from_secs(5);

/// How often it is looked for one that can be written to, while none is known.
const AGAIN: Duration = Duration::from_secs(5);

/// Whether the session may write, which it may not where its server stands by for another one.
const MAY_WRITE: &str = "SELECT current_setting('transaction_read_only') = 'off'";

/// The servers of a store.
#[derive(Debug)]
pub(super) struct Servers {
    all: Vec<PgConnectOptions>,
    now: Arc<Mutex<Now>>,
    /// What is connected to them.
    pools: Mutex<Vec<PgPool>>,
    /// One looks for another server at a time.
    seeking: tokio::sync::Mutex<()>,
    finds: Finds,
}

/// Where new connections go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Now {
    at: usize,
    /// Whether it cannot be written to.
    stands_by: bool,
    /// Since when: connections from before that go elsewhere.
    since: Instant,
    /// When it was last looked for another one.
    sought: Instant,
}

/// What connections are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// To read and write.
    Writing,
    /// To read alone.
    Reading,
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Servers {
    /// Servers of which one was found; whether it can be written to.
    pub(super) fn new(all: Vec<PgConnectOptions>, at: usize, may_write: bool) -> Arc<Self> {
        let now = Instant::now();
        let now = Arc::new(Mutex::new(Now { at, stands_by: !may_write, since: now, sought: now }));
        Arc::new(Self {
            all,
            now,
            pools: Mutex::default(),
            seeking: tokio::sync::Mutex::default(),
            finds: Finds::default(),
        })
    }

    /// Comes once lines of now are found dead.
    pub(super) fn lost(&self) -> Lost {
        self.finds.heard()
    }

    /// Tells whoever waits for an answer that the lines are dead.
    pub(super) fn give_up(&self) {
        self.finds.tell();
    }

    /// Up to `size` connections to the server of now, and to whichever takes over; they come about when they are needed.
    pub(super) fn connections(&self, size: u32, purpose: For, settings: &'static str) -> Option<PgPool> {
        let now = Arc::clone(&self.now);
        let pool = PgPoolOptions::new().max_connections(size).acquire_timeout(TURN);
        let pool = pool
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    sqlx::raw_sql(settings).execute(&mut *connection).await?;
                    match purpose == For::Reading || may_write(connection).await? {
                        true => Ok(()),
                        false => Err(sqlx::Error::Protocol("the server cannot be written to".to_owned())),
                    }
                })
            })
            .before_acquire(move |connection, known| {
                let since = lock(&now).since;
                Box::pin(async move {
                    let goes_elsewhere = known.age > since.elapsed();
                    Ok(!goes_elsewhere && (purpose == For::Reading || may_write(connection).await?))
                })
            });
        let pool = pool.connect_lazy_with(self.all.get(lock(&self.now).at)?.clone());
        let mut pools = lock(&self.pools);
        pools.retain(|pool| !pool.is_closed());
        pools.push(pool.clone());
        Some(pool)
    }

    /// Whether there is none that can be written to, as far as is known.
    pub(super) fn stand_by(&self) -> bool {
        lock(&self.now).stands_by
    }

    /// Whether it is to be looked whether one can be written to by now.
    pub(super) fn is_to_be_sought(&self) -> bool {
        let now = lock(&self.now);
        self.all.len() > 1 && now.stands_by && now.sought.elapsed() >= AGAIN
    }

    /// Looks for the server that can be written to, else for one that can be read, and lets connections go there; whether
    /// one was found.
    pub(super) async fn seek(&self) -> bool {
        if self.all.len() < 2 {
            return false;
        }
        let asked = Instant::now();
        let _one = self.seeking.lock().await;
        if lock(&self.now).sought > asked {
            // Somebody else has looked meanwhile.
            return true;
        }
        let glances = join_all(self.all.iter().map(|server| tokio::time::timeout(GLANCE, glance(server)))).await;
        let glances: Vec<Option<bool>> = glances.into_iter().map(|glance| glance.ok()?.ok()).collect();
        let first = |what: bool| glances.iter().position(|glance| *glance == Some(what));
        let found = first(true).map(|at| (at, false)).or_else(|| {
            let at = lock(&self.now).at;
            let stays = glances.get(at).is_some_and(|glance| glance.is_some());
            Some((if stays { at } else { first(false)? }, true))
        });
        let mut now = lock(&self.now);
        now.sought = Instant::now();
        let Some((at, stands_by)) = found else { return false };
        if (now.at, now.stands_by) != (at, stands_by) {
            (now.at, now.stands_by, now.since) = (at, stands_by, Instant::now());
            let what = if stands_by { "read from" } else { "written to" };
            tracing::warn!("the store is {what} at its server number {} now", at + 1);
            for pool in lock(&self.pools).iter() {
                self.all.get(at).into_iter().for_each(|server| pool.set_connect_options(server.clone()));
            }
        }
        true
    }
}

/// Whether a session may write.
pub(super) async fn may_write(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(MAY_WRITE).fetch_one(connection).await
}

/// Whether a server that answers can be written to.
async fn glance(server: &PgConnectOptions) -> Result<bool, sqlx::Error> {
    let mut connection = server.connect().await?;
    let may_write = may_write(&mut connection).await?;
    // It was only asked.
    let _closed = connection.close().await;
    Ok(may_write)
}
