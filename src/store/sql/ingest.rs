//! Ingest: what is known of items, and one poll as one transaction.

use std::collections::HashMap;

use super::super::{Known, NewRevision, Poll, StoreError};
use super::column::{Columns, id_list, json, millis};
use super::fault::{fault, is_duplicate};
use super::feeds::{add_items, write_record};
use super::grouping::{Grouping, add_imprint};
use super::leases::is_held;
use super::rereading::rules_no;
use super::spot::Spot;
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use super::words::{Backlog, add_words};
use super::{Durability, Sql};
use crate::model::{ItemId, ParsedItem, Seq};

const SAVING: &str = "saving a poll";

impl Sql {
    pub(super) async fn known_items(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Known>, StoreError> {
        let rows = query(
            "SELECT i.id, i.revisions, r.digest, r.fetched_at
             FROM json_each(?1) AS asked
             JOIN item AS i ON i.id = asked.value
             JOIN revision AS r ON r.item_no = i.no AND r.number = i.revisions",
        )
        .bind(id_list(items))
        .fetch_all(self.readers())
        .await
        .map_err(fault("looking up items"))?;
        rows.iter()
            .map(|row| {
                let row = Columns(row);
                let known = Known {
                    digest: row.get("digest")?,
                    revision: row.number("revisions")?,
                    fetched: row.at("fetched_at")?,
                };
                Ok((row.id("id")?, known))
            })
            .collect()
    }

    pub(super) async fn apply(&self, poll: &Poll) -> Result<Seq, StoreError> {
        let (mut transaction, seq) = self.write(Durability::Process, SAVING).await?;
        let new = poll.revisions.iter().filter(|revision| revision.revision == 1).count();
        // The feed first: items refer to it.
        let new = u64::try_from(new).unwrap_or(u64::MAX);
        let is_late = match poll.term {
            Some(term) => !is_held(&mut transaction, &poll.record.id, term).await.map_err(fault(SAVING))?,
            None => false,
        };
        match is_late {
            true => add_items(&mut transaction, &poll.record, new, seq).await?,
            false => write_record(&mut transaction, &poll.record, new, seq).await?,
        }
        let backlog = Backlog::read(&mut transaction).await?;
        let mut arrived = vec![];
        let rules = if poll.revisions.is_empty() { 0 } else { rules_no(&mut transaction, &poll.rules).await? };
        for revision in &poll.revisions {
            let writing = Writing { poll, revision, seq, backlog, rules };
            arrived.extend(writing.write(&mut transaction).await?);
        }
        Grouping::new(&mut transaction, seq, poll.at).settle(&arrived).await?;
        self.commit(transaction, SAVING).await?;
        Ok(seq)
    }
}

/// One revision on its way into the store.
#[derive(Debug, Clone, Copy)]
struct Writing<'a> {
    poll: &'a Poll,
    revision: &'a NewRevision,
    seq: Seq,
    backlog: Backlog,
    /// The number of the rules it was read by.
    rules: i64,
}

impl Writing<'_> {
    /// The item's number, where it is to be grouped.
    async fn write(&self, transaction: &mut Transaction) -> Result<Option<i64>, StoreError> {
        let (item, published) = if self.revision.revision == 1 {
            (self.add_item(transaction).await?, millis(self.revision.published))
        } else {
            self.update_item(transaction).await?
        };
        self.add_revision(transaction, item).await?;
        if !self.backlog.has(item) {
            let ParsedItem { title, text, .. } = &self.revision.item;
            add_words(transaction, item, self.revision.revision.into(), title, text).await?;
        }
        let spot = Spot {
            item,
            revision: self.revision.revision,
            published,
            fetched: millis(self.poll.at),
            episode: self.poll.episode.as_str(),
            seq: self.seq.0,
            read: None,
        };
        let base = spot.base(&self.revision.item.id);
        for (n, claim) in (1_u32..).zip(&self.revision.reading.claims) {
            spot.add_claim(transaction, n, &format!("{base}.c{n}"), claim).await?;
        }
        for (n, status) in (1_u32..).zip(&self.revision.reading.statuses) {
            spot.add_status(transaction, n, &format!("{base}.s{n}"), status).await?;
        }
        let Some(imprint) = &self.revision.imprint else { return Ok(None) };
        add_imprint(transaction, item, self.revision.revision, self.poll.at, imprint).await?;
        Ok(Some(item))
    }

    async fn add_item(&self, transaction: &mut Transaction) -> Result<i64, StoreError> {
        let revision = self.revision;
        let item: i64 = query_scalar(
            "INSERT INTO item (id, feed_id, guid, published_at, fetched_at, revisions, relevant, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7) RETURNING no",
        )
        .bind(revision.item.id.as_str())
        .bind(self.poll.record.id.as_str())
        .bind(&revision.item.guid)
        .bind(millis(revision.published))
        .bind(millis(self.poll.at))
        .bind(revision.reading.relevant)
        .bind(self.seq.0)
        .fetch_one(&mut *transaction)
        .await
        .map_err(stored_already)?;
        Ok(item)
    }

    /// Makes a revision the newest of its item.
    async fn update_item(&self, transaction: &mut Transaction) -> Result<(i64, i64), StoreError> {
        let revision = self.revision;
        let row = query(
            "UPDATE item SET revisions = ?2, relevant = ?3, seq = ?4
             WHERE id = ?1 AND revisions = ?2 - 1 RETURNING no, published_at",
        )
        .bind(revision.item.id.as_str())
        .bind(revision.revision)
        .bind(revision.reading.relevant)
        .bind(self.seq.0)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(fault(SAVING))?
        .ok_or(StoreError::Conflict { doing: SAVING })?;
        let row = Columns(&row);
        Ok((row.get("no")?, row.get("published_at")?))
    }

    async fn add_revision(&self, transaction: &mut Transaction, item: i64) -> Result<(), StoreError> {
        let NewRevision { item: parsed, reading, .. } = self.revision;
        query(
            "INSERT INTO revision (item_no, number, fetched_at, digest, url, title, text, author, categories, lang,
                                   relevant, score, matched, episode_id, seq, rules_no)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )
        .bind(item)
        .bind(self.revision.revision)
        .bind(millis(self.poll.at))
        .bind(&self.revision.digest)
        .bind(&parsed.url)
        .bind(&parsed.title)
        .bind(&parsed.text)
        .bind(&parsed.author)
        .bind(json(&parsed.categories)?)
        .bind(reading.lang.as_str())
        .bind(reading.relevant)
        .bind(reading.score)
        .bind(json(&reading.matched)?)
        .bind(self.poll.episode.as_str())
        .bind(self.seq.0)
        .bind(self.rules)
        .execute(&mut *transaction)
        .await
        .map_err(stored_already)?;
        Ok(())
    }
}

/// A row that is there already was stored by somebody else since it was looked up.
pub(super) fn stored_already(error: sqlx::Error) -> StoreError {
    if is_duplicate(&error) { StoreError::Conflict { doing: SAVING } } else { fault(SAVING)(error) }
}
