//! Opening: the server, its schema, and whether this program may write to it.

use std::sync::{Arc, Mutex};

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, Row};

use super::super::StoreError;
use super::address::Address;
use super::servers::{For, Servers, TURN, may_write as may_write_at};
use super::state::said;
use super::{Connections, Postgres};

/// The numbered migrations, embedded.
static MIGRATOR: Migrator = sqlx::migrate!("src/store/migrations/postgres");

/// What programs lock that bring the schema up to date, so that they take turns: "coas" as a number.
const TURNS: i64 = 1_668_243_827;

/// The oldest server, as it numbers itself.
const OLDEST: i32 = 150_000;

/// Readers at once: a screen asks for a page at a time, and for its figures beside it. With the line of the news and the writer
/// it holds four connections, so that a server as it comes, with room for a hundred, carries twenty screens and their
/// collectors.
const READERS: u32 = 2;

/// The line on which the news is heard, beside the readers.
const LINES: u32 = 1;

/// Writers at once: they take turns anyway.
const WRITERS: u32 = 1;

/// Statements that a connection keeps ready: more than there are.
const STATEMENTS: usize = 500;

macro_rules! settings {
    () => {
        "SET search_path TO coastwatch;
    SET jit TO off;
    SET lock_timeout TO '30s';
    SET idle_in_transaction_session_timeout TO '10s';
    SET statement_timeout TO '120s';
    SET tcp_keepalives_idle TO 10;
    SET tcp_keepalives_interval TO 5;
    SET tcp_keepalives_count TO 3;
    SET enable_seqscan TO off;"
    };
}

/// What every connection begins with. A program that hangs in the middle of a write is cut off well within a lease, so that
/// others go on; one whose machine has gone away is noticed within half a minute. Statements are not compiled: for a page of
/// reports that took longer (0.2 to 1.8 s of a million items) than the page itself. Everything is looked up by index, however the
/// planner reckons: what it has planned while a table was small it keeps, so that most first polls of 15,000 items took three to
/// six times as long; and of a million items it went through the whole table for the claims of two weeks (three times as long)
/// and for a word that only the newest had.
const SETTINGS: &str = settings!();

/// The same for one that only reads. It keeps nobody waiting, so that it may take its time between two statements: to work out
/// how a large archive was grouped at an earlier moment takes that of a minute.
const SETTINGS_TO_READ: &str =
    concat!(settings!(), "SET default_transaction_read_only TO on; SET idle_in_transaction_session_timeout TO '120s';");

impl Postgres {
    /// Opens the store at an address, with its schema brought up to date.
    pub(in super::super) async fn open(url: &str) -> Result<Self, StoreError> {
        let address = read(url)?;
        let unusable = |why: String| StoreError::Unusable { store: address.name.clone(), why };
        let (servers, mut connection) = reach(&address).await.map_err(&unusable)?;
        if inspect(&mut connection).await.map_err(&unusable)? != Some(newest()) {
            migrate(&mut connection).await.map_err(&unusable)?;
        }
        let may_write = may_write(&mut connection).await.map_err(|error| unusable(said(&error)))?;
        // It has done its part.
        let _closed = connection.close().await;
        if let Some(why) = may_write {
            return Err(StoreError::ReadOnly { store: address.name, why });
        }
        let [writers, readers] = [
            connections(&servers, (WRITERS, 0), For::Writing, SETTINGS),
            connections(&servers, (READERS, LINES), For::Reading, SETTINGS_TO_READ),
        ];
        Ok(Self { writers: writers?, readers: readers?, news: Mutex::default(), name: address.name })
    }

    /// Opens the store at an address to look at it.
    pub(in super::super) async fn open_to_read(url: &str) -> Result<Self, StoreError> {
        let address = read(url)?;
        let unusable = |why: String| StoreError::Unusable { store: address.name.clone(), why };
        let (servers, mut connection) = reach(&address).await.map_err(&unusable)?;
        let version = inspect(&mut connection).await.map_err(&unusable)?;
        // It has done its part.
        let _closed = connection.close().await;
        match version {
            Some(version) if version == newest() => {}
            None => return Err(unusable("there is none, and none is made to be looked at".to_owned())),
            Some(version) => {
                return Err(unusable(format!(
                    "it is of schema {version}, older than this program's {}; open it once without --read-only to bring it \
                     up to date",
                    newest()
                )));
            }
        }
        let readers = connections(&servers, (READERS, LINES), For::Reading, SETTINGS_TO_READ)?;
        Ok(Self { writers: readers.clone(), readers, news: Mutex::default(), name: address.name })
    }
}

fn read(url: &str) -> Result<Address, StoreError> {
    Address::read(url).map_err(|why| StoreError::Address { why })
}

/// Connections to whichever of the servers is of use.
fn connections(
    servers: &Arc<Servers>,
    places: (u32, u32),
    purpose: For,
    settings: &'static str,
) -> Result<Connections, StoreError> {
    let connections = Connections::new(servers, places, purpose, settings);
    connections.ok_or_else(|| StoreError::Address { why: "it names no server".to_owned() })
}

