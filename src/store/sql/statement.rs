//! Statements: written once, in words that both databases know, and sent to whichever keeps the store.
//!
//! Parameters are `?1`, `?2` and so on; flags are whole numbers, 0 or 1, in both. For PostgreSQL a handful of words are
//! exchanged on the way; see its dialect.

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteArguments;
use sqlx::{PgConnection, SqlSafeStr, SqlStr, SqliteConnection, SqlitePool};

use super::super::StoreError;
use super::super::postgres::{Connections, Lost, dialect};
use super::row::{Column, Row};

/// Which words a database knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Those of SQLite.
    Sqlite,
    /// Those of PostgreSQL.
    Postgres,
}

/// Where a statement is sent to.
#[derive(Debug)]
pub(in super::super) enum On<'a> {
    /// A connection of SQLite.
    Sqlite(&'a mut SqliteConnection),
    /// Any of these connections.
    SqlitePool(&'a SqlitePool),
    /// A connection of PostgreSQL.
    Postgres(&'a mut PgConnection, Lost),
    /// Any of these connections.
    Connections(&'a Connections),
}

impl On<'_> {
    /// The same, for one more statement.
    pub(in super::super) fn again(&mut self) -> On<'_> {
        match self {
            Self::Sqlite(connection) => On::Sqlite(connection),
            Self::SqlitePool(pool) => On::SqlitePool(pool),
            Self::Postgres(connection, lost) => On::Postgres(connection, lost.clone()),
            Self::Connections(connections) => On::Connections(connections),
        }
    }
}

/// The value of a parameter; one that is missing still has its sort, which PostgreSQL asks for.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Value<'q> {
    /// A whole number, a flag, an instant.
    Number(Option<i64>),
    /// A share.
    Real(f32),
    /// A text.
    Text(Option<&'q str>),
    /// A text that is made for the statement.
    Made(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value<'_> {
    /// A letter for what PostgreSQL takes it for.
    fn sort(&self) -> char {
        match self {
            Self::Number(_) => 'n',
            Self::Real(_) => 'r',
            Self::Text(_) | Self::Made(_) => 't',
            Self::Bytes(_) => 'b',
        }
    }
}

macro_rules! numbers {
    ($($sort:ty),+) => {
        $(
            impl From<$sort> for Value<'_> {
                fn from(number: $sort) -> Self {
                    Self::Number(Some(i64::from(number)))
                }
            }
        )+
    };
}
numbers!(i64, i32, u32, u16, u8, bool);

impl From<&i64> for Value<'_> {
    fn from(number: &i64) -> Self {
        Self::Number(Some(*number))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<f32> for Value<'_> {
    fn from(share: f32) -> Self {
        Self::Real(share)
    }
}

impl<'q> From<&'q str> for Value<'q> {
    fn from(text: &'q str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'q> From<&'q String> for Value<'q> {
    fn from(text: &'q String) -> Self {
        Self::Text(Some(text))
    }
}

impl<'q> From<Option<&'q str>> for Value<'q> {
    fn from(text: Option<&'q str>) -> Self {
        Self::Text(text)
    }
}

impl<'q> From<Option<&'q String>> for Value<'q> {
    fn from(text: Option<&'q String>) -> Self {
        Self::Text(text.map(String::as_str))
    }
}

impl<'q> From<&'q Option<String>> for Value<'q> {
    fn from(text: &'q Option<String>) -> Self {
        Self::Text(text.as_deref())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Made(text)
    }
}

impl From<Option<String>> for Value<'_> {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Text(None), Self::Made)
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// A statement with its parameters.
#[derive(Debug)]
#[must_use]
pub(in super::super) struct Query<'q> {
    statement: SqlStr,
    values: Vec<Value<'q>>,
    /// Whether it is asked once, in these words, and need not be kept prepared.
    is_once: bool,
}

