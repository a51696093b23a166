//! The store in SQL: one story for both databases.
//!
//! What is stored, grouped, marked and found is said here once, in statements that SQLite and PostgreSQL both understand.
//! What only one of them has (opening, locking, full-text search, check and repair) is in its own module. Every write
//! begins by taking its place in the store's history, which holds off other writers until it ends: so all that is stored
//! up to a position is there for whoever sees that position.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::watch;

use self::aside::Aside;
use self::asking::Asking;
use self::fault::fault;
use self::items::Walk;
use self::statement::{On, query_scalar};
use self::transaction::Transaction;
use super::postgres::Postgres;
use super::postgres::state::{self, State};
use super::rereading::{Adrift, Changes, Left, Reread, Unread};
use super::sharing::{Shared, Sharing};
use super::sqlite::Sqlite;
use super::{
    ItemDetail, Known, OnShift, Poll, Range, ReportCounts, ReportQuery, Said, SetAside, Store, StoreError, Stored,
};
use crate::filter::Condition;
use crate::model::{
    Cited, ClaimId, Decision, DecisionId, Episode, Feed, FeedId, FeedRecord, Gist, Item, ItemId, ItemState, Ledger,
    ReportId, ReportRow, Rules, Seen, Seq, StatusId, StoredClaim, StoredStatus, Stroke, Turn,
};

mod alerts;
pub(super) mod aside;
mod asking;
mod column;
pub(super) mod copying;
mod decisions;
pub(super) mod fault;
mod feeds;
mod following;
mod former;
mod fragments;
mod gists;
mod grouping;
mod handovers;
mod imprints;
mod ingest;
mod items;
pub(super) mod kept;
mod leases;
mod ledger;
mod looks;
mod marks;
mod matching;
mod news;
mod probing;
pub(super) mod pruning;
mod reports;
mod rereading;
pub(super) mod row;
mod rows;
mod seen;
mod shelf;
mod shifts;
mod spot;
pub(super) mod statement;
pub(super) mod strokes;
pub(super) mod transaction;
mod unrelated;
mod words;

/// An open store.
#[derive(Debug)]
pub(super) struct Sql {
    base: Base,
    /// What it holds that cannot be.
    aside: Aside,
    /// What grouping knows from one write to the next.
    memory: Mutex<grouping::Memory>,
}

/// The database that keeps it.
#[derive(Debug)]
enum Base {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl From<Sqlite> for Sql {
    fn from(base: Sqlite) -> Self {
        Self { base: Base::Sqlite(base), aside: Aside::default(), memory: Mutex::default() }
    }
}

impl From<Postgres> for Sql {
    fn from(base: Postgres) -> Self {
        Self { base: Base::Postgres(base), aside: Aside::default(), memory: Mutex::default() }
    }
}

/// Does a write, and does it again where it lost against another one, which left nothing of it.
macro_rules! again {
    ($write:expr) => {{
        let mut tries = 0;
        loop {
            match $write.await {
                Err(StoreError::Busy { source, .. }) if tries < TRIES && state::of(&source) == Some(State::Raced) => {
                    tries += 1;
                    tokio::time::sleep(PAUSE * tries).await;
                }
                written => break written,
            }
        }
    }};
}
use again;

/// How often a write that lost against another one is done again.
const TRIES: u32 = 5;

/// The pause before the first time; as many of them before each later one.
const PAUSE: Duration = Duration::from_millis(20);

/// How sure a write must be before it is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// Survives the end of the process at any moment.
    Process,
    /// The same, of a write of many rows by statements that each change few pages.
    Bulk,
    /// Survives loss of power as well.
    Power,
}

impl Sql {
    /// Begins a write and takes its place in the store's history.
    pub(super) async fn write(
        &self,
        durability: Durability,
        doing: &'static str,
    ) -> Result<(Transaction, Seq), StoreError> {
        let mut transaction = self.write_beside(durability, doing).await?;
        let seq = query_scalar("UPDATE sequence SET seq = seq + 1 RETURNING seq").fetch_one(&mut transaction).await;
        Ok((transaction, Seq(seq.map_err(fault(doing))?)))
    }

    /// Ends a write: makes the rows of the reports that it touched anew, and commits.
    pub(super) async fn commit(&self, mut transaction: Transaction, doing: &'static str) -> Result<(), StoreError> {
        kept::settle(On::from(&mut transaction)).await.map_err(fault(doing))?;
        transaction.commit().await.map_err(fault(doing))
    }

