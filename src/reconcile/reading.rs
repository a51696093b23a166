//! One origin's series as it is read: which claim is current, what became of the others, and what each brought.
//!
//! A series is read by the instants its claims speak of, never by arrival. Cumulative figures only rise,
//! unless their origin corrects itself: in so many words, or by saying the lower figure again in another
//! bulletin. A value that was seen before tells nothing new.
//!
//! What each claim brought is kept. A change is read from where it lies on, and no further than to where the series
//! stands as it stood before: everything after that was read from the same state, and comes to the same.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use jiff::{SignedDuration, Timestamp};

use crate::model::{Bound, Cue};

use super::ballots::Ballots;
use super::facts::{Map, place};
use super::fate::Fate;
use super::series::{ONE_BULLETIN, Seen, agrees_from_below, at, is_rounding};
use super::shared::Shared;

/// How far apart two statements of one origin must be to be two bulletins: outlets copy one within this time.
const BULLETIN_GAP: SignedDuration = SignedDuration::from_hours(3);

/// What a series comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Standing {
    /// The claim that gives the current figure.
    pub(super) current: Option<u32>,
    /// The claim with the greatest word without a number.
    pub(super) vague: Option<u32>,
}

impl Standing {
    fn claims(self) -> impl Iterator<Item = (u32, Fate)> {
        let current = self.current.map(|claim| (claim, Fate::Current));
        current.into_iter().chain(self.vague.map(|claim| (claim, Fate::Vague)))
    }
}

/// What one claim brought into its series when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Brought {
    /// Its figure is the first of its number that was ever current.
    stated: bool,
    /// Its figure is the first of its number that was ever told.
    told: bool,
    /// Its figure is the first of its number that the series came down to.
    corrected: bool,
    /// It waits for another bulletin.
    waits: bool,
    /// What waited before it waits no more.
    clears: bool,
}

impl Brought {
    /// The sets that its number is in since it was read.
    fn sets(self) -> impl Iterator<Item = Set> {
        let sets = [(self.stated, Set::Stated), (self.told, Set::Told), (self.corrected, Set::Corrected)];
        sets.into_iter().filter(|(is_in, _)| *is_in).map(|(_, set)| set)
    }
}

/// What is remembered of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Set {
    Stated,
    Told,
    Corrected,
}

/// The claims that first stated, told and came down to a figure.
#[derive(Debug, Clone, Copy, Default)]
struct First {
    stated: Option<u32>,
    told: Option<u32>,
    corrected: Option<u32>,
}

impl First {
    fn slot(&mut self, set: Set) -> &mut Option<u32> {
        match set {
            Set::Stated => &mut self.stated,
            Set::Told => &mut self.told,
            Set::Corrected => &mut self.corrected,
        }
    }
}

/// A claim of the series.
#[derive(Debug, Clone, Copy)]
struct Member {
    claim: u32,
    /// What the series came to when it had been read.
    after: Standing,
    brought: Brought,
    /// Whether it has been read where it stands.
    is_read: bool,
}

/// A series, and what its claims brought.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// In the order in which they are read.
    members: Vec<Member>,
    /// Claims that have come since it was read, in no order: many at once are put in their places together.
    fresh: Vec<u32>,
    firsts: Map<u64, First>,
    /// From which claims on it is to be read anew; none: what was told last has been taken out.
    dirty: Vec<Option<u32>>,
    /// What was brought by claims that have been taken out since it was read.
    lost: Difference,
}

impl Reading {
    /// What it comes to.
    pub(super) fn standing(&self) -> Standing {
        self.members.last().map(|last| last.after).unwrap_or_default()
    }

    /// Its claims, in order.
    pub(super) fn claims(&self) -> impl Iterator<Item = u32> {
        self.members.iter().map(|member| member.claim)
    }

    /// Adds a claim.
    pub(super) fn add(&mut self, claim: u32) {
        self.fresh.push(claim);
    }

    /// Puts the claims that have come into their places; gives the first and the last of these.
    fn settle(&mut self, seen: &Shared<Seen>) -> Option<(usize, usize)> {
        let mut fresh = std::mem::take(&mut self.fresh);
        fresh.sort_unstable_by(|one, other| match (at(seen, *one), at(seen, *other)) {
            (Some(one), Some(other)) => one.compare(other),
            _ => one.cmp(other),
        });
        let mut before = std::mem::take(&mut self.members);
        let unread = |claim| Member { claim, after: Standing::default(), brought: Brought::default(), is_read: false };
        if let [claim] = *fresh.as_slice() {
            let place = before.partition_point(|member| is_before(seen, member.claim, claim));
            before.insert(place, unread(claim));
            self.members = before;
            return Some((place, place));
        }
        self.members.reserve(before.len() + fresh.len());
        let mut rest = before.as_slice();
        let mut ends: Option<(usize, usize)> = None;
        for claim in fresh {
            let (earlier, later) = rest.split_at(rest.partition_point(|member| is_before(seen, member.claim, claim)));
            self.members.extend_from_slice(earlier);
            let place = self.members.len();
            ends = Some((ends.map_or(place, |(first, _)| first), place));
            self.members.push(unread(claim));
            rest = later;
        }
        self.members.extend_from_slice(rest);
        ends
    }

