//! `coastwatch follow`: items as JSON Lines as they are stored, as `tail -f` shows a file.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::export::ItemLine;
use crate::cli::args::{Follow, Global};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::signals::Ending;
use crate::cli::{Ended, Failure, output};
use crate::model::{ItemId, Seq};
use crate::store::Store;

/// Items read at once.
const PAGE: u32 = 200;

/// How often a store that does not tell by itself is asked.
const GLANCE: Duration = Duration::from_millis(500);

/// A line.
#[derive(Debug, Serialize)]
struct Stored<'a> {
    /// Where to go on after it.
    seq: i64,
    #[serde(flatten)]
    item: ItemLine<'a>,
}

/// Runs the command.
///
/// # Errors
/// Where the configuration or the filter is wrong, or the store cannot be read.
pub async fn run(global: &Global, args: &Follow, ending: Ending) -> Result<Ended, Failure> {
    // It only looks: beside a screen, and where nothing may be written.
    let global = Global { read_only: true, ..global.clone() };
    let mut setup = Setup::load(&global, DefaultEpisode::Live)?;
    setup.log(&global, Runs::Once)?;
    let store = setup.open_store().await?;
    let ended = tokio::select! {
        ended = follow(&setup, &store, args) => ended,
        signal = ending.came() => Ok(Ended::Signalled(signal)),
    };
    output::close(&*store).await;
    ended
}

async fn follow(setup: &Setup, store: &Arc<dyn Store>, args: &Follow) -> Result<Ended, Failure> {
    let from = match args.from {
        Some(from) => Seq(from),
        None => store.seq().await?,
    };
    // What was stored at the place that is named is known already.
    let mut after = (Seq(from.0 + 1), ItemId::new(""));
    let mut heard = store.listen();
    loop {
        let newest = store.seq().await?;
        if newest >= after.0 {
            loop {
                // Spans of time in a filter count back from now.
                let condition = match &args.filter {
                    Some(filter) => Some((setup.condition(store, filter).await?, setup.clock.now())),
                    None => None,
                };
                let condition = condition.as_ref().map(|(condition, now)| (condition, *now));
                let page = store.items_after(&after, condition, PAGE).await?;
                let mut out = output::open();
                for (seq, item) in &page {
                    output::json_line(&mut out, &Stored { seq: seq.0, item: ItemLine::of(item) })?;
                }
                out.flush()?;
                drop(out);
                match page.last() {
                    Some((seq, item)) => after = (*seq, item.id.clone()),
                    None => break,
                }
            }
        }
        if args.once {
            return Ok(Ended::Done);
        }
        match &mut heard {
            Some(heard) => {
                let _gone = tokio::time::timeout(20 * GLANCE, heard.changed()).await;
            }
            None => tokio::time::sleep(GLANCE).await,
        }
    }
}
