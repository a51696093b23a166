//! The status board: curfew and control of every place at a moment. CONTRACT-stable as JSON.

use jiff::Timestamp;
use serde::Serialize;

use super::{Extent, Freshness, Holding, OriginId, PlaceId, StatusId};

/// The board at `as_of`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Board {
    /// The moment.
    pub as_of: Timestamp,
    /// One row for every place of the situation, in its order.
    pub rows: Vec<BoardRow>,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoardRow {
    /// The place.
    pub place: PlaceId,
    /// Its curfew; null where nothing is known.
    pub curfew: Option<CurfewCell>,
    /// Who holds it; null where nothing is known.
    pub control: Option<ControlCell>,
}

/// Of what somebody spoke who told how a place stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// Of the place itself.
    Own,
    /// Of its region alone.
    Region,
    /// Nobody told.
    Absent,
}

impl BoardRow {
    /// Whether a word on the place is older than the staleness bound.
    pub fn is_stale(&self) -> bool {
        self.control.as_ref().is_some_and(|cell| cell.stale) || self.curfew.as_ref().is_some_and(|cell| cell.stale)
    }

    /// The nearest word on the place.
    pub fn word(&self) -> Word {
        let curfew = self.curfew.as_ref().map(|cell| cell.via.is_none());
        let control = self.control.as_ref().map(|cell| cell.via.is_none());
        match (curfew, control) {
            (None, None) => Word::Absent,
            (Some(true), _) | (_, Some(true)) => Word::Own,
            _ => Word::Region,
        }
    }
}

/// A curfew as it stands. `value` is `in_force`, `lapsed` (its end has passed and nobody confirmed) or `lifted`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurfewCell {
    /// What holds.
    pub value: String,
    /// When it is to end.
    pub until: Option<Timestamp>,
    /// Another end that a current source gives; of a lifted curfew, the end until which a source still has it in force.
    pub disputed_until: Option<Timestamp>,
    /// Who gives the other end; null also where it has no name.
    pub disputed_origin: Option<OriginId>,
    /// Since when it has held.
    pub since: Timestamp,
    /// The instant of the latest word on it.
    pub as_of: Timestamp,
    /// Who says so.
    pub origin: Option<OriginId>,
    /// The region that was spoken of, where nobody named the place itself.
    pub via: Option<PlaceId>,
    /// The status it comes from (the claim of the contract's row).
    pub claim: StatusId,
    /// Whether the latest word is older than the staleness bound.
    pub stale: bool,
    /// How old the latest word is, in an officer's terms; a curfew whose end lies ahead is fresh.
    pub freshness: Freshness,
}

/// Who holds a place. `value` is a side's id or `contested`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ControlCell {
    /// Who, or `contested`.
    pub value: String,
    /// How much of it.
    pub extent: Option<Extent>,
    /// Since when it has held.
    pub since: Timestamp,
    /// The instant of the latest word on it.
    pub as_of: Timestamp,
    /// Who says so.
    pub origin: Option<OriginId>,
    /// The region that was spoken of, where nobody named the place itself.
    pub via: Option<PlaceId>,
    /// The status it comes from (the claim of the contract's row).
    pub claim: StatusId,
    /// Whether current sources contradict each other.
    pub conflict: bool,
    /// What the other side of a conflict says.
    pub disputed: Option<Holding>,
    /// Who says so; null also where it has no name.
    pub disputed_origin: Option<OriginId>,
    /// Whether the latest word is older than the staleness bound.
    pub stale: bool,
    /// How old the latest word is, in an officer's terms; a curfew whose end lies ahead is fresh.
    pub freshness: Freshness,
}
