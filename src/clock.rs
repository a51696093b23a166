//! The clock: the one place that asks what time it is.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Where a machine keeps its zones, unless `TZDIR` names another folder.
const ZONES: &str = "/usr/share/zoneinfo";

/// The time zone of an IANA name; none where this machine and this program know none. Its own file is read where it lies: to
/// list all zones first, as the library does, takes longer than all else that a screen needs to know of time.
pub fn zone(name: &str) -> Option<TimeZone> {
    let is_plain = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase()) && !part.contains("..");
    if name.is_empty() {
        return None;
    }
    let folder = std::env::var_os("TZDIR").filter(|folder| !folder.is_empty()).unwrap_or_else(|| ZONES.into());
    let file = Path::new(&folder).join(name);
    let read = name.split('/').all(is_plain).then(|| std::fs::read(file).ok()).flatten();
    read.and_then(|data| TimeZone::tzif(name, &data).ok()).or_else(|| TimeZone::get(name).ok())
}

/// Tells the time. Everything that depends on "now" is given one of these or a plain instant.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// How long the machine has to wait until this clock shows `at`: zero where it already does,
    /// `Duration::MAX` where it never will (a clock that stands still, or stops before).
    fn wait_until(&self, at: Timestamp) -> Duration;

    /// Stands still while `holds`, then goes on from there: a replay's clock. No other hears of it.
    fn hold(&self, holds: bool) {
        let _unheard = holds;
    }
}

/// A clock that several parts share.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait_until(&self, at: Timestamp) -> Duration {
        forward(self.now(), at)
    }
}

/// A clock that stands still: `--now`, and tests.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn wait_until(&self, at: Timestamp) -> Duration {
        if at <= self.0 { Duration::ZERO } else { Duration::MAX }
    }
}

/// A clock that stands still until it is set forward: a replay that does not wait.
#[derive(Debug)]
pub struct SteppedClock(Mutex<Timestamp>);

impl SteppedClock {
    /// A clock that shows `at`.
    pub fn new(at: Timestamp) -> Self {
        Self(Mutex::new(at))
    }

    /// Sets it forward to `at`; it never goes back.
    pub fn step_to(&self, at: Timestamp) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = at.max(*now);
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until(&self, at: Timestamp) -> Duration {
        if at <= self.now() { Duration::ZERO } else { Duration::MAX }
    }
}

/// A clock that starts at an instant and runs `speed` times as fast as the machine's, while it is not held.
#[derive(Debug)]
pub struct FastClock {
    run: Mutex<Run>,
    to: Timestamp,
    speed: f64,
}

/// From where a clock runs.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: Timestamp,
    /// Since when; none while it is held.
    since: Option<Instant>,
}

impl FastClock {
    /// A clock that shows `from` now and stands still once it has reached `to`.
    pub fn new(from: Timestamp, to: Timestamp, speed: f64) -> Self {
        Self { run: Mutex::new(Run { from, since: Some(Instant::now()) }), to, speed }
    }

    fn shown(&self, run: Run) -> Timestamp {
        let passed = run.since.map_or(0.0, |since| since.elapsed().as_secs_f64() * self.speed);
        let passed = SignedDuration::try_from_secs_f64(passed).unwrap_or(SignedDuration::MAX);
        run.from.checked_add(passed).unwrap_or(self.to).min(self.to)
    }

    fn run(&self) -> Run {
        *self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for FastClock {
    fn now(&self) -> Timestamp {
        self.shown(self.run())
    }

    fn hold(&self, holds: bool) {
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        *run = match (holds, run.since) {
            (true, Some(_)) => Run { from: self.shown(*run), since: None },
            (false, None) => Run { since: Some(Instant::now()), ..*run },
            _ => *run,
        };
    }

    fn wait_until(&self, at: Timestamp) -> Duration {
        let is_held = self.run().since.is_none() && at > self.now();
        if at > self.to || is_held {
            return Duration::MAX;
        }
        let shown = forward(self.now(), at).as_secs_f64();
        Duration::try_from_secs_f64(shown / self.speed).unwrap_or(Duration::MAX)
    }
}

/// The time from one instant to a later one; zero where it is not later.
fn forward(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }

    #[test]
    fn a_clock_that_stands_still_never_comes_to_a_later_instant() {
        let clock = FixedClock(at(10));
        assert_eq!(clock.wait_until(at(9)), Duration::ZERO);
        assert_eq!(clock.wait_until(at(11)), Duration::MAX);
    }

    #[test]
    fn a_stepped_clock_goes_forward_only() {
        let clock = SteppedClock::new(at(10));
        clock.step_to(at(20));
        clock.step_to(at(15));
        assert_eq!(clock.now(), at(20));
        assert_eq!(clock.wait_until(at(20)), Duration::ZERO);
    }

    #[test]
    fn a_fast_clock_waits_less_and_stops_at_its_end() {
        let clock = FastClock::new(at(0), at(100_000), 1000.0);
        let wait = clock.wait_until(at(50_000));
        assert!(wait <= Duration::from_secs(50) && wait > Duration::from_secs(40), "{wait:?}");
        assert_eq!(clock.wait_until(at(100_001)), Duration::MAX);
        assert!(FastClock::new(at(0), at(5), f64::INFINITY).now() <= at(5));
    }

    #[test]
    fn a_clock_that_is_held_goes_on_from_where_it_stood() {
        let clock = FastClock::new(at(0), at(1_000_000_000), 1e6);
        clock.hold(true);
        let stood = clock.now();
        assert_eq!((clock.now(), clock.wait_until(at(999_999_999))), (stood, Duration::MAX));
        clock.hold(true);
        assert_eq!((clock.now(), clock.wait_until(stood)), (stood, Duration::ZERO));
        clock.hold(false);
        let wait = clock.wait_until(at(999_999_999));
        assert!(clock.now() >= stood && wait < Duration::from_secs(1_000), "{wait:?}");
        // One that nobody plays stands as it stood.
        FixedClock(at(5)).hold(true);
        assert_eq!(FixedClock(at(5)).now(), at(5));
    }

    #[test]
    fn a_zone_is_the_same_read_by_itself_as_from_the_list_of_all() {
        let summer: Timestamp = "2025-07-07T12:00:00Z".parse().unwrap();
        for name in ["Asia/Damascus", "Europe/Berlin", "America/Argentina/Ushuaia", "UTC"] {
            let (alone, listed) = (zone(name).unwrap(), TimeZone::get(name).unwrap());
            for at in [Timestamp::UNIX_EPOCH, summer] {
                assert_eq!(alone.to_offset(at), listed.to_offset(at), "{name}");
            }
        }
        for name in ["", "Asia", "Asia/Nowhere", "../etc/passwd", "/etc/passwd", "Europe/../../etc/passwd"] {
            assert!(zone(name).is_none(), "{name}");
        }
        assert!(zone("asia/damascus").is_some(), "however it is written");
    }
}
