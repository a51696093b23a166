//! Wordings: words of the lexicons and of the situation, found in a token stream.
//!
//! A phrase is written as people write it. `(a|b|)` stands for each of its choices, an empty one for nothing;
//! a word that ends in `*` stands for every word that begins so, and a `*` alone, behind a word, for any one word. Hyphens
//! and a possessive "'s" inside a text
//! do not keep a phrase from being found. Arabic words are found under their attached particles
//! (و ف ب ل ك ال) and the accusative alef.

use std::ops::{BitOr, Range};

use super::lexis::{Lexis, bare};
use super::phrases::{ANY, End, Hit, Hits, MAX_WORDS, ROOT, Starts};
use super::token::Tokens;
use super::values::{Values, Variants};

/// For how many phrases of a stretch room is made at once.
const AT_ONCE: usize = 12;

/// A phrase found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'w, T: Clone> {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// What the phrase stands for.
    pub values: Values<'w, T>,
    /// Whether its first word carries an attached "and" (و).
    pub joined: bool,
    /// Whether its first word carries an attached preposition (ب ل ك).
    pub preposed: bool,
    /// Whether its first word carries the Arabic article.
    pub definite: bool,
}

/// A set of phrases, each standing for some values. The phrases themselves stand in the [`Lexis`] that all wordings of
/// a reader share.
#[derive(Debug, Clone)]
pub struct Wordings<T: Clone + 'static> {
    /// The shelf of the lexis that the phrases are on, and the set's place there; none until it holds a phrase.
    place: Option<(usize, u8)>,
    /// What phrases stand for.
    lists: Vec<Values<'static, T>>,
}

impl<T: Clone> Default for Wordings<T> {
    fn default() -> Self {
        Self { place: None, lists: vec![] }
    }
}

impl<T: Clone + PartialEq> Wordings<T> {
    /// Adds a phrase, with all its choices, as standing for `value`.
    pub fn add(&mut self, lexis: &mut Lexis, pattern: &str, value: &T) {
        let (shelf, set) = *self.place.get_or_insert_with(|| lexis.set());
        let mut ends = vec![ROOT];
        let mut is_plain = true;
        let mut rest = pattern;
        while !rest.is_empty() {
            let (literal, choices, tail) = next_part(rest);
            for (word, is_stem) in words_of(literal) {
                let word = number(lexis, &word, is_stem);
                ends = vec![lexis.shelf(shelf).step(&ends, word, is_plain)];
            }
            if let Some(choices) = choices {
                is_plain = false;
                ends = add_choices(lexis, shelf, &ends, choices);
            }
            rest = tail;
        }
        for node in ends.into_iter().filter(|node| *node != ROOT) {
            let shelf = lexis.shelf(shelf);
            match shelf.list_at(node, set) {
                None => {
                    let list = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
                    self.lists.push(std::iter::once(value.clone()).collect());
                    shelf.end(node, End::new(set, list));
                }
                Some(list) => {
                    if let Some(values) = self.lists.get_mut(list).filter(|values| !values.contains(value)) {
                        *values = values.iter().chain([value]).cloned().collect();
                    }
                }
            }
        }
    }

