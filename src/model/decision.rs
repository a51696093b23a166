//! A decision: what an operator decided, when and why. Decisions are only ever added.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Bound, CategoryId, Claim, ClaimId, DecisionId, EpisodeId, Extent, ItemId, Mark, OriginId, PlaceId, ReportId, Scope,
    StatusId, StatusKind, StatusValue, StrokeId,
};

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A report, with all its items.
    Report(ReportId),
    /// One claim.
    Claim(ClaimId),
    /// One status.
    Status(StatusId),
    /// One place of the board.
    Place(PlaceId),
    /// An episode.
    Episode(EpisodeId),
    /// An earlier decision.
    Decision(DecisionId),
    /// One item of a report.
    Item(ItemId),
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// A triage mark.
    Mark(Mark),
    /// The reading is right.
    Confirm,
    /// The reading is wrong and must not count.
    Reject,
    /// The reading of a claim is right but for what is amended.
    Amend(Amendment),
    /// How a place stands, by the operator's own word.
    Set(Setting),
    /// Counting begins anew: an episode of this name, open at its end.
    Open {
        /// Its first instant.
        begin: Timestamp,
        /// Its name for people.
        name: String,
    },
    /// The decision never was.
    Undo,
    /// The report and these tell one thing.
    Merge {
        /// The other reports.
        with: Vec<ReportId>,
    },
    /// The item tells something else than its report.
    Split,
}

/// What an operator puts right in a claim; what is left out stays as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Amendment {
    /// The figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figure: Option<Figure>,
    /// Whose dead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// What stretch it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// The one place it is for; null within is none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub place: Option<Option<PlaceId>>,
    /// Who counted; null within is nobody named.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub origin: Option<Option<OriginId>>,
}

/// A figure with its bound, as a claim has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Lower end.
    pub low: Option<u64>,
    /// Upper end.
    pub high: Option<u64>,
    /// How it is bound.
    pub bound: Bound,
}

impl Figure {
    /// The figure between two ends: exact where they are one, at least or up to where one is open.
    pub fn between(low: Option<u64>, high: Option<u64>) -> Self {
        let bound = match (low, high) {
            (Some(low), Some(high)) if low == high => Bound::Exact,
            (Some(_), None) => Bound::AtLeast,
            (None, Some(_)) => Bound::UpTo,
            (Some(_), Some(_)) | (None, None) => Bound::Range,
        };
        Self { low, high, bound }
    }
}

impl Amendment {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts a claim right.
    pub fn apply(&self, claim: &mut Claim) {
        if let Some(Figure { low, high, bound }) = self.figure {
            (claim.low, claim.high, claim.bound) = (low, high, bound);
        }
        if let Some(category) = &self.category {
            claim.category = category.clone();
        }
        if let Some(scope) = self.scope {
            claim.scope = scope;
        }
        if let Some(place) = &self.place {
            claim.place = place.clone();
        }
        if let Some(origin) = &self.origin {
            claim.origin = origin.clone();
        }
    }
}

/// How a place stands, by an operator's own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Curfew or control.
    pub kind: StatusKind,
    /// What holds.
    pub value: StatusValue,
    /// How much of the place a side holds.
    pub extent: Option<Extent>,
    /// When the curfew is to end.
    pub until: Option<Timestamp>,
}

/// Reads a value that is there as one that is set, null as set to nothing.
fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
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
    /// What was decided with one key or one call shares it, and is taken back together; none where it was made alone.
    #[serde(default)]
    pub stroke: Option<StrokeId>,
}

/// Marks of one stroke at most: they are stored in one transaction, which keeps everybody else waiting for a second at
/// this number.
pub const STROKE_MAX: usize = 20_000;

/// Which way an operator goes through what they have marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Takes the newest stroke back that still stands.
    Undo,
    /// Brings the newest one back that was taken back, unless something was marked since.
    Redo,
}

/// A stroke of marks of one operator, and what it takes to turn it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stroke {
    /// Each mark of it.
    pub marks: Vec<Turned>,
}

/// One mark that is to be taken back or brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// The mark as it was made.
    pub made: Decision,
    /// The decision that an undo of turns it: itself, or the one that took it back.
    pub by: DecisionId,
    /// Who marked the same of the report since: that mark stands, whichever way this one is turned.
    pub overtaken: Option<String>,
}

