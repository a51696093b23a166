//! One origin's series of one figure: which claim of it is current, and what became of the others.
//!
//! A series is read by the instants its claims speak of, never by arrival. Cumulative figures only rise,
//! unless their origin corrects itself: in so many words, or by saying the lower figure again in another
//! bulletin. A value that was seen before tells nothing new.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::{SignedDuration, Timestamp};

use crate::model::{Bound, Claim, Cue, StoredClaim};

use super::facts::{Map, place};
use super::fate::Fate;

/// How far apart two statements of one origin must be to be two bulletins: outlets copy one within this time.
const BULLETIN_GAP: SignedDuration = SignedDuration::from_hours(3);

/// How long the same number, exact, says what an "at least" before it was: outlets put one bulletin in words of their
/// own within a day. Later it tells nothing new, and must not make the figure look fresh.
pub(super) const ONE_BULLETIN: SignedDuration = SignedDuration::from_hours(24);

/// A rounding lies within one part in this many of the figure that it rounds.
const ROUNDING: u64 = 20;

/// A claim as it looks from a moment, and what became of it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// As it is to be read, amendments included.
    pub(super) stored: Arc<StoredClaim>,
    /// The instant it speaks of.
    pub(super) at: Timestamp,
    /// Whether an operator has read it: confirmed it, or put it right.
    pub(super) vouched: bool,
    /// Whether an operator confirmed it as it stands.
    pub(super) confirmed: bool,
    /// The figure that may become a best: the stated number, or the lower end of a range.
    number: Option<u64>,
    bound: Bound,
    cue: Cue,
    /// What it is by itself: [`Fate::Current`] where it is a toll of the whole that may count.
    pub(super) base: Fate,
    /// What it is beside all other claims: [`Fate::Current`] where it is a member of its series.
    pub(super) admitted: Fate,
    /// What became of it.
    pub(super) fate: Fate,
    /// Its item.
    pub(super) item: u32,
    /// Its report.
    pub(super) report: u32,
    /// Its row.
    pub(super) subject: u32,
    /// Its series.
    pub(super) series: u32,
    /// The series that it is a member of, or of whose claims it is a copy.
    pub(super) told_in: Option<u32>,
    /// Whether it is among the figures of its metric.
    pub(super) is_counted: bool,
    /// Whether it is among those of its row that may be copied, or be copies.
    pub(super) is_indexed: bool,
    /// Whether it is among the tolls that were told before the episode began.
    pub(super) is_old: bool,
}

impl Seen {
    /// A claim before anything is known of it beside others.
    pub(super) fn new(stored: Arc<StoredClaim>, at: Timestamp, base: Fate, vouched: bool) -> Self {
        Self {
            at,
            vouched,
            confirmed: false,
            number: number(&stored.claim),
            bound: stored.claim.bound,
            cue: stored.claim.cue,
            base,
            admitted: Fate::Unseen,
            fate: base,
            item: 0,
            report: 0,
            subject: 0,
            series: 0,
            told_in: None,
            is_counted: false,
            is_indexed: false,
            is_old: false,
            stored,
        }
    }

    /// The figure that may become a best: the stated number, or the lower end of a range.
    pub(super) fn number(&self) -> Option<u64> {
        self.number
    }

    /// Whether it takes an earlier figure back in so many words.
    pub(super) fn corrects(&self) -> bool {
        self.cue == Cue::Correction
    }

    /// Lower and upper end as stated, in order, whatever way round they were read.
    pub(super) fn ends(&self) -> (Option<u64>, Option<u64>) {
        ends(&self.stored.claim)
    }

    /// By the instant; at one instant earlier tolls before plain ones before corrections, then upward.
    fn order(&self) -> impl Ord + use<> {
        let cue = match self.cue {
            Cue::Earlier => 0_u8,
            Cue::Plain => 1,
            Cue::Correction => 2,
        };
        (self.at, cue, self.number, self.bound)
    }

