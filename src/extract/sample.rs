//! The shipped situation and lexicons, parsed from the embedded files for tests of this floor.

#![expect(clippy::expect_used, reason = "a shipped file that cannot be parsed must fail the test")]

use serde::de::DeserializeOwned;

use crate::model::{Lexicon, Situation};

fn parse<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("a shipped file parses")
}

/// One table of a situation's file.
fn list<T: DeserializeOwned>(text: &str, key: &str) -> Vec<T> {
    let mut file: toml::Table = parse(text);
    file.remove(key).map_or_else(Vec::new, |list| list.try_into().expect("a shipped table fits"))
}

fn table<T: DeserializeOwned>(text: &str, key: &str) -> T {
    let mut file: toml::Table = parse(text);
    file.remove(key).and_then(|table| table.try_into().ok()).expect("a shipped table is there and fits")
}

/// The shipped situation, without feeds and episodes.
pub fn situation() -> Situation {
    let frame = include_str!("../../config/situations/coastal-clashes/situation.toml");
    Situation {
        id: "coastal-clashes".to_owned(),
        title: "Coastal clashes, Syria".to_owned(),
        timezone: "Asia/Damascus".to_owned(),
        zone_name: "Damascus".to_owned(),
        sides: list(frame, "side"),
        eras: table(frame, "eras"),
        past: table(frame, "past"),
        categories: list(frame, "category"),
        places: list(include_str!("../../config/situations/coastal-clashes/places.toml"), "place"),
        actors: list(include_str!("../../config/situations/coastal-clashes/actors.toml"), "actor"),
        origins: list(include_str!("../../config/situations/coastal-clashes/origins.toml"), "origin"),
        topic: parse(include_str!("../../config/situations/coastal-clashes/topic.toml")),
        episodes: vec![],
        feeds: vec![],
    }
}

/// The shipped lexicons.
pub fn lexicons() -> Vec<Lexicon> {
    [
        include_str!("../../config/lang/en.toml"),
        include_str!("../../config/lang/ar.toml"),
        include_str!("../../config/lang/fr.toml"),
        include_str!("../../config/lang/de.toml"),
        include_str!("../../config/lang/es.toml"),
        include_str!("../../config/lang/it.toml"),
        include_str!("../../config/lang/tr.toml"),
        include_str!("../../config/lang/ru.toml"),
        include_str!("../../config/lang/fa.toml"),
        include_str!("../../config/lang/nl.toml"),
        include_str!("../../config/lang/pt.toml"),
        include_str!("../../config/lang/uk.toml"),
    ]
    .into_iter()
    .map(parse)
    .collect()
}
