//! Relevance: whether an item is about the situation, in the episode.
//!
//! Each sentence is weighed for what it says of the situation (a place of its heart, those who fight here, a
//! community that suffers here, violence, a phrase that names it) and against it (other places, other matters).
//! The item's share for the situation is then held against time: published in the episode, soon after it, or
//! later but speaking of it. Headline and first sentence weigh more. Absent: what the item claims.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::dates::Dates;
use super::furniture::Piece;
use super::gazetteer::{Mention, Mentions};
use super::lexis::Lexis;
use super::token::Tokens;
use super::wording::Wordings;
use crate::model::{Episode, Field, Lexicon, Matched, PlaceId, PlaceKind, Situation, Span, TopicRole};

/// From this score on, an item is relevant.
pub const RELEVANT: f32 = 0.5;

/// How long after an episode its aftermath is told without naming it, in days.
const AFTERMATH_DAYS: i64 = 21;
/// How long before an episode's beginning an item's stated time may lie, in days: stated times are rough.
const EARLY_DAYS: i64 = 1;
/// How many matched terms are given: enough to explain, whatever the item's length.
const MAX_MATCHED: usize = 64;

/// What violence in the country is worth by itself in the episode: too little without more.
const COUNTRY_ALONE: f32 = 0.35;
/// What it is worth where a count that runs on, or a place of the situation, ties it to the clashes.
const COUNTRY_TIED: f32 = 0.55;

/// How many tokens a dateline has at most.
const MAX_DATELINE: usize = 12;
/// How many sentences a paragraph of a digest has at most.
const DIGEST_SENTENCES: usize = 4;
/// How many paragraphs of a digest tell of other matters at least.
const DIGEST_OTHERS: usize = 2;

/// What relevance made of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether it is about the situation, in the episode.
    pub relevant: bool,
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
    dates: Dates,
    heart: HashSet<PlaceId>,
    names: Vec<(PlaceId, String)>,
    /// Who counts, and whose dead are counted.
    counted: Wordings<Counted>,
    /// "In": what is told happened there.
    within: Wordings<()>,
}

/// What a name of the situation is to a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    By,
    Of,
}

#[derive(Debug, Clone)]
struct Term {
    text: String,
    role: TopicRole,
    weight: f32,
}

/// What one sentence says.
#[derive(Debug, Clone, Copy, Default)]
struct Evidence {
    country: f32,
    violence: f32,
    actor: f32,
    community: f32,
    signature: f32,
    off_topic: f32,
    elsewhere: f32,
    /// A count that runs on since something began.
    toll: f32,
    /// It tells what happened in another place.
    located: bool,
    /// It is page furniture.
    unread: bool,
    /// It may be page furniture.
    doubtful: bool,
    /// Somebody counts who is known to the situation.
    counts: bool,
    /// The dead of one of its categories are counted.
    counted: bool,
    /// It names somebody or somewhere that the situation does not know.
    unknown: bool,
    heart: bool,
    outer: bool,
    /// A date within the episode.
    dated_in: bool,
    /// A date within the episode, its year stated.
    dated_fully: bool,
    /// A date of a year that lies well before the episode.
    dated_before: bool,
    /// A date with its year that lies outside the episode.
    dated_out: bool,
}

/// What all sentences together say.
#[derive(Debug, Clone, Copy, Default)]
struct Weighed {
    support: f32,
    against: f32,
    strongest: f32,
    /// Support from sentences that name the episode.
    referring: f32,
    /// What speaks of other places' violence, or other matters.
    beside: f32,
    signature: bool,
    heart: bool,
    fighters: bool,
    dated_in: bool,
    leads_elsewhen: bool,
    /// The headline tells another matter, and nobody who fights here.
    headline_beside: bool,
}

/// What is told without a place or a fighter of the situation is worth.
#[derive(Debug, Clone, Copy)]
struct Alone {
    /// Violence in the country.
    country: f32,
    /// Violence in a place near it.
    outer: f32,
    /// Whether a running count of its dead counts.
    count: bool,
}

