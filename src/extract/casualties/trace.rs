//! Traces: how each number of an item was read, for who asks why a figure is what it is, or why a number is none.

use std::ops::Range;

use super::bind::Bond;
use super::claim::Work;
use super::figure::Figure;
use super::marks::Person;
use super::statement::{bound_words, evidence, rule_name};
use crate::extract::numbers::Value;
use crate::extract::trace::{Step, Trace, Traces, shown};
use crate::model::Claim;

impl Work<'_, '_> {
    /// Takes note of a number that states nothing, and why.
    pub fn pass_over(&self, figure: &Figure, bond: Option<&Bond>, why: &'static str) {
        let Some(traces) = self.traces else { return };
        let words = evidence(self.scene.tokens, self.field, figure);
        let rule = bond.map(|bond| rule_name(bond.rule));
        traces.figures.borrow_mut().push(Trace { words, rule, passed_over: Some(why), steps: vec![] });
    }

    /// Takes note of a number that no word of harm was found for.
    pub fn leave(&self, figure: &Figure) {
        self.pass_over(figure, None, unbound(figure));
    }

    /// Takes note of a claim and the words it was read from: those that say its `stretch`, and whose `voice` it is.
    pub fn state(
        &self,
        figure: &Figure,
        bond: &Bond,
        claim: &Claim,
        (stretch, voice): (Option<Range<usize>>, Option<Range<usize>>),
    ) {
        let Some(traces) = self.traces else { return };
        let scene = self.scene;
        let said = |tokens: Range<usize>| {
            scene.tokens.source().get(scene.tokens.span(tokens)).filter(|words| !words.is_empty()).map(str::to_owned)
        };
        let step = |what, value, by: Option<Range<usize>>| Step { what, value, by: by.and_then(said) };
        let end = |value: Option<u64>| value.map_or_else(|| "open".to_owned(), |value| value.to_string());
        let harm = scene.marks.starting(bond.trigger).map(|mark| mark.tokens.clone());
        let quantity = &figure.quantity;
        let number = format!("{} to {}, {}", end(claim.low), end(claim.high), shown(claim.bound));
        let category = quantity.tokens.end..figure.end().max(quantity.tokens.end);
        let mut steps = vec![
            step("number", number, Some(quantity.tokens.clone())),
            step("bound", shown(claim.bound), bound_words(scene, figure, bond, claim.bound)),
            step("harm", claim.metric.words().to_owned(), harm),
            step("category", claim.category.to_string(), Some(category)),
        ];
        steps.extend(claim.perpetrator.as_ref().map(|by| step("perpetrator", by.to_string(), None)));
        if let Some(place) = &claim.place {
            steps.push(step("place", place.to_string(), self.named(place).map(|mention| mention.tokens.clone())));
        }
        steps.push(step("scope", shown(claim.scope), stretch));
        steps.push(step("origin", origin_of(claim), voice));
        let rule = Some(rule_name(bond.rule));
        traces.figures.borrow_mut().push(Trace { words: claim.evidence.clone(), rule, passed_over: None, steps });
    }
}

/// Who counted, as it is shown.
fn origin_of(claim: &Claim) -> String {
    claim.origin.as_ref().map_or_else(|| "nobody named".to_owned(), ToString::to_string)
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

/// Tells of claims that were joined with others that they were, and of the others what the rest of the item made of
/// them: who counted may be told sentences later.
pub fn mark_joined(traces: &Traces, claims: &[Claim]) {
    for trace in traces.figures.borrow_mut().iter_mut().filter(|trace| trace.passed_over.is_none()) {
        let Some(claim) = claims.iter().find(|claim| claim.evidence == trace.words) else {
            trace.passed_over = Some("the item says the same elsewhere, or more exactly");
            continue;
        };
        for step in &mut trace.steps {
            let value = match step.what {
                "category" => claim.category.to_string(),
                "origin" => origin_of(claim),
                _ => continue,
            };
            if step.value != value {
                *step = Step { what: step.what, value, by: None };
            }
        }
    }
}
