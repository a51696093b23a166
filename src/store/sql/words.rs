//! Words: the full-text table, kept with every revision that is stored, and filled for those that were stored before.
//!
//! SQLite looks phrases up by itself. PostgreSQL's index knows which revisions have which terms, without their places, of
//! which it keeps only some thousands; whether they stand in a row is seen in the texts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::{NewRevision, StoreError};
use super::column::{Columns, json};
use super::fault::fault;
use super::row::Row;
use super::rows::Rows;
use super::statement::{Dialect, query};
use super::transaction::Transaction;
use super::{Durability, Sql};
use crate::filter::Phrase;
use crate::text::terms::{self, Terms};

const INDEXING: &str = "indexing what is stored for search";

/// Items that are indexed in one step: some tens of milliseconds, during which other writers wait.
const STEP: i64 = 500;

/// Bits of a row's number that tell the revision; the rest tell the item.
const REVISION_BITS: u32 = 20;

/// The items whose revisions are indexed by steps and not as they are stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backlog {
    done: i64,
    last: i64,
}

impl Backlog {
    /// What is left to be indexed.
    pub(super) async fn read(transaction: &mut Transaction) -> Result<Self, StoreError> {
        let row = query("SELECT done, last FROM word_backlog").fetch_one(&mut *transaction).await;
        let row = row.map_err(fault(INDEXING))?;
        let row = Columns(&row);
        Ok(Self { done: row.get("done")?, last: row.get("last")? })
    }

    /// Whether a step will index an item's revisions.
    pub(super) fn has(self, item: i64) -> bool {
        self.done < item && item <= self.last
    }
}

/// The words of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Worded<'a> {
    item: i64,
    revision: i64,
    title: Cow<'a, str>,
    text: Cow<'a, str>,
}

impl<'a> Worded<'a> {
    /// Those of a headline and a text.
    pub(super) fn of(item: i64, revision: i64, title: &str, text: &str) -> Self {
        Self { item, revision, title: terms::joined(title).into(), text: terms::joined(text).into() }
    }

    /// Those of a revision that comes in, which are cut already where it was read.
    pub(super) fn coming(item: i64, revision: &'a NewRevision) -> Self {
        let (number, parsed) = (i64::from(revision.revision), &revision.item);
        match &revision.terms {
            Some(Terms { title, text }) => Self { item, revision: number, title: title.into(), text: text.into() },
            None => Self::of(item, number, &parsed.title, &parsed.text),
        }
    }
}

/// Indexes revisions.
pub(super) async fn add_words(transaction: &mut Transaction, revisions: &[Worded<'_>]) -> Result<(), StoreError> {
    match transaction.dialect() {
        Dialect::Sqlite => {
            let mut rows = Rows::new("words (rowid, title, text)", 3, "");
            for Worded { item, revision, title, text } in revisions {
                rows.push([((item << REVISION_BITS) | revision).into(), (&**title).into(), (&**text).into()]);
            }
            // What the table has taken in it writes down as a segment whenever a statement of several rows begins, on whatever
            // table, and segments are merged later: of one for each write a fifth is merged of what five would cost.
            rows.write_at_once(transaction).await.map_err(fault(INDEXING))
        }
        Dialect::Postgres => {
            for revision in revisions {
                add_to_postgres(transaction, revision).await.map_err(fault(INDEXING))?;
            }
            Ok(())
        }
    }
}

/// Takes items out of the index. SQLite's, which keeps no texts, has to be told what it was given.
pub(super) async fn remove_words(transaction: &mut Transaction, items: &[i64]) -> Result<(), StoreError> {
    let items = json(&items)?;
    match transaction.dialect() {
        Dialect::Sqlite => {
            let backlog = Backlog::read(transaction).await?;
            let mut rows = Rows::new("words (words, rowid, title, text)", 4, "");
            for Worded { item, revision, title, text } in worded(transaction, &items).await? {
                if !backlog.has(item) {
                    let row = (item << REVISION_BITS) | revision;
                    rows.push(["delete".into(), row.into(), title.into_owned().into(), text.into_owned().into()]);
                }
            }
            rows.write(transaction).await.map_err(fault(INDEXING))
        }
        Dialect::Postgres => {
            query("DELETE FROM words WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))")
                .bind(&items)
                .execute(&mut *transaction)
                .await
                .map_err(fault(INDEXING))?;
            Ok(())
        }
    }
}

/// What items are searched by.
async fn worded(transaction: &mut Transaction, items: &str) -> Result<Vec<Worded<'static>>, StoreError> {
    let rows = query(
        "SELECT item_no, number, title, text FROM revision
         WHERE item_no IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))",
    )
    .bind(items)
    .fetch_all(transaction)
    .await
    .map_err(fault(INDEXING))?;
    let worded = |row: &Row| {
        let row = Columns(row);
        Ok(Worded::of(row.get("item_no")?, row.get("number")?, &row.said("title")?, &row.said("text")?))
    };
    rows.iter().map(worded).collect()
}

