//! The shelf: where items that share a number find each other.
//!
//! Few items are asked for one by one, by statements that take the nearest of each number. Of many, what stands under all
//! their numbers is read once and kept with what they add to it, so that none of them has a way to the database of its own.

use std::collections::{BTreeMap, HashMap, HashSet};

use smallvec::SmallVec;

use super::super::StoreError;
use super::column::{json, millis};
use super::fault::fault;
use super::imprints::Stored;
use super::rows::{PASSING, Rows};
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::reconcile::group::{SHARING, TEXT_WINDOW};

const LOOKING: &str = "looking for items that are alike";

/// Items after one that share a number with it and are looked at, the nearest: a late item is like a handful, and a
/// flood of copies must not make each late one cost all of them. Behind a flood of more, what comes late is not looked for.
const ROUSED: usize = 512;

/// Items that come together from which on what stands under their numbers is read and kept: of fewer, asking for the nearest
/// alone is less work, however much stands there.
const MANY: usize = 12;

/// Places that are kept, and numbers: with some 40 bytes each and room to grow, 5 MB. With twice as many a long poll was no
/// faster.
const PLACES_MAX: usize = 65_536;

/// Numbers that are asked for by one statement.
const ASKED: usize = 1_024;

/// The time around what comes for which places are read as well, in milliseconds: most of what comes next is of it.
const MARGIN: i64 = 24 * 3_600_000;

/// How far apart two items are that may share a report, in milliseconds.
const WINDOW: i64 = TEXT_WINDOW.as_secs() * 1_000;

/// What is looked at of what stands under an item's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// What opens reports, before it.
    Before,
    /// The same, and all after it.
    Both,
}

/// An item under a number, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    published: i64,
    item: i64,
    opens: bool,
}

/// Where an item is to stand.
#[derive(Debug)]
struct Move {
    keys: Vec<i64>,
    published: i64,
    opens: bool,
    /// Whether it stands there already, perhaps otherwise.
    stood: bool,
}

/// What is known of the shelf, and what is to be put there.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// All that stands under these numbers within the span.
    known: HashMap<i64, SmallVec<[Place; 1]>>,
    span: Option<(i64, i64)>,
    places: usize,
    /// By items: what is not written yet.
    moves: BTreeMap<i64, Move>,
    /// Whether places are kept, or asked for one by one.
    keeps: bool,
}

impl Shelf {
    /// Makes it ready for so many items.
    pub(super) fn expect(&mut self, many: usize) {
        if self.places.max(self.known.len()) > PLACES_MAX {
            self.forget();
        }
        self.keeps = many >= MANY || !self.known.is_empty();
    }

    fn forget(&mut self) {
        (self.known, self.span, self.places) = (HashMap::new(), None, 0);
    }

