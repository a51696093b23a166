//! Descriptions: words of harm that only say who people were, and figures that no word of harm belongs to after all.

use super::bind::{Bond, Scene};
use super::figure::Figure;
use super::marks::{Mark, Person, Role, Tag, harm_as, names_people};
use crate::model::Metric;

/// How many tokens behind a participle the verb may stand that tells what befell those it describes.
const REACH_DESCRIBED: usize = 9;

/// The same where the participle stands right behind those it describes.
const REACH_SINCE: usize = 18;

impl Scene<'_, '_> {
    /// Whether a participle only says what kind of people those behind it are ("civilians and CAPTURED fighters, died").
    pub fn is_attributive(&self, mark: &Mark) -> bool {
        let held = |harm: usize| matches!(self.metric(harm), Some(Metric::Detained | Metric::Missing));
        let people = self.marks.starting(mark.tokens.end).filter(|next| names_people(next));
        let led =
            mark.tokens.start.checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::And) || self.tokens.is_comma(at));
        let acts = people.and_then(|people| self.marks.starting(people.tokens.end));
        let acts = acts.is_some_and(|next| self.is_trigger(next) || next.values.contains(&Tag::Passive));
        let first = self.figure_at(mark.tokens.end).is_none();
        !self.verb_first
            && harm_as(mark, Role::Before).is_some_and(held)
            && led
            && first
            && people.is_some()
            && !acts
            && !self.is_passive(mark)
    }

    /// One past a figure that only says when or where, before those who were harmed, as Arabic has it ("were killed since
    /// 11 OCTOBER 67 children", "in 39 MASSACRES 1,200 people").
    pub fn setting_end(&self, index: usize) -> Option<usize> {
        let figure = self.figures.get(index).filter(|figure| self.verb_first && figure.head.is_unit)?;
        let before = figure.start().checked_sub(1).filter(|at| *at >= self.start)?;
        let led = [Tag::Stop, Tag::At, Tag::Era].into_iter().any(|tag| self.marks.is(before, tag));
        led.then(|| figure.end())
    }

    /// The figure that is said to be right right before one that is denied in an aside ("47 people, NOT 53,").
    pub fn put_right_by(&self, denied: &Figure) -> Option<usize> {
        let denial = self.marks.covering(denied.start().checked_sub(1)?)?;
        let from = denial.tokens.start.checked_sub(1).filter(|_| denial.values.contains(&Tag::Denial))?;
        let opens = if self.marks.is(from, Tag::And) { from.checked_sub(1)? } else { from };
        let is_aside = self.tokens.is_comma(opens) || matches!(self.tokens.mark(opens), '(' | '–' | '—');
        self.figure_at(opens.checked_sub(1).filter(|at| is_aside && *at >= self.start)?)
    }

    /// Whether a figure counts people by what befell them before ("66 detainees"): another harm may be told of them.
    pub fn is_of_people(&self, figure: &Figure) -> bool {
        let metric = figure.head.counted.and_then(|harm| self.metric(harm));
        match metric {
            Some(Metric::Detained | Metric::Missing) => {
                let head = &figure.head;
                let is_named = !(head.persons.is_empty() && head.sided.is_empty() && head.hinted.is_empty());
                // "Dozens missing" tells it by itself; "21 hostages" names people.
                let last = figure.end().checked_sub(1).and_then(|at| self.marks.covering(at));
                is_named || last.is_some_and(|last| harm_as(last, Role::Before).is_none())
            }
            Some(Metric::Displaced) => true,
            _ => false,
        }
    }

    /// Whether those counted as hurt have died since, by the verb of the same statement ("five of the WOUNDED DIED").
    pub fn has_died(&self, figure: &Figure, harm: usize) -> bool {
        // "Eight of the 31 wounded officers died": the eight did.
        let of = |at: usize| self.marks.is(at, Tag::Of) || self.marks.is(at, Tag::Filler);
        let is_whole = |one: &Figure| one.end() < figure.start() && (one.end()..figure.start()).all(of);
        if self.metric(harm) != Some(Metric::Injured) || self.figures.iter().any(is_whole) {
            return false;
        }
        let mut behind = self.marks.within(figure.end()..self.clause_end(figure.end()));
        let verb = behind.find(|mark| self.is_trigger(mark) || self.figure_at(mark.tokens.start).is_some());
        let died = verb.filter(|mark| {
            let killed = harm_as(mark, Role::Before).and_then(|harm| self.metric(harm)) == Some(Metric::Killed);
            killed && harm_as(mark, Role::After).is_none()
        });
        died.is_some_and(|verb| {
            let gap = figure.end()..verb.tokens.start;
            let told =
                |at: usize| self.figure_at(at).is_some() || self.tokens.is_comma(at) || self.marks.is(at, Tag::And);
            let describes =
                |at: usize| self.marks.framed(at, Tag::Describes).is_some_and(|mark| mark.tokens.start == at);
            !gap.clone().any(|at| told(at) || describes(at))
        })
    }

    /// Whether those counted are captives or missing to whom something was done before ("freed 12 captives").
    pub fn is_freed(&self, figure: &Figure, harm: usize) -> bool {
        let metric = self.metric(harm);
        let near = figure.start().saturating_sub(3).max(self.start)..figure.start();
        matches!(metric, Some(Metric::Detained | Metric::Missing)) && self.marks.any(near, Tag::Act)
    }

    /// Whether a noun of another harm stands before a figure of some of those harmed ("the death of 3 of the wounded").
    pub fn is_of_them(&self, figure: &Figure) -> bool {
        let word = figure.start().checked_sub(1).and_then(|at| self.marks.covering(at));
        let noun = word.and_then(|noun| harm_as(noun, Role::Noun));
        // "DIED three wounded", "the DEATH of three wounded": what befell those who were hurt before.
        let dies = word.and_then(|word| {
            let verb = harm_as(word, Role::After).filter(|harm| harm_as(word, Role::Before) == Some(*harm));
            verb.or_else(|| noun.filter(|harm| harm_as(word, Role::Counted) == Some(*harm)))
        });
        let is_injured = || figure.head.counted.and_then(|harm| self.metric(harm)) == Some(Metric::Injured);
        let kills = |harm: usize| self.metric(harm) == Some(Metric::Killed);
        // "The fall of seven of the forces BETWEEN DEAD AND WOUNDED" counts them all.
        let both = figure.head.counted.and_then(|harm| self.metric(harm)) == Some(Metric::KilledOrInjured);
        self.verb_first
            && !both
            && (noun.is_some_and(|harm| Some(harm) != figure.head.counted)
                && self.marks.is(figure.quantity.tokens.end, Tag::Of)
                || dies.is_some_and(kills) && is_injured())
    }

    /// Whether a figure counts bodies, and a harm is none that leaves any ("recovered 46 bodies FROM HOMES").
    pub fn is_body_of_other(&self, index: usize, harm: usize) -> bool {
        let is_body = self.figures.get(index).is_some_and(|figure| figure.head.persons.contains(&Person::Body));
        is_body && self.metric(harm) != Some(Metric::Killed)
    }

    /// Whether a verb of taking people in has behind it those whom another harm befell ("received 38 people INJURED in").
    pub fn is_told_behind_it(&self, index: usize, harm: usize) -> bool {
        let told = self.figures.get(index).and_then(|figure| self.marks.starting(figure.end()));
        self.metric(harm) == Some(Metric::Displaced)
            && told.and_then(|told| harm_as(told, Role::Before)).is_some_and(|told| told != harm)
    }

    /// Whether a participle right behind a figure tells of people in a shelter, who may have died there.
    pub fn is_shelter(&self, mark: &Mark) -> bool {
        let displaced = |harm: usize| self.metric(harm) == Some(Metric::Displaced);
        let touches = mark.tokens.start.checked_sub(1).is_some_and(|at| self.figure_at(at).is_some());
        touches && harm_as(mark, Role::Before).is_some_and(displaced) && !self.is_passive(mark)
    }

    /// Whether a participle of displacement only says who they were whom another verb tells of ("seven villagers
    /// SHELTERING in a monastery died").
    pub fn is_only_described(&self, mark: &Mark, index: usize, harm: usize) -> bool {
        let touches = self.figures.get(index).is_some_and(|figure| figure.end() == mark.tokens.start);
        if !touches || !self.is_shelter(mark) {
            return false;
        }
        let reach = mark.tokens.end..self.end.min(mark.tokens.end + REACH_DESCRIBED);
        let parts = |mark: &Mark| mark.values.any_of([Tag::And, Tag::Turn, Tag::Part, Tag::Say, Tag::Relative]);
        let mut behind = self.marks.within(reach.clone()).take_while(|mark| !parts(mark));
        let verb = behind.find(|mark| harm_as(mark, Role::Before).is_some_and(|other| other != harm));
        verb.is_some_and(|verb| {
            let gap = reach.start..verb.tokens.start;
            !gap.clone()
                .any(|at| self.tokens.is_comma(at) || self.tokens.mark(at) == ';' || self.figure_at(at).is_some())
        })
    }

    /// The verb of killing that the same people suffer next, where a verb only tells how they were taken or driven out
    /// ("five men were dragged from their homes AND SHOT", "six people who had fled P WERE KILLED"), with its harm.
    pub fn killed_next(&self, verb: &Mark, index: usize, harm: usize) -> Option<(usize, usize)> {
        if let Some(killed) = self.killed_since(verb, index, harm) {
            return Some(killed);
        }
        let is_taken = |harm| matches!(self.metric(harm), Some(Metric::Detained | Metric::Missing | Metric::Displaced));
        if !is_taken(harm) {
            return None;
        }
        let kills = |mark: &Mark| harm_as(mark, Role::Before).filter(|harm| self.metric(*harm) == Some(Metric::Killed));
        let reach = verb.tokens.end..self.end.min(verb.tokens.end + REACH_DESCRIBED);
        let parts = |at: usize| self.figure_at(at).is_some() || matches!(self.tokens.mark(at), ';' | ':');
        if self.is_in_relative(verb, index) {
            let main = self.marks.within(reach.clone()).find(|mark| kills(mark).is_some() && self.is_passive(mark))?;
            let is_apart = (reach.start..main.tokens.start)
                .any(|at| parts(at) || self.marks.is(at, Tag::And) || self.tokens.is_comma(at));
            return kills(main).filter(|_| !is_apart).map(|killed| (killed, main.tokens.start));
        }
        let and = self.marks.with(reach.clone(), Tag::And).next()?;
        let mut at = and.tokens.end;
        while !(reach.start..at).any(parts) && at < reach.end {
            let next = self.marks.starting(at)?;
            if let Some(killed) = kills(next) {
                return Some((killed, at));
            }
            if !next.values.any_of([Tag::Filler, Tag::Passive]) || names_people(next) {
                return None;
            }
            at = next.tokens.end;
        }
        None
    }

    /// The same where a participle right behind those counted only tells what had befallen them before ("16 soldiers TAKEN
    /// CAPTIVE near P by gunmen WERE EXECUTED", "three soldiers WOUNDED in P have since DIED").
    fn killed_since(&self, verb: &Mark, index: usize, harm: usize) -> Option<(usize, usize)> {
        let befell =
            matches!(self.metric(harm), Some(Metric::Detained | Metric::Missing | Metric::Displaced | Metric::Injured));
        // "Five died and eleven others WOUNDED" has a verb of its own.
        let own = |figure: &Figure| {
            let and = figure.start().checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::And));
            and || figure.head.are_others()
        };
        let touches = self.figures.get(index).is_some_and(|figure| figure.end() == verb.tokens.start && !own(figure));
        let is_participle = [Role::After, Role::Counted].iter().any(|role| harm_as(verb, *role).is_some());
        let taken = matches!(self.metric(harm), Some(Metric::Detained | Metric::Missing));
        let is_participle = (is_participle || taken) && !self.is_passive(verb);
        if !befell || !touches || self.verb_first || !is_participle {
            return None;
        }
        let end = self.clause_end(verb.tokens.end).min(verb.tokens.end + REACH_SINCE);
        let parts = |at: usize| {
            let is_mark = self.tokens.is_comma(at) || matches!(self.tokens.mark(at), ';' | ':' | '(' | '—' | '–');
            let opens = [Tag::Relative, Tag::Describes, Tag::When, Tag::Where];
            let relates = opens.into_iter().any(|tag| self.marks.framed(at, tag).is_some());
            is_mark || relates || self.figure_at(at).is_some()
        };
        let end = (verb.tokens.end..end).find(|at| parts(*at)).unwrap_or(end);
        let mut helped = false;
        for mark in self.marks.within(verb.tokens.end..end) {
            if self.is_trigger(mark) {
                let killed = harm_as(mark, Role::Before).filter(|_| helped || harm_as(mark, Role::After).is_none());
                let killed = killed.filter(|harm| self.metric(*harm) == Some(Metric::Killed));
                return killed.map(|killed| (killed, mark.tokens.start));
            }
            let helps = mark.values.contains(&Tag::Passive);
            let is_other = mark.values.any_of([Tag::And, Tag::Turn, Tag::Part, Tag::Say, Tag::Act]);
            if is_other && !helps || helped && !helps && !mark.values.contains(&Tag::Filler) {
                return None;
            }
            helped |= helps;
        }
        None
    }

    /// Whether a mark stands in what a word such as "who" right behind a figure opens.
    pub fn is_in_relative(&self, mark: &Mark, index: usize) -> bool {
        let end = self.figures.get(index).map_or(self.end, Figure::end);
        let who = self.marks.framed_from(end, Tag::Relative);
        who.is_some_and(|who| {
            let gap = who.tokens.end..mark.tokens.start;
            gap.len() <= REACH_DESCRIBED && !gap.clone().any(|at| self.tokens.is_comma(at))
        })
    }

    /// Lets go of bare figures that count more of what the one before them counts, where that is nobody who was harmed
    /// ("298 suspects in the killing of Alawites and ANOTHER 265").
    pub fn let_go_of_more(&self, bonds: &mut [Option<Bond>]) {
        for index in 1..self.figures.len() {
            let Some(figure) = self.figures.get(index).filter(|figure| figure.head.is_bare()) else { continue };
            let before = (1..=2).map(|back| figure.start().saturating_sub(back));
            let [more, and] = [Tag::Person(Person::Other), Tag::And];
            let adds = before.zip([more, and]).all(|(at, tag)| at >= self.start && self.marks.is(at, tag));
            // A verb of its own behind it tells what became of them.
            let verb = self
                .marks
                .starting(figure.end())
                .is_some_and(|mark| self.is_trigger(mark) || mark.values.contains(&Tag::Passive));
            if adds
                && !verb
                && bonds.get(index - 1).is_some_and(Option::is_none)
                && let Some(slot) = bonds.get_mut(index)
            {
                *slot = None;
            }
        }
    }
}
