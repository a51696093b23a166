//! The command line: arguments to a command, a command to an exit code.
//!
//! Data alone goes to standard output, everything else to standard error. Absent: any logic of its own about feeds,
//! figures or the store; a command asks the engine or the store and writes what they say.

pub mod args;
pub mod commands;
pub mod panes;
pub mod setup;
pub mod table;

use std::io;

use crate::config::ConfigError;
use crate::store::StoreError;

use args::{Args, Command};

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Done.
    Done,
    /// It ran, but something that was asked for failed.
    Partly,
    /// SIGINT or SIGTERM came, and everything was closed cleanly; the signal's number.
    Signalled(u8),
}

impl Ended {
    /// The exit code of the machine interface.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Partly => 1,
            Self::Signalled(signal) => 128_u8.saturating_add(signal),
        }
    }
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
            StoreError::Unusable { .. } => Self::Store(error),
            other => Self::Run(other.to_string()),
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
/// # Errors
/// See [`Failure`].
pub async fn run(args: Args) -> Result<Ended, Failure> {
    let global = &args.global;
    match &args.command {
        Some(Command::Analyze(analyze)) => commands::analyze::run(global, analyze),
        None | Some(_) => Err(Failure::Run("this command is not built yet".into())),
    }
}
