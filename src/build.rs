//! Tells the program what it was built of, and a digest of the sources that decide what is read of a text, as
//! `COASTWATCH_READING`.
//!
//! A store knows by it that a program with other rules has read it. It is made of the sources rather than bumped by hand:
//! a bump that somebody forgot would leave old readings beside new ones for good and nobody would see it, while a digest
//! that changed for nothing costs some minutes in the background and changes no figure.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

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
    tell(&format!("rustc-env=COASTWATCH_BUILT={}", built()));
    tell(&format!("rustc-env=COASTWATCH_COMMIT={}", commit()));
    Ok(())
}

/// By which compiler, for what, and how.
fn built() -> String {
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    let version = Command::new(set("RUSTC")).arg("--version").output().ok();
    let version = version.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    format!("{}, {}, {}", version.trim(), set("TARGET"), set("PROFILE"))
}

/// The commit that was built: as who packages it says, or as the package does. A checkout is not asked: what it answered would
/// be old with the next commit, or everything built anew for it.
fn commit() -> String {
    tell("rerun-if-env-changed=COASTWATCH_COMMIT");
    tell("rerun-if-changed=src/build.rs");
    let packaged = || {
        let text = fs::read_to_string(".cargo_vcs_info.json").ok()?;
        let rest = text.split_once("\"sha1\"")?.1;
        Some(rest.split('"').nth(1)?.to_owned())
    };
    let named = std::env::var("COASTWATCH_COMMIT").ok().filter(|commit| !commit.is_empty());
    named.or_else(packaged).unwrap_or_else(|| "not told".to_owned())
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
