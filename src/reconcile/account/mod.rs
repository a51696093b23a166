//! The account of a moment: every claim with what became of it, the series they make, and the rows.
//!
//! The steps, each a rule of its own: what may be seen (`sight`), what is no toll of the whole, copies and slips
//! (`witness`), one origin's parts against its total (`bulletin`), one series per origin (`series`), and the origins
//! side by side (`row`). Each step looks only at what the step before it changed: the whole account is made by the
//! same steps from every item at once. Absent: any sum over origins, and any figure that is not some claim's or one
//! bulletin's own sum.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::Timestamp;

use crate::model::{CategoryId, Claim, Metric, OriginId, Scope, Situation, StoredClaim};

use crate::reconcile::ballots::Ballots;
use crate::reconcile::books::Remade;
use crate::reconcile::bulletin::{Partitions, Sum};
use crate::reconcile::explain::Row;
use crate::reconcile::facts::{Facts, Map, Numbered, count, place};
use crate::reconcile::fate::Fate;
use crate::reconcile::reading::Reading;
use crate::reconcile::row::{self, Made, Voice};
use crate::reconcile::series::{Original, Seen, at};
use crate::reconcile::shared::Shared;
use crate::reconcile::sight::Look;
use crate::reconcile::witness::{self, BEYOND_FROM, Figures, Index, Subject, TELLING};

mod admission;
mod told;
mod wholes;

type Set<T> = HashSet<T, FixedState>;

/// Who counts what: the key of the sums of one origin's bulletins.
type Teller = (Option<OriginId>, Metric);

/// How an item's claims look, by number.
pub(in crate::reconcile) type Looks = Vec<(u32, Look<StoredClaim>)>;

/// Every claim that may be seen at a moment, with what became of it, and the series and rows they make.
#[derive(Debug, Clone)]
pub(in crate::reconcile) struct Account {
    /// By the claim's number.
    seen: Shared<Seen>,
    subjects: Numbered<Subject>,
    voices: Numbered<(u32, Option<OriginId>)>,
    /// By the subject's number.
    indices: Vec<Index>,
    /// By the subject's number: its series.
    subject_series: Vec<Vec<u32>>,
    /// By the subject's number.
    rows: Vec<Option<Made>>,
    series: Vec<Series>,
    figures: Map<Metric, Figures>,
    /// By the row and the figure: the tolls that were told before the episode began.
    old: Map<(u32, u64), Vec<u32>>,
    sums: Map<Teller, Sums>,
    /// By the item's number: the sums of its bulletins.
    item_sums: Map<u32, Vec<(Teller, Sum)>>,
    partitions: Partitions,
}

/// What one origin counts of one row.
#[derive(Debug, Clone, Default)]
struct Series {
    subject: u32,
    /// What it comes to, read in order.
    reading: Reading,
    /// Its claims by the figure they tell, and those of nobody named that tell its figures.
    ballots: Ballots,
    /// Its origin's figures for single places.
    places: Vec<u32>,
    /// Members that are a slip of the sum of their own bulletin's parts, each with that sum.
    slips: Vec<(u32, u64)>,
    /// The items that tell its current figure, in order.
    items: Vec<u32>,
    /// How many witnesses they are.
    witnesses: u32,
}

impl Series {
    /// Adds a claim by its fate.
    fn add(&mut self, seen: &Shared<Seen>, claim: u32, fate: Fate) {
        match fate {
            Fate::Current => {
                self.reading.add(claim);
                self.ballots.add(seen, claim);
            }
            Fate::OnePlace => self.places.push(claim),
            _ => self.ballots.add_copy(seen, claim),
        }
    }

    /// Takes a claim out that was added by this fate.
    fn remove(&mut self, seen: &Shared<Seen>, claim: u32, fate: Fate) {
        match fate {
            Fate::Current => {
                self.reading.remove(seen, claim);
                self.ballots.remove(seen, claim);
            }
            Fate::OnePlace => self.places.retain(|listed| *listed != claim),
            _ => self.ballots.remove_copy(seen, claim),
        }
    }
}

