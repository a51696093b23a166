//! `coastwatch tally` and `coastwatch board`: the two panes as data or as plain text, at any moment.

use std::io::IsTerminal;

use serde::Serialize;

use crate::cli::args::{AsOf, Global, PaneFormat};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output, panes};
use crate::model::{Episode, Ledger};
use crate::reconcile;

/// Prints the tally.
///
/// # Errors
/// Where the configuration is wrong or the store cannot be read.
pub async fn tally(global: &Global, args: &AsOf) -> Result<Ended, Failure> {
    let pane = Pane::load(global, args).await?;
    let tally = reconcile::tally::reconcile(&pane.ledger, &pane.setup.situation, &pane.episode, pane.as_of);
    pane.print(args.format, &tally, || panes::tally(&tally, &pane.setup.situation))
}

/// Prints the board.
///
/// # Errors
/// Where the configuration is wrong or the store cannot be read.
pub async fn board(global: &Global, args: &AsOf) -> Result<Ended, Failure> {
    let pane = Pane::load(global, args).await?;
    let board = reconcile::board::reconcile(&pane.ledger, &pane.setup.situation, &pane.episode, pane.as_of);
    pane.print(args.format, &board, || panes::board(&board, &pane.setup.situation))
}

/// How a pane is written: as asked, else as a table to a terminal and as JSON to anything else.
pub(super) fn format(asked: Option<PaneFormat>) -> PaneFormat {
    let usual = || if std::io::stdout().is_terminal() { PaneFormat::Table } else { PaneFormat::Json };
    asked.unwrap_or_else(usual)
}

/// What a pane is made from.
struct Pane {
    setup: Setup,
    episode: Episode,
    as_of: jiff::Timestamp,
    ledger: Ledger,
}

impl Pane {
    async fn load(global: &Global, args: &AsOf) -> Result<Self, Failure> {
        let setup = Setup::load(global, DefaultEpisode::Live)?;
        setup.log(global, Runs::Once)?;
        let as_of = args.as_of.unwrap_or_else(|| setup.clock.now());
        let store = setup.open_store().await?;
        let ledger = store.ledger(&setup.episode, as_of).await;
        store.close().await;
        Ok(Self { episode: setup.episode.clone(), as_of, ledger: ledger?, setup })
    }

    fn print(
        &self,
        format: Option<PaneFormat>,
        data: &impl Serialize,
        table: impl Fn() -> String,
    ) -> Result<Ended, Failure> {
        match self::format(format) {
            PaneFormat::Json => output::json(data)?,
            PaneFormat::Table => output::text(&table())?,
        }
        Ok(Ended::Done)
    }
}
