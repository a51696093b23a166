//! Settings: the place a figure is for, what stretch it covers, and what makes it no figure at all.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene};
use super::carry::Carried;
use super::figure::Figure;
use super::marks::Tag;
use crate::extract::dates::DateRef;
use crate::extract::gazetteer::Mention;
use crate::extract::token::{TokenKind, Tokens};
use crate::model::{Metric, PlaceId, Scope};

/// How many tokens before a figure a denial is looked for.
const DENIAL_REACH: usize = 8;
/// How many tokens before a date tie it to something else ("the worst since December").
const TIE_REACH: usize = 6;
/// How many tokens before a day make it the day on which something was said ("the monitor said on Friday").
const SAID_REACH: usize = 8;
/// How many tokens may stand between a place and the one it lies in.
const CHAIN_REACH: usize = 4;
/// How many tokens may stand between the word for an institution's part and the name of its seat.
const SEAT_REACH: usize = 3;
/// How many days apart the first and the last day of a stretch lie at least.
const MIN_SPAN: i8 = 3;
/// How many tokens at the head of a sentence set the time of all of it ("In 2013, ...").
const OPENING: usize = 6;

/// The month since which an item's figures may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// Its year.
    pub year: i16,
    /// Its number.
    pub month: i8,
    /// The year and month of publication, from which months without a year are counted back.
    pub published: (i16, i8),
}

impl Month {
    /// The year and month of a date, where it says a month or a year.
    fn resolve(&self, date: &DateRef) -> Option<(i16, i8)> {
        match (date.year, date.month) {
            (Some(year), month) => Some((year, month.unwrap_or(12))),
            (None, Some(month)) if month > self.published.1 => Some((self.published.0 - 1, month)),
            (None, Some(month)) => Some((self.published.0, month)),
            (None, None) => None,
        }
    }
}

/// Why a figure is none.
pub fn refusal(
    scene: &Scene<'_, '_>,
    figure: &Figure,
    bond: &Bond,
    since: Option<Month>,
    dates: &[DateRef],
) -> Option<&'static str> {
    let marks = scene.marks;
    if marks.any(scene.start..scene.end, Tag::Unreal) {
        return Some("it is of a drill or a make-believe");
    }
    let clause = part_around(scene, figure, bond);
    // Where the verb stands last, what makes it doubtful stands behind the number.
    let last = if scene.verb_last { clause.end } else { figure.end() };
    let has_maybe = marks
        .within(clause.start..last.max(bond.trigger))
        .any(|mark| mark.values.contains(&Tag::Maybe) && !is_proper(scene.tokens, mark.tokens.start, scene.start));
    if has_maybe {
        return Some("it may come to be so");
    }
    let denial = figure.start().saturating_sub(DENIAL_REACH).max(clause.start);
    if marks.any(denial..figure.start(), Tag::Denial) {
        return Some("it is denied");
    }
    if marks.any(figure.end()..scene.clause_end(figure.end()), Tag::Untrue) {
        return Some("it is said to be untrue");
    }
    if since.is_some() && is_of_an_era(scene, figure, &clause) {
        return Some("it is of a longer stretch than the situation");
    }
    let opening = scene.start..scene.end.min(scene.start + OPENING);
    for range in [clause, opening] {
        if since.is_some() && marks.any(range.clone(), Tag::History) {
            return Some("it is of another time: history");
        }
        if let Some(since) = since
            && is_other_time(scene, dates, range, since)
        {
            return Some("it is of another time: a date");
        }
    }
    None
}

/// Whether a figure is of a stretch longer than any episode, named in its part of the sentence or before it, and not
/// only to tie another fact to ("the worst since the war began").
fn is_of_an_era(scene: &Scene<'_, '_>, figure: &Figure, clause: &Range<usize>) -> bool {
    let from = scene.clause_start(figure.start());
    let mut eras = scene.marks.within(from..clause.end.max(from)).filter(|mark| mark.values.contains(&Tag::Era));
    eras.any(|mark| {
        let before = mark.tokens.start.saturating_sub(TIE_REACH).max(scene.start)..mark.tokens.start;
        !scene.marks.any(before, Tag::Elsewhen)
    })
}

