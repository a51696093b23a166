//! Ends of curfews: the words of an hour and a day, resolved to an instant.
//!
//! A text tells hours in the situation's own zone unless it names universal time. An end without an hour has no
//! instant, and neither has one without a day that the time of publication could settle. Absent: beginnings.

use std::ops::Range;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::dates::{DateRef, Dates};
use super::lexis::Lexis;
use super::token::{TokenKind, Tokens};
use super::values::Plain;
use super::wording::Wordings;
use crate::model::lexicon::time::TimeWords;
use crate::text::fold::fold;

mod moment;

pub use moment::Moment;

/// How many tokens before "from" the day of it may stand.
const DAY_REACH: usize = 2;
/// How many tokens an end may be told in.
const MAX_END: usize = 24;
/// How many unknown words in a row end the telling.
const MAX_UNKNOWN: usize = 4;

/// An end that a text tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The instant; none where nobody has set one, or no hour is told.
    pub until: Option<Timestamp>,
    /// Its tokens, "until" included.
    pub tokens: Range<usize>,
}

/// Reads ends. Compiled once for a language and a zone.
#[derive(Debug)]
pub struct EndReader {
    words: Wordings<Word>,
    zone: TimeZone,
    /// Whether "until" stands behind the end.
    until_behind: bool,
    /// Endings that say "from".
    from_endings: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Monday is 0.
    Weekday(i8),
    Hour(i8),
    Today,
    Tomorrow,
    Yesterday,
    Morning,
    Evening,
    Night,
    Noon,
    Midnight,
    Clock,
    OClock,
    Half,
    Until,
    From,
    Begin,
    Between,
    Open,
    Universal,
}

impl Plain for Word {
    fn is_plain(&self) -> bool {
        !matches!(self, Self::Weekday(_) | Self::Hour(_))
    }
}

/// What the words of an end say, piece by piece.
#[derive(Debug, Clone, Default)]
struct Told {
    weekday: Option<i8>,
    days_ahead: Option<i8>,
    date: Option<DateRef>,
    hour: Option<i8>,
    minute: i8,
    half: bool,
    morning: bool,
    evening: bool,
    night: bool,
    noon: bool,
    midnight: bool,
    /// An hour in universal time, which settles the others.
    universal: Option<(i8, i8)>,
}

impl EndReader {
    /// Compiles the reader; an unknown zone name is read as universal time.
    pub fn new(words: &TimeWords, zone: &str, lexis: &mut Lexis) -> Self {
        let mut index = Wordings::default();
        for (day, names) in (0..).zip(&words.weekdays) {
            names.iter().for_each(|name| index.add(lexis, name, &Word::Weekday(day)));
        }
        for (hour, names) in (1..).zip(&words.hours) {
            names.iter().for_each(|name| index.add(lexis, name, &Word::Hour(hour)));
        }
        let lists = [
            (&words.today, Word::Today),
            (&words.tomorrow, Word::Tomorrow),
            (&words.yesterday, Word::Yesterday),
            (&words.morning, Word::Morning),
            (&words.evening, Word::Evening),
            (&words.night, Word::Night),
            (&words.noon, Word::Noon),
            (&words.midnight, Word::Midnight),
            (&words.clock, Word::Clock),
            (&words.o_clock, Word::OClock),
            (&words.half, Word::Half),
            (&words.until, Word::Until),
            (&words.from, Word::From),
            (&words.begin, Word::Begin),
            (&words.between, Word::Between),
            (&words.open, Word::Open),
            (&words.universal, Word::Universal),
        ];
        for (list, word) in lists {
            list.iter().for_each(|name| index.add(lexis, name, &word));
        }
        Self {
            words: index,
            zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
            until_behind: words.until_behind,
            from_endings: words.from_endings.iter().map(|ending| fold(ending)).collect(),
        }
    }

