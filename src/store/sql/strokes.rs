//! Strokes: what one key or one call marked, taken back and brought back.
//!
//! An undo is a decision about a decision. Whether a mark stands is worked out once, when an undo is stored, and kept as
//! the stretches in which it did not: however long the row of undoing and doing again, a list asks for one row.

use super::row::Row;
use jiff::Timestamp;

use super::super::StoreError;
use super::Sql;
use super::column::{Columns, millis};
use super::decisions::decision;
use super::fault::fault;
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::model::{Decision, DecisionId, Judgement, Mark, Snooze, Stroke, Subject, Turn, Turned};

const TURNING: &str = "taking a mark back";

/// The sense of a snooze that lasts until something new comes.
pub(super) const UNTIL_NEWS: i64 = -1;

/// Whether the decision named stands at `?1`.
macro_rules! stands {
    ($decision:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.decision_no = ",
            $decision,
            ".no AND u.since_at <= ?1 AND (u.until_at IS NULL OR ?1 < u.until_at))"
        )
    };
}
pub(super) use stands;

/// What a mark says within its slot: nought where it takes something away.
pub(super) fn sense(mark: &Mark) -> i64 {
    match mark {
        Mark::Read(on) | Mark::Starred(on) | Mark::Dismissed(on) | Mark::Acknowledged(on) => i64::from(*on),
        Mark::Tagged(_) => 1,
        Mark::Untagged(_) => 0,
        Mark::Note(note) => i64::from(note.is_some()),
        Mark::Escalated(priority) => priority.map_or(0, |priority| i64::from(priority.number())),
        Mark::Snoozed(None) => 0,
        Mark::Snoozed(Some(Snooze::News)) => UNTIL_NEWS,
        Mark::Snoozed(Some(Snooze::Until(until))) => millis(*until),
    }
}

/// The decision about a mark that an undo turns.
pub(super) struct Turning {
    /// Its number.
    no: i64,
    /// The slot of the mark in the end.
    pub(super) slot: String,
    /// Whether the mark stands again by the undo.
    pub(super) restores: bool,
}

/// What a decision turns; none where it is no undo of a mark.
pub(super) async fn turning(transaction: &mut Transaction, decision: &Decision) -> Result<Option<Turning>, StoreError> {
    let (Subject::Decision(other), Judgement::Undo) = (&decision.subject, &decision.judgement) else {
        return Ok(None);
    };
    let row = query("SELECT no, mark, subject_kind, value FROM decision WHERE id = ?1 AND mark IS NOT NULL")
        .bind(other.as_str())
        .fetch_optional(&mut *transaction)
        .await
        .map_err(fault(TURNING))?;
    let Some(row) = row else { return Ok(None) };
    let row = Columns(&row);
    let restores = row.text("subject_kind")? == "decision" && row.get::<i64>("value")? == 0;
    Ok(Some(Turning { no: row.get("no")?, slot: row.get("mark")?, restores }))
}

impl Turning {
    /// Notes from when on it does not stand, and what stands again or falls by that.
    pub(super) async fn apply(self, transaction: &mut Transaction, at: Timestamp) -> Result<(), StoreError> {
        fall(transaction, self.no, millis(at), i64::MAX).await
    }
}

/// Works out from the undoings, in their order, when each mark did not stand: for a store where that is not known any more.
pub(in super::super) async fn work_out(transaction: &mut Transaction) -> Result<(), StoreError> {
    let undoings = query(
        "SELECT t.no AS turned, d.decided_at, d.no FROM decision AS d JOIN decision AS t ON t.id = d.subject_id
         WHERE d.subject_kind = 'decision' AND d.judgement = '\"undo\"' AND t.mark IS NOT NULL ORDER BY d.no",
    )
    .fetch_all(&mut *transaction)
    .await
    .map_err(fault(TURNING))?;
    for row in undoings.iter().map(Columns) {
        fall(transaction, row.get("turned")?, row.get("decided_at")?, row.get("no")?).await?;
    }
    Ok(())
}

