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

/// Whether the parts of a situation fit together.
///
/// # Errors
/// The first thing that does not, with its place in its file.
pub fn fits(situation: &Situation, files: &Files<'_>) -> Result<(), ConfigError> {
    frame(situation, files.frame)?;
    places(&situation.places, files.places)?;
    actors(situation, files.actors)?;
    origins(situation, files.origins)?;
    topic(situation, files.topic)
}

fn frame(situation: &Situation, document: &Document) -> Result<(), ConfigError> {
    if zone(&situation.timezone).is_none() {
        let message = format!("`{}` is no IANA time zone such as \"Asia/Damascus\"", situation.timezone);
        return Err(document.fault(&["timezone".into()], &message));
    }
    distinct(document, "side", situation.sides.iter().map(|side| side.id.as_str()))?;
    distinct(document, "category", situation.categories.iter().map(|category| category.id.as_str()))?;
    distinct(document, "episode", situation.episodes.iter().map(|episode| episode.id.as_str()))?;
    for (index, category) in situation.categories.iter().enumerate() {
        if [CategoryId::TOTAL, CategoryId::COMBATANTS, CategoryId::UNSPECIFIED].contains(&category.id.as_str()) {
            let message = format!("the category `{}` is always there and cannot be declared", category.id);
            return Err(document.fault(&["category".into(), index.into(), "id".into()], &message));
        }
    }
    let categories: Vec<&str> = situation.categories.iter().map(|category| category.id.as_str()).collect();
    for (index, side) in situation.sides.iter().enumerate() {
        refers(
            document,
            &["side".into(), index.into(), "category".into()],
            "category",
            side.category.as_str(),
            &categories,
        )?;
    }
    Ok(())
}

fn places(places: &[Place], document: &Document) -> Result<(), ConfigError> {
    distinct(document, "place", places.iter().map(|place| place.id.as_str()))?;
    let ids: Vec<&str> = places.iter().map(|place| place.id.as_str()).collect();
    for (index, place) in places.iter().enumerate() {
        for (key, reference) in [("parent", &place.parent), ("city", &place.city)] {
            if let Some(reference) = reference {
                refers(document, &["place".into(), index.into(), key.into()], "place", reference.as_str(), &ids)?;
            }
        }
        for (key, degrees, limit) in [("lat", place.lat, 90.0), ("lon", place.lon, 180.0)] {
            if let Some(degrees) = degrees
                && !(-limit..=limit).contains(&degrees)
            {
                let message = format!("it is {degrees}, outside -{limit} to {limit} degrees");
                return Err(document.fault(&["place".into(), index.into(), key.into()], &message));
            }
        }
        let mut above = place.parent.as_ref();
        for _ in 0..places.len() {
            let Some(parent) = above else { break };
            if *parent == place.id {
                let message = format!("the place `{}` lies in itself by way of its parents", place.id);
                return Err(document.fault(&["place".into(), index.into(), "parent".into()], &message));
            }
            above = places.iter().find(|one| one.id == *parent).and_then(|one| one.parent.as_ref());
        }
    }
    Ok(())
}

fn actors(situation: &Situation, document: &Document) -> Result<(), ConfigError> {
    distinct(document, "actor", situation.actors.iter().map(|actor| actor.id.as_str()))?;
    let categories = counted(situation);
    let sides: Vec<&str> = situation.sides.iter().map(|side| side.id.as_str()).collect();
    for (index, actor) in situation.actors.iter().enumerate() {
        let path = |key| ["actor".into(), index.into(), Step::Key(key)];
        refers(document, &path("category"), "category", actor.category.as_str(), &categories)?;
        if let Some(side) = &actor.side {
            refers(document, &path("side"), "side", side.as_str(), &sides)?;
        }
    }
    Ok(())
}

fn origins(situation: &Situation, document: &Document) -> Result<(), ConfigError> {
    distinct(document, "origin", situation.origins.iter().map(|origin| origin.id.as_str()))?;
    let categories = counted(situation);
    for (index, origin) in situation.origins.iter().enumerate() {
        let path = |key| ["origin".into(), index.into(), Step::Key(key)];
        if origin.rank == 0 {
            return Err(document.fault(&path("rank"), "it is 0, and 1 is the best"));
        }
        if let Some(own) = &origin.own {
            refers(document, &path("own"), "category", own.as_str(), &categories)?;
        }
    }
    Ok(())
}

fn topic(situation: &Situation, document: &Document) -> Result<(), ConfigError> {
    let groups = &situation.topic.groups;
    distinct(document, "group", groups.iter().map(|group| group.id.as_str()))?;
    for (index, group) in groups.iter().enumerate() {
        if !group.weight.is_finite() {
            let message = format!("it is {}, and must be a number", group.weight);
            return Err(document.fault(&["group".into(), index.into(), "weight".into()], &message));
        }
    }
    Ok(())
}

/// The categories an actor's dead may belong to: the situation's and those that are always there.
fn counted(situation: &Situation) -> Vec<&str> {
    let always = [CategoryId::COMBATANTS, CategoryId::TOTAL, CategoryId::UNSPECIFIED];
    situation.categories.iter().map(|category| category.id.as_str()).chain(always).collect()
}

fn distinct<'a>(document: &Document, list: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), ConfigError> {
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        let fault = |message: &str| document.fault(&[list.into(), index.into(), "id".into()], message);
        if id.trim().is_empty() {
            return Err(fault(&format!("the `id` of a {list} must not be empty")));
        }
        if !seen.insert(id) {
            return Err(fault(&format!("the {list} `{id}` stands twice; ids must differ")));
        }
    }
    Ok(())
}

fn refers(
    document: &Document,
    path: &[Step<'_>],
    what: &str,
    reference: &str,
    known: &[&str],
) -> Result<(), ConfigError> {
    if known.contains(&reference) { Ok(()) } else { Err(document.fault(path, &unknown(what, reference, "", known))) }
}
