//! Places: the one place that a figure is for.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene};
use super::figure::Figure;
use super::marks::{Mark, Tag};
use super::refusal::part_around;
use super::several;
use super::side;
use crate::extract::dateline;
use crate::extract::gazetteer::Mention;
use crate::extract::nesting::Nesting;
use crate::extract::token::{TokenKind, Tokens};
use crate::model::PlaceId;

/// How many tokens behind the name of an institution's seat its word of saying may stand.
const SAID_REACH: usize = 8;
/// How many tokens may stand between a place and the one it lies in.
const CHAIN_REACH: usize = 4;
/// How many tokens may stand between the word for an institution's part and the name of its seat.
const SEAT_REACH: usize = 3;

/// The one place that a figure is for.
pub fn place(
    scene: &Scene<'_, '_>,
    mentions: &[Mention],
    bonds: &[Option<Bond>],
    (index, bond): (usize, &Bond),
    nesting: &Nesting,
) -> Option<PlaceId> {
    let figures = scene.figures;
    let figure = figures.get(index)?;
    if let Some(own) = scene.respective_place(index) {
        return Some(own.place.clone());
    }
    let whole = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    // "12 were killed on the coast, denying that 60 died in P": P is that of those denied.
    let denied = scene.marks.with(figure.end().max(bond.trigger)..whole.end.max(figure.end()), Tag::Denial);
    let mut denied = denied.map(|mark| mark.tokens.start);
    let denied = denied.find(|at| figures.iter().any(|other| (*at..whole.end).contains(&other.start())));
    // "125 were killed, the ministry said, ADDING that work went on in P".
    let told = figure.end().max(bond.trigger + 1);
    let adds = |mark: &&Mark| {
        let before = mark.tokens.start.checked_sub(1);
        mark.values.contains(&Tag::Say)
            && (mark.joined || before.is_some_and(|at| at >= told && scene.tokens.is_comma(at)))
    };
    let said = scene.marks.within(told..whole.end.max(told)).find(adds).map(|mark| mark.tokens.start);
    let counts = |at: &usize| figures.iter().any(|other| (*at..whole.end).contains(&other.start()));
    let said = said.filter(|at| !counts(at));
    let clause = whole.start..denied.or(said).unwrap_or(whole.end);
    let mut of_parts = of_parts(scene, bonds, index, &clause);
    // "24 bodies were found in Q, which nobody here knows, and 7 in P": P is of those 7 alone.
    let shares = |at: usize| {
        let other = bonds.get(at).copied().flatten();
        other.is_some_and(|other| other.rule == Rule::Shared && other.harm == bond.harm)
    };
    let later = figures.iter().enumerate().skip(index + 1);
    let later = later.filter(|(at, later)| later.head.is_bare() && later.start() < clause.end && shares(*at));
    of_parts.extend(later.filter_map(|(_, later)| scene.followed_by(later)).map(|place| place.tokens.start));
    let rows = next_rows(scene, bonds, index, &clause);
    of_parts.extend(rows.iter().copied());
    let harmed = figure.start().min(bond.trigger)..told;
    let inside = |range: &Range<usize>| {
        let mut found: Vec<PlaceId> = mentioned_in(scene, mentions, range, nesting)
            .filter(|mention| !of_parts.contains(&mention.tokens.start))
            .filter(|mention| !is_of_curfew(scene, &harmed, mention))
            .filter(|mention| !is_of_most(scene, figure, mention))
            .map(|mention| mention.place.clone())
            .collect();
        found.dedup();
        found
    };
    // "60 were killed in P and 52 in Q": the place behind the verb is of the first alone.
    let next = figures.get(index + 1).filter(|next| next.start() < clause.end && scene.followed_by(next).is_some());
    let behind_verb = || {
        let verb =
            scene.marks.covering(bond.trigger).filter(|verb| verb.tokens.start >= figure.end() && next.is_some())?;
        scene.place_at(verb.tokens.end).filter(|place| next.is_some_and(|next| place.tokens.end <= next.start()))
    };
    let behind = scene.followed_by(figure).filter(|place| !rows.contains(&place.tokens.start));
    let own = behind.or_else(|| scene.headed_by(figure)).or_else(behind_verb);
    let own = own.or_else(|| bond.part_of.and_then(|_| scene.place_of_part(figure)));
    // "Latakia province HAD 545 OF THE VICTIMS".
    let heads = || {
        let last = scene.places.iter().rfind(|place| place.tokens.end <= figure.start());
        let near =
            last.filter(|place| place.tokens.end + CHAIN_REACH > figure.start() && clause.start <= place.tokens.start);
        near.filter(|place| side::is_of_victims(scene, figure) && scene.figure_at(place.tokens.end).is_none())
    };
    let own = own.or_else(heads).or_else(|| told_where(scene, figure, bond));
    let several = figures.iter().filter(|one| clause.contains(&one.start())).count() > 1;
    let is_one = |own: &&Mention| !scene.is_joined(own);
    let is_own = |own: &&Mention| !nesting.is_region(&own.place) && (several || own.tokens.end <= figure.start());
    if let Some(own) = own.filter(is_own).filter(is_one) {
        return Some(own.place.clone());
    }
    if scene.tokens.mark(figure.start().saturating_sub(1)) == '=' {
        return None;
    }
    // "Latakia has the most (658 dead)": a bracket belongs to the place before it.
    if scene.tokens.mark(figure.start().saturating_sub(1)) == '(' {
        let last = figures.get(..index).and_then(<[Figure]>::last).map_or(clause.start, Figure::end);
        return inside(&(last.max(clause.start)..figure.start())).pop();
    }
    let mut all = inside(&clause);
    all.sort();
    all.dedup();
    match all.as_slice() {
        [_] if is_overall(scene, figure, bond) => None,
        [only] => Some(only.clone()),
        [] => None,
        _ => apart(scene, figure, bond)
            .filter(|place| all.contains(place))
            .or_else(|| {
                let share = several::share(scene, bonds, index, clause.clone())?;
                let own = |mention: &&Mention| several::is_of(scene, figure, mention);
                let mut own = mentioned_in(scene, mentions, &share, nesting).filter(own).map(|mention| &mention.place);
                let only = own.next()?;
                own.all(|other| other == only).then(|| only.clone())
            })
            // "A doctor in P said that 12 were killed in a quarter of it".
            .or_else(|| nesting.innermost(&all).cloned()),
    }
}

