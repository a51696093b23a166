//! Furniture: the sentences of an item that are none of its report: the headline said again, links to other reports,
//! words under pictures.
//!
//! A sentence is furniture where its first words say so. Where such words stand alone on a line, the headlines on
//! the lines after them are furniture too, up to the first line that ends as a sentence does. Absent: what is told
//! of other matters in full sentences; that is the judge of relevance's.

use std::ops::Range;

use super::lexis::Lexis;
use super::token::{TokenKind, Tokens};
use super::wording::Wordings;
use crate::model::Lexicon;

/// How many headlines under one "also read" are passed over.
const MAX_HEADLINES: usize = 10;
/// How many sentences at the head of a body may say the headline again.
const MAX_REPEATS: usize = 3;
/// How many marks (bullets, brackets, arrows) may stand before the first word of a sentence.
const MAX_BULLETS: usize = 4;

/// A sentence that is furniture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// It is furniture only as a line under an "also read": a report without full stops may stand there too.
    pub doubtful: bool,
}

/// Finds furniture. Compiled once from the lexicons.
#[derive(Debug)]
pub struct Furniture {
    words: Wordings<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Begins a link to another report.
    Related,
    /// The same, where a mark follows.
    RelatedMarked,
    /// Begins the words under a picture, where a mark follows.
    Caption,
}

impl Furniture {
    /// Compiles the finder.
    pub fn new(lexicons: &[Lexicon], lexis: &mut Lexis) -> Self {
        let mut words = Wordings::default();
        for page in lexicons.iter().map(|lexicon| &lexicon.page) {
            let lists = [
                (&page.related, Word::Related),
                (&page.related_marked, Word::RelatedMarked),
                (&page.caption, Word::Caption),
            ];
            for (list, word) in lists {
                list.iter().for_each(|phrase| words.add(lexis, phrase, &word));
            }
        }
        Self { words }
    }

    /// The sentences of a body that are furniture, in its order.
    pub fn find(&self, title: &Tokens<'_>, tokens: &Tokens<'_>) -> Vec<Piece> {
        let sentences = tokens.sentences();
        let has_lines = sentences.iter().any(|sentence| tokens.ends_line(sentence));
        let mut found = Vec::new();
        let mut index = 0;
        while let Some(sentence) = sentences.get(index) {
            if index < MAX_REPEATS && repeats(title, (tokens, sentence)) {
                found.push(Piece { tokens: sentence.clone(), doubtful: false });
                index += 1;
                continue;
            }
            let Some((word, end)) = self.opening(tokens, sentence) else {
                index += 1;
                continue;
            };
            let begins_line = index == 0 || sentences.get(index - 1).is_some_and(|before| tokens.ends_line(before));
            let mut last = index;
            if has_lines && begins_line && word == Word::Caption {
                // The words under a picture fill their line.
                while sentences.get(last).is_some_and(|one| !tokens.ends_line(one)) && last + 1 < sentences.len() {
                    last += 1;
                }
            } else if is_bare(tokens, end..sentence.end) {
                let headlines = sentences.iter().skip(index + 1).take(MAX_HEADLINES);
                last += headlines.take_while(|one| is_headline(tokens, one)).count();
            }
            let listed = word != Word::Caption;
            let pieces = sentences.get(index..=last).into_iter().flatten().enumerate();
            found.extend(pieces.map(|(at, one)| Piece { tokens: one.clone(), doubtful: listed && at > 0 }));
            index = last + 1;
        }
        found
    }

    /// What the first words of a sentence say it is, and where they end.
    fn opening(&self, tokens: &Tokens<'_>, sentence: &Range<usize>) -> Option<(Word, usize)> {
        let is_word = |at: &usize| tokens.at(*at).is_some_and(|token| token.kind == TokenKind::Word);
        let first = sentence.clone().take(MAX_BULLETS + 1).find(is_word)?;
        let hit = self.words.longest_at(tokens, first, sentence.end)?;
        let end = hit.tokens.end;
        let marked =
            end >= sentence.end || matches!(tokens.mark(end), ':' | '|' | '-' | '–' | '—' | '>' | '»' | '/' | '\n');
        let word = hit.values.iter().copied().find(|word| *word == Word::Related || marked)?;
        Some((word, end))
    }
}

/// Whether a sentence only says the headline again.
fn repeats(title: &Tokens<'_>, (tokens, sentence): (&Tokens<'_>, &Range<usize>)) -> bool {
    let is_said = |tokens: &Tokens<'_>, at: &usize| {
        tokens.at(*at).is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number))
    };
    let headline = (0..title.all().len()).filter(|at| is_said(title, at)).map(|at| title.fold(at));
    let said = sentence.clone().filter(|at| is_said(tokens, at)).map(|at| tokens.fold(at));
    !title.all().is_empty() && headline.eq(said)
}

/// Whether a range of tokens holds no word.
fn is_bare(tokens: &Tokens<'_>, range: Range<usize>) -> bool {
    range
        .into_iter()
        .all(|at| tokens.at(at).is_none_or(|token| !matches!(token.kind, TokenKind::Word | TokenKind::Number)))
}

/// Whether a sentence is a line of its own that does not end as sentences do.
fn is_headline(tokens: &Tokens<'_>, sentence: &Range<usize>) -> bool {
    let last = sentence.clone().rev().find(|at| tokens.mark(*at) != '\n');
    last.is_some_and(|last| !matches!(tokens.mark(last), '.' | '!' | '?' | '؟' | '۔' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::sample;

    fn check(text: &str, expect: &[&str]) {
        let mut lexis = Lexis::default();
        let furniture = Furniture::new(&sample::lexicons(), &mut lexis);
        let tokens = Tokens::known(text, &lexis);
        let found: Vec<&str> = furniture
            .find(&Tokens::new("The toll rises to 35"), &tokens)
            .into_iter()
            .filter_map(|one| text.get(tokens.span(one.tokens)))
            .map(str::trim)
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn links_to_other_reports_are_furniture() {
        check(
            "Clashes went on in Jableh.\nAlso read: Sudan: 70 killed in El Fasher\nSOHR counted 35 dead.",
            &["Also read: Sudan: 70 killed in El Fasher"],
        );
        check(
            "Clashes went on.\nRelated:\nBus crash kills 11 in Mexico\nStrike kills 3 in Gaza\nSOHR counted 35 dead.",
            &["Related:", "Bus crash kills 11 in Mexico", "Strike kills 3 in Gaza"],
        );
        check("قتل 16 عنصرا.\nاقرأ أيضا: مقتل 20 في السودان\nوقال المرصد ذلك.", &["اقرأ أيضا: مقتل 20 في السودان"]);
        check("Related violence killed 12 people.", &[]);
    }

    #[test]
    fn the_headline_said_again_is_furniture() {
        check("The toll rises to 35.\nSOHR counted 35 dead.", &["The toll rises to 35."]);
        check("The toll rises to 36.\nSOHR counted 35 dead.", &[]);
    }

    #[test]
    fn words_under_pictures_are_furniture() {
        check(
            "Photo: Mourners carry a coffin. Four people were buried.\nSOHR counted 35 dead.",
            &["Photo: Mourners carry a coffin.", "Four people were buried."],
        );
        check("Photo: Mourners carry four dead. SOHR counted 35 dead.", &["Photo: Mourners carry four dead."]);
        check("Photos showed 12 bodies.", &[]);
    }
}