    /// Sees to it that whatever shares a number with these items is known, where places are kept.
    pub(super) async fn know(
        &mut self,
        transaction: &mut Transaction,
        items: impl Iterator<Item = (&Stored, &[i64])> + Clone,
    ) -> Result<(), StoreError> {
        if !self.keeps {
            return Ok(());
        }
        let published = || items.clone().map(|(stored, _)| millis(stored.node.published));
        let (Some(first), Some(last)) = (published().min(), published().max()) else { return Ok(()) };
        let need = (first.saturating_sub(WINDOW), last.saturating_add(WINDOW));
        let span = match self.span {
            Some(span) if span.0 <= need.0 && need.1 <= span.1 => span,
            span => {
                self.write(transaction).await?;
                self.forget();
                let (from, to) = span.unwrap_or(need);
                (from.min(need.0.saturating_sub(MARGIN)), to.max(need.1.saturating_add(MARGIN)))
            }
        };
        self.span = Some(span);
        let mut missing: Vec<i64> = items.flat_map(|(_, keys)| keys).copied().collect();
        missing.retain(|key| !self.known.contains_key(key));
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        let mut found: Vec<(i64, Place)> = vec![];
        for some in missing.chunks(ASKED) {
            // As one row: each of them would be a way from the database's thread to this one and back.
            let list: String = query_scalar(
                "SELECT coalesce(string_agg(key || ' ' || published_at || ' ' || (item_no * 2 + opens), ','), '') FROM (
                     SELECT s.key, s.opens, s.published_at, s.item_no
                     FROM json_each(?1) AS k
                     CROSS JOIN shelf AS s ON s.key = CAST(k.value AS BIGINT) AND s.opens IN (0, 1)
                        AND s.published_at BETWEEN ?2 AND ?3
                     LIMIT 65536) AS near",
            )
            .bind(json(&some)?)
            .bind(span.0)
            .bind(span.1)
            .fetch_one(&mut *transaction)
            .await
            .map_err(fault(LOOKING))?;
            for one in named(&list) {
                let keyed = one.split_once(' ').and_then(|(key, one)| Some((key.parse().ok()?, place(one)?)));
                found.push(keyed.ok_or_else(|| broken(one))?);
            }
            if found.len() >= PLACES_MAX {
                break;
            }
        }
        if found.len() >= PLACES_MAX {
            // Too much to be kept: whoever comes asks for the nearest.
            self.write(transaction).await?;
            self.forget();
            self.keeps = false;
            return Ok(());
        }
        self.places += found.len();
        self.known.extend(missing.iter().map(|key| (*key, SmallVec::new())));
        for (key, place) in found {
            if let Some(places) = self.known.get_mut(&key) {
                places.push(place);
            }
        }
        for key in &missing {
            if let Some(places) = self.known.get_mut(key) {
                places.sort_unstable();
            }
        }
        Ok(())
    }

    /// The openers before an item that share a number with it which says something.
    pub(super) async fn before(
        &mut self,
        transaction: &mut Transaction,
        item: (&Stored, &[i64]),
    ) -> Result<Vec<i64>, StoreError> {
        let spot = spot(item.0);
        let mut found: Vec<i64> = vec![];
        self.under(transaction, item, Side::Before, |places| found.extend(openers_before(places, spot))).await?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The items after one, which has just become an opener or ceased to be one, that may have another opener for it.
    pub(super) async fn after(
        &mut self,
        transaction: &mut Transaction,
        item: (&Stored, &[i64]),
        opens: bool,
    ) -> Result<After, StoreError> {
        let spot = spot(item.0);
        let mut found = After::default();
        self.under(transaction, item, Side::Both, |places| found.add(places, spot, opens)).await?;
        found.sharing.sort_unstable();
        found.sharing.dedup();
        Ok(found)
    }

    /// Hands over what stands under each number of an item, in order.
    async fn under(
        &mut self,
        transaction: &mut Transaction,
        (stored, keys): (&Stored, &[i64]),
        side: Side,
        mut take: impl FnMut(&[Place]),
    ) -> Result<(), StoreError> {
        self.know(transaction, std::iter::once((stored, keys))).await?;
        if self.keeps {
            keys.iter().filter_map(|key| self.known.get(key)).for_each(|places| take(places));
        } else {
            asked(transaction, spot(stored), keys, side).await?.iter().for_each(|places| take(places));
        }
        Ok(())
    }

    /// Puts an item where its like will look for it.
    pub(super) async fn put(
        &mut self,
        transaction: &mut Transaction,
        (stored, keys): (&Stored, &[i64]),
        opens: bool,
    ) -> Result<(), StoreError> {
        let published = millis(stored.node.published);
        let place = Place { published, item: stored.no, opens };
        for key in keys.iter().filter(|_| self.keeps) {
            let Some(places) = self.known.get_mut(key) else { continue };
            let at = places.partition_point(|other| (other.published, other.item) < (published, stored.no));
            match places.get_mut(at).filter(|other| (other.published, other.item) == (published, stored.no)) {
                Some(other) => *other = place,
                None => {
                    places.insert(at, place);
                    self.places += 1;
                }
            }
        }
        // Until it is written, what stood there before this stands there still.
        let stood = self.moves.get(&stored.no).map_or(stored.opener.is_some(), |before| before.stood);
        self.moves.insert(stored.no, Move { keys: keys.to_vec(), published, opens, stood });
        if self.keeps { Ok(()) } else { self.write(transaction).await }
    }

    /// Writes what was put there.
    pub(super) async fn write(&mut self, transaction: &mut Transaction) -> Result<(), StoreError> {
        let mut rows = Rows::new("shelf (key, opens, published_at, item_no)", 4, PASSING);
        let mut all = vec![];
        for (item, Move { keys, published, opens, stood }) in std::mem::take(&mut self.moves) {
            if stood {
                // It stands there the other way, or by fewer numbers.
                query(
                    "DELETE FROM shelf WHERE key IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND opens = 1 - ?2
                        AND published_at = ?3 AND item_no = ?4",
                )
                .bind(json(&keys)?)
                .bind(opens)
                .bind(published)
                .bind(item)
                .execute(&mut *transaction)
                .await
                .map_err(fault(LOOKING))?;
            }
            all.extend(keys.into_iter().map(|key| (key, opens, published, item)));
        }
        // In the order in which they lie there.
        all.sort_unstable();
        for (key, opens, published, item) in all {
            rows.push([key.into(), opens.into(), published.into(), item.into()]);
        }
        rows.write(transaction).await.map_err(fault(LOOKING))
    }
}

/// Where an item stands: when it was published, and its number.
fn spot(stored: &Stored) -> (i64, i64) {
    (millis(stored.node.published), stored.no)
}

/// The openers that an item finds under a number: those of the days before it, unless they are so many that it says nothing.
fn openers_before(places: &[Place], (published, no): (i64, i64)) -> SmallVec<[i64; SHARING]> {
    let from = places.partition_point(|place| place.published < published.saturating_sub(WINDOW));
    let to = places.partition_point(|place| place.published <= published);
    let near = places.get(from..to).unwrap_or_default().iter().rev();
    let openers: SmallVec<[i64; SHARING]> =
        near.filter(|place| place.opens && place.item != no).map(|place| place.item).take(SHARING).collect();
    if openers.len() < SHARING { openers } else { SmallVec::new() }
}

