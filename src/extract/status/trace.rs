//! Traces: by which words each status of an item was settled.

use std::ops::Range;

use super::Joined;
use crate::extract::token::Tokens;
use crate::extract::trace::{Step, shown};
use crate::model::{OriginId, StatusKind};

/// What was settled of a status, by which words of its field.
pub fn steps(Joined { status, grounds, .. }: &Joined, tokens: &Tokens<'_>) -> Vec<Step> {
    let said = |words: &Range<usize>| {
        tokens.source().get(tokens.span(words.clone())).filter(|words| !words.is_empty()).map(str::to_owned)
    };
    let cues: Vec<String> = grounds.cues.iter().filter_map(said).collect();
    let kind = match status.kind {
        StatusKind::Curfew => "curfew",
        StatusKind::Control => "control",
    };
    let place = grounds.place.as_ref().and_then(said);
    let mut steps = vec![
        Step { what: kind, value: shown(&status.value), by: (!cues.is_empty()).then(|| cues.join(" … ")) },
        Step { what: "place", value: status.place.to_string(), by: place },
    ];
    steps.extend(status.extent.map(|extent| Step { what: "extent", value: shown(extent), by: None }));
    if status.kind == StatusKind::Curfew {
        let unknown = if grounds.until.is_some() { "no instant told" } else { "not told" };
        let value = status.until.map_or_else(|| unknown.to_owned(), |until| until.to_string());
        steps.push(Step { what: "until", value, by: grounds.until.as_ref().and_then(said) });
    }
    let origin = status.origin.as_ref().map_or("nobody named", OriginId::as_str).to_owned();
    steps.push(Step { what: "origin", value: origin, by: None });
    steps
}
