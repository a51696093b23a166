//! Running counts: the number that a toll has reached, and whose word of harm it is bound to.

use super::bind::{Bond, Rule, Scene, set};
use super::figure::Figure;
use super::marks::{Mark, Person, Role, Tag, harm_as};
use crate::extract::numbers::Value;
use crate::model::Metric;

/// How many tokens may stand between "death toll" and its number.
const REACH_TOLL: usize = 26;
/// How many tokens may stand between "the number of" and what befell those named.
const REACH_NUMBER: usize = 9;
/// How many tokens may say when a count stood at the number that it has left ("on Saturday morning").
const DAY: usize = 5;
/// How many tokens may stand between a word of harm and the colon behind which its number stands.
const LABEL: usize = 7;
/// How many tokens behind such a colon say who counted, before the number.
const SAID: usize = 3;
/// How many tokens before a number name it as a number of its own ("the real number was").
const ESTIMATE: usize = 6;

impl Scene<'_, '_> {
    /// Binds the number of a running count ("the death toll since Thursday has risen to 16").
    pub fn bind_toll(&self, mark: &Mark, bonds: &mut [Option<Bond>]) {
        if mark.values.contains(&Tag::Number) {
            self.bind_number(mark, bonds);
            return;
        }
        let told = harm_as(mark, Role::Toll).or_else(|| self.heading(mark)).or_else(|| self.label(mark));
        let Some(harm) = told else { return };
        if self.figure_at(mark.tokens.start).is_some() {
            return;
        }
        // "IN ADDITION TO THE DEAD, 45 officers were wounded".
        let besides = (1..=2).filter_map(|back| mark.tokens.start.checked_sub(back));
        if besides.into_iter().any(|at| at >= self.start && self.marks.framed(at, Tag::Besides).is_some()) {
            return;
        }
        let back = if self.verb_first { 2 } else { 1 };
        let before = (1..=back).filter_map(|back| mark.tokens.start.checked_sub(back));
        let opened = before.into_iter().any(|at| at >= self.start && self.marks.is(at, Tag::Reach));
        if let Some(index) = self.figure_reached_before(mark, bonds) {
            let trigger = mark.tokens.start;
            set(bonds, index, Bond { harm, trigger, rule: Rule::Toll, part_of: None, leader: None });
            return;
        }
        let mut reached = false;
        let mut passed = false;
        let mut comma = false;
        let mut at = mark.tokens.end;
        while at < self.end.min(mark.tokens.end + REACH_TOLL) {
            if let Some(index) = self.figure_at(at) {
                let Some(figure) = self.figures.get(index) else { return };
                let fits = self.is_countable(index)
                    && bonds.get(index).is_some_and(|bond| bond.is_none_or(|bond| bond.rule == Rule::Counted));
                let counts_other = figure
                    .head
                    .counted
                    .filter(|_| self.verb_first)
                    .is_some_and(|counted| self.metric(counted) != self.metric(harm));
                // "The toll of arrests rose to 60 detained": its own noun says what it counts.
                if counts_other {
                    return;
                }
                let near = at <= mark.tokens.end + 2 || self.is_reached_behind(index);
                let reached = reached || self.is_bound_by_reach(figure) || !passed && self.is_apposed(figure);
                // "That the number of the dead in P IS SEVEN", as Arabic has it with no verb.
                let closes = self.end <= figure.end() || self.tokens.is_comma(figure.end());
                let led = figure.start().checked_sub(1).and_then(|at| self.marks.covering(at)).is_some_and(|mark| {
                    mark.values.iter().any(|tag| matches!(tag, Tag::Of | Tag::At | Tag::Stop | Tag::Cite | Tag::And))
                });
                let is_bare = figure.head.is_bare() && figure.quantity.worded;
                // "The number of the victims in the ranks of the forces 18 PEOPLE".
                let people = figure.head.persons.contains(&Person::Anyone) && figure.head.sided.is_empty();
                let predicate = self.verb_first && !passed && !comma && (closes && is_bare || people) && !led;
                // "In the ranks of the forces FROM 9 TO 14".
                let risen = matches!(figure.quantity.value, Value::Between { .. }) && self.opens_range(figure);
                let predicate = predicate || risen && !passed && !comma;
                if fits && (reached || near || opened || predicate) && self.is_reached(index, reached) {
                    set(
                        bonds,
                        index,
                        Bond {
                            harm: self.counted_at(index, harm),
                            trigger: mark.tokens.start,
                            rule: Rule::Toll,
                            part_of: None,
                            leader: None,
                        },
                    );
                    return;
                }
                if reached && fits {
                    return;
                }
                at = figure.end();
                passed = true;
                continue;
            }
            match self.marks.starting(at) {
                Some(next) => {
                    // "With the newest deaths, the overall toll stands at 1,311": the nearer count has it.
                    if next.values.contains(&Tag::Turn) || !passed && comma && harm_as(next, Role::Toll).is_some() {
                        return;
                    }
                    reached |= next.values.contains(&Tag::Reach);
                    at = next.tokens.end;
                }
                None => {
                    if self.tokens.mark(at) == ';' {
                        return;
                    }
                    reached |= self.tokens.mark(at) == ':';
                    comma |= self.tokens.is_comma(at);
                    at += 1;
                }
            }
        }
    }

