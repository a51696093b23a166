//! A handover: what changed since an operator last took over, each figure with who counted, when, and where it can be
//! read. Plain data, the same for the screen and for the situation report.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{
    BoardRow, CategoryId, Decision, EpisodeId, Extent, FeedErrorKind, FeedId, Gist, ItemId, ItemState, Lang, Metric,
    OriginFigure, OriginId, PlaceId, ReportId, Seq, StatusId, StatusKind, StoredClaim, StoredStatus,
};

/// Up to where somebody has seen the store: everything that was known then, and everything that was stored by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The moment.
    pub at: Timestamp,
    /// The store's newest change of then; null where a time was named instead. What was fetched before the moment and
    /// stored after this is new all the same.
    pub seq: Option<Seq>,
}

/// What changed in an episode from one moment to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Handover {
    /// Up to when.
    pub as_of: Timestamp,
    /// Since when.
    pub since: Timestamp,
    /// Whether that is when the operator last took over; else a time that was named, or the episode's beginning.
    pub since_last: bool,
    /// The episode.
    pub episode: EpisodeId,
    /// Reports that were not there before, the heaviest first: by origins, then items, then figures.
    pub reports: Vec<Arrived>,
    /// How many there are, also beyond those that are told.
    pub new_reports: usize,
    /// Reports that were there and to which more items came, the heaviest first.
    pub grown: Vec<Arrived>,
    /// Every row of the tally then or now: those that changed first.
    pub figures: Vec<FigureMove>,
    /// Curfew and control that changed.
    pub places: Vec<PlaceMove>,
    /// What was put right or taken back, the latest first.
    pub corrections: Vec<Correction>,
    /// Escalations that nobody has acknowledged, the most urgent first.
    pub escalations: Vec<OpenEscalation>,
    /// Feeds that went silent.
    pub silent: Vec<SilentFeed>,
    /// What the items tell whose headlines are shown: for those in a language that whoever reads it does not. As data the
    /// claims and statuses themselves are exported.
    #[serde(skip)]
    pub gists: HashMap<ItemId, Gist>,
}

impl Handover {
    /// The items whose headlines are shown.
    pub fn titled(&self) -> impl Iterator<Item = &Cited> {
        let leads = self.reports.iter().chain(&self.grown).map(|report| &report.lead);
        let escalated = self.escalations.iter().map(|open| &open.lead);
        let decided = self.corrections.iter().filter_map(|made| match &made.what {
            Corrected::Decided { cited, .. } => cited.as_ref(),
            Corrected::Edited { .. } => None,
        });
        leads.chain(escalated).chain(decided)
    }
}

/// Where something can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// The item.
    pub item: ItemId,
    /// Its report.
    pub report: ReportId,
    /// The feed's name.
    pub feed: String,
    /// Its headline.
    pub title: String,
    /// Its language.
    pub lang: Lang,
    /// Its link; null where it has none.
    pub url: Option<String>,
    /// When it was published.
    pub published: Timestamp,
}

/// A report to which something came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arrived {
    /// The report.
    pub report: ReportId,
    /// Its lead: the latest item of it.
    pub lead: Cited,
    /// How many items tell it now.
    pub items: u32,
    /// How many of them there were before.
    pub items_before: u32,
    /// How many origins they name.
    pub origins: u32,
    /// How many figures were read from them.
    pub claims: u32,
    /// How it is marked.
    pub state: ItemState,
}

/// Low, best and high of a row at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ends {
    /// The lowest that a current origin supports.
    pub low: Option<u64>,
    /// The figure of the best-ranked one.
    pub best: Option<u64>,
    /// The highest; null where open.
    pub high: Option<u64>,
}

/// A row of the tally, then and now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureMove {
    /// What is counted.
    pub metric: Metric,
    /// Whose dead.
    pub category: CategoryId,
    /// By whose hand, for a row that counts by perpetrator; null otherwise.
    pub perpetrator: Option<CategoryId>,
    /// As it was; null where there was no such figure.
    pub old: Option<Ends>,
    /// As it is; null where there is none any more.
    pub new: Option<Ends>,
    /// By how much the best figure changed; null where there was or is none.
    pub change: Option<i64>,
    /// Whether any of the three changed.
    pub changed: bool,
    /// Whether origins differ now beyond their bounds.
    pub conflict: bool,
    /// Whether the latest figure is old.
    pub stale: bool,
    /// Who counted then, the one that weighs most first.
    pub old_origins: Vec<Counted>,
    /// Who counts now.
    pub origins: Vec<Counted>,
}

