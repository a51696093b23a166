//! One origin's series of one figure: which claim of it is current, and what became of the others.
//!
//! A series is read by the instants its claims speak of, never by arrival. Cumulative figures only rise,
//! unless their origin corrects itself: in so many words, or by saying the lower figure again in another
//! bulletin. A value that was seen before tells nothing new.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use crate::model::{Bound, Cue, ReportId, StoredClaim};

use super::fate::Fate;

/// How far apart two statements of one origin must be to be two bulletins: outlets copy one within this time.
const BULLETIN_GAP: SignedDuration = SignedDuration::from_hours(3);

/// A rounding lies within one part in this many of the figure that it rounds.
const ROUNDING: u64 = 20;

/// A claim that may be seen, and what became of it.
#[derive(Debug, Clone)]
pub(super) struct Seen<'a> {
    pub(super) stored: &'a StoredClaim,
    /// The instant it speaks of.
    pub(super) at: Timestamp,
    /// Whether an operator said that it was read rightly.
    pub(super) confirmed: bool,
    pub(super) fate: Fate,
    /// The number of its item in the view.
    pub(super) item: u32,
    /// The number of its row in the account.
    pub(super) subject: u32,
    /// The number of its series in the account.
    pub(super) series: u32,
}

impl Seen<'_> {
    /// The figure that may become a best: the stated number, or the lower end of a range.
    pub(super) fn number(&self) -> Option<u64> {
        let claim = &self.stored.claim;
        match claim.bound {
            Bound::UpTo | Bound::Vague => None,
            Bound::Exact | Bound::AtLeast | Bound::MoreThan | Bound::About => claim.low.or(claim.high),
            Bound::Range => match (claim.low, claim.high) {
                (Some(low), Some(high)) => Some(low.min(high)),
                (low, high) => low.or(high),
            },
        }
    }

    /// Lower and upper end as stated, in order, whatever way round they were read.
    pub(super) fn ends(&self) -> (Option<u64>, Option<u64>) {
        let claim = &self.stored.claim;
        match (claim.bound, claim.low, claim.high) {
            (Bound::AtLeast | Bound::MoreThan | Bound::Vague, low, _) => (low, None),
            (Bound::UpTo, _, high) => (None, high),
            (_, Some(low), Some(high)) => (Some(low.min(high)), Some(low.max(high))),
            (_, low, high) => (low, high),
        }
    }

    fn report(&self) -> &ReportId {
        &self.stored.from.report
    }
}

/// What a series comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Standing {
    /// The claim that gives the current figure.
    pub(super) current: Option<usize>,
    /// The claim with the greatest word without a number.
    pub(super) vague: Option<usize>,
}

/// Reads the series made of the claims at `members`, writing what became of each.
pub(super) fn resolve(seen: &mut [Seen<'_>], members: &mut [usize]) -> Standing {
    members.sort_by_cached_key(|index| order(seen, *index));
    let mut series = Series::default();
    for index in members.iter().copied() {
        series.take(seen, index);
    }
    Standing { current: series.current, vague: series.vague }
}

/// By the instant; at one instant earlier tolls before plain ones before corrections, then upward.
fn order<'s>(seen: &'s [Seen<'_>], index: usize) -> impl Ord + use<'s> {
    seen.get(index).map(|point| {
        let cue = match point.stored.claim.cue {
            Cue::Earlier => 0_u8,
            Cue::Plain => 1,
            Cue::Correction => 2,
        };
        (point.at, cue, point.number(), point.stored.claim.bound, point.stored.from.published, &point.stored.id)
    })
}

#[derive(Default)]
struct Series {
    current: Option<usize>,
    vague: Option<usize>,
    /// Every figure that was ever current, with the claim that stated it first.
    stated: HashMap<u64, usize>,
    /// Every figure that was ever told.
    told: HashSet<u64>,
    /// Figures that the series came down to.
    corrected_to: HashSet<u64>,
    /// Lower figures that wait for another bulletin, with the first claim of each.
    held: HashMap<u64, usize>,
}

impl Series {
    fn take(&mut self, seen: &mut [Seen<'_>], index: usize) {
        let Some(point) = seen.get(index) else { return };
        let fate = match (point.stored.claim.bound, point.number()) {
            (Bound::Vague, _) => self.take_vague(seen, index),
            (Bound::UpTo, _) => self.take_upper(seen, index),
            (_, None) => Fate::Empty,
            (_, Some(number)) => {
                let fate = self.take_number(seen, index, number);
                self.told.insert(number);
                fate
            }
        };
        set(seen, index, fate);
    }

    fn take_vague(&mut self, seen: &mut [Seen<'_>], index: usize) -> Fate {
        let low = |index: usize| seen.get(index).and_then(|point| point.stored.claim.low);
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
    fn take_upper(&mut self, seen: &mut [Seen<'_>], index: usize) -> Fate {
        match self.current {
            None => self.accept(seen, index, None),
            Some(current) => {
                let high = |index: usize| seen.get(index).and_then(|point| point.stored.claim.high);
                match seen.get(current).and_then(Seen::number) {
                    Some(number) if high(index) >= Some(number) => Fate::Rounded(current),
                    Some(_) => Fate::Held(current),
                    None if high(index) == high(current) => Fate::Repeats(current),
                    None => self.accept(seen, index, None),
                }
            }
        }
    }

    fn take_number(&mut self, seen: &mut [Seen<'_>], index: usize, number: u64) -> Fate {
        let Some(current) = self.current else { return self.accept(seen, index, Some(number)) };
        let (Some(point), Some(now)) = (seen.get(index), seen.get(current)) else { return Fate::Empty };
        let Some(figure) = now.number() else { return self.accept(seen, index, Some(number)) };
        let claim = &point.stored.claim;
        if number == figure {
            return Fate::Repeats(current);
        }
        let corrects = claim.cue == Cue::Correction && !self.corrected_to.contains(&number);
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
            let rounding = claim.bound == Bound::About && is_rounding(number, figure);
            return if rounding { Fate::Rounded(current) } else { self.accept(seen, index, Some(number)) };
        }
        if claim.cue == Cue::Earlier {
            return Fate::Outdated(current);
        }
        if agrees_from_below(claim.bound, number, figure) {
            return Fate::Rounded(current);
        }
        let repeated = match self.held.get(&number).and_then(|held| seen.get(*held)) {
            Some(held) => held.report() != point.report() && point.at.duration_since(held.at) >= BULLETIN_GAP,
            None => false,
        };
        if point.confirmed || repeated {
            return self.come_down(seen, index, number);
        }
        self.held.entry(number).or_insert(index);
        Fate::Held(current)
    }

    fn accept(&mut self, seen: &mut [Seen<'_>], index: usize, number: Option<u64>) -> Fate {
        if let Some(before) = self.current.replace(index) {
            set(seen, before, Fate::Replaced(index));
        }
        if let Some(number) = number {
            self.stated.entry(number).or_insert(index);
            self.held.clear();
        }
        Fate::Current
    }

    fn come_down(&mut self, seen: &mut [Seen<'_>], index: usize, number: u64) -> Fate {
        if let Some(before) = self.current.replace(index) {
            set(seen, before, Fate::Corrected(index));
        }
        self.stated.entry(number).or_insert(index);
        self.corrected_to.insert(number);
        self.held.clear();
        Fate::Current
    }
}

fn set(seen: &mut [Seen<'_>], index: usize, fate: Fate) {
    if let Some(point) = seen.get_mut(index) {
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
