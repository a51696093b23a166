//! Politeness and order: how many fetches run at once, in all and to one host, and how far apart.
//!
//! A fetch that waits for its host holds no other place. A place among all is given back after a while even
//! if the server has not answered: waiting costs nothing, and a server that keeps us waiting must not keep
//! other feeds from being asked. What stays bounded is how many connections are open and how many large
//! bodies are held.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::model::FetchPolicy;

/// How long a fetch keeps its place among all while it waits for its server: an answering server is long
/// done, and three hundred silent ones are asked within ten seconds by sixteen places.
const PATIENCE: Duration = Duration::from_millis(500);

/// Connections open at once: under half of the 1,024 files that a process may have open by default.
const OPEN_MAX: usize = 400;

/// Bodies of more than [`LARGE`] bytes held at once: with a cap of 10 MB each, 80 MB.
const LARGE_MAX: usize = 8;

/// From how many bytes on a body is large: several times a long feed, and little enough for [`OPEN_MAX`].
pub const LARGE: u64 = 512 * 1024;

/// Hosts remembered before those that are at rest are forgotten.
const HOSTS_MAX: usize = 1_024;

/// The places and the hosts.
#[derive(Debug)]
pub struct Turns {
    began: Instant,
    per_host: usize,
    places: Arc<Semaphore>,
    open: Arc<Semaphore>,
    large: Arc<Semaphore>,
    hosts: Mutex<Hosts>,
}

/// What is known of the hosts.
#[derive(Debug)]
struct Hosts {
    places: HashMap<String, Arc<Semaphore>>,
    spacing: Spacing,
}

impl Turns {
    /// Turns as `policy` bounds them.
    pub fn new(policy: &FetchPolicy) -> Self {
        Self {
            began: Instant::now(),
            per_host: policy.per_host.max(1),
            places: Arc::new(Semaphore::new(policy.concurrency.clamp(1, OPEN_MAX))),
            open: Arc::new(Semaphore::new(OPEN_MAX)),
            large: Arc::new(Semaphore::new(LARGE_MAX)),
            hosts: Mutex::new(Hosts { places: HashMap::new(), spacing: Spacing::new(policy.host_spacing) }),
        }
    }

    /// Runs `work` when it is the turn of `host` ("example.org:443") and there is a place.
    pub async fn take<T>(&self, host: &str, work: impl Future<Output = T>) -> T {
        let _at_host = claim(&self.place_at(host)).await;
        let wait = self.reserve(host);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        let _open = claim(&self.open).await;
        let place = claim(&self.places).await;
        tokio::pin!(work);
        match tokio::time::timeout(PATIENCE, &mut work).await {
            Ok(done) => done,
            Err(_) => {
                drop(place);
                work.await
            }
        }
    }

    /// Waits for leave to hold a large body, until the permit is dropped.
    pub async fn hold_large(&self) -> Option<OwnedSemaphorePermit> {
        claim(&self.large).await
    }

    /// The places at one host.
    fn place_at(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.places.len() >= HOSTS_MAX {
            hosts.places.retain(|_, places| Arc::strong_count(places) > 1);
        }
        let fresh = || Arc::new(Semaphore::new(self.per_host));
        Arc::clone(hosts.places.entry(host.to_owned()).or_insert_with(fresh))
    }

    /// How long to wait for the next start at one host.
    fn reserve(&self, host: &str) -> Duration {
        let now = self.began.elapsed();
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.spacing.reserve(host, now).saturating_sub(now)
    }
}

/// A permit; none only if the semaphore were closed, which it never is.
async fn claim(places: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    Arc::clone(places).acquire_owned().await.ok()
}

/// The distance between the starts of two requests to one host. Pure: instants are durations since any
/// one beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spacing {
    spacing: Duration,
    free_from: HashMap<String, Duration>,
}

impl Spacing {
    fn new(spacing: Duration) -> Self {
        Self { spacing, free_from: HashMap::new() }
    }

    /// When a request to `host` may start that is ready at `now`; the next one is a distance later.
    fn reserve(&mut self, host: &str, now: Duration) -> Duration {
        if self.spacing.is_zero() {
            return now;
        }
        if self.free_from.len() >= HOSTS_MAX {
            self.free_from.retain(|_, free| *free > now);
        }
        let free = self.free_from.entry(host.to_owned()).or_default();
        let start = now.max(*free);
        *free = start.saturating_add(self.spacing);
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn requests_to_one_host_start_a_distance_apart() {
        let mut spacing = Spacing::new(ms(250));
        assert_eq!(spacing.reserve("a", ms(0)), ms(0));
        assert_eq!(spacing.reserve("a", ms(10)), ms(250));
        assert_eq!(spacing.reserve("a", ms(20)), ms(500));
        assert_eq!(spacing.reserve("b", ms(20)), ms(20));
        assert_eq!(spacing.reserve("a", ms(900)), ms(900));
        assert_eq!(spacing.reserve("a", ms(901)), ms(1_150));
    }

    #[test]
    fn no_distance_is_no_wait() {
        let mut spacing = Spacing::new(Duration::ZERO);
        assert_eq!(spacing.reserve("a", ms(7)), ms(7));
        assert_eq!(spacing.reserve("a", ms(7)), ms(7));
    }

    #[test]
    fn hosts_at_rest_are_forgotten() {
        let mut spacing = Spacing::new(ms(250));
        for host in 0..10_000_u64 {
            spacing.reserve(&host.to_string(), ms(host));
        }
        assert!(spacing.free_from.len() <= HOSTS_MAX);
    }
}
