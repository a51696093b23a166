//! Phrases: the paths of words that the wordings of a reader are made of, on shelves: one for what every item is
//! looked through for, one for each language that figures and statuses are read in.
//!
//! A text is followed once for each shelf it needs; every phrase found is noted, and each wording then takes its own.
//! Finding is linear: each token starts a bounded number of paths. Absent: how phrases are written, and what they mean.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use smallvec::SmallVec;

use super::token::{TokenKind, Tokens};

/// Stands for any one word in a phrase.
pub const ANY: u32 = u32::MAX;
/// How many words one phrase may have.
pub const MAX_WORDS: usize = 12;
/// Where all phrases begin.
pub const ROOT: u32 = 0;
/// How many phrases begin at a token, roughly: so much room is made at once.
const HITS_A_TOKEN: usize = 2;

/// How many steps from one node are looked through one by one.
const FEW: usize = 4;
/// How many slots there are for so many steps, at least, where they are more: some stay free, that it is soon told where no
/// step is.
const SLOTS_A_STEP: (usize, usize) = (3, 2);
/// The word of a slot that is free.
const FREE: u32 = ANY - 1;

/// What ends at a node: a list of values of a set of wordings. The set's place on the shelf stands above the list's in the
/// set, in one number, for many of them are read; so a set has 16 million lists at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct End(u32);

/// How many bits the place of a list has.
const LIST_BITS: u32 = 24;

impl End {
    /// A list, by its place in a set, by its place on the shelf.
    pub fn new(set: u8, list: u32) -> Self {
        Self(u32::from(set) << LIST_BITS | list & ((1 << LIST_BITS) - 1))
    }

    /// The set, by its place on the shelf.
    #[inline]
    pub fn set(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// The list of values, by its place in the set.
    #[inline]
    pub fn list(self) -> usize {
        (self.0 & ((1 << LIST_BITS) - 1)) as usize
    }
}

/// The phrases of one shelf: paths through numbered nodes, which go on by the numbers of words.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    shared: HashMap<(u32, u32), u32, FixedState>,
    steps: HashMap<(u32, u32), SmallVec<[u32; 1]>, FixedState>,
    /// What ends at each node; the first is where all begin.
    ends: Vec<SmallVec<[End; 1]>>,
    sets: u8,
    laid: OnceLock<Laid>,
}

/// The phrases as a text is followed along them.
#[derive(Debug, Clone)]
struct Laid {
    /// Of each word, by its number, the place of what it begins; 0 where it begins nothing.
    begins: Vec<u32>,
    /// What words begin, each as one step to all that it leads to from the beginning: a phrase of two words is found
    /// by both at once. The first is empty.
    roots: Vec<Step>,
    /// The steps from all nodes, those of one beside each other: few of them one after the other, more of them each in the
    /// first free slot behind the one that its word hashes to. One look at memory tells most words that lead nowhere, and
    /// all of where the others lead.
    steps: Vec<Step>,
    /// What ends where several lists do, node by node.
    ends: Vec<End>,
}

/// A step by a word to a node: what ends there, and what leads on from there. Several by the same word stand in their
/// order. As small as it can be: what is waited for in following is memory.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    /// The words that lead on from there.
    words: Words,
    /// The word; [`FREE`] where the slot is free.
    word: u32,
    /// The first slot of the steps from there.
    steps: u32,
    /// The list that ends there; where several do, the place of the first of them.
    end: End,
    /// How many lists end there.
    ends: u16,
    /// How many slots the steps from there have: so many up to [`FEW`], two to the power of what is beyond [`FEW_POWER`].
    slots: u8,
    /// Whether another step by the same word stands behind this one.
    more: bool,
}

/// What is taken from a number of slots beyond [`FEW`], as it is kept, to have its power of two.
const FEW_POWER: u8 = 2;

impl Step {
    /// Where the steps from there are.
    #[inline]
    fn onward(&self) -> Range<usize> {
        let first = self.steps as usize;
        let slots = usize::from(self.slots);
        first..first + if slots <= FEW { slots } else { 1 << (self.slots - FEW_POWER) }
    }
}

