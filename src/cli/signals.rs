//! The signals that end the program: it closes everything first and says by its exit code what ended it.
//!
//! SIGHUP keeps what it does of itself, so that a command under `nohup` lives on; but a collector reads its configuration anew
//! by it, unless it comes because the collector's line went away.

/// Watches for SIGINT and SIGTERM from when it is made: one that comes before it is waited for is not missed.
#[cfg(unix)]
#[derive(Debug)]
pub struct Ending {
    interrupt: Option<tokio::signal::unix::Signal>,
    terminate: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Ending {
    /// Begins to watch. A signal that cannot be watched keeps what it does of itself.
    pub fn watch() -> Self {
        use tokio::signal::unix::{SignalKind, signal};

        Self { interrupt: signal(SignalKind::interrupt()).ok(), terminate: signal(SignalKind::terminate()).ok() }
    }

    /// Waits for one; gives its number.
    pub async fn came(mut self) -> u8 {
        tokio::select! {
            () = one(&mut self.interrupt) => 2,
            () = one(&mut self.terminate) => 15,
        }
    }
}

#[cfg(unix)]
async fn one(signal: &mut Option<tokio::signal::unix::Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}

/// Watches for Ctrl-C.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct Ending;

#[cfg(not(unix))]
impl Ending {
    /// Begins to watch.
    pub fn watch() -> Self {
        Self
    }

    /// Waits for it; gives the number it has elsewhere.
    pub async fn came(self) -> u8 {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        2
    }
}

/// Waits for a signal from now on; gives its number.
pub async fn ending() -> u8 {
    Ending::watch().came().await
}

/// Watches for SIGHUP from when it is made.
#[cfg(unix)]
#[derive(Debug)]
pub struct Hangups {
    signal: Option<tokio::signal::unix::Signal>,
    /// Whether the program hung on a terminal then.
    has_line: bool,
}

#[cfg(unix)]
impl Hangups {
    /// What it does of itself then.
    pub const SIGNAL: u8 = 1;

    /// Begins to watch.
    pub fn watch() -> Self {
        use std::io::IsTerminal;
        use tokio::signal::unix::{SignalKind, signal};

        let has_line = std::io::stdin().is_terminal() || std::io::stderr().is_terminal();
        Self { signal: signal(SignalKind::hangup()).ok(), has_line }
    }

    /// Waits for the next; whether it was sent to read the configuration anew. Otherwise the line went away.
    pub async fn came(&mut self) -> bool {
        one(&mut self.signal).await;
        !self.has_line || crate::ui::terminal::is_alive()
    }
}

/// Nothing hangs up elsewhere.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct Hangups;

#[cfg(not(unix))]
impl Hangups {
    /// What it would be.
    pub const SIGNAL: u8 = 1;

    /// Begins to watch.
    pub fn watch() -> Self {
        Self
    }

    /// Never comes.
    pub async fn came(&mut self) -> bool {
        std::future::pending().await
    }
}