/// Whether a range of tokens names a time before the figures can be of, and none after it.
fn is_other_time(scene: &Scene<'_, '_>, dates: &[DateRef], range: Range<usize>, since: Month) -> bool {
    let first = dates.partition_point(|date| date.tokens.start < range.start);
    let named = || dates.get(first..).unwrap_or_default().iter().take_while(|date| date.tokens.end <= range.end);
    let is_ours = |date: &DateRef| since.resolve(date).is_none_or(|at| at >= (since.year, since.month));
    let is_tied = |date: &DateRef| {
        let before = date.tokens.start.saturating_sub(TIE_REACH).max(range.start)..date.tokens.start;
        scene.marks.any(before, Tag::Elsewhen)
    };
    let mut known = named().filter(|date| !is_tied(date)).peekable();
    known.peek().is_some() && !known.any(is_ours)
}

/// Whether a word is written with a capital inside a sentence ("May" the month).
fn is_proper(tokens: &Tokens<'_>, at: usize, start: usize) -> bool {
    at > start && tokens.word(at).starts_with(char::is_uppercase)
}

/// The stretch between commas that holds a figure and its word of harm.
fn part_around(scene: &Scene<'_, '_>, figure: &Figure, bond: &Bond) -> Range<usize> {
    let (from, to) = (figure.start().min(bond.trigger), figure.end().max(bond.trigger + 1));
    let ends = |at: usize| {
        matches!(scene.tokens.fold(at), "," | "،" | ";" | "؛" | ":" | "(" | ")" | "—" | "–")
            || scene.marks.is(at, Tag::Turn)
    };
    let mut start = from;
    while start > scene.start && !ends(start - 1) {
        start -= 1;
    }
    let mut end = to;
    while end < scene.end && !ends(end) {
        end += 1;
    }
    start..end
}

/// The one place that a figure is for.
pub fn place(
    scene: &Scene<'_, '_>,
    mentions: &[Mention],
    figures: &[Figure],
    index: usize,
    bond: &Bond,
    is_region: &dyn Fn(&PlaceId) -> bool,
) -> Option<PlaceId> {
    let figure = figures.get(index)?;
    let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    let inside = |range: &Range<usize>| -> Vec<PlaceId> {
        let mut found: Vec<PlaceId> = mentions
            .iter()
            .enumerate()
            .filter(|(_, mention)| range.contains(&mention.tokens.start))
            .filter(|(_, mention)| !is_aside(scene, mention))
            .filter(|(at, mention)| {
                !at.checked_sub(1)
                    .and_then(|before| mentions.get(before))
                    .is_some_and(|before| lies_in(scene, before, mention))
            })
            .map(|(_, mention)| mention.place.clone())
            .filter(|place| !is_region(place))
            .collect();
        found.dedup();
        found
    };
    let own = scene.followed_by(figure).or_else(|| scene.headed_by(figure));
    let several = figures.iter().filter(|one| clause.contains(&one.start())).count() > 1;
    if let Some(own) = own.filter(|own| !is_region(&own.place) && (several || own.tokens.end <= figure.start())) {
        return Some(own.place.clone());
    }
    if scene.tokens.fold(figure.start().saturating_sub(1)) == "=" {
        return None;
    }
    // "Latakia has the most (658 dead)": a bracket belongs to the place before it.
    if scene.tokens.fold(figure.start().saturating_sub(1)) == "(" {
        let last = figures.get(..index).and_then(<[Figure]>::last).map_or(clause.start, Figure::end);
        return inside(&(last.max(clause.start)..figure.start())).pop();
    }
    let all = inside(&clause);
    let mut distinct = all.clone();
    distinct.sort();
    distinct.dedup();
    match distinct.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// Whether a place only says where the one before it lies ("Mukhtariya, in rural Latakia").
fn lies_in(scene: &Scene<'_, '_>, inner: &Mention, outer: &Mention) -> bool {
    let gap = inner.tokens.end..outer.tokens.start;
    let is_link = |at: usize| scene.marks.is(at, Tag::At) || scene.marks.is(at, Tag::Of);
    let starts_preposed = is_preposed(scene.tokens.fold(outer.tokens.start));
    let is_plain = |at: usize| {
        is_link(at)
            || matches!(scene.tokens.fold(at), "," | "،")
            || scene.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word)
                && !scene.marks.covering(at).is_some_and(|mark| {
                    mark.values.iter().any(|tag| matches!(tag, Tag::And | Tag::Turn | Tag::Say | Tag::By | Tag::Part))
                })
    };
    gap.len() <= CHAIN_REACH
        && gap.clone().all(|at| is_plain(at) && scene.figure_at(at).is_none())
        && (starts_preposed && gap.is_empty()
            || gap.clone().any(is_link) && !scene.tokens.fold(outer.tokens.start).starts_with('و'))
}

