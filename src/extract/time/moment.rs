//! Moments: the days and hours before publication that a text says something happened on.
//!
//! A day named alone is told as a whole, up to its end. A day of which something goes on ("since Thursday"), or to
//! which something lasts, has no instant, and neither has one that may lie ahead. Absent: what happened then.

use std::ops::Range;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{EndReader, Told, Word, instant, told_day};
use crate::extract::dates::{DateRef, Dates};
use crate::extract::token::{TokenKind, Tokens};

/// How many days back the name of a weekday is sure to mean the last one: one day more is tomorrow's name.
const MAX_DAYS_BACK: i8 = 5;
/// The hour at which a morning is over.
const END_OF_MORNING: i8 = 12;
/// How many tokens before a day the words for its hour may begin.
const MAX_OPENING: usize = 8;
/// How many tokens behind a day a word may stand that says "from" or "until" of it.
const MAX_BEHIND: usize = 3;

/// A moment that a text tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its last instant, never later than publication; none where the day only begins or ends a stretch, or may lie
    /// ahead.
    pub at: Option<Timestamp>,
    /// Its tokens.
    pub tokens: Range<usize>,
}

impl EndReader {
    /// Every day told in a range of tokens, in its order, with the hour it is told with.
    pub fn moments(
        &self,
        tokens: &Tokens<'_>,
        range: Range<usize>,
        dates: &Dates,
        published: Timestamp,
    ) -> Vec<Moment> {
        let mut found: Vec<Moment> = Vec::new();
        let mut index = range.start;
        while index < range.end {
            let date = dates.date_at(tokens, index, range.end).filter(|date| date.day.is_some());
            let named = date.as_ref().map(|date| date.tokens.end);
            let Some(end) = named.or_else(|| self.past_day_at(tokens, index, range.end)) else {
                index += 1;
                continue;
            };
            let floor = found.last().map_or(range.start, |last| last.tokens.end);
            let start = self.opening(tokens, floor..index);
            let (told, _) = self.tell(tokens, start..self.closing(tokens, end, range.end), dates);
            let at = self.last_instant(&told, published).map(|at| at.min(published));
            let at = at.filter(|_| !self.is_border(tokens, start..index, end));
            found.push(Moment { at, tokens: start..end });
            index = end.max(index + 1);
        }
        found
    }

    /// Where a day of the past ends that is named at a token; parts of a day name none by themselves.
    fn past_day_at(&self, tokens: &Tokens<'_>, at: usize, stop: usize) -> Option<usize> {
        let tells = |word: &Word| matches!(word, Word::Weekday(_) | Word::Today | Word::Yesterday);
        let hit = self.words.longest_at(tokens, at, stop).filter(|hit| hit.values.iter().any(tells))?;
        // "Today Sunday", "yesterday evening Thursday": the name of the day is one with it.
        let named = self.words.longest_at(tokens, hit.tokens.end, stop);
        let named = named.filter(|next| next.values.iter().any(|word| matches!(word, Word::Weekday(_))));
        let end = named.map_or(hit.tokens.end, |next| next.tokens.end);
        // "Thursday's attack" tells of the attack.
        let owns = matches!(tokens.mark(end), '\'' | '’') && tokens.glued(end - 1);
        (!owns || self.until_behind).then_some(end)
    }

    /// Where the words begin that tell the hour of the day behind them, or that it is a border ("at 8 p.m. on Thursday",
    /// "until 10:00 on Saturday").
    fn opening(&self, tokens: &Tokens<'_>, before: Range<usize>) -> usize {
        let first = before.end.saturating_sub(MAX_OPENING).max(before.start);
        (first..before.end).find(|start| self.leads(tokens, *start..before.end)).unwrap_or(before.end)
    }

