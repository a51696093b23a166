//! Answers to what the screen asks: read from the store and from files, off the drawing path.

use std::collections::HashMap;

use jiff::Timestamp;

use super::decide::{self, Names};
use super::link::Linked;
use super::message::{Figures, Reloaded, ReportsPage};
use super::narrow::Among;
use super::{keys, words};
use crate::config::library::Library;
use crate::config::{ConfigError, filters};
use crate::engine::{Context, handover};
use crate::filter::Vocabulary;
use crate::model::{
    Cited, Decision, DecisionId, Handover, ItemId, ItemState, Judgement, ReportId, ReportRow, Seen, Subject,
};
use crate::reconcile::Books;
use crate::store::{ReportCounts, ReportQuery, StoreError};
use crate::text::width::cut_at_word;

/// How often what is undone is itself looked up: an undo of an undo of an undo is as far as anybody goes.
const UNDOINGS: usize = 4;

/// Columns of a headline where it names a report.
const HEADLINE: usize = 56;

/// Keys and saved filters as their files say now.
pub(super) fn reload(library: &Library, context: &Context) -> Result<Reloaded, String> {
    let read = || {
        let keymap = keys::load(library)?;
        let filters = filters::load(library, &Vocabulary::new(&context.situation, &context.feeds))?;
        Ok(Reloaded { keymap, filters, renewed: None })
    };
    read().map_err(|error: ConfigError| library.within(&error.message).to_owned())
}

/// A page of reports with their counts.
pub(super) async fn page(context: &Context, query: &ReportQuery) -> Result<ReportsPage, String> {
    let told = async {
        let rows = context.store.reports(query).await?;
        let counts = Some(context.store.report_counts(query).await?);
        let more = u32::try_from(rows.len()).is_ok_and(|n| n >= query.limit);
        Ok(ReportsPage { rows, more, counts })
    };
    told.await.map_err(|error: StoreError| error.to_string())
}

/// A page of what is narrowed to, its reports counted where it holds them all.
pub(super) async fn matches(context: &Context, query: &ReportQuery, among: Among) -> Result<ReportsPage, String> {
    let rows = found(context, query, among).await?;
    let is_full = |rows: usize| u32::try_from(rows).is_ok_and(|rows| rows >= query.limit);
    let reports = || rows.iter().filter(|row| row.is_report());
    let counts = (!is_full(reports().count())).then(|| ReportCounts::of(reports().map(|row| &row.state), query.as_of));
    Ok(ReportsPage { more: is_full(rows.len()), counts, rows })
}

/// The rows of a page.
pub(super) async fn found(context: &Context, query: &ReportQuery, among: Among) -> Result<Vec<ReportRow>, String> {
    let told = async {
        let mut rows = match among {
            Among::Reports | Among::Everything => context.store.reports(query).await?,
            Among::Unrelated => return context.store.unrelated(query).await,
        };
        let limit = query.limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        if among == Among::Everything && limit > 0 {
            rows.extend(context.store.unrelated(&ReportQuery { after: None, limit, ..query.clone() }).await?);
        }
        Ok(rows)
    };
    told.await.map_err(|error: StoreError| error.to_string())
}

/// The ids of all reports of a query, with what is marked on them.
pub(super) async fn matching(context: &Context, query: &ReportQuery) -> Result<Vec<(ReportId, ItemState)>, String> {
    context.store.matching(query).await.map_err(|error| error.to_string())
}

/// How reports are marked by now.
pub(super) async fn states(context: &Context, reports: &[ReportId]) -> Result<Vec<(ReportId, ItemState)>, String> {
    context.store.report_states(reports).await.map_err(|error| error.to_string())
}

/// What changed since the operator last took over, with what is seen by whoever takes that over.
pub(super) async fn handed(context: &Context, asked: handover::Asked) -> Result<Box<(Handover, Seen)>, String> {
    let handed = handover::handover(&context.store, asked).await;
    handed.map(|handed| Box::new((handed.handover, handed.seen))).map_err(|error| error.to_string())
}

/// Tally and board of the books.
pub(super) fn figures(books: &Books) -> Figures {
    Figures { tally: books.tally(), board: books.board() }
}

