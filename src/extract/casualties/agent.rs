//! Agents: who did the harm.

use super::FigureReader;
use super::bind::{Bond, Rule, Scene};
use super::figure::{Figure, Head};
use super::join::Join;
use super::marks::{Mark, Role, Tag, actors, harm_as, side_of};
use super::side;
use crate::extract::numbers::Value;
use crate::model::{CategoryId, Claim};

/// How many small words may stand between whom numbers are laid to and their number.
const BLAME_LEAD: usize = 3;
/// How many tokens an aside between a number and whom it is laid to has at most.
const BLAME_ASIDE: usize = 7;
/// How many tokens behind "by" who did it may be named.
const BY_REACH: usize = 9;
/// How many tokens may stand between a figure and the verb that is told once more of the next.
const REPEAT_REACH: usize = 3;

impl Scene<'_, '_> {
    /// The actor who only says something behind a figure ("26 of its men were killed, the army said").
    pub fn speaking_actor(&self, figure: &Figure) -> Option<usize> {
        let says = |mark: &Mark| {
            let mut before = (1..=2).filter_map(|back| mark.tokens.start.checked_sub(back));
            self.is_speaker(mark) || before.any(|at| at >= figure.end() && self.marks.is(at, Tag::Say))
        };
        self.marks.within(figure.end()..self.end).filter(|mark| says(mark)).find_map(|mark| actors(mark, false).next())
    }

    /// Whose people "its men" may be, the likeliest first: of whoever is named last before them, for certain or by a hint,
    /// in their statement and else in their sentence.
    pub fn owners(&self, figure: &Figure) -> Vec<usize> {
        let named = |from: usize, hints: bool| {
            let mut named = self.marks.within(from..figure.start()).rev();
            // Those counted before it own nobody ("thirteen civilians and seven of its troops").
            named.find_map(|mark| actors(mark, hints).next().filter(|_| self.figure_at(mark.tokens.start).is_none()))
        };
        // "A COLONEL and three of his men", the "and" attached in Arabic.
        let joins = figure.start().checked_sub(1).filter(|at| self.marks.is(*at, Tag::And)).unwrap_or(figure.start());
        let one = self.figures.iter().find(|one| one.end() == joins);
        let alone = one.filter(|one| matches!(one.quantity.value, Value::Whole(1) | Value::Uncounted));
        if let Some([side]) = alone.map(|one| one.head.sided.as_slice()) {
            return vec![*side];
        }
        let clause = self.clause_start(figure.start());
        [(clause, false), (clause, true), (self.start, false), (self.start, true)]
            .into_iter()
            .filter_map(|(from, hints)| named(from, hints))
            .collect()
    }