impl Alone {
    /// What it is worth in an item, or a part of one, that says all this.
    fn of<'e>(sentences: impl Iterator<Item = &'e Evidence> + Clone, when: When, rolling: bool) -> Self {
        let ties = |one: &Evidence| one.toll > 0.0 || one.dated_fully && one.counted;
        let tied = when != When::Later && sentences.clone().any(ties);
        // Nothing in the item points anywhere else: a running count of the situation's own dead is of it.
        let points = |one: &Evidence| one.unknown || one.elsewhere > 0.0 || one.off_topic > 0.0;
        let apart = sentences.clone().any(points);
        Self {
            country: if tied { COUNTRY_TIED } else { COUNTRY_ALONE },
            outer: if rolling || when == When::Later { COUNTRY_ALONE } else { COUNTRY_TIED },
            count: when == When::Within && !apart,
        }
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
        for group in &situation.topic.groups {
            for text in group.terms.values().flatten() {
                index.add(lexis, text, &terms.len());
                terms.push(Term { text: plain(text), role: group.role, weight: group.weight });
            }
        }
        let root = situation.places.iter().find(|place| place.kind == PlaceKind::Region && place.parent.is_none());
        let mut heart: HashSet<PlaceId> = root.map(|place| place.id.clone()).into_iter().collect();
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
        let names = situation.places.iter().map(|place| (place.id.clone(), place.name.clone())).collect();
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
        Self { within, index, terms, dates: Dates::new(lexicons, lexis), heart, names, counted }
    }

    /// Judges one item.
    pub fn judge(
        &self,
        title: &Tokens<'_>,
        (text, furniture): (&Tokens<'_>, &[Piece]),
        mentions: &Mentions,
        published: Option<Timestamp>,
        episode: &Episode,
        now: Timestamp,
    ) -> Verdict {
        let bounds = episode.bounds(now);
        let rolling = matches!(episode.span, Span::Rolling(_));
        let mut matched = Vec::new();
        let headline = self.weigh(title, &[], &mentions.title, Field::Title, published, bounds, &mut matched);
        let mut body = self.weigh(text, furniture, &mentions.text, Field::Text, published, bounds, &mut matched);
        let when = when(published, bounds, rolling);
        let beside = digest(text, &mut body, (when, rolling));
        body.retain(|evidence| !evidence.unread);
        let alone = Alone::of(headline.iter().chain(&body), when, rolling);
        let headline_beside = headline.first().is_some_and(Evidence::tells_other_matter);
        let mut all = Weighed { headline_beside, ..Weighed::default() };
        for (at, evidence) in headline.iter().enumerate() {
            all.add(*evidence, if at == 0 { 2.0 } else { 1.0 }, true, alone);
        }
        let lead = if headline.is_empty() { 2.0 } else { 1.5 };
        for (at, evidence) in body.iter().enumerate() {
            all.add(*evidence, if at == 0 { lead } else { 1.0 }, at < 2, alone);
        }
        matched.truncate(MAX_MATCHED);
        let score = all.score(when);
        Verdict { relevant: score >= RELEVANT, score, matched, beside }
    }

    /// Whether what is told happened in the place named at a token: "in" stands before it, or it heads the sentence.
    fn is_placed(&self, tokens: &Tokens<'_>, sentence: &Range<usize>, at: usize) -> bool {
        let before = at.checked_sub(1).filter(|before| *before >= sentence.start);
        let heads = matches!(tokens.fold(at + 1), ":" | "|") || before.is_none();
        heads || before.is_some_and(|before| self.within.longest_at(tokens, before, before + 1).is_some())
    }

    /// What each sentence of a field says.
    fn weigh(
        &self,
        tokens: &Tokens<'_>,
        furniture: &[Piece],
        mentions: &[Mention],
        field: Field,
        published: Option<Timestamp>,
        bounds: (Timestamp, Timestamp),
        matched: &mut Vec<Matched>,
    ) -> Vec<Evidence> {
        let dates = self.dates.find(tokens);
        let (mut places, mut dates) = (mentions.iter().peekable(), dates.iter().peekable());
        let mut found = Vec::with_capacity(tokens.sentences().len());
        for sentence in tokens.sentences() {
            let mut evidence = Evidence::default();
            let piece = furniture.iter().find(|piece| piece.tokens == *sentence);
            evidence.doubtful = piece.is_some();
            if piece.is_some_and(|piece| !piece.doubtful) {
                while places.next_if(|mention| mention.tokens.start < sentence.end).is_some() {}
                while dates.next_if(|date| date.tokens.start < sentence.end).is_some() {}
                evidence.unread = true;
                found.push(evidence);
                continue;
            }
            let from = matched.len();
            let mut known = HashSet::new();
            for hit in self.counted.find(tokens, sentence.clone()) {
                evidence.counts |= hit.values.contains(&Counted::By);
                evidence.counted |= hit.values.contains(&Counted::Of);
                known.extend(hit.tokens);
            }
            for hit in self.index.find(tokens, sentence.clone()) {
                known.extend(hit.tokens.clone());
                let placed = hit.preposed || self.is_placed(tokens, sentence, hit.tokens.start);
                let bytes = tokens.span(hit.tokens);
                let mut seen: Vec<TopicRole> = Vec::new();
                for term in hit.values.iter().filter_map(|at| self.terms.get(*at)) {
                    if !seen.contains(&term.role) {
                        seen.push(term.role);
                        evidence.note(term);
                        evidence.located |= placed && term.role == TopicRole::Elsewhere;
                        push(matched, &term.text, group_of(term.role), field, bytes.clone());
                    }
                }
            }
            while let Some(mention) = places.next_if(|mention| mention.tokens.start < sentence.end) {
                let inside = self.heart.contains(&mention.place);
                known.extend(mention.tokens.clone());
                evidence.heart |= inside;
                evidence.outer |= !inside;
                let name = self.names.iter().find(|(id, _)| *id == mention.place).map_or("", |(_, name)| name);
                push(matched, name, "place", field, mention.bytes.clone());
            }
            while let Some(date) = dates.next_if(|date| date.tokens.start < sentence.end) {
                known.extend(date.tokens.clone());
                match date.relation(published, bounds) {
                    Some(true) => {
                        evidence.dated_in = true;
                        evidence.dated_fully |= date.year.is_some();
                        push(matched, &date.label(), "episode", field, tokens.span(date.tokens.clone()));
                    }
                    Some(false) => {
                        evidence.dated_out |= date.year.is_some();
                        let year = bounds.0.to_zoned(TimeZone::UTC).year();
                        evidence.dated_before |= date.year.is_some_and(|stated| stated + 1 < year);
                    }
                    None => {}
                }
            }
            let names = |at: usize| tokens.word(at).chars().next().is_some_and(char::is_uppercase);
            let start = dateline_end(tokens, sentence).unwrap_or(sentence.start);
            evidence.unknown = (start + 1..sentence.end).any(|at| names(at) && !known.contains(&at));
            if let Some(own) = matched.get_mut(from..) {
                own.sort_by_key(|one| one.start);
            }
            found.push(evidence);
        }
        found
    }
}

