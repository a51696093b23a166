//! Tokens and sentences: the text cut into words, numbers and marks, each with its place and its folded form.

use std::ops::Range;

use super::lexis::{Known, Lexis};
use crate::text::fold::{fold, fold_into};

/// How many words with letters starred out are looked up in one text: each is compared with all words.
const MAX_STARRED: usize = 24;

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
    /// First byte in the source.
    pub start: usize,
    /// One past the last byte in the source.
    pub end: usize,
    /// What it is.
    pub kind: TokenKind,
    fold_start: usize,
    fold_end: usize,
}

/// A text cut into tokens and sentences.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    source: &'a str,
    folded: String,
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    /// The words that the tokens may be, one token's after the other's.
    known: Vec<Known>,
    /// Where the words of each token end in `known`.
    known_ends: Vec<u32>,
    /// The sets of wordings that may have a phrase which begins at each token, a bit each.
    begins: Vec<u64>,
}

impl<'a> Tokens<'a> {
    /// Cuts `source`, in linear time. No wording is found in it: see [`Tokens::known`].
    pub fn new(source: &'a str) -> Self {
        let mut cut = Self {
            source,
            folded: String::with_capacity(source.len()),
            tokens: Vec::with_capacity(source.len() / 5),
            sentences: vec![],
            known: vec![],
            known_ends: vec![],
            begins: vec![],
        };
        cut.tokenize();
        cut.sentences = cut.find_sentences();
        cut
    }

    /// Cuts `source` and looks its words up, in linear time.
    pub fn known(source: &'a str, lexis: &Lexis) -> Self {
        let mut cut = Self::new(source);
        let mut known = Vec::with_capacity(cut.tokens.len() * 2);
        let mut starred = 0;
        cut.known_ends.reserve(cut.tokens.len());
        cut.begins.reserve(cut.tokens.len());
        for index in 0..cut.tokens.len() {
            let from = known.len();
            if cut.tokens.get(index).is_some_and(|token| token.kind != TokenKind::Break) {
                lexis.know(cut.fold(index), &mut known);
                if known.len() == from && starred < MAX_STARRED && cut.word(index).contains('*') {
                    lexis.know_starred(&fold(cut.word(index)), &mut known);
                    starred += 1;
                }
            }
            cut.known_ends.push(u32::try_from(known.len()).unwrap_or(u32::MAX));
            cut.begins.push(lexis.sets_of(known.get(from..).unwrap_or_default()));
        }
        cut.known = known;
        cut
    }

    /// Whether a set of wordings, by its bit, may have a phrase that begins at a token.
    pub fn may_begin(&self, index: usize, bit: u64) -> bool {
        self.begins.get(index).is_some_and(|bits| bits & bit != 0)
    }

    /// The words that a token may be, the most literal first; none for what no wording knows.
    pub fn known_at(&self, index: usize) -> &[Known] {
        let end = self.known_ends.get(index).copied().unwrap_or(0) as usize;
        let start = index.checked_sub(1).and_then(|before| self.known_ends.get(before)).copied().unwrap_or(0) as usize;
        self.known.get(start..end.max(start)).unwrap_or_default()
    }

    /// The text itself.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// All tokens.
    pub fn all(&self) -> &[Token] {
        &self.tokens
    }

    /// The token at an index, if there is one.
    pub fn at(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// The folded form of the token at an index; empty beyond the end.
    pub fn fold(&self, index: usize) -> &str {
        self.tokens.get(index).and_then(|token| self.folded.get(token.fold_start..token.fold_end)).unwrap_or("")
    }

    /// The token at an index as it is written; empty beyond the end.
    pub fn word(&self, index: usize) -> &'a str {
        self.tokens.get(index).and_then(|token| self.source.get(token.start..token.end)).unwrap_or("")
    }

    /// The sentences, as ranges of token indices.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// Whether a sentence is the last of its line.
    pub fn ends_line(&self, sentence: &Range<usize>) -> bool {
        let ends = |at: usize| self.fold(at) == "\n" || is_bullet(self.fold(at));
        sentence.end.checked_sub(1).is_some_and(ends) || ends(sentence.end)
    }

