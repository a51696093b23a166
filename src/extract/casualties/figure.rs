//! Figures: the numbers of a sentence with the words that say what they count.

use std::ops::Range;

use super::age;
use super::marks::{Harm, Mark, Marks, Person, Role, Tag, actors, harm_as, names_people, persons};
use super::naming::{
    coordinates, follows_bodies, is_by, is_from, is_naming, is_number, is_own, listed_after, names_camp, people_after,
    serves,
};
use super::partitive;
use super::single::{is_one_thing, is_single_unit, is_weekday, nouns_that_count};
use crate::extract::numbers::{Numbers, Quantity, Value};
use crate::extract::token::{TokenKind, Tokens};
use crate::model::Bound;

/// How far the naming of those counted is followed, in tokens.
const MAX_HEAD: usize = 22;
/// How many tokens at most say that a number is out of another one ("of the").
const MAX_OF: usize = 3;
/// How many words of no known meaning may stand between a number and what it counts.
const MAX_UNKNOWN: usize = 4;

/// What a number counts, as far as its own words tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// One past the last token of the naming.
    pub end: usize,
    /// Categories that are named for certain, by index.
    pub sided: Vec<usize>,
    /// Categories that are hinted at, by index.
    pub hinted: Vec<usize>,
    /// People of no side.
    pub persons: Vec<Person>,
    /// The table of harm, where those counted are named by it ("16 dead").
    pub counted: Option<usize>,
    /// A second harm that is named with the first ("dead and wounded").
    pub also: Option<usize>,
    /// It only says more of the figure before it ("16 of them officers").
    pub of_them: bool,
    /// It is not people that are counted.
    pub is_unit: bool,
    /// Words of no known meaning stand where those counted would be named.
    pub unknown: usize,
    /// Fighters of no side are named beside those of one ("civilians and fighters").
    pub mixed: bool,
    /// Fighters of no side are named before those of one ("fighters and security men").
    pub both: bool,
    /// It is a part of the figure behind it ("745 OF THE 1,018 killed were civilians"): one past what tells it.
    pub of_next: Option<usize>,
    /// Those words look like the name of a people ("12 Kenyans").
    pub is_name: bool,
}

impl Head {
    /// Whether something says what is counted.
    pub fn is_known(&self) -> bool {
        !self.sided.is_empty() || !self.hinted.is_empty() || !self.persons.is_empty() || self.counted.is_some()
    }

    /// Whether the number stands alone.
    pub fn is_bare(&self) -> bool {
        !self.is_known() && self.unknown == 0 && !self.is_unit
    }

    /// Whether the number stands alone, or nobody but "people" is named.
    pub fn names_nobody(&self) -> bool {
        is_anybody(self) && self.unknown == 0 && !self.is_unit
    }

    /// Whether only "others" are named.
    pub fn are_others(&self) -> bool {
        !self.persons.is_empty() && self.persons.iter().all(|person| *person == Person::Other)
    }

    /// Whether only women, children or a trade are named.
    pub fn is_subset(&self) -> bool {
        self.sided.is_empty()
            && self.hinted.is_empty()
            && !self.persons.is_empty()
            && self.persons.iter().all(Person::is_kind)
    }

    fn absorb(&mut self, mark: &Mark, coordinated: bool) {
        // "481 fighters AND SECURITY MEN" are of both sides.
        let fighters = self.sided.is_empty() && self.persons.contains(&Person::Fighter);
        self.both |= coordinated && fighters && actors(mark, false).next().is_some();
        // "Dozens of soldiers and civilians" are of both.
        if coordinated && self.sided.is_empty() && actors(mark, false).next().is_some() {
            self.sided.extend(self.hinted.iter().copied());
        }
        for category in actors(mark, false).filter(|category| !self.sided.contains(category)).collect::<Vec<_>>() {
            self.sided.push(category);
        }
        for category in actors(mark, true).filter(|category| !self.hinted.contains(category)).collect::<Vec<_>>() {
            // "Security personnel and militants": what is named beside a side is one too.
            if coordinated && !self.sided.is_empty() && !self.sided.contains(&category) {
                self.sided.push(category);
            }
            self.hinted.push(category);
        }
        self.mixed |= coordinated && !self.sided.is_empty() && persons(mark).any(|one| one == Person::Fighter);
        self.persons.extend(persons(mark));
    }
}

