//! Appositions: people named between a figure and its verb who are not the subject of that verb themselves.

use super::bind::Scene;
use super::marks::{Mark, Person, Tag};

impl Scene<'_, '_> {
    /// Whether a mark is one of several sorts of people listed between commas ("973 civilians, MEN, WOMEN AND CHILDREN,
    /// died").
    pub fn is_listing(&self, mark: &Mark) -> bool {
        let sorts = |at: usize| {
            self.marks.covering(at).is_some_and(|mark| {
                mark.values.iter().all(|tag| match tag {
                    Tag::And | Tag::Singular | Tag::Person(Person::Anyone) => true,
                    Tag::Person(person) => person.is_kind(),
                    _ => false,
                })
            })
        };
        let is_list = |at: &usize| sorts(*at) || self.tokens.mark(*at) == ',';
        let first = (self.start..mark.tokens.start).rev().take_while(is_list).last();
        let last = (mark.tokens.end..self.end).take_while(is_list).last();
        let is_comma = |at: Option<usize>| at.is_some_and(|at| self.tokens.mark(at) == ',');
        sorts(mark.tokens.start) && is_comma(first) && is_comma(last)
    }
}
