//! A claim as it looks from a moment, and how the claims of one origin's series are ordered and compared.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::{Bound, Claim, Cue, StoredClaim};

use super::facts::place;
use super::fate::Fate;
use super::shared::Shared;
use super::witness::is_named;

/// How long the same number, exact, says what an "at least" before it was: outlets put one bulletin in words of their
/// own within a day. Later it tells nothing new, and must not make the figure look fresh.
pub(super) const ONE_BULLETIN: SignedDuration = SignedDuration::from_hours(24);

/// A rounding lies within one part in this many of the figure that it rounds.
const ROUNDING: u64 = 20;

/// The claim of somebody named whose figure another tells, and whether it is just that figure.
pub(super) type Original = (u32, bool);

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
    /// How the text binds it.
    pub(super) bound: Bound,
    /// What the text says of its place among the tolls.
    pub(super) cue: Cue,
    /// Whether its origin has a name.
    pub(super) is_named: bool,
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
    /// Of nobody named: the named claim whose figure it tells, and whether it is the same or a slip of it.
    pub(super) original: Option<Original>,
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
            is_named: is_named(stored.claim.origin.as_ref()),
            base,
            admitted: Fate::Unseen,
            fate: base,
            item: 0,
            report: 0,
            subject: 0,
            series: 0,
            original: None,
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
    pub(super) fn compare(&self, other: &Self) -> std::cmp::Ordering {
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
pub(super) fn at(seen: &Shared<Seen>, number: u32) -> Option<&Seen> {
    seen.get(place(number))
}

/// Whether a lower statement is true of the figure too, so that it takes nothing back.
pub(super) fn agrees_from_below(bound: Bound, number: u64, figure: u64) -> bool {
    match bound {
        Bound::MoreThan => true,
        Bound::AtLeast => is_round(number),
        Bound::About => is_rounding(number, figure),
        Bound::Exact | Bound::Range => is_round(number) && is_rounding(number, figure),
        Bound::UpTo | Bound::Vague => false,
    }
}

/// Whether a number is another, rounded.
pub(super) fn is_rounding(number: u64, figure: u64) -> bool {
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