    /// The harm of those named with the article and no number, where the number stands right after ("the dead: 45").
    fn heading(&self, mark: &Mark) -> Option<usize> {
        let harm = harm_as(mark, Role::Counted).filter(|_| mark.definite && self.verb_first)?;
        let at = mark.tokens.end;
        // "And the wounded to 26", behind the dead that a toll was raised to; "the dead are 22 officers and".
        let leads = self.tokens.mark(at) == ':' || self.marks.is(at, Tag::Reach) || self.marks.is(at, Tag::Part);
        self.figure_at(at + usize::from(leads)).map(|_| harm)
    }

    /// The harm that labels the number behind a colon, with no more than a place between ("KILLED IN JABLEH: 46").
    fn label(&self, mark: &Mark) -> Option<usize> {
        let harm = harm_as(mark, Role::Counted).or_else(|| harm_as(mark, Role::Before))?;
        let parts = |at: usize| self.tokens.is_comma(at) || matches!(self.tokens.mark(at), ';' | '؛' | '•' | '-' | '–');
        let opens = mark.tokens.start == self.start || mark.tokens.start.checked_sub(1).is_some_and(parts);
        let mut behind = mark.tokens.end..self.end.min(mark.tokens.end + LABEL);
        let colon = behind.find(|at| self.tokens.mark(*at) == ':').filter(|_| opens)?;
        let is_told = |at: usize| {
            let says = |mark: &Mark| mark.values.iter().any(|tag| matches!(tag, Tag::Harm(..) | Tag::Say | Tag::Cite));
            self.figure_at(at).is_some() || parts(at) || self.marks.covering(at).is_some_and(says)
        };
        // "WOUNDED: hospitals report more than 640".
        let first = self.figures.iter().find(|figure| figure.start() > colon);
        let said = first.is_some_and(|first| {
            let gap = colon + 1..first.start();
            let says = gap.end > gap.start && self.marks.is(gap.end - 1, Tag::Say);
            let other = self.marks.within(gap.clone()).any(|mark| self.is_trigger(mark));
            first.head.is_bare() && says && gap.len() <= SAID && !other
        });
        (!(mark.tokens.end..colon).any(is_told) && (self.figure_at(colon + 1).is_some() || said)).then_some(harm)
    }

    /// The bare figure right before a running count that has risen to it ("rose to 21 the number of the dead").
    fn figure_reached_before(&self, mark: &Mark, bonds: &[Option<Bond>]) -> Option<usize> {
        if self.subject_behind {
            return self.figure_risen_to(mark, bonds);
        }
        let mut start = mark.tokens.start;
        let before = |at: usize| at.checked_sub(1).filter(|at| *at >= self.start);
        // "Brings to 128 THE number of bodies".
        if !self.verb_first
            && before(start).is_some_and(|at| self.figure_at(at).is_none() && self.marks.is(at, Tag::Filler))
        {
            start -= 1;
        }
        let index = before(start).and_then(|at| self.figure_at(at))?;
        let figure = self.figures.get(index).filter(|figure| figure.end() == start)?;
        if !self.verb_first && !before(figure.start()).is_some_and(|at| self.marks.is(at, Tag::Reach)) {
            return None;
        }
        let fits = figure.head.is_bare() && self.is_free(bonds, index) && figure.quantity.value != Value::Uncounted;
        (fits && self.is_reached(index, true)).then_some(index)
    }

