//! Traces: how each number and each status of an item was read, for who asks why.

use std::cell::RefCell;

use serde::Serialize;

use crate::model::Evidence;

/// How one number was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    /// The number with the words that bind it and name those counted.
    #[serde(flatten)]
    pub words: Evidence,
    /// The rule that bound it to a word of harm; none where it counts nobody.
    pub rule: Option<&'static str>,
    /// Why it states nothing; none where it does.
    pub passed_over: Option<&'static str>,
    /// What was settled by which words, in order.
    pub steps: Vec<Step>,
}

/// One thing that was settled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// What: of a number `number`, `bound`, `harm`, `category`, `perpetrator`, `place`, `scope`, `origin`; of a status
    /// `curfew` or `control`, `place`, `extent`, `until`, `origin`.
    pub what: &'static str,
    /// As what.
    pub value: String,
    /// The words of the text that settle it; none where it follows from the rest.
    pub by: Option<String>,
}

/// Where it is written how an item is read, if anybody asked.
#[derive(Debug, Clone, Default)]
pub struct Traces {
    /// Its numbers.
    pub figures: RefCell<Vec<Trace>>,
    /// Its statuses, each with its steps, in their order.
    pub statuses: RefCell<Vec<Vec<Step>>>,
}

/// A value as it is shown to machines.
pub fn shown(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        other => other.map(|value| value.to_string()).unwrap_or_default(),
    }
}
