//! Relevance: whether an item is about the situation, in the episode.
//!
//! Each sentence is weighed for what it says of the situation (a place of its heart, those who fight here, a
//! community that suffers here, violence, a phrase that names it) and against it (other places, other matters).
//! The item's share for the situation is then held against time: published in the episode, soon after it, or
//! later but speaking of it. Headline and first sentence weigh more. Absent: what the item claims.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::Timestamp;
use jiff::civil::Date;

use self::evidence::{Evidence, Told};
use self::recalled::Recalled;
use self::terms::Term;
use super::dateline;
use super::dates::{DateRef, Dated, day_of};
use super::furniture::Piece;
use super::gazetteer::{Mention, Mentions};
use super::lexis::Lexis;
use super::token::{TokenKind, Tokens};
use super::values::{Plain, Variants};
use super::wording::Wordings;
use crate::model::{
    Episode, Field, Lang, Lexicon, Matched, MatchedGroup, PlaceId, PlaceKind, Situation, Span, TopicRole,
};

mod digest;
mod evidence;
mod recalled;
mod terms;

/// From this score on, an item is relevant.
pub const RELEVANT: f32 = 0.5;

/// How long after an episode its aftermath is told without naming it, in days.
const AFTERMATH_DAYS: i64 = 21;
/// How long before an episode's beginning an item's stated time may lie, in days: stated times are rough.
const EARLY_DAYS: i64 = 1;
/// Matched terms that are given, the first: enough to explain, whatever the item's length.
pub const MATCHED_MAX: usize = 64;

/// From which number on a count is of many.
const MANY: u64 = 100;
/// How many reports make a list of several.
const SEVERAL: usize = 3;
/// What relevance made of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether it is about the situation, in the episode.
    pub relevant: bool,
    /// Whether it names the situation's country, its people or its places at all.
    pub home: bool,
    /// Whether it is rather about another place or another time.
    pub elsewhere: bool,
    /// How sure that is, 0 to 1.
    pub score: f32,
    /// The terms that tell, in the order of the text.
    pub matched: Vec<Matched>,
    /// The sentences of the body that tell of other places or matters.
    pub beside: Vec<Beside>,
}

/// A sentence that tells of another place or matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Whether all of its paragraph does.
    pub whole: bool,
}

/// Judges items. Compiled once from a situation and its lexicons.
#[derive(Debug)]
pub struct Relevance {
    index: Wordings<usize>,
    terms: Vec<Term>,
    heart: HashSet<PlaceId, FixedState>,
    /// The places by their ids, with their names.
    names: HashMap<PlaceId, Arc<str>, FixedState>,
    /// Who counts, and whose dead are counted.
    counted: Wordings<Counted>,
    /// Words for hundreds and more.
    hundreds: Wordings<()>,
    /// Name a list of several reports in short.
    digests: Wordings<()>,
    /// "In": what is told happened there.
    within: Wordings<()>,
    /// Tells years that date what is told from those that only recall.
    recalled: Recalled,
}

/// What a name of the situation is to a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    By,
    Of,
}

impl Plain for Counted {
    fn is_plain(&self) -> bool {
        true
    }
}

/// Where an item stands to the episode in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Before,
    Within,
    SoonAfter,
    Later,
    Unknown,
}