    /// Orders claims of one series; the text of ids is asked only between equals.
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order()).then_with(|| {
            let (one, two) = (&self.stored, &other.stored);
            (one.from.published, &one.id).cmp(&(two.from.published, &two.id))
        })
    }
}

/// Lower and upper end of a claim as stated, in order, whatever way round they were read.
pub(super) fn ends(claim: &Claim) -> (Option<u64>, Option<u64>) {
    match (claim.bound, claim.low, claim.high) {
        (Bound::AtLeast | Bound::MoreThan | Bound::Vague, low, _) => (low, None),
        (Bound::UpTo, _, high) => (None, high),
        (_, Some(low), Some(high)) => (Some(low.min(high)), Some(low.max(high))),
        (_, low, high) => (low, high),
    }
}

fn number(claim: &Claim) -> Option<u64> {
    match claim.bound {
        Bound::UpTo | Bound::Vague => None,
        Bound::Exact | Bound::AtLeast | Bound::MoreThan | Bound::About => claim.low.or(claim.high),
        Bound::Range => match (claim.low, claim.high) {
            (Some(low), Some(high)) => Some(low.min(high)),
            (low, high) => low.or(high),
        },
    }
}

/// The claim of a number.
pub(super) fn at(seen: &[Seen], number: u32) -> Option<&Seen> {
    seen.get(place(number))
}

/// Puts a claim among those of its series, which are in order.
pub(super) fn insert(seen: &[Seen], members: &mut Vec<u32>, claim: u32) {
    let Some(new) = at(seen, claim) else { return };
    let is_before = |member: &u32| at(seen, *member).is_some_and(|member| member.compare(new).is_lt());
    // What is told last mostly speaks of the latest.
    let place = if members.last().is_none_or(is_before) { members.len() } else { members.partition_point(is_before) };
    members.insert(place, claim);
}

/// What a series comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Standing {
    /// The claim that gives the current figure.
    pub(super) current: Option<u32>,
    /// The claim with the greatest word without a number.
    pub(super) vague: Option<u32>,
}

/// Reads the series made of the claims at `members`, in order, writing what became of each.
pub(super) fn resolve(seen: &mut [Seen], members: &[u32]) -> Standing {
    let mut series = Series::default();
    for index in members.iter().copied() {
        series.take(seen, index);
    }
    Standing { current: series.current, vague: series.vague }
}

#[derive(Default)]
struct Series {
    current: Option<u32>,
    vague: Option<u32>,
    /// Every figure that was ever current, with the claim that stated it first.
    stated: Map<u64, u32>,
    /// Every figure that was ever told.
    told: HashSet<u64, FixedState>,
    /// Figures that the series came down to.
    corrected_to: HashSet<u64, FixedState>,
    /// Lower figures that wait for another bulletin.
    held: Map<u64, Held>,
}

/// A lower figure that waits for another bulletin.
#[derive(Default)]
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

impl Series {
    fn take(&mut self, seen: &mut [Seen], index: u32) {
        let Some(point) = at(seen, index) else { return };
        let fate = match (point.bound, point.number()) {
            (Bound::Vague, _) => self.take_vague(seen, index),
            (Bound::UpTo, _) => self.take_upper(seen, index),
            (_, None) => Fate::Empty,
            (_, Some(number)) => {
                let fate = self.take_number(seen, index, number);
                // What repeats the current figure was told with it.
                if !matches!(fate, Fate::Repeats(_)) {
                    self.told.insert(number);
                }
                fate
            }
        };
        set(seen, index, fate);
    }

    fn take_vague(&mut self, seen: &mut [Seen], index: u32) -> Fate {
        let low = |index: u32| at(seen, index).and_then(|point| point.stored.claim.low);
        match self.vague {
            Some(before) if low(before) >= low(index) => Fate::Repeats(before),
            before => {
                self.vague = Some(index);
                if let Some(before) = before {
                    set(seen, before, Fate::Replaced(index));
                }
                Fate::Vague
            }
        }
    }