/// Where the places stand that head later numbers of a statement ("in P it counted 601 victims and IN Q 347": Q is of those
/// 347 alone).
fn next_rows(scene: &Scene<'_, '_>, bonds: &[Option<Bond>], index: usize, clause: &Range<usize>) -> Vec<usize> {
    let Some(end) = scene.figures.get(index).map(Figure::end) else { return Vec::new() };
    let later = scene.figures.iter().enumerate().skip(index + 1);
    let later = later.take_while(|(_, row)| row.start() < clause.end).filter(|(_, row)| !row.head.of_them);
    let part = |at: usize| bonds.get(at).copied().flatten().and_then(|bond| bond.part_of);
    // What only parts are told of is told apart already.
    if later.clone().any(|(at, _)| part(at) == Some(index)) {
        return Vec::new();
    }
    let later = later.filter(|(at, _)| part(*at).is_none());
    // "973, distribution: P 545 VICTIMS, Q 262".
    let opens = |at: usize| scene.tokens.is_comma(at) || scene.tokens.mark(at) == ':';
    let is_row = |place: &Mention| place.tokens.start.checked_sub(1).is_some_and(opens);
    let heads = later.filter_map(|(_, row)| scene.headed_by(row).filter(|place| row.head.is_bare() || is_row(place)));
    heads.map(|place| place.tokens.start).filter(|start| *start >= end).collect()
}

