//! Lines that were typed before, kept in the state folder when the screen is closed: a file of one JSON object a line, which
//! only its owner may read. Each line is added at the end, so that several screens may write; the file is made small again
//! when a screen opens. What cannot be read or written is not missed: a screen never fails for it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::prompt::{Kept, LASTING};
use crate::config::paths;
use crate::text::normalize;

/// The file in the state folder.
pub const FILE: &str = "history.jsonl";

/// Bytes that are read at most, from the end: more than all lines that are kept take.
const MAX_BYTES: u64 = 512 << 10;

/// Letters of a line at most: those that a prompt holds.
const MAX_LETTERS: usize = super::prompt::MAX_LETTERS;

/// Lines more than are kept that the file may have before it is made small again.
const SPARE: usize = 200;

/// One line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Entry<'a> {
    /// What it was typed for.
    kind: std::borrow::Cow<'a, str>,
    /// The text.
    line: std::borrow::Cow<'a, str>,
}

/// The lines of a file; none where it cannot be read.
pub fn load(path: &Path) -> Kept {
    let mut kept = Kept::default();
    let Ok(text) = tail(path) else { return kept };
    let mut many = 0_usize;
    for entry in text.lines().filter_map(|line| serde_json::from_str::<Entry<'_>>(line).ok()) {
        many += 1;
        let line = normalize::line_within(&entry.line, MAX_LETTERS);
        if let Some(kind) = LASTING.into_iter().find(|kind| *kind == entry.kind).filter(|_| !line.trim().is_empty()) {
            kept.keep_as(kind, &line);
        }
    }
    if many > kept.lasting().count() + SPARE
        && let Err(error) = rewrite(path, &kept)
    {
        tracing::warn!("{}: {error}", path.display());
    }
    kept
}

/// Adds a line.
///
/// # Errors
/// Where it cannot be written.
pub fn add(path: &Path, kind: &str, line: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        paths::make_private(folder)?;
    }
    let mut file = paths::private(OpenOptions::new().create(true).append(true)).open(path)?;
    file.write_all(written(kind, line)?.as_bytes())
}

fn written(kind: &str, line: &str) -> io::Result<String> {
    let mut written = serde_json::to_string(&Entry { kind: kind.into(), line: line.into() })?;
    written.push('\n');
    Ok(written)
}

/// The end of a file, as much of it as is read.
fn tail(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let over = file.metadata()?.len().saturating_sub(MAX_BYTES);
    file.seek(SeekFrom::Start(over))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Puts a file with these lines alone in the place of the one there is.
fn rewrite(path: &Path, kept: &Kept) -> io::Result<()> {
    let new = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = paths::private(OpenOptions::new().create(true).write(true).truncate(true)).open(&new)?;
    for (kind, line) in kept.lasting() {
        file.write_all(written(kind, line)?.as_bytes())?;
    }
    std::fs::rename(new, path)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::ui::prompt::Purpose;

    #[test]
    fn lines_come_back_by_what_they_were_for_and_the_file_is_the_owners_and_stays_small() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        assert_eq!(load(&path), Kept::default());
        add(&path, "command", "read older:2d").unwrap();
        add(&path, "filter", "is:unread").unwrap();
        add(&path, "note", "not kept").unwrap();
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"torn {\xff\n").unwrap();
        add(&path, "command", "red\u{1b}[31m \"x\"").unwrap();
        let kept = load(&path);
        assert_eq!(kept.of(&Purpose::Command), ["read older:2d", "red \"x\""]);
        assert_eq!(kept.of(&Purpose::Filter), ["is:unread"]);
        assert!(kept.of(&Purpose::Note).is_empty());
        for n in 0..1_000 {
            add(&path, "command", &format!("line {n}")).unwrap();
        }
        assert_eq!(load(&path).of(&Purpose::Command).last().map(String::as_str), Some("line 999"));
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 101, "{lines} lines after it was made small");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
