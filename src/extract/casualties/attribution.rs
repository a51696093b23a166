//! Attribution: who counted, as the words around a figure say.
//!
//! The innermost institution named is the origin: who is cited comes before who cites, an institution before an
//! outlet, a named one before an unnamed. Absent: any trust in one origin over another.

use std::ops::Range;

use super::marks::{Mark, Marks, Role, Tag, harm_as, side_of};
use super::quoted;
use crate::extract::token::{TokenKind, Tokens};
use crate::model::{Claim, Origin, OriginId, OriginKind};

mod meant;
mod speaker;

use meant::anaphor;
pub use speaker::{Speaker, Who};

/// How many tokens may stand between "by" and the institution that it leads to, or between that and a word for its count.
const BY_GAP: usize = 3;
/// How many tokens may stand between a name and the verb that makes it a speaker.
const MAX_GAP: usize = 7;
/// How many tokens may stand between an unnamed source and the outlet it tells.
const MAX_LISTENER: usize = 8;
/// How many tokens may stand between somebody and the institution in which he speaks.
const MAX_SEAT: usize = 6;
/// How many tokens may stand between a word of saying and the word for who says it.
const MAX_SUBJECT: usize = 4;
/// How many tokens may stand between an institution and the country it is of.
const MAX_OWNER: usize = 3;
/// How many tokens may stand between an institution's count and its name.
const MAX_COUNT: usize = 3;
/// How many tokens of a dateline may stand before the agency that signs it.
const MAX_TOWN: usize = 3;
/// How many tokens may stand between an institution and its verb of finding bodies.
const MAX_FINDER: usize = 2;
/// How many tokens may stand between "as for" and the verb of saying behind whoever it names.
const MAX_TOPIC: usize = 5;
/// How many tokens into its sentence an institution may stand that opens it.
const MAX_OPENER: usize = 2;
/// How many sentences without a speaker of their own a speaker with a name is carried over.
const MAX_CARRY: usize = 2;

/// Follows who is speaking through an item.
#[derive(Debug, Clone)]
pub struct Attribution<'o> {
    origins: &'o [Origin],
    /// The one monitor that the item names anywhere.
    monitor: Option<usize>,
    current: Option<Speaker>,
    /// Who spoke before the list whose entries are being read.
    before_list: Option<Option<Speaker>>,
    age: usize,
    heard: Vec<usize>,
    /// The institutions named so far, each with the words of its name; none for one of another country.
    named: Vec<(Option<usize>, Vec<String>)>,
}

impl<'o> Attribution<'o> {
    /// Begins an item in which these origins are named anywhere.
    pub fn new(origins: &'o [Origin], named: &[usize]) -> Self {
        let is_monitor = |index: &&usize| origins.get(**index).is_some_and(|origin| origin.kind == OriginKind::Monitor);
        let mut monitors: Vec<usize> = named.iter().filter(is_monitor).copied().collect();
        monitors.sort_unstable();
        monitors.dedup();
        let monitor = match monitors.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        Self { origins, monitor, current: None, before_list: None, age: 0, heard: vec![], named: vec![] }
    }

    /// Forgets who spoke, at the border between headline and body.
    pub fn forget(&mut self) {
        (self.current, self.before_list, self.age) = (None, None, 0);
    }

    /// Begins an entry of a list: who spoke in the entry before it says nothing here, unless this one goes on with him;
    /// who spoke before the list does.
    pub fn begin_entry(&mut self, goes_on: bool) {
        match self.before_list {
            None => self.before_list = Some(self.current),
            Some(before) if !goes_on => self.current = before,
            Some(_) => {}
        }
    }

    /// Takes note of a sentence that has been read.
    pub fn pass(&mut self, speakers: &[Speaker]) {
        for speaker in speakers {
            if let Who::Named(index) = speaker.who
                && !self.heard.contains(&index)
            {
                self.heard.push(index);
            }
        }
        match self.choose(speakers) {
            Some(speaker) => {
                self.current = Some(speaker);
                self.age = 0;
            }
            None => {
                self.age += 1;
                if self.age > MAX_CARRY || self.before() == Some(Who::Somebody) {
                    self.current = None;
                }
            }
        }
    }