/// Whether a running count since some day is only reached by what another figure before it tells of one place ("34 were
/// killed in P, raising the toll SINCE THURSDAY to 212").
fn is_overall(scene: &Scene<'_, '_>, figure: &Figure, bond: &Bond) -> bool {
    let toll = scene.marks.covering(bond.trigger).map_or(bond.trigger, |toll| toll.tokens.end);
    let count = toll..figure.start().max(toll);
    let runs = bond.rule == Rule::Toll && scene.marks.any(count.clone(), Tag::Cumulative);
    let told = scene.figures.iter().any(|one| one.start() < bond.trigger);
    let placed = scene.places.iter().any(|place| place.tokens.end <= bond.trigger);
    runs && told && placed && !scene.places.iter().any(|place| place.tokens.start >= bond.trigger)
}

/// The place right before a word such as "where" that opens what is told of a figure ("in P, WHERE sixty died").
fn told_where<'s>(scene: &'s Scene<'_, '_>, figure: &Figure, bond: &Bond) -> Option<&'s Mention> {
    let until = figure.start().min(bond.trigger.max(scene.start));
    let reach = |mark: &&Mark| mark.tokens.start <= until && mark.tokens.start >= scene.start;
    let opener = scene.marks.frames(Tag::Where).filter(reach).last()?;
    let place = scene.places.iter().rfind(|place| place.tokens.end <= opener.tokens.start)?;
    let gap = place.tokens.end..opener.tokens.start;
    let between = opener.tokens.end..figure.start();
    let free = scene.figures.iter().all(|one| !between.contains(&one.start()));
    let other = scene.places.iter().any(|place| between.contains(&place.tokens.start));
    (gap.len() <= 1 && gap.clone().all(|at| scene.tokens.is_comma(at)) && free && !other).then_some(place)
}

/// The one place between the commas about a figure, where all others of its statement are parted from it by another
/// figure ("found 23 bodies near P, and took four wounded to hospitals in Q").
fn apart(scene: &Scene<'_, '_>, figure: &Figure, bond: &Bond) -> Option<PlaceId> {
    let part = part_around(scene, figure, bond);
    let mut inside = scene.places.iter().filter(|place| part.contains(&place.tokens.start)).peekable();
    // "P (519) and Q (220)": a row tells only of itself.
    // "In the hills east of P" need not be P.
    let led = |place: &Mention| {
        let back = if scene.verb_first { 2 } else { 1 };
        let before = (1..=back).filter_map(|back| place.tokens.start.checked_sub(back));
        before.into_iter().any(|at| scene.marks.is(at, Tag::At) && !scene.marks.is(at, Tag::Of))
    };
    let first = inside.next().filter(|place| scene.tokens.mark(place.tokens.end) != '(' && led(place))?;
    let inner = inside.all(|outer| lies_in(scene, first, outer));
    let others = scene.places.iter().filter(|place| !part.contains(&place.tokens.start));
    let parted = |other: &Mention| {
        let gap = if other.tokens.start < first.tokens.start {
            other.tokens.end..figure.start().min(first.tokens.start)
        } else {
            figure.end().max(first.tokens.end)..other.tokens.start
        };
        scene.figures.iter().any(|one| one.start() != figure.start() && gap.contains(&one.start()))
    };
    let mut others = others.filter(|other| !is_aside(scene, other));
    (inner && others.all(parted)).then(|| first.place.clone())
}

