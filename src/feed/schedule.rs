//! When a feed is asked next: pure.
//!
//! A feed that works is asked at its interval; one that fails is asked ever later, up to a bound, and is
//! never given up. What a server asks for (`Retry-After`) is obeyed up to a day; a feed that says it is gone
//! is asked once a day. Starts are spread by a share of the delay that depends on feed and attempt alone, so
//! that a schedule can be foretold and a restart does not ask everybody at once.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::model::FeedId;

/// The longest a server may send us away, and the interval for what is gone.
pub const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The longest a failing feed is left alone, where its own interval is not longer: an operator must not wait
/// a shift for a feed that works again.
const BACKOFF_MAX: SignedDuration = SignedDuration::from_hours(1);

/// Doublings of the delay; more would pass any bound.
const DOUBLINGS_MAX: u32 = 16;

/// The share of a delay, in percent, by which starts are spread.
const JITTER_PERCENT: i32 = 10;

/// How a poll went, as far as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polled {
    /// When it was made.
    pub at: Timestamp,
    /// Failures in a row with this one; 0 where it worked.
    pub failures: u32,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// When the server asks not to be asked before.
    pub retry_after: Option<Timestamp>,
}

/// When `feed`, asked every `interval`, is to be asked next.
pub fn next_poll(feed: &FeedId, interval: SignedDuration, polled: &Polled) -> Timestamp {
    let interval = interval.clamp(SignedDuration::ZERO, DAY);
    let delay = match (polled.status, polled.failures) {
        (Some(410), 1..) => DAY,
        (_, 0) => interval,
        (_, failures) => {
            let doubled = interval.saturating_mul(1 << (failures - 1).min(DOUBLINGS_MAX));
            doubled.min(BACKOFF_MAX.max(interval))
        }
    };
    // A day is a day: what is said to be asked daily is.
    let delay = delay.saturating_add(jitter(feed, polled, delay)).min(DAY);
    let due = polled.at.saturating_add(delay).unwrap_or(Timestamp::MAX);
    match polled.retry_after {
        Some(until) => due.max(until.min(polled.at.saturating_add(DAY).unwrap_or(Timestamp::MAX))),
        None => due,
    }
}

/// The part of `delay` that is added to spread starts: the same for the same feed and attempt.
fn jitter(feed: &FeedId, polled: &Polled, delay: SignedDuration) -> SignedDuration {
    let mut hash = Sha256::new();
    hash.update(feed.as_str());
    hash.update([0]);
    hash.update(polled.at.as_millisecond().to_le_bytes());
    hash.update(polled.failures.to_le_bytes());
    let share = hash.finalize().first().copied().map_or(0, i32::from);
    delay / 100 * JITTER_PERCENT / 255 * share
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIVE: SignedDuration = SignedDuration::from_mins(5);

    fn polled(failures: u32, status: Option<u16>, retry_after: Option<Timestamp>) -> Polled {
        Polled { at: at(0), failures, status, retry_after }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH
            .saturating_add(SignedDuration::from_secs(1_741_000_000 + seconds))
            .unwrap_or(Timestamp::MAX)
    }

    /// The delay after a poll, in whole minutes, without its jitter of at most a tenth.
    fn check(polled: Polled, expect_minutes: i64) {
        let delay = next_poll(&FeedId::new("sohr-en"), FIVE, &polled).duration_since(polled.at);
        let least = SignedDuration::from_mins(expect_minutes);
        assert!(delay >= least && delay <= least + least / 10, "{polled:?}: {delay}, expected {least}");
    }

    #[test]
    fn a_feed_that_fails_is_asked_ever_later_and_never_given_up() {
        check(polled(0, Some(200), None), 5);
        check(polled(1, Some(500), None), 5);
        check(polled(2, None, None), 10);
        check(polled(4, None, None), 40);
        check(polled(5, None, None), 60);
        check(polled(u32::MAX, None, None), 60);
    }

    #[test]
    fn what_is_gone_is_asked_daily() {
        check(polled(1, Some(410), None), 24 * 60);
        check(polled(40, Some(410), None), 24 * 60);
    }

    #[test]
    fn what_a_server_asks_for_is_obeyed_up_to_a_day() {
        let next = |retry| next_poll(&FeedId::new("a"), FIVE, &polled(1, Some(429), Some(at(retry))));
        assert_eq!(next(7_200), at(7_200));
        assert_eq!(next(400 * 86_400), at(86_400));
        assert!(next(1) >= at(300), "an interval is not shortened");
    }

    #[test]
    fn no_interval_means_at_once() {
        assert_eq!(next_poll(&FeedId::new("a"), SignedDuration::ZERO, &polled(0, Some(200), None)), at(0));
    }

    proptest! {
        #[test]
        fn the_next_poll_is_never_before_this_one_nor_more_than_a_day_and_its_jitter_away(
            id in "[a-z]{0,9}", seconds in -1_000_i64..10_000_000, failures: u32, status: Option<u16>, retry: Option<i64>,
        ) {
            let retry_after = retry.and_then(|second| Timestamp::from_second(second).ok());
            let polled = Polled { at: at(0), failures, status, retry_after };
            let interval = SignedDuration::from_secs(seconds);
            let next = next_poll(&FeedId::new(&id), interval, &polled);
            prop_assert!(next >= polled.at && next <= at(86_400 + 8_640));
            prop_assert_eq!(next, next_poll(&FeedId::new(&id), interval, &polled));
        }
    }
}
