//! Opening: the folder, the file, whose it is and of which schema, then the connections.
//!
//! A file is looked at before anything may write to it: one that is not ours, or of a newer schema, stays as it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};

use super::super::StoreError;
use super::super::filesystem::{Identity, has_log};
use super::super::sql::Durability;
use super::super::sql::fault::{DAMAGED, is_busy as is_held, is_full, primary_code};
use super::super::sql::kept::settle;
use super::super::sql::statement::On;
use super::Sqlite;
use super::log::Log;
use super::pages::{HEADER, read_up_to};

/// The numbered migrations, embedded.
static MIGRATOR: Migrator = sqlx::migrate!("src/store/migrations/sqlite");

/// What stands in a store's header as application: "coas" as a number.
pub(super) const APPLICATION: u32 = 1_668_243_827;

/// How long a connection waits for another process to finish its write: a poll's transaction takes milliseconds, a
/// stalled disk a few seconds.
const BUSY: Duration = Duration::from_secs(5);

/// Readers at once: screens ask for a page at a time, so that a few serve everybody on a host.
const READERS: u32 = 4;

/// Pages that a reader keeps, in kibibytes below nought: what the system has read already it gives again in a microsecond, and
/// every screen keeps as many of these as there are readers.
const READER_CACHE: &str = "-512";

/// Pages that the writer keeps, likewise: what a poll writes and reads again until it is committed, 8 MB for some hundred items.
/// With 2 MB, each poll writes pages out that it needs again at once.
const WRITER_CACHE: &str = "-8192";

/// The same while many come: one poll after the other touches the same pages of indexes, and with half of this the writer read
/// 175,000 of them again for 50,000 items. With twice as many it was no faster, and the peak was 22 MB higher.
const BULK_CACHE: &str = "-16384";

/// Pages that the writer keeps of a transaction before it writes any of them ahead of its end, 32 MB: a poll touches 18 MB of
/// indexes in a store of 50,000 items, and what was written ahead is read again by the same poll. A transaction that touches
/// more, such as a change of the schema, writes the rest ahead and stays as small.
const WRITER_KEEPS: &str = "8000";

/// Pages in the log before they go into the file, 64 MB: pages of indexes are written by every poll, and into the file once for
/// all that are in the log. The disk is waited for twice each time that is done: with a quarter of this, a fifth of a long poll.
const LOGGED: &str = "16000";

/// How long an operation waits for its turn in this process before the store counts as busy.
const TURN: Duration = Duration::from_secs(30);

/// How often opening is tried again while somebody else keeps the file: many that start at once take turns.
const TRIES: u32 = 20;

/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(100);

/// The first bytes of an SQLite file.
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// What is told of another program's file.
const OTHERS: &str = "it belongs to another program; it is left as it was, name another one";

/// What is told of a file that does not begin as one of the database does.
const NO_FILE: &str = "it is no SQLite file; it is left as it was, name another one (or, if it was a store: `coastwatch \
                       doctor --repair` tells what can be done)";

/// What is told of a file that was emptied or taken away beside its log: opened by the database, the log would be deleted.
pub(super) fn emptied(path: &Path) -> String {
    let how = if path.exists() { "it is empty" } else { "it is not there" };
    format!("{how}, and what was stored last lies in the -wal file beside it alone")
}

/// The same, with what can be done.
fn emptied_advised(path: &Path) -> String {
    format!(
        "{} (`coastwatch doctor --repair` tells what can be done; to begin anew, move away both {path} and {path}-wal); nothing \
         is changed",
        emptied(path),
        path = path.display()
    )
}

/// What is told where its disk is full.
const NO_ROOM: &str = " (there is no room on its disk: make some)";

/// Why a file is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is damaged, as the database says.
    Damaged(String),
    /// It is whole, or cannot be looked at: another program's, of a newer schema, not to be read.
    Kept(String),
}

impl Refusal {
    /// What the database said when a file was read.
    fn of(error: &sqlx::Error) -> Self {
        match primary_code(error) {
            Some(code) if DAMAGED.contains(&code) => Self::Damaged(error.to_string()),
            _ if is_full(error) => Self::Kept(format!("{error}{NO_ROOM}; it is left as it was")),
            _ => Self::Kept(format!("{error}; it is left as it was")),
        }
    }

