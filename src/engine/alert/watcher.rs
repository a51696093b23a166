//! The watcher: asks the store what is new, lets the rules say what rings for it, keeps that, and lets sound what no gate
//! holds back.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex as Shared, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::super::Context;
use super::super::books::{Shelf, When, consult};
use super::super::{handover, holder};
use super::{desktop, key};
use crate::filter::{self, Condition, Moment};
use crate::model::alert::{Channel, Kind, Rang, Ring, Rule, Trigger};
use crate::model::handover::words;
use crate::model::{Board, ItemId, Reads, ReportId, ReportRow, Tally};
use crate::reconcile::Books;
use crate::reconcile::alert::edits::{Edit, corrected};
use crate::reconcile::alert::gate::{self, Hour};
use crate::reconcile::alert::{self, Sight};
use crate::store::alerts::{NewRing, Sounding, Watch, WatchKey};
use crate::store::{ReportQuery, Store, StoreError, Stored};

/// Reports of one look at most; more are taken with the next.
const PAGE: u32 = 500;

/// How long what was looked at without a ring may stay unkept: after a crash it is looked at again, which changes nothing.
const UNKEPT: SignedDuration = SignedDuration::from_mins(1);

/// The rules that a program holds, for whoever tells of their rings.
pub type Held = Arc<Shared<Vec<WatchKey>>>;

/// Looks by those rules that no other program looks by.
#[derive(Debug)]
pub struct Watcher {
    context: Context,
    /// What this one is called.
    holder: String,
    /// When the program began.
    began: Timestamp,
    shelf: Arc<Mutex<Shelf>>,
    /// The rules that it holds, each by its place among all.
    watches: Vec<(usize, Watch)>,
    keys: Vec<WatchKey>,
    held: Held,
    /// When it last made sure that it holds them.
    held_at: Option<Instant>,
    /// When what it has looked at was last kept.
    kept: Option<Timestamp>,
    /// Whether rings may wait.
    has_waiting: bool,
    /// What has rung: asked of the store once for each thing.
    rung: HashSet<(String, String)>,
}

/// Tally and board at a moment, with the items that their words come from.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) tally: Tally,
    pub(super) board: Board,
    /// The item of each claim and status that stands in them.
    pub(super) sources: HashMap<String, ItemId>,
}

/// Tally and board of some books.
pub(super) fn figures(books: &Books) -> Figures {
    let (tally, board) = (books.tally(), books.board());
    let claims = tally.rows.iter().flat_map(|row| &row.origins).map(|figure| figure.claim.to_string());
    let said = board.rows.iter().flat_map(words).filter_map(|(_, word)| Some(word?.claim.to_string()));
    let ids: Vec<String> = claims.chain(said).collect();
    let item = |id: String| Some((id.clone(), books.source(&id)?.0.item.clone()));
    let sources = ids.into_iter().filter_map(item).collect();
    Figures { tally, board, sources }
}

/// What a rule rang for, before it is kept.
struct Found {
    ring: Ring,
    /// The items that must all be of first answers for it to be no news; none: it is news.
    items: Vec<ItemId>,
}

impl Watcher {
    /// A watcher of the context's rules.
    pub fn new(context: Context) -> Self {
        let began = context.clock.now();
        let name = |rule: &Rule| key(rule, &context.situation, context.episode.id.as_str());
        let keys = context.alerts.rules.rules.iter().map(name).collect();
        Self {
            began,
            holder: holder::name(),
            shelf: Arc::default(),
            watches: vec![],
            keys,
            held: Held::default(),
            held_at: None,
            kept: None,
            has_waiting: true,
            rung: HashSet::new(),
            context,
        }
    }

    /// The rules that it holds, as they change.
    pub fn held(&self) -> Held {
        Arc::clone(&self.held)
    }

    /// Looks once by every rule that it can hold.
    ///
    /// # Errors
    /// Where the store fails; the next look takes up what this one left.
    pub async fn step(&mut self) -> Result<(), StoreError> {
        if self.keys.is_empty() {
            return Ok(());
        }
        let looked = self.look().await;
        if looked.is_err() {
            // Whoever holds the rules is asked anew, with what they keep in mind.
            self.held_at = None;
        }
        match looked {
            // Another program has taken them over.
            Err(StoreError::Conflict { .. }) => Ok(()),
            looked => looked,
        }
    }

