//! All that the screen is drawn from. Pages of the store, never the truth itself.
//!
//! Invariants: selection and scroll are kept by id, so that what arrives moves nothing; a mark shows only
//! after the store has it; at most one question of each kind is on its way to the store.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::action::Action;
use super::ahead::Ahead;
use super::claims::OpenClaims;
use super::decide::Verdict;
use super::document::{self, Line};
use super::draft::Draft;
use super::handover;
use super::health::{self, Health};
use super::help::Help;
use super::keymap::{Key, Keymap};
use super::layout::{self, Areas, Border, Pane, Split};
use super::log::Log;
use super::message::Figures;
use super::moment::Times;
use super::narrow::Narrow;
use super::palette::Palette;
use super::panes;
use super::past::{Moments, Past};
use super::prompt::{Kept, Prompt};
use super::reach::Reach;
use super::reports::Reports;
use super::revisions::Changed;
use super::scope::Scoping;
use super::selection::Selection;
pub use super::subject::Subject;
use super::timeline::Timeline;
use crate::config::geo::{self, Point};
use crate::engine::books::When;
use crate::engine::reread::Progress;
use crate::filter::{Candidate, Vocabulary};
use crate::model::{
    BoardRow, Decision, FeedId, FeedRecord, ItemId, ItemState, Judgement, Mark, PlaceId, ReportId, Seq, StatusKind,
};
use crate::reconcile::explain::Row;
use crate::store::{ItemDetail, OnShift};

/// A kind of question to the store, of which one at most is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ask {
    flying: bool,
    again: bool,
}

impl Ask {
    /// Whether the question is to be asked now; where one is on its way it is asked again afterwards.
    pub fn wants(&mut self) -> bool {
        self.again = self.flying;
        !std::mem::replace(&mut self.flying, true)
    }

    /// Takes note of the answer; true where the question is to be asked again at once, and counts as asked.
    #[must_use]
    pub fn answered(&mut self) -> bool {
        self.flying = false;
        std::mem::take(&mut self.again) && self.wants()
    }

    /// Takes note of the answer of a question that is not asked again before somebody else wants it.
    pub fn over(&mut self) {
        *self = Self::default();
    }

    /// Whether a question is on its way.
    pub fn is_flying(self) -> bool {
        self.flying
    }
}

/// The questions on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asks {
    /// For the newest reports.
    pub reports: Ask,
    /// For what the list is narrowed to.
    pub matches: Ask,
    /// For how the rows that are seen are marked, where no page of the newest tells it.
    pub states: Ask,
    /// For older reports.
    pub older: Ask,
    /// For tally and board.
    pub figures: Ask,
    /// For what stands behind a cell.
    pub claims: Ask,
    /// For the log of decisions.
    pub log: Ask,
    /// For what changed since the operator last took over.
    pub handover: Ask,
    /// For an earlier moment.
    pub past: Ask,
    /// For the moments at which figures changed.
    pub moments: Ask,
    /// For what each origin said of a row.
    pub tracks: Ask,
    /// For how many items feeds bring.
    pub rates: Ask,
    /// For the feeds.
    pub feeds: Ask,
    /// For the store's sequence number.
    pub seq: Ask,
}

/// The report in the reader.
#[derive(Debug, Clone)]
pub struct OpenReport {
    /// Which.
    pub report: ReportId,
    /// Its items, newest first.
    pub items: Vec<ItemDetail>,
    /// The item that is shown.
    pub item: ItemId,
    /// Its lines at the reader's width.
    pub lines: Vec<Line>,
    /// The first line that is seen.
    pub scroll: usize,
    /// The claim or status whose words are looked for.
    pub sought: Option<String>,
    /// What changed between two revisions, while that is looked at.
    pub changed: Option<Changed>,
    /// The marks that stand on it, oldest first.
    pub marks: Vec<Decision>,
    /// Whether the store has told them.
    pub has_marks: bool,
    /// How it was marked when they were asked for.
    pub marked: Option<ItemState>,
}

