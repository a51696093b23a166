//! What the books know: everything that was said and decided, each once, by number. Only ever added to; what is read
//! anew takes the place of what was read before.
//!
//! Numbers are given in the order of arrival and stand in no output.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::Timestamp;
use smallvec::SmallVec;

use crate::model::{
    ClaimId, Decision, DecisionId, Evidence, ItemId, Provenance, ReportId, RevisionMark, StatusId, StoredClaim,
    StoredStatus, Subject,
};

/// A map with a fast hash: its keys are the program's own, and counted.
pub(super) type Map<K, V> = HashMap<K, V, FixedState>;

/// An undo of an undo of an undo: a bound for decisions that go round in a circle.
const MOST_UNDOINGS: usize = 64;

/// Values by number, each once.
#[derive(Debug, Clone)]
pub(super) struct Numbered<T> {
    numbers: Map<T, u32>,
    values: Vec<T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { numbers: Map::default(), values: vec![] }
    }
}

impl<T: Eq + Hash + Clone> Numbered<T> {
    /// The number of a value, a new one where it has none.
    pub(super) fn number(&mut self, value: &T) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = count(self.values.len());
        self.numbers.insert(value.clone(), number);
        self.values.push(value.clone());
        number
    }

    /// The number of a value, where it has one.
    pub(super) fn find(&self, value: &T) -> Option<u32> {
        self.numbers.get(value).copied()
    }

    /// The value of a number.
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.values.get(place(number))
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }
}

/// What was said of one kind, by number, each once under its id.
#[derive(Debug, Clone)]
struct Told<I, T> {
    numbers: Map<I, u32>,
    all: Vec<Arc<T>>,
    /// What is not read any more.
    gone: HashSet<u32, FixedState>,
}

impl<I, T> Default for Told<I, T> {
    fn default() -> Self {
        Self { numbers: Map::default(), all: vec![], gone: HashSet::default() }
    }
}

impl<I: Eq + Hash, T: PartialEq> Told<I, T> {
    fn get(&self, number: u32) -> Option<&Arc<T>> {
        self.all.get(place(number))
    }

    fn find(&self, id: &I) -> Option<&Arc<T>> {
        self.numbers.get(id).and_then(|number| self.get(*number))
    }

    /// Takes back what was said under an id; gives it where it stood until now.
    fn take_back(&mut self, id: &I) -> Option<&Arc<T>> {
        let number = *self.numbers.get(id)?;
        if self.gone.insert(number) { self.get(number) } else { None }
    }

    /// Adds what was said, or puts it in the place of what is known under its id; gives its number and whether that is new.
    /// None where just this is known already.
    fn put(&mut self, id: I, said: Arc<T>) -> Option<(u32, bool)> {
        match self.numbers.entry(id) {
            Entry::Occupied(known) => {
                let number = *known.get();
                let was_gone = self.gone.remove(&number);
                let known = self.all.get_mut(place(number))?;
                if *known == said && !was_gone {
                    return None;
                }
                *known = said;
                Some((number, false))
            }
            Entry::Vacant(vacant) => {
                let number = count(self.all.len());
                vacant.insert(number);
                self.all.push(said);
                Some((number, true))
            }
        }
    }
}

/// What one item says, in all its revisions: mostly one figure or two, and there are as many items as are told of.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    /// Its claims.
    pub(super) claims: SmallVec<[u32; 4]>,
    /// Its statuses.
    pub(super) statuses: SmallVec<[u32; 4]>,
    /// Its revisions beyond the first, each with when it was fetched.
    pub(super) revisions: Vec<(u32, Timestamp)>,
}

/// Everything that was said and decided.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    claims: Told<ClaimId, StoredClaim>,
    statuses: Told<StatusId, StoredStatus>,
    items: Vec<Item>,
    item_numbers: Map<ItemId, u32>,
    /// The items of each report but for the one that opened it. A report has that one's number, since it has its id.
    joined: Map<u32, Vec<u32>>,
    /// The report of each claim, by the claim's number.
    claim_reports: Vec<u32>,
    /// The item and the report that were asked of last, with their numbers.
    latest: Option<(ItemId, ReportId, (u32, u32))>,
    /// By when they were made, those of one instant in the order of arrival.
    decisions: Vec<Decision>,
    decided: Map<DecisionId, Subject>,
}

impl Facts {
    /// Adds a claim; gives its item's number, none where that is known. A known claim of another report has been
    /// grouped anew, one that says something else has been read anew.
    pub(super) fn add_claim(&mut self, stored: Arc<StoredClaim>) -> Option<u32> {
        let (number, is_new) = self.claims.put(stored.id.clone(), stored)?;
        let stored = Arc::clone(self.claims.get(number)?);
        let (item, report) = self.item(&stored.from);
        if is_new {
            self.items.get_mut(place(item))?.claims.push(number);
            self.claim_reports.push(report);
        } else if let Some(known) = self.claim_reports.get_mut(place(number)) {
            *known = report;
        }
        Some(item)
    }

    /// Adds a status; gives its item's number, none where that is known. A known status of another report has been
    /// grouped anew, one that says something else has been read anew.
    pub(super) fn add_status(&mut self, stored: Arc<StoredStatus>) -> Option<u32> {
        let (number, is_new) = self.statuses.put(stored.id.clone(), stored)?;
        let stored = Arc::clone(self.statuses.get(number)?);
        let (item, _) = self.item(&stored.from);
        if is_new {
            self.items.get_mut(place(item))?.statuses.push(number);
        }
        Some(item)
    }

    /// Takes back a claim that is not read any more; gives its item's number, none where it did not stand.
    pub(super) fn take_claim_back(&mut self, id: &ClaimId) -> Option<u32> {
        let gone = self.claims.take_back(id)?;
        self.item_numbers.get(&gone.from.item).copied()
    }

