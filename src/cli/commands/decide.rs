//! `coastwatch decide`: what an operator decides, stored and printed as `export decisions` prints it.
//!
//! A decision is checked against what was there at its time; whatever stands on it follows by itself.

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::cli::args::{Decide, Global, Verdict};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output};
use crate::model::{Decision, DecisionId, ItemId, Judgement, ReportId, Seq, Subject};
use crate::store::{Range, Store};

/// Decisions looked through at once.
const PAGE: u32 = 500;

/// Runs the command.
///
/// # Errors
/// Where what it is about is not stored, the program may not write, or the store fails.
pub async fn run(global: &Global, args: &Decide) -> Result<Ended, Failure> {
    if global.read_only {
        return Err(Failure::Call("a decision writes to the store; leave out --read-only".to_owned()));
    }
    let setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    let store = setup.open_store().await?;
    let done = decide(&setup, &store, args).await;
    store.close().await;
    output::json(&done?)?;
    Ok(Ended::Done)
}

async fn decide(setup: &Setup, store: &Arc<dyn Store>, args: &Decide) -> Result<Decision, Failure> {
    let now = setup.clock.now();
    let (subject, judgement) = match &args.verdict {
        Verdict::Merge { report, with } => merge(store, report, with, now).await?,
        Verdict::Split { item } => split(store, item, now).await?,
        Verdict::Undo { decision } => undo(store, decision, now).await?,
    };
    let mut decision = Decision {
        id: DecisionId::new(""),
        subject,
        judgement,
        operator: setup.operator(),
        decided: now,
        reason: args.reason.clone(),
    };
    decision.id = id(&decision, store.seq().await?);
    store.decide(std::slice::from_ref(&decision)).await?;
    Ok(decision)
}

async fn merge(
    store: &Arc<dyn Store>,
    report: &str,
    with: &[String],
    now: Timestamp,
) -> Result<(Subject, Judgement), Failure> {
    let mut named: Vec<ReportId> = vec![];
    for id in std::iter::once(report).chain(with.iter().map(String::as_str)) {
        let held = report_at(store, id, now).await?;
        if named.contains(&held) {
            return Err(Failure::Call(format!("{id} is of the report {held} already; there is nothing to merge")));
        }
        named.push(held);
    }
    let with = named.split_off(1);
    let report = named.pop().ok_or_else(|| Failure::Call("name the reports to merge".to_owned()))?;
    Ok((Subject::Report(report), Judgement::Merge { with }))
}

/// The report that an id names at a moment.
async fn report_at(store: &Arc<dyn Store>, id: &str, now: Timestamp) -> Result<ReportId, Failure> {
    let items = store.report_items(&ReportId::new(id), now).await?;
    let report = items.into_iter().find_map(|detail| detail.item.report);
    report.ok_or_else(|| Failure::Call(format!("no report {id} was known at {now}; `coastwatch reports` lists them")))
}

async fn split(store: &Arc<dyn Store>, item: &str, now: Timestamp) -> Result<(Subject, Judgement), Failure> {
    let others = store.report_items(&ReportId::new(item), now).await?;
    if !others.iter().any(|detail| detail.item.id.as_str() == item) {
        return Err(Failure::Call(format!("no item {item} of a report was known at {now}")));
    }
    if others.len() == 1 {
        return Err(Failure::Call(format!("the item {item} is alone in its report; there is nothing to split")));
    }
    Ok((Subject::Item(ItemId::new(item)), Judgement::Split))
}

async fn undo(store: &Arc<dyn Store>, decision: &str, now: Timestamp) -> Result<(Subject, Judgement), Failure> {
    let range = Range { since: Timestamp::MIN, until: now };
    let mut after = None;
    loop {
        let page = store.decisions(range, after.take(), PAGE).await?;
        if page.iter().any(|made| made.id.as_str() == decision) {
            return Ok((Subject::Decision(DecisionId::new(decision)), Judgement::Undo));
        }
        after = page.last().map(|last| last.id.clone());
        if u32::try_from(page.len()).is_ok_and(|length| length < PAGE) || after.is_none() {
            return Err(Failure::Call(format!("no decision {decision} was made by {now}")));
        }
    }
}

/// An id made of the decision and of where in the store's history it was made: the same calls give the same ids.
fn id(decision: &Decision, seq: Seq) -> DecisionId {
    let mut hash = Sha256::new();
    hash.update(format!("{:?}", (&decision.subject, &decision.judgement, &decision.operator, decision.decided, seq)));
    hash.update(decision.reason.as_deref().unwrap_or_default());
    DecisionId::new(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>())
}
