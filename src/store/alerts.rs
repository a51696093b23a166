//! What a store keeps of alerts: what rules keep in mind, what rang, what is still to be told.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::StoreError;
use crate::model::alert::{Delivered, Delivery, Rang, Ring};
use crate::model::{ItemId, Seq};
use crate::reconcile::alert::Memory;
use crate::reconcile::alert::edits::Edit;

/// A rule in one wording.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WatchKey {
    /// Its name.
    pub rule: String,
    /// A digest of what it asks and how it tells: one that is written otherwise is another.
    pub asks: String,
}

/// A rule and what it keeps in mind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Which.
    pub key: WatchKey,
    /// Up to where in the store's history it has looked, and when; none before its first look.
    pub seen: Option<(Seq, Timestamp)>,
    /// What it saw.
    pub memory: Memory,
}

/// A ring to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRing {
    /// By which wording of its rule.
    pub asks: String,
    /// What rang.
    pub ring: Ring,
    /// Whether it comes from the first answer of its feed, and so sounds for nobody.
    pub is_first_poll: bool,
}

/// A ring that sounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sounding {
    /// Its number.
    pub no: i64,
    /// The numbers of those that are told with it.
    pub merged: Vec<i64>,
    /// The channels that are served once for all programs.
    pub channels: Vec<String>,
}

/// What a store keeps of alerts.
#[async_trait]
pub trait AlertBook {
    /// Takes rules, or goes on holding them, for a time by the database's clock: those that no other program holds. Takes
    /// no place in the store's history, as leaving them.
    async fn hold_watches(&self, keys: &[WatchKey], holder: &str, hold: Duration) -> Result<Vec<Watch>, StoreError>;

    /// Who holds any of these rules now.
    async fn watch_holders(&self, keys: &[WatchKey]) -> Result<Vec<String>, StoreError>;

    /// Leaves to others all rules that a program holds.
    async fn leave_watches(&self, holder: &str) -> Result<(), StoreError>;

    /// Keeps what rules have in mind now, and their rings, in one transaction; a rule that rang for a thing already does not
    /// ring for it again. Where nothing rings, it takes no place in the history.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where another program holds one of the rules by now: then nothing is kept.
    async fn ring(&self, holder: &str, watches: &[Watch], rings: &[NewRing]) -> Result<(), StoreError>;

    /// Those of these things that a rule has rung for.
    async fn rung(&self, key: &WatchKey, things: &[String]) -> Result<HashSet<String>, StoreError>;

    /// The rings of these rules that wait, in the order they rang.
    async fn waiting_rings(&self, keys: &[WatchKey]) -> Result<Vec<Rang>, StoreError>;

    /// When each of these rules last sounded, where it has.
    async fn last_sounded(&self, keys: &[WatchKey]) -> Result<HashMap<WatchKey, Timestamp>, StoreError>;

    /// Lets rings sound that wait, each with those that are told with it. One that does not wait any more is left as it is.
    async fn sound(&self, soundings: &[Sounding], at: Timestamp) -> Result<Seq, StoreError>;

    /// What sounded after a place in the store's history, with the newest place of it, in order.
    async fn sounded_after(&self, since: Seq) -> Result<Vec<(Seq, Rang)>, StoreError>;

    /// What rang since a moment, the latest first.
    async fn rings(&self, since: Timestamp, limit: u32) -> Result<Vec<Rang>, StoreError>;

    /// The tellings of these rules that are due by a moment, the longest due first.
    async fn due_deliveries(&self, keys: &[WatchKey], by: Timestamp, limit: u32) -> Result<Vec<Delivery>, StoreError>;

    /// Notes how a telling went.
    async fn delivered(&self, ring: i64, channel: &str, how: &Delivered) -> Result<(), StoreError>;

    /// The tellings that are tried no more, the latest ring first.
    async fn dead_deliveries(&self, limit: u32) -> Result<Vec<Delivery>, StoreError>;

    /// Whether figures or statuses that were stored by a place in the history were read anew, by other rules, after it.
    async fn has_reread_after(&self, since: Seq) -> Result<bool, StoreError>;

    /// Those of these items that came with the first answer of their feed and were not edited since.
    async fn of_first_answers(&self, items: &[ItemId]) -> Result<HashSet<ItemId>, StoreError>;

    /// Items in the revision that is named and the one before.
    async fn edits(&self, revisions: &[(ItemId, u32)]) -> Result<Vec<Edit>, StoreError>;
}