    /// Whether a range of tokens is nothing but words of time, from one that opens an hour on; the last may link it to a
    /// day ("at 8 p.m. ON").
    fn leads(&self, tokens: &Tokens<'_>, range: Range<usize>) -> bool {
        let hit = |at: usize| self.words.longest_at(tokens, at, range.end);
        let tells =
            |at: usize, told: &[Word]| hit(at).is_some_and(|hit| hit.values.iter().any(|word| told.contains(word)));
        let is_number = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
        let part = [Word::Morning, Word::Evening, Word::Night, Word::OClock];
        let next = range.start + 1;
        let is_hour = is_number(range.start) && (tells(next, &part) || tokens.mark(next) == ':' && is_number(next + 1));
        let opens = [Word::Clock, Word::Until, Word::From, Word::Between];
        let parts = [Word::Morning, Word::Evening, Word::Night, Word::Noon, Word::Midnight];
        if !is_hour && !tells(range.start, &opens) && !tells(range.start, &parts) {
            return false;
        }
        let mut at = range.start;
        while at < range.end {
            let is_link = at + 1 == range.end && tokens.at(at).is_some_and(|token| token.kind == TokenKind::Word);
            match hit(at) {
                Some(hit) => at = hit.tokens.end,
                None if is_number(at) || matches!(tokens.mark(at), ':' | '.' | '(' | ')') || is_link => at += 1,
                None => return false,
            }
        }
        true
    }

    /// Where the words end that tell the part or the hour of the day before them ("Thursday evening at 8", "11:30").
    fn closing(&self, tokens: &Tokens<'_>, day: usize, stop: usize) -> usize {
        let is_number = |at: usize| tokens.at(at).is_some_and(|token| token.kind == TokenKind::Number);
        let mut end = day;
        let mut clock = false;
        while end < stop {
            let hit = self.words.longest_at(tokens, end, stop);
            let is = |told: &[Word]| hit.as_ref().is_some_and(|hit| hit.values.iter().any(|word| told.contains(word)));
            let parts = [Word::Morning, Word::Evening, Word::Night, Word::Noon, Word::Midnight, Word::Half];
            let is_hour =
                || hit.as_ref().is_some_and(|hit| hit.values.iter().any(|word| matches!(word, Word::Hour(_))));
            let next = hit.as_ref().map_or(end + 1, |hit| hit.tokens.end);
            if is_number(end) && matches!(tokens.mark(end + 1), ':') && is_number(end + 2) {
                end += 3;
                clock = true;
            } else if is(&parts) || is(&[Word::Clock]) || clock && (is(&[Word::OClock]) || is_hour() || is_number(end))
            {
                clock |= is(&[Word::Clock]);
                end = next;
            } else {
                break;
            }
        }
        end
    }

    /// Whether a day only begins or ends a stretch ("since Thursday", "until Friday").
    fn is_border(&self, tokens: &Tokens<'_>, before: Range<usize>, end: usize) -> bool {
        let borders = |at: usize| {
            let hit = self.words.longest_at(tokens, at, at + MAX_BEHIND);
            hit.is_some_and(|hit| {
                let is = |word: Word| hit.values.contains(&word);
                (is(Word::Until) || is(Word::From) || is(Word::Between)) && !is(Word::Clock)
            })
        };
        let stated = before.start.saturating_sub(1)..before.end;
        stated.into_iter().any(borders) || self.until_behind && (end..end + MAX_BEHIND).any(borders)
    }

    /// The last instant of what is told; none where its day is not sure to lie behind publication.
    fn last_instant(&self, told: &Told, published: Timestamp) -> Option<Timestamp> {
        let today = told_day(Some(published), &self.zone)?;
        let day = match (&told.date, told.weekday, told.days_ahead) {
            (Some(date), ..) => dated(date, today)?,
            (_, Some(weekday), _) => {
                let back = (today.weekday().to_monday_zero_offset() - weekday).rem_euclid(7);
                (back <= MAX_DAYS_BACK).then(|| today.checked_sub(i32::from(back).days()).ok())??
            }
            (_, _, Some(ahead)) if ahead <= 0 => today.checked_add(i32::from(ahead).days()).ok()?,
            _ => return None,
        };
        let (hour, minute) = match told.clock() {
            Some(clock) => clock,
            None if told.morning && !told.evening && !told.night => (END_OF_MORNING, 0),
            None => (24, 0),
        };
        instant(day, hour, minute, &self.zone)
    }
}