    /// The one monitor or verifier that speaks in the item, where nobody else with a name does.
    pub fn only_speaker(&self) -> Option<OriginId> {
        let [only] = self.heard.as_slice() else { return None };
        let counts = |origin: &&Origin| matches!(origin.kind, OriginKind::Monitor | OriginKind::Verifier);
        self.origins.get(*only).filter(counts).map(|origin| origin.id.clone())
    }

    /// Who spoke before.
    fn before(&self) -> Option<Who> {
        self.current.map(|speaker| speaker.who)
    }

    /// Who counted a figure, as [`Attribution::heard`] tells.
    pub fn of(&self, speakers: &[Speaker], statement: Range<usize>, apart: bool) -> Option<OriginId> {
        self.heard(speakers, statement, apart).map(|(origin, _)| origin)
    }

    /// Who counted a figure that stands at a token, in a statement of its sentence, with the tokens of the words that
    /// tell so; a statement that stands apart is not told by somebody unknown who spoke before it.
    pub fn heard(
        &self,
        speakers: &[Speaker],
        statement: Range<usize>,
        apart: bool,
    ) -> Option<(OriginId, Range<usize>)> {
        let near: Vec<Speaker> = speakers.iter().filter(|speaker| statement.contains(&speaker.at)).copied().collect();
        // "P is out of control, WHILE THE MINISTRY says that Q is secured": who opens the next statement tells only of that.
        let opens_next = |speaker: &Speaker| {
            speaker.at > statement.end && speaker.at <= statement.end + MAX_OPENER && !speaker.cited
        };
        let others: Vec<Speaker> = speakers.iter().filter(|speaker| !opens_next(speaker)).copied().collect();
        let speakers = others.as_slice();
        let before = self.current.filter(|speaker| !(apart && speaker.who == Who::Somebody));
        let speaker = self.choose(&near).or_else(|| self.choose(speakers)).or(before)?;
        Some((self.id(speaker.who), speaker.at..speaker.end))
    }

    /// Names whom a sentence names as the origin of the claims before it ("the figures are from").
    pub fn tell(
        &self,
        claims: &mut [Claim],
        tokens: &Tokens<'_>,
        marks: &Marks,
        (range, abroad): (Range<usize>, bool),
    ) {
        let named = marks.all().iter().filter_map(|mark| {
            let cited = before(tokens, marks, mark.tokens.start, range.start, 4, Tag::Cite);
            let who = of_here(tokens, marks, mark, (&range, abroad))?;
            Some(Speaker { who, at: mark.tokens.start, end: mark.tokens.end, cited, quotes: false })
        });
        let named: Vec<Speaker> = named.collect();
        // "This is what the coastguard announced": somebody whom no word of ours names.
        let who = self.choose(&named).map_or(Who::Somebody, |speaker| speaker.who);
        let unsaid = claims.iter_mut().filter(|claim| claim.origin.is_none());
        unsaid.for_each(|claim| claim.origin = Some(self.id(who)));
    }

    /// Adds to the known speakers of a sentence a monitor that is named at all, and whoever no word of ours names
    /// beside a word of saying: in what an institution publishes itself that is the institution. Words that stand
    /// for whoever spoke before add nobody where that has a name.
    pub fn hear(
        &self,
        tokens: &Tokens<'_>,
        marks: &Marks,
        speakers: &mut Vec<Speaker>,
        (verb_first, publisher, start): (bool, Option<usize>, usize),
    ) {
        let has_name = self.before().is_some_and(|who| who != Who::Somebody);
        self.resolve(tokens, marks, speakers);
        let stands_for =
            |speaker: &Speaker| speaker.who == Who::Somebody && marks.framed(speaker.at, Tag::Anaphor).is_some();
        speakers.retain(|speaker| !(has_name && stands_for(speaker)));
        let is_known = |at: usize| speakers.iter().any(|speaker| speaker.at == at);
        let watches = marks.all().iter().filter(|mark| mark.values.contains(&Tag::Watch));
        let watches = watches.filter(|mark| !is_known(mark.tokens.start));
        let named = watches.filter_map(|mark| {
            Some(Speaker { who: who(mark)?, at: mark.tokens.start, end: mark.tokens.end, cited: false, quotes: false })
        });
        let own = publisher.filter(|_| speakers.is_empty());
        // "THE MINISTRY lost 12 men in P, IT said": whoever opens the sentence, where it names nobody else before.
        let opener = || {
            let first = marks.all().iter().find(|mark| who(mark).is_some_and(|who| who != Who::Somebody))?;
            let is_house = !first.values.contains(&Tag::Outlet) && first.tokens.start <= start + MAX_OPENER;
            self.named.last().filter(|_| is_house).and_then(|(index, _)| *index)
        };
        let voices = marks.frames(Tag::Voice).filter_map(|voice| {
            let meant = anaphor(marks, voice, verb_first).and_then(|mark| self.meant(tokens, mark));
            if let Some(index) = meant.filter(|_| !marks.is(voice.tokens.start, Tag::Passive)) {
                let (at, end) = (voice.tokens.start, voice.tokens.end);
                return Some(Speaker { who: Who::Named(index), at, end, cited: false, quotes: false });
            }
            let who = match subject(tokens, marks, voice, verb_first)? {
                Subject::Before if has_name => return None,
                Subject::Before if let Some(index) = opener() => Who::Named(index),
                Subject::Unsaid if self.before() != Some(Who::Somebody) => return None,
                _ => own.map_or(Who::Somebody, Who::Named),
            };
            Some(Speaker { who, at: voice.tokens.start, end: voice.tokens.end, cited: false, quotes: false })
        });
        let found: Vec<Speaker> = named.chain(voices).collect();
        speakers.extend(found);
    }

