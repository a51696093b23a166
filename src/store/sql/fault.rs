//! Faults: what the errors of either database mean.

use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

use super::super::StoreError;
use super::super::postgres::state::{self, State};

/// Primary result codes of SQLite for "somebody else has it": SQLITE_BUSY and SQLITE_LOCKED.
const BUSY: [i64; 2] = [5, 6];

/// For "what it holds makes no sense": SQLITE_CORRUPT and SQLITE_NOTADB.
pub(in super::super) const DAMAGED: [i64; 2] = [11, 26];

/// For "no room": SQLITE_FULL.
const FULL: i64 = 13;

/// For "no room" as the memory that programs share beside a log needs it: SQLITE_IOERR_SHMSIZE.
const FULL_BESIDE: i64 = 10 | 19 << 8;

/// What an error of the database means while `doing` something.
pub(in super::super) fn fault(doing: &'static str) -> impl Fn(sqlx::Error) -> StoreError + Clone {
    move |source| {
        if let Some(state) = state::of(&source) {
            return match state {
                State::Away => StoreError::Away { doing, source },
                State::Busy | State::Raced => StoreError::Busy { doing, source },
                State::Damaged => StoreError::Damaged { doing, source },
                State::Full => StoreError::Full { doing, source },
                State::Forbidden => StoreError::Forbidden { doing, source },
                State::Other => StoreError::Permanent { doing, source },
            };
        }
        match primary_code(&source) {
            _ if matches!(source, sqlx::Error::PoolTimedOut) => StoreError::Busy { doing, source },
            _ if is_busy(&source) => StoreError::Busy { doing, source },
            Some(code) if DAMAGED.contains(&code) => StoreError::Damaged { doing, source },
            _ if is_full(&source) => StoreError::Full { doing, source },
            _ => StoreError::Permanent { doing, source },
        }
    }
}

/// Whether somebody else has the SQLite store.
pub(in super::super) fn is_busy(error: &sqlx::Error) -> bool {
    primary_code(error).is_some_and(|code| BUSY.contains(&code))
}

/// Whether SQLite found no room.
pub(in super::super) fn is_full(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| code & 0xff == FULL || code == FULL_BESIDE)
}

/// The primary result code of what SQLite said.
pub(in super::super) fn primary_code(error: &sqlx::Error) -> Option<i64> {
    // Extended codes keep the primary one in their lowest byte.
    Some(code(error)? & 0xff)
}

/// The result code of what SQLite said.
fn code(error: &sqlx::Error) -> Option<i64> {
    let error = error.as_database_error()?.try_downcast_ref::<SqliteError>()?;
    sqlx::error::DatabaseError::code(error)?.parse::<i64>().ok()
}

/// The five signs by which PostgreSQL names what went wrong.
pub(in super::super) fn sql_state(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error()?.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::code)
}

/// Whether an error says that a row is there already.
pub(super) fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation())
}
