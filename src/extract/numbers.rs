//! Numbers: digits and words of a sentence read as quantities, with what binds them.
//!
//! Invariants: a quantity is a whole number or is refused; a bound belongs to its own number alone; what cannot
//! be a count (a percentage, an hour, an ordinal, an age, an overflow) comes back as refused, so that nothing
//! reads it twice. Absent: what is counted.

use std::ops::Range;

use super::lexis::Lexis;
use super::token::{TokenKind, Tokens};
use super::wording::{Found, Wordings};
use crate::model::Bound;
use crate::model::lexicon::figures::FigureWords;
use crate::text::fold::fold;

/// How long the stem before the ending of a counted word must be, in characters.
const MIN_COUNTED_STEM: usize = 3;

/// No count of people is larger: what is, is money, a number of a document or nonsense.
const MOST_PEOPLE: u64 = 500_000_000;
/// The longest run of digits that is read at all.
const MAX_DIGITS: usize = 12;

/// How many tokens the words that bind a number have at most.
const MAX_BOUND: usize = 3;

/// What a number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Whole(u64),
    /// From one to another; `opened` where a word such as "from" stands before.
    Between {
        /// The lower or first end.
        from: u64,
        /// The upper or last end.
        to: u64,
    },
    /// A word without a number, with the least it means.
    Vague(u64),
    /// People without a number ("several").
    Uncounted,
    /// No count ("10%", "20-year-old", "8.5").
    Refused,
}

/// A number of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The tokens of the number alone.
    pub number: Range<usize>,
    /// The tokens with the words that bind it before and behind.
    pub tokens: Range<usize>,
    /// What it says.
    pub value: Value,
    /// What binds it; `Exact` where nothing does.
    pub bound: Bound,
    /// Whether it could be a year: four digits without a separator, 1900 to 2100.
    pub year: bool,
    /// Whether it is written in words.
    pub worded: bool,
    /// Whether a word such as "from" stands before it.
    pub opened: bool,
}

/// What a word of number does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Unit(u64),
    Scale(u64),
    Join,
    Vague(u64),
    Uncounted,
    Fraction,
    Article,
    /// A noun that counts roughly by itself ("une trentaine").
    Rounded(u64),
}

/// What a word beside a number does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bind {
    Before(Bound),
    After(Bound),
    Open,
    To,
    Numbered,
    Money,
}

/// Reads numbers in one language. Compiled once from its lexicon.
#[derive(Debug, Clone)]
pub struct Numbers {
    parts: Wordings<Part>,
    binds: Wordings<Bind>,
    /// Endings of words for people that stand behind a number, folded.
    counted_endings: Vec<String>,
    /// Endings glued to a number that a count has left, and to the one that it has reached, folded.
    risen: (Vec<String>, Vec<String>),
    /// Words with marks on their letters that bind nothing, whatever they are like without them (French OÙ).
    plain: Vec<String>,
    spaced: bool,
}

/// A number as it stands, before its bounds.
#[derive(Debug, Clone, Copy)]
struct Bare {
    value: Value,
    end: usize,
    year: bool,
    worded: bool,
    /// Whether its words say that it is rough.
    rounded: bool,
}

