//! The order of the house: floors, file sizes, names, what may stand at the top level.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of each floor, the highest first; a module uses those above it, never below.
const FLOORS: &[&[&str]] = &[
    &["model"],
    &["text", "extract", "filter", "reconcile"],
    &["config", "store", "feed"],
    &["engine"],
    &["ui", "cli"],
];

/// Stands beside the floors; pure floors are given the time instead of asking for it.
const BESIDE: &str = "clock";

/// The longest a source file may be before it is surely two things.
const MAX_LINES: usize = 600;

/// What may stand at the top level beside dot files.
const TOP_LEVEL: &[&str] = &["Cargo.toml", "Cargo.lock", "LICENSE", "README.md", "config", "src", "target", "tests"];

/// Names that say nothing about what a file is for.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "manager", "handler", "misc"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(under: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![under.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            // What a build made is nobody's source.
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The modules of this crate that a source names by `crate::`, also in groups, outside comments.
fn used_modules(source: &str) -> BTreeSet<String> {
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut used = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        used.insert(std::mem::take(&mut name));
                    }
                    _ if depth == 0 => name.push(c),
                    _ => {}
                }
            }
            used.insert(name);
        } else {
            used.insert(rest.to_owned());
        }
    }
    used.iter()
        .map(|path| path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
        .filter(|module| !module.is_empty())
        .collect()
}

#[test]
fn used_modules_are_found_in_every_spelling() {
    let check = |source: &str, expect: &[&str]| {
        assert_eq!(used_modules(source).iter().map(String::as_str).collect::<Vec<_>>(), expect, "{source}");
    };
    check("use crate::model::Claim;", &["model"]);
    check("use crate::{store::{Store, Poll}, ui};", &["store", "ui"]);
    check("let now = crate::clock::now();", &["clock"]);
    check("// use crate::ui;\n/// [`crate::cli`]", &[]);
    check("mycrate::ui", &[]);
}

#[test]
fn no_module_uses_a_floor_below_it() {
    let src = root().join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let inside = file.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        let Some(own) = floor_of(&first) else { continue };
        for module in used_modules(&fs::read_to_string(&file).unwrap()) {
            let fine = match floor_of(&module) {
                Some(floor) if floor == own && own == 2 => module == first,
                Some(floor) => floor <= own,
                None => module == BESIDE && own >= 2,
            };
            if !fine {
                wrong.push(format!("{} uses crate::{module}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the floors of src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn model_and_the_pure_floor_do_no_input_or_output() {
    let mut wrong = Vec::new();
    for floor in ["model", "text", "extract", "filter", "reconcile"] {
        for file in rust_files(&root().join("src").join(floor)) {
            let source = fs::read_to_string(&file).unwrap();
            for banned in
                ["std::fs", "std::net", "std::env", "tokio", "reqwest", "sqlx", "Timestamp::now", "SystemTime"]
            {
                if source.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(banned)) {
                    wrong.push(format!("{} uses {banned}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_clock_asks_what_time_it_is() {
    let src = root().join("src");
    for file in rust_files(&src) {
        if file.ends_with("clock.rs") {
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        for banned in ["Timestamp::now(", "Zoned::now(", "SystemTime::now("] {
            assert!(!source.contains(banned), "{} asks the time by {banned}); take it from a Clock", file.display());
        }
    }
}

#[test]
fn files_have_one_purpose_that_their_name_tells() {
    let mut wrong = Vec::new();
    for file in rust_files(&root().join("src")).into_iter().chain(rust_files(&root().join("tests"))) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{} has {lines} lines, over {MAX_LINES}: split it by purpose", file.display()));
        }
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if EMPTY_NAMES.contains(&name.as_str()) {
            wrong.push(format!("{} is named for nothing", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let mut wrong = Vec::new();
    for file in rust_files(&root().join("src")) {
        if !fs::read_to_string(&file).unwrap().starts_with("//! ") {
            wrong.push(format!("{} does not begin with its purpose", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_undone() {
    // Put together so that this file does not find itself.
    let banned = ["todo", "unimplemented"].map(|word| format!("{word}!")).into_iter();
    let banned: Vec<String> =
        banned.chain(["TO", "FIX"].iter().zip(["DO", "ME"]).map(|(a, b)| format!("{a}{b}"))).collect();
    let mut wrong = Vec::new();
    for file in rust_files(&root().join("src")).into_iter().chain(rust_files(&root().join("tests"))) {
        let source = fs::read_to_string(&file).unwrap();
        for word in banned.iter().filter(|word| source.contains(word.as_str())) {
            wrong.push(format!("{} holds {word}", file.display()));
        }
        if source.contains(&format!("#[{}]", "ignore")) || source.contains(&format!("#[{} =", "ignore")) {
            wrong.push(format!("{} leaves a test out", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_holds_what_was_agreed() {
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(name.starts_with('.') || TOP_LEVEL.contains(&name.as_str()), "{name} does not belong at the top level");
    }
}

#[test]
fn no_link_or_license_of_the_situation_data_is_lost() {
    let places = fs::read_to_string(root().join("config/situations/coastal-clashes/places.toml")).unwrap();
    assert!(places.contains("GeoNames") && places.contains("CC BY 4.0"), "coordinates without their credit");
}

#[test]
fn the_readme_is_short_and_what_it_shows_is_the_program_s() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.lines().count() < 300, "it is for operators; what is looked up is in `coastwatch help`");
    let table = coastwatch::ui::action::key_table();
    let (_, keys) = readme.split_once("| keys | command |").unwrap();
    let shown: Vec<&str> = keys.lines().skip(1).take_while(|line| line.starts_with('|')).collect();
    assert!(shown.len() > 30, "{shown:?}");
    for row in shown {
        assert!(table.contains(&format!("{row}\n")), "the program has no such key: {row}");
    }
    let (_, pages) = readme.split_once("lists its pages: ").unwrap();
    let pages: Vec<&str> = pages.split('.').next().unwrap().split(',').map(str::trim).collect();
    let topics: Vec<&str> = coastwatch::cli::manual::TOPICS.iter().map(|topic| topic.name).collect();
    assert_eq!(pages, topics);
}

#[test]
fn every_write_of_the_store_ends_where_its_counts_are_settled() {
    let store = root().join("src/store");
    // A file's own tests ship with nothing.
    let shipped = |file: &PathBuf| fs::read_to_string(file).unwrap().split("#[cfg(test)]").next().unwrap().to_owned();
    let ends = |file: &PathBuf| shipped(file).contains(&format!(".{}()", "commit"));
    let mut found: Vec<PathBuf> = rust_files(&store).into_iter().filter(ends).collect();
    found.sort();
    let expect = ["postgres/mod.rs", "sql/mod.rs", "sql/transaction.rs", "sqlite/open.rs"].map(|name| store.join(name));
    assert_eq!(found, expect, "`Sql::commit` ends a write");
}
