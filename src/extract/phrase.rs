//! Phrases: many word sequences looked for in tokens in one pass, each standing for a value.
//!
//! A phrase is written as people write it. Its words are compared folded; a hyphen or an apostrophe glued
//! between two words of the text is passed over; `*` at the end of a word lets any ending follow; an Arabic word
//! is found behind its attached particles (و ف ب ل ك). Phrases of an index made with [`Article::Free`] are also
//! found with and without the Arabic article. Looking is linear: a token is looked up once, and a lookup compares
//! no more phrases than share their first word.

use std::collections::HashMap;
use std::ops::Range;

use super::token::{TokenKind, Tokens};

/// Whether the Arabic article distinguishes words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Article {
    /// "جبلة" is not "الجبلة": names.
    Kept,
    /// "اشتباكات" is also "الاشتباكات": ordinary words.
    Free,
}

/// A phrase found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'v, V> {
    /// What the phrase stands for.
    pub value: &'v V,
    /// Its tokens.
    pub tokens: Range<usize>,
}

/// Phrases to look for.
#[derive(Debug, Clone)]
pub struct Phrases<V> {
    article: Article,
    entries: Vec<Entry<V>>,
    firsts: HashMap<Box<str>, Vec<usize>>,
    stems: HashMap<Box<str>, Vec<(Box<str>, usize)>>,
}

#[derive(Debug, Clone)]
struct Entry<V> {
    rest: Vec<Word>,
    value: V,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: Box<str>,
    open: bool,
}

/// Particles that Arabic attaches to the front of a word.
const PARTICLES: &[&str] = &["و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"];

/// How many characters of a stem its bucket is named by.
const BUCKET: usize = 3;

impl<V> Phrases<V> {
    /// An empty index.
    pub fn new(article: Article) -> Self {
        Self { article, entries: Vec::new(), firsts: HashMap::new(), stems: HashMap::new() }
    }

