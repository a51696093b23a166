//! Carrying: what one sentence hands on to the next, and the figures that go on from it.

use super::bind::{Bond, Rule, Scene};
use super::event::Event;
use super::figure::Figure;
use super::marks::{self, Mark, Role, Tag, side_of};
use super::side::{self, Side};
use super::statement::said_before;
use crate::extract::token::{TokenKind, is_bullet};
use crate::model::{OriginId, PlaceId, Scope};

/// How many tokens into its sentence "of them" may stand that tells of those of the sentence before.
const OF_THEM: usize = 12;
/// How many tokens a line has at most that only says what is counted in the rows behind it.
const MAX_HEADLINE: usize = 12;
/// How many tokens into such a line its word for the dead may stand.
const LEADS: usize = 3;
/// How many words of no known meaning such a line has at most.
const LOOSE: usize = 1;
/// How many tokens before a colon its speaker stands.
const SPEAKER: usize = 2;
/// How many rows make a list.
const MIN_ROWS: usize = 2;

/// What one sentence hands on to the next.
#[derive(Debug, Clone)]
pub struct Carried {
    /// The table of harm.
    pub harm: usize,
    /// Whose dead.
    pub side: Option<Side>,
    /// What befell those whom the first figure of its sentence counts, and whose they were: what a further count of
    /// somebody's is of.
    pub whole: Option<(usize, Side)>,
    /// Whether its sentence counts people of several sides, none of them as a part of another: together they are all.
    pub several: bool,
    /// For which place.
    pub place: Option<PlaceId>,
    /// Who counted.
    pub origin: Option<OriginId>,
    /// What stretch.
    pub scope: Scope,
    /// Whether it opened a list.
    pub is_list: bool,
    /// Whether a headline without a figure opened it: only rows by place go on from it.
    pub by_headline: bool,
    /// Whether that is a list by governorate: its rows are not of the cities of those names.
    pub by_region: bool,
    /// How many sentences ago.
    pub age: usize,
}

/// Whether a figure is a row of a list by place: "Latakia: 836", "Tartus (384)".
pub fn is_row(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let Some(before) = figure.start().checked_sub(1) else { return false };
    let is_mark = matches!(scene.tokens.mark(before), '(' | ':' | '=');
    let head = scene.headed_by(figure);
    // "In P 1,311 dead", "the toll in P passed 1,000": words of their own say what is counted there.
    let opener =
        head.filter(|place| place.tokens.end == figure.start()).and_then(|place| place.tokens.start.checked_sub(1));
    let is_in = opener.is_some_and(|at| scene.marks.is(at, Tag::At) || scene.marks.is(at, Tag::Stop));
    let touches = head.is_some_and(|place| place.tokens.end == figure.start());
    if is_in && figure.head.counted.is_some() || touches && scene.is_bound_by_reach(figure) {
        return false;
    }
    // "In P a doctor shows a ledger: 87 dead": what has a noun of its own is no row of a place further before.
    let is_mark = is_mark && (figure.head.counted.is_none() || scene.tokens.mark(before) == '(');
    head.is_some() || is_mark && scene.places.iter().any(|place| place.tokens.end <= figure.start())
}

/// Lets what a sentence handed on grow old: it serves the next sentence, a list as long as it goes on.
pub fn age(carried: &mut Option<Carried>) {
    if let Some(known) = carried {
        known.age += 1;
        if known.age > 2 {
            *carried = None;
        }
    }
}

