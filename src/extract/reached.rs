//! Numbers that a toll has reached: counts, though their four digits could be a year ("the death toll rose to 1946").

use super::dates::year_at;
use super::lexis::Lexis;
use super::token::{TokenKind, Tokens};
use super::values::Plain;
use super::wording::Wordings;
use crate::model::Lexicon;

/// How many words are looked at for one phrase that ends right before a number.
const PHRASE: usize = 4;

/// Tells counts from years. Compiled once from the lexicons.
#[derive(Debug)]
pub struct Reached {
    words: Wordings<Word>,
}

/// What a word beside a number tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Counts victims, or tells of harm done to them.
    Toll,
    /// Says that what was counted comes to the number behind it.
    Reaches,
    /// The same, of the number before it: the verb comes last.
    IsReached,
    /// Bounds the number behind it.
    Bounds,
    /// Says, where the verb comes first, that what stands right behind it comes to a number further on.
    ReachesFirst,
    /// Leads to a time or a place, where the verb comes first: a number behind it may be a year.
    Leads,
}

impl Plain for Word {
    fn is_plain(&self) -> bool {
        true
    }
}

impl Reached {
    /// Compiles the words of the lexicons.
    pub fn new(lexicons: &[Lexicon], lexis: &mut Lexis) -> Self {
        let mut words = Wordings::default();
        for lexicon in lexicons {
            let figures = &lexicon.figures;
            let mut add = |lists: &[&[String]], word| {
                lists.iter().copied().flatten().for_each(|phrase| words.add(lexis, phrase, &word));
            };
            for harm in &figures.harm {
                add(&[&harm.toll, &harm.noun, &harm.before, &harm.counted], Word::Toll);
            }
            add(&[&figures.link.reach], Word::Reaches);
            if figures.link.verb_last {
                add(&[&figures.link.reach], Word::IsReached);
            }
            if figures.link.verb_first {
                add(&[&figures.link.reach], Word::ReachesFirst);
                add(&[&figures.link.stop, &lexicon.time.before_year], Word::Leads);
            }
            add(&[&figures.bound.at_least, &figures.bound.more_than, &figures.bound.about], Word::Bounds);
        }
        Self { words }
    }

    /// Whether the number at a token is what a toll has reached that was named before it in its sentence.
    pub fn is_count(&self, tokens: &Tokens<'_>, index: usize) -> bool {
        let after = tokens.sentences().partition_point(|sentence| sentence.end <= index);
        let Some(sentence) = tokens.sentences().get(after) else { return false };
        if self.is_reached_first(tokens, sentence.start, index) {
            return true;
        }
        let Some(until) = self.reaches_before(tokens, sentence.start, index).or_else(|| {
            let is_reached = self.is_reached_behind(tokens, index, sentence.end);
            is_reached.then_some(index)
        }) else {
            return false;
        };
        self.words.find(tokens, sentence.start..until).any(|found| found.values.contains(&Word::Toll))
    }

    /// Where the words begin that say, right before a number or what bounds it, that something comes to it. Of a stretch
    /// of years ("from 2011 to 2024") both ends are years.
    fn reaches_before(&self, tokens: &Tokens<'_>, begin: usize, index: usize) -> Option<usize> {
        let mut until = index;
        loop {
            let last = until.checked_sub(1).filter(|last| *last >= begin)?;
            if tokens.mark(last) == ':' {
                return Some(last);
            }
            let found = (last.saturating_sub(PHRASE).max(begin)..until).find_map(|from| {
                self.words.longest_at(tokens, from, until).filter(|found| found.tokens.end == until)
            })?;
            until = found.tokens.start;
            if found.values.contains(&Word::Reaches) {
                let is_stretch = until.checked_sub(1).is_some_and(|before| year_at(tokens, before).is_some());
                return (!is_stretch).then_some(until);
            }
            found.values.contains(&Word::Bounds).then_some(())?;
        }
    }

    /// Whether the verb that says so stands right before the toll, and both somewhere before the number, with no other number
    /// between ("came the number of the dead in P to 1976", as Arabic has it without the "to").
    fn is_reached_first(&self, tokens: &Tokens<'_>, begin: usize, index: usize) -> bool {
        let is = |at: usize, word: Word| {
            self.words.longest_at(tokens, at, index).is_some_and(|it| it.values.contains(&word))
        };
        let led =
            index.checked_sub(1).is_some_and(|before| is(before, Word::Leads) || year_at(tokens, before).is_some());
        // What follows may be the count ("in the massacre of 1982 twenty thousand", "at the end of 2024 to 90").
        let ends = tokens.at(index + 1).is_none_or(|next| matches!(next.kind, TokenKind::Mark | TokenKind::Break));
        if led || !ends {
            return false;
        }
        let starts = |at: &usize| {
            let verb = self.words.longest_at(tokens, *at, index).filter(|it| it.values.contains(&Word::ReachesFirst));
            verb.is_some_and(|verb| is(verb.tokens.end, Word::Toll))
        };
        let is_word = |at: &usize| tokens.at(*at).is_some_and(|token| token.kind == TokenKind::Word);
        (begin..index).rev().take_while(is_word).any(|at| starts(&at))
    }

    /// Whether the verb that says so stands right behind the number and its ending ("1946'ya yükseldi").
    fn is_reached_behind(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> bool {
        let is_ending =
            |at: &usize| tokens.glued(at - 1) && tokens.at(*at).is_some_and(|it| it.kind != TokenKind::Number);
        let behind = (index + 1..end).find(|at| !is_ending(at));
        let found = behind.and_then(|at| self.words.longest_at(tokens, at, end));
        found.is_some_and(|found| found.values.contains(&Word::IsReached))
    }
}
