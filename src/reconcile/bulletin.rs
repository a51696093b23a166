//! Bulletins: the figures that one origin gives in one item, checked against each other.
//!
//! Parts complete a total only within one bulletin of one origin, and only where every side is told.
//! Figures of two origins, or of two bulletins, are never added.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::model::{Bound, CategoryId, Cue, Metric, OriginId, Situation};

use super::fate::Fate;
use super::series::Seen;

/// The ways in which a total splits into categories: each a list of parts that do not overlap.
pub(super) struct Partitions<'a> {
    ways: Vec<Vec<&'a CategoryId>>,
    combatants: CategoryId,
    fighters: Vec<&'a CategoryId>,
    others: Vec<&'a CategoryId>,
}

impl<'a> Partitions<'a> {
    /// The ways of a situation: side by side, or both sides' fighters together and the rest.
    pub(super) fn new(situation: &'a Situation) -> Self {
        let sums = [CategoryId::TOTAL, CategoryId::COMBATANTS, CategoryId::UNSPECIFIED];
        let parts: Vec<&CategoryId> = situation
            .categories
            .iter()
            .map(|category| &category.id)
            .filter(|id| !sums.contains(&id.as_str()))
            .collect();
        let (fighters, others): (Vec<&CategoryId>, Vec<&CategoryId>) =
            parts.iter().partition(|id| situation.sides.iter().any(|side| side.category == ***id));
        let ways = if parts.is_empty() { vec![] } else { vec![parts] };
        Self { ways, combatants: CategoryId::new(CategoryId::COMBATANTS), fighters, others }
    }

