//! Deliveries: what sounded is told to programs, addresses and the desktop, tried again where it fails, and put on the list
//! of the dead in the end. One that is slow holds up no other, and none holds up a look.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::super::Context;
use super::watcher::Held;
use super::{desktop, exec, key, webhook};
use crate::feed::post::Poster;
use crate::model::alert::{Channel, Delivered, Delivery, Rang};
use crate::store::StoreError;
use crate::store::alerts::WatchKey;

/// How long it takes to the next try, after each that failed; after the last of them it is tried no more.
const PAUSES: [SignedDuration; 7] = [
    SignedDuration::from_secs(2),
    SignedDuration::from_secs(10),
    SignedDuration::from_secs(30),
    SignedDuration::from_mins(2),
    SignedDuration::from_mins(10),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(1),
];

/// Tellings at once.
const AT_ONCE: usize = 16;

/// How often is looked for what is due.
const GLANCE: Duration = Duration::from_millis(500);

/// Tells of what sounded. It tells for the rules that its program holds, so that each is told once.
#[derive(Debug)]
pub struct Deliverer {
    context: Context,
    held: Held,
    poster: Arc<Poster>,
    /// Each channel that is served once for all programs, by rule and name.
    channels: HashMap<(WatchKey, String), Channel>,
    /// What is being told.
    under_way: HashSet<(i64, String)>,
    tasks: JoinSet<(i64, String, u32, Result<(), Failed>)>,
}

/// Why something could not be told.
#[derive(Debug)]
struct Failed {
    why: String,
    /// Whether it is of no use to try again.
    is_for_good: bool,
}

/// What is told.
#[derive(Debug, Serialize)]
struct Message<'a> {
    situation: &'a str,
    episode: &'a str,
    #[serde(flatten)]
    rang: &'a Rang,
}

impl Deliverer {
    /// One for the rules that are `held`; none where they tell nobody, or may not.
    pub fn new(context: Context, held: Held) -> Option<Self> {
        let rules = context.alerts.rules.rules.iter().filter(|_| context.alerts.delivers);
        let channels: HashMap<(WatchKey, String), Channel> = rules
            .flat_map(|rule| {
                let key = key(rule, &context.situation, context.episode.id.as_str());
                rule.shared_channels().map(move |channel| ((key.clone(), channel.name().to_owned()), channel.clone()))
            })
            .collect();
        if channels.is_empty() {
            return None;
        }
        let poster =
            Poster::new(&context.settings.fetch).inspect_err(|error| tracing::error!("alerts: {error}")).ok()?;
        let (poster, tasks) = (Arc::new(poster), JoinSet::new());
        Some(Self { context, held, poster, channels, under_way: HashSet::new(), tasks })
    }

    /// Tells until the engine stops; what is under way then is told again by whoever comes next.
    pub async fn run(mut self, token: CancellationToken) {
        loop {
            tokio::select! {
                () = token.cancelled() => return,
                () = tokio::time::sleep(GLANCE) => {}
                Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => self.note(ended).await,
            }
            if let Err(error) = self.start().await {
                tracing::warn!("alerts: {error}");
            }
        }
    }

