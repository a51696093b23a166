//! The desk: what the operator of this screen decides, sent to the store one after the other and shown once it is there.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::message::{Message, Turned};
use crate::model::{Decision, DecisionId, Judgement, Mark, ReportId, Seen, StrokeId, Subject, Turn};
use crate::store::{Store, StoreError};

/// Strokes that may wait for the store; more than a hand makes while a disk stalls.
const WAITING: usize = 256;

/// Reports whose marks are told anew after something was taken back: more than a screen shows.
const TOLD_ANEW: usize = 500;

/// What waits for the store.
#[derive(Debug)]
enum Job {
    /// Decisions that were made with one key.
    Decide(Vec<Decision>),
    /// The newest stroke is taken back, or brought back.
    Turn(Turn, Timestamp, StrokeId),
    /// The operator has taken over and seen this; none where that is taken back.
    TakeOver(Option<Seen>, Timestamp),
}

/// What was decided and is not stored, of which nobody was told while the screen was there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unstored {
    strokes: usize,
    why: String,
}

impl Unstored {
    /// Takes down what an answer that the screen does not hear any more says, if it is that something is not stored.
    pub fn note(&mut self, unheard: &Message) {
        if let Some(why) = unheard.refusal() {
            self.add(1, why);
        }
    }

    /// Both.
    pub fn and(mut self, other: &Self) -> Self {
        self.add(other.strokes, &other.why);
        self
    }

    /// What is said of it; none where all is stored.
    pub fn sentence(&self) -> Option<String> {
        let Self { strokes, why } = self;
        match strokes {
            0 => None,
            1 => Some(format!("the last decision is not stored: {why}")),
            _ => Some(format!("the last {strokes} decisions are not stored: {why}")),
        }
    }

    fn add(&mut self, strokes: usize, why: &str) {
        self.strokes += strokes;
        if self.why.is_empty() {
            why.clone_into(&mut self.why);
        }
    }
}

/// Sends decisions to the store in the order they were made.
#[derive(Debug)]
pub struct Desk {
    jobs: mpsc::Sender<Job>,
    work: JoinHandle<Unstored>,
    /// How many strokes wait.
    waiting: Arc<AtomicUsize>,
    operator: String,
    session: u64,
    decided: u64,
}

impl Desk {
    /// A desk of an operator over a store; what became of each decision comes out of `answers`.
    pub fn new(store: Arc<dyn Store>, operator: String, answers: mpsc::Sender<Message>) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let strokes = Arc::<AtomicUsize>::default();
        let teller = Teller { answers, waiting: Arc::clone(&strokes), unstored: Unstored::default() };
        let work = tokio::spawn(work(store, operator.clone(), waiting, teller));
        // A number no other session has, so that two screens never make one decision id.
        let session = RandomState::new().build_hasher().finish();
        Self { jobs, work, waiting: strokes, operator, session, decided: 0 }
    }

    /// Sends one decision; what is to be said where it cannot wait.
    pub fn decide(
        &mut self,
        subject: Subject,
        judgement: Judgement,
        reason: Option<String>,
        at: Timestamp,
    ) -> Option<Message> {
        let decision = self.decision(subject, judgement, reason, at);
        self.send(Job::Decide(vec![decision]))
    }

    /// Sends one mark on many reports, which is one stroke; what is to be said where it cannot wait.
    pub fn mark_all(&mut self, reports: Vec<ReportId>, mark: &Mark, at: Timestamp) -> Option<Message> {
        let stroke = self.stroke();
        let one = |report| {
            let judgement = Judgement::Mark(mark.clone());
            let decision = self.decision(Subject::Report(report), judgement, None, at);
            Decision { stroke: Some(stroke.clone()), ..decision }
        };
        let decisions = reports.into_iter().map(one).collect();
        self.send(Job::Decide(decisions))
    }

    /// Takes the newest stroke back, or brings it back, after what waits is stored.
    pub fn turn(&mut self, turn: Turn, at: Timestamp) -> Option<Message> {
        let stroke = self.stroke();
        self.send(Job::Turn(turn, at, stroke))
    }

    /// Takes over with what the operator has seen, or takes that back; what is to be said where it cannot wait.
    pub fn take_over(&self, seen: Option<Seen>, at: Timestamp) -> Option<Message> {
        self.send(Job::TakeOver(seen, at))
    }

    /// Waits until the last decisions are stored, at most until an instant; gives those that are not, as far as is known: one
    /// that was being stored just then may be.
    pub async fn finish(mut self, by: Instant) -> Unstored {
        drop(self.jobs);
        match timeout_at(by, &mut self.work).await {
            Ok(Ok(unstored)) => unstored,
            Ok(Err(broken)) => Unstored { strokes: 1, why: broken.to_string() },
            Err(_) => {
                self.work.abort();
                let strokes = self.waiting.load(Ordering::Relaxed);
                Unstored { strokes, why: "the store did not answer in time".to_owned() }
            }
        }
    }

    fn stroke(&mut self) -> StrokeId {
        self.decided += 1;
        StrokeId::new(format!("{:016x}-{}", self.session, self.decided))
    }

    fn decision(&mut self, subject: Subject, judgement: Judgement, reason: Option<String>, at: Timestamp) -> Decision {
        self.decided += 1;
        let id = DecisionId::new(format!("{:016x}-{}", self.session, self.decided));
        Decision { id, subject, judgement, operator: self.operator.clone(), decided: at, reason, stroke: None }
    }

    fn send(&self, job: Job) -> Option<Message> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let (mpsc::error::TrySendError::Full(job) | mpsc::error::TrySendError::Closed(job)) =
            self.jobs.try_send(job).err()?;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let refused = "too many marks wait for the store; try again when they are through".to_owned();
        Some(match job {
            Job::Decide(decisions) => answer(decisions, Err(refused))?,
            Job::Turn(turn, ..) => Message::Turned(turn, Err(refused)),
            Job::TakeOver(..) => Message::HandoverStored(Err(refused)),
        })
    }
}

