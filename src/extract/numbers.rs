//! Numbers: digits and words of a sentence read as quantities, with what binds them.
//!
//! Invariants: a quantity is a whole number or is refused; a bound belongs to its own number alone; what cannot
//! be a count (a percentage, an hour, an ordinal, an age, an overflow) comes back as refused, so that nothing
//! reads it twice. Absent: what is counted.

use std::ops::Range;

use self::bare::is_suffix;
use super::lexis::Lexis;
use super::token::{TokenKind, Tokens};
use super::values::Plain;
use super::wording::{Found, Wordings};
use crate::model::Bound;
use crate::model::lexicon::figures::FigureWords;
use crate::text::fold::fold;

mod bare;

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
    /// One more, by the how many-th it is ("a third").
    More(u64),
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
    Nothing,
    Numbered,
    Money,
    /// "Rose by".
    Difference,
}

impl Plain for Bind {
    fn is_plain(&self) -> bool {
        !matches!(self, Self::Before(_) | Self::After(_))
    }
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
        number.more.iter().for_each(|(word, value)| parts.add(lexis, word, &Part::More(*value)));
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
            (&bound.after_up_to, Bind::After(Bound::UpTo)),
            (&bound.range_open, Bind::Open),
            (&bound.range_join, Bind::To),
            (&bound.unbound, Bind::Nothing),
            (&bound.difference, Bind::Difference),
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
    fn bind_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Found<'_, Bind>> {
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

    /// The how many-th of those counted a word at a token tells of ("a THIRD").
    fn nth_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<u64> {
        self.parts.longest_at(tokens, index, end)?.values.iter().find_map(|part| match part {
            Part::More(nth) => Some(*nth),
            _ => None,
        })
    }

