//! Dates named in a text: days, months and years, as far as the text says them.

use std::collections::HashSet;
use std::fmt::Write;
use std::ops::Range;

use foldhash::fast::FixedState;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::lexis::Lexis;
use super::reached::Reached;
use super::token::{TokenKind, Tokens};
use super::values::Plain;
use super::wording::Wordings;
use crate::model::Lexicon;
use crate::text::fold::fold;

/// A date as far as a text says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateRef {
    /// The year, where stated.
    pub year: Option<i16>,
    /// The month, 1 to 12, where stated.
    pub month: Option<i8>,
    /// The day of the month, where stated.
    pub day: Option<i8>,
    /// A month told by its distance to publication: 0 this month, 1 the last.
    pub months_ago: Option<i8>,
    /// Its tokens.
    pub tokens: Range<usize>,
}

/// Finds dates. Compiled once from the lexicons.
#[derive(Debug)]
pub struct Dates {
    words: Wordings<Word>,
    links: Wordings<Link>,
    /// Tells counts of four digits from years.
    pub reached: Reached,
    /// Names of months that are also ordinary words when written small, folded.
    ordinary: HashSet<String, FixedState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Month(i8),
    MonthsAgo(i8),
}

/// What a word beside a day, a month or a year does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Ties a day to its month.
    Day,
    /// Ties a month to its year.
    Year,
    /// Tells that the number behind it is a year.
    BeforeYear,
    /// Is counted by no number.
    BehindYear,
}

impl Plain for Link {
    fn is_plain(&self) -> bool {
        true
    }
}

/// The dates of an item, found once for all who read it.
#[derive(Debug)]
pub struct Dated<'d> {
    /// Finds a date at a token.
    pub finder: &'d Dates,
    /// Those of the headline.
    pub title: Vec<DateRef>,
    /// Those of the body.
    pub text: Vec<DateRef>,
}

/// Years that a text about our time can mean.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

impl Dates {
    /// Compiles the finder.
    pub fn new(lexicons: &[Lexicon], lexis: &mut Lexis) -> Self {
        let (mut words, mut links) = (Wordings::default(), Wordings::default());
        let mut ordinary = HashSet::default();
        for lexicon in lexicons {
            let time = &lexicon.time;
            ordinary.extend(time.ordinary_months.iter().map(|name| fold(name)));
            let lists = [
                (&time.day_tie, Link::Day),
                (&time.year_tie, Link::Year),
                (&time.before_year, Link::BeforeYear),
                (&time.behind_year, Link::BehindYear),
            ];
            for (list, link) in lists {
                list.iter().for_each(|word| links.add(lexis, word, &link));
            }
            for (month, names) in (1..).zip(&lexicon.time.months) {
                for name in names {
                    words.add(lexis, name, &Word::Month(month));
                }
            }
            for name in &lexicon.time.this_month {
                words.add(lexis, name, &Word::MonthsAgo(0));
            }
            for name in &lexicon.time.last_month {
                words.add(lexis, name, &Word::MonthsAgo(1));
            }
        }
        Self { words, links, reached: Reached::new(lexicons, lexis), ordinary }
    }

    /// Whether the word at a token does this beside a date.
    fn links(&self, tokens: &Tokens<'_>, at: usize, link: Link) -> bool {
        self.links.longest_at(tokens, at, at + 1).is_some_and(|found| found.values.contains(&link))
    }

