//! The lexis: every word of all wordings of a reader, each under one number, and every phrase made of them, so that a
//! text's words are looked up once and its phrases followed once for all who read it.
//!
//! A token may be read as several words: as it is written, as any stem it begins with, and, in Arabic, without the
//! particles attached to it (و ف ب ل ك), the article and the accusative alef. Absent: what any word means.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Mutex, OnceLock};

use super::phrases::{Shelf, Words};
use super::spellings::{Spelling, Spellings};
use super::token::Buffers;
use crate::model::Lang;
use foldhash::fast::FixedState;

/// The shortest stem that a `*` may follow, in characters.
const MIN_STEM: usize = 2;
/// How many texts that were read leave their memory for the next ones: three an item, two items at a time.
const MAX_SPARE: usize = 6;
/// How many bytes a text that leaves its memory has at most: large ones are rare.
const MAX_SPARE_BYTES: usize = 32 << 10;
/// How many words are learnt at most: what is kept stays small, whatever is read. A power of two.
const MAX_LEARNT: usize = 4096;
/// How many numbers the letters of a word that is learnt fill, and how many bytes it has at most.
const LETTERS: usize = 3;
const MAX_LEARNT_BYTES: usize = 8 * LETTERS;
/// How many words a token may be at most that is learnt.
const MAX_LEARNT_WORDS: usize = 3;
/// How many words a token with letters starred out may be.
const MAX_STARRED: usize = 16;

/// One way to read a token as a word that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

/// All words that a reader knows, and its phrases.
#[derive(Debug, Clone, Default)]
pub struct Lexis {
    words: HashMap<Box<str>, u32, FixedState>,
    stems: HashMap<Box<str>, u32, FixedState>,
    numbers: u32,
    /// The words and stems as they are looked up, laid out at the first look.
    spellings: OnceLock<Spellings>,
    /// The phrases that every item is looked through for, then those of each language.
    shelves: Vec<Shelf>,
    /// The languages of the shelves after the first.
    spoken: Vec<Lang>,
    /// The shelf that phrases are added to.
    open: usize,
    /// Words behind which a full stop ends no sentence, of all languages: a text is cut before its language is known.
    abbreviations: HashSet<Box<str>, FixedState>,
    /// The memory of texts that were read.
    spare: Spare<Buffers>,
    /// What the words of such texts may be.
    learnt: Spare<Learnt>,
}

/// The memory of texts that were read, for the next ones: it lies nearer to the processor than what was never used.
#[derive(Debug)]
struct Spare<T>(Mutex<Vec<T>>);

impl<T> Default for Spare<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Clone for Spare<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T: Default> Spare<T> {
    /// One of them, if nobody else takes one at the same moment; else a new one.
    fn take(&self) -> T {
        self.0.try_lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default()
    }

    /// Keeps one for the next who asks.
    fn keep(&self, one: T) {
        if let Ok(mut spare) = self.0.try_lock()
            && spare.len() < MAX_SPARE
        {
            spare.push(one);
        }
    }
}

/// What the words read so far may be: most of a text's words stood in the ones before it, and what is known is found
/// again sooner than it is spelled. Each has one place by its letters, which it takes from the one before.
#[derive(Debug, Default)]
pub struct Learnt(Vec<Word>);

/// A word that is learnt: one line of the processor's cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Word {
    letters: Letters,
    /// What it may be, roughly.
    words: Words,
    known: [Known; MAX_LEARNT_WORDS],
    count: u8,
}

/// The folded letters of a short word, zeros behind them; all zeros for none.
type Letters = [u64; LETTERS];

/// Of a word of so many bytes, which bits of its letters are its own.
const OWN_BITS: [Letters; MAX_LEARNT_BYTES + 1] = {
    let mut own = [[0; LETTERS]; MAX_LEARNT_BYTES + 1];
    let mut bytes = 1;
    while bytes <= MAX_LEARNT_BYTES {
        own[bytes] = own[bytes - 1];
        own[bytes][(bytes - 1) / 8] |= 0xff << (8 * ((bytes - 1) % 8));
        bytes += 1;
    }
    own
};