    /// Every end told in a range of tokens.
    pub fn find(
        &self,
        tokens: &Tokens<'_>,
        range: Range<usize>,
        dates: &Dates,
        published: Option<Timestamp>,
    ) -> Vec<End> {
        let mut found = Vec::new();
        let mut index = range.start;
        let mut begin: Option<Told> = None;
        // The day on which it begins, told before its hours; and the end found last, as it was told.
        let (mut first_day, mut last): (Option<Told>, Option<Told>) = (None, None);
        while index < range.end {
            let hit = self.words.longest_at(tokens, index, range.end);
            let is = |word| hit.as_ref().is_some_and(|hit| hit.values.contains(&word));
            // "À 8 heures" is an hour, and an end only behind a beginning ("de 20 heures à 8 heures").
            let is_until = is(Word::Until) && (begin.is_some() || !is(Word::Clock));
            let next = hit.as_ref().map_or(index + 1, |hit| hit.tokens.end);
            if is(Word::Open) {
                found.push(End { until: None, tokens: index..next });
                index = next;
            } else if is_until && self.until_behind {
                let start = self.start_before(tokens, range.start..index, dates);
                let (told, _) = self.tell(tokens, start..index, dates);
                if told.says_time() {
                    let until = told.resolve(published, &self.zone, begin.as_ref());
                    found.push(End { until, tokens: start..next });
                }
                index = next;
            } else if is_until || self.is_dash(tokens, index..range.end) {
                let (told, end) = self.tell(tokens, next..range.end, dates);
                if told.says_time() {
                    let until = told.resolve(published, &self.zone, begin.as_ref());
                    found.push(End { until, tokens: index..end });
                    last = Some(told);
                    index = end.max(next);
                } else {
                    index = next;
                }
            } else if is(Word::Begin) {
                let (day, _) = self.tell(tokens, next..range.end, dates);
                // "From 8 p.m. to 8 a.m. would START ON SATURDAY": the end is of the day after.
                if let (Some(told), Some(begin), Some(end)) =
                    (last.as_ref().filter(|told| !told.has_day()), begin.as_ref(), found.last_mut())
                    && day.has_day()
                    && day.hour.is_none()
                {
                    end.until = told.resolve(published, &self.zone, Some(&begin.clone().on(&day)));
                }
                match day.hour {
                    Some(_) => begin = Some(day),
                    None => first_day = Some(day).filter(Told::has_day),
                }
                index = next;
            } else if is(Word::Between) {
                let (first, joint) = self.tell(tokens, next..range.end, dates);
                let (told, end) = self.tell(tokens, joint.max(next)..range.end, dates);
                if first.hour.is_some() && told.clock().is_some() {
                    let until = told.resolve(published, &self.zone, Some(&first));
                    found.push(End { until, tokens: index..end });
                    index = end.max(next);
                } else {
                    index = next;
                }
            } else if is(Word::From) {
                let (told, _) = self.tell(tokens, next..range.end, dates);
                if told.hour.is_some() {
                    // "On SATURDAY from 8 p.m.", "starts on SATURDAY, from 8 p.m.".
                    let before = index.saturating_sub(DAY_REACH).max(range.start)..index;
                    let (day, end) = self.tell(tokens, before, dates);
                    let day = Some(day).filter(|day| end == index && day.has_day()).or(first_day.take());
                    begin = Some(match day.filter(|_| !told.has_day()) {
                        Some(day) => told.on(&day),
                        None => told,
                    });
                }
                index = next;
            } else {
                index = next;
            }
        }
        found
    }

    /// Whether a dash stands between two hours ("22:00-06:00").
    fn is_dash(&self, tokens: &Tokens<'_>, range: Range<usize>) -> bool {
        let (at, Some(before)) = (range.start, range.start.checked_sub(1)) else { return false };
        let is_number = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
        let tells_half = |word: &Word| matches!(word, Word::Morning | Word::Evening | Word::Night);
        let half = || self.words.longest_at(tokens, before, at).is_some_and(|hit| hit.values.iter().any(tells_half));
        let is_hour =
            |at: usize| self.hour_at(tokens, at, range.end.min(at + MAX_END), false, &mut Told::default()).is_some();
        matches!(tokens.mark(at), '-' | '–' | '—')
            && (is_number(before) || half())
            && is_number(at + 1)
            && is_hour(at + 1)
    }

    /// Whether a word at a token tells a day or a part of it.
    fn tells_day(&self, tokens: &Tokens<'_>, at: usize, stop: usize) -> bool {
        self.day_at(tokens, at, stop).is_some()
    }

