//! The books: everything that was said and decided, folded in as it comes, and what it comes to at a moment.
//!
//! What is folded in touches only the rows and cells it can change. Books opened on everything at once are made by
//! the same steps from every item, and give the same bytes; so do books that were filled in any order.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::{
    Board, Decision, Episode, Evidence, Explanation, Ledger, PlaceId, Provenance, Situation, Staleness, StatusKind,
    Tally, TallyRow,
};

use super::behind::Behind;
use super::board::Words;
use super::explain::{self, Row};
use super::facts::Facts;
use super::row::Made;
use super::view::{Frame, View};
use super::witness::Subject;

/// The spans over which the change of a best is told, the longest first.
const SPANS: [SignedDuration; 2] = [SignedDuration::from_hours(24), SignedDuration::from_hours(1)];

/// What was made anew for something that was heard, of any of the moments that the books keep: all else is as it was.
#[derive(Debug, Clone, Default)]
pub struct Remade {
    /// Rows of the tally, each once, in order.
    pub rows: Vec<Row>,
    /// Cells of the board, each once, in order.
    pub cells: Vec<(PlaceId, StatusKind)>,
    /// How many claims were read again in their series, over all moments.
    pub claims: usize,
}

impl Remade {
    fn add(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.rows.sort_unstable();
        self.rows.dedup();
        self.cells.extend(other.cells);
        self.cells.sort_unstable();
        self.cells.dedup();
        self.claims += other.claims;
    }
}

/// What is known of a situation's episode, as it stands at a moment.
#[derive(Debug, Clone)]
pub struct Books {
    pub(super) situation: Arc<Situation>,
    pub(super) episode: Episode,
    pub(super) staleness: Staleness,
    pub(super) facts: Facts,
    pub(super) now: View,
    /// What was said of places, as it stands now: of the moments before only figures are told.
    pub(super) words: Words,
    /// The figures as they stood the spans before.
    before: [View; SPANS.len()],
    /// The figures as they stood when the operator last looked.
    looked: Option<Box<View>>,
}

impl Books {
    /// The books of an episode at `as_of`, with all that a ledger holds.
    pub fn open(situation: Arc<Situation>, episode: Episode, as_of: Timestamp, ledger: Ledger) -> Self {
        let mut facts = Facts::default();
        let staleness = Staleness::default();
        take_in(&mut facts, ledger);
        let frame = Frame { facts: &facts, situation: &situation, episode: &episode, staleness: &staleness };
        // What stood before is moved on rather than made anew: less has changed since than was said before.
        let [day, hour] = SPANS.map(|span| earlier(as_of, span));
        let day = View::open(&frame, day, as_of);
        let moved = |view: &View, to| {
            let mut view = view.clone();
            view.move_to(&frame, to, as_of, None);
            view
        };
        let hour = moved(&day, hour);
        let now = moved(&hour, as_of);
        let words = now.words(&frame);
        Self { situation, episode, staleness, facts, now, words, before: [day, hour], looked: None }
    }

    /// The same books, fading by another staleness.
    #[must_use]
    pub fn fading_by(mut self, staleness: Staleness) -> Self {
        let changed = self.staleness != staleness;
        self.staleness = staleness;
        if changed {
            // Whether two words contradict each other depends on how long a word is good.
            let Self { facts, situation, episode, staleness, words, .. } = &mut self;
            words.settle_all(&Frame { facts, situation, episode, staleness });
        }
        self
    }

    /// The moment at which the books stand.
    pub fn as_of(&self) -> Timestamp {
        self.now.as_of
    }

    /// Folds in what is new of a ledger; what is known already changes nothing. Tells what was made anew for it.
    pub fn fold(&mut self, ledger: Ledger) -> Remade {
        let heard = take_in(&mut self.facts, ledger);
        let mut remade = Remade::default();
        if heard.items.is_empty() && heard.decisions.is_empty() {
            return remade;
        }
        let Self { situation, episode, staleness, facts, now, words, before, looked } = self;
        let frame = Frame { facts, situation, episode, staleness };
        for view in before.iter_mut().chain(looked.as_deref_mut()) {
            remade.add(view.hear(&frame, heard.items.clone(), &heard.decisions, None));
        }
        remade.add(now.hear(&frame, heard.items, &heard.decisions, Some(words)));
        remade
    }

