//! Casualties: the figures that an item states, sentence by sentence.
//!
//! A sentence's numbers become figures (what each counts), figures are bound to words of harm, bound figures get
//! side, place, scope and origin, and repetitions are merged. Something is carried from one sentence to the next
//! only where its words go on from it. Invariants: evidence lies on character borders; the same text gives the
//! same claims; the work is linear in the text. Absent: relevance, and any knowledge of one conflict or language.

use std::collections::HashMap;
use std::mem::take;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Reach;
use super::aside::{Aside, Asides};
use super::dates::Dated;
use super::endings::Endings;
use super::gazetteer::{Mention, Mentions};
use super::lexis::Lexis;
use super::nesting::Nesting;
use super::numbers::Numbers;
use super::token::{TokenKind, Tokens, is_bullet, pieces};
use super::trace::Traces;
use crate::model::{
    CategoryId, Claim, Episode, Field, Lang, Lexicon, Metric, Origin, OriginKind, PlaceId, PlaceKind, Situation, Span,
};

mod age;
mod agent;
mod apposed;
mod attribution;
mod bind;
mod both;
mod camp;
mod carry;
mod claim;
mod counter;
mod described;
mod event;
mod figure;
mod join;
mod lost;
mod marked;
mod marks;
mod merge;
mod naming;
mod partitive;
mod parts;
mod place;
mod prepared;
mod quoted;
mod refusal;
mod respective;
mod roll;
mod row;
mod running;
mod several;
mod side;
mod single;
mod speech;
mod statement;
mod stretch;
mod struck;
mod sums;
mod trace;
mod unsaid;

use attribution::Attribution;
use carry::{Carried, age, carry, open_list, open_rows, opens_list};
use claim::Work;
use event::Event;
pub use marked::Marked;
use marks::{Harm, Mark, Marks, Sets, Tag};
use prepared::{Line, Prepared};
pub use refusal::Month;
pub use speech::Speech;

/// How many sentences one field is read for: what comes after is no news report.
const MAX_SENTENCES: usize = 20_000;
/// How many tokens of one sentence are read as one: a longer one is cut.
const MAX_SENTENCE: usize = 240;
/// How many claims of one item are kept: one that states more is a table or made to be slow.
const MAX_CLAIMS: usize = 400;

/// How many tokens into its sentence "denied this" may stand that denies the sentence before.
const DENIED: usize = 6;
/// How long after an episode begins its tolls are all tolls of the whole.
const FIRST_DAYS: SignedDuration = SignedDuration::from_hours(36);

/// What is known of the item besides its words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances {
    /// When it was published.
    pub published: Option<Timestamp>,
    /// The month since which its figures may be of, where that is limited.
    pub since: Option<Month>,
    /// Whether it was published in the first days of the episode, whose tolls are all cumulative.
    pub first_days: bool,
    /// Whether nothing ties it to the situation: its rebels and killers are none of the situation's sides.
    pub foreign: bool,
    /// Whether it is about something else than the situation, and read all the same.
    pub elsewhere: bool,
    /// The institution that published it, where that counts by itself, by index.
    pub publisher: Option<usize>,
    /// Whether it does not even speak of the situation's country.
    pub abroad: bool,
}

impl Circumstances {
    /// What is known of an item that was published then and is read for an episode.
    pub fn of(published: Option<Timestamp>, episode: &Episode, now: Timestamp, reach: Reach) -> Self {
        let (begin, end) = episode.bounds(now);
        let month = |instant: Timestamp| {
            let date = instant.to_zoned(TimeZone::UTC).date();
            (date.year(), date.month())
        };
        let (year, first) = month(begin);
        let since = Month { year, month: first, published: month(published.unwrap_or(end.min(now))) };
        let fresh = begin.checked_add(FIRST_DAYS).unwrap_or(Timestamp::MAX);
        let first_days =
            published.is_some_and(|at| begin <= at && at <= fresh) && matches!(episode.span, Span::Fixed { .. });
        Self {
            published,
            since: (reach == Reach::Relevant).then_some(since),
            first_days,
            elsewhere: false,
            publisher: None,
            abroad: false,
            foreign: false,
        }
    }
}