    /// Leaves the rules to others, with what they keep in mind.
    pub async fn leave(&mut self) {
        if self.watches.is_empty() {
            return;
        }
        let watches: Vec<Watch> = self.watches.iter().map(|(_, watch)| watch.clone()).collect();
        let kept = self.context.store.ring(&self.holder, &watches, &[]).await;
        if let Err(error) = kept.and(self.context.store.leave_watches(&self.holder).await) {
            tracing::warn!("alerts: {error}");
        }
        self.set_held(vec![]);
    }

    fn set_held(&mut self, watches: Vec<(usize, Watch)>) {
        let keys = watches.iter().map(|(_, watch)| watch.key.clone()).collect();
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = keys;
        self.watches = watches;
    }

    /// Takes the rules that nobody else holds, or makes sure of those that it holds.
    async fn hold(&mut self) -> Result<(), StoreError> {
        let hold = self.context.settings.lease;
        if self.held_at.is_some_and(|at| at.elapsed() < hold / 3) {
            return Ok(());
        }
        let asked = Instant::now();
        let store = &self.context.store;
        let mut held = store.hold_watches(&self.keys, &self.holder, hold).await?;
        if held.len() < self.keys.len() {
            let others = store.watch_holders(&self.keys).await?;
            let dead: Vec<String> = others.into_iter().filter(|name| holder::is_dead(name)).collect();
            for name in &dead {
                store.leave_watches(name).await?;
            }
            if !dead.is_empty() {
                held = store.hold_watches(&self.keys, &self.holder, hold).await?;
            }
        }
        let is_fresh = self.held_at.is_none();
        self.held_at = Some(asked);
        let place = |key: &WatchKey| self.keys.iter().position(|known| known == key);
        let known: HashMap<WatchKey, Watch> = match is_fresh {
            true => HashMap::new(),
            // What it has in mind is newer than what was kept of it.
            false => self.watches.drain(..).map(|(_, watch)| (watch.key.clone(), watch)).collect(),
        };
        let own = |watch: Watch| Some((place(&watch.key)?, known.get(&watch.key).cloned().unwrap_or(watch)));
        let watches = held.into_iter().filter_map(own).collect();
        self.set_held(watches);
        Ok(())
    }

    async fn look(&mut self) -> Result<(), StoreError> {
        self.hold().await?;
        if self.watches.is_empty() {
            return Ok(());
        }
        let (store, alerts) = (Arc::clone(&self.context.store), Arc::clone(&self.context.alerts));
        let now = self.context.clock.now();
        let seq = store.seq().await?;
        let rules: Vec<&Rule> = self.watches.iter().filter_map(|(place, _)| alerts.rules.rules.get(*place)).collect();
        let is_behind = |watch: &Watch| watch.seen.is_none_or(|(seen, _)| seen < seq);
        let is_new = self.watches.iter().any(|(_, watch)| is_behind(watch));
        if is_new || rules.iter().any(|rule| rule.trigger.is_timed()) {
            let shelf = Arc::clone(&self.shelf);
            let figures = match rules.iter().any(|rule| rule.trigger.needs_books()) {
                true => Some(
                    consult(self.context.clone(), shelf, When::Now(now), None, figures)
                        .await
                        .map_err(|what| StoreError::Invariant { what })?,
                ),
                false => None,
            };
            // After the figures: what moved them is among it.
            let since = self.watches.iter().filter_map(|(_, watch)| Some(watch.seen?.0)).min();
            let stored = match since.filter(|since| *since < seq && rules.iter().any(|rule| needs_news(rule))) {
                Some(since) => store.stored_after(since).await?,
                None => Stored::default(),
            };
            let is_reread =
                match since.filter(|since| *since < seq && rules.iter().any(|rule| rule.trigger.needs_books())) {
                    Some(since) => store.has_reread_after(since).await?,
                    None => false,
                };
            let news = News { stored, is_reread };
            let before: Vec<Watch> = self.watches.iter().map(|(_, watch)| watch.clone()).collect();
            let mut watches = before.clone();
            let mut rings = vec![];
            for (rule, watch) in rules.iter().zip(&mut watches) {
                let found = self.found(rule, watch, now, &news, figures.as_ref()).await?;
                watch.seen = Some((seq, now));
                let found = self.not_rung(&watch.key, found).await?;
                let new = |ring| NewRing { asks: watch.key.asks.clone(), ring, is_first_poll: false };
                rings.extend(found.into_iter().map(|Found { ring, items }| (new(ring), items)));
            }
            let rings = self.told_from_first_answers(rings).await?;
            let is_due = self.kept.is_none_or(|kept| now.duration_since(kept) >= UNKEPT);
            let has_moved = before.iter().zip(&watches).any(|(a, b)| a.memory != b.memory || a.seen.is_none());
            if !rings.is_empty() || has_moved || (is_due && is_new) {
                store.ring(&self.holder, &watches, &rings).await?;
                self.kept = Some(now);
            }
            for NewRing { asks, ring, is_first_poll } in rings {
                if !is_first_poll {
                    tracing::info!(rule = ring.rule, thing = ring.thing, "rang: {}", ring.title);
                }
                self.has_waiting = true;
                self.rung.insert((asks, ring.thing));
            }
            for ((_, own), watch) in self.watches.iter_mut().zip(watches) {
                *own = watch;
            }
        }
        if self.has_waiting {
            self.has_waiting = self.let_sound(now).await?;
        }
        Ok(())
    }

