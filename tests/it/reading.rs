//! How well reports are read: labelled ones, the same through noise, and what a confidence is worth.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::Value;

use crate::support::noise::{self, Chance};
use crate::support::reports::{self, Level};

/// The reports of the clashes that come with the project: our own words, labelled by hand.
const CORPUS: &str = include_str!("../data/reports/corpus.jsonl");

/// Reading noised reports loses less than this of the F1 of figures with their side.
const NOISE_COSTS: f64 = 0.02;

#[test]
fn noise_costs_little() {
    let rows = reports::rows(CORPUS);
    let readings = reports::read(&rows, &[]);
    let clean = reports::tally(&rows, &readings, Level::Sided).f1();
    let mut report = String::new();
    let mut worst: f64 = 0.0;
    for (seed, kind) in (1..).zip(noise::ALL) {
        let mut chance = Chance::new(seed);
        let noised: Vec<Value> = rows.iter().map(|row| noise::add(row, *kind, &mut chance)).collect();
        let through = reports::read(&noised, &[]);
        let f1 = reports::tally(&noised, &through, Level::Sided).f1();
        worst = worst.max(clean - f1);
        report.push_str(&format!("{kind:?}: {clean:.4} becomes {f1:.4}\n"));
        for row in &noised {
            let one = std::slice::from_ref(row);
            let (before, after) =
                (reports::tally(one, &readings, Level::Sided), reports::tally(one, &through, Level::Sided));
            if after.right < before.right || after.spurious > before.spurious {
                report.push_str(&format!("  {} {before:?} becomes {after:?}: {}\n", row["id"], row["text"]));
            }
        }
    }
    println!("{report}");
    assert!(worst < NOISE_COSTS, "{report}");
}

#[test]
fn the_order_of_items_does_not_matter() {
    let rows = reports::rows(CORPUS);
    let turned: Vec<Value> = rows.iter().rev().cloned().collect();
    assert_eq!(reports::read(&rows, &[]), reports::read(&turned, &[]));
}