    /// The origin that somebody is.
    pub fn id(&self, who: Who) -> OriginId {
        let index = match who {
            Who::Named(index) => Some(index),
            Who::Monitor => self.monitor,
            Who::Somebody => None,
        };
        index.and_then(|index| self.origins.get(index)).map_or_else(|| OriginId::new(OriginId::OTHER), |o| o.id.clone())
    }

    /// The innermost of several speakers.
    fn choose(&self, speakers: &[Speaker]) -> Option<Speaker> {
        let kind = |who: Who| match who {
            Who::Named(index) => self.origins.get(index).map(|origin| origin.kind),
            _ => None,
        };
        let grade = |speaker: &Speaker| {
            let outlet = kind(speaker.who) == Some(OriginKind::Outlet);
            match (speaker.who, speaker.cited) {
                (Who::Named(_), _) if speaker.quotes => 2,
                (Who::Named(_), true) if !outlet => 6,
                (Who::Named(_), false) if !outlet => 5,
                (Who::Monitor, _) => 4,
                (Who::Named(_), true) => 3,
                (Who::Named(_), false) => 2,
                (Who::Somebody, _) => 1,
            }
        };
        // Of equals the first: what comes later in a sentence is more often an aside.
        let best = speakers.iter().map(grade).max()?;
        speakers.iter().find(|speaker| grade(speaker) == best).copied()
    }
}

