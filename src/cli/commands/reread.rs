//! `coastwatch reread`: reads anew what is stored, after a change of the rules by which items are read.
//!
//! The screen and the collector do the same beside their work. What was done stays done: broken off at any moment and called
//! again, it goes on with what is left.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::cli::args::{Global, Reread};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::signals::Ending;
use crate::cli::{Ended, Failure, output};
use crate::engine::{Context, reread};

/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Runs the command.
///
/// # Errors
/// Where the program may not write, or the store fails.
pub async fn run(global: &Global, args: &Reread, ending: Ending) -> Result<Ended, Failure> {
    if global.read_only {
        return Err(Failure::Call("--read-only refuses what changes the store, and reread does; leave one out".into()));
    }
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    let store = setup.open_store().await?;
    let ended = read(&setup.context(store.clone()), args, ending).await;
    output::close(&*store).await;
    ended
}

/// Reads anew until all is read or a signal comes: then what is being read is stored first.
async fn read(context: &Context, args: &Reread, ending: Ending) -> Result<Ended, Failure> {
    if args.all {
        context.store.forget_readings(context.reader.rules()).await?;
    }
    let token = CancellationToken::new();
    let mut told: Option<Instant> = None;
    let reading = reread::all(context, &token, |progress| {
        if told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) || progress.done == progress.of {
            told = Some(Instant::now());
            output::note(&progress.to_string());
        }
    });
    tokio::pin!(reading);
    let (summary, signal) = tokio::select! {
        summary = &mut reading => (summary?, None),
        signal = ending.came() => {
            token.cancel();
            (reading.await?, Some(signal))
        }
    };
    match (summary, signal) {
        (Some(summary), _) => {
            output::json(&summary)?;
            Ok(Ended::Done)
        }
        (None, Some(signal)) => Ok(Ended::Signalled(signal)),
        (None, None) => Ok(Ended::Partly),
    }
}