/// Takes a line such as "Victims by province:" as the head of the list that follows; one that tells of no harm ("They
/// are as follows:") where something was counted just before, and one that counts them all itself.
pub fn open_list(
    scene: &Scene<'_, '_>,
    carried: &mut Option<Carried>,
    (counts, before): (bool, Option<&Event>),
    fighters: &[usize],
) {
    let last = (scene.start..scene.end).rev().find(|at| scene.tokens.mark(*at) != '\n');
    let Some(colon) = last.filter(|at| scene.tokens.mark(*at) == ':') else { return };
    if !counts && take_heading(scene, colon, carried, fighters) {
        return;
    }
    let takes_up =
        || scene.marks.within(scene.start..colon).next().is_some_and(|mark| mark.values.contains(&Tag::Resume));
    let goes_on = |known: &&mut Carried| known.age <= 1 && known.whole.is_some() && (counts || takes_up());
    if let Some(known) = carried.as_mut().filter(goes_on) {
        known.is_list = true;
        known.age = 0;
        return;
    }
    // "Further fatalities were documented in P. They are broken down as follows:"
    if let Some((harm, place)) = before.and_then(Event::uncounted).filter(|_| !counts && takes_up()) {
        let origin = carried.as_ref().and_then(|known| known.origin.clone());
        *carried = Some(Carried { place: place.cloned(), origin, ..Carried::heading(harm) });
    }
}

impl Carried {
    /// What the heading of a list hands on that counts nobody itself.
    fn heading(harm: usize) -> Self {
        Self {
            harm,
            side: Some(Side::Unspecified),
            whole: None,
            several: false,
            place: None,
            origin: None,
            scope: Scope::Cumulative,
            is_list: true,
            by_headline: false,
            by_region: false,
            age: 0,
        }
    }
}

/// What a line without a figure, such as "Toll of Friday", says is counted in the rows behind it.
pub fn headline(scene: &Scene<'_, '_>, fighters: &[usize]) -> Option<Carried> {
    let all = scene.start..scene.end;
    if !scene.figures.is_empty() || all.len() > MAX_HEADLINE {
        return None;
    }
    // "Toll of Friday", and not "Donations after the toll", "Deaths and displacement", "No dead on Friday".
    let is_toll = |mark: &Mark| [Role::Toll, Role::Counted].iter().any(|role| marks::harm_as(mark, *role).is_some());
    let leads = scene.marks.within(all.start..all.end.min(all.start + LEADS)).any(is_toll);
    if !leads || [Tag::And, Tag::Denial].into_iter().any(|tag| scene.marks.any(all.clone(), tag)) {
        return None;
    }
    let is_word = |at: &usize| scene.tokens.at(*at).is_some_and(|token| token.kind == TokenKind::Word);
    let known =
        |at: usize| scene.marks.covering(at).is_some() || scene.places.iter().any(|place| place.tokens.contains(&at));
    let unknown = all.filter(is_word).filter(|at| !known(*at)).count();
    let mut heading = None;
    if unknown > LOOSE || !take_heading(scene, scene.end, &mut heading, fighters) {
        return None;
    }
    heading.map(|heading| Carried { by_headline: true, ..heading })
}

/// Whether a sentence begins as a row of a list by place: "Latakia: 31 civilians".
pub fn opens_list(scene: &Scene<'_, '_>) -> bool {
    let is_first = |figure: &&Figure| {
        let mark = figure.start().checked_sub(1).map_or(' ', |at| scene.tokens.mark(at));
        matches!(mark, ':' | '-' | '–' | '—') && scene.headed_by(figure).is_some()
    };
    // "Latakia: 500 soldiers, 40 TANKS" counts no dead.
    scene.figures.first().filter(is_first).is_some() && !scene.figures.iter().any(|figure| figure.head.is_unit)
}

/// Takes the same words as the head of the rows behind them in their own sentence ("Civilians killed by province: P 57, Q
/// 12").
pub fn open_rows(scene: &Scene<'_, '_>, carried: &mut Option<Carried>, fighters: &[usize]) {
    let colon = scene.figures.first().and_then(|first| scene.heading_before(first.start()));
    let colon = colon.filter(|colon| opens_rows(scene, *colon));
    let lists = |at: &usize| scene.tokens.mark(*at) == ':' && lists_places(scene, *at);
    // Where numbers are too few for a list, none is looked for.
    let many = scene.figures.len() >= MIN_ROWS;
    let behind = || if many { (scene.start..scene.end).find(lists) } else { None };
    if let Some(colon) = colon.or_else(behind) {
        take_heading(scene, colon, carried, fighters);
    }
}

