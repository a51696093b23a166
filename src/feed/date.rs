//! Dates as servers and feeds write them: RFC 3339, RFC 822 with its habits, and the plainer ones.
//!
//! Tolerant: a wrong weekday, a missing zone (then UTC), long month names, Arabic digits and both sets of
//! Arabic month names, month before day. A text without day, month and year is no date; nor is one before
//! feeds existed, which is what a program writes that has none.

use jiff::Timestamp;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::Offset;

use crate::text::fold::fold;

/// Characters of the longest date that is read.
const DATE_MAX: usize = 80;

/// The first year that is believed.
const YEAR_MIN: i16 = 1990;

/// Reads an instant; none where it is none.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text: String = text.trim().chars().take(DATE_MAX).collect();
    let tokens = split(&fold(&text));
    let mut found = Found::default();
    let mut rest = tokens.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = found.take(first, after);
    }
    found.instant()
}

/// The sign for "less", which careful writers put in place of a hyphen.
const MINUS: char = '\u{2212}';

/// The largest offset from Greenwich, as its hours and minutes are written together.
const OFFSET_MAX: u32 = 1_500;

/// A piece of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A number and how many digits it is written with.
    Number(u32, usize),
    Word(String),
    Sign(char),
}

/// Splits a folded text where digits, letters and signs meet; blanks part words and stay as signs.
fn split(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for c in text.chars() {
        match (tokens.last_mut(), c.to_digit(10)) {
            (Some(Token::Number(value, digits)), Some(digit)) => {
                *value = value.saturating_mul(10).saturating_add(digit);
                *digits += 1;
            }
            (_, Some(digit)) => tokens.push(Token::Number(digit, 1)),
            (Some(Token::Word(word)), None) if c.is_alphabetic() => word.push(c),
            (_, None) if c.is_alphabetic() => tokens.push(Token::Word(c.into())),
            (_, None) if c.is_whitespace() => tokens.push(Token::Sign(' ')),
            (_, None) => tokens.push(Token::Sign(if c == MINUS { '-' } else { c })),
        }
    }
    tokens
}

/// What was found so far.
#[derive(Debug, Default)]
struct Found {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    time: Option<(u32, u32, u32)>,
    afternoon: Option<bool>,
    /// Minutes east of Greenwich.
    offset: Option<i32>,
    /// "Tishrin" and "Kanun" are two months each: the first of them, until "the second" comes.
    pending: Option<u32>,
}

