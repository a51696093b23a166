//! Attribution: who counted, as the words around a figure say.
//!
//! The innermost institution named is the origin: who is cited comes before who cites, an institution before an
//! outlet, a named one before an unnamed. Absent: any trust in one origin over another.

use std::ops::Range;

use super::marks::{Mark, Marks, Role, Tag, harm_as};
use crate::extract::token::Tokens;
use crate::model::{Origin, OriginId, OriginKind};

/// How many tokens may stand between a name and the verb that makes it a speaker.
const MAX_GAP: usize = 7;
/// How many sentences without a speaker of their own a speaker is carried over.
const MAX_CARRY: usize = 2;

/// Somebody who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// An origin, by index.
    Named(usize),
    /// A monitor without its name.
    Monitor,
    /// Somebody without an institution.
    Somebody,
}

/// Somebody who says something in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speaker {
    who: Who,
    at: usize,
    cited: bool,
}

/// Follows who is speaking through an item.
#[derive(Debug, Clone)]
pub struct Attribution<'o> {
    origins: &'o [Origin],
    /// The one monitor that the item names anywhere.
    monitor: Option<usize>,
    current: Option<Who>,
    age: usize,
    heard: Vec<usize>,
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
        Self { origins, monitor, current: None, age: 0, heard: vec![] }
    }

    /// Forgets who spoke, at the border between headline and body.
    pub fn forget(&mut self) {
        self.current = None;
        self.age = 0;
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
            Some(who) => {
                self.current = Some(who);
                self.age = 0;
            }
            None => {
                self.age += 1;
                if self.age > MAX_CARRY {
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

    /// Who counted a figure that stands at a token, in a statement of its sentence.
    pub fn of(&self, speakers: &[Speaker], statement: Range<usize>) -> Option<OriginId> {
        let near: Vec<Speaker> = speakers.iter().filter(|speaker| statement.contains(&speaker.at)).copied().collect();
        let who = self.choose(&near).or_else(|| self.choose(speakers)).or(self.current)?;
        Some(self.id(who))
    }

    fn id(&self, who: Who) -> OriginId {
        let index = match who {
            Who::Named(index) => Some(index),
            Who::Monitor => self.monitor,
            Who::Somebody => None,
        };
        index.and_then(|index| self.origins.get(index)).map_or_else(|| OriginId::new(OriginId::OTHER), |o| o.id.clone())
    }

    /// The innermost of several speakers.
    fn choose(&self, speakers: &[Speaker]) -> Option<Who> {
        let kind = |who: Who| match who {
            Who::Named(index) => self.origins.get(index).map(|origin| origin.kind),
            _ => None,
        };
        let grade = |speaker: &Speaker| {
            let outlet = kind(speaker.who) == Some(OriginKind::Outlet);
            match (speaker.who, speaker.cited) {
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
        speakers.iter().find(|speaker| grade(speaker) == best).map(|speaker| speaker.who)
    }
}

/// Those who speak in a sentence.
pub fn speakers(tokens: &Tokens<'_>, marks: &Marks, range: Range<usize>) -> Vec<Speaker> {
    let mut found: Vec<Speaker> = Vec::new();
    for mark in marks.all() {
        let Some(who) = who(mark) else { continue };
        let at = mark.tokens.start;
        let told = before(tokens, marks, at, range.start, 3, Tag::Told) || mark.preposed && is_told(tokens, at);
        if told && !matches!(who, Who::Somebody) {
            continue;
        }
        let cited = before(tokens, marks, at, range.start, 4, Tag::Cite);
        // "SOHR: 340 civilians killed".
        let heads = at == range.start && tokens.fold(mark.tokens.end) == ":" && matches!(who, Who::Named(_));
        let says = cited
            || heads
            || mark.values.contains(&Tag::Say)
            || before(tokens, marks, at, range.start, 5, Tag::Say)
            || after(tokens, marks, mark.tokens.end, range.end);
        if says {
            found.push(Speaker { who, at, cited });
        }
    }
    found
}

fn who(mark: &Mark) -> Option<Who> {
    let named = mark.values.iter().find_map(|tag| match tag {
        Tag::Origin(index) => Some(Who::Named(*index)),
        _ => None,
    });
    let has = |tag| mark.values.contains(&tag);
    named.or_else(|| has(Tag::Monitor).then_some(Who::Monitor)).or_else(|| has(Tag::Somebody).then_some(Who::Somebody))
}

/// Whether an attached "to" makes a name the listener (Arabic لوكالة).
fn is_told(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.fold(at).starts_with('ل')
}

/// Whether a mark with this tag stands before a token, with only words between.
fn before(tokens: &Tokens<'_>, marks: &Marks, at: usize, start: usize, gap: usize, tag: Tag) -> bool {
    for back in 1..=gap {
        let Some(before) = at.checked_sub(back).filter(|before| *before >= start) else { return false };
        if let Some(mark) = marks.covering(before) {
            if mark.values.contains(&tag) {
                return true;
            }
            let names_speaker = who(mark).is_some_and(|who| who != Who::Somebody);
            if names_speaker {
                return false;
            }
        } else if matches!(tokens.fold(before), "," | ";" | "." | "،") {
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
                if mark.values.iter().any(|tag| matches!(tag, Tag::Say | Tag::Told)) {
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
