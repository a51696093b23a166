//! What `update` asks to be done, and the runner that does it: questions to the store and reconciling happen
//! here, off the drawing path, and come back as messages.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

use super::message::{Figures, Message, ReportsPage};
use crate::engine::{Context, Demand, Handle};
use crate::model::{Decision, DecisionId, Judgement, Ledger, Mark, ReportId, Seq, Subject};
use crate::reconcile::Books;
use crate::store::{ReportQuery, Store, StoreError};

/// How long a selection rests before the reader follows, so that a held key costs one row and not a page.
const REST: Duration = Duration::from_millis(80);

/// Marks that may wait for the store; more than a hand makes while a disk stalls.
const MARKS: usize = 256;

/// How long a screen keeps its books before it opens them anew: what has left a rolling episode is let go with them.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How long a quitting screen waits for the last marks to be stored.
const LAST_MARKS: Duration = Duration::from_secs(5);

/// Something to be done outside the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Load the newest reports.
    LoadReports(ReportQuery),
    /// Load reports older than those held.
    LoadOlder(ReportQuery),
    /// Load the ledger and reconcile it.
    LoadFigures {
        /// The moment.
        as_of: Timestamp,
    },
    /// Ask for the store's sequence number, which other programs raise too.
    LoadSeq,
    /// Load how the feeds stand.
    LoadFeeds,
    /// Say so once the selection has rested on this report.
    Rest(ReportId),
    /// Load the items of a report.
    LoadReport {
        /// The report.
        report: ReportId,
        /// The moment.
        as_of: Timestamp,
    },
    /// Store a mark.
    Mark {
        /// The report.
        report: ReportId,
        /// The mark.
        mark: Mark,
        /// When it was decided.
        at: Timestamp,
    },
    /// Ask the engine for something.
    Demand(Demand),
    /// Draw every cell anew.
    Redraw,
    /// Stop until the shell continues the program.
    Suspend,
    /// End the screen.
    Quit,
}

/// What one message led to, in order.
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use = "effects do nothing until the runner starts them"]
pub struct Effects(pub Vec<Effect>);

impl Effects {
    /// Nothing to do.
    pub fn none() -> Self {
        Self::default()
    }

    /// One more.
    pub fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }
}

impl From<Effect> for Effects {
    fn from(effect: Effect) -> Self {
        Self(vec![effect])
    }
}

/// Starts effects; their answers come out of the channel it was made with.
#[derive(Debug)]
pub struct Runner {
    context: Context,
    engine: Handle,
    answers: mpsc::Sender<Message>,
    marks: mpsc::Sender<Decision>,
    marking: JoinHandle<()>,
    resting: Option<JoinHandle<()>>,
    operator: String,
    session: u64,
    /// When the session began.
    began: Timestamp,
    decided: u64,
    kept: Arc<Mutex<Option<Kept>>>,
}

impl Runner {
    /// A runner over a store and an engine.
    pub fn new(context: Context, engine: Handle, operator: String, answers: mpsc::Sender<Message>) -> Self {
        let (marks, waiting) = mpsc::channel(MARKS);
        let marking = tokio::spawn(store_marks(Arc::clone(&context.store), waiting, answers.clone()));
        // A number no other session has, so that two screens never make one decision id.
        let session = RandomState::new().build_hasher().finish();
        let began = context.clock.now();
        Self {
            context,
            engine,
            answers,
            marks,
            marking,
            resting: None,
            operator,
            session,
            began,
            decided: 0,
            kept: Arc::default(),
        }
    }

    /// Starts one effect. [`Effect::Redraw`], [`Effect::Suspend`] and [`Effect::Quit`] are the loop's own.
    pub fn start(&mut self, effect: Effect) {
        match effect {
            Effect::LoadReports(query) => self.answer(async move |context| {
                let rows = context.store.reports(&query).await;
                let page = match rows {
                    Ok(rows) => context.store.report_counts(&query).await.map(|counts| {
                        let more = u32::try_from(rows.len()).is_ok_and(|n| n >= query.limit);
                        ReportsPage { rows, more, counts }
                    }),
                    Err(error) => Err(error),
                };
                Message::ReportsLoaded(page.map_err(|error| error.to_string()))
            }),
            Effect::LoadOlder(query) => self.answer(async move |context| {
                let rows = context.store.reports(&query).await;
                Message::OlderLoaded(rows.map_err(|error| error.to_string()))
            }),
            Effect::LoadFigures { as_of } => {
                let kept = Arc::clone(&self.kept);
                let (operator, began) = (self.operator.clone(), self.began);
                self.answer(async move |context| {
                    // Not knowing when somebody last looked costs a column, not the figures.
                    let looked = context.store.last_look(&operator, began).await.ok().flatten();
                    let looked = looked.filter(|looked| *looked < as_of);
                    Message::FiguresLoaded(figures(context, kept, as_of, looked).await)
                });
            }
            Effect::LoadSeq => self.answer(async move |context| Message::SeqLoaded(context.store.seq().await.ok())),
            Effect::LoadFeeds => self.answer(async move |context| {
                let records = context.store.feeds().await;
                Message::FeedsLoaded(records.map_err(|error| error.to_string()))
            }),
            Effect::LoadReport { report, as_of } => self.answer(async move |context| {
                let items = context.store.report_items(&report, as_of).await;
                Message::ReportLoaded(report, items.map_err(|error| error.to_string()))
            }),
            Effect::Rest(report) => self.rest(report),
            Effect::Mark { report, mark, at } => self.mark(report, mark, at),
            Effect::Demand(demand) => self.engine.demand(demand),
            Effect::Redraw | Effect::Suspend | Effect::Quit => {}
        }
    }

