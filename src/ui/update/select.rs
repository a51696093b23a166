//! Selecting reports: one, a range, all that the list could show.

use super::ask::query_at;
use super::reading::rest;
use super::triage;
use crate::model::decision::STROKE_MAX;
use crate::model::{ItemState, ReportId};
use crate::store::ReportQuery;
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::model::Model;
use crate::ui::motion::{self, Step};

/// Takes an action of selecting; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::Select => select(model, effects),
        Action::SelectRange => range(model),
        Action::SelectAll => {
            let limit = u32::try_from(STROKE_MAX).unwrap_or(u32::MAX);
            let query = ReportQuery { limit, ..query_at(model, model.shown()) };
            effects.push(Effect::LoadMatching(query));
            model.say("Looking for all that match ...");
        }
        _ => return false,
    }
    true
}

fn select(model: &mut Model, effects: &mut Effects) {
    let Some(row) = model.reports.selected_row() else { return model.say("No report is selected.") };
    if !row.is_report() {
        return model.say(triage::UNRELATED);
    }
    model.selection.toggle(row.id.clone(), row.state.clone());
    motion::step(model, Step::Rows(1));
    rest(model, effects);
}

/// Begins a range at the row at hand, or ends the one that was begun.
fn range(model: &mut Model) {
    let Some(selected) = model.reports.selected.clone() else { return model.say("No report is selected.") };
    if model.selection.anchor.is_none() {
        model.selection.anchor = Some(selected);
        return model.say(format!(
            "The range begins here; the next mark is for all of it, {} ends it before.",
            model.way(Action::SelectRange)
        ));
    }
    if end_range(model) {
        tell(model);
    }
}

/// Ends a range that was begun, so that what comes next is for all of it; false, with the reason said, where nobody can tell any
/// more what is in it.
pub(super) fn end_range(model: &mut Model) -> bool {
    let is_known = model.selection.end_range(&model.reports);
    if !is_known {
        model.say("The row where the range began is not in the list any more.");
    }
    is_known
}

/// All that match are known.
pub(super) fn matching(model: &mut Model, matching: Result<Vec<(ReportId, ItemState)>, String>) {
    match matching {
        Ok(reports) => {
            model.selection.add(reports);
            tell(model);
        }
        Err(sentence) => model.alarm(sentence),
    }
}

/// Tells how many are selected.
pub(super) fn tell(model: &mut Model) {
    let many = model.selection.len();
    let back = model.way(Action::Back);
    model.say(format!("{many} selected; the next mark is for all of them, {back} lets go of them."));
}
