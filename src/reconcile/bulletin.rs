//! Bulletins: the figures that one origin gives in one item, checked against each other.
//!
//! Parts complete a total only within one bulletin of one origin, and only where every side is told.
//! Figures of two origins, or of two bulletins, are never added.

use jiff::Timestamp;

use crate::model::{Bound, CategoryId, ClaimId, Cue, Situation};

use super::fate::Fate;
use super::series::{ONE_BULLETIN, Seen, at};
use super::shared::Shared;
use super::slip::is_slip;

/// The ways in which a whole splits into categories: each a list of parts that do not overlap.
#[derive(Debug, Clone)]
pub(super) struct Partitions {
    total: CategoryId,
    /// All of them, side by side.
    parts: Vec<CategoryId>,
    combatants: CategoryId,
    fighters: Vec<CategoryId>,
    others: Vec<CategoryId>,
}

impl Partitions {
    /// The ways of a situation: side by side, or both sides' fighters together and the rest.
    pub(super) fn new(situation: &Situation) -> Self {
        let (total, combatants) = (CategoryId::new(CategoryId::TOTAL), CategoryId::new(CategoryId::COMBATANTS));
        let sums = [CategoryId::TOTAL, CategoryId::COMBATANTS, CategoryId::UNSPECIFIED];
        let listed = situation.categories.iter().map(|category| category.id.clone());
        let parts: Vec<CategoryId> = listed.filter(|id| !sums.contains(&id.as_str())).collect();
        let fights = |id: &CategoryId| situation.sides.iter().any(|side| side.category == *id);
        let (fighters, others) = parts.iter().cloned().partition(fights);
        Self { total, parts, combatants, fighters, others }
    }

    /// The wholes that split: everybody, and the fighters of all sides.
    pub(super) fn wholes(&self) -> [&CategoryId; 2] {
        [&self.total, &self.combatants]
    }

    /// The sides that a whole splits into; none where it is no whole.
    pub(super) fn parts(&self, whole: &CategoryId) -> &[CategoryId] {
        match whole.as_str() {
            CategoryId::TOTAL => &self.parts,
            CategoryId::COMBATANTS => &self.fighters,
            _ => &[],
        }
    }

    /// The claims of `bulletin` that split its total completely, the finest split first.
    fn split(&self, seen: &Shared<Seen>, bulletin: &Bulletin) -> Option<Vec<u32>> {
        let of = |category: &CategoryId| bulletin.part(seen, category.as_str());
        let fine = self.parts.iter().map(of).collect::<Option<Vec<u32>>>().filter(|claims| claims.len() > 1);
        fine.or_else(|| {
            if self.fighters.is_empty() || self.others.is_empty() {
                return None;
            }
            std::iter::once(of(&self.combatants)).chain(self.others.iter().map(of)).collect()
        })
    }
}

/// The cumulative figures of one origin in one item, one claim for each category.
pub(super) struct Bulletin {
    parts: Vec<u32>,
    /// Lower figures of the same categories in the same item.
    lower: Vec<u32>,
}

