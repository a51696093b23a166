//! The real program in a pseudo-terminal over many stored items: how long from a key to the screen, how many bytes, how long
//! to start, how much memory.
//!
//! `cargo bench --bench screen [SIZE ...]`; stores of 10,000 and 100,000 items unless sizes are named. They are made once and
//! kept in `target/bench-screen`. `COASTWATCH_BIN` names another binary to measure.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has failed")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use coastwatch::model::{Bound, Claim, Cue, Evidence, Field, Metric, Scope};
use coastwatch::store::{self, NewRevision};
use jiff::{SignedDuration, Timestamp};
use portable_pty::CommandBuilder;

use self::made::{FORTNIGHT, Maker, save};
use self::terminal::Watched;

mod made;
mod terminal;

/// The moment of the measuring, by the program's clock, and that at which everything was fetched.
const NOW: &str = "2025-03-15T00:00:00Z";
/// Items of one poll.
const BATCH: usize = 200;
/// Starts that are measured.
const STARTS: usize = 7;
/// Presses of keys that move.
const PRESSES: usize = 300;
/// A repaint is over when nothing was written for so long.
const QUIET: Duration = Duration::from_millis(30);
/// How long nothing may come before a screen counts as at rest.
const REST: Duration = Duration::from_millis(600);
/// How long an idle screen is watched.
const IDLE: Duration = Duration::from_secs(20);
/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// The keys of one round of moving.
const ROUND: [&str; 10] = ["j", "j", "k", "\x1b[6~", "j", "k", "j", "\x1b[6~", "k", "\x1b[5~"];

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.replace('_', "").parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000] } else { sizes };
    for size in sizes {
        let folder = stored(size);
        starts(&folder, size);
        session(&folder, size);
        pair(&folder, size);
    }
}

/// The folder with a store of so many items, made where it is not there yet.
fn stored(size: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("screen-{size}"));
    let path = folder.join("store.db");
    std::fs::create_dir_all(folder.join("home")).expect("a folder");
    std::fs::write(folder.join("feeds.toml"), "feed = []\n").expect("a list of no feeds");
    if path.exists() {
        return folder;
    }
    let part = folder.join("part.db");
    for ending in ["", "-wal", "-shm"] {
        let _absent = std::fs::remove_file(format!("{}{ending}", part.display()));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let store = store::open(&format!("sqlite:{}", part.display())).await.expect("a store");
        let now: Timestamp = NOW.parse().expect("a time");
        let mut maker = Maker::new(11, now - SignedDuration::from_hours(14 * 24));
        let began = Instant::now();
        while maker.made < size {
            let batch = (0..BATCH.min(size - maker.made)).map(|_| item(&mut maker, size)).collect();
            save(&*store, batch, now).await;
        }
        store.close().await;
        println!("{size} items stored in {:?}", began.elapsed());
    });
    std::fs::rename(part, path).expect("the store is kept");
    folder
}

/// One more item; every fifth states a figure, a few have a word of their own.
fn item(maker: &mut Maker, size: usize) -> NewRevision {
    let n = maker.made;
    let mut item = maker.item(n as u64 * FORTNIGHT / size as u64);
    if n % (size / 10) == 77 {
        item.item.text.push_str(" zyxrare");
    }
    if n % 10 == 3 {
        item.item.title.push_str(" frequently");
    }
    if n.is_multiple_of(5) {
        let number = 20 + (n as u64 / 5) * 1_000 / size as u64;
        item.reading.claims.push(Claim {
            metric: Metric::Killed,
            category: ["civilians", "government_forces", "loyalists", "total"][n / 5 % 4].into(),
            perpetrator: None,
            low: Some(number),
            high: Some(number),
            bound: Bound::Exact,
            origin: Some(["SOHR", "SNHR", "SANA", "other"][n / 20 % 4].into()),
            place: None,
            scope: Scope::Cumulative,
            as_of: None,
            cue: Cue::Plain,
            confidence: 0.9,
            evidence: Evidence { field: Field::Text, start: 0, end: 10, quote: "745 people".into() },
            rule: "bench".into(),
        });
    }
    item
}