    /// In words for who wanted to open it.
    pub(super) fn said(self) -> String {
        match self {
            Self::Damaged(why) => {
                format!(
                    "{why} (it is damaged: `coastwatch doctor --repair` tells what can be done); it is left as it was"
                )
            }
            Self::Kept(why) => why,
        }
    }
}

impl Sqlite {
    /// Opens or creates the store in the file `path`.
    pub(in super::super) async fn open(path: &Path) -> Result<Self, StoreError> {
        let name = name_of(path);
        let unusable = |why: String| StoreError::Unusable { store: name.clone(), why };
        // Beside a log that was left over none is made.
        if path.exists() || !has_log(path) {
            prepare(path).map_err(&unusable)?;
        }
        if header(path) == Ok(Header::Emptied) {
            return Err(unusable(emptied_advised(path)));
        }
        if let Err(why) = is_writable(path) {
            return Err(StoreError::ReadOnly { store: name, why });
        }
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY).foreign_keys(true);
        match header(path).map_err(&unusable)? {
            Header::Empty | Header::Emptied => {}
            Header::Newer(version) => return Err(unusable(newer(version))),
            Header::Store | Header::Current => {
                inspect(&options).await.map_err(|refusal| unusable(refusal.said()))?;
            }
        }
        let options = to_write(options);
        let (pool, writing) = (pool(), writer(options.clone()));
        let mut tries = 1;
        let writer = loop {
            match connect(pool.clone().max_connections(1), &writing).await {
                Ok(writer) => break writer,
                Err(error) if tries < TRIES && is_busy(&error) => {
                    tries += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                Err(MigrateError::VersionMissing(version)) => return Err(unusable(newer(version))),
                Err(error) => return Err(unusable(format!("{}; it is left as it was", advised(&error)))),
            }
        };
        let log = log(options.clone());
        Ok(Self { writer, readers: readers(options), log, identity: Identity::of(path), file: path.to_owned() })
    }

    /// Opens the store in the file `path` where it is of this program's schema and nothing is left to be done to it, which
    /// takes one look by one connection; the writer connects when it is first needed. None where anything else is the case,
    /// which [`Sqlite::open`] then sees to, or tells of. The file is left as it is.
    pub(in super::super) async fn open_current(path: &Path) -> Option<Self> {
        // A file that does not say in its first bytes that it is just such a store is not connected to.
        let is_ours = path.is_file() && header(path).ok()? == Header::Current && is_writable(path).is_ok();
        if !is_ours {
            return None;
        }
        let options = to_write(SqliteConnectOptions::new().filename(path).busy_timeout(BUSY).foreign_keys(true));
        let options = options.create_if_missing(false);
        let (identity, readers) = (Identity::of(path), readers(options.clone()));
        let (log, writing) = (log(options.clone()), writer(options));
        let is_current: Result<bool, sqlx::Error> = sqlx::query_scalar(
            "SELECT (SELECT max(version) FROM _sqlx_migrations) = ?1 AND NOT EXISTS (SELECT 1 FROM report_touched)
             AND (SELECT done >= last FROM word_backlog)",
        )
        .bind(newest())
        .fetch_one(&readers)
        .await;
        if !matches!(is_current, Ok(true)) {
            readers.close().await;
            return None;
        }
        let writer = pool().max_connections(1).connect_lazy_with(writing);
        Some(Self { writer, readers, log, identity, file: path.to_owned() })
    }

    /// Opens the store in the file `path` by connections that cannot write.
    pub(in super::super) async fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let unusable = |why: String| StoreError::Unusable { store: name_of(path), why };
        if !path.exists() && !has_log(path) {
            return Err(unusable("there is none, and none is made to be looked at".to_owned()));
        }
        match header(path).map_err(&unusable)? {
            Header::Empty => return Err(unusable("it is empty, and nothing is made to be looked at".to_owned())),
            Header::Emptied => return Err(unusable(emptied_advised(path))),
            Header::Newer(version) => return Err(unusable(newer(version))),
            Header::Store | Header::Current => {}
        }
        let options = to_read(path).await.map_err(|refusal| unusable(refusal.said()))?;
        match inspect(&options).await.map_err(|refusal| unusable(refusal.said()))? {
            Some(version) if version == newest() => {}
            version => {
                let version = version.unwrap_or(0);
                return Err(unusable(format!(
                    "it is of schema {version}, older than this program's {}; open it once without --read-only to bring it up \
                     to date",
                    newest()
                )));
            }
        }
        let (writer, log) = (pool().max_connections(1).connect_lazy_with(options.clone()), log(options.clone()));
        Ok(Self { writer, readers: readers(options), log, identity: Identity::of(path), file: path.to_owned() })
    }
}

