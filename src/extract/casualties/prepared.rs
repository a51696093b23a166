//! Prepared sentences: all that can be told of a sentence by itself, before it is known what the ones before it told.
//!
//! Some sentences are prepared at once, each step for all of them before the next step begins: what a step's code needs
//! of the processor's cache is then taken once and not once a sentence. Absent: whatever one sentence hands to the next.

use std::cell::OnceCell;

use super::attribution::{self, Speaker};
use super::bind::{Bond, Scene};
use super::figure::{self, Figure, Head};
use super::join::Join;
use super::marked::Sentence;
use super::marks::{Mark, Tag};
use super::{Circumstances, FigureReader, Language, place, refusal, row, within};
use crate::extract::aside::Aside;
use crate::extract::dates::{DateRef, Dated, Dates};
use crate::extract::gazetteer::{Mention, Mentions};
use crate::extract::numbers::Value;
use crate::extract::token::Tokens;
use crate::model::{Field, PlaceId};

/// How many sentences are prepared at once: more than a typical report has, and few of a large one that are not read
/// any more.
pub const AT_ONCE: usize = 16;

/// A sentence of an item, with what is known of where it stands.
pub struct Line<'i> {
    /// The words of the item's language.
    pub language: &'i Language,
    /// Headline or body.
    pub field: Field,
    /// The field's tokens.
    pub tokens: &'i Tokens<'i>,
    /// The sentence, with its marks.
    pub sentence: &'i Sentence<'i>,
    /// Its places.
    pub mentions: &'i [Mention],
    /// The dates of the field.
    pub dates: &'i [DateRef],
    /// Tells dates from counts.
    pub finder: &'i Dates,
    /// Whether it lies aside of the report.
    pub aside: Option<Aside>,
}