    /// Binds what the number of people has risen to, by what is said of them behind it ("rose to 35 THE NUMBER of
    /// policemen killed").
    fn bind_number(&self, mark: &Mark, bonds: &mut [Option<Bond>]) {
        let Some(index) = self.figure_risen_to(mark, bonds) else { return };
        let behind = self.marks.within(mark.tokens.end..self.end.min(mark.tokens.end + REACH_NUMBER));
        let plain = |mark: &&Mark| self.figure_at(mark.tokens.start).is_none() && !mark.values.contains(&Tag::Turn);
        let told = behind.take_while(plain).find_map(|mark| {
            let harm = harm_as(mark, Role::Before).or_else(|| harm_as(mark, Role::Counted))?;
            Some((harm, mark.tokens.start))
        });
        if let Some((harm, trigger)) = told {
            set(bonds, index, Bond { harm, trigger, rule: Rule::Toll, part_of: None, leader: None });
        }
    }

    /// The bare figure before a running count, with no more than an article between, right behind what makes the count
    /// reach it ("SALE A oltre 1.300 IL BILANCIO").
    fn figure_risen_to(&self, mark: &Mark, bonds: &[Option<Bond>]) -> Option<usize> {
        let before = (1..=2).filter_map(|back| mark.tokens.start.checked_sub(back));
        let index = before.into_iter().find_map(|at| self.figure_at(at))?;
        let figure = self.figures.get(index)?;
        let is_link = |at: usize| self.marks.is(at, Tag::Filler);
        let reaches = figure.start().checked_sub(1).is_some_and(|at| at >= self.start && self.marks.is(at, Tag::Reach));
        let is_told = (figure.end()..mark.tokens.start).all(is_link) && (reaches || self.is_bound_by_reach(figure));
        let fits = figure.head.is_bare() && self.is_free(bonds, index) && figure.quantity.value != Value::Uncounted;
        (is_told && fits).then_some(index)
    }

    /// The harm that a running count tells of a number: the number's own noun says it better than "casualties".
    fn counted_at(&self, index: usize, harm: usize) -> usize {
        let is_loose = self.metric(harm) == Some(Metric::KilledOrInjured);
        let counted = self.figures.get(index).and_then(|figure| figure.head.counted);
        counted.filter(|_| is_loose).unwrap_or(harm)
    }

    /// Whether a figure stands right after what makes a count reach it.
    fn is_reached(&self, index: usize, reached: bool) -> bool {
        let Some(figure) = self.figures.get(index) else { return false };
        let before = (1..=3).filter_map(|back| figure.start().checked_sub(back)).take_while(|at| *at >= self.start);
        let mut words = before.map(|at| (self.tokens.mark(at) == ':' || self.marks.is(at, Tag::Reach), at));
        !reached
            || self.is_bound_by_reach(figure)
            || self.is_apposed(figure)
            || matches!(figure.quantity.value, Value::Between { .. }) && self.opens_range(figure)
            || words.any(|(is_reach, _)| is_reach)
            // "The number of the dead since Thursday 75 PUT", where the verb stands last.
            || self.verb_last && self.marks.is(figure.end(), Tag::Say)
    }

    /// Whether a verb that makes a count reach its number closes the statement right behind it.
    fn is_reached_behind(&self, index: usize) -> bool {
        let Some(figure) = self.figures.get(index).filter(|figure| self.verb_last && figure.head.names_nobody()) else {
            return false;
        };
        let is_passive = |at: usize| self.marks.is(at, Tag::Reach) && self.marks.is(at, Tag::Passive);
        let closes = |at: usize| self.marks.is(at, Tag::Turn) || !self.marks.is(at, Tag::Stop) && at + 1 >= self.end;
        is_passive(figure.end()) && (closes(figure.end() + 1) || figure.end() + 1 >= self.end)
    }