    /// "Up to 80" says something only where its origin has given no number yet.
    fn take_upper(&mut self, seen: &mut [Seen], index: u32) -> Fate {
        match self.current {
            None => self.accept(seen, index, None),
            Some(current) => {
                let high = |index: u32| at(seen, index).and_then(|point| point.stored.claim.high);
                match at(seen, current).and_then(Seen::number) {
                    Some(number) if high(index) >= Some(number) => Fate::Rounded(current),
                    Some(_) => Fate::Held(current),
                    None if high(index) == high(current) => Fate::Repeats(current),
                    None => self.accept(seen, index, None),
                }
            }
        }
    }

    fn take_number(&mut self, seen: &mut [Seen], index: u32, number: u64) -> Fate {
        let Some(current) = self.current else { return self.accept(seen, index, Some(number)) };
        let (Some(point), Some(now)) = (at(seen, index), at(seen, current)) else { return Fate::Empty };
        let Some(figure) = now.number() else { return self.accept(seen, index, Some(number)) };
        if number == figure {
            let sharpens = (now.bound, point.bound, point.cue) == (Bound::AtLeast, Bound::Exact, Cue::Plain)
                && point.at.duration_since(now.at) <= ONE_BULLETIN;
            if !sharpens {
                return Fate::Repeats(current);
            }
            self.current = Some(index);
            set(seen, current, Fate::Replaced(index));
            return Fate::Current;
        }
        let corrects = point.cue == Cue::Correction && !self.corrected_to.contains(&number);
        if corrects && number < figure {
            return self.come_down(seen, index, number);
        }
        if self.stated.contains_key(&number) && !corrects {
            return Fate::Outdated(current);
        }
        if number > figure {
            if self.told.contains(&number) && !corrects {
                return Fate::Outdated(current);
            }
            let rounding = point.bound == Bound::About && is_rounding(number, figure);
            return if rounding { Fate::Rounded(current) } else { self.accept(seen, index, Some(number)) };
        }
        if point.cue == Cue::Earlier {
            return Fate::Outdated(current);
        }
        if agrees_from_below(point.bound, number, figure) {
            return Fate::Rounded(current);
        }
        let is_repeated = self.held.entry(number).or_default().is_repeated_by(point.report, point.at);
        if point.vouched || is_repeated {
            return self.come_down(seen, index, number);
        }
        Fate::Held(current)
    }

    fn accept(&mut self, seen: &mut [Seen], index: u32, number: Option<u64>) -> Fate {
        if let Some(before) = self.current.replace(index) {
            set(seen, before, Fate::Replaced(index));
        }
        if let Some(number) = number {
            self.stated.entry(number).or_insert(index);
            self.held.clear();
        }
        Fate::Current
    }

    fn come_down(&mut self, seen: &mut [Seen], index: u32, number: u64) -> Fate {
        if let Some(before) = self.current.replace(index) {
            set(seen, before, Fate::Corrected(index));
        }
        self.stated.entry(number).or_insert(index);
        self.corrected_to.insert(number);
        self.held.clear();
        Fate::Current
    }
}

fn set(seen: &mut [Seen], index: u32, fate: Fate) {
    if let Some(point) = seen.get_mut(place(index)) {
        point.fate = fate;
    }
}

/// Whether a lower statement is true of the figure too, so that it takes nothing back.
fn agrees_from_below(bound: Bound, number: u64, figure: u64) -> bool {
    match bound {
        Bound::MoreThan => true,
        Bound::AtLeast => is_round(number),
        Bound::About => is_rounding(number, figure),
        Bound::Exact | Bound::Range => is_round(number) && is_rounding(number, figure),
        Bound::UpTo | Bound::Vague => false,
    }
}

fn is_rounding(number: u64, figure: u64) -> bool {
    number.abs_diff(figure) <= figure / ROUNDING
}

/// Whether people would call the number round: nothing after its two leading digits.
fn is_round(number: u64) -> bool {
    let mut rest = number;
    while rest >= 100 && rest.is_multiple_of(10) {
        rest /= 10;
    }
    rest < 100 && number >= 10 && number.is_multiple_of(10)
}