/// The sentences of a body that do not tell of the situation: page furniture, sentences and whole paragraphs on other
/// places and matters. In a digest (short paragraphs, each a report of its own) only the situation's are read.
fn digest(tokens: &Tokens<'_>, body: &mut [Evidence], (when, rolling): (When, bool)) -> Vec<Beside> {
    let sentences = tokens.sentences();
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut begin = 0;
    for (at, sentence) in sentences.iter().enumerate() {
        if tokens.ends_line(sentence) || at + 1 == sentences.len() {
            paragraphs.push(begin..at + 1);
            begin = at + 1;
        }
    }
    let told = |paragraph: &Range<usize>| body.get(paragraph.clone()).unwrap_or_default();
    let is_own = |paragraph: &Range<usize>| {
        let alone = Alone::of(told(paragraph).iter(), when, rolling);
        told(paragraph).iter().any(|one| !one.doubtful && (one.is_own() || one.core(alone) >= RELEVANT))
    };
    let is_other =
        |paragraph: &Range<usize>| !is_own(paragraph) && told(paragraph).iter().any(Evidence::tells_elsewhere);
    let is_furniture = |paragraph: &Range<usize>| told(paragraph).iter().all(|one| one.doubtful || one.unread);
    let has_own = paragraphs.iter().any(is_own);
    let others = paragraphs.iter().filter(|paragraph| paragraph.len() <= DIGEST_SENTENCES && is_other(paragraph));
    let is_digest = has_own && others.count() >= DIGEST_OTHERS;
    let mut all = Vec::new();
    let mut unread = Vec::new();
    for paragraph in &paragraphs {
        let whole = is_other(paragraph) || is_digest && !is_own(paragraph) || has_own && is_furniture(paragraph);
        for at in paragraph.clone() {
            let (Some(evidence), Some(sentence)) = (body.get(at), sentences.get(at)) else { continue };
            let left_out = evidence.unread || has_own && evidence.doubtful || is_digest && whole;
            if left_out || whole || evidence.happens_elsewhere() {
                all.push(Beside { tokens: sentence.clone(), whole: whole || left_out });
            }
            if left_out {
                unread.push(at);
            }
        }
    }
    for at in unread {
        if let Some(evidence) = body.get_mut(at) {
            evidence.unread = true;
        }
    }
    all
}