/// The letters of a folded word of a text; none for one that is not learnt.
fn letters(text: &[u8], word: &Range<usize>) -> Option<Letters> {
    let own = OWN_BITS.get(word.len())?;
    // Nearly all words are read with what stands behind them: at once, and not letter by letter.
    let mut alone = [0; MAX_LEARNT_BYTES];
    let wide = match text.get(word.start..word.start + MAX_LEARNT_BYTES) {
        Some(wide) => wide,
        None => {
            alone.get_mut(..word.len())?.copy_from_slice(text.get(word.clone())?);
            &alone
        }
    };
    let ([one, two, three], _) = wide.as_chunks() else { return None };
    let [one, two, three] = [one, two, three].map(|part| u64::from_le_bytes(*part));
    let letters = [one & own[0], two & own[1], three & own[2]];
    (letters != [0; LETTERS]).then_some(letters)
}

impl Learnt {
    /// The place of a word.
    fn place(&mut self, letters: &Letters) -> Option<&mut Word> {
        if self.0.is_empty() {
            self.0.resize(MAX_LEARNT, Word::default());
        }
        let mix = |all: u64, part: &u64| (all.rotate_left(23) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let at = usize::try_from(letters.iter().fold(0, mix) >> 32).unwrap_or(0) % MAX_LEARNT;
        self.0.get_mut(at)
    }
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
    /// Takes note of a folded word behind which a full stop ends no sentence.
    pub fn abbreviate(&mut self, word: &str) {
        self.abbreviations.insert(word.into());
    }

    /// Whether a full stop behind a folded word ends no sentence.
    pub fn is_abbreviation(&self, word: &str) -> bool {
        self.abbreviations.contains(word)
    }

    /// The number of a folded word, or of a stem that any ending may follow; a new one where it is not known yet.
    pub fn number(&mut self, word: &str, is_stem: bool) -> u32 {
        let known = if is_stem { &mut self.stems } else { &mut self.words };
        if let Some(known) = known.get(word) {
            return *known;
        }
        let next = self.numbers;
        self.numbers += 1;
        known.insert(word.into(), next);
        self.spellings.take();
        self.learnt = Spare::default();
        next
    }

    /// Takes the phrases added from here on for those of one language, looked for only in what is read in it; none for
    /// those of all.
    pub fn speak(&mut self, lang: Option<&Lang>) {
        self.open = lang.map_or(0, |lang| {
            let known = self.spoken.iter().position(|one| one == lang);
            1 + known.unwrap_or_else(|| {
                self.spoken.push(lang.clone());
                self.spoken.len() - 1
            })
        });
    }

    /// A new set of wordings on the shelf that is open: the shelf's place, and the set's on it.
    pub fn set(&mut self) -> (usize, u8) {
        let open = self.open;
        (open, self.shelf(open).set())
    }

    /// A shelf, by its place, to add phrases to.
    pub fn shelf(&mut self, place: usize) -> &mut Shelf {
        while self.shelves.len() <= place {
            self.shelves.push(Shelf::default());
        }
        #[expect(clippy::indexing_slicing, reason = "made long enough above")]
        &mut self.shelves[place]
    }

    /// The shelves, each with its phrases: that of all languages first.
    pub fn shelves(&self) -> &[Shelf] {
        &self.shelves
    }

    /// Appends the words that a token with letters starred out may be ("k*lled"): those of its length that agree in
    /// all other letters. Gives them roughly.
    pub fn know_starred(&self, starred: &str, out: &mut Vec<Known>) -> Words {
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
        let from = out.len();
        out.extend(words.into_iter().take(MAX_STARRED).map(known));
        roughly(out.get(from..).unwrap_or_default())
    }

    /// Appends the ways to read a folded token, the most literal first. Gives the words roughly.
    pub fn know(&self, fold: &str, out: &mut Vec<Known>) -> Words {
        let spellings = self.spellings();
        let (mut at, begin) = (0, out.len());
        each_reading(fold, |reading| {
            let known = |word| Known {
                word,
                reading: at,
                joined: reading.joined,
                preposed: reading.preposed,
                definite: reading.definite,
            };
            let from = out.len();
            // A word stands before its stems.
            match spellings.follow(reading.word, |stem| out.push(known(stem))) {
                Some(word) if out.len() == from => out.push(known(word)),
                Some(word) => out.insert(from, known(word)),
                None => {}
            }
            at += 1;
        });
        roughly(out.get(begin..).unwrap_or_default())
    }

    /// The memory of a text that was read, if nobody else takes one at the same moment.
    pub fn spare(&self) -> Buffers {
        self.spare.take()
    }

    /// Keeps the memory of a text that was read, for the next.
    pub fn keep(&self, text: Buffers) {
        if text.room() <= MAX_SPARE_BYTES {
            self.spare.keep(text);
        }
    }

    /// What the words of a text of so many bytes may have been before; none for a large one, whose words would take
    /// the place of all others.
    pub fn learnt(&self, bytes: usize) -> Option<Learnt> {
        (bytes <= MAX_SPARE_BYTES).then(|| self.learnt.take())
    }

    /// Keeps what words may be for the next text.
    pub fn keep_learnt(&self, learnt: Option<Learnt>) {
        learnt.into_iter().for_each(|learnt| self.learnt.keep(learnt));
    }

    /// Appends the ways to read a token of a folded text as [`Lexis::know`] does, by what was learnt before.
    #[inline]
    pub fn recall(&self, text: &str, word: Range<usize>, learnt: &mut Learnt, out: &mut Vec<Known>) -> Words {
        let letters = letters(text.as_bytes(), &word);
        let place = letters.as_ref().and_then(|letters| Some((letters, learnt.place(letters)?)));
        if let Some((letters, place)) = &place
            && place.letters == **letters
        {
            // One or two, of which a copy as a whole would cost more.
            place.known.iter().take(usize::from(place.count)).for_each(|known| out.push(*known));
            return place.words;
        }
        self.learn(text.get(word).unwrap_or(""), place, out)
    }

    /// Appends the ways to read a word, and learns them at a place.
    #[cold]
    fn learn(&self, word: &str, place: Option<(&Letters, &mut Word)>, out: &mut Vec<Known>) -> Words {
        let from = out.len();
        let words = self.know(word, out);
        let found = out.get(from..).unwrap_or_default();
        if let Some((letters, place)) = place
            && found.len() <= MAX_LEARNT_WORDS
        {
            let known = std::array::from_fn(|at| found.get(at).copied().unwrap_or_default());
            *place = Word { letters: *letters, words, known, count: u8::try_from(found.len()).unwrap_or(0) };
        }
        words
    }

    /// Lays out what every item is read by, so that the first one does not wait for it.
    pub fn lay_out(&self) {
        self.spellings();
        self.shelves.first().into_iter().for_each(Shelf::lay_out);
    }

    fn spellings(&self) -> &Spellings {
        self.spellings.get_or_init(|| {
            let mut spelled = Vec::with_capacity(self.words.len() + self.stems.len());
            for (known, is_stem) in [(&self.words, false), (&self.stems, true)] {
                spelled.extend(known.iter().map(|(word, number)| Spelling { letters: word, is_stem, number: *number }));
            }
            spelled.retain(|one| !one.is_stem || has_letters(one.letters, MIN_STEM));
            Spellings::new(spelled)
        })
    }
}

/// The words that a token may be, roughly.
fn roughly(known: &[Known]) -> Words {
    known.iter().fold(Words::default(), |all, known| all.and(Words::one(known.word)))
}

/// Whether a word has so many characters or more.
fn has_letters(word: &str, least: usize) -> bool {
    word.chars().nth(least - 1).is_some()
}

/// A folded word of a phrase without the Arabic article, under which it is known; one that is written with a hamza on
/// its first alef (ألفان) begins with no article.
pub fn bare<'w>(word: &'w str, written: &str) -> &'w str {
    strip(word, "ال", 3).filter(|_| !written.starts_with(['أ', 'إ', 'آ'])).unwrap_or(word)
}

