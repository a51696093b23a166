//! The ledger: claims, statuses, revisions and decisions, with where they came from.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::super::{Range, Said, StoreError};
use super::Sql;
use super::aside::place;
use super::column::{Columns, count, id_list, millis};
use super::decisions::decision;
use super::fault::fault;
use super::row::Row;
use super::statement::{Query, query};
use super::transaction::Transaction;
use crate::model::{
    CategoryId, Claim, ClaimId, Decision, Episode, EpisodeId, Evidence, FeedId, ItemId, Ledger, OriginId, PlaceId,
    Provenance, ReportId, RevisionMark, Span, Status, StatusId, StatusValue, StoredClaim, StoredStatus, Subject,
};
use crate::reconcile::OLD_TOLL_FROM;

/// What rows are called that are set aside.
pub(super) const CLAIM: &str = "claim";
pub(super) const STATUS: &str = "status";
pub(super) const REVISION: &str = "revision";
pub(super) const DECISION: &str = "decision";

/// How much further back than a rolling window the ledger reaches: what changed over a day compares with the window
/// as it was then.
const YESTERDAY: SignedDuration = SignedDuration::from_hours(24);

/// How much further back than a fixed episode's begin tolls reach: a figure that was told before is no news of it.
const OLD_TOLLS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How many figures from before a fixed episode are kept in mind, the latest told: however much is stored from before,
/// an episode costs what was told in it and no more than this.
const OLD_FIGURES: u32 = 4_000;

/// Reads claims or statuses, named `c`, with what is told of their items, named `i`; what follows is the rest of it.
macro_rules! said {
    ($table:literal, $rest:literal $(, $more:literal)?) => {
        concat!(
            "SELECT c.*, i.id AS item_id, i.report_id, i.feed_id",
            $($more,)?
            " FROM ",
            $table,
            " AS c JOIN item AS i ON i.no = c.item_no ",
            $rest
        )
    };
}
pub(super) use said;

/// What a ledger reaches.
macro_rules! reached {
    ($table:literal) => {
        said!(
            $table,
            "WHERE (c.published_at BETWEEN ?1 AND ?2 OR c.published_at BETWEEN ?3 AND ?4) AND c.fetched_at <= ?2
             ORDER BY c.published_at, i.id, c.revision, c.n"
        )
    };
}

/// A keyset page.
macro_rules! page {
    ($table:literal) => {
        said!(
            $table,
            "WHERE c.published_at BETWEEN ?1 AND ?2 AND (c.published_at, c.id) > (?3, ?4)
             ORDER BY c.published_at, c.id LIMIT ?5",
            ", i.revisions > c.revision AS superseded"
        )
    };
}

