//! The rows of damaged tables, page by page: what a repair saves where the database cannot find its way to them.
//!
//! A page is of the table from whose root the way leads to it; one to which no way leads any more is of the table whose rows
//! are alone in looking like its own. Pages that are free, or of tables that were read in whole, are left alone.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use sqlx::{AssertSqlSafe, SqliteConnection};

use super::super::StoreError;
use super::super::sql::fault::{fault, is_full};
use super::pages::{Node, Pages, Row, Value, word};
use super::repair::{REPAIRING, only};

/// A table of the new store.
struct Table {
    name: String,
    /// Its columns in the order in which a row has them.
    columns: Vec<Column>,
    /// Whether its rows have numbers.
    is_numbered: bool,
}

struct Column {
    name: String,
    kind: String,
    /// Whether a row must have it.
    is_needed: bool,
    /// Whether it is the row's number.
    is_number: bool,
}

/// The pages of a damaged store, and which of them hold rows of which table.
pub(super) struct Salvage {
    pages: Pages,
    tables: Vec<Table>,
    places: HashMap<String, Vec<u32>>,
}

impl Salvage {
    /// Goes through the pages of `file`, which are of `size` bytes, for rows of these tables.
    pub(super) async fn of(
        (file, size): (&Path, usize),
        connection: &mut SqliteConnection,
        names: &[String],
    ) -> Result<Self, StoreError> {
        let mut tables = Vec::new();
        for name in names {
            tables.push(table(connection, name).await?);
        }
        let found = Pages::open(file, size).and_then(|mut pages| {
            let places = places(&mut pages, &tables)?;
            Ok((pages, places))
        });
        let (pages, places) = found.map_err(unread)?;
        Ok(Self { pages, tables, places })
    }

    /// Adds to the new store the rows of a table that it has not yet; how many there were.
    pub(super) async fn save(&mut self, connection: &mut SqliteConnection, name: &str) -> Result<u64, StoreError> {
        let Some(table) = self.tables.iter().find(|table| table.name == name) else { return Ok(0) };
        let mut added = 0;
        sqlx::query("BEGIN").execute(&mut *connection).await.map_err(fault(REPAIRING))?;
        for number in self.places.get(name).into_iter().flatten() {
            let page = self.pages.read(*number).map_err(unread)?;
            let rows = Node::of(&page, *number).map(|node| node.rows(&mut self.pages)).unwrap_or_default();
            for row in rows.into_iter().filter(|row| table.fits(row)) {
                added += add(connection, table, row).await?;
            }
        }
        sqlx::query("COMMIT").execute(&mut *connection).await.map_err(fault(REPAIRING))?;
        Ok(added)
    }
}

/// What is told where the copy of a damaged store cannot be read by the system.
fn unread(error: io::Error) -> StoreError {
    StoreError::Unusable { store: "the copy of the damaged store".to_owned(), why: error.to_string() }
}

/// A table of the new store.
async fn table(connection: &mut SqliteConnection, name: &str) -> Result<Table, StoreError> {
    let doing = fault(REPAIRING);
    let columns = sqlx::query_as::<_, (String, String, bool, bool, i64)>(
        "SELECT name, upper(type), \"notnull\", dflt_value IS NOT NULL, pk FROM pragma_table_info(?1, 'main') ORDER BY cid",
    );
    let columns = columns.bind(name).fetch_all(&mut *connection).await.map_err(&doing)?;
    let numbered = sqlx::query_scalar::<_, bool>("SELECT wr = 0 FROM pragma_table_list(?1) WHERE schema = 'main'");
    let is_numbered = numbered.bind(name).fetch_one(&mut *connection).await.map_err(&doing)?;
    let mut columns: Vec<(i64, Column)> = columns
        .into_iter()
        .map(|(name, kind, is_never_null, has_default, key)| {
            let is_number = is_numbered && key == 1 && kind == "INTEGER";
            let is_needed = !is_number && (is_never_null && !has_default || key > 0);
            (key, Column { name, kind, is_needed, is_number })
        })
        .collect();
    if !is_numbered {
        // The columns of the key come first.
        columns.sort_by_key(|(key, _)| if *key > 0 { *key } else { i64::MAX });
    }
    Ok(Table { name: name.to_owned(), columns: columns.into_iter().map(|(_, column)| column).collect(), is_numbered })
}

impl Table {
    /// Whether a row can be one of its own; an old one may lack the columns that came later.
    fn fits(&self, row: &Row) -> bool {
        let has_rest = self.columns.iter().skip(row.values.len()).all(|column| !column.is_needed);
        has_rest
            && self.is_numbered == row.number.is_some()
            && !row.values.is_empty()
            && row.values.len() <= self.columns.len()
            && self.columns.iter().zip(&row.values).all(|(column, value)| column.fits(value))
    }

    /// Whether its rows can be told by their looks: numbers alone look like any index.
    fn is_telling(&self) -> bool {
        self.columns.iter().any(|column| column.is_needed && matches!(&*column.kind, "TEXT" | "BLOB"))
    }
}

impl Column {
    fn fits(&self, value: &Value) -> bool {
        match (value, &*self.kind) {
            (Value::Null, _) => !self.is_needed,
            _ if self.is_number => false,
            (Value::Integer(_), "INTEGER" | "REAL") | (Value::Real(_), "REAL") => true,
            (Value::Text(_), "TEXT") | (Value::Blob(_), "BLOB") => true,
            _ => false,
        }
    }
}

