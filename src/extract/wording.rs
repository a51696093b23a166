//! Wordings: words of the lexicons and of the situation, found in a token stream.
//!
//! A phrase is written as people write it. `(a|b|)` stands for each of its choices, an empty one for nothing;
//! a word that ends in `*` stands for every word that begins so, and a `*` alone, behind a word, for any one word. Hyphens and a possessive "'s" inside a text
//! do not keep a phrase from being found. Arabic words are found under their attached particles
//! (و ف ب ل ك ال) and the accusative alef. Finding is linear: each token starts a bounded number of look-ups.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;
use smallvec::{SmallVec, smallvec};

use super::lexis::{Known, Lexis, bare};
use super::token::{TokenKind, Tokens};

/// Stands for any one word in a phrase.
const ANY: u32 = u32::MAX;
/// How many words one phrase may have.
const MAX_WORDS: usize = 12;

/// A phrase found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// What the phrase stands for.
    pub values: Arc<[T]>,
    /// Whether its first word carries an attached "and" (و).
    pub joined: bool,
    /// Whether its first word carries an attached preposition (ب ل ك).
    pub preposed: bool,
    /// Whether its first word carries the Arabic article.
    pub definite: bool,
}

/// The nodes at which phrases end that are found at one place.
type Ends = SmallVec<[u32; 4]>;

/// A set of phrases, each standing for some values.
///
/// Phrases are paths through numbered nodes; node 0 is where all begin. A path goes on from a node by the number of
/// a word in the [`Lexis`] that all wordings of a reader share.
#[derive(Debug, Clone)]
pub struct Wordings<T> {
    /// The bit under which the lexis knows this set; 0 until it holds a phrase.
    bit: u64,
    shared: HashMap<(u32, u32), u32, FixedState>,
    nodes: HashMap<(u32, u32), Vec<u32>, FixedState>,
    nodes_on: Vec<bool>,
    values: Vec<Arc<[T]>>,
}

impl<T: Clone + PartialEq> Default for Wordings<T> {
    fn default() -> Self {
        Self {
            bit: 0,
            shared: HashMap::default(),
            nodes: HashMap::default(),
            nodes_on: vec![false],
            values: vec![Arc::from([])],
        }
    }
}

impl<T: Clone + PartialEq> Wordings<T> {
    /// Adds a phrase, with all its choices, as standing for `value`.
    pub fn add(&mut self, lexis: &mut Lexis, pattern: &str, value: &T) {
        if self.bit == 0 {
            self.bit = lexis.bit();
        }
        let mut ends = vec![0];
        let mut is_plain = true;
        let mut rest = pattern;
        while !rest.is_empty() {
            let (literal, choices, tail) = next_part(rest);
            for (word, is_stem) in words_of(literal) {
                let word = number(lexis, &word, is_stem);
                let next = self.step(lexis, &ends, word, is_plain);
                ends = vec![next];
            }
            if let Some(choices) = choices {
                is_plain = false;
                ends = self.add_choices(lexis, &ends, choices);
            }
            rest = tail;
        }
        for node in ends.into_iter().filter(|node| *node != 0) {
            if let Some(values) = self.values.get_mut(node as usize)
                && !values.contains(value)
            {
                *values = values.iter().chain([value]).cloned().collect();
            }
        }
    }

    /// Adds choices behind some nodes. All lead to one node, so that choices after choices stay few.
    fn add_choices(&mut self, lexis: &mut Lexis, from: &[u32], choices: &str) -> Vec<u32> {
        let common = self.fresh();
        let mut ends = vec![common];
        for choice in choices.split('|') {
            let words = words_of(choice);
            let Some((last, first)) = words.split_last() else {
                ends.extend(from.iter().filter(|node| !ends.contains(*node)).copied().collect::<Vec<_>>());
                continue;
            };
            let mut at = from.to_vec();
            for (word, is_stem) in first {
                let word = number(lexis, word, *is_stem);
                at = vec![self.step(lexis, &at, word, false)];
            }
            let word = number(lexis, &last.0, last.1);
            for node in at {
                self.lead(lexis, (node, word), common);
            }
        }
        ends
    }

    fn lead(&mut self, lexis: &mut Lexis, key: (u32, u32), next: u32) {
        // Any word could begin such a phrase: it is never looked for.
        if key == (0, ANY) {
            return;
        }
        if let Some(on) = self.nodes_on.get_mut(key.0 as usize) {
            *on = true;
        }
        if key.0 == 0 {
            lexis.begin(key.1, self.bit);
        }
        self.nodes.entry(key).or_default().push(next);
    }

    fn fresh(&mut self) -> u32 {
        self.values.push(Arc::from([]));
        self.nodes_on.push(false);
        u32::try_from(self.values.len() - 1).unwrap_or(u32::MAX)
    }

