//! Reading: an item's text to relevance, claims and statuses. Pure, deterministic, linear in the text.

use jiff::Timestamp;

use crate::model::{Episode, Lang, Lexicon, Reading, Situation};

pub mod gazetteer;
#[cfg(test)]
pub mod sample;
pub mod token;
pub mod wording;

/// What is read: texts that have passed `text::normalize`, and what is known of them.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Headline.
    pub title: &'a str,
    /// Body.
    pub text: &'a str,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// The outlet's name.
    pub source: Option<&'a str>,
    /// Its link.
    pub url: Option<&'a str>,
    /// The language it says it is in.
    pub lang: Option<&'a str>,
}

/// Which items are read for figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those about the situation.
    Relevant,
    /// All, as if each were about the topic.
    All,
}

/// Reads items. Compiled once from a situation and its lexicons, then shared by all tasks.
#[derive(Debug)]
pub struct Reader {}

impl Reader {
    /// Compiles the reader.
    pub fn new(_situation: &Situation, _lexicons: &[Lexicon]) -> Self {
        Self {}
    }

    /// Reads one item; `now` is the instant a rolling episode is looked at from.
    pub fn read(&self, _draft: &Draft<'_>, _episode: &Episode, _now: Timestamp, _reach: Reach) -> Reading {
        Reading {
            relevant: false,
            score: 0.0,
            lang: Lang::new("en"),
            matched: vec![],
            claims: vec![],
            statuses: vec![],
        }
    }
}
