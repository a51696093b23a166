//! Witnesses: which claims are copies or slips of others, before any series is read.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use crate::model::{CategoryId, ItemId, Metric};

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

/// Sets aside the slips of one origin's series: a figure that differs by one or by a transposition from
/// one that more reports of the same day give.
pub(super) fn outvote_slips(seen: &mut [Seen<'_>], members: &mut Vec<usize>) {
    let mut votes: BTreeMap<u64, Ballot<'_>> = BTreeMap::new();
    for index in members.iter().copied() {
        let Some(point) = seen.get(index) else { continue };
        let Some(number) = point.number().filter(|number| *number >= SLIP_FROM) else { continue };
        let ballot =
            votes.entry(number).or_insert_with(|| Ballot { first: index, at: point.at, reports: HashSet::new() });
        if (point.at, &point.stored.id) < (ballot.at, seen.get(ballot.first).map_or(&point.stored.id, |s| &s.stored.id))
        {
            (ballot.first, ballot.at) = (index, point.at);
        }
        ballot.reports.insert(point.stored.from.report.as_str());
    }
    let mut slips: HashMap<u64, usize> = HashMap::new();
    for (number, ballot) in &votes {
        let majority = neighbours(*number)
            .filter_map(|near| votes.get(&near).map(|other| (near, other)))
            .filter(|(_, other)| other.reports.len() > ballot.reports.len())
            .filter(|(_, other)| other.at.duration_since(ballot.at).abs() <= BULLETIN_DAY)
            .max_by_key(|(near, other)| (other.reports.len(), *near));
        if let Some((_, majority)) = majority {
            slips.insert(*number, majority.first);
        }
    }
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

struct Ballot<'a> {
    first: usize,
    at: Timestamp,
    reports: HashSet<&'a str>,
}

/// The figures a slip away: one more, one less, and every transposition of two adjacent digits.
fn neighbours(number: u64) -> impl Iterator<Item = u64> {
    let digits = number.to_string().into_bytes();
    let swaps = (1..digits.len()).filter_map(move |right| {
        let mut swapped = digits.clone();
        swapped.swap(right - 1, right);
        std::str::from_utf8(&swapped).ok()?.parse().ok()
    });
    swaps.chain([number.saturating_add(1), number.saturating_sub(1)]).filter(move |near| *near != number)
}

/// Named figures by what they count, for finding whose copy an unnamed one is.
pub(super) struct Named<'a> {
    by_figure: HashMap<(Subject<'a>, u64), Vec<(Timestamp, usize)>>,
}

impl<'a> Named<'a> {
    /// Knows the claims at `members`, in no particular order.
    pub(super) fn new(seen: &[Seen<'a>], members: impl Iterator<Item = usize>) -> Self {
        let mut by_figure: HashMap<_, Vec<_>> = HashMap::new();
        for index in members {
            let Some(point) = seen.get(index) else { continue };
            if let Some(number) = point.number() {
                by_figure.entry((Subject::of(point), number)).or_default().push((point.at, index));
            }
        }
        for figures in by_figure.values_mut() {
            figures.sort_unstable_by_key(|(at, index)| (*at, seen.get(*index).map(|point| &point.stored.id)));
        }
        Self { by_figure }
    }

    /// The named claim of this figure that is nearest in time: any before, for a figure may be told again
    /// for ever, or one of the window after, for a copy may run ahead.
    fn stating(&self, subject: Subject<'a>, number: u64, at: Timestamp) -> Option<usize> {
        let figures = self.by_figure.get(&(subject, number))?;
        let split = figures.partition_point(|(then, _)| *then <= at);
        let before = split.checked_sub(1).and_then(|left| figures.get(left));
        let after = figures.get(split).filter(|(then, _)| then.duration_since(at) <= COPY_WINDOW);
        before.or(after).map(|(_, index)| *index)
    }

    /// The named claim that this figure is a slip of.
    fn misquoted(&self, subject: Subject<'a>, number: u64, at: Timestamp) -> Option<usize> {
        neighbours(number).find_map(|right| self.stating(subject, right, at))
    }
}

/// Takes out of `weak` (claims whose origin has no name) those that are a named origin's figures told
/// without it: a telling figure, or two of one item.
pub(super) fn adopt_copies<'a>(seen: &mut [Seen<'a>], weak: &mut Vec<usize>, named: &Named<'a>) {
    let mut matches: HashMap<usize, (usize, bool)> = HashMap::new();
    let mut by_item: HashMap<&'a ItemId, HashSet<Subject<'a>>> = HashMap::new();
    for index in weak.iter().copied() {
        let Some(point) = seen.get(index) else { continue };
        let Some(number) = point.number() else { continue };
        let subject = Subject::of(point);
        if let Some(original) = named.stating(subject, number, point.at) {
            matches.insert(index, (original, true));
            by_item.entry(&point.stored.from.item).or_default().insert(subject);
        } else if number >= SLIP_FROM
            && let Some(original) = named.misquoted(subject, number, point.at)
        {
            matches.insert(index, (original, false));
        }
    }
    weak.retain(|index| {
        let (Some((original, same)), Some(point)) = (matches.get(index), seen.get_mut(*index)) else { return true };
        let telling = point.number().is_some_and(|number| number >= TELLING)
            || by_item.get(&point.stored.from.item).is_some_and(|subjects| subjects.len() >= 2);
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
