//! Reports: pages of them as they stood at a moment, and how many there are.

use std::collections::HashMap;

use super::row::Row;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::super::{ReportCounts, ReportQuery, StoreError};
use super::asking::Asking;
use super::column::{Columns, json, millis};
use super::fault::fault;
use super::fragments::{LEADS, grouped, origins, relevant};
use super::gists::gists;
use super::items::state;
use super::marks::states;
use super::matching::{Driver, Matching, Scope};
use super::probing::{Among, probe};
use super::transaction::Transaction;
use super::{Sql, kept, statement};
use crate::filter::{Condition, State};
use crate::model::{ItemId, ItemState, Lang, ReportId, ReportRow};

/// What a row is called that is set aside.
const REPORT: &str = "report";

/// Items with which a filter is begun at most: of more, a page is sooner full by going down the list.
const FEW: i64 = 2_000;

/// Parameters of a statement besides those of its filter: the moment, the earliest publication, the row after which it
/// goes on (its publication and its report), the most rows, the items of other reports then.
pub(super) const OWN: usize = 6;

/// Items from which on they are many without being counted, where PostgreSQL reckons so before it looks: of a million items with a
/// word, its index needs seconds to put together all that have it, of so many some hundredths.
const COMMON: i64 = 40_000;

/// The reports of a window, each once, by index alone.
const WINDOW: &str = concat!(
    "SELECT DISTINCT i.report_id FROM item AS i
     WHERE i.report_id IS NOT NULL AND i.published_at BETWEEN ?2 AND ?1 AND i.fetched_at <= ?1 AND ",
    relevant!("i")
);

/// What of the reports of a query is looked at, and how: shared by its page, its counts and its ids.
struct Looked {
    /// Tables that the rest is made from, each with a comma behind it.
    tables: String,
    /// `FROM … WHERE …` over the lead `i` of each report that is meant.
    leads: String,
    matching: Matching,
    /// The reports that items were in at the moment, where that is not how they are grouped now.
    past: HashMap<ItemId, ReportId>,
    /// Nothing published earlier.
    from: i64,
    /// Only what stands below this in the list: a publication and a report.
    below: (i64, String),
}

impl Looked {
    /// Works out how to look for a query's reports: by what is rarest among what they must be, or down the list.
    async fn new(
        transaction: &mut Transaction,
        query: &ReportQuery,
        past: HashMap<ItemId, ReportId>,
    ) -> Result<Self, StoreError> {
        let scope = if past.is_empty() { Scope::Report } else { Scope::PastReport };
        let mut matching = Matching::new(transaction.dialect(), scope, OWN);
        let filter = match &query.filter {
            Some(condition) => matching.condition(condition)?,
            None => "TRUE".to_owned(),
        };
        let (from, latest) = within(query);
        let below = below(query, latest);
        let listed = format!("{LISTED} AND {filter}");
        if scope == Scope::PastReport {
            let tables = concat!(
                grouped!(),
                ", leads AS MATERIALIZED (
                    SELECT * FROM (
                        SELECT g.*, row_number() OVER (
                            PARTITION BY report_id ORDER BY published_at DESC, id DESC) AS place
                        FROM grouped AS g) AS placed
                    WHERE place = 1), "
            );
            let leads = format!("FROM leads AS i WHERE {listed}");
            return Ok(Self { tables: tables.to_owned(), leads, matching, past, from, below });
        }
        let rarest = match query.filter.as_ref() {
            Some(condition) => rarest(transaction, &mut matching, condition).await?,
            None => None,
        };
        let source = rarest.map_or("item AS i".to_owned(), |select| {
            format!(
                "(SELECT DISTINCT k.report_id FROM item AS k WHERE k.no IN ({select}) AND k.report_id IS NOT NULL) AS found
                 CROSS JOIN item AS i ON i.report_id = found.report_id"
            )
        });
        let leads = format!("FROM {source} WHERE i.report_id IS NOT NULL AND {listed} AND {LEADS}");
        Ok(Self { tables: String::new(), leads, matching, past, from, below })
    }

    /// These reports, as they are grouped now.
    fn of(transaction: &Transaction, query: &ReportQuery, ids: &[String]) -> Result<Self, StoreError> {
        let mut matching = Matching::new(transaction.dialect(), Scope::Report, OWN);
        let ids = matching.text(json(&ids)?);
        let leads = format!(
            "FROM json_each({ids}) AS found CROSS JOIN item AS i ON i.report_id = found.value
             WHERE i.published_at <= ?1 AND {LEADS}"
        );
        let (from, below) = (millis(query.from), (millis(query.as_of), ABOVE_ALL.to_owned()));
        Ok(Self { tables: String::new(), leads, matching, past: HashMap::new(), from, below })
    }

    /// Fetches what a statement over these reports selects. `statement` is made of this file's words and those of the
    /// filter's conditions alone.
    async fn fetch(
        &self,
        transaction: &mut Transaction,
        query: &ReportQuery,
        statement: String,
        doing: &'static str,
    ) -> Result<Vec<Row>, StoreError> {
        let asked = statement::query(AssertSqlSafe(statement))
            .bind(millis(query.as_of))
            .bind(self.from)
            .bind(self.below.0)
            .bind(&self.below.1)
            .bind(query.limit)
            .bind(json(&self.past)?);
        self.matching.bind(asked).fetch_all(&mut *transaction).await.map_err(fault(doing))
    }
}

