//! The lexis: every word of all wordings of a reader, each under one number, so that a word of a text is looked up
//! once and then compared as a number.
//!
//! A token may be read as several words: as it is written, as any stem it begins with, and, in Arabic, without the
//! particles attached to it (و ف ب ل ك), the article and the accusative alef. Absent: what any word means.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// The shortest stem that a `*` may follow, in characters.
const MIN_STEM: usize = 2;
/// How many readings one token has at most: as written, and without attached particles.
const MAX_READINGS: usize = 16;

/// One way to read a token as a word that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The number of the word, or of the stem it begins with.
    pub word: u32,
    /// Which reading of the token it is of: the most literal is 0.
    pub reading: u8,
    /// It carries an attached "and" (و).
    pub joined: bool,
    /// It carries an attached preposition (ب ل ك).
    pub preposed: bool,
    /// It carries the Arabic article.
    pub definite: bool,
}

/// All words that a reader knows.
#[derive(Debug, Clone, Default)]
pub struct Lexis {
    words: HashMap<Box<str>, u32, FixedState>,
    /// Every beginning of a stem, with the stem's number where it is a whole one: a word that begins as none does is
    /// given up early.
    stems: HashMap<Box<str>, Option<u32>, FixedState>,
    numbers: u32,
    /// For each word the sets of wordings that have a phrase which begins with it, a bit each.
    begins: Vec<u64>,
    sets: u32,
}

/// One way to read a token.
#[derive(Debug, Clone, Copy)]
struct Reading<'a> {
    word: &'a str,
    joined: bool,
    preposed: bool,
    definite: bool,
}

impl Lexis {
    /// The number of a folded word, or of a stem that any ending may follow; a new one where it is not known yet.
    pub fn number(&mut self, word: &str, is_stem: bool) -> u32 {
        let known = if is_stem { self.stems.get(word).copied().flatten() } else { self.words.get(word).copied() };
        if let Some(known) = known {
            return known;
        }
        let next = self.numbers;
        self.numbers += 1;
        if is_stem {
            for end in stem_ends(word) {
                self.stems.entry(word.get(..end).unwrap_or(word).into()).or_default();
            }
            self.stems.insert(word.into(), Some(next));
        } else {
            self.words.insert(word.into(), next);
        }
        next
    }

    /// The bit of a new set of wordings. Beyond 64 sets some share one.
    pub fn bit(&mut self) -> u64 {
        self.sets += 1;
        1 << ((self.sets - 1) % u64::BITS)
    }

    /// Takes note that a set of wordings, by its bit, has a phrase that begins with a word.
    pub fn begin(&mut self, word: u32, bit: u64) {
        let at = word as usize;
        if self.begins.len() <= at {
            self.begins.resize(at + 1, 0);
        }
        if let Some(bits) = self.begins.get_mut(at) {
            *bits |= bit;
        }
    }

    /// The sets of wordings that have a phrase which begins with any of these words, a bit each.
    pub fn sets_of(&self, known: &[Known]) -> u64 {
        known.iter().filter_map(|one| self.begins.get(one.word as usize)).fold(0, |all, bits| all | bits)
    }

    /// Appends the words that a token with letters starred out may be ("k*lled"): those of its length that agree in
    /// all other letters.
    pub fn know_starred(&self, starred: &str, out: &mut Vec<Known>) {
        let letters = starred.chars().count();
        let agrees = |word: &str| {
            word.chars().count() == letters
                && word.chars().zip(starred.chars()).all(|(c, seen)| seen == '*' || c == seen)
        };
        let mut words: Vec<u32> =
            self.words.iter().filter(|(word, _)| agrees(word)).map(|(_, number)| *number).collect();
        // The order of a map is no order.
        words.sort_unstable();
        let known = |word| Known { word, reading: 0, joined: false, preposed: false, definite: false };
        out.extend(words.into_iter().take(MAX_READINGS).map(known));
    }

    /// Appends the ways to read a folded token, the most literal first.
    pub fn know(&self, fold: &str, out: &mut Vec<Known>) {
        let (readings, count) = readings(fold);
        for (at, reading) in readings.iter().take(count).enumerate() {
            let of = |word| Known {
                word,
                reading: u8::try_from(at).unwrap_or(u8::MAX),
                joined: reading.joined,
                preposed: reading.preposed,
                definite: reading.definite,
            };
            out.extend(self.words.get(reading.word).map(|word| of(*word)));
            let begun = stem_ends(reading.word).map_while(|end| self.stems.get(reading.word.get(..end)?));
            out.extend(begun.flatten().map(|word| of(*word)));
        }
    }
}

/// Where the beginnings of a word end that may be stems, in bytes.
fn stem_ends(word: &str) -> impl Iterator<Item = usize> {
    word.char_indices().map(|(at, c)| at + c.len_utf8()).skip(MIN_STEM - 1)
}

/// A folded word of a phrase without the Arabic article, under which it is known; one that is written with a hamza on
/// its first alef (ألفان) begins with no article.
pub fn bare<'w>(word: &'w str, written: &str) -> &'w str {
    strip(word, "ال", 3).filter(|_| !written.starts_with(['أ', 'إ', 'آ'])).unwrap_or(word)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alef_with_a_hamza_is_no_article() {
        assert_eq!(bare("الفان", "ألفان"), "الفان");
        assert_eq!(bare("القوات", "القوات"), "قوات");
    }

    #[test]
    fn a_token_is_read_as_every_word_it_may_be() {
        let mut lexis = Lexis::default();
        let (forces, kill, people) =
            (lexis.number("قوات", false), lexis.number("kill", true), lexis.number("people", false));
        let known = |fold: &str| {
            let mut out = Vec::new();
            lexis.know(fold, &mut out);
            out.iter().map(|one| (one.word, one.joined, one.preposed, one.definite)).collect::<Vec<_>>()
        };
        assert_eq!(known("killings"), [(kill, false, false, false)]);
        assert_eq!(known("people"), [(people, false, false, false)]);
        assert_eq!(known("وقوات"), [(forces, true, false, false)]);
        assert_eq!(known("وللقوات"), [(forces, true, true, true)]);
        assert_eq!(known("unknown"), []);
        let mut starred = Vec::new();
        lexis.know_starred("p**ple", &mut starred);
        assert_eq!(starred.iter().map(|one| one.word).collect::<Vec<_>>(), [people]);
    }
}
