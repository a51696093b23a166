//! Instants as the screen tells them. Times are UTC unless a zone is named; the situation's zone stands
//! beside it in the title and the reader.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::clock::zone;

/// How long ago something may lie for its weekday to name the day.
const NAMED_BY_WEEKDAY: SignedDuration = SignedDuration::from_hours(6 * 24);

/// How times are told in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Times {
    /// As an hour, with the day where that is not today.
    #[default]
    Absolute,
    /// As how long ago.
    Relative,
}

/// A zone of the operator's own.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnZone {
    /// The zone.
    pub zone: TimeZone,
    /// What it is called: "Berlin".
    pub name: String,
}

impl OwnZone {
    /// The zone of an IANA name; none where there is none, or it is UTC, which is told anyway.
    pub fn of(name: &str) -> Option<Self> {
        let zone = zone(name).filter(|_| name != "UTC")?;
        let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
        Some(Self { zone, name: city })
    }
}

/// The hour in the situation's zone and in the operator's own, to stand behind UTC: " (17:32 Damascus, 15:32 Berlin)".
pub fn local(instant: Timestamp, there: Option<(&TimeZone, &str)>, own: Option<&OwnZone>) -> String {
    let there = there.map(|(zone, name)| format!("{} {name}", hour_in(instant, zone)));
    let own = own.map(|own| format!("{} {}", hour_in(instant, &own.zone), own.name));
    let told: Vec<String> = there.into_iter().chain(own).collect();
    if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) }
}

/// When something was, as the operator wishes: "Thu 14:28", or "22 min".
pub fn told(instant: Timestamp, now: Timestamp, times: Times) -> String {
    match times {
        Times::Absolute => listed(instant, now),
        Times::Relative => age(instant, now),
    }
}

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

/// "17:32" in a zone; "Sat 00:32" where it is another day there than that of UTC.
fn hour_in(instant: Timestamp, zone: &TimeZone) -> String {
    let there = instant.to_zoned(zone.clone());
    let is_same_day = there.date() == instant.to_zoned(TimeZone::UTC).date();
    there.strftime(if is_same_day { "%H:%M" } else { "%a %H:%M" }).to_string()
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
    fn hours_of_both_zones_stand_behind_utc() {
        let own = OwnZone::of("Europe/Berlin");
        let there = TimeZone::get("Asia/Damascus").unwrap();
        let there = Some((&there, "Damascus"));
        assert_eq!(local(at(NOW), there, own.as_ref()), " (17:32 Damascus, 15:32 Berlin)");
        assert_eq!(local(at(NOW), there, None), " (17:32 Damascus)");
        assert_eq!(local(at(NOW), None, None), "");
        assert_eq!(local(at("2025-03-07T21:00:00Z"), there, own.as_ref()), " (Sat 00:00 Damascus, 22:00 Berlin)");
        assert_eq!(OwnZone::of("America/New_York").unwrap().name, "New York");
        assert!(OwnZone::of("UTC").is_none() && OwnZone::of("").is_none());
        assert_eq!(told(at("2025-03-07T14:10:00Z"), at(NOW), Times::Relative), "22 min");
        assert_eq!(told(at("2025-03-07T14:10:00Z"), at(NOW), Times::Absolute), "14:10");
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
