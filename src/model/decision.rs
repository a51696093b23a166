//! A decision: what an operator decided, when and why. Decisions are only ever added.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ClaimId, DecisionId, ReportId, StatusId};

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A report, with all its items.
    Report(ReportId),
    /// One claim.
    Claim(ClaimId),
    /// One status.
    Status(StatusId),
}

/// A triage mark on a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Read or unread.
    Read(bool),
    /// Starred or not.
    Starred(bool),
    /// Not relevant, or relevant after all.
    Dismissed(bool),
    /// Acknowledged, or given back.
    Acknowledged(bool),
}

/// Whether a claim or a status counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// A triage mark.
    Mark(Mark),
    /// The reading is right.
    Confirm,
    /// The reading is wrong and must not count.
    Reject,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// What it is about.
    pub subject: Subject,
    /// What was decided.
    pub judgement: Judgement,
    /// Who decided.
    pub operator: String,
    /// When.
    pub decided: Timestamp,
    /// Why.
    pub reason: Option<String>,
}
