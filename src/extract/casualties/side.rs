//! Sides: whose dead a figure counts, and who killed them where the text counts by that.

use std::ops::Range;

use super::bind::Scene;
use super::figure::Figure;
use super::join::Join;
use super::marks::{Mark, Marks, Person, Role, Tag, actors, harm_as, persons, side_of};

/// How many harms of one party are told of in a row.
const MAX_HARMS: usize = 4;
/// How many tokens behind "the number of" name those counted, where the number stands before it.
const AFTER_TOLL: usize = 4;
/// How many tokens behind "the number of" name those counted, where their own clause parts it from its number.
const AFTER_NUMBER: usize = 3;
/// How many tokens may stand between those named, "account for" and the number.
const AMOUNT: usize = 4;
/// How many tokens before a figure the verb of what it cost may stand, whom it cost them between.
const COST: usize = 7;
/// How many tokens behind a figure "all of them" may stand.
const EVERY: usize = 16;

/// Whose dead, before it has its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A category of the situation, by index.
    Of(usize),
    /// Both sides' fighters.
    Combatants,
    /// Everyone.
    Total,
    /// People of no stated side.
    Unspecified,
    /// The same as the figure it goes on from.
    Same,
    /// People of a party that is named before.
    Own,
}

/// Whose dead the words of a figure name; `fighters` are the categories that bear arms.
pub fn of_figure(figure: &Figure, fighters: &[usize]) -> Side {
    let head = &figure.head;
    if head.persons.contains(&Person::Own) && head.sided.is_empty() {
        return Side::Own;
    }
    if let Some(side) = of_categories(&head.sided, fighters) {
        // "420 civilians and fighters".
        let is_armed = matches!(side, Side::Of(known) if fighters.contains(&known));
        return match side {
            Side::Of(_) if head.both && is_armed => Side::Combatants,
            Side::Of(_) if (head.mixed || head.both) && !is_armed => Side::Total,
            side => side,
        };
    }
    if let Some(side) = of_categories(&head.hinted, fighters) {
        return side;
    }
    let has = |person| head.persons.contains(&person);
    if has(Person::Fighter) {
        Side::Combatants
    } else if has(Person::Other) && !has(Person::Body) && !has(Person::Victim) {
        Side::Same
    } else if has(Person::Victim) || has(Person::Body) {
        Side::Unspecified
    } else if has(Person::Anyone) || has(Person::Lot) || head.is_name {
        Side::Total
    } else if has(Person::Unarmed) && head.is_subset() {
        unarmed(fighters)
    } else if head.is_subset() && head.counted.is_none() {
        Side::Unspecified
    } else {
        Side::Same
    }
}

/// The category that bears no arms: the first that none of the fighters' is.
fn unarmed(fighters: &[usize]) -> Side {
    (0..=fighters.len()).find(|index| !fighters.contains(index)).map_or(Side::Unspecified, Side::Of)
}

/// Whose people "its soldiers" are where nobody is named before: what the word hints at.
pub fn of_hints(figure: &Figure, fighters: &[usize]) -> Option<Side> {
    of_categories(&figure.head.hinted, fighters)
}

fn of_categories(categories: &[usize], fighters: &[usize]) -> Option<Side> {
    match categories {
        [] => None,
        [one] => Some(Side::Of(*one)),
        several if several.iter().all(|category| fighters.contains(category)) => Some(Side::Combatants),
        _ => Some(Side::Total),
    }
}

/// Whose dead a bare figure counts by the words just before it ("among the loyalists 250").
pub fn of_lead(scene: &Scene<'_, '_>, figure: &Figure, fighters: &[usize]) -> Option<Side> {
    let named = scene.lead(figure)?;
    let of = |hints| of_categories(&actors(named, hints).collect::<Vec<_>>(), fighters);
    of(false).or_else(|| of(true))
}

/// Whose dead a figure counts that those named before it amount to ("CIVILIANS account for 745 of the dead").
pub fn of_amount(scene: &Scene<'_, '_>, figure: &Figure, fighters: &[usize]) -> Option<Side> {
    let before = (1..=AMOUNT).filter_map(|back| figure.start().checked_sub(back)).filter(|at| *at >= scene.start);
    let amount = before.into_iter().find_map(|at| scene.marks.framed(at, Tag::Amount))?;
    let from = amount.tokens.start.saturating_sub(AMOUNT).max(scene.start);
    // "Operations BY the forces accounted for 802 of the dead": they are who killed them.
    if (from.saturating_sub(1)..amount.tokens.start).any(|at| scene.marks.is(at, Tag::By)) {
        return None;
    }
    of_words(scene.marks, from..amount.tokens.start, fighters)
}