impl Sql {
    /// All that counts for an episode at `as_of` and later, and at `looked`, of what was published, fetched and decided
    /// by `until`.
    pub(super) async fn ledger_of(
        &self,
        episode: &Episode,
        as_of: Timestamp,
        looked: Option<Timestamp>,
        until: Timestamp,
    ) -> Result<Ledger, StoreError> {
        let doing = "reading the ledger";
        let yesterday = as_of.saturating_sub(YESTERDAY).unwrap_or(Timestamp::MIN);
        let (from, _) = episode.bounds(yesterday);
        // What counted at an earlier look lies within the window of then.
        let (then_from, then_until) = match (&episode.span, looked) {
            (Span::Rolling(_), Some(looked)) => (episode.bounds(looked).0, looked.min(until)),
            (Span::Rolling(_) | Span::Fixed { .. }, _) => (from, from),
        };
        let mut transaction = self.read(doing).await?;
        let past = self.past_reports(&mut transaction, until).await?;
        let asked = |statement: &'static str| {
            let asked = query(statement).bind(millis(from)).bind(millis(until));
            asked.bind(millis(then_from)).bind(millis(then_until))
        };
        self.aside.out_of_time((&mut transaction).into()).await?;
        let old = match episode.span {
            Span::Rolling(_) => vec![],
            Span::Fixed { begin, .. } => old_tolls(&mut transaction, begin, until).await?,
        };
        let mut names = Names::default();
        let aside = &self.aside;
        let mut claims = aside.sift(CLAIM, &old, |row| stored_claim(row, &past).map(Arc::new));
        gather(&mut transaction, asked(reached!("claim")), &mut claims, |row| {
            let mut claim = aside.keep(CLAIM, row, stored_claim(row, &past))?;
            names.share_claim(&mut claim);
            Some(Arc::new(claim))
        })
        .await?;
        let mut statuses = vec![];
        let status = |row: &Row| {
            let mut status = aside.keep(STATUS, row, stored_status(row, &past))?;
            names.share_status(&mut status);
            Some(Arc::new(status))
        };
        gather(&mut transaction, asked(reached!("status")), &mut statuses, status).await?;
        let mut revisions = vec![];
        let edits = asked(
            "SELECT i.id AS item_id, r.number, r.fetched_at FROM revision AS r JOIN item AS i ON i.no = r.item_no
             WHERE r.number > 1 AND r.fetched_at <= ?2 AND i.report_id IS NOT NULL
               AND (i.published_at BETWEEN ?1 AND ?2 OR i.published_at BETWEEN ?3 AND ?4)
             ORDER BY i.published_at, i.id, r.number",
        );
        let edit = |row: &Row| aside.keep(REVISION, row, revision_mark(row));
        gather(&mut transaction, edits, &mut revisions, edit).await?;
        // Marks of triage change no figure, but for "not relevant".
        let mut decisions = vec![];
        let decided = query(
            "SELECT * FROM decision WHERE decided_at <= ?1 AND (mark IS NULL OR mark = 'dismissed')
             ORDER BY decided_at, no",
        );
        let made = |row: &Row| aside.keep(DECISION, row, decision(row));
        gather(&mut transaction, decided.bind(millis(until)), &mut decisions, made).await?;
        name_reports(&mut transaction, &mut decisions, &past).await?;
        Ok(Ledger { claims, statuses, revisions, decisions, ..Ledger::default() })
    }

    /// A keyset page: `statement` takes both ends of the range, the last row's time and id, and a limit. Rows that are set
    /// aside make no page shorter than it would be, for a short one is the last.
    async fn page<T>(
        &self,
        statement: &'static str,
        what: &'static str,
        range: Range,
        after: Option<(Timestamp, String)>,
        limit: u32,
        stored: Stored<T>,
    ) -> Result<Vec<Said<T>>, StoreError> {
        let doing = fault("listing what was read");
        let mut after = after.map_or((i64::MIN, String::new()), |(at, id)| (millis(at), id));
        if after.0 == i64::MIN {
            self.aside.out_of_time(self.readers()).await?;
        }
        let mut page = vec![];
        loop {
            let missing = limit.saturating_sub(u32::try_from(page.len()).unwrap_or(u32::MAX));
            let rows = query(statement)
                .bind(millis(range.since))
                .bind(millis(range.until))
                .bind(after.0)
                .bind(after.1.as_str())
                .bind(missing)
                .fetch_all(self.readers())
                .await
                .map_err(&doing)?;
            let told = page.len() + rows.len();
            page.extend(self.aside.sift(what, &rows, |row| said_in_page(row, stored)));
            let is_full = page.len() == told;
            match rows.last().filter(|_| !is_full && rows.len() >= usize::try_from(missing).unwrap_or(usize::MAX)) {
                Some(last) if place(last) > after => after = place(last),
                _ => return Ok(page),
            }
        }
    }

    pub(super) async fn claim_of(&self, id: &ClaimId) -> Result<Option<StoredClaim>, StoreError> {
        self.one(said!("claim", "WHERE c.id = ?1"), id.as_str(), "looking a claim up", stored_claim).await
    }

    pub(super) async fn status_of(&self, id: &StatusId) -> Result<Option<StoredStatus>, StoreError> {
        self.one(said!("status", "WHERE c.id = ?1"), id.as_str(), "looking a status up", stored_status).await
    }

    /// What `statement` finds by an id.
    async fn one<T>(
        &self,
        statement: &'static str,
        id: &str,
        doing: &'static str,
        stored: Stored<T>,
    ) -> Result<Option<T>, StoreError> {
        let row = query(statement).bind(id).fetch_optional(self.readers()).await.map_err(fault(doing))?;
        row.map(|row| stored(&row, &HashMap::new())).transpose()
    }

    pub(super) async fn claim_page(
        &self,
        range: Range,
        after: Option<(Timestamp, ClaimId)>,
        limit: u32,
    ) -> Result<Vec<Said<StoredClaim>>, StoreError> {
        let after = after.map(|(at, id)| (at, id.to_string()));
        self.page(page!("claim"), CLAIM, range, after, limit, stored_claim).await
    }

    pub(super) async fn status_page(
        &self,
        range: Range,
        after: Option<(Timestamp, StatusId)>,
        limit: u32,
    ) -> Result<Vec<Said<StoredStatus>>, StoreError> {
        let after = after.map(|(at, id)| (at, id.to_string()));
        self.page(page!("status"), STATUS, range, after, limit, stored_status).await
    }
}

