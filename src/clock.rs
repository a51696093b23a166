//! The clock: the one place that asks what time it is.

use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// Tells the time. Everything that depends on "now" is given one of these or a plain instant.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present instant.
    fn now(&self) -> Timestamp;
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
}

/// A clock that stands still: `--now`, and tests.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A clock that starts at an instant and runs `speed` times as fast as the machine's.
#[derive(Debug, Clone, Copy)]
pub struct FastClock {
    began: Instant,
    from: Timestamp,
    to: Timestamp,
    speed: f64,
}

impl FastClock {
    /// A clock that shows `from` now and stands still once it has reached `to`.
    pub fn new(from: Timestamp, to: Timestamp, speed: f64) -> Self {
        Self { began: Instant::now(), from, to, speed }
    }
}

impl Clock for FastClock {
    fn now(&self) -> Timestamp {
        let passed = self.began.elapsed().as_secs_f64() * self.speed;
        let passed = SignedDuration::try_from_secs_f64(passed).unwrap_or(SignedDuration::MAX);
        self.from.checked_add(passed).unwrap_or(self.to).min(self.to)
    }
}