impl Relevance {
    /// Compiles the judge. The heart of a situation is its first region without a parent, and all within.
    pub fn new(situation: &Situation, lexicons: &[Lexicon], lexis: &mut Lexis) -> Self {
        let mut index = Wordings::default();
        let mut terms = Vec::new();
        for (text, term) in terms::of(situation, lexicons) {
            index.add(lexis, text, &terms.len());
            terms.push(term);
        }
        let root = situation.places.iter().find(|place| place.kind == PlaceKind::Region && place.parent.is_none());
        let mut heart: HashSet<PlaceId, FixedState> = root.map(|place| place.id.clone()).into_iter().collect();
        // Parents may be listed after their children: a place is at most as deep as there are places.
        for _ in 0..situation.places.len() {
            let inside =
                |place: &&crate::model::Place| place.parent.as_ref().is_some_and(|parent| heart.contains(parent));
            let more: Vec<PlaceId> = situation.places.iter().filter(inside).map(|place| place.id.clone()).collect();
            let before = heart.len();
            heart.extend(more);
            if heart.len() == before {
                break;
            }
        }
        let names = situation.places.iter().map(|place| (place.id.clone(), place.name.as_str().into())).collect();
        let mut counted = Wordings::default();
        for origin in &situation.origins {
            origin.names.values().flatten().for_each(|name| counted.add(lexis, name, &Counted::By));
        }
        for actor in &situation.actors {
            actor.names.values().flatten().for_each(|name| counted.add(lexis, name, &Counted::Of));
        }
        let mut within = Wordings::default();
        for lexicon in lexicons {
            lexicon.figures.scope.at.iter().for_each(|word| within.add(lexis, word, &()));
        }
        let mut hundreds = Wordings::default();
        let vague = lexicons.iter().flat_map(|lexicon| &lexicon.figures.number.vague);
        vague.filter(|(_, value)| **value >= MANY).for_each(|(word, _)| hundreds.add(lexis, word, &()));
        let mut digests = Wordings::default();
        lexicons.iter().flat_map(|lexicon| &lexicon.page.digest).for_each(|word| digests.add(lexis, word, &()));
        let recalled = Recalled::new(lexicons, lexis);
        Self { hundreds, digests, within, recalled, index, terms, heart, names, counted }
    }