impl Found {
    /// Takes one token, and those that belong to it; what is left.
    fn take<'a>(&mut self, first: &Token, rest: &'a [Token]) -> &'a [Token] {
        use Token::{Number, Sign, Word};
        match (first, rest) {
            (Number(hour, _), [Sign(':'), Number(minute, _), Sign(':'), Number(second, _), rest @ ..])
                if self.time.is_none() =>
            {
                self.time = Some((*hour, *minute, *second));
                // A fraction of a second says nothing here.
                if let [Sign('.' | ','), Number(..), rest @ ..] = rest { rest } else { rest }
            }
            (Number(hour, _), [Sign(':'), Number(minute, _), rest @ ..]) if self.time.is_none() => {
                self.time = Some((*hour, *minute, 0));
                rest
            }
            (Number(hour, 1..=2), [Sign('.'), Number(minute, 2), rest @ ..])
                if self.day.is_some() && self.time.is_none() && says_half_of_day(rest) =>
            {
                self.time = Some((*hour, *minute, 0));
                rest
            }
            (Number(a, digits), [Sign(one), Number(b, _), Sign(two), Number(c, last), rest @ ..])
                if self.day.is_none() && one == two && matches!(one, '-' | '/' | '.') =>
            {
                self.take_numeric((*a, *digits), *b, (*c, *last));
                rest
            }
            // A day by its number in the year, and by its week, both as ISO 8601 has them.
            (Number(year, 4), [Sign('-'), Number(day, 3), rest @ ..])
                if self.day.is_none() && !matches!(rest, [Sign('-'), ..]) =>
            {
                self.take_date(of_year(*year, *day));
                rest
            }
            (Number(date, 7), _) if self.day.is_none() => {
                self.take_date(of_year(date / 1_000, date % 1_000));
                rest
            }
            (Number(year, 4), [Sign('-'), Word(w), Number(week, 2), Sign('-'), Number(day, 1), rest @ ..])
                if self.day.is_none() && w == "w" =>
            {
                self.take_date(of_week(*year, *week, *day));
                rest
            }
            (Number(year, 4), [Word(w), Number(both, 3), rest @ ..]) if self.day.is_none() && w == "w" => {
                self.take_date(of_week(*year, both / 10, both % 10));
                rest
            }
            (Number(date, 8), _) if self.day.is_none() => {
                self.take_numeric((date / 10_000, 4), date / 100 % 100, (date % 100, 2));
                rest
            }
            (Number(time, 6), _) if self.day.is_some() && self.time.is_none() => {
                self.time = Some((time / 10_000, time / 100 % 100, time % 100));
                rest
            }
            (Number(time, 4), _) if self.year.is_some() && self.day.is_some() && self.time.is_none() => {
                self.time = Some((time / 100, time % 100, 0));
                rest
            }
            (Word(t), [Number(hour, 2), rest @ ..])
                if t == "t" && self.day.is_some() && self.time.is_none() && !matches!(rest, [Sign(':'), ..]) =>
            {
                self.time = Some((*hour, 0, 0));
                rest
            }
            (Number(value, 1..=2), _) if self.day.is_none() => {
                self.day = Some(*value);
                rest
            }
            (Number(value, digits @ (2 | 4)), _) if self.year.is_none() => {
                self.year = Some(full_year(*value, *digits));
                rest
            }
            // A number too large for one is a year behind a hyphen.
            (Sign(sign @ ('+' | '-')), [Number(value @ 0..=OFFSET_MAX, digits), rest @ ..])
                if self.time.is_some() && self.offset.unwrap_or(0) == 0 =>
            {
                let (minutes, rest) = match (digits, rest) {
                    (1..=2, [Sign(':'), Number(minutes, _), rest @ ..]) => (value * 60 + minutes, rest),
                    (1..=2, _) => (value * 60, rest),
                    (3..=4, _) => (value / 100 * 60 + value % 100, rest),
                    _ => return rest,
                };
                let minutes = i32::try_from(minutes).unwrap_or(0);
                self.offset = Some(if *sign == '-' { -minutes } else { minutes });
                rest
            }
            (Word(word), _) => {
                self.take_word(word);
                rest
            }
            _ => rest,
        }
    }

    /// Takes a date of three numbers: the year is the one of four digits; else day, month, year, unless that
    /// cannot be.
    fn take_numeric(&mut self, (a, digits): (u32, usize), b: u32, (c, last): (u32, usize)) {
        let (year, month, day) = match (digits, b) {
            (4, _) => (a, b, c),
            (_, 13..) => (full_year(c, last), a, b),
            _ => (full_year(c, last), b, a),
        };
        (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
    }

    /// Takes a whole date; none where there is no such day.
    fn take_date(&mut self, date: Option<Date>) {
        let Some(date) = date else { return };
        self.year = u32::try_from(date.year()).ok();
        self.month = u32::try_from(date.month()).ok();
        self.day = u32::try_from(date.day()).ok();
    }

    fn take_word(&mut self, word: &str) {
        if let Some(first) = self.pending.take() {
            match word {
                "الثاني" => return self.month = Some(second_of(first)),
                "الاول" => return self.month = Some(first),
                _ => {}
            }
        }
        match word {
            "am" | "ص" => self.afternoon = Some(false),
            "pm" | "م" => self.afternoon = Some(true),
            "تشرين" => self.pending = Some(10),
            "كانون" => self.pending = Some(12),
            _ => {
                if self.month.is_none() {
                    self.month = month(word);
                }
                if self.time.is_some() && self.offset.is_none() {
                    self.offset = zone(word);
                }
            }
        }
    }

    /// The instant, where all of a date was found.
    fn instant(self) -> Option<Timestamp> {
        let (hour, minute, second) = self.time.unwrap_or_default();
        let hour = match (self.afternoon, hour) {
            (Some(true), 1..=11) => hour + 12,
            (Some(false), 12) => 0,
            _ => hour,
        };
        let year = i16::try_from(self.year?).ok().filter(|year| *year >= YEAR_MIN)?;
        let date = Date::new(year, i8::try_from(self.month?).ok()?, i8::try_from(self.day?).ok()?).ok()?;
        // The end of a day is the beginning of the next.
        let (date, hour) = if (hour, minute) == (24, 0) { (date.tomorrow().ok()?, 0) } else { (date, hour) };
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        // A leap second is the one before it.
        let second = i8::try_from(second.min(59)).ok()?;
        let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
        let offset = Offset::from_seconds(self.offset.unwrap_or(0).checked_mul(60)?).ok()?;
        offset.to_timestamp(date.to_datetime(time)).ok()
    }
}

/// The day of a year that has this number, from one on.
fn of_year(year: u32, day: u32) -> Option<Date> {
    let first = Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
    let days = i64::from(day.checked_sub(1)?);
    first.checked_add(jiff::Span::new().try_days(days).ok()?).ok().filter(|date| date.year() == first.year())
}

