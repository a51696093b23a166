//! Feeds: which are known and how they stand.

use std::collections::HashMap;

use super::super::{Range, StoreError};
use super::column::{Columns, count, millis, word};
use super::fault::fault;
use super::statement::query;
use super::transaction::Transaction;
use super::{Durability, Sql};
use crate::model::{Conditional, Feed, FeedError, FeedId, FeedRecord, Moved, Seq};

/// What a row is called that is set aside.
pub(super) const FEED: &str = "feed";

/// Carries what is stored of the feed ?1 over to the id ?2, which may be stored already: how it was asked, its items, and what
/// is told of it.
const CARRIED: [&str; 4] = [
    "INSERT INTO feed (id, url, name, state, error_kind, error_message, last_success_at, last_new_item_at, last_poll_at,
                       next_poll_at, not_before_at, failures, etag, last_modified, given_by, seq, gone, moved_url,
                       moved_times, first_answer_at)
     SELECT ?2, url, name, state, error_kind, error_message, last_success_at, last_new_item_at, last_poll_at, next_poll_at,
            not_before_at, failures, etag, last_modified, given_by, ?3, gone, moved_url, moved_times, first_answer_at
     FROM feed WHERE id = ?1
     ON CONFLICT (id) DO NOTHING",
    "UPDATE item SET feed_id = ?2 WHERE feed_id = ?1 AND ?3 > 0",
    "UPDATE feed SET items = feed.items + former.items, seq = ?3,
        first_answer_at = coalesce(former.first_answer_at, feed.first_answer_at)
     FROM feed AS former WHERE feed.id = ?2 AND former.id = ?1",
    "DELETE FROM feed WHERE id = ?1 AND id <> ?2 AND ?3 > 0",
];

