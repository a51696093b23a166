//! Tokens and sentences: the text cut into words, numbers and marks, each with its place and its folded form.

use std::cell::{OnceCell, RefCell};
use std::mem::take;
use std::ops::Range;

use super::letter::{CLASSES, Class, is_joined};
use super::lexis::{Known, Lexis};
use super::phrases::{Hits, Onward, Words};
use crate::text::fold::{fold, fold_alone, fold_into, folds_by_bytes};

/// How many words with letters starred out are looked up in one text: each is compared with all words.
const MAX_STARRED: usize = 24;

/// How many bytes a token has, roughly: so much room is made at once.
const TOKEN_BYTES: usize = 5;
/// How many bytes a text has at most whose tokens are moved where there are more than it had room for.
const MAX_MOVED_BYTES: usize = 128 << 10;
/// How many words a token may be, roughly.
const KNOWN_A_TOKEN: usize = 3;

/// The kashida, which stretches words.
const KASHIDA: &[u8] = "ـ".as_bytes();

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters.
    Word,
    /// Digits, with separators inside ("1,383").
    Number,
    /// One mark.
    Mark,
    /// The end of a line.
    Break,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its first byte in the source, and one past its last: a large text has many tokens, small ones fit the cache.
    start: u32,
    end: u32,
    fold_start: u32,
    fold_end: u32,
    /// The mark that it is, as folded; `'\0'` for words and numbers.
    mark: char,
    /// What it is.
    pub kind: TokenKind,
}

impl Token {
    fn new(bytes: Range<usize>, folded: Range<usize>, kind: TokenKind, mark: char) -> Self {
        let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let (start, end, fold_start, fold_end) =
            (place(bytes.start), place(bytes.end), place(folded.start), place(folded.end));
        Self { start, end, fold_start, fold_end, mark, kind }
    }

    /// Whether it may stand inside a phrase without being a word of it, as far as it tells by itself.
    #[inline]
    fn may_bridge(&self) -> bool {
        matches!(self.mark, '-' | '\u{2010}' | '\u{2011}' | '\'') || self.mark == '\0' && self.end - self.start == 1
    }

    /// Whether it is this mark, as folded.
    #[inline]
    pub fn is_mark(&self, mark: char) -> bool {
        self.mark == mark
    }

    /// Its bytes in the source.
    pub fn bytes(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its bytes in the folded text.
    fn folded(&self) -> Range<usize> {
        self.fold_start as usize..self.fold_end as usize
    }
}

/// A text cut into tokens and sentences.
#[derive(Debug)]
pub struct Tokens<'a> {
    source: &'a str,
    /// The words that are known; none for a text in which no wording is looked for.
    lexis: Option<&'a Lexis>,
    /// What was found in it.
    found: Buffers,
}

/// What is found in a text. A lexis keeps it from one text for the next, so that the memory in which the next is read
/// is at hand.
#[derive(Debug, Default)]
pub struct Buffers {
    folded: String,
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    /// The words that the tokens may be, one token's after the other's.
    known: Vec<Known>,
    /// Where the words of each token end in `known`.
    known_ends: Vec<u32>,
    /// The words that each token may be, roughly.
    words: Vec<Words>,
    /// The token at which a phrase that goes on at each token reads its next word.
    onward: Vec<u32>,
    /// The phrases of each shelf in it, found when they are first asked for.
    hits: Vec<OnceCell<Hits>>,
    /// The memory of earlier ones.
    spare: RefCell<Vec<Hits>>,
}

impl Buffers {
    /// For how many bytes of text there is room.
    pub fn room(&self) -> usize {
        self.folded.capacity()
    }

