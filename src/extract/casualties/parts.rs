//! Parts: figures that have no word of harm of their own: those of a list, parts of one before them, and remains.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene, set};
use super::figure::Figure;
use super::join::Join;
use super::marks::{Mark, Person, Role, Tag, harm_as, side_of};
use crate::extract::numbers::Value;
use crate::extract::token::TokenKind;
use crate::model::{Bound, Metric};

/// How many words the name of a place has at most, with what is said of it.
const MAX_NAME: usize = 4;
/// How many figures of one list are followed back to its first.
const MAX_LIST: usize = 24;
/// How many tokens may stand between "including" and the first of the parts.
const MAX_LED: usize = 3;
/// Within how many tokens of its beginning a sentence tells of the harmed as a whole ("Of all those who were killed,").
const MAX_OPENING: usize = 8;
/// How many tokens behind a part its day may be named ("158 of them were killed on Wednesday").
const MAX_DATED: usize = 6;
/// How many tokens the name of a side between two bare numbers has at most.
const MAX_PAIR: usize = 4;

impl Scene<'_, '_> {
    /// Gives the metric of a bound figure to the figures listed with it.
    pub fn bind_lists(&self, bonds: &mut [Option<Bond>]) {
        for index in 1..self.figures.len() {
            let Some((before, join)) = self.joined_before(index) else { continue };
            let (Some(known), true) = (bonds.get(before).copied().flatten(), self.is_free(bonds, index)) else {
                continue;
            };
            match join {
                Join::And => {
                    let bond = Bond { rule: shared(known.rule), leader: known.leader.or(Some(before)), ..known };
                    set(bonds, index, bond);
                }
                // "Past a thousand: 1,018 to be exact": the same count once more.
                Join::Part if self.is_restated(index) => {
                    set(bonds, index, Bond { leader: known.leader.or(Some(before)), ..known });
                }
                Join::Part => {
                    let whole = Some(before);
                    set(bonds, index, Bond { rule: Rule::Part, part_of: whole, leader: None, ..known });
                }
            }
        }
        self.share_verbs(bonds);
        self.bind_summed(bonds);
    }

    /// Binds a bare number behind the name of a side that an "and" joins to another one told in the same way ("of THE
    /// GUNMEN 12 AND OF THE FORCES 7 were killed", "the number of CIVILIANS killed is 45 AND OF SOLDIERS 23", as Arabic has
    /// it).
    pub fn bind_named_pairs(&self, bonds: &mut [Option<Bond>]) {
        for index in 1..self.figures.len() {
            let known = bonds.get(index - 1).copied().flatten();
            let known = known.filter(|known| !matches!(known.rule, Rule::Part | Rule::Carried));
            let names = |known: &Bond| self.is_free(bonds, index) && self.named_before(index, known.trigger).is_some();
            if let Some(known) = known.filter(names) {
                set(bonds, index, Bond { leader: None, ..known });
            }
        }
    }

    /// Gives the harm of a figure to the next one, of which only another place is told ("in P 60 civilians were killed; IN
    /// Q, 31 MORE").
    pub fn bind_places(&self, bonds: &mut [Option<Bond>]) {
        for index in 1..self.figures.len() {
            let known = bonds.get(index - 1).copied().flatten();
            let known = known.filter(|known| !matches!(known.rule, Rule::Part | Rule::Carried | Rule::Toll));
            let (Some(known), true) = (known, self.is_free(bonds, index)) else { continue };
            if self.is_only_placed(index, known.trigger) {
                set(bonds, index, Bond { rule: Rule::Shared, leader: Some(index - 1), part_of: None, ..known });
            }
        }
    }

