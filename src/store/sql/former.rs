//! Former readings: what a claim or a status said that is read otherwise now, or not any more.
//!
//! A decision names a claim by its id, so an id stays with what is the same: the same figure of the same people, by the same
//! who counted, in the same revision, wherever its words stand and however sure the reading is. Whatever else is read gets
//! an id that nothing had before, so that a decision never comes to lie on another figure than it was made on.

use serde::Serialize;

use super::super::StoreError;
use super::Sql;
use super::column::{Columns, json};
use super::decisions::decision;
use super::fault::fault;
use super::ledger::DECISION;
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::model::decision::standing;
use crate::model::{Claim, Decision, Evidence, Seq, Status};
use crate::store::rereading::Adrift;

const KEEPING: &str = "keeping a former reading";

/// A claim or a status, as far as telling two of them apart goes.
pub(super) trait Read: Clone + PartialEq + Serialize {
    /// What stands before the number in its id, and how it is called in a row of former readings.
    const KIND: (&'static str, &'static str);

    /// Whether a decision on the one is a decision on the other.
    fn is_same(&self, other: &Self) -> bool;

    /// Its words.
    fn evidence(&self) -> &Evidence;

    /// The rule it was read by, which stands in no other data.
    fn rule(&self) -> &str;
}

impl Read for Claim {
    const KIND: (&'static str, &'static str) = ("c", "claim");

    fn is_same(&self, other: &Self) -> bool {
        let stated = |one: &Self| (one.metric, one.low, one.high, one.bound, one.scope);
        stated(self) == stated(other)
            && (&self.category, &self.perpetrator, &self.origin, &self.place)
                == (&other.category, &other.perpetrator, &other.origin, &other.place)
    }

    fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    fn rule(&self) -> &str {
        &self.rule
    }
}

impl Read for Status {
    const KIND: (&'static str, &'static str) = ("s", "status");

    fn is_same(&self, other: &Self) -> bool {
        (self.kind, &self.place, &self.value, self.extent, self.until, &self.origin)
            == (other.kind, &other.place, &other.value, other.extent, other.until, &other.origin)
    }

    fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    fn rule(&self) -> &str {
        &self.rule
    }
}

/// What becomes of the readings of one revision.
#[derive(Debug, PartialEq)]
pub(super) struct Turned<T> {
    /// What is taken out: its id, and what it said.
    pub(super) out: Vec<(String, T)>,
    /// What is put in: its place in the text, its id, and what it says.
    pub(super) put: Vec<(u32, String, T)>,
    /// How many of those put in are the same as one that is taken out.
    pub(super) moved: u64,
}

/// Compares what was read of a revision, each with its place and id, with what is read now. `base` is what ids begin with,
/// `used` the greatest number that any of them ever had.
pub(super) fn turn<T: Read>(before: Vec<(u32, String, T)>, now: &[T], base: &str, used: u32) -> Turned<T> {
    let mut left: Vec<Option<(u32, String, T)>> = before.into_iter().map(Some).collect();
    let mut kept: Vec<Option<(u32, String, T)>> = vec![None; now.len()];
    // First what says the same in the same words, then what says the same: two equal figures of one text keep their places.
    for in_same_words in [true, false] {
        for (slot, read) in kept.iter_mut().zip(now).filter(|(slot, _)| slot.is_none()) {
            let is_same = |old: &&mut Option<(u32, String, T)>| {
                old.as_ref().is_some_and(|(_, _, old)| {
                    old.is_same(read) && (!in_same_words || old.evidence() == read.evidence())
                })
            };
            *slot = left.iter_mut().find(is_same).and_then(Option::take);
        }
    }
    let mut turned = Turned { out: vec![], put: vec![], moved: 0 };
    let mut next = used;
    for ((place, read), old) in (1_u32..).zip(now).zip(kept) {
        match old {
            Some((n, _, old)) if n == place && old == *read && old.rule() == read.rule() => {}
            Some((_, id, old)) => {
                turned.moved += u64::from(old != *read);
                turned.out.push((id.clone(), old));
                turned.put.push((place, id, read.clone()));
            }
            None => {
                next += 1;
                turned.put.push((place, format!("{base}.{}{next}", T::KIND.0), read.clone()));
            }
        }
    }
    turned.out.extend(left.into_iter().flatten().map(|(_, id, old)| (id, old)));
    turned
}