/// Reads figures. Compiled once from a situation and its lexicons.
#[derive(Debug)]
pub struct FigureReader {
    languages: HashMap<Lang, Language, FixedState>,
    origins: Vec<Origin>,
    categories: Vec<CategoryId>,
    fighters: Vec<usize>,
    state: Option<CategoryId>,
    places: HashMap<PlaceId, PlaceKind, FixedState>,
    nesting: Arc<Nesting>,
    /// The governorates, by the cities that they are named after.
    governorates: HashMap<PlaceId, PlaceId, FixedState>,
}

/// The words of one language, compiled.
#[derive(Debug)]
struct Language {
    numbers: Numbers,
    set: Sets,
    harms: Vec<Harm>,
    bare_singular: bool,
    verb_first: bool,
    subject_behind: bool,
    verb_last: bool,
    by_behind: bool,
    drops_copula: bool,
    endings: Endings,
    lookalikes: Vec<String>,
}

impl FigureReader {
    /// Compiles the reader.
    pub fn new(situation: &Situation, lexicons: &[Lexicon], lexis: &mut Lexis, nesting: &Arc<Nesting>) -> Self {
        let languages: HashMap<Lang, Language, FixedState> = lexicons
            .iter()
            .map(|lexicon| {
                lexis.speak(Some(&lexicon.lang));
                let (set, harms) = marks::compile(situation, lexicon, lexis);
                let words = &lexicon.figures;
                let language = Language {
                    numbers: Numbers::new(words, lexis),
                    set,
                    harms,
                    bare_singular: words.number.bare_singular,
                    verb_first: words.link.verb_first,
                    subject_behind: words.link.subject_behind,
                    verb_last: words.link.verb_last,
                    by_behind: words.link.by_behind,
                    drops_copula: words.link.drops_copula,
                    endings: Endings::new(&words.link),
                    lookalikes: words.refuse.lookalikes.iter().map(|word| word.to_lowercase()).collect(),
                };
                (lexicon.lang.clone(), language)
            })
            .collect();
        lexis.speak(None);
        let categories: Vec<CategoryId> = situation.categories.iter().map(|category| category.id.clone()).collect();
        let fighters = categories
            .iter()
            .enumerate()
            .filter(|(_, category)| situation.sides.iter().any(|side| side.category == **category))
            .map(|(index, _)| index)
            .collect();
        Self {
            languages,
            origins: situation.origins.clone(),
            categories,
            fighters,
            state: situation.sides.first().map(|side| side.category.clone()),
            places: situation.places.iter().map(|place| (place.id.clone(), place.kind)).collect(),
            governorates: situation
                .places
                .iter()
                .filter_map(|place| Some((place.city.clone()?, place.id.clone())))
                .collect(),
            nesting: Arc::clone(nesting),
        }
    }

    /// The institution that an outlet's name is of, where that counts by itself.
    ///
    /// Of an item that is about another country, an institution of this one's names is somebody else.
    pub fn publisher(&self, lang: &Lang, source: &Tokens<'_>, abroad: bool) -> Option<usize> {
        let counts = |index: &usize| {
            let kind = self.origins.get(*index).map(|origin| (origin.kind, origin.local));
            match kind {
                Some((OriginKind::Monitor | OriginKind::Verifier | OriginKind::Institution, local)) => {
                    !local || !abroad
                }
                Some((OriginKind::Belligerent, local)) => local && !abroad,
                _ => false,
            }
        };
        self.house(lang, source).filter(counts)
    }

    /// The origin that an outlet's name is of, whatever its kind.
    pub fn house(&self, lang: &Lang, source: &Tokens<'_>) -> Option<usize> {
        let language = self.languages.get(lang)?;
        let marks = Marks::new(&language.set, &language.lookalikes, source, cut(source).next()?);
        marked::origins_of(&marks).next().map(|(index, _)| index)
    }