async fn add_to_postgres(transaction: &mut Transaction, revision: &Worded<'_>) -> Result<(), sqlx::Error> {
    let Worded { item, revision, title, text } = revision;
    let all: BTreeSet<&str> = title.split(' ').chain(text.split(' ')).map(known_as).collect();
    let all = all.into_iter().filter(|term| !term.is_empty()).collect::<Vec<_>>().join(" ");
    let insert = query(
        "INSERT INTO words (item_no, revision, title, text, terms)
         VALUES (?1, ?2, ?3, ?4, array_to_tsvector(string_to_array(?5, ' ')))",
    );
    let insert = insert.bind(item).bind(revision).bind(format!(" {title} ")).bind(format!(" {text} ")).bind(all);
    insert.execute(&mut *transaction).await?;
    Ok(())
}

impl Sql {
    /// Indexes some of the items that were stored before there was a search; how many of how many are done.
    pub(super) async fn index_some(&self) -> Result<(u64, u64), StoreError> {
        let mut transaction = self.read(INDEXING).await?;
        let before = Backlog::read(&mut transaction).await?;
        drop(transaction);
        if before.done >= before.last {
            return Ok(told(before));
        }
        let (mut transaction, _) = self.write(Durability::Process, INDEXING).await?;
        // Another program may have gone on in the meantime.
        let Backlog { done, last } = Backlog::read(&mut transaction).await?;
        let rows = query(
            "SELECT r.item_no, r.number, r.title, r.text FROM revision AS r
             WHERE r.item_no IN (SELECT no FROM item WHERE no > ?1 AND no <= ?2 ORDER BY no LIMIT ?3)
             ORDER BY r.item_no, r.number",
        )
        .bind(done)
        .bind(last)
        .bind(STEP)
        .fetch_all(&mut transaction)
        .await
        .map_err(fault(INDEXING))?;
        let mut reached = last;
        let mut words = Vec::with_capacity(rows.len());
        for row in &rows {
            let row = Columns(row);
            reached = row.get("item_no")?;
            words.push(Worded::of(reached, row.get("number")?, &row.said("title")?, &row.said("text")?));
        }
        add_words(&mut transaction, &words).await?;
        let now = Backlog { done: reached, last };
        query("UPDATE word_backlog SET done = ?1")
            .bind(now.done)
            .execute(&mut transaction)
            .await
            .map_err(fault(INDEXING))?;
        self.commit(transaction, INDEXING).await?;
        Ok(told(now))
    }
}

fn told(backlog: Backlog) -> (u64, u64) {
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    (number(backlog.done), number(backlog.last))
}

/// Phrases in the language of the full-text table. Terms are letters, digits and marks alone, and quoted all the same.
pub(super) fn query_of(phrases: &[Phrase]) -> String {
    let one = |phrase: &Phrase| {
        let start = if phrase.is_start { " *" } else { "" };
        let wordings = phrase.wordings();
        let quoted = wordings.iter().map(|terms| format!("\"{}\"{start}", terms.join(" ").replace('"', "")));
        any_of(quoted.collect(), " OR ")
    };
    phrases.iter().map(one).collect::<Vec<_>>().join(" AND ")
}

/// Several as one, of which any is enough.
fn any_of(alternatives: Vec<String>, or: &str) -> String {
    let joined = alternatives.join(or);
    if alternatives.len() > 1 { format!("({joined})") } else { joined }
}

/// Bytes of a term by which PostgreSQL's index knows it: no word is longer, and its index has a limit.
const TERM: usize = 200;

/// The terms that PostgreSQL's index looks for, in its language.
pub(super) fn terms_query(phrases: &[Phrase]) -> String {
    let all = |terms: &[String], is_start: bool| {
        let terms = (1..).zip(terms).map(|(place, term)| {
            let start = if is_start && place == terms.len() { ":*" } else { "" };
            let quoted = known_as(term).replace('\\', "\\\\").replace('\'', "''");
            format!("'{quoted}'{start}")
        });
        terms.collect::<Vec<_>>().join(" & ")
    };
    let phrases = phrases.iter().map(|phrase| {
        let wordings = phrase.wordings();
        any_of(wordings.iter().map(|terms| all(terms, phrase.is_start)).collect(), " | ")
    });
    phrases.collect::<Vec<_>>().join(" & ")
}

/// What stands in the texts of PostgreSQL's words where a phrase does: any of these.
pub(super) fn rows_of(phrase: &Phrase) -> Vec<String> {
    let end = if phrase.is_start { "" } else { " " };
    phrase.wordings().iter().map(|terms| format!(" {}{end}", terms.join(" "))).collect()
}

/// What PostgreSQL's index knows a term as: its beginning, where it is longer than any word.
fn known_as(term: &str) -> &str {
    &term[..term.floor_char_boundary(TERM)]
}
