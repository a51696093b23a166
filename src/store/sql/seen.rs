//! The items that grouping has looked at and keeps, by what they weigh.

use std::collections::HashMap;

use super::imprints::Stored;
use crate::model::ItemId;
use crate::reconcile::group::{Fact, Imprint};

/// What is kept: some ten thousand ordinary items of a kilobyte or two, and the less the more each of them tells. With half of
/// this a first poll of 1,000 feeds with 50 items each read 142,000 items again that it had just let go.
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// What an item takes beside its imprints.
const ITEM: usize = 256;

/// Items as they stand by now, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Seen {
    items: HashMap<i64, Stored>,
    bytes: usize,
}

impl Seen {
    /// An item that is kept.
    pub(super) fn get(&self, no: i64) -> Option<&Stored> {
        self.items.get(&no)
    }

    /// Keeps an item.
    pub(super) fn keep(&mut self, stored: Stored) {
        self.bytes = self.bytes.saturating_add(weight(&stored));
        if let Some(before) = self.items.insert(stored.no, stored) {
            self.bytes = self.bytes.saturating_sub(weight(&before));
        }
    }

    /// Keeps an item no longer.
    pub(super) fn drop(&mut self, no: i64) {
        if let Some(before) = self.items.remove(&no) {
            self.bytes = self.bytes.saturating_sub(weight(&before));
        }
    }

    /// Gives an item that is kept another opener.
    pub(super) fn turn(&mut self, no: i64, opener: &ItemId) {
        if let Some(stored) = self.items.get_mut(&no) {
            stored.opener = Some(opener.clone());
        }
    }

    /// Keeps the half that came last, where it is more than may be kept.
    pub(super) fn bound(&mut self) {
        while self.bytes > BYTES_MAX {
            let mut numbers: Vec<i64> = self.items.keys().copied().collect();
            numbers.sort_unstable();
            let middle = numbers.get(numbers.len() / 2).copied();
            self.items.retain(|no, _| Some(*no) > middle);
            self.items.shrink_to_fit();
            self.bytes = self.items.values().map(weight).sum();
        }
    }
}

/// What an item takes, in bytes: the sketch of a long text and a hundred facts take far more than the rest of it.
fn weight(stored: &Stored) -> usize {
    let fact = |fact: &Fact| size_of::<Fact>() + fact.counted.len() + fact.subject.len();
    let imprints = stored.node.imprints.iter();
    let imprint = |one: &Imprint| {
        size_of::<Imprint>() + one.text.len() * size_of::<u32>() + one.facts.iter().map(fact).sum::<usize>()
    };
    imprints.map(imprint).sum::<usize>() + ITEM
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::FeedId;

    fn stored(no: i64, sketch: usize) -> Stored {
        let text = vec![7; sketch];
        let imprint = Imprint::new(FeedId::new("f"), 1, text, vec![]);
        Stored::new(no, &ItemId::new(no.to_string()), (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH), &imprint)
    }

    #[test]
    fn few_items_that_weigh_much_are_too_many() {
        let mut seen = Seen::default();
        (0..1_000).for_each(|no| seen.keep(stored(no, 100)));
        seen.bound();
        assert!(seen.get(999).is_some(), "a thousand ordinary items are kept");
        // The same ones weigh nothing twice.
        (0..1_000).for_each(|no| seen.keep(stored(no, 100)));
        (0..1_000).for_each(|no| seen.drop(no));
        assert_eq!(seen.bytes, 0);
        (0..400).for_each(|no| seen.keep(stored(no, 17_000)));
        seen.bound();
        assert!(seen.get(200).is_none() && seen.get(201).is_some(), "of 400 items of 68 KB the later half is");
        assert!(seen.bytes <= BYTES_MAX);
        seen.keep(stored(400, 5_000_000));
        seen.bound();
        assert!(seen.get(400).is_none(), "one that is too much alone is not");
    }
}
