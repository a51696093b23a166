//! Scope: which places a cue speaks of, and how much of them.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::Kind;
use super::cue::{Act, Cue, Cues};
use super::memory::Memory;
use crate::extract::endings::Ending;
use crate::extract::gazetteer::Mention;
use crate::extract::token::{TokenKind, Tokens};
use crate::model::{Extent, PlaceId};

/// How many tokens may stand between two places of one list ("and in the nearby town of").
const MAX_LIST_GAP: usize = 7;
/// How many tokens before a place "in" may stand that leads it.
const MAX_LED_GAP: usize = 4;
/// What cues may do that stand between two places of one list.
const DESCRIBING: &[Act] = &[
    Act::Whole,
    Act::Town,
    Act::City,
    Act::Region,
    Act::Part,
    Act::Most,
    Act::Outskirts,
    Act::Under,
    Act::Ongoing,
    Act::Within,
];
/// How many tokens may stand between "after" and what it puts in the past.
const MAX_AFTER_GAP: usize = 6;
/// How many tokens after "most" its parts may be named ("most of the city's districts").
const MAX_MOST_GAP: usize = 4;
/// How many tokens behind a comma a place may stand that begins a statement of its own.
const MAX_HEAD_GAP: usize = 3;
/// How many tokens behind such a place the word may stand for what becomes of the curfew there.
const MAX_CHANGE_GAP: usize = 4;
/// The same where the verb closes its statement, and its end stands before it.
const MAX_CLOSING_GAP: usize = 12;
/// How many tokens behind such a place the word may begin that stands for the curfew.
const MAX_BESIDE: usize = 2;
/// How many tokens before a turn the comma may stand that opens its statement.
const MAX_TURN_GAP: usize = 4;
/// How many tokens before a place "around" may begin, an article and what kind of place it is between.
const MAX_AROUND: usize = 4;
/// How many tokens before a place its extent may be told.
const MAX_EXTENT_GAP: usize = 7;

/// One sentence, with what was found in it.
pub struct Scene<'s, 't> {
    /// The field's tokens.
    pub tokens: &'s Tokens<'t>,
    /// The sentence.
    pub sentence: Range<usize>,
    /// Its cues.
    pub cues: &'s Cues<'s>,
    /// Its places.
    pub places: &'s [Mention],
    /// What each place is.
    pub kinds: &'s HashMap<PlaceId, Kind, FixedState>,
    /// Whether whoever acts stands behind the verb.
    pub verb_first: bool,
    /// Endings of a place's name that do what "in" does.
    pub in_endings: &'s Ending,
}

/// Places that a cue speaks of.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    /// The places.
    pub places: Vec<PlaceId>,
    /// The tokens they are named in; empty where a word stands for them.
    pub tokens: Range<usize>,
    /// Whether a word stands for them ("the city").
    pub stands_for: bool,
}

impl Scene<'_, '_> {
    /// The clauses of the sentence: cut where another statement begins.
    pub fn clauses(&self) -> Vec<Range<usize>> {
        let turns = self.cues.of(Act::Turn, self.sentence.clone());
        let mut cuts: Vec<usize> = turns.map(|turn| self.opening_of(turn)).collect();
        cuts.extend(self.comma_cuts());
        cuts.extend(self.restarts());
        cuts.extend(self.sentence.clone().filter(|at| matches!(self.tokens.mark(*at), ';' | '؛')));
        cuts.sort_unstable();
        let mut clauses = Vec::new();
        let mut begin = self.sentence.start;
        let ends = cuts.iter().copied().skip(1).chain([self.sentence.end]).collect::<Vec<_>>();
        for (cut, end) in cuts.into_iter().zip(ends) {
            if self.is_adverb(begin, cut, end) {
                continue;
            }
            if cut > begin {
                clauses.push(begin..cut);
            }
            begin = cut;
        }
        clauses.push(begin..self.sentence.end);
        clauses
    }

