//! Spellings: all known words and stems laid out letter by letter, so that a word of a text is followed once and tells
//! on the way every stem it begins with.
//!
//! Built once and never changed, as a double array (Aoe 1989): the child of a node stands as far behind the node's base
//! as the byte that leads to it says, and knows its parent. Absent: what a word is, and how a token may be read as
//! several.

use std::ops::Range;

/// A node without a word; a slot without a node.
const NONE: u32 = u32::MAX;
/// Where children are laid from: behind the beginning, so that no base is negative.
const FIRST: usize = 1 << u8::BITS;
/// How many free slots are tried for the children of a node before they are laid behind all others.
const TRIES: usize = 48;

/// Words and stems by their letters.
#[derive(Debug, Clone)]
pub struct Spellings {
    slots: Vec<Slot>,
    /// What the letters that lead to each slot spell, apart: few of the slots that a word is followed along spell any.
    spelled: Vec<Spelled>,
}

/// Where the letters followed so far may go on.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The child that a byte leads to stands so many slots before the byte's number; [`STEM`] is added where a stem
    /// ends here.
    base: u32,
    /// The node whose child this is.
    parent: u32,
}

/// What some letters spell.
#[derive(Debug, Clone, Copy)]
struct Spelled {
    /// The number of the word.
    word: u32,
    /// The number of the stem.
    stem: u32,
}

/// Marks a node at which a stem ends; more slots than this are never laid.
const STEM: u32 = 1 << 31;
/// A slot that no node has.
const FREE: Slot = Slot { base: 0, parent: NONE };
/// What spells nothing.
const NOTHING: Spelled = Spelled { word: NONE, stem: NONE };

/// A word or a stem with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spelling<'a> {
    /// Its letters, folded.
    pub letters: &'a str,
    /// Whether any ending may follow.
    pub is_stem: bool,
    /// Its number.
    pub number: u32,
}

impl Spellings {
    /// Lays words and stems out.
    pub fn new(mut all: Vec<Spelling<'_>>) -> Self {
        all.sort_unstable();
        let mut laid = Self { slots: vec![FREE; FIRST], spelled: vec![] };
        // The first slot that may be free.
        let mut free = FIRST;
        // What still lies behind each node, by the stretch of the sorted list that begins as it does.
        let mut open: Vec<(usize, Range<usize>)> = vec![(0, 0..all.len())];
        let mut depth = 0;
        let mut ending: Vec<(usize, Range<usize>)> = Vec::new();
        while !open.is_empty() {
            let mut next = Vec::new();
            for (at, range) in open {
                let mut children: Vec<(u8, Range<usize>)> = Vec::new();
                let mut start = range.start;
                while let Some(byte) = all.get(start).filter(|_| start < range.end).map(|one| byte_at(one, depth)) {
                    let same = all.get(start..range.end).unwrap_or_default();
                    let end = start + same.partition_point(|one| byte_at(one, depth) == byte);
                    match byte {
                        None => ending.push((at, start..end)),
                        Some(byte) => children.push((byte, start..end)),
                    }
                    start = end;
                }
                let base = laid.room(&children, &mut free);
                laid.slots.get_mut(at).into_iter().for_each(|node| node.base = u32::try_from(base).unwrap_or(NONE));
                for (byte, range) in children {
                    let child = base + usize::from(byte);
                    let parent = u32::try_from(at).unwrap_or(NONE);
                    laid.slots.get_mut(child).into_iter().for_each(|slot| slot.parent = parent);
                    next.push((child, range));
                }
            }
            open = next;
            depth += 1;
        }
        laid.spelled = vec![NOTHING; laid.slots.len()];
        for (at, range) in ending {
            laid.end(at, all.get(range).unwrap_or_default());
        }
        laid
    }

