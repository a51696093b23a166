//! Stretches: whether a figure is the toll of the whole, of one event, or of a named stretch.

use std::ops::Range;

use super::FigureReader;
use super::bind::{Bond, Rule, Scene};
use super::carry::Carried;
use super::claim::Work;
use super::event;
use super::figure::Figure;
use super::marks::{Mark, Role, Tag, harm_as};
use super::place;
use super::refusal::{TIE_REACH, part_around};
use super::statement::said_before;
use crate::extract::dates::DateRef;
use crate::extract::token::TokenKind;
use crate::model::{Metric, PlaceId, PlaceKind, Scope};

/// How many tokens before a day make it the day on which something was said ("the monitor said on Friday").
const SAID_REACH: usize = 8;
/// How many dead in a city are more than one event's.
const MANY: u64 = 150;
/// How many tokens before a year a word such as "in" may stand ("im Jahr 2025").
const YEAR_REACH: usize = 2;
/// The last day of a month.
const LAST_DAY: i8 = 31;
/// How many people are of one event, and how many where their place is named.
const FEW: u64 = 2;
const FEW_THERE: u64 = 5;
/// How many days apart the first and the last day of a stretch lie at least.
const MIN_SPAN: i8 = 3;

/// Where the people of a figure were harmed, as far as that tells what stretch it covers.
#[derive(Debug, Clone)]
pub struct Whereabouts {
    /// The kind of the place that it is for.
    pub kind: Option<PlaceKind>,
    /// The tokens in which that place is named.
    pub named: Option<Range<usize>>,
    /// What became of them.
    pub harm: Metric,
    /// Whether it is a row of a list by place.
    pub is_row: bool,
    /// By what rule it was bound.
    pub rule: Rule,
    /// Its number.
    pub size: Option<u64>,
}

impl Whereabouts {
    /// Whether the place is smaller than a city.
    fn is_small(&self) -> bool {
        self.kind.is_some_and(PlaceKind::is_local)
    }

    /// Whether what became of them goes on past the day on which it is told.
    const fn lasts(&self) -> bool {
        matches!(self.harm, Metric::Displaced | Metric::Missing)
    }

    /// Whether they are so few that they are of one event, where nothing says that they are all so far ("two civilians were
    /// wounded", "four soldiers died in P").
    fn are_few(&self) -> bool {
        let most = if self.kind.is_some() { FEW_THERE } else { FEW };
        !self.lasts() && self.size.is_some_and(|size| size <= most)
    }

    /// Whether the killing at such a place is told as one event; a city has more than one in its first days.
    fn is_one_event(&self, first_days: bool) -> bool {
        // "150 wounded" may be all that a hospital took in.
        let is_killing = matches!(self.harm, Metric::Killed | Metric::KilledOrInjured)
            || self.harm == Metric::Injured
                && matches!(self.rule, Rule::Subject | Rule::Object | Rule::Nominal | Rule::Shared);
        self.kind.is_some_and(|kind| {
            kind.is_local() && !self.lasts()
                || kind == PlaceKind::City
                    && is_killing
                    && self.size.is_none_or(|size| size < MANY)
                    && !first_days
                    && !self.is_row
        })
    }
}

/// What stretch a figure covers, and the tokens of the words that say so; none where it follows from the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The stretch.
    pub scope: Scope,
    /// The words.
    pub by: Option<Range<usize>>,
}

impl Stretch {
    /// A stretch that follows from what else is known.
    pub const fn of(scope: Scope) -> Self {
        Self { scope, by: None }
    }

    /// A stretch that words say.
    const fn said(scope: Scope, by: Range<usize>) -> Self {
        Self { scope, by: Some(by) }
    }
}

/// How many tokens beside the name of a month a place may stand whose events it dates.
const BESIDE_PERIOD: usize = 8;

