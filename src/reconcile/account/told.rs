//! What was told of a row: every claim with what became of it, and each origin's figures over time.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Account;
use crate::model::{Claim, OriginId, Situation};
use crate::reconcile::facts::{Facts, place};
use crate::reconcile::fate::Fate;
use crate::reconcile::row;
use crate::reconcile::series::{Seen, at};
use crate::reconcile::witness::Subject;

impl Account {
    /// Every claim that ever spoke of a row, or was read to, with what became of it, and as it was read where an
    /// operator has amended it.
    pub(in crate::reconcile) fn of_subject<'s>(
        &'s self,
        facts: &'s Facts,
        subject: Subject,
    ) -> impl Iterator<Item = (&'s Seen, Fate, Option<&'s Claim>)> {
        let number = self.subjects.find(&subject);
        let numbered = self.seen.iter().zip(0_u32..).filter(|(seen, _)| seen.fate != Fate::Unseen);
        numbered.filter_map(move |(seen, claim)| {
            let read = facts.claim(claim).filter(|read| !Arc::ptr_eq(read, &seen.stored)).map(|read| &read.claim);
            if Some(seen.subject) == number {
                return Some((seen, seen.fate, read));
            }
            let was_here = Subject::of(read?) == subject;
            was_here.then_some((seen, Fate::Amended, read))
        })
    }

    /// All that was ever spoken of, or was read to be, in the order of the screen: also what makes no row.
    pub(in crate::reconcile) fn subjects(&self, facts: &Facts, situation: &Situation) -> Vec<Subject> {
        let numbered = self.seen.iter().zip(0_u32..).filter(|(seen, _)| seen.fate != Fate::Unseen);
        let told = numbered.flat_map(|(seen, claim)| {
            let read = facts.claim(claim).filter(|read| !Arc::ptr_eq(read, &seen.stored));
            [Some(Subject::of(&seen.stored.claim)), read.map(|read| Subject::of(&read.claim))]
        });
        // A total that nobody tells may be the sum of one bulletin's parts.
        let made = self.rows.iter().zip(0_u32..).filter(|(made, _)| made.is_some());
        let made = made.filter_map(|(_, number)| self.subjects.get(number).cloned());
        let mut subjects: Vec<Subject> = told.flatten().chain(made).collect::<BTreeSet<_>>().into_iter().collect();
        subjects.sort_by_cached_key(|subject| row::position(situation, subject));
        subjects
    }

    /// What each origin has said of a row that was its current figure, or told it again, by the instants spoken of: each word
    /// with the one whose figure it tells, which is its own but where it only rounds another.
    pub(in crate::reconcile) fn told_by_origin<'s>(
        &'s self,
        subject: &Subject,
    ) -> impl Iterator<Item = (Option<&'s OriginId>, impl Iterator<Item = (&'s Seen, &'s Seen)>)> {
        let series = self.subjects.find(subject).and_then(|number| self.subject_series.get(place(number)));
        let voices = series.into_iter().flatten().filter_map(|number| {
            let (_, origin) = self.voices.get(*number)?;
            Some((origin.as_ref(), self.series.get(place(*number))?))
        });
        voices.map(|(origin, series)| {
            let told = series.reading.claims().filter_map(|claim| at(&self.seen, claim));
            let stood = told.filter_map(|seen| match seen.fate {
                Fate::Current | Fate::Repeats(_) | Fate::Replaced(_) | Fate::Corrected(_) => Some((seen, seen)),
                Fate::Rounded(beside) => Some((seen, at(&self.seen, beside)?)),
                _ => None,
            });
            (origin, stood)
        })
    }
}