impl<'i> Line<'i> {
    /// A sentence of a field, with those of the item's places and dates that it may ask for.
    pub fn new(
        language: &'i Language,
        (field, tokens, sentence): (Field, &'i Tokens<'i>, &'i Sentence<'i>),
        (mentions, dates): (&'i Mentions, &'i Dated<'_>),
        aside: Option<Aside>,
    ) -> Self {
        let finder = dates.finder;
        let (mentions, dates) = match field {
            Field::Title => (&mentions.title, &dates.title),
            Field::Text => (&mentions.text, &dates.text),
        };
        Self { language, field, tokens, sentence, mentions: within(mentions, &sentence.range), dates, finder, aside }
    }
}

/// What is told of a sentence by itself.
#[derive(Default)]
pub struct Prepared {
    /// Its figures.
    pub figures: Vec<Figure>,
    /// Who speaks in it.
    pub speakers: Vec<Speaker>,
    /// The tokens that part its statements, in order.
    turns: Vec<usize>,
    /// Of each figure the one before it in its list, as far as that was asked.
    joined: Vec<OnceCell<Option<(usize, Join)>>>,
    /// Of each place whether it is named for something else than where, as far as that was asked.
    asides: Vec<OnceCell<bool>>,
    /// What each figure is bound to by the sentence's own words.
    pub bonds: Vec<Option<Bond>>,
    /// What follows for each figure, as long as the sentence before adds nothing to the bonds.
    pub bound: Bound,
}

/// What the bonds of a sentence's figures tell, of each figure by its index.
#[derive(Default)]
pub struct Bound {
    /// Who did the harm.
    pub agents: Vec<Option<usize>>,
    /// Why it states nothing.
    pub refusals: Vec<Option<&'static str>>,
    /// The one place that it is for.
    pub places: Vec<Option<PlaceId>>,
}

impl Prepared {
    /// The sentence as it is read.
    pub fn scene<'s, 'i>(&'s self, line: &Line<'i>) -> Scene<'s, 'i>
    where
        'i: 's,
    {
        let (language, sentence) = (line.language, line.sentence);
        Scene {
            tokens: line.tokens,
            turns: &self.turns,
            marks: &sentence.marks,
            figures: &self.figures,
            harms: &language.harms,
            start: sentence.range.start,
            end: sentence.range.end,
            places: line.mentions,
            verb_first: language.verb_first,
            subject_behind: language.subject_behind,
            numbers: &language.numbers,
            verb_last: language.verb_last,
            by_behind: language.by_behind,
            drops_copula: language.drops_copula,
            endings: &language.endings,
            joined: &self.joined,
            asides: &self.asides,
        }
    }
}

impl FigureReader {
    /// Prepares some sentences.
    pub(super) fn prepare(&self, lines: &[Line<'_>], about: &Circumstances) -> Vec<Prepared> {
        let figures = |line: &Line<'_>| {
            let (language, Sentence { range, marks, .. }) = (line.language, line.sentence);
            let singular = language.bare_singular;
            let mut figures =
                figure::find(&language.numbers, line.tokens, marks, range.clone(), &language.harms, singular);
            for figure in figures.iter_mut().filter(|figure| figure.quantity.year) {
                let at = figure.quantity.number.start;
                figure.quantity.year = !line.finder.reached.is_count(line.tokens, at);
                if figure.quantity.year && is_dated(line, at) {
                    figure.quantity.value = Value::Refused;
                    figure.head = Head { end: figure.quantity.tokens.end, ..Head::default() };
                }
            }
            figures
        };
        let prepared = lines.iter().map(|line| Prepared { figures: figures(line), ..Prepared::default() });
        let mut prepared: Vec<Prepared> = prepared.collect();
        for (line, one) in lines.iter().zip(&mut prepared) {
            let Sentence { range, marks, .. } = line.sentence;
            let verb_last = line.language.verb_last;
            one.speakers = if about.abroad {
                attribution::speakers(line.tokens, marks, range.clone(), (true, verb_last))
            } else {
                line.sentence.speakers(line.tokens, verb_last).to_vec()
            };
            one.turns = row::turns(line.tokens, marks, range.clone());
            one.joined.resize_with(one.figures.len(), OnceCell::new);
            one.asides.resize_with(line.mentions.len(), OnceCell::new);
        }
        for (line, one) in lines.iter().zip(&mut prepared) {
            one.bonds = one.scene(line).bind();
        }
        let bound = |one: &&mut Prepared| one.bonds.iter().any(Option::is_some);
        for (line, one) in lines.iter().zip(&mut prepared).filter(|(_, one)| bound(one) && !about.foreign) {
            one.bound.agents = self.agents(&one.scene(line), &one.bonds);
        }
        for (line, one) in lines.iter().zip(&mut prepared) {
            let scene = one.scene(line);
            let refusal = |(figure, bond): (&Figure, &Option<Bond>)| {
                refusal::refusal(&scene, figure, bond.as_ref()?, about.since, line.dates)
            };
            one.bound.refusals = one.figures.iter().zip(&one.bonds).map(refusal).collect();
        }
        for (line, one) in lines.iter().zip(&mut prepared) {
            let scene = one.scene(line);
            let refused = |index: usize| one.bound.refusals.get(index).is_some_and(Option::is_some);
            let place = |(index, bond): (usize, &Option<Bond>)| {
                let bond = bond.as_ref().filter(|_| !refused(index))?;
                place::place(&scene, line.mentions, &one.bonds, (index, bond), &self.nesting)
            };
            one.bound.places = one.bonds.iter().enumerate().map(place).collect();
        }
        prepared
    }
}

/// Whether a number that may be a year ends a date or stands behind a word that leads to a year, whatever follows ("on March
/// 7, 2025 civilians were killed", "in 2025 people fled"); "the deaths of 1,946 people" and "resulted in 2000 dead" count.
fn is_dated(line: &Line<'_>, at: usize) -> bool {
    let marks = &line.sentence.marks;
    let counts = |mark: &Mark<'_>| mark.values.iter().any(|tag| matches!(tag, Tag::Of | Tag::Harm(..) | Tag::Reach));
    let led = at.checked_sub(1).and_then(|before| marks.covering(before));
    let date = line.dates.iter().find(|date| date.tokens.contains(&at));
    date.is_some_and(|date| date.month.is_some() || !led.is_some_and(counts))
}