/// Those who speak in a sentence; of an item that is about another country, its institutions are nobody known.
///
/// In some languages the verb of saying closes the sentence that the speaker opens (`verb_last`).
pub fn speakers(
    tokens: &Tokens<'_>,
    marks: &Marks,
    range: Range<usize>,
    (abroad, verb_last): (bool, bool),
) -> Vec<Speaker> {
    let mut found: Vec<Speaker> = Vec::new();
    for mark in marks.all() {
        let Some(who) = of_here(tokens, marks, mark, (&range, abroad)) else { continue };
        let (at, end) = (mark.tokens.start, mark.tokens.end);
        if let Some(index) = listener(tokens, marks, mark, range.end) {
            found.push(Speaker { who: Who::Named(index), at, end, cited: true, quotes: false });
            continue;
        }
        if is_dateline(tokens, &mark.tokens) {
            continue;
        }
        let is_to = (1..=2).filter_map(|back| at.checked_sub(back)).any(|at| marks.framed(at, Tag::To).is_some());
        if mark.values.contains(&Tag::Outlet)
            && let Some(person) = quoted::person(tokens, marks, mark, range.end)
            && seat(tokens, marks, &Mark { tokens: person.clone(), ..mark.clone() }, &range).is_none()
        {
            found.push(Speaker { who: Who::Somebody, at: person.start, end: person.end, cited: true, quotes: false });
            continue;
        }
        let told =
            before(tokens, marks, at, range.start, 3, Tag::Told) || mark.preposed && is_told(tokens, at) || is_to;
        // "A count by the agency", with an attached "of".
        let near = (1..=MAX_COUNT).filter_map(|back| at.checked_sub(back)).filter(|at| *at >= range.start);
        let counts = told && near.into_iter().any(|at| marks.framed(at, Tag::Count).is_some());
        if told && !counts && !matches!(who, Who::Somebody) {
            continue;
        }
        if is_killer(tokens, marks, mark, &range) {
            continue;
        }
        let signs = signs(tokens, mark, range.start);
        let cited = before(tokens, marks, at, range.start, 4, Tag::Cite);
        // "SOHR: 340 civilians killed".
        let colon = (mark.tokens.end..(mark.tokens.end + MAX_OWNER).min(range.end)).find(|at| tokens.mark(*at) == ':');
        let is_link = |mark: &Mark| mark.values.any_of([Tag::At, Tag::Of]);
        let is_heading = colon.is_some_and(|colon| marks.within(mark.tokens.end..colon).all(is_link));
        // "A source in the ministry to our correspondent: 12 were killed".
        let opens = marks.within(range.start..at).all(names_source) && at <= range.start + MAX_SEAT;
        let is_actor = |tag: &Tag| matches!(tag, Tag::Actor { .. });
        let is_speaker = matches!(who, Who::Named(_)) || !mark.values.iter().any(is_actor);
        let heads = opens && is_heading && is_speaker;
        let says = cited
            || heads
            || !mark.values.contains(&Tag::Outlet) && in_brackets(tokens, &mark.tokens)
            || counts
            || signs
            || recovers(tokens, marks, mark, &range)
            || mark.values.contains(&Tag::Say)
            || before(tokens, marks, at, range.start, 5, Tag::Say)
            || after(tokens, marks, mark.tokens.end, range.end)
            || verb_last && frames_sentence(marks, mark, &range);
        if says {
            // "An official at the ministry said".
            let seat = seat(tokens, marks, mark, &range).filter(|_| who == Who::Somebody);
            let who = seat.and_then(|seat| of_here(tokens, marks, seat, (&range, abroad))).unwrap_or(who);
            let near = (1..=2).filter_map(|back| at.checked_sub(back)).filter(|at| *at >= range.start);
            let quoted_by = near.into_iter().any(|at| marks.framed(at, Tag::Quoter).is_some());
            let quotes = quoted_by || signs || who != Who::Somebody && quoted::institution(tokens, marks, mark, &range);
            found.push(Speaker { who, at, end, cited, quotes });
        }
    }
    found
}

/// Whether "by" right before an institution tells who killed ("were killed in P BY THE ARMY"), and not whose count it is.
fn is_killer(tokens: &Tokens<'_>, marks: &Marks, mark: &Mark, range: &Range<usize>) -> bool {
    let near = (1..=BY_GAP).filter_map(|back| mark.tokens.start.checked_sub(back)).filter(|at| *at >= range.start);
    let by = near.take_while(|at| !tokens.is_comma(*at)).find(|at| marks.is(*at, Tag::By) && marks.is(*at, Tag::Cite));
    let Some(by) = by.filter(|_| side_of(mark).is_some()) else { return false };
    let told = (range.start..by).rev().take_while(|at| !tokens.is_comma(*at)).filter_map(|at| marks.covering(at));
    let mut told = told.take_while(|mark| !mark.values.contains(&Tag::Say));
    let harms = told
        .any(|mark| [Role::Before, Role::Noun, Role::Counted].into_iter().any(|role| harm_as(mark, role).is_some()));
    let count = |at: usize| {
        let toll = marks.covering(at).is_some_and(|mark| harm_as(mark, Role::Toll).is_some());
        toll || marks.is(at, Tag::Figure) || marks.framed(at, Tag::Count).is_some()
    };
    harms && !(mark.tokens.end..mark.tokens.end + BY_GAP).any(count)
}

/// Where somebody new begins to speak between two figures ("14 died, and a doctor said that 45 ..."): behind a comma or
/// an "and", with no comma more before the second.
pub fn opens(tokens: &Tokens<'_>, marks: &Marks, speakers: &[Speaker], gap: Range<usize>) -> Option<usize> {
    let is_comma = |at: usize| matches!(tokens.mark(at), ',' | '،' | ';' | '؛' | '.');
    let is_named = |at: usize| marks.covering(at).is_some_and(|mark| who(mark).is_some());
    let speaks = |speaker: &&Speaker| gap.contains(&speaker.at) && !speaker.cited && is_named(speaker.at);
    let speaker = speakers.iter().rfind(speaks)?;
    let is_free = !(speaker.end..gap.end).any(is_comma);
    let first = speaker.at.saturating_sub(MAX_SEAT).max(gap.start);
    let joint = |at: usize| {
        let says = marks.covering(at).is_some_and(|mark| mark.joined && mark.values.contains(&Tag::Say));
        is_comma(at) || marks.is(at, Tag::And) || says
    };
    let starts = (first..speaker.at).rfind(|at| joint(*at))?;
    let says = marks.any(starts..gap.end, Tag::Say);
    (is_free && says).then_some(starts)
}