/// Whether rows of places stand right behind a colon that no speaker has right before it, whatever is told and counted before
/// ("162 civilians were executed in these places: P 74, Q 57").
fn lists_places(scene: &Scene<'_, '_>, colon: usize) -> bool {
    let speaks = |tag: &Tag| matches!(tag, Tag::Say | Tag::Origin(_));
    let near = colon.saturating_sub(SPEAKER).max(scene.start)..colon;
    if scene.marks.within(near).any(|mark| mark.values.iter().any(speaks)) {
        return false;
    }
    let is_open = |figure: &&Figure| figure.head.counted.is_none() && !figure.head.is_unit;
    let is_row = |figure: &&Figure| scene.headed_by(figure).is_some_and(|place| place.tokens.start > colon);
    let behind = scene.figures.iter().filter(|figure| figure.start() > colon).take(MIN_ROWS + 1);
    let first = scene.places.iter().any(|place| (colon + 1..colon + 3).contains(&place.tokens.start));
    first && behind.filter(is_open).filter(is_row).count() >= MIN_ROWS
}

/// Lets the rows of a list go on from the words before the colon of its heading, where they tell of harm; whether they
/// do.
fn take_heading(scene: &Scene<'_, '_>, colon: usize, carried: &mut Option<Carried>, fighters: &[usize]) -> bool {
    let roles = [Role::Toll, Role::Counted, Role::Noun, Role::Before, Role::After];
    let mut words = scene.marks.within(scene.start..colon);
    let harm = words.find_map(|mark| roles.iter().find_map(|role| marks::harm_as(mark, *role)));
    let Some(harm) = harm else { return false };
    let known = carried.take();
    // "Victims in P:" heads those of P.
    let place = match scene.places {
        [only] if only.tokens.end <= colon => Some(only.place.clone()),
        _ => None,
    };
    let counted = || {
        let first = scene.figures.first().filter(|first| first.end() <= colon)?;
        Some(side::of_figure(first, fighters)).filter(|side| matches!(side, Side::Of(_)))
    };
    let named = side::of_heading(scene, colon + 1, fighters).or_else(counted);
    *carried = Some(Carried {
        side: named.or_else(|| known.as_ref().and_then(|known| known.side)).or(Some(Side::Unspecified)),
        place,
        origin: known.as_ref().and_then(|known| known.origin.clone()),
        by_region: scene.marks.frames_in(scene.start..colon, Tag::ByRegion).next().is_some(),
        // "Toll of Friday:" heads those of that day.
        scope: if is_of_day(scene, colon) { Scope::Incident } else { Scope::Cumulative },
        ..Carried::heading(harm)
    });
    true
}

/// Whether the words before a token name a day, and nothing that goes on since.
fn is_of_day(scene: &Scene<'_, '_>, until: usize) -> bool {
    let has = |tag| scene.marks.any(scene.start..until, tag);
    let is_toll = |mark: &Mark| marks::harm_as(mark, Role::Toll).is_some();
    let runs = |mark: &Mark| mark.values.contains(&Tag::Cumulative) && !is_toll(mark);
    let goes_on = scene.marks.within(scene.start..until).any(runs) || has(Tag::Era) || has(Tag::Period);
    has(Tag::Day) && !goes_on
}

/// Whether a figure begins the entry of a list ("• 28 gunmen", "- 28 gunmen").
fn is_item(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let Some(before) = figure.start().checked_sub(1) else { return false };
    let mark = scene.tokens.mark(before);
    let begins = scene.start == figure.start() || scene.start == before;
    begins && (is_bullet(mark) || scene.start == before && matches!(mark, '-' | '–' | '—' | '*' | '·'))
}