/// Whose dead those are that something cost them ("cost THE FORCES seven dead", "cost seven dead TO THE FORCES").
pub fn of_cost(scene: &Scene<'_, '_>, figure: &Figure) -> Option<Side> {
    let from = figure.start().saturating_sub(COST).max(scene.start);
    let cost = (from..figure.start()).rev().find_map(|at| scene.marks.framed(at, Tag::Cost))?;
    let sided = |mark: &Mark| actors(mark, false).next().map(Side::Of);
    let before = scene.marks.within(cost.tokens.end..figure.start().max(cost.tokens.end)).find_map(sided);
    let behind = || {
        let to = scene.marks.framed(figure.end(), Tag::To)?;
        scene.marks.within(to.tokens.end..to.tokens.end + AMOUNT).find_map(sided)
    };
    before.or_else(behind)
}

/// Whether a figure counts some of those harmed ("745 OF THE DEAD", where all of it may be one phrase).
pub fn is_of_harmed(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let end = figure.quantity.tokens.end;
    let of = scene.marks.framed_from(end, Tag::OutOf);
    let phrase = scene.marks.starting(end).filter(|mark| mark.tokens.len() > 1 && scene.is_trigger(mark));
    // "30 of the dead in P WERE SHOT in front of their homes": told as the dead of P.
    let were = |phrase: &&Mark<'_>| {
        let behind = phrase.tokens.end;
        scene.marks.is(behind, Tag::At) && scene.marks.any(behind..scene.clause_end(behind), Tag::Passive)
    };
    let phrase = phrase.filter(|phrase| !were(phrase));
    of.is_some_and(|of| of.tokens.end < figure.end()) && figure.head.counted.is_some()
        || of.is_some() && phrase.is_some() && figure.head.is_bare()
}

/// Whether a figure counts some of those harmed who are told with no number of their own ("545 of the victims"), and says
/// no more of them.
pub fn is_of_victims(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let end = figure.quantity.tokens.end;
    let of = scene.marks.framed_from(end, Tag::OutOf).filter(|of| {
        scene
            .figure_at(of.tokens.end)
            .is_none_or(|at| scene.figures.get(at).is_some_and(|one| one.start() == figure.start()))
    });
    let named = of.and_then(|of| scene.marks.covering(of.tokens.end));
    let harmed = |mark: &Mark| {
        let victim = persons(mark).any(|person| person == Person::Victim);
        victim || [Role::Counted, Role::Toll].into_iter().any(|role| harm_as(mark, role).is_some())
    };
    // "545 OF THE DEAD": all of it may be one phrase.
    let whole = scene.marks.covering(end).filter(|mark| mark.tokens.start == end && mark.tokens.len() > 1);
    let named = named.is_some_and(harmed) || whole.is_some_and(|mark| of.is_some() && scene.is_trigger(mark));
    figure.head.sided.is_empty() && figure.head.hinted.is_empty() && named
}

/// Whose dead a figure counts that opens the row of a party ("General Security: 17 dead").
pub fn of_party(scene: &Scene<'_, '_>, figure: &Figure, fighters: &[usize]) -> Option<Side> {
    of_categories(&scene.party(figure), fighters).filter(|_| figure.head.persons.is_empty())
}

/// Whose dead "of them" tells of: the last side named before it in its statement; where that names none, the only one
/// named in the statements before ("gunmen fell into an ambush; five OF THEM were killed").
pub fn of_them(scene: &Scene<'_, '_>, figure: &Figure, fighters: &[usize]) -> Option<Side> {
    let start = scene.clause_start(figure.start());
    let before = start..figure.start();
    let last = |hints| {
        let names = |mark: &&Mark| actors(mark, hints).next().is_some();
        scene.marks.within(before.clone()).rev().find(names).map(|mark| actors(mark, hints).collect::<Vec<_>>())
    };
    let named = last(false).or_else(|| last(true));
    let before = || only_party(scene, scene.start..start).or_else(|| object_before(scene, start));
    of_categories(&named.or_else(|| Some(vec![before()?]))?, fighters)
}

