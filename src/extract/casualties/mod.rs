//! Casualties: the figures that an item states, sentence by sentence.
//!
//! A sentence's numbers become figures (what each counts), figures are bound to words of harm, bound figures get
//! side, place, scope and origin, and repetitions are merged. Something is carried from one sentence to the next
//! only where its words go on from it. Invariants: evidence lies on character borders; the same text gives the
//! same claims; the work is linear in the text. Absent: relevance, and any knowledge of one conflict or language.

use std::collections::HashMap;
use std::ops::Range;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Reach;
use super::aside::{Aside, Asides};
use super::dates::{DateRef, Dates};
use super::gazetteer::{Mention, Mentions};
use super::lexis::Lexis;
use super::numbers::Numbers;
use super::token::Tokens;
use crate::model::claim::Cue;
use crate::model::{
    CategoryId, Claim, Episode, Field, Lang, Lexicon, Metric, Origin, OriginKind, PlaceId, PlaceKind, Scope, Situation,
    Span,
};
use crate::text::fold::fold;

mod agent;
mod attribution;
mod bind;
mod carry;
mod figure;
mod join;
mod marked;
mod marks;
mod merge;
mod row;
mod running;
mod setting;
mod side;
mod speech;
mod statement;

use attribution::{Attribution, Speaker};
use bind::{Bond, Rule, Scene};
use carry::{Carried, age, carry, is_row, open_list, sums_up};
use figure::Figure;
pub use marked::Marked;
use marks::{Harm, Marks, Person, Sets, Tag};
pub use setting::Month;
use side::Side;
pub use speech::Speech;
use statement::{confidence, cue, ends, evidence, metrics, rule_name};

/// How many sentences one field is read for: what comes after is no news report.
const MAX_SENTENCES: usize = 20_000;
/// How many tokens of one sentence are read as one: a longer one is cut.
const MAX_SENTENCE: usize = 240;
/// How many claims of one item are kept: one that states more is a table or made to be slow.
const MAX_CLAIMS: usize = 400;

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
    languages: HashMap<Lang, Language>,
    dates: Dates,
    origins: Vec<Origin>,
    categories: Vec<CategoryId>,
    fighters: Vec<usize>,
    state: Option<CategoryId>,
    places: HashMap<PlaceId, PlaceKind>,
    regions: Vec<PlaceId>,
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
    of_endings: Vec<String>,
    lookalikes: Vec<String>,
}

/// One sentence under way: its scene, and what was made of its figures.
struct Work<'w, 't> {
    scene: &'w Scene<'w, 't>,
    mentions: &'w [Mention],
    speakers: &'w [Speaker],
    dates: &'w [DateRef],
    field: Field,
}

