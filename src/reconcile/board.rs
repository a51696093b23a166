//! Statuses to a board: one row for every place of the situation.
//!
//! A statement on a region covers the places in it until they have a later one of their own: a curfew, and
//! a side that holds all of it. Fighting somewhere in a region, or a side that holds a part or most of it,
//! says nothing of each place, and stays in the region's own row.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{
    Board, BoardRow, Episode, Extent, Ledger, OriginId, Place, PlaceId, Situation, Staleness, Status, StatusKind,
    StatusValue, StoredStatus,
};

use super::books::Books;
use super::control::{self, Held};
use super::curfew::{self, Curfew};
use super::facts::{Map, place as position};
use super::fate::Fate;
use super::sight::Look;
use super::view::Frame;

/// Regions lie in regions, but not endlessly: a bound for a situation whose parents go round in a circle.
const MOST_PARENTS: usize = 8;

/// The board of an episode as it stood at `as_of`.
pub fn reconcile(ledger: &Ledger, situation: &Situation, episode: &Episode, as_of: Timestamp) -> Board {
    Books::open(Arc::new(situation.clone()), episode.clone(), as_of, ledger.clone()).board()
}

/// A status as one place sees it, and what became of it there.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) stored: Arc<StoredStatus>,
    /// The instant it speaks of.
    pub(super) at: Timestamp,
    pub(super) fate: Fate,
    /// Whether it was said of a region that the place lies in.
    pub(super) inherited: bool,
    /// Whether its origin has said nothing later of the place.
    pub(super) is_last_of_origin: bool,
    rank: u16,
}

impl Word {
    fn new(situation: &Situation, look: &Look<StoredStatus>) -> Self {
        Self {
            stored: Arc::clone(&look.stored),
            at: look.at,
            fate: look.fate,
            inherited: false,
            is_last_of_origin: false,
            rank: rank(situation, look.stored.status.origin.as_ref()),
        }
    }

    /// The region that was spoken of, where it was not the place itself.
    pub(super) fn via(&self) -> Option<PlaceId> {
        self.inherited.then(|| self.stored.status.place.clone())
    }

    /// Whether it is an operator's own.
    pub(super) fn is_set(&self) -> bool {
        self.stored.status.origin.as_ref().is_some_and(|origin| origin.as_str() == OriginId::OPERATOR)
    }

    /// By the instant; at one instant the place's own word, the better origin's and the wider one come last.
    fn order(&self) -> impl Ord + use<'_> {
        let status = &self.stored.status;
        let width = match status.extent {
            Some(Extent::Whole) | None => 3_u8,
            Some(Extent::Most) => 2,
            Some(Extent::Part) => 1,
            Some(Extent::Outskirts) => 0,
        };
        let own = !self.inherited;
        let published = self.stored.from.published;
        let rank = std::cmp::Reverse(self.rank);
        (self.at, self.is_set(), own, rank, status.until, width, published, &self.stored.id)
    }
}

/// Of what a status is: a place's curfew or control.
pub(super) type Matter = (PlaceId, StatusKind);

/// Every status that may be seen at a moment, and the cells that they make.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// By the status's number.
    looks: Vec<Option<Look<StoredStatus>>>,
    /// What was ever said of a matter.
    said: Map<Matter, Vec<u32>>,
    /// What operators set.
    set: Vec<Look<StoredStatus>>,
    cells: Map<Matter, Cell>,
}

/// What counts for one cell, in order, and what it comes to whatever the hour.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) words: Vec<Word>,
    /// What was said before an operator set the cell.
    pub(super) settled: Vec<Word>,
    pub(super) curfew: Option<Curfew>,
    pub(super) control: Option<Held>,
}

impl Words {
    /// Takes in how some statuses look now and what operators have set, and makes anew the cells which that touches;
    /// tells which these were.
    pub(super) fn refresh(
        &mut self,
        frame: &Frame<'_>,
        statuses: Vec<(u32, Look<StoredStatus>)>,
        set: Vec<Look<StoredStatus>>,
    ) -> Vec<Matter> {
        let mut touched: HashSet<Matter> = HashSet::new();
        for (number, look) in statuses {
            let matter = (look.stored.status.place.clone(), look.stored.status.kind);
            let slot = position(number);
            if self.looks.len() <= slot {
                self.looks.resize(slot + 1, None);
            }
            let Some(known) = self.looks.get_mut(slot) else { continue };
            let is_known = |known: &Look<StoredStatus>| {
                Arc::ptr_eq(&known.stored, &look.stored) && (known.at, known.fate) == (look.at, look.fate)
            };
            if known.as_ref().is_some_and(is_known) {
                continue;
            }
            if known.replace(look).is_none() {
                self.said.entry(matter.clone()).or_default().push(number);
            }
            touched.insert(matter);
        }
        let standing = |looks: &[Look<StoredStatus>]| -> Vec<_> {
            looks.iter().map(|look| (look.stored.id.clone(), look.fate)).collect()
        };
        if standing(&self.set) != standing(&set) {
            let matters = self.set.iter().chain(&set).map(|look| &look.stored.status);
            touched.extend(matters.map(|status| (status.place.clone(), status.kind)));
            self.set = set;
        }
        let mut remade = vec![];
        if touched.is_empty() {
            return remade;
        }
        for place in &frame.situation.places {
            for kind in [StatusKind::Curfew, StatusKind::Control] {
                let own = std::iter::once(&place.id);
                let is_touched = |id: &PlaceId| touched.contains(&(id.clone(), kind));
                if own.chain(regions(frame.situation, &place.id)).any(is_touched) {
                    self.settle(frame, place, kind);
                    remade.push((place.id.clone(), kind));
                }
            }
        }
        remade
    }