/// What stretch a figure covers, by the words of its statement.
///
/// What is a part or goes on in a list is of the event that the figures before it are of.
pub fn scope(
    scene: &Scene<'_, '_>,
    dates: &[DateRef],
    figure: &Figure,
    bond: &Bond,
    (whereabouts, first_days): (&Whereabouts, bool),
    before: Option<Scope>,
) -> Stretch {
    let marks = scene.marks;
    let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    let word = |range: &Range<usize>, tag| marks.with(range.clone(), tag).next().map(|mark| mark.tokens.clone());
    let event = |range: &Range<usize>| {
        marks.events(range.clone()).map(|mark| mark.tokens.clone()).next().filter(|event| !is_counted(scene, event))
    };
    let counts_on = |range: &Range<usize>| word(range, Tag::Cumulative).or_else(|| word(range, Tag::Era));
    let period = || word(&clause, Tag::Period).or_else(|| year(scene, dates, &clause, false));
    // "1,426 were killed ON THE COAST in March" are those of the events; "in Syria in March", of the month.
    let placed = |by: &Range<usize>| {
        let near = by.start.saturating_sub(BESIDE_PERIOD)..by.end + BESIDE_PERIOD;
        scene.places.iter().any(|place| clause.contains(&place.tokens.start) && near.contains(&place.tokens.start))
    };
    if let Some(by) = period().filter(|by| counts_on(&clause).is_none() && !placed(by)) {
        return Stretch::said(Scope::Period, by);
    }
    // "92 were killed on Sunday, bringing the total to 973".
    if let Some(whole) = marks.framed(bond.trigger, Tag::Whole) {
        return Stretch::said(Scope::Cumulative, whole.tokens.clone());
    }
    // "14 killed in three massacres, which brings the toll to 1,540": what stands nearest tells.
    let part = part_around(scene, figure, bond);
    let runs_on = counts_on(&part).is_some();
    let of_event = event(&part);
    if let Some(by) = of_event.clone().filter(|_| bond.rule != Rule::Toll && !runs_on) {
        return Stretch::said(Scope::Incident, by);
    }
    let goes_on = (bond.leader.is_some() || bond.part_of.is_some()) && !runs_on;
    // "The toll was put on Sunday at 1,254, 776 of them civilians": the day is not the part's.
    let near = if bond.part_of.is_some() { alone(scene, figure, &part) } else { part };
    let own = of_event.is_some() || marks.any(near, Tag::Day);
    match before.filter(|_| goes_on) {
        Some(Scope::Incident) => return Stretch::of(Scope::Incident),
        Some(Scope::Cumulative) if !own && !whereabouts.is_small() => return Stretch::of(Scope::Cumulative),
        _ => {}
    }
    let trigger = marks.covering(bond.trigger);
    // "92 were killed on Sunday, bringing the toll to 973": the day is that of the first alone.
    if bond.rule != Rule::Toll && bond.leader.is_none() && counts_on(&clause).is_some() {
        let near = alone(scene, figure, &part_around(scene, figure, bond));
        let sums = |other: &Figure| {
            let own = alone(scene, other, &clause);
            clause.contains(&other.start()) && other.start() != figure.start() && counts_on(&own).is_some()
        };
        if counts_on(&near).is_none()
            && scene.figures.iter().any(sums)
            && let Some(by) = own_day(scene, dates, near)
        {
            return Stretch::said(Scope::Incident, by);
        }
    }
    if let Some(by) = counts_on(&clause) {
        return Stretch::said(Scope::Cumulative, by);
    }
    if bond.rule == Rule::Toll {
        return Stretch { scope: Scope::Cumulative, by: trigger.map(|mark| mark.tokens.clone()) };
    }
    if let Some(by) = event(&clause) {
        return Stretch::said(Scope::Incident, by);
    }
    // "The forces have lost 84 men in Latakia": a balance, not an event.
    let is_loss = trigger.is_some_and(|mark| harm_as(mark, Role::Loses).is_some());
    if whereabouts.is_one_event(first_days || is_loss) {
        return Stretch { scope: Scope::Incident, by: whereabouts.named.clone() };
    }
    // "A man was killed and five others were wounded": those beside one event are of it.
    let beside = before == Some(Scope::Incident) && !whereabouts.lasts();
    if !is_loss && (beside || whereabouts.are_few() && before != Some(Scope::Cumulative)) {
        return Stretch::of(Scope::Incident);
    }
    // "The day before it HAD SPOKEN of 1,018": the day on which it was said.
    let was_said = said_before(scene, clause.start..figure.start()).is_some() && figure.head.counted.is_some();
    // "1,383 were killed, 158 of them ON WEDNESDAY": the day of the part.
    let next = scene.figure_at(figure.start()).map(|index| index + 1).filter(|next| scene.is_dated_part(*next));
    let clause = if next.is_some() { alone(scene, figure, &clause) } else { clause };
    let own_day = (!first_days && !whereabouts.lasts() && !was_said).then(|| own_day(scene, dates, clause)).flatten();
    own_day.map_or(Stretch::of(Scope::Cumulative), |by| Stretch::said(Scope::Incident, by))
}

/// Whether an event is one of many that are counted ("in 39 massacres", which Arabic tells in the singular): what they
/// took together is no event.
fn is_counted(scene: &Scene<'_, '_>, event: &Range<usize>) -> bool {
    let number = event.start.checked_sub(1).and_then(|before| scene.tokens.at(before));
    let is_one = |mark: &Mark| mark.values.contains(&Tag::At) || event::is_person(mark);
    number.is_some_and(|token| token.kind == TokenKind::Number)
        && !scene.marks.covering(event.start).is_some_and(is_one)
}