    /// The bond of the parts of those who were harmed in no number that opens the sentence ("OF THOSE KILLED, 43 were
    /// civilians and 31 were from P").
    fn opening_whole(&self) -> Option<Bond> {
        let mut marks = self.marks.within(self.start..self.start + MAX_OPENING);
        let opens = |mark: &Mark| {
            mark.values.any_of([Tag::Of, Tag::Part]) || self.marks.framed(mark.tokens.start, Tag::OutOf).is_some()
        };
        let first = marks.next().filter(|mark| mark.tokens.start == self.start && opens(mark))?;
        let told = |mark: &Mark| {
            let roles = [Role::Before, Role::Counted, Role::After];
            let harm = roles.into_iter().find_map(|role| harm_as(mark, role))?;
            Some((harm, mark.tokens.clone()))
        };
        let (harm, tokens) = told(first).or_else(|| marks.find_map(told))?;
        let counted = (self.start..tokens.end).any(|at| self.figure_at(at).is_some());
        let closes = (self.tokens.is_comma(tokens.end) || self.figure_at(tokens.end).is_some()) && !counted;
        let bond = Bond { harm, trigger: tokens.start, rule: Rule::Part, part_of: None, leader: None };
        closes.then_some(bond)
    }

    /// Binds the parts of a whole without a number that opens the sentence.
    pub fn bind_of_those(&self, bonds: &mut [Option<Bond>]) {
        let Some(known) = self.opening_whole() else { return };
        let end = self.clause_end(known.trigger);
        for index in 0..self.figures.len() {
            let Some(figure) = self.figures.get(index).filter(|figure| figure.start() < end) else { break };
            let placed = || figure.head.names_nobody() && self.place_of_part(figure).is_some();
            let named = self.says_who(figure) || placed();
            if named && self.is_free(bonds, index) {
                set(bonds, index, known);
            }
        }
    }

    /// Whether a figure that names nobody of its own stands behind "in" and a place, in a statement without a verb.
    fn is_only_placed(&self, index: usize, trigger: usize) -> bool {
        let (Some(before), Some(figure)) = (self.figures.get(index - 1), self.figures.get(index)) else { return false };
        let only_more = figure.head.persons.iter().all(|person| *person == Person::Other);
        let is_open = figure.head.sided.is_empty() && figure.head.hinted.is_empty();
        if !(figure.head.names_nobody() || only_more && is_open) {
            return false;
        }
        let from = before.end().max(trigger + 1);
        let Some(place) = self.places.iter().rfind(|place| place.tokens.end <= figure.start()) else { return false };
        if self.stands_in_row(before) && self.stands_in_row(figure) && place.tokens.start > from {
            // "Q: 12 (checkpoints)".
            let is_other = self.tokens.mark(figure.end()) == '(' || self.has_trigger(figure.end()..figure.end() + 1);
            return !is_other && !self.has_trigger(from..figure.start());
        }
        let at = place.tokens.start.checked_sub(2).filter(|at| *at >= from);
        let leads = at.is_some_and(|at| {
            let parts = self.marks.is(at, Tag::And) || matches!(self.tokens.mark(at), ',' | '،' | ';' | '؛');
            parts && self.marks.is(at + 1, Tag::At)
        });
        let more = |at: usize| self.tokens.is_comma(at) || self.marks.is(at, Tag::Person(Person::Other));
        leads
            && figure.start() - place.tokens.end <= 2
            && (place.tokens.end..figure.start()).all(more)
            && !self.has_trigger(from..figure.start())
            && !self.has_trigger(figure.end()..figure.end() + 1)
    }

    /// Whether a word of harm or a passive begins in a range.
    pub fn has_trigger(&self, mut range: Range<usize>) -> bool {
        let told = |mark: &Mark| self.is_trigger(mark) || mark.values.contains(&Tag::Passive);
        range.any(|at| self.marks.starting(at).is_some_and(told))
    }

