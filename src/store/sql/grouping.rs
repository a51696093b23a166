//! Grouping: what an arrival changes in who opens which report, in the arrival's own transaction.
//!
//! The rule is `reconcile::group`'s; here is what it takes to keep to it without looking at all that is stored. An item
//! is taken after all before it are settled. It looks at the openers that share a number with it, few and found by
//! index. Only an item that begins or ceases to open a report can change another, and only one published after it:
//! those that are like it are taken again. An item that is published after all that is stored costs the same however
//! much that is.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::row::Row;
use super::rows::Rows;
use jiff::Timestamp;

use super::super::StoreError;
use super::Sql;
use super::column::{Columns, bits, json, millis};
use super::fault::fault;
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::model::{Decision, ItemId, Judgement, ReportId, Seq, Subject, decision::standing};
use crate::reconcile::group::{self, Hand, Imprint, Member, Node, TEXT_WINDOW};

const GROUPING: &str = "grouping items";

/// Revisions by which an item is found, the first ones: a feed that edits every minute says little new.
const WORDINGS: i64 = 8;

/// An item as the store holds it.
#[derive(Debug, Clone)]
struct Stored {
    no: i64,
    node: Arc<Node>,
    /// Who opens its report by itself; none before it is settled first.
    opener: Option<ItemId>,
    /// When it was first about the situation.
    known: Timestamp,
}

impl Stored {
    fn opens(&self) -> bool {
        self.opener.as_ref() == Some(&self.node.item)
    }

    /// The key under which it is taken.
    fn turn(&self) -> (i64, String) {
        (millis(self.node.published), self.node.item.to_string())
    }

    fn member(self) -> Member {
        let opener = self.opener.unwrap_or_else(|| self.node.item.clone());
        Member { node: Arc::unwrap_or_clone(self.node), opener, known: self.known }
    }
}

/// Items that are remembered while some are settled: with a kilobyte or two each, a few megabytes.
const SEEN_MAX: usize = 4_096;

/// What arrivals change, one after the other.
pub(super) struct Grouping<'t> {
    transaction: &'t mut Transaction,
    seq: Seq,
    /// Items that were looked at, as they stand by now.
    seen: HashMap<i64, Stored>,
    /// Items whose opener is another than is stored yet, with whether they had one.
    turned: HashMap<i64, (ItemId, bool)>,
}

impl<'t> Grouping<'t> {
    pub(super) fn new(transaction: &'t mut Transaction, seq: Seq) -> Self {
        Self { transaction, seq, seen: HashMap::new(), turned: HashMap::new() }
    }

    /// Settles items that are new or have a new imprint since `at`, and all that this changes.
    pub(super) async fn settle(&mut self, arrived: &[i64], at: Timestamp) -> Result<(), StoreError> {
        let mut waiting: BTreeMap<(i64, String), (Stored, bool)> = BTreeMap::new();
        for stored in self.load(arrived).await? {
            waiting.insert(stored.turn(), (stored, true));
        }
        while let Some((_, (stored, is_new))) = waiting.pop_first() {
            let keys: Vec<i64> = stored.node.keys().collect();
            let before = self.sharing(&stored, &keys, Side::OpenersBefore).await?;
            let openers = self.load(&before).await?;
            let opener = group::choose(&stored.node, openers.iter().map(|opener| &*opener.node));
            let opener = opener.map_or_else(|| stored.node.item.clone(), |opener| opener.item.clone());
            let opens = opener == stored.node.item;
            if is_new || opens != stored.opens() {
                self.shelve(&stored, &keys, opens).await?;
            }
            if stored.opener.as_ref() != Some(&opener) {
                self.turn(&stored, &opener);
            }
            if opens != stored.opens() || (is_new && opens) {
                let after = self.sharing(&stored, &keys, Side::AllAfter).await?;
                for later in self.load(&after).await? {
                    if later.node.closeness(&stored.node).is_some() {
                        waiting.entry(later.turn()).or_insert((later, false));
                    }
                }
            }
        }
        self.show(at).await
    }