    /// What a rule rings for now.
    async fn found(
        &self,
        rule: &Rule,
        watch: &mut Watch,
        now: Timestamp,
        news: &News,
        figures: Option<&Figures>,
    ) -> Result<Vec<Found>, StoreError> {
        let stored = &news.stored;
        let store = &self.context.store;
        let is_first = watch.seen.is_none();
        let alone = |ring: Ring| Found { ring, items: vec![] };
        Ok(match &rule.trigger {
            Trigger::Tally { .. } | Trigger::Board { .. } => {
                let Some(figures) = figures else { return Ok(vec![]) };
                let sight =
                    Sight { at: now, situation: &self.context.situation, tally: &figures.tally, board: &figures.board };
                let rings = sight.rings(rule, &mut watch.memory);
                let caused = |(ring, cause): &(Ring, String)| !is_first && news.caused(ring, cause, figures);
                let found = |(ring, cause): (Ring, String)| {
                    let item = figures.sources.get(&cause).cloned();
                    Found { ring: Ring { item: item.clone(), ..ring }, items: item.into_iter().collect() }
                };
                rings.into_iter().filter(caused).map(found).collect()
            }
            Trigger::Report { filter } => {
                let Some((seen, _)) = watch.seen else { return Ok(vec![]) };
                let rows = self.reports(filter, Some(Condition::StoredAfter(seen)), now).await?;
                let mut members = members(store.as_ref(), &rows, now).await?;
                let items = |row: &ReportRow| members.remove(&row.id).unwrap_or_default();
                let items = rows.iter().map(items).map(|items| items.into_iter().map(|(item, _)| item).collect());
                alert::reports(rule, &rows, now)
                    .into_iter()
                    .zip(items)
                    .map(|(ring, items)| Found { ring, items })
                    .collect()
            }
            Trigger::Escalated { unacked, filter } => {
                let condition = self.condition(filter, Some(Condition::open_escalations()), now)?;
                let open = handover::escalated(store, &self.query(condition, now)).await?;
                alert::escalated(rule, *unacked, &open, now).into_iter().map(alone).collect()
            }
            Trigger::Corrected { filter, .. } => {
                let Some((seen, _)) = watch.seen.filter(|_| !stored.ledger.revisions.is_empty()) else {
                    return Ok(vec![]);
                };
                let marks = stored.ledger.revisions.iter().filter(|mark| mark.revision > 1);
                let revisions: Vec<(ItemId, u32)> = marks.map(|mark| (mark.item.clone(), mark.revision)).collect();
                let edits = store.edits(&revisions).await?;
                let meant = match filter.is_empty() {
                    true => None,
                    false => {
                        let rows = self.reports(filter, Some(Condition::StoredAfter(seen)), now).await?;
                        Some(rows.into_iter().map(|row| row.id).collect::<HashSet<ReportId>>())
                    }
                };
                let is_meant = |edit: &Edit| meant.as_ref().is_none_or(|meant| meant.contains(&edit.cited.report));
                let edits: Vec<Edit> = edits.into_iter().filter(is_meant).collect();
                let (context, rule) = (self.context.clone(), rule.clone());
                let read = tokio::task::spawn_blocking(move || {
                    corrected(&rule, &edits, &context.situation, &context.alerts.denials, now)
                });
                let rings = read.await.map_err(|_| StoreError::Invariant {
                    what: "an edit that comparing fails on (the log says why)".to_owned(),
                })?;
                rings.into_iter().map(alone).collect()
            }
            Trigger::Feed { .. } => {
                let mut records = store.feeds().await?;
                records.retain(|record| self.context.feeds.iter().any(|feed| feed.enabled && feed.id == record.id));
                alert::silent(rule, &records, now).into_iter().map(alone).collect()
            }
        })
    }

