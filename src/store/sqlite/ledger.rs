//! The ledger: claims, statuses, revisions and decisions, with where they came from.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::SqliteRow;

use super::super::{Range, Said, StoreError};
use super::column::{Columns, fault, id_list, millis};
use super::decisions::decision;
use super::{Sqlite, Transaction};
use crate::model::{
    Claim, ClaimId, Decision, Episode, Evidence, ItemId, Ledger, Provenance, ReportId, RevisionMark, Span, Status,
    StatusId, StatusValue, StoredClaim, StoredStatus, Subject,
};

/// How much further back than a rolling window the ledger reaches: what changed over a day compares with the window
/// as it was then.
const YESTERDAY: SignedDuration = SignedDuration::from_hours(24);

/// How much further back than a fixed episode's begin claims reach: a figure that was told before is no news of it.
const OLD_TOLLS: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Sqlite {
    /// All that counts for an episode at `as_of` and later, of what was published, fetched and decided by `until`.
    pub(super) async fn ledger_of(
        &self,
        episode: &Episode,
        as_of: Timestamp,
        until: Timestamp,
    ) -> Result<Ledger, StoreError> {
        let doing = "reading the ledger";
        let (begin, _) = episode.bounds(as_of);
        let (from, read_for) = match episode.span {
            Span::Rolling(_) => (begin.saturating_sub(YESTERDAY).unwrap_or(Timestamp::MIN), None),
            Span::Fixed { .. } => (begin, Some(episode.id.as_str())),
        };
        let before = match episode.span {
            Span::Rolling(_) => from,
            Span::Fixed { .. } => begin.saturating_sub(OLD_TOLLS).unwrap_or(Timestamp::MIN),
        };
        let mut transaction = self.read(doing).await?;
        let past = self.past_reports(&mut transaction, until).await?;
        let claims = sqlx::query(
            "SELECT c.*, i.id AS item_id, i.report_id, i.feed_id FROM claim AS c JOIN item AS i ON i.no = c.item_no
             WHERE (c.published_at BETWEEN ?1 AND ?2 OR (c.episode_id = ?3 AND c.published_at <= ?2))
               AND c.fetched_at <= ?2
             ORDER BY c.published_at, i.id, c.revision, c.n",
        )
        .bind(millis(before))
        .bind(millis(until))
        .bind(read_for)
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(doing))?;
        let statuses = sqlx::query(
            "SELECT c.*, i.id AS item_id, i.report_id, i.feed_id FROM status AS c JOIN item AS i ON i.no = c.item_no
             WHERE (c.published_at BETWEEN ?1 AND ?2 OR (c.episode_id = ?3 AND c.published_at <= ?2))
               AND c.fetched_at <= ?2
             ORDER BY c.published_at, i.id, c.revision, c.n",
        )
        .bind(millis(from))
        .bind(millis(until))
        .bind(read_for)
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(doing))?;
        let revisions = sqlx::query(
            "SELECT i.id AS item_id, r.number, r.fetched_at FROM revision AS r JOIN item AS i ON i.no = r.item_no
             WHERE r.number > 1 AND r.fetched_at <= ?2 AND i.report_id IS NOT NULL AND i.published_at <= ?2
               AND (i.published_at >= ?1 OR EXISTS (
                    SELECT 1 FROM revision AS v WHERE v.item_no = i.no AND v.episode_id = ?3))
             ORDER BY i.published_at, i.id, r.number",
        )
        .bind(millis(before))
        .bind(millis(until))
        .bind(read_for)
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(doing))?;
        // Marks of triage change no figure, but for "not relevant".
        let decisions = sqlx::query(
            "SELECT * FROM decision WHERE decided_at <= ?1 AND (mark IS NULL OR mark = 'dismissed')
             ORDER BY decided_at, no",
        )
        .bind(millis(until))
        .fetch_all(&mut *transaction)
        .await
        .map_err(fault(doing))?;
        let mut decisions: Vec<Decision> = decisions.iter().map(decision).collect::<Result<_, _>>()?;
        name_reports(&mut transaction, &mut decisions, &past).await?;
        Ok(Ledger {
            claims: claims.iter().map(|row| stored_claim(row, &past)).collect::<Result<_, _>>()?,
            statuses: statuses.iter().map(|row| stored_status(row, &past)).collect::<Result<_, _>>()?,
            revisions: revisions.iter().map(revision_mark).collect::<Result<_, _>>()?,
            decisions,
        })
    }

    /// The rows of a keyset page: `statement` takes both ends of the range, the last row's time and id, and a limit.
    async fn page(
        &self,
        statement: &'static str,
        doing: &'static str,
        range: Range,
        after: Option<(Timestamp, String)>,
        limit: u32,
    ) -> Result<Vec<SqliteRow>, StoreError> {
        let (published, id) = after.map_or((i64::MIN, String::new()), |(at, id)| (millis(at), id));
        let rows = sqlx::query(statement)
            .bind(millis(range.since))
            .bind(millis(range.until))
            .bind(published)
            .bind(id)
            .bind(limit);
        rows.fetch_all(&self.readers).await.map_err(fault(doing))
    }

    pub(super) async fn claim_of(&self, id: &ClaimId) -> Result<Option<StoredClaim>, StoreError> {
        let row = sqlx::query(
            "SELECT c.*, i.id AS item_id, i.report_id, i.feed_id FROM claim AS c JOIN item AS i ON i.no = c.item_no
             WHERE c.id = ?1",
        );
        let row = row.bind(id.as_str()).fetch_optional(&self.readers).await.map_err(fault("looking a claim up"))?;
        row.map(|row| stored_claim(&row, &HashMap::new())).transpose()
    }

    pub(super) async fn status_of(&self, id: &StatusId) -> Result<Option<StoredStatus>, StoreError> {
        let row = sqlx::query(
            "SELECT c.*, i.id AS item_id, i.report_id, i.feed_id FROM status AS c JOIN item AS i ON i.no = c.item_no
             WHERE c.id = ?1",
        );
        let row = row.bind(id.as_str()).fetch_optional(&self.readers).await.map_err(fault("looking a status up"))?;
        row.map(|row| stored_status(&row, &HashMap::new())).transpose()
    }

    pub(super) async fn claim_page(
        &self,
        range: Range,
        after: Option<(Timestamp, ClaimId)>,
        limit: u32,
    ) -> Result<Vec<Said<StoredClaim>>, StoreError> {
        let statement = "SELECT c.*, i.id AS item_id, i.report_id, i.feed_id, i.revisions > c.revision AS superseded
             FROM claim AS c JOIN item AS i ON i.no = c.item_no
             WHERE c.published_at BETWEEN ?1 AND ?2 AND (c.published_at, c.id) > (?3, ?4)
             ORDER BY c.published_at, c.id LIMIT ?5";
        let after = after.map(|(at, id)| (at, id.to_string()));
        let rows = self.page(statement, "listing claims", range, after, limit).await?;
        rows.iter().map(|row| said(row, stored_claim)).collect()
    }

    pub(super) async fn status_page(
        &self,
        range: Range,
        after: Option<(Timestamp, StatusId)>,
        limit: u32,
    ) -> Result<Vec<Said<StoredStatus>>, StoreError> {
        let statement = "SELECT c.*, i.id AS item_id, i.report_id, i.feed_id, i.revisions > c.revision AS superseded
             FROM status AS c JOIN item AS i ON i.no = c.item_no
             WHERE c.published_at BETWEEN ?1 AND ?2 AND (c.published_at, c.id) > (?3, ?4)
             ORDER BY c.published_at, c.id LIMIT ?5";
        let after = after.map(|(at, id)| (at, id.to_string()));
        let rows = self.page(statement, "listing statuses", range, after, limit).await?;
        rows.iter().map(|row| said(row, stored_status)).collect()
    }
}

