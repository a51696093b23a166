//! `coastwatch decide`: what an operator decides, stored and printed as `export decisions` prints it.
//!
//! A decision is checked against what was there at its time; whatever stands on it follows by itself.

use std::io::Write;
use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::cli::args::{Amend, CurfewWord, Decide, ExtentWord, Global, ScopeWord, SetStatus, Verdict};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output};
use crate::engine::decide::{self, AmendWords, SetWords};
use crate::model::decision::standing;
use crate::model::{
    Decision, DecisionId, EpisodeId, Extent, ItemId, Judgement, Provenance, ReportId, Scope, Seq, StatusValue, Subject,
};
use crate::store::{Range, Store};
use crate::text::normalize;

/// Decisions looked through at once.
const PAGE: u32 = 500;

/// Runs the command.
///
/// # Errors
/// Where what it is about is not stored, the program may not write, or the store fails.
pub async fn run(global: &Global, args: &Decide) -> Result<Ended, Failure> {
    let writes = !matches!(args.verdict, Verdict::List { .. });
    if global.read_only && writes {
        return Err(Failure::Call("a decision writes to the store; leave out --read-only".to_owned()));
    }
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    let store = setup.open_store().await?;
    let done = match &args.verdict {
        Verdict::List { since, until, marks } => {
            // Looking back, what was decided later is not there yet.
            let latest = global.now.unwrap_or(Timestamp::MAX);
            let until = until.unwrap_or(Timestamp::MAX).min(latest);
            let range = Range { since: since.unwrap_or(Timestamp::MIN), until };
            if range.since > range.until {
                Err(Failure::Call(format!("nothing is listed: --since {} lies after {}", range.since, range.until)))
            } else {
                list(&store, range, *marks).await
            }
        }
        verdict => {
            let decided = decide(&setup, &store, verdict, args.reason.as_deref()).await;
            let decided = decided.map_err(|failure| match failure {
                Failure::Call(why) => Failure::Call(format!("cannot {}: {why}", doing(verdict))),
                other => other,
            });
            decided.and_then(|decision| output::json(&decision))
        }
    };
    output::close(&*store).await;
    done.map(|()| Ended::Done)
}

/// What is being decided, on what.
fn doing(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Merge { report, with } => format!("merge the report `{report}` with `{}`", with.join("`, `")),
        Verdict::Split { item } => format!("split the item `{item}` off"),
        Verdict::Confirm { id } => format!("confirm `{id}`"),
        Verdict::Reject { id } => format!("reject `{id}`"),
        Verdict::Amend(amend) => format!("amend `{}`", amend.id),
        Verdict::SetStatus(set) => format!("set the status of `{}`", set.place),
        Verdict::OpenEpisode { name, .. } => format!("open an episode named `{name}`"),
        Verdict::Undo { decision } => format!("undo `{decision}`"),
        Verdict::List { .. } => "list what was decided".to_owned(),
    }
}