    /// Those for which a rule has not rung. A report that was merged with one for which it has is the same thing: it holds
    /// the item that the other is named by.
    async fn not_rung(&mut self, key: &WatchKey, found: Vec<Found>) -> Result<Vec<Found>, StoreError> {
        let things = |found: &Found| -> Vec<String> {
            let also = found.items.iter().filter(|_| found.ring.kind == Kind::Report);
            also.map(|item| format!("report {item}")).chain([found.ring.thing.clone()]).collect()
        };
        let known = |thing: &String| self.rung.contains(&(key.asks.clone(), thing.clone()));
        let found: Vec<Found> = found.into_iter().filter(|found| !things(found).iter().any(known)).collect();
        if found.is_empty() {
            return Ok(found);
        }
        let asked: Vec<String> = found.iter().flat_map(things).collect();
        let rung = self.context.store.rung(key, &asked).await?;
        let (new, old): (Vec<Found>, Vec<Found>) =
            found.into_iter().partition(|found| !things(found).iter().any(|thing| rung.contains(thing)));
        self.rung.extend(old.into_iter().map(|found| (key.asks.clone(), found.ring.thing)));
        Ok(new)
    }

    /// The reports that a filter and something else hold for.
    async fn reports(
        &self,
        filter: &str,
        also: Option<Condition>,
        now: Timestamp,
    ) -> Result<Vec<ReportRow>, StoreError> {
        self.context.store.reports(&self.query(self.condition(filter, also, now)?, now)).await
    }

    fn query(&self, condition: Condition, now: Timestamp) -> ReportQuery {
        let (from, _) = self.context.episode.bounds(now);
        ReportQuery { as_of: now, from, after: None, limit: PAGE, filter: Some(condition), reads: Reads::default() }
    }

    fn condition(&self, filter: &str, also: Option<Condition>, now: Timestamp) -> Result<Condition, StoreError> {
        condition(&self.context, filter, also, now)
    }

    /// Marks those that come from first answers alone.
    async fn told_from_first_answers(&self, rings: Vec<(NewRing, Vec<ItemId>)>) -> Result<Vec<NewRing>, StoreError> {
        let mut items: Vec<ItemId> = rings.iter().flat_map(|(_, items)| items).cloned().collect();
        items.sort_unstable();
        items.dedup();
        let first = if items.is_empty() { HashSet::new() } else { self.context.store.of_first_answers(&items).await? };
        let marked = |(ring, items): (NewRing, Vec<ItemId>)| {
            let is_first_poll = !items.is_empty() && items.iter().all(|item| first.contains(item));
            NewRing { is_first_poll, ..ring }
        };
        Ok(rings.into_iter().map(marked).collect())
    }

    /// Lets sound what waits and is not held back; whether any still waits.
    async fn let_sound(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        let (store, alerts) = (&self.context.store, &self.context.alerts);
        let keys: Vec<WatchKey> = self.watches.iter().map(|(_, watch)| watch.key.clone()).collect();
        let waiting = store.waiting_rings(&keys).await?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let sounded = store.last_sounded(&keys).await?;
        let hour = Hour { now, began: Some(self.began), zone: alerts.zone.clone() };
        let mut by_rule: BTreeMap<usize, Vec<Rang>> = BTreeMap::new();
        for rang in waiting {
            let place = self.keys.iter().position(|key| key.rule == rang.ring.rule && key.asks == rang.asks);
            by_rule.entry(place.unwrap_or(usize::MAX)).or_default().push(rang);
        }
        let mut soundings = vec![];
        let mut still_waits = false;
        for (place, waiting) in by_rule {
            let (Some(rule), Some(key)) = (alerts.rules.rules.get(place), self.keys.get(place)) else { continue };
            if gate::shut(&alerts.rules, rule, sounded.get(key).copied(), &hour).is_some() {
                still_waits = true;
                continue;
            }
            let has_way = |channel: &&Channel| **channel != Channel::Desktop || desktop::is_there();
            let channels = rule.shared_channels().filter(|_| alerts.delivers).filter(has_way);
            let channels: Vec<String> = channels.map(|channel| channel.name().to_owned()).collect();
            soundings.extend(together(rule, &waiting, now).into_iter().map(|(no, merged)| Sounding {
                no,
                merged,
                channels: channels.clone(),
            }));
        }
        if !soundings.is_empty() {
            store.sound(&soundings, now).await?;
        }
        Ok(still_waits)
    }
}

