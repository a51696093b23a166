//! Ingest: what is known of items, and one poll as one transaction.

use std::collections::HashMap;

use super::super::{Known, NewRevision, Poll, StoreError};
use super::column::{Columns, count, fault, id_list, is_duplicate, json, millis, word};
use super::feeds::write_record;
use super::grouping::{Grouping, add_imprint};
use super::words::{Backlog, add_words};
use super::{Durability, Sqlite, Transaction};
use crate::model::{Claim, Evidence, ItemId, ParsedItem, Seq, Status};

const SAVING: &str = "saving a poll";

impl Sqlite {
    pub(super) async fn known_items(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Known>, StoreError> {
        let rows = sqlx::query(
            "SELECT i.id, i.revisions, r.digest, r.fetched_at
             FROM json_each(?1) AS asked
             JOIN item AS i ON i.id = asked.value
             JOIN revision AS r ON r.item_no = i.no AND r.number = i.revisions",
        )
        .bind(id_list(items))
        .fetch_all(&self.readers)
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
        write_record(&mut transaction, &poll.record, u64::try_from(new).unwrap_or(u64::MAX), seq).await?;
        let backlog = Backlog::read(&mut transaction).await?;
        let mut arrived = vec![];
        for revision in &poll.revisions {
            let writing = Writing { poll, revision, seq, backlog };
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
        for (n, claim) in (1_u32..).zip(&self.revision.reading.claims) {
            self.add_claim(transaction, item, published, n, claim).await?;
        }
        for (n, status) in (1_u32..).zip(&self.revision.reading.statuses) {
            self.add_status(transaction, item, published, n, status).await?;
        }
        let Some(imprint) = &self.revision.imprint else { return Ok(None) };
        add_imprint(transaction, item, self.revision.revision, self.poll.at, imprint).await?;
        Ok(Some(item))
    }

    async fn add_item(&self, transaction: &mut Transaction) -> Result<i64, StoreError> {
        let revision = self.revision;
        let item: i64 = sqlx::query_scalar(
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
        .fetch_one(&mut **transaction)
        .await
        .map_err(stored_already)?;
        Ok(item)
    }

    /// Makes a revision the newest of its item.
    async fn update_item(&self, transaction: &mut Transaction) -> Result<(i64, i64), StoreError> {
        let revision = self.revision;
        let row = sqlx::query(
            "UPDATE item SET revisions = ?2, relevant = ?3, seq = ?4
             WHERE id = ?1 AND revisions = ?2 - 1 RETURNING no, published_at",
        )
        .bind(revision.item.id.as_str())
        .bind(revision.revision)
        .bind(revision.reading.relevant)
        .bind(self.seq.0)
        .fetch_optional(&mut **transaction)
        .await
        .map_err(fault(SAVING))?
        .ok_or(StoreError::Conflict { doing: SAVING })?;
        let row = Columns(&row);
        Ok((row.get("no")?, row.get("published_at")?))
    }

    async fn add_revision(&self, transaction: &mut Transaction, item: i64) -> Result<(), StoreError> {
        let NewRevision { item: parsed, reading, .. } = self.revision;
        sqlx::query(
            "INSERT INTO revision (item_no, number, fetched_at, digest, url, title, text, author, categories, lang,
                                   relevant, score, matched, episode_id, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
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
        .execute(&mut **transaction)
        .await
        .map_err(stored_already)?;
        Ok(())
    }

    async fn add_claim(
        &self,
        transaction: &mut Transaction,
        item: i64,
        published: i64,
        n: u32,
        claim: &Claim,
    ) -> Result<(), StoreError> {
        let Evidence { field, start, end, quote } = &claim.evidence;
        sqlx::query(
            "INSERT INTO claim (item_no, revision, n, id, published_at, fetched_at, episode_id, metric, category,
                                perpetrator, low, high, bound, origin, place, scope, as_of_at, cue, confidence,
                                field, first_byte, end_byte, quote, rule, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                     ?22, ?23, ?24, ?25)",
        )
        .bind(item)
        .bind(self.revision.revision)
        .bind(n)
        .bind(format!("{}.{}.c{n}", self.revision.item.id, self.revision.revision))
        .bind(published)
        .bind(millis(self.poll.at))
        .bind(self.poll.episode.as_str())
        .bind(word(&claim.metric)?)
        .bind(claim.category.as_str())
        .bind(claim.perpetrator.as_ref().map(|category| category.as_str()))
        .bind(claim.low.map(count))
        .bind(claim.high.map(count))
        .bind(word(&claim.bound)?)
        .bind(claim.origin.as_ref().map(|origin| origin.as_str()))
        .bind(claim.place.as_ref().map(|place| place.as_str()))
        .bind(word(&claim.scope)?)
        .bind(claim.as_of.map(millis))
        .bind(word(&claim.cue)?)
        .bind(claim.confidence)
        .bind(word(field)?)
        .bind(offset(*start))
        .bind(offset(*end))
        .bind(quote)
        .bind(&*claim.rule)
        .bind(self.seq.0)
        .execute(&mut **transaction)
        .await
        .map_err(stored_already)?;
        Ok(())
    }

    async fn add_status(
        &self,
        transaction: &mut Transaction,
        item: i64,
        published: i64,
        n: u32,
        status: &Status,
    ) -> Result<(), StoreError> {
        let Evidence { field, start, end, quote } = &status.evidence;
        sqlx::query(
            "INSERT INTO status (item_no, revision, n, id, published_at, fetched_at, episode_id, place, kind, value,
                                 extent, until_at, origin, as_of_at, confidence, field, first_byte, end_byte, quote,
                                 rule, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        )
        .bind(item)
        .bind(self.revision.revision)
        .bind(n)
        .bind(format!("{}.{}.s{n}", self.revision.item.id, self.revision.revision))
        .bind(published)
        .bind(millis(self.poll.at))
        .bind(self.poll.episode.as_str())
        .bind(status.place.as_str())
        .bind(word(&status.kind)?)
        .bind(status.value.as_str())
        .bind(status.extent.as_ref().map(word).transpose()?)
        .bind(status.until.map(millis))
        .bind(status.origin.as_ref().map(|origin| origin.as_str()))
        .bind(status.as_of.map(millis))
        .bind(status.confidence)
        .bind(word(field)?)
        .bind(offset(*start))
        .bind(offset(*end))
        .bind(quote)
        .bind(&*status.rule)
        .bind(self.seq.0)
        .execute(&mut **transaction)
        .await
        .map_err(stored_already)?;
        Ok(())
    }
}

fn offset(byte: usize) -> i64 {
    i64::try_from(byte).unwrap_or(i64::MAX)
}

/// A row that is there already was stored by somebody else since it was looked up.
fn stored_already(error: sqlx::Error) -> StoreError {
    if is_duplicate(&error) { StoreError::Conflict { doing: SAVING } } else { fault(SAVING)(error) }
}
