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

use crate::reconcile::bulletin::{self, Partitions, Sum};
use crate::reconcile::facts::{Facts, Map, Numbered, count, place};
use crate::reconcile::fate::Fate;
use crate::reconcile::row::{self, Made, Voice};
use crate::reconcile::series::{self, Seen, Standing, at};
use crate::reconcile::sight::Look;
use crate::reconcile::witness::{self, Figures, Index, Subject, TELLING};

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
    seen: Vec<Seen>,
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
    /// In the order in which they are read.
    members: Vec<u32>,
    /// Claims of nobody named that tell its figures.
    copies: Vec<u32>,
    /// Its origin's figures for single places.
    places: Vec<u32>,
    /// Members that are a slip of the sum of their own bulletin's parts, each with that sum.
    slips: Vec<(u32, u64)>,
    standing: Standing,
    /// The items that tell its current figure, in order.
    items: Vec<u32>,
    /// How many witnesses they are.
    witnesses: u32,
}

impl Series {
    /// The list in which claims of a fate stand.
    fn list(&mut self, fate: Fate) -> &mut Vec<u32> {
        match fate {
            Fate::Current => &mut self.members,
            Fate::OnePlace => &mut self.places,
            _ => &mut self.copies,
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
}

impl Account {
    /// An account of nothing.
    pub(in crate::reconcile) fn new(situation: &Situation) -> Self {
        Self {
            seen: vec![],
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

    /// Takes in how some items look now, and makes anew what that touches.
    pub(in crate::reconcile) fn refresh(&mut self, facts: &Facts, situation: &Situation, looks: Vec<(u32, Looks)>) {
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
            let copying = index.may_copy(number).filter_map(|claim| at(&self.seen, claim));
            touched.items.extend(copying.map(|point| point.item));
        }
        for (subject, number) in std::mem::take(&mut touched.old) {
            let Some(index) = self.indices.get(place(subject)) else { continue };
            // What tells the old toll again, and what was taken for a copy or a slip of that.
            let touching = index.telling(number).chain(index.may_copy(number));
            touched.items.extend(touching.filter_map(|claim| at(&self.seen, claim)).map(|point| point.item));
        }
        for item in std::mem::take(&mut touched.items) {
            self.admit(facts, item, &mut touched);
        }
        for series in std::mem::take(&mut touched.series) {
            self.read(series, &mut touched);
        }
        for teller in std::mem::take(&mut touched.tellers) {
            if let Some(sums) = self.sums.get_mut(&teller) {
                sums.latest = sums.all.iter().rev().find(|sum| sum.holds(&self.seen)).cloned();
            }
            for whole in self.partitions.wholes().map(CategoryId::clone) {
                let whole = Subject { metric: teller.1, category: whole, perpetrator: None };
                touched.subjects.insert(self.subject(&whole));
            }
        }
        for subject in touched.subjects {
            let made = self.row(situation, subject);
            if let Some(row) = self.rows.get_mut(place(subject)) {
                *row = made;
            }
        }
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
        seen.report = facts.report(&seen.stored.from.report).unwrap_or(u32::MAX);
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
        if seen.vouched || seen.corrects() {
            return None;
        }
        let named = |seen: &Seen| witness::is_named(seen.stored.claim.origin.as_ref());
        let claims = self.old.get(&(seen.subject, seen.number()?))?.iter();
        let told = claims.filter_map(|claim| Some((*claim, at(&self.seen, *claim)?)));
        told.filter(|(_, old)| old.series == seen.series || (!named(seen) && named(old)))
            .min_by(|(_, one), (_, other)| (one.at, &one.stored.id).cmp(&(other.at, &other.stored.id)))
            .map(|(claim, _)| claim)
    }

    fn unindex(&mut self, claim: u32, touched: &mut Touched) {
        let Some(seen) = self.seen.get_mut(place(claim)) else { return };
        if let (true, Some(number)) = (std::mem::take(&mut seen.is_indexed), seen.number()) {
            if let Some(index) = self.indices.get_mut(place(seen.subject)) {
                index.remove(number, claim);
            }
            if witness::is_named(seen.stored.claim.origin.as_ref()) {
                touched.named.insert((seen.subject, number));
            }
        }
    }

    /// Takes a claim out of its series, or that of which it is a copy.
    fn dismiss(&mut self, claim: u32, touched: &mut Touched) {
        let Some(seen) = at(&self.seen, claim) else { return };
        let Some(number) = seen.told_in else { return };
        if let Some(series) = self.series.get_mut(place(number)) {
            series.list(seen.admitted).retain(|listed| *listed != claim);
            touched.series.insert(number);
        }
    }

    /// Indexes the claims of the touched items that stand.
    fn index(&mut self, facts: &Facts, touched: &mut Touched) {
        let items: Vec<u32> = touched.items.iter().copied().collect();
        for claim in items.into_iter().filter_map(|item| facts.of_item(item)).flat_map(|item| item.claims.iter()) {
            let Some(seen) = at(&self.seen, *claim) else { continue };
            let stands = self.by_itself(seen) == Fate::Current && seen.number().is_some();
            if stands == seen.is_indexed {
                continue;
            }
            if !stands {
                self.unindex(*claim, touched);
                continue;
            }
            let (subject, named) = (seen.subject, witness::is_named(seen.stored.claim.origin.as_ref()));
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
        if seen.base == Fate::Current && beyond() { Fate::Beyond } else { seen.base }
    }

    /// Finds what each claim of an item is beside all others, and its bulletins' sums.
    fn admit(&mut self, facts: &Facts, item: u32, touched: &mut Touched) {
        let Some(known) = facts.of_item(item) else { return };
        let mut fates: Vec<(u32, Fate)> =
            known.claims.iter().filter_map(|claim| Some((*claim, self.by_itself(at(&self.seen, *claim)?)))).collect();
        for (claim, fate) in fates.iter_mut().filter(|(_, fate)| *fate == Fate::Current) {
            if let Some(old) = at(&self.seen, *claim).and_then(|seen| self.told_before(seen)) {
                *fate = Fate::OldToll(old);
            }
        }
        let standing = |fates: &[(u32, Fate)], weak_only: bool| -> Vec<u32> {
            let stands = fates.iter().filter(|(_, fate)| *fate == Fate::Current).map(|(claim, _)| *claim);
            let is_weak = |claim: &u32| {
                at(&self.seen, *claim).is_some_and(|seen| !witness::is_named(seen.stored.claim.origin.as_ref()))
            };
            stands.filter(|claim| !weak_only || is_weak(claim)).collect()
        };
        let weak = standing(&fates, true);
        if !weak.is_empty() {
            let is_own = |claim: u32| at(&self.seen, claim).is_some_and(|seen| self.told_before(seen).is_none());
            let copies = witness::copies(&self.seen, &weak, &self.indices, &is_own);
            judge(&mut fates, copies);
        }
        let mut sums = vec![];
        for mut bulletin in bulletin::collect(&self.seen, &standing(&fates, false)) {
            judge(&mut fates, bulletin.misread_sides(&self.seen));
            if let Some(sum) = bulletin.sum(&self.seen, &self.partitions)
                && let Some(part) = sum.parts.first().and_then(|part| at(&self.seen, *part))
            {
                sums.push(((part.stored.claim.origin.clone(), part.stored.claim.metric), sum));
            }
        }
        self.sum_up(item, sums, touched);
        for (claim, fate) in fates {
            self.assign(claim, fate, touched);
        }
    }

    /// Puts an item's sums in the place of those it had.
    fn sum_up(&mut self, item: u32, sums: Vec<(Teller, Sum)>, touched: &mut Touched) {
        let before = self.item_sums.remove(&item).unwrap_or_default();
        if before == sums {
            if !sums.is_empty() {
                self.item_sums.insert(item, sums);
            }
            return;
        }
        for (teller, sum) in before {
            self.slips_of(&sum, touched)
                .into_iter()
                .for_each(|slips| slips.retain(|(slip, _)| Some(*slip) != sum.slip));
            self.sums.entry(teller.clone()).or_default().all.remove(&sum);
            touched.tellers.insert(teller);
        }
        for (teller, sum) in &sums {
            self.slips_of(sum, touched)
                .into_iter()
                .for_each(|slips| slips.extend(sum.slip.map(|slip| (slip, sum.number))));
            self.sums.entry(teller.clone()).or_default().all.insert(sum.clone());
            touched.tellers.insert(teller.clone());
        }
        if !sums.is_empty() {
            self.item_sums.insert(item, sums);
        }
    }

    /// The slips of the series in which a bulletin's total is told that is one of its sum; the series is read anew.
    fn slips_of(&mut self, sum: &Sum, touched: &mut Touched) -> Option<&mut Vec<(u32, u64)>> {
        let number = at(&self.seen, sum.slip?)?.series;
        touched.series.insert(number);
        self.series.get_mut(place(number)).map(|series| &mut series.slips)
    }

    /// Gives a claim its place beside the others.
    fn assign(&mut self, claim: u32, fate: Fate, touched: &mut Touched) {
        let Some(seen) = at(&self.seen, claim) else { return };
        let into = match fate {
            Fate::Current | Fate::OnePlace => Some(seen.series),
            Fate::Copied(original) => at(&self.seen, original).map(|original| original.series),
            _ => None,
        };
        if seen.admitted == fate && seen.told_in == into {
            return;
        }
        self.dismiss(claim, touched);
        let Some(seen) = self.seen.get_mut(place(claim)) else { return };
        (seen.admitted, seen.fate, seen.told_in) = (fate, fate, into);
        let Some(number) = into else { return };
        if let Some(series) = self.series.get_mut(place(number)) {
            if fate == Fate::Current {
                series::insert(&self.seen, &mut series.members, claim);
            } else {
                series.list(fate).push(claim);
            }
            touched.series.insert(number);
        }
    }

    /// Reads a series anew.
    fn read(&mut self, number: u32, touched: &mut Touched) {
        let Some(mut series) = self.series.get_mut(place(number)).map(std::mem::take) else { return };
        let kept = witness::set_slips_aside(&mut self.seen, &series.members, &series.slips);
        series.standing = series::resolve(&mut self.seen, &kept);
        (series.items, series.witnesses) = self.count_items(&series);
        let subject = series.subject;
        if let Some(slot) = self.series.get_mut(place(number)) {
            *slot = series;
        }
        touched.subjects.insert(subject);
        // What a part has come to may change its total's row, and the sums it stands in.
        if let (Some(subject), Some((_, origin))) = (self.subjects.get(subject), self.voices.get(number))
            && subject.perpetrator.is_none()
        {
            touched.tellers.insert((origin.clone(), subject.metric));
        }
    }

    /// The items that tell a series' current figure, with its origin's name or without, and how many witnesses they are.
    ///
    /// Whoever has a name is one, however many outlets print it. Of those without one, items of one report are one.
    fn count_items(&self, series: &Series) -> (Vec<u32>, u32) {
        let Some(shown) = series.standing.current.or(series.standing.vague).and_then(|index| at(&self.seen, index))
        else {
            return (vec![], 0);
        };
        // What lies nearest is asked first: a series may be long, and most of it tells other figures.
        let tells = |point: &&Seen| {
            point.number() == shown.number()
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
                && point.ends().0.is_some() == shown.ends().0.is_some()
        };
        let told = series.members.iter().chain(&series.copies).filter_map(|index| at(&self.seen, *index));
        let told: Vec<&Seen> = told.filter(tells).collect();
        let mut items: Vec<u32> = told.iter().map(|point| point.item).collect();
        items.sort_unstable();
        items.dedup();
        let witnesses = if witness::is_named(shown.stored.claim.origin.as_ref()) {
            1
        } else {
            count(told.iter().map(|point| point.report).collect::<Set<u32>>().len())
        };
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
        let vague = series.standing.vague.and_then(|index| at(&self.seen, index));
        let shown = series.standing.current.and_then(|index| at(&self.seen, index)).or(vague)?;
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

/// Writes fates that were found later over those found before.
fn judge(fates: &mut [(u32, Fate)], found: Vec<(u32, Fate)>) {
    for (claim, fate) in found {
        if let Some((_, slot)) = fates.iter_mut().find(|(other, _)| *other == claim) {
            *slot = fate;
        }
    }
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