/// The one table whose rows look like those of a page.
fn alike<'t>(tables: &'t [Table], page: &[u8], number: u32, pages: &mut Pages) -> Option<&'t Table> {
    let rows = Node::of(page, number)?.rows(pages);
    let first = rows.first()?;
    let mut alike = tables.iter().filter(|table| table.fits(first));
    let table = alike.next().filter(|table| table.is_telling())?;
    alike.next().is_none().then_some(table)
}

/// Goes through all pages: which of them hold rows of which table.
fn places(pages: &mut Pages, tables: &[Table]) -> io::Result<HashMap<String, Vec<u32>>> {
    let free = free(pages)?;
    // Pages that hold rows; the ways between pages; the roots of tables and indexes.
    let mut leaves: Vec<u32> = Vec::new();
    let mut ways: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut roots: Vec<(u32, String)> = Vec::new();
    for number in (1..=pages.count).filter(|number| !free.contains(number)) {
        let page = pages.read(number)?;
        let Some(node) = Node::of(&page, number) else { continue };
        let children = node.children();
        if children.is_empty() || !node.is_numbered {
            leaves.push(number);
        }
        if !children.is_empty() {
            ways.insert(number, children);
        } else if node.is_numbered {
            roots.extend(node.rows(pages).into_iter().filter_map(root));
        }
    }
    let mut owners: HashMap<u32, String> = HashMap::new();
    for (root, name) in roots {
        let mut open = vec![root];
        while let Some(page) = open.pop() {
            // Each page is of one table: the first, where ways cross.
            if !free.contains(&page) && !owners.contains_key(&page) {
                owners.insert(page, name.clone());
                open.extend(ways.get(&page).into_iter().flatten());
            }
        }
    }
    let mut places: HashMap<String, Vec<u32>> = HashMap::new();
    for number in leaves {
        let owner = match owners.get(&number) {
            Some(owner) => tables.iter().find(|table| table.name == *owner),
            None => alike(tables, &pages.read(number)?, number, pages),
        };
        if let Some(owner) = owner {
            places.entry(owner.name.clone()).or_default().push(number);
        }
    }
    Ok(places)
}

/// The root and the name of a table or an index, where a row is of the list of them.
fn root(row: Row) -> Option<(u32, String)> {
    match <[Value; 5]>::try_from(row.values).ok()? {
        [Value::Text(kind), Value::Text(name), Value::Text(_), Value::Integer(root), _]
            if matches!(&*kind, "table" | "index") =>
        {
            Some((u32::try_from(root).ok()?, name))
        }
        _ => None,
    }
}

/// The pages that are free, as far as the list of them can be read.
fn free(pages: &mut Pages) -> io::Result<HashSet<u32>> {
    let mut free = HashSet::new();
    let header = pages.read(1)?;
    let mut next = word(&header, 32).unwrap_or(0);
    while (1..=pages.count).contains(&next) && free.insert(next) {
        let page = pages.read(next)?;
        let count = word(&page, 4).and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
        free.extend(page.chunks_exact(4).skip(2).take(count).filter_map(|number| word(number, 0)));
        next = word(&page, 0).unwrap_or(0);
    }
    Ok(free)
}

/// Adds a row to the new store, unless it has it already; how many were added.
async fn add(connection: &mut SqliteConnection, table: &Table, row: Row) -> Result<u64, StoreError> {
    let columns: Vec<&str> = table.columns.iter().take(row.values.len()).map(|column| &*column.name).collect();
    let place = |name: &str| match columns.iter().position(|column| *column == name) {
        Some(at) => format!("?{}", at + 1),
        None => "NULL".to_owned(),
    };
    let (names, values) =
        (columns.join(", "), columns.iter().map(|column| place(column)).collect::<Vec<_>>().join(", "));
    let same = columns.iter().map(|column| format!("{column} IS {}", place(column))).collect::<Vec<_>>().join(" AND ");
    // What was read anew has gone from its table, though its old pages may still have it.
    let gone = match &*table.name {
        "claim" | "status" => format!(
            " AND NOT EXISTS (SELECT 1 FROM main.former WHERE id = {} AND gone_seq > coalesce({}, {}))",
            place("id"),
            place("read_seq"),
            place("seq")
        ),
        _ => String::new(),
    };
    let statement = format!(
        "INSERT OR IGNORE INTO main.{name} ({names}) SELECT {values}
         WHERE {only} AND NOT EXISTS (SELECT 1 FROM main.{name} WHERE {same}){gone}",
        name = table.name,
        only = only(&table.name, &columns, place),
    );
    let mut query = sqlx::query(AssertSqlSafe(statement));
    for (column, value) in table.columns.iter().zip(row.values) {
        query = match value {
            Value::Null if column.is_number => query.bind(row.number),
            Value::Null => query.bind(None::<i64>),
            Value::Integer(number) => query.bind(number),
            Value::Real(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Blob(bytes) => query.bind(bytes),
        };
    }
    match query.execute(connection).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(error) if is_full(&error) => Err(fault(REPAIRING)(error)),
        // A row that the new store does not take stays in the damaged one.
        Err(_) => Ok(0),
    }
}