    /// Gives the items whose opener changed the reports that are shown, by what operators decided.
    async fn show(&mut self, at: Timestamp) -> Result<(), StoreError> {
        if self.turned.is_empty() {
            return Ok(());
        }
        let openers: HashMap<i64, &str> = self.turned.iter().map(|(no, (opener, _))| (*no, opener.as_str())).collect();
        let statement = "UPDATE item SET opener_id = t.opener, report_id = t.opener, seq = ?2
             FROM (SELECT CAST(key AS BIGINT) AS no, value AS opener FROM json_each(?1)) AS t WHERE item.no = t.no";
        query(statement)
            .bind(json(&openers)?)
            .bind(self.seq.0)
            .execute(&mut *self.transaction)
            .await
            .map_err(fault(GROUPING))?;
        let moved = self.turned.values().any(|(_, stood)| *stood);
        let by_hand = self.apply_hands().await?;
        self.turned.clear();
        if moved || by_hand { self.note(at).await } else { Ok(()) }
    }

    /// Brings the reports that are shown in line with the decisions that stand, after one was made.
    pub(super) async fn decided(&mut self, at: Timestamp) -> Result<(), StoreError> {
        if self.apply_hands().await? { self.note(at).await } else { Ok(()) }
    }

    /// Sets the reports of all that merges and splits touch, or once touched; whether any changed that was there.
    async fn apply_hands(&mut self) -> Result<bool, StoreError> {
        let decisions = hand_decisions(self.transaction, Timestamp::MAX).await?;
        if decisions.is_empty() {
            return Ok(false);
        }
        let rows = query(
            "SELECT no, report_id FROM item WHERE opener_id IN (
                 SELECT opener_id FROM item WHERE id IN (SELECT value FROM json_each(?1))
                 UNION SELECT opener_id FROM item INDEXED BY item_by_hand WHERE report_id <> opener_id)",
        )
        .bind(json(&named(&decisions))?)
        .fetch_all(&mut *self.transaction)
        .await
        .map_err(fault(GROUPING))?;
        let mut shown: HashMap<i64, ReportId> = HashMap::new();
        for row in &rows {
            let row = Columns(row);
            shown.insert(row.get("no")?, row.id("report_id")?);
        }
        let stored = self.load(&shown.keys().copied().collect::<Vec<_>>()).await?;
        let numbers: HashMap<ItemId, i64> = stored.iter().map(|one| (one.node.item.clone(), one.no)).collect();
        let members: Vec<Member> = stored.into_iter().map(Stored::member).collect();
        let reports = group::by_hand(&members, &hands(&decisions, Timestamp::MAX));
        let mut moved = false;
        for (item, report) in reports {
            let Some(no) = numbers.get(&item).filter(|no| shown.get(no) != Some(&report)) else { continue };
            query("UPDATE item SET report_id = ?2, seq = ?3 WHERE no = ?1")
                .bind(no)
                .bind(report.as_str())
                .bind(self.seq.0)
                .execute(&mut *self.transaction)
                .await
                .map_err(fault(GROUPING))?;
            moved |= self.turned.get(no).is_none_or(|(_, stood)| *stood);
        }
        Ok(moved)
    }

    /// Notes that what stood before now is to be worked out anew.
    pub(super) async fn note(&mut self, at: Timestamp) -> Result<(), StoreError> {
        query("INSERT INTO regrouping (at, seq) VALUES (?1, ?2)")
            .bind(millis(at))
            .bind(self.seq.0)
            .execute(&mut *self.transaction)
            .await
            .map_err(fault(GROUPING))?;
        Ok(())
    }

    /// The numbers of the items on one side of an item that share a key with it.
    async fn sharing(&mut self, stored: &Stored, keys: &[i64], side: Side) -> Result<Vec<i64>, StoreError> {
        let published = stored.node.published;
        let (statement, end) = match side {
            Side::OpenersBefore => (
                "SELECT (SELECT json_group_array(item_no) FROM (
                     SELECT item_no FROM shelf
                     WHERE key = CAST(k.value AS BIGINT) AND opens = 1 AND published_at BETWEEN ?2 AND ?3
                     ORDER BY published_at DESC, item_no DESC LIMIT ?4) AS near) FROM json_each(?1) AS k",
                published.saturating_sub(TEXT_WINDOW).unwrap_or(Timestamp::MIN),
            ),
            Side::AllAfter => (
                "SELECT (SELECT json_group_array(item_no) FROM (
                     SELECT item_no FROM shelf WHERE key = CAST(k.value AS BIGINT) AND opens IN (0, 1)
                        AND published_at BETWEEN ?3 AND ?2
                     ORDER BY published_at, item_no LIMIT ?4) AS near) FROM json_each(?1) AS k
                 WHERE (SELECT count(*) FROM (
                     SELECT 1 FROM shelf
                     WHERE key = CAST(k.value AS BIGINT) AND opens = 1 AND published_at BETWEEN ?3 AND ?2
                     LIMIT ?5) AS opening) < ?5",
                published.saturating_add(TEXT_WINDOW).unwrap_or(Timestamp::MAX),
            ),
        };
        let sharing = i64::try_from(group::SHARING).unwrap_or(i64::MAX);
        let limit = if side == Side::OpenersBefore { sharing } else { ROUSED };
        let lists: Vec<String> = query_scalar(statement)
            .bind(json(&keys)?)
            .bind(millis(end))
            .bind(millis(published))
            .bind(limit)
            .bind(sharing)
            .fetch_all(&mut *self.transaction)
            .await
            .map_err(fault(GROUPING))?;
        let mut found = vec![];
        for list in lists {
            let list: Vec<i64> = serde_json::from_str(&list)
                .map_err(|error| StoreError::Invariant { what: format!("a list of items that {error}") })?;
            if side == Side::AllAfter || list.len() < group::SHARING {
                found.extend(list);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|no| *no != stored.no);
        Ok(found)
    }

    /// Items with their imprints, as they stand by now.
    async fn load(&mut self, numbers: &[i64]) -> Result<Vec<Stored>, StoreError> {
        if self.seen.len() > SEEN_MAX {
            self.seen.clear();
        }
        let unseen: Vec<i64> = numbers.iter().filter(|no| !self.seen.contains_key(no)).copied().collect();
        for mut stored in load(self.transaction, &unseen).await? {
            if let Some((opener, _)) = self.turned.get(&stored.no) {
                stored.opener = Some(opener.clone());
            }
            self.seen.insert(stored.no, stored);
        }
        Ok(numbers.iter().filter_map(|no| self.seen.get(no)).cloned().collect())
    }

    /// Puts an item where its like will look for it.
    async fn shelve(&mut self, stored: &Stored, keys: &[i64], opens: bool) -> Result<(), StoreError> {
        let keys = json(&keys)?;
        let published = millis(stored.node.published);
        if stored.opener.is_some() {
            // It stands there the other way, or by fewer numbers.
            query(
                "DELETE FROM shelf WHERE key IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND opens = 1 - ?2
                    AND published_at = ?3 AND item_no = ?4",
            )
            .bind(&keys)
            .bind(opens)
            .bind(published)
            .bind(stored.no)
            .execute(&mut *self.transaction)
            .await
            .map_err(fault(GROUPING))?;
        }
        query(
            "INSERT INTO shelf (key, opens, published_at, item_no)
             SELECT CAST(value AS BIGINT), ?2, ?3, ?4 FROM json_each(?1) WHERE TRUE ON CONFLICT DO NOTHING",
        )
        .bind(&keys)
        .bind(opens)
        .bind(published)
        .bind(stored.no)
        .execute(&mut *self.transaction)
        .await
        .map_err(fault(GROUPING))?;
        Ok(())
    }

    /// Notes that an item has another opener.
    fn turn(&mut self, stored: &Stored, opener: &ItemId) {
        if let Some(seen) = self.seen.get_mut(&stored.no) {
            seen.opener = Some(opener.clone());
        }
        self.turned.insert(stored.no, (opener.clone(), stored.opener.is_some()));
    }
}

