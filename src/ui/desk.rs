//! The desk: what the operator of this screen decides, sent to the store one after the other and shown once it is there.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::message::{Message, Turned};
use crate::model::{Decision, DecisionId, Judgement, Mark, ReportId, StrokeId, Subject, Turn};
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
}

/// Sends decisions to the store in the order they were made.
#[derive(Debug)]
pub struct Desk {
    jobs: mpsc::Sender<Job>,
    work: JoinHandle<()>,
    operator: String,
    session: u64,
    decided: u64,
}

impl Desk {
    /// A desk of an operator over a store; what became of each decision comes out of `answers`.
    pub fn new(store: Arc<dyn Store>, operator: String, answers: mpsc::Sender<Message>) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let work = tokio::spawn(work(store, operator.clone(), waiting, answers));
        // A number no other session has, so that two screens never make one decision id.
        let session = RandomState::new().build_hasher().finish();
        Self { jobs, work, operator, session, decided: 0 }
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

    /// Waits until the last decisions are stored.
    pub async fn finish(self) {
        drop(self.jobs);
        let _ended = self.work.await;
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
        let (mpsc::error::TrySendError::Full(job) | mpsc::error::TrySendError::Closed(job)) =
            self.jobs.try_send(job).err()?;
        let refused = "too many marks wait for the store; try again when they are through".to_owned();
        Some(match job {
            Job::Decide(decisions) => answer(decisions, Err(refused))?,
            Job::Turn(turn, ..) => Message::Turned(turn, Err(refused)),
        })
    }
}

/// Does what waits, in order; decisions that wait together are stored in one transaction.
async fn work(
    store: Arc<dyn Store>,
    operator: String,
    mut waiting: mpsc::Receiver<Job>,
    answers: mpsc::Sender<Message>,
) {
    let mut jobs = Vec::new();
    while waiting.recv_many(&mut jobs, WAITING).await > 0 {
        let mut strokes = Vec::new();
        for job in jobs.drain(..) {
            match job {
                Job::Decide(decisions) => strokes.push(decisions),
                Job::Turn(turn, at, id) => {
                    keep(&*store, std::mem::take(&mut strokes), &answers).await;
                    let turned = turn_stroke(&*store, &operator, turn, at, &id).await;
                    // The screen may be gone; what is stored stays.
                    let _gone = answers.try_send(Message::Turned(turn, turned.map_err(|error| error.to_string())));
                }
            }
        }
        keep(&*store, strokes, &answers).await;
    }
}

async fn keep(store: &dyn Store, strokes: Vec<Vec<Decision>>, answers: &mpsc::Sender<Message>) {
    if strokes.is_empty() {
        return;
    }
    let all: Vec<Decision> = strokes.iter().flatten().cloned().collect();
    let stored = store.decide(&all).await.map(|_| ()).map_err(|error| error.to_string());
    for decisions in strokes {
        if let Some(answer) = answer(decisions, stored.clone()) {
            let _gone = answers.try_send(answer);
        }
    }
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
    let mut states = vec![];
    for turned in stroke.marks.iter().take(TOLD_ANEW) {
        if let Subject::Report(report) = &turned.made.subject {
            states.push((report.clone(), store.report_state(report).await?));
        }
    }
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
