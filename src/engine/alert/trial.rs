//! A trial: what a rule would have rung for since a moment, by what the store knows of then. The same rules, gates and words
//! as in a running program; nothing is kept and nobody is told.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::super::{Context, handover};
use super::watcher::{condition, figures, members, together};
use crate::filter::Condition;
use crate::model::alert::{Fate, Rang, Ring, Rule, Trigger};
use crate::model::{FeedId, FeedRecord, FeedState, ItemId, Judgement, Ledger, Mark, Reads, ReportId, Subject};
use crate::reconcile::Books;
use crate::reconcile::alert::edits::corrected;
use crate::reconcile::alert::gate::{self, Hour};
use crate::reconcile::alert::{self, Memory, Sight};
use crate::store::{Range, ReportQuery, StoreError};

/// Rows read at once.
const PAGE: u32 = 500;

/// How often one escalation is told again in a trial at most.
const AGAIN: i64 = 1_000;

/// The smallest step of time that the store tells apart.
const MOMENT: SignedDuration = SignedDuration::from_millis(1);

/// What a rule would have rung for after `since` and by now, in order, and what would have become of it.
///
/// # Errors
/// Where the store fails.
pub async fn trial(context: &Context, rule: &Rule, since: Timestamp) -> Result<Vec<Rang>, StoreError> {
    let trial = Trial { context, rule, since, now: context.clock.now() };
    let mut rings = match &rule.trigger {
        Trigger::Tally { .. } | Trigger::Board { .. } => trial.figures().await?,
        Trigger::Report { filter } => trial.reports(filter).await?,
        Trigger::Escalated { unacked, filter } => trial.escalations(*unacked, filter).await?,
        Trigger::Corrected { filter, .. } => trial.edits(filter).await?,
        Trigger::Feed { silent, .. } => trial.silences(*silent).await?,
    };
    rings.sort_by_key(|(ring, _)| ring.at);
    let items: Vec<ItemId> = rings.iter().flat_map(|(_, items)| items).cloned().collect();
    let first = context.store.of_first_answers(&items).await?;
    let mut seen = HashSet::new();
    let told = (1..).zip(rings.into_iter().filter(|(ring, _)| seen.insert(ring.thing.clone())));
    let told = told.map(|(no, (ring, items))| {
        let is_first_poll = !items.is_empty() && items.iter().all(|item| first.contains(item));
        let fate = if is_first_poll { Fate::FirstPoll } else { Fate::Waits };
        Rang { no, told: is_first_poll.then_some(ring.at), ring, fate, more: 0, asks: String::new() }
    });
    Ok(trial.through_gates(told.collect()))
}

struct Trial<'a> {
    context: &'a Context,
    rule: &'a Rule,
    since: Timestamp,
    now: Timestamp,
}

/// A ring, and the items that it comes from.
type Found = (Ring, Vec<ItemId>);

