//! A curfew of one place, from the words that were said about it.
//!
//! A later word extends or ends it; it lapses at its own end. One without an end never lapses, of a place or of a whole
//! region: it stays in force until somebody says otherwise and only grows stale, since believing in a curfew that is
//! over costs less than walking into one that is not. Only whoever gave an end brings it forward: of two ends the later
//! holds, for safety.
//!
//! A lift ends it whatever its end. Whoever gives the lifted curfew's own end again tells one of two things, and the words
//! do not say which: an old report that goes round, or the same curfew imposed again. Soon after the lift, and from nobody
//! with a name, it is the old report. From somebody with a name hours later neither is believed alone: the lift stays and
//! the end is shown beside it, with who gives it, until it passes or the lift is said again. Taking it for an imposition
//! would let one slow outlet flip a board that is right; passing over it would lose a true one. A second source with a
//! name makes it one. A new end, or none, is a new order and needs no second source; so is what an operator sets.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use crate::model::{CurfewCell, Freshness, OriginId, Staleness, StatusValue, Verdict};

use super::board::Word;
use super::facts::count;
use super::fate::Fate;

/// Two ends given within this time by two sources are a difference; later it is an extension, or an old word. So long,
/// too, an order that has been lifted is still told by everybody who had it from before.
const AT_ONCE: SignedDuration = SignedDuration::from_hours(2);

/// A curfew that is said to go on this soon after its known end never ended: nobody had told the extension.
const CONTINUED: SignedDuration = SignedDuration::from_hours(6);

/// What the words come to, whatever the hour; none where nothing was said. Writes what became of each word. `words`
/// are in order.
pub(super) fn follow(words: &mut [Word]) -> Option<Curfew> {
    let mut course = Course { words, curfew: None, ends: HashSet::new(), run: 0 };
    for index in 0..course.words.len() {
        course.follow(index);
    }
    course.curfew
}

/// The cell as it stands at a moment.
pub(super) fn show(curfew: &Curfew, words: &[Word], as_of: Timestamp, staleness: &Staleness) -> Option<CurfewCell> {
    let (author, latest) = (words.get(curfew.author)?, words.get(curfew.word)?);
    let lapsed = curfew.until.filter(|until| *until <= as_of);
    let (value, since) = match (curfew.lifted, lapsed) {
        (true, _) => ("lifted", curfew.since),
        (false, Some(end)) => ("lapsed", end),
        (false, None) => ("in_force", curfew.since),
    };
    // A curfew whose end lies ahead holds by its own terms, however long ago it was announced.
    let holds_by_its_terms = value == "in_force" && curfew.until.is_some();
    let freshness = if holds_by_its_terms { Freshness::Fresh } else { staleness.of_status(latest.at, as_of) };
    // An end that is told against a lift says nothing once it has passed.
    let disputed = curfew.disputed.filter(|(end, _)| !curfew.lifted || *end > as_of);
    let other = disputed.and_then(|(_, other)| words.get(other));
    Some(CurfewCell {
        value: value.to_owned(),
        until: curfew.until,
        disputed_until: disputed.map(|(end, _)| end),
        disputed_origin: other.and_then(|other| other.stored.status.origin.clone()),
        since,
        as_of: latest.at,
        origin: author.stored.status.origin.clone(),
        via: author.via(),
        claim: author.stored.id.clone(),
        stale: freshness == Freshness::Stale,
        freshness,
    })
}

/// A curfew as the words so far leave it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curfew {
    pub(super) lifted: bool,
    since: Timestamp,
    until: Option<Timestamp>,
    /// The word that gave the end, or the lift.
    author: usize,
    /// The latest word of it.
    word: usize,
    /// Another end, and the word that gives it; of a curfew that was lifted, one that is told against the lift.
    pub(super) disputed: Option<(Timestamp, usize)>,
}

impl Curfew {
    fn begun(at: Timestamp, until: Option<Timestamp>, index: usize) -> Self {
        Self { lifted: false, since: at, until, author: index, word: index, disputed: None }
    }
}

/// The words followed one after the other.
struct Course<'w> {
    words: &'w mut [Word],
    curfew: Option<Curfew>,
    /// Every end that was given so far.
    ends: HashSet<Timestamp>,
    /// The first word of the curfew or the lift that holds.
    run: usize,
}

