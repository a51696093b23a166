//! Grouping: what an arrival changes in who opens which report, in the arrival's own transaction.
//!
//! The rule is `reconcile::group`'s; here is what it takes to keep to it without looking at all that is stored. An item
//! is taken after all before it are settled. It looks at the openers that share a number with it, few and found by
//! index. Only an item that begins or ceases to open a report can change another, and only one published after it:
//! those that are like it are taken again. An item that is published after all that is stored costs the same however
//! much that is.

use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

use jiff::Timestamp;

use super::super::StoreError;
use super::Sql;
use super::column::{Columns, json, millis};
use super::fault::fault;
use super::imprints::{Stored, collect, load};
use super::row::Row;
use super::seen::Seen;
use super::shelf::{After, Shelf};
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::model::{Decision, ItemId, Judgement, ReportId, Seq, Subject, decision::standing};
use crate::reconcile::group::{self, Hand, Member, Node, TEXT_WINDOW};

const GROUPING: &str = "grouping items";

/// What grouping knows of what is stored, from one write to the next.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The place in the history of the write after which it knows it.
    seq: Option<Seq>,
    /// Items that were looked at, as they stand by now.
    seen: Seen,
    shelf: Shelf,
}

impl Memory {
    /// What is known still for a write: nothing where somebody has written in between.
    pub(super) fn until(self, seq: Seq) -> Self {
        if self.seq.is_some_and(|last| last.0 + 1 == seq.0) { self } else { Self::default() }
    }
}

impl Sql {
    /// What grouping knows from the write before; nobody else has it meanwhile, and it is lost where this write is.
    pub(super) fn remembered(&self) -> Memory {
        std::mem::take(&mut *self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps it for the next write.
    pub(super) fn remember(&self, memory: Memory) {
        *self.memory.lock().unwrap_or_else(PoisonError::into_inner) = memory;
    }
}

/// An item that is new or has a new imprint.
#[derive(Debug)]
pub(super) enum Arrived {
    /// It is new.
    New(Stored),
    /// It was there.
    Known(i64),
}

/// What arrivals change, one after the other.
pub(super) struct Grouping<'t> {
    transaction: &'t mut Transaction,
    seq: Seq,
    memory: Memory,
    /// Items whose opener is another than is stored yet, with whether they had one.
    turned: HashMap<i64, (ItemId, bool)>,
    /// When the earliest item was published that was in one report and is in another.
    reaches: Option<Timestamp>,
}

impl<'t> Grouping<'t> {
    pub(super) fn new(transaction: &'t mut Transaction, seq: Seq, memory: Memory) -> Self {
        Self { transaction, seq, memory: memory.until(seq), turned: HashMap::new(), reaches: None }
    }

    /// What it knows, for the next write once this one has come to its end.
    pub(super) fn memory(self) -> Memory {
        Memory { seq: Some(self.seq), ..self.memory }
    }

    /// Settles items that are new or have a new imprint since `at`, and all that this changes.
    pub(super) async fn settle(&mut self, arrived: Vec<Arrived>, at: Timestamp) -> Result<(), StoreError> {
        let mut numbers = Vec::with_capacity(arrived.len());
        for one in arrived {
            numbers.push(match one {
                Arrived::New(stored) => {
                    let no = stored.no;
                    self.memory.seen.keep(stored);
                    no
                }
                Arrived::Known(no) => {
                    self.memory.seen.drop(no);
                    no
                }
            });
        }
        self.memory.shelf.expect(numbers.len());
        let mut waiting: BTreeMap<(i64, ItemId), Waiting> = BTreeMap::new();
        let arrived = self.load(&numbers).await?;
        waiting.extend(arrived.into_iter().map(|stored| (stored.turn(), Waiting::of(stored, true))));
        self.know(waiting.values()).await?;
        while let Some((_, Waiting { stored, keys, is_new })) = waiting.pop_first() {
            let before = self.memory.shelf.before(self.transaction, (&stored, &keys)).await?;
            let openers = self.load(&before).await?;
            let opener = group::choose(&stored.node, openers.iter().map(|opener| &*opener.node));
            let opener = opener.map_or_else(|| stored.node.item.clone(), |opener| opener.item.clone());
            let opens = opener == stored.node.item;
            if is_new || opens != stored.opens() {
                self.memory.shelf.put(self.transaction, (&stored, &keys), opens).await?;
            }
            if stored.opener.as_ref() != Some(&opener) {
                self.turn(&stored, &opener);
            }
            if opens != stored.opens() || (is_new && opens) {
                let After { sharing, turned } =
                    self.memory.shelf.after(self.transaction, (&stored, &keys), opens).await?;
                let mut roused = self.load(&sharing).await?;
                roused.retain(|later| {
                    !waiting.contains_key(&later.turn())
                        && (turned.contains(&later.no) || later.node.closeness(&stored.node).is_some())
                });
                let roused: Vec<Waiting> = roused.into_iter().map(|later| Waiting::of(later, false)).collect();
                self.know(roused.iter()).await?;
                waiting.extend(roused.into_iter().map(|one| (one.stored.turn(), one)));
            }
        }
        self.memory.shelf.write(self.transaction).await?;
        self.show(at).await
    }