impl Trial<'_> {
    fn is_within(&self, at: Timestamp) -> bool {
        self.since < at && at <= self.now
    }

    async fn ledger(&self) -> Result<Ledger, StoreError> {
        self.context.store.ledger(&self.context.episode, self.now, Some(self.since)).await
    }

    async fn figures(&self) -> Result<Vec<Found>, StoreError> {
        let ledger = self.ledger().await?;
        let claims = ledger.claims.iter().map(|claim| claim.from.fetched);
        let statuses = ledger.statuses.iter().flat_map(|stored| [Some(stored.from.fetched), stored.status.until]);
        let revisions = ledger.revisions.iter().map(|mark| mark.fetched);
        let decisions = ledger.decisions.iter().map(|decision| decision.decided);
        let instants = claims.chain(statuses.flatten()).chain(revisions).chain(decisions);
        let instants: BTreeSet<Timestamp> = instants.filter(|at| self.is_within(*at)).collect();
        let (context, rule, since) = (self.context.clone(), self.rule.clone(), self.since);
        let looked = tokio::task::spawn_blocking(move || {
            let (situation, episode) = (Arc::clone(&context.situation), context.episode.clone());
            let mut books = Books::open(situation, episode, since, ledger).fading_by(context.settings.staleness);
            let mut memory = Memory::default();
            let mut rings = vec![];
            for at in [since].into_iter().chain(instants) {
                books.turn_to(at);
                let figures = figures(&books);
                let sight = Sight { at, situation: &context.situation, tally: &figures.tally, board: &figures.board };
                let found = sight.rings(&rule, &mut memory).into_iter().filter(|_| at > since);
                rings.extend(found.map(|(ring, cause)| {
                    let item = figures.sources.get(&cause).cloned();
                    (Ring { item: item.clone(), ..ring }, item.into_iter().collect())
                }));
            }
            rings
        });
        looked.await.map_err(|_| StoreError::Invariant {
            what: "something that reconciling it fails on (the log says why)".to_owned(),
        })
    }

    fn query(&self, condition: Condition, at: Timestamp) -> ReportQuery {
        let (from, _) = self.context.episode.bounds(at);
        ReportQuery { as_of: at, from, after: None, limit: PAGE, filter: Some(condition), reads: Reads::default() }
    }

    async fn reports(&self, filter: &str) -> Result<Vec<Found>, StoreError> {
        let store = &self.context.store;
        let mut marked: BTreeMap<Timestamp, BTreeSet<ReportId>> = BTreeMap::new();
        for (at, report, _) in self.marks().await? {
            marked.entry(at).or_default().insert(report);
        }
        let mut fetched: BTreeSet<Timestamp> = BTreeSet::new();
        for (_, at) in self.fetched().await? {
            fetched.insert(at);
        }
        let instants: BTreeSet<Timestamp> = fetched.iter().chain(marked.keys()).copied().collect();
        let (mut rung, mut rings, mut before) = (HashSet::new(), vec![], self.since);
        for at in instants.into_iter().filter(|at| self.is_within(*at)) {
            let news = Condition::ArrivedAfter(before);
            let also = if marked.contains_key(&at) { None } else { Some(news) };
            let rows = store.reports(&self.query(condition(self.context, filter, also, at)?, at)).await?;
            let mut all = members(store.as_ref(), &rows, at).await?;
            for (row, ring) in rows.iter().zip(alert::reports(self.rule, &rows, at)) {
                let members = all.remove(&row.id).unwrap_or_default();
                let is_touched = marked.get(&at).is_some_and(|marked| marked.contains(&row.id));
                let has_news = members.iter().any(|(_, fetched)| *fetched > before);
                let items: Vec<ItemId> = members.into_iter().map(|(item, _)| item).collect();
                let has_rung = items.iter().any(|item| rung.contains(item.as_str()));
                if (is_touched || has_news) && !has_rung {
                    rung.insert(row.id.to_string());
                    rings.push((ring, items));
                }
            }
            before = at;
        }
        Ok(rings)
    }

    async fn escalations(&self, unacked: SignedDuration, filter: &str) -> Result<Vec<Found>, StoreError> {
        let marks = self.marks().await?.into_iter();
        let escalated = marks.filter(|(.., mark)| matches!(mark, Mark::Escalated(Some(_)))).map(|(at, ..)| at);
        let mut instants = BTreeSet::new();
        for at in escalated {
            let mut due = at.saturating_add(unacked + MOMENT).unwrap_or(self.now);
            for _ in 0..AGAIN {
                if due > self.now {
                    break;
                }
                instants.insert(due);
                if self.rule.cooldown.is_zero() {
                    break;
                }
                due = due.saturating_add(self.rule.cooldown).unwrap_or(Timestamp::MAX);
            }
        }
        let mut rings = vec![];
        for at in instants.into_iter().filter(|at| self.is_within(*at)) {
            let condition = condition(self.context, filter, Some(Condition::open_escalations()), at)?;
            let open = handover::escalated(&self.context.store, &self.query(condition, at)).await?;
            rings.extend(alert::escalated(self.rule, unacked, &open, at).into_iter().map(|ring| (ring, vec![])));
        }
        Ok(rings)
    }

    async fn edits(&self, filter: &str) -> Result<Vec<Found>, StoreError> {
        let store = &self.context.store;
        let ledger = self.ledger().await?;
        let marks = ledger.revisions.iter().filter(|mark| mark.revision > 1 && self.is_within(mark.fetched));
        let revisions: Vec<(ItemId, u32)> = marks.map(|mark| (mark.item.clone(), mark.revision)).collect();
        let mut rings = vec![];
        for edit in store.edits(&revisions).await? {
            let at = edit.fetched;
            if !filter.is_empty() {
                let rows = store.reports(&self.query(condition(self.context, filter, None, at)?, at)).await?;
                if !rows.iter().any(|row| row.id == edit.cited.report) {
                    continue;
                }
            }
            let (context, edit) = (self.context, std::slice::from_ref(&edit));
            let found = corrected(self.rule, edit, &context.situation, &context.alerts.denials, at);
            rings.extend(found.into_iter().map(|ring| (ring, vec![])));
        }
        Ok(rings)
    }

    async fn silences(&self, silent: SignedDuration) -> Result<Vec<Found>, StoreError> {
        let store = &self.context.store;
        let mut heard: BTreeMap<FeedId, BTreeSet<Timestamp>> = BTreeMap::new();
        for (feed, at) in self.fetched().await? {
            heard.entry(feed).or_default().insert(at);
        }
        let mut rings = vec![];
        let records = store.feeds().await?.into_iter();
        let polled = |record: &FeedRecord| self.context.feeds.iter().any(|feed| feed.enabled && feed.id == record.id);
        for record in records.filter(polled) {
            let own: Vec<Timestamp> = heard.remove(&record.id).unwrap_or_default().into_iter().collect();
            for (at, next) in own.iter().zip(own.iter().skip(1).map(Some).chain([None])) {
                let due = at.saturating_add(silent + MOMENT).unwrap_or(Timestamp::MAX);
                let until = match next {
                    Some(next) => *next,
                    // A feed that nobody asks any more is not known to be silent.
                    None => record.last_poll.unwrap_or(*at),
                };
                if due <= until && self.is_within(due) {
                    let state = if next.is_none() { record.state } else { FeedState::Waiting };
                    let then = FeedRecord { last_new_item: Some(*at), last_poll: Some(due), state, ..record.clone() };
                    rings.extend(alert::silent(self.rule, &[then], due).into_iter().map(|ring| (ring, vec![])));
                }
            }
        }
        Ok(rings)
    }

    /// When items of each feed were fetched by now, of those that were published in the span or not long before.
    async fn fetched(&self) -> Result<Vec<(FeedId, Timestamp)>, StoreError> {
        let (from, _) = self.context.episode.bounds(self.since);
        let range = Range { since: from, until: self.now };
        let (mut fetched, mut after) = (vec![], None);
        loop {
            let page = self.context.store.items(range, after.take(), PAGE).await?;
            fetched.extend(page.iter().map(|item| (item.feed.clone(), item.fetched)));
            match page.last() {
                Some(last) if page.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX) => {
                    after = Some((last.published, last.id.clone()));
                }
                _ => return Ok(fetched),
            }
        }
    }

    /// The marks that were made on reports by now, from well before the span on.
    async fn marks(&self) -> Result<Vec<(Timestamp, ReportId, Mark)>, StoreError> {
        let (from, _) = self.context.episode.bounds(self.since);
        let range = Range { since: from, until: self.now };
        let (mut marks, mut after) = (vec![], None);
        loop {
            let page = self.context.store.decisions(range, after.take(), PAGE).await?;
            marks.extend(page.iter().filter_map(|decision| match (&decision.subject, &decision.judgement) {
                (Subject::Report(report), Judgement::Mark(mark)) => {
                    Some((decision.decided, report.clone(), mark.clone()))
                }
                _ => None,
            }));
            match page.last() {
                Some(last) if page.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX) => {
                    after = Some(last.id.clone())
                }
                _ => return Ok(marks),
            }
        }
    }

    /// What would have become of rings, in the order they rang.
    fn through_gates(&self, mut rangs: Vec<Rang>) -> Vec<Rang> {
        let mut sounded: Option<Timestamp> = None;
        let mut waiting: Vec<usize> = vec![];
        let order: Vec<usize> =
            (0..rangs.len()).filter(|at| rangs.get(*at).is_some_and(|r| r.fate == Fate::Waits)).collect();
        let ends = order.iter().filter_map(|at| Some(rangs.get(*at)?.ring.at)).skip(1).chain([self.now]);
        for (at, end) in order.iter().zip(ends.collect::<Vec<_>>()) {
            let Some(rang) = rangs.get(*at).map(|rang| rang.ring.at) else { continue };
            waiting.push(*at);
            let Some(open) = self.opens(rang, sounded).filter(|open| *open <= end) else { continue };
            let told: Vec<Rang> = waiting.drain(..).filter_map(|at| rangs.get(at).cloned()).collect();
            for (no, merged) in together(self.rule, &told, open) {
                for rang in &mut rangs {
                    if rang.no == no || merged.contains(&rang.no) {
                        rang.told = Some(open);
                        rang.fate = if rang.no == no { Fate::Sounded } else { Fate::Merged };
                        rang.more = if rang.no == no { u32::try_from(merged.len()).unwrap_or(u32::MAX) } else { 0 };
                    }
                }
            }
            sounded = Some(open);
        }
        rangs
    }

    /// When the gates are open next, from a moment on, within two days.
    fn opens(&self, from: Timestamp, sounded: Option<Timestamp>) -> Option<Timestamp> {
        let alerts = &self.context.alerts;
        let hour = |now| Hour { now, began: None, zone: alerts.zone.clone() };
        let is_shut = |at: Timestamp| gate::shut(&alerts.rules, self.rule, sounded, &hour(at)).is_some();
        let cooled =
            sounded.map_or(from, |sounded| sounded.saturating_add(self.rule.cooldown).unwrap_or(from).max(from));
        if !is_shut(cooled) {
            return Some(cooled);
        }
        // Quiet hours begin and end with a minute.
        let minute = Timestamp::from_second(cooled.as_second() - cooled.as_second().rem_euclid(60)).unwrap_or(cooled);
        let minutes =
            (1..2 * 24 * 60).filter_map(|minutes| minute.checked_add(SignedDuration::from_mins(minutes)).ok());
        minutes.into_iter().find(|at| !is_shut(*at))
    }
}