/// The day of a week of a year, both from one on; weeks begin on Mondays.
fn of_week(year: u32, week: u32, day: u32) -> Option<Date> {
    let weekday = Weekday::from_monday_one_offset(i8::try_from(day).ok()?).ok()?;
    let date = ISOWeekDate::new(i16::try_from(year).ok()?, i8::try_from(week).ok()?, weekday).ok()?;
    Some(date.date())
}

/// Whether what follows a time says which half of the day it is in.
fn says_half_of_day(rest: &[Token]) -> bool {
    let rest = if let [Token::Sign(' '), rest @ ..] = rest { rest } else { rest };
    matches!(rest, [Token::Word(word), ..] if matches!(word.as_str(), "am" | "pm" | "ص" | "م"))
}

/// A year as written with two digits or four.
fn full_year(value: u32, digits: usize) -> u32 {
    match (digits, value) {
        (1..=2, 0..=69) => 2000 + value,
        (1..=2, _) => 1900 + value,
        _ => value,
    }
}

/// The second of the two months that share a name: the second Tishrin is November, the second Kanun January.
fn second_of(first: u32) -> u32 {
    if first == 10 { 11 } else { 1 }
}

/// A month's number from its folded name, in English (from its first three letters on) or Arabic.
fn month(word: &str) -> Option<u32> {
    const ENGLISH: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const ARABIC: [(&str, u32); 25] = [
        ("يناير", 1),
        ("فبراير", 2),
        ("شباط", 2),
        ("مارس", 3),
        ("اذار", 3),
        ("ابريل", 4),
        ("افريل", 4),
        ("نيسان", 4),
        ("مايو", 5),
        ("ماي", 5),
        ("ايار", 5),
        ("يونيو", 6),
        ("يونيه", 6),
        ("حزيران", 6),
        ("يوليو", 7),
        ("يوليه", 7),
        ("تموز", 7),
        ("اغسطس", 8),
        ("اب", 8),
        ("سبتمبر", 9),
        ("ايلول", 9),
        ("اكتوبر", 10),
        ("نوفمبر", 11),
        ("ديسمبر", 12),
        ("دجنبر", 12),
    ];
    let english = || (1..).zip(ENGLISH).find(|(_, name)| word.len() >= 3 && name.starts_with(word));
    let number = english().map(|(number, _)| number);
    number.or_else(|| ARABIC.iter().find(|(name, _)| *name == word).map(|(_, number)| *number))
}