    /// Notes that a write of so many items has ended.
    fn wrote(&self, items: usize) {
        if let Base::Sqlite(base) = &self.base {
            base.wrote(items);
        }
    }

    /// Begins a write that takes no place in the history: what running programs tell each other is no part of what is stored.
    async fn write_beside(&self, durability: Durability, doing: &'static str) -> Result<Transaction, StoreError> {
        self.stands(doing)?;
        let begun = match &self.base {
            Base::Sqlite(base) => base.begin(durability).await.map(Transaction::Sqlite),
            Base::Postgres(base) => base.begin().await.map(Transaction::Postgres),
        };
        begun.map_err(fault(doing))
    }

    /// Ends such a write, which touches no report.
    async fn commit_beside(&self, transaction: Transaction, doing: &'static str) -> Result<(), StoreError> {
        transaction.commit().await.map_err(fault(doing))
    }

    /// Begins a read that sees one moment of the store.
    async fn read(&self, doing: &'static str) -> Result<Transaction, StoreError> {
        self.stands(doing)?;
        let begun = match &self.base {
            Base::Sqlite(base) => base.begin_to_read().await.map(Transaction::Sqlite),
            Base::Postgres(base) => base.begin_to_read().await.map(Transaction::Postgres),
        };
        begun.map_err(fault(doing))
    }

    /// Where a single statement that only reads is sent to.
    fn readers(&self) -> On<'_> {
        match &self.base {
            Base::Sqlite(base) => base.readers().into(),
            Base::Postgres(base) => base.readers().into(),
        }
    }

    /// Begins a read that ends when it is dropped.
    async fn ask(&self, doing: &'static str) -> Result<Asking, StoreError> {
        Asking::begin(self.read(doing).await?).await.map_err(fault(doing))
    }

    /// How it is named in sentences, without secrets.
    pub(super) fn name(&self) -> String {
        match &self.base {
            Base::Sqlite(base) => base.name(),
            Base::Postgres(base) => base.name().to_owned(),
        }
    }

    /// Whether what was opened is still there.
    fn stands(&self, doing: &'static str) -> Result<(), StoreError> {
        match &self.base {
            Base::Sqlite(base) => base.stands(doing),
            Base::Postgres(_) => Ok(()),
        }
    }
}

#[async_trait]
impl Store for Sql {
    async fn seq(&self) -> Result<Seq, StoreError> {
        self.stands("asking what is newest")?;
        let seq = query_scalar("SELECT seq FROM sequence").fetch_one(self.readers()).await;
        seq.map(Seq).map_err(fault("asking what is newest"))
    }

    async fn register_feeds(&self, feeds: &[Feed]) -> Result<(), StoreError> {
        again!(self.register(feeds))
    }

    async fn feeds(&self) -> Result<Vec<FeedRecord>, StoreError> {
        self.feed_records().await
    }

