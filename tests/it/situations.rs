//! Situations are folders: a second one is read as well as its labels say, without a line of code for it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::Value;

use crate::support::reports::{self, Level};

/// Reports of Sweida in July 2025 and of other things, in our own words, labelled by hand.
const SWEIDA: &str = include_str!("../data/situations/sweida.jsonl");

/// Feed items about the clashes of the coast and about everything else, in our own words, labelled by hand.
const COAST: &str = include_str!("../data/situations/coast.jsonl");

/// Least F1 of relevance among the hard ones.
const RELEVANT: f64 = 0.95;
/// Least F1 of figures with their side.
const SIDED: f64 = 0.85;
/// Least F1 of curfews and control.
const STATES: f64 = 0.8;

#[test]
fn a_second_situation_is_read_from_its_folder_alone() {
    let rows = reports::rows(SWEIDA);
    let readings = reports::read(&rows, &["--situation", "sweida"]);
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    let wrong: Vec<String> =
        rows.iter().filter(|row| readings[&id(row)]["relevant"] != row["relevant"]).map(id).collect();
    assert!(wrong.is_empty(), "relevance differs from the labels: {wrong:?}");
    let sided = reports::tally(&rows, &readings, Level::Sided);
    assert!(sided.f1() >= SIDED, "figures by side: {sided:?}");
    let states = reports::tally(&rows, &readings, Level::State);
    assert!(states.f1() >= STATES, "curfews and control: {states:?}");
}

#[test]
fn what_is_of_one_situation_is_not_of_the_other() {
    let rows = reports::rows(SWEIDA);
    let readings = reports::read(&rows, &["--episode", "march-2025"]);
    let of_sweida = rows.iter().filter(|row| row["relevant"] == true);
    let taken: Vec<&Value> =
        of_sweida.filter(|row| readings[row["id"].as_str().unwrap()]["relevant"] == true).collect();
    assert!(taken.is_empty(), "taken for the clashes of the coast: {taken:?}");
}

#[test]
fn feed_items_are_told_apart() {
    let rows = reports::rows(COAST);
    let readings = reports::read(&rows, &[]);
    let agreed = reports::relevance(&rows, &readings);
    assert!(agreed.f1() >= RELEVANT, "{agreed:?}");
}