/// The complete sums of one origin's bulletins.
#[derive(Debug, Clone, Default)]
struct Sums {
    all: BTreeSet<Sum>,
    /// The latest of parts that were current when they were told.
    latest: Option<Sum>,
}

/// What a change has touched so far.
#[derive(Debug, Default)]
struct Touched {
    items: Set<u32>,
    metrics: Set<Metric>,
    /// Rows and figures whose named claims changed.
    named: Set<(u32, u64)>,
    /// Rows and figures that were told before the episode, where that changed.
    old: Set<(u32, u64)>,
    series: Set<u32>,
    tellers: Set<Teller>,
    subjects: Set<u32>,
    /// How many claims were read anew in their series.
    read: usize,
}

impl Account {
    /// An account of nothing.
    pub(in crate::reconcile) fn new(situation: &Situation) -> Self {
        Self {
            seen: Shared::default(),
            subjects: Numbered::default(),
            voices: Numbered::default(),
            indices: vec![],
            subject_series: vec![],
            rows: vec![],
            series: vec![],
            figures: Map::default(),
            old: Map::default(),
            sums: Map::default(),
            item_sums: Map::default(),
            partitions: Partitions::new(situation),
        }
    }

    /// Takes in how some items look now, and makes anew what that touches; tells what that was.
    pub(in crate::reconcile) fn refresh(
        &mut self,
        facts: &Facts,
        situation: &Situation,
        looks: Vec<(u32, Looks)>,
    ) -> Remade {
        let mut touched = Touched::default();
        for (item, claims) in looks {
            touched.items.insert(item);
            for (claim, look) in claims {
                self.take(facts, item, claim, look, &mut touched);
            }
        }
        for metric in std::mem::take(&mut touched.metrics) {
            let moved = self.figures.entry(metric).or_default().limit_anew();
            touched.items.extend(moved.into_iter().filter_map(|claim| at(&self.seen, claim)).map(|point| point.item));
        }
        self.index(facts, &mut touched);
        for (subject, number) in std::mem::take(&mut touched.named) {
            let Some(index) = self.indices.get(place(subject)) else { continue };
            for (claim, point) in index.may_copy(number).filter_map(|claim| Some((claim, at(&self.seen, claim)?))) {
                if !touched.items.contains(&point.item) && self.original(claim) != point.original {
                    touched.items.insert(point.item);
                }
            }
        }
        for (subject, number) in std::mem::take(&mut touched.old) {
            let Some(index) = self.indices.get(place(subject)) else { continue };
            // What tells the old toll again, and what was taken for a copy or a slip of that.
            let touching = index.telling(number).chain(index.may_copy(number));
            touched.items.extend(touching.filter_map(|claim| at(&self.seen, claim)).map(|point| point.item));
        }
        for item in in_order(std::mem::take(&mut touched.items)) {
            self.admit(facts, item, &mut touched);
        }
        for series in in_order(std::mem::take(&mut touched.series)) {
            self.read(series, &mut touched);
        }
        for teller in std::mem::take(&mut touched.tellers) {
            let Some(sums) = self.sums.get_mut(&teller) else { continue };
            let latest = sums.all.iter().rev().find(|sum| sum.holds(&self.seen));
            if latest != sums.latest.as_ref() {
                sums.latest = latest.cloned();
                let total =
                    Subject { metric: teller.1, category: CategoryId::new(CategoryId::TOTAL), perpetrator: None };
                touched.subjects.insert(self.subject(&total));
            }
        }
        let mut remade = Remade { claims: touched.read, ..Remade::default() };
        for number in touched.subjects {
            let made = self.row(situation, number);
            if let Some(row) = self.rows.get_mut(place(number)) {
                *row = made;
            }
            remade.rows.extend(self.subjects.get(number).cloned().map(Row::from));
        }
        remade
    }

