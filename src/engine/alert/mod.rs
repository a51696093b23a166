//! Alerts in a running program: looks by the rules whenever something was stored or time has passed, keeps what rang in the
//! store, and tells of it.
//!
//! Of all programs on a store one looks by each rule; what sounds is heard by all of them, so that every screen rings and
//! every program or address is told once.

mod deliver;
mod desktop;
mod exec;
pub mod trial;
mod watcher;
mod webhook;

use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub use self::deliver::Deliverer;
pub use self::watcher::Watcher;
use super::Context;
use super::change::Change;
use crate::filter::Vocabulary;
use crate::model::Situation;
use crate::model::alert::{Channel, Rang, Rule, Rules, Trigger};
use crate::reconcile::alert::edits::Denials;
use crate::store::alerts::WatchKey;

/// How often is looked although nothing was stored: for what time alone makes ring.
const TICK: Duration = Duration::from_secs(2);

/// How long is not looked after a look that the store failed.
const RECOVERY: Duration = Duration::from_secs(10);

/// How long news are gathered before they are looked at.
const GATHER: Duration = Duration::from_millis(200);

/// Something made when it is first used.
type Late<T> = LazyLock<T, Box<dyn FnOnce() -> T + Send>>;

/// What the rules are, and what it takes to look by them.
pub struct Alerts {
    /// The rules.
    pub rules: Rules,
    /// The names that their filters know.
    pub vocabulary: Vocabulary,
    /// Whose filters they are: `owner:me`.
    pub operator: String,
    /// By whose clocks hours are quiet.
    pub zone: TimeZone,
    /// Whether what rings is told to programs, addresses and the desktop.
    pub delivers: bool,
    /// Words that deny.
    denials: Late<Denials>,
}

impl Alerts {
    /// Rules of an operator; `denials` is asked when an edit is first looked at.
    pub fn new(
        rules: Rules,
        vocabulary: Vocabulary,
        operator: String,
        zone: TimeZone,
        denials: impl FnOnce() -> Denials + Send + 'static,
    ) -> Self {
        Self { rules, vocabulary, operator, zone, delivers: true, denials: LazyLock::new(Box::new(denials)) }
    }

    /// The same rules in a replay: programs, addresses and the desktop are told only where the file says so.
    #[must_use]
    pub fn in_replay(mut self) -> Self {
        self.delivers = self.rules.delivers_in_replay;
        self
    }

    /// Whether a rule rings on screens for escalations that nobody takes on: then a screen leaves that to it.
    pub fn rings_for_escalations(&self) -> bool {
        let is_heard = |rule: &Rule| rule.channels.iter().any(Channel::is_of_terminal);
        self.rules.rules.iter().any(|rule| matches!(rule.trigger, Trigger::Escalated { .. }) && is_heard(rule))
    }
}

impl Default for Alerts {
    /// No rules.
    fn default() -> Self {
        Self::new(Rules::default(), Vocabulary::default(), String::new(), TimeZone::UTC, Denials::default)
    }
}

impl fmt::Debug for Alerts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alerts").field("rules", &self.rules.rules.len()).finish_non_exhaustive()
    }
}

/// Something that sounded, with how this program tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What.
    pub rang: Rang,
    /// By which channels its rule tells.
    pub channels: Vec<Channel>,
}

/// By what a rule is known in the store: its name, and a digest of what it asks of what, and whom it tells.
fn key(rule: &Rule, situation: &Situation, episode: &str) -> WatchKey {
    let mut digest = Sha256::new();
    for part in [rule.when.as_str(), &situation.id, episode, &format!("{:?}", rule.channels)] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    let asks = digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    WatchKey { rule: rule.name.clone(), asks }
}

/// Looks by the rules until the engine stops.
pub(super) async fn run(context: Context, changes: broadcast::Sender<Change>, token: CancellationToken) {
    if context.alerts.rules.rules.is_empty() {
        return;
    }
    let mut watcher = Watcher::new(context.clone());
    let mut hearer = Hearer::new(&context).await;
    let deliverer = Deliverer::new(context.clone(), watcher.held());
    let delivering = deliverer.map(|deliverer| tokio::spawn(deliverer.run(token.clone())));
    let mut news = changes.subscribe();
    // When the last look failed.
    let mut at: Option<Instant> = None;
    while wait(&mut news, &token).await {
        if at.is_none_or(|at| at.elapsed() >= RECOVERY) {
            at = None;
            if let Err(error) = watcher.step().await {
                tracing::warn!("alerts: {error}");
                at = Some(Instant::now());
            }
        }
        hearer.tell(&changes).await;
    }
    watcher.leave().await;
    if let Some(delivering) = delivering {
        let _ended = delivering.await;
    }
}

/// Tells of what others make ring, for a program that looks by no rule itself, until the engine stops.
pub(super) async fn hear(context: Context, changes: broadcast::Sender<Change>, token: CancellationToken) {
    if context.alerts.rules.rules.is_empty() {
        return;
    }
    let mut hearer = Hearer::new(&context).await;
    let mut news = changes.subscribe();
    while wait(&mut news, &token).await {
        hearer.tell(&changes).await;
    }
}

/// Waits until something was stored, and a little longer, or for a while; false where the engine stops.
async fn wait(news: &mut broadcast::Receiver<Change>, token: &CancellationToken) -> bool {
    let tick = Instant::now() + TICK;
    loop {
        tokio::select! {
            () = token.cancelled() => return false,
            () = tokio::time::sleep_until(tick) => return true,
            change = news.recv() => match change {
                Ok(Change::Stored(_)) | Err(RecvError::Lagged(_)) => break,
                Ok(_) => {}
                Err(RecvError::Closed) => return false,
            },
        }
    }
    tokio::select! {
        () = token.cancelled() => return false,
        () = tokio::time::sleep(GATHER) => {}
    }
    while news.try_recv().is_ok() {}
    true
}

/// Tells this program's front end of what sounds.
struct Hearer {
    context: Context,
    /// Each rule by what it is known by.
    keys: Vec<WatchKey>,
    /// Up to where it has heard; none where the store could not be asked yet.
    heard: Option<crate::model::Seq>,
}

impl Hearer {
    /// Hears what sounds from now on.
    async fn new(context: &Context) -> Self {
        let keys = context.alerts.rules.rules.iter();
        let keys = keys.map(|rule| key(rule, &context.situation, context.episode.id.as_str())).collect();
        Self { keys, heard: context.store.seq().await.ok(), context: context.clone() }
    }

    async fn tell(&mut self, changes: &broadcast::Sender<Change>) {
        let store = &self.context.store;
        let Ok(seq) = store.seq().await else { return };
        let Some(heard) = self.heard.replace(seq).filter(|heard| *heard < seq) else { return };
        let sounded = match store.sounded_after(heard).await {
            Ok(sounded) => sounded,
            Err(error) => {
                tracing::warn!("alerts: {error}");
                self.heard = Some(heard);
                return;
            }
        };
        let told = sounded.into_iter().filter_map(|(at, rang)| {
            // What sounds between the two questions is told now, and not again.
            self.heard = self.heard.max(Some(at));
            let place = self.keys.iter().position(|key| key.rule == rang.ring.rule && key.asks == rang.asks)?;
            let channels = self.context.alerts.rules.rules.get(place)?.channels.clone();
            Some(Told { rang, channels })
        });
        let told: Vec<Told> = told.collect();
        if !told.is_empty() {
            // Nobody need listen.
            let _unheard = changes.send(Change::Rang(Arc::from(told)));
        }
    }
}