/// Items after one that share a number with it and are looked at, the nearest: a late item is like a handful, and a
/// flood of copies must not make each late one cost all of them.
const ROUSED: i64 = 64;

/// Which side of an item in the order of publication is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    OpenersBefore,
    AllAfter,
}

impl Sql {
    /// The items whose report at `as_of` was another than it is now, with that report; none of them where nothing was
    /// regrouped since.
    pub(super) async fn past_reports(
        &self,
        transaction: &mut Transaction,
        as_of: Timestamp,
    ) -> Result<HashMap<ItemId, ReportId>, StoreError> {
        let later: bool = query_scalar("SELECT EXISTS (SELECT 1 FROM regrouping WHERE at > ?1)")
            .bind(millis(as_of))
            .fetch_one(&mut *transaction)
            .await
            .map_err(fault(GROUPING))?;
        if !later {
            return Ok(HashMap::new());
        }
        let rows = query(
            "SELECT i.no, i.id, i.feed_id, i.published_at, i.opener_id, m.fetched_at, m.simhash, m.shingles, m.facts
             FROM imprint AS m JOIN item AS i ON i.no = m.item_no
             WHERE m.fetched_at <= ?1 AND i.published_at <= ?1 ORDER BY i.no, m.revision",
        )
        .bind(millis(as_of))
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(GROUPING))?;
        let mut stored = collect(&rows)?;
        let nodes: Vec<Node> = stored.iter().map(|one| Node::clone(&one.node)).collect();
        let openers = group::openers(&nodes);
        for (one, opener) in stored.iter_mut().zip(&openers) {
            one.opener = Some(opener.clone());
        }
        let decisions = hand_decisions(transaction, as_of).await?;
        let mut reports: HashMap<ItemId, ReportId> =
            nodes.into_iter().zip(openers).map(|(node, opener)| (node.item, ReportId::new(opener.as_str()))).collect();
        let touched: Vec<&ReportId> = named(&decisions).iter().filter_map(|item| reports.get(item)).collect();
        let is_touched = |one: &Stored| {
            touched.iter().any(|report| one.opener.as_ref().is_some_and(|opener| opener.as_str() == report.as_str()))
        };
        let members: Vec<Member> = stored.iter().filter(|one| is_touched(one)).cloned().map(Stored::member).collect();
        let by_hand = group::by_hand(&members, &hands(&decisions, as_of));
        reports.extend(by_hand);
        let now = query("SELECT id, report_id FROM item WHERE report_id IS NOT NULL")
            .fetch_all(&mut *transaction)
            .await
            .map_err(fault(GROUPING))?;
        for row in now.iter().map(Columns) {
            let item: ItemId = row.id("id")?;
            if reports.get(&item) == Some(&row.id("report_id")?) {
                reports.remove(&item);
            }
        }
        Ok(reports)
    }
}

