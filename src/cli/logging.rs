//! The log: a file, never the terminal.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use super::Failure;
use crate::config::paths;
use crate::config::settings::LogLevel;
use crate::text::normalize;

/// The log's name in the state folder.
pub const FILE: &str = "coastwatch.log";

/// The size in bytes at which a log is put aside: some weeks of polls, and still opened by any editor. One is kept beside
/// it, so that twice this much is used at most.
const MAX_BYTES: u64 = 10_000_000;

/// Characters of a line of the log: some sentences with what they are about.
const LINE_MAX: usize = 2_000;

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
    let file = Rotating::open(path)
        .map_err(|error| Failure::Call(format!("cannot open the log {}: {error}", path.display())))?;
    let filter = EnvFilter::new(format!("warn,coastwatch={level}"));
    let log = tracing_subscriber::fmt().with_ansi(false).with_env_filter(filter);
    // What cannot be logged is not printed over the panes.
    let log = log.log_internal_errors(false).with_writer(Mutex::new(file));
    // A second log in one process would be a test's; the first one goes on.
    let _second = log.try_init();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), process = std::process::id(), "coastwatch started");
    Ok(())
}

/// A log file that is put aside when it is full.
struct Rotating {
    path: PathBuf,
    file: File,
    written: u64,
}

impl Rotating {
    fn open(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            paths::make_private(folder)?;
        }
        let file = open(path)?;
        let mut log = Self { path: path.to_owned(), written: file.metadata()?.len(), file };
        log.turn_if_full()?;
        Ok(log)
    }

    /// Puts a full log aside and begins the next.
    fn turn_if_full(&mut self) -> io::Result<()> {
        // Only a file is put aside: a log may be a pipe or a terminal's device as well.
        if self.written <= MAX_BYTES || !std::fs::metadata(&self.path)?.is_file() {
            return Ok(());
        }
        let mut aside = self.path.as_os_str().to_owned();
        aside.push(".1");
        std::fs::rename(&self.path, aside)?;
        self.file = open(&self.path)?;
        self.written = 0;
        Ok(())
    }
}

/// Takes one event at a time. It is cleaned once more, line by line: what is logged of other libraries' words has not come
/// through the door.
impl Write for Rotating {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        // Where the next cannot be begun, the full one is gone on with.
        let _full = self.turn_if_full();
        let text = String::from_utf8_lossy(event);
        let mut clean = String::with_capacity(text.len());
        for line in text.lines() {
            clean.push_str(&normalize::line_within(line, LINE_MAX));
            clean.push('\n');
        }
        self.file.write_all(clean.as_bytes())?;
        self.written = self.written.saturating_add(clean.len() as u64);
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Opens a log to go on with it, for its owner alone.
fn open(path: &Path) -> io::Result<File> {
    paths::private(OpenOptions::new().create(true).append(true)).open(path)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn a_full_log_is_put_aside_and_a_small_one_is_gone_on_with() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state/x.log");
        Rotating::open(&path).unwrap().write_all(b"one\n").unwrap();
        let mut log = Rotating::open(&path).unwrap();
        log.write_all("two \u{1b}[31mred\u{202e}\n".as_bytes()).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"one\ntwo red\n");
        log.file.set_len(MAX_BYTES).unwrap();
        log.written = MAX_BYTES;
        log.write_all(b"three\n").unwrap();
        log.write_all(b"four\n").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"four\n", "also while it runs");
        let aside = folder.path().join("state/x.log.1");
        assert_eq!(std::fs::metadata(&aside).unwrap().len(), MAX_BYTES + 6);
        log.file.set_len(MAX_BYTES + 1).unwrap();
        Rotating::open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
    }
}