/// Connects to the first server that can be written to; where there is none, to the first that answers.
pub(super) async fn reach(address: &Address) -> Result<(Arc<Servers>, PgConnection), String> {
    let (mut why, mut stands_by) = (String::new(), None);
    let all = address
        .servers
        .iter()
        .map(|server| server.clone().application_name("coastwatch").statement_cache_capacity(STATEMENTS));
    let all: Vec<PgConnectOptions> = all.collect();
    for (at, server) in all.iter().enumerate() {
        let connect = async {
            let mut connection = server.connect().await?;
            sqlx::raw_sql(SETTINGS).execute(&mut connection).await?;
            let may_write = may_write_at(&mut connection).await?;
            Ok::<_, sqlx::Error>((connection, may_write))
        };
        match tokio::time::timeout(TURN, connect).await {
            Ok(Ok((connection, true))) => return Ok((Servers::new(all, at, true), connection)),
            Ok(Ok((connection, false))) => stands_by = stands_by.or(Some((at, connection))),
            Ok(Err(error)) => why = said(&error),
            Err(_) => why = format!("there is no answer within {} s", TURN.as_secs()),
        }
    }
    match stands_by {
        Some((at, connection)) => Ok((Servers::new(all, at, false), connection)),
        None => Err(format!("its server cannot be reached: {why}")),
    }
}

/// Asks a server whether it can keep a store and which schema it has; none where it has none.
pub(super) async fn inspect(connection: &mut PgConnection) -> Result<Option<i64>, String> {
    let asked = sqlx::query(
        "SELECT current_setting('server_version_num')::INT AS version, current_setting('server_encoding') AS encoding,
            to_regnamespace('coastwatch') IS NOT NULL AS is_there,
            to_regclass('coastwatch._sqlx_migrations') IS NOT NULL AS is_ours,
            EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('coastwatch')) AS is_used",
    );
    let row = asked.fetch_one(&mut *connection).await.map_err(|error| said(&error))?;
    let get = |error: sqlx::Error| said(&error);
    let version: i32 = row.try_get("version").map_err(get)?;
    if version < OLDEST {
        let (is, needs) = (version / 10_000, OLDEST / 10_000);
        return Err(format!("its server is PostgreSQL {is}, and {needs} or later is needed"));
    }
    let encoding: &str = row.try_get("encoding").map_err(get)?;
    if encoding != "UTF8" {
        return Err(format!("its database is encoded in {encoding}; make one in UTF8"));
    }
    let (is_ours, is_used): (bool, bool) = (row.try_get("is_ours").map_err(get)?, row.try_get("is_used").map_err(get)?);
    if !is_ours {
        return match is_used {
            true => Err("its schema `coastwatch` belongs to another program; it is left as it was".to_owned()),
            false => Ok(None),
        };
    }
    let version: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM coastwatch._sqlx_migrations")
        .fetch_one(connection)
        .await
        .map_err(|error| said(&error))?;
    match version {
        Some(version) if version > newest() => Err(newer(version)),
        version => Ok(version),
    }
}

/// Brings the schema up to date; programs that start at once take turns.
async fn migrate(connection: &mut PgConnection) -> Result<(), String> {
    let refused = |error: sqlx::Error| {
        let advice = match super::super::sql::fault::sql_state(&error) {
            Some("42501") => "; let the owner of the database open it once, and this role be given its rights",
            _ => "",
        };
        format!("its schema cannot be made: {}{advice}", said(&error))
    };
    let turn = async |connection: &mut PgConnection, statement: &'static str| {
        sqlx::query(statement).bind(TURNS).execute(connection).await.map(drop)
    };
    turn(connection, "SELECT pg_advisory_lock($1)").await.map_err(refused)?;
    let made = async {
        let exists: bool = sqlx::query_scalar("SELECT to_regnamespace('coastwatch') IS NOT NULL")
            .fetch_one(&mut *connection)
            .await
            .map_err(refused)?;
        if !exists {
            sqlx::query("CREATE SCHEMA coastwatch").execute(&mut *connection).await.map_err(refused)?;
        }
        match MIGRATOR.run_direct(None, &mut *connection, false).await {
            Ok(()) => Ok(()),
            Err(MigrateError::VersionMissing(version)) => Err(newer(version)),
            Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => Err(refused(error)),
            Err(error) => Err(format!("its schema cannot be made: {error}")),
        }
    }
    .await;
    let left = turn(connection, "SELECT pg_advisory_unlock($1)").await.map_err(refused);
    made.and(left)
}

/// Why this role may not write to the store; none where it may.
pub(super) async fn may_write(connection: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    let asked = sqlx::query(
        "SELECT has_table_privilege('coastwatch.sequence', 'UPDATE') AS may, pg_is_in_recovery() AS stands_by,
            current_user::TEXT AS role",
    );
    let row = asked.fetch_one(connection).await?;
    let (may, stands_by, role): (bool, bool, &str) =
        (row.try_get("may")?, row.try_get("stands_by")?, row.try_get("role")?);
    Ok(if !may {
        Some(format!("the role `{role}` may not write to it"))
    } else if stands_by {
        Some("its server only stands by for another one".to_owned())
    } else {
        None
    })
}

/// The newest schema that this program knows.
pub(super) fn newest() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0)
}

fn newer(version: i64) -> String {
    format!(
        "it is of schema {version}, newer than this program's {}; it is left as it was, use a newer program",
        newest()
    )
}
