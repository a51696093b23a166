//! A handover from the store: everything it is made of is read here and compared by `reconcile::handover`.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::filter::Condition;
use crate::model::{
    Episode, Feed, FeedRecord, Handover, ItemId, Judgement, Mark, Reads, ReportId, ReportRow, Seen, Situation,
    Staleness,
};
use crate::reconcile::Books;
use crate::reconcile::handover::{Shift, known_then};
use crate::store::{Range, ReportQuery, Store, StoreError, Stored};

/// Reports looked at to find those to which something came; more arrive in no shift.
const MOST_ARRIVED: u32 = 5_000;

/// How long a fetch takes at most, until what it brought is stored: `fetch.deadline` is no longer than this.
const FETCH: SignedDuration = SignedDuration::from_mins(10);

/// Since when a handover tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Since the operator last took over; where that never was, since the episode's beginning.
    Last,
    /// Since a moment.
    Moment(Timestamp),
}

/// Of what a handover is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What is watched.
    pub situation: Arc<Situation>,
    /// Which stretch counts.
    pub episode: Episode,
    /// How words and figures fade.
    pub staleness: Staleness,
    /// The feeds that are polled.
    pub feeds: Arc<[Feed]>,
    /// For whom.
    pub operator: String,
    /// Since when.
    pub since: Since,
    /// Up to when.
    pub as_of: Timestamp,
}

/// A handover with what is seen by whoever takes it over, and the books it was made of.
#[derive(Debug, Clone)]
pub struct Handed {
    /// What changed.
    pub handover: Handover,
    /// What is seen of the store with it.
    pub seen: Seen,
    /// The books as they stand.
    pub now: Books,
}

/// Makes a handover.
///
/// # Errors
/// Where the store cannot be read.
pub async fn handover(store: &Arc<dyn Store>, asked: Asked) -> Result<Handed, StoreError> {
    let Asked { situation, episode, staleness, feeds, operator, since, as_of } = asked;
    // Read first: what is stored from here on is told now or the next time, and never not at all.
    let seq = store.seq().await?;
    let (begin, _) = episode.bounds(as_of);
    let (since, since_last) = match since {
        Since::Moment(at) => (Seen { at, seq: None }, false),
        Since::Last => match store.last_taken(&operator, as_of).await? {
            Some(seen) => (seen, true),
            None => (Seen { at: begin, seq: None }, false),
        },
    };
    let later = match since.seq {
        Some(seq) => store.stored_after(seq).await?,
        None => Stored::default(),
    };
    let ledger = store.ledger(&episode, as_of, Some(since.at)).await?;
    let query = |filter| ReportQuery {
        as_of,
        from: begin,
        after: None,
        limit: MOST_ARRIVED,
        filter: Some(filter),
        reads: Reads::default(),
    };
    let from = since.at.saturating_sub(FETCH).unwrap_or(Timestamp::MIN);
    let candidates = store.reports(&query(Condition::ArrivedAfter(from))).await?;
    let arrived = arrived(store, candidates, since, &later, as_of).await?;
    let escalated = escalated(store, &query(Condition::open_escalations())).await?;
    let span = as_of.duration_since(since.at);
    let before = since.at.saturating_sub(span).unwrap_or(Timestamp::MIN);
    let range = |since, until| store.items_by_feed(Range { since, until });
    let items = [range(since.at, as_of).await?, range(before, since.at).await?];
    let polled = |record: &FeedRecord| feeds.iter().any(|feed| feed.id == record.id);
    let feeds: Vec<FeedRecord> = store.feeds().await?.into_iter().filter(polled).collect();
    let made = tokio::task::spawn_blocking(move || {
        let before = known_then(&ledger, &later.ledger, since.at);
        let open = |at, ledger| Books::open(Arc::clone(&situation), episode.clone(), at, ledger).fading_by(staleness);
        (open(since.at, before.clone()), open(as_of, ledger.clone()), before, ledger)
    });
    let (then, now, before, ledger) = made.await.map_err(|_| StoreError::Invariant {
        what: "something that reconciling it fails on (the log says why)".to_owned(),
    })?;
    let shift = Shift {
        since,
        since_last,
        then: &then,
        now: &now,
        ledger: &ledger,
        before: &before,
        arrived,
        escalated,
        feeds,
        items,
    };
    let cited = store.cited(&shift.items_cited(), as_of).await?;
    let mut handover = shift.handover(&cited);
    let titled: Vec<ItemId> = handover.titled().map(|cited| cited.item.clone()).collect();
    handover.gists = store.gists(&titled, as_of).await?;
    Ok(Handed { handover, seen: Seen { at: as_of, seq: Some(seq) }, now })
}

/// The escalated reports of a query, each with who escalated it, and when, where that is known.
pub(super) async fn escalated(
    store: &Arc<dyn Store>,
    query: &ReportQuery,
) -> Result<Vec<(ReportRow, Option<(String, Timestamp)>)>, StoreError> {
    let mut escalated = vec![];
    for row in store.reports(query).await? {
        let marks = store.report_marks(&row.id, query.as_of).await?;
        let by = marks.into_iter().rfind(|made| matches!(made.judgement, Judgement::Mark(Mark::Escalated(Some(_)))));
        escalated.push((row, by.map(|made| (made.operator, made.decided))));
    }
    Ok(escalated)
}

/// The reports to which something came since then, each with how many items it had.
async fn arrived(
    store: &Arc<dyn Store>,
    candidates: Vec<ReportRow>,
    since: Seen,
    later: &Stored,
    as_of: Timestamp,
) -> Result<Vec<(ReportRow, u32)>, StoreError> {
    let ids: Vec<ReportId> = candidates.iter().map(|row| row.id.clone()).collect();
    let mut before: HashMap<ReportId, u32> = HashMap::new();
    for (report, item, fetched) in store.members(&ids, as_of).await? {
        let was_known = fetched <= since.at && !later.items.contains(&item);
        *before.entry(report).or_default() += u32::from(was_known);
    }
    let grew = |row: ReportRow| {
        let known = before.get(&row.id).copied().unwrap_or(0);
        (known < row.items).then_some((row, known))
    };
    Ok(candidates.into_iter().filter_map(grew).collect())
}