    /// Whether a turn at a cut stands inside its statement, whose fighting it follows and whose place it goes before ("fighting
    /// goes on, HOWEVER, near P").
    fn is_adverb(&self, begin: usize, cut: usize, end: usize) -> bool {
        let placed = |range: Range<usize>| self.places.iter().any(|place| range.contains(&place.tokens.start));
        let fights = [Act::Fight, Act::Siege].into_iter().any(|act| self.cues.has(act, begin..cut));
        let turn = self.cues.of(Act::Turn, cut..cut + 1).next();
        let own = |turn: &Cue| {
            let mut rest = self.cues.within(turn.tokens.end..end.max(turn.tokens.end));
            rest.all(|cue| !cue.tells_control() && !cue.is(Act::Curfew) && !cue.is(Act::Harm))
        };
        fights && !placed(begin..cut) && placed(cut..end) && turn.is_some_and(own)
    }

    /// Where the statement begins that a turn belongs to: at the turn, or at the comma right before where only the
    /// verb of a curfew stands between ("hoben sie in P auf, verlängerten sie ABER in Q").
    fn opening_of(&self, turn: &Cue) -> usize {
        let at = turn.tokens.start;
        let from = at.saturating_sub(MAX_TURN_GAP).max(self.sentence.start);
        let comma = (from..at).rev().find(|at| self.tokens.is_comma(*at));
        let changes = |cue: &Cue| cue.is(Act::Extend) || cue.is(Act::Lift);
        comma.filter(|comma| self.cues.within(comma + 1..at).any(changes)).unwrap_or(at)
    }

