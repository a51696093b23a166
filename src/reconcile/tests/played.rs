//! Each origin's own series, as public reports gave it, played in order and looked at from several moments.

use std::collections::HashMap;

use serde_json::Value;

use crate::model::Ledger;

use super::sample::{killed, ledger, row, says, tally};

const SERIES: &str = include_str!("../../../tests/data/ledger/series.json");

/// One claim for every figure of the file, an hour apart where a day has several bulletins.
fn series() -> Ledger {
    let file: HashMap<String, Value> = serde_json::from_str(SERIES).unwrap();
    let mut lines = vec![];
    for (name, bulletins) in file.iter().filter(|(name, _)| !matches!(name.as_str(), "note" | "checks")) {
        let origin = match name.as_str() {
            "Government" => "MOD",
            "Fact-finding committee" => "COI",
            known => known,
        };
        let mut hours: HashMap<&str, u32> = HashMap::new();
        for (number, bulletin) in bulletins.as_array().unwrap().iter().enumerate() {
            let day = bulletin[0].as_str().unwrap();
            let hour = hours.entry(day).or_insert(8);
            *hour += 1;
            for (side, figure) in bulletin[1].as_object().unwrap() {
                let what = match side.as_str() {
                    "sec" => "government_forces",
                    "loy" => "loyalists",
                    "civ" => "civilians",
                    "comb" => "combatants",
                    "all" | "all_excl_sec" => "total",
                    "by_gov" => "unspecified by=government_forces",
                    "by_loy" => "unspecified by=loyalists",
                    "civ_by_loy" => "civilians by=loyalists",
                    other => panic!("no side: {other}"),
                };
                let figure = figure.as_str().map_or_else(|| figure.to_string(), str::to_owned);
                let (what, by) = what.split_once(' ').unwrap_or((what, ""));
                lines.push(format!("{day}T{hour:02}:00:00Z {origin} {what} {figure} {by} item={origin}{number}"));
            }
        }
    }
    ledger(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn each_origin_shows_its_own_latest_figure_at_every_moment() {
    let ledger = series();
    let check = |when: &str, category: &str, origin: &str, expected: u64| {
        let seen = tally(&ledger, when);
        let figure = says(killed(&seen, category), origin);
        assert_eq!(figure.and_then(|(low, _)| low), Some(expected), "{origin} {category} at {when}");
    };
    check("03-06T23", "government_forces", "SOHR", 16);
    check("03-06T23", "government_forces", "MOD", 13);
    check("03-07T09", "total", "SOHR", 48);
    check("03-07T23", "total", "SOHR", 70);
    check("03-07T23", "loyalists", "SOHR", 28);
    check("03-07T23", "total", "SNHR", 240);
    check("03-08T10", "civilians", "SOHR", 340);
    check("03-08T23", "civilians", "SOHR", 745);
    check("03-08T23", "total", "SOHR", 1018);
    check("03-08T23", "combatants", "SOHR", 213);
    check("03-08T23", "civilians", "Rudaw", 229);
    check("03-09T23", "total", "SOHR", 1311);
    check("03-09T23", "government_forces", "SOHR", 231);
    check("03-09T23", "civilians", "Rudaw", 532);
    check("03-10T09", "civilians", "SOHR", 973);
    check("03-12T23", "civilians", "SOHR", 1383);
    check("03-12T23", "civilians", "OHCHR", 111);
    check("03-12T23", "total", "SNHR", 803);
    check("2025-03-22T12:00:00Z", "total", "SOHR", 2146);
    check("2025-08-01T12:00:00Z", "government_forces", "COI", 238);
}

#[test]
fn the_best_is_the_monitors_and_never_more_than_anybody_said() {
    let ledger = series();
    let check = |when: &str, expected: [u64; 4]| {
        let seen = tally(&ledger, when);
        let best =
            ["government_forces", "loyalists", "civilians", "total"].map(|category| killed(&seen, category).best);
        assert_eq!(best, expected.map(Some), "{when}");
        for row in &seen.rows {
            let greatest = row.origins.iter().filter_map(|figure| figure.high.max(figure.low)).max();
            assert!(row.best <= greatest, "{when} {row:?}");
        }
    };
    check("03-07T23", [16, 28, 4, 70]);
    check("03-08T23", [125, 148, 745, 1018]);
    check("03-09T23", [231, 250, 830, 1311]);
    check("03-12T23", [231, 250, 1383, 1311]);
}

#[test]
fn figures_by_perpetrator_never_enter_the_toll() {
    let seen = tally(&series(), "2025-04-10T12:00:00Z");
    let by = |hand: &str| row(&seen, crate::model::Metric::Killed, "unspecified", Some(hand)).best;
    assert_eq!((by("government_forces"), by("loyalists")), (Some(889), Some(445)));
    assert_eq!(says(killed(&seen, "total"), "SNHR"), Some((Some(1334), Some(1334))));
}
