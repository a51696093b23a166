//! Reading anew what is stored, after a change of the rules by which items are read: another program, other words in a
//! lexicon or in the situation.
//!
//! The newest items come first, in batches that are read on every core and stored in one short transaction each. What was
//! done stays done: whoever goes on later, this program or another, begins with the newest that is left. The past is told
//! by the rules of now: a figure that is read anew counts as known since it was fetched, so that a change of the rules is
//! no change of the world and shows in no "last 24 hours".

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::change::Change;
use super::{Context, EngineError};
use crate::extract::{Draft, Reach};
use crate::model::{Episode, ItemId, Judgement, ParsedItem, Rules, Span, Subject};
use crate::reconcile::group::Imprint;
use crate::store::StoreError;
use crate::store::rereading::{Adrift, Changes, Left, NewReading, Reread, Unread, Wording};

/// Items of one batch: some tens of milliseconds of reading on each core, and a transaction as short.
const BATCH: u32 = 48;

/// The shortest time between two words on how far it has come.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// How long it waits for another program that reads anew, and for a store that is busy.
const PAUSE: Duration = Duration::from_secs(2);

/// How far reading anew has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Items that the rules of now have read.
    pub done: u64,
    /// Items in all.
    pub of: u64,
    /// Whether another program is at it, and this one waits.
    pub waits: bool,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waits = if self.waits { " (another program is at it)" } else { "" };
        write!(f, "re-reading {} of {}{waits}", Grouped(self.done), Grouped(self.of))
    }
}

/// A number with a comma between thousands.
struct Grouped(u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 1_000, self.0 % 1_000) {
            (0, rest) => write!(f, "{rest}"),
            (thousands, rest) => write!(f, "{},{rest:03}", Self(thousands)),
        }
    }
}

/// What reading anew came to.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Summary {
    /// In numbers.
    #[serde(flatten)]
    pub changes: Changes,
    /// The decisions that stand on what is not read any more.
    pub adrift: Vec<Adrift>,
}

/// A reading anew that can be broken off after any step.
#[derive(Debug)]
pub struct Rereading<'a> {
    context: &'a Context,
    rules: Rules,
    episodes: Vec<Episode>,
    holder: String,
    left: Left,
    /// Whether another program is at it.
    waits: bool,
    /// The last item of the last batch.
    after: Option<(Timestamp, ItemId)>,
    changes: Changes,
}