    /// Tells all that is due now, and waits for how it goes; how much there was.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn round(&mut self) -> Result<usize, StoreError> {
        self.start().await?;
        let many = self.tasks.len();
        while let Some(ended) = self.tasks.join_next().await {
            self.note(ended).await;
        }
        Ok(many)
    }

    /// Starts what is due and not under way.
    async fn start(&mut self) -> Result<(), StoreError> {
        let free = AT_ONCE.saturating_sub(self.tasks.len());
        let keys = self.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if free == 0 || keys.is_empty() {
            return Ok(());
        }
        let now = self.context.clock.now();
        // Those that are under way are among them.
        let limit = u32::try_from(2 * AT_ONCE).unwrap_or(u32::MAX);
        for due in self.context.store.due_deliveries(&keys, now, limit).await?.into_iter() {
            let id = (due.rang.no, due.channel.clone());
            if self.tasks.len() < AT_ONCE && self.under_way.insert(id) {
                self.tell(due);
            }
        }
        Ok(())
    }

    fn tell(&mut self, due: Delivery) {
        let Delivery { rang, channel, tries, .. } = due;
        let key = WatchKey { rule: rang.ring.rule.clone(), asks: rang.asks.clone() };
        let known = self.channels.get(&(key, channel.clone())).cloned();
        let message =
            Message { situation: &self.context.situation.id, episode: self.context.episode.id.as_str(), rang: &rang };
        let body = serde_json::to_string(&message).unwrap_or_default();
        let poster = Arc::clone(&self.poster);
        self.tasks.spawn(async move {
            let told = match known {
                Some(channel) => serve(&channel, &rang, &poster, body).await,
                None => Err(Failed { why: "this channel is not served any more".to_owned(), is_for_good: true }),
            };
            (rang.no, channel, tries, told)
        });
    }

    /// Keeps how a telling went.
    async fn note(&mut self, ended: Result<(i64, String, u32, Result<(), Failed>), tokio::task::JoinError>) {
        let Ok((no, channel, tries, told)) = ended else { return };
        let how = outcome(told, tries, self.context.clock.now());
        match &how {
            Delivered::Done => tracing::info!(ring = no, channel, "told"),
            Delivered::Again { at, error } => tracing::warn!(ring = no, channel, "not told, again at {at}: {error}"),
            Delivered::Dead { error } => tracing::error!(ring = no, channel, "not told, and tried no more: {error}"),
        }
        if let Err(error) = self.context.store.delivered(no, &channel, &how).await {
            // It is told again: twice is better than never.
            tracing::warn!("alerts: {error}");
        }
        self.under_way.remove(&(no, channel));
    }
}

/// What comes of a telling that was tried so often before.
fn outcome(told: Result<(), Failed>, tries: u32, now: Timestamp) -> Delivered {
    match told {
        Ok(()) => Delivered::Done,
        Err(Failed { why, is_for_good }) => {
            let pause = usize::try_from(tries).ok().and_then(|tries| PAUSES.get(tries)).filter(|_| !is_for_good);
            match pause {
                Some(pause) => Delivered::Again { at: now.saturating_add(*pause).unwrap_or(now), error: why },
                None => Delivered::Dead { error: why },
            }
        }
    }
}

/// Tells by a channel.
async fn serve(channel: &Channel, rang: &Rang, poster: &Poster, body: String) -> Result<(), Failed> {
    let again = |why: String| Failed { why, is_for_good: false };
    match channel {
        Channel::Exec { argv, timeout, .. } => exec::tell(argv, body + "\n", *timeout).await.map_err(again),
        Channel::Webhook { name, url, secret } => {
            let id = format!("{}-{name}", rang.no);
            let posted = webhook::post(poster, url, secret.as_ref(), &id, body).await;
            posted.map_err(|refused| Failed { why: refused.why, is_for_good: refused.is_gone })
        }
        Channel::Desktop => {
            desktop::notify(&format!("coastwatch: {}", rang.ring.rule), &rang.line()).await.map_err(again)
        }
        // Screens tell by these.
        Channel::Bell | Channel::Osc9 | Channel::Osc777 | Channel::Osc99 => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_tried_again_later_each_time_and_then_no_more() {
        let now = Timestamp::UNIX_EPOCH;
        let fail = |is_for_good| Err(Failed { why: "no".to_owned(), is_for_good });
        assert_eq!(outcome(Ok(()), 7, now), Delivered::Done);
        let mut before = SignedDuration::ZERO;
        for tries in 0..7 {
            let Delivered::Again { at, .. } = outcome(fail(false), tries, now) else { panic!("given up at {tries}") };
            assert!(at.duration_since(now) > before, "{tries}");
            before = at.duration_since(now);
        }
        assert_eq!(outcome(fail(false), 7, now), Delivered::Dead { error: "no".to_owned() });
        assert_eq!(outcome(fail(true), 0, now), Delivered::Dead { error: "no".to_owned() });
    }
}
