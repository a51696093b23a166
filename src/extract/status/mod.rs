//! Statuses: what an item says of curfew and of who holds a place, clause by clause.
//!
//! A sentence is cut into clauses where another statement begins; the cues of a clause (nouns for a curfew, words
//! for holding, taking, losing ground, fighting) are joined to the places named beside them or before them. What
//! is denied, only planned or long past is no status. Invariants: one status for each place, kind and value of an
//! item; evidence lies on character borders; the work is linear in the text. Absent: any word of a language.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::Timestamp;

use super::aside::{Aside, Asides};
use super::casualties::Speech;
use super::dateline;
use super::dates::{DateRef, Dated};
use super::gazetteer::{Mention, Mentions};
use super::lexis::Lexis;
use super::nesting::Nesting;
use super::time::EndReader;
use super::token::{Tokens, pieces};
use super::trace::Traces;
use crate::model::{
    Evidence, Extent, Field, Lang, Lexicon, OriginId, PlaceId, PlaceKind, SideId, Situation, Status, StatusKind,
    StatusValue,
};

mod control;
mod cue;
mod curfew;
mod inner;
mod lifting;
mod memory;
mod scope;
mod trace;
mod when;

#[cfg(test)]
mod tests;

use cue::Vocabulary;
use memory::Memory;
use scope::Scene;
use when::When;

/// How many tokens of one sentence are read as one: a longer one is cut.
const MAX_SENTENCE: usize = 400;
/// How many tokens into its sentence "denied this" may stand that denies the sentence before.
const DENIED: usize = 6;
/// How long before publication a date makes a sentence history, in days.
const HISTORY_DAYS: i64 = 45;

/// Reads statuses. Compiled once from a situation and its lexicons.
#[derive(Debug)]
pub struct StatusReader {
    languages: HashMap<Lang, Language, FixedState>,
    sides: Vec<SideId>,
    kinds: HashMap<PlaceId, Kind, FixedState>,
    nesting: Arc<Nesting>,
}

/// The words of one language, compiled.
#[derive(Debug)]
struct Language {
    vocabulary: Vocabulary,
    ends: EndReader,
    /// Whether whoever acts stands behind the verb.
    verb_first: bool,
}

/// What a place is to words such as "the city" and "the area".
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Town,
    /// A village, which has none of its own around it.
    Village,
    /// A part of a town that has a name of its own.
    Quarter,
    /// A region, with the city that shares its name.
    Region(Option<PlaceId>),
}

/// One status as it is read, before those that say the same are joined.
#[derive(Debug, Clone)]
struct Found {
    place: PlaceId,
    kind: StatusKind,
    value: StatusValue,
    extent: Option<Extent>,
    /// The end of a curfew: none where none is told, the inner none where it is open.
    end: Option<Option<Timestamp>>,
    /// It takes the place of what was said before, its end too.
    renews: bool,
    /// It was said before what else the item says.
    earlier: bool,
    /// Who imposes it, where it is a curfew.
    imposer: Option<Imposer>,
    /// The statement it belongs to.
    clause: Range<usize>,
    tokens: Range<usize>,
    confidence: f32,
    rule: &'static str,
    grounds: Grounds,
}

/// The words that a status was settled by, as tokens of its field.
#[derive(Debug, Clone, Default)]
struct Grounds {
    /// Those that tell what holds.
    cues: Vec<Range<usize>>,
    /// Those that name the place or stand for it; none where it was named before.
    place: Option<Range<usize>>,
    /// Those that tell its end.
    until: Option<Range<usize>>,
}

/// A status of an item, with what it was settled by in which field.
#[derive(Debug, Clone)]
struct Joined {
    status: Status,
    when: When,
    grounds: Grounds,
}

/// Who imposes or announces a curfew.
#[derive(Debug, Clone, Default)]
struct Imposer {
    /// Where a name of ours may stand, the surest first.
    ranges: Vec<Range<usize>>,
    /// Somebody without a name of ours is told there.
    somebody: bool,
    /// Nobody in particular is ("the authorities").
    nobody: bool,
    /// The verbs that impose it: "announced" says nothing of who announced.
    verbs: Vec<usize>,
}