    /// Makes ready for another text, of so many bytes, that so many shelves may be asked for.
    fn clear(&mut self, bytes: usize, shelves: usize) {
        self.folded.clear();
        self.folded.reserve(bytes);
        self.tokens.clear();
        // A large text of nothing but marks has a token a byte, and room that is not used costs nothing there; to move
        // them to more room does.
        self.tokens.reserve(if bytes > MAX_MOVED_BYTES { bytes } else { bytes / TOKEN_BYTES });
        self.sentences.clear();
        self.known.clear();
        self.known_ends.clear();
        self.words.clear();
        self.onward.clear();
        let old = self.hits.iter_mut().filter_map(OnceCell::take);
        self.spare.get_mut().extend(old);
        self.hits.resize_with(shelves, OnceCell::new);
    }
}

impl Drop for Tokens<'_> {
    fn drop(&mut self) {
        if let Some(lexis) = self.lexis {
            lexis.keep(take(&mut self.found));
        }
    }
}

impl<'a> Tokens<'a> {
    /// Cuts `source`, in linear time. No wording is found in it and no abbreviation known: see [`Tokens::known`].
    pub fn new(source: &'a str) -> Self {
        Self::cut(source, None)
    }

    fn cut(source: &'a str, lexis: Option<&'a Lexis>) -> Self {
        let mut cut = Self { source, lexis, found: lexis.map(Lexis::spare).unwrap_or_default() };
        cut.found.clear(source.len(), lexis.map_or(0, |lexis| lexis.shelves().len()));
        cut.tokenize();
        cut.find_sentences();
        cut
    }

    /// Cuts `source` and looks its words up, in linear time.
    pub fn known(source: &'a str, lexis: &'a Lexis) -> Self {
        let mut cut = Self::cut(source, Some(lexis));
        let Buffers { folded, tokens, known, known_ends, words, .. } = &mut cut.found;
        let mut learnt = lexis.learnt(source.len());
        let has_stars = source.as_bytes().contains(&b'*');
        let mut starred = 0;
        known.reserve(tokens.len() * KNOWN_A_TOKEN);
        known_ends.reserve(tokens.len());
        words.reserve(tokens.len());
        for token in tokens.iter() {
            let from = known.len();
            let mut here = Words::default();
            if token.kind != TokenKind::Break {
                here = match learnt.as_mut().filter(|_| token.kind != TokenKind::Number) {
                    Some(learnt) => lexis.recall(folded, token.folded(), learnt, known),
                    None => lexis.know(folded.get(token.folded()).unwrap_or(""), known),
                };
                if has_stars && known.len() == from && starred < MAX_STARRED {
                    let written = source.get(token.bytes()).unwrap_or("");
                    if written.contains('*') {
                        here = lexis.know_starred(&fold(written), known);
                        starred += 1;
                    }
                }
            }
            words.push(if token.kind == TokenKind::Word { here.and(Words::ANY) } else { here });
            known_ends.push(u32::try_from(known.len()).unwrap_or(u32::MAX));
        }
        lexis.keep_learnt(learnt);
        // Behind a mark inside a phrase, or two, never on another line: a line's end is no word.
        let mut onward = take(&mut cut.found.onward);
        onward.extend((0..).zip(cut.all()).map(|(index, token)| {
            let at = index as usize;
            let bridges =
                if !token.may_bridge() || !cut.is_bridge(at) { 0 } else { 1 + u32::from(cut.is_bridge(at + 1)) };
            index + bridges
        }));
        cut.found.onward = onward;
        cut
    }

    /// Where a phrase that goes on at a token reads its next word.
    pub fn onward(&self, index: usize) -> Onward {
        let Some(&token) = self.found.onward.get(index) else { return Onward::default() };
        Onward { token, words: self.found.words.get(token as usize).copied().unwrap_or_default() }
    }

    /// The phrases of a shelf of the lexis in the text; none where no wording is looked for.
    #[inline]
    pub fn hits(&self, shelf: usize) -> Option<&Hits> {
        let hits = self.found.hits.get(shelf)?;
        hits.get().or_else(|| self.follow(shelf))
    }

