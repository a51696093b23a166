//! Politeness and order: how many fetches run at once, in all and to one host, and how far apart.
//!
//! A fetch that waits for its host holds no other place. A place is lent: it is given back after a while even
//! if the server has not answered, the sooner the more feeds wait for one, so that servers that keep us waiting
//! never keep other feeds from being asked. What stays bounded is how many connections are open and how many large
//! bodies are held; where all connections are open, a server that says nothing gives its own to a feed that was not asked
//! yet, and is asked once more after all others.

use std::collections::{BTreeMap, HashMap};
use std::future::{pending, ready};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::model::FetchPolicy;

/// Within this time of its coming a feed gets a place at its host, however many servers there are silent. Loans are measured
/// by the time that is left to each who waits, shared by those before it: so many loans as fit into that are made, and not one
/// by one as long as they then seemed to fit.
const HOST_ROUND: Duration = Duration::from_secs(6);

/// Within this time of its coming a feed gets a place among all, in the same way; where its host is asked at distances that
/// take longer, within that time. After it the shortest loans alone are made: six more seconds, to the 15 s in which every
/// feed is asked, are 600 more feeds at one host of two places, or 4,800 in all.
const ROUND: Duration = Duration::from_secs(9);

/// The longest loan of a place among all: an answering server is long done.
const LOAN_MAX: Duration = Duration::from_millis(500);

/// The longest loan of a place at one host while others wait there: politeness first, but no host hides a feed.
const HOST_LOAN_MAX: Duration = Duration::from_secs(4);

/// The shortest loan: a connection and a request at least.
const LOAN_MIN: Duration = Duration::from_millis(20);

/// How often it is looked whether anybody has come to wait, once a loan is over and nobody did.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Connections open at once: under half of the 1,024 files that a process may have open by default.
const OPEN_MAX: usize = 400;

/// How long a server may be silent before its connection goes to a feed that was not asked yet, where all are open: one that
/// answers at all mostly does by then. So 1,500 silent servers leave room for others within 15 s.
const SILENCE_MAX: Duration = Duration::from_secs(3);

/// Connections that are left when a silent server is first to give up its own, so that nobody waits until it has: as many as
/// have places at once.
const SPARE: usize = 16;

/// Connections open at once to servers that were silent before: the others are left for feeds that were not asked yet.
const AGAIN_MAX: usize = 300;

/// Large bodies held at once, until they are parsed, and stored where they hold much text: with a
/// cap of 10 MB each, 20 MB, and several times that for what is read from them.
const LARGE_MAX: usize = 2;

/// KiB of all other bodies held at once, each from its first byte until what was read of it is stored: as many feeds of an
/// ordinary length as are open at once.
const SMALL_KIB: usize = 24 * 1024;

/// Large bodies that wait for leave with their connection and what came of them, which is half a megabyte of each. Others
/// are let go of, and asked for once more when they have leave.
const WAITING_MAX: usize = 16;

/// Bytes a second that a body must come at while others wait for leave to be held: with this the largest takes as long as a
/// patient deadline.
const HELD_RATE: u64 = 64 * 1024;

/// How long a body is not measured.
const HELD_START: Duration = Duration::from_secs(2);

/// Hosts remembered before those that are at rest are forgotten.
const HOSTS_MAX: usize = 1_024;

/// A book of turns at hosts that several programs share.
#[async_trait]
pub trait HostBook: Send + Sync + std::fmt::Debug {
    /// Takes the next turn at a host, a distance after the one before; how long it is until then. None where the book cannot
    /// be had: then each program goes by its own turns.
    async fn reserve(&self, host: &str, spacing: Duration) -> Option<Duration>;
}

/// The places and the hosts.
#[derive(Debug)]
pub struct Turns {
    began: Instant,
    per_host: usize,
    spacing: Duration,
    /// The book that is shared with other programs.
    book: Option<Arc<dyn HostBook>>,
    places: Arc<Places>,
    open: Semaphore,
    /// Told once for each connection that is wanted while all are open.
    wanted: Notify,
    again: Semaphore,
    /// Feeds that wait to be asked for the first time.
    coming: AtomicUsize,
    small: Arc<Places>,
    large: Arc<Places>,
    waiting: Semaphore,
    hosts: Mutex<Hosts>,
}

/// What is known of the hosts.
#[derive(Debug)]
struct Hosts {
    places: HashMap<String, Arc<Places>>,
    spacing: Spacing,
}