/// Some words, roughly: two sets that share no bit share no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words(u64);

impl Words {
    /// Every token that is a word at all may be "any word".
    pub const ANY: Self = Self(1 << 63);

    /// One word, by its number.
    pub fn one(word: u32) -> Self {
        if word == ANY { Self::ANY } else { Self(1 << (word % u64::BITS)) }
    }

    /// The words of both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether both may have a word in common.
    fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Where a phrase that goes on at a token reads its next word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Onward {
    /// The token.
    pub token: u32,
    /// What it may be; nothing where the phrase cannot go on.
    pub words: Words,
}

/// A phrase that begins at a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What ends there.
    pub end: End,
    /// How many tokens it covers.
    pub len: u8,
    /// How its first word was read.
    pub first: First,
}

/// What the first word of a phrase carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct First {
    /// An attached "and" (و).
    pub joined: bool,
    /// An attached preposition (ب ل ك).
    pub preposed: bool,
    /// The Arabic article.
    pub definite: bool,
}

/// All phrases of one shelf in a text.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    all: Vec<Hit>,
    /// Where those of each token end in `all`.
    ends: Vec<u32>,
    /// The tokens at which each set has a phrase, for each stretch of [`BLOCK`] tokens.
    sets: Vec<Block>,
}

/// How many tokens have their bits in one number.
const BLOCK: usize = u64::BITS as usize;
/// How many sets are told apart by where they have phrases.
const SETS: usize = 64;
/// Of each set, the tokens of a stretch at which it has a phrase, a bit each: the next one of a set is found without a
/// look at the tokens between.
type Block = [u64; SETS];

/// The tokens of a text at which phrases of one set begin.
#[derive(Debug, Clone, Copy, Default)]
pub struct Starts<'t> {
    sets: &'t [Block],
    set: u8,
}

impl Starts<'_> {
    /// Whether a phrase begins at a token.
    #[inline]
    pub fn at(self, index: usize) -> bool {
        of_set(self.sets, index / BLOCK, self.set) >> (index % BLOCK) & 1 != 0
    }

    /// The first token of a range at which a phrase begins.
    #[inline]
    pub fn next(self, range: Range<usize>) -> Option<usize> {
        let mut at = range.start;
        while at < range.end {
            let left = of_set(self.sets, at / BLOCK, self.set) >> (at % BLOCK);
            if left != 0 {
                return Some(at + left.trailing_zeros() as usize).filter(|found| *found < range.end);
            }
            at = (at / BLOCK + 1) * BLOCK;
        }
        None
    }
}

/// The tokens of a stretch at which a set has a phrase.
#[inline]
fn of_set(sets: &[Block], block: usize, set: u8) -> u64 {
    sets.get(block).and_then(|block| block.get(usize::from(set) % SETS)).copied().unwrap_or(0)
}

impl Shelf {
    /// A new set of wordings, by its place. Beyond 64 sets some share their bits, which costs time alone.
    pub fn set(&mut self) -> u8 {
        self.sets = self.sets.wrapping_add(1);
        self.sets - 1
    }

