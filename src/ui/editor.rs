//! The operator's own editor for a note that is longer than a line: `$VISUAL`, else `$EDITOR`, started without a shell on a
//! file that only its owner may read. The terminal is the caller's to give back before and to take again afterwards.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use tokio::process::{Child, Command};

use super::Ending;
use super::signals::{self, Signal, Signals};
use crate::config::paths;

/// Bytes that are read of what was written: more than any note may have, so that one that is too long is told so.
const MAX_BYTES: u64 = 256 << 10;

/// Where the name of the editor is looked for, the first that is set.
const NAMES: [&str; 2] = ["VISUAL", "EDITOR"];

/// Why a text was not edited, and what there is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unedited {
    /// The sentence.
    pub sentence: String,
    /// The text as it stands in the file, where that can be read.
    pub text: Option<String>,
}

/// What became of editing.
#[derive(Debug)]
pub enum Edited {
    /// The text, or why there is none.
    Text(Result<String, Unedited>),
    /// A signal ends the screen meanwhile. The file stays where it is, as the editor may still have it open.
    Ended(Ending),
}

/// Has a text edited, and waits for it.
pub async fn edit(text: &str, signals: &mut Signals) -> Edited {
    let failed = |sentence: String| Edited::Text(Err(Unedited { sentence, text: None }));
    let Some((program, arguments)) = chosen(|name| std::env::var_os(name)) else {
        return failed(format!("no editor is named; set {} or {}", NAMES[0], NAMES[1]));
    };
    let file = match write(&folder(), text) {
        Ok(file) => file,
        Err(error) => return failed(format!("cannot make a file for the editor: {error}")),
    };
    let called = program.to_string_lossy().into_owned();
    let edited = match Command::new(&program).args(arguments).arg(&file).spawn() {
        Ok(mut editor) => match wait(&mut editor, signals).await {
            Waited::Ended(ending) => {
                tracing::warn!("a note is left in {}", file.display());
                return Edited::Ended(ending);
            }
            Waited::Done(Ok(status)) if status.success() => read(&file).map_err(|error| Unedited {
                sentence: format!("cannot read what `{called}` wrote: {error}"),
                text: None,
            }),
            Waited::Done(Ok(status)) => {
                Err(Unedited { sentence: format!("`{called}` failed ({status})"), text: read(&file).ok() })
            }
            Waited::Done(Err(error)) => {
                Err(Unedited { sentence: format!("`{called}` is lost: {error}"), text: read(&file).ok() })
            }
        },
        Err(error) => Err(Unedited { sentence: format!("cannot start `{called}`: {error}"), text: None }),
    };
    if let Err(error) = std::fs::remove_file(&file) {
        tracing::warn!("{}: {error}", file.display());
    }
    Edited::Text(edited)
}

/// What came of waiting.
enum Waited {
    Done(io::Result<ExitStatus>),
    Ended(Ending),
}

/// Waits for the editor; a signal that ends the screen comes first, one that stops it stops it with the editor.
async fn wait(editor: &mut Child, signals: &mut Signals) -> Waited {
    loop {
        tokio::select! {
            status = editor.wait() => return Waited::Done(status),
            signal = signals.next() => match signal {
                Signal::End(ending) => return Waited::Ended(ending),
                Signal::Suspend => {
                    if let Err(error) = signals::stop_here() {
                        tracing::warn!("{error}");
                    }
                }
                Signal::Continued => {}
            },
        }
    }
}

/// The editor and its arguments: the words of the first name that is set, or all of it where it is a file.
fn chosen(named: impl Fn(&str) -> Option<OsString>) -> Option<(OsString, Vec<OsString>)> {
    let value = NAMES.into_iter().filter_map(named).find(|value| !value.to_string_lossy().trim().is_empty())?;
    if Path::new(&value).is_file() {
        return Some((value, vec![]));
    }
    let Some(text) = value.to_str() else { return Some((value, vec![])) };
    let mut words = text.split_whitespace().map(OsString::from);
    let program = words.next()?;
    Some((program, words.collect()))
}

/// Where the file is put: the state folder, which is the owner's alone.
fn folder() -> PathBuf {
    let own = paths::state_folder().filter(|folder| paths::make_private(folder).is_ok());
    own.unwrap_or_else(std::env::temp_dir)
}

/// Writes a text to a new file that only its owner may read.
fn write(folder: &Path, text: &str) -> io::Result<PathBuf> {
    let random = std::collections::hash_map::RandomState::new().build_hasher().finish();
    let path = folder.join(format!("note-{random:016x}.txt"));
    let mut file = paths::private(OpenOptions::new().write(true).create_new(true)).open(&path)?;
    file.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        file.write_all(b"\n")?;
    }
    Ok(path)
}

/// What stands in a file.
fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn the_first_name_that_is_set_is_the_editor_and_its_words_are_arguments() {
        let check = |visual: Option<&str>, editor: Option<&str>, expect: Option<(&str, &[&str])>| {
            let named = |name: &str| if name == "VISUAL" { visual } else { editor }.map(OsString::from);
            let expect = expect.map(|(program, words)| (program.into(), words.iter().map(OsString::from).collect()));
            assert_eq!(chosen(named), expect, "{visual:?} {editor:?}");
        };
        check(Some("code --wait"), Some("vi"), Some(("code", &["--wait"])));
        check(Some("  "), Some("vi"), Some(("vi", &[])));
        check(None, None, None);
        check(None, Some("vi; rm -rf x"), Some(("vi;", &["rm", "-rf", "x"])));
        let folder = tempfile::tempdir().unwrap();
        let spaced = folder.path().join("my editor");
        std::fs::write(&spaced, "").unwrap();
        let spaced = spaced.to_str().unwrap();
        check(Some(spaced), None, Some((spaced, &[])));
    }

    #[test]
    fn the_file_is_new_and_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), "two\nlines").unwrap();
        assert_eq!(read(&path).unwrap(), "two\nlines");
        assert_ne!(path, write(folder.path(), "").unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&path, b"bad \xff byte\n\n").unwrap();
        assert_eq!(read(&path).unwrap(), "bad \u{fffd} byte");
    }
}
