//! Witnesses: which claims are copies or slips of others, before any series is read.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use crate::model::{CategoryId, Metric};

use super::fate::Fate;
use super::series::Seen;

/// How far a figure without a name may run ahead of a named origin's to be a copy or a slip of it.
const COPY_WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// How far apart two figures may lie to be readings of one bulletin.
const BULLETIN_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Smaller figures are equal by chance too often to be a copy on their own.
const TELLING: u64 = 20;

/// Smaller figures differ by one, or by two digits, too often for it to be a slip.
const SLIP_FROM: u64 = 100;

/// A figure this many times the next lower one of its metric, whoever gives either, counts something else: tolls
/// of one matter grow through figures between.
const BEYOND_TIMES: u64 = 20;

/// Smaller figures may leap: a first bulletin of 4 can be followed by one of 400.
const BEYOND_FROM: u64 = 10_000;

/// What a claim counts: its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Subject<'a> {
    pub(super) metric: Metric,
    pub(super) category: &'a CategoryId,
    pub(super) perpetrator: Option<&'a CategoryId>,
}

impl<'a> Subject<'a> {
    /// The subject of a claim.
    pub(super) fn of(seen: &Seen<'a>) -> Self {
        let claim = &seen.stored.claim;
        Self { metric: claim.metric, category: &claim.category, perpetrator: claim.perpetrator.as_ref() }
    }
}