    /// A node that nothing leads to yet.
    pub fn fresh(&mut self) -> u32 {
        if self.ends.is_empty() {
            self.ends.push(SmallVec::new());
        }
        self.ends.push(SmallVec::new());
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// The node behind some nodes and a word. A phrase shares its nodes with others up to its first choice only:
    /// behind a choice a shared node would let the words of one phrase go on as another's.
    pub fn step(&mut self, from: &[u32], word: u32, is_plain: bool) -> u32 {
        if let [node] = from
            && is_plain
        {
            if let Some(next) = self.shared.get(&(*node, word)) {
                return *next;
            }
            let next = self.fresh();
            self.shared.insert((*node, word), next);
            self.lead(*node, word, next);
            return next;
        }
        let next = self.fresh();
        for node in from {
            self.lead(*node, word, next);
        }
        next
    }

    /// Lets a word lead from a node to another.
    pub fn lead(&mut self, from: u32, word: u32, to: u32) {
        // Any word could begin such a phrase: it is never looked for.
        if (from, word) != (ROOT, ANY) {
            self.steps.entry((from, word)).or_default().push(to);
            self.laid.take();
        }
    }

    /// The list of a set that ends at a node, if one does.
    pub fn list_at(&self, node: u32, set: u8) -> Option<usize> {
        let ends = self.ends.get(node as usize)?;
        ends.iter().find(|end| end.set() == set).map(|end| end.list())
    }

    /// Lets a list of a set end at a node.
    pub fn end(&mut self, node: u32, end: End) {
        if let Some(ends) = self.ends.get_mut(node as usize) {
            ends.push(end);
            self.laid.take();
        }
    }

    /// Lays the phrases out as texts are followed along them.
    pub fn lay_out(&self) {
        self.laid.get_or_init(|| self.lay());
    }

    /// All phrases of the shelf in a text, in the memory of other ones.
    pub fn follow(&self, tokens: &Tokens<'_>, mut hits: Hits) -> Hits {
        let laid = self.laid.get_or_init(|| self.lay());
        hits.clear(tokens.all().len());
        for (index, known) in tokens.each_known().enumerate() {
            let from = hits.all.len();
            if !known.is_empty() {
                let onward = tokens.onward(index + 1);
                for known in known {
                    let Some(node) = laid.begun(known.word) else { continue };
                    let goes_on = node.words.meet(onward.words);
                    if node.ends == 0 && !goes_on {
                        continue;
                    }
                    let first = First { joined: known.joined, preposed: known.preposed, definite: known.definite };
                    let mut path = Path { laid, tokens, begin: index, first, out: &mut hits.all };
                    path.end_at(node, index + 1);
                    if goes_on {
                        path.go_on(node, onward, 1);
                    }
                }
                hits.note(index, from);
            }
            hits.ends.push(place(hits.all.len()));
        }
        hits
    }

    fn lay(&self) -> Laid {
        let mut steps: Vec<(u32, u32, &[u32])> =
            self.steps.iter().map(|((from, word), nodes)| (*from, *word, nodes.as_slice())).collect();
        steps.sort_unstable_by_key(|(from, word, _)| (*from, *word));
        let first = |node: u32| steps.partition_point(|(from, ..)| *from < node);
        let mut laid = Laying { nodes: vec![Step::default()], ..Laying::default() };
        let mut from = first(ROOT + 1);
        for (node, ends) in (1..).zip(self.ends.iter().skip(1)) {
            let to = from + steps.get(from..).unwrap_or_default().iter().take_while(|step| step.0 == node).count();
            let behind = steps.get(from..to).unwrap_or_default().iter();
            let behind = behind.flat_map(|(_, word, nodes)| nodes.iter().map(|node| (*word, *node)));
            let node = laid.add(behind, ends);
            laid.nodes.push(node);
            from = to;
        }
        let (mut begins, mut roots) = (Vec::new(), vec![Step::default()]);
        for (_, word, nodes) in steps.get(..first(ROOT + 1)).unwrap_or_default() {
            let mut behind: Vec<(u32, u32)> = nodes.iter().flat_map(|node| laid.steps_of(*node)).copied().collect();
            behind.sort_by_key(|(word, _)| *word);
            let begun = nodes.iter().filter_map(|node| laid.nodes.get(*node as usize));
            let ends: Vec<End> = begun.flat_map(|node| ends_of(&laid.ends, node)).collect();
            begins.resize(*word as usize + 1, 0);
            begins.last_mut().into_iter().for_each(|last| *last = place(roots.len()));
            roots.push(laid.add(behind.into_iter(), &ends));
        }
        laid.done(begins, roots)
    }
}

/// The phrases while they are laid out: what a step leads to is known when all nodes are.
#[derive(Default)]
struct Laying {
    /// What is behind each node, as a step by no word.
    nodes: Vec<Step>,
    /// The word and the node it leads to, node by node, in the order of the words.
    steps: Vec<(u32, u32)>,
    /// Where the steps of each node end, by its number, 1 for the first.
    steps_end: Vec<usize>,
    /// How many slots all steps have.
    slots: usize,
    ends: Vec<End>,
}

impl Laying {
    /// Adds a node with its steps, in the order of their words, and what ends at it.
    fn add(&mut self, steps: impl Iterator<Item = (u32, u32)>, ends: &[End]) -> Step {
        let first_step = self.steps.len();
        self.steps.extend(steps);
        self.steps_end.push(self.steps.len());
        let several = place(self.ends.len());
        if ends.len() > 1 {
            self.ends.extend(ends);
        }
        let steps = self.steps.get(first_step..).unwrap_or_default();
        let (first_slot, slots) = (self.slots, slots_for(steps.len()));
        self.slots += slots;
        let kept = if slots <= FEW { slots } else { slots.trailing_zeros() as usize + usize::from(FEW_POWER) };
        Step {
            words: steps.iter().fold(Words::default(), |all, (word, _)| all.and(Words::one(*word))),
            word: FREE,
            steps: place(first_slot),
            slots: u8::try_from(kept).unwrap_or(0),
            end: if let [only] = ends { *only } else { End(several) },
            ends: u16::try_from(ends.len()).unwrap_or(u16::MAX),
            more: false,
        }
    }