/// Above every id, in the order of ids.
const ABOVE_ALL: &str = "~";

/// Whether the item `i` stands in the list that is asked for: from `?2` on, and below `?3` and `?4`.
pub(super) const LISTED: &str =
    "i.published_at >= ?2 AND i.published_at <= ?3 AND (i.published_at, i.report_id) < (?3, ?4)";

/// Below what the rows of a query stand: a publication and a report.
pub(super) fn below(query: &ReportQuery, latest: i64) -> (i64, String) {
    match &query.after {
        Some((published, report)) if millis(*published) <= latest => (millis(*published), report.to_string()),
        _ => (latest, ABOVE_ALL.to_owned()),
    }
}

/// The ends of the stretch within which all that is asked for was published.
pub(super) fn within(query: &ReportQuery) -> (i64, i64) {
    let (since, until) = query.filter.as_ref().map_or((Timestamp::MIN, Timestamp::MAX), published_within);
    (millis(query.from.max(since)), millis(query.as_of.min(until)))
}

/// The ends of the stretch within which all that a condition holds for was published.
fn published_within(condition: &Condition) -> (Timestamp, Timestamp) {
    match condition {
        Condition::Since(at) => (*at, Timestamp::MAX),
        Condition::Until(at) => (Timestamp::MIN, *at),
        Condition::And(parts) => parts
            .iter()
            .map(published_within)
            .fold((Timestamp::MIN, Timestamp::MAX), |(since, until), (later, earlier)| {
                (since.max(later), until.min(earlier))
            }),
        _ => (Timestamp::MIN, Timestamp::MAX),
    }
}

/// The select to begin with; none where everything that must hold does so for many items.
pub(super) async fn rarest(
    transaction: &mut Transaction,
    matching: &mut Matching,
    condition: &Condition,
) -> Result<Option<String>, StoreError> {
    let doing = fault("looking for what is rare");
    let mut best: Option<(i64, String)> = None;
    for Driver { select, is_gathered } in matching.drivers(condition) {
        let most = best.as_ref().map_or(FEW, |(many, _)| *many);
        let ask = |statement: String| {
            let asked = statement::query(AssertSqlSafe(statement)).bind(0).bind(0).bind(0).bind("").bind(most).bind("");
            matching.bind(asked)
        };
        if is_gathered {
            let plan = ask(format!("EXPLAIN {select}")).fetch_one(&mut *transaction).await.map_err(&doing)?;
            if reckoned(&Columns(&plan).said("QUERY PLAN")?).is_some_and(|many| many > COMMON) {
                continue;
            }
        }
        let counted = format!("SELECT count(*) AS many FROM (SELECT 1 FROM ({select}) AS driver LIMIT ?5 + 1) AS few");
        let row = ask(counted).fetch_one(&mut *transaction).await.map_err(&doing)?;
        let many: i64 = Columns(&row).get("many")?;
        if many <= most {
            best = Some((many, select));
        }
    }
    Ok(best.map(|(_, select)| select))
}

