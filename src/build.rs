//! Tells the program a digest of the sources that decide what is read of a text, as `COASTWATCH_READING`.
//!
//! A store knows by it that a program with other rules has read it. It is made of the sources rather than bumped by hand:
//! a bump that somebody forgot would leave old readings beside new ones for good and nobody would see it, while a digest
//! that changed for nothing costs some minutes in the background and changes no figure.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What decides what is read: the reader, the cleaning of its texts, and what a reading is grouped by.
const READING: &[&str] = &["src/extract", "src/text", "src/reconcile/group"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut sources = Vec::new();
    for folder in READING {
        tell(&format!("rerun-if-changed={folder}"));
        collect(Path::new(folder), &mut sources)?;
    }
    sources.sort();
    let mut hash = DefaultHasher::new();
    for source in sources {
        source.to_string_lossy().hash(&mut hash);
        fs::read_to_string(&source)?.replace('\r', "").hash(&mut hash);
    }
    tell(&format!("rustc-env=COASTWATCH_READING={:016x}", hash.finish()));
    Ok(())
}

/// The sources of a folder; its tests read nothing.
fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() {
            collect(&path, into)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
    Ok(())
}

fn tell(line: &str) {
    println!("cargo::{line}");
}