    /// Where the word ends that tells a day or a part of it, where one stands at a token.
    pub fn day_at(&self, tokens: &Tokens<'_>, at: usize, stop: usize) -> Option<usize> {
        let tells = |word: &Word| {
            matches!(
                word,
                Word::Weekday(_) | Word::Today | Word::Tomorrow | Word::Morning | Word::Evening | Word::Night
            )
        };
        let hit = self.words.longest_at(tokens, at, stop).filter(|hit| hit.values.iter().any(tells))?;
        Some(hit.tokens.end)
    }

    /// Where the words of time begin that stand right before a token.
    fn start_before(&self, tokens: &Tokens<'_>, range: Range<usize>, dates: &Dates) -> usize {
        let first = range.end.saturating_sub(MAX_END).max(range.start);
        let mut start = range.end;
        while start > first {
            let at = start - 1;
            let Some(token) = tokens.at(at) else { break };
            // The suffix of a number: "12.00'ye".
            let is_suffix = token.kind == TokenKind::Word && at > first && tokens.mark(at - 1) == '\'';
            let hit = self.words.longest_at(tokens, at, range.end);
            let wide = at.checked_sub(1).filter(|wide| *wide >= first);
            let wide = wide
                .filter(|wide| self.words.longest_at(tokens, *wide, range.end).is_some_and(|hit| hit.tokens.end > at));
            let is_time = hit.is_some() || wide.is_some() || dates.date_at(tokens, at, range.end).is_some();
            let ends_from = |ending: &String| tokens.fold(at).ends_with(ending.as_str());
            // "22.00'DEN 08.00'e kadar": that is where it begins.
            let is_from = (is_time || is_suffix) && self.from_endings.iter().any(ends_from);
            let is_number = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
            let is_colon = tokens.mark(at) == ':' && tokens.glued(at) && at > first && tokens.glued(at - 1);
            let parts_hour = is_colon && is_number(at - 1) && is_number(at + 1);
            let fits = is_time || is_suffix || is_number(at) || tokens.mark(at) == '\'' || parts_hour;
            if !fits || is_from {
                break;
            }
            start = wide.unwrap_or(at);
        }
        start
    }

    /// What is told of an end from a token on, and where the telling stops.
    fn tell(&self, tokens: &Tokens<'_>, range: Range<usize>, dates: &Dates) -> (Told, usize) {
        let mut told = Told::default();
        let stop = range.end.min(range.start + MAX_END);
        let (mut at, mut last, mut unknown) = (range.start, range.start, 0);
        let mut clock = true;
        while at < stop && unknown < MAX_UNKNOWN {
            if let Some(date) = dates.date_at(tokens, at, stop).filter(|date| date.day.is_some()) {
                (at, last) = (date.tokens.end.max(at + 1), date.tokens.end);
                told.date = Some(date);
                (unknown, clock) = (0, false);
                continue;
            }
            let Some(token) = tokens.at(at) else { break };
            if token.kind == TokenKind::Number {
                // A second hour belongs to something else, but for the same in universal time.
                if told.hour.is_some() && self.hour_at(tokens, at, stop, clock, &mut Told::default()).is_some() {
                    let next = self.hour_at(tokens, at, stop, clock, &mut told);
                    let Some(next) = next else { break };
                    (at, last, unknown, clock) = (next, next, 0, false);
                    continue;
                }
                let Some(next) = self.hour_at(tokens, at, stop, clock, &mut told) else {
                    unknown += 1;
                    at += 1;
                    continue;
                };
                (at, last, unknown, clock) = (next, next, 0, false);
                continue;
            }
            let Some(hit) = self.words.longest_at(tokens, at, stop) else {
                unknown += usize::from(token.kind == TokenKind::Word);
                at += 1;
                continue;
            };
            clock = false;
            // A second hour, "until" or "from" tells of something else, but "from" a day's morning is "of" it.
            if told.hour.is_some() && hit.values.iter().any(|word| matches!(word, Word::Hour(_))) {
                break;
            }
            // "of Saturday", "of this Saturday".
            let names_day = || (hit.tokens.end..hit.tokens.end + 2).any(|at| self.tells_day(tokens, at, stop));
            if told.hour.is_some() && hit.values.contains(&Word::From) && names_day() {
                at = hit.tokens.end;
                continue;
            }
            let is_edge =
                |word: &Word| matches!(word, Word::Until | Word::From | Word::Begin | Word::Between | Word::Open);
            if hit.values.iter().all(is_edge) {
                break;
            }
            for word in hit.values.iter() {
                match word {
                    Word::Weekday(day) => told.weekday = told.weekday.or(Some(*day)),
                    Word::Hour(hour) => told.hour = told.hour.or(Some(*hour)),
                    Word::Today => told.days_ahead = told.days_ahead.or(Some(0)),
                    Word::Tomorrow => told.days_ahead = Some(1),
                    Word::Yesterday => told.days_ahead = Some(-1),
                    Word::Morning => told.morning = true,
                    Word::Evening => told.evening = true,
                    Word::Night => told.night = true,
                    Word::Noon => told.noon = true,
                    Word::Midnight => told.midnight = true,
                    Word::Half => told.half = true,
                    Word::Clock => clock = true,
                    Word::OClock
                    | Word::Until
                    | Word::From
                    | Word::Begin
                    | Word::Between
                    | Word::Open
                    | Word::Universal => {}
                }
            }
            // "Sabah 10'a kadar": where "until" stands behind, a number behind the part of a day is its hour.
            clock |= self.until_behind && (told.morning || told.evening || told.night);
            (at, last, unknown) = (hit.tokens.end, hit.tokens.end, 0);
        }
        (told, last)
    }