    /// The dates of an item's headline and body.
    pub fn of(&self, title: &Tokens<'_>, text: &Tokens<'_>) -> Dated<'_> {
        Dated { finder: self, title: self.find(title), text: self.find(text) }
    }

    /// Every date in a text, in its order: years alone, months, days of months.
    fn find(&self, tokens: &Tokens<'_>) -> Vec<DateRef> {
        let mut found: Vec<DateRef> = Vec::new();
        let (mut index, end) = (0, tokens.all().len());
        let months = self.words.starts(tokens);
        while let Some(token) = tokens.at(index) {
            let read = match token.kind {
                TokenKind::Word if months.at(index) => self.month_at(tokens, index, end),
                TokenKind::Number => self.numeric(tokens, index),
                _ => None,
            };
            match read {
                Some(date) => {
                    index = date.tokens.end.max(index + 1);
                    found.push(date);
                }
                None => index += 1,
            }
        }
        found
    }

    /// The date that begins at a token, in words or in digits.
    pub fn date_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<DateRef> {
        match tokens.at(index)?.kind {
            TokenKind::Word => self.month_at(tokens, index, end),
            TokenKind::Number => self.numeric(tokens, index).or_else(|| {
                let named = (index + 1..index + 3).find_map(|at| self.month_at(tokens, at, end));
                named.filter(|date| date.tokens.start == index)
            }),
            _ => None,
        }
    }

    /// A date whose month's name begins at a token, with the day and the year beside it.
    fn month_at(&self, tokens: &Tokens<'_>, index: usize, end: usize) -> Option<DateRef> {
        let hit = self.words.longest_at(tokens, index, end)?;
        let mut date = DateRef { year: None, month: None, day: None, months_ago: None, tokens: hit.tokens.clone() };
        match hit.values.first()? {
            Word::MonthsAgo(months) => {
                date.months_ago = Some(*months);
                return Some(date);
            }
            Word::Month(month) => date.month = Some(*month),
        }
        let tie = index.checked_sub(1).filter(|at| tokens.mark(*at) == '.' || self.links(tokens, *at, Link::Day));
        let before = tie.unwrap_or(index).checked_sub(1).and_then(|at| day_at(tokens, at).map(|day| (at, day)));
        if let Some((at, day)) = before {
            date.day = Some(day);
            date.tokens.start = at;
        }
        let mut next = hit.tokens.end;
        // "آذار/مارس": a month told twice.
        if matches!(tokens.mark(next), '/' | '(') && self.words.longest_at(tokens, next + 1, end).is_some() {
            next += 2;
        }
        if date.day.is_none()
            && let Some(day) = day_at(tokens, next)
        {
            date.day = Some(day);
            next += 1;
            date.tokens.end = next;
        }
        let passes = |at: usize| matches!(tokens.mark(at), ',' | '/' | '.') || self.links(tokens, at, Link::Year);
        let year = [next, next + 1].into_iter().find_map(|at| {
            let year = year_at(tokens, at).filter(|_| at == next || passes(next))?;
            Some((at, year))
        });
        if let Some((at, year)) = year {
            date.year = Some(year);
            date.tokens.end = at + 1;
        }
        let small = tokens.word(index).starts_with(|c: char| c.is_lowercase());
        let bare = date.day.is_none() && date.year.is_none();
        (!(small && bare && self.ordinary.contains(tokens.fold(index)))).then_some(date)
    }

    /// A date in digits: "2025-03-08", "8/3/2025", or a year by itself.
    fn numeric(&self, tokens: &Tokens<'_>, index: usize) -> Option<DateRef> {
        let parted = |at: usize| matches!(tokens.mark(at), '-' | '/') && tokens.glued(at - 1) && tokens.glued(at);
        let number = |at: usize| tokens.fold(at).parse::<i8>().ok();
        let date = |year, month, day, end| DateRef { year, month, day, months_ago: None, tokens: index..end };
        if let Some(year) = year_at(tokens, index) {
            if parted(index + 1) && parted(index + 3) {
                let (month, day) = (number(index + 2)?, number(index + 4)?);
                return Some(date(Some(year), Some(month), Some(day), index + 5));
            }
            // A figure of four digits is a year only where nothing is counted: no noun right behind it, no toll before it.
            let named = index.checked_sub(1).is_some_and(|at| self.links(tokens, at, Link::BeforeYear));
            let behind = tokens.at(index + 1).filter(|_| !named);
            let counted = behind.is_some_and(|token| token.kind == TokenKind::Word)
                && !self.links(tokens, index + 1, Link::BehindYear);
            let is_count = || !named && self.reached.is_count(tokens, index);
            return (!counted && !is_count()).then(|| date(Some(year), None, None, index + 1));
        }
        if parted(index + 1) && parted(index + 3) {
            let year = year_at(tokens, index + 4)?;
            return Some(date(Some(year), number(index + 2), number(index), index + 5));
        }
        None
    }
}