    /// The steps of a node, by its number.
    fn steps_of(&self, node: u32) -> &[(u32, u32)] {
        let end = |node: usize| node.checked_sub(1).and_then(|at| self.steps_end.get(at)).copied().unwrap_or(0);
        self.steps.get(end((node as usize).saturating_sub(1))..end(node as usize)).unwrap_or_default()
    }

    /// Lays the steps where they are looked up.
    fn done(self, begins: Vec<u32>, roots: Vec<Step>) -> Laid {
        let free = Step { word: FREE, ..Step::default() };
        let mut laid = Laid { begins, roots, steps: vec![free; self.slots], ends: vec![] };
        let (mut start, mut first) = (0, 0);
        for end in &self.steps_end {
            let steps = self.steps.get(start..*end).unwrap_or_default();
            let last = first + slots_for(steps.len());
            let slots = laid.steps.get_mut(first..last).unwrap_or_default();
            for same in steps.chunk_by(|one, next| one.0 == next.0) {
                let mut left = same.len();
                for (word, to) in same {
                    left -= 1;
                    let to = self.nodes.get(*to as usize).copied().unwrap_or_default();
                    put(slots, Step { word: *word, more: left > 0, ..to });
                }
            }
            (start, first) = (*end, last);
        }
        laid.ends = self.ends;
        laid
    }
}

/// How many slots so many steps have: as many, or a power of two.
fn slots_for(steps: usize) -> usize {
    if steps <= FEW { steps } else { (steps * SLOTS_A_STEP.0 / SLOTS_A_STEP.1).next_power_of_two() }
}

/// The slot, of so many, that a step by a word stands in or behind.
#[inline]
fn slot(word: u32, slots: usize) -> usize {
    // Multiplied by the golden ratio the upper bits depend on all others (Knuth 6.4).
    if slots <= FEW { 0 } else { (word.wrapping_mul(0x9e37_79b9) >> 12) as usize & (slots - 1) }
}

/// The slot behind another.
#[inline]
fn next_slot(at: usize, slots: usize) -> usize {
    if slots <= FEW { at + 1 } else { (at + 1) & (slots - 1) }
}

/// Puts a step into the first free one of the slots of its node.
fn put(slots: &mut [Step], step: Step) {
    let mut at = slot(step.word, slots.len());
    while slots.get(at).is_some_and(|taken| taken.word != FREE) {
        at = next_slot(at, slots.len());
    }
    slots.get_mut(at).into_iter().for_each(|slot| *slot = step);
}

impl Laid {
    /// What a word begins; none where it begins nothing.
    #[inline]
    fn begun(&self, word: u32) -> Option<&Step> {
        let begun = self.begins.get(word as usize).filter(|begun| **begun != 0)?;
        self.roots.get(*begun as usize)
    }
}

/// What ends at a node, where several lists do.
fn several<'e>(ends: &'e [End], node: &Step) -> &'e [End] {
    let first = node.end.0 as usize;
    ends.get(first..first + usize::from(node.ends)).unwrap_or_default()
}

