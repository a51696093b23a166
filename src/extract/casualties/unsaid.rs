//! Unsaid: whose the figures are that no words of their own sentences attribute.
//!
//! What an institution publishes itself is its own. A lead that names nobody is told by the one monitor that the item
//! goes on to quote; the event that a reporter begins with is not, where that monitor gives tolls alone. Absent: who
//! speaks in a sentence.

use crate::model::{Claim, Field, OriginId, Scope};

/// Gives the claims of nobody to the institution that publishes the item, then to the only one that speaks in it.
pub fn attribute(claims: &mut [Claim], publisher: Option<&OriginId>, only: Option<&OriginId>) {
    if let Some(publisher) = publisher {
        let unsaid = claims.iter_mut().filter(|claim| claim.origin.is_none());
        unsaid.for_each(|claim| claim.origin = Some(publisher.clone()));
    }
    let Some(only) = only else { return };
    let tolls_from = first_toll(claims, only);
    let opens = |claim: &Claim| {
        let is_event = claim.scope == Scope::Incident && claim.evidence.field == Field::Text;
        is_event && tolls_from.is_some_and(|from| place(claim) < from)
    };
    // Behind a figure of the lead an event is one of its parts.
    let told = claims.iter_mut().skip_while(|claim| opens(claim)).filter(|claim| claim.origin.is_none());
    told.for_each(|claim| claim.origin = Some(only.clone()));
}

/// Where the claims of an origin that gives tolls alone begin.
fn first_toll(claims: &[Claim], origin: &OriginId) -> Option<(Field, usize)> {
    let own = || claims.iter().filter(|claim| claim.origin.as_ref() == Some(origin));
    let tolls = own().all(|claim| claim.scope != Scope::Incident);
    own().map(place).min().filter(|_| tolls)
}

/// Where a claim stands in its item.
fn place(claim: &Claim) -> (Field, usize) {
    (claim.evidence.field, claim.evidence.start)
}
