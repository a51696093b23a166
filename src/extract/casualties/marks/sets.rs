//! Sets: the phrases of one language, and what is made of the marks that they find before anybody asks for them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{Mark, Tag};
use crate::extract::token::Tokens;
use crate::extract::wording::Wordings;

/// The words of one language and of the situation.
#[derive(Debug)]
pub struct Sets {
    /// Those by which figures are read.
    pub(super) telling: Wordings<Tag>,
    /// Those that only frame them: who speaks, what stretch is meant. They may lie over the others.
    pub(super) framing: Wordings<Tag>,
    /// What words mean that only the marks on their letters tell from another one.
    pub(super) twins: HashMap<String, Vec<Tag>, FixedState>,
    /// The origins whose names of one word all have the article, by index.
    pub(super) articled: Vec<usize>,
}

impl Sets {
    /// Takes the name of an origin from words that only lack its article ("جزيرة", an island, is not الجزيرة).
    pub(super) fn part_articled(&self, marks: &mut Vec<Mark>) {
        let is_bare = |mark: &&mut Mark| mark.tokens.len() == 1 && !mark.definite && !mark.preposed;
        let named = |tag: &Tag| matches!(tag, Tag::Origin(index) if self.articled.contains(index));
        let names = |mark: &&mut Mark| mark.values.variants().may_hold(&Tag::Origin(0));
        let bare = marks.iter_mut().filter(names).filter(is_bare);
        for mark in bare.filter(|mark| mark.values.iter().any(named)) {
            let of_origin = |tag: &Tag| named(tag) || matches!(tag, Tag::Local | Tag::Watch | Tag::Outlet);
            mark.values = mark.values.iter().filter(|tag| !of_origin(tag)).copied().collect();
        }
        marks.retain(|mark| !mark.values.is_empty());
    }

    /// Takes note of what the words within a phrase for an actor do: one that begins with "of" stands behind it ("OF General
    /// Security"), and one that names him by one person counts one ("a Syrian SOLDIER", "an OFFICER of the police").
    pub(super) fn look_within(&self, tokens: &Tokens<'_>, mark: &mut Mark) {
        let is_actor = mark.values.variants().may_hold(&Tag::Actor { category: 0, hint: false });
        if mark.tokens.len() < 2 || !is_actor {
            return;
        }
        let is = |at: usize, tag: Tag| self.telling.any_of_word(tokens, at, |other| *other == tag);
        let (first, last) = (mark.tokens.start, mark.tokens.end - 1);
        mark.preposed |= is(first, Tag::Of);
        if mark.values.contains(&Tag::Singular) {
            return;
        }
        let named = if mark.tokens.clone().any(|at| is(at, Tag::Of)) {
            is(first + 1, Tag::Of).then_some(first)
        } else {
            Some(last)
        };
        if named.is_some_and(|at| is(at, Tag::Singular)) {
            mark.values = mark.values.iter().copied().chain([Tag::Singular]).collect();
        }
    }

    /// Takes note that a phrase of several words for an attack tells of it as its noun alone would ("SET AN AMBUSH for").
    pub(super) fn look_for_event(&self, tokens: &Tokens<'_>, mark: &mut Mark) {
        if mark.tokens.len() < 2 || !mark.values.contains(&Tag::Act) || mark.values.contains(&Tag::Incident) {
            return;
        }
        let is_event = |at: usize| self.telling.any_of_word(tokens, at, |other| *other == Tag::Incident);
        if mark.tokens.clone().any(is_event) {
            mark.values = mark.values.iter().copied().chain([Tag::Incident]).collect();
        }
    }

    /// Takes from marks of one such word what only its twin means.
    pub(super) fn part_twins(&self, tokens: &Tokens<'_>, marks: &mut Vec<Mark>) {
        if self.twins.is_empty() {
            return;
        }
        for mark in marks.iter_mut().filter(|mark| mark.tokens.len() == 1) {
            let word = tokens.word(mark.tokens.start);
            // Capitals are often written without their marks ("A Banias").
            let is_plain = word.is_ascii() && word.starts_with(char::is_uppercase);
            let Some(own) = self.twins.get(&word.to_lowercase()).filter(|_| !is_plain) else { continue };
            mark.values = mark.values.iter().filter(|tag| own.contains(tag)).copied().collect();
        }
        marks.retain(|mark| !mark.values.is_empty());
    }
}
