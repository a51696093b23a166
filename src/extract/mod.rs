//! Reading: an item's text to relevance, claims and statuses. Pure, deterministic, linear in the text.

use jiff::Timestamp;

use self::aside::Asides;
use self::casualties::{Circumstances, FigureReader};
use self::furniture::Furniture;
use self::gazetteer::Gazetteer;
use self::lang::Languages;
use self::lexis::Lexis;
use self::relevance::{Relevance, Verdict};
use self::status::StatusReader;
use self::token::Tokens;
use crate::model::{Episode, Lexicon, Matched, Reading, Situation};

pub mod aside;
pub mod casualties;
pub mod dates;
pub mod furniture;
pub mod gazetteer;
pub mod lang;
pub mod lexis;
pub mod numbers;
pub mod relevance;
#[cfg(test)]
pub mod sample;
pub mod status;
pub mod time;
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
pub struct Reader {
    lexis: Lexis,
    languages: Languages,
    furniture: Furniture,
    gazetteer: Gazetteer,
    relevance: Relevance,
    figures: FigureReader,
    statuses: StatusReader,
}

impl Reader {
    /// Compiles the reader.
    pub fn new(situation: &Situation, lexicons: &[Lexicon]) -> Self {
        let mut lexis = Lexis::default();
        Self {
            languages: Languages::new(lexicons),
            furniture: Furniture::new(lexicons, &mut lexis),
            gazetteer: Gazetteer::new(situation, lexicons, &mut lexis),
            relevance: Relevance::new(situation, lexicons, &mut lexis),
            figures: FigureReader::new(situation, lexicons, &mut lexis),
            statuses: StatusReader::new(situation, lexicons, &mut lexis),
            lexis,
        }
    }

    /// Reads one item; `now` is the instant a rolling episode is looked at from.
    pub fn read(&self, draft: &Draft<'_>, episode: &Episode, now: Timestamp, reach: Reach) -> Reading {
        let (title, text) = (Tokens::known(draft.title, &self.lexis), Tokens::known(draft.text, &self.lexis));
        let lang = self.languages.of(&title, &text, draft.lang);
        let source = Tokens::known(draft.source.unwrap_or_default(), &self.lexis);
        let places = self.gazetteer.find(&title, &text, &source);
        let furniture = self.furniture.find(&title, &text);
        let verdict = self.relevance.judge(&title, (&text, &furniture), &places, draft.published, episode, now);
        let Verdict { relevant, home, elsewhere, score, matched, beside } = verdict;
        let asides = Asides::new(&furniture, (reach == Reach::Relevant).then_some(&beside));
        let mut reading = Reading { relevant, score, lang, matched, claims: vec![], statuses: vec![] };
        if reach == Reach::Relevant && !reading.relevant {
            return reading;
        }
        let foreign = !reading.relevant
            && is_foreign(&reading.matched, draft.published.is_some_and(|at| episode.covers(at, now)));
        let source = draft.source.map(|source| Tokens::known(source, &self.lexis));
        let about = Circumstances {
            foreign,
            elsewhere,
            abroad: elsewhere && !home,
            publisher: source.and_then(|source| self.figures.publisher(&reading.lang, &source)),
            ..Circumstances::of(draft.published, episode, now, reach)
        };
        reading.claims = self.figures.read(&reading.lang, (&title, &text), &asides, &places, &about);
        let lang = &reading.lang;
        let speech = self.figures.speech(lang, &title, &text);
        reading.statuses = self.statuses.read(lang, (&title, &text), &asides, &places, draft.published, &speech);
        reading
    }
}

/// Whether an item is of another conflict: nothing in it names the situation's places or fighters, and it was
/// published outside the episode or names another place.
fn is_foreign(matched: &[Matched], is_of_its_time: bool) -> bool {
    let has = |groups: &[&str]| matched.iter().any(|known| groups.contains(&known.group.as_str()));
    !has(&["place", "actor"]) && (!is_of_its_time || has(&["exclude"]))
}
