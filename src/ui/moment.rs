//! Instants as the screen tells them. Times are UTC unless a zone is named; the situation's zone stands
//! beside it in the title and the reader.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How long ago something may lie for its weekday to name the day.
const NAMED_BY_WEEKDAY: SignedDuration = SignedDuration::from_hours(6 * 24);

fn utc(instant: Timestamp, format: &str) -> String {
    instant.to_zoned(TimeZone::UTC).strftime(format).to_string()
}

/// "Fri 7 Mar 2025 14:32 UTC".
pub fn full(instant: Timestamp) -> String {
    utc(instant, "%a %-d %b %Y %H:%M UTC")
}

/// "Fri 7 Mar 14:32Z".
pub fn brief(instant: Timestamp) -> String {
    utc(instant, "%a %-d %b %H:%MZ")
}

/// "17:32" in a zone.
pub fn hour_in(instant: Timestamp, zone: &TimeZone) -> String {
    instant.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// "14:32".
pub fn hour(instant: Timestamp) -> String {
    utc(instant, "%H:%M")
}

/// "Thu 6 Mar".
pub fn day(instant: Timestamp) -> String {
    utc(instant, "%a %-d %b")
}

/// Whether two instants fall on one day of UTC.
pub fn is_same_day(a: Timestamp, b: Timestamp) -> bool {
    utc(a, "%F") == utc(b, "%F")
}

/// The minute an instant lies in, counted from 1970: what the screen's clock shows.
pub fn minute(instant: Timestamp) -> i64 {
    instant.as_second().div_euclid(60)
}

/// When a report was published, in at most nine columns: "14:28", "Thu 14:28", "6 Mar".
pub fn listed(instant: Timestamp, now: Timestamp) -> String {
    let old = now.duration_since(instant);
    if is_same_day(instant, now) {
        hour(instant)
    } else if old < NAMED_BY_WEEKDAY && old > -NAMED_BY_WEEKDAY {
        utc(instant, "%a %H:%M")
    } else if old > SignedDuration::from_hours(300 * 24) {
        utc(instant, "%b %Y")
    } else {
        utc(instant, "%-d %b")
    }
}

/// The same in at most six columns: "14:28", "6 Mar", "3/2011".
pub fn listed_short(instant: Timestamp, now: Timestamp) -> String {
    if is_same_day(instant, now) {
        hour(instant)
    } else if now.duration_since(instant) > SignedDuration::from_hours(300 * 24) {
        utc(instant, "%-m/%Y")
    } else {
        utc(instant, "%-d %b")
    }
}

/// When something is to end, in few columns: "Sat 07Z", "Sat 07:30Z", "14 Mar 07Z".
pub fn end(instant: Timestamp, now: Timestamp) -> String {
    let hour = if utc(instant, "%M") == "00" { "%HZ" } else { "%H:%MZ" };
    let away = instant.duration_since(now).abs();
    let day = if away < NAMED_BY_WEEKDAY { "%a" } else { "%-d %b" };
    utc(instant, &format!("{day} {hour}"))
}

/// How long ago: "now", "22 min", "3 h", "5 d". What lies ahead is "now".
pub fn age(instant: Timestamp, now: Timestamp) -> String {
    let minutes = minute(now) - minute(instant);
    match minutes {
        ..1 => "now".to_owned(),
        1..60 => format!("{minutes} min"),
        60..2880 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    const NOW: &str = "2025-03-07T14:32:10Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_list_names_the_day_only_where_it_differs() {
        let check = |instant: &str, expect: &str| assert_eq!(listed(at(instant), at(NOW)), expect, "{instant}");
        check("2025-03-07T14:28:00Z", "14:28");
        check("2025-03-06T23:59:00Z", "Thu 23:59");
        check("2025-02-20T10:00:00Z", "20 Feb");
        check("2011-03-15T10:00:00Z", "Mar 2011");
        check("2025-03-08T01:00:00Z", "Sat 01:00");
    }

    #[test]
    fn an_end_has_day_and_hour() {
        let check = |instant: &str, expect: &str| assert_eq!(end(at(instant), at(NOW)), expect, "{instant}");
        check("2025-03-08T07:00:00Z", "Sat 07Z");
        check("2025-03-07T18:30:00Z", "Fri 18:30Z");
        check("2025-03-20T07:00:00Z", "20 Mar 07Z");
    }

    #[test]
    fn ages_go_by_shown_minutes() {
        let check = |instant: &str, expect: &str| assert_eq!(age(at(instant), at(NOW)), expect, "{instant}");
        check("2025-03-07T14:32:59Z", "now");
        check("2025-03-07T14:31:59Z", "1 min");
        check("2025-03-07T13:33:00Z", "59 min");
        check("2025-03-07T13:32:00Z", "1 h");
        check("2025-03-05T14:40:00Z", "47 h");
        check("2025-03-01T14:00:00Z", "6 d");
        check("2025-03-09T14:00:00Z", "now");
    }
}
