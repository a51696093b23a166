//! `coastwatch store`: what is done to a store as a whole.

use std::time::{Duration, Instant};

use crate::cli::args::{Global, StoreDeed};
use crate::cli::table::{Align, Table};
use crate::cli::{Ended, Failure, output};
use crate::store;

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
    }
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