/// Tells the screen what became of strokes, and takes down what it does not hear any more.
#[derive(Debug)]
struct Teller {
    answers: mpsc::Sender<Message>,
    waiting: Arc<AtomicUsize>,
    unstored: Unstored,
}

impl Teller {
    fn tell(&mut self, answer: Message) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        // The screen may be gone; what is stored stays.
        if let Err(unheard) = self.answers.try_send(answer) {
            let (mpsc::error::TrySendError::Full(answer) | mpsc::error::TrySendError::Closed(answer)) = unheard;
            self.unstored.note(&answer);
        }
    }

    /// Whether a stroke comes to nothing since one before it did, of which nobody knows: it is not even tried.
    fn passes_over(&mut self) -> bool {
        let passes = self.unstored.strokes > 0;
        if passes {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.unstored.strokes += 1;
        }
        passes
    }
}

/// Does what waits, in order; decisions that wait together are stored in one transaction. What of it is not stored although
/// nobody hears of it any more.
async fn work(
    store: Arc<dyn Store>,
    operator: String,
    mut waiting: mpsc::Receiver<Job>,
    mut teller: Teller,
) -> Unstored {
    let mut jobs = Vec::new();
    while waiting.recv_many(&mut jobs, WAITING).await > 0 {
        let mut strokes = Vec::new();
        for job in jobs.drain(..) {
            if let Job::Decide(decisions) = job {
                strokes.push(decisions);
                continue;
            }
            keep(&*store, std::mem::take(&mut strokes), &mut teller).await;
            if teller.passes_over() {
                continue;
            }
            match job {
                Job::Turn(turn, at, id) => {
                    let turned = turn_stroke(&*store, &operator, turn, at, &id).await;
                    teller.tell(Message::Turned(turn, turned.map_err(|error| error.to_string())));
                }
                Job::TakeOver(seen, at) => {
                    let taken = take_over(&*store, &operator, seen, at).await;
                    teller.tell(Message::HandoverStored(taken.map_err(|error| error.to_string())));
                }
                Job::Decide(_) => {}
            }
        }
        keep(&*store, strokes, &mut teller).await;
    }
    teller.unstored
}

/// Stores strokes together.
async fn keep(store: &dyn Store, mut strokes: Vec<Vec<Decision>>, teller: &mut Teller) {
    strokes.retain(|_| !teller.passes_over());
    if strokes.is_empty() {
        return;
    }
    let all: Vec<Decision> = strokes.iter().flatten().cloned().collect();
    let stored = store.decide(&all).await.map(|_| ()).map_err(|error| error.to_string());
    strokes.into_iter().filter_map(|decisions| answer(decisions, stored.clone())).for_each(|told| teller.tell(told));
}

/// Takes over, or takes that back; what is said of it.
async fn take_over(
    store: &dyn Store,
    operator: &str,
    seen: Option<Seen>,
    at: Timestamp,
) -> Result<&'static str, StoreError> {
    if let Some(seen) = seen {
        store.take_over(operator, seen, at).await?;
        return Ok("Taken over: the next handover begins here.");
    }
    Ok(match store.take_over_back(operator, at).await? {
        true => "Taken back: the handover begins where it did before.",
        false => "You have not taken over: there is nothing to take back.",
    })
}

/// Turns the newest stroke; none where there is none.
async fn turn_stroke(
    store: &dyn Store,
    operator: &str,
    turn: Turn,
    at: Timestamp,
    id: &StrokeId,
) -> Result<Option<Turned>, StoreError> {
    let Some(stroke) = store.stroke(operator, turn).await? else { return Ok(None) };
    store.decide(&stroke.turn(id, operator, at, |n| DecisionId::new(format!("{id}-{n}")))).await?;
    let reports = stroke.marks.iter().take(TOLD_ANEW).filter_map(|turned| match &turned.made.subject {
        Subject::Report(report) => Some(report.clone()),
        _ => None,
    });
    let states = store.report_states(&reports.collect::<Vec<_>>()).await?;
    Ok(Some(Turned { sentence: stroke.sentence(turn), states }))
}

/// What is said of decisions that are stored, or are not.
fn answer(mut decisions: Vec<Decision>, stored: Result<(), String>) -> Option<Message> {
    let mark = match decisions.first().map(|decision| &decision.judgement) {
        Some(Judgement::Mark(mark)) => Some(mark.clone()),
        _ => None,
    };
    match mark {
        Some(mark) => {
            let report = |decision: Decision| match decision.subject {
                Subject::Report(report) => Some(report),
                _ => None,
            };
            Some(Message::Marked(decisions.into_iter().filter_map(report).collect(), mark, stored))
        }
        None => decisions.pop().map(|decision| Message::Decided(Box::new(decision), stored)),
    }
}