/// Connections that stay open. One that counts itself in a transaction which SQLite has ended already, as it does where a disk
/// is full, would begin no other: it is replaced.
fn pool() -> SqlitePoolOptions {
    let pool = SqlitePoolOptions::new().acquire_timeout(TURN).idle_timeout(None).max_lifetime(None);
    pool.before_acquire(|connection, _| Box::pin(std::future::ready(Ok(!connection.is_in_transaction()))))
}

/// Options by which a file is written to.
fn to_write(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal)
}

/// Options of the one connection that writes.
fn writer(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.pragma("cache_size", WRITER_CACHE).pragma("cache_spill", WRITER_KEEPS).pragma("wal_autocheckpoint", LOGGED)
}

/// What the writer is told before a write.
pub(super) fn writing(durability: Durability) -> String {
    // What a statement sets aside in case it fails goes to disk where it is much: of hostile texts, and of what is pruned, it
    // is tens of megabytes. Of many rows by small statements it is little each time, and as many writes as the log's in all.
    let (synchronous, aside, cache) = match durability {
        Durability::Process => ("NORMAL", "DEFAULT", WRITER_CACHE),
        Durability::Bulk => ("NORMAL", "MEMORY", BULK_CACHE),
        Durability::Power => ("FULL", "DEFAULT", WRITER_CACHE),
    };
    format!("PRAGMA synchronous = {synchronous}; PRAGMA temp_store = {aside}; PRAGMA cache_size = {cache}")
}

/// The readers beside a writer of these options; they connect when they are needed.
fn readers(options: SqliteConnectOptions) -> SqlitePool {
    let pool = pool().max_connections(READERS).after_release(|connection, _| Box::pin(released(connection)));
    pool.connect_lazy_with(options.pragma("query_only", "ON").pragma("cache_size", READER_CACHE))
}

/// Who takes the log in beside a writer of these options.
fn log(options: SqliteConnectOptions) -> Log {
    Log::new(pool().max_connections(1).connect_lazy_with(options.pragma("cache_size", READER_CACHE)))
}

/// How a store is named in sentences.
pub(super) fn name_of(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// Options by which a file can be read, though nothing may be written beside it either.
pub(super) async fn to_read(path: &Path) -> Result<SqliteConnectOptions, Refusal> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY).read_only(true);
    let why = match probe(&options).await {
        Ok(()) => return Ok(options),
        Err(Refusal::Kept(why)) => why,
        damaged => return damaged.map(|()| options),
    };
    // A store in a folder that cannot be written to is read as it lies, unless its last writes are not in it yet.
    if has_log(path) {
        return Err(Refusal::Kept(format!(
            "{why}; its last writes are in the -wal file beside it, which only a program that may write takes in"
        )));
    }
    let options = options.immutable(true);
    probe(&options).await.map(|()| options)
}

/// Whether a connection can read anything.
async fn probe(options: &SqliteConnectOptions) -> Result<(), Refusal> {
    let said = |error: sqlx::Error| Refusal::of(&error);
    let mut connection = options.connect().await.map_err(said)?;
    sqlx::query("SELECT count(*) FROM sqlite_schema").execute(&mut connection).await.map_err(said)?;
    connection.close().await.map_err(said)
}

/// Whether a file and its folder may be written to.
fn is_writable(path: &Path) -> Result<(), String> {
    let opened = fs::OpenOptions::new().append(true).open(path);
    opened.map(drop).map_err(|error| error.to_string())
}

/// What went wrong when the schema was brought up to date, with what can be done where the file is damaged.
fn advised(error: &MigrateError) -> String {
    let advice = match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => match primary_code(error) {
            Some(code) if DAMAGED.contains(&code) => " (`coastwatch doctor --repair` tells what can be done)",
            _ if is_full(error) => NO_ROOM,
            _ => "",
        },
        _ => "",
    };
    format!("{error}{advice}")
}