/// Minutes east of Greenwich of a zone's folded name: those of RFC 822, which are American, and those that news is dated by
/// elsewhere. Of a name that several zones share it is the one that libraries for mail read; single letters, which RFC 822
/// has the wrong way round, mean nothing (RFC 2822).
fn zone(word: &str) -> Option<i32> {
    let (hours, minutes) = match word {
        "z" | "gmt" | "ut" | "utc" | "wet" => (0, 0),
        "cet" | "met" | "mez" | "bst" | "west" | "wat" => (1, 0),
        "cest" | "mest" | "mesz" | "eet" | "cat" | "sast" => (2, 0),
        "eest" | "idt" | "msk" | "trt" | "eat" => (3, 0),
        "irst" => (3, 30),
        "irdt" => (4, 30),
        "gst" | "msd" => (4, 0),
        "aft" => (4, 30),
        "pkt" => (5, 0),
        "ist" => (5, 30),
        "npt" => (5, 45),
        "wib" | "ict" => (7, 0),
        "hkt" | "sgt" | "pht" | "awst" => (8, 0),
        "jst" | "kst" => (9, 0),
        "acst" => (9, 30),
        "acdt" => (10, 30),
        "aest" => (10, 0),
        "aedt" => (11, 0),
        "nzst" => (12, 0),
        "nzdt" => (13, 0),
        "ndt" => (-2, -30),
        "nst" => (-3, -30),
        "adt" | "brt" | "art" => (-3, 0),
        "ast" | "edt" | "clt" => (-4, 0),
        "est" | "cdt" | "pet" => (-5, 0),
        "cst" | "mdt" => (-6, 0),
        "mst" | "pdt" => (-7, 0),
        "pst" | "akdt" => (-8, 0),
        "akst" | "hdt" => (-9, 0),
        "hst" => (-10, 0),
        _ => return None,
    };
    Some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written() {
        let check = |text: &str, expect: &str| {
            assert_eq!(parse(text).map(|instant| instant.to_string()), Some(expect.to_owned()), "{text}");
        };
        check("2025-03-07T09:30:00Z", "2025-03-07T09:30:00Z");
        check("2025-03-07T09:30:00.123456+03:00", "2025-03-07T06:30:00Z");
        check("2025-03-07T09:30:00+0300", "2025-03-07T06:30:00Z");
        check("2025-03-07T09:30+03", "2025-03-07T06:30:00Z");
        check("2025-03-07 09:30:00", "2025-03-07T09:30:00Z");
        check("2025-03-07", "2025-03-07T00:00:00Z");
        check("20250307T093000Z", "2025-03-07T09:30:00Z");
        check("Fri, 07 Mar 2025 09:30:00 GMT", "2025-03-07T09:30:00Z");
        check("Fri, 07 Mar 2025 09:30:00 +0300", "2025-03-07T06:30:00Z");
        check("Fri,7 Mar 25 9:30 EST", "2025-03-07T14:30:00Z");
        check("Thurs, 7 March 2025 09:30:00 -0000", "2025-03-07T09:30:00Z");
        check("07 Mar 2025 24:00:00 UTC", "2025-03-08T00:00:00Z");
        check("2025-12-31T24:00Z", "2026-01-01T00:00:00Z");
        check("09:30:00 7-Mar-2025", "2025-03-07T09:30:00Z");
        check("7 Mar 2025, 9.30pm", "2025-03-07T21:30:00Z");
        check("2025-03-07T09:30:00\u{2212}05:00", "2025-03-07T14:30:00Z");
        check("Fri Mar 07 09:30:00 +0300 2025", "2025-03-07T06:30:00Z");
        check("20250307T0930Z", "2025-03-07T09:30:00Z");
        check("2025-03-07T0930+0300", "2025-03-07T06:30:00Z");
        check("2025-03-07T093015+03:00", "2025-03-07T06:30:15Z");
        check("2025-03-07T09Z", "2025-03-07T09:00:00Z");
        check("7 Mar 2025 0930 GMT", "2025-03-07T09:30:00Z");
        check("Fri, 07 Mar 2025 09:30:00 AKST", "2025-03-07T18:30:00Z");
        check("Fri, 07 Mar 2025 09:30:00 HST", "2025-03-07T19:30:00Z");
        check("Fri, 07 Mar 2025 09:30:00 AST", "2025-03-07T13:30:00Z");
        check("Fri, 07 Mar 2025 09:30:00 NST", "2025-03-07T13:00:00Z");
        check("Fri, 07 Mar 2025 09:30:00 IST", "2025-03-07T04:00:00Z");
        check("Fri, 07 Mar 2025 09:30:00 MESZ", "2025-03-07T07:30:00Z");
        check("Fri, 07 Mar 2025 09:30:00 A", "2025-03-07T09:30:00Z");
        check("2025-066T09:30:00Z", "2025-03-07T09:30:00Z");
        check("2025066T0930Z", "2025-03-07T09:30:00Z");
        check("2025-W10-5T09:30:00Z", "2025-03-07T09:30:00Z");
        check("2025W105", "2025-03-07T00:00:00Z");
        check("07 Sept 2025 10:00 UTC+3", "2025-09-07T07:00:00Z");
        check("Mar 7, 2025 9:30 PM", "2025-03-07T21:30:00Z");
        check("March 07, 2025", "2025-03-07T00:00:00Z");
        check("07/03/2025 09:30", "2025-03-07T09:30:00Z");
        check("03/17/2025 09:30", "2025-03-17T09:30:00Z");
        check("07.03.2025 - 09:30", "2025-03-07T09:30:00Z");
        check("09:30 - 07 Mar 2025", "2025-03-07T09:30:00Z");
        check("الجمعة، ٧ آذار ٢٠٢٥ ٠٩:٣٠ م", "2025-03-07T21:30:00Z");
        check("7 مارس 2025", "2025-03-07T00:00:00Z");
        check("7 تشرين الثاني 2025", "2025-11-07T00:00:00Z");
        check("7 كانون الثاني 2025", "2025-01-07T00:00:00Z");
        check("7 كانون الأول 2025", "2025-12-07T00:00:00Z");
        check("2925-03-07T09:30:00Z", "2925-03-07T09:30:00Z");
    }

    #[test]
    fn what_is_no_date_is_none() {
        let check = |text: &str| assert_eq!(parse(text), None, "{text}");
        check("");
        check("yesterday");
        check("2025");
        check("March 2025");
        check("0001-01-01T00:00:00Z");
        check("1970-01-01T00:00:00Z");
        check("2025-02-30");
        check("2025-13-01");
        check("99999999999999999999");
        check("2025-366");
        check("2025-000");
        check("2025-W53-1");
        check("2025-W10-8");
        check("2025-03-07T24:30");
        check("31 Feb 2025 99:99:99 +9999");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}", dateish in "[0-9 :+/.,TZa-eمص-]{0,40}") {
            parse(&text);
            parse(&dateish);
        }
    }
}