    /// The node behind some nodes and a word. A phrase shares its nodes with others up to its first choice only:
    /// behind a choice a shared node would let the words of one phrase go on as another's.
    fn step(&mut self, lexis: &mut Lexis, from: &[u32], word: u32, is_plain: bool) -> u32 {
        if let [node] = from
            && is_plain
        {
            if let Some(next) = self.shared.get(&(*node, word)) {
                return *next;
            }
            let next = self.fresh();
            self.shared.insert((*node, word), next);
            self.lead(lexis, (*node, word), next);
            return next;
        }
        let next = self.fresh();
        for node in from {
            self.lead(lexis, (*node, word), next);
        }
        next
    }

    /// The nodes that a word leads to from a node.
    fn next(&self, node: u32, word: u32) -> &[u32] {
        self.nodes.get(&(node, word)).map_or(&[], Vec::as_slice)
    }

    /// The longest phrase that begins at a token and ends before `end`.
    pub fn longest_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Found<T>> {
        if !tokens.may_begin(index, self.bit) {
            return None;
        }
        let mut best: Option<(usize, Ends, Known)> = None;
        for known in tokens.known_at(index) {
            for node in self.next(0, known.word) {
                if let Some((stop, ends)) = self.walk(tokens, index + 1, end, *node, 1) {
                    match &mut best {
                        Some((longest, nodes, _)) if *longest == stop => nodes.extend(ends),
                        Some((longest, ..)) if *longest > stop => {}
                        _ => best = Some((stop, ends, *known)),
                    }
                }
            }
        }
        let (stop, nodes, reading) = best?;
        let values_of = |node: &u32| self.values.get(*node as usize);
        let values = match nodes.as_slice() {
            [only] => Arc::clone(values_of(only)?),
            several => {
                let mut values: Vec<T> = Vec::new();
                for value in several.iter().filter_map(values_of).flat_map(|values| values.iter()) {
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
                values.into()
            }
        };
        Some(Found {
            tokens: index..stop,
            values,
            joined: reading.joined,
            preposed: reading.preposed,
            definite: reading.definite,
        })
    }

    /// All phrases in a range of tokens, the longest first where several begin at one token, none overlapping.
    pub fn find(&self, tokens: &Tokens<'_>, range: Range<usize>) -> Vec<Found<T>> {
        let mut found = Vec::new();
        let mut index = range.start;
        while index < range.end {
            match self.longest_at(tokens, index, range.end) {
                Some(one) => {
                    index = one.tokens.end;
                    found.push(one);
                }
                None => index += 1,
            }
        }
        found
    }

    /// The longest continuation from a node, as the token after it and the nodes it ends at.
    fn walk(&self, tokens: &Tokens<'_>, from: usize, end: usize, node: u32, depth: usize) -> Option<(usize, Ends)> {
        let here = self.values.get(node as usize).filter(|values| !values.is_empty()).map(|_| (from, smallvec![node]));
        if depth >= MAX_WORDS || !self.nodes_on.get(node as usize).copied().unwrap_or(false) {
            return here;
        }
        let mut at = from;
        while at < end && is_bridge(tokens, at) && at < from + 2 {
            at += 1;
        }
        if at >= end || tokens.at(at).is_none_or(|token| token.kind == TokenKind::Break) {
            return here;
        }
        let mut best = here;
        let is_word = tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
        let words = tokens.known_at(at).iter().map(|known| known.word).chain(is_word.then_some(ANY));
        for word in words {
            for next in self.next(node, word) {
                if let Some(longer) = self.walk(tokens, at + 1, end, *next, depth + 1) {
                    match &mut best {
                        Some((longest, nodes)) if *longest == longer.0 => nodes.extend(longer.1),
                        Some((longest, _)) if *longest > longer.0 => {}
                        _ => best = Some(longer),
                    }
                }
            }
        }
        best
    }
}

/// Whether a token may stand inside a phrase without being a word of it: a hyphen, or a glued "'s".
fn is_bridge(tokens: &Tokens<'_>, index: usize) -> bool {
    match tokens.fold(index) {
        "-" | "\u{2010}" | "\u{2011}" => true,
        "'" => tokens.fold(index + 1) == "s" && tokens.glued(index) || index > 0 && tokens.glued(index - 1),
        "s" => index > 0 && tokens.fold(index - 1) == "'" && tokens.glued(index - 1),
        _ => false,
    }
}

/// The number of a word of a phrase; a `*` alone is any word.
fn number(lexis: &mut Lexis, word: &str, is_stem: bool) -> u32 {
    if word == "*" { ANY } else { lexis.number(word, is_stem) }
}

/// The words of a phrase, each with whether any ending may follow it.
fn words_of(text: &str) -> Vec<(String, bool)> {
    let tokens = Tokens::new(text);
    let mut found = Vec::new();
    for at in 0..tokens.all().len() {
        let is_ending = tokens.fold(at) == "*" && at.checked_sub(1).is_some_and(|before| tokens.glued(before));
        if !is_bridge(&tokens, at) && !is_ending && found.len() < MAX_WORDS {
            let is_stem = tokens.fold(at) != "*" && tokens.word(at + 1) == "*" && tokens.glued(at);
            found.push((bare(tokens.fold(at), tokens.word(at)).to_owned(), is_stem));
        }
    }
    found
}

/// A pattern with the first of each of its choices: the spelling it is shown under.
pub fn first_spelling(pattern: &str) -> String {
    let mut shown = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while !rest.is_empty() {
        let (literal, choices, tail) = next_part(rest);
        shown.push_str(literal);
        shown.push_str(choices.and_then(|choices| choices.split('|').next()).unwrap_or_default());
        rest = tail;
    }
    shown
}

/// Why a pattern is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A choice stands inside a choice.
    Nested,
    /// A choice is opened and never closed.
    Unclosed,
    /// A choice is closed that was never opened.
    StrayClose,
    /// A bar stands outside a choice.
    StrayBar,
}