/// Whether the one institution of a sentence opens it, and a verb of saying closes it.
fn frames_sentence(marks: &Marks, mark: &Mark, range: &Range<usize>) -> bool {
    let mut named = marks.within(range.clone()).filter(|mark| matches!(who(mark), Some(Who::Named(_))));
    let is_only = named.next().is_some_and(|one| one.tokens == mark.tokens) && named.next().is_none();
    let closing = range.end.saturating_sub(2).max(mark.tokens.end)..range.end;
    let says = closing.into_iter().any(|at| marks.is(at, Tag::Say));
    is_only && says && mark.tokens.start <= range.start + 1
}

/// Who says what a word of saying says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// Whoever spoke before, by another word.
    Before,
    /// Whoever spoke before, by no word at all.
    Unsaid,
    /// Somebody of its own.
    Own,
}

/// Whether a word of saying has somebody of its own who says it; none where nobody says anything by it.
fn subject(tokens: &Tokens<'_>, marks: &Marks, voice: &Mark, verb_first: bool) -> Option<Subject> {
    let (at, next) = (voice.tokens.start, voice.tokens.end);
    if at.checked_sub(1).is_some_and(|before| marks.is(before, Tag::Passive)) {
        return None;
    }
    if marks.is(at, Tag::Same) || anaphor(marks, voice, verb_first).is_some() {
        return Some(Subject::Before);
    }
    // A verb that stands first has its subject right behind it, or none of its own.
    let is_bare = marks.covering(next).is_some_and(|mark| {
        let harms = [Role::Noun, Role::Toll, Role::Counted].iter().any(|role| harm_as(mark, *role).is_some());
        harms || mark.values.any_of([Tag::Filler, Tag::At, Tag::Cite, Tag::Stop])
    });
    // "As for the army, it said": who says so is named before the verb that an "and so" opens.
    let topic = (at.saturating_sub(MAX_TOPIC)..at).any(|before| marks.framed(before, Tag::Topic).is_some());
    if topic && tokens.fold(at).starts_with('ف') {
        return Some(Subject::Own);
    }
    let is_bare = is_bare || matches!(tokens.mark(next), ':' | '،' | '"' | '“' | '«');
    // "Confirmed killed".
    let is_passive = marks.starting(next).is_some_and(|mark| harm_as(mark, Role::Before).is_some());
    if is_passive && !verb_first {
        return None;
    }
    Some(if verb_first && is_bare && !marks.is(at, Tag::Cite) { Subject::Unsaid } else { Subject::Own })
}

/// Whom a mark names; of a country that is not the situation's, its institutions are somebody.
pub fn of_here(tokens: &Tokens<'_>, marks: &Marks, mark: &Mark, (range, abroad): (&Range<usize>, bool)) -> Option<Who> {
    let who = who(mark)?;
    // "In SANA'a": a place abroad whose name begins as an agency's.
    let abroad_name = marks.framed_from(mark.tokens.start, Tag::Foreign);
    if abroad_name.is_some_and(|name| name.tokens.len() > mark.tokens.len()) {
        return None;
    }
    let is_foreign = || abroad || is_foreign(tokens, marks, mark, range);
    Some(if mark.values.contains(&Tag::Local) && is_foreign() { Who::Somebody } else { who })
}

/// The institution in which somebody speaks ("an official at the interior ministry").
pub fn seat<'m>(tokens: &Tokens<'_>, marks: &'m Marks<'_>, of: &Mark, range: &Range<usize>) -> Option<&'m Mark<'m>> {
    let mut at = of.tokens.end;
    // "Spokesman OF-the-ministry" (Russian): the institution may follow with no word between.
    let mut linked = marks.starting(at).is_some_and(|next| matches!(who(next), Some(Who::Named(_))));
    while at < range.end.min(of.tokens.end + MAX_SEAT) {
        match marks.starting(at) {
            Some(mark) if matches!(who(mark), Some(Who::Named(_))) => {
                // "The president said in an interview with Reuters": an outlet only listens.
                let is_listener = mark.preposed && is_told(tokens, at) || mark.values.contains(&Tag::Outlet);
                return Some(mark).filter(|_| linked && !is_listener);
            }
            Some(mark) => {
                linked |= mark.values.any_of([Tag::At, Tag::Of]);
                if mark.values.any_of([Tag::Say, Tag::Told, Tag::Cite, Tag::By]) {
                    return None;
                }
                at = mark.tokens.end;
            }
            None if matches!(tokens.mark(at), ',' | '،' | ';' | ':' | '(') => return None,
            None => at += 1,
        }
    }
    None
}

