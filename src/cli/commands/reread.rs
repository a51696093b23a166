//! `coastwatch reread`: reads anew what is stored, after a change of the rules by which items are read.
//!
//! The screen and the collector do the same beside their work. What was done stays done: broken off at any moment and called
//! again, it goes on with what is left.

use std::time::{Duration, Instant};

use crate::cli::args::{Global, Reread};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output};
use crate::engine::reread;

/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Runs the command.
///
/// # Errors
/// Where the program may not write, another one reads anew, or the store fails.
pub async fn run(global: &Global, args: &Reread) -> Result<Ended, Failure> {
    if global.read_only {
        return Err(Failure::Call("--read-only refuses what changes the store, and reread does; leave one out".into()));
    }
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    let store = setup.open_store().await?;
    let context = setup.context(store.clone());
    let read = async {
        if args.all {
            store.forget_readings(context.reader.rules()).await?;
        }
        let mut told: Option<Instant> = None;
        let summary = reread::all(&context, |progress| {
            if told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) || progress.done == progress.of {
                told = Some(Instant::now());
                output::note(&progress.to_string());
            }
        });
        Ok::<_, Failure>(summary.await?)
    }
    .await;
    store.close().await;
    output::json(&read?)?;
    Ok(Ended::Done)
}