    /// The claims of `bulletin` that split its total completely, the finest split first.
    fn split(&self, seen: &[Seen<'_>], bulletin: &Bulletin) -> Option<Vec<usize>> {
        let of = |category: &CategoryId| bulletin.part(seen, category.as_str());
        let fine = self.ways.iter().find_map(|way| way.iter().map(|part| of(part)).collect::<Option<Vec<usize>>>());
        fine.or_else(|| {
            if self.fighters.is_empty() || self.others.is_empty() {
                return None;
            }
            let rest = self.others.iter().map(|part| of(part));
            std::iter::once(of(&self.combatants)).chain(rest).collect()
        })
    }
}

/// The cumulative figures of one origin in one item, one claim for each category.
pub(super) struct Bulletin {
    parts: Vec<usize>,
    /// Lower figures of the same categories in the same item.
    lower: Vec<usize>,
}

impl Bulletin {
    /// Of claims of one item, origin and metric.
    fn new(seen: &[Seen<'_>], claims: &[usize]) -> Self {
        // An item may tell an earlier toll beside the new one: the greater is the new one, the exact one its figure.
        let rank = |index: usize| {
            seen.get(index).map(|s| (s.subject, s.number(), s.stored.claim.bound == Bound::Exact, &s.stored.id))
        };
        let mut parts = claims.to_vec();
        parts.sort_unstable_by(|one, other| rank(*other).cmp(&rank(*one)));
        let mut lower = vec![];
        parts.dedup_by(|next, kept| {
            let subject = |index: usize| seen.get(index).map(|point| point.subject);
            let same = subject(*next) == subject(*kept);
            if same {
                lower.push(*next);
            }
            same
        });
        Self { parts, lower }
    }

    /// A side's figure that is the sum of its own lower one and of all other sides: the total, misread. Puts the
    /// lower one in its place.
    fn unmask_sum(&mut self, seen: &[Seen<'_>], combatants: &str) -> Option<(usize, usize)> {
        let number = |index: usize| seen.get(index).and_then(Seen::number);
        let is = |index: usize, category: &str| {
            seen.get(index).is_some_and(|s| s.stored.claim.category.as_str() == category)
        };
        let sides = |index: &usize| !is(*index, CategoryId::TOTAL) && !is(*index, combatants);
        for (place, part) in self.parts.iter().copied().enumerate().filter(|(_, part)| sides(part)) {
            let others: Vec<usize> =
                self.parts.iter().copied().filter(|other| *other != part && sides(other)).collect();
            let rest = others.iter().filter_map(|other| number(*other)).fold(0, u64::saturating_add);
            let subject = |index: usize| seen.get(index).map(|point| point.subject);
            let own = self.lower.iter().copied().find(|own| {
                subject(*own) == subject(part) && number(*own).is_some_and(|own| own.checked_add(rest) == number(part))
            });
            if let (Some(own), true) = (own, rest > 0) {
                if let Some(slot) = self.parts.get_mut(place) {
                    *slot = own;
                }
                return Some((part, own));
            }
        }
        None
    }

    fn part(&self, seen: &[Seen<'_>], category: &str) -> Option<usize> {
        let of = |index: &usize| seen.get(*index).is_some_and(|s| s.stored.claim.category.as_str() == category);
        self.parts.iter().copied().find(of)
    }
}

/// All bulletins of more than one category among the claims at `members`.
pub(super) fn collect(seen: &[Seen<'_>], members: impl Iterator<Item = usize>) -> Vec<Bulletin> {
    let tells = |point: &Seen<'_>| {
        let claim = &point.stored.claim;
        claim.perpetrator.is_none() && claim.cue != Cue::Earlier && point.number().is_some()
    };
    let mut by_item: Vec<(u32, usize)> = members
        .filter_map(|index| seen.get(index).filter(|point| tells(point)).map(|point| (point.item, index)))
        .collect();
    by_item.sort_unstable();
    let mut bulletins = vec![];
    for item in by_item.chunk_by(|one, other| one.0 == other.0).filter(|item| item.len() > 1) {
        let voice = |index: usize| seen.get(index).map(|s| (s.stored.claim.origin.as_ref(), s.stored.claim.metric));
        let mut claims: Vec<usize> = item.iter().map(|(_, index)| *index).collect();
        claims.sort_by_key(|index| voice(*index));
        let voices = claims.chunk_by(|one, other| voice(*one) == voice(*other));
        bulletins.extend(voices.map(|claims| Bulletin::new(seen, claims)).filter(|bulletin| bulletin.parts.len() > 1));
    }
    bulletins
}

/// Sets aside sides' figures that equal the total although other sides have dead too: the side was misread.
pub(super) fn distrust_misread_sides(seen: &mut [Seen<'_>], bulletins: &mut [Bulletin]) {
    for bulletin in bulletins {
        if let Some((sum, own)) = bulletin.unmask_sum(seen, CategoryId::COMBATANTS)
            && let Some(point) = seen.get_mut(sum).filter(|point| !point.confirmed)
        {
            point.fate = Fate::SumOfSides(own);
        }
        let Some(total) = bulletin.part(seen, CategoryId::TOTAL) else { continue };
        let number = |index: usize| seen.get(index).and_then(Seen::number);
        let sum = number(total);
        let has_dead = |index: &&usize| **index != total && number(**index).is_some_and(|number| number > 0);
        if bulletin.parts.iter().filter(has_dead).count() < 2 {
            continue;
        }
        let misread = |index: &usize| {
            *index != total && number(*index) == sum && !seen.get(*index).is_some_and(|point| point.confirmed)
        };
        let misread: Vec<usize> = bulletin.parts.iter().copied().filter(misread).collect();
        for index in misread {
            if let Some(point) = seen.get_mut(index) {
                point.fate = Fate::Misread(total);
            }
        }
    }
}

/// The sum of one bulletin's parts where they split its total completely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    /// The instant it speaks of.
    pub(super) at: Timestamp,
    /// The sum.
    pub(super) number: u64,
    /// Whether every part is exact.
    pub(super) exact: bool,
    /// The parts, greatest first.
    pub(super) parts: Vec<usize>,
}

/// The latest complete sum of each origin, from parts that were current when they were told.
pub(super) fn sums<'a>(
    seen: &[Seen<'a>],
    bulletins: &[Bulletin],
    partitions: &Partitions<'_>,
) -> HashMap<(Option<&'a OriginId>, Metric), Sum> {
    let mut latest: HashMap<(Option<&OriginId>, Metric), Sum> = HashMap::new();
    for bulletin in bulletins {
        let Some(mut parts) = partitions.split(seen, bulletin) else { continue };
        let Some(mut sum) = add(seen, &parts) else { continue };
        parts.sort_by_key(|index| seen.get(*index).map(|s| (std::cmp::Reverse(s.number()), &s.stored.id)));
        let Some(greatest) = parts.first().and_then(|index| seen.get(*index)) else { continue };
        let id = |sum: &Sum| sum.parts.first().and_then(|index| seen.get(*index)).map(|point| &point.stored.id);
        sum.parts = parts;
        let rank = |sum: &Sum| (sum.at, sum.number, sum.exact, id(sum).cloned());
        let claim = &greatest.stored.claim;
        let held = latest.entry((claim.origin.as_ref(), claim.metric)).or_insert_with(|| sum.clone());
        if rank(&sum) > rank(held) {
            *held = sum;
        }
    }
    latest
}

fn add(seen: &[Seen<'_>], parts: &[usize]) -> Option<Sum> {
    let mut sum = Sum { at: Timestamp::MIN, number: 0, exact: true, parts: vec![] };
    for index in parts {
        let point = seen.get(*index)?;
        // A part that was out of date when it was told would make a sum of two bulletins.
        if !matches!(point.fate, Fate::Current | Fate::Replaced(_) | Fate::Corrected(_) | Fate::Repeats(_)) {
            return None;
        }
        sum.at = sum.at.max(point.at);
        sum.number = sum.number.checked_add(point.number()?)?;
        sum.exact &= point.stored.claim.bound == Bound::Exact;
    }
    Some(sum)
}
