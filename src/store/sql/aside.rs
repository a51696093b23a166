//! Rows of which nothing can be made: another program wrote what cannot be. They are set aside and told of, and hide
//! none of the others.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::super::{SetAside, StoreError};
use super::column::{Columns, millis};
use super::decisions::decision;
use super::fault::fault;
use super::feeds::{FEED, record};
use super::items::{ITEM, item};
use super::ledger::{CLAIM, DECISION, STATUS, said, stored_claim, stored_status};
use super::row::Row;
use super::statement::{On, query};
use crate::text::normalize;

/// Rows that are told of by their ids; of more than these, one page tells enough.
const TOLD: usize = 200;

/// Columns by which a row is known to people.
const NAMES: [&str; 5] = ["id", "item_id", "report_id", "feed_id", "operator"];

/// The rows that were set aside while a store was read.
#[derive(Debug, Default)]
pub(super) struct Aside(Mutex<BTreeSet<SetAside>>);

impl Aside {
    /// What is made of each row; one of which nothing can be made is set aside.
    pub(super) fn sift<'r, T>(
        &self,
        what: &'static str,
        rows: impl IntoIterator<Item = &'r Row>,
        mut made: impl FnMut(&'r Row) -> Result<T, StoreError>,
    ) -> Vec<T> {
        rows.into_iter().filter_map(|row| self.keep(what, row, made(row))).collect()
    }

    /// What was made of a row; none where nothing could be, and it is set aside.
    pub(super) fn keep<T>(&self, what: &'static str, row: &Row, made: Result<T, StoreError>) -> Option<T> {
        match made {
            Ok(made) => Some(made),
            Err(error) => {
                let why = match error {
                    StoreError::Invariant { what } => what,
                    other => other.to_string(),
                };
                self.add(SetAside { what, id: name(row), why: normalize::line(&why) });
                None
            }
        }
    }

    /// Sets a row aside.
    pub(super) fn add(&self, row: SetAside) {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.len() < TOLD && !rows.contains(&row) {
            tracing::warn!("{row}");
            rows.insert(row);
        }
    }

    /// All that were set aside so far.
    pub(super) fn all(&self) -> Vec<SetAside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Sets aside what was published at no time that there is: no range of times holds it, so nothing else would tell.
    pub(super) async fn out_of_time(&self, mut on: On<'_>) -> Result<(), StoreError> {
        for (what, statement) in
            [(CLAIM, out_of_time!("claim")), (STATUS, out_of_time!("status")), (ITEM, out_of_time!("item"))]
        {
            let asked = query(statement).bind(millis(Timestamp::MIN)).bind(millis(Timestamp::MAX));
            for row in asked.fetch_all(on.again()).await.map_err(fault("looking for rows that cannot be"))? {
                self.add(SetAside { what, id: name(&row), why: "a `published_at` that is no time".to_owned() });
            }
        }
        Ok(())
    }
}

/// The rows of a table that were published at no time; both ends of an index are asked, and texts lie behind all numbers.
macro_rules! out_of_time {
    ($table:literal) => {
        concat!(
            "SELECT id FROM ",
            $table,
            " WHERE published_at > ?2 UNION ALL SELECT id FROM ",
            $table,
            " WHERE published_at < ?1 LIMIT 200"
        )
    };
}
use out_of_time;

/// By what a row is known to people, clean.
fn name(row: &Row) -> String {
    let row = Columns(row);
    let bytes = NAMES.iter().find_map(|name| row.get::<&[u8]>(name).ok()).unwrap_or_default();
    normalize::line(&String::from_utf8_lossy(bytes))
}

/// A row's place in a keyset page by publication and id, whatever these hold: what follows lies behind it.
pub(super) fn place(row: &Row) -> (i64, String) {
    let row = Columns(row);
    let id = row.get::<&[u8]>("id").map(|id| String::from_utf8_lossy(id).into_owned()).unwrap_or_default();
    (row.get::<i64>("published_at").unwrap_or(i64::MAX), id)
}

/// The rows of which nothing can be made, of every table that people are shown.
pub(in super::super) async fn senseless(mut on: On<'_>) -> Result<Vec<SetAside>, StoreError> {
    let aside = Aside::default();
    aside.out_of_time(on.again()).await?;
    let none = HashMap::new();
    type Made<'a> = &'a (dyn Fn(&Row) -> Result<(), StoreError> + Sync);
    let tables: [(&'static str, &'static str, Made<'_>); 5] = [
        (CLAIM, said!("claim", ""), &|row| stored_claim(row, &none).map(drop)),
        (STATUS, said!("status", ""), &|row| stored_status(row, &none).map(drop)),
        (DECISION, "SELECT * FROM decision", &|row| decision(row).map(drop)),
        (FEED, "SELECT * FROM feed", &|row| record(&Columns(row)).map(drop)),
        // Texts are made clean whatever they hold.
        (
            ITEM,
            "SELECT i.id, i.feed_id, '' AS guid, i.report_id, i.published_at, i.fetched_at, r.number, NULL AS url,
                    '' AS title, '' AS text, NULL AS author, r.categories, r.lang, r.relevant, r.score
             FROM item AS i JOIN revision AS r ON r.item_no = i.no",
            &|row| item(&Columns(row)).map(drop),
        ),
    ];
    for (what, statement, made) in tables {
        let take = |row: &Row| {
            aside.keep(what, row, made(row));
            Ok(())
        };
        query(statement).each(on.again(), fault("checking the store"), take).await?;
    }
    Ok(aside.all())
}