impl<'a> Rereading<'a> {
    /// What is to be read anew; none where nothing is.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn find(context: &'a Context) -> Result<Option<Self>, EngineError> {
        let reader = context.reader.clone();
        let rules = tokio::task::spawn_blocking(move || reader.rules().clone()).await;
        let rules =
            rules.map_err(|error| EngineError::Task(format!("the rules of reading cannot be told: {error}")))?;
        let left = context.store.unread(&rules).await?;
        if left.left == 0 {
            return Ok(None);
        }
        let opened = context.store.episode_decisions().await?.into_iter().filter_map(|decision| {
            let (Subject::Episode(id), Judgement::Open { begin, name }) = (decision.subject, decision.judgement) else {
                return None;
            };
            Some(Episode { id, name, span: Span::Fixed { begin, end: None } })
        });
        let episodes = context.situation.episodes.iter().cloned().chain(opened).collect();
        // Tells this program from others on the same store.
        let holder = format!("{}-{:p}", std::process::id(), Arc::as_ptr(&context.store).cast::<()>());
        Ok(Some(Self {
            context,
            rules,
            episodes,
            holder,
            left,
            waits: false,
            after: None,
            changes: Changes::default(),
        }))
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress { done: self.left.all.saturating_sub(self.left.left), of: self.left.all, waits: self.waits }
    }

    /// What it has come to so far.
    pub fn changes(&self) -> Changes {
        self.changes
    }

    /// Whether this program is the one that reads anew now.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn take(&mut self) -> Result<bool, StoreError> {
        let taken = self.context.store.take_rereading(&self.holder).await?;
        self.waits = !taken;
        if !taken {
            self.left = self.context.store.unread(&self.rules).await?;
        }
        Ok(taken)
    }

    /// Leaves it to other programs.
    pub async fn leave(&self) {
        if let Err(error) = self.context.store.leave_rereading(&self.holder).await {
            tracing::warn!("others wait half a minute before they read anew: {error}");
        }
    }

    /// Reads the next batch anew and stores it; false where nothing is left.
    ///
    /// # Errors
    /// Where the store fails: the batch is then as it was.
    pub async fn step(&mut self) -> Result<bool, EngineError> {
        let Context { store, clock, .. } = self.context;
        let mut items = store.unread_items(&self.rules, self.after.clone(), BATCH).await?;
        if items.is_empty() && self.after.take().is_some() {
            // What another program has stored meanwhile by other rules.
            items = store.unread_items(&self.rules, None, BATCH).await?;
        }
        let Some(last) = items.last() else {
            self.left.left = 0;
            return Ok(false);
        };
        self.after = Some((last.published, last.item.clone()));
        let (context, episodes) = (self.context.clone(), self.episodes.clone());
        let read = tokio::task::spawn_blocking(move || read_all(&context, &episodes, &items)).await;
        let read = read.map_err(|error| EngineError::Task(format!("reading anew broke down: {error}")))?;
        let (_, changes) = store.put_readings(&self.rules, &read, &self.holder, clock.now()).await?;
        self.changes.add(changes);
        self.left.left = self.left.left.saturating_sub(u64::try_from(read.len()).unwrap_or(u64::MAX));
        Ok(true)
    }

    /// What it came to.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn summary(&self) -> Result<Summary, StoreError> {
        Ok(Summary { changes: self.changes, adrift: self.context.store.adrift().await? })
    }
}

/// Reads items on every core, in the order they came in.
fn read_all(context: &Context, episodes: &[Episode], items: &[Unread]) -> Vec<Reread> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = items
            .chunks(share)
            .map(|share| {
                scope.spawn(move || share.iter().map(|item| read(context, episodes, item)).collect::<Vec<_>>())
            })
            .collect();
        // A thread only ends early by a fault that is caught item by item.
        shares.into_iter().flat_map(|share| share.join().unwrap_or_default()).collect()
    })
}

/// Reads one item; a revision on which the reader fails stays as it was read.
fn read(context: &Context, episodes: &[Episode], item: &Unread) -> Reread {
    let readings = item.wordings.iter().filter_map(|wording| {
        let read = catch_unwind(AssertUnwindSafe(|| read_wording(context, episodes, item, wording)));
        if read.is_err() {
            tracing::error!(item = %item.item, "reading it anew failed inside this program; it stays as it was read");
        }
        read.ok()
    });
    Reread { item: item.item.clone(), readings: readings.collect() }
}

fn read_wording(context: &Context, episodes: &[Episode], item: &Unread, wording: &Wording) -> NewReading {
    let feed = context.feeds.iter().chain(&context.situation.feeds).find(|feed| feed.id == item.feed);
    let lang = feed.and_then(|feed| feed.lang.as_ref()).map_or(wording.lang.as_str(), |lang| lang.as_str());
    let draft = Draft {
        title: &wording.title,
        text: &wording.text,
        published: Some(item.published),
        source: Some(feed.map_or(item.feed_name.as_str(), |feed| feed.name.as_str())),
        url: wording.url.as_deref(),
        lang: Some(lang),
    };
    let episode = episodes.iter().find(|episode| episode.id == wording.episode).unwrap_or(&context.episode);
    let reading = context.reader.read(&draft, episode, wording.fetched, Reach::Relevant);
    let imprint = reading.relevant.then(|| {
        let parsed = ParsedItem {
            id: item.item.clone(),
            guid: String::new(),
            url: wording.url.clone(),
            title: wording.title.clone(),
            text: wording.text.clone(),
            author: None,
            categories: vec![],
            published: Some(item.published),
            lang: None,
        };
        Imprint::of(&context.situation, &item.feed, &parsed, &reading)
    });
    NewReading { number: wording.number, reading, imprint }
}