/// `word` without `prefix`, where at least `left` characters remain.
fn strip<'w>(word: &'w str, prefix: &str, left: usize) -> Option<&'w str> {
    word.strip_prefix(prefix).filter(|rest| has_letters(rest, left))
}

/// The ways to read a folded token, the most literal first.
fn each_reading<'a>(fold: &'a str, mut tell: impl FnMut(Reading<'a>)) {
    let plain = Reading { word: fold, joined: false, preposed: false, definite: false };
    tell(plain);
    match fold.chars().next() {
        Some('و' | 'ف' | 'ب' | 'ل' | 'ك') => {}
        Some('\u{600}'..='\u{6ff}') => return each_bare(plain, &mut tell),
        _ => return,
    }
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
            tell(*base);
        }
        each_bare(*base, &mut tell);
    }
}

/// A reading without its article, and without its accusative alef.
fn each_bare<'a>(base: Reading<'a>, tell: &mut impl FnMut(Reading<'a>)) {
    // "للقوات" is ل and ال in one.
    let definite = strip(base.word, "ال", 3).or_else(|| if base.preposed { strip(base.word, "ل", 3) } else { None });
    if let Some(word) = definite {
        tell(Reading { word, definite: true, ..base });
    }
    if let Some(word) = base.word.strip_suffix('ا').filter(|rest| has_letters(rest, 3)) {
        tell(Reading { word, ..base });
    }
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
