//! The signals that end the program: it closes everything first and says by its exit code what ended it.
//!
//! SIGHUP keeps what it does of itself, so that a command under `nohup` lives on.

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