/// An origin's figure and where it can be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counted {
    /// The figure.
    #[serde(flatten)]
    pub figure: OriginFigure,
    /// Where; null where its item is not stored any more.
    pub cited: Option<Cited>,
}

/// What is said of a place's curfew or control at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceWord {
    /// What holds: a side's id or `contested`; `in_force`, `lapsed` or `lifted`.
    pub value: String,
    /// How much of the place, for control.
    pub extent: Option<Extent>,
    /// When a curfew is to end.
    pub until: Option<Timestamp>,
    /// Whether current sources contradict each other.
    pub conflict: bool,
    /// Who says so.
    pub origin: Option<OriginId>,
    /// The instant of the latest word.
    pub as_of: Timestamp,
    /// The status it comes from.
    pub claim: StatusId,
    /// The region that was spoken of, where nobody named the place itself.
    pub via: Option<PlaceId>,
    /// Where it can be read; null for an operator's own word.
    pub cited: Option<Cited>,
}

impl PlaceWord {
    /// Whether it says something else than another: who says it and when does not matter.
    fn differs(&self, other: &Self) -> bool {
        let said = |word: &Self| (word.value.clone(), word.extent, word.until, word.conflict);
        said(self) != said(other)
    }

    /// Whether what holds has changed from one word to another, or to none.
    pub fn has_changed(old: Option<&Self>, new: Option<&Self>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => old.differs(new),
            (None, None) => false,
            _ => true,
        }
    }
}

/// A place's curfew or control, then and now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceMove {
    /// The place.
    pub place: PlaceId,
    /// Which of the two.
    pub kind: StatusKind,
    /// As it was; null where nothing was known.
    pub old: Option<PlaceWord>,
    /// As it is; null where nothing is known any more.
    pub new: Option<PlaceWord>,
}

/// Something that was put right or taken back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correction {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: Corrected,
}

/// What was put right or taken back.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Corrected {
    /// An operator decided.
    Decided {
        /// What.
        decision: Decision,
        /// What was decided about can be read there; null where it is no item's.
        cited: Option<Cited>,
    },
    /// An outlet edited what it had published, and what it states is another.
    Edited {
        /// Where; null where the item is not stored any more.
        cited: Option<Cited>,
        /// Figures that it states no more.
        claims_gone: Vec<StoredClaim>,
        /// Figures that it states now.
        claims_new: Vec<StoredClaim>,
        /// Statuses that it states no more.
        statuses_gone: Vec<StoredStatus>,
        /// Statuses that it states now.
        statuses_new: Vec<StoredStatus>,
    },
}

/// An escalation that nobody has acknowledged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenEscalation {
    /// The report.
    pub report: ReportId,
    /// Its lead.
    pub lead: Cited,
    /// How urgent, 1 the most.
    pub priority: u8,
    /// Who escalated; null where that is not known any more.
    pub operator: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// A feed that went silent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SilentFeed {
    /// The feed.
    pub feed: FeedId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Why it is told of.
    #[serde(flatten)]
    pub why: Silence,
    /// Its last poll that worked; null where never.
    pub last_success: Option<Timestamp>,
    /// When an item was last new.
    pub last_new_item: Option<Timestamp>,
}

/// How a feed is silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "silence", rename_all = "snake_case")]
pub enum Silence {
    /// It does not answer.
    Fails {
        /// The kind of failure.
        error: FeedErrorKind,
        /// In a sentence.
        message: String,
    },
    /// It answers and brought nothing, and brought as much as this in a stretch of the same length before.
    Quiet {
        /// Items of the stretch before.
        before: u64,
    },
}

/// The curfew and the control of a row as words to be compared, without where they can be read.
pub fn words(row: &BoardRow) -> [(StatusKind, Option<PlaceWord>); 2] {
    let control = row.control.as_ref().map(|cell| PlaceWord {
        value: cell.value.clone(),
        extent: cell.extent,
        until: None,
        conflict: cell.conflict,
        origin: cell.origin.clone(),
        as_of: cell.as_of,
        claim: cell.claim.clone(),
        via: cell.via.clone(),
        cited: None,
    });
    let curfew = row.curfew.as_ref().map(|cell| PlaceWord {
        value: cell.value.clone(),
        extent: None,
        until: cell.until,
        conflict: cell.disputed_until.is_some(),
        origin: cell.origin.clone(),
        as_of: cell.as_of,
        claim: cell.claim.clone(),
        via: cell.via.clone(),
        cited: None,
    });
    [(StatusKind::Control, control), (StatusKind::Curfew, curfew)]
}