    /// Where the naming of those begins on whom a number is laid ("attributed 529 of them TO the army").
    pub fn blamed_from(&self, figure: &Figure) -> Option<usize> {
        // "It attributed 383 of them to the gunmen, and 420 TO the forces": the verb is that of the first.
        let follows = |from: usize| self.marks.any(from..from + 2, Tag::And) && figure.head.is_bare();
        let clause = self.clause_start(figure.start());
        let clause = if follows(clause) { self.start..figure.start() } else { clause..figure.start() };
        // Where the verb stands last, so does that of blaming.
        let clause = if self.verb_last { clause.start..self.end } else { clause };
        let at = self.them_behind(figure).map_or(figure.end(), |mark| mark.tokens.end);
        // "383 of them ARE ATTRIBUTED to the gunmen": told of the number as its subject.
        let small = |at: &usize| self.marks.is(*at, Tag::Passive) || self.marks.is(*at, Tag::Filler);
        let verb = (at..self.end).take(BLAME_LEAD).take_while(small).last().map_or(at, |last| last + 1);
        let passive = self.marks.framed_from(verb, Tag::Blame).filter(|_| verb > at).map(|mark| mark.tokens.end);
        let told = self.marks.frames_in(clause.clone(), Tag::Blame).next().is_some();
        let at = passive.or_else(|| told.then_some(at))?;
        // "211, security men included, TO the remnants".
        let aside = (at + 1..self.end.min(at + BLAME_ASIDE)).find(|close| self.tokens.is_comma(*close));
        let aside = aside.filter(|_| self.tokens.is_comma(at) && figure.head.is_bare());
        let at = aside.map_or(at, |close| close + 1);
        // "Attributed 420 deaths ON THE COAST to the army".
        let lays = |at: usize| [Tag::To, Tag::Against].into_iter().find_map(|tag| self.marks.framed(at, tag));
        let plain = |at: usize| {
            let parts = |mark: &Mark| side_of(mark).is_some() || self.is_trigger(mark);
            let joins = self.tokens.is_comma(at) || self.marks.is(at, Tag::And);
            !joins && self.figure_at(at).is_none() && !self.marks.covering(at).is_some_and(parts)
        };
        let near = at..self.end.min(at + BLAME_ASIDE);
        let side = near.clone().find(|side| self.marks.starting(*side).and_then(side_of).is_some()).unwrap_or(at);
        let Some(to) = near.rev().find(|to| *to <= side && lays(*to).is_some()) else {
            // "Schreibt 420 Tötungen DEN Regierungstruppen zu": an ending or an article says "to".
            // "383 davon SCHREIBT ES Assad-Anhängern zu": the verb and its subject stand between.
            let verb = self.marks.framed(at, Tag::Blame).map(|verb| verb.tokens.end);
            let subject = verb.filter(|at| self.marks.is(*at, Tag::Resume)).map(|at| at + 1);
            let from = subject.or(verb).unwrap_or(at);
            let touches = passive.is_some() && self.marks.starting(side).is_some_and(|mark| side_of(mark).is_some());
            return Some(side).filter(|side| (*side > at || touches) && self.is_whereabouts(from..*side));
        };
        lays(to).filter(|mark| !mark.joined && (at..to).all(plain)).map(|mark| mark.tokens.end)
    }

    /// Whether the statement of a figure lays those it counts to anybody before it.
    pub fn is_laid(&self, figure: &Figure) -> bool {
        let before = self.clause_start(figure.start())..figure.start();
        let told = |tag| self.marks.frames_in(before.clone(), tag).next().is_some();
        told(Tag::Guilty) || told(Tag::Blame)
    }

    /// The side that is told to be responsible for those counted right behind ("holds THE FORCES responsible for 1,217 of
    /// them").
    fn guilty_before(&self, figure: &Figure, fighters: &[usize]) -> Option<usize> {
        let sided = |mark: &Mark| actors(mark, false).find(|category| fighters.contains(category));
        if let Some(laid) = self.blamed_before(figure) {
            return sided(laid);
        }
        // "Responsible for THE KILLING OF 540".
        let tells =
            |mark: &Mark| [Role::Noun, Role::Toll, Role::Counted].into_iter().any(|role| harm_as(mark, role).is_some());
        let noun = |at: &usize| self.marks.covering(*at).is_some_and(tells);
        let small = |at: &usize| self.marks.is(*at, Tag::Of) || self.marks.is(*at, Tag::Filler) || noun(at);
        let first = (self.start..figure.start()).rev().take_while(small).last().unwrap_or(figure.start());
        let guilty = self.marks.framed(first.checked_sub(1)?, Tag::Guilty)?;
        let from = self.clause_start(guilty.tokens.start);
        self.marks.within(from..guilty.tokens.start).rev().find_map(sided)
    }