/// The program on a store.
fn started(folder: &Path) -> Watched {
    let binary = std::env::var("COASTWATCH_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_coastwatch").to_owned());
    let mut command = CommandBuilder::new(binary);
    let store = format!("sqlite:{}", folder.join("store.db").display());
    let feeds = folder.join("feeds.toml");
    command.args(["--store", &store, "--now", NOW, "--feeds", feeds.to_str().expect("a path")]);
    command.env_clear();
    command.env("HOME", folder.join("home"));
    command.env("TERM", "xterm-256color");
    command.cwd(folder);
    Watched::start(command, 120, 40)
}

/// Whether the list is full: every row of the pane has its time.
fn is_full(text: &str) -> bool {
    let has_time = |line: &str| {
        let mut letters = line.chars().skip(3).take(8).collect::<Vec<_>>();
        letters.retain(|letter| !letter.is_whitespace());
        letters.len() >= 5 && letters.iter().filter(|letter| letter.is_ascii_digit()).count() >= 2
    };
    text.lines().filter(|line| has_time(line)).count() >= 10
}

fn starts(folder: &Path, size: usize) {
    let (mut full, mut whole, mut cpu) = (vec![], vec![], vec![]);
    for _ in 0..STARTS {
        let mut program = started(folder);
        let Some(at) = program.until(PATIENCE, is_full) else { return println!("{}", program.text()) };
        full.push(at - program.began);
        let at = program.until(PATIENCE, |text| text.contains("unread of")).expect("counts");
        let last = program.settle(REST).unwrap_or(at);
        whole.push(last - program.began);
        cpu.push(Duration::from_secs_f64(program.cpu()));
        program.quit();
    }
    println!(
        "{size}: start to a full list {}; to the last change of the screen {}; CPU {}",
        told(&mut full),
        told(&mut whole),
        told(&mut cpu)
    );
}

fn session(folder: &Path, size: usize) {
    let mut program = started(folder);
    program.until(PATIENCE, is_full).expect("the list");
    program.until(PATIENCE, |text| text.contains("unread of")).expect("counts");
    program.settle(Duration::from_secs(2));
    keys(&mut program, size);
    program.settle(REST);
    held(&mut program, size);
    program.settle(REST);
    for (name, keys) in
        [("views", ["2", "3", "4", "5", "6", "7", "8", "1"].as_slice()), ("panes", &["\t", "\t", "\t", "\t"])]
    {
        let mut times = vec![];
        for key in keys.iter().cycle().take(24) {
            let at = program.press(key);
            if let Some(first) = program.read(Duration::from_secs(1)) {
                times.push(first - at);
            }
            program.settle(Duration::from_millis(150));
        }
        println!("{size}: {name}, to the first byte: {}", told(&mut times));
    }
    idle(&mut program, size);
    for word in ["zyxrare", "frequently", "w12", "latakia"] {
        search(&mut program, size, word);
    }
    println!(
        "{size}: memory after all this: {:.1} MB resident, {:.1} at most",
        program.megabytes("VmRSS"),
        program.megabytes("VmHWM")
    );
    program.quit();
}

/// From a mark at one terminal to its showing at another.
fn pair(folder: &Path, size: usize) {
    let mut both = [started(folder), started(folder)];
    for program in &mut both {
        program.until(PATIENCE, |text| text.contains("unread of")).expect("counts");
        program.settle(REST);
    }
    let [one, other] = &mut both;
    let mut times = vec![];
    for n in 0..20_u64 {
        std::thread::sleep(Duration::from_millis(n * 37 % 400));
        let before = other.text();
        let is_starred = |text: &str| text.matches('★').count();
        let at = one.press("s");
        let shown = other.until(PATIENCE, |text| is_starred(text) != is_starred(&before)).expect("the mark");
        times.push(shown - at);
        one.settle(QUIET);
    }
    println!("{size}: from a mark at one terminal to another: {}", told(&mut times));
    both.into_iter().for_each(Watched::quit);
}

