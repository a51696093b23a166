//! Rows: many into one table by few statements, since each statement is a way to the database and back.

use std::fmt::Write;

use super::row::Row;
use super::statement::{Dialect, Query, Value, query};
use super::transaction::Transaction;

/// How many rows go by one statement, the most first: a few sizes, so that the database keeps each prepared.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// How many parameters one statement takes at most: SQLite's own bound is 32,766.
const PARAMETERS: usize = 30_000;

/// What stands behind rows of which those that are there already are passed over.
pub(super) const PASSING: &str = "ON CONFLICT DO NOTHING";

/// Rows for one table.
#[derive(Debug, Clone)]
#[must_use]
pub(super) struct Rows<'q> {
    into: &'static str,
    behind: &'static str,
    width: usize,
    values: Vec<Value<'q>>,
}

impl<'q> Rows<'q> {
    /// None yet, for a table with its columns ("item (id, guid)"), so many of them, and what stands behind the values
    /// ([`PASSING`]).
    pub(super) fn new(into: &'static str, width: usize, behind: &'static str) -> Self {
        Self { into, behind, width, values: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn push<const N: usize>(&mut self, row: [Value<'q>; N]) {
        debug_assert_eq!(N, self.width, "{}", self.into);
        self.values.extend(row);
    }

    /// Writes them.
    pub(super) async fn write(self, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        for statement in self.statements(transaction.dialect()) {
            statement.execute(&mut *transaction).await?;
        }
        Ok(())
    }

    /// Writes them by one statement, or by few where they are very many: for a table to which each statement is dear.
    pub(super) async fn write_at_once(self, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        let (dialect, most) = (transaction.dialect(), PARAMETERS / self.width);
        for statement in self.statements_of(dialect, |left| Some(left.min(most)).filter(|many| *many > 0)) {
            statement.once().execute(&mut *transaction).await?;
        }
        Ok(())
    }

    /// Writes them; what the statement returns of each, in any order.
    pub(super) async fn write_returning(self, transaction: &mut Transaction) -> Result<Vec<Row>, sqlx::Error> {
        let mut rows = vec![];
        for statement in self.statements(transaction.dialect()) {
            rows.extend(statement.fetch_all(&mut *transaction).await?);
        }
        Ok(rows)
    }

    fn statements(self, dialect: Dialect) -> impl Iterator<Item = Query<'q>> {
        self.statements_of(dialect, |left| SIZES.into_iter().find(|size| *size <= left))
    }

    /// Statements of as many rows each as `many` takes of those that are left.
    fn statements_of(self, dialect: Dialect, many: impl Fn(usize) -> Option<usize>) -> impl Iterator<Item = Query<'q>> {
        let Self { into, behind, width, values } = self;
        let mut values = values.into_iter();
        std::iter::from_fn(move || {
            let left = values.len() / width;
            let many = many(left)?;
            // Before a row that could be refused in the midst of a statement, SQLite sets aside each page that it writes to.
            let passes_over = dialect == Dialect::Sqlite && behind == PASSING;
            let (how, behind) = if passes_over { (" OR IGNORE", "") } else { ("", behind) };
            let mut words = format!("INSERT{how} INTO {into} VALUES ");
            for row in 0..many {
                for column in 0..width {
                    let sign = if column > 0 {
                        ", ?"
                    } else if row > 0 {
                        "), (?"
                    } else {
                        "(?"
                    };
                    words.push_str(sign);
                    // SQLite looks for the names of parameters one after the other, each time anew: here they have none.
                    if dialect == Dialect::Postgres {
                        // A text takes whatever is written to it.
                        let _always = write!(words, "{}", row * width + column + 1);
                    }
                }
            }
            words.push_str(") ");
            words.push_str(behind);
            let statement = query(sqlx::AssertSqlSafe(words));
            Some(values.by_ref().take(many * width).fold(statement, Query::bind))
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a statement that is not there fails the test")]
mod tests {
    use super::*;

    #[test]
    fn many_rows_go_by_few_statements_of_a_few_sizes() {
        let mut rows = Rows::new("host (name, next_at)", 2, PASSING);
        (0..85_u32).for_each(|row| rows.push(["a".into(), row.into()]));
        let words = |dialect| rows.clone().statements(dialect).map(|one| one.words().to_owned()).collect::<Vec<_>>();
        let (in_sqlite, in_postgres) = (words(Dialect::Sqlite), words(Dialect::Postgres));
        assert_eq!((in_sqlite.len(), in_postgres.len()), (4, 4));
        assert_eq!(in_sqlite.last().unwrap(), "INSERT OR IGNORE INTO host (name, next_at) VALUES (?, ?) ");
        let last = "INSERT INTO host (name, next_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        assert_eq!(in_postgres.last().unwrap(), last);
    }
}