impl DateRef {
    /// Whether the date lies within a stretch from its first to its last day: none where the text, told on the day of
    /// `told`, says too little to tell.
    pub fn relation(&self, told: Option<Date>, (first, last): (Date, Date)) -> Option<bool> {
        if let Some(months) = self.months_ago {
            let day = told?.checked_sub(i32::from(months).months()).ok()?;
            return overlaps(day.year(), Some(day.month()), None, first, last);
        }
        let year = match (self.year, self.month, told) {
            (Some(year), _, _) => year,
            // A month without a year is the latest one of that name.
            (None, Some(month), Some(told)) if month > told.month() => told.year() - 1,
            (None, Some(_), Some(told)) => told.year(),
            (None, _, _) => first.year(),
        };
        let inside = overlaps(year, self.month, self.day, first, last)?;
        // A year alone never names an episode, but it can exclude it.
        if inside && self.month.is_none() { None } else { Some(inside) }
    }

    /// How many days before publication the date ends; none where it says too little.
    pub fn days_before(&self, published: Timestamp) -> Option<i64> {
        let (month, day) = (self.month.unwrap_or(12), self.day);
        let first = Date::new(self.year?, month, day.unwrap_or(1)).ok()?;
        let last = if day.is_some() { first } else { first.last_of_month() };
        let told = day_of(published);
        Some(told.duration_since(last).as_hours() / 24)
    }

    /// The date as it is shown ("6 March 2025" is "2025-03-06").
    pub fn label(&self) -> String {
        let mut label = self.year.map_or_else(String::new, |year| year.to_string());
        for part in [self.month, self.day].into_iter().flatten() {
            let parted = if label.is_empty() { "" } else { "-" };
            // Writing into a text never fails.
            let _written = write!(label, "{parted}{part:02}");
        }
        label
    }
}

/// The day of an instant, in universal time.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// Whether a year, a month or a day shares a day with a stretch; none where there is no such day.
fn overlaps(year: i16, month: Option<i8>, day: Option<i8>, first: Date, last: Date) -> Option<bool> {
    let (begin, end) = match (month, day) {
        (Some(month), Some(day)) => {
            let date = Date::new(year, month, day).ok()?;
            (date, date)
        }
        (Some(month), None) => {
            let begin = Date::new(year, month, 1).ok()?;
            (begin, begin.last_of_month())
        }
        (None, _) => (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?),
    };
    Some(begin <= last && first <= end)
}

/// The day of a month at a token.
fn day_at(tokens: &Tokens<'_>, at: usize) -> Option<i8> {
    tokens.at(at).filter(|token| token.kind == TokenKind::Number)?;
    let digits = tokens.fold(at);
    digits.parse::<i8>().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

/// The year at a token.
pub fn year_at(tokens: &Tokens<'_>, at: usize) -> Option<i16> {
    tokens.at(at).filter(|token| token.kind == TokenKind::Number)?;
    tokens.fold(at).parse::<i16>().ok().filter(|year| YEARS.contains(year) && tokens.fold(at).len() == 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::sample;

    fn check(text: &str, expect: &[&str]) {
        let mut lexis = Lexis::default();
        let dates = Dates::new(&sample::lexicons(), &mut lexis);
        let found: Vec<String> = dates.find(&Tokens::known(text, &lexis)).iter().map(DateRef::label).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn dates_are_read_as_far_as_they_are_said() {
        check("On 6 March and March 7, 2025; in March 2025, since 2011.", &["03-06", "2025-03-07", "2025-03", "2011"]);
        check("they march on; in March", &["03"]);
        check("في 6 آذار/مارس 2025 ومنتصف آذار", &["2025-03-06", "03"]);
        check("2025-03-08 and 8/3/2025", &["2025-03-08", "2025-03-08"]);
        check("1500 people, 2013 civilians", &[]);
        check(
            "le 6 mars, am 7. März 2025, 8 de marzo de 2025, 6 марта",
            &["03-06", "2025-03-07", "2025-03-08", "03-06"],
        );
    }
}
