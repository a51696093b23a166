//! Ingest: what is known of items, what they could be grouped with, and one poll as one transaction.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::super::{Known, NewRevision, Poll, Probe, StoreError};
use super::column::{Columns, bits, count, fault, id_list, is_duplicate, json, millis, word};
use super::feeds::write_record;
use super::{Durability, Sqlite, Transaction};
use crate::model::{Claim, Evidence, ItemId, Seq, Status};
use crate::reconcile::group::{Candidate, FIGURES_WINDOW, NEAR_BITS, TEXT_WINDOW, bands};

/// Items with one digest of figures that are looked at: more of them within hours are one report already.
const SAME_FIGURES: i64 = 64;

/// Texts sharing a band that are looked at, the nearest in time: chance alone gives 3 in 100 of the window's, so that
/// this covers 30,000 reported items in four days, and a feed of thousands of copies cannot make each cost thousands.
const SHARED_BAND: i64 = 1_024;

const SAVING: &str = "saving a poll";

const LOOKING: &str = "looking up similar items";

impl Sqlite {
    pub(super) async fn known_items(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Known>, StoreError> {
        let rows = sqlx::query(
            "SELECT i.id, i.revisions, i.report_id, r.digest, r.fetched_at
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
                    report: row.maybe_id("report_id")?,
                };
                Ok((row.id("id")?, known))
            })
            .collect()
    }

    pub(super) async fn similar_items(&self, probes: &[Probe]) -> Result<Vec<Candidate>, StoreError> {
        let mut transaction = self.read(LOOKING).await?;
        let mut found = BTreeMap::new();
        for probe in probes {
            let near = near_items(&mut transaction, probe).await?;
            if near.is_empty() && probe.figures == 0 {
                continue;
            }
            let rows = sqlx::query(
                "SELECT no, id, report_id, published_at, simhash, figures FROM item
                 WHERE no IN (SELECT value FROM json_each(?1))
                 UNION
                 SELECT * FROM (
                     SELECT no, id, report_id, published_at, simhash, figures FROM item
                     WHERE report_id IS NOT NULL AND figures <> 0 AND figures = ?2
                       AND published_at BETWEEN ?3 AND ?4
                     ORDER BY published_at, id LIMIT ?5)",
            )
            .bind(json(&near.keys().collect::<Vec<_>>())?)
            .bind(bits(probe.figures))
            .bind(millis(earlier(probe.published, FIGURES_WINDOW)))
            .bind(millis(later(probe.published, FIGURES_WINDOW)))
            .bind(SAME_FIGURES)
            .fetch_all(&mut *transaction)
            .await
            .map_err(fault(LOOKING))?;
            for row in &rows {
                let row = Columns(row);
                let item: ItemId = row.id("id")?;
                // An item is near by the text of any of its revisions.
                let own = [row.bits("simhash")?];
                let simhashes = near.get(&row.get("no")?).map_or(own.as_slice(), Vec::as_slice);
                for simhash in simhashes {
                    let candidate = Candidate {
                        item: item.clone(),
                        report: row.id("report_id")?,
                        published: row.at("published_at")?,
                        simhash: *simhash,
                        figures: row.bits("figures")?,
                    };
                    found.insert((item.clone(), *simhash), candidate);
                }
            }
        }
        Ok(found.into_values().collect())
    }

    pub(super) async fn apply(&self, poll: &Poll) -> Result<Seq, StoreError> {
        let (mut transaction, seq) = self.write(Durability::Process, SAVING).await?;
        let new = poll.revisions.iter().filter(|revision| revision.revision == 1).count();
        // The feed first: items refer to it.
        write_record(&mut transaction, &poll.record, u64::try_from(new).unwrap_or(u64::MAX), seq).await?;
        for revision in &poll.revisions {
            let writing = Writing { poll, revision, seq };
            writing.write(&mut transaction).await?;
        }
        transaction.commit().await.map_err(fault(SAVING))?;
        Ok(seq)
    }
}

/// The items, by number, that have had a text near a probe's, each with the simhashes of those texts.
async fn near_items(transaction: &mut Transaction, probe: &Probe) -> Result<BTreeMap<i64, Vec<u64>>, StoreError> {
    let mut near: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
    if probe.simhash == 0 {
        return Ok(near);
    }
    let [a, b, c, d, e, f, g, h] = bands(probe.simhash);
    let rows = sqlx::query(
        "SELECT DISTINCT item_no, simhash, published_at FROM band
         WHERE band IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) AND published_at BETWEEN ?9 AND ?10
         ORDER BY abs(published_at - ?11), item_no LIMIT ?12",
    )
    .bind(a)
    .bind(b)
    .bind(c)
    .bind(d)
    .bind(e)
    .bind(f)
    .bind(g)
    .bind(h)
    .bind(millis(earlier(probe.published, TEXT_WINDOW)))
    .bind(millis(later(probe.published, TEXT_WINDOW)))
    .bind(millis(probe.published))
    .bind(SHARED_BAND)
    .fetch_all(&mut **transaction)
    .await
    .map_err(fault(LOOKING))?;
    for row in &rows {
        let row = Columns(row);
        let simhash = row.bits("simhash")?;
        if (simhash ^ probe.simhash).count_ones() <= NEAR_BITS {
            near.entry(row.get("item_no")?).or_default().push(simhash);
        }
    }
    Ok(near)
}

fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// One revision on its way into the store.
#[derive(Debug, Clone, Copy)]
struct Writing<'a> {
    poll: &'a Poll,
    revision: &'a NewRevision,
    seq: Seq,
}

impl Writing<'_> {
    async fn write(&self, transaction: &mut Transaction) -> Result<(), StoreError> {
        let (item, published) = if self.revision.revision == 1 {
            (self.add_item(transaction).await?, millis(self.revision.published))
        } else {
            self.update_item(transaction).await?
        };
        self.add_revision(transaction, item).await?;
        for (n, claim) in (1_u32..).zip(&self.revision.reading.claims) {
            self.add_claim(transaction, item, published, n, claim).await?;
        }
        for (n, status) in (1_u32..).zip(&self.revision.reading.statuses) {
            self.add_status(transaction, item, published, n, status).await?;
        }
        Ok(())
    }

    async fn add_item(&self, transaction: &mut Transaction) -> Result<i64, StoreError> {
        let revision = self.revision;
        let item: i64 = sqlx::query_scalar(
            "INSERT INTO item (id, feed_id, guid, report_id, published_at, fetched_at, revisions, relevant, simhash,
                               figures, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, ?10) RETURNING no",
        )
        .bind(revision.item.id.as_str())
        .bind(self.poll.record.id.as_str())
        .bind(&revision.item.guid)
        .bind(revision.report.as_ref().map(|report| report.as_str()))
        .bind(millis(revision.published))
        .bind(millis(self.poll.at))
        .bind(revision.reading.relevant)
        .bind(bits(revision.simhash))
        .bind(bits(revision.figures))
        .bind(self.seq.0)
        .fetch_one(&mut **transaction)
        .await
        .map_err(stored_already)?;
        if revision.report.is_some() {
            self.add_bands(transaction, item, millis(revision.published)).await?;
        }
        Ok(item)
    }

    /// Makes a revision the newest of its item, and gives the item a report where it had none.
    async fn update_item(&self, transaction: &mut Transaction) -> Result<(i64, i64), StoreError> {
        let revision = self.revision;
        let row = sqlx::query(
            "UPDATE item SET revisions = ?2, relevant = ?3, report_id = coalesce(report_id, ?4), simhash = ?5,
                             figures = ?6, seq = ?7
             WHERE id = ?1 AND revisions = ?2 - 1 RETURNING no, published_at, report_id",
        )
        .bind(revision.item.id.as_str())
        .bind(revision.revision)
        .bind(revision.reading.relevant)
        .bind(revision.report.as_ref().map(|report| report.as_str()))
        .bind(bits(revision.simhash))
        .bind(bits(revision.figures))
        .bind(self.seq.0)
        .fetch_optional(&mut **transaction)
        .await
        .map_err(fault(SAVING))?
        .ok_or(StoreError::Conflict { doing: SAVING })?;
        let row = Columns(&row);
        let (item, published) = (row.get("no")?, row.get("published_at")?);
        if row.get::<Option<&str>>("report_id")?.is_some() {
            self.add_bands(transaction, item, published).await?;
        }
        Ok((item, published))
    }

    async fn add_bands(&self, transaction: &mut Transaction, item: i64, published: i64) -> Result<(), StoreError> {
        if self.revision.simhash == 0 {
            return Ok(());
        }
        let [a, b, c, d, e, f, g, h] = bands(self.revision.simhash);
        sqlx::query(
            "INSERT OR IGNORE INTO band (band, published_at, item_no, simhash)
             VALUES (?4, ?1, ?2, ?3), (?5, ?1, ?2, ?3), (?6, ?1, ?2, ?3), (?7, ?1, ?2, ?3),
                    (?8, ?1, ?2, ?3), (?9, ?1, ?2, ?3), (?10, ?1, ?2, ?3), (?11, ?1, ?2, ?3)",
        )
        .bind(published)
        .bind(item)
        .bind(bits(self.revision.simhash))
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(e)
        .bind(f)
        .bind(g)
        .bind(h)
        .execute(&mut **transaction)
        .await
        .map_err(fault(SAVING))?;
        Ok(())
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