    /// Adds a phrase; one without a word in it is passed over.
    pub fn add(&mut self, phrase: &str, value: V) {
        let mut words = words_of(phrase).into_iter();
        let Some(first) = words.next() else { return };
        let index = self.entries.len();
        let rest: Vec<Word> = words.collect();
        for form in forms(&first.text, self.article) {
            if first.open {
                let bucket: String = form.chars().take(BUCKET).collect();
                self.stems.entry(bucket.into()).or_default().push((form.into(), index));
            } else {
                self.firsts.entry(form.into()).or_default().push(index);
            }
        }
        self.entries.push(Entry { rest, value });
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The longest phrase that begins at a token; the one added first where several are as long.
    pub fn at(&self, tokens: &Tokens<'_>, index: usize) -> Option<Hit<'_, V>> {
        if tokens.at(index)?.kind != TokenKind::Word {
            return None;
        }
        let word = tokens.fold(index);
        let mut best: Option<Hit<'_, V>> = None;
        let mut consider = |candidate: usize| {
            let Some(entry) = self.entries.get(candidate) else { return };
            let Some(end) = self.match_rest(tokens, index, &entry.rest) else { return };
            if best.as_ref().is_none_or(|known| known.tokens.end < end) {
                best = Some(Hit { value: &entry.value, tokens: index..end });
            }
        };
        for candidate in self.firsts.get(word).into_iter().flatten() {
            consider(*candidate);
        }
        if !self.stems.is_empty() {
            let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(BUCKET);
            for end in ends {
                let bucket = word.get(..end).and_then(|head| self.stems.get(head));
                for (stem, candidate) in bucket.into_iter().flatten() {
                    if word.starts_with(stem.as_ref()) {
                        consider(*candidate);
                    }
                }
            }
        }
        best
    }

    /// Every phrase found, from the first token to the last, none overlapping another.
    pub fn find(&self, tokens: &Tokens<'_>) -> Vec<Hit<'_, V>> {
        self.find_in(tokens, 0..tokens.all().len())
    }

    /// Every phrase that begins within a range of tokens, none overlapping another.
    pub fn find_in(&self, tokens: &Tokens<'_>, range: Range<usize>) -> Vec<Hit<'_, V>> {
        let mut found = Vec::new();
        let mut index = range.start;
        while index < range.end {
            index = match self.at(tokens, index) {
                Some(hit) => {
                    let next = hit.tokens.end.max(index + 1);
                    found.push(hit);
                    next
                }
                None => index + 1,
            };
        }
        found
    }

    /// One past the last token of the rest of a phrase whose first word is at `first`, if it all follows.
    fn match_rest(&self, tokens: &Tokens<'_>, first: usize, rest: &[Word]) -> Option<usize> {
        let mut at = first;
        for word in rest {
            at += 1;
            if is_joiner(tokens, at) && tokens.glued(at - 1) {
                at += 1;
            }
            let token = tokens.at(at)?;
            let fits = token.kind != TokenKind::Break && self.is_same(tokens.fold(at), word);
            if !fits {
                return None;
            }
        }
        Some(at + 1)
    }

    fn is_same(&self, found: &str, word: &Word) -> bool {
        let ends = |bare: &str| if word.open { bare.starts_with(&*word.text) } else { bare == &*word.text };
        if ends(found) {
            return true;
        }
        if !is_arabic(found) {
            return false;
        }
        let plain = |bare: &str| {
            ends(bare)
                || self.article == Article::Free
                    && (bare.strip_prefix("ال").is_some_and(ends) || word.text.strip_prefix("ال") == Some(bare))
        };
        plain(found)
            || PARTICLES.iter().filter_map(|particle| found.strip_prefix(particle)).any(plain)
            || ["لل", "ولل", "فلل"].iter().filter_map(|fused| found.strip_prefix(fused)).any(|bare| {
                word.text.strip_prefix("ال").is_some_and(|text| text == bare)
                    || self.article == Article::Free && ends(bare)
            })
    }
}

/// The words of a phrase, folded, without the marks that join them.
fn words_of(phrase: &str) -> Vec<Word> {
    let tokens = Tokens::new(phrase);
    let mut words: Vec<Word> = Vec::new();
    for (index, token) in tokens.all().iter().enumerate() {
        match token.kind {
            TokenKind::Mark if tokens.fold(index) == "*" => {
                if let Some(last) = words.last_mut() {
                    last.open = true;
                }
            }
            TokenKind::Mark | TokenKind::Break => {}
            _ => words.push(Word { text: tokens.fold(index).into(), open: false }),
        }
    }
    words
}

/// The shapes under which a first word is looked up.
fn forms(word: &str, article: Article) -> Vec<String> {
    let mut bases = vec![word.to_owned()];
    if !is_arabic(word) {
        return bases;
    }
    if article == Article::Free {
        match word.strip_prefix("ال") {
            Some(bare) if bare.chars().count() > 2 => bases.push(bare.to_owned()),
            Some(_) => {}
            None => bases.push(format!("ال{word}")),
        }
    }
    let mut shapes = bases.clone();
    for base in &bases {
        shapes.extend(PARTICLES.iter().map(|particle| format!("{particle}{base}")));
        if let Some(bare) = base.strip_prefix("ال") {
            // Of three lams one is not written: "ل" and "اللاذقية" make "للاذقية".
            let bare = bare.strip_prefix('ل').unwrap_or(bare);
            shapes.extend(["لل", "ولل", "فلل"].iter().map(|fused| format!("{fused}{bare}")));
        }
    }
    shapes.sort();
    shapes.dedup();
    shapes
}

/// Whether a word is written in Arabic letters.
fn is_arabic(word: &str) -> bool {
    word.chars().next().is_some_and(|c| ('\u{620}'..='\u{6d3}').contains(&c))
}

/// Whether the token is a mark that joins the words on both sides of it.
fn is_joiner(tokens: &Tokens<'_>, index: usize) -> bool {
    matches!(tokens.fold(index), "-" | "'" | "‐" | "‑" | "–" | "ʻ" | "´")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(article: Article, phrases: &[&str], text: &str) -> Vec<String> {
        let mut index = Phrases::new(article);
        for phrase in phrases {
            index.add(phrase, (*phrase).to_owned());
        }
        let tokens = Tokens::new(text);
        index.find(&tokens).iter().map(|hit| text[tokens.span(hit.tokens.clone())].to_owned()).collect()
    }

    #[test]
    fn the_longest_phrase_wins_and_joiners_are_passed_over() {
        let phrases = &["pro Assad", "Assad", "Assad loyal*"];
        assert_eq!(
            found(Article::Kept, phrases, "pro-Assad men and Assad loyalists"),
            ["pro-Assad", "Assad loyalists"]
        );
        assert_eq!(found(Article::Kept, phrases, "pro - Assad"), ["Assad"]);
    }

    #[test]
    fn arabic_words_are_found_behind_their_particles() {
        assert_eq!(
            found(Article::Kept, &["اللاذقية"], "باللاذقية وللاذقية واللاذقية"),
            ["باللاذقية", "وللاذقية", "واللاذقية"]
        );
        assert_eq!(found(Article::Kept, &["جبلة"], "الجبلة وجبلة"), ["وجبلة"]);
        assert_eq!(found(Article::Free, &["حظر تجول"], "وحظر التجول"), ["وحظر التجول"]);
        assert_eq!(found(Article::Free, &["اشتباك*"], "للاشتباكات بالاشتباكات"), ["للاشتباكات", "بالاشتباكات"]);
    }
}
