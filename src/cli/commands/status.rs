//! `coastwatch status`: how things stand in one line, for the status bar of tmux and the like. It only reads, beside a screen
//! that runs, and no more than counts.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::cli::args::{Global, Status, StatusFormat};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output};
use crate::model::alert::Fate;
use crate::model::{FeedState, Reads};
use crate::reconcile::alert::gate::span;
use crate::store::{ReportQuery, Store};

/// The time in which alerts are counted.
const ALERTS_OF: SignedDuration = SignedDuration::from_hours(1);

/// For how long nobody may ask the feeds before the line says so: three times the usual pause between two polls.
const POLLS_MISSED: i32 = 3;

/// Rings that are counted at most.
const RINGS: u32 = 100;

/// How things stand.
#[derive(Debug, Serialize)]
struct Told {
    as_of: Timestamp,
    /// Feeds that are polled.
    feeds: usize,
    failing: usize,
    /// When any was last asked; null where never.
    last_poll: Option<Timestamp>,
    /// When any last had something new; null where never.
    last_item: Option<Timestamp>,
    unread: u64,
    /// Escalations that nobody has taken on.
    escalations: u64,
    /// Alerts that sounded within the last hour.
    alerts: usize,
    /// The latest of them; null where there is none.
    alert: Option<String>,
    /// The newest place in the store's history: where `follow --from` goes on.
    seq: i64,
    #[serde(skip)]
    is_polled: bool,
}

/// Runs the command.
///
/// # Errors
/// Where the configuration is wrong, or the store cannot be read.
pub async fn run(global: &Global, args: &Status) -> Result<Ended, Failure> {
    let global = Global { read_only: true, ..global.clone() };
    let mut setup = Setup::load(&global, DefaultEpisode::Live)?;
    setup.log(&global, Runs::Once)?;
    let store = setup.open_store().await?;
    let told = tell(&setup, &*store).await;
    store.close().await;
    let told = told?;
    match args.format {
        StatusFormat::Text => output::text(&format!("{}\n", told.line()))?,
        StatusFormat::Json => output::json(&told)?,
    }
    Ok(Ended::Done)
}

async fn tell(setup: &Setup, store: &dyn Store) -> Result<Told, Failure> {
    let now = setup.clock.now();
    let mut records = store.feeds().await?;
    records.retain(|record| setup.feeds.iter().any(|feed| feed.enabled && feed.id == record.id));
    let (from, _) = setup.episode.bounds(now);
    let query = ReportQuery { as_of: now, from, after: None, limit: 1, filter: None, reads: Reads::default() };
    let counts = store.report_counts(&query).await?;
    let mut rings = store.rings(now.saturating_sub(ALERTS_OF).unwrap_or(now), RINGS).await?;
    rings.retain(|rang| rang.fate == Fate::Sounded);
    let last_poll = records.iter().filter_map(|record| record.last_poll).max();
    let pause = setup.settings.poll_interval.max(setup.settings.min_interval);
    Ok(Told {
        as_of: now,
        feeds: records.len(),
        failing: records.iter().filter(|record| record.state == FeedState::Failed).count(),
        last_poll,
        last_item: records.iter().filter_map(|record| record.last_new_item).max(),
        unread: counts.awake_unread(),
        escalations: counts.alarms,
        alerts: rings.len(),
        alert: rings.first().map(|rang| rang.line()),
        seq: store.seq().await?.0,
        is_polled: last_poll.is_some_and(|at| now.duration_since(at) <= pause.saturating_mul(POLLS_MISSED)),
    })
}

impl Told {
    /// In a line of plain words: a status bar knows no colours of ours.
    fn line(&self) -> String {
        let many = |number: u64, one: &str, more: &str| match number {
            0 => None,
            1 => Some(format!("1 {one}")),
            number => Some(format!("{number} {more}")),
        };
        let ago = |at: Timestamp| span(SignedDuration::from_mins(self.as_of.duration_since(at).as_mins().max(0)));
        let feeds = match (self.is_polled, self.last_poll) {
            (true, _) => format!("feeds {}/{}", self.feeds - self.failing, self.feeds),
            // No data must not look like no news.
            (false, Some(at)) => format!("NOT POLLED for {}", ago(at)),
            (false, None) => "NOT POLLED yet".to_owned(),
        };
        let last = self.last_item.map(|at| match self.as_of.duration_since(at).as_mins() {
            ..=0 => "last item now".to_owned(),
            _ => format!("last item {} ago", ago(at)),
        });
        let alerts = u64::try_from(self.alerts).unwrap_or(u64::MAX);
        let parts = [
            Some(feeds),
            last,
            Some(format!("{} unread", self.unread)),
            many(self.escalations, "ESCALATION waits", "ESCALATIONS wait"),
            many(alerts, "ALERT in the last hour", "ALERTS in the last hour"),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" | ")
    }
}