/// How many rows the first line of a plan of PostgreSQL's reckons with.
fn reckoned(line: &str) -> Option<i64> {
    let (_, rows) = line.split_once(" rows=")?;
    rows.split(' ').next()?.parse().ok()
}

/// The columns of a page over the rows `i` of `listed`.
fn page_columns(scope_items: &str) -> String {
    let (origins, items) = match scope_items {
        "grouped" => {
            (origins!("grouped AS o"), "(SELECT count(*) FROM grouped AS o WHERE o.report_id = i.report_id)".to_owned())
        }
        _ => (
            origins!("item AS o"),
            concat!(
                "(SELECT count(*) FROM item AS o WHERE o.report_id = i.report_id AND o.published_at <= ?1
                    AND o.fetched_at <= ?1 AND ",
                relevant!("o"),
                ")"
            )
            .to_owned(),
        ),
    };
    format!(
        "SELECT i.report_id, i.id, i.feed_id, i.published_at, f.name AS feed_name, r.title, r.lang, {items} AS items,
                {origins} AS origins,
                (SELECT count(*) FROM {scope_items} AS o JOIN claim AS c ON c.item_no = o.no AND c.revision = (
                        SELECT max(v.number) FROM revision AS v WHERE v.item_no = o.no AND v.fetched_at <= ?1)
                    WHERE o.report_id = i.report_id AND o.published_at <= ?1 AND o.fetched_at <= ?1) AS claims
         FROM listed AS i JOIN feed AS f ON f.id = i.feed_id
         JOIN revision AS r ON r.item_no = i.no AND r.number = (
             SELECT max(v.number) FROM revision AS v WHERE v.item_no = i.no AND v.fetched_at <= ?1)
         ORDER BY i.published_at DESC, i.report_id DESC"
    )
}

impl Sql {
    /// Begins to look for the reports of a query, all in one moment of the store.
    async fn look(&self, query: &ReportQuery, doing: &'static str) -> Result<(Asking, Looked), StoreError> {
        let mut transaction = self.ask(doing).await?;
        let past = self.past_reports(&mut transaction, query.as_of).await?;
        let looked = Looked::new(&mut transaction, query, past).await?;
        Ok((transaction, looked))
    }

    /// A page. A report stands where its lead stands.
    pub(super) async fn report_page(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError> {
        let doing = "listing reports";
        let mut transaction = self.ask(doing).await?;
        let past = self.past_reports(&mut transaction, query.as_of).await?;
        let found = match past.is_empty() {
            true => probe(&mut transaction, query, within(query), Among::Reports).await?,
            false => None,
        };
        let looked = match found {
            Some(ids) => Looked::of(&transaction, query, &ids)?,
            None => Looked::new(&mut transaction, query, past).await?,
        };
        let statement = format!(
            "WITH {}listed AS MATERIALIZED (
                SELECT i.no, i.id, i.feed_id, i.published_at, i.report_id {}
                ORDER BY i.published_at DESC, i.report_id DESC LIMIT ?5) {}",
            looked.tables,
            looked.leads,
            page_columns(if looked.past.is_empty() { "item" } else { "grouped" }),
        );
        let rows = looked.fetch(&mut transaction, query, statement, doing).await?;
        let told = self.aside.sift(REPORT, &rows, |row| Ok((report_row(row)?, Columns(row).id::<Lang>("lang")?)));
        let foreign = told.iter().filter(|(_, lang)| !query.reads.knows(lang)).map(|(row, _)| row.lead.clone());
        let foreign: Vec<ItemId> = foreign.collect();
        let mut page: Vec<ReportRow> = told.into_iter().map(|(row, _)| row).collect();
        let states =
            states(&self.aside, &mut transaction, page.iter().map(|row| &row.id), &looked.past, query.as_of).await?;
        for row in &mut page {
            row.state = state(&states, Some(&row.id));
        }
        let mut gists = gists(&self.aside, &mut transaction, &foreign, query.as_of).await?;
        for row in page.iter_mut().filter(|row| foreign.contains(&row.lead)) {
            row.gist = Some(Box::new(gists.remove(&row.lead).unwrap_or_default()));
        }
        Ok(page)
    }