impl FigureReader {
    /// Compiles the reader.
    pub fn new(situation: &Situation, lexicons: &[Lexicon], lexis: &mut Lexis) -> Self {
        let languages: HashMap<Lang, Language> = lexicons
            .iter()
            .map(|lexicon| {
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
                    of_endings: words.link.of_endings.iter().map(|ending| fold(ending)).collect(),
                    lookalikes: words.refuse.lookalikes.iter().map(|word| word.to_lowercase()).collect(),
                };
                (lexicon.lang.clone(), language)
            })
            .collect();
        let categories: Vec<CategoryId> = situation.categories.iter().map(|category| category.id.clone()).collect();
        let fighters = categories
            .iter()
            .enumerate()
            .filter(|(_, category)| situation.sides.iter().any(|side| side.category == **category))
            .map(|(index, _)| index)
            .collect();
        let regions = situation.places.iter().filter(|place| place.kind == PlaceKind::Region && place.city.is_none());
        Self {
            languages,
            dates: Dates::new(lexicons, lexis),
            origins: situation.origins.clone(),
            categories,
            fighters,
            state: situation.sides.first().map(|side| side.category.clone()),
            places: situation.places.iter().map(|place| (place.id.clone(), place.kind)).collect(),
            regions: regions.map(|place| place.id.clone()).collect(),
        }
    }

    /// The institution that an outlet's name is of, where that counts by itself.
    pub fn publisher(&self, lang: &Lang, source: &Tokens<'_>) -> Option<usize> {
        let language = self.languages.get(lang)?;
        let marks = Marks::new(&language.set, &language.lookalikes, source, cut(source).into_iter().next()?);
        let counts = |index: &usize| {
            let kind = self.origins.get(*index).map(|origin| (origin.kind, origin.local));
            matches!(kind, Some((OriginKind::Monitor | OriginKind::Verifier | OriginKind::Institution, false)))
        };
        marked::origins_of(&marks).next().map(|(index, _)| index).filter(counts)
    }

    /// The claims of an item.
    pub fn read(
        &self,
        item: &Marked<'_, '_>,
        asides: &Asides,
        mentions: &Mentions,
        about: &Circumstances,
    ) -> Vec<Claim> {
        let language = item.language;
        let mut attribution = Attribution::new(&self.origins, &item.origins());
        let mut claims = Vec::new();
        let (mut by, mut killers) = (Vec::new(), Vec::new());
        for (field, tokens, sentences) in &item.fields {
            let field = *field;
            let mentions = if field == Field::Title { &mentions.title } else { &mentions.text };
            attribution.forget();
            let dates = self.dates.find(tokens);
            let mut carried = None;
            let mut last = claims.len();
            for marked::Sentence { range, marks } in sentences {
                if claims.len() >= MAX_CLAIMS {
                    break;
                }
                let aside = asides.at(range.start).filter(|_| field == Field::Text);
                if aside == Some(Aside::Unread) {
                    continue;
                }
                let read = self.read_sentence(
                    language,
                    (tokens, marks, range.clone(), field),
                    (within(mentions, range), &dates),
                    (&mut attribution, &mut carried),
                    about,
                    &mut by,
                );
                if aside == Some(Aside::Flight) {
                    by.clear();
                    claims.extend(read.into_iter().filter(|claim| claim.metric == Metric::Displaced));
                    continue;
                }
                if read.is_empty() && marks.frames(Tag::Back).next().is_some() {
                    let told = claims.get_mut(last..).unwrap_or_default();
                    attribution.tell(told, tokens, marks, (range.clone(), about.abroad));
                } else {
                    last = claims.len();
                }
                killers.extend(by.drain(..).map(|(at, agent)| (claims.len() + at, agent)));
                claims.extend(read);
            }
        }
        if let Some(publisher) = about.publisher.and_then(|index| self.origins.get(index)) {
            let unsaid = claims.iter_mut().filter(|claim: &&mut Claim| claim.origin.is_none());
            unsaid.for_each(|claim| claim.origin = Some(publisher.id.clone()));
        }
        if let Some(only) = attribution.only_speaker() {
            // A lead that names nobody is told by the one institution that the item goes on to quote.
            claims
                .iter_mut()
                .filter(|claim| claim.origin.is_none())
                .for_each(|claim| claim.origin = Some(only.clone()));
        }
        self.part_by_killer(&mut claims, &killers);
        if about.foreign {
            self.forget_rebels(&mut claims);
        }
        merge::merge(claims)
    }

    fn read_sentence(
        &self,
        language: &Language,
        (tokens, marks, range, field): (&Tokens<'_>, &Marks, Range<usize>, Field),
        (mentions, dates): (&[Mention], &[DateRef]),
        (attribution, carried): (&mut Attribution<'_>, &mut Option<Carried>),
        about: &Circumstances,
        by: &mut Vec<(usize, usize)>,
    ) -> Vec<Claim> {
        let figures = figure::find(&language.numbers, tokens, marks, range.clone(), language.bare_singular);
        let mut speakers = attribution::speakers(tokens, marks, range.clone(), about.abroad);
        attribution.hear(tokens, marks, &mut speakers, (language.verb_first, about.publisher));
        let scene = Scene {
            tokens,
            marks,
            figures: &figures,
            harms: &language.harms,
            start: range.start,
            end: range.end,
            places: mentions,
            verb_first: language.verb_first,
            subject_behind: language.subject_behind,
            numbers: &language.numbers,
            verb_last: language.verb_last,
            by_behind: language.by_behind,
            of_endings: &language.of_endings,
        };
        let mut bonds = scene.bind();
        let went_on = carry(&scene, carried.as_ref(), &mut bonds);
        let work = Work { scene: &scene, mentions, speakers: &speakers, dates, field };
        let claims = self.claims(&work, &bonds, (attribution, carried), about, by);
        attribution.pass(&speakers);
        if claims.is_empty() && !went_on {
            age(carried);
            open_list(&scene, carried);
        }
        claims
    }

    /// The claims of the bound figures of a sentence.
    fn claims(
        &self,
        work: &Work<'_, '_>,
        bonds: &[Option<Bond>],
        (attribution, carried): (&Attribution<'_>, &mut Option<Carried>),
        about: &Circumstances,
        by: &mut Vec<(usize, usize)>,
    ) -> Vec<Claim> {
        let scene = work.scene;
        let mut claims: Vec<Claim> = Vec::new();
        // What each figure of the sentence turned out to be, for those that go on from it.
        let mut made: Vec<Option<(Side, usize)>> = vec![None; bonds.len()];
        let mut main: Option<Side> = None;
        let mut main_harm = None;
        let before = carried.clone();
        let agents = if about.foreign { vec![None; bonds.len()] } else { self.agents(scene, bonds) };
        for (index, bond) in bonds.iter().enumerate() {
            let (Some(bond), Some(figure)) = (bond, scene.figures.get(index)) else { continue };
            let Some(harm) = scene.harms.get(bond.harm) else { continue };
            if setting::refusal(scene, figure, bond, about.since, work.dates).is_some() {
                continue;
            }
            if bond.part_of.is_some() && figure.head.is_subset() || self.is_replaced(scene, bonds, index) {
                continue;
            }
            let Some((low, high, bound)) = ends(figure, bond, scene) else { continue };
            let agent = agents.get(index).copied().flatten();
            let is_among = bond.part_of.is_some() || scene.is_among(index);
            let reached = figure.head.is_bare()
                && matches!(bond.rule, Rule::Nominal | Rule::Object)
                && (bond.trigger..figure.quantity.number.start).any(|at| scene.marks.is(at, Tag::Reach));
            let stated = match bond.rule {
                Rule::Toll | Rule::Nominal | Rule::Object
                    if (bond.rule == Rule::Toll || reached)
                        && matches!(side::of_figure(figure, &self.fighters), Side::Same | Side::Total) =>
                {
                    side::of_toll(scene.marks, bond.trigger, figure.start(), &self.fighters).unwrap_or(Side::Same)
                }
                _ => side::of_figure(figure, &self.fighters),
            };
            let stated = match stated {
                Side::Same | Side::Total | Side::Combatants if !figure.head.is_name => {
                    side::of_lead(scene, figure, &self.fighters).unwrap_or(stated)
                }
                Side::Same => side::of_lead(scene, figure, &self.fighters).unwrap_or(Side::Same),
                Side::Own => {
                    let known = scene.owner(figure).or_else(|| self.speaking_party(scene, figure)).map(Side::Of);
                    let known = known.or_else(|| side::of_hints(figure, &self.fighters));
                    known.or(before.as_ref().and_then(|carried| carried.side)).unwrap_or(Side::Unspecified)
                }
                stated => stated,
            };
            if index == 0 && main.is_none() && is_row(scene, figure) {
                main = side::of_heading(scene, figure.start(), &self.fighters);
            }
            let leader = bond.leader.and_then(|leader| made.get(leader).copied().flatten()).map(|(side, _)| side);
            let is_member = figure.head.persons.contains(&Person::Member);
            let mut side = match stated {
                Side::Same if is_row(scene, figure) => {
                    let listed = leader.or(main).or(before.as_ref().and_then(|carried| carried.side));
                    listed.unwrap_or(Side::Unspecified)
                }
                Side::Same if bond.rule == Rule::Carried && sums_up(scene, figure.start()) => Side::Total,
                Side::Same if bond.rule == Rule::Toll => match &before {
                    Some(Carried { side: Some(side), .. }) if cue(scene, figure) == Cue::Earlier => *side,
                    _ => Side::Total,
                },
                Side::Same
                    if scene.marks.any(scene.start..figure.start(), Tag::Part)
                        && figure.start() < scene.start + 4
                        && before.is_some() =>
                {
                    before.as_ref().and_then(|carried| carried.side).unwrap_or(Side::Unspecified)
                }
                Side::Same if bond.rule == Rule::Carried => {
                    before.as_ref().and_then(|carried| carried.side).unwrap_or(Side::Unspecified)
                }
                // "700 of them died in P": they are those of the sentence before.
                Side::Same if figure.head.of_them && leader.or(main).is_none() && before.is_some() => {
                    before.as_ref().and_then(|carried| carried.side).unwrap_or(Side::Unspecified)
                }
                Side::Same if is_member => Side::Unspecified,
                // "16 people killed and 12 wounded": a noun of its own begins a count of its own.
                Side::Same
                    if figure.head.counted.is_some()
                        && main_harm.is_some_and(|(harm, most)| harm == bond.harm && low.or(high) > most) =>
                {
                    Side::Total
                }
                // "83 bodies and 140 wounded": what is said of the bodies' side is not said of the wounded.
                Side::Same => match leader.or(main) {
                    Some(Side::Unspecified) if figure.head.counted.is_some() && bond.part_of.is_none() => Side::Total,
                    known => known.unwrap_or(Side::Total),
                },
                // "49 victims" as a row of a list of civilians.
                Side::Unspecified
                    if figure.head.persons.iter().all(|person| matches!(person, Person::Body | Person::Victim))
                        && is_row(scene, figure) =>
                {
                    let listed = main.or(before.as_ref().and_then(|carried| carried.side));
                    listed.filter(|side| *side != Side::Total).unwrap_or(Side::Unspecified)
                }
                stated => stated,
            };
            let opens_part =
                scene.marks.any(scene.start..figure.start(), Tag::Part) && figure.start() < scene.start + 4;
            // "In one of them 38 men were killed": those counted by their trade or age are of the side told before.
            let is_lot = figure.head.persons.contains(&Person::Lot) && figure.head.is_subset();
            if let Some(Side::Of(known)) = main.filter(|_| is_lot && side == Side::Total)
                && !self.fighters.contains(&known)
                && main_harm.is_some_and(|(harm, _)| harm == bond.harm)
            {
                side = Side::Of(known);
            }
            let remains = matches!(side, Side::Total | Side::Of(_))
                && stated == Side::Same
                && scene
                    .marks
                    .covering(bond.trigger)
                    .is_some_and(|mark| marks::persons(mark).any(|one| one == Person::Body));
            if remains && bond.rule == Rule::Nominal {
                side = Side::Unspecified;
            }
            // "106 of them in Kerr County": the dead of a place.
            let is_of_place = figure.head.of_them && figure.head.is_bare();
            if side == Side::Total && (harm.victims || (bond.part_of.is_some() || opens_part) && !is_of_place) {
                side = Side::Unspecified;
            }
            // "Loyalists killed 121 soldiers; the forces killed 164": those whom a side killed are not its own.
            let is_killers = stated == Side::Same && bond.rule == Rule::Object;
            if is_killers && agent.is_some_and(|agent| side == Side::Of(agent)) {
                side = Side::Total;
            }
            if let Some(loser) =
                scene.loser(bond).filter(|_| matches!(side, Side::Total | Side::Unspecified | Side::Combatants))
            {
                side = Side::Of(loser);
            }
            let mut perpetrator = None;
            let is_violence = matches!(harm.metric, Metric::Killed | Metric::Injured | Metric::KilledOrInjured);
            if let Some(agent) = agent.filter(|_| is_violence) {
                if matches!(side, Side::Total | Side::Unspecified) {
                    side = Side::Unspecified;
                    perpetrator = Some(agent);
                } else if is_among && side != Side::Of(agent) {
                    perpetrator = Some(agent);
                }
                if side != Side::Of(agent) {
                    by.push((claims.len(), agent));
                }
            }
            let regions = |place: &PlaceId| self.regions.contains(place);
            let place = setting::place(scene, work.mentions, scene.figures, index, bond, &regions);
            let inherited = before.as_ref().filter(|_| bond.rule == Rule::Carried);
            let rows = is_row(scene, figure);
            let place = place.or_else(|| inherited.filter(|_| !rows).and_then(|carried| carried.place.clone()));
            let is_village =
                place.as_ref().and_then(|place| self.places.get(place)).is_some_and(|kind| *kind == PlaceKind::Village);
            let scope = match inherited {
                Some(_) if setting::is_dated_row(scene, work.dates, figure) => Scope::Incident,
                Some(carried) if !carried.is_list => carried.scope,
                _ if about.elsewhere => setting::scope_elsewhere(scene, work.dates, figure, bond, before.as_ref()),
                _ => setting::scope(
                    scene,
                    figure,
                    bond,
                    (is_village, about.first_days),
                    carried.as_ref().filter(|_| !claims.is_empty()).map(|carried| carried.scope),
                ),
            };
            let statement = scene.clause_start(figure.start().min(bond.trigger))
                ..scene.clause_end(figure.end().max(bond.trigger + 1));
            let apart = work.dates.iter().any(|date| {
                let names = date.year.is_some() || date.month.is_some() || date.months_ago.is_some();
                names && statement.contains(&date.tokens.start)
            });
            let origin = attribution
                .of(work.speakers, statement, about.elsewhere && apart)
                .or_else(|| inherited.and_then(|carried| carried.origin.clone()));
            if let Some(slot) = made.get_mut(index) {
                *slot = Some((side, claims.len()));
            }
            if bond.part_of.is_none() && main.is_none() {
                main = Some(side);
                main_harm = Some((bond.harm, low.or(high)));
            }
            *carried = Some(Carried {
                harm: bond.harm,
                side: Some(side),
                place: place.clone(),
                origin: origin.clone(),
                scope,
                is_list: rows && scene.tokens.fold(figure.start().saturating_sub(1)) == ":"
                    || carried.as_ref().is_some_and(|carried| carried.is_list && bond.rule == Rule::Carried),
                age: 0,
            });
            let metrics = metrics(figure, harm, scene.harms, bound);
            let (evidence, rule) = (evidence(scene.tokens, work.field, figure), rule_name(bond.rule));
            let claim = Claim {
                metric: harm.metric,
                category: self.category(side),
                perpetrator: perpetrator.and_then(|index| self.categories.get(index)).cloned(),
                low,
                high,
                bound,
                origin,
                place,
                scope,
                as_of: about.published,
                cue: cue(scene, figure),
                confidence: confidence(figure, bond, stated),
                evidence,
                rule: rule.into(),
            };
            claims.extend(metrics.into_iter().map(|metric| Claim { metric, ..claim.clone() }));
        }
        claims
    }

    /// Whether a later figure of the same sentence takes the place of this one ("had said 40, now says 35").
    fn is_replaced(&self, scene: &Scene<'_, '_>, bonds: &[Option<Bond>], index: usize) -> bool {
        let (Some(figure), Some(Some(bond))) = (scene.figures.get(index), bonds.get(index)) else { return false };
        let start = scene.clause_start(figure.start()).min(figure.start().saturating_sub(8)).max(scene.start);
        let is_earlier = scene.marks.any(start..figure.start(), Tag::Earlier);
        let mine = side::of_figure(figure, &self.fighters);
        // "Raised the toll to 1,068 from 973".
        let is_from = figure.quantity.opened
            && figure.head.is_bare()
            && index.checked_sub(1).is_some_and(|before| {
                let same = bonds.get(before).copied().flatten().is_some_and(|known| known.harm == bond.harm);
                same && scene.figures.get(before).is_some_and(|before| figure.start() <= before.end() + 2)
            });
        is_from
            || is_earlier
                && bonds.iter().enumerate().any(|(other, known)| {
                    other != index
                        && known.is_some_and(|known| known.harm == bond.harm && known.part_of.is_none())
                        && scene.figures.get(other).is_some_and(|other| {
                            let theirs = side::of_figure(other, &self.fighters);
                            theirs == mine || theirs == Side::Same || mine == Side::Same
                        })
                })
    }

    /// The side of the last institution of a party that is named before a figure.
    fn speaking_party(&self, scene: &Scene<'_, '_>, figure: &Figure) -> Option<usize> {
        let own = |tag: &Tag| match tag {
            Tag::Origin(index) => self.origins.get(*index).and_then(|origin| origin.own.as_ref()),
            _ => None,
        };
        let named =
            scene.marks.within(scene.start..figure.start()).rev().find_map(|mark| mark.values.iter().find_map(own));
        named.and_then(|own| self.categories.iter().position(|category| category == own))
    }

    fn category(&self, side: Side) -> CategoryId {
        match side {
            Side::Of(index) => self.categories.get(index).cloned(),
            Side::Combatants => Some(CategoryId::new(CategoryId::COMBATANTS)),
            Side::Total => Some(CategoryId::new(CategoryId::TOTAL)),
            Side::Unspecified | Side::Same | Side::Own => None,
        }
        .unwrap_or_else(|| CategoryId::new(CategoryId::UNSPECIFIED))
    }
}

/// The sentences of a field, the overlong ones cut.
fn cut(tokens: &Tokens<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for sentence in tokens.sentences().iter().take(MAX_SENTENCES) {
        let mut start = sentence.start;
        while start < sentence.end {
            let end = sentence.end.min(start + MAX_SENTENCE);
            found.push(start..end);
            start = end;
        }
    }
    found
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
