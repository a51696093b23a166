//! Speech: who speaks in each sentence of an item, for readers of other things than figures.

use std::ops::Range;

use super::FigureReader;
use super::attribution::{Attribution, Speaker};
use super::marked::{self, Marked, origins_of};
use super::marks::Tag;
use crate::model::{Field, OriginId, OriginKind};

/// Who speaks in an item, sentence by sentence.
#[derive(Debug)]
pub struct Speech<'r> {
    reader: &'r FigureReader,
    sentences: Vec<Sentence<'r>>,
    /// The origin that the item's outlet is, by index.
    house: Option<usize>,
}

#[derive(Debug)]
struct Sentence<'r> {
    field: Field,
    tokens: Range<usize>,
    /// As it stood before the sentence.
    attribution: Attribution<'r>,
    speakers: &'r [Speaker],
    /// Where somebody says something; where it is whoever spoke before, left out.
    says: Vec<usize>,
    /// The origins named, by index, with their tokens.
    named: Vec<(usize, Range<usize>)>,
    /// Where a source stands that is called no more than that.
    anonymous: Vec<usize>,
}

impl FigureReader {
    /// Who speaks in an item, whose outlet may be an origin itself.
    pub fn speech<'r>(&'r self, item: &'r Marked<'_, '_>, house: Option<usize>) -> Speech<'r> {
        let mut sentences = Vec::new();
        let mut attribution = Attribution::new(&self.origins, &item.origins());
        for (field, tokens, marked) in &item.fields {
            attribution.forget();
            for sentence in marked {
                let marked::Sentence { range, marks, .. } = sentence;
                let speakers = sentence.speakers(tokens, item.language.verb_last);
                let before = attribution.clone();
                attribution.pass(speakers);
                let named = origins_of(marks).map(|(index, mark)| (index, mark.tokens.clone())).collect();
                let said = marks
                    .all()
                    .iter()
                    .filter(|mark| mark.values.contains(&Tag::Say) && !mark.values.contains(&Tag::Same));
                let says = said.map(|mark| mark.tokens.start).collect();
                let anonymous = marks.frames(Tag::Anonymous).map(|mark| mark.tokens.start).collect();
                let (field, tokens) = (*field, range.clone());
                sentences.push(Sentence { field, tokens, attribution: before, speakers, says, named, anonymous });
            }
        }
        Speech { reader: self, sentences, house }
    }
}

impl Speech<'_> {
    /// Who says what stands in a field's tokens; without anybody in the sentence, whoever spoke before.
    pub fn of(&self, field: Field, statement: Range<usize>) -> Option<OriginId> {
        let sentence = self.sentence(field, &statement)?;
        sentence.attribution.of(sentence.speakers, statement, false)
    }

    /// Who says what stands in a field's tokens, in the sentence itself.
    pub fn within(&self, field: Field, statement: Range<usize>) -> Option<OriginId> {
        let sentence = self.sentence(field, &statement).filter(|sentence| !sentence.speakers.is_empty())?;
        sentence.attribution.of(sentence.speakers, statement, false)
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

    /// The institution that publishes the item itself; for what is `decreed`, only one that can decree it.
    pub fn publisher(&self, decreed: bool) -> Option<OriginId> {
        let house = self.reader.origins.get(self.house?)?;
        let speaks = match house.kind {
            OriginKind::Institution => true,
            OriginKind::Belligerent => house.local,
            OriginKind::Monitor | OriginKind::Verifier => !decreed,
            _ => false,
        };
        speaks.then(|| house.id.clone())
    }

    /// The outlet itself, where what stands in a field's tokens is said by a source that it calls no more than that.
    pub fn reporter(&self, field: Field, statement: Range<usize>) -> Option<OriginId> {
        let sentence = self.sentence(field, &statement)?;
        let house = self.reader.origins.get(self.house?)?;
        let prints = house.kind == OriginKind::Outlet || house.kind == OriginKind::Belligerent && !house.local;
        let anonymous = sentence.anonymous.iter().any(|at| statement.contains(at));
        let named = sentence.named.iter().any(|(_, tokens)| statement.contains(&tokens.start));
        (prints && anonymous && !named).then(|| house.id.clone())
    }

    fn sentence(&self, field: Field, range: &Range<usize>) -> Option<&Sentence<'_>> {
        // Headline first, then the body, each in its order.
        let before = |sentence: &Sentence<'_>| (sentence.field, sentence.tokens.end) <= (field, range.start);
        let sentence = self.sentences.get(self.sentences.partition_point(before))?;
        (sentence.field == field && sentence.tokens.contains(&range.start)).then_some(sentence)
    }
}
