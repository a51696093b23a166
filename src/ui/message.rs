//! Everything that can happen to the screen, as one closed list.

use std::collections::HashMap;

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;

use super::claims::{Cell, Claims};
use super::decide::Names;
use super::editor::Unedited;
use super::keymap::Keymap;
use super::link::{Linked, Want};
use super::past::Moment;
use super::reach::Reach;
use super::renewal::Renewed;
use crate::config::filters::SavedFilters;
use crate::engine::change::Change;
use crate::model::{
    Board, Decision, DecisionId, FeedId, FeedRecord, Handover, ItemState, Mark, ReportId, ReportRow, Seen, Seq, Tally,
    Turn,
};
use crate::reconcile::explain::Row;
use crate::reconcile::history::Track;
use crate::store::{ItemDetail, OnShift, ReportCounts, SetAside};

/// Which press of the mouse in one place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// The first, or one that is far from the one before.
    First,
    /// The second.
    Second,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse was used; a press tells which one in one place it is.
    Mouse(MouseEvent, Press),
    /// A text was pasted.
    Pasted(String),
    /// The terminal has a new size.
    Resized {
        /// Columns.
        columns: u16,
        /// Rows.
        rows: u16,
    },
    /// Some time passed.
    Tick,
    /// The engine says that something changed.
    Changed(Change),
    /// The engine said more than was heard: anything may have changed.
    Missed,
    /// The selection has rested on a report.
    Rested(ReportId),
    /// The newest reports.
    ReportsLoaded(Result<ReportsPage, String>),
    /// How reports are marked by now.
    StatesLoaded(Result<Vec<(ReportId, ItemState)>, String>),
    /// Older reports, to go below those that are held.
    OlderLoaded {
        /// As of which moment they were asked for.
        as_of: Timestamp,
        /// The reports.
        rows: Result<Vec<ReportRow>, String>,
    },
    /// Reports and figures of an earlier moment.
    PastLoaded(Timestamp, Result<Box<Moment>, String>),
    /// The moments at which figures changed, as they were known at a change of the store.
    MomentsLoaded(Option<Seq>, Result<Vec<Timestamp>, String>),
    /// What each origin said of a row.
    TracksLoaded(Row, Result<Vec<Track>, String>),
    /// Figures and board.
    FiguresLoaded(Result<Figures, String>),
    /// What stands behind a figure or a place's status.
    ClaimsLoaded(Cell, Result<Claims, String>),
    /// The store's newest change; none where it could not be asked.
    SeqLoaded(Option<Seq>),
    /// How the store can be reached.
    Reached(Reach),
    /// Who else sits at a screen of the store.
    ShiftLoaded(Vec<OnShift>),
    /// How the feeds stand.
    FeedsLoaded(Result<Vec<FeedRecord>, String>),
    /// How many items each feed brought within a day.
    RatesLoaded(Result<HashMap<FeedId, u64>, String>),
    /// The items of a report, newest first.
    ReportLoaded(ReportId, Result<Vec<ItemDetail>, String>),
    /// What changed since the operator last took over, and what is seen with it.
    HandoverLoaded(Result<Box<(Handover, Seen)>, String>),
    /// It is stored that the operator took over or took that back, in a sentence, or it is not.
    HandoverStored(Result<&'static str, String>),
    /// A situation report is in this file, or could not be written.
    ReportWritten(Result<String, String>),
    /// The marks that stand on a report, oldest first.
    MarksLoaded(ReportId, Result<Vec<Decision>, String>),
    /// A page of the log, the newest or those before one, with what its subjects are called.
    LogLoaded(Option<DecisionId>, Result<(Vec<Decision>, Names), String>),
    /// A decision is stored, or not.
    Decided(Box<Decision>, Result<(), String>),
    /// A mark is stored on reports, or not.
    Marked(Vec<ReportId>, Mark, Result<(), String>),
    /// The newest stroke of marks was turned, or could not be; none where there was none.
    Turned(Turn, Result<Option<Turned>, String>),
    /// The newest reports of those that the list was narrowed to by that turn.
    MatchesLoaded(u64, Result<ReportsPage, String>),
    /// How many there are in all of what the list is narrowed to, by which turn.
    MatchesCounted(u64, ReportCounts),
    /// All reports that the list could show, to be selected, with what is marked on them.
    MatchingLoaded(Result<Vec<(ReportId, ItemState)>, String>),
    /// All reports that a command of that turn is for, with what is marked on them.
    ScopeLoaded(u64, Result<Vec<(ReportId, ItemState)>, String>),
    /// Where the item at hand can be read, for what that is wanted; none where it is not stored.
    LinkLoaded(Want, Result<Option<Box<Linked>>, String>),
    /// A text was sent to the terminal's clipboard, or was too long for it.
    Copied(String, bool),
    /// A browser has the link, or why none has.
    Browsed(Result<String, String>),
    /// A note was written in an editor, or not.
    Edited(Result<String, Unedited>),
    /// The configuration as its files say now.
    Reloaded(Result<Reloaded, String>),
    /// Rows of the store that make no sense and were left out, all of them so far.
    SetAside(Vec<SetAside>),
    /// What operators have used, and until when this one had last looked.
    UsedLoaded(Used),
}

/// What operators have used, which completes what is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Used {
    /// The tags in use.
    pub tags: Vec<String>,
    /// Who has acknowledged something.
    pub owners: Vec<String>,
    /// Until when the operator had last looked before this session.
    pub looked: Option<Timestamp>,
}

/// What is read anew while the screen runs.
#[derive(Debug, Clone)]
pub struct Reloaded {
    /// The keys.
    pub keymap: Keymap,
    /// The saved filters.
    pub filters: SavedFilters,
    /// Everything else, where it was read too.
    pub renewed: Option<Box<Renewed>>,
}

/// What became of marks that were taken or brought back.
#[derive(Debug, Clone, PartialEq)]
pub struct Turned {
    /// What was done.
    pub sentence: String,
    /// How some of the reports stand now.
    pub states: Vec<(ReportId, ItemState)>,
}

/// The newest page of reports.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportsPage {
    /// Its rows, newest first.
    pub rows: Vec<ReportRow>,
    /// Whether there may be more below.
    pub more: bool,
    /// How many there are in all; none where that is still being counted.
    pub counts: Option<ReportCounts>,
}

impl Message {
    /// Why something that the operator decided is not stored, where it says that.
    pub fn refusal(&self) -> Option<&str> {
        match self {
            Self::Decided(_, Err(why))
            | Self::Marked(_, _, Err(why))
            | Self::Turned(_, Err(why))
            | Self::HandoverStored(Err(why)) => Some(why),
            _ => None,
        }
    }

    /// Whether it is a key or answers one: what came by itself may wait for the next frame.
    pub fn is_waited_for(&self) -> bool {
        !matches!(
            self,
            Self::Tick
                | Self::Changed(_)
                | Self::Missed
                | Self::ReportsLoaded(_)
                | Self::FiguresLoaded(_)
                | Self::SeqLoaded(_)
                | Self::Reached(_)
                | Self::ShiftLoaded(_)
                | Self::FeedsLoaded(_)
                | Self::RatesLoaded(_)
                | Self::SetAside(_)
                | Self::UsedLoaded(..)
        )
    }
}

/// Tally and board of one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// The figures.
    pub tally: Tally,
    /// The places.
    pub board: Board,
}
