//! Meant: which institution a word such as "the ministry" or "its spokesman" stands for.
//!
//! It is the last one named with that word in its name; "its" is of the last one named at all. Absent: any memory
//! beyond the item.

use std::ops::Range;

use super::super::marks::{Mark, Marks, Tag};
use super::{Attribution, MAX_SUBJECT, Speaker, Who, of_here, who};
use crate::extract::token::Tokens;

/// How many tokens behind a source the word for its institution may stand.
const MAX_ANAPHOR: usize = 3;

impl Attribution<'_> {
    /// Takes note of the institutions that a sentence names, whatever they do there.
    pub fn note(&mut self, tokens: &Tokens<'_>, marks: &Marks, (range, abroad): (Range<usize>, bool)) {
        for mark in marks.all().iter().filter(|mark| !mark.values.contains(&Tag::Outlet)) {
            let Some(Who::Named(_)) = who(mark) else { continue };
            let index = match of_here(tokens, marks, mark, (&range, abroad)) {
                Some(Who::Named(index)) => Some(index),
                _ => None,
            };
            let words = mark.tokens.clone().map(|at| stem(tokens.fold(at)).to_owned()).collect();
            self.named.retain(|(known, _)| *known != index);
            self.named.push((index, words));
        }
    }

    /// The institution named last that a word such as "the ministry" stands for: one with that word in its name.
    pub(super) fn meant(&self, tokens: &Tokens<'_>, anaphor: &Mark) -> Option<usize> {
        let word = stem(tokens.fold(anaphor.tokens.end.checked_sub(1)?));
        self.named.iter().rev().find(|(_, words)| words.iter().any(|one| one == word)).and_then(|(index, _)| *index)
    }

    /// Gives those who speak in an institution that is only meant to that institution ("a source IN THE MINISTRY", "ITS
    /// spokesman").
    pub(super) fn resolve(&self, tokens: &Tokens<'_>, marks: &Marks, speakers: &mut [Speaker]) {
        for speaker in speakers.iter_mut() {
            let reach = speaker.end..speaker.end + MAX_ANAPHOR;
            let is_source = marks.is(speaker.at, Tag::Somebody) && marks.is(speaker.end, Tag::At);
            let anaphor = marks.frames_in(reach.clone(), Tag::Anaphor).find(|_| is_source);
            let its = || {
                let own = speaker.who == Who::Somebody && marks.framed(speaker.at, Tag::Its).is_some();
                self.named.last().filter(|_| own).and_then(|(index, _)| *index)
            };
            if let Some(index) = anaphor.and_then(|mark| self.meant(tokens, mark)).or_else(its) {
                (speaker.who, speaker.cited) = (Who::Named(index), true);
            }
        }
    }
}

/// The word beside a word of saying that stands for whoever says it.
pub(super) fn anaphor<'m>(marks: &'m Marks<'_>, voice: &Mark, verb_first: bool) -> Option<&'m Mark<'m>> {
    let (at, next) = (voice.tokens.start, voice.tokens.end);
    let near = if verb_first { next..next + 1 } else { at.saturating_sub(MAX_SUBJECT)..next + MAX_SUBJECT };
    let mut anaphors = marks.frames_in(near.clone(), Tag::Anaphor);
    anaphors.find(|mark| mark.definite || !verb_first || mark.tokens.len() > 1)
}

/// A word without the Arabic article and the particles before it.
fn stem(word: &str) -> &str {
    let bare = word.strip_prefix('و').filter(|rest| rest.starts_with("ال")).unwrap_or(word);
    let bare = bare.strip_prefix("ال").or_else(|| bare.strip_prefix("لل")).unwrap_or(bare);
    if bare.chars().count() > 2 { bare } else { word }
}
