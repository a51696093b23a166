//! Filters as SQL: the one place where a condition becomes part of a statement. Only words of this file stand in the
//! statement; whatever an operator typed is a parameter.

use jiff::Timestamp;

use super::super::StoreError;
use super::column::{count, millis, word};
use super::fragments::{REVISION, origins, relevant};
use super::statement::{Dialect, Query};
use super::strokes::{UNTIL_NEWS, stands};
use super::words;
use crate::filter::{Comparison, Condition, Phrase, State, Stated};
use crate::model::PlaceId;
use crate::model::mark::TAG_SLOT;

/// What a condition is asked of: the row that the statement calls `i`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The report that the item leads, by its present items.
    Report,
    /// The same in a time since which items have changed their reports: `grouped` has those of then.
    PastReport,
    /// The item itself; what is of a report is asked of its report.
    Item,
}

/// That a mark says yes.
const SET: &str = "d.value <> 0";

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(i64),
    Text(String),
}

/// A select of the numbers of items to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Driver {
    pub(super) select: String,
    /// Whether the index puts all of them together before it tells the first, however few are wanted: PostgreSQL's of words does.
    pub(super) is_gathered: bool,
}

/// Conditions put into words of the database, with their parameters.
#[derive(Debug, Clone)]
pub(super) struct Matching {
    dialect: Dialect,
    scope: Scope,
    /// Parameters of the statement before those of the conditions.
    before: usize,
    values: Vec<Value>,
}

impl Matching {
    /// For a statement that has so many parameters of its own, of which the first is the moment.
    pub(super) fn new(dialect: Dialect, scope: Scope, before: usize) -> Self {
        Self { dialect, scope, before, values: vec![] }
    }

    /// Binds the parameters in their order, after the statement's own.
    pub(super) fn bind<'q>(&'q self, query: Query<'q>) -> Query<'q> {
        self.values.iter().fold(query, |query, value| match value {
            Value::Number(number) => query.bind(*number),
            Value::Text(text) => query.bind(text),
        })
    }

