//! Witnesses: which claims are copies or slips of others, before any series is read.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::model::{CategoryId, Claim, Metric, OriginId};

use super::ballots::SLIP_FROM;
use super::explain::Row;
use super::facts::{Map, place};
use super::fate::Fate;
use super::series::{Original, Seen, at};
use super::shared::Shared;
use super::slip::neighbours;

/// How far a figure without a name may run ahead of a named origin's to be a copy or a slip of it.
const COPY_WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// Smaller figures are equal by chance too often to be a copy on their own.
pub const TELLING: u64 = 20;

/// A figure this many times the next lower one of its metric, whoever gives either, counts something else: tolls
/// of one matter grow through figures between.
const BEYOND_TIMES: u64 = 20;

/// Smaller figures may leap: a first bulletin of 4 can be followed by one of 400.
pub(super) const BEYOND_FROM: u64 = 10_000;

/// What a claim counts: its row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Subject {
    pub(super) metric: Metric,
    pub(super) category: CategoryId,
    pub(super) perpetrator: Option<CategoryId>,
}

impl Subject {
    /// The subject of a claim.
    pub(super) fn of(claim: &Claim) -> Self {
        Self { metric: claim.metric, category: claim.category.clone(), perpetrator: claim.perpetrator.clone() }
    }
}

impl From<Subject> for Row {
    fn from(subject: Subject) -> Self {
        let Subject { metric, category, perpetrator } = subject;
        Self { metric, category, perpetrator }
    }
}

/// Whether an origin has a name.
pub(super) fn is_named(origin: Option<&OriginId>) -> bool {
    origin.is_some_and(|id| id.as_str() != OriginId::OTHER)
}

/// The figures of one metric, by number, with the claims that state each.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    by_number: BTreeMap<u64, Vec<u32>>,
    limit: Option<u64>,
}

impl Figures {
    /// Whether a claim's figure is one to compare others with.
    pub(super) fn takes(seen: &Seen) -> Option<u64> {
        // People flee by the family and by the ten thousand: nothing is beyond all others there.
        let is_compared = seen.base == Fate::Current && seen.stored.claim.metric != Metric::Displaced;
        seen.number().filter(|number| is_compared && *number > 0)
    }

    pub(super) fn add(&mut self, number: u64, claim: u32) {
        self.by_number.entry(number).or_default().push(claim);
    }

    pub(super) fn remove(&mut self, number: u64, claim: u32) {
        if let Some(claims) = self.by_number.get_mut(&number) {
            claims.retain(|other| *other != claim);
            if claims.is_empty() {
                self.by_number.remove(&number);
            }
        }
    }

    /// Finds anew from where on figures are so far beyond all others of their metric that they count something else:
    /// the dead of a whole war beside those of its latest days. Gives the claims on which that changed.
    pub(super) fn limit_anew(&mut self) -> Vec<u32> {
        let mut before = self.by_number.range(..BEYOND_FROM).next_back().map(|(number, _)| *number);
        let mut limit = None;
        for number in self.by_number.range(BEYOND_FROM..).map(|(number, _)| *number) {
            if before.is_some_and(|before| number / BEYOND_TIMES >= before) {
                limit = Some(number);
                break;
            }
            before = Some(number);
        }
        let was = std::mem::replace(&mut self.limit, limit);
        match was.into_iter().chain(limit).min() {
            Some(from) if was != limit => {
                self.by_number.range(from..).flat_map(|(_, claims)| claims).copied().collect()
            }
            _ => vec![],
        }
    }

    /// Whether a claim's figure is beyond all others.
    pub(super) fn is_beyond(&self, seen: &Seen) -> bool {
        !seen.vouched && self.limit.is_some_and(|limit| seen.number().is_some_and(|number| number >= limit))
    }
}

/// The claims of one row that may be copied (of named origins) or be copies (of nobody named), by figure.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    named: Map<u64, Vec<(Timestamp, u32)>>,
    weak: Map<u64, Vec<u32>>,
}