impl Bulletin {
    /// Of claims of one item, origin and metric.
    fn new(seen: &Shared<Seen>, claims: &[u32]) -> Self {
        // An item may tell an earlier toll beside the new one: the greater is the new one, the exact one its figure.
        let rank = |index: u32| {
            at(seen, index)
                .map(|s| (&s.stored.claim.category, s.number(), s.stored.claim.bound == Bound::Exact, &s.stored.id))
        };
        let mut parts = claims.to_vec();
        parts.sort_unstable_by(|one, other| rank(*other).cmp(&rank(*one)));
        let mut lower = vec![];
        parts.dedup_by(|next, kept| {
            let subject = |index: u32| at(seen, index).map(|point| point.subject);
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
    fn unmask_sum(&mut self, seen: &Shared<Seen>, combatants: &str) -> Option<(u32, u32)> {
        let number = |index: u32| at(seen, index).and_then(Seen::number);
        let is =
            |index: u32, category: &str| at(seen, index).is_some_and(|s| s.stored.claim.category.as_str() == category);
        let sides = |index: &u32| !is(*index, CategoryId::TOTAL) && !is(*index, combatants);
        for (place, part) in self.parts.iter().copied().enumerate().filter(|(_, part)| sides(part)) {
            let others: Vec<u32> = self.parts.iter().copied().filter(|other| *other != part && sides(other)).collect();
            let rest = others.iter().filter_map(|other| number(*other)).fold(0, u64::saturating_add);
            let subject = |index: u32| at(seen, index).map(|point| point.subject);
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

    fn part(&self, seen: &Shared<Seen>, category: &str) -> Option<u32> {
        let of = |index: &u32| at(seen, *index).is_some_and(|s| s.stored.claim.category.as_str() == category);
        self.parts.iter().copied().find(of)
    }

    /// Sides' figures that equal the total although other sides have dead too, or that are the sum of all sides: the
    /// side was misread. Gives each with its fate.
    pub(super) fn misread_sides(&mut self, seen: &Shared<Seen>) -> Vec<(u32, Fate)> {
        let is_confirmed = |index: u32| at(seen, index).is_some_and(|point| point.confirmed);
        let mut misread = vec![];
        if let Some((sum, own)) = self.unmask_sum(seen, CategoryId::COMBATANTS)
            && !is_confirmed(sum)
        {
            misread.push((sum, Fate::SumOfSides(own)));
        }
        let Some(total) = self.part(seen, CategoryId::TOTAL) else { return misread };
        let number = |index: u32| at(seen, index).and_then(Seen::number);
        let has_dead = |index: &&u32| **index != total && number(**index).is_some_and(|number| number > 0);
        if self.parts.iter().filter(has_dead).count() >= 2 {
            let sides = self.parts.iter().copied().filter(|index| *index != total && !is_confirmed(*index));
            let equal = sides.filter(|index| number(*index) == number(total));
            misread.extend(equal.map(|index| (index, Fate::Misread(total))));
        }
        misread
    }

    /// What its parts add up to, where they split its total completely.
    pub(super) fn sum(&self, seen: &Shared<Seen>, partitions: &Partitions) -> Option<Sum> {
        let mut parts = partitions.split(seen, self)?;
        parts.sort_by_key(|index| at(seen, *index).map(|s| (std::cmp::Reverse(s.number()), &s.stored.id)));
        let greatest = parts.first().and_then(|index| at(seen, *index))?.stored.id.clone();
        let mut sum = Sum { at: Timestamp::MIN, number: 0, exact: true, greatest, parts: vec![], slip: None };
        for index in &parts {
            let point = at(seen, *index)?;
            sum.at = sum.at.max(point.at);
            sum.number = sum.number.checked_add(point.number()?)?;
            sum.exact &= point.stored.claim.bound == Bound::Exact;
        }
        sum.parts = parts;
        sum.slip = self.part(seen, CategoryId::TOTAL).filter(|total| {
            at(seen, *total).is_some_and(|total| {
                let is_exact = sum.exact && total.stored.claim.bound == Bound::Exact;
                is_exact && total.number().is_some_and(|number| is_slip(number, sum.number))
            })
        });
        Some(sum)
    }
}

/// The bulletins of more than one category among the claims of one item.
pub(super) fn collect(seen: &Shared<Seen>, claims: &[u32]) -> Vec<Bulletin> {
    let tells = |index: &u32| {
        at(seen, *index).is_some_and(|point| {
            let claim = &point.stored.claim;
            point.number().is_some() && point.cue != Cue::Earlier && claim.perpetrator.is_none()
        })
    };
    let mut claims: Vec<u32> = claims.iter().copied().filter(tells).collect();
    if claims.len() < 2 {
        return vec![];
    }
    let voice = |index: u32| at(seen, index).map(|s| (s.stored.claim.origin.as_ref(), s.stored.claim.metric));
    claims.sort_by_key(|index| voice(*index));
    let voices = claims.chunk_by(|one, other| voice(*one) == voice(*other)).filter(|claims| claims.len() > 1);
    voices.map(|claims| Bulletin::new(seen, claims)).filter(|bulletin| bulletin.parts.len() > 1).collect()
}

/// The sum of one bulletin's parts where they split its total completely; the later and greater is the greater.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sum {
    /// The instant it speaks of.
    pub(super) at: Timestamp,
    /// The sum.
    pub(super) number: u64,
    /// Whether every part is exact.
    exact: bool,
    /// The greatest part's claim.
    greatest: ClaimId,
    /// The parts, greatest first.
    pub(super) parts: Vec<u32>,
    /// The bulletin's own total, where one digit parts it from the sum.
    pub(super) slip: Option<u32>,
}

impl Sum {
    /// Whether every part was current when it was told: one that was out of date, or that its origin had last counted
    /// days before, would make a sum of two bulletins.
    pub(super) fn holds(&self, seen: &Shared<Seen>) -> bool {
        let was_current = |fate: Fate| match fate {
            Fate::Current | Fate::Replaced(_) | Fate::Corrected(_) => true,
            Fate::Repeats(first) => {
                at(seen, first).is_some_and(|first| self.at.duration_since(first.at) <= ONE_BULLETIN)
            }
            _ => false,
        };
        self.parts.iter().all(|index| at(seen, *index).is_some_and(|point| was_current(point.fate)))
    }
}