/// Whether a figure only says more of those whom the entry of a list counts right before it.
fn follows_entry(scene: &Scene<'_, '_>, index: usize) -> bool {
    let Some(figure) = scene.figures.get(index) else { return false };
    let first = scene.figures.first().is_some_and(|first| index > 0 && (is_item(scene, first) || is_row(scene, first)));
    first && figure.head.is_subset() && scene.is_led_as_part(index)
}

/// Whether the colon of a heading is followed by the rows of at least two places; nobody speaks before it.
fn opens_rows(scene: &Scene<'_, '_>, colon: usize) -> bool {
    let says = |tag: &Tag| matches!(tag, Tag::Say | Tag::Origin(_));
    let told = scene.marks.within(scene.start..colon).any(|mark| mark.values.iter().any(says));
    let is_row = |figure: &&Figure| figure.head.is_bare() && scene.headed_by(figure).is_some();
    // The first row of a list may stand in the sentence of its heading, the others in their own.
    let lines = (colon + 1..scene.end)
        .find(|at| !matches!(scene.tokens.mark(*at), '-' | '–' | '•'))
        .is_some_and(|at| at > colon + 1);
    let rows = if lines { 1 } else { MIN_ROWS };
    !told && scene.figures.iter().take(rows).filter(is_row).count() == rows
}

/// The word by which a sentence takes up those counted before it, where only links stand between it and a token; every
/// word between is asked whether it is one.
fn taken_up<'s>(
    scene: &'s Scene<'_, '_>,
    until: usize,
    mut is_link: impl FnMut(&Mark) -> bool,
) -> Option<&'s Mark<'s>> {
    let mut marks = scene.marks.within(scene.start..until);
    let first =
        marks.next().filter(|mark| mark.values.contains(&Tag::Resume) && mark.tokens.start <= scene.start + 1)?;
    let mut at = first.tokens.end;
    let linked = marks.all(|mark| {
        let follows = mark.tokens.start == at;
        at = mark.tokens.end;
        is_link(mark) && follows
    });
    (linked && at == until).then_some(first)
}

/// Whether a sentence begins by taking up those counted before it, with no verb of its own up to a token ("They
/// were 40 civilians").
fn takes_up(scene: &Scene<'_, '_>, until: usize) -> bool {
    let links = |mark: &Mark| mark.values.any_of([Tag::Passive, Tag::Filler, Tag::Part]);
    taken_up(scene, until, links).is_some()
}

/// Whether a word such as "including" opens a sentence or stands right before a figure.
fn opens_with_part(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let opening = scene.start..figure.start().min(scene.start + 4);
    let near = figure.start().saturating_sub(2).max(scene.start)..figure.start();
    // "Held interviews WITH 15 people": they are met, and parts of nobody.
    let is_met =
        |at: usize| at.checked_sub(1).is_some_and(|at| scene.marks.is(at, Tag::Unit) || scene.marks.is(at, Tag::Say));
    let any = |range: std::ops::Range<usize>| {
        range.into_iter().any(|at| scene.marks.is(at, Tag::Part) && !(scene.verb_first && is_met(at)))
    };
    any(opening) || any(near)
}

/// Whether a sentence begins by summing up those counted before it ("That makes 745").
pub fn sums_up(scene: &Scene<'_, '_>, until: usize) -> bool {
    let mut reaches = false;
    let links = |mark: &Mark| {
        reaches |= mark.values.contains(&Tag::Reach) && !mark.values.contains(&Tag::Passive);
        mark.values.any_of([Tag::Reach, Tag::Filler, Tag::Sum])
    };
    taken_up(scene, until, links).is_some() && reaches
}