/// Connects the writer and brings the schema up to date, all under one lock, so that programs that start at once do
/// not do it twice.
async fn connect(pool: SqlitePoolOptions, options: &SqliteConnectOptions) -> Result<SqlitePool, MigrateError> {
    let writer = pool.connect_with(options.clone()).await?;
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATOR.run_direct(None, &mut *transaction, false).await?;
    // A store of an older program has every report touched.
    settle(On::Sqlite(&mut transaction)).await?;
    transaction.commit().await?;
    Ok(writer)
}

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// Nothing yet.
    Empty,
    /// Nothing any more, or not there: a log lies beside it, which no store has that is not begun.
    Emptied,
    /// Perhaps a store of ours.
    Store,
    /// A store of ours, of this program's schema.
    Current,
    /// A store of ours, of a schema that this program does not know.
    Newer(i64),
}

/// Reads a file's header, without the database.
pub(super) fn header(path: &Path) -> Result<Header, String> {
    let mut bytes = [0; HEADER];
    let unread = |error| format!("it cannot be read: {error}");
    if !path.exists() && has_log(path) {
        return Ok(Header::Emptied);
    }
    let mut file = fs::File::open(path).map_err(unread)?;
    let length = read_up_to(&mut file, &mut bytes).map_err(unread)?;
    if length == 0 {
        return Ok(if has_log(path) { Header::Emptied } else { Header::Empty });
    }
    if !bytes.starts_with(MAGIC) {
        return Err(NO_FILE.to_owned());
    }
    let number = |at: usize| {
        let word = bytes.get(at..at + 4).and_then(|word| <[u8; 4]>::try_from(word).ok());
        word.map_or(0, u32::from_be_bytes)
    };
    let (version, application) = (number(60), number(68));
    if application != 0 && application != APPLICATION {
        return Err(OTHERS.to_owned());
    }
    if i64::from(version) > newest() {
        return Ok(Header::Newer(version.into()));
    }
    if application == APPLICATION && i64::from(version) == newest() {
        return Ok(Header::Current);
    }
    Ok(Header::Store)
}

/// Asks a file by a connection that cannot write whether it is ours and of a schema we know; of which.
pub(super) async fn inspect(options: &SqliteConnectOptions) -> Result<Option<i64>, Refusal> {
    let said = |error: sqlx::Error| Refusal::of(&error);
    let mut connection = options.clone().read_only(true).connect().await.map_err(said)?;
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut connection)
        .await
        .map_err(said)?;
    let version: Option<i64> = if tables.iter().any(|table| table == "_sqlx_migrations") {
        let newest = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations");
        newest.fetch_one(&mut connection).await.map_err(said)?
    } else if tables.is_empty() {
        None
    } else {
        return Err(Refusal::Kept(OTHERS.to_owned()));
    };
    connection.close().await.map_err(said)?;
    match version {
        Some(version) if version > newest() => Err(Refusal::Kept(newer(version))),
        version => Ok(version),
    }
}

/// The newest schema that this program knows.
pub(super) fn newest() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// What is told of a store of a schema that this program does not know.
pub(super) fn newer(version: i64) -> String {
    format!(
        "it is of schema {version}, newer than this program's {}; it is left as it was, use a newer program",
        newest()
    )
}

fn is_busy(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else { return false };
    is_held(error)
}

/// Makes the folder and the file where they are missing, for their owner alone. What is there keeps its rights: a
/// store may be shared on purpose.
pub(super) fn prepare(path: &Path) -> Result<(), String> {
    if path.is_dir() {
        return Err("it is a folder; name a file in it".to_owned());
    }
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let folder_name = PathBuf::from(folder);
        builder
            .create(folder)
            .map_err(|error| format!("its folder {} cannot be made: {error}", folder_name.display()))?;
    }
    let mut file = fs::OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    match file.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(format!("it cannot be made: {error}")),
    }
}

/// Makes a connection ready for the next one who asks.
async fn released(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.lock_handle().await?.remove_progress_handler();
    Ok(true)
}