    /// Follows the phrases of a shelf for the first time.
    #[cold]
    fn follow(&self, shelf: usize) -> Option<&Hits> {
        let (hits, shelf) = (self.found.hits.get(shelf)?, self.lexis?.shelves().get(shelf)?);
        Some(hits.get_or_init(|| {
            let spare = self.found.spare.borrow_mut().pop();
            shelf.follow(self, spare.unwrap_or_default())
        }))
    }

    /// Of each token the words that it may be.
    pub fn each_known(&self) -> impl Iterator<Item = &[Known]> {
        let mut start = 0;
        self.found.known_ends.iter().map(move |end| {
            let known = self.found.known.get(start..*end as usize).unwrap_or_default();
            start = *end as usize;
            known
        })
    }

    /// The words that a token may be, the most literal first; none for what no wording knows.
    pub fn known_at(&self, index: usize) -> &[Known] {
        let end = self.found.known_ends.get(index).copied().unwrap_or(0) as usize;
        let start =
            index.checked_sub(1).and_then(|before| self.found.known_ends.get(before)).copied().unwrap_or(0) as usize;
        self.found.known.get(start..end.max(start)).unwrap_or_default()
    }

    /// The text itself.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// All tokens.
    pub fn all(&self) -> &[Token] {
        &self.found.tokens
    }

    /// The token at an index, if there is one.
    pub fn at(&self, index: usize) -> Option<&Token> {
        self.found.tokens.get(index)
    }

    /// The folded form of the token at an index; empty beyond the end.
    pub fn fold(&self, index: usize) -> &str {
        self.found.tokens.get(index).and_then(|token| self.found.folded.get(token.folded())).unwrap_or("")
    }

    /// The mark at an index, as folded; `'\0'` where there is none.
    pub fn mark(&self, index: usize) -> char {
        self.found.tokens.get(index).map_or('\0', |token| token.mark)
    }

    /// Whether a token is a comma, Latin or Arabic.
    pub fn is_comma(&self, index: usize) -> bool {
        matches!(self.mark(index), ',' | '،')
    }

    /// Whether the token at an index begins with a capital.
    #[inline]
    pub fn is_capital(&self, index: usize) -> bool {
        let first = self.found.tokens.get(index).and_then(|token| self.source.as_bytes().get(token.start as usize));
        match first {
            None | Some(..=0x7f) => first.is_some_and(u8::is_ascii_uppercase),
            // The Arabic letters, which have no case.
            Some(0xd8..=0xdb) => false,
            Some(_) => self.word(index).starts_with(char::is_uppercase),
        }
    }

