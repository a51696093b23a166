//! `coastwatch mark`, `undo` and `redo`: triage without a screen, with the number of reports said.
//!
//! What one call marks is one stroke: one undo takes all of it back. A report that is marked so already is left alone.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::decide::report_at;
use crate::cli::args::{Global, Mark as MarkArgs, MarkSort};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output};
use crate::model::decision::STROKE_MAX;
use crate::model::{
    Decision, DecisionId, ItemState, Judgement, Mark, Reads, ReportId, Seq, Snooze, StrokeId, Subject, Turn,
};
use crate::store::{ReportQuery, Store};
use crate::text::entry;

/// What a call of `mark` did.
#[derive(Debug, Serialize)]
struct Marked {
    /// What an undo takes back; null where nothing was marked.
    stroke: Option<StrokeId>,
    /// Reports that were marked.
    marked: usize,
    /// Reports that were marked so already.
    unchanged: usize,
    /// Those that were marked.
    reports: Vec<ReportId>,
}

/// What a call of `undo` or `redo` did.
#[derive(Debug, Serialize)]
struct Turned {
    /// What was done, or why nothing was.
    sentence: String,
    /// Marks that were taken or brought back.
    marks: usize,
    /// Those of them of which somebody else has marked the same since, which stands.
    overtaken: usize,
}

/// Runs `mark`.
///
/// # Errors
/// Where a report is unknown, the mark makes no sense, the program may not write, or the store fails.
pub async fn run(global: &Global, args: &MarkArgs) -> Result<Ended, Failure> {
    let (mut setup, store) = open(global, "a mark").await?;
    let done = mark(&mut setup, &store, args).await.and_then(|marked| output::json(&marked));
    output::close(&*store).await;
    done.map(|()| Ended::Done)
}

/// Runs `undo` or `redo`.
///
/// # Errors
/// Where the program may not write, or the store fails.
pub async fn turn(global: &Global, turn: Turn) -> Result<Ended, Failure> {
    let what = if turn == Turn::Undo { "an undo" } else { "a redo" };
    let (setup, store) = open(global, what).await?;
    let turned = turn_stroke(&setup, &store, turn).await;
    output::close(&*store).await;
    let turned = turned?;
    output::json(&turned)?;
    Ok(if turned.marks == 0 { Ended::Partly } else { Ended::Done })
}

async fn open(global: &Global, what: &str) -> Result<(Setup, Arc<dyn Store>), Failure> {
    if global.read_only {
        return Err(Failure::Call(format!("{what} writes to the store; leave out --read-only")));
    }
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    let store = setup.open_store().await?;
    Ok((setup, store))
}

async fn mark(setup: &mut Setup, store: &Arc<dyn Store>, args: &MarkArgs) -> Result<Marked, Failure> {
    let now = setup.clock.now();
    let mark = mark_of(args, now)?;
    let targets = targets(setup, store, args, now).await?;
    let operator = setup.operator();
    let changes = |state: &ItemState| {
        let mut after = state.clone();
        after.apply(&mark, &operator);
        after != *state
    };
    let (changed, same): (Vec<_>, Vec<_>) = targets.into_iter().partition(|(_, state)| changes(state));
    let reports: Vec<ReportId> = changed.into_iter().map(|(report, _)| report).collect();
    if reports.len() > STROKE_MAX {
        return Err(Failure::Call(format!(
            "more than {STROKE_MAX} reports would be marked, which is the most for one call; narrow what is marked"
        )));
    }
    let stroke = stroke_id(&format!("{mark:?} {reports:?} {operator}"), now, store.seq().await?);
    let decisions: Vec<Decision> = (1..)
        .zip(&reports)
        .map(|(n, report): (usize, _)| Decision {
            id: DecisionId::new(format!("{stroke}-{n}")),
            subject: Subject::Report(report.clone()),
            judgement: Judgement::Mark(mark.clone()),
            operator: operator.clone(),
            decided: now,
            reason: None,
            stroke: Some(stroke.clone()),
        })
        .collect();
    if !decisions.is_empty() {
        store.decide(&decisions).await?;
    }
    let stroke = Some(stroke).filter(|_| !reports.is_empty());
    Ok(Marked { stroke, marked: reports.len(), unchanged: same.len(), reports })
}

