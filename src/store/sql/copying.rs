//! Copying: a whole store into an empty one, of either database, and the proof that they hold the same.
//!
//! Rows go over as they are, with their numbers and their places in the history; what is worked out of them (the rows of the
//! reports, their counts, the search) is made anew by the same means as when they were stored first. All of it is one
//! transaction, which is kept only where every table of both has the same rows by number and by digest.

use sha2::{Digest, Sha256};

use super::super::{Copied, StoreError};
use super::column::Columns;
use super::fault::fault;
use super::row::{Column, Row};
use super::statement::{Dialect, On, Value, query, query_scalar};
use super::transaction::Transaction;
use super::words::{Worded, add_words};
use super::{Durability, Sql, kept};

const COPYING: &str = "copying the store";

/// Rows that are read and written at once.
const PAGE: i64 = 200;

/// What sort a column is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Number,
    Text,
    Real,
    Bytes,
}

/// A table: its name, its key, then all of its columns, the numbers first. What SQLite numbers by itself is `rowid`.
struct Table {
    name: &'static str,
    key: &'static str,
    numbers: &'static str,
    texts: &'static str,
    reals: &'static str,
    bytes: &'static str,
    /// Whether it is made from the others, and so only compared.
    is_made: bool,
}

const fn table(name: &'static str, key: &'static str, numbers: &'static str, texts: &'static str) -> Table {
    Table { name, key, numbers, texts, reals: "", bytes: "", is_made: false }
}

/// The tables, what others refer to first.
const TABLES: [Table; 21] = [
    table(
        "feed",
        "id",
        "last_success_at last_new_item_at last_poll_at next_poll_at not_before_at failures items seq gone moved_times \
         first_answer_at",
        "id url name state error_kind error_message etag last_modified given_by moved_url",
    ),
    table("rules", "no", "no", "situation digest"),
    table(
        "item",
        "no",
        "no published_at fetched_at revisions relevant seq marked",
        "id feed_id guid report_id opener_id",
    ),
    Table {
        reals: "score",
        ..table(
            "revision",
            "item_no number",
            "item_no number fetched_at relevant seq rules_no",
            "digest url title text author categories lang matched episode_id",
        )
    },
    Table { bytes: "shingles", ..table("imprint", "item_no revision", "item_no revision fetched_at simhash", "facts") },
    table("shelf", "key opens published_at item_no", "key opens published_at item_no", ""),
    Table {
        reals: "confidence",
        ..table(
            "claim",
            "rowid",
            "rowid item_no revision n published_at fetched_at low high as_of_at first_byte end_byte seq read_seq",
            "id episode_id metric category perpetrator bound origin place scope cue field quote rule",
        )
    },
    Table {
        reals: "confidence",
        ..table(
            "status",
            "rowid",
            "rowid item_no revision n published_at fetched_at until_at as_of_at first_byte end_byte seq read_seq",
            "id episode_id place kind value extent origin field quote rule",
        )
    },
    table("former", "id gone_seq", "item_no revision rules_no gone_seq", "id kind said"),
    table(
        "decision",
        "no",
        "no value decided_at seq",
        "id subject_kind subject_id judgement mark operator reason stroke",
    ),
    table("undone", "decision_no since_at", "decision_no since_at until_at", ""),
    table("handover", "no", "no seen_at seen_seq taken_at takes_back seq", "operator"),
    table("look", "rowid", "rowid looked_at seq", "operator"),
    table("watch", "rule asks", "until_at seen_seq seen_at", "rule asks holder memory"),
    table("rang", "no", "no rang_at told_at told_seq more", "rule asks thing ring fate"),
    table("delivery", "ring_no channel", "ring_no tries due_at", "channel state error"),
    table("regrouping", "rowid", "rowid at seq reaches_at", ""),
    table("pruned", "id", "", "id"),
    table("pruning", "no", "no pruned_at before_at items seq", ""),
    Table { is_made: true, ..table("report", "id", "led_at read dismissed asleep_until alarms", "id") },
    Table { is_made: true, ..table("newest", "at", "at", "") },
];

impl Table {
    /// Its columns with their sorts.
    fn columns(&self) -> Vec<(&'static str, Sort)> {
        let of = |names: &'static str, sort| names.split_whitespace().map(move |name| (name, sort));
        of(self.numbers, Sort::Number)
            .chain(of(self.texts, Sort::Text))
            .chain(of(self.reals, Sort::Real))
            .chain(of(self.bytes, Sort::Bytes))
            .collect()
    }

    /// The columns of its key.
    fn key(&self) -> Vec<(&'static str, Sort)> {
        let columns = self.columns();
        self.key.split_whitespace().filter_map(|name| columns.iter().find(|column| column.0 == name)).copied().collect()
    }
}

