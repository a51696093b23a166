//! `coastwatch reports`: the list of reports, or one with its items, as they stood at a moment.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::export::ItemLine;
use crate::cli::args::{Global, PaneFormat, Reports};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output, panes};
use crate::model::{ItemState, OriginId, Reads, ReportId, ReportRow, StoredClaim, StoredStatus};
use crate::store::{ItemDetail, ReportQuery, Store, origins};

/// Runs the command.
///
/// # Errors
/// Where the configuration is wrong, no such report is known, or the store cannot be read.
pub async fn run(global: &Global, args: &Reports) -> Result<Ended, Failure> {
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    // Of a later moment no more is known than by now.
    let as_of = args.as_of.unwrap_or(Timestamp::MAX).min(setup.clock.now());
    let store = setup.open_store_to_read().await?;
    let done = match &args.report {
        Some(report) => one(&*store, report, as_of, args.format).await,
        None => page(&setup, &store, args, as_of).await,
    };
    output::close(&*store).await;
    done.map(|()| Ended::Done)
}

/// Prints the list that is asked for.
async fn page(setup: &Setup, store: &Arc<dyn Store>, args: &Reports, as_of: Timestamp) -> Result<(), Failure> {
    let from = args.since.unwrap_or_else(|| setup.episode.bounds(as_of).0);
    if args.since.is_some() && from > as_of {
        return Err(Failure::Call(format!(
            "cannot list reports: --since {from} lies after {as_of}, the moment that is told of"
        )));
    }
    let filter = match &args.filter {
        Some(filter) => Some(setup.condition(store, filter).await?),
        None => None,
    };
    list(
        &**store,
        ReportQuery { as_of, from, after: None, limit: args.limit, filter, reads: Reads::default() },
        args.format,
    )
    .await
}

async fn list(store: &dyn Store, query: ReportQuery, format: Option<PaneFormat>) -> Result<(), Failure> {
    let rows = store.reports(&query).await?;
    let counts = store.report_counts(&query).await?;
    match super::panes::format(format) {
        PaneFormat::Table => output::text(&panes::reports(&rows, counts.total, query.as_of)),
        PaneFormat::Json => output::json(&List {
            as_of: query.as_of,
            total: counts.total,
            unread: counts.unread,
            rows: rows.iter().map(Row::of).collect(),
        }),
    }
}

async fn one(store: &dyn Store, id: &str, as_of: Timestamp, format: Option<PaneFormat>) -> Result<(), Failure> {
    let items = store.report_items(&ReportId::new(id), as_of).await?;
    let Some(lead) = items.first() else {
        return Err(Failure::Call(format!(
            "cannot show `{id}`: no report of that id was known at {as_of}; `coastwatch reports` lists them"
        )));
    };
    let report = Report {
        as_of,
        id: lead.item.report.as_ref(),
        origins: origins(&items),
        state: &lead.item.state,
        items: items.iter().map(Told::of).collect(),
    };
    match super::panes::format(format) {
        PaneFormat::Json => output::json(&report),
        PaneFormat::Table => output::text(&panes::report(&items, report.origins.len(), as_of)),
    }
}

/// The list as data.
#[derive(Debug, Serialize)]
struct List<'a> {
    as_of: Timestamp,
    total: u64,
    unread: u64,
    rows: Vec<Row<'a>>,
}

/// A report of the list.
#[derive(Debug, Serialize)]
struct Row<'a> {
    id: &'a str,
    lead: &'a str,
    feed: &'a str,
    title: &'a str,
    published: Timestamp,
    items: u32,
    origins: u32,
    claims: u32,
    state: &'a ItemState,
}

impl<'a> Row<'a> {
    fn of(row: &'a ReportRow) -> Self {
        Self {
            id: row.id.as_str(),
            lead: row.lead.as_str(),
            feed: row.feed.as_str(),
            title: &row.title,
            published: row.published,
            items: row.items,
            origins: row.origins,
            claims: row.claims,
            state: &row.state,
        }
    }
}

/// One report as data: its items, the newest first.
#[derive(Debug, Serialize)]
struct Report<'a> {
    as_of: Timestamp,
    id: Option<&'a ReportId>,
    origins: Vec<&'a OriginId>,
    state: &'a ItemState,
    items: Vec<Told<'a>>,
}

/// An item with what it states.
#[derive(Debug, Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    item: ItemLine<'a>,
    claims: &'a [StoredClaim],
    statuses: &'a [StoredStatus],
}

impl<'a> Told<'a> {
    fn of(detail: &'a ItemDetail) -> Self {
        Self { item: ItemLine::of(&detail.item), claims: &detail.claims, statuses: &detail.statuses }
    }
}