/// The greatest number that an id of a revision's claims or statuses ever had.
pub(super) async fn greatest<T: Read>(
    transaction: &mut Transaction,
    item: i64,
    revision: u32,
    present: impl Iterator<Item = &str>,
) -> Result<u32, StoreError> {
    let former: Vec<String> = query_scalar("SELECT id FROM former WHERE item_no = ?1 AND revision = ?2 AND kind = ?3")
        .bind(item)
        .bind(revision)
        .bind(T::KIND.1)
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(KEEPING))?;
    let number = |id: &str| id.rsplit(T::KIND.0).next().and_then(|number| number.parse::<u32>().ok());
    let present = present.filter_map(number).max();
    Ok(former.iter().filter_map(|id| number(id)).max().max(present).unwrap_or(0))
}

/// Keeps what is about to be taken out.
pub(super) async fn keep<T: Read>(
    transaction: &mut Transaction,
    (item, revision): (i64, u32),
    (id, said): &(String, T),
    seq: Seq,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO former (id, kind, item_no, revision, said, rules_no, gone_seq)
         VALUES (?1, ?2, ?3, ?4, ?5, (SELECT rules_no FROM revision WHERE item_no = ?3 AND number = ?4), ?6)",
    )
    .bind(id)
    .bind(T::KIND.1)
    .bind(item)
    .bind(revision)
    .bind(json(said)?)
    .bind(seq.0)
    .execute(&mut *transaction)
    .await
    .map_err(fault(KEEPING))?;
    Ok(())
}

impl Sql {
    /// The decisions that stand on what is not read any more, in the order they were made.
    pub(super) async fn decisions_adrift(&self) -> Result<Vec<Adrift>, StoreError> {
        let doing = fault("looking for decisions on what is not read any more");
        let mut transaction = self.read("looking for decisions on what is not read any more").await?;
        let rows = query(
            "SELECT d.*, (SELECT f.said FROM former AS f WHERE f.id = d.subject_id ORDER BY f.gone_seq DESC LIMIT 1) AS said
             FROM decision AS d
             WHERE d.subject_kind IN ('claim', 'status') AND d.mark IS NULL
               AND NOT EXISTS (SELECT 1 FROM claim WHERE id = d.subject_id)
               AND NOT EXISTS (SELECT 1 FROM status WHERE id = d.subject_id)
             ORDER BY d.decided_at, d.no",
        )
        .fetch_all(&mut transaction)
        .await
        .map_err(&doing)?;
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let undone =
            query("SELECT * FROM decision WHERE subject_kind = 'decision' AND mark IS NULL ORDER BY decided_at, no");
        let undone = undone.fetch_all(&mut transaction).await.map_err(&doing)?;
        let mut all: Vec<Decision> = self.aside.sift(DECISION, rows.iter().chain(&undone), decision);
        all.sort_by_key(|decision| decision.decided);
        let stands: Vec<_> =
            standing(&all, jiff::Timestamp::MAX).into_iter().map(|decision| decision.id.clone()).collect();
        let mut adrift: Vec<Adrift> = self.aside.sift(DECISION, &rows, |row| {
            let said: Option<&str> = Columns(row).get("said")?;
            let said = said.and_then(|said| serde_json::from_str(said).ok()).unwrap_or(serde_json::Value::Null);
            Ok(Adrift { decision: decision(row)?, said })
        });
        adrift.retain(|adrift| stands.contains(&adrift.decision.id));
        Ok(adrift)
    }
}
