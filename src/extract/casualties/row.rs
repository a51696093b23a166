//! Rows: the place that heads or follows a figure in a list, and the borders of the statement it stands in.

use std::ops::Range;

use super::attribution::who;
use super::bind::{Bond, Rule, Scene, is_quote, set};
use super::carry::is_restated;
use super::figure::Figure;
use super::marks::{Mark, Marks, Person, Tag, actors, names_people, side_of};
use super::struck::does;
use crate::extract::dateline;
use crate::extract::dates::DateRef;
use crate::extract::gazetteer::Mention;
use crate::extract::numbers::Value;
use crate::extract::token::{TokenKind, Tokens};

/// How many tokens may stand between the naming of those counted and their number ("of the gunmen STAND AT 120").
const MAX_TO_LEAD: usize = 3;
/// How many tokens may stand between a word for a figure and its number ("THE FIGURE is far higher: 52").
const MAX_GIVEN: usize = 5;
/// How many tokens may stand between "in" and the name of a place ("in the coastal town of").
const MAX_TO_PLACE: usize = 6;

impl Scene<'_, '_> {
    /// Whether those that a bare figure counts are named just before it ("among the loyalists 250").
    pub fn is_led(&self, figure: &Figure) -> bool {
        self.lead(figure).is_some()
    }

