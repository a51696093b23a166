//! Repair: what can still be read of a damaged store, in a new one; the damaged one is kept aside.
//!
//! The damaged files are copied first and that copy is never written to nor deleted; a copy of it is mended so far that the
//! database opens it, whatever its header and its end are like. Rows are copied table by table; where a page cannot be read,
//! the rows around it are found by halving the range of row numbers, or by going from both ends where rows have none, and
//! then every page by itself is asked for more. What is worked out of other rows (search, reports, which marks are taken
//! back) is worked out anew. Where nothing at all can be saved the file stays in its place.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use super::super::filesystem::{has_log, holders};
use super::super::sql::aside::senseless;
use super::super::sql::fault::{fault, is_full};
use super::super::sql::kept::settle;
use super::super::sql::statement::On;
use super::super::sql::{Durability, Sql, strokes};
use super::super::{SetAside, Store as _, StoreError};
use super::Sqlite;
use super::mend::mend;
use super::open::{prepare, to_read};
use super::salvage::Salvage;

pub(super) const REPAIRING: &str = "repairing the store";

/// Row numbers that are looked at, at most: no store has had more rows than this in a table.
const ROWS_MAX: i64 = 1 << 40;

/// Rows that are copied at once where they have no numbers; halved before one that cannot be read.
const WALK: u64 = 256;

/// The tables that are saved first: what people decided, then what the others refer to.
const FIRST: [&str; 7] = ["decision", "handover", "look", "feed", "item", "rules", "former"];

/// The files of a store.
const ENDINGS: [&str; 3] = ["", "-wal", "-shm"];

/// What a repair saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// Of each table.
    pub tables: Vec<Saved>,
}

impl Repaired {
    /// Whether it saved nothing: then the store was left in its place.
    pub fn is_nothing(&self) -> bool {
        self.tables.iter().all(|table| table.rows == 0 && table.from_pages == 0)
    }
}

/// What a repair saved of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its name.
    pub table: String,
    /// Rows that the database could read.
    pub rows: u64,
    /// Rows that were read page by page.
    pub from_pages: u64,
    /// Ranges of rows that the database could not read.
    pub lost: u64,
}

/// A file's name with an ending.
fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Copies the file of a store, and its log where anything is in it; what else lies beside it the database makes anew.
fn copy_files(from: &Path, to: &Path) -> std::io::Result<()> {
    for ending in ["", "-wal"].into_iter().take(if has_log(from) { 2 } else { 1 }) {
        fs::copy(with(from, ending), with(to, ending))?;
        fs::File::open(with(to, ending))?.sync_all()?;
    }
    Ok(())
}

/// Copies the store in `file` to `aside`, and puts a new one in its place with all that can be read.
pub(in super::super) async fn repair(file: &Path, aside: &Path) -> Result<Repaired, StoreError> {
    let unusable = |why: String| StoreError::Unusable { store: format!("sqlite:{}", file.display()), why };
    if !file.exists() && has_log(file) {
        // Its log alone is left.
        prepare(file).map_err(&unusable)?;
    }
    // Where the store is a link, what it leads to is repaired.
    let file = &fs::canonicalize(file).map_err(|error| unusable(error.to_string()))?;
    if let Some(process) = holders(file).first() {
        return Err(unusable(format!(
            "process {process} has it open: end that first, or what it writes meanwhile is lost"
        )));
    }
    if ENDINGS.iter().any(|ending| with(aside, ending).exists()) {
        return Err(unusable(format!("there is a copy at {} already, which is not written over", aside.display())));
    }
    if let Err(error) = copy_files(file, aside) {
        for ending in ENDINGS {
            // Half a copy is none, and was made here.
            let _gone = fs::remove_file(with(aside, ending));
        }
        return Err(unusable(format!("it cannot be copied to {}: {error}", aside.display())));
    }
    let (work, fresh) = (with(file, ".mending"), with(file, ".repaired"));
    let discard = || {
        for ending in ENDINGS {
            // What was made here and is not there need not be discarded.
            for made in [&work, &fresh] {
                let _gone = fs::remove_file(with(made, ending));
            }
        }
    };
    discard();
    let mended = copy_files(aside, &work).and_then(|()| mend(&work, &with(&work, "-wal")));
    let saved = match mended {
        Ok(size) => save((&work, size), &fresh).await,
        Err(error) => Err(unusable(format!("its copy cannot be made ready: {error}"))),
    };
    let saved = match saved {
        Ok(saved) if !saved.is_nothing() => saved,
        other => {
            discard();
            return other;
        }
    };
    // Who may use the store may go on to.
    let rights = fs::metadata(file).and_then(|found| fs::set_permissions(&fresh, found.permissions()));
    rights.map_err(|error| unusable(format!("its rights cannot be given to the new store: {error}")))?;
    for ending in ["-wal", "-shm"] {
        // Of the damaged store, which is aside: the new one must not take them for its own.
        let _gone = fs::remove_file(with(file, ending));
    }
    fs::rename(&fresh, file).map_err(|error| unusable(format!("what was saved cannot take its place: {error}")))?;
    discard();
    Ok(saved)
}