    /// Takes an hour at a number, where it is one: where it continues.
    fn hour_at(&self, tokens: &Tokens<'_>, at: usize, stop: usize, clock: bool, told: &mut Told) -> Option<usize> {
        let digits = tokens.fold(at);
        let mut next = at + 1;
        let (hour, mut minute) = match digits.split_once('.') {
            Some((hour, minute)) if minute.len() == 2 => (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?),
            Some(_) => return None,
            None if digits.len() == 4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?),
            None => (digits.parse::<i8>().ok()?, 0),
        };
        let mut certain = digits.len() == 4 || digits.contains('.');
        if matches!(tokens.fold(next), ":" | "h") && tokens.glued(at) {
            let minutes = tokens.fold(next + 1).parse::<i8>().ok().filter(|_| tokens.glued(next));
            certain = true;
            next += 1 + usize::from(minutes.is_some());
            minute = minutes.unwrap_or(0);
        }
        if !(0..=24).contains(&hour) || !(0..60).contains(&minute) {
            return None;
        }
        // Marks of enclosure may stand between an hour and what tells that it is one: "(10:00) مساء".
        let beside = (next..(next + 2).min(stop)).find(|at| tokens.at(*at).is_some_and(|t| t.kind == TokenKind::Word));
        let hit = beside.and_then(|at| self.words.longest_at(tokens, at, stop));
        let is = |word| hit.as_ref().is_some_and(|hit| hit.values.contains(&word));
        if is(Word::Universal) {
            told.universal = Some((hour, minute));
            return hit.map(|hit| hit.tokens.end);
        }
        let telling = is(Word::Morning) || is(Word::Evening) || is(Word::Night) || is(Word::OClock);
        if !(certain || telling || clock) || told.hour.is_some() {
            return None;
        }
        if digits.len() == 4 && !digits.contains('.') && !telling && !clock {
            return None;
        }
        told.hour = Some(hour);
        told.minute = minute;
        Some(next)
    }
}

impl Told {
    fn says_time(&self) -> bool {
        self.has_day()
            || self.hour.is_some()
            || self.noon
            || self.midnight
            || self.universal.is_some()
            || self.morning
            || self.evening
            || self.night
    }

    /// Whether it says a day.
    fn has_day(&self) -> bool {
        self.weekday.is_some() || self.days_ahead.is_some() || self.date.is_some()
    }

    /// The same on a day that is told elsewhere.
    fn on(self, day: &Self) -> Self {
        Self { weekday: day.weekday, days_ahead: day.days_ahead, date: day.date.clone(), ..self }
    }