impl Numbers {
    /// Compiles the words of one language.
    pub fn new(words: &FigureWords, lexis: &mut Lexis) -> Self {
        let mut parts = Wordings::default();
        let number = &words.number;
        number.units.iter().for_each(|(word, value)| parts.add(lexis, word, &Part::Unit(*value)));
        number.scales.iter().for_each(|(word, value)| parts.add(lexis, word, &Part::Scale(*value)));
        number.vague.iter().for_each(|(word, value)| parts.add(lexis, word, &Part::Vague(*value)));
        number.joiners.iter().for_each(|word| parts.add(lexis, word, &Part::Join));
        number.article.iter().for_each(|word| parts.add(lexis, word, &Part::Article));
        number.uncounted.iter().for_each(|word| parts.add(lexis, word, &Part::Uncounted));
        number.fractions.iter().for_each(|word| parts.add(lexis, word, &Part::Fraction));
        number.rounded.iter().for_each(|(word, value)| parts.add(lexis, word, &Part::Rounded(*value)));
        let mut binds = Wordings::default();
        let bound = &words.bound;
        let lists = [
            (&bound.at_least, Bind::Before(Bound::AtLeast)),
            (&bound.more_than, Bind::Before(Bound::MoreThan)),
            (&bound.about, Bind::Before(Bound::About)),
            (&bound.up_to, Bind::Before(Bound::UpTo)),
            (&bound.after_at_least, Bind::After(Bound::AtLeast)),
            (&bound.after_more_than, Bind::After(Bound::MoreThan)),
            (&bound.after_about, Bind::After(Bound::About)),
            (&bound.range_open, Bind::Open),
            (&bound.range_join, Bind::To),
            (&words.refuse.numbered, Bind::Numbered),
            (&words.refuse.money, Bind::Money),
        ];
        for (list, bind) in lists {
            list.iter().for_each(|word| binds.add(lexis, word, &bind));
        }
        let folded = |endings: &[String]| endings.iter().map(|ending| fold(ending)).collect();
        let risen = (folded(&bound.from_endings), folded(&bound.to_endings));
        let marked = words.link.twins.iter().filter(|word| !word.is_ascii()).map(|word| word.to_lowercase());
        let begins = |list: &Vec<String>, word: &str| {
            list.iter().any(|phrase| phrase.split(' ').next().is_some_and(|first| first.to_lowercase() == word))
        };
        let plain = marked.filter(|word| !lists.iter().any(|(list, _)| begins(list, word))).collect();
        let counted_endings = folded(&words.people.counted_endings);
        Self { parts, binds, counted_endings, risen, plain, spaced: number.spaced_thousands }
    }

    /// The words that bind a number, at a token.
    fn bind_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Found<Bind>> {
        let found = self.binds.longest_at(tokens, index, end)?;
        let is_plain = |word: &str| !word.is_ascii() && self.plain.iter().any(|plain| *plain == word.to_lowercase());
        (self.plain.is_empty() || !is_plain(tokens.word(index))).then_some(found)
    }

    /// Whether a folded word has the ending of people who are counted, behind a stem.
    pub fn is_counted(&self, word: &str) -> bool {
        let has = |ending: &String| {
            word.strip_suffix(ending.as_str()).is_some_and(|stem| stem.chars().count() >= MIN_COUNTED_STEM)
        };
        self.counted_endings.iter().any(has)
    }

    /// The numbers of a range of tokens, in order.
    pub fn find(&self, tokens: &Tokens<'_>, range: Range<usize>) -> Vec<Quantity> {
        let mut found: Vec<Quantity> = Vec::new();
        // The words that bind, just before the token looked at.
        let mut waiting: Option<(usize, usize, Bound)> = None;
        let mut opened: Option<(usize, usize)> = None;
        let mut numbered_until = None;
        let mut index = range.start;
        while index < range.end {
            if let Some(bare) = self.bare_at(tokens, index, range.end) {
                let mut quantity = Quantity {
                    number: index..bare.end,
                    tokens: index..bare.end,
                    value: bare.value,
                    bound: Bound::Exact,
                    year: bare.year,
                    worded: bare.worded,
                    opened: opened.is_some_and(|(_, end)| end == index),
                };
                if bare.rounded {
                    quantity.bound = Bound::About;
                }
                let is_open = opened.is_some_and(|(_, end)| end == index);
                self.close_range(tokens, &mut quantity, range.end, is_open);
                if numbered_until == Some(index) {
                    quantity.value = Value::Refused;
                }
                if let Some((start, end, bound)) = waiting
                    && end == index
                {
                    quantity.tokens.start = start;
                    quantity.bound = bound;
                }
                if let Some((start, _)) = opened.filter(|_| is_open)
                    && matches!(quantity.value, Value::Between { .. })
                {
                    quantity.tokens.start = start;
                }
                // What binds a count behind it binds no date and no hour ("8 March: at least 16").
                if quantity.value != Value::Refused
                    && let Some((end, bound)) = self.after(tokens, quantity.number.end, range.end)
                {
                    quantity.tokens.end = end;
                    quantity.bound = bound;
                }
                index = quantity.tokens.end;
                found.push(quantity);
                continue;
            }
            match self.bind_at(tokens, index, range.end) {
                Some(bind) => {
                    // "Aged between 20 and 28": what binds the number does not part it from its name.
                    let is_named = numbered_until == Some(index);
                    for value in bind.values.iter() {
                        match value {
                            Bind::Before(bound) => {
                                let (start, bound) = match waiting {
                                    // "At least some 30" is at least 30.
                                    Some((start, end, first)) if end == index => (start, first),
                                    _ => (index, *bound),
                                };
                                waiting = Some((start, bind.tokens.end, bound));
                            }
                            Bind::Open => opened = Some((index, bind.tokens.end)),
                            Bind::Numbered | Bind::Money => numbered_until = Some(bind.tokens.end),
                            Bind::After(_) | Bind::To => {}
                        }
                    }
                    if is_named && bind.values.iter().any(|value| matches!(value, Bind::Before(_) | Bind::Open)) {
                        numbered_until = Some(bind.tokens.end);
                    }
                    index = bind.tokens.end;
                    // "No. 56" and "AK-47".
                    if numbered_until == Some(index) && matches!(tokens.mark(index), '.' | '-') {
                        numbered_until = Some(index + 1);
                        index += 1;
                    }
                }
                None => index += 1,
            }
        }
        found
    }