impl OpenReport {
    /// Which of the items is shown.
    pub fn shown(&self) -> usize {
        self.items.iter().position(|detail| detail.item.id == self.item).unwrap_or(0)
    }

    /// How it is marked by what the store told; none until it has.
    pub fn state(&self) -> Option<ItemState> {
        let mut state = ItemState::default();
        for made in &self.marks {
            if let Judgement::Mark(mark) = &made.judgement {
                state.apply(mark, &made.operator);
            }
        }
        self.has_marks.then_some(state)
    }
}

/// A claim or status whose words are to be shown in the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Its report.
    pub report: ReportId,
    /// Its item.
    pub item: ItemId,
    /// Its id.
    pub id: String,
}

/// What is dragged by the mouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drag {
    /// A border between panes.
    Border(Border),
    /// A range of reports, from this one on.
    Range(ReportId),
}

/// A reading anew of what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rereading {
    /// How far it has come.
    pub progress: Progress,
    /// Whether the operator has stopped it.
    pub is_halted: bool,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    Calm,
    /// Something failed.
    Alarm,
}

/// A sentence at the bottom, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// The whole state of the screen.
#[derive(Debug, Clone)]
pub struct Model {
    /// What does not change.
    pub subject: Subject,
    /// The instant that is shown.
    pub now: Timestamp,
    /// The terminal.
    pub screen: Rect,
    /// The focused pane.
    pub focus: Pane,
    /// Whether the focused pane takes the whole screen.
    pub is_zoomed: bool,
    /// Where the operator has put the borders between panes.
    pub split: Split,
    /// What is dragged by the mouse, while something is.
    pub drag: Option<Drag>,
    /// How times are told in lists.
    pub times: Times,
    /// The panes from which the operator came here, the last one last.
    pub trail: Vec<Pane>,
    /// The help, while it is open.
    pub help: Option<Help>,
    /// The palette, while it is open: its line is the prompt.
    pub palette: Option<Palette>,
    /// The line being typed into, while one is: every key goes to it.
    pub prompt: Option<Prompt>,
    /// Lines that were typed before.
    pub kept: Kept,
    /// The list of reports.
    pub reports: Reports,
    /// The report in the reader.
    pub open: Option<OpenReport>,
    /// The report the reader waits for.
    pub awaited: Option<ReportId>,
    /// Marks that were told before the items of their report.
    pub marks_ahead: Option<(ReportId, Vec<Decision>)>,
    /// What is looked for in the report that the reader waits for.
    pub sought: Option<Sought>,
    /// Tally and board; none until the first answer.
    pub figures: Option<Figures>,
    /// The earlier moment that is shown; none where it is now.
    pub past: Option<Past>,
    /// The moments at which figures changed.
    pub moments: Moments,
    /// As of which moment older reports were asked for: an answer of another is of another list.
    pub older_asked: Option<Timestamp>,
    /// The selected row of the tally.
    pub tally_row: Option<Row>,
    /// The figures of a row over time.
    pub timeline: Timeline,
    /// The stretches of coast on the map.
    pub coast: Arc<[Vec<Point>]>,
    /// The selected place.
    pub place: Option<PlaceId>,
    /// The cell of a place that is meant.
    pub board_column: StatusKind,
    /// The first place that is seen.
    pub board_top: usize,
    /// The feeds; none until the first answer.
    pub feeds: Option<Vec<FeedRecord>>,
    /// The selected feed.
    pub feed: Option<FeedId>,
    /// How many items each feed brought within a day; none until the first answer.
    pub rates: Option<HashMap<FeedId, u64>>,
    /// The first feed that is seen.
    pub feeds_top: usize,
    /// What stands behind the figure or place that was opened.
    pub claims: OpenClaims,
    /// What operators have decided.
    pub log: Log,
    /// What changed since the operator last took over.
    pub handover: handover::View,
    /// Whether no feed is asked until the operator says so.
    pub is_paused: bool,
    /// How far reading anew what is stored has come, while that goes on.
    pub rereading: Option<Rereading>,
    /// The note that is being written, where it is more than the prompt's line shows or was stored before.
    pub draft: Option<Draft>,
    /// What the program says.
    pub notice: Option<Notice>,
    /// Why what a pane shows could not be read the last time it was asked for; the figures' is also the board's.
    pub failed: HashMap<Pane, String>,
    /// Marks on their way to the store, oldest first.
    pub marking: Vec<(Vec<ReportId>, Mark)>,
    /// Marks that are stored and may not be in the pages on their way.
    pub ahead: Ahead,
    /// Decisions on their way to the store, oldest first.
    pub deciding: Vec<Verdict>,
    /// The reports that the next mark is for; none: the one at hand.
    pub selection: Selection,
    /// A command for what a filter matches, while that is counted.
    pub scoping: Scoping,
    /// Whether a question was just answered by a letter: whoever adds Enter out of habit opens nothing by it.
    pub is_answered: bool,
    /// What the list is narrowed to.
    pub narrow: Narrow,
    /// What the values of a filter may be.
    pub vocabulary: Vocabulary,
    /// Until when the operator had last looked before this session.
    pub looked: Option<Timestamp>,
    /// When the bell last rang for the escalations that are open.
    pub rung: Option<Timestamp>,
    /// What completes the open prompt, and which of it stands there.
    pub completion: Option<(Vec<Candidate>, usize)>,
    /// The newest change of the store that is known of.
    pub seq: Option<Seq>,
    /// How the store can be reached, and since when that is so.
    pub reach: (Reach, Timestamp),
    /// Who else sits at a screen of the store.
    pub on_shift: Vec<OnShift>,
    /// Questions on their way.
    pub asks: Asks,
    /// The keys.
    pub keymap: Keymap,
    /// Keys of a sequence that is not whole.
    pub pending: Vec<Key>,
    /// Whether something changed since it was drawn.
    pub is_dirty: bool,
}

