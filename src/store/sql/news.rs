//! What is new of the ledger since a position in the store's history.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::row::Row;

use super::super::StoreError;
use super::Sql;
use super::aside::Aside;
use super::column::Columns;
use super::decisions::decision;
use super::fault::fault;
use super::ledger::{CLAIM, DECISION, REVISION, STATUS, revision_mark, said, stored_claim, stored_status};
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::model::{ClaimId, Ledger, Seq, StatusId};

const DOING: &str = "reading what is new";

impl Sql {
    /// What was added after `since`; none where items have changed their report, or the history is another
    /// one by now: then all is to be read anew.
    pub(super) async fn ledger_after(&self, since: Seq) -> Result<Option<(Seq, Ledger)>, StoreError> {
        let mut transaction = self.read(DOING).await?;
        let seq = query_scalar("SELECT seq FROM sequence").fetch_one(&mut transaction).await;
        let seq = Seq(seq.map_err(fault(DOING))?);
        let moved: bool = query_scalar("SELECT EXISTS (SELECT 1 FROM regrouping WHERE seq > ?1)")
            .bind(since.0)
            .fetch_one(&mut transaction)
            .await
            .map_err(fault(DOING))?;
        // A server that took over may not have been sent what came last.
        if moved || seq < since {
            return Ok(None);
        }
        let mut ledger = news(&self.aside, &mut transaction, since).await?;
        read_anew(&self.aside, &mut transaction, since, &mut ledger).await?;
        Ok(Some((seq, ledger)))
    }
}

/// Adds what has been read anew since a position: it is no news of the world, and yet the books must know.
async fn read_anew(
    aside: &Aside,
    transaction: &mut Transaction,
    since: Seq,
    ledger: &mut Ledger,
) -> Result<(), StoreError> {
    let mut rows = async |statement: &'static str| -> Result<Vec<Row>, StoreError> {
        query(statement).bind(since.0).fetch_all(&mut *transaction).await.map_err(fault(DOING))
    };
    let reports = HashMap::new();
    for row in &rows(said!("claim", "WHERE c.read_seq > ?1 AND c.seq <= ?1 ORDER BY c.read_seq, c.rowid")).await? {
        ledger.claims.extend(aside.keep(CLAIM, row, stored_claim(row, &reports)).map(Arc::new));
    }
    for row in &rows(said!("status", "WHERE c.read_seq > ?1 AND c.seq <= ?1 ORDER BY c.read_seq, c.rowid")).await? {
        ledger.statuses.extend(aside.keep(STATUS, row, stored_status(row, &reports)).map(Arc::new));
    }
    for row in &rows("SELECT DISTINCT id, kind FROM former WHERE gone_seq > ?1").await? {
        let row = Columns(row);
        match row.text("kind")? {
            "claim" => ledger.gone_claims.push(row.id("id")?),
            _ => ledger.gone_statuses.push(row.id("id")?),
        }
    }
    let told: HashSet<&ClaimId> = ledger.claims.iter().map(|claim| &claim.id).collect();
    ledger.gone_claims.retain(|gone| !told.contains(gone));
    let told: HashSet<&StatusId> = ledger.statuses.iter().map(|status| &status.id).collect();
    ledger.gone_statuses.retain(|gone| !told.contains(gone));
    Ok(())
}

/// What of the ledger was stored after a position, in one moment of the store.
pub(super) async fn news(aside: &Aside, transaction: &mut Transaction, since: Seq) -> Result<Ledger, StoreError> {
    let mut rows = async |statement: &'static str| -> Result<Vec<Row>, StoreError> {
        query(statement).bind(since.0).fetch_all(&mut *transaction).await.map_err(fault(DOING))
    };
    let claims = rows(said!("claim", "WHERE c.seq > ?1 ORDER BY c.seq, c.rowid")).await?;
    let statuses = rows(said!("status", "WHERE c.seq > ?1 ORDER BY c.seq, c.rowid")).await?;
    let revisions = rows(
        "SELECT i.id AS item_id, r.number, r.fetched_at FROM revision AS r JOIN item AS i ON i.no = r.item_no
         WHERE r.number > 1 AND r.seq > ?1 AND i.report_id IS NOT NULL
         ORDER BY r.seq, r.item_no, r.number",
    )
    .await?;
    // Marks of triage change no figure, but for "not relevant".
    let decisions =
        rows("SELECT * FROM decision WHERE seq > ?1 AND (mark IS NULL OR mark = 'dismissed') ORDER BY decided_at, no")
            .await?;
    let reports = HashMap::new();
    Ok(Ledger {
        claims: aside.sift(CLAIM, &claims, |row| stored_claim(row, &reports).map(Arc::new)),
        statuses: aside.sift(STATUS, &statuses, |row| stored_status(row, &reports).map(Arc::new)),
        revisions: aside.sift(REVISION, &revisions, revision_mark),
        decisions: aside.sift(DECISION, &decisions, decision),
        ..Ledger::default()
    })
}