    /// The token at an index as it is written; empty beyond the end.
    pub fn word(&self, index: usize) -> &'a str {
        self.found.tokens.get(index).and_then(|token| self.source.get(token.bytes())).unwrap_or("")
    }

    /// The sentences, as ranges of token indices.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.found.sentences
    }

    /// Whether a sentence is the last of its line.
    pub fn ends_line(&self, sentence: &Range<usize>) -> bool {
        let ends = |at: usize| self.mark(at) == '\n' || is_bullet(self.mark(at));
        sentence.end.checked_sub(1).is_some_and(ends) || ends(sentence.end)
    }

    /// The bytes from the first to the last token of a range of tokens.
    pub fn span(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.found.tokens.get(tokens.start).map_or(self.source.len(), |token| token.bytes().start);
        let last = tokens.end.checked_sub(1).and_then(|last| self.found.tokens.get(last));
        let end = last.map_or(start, |token| token.bytes().end);
        start..end.max(start)
    }

    /// Whether a token may stand inside a phrase without being a word of it: a hyphen, or a glued "'s".
    #[inline]
    pub fn is_bridge(&self, index: usize) -> bool {
        let Some(token) = self.found.tokens.get(index) else { return false };
        match token.mark {
            '-' | '\u{2010}' | '\u{2011}' => true,
            '\'' => self.fold(index + 1) == "s" && self.glued(index) || index > 0 && self.glued(index - 1),
            '\0' => {
                let is_short = token.end - token.start == 1;
                is_short
                    && self.fold(index) == "s"
                    && index > 0
                    && self.mark(index - 1) == '\''
                    && self.glued(index - 1)
            }
            _ => false,
        }
    }

    /// Whether no byte stands between this token and the next.
    pub fn glued(&self, index: usize) -> bool {
        match (self.found.tokens.get(index), self.found.tokens.get(index + 1)) {
            (Some(one), Some(next)) => one.end == next.start,
            _ => false,
        }
    }

    /// Adds a token. The source stands folded up to `copied`; `folded` is where the token begins in the folded text.
    #[inline]
    fn push(&mut self, copied: usize, (start, end): (usize, usize), folded: usize, kind: TokenKind, mark: char) {
        let fold_end = self.found.folded.len() + end - copied;
        self.found.tokens.push(Token::new(start..end, folded..fold_end, kind, mark));
    }

    /// Adds a token that is not folded letter by letter.
    fn push_apart(&mut self, copied: &mut usize, (start, end): (usize, usize), kind: TokenKind, is_broken: bool) {
        self.copy(*copied, start);
        *copied = end;
        let fold_start = self.found.folded.len();
        let text = self.source.get(start..end).unwrap_or("");
        if is_broken {
            let bare: String = text.chars().filter(|c| c.is_alphanumeric() || is_joined(*c) && *c != 'ـ').collect();
            fold_into(&bare, &mut self.found.folded);
        } else {
            fold_into(text, &mut self.found.folded);
        }
        let is_mark = matches!(kind, TokenKind::Mark | TokenKind::Break);
        let mark = self.found.folded.get(fold_start..).and_then(|fold| fold.chars().next()).filter(|_| is_mark);
        self.push(end, (start, end), fold_start, kind, mark.unwrap_or('\0'));
    }

    /// Takes over a stretch of the source whose characters fold byte by byte, all of which are folded at the end.
    fn copy(&mut self, start: usize, end: usize) {
        self.found.folded.push_str(self.source.get(start..end).unwrap_or(""));
    }

    /// Folds a character that does not fold byte by byte, and all before it; tells whether it folds whatever stands
    /// beside it.
    fn fold_one(&mut self, copied: &mut usize, at: usize, c: char) -> bool {
        let Some(folded) = fold_alone(c) else { return false };
        self.copy(*copied, at);
        *copied = at + c.len_utf8();
        folded.into_iter().flatten().for_each(|c| self.found.folded.push(c));
        true
    }

    fn tokenize(&mut self) {
        let source = self.source;
        let classes = CLASSES.as_slice();
        let class_of = |c: char| classes.get(c as usize).copied().unwrap_or_else(|| Class::of(c));
        let class_at = |at: usize| {
            let byte = *source.as_bytes().get(at)?;
            if byte.is_ascii() {
                return Some((char::from(byte), class_of(char::from(byte)), at + 1));
            }
            let c = source.get(at..).and_then(|rest| rest.chars().next())?;
            Some((c, class_of(c), at + c.len_utf8()))
        };
        let bytes = source.as_bytes();
        let (mut start, mut copied) = (0, 0);
        loop {
            while bytes.get(start) == Some(&b' ') {
                start += 1;
            }
            let Some((c, class, mut end)) = class_at(start) else { break };
            let before = (self.found.folded.len(), copied);
            // Where the folded form of the token begins.
            let folded = before.0 + start - copied;
            match class {
                Class::Break => self.push(copied, (start, end), folded, TokenKind::Break, c),
                Class::Space => {}
                Class::Digit => {
                    while let Some((next, class, after)) = class_at(end) {
                        let inside = matches!(next, '.' | ',' | '٬' | '٫' | '،')
                            && class_at(after).is_some_and(|(_, class, _)| class == Class::Digit);
                        if class != Class::Digit && !inside {
                            break;
                        }
                        end = after;
                    }
                    if source.as_bytes().get(start..end).is_some_and(folds_by_bytes) {
                        self.push(copied, (start, end), folded, TokenKind::Number, '\0');
                    } else {
                        self.push_apart(&mut copied, (start, end), TokenKind::Number, false);
                    }
                }
                Class::Plain | Class::Letter => {
                    if c.is_ascii() {
                        end += ascii_letters(bytes.get(end..).unwrap_or_default());
                        // Most words end before a blank or a mark that is part of no word.
                        if bytes.get(end).is_none_or(|next| next.is_ascii() && !matches!(next, b'*' | b':' | b'_')) {
                            self.push(copied, (start, end), folded, TokenKind::Word, '\0');
                            start = end;
                            continue;
                        }
                    }
                    let mut is_broken = matches!(c, 'ـ' | '·');
                    let mut is_simple = class == Class::Plain || self.fold_one(&mut copied, start, c);
                    loop {
                        end += ascii_letters(bytes.get(end..).unwrap_or_default());
                        end += plain_letters(bytes.get(end..).unwrap_or_default(), classes);
                        let Some((next, class, after)) = class_at(end) else { break };
                        match class {
                            Class::Plain => {}
                            Class::Letter => {
                                is_broken |= next == 'ـ';
                                is_simple = is_simple && self.fold_one(&mut copied, end, next);
                            }
                            _ if self.is_inner(next, end, after) => is_broken = true,
                            _ => break,
                        }
                        end = after;
                    }
                    if is_simple && !is_broken {
                        self.push(copied, (start, end), folded, TokenKind::Word, '\0');
                    } else {
                        self.found.folded.truncate(before.0);
                        copied = before.1;
                        self.push_apart(&mut copied, (start, end), TokenKind::Word, is_broken);
                    }
                }
                Class::Mark if c.is_ascii() && c != '`' => {
                    self.push(copied, (start, end), folded, TokenKind::Mark, c);
                }
                Class::Mark => match fold_alone(c) {
                    Some([Some(mark), None]) => {
                        if mark != c {
                            self.fold_one(&mut copied, start, c);
                        }
                        self.push(copied, (start, end), folded, TokenKind::Mark, mark);
                    }
                    _ => self.push_apart(&mut copied, (start, end), TokenKind::Mark, false),
                },
            }
            start = end;
        }
        self.copy(copied, source.len());
        self.found.folded.make_ascii_lowercase();
    }

    /// Whether a mark inside a word, at a byte, is part of it.
    #[inline]
    fn is_inner(&self, mark: char, at: usize, after: usize) -> bool {
        let (before, after) = (|| self.source.get(..at).unwrap_or(""), || self.source.get(after..).unwrap_or(""));
        let is_stretched = || before().as_bytes().ends_with(KASHIDA) && after().as_bytes().starts_with(KASHIDA);
        match mark {
            '*' => after().trim_start_matches('*').starts_with(char::is_alphabetic),
            // A stretched word may be broken for the censor: "قـ ـتل".
            ' ' | '.' | '-' => is_stretched(),
            // A mark between small letters is part of the word: "Zivilist:innen".
            ':' | '·' => before().ends_with(char::is_lowercase) && after().starts_with(char::is_lowercase),
            '_' => is_stretched() || before().ends_with(char::is_lowercase) && after().starts_with(char::is_lowercase),
            _ => false,
        }
    }

    fn find_sentences(&mut self) {
        let mut found = take(&mut self.found.sentences);
        let mut begin = 0;
        for (index, token) in self.found.tokens.iter().enumerate() {
            let ends = match token.kind {
                TokenKind::Break => true,
                TokenKind::Mark => match token.mark {
                    '!' | '?' | '؟' | '…' | '۔' => true,
                    '.' => !self.is_abbreviation(index),
                    mark => is_bullet(mark),
                },
                _ => false,
            };
            if ends {
                if index > begin {
                    found.push(begin..index + 1);
                }
                begin = index + 1;
            }
        }
        if begin < self.found.tokens.len() {
            found.push(begin..self.found.tokens.len());
        }
        self.found.sentences = found;
    }

    /// Whether the full stop at an index belongs to the word before it ("Lt.", "a.m.", "U.N.").
    fn is_abbreviation(&self, stop: usize) -> bool {
        let Some(before) = stop.checked_sub(1) else { return false };
        let word = self.fold(before);
        let glued = self.glued(before);
        let next_lower = (stop + 1..stop + 3).map(|at| self.word(at)).find(|w| !matches!(*w, "\"" | "”" | "»" | ")"));
        let next_lower = next_lower.is_some_and(|w| w.starts_with(|c: char| c.is_lowercase()));
        let letters = word.chars().count();
        let latin = word.is_ascii() && self.found.tokens.get(before).is_some_and(|token| token.kind == TokenKind::Word);
        // "The U.N. Human Rights Office".
        let initials = latin
            && letters == 1
            && stop.checked_sub(3).is_some_and(|first| {
                self.fold(stop - 2) == "."
                    && self.fold(first).chars().count() == 1
                    && self.glued(first)
                    && self.glued(stop - 2)
            });
        glued
            && (initials
                || self.lexis.is_some_and(|lexis| lexis.is_abbreviation(word))
                || latin && next_lower
                || latin && letters == 1 && self.glued(stop))
    }
}

