//! The shipped situation and lexicons, parsed from the embedded files for tests of this floor.

#![expect(clippy::expect_used, reason = "a shipped file that cannot be parsed must fail the test")]

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::model::{Actor, Category, Lexicon, Origin, Place, Side, Situation, Topic};

fn parse<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("a shipped file parses")
}

/// One table of a situation's file.
fn list<T: DeserializeOwned>(text: &str, key: &str) -> Vec<T> {
    let mut file: BTreeMap<String, Vec<T>> = parse(text);
    file.remove(key).unwrap_or_default()
}

/// The shipped situation, without feeds and episodes.
pub fn situation() -> Situation {
    let side = |id: &str, category: &str| Side { id: id.into(), name: id.to_owned(), category: category.into() };
    let category = |id: &str| Category { id: id.into(), name: id.to_owned() };
    let topic: Topic = parse(include_str!("../../config/situations/coastal-clashes/topic.toml"));
    Situation {
        id: "coastal-clashes".to_owned(),
        title: "Coastal clashes, Syria".to_owned(),
        timezone: "Asia/Damascus".to_owned(),
        zone_name: "Damascus".to_owned(),
        sides: vec![side("government", "government_forces"), side("loyalists", "loyalists")],
        categories: vec![category("government_forces"), category("loyalists"), category("civilians")],
        places: list::<Place>(include_str!("../../config/situations/coastal-clashes/places.toml"), "place"),
        actors: Vec::<Actor>::new(),
        origins: Vec::<Origin>::new(),
        topic,
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
    ]
    .into_iter()
    .map(parse)
    .collect()
}