/// One number of a sentence and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number.
    pub quantity: Quantity,
    /// What it counts.
    pub head: Head,
}

impl Figure {
    /// The tokens from the first word that binds the number to the last that names those counted.
    pub fn span(&self) -> Range<usize> {
        self.quantity.tokens.start..self.head.end.max(self.quantity.tokens.end)
    }

    /// The first token.
    pub fn start(&self) -> usize {
        self.quantity.tokens.start
    }

    /// One past the last token.
    pub fn end(&self) -> usize {
        self.head.end.max(self.quantity.tokens.end)
    }
}

/// The figures of a sentence, in order. None overlaps another.
pub fn find(
    numbers: &Numbers,
    tokens: &Tokens<'_>,
    marks: &Marks,
    range: Range<usize>,
    harms: &[Harm],
    singular: bool,
) -> Vec<Figure> {
    let mut quantities = numbers.find(tokens, range.clone());
    // "One of them", "a number of", the 24 of an outlet's name, "two days of": words that hold a number and are none.
    let is_stretch = |tag: &Tag| matches!(tag, Tag::Day | Tag::Cumulative | Tag::Period | Tag::Stretch);
    quantities.retain(|quantity| {
        let is_word = marks.covering(quantity.number.start).is_some_and(|mark| {
            mark.values.contains(&Tag::Aside)
                || mark.values.iter().any(|tag| matches!(tag, Tag::Origin(_))) && !quantity.worded
                || mark.values.iter().any(is_stretch) && mark.tokens.end > quantity.number.end
                || is_weekday(marks, mark, quantity)
                || mark.values.contains(&Tag::Dual) && quantity.worded
                || (harm_as(mark, Role::Toll).is_some() || mark.values.contains(&Tag::Number))
                    && quantity.value == Value::Uncounted
        });
        let is_thing = is_single_unit(tokens, marks, quantity) || singular && is_one_thing(tokens, marks, quantity);
        !is_word && !is_thing
    });
    count_alike(marks, &mut quantities);
    age::refuse(tokens, marks, &range, &mut quantities);
    age::join_to_one(&mut quantities);
    take_nouns_before(tokens, marks, &mut quantities);
    let mut counting = nouns_that_count(numbers, tokens, marks, &range, singular);
    counting.retain(|(one, _)| {
        !quantities.iter().any(|known| {
            let counts = known.value != Value::Refused;
            counts && known.tokens.end == one.tokens.start || overlaps(&known.tokens, &one.tokens)
        })
    });
    // "A 10th grade student", "a six-month-old baby": the number says more of the one.
    quantities.retain(|quantity| {
        let of_one = counting.iter_mut().find(|(one, noun)| {
            one.tokens.end <= quantity.tokens.start && quantity.tokens.start < *noun && quantity.tokens.end <= *noun
        });
        let of_one = of_one.map(|(one, _)| one.tokens.end = one.tokens.end.max(quantity.tokens.end));
        of_one.is_none()
    });
    quantities.extend(counting.into_iter().map(|(one, _)| one));
    quantities.sort_by_key(|quantity| quantity.tokens.start);
    let mut figures: Vec<Figure> = Vec::with_capacity(quantities.len());
    let starts: Vec<usize> = quantities.iter().map(|quantity| quantity.tokens.start).collect();
    for (index, mut quantity) in quantities.into_iter().enumerate() {
        if figures.last().is_some_and(|before| before.end() > quantity.tokens.start) {
            continue;
        }
        let stop = starts.get(index + 1).copied().unwrap_or(range.end).min(range.end);
        let head = head(numbers, tokens, marks, &mut quantity, stop);
        figures.push(Figure { quantity, head });
    }
    share_units(tokens, marks, &mut figures);
    age::refuse_lists(tokens, marks, &mut figures);
    partitive::join(numbers, tokens, marks, &range, harms, &mut figures);
    figures
}