/// The outlet to which a source that names nobody speaks ("a security source told Reuters").
fn listener(tokens: &Tokens<'_>, marks: &Marks, source: &Mark, end: usize) -> Option<usize> {
    // "An Interior Ministry source told Reuters" is of the ministry.
    let named = matches!(who(source), Some(Who::Named(_))) && !source.values.contains(&Tag::Outlet);
    if named || !source.tokens.clone().any(|at| marks.framed(at, Tag::Anonymous).is_some()) {
        return None;
    }
    let mut told = false;
    let mut at = source.tokens.end;
    while at < end.min(source.tokens.end + MAX_LISTENER) {
        match marks.starting(at) {
            Some(mark) => {
                told |= mark.values.contains(&Tag::Told) || mark.preposed && is_told(tokens, at);
                if let Some(Who::Named(index)) = who(mark) {
                    return told.then_some(index);
                }
                at = mark.tokens.end;
            }
            None if matches!(tokens.mark(at), ',' | '،' | ';' | ':') => return None,
            None => at += 1,
        }
    }
    None
}

/// Whether a name stands where an agency signs ("GENEVA (Reuters) -").
fn is_dateline(tokens: &Tokens<'_>, name: &Range<usize>) -> bool {
    let before = name.start.checked_sub(1).map_or("", |before| tokens.fold(before));
    let is_closed = matches!((before, tokens.fold(name.end)), ("(", ")") | ("/", "/"))
        && matches!(tokens.mark(name.end + 1), '-' | '–' | '—' | '.' | ':');
    // "BEIRUT/ Anadolu: the ministry said".
    is_closed || before == "/" && tokens.mark(name.end) == ':'
}

/// Whether a name stands alone in brackets ("12 killed in Jableh (interior ministry)").
fn in_brackets(tokens: &Tokens<'_>, name: &Range<usize>) -> bool {
    let opens = name.start.checked_sub(1).is_some_and(|before| tokens.mark(before) == '(');
    // The country it is of may stand behind it.
    let closes =
        (name.end..name.end + MAX_OWNER).find(|at| tokens.at(*at).is_none_or(|token| token.kind != TokenKind::Word));
    opens && closes.is_some_and(|at| tokens.mark(at) == ')')
}

/// Whether a word only belongs to the naming of a source ("an OFFICIAL IN the ministry").
fn names_source(mark: &Mark) -> bool {
    mark.values.any_of([Tag::Somebody, Tag::At, Tag::Of, Tag::Office, Tag::Monitor])
        && !mark.values.iter().any(|tag| matches!(tag, Tag::Harm(..)))
}

/// Whether a name signs a dateline with its town ("DAMASCUS-SANA: ..."): whoever speaks in it counted.
fn signs(tokens: &Tokens<'_>, name: &Mark, start: usize) -> bool {
    let dash = name.tokens.start.checked_sub(1).filter(|at| (start + 1..=start + MAX_TOWN).contains(at));
    dash.is_some_and(|at| matches!(tokens.mark(at), '-' | '–' | '—'))
        && matches!(tokens.mark(name.tokens.end), ':' | '\n')
}

/// Whether an institution is told to have found bodies, which is its own count ("the civil defence RECOVERED 12 bodies").
fn recovers(tokens: &Tokens<'_>, marks: &Marks, name: &Mark, range: &Range<usize>) -> bool {
    if !matches!(who(name), Some(Who::Named(_))) || name.values.contains(&Tag::Outlet) {
        return false;
    }
    let is_comma = |at: usize| matches!(tokens.mark(at), ',' | '،' | ';' | '.' | ':');
    let before = (name.tokens.start.saturating_sub(MAX_FINDER).max(range.start)..name.tokens.start).rev();
    let behind = name.tokens.end..(name.tokens.end + MAX_FINDER).min(range.end);
    let finds = |at: usize| marks.framed(at, Tag::Recover).is_some();
    before.take_while(|at| !is_comma(*at)).any(finds) || behind.take_while(|at| !is_comma(*at)).any(finds)
}