    /// A base from which the slots of all children are free.
    fn room(&mut self, children: &[(u8, Range<usize>)], free: &mut usize) -> usize {
        let Some((first, _)) = children.first() else { return 0 };
        let is_free = |slots: &[Slot], at: usize| slots.get(at).is_none_or(|slot| slot.parent == NONE);
        while !is_free(&self.slots, *free) {
            *free += 1;
        }
        let slots = (*free..self.slots.len()).filter(|slot| is_free(&self.slots, *slot)).take(TRIES);
        let fits = |base: &usize| children.iter().all(|(byte, _)| is_free(&self.slots, base + usize::from(*byte)));
        let base = slots.map(|slot| slot - usize::from(*first)).find(fits).unwrap_or(self.slots.len());
        let end = children.last().map_or(0, |(byte, _)| base + usize::from(*byte) + 1);
        if self.slots.len() < end {
            self.slots.resize(end, FREE);
        }
        base
    }

    /// Notes the words and stems that end at a node.
    fn end(&mut self, at: usize, ending: &[Spelling<'_>]) {
        let (Some(node), Some(spelled)) = (self.slots.get_mut(at), self.spelled.get_mut(at)) else { return };
        for one in ending {
            if one.is_stem {
                node.base |= STEM;
                spelled.stem = one.number;
            } else {
                spelled.word = one.number;
            }
        }
    }

    /// Follows a word: calls `stem` with every stem it begins with, the shortest first, and gives the word itself
    /// where it is known.
    #[inline]
    pub fn follow(&self, word: &str, mut stem: impl FnMut(u32)) -> Option<u32> {
        let mut at = 0;
        let mut node = self.slots.first()?;
        for byte in word.bytes() {
            let child = (node.base & !STEM) + u32::from(byte);
            node = self.slots.get(child as usize).filter(|slot| slot.parent == at)?;
            at = child;
            if node.base & STEM != 0 {
                self.spelled.get(at as usize).into_iter().for_each(|spelled| stem(spelled.stem));
            }
        }
        self.spelled.get(at as usize).map(|spelled| spelled.word).filter(|word| *word != NONE)
    }
}

/// The byte of a spelling at a depth; none where it ends before.
fn byte_at(spelling: &Spelling<'_>, depth: usize) -> Option<u8> {
    spelling.letters.as_bytes().get(depth).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_tells_its_stems_and_itself() {
        let spelling = |letters, is_stem, number| Spelling { letters, is_stem, number };
        let laid = Spellings::new(vec![
            spelling("killed", false, 1),
            spelling("kill", true, 2),
            spelling("ki", true, 3),
            spelling("قتل", false, 4),
        ]);
        let told = |word: &str| {
            let mut stems = Vec::new();
            let word = laid.follow(word, |stem| stems.push(stem));
            (word, stems)
        };
        assert_eq!(told("killed"), (Some(1), vec![3, 2]));
        assert_eq!(told("kills"), (None, vec![3, 2]));
        assert_eq!(told("قتل"), (Some(4), vec![]));
        assert_eq!(told(""), (None, vec![]));
        assert_eq!(Spellings::new(vec![]).follow("a", |_| {}), None);
    }

    proptest! {
        #[test]
        fn every_word_is_found_again(words in prop::collection::btree_set("[abقت]{1,5}", 0..30), other in "[abقت]{0,6}") {
            let words: Vec<String> = words.into_iter().collect();
            let all = (0..).zip(&words).map(|(number, word)| Spelling { letters: word, is_stem: false, number });
            let stems = (100..).zip(&words).map(|(number, word)| Spelling { letters: word, is_stem: true, number });
            let laid = Spellings::new(all.chain(stems).collect());
            let mut begun = Vec::new();
            let found = laid.follow(&other, |stem| begun.push(stem));
            prop_assert_eq!(found, (0..).zip(&words).find(|(_, word)| **word == other).map(|(number, _)| number));
            let expect: Vec<u32> =
                (100..).zip(&words).filter(|(_, word)| other.starts_with(word.as_str())).map(|(number, _)| number).collect();
            prop_assert_eq!(begun, expect);
        }
    }
}