/// Items after one that may have another opener for it.
#[derive(Debug, Default)]
pub(super) struct After {
    /// Those that find it by a number they share, or did.
    pub(super) sharing: Vec<i64>,
    /// Those of them to which a number begins to say nothing by it, or says something again: whatever else they found by that.
    pub(super) turned: HashSet<i64>,
}

impl After {
    /// Adds what stands under one of its numbers.
    fn add(&mut self, places: &[Place], (published, no): (i64, i64), opens: bool) {
        let first = places.partition_point(|place| place.published < published);
        let mut from = places.partition_point(|place| place.published < published.saturating_sub(WINDOW));
        let (mut counted, mut openers, mut between) = (from, 0, 0);
        let near = places.iter().enumerate().skip(first).filter(|(_, place)| place.item != no);
        for (at, place) in near.take(ROUSED) {
            if between == SHARING || place.published > published.saturating_add(WINDOW) {
                break;
            }
            // The openers under the number that are before it, as it looks.
            openers += places.iter().take(at).skip(counted).filter(|place| place.opens).count();
            counted = at;
            while let Some(gone) =
                places.get(from).filter(|gone| gone.published < place.published.saturating_sub(WINDOW))
            {
                openers -= usize::from(gone.opens);
                from += 1;
            }
            // With this one, whether it opens now or did.
            let openers = openers + usize::from(!opens);
            if openers <= SHARING {
                self.sharing.push(place.item);
            }
            if openers == SHARING {
                self.turned.insert(place.item);
            }
            between += usize::from(place.opens && place.published > published);
        }
    }
}

/// Asks the store for what stands nearest under each number.
async fn asked(
    transaction: &mut Transaction,
    (published, no): (i64, i64),
    keys: &[i64],
    side: Side,
) -> Result<Vec<Vec<Place>>, StoreError> {
    // Limits are part of the words: a statement whose limit is a parameter SQLite prepares anew each time.
    let statement = match side {
        Side::Before => {
            "SELECT (SELECT coalesce(string_agg(published_at || ' ' || (item_no * 2 + opens), ','), '') FROM (
                 SELECT published_at, item_no, opens FROM shelf
                 WHERE key = CAST(k.value AS BIGINT) AND opens = 1 AND published_at BETWEEN ?2 AND ?3 AND item_no <> ?4
                 ORDER BY published_at DESC, item_no DESC LIMIT 24) AS near) FROM json_each(?1) AS k"
        }
        Side::Both => {
            "SELECT (SELECT coalesce(string_agg(published_at || ' ' || (item_no * 2 + opens), ','), '') FROM (
                 SELECT published_at, item_no, opens FROM (
                     SELECT published_at, item_no, opens FROM shelf
                     WHERE key = CAST(k.value AS BIGINT) AND opens = 1 AND published_at BETWEEN ?2 AND ?3 - 1
                     ORDER BY published_at DESC, item_no DESC LIMIT 24) AS before
                 UNION ALL SELECT published_at, item_no, opens FROM (
                     SELECT published_at, item_no, opens FROM shelf
                     WHERE key = CAST(k.value AS BIGINT) AND opens IN (0, 1) AND published_at BETWEEN ?3 AND ?4
                     ORDER BY published_at, item_no LIMIT 512) AS after) AS near) FROM json_each(?1) AS k"
        }
    };
    let last = if side == Side::Both { published.saturating_add(WINDOW) } else { no };
    let asked = query_scalar(statement).bind(json(&keys)?).bind(published.saturating_sub(WINDOW));
    let asked = asked.bind(published).bind(last);
    let lists: Vec<String> = asked.fetch_all(&mut *transaction).await.map_err(fault(LOOKING))?;
    lists.iter().map(|list| places(list)).collect()
}

/// The places of a list "instant number,instant number".
fn places(list: &str) -> Result<Vec<Place>, StoreError> {
    let mut places: Vec<Place> =
        named(list).map(|one| place(one).ok_or_else(|| broken(one))).collect::<Result<_, _>>()?;
    places.sort_unstable();
    Ok(places)
}

/// What a list names.
fn named(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|one| !one.is_empty())
}

/// A place "instant number", of which the number tells whether it opens as well.
fn place(one: &str) -> Option<Place> {
    let (published, number) = one.split_once(' ')?;
    let number: i64 = number.parse().ok()?;
    Some(Place { published: published.parse().ok()?, item: number >> 1, opens: number & 1 == 1 })
}

fn broken(place: &str) -> StoreError {
    StoreError::Invariant { what: format!("a place that reads {place:?}") }
}

const _: () = assert!(SHARING == 24 && ROUSED == 512 && PLACES_MAX == 65_536, "the statements say so");