impl Imposer {
    /// Whose curfew it is, by the words of its statement.
    fn origin(&self, speech: &Speech<'_>, field: Field, clause: Range<usize>) -> Option<OriginId> {
        let other = || OriginId::new(OriginId::OTHER);
        let named = self.ranges.iter().find_map(|range| speech.named(field, range.clone()));
        if named.is_some() || self.somebody {
            return named.or_else(|| Some(other()));
        }
        let said = speech.within(field, clause.clone());
        if self.nobody {
            return said.filter(|origin| origin.as_str() != OriginId::OTHER);
        }
        said.or_else(|| speech.unnamed(field, clause, &self.verbs).then(other))
    }
}

impl StatusReader {
    /// Compiles the reader.
    pub fn new(situation: &Situation, lexicons: &[Lexicon], lexis: &mut Lexis, nesting: Arc<Nesting>) -> Self {
        let languages: HashMap<Lang, Language, FixedState> = lexicons
            .iter()
            .map(|lexicon| {
                lexis.speak(Some(&lexicon.lang));
                let vocabulary = Vocabulary::new(situation, lexicon, lexis);
                let ends = EndReader::new(&lexicon.time, &situation.timezone, lexis);
                let verb_first = lexicon.figures.link.verb_first;
                (lexicon.lang.clone(), Language { vocabulary, ends, verb_first })
            })
            .collect();
        lexis.speak(None);
        let kind = |kind: PlaceKind, city: Option<&PlaceId>| match kind {
            PlaceKind::Region => Kind::Region(city.cloned()),
            PlaceKind::Quarter => Kind::Quarter,
            PlaceKind::Village => Kind::Village,
            _ => Kind::Town,
        };
        Self {
            languages,
            sides: situation.sides.iter().map(|side| side.id.clone()).collect(),
            kinds: situation
                .places
                .iter()
                .map(|place| (place.id.clone(), kind(place.kind, place.city.as_ref())))
                .collect(),
            nesting,
        }
    }