impl Evidence {
    /// Whether it names a place, fighters or a community of the situation.
    fn is_own(&self) -> bool {
        self.heart || self.outer || self.actor.max(self.community).max(self.signature) > 0.0
    }

    /// Whether it tells of another place or another matter, and of nothing of the situation.
    fn tells_elsewhere(&self) -> bool {
        !self.is_own() && (self.elsewhere > 0.0 || self.off_topic > 0.0 && self.country <= 0.0)
    }

    /// Whether it tells what happened in another place, or another matter, and nothing of the situation.
    fn happens_elsewhere(&self) -> bool {
        self.tells_elsewhere() && (self.located || self.off_topic > 0.0 && self.country <= 0.0)
    }

    fn note(&mut self, term: &Term) {
        let slot = match term.role {
            TopicRole::Country => &mut self.country,
            TopicRole::Violence => &mut self.violence,
            TopicRole::Actor => &mut self.actor,
            TopicRole::Community => &mut self.community,
            TopicRole::Signature => &mut self.signature,
            TopicRole::OffTopic => &mut self.off_topic,
            TopicRole::Toll => &mut self.toll,
            TopicRole::Elsewhere => {
                self.elsewhere += term.weight;
                return;
            }
        };
        *slot = slot.max(term.weight);
    }

    /// How much the sentence is of the situation, 0 to 1, before what speaks against it.
    fn core(&self, alone: Alone) -> f32 {
        let fighters = self.actor.max(self.community);
        let violence = self.violence;
        let heart = if self.heart { 1.0 } else { 0.0 };
        [
            self.signature,
            heart * violence.max(fighters),
            0.8 * fighters * violence,
            if self.outer { alone.outer * violence } else { 0.0 },
            alone.country * self.country * violence,
            if alone.count && self.counts && self.counted { COUNTRY_TIED * self.toll.min(violence) } else { 0.0 },
            0.15 * heart,
            0.2 * fighters,
        ]
        .into_iter()
        .fold(0.0, f32::max)
    }

    /// Whether the sentence tells another matter, and nobody who fights here.
    fn tells_other_matter(&self) -> bool {
        self.off_topic > 0.0 && self.actor.max(self.community).max(self.signature) <= 0.0
    }

    /// Whether the sentence names the situation by itself.
    fn names_it(&self) -> bool {
        self.signature > 0.0 || self.community > 0.0 && self.violence > 0.0
    }
}

