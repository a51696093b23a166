//! Times as people write them: durations ("20s", "2h") and instants ("2025-03-07").

use std::time::Duration;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, de};

/// The longest duration a setting may have: beyond a year it is a slip of the unit.
const MAX_DURATION: SignedDuration = SignedDuration::from_hours(366 * 24);

/// A duration that is not negative: "250ms", "20s", "5m", "12h", "14d", "1h 30m", "0s".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub SignedDuration);

impl Span {
    /// Reads a duration.
    ///
    /// # Errors
    /// A sentence, where it is none, is negative or is over a year.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no duration; write it like \"250ms\", \"20s\", \"5m\", \"12h\" or \"14d\"");
        let bare = text.trim();
        if bare.is_empty() || bare.starts_with('-') || bare.ends_with("ago") {
            return Err(wrong());
        }
        let span: jiff::Span = bare.parse().map_err(|_| wrong())?;
        if span.get_years() != 0 || span.get_months() != 0 {
            return Err(wrong());
        }
        let duration = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
        if duration.is_negative() {
            return Err(wrong());
        }
        if duration > MAX_DURATION {
            return Err(format!("`{text}` is over a year; that is surely a slip of the unit"));
        }
        Ok(Self(duration))
    }

    /// As the standard library's duration.
    pub fn std(self) -> Duration {
        self.0.unsigned_abs()
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The last moment of a day that the store tells from the next one: it keeps milliseconds.
const LAST_MOMENT: Time = Time::constant(23, 59, 59, 999_000_000);

/// Which end of the day a bare date means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first instant in UTC: "since".
    Start,
    /// Its last instant in UTC: "as of", "until".
    End,
}

/// Reads an instant: an RFC 3339 time with its offset, or a bare date, which is that day in UTC.
///
/// # Errors
/// A sentence, where it is neither, or a time without an offset.
pub fn instant(text: &str, edge: Edge) -> Result<Timestamp, String> {
    let bare = text.trim();
    if let Ok(instant) = bare.parse::<Timestamp>() {
        return Ok(instant);
    }
    let is_date = bare.len() == 10 && bare.bytes().filter(|byte| *byte == b'-').count() == 2;
    if let (true, Ok(date)) = (is_date, bare.parse::<Date>()) {
        let time = match edge {
            Edge::Start => Time::MIN,
            Edge::End => LAST_MOMENT,
        };
        if let Ok(zoned) = date.to_datetime(time).to_zoned(TimeZone::UTC) {
            return Ok(zoned.timestamp());
        }
    }
    if bare.parse::<jiff::civil::DateTime>().is_ok() && !is_date {
        return Err(format!("`{text}` has no offset; end it with Z for UTC, or with one such as +03:00"));
    }
    Err(format!("`{text}` is no time; write it like 2025-03-07T09:00:00Z or 2025-03-07"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        let check = |text: &str, expect: Option<i64>| {
            assert_eq!(Span::parse(text).ok().map(|span| span.0.as_millis()), expect.map(i128::from), "{text}");
        };
        check("20s", Some(20_000));
        check("250ms", Some(250));
        check("0s", Some(0));
        check("5m", Some(300_000));
        check("1h 30m", Some(5_400_000));
        check("1h30m", Some(5_400_000));
        check("14d", Some(14 * 86_400_000));
        check("2w", Some(14 * 86_400_000));
        check(" 20 seconds ", Some(20_000));
        check("1.5s", Some(1_500));
        for wrong in
            ["", "20", "s", "-20s", "20s ago", "1 month", "1y", "2 years", "400d", "99999999999999999999s", "soon"]
        {
            check(wrong, None);
        }
    }

    #[test]
    fn a_bare_date_is_a_day_in_utc_and_a_time_needs_its_offset() {
        let check = |text: &str, edge: Edge, expect: Option<&str>| {
            assert_eq!(instant(text, edge).ok().map(|at| at.to_string()).as_deref(), expect, "{text}");
        };
        check("2025-03-07", Edge::Start, Some("2025-03-07T00:00:00Z"));
        check("2025-03-07", Edge::End, Some("2025-03-07T23:59:59.999Z"));
        check("2025-03-07T09:00:00Z", Edge::End, Some("2025-03-07T09:00:00Z"));
        check("2025-03-07T12:00:00+03:00", Edge::End, Some("2025-03-07T09:00:00Z"));
        check("2025-03-07 09:00Z", Edge::End, Some("2025-03-07T09:00:00Z"));
        for wrong in ["", "now", "2025-03-07T09:00:00", "2025-02-30", "2025-3-7", "7 March 2025", "20250307"] {
            check(wrong, Edge::End, None);
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_reader(text in ".{0,40}") {
            let _any = (Span::parse(&text), instant(&text, Edge::End));
        }

        #[test]
        fn whole_seconds_come_back(seconds in 0_i64..31_000_000) {
            prop_assert_eq!(Span::parse(&format!("{seconds}s")), Ok(Span(SignedDuration::from_secs(seconds))));
        }
    }
}