    /// Takes a claim out.
    pub(super) fn remove(&mut self, seen: &Shared<Seen>, claim: u32) {
        if let Some(place) = self.fresh.iter().position(|fresh| *fresh == claim) {
            self.fresh.swap_remove(place);
            return;
        }
        let Some(place) = self.place_of(seen, claim) else { return };
        let gone = self.members.remove(place);
        self.dirty.push(self.members.get(place).map(|next| next.claim));
        let Some(number) = at(seen, claim).and_then(Seen::number) else { return };
        for set in gone.brought.sets() {
            self.lost.turn(set, number);
            self.forget(set, number, claim);
        }
        self.lost.waiting |= gone.brought.waits || gone.brought.clears;
    }

    /// Has a claim read again.
    pub(super) fn stir(&mut self, claim: u32) {
        self.dirty.push(Some(claim));
    }

    fn place_of(&self, seen: &Shared<Seen>, claim: u32) -> Option<usize> {
        let place = self.members.partition_point(|member| is_before(seen, member.claim, claim));
        self.members.get(place).is_some_and(|member| member.claim == claim).then_some(place)
    }

    fn forget(&mut self, set: Set, number: u64, claim: u32) {
        if let Some(first) = self.firsts.get_mut(&number) {
            let slot = first.slot(set);
            *slot = slot.filter(|known| *known != claim);
        }
    }

    /// Reads what has changed and all that this can reach, writing what became of each claim; those that `ballots` sets
    /// aside are passed over. Gives how many were read.
    pub(super) fn read(&mut self, seen: &mut Shared<Seen>, ballots: &Ballots) -> usize {
        let fresh = if self.fresh.is_empty() { None } else { self.settle(seen) };
        let mut dirty = std::mem::take(&mut self.dirty);
        if fresh.is_some_and(|(first, last)| first == 0 && last + 1 == self.members.len()) {
            // All of it is read anyway.
            dirty.clear();
        }
        let mut apart = std::mem::take(&mut self.lost);
        let places =
            dirty.iter().filter_map(|claim| claim.map_or(Some(self.members.len()), |c| self.place_of(seen, c)));
        let Some((first, last)) = places.fold(fresh, |ends: Option<(usize, usize)>, place| {
            Some(ends.map_or((place, place), |(first, last)| (first.min(place), last.max(place))))
        }) else {
            return 0;
        };
        let before = first.checked_sub(1).and_then(|place| self.members.get(place));
        let before = before.map(|member| member.after).unwrap_or_default();
        // What became of claims by others that came after; none where they have not been read before.
        let mut became: Map<u32, Option<Fate>> = Map::default();
        for (claim, fate) in before.claims() {
            became.insert(claim, at(seen, claim).map(|point| point.fate));
            set(seen, claim, fate);
        }
        // Where nothing that was read before follows, there is nothing to come back to.
        let may_meet = last + 1 < self.members.len();
        let mut course = Course { standing: before, held: self.held_before(seen, first) };
        let mut read = 0;
        for slot in first..self.members.len() {
            let Some(was) = self.members.get(slot).copied() else { break };
            let Some(point) = at(seen, was.claim) else { continue };
            let number = point.number();
            if may_meet {
                became.insert(was.claim, was.is_read.then_some(point.fate));
            }
            let brought = match ballots.aside(point, was.claim) {
                Some(fate) => {
                    set(seen, was.claim, fate);
                    Brought::default()
                }
                None => course.take(seen, &self.firsts, was.claim),
            };
            if let Some(number) = number {
                for gone in was.brought.sets().filter(|gone| !brought.sets().any(|now| now == *gone)) {
                    self.forget(gone, number, was.claim);
                }
                for now in brought.sets() {
                    *self.firsts.entry(number).or_default().slot(now) = Some(was.claim);
                }
            }
            if let Some(member) = self.members.get_mut(slot) {
                *member = Member { after: course.standing, brought, is_read: true, ..was };
            }
            read += 1;
            if !may_meet {
                continue;
            }
            apart.compare(number, was, brought);
            if slot >= last && was.is_read && was.after == course.standing && apart.is_none() {
                let known = |claim: u32| became.get(&claim).copied().flatten();
                let met: Option<Vec<_>> = was.after.claims().map(|(claim, _)| Some((claim, known(claim)?))).collect();
                if let Some(met) = met {
                    met.into_iter().for_each(|(claim, fate)| set(seen, claim, fate));
                    break;
                }
            }
        }
        read
    }

