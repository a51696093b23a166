//! What `update` asks to be done, and the runner that does it: questions to the store and reconciling happen
//! here, off the drawing path, and come back as messages.

use std::path::PathBuf;
use std::sync::{Arc, atomic::AtomicUsize, atomic::Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::answers::{self, figures, matches, page};
use super::claims::{self, Around, Cell};
use super::desk::{Desk, Unstored};
use super::link::Want;
use super::message::{Message, Used};
use super::narrow::Among;
use super::opening::Opening;
use super::past::Moment;
use super::reach::{self, Shift};
use super::renewal::Renewing;
use super::{Options, browser, history, log, sitrep};
use crate::engine::alert::Told;
use crate::engine::books::{self, Shelf, When};
use crate::engine::{Context, Demand, Handle, handover};
use crate::model::{DecisionId, ItemId, Judgement, Mark, Reads, ReportId, Seen, Seq, Subject, Turn};
use crate::reconcile::Books;
use crate::reconcile::explain::Row;
use crate::store::{Range, ReportQuery};

/// How long a selection rests before the reader follows, so that a held key costs one row and not a page.
const REST: Duration = Duration::from_millis(80);

/// How long a quitting screen waits for all that it stores last: somewhat longer than the store waits for another program, so
/// that it is known what became of the decisions.
const LAST_MARKS: Duration = Duration::from_secs(8);

/// How long reports that a filter has are counted before the screen leaves it at "more than".
const COUNTING: Duration = Duration::from_secs(3);

/// The time over which the items of a feed are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Something to be done outside the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Load the newest reports.
    LoadReports(ReportQuery),
    /// Load how reports are marked by now.
    LoadStates(Vec<ReportId>),
    /// Load what is older than the rows that are held.
    LoadOlder(ReportQuery, Among),
    /// Load reports and figures as they stood at the query's moment.
    LoadPast(ReportQuery),
    /// Find the moments at which figures changed.
    LoadMoments {
        /// By now.
        as_of: Timestamp,
        /// The newest change of the store that is known of.
        seq: Option<Seq>,
    },
    /// Load what each origin said of a row.
    LoadTracks {
        /// Which.
        row: Row,
        /// The moment.
        when: When,
    },
    /// Load the ledger and reconcile it.
    LoadFigures {
        /// The moment.
        as_of: Timestamp,
    },
    /// Load what stands behind a figure or a place's status.
    LoadClaims {
        /// Which.
        cell: Cell,
        /// Which of them are told.
        around: Around,
        /// The moment.
        when: When,
    },
    /// Ask for the store's sequence number, which other programs raise too.
    LoadSeq,
    /// Load how the feeds stand.
    LoadFeeds,
    /// Count the items that each feed brought within the day before an instant.
    LoadRates {
        /// The instant.
        by: Timestamp,
    },
    /// Say so once the selection has rested on this report.
    Rest(ReportId),
    /// Load the items of a report.
    LoadReport {
        /// The report.
        report: ReportId,
        /// The moment.
        as_of: Timestamp,
    },
    /// Load the marks that stand on a report, with who made each.
    LoadMarks {
        /// The report.
        report: ReportId,
        /// The moment.
        as_of: Timestamp,
    },
    /// Store a mark on reports, as one stroke.
    Mark {
        /// The reports.
        reports: Vec<ReportId>,
        /// The mark.
        mark: Mark,
        /// When it was decided.
        at: Timestamp,
    },
    /// Take the newest stroke back, or bring it back.
    Turn {
        /// Which.
        turn: Turn,
        /// When that was decided.
        at: Timestamp,
    },
    /// Load the newest reports of what the list is narrowed to.
    LoadMatches {
        /// What they are.
        query: ReportQuery,
        /// Of what.
        among: Among,
        /// By which turn.
        turn: u64,
    },
    /// Load the ids of all reports of a query.
    LoadMatching(ReportQuery),
    /// Load the ids of all reports that a command is for.
    LoadScope {
        /// Which.
        query: ReportQuery,
        /// By which turn.
        turn: u64,
    },
    /// Keep a line of a kind for the next time.
    Keep(&'static str, String),
    /// Read the configuration anew.
    Reload,
    /// Load the tags in use, who has acknowledged something, and until when the operator had last looked.
    LoadUsed,
    /// Load a page of the log of decisions, the newest first.
    LoadLog {
        /// Nothing decided after this.
        by: Timestamp,
        /// Only what was decided before this one.
        before: Option<DecisionId>,
    },
    /// Load what changed since the operator last took over.
    LoadHandover {
        /// Up to when.
        as_of: Timestamp,
    },
    /// Store that the operator has taken over.
    TakeOver {
        /// What they have seen.
        seen: Seen,
        /// When.
        at: Timestamp,
    },
    /// Take back that they have.
    TakeOverBack {
        /// When.
        at: Timestamp,
    },
    /// Write the situation report of what changed since then.
    WriteReport {
        /// Up to when.
        as_of: Timestamp,
        /// The languages that are read.
        reads: Reads,
    },
    /// Store a decision.
    Decide {
        /// What it is about.
        subject: Subject,
        /// What is decided.
        judgement: Judgement,
        /// Why.
        reason: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// Ask the engine for something.
    Demand(Demand),
    /// Find out where an item can be read.
    LoadLink {
        /// Which.
        item: ItemId,
        /// The moment.
        as_of: Timestamp,
        /// What for.
        want: Want,
    },
    /// Open a link in the operator's browser.
    Browse(String),
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Have a note edited in the operator's editor.
    Edit(String),
    /// Ring the terminal's bell.
    Ring,
    /// Let the terminal tell of an alert.
    Notify(Box<Told>),
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
    desk: Desk,
    resting: Option<JoinHandle<()>>,
    matching: Option<JoinHandle<()>>,
    /// In which order a screen that opens asks.
    opening: Arc<Opening>,
    /// The operator's shift, while the screen is there.
    shift: Shift,
    operator: String,
    /// When the session began.
    began: Timestamp,
    shelf: Arc<Mutex<Shelf>>,
    renewing: Renewing,
    history: Option<PathBuf>,
    /// The last line on its way to the history.
    keeping: Option<JoinHandle<()>>,
    /// How many rows that make no sense the screen has been told of.
    aside_told: Arc<AtomicUsize>,
}

impl Runner {
    /// A runner over a store and an engine.
    pub fn new(context: Context, engine: Handle, options: &Options, answers: mpsc::Sender<Message>) -> Self {
        let operator = options.operator.clone();
        let desk = Desk::new(Arc::clone(&context.store), operator.clone(), answers.clone());
        let began = context.clock.now();
        let opening = Arc::<Opening>::default();
        let shift = Shift::begin(Arc::clone(&context.store), options, answers.clone(), Arc::clone(&opening));
        Self {
            renewing: Renewing::new(options, &engine),
            context,
            engine,
            answers,
            desk,
            resting: None,
            matching: None,
            opening,
            shift,
            operator,
            began,
            shelf: Arc::default(),
            history: options.history.clone().filter(|_| !options.read_only),
            keeping: None,
            aside_told: Arc::default(),
        }
    }

    /// Starts one effect. [`Effect::Copy`], [`Effect::Edit`], [`Effect::Ring`], [`Effect::Notify`], [`Effect::Redraw`],
    /// [`Effect::Suspend`] and [`Effect::Quit`] are the loop's own.
    pub fn start(&mut self, effect: Effect) {
        if let Some(next) = self.renewing.take() {
            // What was worked out by the one before is none of this one's.
            (self.context, self.shelf) = (next, Arc::default());
        }
        match effect {
            Effect::LoadReports(query) => {
                let opening = Arc::clone(&self.opening);
                self.answer(async move |context| {
                    opening.numbered.wait().await;
                    // Whatever was stored since it was asked for belongs to it.
                    let now = context.clock.now().max(query.as_of);
                    let later = now.duration_since(query.as_of);
                    let from = query.from.saturating_add(later).unwrap_or(query.from);
                    let page = page(&context, &ReportQuery { as_of: now, from, ..query }).await;
                    let _already = opening.listed.set(());
                    Message::ReportsLoaded(page)
                });
            }
            Effect::LoadStates(reports) => {
                self.answer(async move |context| Message::StatesLoaded(answers::states(&context, &reports).await));
            }
            Effect::LoadOlder(query, among) => self.answer(async move |context| {
                let rows = answers::found(&context, &query, among).await;
                Message::OlderLoaded { as_of: query.as_of, rows }
            }),
            Effect::LoadPast(query) => {
                let shelf = Arc::clone(&self.shelf);
                self.answer(async move |context| {
                    let at = query.as_of;
                    let page = page(&context, &query).await;
                    let figures = books::consult(context, shelf, When::Past(at), None, figures).await;
                    let moment = page.and_then(|page| Ok(Box::new(Moment { page, figures: figures? })));
                    Message::PastLoaded(at, moment)
                });
            }
            Effect::LoadMoments { as_of, seq } => {
                let shelf = Arc::clone(&self.shelf);
                self.answer(async move |context| {
                    let moments = books::consult(context, shelf, When::Now(as_of), None, Books::moments).await;
                    Message::MomentsLoaded(seq, moments)
                });
            }
            Effect::LoadTracks { row, when } => {
                let shelf = Arc::clone(&self.shelf);
                self.answer(async move |context| {
                    let asked = row.clone();
                    let read = move |books: &Books| books.tracks(&asked);
                    Message::TracksLoaded(row, books::consult(context, shelf, when, None, read).await)
                });
            }
            Effect::LoadFigures { as_of } => {
                let shelf = Arc::clone(&self.shelf);
                let (operator, began) = (self.operator.clone(), self.began);
                let opening = Arc::clone(&self.opening);
                self.answer(async move |context| {
                    // Figures read all that counts for the episode.
                    opening.listed.wait().await;
                    // Not knowing when somebody last looked costs a column, not the figures.
                    let looked = context.store.last_look(&operator, began).await.ok().flatten();
                    let looked = looked.filter(|looked| *looked < as_of);
                    Message::FiguresLoaded(books::consult(context, shelf, When::Now(as_of), looked, figures).await)
                });
            }
            Effect::LoadClaims { cell, around, when } => {
                let shelf = Arc::clone(&self.shelf);
                self.answer(async move |context| {
                    let asked = cell.clone();
                    let situation = Arc::clone(&context.situation);
                    let read = move |books: &Books| claims::read(books, &asked, &around, &situation);
                    Message::ClaimsLoaded(cell, books::consult(context, shelf, when, None, read).await)
                });
            }
            Effect::LoadSeq => {
                let (opening, answers) = (Arc::clone(&self.opening), self.answers.clone());
                self.answer(async move |context| {
                    let (seq, reach) = reach::newest(&*context.store).await;
                    let _already = opening.numbered.set(());
                    if let Some(reach) = reach {
                        let _gone = answers.send(Message::Reached(reach)).await;
                    }
                    Message::SeqLoaded(seq)
                });
            }
            Effect::LoadFeeds => {
                let opening = Arc::clone(&self.opening);
                self.answer(async move |context| {
                    opening.listed.wait().await;
                    let records = context.store.feeds().await;
                    Message::FeedsLoaded(records.map_err(|error| error.to_string()))
                });
            }
            Effect::LoadRates { by } => self.answer(async move |context| {
                let range = Range { since: by.saturating_sub(DAY).unwrap_or(Timestamp::MIN), until: by };
                let rates = context.store.items_by_feed(range).await;
                Message::RatesLoaded(rates.map_err(|error| error.to_string()))
            }),
            Effect::LoadReport { report, as_of } => {
                let asked = report.clone();
                self.answer(async move |context| {
                    let items = context.store.report_items(&report, as_of).await;
                    Message::ReportLoaded(report, items.map_err(|error| error.to_string()))
                });
                self.load_marks(asked, as_of);
            }
            Effect::LoadMarks { report, as_of } => self.load_marks(report, as_of),
            Effect::Rest(report) => self.rest(report),
            Effect::LoadLog { by, before } => self.answer(async move |context| {
                let page = match context.store.latest_decisions(by, before.clone(), log::PAGE).await {
                    Ok(page) => {
                        let names = answers::names(&context, &page, by).await;
                        Ok((page, names))
                    }
                    Err(error) => Err(error.to_string()),
                };
                Message::LogLoaded(before, page)
            }),
            Effect::LoadHandover { as_of } => {
                let asked = self.asked(as_of);
                self.answer(async move |context| Message::HandoverLoaded(answers::handed(&context, asked).await));
            }
            Effect::TakeOver { seen, at } => self.say(self.desk.take_over(Some(seen), at)),
            Effect::TakeOverBack { at } => self.say(self.desk.take_over(None, at)),
            Effect::WriteReport { as_of, reads } => {
                let asked = self.asked(as_of);
                self.answer(async move |context| Message::ReportWritten(sitrep::write(&context, asked, reads).await));
            }
            Effect::Mark { mut reports, mark, at } => {
                let refused = match (reports.len(), reports.pop()) {
                    (1, Some(report)) => self.desk.decide(Subject::Report(report), Judgement::Mark(mark), None, at),
                    (_, last) => self.desk.mark_all(reports.into_iter().chain(last).collect(), &mark, at),
                };
                self.say(refused);
            }
            Effect::Decide { subject, judgement, reason, at } => {
                let refused = self.desk.decide(subject, judgement, reason, at);
                self.say(refused);
            }
            Effect::Turn { turn, at } => {
                let refused = self.desk.turn(turn, at);
                self.say(refused);
            }
            Effect::LoadMatches { query, among, turn } => self.find(query, among, turn),
            Effect::LoadMatching(query) => {
                self.answer(async move |context| Message::MatchingLoaded(answers::matching(&context, &query).await))
            }
            Effect::LoadScope { query, turn } => {
                self.answer(async move |context| Message::ScopeLoaded(turn, answers::matching(&context, &query).await))
            }
            Effect::Keep(kind, line) => self.keep(kind, line),
            Effect::Reload => {
                let renewing = self.renewing.clone();
                self.answer(async move |context| Message::Reloaded(renewing.read(context).await));
            }
            Effect::LoadUsed => {
                let (operator, began) = (self.operator.clone(), self.began);
                let opening = Arc::clone(&self.opening);
                self.answer(async move |context| {
                    opening.listed.wait().await;
                    // Without them there is less to complete, and nothing else is missing.
                    let tags = context.store.tags().await.unwrap_or_default();
                    let owners = context.store.owners().await.unwrap_or_default();
                    let looked = context.store.last_look(&operator, began).await.ok().flatten();
                    Message::UsedLoaded(Used { tags, owners, looked })
                });
            }
            Effect::Demand(demand) => self.engine.demand(demand),
            Effect::LoadLink { item, as_of, want } => {
                self.answer(async move |context| match browser::is_there() || want != Want::Open {
                    true => Message::LinkLoaded(want, answers::linked(&context, item, as_of).await),
                    false => Message::Browsed(Err(browser::NO_DISPLAY.to_owned())),
                });
            }
            Effect::Browse(url) => self.answer(async move |_| {
                let opened = browser::open(&url).await;
                Message::Browsed(opened.map(|()| url))
            }),
            Effect::Copy(_) | Effect::Edit(_) | Effect::Ring | Effect::Notify(_) => {}
            Effect::Redraw | Effect::Suspend | Effect::Quit => {}
        }
    }

    fn answer<F, A>(&self, question: F)
    where
        F: FnOnce(Context) -> A,
        A: Future<Output = Message> + Send + 'static,
    {
        let (answers, told) = (self.answers.clone(), Arc::clone(&self.aside_told));
        let (store, answer) = (Arc::clone(&self.context.store), question(self.context.clone()));
        tokio::spawn(async move {
            let _gone = answers.send(answer.await).await;
            let aside = store.set_aside();
            if aside.len() > told.swap(aside.len(), Ordering::Relaxed) {
                let _gone = answers.send(Message::SetAside(aside)).await;
            }
        });
    }

    /// What is asked of a handover.
    fn asked(&self, as_of: Timestamp) -> handover::Asked {
        let Context { settings, situation, episode, feeds, .. } = &self.context;
        handover::Asked {
            situation: Arc::clone(situation),
            episode: episode.clone(),
            staleness: settings.staleness,
            feeds: Arc::clone(feeds),
            operator: self.operator.clone(),
            since: handover::Since::Last,
            as_of,
        }
    }

    /// Looks for what the list is narrowed to, then counts it; what was looked for before is of no use any more.
    fn find(&mut self, query: ReportQuery, among: Among, turn: u64) {
        if let Some(before) = self.matching.take() {
            before.abort();
        }
        let (context, answers) = (self.context.clone(), self.answers.clone());
        self.matching = Some(tokio::spawn(async move {
            let found = matches(&context, &query, among).await;
            let is_counted = found.as_ref().map_or(true, |page| page.counts.is_some());
            let _gone = answers.send(Message::MatchesLoaded(turn, found)).await;
            if is_counted {
                return;
            }
            let counted = tokio::time::timeout(COUNTING, context.store.report_counts(&query)).await;
            if let Ok(Ok(counts)) = counted {
                let _gone = answers.send(Message::MatchesCounted(turn, counts)).await;
            }
        }));
    }

    fn load_marks(&self, report: ReportId, as_of: Timestamp) {
        self.answer(async move |context| {
            let marks = context.store.report_marks(&report, as_of).await;
            Message::MarksLoaded(report, marks.map_err(|error| error.to_string()))
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

    /// Adds a line to the history after the one before.
    fn keep(&mut self, kind: &'static str, line: String) {
        let Some(path) = self.history.clone() else { return };
        let before = self.keeping.take();
        self.keeping = Some(tokio::spawn(async move {
            if let Some(before) = before {
                let _broken = before.await;
            }
            let written = tokio::task::spawn_blocking(move || history::add(&path, kind, &line)).await;
            if let Ok(Err(error)) = written {
                tracing::warn!("a line is not kept: {error}");
            }
        }));
    }

    /// Says what could not be sent.
    fn say(&self, refused: Option<Message>) {
        if let Some(message) = refused {
            self.answer(async move |_| message);
        }
    }

    /// Waits until the last decisions are stored, for a while, and then that the operator has left and looked until now,
    /// unless nothing is to be written; gives what is not stored. A store that has refused one of these is not asked for the
    /// next: each would wait as long in vain.
    pub async fn finish(self, read_only: bool) -> Unstored {
        drop(self.answers);
        let by = Instant::now() + LAST_MARKS;
        let keeping = async {
            if let Some(keeping) = self.keeping {
                let _broken = keeping.await;
            }
        };
        let stored = async {
            let unstored = self.desk.finish(by).await;
            if unstored.sentence().is_some() {
                self.shift.break_off();
                return unstored;
            }
            let until = self.context.clock.now();
            let rest = async {
                let left = self.shift.end().await;
                let keeps = !read_only && !left.as_ref().is_err_and(reach::refuses_all);
                let looked =
                    if keeps { self.context.store.look(&self.operator, until).await.map(|_| ()) } else { Ok(()) };
                [left, looked].into_iter().filter_map(Result::err).for_each(|error| tracing::warn!("{error}"));
            };
            let _late = timeout_at(by, rest).await;
            unstored
        };
        let (unstored, _late) = tokio::join!(stored, timeout_at(by, keeping));
        unstored
    }
}
