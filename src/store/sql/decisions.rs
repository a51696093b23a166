//! Decisions: added and listed.

use super::row::Row;
use jiff::Timestamp;

use super::super::{Range, StoreError};
use super::column::{Columns, json, millis};
use super::fault::fault;
use super::grouping::{Grouping, Memory};
use super::ledger::DECISION;
use super::statement::{query, query_scalar};
use super::strokes::{self, Turning};
use super::{Durability, Sql};
use crate::model::{Decision, DecisionId, Judgement, Seq, StrokeId, Subject};

const DECIDING: &str = "storing decisions";

impl Sql {
    pub(super) async fn add_decisions(&self, decisions: &[Decision]) -> Result<Seq, StoreError> {
        let (mut transaction, seq) = self.write(Durability::Power, DECIDING).await?;
        let mut regroups = false;
        for decision in decisions {
            let (kind, subject) = match &decision.subject {
                Subject::Report(id) => ("report", id.as_str()),
                Subject::Claim(id) => ("claim", id.as_str()),
                Subject::Status(id) => ("status", id.as_str()),
                Subject::Place(id) => ("place", id.as_str()),
                Subject::Episode(id) => ("episode", id.as_str()),
                Subject::Decision(id) => ("decision", id.as_str()),
                Subject::Item(id) => ("item", id.as_str()),
            };
            let turned = strokes::turning(&mut transaction, decision).await?;
            let mark = match (&decision.judgement, &turned) {
                (Judgement::Mark(mark), _) => Some((mark.slot(), strokes::sense(mark))),
                (_, Some(Turning { slot, restores, .. })) => Some((slot.clone(), i64::from(*restores))),
                _ => None,
            };
            regroups |= mark.is_none()
                && matches!(decision.judgement, Judgement::Merge { .. } | Judgement::Split | Judgement::Undo);
            let insert = query(
                "INSERT INTO decision (id, subject_kind, subject_id, judgement, mark, value, operator, decided_at,
                                       reason, seq, stroke)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (id) DO NOTHING",
            )
            .bind(decision.id.as_str())
            .bind(kind)
            .bind(subject)
            .bind(json(&decision.judgement)?)
            .bind(mark.as_ref().map(|(slot, _)| slot.as_str()))
            .bind(mark.as_ref().map(|(_, sense)| *sense))
            .bind(&decision.operator)
            .bind(millis(decision.decided))
            .bind(&decision.reason)
            .bind(seq.0)
            .bind(decision.stroke.as_ref().map(StrokeId::as_str));
            let added = insert.execute(&mut transaction).await.map_err(fault(DECIDING))?;
            if let Some(turned) = turned.filter(|_| added > 0) {
                turned.apply(&mut transaction, decision.decided).await?;
            }
        }
        if let Some(at) = decisions.iter().map(|decision| decision.decided).min().filter(|_| regroups) {
            Grouping::new(&mut transaction, seq, Memory::default()).decided(at).await?;
        }
        self.commit(transaction, DECIDING).await?;
        Ok(seq)
    }

    pub(super) async fn decision_of(&self, id: &DecisionId) -> Result<Option<Decision>, StoreError> {
        let row = query("SELECT * FROM decision WHERE id = ?1").bind(id.as_str());
        let row = row.fetch_optional(self.readers()).await.map_err(fault("looking a decision up"))?;
        row.as_ref().map(decision).transpose()
    }

    pub(super) async fn decisions_on_episodes(&self) -> Result<Vec<Decision>, StoreError> {
        // What was marked and unmarked opens no episode.
        let rows = query(
            "SELECT * FROM decision WHERE subject_kind IN ('episode', 'decision') AND mark IS NULL
             ORDER BY decided_at, no",
        );
        let rows = rows.fetch_all(self.readers()).await.map_err(fault("looking episodes up"))?;
        Ok(self.aside.sift(DECISION, &rows, decision))
    }

    pub(super) async fn decision_page(
        &self,
        range: Range,
        after: Option<DecisionId>,
        limit: u32,
    ) -> Result<Vec<Decision>, StoreError> {
        let statement = "SELECT * FROM decision
             WHERE decided_at BETWEEN ?1 AND ?2
               AND (?3 IS NULL OR (decided_at, no) > (SELECT decided_at, no FROM decision WHERE no = ?3))
             ORDER BY decided_at, no LIMIT ?4";
        self.page_of_decisions(statement, (range.since, range.until), after, limit).await
    }
}

impl Sql {
    pub(super) async fn last_decisions(
        &self,
        by: Timestamp,
        before: Option<DecisionId>,
        limit: u32,
    ) -> Result<Vec<Decision>, StoreError> {
        let statement = "SELECT * FROM decision
             WHERE decided_at BETWEEN ?1 AND ?2
               AND (?3 IS NULL OR (decided_at, no) < (SELECT decided_at, no FROM decision WHERE no = ?3))
             ORDER BY decided_at DESC, no DESC LIMIT ?4";
        self.page_of_decisions(statement, (Timestamp::MIN, by), before, limit).await
    }

    /// A page of decisions made between two moments, beyond the one of an id. Rows that are set aside make no page shorter
    /// than it would be, for a short one is the last.
    async fn page_of_decisions(
        &self,
        statement: &'static str,
        (since, until): (Timestamp, Timestamp),
        beyond: Option<DecisionId>,
        limit: u32,
    ) -> Result<Vec<Decision>, StoreError> {
        let doing = fault("listing decisions");
        let mut transaction = self.read("listing decisions").await?;
        let mut beyond: Option<i64> = match &beyond {
            Some(id) => {
                let number = query_scalar("SELECT no FROM decision WHERE id = ?1").bind(id.as_str());
                let known = number.fetch_optional(&mut transaction).await.map_err(&doing)?;
                // Nothing lies beyond what is not there.
                let Some(known) = known else { return Ok(vec![]) };
                Some(known)
            }
            None => None,
        };
        let mut page = vec![];
        loop {
            let missing = limit.saturating_sub(u32::try_from(page.len()).unwrap_or(u32::MAX));
            let asked = query(statement).bind(millis(since)).bind(millis(until)).bind(beyond).bind(missing);
            let rows = asked.fetch_all(&mut transaction).await.map_err(&doing)?;
            let told = page.len() + rows.len();
            page.extend(self.aside.sift(DECISION, &rows, decision));
            let is_full = page.len() == told;
            match rows.last().filter(|_| !is_full && rows.len() >= usize::try_from(missing).unwrap_or(usize::MAX)) {
                Some(last) => beyond = Some(Columns(last).get("no")?),
                None => return Ok(page),
            }
        }
    }
}

/// A decision as stored.
pub(super) fn decision(row: &Row) -> Result<Decision, StoreError> {
    let row = Columns(row);
    let subject = match row.text("subject_kind")? {
        "report" => Subject::Report(row.id("subject_id")?),
        "claim" => Subject::Claim(row.id("subject_id")?),
        "status" => Subject::Status(row.id("subject_id")?),
        "place" => Subject::Place(row.id("subject_id")?),
        "episode" => Subject::Episode(row.id("subject_id")?),
        "decision" => Subject::Decision(row.id("subject_id")?),
        "item" => Subject::Item(row.id("subject_id")?),
        other => return Err(StoreError::Invariant { what: format!("a decision about a {other}") }),
    };
    Ok(Decision {
        id: row.id("id")?,
        subject,
        judgement: row.json("judgement")?,
        operator: row.said("operator")?,
        decided: row.at("decided_at")?,
        reason: row.maybe_said("reason")?,
        stroke: row.maybe_id("stroke")?,
    })
}
