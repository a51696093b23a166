//! What operators decided of reports: which are one, and which item is none of a report's.
//!
//! A decision names items, and a report by the item whose id it has. Whatever arrives later and would join one of two
//! merged reports is in the merged one. What was split off stays apart; a later item of the report it was split from
//! goes where the text it is closest to went.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::Node;
use crate::model::{ItemId, ReportId};

/// An item of a report that a decision touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The item.
    pub node: Node,
    /// The opener it joined by itself.
    pub opener: ItemId,
    /// When it was first known to be about the situation: a decision made before could not mean it.
    pub known: Timestamp,
}

/// A decision that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hand {
    /// The reports of these items are one.
    Merge(Vec<ItemId>),
    /// The item tells something else than its report, as was decided then.
    Split(ItemId, Timestamp),
}

/// The reports of `members` by the decisions that stand, in the order in which they were made. `members` holds every
/// item of every report in which an item of a decision is.
pub fn by_hand(members: &[Member], decisions: &[Hand]) -> HashMap<ItemId, ReportId> {
    let mut order: Vec<&Member> = members.iter().collect();
    order.sort_unstable_by_key(|member| member.node.order());
    let index: HashMap<&ItemId, usize> = order.iter().zip(0..).map(|(member, at)| (&member.node.item, at)).collect();
    // Each item's pile; at first that of its opener.
    let mut piles: Vec<usize> =
        order.iter().zip(0..).map(|(member, own)| index.get(&member.opener).copied().unwrap_or(own)).collect();
    let mut next = piles.len();
    for decision in decisions {
        match decision {
            Hand::Merge(items) => {
                let mut named = items.iter().filter_map(|item| piles.get(*index.get(item)?).copied());
                let Some(into) = named.next() else { continue };
                let others: Vec<usize> = named.collect();
                for pile in piles.iter_mut().filter(|pile| others.contains(pile)) {
                    *pile = into;
                }
            }
            Hand::Split(item, decided) => {
                let Some(own) = index.get(item).copied() else { continue };
                let Some(from) = piles.get(own).copied() else { continue };
                let rest: Vec<usize> =
                    (0..order.len()).filter(|at| *at != own && piles.get(*at) == Some(&from)).collect();
                let is_later = |at: &usize| order.get(*at).is_some_and(|member| member.known > *decided);
                let (later, stayed): (Vec<usize>, Vec<usize>) = rest.into_iter().partition(is_later);
                let follow: Vec<usize> = later
                    .into_iter()
                    .filter(|at| {
                        let closeness = |other: &usize| {
                            order.get(*at).zip(order.get(*other)).and_then(|(a, b)| a.node.closeness(&b.node))
                        };
                        closeness(&own) > stayed.iter().map(closeness).max().flatten()
                    })
                    .collect();
                for at in follow.into_iter().chain([own]) {
                    if let Some(pile) = piles.get_mut(at) {
                        *pile = next;
                    }
                }
                next += 1;
            }
        }
    }
    // In order of publication, so that the first of a pile is its earliest.
    let mut first: BTreeMap<usize, &ItemId> = BTreeMap::new();
    let mut reports = HashMap::with_capacity(order.len());
    for (member, pile) in order.iter().zip(&piles) {
        let earliest = first.entry(*pile).or_insert(&member.node.item);
        reports.insert(member.node.item.clone(), ReportId::new(earliest.as_str()));
    }
    reports
}