    /// The naming just before a bare figure of those that it counts ("among the loyalists 250", "and those of the
    /// gunmen stand at 120").
    pub fn lead(&self, figure: &Figure) -> Option<&Mark<'_>> {
        if let Some(camp) = self.camp(figure) {
            return Some(camp);
        }
        let head = &figure.head;
        let plain = |person: &Person| matches!(person, Person::Anyone | Person::Fighter);
        let open = head.sided.is_empty() && head.hinted.is_empty() && head.unknown == 0 && !head.is_unit;
        let mut at = figure.start().checked_sub(1).filter(|_| open && head.persons.iter().all(plain))?;
        if let Some(mark) = self.ends_of(at) {
            return Some(mark);
        }
        // "Gunmen (169)".
        if self.tokens.mark(at) == '(' && head.is_bare() {
            let named = at.checked_sub(1).filter(|at| *at >= self.start).and_then(|at| self.marks.covering(at));
            return named.filter(|named| does(named));
        }
        if !head.is_bare() && (head.counted.is_none() || !head.persons.is_empty()) {
            return None;
        }
        for _ in 0..MAX_TO_LEAD {
            let links = |mark: &Mark| mark.values.any_of([Tag::Reach, Tag::At, Tag::Passive, Tag::Filler]);
            let is_link = self.marks.covering(at).is_some_and(links);
            let is_link = is_link || self.marks.framed(at, Tag::Reckoned).is_some();
            if !is_link && !matches!(self.tokens.mark(at), '\'' | '’') {
                break;
            }
            at = at.checked_sub(1)?;
        }
        let named = self.marks.covering(at)?;
        // "Killed OF THE POLICE 4", as one phrase.
        if named.preposed && named.tokens.len() > 1 && head.is_bare() && names_people(named) {
            return Some(named);
        }
        actors(named, false).next()?;
        let mut first = named.tokens.start;
        // "Of the gunmen loyal to Assad": one naming of two words.
        if let Some(more) =
            first.checked_sub(1).and_then(|at| self.marks.covering(at)).filter(|more| names_people(more))
        {
            first = more.tokens.start;
        }
        let mut before = first.checked_sub(1).filter(|at| *at >= self.start)?;
        if self.marks.is(before, Tag::Filler) && !self.marks.is(before, Tag::Of) {
            before = before.checked_sub(1).filter(|at| *at >= self.start)?;
        }
        if !head.is_bare() {
            return self.marks.is(before, Tag::Of).then_some(named);
        }
        let opens = self.marks.is(before, Tag::Of)
            || at + 1 < figure.start() + MAX_TO_LEAD
                && (self.marks.is(before, Tag::And)
                    || self.marks.is(before, Tag::Say)
                    || before
                        .checked_sub(1)
                        .is_some_and(|at| self.marks.is(at, Tag::Number) || self.marks.is(at, Tag::Figure))
                    || self.tokens.mark(before) == ',');
        opens.then_some(named)
    }

    /// Whether somebody puts those named before a bare figure at it ("it had PUT THE CIVILIANS AT 745", "gave THE NUMBER
    /// OF CIVILIANS AS 340").
    pub fn is_put(&self, figure: &Figure) -> bool {
        let Some(named) = self.lead(figure).filter(|_| figure.head.is_bare()) else { return false };
        let before = |at: usize| at.checked_sub(1).filter(|at| *at >= self.start);
        let first = before(named.tokens.start).filter(|at| self.marks.is(*at, Tag::Filler));
        let at = before(first.unwrap_or(named.tokens.start));
        let is_number = |at: usize| self.marks.is(at, Tag::Number) || self.marks.is(at, Tag::Figure);
        at.is_some_and(|at| self.marks.is(at, Tag::Say) || is_number(at) || before(at).is_some_and(is_number))
    }

    /// Whether a bare figure is told as somebody's figure of those counted before ("the council PUT THE FIGURE AT 52", "the
    /// mayor's COUNT IS HIGHER: 52", "the mayor SAID 52").
    pub fn gives_figure(&self, figure: &Figure) -> bool {
        let clause = self.clause_start(figure.start())..figure.start();
        let gives = |mark: &Mark| mark.values.contains(&Tag::Say) || who(mark).is_some();
        if !figure.head.is_bare() || !self.marks.within(clause).any(gives) {
            return false;
        }
        // "Is far HIGHER: 52": a word of no known meaning stands only before a colon.
        let colon = figure.start().checked_sub(1).is_some_and(|at| self.tokens.mark(at) == ':');
        let most = usize::from(colon);
        let mut unknown = 0;
        let mut at = figure.start();
        let first = at.saturating_sub(MAX_GIVEN).max(self.start);
        while let Some(before) = at.checked_sub(1).filter(|before| *before >= first) {
            let Some(mark) = self.marks.covering(before) else {
                let is_word = self.tokens.at(before).is_some_and(|token| token.kind == TokenKind::Word);
                unknown += usize::from(is_word);
                // "Gave a lower figure, "about ten"".
                let opens = matches!(self.tokens.mark(before), ':' | ',') || is_quote(self.tokens.fold(before));
                if unknown > most || !is_word && !opens {
                    return false;
                }
                at = before;
                continue;
            };
            let has = |tag| mark.values.contains(&tag);
            if has(Tag::Figure) {
                // "The price FIGURE", "his shirt NUMBER": a figure of something else.
                let noun = mark.tokens.start.checked_sub(1).filter(|at| *at >= self.start);
                let of_other = |at: usize| {
                    let is_word = self.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
                    let is_suffix = at.checked_sub(1).is_some_and(|mark| matches!(self.tokens.mark(mark), '\'' | '’'));
                    is_word && !is_suffix && self.marks.covering(at).is_none()
                };
                return self.verb_first || !noun.is_some_and(of_other);
            }
            if has(Tag::Say) && before + 1 == figure.start() {
                return true;
            }
            if !mark.values.any_of([Tag::Reach, Tag::Passive, Tag::Filler, Tag::At]) {
                return false;
            }
            at = mark.tokens.start;
        }
        false
    }

    /// Binds a figure that somebody else gives of those told of before it in the sentence ("60 were killed; THE COUNCIL SAID
    /// 52").
    pub fn bind_given(&self, bonds: &mut [Option<Bond>]) {
        for index in 1..self.figures.len() {
            // "At least 100 were killed and MANY MORE are missing; the police spoke of 45": of those that were counted.
            let counts = |at: &usize| self.figures.get(*at).is_some_and(|one| one.quantity.value != Value::Uncounted);
            let last = (0..index).rev().find(counts).unwrap_or(index - 1);
            let known = bonds.get(last).copied().flatten();
            let known =
                known.filter(|known| !matches!(known.rule, Rule::Part | Rule::Carried) && known.part_of.is_none());
            let (Some(known), true) = (known, self.is_free(bonds, index)) else { continue };
            let (Some(before), Some(figure)) = (self.figures.get(index - 1), self.figures.get(index)) else { continue };
            let mut between = before.end()..figure.start();
            let Some(parts) = between.rfind(|at| matches!(self.tokens.mark(*at), ';' | '؛')) else { continue };
            let placed = self.places.iter().any(|place| (parts..figure.start()).contains(&place.tokens.start));
            // Whoever no word of ours names would be taken for the one who counted before.
            let named = self.marks.within(parts..figure.start()).any(|mark| who(mark).is_some());
            if named && !placed && self.gives_figure(figure) && !is_restated(self, figure) {
                set(bonds, index, Bond { rule: Rule::Shared, leader: Some(last), part_of: None, ..known });
            }
        }
    }

    /// The naming of people that ends at a token with an ending that does what "of" does ("güçlerDEN 125 kişi").
    pub fn ends_of(&self, at: usize) -> Option<&Mark<'_>> {
        let names = |mark: &&Mark| side_of(mark).is_some();
        let ends = |mark: &&Mark| self.endings.of.ends(self.tokens, mark.tokens.end.saturating_sub(1));
        self.marks.covering(at).filter(names).filter(ends)
    }

    /// The categories whose row a figure opens, by index ("General Security and the army: 17 dead").
    ///
    /// One institution at the beginning of a sentence may be who speaks, and opens no row.
    pub fn party(&self, figure: &Figure) -> Vec<usize> {
        let (mut named, mut hinted, mut voices) = (Vec::new(), Vec::new(), 0);
        let Some(colon) = figure.start().checked_sub(1).filter(|at| self.tokens.mark(*at) == ':') else { return named };
        let mut at = colon;
        while at > self.start {
            let Some(mark) = self.marks.covering(at - 1) else {
                let is_word = self.tokens.at(at - 1).is_some_and(|token| token.kind == TokenKind::Word);
                // A bullet may be drawn with a sign that is no letter.
                if is_word && self.tokens.word(at - 1).contains(char::is_alphanumeric) {
                    return Vec::new();
                }
                break;
            };
            let links = |tag: &Tag| matches!(tag, Tag::And | Tag::Of | Tag::Filler | Tag::Person(_) | Tag::Harm(..));
            named.extend(actors(mark, false));
            hinted.extend(actors(mark, true));
            if !names_people(mark) && !mark.values.iter().any(links) || self.figure_at(at - 1).is_some() {
                return Vec::new();
            }
            voices += usize::from(mark.values.iter().any(|tag| matches!(tag, Tag::Origin(_))));
            at = mark.tokens.start;
        }
        let mut named = if named.is_empty() { hinted } else { named };
        named.dedup();
        if at == self.start && voices == 1 { Vec::new() } else { named }
    }

    /// The colon of a heading that stands before a token, with no figure before it ("Civilian victims by province:").
    pub fn heading_before(&self, until: usize) -> Option<usize> {
        let colon = (self.start..until).find(|at| self.tokens.mark(*at) == ':')?;
        // The number of a date counts nobody.
        let counts = |at: usize| {
            let figure = self.figure_at(at).and_then(|index| self.figures.get(index));
            figure.is_some_and(|figure| figure.quantity.value != Value::Refused)
        };
        (!(self.start..colon).any(counts)).then_some(colon)
    }

    /// The place that heads a figure in a list: "Latakia: 836", "Tartus (384)", "in Hama 12".
    pub fn headed_by(&self, figure: &Figure) -> Option<&Mention> {
        let at = figure.start();
        let last = self.places.partition_point(|place| place.tokens.end <= at).checked_sub(1)?;
        let place = self.places.get(last)?;
        let gap = place.tokens.end..at;
        // "El-Şir KÖYÜ: 24": what kind of place it is may follow its name.
        let is_kind = |tag: &Tag| matches!(tag, Tag::Incident | Tag::Region);
        let kind = self.marks.starting(gap.start).filter(|mark| mark.values.iter().any(is_kind));
        let is_region = kind.is_some_and(|mark| mark.values.contains(&Tag::Region) && mark.tokens.end == gap.end);
        // "Latakia province had 545 of the victims, TARTUS PROVINCE 262".
        let follows = |at: usize| self.tokens.is_comma(at) || self.marks.is(at, Tag::And);
        // "In Latakia province it counted 601 victims, IN TARTUS PROVINCE 347".
        let before = place.tokens.start.checked_sub(1);
        let led = before.filter(|at| self.marks.is(*at, Tag::At)).and_then(|at| at.checked_sub(1)).or(before);
        if is_region && figure.head.is_bare() && led.is_some_and(follows) {
            return Some(place);
        }
        let gap = kind.filter(|mark| mark.tokens.end < gap.end).map_or(gap.start, |mark| mark.tokens.end)..gap.end;
        let is_row = gap.len() <= 2
            && gap.clone().all(|at| matches!(self.tokens.mark(at), ':' | '(' | '-' | '–' | '—' | '=' | '\u{2022}'));
        // "...: P, 19 civilians; Q, 23; R, 12": where semicolons part the rows, a comma stands in each.
        let parts = |at: Option<usize>| at.is_some_and(|at| matches!(self.tokens.mark(at), ':' | ';' | '؛'));
        let closes = figure.end() >= self.end || matches!(self.tokens.mark(figure.end()), ';' | '؛' | '.');
        let is_entry = gap.len() == 1 && self.tokens.is_comma(gap.start) && closes;
        if is_entry && parts(place.tokens.start.checked_sub(1)) {
            return Some(place);
        }
        // "Sanobar, Jableh countryside: 19": the second only says where the first lies.
        let outer = last.checked_sub(1).and_then(|at| self.places.get(at));
        let inner = outer.filter(|inner| {
            inner.tokens.start <= self.start + 1
                && inner.tokens.end + 1 == place.tokens.start
                && self.tokens.is_comma(inner.tokens.end)
        });
        (is_row && !self.in_dateline(place)).then_some(inner.unwrap_or(place))
    }

    /// Whether a place is where the report was written, not what a list heads ("LATAKIA - 57 were killed"); where it
    /// is not signed, another place that the sentence names tells.
    fn in_dateline(&self, place: &Mention) -> bool {
        if place.tokens.start != self.start {
            return false;
        }
        let Some(end) = dateline::end(self.tokens, &(self.start..self.end)) else { return false };
        let heads = |other: &Mention| matches!(self.tokens.mark(other.tokens.end), '-' | '–' | '—' | ':' | '(' | '=');
        let other = |other: &Mention| other.tokens.start >= end && !heads(other);
        place.tokens.end < end
            && (dateline::is_signed(self.tokens, &place.tokens, end) || self.places.iter().any(other))
    }

    /// The place that follows a figure: "49 in Tartus".
    pub fn followed_by(&self, figure: &Figure) -> Option<&Mention> {
        // "43 WERE IN P".
        let links = |mark: &&Mark| {
            mark.values.contains(&Tag::Part) || figure.head.is_bare() && mark.values.contains(&Tag::Passive)
        };
        let link = self.marks.starting(figure.end()).filter(links);
        self.place_at(link.map_or(figure.end(), |mark| mark.tokens.end))
    }

    /// Whether a place is told together with the next one, of which no number of its own is told ("in P AND Q").
    pub fn is_joined(&self, place: &Mention) -> bool {
        let at = self.places.partition_point(|other| other.tokens.start < place.tokens.end);
        let Some(next) = self.places.get(at) else { return false };
        let links =
            |at: usize| self.marks.is(at, Tag::And) || self.marks.is(at, Tag::At) && !self.marks.is(at, Tag::Of);
        let gap = place.tokens.end..next.tokens.start;
        let attached = self.tokens.fold(next.tokens.start).starts_with('و');
        let and = attached || gap.clone().any(|at| self.marks.is(at, Tag::And));
        let row = usize::from(matches!(self.tokens.mark(next.tokens.end), ':' | '(' | '-' | '–'));
        let counted = self.figure_at(next.tokens.end + row).is_some();
        gap.len() <= 2 && gap.clone().all(links) && and && !counted
    }

    /// The place that a part of a figure is told of: "49 in Tartus", or the name right behind it where its ending says
    /// "in" (Turkish "49'u Tartus'ta").
    pub fn place_of_part(&self, figure: &Figure) -> Option<&Mention> {
        let touching = || {
            let from = figure.quantity.tokens.end;
            let at = self.places.partition_point(|place| place.tokens.start < from);
            let is_ending = |at: usize| matches!(self.tokens.mark(at), '\'' | '’') || self.tokens.glued(at);
            self.places.get(at).filter(|place| {
                place.tokens.start <= figure.end().max(from + 2) && (from..place.tokens.start).all(is_ending)
            })
        };
        self.followed_by(figure).or_else(touching)
    }

    /// Whether a place is told right behind a figure, of a name that may be unknown here ("among them 91 IN GAZA CITY").
    pub fn is_placed(&self, figure: &Figure) -> bool {
        let at = figure.end();
        let leads = self.marks.is(at, Tag::At) && !self.marks.is(at, Tag::Of);
        let last = self.marks.covering(at).map_or(at, |mark| mark.tokens.end);
        let is_name = |at: usize| self.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
        self.place_of_part(figure).is_some() || self.verb_first && leads && is_name(last)
    }

    /// The place that a token leads to: "in Tartus".
    pub fn place_at(&self, at: usize) -> Option<&Mention> {
        if !self.marks.is(at, Tag::At) {
            return None;
        }
        let next = self.places.partition_point(|place| place.tokens.start < at);
        self.places.get(next).filter(|place| {
            place.tokens.start <= at + MAX_TO_PLACE && (at..place.tokens.start).all(|at| self.figure_at(at).is_none())
        })
    }

    /// Whether a bare figure is told of a place that nobody here knows ("3 in the village of Q", "24 in P and 7 IN Q").
    pub fn lies_elsewhere(&self, figure: &Figure, dates: &[DateRef]) -> bool {
        let at = figure.end();
        let leads = self.marks.starting(at).filter(|mark| mark.values.contains(&Tag::At) && figure.head.is_bare());
        let Some(leads) = leads.filter(|_| self.place_at(at).is_none()) else { return false };
        let name = leads.tokens.end;
        let is_name = || {
            self.tokens.word(name).starts_with(char::is_uppercase)
                && self.marks.covering(name).is_none()
                && !dates.iter().any(|date| date.tokens.contains(&name))
        };
        leads.tokens.len() > 1 || name < self.end && is_name()
    }

    /// The first token of the statement that a token stands in.
    pub fn clause_start(&self, token: usize) -> usize {
        let before = self.turns.partition_point(|turn| *turn < token).checked_sub(1);
        before.and_then(|at| self.turns.get(at)).map_or(self.start, |turn| turn + 1).min(token)
    }

    /// One past the last token of the statement that a token stands in.
    pub fn clause_end(&self, token: usize) -> usize {
        let after = self.turns.partition_point(|turn| *turn < token);
        self.turns.get(after).copied().unwrap_or(self.end).max(token)
    }
}

/// The tokens of a sentence that part its statements.
pub fn turns(tokens: &Tokens<'_>, marks: &Marks, sentence: Range<usize>) -> Vec<usize> {
    sentence.filter(|at| matches!(tokens.mark(*at), ';' | '؛') || marks.is(*at, Tag::Turn)).collect()
}