/// The merges and splits made by an instant, with the undoing of any decision, in the order they were made.
async fn hand_decisions(transaction: &mut Transaction, at: Timestamp) -> Result<Vec<Decision>, StoreError> {
    let rows = query(
        "SELECT * FROM decision
         WHERE mark IS NULL AND decided_at <= ?1
           AND (subject_kind = 'decision' OR judgement = '\"split\"' OR judgement LIKE '{\"merge\"%')
         ORDER BY decided_at, no",
    )
    .bind(millis(at))
    .fetch_all(&mut *transaction)
    .await
    .map_err(fault(GROUPING))?;
    rows.iter().map(super::decisions::decision).collect()
}

/// The items that merges and splits name.
fn named(decisions: &[Decision]) -> Vec<ItemId> {
    let mut items = vec![];
    for decision in decisions {
        match (&decision.subject, &decision.judgement) {
            (Subject::Report(report), Judgement::Merge { with }) => {
                items.extend(std::iter::once(report).chain(with).map(|report| ItemId::new(report.as_str())));
            }
            (Subject::Item(item), Judgement::Split) => items.push(item.clone()),
            _ => {}
        }
    }
    items
}

/// The merges and splits that stand at an instant.
fn hands(decisions: &[Decision], at: Timestamp) -> Vec<Hand> {
    standing(decisions, at)
        .into_iter()
        .filter_map(|decision| match (&decision.subject, &decision.judgement) {
            (Subject::Report(_), Judgement::Merge { .. }) => Some(Hand::Merge(named(std::slice::from_ref(decision)))),
            (Subject::Item(item), Judgement::Split) => Some(Hand::Split(item.clone(), decision.decided)),
            _ => None,
        })
        .collect()
}

/// Reads items with their imprints.
async fn load(transaction: &mut Transaction, numbers: &[i64]) -> Result<Vec<Stored>, StoreError> {
    if numbers.is_empty() {
        return Ok(vec![]);
    }
    let rows = query(
        "SELECT i.no, i.id, i.feed_id, i.published_at, i.opener_id, m.fetched_at, m.simhash, m.shingles, m.facts
         FROM json_each(?1) AS asked JOIN item AS i ON i.no = CAST(asked.value AS BIGINT)
         JOIN imprint AS m ON m.item_no = i.no
         ORDER BY i.no, m.revision",
    )
    .bind(json(&numbers)?)
    .fetch_all(&mut *transaction)
    .await
    .map_err(fault(GROUPING))?;
    collect(&rows)
}