/// Whether an institution is another country's ("Lebanon's health ministry", "the Health Ministry in Gaza").
fn is_foreign(tokens: &Tokens<'_>, marks: &Marks, name: &Mark, range: &Range<usize>) -> bool {
    let plain = |at: usize| !matches!(tokens.mark(at), ',' | '،' | ';' | ':' | '.' | '(' | ')' | '\n');
    let is_other = |at: usize| marks.is(at, Tag::Say) || marks.covering(at).is_some_and(|mark| who(mark).is_some());
    let before = name.tokens.start.saturating_sub(MAX_OWNER).max(range.start)..name.tokens.start;
    let leads =
        before.rev().take_while(|at| plain(*at) && !is_other(*at)).any(|at| marks.framed(at, Tag::Foreign).is_some());
    let next = name.tokens.end;
    let is_linked = |at: usize| marks.is(at, Tag::At) || marks.is(at, Tag::Of) || is_told(tokens, at);
    let after = next..(next + MAX_OWNER + 1).min(range.end);
    let mut follows =
        after.take_while(|at| plain(*at) && !is_other(*at)).filter(|at| marks.framed(*at, Tag::Foreign).is_some());
    leads
        || marks.framed(next, Tag::Foreign).is_some()
        || follows
            .any(|at| (next..at).any(is_linked) || marks.framed(at, Tag::Foreign).is_some_and(|mark| mark.preposed))
}

/// Who speaks by the words of a mark.
pub fn who(mark: &Mark) -> Option<Who> {
    let has = |tag| mark.values.contains(&tag);
    let named = || {
        mark.values.iter().find_map(|tag| match tag {
            Tag::Origin(index) => Some(Who::Named(*index)),
            _ => None,
        })
    };
    let named = mark.values.variants().may_hold(&Tag::Origin(0)).then(named).flatten();
    named.or_else(|| has(Tag::Monitor).then_some(Who::Monitor)).or_else(|| has(Tag::Somebody).then_some(Who::Somebody))
}

/// Whether an attached "to" makes a name the listener (Arabic لوكالة).
fn is_told(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.fold(at).starts_with('ل')
}

/// Whether a mark with this tag stands before a token, with only words between.
fn before(tokens: &Tokens<'_>, marks: &Marks, at: usize, start: usize, gap: usize, tag: Tag) -> bool {
    let mut behind_actor = false;
    for back in 1..=gap {
        let Some(before) = at.checked_sub(back).filter(|before| *before >= start) else { return false };
        if let Some(mark) = marks.covering(before) {
            if mark.values.contains(&tag) {
                // "An attack BY LOYALISTS on the police": who did it speaks no more than whom it was done to.
                return !(behind_actor && mark.values.contains(&Tag::By));
            }
            behind_actor |= side_of(mark).is_some();
            let names_speaker = who(mark).is_some_and(|who| who != Who::Somebody);
            if names_speaker {
                return false;
            }
        } else if matches!(tokens.mark(before), ',' | ';' | '.' | '،') {
            return false;
        }
    }
    false
}

/// Whether a verb of saying follows a name, past its own description.
fn after(tokens: &Tokens<'_>, marks: &Marks, from: usize, end: usize) -> bool {
    let mut at = from;
    let mut in_aside = false;
    while at < end.min(from + MAX_GAP + if in_aside { 8 } else { 0 }) {
        match marks.starting(at) {
            Some(mark) => {
                if mark.values.any_of([Tag::Say, Tag::Told]) {
                    return true;
                }
                // "The army lost 14 men, while ... said": who suffers does not speak.
                if mark.values.contains(&Tag::Turn) || harm_as(mark, Role::Loses).is_some() {
                    return false;
                }
                if mark.values.contains(&Tag::Cite) || matches!(who(mark), Some(Who::Named(_))) {
                    return mark.values.contains(&Tag::Cite);
                }
                at = mark.tokens.end;
            }
            None => {
                match tokens.fold(at) {
                    ";" => return false,
                    "," | "،" | "(" | "—" => in_aside = true,
                    _ => {}
                }
                at += 1;
            }
        }
    }
    false
}