    /// Makes every cell anew.
    pub(super) fn settle_all(&mut self, frame: &Frame<'_>) {
        for place in &frame.situation.places {
            for kind in [StatusKind::Curfew, StatusKind::Control] {
                self.settle(frame, place, kind);
            }
        }
    }

    /// Makes a cell anew.
    fn settle(&mut self, frame: &Frame<'_>, place: &Place, kind: StatusKind) {
        let mut cell = self.gather(frame.situation, &place.id, kind);
        match kind {
            StatusKind::Curfew => cell.curfew = curfew::follow(&mut cell.words),
            StatusKind::Control => cell.control = control::weigh(&mut cell.words, frame.staleness),
        }
        self.cells.insert((place.id.clone(), kind), cell);
    }

    /// What counts for one place, its own and its regions', in order.
    fn gather(&self, situation: &Situation, place: &PlaceId, kind: StatusKind) -> Cell {
        let counts = |look: &&Look<StoredStatus>| look.fate == Fate::Current;
        let mut words: Vec<Word> =
            self.told_of(place, kind).filter(counts).map(|look| Word::new(situation, look)).collect();
        for region in regions(situation, place) {
            let told = self.told_of(region, kind).filter(counts);
            let covering = told.filter(|look| covers_its_places(&look.stored.status));
            words.extend(covering.map(|look| Word { inherited: true, ..Word::new(situation, look) }));
        }
        words.sort_unstable_by(|one, other| one.order().cmp(&other.order()));
        let set = words.iter().rposition(Word::is_set).unwrap_or(0);
        let mut settled: Vec<Word> = words.drain(..set).collect();
        for word in &mut settled {
            word.fate = Fate::Settled(0);
        }
        let mut spoken: HashSet<Option<OriginId>> = HashSet::new();
        for word in words.iter_mut().rev() {
            word.is_last_of_origin = spoken.insert(word.stored.status.origin.clone());
        }
        Cell { words, settled, curfew: None, control: None }
    }

    /// Whatever was told of a matter, operators' words included.
    fn told_of(&self, place: &PlaceId, kind: StatusKind) -> impl Iterator<Item = &Look<StoredStatus>> {
        let numbers = self.said.get(&(place.clone(), kind)).into_iter().flatten();
        let said = numbers.filter_map(|number| self.looks.get(position(*number))?.as_ref());
        let of_it =
            move |look: &&Look<StoredStatus>| look.stored.status.place == *place && look.stored.status.kind == kind;
        said.chain(self.set.iter()).filter(of_it)
    }

    /// A cell as it was made; none where nobody ever spoke of it.
    pub(super) fn cell(&self, place: &PlaceId, kind: StatusKind) -> Option<&Cell> {
        self.cells.get(&(place.clone(), kind))
    }

    /// What does not count for one place, and why, in no particular order.
    pub(super) fn out(&self, situation: &Situation, place: &PlaceId, kind: StatusKind) -> Vec<Word> {
        let is_out = |look: &&Look<StoredStatus>| !matches!(look.fate, Fate::Current | Fate::Unseen);
        let mut words: Vec<Word> =
            self.told_of(place, kind).filter(is_out).map(|look| Word::new(situation, look)).collect();
        for region in regions(situation, place) {
            let told = self.told_of(region, kind).filter(|look| look.fate == Fate::Current);
            let idle = told.filter(|look| !covers_its_places(&look.stored.status));
            words.extend(idle.map(|look| Word {
                inherited: true,
                fate: Fate::RegionOnly,
                ..Word::new(situation, look)
            }));
        }
        words
    }

    /// The board at a moment.
    pub(super) fn board(&self, situation: &Situation, staleness: &Staleness, as_of: Timestamp) -> Board {
        let rows = situation.places.iter().map(|place| {
            let cell = |kind| self.cell(&place.id, kind);
            let curfew = cell(StatusKind::Curfew)
                .and_then(|cell| curfew::show(cell.curfew.as_ref()?, &cell.words, as_of, staleness));
            let control = cell(StatusKind::Control)
                .and_then(|cell| control::show(cell.control.as_ref()?, &cell.words, as_of, staleness));
            BoardRow { place: place.id.clone(), curfew, control }
        });
        Board { as_of, rows: rows.collect() }
    }
}

/// The regions a place lies in, the nearest first.
pub(super) fn regions<'s>(situation: &'s Situation, place: &PlaceId) -> impl Iterator<Item = &'s PlaceId> {
    let parent = |id: &PlaceId| situation.place(id).and_then(|place| place.parent.as_ref());
    std::iter::successors(parent(place), move |region| parent(region)).take(MOST_PARENTS)
}

fn covers_its_places(status: &Status) -> bool {
    match (status.kind, &status.value) {
        (StatusKind::Curfew, _) => true,
        (StatusKind::Control, StatusValue::Held(_)) => matches!(status.extent, Some(Extent::Whole) | None),
        (StatusKind::Control, _) => false,
    }
}

fn rank(situation: &Situation, origin: Option<&OriginId>) -> u16 {
    // An operator comes before all.
    if origin.is_some_and(|id| id.as_str() == OriginId::OPERATOR) {
        return 0;
    }
    let known = origin.and_then(|id| situation.origin(id));
    known.map_or(if origin.is_some() { 1000 } else { 1001 }, |origin| u16::from(origin.rank))
}
