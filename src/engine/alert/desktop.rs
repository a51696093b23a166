//! Notifications of the desktop, by `notify-send`: started by its words, where there is a display.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

/// The program.
const PROGRAM: &str = "notify-send";

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether there is a display that a notification could be shown on.
pub(super) fn is_there() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Shows a notification.
///
/// # Errors
/// A sentence, where it could not be shown.
pub(super) async fn notify(title: &str, body: &str) -> Result<(), String> {
    let mut command = Command::new(PROGRAM);
    // What follows the two dashes is text, whatever it begins with; in the body some signs are markup.
    command.args(["--app-name=coastwatch", "--urgency=critical", "--"]).args([title, &escaped(body)]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let ended = tokio::time::timeout(PATIENCE, command.status()).await;
    match ended {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("`{PROGRAM}` ended with {status}")),
        Ok(Err(error)) => Err(format!("`{PROGRAM}` cannot be started: {error}")),
        Err(_) => Err(format!("`{PROGRAM}` did not end within {} s", PATIENCE.as_secs())),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
