//! The lexicon of one language: its words for numbers, harm, bounds, attribution, time, curfew and control.

use serde::Deserialize;

use super::Lang;

pub mod figures;
pub mod page;
pub mod place;
pub mod status;
pub mod time;
pub mod topic;

/// One language's words. A file of `config/lang/`; a person who knows the language can write one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// Its ISO 639-1 code.
    pub lang: Lang,
    /// Its name in English.
    pub name: String,
    /// Words that are frequent in it and rare in others of its script: they tell that a text is in it.
    #[serde(default)]
    pub small_words: Vec<String>,
    /// Letters that it has and others of its script have not, where there are such.
    #[serde(default)]
    pub letters: String,
    /// Words that are written with a full stop which ends no sentence ("Lt", "Gen"), without it.
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// Words of figures.
    #[serde(default)]
    pub figures: figures::FigureWords,
    /// Words around the names of places.
    #[serde(default)]
    pub places: place::PlaceWords,
    /// Words of curfew and control.
    #[serde(default)]
    pub status: status::StatusWords,
    /// Words of page furniture.
    #[serde(default)]
    pub page: page::PageWords,
    /// Words of time.
    #[serde(default)]
    pub time: time::TimeWords,
    /// Words of what an item is about.
    #[serde(default)]
    pub topic: topic::TopicWords,
}