    /// The lower figures that wait when the series has been read up to a place.
    fn held_before(&self, seen: &Shared<Seen>, place: usize) -> Map<u64, Held> {
        let mut held: Map<u64, Held> = Map::default();
        let before = self.members.get(..place).unwrap_or_default();
        let from = before.iter().rposition(|member| member.brought.clears).unwrap_or(0);
        for member in before.iter().skip(from).filter(|member| member.brought.waits) {
            if let Some((point, number)) = at(seen, member.claim).and_then(|point| Some((point, point.number()?))) {
                held.entry(number).or_default().is_repeated_by(point.report, point.at);
            }
        }
        held
    }
}

/// How the state that a series was read to differs from the one it is read to now.
#[derive(Debug, Clone, Default)]
struct Difference {
    /// The figures that are in a set by one of both alone.
    sets: HashSet<(Set, u64), FixedState>,
    /// Whether other figures may wait.
    waiting: bool,
}

impl Difference {
    fn turn(&mut self, set: Set, number: u64) {
        if !self.sets.remove(&(set, number)) {
            self.sets.insert((set, number));
        }
    }

    /// Takes in what a claim brought before, where it was read, and what it brings now.
    fn compare(&mut self, number: Option<u64>, was: Member, brought: Brought) {
        if was.is_read && was.brought.clears && brought.clears {
            self.waiting = false;
        } else if (was.brought.waits, was.brought.clears) != (brought.waits, brought.clears) {
            self.waiting = true;
        }
        if let Some(number) = number.filter(|_| was.brought != brought) {
            was.brought.sets().chain(brought.sets()).for_each(|set| self.turn(set, number));
        }
    }

    fn is_none(&self) -> bool {
        !self.waiting && self.sets.is_empty()
    }
}

/// A lower figure that waits for another bulletin.
#[derive(Debug, Default)]
struct Held {
    /// When each report told it first: one that goes round tells nothing new, however often and late.
    told: Map<u32, Timestamp>,
    /// The first two of those reports.
    first: Option<(u32, Timestamp)>,
    second: Option<(u32, Timestamp)>,
}

impl Held {
    /// Takes in that a report tells it; whether that and another report are two bulletins.
    fn is_repeated_by(&mut self, report: u32, at: Timestamp) -> bool {
        let told = *self.told.entry(report).or_insert(at);
        for slot in [&mut self.first, &mut self.second] {
            match slot {
                Some((known, _)) if *known == report => break,
                Some(_) => {}
                None => {
                    *slot = Some((report, told));
                    break;
                }
            }
        }
        let other = [self.first, self.second].into_iter().flatten().find(|(known, _)| *known != report);
        other.is_some_and(|(_, first)| told.duration_since(first) >= BULLETIN_GAP)
    }
}

/// A series as its claims are read one after the other.
struct Course {
    standing: Standing,
    /// Lower figures that wait for another bulletin.
    held: Map<u64, Held>,
}

/// What a claim comes to, and what it brings.
struct Taken {
    fate: Fate,
    brought: Brought,
}

impl From<Fate> for Taken {
    fn from(fate: Fate) -> Self {
        Self { fate, brought: Brought::default() }
    }
}

impl Course {
    /// Takes a claim in. `firsts` may hold claims that come after it, which say nothing yet.
    fn take(&mut self, seen: &mut Shared<Seen>, firsts: &Map<u64, First>, index: u32) -> Brought {
        let Some(point) = at(seen, index) else { return Brought::default() };
        let mut taken = match (point.bound, point.number()) {
            (Bound::Vague, _) => self.take_vague(seen, index).into(),
            (Bound::UpTo, _) => self.take_upper(seen, index),
            (_, None) => Fate::Empty.into(),
            (_, Some(number)) => {
                let first = firsts.get(&number).copied().unwrap_or_default();
                let is_in = |first: Option<u32>| first.is_some_and(|first| is_before(seen, first, index));
                let known =
                    Known { stated: is_in(first.stated), told: is_in(first.told), corrected: is_in(first.corrected) };
                let mut taken = self.take_number(seen, index, number, known);
                // What repeats the current figure was told with it.
                taken.brought.told = !matches!(taken.fate, Fate::Repeats(_)) && !known.told;
                taken.brought.stated &= !known.stated;
                taken.brought.corrected &= !known.corrected;
                taken
            }
        };
        if taken.brought.clears {
            self.held.clear();
            taken.brought.waits = false;
        }
        set(seen, index, taken.fate);
        taken.brought
    }

