//! How long a server sends us away, as its `Retry-After` says.

use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::date;
use super::schedule::DAY;

/// From this year on a date is no time to wait for: what a server writes that means "never".
const FAR_YEAR: u64 = 3_000;

/// When a server asks to be asked again: seconds or a date, at most a day away. Of several the latest, whether each is a
/// header of its own or they stand in one.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let values = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    let parts = |value: &str| value.split([',', ';']).filter_map(|part| until(part, now)).max();
    let until = |value: &str| match value.trim().split([',', ';']).next() {
        // What stands behind a number is another, or words of no meaning.
        Some(first) if first.len() < value.trim().len() && is_number(first.trim()) => parts(value),
        _ => until(value, now).or_else(|| parts(value)),
    };
    values.filter_map(until).max()
}

/// Whether a text is a whole number.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Until when one value sends us away; none where it does not.
fn until(value: &str, now: Timestamp) -> Option<Timestamp> {
    let value = value.trim();
    let latest = now.saturating_add(DAY).unwrap_or(Timestamp::MAX);
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = value.split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3_600),
        _ => None,
    };
    if let Some(factor) = factor.filter(|_| is_number(number)) {
        // A number that does not fit is a very long time.
        let seconds = number.parse::<u32>().unwrap_or(u32::MAX).saturating_mul(factor);
        let until = now.saturating_add(jiff::SignedDuration::from_secs(seconds.into())).unwrap_or(latest);
        return Some(until.min(latest));
    }
    let Some(until) = date::parse(value) else {
        let mut numbers = value.split(|c: char| !c.is_ascii_digit());
        let is_far = numbers.any(|number| number.len() >= 4 && number.parse().unwrap_or(FAR_YEAR) >= FAR_YEAR);
        return (is_far && value.bytes().any(|byte| byte.is_ascii_alphabetic())).then_some(latest);
    };
    (until > now).then(|| until.min(latest))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn a_server_may_send_us_away_for_a_day_at_most() {
        let now = Timestamp::from_second(1_741_348_800).unwrap_or_default();
        let check = |value: &'static str, expect: Option<i64>| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
            let seconds = retry_after(&headers, now).map(|until| until.duration_since(now).as_secs());
            assert_eq!(seconds, expect, "{value}");
        };
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("86401", Some(86_400));
        check("99999999999999999999", Some(86_400));
        check("Fri, 07 Mar 2025 12:02:00 GMT", Some(120));
        check("Fri, 07 Mar 2125 12:02:00 GMT", Some(86_400));
        check("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400));
        check("Fri, 31 Dec 99999 23:59:59 GMT", Some(86_400));
        check("Fri, 07 Mar 2015 12:02:00 GMT", None);
        check("120, 240", Some(240));
        check("120;", Some(120));
        check("120; why=busy", Some(120));
        check("7200; x", Some(7_200));
        check("3600 seconds", Some(3_600));
        check("3600s", Some(3_600));
        check("99999 s", Some(86_400));
        check("5 minutes", Some(300));
        check("31 Dec 99999", Some(86_400));
        check("soon, 60", Some(60));
        check("soon", None);
        check("-1", None);
        check("", None);
        let mut twice = HeaderMap::new();
        for value in ["60", "Fri, 07 Mar 2025 12:10:00 GMT", "120"] {
            twice.append(RETRY_AFTER, HeaderValue::from_static(value));
        }
        assert_eq!(retry_after(&twice, now).map(|until| until.duration_since(now).as_secs()), Some(600));
    }
}
