//! Sums: rows of a list that add up to a total of the item count the people of that total.
//!
//! "Victims by province: P 545, Q 262, R 156, S 10. The toll of civilians has thus risen to 973": the rows say nothing of
//! whose dead they are, the total does, and their sum ties the two. And the other way about: what adds up the dead of
//! several sides is of none of them. Absent: rows that name their own people, and sums that two totals fit.

use crate::model::{Bound, CategoryId, Claim};

/// How many rows make a list.
const MIN_ROWS: usize = 2;

/// Gives rows of nobody in particular the category and, where they name none, the origin of the one total that they add
/// up to.
pub fn adopt_totals(claims: &mut [Claim]) {
    let mut from = 0;
    while from < claims.len() {
        let until = end_of_rows(claims, from);
        if until < from + MIN_ROWS {
            from = until.max(from + 1);
            continue;
        }
        let whole = total_of(claims, from..until).map(|whole| (whole.category.clone(), whole.origin.clone()));
        if let Some((category, origin)) = whole {
            for row in claims.get_mut(from..until).unwrap_or_default() {
                row.category = category.clone();
                row.origin = row.origin.take().or_else(|| origin.clone());
            }
        }
        from = until;
    }
}

/// Makes a figure that counts as many as those right before it together the total of them ("231 soldiers and 250 gunmen
/// died; 830 civilians were killed, which brings the total to 1,311"): it is of no one side.
pub fn total_up(claims: &mut [Claim]) {
    for at in MIN_ROWS..claims.len() {
        let Some((before, [whole, ..])) = claims.split_at_mut_checked(at) else { continue };
        let is_side = |claim: &Claim| ![CategoryId::UNSPECIFIED, CategoryId::TOTAL].contains(&claim.category.as_str());
        let is_beside = |claim: &&Claim| {
            claim.metric == whole.metric
                && claim.origin == whole.origin
                && claim.perpetrator.is_none()
                && matches!(claim.bound, Bound::Exact | Bound::AtLeast)
                && is_side(claim)
                && claim.evidence.field == whole.evidence.field
        };
        if !is_side(whole) || whole.perpetrator.is_some() {
            continue;
        }
        let (mut sum, mut several) = (0_u64, false);
        for (index, part) in before.iter().rev().take_while(is_beside).enumerate() {
            sum = sum.saturating_add(part.low.unwrap_or(0));
            several |= part.category != whole.category;
            if index + 1 >= MIN_ROWS && several && Some(sum) == whole.low {
                whole.category = CategoryId::new(CategoryId::TOTAL);
                break;
            }
        }
    }
}

/// One past the last of the rows that begin at a claim.
fn end_of_rows(claims: &[Claim], from: usize) -> usize {
    let Some(first) = claims.get(from) else { return from };
    let is_row = |claim: &&Claim| {
        claim.category.as_str() == CategoryId::UNSPECIFIED
            && claim.perpetrator.is_none()
            && claim.bound == Bound::Exact
            && claim.place.is_some()
            && claim.metric == first.metric
            && claim.evidence.field == first.evidence.field
    };
    from + claims.get(from..).unwrap_or_default().iter().take_while(is_row).count()
}

/// The one claim for no single place that counts as many people of a kind as some rows together.
fn total_of(claims: &[Claim], rows: std::ops::Range<usize>) -> Option<&Claim> {
    let listed = claims.get(rows.clone())?;
    let sum = listed.iter().try_fold(0_u64, |sum, row| sum.checked_add(row.low?))?;
    let metric = listed.first()?.metric;
    let fits = |(at, claim): &(usize, &Claim)| {
        !rows.contains(at)
            && claim.metric == metric
            && claim.place.is_none()
            && claim.perpetrator.is_none()
            && claim.low == Some(sum)
            && claim.category.as_str() != CategoryId::UNSPECIFIED
    };
    let mut totals = claims.iter().enumerate().filter(fits).map(|(_, claim)| claim);
    let first = totals.next()?;
    totals.all(|other| other.category == first.category).then_some(first)
}