/// Where in a statement the places stand that only parts of a figure are told of ("84 were killed on the coast, among
/// them 30 in P": P is of those 30 alone). "84 were killed, among them 30 children in P": P may be where all were
/// killed, unless another place is told for them.
fn of_parts(scene: &Scene<'_, '_>, bonds: &[Option<Bond>], index: usize, clause: &Range<usize>) -> Vec<usize> {
    let mut parts: Vec<usize> = Vec::new();
    let mut placed: Vec<(&Figure, usize)> = Vec::new();
    let opens = scene.opens_statement(index);
    let later = scene.figures.iter().enumerate().skip(index + 1);
    for (at, part) in later.take_while(|(_, part)| part.start() < clause.end) {
        let bond = bonds.get(at).copied().flatten();
        let whole = bond.and_then(|bond| bond.part_of).unwrap_or_else(|| scene.whole_of(at));
        let listed = bond.and_then(|bond| bond.leader).is_some_and(|leader| parts.contains(&leader));
        // "72 of them in P and 59 in Q".
        let follows = part.head.is_bare() && scene.place_of_part(part).is_some();
        let listed = listed || follows && at.checked_sub(1).is_some_and(|before| parts.contains(&before));
        if whole == index || listed || opens || part.head.of_them && at == index + 1 {
            parts.push(at);
            placed.extend(scene.place_of_part(part).map(|place| (part, place.tokens.start)));
        }
    }
    let first = parts.first().and_then(|at| scene.figures.get(*at)).map(Figure::start);
    // "With 72 deaths reported in P and 60 in Q": what follows the first of several parts is of parts.
    let before = |part: &Figure| clause.start..part.start().max(clause.start);
    let has_other = |part: &Figure| scene.places.iter().any(|place| before(part).contains(&place.tokens.start));
    let is_own =
        |part: &Figure| !part.head.is_known() || part.head.names_nobody() || part.head.of_them || has_other(part);
    // "31 were found dead, among them nine women and four children, in P": P is of all.
    let are_parted = placed.len() > 1 || placed.iter().any(|(part, _)| is_own(part) || !part.head.is_subset());
    if let Some(first) = first.filter(|_| parts.len() > 1 && are_parted) {
        let behind = scene.places.iter().map(|place| place.tokens.start);
        return behind.filter(|start| (first..clause.end.max(first)).contains(start)).collect();
    }
    placed.into_iter().filter(|(part, _)| is_own(part)).map(|(_, start)| start).collect()
}

/// The places named in a range of tokens, without those that only say where another lies.
pub fn named_in(scene: &Scene<'_, '_>, mentions: &[Mention], range: &Range<usize>, nesting: &Nesting) -> Vec<PlaceId> {
    let mut found: Vec<PlaceId> =
        mentioned_in(scene, mentions, range, nesting).map(|mention| mention.place.clone()).collect();
    found.dedup();
    found
}

/// Whether a range of tokens names any place, be it a region, as where something was.
pub fn names_any(scene: &Scene<'_, '_>, mentions: &[Mention], range: &Range<usize>) -> bool {
    mentions.iter().any(|mention| range.contains(&mention.tokens.start) && !is_aside(scene, mention))
}

/// Where those are named.
fn mentioned_in<'m>(
    scene: &'m Scene<'_, '_>,
    mentions: &'m [Mention],
    range: &Range<usize>,
    nesting: &'m Nesting,
) -> impl Iterator<Item = &'m Mention> {
    let range = range.clone();
    let inner = |at: usize| at.checked_sub(1).and_then(|before| mentions.get(before));
    mentions
        .iter()
        .enumerate()
        .filter(move |(_, mention)| range.contains(&mention.tokens.start))
        .filter(|(_, mention)| !is_aside(scene, mention))
        .filter(move |(at, mention)| {
            !inner(*at).is_some_and(|before| {
                // Where the wider place comes first ("in the district P of Q", Turkish), the other one is not its own.
                let is_within = nesting.lies_in(&mention.place, &before.place);
                !nesting.is_region(&before.place) && !is_within && lies_in(scene, before, mention)
            })
        })
        .map(|(_, mention)| mention)
        .filter(|mention| !nesting.is_region(&mention.place))
}

/// Whether a place only says where the one before it lies ("Mukhtariya, in rural Latakia").
fn lies_in(scene: &Scene<'_, '_>, inner: &Mention, outer: &Mention) -> bool {
    let gap = inner.tokens.end..outer.tokens.start;
    let is_link = |at: usize| scene.marks.is(at, Tag::At) || scene.marks.is(at, Tag::Of);
    let starts_preposed = scene.tokens.known_at(outer.tokens.start).iter().any(|word| word.preposed);
    let is_plain = |at: usize| {
        is_link(at)
            || scene.tokens.is_comma(at)
            || scene.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word)
                && !scene
                    .marks
                    .covering(at)
                    .is_some_and(|mark| mark.values.any_of([Tag::And, Tag::Turn, Tag::Say, Tag::By, Tag::Part]))
    };
    gap.len() <= CHAIN_REACH
        && gap.clone().all(|at| is_plain(at) && scene.figure_at(at).is_none())
        && (starts_preposed && gap.is_empty() || gap.clone().any(is_link))
        && !scene.tokens.fold(outer.tokens.start).starts_with('و')
}