    /// Judges one item.
    pub fn judge(
        &self,
        (title, lang): (&Tokens<'_>, &Lang),
        (text, furniture): (&Tokens<'_>, &[Piece]),
        (mentions, dates): (&Mentions, &Dated<'_>),
        published: Option<Timestamp>,
        episode: &Episode,
        now: Timestamp,
    ) -> Verdict {
        let bounds = episode.bounds(now);
        let days = (published.map(day_of), (day_of(bounds.0), day_of(bounds.1)));
        let rolling = matches!(episode.span, Span::Rolling(_));
        let mut matched = Vec::with_capacity(MATCHED_MAX / 2);
        let (title_places, text_places) = ((&*mentions.title, &*dates.title), (&*mentions.text, &*dates.text));
        let headline = self.weigh((title, Field::Title, lang), &[], title_places, days, &mut matched);
        let mut body = self.weigh((text, Field::Text, lang), furniture, text_places, days, &mut matched);
        let when = when(published, bounds, rolling);
        let beside = digest::digest(text, &mut body, (when, rolling));
        body.retain(|evidence| !evidence.unread);
        let local = mentions.home.iter().any(|place| self.heart.contains(place));
        let told = Told { headline: &headline, body: &body, digest: self.is_digest(title, text), when, rolling, local };
        matched.truncate(MATCHED_MAX);
        let score = told.score();
        let sentences = || headline.iter().chain(&body);
        let home = sentences().any(|one| one.country > 0.0 || one.actor > 0.0 || one.community > 0.0 || one.heart);
        let relevant = score >= RELEVANT;
        let is_other = !matches!(when, When::Within | When::Unknown) || sentences().any(|one| one.elsewhere > 0.0);
        Verdict { relevant, home, elsewhere: !relevant && is_other, score, matched, beside }
    }

    /// Whether what is told happened in the place named at a token: "in" stands before it, or a mark after it.
    fn is_placed(&self, tokens: &Tokens<'_>, sentence: &Range<usize>, at: usize) -> bool {
        let before = at.checked_sub(1).filter(|before| *before >= sentence.start);
        let heads = matches!(tokens.mark(at + 1), ':' | '|');
        heads || before.is_some_and(|before| self.within.begins_at(tokens, before, before + 1))
    }

    /// What each sentence of a field says.
    fn weigh(
        &self,
        (tokens, field, lang): (&Tokens<'_>, Field, &Lang),
        furniture: &[Piece],
        (mentions, dates): (&[Mention], &[DateRef]),
        (told, days): (Option<Date>, (Date, Date)),
        matched: &mut Vec<Matched>,
    ) -> Vec<Evidence> {
        let (mut places, mut dates) = (mentions.iter().peekable(), dates.iter().peekable());
        let mut pieces = furniture.iter().peekable();
        let mut found = Vec::with_capacity(tokens.sentences().len());
        // Where the sentence names violence.
        let mut violence: Vec<usize> = Vec::new();
        // The tokens that are known to be something.
        let mut known = vec![false; tokens.all().len()];
        for sentence in tokens.sentences() {
            let mut evidence = Evidence::default();
            let piece = pieces.next_if(|piece| piece.tokens == *sentence);
            evidence.doubtful = piece.is_some();
            if piece.is_some_and(|piece| !piece.doubtful) {
                while places.next_if(|mention| mention.tokens.start < sentence.end).is_some() {}
                while dates.next_if(|date| date.tokens.start < sentence.end).is_some() {}
                evidence.unread = true;
                found.push(evidence);
                continue;
            }
            let dateline = dateline::end(tokens, sentence).unwrap_or(sentence.start);
            let from = matched.len();
            violence.clear();
            for hit in self.counted.find(tokens, sentence.clone()) {
                evidence.counts |= hit.values.contains(&Counted::By);
                evidence.counted |= hit.values.contains(&Counted::Of);
                mark(&mut known, &hit.tokens);
            }
            for hit in self.index.find(tokens, sentence.clone()) {
                mark(&mut known, &hit.tokens);
                let in_dateline = field == Field::Text && hit.tokens.end <= dateline;
                let begins = hit.tokens.start == sentence.start;
                self.note_inner(tokens, &hit.tokens, &mut evidence);
                let first = hit.tokens.start;
                let placed = || hit.preposed || self.is_placed(tokens, sentence, first);
                let bytes = tokens.span(hit.tokens);
                let mut seen = Variants::default();
                let named = hit.values.iter().filter_map(|at| self.terms.get(*at)).filter(|term| term.tells_in(lang));
                let is_name = named.clone().any(|term| term.role == TopicRole::Signature);
                if !is_name && named.clone().any(|term| term.role == TopicRole::Violence) {
                    evidence.acts = true;
                    violence.push(first);
                }
                for term in named {
                    // Where a report was written tells nothing of where it happened.
                    if !(seen.may_hold(&term.role) || in_dateline && term.role == TopicRole::Elsewhere) {
                        seen = seen | Variants::of(&term.role);
                        evidence.note(term);
                        let placed = term.role == TopicRole::Elsewhere && placed();
                        evidence.placed |= placed;
                        evidence.located |= placed || begins && term.role == TopicRole::Elsewhere;
                        push(matched, &term.text, group_of(term.role), field, bytes.clone());
                    }
                }
            }
            while let Some(mention) = places.next_if(|mention| mention.tokens.start < sentence.end) {
                let inside = self.heart.contains(&mention.place);
                mark(&mut known, &mention.tokens);
                evidence.heart |= inside;
                evidence.outer |= !inside;
                if let Some(name) = self.names.get(&mention.place) {
                    push(matched, name, MatchedGroup::Place, field, mention.bytes.clone());
                }
            }
            while let Some(date) = dates.next_if(|date| date.tokens.start < sentence.end) {
                mark(&mut known, &date.tokens);
                match date.relation(told, days) {
                    Some(true) => {
                        evidence.dated_in = true;
                        evidence.dated_fully |= date.year.is_some();
                        push(
                            matched,
                            &date.label().into(),
                            MatchedGroup::Episode,
                            field,
                            tokens.span(date.tokens.clone()),
                        );
                    }
                    Some(false) if self.recalled.is_aside(tokens, sentence, date, &violence) => {}
                    Some(false) => {
                        evidence.dated_out |= date.year.is_some();
                        evidence.dated_before |= date.year.is_some_and(|stated| stated + 1 < days.0.year());
                    }
                    None => {}
                }
            }
            if evidence.country > 0.0 {
                evidence.hear();
            }
            evidence.many = self.counts_many(tokens, sentence.clone(), &known);
            evidence.unknown = (dateline + 1..sentence.end).any(|at| !is_known(&known, at) && tokens.is_capital(at));
            if let Some(own) = matched.get_mut(from..) {
                own.sort_by_key(|one| one.start);
            }
            found.push(evidence);
        }
        found
    }

    /// Takes in the country and the violence that a longer term names along ("the number of the dead").
    fn note_inner(&self, tokens: &Tokens<'_>, hit: &Range<usize>, evidence: &mut Evidence) {
        if hit.len() < 2 {
            return;
        }
        let end = |at: usize| if at == hit.start { hit.end - 1 } else { hit.end };
        for inner in hit.clone().filter_map(|at| self.index.longest_at(tokens, at, end(at))) {
            let terms = inner.values.iter().filter_map(|at| self.terms.get(*at));
            let told = terms.filter(|term| matches!(term.role, TopicRole::Country | TopicRole::Violence));
            told.for_each(|term| evidence.note(term));
        }
    }

    /// How often a sentence counts a hundred or more: numbers that are no dates, and words for hundreds.
    fn counts_many(&self, tokens: &Tokens<'_>, sentence: Range<usize>, known: &[bool]) -> usize {
        let number = |at: usize| {
            let mut digits = tokens.fold(at).chars().filter_map(|c| c.to_digit(10)).map(u64::from).peekable();
            digits.peek()?;
            digits.try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(digit))
        };
        let is_many = |at: usize| !is_known(known, at) && number(at).is_some_and(|value| value >= MANY);
        let all = tokens.all().get(sentence.clone()).unwrap_or_default();
        let numbers = (sentence.start..).zip(all).filter(|(_, token)| token.kind == TokenKind::Number);
        numbers.filter(|(at, _)| is_many(*at)).count() + self.hundreds.find(tokens, sentence).count()
    }

    /// Whether an item lists several reports in short: it says so, or its entries are parted by marks or labels.
    fn is_digest(&self, title: &Tokens<'_>, text: &Tokens<'_>) -> bool {
        let named = self.digests.is_in(title);
        let parted = text.all().iter().filter(|token| token.is_mark('|')).count();
        let labelled = |one: &&Range<usize>| (1..=2).any(|after| text.mark(one.start + after) == ':');
        let entries = text.sentences().iter().filter(labelled).count();
        named || parted >= SEVERAL || entries >= SEVERAL
    }
}

/// Notes tokens that are known to be something.
fn mark(known: &mut [bool], tokens: &Range<usize>) {
    known.get_mut(tokens.clone()).unwrap_or_default().fill(true);
}

fn is_known(known: &[bool], at: usize) -> bool {
    known.get(at).copied().unwrap_or(false)
}

/// Where an item stands to the episode.
fn when(published: Option<Timestamp>, (begin, end): (Timestamp, Timestamp), rolling: bool) -> When {
    let Some(published) = published else { return if rolling { When::Within } else { When::Unknown } };
    let days_after = published.duration_since(end).as_hours() / 24;
    let days_before = begin.duration_since(published).as_hours() / 24;
    if published < begin && days_before >= EARLY_DAYS {
        When::Before
    } else if published <= end || days_after < 1 {
        When::Within
    } else if rolling {
        // Published after "now": clocks differ, it is not of another time.
        When::Within
    } else if days_after <= AFTERMATH_DAYS {
        When::SoonAfter
    } else {
        When::Later
    }
}

fn group_of(role: TopicRole) -> MatchedGroup {
    match role {
        TopicRole::Country | TopicRole::Violence | TopicRole::Signature | TopicRole::Toll | TopicRole::Voice => {
            MatchedGroup::Topic
        }
        TopicRole::Actor | TopicRole::Community => MatchedGroup::Actor,
        TopicRole::OffTopic | TopicRole::Elsewhere => MatchedGroup::Exclude,
    }
}

fn push(matched: &mut Vec<Matched>, term: &Arc<str>, group: MatchedGroup, field: Field, bytes: Range<usize>) {
    matched.push(Matched { term: Arc::clone(term), group, field, start: bytes.start, end: bytes.end });
}