/// A value on its way from one store to the other.
#[derive(Debug, Clone, PartialEq)]
enum Held {
    Number(Option<i64>),
    Text(Option<String>),
    Real(f32),
    Bytes(Vec<u8>),
}

impl Held {
    fn read(row: &Row, at: usize, sort: Sort) -> Result<Self, sqlx::Error> {
        Ok(match sort {
            Sort::Number => Self::Number(Column::read(row, at)?),
            // A file may hold what is no text any more: it goes over as it is read everywhere else.
            Sort::Text => Self::Text(
                <Option<&[u8]> as Column>::read(row, at)?
                    .map(|bytes| String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}")),
            ),
            Sort::Real => Self::Real(Column::read(row, at)?),
            Sort::Bytes => Self::Bytes(<&[u8] as Column>::read(row, at)?.to_vec()),
        })
    }

    fn value(&self) -> Value<'_> {
        match self {
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text.as_deref()),
            Self::Real(share) => Value::Real(*share),
            Self::Bytes(bytes) => Value::Bytes(bytes.clone()),
        }
    }

    /// Adds it to a digest, with its sort and its length, so that no two rows are taken for one another.
    fn digest(&self, digest: &mut Sha256) {
        let mut add = |sort: u8, bytes: &[u8]| {
            digest.update([sort]);
            digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(bytes);
        };
        match self {
            Self::Number(None) | Self::Text(None) => add(0, &[]),
            Self::Number(Some(number)) => add(1, &number.to_be_bytes()),
            Self::Text(Some(text)) => add(2, text.as_bytes()),
            Self::Real(share) => add(3, &share.to_bits().to_be_bytes()),
            Self::Bytes(bytes) => add(4, bytes),
        }
    }
}

/// A page of a table's rows, after a key where one is given.
async fn page(
    transaction: &mut Transaction,
    table: &Table,
    after: Option<&[Held]>,
) -> Result<Vec<Vec<Held>>, StoreError> {
    let columns = table.columns();
    let names = |columns: &[(&str, Sort)]| columns.iter().map(|column| column.0).collect::<Vec<_>>().join(", ");
    let key = table.key();
    let after = after.unwrap_or_default();
    let places: Vec<String> = (1..=after.len()).map(|place| format!("?{place}")).collect();
    let beyond = match after.is_empty() {
        true => String::new(),
        false => format!("WHERE ({}) > ({})", names(&key), places.join(", ")),
    };
    let statement =
        format!("SELECT {} FROM {} {beyond} ORDER BY {} LIMIT {PAGE}", names(&columns), table.name, names(&key));
    let asked = query(sqlx::AssertSqlSafe(statement));
    let asked = after.iter().fold(asked, |asked, held| asked.bind(held.value()));
    let rows = asked.fetch_all(transaction).await.map_err(fault(COPYING))?;
    let held = |row: &Row| {
        let held = columns.iter().enumerate().map(|(at, (_, sort))| Held::read(row, at, *sort));
        held.collect::<Result<Vec<_>, _>>()
    };
    rows.iter().map(held).collect::<Result<_, _>>().map_err(fault(COPYING))
}

/// Writes rows of a table.
async fn write(transaction: &mut Transaction, table: &Table, rows: &[Vec<Held>]) -> Result<(), StoreError> {
    let names: Vec<&str> = table.columns().iter().map(|column| column.0).collect();
    let width = names.len();
    let places = (0..rows.len()).map(|row| {
        let places: Vec<String> = (1..=width).map(|column| format!("?{}", row * width + column)).collect();
        format!("({})", places.join(", "))
    });
    let places = places.collect::<Vec<_>>().join(", ");
    let statement = format!("INSERT INTO {} ({}) VALUES {places}", table.name, names.join(", "));
    let insert = query(sqlx::AssertSqlSafe(statement));
    let insert = rows.iter().flatten().fold(insert, |insert, held| insert.bind(held.value()));
    insert.execute(transaction).await.map_err(fault(COPYING))?;
    Ok(())
}

/// How many rows a table has, and their digest; each page of them is handed over.
async fn go_through(
    transaction: &mut Transaction,
    table: &Table,
    mut into: Option<&mut Transaction>,
    tell: &mut impl FnMut(&str, u64),
) -> Result<(u64, String), StoreError> {
    let (mut rows, mut digest, mut after) = (0, Sha256::new(), None::<Vec<Held>>);
    let places: Vec<usize> = {
        let columns = table.columns();
        table.key().iter().filter_map(|key| columns.iter().position(|column| column.0 == key.0)).collect()
    };
    loop {
        let page = page(transaction, table, after.as_deref()).await?;
        let Some(last) = page.last() else { break };
        after = Some(places.iter().filter_map(|place| last.get(*place).cloned()).collect());
        page.iter().flatten().for_each(|held| held.digest(&mut digest));
        rows += u64::try_from(page.len()).unwrap_or(u64::MAX);
        if let Some(into) = &mut into {
            write(into, table, &page).await?;
            tell(table.name, rows);
        }
    }
    let digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((rows, digest))
}

