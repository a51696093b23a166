//! Pruning: what is old and nobody decided anything of is taken out, some at a time.
//!
//! A report goes whole or not at all: it stays while any of its items is young, and for good where anything was decided of it
//! or of one of its items, claims or statuses, for a decision without what it rests on could not be looked into again. Each
//! portion is one short transaction, in which it is asked once more whether all of it may go; broken off at any moment, a
//! pruning leaves whole reports and is gone on with by the next. What went is remembered by its id alone, so that a feed that
//! still has it brings no news by it.

use jiff::Timestamp;

use super::super::StoreError;
use super::super::pruning::{Pruned, Spared};
use super::column::{Columns, count, json, millis};
use super::fault::fault;
use super::grouping::{Grouping, Memory, merged};
use super::imprints::unshelve;
use super::statement::{Dialect, query, query_scalar};
use super::transaction::Transaction;
use super::words::remove_words;
use super::{Base, Durability, PAUSE, Sql, State, TRIES, again, state};

const PRUNING: &str = "pruning the store";

/// Items that are looked at and taken out at once, while other writers wait: about a tenth of a second, where a server on
/// a busy machine takes out five hundred a second.
macro_rules! portion {
    () => {
        50
    };
}
const PORTION: usize = portion!();

/// The tables whose rows go with their item, those that refer to it first.
const OF_ITEMS: [&str; 5] = [
    "DELETE FROM imprint WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))",
    "DELETE FROM claim WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))",
    "DELETE FROM status WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))",
    "DELETE FROM former WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))",
    "DELETE FROM revision WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))",
];

/// Whether an item is too young to go at `?1`. The last one stays whatever its age: SQLite would give its number anew.
macro_rules! is_young {
    ($item:literal) => {
        concat!(
            "(",
            $item,
            ".published_at >= ?1 OR ",
            $item,
            ".fetched_at >= ?1 OR ",
            $item,
            ".no = (SELECT max(no) FROM item) OR (",
            $item,
            ".revisions > 1 AND EXISTS (SELECT 1 FROM revision AS r WHERE r.item_no = ",
            $item,
            ".no AND r.number = ",
            $item,
            ".revisions AND r.fetched_at >= ?1)))"
        )
    };
}

/// Whether anything was decided of an item or of what was read of it; `?2` names those that reports were merged with.
macro_rules! is_decided {
    ($item:literal) => {
        concat!(
            "(",
            $item,
            ".marked = 1 OR ",
            $item,
            ".id IN (SELECT value FROM json_each(?2))
             OR EXISTS (SELECT 1 FROM decision AS d WHERE d.subject_kind IN ('report', 'item') AND d.subject_id = ",
            $item,
            ".id)
             OR EXISTS (SELECT 1 FROM claim AS c CROSS JOIN decision AS d ON d.subject_kind = 'claim' AND d.subject_id = c.id
                        WHERE c.item_no = ",
            $item,
            ".no)
             OR EXISTS (SELECT 1 FROM status AS c CROSS JOIN decision AS d ON d.subject_kind = 'status' AND d.subject_id = c.id
                        WHERE c.item_no = ",
            $item,
            ".no)
             OR EXISTS (SELECT 1 FROM former AS c CROSS JOIN decision AS d ON d.subject_kind = c.kind AND d.subject_id = c.id
                        WHERE c.item_no = ",
            $item,
            ".no))"
        )
    };
}

/// Whether a thing holds for any item of the report `k`: 1 or 0.
macro_rules! of_report {
    ($holds:ident) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM item AS o WHERE o.report_id = k.report_id AND ",
            $holds!("o"),
            ") OR EXISTS (SELECT 1 FROM item AS o WHERE o.opener_id = k.opener_id AND ",
            $holds!("o"),
            ") THEN 1 ELSE 0 END"
        )
    };
}

/// The items `looked` with what keeps each of them: itself, or an item that is, or was before operators moved it, of the same
/// report. What is of a report is asked once, however many of its items are looked at.
macro_rules! kept {
    () => {
        concat!(
            ", keys AS MATERIALIZED (SELECT DISTINCT report_id, opener_id FROM looked WHERE report_id IS NOT NULL),
            reports AS MATERIALIZED (SELECT k.report_id, k.opener_id, ",
            of_report!(is_decided),
            " AS is_decided, ",
            of_report!(is_young),
            " AS is_young FROM keys AS k)
            SELECT i.no, i.id, i.published_at,
                CASE WHEN k.is_decided = 1 OR ",
            is_decided!("i"),
            " THEN 1 ELSE 0 END AS is_decided, CASE WHEN k.is_young = 1 OR ",
            is_young!("i"),
            " THEN 1 ELSE 0 END AS is_young
            FROM looked AS i LEFT JOIN reports AS k ON k.report_id = i.report_id AND k.opener_id = i.opener_id
            ORDER BY i.published_at, i.id"
        )
    };
}

/// The next items that were published before `?1`, from the oldest on, and what keeps each of them. How many stands in the
/// statement itself, so that PostgreSQL knows that they are few.
const LOOKED_AT: &str = concat!(
    "WITH looked AS MATERIALIZED (
         SELECT * FROM item WHERE published_at < ?1 AND (published_at, id) > (?3, ?4) ORDER BY published_at, id LIMIT ",
    portion!(),
    ")",
    kept!()
);

/// The items of `?3`, and what keeps each of them by now.
const ASKED: &str = concat!(
    "WITH looked AS MATERIALIZED (
         SELECT * FROM item WHERE no IN (SELECT CAST(value AS BIGINT) FROM json_each(?3)))",
    kept!()
);

/// The items of `?1` and all that are, or were before operators moved them, of their reports.
const WITH_REPORTS: &str = "WITH asked AS MATERIALIZED (
         SELECT no, report_id, opener_id FROM item WHERE no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))),
     keys AS MATERIALIZED (SELECT DISTINCT report_id, opener_id FROM asked WHERE report_id IS NOT NULL)
     SELECT no FROM asked
     UNION SELECT o.no FROM keys AS k CROSS JOIN item AS o ON o.report_id = k.report_id
     UNION SELECT o.no FROM keys AS k CROSS JOIN item AS o ON o.opener_id = k.opener_id";