    /// The numbers of a range of tokens, in order.
    pub fn find(&self, tokens: &Tokens<'_>, range: Range<usize>) -> Vec<Quantity> {
        let mut found: Vec<Quantity> = Vec::new();
        // The words that bind, just before the token looked at.
        let mut waiting: Option<(usize, usize, Bound)> = None;
        let mut opened: Option<(usize, usize)> = None;
        let mut numbered_until = None;
        // Where the words end by which a count has changed, and the last number that told by how many.
        let (mut differs_until, mut changed_until) = (None, None);
        let (parts, binds) = (self.parts.starts(tokens), self.binds.starts(tokens));
        let is_number = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
        let mut index = range.start;
        // From one token that may begin a number, or what binds one, to the next.
        let first = |range: Range<usize>| {
            let end = parts.next(range.clone()).unwrap_or(range.end);
            let end = binds.next(range.start..end).unwrap_or(end);
            (range.start..end).find(|at| is_number(*at)).or((end < range.end).then_some(end))
        };
        while let Some(at) = first(index..range.end) {
            index = at;
            if let Some(bare) = self.bare_at(tokens, index, range.end) {
                let is_open = opened.is_some_and(|(_, end)| end == index);
                let alone = is_open.then(|| self.ten_alone(tokens, index, range.end)).flatten();
                let bare = alone.unwrap_or(bare);
                let mut quantity = Quantity {
                    number: index..bare.end,
                    tokens: index..bare.end,
                    value: bare.value,
                    bound: Bound::Exact,
                    year: bare.year,
                    worded: bare.worded,
                    opened: is_open,
                };
                if bare.rounded {
                    quantity.bound = Bound::About;
                }
                let nth = self.nth_at(tokens, index, range.end).filter(|_| bare.worded);
                let follows =
                    |nth: &u64| found.iter().any(|before| before.value == Value::Whole(nth.saturating_sub(1)));
                if nth.is_some_and(|nth| !follows(&nth)) {
                    index += 1;
                    continue;
                }
                let differs = differs_until == Some(index);
                if !differs {
                    self.close_range(tokens, &mut quantity, range.end, is_open);
                }
                if differs || numbered_until == Some(index) {
                    quantity.value = Value::Refused;
                }
                if let Some((start, end, bound)) = waiting
                    && end == index
                {
                    quantity.tokens.start = start;
                    // "Rose by 90, UP TO 237": that is what it rose to.
                    let rises = changed_until.is_some_and(|at| at == start || at + 1 == start && tokens.is_comma(at));
                    quantity.bound = if rises && bound == Bound::UpTo { Bound::Exact } else { bound };
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
                changed_until = differs.then_some(index).or(changed_until);
                found.push(quantity);
                continue;
            }
            match self.bind_at(tokens, index, range.end) {
                Some(bind) => {
                    // "Aged between 20 and 28": what binds the number does not part it from its name.
                    let is_named = numbered_until == Some(index);
                    let differs = differs_until == Some(index);
                    for value in bind.values.iter() {
                        match value {
                            Bind::Before(bound) => {
                                let (start, bound) = match waiting {
                                    // "At least some 30" is at least 30, and so is "about at least 30".
                                    Some((start, end, first)) if end == index && first != Bound::About => {
                                        (start, first)
                                    }
                                    Some((start, end, _)) if end == index => (start, *bound),
                                    _ => (index, *bound),
                                };
                                waiting = Some((start, bind.tokens.end, bound));
                            }
                            Bind::Open => opened = Some((index, bind.tokens.end)),
                            // "On 7 MARCH 13 soldiers": the month has its day.
                            Bind::Numbered if index.checked_sub(1).is_some_and(|before| is_day(tokens, before)) => {}
                            Bind::Numbered | Bind::Money => numbered_until = Some(bind.tokens.end),
                            Bind::Difference => match self.opens_range(tokens, &bind.tokens, range.end) {
                                Some(opener) => opened = Some((opener, bind.tokens.end)),
                                None => differs_until = Some(bind.tokens.end),
                            },
                            Bind::After(_) | Bind::To | Bind::Nothing => {}
                        }
                    }
                    let binds = bind.values.iter().any(|value| matches!(value, Bind::Before(_) | Bind::Open));
                    if is_named && binds {
                        numbered_until = Some(bind.tokens.end);
                    }
                    if differs && binds {
                        differs_until = Some(bind.tokens.end);
                    }
                    // What only binds a number before it does nothing here ("at the most" where "than more" begins).
                    let is_behind = bind.values.iter().all(|value| matches!(value, Bind::After(_)));
                    index = if is_behind { index + 1 } else { bind.tokens.end };
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

    /// The last token of words that tell by how many a count has changed, where it opens a range instead: what is left and
    /// what is reached follow in one breath (French "a augmenté DE 147 à 237").
    fn opens_range(&self, tokens: &Tokens<'_>, words: &Range<usize>, end: usize) -> Option<usize> {
        let last = words.end - 1;
        let has = |at: usize, end: usize, bind: Bind| {
            self.binds.longest_at(tokens, at, end).filter(|found| found.values.contains(&bind))
        };
        has(last, words.end, Bind::Open)?;
        let first = self.bare_at(tokens, words.end, end)?;
        let second = has(first.end, end, Bind::To)?;
        self.bare_at(tokens, second.tokens.end, end).is_some().then_some(last)
    }

    /// Whether a number begins at a token.
    pub fn begins_at(&self, tokens: &Tokens<'_>, index: usize) -> bool {
        self.bare_at(tokens, index, tokens.all().len()).is_some()
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
        // "A SECOND member died with him" is one.
        let counts_one = |part: &Part| matches!(part, Part::Article | Part::More(_));
        // "حتى الأحد 1557" (until SUNDAY, 1,557): digits behind it are the number.
        let is_digits = tokens.fold(index).starts_with("ال")
            && tokens.at(found.tokens.end).is_some_and(|token| token.kind == TokenKind::Number);
        (found.values.iter().any(counts_one) && !is_digits).then_some(found.tokens.end)
    }

    /// Whether a token is a word that may join two parts of one number ("and").
    pub fn joins_at(&self, tokens: &Tokens<'_>, index: usize) -> bool {
        self.parts.any_of_word(tokens, index, |part| *part == Part::Join)
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
        let dash = bare::is_dash(tokens.mark(at)) && tokens.glued(at);
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
        let second = if dash { self.behind_dash(tokens, next, end) } else { self.bare_at(tokens, next, end) };
        let Some(second) = second else { return };
        let Value::Whole(to) = second.value else {
            if dash || second.value == Value::Refused {
                quantity.value = Value::Refused;
                quantity.number.end = second.end;
                quantity.tokens.end = second.end;
            }
            return;
        };
        // "Down from 250 to 180" is no range; nor is "since October 2023 to 61,430", but "2000 to 2500" is.
        let since = quantity.year && !second.year && !is_open && from % 100 != 0;
        if (from >= to || since) && !dash {
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

/// Whether a token is a number of one or two digits.
fn is_day(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number) && tokens.fold(at).len() <= 2
}
