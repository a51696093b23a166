//! Ballots: the claims of one origin's series by the figure that they tell, and which figures are slips of others.
//!
//! A figure that differs by one or by a transposition from one that more reports of the same day give is set aside, and
//! so is a total that is a slip of what its own bulletin's parts add up to, where another bulletin of the day gives that
//! sum. Only figures of which something changed, and their neighbours, are counted anew.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use jiff::SignedDuration;
use smallvec::SmallVec;

use super::facts::{Map, count, place};
use super::fate::Fate;
use super::series::{Seen, at};
use super::shared::Shared;
use super::slip::neighbours;

/// How far apart two figures may lie to be readings of one bulletin.
const BULLETIN_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Smaller figures differ by one, or by two digits, too often for it to be a slip.
pub(super) const SLIP_FROM: u64 = 100;

/// The claims of one series, by figure.
#[derive(Debug, Clone, Default)]
pub(super) struct Ballots {
    by_number: Map<Option<u64>, Ballot>,
    /// Figures of which claims came or went since they were counted.
    stirred: HashSet<u64, FixedState>,
    /// Figures that are slips, each with the first claim of the one that outvotes it.
    outvoted: Map<u64, u32>,
    /// Totals that their own parts belie, each with the claim that gives their sum.
    belied: Map<u32, u32>,
}

/// The claims that tell one figure.
#[derive(Debug, Clone, Default)]
struct Ballot {
    /// Those of the series; the first one first, once they are counted.
    members: SmallVec<[u32; 4]>,
    /// Those of nobody named that tell it after the series' origin.
    copies: SmallVec<[u32; 2]>,
    /// How many reports give it.
    reports: u32,
}

impl Ballots {
    /// Adds a claim of the series.
    pub(super) fn add(&mut self, seen: &Shared<Seen>, claim: u32) {
        let Some(new) = at(seen, claim) else { return };
        self.by_number.entry(new.number()).or_default().members.push(claim);
        self.stirred.extend(new.number());
    }

    /// Takes a claim of the series out.
    pub(super) fn remove(&mut self, seen: &Shared<Seen>, claim: u32) {
        let Some(number) = at(seen, claim).map(Seen::number) else { return };
        if let Some(ballot) = self.by_number.get_mut(&number) {
            ballot.members.retain(|member| *member != claim);
        }
        self.stirred.extend(number);
    }

    /// Adds a claim that tells one of its figures without its origin's name.
    pub(super) fn add_copy(&mut self, seen: &Shared<Seen>, claim: u32) {
        if let Some(number) = at(seen, claim).map(Seen::number) {
            self.by_number.entry(number).or_default().copies.push(claim);
        }
    }

    /// Takes such a claim out.
    pub(super) fn remove_copy(&mut self, seen: &Shared<Seen>, claim: u32) {
        if let Some(ballot) = at(seen, claim).and_then(|copy| self.by_number.get_mut(&copy.number())) {
            ballot.copies.retain(|copy| *copy != claim);
        }
    }

    /// All claims that tell a figure, copies too.
    pub(super) fn telling(&self, number: Option<u64>) -> impl Iterator<Item = u32> {
        let ballot = self.by_number.get(&number).into_iter();
        ballot.flat_map(|ballot| ballot.members.iter().chain(&ballot.copies)).copied()
    }

    /// What becomes of a claim that is a slip.
    pub(super) fn aside(&self, point: &Seen, claim: u32) -> Option<Fate> {
        if point.vouched || (self.outvoted.is_empty() && self.belied.is_empty()) {
            return None;
        }
        let majority = point.number().and_then(|number| self.outvoted.get(&number));
        let belied = || self.belied.get(&claim).map(|right| Fate::Misadded(*right));
        majority.map(|majority| Fate::Typo(*majority)).or_else(belied)
    }

    /// Counts anew what has changed; gives the claims of which more or less is now known to be a slip. `misadded` are
    /// the totals that a digit parts from the sum of their own bulletin's parts, each with that sum.
    pub(super) fn count(&mut self, seen: &Shared<Seen>, misadded: &[(u32, u64)]) -> Vec<u32> {
        let mut changed = vec![];
        let stirred = std::mem::take(&mut self.stirred);
        let mut affected: HashSet<u64, FixedState> = HashSet::default();
        for number in stirred.iter().copied().filter(|number| *number >= SLIP_FROM) {
            if let Some(ballot) = self.by_number.get_mut(&Some(number)) {
                // Most are in order already.
                ballot.members.sort_by(|one, other| match (at(seen, *one), at(seen, *other)) {
                    (Some(one), Some(other)) => one.compare(other),
                    _ => one.cmp(other),
                });
                ballot.reports = reports(seen, &ballot.members);
            }
            affected.extend(neighbours(number).filter(|near| self.by_number.contains_key(&Some(*near))));
            affected.insert(number);
        }
        for number in affected {
            let Some(ballot) = self.by_number.get(&Some(number)) else { continue };
            let majority = self.majority_over(seen, number, ballot);
            if self.outvoted.get(&number).copied() != majority {
                changed.extend(&ballot.members);
                match majority {
                    Some(majority) => self.outvoted.insert(number, majority),
                    None => self.outvoted.remove(&number),
                };
            }
        }
        if !(misadded.is_empty() && self.belied.is_empty()) {
            let standing = misadded.iter().filter(|(_, sum)| *sum >= SLIP_FROM && !self.outvoted.contains_key(sum));
            let belied: Map<u32, u32> =
                standing.filter_map(|(claim, sum)| Some((*claim, self.of_its_day(seen, *claim, *sum)?))).collect();
            let before = std::mem::replace(&mut self.belied, belied);
            let both = before.keys().chain(self.belied.keys().filter(|claim| !before.contains_key(claim)));
            changed.extend(both.filter(|claim| before.get(claim) != self.belied.get(claim)));
        }
        changed
    }

    /// The first claim of a figure on the day of another claim.
    fn of_its_day(&self, seen: &Shared<Seen>, claim: u32, number: u64) -> Option<u32> {
        let told = at(seen, claim)?.at;
        let near = |other: &&u32| at(seen, **other).is_some_and(|o| o.at.duration_since(told).abs() <= BULLETIN_DAY);
        self.by_number.get(&Some(number))?.members.iter().find(near).copied()
    }

    /// The first claim of the figure that outvotes this one as its slip.
    fn majority_over(&self, seen: &Shared<Seen>, number: u64, ballot: &Ballot) -> Option<u32> {
        let first = |ballot: &Ballot| ballot.members.first().and_then(|claim| at(seen, *claim)).map(|point| point.at);
        let told = first(ballot)?;
        neighbours(number)
            .filter(|near| *near >= SLIP_FROM)
            .filter_map(|near| Some((near, self.by_number.get(&Some(near))?)))
            .filter(|(_, other)| other.reports > 1 && other.reports > ballot.reports)
            .filter(|(_, other)| first(other).is_some_and(|at| at.duration_since(told).abs() <= BULLETIN_DAY))
            .max_by_key(|(near, other)| (other.reports, *near))
            .and_then(|(_, other)| other.members.first().copied())
    }
}

/// How many reports some claims are of.
fn reports(seen: &Shared<Seen>, claims: &[u32]) -> u32 {
    if claims.len() < 2 {
        return count(claims.len());
    }
    let mut reports: Vec<u32> =
        claims.iter().filter_map(|claim| seen.get(place(*claim))).map(|point| point.report).collect();
    reports.sort_unstable();
    reports.dedup();
    count(reports.len())
}
