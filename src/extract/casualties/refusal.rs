//! Refusals: what makes a number no figure of the situation: doubt, denial, another time.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene};
use super::figure::Figure;
use super::marks::{Mark, Tag};
use super::side::{self, Side};
use crate::extract::dates::DateRef;
use crate::extract::numbers::Value;
use crate::extract::token::Tokens;
use crate::model::Metric;

/// How many tokens may stand between a country and the verb of whom it takes in.
const HOST_REACH: usize = 2;
/// How many tokens before a figure a denial is looked for.
const DENIAL_REACH: usize = 8;
/// How many tokens before a figure a word of releasing those it counts is looked for.
const RELEASE_REACH: usize = 5;
/// How many tokens behind a number "among them" may stand that makes an aside of it ("a father and son AMONG THEM,").
const ASIDE_REACH: usize = 5;
/// How many tokens before a date tie it to something else ("the worst since December").
pub(super) const TIE_REACH: usize = 6;
/// How many tokens behind a date "when" may stand that tells what happened then.
const WHEN_REACH: usize = 2;
/// How many tokens at the head of a sentence set the time of all of it ("In 2013, ...").
const OPENING: usize = 6;

/// Whether what a figure counts goes on from another time, where the sentence before told of one: "still missing",
/// with no place and no time of its own.
pub fn goes_on_from_before(scene: &Scene<'_, '_>, figure: &Figure, bond: &Bond, dates: &[DateRef]) -> bool {
    let lasts = scene
        .harms
        .get(bond.harm)
        .is_some_and(|harm| matches!(harm.metric, Metric::Missing | Metric::Detained | Metric::Displaced));
    if !lasts {
        return false;
    }
    let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    let still = scene.marks.frames_in(clause.clone(), Tag::Lasting).next().is_some();
    let times = [Tag::Cumulative, Tag::Incident, Tag::Day, Tag::Period];
    let first = dates.partition_point(|date| date.tokens.start < clause.start);
    let dated = dates.get(first).is_some_and(|date| date.tokens.end <= clause.end);
    let placed = scene.places.iter().any(|place| clause.contains(&place.tokens.start));
    still && !dated && !placed && !times.into_iter().any(|tag| scene.marks.any(clause.clone(), tag))
}

