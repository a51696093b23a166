//! `doctor --repair` and every kind of damage: told first, copied aside only when asked, never deleted, and what can be read
//! is saved, people's decisions before all else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::support::command::Home;
use crate::support::seed;

/// Bytes of a page.
const PAGE: usize = 4_096;

/// Reports in the store that is damaged.
const REPORTS: usize = 300;

/// A store with reports and marks, and what is in it.
struct Whole {
    home: Home,
    store: PathBuf,
    bytes: Vec<u8>,
    items: Vec<String>,
    decisions: usize,
}

/// What a command printed and said, and how it ended.
fn run(home: &Home, store: &Path, args: &[&str]) -> (i32, String) {
    let url = format!("sqlite:{}", store.display());
    let common = ["--store", &url, "--operator", "duty", "--episode", "march-2025"];
    let output = home.coastwatch(&[args, &common].concat()).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

/// The lines of an export.
fn lines(home: &Home, store: &Path, what: &str) -> Vec<String> {
    let (code, text) = run(home, store, &["export", what]);
    assert_eq!(code, 0, "{text}");
    text.lines().map(str::to_owned).collect()
}

impl Whole {
    fn new() -> Self {
        let home = Home::new();
        let store = home.path("store.db");
        let url = format!("sqlite:{}", store.display());
        seed::reports(&url, REPORTS, "2025-03-07T14:30:00Z".parse().unwrap());
        for item in lines(&home, &store, "items").iter().take(3) {
            let item: Value = serde_json::from_str(item).unwrap();
            let (code, text) = run(&home, &store, &["mark", "star", "--report", item["id"].as_str().unwrap()]);
            assert_eq!(code, 0, "{text}");
        }
        let items = lines(&home, &store, "items");
        let decisions = lines(&home, &store, "decisions").len();
        assert!(items.len() == REPORTS && decisions == 3, "{} {decisions}", items.len());
        let bytes = std::fs::read(&store).unwrap();
        Self { home, store, bytes, items, decisions }
    }

    /// The page on which a table begins.
    fn root(&self, table: &str) -> usize {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let root: i64 = runtime.block_on(async {
            let url = format!("sqlite:{}", self.store.display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            let root = sqlx::query_scalar("SELECT rootpage FROM sqlite_schema WHERE name = ?1").bind(table);
            let root = root.fetch_one(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            root
        });
        usize::try_from(root).unwrap()
    }

    /// Damages the store, sees that it is explained first and left alone, has it repaired, and sees that the damaged one was
    /// copied: the items and decisions that were saved.
    fn repaired(&self, what: &str, damage: impl Fn(&mut Vec<u8>)) -> (Vec<String>, usize) {
        let folder = tempfile::tempdir_in(self.home.path("")).unwrap();
        let store = folder.path().join("store.db");
        let mut bytes = self.bytes.clone();
        damage(&mut bytes);
        std::fs::write(&store, &bytes).unwrap();
        let (code, text) = run(&self.home, &store, &["doctor", "--repair"]);
        assert!(code == 1 && text.contains("Nothing has been done yet"), "{what}: {code} {text}");
        assert!(std::fs::read(&store).unwrap() == bytes, "{what}: explaining changed it");
        let others = || {
            let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
            // What the database itself makes to read one.
            let own = ["store.db", "store.db-wal", "store.db-shm"];
            files.filter(|path| own.iter().all(|own| !path.ends_with(own))).collect::<Vec<PathBuf>>()
        };
        assert_eq!(others(), Vec::<PathBuf>::new(), "{what}: explaining made a file");
        let (code, text) = run(&self.home, &store, &["doctor", "--repair", "--yes"]);
        assert!(code == 0 && text.contains("The new store is whole"), "{what}: {code} {text}");
        let aside = others();
        assert!(aside.len() == 1 && aside[0].to_string_lossy().contains("store.db.damaged-"), "{what}: {aside:?}");
        assert!(std::fs::read(&aside[0]).unwrap() == bytes, "{what}: the copy is not what it was");
        (lines(&self.home, &store, "items"), lines(&self.home, &store, "decisions").len())
    }
}

fn destroy(bytes: &mut [u8], pages: std::ops::RangeInclusive<usize>) {
    bytes[(pages.start() - 1) * PAGE..pages.end() * PAGE].fill(0xaa);
}

#[test]
fn a_broken_header_loses_nothing() {
    let whole = Whole::new();
    let pieces: [(usize, &[u8]); 10] = [
        (0, b"XXXX"),
        (16, &[0, 7]),
        (16, &[2, 0]),
        (18, &[9, 9]),
        (20, &[200]),
        (56, &[0, 0, 0, 3]),
        (60, &[0, 0, 0, 99]),
        (68, &[1; 4]),
        (0, &[0; 100]),
        (0, &[0xaa; 100]),
    ];
    for (at, junk) in pieces {
        let (items, decisions) = whole.repaired(&format!("byte {at}"), |bytes| {
            bytes[at..at + junk.len()].copy_from_slice(junk);
        });
        assert!(items == whole.items && decisions == whole.decisions, "byte {at}: {} {decisions}", items.len());
    }
}

#[test]
fn of_a_store_without_its_first_page_every_row_is_saved() {
    let whole = Whole::new();
    let (items, decisions) = whole.repaired("the first page", |bytes| destroy(bytes, 1..=1));
    assert!(items == whole.items && decisions == whole.decisions, "{} {decisions}", items.len());
    // The list of tables is gone, and with it every way to them.
    let roots = ["sequence", "feed", "item", "revision", "decision", "imprint"].map(|table| whole.root(table));
    let first = *roots.iter().min().unwrap();
    let (items, decisions) = whole.repaired("the pages before the tables", |bytes| destroy(bytes, 1..=first));
    assert!(items.len() == REPORTS && decisions == whole.decisions, "{} {decisions}", items.len());
}

#[test]
fn the_rows_of_a_table_whose_first_page_is_destroyed_are_saved() {
    let whole = Whole::new();
    for table in ["item", "revision", "imprint"] {
        let root = whole.root(table);
        let (items, decisions) = whole.repaired(table, |bytes| destroy(bytes, root..=root));
        assert!(items == whole.items && decisions == whole.decisions, "{table}: {} {decisions}", items.len());
    }
}

#[test]
fn of_a_file_that_was_cut_what_is_left_is_saved() {
    let whole = Whole::new();
    let length = whole.bytes.len();
    for cut in [length / 2, length - 1_000, length / PAGE / 4 * 3 * PAGE + 17] {
        let (items, decisions) = whole.repaired(&format!("cut to {cut}"), |bytes| bytes.truncate(cut));
        let known = items.iter().filter(|item| whole.items.contains(item)).count();
        assert!(known > 0 && decisions > 0, "{cut}: {} {known} {decisions}", items.len());
    }
}

#[test]
fn the_log_beside_a_damaged_store_is_read_with_it() {
    let whole = Whole::new();
    let folder = tempfile::tempdir_in(whole.home.path("")).unwrap();
    let store = folder.path().join("store.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // A store as a program that was killed leaves it: the last mark is in the log alone.
    runtime.block_on(async {
        std::fs::write(&store, &whole.bytes).unwrap();
        let mut held = SqliteConnection::connect(&format!("sqlite:{}", store.display())).await.unwrap();
        sqlx::query("SELECT count(*) FROM item").execute(&mut held).await.unwrap();
        let item: Value = serde_json::from_str(&whole.items[9]).unwrap();
        let (code, text) = run(&whole.home, &store, &["mark", "star", "--report", item["id"].as_str().unwrap()]);
        assert_eq!(code, 0, "{text}");
        for ending in ["", "-wal"] {
            let name = |name: &str| folder.path().join(format!("{name}{ending}"));
            std::fs::copy(name("store.db"), name("killed.db")).unwrap();
        }
        held.close().await.unwrap();
    });
    let killed = folder.path().join("killed.db");
    let emptied = folder.path().join("emptied.db");
    std::fs::copy(folder.path().join("killed.db-wal"), folder.path().join("emptied.db-wal")).unwrap();
    let log = std::fs::read(folder.path().join("killed.db-wal")).unwrap();
    assert!(log.len() > PAGE, "{}", log.len());
    let mut bytes = std::fs::read(&killed).unwrap();
    destroy(&mut bytes, 1..=1);
    std::fs::write(&killed, bytes).unwrap();
    let (code, text) = run(&whole.home, &killed, &["doctor", "--repair", "--yes"]);
    assert!(code == 0 && text.contains("The new store is whole"), "{code} {text}");
    assert_eq!(lines(&whole.home, &killed, "decisions").len(), whole.decisions + 1);

    // Of a store that was emptied beside its log, the log is all there is: nothing that only looks at it may lose that.
    for how in ["it is not there", "it is empty"] {
        if how == "it is empty" {
            std::fs::write(&emptied, "").unwrap();
        }
        let said = format!("{how}, and what was stored last lies in the -wal file beside it alone");
        for (args, expect) in [
            (&["doctor", "--offline"][..], 1),
            (&["doctor", "--repair"], 1),
            (&["export", "items"], 3),
            (&["--read-only", "export", "items"], 3),
            (&["mark", "star", "--report", "x"], 3),
            (&["collect", "--once"], 3),
        ] {
            let (code, text) = run(&whole.home, &emptied, args);
            assert!(code == expect && text.contains(&said), "{args:?}: {code} {text}");
            let both = "move away both FILE and FILE-wal".replace("FILE", emptied.to_str().unwrap());
            assert!(code == 1 || text.contains(&both), "{args:?}: {text}");
            assert!(std::fs::read(folder.path().join("emptied.db-wal")).unwrap() == log, "{args:?}");
            assert_eq!(emptied.exists(), how == "it is empty", "{args:?}");
        }
    }
    let (code, text) = run(&whole.home, &emptied, &["doctor", "--repair", "--yes"]);
    assert!(text.contains("emptied.db.damaged-"), "{code} {text}");
    let aside = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let aside: Vec<PathBuf> = aside.filter(|path| path.to_string_lossy().contains("emptied.db.damaged-")).collect();
    assert!(aside.iter().any(|path| std::fs::read(path).unwrap() == log), "{aside:?}");
}

#[test]
fn an_empty_store_is_told_the_same_by_every_look_at_it() {
    let home = Home::new();
    let store = home.path("store.db");
    std::fs::write(&store, "").unwrap();
    for args in [&["doctor", "--offline"][..], &["doctor", "--repair"], &["doctor", "--repair", "--yes"]] {
        let (code, text) = run(&home, &store, args);
        assert!(code != 0 && text.contains("it is empty: nothing is in it to check or to repair"), "{code} {text}");
    }
    assert_eq!(std::fs::metadata(&store).unwrap().len(), 0);
}

#[test]
fn a_store_that_somebody_has_open_is_not_repaired() {
    let whole = Whole::new();
    let mut bytes = whole.bytes.clone();
    destroy(&mut bytes, 1..=1);
    std::fs::write(&whole.store, &bytes).unwrap();
    let (code, text) = run(&whole.home, &whole.store, &["--read-only", "doctor", "--repair", "--yes"]);
    assert!(code == 2 && text.contains("--read-only refuses"), "{code} {text}");
    let held = std::fs::File::open(&whole.store).unwrap();
    let (code, text) = run(&whole.home, &whole.store, &["doctor", "--repair", "--yes"]);
    assert!(code == 3 && text.contains(&format!("process {} has it open", std::process::id())), "{code} {text}");
    assert!(std::fs::read(&whole.store).unwrap() == bytes, "it was changed all the same");
    drop(held);
    let (code, text) = run(&whole.home, &whole.store, &["doctor", "--repair", "--yes"]);
    assert!(code == 0 && text.contains("The new store is whole"), "{code} {text}");
}

#[test]
fn a_file_of_which_nothing_can_be_read_stays_where_it_is() {
    let home = Home::new();
    let store = home.path("store.db");
    for bytes in [b"somebody's notes".repeat(1_000), vec![0; 3 * PAGE], b"SQLite format 3\0".to_vec()] {
        std::fs::write(&store, &bytes).unwrap();
        let (code, text) = run(&home, &store, &["doctor", "--repair"]);
        assert!(code == 1 && text.contains("Nothing has been done yet"), "{code} {text}");
        let (code, text) = run(&home, &store, &["doctor", "--repair", "--yes"]);
        assert!(code == 1 && text.contains("stays as it is"), "{code} {text}");
        assert!(std::fs::read(&store).unwrap() == bytes, "{text}");
        for entry in std::fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.file_name().unwrap().to_string_lossy().into_owned();
            assert!(!name.contains("mending") && !name.contains("repaired"), "{name}");
            if name.contains("damaged") {
                std::fs::remove_file(entry).unwrap();
            }
        }
    }
}