    pub(super) async fn count_reports(&self, query: &ReportQuery) -> Result<ReportCounts, StoreError> {
        let doing = "counting reports";
        let query = &ReportQuery { after: None, ..query.clone() };
        let (mut transaction, mut looked) = self.look(query, doing).await?;
        let is_whole = looked.past.is_empty() && query.filter.is_none();
        if is_whole && let Some(counts) = kept::counts(&mut transaction, looked.from, query.as_of).await? {
            return Ok(counts);
        }
        let listed = match is_whole {
            true => WINDOW.to_owned(),
            false => format!("SELECT i.report_id {}", looked.leads),
        };
        let mut is = |state| looked.matching.condition(&Condition::Is(state));
        let (read, dismissed, asleep) = (is(State::Read)?, is(State::Dismissed)?, is(State::Snoozed)?);
        let alarms = looked.matching.condition(&Condition::open_escalations())?;
        let statement = format!(
            "WITH {}listed AS MATERIALIZED ({listed}),
                told AS (SELECT NOT ({read} OR {dismissed}) AS unread, {asleep} AS asleep, {alarms} AS alarms FROM listed AS i)
             SELECT count(*) AS total, count(*) FILTER (WHERE unread) AS unread, count(*) FILTER (WHERE asleep) AS asleep,
                 count(*) FILTER (WHERE asleep AND unread) AS asleep_unread, count(*) FILTER (WHERE alarms) AS alarms
             FROM told",
            looked.tables,
        );
        let rows = looked.fetch(&mut transaction, query, statement, doing).await?;
        rows.first().map_or(Ok(ReportCounts::default()), |row| kept::told(&Columns(row)))
    }

    /// The reports of a query with what is marked on them, newest first.
    pub(super) async fn matching_reports(&self, query: &ReportQuery) -> Result<Vec<(ReportId, ItemState)>, StoreError> {
        let doing = "looking for what matches";
        let (mut transaction, looked) = self.look(query, doing).await?;
        let statement = format!(
            "WITH {}listed AS MATERIALIZED (
                SELECT i.published_at, i.report_id {} ORDER BY i.published_at DESC, i.report_id DESC LIMIT ?5)
             SELECT report_id FROM listed ORDER BY published_at DESC, report_id DESC",
            looked.tables, looked.leads,
        );
        let rows = looked.fetch(&mut transaction, query, statement, doing).await?;
        let ids: Vec<ReportId> = self.aside.sift(REPORT, &rows, |row| Columns(row).id("report_id"));
        let states = states(&self.aside, &mut transaction, &ids, &looked.past, query.as_of).await?;
        Ok(ids.into_iter().map(|id| (id.clone(), state(&states, Some(&id)))).collect())
    }
}

pub(super) fn report_row(row: &Row) -> Result<ReportRow, StoreError> {
    let row = Columns(row);
    Ok(ReportRow {
        id: row.id("report_id")?,
        lead: row.id("id")?,
        feed: row.id("feed_id")?,
        feed_name: row.said("feed_name")?,
        title: row.said("title")?,
        published: row.at("published_at")?,
        items: row.number("items")?,
        origins: row.number("origins")?,
        claims: row.number("claims")?,
        state: ItemState::default(),
        gist: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_tells_how_many_rows_it_reckons_with() {
        let line = "Bitmap Heap Scan on words w  (cost=9835.38..98576.62 rows=491882 width=4)";
        assert_eq!(reckoned(line), Some(491_882));
        assert_eq!(reckoned("  Recheck Cond: (terms @@ 'curfew'::tsquery)"), None);
    }
}
