//! Admission: what each claim of an item is beside all others, and the place that it gets.

use super::{Account, Teller, Touched};
use crate::reconcile::bulletin::{self, Sum};
use crate::reconcile::facts::{Facts, place};
use crate::reconcile::fate::Fate;
use crate::reconcile::series::at;
use crate::reconcile::witness;

impl Account {
    /// Finds what each claim of an item is beside all others, and its bulletins' sums.
    pub(super) fn admit(&mut self, facts: &Facts, item: u32, touched: &mut Touched) {
        let Some(known) = facts.of_item(item) else { return };
        let mut fates: Vec<(u32, Fate)> =
            known.claims.iter().filter_map(|claim| Some((*claim, self.by_itself(at(&self.seen, *claim)?)))).collect();
        for (claim, fate) in fates.iter_mut().filter(|(_, fate)| *fate == Fate::Current) {
            if let Some(old) = at(&self.seen, *claim).and_then(|seen| self.told_before(seen)) {
                *fate = Fate::OldToll(old);
            }
        }
        let mut weak = standing(&fates);
        weak.retain(|claim| at(&self.seen, *claim).is_some_and(|seen| !seen.is_named));
        if !weak.is_empty() {
            for claim in weak.iter().copied() {
                let original = self.original(claim);
                if at(&self.seen, claim).is_some_and(|seen| seen.original != original)
                    && let Some(seen) = self.seen.get_mut(place(claim))
                {
                    seen.original = original;
                }
            }
            judge(&mut fates, witness::copies(&self.seen, &weak));
        }
        let mut sums = vec![];
        for mut bulletin in bulletin::collect(&self.seen, &standing(&fates)) {
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
            series.add(&self.seen, claim, fate);
            touched.series.insert(number);
        }
    }
}

/// The claims that nothing has been found against.
fn standing(fates: &[(u32, Fate)]) -> Vec<u32> {
    fates.iter().filter(|(_, fate)| *fate == Fate::Current).map(|(claim, _)| *claim).collect()
}

/// Writes fates that were found later over those found before.
fn judge(fates: &mut [(u32, Fate)], found: Vec<(u32, Fate)>) {
    for (claim, fate) in found {
        if let Some((_, slot)) = fates.iter_mut().find(|(other, _)| *other == claim) {
            *slot = fate;
        }
    }
}