/// Some items that were looked at.
struct Page {
    /// The numbers of those that nothing keeps.
    goes: Vec<i64>,
    spared: Spared,
    /// Where the next page begins; none after the last.
    last: Option<(i64, String)>,
}

/// Why the role of this program cannot take anything out; none where it can.
pub(in super::super) async fn refused(store: &Sql) -> Result<Option<String>, StoreError> {
    match &store.base {
        Base::Sqlite(_) => Ok(None),
        Base::Postgres(base) => {
            let asked = query_scalar("SELECT has_table_privilege('item', 'DELETE')").fetch_one(base.readers()).await;
            let may: bool = asked.map_err(fault(PRUNING))?;
            let why =
                "to take anything out of it is the right of its owner alone: name the role that owns the database";
            Ok((!may).then(|| why.to_owned()))
        }
    }
}

/// What would go of what was published and fetched before a moment, and what stays of it.
pub(in super::super) async fn plan(store: &Sql, before: Timestamp) -> Result<(Pruned, Spared), StoreError> {
    let (mut goes, mut spared) = (Pruned::default(), Spared::default());
    let others = merged_in(store).await?;
    let mut after = Some((i64::MIN, String::new()));
    while let Some(last) = after {
        let mut transaction = store.read(PRUNING).await?;
        plan_once(&mut transaction).await?;
        let page = page(&mut transaction, (before, &others), &last).await?;
        goes += counted(&mut transaction, &page.goes).await?;
        spared += page.spared;
        after = page.last;
    }
    Ok((goes, spared))
}

/// Takes it out; `tell` hears how many items are gone so far, and between two portions whoever else writes has its turn.
pub(in super::super) async fn prune(
    store: &Sql,
    before: Timestamp,
    at: Timestamp,
    mut tell: impl FnMut(u64),
) -> Result<Pruned, StoreError> {
    let mut gone = Pruned::default();
    let others = merged_in(store).await?;
    let mut no = None;
    let mut after = Some((i64::MIN, String::new()));
    while let Some(last) = after {
        let mut transaction = store.read(PRUNING).await?;
        plan_once(&mut transaction).await?;
        let page = page(&mut transaction, (before, &others), &last).await?;
        drop(transaction);
        if !page.goes.is_empty() {
            gone += again!(take_out(store, &page.goes, (before, at), &mut no))?;
            tell(gone.items);
        }
        after = page.last;
    }
    if gone.items > 0 {
        again!(end(store, before))?;
    }
    Ok(gone)
}

/// Lets PostgreSQL work out once how it does each of the statements that are the same for every portion: to do so each time
/// anew, as it chooses to, took three quarters of its time.
async fn plan_once(transaction: &mut Transaction) -> Result<(), StoreError> {
    if transaction.dialect() == Dialect::Postgres {
        let set = query("SET LOCAL plan_cache_mode TO force_generic_plan").execute(&mut *transaction).await;
        set.map_err(fault(PRUNING))?;
    }
    Ok(())
}

/// The reports that operators merged with others.
async fn merged_in(store: &Sql) -> Result<String, StoreError> {
    json(&merged(&mut store.read(PRUNING).await?).await?)
}