/// Whether a figure is told as the total of those counted before it ("THE TOTAL, 1,018, made it").
pub fn is_total(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let before = |at: usize| at.checked_sub(1).filter(|at| *at >= scene.start);
    let links =
        |at: &usize| scene.tokens.is_comma(*at) || scene.marks.is(*at, Tag::Passive) || scene.tokens.mark(*at) == ':';
    let last = before(figure.start()).and_then(|at| if links(&at) { before(at) } else { None });
    let is_noun =
        |at: usize| scene.marks.is(at, Tag::Sum) && before(at).is_some_and(|at| scene.marks.is(at, Tag::Filler));
    figure.head.is_bare() && last.is_some_and(is_noun)
}

/// Whether a sentence only says what the count before was at another time ("IT WAS 973 on Sunday").
fn was_before(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let links = |mark: &Mark| mark.values.any_of([Tag::Passive, Tag::Reach, Tag::Filler, Tag::Tally]);
    let opens = taken_up(scene, figure.start(), links)
        .is_some_and(|first| first.tokens.start == scene.start && first.tokens.end < figure.start());
    let dated = scene.marks.covering(figure.end()).is_some_and(|mark| mark.values.contains(&Tag::Day));
    figure.head.is_bare() && opens && dated
}

/// Whether a sentence tells a count of those counted before it as it stood at another time.
pub fn is_restated(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    was_before(scene, figure) || was_counted(scene, figure)
}

/// Whether a sentence says what was counted before at an earlier time ("On Friday it HAD RECORDED 311", "its PREVIOUS
/// count was 830").
fn was_counted(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let clause = scene.clause_start(figure.start())..scene.clause_end(figure.end());
    let earlier = said_before(scene, clause.start..figure.start()).is_some();
    let dated = scene.marks.any(clause.clone(), Tag::Day) && scene.marks.any(clause.start..figure.start(), Tag::Resume);
    let near = (1..=2).filter_map(|back| figure.start().checked_sub(back)).filter(|at| *at >= clause.start);
    let counts = |at: usize| {
        // "HAD SPOKEN OF 19", as one phrase.
        let phrase = scene.marks.covering(at).filter(|mark| mark.tokens.len() > 1 && mark.tokens.end == figure.start());
        scene.marks.framed(at, Tag::Tally).is_some()
            || phrase.is_some_and(|mark| mark.values.contains(&Tag::Earlier))
            || [Tag::Reach, Tag::Passive, Tag::Say].into_iter().any(|tag| scene.marks.is(at, tag))
    };
    // "It had put THE CIVILIANS at 745" is no count of all.
    let names = scene.marks.within(clause.start..figure.start()).any(|mark| side_of(mark).is_some());
    // "Hatte von 1018 GESPROCHEN": the verb may close the statement.
    let closed = earlier && scene.subject_behind && scene.marks.is(figure.end(), Tag::Say);
    figure.head.is_bare() && !names && (earlier || dated) && (closed || near.into_iter().any(counts))
}

/// Whether only "and" stands before a figure that opens its sentence, and a place or parts follow ("And 41 in Homs").
fn opens_with_and(scene: &Scene<'_, '_>, until: usize) -> bool {
    scene.verb_first && until == scene.start + 1 && scene.marks.is(scene.start, Tag::And)
}