    /// The longest phrase that begins at a token and ends before `end`.
    #[inline]
    pub fn longest_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Found<'_, T>> {
        let (hits, set) = self.hits(tokens).filter(|(hits, set)| hits.has(index, *set))?;
        self.longest_of((hits, set), index, end)
    }

    /// Whether a phrase begins at a token, however long it is.
    #[inline]
    pub fn stands_at(&self, tokens: &Tokens<'_>, index: usize) -> bool {
        self.hits(tokens).is_some_and(|(hits, set)| hits.has(index, set))
    }

    /// The tokens of a text at which a phrase begins, to be asked of many of them.
    pub fn starts<'t>(&self, tokens: &'t Tokens<'_>) -> Starts<'t> {
        self.hits(tokens).map(|(hits, set)| hits.starts(set)).unwrap_or_default()
    }

    /// The phrases in a text, and the place of this set among theirs; none where it holds no phrase.
    #[inline]
    fn hits<'t>(&self, tokens: &'t Tokens<'_>) -> Option<(&'t Hits, u8)> {
        let (shelf, set) = self.place?;
        Some((tokens.hits(shelf)?, set))
    }

    /// The longest of the phrases found at a token that ends before `end`.
    fn longest_of(&self, (hits, set): (&Hits, u8), index: usize, end: usize) -> Option<Found<'_, T>> {
        // Those at a token stand one after the other, the shorter of a path first.
        let room = end.saturating_sub(index);
        let mut longest: Option<&Hit> = None;
        let mut is_only = true;
        for hit in hits.at(index, set) {
            let best = longest.map_or(0, |best| best.len);
            if hit.len < best || usize::from(hit.len) > room {
                continue;
            }
            if hit.len > best {
                (longest, is_only) = (Some(hit), true);
            } else {
                is_only &= longest.is_some_and(|best| best.end == hit.end);
            }
        }
        let longest = longest?;
        let values_of = |hit: &Hit| self.lists.get(hit.end.list());
        let values = if is_only {
            values_of(longest)?.lend()
        } else {
            let mut values: Vec<T> = Vec::new();
            let equal = hits.at(index, set).filter(|hit| hit.len == longest.len);
            for value in equal.filter_map(values_of).flat_map(|values| values.iter()) {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            values.into_iter().collect()
        };
        Some(Found {
            tokens: index..index + usize::from(longest.len),
            values,
            joined: longest.first.joined,
            preposed: longest.first.preposed,
            definite: longest.first.definite,
        })
    }

    /// Whether a phrase begins at a token and ends before `end`.
    pub fn begins_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> bool {
        self.phrases_at(tokens, index, end).next().is_some()
    }

    /// Whether a word by itself stands for a value that fulfils a condition.
    pub fn any_of_word(&self, tokens: &Tokens<'_>, index: usize, is: impl Fn(&T) -> bool) -> bool {
        self.stands_at(tokens, index) && self.phrases_at(tokens, index, index + 1).any(|values| values.iter().any(&is))
    }

    /// The variants of all that a word by itself stands for.
    pub fn of_word(&self, tokens: &Tokens<'_>, index: usize) -> Variants<T> {
        let all = self.phrases_at(tokens, index, index + 1).map(Values::variants);
        all.fold(Variants::default(), BitOr::bitor)
    }

    /// Whether a phrase stands anywhere in a text.
    pub fn is_in(&self, tokens: &Tokens<'_>) -> bool {
        let (starts, end) = (self.starts(tokens), tokens.all().len());
        let mut from = 0;
        while let Some(at) = starts.next(from..end) {
            if self.begins_at(tokens, at, end) {
                return true;
            }
            from = at + 1;
        }
        false
    }

    /// What the phrases stand for that begin at a token and end before `end`.
    fn phrases_at<'s>(
        &'s self,
        tokens: &'s Tokens<'_>,
        index: usize,
        end: usize,
    ) -> impl Iterator<Item = &'s Values<'static, T>> {
        let here = self.hits(tokens).filter(|(hits, set)| hits.has(index, *set)).into_iter();
        here.flat_map(move |(hits, set)| hits.at(index, set))
            .filter(move |hit| index + usize::from(hit.len) <= end)
            .filter_map(|hit| self.lists.get(hit.end.list()))
    }

    /// All phrases in a range of tokens, the longest first where several begin at one token, none overlapping.
    pub fn find<'s>(&'s self, tokens: &Tokens<'_>, range: Range<usize>) -> impl Iterator<Item = Found<'s, T>> {
        let hits = self.hits(tokens);
        let (mut index, end) = (range.start, range.end);
        std::iter::from_fn(move || {
            let (hits, set) = hits?;
            loop {
                let at = hits.starts(set).next(index..end)?;
                if let Some(one) = self.longest_of((hits, set), at, end) {
                    index = one.tokens.end;
                    return Some(one);
                }
                index = at + 1;
            }
        })
    }

    /// The same, kept.
    pub fn all(&self, tokens: &Tokens<'_>, range: Range<usize>) -> Vec<Found<'_, T>> {
        let room = AT_ONCE.min(range.len());
        let mut found = self.find(tokens, range);
        let Some(first) = found.next() else { return vec![] };
        let mut all = Vec::with_capacity(room);
        all.push(first);
        all.extend(found);
        all
    }
}

/// Adds choices behind some nodes. All lead to one node, so that choices after choices stay few.
fn add_choices(lexis: &mut Lexis, shelf: usize, from: &[u32], choices: &str) -> Vec<u32> {
    let common = lexis.shelf(shelf).fresh();
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
            at = vec![lexis.shelf(shelf).step(&at, word, false)];
        }
        let word = number(lexis, &last.0, last.1);
        for node in at {
            lexis.shelf(shelf).lead(node, word, common);
        }
    }
    ends
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
        let is_ending = tokens.mark(at) == '*' && at.checked_sub(1).is_some_and(|before| tokens.glued(before));
        if !tokens.is_bridge(at) && !is_ending && found.len() < MAX_WORDS {
            let is_stem = tokens.mark(at) != '*' && tokens.word(at + 1) == "*" && tokens.glued(at);
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
    /// It has no word.
    Empty,
    /// It has no word but any word.
    AnyWord,
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
    let written = || pattern.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | '|' | ')'));
    if is_open {
        Some(Fault::Unclosed)
    } else if written().next().is_none() {
        Some(Fault::Empty)
    } else {
        written().all(|c| c == '*').then_some(Fault::AnyWord)
    }
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
        let all = phrases.all(&tokens, 0..tokens.all().len());
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
        assert_eq!(["", " ", "(|)"].map(fault), [Some(Fault::Empty); 3]);
        assert_eq!(["*", "* (*|)"].map(fault), [Some(Fault::AnyWord); 2]);
        assert_eq!(["swept * out", "$", "kill*"].map(fault), [None; 3]);
    }

    #[test]
    fn choices_do_not_lend_each_other_their_endings() {
        let words = ["(a|b|) x", "a y z", "x q"];
        assert_eq!(found(&words, "a x, b x, x, a y z, a x q"), ["a x", "b x", "x", "a y z", "a x"]);
        let many = "(a|b|c|d|e|f|g|h|) ".repeat(11) + "end";
        assert_eq!(found(&[&many], "a h c b end, end"), ["a h c b end", "end"]);
    }
}