/// Lets a bare number be of the things that the one joined to it counts ("on 7 AND 8 MARCH", "two or three days", "nine OF
/// THE 22 villages").
fn share_units(tokens: &Tokens<'_>, marks: &Marks, figures: &mut [Figure]) {
    let joins = |at: usize| {
        let is_dash = matches!(tokens.mark(at), '-' | '–' | '—' | '/');
        is_dash || marks.is(at, Tag::And) || marks.is(at, Tag::Reach) && !marks.is(at, Tag::Passive)
    };
    for index in (1..figures.len()).rev() {
        let (Some(one), Some(next)) = (figures.get(index - 1), figures.get(index)) else { continue };
        let gap = one.end()..next.start();
        let is_joined = match gap.len() {
            0 => tokens.fold(next.start()).starts_with('و'),
            1 if joins(gap.start) => true,
            1..=MAX_OF => gap.into_iter().all(|at| marks.is(at, Tag::Of) || marks.is(at, Tag::Filler)),
            _ => false,
        };
        let shares = next.head.is_unit && one.head.is_bare() && is_joined;
        if let Some(one) = figures.get_mut(index - 1).filter(|_| shares) {
            one.head.is_unit = true;
        }
    }
}

/// Lets words such as "as many" count as many as the number before them.
fn count_alike(marks: &Marks, quantities: &mut Vec<Quantity>) {
    for mark in marks.frames(Tag::Alike) {
        let next = quantities.partition_point(|quantity| quantity.tokens.start < mark.tokens.start);
        let before = next.checked_sub(1).and_then(|before| quantities.get(before));
        let Some(before) = before.filter(|before| matches!(before.value, Value::Whole(_)) && !before.year) else {
            continue;
        };
        let alike =
            Quantity { number: mark.tokens.clone(), tokens: mark.tokens.clone(), worded: true, ..before.clone() };
        quantities.retain(|quantity| !overlaps(&quantity.tokens, &alike.tokens));
        let next = quantities.partition_point(|quantity| quantity.tokens.start < mark.tokens.start);
        quantities.insert(next, alike);
    }
}

/// Lets numbers that stand behind their noun begin at it ("مدنيان اثنان", "جنديا واحدا", "المهاجمون الستة").
fn take_nouns_before(tokens: &Tokens<'_>, marks: &Marks, quantities: &mut [Quantity]) {
    let mut end = 0;
    for quantity in quantities {
        let at = quantity.tokens.start;
        let noun = at.checked_sub(1).and_then(|before| marks.covering(before));
        let noun = noun.filter(|noun| {
            let agrees = match quantity.value {
                Value::Whole(1 | 2) => !noun.definite,
                Value::Whole(_) => noun.definite && tokens.fold(at).starts_with("ال"),
                _ => false,
            };
            let harms = [Role::Counted, Role::After].iter().any(|role| harm_as(noun, *role).is_some());
            agrees && names_people(noun) && noun.tokens.start >= end && !harms
        });
        if let Some(noun) = noun.filter(|_| quantity.worded && quantity.number.start == at) {
            quantity.tokens.start = noun.tokens.start;
        }
        end = quantity.tokens.end;
    }
}

