//! The command line: arguments to a command, a command to an exit code.
//!
//! Data alone goes to standard output, everything else to standard error. Absent: any logic of its own about feeds,
//! figures or the store; a command asks the engine or the store and writes what they say.

pub mod args;
pub mod commands;
pub mod csv;
pub mod effective;
pub mod lines;
pub mod listen;
pub mod logging;
pub mod manual;
pub mod output;
pub mod panes;
pub mod renewal;
pub mod setup;
pub mod signals;
pub mod supervised;
pub mod syndicate;
pub mod table;

use std::io::{self, Write as _};
use std::process::ExitCode;

use tokio::task::JoinHandle;

use crate::config::ConfigError;
use crate::engine::EngineError;
use crate::model::Turn;
use crate::store::StoreError;
use crate::text::normalize;

use args::{Args, Command};
use signals::Ending;

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Done.
    Done,
    /// It ran, but something that was asked for failed.
    Partly,
    /// It ran, and found that the configuration is wrong.
    Wrong,
    /// SIGINT or SIGTERM came, and everything was closed cleanly; the signal's number.
    Signalled(u8),
}

impl Ended {
    /// The exit code of the machine interface.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Partly => 1,
            Self::Wrong => 2,
            Self::Signalled(signal) => 128_u8.saturating_add(signal),
        }
    }
}

/// Tells what a call was answered that is no command: help and the version as they are, and a mistake without the signs in
/// the arguments it quotes that are not for a terminal.
pub fn misread(error: &clap::Error) -> ExitCode {
    let told = error.render().to_string();
    let clean = normalize::block(&told);
    if !error.use_stderr() || clean.trim_end() == told.trim_end() {
        // Nobody may be listening; the exit code still tells.
        let _unheard = error.print();
    } else {
        let _unheard = writeln!(io::stderr(), "{}", clean.trim_end());
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Why a command failed, by who can do something about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The call or the configuration is wrong.
    #[error("{0}")]
    Call(String),
    /// The store cannot be opened or is of a newer schema.
    #[error("{0}")]
    Store(#[source] StoreError),
    /// The reader of standard output went away, which is its right.
    #[error("standard output was closed")]
    OutputClosed,
    /// It ran and failed.
    #[error("{0}")]
    Run(String),
}

impl Failure {
    /// The exit code of the machine interface.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::OutputClosed => 0,
            Self::Run(_) => 1,
            Self::Call(_) => 2,
            Self::Store(_) => 3,
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Call(error.message)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Address { .. }
            | StoreError::Unusable { .. }
            | StoreError::ReadOnly { .. }
            | StoreError::Damaged { .. } => Self::Store(error),
            other => Self::Run(other.to_string()),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(error) => error.into(),
            EngineError::Fetcher(error) => Self::Call(error.to_string()),
            EngineError::Task(message) => Self::Run(message),
        }
    }
}

/// A failure to write to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Run(format!("cannot write to standard output: {error}")),
        }
    }
}

/// Runs the command that was asked for.
///
/// The screen and the commands that run on see to signals themselves; one that answers and ends is left where it is.
///
/// # Errors
/// See [`Failure`].
pub async fn run(args: Args) -> Result<Ended, Failure> {
    let Args { global, command } = args;
    match command {
        None | Some(Command::Watch) => commands::watch::run(&global).await,
        Some(Command::Collect(args)) => commands::collect::run(&global, &args, Ending::watch()).await,
        Some(Command::Analyze(args)) => {
            let answer = tokio::task::spawn_blocking(move || commands::analyze::run(&global, &args));
            until_signalled(answer).await
        }
        Some(Command::Export(args)) => {
            until_signalled(tokio::spawn(async move { commands::export::run(&global, &args).await })).await
        }
        Some(Command::Tally(args)) => {
            until_signalled(tokio::spawn(async move { commands::panes::tally(&global, &args).await })).await
        }
        Some(Command::Board(args)) => {
            until_signalled(tokio::spawn(async move { commands::panes::board(&global, &args).await })).await
        }
        Some(Command::Reports(args)) => {
            until_signalled(tokio::spawn(async move { commands::reports::run(&global, &args).await })).await
        }
        Some(Command::Sitrep(args)) => {
            until_signalled(tokio::spawn(async move { commands::sitrep::run(&global, &args).await })).await
        }
        Some(Command::Alerts(args)) => {
            until_signalled(tokio::spawn(async move { commands::alerts::run(&global, &args).await })).await
        }
        Some(Command::Follow(args)) => commands::follow::run(&global, &args, Ending::watch()).await,
        Some(Command::Status(args)) => {
            until_signalled(tokio::spawn(async move { commands::status::run(&global, &args).await })).await
        }
        Some(Command::Import(args)) => {
            until_signalled(tokio::spawn(async move { commands::import::run(&global, &args).await })).await
        }
        Some(Command::Feeds(deed)) => {
            until_signalled(tokio::task::spawn_blocking(move || commands::feeds::run(&global, &deed))).await
        }
        Some(Command::Config(deed)) => {
            until_signalled(tokio::task::spawn_blocking(move || commands::config::run(&global, &deed))).await
        }
        Some(Command::Situation(deed)) => {
            until_signalled(tokio::task::spawn_blocking(move || commands::situation::run(&global, &deed))).await
        }
        Some(Command::Help { words }) => commands::manual::help(&words),
        Some(Command::Man(args)) => commands::manual::man(&args),
        Some(Command::Completions { shell }) => commands::manual::completions(shell),
        Some(Command::Decide(args)) => {
            until_signalled(tokio::spawn(async move { commands::decide::run(&global, &args).await })).await
        }
        Some(Command::Mark(args)) => {
            until_signalled(tokio::spawn(async move { commands::mark::run(&global, &args).await })).await
        }
        Some(Command::Undo) => {
            until_signalled(tokio::spawn(async move { commands::mark::turn(&global, Turn::Undo).await })).await
        }
        Some(Command::Redo) => {
            until_signalled(tokio::spawn(async move { commands::mark::turn(&global, Turn::Redo).await })).await
        }
        Some(Command::Doctor(args)) => {
            until_signalled(tokio::spawn(async move { commands::doctor::run(&global, &args).await })).await
        }
        Some(Command::Store(deed)) => {
            until_signalled(tokio::spawn(async move { commands::store::run(&global, &deed).await })).await
        }
        Some(Command::Reread(args)) => commands::reread::run(&global, &args, Ending::watch()).await,
        Some(Command::Replay(args)) => commands::replay::run(&global, &args).await,
    }
}

/// Waits for an answer or a signal, whichever comes first. The answer is made in a task of its own, so that one whose
/// reader does not read can still be ended.
async fn until_signalled(answer: JoinHandle<Result<Ended, Failure>>) -> Result<Ended, Failure> {
    tokio::select! {
        answered = answer => answered.unwrap_or_else(|error| Err(Failure::Run(format!("the command broke down: {error}")))),
        signal = Ending::watch().came() => Ok(Ended::Signalled(signal)),
    }
}
