//! Years of another time: those that date what a sentence tells, and those that only say something of what it names ("the
//! regime that fell IN 2024 ...").

use std::ops::Range;

use crate::extract::dates::DateRef;
use crate::extract::lexis::Lexis;
use crate::extract::token::{TokenKind, Tokens};
use crate::extract::values::Plain;
use crate::extract::wording::Wordings;
use crate::model::Lexicon;

/// How many tokens a clause has at most beside a date that stands alone in it.
const ALONE: usize = 2;
/// How many words before a year may tie it to something else than what is told.
const TIE_REACH: usize = 6;

/// Tells such years apart. Compiled once from the lexicons.
#[derive(Debug)]
pub(super) struct Recalled {
    words: Wordings<Word>,
}

/// What a word before a year tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Begins a clause that says something of what was named before it.
    Describes,
    /// Ties the year to something else ("the worst since").
    Ties,
}

impl Plain for Word {
    fn is_plain(&self) -> bool {
        true
    }
}

impl Recalled {
    /// Compiles the words of the lexicons.
    pub fn new(lexicons: &[Lexicon], lexis: &mut Lexis) -> Self {
        let mut words = Wordings::default();
        for refuse in lexicons.iter().map(|lexicon| &lexicon.figures.refuse) {
            refuse.describing.iter().for_each(|word| words.add(lexis, word, &Word::Describes));
            refuse.elsewhen.iter().for_each(|word| words.add(lexis, word, &Word::Ties));
        }
        Self { words }
    }

    /// Whether a date says something of what the sentence names, and not when what it tells happened: violence is told
    /// outside of what the date dates. `violence` holds the tokens at which the sentence names any.
    pub fn is_aside(&self, tokens: &Tokens<'_>, sentence: &Range<usize>, date: &DateRef, violence: &[usize]) -> bool {
        let part = around(sentence, date, |at| matches!(tokens.mark(at), ';' | '؛'));
        if violence.iter().any(|at| !part.contains(at)) {
            return true;
        }
        let tells = |at, word| self.words.longest_at(tokens, at, part.end).is_some_and(|it| it.values.contains(&word));
        let begin = date.tokens.start.saturating_sub(TIE_REACH).max(part.start);
        let uncounted = |at: &usize| tokens.at(*at).is_none_or(|token| token.kind != TokenKind::Number);
        if (begin..date.tokens.start).rev().take_while(uncounted).any(|at| tells(at, Word::Ties)) {
            return true;
        }
        let describes = |at| tells(at, Word::Describes);
        let parts = |at| matches!(tokens.mark(at), ',' | '،' | ':' | '(' | ')' | '—' | '–') || describes(at);
        let clause = around(&part, date, parts);
        // What leads a sentence dates all of it, as a date that stands alone does ("... (2013)").
        let leads = clause.start == part.start && !describes(clause.start);
        if leads || clause.len() <= date.tokens.len() + ALONE {
            return false;
        }
        let inside = violence.iter().filter(|at| clause.contains(at)).count();
        inside < violence.len() && (inside == 0 || describes(clause.start))
    }
}

/// What stands around a date, from the last token before it that parts to the first behind it.
fn around(range: &Range<usize>, date: &DateRef, parts: impl Fn(usize) -> bool) -> Range<usize> {
    let before = (range.start..date.tokens.start).rev().find(|at| parts(*at));
    let after = (date.tokens.end..range.end).find(|at| parts(*at));
    before.unwrap_or(range.start)..after.unwrap_or(range.end)
}
