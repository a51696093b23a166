//! The shelf: where items that share a number find each other.
//!
//! Few items are asked for one by one, by statements that take the nearest of each number. Of many, what stands under all
//! their numbers is read once and kept with what they add to it, so that none of them has a way to the database of its own.

use std::collections::{BTreeMap, HashMap};

use smallvec::SmallVec;

use super::super::StoreError;
use super::column::{Columns, json, millis};
use super::fault::fault;
use super::imprints::Stored;
use super::row::Row;
use super::rows::Rows;
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use crate::reconcile::group::{SHARING, TEXT_WINDOW};

const LOOKING: &str = "looking for items that are alike";

/// Items after one that share a number with it and are looked at, the nearest: a late item is like a handful, and a
/// flood of copies must not make each late one cost all of them.
const ROUSED: usize = 64;

/// Items that come together from which on what stands under their numbers is read and kept: of fewer, asking for the nearest
/// alone is less work, however much stands there.
const MANY: usize = 12;

/// Places that are kept: with some 60 bytes each, 8 MB.
const PLACES_MAX: usize = 131_072;

/// The time around what comes for which places are read as well, in milliseconds: most of what comes next is of it.
const MARGIN: i64 = 24 * 3_600_000;

/// How far apart two items are that may share a report, in milliseconds.
const WINDOW: i64 = TEXT_WINDOW.as_secs() * 1_000;

/// Which side of an item in the order of publication is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Those that open reports, before it.
    OpenersBefore,
    /// All, after it.
    AllAfter,
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
        if self.places > PLACES_MAX {
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
        // Row by row: a hundred thousand at once would take as many megabytes as all else.
        let mut found: Vec<(i64, Place)> = vec![];
        let take = |row: &Row| {
            let row = Columns(row);
            let place =
                Place { published: row.get("published_at")?, item: row.get("item_no")?, opens: row.get("opens")? };
            found.push((row.get("key")?, place));
            Ok(())
        };
        query(
            "SELECT s.key, s.opens, s.published_at, s.item_no
             FROM json_each(?1) AS k
             CROSS JOIN shelf AS s ON s.key = CAST(k.value AS BIGINT) AND s.opens IN (0, 1)
                AND s.published_at BETWEEN ?2 AND ?3
             LIMIT 131072",
        )
        .bind(json(&missing)?)
        .bind(span.0)
        .bind(span.1)
        .each(&mut *transaction, fault(LOOKING), take)
        .await?;
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

    /// The numbers of the items on one side of an item that share a number with it.
    pub(super) async fn sharing(
        &mut self,
        transaction: &mut Transaction,
        (stored, keys): (&Stored, &[i64]),
        side: Side,
    ) -> Result<Vec<i64>, StoreError> {
        self.know(transaction, std::iter::once((stored, keys))).await?;
        let mut found = match self.keeps {
            true => self.kept(millis(stored.node.published), keys, side),
            false => asked(transaction, millis(stored.node.published), keys, side).await?,
        };
        found.sort_unstable();
        found.dedup();
        found.retain(|no| *no != stored.no);
        Ok(found)
    }

    fn kept(&self, published: i64, keys: &[i64], side: Side) -> Vec<i64> {
        let mut found = vec![];
        for places in keys.iter().filter_map(|key| self.known.get(key)) {
            match side {
                Side::OpenersBefore => {
                    let from = places.partition_point(|place| place.published < published.saturating_sub(WINDOW));
                    let to = places.partition_point(|place| place.published <= published);
                    let near = places.get(from..to).unwrap_or_default().iter().rev();
                    let openers: SmallVec<[i64; SHARING]> =
                        near.filter(|place| place.opens).map(|place| place.item).take(SHARING).collect();
                    if openers.len() < SHARING {
                        found.extend(openers);
                    }
                }
                Side::AllAfter => {
                    let from = places.partition_point(|place| place.published < published);
                    let to = places.partition_point(|place| place.published <= published.saturating_add(WINDOW));
                    let near = places.get(from..to).unwrap_or_default();
                    if near.iter().filter(|place| place.opens).take(SHARING).count() < SHARING {
                        found.extend(near.iter().map(|place| place.item).take(ROUSED));
                    }
                }
            }
        }
        found
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
        let mut rows = Rows::new("shelf (key, opens, published_at, item_no)", 4, "ON CONFLICT DO NOTHING");
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

/// Asks the store for the nearest items under each number.
async fn asked(
    transaction: &mut Transaction,
    published: i64,
    keys: &[i64],
    side: Side,
) -> Result<Vec<i64>, StoreError> {
    // Limits are part of the words: a statement whose limit is a parameter SQLite prepares anew each time.
    let (statement, end) = match side {
        Side::OpenersBefore => (
            "SELECT (SELECT json_group_array(item_no) FROM (
                 SELECT item_no FROM shelf
                 WHERE key = CAST(k.value AS BIGINT) AND opens = 1 AND published_at BETWEEN ?2 AND ?3
                 ORDER BY published_at DESC, item_no DESC LIMIT 24) AS near) FROM json_each(?1) AS k",
            published.saturating_sub(WINDOW),
        ),
        Side::AllAfter => (
            "SELECT (SELECT json_group_array(item_no) FROM (
                 SELECT item_no FROM shelf WHERE key = CAST(k.value AS BIGINT) AND opens IN (0, 1)
                    AND published_at BETWEEN ?3 AND ?2
                 ORDER BY published_at, item_no LIMIT 64) AS near) FROM json_each(?1) AS k
             WHERE (SELECT count(*) FROM (
                 SELECT 1 FROM shelf
                 WHERE key = CAST(k.value AS BIGINT) AND opens = 1 AND published_at BETWEEN ?3 AND ?2
                 LIMIT 24) AS opening) < 24",
            published.saturating_add(WINDOW),
        ),
    };
    let asked = query_scalar(statement).bind(json(&keys)?).bind(end).bind(published);
    let lists: Vec<String> = asked.fetch_all(&mut *transaction).await.map_err(fault(LOOKING))?;
    let mut found = vec![];
    for list in lists {
        let list: Vec<i64> = serde_json::from_str(&list)
            .map_err(|error| StoreError::Invariant { what: format!("a list of items that {error}") })?;
        if side == Side::AllAfter || list.len() < SHARING {
            found.extend(list);
        }
    }
    Ok(found)
}

const _: () = assert!(SHARING == 24 && ROUSED == 64 && PLACES_MAX == 131_072, "the statements say so");