/// Notes that a decision does not stand from an instant on, and what stands again or falls by that, as of the decision of a
/// number: what was decided after it is not looked at.
async fn fall(transaction: &mut Transaction, no: i64, at: i64, as_of: i64) -> Result<(), StoreError> {
    let mut falls = Some(no);
    while let Some(no) = falls.take() {
        let stands: bool =
            query_scalar("SELECT NOT EXISTS (SELECT 1 FROM undone WHERE decision_no = ?1 AND until_at IS NULL)")
                .bind(no)
                .fetch_one(&mut *transaction)
                .await
                .map_err(fault(TURNING))?;
        if !stands {
            break;
        }
        query(
            "INSERT INTO undone (decision_no, since_at) VALUES (?1, ?2)
             ON CONFLICT (decision_no, since_at) DO UPDATE SET until_at = NULL",
        )
        .bind(no)
        .bind(at)
        .execute(&mut *transaction)
        .await
        .map_err(fault(TURNING))?;
        // What the fallen one had undone stands again, unless another undoes it too; and where that is an undo itself,
        // what it undoes falls again.
        let Some(risen) = undone_by(transaction, no).await? else { break };
        let held: bool = query_scalar(
            "SELECT EXISTS (SELECT 1 FROM decision AS d JOIN decision AS r ON r.no = ?1
             WHERE d.subject_kind = 'decision' AND d.subject_id = r.id AND d.judgement = '\"undo\"' AND d.no <= ?2
               AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.decision_no = d.no AND u.until_at IS NULL))",
        )
        .bind(risen)
        .bind(as_of)
        .fetch_one(&mut *transaction)
        .await
        .map_err(fault(TURNING))?;
        if held {
            break;
        }
        query("UPDATE undone SET until_at = ?2 WHERE decision_no = ?1 AND until_at IS NULL")
            .bind(risen)
            .bind(at)
            .execute(&mut *transaction)
            .await
            .map_err(fault(TURNING))?;
        falls = undone_by(transaction, risen).await?;
    }
    Ok(())
}

/// The number of the decision that one undoes; none where it is no undo.
async fn undone_by(transaction: &mut Transaction, no: i64) -> Result<Option<i64>, StoreError> {
    query_scalar(
        "SELECT t.no FROM decision AS d JOIN decision AS t ON t.id = d.subject_id
         WHERE d.no = ?1 AND d.subject_kind = 'decision' AND d.judgement = '\"undo\"'",
    )
    .bind(no)
    .fetch_optional(&mut *transaction)
    .await
    .map_err(fault(TURNING))
}

/// Who else marked the same of the report of `m` since, and it stands.
macro_rules! overtaken {
    () => {
        concat!(
            "(SELECT o.operator FROM item AS a JOIN item AS i ON i.report_id = a.report_id
              JOIN decision AS o ON o.subject_kind = 'report' AND o.subject_id = i.id AND o.mark = m.mark
              WHERE a.id = m.subject_id AND (o.decided_at, o.no) > (m.decided_at, m.no) AND o.operator <> ?2 AND ",
            stands!("o"),
            " ORDER BY o.decided_at DESC, o.no DESC LIMIT 1)"
        )
    };
}
/// The marks of an operator's newest stroke that stand, with who marked the same of the report since.
const UNDO: &str = concat!(
    "SELECT m.*, m.id AS turned_by, ",
    overtaken!(),
    " AS overtaken FROM decision AS m
     WHERE m.operator = ?2 AND m.subject_kind = 'report' AND m.mark IS NOT NULL AND ",
    stands!("m"),
    " AND coalesce(m.stroke, m.id) = (
         SELECT coalesce(d.stroke, d.id) FROM decision AS d
         WHERE d.operator = ?2 AND d.subject_kind = 'report' AND d.mark IS NOT NULL AND ",
    stands!("d"),
    " ORDER BY d.no DESC LIMIT 1)
     ORDER BY m.no"
);

/// The marks of an operator's newest stroke that were taken back with nothing marked since.
const REDO: &str = concat!(
    "SELECT m.*, b.id AS turned_by, ",
    overtaken!(),
    " AS overtaken FROM decision AS b JOIN decision AS m ON m.id = b.subject_id AND m.subject_kind = 'report'
     WHERE b.operator = ?2 AND b.subject_kind = 'decision' AND b.mark IS NOT NULL AND b.value = 0 AND ",
    stands!("b"),
    " AND coalesce(b.stroke, b.id) = (
         SELECT coalesce(d.stroke, d.id) FROM decision AS d
         WHERE d.operator = ?2 AND d.subject_kind = 'decision' AND d.mark IS NOT NULL AND d.value = 0 AND ",
    stands!("d"),
    "      AND d.no > coalesce((SELECT max(n.no) FROM decision AS n
                                WHERE n.operator = ?2 AND n.subject_kind = 'report' AND n.mark IS NOT NULL), 0)
         ORDER BY d.no DESC LIMIT 1)
     ORDER BY m.no"
);

impl Sql {
    pub(super) async fn stroke_of(&self, operator: &str, turn: Turn) -> Result<Option<Stroke>, StoreError> {
        let statement = match turn {
            Turn::Undo => UNDO,
            Turn::Redo => REDO,
        };
        let rows = query(statement)
            .bind(millis(Timestamp::MAX))
            .bind(operator)
            .fetch_all(self.readers())
            .await
            .map_err(fault("looking for what was marked last"))?;
        let marks = rows.iter().map(turned).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Stroke { marks }).filter(|stroke| !stroke.marks.is_empty()))
    }
}

fn turned(row: &Row) -> Result<Turned, StoreError> {
    let columns = Columns(row);
    let by: DecisionId = columns.id("turned_by")?;
    Ok(Turned { made: decision(row)?, by, overtaken: columns.get("overtaken")? })
}