    /// Whoever is named right before a figure in a sentence that lays numbers to somebody ("attributes TO THE FORCES 889 of
    /// the deaths", "blames THE FORCES for 420 deaths and THE GUNMEN for 383").
    pub fn blamed_before(&self, figure: &Figure) -> Option<&Mark<'_>> {
        let is_small = |at: &usize| match self.marks.covering(*at) {
            Some(mark) => {
                let small = mark.values.any_of([Tag::Of, Tag::Filler, Tag::Stop, Tag::To, Tag::At]);
                side_of(mark).is_none() && (small || harm_as(mark, Role::Noun).is_some())
            }
            None => matches!(self.tokens.mark(*at), '-' | '–' | '—'),
        };
        let near = figure.start().saturating_sub(BLAME_LEAD).max(self.start)..figure.start();
        let first = near.rev().take_while(is_small).last().unwrap_or(figure.start());
        let named = self.marks.covering(first.checked_sub(1)?).filter(|mark| side_of(mark).is_some())?;
        let told = |tag: Tag, from: usize| self.marks.frames_in(from..named.tokens.start, tag).next().is_some();
        let own = told(Tag::Blame, self.clause_start(figure.start()));
        // Of a further one the verb stands with the first.
        let opener = named.tokens.start.saturating_sub(BLAME_LEAD).max(self.start)..named.tokens.start;
        let joins = opener.into_iter().any(|at| self.marks.is(at, Tag::And) || self.tokens.is_comma(at));
        let is_next = figure.head.is_bare() && (joins || named.joined);
        let further = is_next && [Tag::Blame, Tag::Guilty].into_iter().any(|tag| told(tag, self.start));
        (own || further).then_some(named)
    }

    /// Whether an actor only says something ("the army said").
    pub fn is_speaker(&self, mark: &Mark) -> bool {
        let says = |mark: &Mark| mark.values.contains(&Tag::Say) && harm_as(mark, Role::After).is_none();
        let tells = |at: usize| self.marks.starting(at).is_some_and(says);
        let cites = mark
            .tokens
            .start
            .checked_sub(1)
            .is_some_and(|at| self.marks.is(at, Tag::Cite) && !self.marks.is(at, Tag::By));
        cites || tells(mark.tokens.end) || self.marks.is(mark.tokens.end, Tag::Filler) && tells(mark.tokens.end + 1)
    }

    /// The side whose row counts those that it killed: they, or parts of them, are of others ("the loyalists: 383
    /// people, among them 172 of the security forces").
    fn row_killer(&self, figure: &Figure, index: usize, fighters: &[usize]) -> Option<usize> {
        let party = self.party(figure);
        let [side] = party.as_slice() else { return None };
        let of_others = |head: &Head| !head.sided.is_empty() && !head.sided.contains(side);
        let is_people = figure.head.counted.is_none() && fighters.contains(side);
        let mut parts = (index + 1..self.figures.len()).take_while(|part| self.whole_of(*part) == index);
        let is_parted = parts.any(|part| self.figures.get(part).is_some_and(|part| of_others(&part.head)));
        (is_people && (of_others(&figure.head) || is_parted)).then_some(*side)
    }

    /// Who harmed and who was harmed where some "of them" were ("soldiers fought the rebels, killing 28 OF THEM and
    /// capturing nine"): of the parties named before them the first one and the last one.
    pub fn of_others(&self, bond: &Bond, index: usize, fighters: &[usize]) -> Option<(usize, usize)> {
        let figure = self.figures.get(index)?;
        let is_told = bond.trigger < figure.start() && matches!(bond.rule, Rule::Object | Rule::Shared | Rule::Subject);
        if !is_told || !figure.head.sided.is_empty() || !figure.head.names_nobody() && !figure.head.of_them {
            return None;
        }
        let clause = match self.verb_first {
            true => self.clause_start(bond.trigger),
            false => (self.start..bond.trigger).rev().find(|at| self.tokens.mark(*at) == ';').unwrap_or(self.start),
        };
        let says_them = |one: &Figure| {
            let at = self.marks.framed(one.quantity.tokens.end, Tag::Them);
            let behind = at.is_some_and(|mark| mark.tokens.start == one.quantity.tokens.end);
            let before = || one.start().checked_sub(1).filter(|_| self.verb_first);
            let leads =
                || before().is_some_and(|at| at == bond.trigger + 1 && self.marks.framed(at, Tag::Them).is_some());
            one.start() >= clause && (behind || leads())
        };
        let first = self.figures.get(..=index)?.iter().find(|one| says_them(one))?;
        let before = clause..first.start();
        let party = |mark: &&Mark| side_of(mark).is_some() && !self.is_speaker(mark);
        let mut parties = self.marks.within(before).filter(party);
        let one = parties.next().and_then(side_of).filter(|one| fighters.contains(one))?;
        let last = parties.next_back()?;
        let other = side_of(last).filter(|other| *other != one)?;
        let by = last.tokens.start.saturating_sub(3).max(self.start)..last.tokens.start;
        let turned = self.marks.any(by, Tag::By)
            || (last.tokens.end..first.start()).any(|at| self.marks.framed(at, Tag::Relative).is_some());
        match turned {
            false => Some((one, other)),
            true => fighters.contains(&other).then_some((other, one)),
        }
    }

    /// Whether the verb of a figure is that of the one before it once more, where only an "and" stands between them and
    /// the verb comes first.
    fn repeats_verb(&self, bonds: &[Option<Bond>], index: usize) -> bool {
        let bond = |at: usize| bonds.get(at).copied().flatten().filter(|bond| bond.rule == Rule::Object);
        let (Some(one), Some(next)) = (bond(index - 1), bond(index)) else { return false };
        let Some(from) = self.figures.get(index - 1).map(Figure::end) else { return false };
        let stem = |at: usize| self.tokens.fold(at).trim_start_matches('و').to_owned();
        let is_link = |at: usize| {
            self.tokens.is_comma(at)
                || self.marks.covering(at).is_some_and(|mark| {
                    mark.values.iter().any(|tag| matches!(tag, Tag::And | Tag::Filler | Tag::Part))
                        && self.figure_at(at).is_none()
                })
        };
        let gap = from..next.trigger;
        self.verb_first
            && one.trigger < next.trigger
            && gap.len() <= REPEAT_REACH
            && gap.into_iter().all(is_link)
            && stem(one.trigger) == stem(next.trigger)
    }

    /// Whether a verb that an attached "and" joins to what was said is of nobody named before it: of them it would have
    /// the ending of a feminine or a plural (Arabic "AND WERE HURT 15 others", "the forces attacked and killed 15").
    fn is_passive_behind_and(&self, verb: usize) -> bool {
        let joined = self.marks.covering(verb).filter(|mark| mark.joined && self.verb_first);
        let agrees = |mark: &Mark| {
            let word = self.tokens.fold(mark.tokens.start);
            ["ت", "وا", "ن", "نا", "تا"].iter().any(|ending| word.ends_with(ending))
        };
        joined.is_some_and(|mark| harm_as(mark, Role::After).is_some() && !agrees(mark))
    }

    /// The actor who harmed, by category, where the words name one.
    pub fn agent(&self, bond: &Bond, index: usize, fighters: &[usize]) -> Option<usize> {
        let figure = self.figures.get(index)?;
        if let Some(side) = self.row_killer(figure, index, fighters) {
            return Some(side);
        }
        if let Some((killer, _)) = self.of_others(bond, index, fighters) {
            return Some(killer);
        }
        let sided = |mark: &Mark| {
            actors(mark, false).find(|category| fighters.contains(category)).filter(|_| !self.is_speaker(mark))
        };
        // "889 people, among them 51 children, by ...": what is among them is passed over.
        let is_next = |next: &usize| {
            let among = self.figures.get(*next).is_some_and(|next| next.head.is_subset());
            !(self.verb_first && among && self.whole_of(*next) == index)
        };
        let next = (index + 1..self.figures.len()).find(is_next).and_then(|next| self.figures.get(next));
        let next_figure = next.map_or(self.end, Figure::start);
        let next_harm = self.marks.within(figure.end()..self.end).filter(|mark| self.is_trigger(mark));
        // "148 of the dead WERE KILLED by": their own verb.
        let told = self.marks.covering(bond.trigger).map_or(0, |mark| mark.tokens.end).max(figure.end());
        let is_own = |at: usize| {
            let copula = at.checked_sub(1).and_then(|before| self.marks.covering(before));
            let copula = copula.filter(|mark| mark.values.contains(&Tag::Passive) && side::is_of_victims(self, figure));
            copula.is_some_and(|copula| told <= copula.tokens.start && self.is_whereabouts(told..copula.tokens.start))
        };
        let is_next = |at: &usize| *at > bond.trigger && bond.trigger >= figure.end() && !is_own(*at);
        let next_harm = next_harm.map(|mark| mark.tokens.start).find(is_next);
        // "500 dead, KILLED OF THEM BY the gunmen 210": who killed those is not said of all.
        let of_some_of_them = |mark: &&Mark| {
            let verb = mark.tokens.start.checked_sub(1).and_then(|at| self.marks.covering(at));
            mark.tokens.start > figure.end() && verb.is_some_and(|verb| self.is_trigger(verb))
        };
        let of_them = self.marks.frames(Tag::Them).find(of_some_of_them).map(|mark| mark.tokens.start);
        let stop = self.clause_end(figure.end()).min(next_figure).min(next_harm.unwrap_or(self.end));
        let stop = stop.min(of_them.unwrap_or(self.end));
        let first =
            if bond.trigger < figure.start() && bond.rule == Rule::Toll { bond.trigger } else { figure.start() };
        // "803 dead, half of them BY the loyalists" says of no one number who killed them.
        let of_some = |mark: &Mark| self.marks.any(figure.end()..mark.tokens.start.max(figure.end()), Tag::Aside);
        // "231 VON den Sicherheitskräften": whose people they were is told by the same word.
        let naming = figure.quantity.tokens.end..figure.end();
        let is_of = |mark: &Mark| naming.start == mark.tokens.start && mark.values.contains(&Tag::Of);
        let by = |mark: &&Mark| mark.values.contains(&Tag::By) && !of_some(mark) && !is_of(mark);
        let mut by = self.marks.within(first..stop).filter(by);
        let named = by.find_map(|mark| {
            let from = mark.tokens.end;
            self.marks.within(from..stop.min(from + BY_REACH)).find_map(sided)
        });
        if named.is_some() {
            return named;
        }
        // "AT THE HANDS OF THE GUNMEN 207 people died": nobody else is counted in the statement before. "By" alone is of what
        // stands before it ("attacks by").
        let clause = self.clause_start(figure.start())..figure.start();
        let is_first = !self.figures.iter().any(|one| clause.contains(&one.start()));
        let of_killing = |mark: &Mark| {
            let noun = mark.tokens.start.checked_sub(1).and_then(|at| self.marks.covering(at));
            noun.is_some_and(|noun| [Role::Noun, Role::Counted].into_iter().any(|role| harm_as(noun, role).is_some()))
        };
        // "KILLINGS BY THE FORCES have claimed 745 lives".
        let hands = |mark: &&Mark| {
            let by = mark.values.contains(&Tag::By) && !mark.values.contains(&Tag::Of);
            by && (mark.tokens.len() > 1 || of_killing(mark))
        };
        let leads = is_first && !self.by_behind && !self.verb_first;
        let led = if leads { self.marks.within(clause).rev().find(hands) } else { None };
        let led = led.and_then(|mark| self.marks.within(mark.tokens.end..mark.tokens.end + BY_REACH).find_map(sided));
        if led.is_some() {
            return led;
        }
        if let Some(guilty) = self.guilty_before(figure, fighters) {
            return Some(guilty);
        }
        if let Some(from) = self.blamed_from(figure) {
            let actor = |mark: &Mark| actors(mark, false).find(|category| fighters.contains(category));
            return self.marks.within(from..stop.max(from).min(from + BY_REACH)).find_map(actor);
        }
        // "383 убиты СТОРОННИКАМИ": the ending of the side behind the verb says "by".
        let behind = self.marks.covering(bond.trigger).and_then(|verb| self.marks.starting(verb.tokens.end));
        let span = figure.end().min(bond.trigger)..figure.start().max(bond.trigger);
        let is_own = bond.part_of.is_none()
            && !self.figures.iter().any(|one| one.start() != figure.start() && span.contains(&one.start()));
        if let Some(side) = behind.filter(|side| is_own && self.ends_as_agent(side)).and_then(sided) {
            return Some(side);
        }
        if self.by_behind {
            let clause = self.clause_start(figure.start())..stop.max(bond.trigger);
            let mut by = self.marks.with(clause, Tag::By);
            let named = by.find_map(|mark| sided(self.marks.covering(mark.tokens.start.checked_sub(1)?)?));
            if named.is_some() {
                return named;
            }
        }
        // "The army lost nine soldiers": it has killed nobody by that.
        if self.loses(bond) {
            return None;
        }
        match bond.rule {
            Rule::Object | Rule::Shared | Rule::Nominal if bond.trigger < figure.start() => {
                let between = self.marks.within(bond.trigger..figure.start()).filter(|_| self.verb_first);
                let between = between.filter(|mark| self.figure_at(mark.tokens.start).is_none()).find_map(sided);
                let from = self.clause_start(bond.trigger);
                if self.marks.any(from..figure.start(), Tag::Fight) {
                    return None;
                }
                let is_noun = self.marks.covering(bond.trigger).is_some_and(|mark| harm_as(mark, Role::Noun).is_some());
                // "Repelled an attack by the gunmen, which led to the killing of three OF THEM": they are who attacked.
                let of_them = self.marks.framed(figure.quantity.tokens.end, Tag::Them).is_some();
                if is_noun && !self.is_laid(figure) && (of_them || figure.head.of_them) {
                    return None;
                }
                between.or_else(|| {
                    if self.is_passive_behind_and(bond.trigger) {
                        return None;
                    }
                    let subject = self
                        .marks
                        .within(from..bond.trigger)
                        .rev()
                        .filter(|_| !is_noun || self.marks.any(from..bond.trigger, Tag::Act));
                    let is_free = |mark: &&Mark| {
                        let free = self.figure_at(mark.tokens.start).is_none() && !mark.preposed;
                        free && !self.is_object_of_act(mark, from)
                    };
                    let mut subject = subject.filter(is_free);
                    subject.find_map(sided)
                })
            }
            Rule::Object => self.subject_after(self.marks.covering(bond.trigger)?).and_then(sided),
            Rule::Subject | Rule::Shared => {
                let subject = self.subject_before(figure).filter(|side| fighters.contains(side));
                if subject.is_some() && self.marks.is(bond.trigger, Tag::Active) {
                    return subject;
                }
                let clause = self.clause_start(figure.start())..self.clause_end(bond.trigger + 1);
                if !self.marks.any(clause.clone(), Tag::Active) || self.marks.any(clause.clone(), Tag::Fight) {
                    return None;
                }
                let free = |mark: &&Mark| {
                    self.figure_at(mark.tokens.start).is_none() && !self.is_object_of_act(mark, clause.start)
                };
                self.marks.within(clause.start..figure.start()).rev().filter(free).find_map(sided)
            }
            _ => None,
        }
    }
}