    fn answer<F, A>(&self, question: F)
    where
        F: FnOnce(Context) -> A,
        A: Future<Output = Message> + Send + 'static,
    {
        let answers = self.answers.clone();
        let answer = question(self.context.clone());
        tokio::spawn(async move {
            let _gone = answers.send(answer.await).await;
        });
    }

    fn rest(&mut self, report: ReportId) {
        if let Some(before) = self.resting.take() {
            before.abort();
        }
        let answers = self.answers.clone();
        self.resting = Some(tokio::spawn(async move {
            tokio::time::sleep(REST).await;
            let _gone = answers.send(Message::Rested(report)).await;
        }));
    }

    fn mark(&mut self, report: ReportId, mark: Mark, at: Timestamp) {
        self.decided += 1;
        let decision = Decision {
            id: DecisionId::new(format!("{:016x}-{}", self.session, self.decided)),
            subject: Subject::Report(report.clone()),
            judgement: Judgement::Mark(mark.clone()),
            operator: self.operator.clone(),
            decided: at,
            reason: None,
            stroke: None,
        };
        if self.marks.try_send(decision).is_err() {
            let refused = "too many marks wait for the store; try again when they are through".to_owned();
            self.answer(async move |_| Message::Marked(report, mark, Err(refused)));
        }
    }

    /// Waits until the last marks are stored, for a while, and that the operator looked until now, unless nothing is to
    /// be written.
    pub async fn finish(self, read_only: bool) {
        drop(self.marks);
        drop(self.answers);
        let last = async {
            let _ended = self.marking.await;
            if !read_only {
                let until = self.context.clock.now();
                if let Err(error) = self.context.store.look(&self.operator, until).await {
                    tracing::warn!("{error}");
                }
            }
        };
        let _late = tokio::time::timeout(LAST_MARKS, last).await;
    }
}

/// Stores marks in the order they were made, all that wait as one transaction.
async fn store_marks(store: Arc<dyn Store>, mut waiting: mpsc::Receiver<Decision>, answers: mpsc::Sender<Message>) {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, MARKS).await > 0 {
        let stored = store.decide(&batch).await.map(|_| ()).map_err(|error| error.to_string());
        for decision in batch.drain(..) {
            if let (Subject::Report(report), Judgement::Mark(mark)) = (decision.subject, decision.judgement) {
                // The screen may be gone; the mark is stored all the same.
                let _gone = answers.try_send(Message::Marked(report, mark, stored.clone()));
            }
        }
    }
}

/// The books that a screen keeps: what is new is folded in.
#[derive(Debug)]
struct Kept {
    books: Books,
    /// The position in the store's history up to which they reach.
    seq: Seq,
    /// The moment they were opened at.
    opened: Timestamp,
}

/// What the figures of a moment are made from.
enum Source {
    /// Books of that moment alone.
    Past(Ledger),
    /// Books that are kept from now on.
    All(Seq, Ledger),
    /// Books that were kept, and what is new.
    News(Box<Kept>, Seq, Ledger),
}

/// The tally and the board at a moment. The books of the latest moment are kept and moved on; a look back has books of
/// its own.
async fn figures(
    context: Context,
    kept: Arc<Mutex<Option<Kept>>>,
    as_of: Timestamp,
    looked: Option<Timestamp>,
) -> Result<Figures, String> {
    let mut kept = kept.lock_owned().await;
    let source = source(&context, &mut kept, as_of).await.map_err(|error| error.to_string())?;
    let reconciled = tokio::task::spawn_blocking(move || {
        let open = |ledger| {
            let books = Books::open(Arc::clone(&context.situation), context.episode.clone(), as_of, ledger);
            let mut books = books.fading_by(context.settings.staleness);
            books.since(looked);
            books
        };
        let now = match source {
            Source::Past(ledger) => return read(&open(ledger)),
            Source::All(seq, ledger) => Kept { books: open(ledger), seq, opened: as_of },
            Source::News(mut before, seq, ledger) => {
                before.books.fold(ledger);
                before.books.turn_to(as_of);
                Kept { seq, ..*before }
            }
        };
        read(&kept.insert(now).books)
    });
    reconciled.await.map_err(|_| "reconciling the figures failed; the log says why".to_owned())
}

async fn source(context: &Context, kept: &mut Option<Kept>, as_of: Timestamp) -> Result<Source, StoreError> {
    let Context { store, episode, .. } = context;
    if kept.as_ref().is_some_and(|kept| as_of < kept.books.as_of()) {
        return Ok(Source::Past(store.ledger(episode, as_of).await?));
    }
    if let Some(before) = kept.take().filter(|kept| as_of.duration_since(kept.opened) < KEPT_FOR)
        && let Some((seq, ledger)) = store.ledger_after(before.seq).await?
    {
        return Ok(Source::News(Box::new(before), seq, ledger));
    }
    let (seq, ledger) = store.ledger_from(episode, as_of).await?;
    Ok(Source::All(seq, ledger))
}

fn read(books: &Books) -> Figures {
    Figures { tally: books.tally(), board: books.board() }
}
