//! Repair: what can still be read of a damaged store, in a new one; the damaged one is kept aside.
//!
//! The damaged files are copied first and never written to nor deleted. Rows are copied table by table; where a page cannot
//! be read, the rows around it are found by halving the range of row numbers. Search is filled anew.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection};

use super::super::StoreError;
use super::Sqlite;
use super::column::{FULL, fault, primary_code};
use super::kept::settle;

const REPAIRING: &str = "repairing the store";

/// What a repair saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// Of each table, how many rows were saved and how many ranges of rows could not be read.
    pub tables: Vec<(String, u64, u64)>,
}

/// Copies the store in `file` to `aside`, and puts a new one in its place with all that can be read.
pub(in super::super) async fn repair(file: &Path, aside: &Path) -> Result<Repaired, StoreError> {
    let unusable = |why: String| StoreError::Unusable { store: format!("sqlite:{}", file.display()), why };
    let with = |path: &Path, ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let endings = ["", "-wal", "-shm"];
    for ending in endings.into_iter().filter(|ending| with(file, ending).exists()) {
        let copied = fs::copy(with(file, ending), with(aside, ending));
        copied.map_err(|error| unusable(format!("it cannot be copied to {}: {error}", aside.display())))?;
    }
    let fresh = with(file, ".repaired");
    let discard = || {
        for ending in endings {
            // What was made here and is not there need not be discarded.
            let _gone = fs::remove_file(with(&fresh, ending));
        }
    };
    discard();
    let saved = save(aside, &fresh).await;
    let saved = match saved {
        Ok(saved) => saved,
        Err(error) => {
            discard();
            return Err(error);
        }
    };
    for ending in ["-wal", "-shm"] {
        // Of the damaged store, which is aside: the new one must not take them for its own.
        let _gone = fs::remove_file(with(file, ending));
    }
    fs::rename(&fresh, file).map_err(|error| unusable(format!("what was saved cannot take its place: {error}")))?;
    Ok(saved)
}

/// Saves what can be read of `damaged` into a new store.
async fn save(damaged: &Path, fresh: &Path) -> Result<Repaired, StoreError> {
    Sqlite::open(fresh).await?.close_all().await;
    let doing = fault(REPAIRING);
    let options = SqliteConnectOptions::new().filename(fresh).foreign_keys(false);
    let mut connection = options.connect().await.map_err(&doing)?;
    let attach = sqlx::query("ATTACH DATABASE ?1 AS damaged").bind(damaged.to_string_lossy().into_owned());
    attach.execute(&mut connection).await.map_err(&doing)?;
    let tables = sqlx::query_scalar::<_, String>(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND name NOT LIKE 'words%' AND name <> 'word_backlog'
         AND name NOT IN ('newest', 'report', 'report_hour', 'report_touched') ORDER BY name",
    );
    let tables = tables.fetch_all(&mut connection).await.map_err(&doing)?;
    let mut saved = Vec::new();
    // What others refer to comes first.
    let (referred, others): (Vec<String>, Vec<String>) =
        tables.into_iter().partition(|table| matches!(table.as_str(), "feed" | "item"));
    for table in referred.into_iter().chain(others) {
        let (rows, lost) = copy(&mut connection, &table).await?;
        saved.push((table, rows, lost));
    }
    for statement in [
        // A feed of which only the items were saved.
        "INSERT OR IGNORE INTO feed (id, url, name, seq) SELECT DISTINCT feed_id, '', feed_id, 0 FROM item",
        "UPDATE sequence SET seq = max(seq, (SELECT coalesce(max(seq), 0) FROM revision),
                                       (SELECT coalesce(max(seq), 0) FROM decision))",
    ] {
        sqlx::query(statement).execute(&mut connection).await.map_err(&doing)?;
    }
    sqlx::query("UPDATE word_backlog SET done = 0, last = (SELECT coalesce(max(no), 0) FROM item)")
        .execute(&mut connection)
        .await
        .map_err(&doing)?;
    // What is kept of reports is made anew; the rows that were copied have told what is newest.
    sqlx::query(
        "INSERT OR IGNORE INTO report_touched (id) SELECT DISTINCT report_id FROM item WHERE report_id IS NOT NULL",
    )
    .execute(&mut connection)
    .await
    .map_err(&doing)?;
    settle(&mut connection).await.map_err(&doing)?;
    sqlx::query("DETACH DATABASE damaged").execute(&mut connection).await.map_err(&doing)?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await.map_err(&doing)?;
    connection.close().await.map_err(&doing)?;
    Ok(Repaired { tables: saved })
}

/// Copies a table; how many rows, and how many ranges could not be read.
async fn copy(connection: &mut SqliteConnection, table: &str) -> Result<(u64, u64), StoreError> {
    let doing = fault(REPAIRING);
    let columns = columns(connection, table).await?;
    if columns.is_empty() {
        return Ok((0, 1));
    }
    // Rows about what could not be saved would refer to nothing.
    let only = match columns.split(", ").find(|column| matches!(*column, "item_no" | "decision_no")) {
        Some("item_no") => "item_no IN (SELECT no FROM main.item)",
        Some(_) => "decision_no IN (SELECT no FROM main.decision)",
        None => "TRUE",
    };
    let insert =
        format!("INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM damaged.{table} WHERE {only}");
    let all = sqlx::query(AssertSqlSafe(insert.clone())).execute(&mut *connection).await;
    if let Ok(done) = all {
        return Ok((done.rows_affected(), 0));
    }
    let bounds = sqlx::query(AssertSqlSafe(format!("SELECT min(rowid), max(rowid) FROM damaged.{table}")));
    let bounds = bounds.fetch_one(&mut *connection).await.and_then(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    // A table that has no row numbers, or not even its ends can be read, is lost from its first bad page on.
    let (first, last) = match bounds {
        Ok((Some(first), Some(last))) => (first, last),
        Ok(_) => return Ok((0, 0)),
        Err(_) => return Ok((0, 1)),
    };
    let (mut rows, mut lost) = (0, 0);
    let mut ranges: Vec<(i64, i64)> = vec![(first, last)];
    while let Some((first, last)) = ranges.pop() {
        let part = sqlx::query(AssertSqlSafe(format!("{insert} AND rowid BETWEEN ?1 AND ?2"))).bind(first).bind(last);
        match part.execute(&mut *connection).await {
            Ok(done) => rows += done.rows_affected(),
            Err(error) if primary_code(&error) == Some(FULL) => return Err(doing(error)),
            Err(_) if first < last => {
                let middle = first + (last - first) / 2;
                ranges.extend([(middle + 1, last), (first, middle)]);
            }
            Err(_) => lost += 1,
        }
    }
    Ok((rows, lost))
}

/// The columns that a table has in both stores.
async fn columns(connection: &mut SqliteConnection, table: &str) -> Result<String, StoreError> {
    let names = sqlx::query_scalar::<_, String>(
        "SELECT name FROM pragma_table_info(?1, 'main') WHERE name IN (SELECT name FROM pragma_table_info(?1, 'damaged'))",
    );
    let names = names.bind(table).fetch_all(connection).await.map_err(fault(REPAIRING))?;
    Ok(names.join(", "))
}
