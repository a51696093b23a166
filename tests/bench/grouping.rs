//! What it costs to store one new item and find its report, by how much is stored already.
//!
//! `cargo bench --bench grouping`. Items are spread over a fortnight; one in five copies an earlier one with light
//! edits, every feed puts the same lines under each of its items, one in four tells a toll, and each names a few places.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has failed")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::time::{Duration, Instant};

use coastwatch::store::{self, NewRevision};
use jiff::{SignedDuration, Timestamp};

use self::made::{FORTNIGHT, Maker, save};

mod made;

/// How many items are stored when one more is timed.
const STORED: [usize; 3] = [1_000, 10_000, 100_000];
/// Items that are timed, each as a poll of its own.
const TIMED: usize = 200;
/// Items of one poll while the store is filled.
const BATCH: usize = 500;
fn report(stored: usize, what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("{stored:>7} stored, {what}: median {:?}, 95 of 100 within {:?}", at(50), at(95));
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store::open(&format!("sqlite:{}", folder.path().join("s.db").display())).await.expect("a store");
        let begin: Timestamp = "2025-03-01T00:00:00Z".parse().expect("a time");
        let mut maker = Maker::new(7, begin);
        let after = begin + SignedDuration::from_hours(15 * 24);
        for stored in STORED {
            let began = Instant::now();
            let had = maker.made;
            while maker.made < stored {
                let batch = (0..BATCH.min(stored - maker.made)).map(|_| {
                    // As live feeds bring them: hardly ever late.
                    let minute = (maker.made - had) as u64 * FORTNIGHT / (stored - had) as u64;
                    maker.item(minute)
                });
                let batch: Vec<NewRevision> = batch.collect();
                save(&*store, batch, after).await;
            }
            let each = began.elapsed() / u32::try_from((stored - had).max(1)).expect("a count");
            println!("{stored:>7} stored, {each:?} for each of the last {}", stored - had);
            let (mut newest, mut late) = (vec![], vec![]);
            for n in 0..TIMED {
                let item = maker.item(FORTNIGHT + n as u64 / 10);
                let began = Instant::now();
                save(&*store, vec![item], after).await;
                newest.push(began.elapsed());
                let minute = maker.below(FORTNIGHT);
                let item = maker.item(minute);
                let began = Instant::now();
                save(&*store, vec![item], after).await;
                late.push(began.elapsed());
            }
            report(stored, "one more, published last", newest);
            report(stored, "one more, published among them", late);
        }
        store.close().await;
    });
}
