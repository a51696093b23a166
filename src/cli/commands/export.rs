//! `coastwatch export`: what is stored, oldest first, as JSON Lines or CSV.
//!
//! All is read in pages, so that a store of any size is exported in the memory of one.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::args::{Export, ExportFormat, Global, Stored};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, csv, output, syndicate};
use crate::extract::{CLAIMS_MAX, STATUSES_MAX};
use crate::filter::Condition;
use crate::model::{
    Claim, Decision, FeedError, FeedRecord, FeedState, Item, ItemState, Provenance, Status, StoredClaim, StoredStatus,
    Subject, address, decision,
};
use crate::store::{Range, Said, Store};

/// Rows read at once: some megabytes of text.
const PAGE: u32 = 500;

/// Runs the command.
///
/// # Errors
/// Where the configuration is wrong, or the store cannot be read.
pub async fn run(global: &Global, args: &Export) -> Result<Ended, Failure> {
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    let since = args.since.unwrap_or(Timestamp::MIN);
    let until = args.until.unwrap_or(Timestamp::MAX);
    if until < since {
        return Err(Failure::Call(format!("--until {until} is before --since {since}; nothing lies between them")));
    }
    if args.filter.is_some() && args.what != Stored::Items {
        return Err(Failure::Call("only items are filtered; leave out --filter, or export items".to_owned()));
    }
    let is_feed = matches!(args.format, ExportFormat::Atom | ExportFormat::Jsonfeed);
    if is_feed && args.what != Stored::Items {
        return Err(Failure::Call("only items make a feed; export items, or leave out --format".to_owned()));
    }
    let store = setup.open_store_to_read().await?;
    let condition = match &args.filter {
        Some(filter) => setup.condition(&store, filter).await.map(Some),
        None => Ok(None),
    };
    let condition = match condition {
        Ok(condition) => condition.map(|condition| (condition, setup.clock.now())),
        Err(failure) => {
            output::close(&*store).await;
            return Err(failure);
        }
    };
    if is_feed {
        let wanted = args.filter.as_deref().unwrap_or("");
        let asked =
            syndicate::Asked { filter: wanted, condition: condition.map(|(condition, _)| condition), address: None };
        let made = syndicate::newest(&setup.situation, &*store, &setup.clock, asked, Range { since, until }).await;
        output::close(&*store).await;
        let form = if args.format == ExportFormat::Atom { syndicate::Form::Atom } else { syndicate::Form::Json };
        output::text(&made?.write(form))?;
        return Ok(Ended::Done);
    }
    let done = write(&store, args, condition, Range { since, until }, global.now.unwrap_or(Timestamp::MAX)).await;
    output::close(&*store).await;
    done.map(|()| Ended::Done)
}

/// Writes what lies in a range, with the decisions made by `now`.
async fn write(
    store: &Arc<dyn Store>,
    args: &Export,
    condition: Option<(Condition, Timestamp)>,
    range: Range,
    now: Timestamp,
) -> Result<(), Failure> {
    let lines = Lines { format: args.format, columns: columns(args.what) };
    lines.head()?;
    match args.what {
        Stored::Items => {
            let mut after = None;
            loop {
                let page = match &condition {
                    Some((condition, as_of)) => {
                        store.matching_items(condition, *as_of, range, after.take(), PAGE).await?
                    }
                    None => store.items(range, after.take(), PAGE).await?,
                };
                lines.all(page.iter().map(ItemLine::of))?;
                after = full(&page).map(|last| (last.published, last.id.clone()));
                if after.is_none() {
                    break;
                }
            }
        }
        Stored::Claims => {
            let decided = decided(store, now).await?;
            let mut after = None;
            loop {
                let page = store.claims(range, after.take(), PAGE).await?;
                lines.all(page.iter().map(|claim| ClaimLine::of(claim, &decided)))?;
                after = full(&page).map(|last| (last.said.from.published, last.said.id.clone()));
                if after.is_none() {
                    break;
                }
            }
        }
        Stored::Statuses => {
            let decided = decided(store, now).await?;
            let mut after = None;
            loop {
                let page = store.statuses(range, after.take(), PAGE).await?;
                lines.all(page.iter().map(|status| StatusLine::of(status, &decided)))?;
                after = full(&page).map(|last| (last.said.from.published, last.said.id.clone()));
                if after.is_none() {
                    break;
                }
            }
        }
        Stored::Decisions => {
            // Looking back, what was decided later is not there yet.
            let range = Range { until: range.until.min(now), ..range };
            let mut after = None;
            loop {
                let page = store.decisions(range, after.take(), PAGE).await?;
                lines.all(page.iter())?;
                after = full(&page).map(|last| last.id.clone());
                if after.is_none() {
                    break;
                }
            }
        }
        Stored::Feeds => lines.all(store.feeds().await?.iter().map(FeedLine::of))?,
    }
    Ok(())
}