/// The side that the statement right before a token does something to: the last it names, where another one is named
/// first ("the forces surrounded A GROUP OF GUNMEN; fourteen of them were shot").
fn object_before(scene: &Scene<'_, '_>, until: usize) -> Option<usize> {
    let statement = scene.clause_start(until.checked_sub(1).filter(|at| *at >= scene.start)?)..until;
    let named = |mark: &&Mark| side_of(mark).is_some() && !scene.is_speaker(mark);
    let mut parties = scene.marks.within(statement.clone()).filter(named);
    let (first, last) = (parties.next()?, parties.next_back()?);
    let between = first.tokens.end..last.tokens.start;
    // "Clashes between", "attacked by", "gunmen and": neither is done to by the other.
    let acts = [Tag::Act, Tag::Incident].into_iter().any(|tag| scene.marks.any(between.clone(), tag));
    let open = [Tag::Fight, Tag::By].into_iter().any(|tag| scene.marks.any(statement.start..last.tokens.start, tag));
    (acts && !open).then(|| side_of(last))?
}

/// The one side that a range of tokens names, besides whoever speaks there.
pub fn only_party(scene: &Scene<'_, '_>, range: Range<usize>) -> Option<usize> {
    let named = |mark: &Mark| side_of(mark).filter(|_| !scene.is_speaker(mark));
    let mut parties = scene.marks.within(range).filter_map(named);
    let first = parties.next()?;
    parties.all(|party| party == first).then_some(first)
}

/// Whose dead the last of several harms says for all of them ("six dead, ten wounded and eight missing OF the police").
pub fn of_last(scene: &Scene<'_, '_>, index: usize, fighters: &[usize]) -> Option<Side> {
    let is_open = |figure: &Figure| {
        let head = &figure.head;
        head.counted.is_some() && head.sided.is_empty() && head.hinted.is_empty() && head.persons.is_empty()
    };
    let shares = scene.verb_first || scene.subject_behind;
    let first = scene.figures.get(index).filter(|figure| shares && is_open(figure))?;
    for at in index + 1..(index + MAX_HARMS).min(scene.figures.len()) {
        let last = scene.figures.get(at)?;
        let follows = scene.joined_before(at) == Some((at - 1, Join::And));
        if !follows || last.head.counted.is_none() || last.head.counted == first.head.counted {
            return None;
        }
        if !is_open(last) {
            let naming = last.quantity.tokens.end..last.end();
            let names =
                |mark: &Mark| mark.tokens.len() > 1 && actors(mark, true).chain(actors(mark, false)).count() > 0;
            // "31 killed and 48 wounded POLICEMEN", as German has it.
            let is_led = scene.subject_behind
                || scene.marks.within(naming).any(|mark| mark.values.contains(&Tag::Of) || names(mark));
            return Some(of_figure(last, fighters)).filter(|side| is_led && matches!(side, Side::Of(_)));
        }
    }
    None
}

/// Whose dead all those of a statement are by an aside behind it ("one dead and nine wounded, all civilians").
pub fn of_every(scene: &Scene<'_, '_>, figure: &Figure, fighters: &[usize]) -> Option<Side> {
    let end = scene.clause_end(figure.end()).min(figure.end() + EVERY);
    let every = scene.marks.frames_in(figure.end()..end, Tag::Every).next()?;
    let before = every.tokens.start.checked_sub(1)?;
    let is_apart = matches!(scene.tokens.mark(before), ',' | '،' | '(' | '-' | '–' | '—');
    // Arabic "all of them" holds the pronoun, and needs no comma.
    if !is_apart && !scene.verb_first {
        return None;
    }
    let mut at = every.tokens.end;
    while at < (every.tokens.end + 3).min(scene.end) {
        let mark = scene.marks.starting(at)?;
        let named: Vec<usize> = actors(mark, false).collect();
        if !named.is_empty() {
            return of_categories(&named, fighters);
        }
        if !mark.values.any_of([Tag::Filler, Tag::Passive, Tag::Of, Tag::Part]) {
            return None;
        }
        at = mark.tokens.end;
    }
    None
}

/// Whose dead the line that opens a list names ("Civilian victims by province:").
pub fn of_heading(scene: &Scene<'_, '_>, until: usize, fighters: &[usize]) -> Option<Side> {
    let colon = scene.heading_before(until)?;
    let mut named: Vec<usize> = scene.marks.within(scene.start..colon).flat_map(|mark| actors(mark, false)).collect();
    named.dedup();
    of_categories(&named, fighters)
}

/// Whose dead some words name, for certain or else by a hint.
pub fn of_words(marks: &Marks, range: std::ops::Range<usize>, fighters: &[usize]) -> Option<Side> {
    let named = |hints| {
        let mut named: Vec<usize> = marks.within(range.clone()).flat_map(|mark| actors(mark, hints)).collect();
        named.sort_unstable();
        named.dedup();
        named
    };
    of_categories(&named(false), fighters).or_else(|| of_categories(&named(true), fighters))
}