/// The reports that are named or that the filter holds for, each once, with what is marked on them.
async fn targets(
    setup: &Setup,
    store: &Arc<dyn Store>,
    args: &MarkArgs,
    now: Timestamp,
) -> Result<Vec<(ReportId, ItemState)>, Failure> {
    let mut targets: Vec<(ReportId, ItemState)> = match &args.filter {
        Some(filter) => {
            let filter = Some(setup.condition(store, filter).await?);
            let limit = u32::try_from(STROKE_MAX).unwrap_or(u32::MAX).saturating_add(1);
            let (from, _) = setup.episode.bounds(now);
            store
                .matching(&ReportQuery { as_of: now, from, after: None, limit, filter, reads: Reads::default() })
                .await?
        }
        None if args.reports.is_empty() => {
            return Err(Failure::Call("nothing is named; give --report ID or --filter FILTER".to_owned()));
        }
        None => vec![],
    };
    for id in &args.reports {
        let report = report_at(store, id, now).await?;
        if !targets.iter().any(|(known, _)| *known == report) {
            targets.extend(store.report_states(&[report]).await?);
        }
    }
    Ok(targets)
}

fn mark_of(args: &MarkArgs, now: Timestamp) -> Result<Mark, Failure> {
    let on = !args.off;
    let missing = |what: &str| Failure::Call(format!("{what}, or --off to take it away"));
    Ok(match &args.sort {
        MarkSort::Read => Mark::Read(on),
        MarkSort::Star => Mark::Starred(on),
        MarkSort::Dismiss => Mark::Dismissed(on),
        MarkSort::Acknowledge => Mark::Acknowledged(on),
        MarkSort::Tag { tag } => {
            let tag = entry::tag(tag).map_err(Failure::Call)?;
            if on { Mark::Tagged(tag) } else { Mark::Untagged(tag) }
        }
        MarkSort::Note { text: _ } if !on => Mark::Note(None),
        MarkSort::Note { text: Some(text) } => match entry::note(text).map_err(Failure::Call)? {
            Some(note) => Mark::Note(Some(note)),
            None => return Err(missing("the note is empty; give its text")),
        },
        MarkSort::Note { text: None } => return Err(missing("give the note's text")),
        MarkSort::Escalate { priority: _ } if !on => Mark::Escalated(None),
        MarkSort::Escalate { priority: Some(priority) } => Mark::Escalated(Some(*priority)),
        MarkSort::Escalate { priority: None } => return Err(missing("give a priority from 1 to 3")),
        MarkSort::Snooze { .. } if !on => Mark::Snoozed(None),
        MarkSort::Snooze { news: true, .. } => Mark::Snoozed(Some(Snooze::News)),
        MarkSort::Snooze { until, length, .. } => {
            let until = until.or_else(|| length.and_then(|length| now.checked_add(length.0).ok()));
            let until = until.ok_or_else(|| missing("give --until, --for or --news"))?;
            if until <= now {
                return Err(Failure::Call(format!("{until} is not after {now}; it would hide nothing")));
            }
            Mark::Snoozed(Some(Snooze::Until(until)))
        }
    })
}

async fn turn_stroke(setup: &Setup, store: &Arc<dyn Store>, turn: Turn) -> Result<Turned, Failure> {
    let operator = setup.operator();
    let Some(stroke) = store.stroke(&operator, turn).await? else {
        let what = if turn == Turn::Undo { "take" } else { "bring" };
        return Ok(Turned { sentence: format!("{operator} has nothing to {what} back."), marks: 0, overtaken: 0 });
    };
    let now = setup.clock.now();
    let id = stroke_id(&format!("{turn:?} {stroke:?} {operator}"), now, store.seq().await?);
    store.decide(&stroke.turn(&id, &operator, now, |n| DecisionId::new(format!("{id}-{n}")))).await?;
    Ok(Turned {
        sentence: stroke.sentence(turn),
        marks: stroke.marks.len(),
        overtaken: stroke.marks.iter().filter(|mark| mark.overtaken.is_some()).count(),
    })
}

/// An id made of what is done and of where in the store's history: the same calls give the same ids.
fn stroke_id(what: &str, now: Timestamp, seq: Seq) -> StrokeId {
    let mut hash = Sha256::new();
    hash.update(format!("{what} {now} {}", seq.0));
    StrokeId::new(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>())
}
