//! `coastwatch sitrep`: the situation report for a handover.

use std::sync::Arc;

use crate::cli::args::{Global, Sitrep, SitrepFormat, SitrepSince};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output};
use crate::engine::handover::{Asked, Since};
use crate::ui::sitrep::{self, Setting, html, markdown};

/// Runs the command.
///
/// # Errors
/// Where the configuration is wrong, the times make no sense together, or the store cannot be read.
pub async fn run(global: &Global, args: &Sitrep) -> Result<Ended, Failure> {
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    // Of a later moment no more is known than by now.
    let now = setup.clock.now();
    let as_of = args.as_of.map_or(now, |as_of| as_of.min(now));
    let since = match args.since {
        SitrepSince::Last => Since::Last,
        SitrepSince::Moment(at) => Since::Moment(at),
        SitrepSince::Ago(span) => {
            let at = as_of.checked_sub(span);
            Since::Moment(at.map_err(|_| Failure::Call("--since lies before all time".to_owned()))?)
        }
    };
    if let Since::Moment(at) = since
        && at > as_of
    {
        return Err(Failure::Call(format!(
            "cannot tell what has changed since {at}: it lies after {as_of}, the moment that is told of; give --since an \
             earlier time, or --as-of a later one"
        )));
    }
    let store = setup.open_store_to_read().await?;
    let asked = Asked {
        situation: Arc::clone(&setup.situation),
        episode: setup.episode.clone(),
        staleness: setup.settings.staleness,
        feeds: Arc::clone(&setup.feeds),
        operator: setup.operator(),
        since,
        as_of,
    };
    let made = sitrep::make(&store, asked).await;
    output::close(&*store).await;
    let report = made.map_err(Failure::Run)?;
    let setting = Setting::new(&setup.situation, setup.settings.reads.clone());
    match args.format {
        SitrepFormat::Markdown => output::text(&markdown::page(&report, &setting))?,
        SitrepFormat::Html => output::text(&html::page(&report, &setting))?,
        SitrepFormat::Json => output::json(&report)?,
    }
    Ok(Ended::Done)
}