    /// A bound behind a number or behind the words that say what it counts: the token after it, and the bound.
    pub fn after(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<(usize, Bound)> {
        let found = self.bind_at(tokens, index, end)?;
        // "973 civilians plus 481 fighters": what stands before a number of its own binds nothing behind it.
        if tokens.at(found.tokens.end).is_some_and(|next| next.kind == TokenKind::Number) {
            return None;
        }
        found.values.iter().find_map(|bind| match bind {
            Bind::After(bound) => Some((found.tokens.end, *bound)),
            _ => None,
        })
    }

    /// What binds a number, by the words that end before a token ("has EXCEEDED the toll 400" as Arabic has it).
    pub fn bound_before(&self, tokens: &Tokens<'_>, index: usize) -> Option<(Range<usize>, Bound)> {
        let begins = (1..=MAX_BOUND).filter_map(|back| index.checked_sub(back));
        let found =
            begins.filter_map(|at| self.binds.longest_at(tokens, at, index)).find(|it| it.tokens.end == index)?;
        let bound = found.values.iter().find_map(|bind| match bind {
            Bind::Before(bound) => Some(*bound),
            _ => None,
        });
        Some((found.tokens, bound?))
    }

    /// Whether a token begins an article that can count one.
    pub fn article_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<usize> {
        let found = self.parts.longest_at(tokens, index, end)?;
        found.values.contains(&Part::Article).then_some(found.tokens.end)
    }

    /// Whether a token is a word that may join two parts of one number ("and").
    pub fn joins_at(&self, tokens: &Tokens<'_>, index: usize) -> bool {
        self.parts.longest_at(tokens, index, index + 1).is_some_and(|found| found.values.contains(&Part::Join))
    }

    /// Joins a second end to a number where the words make a range of them.
    fn close_range(&self, tokens: &Tokens<'_>, quantity: &mut Quantity, end: usize, is_open: bool) {
        let Value::Whole(from) = quantity.value else { return };
        if let Some(second) = self.risen_to(tokens, quantity.number.end, end) {
            quantity.value = second.value;
            quantity.number.end = second.end;
            quantity.tokens.end = second.end;
            return;
        }
        let at = quantity.number.end;
        let dash = matches!(tokens.mark(at), '-' | '–' | '—' | '‐' | '‑') && tokens.glued(at);
        let next = if dash {
            at + 1
        } else {
            match self.binds.longest_at(tokens, at, end) {
                Some(found) if found.values.contains(&Bind::To) => found.tokens.end,
                _ => {
                    // "Between 70 and 80": "and" joins a range only where it was opened.
                    match self.parts.longest_at(tokens, at, end) {
                        Some(found) if is_open && *found.values == [Part::Join] => found.tokens.end,
                        _ if is_open && tokens.fold(at).starts_with('و') => at,
                        _ => return,
                    }
                }
            }
        };
        let Some(second) = self.bare_at(tokens, next, end) else { return };
        let Value::Whole(to) = second.value else {
            if dash || second.value == Value::Refused {
                quantity.value = Value::Refused;
                quantity.number.end = second.end;
                quantity.tokens.end = second.end;
            }
            return;
        };
        // "Down from 250 to 180" is no range.
        if from >= to && !dash {
            return;
        }
        quantity.value = if from < to { Value::Between { from, to } } else { Value::Refused };
        quantity.number.end = second.end;
        quantity.tokens.end = second.end;
    }

    /// The number that a count has reached, right behind the one that it has left, as endings glued to them say
    /// (Turkish "237'DEN 311'E"); the first ends before `first`.
    fn risen_to(&self, tokens: &Tokens<'_>, first: usize, end: usize) -> Option<Bare> {
        let (left, reached) = &self.risen;
        if left.is_empty() {
            return None;
        }
        // The ending of a number may be taken for a part of it already.
        let ending = |at: usize| if is_suffix(tokens, at) { at + 2 } else { at };
        let has = |stop: usize, endings: &[String]| {
            stop.checked_sub(2).is_some_and(|mark| is_suffix(tokens, mark))
                && endings.iter().any(|known| known == tokens.fold(stop - 1))
        };
        let from = ending(first);
        let second = self.bare_at(tokens, from, end).filter(|_| has(from, left))?;
        let to = ending(second.end);
        (has(to, reached) && matches!(second.value, Value::Whole(_))).then_some(Bare { end: to, ..second })
    }

    fn bare_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Bare> {
        let token = tokens.at(index)?;
        match token.kind {
            TokenKind::Number => Some(self.digits_at(tokens, index, end)),
            TokenKind::Word => self.worded_at(tokens, index, end),
            _ => None,
        }
    }

    /// A number that begins in digits.
    fn digits_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Bare {
        let mut stop = index + 1;
        let mut text = tokens.fold(index).to_owned();
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        if plain && text.len() <= 3 {
            while stop < end
                && tokens.at(stop).is_some_and(|next| next.kind == TokenKind::Number)
                && tokens.fold(stop).len() == 3
                && tokens.fold(stop).bytes().all(|byte| byte.is_ascii_digit())
                && self.is_thousands_gap(tokens, stop)
                && text.len() <= MAX_DIGITS
            {
                text.push_str(tokens.fold(stop));
                stop += 1;
            }
        }
        let refused = |end| Bare { value: Value::Refused, end, year: false, worded: false, rounded: false };
        let glued_before = index.checked_sub(1).is_some_and(|before| self.is_part_of_name(tokens, before));
        if let Some(after) = glued_tail(tokens, stop) {
            return refused(after);
        }
        if is_suffix(tokens, stop) {
            stop += 2;
        }
        let scale = self.scale_at(tokens, stop, end);
        if glued_before {
            return refused(scale.map_or(stop, |(after, _)| after));
        }
        let Some(figure) = digits(&text, scale.is_some_and(|(_, scale)| scale >= 1000)) else {
            return refused(scale.map_or(stop, |(after, _)| after));
        };
        let year =
            plain && stop == index + 1 && text.len() == 4 && scale.is_none() && (1900..=2100).contains(&figure.0);
        let Some((after, scale)) = scale else {
            let value = if figure.1 == 0 { whole(Some(figure.0)) } else { Value::Refused };
            return Bare { value, end: stop, year, worded: false, rounded: false };
        };
        let scaled = scaled(figure, scale);
        self.sum(tokens, after, end, scaled, scale, false)
    }

    /// A number in words.
    fn worded_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Bare> {
        let found = self.parts.longest_at(tokens, index, end)?;
        let stop = found.tokens.end;
        let value = |value| Some(Bare { value, end: stop, year: false, worded: true, rounded: false });
        // A scale that stands alone in the plural says no number ("thousands of").
        // One that is a number of its own too is that where nothing stands before it (Arabic ألفا, two thousand).
        let of = |is: fn(&&Part) -> bool| found.values.iter().find(is);
        let vague = of(|part| matches!(part, Part::Vague(_))).or_else(|| of(|part| matches!(part, Part::Unit(_))));
        match *vague.or(found.values.first())? {
            Part::Rounded(about) => {
                Some(Bare { value: Value::Whole(about), end: stop, year: false, worded: true, rounded: true })
            }
            Part::Vague(least) => value(Value::Vague(least)),
            Part::Uncounted => value(Value::Uncounted),
            Part::Fraction => value(Value::Refused),
            Part::Join => None,
            // "A hundred", "a thousand".
            Part::Article => {
                let (after, scale) = self.scale_at(tokens, stop, end)?;
                Some(self.sum(tokens, after, end, Some(scale), scale, true))
            }
            Part::Unit(unit) => {
                let (after, figure) = self.tens(tokens, stop, end, unit);
                match self.scale_at(tokens, after, end) {
                    Some((after, scale)) => Some(self.sum(tokens, after, end, figure.checked_mul(scale), scale, true)),
                    None if unit >= 100 && unit.is_multiple_of(100) => Some(self.sum(
                        tokens,
                        stop,
                        end,
                        Some(unit),
                        if unit.is_multiple_of(1000) { 1000 } else { 100 },
                        true,
                    )),
                    None => {
                        Some(Bare { value: whole(Some(figure)), end: after, year: false, worded: true, rounded: false })
                    }
                }
            }
            Part::Scale(scale) => Some(self.sum(tokens, stop, end, Some(scale), scale, true)),
        }
    }

    /// Adds what may follow within one group under a hundred: "twenty FIVE", "five AND TWENTY".
    fn tens(&self, tokens: &Tokens<'_>, index: usize, end: usize, first: u64) -> (usize, u64) {
        let (next, joined) = self.skip_join(tokens, index, end);
        let Some(found) = self.parts.longest_at(tokens, next, end) else { return (index, first) };
        let Some(Part::Unit(second)) = found.values.first().copied() else { return (index, first) };
        let is_ten = |value: u64| (20..100).contains(&value) && value.is_multiple_of(10);
        let fits = is_ten(first) && (1..10).contains(&second) && (joined || !found.joined)
            || (1..10).contains(&first) && is_ten(second) && (joined || found.joined);
        if fits { (found.tokens.end, first + second) } else { (index, first) }
    }

    /// Adds the lower groups that follow a scale word: "two hundred AND FIVE", "34 ألفا و473".
    fn sum(&self, tokens: &Tokens<'_>, index: usize, end: usize, first: Option<u64>, scale: u64, worded: bool) -> Bare {
        let mut total = first;
        let mut stop = index;
        let mut room = scale;
        while room > 1 && stop < end {
            let (next, joined) = self.skip_join(tokens, stop, end);
            let Some((after, part, low)) = self.lower_group(tokens, next, end, room, joined) else { break };
            total = total.and_then(|sum| sum.checked_add(part));
            stop = after;
            room = low;
        }
        Bare { value: whole(total), end: stop, year: false, worded, rounded: false }
    }

    /// One lower group that is smaller than `room`: where it ends, its value, and the room it leaves.
    fn lower_group(
        &self,
        tokens: &Tokens<'_>,
        index: usize,
        end: usize,
        room: u64,
        joined: bool,
    ) -> Option<(usize, u64, u64)> {
        let token = tokens.at(index).filter(|_| index < end)?;
        let (after, figure) = match token.kind {
            // "34 thousand AND 473", "7 thousand 500".
            TokenKind::Number if room >= 1000 && (joined || tokens.fold(index).len() <= 3) => {
                let (figure, places) = digits(tokens.fold(index), false)?;
                (index + 1, (places == 0).then_some(figure)?)
            }
            TokenKind::Word => {
                let found = self.parts.longest_at(tokens, index, end)?;
                match *found.values.first()? {
                    Part::Unit(unit) => self.tens(tokens, found.tokens.end, end, unit),
                    Part::Scale(scale) if scale < room => return Some((found.tokens.end, scale, scale)),
                    _ => return None,
                }
            }
            _ => return None,
        };
        match self.scale_at(tokens, after, end) {
            Some((after, scale)) if scale < room => Some((after, figure.checked_mul(scale)?, scale)),
            Some(_) => None,
            None if figure < room => {
                let low = if figure.is_multiple_of(100) && figure >= 100 { 100 } else { 1 };
                Some((after, figure, low))
            }
            None => None,
        }
    }

    /// Passes over one joiner: the token after it, and whether there was one.
    fn skip_join(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> (usize, bool) {
        if index < end && matches!(tokens.mark(index), '-' | '‐' | '‑') && tokens.glued(index) {
            return (index + 1, true);
        }
        match self.parts.longest_at(tokens, index, end) {
            Some(found) if *found.values == [Part::Join] => (found.tokens.end, true),
            Some(found) if found.joined => (index, true),
            _ => (index, false),
        }
    }

    fn scale_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<(usize, u64)> {
        let index = if matches!(tokens.mark(index), '-') && tokens.glued(index) { index + 1 } else { index };
        let found = self.parts.longest_at(tokens, index, end).filter(|found| !found.joined)?;
        found.values.iter().find_map(|part| match part {
            Part::Scale(scale) => Some((found.tokens.end, *scale)),
            _ => None,
        })
    }

    /// Whether the gap before a group of three digits is one that parts thousands.
    fn is_thousands_gap(&self, tokens: &Tokens<'_>, index: usize) -> bool {
        let (Some(one), Some(next)) = (index.checked_sub(1).and_then(|at| tokens.at(at)), tokens.at(index)) else {
            return false;
        };
        match tokens.source().get(one.end..next.start) {
            Some("\u{a0}" | "\u{202f}" | "\u{2009}" | "'" | "’") => true,
            Some(" ") => self.spaced,
            _ => false,
        }
    }

    /// Whether the token before a number makes it part of a name or a sum of money ("F-16", "$40", "AK47").
    fn is_part_of_name(&self, tokens: &Tokens<'_>, before: usize) -> bool {
        if !tokens.glued(before) {
            return false;
        }
        match tokens.at(before).map(|token| token.kind) {
            Some(TokenKind::Word) => tokens.word(before).is_ascii(),
            Some(TokenKind::Mark) => match tokens.fold(before) {
                "$" | "€" | "£" | "₺" | "#" | "№" | "/" | ":" | "+" | "@" | "_" => true,
                "-" | "‐" | "‑" => before.checked_sub(1).is_some_and(|at| {
                    tokens.glued(at) && tokens.at(at).is_some_and(|token| token.kind != TokenKind::Mark)
                }),
                "." | "," => before
                    .checked_sub(1)
                    .is_some_and(|at| tokens.glued(at) && tokens.at(at).is_some_and(|t| t.kind == TokenKind::Number)),
                _ => false,
            },
            _ => false,
        }
    }
}

/// What stands glued behind digits and makes them no count ("10%", "9:30", "20-year-old", "10th"): its end.
fn glued_tail(tokens: &Tokens<'_>, stop: usize) -> Option<usize> {
    let last = stop.checked_sub(1)?;
    let next = tokens.at(stop)?;
    if matches!(tokens.mark(stop), '%' | '٪' | '$' | '€' | '£' | '°') {
        return Some(stop + 1);
    }
    if !tokens.glued(last) {
        return None;
    }
    let follows = |kind| tokens.at(stop + 1).is_some_and(|token| token.kind == kind) && tokens.glued(stop);
    match next.kind {
        TokenKind::Word if tokens.word(stop).is_ascii() => Some(stop + 1),
        TokenKind::Mark => match tokens.fold(stop) {
            ":" | "/" if follows(TokenKind::Number) => Some(stop + 2),
            "-" | "‐" | "‑" if follows(TokenKind::Word) && tokens.glued(last) => Some(stop + 2),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an apostrophe and an ending are glued to a number, as Turkish writes them ("340'ı").
fn is_suffix(tokens: &Tokens<'_>, stop: usize) -> bool {
    tokens.mark(stop) == '\''
        && stop.checked_sub(1).is_some_and(|last| tokens.glued(last))
        && tokens.glued(stop)
        && tokens.at(stop + 1).is_some_and(|token| token.kind == TokenKind::Word)
}

/// Digits with separators as an integer and how many of its places are decimal.
fn digits(text: &str, before_scale: bool) -> Option<(u64, u32)> {
    let is_separator = |c: char| !c.is_ascii_digit();
    let groups: Vec<&str> = text.split(is_separator).collect();
    let plain: String = text.chars().filter(char::is_ascii_digit).collect();
    if plain.len() > MAX_DIGITS {
        return None;
    }
    let value: u64 = plain.parse().ok()?;
    let (first, rest) = groups.split_first()?;
    let Some(second) = rest.first() else { return Some((value, 0)) };
    let mut separators = text.chars().filter(|c| is_separator(*c));
    let separator = separators.next()?;
    let is_uniform = separators.all(|other| other == separator);
    let in_threes = rest.iter().all(|group| group.len() == 3) && (1..=3).contains(&first.len()) && *first != "0";
    if is_uniform && in_threes && separator != '٫' && !(before_scale && rest.len() == 1) {
        return Some((value, 0));
    }
    let places = u32::try_from(second.len()).ok()?;
    (rest.len() == 1).then_some((value, places))
}

/// A figure with decimal places times a scale, where that is whole.
fn scaled((value, places): (u64, u32), scale: u64) -> Option<u64> {
    let parts = 10_u64.checked_pow(places)?;
    let product = value.checked_mul(scale)?;
    (product.is_multiple_of(parts)).then_some(product / parts)
}

fn whole(value: Option<u64>) -> Value {
    value.filter(|value| *value <= MOST_PEOPLE).map_or(Value::Refused, Value::Whole)
}
