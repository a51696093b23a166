//! Speech: who speaks in each sentence of an item, for readers of other things than figures.

use std::ops::Range;

use super::attribution::{Attribution, Speaker, speakers};
use super::marks::{Marks, Tag};
use super::{FigureReader, cut};
use crate::extract::token::Tokens;
use crate::model::{Field, Lang, OriginId};

/// Who speaks in an item, sentence by sentence.
#[derive(Debug)]
pub struct Speech<'r> {
    reader: &'r FigureReader,
    sentences: Vec<Sentence<'r>>,
}

#[derive(Debug)]
struct Sentence<'r> {
    field: Field,
    tokens: Range<usize>,
    /// As it stood before the sentence.
    attribution: Attribution<'r>,
    speakers: Vec<Speaker>,
    /// Where somebody says something; where it is whoever spoke before, left out.
    says: Vec<usize>,
    /// The origins named, by index, with their tokens.
    named: Vec<(usize, Range<usize>)>,
}

impl FigureReader {
    /// Who speaks in an item; nobody where no lexicon knows the language.
    pub fn speech(&self, lang: &Lang, title: &Tokens<'_>, text: &Tokens<'_>) -> Speech<'_> {
        let mut sentences = Vec::new();
        if let Some(language) = self.languages.get(lang) {
            let marked = |field, tokens| {
                let ranges = cut(tokens).into_iter();
                ranges.map(move |range| {
                    (field, range.clone(), Marks::new(&language.set, &language.lookalikes, tokens, range))
                })
            };
            let all: Vec<_> = marked(Field::Title, title).chain(marked(Field::Text, text)).collect();
            let origins = |marks: &Marks| -> Vec<(usize, Range<usize>)> {
                let tagged = marks.all().iter().flat_map(|mark| mark.values.iter().map(move |tag| (tag, mark)));
                let named = tagged.filter_map(|(tag, mark)| match tag {
                    Tag::Origin(index) => Some((*index, mark.tokens.clone())),
                    _ => None,
                });
                named.collect()
            };
            let named: Vec<usize> = all.iter().flat_map(|(.., marks)| origins(marks)).map(|(index, _)| index).collect();
            let mut attribution = Attribution::new(&self.origins, &named);
            for (field, range, marks) in all {
                if field == Field::Text && sentences.last().is_some_and(|last: &Sentence<'_>| last.field != field) {
                    attribution.forget();
                }
                let tokens = if field == Field::Title { title } else { text };
                let speakers = speakers(tokens, &marks, range.clone(), false);
                let before = attribution.clone();
                attribution.pass(&speakers);
                let named = origins(&marks);
                let said = marks
                    .all()
                    .iter()
                    .filter(|mark| mark.values.contains(&Tag::Say) && !mark.values.contains(&Tag::Same));
                let says = said.map(|mark| mark.tokens.start).collect();
                sentences.push(Sentence { field, tokens: range, attribution: before, speakers, says, named });
            }
        }
        Speech { reader: self, sentences }
    }
}

impl Speech<'_> {
    /// Who says what stands in a field's tokens; without anybody in the sentence, whoever spoke before.
    pub fn of(&self, field: Field, statement: Range<usize>) -> Option<OriginId> {
        let sentence = self.sentence(field, &statement)?;
        sentence.attribution.of(&sentence.speakers, statement, false)
    }

    /// Who says what stands in a field's tokens, in the sentence itself.
    pub fn within(&self, field: Field, statement: Range<usize>) -> Option<OriginId> {
        let sentence = self.sentence(field, &statement).filter(|sentence| !sentence.speakers.is_empty())?;
        sentence.attribution.of(&sentence.speakers, statement, false)
    }

    /// Whether somebody says what stands in a field's tokens whom no word of ours names; a verb of saying among
    /// `verbs` does not tell.
    pub fn unnamed(&self, field: Field, statement: Range<usize>, verbs: &[usize]) -> bool {
        self.sentence(field, &statement).is_some_and(|sentence| {
            let says = |at: &usize| statement.contains(at) && !verbs.contains(at);
            sentence.speakers.is_empty() && sentence.says.iter().any(says)
        })
    }

    /// The last origin named in a range of tokens, whatever it does there.
    pub fn named(&self, field: Field, range: Range<usize>) -> Option<OriginId> {
        let sentence = self.sentence(field, &range)?;
        let (index, _) = sentence.named.iter().rev().find(|(_, tokens)| range.contains(&tokens.start))?;
        self.reader.origins.get(*index).map(|origin| origin.id.clone())
    }

    fn sentence(&self, field: Field, range: &Range<usize>) -> Option<&Sentence<'_>> {
        // Headline first, then the body, each in its order.
        let before = |sentence: &Sentence<'_>| (sentence.field, sentence.tokens.end) <= (field, range.start);
        let sentence = self.sentences.get(self.sentences.partition_point(before))?;
        (sentence.field == field && sentence.tokens.contains(&range.start)).then_some(sentence)
    }
}