impl Turns {
    /// Turns as `policy` bounds them; those at hosts are taken from a shared book, where there is one.
    pub fn new(policy: &FetchPolicy, book: Option<Arc<dyn HostBook>>) -> Self {
        Self {
            began: Instant::now(),
            per_host: policy.per_host.max(1),
            spacing: policy.host_spacing,
            book,
            places: Arc::new(Places::new(policy.concurrency.clamp(1, OPEN_MAX))),
            open: Semaphore::new(OPEN_MAX),
            wanted: Notify::new(),
            again: Semaphore::new(AGAIN_MAX),
            coming: AtomicUsize::new(0),
            small: Arc::new(Places::new(SMALL_KIB)),
            large: Arc::new(Places::new(LARGE_MAX)),
            waiting: Semaphore::new(WAITING_MAX),
            hosts: Mutex::new(Hosts { places: HashMap::new(), spacing: Spacing::new(policy.host_spacing) }),
        }
    }

    /// Runs `work` when it is the turn of `host` ("example.org:443") and there is a place; none where its server was silent
    /// while others waited for a connection: it is given up then, to be asked again.
    pub async fn take<T>(&self, host: &str, heard: &Heard, work: impl Future<Output = T>) -> Option<T> {
        let coming = Coming::begin(&self.coming);
        self.take_once(host, Some(coming), self.open(), self.silent(heard), work).await
    }

    /// The same for a server that was silent, once no feed waits to be asked for the first time; it keeps its connection.
    pub async fn take_again<T>(&self, host: &str, work: impl Future<Output = T>) -> Option<T> {
        while self.coming.load(Ordering::Relaxed) > 0 {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        // It has a connection before it waits for its host: until then nobody makes way for it.
        let _again = self.again.acquire().await;
        let open = self.open.acquire().await.ok();
        self.take_once(host, None, ready(open), pending(), work).await
    }

    /// Runs `work` in its turn, until which it is `coming`, and by an `open` connection, until it is done or `given_up`.
    async fn take_once<'a, T>(
        &'a self,
        host: &str,
        coming: Option<Coming<'a>>,
        open: impl Future<Output = Option<SemaphorePermit<'a>>>,
        given_up: impl Future<Output = ()>,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let came = Instant::now();
        let host_places = self.place_at(host);
        // Places among all are shared with those in mind, too, that wait for their hosts.
        let spaced = self.spacing.saturating_mul(count(host_places.waiting()));
        let wants = Waits::begin(&self.places, came + ROUND.max(spaced));
        let at_host = host_places.claim(came + HOST_ROUND).await;
        self.keep_distance(host).await;
        let _open = open.await;
        let place = self.places.take(1).await;
        drop((wants, coming));
        let lent = async {
            tokio::join!(self.places.lend(place, LOAN_MAX), host_places.lend(at_host, HOST_LOAN_MAX));
            pending().await
        };
        tokio::select! {
            biased;
            done = work => Some(done),
            () = lent => None,
            () = given_up => None,
        }
    }

    /// Waits for a connection; while all are open, or nearly so, a silent server is told that one is wanted.
    async fn open(&self) -> Option<SemaphorePermit<'_>> {
        let opened = self.open.acquire();
        tokio::pin!(opened);
        let mut pause = Duration::ZERO;
        let permit = loop {
            tokio::select! {
                biased;
                permit = &mut opened => break permit.ok(),
                () = tokio::time::sleep(pause) => self.wanted.notify_one(),
            }
            pause = LOOK_AGAIN;
        };
        if self.open.available_permits() < SPARE {
            self.wanted.notify_one();
        }
        permit
    }

    /// Waits until a server that has been silent for long is to give up its connection: the longest silent one first.
    async fn silent(&self, heard: &Heard) {
        tokio::time::sleep(SILENCE_MAX).await;
        self.wanted.notified().await;
        if heard.is_any() {
            // Another one is meant.
            self.wanted.notify_one();
            pending().await
        }
    }

    /// Waits until a request to a host may start.
    pub async fn keep_distance(&self, host: &str) {
        let wait = self.reserve(host).await;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// Waits for leave to hold a body of so many bytes, which are not many.
    pub async fn hold_small(&self, bytes: u64) -> Leave {
        let number = bytes.div_ceil(1_024).clamp(1, SMALL_KIB as u64);
        Leave::of(&self.small, u32::try_from(number).unwrap_or(1)).await
    }

    /// Leave to hold a large body of which something came; none where too many wait for it that hold as much.
    pub async fn hold_large_in_turn(&self) -> Option<Leave> {
        let _waits = self.waiting.try_acquire().ok()?;
        Some(self.hold_large().await)
    }

    /// Waits for leave to hold a large body.
    pub async fn hold_large(&self) -> Leave {
        Leave::of(&self.large, 1).await
    }

    /// The places at one host.
    fn place_at(&self, host: &str) -> Arc<Places> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.places.len() >= HOSTS_MAX {
            hosts.places.retain(|_, places| Arc::strong_count(places) > 1);
        }
        let fresh = || Arc::new(Places::new(self.per_host));
        Arc::clone(hosts.places.entry(host.to_owned()).or_insert_with(fresh))
    }

    /// How long to wait for the next start at one host.
    async fn reserve(&self, host: &str) -> Duration {
        if let Some(book) = self.book.as_ref().filter(|_| !self.spacing.is_zero())
            && let Some(wait) = book.reserve(host, self.spacing).await
        {
            return wait;
        }
        let now = self.began.elapsed();
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.spacing.reserve(host, now).saturating_sub(now)
    }
}