/// Whether a figure is the sum that several come to with those named before it ("WITH THE SOLDIERS AND GUNMEN the OVERALL
/// number rises to 2,189").
pub fn adds_up(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let clause = scene.clause_start(figure.start())..figure.start();
    let adding = scene.marks.frames_in(clause.clone(), Tag::Adding).next();
    let Some(begin) = adding.map(|mark| mark.tokens.end) else { return false };
    let sum = scene.marks.with(begin..clause.end, Tag::Sum).next_back();
    sum.is_some_and(|sum| of_words(scene.marks, sum.tokens.end..clause.end, &[]).is_none())
}

/// Whose dead are named between "the number of" and what befell them ("the number of civilians killed rose to 973").
pub fn of_number(scene: &Scene<'_, '_>, figure: &Figure, trigger: usize, fighters: &[usize]) -> Option<Side> {
    let until = trigger.min(figure.start());
    let last = |range: Range<usize>| scene.marks.with(range, Tag::Number).next_back();
    if let Some(number) = last(scene.clause_start(figure.start())..until) {
        // "Die Zahl der an der Küste getöteten ZIVILISTEN": the participle may stand before them.
        let verb = scene.marks.covering(trigger).map_or(trigger, |verb| verb.tokens.end);
        return of_words(scene.marks, number.tokens.end..until, fighters)
            .or_else(|| of_words(scene.marks, verb..(verb + 1).min(figure.start()).max(verb), fighters));
    }
    // "THE NUMBER OF CIVILIANS, who have been killed on the coast since Thursday, has risen to 1,105": a relative clause between.
    let number = last(scene.start..until)
        .filter(|number| !scene.figures.iter().any(|one| (number.tokens.end..figure.start()).contains(&one.start())))?;
    of_words(scene.marks, number.tokens.end..(number.tokens.end + AFTER_NUMBER).min(until), fighters)
}

/// Whose losses a number of dead is put at, in the tokens before it ("the losses of the forces at 34 dead").
pub fn of_losses(scene: &Scene<'_, '_>, before: Range<usize>, fighters: &[usize]) -> Option<Side> {
    let clause = scene.clause_start(before.end).max(before.start)..before.end;
    let toll = scene.marks.within(clause).rev().find(|mark| harm_as(mark, Role::Toll).is_some())?;
    of_toll(scene.marks, toll.tokens.start, before.end, fighters)
}

/// Whether words name a side where nothing else does ("the toll among soldiers").
fn has_hint(mark: &Mark) -> bool {
    actors(mark, true).next().is_some()
}

/// Whose dead the words beside "death toll" name: just before it, or after "among" or "of".
pub fn of_toll(marks: &Marks, toll: usize, figure: usize, fighters: &[usize]) -> Option<Side> {
    let mut named: Vec<usize> = Vec::new();
    let mut both = false;
    let own = marks.covering(toll)?;
    named.extend(actors(own, false));
    // "The security forces' toll", "the army's losses": an apostrophe may stand between, with its letter.
    let before = (1..=3).filter_map(|back| toll.checked_sub(back)).find_map(|at| marks.covering(at));
    // "The number of civilians who were killed".
    let relative = before.filter(|mark| mark.values.contains(&Tag::Stop) && harm_as(own, Role::Before).is_some());
    let before = match relative {
        Some(mark) => mark.tokens.start.checked_sub(1).and_then(|at| marks.covering(at)),
        None => before,
    };
    if let Some(before) = before {
        named.extend(actors(before, false));
        // "The number of officers killed": the word of harm stands behind whom it tells of.
        if named.is_empty() && harm_as(own, Role::Before).is_some() {
            named.extend(actors(before, true));
        }
    }
    let mut at = own.tokens.end;
    // "È salito a 1.068 il numero dei civili uccisi": the number may stand before its toll.
    let limit = if figure < own.tokens.start { own.tokens.end + AFTER_TOLL } else { figure };
    while at < limit {
        let Some(mark) = marks.starting(at) else { break };
        let has = |tag| mark.values.contains(&tag);
        both |= persons(mark).any(|person| person == Person::Fighter);
        if actors(mark, false).next().is_some() {
            named.extend(actors(mark, false));
        } else if has_hint(mark) {
            named.extend(actors(mark, true));
        } else if !(has(Tag::Of) || has(Tag::Filler) || has(Tag::And) || persons(mark).next().is_some()) {
            break;
        }
        at = mark.tokens.end;
    }
    named.dedup();
    of_categories(&named, fighters).or(both.then_some(Side::Combatants))
}