    /// Whether a figure stands right behind a place as in the row of a table ("P: 46 killed; Q: 30").
    fn stands_in_row(&self, figure: &Figure) -> bool {
        let before = figure.start().checked_sub(1).filter(|at| self.tokens.mark(*at) == ':');
        let ends = before.unwrap_or(figure.start());
        let row = self.places.iter().rfind(|place| place.tokens.end == ends).map(|place| place.tokens.start);
        let parts = |at: usize| {
            let mark = |before: usize| {
                self.tokens.is_comma(before) || matches!(self.tokens.mark(before), ';' | '؛' | ':' | '.')
            };
            at == self.start || mark(at - 1) || self.marks.is(at - 1, Tag::And)
        };
        row.is_some_and(parts)
    }

    /// The words right before a number that name whose dead it counts, as Arabic has it: "قتل من الأمن 9 ومن المسلحين 12"
    /// (killed of the forces 9 and of the gunmen 12), "the civilians 568 and the soldiers 93".
    pub fn named_before(&self, index: usize, trigger: usize) -> Option<&Mark<'_>> {
        let figure = self.figures.get(index).filter(|figure| self.verb_first && figure.head.is_bare())?;
        let before = index.checked_sub(1).and_then(|before| self.figures.get(before));
        let before = before.filter(|before| before.end() > trigger || trigger >= figure.start());
        let from =
            before.map_or_else(|| self.marks.covering(trigger).map(|verb| verb.tokens.end), |one| Some(one.end()));
        let gap = from.filter(|from| *from < figure.start())?..figure.start();
        if gap.len() > MAX_PAIR {
            return None;
        }
        let (mut at, mut named, mut says_of) = (gap.start, None, false);
        for mark in self.marks.within(gap.clone()) {
            let is_side = side_of(mark).is_some();
            let links = mark.values.iter().any(|tag| matches!(tag, Tag::And | Tag::Of));
            if mark.tokens.start != at || named.is_some() || !is_side && !links {
                return None;
            }
            says_of |= mark.values.contains(&Tag::Of);
            at = mark.tokens.end;
            named = is_side.then_some(mark);
        }
        let goes_on =
            |before: &Figure| (before.head.is_bare() || says_of) && self.tokens.fold(gap.start).starts_with('و');
        named.filter(|_| at == gap.end && before.map_or(says_of, goes_on))
    }

    /// Gives the verb of the last of several subjects to those before it ("21 hostages and four soldiers DIED").
    pub fn share_verbs(&self, bonds: &mut [Option<Bond>]) {
        for next in (1..self.figures.len()).rev() {
            let Some((index, Join::And)) = self.joined_before(next) else { continue };
            let (Some(known), true) = (bonds.get(next).copied().flatten(), self.is_free(bonds, index)) else {
                continue;
            };
            let between = self.figures.get(index).map_or(self.start, Figure::end)
                ..self.figures.get(next).map_or(self.end, Figure::start);
            // "900 bodies had been found and 2,880 people were hurt": the first has a verb of its own.
            let shares = matches!(known.rule, Rule::Subject | Rule::Shared) && !self.marks.any(between, Tag::Passive);
            // "34 died, two OF THEM children, and 117 were hurt": that is said of those before.
            let said_of = self.figures.get(index).is_some_and(|figure| figure.head.of_them && figure.head.is_subset())
                && index.checked_sub(1).is_some_and(|before| !self.is_free(bonds, before));
            let shares = shares && !said_of && !self.begins_anew(index, next) && !self.is_rest(next);
            if shares && self.figures.get(index).is_some_and(|figure| figure.head.is_known()) {
                set(bonds, index, Bond { rule: shared(known.rule), leader: Some(next), ..known });
            }
        }
    }

    /// Binds the sides listed before a number that sums them up and says what befell them ("lists 800 civilians, 230
    /// soldiers and 250 gunmen, IN ALL 1,280 dead").
    fn bind_summed(&self, bonds: &mut [Option<Bond>]) {
        for last in 1..self.figures.len() {
            let Some(known) = bonds.get(last).copied().flatten().filter(|bond| bond.rule == Rule::Counted) else {
                continue;
            };
            let start = self.figures.get(last).map_or(self.start, Figure::start);
            let sums = start.checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::Sum));
            let mut at = last.checked_sub(1).filter(|_| sums);
            let is_side = |figure: &Figure| {
                self.clause_start(start) <= figure.start()
                    && (!figure.head.sided.is_empty() || !figure.head.hinted.is_empty())
            };
            while let Some(index) =
                at.filter(|index| self.is_free(bonds, *index) && self.figures.get(*index).is_some_and(is_side))
            {
                set(bonds, index, Bond { rule: Rule::Shared, leader: Some(last), ..known });
                at = self.joined_before(index).filter(|(_, join)| *join == Join::And).map(|(before, _)| before);
            }
        }
    }

    /// Whether a figure counts people of its own beside parts named before it ("including 26 women, 47 children, and
    /// 986 people injured", "among the victims were two children, and another 117 were hurt").
    fn begins_anew(&self, index: usize, next: usize) -> bool {
        let Some(next) = self.figures.get(next) else { return false };
        let mut first = index;
        for _ in 0..MAX_LIST {
            let Some((before, Join::And)) = self.joined_before(first) else { break };
            first = before;
        }
        let Some(start) = self.figures.get(first).map(Figure::start) else { return false };
        let is_part = (start.saturating_sub(MAX_LED).max(self.start)..start).any(|at| self.marks.is(at, Tag::Part));
        let is_other = next.start().checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::Person(Person::Other)));
        let is_own = |person: &Person| matches!(person, Person::Anyone | Person::Other);
        is_part && (is_other || next.head.persons.iter().any(is_own))
    }

    /// Whether a figure tells of those left over without a number ("and THE REST were killed by the forces").
    fn is_rest(&self, index: usize) -> bool {
        self.figures.get(index).is_some_and(|figure| figure.quantity.value == Value::Uncounted && figure.head.is_bare())
    }

    /// Whether a bare number follows a colon right after a rounded one.
    fn is_restated(&self, index: usize) -> bool {
        let (Some(figure), Some(before)) =
            (self.figures.get(index), index.checked_sub(1).and_then(|at| self.figures.get(at)))
        else {
            return false;
        };
        let after_colon = figure.start().checked_sub(1).is_some_and(|at| self.tokens.mark(at) == ':');
        after_colon && figure.head.is_bare() && before.quantity.bound != Bound::Exact
    }

    /// Binds the parts of figures before them, and places of a list in brackets.
    pub fn bind_parts(&self, bonds: &mut [Option<Bond>]) {
        for index in 1..self.figures.len() {
            if !self.is_free(bonds, index) {
                continue;
            }
            let Some(figure) = self.figures.get(index) else { continue };
            let Some((whole, known)) = bonds
                .get(..index)
                .and_then(|before| before.iter().enumerate().rev().find_map(|(at, bond)| bond.map(|bond| (at, bond))))
            else {
                continue;
            };
            let from = self.figures.get(whole).map_or(self.start, Figure::end);
            let gap = from..figure.start();
            if self.is_estimate(figure, gap.clone()) || self.is_of_counter(figure, gap.clone()) {
                set(bonds, index, Bond { rule: Rule::Shared, leader: known.leader.or(Some(whole)), ..known });
                continue;
            }
            // "Had earlier said 40; it NOW SAYS 45".
            let corrects = |mark: &Mark| mark.tokens.end == figure.start() && mark.tokens.start >= gap.start;
            if figure.head.names_nobody() && self.marks.frames(Tag::Correction).any(corrects) {
                set(bonds, index, Bond { rule: Rule::Shared, leader: known.leader.or(Some(whole)), ..known });
                continue;
            }
            // "1,311 died, of whom 830 were civilians, the monitor said; 231 WERE SECURITY MEN".
            if self.says_who(figure) && known.part_of.is_some() && !self.marks.any(gap.clone(), Tag::Turn) {
                set(bonds, index, Bond { rule: Rule::Part, leader: None, ..known });
                continue;
            }
            // "383 OF THEM BY remnants".
            let them = self.them_behind(figure);
            let is_laid = self.marks.is(figure.end(), Tag::By)
                || them.is_some_and(|them| self.marks.is(them.tokens.end, Tag::By))
                || self.blamed_from(figure).is_some()
                || self.is_laid_before(figure);
            let by = figure.head.names_nobody() && is_laid || self.names_killer(index);
            // "803 people were killed; 383 BY remnants".
            let stop = if by { gap.start..gap.end.saturating_sub(1) } else { gap.clone() };
            if self.marks.any(gap.clone(), Tag::Turn) && !self.marks.any(gap.clone(), Tag::Part) || self.has_stop(stop)
            {
                continue;
            }
            let after_colon = figure.start().checked_sub(1).is_some_and(|at| self.tokens.mark(at) == ':');
            // "383 BY REMNANTS (172 security men, 211 civilians)".
            let unfolds = self.marks.is(from, Tag::By) && self.tokens.mark(figure.start() - 1) == '(';
            let is_part = after_colon
                || by
                || unfolds
                || figure.head.of_them
                || self.is_of_whole(whole, figure)
                || self.marks.any(gap.clone(), Tag::Part);
            let bracketed =
                figure.start().checked_sub(1).is_some_and(|at| matches!(self.tokens.mark(at), '(' | ':' | '='));
            // "Y A OTROS tres en Q": "others" may stand before their number, and a short word before that.
            let small = |at: &usize| {
                self.marks.is(*at, Tag::Person(Person::Other)) || self.marks.framed(*at, Tag::To).is_some()
            };
            let opens = gap.clone().rev().take_while(|at| small(at)).last().unwrap_or(figure.start());
            let is_and = opens.checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::And) || self.tokens.is_comma(at));
            let is_mine = known.rule != Rule::Carried;
            let listed = figure.head.is_bare()
                && (self.headed_by(figure).is_some() || is_and && self.followed_by(figure).is_some());
            let says =
                figure.head.is_bare() && figure.start().checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::Say));
            let elliptic = is_mine && self.verb_first && figure.head.is_bare() && self.is_elliptic(gap.clone());
            // "Twelve were killed in P and 11 OTHERS IN Q".
            let head = &figure.head;
            let are_others = head.names_nobody() && head.persons.iter().all(|person| *person == Person::Other);
            let goes_on = listed
                || elliptic
                || says
                || is_mine && self.is_added(figure, gap.clone())
                || self.is_led(figure)
                || is_mine && (figure.head.is_bare() || are_others) && is_and && self.marks.is(figure.end(), Tag::At);
            // "Among them 30 in Tartus".
            // "Of the 745 killed, 43 WERE IN P".
            let leads = || self.is_led_as_part(index) || self.is_of_whole(whole, figure);
            let is_placed = !figure.head.is_known() && leads() && self.is_placed(figure);
            // "Of which civilians MADE UP 1,140".
            let before = figure.start().checked_sub(1);
            let amounts = before.is_some_and(|at| self.marks.framed(at, Tag::Amount).is_some()) && head.is_bare();
            let is_dated = self.is_dated_part(index);
            if is_dated || is_part && (figure.head.is_known() || by || is_placed || amounts) {
                let part_of = known.part_of.or(Some(whole));
                set(bonds, index, Bond { rule: Rule::Part, part_of, leader: None, ..known });
            } else if bracketed && figure.head.is_bare() || goes_on {
                let part_of = known.part_of.or(Some(whole)).filter(|_| is_part && bracketed && !after_colon);
                set(bonds, index, Bond { rule: Rule::Shared, leader: known.leader.or(Some(whole)), part_of, ..known });
            }
        }
    }

    /// "Of them" right behind a number.
    pub fn them_behind(&self, figure: &Figure) -> Option<&Mark<'_>> {
        self.marks.starting(figure.end()).filter(|mark| mark.values.contains(&Tag::Part))
    }

    /// Whether a number that names nobody is told as a part of the figure before it on a day of its own, named right behind
    /// it or behind its verb ("158 of them ON WEDNESDAY alone").
    pub fn is_dated_part(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.figures.get(before));
        let Some((before, figure)) = before.zip(self.figures.get(index)) else { return false };
        let led = self.marks.any(before.end()..figure.start(), Tag::Part) || figure.head.of_them;
        let next = self.figures.get(index + 1).map_or(self.end, Figure::start);
        let from = figure.end();
        let until = (from + MAX_DATED).min(next).min(self.clause_end(from)).max(from);
        let is_part = led || self.them_behind(figure).is_some();
        is_part && figure.head.names_nobody() && self.marks.any(from..until, Tag::Day)
    }

    /// Whether all that is said of a number is which side's people they were ("231 WERE SECURITY MEN").
    pub fn says_who(&self, figure: &Figure) -> bool {
        let end = figure.quantity.tokens.end;
        let named = !figure.head.sided.is_empty() || !figure.head.hinted.is_empty();
        let told = figure.head.counted.is_none() && named;
        told && self.marks.is(end, Tag::Passive)
            && self
                .marks
                .starting(figure.end())
                .is_none_or(|next| !self.is_trigger(next) && !next.values.contains(&Tag::Act))
    }

    /// Whether people are added to those before them by more than a bare "and" ("428 were killed IN ADDITION TO 120
    /// fighters").
    fn is_added(&self, figure: &Figure, gap: std::ops::Range<usize>) -> bool {
        let last = figure.start().checked_sub(1).and_then(|at| self.marks.covering(at));
        let adds = last.is_some_and(|mark| {
            let at = mark.tokens.start;
            mark.values.contains(&Tag::And) && (mark.tokens.len() > 1 || self.marks.framed(at, Tag::Besides).is_some())
        });
        // "..., the monitor says, in addition to": who says so parts nothing.
        let said = last.and_then(|mark| self.aside_before(mark.tokens.start, gap.start));
        let gap = gap.start..said.unwrap_or(gap.end);
        let parts = [Tag::Say, Tag::Act, Tag::Cite];
        figure.head.is_known()
            && !figure.head.is_subset()
            && adds
            && !parts.iter().any(|tag| self.marks.any(gap.clone(), *tag))
    }

    /// Where an aside of whoever says so begins that a comma closes right before a token (", by the monitor's count,").
    fn aside_before(&self, token: usize, start: usize) -> Option<usize> {
        let close = token.checked_sub(1).filter(|at| *at > start && self.tokens.is_comma(*at))?;
        let open = (start..close).rev().find(|at| self.tokens.is_comma(*at))?;
        let cites = [Tag::Cite, Tag::Say].iter().any(|tag| self.marks.any(open + 1..close, *tag));
        let is_plain = !self.marks.any(open + 1..close, Tag::Act) && !self.marks.any(open + 1..close, Tag::Turn);
        (cites && is_plain).then_some(open)
    }

    /// Whether a figure opens its statement as the whole of which the others are parts ("OF THE 1,311 killed, ...").
    pub fn opens_as_whole(&self, whole: usize) -> bool {
        let Some(first) = self.figures.get(whole).map(Figure::start) else { return false };
        let mut before = (1..=3).filter_map(|back| first.checked_sub(back)).filter(|at| *at >= self.start);
        let opens_whole = |at: usize| {
            self.marks.is(at, Tag::Of) || self.marks.is(at, Tag::Part) || self.marks.framed(at, Tag::OutOf).is_some()
        };
        before.any(opens_whole) && self.clause_start(first) + 3 >= first
    }

    /// Whether a figure opens its statement as the whole, which a comma closes before the others ("OF THE 1,311 killed, 830
    /// died in P"): they are parts, whatever their verbs.
    pub fn opens_statement(&self, whole: usize) -> bool {
        let end = self.figures.get(whole).map(Figure::end);
        let next = self.figures.get(whole + 1).map(Figure::start);
        let closed = end.zip(next).is_some_and(|(end, next)| (end..next).any(|at| self.tokens.is_comma(at)));
        closed && self.opens_as_whole(whole)
    }

    /// The figure that opens the statement of another one as its whole.
    pub fn whole_opening(&self, part: usize) -> Option<&Figure> {
        let start = self.figures.get(part).map(Figure::start)?;
        let from = self.clause_start(start);
        let is_whole =
            |at: &usize| self.figures.get(*at).is_some_and(|one| one.start() >= from) && self.opens_statement(*at);
        (0..part).find(is_whole).and_then(|at| self.figures.get(at))
    }

    /// Whether a figure follows a whole that opens the statement as one ("of the 1,311 killed, 830 were civilians").
    fn is_of_whole(&self, whole: usize, figure: &Figure) -> bool {
        // "Of the 1,018 dead, 745 were civilians", "von den 1.018 Toten WAREN 745 Zivilisten".
        let after_comma = figure
            .start()
            .checked_sub(1)
            .is_some_and(|at| self.tokens.is_comma(at) || self.marks.is(at, Tag::Passive) && figure.head.is_known());
        let touches = self.figures.get(whole).is_some_and(|whole| whole.end() == figure.start());
        (after_comma || touches) && self.opens_as_whole(whole)
    }

    /// Whether only "and in" with the name of a place stands in a gap ("and in Soro next to it 179").
    fn is_elliptic(&self, gap: std::ops::Range<usize>) -> bool {
        let opens = gap.clone().find_map(|at| self.marks.starting(at).filter(|mark| mark.values.contains(&Tag::At)));
        opens.is_some_and(|mark| {
            let and = mark.joined || mark.tokens.start.checked_sub(1).is_some_and(|at| self.marks.is(at, Tag::And));
            let names = mark.tokens.end..gap.end;
            let is_word = |at: usize| self.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
            and && mark.tokens.start <= gap.start + 1
                && (1..=MAX_NAME).contains(&names.len())
                && names.clone().all(is_word)
                && !self.marks.within(names).any(|mark| self.is_trigger(mark))
        })
    }

    /// Whether a strong mark ends the statement within a range.
    fn has_stop(&self, range: std::ops::Range<usize>) -> bool {
        range.into_iter().any(|at| self.tokens.mark(at) == ';')
    }

    /// Whether a figure counts what is left of people.
    fn is_body(&self, index: usize) -> bool {
        self.figures.get(index).is_some_and(|figure| figure.head.persons.contains(&Person::Body))
    }

    /// Binds remains that no word of harm was found for, or one of being hurt, which is that of others ("took in 240
    /// wounded and 130 BODIES").
    pub fn bind_remains(&self, bonds: &mut [Option<Bond>]) {
        let Some(killed) = self.harms.iter().position(|harm| harm.metric == Metric::Killed) else {
            return;
        };
        for index in 0..self.figures.len() {
            let known = bonds.get(index).copied().flatten().and_then(|bond| self.metric(bond.harm));
            if known == Some(Metric::Injured)
                && self.is_body(index)
                && let Some(slot) = bonds.get_mut(index)
            {
                *slot = None;
            }
            let Some(figure) = self.figures.get(index).filter(|_| self.is_free(bonds, index)) else { continue };
            if self.is_body(index) {
                let trigger = figure.start();
                set(bonds, index, Bond { harm: killed, trigger, rule: Rule::Remains, part_of: None, leader: None });
            }
        }
    }
}

/// The rule of a figure that shares the word of harm of one bound so.
fn shared(rule: Rule) -> Rule {
    match rule {
        Rule::Part => Rule::Part,
        _ => Rule::Shared,
    }
}
