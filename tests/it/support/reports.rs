//! Labelled reports, and how well a reading of them agrees with their labels.
//!
//! A claim agrees in figure (metric, bounds), sided (also whose) and whole (also origin, scope and place). What the
//! labels leave open is neither right nor wrong.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use serde_json::Value;

use super::command::Home;

/// How much of a claim or a status must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Metric and number.
    Figure,
    /// Also whose.
    Sided,
    /// Also who counted, what stretch and where.
    Whole,
    /// Place, kind and value of a status.
    State,
    /// Also its end and its origin.
    WholeState,
}

/// Right, spurious and missed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Read as labelled.
    pub right: u32,
    /// Read and not labelled.
    pub spurious: u32,
    /// Labelled and not read.
    pub missed: u32,
}

impl Tally {
    /// The harmonic mean of precision and recall; 1 where there is nothing to read.
    pub fn f1(self) -> f64 {
        let all = 2 * self.right + self.spurious + self.missed;
        if all == 0 { 1.0 } else { f64::from(2 * self.right) / f64::from(all) }
    }
}

/// The labelled reports of a file of JSON Lines.
pub fn rows(text: &str) -> Vec<Value> {
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What was read of reports, by their ids.
pub type Readings = HashMap<String, Value>;

/// What was asked, and what came of it once that is there.
type Asked = HashMap<String, Arc<OnceLock<Arc<Readings>>>>;

/// What `coastwatch analyze` makes of reports, by their ids. What is asked again is not read again.
pub fn read(rows: &[Value], args: &[&str]) -> Arc<Readings> {
    static READ: LazyLock<Mutex<Asked>> = LazyLock::new(Mutex::default);
    let input = input(rows);
    let asked = format!("{args:?} {input}");
    let known = Arc::clone(READ.lock().unwrap().entry(asked).or_default());
    Arc::clone(known.get_or_init(|| Arc::new(analyze(input, args))))
}

/// Reports as the program is given them, without their labels.
fn input(rows: &[Value]) -> String {
    let line = |row: &Value| {
        let keys = ["id", "lang", "source", "published", "url", "title", "text"];
        let value = |key: &str| row.get(key).filter(|value| !value.is_null()).cloned();
        let given = keys.into_iter().filter_map(|key| Some((key.to_owned(), value(key)?)));
        format!("{}\n", Value::Object(given.collect()))
    };
    rows.iter().map(line).collect()
}

/// Asks the program.
fn analyze(input: String, args: &[&str]) -> Readings {
    let home = Home::new();
    let output = home.coastwatch(&[&["analyze"], args].concat()).write_stdin(input).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = rows_of(&output.stdout);
    answers.into_iter().map(|answer| (answer["id"].as_str().unwrap().to_owned(), answer)).collect()
}

fn rows_of(out: &[u8]) -> Vec<Value> {
    rows(std::str::from_utf8(out).unwrap())
}

/// How readings agree with the labels of reports that are about the situation, at a level.
pub fn tally(rows: &[Value], readings: &Readings, level: Level) -> Tally {
    let mut sum = Tally::default();
    for row in rows {
        let reading = &readings[row["id"].as_str().unwrap()];
        let (list, open) = match level {
            Level::State | Level::WholeState => ("statuses", "optional_statuses"),
            _ => ("claims", "optional_claims"),
        };
        let found = reading[list].as_array().cloned().unwrap_or_default();
        let mut left = found.clone();
        let labels = row[list].as_array().cloned().unwrap_or_default();
        for label in &labels {
            match left.iter().position(|one| key(one, level) == key(label, level)) {
                Some(at) => {
                    left.remove(at);
                    sum.right += 1;
                }
                None => sum.missed += 1,
            }
        }
        let open = row[open].as_array().cloned().unwrap_or_default();
        let is_open = |one: &Value| open.iter().any(|label| open_key(one, level) == open_key(label, level));
        sum.spurious += u32::try_from(left.iter().filter(|one| !is_open(one)).count()).unwrap();
    }
    sum
}

/// How the claims that are at least this sure agree with the labels in figure and side; missed are those right claims
/// that are less sure.
pub fn sure(rows: &[Value], readings: &Readings, least: f64) -> Tally {
    let mut sum = Tally::default();
    for row in rows {
        let reading = &readings[row["id"].as_str().unwrap()];
        let mut labels: Vec<Vec<Value>> =
            row["claims"].as_array().unwrap().iter().map(|label| key(label, Level::Sided)).collect();
        let open: Vec<Vec<Value>> =
            row["optional_claims"].as_array().unwrap().iter().map(|label| key(label, Level::Figure)).collect();
        for claim in reading["claims"].as_array().unwrap() {
            let is_sure = claim["confidence"].as_f64().unwrap() >= least - 1e-6;
            match labels.iter().position(|label| *label == key(claim, Level::Sided)) {
                Some(at) => {
                    labels.remove(at);
                    if is_sure { sum.right += 1 } else { sum.missed += 1 }
                }
                None if open.contains(&key(claim, Level::Figure)) => {}
                None => sum.spurious += u32::from(is_sure),
            }
        }
    }
    sum
}

/// The words of numbers that must not be counted and were: the report's id with the words a claim was read from.
pub fn background_counted(rows: &[Value], readings: &Readings) -> Vec<String> {
    let mut found = Vec::new();
    for row in rows {
        let id = row["id"].as_str().unwrap();
        let background: Vec<&str> = row["background"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let labels: Vec<Vec<Value>> = ["claims", "optional_claims"]
            .iter()
            .flat_map(|list| row[*list].as_array().unwrap())
            .map(|label| key(label, Level::Figure))
            .collect();
        for claim in readings[id]["claims"].as_array().unwrap() {
            let quote = claim["evidence"]["quote"].as_str().unwrap();
            let overlaps = |words: &&str| !words.is_empty() && (words.contains(quote) || quote.contains(*words));
            if !labels.contains(&key(claim, Level::Figure)) && background.iter().any(overlaps) {
                found.push(format!("{id}: {quote}"));
            }
        }
    }
    found
}

/// How the relevance of readings agrees with that of the reports.
pub fn relevance(rows: &[Value], readings: &Readings) -> Tally {
    let mut sum = Tally::default();
    for row in rows {
        let read = readings[row["id"].as_str().unwrap()]["relevant"] == true;
        match (row["relevant"] == true, read) {
            (true, true) => sum.right += 1,
            (false, true) => sum.spurious += 1,
            (true, false) => sum.missed += 1,
            (false, false) => {}
        }
    }
    sum
}

/// The reports by their language, those that are neither English nor Arabic together as `other`.
pub fn by_language(rows: &[Value]) -> BTreeMap<&'static str, Vec<Value>> {
    let mut groups: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
    for row in rows {
        let group = match row["lang"].as_str() {
            Some("en") => "en",
            Some("ar") => "ar",
            _ => "other",
        };
        groups.entry(group).or_default().push(row.clone());
    }
    groups
}

/// What must agree for a claim or a status to count as read at a level.
pub fn key(one: &Value, level: Level) -> Vec<Value> {
    let names: &[&str] = match level {
        Level::Figure => &["metric"],
        Level::Sided => &["metric", "category", "perpetrator"],
        Level::Whole => &["metric", "category", "perpetrator", "origin", "scope", "place"],
        Level::State => &["place", "kind", "value"],
        Level::WholeState => &["place", "kind", "value", "until", "origin"],
    };
    let mut key: Vec<Value> = names.iter().map(|name| one[*name].clone()).collect();
    if !matches!(level, Level::State | Level::WholeState) {
        if one["bound"] == "vague" {
            key.push("vague".into());
        } else {
            key.extend([one["low"].clone(), one["high"].clone()]);
        }
    }
    key
}

/// What must agree for a reading to be one that the labels leave open.
fn open_key(one: &Value, level: Level) -> Vec<Value> {
    match level {
        Level::State | Level::WholeState => vec![one["place"].clone()],
        _ => key(one, Level::Figure),
    }
}
