//! Wholes and their parts: one origin's total beside its sides and its places.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Account;
use crate::model::{Bound, CategoryId, OriginId, Part, PlaceId, Sentence, Situation};
use crate::reconcile::board;
use crate::reconcile::bulletin::Sum;
use crate::reconcile::explain::joined;
use crate::reconcile::facts::place;
use crate::reconcile::row::Voice;
use crate::reconcile::series::at;
use crate::reconcile::witness::Subject;

impl Account {
    /// Checks what origins say of a whole against their own parts.
    ///
    /// The parts of one bulletin complete its total. Parts of several bulletins make no figure, but where they have
    /// passed their whole this is told, and a total is left open.
    pub(super) fn check_sums<'s>(&'s self, subject: &'s Subject, voices: &mut Vec<Voice<'s>>) {
        let is_total = subject.category.as_str() == CategoryId::TOTAL;
        for ((origin, _), sums) in self.sums.iter().filter(|((_, metric), _)| is_total && *metric == subject.metric) {
            let Some(sum) = &sums.latest else { continue };
            match voices.iter_mut().find(|voice| voice.origin == origin.as_ref()) {
                Some(stated) if stated.bound != Bound::Vague => complete(stated, sum),
                Some(vague) => {
                    if let Some(voice) = self.unstated(origin.as_ref(), sum, vague.vague) {
                        *vague = voice;
                    }
                }
                None => voices.extend(self.unstated(origin.as_ref(), sum, None)),
            }
        }
        for voice in voices {
            let Some(parts) = self.parts_of(voice.origin, subject) else { continue };
            if voice.best.is_some_and(|(number, _)| parts > number) {
                voice.parts = Some(parts);
                voice.passed = is_total;
            }
        }
    }

    /// A whole that nobody stated but whose parts one bulletin gives: certainly so many, perhaps more.
    fn unstated<'s>(&'s self, origin: Option<&'s OriginId>, sum: &Sum, vague: Option<u64>) -> Option<Voice<'s>> {
        let greatest = sum.parts.first().and_then(|index| at(&self.seen, *index))?;
        Some(Voice {
            origin,
            low: Some(sum.number),
            high: None,
            bound: Bound::AtLeast,
            at: sum.at,
            claim: &greatest.stored.id,
            items: std::slice::from_ref(&greatest.item),
            witnesses: 1,
            best: Some((sum.number, sum.at)),
            vague,
            passed: false,
            parts: None,
            confirmed: false,
        })
    }

    /// What one origin's latest figures of a whole's sides come to, whatever their age; none where it gives none.
    fn parts_of(&self, origin: Option<&OriginId>, whole: &Subject) -> Option<u64> {
        let given = self.partitions.parts(&whole.category).iter().filter_map(|category| {
            let side = Subject { metric: whole.metric, category: category.clone(), perpetrator: None };
            let series = self.voices.find(&(self.subjects.find(&side)?, origin.cloned()))?;
            at(&self.seen, self.series.get(place(series))?.reading.standing().current?)?.number()
        });
        given.reduce(u64::saturating_add)
    }

    /// What is noticed about a row as a whole: sums, wholes that their parts have passed, places beside the whole.
    pub(in crate::reconcile) fn notes(&self, situation: &Situation, subject: &Subject) -> Vec<Sentence> {
        let name = |origin: Option<&OriginId>| Part::Origin(origin.cloned());
        let mut notes = vec![];
        let is_total = subject.category.as_str() == CategoryId::TOTAL && subject.perpetrator.is_none();
        for ((origin, metric), sums) in self.sums.iter().filter(|_| is_total) {
            if let Some(sum) = sums.latest.as_ref().filter(|_| *metric == subject.metric) {
                let bulletin = Sentence::from("the parts of ").and(name(origin.as_ref())).and("'s bulletin of ");
                notes.push(bulletin.and(Part::Instant(sum.at)).and(" add up to ").and(Part::Number(sum.number)));
            }
        }
        let number = self.subjects.find(subject);
        for series in number.and_then(|number| self.subject_series.get(place(number))).into_iter().flatten() {
            let Some(voice) = self.says(*series) else { continue };
            let Some((number, _)) = voice.best else { continue };
            let parts = self.parts_of(voice.origin, subject).filter(|_| subject.perpetrator.is_none());
            if let Some(parts) = parts.filter(|parts| *parts > number) {
                let passed = Sentence::from(name(voice.origin)).and("'s latest parts (").and(Part::Number(parts));
                notes.push(passed.and(") have passed its total (").and(Part::Number(number)).and(")"));
            }
            notes.extend(self.places_beside(situation, *series, name(voice.origin), number));
        }
        notes.sort_by_cached_key(Sentence::to_string);
        notes
    }

    /// How one origin's figures for places stand beside its figure for the whole.
    fn places_beside(&self, situation: &Situation, series: u32, origin: Part, whole: u64) -> Option<Sentence> {
        let mut greatest: BTreeMap<&PlaceId, u64> = BTreeMap::new();
        for point in self.series.get(place(series))?.places.iter().filter_map(|claim| at(&self.seen, *claim)) {
            if let (Some(place), Some(number)) = (&point.stored.claim.place, point.number()) {
                let slot = greatest.entry(place).or_insert(number);
                *slot = number.max(*slot);
            }
        }
        // A place inside another that is counted too is in its figure already.
        let inside = |id: &&PlaceId| board::regions(situation, id).any(|region| greatest.contains_key(region));
        let apart: Vec<(&PlaceId, u64)> =
            greatest.iter().filter(|(id, _)| !inside(id)).map(|(id, number)| (*id, *number)).collect();
        let sum = apart.iter().fold(0, |sum: u64, (_, number)| sum.saturating_add(*number));
        let one = |(id, number): &(&PlaceId, u64)| {
            Sentence::from(Part::Place((*id).clone())).and(" ").and(Part::Number(*number))
        };
        let places = Sentence::from(origin).and("'s places (").then(joined(apart.iter().map(one), ", "));
        let (sum_is, whole_is) = (Part::Number(sum), Part::Number(whole));
        match sum.cmp(&whole) {
            _ if apart.is_empty() => None,
            Ordering::Less => Some(places.and(") are ").and(sum_is).and(" of its ").and(whole_is)),
            Ordering::Equal => Some(places.and(") add up to its ").and(whole_is)),
            Ordering::Greater => {
                let more = places.and(") come to ").and(sum_is).and(", more than its ").and(whole_is);
                Some(more.and(": one of them is misread"))
            }
        }
    }
}

/// Lets one bulletin's parts say more exactly what its origin's total is.
fn complete(stated: &mut Voice<'_>, sum: &Sum) {
    let agrees = match (stated.best, stated.bound) {
        // "More than 70" and parts of 71 are one statement; an exact total yields only to a later bulletin.
        (Some((number, _)), Bound::AtLeast | Bound::MoreThan) => sum.number > number,
        (Some((number, at)), _) => sum.number > number && sum.at > at,
        (None, _) => stated.high.is_none_or(|high| sum.number <= high),
    };
    if agrees {
        stated.best = Some((sum.number, sum.at));
    }
}
