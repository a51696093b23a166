//! Wordings: words of the lexicons and of the situation, found in a token stream.
//!
//! A phrase is written as people write it. `(a|b|)` stands for each of its choices, an empty one for nothing;
//! a word that ends in `*` stands for every word that begins so. Hyphens and a possessive "'s" inside a text
//! do not keep a phrase from being found. Arabic words are found under their attached particles
//! (و ف ب ل ك ال) and the accusative alef. Finding is linear: each token starts a bounded number of look-ups.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::token::{TokenKind, Tokens};

/// How many words one phrase may have.
const MAX_WORDS: usize = 12;
/// The shortest stem a `*` may follow, in characters.
const MIN_STEM: usize = 2;
/// How many readings one token has at most: as written, and without attached particles.
const MAX_READINGS: usize = 16;

/// A phrase found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// What the phrase stands for.
    pub values: Vec<T>,
    /// Whether its first word carries an attached "and" (و).
    pub joined: bool,
    /// Whether its first word carries an attached preposition (ب ل ك).
    pub preposed: bool,
    /// Whether its first word carries the Arabic article.
    pub definite: bool,
}

/// A set of phrases, each standing for some values.
#[derive(Debug, Clone)]
pub struct Wordings<T> {
    words: HashMap<Box<str>, u32>,
    stems: HashMap<Box<str>, u32>,
    longest_stem: usize,
    shared: HashMap<(u32, u32), u32>,
    nodes: HashMap<(u32, u32), Vec<u32>>,
    goes_on: HashSet<u32>,
    values: Vec<Vec<T>>,
}

/// One way to read a token as a word of a phrase.
#[derive(Debug, Clone, Copy)]
struct Reading<'a> {
    word: &'a str,
    joined: bool,
    preposed: bool,
    definite: bool,
}

impl<T: Clone + PartialEq> Default for Wordings<T> {
    fn default() -> Self {
        Self {
            words: HashMap::new(),
            stems: HashMap::new(),
            longest_stem: 0,
            shared: HashMap::new(),
            nodes: HashMap::new(),
            goes_on: HashSet::new(),
            values: vec![vec![]],
        }
    }
}

impl<T: Clone + PartialEq> Wordings<T> {
    /// Adds a phrase, with all its choices, as standing for `value`.
    pub fn add(&mut self, pattern: &str, value: &T) {
        let mut ends = vec![0];
        let mut is_plain = true;
        let mut rest = pattern;
        while !rest.is_empty() {
            let (literal, choices, tail) = next_part(rest);
            for (word, is_stem) in words_of(literal) {
                let id = self.id(&word, is_stem);
                let next = self.step(&ends, id, is_plain);
                ends = vec![next];
            }
            if let Some(choices) = choices {
                is_plain = false;
                ends = self.add_choices(&ends, choices);
            }
            rest = tail;
        }
        for node in ends.into_iter().filter(|node| *node != 0) {
            if let Some(values) = self.values.get_mut(node as usize)
                && !values.contains(value)
            {
                values.push(value.clone());
            }
        }
    }