/// The last row of a page that has as many as were asked for: there may be more after it.
fn full<T>(page: &[T]) -> Option<&T> {
    page.last().filter(|_| u32::try_from(page.len()).is_ok_and(|length| length >= PAGE))
}

/// The latest judgement that stands at a moment on each claim and status, by its id. Judgements are made by hand, so that all of
/// them fit in memory.
async fn decided(store: &Arc<dyn Store>, now: Timestamp) -> Result<HashMap<String, Decision>, Failure> {
    let all = Range { since: Timestamp::MIN, until: Timestamp::MAX };
    let mut made = vec![];
    let mut after = None;
    loop {
        let page = store.decisions(all, after.take(), PAGE).await?;
        after = full(&page).map(|last| last.id.clone());
        made.extend(page);
        if after.is_none() {
            break;
        }
    }
    let judged = |decision: &Decision| match &decision.subject {
        Subject::Claim(claim) => Some(claim.to_string()),
        Subject::Status(status) => Some(status.to_string()),
        _ => None,
    };
    let standing = decision::standing(&made, now).into_iter();
    Ok(standing.filter_map(|decision| Some((judged(decision)?, decision.clone()))).collect())
}

/// How lines are written.
struct Lines {
    format: ExportFormat,
    columns: &'static [&'static str],
}

impl Lines {
    fn head(&self) -> Result<(), Failure> {
        match self.format {
            ExportFormat::Jsonl | ExportFormat::Atom | ExportFormat::Jsonfeed => Ok(()),
            ExportFormat::Csv => output::text(&csv::head(self.columns)),
        }
    }

    /// Writes one page; standard output is not held between pages.
    fn all<T: Serialize>(&self, values: impl Iterator<Item = T>) -> Result<(), Failure> {
        let mut out = output::open();
        for value in values {
            match self.format {
                ExportFormat::Csv => {
                    // By way of its text: a number is written here as it is there.
                    let text = serde_json::to_string(&value).map_err(std::io::Error::from)?;
                    let value = serde_json::from_str(&text).map_err(std::io::Error::from)?;
                    out.write_all(csv::row(self.columns, &value).as_bytes())?;
                }
                _ => output::json_line(&mut out, &value)?,
            }
        }
        Ok(out.flush()?)
    }
}

/// The columns of each kind as CSV: the paths of their keys in the JSON.
fn columns(what: Stored) -> &'static [&'static str] {
    match what {
        Stored::Items => &[
            "id",
            "feed",
            "guid",
            "url",
            "title",
            "text",
            "author",
            "categories",
            "published",
            "fetched",
            "lang",
            "relevant",
            "score",
            "report",
            "revisions",
            "state.read",
            "state.starred",
            "state.dismissed",
            "state.acknowledged",
            "state.escalated",
            "state.snoozed_until",
            "state.snoozed_until_news",
            "state.tags",
            "state.note",
        ],
        Stored::Claims => &[
            "id",
            "item",
            "report",
            "feed",
            "published",
            "metric",
            "category",
            "perpetrator",
            "low",
            "high",
            "bound",
            "origin",
            "place",
            "scope",
            "as_of",
            "confidence",
            "evidence.field",
            "evidence.start",
            "evidence.end",
            "evidence.quote",
            "superseded",
            "decision.judgement",
            "decision.operator",
            "decision.decided",
            "decision.reason",
            "cut",
        ],
        Stored::Statuses => &[
            "id",
            "item",
            "report",
            "feed",
            "published",
            "place",
            "kind",
            "value",
            "extent",
            "until",
            "origin",
            "as_of",
            "confidence",
            "evidence.field",
            "evidence.start",
            "evidence.end",
            "evidence.quote",
            "superseded",
            "decision.judgement",
            "decision.operator",
            "decision.decided",
            "decision.reason",
            "cut",
        ],
        Stored::Decisions => &["id", "subject", "judgement", "operator", "decided", "reason", "stroke"],
        Stored::Feeds => &[
            "id",
            "url",
            "name",
            "state",
            "error.kind",
            "error.message",
            "last_success",
            "last_new_item",
            "next_poll",
            "items",
        ],
    }
}