/// Reads anew what is stored, while it is wanted, and tells how far it has come. Ends when nothing is left.
pub(super) async fn run(
    context: Context,
    changes: broadcast::Sender<Change>,
    mut wanted: watch::Receiver<bool>,
    token: CancellationToken,
) {
    let read = async {
        let Some(mut rereading) = Rereading::find(&context).await? else { return Ok(()) };
        tracing::info!(of = rereading.left.all, left = rereading.left.left, "reading anew what other rules have read");
        let tell = |change| {
            // Nobody need listen.
            let _unheard = changes.send(change);
        };
        tell(Change::Rereading(rereading.progress()));
        let ended = go_on(&mut rereading, &mut wanted, &token, &tell).await;
        rereading.leave().await;
        if !ended? {
            return Ok(());
        }
        let summary = rereading.summary().await?;
        tracing::info!(changes = ?summary.changes, adrift = summary.adrift.len(), "read anew");
        tell(Change::Reread(Box::new(summary)));
        Ok::<(), EngineError>(())
    };
    if let Err(error) = read.await {
        let message = format!("reading anew what is stored ended: {error}; what was done stays done");
        tracing::error!("{message}");
        let _unheard = changes.send(Change::TaskFailed(message));
    }
}

/// Reads anew while it is wanted; whether nothing is left.
async fn go_on(
    rereading: &mut Rereading<'_>,
    wanted: &mut watch::Receiver<bool>,
    token: &CancellationToken,
    tell: &impl Fn(Change),
) -> Result<bool, EngineError> {
    let mut told = Instant::now();
    let mut is_taken = false;
    while !token.is_cancelled() {
        let is_wanted = *wanted.borrow_and_update();
        if is_wanted && !is_taken {
            is_taken = rereading.take().await?;
            if rereading.left.left == 0 {
                return Ok(true);
            }
        }
        if !is_wanted || !is_taken {
            tell(Change::Rereading(rereading.progress()));
            tokio::select! {
                () = token.cancelled() => {}
                changed = wanted.changed() => if changed.is_err() {
                    return Ok(false);
                },
                () = tokio::time::sleep(PAUSE), if is_wanted => {}
            }
            continue;
        }
        match rereading.step().await {
            Ok(true) => {}
            Ok(false) => return Ok(true),
            Err(EngineError::Store(StoreError::Busy { .. })) => tokio::time::sleep(PAUSE).await,
            Err(error) => return Err(error),
        }
        if told.elapsed() >= TOLD_EVERY {
            told = Instant::now();
            tell(Change::Rereading(rereading.progress()));
        }
        tokio::task::yield_now().await;
    }
    Ok(false)
}

/// Reads anew all that is left, after another program that does, and tells how far it has come. None where it was told to
/// stop before the end: what was done stays done.
///
/// # Errors
/// Where the store fails: what was done stays done.
pub async fn all(
    context: &Context,
    token: &CancellationToken,
    mut tell: impl FnMut(Progress),
) -> Result<Option<Summary>, EngineError> {
    let Some(mut rereading) = Rereading::find(context).await? else {
        return Ok(Some(Summary { adrift: context.store.adrift().await?, ..Summary::default() }));
    };
    while !rereading.take().await? && rereading.left.left > 0 {
        tell(rereading.progress());
        tokio::select! {
            () = token.cancelled() => return Ok(None),
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
    tell(rereading.progress());
    let read = async {
        while !token.is_cancelled() {
            if !rereading.step().await? {
                return Ok(true);
            }
            tell(rereading.progress());
        }
        Ok::<bool, EngineError>(false)
    }
    .await;
    rereading.leave().await;
    if read? { Ok(Some(rereading.summary().await?)) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::Progress;

    #[test]
    fn progress_is_told_in_thousands() {
        let told = |done, of| Progress { done, of, waits: false }.to_string();
        assert_eq!(told(1_240, 74_560), "re-reading 1,240 of 74,560");
        assert_eq!(told(0, 1_000_007), "re-reading 0 of 1,000,007");
    }
}