/// A feed that waits to be asked for the first time, until it is dropped: also where nobody waits for it any more.
struct Coming<'a>(&'a AtomicUsize);

impl<'a> Coming<'a> {
    fn begin(all: &'a AtomicUsize) -> Self {
        all.fetch_add(1, Ordering::Relaxed);
        Self(all)
    }
}

impl Drop for Coming<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whether a server has begun to answer with what it was asked for.
#[derive(Debug, Default)]
pub struct Heard(AtomicBool);

impl Heard {
    /// Takes note that it has.
    pub fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_any(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Leave to hold a body, until it is dropped.
#[derive(Debug)]
pub struct Leave {
    places: Arc<Places>,
    began: Instant,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Leave {
    /// Waits for so many of the places.
    async fn of(places: &Arc<Places>, number: u32) -> Self {
        let permit = places.claim_many(number, Instant::now() + ROUND).await;
        Self { places: Arc::clone(places), began: Instant::now(), _permit: permit }
    }

    /// Waits until a server that answers nothing under this leave has kept it from others too long.
    pub async fn outstayed(&self) {
        while !self.is_outstayed(0) {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Whether a body of which `came` bytes have come under this leave is too slow to keep it from others.
    pub fn is_outstayed(&self, came: u64) -> bool {
        let held = self.began.elapsed();
        held > HELD_START && self.places.are_wanted() && came < held.as_secs().saturating_mul(HELD_RATE)
    }
}

/// A number of places, and who waits for one.
#[derive(Debug)]
struct Places {
    free: Arc<Semaphore>,
    number: usize,
    waiting: Mutex<Queue>,
}

/// Who waits, in order, each with the moment by which it is to have a place.
#[derive(Debug, Default)]
struct Queue {
    due: BTreeMap<u64, Instant>,
    next: u64,
}

impl Places {
    fn new(number: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(number)), number, waiting: Mutex::default() }
    }

    /// Waits for a place that is wanted by a moment.
    async fn claim(&self, due: Instant) -> Option<OwnedSemaphorePermit> {
        self.claim_many(1, due).await
    }

    /// Waits for several places at once.
    async fn claim_many(&self, number: u32, due: Instant) -> Option<OwnedSemaphorePermit> {
        let _waits = Waits::begin(self, due);
        self.take(number).await
    }

    /// Waits for places, and is told of elsewhere; none only if the semaphore were closed, which it never is.
    async fn take(&self, number: u32) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.free).acquire_many_owned(number).await.ok()
    }

    /// How many wait for one.
    fn waiting(&self) -> usize {
        self.queue().due.len()
    }

    /// Whether anybody waits for one.
    fn are_wanted(&self) -> bool {
        self.waiting() > 0
    }

    /// Keeps a place for as long as it is lent to a server that does not answer.
    async fn lend(&self, place: Option<OwnedSemaphorePermit>, at_most: Duration) {
        let mut until = Instant::now() + at_most;
        loop {
            let now = Instant::now();
            // Whoever has come since makes it shorter, and nothing makes it longer.
            until = until.min(now + self.loan(now, at_most));
            let left = until.saturating_duration_since(now);
            if left.is_zero() && self.are_wanted() {
                break;
            }
            tokio::time::sleep(if left.is_zero() { LOOK_AGAIN } else { left.min(LOOK_AGAIN) }).await;
        }
        drop(place);
    }

    /// How long a place may be lent from now on, as those who wait need it.
    fn loan(&self, now: Instant, at_most: Duration) -> Duration {
        let queue = self.queue();
        loan(self.number, queue.due.values().map(|due| due.saturating_duration_since(now)), at_most)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long each of `number` places is lent, by the time that is `left` to those who wait for one, in order. Whoever has so
/// many before it that the places are given back so often needs them that much sooner.
fn loan(number: usize, left: impl Iterator<Item = Duration>, at_most: Duration) -> Duration {
    let needed =
        left.zip(1..).map(|(left, place)| left.saturating_mul(count(number)) / count(number.max(place)).max(1));
    needed.min().unwrap_or(at_most).clamp(LOAN_MIN, at_most)
}

/// A number of things, as times are multiplied by.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Somebody waits, until it is dropped: also where he goes away without a place.
struct Waits<'a>(&'a Places, u64);

impl<'a> Waits<'a> {
    fn begin(places: &'a Places, due: Instant) -> Self {
        let mut queue = places.queue();
        let number = queue.next;
        queue.next += 1;
        queue.due.insert(number, due);
        Self(places, number)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.queue().due.remove(&self.1);
    }
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
    fn a_place_is_lent_the_shorter_the_more_wait() {
        let all = |left: u64, waiting: usize| std::iter::repeat_n(ms(left), waiting);
        assert_eq!(loan(16, all(9_000, 0), LOAN_MAX), LOAN_MAX);
        assert_eq!(loan(16, all(9_000, 400), LOAN_MAX), ms(360));
        assert_eq!(loan(2, all(6_000, 1), HOST_LOAN_MAX), HOST_LOAN_MAX);
        assert_eq!(loan(2, all(6_000, 300), HOST_LOAN_MAX), ms(40));
        assert_eq!(loan(1, all(6_000, 10_000), LOAN_MAX), LOAN_MIN);
        assert_eq!(loan(2, all(0, 1), LOAN_MAX), LOAN_MIN);
        assert_eq!(loan(2, all(6_000, 3).chain(all(1_000, 1)), HOST_LOAN_MAX), ms(500), "the last is in a hurry");
    }

    /// When the last feed is asked of hosts that have so many each and never answer, on a clock of our own.
    fn last_asked(feeds: &[usize], per_host: usize, number: usize) -> Duration {
        struct Host {
            waiting: usize,
            in_turn: usize,
            until: Vec<Duration>,
        }
        let host = |waiting: &usize| Host { waiting: *waiting, in_turn: 0, until: vec![] };
        let mut hosts: Vec<Host> = feeds.iter().map(host).collect();
        let mut turns = std::collections::VecDeque::new();
        let (mut until, mut now, mut last) = (Vec::new(), Duration::ZERO, Duration::ZERO);
        let mut open = std::collections::VecDeque::new();
        while !turns.is_empty() || hosts.iter().any(|host| host.waiting > 0) {
            for (at, host) in hosts.iter_mut().enumerate() {
                host.until.retain(|until| *until > now);
                while host.waiting > 0 && host.until.len() + host.in_turn < per_host {
                    (host.waiting, host.in_turn) = (host.waiting - 1, host.in_turn + 1);
                    turns.push_back(at);
                }
            }
            until.retain(|until| *until > now);
            while until.len() < number
                // All are open: the one that is silent longest gives its own, if it has been so for long enough.
                && (open.len() < OPEN_MAX || open.pop_front_if(|since| *since + SILENCE_MAX <= now).is_some())
                && let Some(at) = turns.pop_front()
            {
                open.push_back(now);
                let all = |round: Duration, waiting: usize| std::iter::repeat_n(round.saturating_sub(now), waiting);
                let waiting = turns.len() + hosts.iter().map(|host| host.waiting).sum::<usize>();
                until.push(now + loan(number, all(ROUND, waiting), LOAN_MAX));
                let Some(host) = hosts.get_mut(at) else { continue };
                host.until.push(now + loan(per_host, all(HOST_ROUND, host.waiting), HOST_LOAN_MAX));
                (host.in_turn, last) = (host.in_turn - 1, now);
            }
            now += ms(5);
        }
        last
    }

    #[test]
    fn every_feed_is_asked_in_time_however_many_are_silent_and_however_they_are_spread() {
        for (feeds, per_host, number, within) in [
            (vec![81], 2, 16, ms(6_100)),
            (vec![3], 2, 16, ms(6_100)),
            (vec![500], 2, 16, ms(9_100)),
            (vec![1_000], 2, 16, ms(12_000)),
            (vec![500, 1_000], 2, 16, ms(15_000)),
            (vec![40], 1, 16, ms(6_100)),
            (vec![1; 333], 2, 16, ms(9_100)),
            (vec![1; 900], 2, 4, ms(9_100)),
            (vec![10; 40], 2, 16, ms(9_100)),
            ([vec![300], vec![1; 300]].concat(), 2, 16, ms(9_100)),
            (vec![1; 1_500], 2, 16, ms(15_000)),
        ] {
            let last = last_asked(&feeds, per_host, number);
            assert!(last <= within, "{} hosts, the first with {}: {last:?}", feeds.len(), feeds[0]);
        }
        assert!(last_asked(&[20], 2, 16) > ms(4_000), "no host is asked faster than it must be");
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