    /// Takes back a status that is not read any more; gives its item's number, none where it did not stand.
    pub(super) fn take_status_back(&mut self, id: &StatusId) -> Option<u32> {
        let gone = self.statuses.take_back(id)?;
        self.item_numbers.get(&gone.from.item).copied()
    }

    /// Whether a claim is not read any more.
    pub(super) fn is_claim_gone(&self, number: u32) -> bool {
        self.claims.gone.contains(&number)
    }

    /// Whether a status is not read any more.
    pub(super) fn is_status_gone(&self, number: u32) -> bool {
        self.statuses.gone.contains(&number)
    }

    /// Adds that an item was revised; gives its number, none where that was known.
    pub(super) fn add_revision(&mut self, mark: &RevisionMark) -> Option<u32> {
        let number = self.item_number(&mark.item);
        let item = self.items.get_mut(place(number))?;
        let revision = (mark.revision, mark.fetched);
        if item.revisions.contains(&revision) {
            return None;
        }
        item.revisions.push(revision);
        Some(number)
    }

    /// Adds a decision; says whether it is new.
    pub(super) fn add_decision(&mut self, decision: Decision) -> bool {
        if self.decided.contains_key(&decision.id) {
            return false;
        }
        self.decided.insert(decision.id.clone(), decision.subject.clone());
        let after = self.decisions.partition_point(|known| known.decided <= decision.decided);
        self.decisions.insert(after, decision);
        true
    }

    /// The numbers of an item and its report.
    fn item(&mut self, from: &Provenance) -> (u32, u32) {
        // One item's claims come one after the other.
        if let Some((item, report, numbers)) = &self.latest
            && (item, report) == (&from.item, &from.report)
        {
            return *numbers;
        }
        let item = self.item_number(&from.item);
        let opened = ItemId::from(from.report.clone());
        let report = self.item_number(&opened);
        if report != item {
            let joined = self.joined.entry(report).or_default();
            if joined.last() != Some(&item) {
                joined.push(item);
            }
        }
        self.latest = Some((from.item.clone(), from.report.clone(), (item, report)));
        (item, report)
    }

    fn item_number(&mut self, id: &ItemId) -> u32 {
        if let Some(number) = self.item_numbers.get(id) {
            return *number;
        }
        let number = count(self.items.len());
        self.item_numbers.insert(id.clone(), number);
        self.items.push(Item::default());
        number
    }

    /// A claim as it was read.
    pub(super) fn claim(&self, number: u32) -> Option<&Arc<StoredClaim>> {
        self.claims.get(number)
    }

    /// A status as it was read.
    pub(super) fn status(&self, number: u32) -> Option<&Arc<StoredStatus>> {
        self.statuses.get(number)
    }

    /// Where what has an id was read, and from which words.
    pub(super) fn source(&self, id: &str) -> Option<(&Provenance, &Evidence)> {
        let claim = || self.claims.find(&ClaimId::new(id)).map(|claim| (&claim.from, &claim.claim.evidence));
        let status = || self.statuses.find(&StatusId::new(id)).map(|status| (&status.from, &status.status.evidence));
        claim().or_else(status)
    }

    /// The instants at which a figure may have changed: when claims and revisions came to be known, and decisions.
    pub(super) fn instants(&self) -> impl Iterator<Item = Timestamp> {
        let claims = self.claims.all.iter().map(|claim| claim.from.published.max(claim.from.fetched));
        let revisions = self.items.iter().flat_map(|item| &item.revisions).map(|(_, fetched)| *fetched);
        claims.chain(revisions).chain(self.decisions.iter().map(|decision| decision.decided))
    }

    /// An item.
    pub(super) fn of_item(&self, number: u32) -> Option<&Item> {
        self.items.get(place(number))
    }

    /// The numbers of all items.
    pub(super) fn all_items(&self) -> impl Iterator<Item = u32> + use<> {
        0..count(self.items.len())
    }

    /// The number of a claim's report.
    pub(super) fn report_of(&self, claim: u32) -> Option<u32> {
        self.claim_reports.get(place(claim)).copied()
    }

    /// The decisions, in the order they were made.
    pub(super) fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// What a decision is about in the end: an undo is about what the undone one was about.
    pub(super) fn matter<'f>(&'f self, subject: &'f Subject) -> &'f Subject {
        let mut matter = subject;
        for _ in 0..MOST_UNDOINGS {
            match matter {
                Subject::Decision(other) => match self.decided.get(other) {
                    Some(next) => matter = next,
                    None => break,
                },
                _ => break,
            }
        }
        matter
    }

    /// The items that a decision about this may change.
    pub(super) fn items_of(&self, subject: &Subject) -> Vec<u32> {
        match subject {
            Subject::Report(id) => {
                let opened = self.item_numbers.get(&ItemId::from(id.clone()));
                let joined = |number: &u32| self.joined.get(number).into_iter().flatten().copied();
                opened.into_iter().flat_map(|number| joined(number).chain([*number])).collect()
            }
            Subject::Claim(id) => {
                let claim = self.claims.find(id);
                claim.and_then(|claim| self.item_numbers.get(&claim.from.item).copied()).into_iter().collect()
            }
            Subject::Status(id) => {
                let status = self.statuses.find(id);
                status.and_then(|status| self.item_numbers.get(&status.from.item).copied()).into_iter().collect()
            }
            Subject::Item(id) => self.item_numbers.get(id).copied().into_iter().collect(),
            Subject::Place(_) | Subject::Episode(_) | Subject::Decision(_) => vec![],
        }
    }
}

/// A length as a number.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A number as a place in a list.
pub(super) fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
