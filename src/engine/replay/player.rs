//! Playing an archive: what differs from live polling is the clock and how little politeness a loopback server needs.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::archive::Archive;
use crate::clock::SteppedClock;
use crate::config::Settings;
use crate::engine::alert::{Deliverer, Watcher};
use crate::engine::{Context, EngineError, poll_once};
use crate::model::Feed;

/// How much of the machine's time lies between two polls of a feed while a screen watches: often enough that the
/// panes fill before the eye, and a fraction of a core for dozens of feeds.
const POLL_EVERY: Duration = Duration::from_millis(500);

/// The least of the replay's own time between two polls: at low speeds it is polled as live feeds are.
const LEAST_INTERVAL: SignedDuration = SignedDuration::from_secs(60);

/// How far a headless replay has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What the clock shows.
    pub now: Timestamp,
    /// How many of the archive's moments have been played.
    pub played: usize,
    /// How many there are.
    pub of: usize,
}

/// The settings with which an archive served at `address` is polled: allowed, without pauses between requests.
pub fn settings(base: &Settings, address: &str) -> Settings {
    let mut settings = base.clone();
    settings.fetch.allow.push(address.to_owned());
    settings.fetch.host_spacing = Duration::ZERO;
    settings.fetch.per_host = settings.fetch.concurrency;
    settings.min_interval = SignedDuration::ZERO;
    settings
}

/// How often a feed is asked, in the replay's time, when its clock runs `speed` times as fast.
pub fn interval(speed: f64) -> SignedDuration {
    let shown = SignedDuration::try_from_secs_f64(POLL_EVERY.as_secs_f64() * speed).unwrap_or(SignedDuration::MAX);
    shown.max(LEAST_INTERVAL)
}

/// Plays `archive` up to `end` without waiting: sets the clock to each moment at which something changed, and
/// polls the feeds that did. `tell` hears of every step.
///
/// # Errors
/// Where the store fails.
pub async fn play(
    context: &Context,
    clock: &SteppedClock,
    archive: &Archive,
    end: Timestamp,
    mut tell: impl FnMut(Step),
) -> Result<(), EngineError> {
    // What had appeared before the beginning is there at once.
    let mut moments = archive.moments();
    let later = moments.split_off(&archive.begin);
    let first = moments.into_values().flatten().collect();
    let mut steps = vec![(archive.begin, first)];
    steps.extend(later.into_iter().filter(|(moment, _)| *moment <= end));

    let of = steps.len();
    let mut watcher = Watcher::new(context.clone());
    let mut deliverer = Deliverer::new(context.clone(), watcher.held());
    clock.step_to(archive.begin);
    watcher.step().await?;
    for (played, (now, changed)) in steps.into_iter().enumerate() {
        clock.step_to(now);
        let feeds: Arc<[Feed]> = context.feeds.iter().filter(|feed| changed.contains(&feed.id)).cloned().collect();
        // At the beginning all are asked, as by a program that starts: what comes later is news.
        let feeds = if played == 0 { Arc::clone(&context.feeds) } else { feeds };
        poll_once(&Context { feeds, ..context.clone() }).await?;
        watcher.step().await?;
        if let Some(deliverer) = &mut deliverer {
            deliverer.round().await?;
        }
        tell(Step { now, played: played + 1, of });
    }
    // Every feed is asked once more at the end, so that none looks as if it had gone silent.
    clock.step_to(end);
    poll_once(context).await?;
    watcher.step().await?;
    watcher.leave().await;
    Ok(())
}