impl Model {
    /// An empty screen of a size.
    pub fn new(subject: Subject, screen: Rect, now: Timestamp) -> Self {
        let times = subject.options.times;
        let vocabulary = Vocabulary::new(&subject.situation, &subject.feeds);
        let keymap = subject.options.keymap.clone();
        Self {
            subject,
            now,
            screen,
            focus: Pane::default(),
            is_zoomed: false,
            split: Split::default(),
            drag: None,
            times,
            trail: Vec::new(),
            help: None,
            palette: None,
            prompt: None,
            kept: Kept::default(),
            reports: Reports::default(),
            open: None,
            awaited: None,
            marks_ahead: None,
            sought: None,
            figures: None,
            past: None,
            moments: Moments::default(),
            older_asked: None,
            tally_row: None,
            timeline: Timeline::default(),
            coast: geo::coastline().into(),
            place: None,
            board_column: StatusKind::Control,
            board_top: 0,
            feeds: None,
            feed: None,
            rates: None,
            is_paused: false,
            rereading: None,
            feeds_top: 0,
            claims: OpenClaims::default(),
            log: Log::default(),
            handover: handover::View::default(),
            draft: None,
            notice: None,
            failed: HashMap::new(),
            marking: Vec::new(),
            ahead: Ahead::default(),
            deciding: Vec::new(),
            selection: Selection::default(),
            scoping: Scoping::default(),
            is_answered: false,
            narrow: Narrow::default(),
            vocabulary,
            looked: None,
            rung: None,
            completion: None,
            seq: None,
            reach: (Reach::Whole, now),
            on_shift: Vec::new(),
            asks: Asks::default(),
            keymap,
            pending: Vec::new(),
            is_dirty: true,
        }
    }

    /// How much of what is played has been played, in per cent.
    pub fn played(&self) -> Option<i64> {
        let (begin, end) = self.subject.options.plays?;
        let whole = end.duration_since(begin).as_secs().max(1);
        Some((self.now.duration_since(begin).as_secs().clamp(0, whole)) * 100 / whole)
    }