/// Whether a sentence without a claim tells of another time ("the cost of the war since March 2011").
pub fn tells_other_time(scene: &Scene<'_, '_>, since: Option<Month>, dates: &[DateRef]) -> bool {
    let Some(since) = since else { return false };
    let range = scene.start..scene.end;
    let named = |tag| scene.marks.any(range.clone(), tag);
    named(Tag::History) || named(Tag::Era) || is_other_time(scene, dates, range.clone(), since, None)
}

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
    // "Four men, a father and son AMONG THEM, were killed": it only says more of those before it.
    let behind = (figure.end()..scene.end.min(figure.end() + ASIDE_REACH)).take_while(|at| !scene.tokens.is_comma(*at));
    let mut behind = behind.take_while(|at| scene.figure_at(*at).is_none()).filter_map(|at| marks.starting(at));
    let closes = behind.find(|mark| mark.values.contains(&Tag::Part));
    let apart = figure.start().checked_sub(1).is_some_and(|at| scene.tokens.is_comma(at));
    let one = figure.quantity.worded && figure.head.sided.is_empty();
    let ends = |at: usize| scene.tokens.is_comma(at) || at >= scene.end || scene.tokens.mark(at) == '.';
    if closes.is_some_and(|mark| ends(mark.tokens.end)) && apart && one {
        return Some("it only says more of the figure before it");
    }
    // "Eleven soldiers, including AN OFFICER".
    let whole = bond.part_of.and_then(|whole| scene.figures.get(whole));
    let one_side = |figure: &Figure| match side::of_figure(figure, &[]) {
        Side::Of(category) => Some(category),
        _ => None,
    };
    let is_alike = |whole: &Figure| one_side(figure).is_some() && one_side(figure) == one_side(whole);
    let between =
        |whole: &Figure| scene.places.iter().any(|place| (whole.end()..figure.end()).contains(&place.tokens.start));
    let is_one = figure.quantity.worded && figure.quantity.value == Value::Whole(1);
    if is_one && whole.is_some_and(|whole| is_alike(whole) && !between(whole)) {
        return Some("it only says more of the figure it is a part of");
    }
    if marks.any(scene.start..scene.end, Tag::Unreal) {
        return Some("it is of a drill or a make-believe");
    }
    let clause = part_around(scene, figure, bond);
    // Where the verb stands last, what makes it doubtful stands behind the number.
    let last = if scene.verb_last { clause.end } else { figure.end() };
    // "An attempt to retake P COST 12 men": what was meant is over.
    let cost =
        marks.frames(Tag::Cost).filter(|cost| (clause.start..figure.start()).contains(&cost.tokens.start)).last();
    let from = cost.map_or(clause.start, |cost| cost.tokens.start);
    let has_maybe = marks
        .with(from..last.max(bond.trigger).max(from), Tag::Maybe)
        .any(|mark| !is_proper(scene.tokens, mark.tokens.start, scene.start));
    if has_maybe {
        return Some("it may come to be so");
    }
    // "Denied what goes round OF THE KILLING of twenty": a noun of harm is denied with those it tells of.
    let is_own = bond.rule == Rule::Nominal && bond.leader.is_none() && bond.part_of.is_none();
    let told = if is_own { figure.start().min(bond.trigger) } else { figure.start() };
    let denial = told.saturating_sub(DENIAL_REACH).max(clause.start);
    // "No fewer than 383 people, 172 of them": what binds a number denies nothing.
    let denies = |mark: &&Mark| scene.figure_at(mark.tokens.start).is_none();
    let denied = marks.with(denial..figure.start(), Tag::Denial).rev().find(denies);
    // "Denied this AND SAID four had died": what is said next is not denied, nor where its verb stands last.
    let says_anew = |mark: &Mark| {
        let is_next = |at: usize| at.checked_sub(1).is_some_and(|before| marks.is(before, Tag::And));
        let mut said = marks.with(mark.tokens.end..figure.start(), Tag::Say);
        let closes = || scene.verb_last && marks.any(figure.end()..clause.end, Tag::Say);
        said.any(|said| said.joined || is_next(said.tokens.start)) || is_next(mark.tokens.end + 1) && closes()
    };
    // "35 soldiers were NOT killed".
    let mut before_verb = marks.with(figure.end()..bond.trigger.max(figure.end()), Tag::Denial).filter(denies);
    let said_from = scene.clause_start(figure.start());
    let undone = before_verb.any(|mark| mark.tokens.end == bond.trigger);
    if undone || denied.is_some_and(|mark| !says_anew(mark)) {
        return Some("it is denied");
    }
    if marks.frames_in(said_from..figure.start(), Tag::Unsure).next().is_some() {
        return Some("nobody vouches for it");
    }
    if is_released(scene, figure, bond) {
        return Some("they are free again");
    }
    if marks.frames(Tag::Parent).any(|mark| mark.tokens.end == figure.start()) {
        return Some("it counts somebody's children");
    }
    let said = scene.clause_start(figure.start())..figure.start();
    if figure.head.counted.is_none() && marks.frames_in(said.clone(), Tag::Population).next().is_some() {
        return Some("it counts who lives there");
    }
    // "LEBANON already HOSTS 1.5 million refugees".
    let mut hosts = marks.frames_in(said.clone(), Tag::Hosts);
    let is_abroad = |mark: &Mark<'_>| {
        let near = mark.tokens.start.saturating_sub(HOST_REACH).max(said.start)..mark.tokens.end + HOST_REACH;
        near.into_iter().any(|at| marks.framed(at, Tag::Foreign).is_some())
    };
    if hosts.any(is_abroad) {
        return Some("it counts who lives there");
    }
    if marks.frames_in(said.clone(), Tag::Misstated).next().is_some() {
        return Some("it was said by mistake");
    }
    if marks.any(figure.end()..scene.clause_end(figure.end()), Tag::Untrue)
        || marks.with(scene.clause_start(figure.start())..figure.start(), Tag::Untrue).any(|mark| !says_anew(mark))
    {
        return Some("it is said to be untrue");
    }
    if since.is_some() && is_of_an_era(scene, figure, &clause) {
        return Some("it is of a longer stretch than the situation");
    }
    let parts = |at: &usize| matches!(scene.tokens.mark(*at), ';' | '؛');
    let part = (scene.start..figure.start()).rev().find(parts).unwrap_or(scene.start);
    let opening = part..scene.end.min(part + OPENING);
    for range in [clause, opening] {
        let mut history = marks.with(range.clone(), Tag::History);
        if since.is_some() && history.any(|mark| !is_tied(scene, mark.tokens.start, scene.start)) {
            return Some("it is of another time: history");
        }
        if let Some(since) = since
            && is_other_time(scene, dates, range, since, Some(figure))
        {
            return Some("it is of another time: a date");
        }
    }
    if since.is_some_and(|since| is_told_of_then(scene, figure, dates, since)) {
        return Some("it is of another time: what happened then");
    }
    None
}

/// Whether a figure belongs to what a word such as "when" opens behind a date long past ("what befell P in May 2013, WHEN
/// forces stormed it, killing 459 people").
fn is_told_of_then(scene: &Scene<'_, '_>, figure: &Figure, dates: &[DateRef], since: Month) -> bool {
    let first = dates.partition_point(|date| date.tokens.start < scene.start);
    let named = dates.get(first..).unwrap_or_default().iter();
    let Some(date) = named.take_while(|date| date.tokens.end <= figure.start()).last() else { return false };
    let is_past = date.year.is_some() && since.resolve(date).is_some_and(|at| at < (since.year, since.month));
    let opens = (date.tokens.end..date.tokens.end + WHEN_REACH).any(|at| scene.marks.framed(at, Tag::When).is_some());
    is_past && opens && !scene.marks.any(date.tokens.end..figure.start(), Tag::Day)
}