/// Which of the rings of a rule sound, each with those that are told with it: the latest, with all others. Of a rule without a
/// cooldown each that has just rung sounds by itself.
pub(super) fn together(rule: &Rule, waiting: &[Rang], now: Timestamp) -> Vec<(i64, Vec<i64>)> {
    let is_alone = |rang: &&Rang| rule.cooldown.is_zero() && rang.ring.at >= now;
    let (alone, gathered): (Vec<&Rang>, Vec<&Rang>) = waiting.iter().partition(is_alone);
    let mut soundings: Vec<(i64, Vec<i64>)> = vec![];
    if let Some((last, others)) = gathered.split_last() {
        soundings.push((last.no, others.iter().map(|rang| rang.no).collect()));
    }
    soundings.extend(alone.iter().map(|rang| (rang.no, vec![])));
    soundings
}

/// The items of some reports at a moment, each with when it was fetched first, by report.
pub(super) async fn members(
    store: &dyn Store,
    rows: &[ReportRow],
    at: Timestamp,
) -> Result<HashMap<ReportId, Vec<(ItemId, Timestamp)>>, StoreError> {
    let mut members: HashMap<ReportId, Vec<(ItemId, Timestamp)>> = HashMap::new();
    if rows.is_empty() {
        return Ok(members);
    }
    let ids: Vec<ReportId> = rows.iter().map(|row| row.id.clone()).collect();
    for (report, item, fetched) in store.members(&ids, at).await? {
        members.entry(report).or_default().push((item, fetched));
    }
    Ok(members)
}

/// What a rule's filter means at a moment, with something else.
pub(super) fn condition(
    context: &Context,
    filter: &str,
    also: Option<Condition>,
    now: Timestamp,
) -> Result<Condition, StoreError> {
    let alerts = &context.alerts;
    let moment = Moment { now, operator: alerts.operator.clone(), looked: None };
    let bound = filter::parse(filter).and_then(|expr| filter::bind(&expr, filter, &alerts.vocabulary, &moment));
    // It was checked when it was read.
    let bound = bound.map_err(|fault| StoreError::Invariant { what: format!("the filter `{filter}`, {fault}") })?;
    Ok(Condition::And(also.into_iter().chain([bound]).collect()))
}

/// Whether a rule asks what exactly is new.
fn needs_news(rule: &Rule) -> bool {
    rule.trigger.needs_books() || matches!(rule.trigger, Trigger::Corrected { .. })
}

/// What is new since the rules last looked.
struct News {
    stored: Stored,
    /// Whether something that was known before was read anew.
    is_reread: bool,
}

impl News {
    /// Whether the world moved a figure or a place. Where something was read anew, by other rules, only what was said or decided
    /// since then counts: that rules are new is no news.
    fn caused(&self, ring: &Ring, cause: &str, figures: &Figures) -> bool {
        let ledger = &self.stored.ledger;
        if !self.is_reread || !ledger.decisions.is_empty() {
            return true;
        }
        match ring.kind {
            Kind::Tally => {
                let fresh: HashSet<&str> = ledger.claims.iter().map(|claim| claim.id.as_str()).collect();
                let rows = figures.tally.rows.iter();
                let mut rows = rows.filter(|row| row.origins.iter().any(|origin| origin.claim.as_str() == cause));
                rows.any(|row| row.origins.iter().any(|origin| fresh.contains(origin.claim.as_str())))
            }
            _ => ledger.statuses.iter().any(|status| status.id.as_str() == cause),
        }
    }
}
