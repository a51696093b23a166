//! Decisions: added, listed, and folded into what stands marked on a report.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;

use super::super::{Range, StoreError};
use super::column::{Columns, fault, id_list, json, millis};
use super::grouping::Grouping;
use super::{Durability, Sqlite, Transaction};
use crate::model::{Decision, DecisionId, ItemId, ItemState, Judgement, Mark, ReportId, Seq, Subject};

const DECIDING: &str = "storing decisions";

impl Sqlite {
    pub(super) async fn add_decisions(&self, decisions: &[Decision]) -> Result<Seq, StoreError> {
        let (mut transaction, seq) = self.write(Durability::Power, DECIDING).await?;
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
            let mark = match &decision.judgement {
                Judgement::Mark(mark) => Some(mark_name(mark)),
                _ => None,
            };
            sqlx::query(
                "INSERT INTO decision (id, subject_kind, subject_id, judgement, mark, value, operator, decided_at,
                                       reason, seq)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO NOTHING",
            )
            .bind(decision.id.as_str())
            .bind(kind)
            .bind(subject)
            .bind(json(&decision.judgement)?)
            .bind(mark.map(|(name, _)| name))
            .bind(mark.map(|(_, value)| value))
            .bind(&decision.operator)
            .bind(millis(decision.decided))
            .bind(&decision.reason)
            .bind(seq.0)
            .execute(&mut *transaction)
            .await
            .map_err(fault(DECIDING))?;
        }
        let regroups = |decision: &&Decision| {
            matches!(decision.judgement, Judgement::Merge { .. } | Judgement::Split | Judgement::Undo)
        };
        if let Some(at) = decisions.iter().filter(regroups).map(|decision| decision.decided).min() {
            Grouping::new(&mut transaction, seq, at).decided().await?;
        }
        transaction.commit().await.map_err(fault(DECIDING))?;
        Ok(seq)
    }

    pub(super) async fn state_of(&self, report: &ReportId) -> Result<ItemState, StoreError> {
        let mut transaction = self.read("reading what is marked").await?;
        let states = states(&mut transaction, [report], &HashMap::new(), Timestamp::MAX).await?;
        Ok(states.into_values().next().unwrap_or_default())
    }

    pub(super) async fn decision_of(&self, id: &DecisionId) -> Result<Option<Decision>, StoreError> {
        let row = sqlx::query("SELECT * FROM decision WHERE id = ?1").bind(id.as_str());
        let row = row.fetch_optional(&self.readers).await.map_err(fault("looking a decision up"))?;
        row.as_ref().map(decision).transpose()
    }

    pub(super) async fn decisions_on_episodes(&self) -> Result<Vec<Decision>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM decision WHERE subject_kind IN ('episode', 'decision') ORDER BY decided_at, no");
        let rows = rows.fetch_all(&self.readers).await.map_err(fault("looking episodes up"))?;
        rows.iter().map(decision).collect()
    }

    pub(super) async fn decision_page(
        &self,
        range: Range,
        after: Option<DecisionId>,
        limit: u32,
    ) -> Result<Vec<Decision>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM decision
             WHERE decided_at BETWEEN ?1 AND ?2
               AND (?3 IS NULL OR (decided_at, no) > (SELECT decided_at, no FROM decision WHERE id = ?3))
             ORDER BY decided_at, no LIMIT ?4",
        )
        .bind(millis(range.since))
        .bind(millis(range.until))
        .bind(after.as_ref().map(DecisionId::as_str))
        .bind(limit)
        .fetch_all(&self.readers)
        .await
        .map_err(fault("listing decisions"))?;
        rows.iter().map(decision).collect()
    }
}

/// What stood marked on these reports at `as_of`; those with nothing are left out. A mark is of the report that holds the
/// item by whose id it was marked; `past` tells the items that were in other reports at `as_of` than they are now.
pub(super) async fn states(
    transaction: &mut Transaction,
    reports: impl IntoIterator<Item = &ReportId>,
    past: &HashMap<ItemId, ReportId>,
    as_of: Timestamp,
) -> Result<HashMap<ReportId, ItemState>, StoreError> {
    let reports: HashSet<&ReportId> = reports.into_iter().collect();
    let then: Vec<&ItemId> = past.iter().filter(|(_, report)| reports.contains(report)).map(|(item, _)| item).collect();
    let rows = sqlx::query(
        "SELECT d.*, i.report_id FROM item AS i
         JOIN decision AS d ON d.subject_kind = 'report' AND d.subject_id = i.id
         WHERE i.no IN (
               SELECT no FROM item WHERE report_id IN (SELECT value FROM json_each(?1))
               UNION SELECT no FROM item WHERE id IN (SELECT value FROM json_each(?3)))
           AND d.mark IS NOT NULL AND d.decided_at <= ?2
         ORDER BY d.decided_at, d.no",
    )
    .bind(serde_json::Value::from_iter(reports.iter().map(|report| report.as_str())).to_string())
    .bind(millis(as_of))
    .bind(id_list(then))
    .fetch_all(&mut **transaction)
    .await
    .map_err(fault("reading what is marked"))?;
    let mut states: HashMap<ReportId, ItemState> = HashMap::new();
    for row in &rows {
        let Decision { subject, judgement, operator, .. } = decision(row)?;
        if let (Subject::Report(marked), Judgement::Mark(mark)) = (subject, judgement) {
            let then = past.get(&ItemId::new(marked.as_str()));
            let report = then.map_or_else(|| Columns(row).id("report_id"), |report| Ok(report.clone()))?;
            if !reports.contains(&report) {
                continue;
            }
            let state = states.entry(report).or_default();
            match mark {
                Mark::Read(read) => state.read = read,
                Mark::Starred(starred) => state.starred = starred,
                Mark::Dismissed(dismissed) => state.dismissed = dismissed,
                Mark::Acknowledged(taken) => state.acknowledged = taken.then_some(operator),
            }
        }
    }
    Ok(states)
}

/// A mark's name and sense, for the index.
fn mark_name(mark: &Mark) -> (&'static str, bool) {
    match mark {
        Mark::Read(value) => ("read", *value),
        Mark::Starred(value) => ("starred", *value),
        Mark::Dismissed(value) => ("dismissed", *value),
        Mark::Acknowledged(value) => ("acknowledged", *value),
    }
}

/// A decision as stored.
pub(super) fn decision(row: &SqliteRow) -> Result<Decision, StoreError> {
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
        operator: row.get("operator")?,
        decided: row.at("decided_at")?,
        reason: row.get("reason")?,
    })
}