/// The day of a date, in the year of publication where none is told; none where it lies ahead.
fn dated(date: &DateRef, today: Date) -> Option<Date> {
    let day = Date::new(date.year.unwrap_or(today.year()), date.month?, date.day?).ok()?;
    (day <= today).then_some(day)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]
mod tests {
    use super::*;
    use crate::extract::lexis::Lexis;
    use crate::extract::sample;

    /// Published on Sunday 9 March 2025 at 11:00 in Damascus.
    fn check(lang: &str, text: &str, expect: &[&str]) {
        let lexicons = sample::lexicons();
        let lexicon = lexicons.iter().find(|lexicon| lexicon.lang.as_str() == lang).unwrap();
        let mut lexis = Lexis::default();
        let reader = EndReader::new(&lexicon.time, "Asia/Damascus", &mut lexis);
        let dates = Dates::new(&lexicons, &mut lexis);
        let tokens = Tokens::known(text, &lexis);
        let published = "2025-03-09T08:00:00Z".parse().unwrap();
        let found = reader.moments(&tokens, 0..tokens.all().len(), &dates, published);
        let found: Vec<String> =
            found.iter().map(|moment| moment.at.map_or_else(|| "-".to_owned(), |at| at.to_string())).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_day_is_told_up_to_its_end() {
        check("en", "On Thursday gunmen took the town", &["2025-03-06T21:00:00Z"]);
        check("en", "gunmen took the town on 6 March", &["2025-03-06T21:00:00Z"]);
        check("en", "they left yesterday", &["2025-03-08T21:00:00Z"]);
        check("ar", "سيطر مسلحون على البلدة يوم الخميس", &["2025-03-06T21:00:00Z"]);
        check("fr", "jeudi, des hommes armés ont pris la ville", &["2025-03-06T21:00:00Z"]);
        check("de", "Am Donnerstag nahmen Bewaffnete die Stadt ein", &["2025-03-06T21:00:00Z"]);
        check("ru", "В четверг боевики захватили город", &["2025-03-06T21:00:00Z"]);
    }

    #[test]
    fn an_hour_is_told_to_the_minute_and_a_morning_up_to_noon() {
        check("en", "at 8 p.m. on Thursday they took it", &["2025-03-06T17:00:00Z"]);
        check("en", "they took it on Thursday at 20:30", &["2025-03-06T17:30:00Z"]);
        check("en", "they took it on Friday morning", &["2025-03-07T09:00:00Z"]);
        check("en", "Saturday 11:30: patrols in the market", &["2025-03-08T08:30:00Z"]);
        check("ar", "سيطروا عليها يوم السبت الساعة 10 صباحا", &["2025-03-08T07:00:00Z"]);
        check("ar", "دخلوها ظهر السبت", &["2025-03-08T09:00:00Z"]);
        // Two of them tell it; that is no hour.
        check("en", "it was theirs on Friday evening, two residents said", &["2025-03-07T21:00:00Z"]);
    }

    #[test]
    fn nothing_is_later_than_publication() {
        check("en", "they took it on Sunday", &["2025-03-09T08:00:00Z"]);
        check("en", "they took it today", &["2025-03-09T08:00:00Z"]);
        // Monday is tomorrow's name, and the tenth lies ahead.
        check("en", "they meet on Monday", &["-"]);
        check("en", "they meet on 10 March", &["-"]);
    }

    #[test]
    fn a_day_that_borders_a_stretch_is_no_moment() {
        check("en", "in force since Thursday", &["-"]);
        check("en", "closed until Saturday", &["-"]);
        check("en", "after Thursday's attack", &[]);
        check("ar", "منذ الخميس", &["-"]);
        check("tr", "perşembe gününden itibaren", &["-"]);
    }
}