/// A row of a page, with whether a later revision took its place.
fn said<T>(
    row: &SqliteRow,
    stored: impl Fn(&SqliteRow, &HashMap<ItemId, ReportId>) -> Result<T, StoreError>,
) -> Result<Said<T>, StoreError> {
    Ok(Said { said: stored(row, &HashMap::new())?, superseded: Columns(row).number::<u8>("superseded")? > 0 })
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
    let now: Vec<(String, String)> = sqlx::query_as(
        "SELECT id, report_id FROM item WHERE report_id IS NOT NULL AND id IN (SELECT value FROM json_each(?1))",
    )
    .bind(id_list(&named))
    .fetch_all(&mut **transaction)
    .await
    .map_err(fault("reading what reports are named by"))?;
    let now: HashMap<String, String> = now.into_iter().collect();
    for decision in decisions {
        if let Subject::Report(report) = &mut decision.subject {
            let then = past.get(&ItemId::new(report.as_str())).cloned();
            if let Some(report_then) = then.or_else(|| now.get(report.as_str()).map(ReportId::new)) {
                *report = report_then;
            }
        }
    }
    Ok(())
}

/// A claim as stored, from its own columns and its item's ids; `past` tells the reports of items that are in another
/// one now.
pub(super) fn stored_claim(row: &SqliteRow, past: &HashMap<ItemId, ReportId>) -> Result<StoredClaim, StoreError> {
    let row = Columns(row);
    let claim = Claim {
        metric: row.word("metric")?,
        category: row.id("category")?,
        perpetrator: row.maybe_id("perpetrator")?,
        low: row.maybe_number("low")?,
        high: row.maybe_number("high")?,
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
pub(super) fn stored_status(row: &SqliteRow, past: &HashMap<ItemId, ReportId>) -> Result<StoredStatus, StoreError> {
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

pub(super) fn revision_mark(row: &SqliteRow) -> Result<RevisionMark, StoreError> {
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