impl Sql {
    pub(super) async fn register(&self, feeds: &[Feed]) -> Result<(), StoreError> {
        let doing = "making the feeds known";
        let mut known = self.feed_records().await?;
        if self.carry_over(feeds, &known).await? {
            known = self.feed_records().await?;
        }
        let changed: Vec<&Feed> = feeds
            .iter()
            .filter(|feed| {
                let same = |record: &&FeedRecord| {
                    record.id == feed.id && record.url == feed.url.as_str() && record.name == feed.name
                };
                !known.iter().any(|record| same(&record))
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let (mut transaction, seq) = self.write(Durability::Process, doing).await?;
        for feed in changed {
            // What another address gave to ask with, and how it failed, says nothing of this one.
            query(
                "INSERT INTO feed (id, url, name, seq) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET
                     etag = CASE WHEN feed.url = excluded.url THEN feed.etag END,
                     last_modified = CASE WHEN feed.url = excluded.url THEN feed.last_modified END,
                     given_by = CASE WHEN feed.url = excluded.url THEN feed.given_by END,
                     next_poll_at = CASE WHEN feed.url = excluded.url THEN feed.next_poll_at END,
                     not_before_at = CASE WHEN feed.url = excluded.url THEN feed.not_before_at END,
                     failures = CASE WHEN feed.url = excluded.url THEN feed.failures ELSE 0 END,
                     gone = CASE WHEN feed.url = excluded.url THEN feed.gone ELSE 0 END,
                     first_answer_at = CASE WHEN feed.url = excluded.url THEN feed.first_answer_at END,
                     moved_url = CASE WHEN feed.url = excluded.url THEN feed.moved_url END,
                     moved_times = CASE WHEN feed.url = excluded.url THEN feed.moved_times ELSE 0 END,
                     url = excluded.url, name = excluded.name, seq = excluded.seq",
            )
            .bind(feed.id.as_str())
            .bind(feed.url.as_str())
            .bind(&feed.name)
            .bind(seq.0)
            .execute(&mut transaction)
            .await
            .map_err(fault(doing))?;
        }
        self.commit(transaction, doing).await
    }

    /// Gives feeds that are stored under a former id, which told the key in their address, the one they have now, with all
    /// that is stored of them; whether there were any.
    async fn carry_over(&self, feeds: &[Feed], known: &[FeedRecord]) -> Result<bool, StoreError> {
        let doing = "giving a feed its new id";
        let stored = |former: &FeedId| known.iter().any(|record| record.id == *former);
        let renamed: Vec<(&Feed, FeedId)> =
            feeds.iter().filter_map(|feed| Some((feed, feed.former_id().filter(stored)?))).collect();
        if renamed.is_empty() {
            return Ok(false);
        }
        let (mut transaction, seq) = self.write(Durability::Process, doing).await?;
        for (feed, former) in &renamed {
            for statement in CARRIED {
                let carried = query(statement).bind(former.as_str()).bind(feed.id.as_str()).bind(seq.0);
                match carried.execute(&mut transaction).await.map_err(fault(doing)) {
                    Ok(_) => {}
                    // Who may collect could not do this before: it waits for somebody who may.
                    Err(StoreError::Forbidden { .. }) => {
                        tracing::warn!(feed = %feed.id, "what is stored of it under its former id stays there: \
                            config/postgres/roles.sql, run again, gives the right to take it along");
                        return Ok(false);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        self.commit(transaction, doing).await?;
        Ok(true)
    }

    pub(super) async fn feed_records(&self) -> Result<Vec<FeedRecord>, StoreError> {
        let rows = query("SELECT * FROM feed ORDER BY id").fetch_all(self.readers()).await;
        let rows = rows.map_err(fault("listing the feeds"))?;
        Ok(self.aside.sift(FEED, &rows, |row| record(&Columns(row))))
    }
}

/// Writes how a feed stands; `new` items are added to those it has. That a feed has not changed since it was asked before
/// says nothing of what is stored here, where a server took over in between: what it is asked with stays that of this store.
pub(super) async fn write_record(
    transaction: &mut Transaction,
    record: &FeedRecord,
    new: u64,
    seq: Seq,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO feed (id, url, name, state, error_kind, error_message, last_success_at, last_new_item_at,
                           last_poll_at, next_poll_at, not_before_at, failures, items, etag, last_modified, seq, gone,
                           moved_url, moved_times, given_by, first_answer_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?7)
         ON CONFLICT (id) DO UPDATE SET
             url = excluded.url, name = excluded.name, state = excluded.state, error_kind = excluded.error_kind,
             error_message = excluded.error_message, last_success_at = excluded.last_success_at,
             last_new_item_at = excluded.last_new_item_at, last_poll_at = excluded.last_poll_at,
             next_poll_at = excluded.next_poll_at, not_before_at = excluded.not_before_at,
             failures = excluded.failures, items = feed.items + excluded.items,
             etag = CASE WHEN excluded.state = 'not_modified' OR excluded.state = 'failed' AND excluded.etag IS NOT NULL
                    THEN feed.etag ELSE excluded.etag END,
             last_modified = CASE WHEN excluded.state = 'not_modified'
                    OR excluded.state = 'failed' AND excluded.last_modified IS NOT NULL
                    THEN feed.last_modified ELSE excluded.last_modified END,
             given_by = CASE WHEN excluded.state = 'not_modified'
                    OR excluded.state = 'failed'
                       AND (excluded.etag IS NOT NULL OR excluded.last_modified IS NOT NULL)
                    THEN feed.given_by ELSE excluded.given_by END,
             seq = excluded.seq, gone = excluded.gone,
             moved_url = excluded.moved_url, moved_times = excluded.moved_times,
             first_answer_at = coalesce(feed.first_answer_at, excluded.first_answer_at)",
    )
    .bind(record.id.as_str())
    .bind(&record.url)
    .bind(&record.name)
    .bind(word(&record.state)?)
    .bind(record.error.as_ref().map(|error| word(&error.kind)).transpose()?)
    .bind(record.error.as_ref().map(|error| &error.message))
    .bind(record.last_success.map(millis))
    .bind(record.last_new_item.map(millis))
    .bind(record.last_poll.map(millis))
    .bind(record.next_poll.map(millis))
    .bind(record.not_before.map(millis))
    .bind(i64::from(record.failures))
    .bind(count(new))
    .bind(&record.conditional.etag)
    .bind(&record.conditional.last_modified)
    .bind(seq.0)
    .bind(record.gone)
    .bind(record.moved.as_ref().map(|moved| &moved.url))
    .bind(record.moved.as_ref().map_or(0, |moved| i64::from(moved.times)))
    .bind(&record.conditional.given_by)
    .execute(&mut *transaction)
    .await
    .map_err(fault("saving a poll"))?;
    Ok(())
}

/// Counts the items of a poll that came in late: how the feed stands is told by whoever has asked it since.
pub(super) async fn add_items(
    transaction: &mut Transaction,
    record: &FeedRecord,
    new: u64,
    seq: Seq,
) -> Result<(), StoreError> {
    query("UPDATE feed SET items = items + ?2, seq = ?3 WHERE id = ?1")
        .bind(record.id.as_str())
        .bind(count(new))
        .bind(seq.0)
        .execute(&mut *transaction)
        .await
        .map_err(fault("saving a poll"))?;
    Ok(())
}

impl Sql {
    pub(super) async fn count_by_feed(&self, range: Range) -> Result<HashMap<FeedId, u64>, StoreError> {
        let rows =
            query("SELECT feed_id, COUNT(*) AS items FROM item WHERE published_at BETWEEN ?1 AND ?2 GROUP BY feed_id")
                .bind(millis(range.since))
                .bind(millis(range.until))
                .fetch_all(self.readers())
                .await
                .map_err(fault("counting the items of feeds"))?;
        rows.iter().map(|row| Ok((Columns(row).id("feed_id")?, Columns(row).number("items")?))).collect()
    }
}

pub(super) fn record(row: &Columns<'_>) -> Result<FeedRecord, StoreError> {
    let error = match row.maybe_word("error_kind")? {
        Some(kind) => Some(FeedError { kind, message: row.maybe_said("error_message")?.unwrap_or_default() }),
        None => None,
    };
    Ok(FeedRecord {
        id: row.id("id")?,
        url: row.said("url")?,
        name: row.said("name")?,
        state: row.word("state")?,
        error,
        last_success: row.maybe_at("last_success_at")?,
        last_new_item: row.maybe_at("last_new_item_at")?,
        last_poll: row.maybe_at("last_poll_at")?,
        next_poll: row.maybe_at("next_poll_at")?,
        not_before: row.maybe_at("not_before_at")?,
        gone: row.get("gone")?,
        moved: match row.get::<Option<String>>("moved_url")? {
            Some(url) => Some(Moved { url, times: row.number("moved_times")? }),
            None => None,
        },
        failures: row.number("failures")?,
        items: row.number("items")?,
        conditional: Conditional {
            etag: row.get("etag")?,
            last_modified: row.get("last_modified")?,
            given_by: row.get("given_by")?,
        },
    })
}