/// Looks at a page of items; `others` are those that reports were merged with.
async fn page(
    transaction: &mut Transaction,
    (before, others): (Timestamp, &str),
    (published, id): &(i64, String),
) -> Result<Page, StoreError> {
    let rows = query(LOOKED_AT)
        .bind(millis(before))
        .bind(others)
        .bind(published)
        .bind(id)
        .fetch_all(transaction)
        .await
        .map_err(fault(PRUNING))?;
    let mut page = Page { goes: vec![], spared: Spared::default(), last: None };
    for row in rows.iter().map(Columns) {
        match (row.get("is_decided")?, row.get("is_young")?) {
            (false, false) => page.goes.push(row.get("no")?),
            (true, _) => page.spared.decided += 1,
            (false, true) => page.spared.young += 1,
        }
        page.last = Some((row.get("published_at")?, row.text("id")?.to_owned()));
    }
    if rows.len() < PORTION {
        page.last = None;
    }
    Ok(page)
}

/// How many rows go with items.
async fn counted(transaction: &mut Transaction, items: &[i64]) -> Result<Pruned, StoreError> {
    let row = query(
        "SELECT (SELECT count(*) FROM revision WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))) AS revisions,
            (SELECT count(*) FROM claim WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))) AS claims,
            (SELECT count(*) FROM status WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))) AS statuses,
            (SELECT count(*) FROM item WHERE no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND report_id = id)
                AS reports",
    )
    .bind(json(&items)?)
    .fetch_one(transaction)
    .await
    .map_err(fault(PRUNING))?;
    let row = Columns(&row);
    Ok(Pruned {
        items: u64::try_from(items.len()).unwrap_or(u64::MAX),
        revisions: row.number("revisions")?,
        claims: row.number("claims")?,
        statuses: row.number("statuses")?,
        reports: row.number("reports")?,
    })
}

/// Takes items out, with all of their reports, unless something keeps them by now. `no` is the pruning's own row.
async fn take_out(
    store: &Sql,
    items: &[i64],
    (before, at): (Timestamp, Timestamp),
    no: &mut Option<i64>,
) -> Result<Pruned, StoreError> {
    let (mut transaction, seq) = store.write(Durability::Process, PRUNING).await?;
    plan_once(&mut transaction).await?;
    let others = json(&merged(&mut transaction).await?)?;
    let asked = query_scalar(WITH_REPORTS).bind(json(&items)?).fetch_all(&mut transaction).await;
    let asked: Vec<i64> = asked.map_err(fault(PRUNING))?;
    let rows = query(ASKED)
        .bind(millis(before))
        .bind(others)
        .bind(json(&asked)?)
        .fetch_all(&mut transaction)
        .await
        .map_err(fault(PRUNING))?;
    let mut numbers = vec![];
    for row in rows.iter().map(Columns) {
        if let (false, false) = (row.get("is_decided")?, row.get("is_young")?) {
            numbers.push(row.get::<i64>("no")?);
        }
    }
    let gone = counted(&mut transaction, &numbers).await?;
    let all = json(&numbers)?;
    for statement in [
        "INSERT INTO pruned (id) SELECT id FROM item WHERE no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))
         ON CONFLICT DO NOTHING",
        "INSERT INTO report_touched (id) SELECT DISTINCT report_id FROM item
         WHERE no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND report_id IS NOT NULL ON CONFLICT DO NOTHING",
        "UPDATE feed SET items = items - g.many, seq = ?2 FROM (
             SELECT feed_id, count(*) AS many FROM item
             WHERE no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) GROUP BY feed_id) AS g
         WHERE feed.id = g.feed_id",
    ] {
        query(statement).bind(&all).bind(seq.0).execute(&mut transaction).await.map_err(fault(PRUNING))?;
    }
    remove_words(&mut transaction, &numbers).await?;
    unshelve(&mut transaction, &numbers).await?;
    for statement in OF_ITEMS {
        query(statement).bind(&all).execute(&mut transaction).await.map_err(fault(PRUNING))?;
    }
    query("DELETE FROM item WHERE no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))")
        .bind(&all)
        .execute(&mut transaction)
        .await
        .map_err(fault(PRUNING))?;
    let noted = match *no {
        Some(no) => query("UPDATE pruning SET items = items + ?2, seq = ?3 WHERE no = ?1 RETURNING no").bind(no),
        None => query("INSERT INTO pruning (items, seq, pruned_at, before_at) VALUES (?2, ?3, ?1, ?4) RETURNING no")
            .bind(millis(at)),
    };
    let noted = noted.bind(count(gone.items)).bind(seq.0).bind(millis(before)).fetch_one(&mut transaction).await;
    let noted: i64 = Columns(&noted.map_err(fault(PRUNING))?).get("no")?;
    store.commit(transaction, PRUNING).await?;
    *no = Some(noted);
    Ok(gone)
}

/// Tells running programs that what they hold of before the moment is to be read anew.
async fn end(store: &Sql, before: Timestamp) -> Result<(), StoreError> {
    let (mut transaction, seq) = store.write(Durability::Process, PRUNING).await?;
    Grouping::new(&mut transaction, seq, Memory::default()).note(before, None).await?;
    store.commit(transaction, PRUNING).await
}
