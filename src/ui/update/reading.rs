//! How the reader comes to show a report: it follows the selection once that has rested, or at once when asked.

use super::ask::query;
use super::navigate::focus;
use super::triage;
use crate::model::{Mark, ReportId};
use crate::store::ReportQuery;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::Model;

/// Sees to it that the reader has the selected report as it stands, the first time at once.
pub(super) fn follow(model: &mut Model, effects: &mut Effects) {
    let Some(row) = model.reports.selected_row() else { return };
    let has_grown = model.open.as_ref().is_some_and(|open| {
        open.report == row.id && usize::try_from(row.items).is_ok_and(|items| items != open.items.len())
    });
    let report = row.id.clone();
    let is_other = model.open.as_ref().is_some_and(|open| open.report != report);
    if model.open.is_none() || has_grown {
        read(model, report, effects);
    } else if is_other && !model.reports.is_touched {
        effects.push(Effect::Rest(report));
    }
}

/// Asks for a report's items.
pub(super) fn read(model: &mut Model, report: ReportId, effects: &mut Effects) {
    if model.awaited.as_ref() == Some(&report) {
        return;
    }
    model.awaited = Some(report.clone());
    effects.push(Effect::LoadReport { report, as_of: model.now });
}

/// The reader follows the selection after a pause; asks for older rows near the bottom.
pub(super) fn rest(model: &mut Model, effects: &mut Effects) {
    if let Some(report) = model.reports.selected.clone() {
        effects.push(Effect::Rest(report));
    }
    if model.reports.wants_older()
        && model.asks.older.wants()
        && let Some(last) = model.reports.rows.last()
    {
        let after = Some((last.published, last.id.clone()));
        effects.push(Effect::LoadOlder(ReportQuery { after, ..query(model) }));
    }
}

/// Opens the selected report in the reader and marks it read.
pub(super) fn open(model: &mut Model, effects: &mut Effects) {
    if model.focus != Pane::Reports {
        return;
    }
    let Some(report) = model.reports.selected.clone() else { return };
    if model.open.as_ref().is_none_or(|open| open.report != report) {
        read(model, report, effects);
    }
    let is_unread =
        model.reports.selected_row().is_some_and(|row| !triage::marks_made(model, &row.id, &row.state).read);
    if is_unread && !model.subject.options.read_only {
        triage::mark(model, effects, |_| Mark::Read(true));
    }
    focus(model, Pane::Reader);
}
