//! Counters: who counted a figure that stands right beside his name ("..., THE OBSERVATORY 16", "190 (SNHR)").

use std::ops::Range;

use super::attribution::{Who, of_here};
use super::bind::Scene;
use super::figure::Figure;
use super::marks::{Mark, Tag};
use crate::extract::token::TokenKind;

/// How many words may stand between who counts and the number, or before his name ("; THE Observatory OF 830").
const COUNTER: usize = 3;

impl Scene<'_, '_> {
    /// Whether a bare number is what somebody else counts of those counted before it, told by his name alone ("a channel
    /// speaks of 532 dead; THE OBSERVATORY OF 830", "190 ACCORDING TO THE SNHR"), or so a number of nobody in particular
    /// that closes its statement ("the SNHR says 803 people").
    pub fn is_of_counter(&self, figure: &Figure, gap: Range<usize>) -> bool {
        let at = figure.end();
        let closes = || at >= self.end || self.tokens.is_comma(at) || matches!(self.tokens.mark(at), '.' | ';' | '؛');
        let head = &figure.head;
        let open = head.is_bare() || head.names_nobody() && closes();
        let behind = || head.is_bare() && self.counter_behind(figure).is_some();
        open && (self.counter_before(figure, gap, false).is_some() || behind())
    }

    /// Whether a sentence is no more than a name and the bare number that it counts of those counted before it ("SNHR:
    /// 190").
    pub fn is_count_of_name(&self, figure: &Figure) -> bool {
        let colon = figure.start().checked_sub(1).filter(|at| matches!(self.tokens.mark(*at), ':' | '—' | '–'));
        let name = self.marks.starting(self.start).filter(|mark| names(mark));
        figure.head.is_bare() && colon.is_some() && colon == name.map(|name| name.tokens.end)
    }

    /// Who counted a figure as its own words tell, other than whoever the sentence speaks by: his name stands right
    /// before it behind a comma or an "and", or right behind it in brackets or as one who is cited; with the name.
    pub fn counter(&self, figure: &Figure, gap: Range<usize>, abroad: bool) -> Option<(Who, Range<usize>)> {
        let is_named = |mark: &&Mark| mark.values.iter().any(|tag| matches!(tag, Tag::Origin(_)));
        let named = self.counter_before(figure, gap, true).or_else(|| self.counter_behind(figure)).filter(is_named)?;
        let who = of_here(self.tokens, self.marks, named, (&(self.start..self.end), abroad))?;
        Some((who, named.tokens.clone()))
    }

    /// The name right before a figure, in the words between it and the figure before; `loose` where one word of no known
    /// meaning may stand between ("while SNHR HAD 190").
    fn counter_before(&self, figure: &Figure, gap: Range<usize>, loose: bool) -> Option<&Mark<'_>> {
        let links = |mark: &Mark| {
            let says_they = self.marks.framed(mark.tokens.start, Tag::Tally).is_some();
            let link = mark.values.any_of([Tag::Of, Tag::Reach, Tag::At, Tag::Say, Tag::Filler, Tag::Resume]);
            (link || says_they) && !mark.values.contains(&Tag::Turn)
        };
        // "According to the SNHR, 190".
        let cited = |at: usize| {
            let name = at.checked_sub(1).and_then(|last| self.marks.covering(last)).filter(|mark| names(mark));
            let from = name.map_or(at, |name| name.tokens.start.saturating_sub(2).max(gap.start));
            self.tokens.is_comma(at) && at + 1 == figure.start() && self.marks.any(from..at, Tag::Cite)
        };
        let mut loose = loose;
        let mut at = figure.start();
        for _ in 0..COUNTER {
            let before = at.checked_sub(1).filter(|before| gap.contains(before))?;
            let Some(mark) = self.marks.covering(before) else {
                let is_word = self.tokens.at(before).is_some_and(|token| token.kind == TokenKind::Word);
                let dashes = matches!(self.tokens.mark(before), '—' | '–' | '-' | ':') || cited(before);
                if !(dashes || is_word && loose) {
                    return None;
                }
                loose &= dashes;
                at = before;
                continue;
            };
            if names(mark) {
                let first = mark.tokens.start.saturating_sub(COUNTER).max(gap.start)..mark.tokens.start;
                let parts = |at: usize| {
                    let turns = self.marks.is(at, Tag::And) || self.marks.is(at, Tag::Turn);
                    turns || matches!(self.tokens.mark(at), ';' | ',' | '،' | '؛')
                };
                return Some(mark).filter(|mark| first.into_iter().any(parts) || mark.joined);
            }
            if !links(mark) {
                return None;
            }
            at = mark.tokens.start;
        }
        None
    }

    /// The name right behind a figure ("190 (SNHR)", "190, ACCORDING TO THE SNHR").
    fn counter_behind(&self, figure: &Figure) -> Option<&Mark<'_>> {
        let opens = figure.end();
        if self.tokens.mark(opens) == '(' {
            let name = self.marks.starting(opens + 1).filter(|mark| names(mark))?;
            return (self.tokens.mark(name.tokens.end) == ')').then_some(name);
        }
        let cites = self.marks.starting(opens).filter(|mark| mark.values.contains(&Tag::Cite))?;
        // An article may stand before the name.
        let found = |at: usize| self.marks.starting(at).filter(|mark| names(mark));
        let end = cites.tokens.end;
        let first = (end..end + COUNTER).find(|at| found(*at).is_some())?;
        let plain = |at: usize| self.marks.covering(at).is_none_or(|mark| mark.values.contains(&Tag::Filler));
        found(first).filter(|_| (end..first).all(plain))
    }
}

/// Whether a mark names who may have counted; an outlet only prints.
fn names(mark: &Mark) -> bool {
    let counts = |tag: &Tag| matches!(tag, Tag::Origin(_) | Tag::Monitor);
    mark.values.iter().any(counts) && !mark.values.contains(&Tag::Outlet)
}