/// Who killed those of a claim: the claim by index, the category, and whether it is a part of those they killed.
pub type Killer = (usize, usize, bool);

impl FigureReader {
    /// In an item of another conflict, fighters are of no side that is known but the state's.
    pub fn forget_rebels(&self, claims: &mut [Claim]) {
        let state = self.state.as_ref();
        let rebels = self.fighters.iter().filter_map(|index| self.categories.get(*index));
        let rebels: Vec<&CategoryId> = rebels.filter(|category| Some(*category) != state).collect();
        for claim in claims {
            if rebels.contains(&&claim.category) || claim.category.as_str() == CategoryId::COMBATANTS {
                claim.category = CategoryId::new(CategoryId::UNSPECIFIED);
            }
        }
    }

    /// Names who killed also where the victims have a side, if the item parts the dead of that side by killer.
    pub fn part_by_killer(&self, claims: &mut [Claim], killers: &[Killer]) {
        let known: Vec<(CategoryId, usize)> = killers
            .iter()
            .filter_map(|(at, agent, _)| claims.get(*at).map(|claim| (claim.category.clone(), *agent)))
            .collect();
        let is_armed =
            |category: &CategoryId| self.fighters.iter().any(|index| self.categories.get(*index) == Some(category));
        let parted = |category: &CategoryId, agent: usize, is_part: bool| {
            let other = |known: &CategoryId| is_part || known == category || known.as_str() == CategoryId::UNSPECIFIED;
            known.iter().any(|(known, killer)| *killer != agent && other(known))
        };
        // "The loyalists killed 148 of the security forces and 167 civilians, the forces 327": the fighters that one killed
        // beside others who are told by killer are told by killer too.
        let kills_others = |agent: usize| {
            known
                .iter()
                .any(|(category, killer)| *killer == agent && !is_armed(category) && parted(category, agent, false))
        };
        for (at, agent, is_part) in killers {
            let Some(claim) = claims.get_mut(*at) else { continue };
            let told = match is_armed(&claim.category) {
                false => parted(&claim.category, *agent, *is_part),
                true => *is_part && parted(&claim.category, *agent, true) || kills_others(*agent),
            };
            if told {
                claim.perpetrator = self.categories.get(*agent).cloned();
            }
        }
    }

