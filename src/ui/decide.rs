//! What an operator is about to decide from the screen: the subject, the judgement, and how both are told.

use super::words;
use crate::model::{Decision, Judgement, Setting, Situation, StatusKind, StatusValue, Subject};

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

/// What a decision is about and what it says, in words, for the log: "reject claim i1.2.c1".
pub fn told(decision: &Decision, situation: &Situation) -> String {
    let subject = match &decision.subject {
        Subject::Report(id) => format!("report {id}"),
        Subject::Claim(id) => format!("claim {id}"),
        Subject::Status(id) => format!("status {id}"),
        Subject::Place(id) => situation.place_name(id).to_owned(),
        Subject::Episode(id) => format!("episode {id}"),
        Subject::Decision(id) => format!("decision {id}"),
        Subject::Item(id) => format!("item {id}"),
    };
    let detail = match &decision.judgement {
        Judgement::Mark(mark) => format!(": {}", words::mark(mark)),
        Judgement::Amend(amendment) => format!(": {}", words::amendment(amendment, situation)),
        Judgement::Set(set) => format!(": {}", setting(set, situation)),
        Judgement::Open { name, begin } => format!(": {name}, from {}", super::moment::brief(*begin)),
        Judgement::Merge { with } => {
            format!(" with {}", with.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", "))
        }
        Judgement::Confirm | Judgement::Reject | Judgement::Undo | Judgement::Split => String::new(),
    };
    format!("{} {subject}{detail}", verb(&decision.judgement))
}