/// Whether a place is named for something else than where, found once for all who ask.
fn is_aside(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let at = scene.places.partition_point(|place| place.tokens.start < mention.tokens.start);
    let is_it = scene.places.get(at).is_some_and(|place| place.tokens == mention.tokens);
    let known = scene.asides.get(at).filter(|_| is_it);
    known.map_or_else(|| stands_aside(scene, mention), |known| *known.get_or_init(|| stands_aside(scene, mention)))
}

/// Whether a place is named for something else than where: a dateline, an official's seat.
fn stands_aside(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let after = mention.tokens.end;
    let signed = mention.tokens.start == scene.start
        && dateline::end(scene.tokens, &(scene.start..scene.end))
            .is_some_and(|end| after < end && dateline::is_signed(scene.tokens, &mention.tokens, end));
    let dateline = signed
        || mention.tokens.start <= scene.start + 1
            && (after..after + 5).any(|at| matches!(scene.tokens.mark(at), '-' | '—' | '–'))
            && !scene.tokens.glued(after);
    // "P's governor said", but "IN P's hospital a doctor counts".
    let led = mention.tokens.start.checked_sub(1).is_some_and(|at| at >= scene.start && scene.marks.is(at, Tag::At));
    let official =
        !led && (after..after + 4).any(|at| scene.marks.is(at, Tag::Somebody)) && scene.tokens.mark(after) == '\'';
    dateline
        || official
        || is_heading(scene, mention)
        || is_branch(scene, mention)
        || is_seat(scene, mention)
        || is_source(scene, mention)
        || is_visited(scene, mention)
        || is_on_a_way(scene.tokens, mention)
}

/// Whether a place heads a sentence that goes on to tell of another ("P province: the monitor counted 13 dead in Q").
fn is_heading(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let colon = mention.tokens.end;
    let opens = mention.tokens.start <= scene.start + 1 && scene.tokens.mark(colon) == ':';
    let first = scene.figures.iter().map(Figure::start).find(|start| *start > colon).unwrap_or(scene.end);
    let tells = |mark: &Mark| mark.values.contains(&Tag::Say) || scene.is_trigger(mark);
    opens
        && scene.marks.within(colon..first.max(colon)).any(tells)
        && scene.places.iter().any(|place| place.tokens.start > colon)
}

/// Whether a place only says where the institution is that acts elsewhere ("the directorate IN P foiled an attack near Q").
fn is_branch(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let at = mention.tokens.start.checked_sub(1).filter(|at| *at > scene.start && scene.marks.is(*at, Tag::At));
    let names = |mark: &Mark| mark.values.iter().any(|tag| matches!(tag, Tag::Origin(_)));
    let body = at.and_then(|at| scene.marks.covering(at - 1)).is_some_and(names);
    let free = (scene.start..mention.tokens.start).all(|at| scene.figure_at(at).is_none());
    body && free && scene.verb_first && scene.places.iter().any(|place| place.tokens.start > mention.tokens.end)
}

/// Whether a place is only one end of a way ("the Aleppo-Latakia road").
fn is_on_a_way(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let joins = |at: usize| matches!(tokens.mark(at), '-' | '–') && tokens.glued(at);
    let names = |at: Option<usize>| at.is_some_and(|at| tokens.word(at).starts_with(char::is_uppercase));
    let start = mention.tokens.start;
    start.checked_sub(1).is_some_and(joins) && names(start.checked_sub(2))
        || joins(mention.tokens.end) && names(Some(mention.tokens.end + 1))
}

