//! Rows, of whichever database.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, ValueRef};

/// A row that a statement found.
pub(in super::super) enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Self {
        Self::Sqlite(row)
    }
}

impl From<PgRow> for Row {
    fn from(row: PgRow) -> Self {
        Self::Postgres(row)
    }
}

/// A column, by its name or its place.
pub(in super::super) trait At: sqlx::ColumnIndex<SqliteRow> + sqlx::ColumnIndex<PgRow> + Copy {}

impl<T: sqlx::ColumnIndex<SqliteRow> + sqlx::ColumnIndex<PgRow> + Copy> At for T {}

/// What a column can hold.
pub(in super::super) trait Column<'r>: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// Where there is no such column, or it holds something else.
    fn read(row: &'r Row, at: impl At) -> Result<Self, sqlx::Error>;
}

macro_rules! plain {
    ($($sort:ty),+) => {
        $(
            impl<'r> Column<'r> for $sort {
                fn read(row: &'r Row, at: impl At) -> Result<Self, sqlx::Error> {
                    match row {
                        Row::Sqlite(row) => row.try_get(at),
                        // Whole numbers of any width, texts and bytes alike: what sort a column is of, its table says.
                        Row::Postgres(row) => row.try_get_unchecked(at),
                    }
                }
            }
        )+
    };
}
plain!(i64, f32, &'r str, String, &'r [u8]);
plain!(Option<i64>, Option<&'r str>, Option<String>, Option<&'r [u8]>);

/// A flag is kept as a whole number; what a statement works out may be a truth value as well.
impl<'r> Column<'r> for bool {
    fn read(row: &'r Row, at: impl At) -> Result<Self, sqlx::Error> {
        match row {
            Row::Sqlite(row) => row.try_get(at),
            Row::Postgres(row) => match sqlx::TypeInfo::name(&*row.try_get_raw(at)?.type_info()) {
                "BOOL" => row.try_get_unchecked(at),
                _ => row.try_get_unchecked::<i64, _>(at).map(|number| number != 0),
            },
        }
    }
}