/// What stretch a figure covers in an item that is about something else than the situation: one event, unless the
/// words say that it is the toll of a war or of a named stretch.
pub fn scope_elsewhere(
    scene: &Scene<'_, '_>,
    dates: &[DateRef],
    figure: &Figure,
    bond: &Bond,
    before: Option<&Carried>,
) -> Stretch {
    let marks = scene.marks;
    let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    // "87 were killed in the past 24 hours, TAKING THE TOLL since October to 53,573": what is told of the toll is of that alone.
    let toll =
        marks.within(figure.end()..clause.end.max(figure.end())).find(|mark| harm_as(mark, Role::Toll).is_some());
    let toll = toll.filter(|toll| bond.rule != Rule::Toll && bond.trigger < toll.tokens.start);
    let clause = clause.start..toll.map_or(clause.end, |toll| toll.tokens.start);
    let part = part_around(scene, figure, bond);
    let part = part.start..part.end.min(clause.end).max(part.start);
    let tied = |at: usize| {
        // "A year since", "not since": no count begins there.
        let before = at.checked_sub(1).is_some_and(|at| marks.is(at, Tag::Unit) || marks.is(at, Tag::Denial));
        before || marks.any(at.saturating_sub(TIE_REACH).max(scene.start)..at, Tag::Elsewhen)
    };
    for range in [part.clone(), clause.clone()] {
        let word = |tag| {
            let told = marks.with(range.clone(), tag).find(|mark| !tied(mark.tokens.start));
            told.map(|mark| mark.tokens.clone())
        };
        let frame = |tag| {
            let told = marks.frames_in(range.clone(), tag).find(|mark| !tied(mark.tokens.start));
            told.map(|mark| mark.tokens.clone())
        };
        let named = || span(scene, dates, &range).or_else(|| year(scene, dates, &range, range == part));
        if let Some(by) = frame(Tag::Stretch).or_else(named) {
            return Stretch::said(Scope::Period, by);
        }
        if let Some(by) = frame(Tag::Running).or_else(|| word(Tag::Era)) {
            return Stretch::said(Scope::Cumulative, by);
        }
        if let Some(by) = frame(Tag::Incident) {
            return Stretch::said(Scope::Incident, by);
        }
        if range != part {
            continue;
        }
        if let Some(by) = word(Tag::Period) {
            return Stretch::said(Scope::Period, by);
        }
        if let Some(by) = frame(Tag::Day).and_then(|_| own_day(scene, dates, range)) {
            return Stretch::said(Scope::Incident, by);
        }
    }
    match before {
        Some(before) if before.scope != Scope::Incident && own_day(scene, dates, clause).is_none() => {
            Stretch::of(before.scope)
        }
        _ if scene.metric(bond.harm) == Some(Metric::Displaced) => Stretch::of(Scope::Cumulative),
        _ => Stretch::of(Scope::Incident),
    }
}

/// The stretch of a figure's part of the sentence that no other figure of it shares.
fn alone(scene: &Scene<'_, '_>, figure: &Figure, part: &Range<usize>) -> Range<usize> {
    let before = scene.figures.iter().rev().map(Figure::end).find(|end| *end <= figure.start());
    let next = scene.figures.iter().map(Figure::start).find(|start| *start >= figure.end());
    part.start.max(before.unwrap_or(part.start))..part.end.min(next.unwrap_or(part.end))
}

/// The year that a range of tokens names with neither month nor day, with the words that tell a time by it ("in 2025",
/// "im Jahr 2025"). A number that is taken for a figure is one only where it may be a bare one, which counts nobody.
fn year(scene: &Scene<'_, '_>, dates: &[DateRef], range: &Range<usize>, may_be_bare: bool) -> Option<Range<usize>> {
    let first = dates.partition_point(|date| date.tokens.start < range.start);
    let mut named = dates.get(first..).unwrap_or_default().iter().take_while(|date| date.tokens.end <= range.end);
    let counts_nobody = |date: &DateRef| {
        let figure = scene.figure_at(date.tokens.start).and_then(|at| scene.figures.get(at));
        figure.is_none_or(|figure| may_be_bare && figure.head.counted.is_none())
    };
    let date = named.find(|date| {
        let from = date.tokens.start.saturating_sub(YEAR_REACH).max(range.start);
        let told = || scene.marks.any(from..date.tokens.start, Tag::At);
        date.year.is_some() && date.month.is_none() && told() && counts_nobody(date)
    });
    date.map(|date| date.tokens.clone())
}

/// The words by which a range of tokens names a stretch by its first and its last day ("between 9 and 21 July").
fn span(scene: &Scene<'_, '_>, dates: &[DateRef], range: &Range<usize>) -> Option<Range<usize>> {
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
    let months = named().zip(named().skip(1)).find(|(one, other)| {
        let gap = one.tokens.end..other.tokens.start;
        one.month.is_some()
            && other.month.is_some()
            && one.month != other.month
            && gap.len() == 1
            && gap.clone().all(is_link)
    });
    let months = months.map(|(one, other)| one.tokens.start..other.tokens.end);
    // The first day stands two tokens before the last.
    months.or_else(|| named().find(|date| days(date)).map(|date| date.tokens.start - 2..date.tokens.end))
}