    /// Sees to it that whatever shares a number with these items is known, where so many come that it is kept.
    async fn know<'w>(&mut self, items: impl Iterator<Item = &'w Waiting> + Clone) -> Result<(), StoreError> {
        let items = items.map(|one| (&one.stored, one.keys.as_slice()));
        self.memory.shelf.know(self.transaction, items).await
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
        if moved || by_hand { self.note(at, self.reaches).await } else { Ok(()) }
    }

    /// Brings the reports that are shown in line with the decisions that stand, after one was made.
    pub(super) async fn decided(&mut self, at: Timestamp) -> Result<(), StoreError> {
        if self.apply_hands().await? { self.note(at, self.reaches).await } else { Ok(()) }
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
        let numbers: HashMap<ItemId, (i64, Timestamp)> =
            stored.iter().map(|one| (one.node.item.clone(), (one.no, one.node.published))).collect();
        let members: Vec<Member> = stored.into_iter().map(Stored::member).collect();
        let reports = group::by_hand(&members, &hands(&decisions, Timestamp::MAX));
        let mut moved = false;
        for (item, report) in reports {
            let Some((no, published)) = numbers.get(&item).filter(|(no, _)| shown.get(no) != Some(&report)) else {
                continue;
            };
            query("UPDATE item SET report_id = ?2, seq = ?3 WHERE no = ?1")
                .bind(no)
                .bind(report.as_str())
                .bind(self.seq.0)
                .execute(&mut *self.transaction)
                .await
                .map_err(fault(GROUPING))?;
            if self.turned.get(no).is_none_or(|(_, stood)| *stood) {
                moved = true;
                self.reach(*published);
            }
        }
        Ok(moved)
    }

    /// Notes that what stood before now is to be worked out anew, as far back as it reaches: all of it where that is not known.
    pub(super) async fn note(&mut self, at: Timestamp, reaches: Option<Timestamp>) -> Result<(), StoreError> {
        query("INSERT INTO regrouping (at, seq, reaches_at) VALUES (?1, ?2, ?3)")
            .bind(millis(at))
            .bind(self.seq.0)
            .bind(reaches.map(millis))
            .execute(&mut *self.transaction)
            .await
            .map_err(fault(GROUPING))?;
        Ok(())
    }

    /// Items with their imprints, as they stand by now.
    async fn load(&mut self, numbers: &[i64]) -> Result<Vec<Stored>, StoreError> {
        self.memory.seen.bound();
        let unseen: Vec<i64> = numbers.iter().filter(|no| self.memory.seen.get(**no).is_none()).copied().collect();
        for mut stored in load(self.transaction, &unseen).await? {
            if let Some((opener, _)) = self.turned.get(&stored.no) {
                stored.opener = Some(opener.clone());
            }
            self.memory.seen.keep(stored);
        }
        Ok(numbers.iter().filter_map(|no| self.memory.seen.get(*no)).cloned().collect())
    }

    /// Notes that an item has another opener.
    fn turn(&mut self, stored: &Stored, opener: &ItemId) {
        self.memory.seen.turn(stored.no, opener);
        self.turned.insert(stored.no, (opener.clone(), stored.opener.is_some()));
        if stored.opener.is_some() {
            self.reach(stored.node.published);
        }
    }

    fn reach(&mut self, published: Timestamp) {
        self.reaches = Some(self.reaches.map_or(published, |reaches| reaches.min(published)));
    }
}

/// Notes in which reports the items of some rows are now.
fn note_reports(rows: &[Row], now: &mut HashMap<ItemId, Option<ReportId>>) -> Result<(), StoreError> {
    for row in rows.iter().map(Columns) {
        now.insert(row.id("id")?, row.maybe_id("report_id")?);
    }
    Ok(())
}

/// An item that is to be settled.
#[derive(Debug)]
struct Waiting {
    stored: Stored,
    /// The numbers by which it is looked up.
    keys: Vec<i64>,
    is_new: bool,
}