    fn put(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.before + self.values.len())
    }

    /// The place of a text among the parameters.
    pub(super) fn text(&mut self, text: impl Into<String>) -> String {
        self.put(Value::Text(text.into()))
    }

    /// What holds of the items that are asked for, as an expression over `i`, and the moment that is asked of: everything, as
    /// it stands, where there is no condition.
    pub(super) fn holds(
        &mut self,
        condition: Option<(&Condition, Timestamp)>,
    ) -> Result<(String, Timestamp), StoreError> {
        match condition {
            Some((condition, as_of)) => Ok((self.condition(condition)?, as_of)),
            None => Ok(("TRUE".to_owned(), Timestamp::MAX)),
        }
    }

    /// The condition as an expression over `i`.
    pub(super) fn condition(&mut self, condition: &Condition) -> Result<String, StoreError> {
        Ok(match condition {
            Condition::And(parts) => self.joined(parts, " AND ", "TRUE")?,
            Condition::Or(parts) => self.joined(parts, " OR ", "FALSE")?,
            Condition::Not(inner) => format!("NOT coalesce({}, FALSE)", self.condition(inner)?),
            Condition::Words(phrases) => {
                let is_found = match self.dialect {
                    Dialect::Sqlite => {
                        let words = self.text(words::query_of(phrases));
                        format!("((o.no << 20) | {REVISION}) IN (SELECT rowid FROM words WHERE words MATCH {words})")
                    }
                    Dialect::Postgres => {
                        let found = self.found(phrases);
                        format!("(o.no, {REVISION}) IN (SELECT w.item_no, w.revision FROM words AS w WHERE {found})")
                    }
                };
                self.of_item(&is_found)
            }
            Condition::Place(places) => {
                let places = self.text(place_list(places));
                let is_one = format!("c.place IN (SELECT value FROM json_each({places}))");
                self.of_item(&format!("({} OR {})", said("claim", &is_one), said("status", &is_one)))
            }
            Condition::Origin(origin) => {
                let is_it = format!("c.origin = {}", self.text(origin.as_str()));
                self.of_item(&format!("({} OR {})", said("claim", &is_it), said("status", &is_it)))
            }
            Condition::Lang(lang) => {
                let lang = self.text(lang.as_str());
                self.of_item(&format!(
                    "EXISTS (SELECT 1 FROM revision AS v INDEXED BY revision_lang
                     WHERE v.lang = {lang} AND v.item_no = o.no AND v.number = {REVISION})"
                ))
            }
            Condition::Feed(feed) => {
                let feed = self.text(feed.as_str());
                self.of_item(&format!("o.feed_id = {feed}"))
            }
            Condition::Side(category) => {
                let category = self.text(category.as_str());
                self.of_item(&said("claim", &format!("c.category = {category}")))
            }
            Condition::Stated(Stated::Figure(metric)) => {
                let metric = self.text(word(metric)?);
                self.of_item(&said("claim", &format!("c.metric = {metric}")))
            }
            Condition::Stated(Stated::Status(kind)) => {
                let kind = self.text(word(kind)?);
                self.of_item(&said("status", &format!("c.kind = {kind}")))
            }
            Condition::Value(value) => {
                let value = self.text(value.as_str());
                self.of_item(&said("status", &format!("c.value = {value}")))
            }
            Condition::Figure(metric, comparison, number) => {
                let metric = self.text(word(metric)?);
                let compared = self.compared("coalesce(c.low, c.high)", *comparison, *number);
                self.of_item(&said("claim", &format!("c.metric = {metric} AND {compared}")))
            }
            Condition::Sources(comparison, number) => {
                let sources = match self.scope {
                    Scope::PastReport => origins!("grouped AS o"),
                    Scope::Report | Scope::Item => origins!("item AS o"),
                };
                self.compared(sources, *comparison, *number)
            }
            Condition::Items(comparison, number) => {
                let items = format!("(SELECT count(*) FROM {})", self.members("TRUE"));
                self.compared(&items, *comparison, *number)
            }
            Condition::Priority(comparison, number) => {
                let slot = self.text("escalated");
                let priority = format!("coalesce(({}), 0)", self.latest(&slot, "d.value"));
                let compared = self.compared(&priority, *comparison, *number);
                format!("({priority} > 0 AND {compared})")
            }
            Condition::Tag(tag) => self.mark(&format!("{TAG_SLOT}{tag}"), SET),
            Condition::Owner(operator) => {
                let operator = self.text(operator);
                self.mark("acknowledged", &format!("d.value <> 0 AND d.operator = {operator}"))
            }
            Condition::Is(state) => self.state(*state),
            Condition::Since(at) => format!("i.published_at >= {}", self.put(Value::Number(millis(*at)))),
            Condition::Until(at) => format!("i.published_at <= {}", self.put(Value::Number(millis(*at)))),
            Condition::ArrivedAfter(at) => {
                let at = self.put(Value::Number(millis(*at)));
                self.of_item(&format!("o.fetched_at > {at}"))
            }
            Condition::StoredAfter(seq) => {
                let seq = self.put(Value::Number(seq.0));
                format!(
                    "(EXISTS (SELECT 1 FROM item AS o JOIN revision AS v ON v.item_no = o.no
                              WHERE {} AND v.seq > {seq})
                      OR EXISTS (SELECT 1 FROM item AS o
                                 JOIN decision AS d ON d.subject_kind = 'report' AND d.subject_id = o.id
                                 WHERE {} AND d.seq > {seq}))",
                    self.of_report("o"),
                    self.of_report("o")
                )
            }
        })
    }

    fn joined(&mut self, parts: &[Condition], by: &str, of_none: &str) -> Result<String, StoreError> {
        if parts.is_empty() {
            return Ok(of_none.to_owned());
        }
        let parts = parts.iter().map(|part| self.condition(part)).collect::<Result<Vec<_>, _>>()?;
        Ok(format!("({})", parts.join(by)))
    }

    /// Whether any of the report's items, or the item itself, is so. PostgreSQL asks it of one row after the other, and of no
    /// more than a page needs, instead of joining all that is so with all that is listed.
    fn of_item(&self, predicate: &str) -> String {
        let any = format!("EXISTS (SELECT 1 FROM {})", self.members(predicate));
        match self.dialect {
            Dialect::Sqlite => any,
            Dialect::Postgres => format!("coalesce({any}, FALSE)"),
        }
    }

    /// The items that are asked, called `o`, with what they must be.
    fn members(&self, predicate: &str) -> String {
        match self.scope {
            Scope::Report => format!(
                "item AS o WHERE o.report_id = i.report_id AND o.published_at <= ?1 AND o.fetched_at <= ?1 AND {}
                 AND {predicate}",
                relevant!("o")
            ),
            Scope::PastReport => format!("grouped AS o WHERE o.report_id = i.report_id AND {predicate}"),
            Scope::Item if predicate == "TRUE" => {
                format!("item AS o WHERE o.report_id = i.report_id AND {}", relevant!("o"))
            }
            Scope::Item => format!("item AS o WHERE o.no = i.no AND {predicate}"),
        }
    }

    /// What the mark that stands in a slot says, which is true or false; false where there is none.
    fn mark(&mut self, slot: &str, says: &str) -> String {
        let slot = self.text(slot);
        format!("coalesce(({}), FALSE)", self.latest(&slot, says))
    }

    /// What the latest mark of a slot says of the report.
    fn latest(&self, slot: &str, says: &str) -> String {
        format!(
            "SELECT {says} FROM item AS o
             CROSS JOIN decision AS d ON d.subject_kind = 'report' AND d.subject_id = o.id AND d.mark = {slot}
             WHERE {} AND d.decided_at <= ?1 AND {}
             ORDER BY d.decided_at DESC, d.no DESC LIMIT 1",
            self.of_report("o"),
            stands!("d")
        )
    }

    /// Whether an item is one of the report's, by whose ids it may be marked: also one that is not about the situation any
    /// more.
    fn of_report(&self, item: &str) -> String {
        match self.scope {
            Scope::Report | Scope::Item => format!("{item}.report_id = i.report_id"),
            Scope::PastReport => format!(
                "{item}.no IN (
                     SELECT m.no FROM item AS m
                     WHERE m.report_id = i.report_id AND m.id NOT IN (SELECT id FROM past)
                     UNION ALL
                     SELECT m.no FROM past AS p JOIN item AS m ON m.id = p.id WHERE p.report = i.report_id)"
            ),
        }
    }

    fn state(&mut self, state: State) -> String {
        match state {
            State::Read => self.mark("read", SET),
            State::Starred => self.mark("starred", SET),
            State::Dismissed => self.mark("dismissed", SET),
            State::Acknowledged => self.mark("acknowledged", SET),
            State::Escalated => self.mark("escalated", "d.value > 0"),
            State::Noted => self.mark("note", SET),
            State::Snoozed => {
                let until = self.put(Value::Number(UNTIL_NEWS));
                self.mark(
                    "snoozed",
                    &format!(
                        "CASE WHEN d.value <> {until} THEN d.value > ?1 ELSE NOT EXISTS (
                             SELECT 1 FROM item AS n JOIN revision AS v ON v.item_no = n.no
                             WHERE n.report_id = i.report_id AND v.fetched_at > d.decided_at AND v.fetched_at <= ?1) END"
                    ),
                )
            }
            State::Tagged => format!(
                "EXISTS (SELECT 1 FROM item AS t
                 CROSS JOIN decision AS s ON s.subject_kind = 'report' AND s.subject_id = t.id
                 WHERE {} AND s.mark >= 'tag:' AND s.mark < 'tag;' AND s.decided_at <= ?1 AND ({}))",
                self.of_report("t"),
                self.latest("s.mark", SET)
            ),
        }
    }

    /// Whether the row `w` of PostgreSQL's words has these phrases: its index finds who has all the terms, and the texts
    /// tell whether they stand in a row.
    fn found(&mut self, phrases: &[Phrase]) -> String {
        let terms = self.text(words::terms_query(phrases));
        let in_a_row = phrases.iter().map(|phrase| {
            let stands = words::rows_of(phrase).into_iter().map(|row| {
                let row = self.text(row);
                format!("strpos(w.title, {row}) > 0 OR strpos(w.text, {row}) > 0")
            });
            format!(" AND ({})", stands.collect::<Vec<_>>().join(" OR "))
        });
        let in_a_row: String = in_a_row.collect();
        format!("w.terms @@ CAST({terms} AS tsquery){in_a_row}")
    }

    fn compared(&mut self, what: &str, comparison: Comparison, number: u64) -> String {
        let number = self.put(Value::Number(count(number)));
        format!("{what} {} {number}", comparison.sign())
    }

    /// Selects of one column, the numbers of items, to begin with instead of with the whole list: each has an item of every
    /// report that the condition holds for, and perhaps others.
    pub(super) fn drivers(&mut self, condition: &Condition) -> Vec<Driver> {
        let parts = match condition {
            Condition::And(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let mut drivers = vec![];
        for part in parts {
            let is_gathered = self.dialect == Dialect::Postgres && matches!(part, Condition::Words(_));
            drivers.extend(self.driver(part).map(|select| Driver { select, is_gathered }));
        }
        drivers
    }

    fn driver(&mut self, condition: &Condition) -> Option<String> {
        let marked = |slot: &str| {
            format!(
                "SELECT m.no FROM decision AS d JOIN item AS m ON m.id = d.subject_id
                 WHERE d.mark = '{slot}' AND d.value <> 0 AND d.subject_kind = 'report'"
            )
        };
        Some(match condition {
            Condition::Words(phrases) => match self.dialect {
                Dialect::Sqlite => {
                    let words = self.text(words::query_of(phrases));
                    format!("SELECT rowid >> 20 AS no FROM words WHERE words MATCH {words}")
                }
                Dialect::Postgres => format!("SELECT w.item_no AS no FROM words AS w WHERE {}", self.found(phrases)),
            },
            Condition::Place(places) => {
                let places = self.text(place_list(places));
                format!(
                    "SELECT item_no AS no FROM claim WHERE place IN (SELECT value FROM json_each({places}))
                     UNION ALL SELECT item_no FROM status WHERE place IN (SELECT value FROM json_each({places}))"
                )
            }
            Condition::Origin(origin) => {
                let origin = self.text(origin.as_str());
                format!(
                    "SELECT item_no AS no FROM claim WHERE origin = {origin}
                     UNION ALL SELECT item_no FROM status WHERE origin = {origin}"
                )
            }
            Condition::Lang(lang) => {
                format!("SELECT item_no AS no FROM revision WHERE lang = {}", self.text(lang.as_str()))
            }
            Condition::Tag(tag) => {
                let slot = self.text(format!("{TAG_SLOT}{tag}"));
                format!(
                    "SELECT m.no FROM decision AS d JOIN item AS m ON m.id = d.subject_id
                     WHERE d.mark = {slot} AND d.value <> 0 AND d.subject_kind = 'report'"
                )
            }
            Condition::StoredAfter(seq) => {
                let seq = self.put(Value::Number(seq.0));
                format!(
                    "SELECT v.item_no AS no FROM revision AS v WHERE v.seq > {seq}
                     UNION ALL SELECT m.no FROM decision AS d JOIN item AS m ON m.id = d.subject_id
                     WHERE d.seq > {seq} AND d.subject_kind = 'report'"
                )
            }
            Condition::Owner(_) => marked("acknowledged"),
            Condition::Priority(..) => marked("escalated"),
            Condition::Is(state) => match state {
                State::Read => marked("read"),
                State::Starred => marked("starred"),
                State::Dismissed => marked("dismissed"),
                State::Acknowledged => marked("acknowledged"),
                State::Escalated => marked("escalated"),
                State::Snoozed => marked("snoozed"),
                State::Noted => marked("note"),
                State::Tagged => "SELECT m.no FROM decision AS d JOIN item AS m ON m.id = d.subject_id
                                  WHERE d.mark >= 'tag:' AND d.mark < 'tag;' AND d.value <> 0
                                    AND d.subject_kind = 'report'"
                    .to_owned(),
            },
            _ => return None,
        })
    }
}

/// Whether the item `o` states something in the revision in force.
fn said(table: &str, is_so: &str) -> String {
    format!("EXISTS (SELECT 1 FROM {table} AS c WHERE c.item_no = o.no AND c.revision = {REVISION} AND {is_so})")
}

fn place_list(places: &[PlaceId]) -> String {
    serde_json::Value::from_iter(places.iter().map(PlaceId::as_str)).to_string()
}