impl Stroke {
    /// The decisions that turn it; `id` makes the id of the one at a position.
    pub fn turn(
        &self,
        stroke: &StrokeId,
        operator: &str,
        at: Timestamp,
        id: impl Fn(usize) -> DecisionId,
    ) -> Vec<Decision> {
        let turned = |(n, mark): (usize, &Turned)| Decision {
            id: id(n),
            subject: Subject::Decision(mark.by.clone()),
            judgement: Judgement::Undo,
            operator: operator.to_owned(),
            decided: at,
            reason: None,
            stroke: Some(stroke.clone()),
        };
        self.marks.iter().enumerate().map(turned).collect()
    }

    /// What turning it does, as a sentence: what was marked on how many reports, and what stays as others have marked
    /// it since.
    pub fn sentence(&self, turn: Turn) -> String {
        let done = match turn {
            Turn::Undo => "Taken back",
            Turn::Redo => "Done again",
        };
        let what = self.marks.first().and_then(|mark| match &mark.made.judgement {
            Judgement::Mark(mark) => Some(mark.done()),
            _ => None,
        });
        let (what, many) = (what.unwrap_or_default(), self.marks.len());
        let told = format!("{done}: {what} {many} report{}.", if many == 1 { "" } else { "s" });
        let mut others: Vec<&str> = self.marks.iter().filter_map(|mark| mark.overtaken.as_deref()).collect();
        let left = others.len();
        others.sort_unstable();
        others.dedup();
        match (left, many) {
            (0, _) => told,
            (left, many) if left == many => {
                format!("{told} Nothing changes: {} has marked the same since, and that stands.", others.join(", "))
            }
            (1, _) => format!("{told} 1 stays as {} has marked it since.", others.join(", ")),
            (left, _) => format!("{told} {left} stay as {} marked them since.", others.join(", ")),
        }
    }
}

/// Those of the decisions, given in the order they were made, that stood at an instant: made by then, and not undone
/// by one that itself stood.
pub fn standing<'d>(decisions: impl IntoIterator<Item = &'d Decision>, at: Timestamp) -> Vec<&'d Decision> {
    let made: Vec<&Decision> = decisions.into_iter().filter(|decision| decision.decided <= at).collect();
    // An undo comes after what it undoes, so that from the last to the first each is known to stand before its own
    // undoing is applied.
    let mut undone: HashSet<&DecisionId> = HashSet::new();
    let mut stands = vec![];
    for decision in made.into_iter().rev() {
        if undone.contains(&decision.id) {
            continue;
        }
        if let (Subject::Decision(other), Judgement::Undo) = (&decision.subject, &decision.judgement) {
            undone.insert(other);
        }
        stands.push(decision);
    }
    stands.reverse();
    stands
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot build its input has failed")]

    use super::*;

    fn decision(id: &str, minute: i64, subject: Subject, judgement: Judgement) -> Decision {
        Decision {
            id: id.into(),
            subject,
            judgement,
            operator: "duty".to_owned(),
            decided: Timestamp::from_second(minute * 60).unwrap(),
            reason: None,
            stroke: None,
        }
    }

    #[test]
    fn an_undo_can_itself_be_undone() {
        let undo =
            |id: &str, minute, other: &str| decision(id, minute, Subject::Decision(other.into()), Judgement::Undo);
        let made =
            [decision("a", 1, Subject::Claim("c".into()), Judgement::Reject), undo("b", 2, "a"), undo("c", 3, "b")];
        let ids = |minute: i64| -> Vec<String> {
            let at = Timestamp::from_second(minute * 60).unwrap();
            standing(&made, at).into_iter().map(|decision| decision.id.to_string()).collect()
        };
        assert_eq!(ids(0), Vec::<String>::new());
        assert_eq!(ids(1), ["a"]);
        assert_eq!(ids(2), ["b"]);
        assert_eq!(ids(3), ["a", "c"]);
    }

    #[test]
    fn an_amendment_tells_nothing_set_from_not_named() {
        let check = |amendment: &Amendment, json: &str| {
            assert_eq!(serde_json::to_string(amendment).unwrap(), json);
            assert_eq!(serde_json::from_str::<Amendment>(json).unwrap(), *amendment);
        };
        check(&Amendment::default(), "{}");
        check(&Amendment { place: Some(None), ..Amendment::default() }, r#"{"place":null}"#);
        let figure = Some(Figure::between(Some(35), None));
        check(
            &Amendment { figure, origin: Some(Some("SOHR".into())), ..Amendment::default() },
            r#"{"figure":{"low":35,"high":null,"bound":"at_least"},"origin":"SOHR"}"#,
        );
    }
}