/// Binds figures that go on from the sentence before; whether any sentence-opening did.
pub fn carry(scene: &Scene<'_, '_>, carried: Option<&Carried>, bonds: &mut [Option<Bond>]) -> bool {
    // Behind a headline only rows by place go on: "Reinforcements: 500 soldiers" is another matter.
    let is_other = |carried: &&Carried| carried.by_headline && !opens_list(scene);
    let Some(carried) = carried.filter(|carried| !is_other(carried)) else { return false };
    let mut went_on = false;
    for index in 0..bonds.len() {
        let Some(figure) = scene.figures.get(index) else { continue };
        if !scene.is_countable(index) || bonds.get(index).is_some_and(Option::is_some) {
            continue;
        }
        let before = index.checked_sub(1);
        let is_first = bonds.get(..index).is_some_and(|before| before.iter().all(Option::is_none));
        // "Sixteen interviews were held, among them with five people": parts of what is counted here.
        let counts = |figure: &Figure| figure.head.is_known() || figure.head.is_unit || figure.head.unknown > 0;
        let is_of_others = scene.figures.get(..index).is_some_and(|before| before.iter().any(counts));
        let opens_parts = is_first
            && !is_of_others
            && opens_with_part(scene, figure)
            && figure.start() < scene.start + 12
            && figure.head.is_known();
        let is_laid = scene.is_laid_before(figure);
        // "1223 OF THEM it LAYS to A", where "of them" stands behind the number.
        let is_laid = is_laid || scene.them_behind(figure).is_some() && scene.blamed_from(figure).is_some();
        let of_them = is_first
            && !is_of_others
            && (figure.head.of_them && figure.start() < scene.start + OF_THEM || carried.age == 0 && is_laid);
        let tallied = is_first && carried.age == 0 && scene.is_tallied(figure);
        // "More than 500 had died. 311 WERE CIVILIANS and 213 fighters."
        let says_who = is_first && carried.age == 0 && figure.start() < scene.start + 4 && scene.says_who(figure);
        let restated = is_first && carried.age == 0 && is_restated(scene, figure);
        let resumes = is_first
            && figure.head.is_known()
            && (takes_up(scene, figure.start()) || opens_with_and(scene, figure.start()));
        let sums = is_first && figure.head.is_bare() && sums_up(scene, figure.start());
        let follows =
            before.and_then(|before| bonds.get(before).copied().flatten()).filter(|bond| bond.rule == Rule::Carried);
        let joined = follows.is_some()
            && figure.start().checked_sub(1).is_some_and(|at| {
                scene.marks.is(at, Tag::And)
                    || scene.marks.is(at, Tag::Part)
                    || matches!(scene.tokens.mark(at), ',' | '،' | ':' | '+' | '=' | '(')
            });
        let headed = scene.headed_by(figure).is_some();
        let followed = figure.head.is_bare()
            && scene.followed_by(figure).is_some()
            && (follows.is_some() || is_first && !is_of_others && figure.start() < scene.start + 6);
        // "812 have died; on Friday it had RECORDED 540": that is of those told here, not of the sentence before.
        let says = is_first
            && figure.head.is_bare()
            && figure.start().checked_sub(1).is_some_and(|at| scene.marks.is(at, Tag::Say));
        let in_list = carried.is_list
            && !figure.head.is_unit
            && figure.start() < scene.start + 7
            && figure.start().checked_sub(1).is_some_and(|at| scene.tokens.mark(at) == ':');
        // "Four civilians, among them a woman": that is said of the entry.
        if carried.is_list && follows_entry(scene, index) {
            continue;
        }
        let in_list = in_list || carried.is_list && is_first && figure.head.is_known() && is_item(scene, figure);
        let is_sum = is_first && carried.age == 0 && is_total(scene, figure);
        let put = is_first && carried.age == 0 && (scene.is_put(figure) || scene.is_count_of_name(figure));
        let given = is_first && carried.age == 0 && !is_of_others && scene.gives_figure(figure);
        let is_party = is_first && (figure.head.is_known() || figure.head.is_bare()) && !scene.party(figure).is_empty();
        let in_table =
            followed || is_party || in_list || says || headed && (figure.head.is_bare() || figure.head.is_known());
        if opens_parts
            || of_them
            || resumes
            || tallied
            || says_who
            || restated
            || put
            || given
            || is_sum
            || sums
            || joined && (figure.head.is_known() || figure.head.is_bare())
            || in_table
        {
            let harm = carried.whole.filter(|_| says || restated || given).map_or(carried.harm, |(harm, _)| harm);
            let bond = Bond { harm, trigger: figure.start(), rule: Rule::Carried, part_of: None, leader: None };
            if let Some(slot) = bonds.get_mut(index) {
                *slot = Some(bond);
            }
            went_on = true;
        }
    }
    went_on
}