    /// The claims of an item.
    pub fn read(
        &self,
        item: &Marked<'_, '_>,
        asides: &Asides,
        (mentions, dates): (&Mentions, &Dated<'_>),
        about: &Circumstances,
        traces: Option<&Traces>,
    ) -> Vec<Claim> {
        let mut memory = Memory::new(Attribution::new(&self.origins, &item.origins()));
        let mut claims = Vec::new();
        let (mut by, mut killers) = (Vec::new(), Vec::new());
        let (mut last, mut told_history, mut field) = (0, false, None);
        let lines = lines(item, asides, (mentions, dates));
        for lines in lines.chunks(prepared::AT_ONCE) {
            if claims.len() >= MAX_CLAIMS {
                break;
            }
            for (line, prepared) in lines.iter().zip(self.prepare(lines, about)) {
                if claims.len() >= MAX_CLAIMS {
                    break;
                }
                if field != Some(line.field) {
                    memory.turn(told_history);
                    (last, field) = (claims.len(), Some(line.field));
                }
                let read = self.read_sentence(line, prepared, &mut memory, (about, traces), &mut by);
                if line.aside == Some(Aside::Flight) {
                    by.clear();
                    claims.extend(read.into_iter().filter(|claim| claim.metric == Metric::Displaced));
                    continue;
                }
                let marked::Sentence { range, marks, .. } = line.sentence;
                // "Pages said that 60 soldiers had been killed. The ministry DENIED THIS."
                let told = claims.get(last..).unwrap_or_default();
                if refuses(line) && told.iter().all(|claim| claim.origin.is_none()) {
                    claims.truncate(last);
                    killers.retain(|(at, _, _): &agent::Killer| *at < last);
                }
                if read.is_empty() && marks.frames(Tag::Back).next().is_some() {
                    let told = claims.get_mut(last..).unwrap_or_default();
                    memory.attribution.tell(told, line.tokens, marks, (range.clone(), about.abroad));
                } else {
                    last = claims.len();
                }
                told_history |= memory.history && line.field == Field::Title;
                killers.extend(by.drain(..).map(|(at, agent, part)| (claims.len() + at, agent, part)));
                claims.extend(read);
            }
        }
        let publisher = about.publisher.and_then(|index| self.origins.get(index)).map(|origin| &origin.id);
        unsaid::attribute(&mut claims, publisher, memory.attribution.only_speaker().as_ref());
        self.part_by_killer(&mut claims, &killers);
        sums::adopt_totals(&mut claims);
        sums::total_up(&mut claims);
        if about.foreign {
            self.forget_rebels(&mut claims);
        }
        let claims = merge::merge(claims);
        if let Some(traces) = traces {
            trace::mark_joined(traces, &claims);
        }
        claims
    }

    fn read_sentence(
        &self,
        line: &Line<'_>,
        mut prepared: Prepared,
        memory: &mut Memory<'_>,
        (about, traces): (&Circumstances, Option<&Traces>),
        by: &mut Vec<agent::Killer>,
    ) -> Vec<Claim> {
        let Memory { attribution, carried, event, history, heading } = memory;
        let (mentions, dates) = (line.mentions, line.dates);
        let mut speakers = take(&mut prepared.speakers);
        let marks = &line.sentence.marks;
        let first = line.sentence.range.start;
        if (first.saturating_sub(1)..=first).any(|at| is_bullet(line.tokens.mark(at))) {
            let stands_for = |mark: &Mark| mark.values.any_of([Tag::Same, Tag::Anaphor]);
            let goes_on = marks.all().iter().any(stands_for) || marks.frames(Tag::Anaphor).next().is_some();
            attribution.begin_entry(goes_on);
        }
        let heard = (line.language.verb_first, about.publisher, line.sentence.range.start);
        attribution.note(line.tokens, &line.sentence.marks, (line.sentence.range.clone(), about.abroad));
        attribution.hear(line.tokens, &line.sentence.marks, &mut speakers, heard);
        let mut bonds = take(&mut prepared.bonds);
        let scene = prepared.scene(line);
        if bonds.iter().all(Option::is_none) {
            open_rows(&scene, carried, &self.fighters);
            if let Some(heading) = heading.take().filter(|_| opens_list(&scene)) {
                *carried = Some(heading);
            }
        }
        let went_on = carry(&scene, carried.as_ref(), &mut bonds);
        let event_before = event.take();
        let work = Work {
            scene: &scene,
            bonds: &bonds,
            bound: (!went_on).then_some(&prepared.bound),
            mentions,
            speakers: &speakers,
            dates,
            field: line.field,
            about,
            traces,
            event: event_before.as_ref(),
            after_history: *history,
        };
        let claims = self.claims(&work, attribution, carried, by);
        let is_wide = |place: &PlaceId| self.places.get(place) == Some(&PlaceKind::Region);
        *event = Event::after(event_before.clone(), &scene, mentions, !claims.is_empty(), &self.nesting, &is_wide);
        attribution.pass(&speakers);
        *history = claims.is_empty() && refusal::tells_other_time(&scene, about.since, dates);
        if claims.is_empty() && !went_on {
            age(carried);
        }
        *heading = if claims.is_empty() { carry::headline(&scene, &self.fighters) } else { None };
        open_list(&scene, carried, (!claims.is_empty() || went_on, event_before.as_ref()), &self.fighters);
        claims
    }
}

/// The sentences of an item that are read, headline first.
fn lines<'i>(
    item: &'i Marked<'_, '_>,
    asides: &Asides,
    (mentions, dates): (&'i Mentions, &'i Dated<'_>),
) -> Vec<Line<'i>> {
    let all = item
        .fields
        .iter()
        .flat_map(|(field, tokens, sentences)| sentences.iter().map(|sentence| (*field, *tokens, sentence)));
    // "2." before an entry hands nothing on.
    let all = all.filter(|(_, tokens, sentence)| !is_numbering(tokens, &sentence.range));
    let lines = all.map(|(field, tokens, sentence)| {
        let aside = asides.at(sentence.range.start).filter(|_| field == Field::Text);
        Line::new(item.language, (field, tokens, sentence), (mentions, dates), aside)
    });
    lines.filter(|line| line.aside != Some(Aside::Unread)).collect()
}