impl Index {
    pub(super) fn add(&mut self, seen: &Shared<Seen>, number: u64, claim: u32) {
        let Some(point) = at(seen, claim) else { return };
        if point.is_named {
            let named = self.named.entry(number).or_default();
            let id = |index: u32| at(seen, index).map(|point| &point.stored.id);
            let after = named
                .partition_point(|(then, other)| *then < point.at || (*then == point.at && id(*other) <= id(claim)));
            named.insert(after, (point.at, claim));
        } else {
            self.weak.entry(number).or_default().push(claim);
        }
    }

    pub(super) fn remove(&mut self, number: u64, claim: u32) {
        if let Some(named) = self.named.get_mut(&number) {
            named.retain(|(_, other)| *other != claim);
        }
        if let Some(weak) = self.weak.get_mut(&number) {
            weak.retain(|other| *other != claim);
        }
    }

    /// The claims of nobody named that a named figure may be the original of.
    pub(super) fn may_copy(&self, number: u64) -> impl Iterator<Item = u32> {
        std::iter::once(number).chain(neighbours(number)).filter_map(|near| self.weak.get(&near)).flatten().copied()
    }

    /// The claims of a figure, of whomever.
    pub(super) fn telling(&self, number: u64) -> impl Iterator<Item = u32> {
        let named = self.named.get(&number).into_iter().flatten().map(|(_, claim)| *claim);
        named.chain(self.weak.get(&number).into_iter().flatten().copied())
    }

    /// The named claim of this figure that is nearest in time and tells it as its own: any before, for a figure may be told
    /// again for ever, or one of the window after, for a copy may run ahead.
    fn stating(&self, number: u64, at: Timestamp, is_own: &impl Fn(u32) -> bool) -> Option<u32> {
        let figures = self.named.get(&number)?;
        let (before, after) = figures.split_at_checked(figures.partition_point(|(then, _)| *then <= at))?;
        let after = after.iter().take_while(|(then, _)| then.duration_since(at) <= COPY_WINDOW);
        before.iter().rev().chain(after).map(|(_, index)| *index).find(|index| is_own(*index))
    }

    /// The named claim that this figure is a slip of.
    fn misquoted(&self, number: u64, at: Timestamp, is_own: &impl Fn(u32) -> bool) -> Option<u32> {
        neighbours(number).find_map(|right| self.stating(right, at, is_own))
    }
}

/// The named claim whose figure one of nobody named tells, or is a slip of. `is_own` tells of a named claim whether its
/// figure is its own: one that only tells a toll of before the episode again has no copies and no slips, for it does not
/// count.
pub(super) fn original(
    seen: &Shared<Seen>,
    weak: u32,
    indices: &[Index],
    is_own: &impl Fn(u32) -> bool,
) -> Option<Original> {
    let point = at(seen, weak)?;
    let (number, known) = (point.number()?, indices.get(place(point.subject))?);
    let same = known.stating(number, point.at, is_own).map(|original| (original, true));
    let slip = || known.misquoted(number, point.at, is_own).filter(|_| number >= SLIP_FROM);
    same.or_else(|| slip().map(|original| (original, false)))
}

/// Which of one item's claims at `weak` (their origin has no name) are a named origin's figures told without it: a
/// telling figure, or two of the item. Gives each with its fate.
pub(super) fn copies(seen: &Shared<Seen>, weak: &[u32]) -> Vec<(u32, Fate)> {
    let told = || weak.iter().filter_map(|claim| Some((*claim, at(seen, *claim)?)));
    let like = || told().filter_map(|(claim, point)| Some((claim, point, point.original?)));
    let mut stated: Vec<u32> = like().filter(|(.., (_, same))| *same).map(|(_, point, _)| point.subject).collect();
    stated.sort_unstable();
    stated.dedup();
    let tells = |point: &Seen| {
        let is_telling = point.number().is_some_and(|number| number >= TELLING) || stated.len() >= 2;
        !point.vouched && is_telling
    };
    like()
        .filter(|(_, point, _)| tells(point))
        .map(|(claim, _, (original, same))| (claim, if same { Fate::Copied(original) } else { Fate::Typo(original) }))
        .collect()
}