    async fn known(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Known>, StoreError> {
        self.known_items(items).await
    }

    async fn save_polls(&self, polls: &[Poll]) -> Vec<Result<Seq, StoreError>> {
        let all = match again!(self.apply(polls)) {
            Ok(seq) => return polls.iter().map(|_| Ok(seq)).collect(),
            Err(error) => error,
        };
        if polls.len() < 2 {
            return vec![Err(all)];
        }
        // One that cannot be saved keeps none of the others from it.
        let mut saved = Vec::with_capacity(polls.len());
        for poll in polls {
            saved.push(again!(self.apply(std::slice::from_ref(poll))));
        }
        saved
    }

    async fn reports(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError> {
        self.report_page(query).await
    }

    async fn unrelated(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError> {
        self.unrelated_page(query).await
    }

    async fn report_counts(&self, query: &ReportQuery) -> Result<ReportCounts, StoreError> {
        self.count_reports(query).await
    }

    async fn matching(&self, query: &ReportQuery) -> Result<Vec<(ReportId, ItemState)>, StoreError> {
        self.matching_reports(query).await
    }

    async fn report_items(&self, report: &ReportId, as_of: Timestamp) -> Result<Vec<ItemDetail>, StoreError> {
        self.items_of_report(report, as_of).await
    }

    async fn ledger(
        &self,
        episode: &Episode,
        as_of: Timestamp,
        looked: Option<Timestamp>,
    ) -> Result<Ledger, StoreError> {
        self.ledger_of(episode, as_of, looked, as_of).await
    }

    async fn ledger_from(
        &self,
        episode: &Episode,
        as_of: Timestamp,
        looked: Option<Timestamp>,
    ) -> Result<(Seq, Ledger), StoreError> {
        // What comes in between is read now and told as new again, which changes nothing.
        let seq = self.seq().await?;
        Ok((seq, self.ledger_of(episode, as_of, looked, Timestamp::MAX).await?))
    }

    async fn ledger_after(&self, since: Seq) -> Result<Option<(Seq, Ledger)>, StoreError> {
        self.ledger_after(since).await
    }

    async fn decide(&self, decisions: &[Decision]) -> Result<Seq, StoreError> {
        again!(self.add_decisions(decisions))
    }

    async fn claim(&self, id: &ClaimId) -> Result<Option<StoredClaim>, StoreError> {
        self.claim_of(id).await
    }

    async fn status(&self, id: &StatusId) -> Result<Option<StoredStatus>, StoreError> {
        self.status_of(id).await
    }

    async fn decision(&self, id: &DecisionId) -> Result<Option<Decision>, StoreError> {
        self.decision_of(id).await
    }

    async fn episode_decisions(&self) -> Result<Vec<Decision>, StoreError> {
        self.decisions_on_episodes().await
    }

    async fn look(&self, operator: &str, until: Timestamp) -> Result<Seq, StoreError> {
        again!(self.add_look(operator, until))
    }

    async fn last_look(&self, operator: &str, by: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.look_of(operator, by).await
    }

    async fn take_over(&self, operator: &str, seen: Seen, at: Timestamp) -> Result<Seq, StoreError> {
        again!(self.add_handover(operator, seen, at))
    }

    async fn take_over_back(&self, operator: &str, at: Timestamp) -> Result<bool, StoreError> {
        again!(self.take_handover_back(operator, at))
    }

    async fn last_taken(&self, operator: &str, by: Timestamp) -> Result<Option<Seen>, StoreError> {
        self.handover_of(operator, by).await
    }

    async fn stored_after(&self, since: Seq) -> Result<Stored, StoreError> {
        self.stored_since(since).await
    }

    async fn cited(&self, items: &[ItemId], as_of: Timestamp) -> Result<HashMap<ItemId, Cited>, StoreError> {
        self.cited_items(items, as_of).await
    }

    async fn gists(&self, items: &[ItemId], as_of: Timestamp) -> Result<HashMap<ItemId, Gist>, StoreError> {
        gists::gists(&self.aside, &mut self.read("reading what items tell").await?, items, as_of).await
    }

    async fn members(
        &self,
        reports: &[ReportId],
        as_of: Timestamp,
    ) -> Result<Vec<(ReportId, ItemId, Timestamp)>, StoreError> {
        self.members_of(reports, as_of).await
    }

    async fn report_states(&self, reports: &[ReportId]) -> Result<Vec<(ReportId, ItemState)>, StoreError> {
        self.states_of(reports).await
    }

    async fn report_marks(&self, report: &ReportId, as_of: Timestamp) -> Result<Vec<Decision>, StoreError> {
        self.marks_on(report, as_of).await
    }

    async fn tags(&self) -> Result<Vec<String>, StoreError> {
        self.tags_used().await
    }

    async fn owners(&self) -> Result<Vec<String>, StoreError> {
        self.owning().await
    }

    async fn stroke(&self, operator: &str, turn: Turn) -> Result<Option<Stroke>, StoreError> {
        self.stroke_of(operator, turn).await
    }

    async fn items_by_feed(&self, range: Range) -> Result<HashMap<FeedId, u64>, StoreError> {
        self.count_by_feed(range).await
    }

    async fn items(
        &self,
        range: Range,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError> {
        self.item_page_of(None, range, Walk::Oldest(after), limit).await
    }

    async fn matching_items(
        &self,
        condition: &Condition,
        as_of: Timestamp,
        range: Range,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError> {
        self.item_page_of(Some((condition, as_of)), range, Walk::Oldest(after), limit).await
    }

    async fn claims(
        &self,
        range: Range,
        after: Option<(Timestamp, ClaimId)>,
        limit: u32,
    ) -> Result<Vec<Said<StoredClaim>>, StoreError> {
        self.claim_page(range, after, limit).await
    }

    async fn statuses(
        &self,
        range: Range,
        after: Option<(Timestamp, StatusId)>,
        limit: u32,
    ) -> Result<Vec<Said<StoredStatus>>, StoreError> {
        self.status_page(range, after, limit).await
    }

    async fn decisions(
        &self,
        range: Range,
        after: Option<DecisionId>,
        limit: u32,
    ) -> Result<Vec<Decision>, StoreError> {
        self.decision_page(range, after, limit).await
    }

    async fn latest_decisions(
        &self,
        by: Timestamp,
        before: Option<DecisionId>,
        limit: u32,
    ) -> Result<Vec<Decision>, StoreError> {
        self.last_decisions(by, before, limit).await
    }

    async fn index_step(&self) -> Result<(u64, u64), StoreError> {
        again!(self.index_some())
    }

    async fn unread(&self, rules: &Rules) -> Result<Left, StoreError> {
        self.count_unread(rules).await
    }

    async fn forget_readings(&self, rules: &Rules) -> Result<(), StoreError> {
        again!(self.unread_all(rules))
    }

    async fn unread_items(
        &self,
        rules: &Rules,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Unread>, StoreError> {
        self.unread_page(rules, after, limit).await
    }

    async fn put_readings(
        &self,
        rules: &Rules,
        items: &[Reread],
        holder: &str,
        at: Timestamp,
    ) -> Result<(Seq, Changes), StoreError> {
        again!(self.put_readings_of(rules, items, holder, at))
    }

    async fn take_rereading(&self, holder: &str) -> Result<bool, StoreError> {
        again!(self.take_rereading_for(holder))
    }

    async fn leave_rereading(&self, holder: &str) -> Result<(), StoreError> {
        again!(self.leave_rereading_of(holder))
    }

    async fn adrift(&self) -> Result<Vec<Adrift>, StoreError> {
        self.decisions_adrift().await
    }

    async fn share(&self, sharing: &Sharing) -> Result<Shared, StoreError> {
        again!(self.share_feeds(sharing))
    }

    async fn is_stirred(&self, sharing: &Sharing) -> Result<bool, StoreError> {
        self.is_share_stirred(sharing).await
    }

    async fn let_go(&self, holder: &str) -> Result<(), StoreError> {
        again!(self.let_feeds_go(holder))
    }

    async fn demand(&self, feeds: &[FeedId]) -> Result<(), StoreError> {
        again!(self.demand_of_holders(feeds))
    }

    async fn reserve_host(&self, host: &str, spacing: Duration) -> Result<Duration, StoreError> {
        again!(self.take_turn_at(host, spacing))
    }

    async fn may_collect(&self) -> Result<bool, StoreError> {
        match &self.base {
            Base::Sqlite(_) => Ok(true),
            Base::Postgres(base) => {
                let asked = query_scalar(
                    "SELECT has_table_privilege('item', 'INSERT') AND has_table_privilege('lease', 'UPDATE')",
                )
                .fetch_one(base.readers())
                .await;
                asked.map_err(fault("asking what this role may do"))
            }
        }
    }

    async fn attend(&self, screen: &str, operator: &str, hold: Duration) -> Result<(), StoreError> {
        again!(self.attend_shift(screen, operator, hold))
    }

    async fn on_shift(&self) -> Result<Vec<OnShift>, StoreError> {
        self.shifts().await
    }

    async fn leave_shift(&self, screen: &str) -> Result<(), StoreError> {
        again!(self.end_shift(screen))
    }

    fn listen(&self) -> Option<watch::Receiver<Option<Seq>>> {
        match &self.base {
            Base::Sqlite(_) => None,
            Base::Postgres(base) => Some(base.listen()),
        }
    }

    fn heard(&self) -> Option<Seq> {
        match &self.base {
            Base::Sqlite(_) => None,
            Base::Postgres(base) => base.heard(),
        }
    }

    fn stands_by(&self) -> bool {
        match &self.base {
            Base::Sqlite(_) => false,
            Base::Postgres(base) => base.stands_by(),
        }
    }

    fn set_aside(&self) -> Vec<SetAside> {
        self.aside.all()
    }

    async fn close(&self) {
        match &self.base {
            Base::Sqlite(base) => base.close().await,
            Base::Postgres(base) => base.close().await,
        }
    }
}