    /// The statuses of an item in a language; none where no lexicon knows it.
    ///
    /// Who speaks is found out only where a status is told.
    pub fn read<'r, F: FnOnce() -> Speech<'r>>(
        &self,
        lang: &Lang,
        (title, text): (&Tokens<'_>, &Tokens<'_>),
        asides: &Asides,
        (mentions, dates): (&Mentions, &Dated<'_>),
        published: Option<Timestamp>,
        (speech, traces): (&LazyCell<Speech<'r>, F>, Option<&Traces>),
    ) -> Vec<Status> {
        let Some(language) = self.languages.get(lang) else { return vec![] };
        let mut memory = Memory::default();
        let mut joined: Vec<Joined> = Vec::new();
        let mut notice: Option<OriginId> = None;
        // Where the statuses of the last sentence begin.
        let mut last = 0;
        let fields =
            [(Field::Title, title, &mentions.title, &dates.title), (Field::Text, text, &mentions.text, &dates.text)];
        for (field, tokens, mentions, dated) in fields {
            memory.forget_curfew();
            let mut heading: Option<OriginId> = None;
            let mut before = 0;
            for sentence in pieces(tokens.sentences(), MAX_SENTENCE) {
                let left = mentions.get(before..).unwrap_or_default();
                let here = left.split_at(left.partition_point(|mention| mention.tokens.start < sentence.end)).0;
                before += here.len();
                if field == Field::Text && asides.at(sentence.start) == Some(Aside::Unread) {
                    continue;
                }
                let cues = language.vocabulary.find(tokens, sentence.clone());
                // "Pages said that they had taken P. The ministry DENIED THIS."
                let opening = sentence.start..sentence.end.min(sentence.start + DENIED);
                let unnamed = |one: &Joined| one.status.origin.is_none();
                if cues.has(cue::Act::Refuted, opening) && joined.get(last..).unwrap_or_default().iter().all(unnamed) {
                    joined.truncate(last);
                }
                last = joined.len();
                let mut told_curfew = cues.has(cue::Act::Curfew, sentence.clone());
                let heads = || !here.is_empty() && sentence.clone().any(|at| control::heads(tokens, at));
                let tells = memory.told_curfew()
                    || cues.tells_status() && (cues.may_tell_curfew() || cues.may_tell_control(heads));
                if tells && !is_history(dated, &sentence, published) {
                    let places = inner::settle(&self.nesting, tokens, told_of(tokens, &sentence, here.to_vec()), &cues);
                    let scene = Scene {
                        tokens,
                        sentence: sentence.clone(),
                        cues: &cues,
                        places: &places,
                        kinds: &self.kinds,
                        verb_first: language.verb_first,
                        in_endings: &language.vocabulary.in_endings,
                    };
                    told_curfew |= memory.told_curfew() && scene.row().is_some();
                    let clauses = scene.clauses();
                    let mut found = curfew::read(&scene, &clauses, &memory, language, (dates.finder, published));
                    found.extend(control::read(&scene, &clauses, &memory, &self.sides, language.vocabulary.verb_last));
                    for one in found {
                        let when = when::of(&scene, &one, &language.ends, dates.finder, published);
                        let time = (published, when);
                        join(&mut joined, one, field, tokens, time, (speech, heading.as_ref()));
                    }
                }
                // "The order came from the ministry": whose the curfew of the sentence before is.
                if cues.has(cue::Act::Notice, sentence.clone()) && !cues.has(cue::Act::Curfew, sentence.clone()) {
                    let named = speech.named(field, sentence.clone());
                    if field == Field::Title {
                        notice.clone_from(&named);
                    }
                    announce(&mut joined, named);
                }
                // "The ministry's spokesman:" speaks for the list below it.
                if sentence.end.checked_sub(1).is_some_and(|last| tokens.mark(last) == ':') {
                    heading = speech.named(field, sentence.clone()).or(heading);
                }
                memory.pass(here, &self.kinds);
                memory.pass_curfew(told_curfew);
            }
        }
        announce(&mut joined, notice);
        if let Some(traces) = traces {
            let steps =
                |one: &Joined| trace::steps(one, if one.status.evidence.field == Field::Title { title } else { text });
            traces.statuses.replace(joined.iter().map(steps).collect());
        }
        joined.into_iter().map(|one| one.status).collect()
    }
}

/// The places of a sentence without the one where it was written, where it tells of another ("LATAKIA: Clashes were
/// reported in P").
fn told_of(tokens: &Tokens<'_>, sentence: &Range<usize>, mut places: Vec<Mention>) -> Vec<Mention> {
    let [first, _, ..] = places.as_slice() else { return places };
    let opens = first.tokens.start == sentence.start;
    let end = dateline::end(tokens, sentence).filter(|end| opens && first.tokens.end < *end);
    if end.is_some_and(|end| dateline::is_signed(tokens, &first.tokens, end)) {
        places.remove(0);
    }
    places
}

/// Whether a sentence names a date long before publication.
fn is_history(dates: &[DateRef], sentence: &Range<usize>, published: Option<Timestamp>) -> bool {
    let Some(published) = published else { return false };
    let first = dates.partition_point(|date| date.tokens.start < sentence.start);
    let named = dates.get(first..).unwrap_or_default().iter().take_while(|date| date.tokens.start < sentence.end);
    named
        .filter(|date| date.year.is_some())
        .any(|date| date.days_before(published).is_some_and(|days| days > HISTORY_DAYS))
}

/// Gives the curfews that nobody by name has announced so far to whoever a sentence says has.
fn announce(joined: &mut [Joined], named: Option<OriginId>) {
    let Some(named) = named else { return };
    let unnamed = |status: &&mut Status| {
        let nobody = status.origin.as_ref().is_none_or(|origin| origin.as_str() == OriginId::OTHER);
        status.kind == StatusKind::Curfew && nobody
    };
    joined.iter_mut().map(|one| &mut one.status).filter(unnamed).for_each(|status| status.origin = Some(named.clone()));
}

/// Whose word it is where the statement names somebody without a name: an institution that publishes itself speaks
/// of itself ("we announce"), and a source of an outlet's own is the outlet.
fn house_of(speech: &Speech<'_>, field: Field, clause: &Range<usize>, kind: StatusKind) -> Option<OriginId> {
    let own = speech.publisher(kind == StatusKind::Curfew).filter(|_| speech.unnamed(field, clause.clone(), &[]));
    own.or_else(|| speech.reporter(field, clause.clone()))
}

/// Joins a status to those read so far: a later word on the same takes the place of an earlier one.
fn join(
    joined: &mut Vec<Joined>,
    one: Found,
    field: Field,
    tokens: &Tokens<'_>,
    (published, when): (Option<Timestamp>, When),
    (speech, heading): (&Speech<'_>, Option<&OriginId>),
) {
    let bytes = tokens.span(one.tokens.clone());
    let evidence = Evidence {
        field,
        start: bytes.start,
        end: bytes.end,
        quote: tokens.source().get(bytes).unwrap_or("").to_owned(),
    };
    let clause = one.clause.clone();
    let origin = match &one.imposer {
        Some(imposer) => imposer.origin(speech, field, one.clause.clone()),
        // Who spoke before is carried on only where it is known who that is.
        None => speech
            .within(field, one.clause.clone())
            .or_else(|| speech.unnamed(field, one.clause.clone(), &[]).then(|| OriginId::new(OriginId::OTHER)))
            .or_else(|| speech.of(field, one.clause).filter(|origin| origin.as_str() != OriginId::OTHER)),
    };
    let is_other = |origin: &OriginId| origin.as_str() == OriginId::OTHER;
    let origin = match origin {
        None => heading.cloned().or_else(|| speech.publisher(one.kind == StatusKind::Curfew)),
        Some(origin) if is_other(&origin) => house_of(speech, field, &clause, one.kind).or(Some(origin)),
        origin => origin,
    };
    let status = Status {
        place: one.place,
        kind: one.kind,
        value: one.value,
        extent: one.extent,
        until: one.end.flatten(),
        origin,
        as_of: when.instant(published),
        confidence: one.confidence,
        evidence,
        rule: one.rule.into(),
    };
    // What is lifted is no longer in force, whatever the item said of it before; what is extended had not been lifted.
    let lifted = status.value == StatusValue::Lifted;
    let extended = status.value == StatusValue::InForce && one.renews && !one.earlier;
    if (lifted || extended) && field == Field::Text {
        joined.retain(|Joined { status: known, .. }| {
            let undone = matches!(known.value, StatusValue::InForce | StatusValue::Lifted);
            let headline = extended && known.evidence.field == Field::Title;
            known.place != status.place || !undone || known.value == status.value || headline
        });
    }
    let grounds = one.grounds;
    let same = |Joined { status: known, .. }: &&mut Joined| {
        known.place == status.place && known.kind == status.kind && known.value == status.value
    };
    match joined.iter_mut().find(same) {
        None => joined.push(Joined { status, when, grounds }),
        Some(Joined { status: known, when: told, .. }) if known.kind == StatusKind::Control => {
            if is_later((known, *told), (&status, when), field) {
                (known.as_of, *told) = (status.as_of, when);
            }
            let part = |extent: Option<Extent>| matches!(extent, Some(Extent::Part | Extent::Outskirts));
            if part(known.extent) && !part(status.extent) && matches!(status.value, StatusValue::Held(_)) {
                known.extent = status.extent;
            }
            known.confidence = known.confidence.max(status.confidence);
            // A name says more than that somebody said it.
            let unnamed = known.origin.as_ref().is_none_or(|origin| origin.as_str() == OriginId::OTHER);
            if unnamed && status.origin.is_some() {
                known.origin = status.origin;
            }
        }
        // The words of an end stand in the field of the status that it is told in.
        Some(known) if one.earlier => {
            if known.status.until.is_none() {
                known.status.until = status.until;
                known.grounds.until = grounds.until.filter(|_| known.status.evidence.field == field);
            }
        }
        Some(known) => {
            let renewed = one.end.is_some() || one.renews;
            let kept = known.grounds.until.take().filter(|_| known.status.evidence.field == field);
            let until = if renewed { status.until } else { known.status.until };
            let grounds = Grounds { until: if renewed { grounds.until } else { kept }, ..grounds };
            let origin = status.origin.clone().or_else(|| known.status.origin.take());
            let later = is_later((&known.status, known.when), (&status, when), field);
            let (as_of, when) = if later { (status.as_of, when) } else { (known.status.as_of, known.when) };
            *known = Joined { status: Status { until, origin, as_of, ..status }, when, grounds };
        }
    }
}

/// Whether a status that is told once more holds at the time of the new telling: the later of the two, but a headline
/// that tells no time has that of the text.
fn is_later((known, told): (&Status, When), (status, when): (&Status, When), field: Field) -> bool {
    let headline = known.evidence.field == Field::Title && field == Field::Text;
    headline && told == When::Unsaid && matches!(when, When::At(_)) || status.as_of >= known.as_of
}