    /// Whether the word that binds a number also says that a count reaches it ("has exceeded 500").
    pub fn is_bound_by_reach(&self, figure: &Figure) -> bool {
        // Where the verb stands first and the count follows it, its number does not stand right behind it.
        (figure.start()..figure.quantity.number.start).any(|at| self.marks.is(at, Tag::Reach))
    }

    /// Binds a bare number that a count reaches, where the harm was told of people without a number before it
    /// ("civilians killed over three days now total 973").
    pub fn bind_running(&self, triggers: &[&Mark], bonds: &mut [Option<Bond>]) {
        for index in 0..self.figures.len() {
            let Some(figure) = self.figures.get(index).filter(|_| self.is_free(bonds, index)) else { continue };
            let near = (1..=2).filter_map(|back| figure.start().checked_sub(back)).filter(|at| *at >= self.start);
            let reach = near.into_iter().find(|at| self.marks.is(*at, Tag::Reach));
            let by_bound = self.is_bound_by_reach(figure);
            if reach.is_none() && !by_bound {
                continue;
            }
            if let Some(bond) = self.total_reached(index, bonds) {
                set(bonds, index, bond);
                continue;
            }
            if self.figures_between(triggers, index, bonds) {
                let is_verb = by_bound || reach.is_some_and(|at| self.is_rise(at));
                self.rise_again(index, bonds, is_verb);
                continue;
            }
            let last = triggers.iter().rev().find(|mark| mark.tokens.end <= figure.start());
            let found = last.and_then(|mark| {
                // "At" alone reaches a count only where somebody put it there ("put the deaths of civilians at 229").
                let is_verb = by_bound || reach.is_some_and(|at| !self.marks.is(at, Tag::At));
                let before = mark.tokens.start.saturating_sub(4).max(self.start)..mark.tokens.start;
                let put = is_verb || self.marks.any(before, Tag::Say);
                let roles: &[Role] = if put {
                    &[Role::Before, Role::Counted, Role::After, Role::Noun, Role::Toll]
                } else {
                    &[Role::Before, Role::Counted, Role::After]
                };
                roles.iter().find_map(|role| harm_as(mark, *role)).map(|harm| (harm, mark))
            });
            if let Some((harm, mark)) = found {
                set(
                    bonds,
                    index,
                    Bond { harm, trigger: mark.tokens.start, rule: Rule::Toll, part_of: None, leader: None },
                );
            }
        }
    }

    /// Whether a verb of counting stands right before a figure of people ("COUNTED 745 civilians").
    pub fn is_tallied(&self, figure: &Figure) -> bool {
        let counts = |at: usize| self.marks.framed(at, Tag::Tally).is_some();
        let people = !figure.head.sided.is_empty() || !figure.head.persons.is_empty() && !figure.head.is_subset();
        people && figure.start().checked_sub(1).is_some_and(|at| at >= self.start && counts(at))
    }

    /// Whether somebody is told to be responsible for a figure of nobody in particular right before it ("RESPONSIBLE FOR
    /// 1,217 of them").
    pub fn is_laid_before(&self, figure: &Figure) -> bool {
        let before = figure.start().checked_sub(1).filter(|at| *at >= self.start);
        figure.head.names_nobody() && before.is_some_and(|at| self.marks.framed(at, Tag::Guilty).is_some())
    }