impl Course<'_> {
    fn follow(&mut self, index: usize) {
        let Some(word) = self.words.get(index) else { return };
        let (at, until) = (word.at, word.stored.status.until);
        let lifts = word.stored.status.value == StatusValue::Lifted;
        let next = match self.curfew {
            Some(curfew) if lifts && curfew.lifted => {
                self.set(curfew.word, Fate::Reaffirms(count(index)));
                self.set(index, Fate::Current);
                if let Some((_, other)) = curfew.disputed {
                    self.set(other, Fate::LiftedSince(count(index)));
                }
                Some(Curfew { word: index, disputed: None, ..curfew })
            }
            _ if lifts => {
                self.begin(index);
                Some(Curfew { lifted: true, ..Curfew::begun(at, None, index) })
            }
            // Told when it was over: word of what was, not of what is.
            before if until.is_some_and(|until| until <= at) => {
                self.set(index, if before.is_some() { Fate::EndPassed } else { Fate::Current });
                before.or(Some(Curfew::begun(at, until, index)))
            }
            Some(curfew) if curfew.lifted && self.is_end_of_lifted(index) && !self.is_second_source(curfew, index) => {
                Some(self.tell_against_lift(curfew, index, at, until))
            }
            Some(curfew) if !curfew.lifted && curfew.until.is_none_or(|end| at.duration_since(end) <= CONTINUED) => {
                Some(self.go_on(curfew, index, at, until))
            }
            _ => {
                self.begin(index);
                Some(Curfew::begun(at, until, index))
            }
        };
        self.curfew = next;
        self.ends.extend(until);
    }

    /// Whether a word has an end that was known before; what an operator sets is never an old word.
    fn is_end_of_lifted(&self, index: usize) -> bool {
        let Some(word) = self.words.get(index) else { return false };
        word.stored.status.until.is_some_and(|until| self.ends.contains(&until)) && !word.is_set()
    }

    /// Whether a word is the second source's with a name that tells a curfew to go on against a lift.
    fn is_second_source(&self, lift: Curfew, index: usize) -> bool {
        lift.disputed.is_some_and(|(_, first)| self.source(first) != self.source(index))
            && self.is_hours_after(lift, index)
            && is_named(self.source(index))
    }

    fn is_hours_after(&self, lift: Curfew, index: usize) -> bool {
        let lifted = self.words.get(lift.word).zip(self.words.get(index));
        lifted.is_some_and(|(lift, word)| word.at.duration_since(lift.at) > AT_ONCE)
    }

    /// The lifted curfew's own end, given again: an old word, or one that is shown beside the lift.
    fn tell_against_lift(&mut self, lift: Curfew, index: usize, at: Timestamp, until: Option<Timestamp>) -> Curfew {
        if !is_named(self.source(index)) || !self.is_hours_after(lift, index) {
            self.set(index, Fate::LiftedSince(count(lift.author)));
            return lift;
        }
        // The end that lies furthest ahead is the one to know of.
        let stands = lift.disputed.filter(|(end, _)| *end > at && Some(*end) >= until);
        match (stands, lift.disputed) {
            (Some((_, other)), _) => self.set(index, Fate::Reaffirms(count(other))),
            (None, before) => {
                if let Some((_, before)) = before {
                    self.set(before, Fate::Replaced(count(index)));
                }
                self.set(index, Fate::AgainstLift(count(lift.word)));
            }
        }
        Curfew { disputed: stands.or(until.map(|end| (end, index))), ..lift }
    }

    /// A running curfew, spoken of again.
    fn go_on(&mut self, curfew: Curfew, index: usize, at: Timestamp, until: Option<Timestamp>) -> Curfew {
        let over = curfew.until.is_some_and(|end| end <= at);
        let same_source = self.source(curfew.author) == self.source(index);
        let said_before = until != curfew.until && until.is_some_and(|until| self.ends.contains(&until));
        let takes = match (until, curfew.until) {
            (None, None) => is_named(self.source(index)) || !is_named(self.source(curfew.author)),
            // Nobody said that the end was taken back, unless it has passed.
            (None, Some(_)) => over,
            (Some(_), None) => true,
            // An end is put off by anybody's later word, and brought forward only by whoever gave it.
            (Some(new), Some(old)) => new > old || (new == old && !same_source) || (same_source && !said_before),
        };
        let differs = until.is_some() && curfew.until.is_some() && until != curfew.until && !same_source && !over;
        let at_once = self.words.get(curfew.author).is_some_and(|author| at.duration_since(author.at) <= AT_ONCE);
        if takes && until != curfew.until {
            self.set(curfew.author, Fate::Replaced(count(index)));
            self.set(curfew.word, Fate::Replaced(count(index)));
            self.set(index, Fate::Current);
            let disputed = if differs && at_once { curfew.until.map(|end| (end, curfew.author)) } else { None };
            return Curfew { until, author: index, word: index, disputed, ..curfew };
        }
        if said_before && !at_once {
            self.set(index, Fate::Outdated(count(curfew.author)));
            return curfew;
        }
        let agrees =
            until == curfew.until && curfew.disputed.is_some_and(|(_, other)| self.source(other) == self.source(index));
        let disputed = match until {
            Some(end) if differs => Some((end, index)),
            _ if agrees => None,
            _ => curfew.disputed,
        };
        if until.is_some() && until != curfew.until {
            // It is shown beside the end that holds, and says nothing for it.
            self.set(index, Fate::OtherEnd(count(curfew.author)));
            return Curfew { disputed, ..curfew };
        }
        // It keeps the curfew alive and leaves its end as it was.
        self.set(index, Fate::Reaffirms(count(curfew.author)));
        let author = if until.is_none() && takes { index } else { curfew.author };
        if author == index {
            self.set(curfew.author, Fate::Replaced(count(index)));
            self.set(index, Fate::Current);
        }
        Curfew { author, word: index, disputed, ..curfew }
    }

    fn source(&self, index: usize) -> Option<&OriginId> {
        self.words.get(index).and_then(|word| word.stored.status.origin.as_ref())
    }

    /// Everything that held before the word at `index` is over.
    fn begin(&mut self, index: usize) {
        for word in self.words.iter_mut().take(index).skip(self.run) {
            if word.fate.verdict() == Verdict::Counts {
                word.fate = Fate::Replaced(count(index));
            }
        }
        self.run = index;
        self.set(index, Fate::Current);
    }

    fn set(&mut self, index: usize, fate: Fate) {
        if let Some(word) = self.words.get_mut(index) {
            word.fate = fate;
        }
    }
}

fn is_named(origin: Option<&OriginId>) -> bool {
    origin.is_some_and(|id| id.as_str() != OriginId::OTHER)
}
