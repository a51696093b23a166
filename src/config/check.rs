//! Checks that the files of a situation fit together: ids that differ, references that lead somewhere, values in
//! their range. Each fault is located in the file that has it.

use std::collections::HashSet;

use super::ConfigError;
use super::document::{Document, Step, unknown};
use crate::clock::zone;
use crate::model::{CategoryId, Place, Situation};

/// The documents a situation was read from.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// `situation.toml`.
    pub frame: &'a Document,
    /// `places.toml`.
    pub places: &'a Document,
    /// `actors.toml`.
    pub actors: &'a Document,
    /// `origins.toml`.
    pub origins: &'a Document,
    /// `topic.toml`.
    pub topic: &'a Document,
}

/// What does not fit together in the parts of a situation, each with its place in its file.
pub fn misfits(situation: &Situation, files: &Files<'_>) -> Vec<ConfigError> {
    let mut faults = Vec::new();
    frame(situation, files.frame, &mut faults);
    places(&situation.places, files.places, &mut faults);
    actors(situation, files.actors, &mut faults);
    origins(situation, files.origins, &mut faults);
    topic(situation, files.topic, &mut faults);
    faults
}

fn frame(situation: &Situation, document: &Document, faults: &mut Vec<ConfigError>) {
    if zone(&situation.timezone).is_none() {
        let message = format!("`{}` is no IANA time zone such as \"Asia/Damascus\"", situation.timezone);
        faults.push(document.fault(&["timezone".into()], &message));
    }
    distinct(document, "side", situation.sides.iter().map(|side| side.id.as_str()), faults);
    distinct(document, "category", situation.categories.iter().map(|category| category.id.as_str()), faults);
    distinct(document, "episode", situation.episodes.iter().map(|episode| episode.id.as_str()), faults);
    for (index, category) in situation.categories.iter().enumerate() {
        if [CategoryId::TOTAL, CategoryId::COMBATANTS, CategoryId::UNSPECIFIED].contains(&category.id.as_str()) {
            let message = format!("the category `{}` is always there and cannot be declared", category.id);
            faults.push(document.fault(&["category".into(), index.into(), "id".into()], &message));
        }
    }
    let categories: Vec<&str> = situation.categories.iter().map(|category| category.id.as_str()).collect();
    for (index, side) in situation.sides.iter().enumerate() {
        let path = ["side".into(), index.into(), "category".into()];
        faults.extend(refers(document, &path, "category", side.category.as_str(), &categories));
    }
}

fn places(places: &[Place], document: &Document, faults: &mut Vec<ConfigError>) {
    distinct(document, "place", places.iter().map(|place| place.id.as_str()), faults);
    let ids: Vec<&str> = places.iter().map(|place| place.id.as_str()).collect();
    for (index, place) in places.iter().enumerate() {
        for (key, reference) in [("parent", &place.parent), ("city", &place.city)] {
            if let Some(reference) = reference {
                faults.extend(refers(
                    document,
                    &["place".into(), index.into(), key.into()],
                    "place",
                    reference.as_str(),
                    &ids,
                ));
            }
        }
        for (key, degrees, limit) in [("lat", place.lat, 90.0), ("lon", place.lon, 180.0)] {
            if let Some(degrees) = degrees
                && !(-limit..=limit).contains(&degrees)
            {
                let message = format!("it is {degrees}, outside -{limit} to {limit} degrees");
                faults.push(document.fault(&["place".into(), index.into(), key.into()], &message));
            }
        }
        let mut above = place.parent.as_ref();
        for _ in 0..places.len() {
            let Some(parent) = above else { break };
            if *parent == place.id {
                let message = format!("the place `{}` lies in itself by way of its parents", place.id);
                faults.push(document.fault(&["place".into(), index.into(), "parent".into()], &message));
                break;
            }
            above = places.iter().find(|one| one.id == *parent).and_then(|one| one.parent.as_ref());
        }
    }
}

fn actors(situation: &Situation, document: &Document, faults: &mut Vec<ConfigError>) {
    distinct(document, "actor", situation.actors.iter().map(|actor| actor.id.as_str()), faults);
    let categories = counted(situation);
    let sides: Vec<&str> = situation.sides.iter().map(|side| side.id.as_str()).collect();
    for (index, actor) in situation.actors.iter().enumerate() {
        let path = |key| ["actor".into(), index.into(), Step::Key(key)];
        faults.extend(refers(document, &path("category"), "category", actor.category.as_str(), &categories));
        if let Some(side) = &actor.side {
            faults.extend(refers(document, &path("side"), "side", side.as_str(), &sides));
        }
    }
}

fn origins(situation: &Situation, document: &Document, faults: &mut Vec<ConfigError>) {
    distinct(document, "origin", situation.origins.iter().map(|origin| origin.id.as_str()), faults);
    let categories = counted(situation);
    for (index, origin) in situation.origins.iter().enumerate() {
        let path = |key| ["origin".into(), index.into(), Step::Key(key)];
        if origin.rank == 0 {
            faults.push(document.fault(&path("rank"), "it is 0, and 1 is the best"));
        }
        if let Some(own) = &origin.own {
            faults.extend(refers(document, &path("own"), "category", own.as_str(), &categories));
        }
    }
}

fn topic(situation: &Situation, document: &Document, faults: &mut Vec<ConfigError>) {
    let groups = &situation.topic.groups;
    distinct(document, "group", groups.iter().map(|group| group.id.as_str()), faults);
    for (index, group) in groups.iter().enumerate() {
        if !group.weight.is_finite() {
            let message = format!("it is {}, and must be a number", group.weight);
            faults.push(document.fault(&["group".into(), index.into(), "weight".into()], &message));
        }
    }
}

/// The categories an actor's dead may belong to: the situation's and those that are always there.
fn counted(situation: &Situation) -> Vec<&str> {
    let always = [CategoryId::COMBATANTS, CategoryId::TOTAL, CategoryId::UNSPECIFIED];
    situation.categories.iter().map(|category| category.id.as_str()).chain(always).collect()
}

fn distinct<'a>(document: &Document, list: &str, ids: impl Iterator<Item = &'a str>, faults: &mut Vec<ConfigError>) {
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        let fault = |message: &str| document.fault(&[list.into(), index.into(), "id".into()], message);
        if id.trim().is_empty() {
            faults.push(fault(&format!("the `id` of a {list} must not be empty")));
        } else if !seen.insert(id) {
            faults.push(fault(&format!("the {list} `{id}` stands twice; ids must differ")));
        }
    }
}

/// Whether what something refers to is known.
fn refers(document: &Document, path: &[Step<'_>], what: &str, reference: &str, known: &[&str]) -> Option<ConfigError> {
    (!known.contains(&reference)).then(|| document.fault(path, &unknown(what, reference, "", known)))
}