    /// Binds people whom a verb counts that names no harm, to the harm that its sentence told of others before ("more
    /// than 1,000 died, according to a monitor that COUNTED 745 civilians").
    pub fn bind_tallied(&self, bonds: &mut [Option<Bond>]) {
        for index in 0..self.figures.len() {
            let told = self.figures.get(index).filter(|figure| self.is_free(bonds, index) && self.is_tallied(figure));
            let Some(figure) = told else { continue };
            // "Activists list close to 1,700 VICTIMS": they were killed, if nothing else is told of them.
            let killed = || self.harms.iter().position(|harm| harm.metric == Metric::Killed);
            let is_first = bonds.get(..index).is_some_and(|before| before.iter().all(Option::is_none));
            if let Some(harm) = killed().filter(|_| is_first && figure.head.persons == [Person::Victim]) {
                let bond = Bond { harm, trigger: figure.start(), rule: Rule::Shared, part_of: None, leader: None };
                set(bonds, index, bond);
                continue;
            }
            // "The latest TALLY lists 830 civilians": it is a tally of the dead.
            let toll = || {
                let before = self.clause_start(figure.start())..figure.start();
                let harm = self.marks.within(before).rev().find_map(|mark| harm_as(mark, Role::Toll))?;
                Some(Bond { harm, trigger: figure.start(), rule: Rule::Shared, part_of: None, leader: None })
            };
            let known = bonds.get(..index).and_then(|before| before.iter().rev().find_map(|bond| *bond));
            let known = known.or_else(|| toll().filter(|_| is_first));
            let deadly = |bond: &Bond| matches!(self.metric(bond.harm), Some(Metric::Killed | Metric::Injured));
            if let Some(known) = known.filter(deadly) {
                let bond = Bond { trigger: figure.start(), rule: Rule::Shared, part_of: None, leader: None, ..known };
                set(bonds, index, bond);
            }
        }
    }

    /// The bond of a bare number that a total reaches behind those just harmed ("40 more died, bringing THE TOTAL to 90").
    fn total_reached(&self, index: usize, bonds: &[Option<Bond>]) -> Option<Bond> {
        let figure = self.figures.get(index).filter(|figure| figure.head.names_nobody())?;
        let whole = self.marks.frames(Tag::Whole).filter(|mark| mark.tokens.end <= figure.start()).last()?;
        let is_link = |mark: &Mark| mark.values.any_of([Tag::Reach, Tag::Filler, Tag::Sum]);
        let gap = whole.tokens.end..figure.start();
        let linked = gap.len() <= 3 && self.marks.within(gap).all(is_link);
        let told =
            |(at, bond): (usize, &Option<Bond>)| bond.filter(|bond| bond.part_of.is_none()).map(|bond| (at, bond));
        let (at, known) = bonds.get(..index)?.iter().enumerate().rev().find_map(told)?;
        // After those of a side it is that side's total.
        let is_open = self.figures.get(at).is_some_and(|before| {
            before.head.sided.is_empty() && before.head.hinted.is_empty() && !before.head.is_subset()
        });
        // After those of several sides it is the total of all ("745 civilians, 125 troops ..., bringing THE SUM to 1,018").
        let mut sides = self.figures.get(..=at)?.iter().filter(|before| !before.head.sided.is_empty());
        let first = sides.next().map(|before| &before.head.sided);
        let is_open = is_open || sides.any(|before| Some(&before.head.sided) != first);
        let (rule, leader) = if is_open { (Rule::Toll, None) } else { (Rule::Shared, Some(at)) };
        linked.then_some(Bond { trigger: whole.tokens.start, rule, part_of: None, leader, ..known })
    }

    /// Binds the number that a count has reached right behind the one that it has left ("از ۲۳۷ نفر به ۳۱۱ نفر رسید"), which
    /// is gone.
    pub fn bind_risen(&self, bonds: &mut [Option<Bond>]) {
        for index in 1..self.figures.len() {
            let (Some(one), Some(next)) = (self.figures.get(index - 1), self.figures.get(index)) else { continue };
            let reached = self.verb_last && self.marks.is(next.end(), Tag::Reach);
            let known = bonds.get(index - 1).copied().flatten().filter(|bond| reached || bond.rule == Rule::Toll);
            let is_link = |at: usize| self.marks.is(at, Tag::Reach) || self.marks.is(at, Tag::Filler);
            // "From 311 ON SATURDAY MORNING to more than 700".
            let is_day = |at: &usize| self.marks.is(*at, Tag::Day) || self.marks.framed(*at, Tag::Day).is_some();
            let gap = one.end()..next.start();
            let last = gap.clone().rev().take_while(|at| is_link(*at) || self.marks.is(*at, Tag::At)).count();
            let between = gap.start..gap.end - last;
            let spoils = |at: usize| {
                self.tokens.is_comma(at) || self.marks.covering(at).is_some_and(|mark| self.is_trigger(mark))
            };
            let dated = between.len() <= DAY && between.clone().any(|at| is_day(&at)) && !between.clone().any(spoils);
            let leads = (1..=2).contains(&last) && (between.is_empty() || dated);
            let fits = one.quantity.opened && one.head.names_nobody();
            // "From 311 on Saturday to 700 DEAD": the second has its own noun, and is bound by it already.
            let is_counted = next.head.counted.is_some() && bonds.get(index).copied().flatten().is_some();
            let metric = |index: usize| bonds.get(index).copied().flatten().and_then(|bond| self.metric(bond.harm));
            if leads && fits && known.is_some() && is_counted && metric(index - 1) == metric(index) {
                bonds.swap(index - 1, index);
                if let Some(slot) = bonds.get_mut(index - 1) {
                    *slot = None;
                }
                continue;
            }
            let fits = fits && next.head.names_nobody();
            let is_other = bonds.get(index).copied().flatten().is_none_or(|bond| reached || bond.rule != Rule::Object);
            if let Some(known) = known.filter(|_| leads && fits && is_other && self.is_countable(index)) {
                set(bonds, index, known);
                if let Some(slot) = bonds.get_mut(index - 1) {
                    *slot = None;
                }
            }
        }
    }

