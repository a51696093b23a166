//! `coastwatch replay`: a recorded archive, on the screen or as plain text.

use std::io::{IsTerminal, Write as _, stderr, stdout};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::args::{self, Global};
use crate::cli::commands::watch;
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output, panes, signals};
use crate::clock::{FastClock, SharedClock, SteppedClock};
use crate::engine::replay::{Archive, ArchiveError, Served, Step, player, serve};
use crate::engine::{self, Context, Demand};
use crate::reconcile::Books;
use crate::store::ReportQuery;
use crate::ui;

/// How many times as fast the clock runs unless told otherwise: an hour a second, nine days in three and a half minutes.
const SPEED: f64 = 3600.0;

/// The fastest clock that still shows anything: the shipped archive in a fifth of a second.
const TOP_SPEED: f64 = 3_600_000.0;

/// How many of the latest reports the plain text lists.
const REPORTS: u32 = 20;

/// Plays an archive.
///
/// # Errors
/// Where the archive or the configuration cannot be read, or the store cannot be opened.
pub async fn run(global: &Global, args: &args::Replay) -> Result<Ended, Failure> {
    let speed = args.speed.unwrap_or(SPEED);
    if !(speed > 0.0 && speed <= TOP_SPEED) {
        return Err(Failure::Call(format!(
            "--speed {speed} is not a speed; give a number over 0 and up to {TOP_SPEED}, such as {SPEED} for an hour a second"
        )));
    }
    if global.read_only {
        return Err(Failure::Call("--read-only refuses what changes the store, and replay does; leave one out".into()));
    }
    let archive = match &args.archive {
        Some(folder) => Archive::read(folder)?,
        None => Archive::shipped()?,
    };
    let episode = global.episode.clone().unwrap_or_else(|| archive.episode.as_str().to_owned());
    let global = Global { episode: Some(episode), ..global.clone() };
    let setup = Setup::load(&global, DefaultEpisode::Recorded)?;
    // A fixed clock is where the playing stops.
    let end = global.now.unwrap_or(archive.end).clamp(archive.begin, archive.end);
    let archive = Arc::new(archive);

    if args.headless || !stdout().is_terminal() {
        setup.log(&global, Runs::Once)?;
        headless(&setup, archive, end).await
    } else {
        setup.log(&global, Runs::On)?;
        on_screen(&global, &setup, archive, end, speed).await
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        Self::Call(error.to_string())
    }
}

/// An archive being served, and what plays it.
struct Stage {
    context: Context,
    served: Served,
}

impl Stage {
    /// Opens the store and serves the archive by `clock`.
    async fn set(setup: &Setup, archive: &Arc<Archive>, clock: SharedClock) -> Result<Self, Failure> {
        let mut setup = setup.clone();
        let store = setup.open_store().await?;
        let served =
            serve(Arc::clone(archive), Arc::clone(&clock)).await.map_err(|error| Failure::Run(error.to_string()))?;
        let settings = Arc::new(player::settings(&setup.settings, &served.address));
        let feeds = served.feeds.clone().into();
        let alerts = Arc::new(setup.watched().in_replay());
        Ok(Self { context: Context { settings, feeds, clock, alerts, ..setup.context(store) }, served })
    }

    /// Ends the server and closes the store.
    async fn strike(self) {
        self.served.stop().await;
        watch::close(&*self.context.store).await;
    }
}

/// Plays to the end as fast as can be and prints the three panes.
async fn headless(setup: &Setup, archive: Arc<Archive>, end: Timestamp) -> Result<Ended, Failure> {
    let clock = Arc::new(SteppedClock::new(archive.begin));
    let stage = Stage::set(setup, &archive, clock.clone()).await?;
    let mut day = None;
    let playing = async {
        player::play(&stage.context, &clock, &archive, end, |step| tell(step, &mut day)).await?;
        three_panes(&stage.context, end).await
    };
    let played = tokio::select! {
        text = playing => text.map(Ok),
        signal = signals::ending() => Ok(Err(Ended::Signalled(signal))),
    };
    stage.strike().await;
    match played? {
        Ok(text) => {
            output::text(&text)?;
            Ok(Ended::Done)
        }
        Err(ended) => Ok(ended),
    }
}

/// One line of progress on standard error for each day that begins.
fn tell(step: Step, day: &mut Option<Date>) {
    let today = step.now.to_zoned(TimeZone::UTC).date();
    if day.replace(today) != Some(today) {
        // Progress that nobody can see is no reason to stop.
        let _unseen = writeln!(stderr(), "playing {today}, {} of {} moments", step.played, step.of);
    }
}

/// The latest reports, the tally and the board at the end, as plain text.
async fn three_panes(context: &Context, as_of: Timestamp) -> Result<String, Failure> {
    let Context { store, episode, situation, settings, .. } = context;
    let (from, _) = episode.bounds(as_of);
    let query =
        ReportQuery { as_of, from, after: None, limit: REPORTS, filter: None, reads: crate::model::Reads::default() };
    let reports = store.reports(&query).await?;
    let counts = store.report_counts(&query).await?;
    let ledger = store.ledger(episode, as_of, None).await?;
    let books = Books::open(Arc::clone(situation), episode.clone(), as_of, ledger).fading_by(settings.staleness);
    let panes = [
        panes::reports(&reports, counts.total, as_of),
        panes::tally(&books.tally(), situation, &episode.name),
        panes::board(&books.board(), situation),
    ];
    Ok(panes.join("\n"))
}

/// How long a clock that may be held is left alone before it is asked again.
const HELD: Duration = Duration::from_secs(1);

/// Plays on the screen until the operator quits.
async fn on_screen(
    global: &Global,
    setup: &Setup,
    archive: Arc<Archive>,
    end: Timestamp,
    speed: f64,
) -> Result<Ended, Failure> {
    let screen = setup.screen(global, Some(format!("replay {speed}x")))?;
    let screen = ui::Options { plays: Some((archive.begin, end)), ..screen };
    let clock: SharedClock = Arc::new(FastClock::new(archive.begin, end, speed));
    let mut stage = Stage::set(setup, &archive, Arc::clone(&clock)).await?;
    let mut settings = (*stage.context.settings).clone();
    settings.poll_interval = player::interval(speed);
    stage.context.settings = Arc::new(settings);

    let engine = engine::start(stage.context.clone())?;
    // A replay that was played before has left its feeds due in the replay's future.
    engine.demand(Demand::PollAll);
    // The clock stands still at the end: no poll falls due any more, and what came last would never be asked for.
    let last_poll = async {
        while clock.now() < end {
            // It can be held meanwhile, and then it comes to its end later.
            tokio::time::sleep(clock.wait_until(end).min(HELD)).await;
        }
        engine.demand(Demand::PollAll);
        std::future::pending().await
    };
    let ended = tokio::select! {
        ended = ui::run(stage.context.clone(), engine.clone(), screen) => ended,
        never = last_poll => never,
    };
    engine.stop().await;
    stage.strike().await;
    watch::ended(ended)
}