/// Takes what a statement finds row by row: a row as the database tells it takes several times the room of what is made of
/// it.
async fn gather<T>(
    transaction: &mut Transaction,
    statement: Query<'_>,
    into: &mut Vec<T>,
    mut made: impl FnMut(&Row) -> Option<T>,
) -> Result<(), StoreError> {
    let take = |row: &Row| {
        into.extend(made(row));
        Ok(())
    };
    statement.each(transaction, fault("reading the ledger"), take).await
}

/// Names that many claims and statuses hold, each kept once.
#[derive(Default)]
struct Names {
    items: HashSet<ItemId>,
    reports: HashSet<ReportId>,
    feeds: HashSet<FeedId>,
    episodes: HashSet<EpisodeId>,
    categories: HashSet<CategoryId>,
    origins: HashSet<OriginId>,
    places: HashSet<PlaceId>,
}

impl Names {
    /// Lets where something comes from hold what others hold already.
    fn share(&mut self, from: &mut Provenance) {
        share(&mut self.items, &mut from.item);
        if from.report.as_str() == from.item.as_str() {
            from.report = ReportId::from(from.item.clone());
        }
        share(&mut self.reports, &mut from.report);
        share(&mut self.feeds, &mut from.feed);
        share(&mut self.episodes, &mut from.episode);
    }

    fn share_claim(&mut self, stored: &mut StoredClaim) {
        let StoredClaim { from, claim, .. } = stored;
        self.share(from);
        share(&mut self.categories, &mut claim.category);
        claim.perpetrator.iter_mut().for_each(|name| share(&mut self.categories, name));
        claim.origin.iter_mut().for_each(|name| share(&mut self.origins, name));
        claim.place.iter_mut().for_each(|name| share(&mut self.places, name));
    }

    fn share_status(&mut self, stored: &mut StoredStatus) {
        let StoredStatus { from, status, .. } = stored;
        self.share(from);
        share(&mut self.places, &mut status.place);
        status.origin.iter_mut().for_each(|name| share(&mut self.origins, name));
    }
}

fn share<T: Clone + Eq + Hash>(known: &mut HashSet<T>, name: &mut T) {
    match known.get(name) {
        Some(one) => *name = one.clone(),
        None => {
            known.insert(name.clone());
        }
    }
}

/// What makes a claim or a status of its row.
type Stored<T> = fn(&Row, &HashMap<ItemId, ReportId>) -> Result<T, StoreError>;

/// A row of a page, with whether a later revision took its place.
fn said_in_page<T>(row: &Row, stored: Stored<T>) -> Result<Said<T>, StoreError> {
    Ok(Said { said: stored(row, &HashMap::new())?, superseded: Columns(row).get("superseded")? })
}

/// The tolls that were told before an instant: each figure of each origin once, as it was told first. What can be no
/// toll that is told again (a single attack's, a place's, a bound from above, a small number) is left out.
async fn old_tolls(transaction: &mut Transaction, begin: Timestamp, until: Timestamp) -> Result<Vec<Row>, StoreError> {
    query(
        "WITH told AS (
             SELECT c.rowid AS no, c.published_at, row_number() OVER (
                 PARTITION BY c.metric, c.category, c.perpetrator, c.origin, coalesce(c.low, c.high)
                 ORDER BY CASE WHEN c.as_of_at < c.published_at THEN c.as_of_at ELSE c.published_at END, c.id) AS place
             FROM claim AS c
             WHERE c.published_at >= ?1 AND c.published_at < ?2 AND c.fetched_at <= ?3
               AND c.scope = 'cumulative' AND c.place IS NULL AND c.bound NOT IN ('vague', 'up_to')
               AND coalesce(c.low, c.high) >= ?4
               AND c.revision = (
                   SELECT max(v.number) FROM revision AS v WHERE v.item_no = c.item_no AND v.fetched_at <= ?3))
         SELECT c.*, i.id AS item_id, i.report_id, i.feed_id
         FROM (SELECT no FROM told WHERE place = 1 ORDER BY published_at DESC, no DESC LIMIT ?5) AS kept
         JOIN claim AS c ON c.rowid = kept.no JOIN item AS i ON i.no = c.item_no
         ORDER BY c.published_at, i.id, c.revision, c.n",
    )
    .bind(millis(begin.saturating_sub(OLD_TOLLS).unwrap_or(Timestamp::MIN)))
    .bind(millis(begin))
    .bind(millis(until))
    .bind(count(OLD_TOLL_FROM))
    .bind(OLD_FIGURES)
    .fetch_all(&mut *transaction)
    .await
    .map_err(fault("reading what was told before the episode"))
}

