//! Merging: figures that an item states more than once, as one claim each.
//!
//! A headline and the body that say the same give one claim; a rounded lead gives way to the exact figure of the
//! same origin; a word without a number gives way to a number.

use crate::model::{Bound, CategoryId, Claim, Field, Scope};

/// How far above a rounded lead ("more than 530") the exact figure may lie, as a part of it.
const ROUNDING: f64 = 0.15;

/// The claims of an item without repetitions, in the order of the text.
pub fn merge(claims: Vec<Claim>) -> Vec<Claim> {
    let mut kept: Vec<Claim> = Vec::with_capacity(claims.len());
    for claim in claims {
        match kept.iter_mut().find(|known| is_same(known, &claim)) {
            Some(known) => take_better(known, claim),
            None => kept.push(claim),
        }
    }
    let rounded: Vec<bool> = kept
        .iter()
        .enumerate()
        .map(|(at, claim)| kept.iter().enumerate().any(|(other, exact)| at != other && is_rounding(claim, exact)))
        .collect();
    let mut rounded = rounded.into_iter();
    kept.retain(|_| !rounded.next().unwrap_or(false));
    kept
}

/// Whether two claims state one thing.
fn is_same(one: &Claim, other: &Claim) -> bool {
    let figure = (one.metric, one.low, one.high) == (other.metric, other.low, other.high);
    let value = (one.metric, value(one)) == (other.metric, value(other))
        && (one.bound == Bound::Vague) == (other.bound == Bound::Vague);
    if !(figure || value && is_headline(one, other)) {
        return false;
    }
    let side = one.category == other.category
        || only_blames(one, other)
        || only_blames(other, one)
        || one.perpetrator == other.perpetrator
            && (is_loose(&one.category) || is_loose(&other.category))
            && is_headline(one, other);
    let same_origin =
        one.origin == other.origin || one.origin.is_none() || other.origin.is_none() || is_headline(one, other);
    let same_place =
        one.place == other.place || is_headline(one, other) || one.place.is_none() || other.place.is_none();
    let same_perpetrator = one.perpetrator == other.perpetrator || only_blames(one, other) || only_blames(other, one);
    side && same_origin && same_place && same_perpetrator
}

/// Whether a headline only names who killed those whose side the text tells ("loyalists kill 13").
fn only_blames(headline: &Claim, told: &Claim) -> bool {
    headline.evidence.field == Field::Title
        && told.evidence.field == Field::Text
        && headline.perpetrator.is_some()
        && headline.perpetrator.as_ref() != Some(&told.category)
        && told.perpetrator.is_none()
        && is_loose(&headline.category)
}

fn is_loose(category: &CategoryId) -> bool {
    matches!(category.as_str(), CategoryId::TOTAL | CategoryId::UNSPECIFIED)
}

fn is_headline(one: &Claim, other: &Claim) -> bool {
    one.evidence.field == Field::Title || other.evidence.field == Field::Title
}

fn value(claim: &Claim) -> Option<u64> {
    claim.low.or(claim.high)
}

/// Keeps of two claims that say the same the one that says more.
fn take_better(known: &mut Claim, other: Claim) {
    let weight = |claim: &Claim| {
        (
            claim.evidence.field == Field::Text,
            claim.origin.is_some(),
            !is_loose(&claim.category),
            claim.place.is_some() && claim.scope == Scope::Incident,
        )
    };
    if weight(&other) > weight(known) {
        *known = other;
    }
}

/// Whether a claim is only the rounding of another.
fn is_rounding(claim: &Claim, exact: &Claim) -> bool {
    if !matches!(claim.bound, Bound::Vague | Bound::MoreThan | Bound::AtLeast | Bound::About)
        || claim.metric != exact.metric
        || claim.perpetrator != exact.perpetrator
        || !(claim.origin == exact.origin || claim.origin.is_none() || claim.evidence.field == Field::Title)
        || exact.bound == Bound::Vague
    {
        return false;
    }
    let same_side = claim.category == exact.category;
    let (Some(rough), Some(fine)) = (value(claim), value(exact)) else { return false };
    let near = |part: f64| {
        #[expect(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
        let (rough, fine) = (rough as f64, fine as f64);
        fine >= rough && fine <= rough * (1.0 + part)
    };
    match claim.bound {
        Bound::Vague => same_side && claim.scope == exact.scope && fine >= rough && claim.place == exact.place,
        Bound::MoreThan | Bound::AtLeast => {
            same_side
                && rough < fine
                && near(ROUNDING)
                && matches!(exact.bound, Bound::Exact | Bound::AtLeast)
                && is_round(rough)
        }
        Bound::About => {
            same_side
                && rough != fine
                && (near(0.1) || fine < rough && fine * 10 >= rough * 9)
                && exact.bound == Bound::Exact
                && is_round(rough)
        }
        _ => false,
    }
}

/// Whether a number is one that people round to.
fn is_round(value: u64) -> bool {
    value.is_multiple_of(10) || value < 10
}