impl Weighed {
    fn add(&mut self, sentence: Evidence, weight: f32, leads: bool, alone: Alone) {
        let mut core = sentence.core(alone);
        let mut against = 0.0;
        let own = sentence.heart || sentence.actor > 0.0 || sentence.community > 0.0 || sentence.signature > 0.0;
        if sentence.elsewhere > 0.0 {
            let many = sentence.elsewhere.min(3.0);
            core = if own { core / (1.0 + 0.3 * many) } else { 0.0 };
            against += if own { 0.2 * many } else { 0.8 };
        }
        if sentence.off_topic > 0.0 {
            let fighters = sentence.actor > 0.0 || sentence.signature > 0.0;
            core *= if fighters { 0.7 } else { 0.1 };
            against += if fighters { 0.2 } else { 1.0 };
        }
        if sentence.dated_before && !sentence.dated_in {
            core *= 0.3;
        }
        self.support += weight * core;
        self.against += weight * against;
        self.strongest = self.strongest.max(core);
        if core >= 0.5 && (sentence.dated_in || sentence.names_it()) {
            self.referring += weight * core;
        }
        if sentence.violence > 0.0 && !sentence.heart && (sentence.outer || sentence.elsewhere > 0.0) {
            self.beside += weight;
        }
        self.signature |= sentence.names_it();
        self.heart |= sentence.heart;
        self.fighters |= sentence.actor > 0.0 || sentence.community > 0.0;
        self.dated_in |= sentence.dated_in;
        self.leads_elsewhen |= leads && sentence.dated_out && !sentence.dated_in;
    }

    /// The score of the item, 0 to 1.
    fn score(&self, when: When) -> f32 {
        let share = if self.support > 0.0 { self.support / (self.support + self.against) } else { 0.0 };
        let about = self.strongest * share * if self.headline_beside { 0.6 } else { 1.0 };
        match when {
            When::Before => about * 0.3,
            When::Within => about,
            When::SoonAfter if self.heart || self.signature || self.dated_in => about * 0.95,
            When::SoonAfter => about * 0.4,
            When::Later => {
                let named = self.referring / (self.referring + self.beside).max(f32::EPSILON);
                let heart = if self.dated_in || self.signature { 1.0 } else { 0.4 };
                0.95 * about.min(named) * heart
            }
            When::Unknown if self.dated_in => about * 0.95,
            When::Unknown if self.leads_elsewhen => about * 0.3,
            When::Unknown if self.heart && self.fighters || self.signature => about * 0.9,
            When::Unknown => about * 0.4,
        }
    }
}

/// Where a dateline at the head of a sentence ends ("BEIRUT, Lebanon (AP) -").
fn dateline_end(tokens: &Tokens<'_>, sentence: &Range<usize>) -> Option<usize> {
    let head = sentence.start..sentence.end.min(sentence.start + MAX_DATELINE);
    let dash = head.clone().find(|at| matches!(tokens.fold(*at), "-" | "–" | "—") && !tokens.glued(*at))?;
    let small = |at: usize| tokens.word(at).starts_with(char::is_lowercase);
    (!(head.start..dash).any(small)).then_some(dash + 1)
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

/// A term as it is shown: without the marks of wordings.
fn plain(term: &str) -> String {
    let first = super::wording::first_spelling(term);
    first.replace('*', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn group_of(role: TopicRole) -> &'static str {
    match role {
        TopicRole::Country | TopicRole::Violence | TopicRole::Signature | TopicRole::Toll => "topic",
        TopicRole::Actor | TopicRole::Community => "actor",
        TopicRole::OffTopic | TopicRole::Elsewhere => "exclude",
    }
}

fn push(matched: &mut Vec<Matched>, term: &str, group: &str, field: Field, bytes: std::ops::Range<usize>) {
    matched.push(Matched { term: term.to_owned(), group: group.to_owned(), field, start: bytes.start, end: bytes.end });
}