async fn decide(
    setup: &Setup,
    store: &Arc<dyn Store>,
    verdict: &Verdict,
    reason: Option<&str>,
) -> Result<Decision, Failure> {
    let now = setup.clock.now();
    let (subject, judgement) = match verdict {
        Verdict::Merge { report, with } => merge(store, report, with, now).await?,
        Verdict::Split { item } => split(store, item, now).await?,
        Verdict::Confirm { id } => (reading(store, id, now).await?, Judgement::Confirm),
        Verdict::Reject { id } => (reading(store, id, now).await?, Judgement::Reject),
        Verdict::Amend(amend) => match reading(store, &amend.id, now).await? {
            subject @ Subject::Claim(_) => {
                let amendment = decide::amendment(&setup.situation, &amend_words(amend)).map_err(Failure::Call)?;
                (subject, Judgement::Amend(amendment))
            }
            _ => {
                let why =
                    "it is no claim, and only a claim can be amended; `coastwatch export claims` prints their ids";
                return Err(Failure::Call(why.to_owned()));
            }
        },
        Verdict::SetStatus(set) => set_status(setup, set, now)?,
        Verdict::OpenEpisode { name, begin } => open_episode(setup, name, begin.unwrap_or(now))?,
        Verdict::Undo { decision } => undo(store, decision, now).await?,
        Verdict::List { .. } => return Err(Failure::Call("a list decides nothing".to_owned())),
    };
    let reason = reason.map(normalize::line).filter(|reason| !reason.trim().is_empty());
    let mut decision = Decision {
        id: DecisionId::new(""),
        subject,
        judgement,
        operator: setup.operator(),
        decided: now,
        reason,
        stroke: None,
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
pub(super) async fn report_at(store: &Arc<dyn Store>, id: &str, now: Timestamp) -> Result<ReportId, Failure> {
    let items = store.report_items(&ReportId::new(id), now).await?;
    let report = items.into_iter().find_map(|detail| detail.item.report);
    report.ok_or_else(|| Failure::Call(format!("no report {id} was known at {now}; `coastwatch reports` lists them")))
}

async fn split(store: &Arc<dyn Store>, item: &str, now: Timestamp) -> Result<(Subject, Judgement), Failure> {
    let others = store.report_items(&ReportId::new(item), now).await?;
    if !others.iter().any(|detail| detail.item.id.as_str() == item) {
        return Err(Failure::Call(format!(
            "no item {item} of a report was known at {now}; `coastwatch reports REPORT` prints a report's items"
        )));
    }
    if others.len() == 1 {
        return Err(Failure::Call(format!("the item {item} is alone in its report; there is nothing to split")));
    }
    Ok((Subject::Item(ItemId::new(item)), Judgement::Split))
}

async fn undo(store: &Arc<dyn Store>, decision: &str, now: Timestamp) -> Result<(Subject, Judgement), Failure> {
    match store.decision(&decision.into()).await?.filter(|made| made.decided <= now) {
        Some(made) => {
            let undoings = store.episode_decisions().await?;
            let after =
                undoings.iter().filter(|other| matches!(other.judgement, Judgement::Undo) && other.id != made.id);
            if !standing(std::iter::once(&made).chain(after), now).iter().any(|stands| stands.id == made.id) {
                return Err(Failure::Call("it is undone already; undo that undoing to have it back".to_owned()));
            }
            Ok((Subject::Decision(made.id), Judgement::Undo))
        }
        None => Err(Failure::Call(format!(
            "no decision {decision} was made by {now}; `coastwatch decide list` prints their ids"
        ))),
    }
}

fn open_episode(setup: &Setup, name: &str, begin: Timestamp) -> Result<(Subject, Judgement), Failure> {
    let name = normalize::line(name);
    let id = slug(&name);
    if id.is_empty() {
        return Err(Failure::Call("an episode's name needs a letter or a digit".into()));
    }
    if setup.situation.episode(&id).is_some() || setup.opened.iter().any(|known| known.id.as_str() == id) {
        return Err(Failure::Call(format!("there is an episode `{id}` already; give another name")));
    }
    Ok((Subject::Episode(EpisodeId::new(id)), Judgement::Open { begin, name }))
}

fn set_status(setup: &Setup, set: &SetStatus, now: Timestamp) -> Result<(Subject, Judgement), Failure> {
    let place = decide::known_place(&setup.situation, &set.place).map_err(Failure::Call)?;
    let setting = decide::setting(&setup.situation, &setup.episode, now, &set_words(set)).map_err(Failure::Call)?;
    Ok((Subject::Place(place), Judgement::Set(setting)))
}

fn amend_words(amend: &Amend) -> AmendWords {
    AmendWords {
        low: amend.low,
        high: amend.high,
        category: amend.category.clone(),
        scope: amend.scope.map(|scope| match scope {
            ScopeWord::Cumulative => Scope::Cumulative,
            ScopeWord::Incident => Scope::Incident,
            ScopeWord::Period => Scope::Period,
        }),
        place: amend.place.clone(),
        origin: amend.origin.clone(),
    }
}

fn set_words(set: &SetStatus) -> SetWords {
    SetWords {
        curfew: set.curfew.map(|curfew| match curfew {
            CurfewWord::InForce => StatusValue::InForce,
            CurfewWord::Lifted => StatusValue::Lifted,
        }),
        control: set.control.clone(),
        until: set.until,
        extent: set.extent.map(|extent| match extent {
            ExtentWord::Whole => Extent::Whole,
            ExtentWord::Most => Extent::Most,
            ExtentWord::Part => Extent::Part,
            ExtentWord::Outskirts => Extent::Outskirts,
        }),
    }
}

/// An id made of the decision and of where in the store's history it was made: the same calls give the same ids.
fn id(decision: &Decision, seq: Seq) -> DecisionId {
    let mut hash = Sha256::new();
    hash.update(format!("{:?}", (&decision.subject, &decision.judgement, &decision.operator, decision.decided, seq)));
    hash.update(decision.reason.as_deref().unwrap_or_default());
    DecisionId::new(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// Prints decisions as JSON Lines.
async fn list(store: &Arc<dyn Store>, range: Range, marks: bool) -> Result<(), Failure> {
    let mut after: Option<DecisionId> = None;
    loop {
        let page: Vec<Decision> = store.decisions(range, after.take(), PAGE).await?;
        let mut out = output::open();
        for decision in page.iter().filter(|decision| marks || !matches!(decision.judgement, Judgement::Mark(_))) {
            output::json_line(&mut out, decision)?;
        }
        out.flush()?;
        drop(out);
        after = page.last().filter(|_| u32::try_from(page.len()).is_ok_and(|n| n >= PAGE)).map(|last| last.id.clone());
        if after.is_none() {
            return Ok(());
        }
    }
}

/// The claim, status or report of an id, as known at a moment.
async fn reading(store: &Arc<dyn Store>, id: &str, now: Timestamp) -> Result<Subject, Failure> {
    let known = |from: &Provenance| from.published <= now && from.fetched <= now;
    if let Some(claim) = store.claim(&id.into()).await?.filter(|claim| known(&claim.from)) {
        return Ok(Subject::Claim(claim.id));
    }
    if let Some(status) = store.status(&id.into()).await?.filter(|status| known(&status.from)) {
        return Ok(Subject::Status(status.id));
    }
    let report = ReportId::new(id);
    if !store.report_items(&report, now).await?.is_empty() {
        return Ok(Subject::Report(report));
    }
    Err(Failure::Call(format!(
        "no claim, status or report of that id was known at {now}; `coastwatch export claims`, `coastwatch export \
         statuses` and `coastwatch reports` print their ids"
    )))
}

/// A name as an id: letters and digits in lower case, joined by hyphens.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