/// Whether a place is only where somebody who speaks is, of what happened "there" ("were killed THERE, a source in P
/// said").
fn is_source(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let before = |at: usize| at.checked_sub(1).filter(|at| *at >= scene.start);
    let at = before(mention.tokens.start).filter(|at| scene.marks.is(*at, Tag::At));
    let source = at.and_then(before).is_some_and(|at| scene.marks.is(at, Tag::Somebody));
    let says = scene.marks.is(mention.tokens.end, Tag::Say);
    let there = says && scene.marks.frames(Tag::There).any(|mark| mark.tokens.end < mention.tokens.start);
    // "In an ambush near Q, ACCORDING TO a source IN P": where they died is told before.
    let somebody = at.and_then(before).and_then(|at| scene.marks.covering(at)).map(|mark| mark.tokens.start);
    let cited = somebody.and_then(before).is_some_and(|at| scene.marks.is(at, Tag::Cite));
    let told = scene.places.iter().any(|place| place.place != mention.place && place.tokens.end < mention.tokens.start);
    source && (there || cited && told)
}

/// Whether a place is that of a curfew told apart from what is told in a range of tokens ("13 dead, CURFEW IN P", "a curfew in
/// P, after 13 died").
fn is_of_curfew(scene: &Scene<'_, '_>, told: &Range<usize>, mention: &Mention) -> bool {
    let place = &mention.tokens;
    let parts = |range: Range<usize>| range.into_iter().any(|at| scene.tokens.is_comma(at));
    let named = scene.marks.frames(Tag::Curfew).map(|mark| mark.tokens.clone());
    let mut led = named.filter(|curfew| curfew.end <= place.start && !parts(curfew.end..place.start));
    led.any(|curfew| {
        let behind = curfew.start > told.end && parts(told.end..curfew.start);
        behind || place.end < told.start && parts(place.end..told.start)
    })
}

/// Whether a place is told only of most of those a figure counts ("6,078 came to Q, MOST OF THEM from villages near P").
fn is_of_most(scene: &Scene<'_, '_>, figure: &Figure, mention: &Mention) -> bool {
    let behind = figure.end()..mention.tokens.start.max(figure.end());
    let most = scene.marks.within(behind.clone()).find(|mark| mark.values.contains(&Tag::Aside));
    most.is_some_and(|most| {
        let opens = most.tokens.start.checked_sub(1).is_some_and(|at| scene.tokens.is_comma(at));
        let from = (most.tokens.end..behind.end).any(|at| scene.marks.is(at, Tag::Of));
        opens && from && !(most.tokens.end..behind.end).any(|at| scene.tokens.is_comma(at))
    })
}

/// Whether a place is only where somebody is who speaks of what happened elsewhere too ("VISITING P, the minister said").
fn is_visited(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let last = mention.tokens.start.checked_sub(1).filter(|at| *at >= scene.start);
    let led = last.map(|at| if scene.marks.is(at, Tag::At) || scene.marks.is(at, Tag::To) { at } else { at + 1 });
    let visits = |until: usize| {
        scene.marks.frames(Tag::Visit).any(|mark| (until..=mention.tokens.start).contains(&mark.tokens.end))
    };
    led.is_some_and(visits) && scene.marks.any(scene.start..scene.end, Tag::Say)
}

/// Whether a place is the seat of an institution that speaks ("the Latakia directorate said").
fn is_seat(scene: &Scene<'_, '_>, mention: &Mention) -> bool {
    let near = mention.tokens.start.saturating_sub(SEAT_REACH).max(scene.start)
        ..(mention.tokens.end + SEAT_REACH).min(scene.end);
    let Some(office) = scene.marks.with(near, Tag::Office).next() else { return false };
    let (from, to) = (office.tokens.start.min(mention.tokens.start), office.tokens.end.max(mention.tokens.end));
    let says =
        |range: Range<usize>| scene.marks.any(range.clone(), Tag::Say) || scene.marks.any(range.clone(), Tag::Cite);
    let is_free = |range: Range<usize>| range.into_iter().all(|at| scene.figure_at(at).is_none());
    // "Were captured in P, the ministry said".
    let parted = (mention.tokens.end..office.tokens.start).any(|at| scene.tokens.is_comma(at));
    if parted && mention.tokens.start.checked_sub(1).is_some_and(|at| at > scene.start && scene.marks.is(at, Tag::At)) {
        return false;
    }
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