    /// Says something until the next key.
    pub fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), tone: Tone::Calm });
        self.is_dirty = true;
    }

    /// Says that something failed.
    pub fn alarm(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), tone: Tone::Alarm });
        self.is_dirty = true;
    }

    /// Takes note of whether what a pane shows could be read; says so where it could not.
    pub fn heard<T>(&mut self, pane: Pane, told: Result<T, String>) -> Option<T> {
        match told {
            Ok(told) => {
                self.is_dirty |= self.failed.remove(&pane).is_some();
                Some(told)
            }
            Err(sentence) => {
                self.failed.insert(pane, sentence.clone());
                self.alarm(sentence);
                None
            }
        }
    }

    /// What a pane says that holds nothing yet: that it is being read, or why it could not be.
    pub fn awaiting(&self, pane: Pane, reading: &str) -> Vec<String> {
        match self.failed.get(&pane) {
            None => vec![reading.to_owned()],
            Some(why) => {
                let is_asked_by_key = matches!(pane, Pane::Log | Pane::Handover | Pane::Timeline);
                let asks = Action::to(pane)
                    .filter(|_| is_asked_by_key)
                    .map(|action| format!("{} asks again.", self.way(action)));
                [Some(format!("It could not be read: {why}.")), asks].into_iter().flatten().collect()
            }
        }
    }

    /// Why the list or the figures on the screen are not those of now: what was asked for last could not be read.
    pub fn outdated(&self) -> Option<String> {
        let of = |pane: &Pane| {
            let why = self.failed.get(pane)?;
            let what = if *pane == Pane::Reports { "The reports" } else { "The figures and places" };
            Some(format!("{what} could not be read anew: {why}"))
        };
        [Pane::Reports, Pane::Tallies].iter().find_map(of)
    }

    /// How one asks for an action where the operator is: by its key, or by its name on the command line.
    pub fn way(&self, action: Action) -> String {
        self.keymap.way(action, self.focus)
    }

    /// What stands before the name of a pane in its title: the key that leads to it, a digit where there is one.
    pub fn mark_of(&self, pane: Pane) -> String {
        let keys = Action::to(pane).map_or(&[][..], |action| self.keymap.keys(action, self.focus));
        let digit = keys.iter().find(|key| key.len() == 1 && key.bytes().all(|letter| letter.is_ascii_digit()));
        digit.or(keys.first()).map(|key| format!("{key} ")).unwrap_or_default()
    }

    /// The instant that the screen shows.
    pub fn shown(&self) -> Timestamp {
        self.past.as_ref().map_or(self.now, |past| past.at)
    }

    /// The list of reports as it is now, also where an earlier one is shown.
    pub fn live_reports(&mut self) -> &mut Reports {
        self.past.as_mut().map_or(&mut self.reports, |past| &mut past.reports)
    }

    /// Every list that shows how reports are marked now: the one on the screen, and those that are kept aside.
    pub fn live_lists(&mut self) -> impl Iterator<Item = &mut Reports> {
        let shown = self.past.as_mut().map_or(&mut self.reports, |past| &mut past.reports);
        std::iter::once(shown).chain(self.narrow.before.as_deref_mut())
    }

    /// The figures as they are now, also where earlier ones are shown.
    pub fn live_figures(&self) -> Option<&Figures> {
        self.past.as_ref().map_or(self.figures.as_ref(), |past| past.figures.as_ref())
    }

    /// Of which moment the books are to be asked.
    pub fn when(&self) -> When {
        self.past.as_ref().map_or(When::Now(self.now), |past| When::Past(past.at))
    }

    /// Whether the report that a mark would be for is seen: in the list, or in the reader.
    pub fn shows_reports(&self) -> bool {
        let shows = |areas: Areas| [Pane::Reports, Pane::Reader].into_iter().any(|pane| areas.pane(pane).is_some());
        self.areas().is_some_and(shows)
    }

    /// Where everything stands.
    pub fn areas(&self) -> Option<Areas> {
        layout::areas(self.screen, self.focus, self.is_zoomed, self.split)
    }

    /// The room inside a pane, as it is or would be when focused.
    pub fn room(&self, pane: Pane) -> Rect {
        let seen = self.areas().and_then(|areas| areas.pane(pane));
        let focused =
            || layout::areas(self.screen, pane, self.is_zoomed, self.split).and_then(|areas| areas.pane(pane));
        seen.or_else(focused).map(layout::inside).unwrap_or_default()
    }

    /// How many rows of a table fit into a pane below its heading.
    pub fn page(&self, pane: Pane) -> usize {
        let rows = usize::from(self.room(pane).height);
        match pane {
            Pane::Reports | Pane::Reader => rows,
            Pane::Tallies | Pane::Board => rows.saturating_sub(1),
            Pane::Sources => rows.saturating_sub(1 + usize::from(panes::sources::SENTENCE)),
            Pane::Log => rows.saturating_sub(usize::from(panes::log::DETAIL)),
            Pane::Handover => rows.saturating_sub(usize::from(panes::handover::DETAIL)),
            Pane::Map => self.places().len(),
            Pane::Timeline => panes::timeline::page(self, self.room(pane)),
            Pane::Claims => rows.saturating_sub(usize::from(panes::claims::DETAIL)),
        }
    }

    /// Whether something stands beside a pane that is seen.
    pub fn is_beside(&self, pane: Pane) -> bool {
        let area = self.areas().and_then(|areas| areas.pane(pane));
        area.is_some_and(|area| area.width < self.screen.width)
    }

    /// How the feeds stand together.
    pub fn health(&self) -> Health {
        let records = self.feeds.as_deref().unwrap_or_default();
        health::health(&self.subject.feeds, records, self.now, self.subject.pace())
    }

    /// The places in the order of the pane: those of which somebody spoke, those of whose region, then the others.
    pub fn places(&self) -> Vec<&BoardRow> {
        let rows = self.figures.as_ref().map(|figures| figures.board.rows.as_slice()).unwrap_or_default();
        let mut places: Vec<&BoardRow> = rows.iter().collect();
        places.sort_by_key(|row| row.word());
        places
    }

    /// The selected place of the board, or the first.
    pub fn selected_place(&self) -> Option<&BoardRow> {
        let places = self.places();
        let selected = places.iter().find(|row| self.place.as_ref() == Some(&row.place));
        selected.or(places.first()).copied()
    }

    /// The records of the feeds that are polled, in their order; a feed the store has not met is left out.
    pub fn polled(&self) -> Vec<&FeedRecord> {
        let records = health::by_feed(self.feeds.as_deref().unwrap_or_default());
        self.subject.feeds.iter().filter_map(|feed| records.get(&feed.id).copied()).collect()
    }

    /// Makes the reader's lines anew for its present width and keeps the scroll in bounds.
    pub fn lay_out_reader(&mut self) {
        let room = self.room(Pane::Reader);
        let now = self.shown();
        let [changes, back, previous, next] =
            [Action::ShowChanges, Action::Back, Action::PreviousItem, Action::NextItem]
                .map(|action| self.keymap.way(action, Pane::Reader));
        let keys = document::Keys { changes, back, previous, next };
        let Some(open) = &mut self.open else { return };
        let setting = document::Setting {
            situation: &self.subject.situation,
            zone: self.subject.zone.as_ref(),
            glyphs: self.subject.theme.glyphs,
            width: usize::from(room.width.saturating_sub(2 * panes::reader::MARGIN)).max(1),
            reads: &self.subject.options.reads,
            now,
            sought: open.sought.as_deref(),
            changed: open.changed.as_ref(),
            keys: &keys,
            marks: &open.marks,
            own_zone: self.subject.own_zone.as_ref(),
        };
        open.lines = document::document(&open.items, open.shown(), setting);
        open.scroll = open.scroll.min(open.lines.len().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_is_on_its_way_and_the_last_wish_is_not_lost() {
        let mut ask = Ask::default();
        assert!(ask.wants());
        assert!(!ask.wants());
        assert!(!ask.wants());
        assert!(ask.answered(), "asked meanwhile, so asked again");
        assert!(!ask.answered());
        assert!(!ask.is_flying());
        assert!(ask.wants() && !ask.wants());
        ask.over();
        assert!(!ask.is_flying() && ask.wants());
    }
}
