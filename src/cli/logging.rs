//! The log: a file, never the terminal.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use super::Failure;
use crate::config::paths;
use crate::config::settings::LogLevel;

/// The log's name in the state folder.
pub const FILE: &str = "coastwatch.log";

/// The size in bytes over which a log is put aside when the program starts: some weeks of polls, and still opened by
/// any editor. One is kept beside it, so that twice this much is used at most by one run after another.
const MAX_BYTES: u64 = 10_000_000;

/// Logs to `path` from now on.
///
/// # Errors
/// Where the file cannot be opened.
pub fn start(path: &Path, level: LogLevel) -> Result<(), Failure> {
    let level = match level {
        LogLevel::Off => return Ok(()),
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    let file = open(path).map_err(|error| Failure::Call(format!("cannot open the log {}: {error}", path.display())))?;
    let filter = EnvFilter::new(format!("warn,coastwatch={level}"));
    let log = tracing_subscriber::fmt().with_ansi(false).with_env_filter(filter).with_writer(Mutex::new(file));
    // A second log in one process would be a test's; the first one goes on.
    let _second = log.try_init();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), process = std::process::id(), "coastwatch started");
    Ok(())
}

fn open(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        paths::make_private(folder)?;
    }
    if std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > MAX_BYTES) {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".1");
        std::fs::rename(path, aside)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::io::Write;

    use super::*;

    #[test]
    fn a_full_log_is_put_aside_and_a_small_one_is_gone_on_with() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state/x.log");
        open(&path).unwrap().write_all(b"one\n").unwrap();
        open(&path).unwrap().write_all(b"two\n").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"one\ntwo\n");
        open(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
        open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
        assert_eq!(std::fs::metadata(folder.path().join("state/x.log.1")).unwrap().len(), MAX_BYTES + 1);
    }
}
