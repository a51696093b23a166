//! `coastwatch store`: what is done to a store as a whole.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::cli::args::{Global, StoreDeed};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::table::{Align, Table};
use crate::cli::{Ended, Failure, output};
use crate::store;
use crate::store::pruning::{Pruned, Pruning};

/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Digits of a digest that are printed: enough to compare two by eye.
const DIGEST: usize = 16;

/// Runs the command.
///
/// # Errors
/// Where the program may not write, or either store fails.
pub async fn run(global: &Global, deed: &StoreDeed) -> Result<Ended, Failure> {
    if global.read_only {
        return Err(Failure::Call("--read-only refuses what changes a store, and this does; leave one out".into()));
    }
    match deed {
        StoreDeed::Copy { from, to } => copy(from, to).await,
        StoreDeed::Prune { keep, dry_run } => prune(global, *keep, *dry_run).await,
    }
}

/// Takes out what is old, and tells before what will go and after what went.
async fn prune(global: &Global, keep: SignedDuration, is_dry: bool) -> Result<Ended, Failure> {
    let setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    let now = setup.clock.now();
    let before = now.saturating_sub(keep).map_err(|error| Failure::Call(error.to_string()))?;
    let pruning = Pruning::open(&setup.store_address()?, before).await?;
    let ended = prune_of(&pruning, (before, now), is_dry).await;
    pruning.close().await;
    ended
}

async fn prune_of(pruning: &Pruning, (before, now): (Timestamp, Timestamp), is_dry: bool) -> Result<Ended, Failure> {
    let (goes, spared) = pruning.plan().await?;
    output::text(&format!("Old is what was published and fetched before {before}.\n"))?;
    output::text(&format!("To go: {}.\n", listed(&goes)))?;
    output::text(&format!(
        "To stay: {} old items of reports of which something was decided; {} that were published then and fetched or edited \
         since, or share a report with such a one.\n",
        spared.decided, spared.young
    ))?;
    if is_dry || goes.items == 0 {
        return Ok(Ended::Done);
    }
    let mut told = Instant::now();
    let tell = |items: u64| {
        if told.elapsed() >= TOLD_EVERY {
            told = Instant::now();
            output::note(&format!("pruning: {items} of {} items are gone", goes.items));
        }
    };
    let gone = pruning.prune(now, tell).await?;
    output::text(&format!(
        "Gone: {}. Their room is used by what comes next; the files keep their size.\n",
        listed(&gone)
    ))?;
    Ok(Ended::Done)
}

fn listed(pruned: &Pruned) -> String {
    let Pruned { items, revisions, claims, statuses, reports } = pruned;
    format!(
        "{items} items of {reports} reports and of none, with {revisions} revisions, {claims} claims and {statuses} statuses"
    )
}

/// Copies one store into another, and prints what is in both now.
async fn copy(from: &str, to: &str) -> Result<Ended, Failure> {
    let mut told = Instant::now();
    let tell = |table: &str, rows: u64| {
        if told.elapsed() >= TOLD_EVERY {
            told = Instant::now();
            output::note(&format!("copying {table}: {rows} rows"));
        }
    };
    let copied = store::copy(from, to, tell).await?;
    let mut table = Table::new(&[("table", Align::Left), ("rows in both", Align::Right), ("digest", Align::Left)]);
    for one in copied {
        let digest = one.digest.get(..DIGEST).unwrap_or(&one.digest).to_owned();
        table.push(vec![one.table.to_owned(), one.rows.to_string(), digest]);
    }
    output::text(&table.render())?;
    Ok(Ended::Done)
}
