//! `coastwatch watch`, and no command: the screen over live feeds.
//!
//! It opens at once on what is stored; feeds are polled beside it, and what they bring is shown as it comes.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use crate::cli::args::Global;
use crate::cli::renewal::Anew;
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure};
use crate::engine;
use crate::store::Store;
use crate::ui::renewal::Renewal;
use crate::ui::{self, Ending, UiError};

/// How long a store may take to close behind a screen.
const CLOSING: Duration = Duration::from_secs(1);

/// Runs the command.
///
/// # Errors
/// Where there is no terminal, the configuration is wrong, or the store cannot be opened.
pub async fn run(global: &Global) -> Result<Ended, Failure> {
    let mut setup = Setup::load_for_screen(global, DefaultEpisode::Live)?;
    let mut screen = setup.screen(global, None)?;
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Err(Failure::Call(UiError::NoTerminal.to_string()));
    }
    setup.log(global, Runs::On)?;
    let store = setup.open_store().await?;
    screen.renewal = Some(Renewal(Arc::new(Anew::new(global, &setup, &store)?)));
    let context = setup.context(store);
    let store = context.store.clone();
    // What comes in must be stored: a screen that may not write, or whose role may not collect, asks no feed, and shows what
    // others store.
    let collects = !global.read_only && store.may_collect().await?;
    let engine = match collects {
        true => engine::start_held(context.clone())?,
        false => engine::attend(context.clone(), !global.read_only),
    };
    let ended = ui::run(context, engine.clone(), screen).await;
    engine.stop().await;
    close(&*store).await;
    self::ended(ended)
}

/// Closes the store behind a screen, and waits for that as long as somebody at a shell does: where another program keeps the
/// file, what closing puts in order is put in order when it is opened next.
pub(super) async fn close(store: &dyn Store) {
    if tokio::time::timeout(CLOSING, store.close()).await.is_err() {
        tracing::warn!("ended before the store was closed: it took longer than {} s", CLOSING.as_secs());
    }
}

/// How a command ends whose screen ended.
pub(super) fn ended(screen: Result<Ending, UiError>) -> Result<Ended, Failure> {
    match screen {
        Ok(Ending::Quit) => Ok(Ended::Done),
        Ok(ending) => Ok(Ended::Signalled(ending.exit_code().saturating_sub(128))),
        Err(error @ UiError::NoTerminal) => Err(Failure::Call(error.to_string())),
        Err(error) => Err(Failure::Run(error.to_string())),
    }
}