/// Copies all of a store into one that holds nothing.
pub(in super::super) async fn copy(
    from: &Sql,
    to: &Sql,
    mut tell: impl FnMut(&str, u64),
) -> Result<Vec<Copied>, StoreError> {
    let mut source = from.read(COPYING).await?;
    let (mut target, _) = to.write(Durability::Power, COPYING).await?;
    let is_used: bool = query_scalar(
        "SELECT (SELECT seq FROM sequence) > 1 OR EXISTS (SELECT 1 FROM feed) OR EXISTS (SELECT 1 FROM decision)",
    )
    .fetch_one(&mut target)
    .await
    .map_err(fault(COPYING))?;
    if is_used {
        let why = "something is stored there already; nothing is copied into it".to_owned();
        return Err(StoreError::Unusable { store: to.name(), why });
    }
    let mut copied = Vec::with_capacity(TABLES.len());
    for table in TABLES.iter().filter(|table| !table.is_made) {
        let (rows, digest) = go_through(&mut source, table, Some(&mut target), &mut tell).await?;
        copied.push(Copied { table: table.name, rows, digest });
    }
    let seq: i64 = query_scalar("SELECT seq FROM sequence").fetch_one(&mut source).await.map_err(fault(COPYING))?;
    let set = query("UPDATE sequence SET seq = ?1").bind(seq).execute(&mut target).await;
    set.map_err(fault(COPYING))?;
    go_on_numbering(&mut target).await?;
    index(&mut target, &mut tell).await?;
    kept::settle(On::from(&mut target)).await.map_err(fault(COPYING))?;
    for table in TABLES.iter().filter(|table| table.is_made) {
        let (rows, digest) = go_through(&mut source, table, None, &mut tell).await?;
        copied.push(Copied { table: table.name, rows, digest });
    }
    // The tables that are made stand last.
    for (table, copied) in TABLES.iter().zip(&copied) {
        let (rows, digest) = go_through(&mut target, table, None, &mut tell).await?;
        if (rows, &digest) != (copied.rows, &copied.digest) {
            let why = format!(
                "of the table {} it would hold {rows} rows of the digest {digest}, and there are {} of the digest {}; \
                 nothing was copied",
                table.name, copied.rows, copied.digest
            );
            return Err(StoreError::Unusable { store: to.name(), why });
        }
    }
    to.commit(target, COPYING).await?;
    Ok(copied)
}

/// Lets PostgreSQL number what comes after what was copied with its numbers. SQLite looks for itself.
async fn go_on_numbering(target: &mut Transaction) -> Result<(), StoreError> {
    if target.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    for table in TABLES.iter().filter(|table| matches!(table.key, "no" | "rowid")) {
        let statement = format!(
            "SELECT setval(pg_get_serial_sequence('{0}', 'no'), coalesce((SELECT max(no) FROM {0}), 0) + 1, FALSE)",
            table.name
        );
        query(sqlx::AssertSqlSafe(statement)).fetch_one(&mut *target).await.map_err(fault(COPYING))?;
    }
    Ok(())
}

/// Makes the copied revisions ready for search.
async fn index(target: &mut Transaction, tell: &mut impl FnMut(&str, u64)) -> Result<(), StoreError> {
    let (mut item, mut number, mut indexed) = (i64::MIN, i64::MIN, 0_u64);
    loop {
        let rows = query(
            "SELECT item_no, number, title, text FROM revision WHERE (item_no, number) > (?1, ?2)
             ORDER BY item_no, number LIMIT ?3",
        )
        .bind(item)
        .bind(number)
        .bind(PAGE)
        .fetch_all(&mut *target)
        .await
        .map_err(fault(COPYING))?;
        if rows.is_empty() {
            break;
        }
        let mut words = Vec::with_capacity(rows.len());
        for row in rows.iter().map(Columns) {
            (item, number) = (row.get("item_no")?, row.get("number")?);
            words.push(Worded::of(item, number, &row.said("title")?, &row.said("text")?));
        }
        add_words(target, &words).await?;
        indexed += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        tell("words", indexed);
    }
    // Nothing is left to be indexed in steps.
    let done = query("UPDATE word_backlog SET done = 0, last = 0").execute(target).await;
    done.map_err(fault(COPYING))?;
    Ok(())
}
