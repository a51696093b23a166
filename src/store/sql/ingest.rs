//! Ingest: what is known of items, and polls as one transaction.

use std::collections::HashMap;

use jiff::Timestamp;

use super::super::{Known, NewRevision, Poll, StoreError};
use super::column::{Columns, id_list, json, millis};
use super::fault::{fault, is_duplicate};
use super::feeds::{add_items, write_record};
use super::grouping::{Arrived, Grouping};
use super::imprints::{Stored, imprint_rows, push_imprint};
use super::leases::is_held;
use super::rereading::rules_no;
use super::rows::Rows;
use super::spot::{Spot, claim_rows, status_rows};
use super::statement::query;
use super::transaction::Transaction;
use super::words::{Backlog, Worded, add_words};
use super::{Durability, Sql};
use crate::model::{ItemId, Rules, Seq};

const SAVING: &str = "saving a poll";

/// Items from which on a write is of many.
const BULK: usize = 100;

impl Sql {
    pub(super) async fn known_items(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Known>, StoreError> {
        let rows = query(
            "SELECT i.id, i.revisions, r.digest, r.fetched_at
             FROM json_each(?1) AS asked
             JOIN item AS i ON i.id = asked.value
             JOIN revision AS r ON r.item_no = i.no AND r.number = i.revisions
             UNION ALL
             SELECT p.id, 0, '', NULL FROM json_each(?1) AS asked JOIN pruned AS p ON p.id = asked.value",
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
                    fetched: row.maybe_at("fetched_at")?.unwrap_or(Timestamp::MAX),
                };
                Ok((row.id("id")?, known))
            })
            .collect()
    }

    /// Writes polls, each with all that it brought, as one transaction; the place in the history of all of them.
    pub(super) async fn apply(&self, polls: &[Poll]) -> Result<Seq, StoreError> {
        let items = polls.iter().map(|poll| poll.revisions.len()).sum::<usize>();
        let durability = if items >= BULK { Durability::Bulk } else { Durability::Process };
        let (mut transaction, seq) = self.write(durability, SAVING).await?;
        for poll in polls {
            // The feed first: items refer to it.
            write_feed(&mut transaction, poll, seq).await?;
        }
        let mut places = Vec::with_capacity(polls.len());
        let mut rules: Option<(&Rules, i64)> = None;
        for poll in polls.iter().filter(|poll| !poll.revisions.is_empty()) {
            let no = match rules {
                Some((known, no)) if *known == poll.rules => no,
                _ => rules_no(&mut transaction, &poll.rules).await?,
            };
            rules = Some((&poll.rules, no));
            places.push(Writing { poll, seq, rules: no });
        }
        let (arrived, words) = write(&mut transaction, &places).await?;
        let mut grouping = Grouping::new(&mut transaction, seq, self.remembered());
        if let Some(at) = polls.iter().map(|poll| poll.at).max() {
            // Before the last of them nothing is asked for as it stands.
            grouping.settle(arrived, at).await?;
        }
        let memory = grouping.memory();
        // Last, so that the table of words is written once.
        add_words(&mut transaction, &words).await?;
        self.commit(transaction, SAVING).await?;
        self.remember(memory);
        self.wrote(items);
        Ok(seq)
    }
}

/// Writes how a feed stands after a poll, and how many items it has.
async fn write_feed(transaction: &mut Transaction, poll: &Poll, seq: Seq) -> Result<(), StoreError> {
    let new = poll.revisions.iter().filter(|revision| revision.revision == 1).count();
    let new = u64::try_from(new).unwrap_or(u64::MAX);
    let is_late = match poll.term {
        Some(term) => !is_held(transaction, &poll.record.id, term).await.map_err(fault(SAVING))?,
        None => false,
    };
    match is_late {
        true => add_items(transaction, &poll.record, new, seq).await,
        false => write_record(transaction, &poll.record, new, seq).await,
    }
}

/// A poll on its way into the store.
#[derive(Debug, Clone, Copy)]
struct Writing<'a> {
    poll: &'a Poll,
    seq: Seq,
    /// The number of the rules it was read by.
    rules: i64,
}

/// Writes what polls brought, but for its words; the items that are to be grouped, and the words.
async fn write<'a>(
    transaction: &mut Transaction,
    polls: &[Writing<'a>],
) -> Result<(Vec<Arrived>, Vec<Worded<'a>>), StoreError> {
    let new = add_new_items(transaction, polls).await?;
    let backlog = Backlog::read(transaction).await?;
    let mut rows = Told::new();
    let mut arrived = vec![];
    for writing in polls {
        for revision in &writing.poll.revisions {
            let id = &revision.item.id;
            let known = new.get(id.as_str()).filter(|_| revision.revision == 1);
            let (item, published) = match known {
                Some(item) => (*item, millis(revision.published)),
                None => writing.update_item(transaction, revision).await?,
            };
            writing.tell(&mut rows, revision, (item, published), backlog)?;
            arrived.extend(revision.imprint.as_ref().map(|imprint| match known {
                Some(_) => Arrived::New(Stored::new(item, id, (revision.published, writing.poll.at), imprint)),
                None => Arrived::Known(item),
            }));
        }
    }
    let words = rows.write(transaction).await?;
    Ok((arrived, words))
}

