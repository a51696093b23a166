//! Items to reports: which items tell the same thing.
//!
//! Items are taken in order of publication. Each joins the report whose opener it is closest to, or opens one. An item
//! is compared with openers alone, never with another that joined, so that a chain of small steps never ties two
//! stories together. What comes out is a function of the set of items: in whatever order they arrive, the reports and
//! their ids are the same, since a late one changes what it would have changed ([`Node`]'s order, [`choose`]). A report
//! has the id of its earliest item. What operators merge and split lies over that ([`by_hand`]). Absent: reading texts.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::model::ItemId;

mod alike;
mod figures;
mod hand;
mod hints;
mod imprint;
mod states;
#[cfg(test)]
mod tests;

pub use alike::{Closeness, TEXT_WINDOW};
pub use hand::{Hand, Member, by_hand};
pub use imprint::{Fact, Imprint, Told};

/// So many openers of the two days before an item share one number, and it says nothing: it is what a feed puts under
/// every item, or how everybody begins a sentence.
pub const SHARING: usize = 24;

/// An item as grouping sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The item.
    pub item: ItemId,
    /// When it was published.
    pub published: Timestamp,
    /// Its revisions that were about the situation, the first ones: a copy of any of its wordings finds it.
    pub imprints: Vec<Imprint>,
}

impl Node {
    /// Its place in the order in which items are taken.
    pub fn order(&self) -> (Timestamp, &ItemId) {
        (self.published, &self.item)
    }

    /// How close two items are; none where they tell two things.
    pub fn closeness(&self, other: &Self) -> Option<Closeness> {
        let apart = self.published.duration_since(other.published);
        let pairs = self.imprints.iter().flat_map(|one| other.imprints.iter().map(move |two| (one, two)));
        pairs.filter_map(|(one, two)| alike::alike(one, two, apart)).max()
    }

    /// The numbers by which it is looked up.
    pub fn keys(&self) -> impl Iterator<Item = i64> {
        self.imprints.iter().flat_map(Imprint::keys)
    }
}

/// The opener among `openers` whose report an item joins: the closest of those before it, the earliest of equals. None
/// where it opens its own.
pub fn choose<'a>(node: &Node, openers: impl IntoIterator<Item = &'a Node>) -> Option<&'a Node> {
    openers
        .into_iter()
        .filter(|opener| opener.order() < node.order())
        .filter_map(|opener| node.closeness(opener).map(|closeness| (closeness, opener)))
        .max_by_key(|(closeness, opener)| (*closeness, Reverse(opener.order())))
        .map(|(_, opener)| opener)
}

/// The reports of a whole set of items: the opener of each, in the order of `nodes`.
pub fn openers(nodes: &[Node]) -> Vec<ItemId> {
    openers_after(nodes, &[])
}

/// The same where the openers of some are known already, each at its node's place: of those before the first one that is not,
/// only what lies within [`TEXT_WINDOW`] of that need be among the nodes.
pub fn openers_after(nodes: &[Node], settled: &[Option<ItemId>]) -> Vec<ItemId> {
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_unstable_by_key(|index| nodes.get(*index).map(Node::order));
    let mut shelves: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut opened: HashMap<usize, ItemId> = HashMap::with_capacity(nodes.len());
    for index in order {
        let Some(node) = nodes.get(index) else { continue };
        let keys: HashSet<i64> = node.keys().collect();
        let is_near = |index: &&usize| {
            nodes.get(**index).is_some_and(|opener| node.published.duration_since(opener.published) <= TEXT_WINDOW)
        };
        let shelf = |key| -> Vec<usize> {
            let latest = shelves.get(key).into_iter().flat_map(|shelf| shelf.iter().rev());
            latest.take_while(is_near).take(SHARING).copied().collect()
        };
        let opener = match settled.get(index).cloned().flatten() {
            Some(opener) => opener,
            None => {
                let near = keys.iter().map(shelf).filter(|shelf| shelf.len() < SHARING).flatten();
                let near: HashSet<usize> = near.collect();
                choose(node, near.into_iter().filter_map(|opener| nodes.get(opener))).unwrap_or(node).item.clone()
            }
        };
        if opener == node.item {
            for key in keys {
                shelves.entry(key).or_default().push(index);
            }
        }
        opened.insert(index, opener);
    }
    (0..nodes.len()).filter_map(|index| opened.remove(&index)).collect()
}