/// Names the reports of decisions as they are named at the ledger's moment: a report is the one that holds the item by
/// whose id it was decided on.
async fn name_reports(
    transaction: &mut Transaction,
    decisions: &mut [Decision],
    past: &HashMap<ItemId, ReportId>,
) -> Result<(), StoreError> {
    let named = decisions.iter().filter_map(|decision| match &decision.subject {
        Subject::Report(report) => Some(ItemId::new(report.as_str())),
        _ => None,
    });
    let named: Vec<ItemId> = named.collect();
    let rows =
        query("SELECT id, report_id FROM item WHERE report_id IS NOT NULL AND id IN (SELECT value FROM json_each(?1))")
            .bind(id_list(&named))
            .fetch_all(&mut *transaction)
            .await
            .map_err(fault("reading what reports are named by"))?;
    let mut now: HashMap<String, ReportId> = HashMap::new();
    for row in rows.iter().map(Columns) {
        now.insert(row.get("id")?, row.id("report_id")?);
    }
    for decision in decisions {
        if let Subject::Report(report) = &mut decision.subject {
            let then = past.get(&ItemId::new(report.as_str())).cloned();
            if let Some(report_then) = then.or_else(|| now.get(report.as_str()).cloned()) {
                *report = report_then;
            }
        }
    }
    Ok(())
}

/// A claim as stored, from its own columns and its item's ids; `past` tells the reports of items that are in another
/// one now.
pub(super) fn stored_claim(row: &Row, past: &HashMap<ItemId, ReportId>) -> Result<StoredClaim, StoreError> {
    let row = Columns(row);
    let claim = Claim {
        metric: row.word("metric")?,
        category: row.id("category")?,
        perpetrator: row.maybe_id("perpetrator")?,
        low: row.maybe_people("low")?,
        high: row.maybe_people("high")?,
        bound: row.word("bound")?,
        origin: row.maybe_id("origin")?,
        place: row.maybe_id("place")?,
        scope: row.word("scope")?,
        as_of: row.maybe_at("as_of_at")?,
        cue: row.word("cue")?,
        confidence: row.share("confidence")?,
        evidence: evidence(&row)?,
        rule: row.get::<String>("rule")?.into(),
    };
    Ok(StoredClaim { id: row.id("id")?, from: provenance(&row, past)?, claim })
}

/// A status as stored, as [`stored_claim`] is.
pub(super) fn stored_status(row: &Row, past: &HashMap<ItemId, ReportId>) -> Result<StoredStatus, StoreError> {
    let row = Columns(row);
    let status = Status {
        place: row.id("place")?,
        kind: row.word("kind")?,
        value: StatusValue::from_word(row.text("value")?),
        extent: row.maybe_word("extent")?,
        until: row.maybe_at("until_at")?,
        origin: row.maybe_id("origin")?,
        as_of: row.maybe_at("as_of_at")?,
        confidence: row.share("confidence")?,
        evidence: evidence(&row)?,
        rule: row.get::<String>("rule")?.into(),
    };
    Ok(StoredStatus { id: row.id("id")?, from: provenance(&row, past)?, status })
}

pub(super) fn revision_mark(row: &Row) -> Result<RevisionMark, StoreError> {
    let row = Columns(row);
    Ok(RevisionMark { item: row.id("item_id")?, revision: row.number("number")?, fetched: row.at("fetched_at")? })
}

fn evidence(row: &Columns<'_>) -> Result<Evidence, StoreError> {
    Ok(Evidence {
        field: row.word("field")?,
        start: row.number("first_byte")?,
        end: row.number("end_byte")?,
        quote: row.get("quote")?,
    })
}

fn provenance(row: &Columns<'_>, past: &HashMap<ItemId, ReportId>) -> Result<Provenance, StoreError> {
    let item: ItemId = row.id("item_id")?;
    // An item with claims has a report; one without is its own.
    let report = match past.get(&item) {
        Some(then) => Some(then.clone()),
        None => row.maybe_id("report_id")?,
    };
    Ok(Provenance {
        report: report.unwrap_or_else(|| ReportId::new(item.as_str())),
        item,
        feed: row.id("feed_id")?,
        revision: row.number("revision")?,
        published: row.at("published_at")?,
        fetched: row.at("fetched_at")?,
        episode: row.id("episode_id")?,
    })
}
