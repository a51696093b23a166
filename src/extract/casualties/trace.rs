//! Traces: how each number of an item was read, for who asks why a figure is what it is, or why a number is none.

use std::cell::RefCell;

use serde::Serialize;

use super::bind::Bond;
use super::claim::Work;
use super::figure::Figure;
use super::marks::Person;
use super::statement::{evidence, rule_name};
use crate::extract::numbers::Value;
use crate::model::{Claim, Evidence};

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
    /// What: `number`, `harm`, `category`, `perpetrator`, `place`, `scope`, `origin`.
    pub what: &'static str,
    /// As what.
    pub value: String,
    /// The words of the text that settle it; none where it follows from the rest.
    pub by: Option<String>,
}

/// Where traces are written to, if anybody asked.
pub type Traces = RefCell<Vec<Trace>>;

impl Work<'_, '_> {
    /// Takes note of a number that states nothing, and why.
    pub fn pass_over(&self, figure: &Figure, bond: Option<&Bond>, why: &'static str) {
        let Some(traces) = self.traces else { return };
        let words = evidence(self.scene.tokens, self.field, figure);
        let rule = bond.map(|bond| rule_name(bond.rule));
        traces.borrow_mut().push(Trace { words, rule, passed_over: Some(why), steps: vec![] });
    }

    /// Takes note of a number that no word of harm was found for.
    pub fn leave(&self, figure: &Figure) {
        self.pass_over(figure, None, unbound(figure));
    }

    /// Takes note of a claim and the words it was read from.
    pub fn state(&self, figure: &Figure, bond: &Bond, claim: &Claim) {
        let Some(traces) = self.traces else { return };
        let scene = self.scene;
        let said = |tokens: std::ops::Range<usize>| {
            scene.tokens.source().get(scene.tokens.span(tokens)).filter(|words| !words.is_empty()).map(str::to_owned)
        };
        let json = |value: serde_json::Result<serde_json::Value>| match value {
            Ok(serde_json::Value::String(text)) => text,
            other => other.map(|value| value.to_string()).unwrap_or_default(),
        };
        let end = |value: Option<u64>| value.map_or_else(|| "open".to_owned(), |value| value.to_string());
        let harm = scene.marks.covering(bond.trigger).filter(|mark| mark.tokens.start == bond.trigger);
        let mut steps = vec![
            Step {
                what: "number",
                value: format!(
                    "{} to {}, {}",
                    end(claim.low),
                    end(claim.high),
                    json(serde_json::to_value(claim.bound))
                ),
                by: said(figure.quantity.tokens.clone()),
            },
            Step {
                what: "harm",
                value: claim.metric.words().to_owned(),
                by: harm.and_then(|mark| said(mark.tokens.clone())),
            },
            Step {
                what: "category",
                value: claim.category.to_string(),
                by: said(figure.quantity.tokens.end..figure.end().max(figure.quantity.tokens.end)),
            },
        ];
        let perpetrator = claim.perpetrator.as_ref().map(ToString::to_string);
        steps.extend(perpetrator.map(|value| Step { what: "perpetrator", value, by: None }));
        if let Some(place) = &claim.place {
            let named = self.mentions.iter().find(|mention| mention.place == *place);
            let by = named.and_then(|mention| said(mention.tokens.clone()));
            steps.push(Step { what: "place", value: place.to_string(), by });
        }
        steps.push(Step { what: "scope", value: json(serde_json::to_value(claim.scope)), by: None });
        let origin = claim.origin.as_ref().map_or_else(|| "nobody named".to_owned(), ToString::to_string);
        steps.push(Step { what: "origin", value: origin, by: None });
        let rule = Some(rule_name(bond.rule));
        traces.borrow_mut().push(Trace { words: claim.evidence.clone(), rule, passed_over: None, steps });
    }
}

/// Why a number that no word of harm was found for is none.
fn unbound(figure: &Figure) -> &'static str {
    let head = &figure.head;
    match figure.quantity.value {
        Value::Refused => "it is no count: a date, an hour, an age, a share, a sum of money or part of a name",
        _ if head.is_unit => "what it counts is no people",
        _ if head.persons.contains(&Person::Household) => "it counts households",
        _ if figure.quantity.year && !head.is_known() => "it is a year",
        _ if !head.is_known() && !head.is_name && head.unknown > 0 => "what it counts is not known to be people",
        _ => "no word of harm belongs to it",
    }
}

/// Tells of claims that were joined with others that they were.
pub fn mark_joined(traces: &Traces, claims: &[Claim]) {
    for trace in traces.borrow_mut().iter_mut().filter(|trace| trace.passed_over.is_none()) {
        if !claims.iter().any(|claim| claim.evidence == trace.words) {
            trace.passed_over = Some("the item says the same elsewhere, or more exactly");
        }
    }
}