    /// The hour of the day, 0 to 24, with its minute.
    fn clock(&self) -> Option<(i8, i8)> {
        let minute = if self.half { 30 } else { self.minute };
        match self.hour {
            Some(12) if self.night => Some((24, minute)),
            Some(12) if self.morning => Some((0, minute)),
            Some(hour) if self.night && (5..12).contains(&hour) => Some((hour + 12, minute)),
            Some(hour) if self.evening && hour < 12 => Some((hour + 12, minute)),
            Some(hour) => Some((hour, minute)),
            None if self.midnight => Some((24, 0)),
            None if self.noon => Some((12, 0)),
            None => None,
        }
    }

    fn resolve(&self, published: Option<Timestamp>, zone: &TimeZone, begin: Option<&Told>) -> Option<Timestamp> {
        if let Some((hour, minute)) = self.universal {
            let day = self.day(published, &TimeZone::UTC)?.or(told_day(published, &TimeZone::UTC))?;
            return instant(day, hour, minute, &TimeZone::UTC);
        }
        let (hour, minute) = self.clock()?;
        let day = match self.day(published, zone)? {
            Some(day) => day,
            None => {
                let today = told_day(published, zone)?;
                let begins = begin.and_then(Told::clock);
                let opened = begin.and_then(|begin| begin.day(published, zone).flatten()).unwrap_or(today);
                let overnight = begins.is_some_and(|begins| begins >= (hour, minute));
                let passed = begins.is_none() && instant(today, hour, minute, zone)? <= published?;
                if overnight || passed { opened.checked_add(1.day()).ok()? } else { opened }
            }
        };
        instant(day, hour, minute, zone)
    }

    /// The day told; the outer none where it cannot be settled, the inner where none is told.
    #[expect(clippy::option_option, reason = "no day told and no day known are different answers")]
    fn day(&self, published: Option<Timestamp>, zone: &TimeZone) -> Option<Option<Date>> {
        let today = told_day(published, zone);
        if let Some(date) = &self.date {
            let (month, day) = (date.month?, date.day?);
            let year = date.year.or_else(|| today.map(Date::year))?;
            return Date::new(year, month, day).ok().map(Some);
        }
        if let Some(weekday) = self.weekday {
            let today = today?;
            let ahead = (weekday - today.weekday().to_monday_zero_offset()).rem_euclid(7);
            // A curfew is short: the day of that name that lies nearest, rather ahead than behind.
            let offset = if ahead > 4 { ahead - 7 } else { ahead };
            return today.checked_add(i32::from(offset).days()).ok().map(Some);
        }
        match self.days_ahead {
            Some(days) => today?.checked_add(i32::from(days).days()).ok().map(Some),
            None => Some(None),
        }
    }
}

/// The day of publication in a zone.
fn told_day(published: Option<Timestamp>, zone: &TimeZone) -> Option<Date> {
    published.map(|at| at.to_zoned(zone.clone()).date())
}

/// The instant of an hour, 0 to 24, of a day.
fn instant(day: Date, hour: i8, minute: i8, zone: &TimeZone) -> Option<Timestamp> {
    let (hour, extra) = if hour == 24 { (0, SignedDuration::from_hours(24)) } else { (hour, SignedDuration::ZERO) };
    let time = Time::new(hour, minute, 0, 0).ok()?;
    zone.to_zoned(day.to_datetime(time)).ok()?.timestamp().checked_add(extra).ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]
mod tests {
    use super::*;
    use crate::extract::sample;