    /// Takes in how a claim looks now.
    fn take(&mut self, facts: &Facts, item: u32, claim: u32, look: Look<StoredClaim>, touched: &mut Touched) {
        let base = if look.fate == Fate::Current { scope_gate(&look.stored.claim) } else { look.fate };
        let known = at(&self.seen, claim).is_some_and(|seen| {
            Arc::ptr_eq(&seen.stored, &look.stored)
                && (seen.at, seen.base, seen.vouched, seen.confirmed) == (look.at, base, look.vouched, look.confirmed)
        });
        if known {
            return;
        }
        self.leave(claim, touched);
        let subject = self.subject(&Subject::of(&look.stored.claim));
        let series = self.voice(subject, look.stored.claim.origin.as_ref());
        let mut seen = Seen::new(look.stored, look.at, base, look.vouched);
        seen.confirmed = look.confirmed;
        seen.report = facts.report_of(claim).unwrap_or(u32::MAX);
        (seen.item, seen.subject, seen.series) = (item, subject, series);
        if let Some(number) = Figures::takes(&seen) {
            self.figures.entry(seen.stored.claim.metric).or_default().add(number, claim);
            touched.metrics.insert(seen.stored.claim.metric);
            seen.is_counted = true;
        }
        if base == Fate::BeforeEpisode
            && scope_gate(&seen.stored.claim) == Fate::Current
            && let Some(number) = seen.number().filter(|number| *number >= TELLING)
        {
            self.old.entry((subject, number)).or_default().push(claim);
            touched.old.insert((subject, number));
            seen.is_old = true;
        }
        while self.seen.len() < place(claim) {
            self.seen.push(unknown(&seen));
        }
        match self.seen.get_mut(place(claim)) {
            Some(slot) => *slot = seen,
            None => self.seen.push(seen),
        }
    }

    /// Takes a claim out of all it is in.
    fn leave(&mut self, claim: u32, touched: &mut Touched) {
        let Some(seen) = at(&self.seen, claim) else { return };
        if let (true, Some(number)) = (seen.is_counted, seen.number()) {
            let metric = seen.stored.claim.metric;
            self.figures.entry(metric).or_default().remove(number, claim);
            touched.metrics.insert(metric);
        }
        if let (true, Some(number)) = (seen.is_old, seen.number()) {
            let key = (seen.subject, number);
            if let Some(claims) = self.old.get_mut(&key) {
                claims.retain(|other| *other != claim);
            }
            touched.old.insert(key);
        }
        self.unindex(claim, touched);
        self.dismiss(claim, touched);
    }

    /// The toll that a claim tells again, where it was told before the episode began: by its own origin, or by one
    /// with a name where it has none.
    fn told_before(&self, seen: &Seen) -> Option<u32> {
        if self.old.is_empty() || seen.vouched || seen.corrects() {
            return None;
        }
        let claims = self.old.get(&(seen.subject, seen.number()?))?.iter();
        let told = claims.filter_map(|claim| Some((*claim, at(&self.seen, *claim)?)));
        told.filter(|(_, old)| old.series == seen.series || (!seen.is_named && old.is_named))
            .min_by(|(_, one), (_, other)| (one.at, &one.stored.id).cmp(&(other.at, &other.stored.id)))
            .map(|(claim, _)| claim)
    }

    /// The named claim whose figure one of nobody named tells.
    fn original(&self, claim: u32) -> Option<Original> {
        let is_own = |claim: u32| at(&self.seen, claim).is_some_and(|seen| self.told_before(seen).is_none());
        witness::original(&self.seen, claim, &self.indices, &is_own)
    }

    fn unindex(&mut self, claim: u32, touched: &mut Touched) {
        let Some(seen) = at(&self.seen, claim).filter(|seen| seen.is_indexed) else { return };
        if let Some(number) = seen.number() {
            if let Some(index) = self.indices.get_mut(place(seen.subject)) {
                index.remove(number, claim);
            }
            if seen.is_named {
                touched.named.insert((seen.subject, number));
            }
        }
        if let Some(seen) = self.seen.get_mut(place(claim)) {
            seen.is_indexed = false;
        }
    }

    /// Takes a claim out of its series, or that of which it is a copy.
    fn dismiss(&mut self, claim: u32, touched: &mut Touched) {
        let Some(seen) = at(&self.seen, claim) else { return };
        let Some(number) = seen.told_in else { return };
        if let Some(series) = self.series.get_mut(place(number)) {
            series.remove(&self.seen, claim, seen.admitted);
            touched.series.insert(number);
        }
    }

