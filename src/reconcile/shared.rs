//! A list whose clones share what they have alike: the figures of a day ago and those of now are read from claims that mostly
//! look the same from both moments, and there may be hundreds of thousands.

use std::sync::Arc;

/// How many values lie together: a change of one copies so many.
const TOGETHER: usize = 32;

/// Values by their place, to which more are only ever added.
#[derive(Debug, Clone)]
pub(super) struct Shared<T> {
    /// All but the last are full.
    parts: Vec<Arc<Vec<T>>>,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self { parts: vec![] }
    }
}

impl<T: Clone> Shared<T> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.parts.last().map_or(0, |last| (self.parts.len() - 1) * TOGETHER + last.len())
    }

    /// The value at a place.
    pub(super) fn get(&self, place: usize) -> Option<&T> {
        self.parts.get(place / TOGETHER)?.get(place % TOGETHER)
    }

    /// The value at a place, to be changed; no clone sees that.
    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        Arc::make_mut(self.parts.get_mut(place / TOGETHER)?).get_mut(place % TOGETHER)
    }

    /// Adds a value behind the last.
    pub(super) fn push(&mut self, value: T) {
        match self.parts.last_mut().filter(|last| last.len() < TOGETHER) {
            Some(last) => Arc::make_mut(last).push(value),
            None => {
                let mut part = Vec::with_capacity(TOGETHER);
                part.push(value);
                self.parts.push(Arc::new(part));
            }
        }
    }

    /// All values, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.parts.iter().flat_map(|part| part.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_keeps_what_it_had_and_shares_what_nobody_changed() {
        let mut one: Shared<usize> = Shared::default();
        (0..3 * TOGETHER + 5).for_each(|n| one.push(n));
        let before = one.clone();
        if let Some(value) = one.get_mut(TOGETHER) {
            *value = 7;
        }
        one.push(9);
        assert_eq!((one.len(), before.len()), (3 * TOGETHER + 6, 3 * TOGETHER + 5));
        assert_eq!((one.get(TOGETHER), before.get(TOGETHER)), (Some(&7), Some(&TOGETHER)));
        assert_eq!((one.get(one.len()), one.iter().last()), (None, Some(&9)));
        assert!(before.iter().copied().eq(0..3 * TOGETHER + 5));
        let shared = one.parts.iter().zip(&before.parts).filter(|(one, other)| Arc::ptr_eq(one, other));
        assert_eq!(shared.count(), 2, "the part that changed and the last one are its own");
    }
}
