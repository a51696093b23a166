//! Statuses to a board: one row for every place of the situation.
//!
//! A statement on a region covers the places in it until they have a later one of their own: a curfew, and
//! a side that holds all of it. Fighting somewhere in a region, or a side that holds a part or most of it,
//! says nothing of each place, and stays in the region's own row.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::model::{
    Board, BoardRow, Episode, Extent, Ledger, OriginId, PlaceId, Situation, Staleness, Status, StatusKind, StatusValue,
    StoredStatus,
};

use super::fate::Fate;
use super::sight::{Look, Sight};
use super::{control, curfew};

/// Regions lie in regions, but not endlessly: a bound for a situation whose parents go round in a circle.
const MOST_PARENTS: usize = 8;

/// The board of an episode as it stood at `as_of`.
pub fn reconcile(ledger: &Ledger, situation: &Situation, episode: &Episode, as_of: Timestamp) -> Board {
    reconcile_with(ledger, situation, episode, as_of, &Staleness::default())
}

/// The board of an episode as it stood at `as_of`, fading by `staleness`.
pub fn reconcile_with(
    ledger: &Ledger,
    situation: &Situation,
    episode: &Episode,
    as_of: Timestamp,
    staleness: &Staleness,
) -> Board {
    let words = Words::new(ledger, situation, episode, as_of);
    let rows = situation.places.iter().map(|place| BoardRow {
        place: place.id.clone(),
        curfew: curfew::cell(&mut words.of(situation, &place.id, StatusKind::Curfew), as_of, staleness),
        control: control::cell(&mut words.of(situation, &place.id, StatusKind::Control), as_of, staleness),
    });
    Board { as_of, rows: rows.collect() }
}

/// A status as one place sees it, and what became of it there.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    pub(super) stored: &'a StoredStatus,
    /// The instant it speaks of.
    pub(super) at: Timestamp,
    pub(super) fate: Fate,
    /// Whether it was said of a region that the place lies in.
    pub(super) inherited: bool,
    /// Whether its origin has said nothing later of the place.
    pub(super) is_last_of_origin: bool,
    rank: u16,
}

impl Word<'_> {
    /// The region that was spoken of, where it was not the place itself.
    pub(super) fn via(&self) -> Option<PlaceId> {
        self.inherited.then(|| self.stored.status.place.clone())
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
        (self.at, own, std::cmp::Reverse(self.rank), status.until, width, published, &self.stored.id)
    }
}

/// Every status that may be seen at a moment, by the place that it speaks of.
pub(super) struct Words<'a> {
    said: HashMap<(&'a PlaceId, StatusKind), Vec<Word<'a>>>,
    out: HashMap<(&'a PlaceId, StatusKind), Vec<Word<'a>>>,
}

impl<'a> Words<'a> {
    /// Reads the ledger from a moment.
    pub(super) fn new(ledger: &'a Ledger, situation: &Situation, episode: &Episode, as_of: Timestamp) -> Self {
        let sight = Sight::new(ledger, episode, as_of);
        let mut words = Self { said: HashMap::new(), out: HashMap::new() };
        for stored in &ledger.statuses {
            let status = &stored.status;
            let (at, fate) = match sight.status(&stored.id, &stored.from, status.as_of) {
                Look::Unseen => continue,
                Look::Out(fate) => (status.as_of.unwrap_or(stored.from.published), fate),
                Look::In { at, .. } => (at, Fate::Current),
            };
            let word = Word {
                stored,
                at,
                fate,
                inherited: false,
                is_last_of_origin: false,
                rank: rank(situation, status.origin.as_ref()),
            };
            let side = if fate == Fate::Current { &mut words.said } else { &mut words.out };
            side.entry((&status.place, status.kind)).or_default().push(word);
        }
        words
    }

    /// What counts for one place, its own and its regions', in order.
    pub(super) fn of(&self, situation: &Situation, place: &PlaceId, kind: StatusKind) -> Vec<Word<'a>> {
        let mut words = self.said.get(&(place, kind)).cloned().unwrap_or_default();
        for region in regions(situation, place) {
            let said = self.said.get(&(region, kind)).into_iter().flatten();
            let covering = said.filter(|word| covers_its_places(&word.stored.status));
            words.extend(covering.map(|word| Word { inherited: true, ..word.clone() }));
        }
        words.sort_unstable_by(|one, other| one.order().cmp(&other.order()));
        let mut spoken: HashSet<Option<&OriginId>> = HashSet::new();
        for word in words.iter_mut().rev() {
            word.is_last_of_origin = spoken.insert(word.stored.status.origin.as_ref());
        }
        words
    }

    /// What does not count for one place, and why, in no particular order.
    pub(super) fn out(&self, situation: &Situation, place: &PlaceId, kind: StatusKind) -> Vec<Word<'a>> {
        let mut words = self.out.get(&(place, kind)).cloned().unwrap_or_default();
        for region in regions(situation, place) {
            let said = self.said.get(&(region, kind)).into_iter().flatten();
            let idle = said.filter(|word| !covers_its_places(&word.stored.status));
            words.extend(idle.map(|word| Word { inherited: true, fate: Fate::RegionOnly, ..word.clone() }));
        }
        words
    }
}

/// The regions a place lies in, the nearest first.
fn regions<'s>(situation: &'s Situation, place: &PlaceId) -> impl Iterator<Item = &'s PlaceId> {
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
    let known = origin.and_then(|id| situation.origin(id));
    known.map_or(if origin.is_some() { 1000 } else { 1001 }, |origin| u16::from(origin.rank))
}