    /// Indexes the claims of the touched items that stand.
    fn index(&mut self, facts: &Facts, touched: &mut Touched) {
        for claim in in_order(touched.items.iter().copied())
            .into_iter()
            .filter_map(|item| facts.of_item(item))
            .flat_map(|item| item.claims.iter())
        {
            let Some(seen) = at(&self.seen, *claim) else { continue };
            let stands = self.by_itself(seen) == Fate::Current && seen.number().is_some();
            if stands == seen.is_indexed {
                continue;
            }
            if !stands {
                self.unindex(*claim, touched);
                continue;
            }
            let (subject, named) = (seen.subject, seen.is_named);
            if let (Some(number), Some(index)) = (seen.number(), self.indices.get_mut(place(subject))) {
                index.add(&self.seen, number, *claim);
                if named {
                    touched.named.insert((subject, number));
                }
            }
            if let Some(seen) = self.seen.get_mut(place(*claim)) {
                seen.is_indexed = true;
            }
        }
    }

    /// What a claim is beside the other figures of its metric.
    fn by_itself(&self, seen: &Seen) -> Fate {
        let beyond = || self.figures.get(&seen.stored.claim.metric).is_some_and(|figures| figures.is_beyond(seen));
        // Small figures never are, and most are small.
        let is_great = seen.number().is_some_and(|number| number >= BEYOND_FROM);
        if seen.base == Fate::Current && is_great && beyond() { Fate::Beyond } else { seen.base }
    }

    /// Reads a series anew.
    fn read(&mut self, number: u32, touched: &mut Touched) {
        let Some(mut series) = self.series.get_mut(place(number)).map(std::mem::take) else { return };
        for claim in series.ballots.count(&self.seen, &series.slips) {
            series.reading.stir(claim);
        }
        touched.read += series.reading.read(&mut self.seen, &series.ballots);
        (series.items, series.witnesses) = self.count_items(&series);
        let subject = series.subject;
        if let Some(slot) = self.series.get_mut(place(number)) {
            *slot = series;
        }
        touched.subjects.insert(subject);
        // What a part has come to may change its whole's row, and the sums it stands in.
        let Some(read) = self.subjects.get(subject).filter(|read| read.perpetrator.is_none()).cloned() else { return };
        touched.tellers.extend(self.voices.get(number).map(|(_, origin)| (origin.clone(), read.metric)));
        for whole in self.partitions.wholes().map(CategoryId::clone) {
            if self.partitions.parts(&whole).contains(&read.category) {
                let whole = Subject { category: whole, ..read.clone() };
                touched.subjects.insert(self.subject(&whole));
            }
        }
    }

    /// The items that tell a series' current figure, with its origin's name or without, and how many witnesses they are.
    ///
    /// Whoever has a name is one, however many outlets print it. Of those without one, items of one report are one.
    fn count_items(&self, series: &Series) -> (Vec<u32>, u32) {
        let standing = series.reading.standing();
        let Some(shown) = standing.current.or(standing.vague).and_then(|index| at(&self.seen, index)) else {
            return (vec![], 0);
        };
        let tells = |point: &&Seen| {
            point.ends().0.is_some() == shown.ends().0.is_some()
                && matches!(
                    point.fate,
                    Fate::Current
                        | Fate::Vague
                        | Fate::Repeats(_)
                        | Fate::Outdated(_)
                        | Fate::Replaced(_)
                        | Fate::Corrected(_)
                        | Fate::Copied(_)
                )
        };
        let told = series.ballots.telling(shown.number()).filter_map(|index| at(&self.seen, index));
        let told: Vec<&Seen> = told.filter(tells).collect();
        let mut items: Vec<u32> = told.iter().map(|point| point.item).collect();
        items.sort_unstable();
        items.dedup();
        let witnesses =
            if shown.is_named { 1 } else { count(told.iter().map(|point| point.report).collect::<Set<u32>>().len()) };
        (items, witnesses)
    }

    fn subject(&mut self, subject: &Subject) -> u32 {
        let number = self.subjects.number(subject);
        if self.indices.len() < self.subjects.len() {
            self.indices.push(Index::default());
            self.subject_series.push(vec![]);
            self.rows.push(None);
        }
        number
    }