    /// The word by which the row of a list says what becomes of the curfew in the place that heads it ("Safita –
    /// LIFTED").
    pub fn row(&self) -> Option<&Cue<'_>> {
        // "Safita: the curfew was lifted" tells it in words of its own.
        if self.cues.has(Act::Curfew, self.sentence.clone()) {
            return None;
        }
        let place = self.places.first().filter(|place| place.tokens.start <= self.sentence.start + 1)?;
        let near = place.tokens.end..(place.tokens.end + MAX_CHANGE_GAP).min(self.sentence.end);
        let cue = self.cues.within(near).find(|cue| changes(cue))?;
        let is_mark = |at: usize| matches!(self.tokens.mark(at), '-' | '–' | '—' | ':');
        (place.tokens.end..cue.tokens.start).any(is_mark).then_some(cue)
    }

    /// Where a place begins a statement of its own though it goes on like a list, as a word that stands for the curfew
    /// follows it with a verb ("lifted in P, and in Q IT STAYS in force").
    fn restarts(&self) -> Vec<usize> {
        let told = |place: &&Mention| {
            let near = place.tokens.end..place.tokens.end + MAX_BESIDE;
            self.cues
                .of(Act::Again, near)
                .any(|again| self.cues.within(again.tokens.start..again.tokens.end + MAX_CHANGE_GAP).any(changes))
        };
        let opening = |place: &Mention| {
            let from = place.tokens.start.saturating_sub(MAX_TURN_GAP).max(self.sentence.start);
            let opens = |at: &usize| self.tokens.is_comma(*at) || self.cues.is_joint(*at);
            (from..place.tokens.start).find(opens)
        };
        // "While in P and Q the order was lifted": nothing was told yet that the two would part from.
        let parts = |opening: &usize| {
            let turn = self.cues.of(Act::Turn, self.sentence.start..*opening).next_back();
            let from = turn.map_or(self.sentence.start, |turn| turn.tokens.end);
            self.cues.within(from..*opening).any(changes)
        };
        let again = self.places.iter().skip(1).filter(told).filter_map(opening).filter(parts);
        again.chain(self.joined_restarts()).collect()
    }

    /// Where an "and" begins the statement of another place, as the one before it closed with what became of the curfew
    /// in its own ("in P it was LIFTED and in Q ... goes on").
    fn joined_restarts(&self) -> impl Iterator<Item = usize> {
        self.places.windows(2).filter_map(|pair| {
            let [before, place] = pair else { return None };
            let from = place.tokens.start.saturating_sub(MAX_BESIDE).max(before.tokens.end);
            let joint = (from..place.tokens.start).find(|at| self.cues.is_joint(*at))?;
            let closed = self.cues.within(before.tokens.end..joint).any(changes);
            let next = self.places.iter().find(|next| next.tokens.start >= place.tokens.end);
            let until = next.map_or(self.sentence.end, |next| next.tokens.start);
            let own = place.tokens.end..until.min(place.tokens.end + MAX_CLOSING_GAP);
            let told = self.cues.within(own.clone()).any(|cue| changes(cue) || cue.is(Act::Ongoing));
            let curfew = |range: Range<usize>| self.cues.has(Act::Curfew, range);
            (closed && told && curfew(self.sentence.start..joint) && !curfew(own)).then_some(joint)
        })
    }

    /// The commas behind which another place has a statement of its own ("P is held by A, Q by B").
    fn comma_cuts(&self) -> Vec<usize> {
        let commas: Vec<usize> = self.sentence.clone().filter(|at| self.tokens.is_comma(*at)).collect();
        let mut cuts = Vec::new();
        let mut begin = self.sentence.start;
        for (at, comma) in commas.iter().enumerate() {
            let end = commas.get(at + 1).copied().unwrap_or(self.sentence.end);
            let place = self.places.iter().find(|place| (*comma..end).contains(&place.tokens.start));
            let first = self.cues.within(*comma..end).find(|cue| cue.tells_control());
            let turn = self.cues.of(Act::Turn, begin..*comma).next_back().map_or(begin, |turn| turn.tokens.start);
            let since = begin.max(turn);
            let named = self.places.iter().any(|place| (since..*comma).contains(&place.tokens.start));
            let before = named && self.cues.within(since..*comma).any(Cue::tells_control);
            let heads = place.filter(|place| place.tokens.start <= *comma + MAX_HEAD_GAP);
            let own = heads.zip(first).is_some_and(|(place, first)| place.tokens.end <= first.tokens.start);
            if before && own || named && self.parts_curfews(since..*comma, heads, end) {
                cuts.push(*comma);
                begin = *comma;
            }
        }
        cuts
    }

    /// Whether a statement of what became of a curfew is followed by another one, of a place that heads it ("in P the
    /// curfew was lifted, in Q it is extended").
    fn parts_curfews(&self, before: Range<usize>, heads: Option<&Mention>, end: usize) -> bool {
        let Some(place) = heads else { return false };
        let listed = self.places.iter().rfind(|one| before.contains(&one.tokens.start));
        let listed = listed.is_some_and(|last| self.is_list_gap(last.tokens.end..place.tokens.start));
        let told = self.cues.has(Act::Curfew, before.clone()) && self.cues.within(before.clone()).any(changes);
        // Its end may stand between the place and the verb that closes the statement.
        let near = place.tokens.end..end.min(place.tokens.end + MAX_CLOSING_GAP);
        // "Lifted in P, in Q IT IS EXTENDED": what becomes of it there is another thing.
        let lifts = |range: Range<usize>| {
            let last = self.cues.within(range).rfind(|cue| changes(cue))?;
            Some(last.is(Act::Lift))
        };
        let next = self.cues.within(near.clone()).find(|cue| changes(cue)).map(|cue| cue.is(Act::Lift));
        let opposed = next.is_some() && lifts(before).is_some_and(|lifts| next != Some(lifts));
        told && (!listed || opposed) && next.is_some()
    }

    /// The first list of places in a range of tokens.
    pub fn first_list(&self, range: Range<usize>) -> Spoken {
        let inside: Vec<&Mention> = self.places.iter().filter(|place| range.contains(&place.tokens.start)).collect();
        let mut end = 1;
        while let (Some(left), Some(right)) = (inside.get(end - 1), inside.get(end)) {
            if !self.is_list(left, right) {
                break;
            }
            end += 1;
        }
        spoken(inside.get(..end.min(inside.len())).unwrap_or_default())
    }

    /// The last list of places in a range of tokens.
    pub fn last_list(&self, range: Range<usize>) -> Spoken {
        let inside: Vec<&Mention> = self.places.iter().filter(|place| range.contains(&place.tokens.start)).collect();
        let mut begin = inside.len().saturating_sub(1);
        while let (Some(left), Some(right)) = (begin.checked_sub(1).and_then(|at| inside.get(at)), inside.get(begin)) {
            if !self.is_list(left, right) {
                break;
            }
            begin -= 1;
        }
        spoken(inside.get(begin..).unwrap_or_default())
    }

    /// The last place of a list by itself.
    pub fn last_of(&self, list: Spoken) -> Spoken {
        let last = self.places.iter().rfind(|place| place.tokens.end == list.tokens.end);
        last.map_or(list, |last| spoken(&[last]))
    }

    /// Whether two places stand in one list: "in P, in Q"; but in "retook P, IN Q they fight" the second begins a
    /// statement of its own.
    fn is_list(&self, left: &Mention, right: &Mention) -> bool {
        let gap = left.tokens.end..right.tokens.start;
        // "IN the town of P, in Q".
        let leads = |place: &Mention| {
            let before = place.tokens.start.saturating_sub(MAX_LED_GAP)..place.tokens.start;
            self.cues.has(Act::Under, before)
        };
        let plain = |at: usize| self.cues.has(Act::Under, at..at + 1) && !self.tokens.fold(at).starts_with('و');
        let comma = gap.clone().all(|at| self.tokens.is_comma(at) || plain(at));
        let begins = comma && !gap.is_empty() && leads(right) && !leads(left);
        !begins && self.is_list_gap(gap)
    }

    /// Whether two places with this between them stand in one list.
    fn is_list_gap(&self, gap: Range<usize>) -> bool {
        let joins = |at: usize| matches!(self.tokens.mark(at), ',' | '،' | '&' | '/') || self.cues.is_joint(at);
        let joint = gap.clone().find(|at| joins(*at));
        // The Arabic "and" is written as one with what follows it.
        let attached = |at: usize| self.tokens.fold(at).starts_with('و');
        let joined = match joint {
            // "Jableh city and the nearby town of Baniyas", "Jableh's eastern districts and Baniyas": the first is described.
            Some(joint) => joint <= gap.start + 1 || (gap.start..joint).all(|at| self.describes(at)),
            None => attached(gap.start) || attached(gap.end) || gap.clone().any(attached),
        };
        // "All" may stand for "full control" elsewhere.
        // "In P, NEAR Q" says where P lies; "near P and near Q" goes on.
        let parted = gap.clone().any(|at| self.tokens.is_comma(at));
        let describes = |cue: &Cue| {
            let describing = |act: &Act| DESCRIBING.contains(act) || *act == Act::Beside && !parted;
            cue.is(Act::Whole) || cue.acts.iter().all(describing)
        };
        gap.len() <= MAX_LIST_GAP && joined && !self.moves_on(gap.clone()) && self.cues.within(gap).all(describes)
    }

    /// Whether a gap between two places holds a verb that nobody here knows, and where it leads ("withdrew from P AND MASSED
    /// IN Q"): a small word right before a preposition.
    fn moves_on(&self, gap: Range<usize>) -> bool {
        // The Arabic "in" may be written as one with the place.
        let attached = |at: usize| at == gap.end && self.tokens.known_at(at).iter().any(|word| word.preposed);
        let leads = |at: usize| {
            let led = [Act::Under, Act::Beside, Act::Toward, Act::Outskirts];
            self.cues.within(at..gap.end).next().is_some_and(|cue| {
                cue.tokens.start == at && led.into_iter().any(|act| cue.is(act)) && cue.tokens.end == gap.end
            })
        };
        let is_unknown = |at: usize| {
            let word = self.tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
            let names = self.tokens.is_capital(at) || self.cues.within(at..at + 1).next().is_some();
            word && !names && !self.cues.is_joint(at)
        };
        gap.clone().any(|at| is_unknown(at) && (leads(at + 1) || attached(at + 1)))
    }

    /// Whether a token only says more of the place before it.
    fn describes(&self, at: usize) -> bool {
        let owns = matches!(self.tokens.mark(at), '\'' | '’') || self.tokens.fold(at) == "s";
        let within = |cue: &Cue| cue.tokens.contains(&at) && cue.acts.iter().all(|act| DESCRIBING.contains(act));
        owns || self.cues.within(self.sentence.clone()).any(within)
    }

    /// The place that a word such as "the city" or "one quarter" stands for, where one stands in a range.
    pub fn stand_in(&self, range: Range<usize>, memory: &Memory) -> Spoken {
        let stands = [Act::Town, Act::Region, Act::Part];
        // "Gunmen hold THE NORTHERN SUBURBS", but "the hills above" some place that nobody here knows.
        let closes = |cue: &Cue| self.tokens.at(cue.tokens.end).is_none_or(|token| token.kind != TokenKind::Word);
        let cue = self
            .cues
            .within(range)
            .filter(|cue| stands.into_iter().any(|act| cue.is(act)) || cue.is(Act::Outskirts) && closes(cue));
        // A place named right behind is the thing itself ("the city of Latakia").
        let named = |end: usize| self.places.iter().any(|place| (end..end + 3).contains(&place.tokens.start));
        let Some(cue) = cue.rev().find(|cue| !named(cue.tokens.end)) else { return Spoken::default() };
        let before = self.places.iter().rev().filter(|place| place.tokens.end <= cue.tokens.start);
        // No village is "the city", if a town is named at all.
        let is_city = cue.is(Act::City);
        let town = |mention: &&Mention| match self.kinds.get(&mention.place) {
            Some(Kind::Village) => !is_city || memory.city.is_none(),
            kind => kind == Some(&Kind::Town),
        };
        let place = if cue.is(Act::Region) {
            let mut regions = before.clone().filter(|mention| !town(mention)).map(|mention| mention.place.clone());
            let known = regions.next().or_else(|| memory.region.clone());
            // "Latakia's governor said that ... across the province".
            let of_city = |mention: &Mention| {
                let own = |kind: &Kind| matches!(kind, Kind::Region(Some(city)) if *city == mention.place);
                self.kinds.iter().find(|(_, kind)| own(kind)).map(|(place, _)| place.clone())
            };
            known.or_else(|| before.clone().find_map(of_city))
        } else {
            let own = before.clone().find(town).map(|mention| mention.place.clone());
            let city = before.clone().find_map(|mention| match self.kinds.get(&mention.place) {
                Some(Kind::Region(city)) => city.clone(),
                _ => None,
            });
            let known = memory.city.clone().filter(|_| is_city).or_else(|| memory.town.clone());
            own.or(city).or(known)
        };
        let places: Vec<PlaceId> = place.into_iter().collect();
        Spoken { places, tokens: cue.tokens.clone(), stands_for: true }
    }

    /// Whether a noun stands right behind a word that puts it in the past ("after a night of curfew").
    pub fn is_after(&self, cue: &Cue, from: usize) -> bool {
        let near = cue.tokens.start.saturating_sub(MAX_AFTER_GAP).max(from)..cue.tokens.start;
        let Some(after) = self.cues.of(Act::After, near).next_back() else { return false };
        let gap = after.tokens.end..cue.tokens.start;
        let parted = gap.clone().any(|at| matches!(self.tokens.mark(at), ',' | '،' | ':' | '-' | '–' | '—'));
        let other = |act: &Act| self.cues.has(*act, gap.clone());
        let named = self.places.iter().any(|place| gap.contains(&place.tokens.start));
        !parted && !named && ![Act::Fight, Act::Harm, Act::Impose, Act::Extend, Act::Siege].iter().any(other)
    }

    /// Whether what is told in a statement is said not to be so ("denied that", "rumours of", "is untrue").
    pub fn is_refuted(&self, told: &Range<usize>, clause: &Range<usize>) -> bool {
        let parts = |at: usize| matches!(self.tokens.mark(at), ',' | '،' | ';' | '؛');
        let before = self.cues.of(Act::Refute, clause.start..told.start).next_back();
        let after = self.cues.of(Act::Refute, told.end..clause.end.max(told.end)).next();
        before.is_some_and(|refute| !(refute.tokens.end..told.start).any(parts))
            // "are untrue" ends what it tells of; "denied" tells of what follows.
            || after.is_some_and(|refute| {
                let ends = refute.tokens.end + 1 >= clause.end || parts(refute.tokens.end);
                ends && !(told.end..refute.tokens.start).any(parts)
            })
    }

    /// Whether words behind what is told say that it is not so, of nothing told between ("said they had taken P, but the
    /// ministry DENIED IT"), or words before it that nobody vouches for it ("UNCONFIRMED REPORTS SAY").
    pub fn is_disowned(&self, told: &Range<usize>, clause: &Range<usize>) -> bool {
        let unsure = self.cues.has(Act::Unsure, clause.start..told.start);
        let refuted = self.cues.of(Act::Refuted, told.end..self.sentence.end.max(told.end)).next();
        // "Retook P and killed dozens, which the ministry denied": the killing is.
        unsure || refuted.is_some_and(|refuted| !self.cues.has(Act::Harm, told.end..refuted.tokens.start))
    }

    /// Whether what is told is only asked ("Is P still under control?").
    pub fn is_asked(&self, told: &Range<usize>) -> bool {
        let rest = told.end..self.sentence.end;
        let asks = self.sentence.end.checked_sub(1).is_some_and(|at| matches!(self.tokens.mark(at), '?' | '؟'));
        asks && !rest
            .into_iter()
            .any(|at| matches!(self.tokens.mark(at), ':' | ',' | '،' | ';' | '؛' | '–' | '—' | '-'))
    }

    /// The verb of holding whose object is a pronoun, and behind it a place: "but KEPT IT in P", of a curfew named before.
    pub fn keeps_it(&self, clause: &Range<usize>) -> Option<&Cue<'_>> {
        let is_it = |at: usize| self.cues.of(Act::Pronoun, at..at + 1).next().is_some();
        let holds = |cue: &&Cue| {
            let beside = is_it(cue.tokens.end) || cue.tokens.start.checked_sub(1).is_some_and(is_it);
            // "KEPT IT in force in P".
            let near = cue.tokens.end..(cue.tokens.end + MAX_LIST_GAP).min(clause.end);
            let inside = |place: &Mention| near.contains(&place.tokens.start) && self.is_inside(place);
            beside && self.places.iter().any(inside)
        };
        let kept = self.cues.of(Act::Hold, clause.clone()).find(holds);
        kept.filter(|_| self.cues.sides(clause.clone()).next().is_none())
    }

    /// Whether a place is where something is told to happen rather than what it happens to: "in" or "near" leads it, by itself
    /// or as its ending, or it heads what follows ("P: 16 killed").
    pub fn is_inside(&self, place: &Mention) -> bool {
        let at = place.tokens.start;
        let leads = |cue: &Cue| {
            cue.tokens.end <= at && [Act::Under, Act::Beside, Act::Within].into_iter().any(|act| cue.is(act))
        };
        let near = at.saturating_sub(MAX_LED_GAP).max(self.sentence.start)..at;
        let last = self.cues.within(near).rfind(|cue| cue.tokens.end + 1 >= at && leads(cue));
        // An ending may stand apart behind a mark ("Cebele'DE").
        let end = place.tokens.end;
        let last_word = if matches!(self.tokens.mark(end), '\'' | '’') { end + 1 } else { end.saturating_sub(1) };
        let ends = self.in_endings.ends(self.tokens, last_word);
        let attached = self.tokens.known_at(at).iter().any(|word| word.preposed);
        last.is_some() || ends || attached || self.tokens.mark(place.tokens.end) == ':'
    }

    /// Whether nothing but a preposition and a word for a town stands between a noun and a place.
    pub fn is_object(&self, gap: Range<usize>) -> bool {
        gap.len() <= 1 || gap.len() <= MAX_EXTENT_GAP && self.names_part(gap)
    }

    /// Whether a range has a word for a town, or for all or some of one.
    pub fn names_part(&self, range: Range<usize>) -> bool {
        let parts = [Act::Whole, Act::Town, Act::Most, Act::Part, Act::Outskirts];
        self.cues.within(range).any(|cue| parts.into_iter().any(|act| cue.is(act)))
    }

    /// Whether a place, or a word for one, follows a token closely in the same statement.
    pub fn names_object(&self, from: usize) -> bool {
        let parted = |at: &usize| matches!(self.tokens.mark(*at), ',' | '،' | ';' | '؛' | ':' | '.');
        let near = from..(from..from + MAX_LIST_GAP).find(parted).unwrap_or(from + MAX_LIST_GAP);
        self.places.iter().any(|place| near.contains(&place.tokens.start))
            || self.cues.within(near).any(|cue| cue.is(Act::Town) || cue.is(Act::Region))
    }

    /// How much of each of the places a clause speaks of: what stands before the first holds of those behind it,
    /// but for those with words of their own ("P, Q and most of R").
    pub fn extents(&self, spoken: &Spoken, clause: &Range<usize>) -> Vec<Extent> {
        let inside = |place: &&Mention| spoken.tokens.contains(&place.tokens.start);
        let mentions: Vec<&Mention> = self.places.iter().filter(inside).collect();
        if spoken.stands_for || mentions.len() != spoken.places.len() {
            let from = spoken.tokens.start.saturating_sub(MAX_EXTENT_GAP).max(clause.start);
            // What stands behind a comma is said of the next place.
            let until = (spoken.tokens.end + MAX_EXTENT_GAP).min(clause.end);
            let until = (spoken.tokens.end..until).find(|at| self.tokens.is_comma(*at)).unwrap_or(until);
            let near = from..until.max(spoken.tokens.end);
            return vec![self.extent(near); spoken.places.len()];
        }
        // "They retook most of P, though fighting went on IN ITS OUTSKIRTS": a statement behind the place's own.
        let acts = [Act::Most, Act::Part, Act::Outskirts, Act::Whole];
        if spoken.tokens.end <= clause.start && self.cues.within(clause.clone()).any(|cue| cue.acts.any_of(acts)) {
            return vec![self.extent(clause.clone()); mentions.len()];
        }
        let starts_anew = |at: &usize| {
            let gap = at.checked_sub(1).and_then(|before| mentions.get(before)).zip(mentions.get(*at));
            gap.is_some_and(|(left, right)| {
                let mut between = self.cues.within(left.tokens.end..right.tokens.start);
                between.any(|cue| acts.into_iter().any(|act| cue.is(act)) && !self.names_quarter(cue))
            })
        };
        let mut extents = Vec::new();
        let mut begin = 0;
        while let Some(first) = mentions.get(begin) {
            let next = (begin + 1..mentions.len()).find(starts_anew).unwrap_or(mentions.len());
            let end = next.checked_sub(1).and_then(|last| mentions.get(last)).map_or(0, |last| last.tokens.end);
            let before = self.places.iter().rfind(|place| place.tokens.end <= first.tokens.start);
            let from = first.tokens.start.saturating_sub(MAX_EXTENT_GAP).max(self.sentence.start);
            let from = from.max(before.map_or(0, |place| place.tokens.end));
            let behind = if next < mentions.len() { 0 } else { 3 };
            let extent = self.extent(from..(end + behind).min(self.sentence.end));
            // "Fighting goes on AROUND P".
            let near = first.tokens.start.saturating_sub(MAX_AROUND).max(from)..first.tokens.start;
            let around = extent == Extent::Whole && self.cues.has(Act::Around, near);
            let extent = if around { Extent::Outskirts } else { extent };
            extents.extend((begin..next).map(|_| extent));
            begin = next;
        }
        extents
    }

    /// Whether a word for a part only names the quarter beside it ("the quarter of Q").
    fn names_quarter(&self, cue: &Cue) -> bool {
        let quarter = |place: &&Mention| self.kinds.get(&place.place) == Some(&Kind::Quarter);
        cue.is(Act::Part)
            && self.places.iter().filter(quarter).any(|place| {
                place.tokens.start == cue.tokens.end
                    || place.tokens.end == cue.tokens.start
                    || place.tokens.contains(&cue.tokens.start)
            })
    }

    /// Whether a word for the land around a place only says where the villages named before it lie ("the villages of
    /// P and Q IN THE COUNTRYSIDE OF R"), or is the word for those villages themselves.
    fn is_whereabouts(&self, cue: &Cue) -> bool {
        let leads = |end: usize| self.places.iter().any(|place| (end..end + 2).contains(&place.tokens.start));
        let taken_in = |place: &Mention| place.tokens.start < cue.tokens.start && cue.tokens.start < place.tokens.end;
        let behind = |place: &Mention| place.tokens.end == cue.tokens.start;
        let names = |place: &Mention| {
            cue.is(Act::Town)
                && place.tokens.start == cue.tokens.end
                && self.kinds.get(&place.place) == Some(&Kind::Village)
        };
        // "The city AND ITS SURROUNDINGS": all of it.
        let town = || self.cues.of(Act::Town, self.sentence.clone()).any(|town| town.tokens.end == cue.tokens.start);
        let adds = cue.joined && !leads(cue.tokens.end) && (self.places.iter().any(behind) || town());
        let joint = (1..=2).filter_map(|back| cue.tokens.start.checked_sub(back)).find(|at| self.cues.is_joint(*at));
        let adds = adds
            || joint.is_some_and(|joint| self.places.iter().any(|place| place.tokens.end == joint))
                && !leads(cue.tokens.end)
                && cue.is(Act::Outskirts);
        // "P and THE OUTSKIRTS of Q" tells of Q.
        self.places.iter().any(|place| taken_in(place) || names(place))
            || adds
            || !cue.joined && self.places.iter().any(behind) && leads(cue.tokens.end)
    }

    /// How much of its places a stretch of the sentence tells of.
    fn extent(&self, near: Range<usize>) -> Extent {
        let of = |act| {
            let is_name = |cue: &&Cue| self.names_quarter(cue) || act == Act::Outskirts && self.is_whereabouts(cue);
            let mut told = self.cues.of(act, near.clone()).filter(|cue| !is_name(cue));
            told.next_back().map(|cue| cue.tokens.start)
        };
        let told = [
            (Act::Most, Extent::Most),
            (Act::Part, Extent::Part),
            (Act::Outskirts, Extent::Outskirts),
            (Act::Whole, Extent::Whole),
        ];
        let found = told.into_iter().filter_map(|(act, extent)| of(act).map(|at| (at, extent)));
        // The word nearest to the place tells ("most of the outskirts of"), but most or all of its parts are more.
        let nearest = found.max_by_key(|(at, _)| *at);
        let parts = matches!(nearest, Some((_, Extent::Part)));
        let over = |act| of(act).filter(|at| nearest.is_some_and(|(part, _)| *at < part && part <= *at + MAX_MOST_GAP));
        if parts && over(Act::Most).is_some() {
            return Extent::Most;
        }
        if parts && over(Act::Whole).is_some() {
            return Extent::Whole;
        }
        nearest.map_or(Extent::Whole, |(_, extent)| extent)
    }

    /// The tokens in which a place of those a cue speaks of is named, or those of the word that stands for it; none
    /// where it was named before the sentence.
    pub fn words_of(&self, place: &PlaceId, spoken: &Spoken) -> Option<Range<usize>> {
        if spoken.stands_for {
            return Some(spoken.tokens.clone());
        }
        let named = self.places.iter().filter(|mention| spoken.tokens.contains(&mention.tokens.start));
        named.into_iter().find(|mention| mention.place == *place).map(|mention| mention.tokens.clone())
    }

    /// The whole of what a cue and its places are told in, as tokens.
    pub fn told_in(&self, cue: &Range<usize>, spoken: &Spoken) -> Range<usize> {
        if spoken.tokens.is_empty() {
            return cue.clone();
        }
        let range = cue.start.min(spoken.tokens.start)..cue.end.max(spoken.tokens.end);
        let is_end = |at: &usize| self.tokens.at(*at).is_some_and(|token| token.kind == TokenKind::Break);
        match range.clone().find(is_end) {
            Some(_) => cue.clone(),
            None => range,
        }
    }
}

/// Whether a cue says what becomes of a curfew.
fn changes(cue: &Cue) -> bool {
    [Act::Lift, Act::Extend, Act::Impose].into_iter().any(|act| cue.is(act))
}

fn spoken(list: &[&Mention]) -> Spoken {
    let start = list.first().map_or(0, |mention| mention.tokens.start);
    let end = list.last().map_or(0, |mention| mention.tokens.end);
    Spoken { places: list.iter().map(|mention| mention.place.clone()).collect(), tokens: start..end, stands_for: false }
}