    fn take_vague(&mut self, seen: &mut Shared<Seen>, index: u32) -> Fate {
        let low = |index: u32| at(seen, index).and_then(|point| point.stored.claim.low);
        match self.standing.vague {
            Some(before) if low(before) >= low(index) => Fate::Repeats(before),
            before => {
                self.standing.vague = Some(index);
                if let Some(before) = before {
                    set(seen, before, Fate::Replaced(index));
                }
                Fate::Vague
            }
        }
    }

    /// "Up to 80" says something only where its origin has given no number yet.
    fn take_upper(&mut self, seen: &mut Shared<Seen>, index: u32) -> Taken {
        match self.standing.current {
            None => self.accept(seen, index, None),
            Some(current) => {
                let high = |index: u32| at(seen, index).and_then(|point| point.stored.claim.high);
                match at(seen, current).and_then(Seen::number) {
                    Some(number) if high(index) >= Some(number) => Fate::Rounded(current).into(),
                    Some(_) => Fate::Held(current).into(),
                    None if high(index) == high(current) => Fate::Repeats(current).into(),
                    None => self.accept(seen, index, None),
                }
            }
        }
    }

    fn take_number(&mut self, seen: &mut Shared<Seen>, index: u32, number: u64, known: Known) -> Taken {
        let Some(current) = self.standing.current else { return self.accept(seen, index, Some(number)) };
        let (Some(point), Some(now)) = (at(seen, index), at(seen, current)) else { return Fate::Empty.into() };
        let Some(figure) = now.number() else { return self.accept(seen, index, Some(number)) };
        if number == figure {
            let sharpens = (now.bound, point.bound, point.cue) == (Bound::AtLeast, Bound::Exact, Cue::Plain)
                && point.at.duration_since(now.at) <= ONE_BULLETIN;
            if !sharpens {
                return Fate::Repeats(current).into();
            }
            self.standing.current = Some(index);
            set(seen, current, Fate::Replaced(index));
            return Fate::Current.into();
        }
        let corrects = point.cue == Cue::Correction && !known.corrected;
        if corrects && number < figure {
            return self.come_down(seen, index);
        }
        if known.stated && !corrects {
            return Fate::Outdated(current).into();
        }
        if number > figure {
            if known.told && !corrects {
                return Fate::Outdated(current).into();
            }
            let rounding = point.bound == Bound::About && is_rounding(number, figure);
            return if rounding { Fate::Rounded(current).into() } else { self.accept(seen, index, Some(number)) };
        }
        if point.cue == Cue::Earlier {
            return Fate::Outdated(current).into();
        }
        if agrees_from_below(point.bound, number, figure) {
            return Fate::Rounded(current).into();
        }
        let is_repeated = self.held.entry(number).or_default().is_repeated_by(point.report, point.at);
        if point.vouched || is_repeated {
            return self.come_down(seen, index);
        }
        Taken { fate: Fate::Held(current), brought: Brought { waits: true, ..Brought::default() } }
    }

    fn accept(&mut self, seen: &mut Shared<Seen>, index: u32, number: Option<u64>) -> Taken {
        if let Some(before) = self.standing.current.replace(index) {
            set(seen, before, Fate::Replaced(index));
        }
        let is_figure = number.is_some();
        Taken { fate: Fate::Current, brought: Brought { stated: is_figure, clears: is_figure, ..Brought::default() } }
    }

    fn come_down(&mut self, seen: &mut Shared<Seen>, index: u32) -> Taken {
        if let Some(before) = self.standing.current.replace(index) {
            set(seen, before, Fate::Corrected(index));
        }
        Taken {
            fate: Fate::Current,
            brought: Brought { stated: true, corrected: true, clears: true, ..Brought::default() },
        }
    }
}

/// What is known of a figure before a claim of it is read.
#[derive(Debug, Clone, Copy)]
struct Known {
    stated: bool,
    told: bool,
    corrected: bool,
}

/// Whether one claim of a series is read before another.
fn is_before(seen: &Shared<Seen>, one: u32, other: u32) -> bool {
    at(seen, one).zip(at(seen, other)).is_some_and(|(one, other)| one.compare(other).is_lt())
}

fn set(seen: &mut Shared<Seen>, index: u32, fate: Fate) {
    if at(seen, index).is_some_and(|point| point.fate != fate)
        && let Some(point) = seen.get_mut(place(index))
    {
        point.fate = fate;
    }
}
