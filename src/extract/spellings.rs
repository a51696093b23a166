//! Spellings: all known words and stems laid out letter by letter, so that a word of a text is followed once and tells
//! on the way every stem it begins with.
//!
//! Built once and never changed. The children of a node stand side by side, in the order of their bytes. Absent: what
//! a word is, and how a token may be read as several.

use std::ops::Range;

/// A node without a word.
const NONE: u32 = u32::MAX;

/// Words and stems by their letters.
#[derive(Debug, Clone)]
pub struct Spellings {
    nodes: Vec<Node>,
    /// The byte that leads to each node.
    labels: Vec<u8>,
    /// For each node of many children the child that each byte leads to; the beginning leads to none.
    wide: Vec<[u32; 256]>,
}

/// From so many children on, the child of a byte is looked up, not searched for.
const WIDE: u16 = 12;

/// Where the letters followed so far may go on, and what they spell.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The first of its children; its place among the wide ones where they are many.
    child: u32,
    children: u16,
    /// The number of the word that ends here.
    word: u32,
    /// The number of the stem that ends here.
    stem: u32,
}

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
        let empty = Node { child: 0, children: 0, word: NONE, stem: NONE };
        let mut laid = Self { nodes: vec![empty], labels: vec![0], wide: vec![] };
        // What still lies behind each node, by the stretch of the sorted list that begins as it does.
        let mut open: Vec<(usize, Range<usize>)> = vec![(0, 0..all.len())];
        let mut depth = 0;
        while !open.is_empty() {
            let mut next = Vec::new();
            for (at, range) in open {
                let child = laid.nodes.len();
                let mut start = range.start;
                while let Some(byte) = all.get(start).filter(|_| start < range.end).map(|one| byte_at(one, depth)) {
                    let same = all.get(start..range.end).unwrap_or_default();
                    let end = start + same.partition_point(|one| byte_at(one, depth) == byte);
                    match byte {
                        None => laid.end(at, all.get(start..end).unwrap_or_default()),
                        Some(byte) => {
                            next.push((laid.nodes.len(), start..end));
                            laid.nodes.push(empty);
                            laid.labels.push(byte);
                        }
                    }
                    start = end;
                }
                let children = u16::try_from(laid.nodes.len() - child).unwrap_or(0);
                let first = if children < WIDE { child } else { laid.widen(child) };
                if let Some(node) = laid.nodes.get_mut(at) {
                    (node.child, node.children) = (u32::try_from(first).unwrap_or(NONE), children);
                }
            }
            open = next;
            depth += 1;
        }
        laid
    }

    /// Notes which child each byte leads to, for the children from one on: the place of the note.
    fn widen(&mut self, first: usize) -> usize {
        let mut children = [0; 256];
        for (child, label) in self.labels.iter().enumerate().skip(first) {
            if let Some(slot) = children.get_mut(usize::from(*label)) {
                *slot = u32::try_from(child).unwrap_or(0);
            }
        }
        self.wide.push(children);
        self.wide.len() - 1
    }

    /// The child of a node that a byte leads to.
    fn child(&self, node: Node, byte: u8) -> Option<usize> {
        let first = node.child as usize;
        if node.children >= WIDE {
            let child = *self.wide.get(first)?.get(usize::from(byte))?;
            return (child != 0).then_some(child as usize);
        }
        let labels = self.labels.get(first..first + usize::from(node.children))?;
        labels.iter().position(|label| *label == byte).map(|at| first + at)
    }

    /// Notes the words and stems that end at a node.
    fn end(&mut self, at: usize, ending: &[Spelling<'_>]) {
        let Some(node) = self.nodes.get_mut(at) else { return };
        for one in ending {
            *(if one.is_stem { &mut node.stem } else { &mut node.word }) = one.number;
        }
    }

    /// Follows a word: calls `stem` with every stem it begins with, the shortest first, and gives the word itself
    /// where it is known.
    pub fn follow(&self, word: &str, mut stem: impl FnMut(u32)) -> Option<u32> {
        let mut node = *self.nodes.first()?;
        for byte in word.bytes() {
            node = *self.nodes.get(self.child(node, byte)?)?;
            if node.stem != NONE {
                stem(node.stem);
            }
        }
        (node.word != NONE).then_some(node.word)
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