/// Whether a figure stands in a row that a day heads ("7 March: Tartus (62)").
pub fn is_dated_row(scene: &Scene<'_, '_>, dates: &[DateRef], figure: &Figure) -> bool {
    dates.iter().any(|date| {
        date.day.is_some()
            && (scene.start..scene.start + 4).contains(&date.tokens.start)
            && date.tokens.end < figure.start()
            && scene.tokens.mark(date.tokens.end) == ':'
    })
}

/// The day that a statement names, where it is not only the day on which something was said, and no more than one.
fn own_day(scene: &Scene<'_, '_>, dates: &[DateRef], clause: Range<usize>) -> Option<Range<usize>> {
    let marks = scene.marks;
    let first = dates.partition_point(|date| date.tokens.start < clause.start);
    let dated = dates.get(first..).unwrap_or_default().iter().take_while(|date| date.tokens.end <= clause.end);
    let dated = dated.filter(|date| date.day.is_some()).map(|date| date.tokens.clone());
    let named = marks.with(clause.clone(), Tag::Day);
    let mut days: Vec<Range<usize>> = named.map(|mark| mark.tokens.clone()).chain(dated).collect();
    days.sort_by_key(|day| (day.start, day.end));
    let is_day = |at: usize| scene.tokens.fold(at).parse::<i8>().is_ok_and(|day| (1..=LAST_DAY).contains(&day));
    let joins = |at: usize| {
        marks.is(at, Tag::And) || marks.is(at, Tag::Reach) || matches!(scene.tokens.fold(at), "-" | "–" | "—")
    };
    let is_of_several = |at: usize| {
        let day = days.get(at)?;
        // "Between March 6 and 10", "from 6 to 10 March".
        let is_bare =
            |at: usize| scene.figure_at(at).and_then(|at| scene.figures.get(at)).is_none_or(|one| !one.head.is_known());
        let spans = joins(day.end) && is_day(day.end + 1) && is_bare(day.end + 1);
        let before = day.start.checked_sub(2).filter(|at| *at >= scene.start);
        let spanned = is_day(day.start) && before.is_some_and(|at| is_day(at) && joins(at + 1));
        if spans || spanned {
            return Some(true);
        }
        let next = days.get(at + 1..)?.iter().find(|next| next.start >= day.end)?;
        let gap = day.end..next.start;
        Some(gap.len() <= 2 && gap.clone().any(|at| marks.is(at, Tag::And) || marks.is(at, Tag::Reach)))
    };
    let several: Vec<bool> = (0..days.len()).map(|at| is_of_several(at).unwrap_or(false)).collect();
    if several.contains(&true) {
        return None;
    }
    let own = days.iter().find(|day| {
        let told = scene.figures.iter().rev().map(Figure::end).find(|end| *end <= day.start);
        let from = day.start.saturating_sub(SAID_REACH).max(clause.start).max(told.unwrap_or(clause.start));
        // "On Tuesday 11 March, the network documented": the date goes on to whoever says it.
        let is_dated = |at: &usize| {
            dates.iter().any(|date| date.tokens.contains(at)) || matches!(scene.tokens.mark(*at), ',' | '،' | '(' | ')')
        };
        let after = (day.end..clause.end).find(|at| !is_dated(at)).unwrap_or(clause.end);
        let after = day.end..(after.max(day.end) + 2).min(clause.end);
        let is_told = marks.any(from..day.start, Tag::Say) || marks.any(after, Tag::Say);
        scene.figure_at(day.start).is_none() && !is_told
    });
    own.cloned()
}

impl FigureReader {
    /// The kind of the places named in a figure's statement, where there are several, the largest of them; that of
    /// those who speak there only where it is small.
    pub(super) fn only_local(&self, work: &Work<'_, '_>, figure: &Figure, bond: &Bond) -> Option<PlaceKind> {
        let scene = work.scene;
        let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
        let largest = |kinds: &mut dyn Iterator<Item = PlaceKind>| {
            kinds.filter(|kind| kind.is_area()).reduce(|kind, one| if one.is_local() { kind } else { one })
        };
        let kind = |place: &PlaceId| self.places.get(place).copied();
        let told = place::named_in(scene, work.mentions, &clause, &self.nesting);
        if told.iter().any(|place| Some(place) != told.first()) {
            return largest(&mut told.iter().filter_map(kind));
        }
        let named = work.mentions.iter().filter(|mention| clause.contains(&mention.tokens.start));
        largest(&mut named.filter_map(|mention| kind(&mention.place))).filter(|kind| kind.is_local())
    }
}
