//! Marks: what stands marked on reports at a moment.
//!
//! A mark is of the report that holds the item by whose id it was marked: an earlier item may have taken its place, or
//! an operator merged it into another.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::super::StoreError;
use super::Sql;
use super::aside::Aside;
use super::column::{Columns, id_list, millis};
use super::decisions::decision;
use super::fault::fault;
use super::ledger::DECISION;
use super::statement::{query, query_scalar};
use super::strokes::stands;
use super::transaction::Transaction;
use crate::model::{Decision, ItemId, ItemState, Judgement, Mark, ReportId, Snooze, Subject};

const READING: &str = "reading what is marked";

impl Sql {
    pub(super) async fn states_of(&self, reports: &[ReportId]) -> Result<Vec<(ReportId, ItemState)>, StoreError> {
        let mut transaction = self.read(READING).await?;
        let mut states = states(&self.aside, &mut transaction, reports, &HashMap::new(), Timestamp::MAX).await?;
        Ok(reports.iter().map(|report| (report.clone(), states.remove(report).unwrap_or_default())).collect())
    }

    /// The marks that stand on a report, each the latest of its slot, in the order they were made.
    pub(super) async fn marks_on(&self, report: &ReportId, as_of: Timestamp) -> Result<Vec<Decision>, StoreError> {
        let mut transaction = self.read(READING).await?;
        let past = self.past_reports(&mut transaction, as_of).await?;
        let made = made(&self.aside, &mut transaction, [report], &past, as_of).await?;
        let mut marks: Vec<Decision> = vec![];
        for (_, decision) in made {
            let Judgement::Mark(mark) = &decision.judgement else { continue };
            let slot = mark.slot();
            marks.retain(|known| !matches!(&known.judgement, Judgement::Mark(known) if known.slot() == slot));
            marks.push(decision);
        }
        Ok(marks)
    }

    pub(super) async fn tags_used(&self) -> Result<Vec<String>, StoreError> {
        query_scalar(concat!(
            "SELECT DISTINCT substr(d.mark, 5) AS tag FROM decision AS d
             WHERE d.mark >= 'tag:' AND d.mark < 'tag;' AND d.value = 1 AND d.subject_kind = 'report' AND ",
            stands!("d"),
            " ORDER BY tag"
        ))
        .bind(millis(Timestamp::MAX))
        .fetch_all(self.readers())
        .await
        .map_err(fault("listing tags"))
    }

    pub(super) async fn owning(&self) -> Result<Vec<String>, StoreError> {
        query_scalar(concat!(
            "SELECT DISTINCT d.operator FROM decision AS d
             WHERE d.mark = 'acknowledged' AND d.value <> 0 AND d.subject_kind = 'report' AND ",
            stands!("d"),
            " ORDER BY d.operator"
        ))
        .bind(millis(Timestamp::MAX))
        .fetch_all(self.readers())
        .await
        .map_err(fault("listing who has acknowledged"))
    }
}

/// What stood marked on these reports at `as_of`; those with nothing are left out. `past` tells the items that were in
/// other reports at `as_of` than they are now.
pub(super) async fn states(
    aside: &Aside,
    transaction: &mut Transaction,
    reports: impl IntoIterator<Item = &ReportId>,
    past: &HashMap<ItemId, ReportId>,
    as_of: Timestamp,
) -> Result<HashMap<ReportId, ItemState>, StoreError> {
    let mut states: HashMap<ReportId, ItemState> = HashMap::new();
    let mut waiting: HashMap<ReportId, Timestamp> = HashMap::new();
    for (report, decision) in made(aside, transaction, reports, past, as_of).await? {
        let Judgement::Mark(mark) = &decision.judgement else { continue };
        match mark {
            Mark::Snoozed(Some(Snooze::News)) => {
                waiting.insert(report.clone(), decision.decided);
            }
            Mark::Snoozed(_) => {
                waiting.remove(&report);
            }
            _ => {}
        }
        states.entry(report).or_default().apply(mark, &decision.operator);
    }
    for (report, since) in waiting {
        if has_news(transaction, &report, since, as_of).await?
            && let Some(state) = states.get_mut(&report)
        {
            state.snoozed_until_news = false;
        }
    }
    Ok(states)
}

/// The marks that stood on these reports at `as_of`, in the order they were made.
async fn made(
    aside: &Aside,
    transaction: &mut Transaction,
    reports: impl IntoIterator<Item = &ReportId>,
    past: &HashMap<ItemId, ReportId>,
    as_of: Timestamp,
) -> Result<Vec<(ReportId, Decision)>, StoreError> {
    let reports: HashSet<&ReportId> = reports.into_iter().collect();
    let then: Vec<&ItemId> = past.iter().filter(|(_, report)| reports.contains(report)).map(|(item, _)| item).collect();
    let rows = query(concat!(
        "SELECT d.*, i.report_id FROM item AS i
         CROSS JOIN decision AS d ON d.subject_kind = 'report' AND d.subject_id = i.id
         WHERE i.no IN (
               SELECT no FROM item WHERE report_id IN (SELECT value FROM json_each(?2)) AND marked = 1
               UNION SELECT no FROM item WHERE id IN (SELECT value FROM json_each(?3)))
           AND d.mark IS NOT NULL AND d.decided_at <= ?1 AND ",
        stands!("d"),
        " ORDER BY d.decided_at, d.no"
    ))
    .bind(millis(as_of))
    .bind(serde_json::Value::from_iter(reports.iter().map(|report| report.as_str())).to_string())
    .bind(id_list(then))
    .fetch_all(&mut *transaction)
    .await
    .map_err(fault(READING))?;
    let mut made = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(decision) = aside.keep(DECISION, row, decision(row)) else { continue };
        let Subject::Report(marked) = &decision.subject else { continue };
        let then = past.get(&ItemId::new(marked.as_str()));
        let report = then.map_or_else(|| Columns(row).id("report_id"), |report| Ok(report.clone()))?;
        if reports.contains(&report) {
            made.push((report, decision));
        }
    }
    Ok(made)
}

/// Whether something new came to a report after `since` and by `as_of`: an item, or a revision of one.
async fn has_news(
    transaction: &mut Transaction,
    report: &ReportId,
    since: Timestamp,
    as_of: Timestamp,
) -> Result<bool, StoreError> {
    query_scalar(
        "SELECT EXISTS (SELECT 1 FROM item AS o JOIN revision AS v ON v.item_no = o.no
         WHERE o.report_id = ?1 AND v.fetched_at > ?2 AND v.fetched_at <= ?3)",
    )
    .bind(report.as_str())
    .bind(millis(since))
    .bind(millis(as_of))
    .fetch_one(&mut *transaction)
    .await
    .map_err(fault(READING))
}