/// An item as it is exported.
#[derive(Debug, Serialize)]
pub(super) struct ItemLine<'a> {
    id: &'a str,
    feed: &'a str,
    guid: &'a str,
    url: Option<&'a str>,
    title: &'a str,
    text: &'a str,
    author: Option<&'a str>,
    categories: &'a [String],
    published: Timestamp,
    fetched: Timestamp,
    lang: &'a str,
    relevant: bool,
    score: f32,
    report: Option<&'a str>,
    revisions: u32,
    state: &'a ItemState,
}

impl<'a> ItemLine<'a> {
    pub(super) fn of(item: &'a Item) -> Self {
        Self {
            id: item.id.as_str(),
            feed: item.feed.as_str(),
            guid: &item.guid,
            url: item.url.as_deref(),
            title: &item.title,
            text: &item.text,
            author: item.author.as_deref(),
            categories: &item.categories,
            published: item.published,
            fetched: item.fetched,
            lang: item.lang.as_str(),
            relevant: item.relevant,
            score: item.score,
            report: item.report.as_ref().map(|report| report.as_str()),
            revisions: item.revisions,
            state: &item.state,
        }
    }
}

/// A claim as it is exported.
#[derive(Debug, Serialize)]
struct ClaimLine<'a> {
    id: &'a str,
    #[serde(flatten)]
    from: &'a Provenance,
    #[serde(flatten)]
    claim: &'a Claim,
    superseded: bool,
    decision: Option<&'a Decision>,
    /// Whether it is the last that is kept of its item, which may tell more.
    cut: bool,
}

impl<'a> ClaimLine<'a> {
    fn of(told: &'a Said<StoredClaim>, decided: &'a HashMap<String, Decision>) -> Self {
        let (stored, superseded) = (&told.said, told.superseded);
        let id = stored.id.as_str();
        let cut = stored.id.number() >= Some(CLAIMS_MAX);
        Self { id, superseded, from: &stored.from, claim: &stored.claim, decision: decided.get(id), cut }
    }
}

/// A status as it is exported.
#[derive(Debug, Serialize)]
struct StatusLine<'a> {
    id: &'a str,
    #[serde(flatten)]
    from: &'a Provenance,
    #[serde(flatten)]
    status: &'a Status,
    superseded: bool,
    decision: Option<&'a Decision>,
    /// Whether it is the last that is kept of its item, which may tell more.
    cut: bool,
}

impl<'a> StatusLine<'a> {
    fn of(told: &'a Said<StoredStatus>, decided: &'a HashMap<String, Decision>) -> Self {
        let (stored, superseded) = (&told.said, told.superseded);
        let id = stored.id.as_str();
        let cut = stored.id.number() >= Some(STATUSES_MAX);
        Self { id, superseded, from: &stored.from, status: &stored.status, decision: decided.get(id), cut }
    }
}

/// A feed as it is exported.
#[derive(Debug, Serialize)]
struct FeedLine<'a> {
    id: &'a str,
    url: String,
    name: &'a str,
    state: FeedState,
    error: Option<&'a FeedError>,
    last_success: Option<Timestamp>,
    last_new_item: Option<Timestamp>,
    next_poll: Option<Timestamp>,
    items: u64,
}

impl<'a> FeedLine<'a> {
    fn of(feed: &'a FeedRecord) -> Self {
        Self {
            id: feed.id.as_str(),
            url: address::shown(&feed.url),
            name: &feed.name,
            state: feed.state,
            error: feed.error.as_ref(),
            last_success: feed.last_success,
            last_new_item: feed.last_new_item,
            next_poll: feed.next_poll,
            items: feed.items,
        }
    }
}
