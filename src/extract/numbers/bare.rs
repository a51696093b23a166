//! Bare numbers: one number in digits or in words, whole or refused, without what binds it.

use smallvec::SmallVec;

use super::{Bare, MAX_DIGITS, MOST_PEOPLE, Numbers, Part, Value};
use crate::extract::token::{TokenKind, Tokens};

/// How many groups of digits a number has, mostly.
const MAX_GROUPS: usize = 4;

impl Numbers {
    /// The number that begins at a token.
    pub(super) fn bare_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Bare> {
        let token = tokens.at(index)?;
        match token.kind {
            TokenKind::Number => Some(self.digits_at(tokens, index, end, false)),
            TokenKind::Word => self.worded_at(tokens, index, end),
            _ => None,
        }
    }

    /// The other end of a range whose dash stands right before it ("70-80"); none where a further one follows, or both are years.
    pub(super) fn behind_dash(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Bare> {
        if tokens.at(index)?.kind != TokenKind::Number {
            return self.bare_at(tokens, index, end);
        }
        let bare = self.digits_at(tokens, index, end, true);
        let is_chain = is_dash(tokens.mark(bare.end)) && tokens.glued(bare.end);
        let value = if is_chain || bare.year { Value::Refused } else { bare.value };
        Some(Bare { value, ..bare })
    }

    /// A number that begins in digits; a dash that a range has right before it (`ranged`) makes it no part of a name.
    fn digits_at(&self, tokens: &Tokens<'_>, index: usize, end: usize, ranged: bool) -> Bare {
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
        let before = index.checked_sub(1).filter(|_| !ranged);
        let glued_before = before.is_some_and(|before| self.is_part_of_name(tokens, before));
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
        // "AT 0600": an hour.
        if plain && text.len() == 4 && text.starts_with('0') {
            return refused(stop);
        }
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
        // An accusative that is marked as one says a thousand (ألفاً).
        let marked = || of(|part| matches!(part, Part::Scale(_))).filter(|_| tokens.word(index).contains('\u{64b}'));
        let vague = of(|part| matches!(part, Part::Vague(_))).or_else(marked);
        let vague = vague.or_else(|| of(|part| matches!(part, Part::Unit(_))));
        match *vague.or(found.values.first())? {
            Part::Rounded(about) => {
                Some(Bare { value: Value::Whole(about), end: stop, year: false, worded: true, rounded: true })
            }
            Part::Vague(least) => value(Value::Vague(least)),
            Part::More(_) => value(Value::Whole(1)),
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
        let fits = is_ten(first) && (1..10).contains(&second) && (joined || !found.joined)
            || (1..10).contains(&first) && is_ten(second) && (joined || found.joined);
        if fits { (found.tokens.end, first + second) } else { (index, first) }
    }

    /// A ten that opens a range whose other end begins with its unit, as Arabic has it ("between thirty and five and thirty").
    pub(super) fn ten_alone(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<Bare> {
        let unit = |at: usize| {
            let found = self.parts.longest_at(tokens, at, end)?;
            let value = found.values.iter().find_map(|part| match part {
                Part::Unit(value) => Some(*value),
                _ => None,
            })?;
            Some((value, found.tokens.end, found.joined))
        };
        let (first, stop, _) = unit(index).filter(|(first, ..)| is_ten(*first))?;
        let (_, next, _) = unit(stop).filter(|(second, _, joined)| *joined && (1..10).contains(second))?;
        unit(next).filter(|(third, _, joined)| *joined && is_ten(*third))?;
        Some(Bare { value: Value::Whole(first), end: stop, year: false, worded: true, rounded: false })
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
        match tokens.source().get(one.bytes().end..next.bytes().start) {
            Some("\u{a0}" | "\u{202f}" | "\u{2009}" | "'" | "’") => true,
            // No number begins with a nought: "1 018" is one in any language.
            Some(" ") => self.spaced || tokens.fold(index).starts_with('0'),
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
pub(super) fn is_suffix(tokens: &Tokens<'_>, stop: usize) -> bool {
    tokens.mark(stop) == '\''
        && stop.checked_sub(1).is_some_and(|last| tokens.glued(last))
        && tokens.glued(stop)
        && tokens.at(stop + 1).is_some_and(|token| token.kind == TokenKind::Word)
}

/// Digits with separators as an integer and how many of its places are decimal.
fn digits(text: &str, before_scale: bool) -> Option<(u64, u32)> {
    let is_separator = |c: char| !c.is_ascii_digit();
    let digits = text.bytes().filter(u8::is_ascii_digit);
    if !(1..=MAX_DIGITS).contains(&digits.clone().count()) {
        return None;
    }
    let value = digits.fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
    let groups: SmallVec<[&str; MAX_GROUPS]> = text.split(is_separator).collect();
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

/// Whether a mark is a dash that may stand between the ends of a range.
pub(super) fn is_dash(mark: char) -> bool {
    matches!(mark, '-' | '–' | '—' | '‐' | '‑')
}

/// Whether a number is a ten to which a unit may be added.
fn is_ten(value: u64) -> bool {
    (20..100).contains(&value) && value.is_multiple_of(10)
}

fn whole(value: Option<u64>) -> Value {
    value.filter(|value| *value <= MOST_PEOPLE).map_or(Value::Refused, Value::Whole)
}
