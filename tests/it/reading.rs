//! How well reports are read: labelled ones, the same through noise, and what a confidence is worth.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::Value;

use crate::support::noise::{self, Chance};
use crate::support::reports::{self, Level};

/// The reports of the clashes that come with the project: our own words, labelled by hand.
const CORPUS: &str = include_str!("../data/reports/corpus.jsonl");

#[test]
fn noise_costs_little() {
    let rows = reports::rows(CORPUS);
    let clean = reports::tally(&rows, &reports::read(&rows, &[]), Level::Sided).f1();
    let mut costs = Vec::new();
    for (seed, kind) in (1..).zip(noise::ALL) {
        let mut chance = Chance::new(seed);
        let noised: Vec<Value> = rows.iter().map(|row| noise::add(row, *kind, &mut chance)).collect();
        let readings = reports::read(&noised, &[]);
        let f1 = reports::tally(&noised, &readings, Level::Sided).f1();
        costs.push(format!("{kind:?} {clean:.4} -> {f1:.4}"));
        if std::env::var_os("SHOW_READING").is_some() {
            for row in &noised {
                let id = row["id"].as_str().unwrap();
                let one = std::slice::from_ref(row);
                let tally = reports::tally(one, &readings, Level::Sided);
                println!("{kind:?} {id} {tally:?} {}", row["text"]);
            }
        }
        assert!(clean - f1 < 0.02, "{}", costs.join("\n"));
    }
    println!("{}", costs.join("\n"));
}

#[test]
fn the_order_of_items_does_not_matter() {
    let rows = reports::rows(CORPUS);
    let turned: Vec<Value> = rows.iter().rev().cloned().collect();
    assert_eq!(reports::read(&rows, &[]), reports::read(&turned, &[]));
}