/// Whether a word carries an attached "in" (Arabic بريف).
fn is_preposed(fold: &str) -> bool {
    fold.strip_prefix('ب')
        .is_some_and(|rest| rest.starts_with("ريف") || rest.starts_with("محافظ") || rest.starts_with("مدين"))
}

/// Whether a place is named for something else than where: a dateline, an official's seat.
fn is_aside(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let after = mention.tokens.end;
    let dateline = mention.tokens.start <= scene.start + 1
        && (after..after + 5).any(|at| matches!(scene.tokens.fold(at), "-" | "—" | "–"))
        && !scene.tokens.glued(after);
    let official = (after..after + 4).any(|at| scene.marks.is(at, Tag::Somebody)) && scene.tokens.fold(after) == "'";
    dateline || official || is_seat(scene, mention)
}

/// Whether a place is the seat of an institution that speaks ("the Latakia directorate said").
fn is_seat(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let near = mention.tokens.start.saturating_sub(SEAT_REACH).max(scene.start)
        ..(mention.tokens.end + SEAT_REACH).min(scene.end);
    let Some(office) = scene.marks.within(near).find(|mark| mark.values.contains(&Tag::Office)) else { return false };
    let (from, to) = (office.tokens.start.min(mention.tokens.start), office.tokens.end.max(mention.tokens.end));
    let says =
        |range: Range<usize>| scene.marks.any(range.clone(), Tag::Say) || scene.marks.any(range.clone(), Tag::Cite);
    let is_free = |range: Range<usize>| range.into_iter().all(|at| scene.figure_at(at).is_none());
    let after = to..(to + SAID_REACH).min(scene.end);
    let before = from.saturating_sub(SEAT_REACH + 1).max(scene.start)..from;
    is_free(from..to)
        && (says(before)
            || scene
                .marks
                .within(after)
                .take_while(|mark| scene.figure_at(mark.tokens.start).is_none())
                .any(|mark| mark.values.contains(&Tag::Say)))
}

/// What stretch a figure covers, by the words of its statement.
///
/// What is a part or goes on in a list is of the event that the figures before it are of.
pub fn scope(
    scene: &Scene<'_, '_>,
    figure: &Figure,
    bond: &Bond,
    (is_village, first_days): (bool, bool),
    before: Option<Scope>,
) -> Scope {
    let marks = scene.marks;
    let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    let has = |tag| marks.any(clause.clone(), tag);
    if has(Tag::Period) && !has(Tag::Cumulative) && !has(Tag::Era) {
        return Scope::Period;
    }
    // "14 killed in three massacres, which brings the toll to 1,540": what stands nearest tells.
    let part = part_around(scene, figure, bond);
    let counts_on =
        |range: &Range<usize>| marks.any(range.clone(), Tag::Cumulative) || marks.any(range.clone(), Tag::Era);
    if bond.rule != Rule::Toll && marks.any(part.clone(), Tag::Incident) && !counts_on(&part) {
        return Scope::Incident;
    }
    let goes_on = (bond.leader.is_some() || bond.part_of.is_some()) && !counts_on(&part);
    if goes_on && before == Some(Scope::Incident) {
        return Scope::Incident;
    }
    if bond.rule == Rule::Toll || counts_on(&clause) {
        return Scope::Cumulative;
    }
    if is_village || has(Tag::Incident) {
        return Scope::Incident;
    }
    if !first_days && has_own_day(scene, clause) {
        return Scope::Incident;
    }
    Scope::Cumulative
}