    /// Adds choices behind some nodes. All lead to one node, so that choices after choices stay few.
    fn add_choices(&mut self, from: &[u32], choices: &str) -> Vec<u32> {
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
                let id = self.id(word, *is_stem);
                at = vec![self.step(&at, id, false)];
            }
            let id = self.id(&last.0, last.1);
            for node in at {
                self.lead((node, id), common);
            }
        }
        ends
    }

    fn lead(&mut self, key: (u32, u32), next: u32) {
        self.goes_on.insert(key.0);
        self.nodes.entry(key).or_default().push(next);
    }

    fn fresh(&mut self) -> u32 {
        self.values.push(vec![]);
        u32::try_from(self.values.len() - 1).unwrap_or(u32::MAX)
    }

    fn id(&mut self, word: &str, is_stem: bool) -> u32 {
        if is_stem {
            self.longest_stem = self.longest_stem.max(word.len());
        }
        let next = u32::try_from(self.words.len() + self.stems.len()).unwrap_or(u32::MAX);
        let ids = if is_stem { &mut self.stems } else { &mut self.words };
        *ids.entry(word.into()).or_insert(next)
    }

    /// The node behind some nodes and a word. A phrase shares its nodes with others up to its first choice only:
    /// behind a choice a shared node would let the words of one phrase go on as another's.
    fn step(&mut self, from: &[u32], id: u32, is_plain: bool) -> u32 {
        if let [node] = from
            && is_plain
        {
            if let Some(next) = self.shared.get(&(*node, id)) {
                return *next;
            }
            let next = self.fresh();
            self.shared.insert((*node, id), next);
            self.lead((*node, id), next);
            return next;
        }
        let next = self.fresh();
        for node in from {
            self.lead((*node, id), next);
        }
        next
    }

    /// The longest phrase that begins at a token and ends before `end`.
    pub fn longest_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Found<T>> {
        let token = tokens.at(index)?;
        if token.kind == TokenKind::Break {
            return None;
        }
        let (readings, count) = readings(tokens.fold(index));
        let mut best: Option<(usize, Vec<u32>, Reading<'_>)> = None;
        for reading in readings.iter().take(count) {
            for node in self.ids(reading.word).filter_map(|id| self.nodes.get(&(0, id))).flatten() {
                if let Some((stop, ends)) = self.walk(tokens, index + 1, end, *node, 1) {
                    match &mut best {
                        Some((longest, nodes, _)) if *longest == stop => nodes.extend(ends),
                        Some((longest, ..)) if *longest > stop => {}
                        _ => best = Some((stop, ends, *reading)),
                    }
                }
            }
        }
        let (stop, nodes, reading) = best?;
        let mut values: Vec<T> = Vec::new();
        for value in nodes.iter().filter_map(|node| self.values.get(*node as usize)).flatten() {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
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
    fn walk(&self, tokens: &Tokens<'_>, from: usize, end: usize, node: u32, depth: usize) -> Option<(usize, Vec<u32>)> {
        let here = self.values.get(node as usize).filter(|values| !values.is_empty()).map(|_| (from, vec![node]));
        if depth >= MAX_WORDS || !self.goes_on.contains(&node) {
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
        let (readings, count) = readings(tokens.fold(at));
        for reading in readings.iter().take(count) {
            for next in self.ids(reading.word).filter_map(|id| self.nodes.get(&(node, id))).flatten() {
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

    /// The ids under which a word is known: itself, and the stems it begins with.
    fn ids(&self, word: &str) -> impl Iterator<Item = u32> {
        let stems = word
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .skip(MIN_STEM - 1)
            .take_while(|end| *end <= self.longest_stem)
            .filter_map(|end| word.get(..end).and_then(|stem| self.stems.get(stem)).copied());
        self.words.get(word).copied().into_iter().chain(stems)
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

/// A word of a phrase without the Arabic article, under which it is stored.
fn bare(word: &str) -> &str {
    strip(word, "ال", 3).unwrap_or(word)
}

/// `word` without `prefix`, where at least `left` characters remain.
fn strip<'w>(word: &'w str, prefix: &str, left: usize) -> Option<&'w str> {
    word.strip_prefix(prefix).filter(|rest| rest.chars().nth(left - 1).is_some())
}

/// The ways to read a folded token, most literal first.
fn readings<'a>(fold: &'a str) -> ([Reading<'a>; MAX_READINGS], usize) {
    let plain = Reading { word: fold, joined: false, preposed: false, definite: false };
    let mut all = [plain; MAX_READINGS];
    let mut count = 1;
    if !fold.chars().next().is_some_and(|c| ('\u{600}'..='\u{6ff}').contains(&c)) {
        return (all, count);
    }
    let mut push = |reading: Reading<'a>| {
        if let Some(slot) = all.get_mut(count) {
            *slot = reading;
            count += 1;
        }
    };
    let mut stages = [Some(plain), None, None, None];
    if let Some(word) = strip(fold, "و", 2) {
        stages[1] = Some(Reading { word, joined: true, ..plain });
    } else if let Some(word) = strip(fold, "ف", 3) {
        stages[1] = Some(Reading { word, ..plain });
    }
    for from in 0..2 {
        let Some(base) = stages[from] else { continue };
        let preposed = ["ب", "ل", "ك"].iter().find_map(|prefix| strip(base.word, prefix, 3));
        stages[from + 2] = preposed.map(|word| Reading { word, preposed: true, ..base });
    }
    for (index, stage) in stages.iter().enumerate() {
        let Some(base) = stage else { continue };
        if index > 0 {
            push(*base);
        }
        // "للقوات" is ل and ال in one.
        let definite = strip(base.word, "ال", 3)
            .or_else(|| if base.preposed { strip(base.word, "ل", 3) } else { None })
            .map(|word| Reading { word, definite: true, ..*base });
        if let Some(definite) = definite {
            push(definite);
        }
        if let Some(end) = base.word.strip_suffix('ا').filter(|rest| rest.chars().nth(2).is_some()) {
            push(Reading { word: end, ..*base });
        }
    }
    (all, count)
}

/// The words of a phrase, each with whether any ending may follow it.
fn words_of(text: &str) -> Vec<(String, bool)> {
    let tokens = Tokens::new(text);
    let mut found = Vec::new();
    for at in 0..tokens.all().len() {
        if !is_bridge(&tokens, at) && tokens.fold(at) != "*" && found.len() < MAX_WORDS {
            let is_stem = tokens.word(at + 1) == "*" && tokens.glued(at);
            found.push((bare(tokens.fold(at)).to_owned(), is_stem));
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
        let mut phrases = Wordings::default();
        for pattern in patterns {
            phrases.add(pattern, &pattern.to_string());
        }
        let tokens = Tokens::new(text);
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
    fn arabic_words_are_found_under_their_particles() {
        let words = ["قوات الأمن", "قتيل", "مقتل"];
        assert_eq!(found(&words, "وقوات الأمن وبمقتل 3، 12 قتيلاً"), ["وقوات الأمن", "وبمقتل", "قتيلاً"]);
        assert_eq!(found(&words, "للقوات قتل"), Vec::<String>::new());
    }

    #[test]
    fn choices_do_not_lend_each_other_their_endings() {
        let words = ["(a|b|) x", "a y z", "x q"];
        assert_eq!(found(&words, "a x, b x, x, a y z, a x q"), ["a x", "b x", "x", "a y z", "a x"]);
        let many = "(a|b|c|d|e|f|g|h|) ".repeat(11) + "end";
        assert_eq!(found(&[&many], "a h c b end, end"), ["a h c b end", "end"]);
    }
}