/// Writes the items that are new; their numbers by their ids.
async fn add_new_items<'a>(
    transaction: &mut Transaction,
    polls: &[Writing<'a>],
) -> Result<HashMap<String, i64>, StoreError> {
    let mut rows = Rows::new(
        "item (id, feed_id, guid, published_at, fetched_at, revisions, relevant, seq)",
        8,
        "RETURNING no, id",
    );
    for Writing { poll, seq, .. } in polls {
        for revision in poll.revisions.iter().filter(|revision| revision.revision == 1) {
            rows.push([
                revision.item.id.as_str().into(),
                poll.record.id.as_str().into(),
                (&revision.item.guid).into(),
                millis(revision.published).into(),
                millis(poll.at).into(),
                revision.revision.into(),
                revision.reading.relevant.into(),
                seq.0.into(),
            ]);
        }
    }
    let rows = rows.write_returning(transaction).await.map_err(stored_already)?;
    rows.iter().map(Columns).map(|row| Ok((row.get("id")?, row.get("no")?))).collect()
}

/// All that revisions say, to be written together.
struct Told<'a> {
    revisions: Rows<'a>,
    words: Vec<Worded<'a>>,
    claims: Rows<'a>,
    statuses: Rows<'a>,
    imprints: Rows<'a>,
}

impl<'a> Told<'a> {
    fn new() -> Self {
        let revisions = Rows::new(
            "revision (item_no, number, fetched_at, digest, url, title, text, author, categories, lang, relevant, score,
                 matched, episode_id, seq, rules_no)",
            16,
            "",
        );
        let (words, claims, statuses, imprints) = (vec![], claim_rows(), status_rows(), imprint_rows());
        Self { revisions, words, claims, statuses, imprints }
    }

    /// Writes all but the words, and gives those back.
    async fn write(self, transaction: &mut Transaction) -> Result<Vec<Worded<'a>>, StoreError> {
        self.revisions.write(transaction).await.map_err(stored_already)?;
        self.claims.write(transaction).await.map_err(stored_already)?;
        self.statuses.write(transaction).await.map_err(stored_already)?;
        self.imprints.write(transaction).await.map_err(fault(SAVING))?;
        Ok(self.words)
    }
}

impl<'a> Writing<'a> {
    /// Makes a revision the newest of its item; the item's number, and when it was published.
    async fn update_item(
        &self,
        transaction: &mut Transaction,
        revision: &NewRevision,
    ) -> Result<(i64, i64), StoreError> {
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

    /// Adds what a revision of an item says to what is to be written.
    fn tell(
        &self,
        rows: &mut Told<'a>,
        revision: &'a NewRevision,
        (item, published): (i64, i64),
        backlog: Backlog,
    ) -> Result<(), StoreError> {
        let NewRevision { item: parsed, reading, revision: number, .. } = revision;
        let fetched = millis(self.poll.at);
        rows.revisions.push([
            item.into(),
            (*number).into(),
            fetched.into(),
            (&revision.digest).into(),
            (&parsed.url).into(),
            (&parsed.title).into(),
            (&parsed.text).into(),
            (&parsed.author).into(),
            json(&parsed.categories)?.into(),
            reading.lang.as_str().into(),
            reading.relevant.into(),
            reading.score.into(),
            // Why it is not about the situation nobody asks of the store.
            if reading.relevant { json(&reading.matched)? } else { "[]".to_owned() }.into(),
            self.poll.episode.as_str().into(),
            self.seq.0.into(),
            self.rules.into(),
        ]);
        if !backlog.has(item) {
            rows.words.push(Worded::coming(item, revision));
        }
        let spot = Spot {
            item,
            revision: *number,
            published,
            fetched,
            episode: self.poll.episode.as_str(),
            seq: self.seq.0,
            read: None,
        };
        let base = spot.base(&parsed.id);
        for (n, claim) in (1_u32..).zip(&reading.claims) {
            spot.push_claim(&mut rows.claims, n, format!("{base}.c{n}"), claim)?;
        }
        for (n, status) in (1_u32..).zip(&reading.statuses) {
            spot.push_status(&mut rows.statuses, n, format!("{base}.s{n}"), status)?;
        }
        match &revision.imprint {
            Some(imprint) => push_imprint(&mut rows.imprints, (item, *number), self.poll.at, imprint),
            None => Ok(()),
        }
    }
}

/// A row that is there already was stored by somebody else since it was looked up.
pub(super) fn stored_already(error: sqlx::Error) -> StoreError {
    if is_duplicate(&error) { StoreError::Conflict { doing: SAVING } } else { fault(SAVING)(error) }
}