    /// Who killed those of each figure; what is said of the last of several parts holds for all of them.
    pub fn agents(&self, scene: &Scene<'_, '_>, bonds: &[Option<Bond>]) -> Vec<Option<usize>> {
        let agent = |(index, bond): (usize, &Option<Bond>)| {
            bond.as_ref().and_then(|bond| scene.agent(bond, index, &self.fighters))
        };
        let mut agents: Vec<Option<usize>> = bonds.iter().enumerate().map(agent).collect();
        for (index, slot) in agents.iter_mut().enumerate() {
            let named = scene.figures.get(index).filter(|_| scene.names_killer(index));
            *slot = named.and_then(|figure| figure.head.sided.first().copied()).or(*slot);
            *slot = scene.respective_killer(index, &self.fighters).or(*slot);
        }
        // "The gunmen killed 100 soldiers, and KILLED some 15 civilians": the same did it, with nobody new named.
        for index in 1..agents.len() {
            let from = agents.get(index - 1).copied().flatten().filter(|_| scene.repeats_verb(bonds, index));
            if let Some(slot) = agents.get_mut(index) {
                *slot = slot.or(from);
            }
        }
        for index in 1..agents.len() {
            let before = bonds.get(index - 1).copied().flatten().filter(|bond| bond.rule == Rule::Object);
            let known = agents.get(index - 1).copied().flatten();
            let gapped = before.and_then(|bond| scene.gapped_killer(&bond, index, &self.fighters));
            let gapped = gapped.filter(|side| known != Some(*side));
            if let Some(slot) = agents.get_mut(index) {
                *slot = gapped.or(*slot);
            }
        }
        // "383 died at the hands of the gunmen, 172 of whom were soldiers": the parts were killed by the same.
        for index in 1..agents.len() {
            let whole = bonds.get(index).copied().flatten().and_then(|bond| bond.part_of);
            let from = whole.and_then(|whole| agents.get(whole).copied().flatten());
            if let Some(slot) = agents.get_mut(index) {
                *slot = slot.or(from);
            }
        }
        for index in (1..agents.len()).rev() {
            let Some((before, Join::And)) = scene.joined_before(index) else { continue };
            let from = agents.get(index).copied().flatten();
            let goes_on = || bonds.get(before).copied().flatten().is_some_and(|bond| bond.rule == Rule::Carried);
            let one = |at: usize| bonds.get(at).copied().flatten().map(|bond| (bond.trigger, bond.harm));
            // "148 soldiers and 167 civilians WERE KILLED BY": both by the same.
            let shares = || scene.verb_first && one(before) == one(index) && one(index).is_some();
            if (scene.is_among(before) || goes_on() || shares())
                && let Some(slot) = agents.get_mut(before)
            {
                *slot = slot.or(from);
            }
        }
        agents
    }
}