/// A statement. Words that are put together while the program runs are wrapped, so that they are seen in review.
pub(in super::super) fn query<'q>(statement: impl SqlSafeStr) -> Query<'q> {
    Query { statement: statement.into_sql_str(), values: Vec::new(), is_once: false }
}

/// A statement of which one column is asked.
pub(in super::super) fn query_scalar<'q>(statement: impl SqlSafeStr) -> Scalar<'q> {
    Scalar(query(statement))
}

impl<'q> Query<'q> {
    /// Adds the next parameter.
    pub(in super::super) fn bind(mut self, value: impl Into<Value<'q>>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The same, which nobody will ask again in these words.
    pub(super) fn once(mut self) -> Self {
        self.is_once = true;
        self
    }

    /// Its words.
    #[cfg(test)]
    pub(super) fn words(&self) -> &str {
        self.statement.as_str()
    }

    /// Carries it out; how many rows it changed.
    pub(in super::super) async fn execute(self, on: impl Into<On<'_>>) -> Result<u64, sqlx::Error> {
        match on.into() {
            On::Sqlite(connection) => self.sqlite().execute(connection).await.map(|done| done.rows_affected()),
            On::SqlitePool(pool) => self.sqlite().execute(pool).await.map(|done| done.rows_affected()),
            On::Postgres(connection, lost) => {
                lost.or(self.postgres().execute(connection)).await.map(|done| done.rows_affected())
            }
            On::Connections(connections) => {
                let mut turn = connections.acquire().await?;
                let (connection, lost) = turn.connection();
                lost.or(self.postgres().execute(connection)).await.map(|done| done.rows_affected())
            }
        }
    }

    /// All rows.
    pub(in super::super) async fn fetch_all(self, on: impl Into<On<'_>>) -> Result<Vec<Row>, sqlx::Error> {
        fn rows<R>(rows: Vec<R>) -> Vec<Row>
        where
            Row: From<R>,
        {
            rows.into_iter().map(Row::from).collect()
        }
        match on.into() {
            On::Sqlite(connection) => self.sqlite().fetch_all(connection).await.map(rows),
            On::SqlitePool(pool) => self.sqlite().fetch_all(pool).await.map(rows),
            On::Postgres(connection, lost) => lost.or(self.postgres().fetch_all(connection)).await.map(rows),
            On::Connections(connections) => {
                let mut turn = connections.acquire().await?;
                let (connection, lost) = turn.connection();
                lost.or(self.postgres().fetch_all(connection)).await.map(rows)
            }
        }
    }

    /// The first row, where there is one.
    pub(in super::super) async fn fetch_optional(self, on: impl Into<On<'_>>) -> Result<Option<Row>, sqlx::Error> {
        match on.into() {
            On::Sqlite(connection) => Ok(self.sqlite().fetch_optional(connection).await?.map(Row::from)),
            On::SqlitePool(pool) => Ok(self.sqlite().fetch_optional(pool).await?.map(Row::from)),
            On::Postgres(connection, lost) => {
                Ok(lost.or(self.postgres().fetch_optional(connection)).await?.map(Row::from))
            }
            On::Connections(connections) => {
                let mut turn = connections.acquire().await?;
                let (connection, lost) = turn.connection();
                Ok(lost.or(self.postgres().fetch_optional(connection)).await?.map(Row::from))
            }
        }
    }

    /// The first row.
    pub(in super::super) async fn fetch_one(self, on: impl Into<On<'_>>) -> Result<Row, sqlx::Error> {
        self.fetch_optional(on).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// Hands over the rows one after the other, as they come.
    pub(in super::super) async fn each(
        self,
        on: impl Into<On<'_>>,
        fault: impl Fn(sqlx::Error) -> StoreError,
        mut take: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match on.into() {
            On::Sqlite(connection) => {
                let mut rows = self.sqlite().fetch(connection);
                while let Some(row) = rows.try_next().await.map_err(&fault)? {
                    take(&row.into())?;
                }
            }
            On::SqlitePool(pool) => {
                let mut rows = self.sqlite().fetch(pool);
                while let Some(row) = rows.try_next().await.map_err(&fault)? {
                    take(&row.into())?;
                }
            }
            On::Postgres(connection, lost) => self.each_of((connection, lost), fault, take).await?,
            On::Connections(connections) => {
                let mut turn = connections.acquire().await.map_err(&fault)?;
                self.each_of(turn.connection(), fault, take).await?;
            }
        }
        Ok(())
    }

    /// The same, of a connection of PostgreSQL.
    async fn each_of(
        self,
        (connection, lost): (&mut PgConnection, Lost),
        fault: impl Fn(sqlx::Error) -> StoreError,
        mut take: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let told = async {
            let mut rows = self.postgres().fetch(connection);
            while let Some(row) = rows.try_next().await.map_err(&fault)? {
                take(&row.into())?;
            }
            Ok::<_, StoreError>(())
        };
        lost.or_fault(&fault, told).await
    }

    fn sqlite(self) -> sqlx::query::Query<'q, sqlx::Sqlite, SqliteArguments> {
        let asked = sqlx::query(self.statement).persistent(!self.is_once);
        self.values.into_iter().fold(asked, |asked, value| match value {
            Value::Number(number) => asked.bind(number),
            Value::Real(share) => asked.bind(share),
            Value::Text(text) => asked.bind(text),
            Value::Made(text) => asked.bind(text),
            Value::Bytes(bytes) => asked.bind(bytes),
        })
    }

    fn postgres(self) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments> {
        let statement = dialect::statement(self.statement.as_str());
        // What a statement leaves unused behind its last parameter, PostgreSQL would take for one too many.
        let used = dialect::parameters(&statement);
        // A statement is prepared once, by its words, for values of the sorts that it came with: one whose words leave some
        // of them unused may come with others the next time, and is another statement then.
        let sorts: String = self.values.iter().take(used).map(Value::sort).collect();
        let asked = sqlx::query(sqlx::AssertSqlSafe(format!("{statement} /* {sorts} */")));
        self.values.into_iter().take(used).fold(asked, |asked, value| match value {
            Value::Number(number) => asked.bind(number),
            Value::Real(share) => asked.bind(share),
            Value::Text(text) => asked.bind(text.map(dialect::text)),
            Value::Made(text) => asked.bind(dialect::text(&text).into_owned()),
            Value::Bytes(bytes) => asked.bind(bytes),
        })
    }
}

/// A statement of which the first column is asked.
#[derive(Debug)]
#[must_use]
pub(in super::super) struct Scalar<'q>(Query<'q>);

impl<'q> Scalar<'q> {
    /// Adds the next parameter.
    pub(in super::super) fn bind(self, value: impl Into<Value<'q>>) -> Self {
        Self(self.0.bind(value))
    }

    /// The values of all rows.
    pub(in super::super) async fn fetch_all<T>(self, on: impl Into<On<'_>>) -> Result<Vec<T>, sqlx::Error>
    where
        T: for<'r> Column<'r>,
    {
        self.0.fetch_all(on).await?.iter().map(|row| T::read(row, 0)).collect()
    }

    /// The value of the first row, where there is one.
    pub(in super::super) async fn fetch_optional<T>(self, on: impl Into<On<'_>>) -> Result<Option<T>, sqlx::Error>
    where
        T: for<'r> Column<'r>,
    {
        self.0.fetch_optional(on).await?.map(|row| T::read(&row, 0)).transpose()
    }

    /// The value of the first row.
    pub(in super::super) async fn fetch_one<T>(self, on: impl Into<On<'_>>) -> Result<T, sqlx::Error>
    where
        T: for<'r> Column<'r>,
    {
        T::read(&self.0.fetch_one(on).await?, 0)
    }
}