/// What is wrong with a pattern; none where it can be found as it is written.
pub fn fault(pattern: &str) -> Option<Fault> {
    let mut is_open = false;
    for c in pattern.chars() {
        match c {
            '(' if is_open => return Some(Fault::Nested),
            ')' if !is_open => return Some(Fault::StrayClose),
            '|' if !is_open => return Some(Fault::StrayBar),
            '(' | ')' => is_open = c == '(',
            _ => {}
        }
    }
    is_open.then_some(Fault::Unclosed)
}

/// The next literal words of a pattern, the choices after them if any, and what is left.
fn next_part(pattern: &str) -> (&str, Option<&str>, &str) {
    let Some((literal, rest)) = pattern.split_once('(') else { return (pattern, None, "") };
    match rest.split_once(')') {
        Some((choices, tail)) => (literal, Some(choices), tail),
        None => (literal, Some(rest), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(patterns: &[&str], text: &str) -> Vec<String> {
        let (mut phrases, mut lexis) = (Wordings::default(), Lexis::default());
        for pattern in patterns {
            phrases.add(&mut lexis, pattern, &pattern.to_string());
        }
        let tokens = Tokens::known(text, &lexis);
        let all = phrases.find(&tokens, 0..tokens.all().len());
        all.iter().map(|one| text[tokens.span(one.tokens.clone())].to_owned()).collect()
    }

    #[test]
    fn the_longest_phrase_is_found() {
        let words = ["security forces", "forces", "pro-Assad (fighters|gunmen)", "kill*"];
        assert_eq!(
            found(&words, "Security forces and pro-Assad gunmen killed forces"),
            ["Security forces", "pro-Assad gunmen", "killed", "forces"]
        );
        assert_eq!(found(&["regime forces"], "the regime's forces"), ["regime's forces"]);
        assert_eq!(found(&["at (the |)hands of"], "at hands of; at the hands of"), ["at hands of", "at the hands of"]);
    }

    #[test]
    fn a_star_alone_is_any_one_word() {
        let words = ["swept (the |)* out of", "hunted * down"];
        assert_eq!(
            found(&words, "swept the gunmen out of P; swept rebels out of Q; hunted down; swept out of R"),
            ["swept the gunmen out of", "swept rebels out of"]
        );
    }

    #[test]
    fn arabic_words_are_found_under_their_particles() {
        let words = ["قوات الأمن", "قتيل", "مقتل"];
        assert_eq!(found(&words, "وقوات الأمن وبمقتل 3، 12 قتيلاً"), ["وقوات الأمن", "وبمقتل", "قتيلاً"]);
        assert_eq!(found(&words, "للقوات قتل"), Vec::<String>::new());
    }

    #[test]
    fn a_pattern_that_cannot_be_found_is_told() {
        assert_eq!(["a (b|c|) d", "(a|b) (c|d)", "a"].map(fault), [None; 3]);
        let told = ["a (b (c|d)|e)", "a (b|c", "a b) c", "a|b"].map(fault);
        assert_eq!(told.map(Option::unwrap), [Fault::Nested, Fault::Unclosed, Fault::StrayClose, Fault::StrayBar]);
    }

    #[test]
    fn choices_do_not_lend_each_other_their_endings() {
        let words = ["(a|b|) x", "a y z", "x q"];
        assert_eq!(found(&words, "a x, b x, x, a y z, a x q"), ["a x", "b x", "x", "a y z", "a x"]);
        let many = "(a|b|c|d|e|f|g|h|) ".repeat(11) + "end";
        assert_eq!(found(&[&many], "a h c b end, end"), ["a h c b end", "end"]);
    }
}