    /// The bytes from the first to the last token of a range of tokens.
    pub fn span(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(self.source.len(), |token| token.start);
        let end = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end);
        start..end.max(start)
    }

    /// Whether no byte stands between this token and the next.
    pub fn glued(&self, index: usize) -> bool {
        match (self.tokens.get(index), self.tokens.get(index + 1)) {
            (Some(one), Some(next)) => one.end == next.start,
            _ => false,
        }
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) {
        let fold_start = self.folded.len();
        let text = self.source.get(start..end).unwrap_or("");
        match kind {
            TokenKind::Word if text.contains(['*', 'ـ', ':', '_', '·']) => {
                let bare: String = text.chars().filter(|c| c.is_alphanumeric() || is_joined(*c) && *c != 'ـ').collect();
                fold_into(&bare, &mut self.folded);
            }
            TokenKind::Break => self.folded.push('\n'),
            _ => fold_into(text, &mut self.folded),
        }
        let fold_end = self.folded.len();
        self.tokens.push(Token { start, end, kind, fold_start, fold_end });
    }

    fn tokenize(&mut self) {
        let source = self.source;
        let mut rest = source.char_indices().peekable();
        while let Some((start, c)) = rest.next() {
            let mut end = start + c.len_utf8();
            if c == '\n' {
                self.push(start, end, TokenKind::Break);
            } else if c.is_whitespace() {
            } else if is_digit(c) {
                while let Some(&(at, next)) = rest.peek() {
                    let after = source.get(at + next.len_utf8()..).and_then(|tail| tail.chars().next());
                    let inside = matches!(next, '.' | ',' | '٬' | '٫' | '،') && after.is_some_and(is_digit);
                    if !is_digit(next) && !inside {
                        break;
                    }
                    end = at + next.len_utf8();
                    rest.next();
                }
                self.push(start, end, TokenKind::Number);
            } else if c.is_alphabetic() || is_joined(c) {
                while let Some(&(at, next)) = rest.peek() {
                    let after = source.get(at + next.len_utf8()..).unwrap_or("");
                    let censored = next == '*' && after.trim_start_matches('*').starts_with(char::is_alphabetic);
                    // A stretched word may be broken for the censor: "قـ ـتل".
                    let stretched = matches!(next, ' ' | '.' | '_' | '-')
                        && source.get(..at).is_some_and(|s| s.ends_with('ـ'))
                        && after.starts_with('ـ');
                    // A mark between small letters is part of the word: "Zivilist:innen".
                    let inner = matches!(next, ':' | '_' | '·')
                        && after.starts_with(char::is_lowercase)
                        && source.get(..at).is_some_and(|s| s.ends_with(char::is_lowercase));
                    if is_digit(next) || !(next.is_alphabetic() || is_joined(next) || censored || stretched || inner) {
                        break;
                    }
                    end = at + next.len_utf8();
                    rest.next();
                }
                self.push(start, end, TokenKind::Word);
            } else {
                self.push(start, end, TokenKind::Mark);
            }
        }
    }

    fn find_sentences(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut begin = 0;
        for (index, token) in self.tokens.iter().enumerate() {
            let ends = match token.kind {
                TokenKind::Break => true,
                TokenKind::Mark => match self.fold(index) {
                    "!" | "?" | "؟" | "…" | "۔" => true,
                    mark if is_bullet(mark) => true,
                    "." => !self.is_abbreviation(index),
                    _ => false,
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
        if begin < self.tokens.len() {
            found.push(begin..self.tokens.len());
        }
        found
    }

    /// Whether the full stop at an index belongs to the word before it ("Lt.", "a.m.", "U.N.").
    fn is_abbreviation(&self, stop: usize) -> bool {
        const ABBREVIATIONS: &[&str] = &[
            "lt", "col", "gen", "maj", "capt", "sgt", "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "al",
            "approx", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "gov",
            "sen", "rep", "brig", "rev", "тыс", "млн", "bzw", "ca",
        ];
        let Some(before) = stop.checked_sub(1) else { return false };
        let word = self.fold(before);
        let glued = self.glued(before);
        let next_lower = (stop + 1..stop + 3).map(|at| self.word(at)).find(|w| !matches!(*w, "\"" | "”" | "»" | ")"));
        let next_lower = next_lower.is_some_and(|w| w.starts_with(|c: char| c.is_lowercase()));
        let letters = word.chars().count();
        let latin = word.is_ascii() && self.tokens.get(before).is_some_and(|token| token.kind == TokenKind::Word);
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
                || ABBREVIATIONS.contains(&word)
                || latin && next_lower
                || latin && letters == 1 && self.glued(stop))
    }
}

/// Whether a mark begins an entry of a list, as a new line does.
pub fn is_bullet(mark: &str) -> bool {
    matches!(mark, "•" | "●" | "▪" | "◾" | "■" | "►" | "▶" | "◆" | "🔴" | "⭕")
}

/// Whether a character is a digit that figures are written in.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('٠'..='٩').contains(&c) || ('۰'..='۹').contains(&c)
}

/// Whether a character stands inside words without being a letter: marks, kashida, joiners.
fn is_joined(c: char) -> bool {
    c == 'ـ' || matches!(c, '\u{200c}' | '\u{200d}') || unicode_normalization::char::is_combining_mark(c)
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
        let check = |text: &str, count: usize| assert_eq!(Tokens::new(text).sentences().len(), count, "{text}");
        check("Lt. Col. Mustafa spoke. Then at 10 a.m. on Friday it ended.", 2);
        check("The U.N. office said so. 16 died!", 2);
        check("قتل 16. ثم انتهى؟ نعم", 3);
        check("one\ntwo\n\nthree", 3);
    }
}
