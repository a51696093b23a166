//! Marks on reports: decided here, shown once the store has them.

use super::ask::ask_reports;
use crate::model::{ItemState, Mark, ReportId};
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::Model;

/// Takes an action of triage; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::ToggleRead => mark(model, effects, |state| Mark::Read(!state.read)),
        Action::ToggleAcknowledged => mark(model, effects, |state| Mark::Acknowledged(state.acknowledged.is_none())),
        Action::ToggleStarred => mark(model, effects, |state| Mark::Starred(!state.starred)),
        Action::ToggleDismissed => mark(model, effects, |state| Mark::Dismissed(!state.dismissed)),
        _ => return false,
    }
    true
}

/// A mark is stored, or could not be.
pub(super) fn marked(
    model: &mut Model,
    report: &ReportId,
    mark: &Mark,
    stored: Result<(), String>,
    effects: &mut Effects,
) {
    if let Some(at) = model.marking.iter().position(|(marking, what)| marking == report && what == mark) {
        model.marking.remove(at);
    }
    model.is_dirty = true;
    match stored {
        Ok(()) => {
            let operator = model.subject.options.operator.clone();
            model.live_reports().mark(report, mark, &operator);
            if model.past.is_some() {
                model.say("Marked now; the screen shows an earlier moment.");
            }
            ask_reports(model, effects);
        }
        Err(sentence) => model.alarm(format!("The mark is not stored: {sentence}")),
    }
}

/// The state of a report with the marks that are on their way to the store.
pub(super) fn marks_made(model: &Model, report: &ReportId, state: &ItemState) -> ItemState {
    let mut state = state.clone();
    for (_, mark) in model.marking.iter().filter(|(marking, _)| marking == report) {
        state.apply(mark, &model.subject.options.operator);
    }
    state
}

/// Decides on a mark for the report at hand and sends it to the store.
pub(super) fn mark(model: &mut Model, effects: &mut Effects, decide: impl FnOnce(&ItemState) -> Mark) {
    if model.subject.options.read_only {
        return model.say("This screen is read-only: marks are refused.");
    }
    // In the reader a mark means the report that is read, which is not always the selected one.
    let read = model.open.as_ref().filter(|_| model.focus == Pane::Reader).map(|open| open.report.clone());
    let Some(report) = read.or_else(|| model.reports.selected.clone()) else {
        return model.say("No report is selected.");
    };
    // What is marked is marked now, whatever moment is shown.
    let live = model.past.as_ref().map(|past| &past.reports.rows);
    let rows = live.into_iter().flatten().chain(&model.reports.rows);
    let Some(row) = rows.into_iter().find(|row| row.id == report) else {
        return model.say("That report is not in the list any more.");
    };
    let mark = decide(&marks_made(model, &report, &row.state));
    model.marking.push((report.clone(), mark.clone()));
    effects.push(Effect::Mark { report, mark, at: model.now });
}