    /// Moves the books to another moment. On is quick; back they are opened anew.
    pub fn turn_to(&mut self, as_of: Timestamp) {
        let Self { situation, episode, staleness, facts, now, words, before, looked } = self;
        let frame = Frame { facts, situation, episode, staleness };
        now.move_to(&frame, as_of, as_of, Some(words));
        for (view, span) in before.iter_mut().zip(SPANS) {
            view.move_to(&frame, earlier(as_of, span), as_of, None);
        }
        if let Some(view) = looked.as_deref_mut() {
            view.move_to(&frame, view.as_of, as_of, None);
        }
    }

    /// Tells from now on what has changed since the operator last looked.
    pub fn since(&mut self, looked: Option<Timestamp>) {
        let Self { situation, episode, staleness, facts, now, .. } = self;
        let frame = Frame { facts, situation, episode, staleness };
        self.looked = looked.map(|at| Box::new(View::open(&frame, at, now.as_of)));
    }

    /// The tally.
    pub fn tally(&self) -> Tally {
        let as_of = self.now.as_of;
        let [day, hour] = &self.before;
        let told = |made: &Made| {
            let mut row = made.row.clone();
            let subject =
                Subject { metric: row.metric, category: row.category.clone(), perpetrator: row.perpetrator.clone() };
            row.stale = made.told.is_some_and(|at| self.staleness.is_figure_stale(at, as_of));
            row.change_1h = change(&row, hour, &subject);
            row.change_24h = change(&row, day, &subject);
            row.change_since =
                self.looked.as_deref().filter(|view| view.as_of <= as_of).and_then(|view| change(&row, view, &subject));
            row
        };
        let rows = self.now.account.rows(&self.situation).into_iter().map(told).collect();
        Tally { as_of, episode: self.episode.id.clone(), rows }
    }

    /// The board.
    pub fn board(&self) -> Board {
        self.words.board(&self.situation, &self.staleness, self.now.as_of)
    }

    /// Every row that a claim was ever read to be of, in the order of the screen: also those that no claim makes.
    pub fn spoken_of(&self) -> Vec<Row> {
        self.now.account.subjects(&self.facts, &self.situation).into_iter().map(Row::from).collect()
    }

    /// Why a row of the tally is as it is.
    pub fn explain_row(&self, row: &Row) -> Explanation {
        explain::whole(self.behind_row(row), self.now.as_of, explain::row_name(row))
    }

    /// Why a place's curfew or control is as it is.
    pub fn explain_cell(&self, place: &PlaceId, kind: StatusKind) -> Explanation {
        explain::whole(self.behind_cell(place, kind), self.now.as_of, explain::cell_name(place, kind))
    }

    /// What stands behind a row of the tally.
    pub fn behind_row(&self, row: &Row) -> Behind<'_> {
        let Self { facts, situation, episode, staleness, now, .. } = self;
        explain::row(&Frame { facts, situation, episode, staleness }, now, row)
    }

    /// What stands behind a place's curfew or control.
    pub fn behind_cell(&self, place: &PlaceId, kind: StatusKind) -> Behind<'_> {
        explain::cell(&self.situation, &self.words, &self.now, place, kind)
    }
}

impl Books {
    /// Where a line of an explanation comes from and the words it was read from, by its id; the words of an operator's
    /// own setting are its reason.
    pub fn source(&self, id: &str) -> Option<(&Provenance, &Evidence)> {
        self.facts.source(id).or_else(|| {
            let set = self.now.rulings.set.iter().find(|set| set.id.as_str() == id)?;
            Some((&set.from, &set.status.evidence))
        })
    }
}

/// What was new in a ledger.
struct Heard {
    items: Vec<u32>,
    decisions: Vec<Decision>,
}

fn take_in(facts: &mut Facts, ledger: Ledger) -> Heard {
    let mut items: Vec<u32> = vec![];
    items.extend(ledger.claims.into_iter().filter_map(|claim| facts.add_claim(claim)));
    items.extend(ledger.statuses.into_iter().filter_map(|status| facts.add_status(status)));
    items.extend(ledger.gone_claims.iter().filter_map(|id| facts.take_claim_back(id)));
    items.extend(ledger.gone_statuses.iter().filter_map(|id| facts.take_status_back(id)));
    items.extend(ledger.revisions.iter().filter_map(|mark| facts.add_revision(mark)));
    let decisions = ledger.decisions.into_iter().filter(|decision| facts.add_decision(decision.clone())).collect();
    Heard { items, decisions }
}

fn earlier(as_of: Timestamp, span: SignedDuration) -> Timestamp {
    as_of.checked_sub(span).unwrap_or(Timestamp::MIN)
}

fn change(row: &TallyRow, before: &View, subject: &Subject) -> Option<i64> {
    let then = before.account.best(subject)?;
    i64::try_from(i128::from(row.best?) - i128::from(then)).ok()
}