/// What is handed on from sentence to sentence.
struct Memory<'o> {
    /// Who speaks.
    attribution: Attribution<'o>,
    /// What a figure may go on from.
    carried: Option<Carried>,
    /// What happened.
    event: Option<Event>,
    /// Whether the last sentence told of another time.
    history: bool,
    /// What the last one says is counted in the rows behind it, if rows follow.
    heading: Option<Carried>,
}

impl<'o> Memory<'o> {
    fn new(attribution: Attribution<'o>) -> Self {
        Self { attribution, carried: None, event: None, history: false, heading: None }
    }

    /// Goes from the headline to the body, of which the headline may be the heading.
    fn turn(&mut self, history: bool) {
        self.attribution.forget();
        (self.carried, self.event, self.history) = (None, None, history);
    }
}

/// Whether a sentence is only the number of the entry behind it.
fn is_numbering(tokens: &Tokens<'_>, range: &Range<usize>) -> bool {
    let kind = |at: usize| tokens.at(at).map(|token| token.kind);
    let mut told = range.clone().filter(|at| kind(*at) != Some(TokenKind::Break));
    let number = told.next().is_some_and(|at| kind(at) == Some(TokenKind::Number));
    number && told.next().is_some_and(|at| tokens.mark(at) == '.') && told.next().is_none()
}

/// The sentences of a field, the overlong ones cut.
fn cut(tokens: &Tokens<'_>) -> impl Iterator<Item = Range<usize>> {
    let read = tokens.sentences().get(..MAX_SENTENCES).unwrap_or(tokens.sentences());
    pieces(read, MAX_SENTENCE)
}

/// Whether a sentence begins by denying what the one before it told.
fn refuses(line: &Line<'_>) -> bool {
    let marked::Sentence { range, marks, .. } = line.sentence;
    let denied = marks.frames(Tag::Refuted).next();
    denied.is_some_and(|mark| mark.tokens.start <= range.start + DENIED)
}

/// The mentions that lie in a sentence.
fn within<'m>(mentions: &'m [Mention], range: &Range<usize>) -> &'m [Mention] {
    let first = mentions.partition_point(|mention| mention.tokens.start < range.start);
    let last = mentions.partition_point(|mention| mention.tokens.start < range.end).max(first);
    mentions.get(first..last).unwrap_or_default()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tongues;