/// Items of rows that are in order of item and revision.
fn collect(rows: &[Row]) -> Result<Vec<Stored>, StoreError> {
    let mut stored: Vec<Stored> = vec![];
    for row in rows {
        let row = Columns(row);
        let no = row.get("no")?;
        let imprint = imprint(&row)?;
        match stored.last_mut().filter(|last| last.no == no) {
            Some(last) if i64::try_from(last.node.imprints.len()).is_ok_and(|many| many >= WORDINGS) => {}
            Some(last) => Arc::make_mut(&mut last.node).imprints.push(imprint),
            None => stored.push(Stored {
                no,
                node: Node { item: row.id("id")?, published: row.at("published_at")?, imprints: vec![imprint] }.into(),
                opener: row.maybe_id("opener_id")?,
                known: row.at("fetched_at")?,
            }),
        }
    }
    Ok(stored)
}

/// Rows for the imprints of revisions.
pub(super) fn imprint_rows<'q>() -> Rows<'q> {
    Rows::new("imprint (item_no, revision, fetched_at, simhash, shingles, facts)", 6, "")
}

/// Adds the imprint of a revision to those that are to be stored.
pub(super) fn push_imprint(
    rows: &mut Rows<'_>,
    (item, revision): (i64, u32),
    fetched: Timestamp,
    imprint: &Imprint,
) -> Result<(), StoreError> {
    let shingles: Vec<u8> = imprint.text.iter().flat_map(|shingle| shingle.to_be_bytes()).collect();
    rows.push([
        item.into(),
        revision.into(),
        millis(fetched).into(),
        bits(imprint.simhash).into(),
        shingles.into(),
        json(&imprint.facts)?.into(),
    ]);
    Ok(())
}

/// What a revision is grouped by.
pub(super) async fn imprint_of(
    transaction: &mut Transaction,
    item: i64,
    revision: u32,
) -> Result<Option<Imprint>, StoreError> {
    let row = query(
        "SELECT i.feed_id, m.simhash, m.shingles, m.facts FROM imprint AS m JOIN item AS i ON i.no = m.item_no
         WHERE m.item_no = ?1 AND m.revision = ?2",
    )
    .bind(item)
    .bind(revision)
    .fetch_optional(&mut *transaction)
    .await
    .map_err(fault(GROUPING))?;
    row.map(|row| imprint(&Columns(&row))).transpose()
}

fn imprint(row: &Columns<'_>) -> Result<Imprint, StoreError> {
    Ok(Imprint {
        feed: row.id("feed_id")?,
        simhash: row.bits("simhash")?,
        text: unpack(row.get("shingles")?),
        facts: row.json("facts")?,
    })
}

/// Takes an item, whose imprint is about to be another, from where its like look for it; the items whose report it opened,
/// which are to be settled anew with it.
pub(super) async fn loosen(transaction: &mut Transaction, no: i64, item: &ItemId) -> Result<Vec<i64>, StoreError> {
    unshelve(transaction, &[no]).await?;
    query_scalar("SELECT no FROM item WHERE opener_id = ?1 AND no <> ?2")
        .bind(item.as_str())
        .bind(no)
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(GROUPING))
}

/// Takes items from where their like look for them.
pub(super) async fn unshelve(transaction: &mut Transaction, numbers: &[i64]) -> Result<(), StoreError> {
    for stored in load(transaction, numbers).await? {
        let keys: Vec<i64> = stored.node.keys().collect();
        query(
            "DELETE FROM shelf WHERE key IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND opens IN (0, 1)
                AND published_at = ?2 AND item_no = ?3",
        )
        .bind(json(&keys)?)
        .bind(millis(stored.node.published))
        .bind(stored.no)
        .execute(&mut *transaction)
        .await
        .map_err(fault(GROUPING))?;
    }
    Ok(())
}

/// The items that merges and splits ever named, whether they stand or not.
pub(super) async fn merged(transaction: &mut Transaction) -> Result<Vec<ItemId>, StoreError> {
    Ok(named(&hand_decisions(transaction, Timestamp::MAX).await?))
}

fn unpack(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| four.try_into().ok().map(u32::from_be_bytes)).collect()
}
