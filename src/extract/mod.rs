//! Reading: an item's text to relevance, claims and statuses. Pure, deterministic, linear in the text.

use std::cell::LazyCell;
use std::sync::Arc;

use jiff::Timestamp;

use self::aside::Asides;
use self::casualties::{Circumstances, FigureReader};
use self::dates::{Dated, Dates};
use self::furniture::{Furniture, Piece};
use self::gazetteer::{Gazetteer, Mentions};
use self::lang::Languages;
use self::lexis::Lexis;
use self::nesting::Nesting;
use self::relevance::{Beside, Relevance, Verdict};
use self::status::StatusReader;
use self::token::Tokens;
use self::trace::Traces;
use crate::model::{Episode, Lexicon, Matched, MatchedGroup, Reading, Situation};
use crate::text::fold::fold;

/// Claims that are kept of one item, the first: four times what any report is known to make, and few enough for the items of
/// a feed that makes them by the thousand.
pub const CLAIMS_MAX: usize = 64;

/// Statuses that are kept of one item, the first.
pub const STATUSES_MAX: usize = 64;

pub mod aside;
pub mod casualties;
pub mod dateline;
pub mod dates;
pub mod endings;
pub mod furniture;
pub mod gazetteer;
pub mod lang;
pub mod letter;
pub mod lexis;
pub mod nesting;
pub mod numbers;
pub mod phrases;
pub mod reached;
pub mod relevance;
pub mod rules;
#[cfg(test)]
pub mod sample;
pub mod spellings;
pub mod status;
pub mod time;
pub mod token;
pub mod trace;
pub mod values;
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
    dates: Dates,
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
        lexicons.iter().flat_map(|lexicon| &lexicon.abbreviations).for_each(|word| lexis.abbreviate(&fold(word)));
        let nesting = Arc::new(Nesting::new(situation));
        let reader = Self {
            languages: Languages::new(lexicons, &mut lexis),
            dates: Dates::new(lexicons, &mut lexis),
            furniture: Furniture::new(lexicons, &mut lexis),
            gazetteer: Gazetteer::new(situation, lexicons, &mut lexis),
            relevance: Relevance::new(situation, lexicons, &mut lexis),
            figures: FigureReader::new(situation, lexicons, &mut lexis, &nesting),
            statuses: StatusReader::new(situation, lexicons, &mut lexis, nesting),
            lexis,
        };
        reader.lexis.lay_out();
        reader
    }

    /// Whether an item is about the situation, and why; nothing else of it is read. `now` is the instant a rolling
    /// episode is looked at from.
    pub fn judge(&self, draft: &Draft<'_>, episode: &Episode, now: Timestamp) -> Reading {
        let text = Text::new(draft, &self.lexis);
        self.judged(&text, draft, episode, now).0
    }

    /// Reads one item; `now` is the instant a rolling episode is looked at from.
    pub fn read(&self, draft: &Draft<'_>, episode: &Episode, now: Timestamp, reach: Reach) -> Reading {
        self.read_tracing(draft, episode, now, (reach, None))
    }

    /// Reads one item as [`Reader::read`] does, and tells how each of its numbers and statuses was read.
    pub fn explain(&self, draft: &Draft<'_>, episode: &Episode, now: Timestamp, reach: Reach) -> (Reading, Traces) {
        let traces = Traces::default();
        let reading = self.read_tracing(draft, episode, now, (reach, Some(&traces)));
        (reading, traces)
    }

    fn read_tracing(
        &self,
        draft: &Draft<'_>,
        episode: &Episode,
        now: Timestamp,
        (reach, traces): (Reach, Option<&Traces>),
    ) -> Reading {
        let text = Text::new(draft, &self.lexis);
        let (mut reading, found) = self.judged(&text, draft, episode, now);
        if reach == Reach::Relevant && !reading.relevant {
            return reading;
        }
        let Some(item) = self.figures.mark(&reading.lang, &text.title, &text.body) else { return reading };
        let asides = Asides::new(&found.furniture, (reach == Reach::Relevant).then_some(&found.beside));
        let foreign = !reading.relevant
            && is_foreign(&reading.matched, draft.published.is_some_and(|at| episode.covers(at, now)));
        let about = Circumstances {
            foreign,
            elsewhere: found.elsewhere,
            abroad: found.elsewhere && !found.home,
            publisher: self.figures.publisher(&reading.lang, &text.source, found.elsewhere && !found.home),
            ..Circumstances::of(draft.published, episode, now, reach)
        };
        reading.claims = self.figures.read(&item, &asides, (&found.places, &found.dates), &about, traces);
        reading.claims.truncate(CLAIMS_MAX);
        let speech = LazyCell::new(|| self.figures.speech(&item, self.figures.house(&reading.lang, &text.source)));
        let fields = (&text.title, &text.body);
        let statuses = self.statuses.read(
            &reading.lang,
            fields,
            &asides,
            (&found.places, &found.dates),
            draft.published,
            (&speech, traces),
        );
        reading.statuses = statuses;
        reading.statuses.truncate(STATUSES_MAX);
        reading
    }

    /// The reading of an item as far as its relevance, and what was found on the way.
    fn judged(&self, text: &Text<'_>, draft: &Draft<'_>, episode: &Episode, now: Timestamp) -> (Reading, Around<'_>) {
        let lang = self.languages.of(&text.title, &text.body, draft.lang);
        let places = self.gazetteer.find(&text.title, &text.body, &text.source);
        let furniture = self.furniture.find(&text.title, &text.body);
        let dates = self.dates.of(&text.title, &text.body);
        let body = (&text.body, furniture.as_slice());
        let verdict =
            self.relevance.judge((&text.title, &lang), body, (&places, &dates), draft.published, episode, now);
        let Verdict { relevant, home, elsewhere, score, matched, beside } = verdict;
        let reading = Reading { relevant, score, lang, matched, claims: vec![], statuses: vec![] };
        (reading, Around { places, dates, furniture, beside, home, elsewhere })
    }
}

/// The texts of an item, cut into tokens.
struct Text<'a> {
    title: Tokens<'a>,
    body: Tokens<'a>,
    source: Tokens<'a>,
}

impl<'a> Text<'a> {
    fn new(draft: &Draft<'a>, lexis: &'a Lexis) -> Self {
        Self {
            title: Tokens::known(draft.title, lexis),
            body: Tokens::known(draft.text, lexis),
            source: Tokens::known(draft.source.unwrap_or_default(), lexis),
        }
    }
}

/// What is found around an item's figures and statuses before they are read.
struct Around<'r> {
    places: Mentions,
    dates: Dated<'r>,
    furniture: Vec<Piece>,
    beside: Vec<Beside>,
    home: bool,
    elsewhere: bool,
}

/// Whether an item is of another conflict: nothing in it names the situation's places or fighters, and it was
/// published outside the episode or names another place.
fn is_foreign(matched: &[Matched], is_of_its_time: bool) -> bool {
    let has = |group| matched.iter().any(|known| known.group == group);
    !has(MatchedGroup::Place) && !has(MatchedGroup::Actor) && (!is_of_its_time || has(MatchedGroup::Exclude))
}