/// Sets aside figures so far beyond all others of their metric that they count something else: the dead of
/// a whole war beside those of its latest days.
pub(super) fn set_aside_beyond(seen: &mut [Seen<'_>]) {
    let mut figures: HashMap<Metric, Vec<u64>> = HashMap::new();
    for point in seen.iter().filter(|point| point.fate == Fate::Current) {
        // People flee by the family and by the ten thousand: nothing is beyond all others there.
        if point.stored.claim.metric != Metric::Displaced {
            figures.entry(point.stored.claim.metric).or_default().extend(point.number().filter(|number| *number > 0));
        }
    }
    let leap = |mut figures: Vec<u64>| {
        figures.sort_unstable();
        let beyond = |pair: &[u64]| match pair {
            [before, after] if *after >= BEYOND_FROM && after / BEYOND_TIMES >= *before => Some(*after),
            _ => None,
        };
        figures.windows(2).find_map(beyond)
    };
    let from: HashMap<Metric, u64> =
        figures.into_iter().filter_map(|(metric, figures)| Some((metric, leap(figures)?))).collect();
    for point in seen.iter_mut().filter(|point| point.fate == Fate::Current && !point.confirmed) {
        let limit = from.get(&point.stored.claim.metric);
        if limit.is_some_and(|limit| point.number().is_some_and(|number| number >= *limit)) {
            point.fate = Fate::Beyond;
        }
    }
}

/// Sets aside the slips of one origin's series: a figure that differs by one or by a transposition from
/// one that more reports of the same day give.
pub(super) fn outvote_slips(seen: &mut [Seen<'_>], members: &mut Vec<usize>) {
    let ballots = Ballots::new(seen, members);
    let slips: HashMap<u64, usize> =
        ballots.0.iter().filter_map(|ballot| Some((ballot.number, ballots.majority_over(seen, ballot)?))).collect();
    if slips.is_empty() {
        return;
    }
    members.retain(|index| {
        let Some(point) = seen.get_mut(*index) else { return false };
        match point.number().and_then(|number| slips.get(&number)) {
            Some(majority) if !point.confirmed => {
                point.fate = Fate::Typo(*majority);
                false
            }
            _ => true,
        }
    });
}

/// The figures of one series with the claims that give each, in the order of the figures.
struct Ballots(Vec<Ballot>);

struct Ballot {
    number: u64,
    /// The instant of its first claim.
    at: Timestamp,
    /// Its claims, the first one first.
    claims: Vec<usize>,
}

impl Ballots {
    fn new(seen: &[Seen<'_>], members: &[usize]) -> Self {
        let mut given: Vec<(u64, Timestamp, usize)> = members
            .iter()
            .filter_map(|index| seen.get(*index).map(|point| (point, *index)))
            .filter_map(|(point, index)| Some((point.number().filter(|n| *n >= SLIP_FROM)?, point.at, index)))
            .collect();
        let id = |index: usize| seen.get(index).map(|point| &point.stored.id);
        given.sort_unstable_by(|one, other| (one.0, one.1, id(one.2)).cmp(&(other.0, other.1, id(other.2))));
        let mut ballots: Vec<Ballot> = vec![];
        for (number, at, index) in given {
            match ballots.last_mut().filter(|ballot| ballot.number == number) {
                Some(ballot) => ballot.claims.push(index),
                None => ballots.push(Ballot { number, at, claims: vec![index] }),
            }
        }
        Self(ballots)
    }

    /// The first claim of the figure that outvotes this one as its slip.
    fn majority_over(&self, seen: &[Seen<'_>], ballot: &Ballot) -> Option<usize> {
        let reports = |ballot: &Ballot| {
            let points = ballot.claims.iter().filter_map(|index| seen.get(*index));
            points.map(|point| &point.stored.from.report).collect::<HashSet<_>>().len()
        };
        neighbours(ballot.number)
            .filter_map(|near| self.0.binary_search_by_key(&near, |other| other.number).ok())
            .filter_map(|place| self.0.get(place))
            // A figure with no more claims cannot have more reports.
            .filter(|other| other.claims.len() > 1 && other.at.duration_since(ballot.at).abs() <= BULLETIN_DAY)
            .map(|other| (reports(other), other))
            .filter(|(votes, _)| *votes > 1 && *votes > reports(ballot))
            .max_by_key(|(votes, other)| (*votes, other.number))
            .and_then(|(_, other)| other.claims.first().copied())
    }
}

/// The figures a slip away: one more, one less, and every transposition of two adjacent digits.
fn neighbours(number: u64) -> impl Iterator<Item = u64> {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    let swaps = powers.take_while(move |power| number / power >= 10).filter_map(move |power| {
        let (right, left) = (number / power % 10, number / power / 10 % 10);
        // Moving a digit one place is nine times its weight.
        let shift = right.abs_diff(left).checked_mul(9)?.checked_mul(power)?;
        if right > left { number.checked_add(shift) } else { number.checked_sub(shift) }
    });
    swaps.chain([number.saturating_add(1), number.saturating_sub(1)]).filter(move |near| *near != number)
}

/// Named figures by what they count, for finding whose copy an unnamed one is.
pub(super) struct Named {
    by_figure: HashMap<(u32, u64), Vec<(Timestamp, usize)>>,
}

impl Named {
    /// Knows the claims at `members`, in no particular order.
    pub(super) fn new(seen: &[Seen<'_>], members: impl Iterator<Item = usize>) -> Self {
        let mut by_figure: HashMap<_, Vec<_>> = HashMap::new();
        for index in members {
            let Some(point) = seen.get(index) else { continue };
            if let Some(number) = point.number() {
                by_figure.entry((point.subject, number)).or_default().push((point.at, index));
            }
        }
        for figures in by_figure.values_mut() {
            figures.sort_unstable_by_key(|(at, index)| (*at, seen.get(*index).map(|point| &point.stored.id)));
        }
        Self { by_figure }
    }

    /// The named claim of this figure that is nearest in time: any before, for a figure may be told again
    /// for ever, or one of the window after, for a copy may run ahead.
    fn stating(&self, subject: u32, number: u64, at: Timestamp) -> Option<usize> {
        let figures = self.by_figure.get(&(subject, number))?;
        let split = figures.partition_point(|(then, _)| *then <= at);
        let before = split.checked_sub(1).and_then(|left| figures.get(left));
        let after = figures.get(split).filter(|(then, _)| then.duration_since(at) <= COPY_WINDOW);
        before.or(after).map(|(_, index)| *index)
    }

    /// The named claim that this figure is a slip of.
    fn misquoted(&self, subject: u32, number: u64, at: Timestamp) -> Option<usize> {
        neighbours(number).find_map(|right| self.stating(subject, right, at))
    }
}

/// Takes out of `weak` (claims whose origin has no name) those that are a named origin's figures told
/// without it: a telling figure, or two of one item.
pub(super) fn adopt_copies(seen: &mut [Seen<'_>], weak: &mut Vec<usize>, named: &Named) {
    let mut matches: HashMap<usize, (usize, bool)> = HashMap::new();
    let mut by_item: HashMap<u32, HashSet<u32>> = HashMap::new();
    for index in weak.iter().copied() {
        let Some(point) = seen.get(index) else { continue };
        let Some(number) = point.number() else { continue };
        let subject = point.subject;
        if let Some(original) = named.stating(subject, number, point.at) {
            matches.insert(index, (original, true));
            by_item.entry(point.item).or_default().insert(subject);
        } else if number >= SLIP_FROM
            && let Some(original) = named.misquoted(subject, number, point.at)
        {
            matches.insert(index, (original, false));
        }
    }
    weak.retain(|index| {
        let (Some((original, same)), Some(point)) = (matches.get(index), seen.get_mut(*index)) else { return true };
        let telling = point.number().is_some_and(|number| number >= TELLING)
            || by_item.get(&point.item).is_some_and(|subjects| subjects.len() >= 2);
        if point.confirmed || !telling {
            return true;
        }
        point.fate = if *same { Fate::Copied(*original) } else { Fate::Typo(*original) };
        false
    });
}

#[cfg(test)]
mod tests {
    use super::neighbours;

    #[test]
    fn a_slip_is_one_off_or_two_digits_swapped() {
        let near: Vec<u64> = neighbours(283).collect();
        assert!(near.contains(&238) && near.contains(&823) && near.contains(&284) && near.contains(&282));
        assert!(!near.contains(&283) && !near.contains(&382));
        assert!(neighbours(445).any(|near| near == 446));
        assert!(neighbours(u64::MAX).all(|near| near != u64::MAX));
    }
}