/// Sentences cut into pieces of so many tokens at most: an overlong one is read as several.
pub fn pieces(sentences: &[Range<usize>], longest: usize) -> impl Iterator<Item = Range<usize>> {
    sentences.iter().flat_map(move |sentence| {
        let end = sentence.end;
        sentence.clone().step_by(longest).map(move |start| start..end.min(start + longest))
    })
}

/// Whether a mark begins an entry of a list, as a new line does.
pub fn is_bullet(mark: char) -> bool {
    matches!(mark, '•' | '●' | '▪' | '◾' | '■' | '►' | '▶' | '◆' | '🔴' | '⭕')
}

/// How many bytes the letters of two bytes have that a text begins with and that fold by themselves.
fn plain_letters(text: &[u8], classes: &[Class]) -> usize {
    let (pairs, _) = text.as_chunks();
    let is_plain = |[first, second]: &&[u8; 2]| {
        let code = usize::from(*first & 0x1f) << 6 | usize::from(*second & 0x3f);
        matches!(first, 0xc2..=0xdf) && classes.get(code) == Some(&Class::Plain)
    };
    2 * pairs.iter().take_while(is_plain).count()
}

/// How many ASCII letters some bytes begin with.
fn ascii_letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folds(text: &str) -> Vec<String> {
        let tokens = Tokens::new(text);
        (0..tokens.all().len()).map(|index| tokens.fold(index).to_owned()).collect()
    }

    #[test]
    fn words_numbers_and_marks_are_told_apart() {
        assert_eq!(folds("pro-Assad 1,383 dead."), ["pro", "-", "assad", "1,383", "dead", "."]);
        assert_eq!(folds("kil*led مقـ ـتل ١٢"), ["killed", "مقتل", "12"]);
        assert_eq!(folds("و49 قتيلاً"), ["و", "49", "قتيلا"]);
    }

    #[test]
    fn sentences_end_where_they_end() {
        let mut lexis = Lexis::default();
        ["lt", "col"].into_iter().for_each(|word| lexis.abbreviate(word));
        let check = |text: &str, count: usize| {
            assert_eq!(Tokens::known(text, &lexis).sentences().len(), count, "{text}");
        };
        check("Lt. Col. Mustafa spoke. Then at 10 a.m. on Friday it ended.", 2);
        check("The U.N. office said so. 16 died!", 2);
        check("قتل 16. ثم انتهى؟ نعم", 3);
        check("one\ntwo\n\nthree", 3);
    }
}
