//! SQLite: one file, one writer, a few readers beside it.
//!
//! Write-ahead logging lets readers go on while the writer commits. Every write begins by taking the write lock, so
//! that no transaction fails half way for want of it; other processes wait their turn. Polls are safe against the end
//! of the process, decisions also against loss of power.

use std::collections::HashMap;
use std::path::PathBuf;

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::SqlitePool;

use super::filesystem::Identity;
use super::rereading::{Adrift, Changes, Left, Reread, Unread};
use super::{ItemDetail, Known, Poll, Range, ReportCounts, ReportQuery, Said, Store, StoreError, Stored};
use crate::filter::Condition;
use crate::model::{
    Cited, ClaimId, Decision, DecisionId, Episode, Feed, FeedId, FeedRecord, Item, ItemId, ItemState, Ledger, ReportId,
    ReportRow, Rules, Seen, Seq, StatusId, StoredClaim, StoredStatus, Stroke, Turn,
};

mod asking;
pub(super) mod check;
mod column;
mod decisions;
mod feeds;
mod former;
mod fragments;
mod gists;
mod grouping;
mod handovers;
mod ingest;
mod items;
mod kept;
mod ledger;
mod looks;
mod marks;
mod matching;
mod news;
mod open;
pub(super) mod repair;
mod reports;
mod rereading;
mod spot;
mod strokes;
mod words;

/// An open SQLite store.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: SqlitePool,
    readers: SqlitePool,
    /// Where it is.
    file: PathBuf,
    /// Which file that was when it was opened.
    identity: Identity,
}

/// How sure a write must be before it is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    /// Survives the end of the process at any moment.
    Process,
    /// Survives loss of power as well.
    Power,
}

type Transaction = sqlx::Transaction<'static, sqlx::Sqlite>;

impl Sqlite {
    /// Begins a write and takes its place in the store's history.
    async fn write(&self, durability: Durability, doing: &'static str) -> Result<(Transaction, Seq), StoreError> {
        let fault = column::fault(doing);
        self.stands(doing)?;
        let mut writer = self.writer.acquire().await.map_err(&fault)?;
        let pragma = match durability {
            Durability::Process => "PRAGMA synchronous = NORMAL",
            Durability::Power => "PRAGMA synchronous = FULL",
        };
        sqlx::query(pragma).execute(&mut *writer).await.map_err(&fault)?;
        let begin = sqlx::SqlSafeStr::into_sql_str("BEGIN IMMEDIATE");
        let mut transaction = Transaction::begin(writer, Some(begin)).await.map_err(&fault)?;
        let seq = sqlx::query_scalar("UPDATE sequence SET seq = seq + 1 RETURNING seq")
            .fetch_one(&mut *transaction)
            .await
            .map_err(&fault)?;
        Ok((transaction, Seq(seq)))
    }

    /// Whether the file is still the one that was opened: what is written to one that was removed is lost with this process.
    fn stands(&self, doing: &'static str) -> Result<(), StoreError> {
        if Identity::of(&self.file) == self.identity {
            return Ok(());
        }
        Err(StoreError::Gone { file: self.file.display().to_string(), doing })
    }

    /// Closes all connections once they are done.
    async fn close_all(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Begins a read that sees one moment of the store.
    async fn read(&self, doing: &'static str) -> Result<Transaction, StoreError> {
        self.stands(doing)?;
        self.readers.begin().await.map_err(column::fault(doing))
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn seq(&self) -> Result<Seq, StoreError> {
        self.stands("asking what is newest")?;
        let seq = sqlx::query_scalar("SELECT seq FROM sequence").fetch_one(&self.readers).await;
        seq.map(Seq).map_err(column::fault("asking what is newest"))
    }

    async fn register_feeds(&self, feeds: &[Feed]) -> Result<(), StoreError> {
        self.register(feeds).await
    }

    async fn feeds(&self) -> Result<Vec<FeedRecord>, StoreError> {
        self.feed_records().await
    }

    async fn known(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Known>, StoreError> {
        self.known_items(items).await
    }

    async fn save_poll(&self, poll: &Poll) -> Result<Seq, StoreError> {
        self.apply(poll).await
    }

    async fn reports(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError> {
        self.report_page(query).await
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
        self.add_decisions(decisions).await
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
        self.add_look(operator, until).await
    }

    async fn last_look(&self, operator: &str, by: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.look_of(operator, by).await
    }

    async fn take_over(&self, operator: &str, seen: Seen, at: Timestamp) -> Result<Seq, StoreError> {
        self.add_handover(operator, seen, at).await
    }

    async fn take_over_back(&self, operator: &str, at: Timestamp) -> Result<bool, StoreError> {
        self.take_handover_back(operator, at).await
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

    async fn members(
        &self,
        reports: &[ReportId],
        as_of: Timestamp,
    ) -> Result<Vec<(ReportId, ItemId, Timestamp)>, StoreError> {
        self.members_of(reports, as_of).await
    }

    async fn report_state(&self, report: &ReportId) -> Result<ItemState, StoreError> {
        self.state_of(report).await
    }

    async fn report_marks(&self, report: &ReportId, as_of: Timestamp) -> Result<Vec<Decision>, StoreError> {
        self.marks_on(report, as_of).await
    }

    async fn tags(&self) -> Result<Vec<String>, StoreError> {
        self.tags_used().await
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
        self.item_page_of(None, range, after, limit).await
    }

    async fn matching_items(
        &self,
        condition: &Condition,
        as_of: Timestamp,
        range: Range,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError> {
        self.item_page_of(Some((condition, as_of)), range, after, limit).await
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
        self.index_some().await
    }

    async fn unread(&self, rules: &Rules) -> Result<Left, StoreError> {
        self.count_unread(rules).await
    }

    async fn forget_readings(&self, rules: &Rules) -> Result<(), StoreError> {
        self.unread_all(rules).await
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
        self.put_readings_of(rules, items, holder, at).await
    }

    async fn take_rereading(&self, holder: &str) -> Result<bool, StoreError> {
        self.take_rereading_for(holder).await
    }

    async fn leave_rereading(&self, holder: &str) -> Result<(), StoreError> {
        self.leave_rereading_of(holder).await
    }

    async fn adrift(&self) -> Result<Vec<Adrift>, StoreError> {
        self.decisions_adrift().await
    }

    async fn close(&self) {
        self.close_all().await;
    }
}