    /// Whether a word that makes a count reach a number does nothing else ("climbed to").
    fn is_rise(&self, at: usize) -> bool {
        self.marks.is(at, Tag::Reach) && ![Tag::Passive, Tag::At, Tag::Stop].iter().any(|tag| self.marks.is(at, *tag))
    }

    /// Binds a bare number that a running count reaches later in its sentence; the number before it is gone.
    fn rise_again(&self, index: usize, bonds: &mut [Option<Bond>], is_verb: bool) {
        let Some(before) = index.checked_sub(1).filter(|_| is_verb) else { return };
        let Some(known) = bonds.get(before).copied().flatten().filter(|bond| bond.rule == Rule::Toll) else { return };
        let (Some(one), Some(figure)) = (self.figures.get(before), self.figures.get(index)) else { return };
        let gap = one.end()..figure.start();
        if figure.head.is_bare() && one.head.names_nobody() && !self.marks.any(gap, Tag::Say) {
            set(bonds, index, known);
            if let Some(slot) = bonds.get_mut(before) {
                *slot = None;
            }
        }
    }

    /// Whether the last word of harm before a figure already has a figure of its own.
    fn figures_between(&self, triggers: &[&Mark], index: usize, bonds: &[Option<Bond>]) -> bool {
        let Some(figure) = self.figures.get(index) else { return true };
        let last = triggers.iter().rev().find(|mark| mark.tokens.end <= figure.start());
        last.is_none_or(|mark| bonds.iter().flatten().any(|bond| bond.trigger == mark.tokens.start))
    }

    /// Whether a bare number stands alone between commas ("the toll given by the monitor, 1,018, is ...").
    fn is_apposed(&self, figure: &Figure) -> bool {
        let is_mark = |at: usize| matches!(self.tokens.mark(at), ',' | '—' | '–');
        let opens = figure.start().checked_sub(1).is_some_and(is_mark);
        figure.head.is_bare() && opens && (figure.end() >= self.end || is_mark(figure.end()))
    }

    /// Whether a word such as "from" opens a range ("rose sharply during the day from 48 to 147").
    fn opens_range(&self, figure: &Figure) -> bool {
        figure.start() < figure.quantity.number.start
    }

    /// Whether a bare number is another count of those counted before it ("though the real number was between 75
    /// and 90", "the group itself put the figure at 47").
    pub fn is_estimate(&self, figure: &Figure, gap: std::ops::Range<usize>) -> bool {
        let near = figure.start().saturating_sub(ESTIMATE).max(gap.start)..figure.start();
        let reach = self.marks.with(near.clone(), Tag::Reach).next_back();
        let has_figure = self.marks.any(near.clone(), Tag::Figure) && !self.marks.any(near, Tag::Of);
        let reaches = reach.is_some_and(|mark| mark.tokens.end + 1 >= figure.start());
        (figure.head.is_bare() || figure.head.counted.is_some())
            && has_figure
            && (reaches || self.is_bound_by_reach(figure))
    }
}