/// The words behind a figure, with none between that counts anybody, by which somebody denies what nobody by name has said
/// ("pages said that 60 soldiers had been killed, WHICH THE MINISTRY DENIED").
pub fn refuted<'s>(scene: &'s Scene<'_, '_>, figure: &Figure) -> Option<&'s Mark<'s>> {
    let next = scene.figures.iter().map(Figure::start).find(|start| *start >= figure.end()).unwrap_or(scene.end);
    scene.marks.frames_in(figure.end()..next, Tag::Refuted).next()
}

/// Whether some of those held are told only to be free again ("ten of them were later RELEASED", "freed ten of them").
fn is_released(scene: &Scene<'_, '_>, figure: &Figure, bond: &Bond) -> bool {
    let held = scene
        .harms
        .get(bond.harm)
        .is_some_and(|harm| matches!(harm.metric, Metric::Detained | Metric::Missing | Metric::Displaced));
    if !held {
        return false;
    }
    let of_some = figure.head.of_them
        || matches!(bond.rule, Rule::Carried | Rule::Part)
        || scene.marks.framed(figure.quantity.tokens.end, Tag::OutOf).is_some();
    let next = scene.figures.iter().map(Figure::start).find(|start| *start >= figure.end());
    let behind = figure.end()..scene.clause_end(figure.end()).min(next.unwrap_or(scene.end));
    let last = scene.figures.iter().rev().map(Figure::end).find(|end| *end <= figure.start());
    let from = figure.start().saturating_sub(RELEASE_REACH).max(last.unwrap_or(scene.start));
    let told = |range: Range<usize>| scene.marks.frames_in(range, Tag::Released).next().is_some();
    of_some && told(behind) || told(from.max(scene.start)..figure.start())
}

/// Whether a figure is of a stretch longer than any episode, named in its part of the sentence or before it, and not
/// only to tie another fact to ("the worst since the war began").
fn is_of_an_era(scene: &Scene<'_, '_>, figure: &Figure, clause: &Range<usize>) -> bool {
    let from = scene.clause_start(figure.start());
    let mut eras = scene.marks.with(from..clause.end.max(from), Tag::Era);
    eras.any(|mark| !is_tied(scene, mark.tokens.start, scene.start))
}

/// Whether a time named at a token only ties another fact ("the worst since"): a word before it says so, with no
/// number between.
pub(super) fn is_tied(scene: &Scene<'_, '_>, at: usize, from: usize) -> bool {
    let counted = scene.figures.iter().rev().map(Figure::end).find(|end| *end <= at).unwrap_or(from);
    let before = at.saturating_sub(TIE_REACH).max(from).max(counted)..at;
    scene.marks.any(before, Tag::Elsewhen)
}

/// Whether a range of tokens names a time before the figures can be of, and none after it. A time that only says something
/// of what is named is none of a figure that stands outside of its clause.
fn is_other_time(
    scene: &Scene<'_, '_>,
    dates: &[DateRef],
    range: Range<usize>,
    since: Month,
    figure: Option<&Figure>,
) -> bool {
    let first = dates.partition_point(|date| date.tokens.start < range.start);
    let named = || dates.get(first..).unwrap_or_default().iter().take_while(|date| date.tokens.end <= range.end);
    let is_ours = |date: &DateRef| since.resolve(date).is_none_or(|at| at >= (since.year, since.month));
    let is_tied = |date: &DateRef| is_tied(scene, date.tokens.start, range.start);
    let is_aside = |date: &DateRef| figure.is_some_and(|figure| describes_another(scene, date, figure));
    let mut known = named().filter(|date| !is_tied(date) && !is_aside(date)).peekable();
    known.peek().is_some() && !known.any(is_ours)
}

/// Whether a date stands in a clause that says something of what was named before it, and a figure outside of it ("16
/// killed by remnants of the regime THAT FELL in 2024").
fn describes_another(scene: &Scene<'_, '_>, date: &DateRef, figure: &Figure) -> bool {
    let before = scene.marks.frames(Tag::Describes).take_while(|mark| mark.tokens.start < date.tokens.start);
    let Some(opens) = before.last().map(|mark| mark.tokens.start) else { return false };
    let ends = |at: &usize| scene.tokens.is_comma(*at) || matches!(scene.tokens.mark(*at), ';' | '؛' | ')');
    let end = (date.tokens.end..scene.end).find(ends).unwrap_or(scene.end);
    !(opens..date.tokens.start).any(|at| ends(&at)) && !(opens..end).contains(&figure.start())
}

/// Whether a word is written with a capital inside a sentence ("May" the month).
fn is_proper(tokens: &Tokens<'_>, at: usize, start: usize) -> bool {
    at > start && tokens.word(at).starts_with(char::is_uppercase)
}

/// The stretch between commas that holds a figure and its word of harm.
pub(super) fn part_around(scene: &Scene<'_, '_>, figure: &Figure, bond: &Bond) -> Range<usize> {
    let (from, to) = (figure.start().min(bond.trigger), figure.end().max(bond.trigger + 1));
    let ends = |at: usize| {
        matches!(scene.tokens.mark(at), ',' | '،' | ';' | '؛' | ':' | '(' | ')' | '—' | '–')
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
