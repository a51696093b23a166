//! What an operator is about to decide from the screen: the subject, the judgement, and how both are told.

use std::collections::HashMap;

use super::words;
use crate::model::{Decision, DecisionId, Judgement, Setting, Situation, StatusKind, StatusValue, Subject};

/// A decision that waits for its reason, and then for the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What it is about.
    pub subject: Subject,
    /// What is decided.
    pub judgement: Judgement,
    /// What it does, in words: "reject SOHR's 35 of Fri 14:00".
    pub told: String,
}

/// What the subjects of decisions are called, by their ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// The names: "\"Curfew lifted in Homs\"", "SOHR's 35 civilians killed".
    pub called: HashMap<String, String>,
    /// Of a decision that takes another back, what that is called: who takes back such a one does again what it took back.
    pub taken_back: HashMap<String, String>,
}

impl Names {
    /// Adds those of another page.
    pub fn extend(&mut self, more: Self) {
        self.called.extend(more.called);
        self.taken_back.extend(more.taken_back);
    }

    /// What taking a decision back does: "undo: starred: …"; of one that takes another back, "redo: starred: …".
    pub fn undoing(&self, decision: &DecisionId) -> String {
        match (self.taken_back.get(decision.as_str()), self.called.get(decision.as_str())) {
            (Some(again), _) => format!("redo: {again}"),
            (None, Some(name)) => format!("undo: {name}"),
            (None, None) => "undo a decision".to_owned(),
        }
    }

    /// One of a kind by its name; "a claim" where that is not known.
    fn one(&self, kind: &str, id: &str) -> String {
        let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        match self.called.get(id) {
            Some(name) if matches!(kind, "claim" | "status") => name.clone(),
            Some(name) => format!("{kind} {name}"),
            None => format!("{article} {kind}"),
        }
    }
}

/// What a judgement does, as a verb.
pub fn verb(judgement: &Judgement) -> &'static str {
    match judgement {
        Judgement::Mark(_) => "mark",
        Judgement::Confirm => "confirm",
        Judgement::Reject => "reject",
        Judgement::Amend(_) => "amend",
        Judgement::Set(_) => "set",
        Judgement::Open { .. } => "open",
        Judgement::Undo => "undo",
        Judgement::Merge { .. } => "merge",
        Judgement::Split => "split",
    }
}

/// How a place is set, in words: "curfew in force until Sat 07Z", "held by government, mostly".
pub fn setting(setting: &Setting, situation: &Situation) -> String {
    let until = setting.until.map(|until| format!(" until {}", super::moment::brief(until))).unwrap_or_default();
    match (setting.kind, &setting.value) {
        (StatusKind::Curfew, StatusValue::Lifted) => "curfew lifted".to_owned(),
        (StatusKind::Curfew, _) => format!("curfew in force{until}"),
        (StatusKind::Control, value) => {
            let who = words::side(value.as_str(), situation);
            format!("control {who}{}", words::extent(setting.extent))
        }
    }
}

/// What a decision is about and what it says, in words: "reject SOHR's 35 civilians killed".
pub fn told(decision: &Decision, situation: &Situation, names: &Names) -> String {
    match (&decision.subject, &decision.judgement) {
        // What is marked goes before a headline, which may be cut.
        (Subject::Report(id), Judgement::Mark(mark)) => {
            let report = names.called.get(id.as_str()).map_or("a report", String::as_str);
            return format!("{}: {report}", words::mark(mark));
        }
        (Subject::Decision(id), Judgement::Undo) => {
            return names.undoing(id);
        }
        _ => {}
    }
    let subject = match &decision.subject {
        Subject::Report(id) => names.one("report", id.as_str()),
        Subject::Claim(id) => names.one("claim", id.as_str()),
        Subject::Status(id) => names.one("status", id.as_str()),
        Subject::Place(id) => situation.place_name(id).to_owned(),
        Subject::Episode(id) => format!("episode {id}"),
        Subject::Decision(id) => names.one("decision", id.as_str()),
        Subject::Item(id) => names.one("item", id.as_str()),
    };
    let detail = match &decision.judgement {
        Judgement::Mark(mark) => format!(": {}", words::mark(mark)),
        Judgement::Amend(amendment) => format!(": {}", words::amendment(amendment, situation)),
        Judgement::Set(set) => format!(": {}", setting(set, situation)),
        Judgement::Open { name, begin } => format!(": {name}, from {}", super::moment::brief(*begin)),
        Judgement::Merge { with } => {
            let others: Vec<String> = with.iter().map(|id| names.one("report", id.as_str())).collect();
            format!(" with {}", others.join(", "))
        }
        Judgement::Split => " off its report".to_owned(),
        Judgement::Confirm | Judgement::Reject | Judgement::Undo => String::new(),
    };
    format!("{} {subject}{detail}", verb(&decision.judgement))
}