/// What ends at a node.
fn ends_of<'e>(ends: &'e [End], node: &Step) -> impl Iterator<Item = End> + use<'e> {
    let only = (node.ends == 1).then_some(node.end);
    let several = if node.ends > 1 { several(ends, node) } else { &[] };
    only.into_iter().chain(several.iter().copied())
}

/// A place in a list as it is kept.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The phrases that begin with one word at one token, as they are followed.
struct Path<'a> {
    laid: &'a Laid,
    tokens: &'a Tokens<'a>,
    begin: usize,
    first: First,
    out: &'a mut Vec<Hit>,
}

impl Path<'_> {
    /// Notes the phrases that end at a node, whose words end before `from`.
    #[inline]
    fn end_at(&mut self, node: &Step, from: usize) {
        let (len, first) = (u8::try_from(from - self.begin).unwrap_or(u8::MAX), self.first);
        if node.ends == 1 {
            self.out.push(Hit { end: node.end, len, first });
        } else if node.ends > 1 {
            self.out.extend(several(&self.laid.ends, node).iter().map(|end| Hit { end: *end, len, first }));
        }
    }

    /// Notes the phrases that go on from a node, of so many words so far, the shorter ones first.
    fn go_on(&mut self, node: &Step, onward: Onward, depth: usize) {
        let tokens = self.tokens;
        let at = onward.token as usize;
        let next = tokens.onward(at + 1);
        for known in tokens.known_at(at) {
            if node.words.meet(Words::one(known.word)) {
                self.step(node, known.word, (at + 1, next), depth);
            }
        }
        if node.words.meet(Words::ANY) && tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word) {
            self.step(node, ANY, (at + 1, next), depth);
        }
    }

    /// Goes on from a node by a word wherever that leads.
    #[inline]
    fn step(&mut self, node: &Step, word: u32, (from, onward): (usize, Onward), depth: usize) {
        let slots = self.laid.steps.get(node.onward()).unwrap_or_default();
        let mut at = slot(word, slots.len());
        while let Some(step) = slots.get(at).filter(|step| step.word != FREE) {
            if step.word == word {
                self.end_at(step, from);
                if depth + 1 < MAX_WORDS && step.words.meet(onward.words) {
                    self.go_on(step, onward, depth + 1);
                }
                if !step.more {
                    return;
                }
            }
            at = next_slot(at, slots.len());
        }
    }
}

impl Hits {
    /// Makes ready for another text, of so many tokens.
    fn clear(&mut self, tokens: usize) {
        self.all.clear();
        self.all.reserve(tokens * HITS_A_TOKEN);
        self.ends.clear();
        self.ends.reserve(tokens);
        self.sets.clear();
        self.sets.resize(tokens.div_ceil(BLOCK), [0; SETS]);
    }

    /// Takes note of the phrases of a token, which stand from a place on.
    fn note(&mut self, index: usize, from: usize) {
        let found = self.all.get(from..).unwrap_or_default();
        if let Some(block) = self.sets.get_mut(index / BLOCK).filter(|_| !found.is_empty()) {
            for hit in found {
                block
                    .get_mut(usize::from(hit.end.set()) % SETS)
                    .into_iter()
                    .for_each(|set| *set |= 1 << (index % BLOCK));
            }
        }
    }

    /// Whether a set has a phrase at a token.
    #[inline]
    pub fn has(&self, index: usize, set: u8) -> bool {
        self.starts(set).at(index)
    }

    /// The tokens at which a set has a phrase.
    #[inline]
    pub fn starts(&self, set: u8) -> Starts<'_> {
        Starts { sets: &self.sets, set }
    }

    /// The phrases of all sets that begin at a token.
    #[inline]
    fn of_all(&self, index: usize) -> &[Hit] {
        let end = self.ends.get(index).copied().unwrap_or(0) as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0) as usize;
        self.all.get(start..end).unwrap_or_default()
    }

    /// The phrases of a set that begin at a token.
    #[inline]
    pub fn at(&self, index: usize, set: u8) -> impl Iterator<Item = &Hit> {
        self.of_all(index).iter().filter(move |hit| hit.end.set() == set)
    }
}