    fn voice(&mut self, subject: u32, origin: Option<&OriginId>) -> u32 {
        let number = self.voices.number(&(subject, origin.cloned()));
        if self.series.len() < self.voices.len() {
            self.series.push(Series { subject, ..Series::default() });
            if let Some(series) = self.subject_series.get_mut(place(subject)) {
                series.push(number);
            }
        }
        number
    }

    /// Makes a row; none where nobody says anything of it now.
    fn row(&self, situation: &Situation, number: u32) -> Option<Made> {
        let subject = self.subjects.get(number)?;
        let series = self.subject_series.get(place(number))?;
        let mut voices: Vec<Voice<'_>> = series.iter().filter_map(|series| self.says(*series)).collect();
        if subject.perpetrator.is_none() && !self.partitions.parts(&subject.category).is_empty() {
            self.check_sums(subject, &mut voices);
        }
        if voices.is_empty() { None } else { Some(row::build(situation, subject, voices)) }
    }

    /// What one origin says of a row.
    fn says(&self, number: u32) -> Option<Voice<'_>> {
        let series = self.series.get(place(number))?;
        let (_, origin) = self.voices.get(number)?;
        let standing = series.reading.standing();
        let vague = standing.vague.and_then(|index| at(&self.seen, index));
        let shown = standing.current.and_then(|index| at(&self.seen, index)).or(vague)?;
        let (low, high) = shown.ends();
        Some(Voice {
            origin: origin.as_ref(),
            low,
            high,
            bound: shown.stored.claim.bound,
            at: shown.at,
            claim: &shown.stored.id,
            items: &series.items,
            witnesses: series.witnesses,
            best: shown.number().map(|number| (number, shown.at)),
            vague: vague.and_then(|vague| vague.stored.claim.low),
            passed: false,
            parts: None,
            confirmed: shown.confirmed,
        })
    }

    /// The rows, in the order of the screen.
    pub(in crate::reconcile) fn rows(&self, situation: &Situation) -> Vec<&Made> {
        let told = (0..count(self.rows.len())).filter_map(|number| {
            let made = self.rows.get(place(number))?.as_ref()?;
            Some((row::position(situation, self.subjects.get(number)?), made))
        });
        let mut told: Vec<_> = told.collect();
        told.sort_by(|(one, _), (other, _)| one.cmp(other));
        told.into_iter().map(|(_, made)| made).collect()
    }

    /// The best of a row, and its position, for what changed since.
    pub(in crate::reconcile) fn best(&self, subject: &Subject) -> Option<u64> {
        self.made(subject)?.row.best
    }

    /// A row as it is made, by what it counts.
    pub(in crate::reconcile) fn made(&self, subject: &Subject) -> Option<&Made> {
        self.rows.get(place(self.subjects.find(subject)?))?.as_ref()
    }

    /// A claim by its number.
    pub(in crate::reconcile) fn claim(&self, number: u32) -> Option<&Seen> {
        at(&self.seen, number)
    }
}

/// Holds the place of a claim that nothing is known of yet.
fn unknown(like: &Seen) -> Seen {
    let mut unknown = Seen::new(Arc::clone(&like.stored), Timestamp::MIN, Fate::Unseen, false);
    (unknown.item, unknown.subject, unknown.series) = (u32::MAX, u32::MAX, u32::MAX);
    unknown
}

/// Numbers in the order in which they were given, which is that in which memory holds what they are of.
fn in_order(numbers: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.into_iter().collect();
    numbers.sort_unstable();
    numbers
}

/// Figures of one attack, of another stretch or of one place lie inside the toll and are never added to it.
fn scope_gate(claim: &Claim) -> Fate {
    match (claim.scope, &claim.place) {
        (Scope::Incident, _) => Fate::Incident,
        (Scope::Period, _) => Fate::Period,
        (Scope::Cumulative, Some(_)) => Fate::OnePlace,
        (Scope::Cumulative, None) if claim.low.is_none() && claim.high.is_none() => Fate::Empty,
        (Scope::Cumulative, None) => Fate::Current,
    }
}