/// Where an item can be read, and what it tells; none where it is not stored.
pub(super) async fn linked(context: &Context, item: ItemId, as_of: Timestamp) -> Result<Option<Box<Linked>>, String> {
    let told = async {
        let items = std::slice::from_ref(&item);
        let cited = context.store.cited(items, as_of).await?.remove(&item);
        let gist = context.store.gists(items, as_of).await?.remove(&item);
        Ok(cited.map(|cited| Box::new(Linked { item, cited, gist })))
    };
    told.await.map_err(|error: StoreError| error.to_string())
}

/// What the subjects of decisions are called; what is not found has no name, and nothing else is missing.
pub(super) async fn names(context: &Context, page: &[Decision], by: Timestamp) -> Names {
    let store = &context.store;
    let mut made: HashMap<DecisionId, Decision> = page.iter().map(|made| (made.id.clone(), made.clone())).collect();
    let mut looked_up: Vec<Decision> = page.to_vec();
    for _ in 0..UNDOINGS {
        let undone = looked_up.iter().filter_map(undone).filter(|id| !made.contains_key(*id)).cloned();
        let mut found = Vec::new();
        for id in undone.collect::<Vec<_>>() {
            found.extend(store.decision(&id).await.ok().flatten());
        }
        made.extend(found.iter().map(|decision| (decision.id.clone(), decision.clone())));
        looked_up = found;
    }
    let mut names: HashMap<String, String> = HashMap::new();
    for decision in made.values() {
        match &decision.subject {
            Subject::Claim(id) if !names.contains_key(id.as_str()) => {
                if let Ok(Some(stored)) = store.claim(id).await {
                    names.insert(id.to_string(), words::claim_in_short(&stored.claim, &context.situation));
                }
            }
            Subject::Status(id) if !names.contains_key(id.as_str()) => {
                if let Ok(Some(stored)) = store.status(id).await {
                    names.insert(id.to_string(), words::status_in_short(&stored.status, &context.situation));
                }
            }
            _ => {}
        }
    }
    let mut items: Vec<ItemId> = made.values().flat_map(items_of).collect();
    items.sort_unstable();
    items.dedup();
    let cited: HashMap<ItemId, Cited> = store.cited(&items, by).await.unwrap_or_default();
    names.extend(cited.into_iter().map(|(item, cited)| (item.to_string(), format!("\"{}\"", short(&cited.title)))));
    let mut names = Names { called: names, ..Names::default() };
    // An undo is named after what it undoes.
    let mut left: Vec<&Decision> = made.values().collect();
    while !left.is_empty() {
        let (ready, waiting): (Vec<&Decision>, Vec<&Decision>) = left.iter().partition(|decision| {
            undone(decision).is_none_or(|id| names.called.contains_key(id.as_str()) || !made.contains_key(id))
        });
        if ready.is_empty() {
            break;
        }
        for decision in ready {
            let told = decide::told(decision, &context.situation, &names);
            if let Some(name) = undone(decision).and_then(|id| names.called.get(id.as_str())) {
                names.taken_back.insert(decision.id.to_string(), name.clone());
            }
            names.called.insert(decision.id.to_string(), told);
        }
        left = waiting;
    }
    names
}

/// The decision that a decision takes back.
fn undone(decision: &Decision) -> Option<&DecisionId> {
    match &decision.subject {
        Subject::Decision(id) => Some(id),
        _ => None,
    }
}

/// A headline in so few columns that what is decided on it is seen beside it, on a screen that keeps to ASCII too.
fn short(title: &str) -> String {
    cut_at_word(title, HEADLINE, "...").into_owned()
}

/// The items that a decision names, a report by the item that opened it.
fn items_of(decision: &Decision) -> Vec<ItemId> {
    let subject = match &decision.subject {
        Subject::Report(report) => Some(ItemId::new(report.as_str())),
        Subject::Item(item) => Some(item.clone()),
        _ => None,
    };
    let others = match &decision.judgement {
        Judgement::Merge { with } => with.as_slice(),
        _ => &[],
    };
    subject.into_iter().chain(others.iter().map(|report| ItemId::new(report.as_str()))).collect()
}
