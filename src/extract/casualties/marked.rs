//! Marked items: the sentences of headline and body with their marks, found once for all who read them.

use std::cell::OnceCell;
use std::ops::Range;

use super::attribution::{self, Speaker};
use super::marks::{Mark, Marks, Tag};
use super::{FigureReader, Language, cut};
use crate::extract::token::Tokens;
use crate::model::{Field, Lang};

/// A sentence with its marks.
#[derive(Debug)]
pub struct Sentence<'w> {
    /// Its tokens.
    pub range: Range<usize>,
    /// Its marks.
    pub marks: Marks<'w>,
    /// Those who speak in it, as far as that was asked.
    speakers: OnceCell<Vec<Speaker>>,
}

impl Sentence<'_> {
    /// Those who speak in it, where the item is not about another country: found once for figures and statuses.
    pub fn speakers(&self, tokens: &Tokens<'_>, verb_last: bool) -> &[Speaker] {
        let by = (false, verb_last);
        self.speakers.get_or_init(|| attribution::speakers(tokens, &self.marks, self.range.clone(), by))
    }
}

/// An item with its marks in one language.
#[derive(Debug)]
pub struct Marked<'r, 't> {
    pub(super) language: &'r Language,
    /// The fields, headline first: their tokens and sentences.
    pub(super) fields: [(Field, &'t Tokens<'t>, Vec<Sentence<'r>>); 2],
}

impl FigureReader {
    /// Finds the marks of an item; none where no lexicon knows its language.
    pub fn mark<'r, 't>(&'r self, lang: &Lang, title: &'t Tokens<'t>, text: &'t Tokens<'t>) -> Option<Marked<'r, 't>> {
        let language = self.languages.get(lang)?;
        let sentences = |tokens: &Tokens<'_>| {
            let ranges = cut(tokens);
            ranges
                .map(|range| Sentence {
                    marks: Marks::new(&language.set, &language.lookalikes, tokens, range.clone()),
                    range,
                    speakers: OnceCell::new(),
                })
                .collect()
        };
        let fields = [(Field::Title, title, sentences(title)), (Field::Text, text, sentences(text))];
        Some(Marked { language, fields })
    }
}

impl Marked<'_, '_> {
    /// The origins named anywhere in the item, by index.
    pub fn origins(&self) -> Vec<usize> {
        let sentences = self.fields.iter().flat_map(|(_, _, sentences)| sentences);
        sentences.flat_map(|sentence| origins_of(&sentence.marks)).map(|(index, _)| index).collect()
    }
}

/// The origins that are named in a sentence, by index, each with its mark.
pub fn origins_of<'m>(marks: &'m Marks<'_>) -> impl Iterator<Item = (usize, &'m Mark<'m>)> {
    let tagged = marks.all().iter().flat_map(|mark| mark.values.iter().map(move |tag| (tag, mark)));
    tagged.filter_map(|(tag, mark)| match tag {
        Tag::Origin(index) => Some((*index, mark)),
        _ => None,
    })
}
