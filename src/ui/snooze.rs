//! Until when a report sleeps, as an operator types it: "2h", "18:00", "2025-03-08", "new", "off".

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::model::Snooze;
use crate::text::when::{Edge, Span, instant};

/// What may be typed.
pub const HINT: &str = "2h  18:00  18:00Z  2025-03-08T06:00Z  new (until news)  off";

/// What may be typed, where the zone of an hour is called so: "2h  18:00 (Damascus)  18:00Z  new (until news)  off".
pub fn hint(zone: &str) -> String {
    HINT.replacen("18:00 ", &format!("18:00 ({zone}) "), 1).replacen("T06:00Z", "", 1)
}

/// Reads how long something sleeps; none ends it. An hour is the next one in the situation's zone, with a Z in UTC.
///
/// # Errors
/// A sentence, where it is no time, or one that has passed.
pub fn parse(typed: &str, now: Timestamp, zone: Option<&TimeZone>) -> Result<Option<Snooze>, String> {
    let bare = typed.trim();
    let bare = bare.strip_prefix("until ").unwrap_or(bare).trim();
    match bare {
        "new" | "news" => return Ok(Some(Snooze::News)),
        "off" | "end" => return Ok(None),
        _ => {}
    }
    let wrong = || format!("`{bare}` is no time to sleep until; write {HINT}");
    let until = if let Ok(span) = Span::parse(bare) {
        now.checked_add(span.0).map_err(|_| wrong())?
    } else if let Some(hour) = next_hour(bare, now, zone) {
        hour
    } else {
        instant(bare, Edge::Start).map_err(|_| wrong())?
    };
    if until <= now {
        return Err(format!("`{bare}` has passed; nothing would be hidden"));
    }
    Ok(Some(Snooze::Until(until)))
}

/// When an hour, as "18:00", is the next time: in the situation's zone, with a Z in UTC; none where it is no hour.
pub fn next_hour(typed: &str, now: Timestamp, zone: Option<&TimeZone>) -> Option<Timestamp> {
    match typed.strip_suffix(['Z', 'z']) {
        Some(typed) => next(hour(typed)?, now, None),
        None => next(hour(typed)?, now, zone),
    }
}

fn hour(text: &str) -> Option<Time> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| digits.parse::<i8>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    Time::new(number(hours)?, number(minutes)?, 0, 0).ok()
}

fn next(hour: Time, now: Timestamp, zone: Option<&TimeZone>) -> Option<Timestamp> {
    let zone = zone.cloned().unwrap_or(TimeZone::UTC);
    let today = now.to_zoned(zone.clone()).date();
    let at = |date: jiff::civil::Date| date.to_datetime(hour).to_zoned(zone.clone()).ok().map(|at| at.timestamp());
    at(today).filter(|at| *at > now).or_else(|| at(today.checked_add(1.day()).ok()?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot build its input has failed")]

    use super::*;

    #[test]
    fn sleep_ends_after_a_while_at_an_hour_of_the_place_or_with_something_new() {
        let now: Timestamp = "2025-03-07T14:32:00Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Damascus").unwrap();
        let check = |typed: &str, expect: Option<&str>| {
            let until = match parse(typed, now, Some(&zone)) {
                Ok(Some(Snooze::Until(until))) => Some(until.to_string()),
                Ok(Some(Snooze::News)) => Some("news".to_owned()),
                Ok(None) => Some("off".to_owned()),
                Err(_) => None,
            };
            assert_eq!(until.as_deref(), expect, "{typed}");
        };
        check("2h", Some("2025-03-07T16:32:00Z"));
        check("18:00", Some("2025-03-07T15:00:00Z"));
        check("18:00Z", Some("2025-03-07T18:00:00Z"));
        check("14:32z", Some("2025-03-08T14:32:00Z"));
        check("until 17:00", Some("2025-03-08T14:00:00Z"));
        check("2025-03-08", Some("2025-03-08T00:00:00Z"));
        check("new", Some("news"));
        check("off", Some("off"));
        for wrong in ["", "soon", "25:00", "25:00Z", "Z", "1:+5", "2025-03-07", "0s"] {
            check(wrong, None);
        }
        assert_eq!(parse("15:00", now, None), Ok(Some(Snooze::Until("2025-03-07T15:00:00Z".parse().unwrap()))));
    }
}