/// What stretch a figure covers in an item that is about something else than the situation: one event, unless the
/// words say that it is the toll of a war or of a named stretch.
pub fn scope_elsewhere(
    scene: &Scene<'_, '_>,
    dates: &[DateRef],
    figure: &Figure,
    bond: &Bond,
    before: Option<&Carried>,
) -> Scope {
    let marks = scene.marks;
    let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    let part = part_around(scene, figure, bond);
    let tied = |at: usize| {
        // "A year since", "not since": no count begins there.
        let before = at.checked_sub(1).is_some_and(|at| marks.is(at, Tag::Unit) || marks.is(at, Tag::Denial));
        before || marks.any(at.saturating_sub(TIE_REACH).max(scene.start)..at, Tag::Elsewhen)
    };
    for range in [part.clone(), clause.clone()] {
        let has = |tag| marks.within(range.clone()).any(|mark| mark.values.contains(&tag) && !tied(mark.tokens.start));
        let framed = |tag| marks.frames(tag).any(|mark| range.contains(&mark.tokens.start) && !tied(mark.tokens.start));
        if framed(Tag::Stretch) || is_span(scene, dates, &range) {
            return Scope::Period;
        }
        if framed(Tag::Running) || has(Tag::Era) {
            return Scope::Cumulative;
        }
        if framed(Tag::Incident) {
            return Scope::Incident;
        }
        if range == part && has(Tag::Period) {
            return Scope::Period;
        }
        if range == part && framed(Tag::Day) && has_own_day(scene, range) {
            return Scope::Incident;
        }
    }
    match before {
        Some(before) if before.scope != Scope::Incident && !has_own_day(scene, clause) => before.scope,
        _ if scene.harms.get(bond.harm).is_some_and(|harm| harm.metric == Metric::Displaced) => Scope::Cumulative,
        _ => Scope::Incident,
    }
}

/// Whether a range of tokens names a stretch by its first and its last day ("between 9 and 21 July").
fn is_span(scene: &Scene<'_, '_>, dates: &[DateRef], range: &Range<usize>) -> bool {
    let first = dates.partition_point(|date| date.tokens.start < range.start);
    let named = || dates.get(first..).unwrap_or_default().iter().take_while(|date| date.tokens.end <= range.end);
    let is_link = |at: usize| {
        let fold = scene.tokens.fold(at);
        scene.marks.is(at, Tag::And) || scene.marks.is(at, Tag::Reach) || matches!(fold, "-" | "–" | "—")
    };
    let days = |date: &DateRef| {
        let link = date.tokens.start.checked_sub(1).filter(|at| *at > range.start && is_link(*at));
        let from = link.and_then(|at| scene.tokens.fold(at - 1).parse::<i8>().ok());
        from.zip(date.day).is_some_and(|(from, to)| to >= from + MIN_SPAN)
    };
    let months = named().zip(named().skip(1)).any(|(one, other)| {
        let gap = one.tokens.end..other.tokens.start;
        one.month.is_some()
            && other.month.is_some()
            && one.month != other.month
            && gap.len() == 1
            && gap.clone().all(is_link)
    });
    months || named().any(days)
}

/// Whether a figure stands in a row that a day heads ("7 March: Tartus (62)").
pub fn is_dated_row(scene: &Scene<'_, '_>, dates: &[DateRef], figure: &Figure) -> bool {
    dates.iter().any(|date| {
        date.day.is_some()
            && (scene.start..scene.start + 4).contains(&date.tokens.start)
            && date.tokens.end < figure.start()
            && scene.tokens.fold(date.tokens.end) == ":"
    })
}

/// Whether a statement names a day that is not only the day on which something was said.
fn has_own_day(scene: &Scene<'_, '_>, clause: Range<usize>) -> bool {
    let marks = scene.marks;
    marks.within(clause.clone()).filter(|mark| mark.values.contains(&Tag::Day)).any(|mark| {
        let told = scene.figures.iter().rev().map(Figure::end).find(|end| *end <= mark.tokens.start);
        let from = mark.tokens.start.saturating_sub(SAID_REACH).max(clause.start).max(told.unwrap_or(clause.start));
        let before = from..mark.tokens.start;
        let after = mark.tokens.end..(mark.tokens.end + 2).min(clause.end);
        scene.figure_at(mark.tokens.start).is_none() && !marks.any(before, Tag::Say) && !marks.any(after, Tag::Say)
    })
}