/// Saves what can be read of `damaged`, whose pages have a size, into a new store.
async fn save((damaged, size): (&Path, usize), fresh: &Path) -> Result<Repaired, StoreError> {
    Sqlite::open(fresh).await?.close().await;
    let doing = fault(REPAIRING);
    let options = SqliteConnectOptions::new().filename(fresh).foreign_keys(false);
    let mut connection = options.connect().await.map_err(&doing)?;
    let attach = sqlx::query("ATTACH DATABASE ?1 AS damaged").bind(damaged.to_string_lossy().into_owned());
    let attached = attach.execute(&mut connection).await.is_ok();
    // The database makes the list of tables its own when it first needs it.
    let probe = sqlx::query("SELECT count(*) FROM damaged.sqlite_schema");
    let is_readable = attached && probe.execute(&mut connection).await.is_ok();
    if attached && !is_readable {
        sqlx::query("DETACH DATABASE damaged").execute(&mut connection).await.map_err(&doing)?;
    }
    let tables = sqlx::query_scalar::<_, String>(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND name NOT LIKE 'words%' AND name <> 'word_backlog'
         AND name NOT IN ('newest', 'report', 'report_hour', 'report_touched', 'undone') ORDER BY name",
    );
    let mut tables = tables.fetch_all(&mut connection).await.map_err(&doing)?;
    tables.sort_by_key(|table| FIRST.iter().position(|first| first == table).unwrap_or(FIRST.len()));
    let left_out = "CREATE TEMP TABLE senseless (what TEXT NOT NULL, id TEXT NOT NULL)";
    sqlx::query(left_out).execute(&mut connection).await.map_err(&doing)?;
    for row in senseless_of(damaged).await {
        let add = sqlx::query("INSERT INTO temp.senseless (what, id) VALUES (?1, ?2)").bind(row.what).bind(row.id);
        add.execute(&mut connection).await.map_err(&doing)?;
    }
    let mut salvage = None;
    let mut saved = Vec::new();
    for table in &tables {
        let (rows, lost) = if is_readable { copy(&mut connection, table).await? } else { (0, 1) };
        let mut from_pages = 0;
        // What tells nothing without an error may have lost the way to all its rows.
        if lost > 0 || rows == 0 {
            let pages = match &mut salvage {
                Some(pages) => pages,
                None => salvage.insert(Salvage::of((damaged, size), &mut connection, &tables).await?),
            };
            from_pages = pages.save(&mut connection, table).await?;
        }
        let lost = if from_pages > 0 { lost.max(1) } else { lost };
        saved.push(Saved { table: table.clone(), rows, from_pages, lost });
    }
    for statement in [
        // A feed of which only the items were saved.
        "INSERT OR IGNORE INTO feed (id, url, name, seq) SELECT DISTINCT feed_id, '', feed_id, 0 FROM item",
        // Rules of which only what was read by them was saved: no rules of today are the same.
        "INSERT OR IGNORE INTO rules (no, situation, digest) SELECT rules_no, '', 'lost ' || rules_no
         FROM (SELECT rules_no FROM revision UNION SELECT rules_no FROM former) WHERE rules_no IS NOT NULL",
        "DELETE FROM handover WHERE takes_back NOT IN (SELECT no FROM handover)",
    ] {
        sqlx::query(statement).execute(&mut connection).await.map_err(&doing)?;
    }
    // What comes next comes after all that is there.
    let positions = sqlx::query_as::<_, (String, String)>(
        "SELECT t.name, c.name FROM main.sqlite_schema AS t JOIN pragma_table_info(t.name, 'main') AS c
         WHERE t.type = 'table' AND t.name <> 'sequence' AND c.name IN ('seq', 'read_seq', 'gone_seq')",
    );
    for (table, column) in positions.fetch_all(&mut connection).await.map_err(&doing)? {
        let go_on =
            format!("UPDATE sequence SET seq = max(seq, (SELECT coalesce(max({column}), 0) FROM main.{table}))");
        sqlx::query(AssertSqlSafe(go_on)).execute(&mut connection).await.map_err(&doing)?;
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
    settle(On::Sqlite(&mut connection)).await.map_err(&doing)?;
    if is_readable {
        sqlx::query("DETACH DATABASE damaged").execute(&mut connection).await.map_err(&doing)?;
    }
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await.map_err(&doing)?;
    connection.close().await.map_err(&doing)?;
    let store = Sql::from(Sqlite::open(fresh).await?);
    let (mut transaction, _) = store.write(Durability::Power, REPAIRING).await?;
    strokes::work_out(&mut transaction).await?;
    store.commit(transaction, REPAIRING).await?;
    store.close().await;
    Ok(Repaired { tables: saved })
}

/// Which rows of a table go into the new store, `place` being how a column is written.
pub(super) fn only(table: &str, columns: &[&str], place: impl Fn(&str) -> String) -> String {
    // Rows about what could not be saved would refer to nothing.
    let refers = match columns.iter().find(|column| matches!(**column, "item_no" | "decision_no")) {
        Some(&"item_no") => format!("{} IN (SELECT no FROM main.item)", place("item_no")),
        Some(_) => format!("{} IN (SELECT no FROM main.decision)", place("decision_no")),
        None => "TRUE".to_owned(),
    };
    // Rows of which nothing can be made stay in the damaged store.
    match table {
        "claim" | "status" | "decision" | "feed" | "item" => {
            format!("{refers} AND {} NOT IN (SELECT id FROM temp.senseless WHERE what = '{table}')", place("id"))
        }
        _ => refers,
    }
}

/// The rows of which nothing can be made; none where the file cannot be read through.
async fn senseless_of(file: &Path) -> Vec<SetAside> {
    let Ok(options) = to_read(file).await else { return vec![] };
    let Ok(mut connection) = options.connect().await else { return vec![] };
    let found = senseless(On::Sqlite(&mut connection)).await.unwrap_or_default();
    // It was only read.
    let _closed = connection.close().await;
    found
}

/// Copies a table; how many rows, and how many ranges could not be read.
async fn copy(connection: &mut SqliteConnection, table: &str) -> Result<(u64, u64), StoreError> {
    let doing = fault(REPAIRING);
    let columns = columns(connection, table).await?;
    if columns.is_empty() {
        return Ok((0, 1));
    }
    // The sign keeps rows from being looked up one by one, in another order than that in which they are gone through.
    let only = only(table, &columns.split(", ").collect::<Vec<_>>(), |column| format!("+{column}"));
    let insert =
        format!("INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM damaged.{table} WHERE {only}");
    let all = sqlx::query(AssertSqlSafe(insert.clone())).execute(&mut *connection).await;
    if let Ok(done) = all {
        return Ok((done.rows_affected(), 0));
    }
    if let Some(key) = key(connection, table).await? {
        let (from_first, is_whole) = walk(connection, table, &key, &insert, Way::Up).await?;
        let from_last = if is_whole { 0 } else { walk(connection, table, &key, &insert, Way::Down).await?.0 };
        return Ok((from_first + from_last, u64::from(!is_whole)));
    }
    let Some((first, last)) = bounds(connection, table).await else { return Ok((0, 1)) };
    let (mut rows, mut lost) = (0, 0);
    let mut ranges: Vec<(i64, i64)> = vec![(first, last)];
    while let Some((first, last)) = ranges.pop() {
        let part = sqlx::query(AssertSqlSafe(format!("{insert} AND rowid BETWEEN ?1 AND ?2"))).bind(first).bind(last);
        match part.execute(&mut *connection).await {
            Ok(done) => rows += done.rows_affected(),
            Err(error) if is_full(&error) => return Err(doing(error)),
            Err(_) if first < last => {
                let middle = first + (last - first) / 2;
                ranges.extend([(middle + 1, last), (first, middle)]);
            }
            Err(_) => lost += 1,
        }
    }
    Ok((rows, lost))
}

/// The first and the last row number that can be read; none where no row can.
async fn bounds(connection: &mut SqliteConnection, table: &str) -> Option<(i64, i64)> {
    // A row to begin with, where the first ones cannot be read: looked for ever further away.
    let mut from = 0;
    let known = loop {
        match nearest(connection, table, from, Way::Up).await {
            Some(row) => break row,
            None if from < ROWS_MAX => from = (from * 2).max(1),
            None => return None,
        }
    };
    let first = edge(connection, table, (0, known), Way::Up).await.unwrap_or(known);
    let last = edge(connection, table, (known, ROWS_MAX), Way::Down).await.unwrap_or(known);
    Some((first, last))
}

/// The outermost row that can be read within these numbers, of which the inner one can be, by halving.
async fn edge(
    connection: &mut SqliteConnection,
    table: &str,
    (mut low, mut high): (i64, i64),
    way: Way,
) -> Option<i64> {
    let outermost = if way == Way::Up { low } else { high };
    let mut found = nearest(connection, table, outermost, way).await;
    if found.is_some() {
        return found;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        let row = nearest(connection, table, middle, way).await;
        found = row.or(found);
        match (way, row.is_some()) {
            (Way::Up, true) | (Way::Down, false) => high = middle,
            (Way::Up, false) | (Way::Down, true) => low = middle + 1,
        }
    }
    found
}

/// The row nearest to a number, upward or downward from it; none where it cannot be read or there is none.
async fn nearest(connection: &mut SqliteConnection, table: &str, number: i64, way: Way) -> Option<i64> {
    let (sign, order) = (way.sign(), way.order());
    let sql = format!("SELECT rowid FROM damaged.{table} WHERE rowid {sign}= ?1 ORDER BY rowid {order} LIMIT 1");
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(number).fetch_optional(connection).await.ok().flatten()
}

/// The columns by which a table's rows are known that have no numbers; none where they have.
async fn key(connection: &mut SqliteConnection, table: &str) -> Result<Option<Vec<String>>, StoreError> {
    let names = sqlx::query_scalar::<_, String>(
        "SELECT i.name FROM pragma_table_list(?1) AS t JOIN pragma_table_info(?1, 'main') AS i
         WHERE t.schema = 'main' AND t.wr = 1 AND i.pk > 0 ORDER BY i.pk",
    );
    let names = names.bind(table).fetch_all(connection).await.map_err(fault(REPAIRING))?;
    Ok(Some(names).filter(|names| !names.is_empty()))
}

/// Copies rows that have no numbers from one end on, until one cannot be read; how many, and whether all could be.
async fn walk(
    connection: &mut SqliteConnection,
    table: &str,
    key: &[String],
    insert: &str,
    way: Way,
) -> Result<(u64, bool), StoreError> {
    let (sign, columns) = (way.sign(), key.join(", "));
    let other = if way == Way::Up { "<=" } else { ">=" };
    let order = key.iter().map(|column| format!("{column} {}", way.order())).collect::<Vec<_>>().join(", ");
    // A row's place, written so that it can stand in a statement again.
    let place = key.iter().map(|column| format!("quote({column})")).collect::<Vec<_>>().join(" || ', ' || ");
    let (mut rows, mut step, mut after) = (0, WALK, "TRUE".to_owned());
    loop {
        let next =
            format!("SELECT {place} FROM damaged.{table} WHERE {after} ORDER BY {order} LIMIT 1 OFFSET {}", step - 1);
        let next = sqlx::query_scalar::<_, String>(AssertSqlSafe(next)).fetch_optional(&mut *connection).await;
        if let Ok(next) = next {
            let until = next.as_ref().map_or("TRUE".to_owned(), |place| format!("({columns}) {other} ({place})"));
            let part = sqlx::query(AssertSqlSafe(format!("{insert} AND {after} AND {until}")));
            match (part.execute(&mut *connection).await, next) {
                (Ok(done), None) => return Ok((rows + done.rows_affected(), true)),
                (Ok(done), Some(place)) => {
                    rows += done.rows_affected();
                    after = format!("({columns}) {sign} ({place})");
                    continue;
                }
                (Err(error), _) if is_full(&error) => return Err(fault(REPAIRING)(error)),
                (Err(_), _) => {}
            }
        }
        if step == 1 {
            return Ok((rows, false));
        }
        step /= 2;
    }
}

/// The way in which rows are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From the first on.
    Up,
    /// From the last on.
    Down,
}

impl Way {
    fn sign(self) -> &'static str {
        if self == Self::Up { ">" } else { "<" }
    }

    fn order(self) -> &'static str {
        if self == Self::Up { "ASC" } else { "DESC" }
    }
}

/// The columns that a table has in both stores.
async fn columns(connection: &mut SqliteConnection, table: &str) -> Result<String, StoreError> {
    let names = sqlx::query_scalar::<_, String>(
        "SELECT name FROM pragma_table_info(?1, 'main') WHERE name IN (SELECT name FROM pragma_table_info(?1, 'damaged'))",
    );
    let names = names.bind(table).fetch_all(connection).await.map_err(fault(REPAIRING))?;
    Ok(names.join(", "))
}
