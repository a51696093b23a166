//! Wholes and their parts: one origin's total beside its sides and its places.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Account, Teller};
use crate::model::{Bound, CategoryId, OriginId, PlaceId, Situation};
use crate::reconcile::board;
use crate::reconcile::bulletin::Sum;
use crate::reconcile::facts::place;
use crate::reconcile::row::Voice;
use crate::reconcile::series::at;
use crate::reconcile::witness::Subject;

/// What one origin's latest figures of a whole's sides come to.
#[derive(Debug, Clone, Copy)]
struct Parts {
    number: u64,
    /// The instant of the latest.
    at: Timestamp,
    /// Whether every side is told.
    complete: bool,
}

impl Account {
    /// Checks what origins say of a whole against their own parts.
    ///
    /// The parts of one bulletin complete its whole. Where they did, the whole moves on with its origin's later parts:
    /// each side is counted alone, and together they are a floor. Where they did not, parts that have passed their
    /// whole leave it open.
    pub(super) fn check_sums<'s>(&'s self, subject: &'s Subject, voices: &mut Vec<Voice<'s>>) {
        let of_it = |teller: &&Teller| teller.metric == subject.metric && teller.whole == subject.category;
        for (teller, sum) in self.sums.iter().filter(|(teller, _)| of_it(teller)) {
            let Some(sum) = &sum.latest else { continue };
            match voices.iter_mut().find(|voice| voice.origin == teller.origin.as_ref()) {
                Some(stated) if stated.bound != Bound::Vague => complete(stated, sum),
                Some(vague) => {
                    if let Some(voice) = self.unstated(teller.origin.as_ref(), sum, vague.vague) {
                        *vague = voice;
                    }
                }
                // Fighters together are told only where somebody tells them so.
                None if subject.category.as_str() == CategoryId::TOTAL => {
                    voices.extend(self.unstated(teller.origin.as_ref(), sum, None));
                }
                None => {}
            }
        }
        for voice in voices {
            let Some(parts) = self.parts_of(voice.origin, subject) else { continue };
            if voice.best.is_none_or(|(number, _)| parts.number <= number) {
                continue;
            }
            voice.passed = true;
            let teller =
                Teller { origin: voice.origin.cloned(), metric: subject.metric, whole: subject.category.clone() };
            let checked = self.sums.get(&teller).and_then(|sums| sums.latest.as_ref());
            let adds_up = checked.is_some_and(|sum| voice.best.is_some_and(|(number, _)| number == sum.number));
            if adds_up && parts.complete && voice.best.is_some_and(|(_, at)| parts.at > at) {
                voice.best = Some((parts.number, parts.at));
                voice.summed = true;
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
            items: 1,
            best: Some((sum.number, sum.at)),
            vague,
            passed: false,
            summed: true,
            confirmed: false,
        })
    }

    /// What one origin's latest figures of a whole's sides come to, whatever their age; none where it gives none.
    fn parts_of(&self, origin: Option<&OriginId>, whole: &Subject) -> Option<Parts> {
        let sides = self.partitions.parts(&whole.category);
        let given = sides.iter().filter_map(|category| {
            let side = Subject { metric: whole.metric, category: category.clone(), perpetrator: None };
            let series = self.voices.find(&(self.subjects.find(&side)?, origin.cloned()))?;
            let current = at(&self.seen, self.series.get(place(series))?.standing.current?)?;
            Some((current.number()?, current.at))
        });
        let given: Vec<(u64, Timestamp)> = given.collect();
        Some(Parts {
            number: given.iter().fold(0, |sum, (number, _)| sum.saturating_add(*number)),
            at: given.iter().map(|(_, at)| *at).max()?,
            complete: given.len() == sides.len(),
        })
    }

    /// What is noticed about a row as a whole: sums, wholes that their parts have passed, places beside the whole.
    pub(in crate::reconcile) fn notes(&self, situation: &Situation, subject: &Subject) -> Vec<String> {
        let name = |origin: Option<&OriginId>| origin.map_or_else(|| "nobody named".to_owned(), OriginId::to_string);
        let mut notes = vec![];
        for (teller, sums) in &self.sums {
            if let Some(sum) = &sums.latest
                && subject.perpetrator.is_none()
                && (teller.metric, &teller.whole) == (subject.metric, &subject.category)
            {
                let origin = name(teller.origin.as_ref());
                notes.push(format!("the parts of {origin}'s bulletin of {} add up to {}", sum.at, sum.number));
            }
        }
        let number = self.subjects.find(subject);
        for series in number.and_then(|number| self.subject_series.get(place(number))).into_iter().flatten() {
            let Some(voice) = self.says(*series) else { continue };
            let Some((number, _)) = voice.best else { continue };
            let parts = self.parts_of(voice.origin, subject).filter(|_| subject.perpetrator.is_none());
            if let Some(Parts { number: parts, .. }) = parts.filter(|parts| parts.number > number) {
                notes.push(format!("{}'s latest parts ({parts}) have passed its total ({number})", name(voice.origin)));
            }
            notes.extend(self.places_beside(situation, *series, &name(voice.origin), number));
        }
        notes.sort();
        notes
    }

    /// How one origin's figures for places stand beside its figure for the whole.
    fn places_beside(&self, situation: &Situation, series: u32, origin: &str, whole: u64) -> Option<String> {
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
        let told = apart.iter().map(|(id, number)| format!("{id} {number}")).collect::<Vec<_>>().join(", ");
        match sum.cmp(&whole) {
            _ if apart.is_empty() => None,
            Ordering::Less => Some(format!("{origin}'s places ({told}) are {sum} of its {whole}")),
            Ordering::Equal => Some(format!("{origin}'s places ({told}) add up to its {whole}")),
            Ordering::Greater => {
                Some(format!("{origin}'s places ({told}) come to {sum}, more than its {whole}: one of them is misread"))
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
        stated.summed = true;
    }
}