    /// Published on Friday 7 March 2025 at 14:30 in Damascus.
    fn check(lang: &str, text: &str, expect: &[Option<&str>]) {
        let lexicons = sample::lexicons();
        let lexicon = lexicons.iter().find(|lexicon| lexicon.lang.as_str() == lang).unwrap();
        let mut lexis = Lexis::default();
        let reader = EndReader::new(&lexicon.time, "Asia/Damascus", &mut lexis);
        let dates = Dates::new(&lexicons, &mut lexis);
        let published = "2025-03-07T11:30:00Z".parse().ok();
        let tokens = Tokens::known(text, &lexis);
        let found = reader.find(&tokens, 0..tokens.all().len(), &dates, published);
        let found: Vec<Option<String>> = found.iter().map(|end| end.until.map(|at| at.to_string())).collect();
        let expect: Vec<Option<String>> = expect.iter().map(|at| at.map(str::to_owned)).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn ends_told_in_english() {
        check("en", "a curfew until 10 a.m. on Saturday", &[Some("2025-03-08T07:00:00Z")]);
        check("en", "until Saturday 9am", &[Some("2025-03-08T06:00:00Z")]);
        check("en", "until noon local time on Friday (0900 GMT)", &[Some("2025-03-07T09:00:00Z")]);
        check("en", "until Friday morning", &[None]);
        check("en", "until further notice", &[None]);
        check("en", "from 10 p.m. to 10 a.m.", &[Some("2025-03-08T07:00:00Z")]);
        check("en", "until 08:00 tomorrow", &[Some("2025-03-08T05:00:00Z")]);
        check("en", "until 6 p.m. on 9 March", &[Some("2025-03-09T15:00:00Z")]);
        check("en", "extended to Latakia and Tartus", &[]);
        check("en", "until midnight", &[Some("2025-03-07T21:00:00Z")]);
        check("en", "until 9:30 am Sunday", &[Some("2025-03-09T06:30:00Z")]);
        check("en", "from 8 p.m. to 8 a.m. would start on Saturday", &[Some("2025-03-09T05:00:00Z")]);
        check("en", "will begin on Saturday, from 8 p.m. to 8 a.m.", &[Some("2025-03-09T05:00:00Z")]);
        check("en", "on Saturday from 8 a.m. to 4 p.m.", &[Some("2025-03-08T13:00:00Z")]);
    }

    #[test]
    fn ends_told_in_arabic() {
        check("ar", "حتى يوم غد السبت الساعة 10 صباحاً", &[Some("2025-03-08T07:00:00Z")]);
        check(
            "ar",
            "من الساعة (10:00) مساء اليوم الجمعة إلى الساعة (8:00) صباحًا من يوم غدٍ السبت 08 آذار/مارس 2025",
            &[Some("2025-03-08T05:00:00Z")],
        );
        check("ar", "حتى إشعار آخر", &[None]);
        check("ar", "حتى العاشرة من صباح السبت", &[Some("2025-03-08T07:00:00Z")]);
        check("ar", "من الخامسة مساء اليوم حتى السادسة من صباح غد", &[Some("2025-03-08T03:00:00Z")]);
        check("ar", "حتى صباح الجمعة", &[None]);
        check("ar", "يوم السبت من الثامنة مساء حتى الثامنة صباحا", &[Some("2025-03-09T05:00:00Z")]);
        check("ar", "حتى الساعة ١٠ من صباح يوم السبت", &[Some("2025-03-08T07:00:00Z")]);
    }

    #[test]
    fn ends_told_in_other_languages() {
        check("fr", "jusqu'à samedi 10 heures", &[Some("2025-03-08T07:00:00Z")]);
        check("fr", "à Lattaquié jusqu'à samedi 10 heures", &[Some("2025-03-08T07:00:00Z")]);
        check("de", "bis Samstag 10 Uhr", &[Some("2025-03-08T07:00:00Z")]);
        check("tr", "cumartesi sabah 10'a kadar", &[Some("2025-03-08T07:00:00Z")]);
        for hours in ["22.00'den 08.00'e", "22:00'den sabah 08:00'e", "akşam saat 22.00'den ertesi sabah 08.00'e"] {
            check("tr", &format!("saat {hours} kadar"), &[Some("2025-03-08T05:00:00Z")]);
        }
        check("de", "bis Samstag um neun Uhr", &[Some("2025-03-08T06:00:00Z")]);
        check("ru", "до девяти утра субботы", &[Some("2025-03-08T06:00:00Z")]);
        check("es", "hasta las 10 de la mañana del sábado", &[Some("2025-03-08T07:00:00Z")]);
        check("es", "hasta las 8.30 hora local (05.30 GMT) de este domingo", &[Some("2025-03-09T05:30:00Z")]);
    }
}