impl Waiting {
    fn of(stored: Stored, is_new: bool) -> Self {
        Self { keys: stored.node.keys().collect(), stored, is_new }
    }
}

impl Sql {
    /// The items whose report at `as_of` was another than it is now, with that report; none of them where nothing was
    /// regrouped since.
    ///
    /// Only what was published since the earliest item that was regrouped later can have been otherwise: all before that was
    /// settled then as it is now, and of it only what that may have joined is read.
    pub(super) async fn past_reports(
        &self,
        transaction: &mut Transaction,
        as_of: Timestamp,
    ) -> Result<HashMap<ItemId, ReportId>, StoreError> {
        let reaches: Option<i64> = query_scalar("SELECT min(coalesce(reaches_at, ?2)) FROM regrouping WHERE at > ?1")
            .bind(millis(as_of))
            .bind(i64::MIN)
            .fetch_one(&mut *transaction)
            .await
            .map_err(fault(GROUPING))?;
        let Some(reaches) = reaches.filter(|reaches| *reaches <= millis(as_of)) else {
            return Ok(HashMap::new());
        };
        let decisions = hand_decisions(transaction, as_of).await?;
        let near = reaches.saturating_sub(i64::try_from(TEXT_WINDOW.as_millis()).unwrap_or(i64::MAX));
        let rows = query(
            "SELECT i.no, i.id, i.feed_id, i.published_at, i.opener_id, i.report_id, m.fetched_at, m.simhash, m.shingles,
                    m.facts
             FROM item AS i JOIN imprint AS m ON m.item_no = i.no
             WHERE i.published_at BETWEEN ?2 AND ?1 AND m.fetched_at <= ?1 ORDER BY i.no, m.revision",
        )
        .bind(millis(as_of))
        .bind(near)
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(GROUPING))?;
        let mut now: HashMap<ItemId, Option<ReportId>> = HashMap::new();
        note_reports(&rows, &mut now)?;
        let mut stored = collect(&rows)?;
        if !decisions.is_empty() {
            // Whatever operators merged and split, however long ago.
            let rows = query(
                "SELECT i.no, i.id, i.feed_id, i.published_at, i.opener_id, i.report_id, m.fetched_at, m.simhash, m.shingles,
                        m.facts
                 FROM item AS i JOIN imprint AS m ON m.item_no = i.no
                 WHERE i.opener_id IN (
                         SELECT opener_id FROM item WHERE id IN (SELECT value FROM json_each(?3))
                         UNION SELECT opener_id FROM item INDEXED BY item_by_hand WHERE report_id <> opener_id)
                     AND i.published_at < ?2 AND m.fetched_at <= ?1 ORDER BY i.no, m.revision",
            )
            .bind(millis(as_of))
            .bind(near)
            .bind(json(&named(&decisions))?)
            .fetch_all(&mut *transaction)
            .await
            .map_err(fault(GROUPING))?;
            note_reports(&rows, &mut now)?;
            stored.extend(collect(&rows)?);
        }
        let nodes: Vec<Node> = stored.iter().map(|one| Node::clone(&one.node)).collect();
        let is_settled = |one: &Stored| millis(one.node.published) < reaches;
        let settled: Vec<Option<ItemId>> =
            stored.iter().map(|one| one.opener.clone().filter(|_| is_settled(one))).collect();
        let openers = group::openers_after(&nodes, &settled);
        for (one, opener) in stored.iter_mut().zip(&openers) {
            one.opener = Some(opener.clone());
        }
        let mut reports: HashMap<ItemId, ReportId> =
            nodes.into_iter().zip(openers).map(|(node, opener)| (node.item, ReportId::new(opener.as_str()))).collect();
        let touched: Vec<&ReportId> = named(&decisions).iter().filter_map(|item| reports.get(item)).collect();
        let is_touched = |one: &Stored| {
            touched.iter().any(|report| one.opener.as_ref().is_some_and(|opener| opener.as_str() == report.as_str()))
        };
        let members: Vec<Member> = stored.iter().filter(|one| is_touched(one)).cloned().map(Stored::member).collect();
        let by_hand = group::by_hand(&members, &hands(&decisions, as_of));
        reports.extend(by_hand);
        reports.retain(|item, report| now.get(item).is_none_or(|now| now.as_ref() != Some(report)));
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

/// The items that merges and splits ever named, whether they stand or not.
pub(super) async fn merged(transaction: &mut Transaction) -> Result<Vec<ItemId>, StoreError> {
    Ok(named(&hand_decisions(transaction, Timestamp::MAX).await?))
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
