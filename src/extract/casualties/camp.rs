//! Camps: whose dead a figure counts, or who killed them, where that is named apart from the people it counts.

use super::bind::{Bond, Rule, Scene, set};
use super::figure::Figure;
use super::join::Join;
use super::marks::{Mark, Person, Role, Tag, actors, harm_as};
use crate::extract::token::TokenKind;

/// How many tokens may stand between "on the side of" and the side.
const MAX_TO_SIDE: usize = 2;
/// How many tokens may stand between "and" and the side that stands in a verb's place ("and fighters linked to P").
const MAX_TO_NAME: usize = 4;

impl Scene<'_, '_> {
    /// The side named for a figure by words such as "on the side of", between the figure before and it.
    pub fn camp(&self, figure: &Figure) -> Option<&Mark<'_>> {
        let head = &figure.head;
        let plain = |person: &Person| matches!(person, Person::Anyone | Person::Fighter | Person::Member);
        let open = head.sided.is_empty() && head.hinted.is_empty() && head.unknown == 0 && !head.is_unit;
        if !open || !head.persons.iter().all(plain) {
            return None;
        }
        let index = self.figure_at(figure.start())?;
        let clause = self.clause_start(figure.start());
        let from = index.checked_sub(1).and_then(|before| self.figures.get(before)).map_or(clause, Figure::end);
        let from = from.max(clause);
        let word = self.marks.with(from..figure.start(), Tag::Camp).next_back()?;
        let names = |mark: &&Mark| actors(mark, false).next().is_some();
        if names(&word) {
            return Some(word);
        }
        if self.by_behind {
            return word.tokens.start.checked_sub(1).and_then(|at| self.marks.covering(at)).filter(names);
        }
        let near = word.tokens.end..(word.tokens.end + MAX_TO_SIDE).min(figure.start());
        let named = near.into_iter().find_map(|at| self.marks.starting(at).filter(names))?;
        // "Among soldiers and civilians 16 died": of no one side.
        let mut others = self.marks.within(named.tokens.end..figure.start());
        let is_alone = self.verb_first || others.all(|mark| actors(mark, false).next().is_none());
        is_alone.then_some(named)
    }

    /// Whether "among them" stands right before a figure, with nothing counted between it and the figure before.
    pub fn is_led_as_part(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.figures.get(before));
        let Some((before, figure)) = before.zip(self.figures.get(index)) else { return false };
        let from = figure.start().saturating_sub(2).max(before.end());
        self.marks.any(from..figure.start(), Tag::Part)
    }

    /// Binds figures of a named side to the word of harm of the next figure ("on the side of the army 231, of the
    /// rebels 250 FELL").
    pub fn bind_camps(&self, bonds: &mut [Option<Bond>]) {
        for index in (0..self.figures.len()).rev() {
            let Some(figure) = self.figures.get(index).filter(|_| self.is_free(bonds, index)) else { continue };
            let known = bonds.get(index + 1).copied().flatten();
            let Some(known) = known.filter(|_| self.camp(figure).is_some()) else { continue };
            set(bonds, index, Bond { rule: Rule::Shared, part_of: None, leader: None, ..known });
        }
    }

    /// Binds the object of a verb that stands before it, where the subject follows ("432 killed the rebels").
    pub fn bind_inverted(&self, mark: &Mark, bonds: &mut [Option<Bond>]) {
        let Some(harm) = harm_as(mark, Role::After).filter(|_| self.subject_behind) else { return };
        let index = mark.tokens.start.checked_sub(1).and_then(|at| self.figure_at(at));
        let Some(index) = index.filter(|index| self.is_free(bonds, *index)) else { return };
        let touches = self.figures.get(index).is_some_and(|figure| figure.head.is_bare());
        if touches && self.subject_after(mark).is_some() {
            set(
                bonds,
                index,
                Bond { harm, trigger: mark.tokens.start, rule: Rule::Object, part_of: None, leader: None },
            );
        }
    }

    /// The side that stands right before a figure as the subject of a verb behind it, with no more than a word of turning
    /// between, in a language whose verb closes the sentence (Turkish "GÜÇLERİN ise 98 sivil öldürdüğünü").
    pub fn subject_before(&self, figure: &Figure) -> Option<usize> {
        let before = |at: usize| at.checked_sub(1).filter(|at| *at >= self.start);
        let last = before(figure.start()).filter(|_| self.verb_last && !self.marks.is(figure.end(), Tag::By))?;
        let at = if self.marks.is(last, Tag::Turn) { before(last)? } else { last };
        let named = self.marks.covering(at).filter(|mark| self.figure_at(mark.tokens.start).is_none())?;
        let is_of = self.ends_of(at).is_some();
        actors(named, false).next().filter(|_| !is_of)
    }

    /// Binds what one verb at the end of several statements tells of those before its own ("A 211 civilians, B 98 KILLED").
    pub fn bind_objects_before(&self, bonds: &mut [Option<Bond>]) {
        for index in (1..self.figures.len()).rev().filter(|_| self.verb_last) {
            let (Some(one), Some(next)) = (self.figures.get(index - 1), self.figures.get(index)) else { continue };
            let known = bonds.get(index).copied().flatten().filter(|known| self.marks.is(known.trigger, Tag::Active));
            let Some(known) = known.filter(|_| self.is_free(bonds, index - 1)) else { continue };
            let (subject, other) = (self.subject_before(one), self.subject_before(next));
            let parted = subject.is_some() && other.is_some() && subject != other;
            if parted && !self.has_trigger(one.end()..next.start()) {
                set(bonds, index - 1, Bond { leader: None, part_of: None, ..known });
            }
        }
    }

    /// The actor named right behind a verb, where no figure stands there.
    pub fn subject_after(&self, verb: &Mark) -> Option<&Mark<'_>> {
        let next = self.marks.starting(verb.tokens.end)?;
        (actors(next, false).next().is_some() && self.figure_at(next.tokens.start).is_none()).then_some(next)
    }

    /// Whether a figure's words name to whom it is laid, as the one before it is ("schreibt 420 Tötungen den Truppen zu und 383
    /// DEN ANHÄNGERN").
    fn is_laid_further(&self, index: usize, figure: &Figure) -> bool {
        let before = self.joined_before(index).filter(|(_, join)| *join == Join::And);
        let before = before.and_then(|(before, _)| self.figures.get(before));
        // "1223 davon schreibt es A zu, 451 B": only a comma parts it from whom the number before is laid to.
        let last = index.checked_sub(1).and_then(|last| self.figures.get(last));
        let touches =
            figure.start().checked_sub(1).is_some_and(|at| self.tokens.is_comma(at) || self.marks.is(at, Tag::And));
        let last = last.filter(|last| touches && last.head.names_nobody() && self.blamed_from(last).is_some());
        if last.is_some() {
            return true;
        }
        let is_led =
            self.marks.starting(figure.quantity.tokens.end).is_some_and(|mark| mark.values.contains(&Tag::Filler));
        is_led && before.is_some_and(|before| self.blamed_from(before).is_some())
    }

    /// Whether the only side that a figure's words name is the one who killed ("383'ü Esad yanlıları TARAFINDAN"),
    /// by itself or through the last of its list.
    pub fn names_killer(&self, index: usize) -> bool {
        for at in index..self.figures.len() {
            let only_side = |figure: &&Figure| figure.head.sided.len() == 1 && figure.head.persons.is_empty();
            let Some(figure) = self.figures.get(at).filter(only_side) else { return false };
            let marked = self.by_behind && self.marks.is(figure.end(), Tag::By);
            let laid = self.is_laid_further(at, figure);
            if marked || laid || self.is_done_by(at, figure) || self.is_object_of(figure) || self.is_parted_by(at) {
                return true;
            }
            let goes_on =
                self.by_behind && matches!(self.joined_before(at + 1), Some((before, Join::And)) if before == at);
            if !goes_on {
                return false;
            }
        }
        false
    }

    /// Whether the side right behind a number has the ending of who did it ("420 — правительственнЫМИ силАМИ").
    fn is_done_by(&self, index: usize, figure: &Figure) -> bool {
        let naming = figure.quantity.tokens.end..figure.end();
        // "830 БЫЛИ мирными жителями, 231 — сотрудниками": what they were has that ending too.
        let before = self.figures.get(..=index).unwrap_or_default();
        let were = self.endings.agent.is_unknown() || before.iter().any(|one| self.says_who(one));
        let side = self.marks.within(naming.clone()).find(|mark| actors(mark, false).next().is_some());
        // "830 ПРИЗНАНЫ мирными жителями": any word between may say what they were.
        let is_mark = |at: usize| self.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Mark);
        let touches = |side: &&Mark| (naming.start..side.tokens.start).all(is_mark);
        !were && side.filter(touches).is_some_and(|side| self.ends_as_agent(side))
    }

    /// Whether a side has the ending of who did it.
    pub fn ends_as_agent(&self, side: &Mark) -> bool {
        side.tokens.clone().any(|at| self.endings.agent.ends(self.tokens, at))
    }

    /// Whether a number has the ending of the object of a verb behind it, and so the side between is its subject ("201'İNİ
    /// rejim kalıntıları öldürdü").
    fn is_object_of(&self, figure: &Figure) -> bool {
        let last = figure.quantity.tokens.end;
        let ends = |at: usize| self.endings.object.ends(self.tokens, at);
        let is_object = ends(last.saturating_sub(1)) || ends(last);
        let verb = (figure.end()..self.end).find(|at| self.marks.is(*at, Tag::Active));
        is_object && verb.is_some_and(|verb| !self.marks.any(figure.end()..verb, Tag::By))
    }

    /// Whether a word that is both "of" and "by" parts those of a passive by who killed them ("803 Menschen wurden getötet,
    /// 383 VON A und 420 VON B"): people of no side are told before, and nothing such as "among them".
    fn is_parted_by(&self, index: usize) -> bool {
        let Some(figure) = self.figures.get(index) else { return false };
        let by = self.marks.starting(figure.quantity.tokens.end);
        let is_both = by.is_some_and(|mark| mark.values.contains(&Tag::By) && mark.values.contains(&Tag::Of));
        let is_whole = |one: &&Figure| {
            let is_people = one.head.persons.contains(&Person::Anyone) || one.head.counted.is_some();
            one.head.sided.is_empty() && is_people
        };
        let Some(whole) = self.figures.get(..index).and_then(|before| before.iter().rev().find(is_whole)) else {
            return false;
        };
        let told = self.clause_start(whole.start())..figure.start();
        let among = self.marks.any(whole.end()..figure.start(), Tag::Part);
        // "16 VON der Armee und vier Zivilisten": beside people of their own, those are whose they were.
        let begins_by = |one: &Figure| {
            let naming = self.marks.starting(one.quantity.tokens.end);
            one.head.sided.is_empty() || naming.is_some_and(|mark| mark.values.contains(&Tag::By))
        };
        let end = self.clause_end(figure.end());
        let alike = self.figures.iter().filter(|one| one.start() > whole.end() && one.end() <= end).all(begins_by);
        // "383 davon seien VON A GETÖTET worden, 420 VON B": the verb of the one before is meant.
        let laid = index.checked_sub(1).and_then(|at| self.figures.get(at)).is_some_and(|before| {
            let gap = before.end()..figure.start();
            let by = self.marks.with(gap.clone(), Tag::By).next();
            by.is_some_and(|by| self.has_trigger(by.tokens.end..gap.end)) && before.head.sided.is_empty()
        });
        is_both && alike && (laid || !among && self.marks.any(told, Tag::Passive))
    }

    /// The side that killed those of a bare number where it alone stands before that, in place of a verb told of another
    /// ("government forces KILLED 889 people and THE LOYALISTS 445").
    ///
    /// `bond` is of the verb: by one such as "lost" nobody kills.
    pub fn gapped_killer(&self, bond: &Bond, index: usize, fighters: &[usize]) -> Option<usize> {
        let verb_leads = !self.verb_last && !self.verb_first && !self.loses(bond);
        let figure = self.figures.get(index).filter(|figure| figure.head.is_bare() && verb_leads)?;
        let before = index.checked_sub(1)?;
        let gap = self.figures.get(before)?.end()..figure.start();
        if gap.start < self.clause_start(figure.start()) {
            return None;
        }
        // A short word may lead what was killed (Spanish "a 445").
        let mut named = self.marks.within(gap.clone()).rev();
        let last = named.find(|mark| !mark.values.any_of([Tag::Filler, Tag::To, Tag::Of]))?;
        let side = actors(last, false).find(|side| fighters.contains(side))?;
        let told = gap.start..last.tokens.start;
        let and = |at: &usize| self.marks.is(*at, Tag::And) || self.tokens.is_comma(*at);
        let opens = told.clone().rev().find(and)?;
        let acts = self.marks.within(opens..figure.start()).any(|mark| self.is_trigger(mark));
        (!acts && opens + MAX_TO_NAME >= last.tokens.start && last.tokens.end + 1 >= figure.start()).then_some(side)
    }
}
