//! Bulletins: the figures that one origin gives in one item, checked against each other.
//!
//! Parts complete a total only within one bulletin of one origin, and only where every side is told.
//! Figures of two origins, or of two bulletins, are never added.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::model::{Bound, CategoryId, Cue, ItemId, Metric, OriginId, Situation};

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
    fn split(&self, bulletin: &Bulletin<'_>) -> Option<Vec<usize>> {
        let of = |category: &CategoryId| bulletin.parts.get(category).copied();
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

/// The cumulative figures of one origin in one item, one for each category.
#[derive(Default)]
pub(super) struct Bulletin<'a> {
    parts: HashMap<&'a CategoryId, usize>,
}

/// What tells bulletins apart: item, origin and what is counted.
pub(super) type BulletinKey<'a> = (&'a ItemId, Option<&'a OriginId>, Metric);

/// All bulletins among the claims at `members`.
pub(super) fn collect<'a>(
    seen: &[Seen<'a>],
    members: impl Iterator<Item = usize>,
) -> HashMap<BulletinKey<'a>, Bulletin<'a>> {
    let mut bulletins: HashMap<BulletinKey<'a>, Bulletin<'a>> = HashMap::new();
    for index in members {
        let Some(point) = seen.get(index) else { continue };
        let claim = &point.stored.claim;
        if claim.perpetrator.is_some() || claim.cue == Cue::Earlier || point.number().is_none() {
            continue;
        }
        let key = (&point.stored.from.item, claim.origin.as_ref(), claim.metric);
        let parts = &mut bulletins.entry(key).or_default().parts;
        let best = parts.entry(&claim.category).or_insert(index);
        // An item may tell an earlier toll beside the new one: the greater is the new one, the exact one its figure.
        let rank =
            |index: usize| seen.get(index).map(|s| (s.number(), s.stored.claim.bound == Bound::Exact, &s.stored.id));
        if rank(index) > rank(*best) {
            *best = index;
        }
    }
    bulletins.retain(|_, bulletin| bulletin.parts.len() >= 2);
    bulletins
}

/// Sets aside sides' figures that equal the total although other sides have dead too: the side was misread.
pub(super) fn distrust_misread_sides<'a>(seen: &mut [Seen<'a>], bulletins: &HashMap<BulletinKey<'a>, Bulletin<'a>>) {
    for bulletin in bulletins.values() {
        let Some(total) = bulletin.parts.iter().find(|(id, _)| id.as_str() == CategoryId::TOTAL).map(|(_, at)| *at)
        else {
            continue;
        };
        let number = |index: usize| seen.get(index).and_then(Seen::number);
        let sum = number(total);
        let has_dead = |index: usize| index != total && number(index).is_some_and(|number| number > 0);
        let sides = bulletin.parts.values().filter(|index| has_dead(**index)).count();
        if sides < 2 {
            continue;
        }
        let misread: Vec<usize> = bulletin
            .parts
            .values()
            .copied()
            .filter(|index| *index != total && number(*index) == sum && !seen.get(*index).is_some_and(|s| s.confirmed))
            .collect();
        for index in misread {
            if let Some(point) = seen.get_mut(index) {
                point.fate = Fate::Misread(total);
            }
        }
    }
}

/// The sum of one bulletin's parts where they split its total completely.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
    bulletins: &HashMap<BulletinKey<'a>, Bulletin<'a>>,
    partitions: &Partitions<'_>,
) -> HashMap<(Option<&'a OriginId>, Metric), Sum> {
    let mut latest: HashMap<(Option<&OriginId>, Metric), Sum> = HashMap::new();
    for ((_, origin, metric), bulletin) in bulletins {
        let Some(mut parts) = partitions.split(bulletin) else { continue };
        let Some(mut sum) = add(seen, &parts) else { continue };
        parts.sort_by_key(|index| seen.get(*index).map(|point| (std::cmp::Reverse(point.number()), &point.stored.id)));
        sum.parts = parts;
        let place = latest.entry((*origin, *metric));
        let id = |sum: &Sum| sum.parts.first().and_then(|index| seen.get(*index)).map(|s| s.stored.id.clone());
        place
            .and_modify(|held| {
                if (sum.at, sum.number, sum.exact, id(&sum)) > (held.at, held.number, held.exact, id(held)) {
                    *held = sum.clone();
                }
            })
            .or_insert(sum);
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
