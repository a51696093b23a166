//! The signals that end the program: it closes everything first and says by its exit code what ended it.

/// Waits for SIGINT or SIGTERM; gives the signal's number. SIGHUP keeps what it does of itself, so that a command
/// under `nohup` lives on.
#[cfg(unix)]
pub async fn ending() -> u8 {
    use tokio::signal::unix::{SignalKind, signal};

    let wait = |kind: SignalKind| async move {
        match signal(kind) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            // Where it cannot be watched, it keeps what it does of itself.
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        () = wait(SignalKind::interrupt()) => 2,
        () = wait(SignalKind::terminate()) => 15,
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub async fn ending() -> u8 {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    2
}