/// Whether an attached "and" begins the verbal noun of another statement ("ومصادرة", AND THE SEIZURE OF): by its "م",
/// "ا" or "ت" behind the "and" it is no noun of people that begins with the "and" itself (Arabic "وزيرا", ministers).
fn is_joined_noun(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.fold(at);
    let rest = word.strip_prefix('و').filter(|_| word.chars().count() > 4);
    rest.is_some_and(|rest| rest.starts_with(['م', 'ا', 'ت']))
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Follows the words after a number for what it counts.
pub(super) fn head(
    numbers: &Numbers,
    tokens: &Tokens<'_>,
    marks: &Marks,
    quantity: &mut Quantity,
    stop: usize,
) -> Head {
    let mut head = Head { end: quantity.tokens.end, ..Head::default() };
    let mut at = quantity.tokens.end;
    let limit = stop.min(at + MAX_HEAD);
    let mut last_unknown = None;
    // Words after a known noun are followed only where "of" or an adjective leads to more of the naming.
    let mut led = true;
    let mut coordinated = false;
    let mut is_led_by_of = false;
    if let Some(noun) = marks.starting(quantity.tokens.start).filter(|noun| {
        names_people(noun) && noun.tokens.end == quantity.number.start && quantity.number.start < quantity.tokens.end
    }) {
        head.absorb(noun, false);
        led = false;
    }
    while at < limit {
        if quantity.bound == Bound::Exact
            && let Some((end, bound)) = numbers.after(tokens, at, limit)
        {
            quantity.bound = bound;
            at = end;
            if head.is_known() || head.is_bare() {
                head.end = at;
            }
            continue;
        }
        // "Of them 745 — civilians": a dash for the verb.
        // "29 dead — civilians": the same behind a noun of harm.
        let behind_noun = head.counted.is_some() && head.persons.is_empty() && head.sided.is_empty() && at == head.end;
        if (at == quantity.tokens.end || behind_noun) && is_dash(tokens, at) && is_naming(marks, at + 1) {
            at += 1;
            continue;
        }
        let Some(mark) = marks.starting(at) else {
            match tokens.at(at).map(|token| token.kind) {
                // "Members of the security, police and military forces": one naming.
                Some(TokenKind::Mark)
                    if (head.is_known() || head.unknown > 0) && led && goes_on(numbers, (tokens, marks), at, limit) =>
                {
                    coordinated = head.is_known();
                }
                // "122 in Hama AND LATAKIA 310": an attached "and" with a name of the next number.
                Some(TokenKind::Word) if tokens.fold(at).starts_with('و') && is_number(tokens, at + 1) => break,
                // "The arrest of 12 AND THE SEIZURE of arms": nor is what an attached "and" begins.
                Some(TokenKind::Word) if at == quantity.number.end && is_joined_noun(tokens, at) => break,
                Some(TokenKind::Word) if !head.is_known() && head.unknown < MAX_UNKNOWN => {
                    head.unknown += 1;
                    last_unknown = Some(at);
                }
                Some(TokenKind::Word) if head.is_known() && led => {}
                // Only the ordinal or the age of the one that an article counts is left inside a naming.
                Some(TokenKind::Number) if !head.is_known() => {}
                Some(TokenKind::Mark)
                    if matches!(tokens.mark(at), '-' | '"' | '“' | '”' | '„' | '\'' | '«' | '»' | '‐' | '‑') =>
                    {}
                _ => break,
            }
            at += 1;
            continue;
        };
        let has = |tag| mark.values.contains(&tag);
        let started = head.is_known();
        // "32 dead and 165 wounded" with the first noun left out: what an attached "and" begins is not counted.
        if !started
            && head.unknown == 0
            && mark.joined
            && !quantity.number.is_empty()
            && quantity.number.end == mark.tokens.start
        {
            break;
        }
        let is_verb = harm_as(mark, Role::Before).is_some() || harm_as(mark, Role::After).is_some();
        // "350,000 FROM THE EAST OF THE CITY": a thing with the article, behind "of" and a word, is where they are.
        if has(Tag::Unit) && !started && mark.definite && head.unknown > 0 && is_led_by_of {
            head.unknown = 0;
            last_unknown = None;
            break;
        }
        // "Hurt 5 IN AN AMBUSH", as Arabic has it in one word: a thing behind a preposition is not what is counted.
        if has(Tag::Unit) && !started && tokens.known_at(at).iter().any(|word| word.preposed) {
            break;
        }
        if has(Tag::Unit) && !started {
            head.is_unit = true;
            head.end = mark.tokens.end;
            return head;
        }
        // "Seven KIDNAPPED policemen": what befell them stands before them as an adjective.
        if let Some(harm) = harm_as(mark, Role::Before).filter(|_| !started && head.unknown == 0 && has(Tag::Adjective))
            && at == head.end
            && is_naming(marks, mark.tokens.end)
        {
            head.counted = Some(harm);
            at = mark.tokens.end;
            continue;
        }
        let is_noun = harm_as(mark, Role::Noun).is_some();
        // "111 KILLINGS OF civilians": the number counts them.
        let of_some = || harm_as(mark, Role::Noun).filter(|_| at == quantity.number.end && mark.tokens.len() > 1);
        let counted = harm_as(mark, Role::Counted)
            .filter(|_| !(started && is_verb || (started || head.unknown > 0) && is_noun))
            .or_else(of_some);
        if let (Some(harm), Some(_), true) = (counted, head.counted, mark.joined || coordinated) {
            // "Dozens of dead and wounded".
            head.also = Some(harm);
        } else if let Some(harm) = counted {
            // "60 civilian deaths": the noun after the people is what the number counts.
            head.counted = head.counted.or(Some(harm));
            head.absorb(mark, coordinated);
        } else if names_people(mark) && !(started && is_verb) {
            if started && !led && mark.joined && !coordinates(marks, mark) {
                break;
            }
            // "Lost 14 soldiers and the gunmen six", the "and" attached: they have a number of their own.
            let end = mark.tokens.end;
            if started && mark.joined && (numbers.begins_at(tokens, end) || is_own(numbers, (tokens, marks), end)) {
                break;
            }
            // "20 people of one family": the people are counted.
            if !(started && persons(mark).all(|person| person == Person::Household) && persons(mark).next().is_some()) {
                head.absorb(mark, coordinated || mark.joined);
            }
            coordinated = false;
            led = true;
        } else if has(Tag::Part) && !is_verb && is_anybody(&head) && head.unknown == 0 && mark.tokens.start == head.end
        {
            // "16 of them officers", "16 people of them were officers", "16 of them died".
            match member_after(tokens, marks, mark.tokens.end, limit) {
                Member::People(next) => {
                    head.of_them = true;
                    led = true;
                    at = next;
                    continue;
                }
                Member::There => {
                    head.of_them = true;
                    head.end = mark.tokens.end;
                    return head;
                }
                Member::Other => break,
                // "8 of them critically": how some of them fared.
                Member::Aside => {
                    quantity.value = Value::Refused;
                    return head;
                }
            }
        } else if has(Tag::Of) && is_by(marks, mark, limit) && !head.persons.contains(&Person::Member) {
            break;
        } else if has(Tag::Of) {
            // "231 dead, and among ..." in one word: another statement.
            if mark.joined && head.is_known() {
                break;
            }
            is_led_by_of = true;
            led = true;
            at = mark.tokens.end;
            continue;
        } else if has(Tag::Camp) && started && names_camp(tokens, marks, mark, limit) {
            led = true;
            at = mark.tokens.end;
            continue;
        } else if started && led && serves(marks, mark) {
            // "A leader IN the forces".
            at = mark.tokens.end;
            continue;
        } else if has(Tag::And) && started {
            match people_after(numbers, (tokens, marks), mark.tokens.end, limit) {
                Some(next) => {
                    at = next;
                    coordinated = true;
                    continue;
                }
                None => break,
            }
        } else if has(Tag::Passive) && (!started || head.of_them && is_anybody(&head)) && head.unknown == 0 {
            // "213 were fighters".
            match marks.starting(mark.tokens.end) {
                Some(next)
                    if names_people(next) && harm_as(next, Role::Before).is_none() || is_from(marks, next, limit) =>
                {
                    at = mark.tokens.end;
                    continue;
                }
                _ => match listed_after(tokens, marks, mark.tokens.end, limit) {
                    Some(next) => {
                        at = next;
                        continue;
                    }
                    None => break,
                },
            }
        } else if has(Tag::Unit)
            && started
            && led
            && marks
                .starting(mark.tokens.end)
                .is_some_and(|next| !next.preposed && actors(next, false).next().is_some())
        {
            // "148 fighters from GROUPS linked to Assad": a thing of a side.
            at = mark.tokens.end;
            continue;
        } else if has(Tag::Filler) && !has(Tag::Passive) && !has(Tag::Reach) && !has(Tag::Stop) {
            at = mark.tokens.end;
            continue;
        } else if mark.values.iter().all(|tag| {
            matches!(
                tag,
                Tag::Incident
                    | Tag::Somebody
                    | Tag::Monitor
                    | Tag::Say
                    | Tag::Singular
                    | Tag::Origin(_)
                    | Tag::Sum
                    | Tag::Figure
                    | Tag::Number
            )
        }) && !has(Tag::Say)
        {
            if !started {
                head.unknown += 1;
                last_unknown = None;
            } else if led && has(Tag::Singular) && mark.tokens.start == head.end {
                // "A civilian DRIVER".
                head.end = mark.tokens.end;
            }
            at = mark.tokens.end;
            continue;
        } else {
            break;
        }
        at = mark.tokens.end;
        head.end = at;
    }
    if is_anybody(&head) && head.is_known() && follows_bodies(marks, quantity.tokens.start) {
        head.persons.push(Person::Body);
    }
    if let Some(unknown) = last_unknown.filter(|_| !head.is_known()) {
        head.end = unknown + 1;
        let word = tokens.word(unknown);
        head.is_name = head.unknown <= 2 && word.chars().next().is_some_and(char::is_uppercase)
            || head.unknown == 1 && numbers.is_counted(tokens.fold(unknown));
    }
    head
}

/// Whether a comma only parts the words of one naming, of which the last has an "and" before it.
fn goes_on(numbers: &Numbers, (tokens, marks): (&Tokens<'_>, &Marks), comma: usize, limit: usize) -> bool {
    if tokens.mark(comma) != ',' {
        return false;
    }
    let mut at = comma + 1;
    while at < limit.min(comma + 5) {
        let Some(mark) = marks.starting(at) else {
            if !tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word || tokens.mark(at) == ',') {
                return false;
            }
            at += 1;
            continue;
        };
        let has = |tag| mark.values.contains(&tag);
        let is_named = actors(mark, false).next().is_some();
        if has(Tag::And) {
            let next = (mark.tokens.end..limit.min(mark.tokens.end + 3)).find_map(|at| marks.starting(at));
            return at > comma + 1 && next.is_some_and(|next| actors(next, false).next().is_some());
        }
        if !is_named && !has(Tag::Filler) && !has(Tag::Of) {
            return false;
        }
        // "The security, police and military forces": the actor holds the "and" itself.
        if is_named && mark.tokens.clone().any(|at| numbers.joins_at(tokens, at)) {
            return true;
        }
        at = mark.tokens.end;
    }
    false
}

/// What is said of some of those counted before ("16 of them ...").
enum Member {
    /// Who they are, from this token on.
    People(usize),
    /// Where they were.
    There,
    /// What befell them.
    Other,
    /// How they fared.
    Aside,
}

/// What follows "of them".
fn member_after(tokens: &Tokens<'_>, marks: &Marks, from: usize, limit: usize) -> Member {
    let from = from + usize::from(is_dash(tokens, from));
    if let Some(next) = marks.starting(from) {
        let dies = harm_as(next, Role::Before).is_some();
        if names_people(next) || dies || next.values.any_of([Tag::Of, Tag::Passive]) {
            return Member::People(from);
        }
        if next.values.contains(&Tag::At) {
            return Member::There;
        }
        return Member::Other;
    }
    for at in from..limit.min(from + 3) {
        match marks.starting(at) {
            Some(next) if names_people(next) => return Member::People(at),
            Some(next) if next.values.iter().any(|tag| matches!(tag, Tag::Harm(..))) => return Member::Other,
            Some(_) => return Member::Aside,
            None if tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word) => {}
            None => return if at > from { Member::Aside } else { Member::Other },
        }
    }
    Member::Other
}

/// Whether a token is the dash that some languages write for "are".
fn is_dash(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.mark(at), '—' | '–')
}

/// Whether a naming says no more than "people", or nothing.
fn is_anybody(head: &Head) -> bool {
    let is_plain = |person: &Person| matches!(person, Person::Anyone | Person::Other);
    head.sided.is_empty() && head.hinted.is_empty() && head.counted.is_none() && head.persons.iter().all(is_plain)
}