/// Moves about, each key after the answer to the one before and a pause that differs.
fn keys(program: &mut Watched, size: usize) {
    let (mut times, mut bytes) = (vec![], vec![]);
    let mut of_j = vec![];
    for n in 0..PRESSES {
        let key = ROUND[n % ROUND.len()];
        let before = program.bytes;
        let at = program.press(key);
        let Some(mut last) = program.read(Duration::from_secs(1)) else { continue };
        while let Some(more) = program.read(QUIET) {
            last = more;
        }
        times.push(last - at);
        bytes.push(program.bytes - before);
        if key == "j" {
            of_j.push(program.bytes - before);
        }
        std::thread::sleep(Duration::from_millis((n as u64 * 7) % 20));
    }
    println!("{size}: moving, {} of {PRESSES} keys answered: {}", times.len(), told(&mut times));
    println!("{size}: bytes per key {}; per j {}", counted(&mut bytes), counted(&mut of_j));
}

/// A key held for three seconds.
fn held(program: &mut Watched, size: usize) {
    let before = program.bytes;
    let mut at = Instant::now();
    for _ in 0..90 {
        at = program.press("j");
        let next = at + Duration::from_millis(33);
        while let Some(left) = next.checked_duration_since(Instant::now()) {
            program.read(left);
        }
    }
    let last = program.settle(Duration::from_millis(60)).unwrap_or(at);
    println!(
        "{size}: held j: {} bytes a key, output for {:?} after the last",
        (program.bytes - before) / 90,
        last - at
    );
}

fn idle(program: &mut Watched, size: usize) {
    program.settle(Duration::from_secs(2));
    let (bytes, cpu) = (program.bytes, program.cpu());
    let end = Instant::now() + IDLE;
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        program.read(left);
    }
    println!(
        "{size}: idle for {IDLE:?}: {} bytes, {:.2} s of CPU, {:.1} MB resident, {:.1} at most",
        program.bytes - bytes,
        program.cpu() - cpu,
        program.megabytes("VmRSS"),
        program.megabytes("VmHWM"),
    );
}

/// Types a word at 40 ms a key: from the last key to the list of what was found, and then from each.
fn search(program: &mut Watched, size: usize, word: &str) {
    program.press("/");
    program.settle(Duration::from_millis(100));
    let mut each = vec![];
    for (n, letter) in word.char_indices() {
        let at = program.press(&letter.to_string());
        let begun = &word[..=n];
        if n == 0 {
            // One letter is not looked for.
            program.settle(QUIET);
            continue;
        }
        let shown = |text: &str| {
            text.contains(&format!(" that match /{begun}")) || text.contains(&format!("matches /{begun}."))
        };
        match program.until(Duration::from_secs(20), shown) {
            Some(found) => each.push(found.saturating_duration_since(at)),
            None => println!("{size}: nothing was shown for {begun}"),
        }
        std::thread::sleep(Duration::from_millis(40));
    }
    let last = each.last().copied().unwrap_or_default();
    println!("{size}: search for {word}: a letter {}; the whole word {last:?}", told(&mut each));
    program.press("\x1b");
    program.settle(Duration::from_millis(300));
    program.press("\x1b");
    program.settle(Duration::from_millis(300));
}

fn told(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: usize| {
        times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    format!("median {:.2?}, p99 {:.2?}", at(50), at(99))
}

fn counted(counts: &mut [usize]) -> String {
    counts.sort_unstable();
    let mean = counts.iter().sum::<usize>() / counts.len().max(1);
    format!("median {}, mean {mean}", counts.get(counts.len() / 2).copied().unwrap_or(0))
}
