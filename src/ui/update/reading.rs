//! How the reader comes to show a report: it follows the selection once that has rested, or at once when asked.

use super::ask::query_at;
use super::navigate::{enter, focus};
use super::{claims, handover, triage};
use crate::model::{Mark, ReportId, ReportRow, Subject};
use crate::store::ReportQuery;
use crate::ui::action::Action;
use crate::ui::document;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::motion::{self, Step};
use crate::ui::narrow::Among;
use crate::ui::revisions;

/// Sees to it that the reader has the selected report as it stands, the first time at once.
pub(super) fn follow(model: &mut Model, effects: &mut Effects) {
    let Some(row) = model.reports.selected_row() else { return };
    let has_grown = model.open.as_ref().is_some_and(|open| {
        open.report == row.id && usize::try_from(row.items).is_ok_and(|items| items != open.items.len())
    });
    let (report, state) = (row.id.clone(), row.state.clone());
    let as_of = model.shown();
    if let Some(open) = model.open.as_mut().filter(|open| open.report == report) {
        let before = open.marked.replace(state);
        if before.is_some() && before != open.marked {
            effects.push(Effect::LoadMarks { report: report.clone(), as_of });
        }
    }
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
    effects.push(Effect::LoadReport { report, as_of: model.shown() });
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
        let query = ReportQuery { after, ..query_at(model, model.shown()) };
        let among = if last.is_report() { model.narrow.among() } else { Among::Unrelated };
        model.older_asked = Some(query.as_of);
        effects.push(Effect::LoadOlder(query, among));
    }
}

/// Opens what is selected: a report, or what stands behind a figure, a place or a claim.
pub(super) fn open(model: &mut Model, effects: &mut Effects) {
    match model.focus {
        Pane::Reports => open_report(model, effects),
        Pane::Tallies => claims::open_figure(model, effects),
        Pane::Board | Pane::Map => claims::open_place(model, effects),
        Pane::Claims => claims::open_item(model, effects),
        Pane::Handover => handover::open(model, effects),
        Pane::Log => open_decided(model, effects),
        Pane::Reader | Pane::Sources | Pane::Timeline => {}
    }
}

/// Opens the report that the selected decision is about.
fn open_decided(model: &mut Model, effects: &mut Effects) {
    let report = match model.log.selected_row().map(|decision| &decision.subject) {
        Some(Subject::Report(report)) => report.clone(),
        // An item names the report that it is of.
        Some(Subject::Item(item)) => ReportId::new(item.as_str()),
        Some(_) => return model.say("That decision is about no report."),
        None => return,
    };
    enter(model, Pane::Reader, effects);
    if model.open.as_ref().is_none_or(|open| open.report != report) {
        read(model, report, effects);
    }
}

/// Opens the selected report in the reader and marks it read.
fn open_report(model: &mut Model, effects: &mut Effects) {
    let Some(report) = model.reports.selected.clone() else { return };
    if model.open.as_ref().is_none_or(|open| open.report != report) {
        read(model, report, effects);
    }
    let is_new = |row: &ReportRow| row.is_report() && !triage::marks_made(model, &row.id, &row.state).read;
    let is_new = model.reports.selected_row().is_some_and(is_new);
    if is_new && !model.subject.options.read_only {
        triage::mark(model, effects, |_| Mark::Read(true));
    }
    focus(model, Pane::Reader);
}

/// Which way the next report is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Down the list, to older ones.
    Down,
    /// Up the list, to newer ones.
    Up,
}

/// Goes to the next report that waits to be read; from the reader it is read there.
pub(super) fn go_to_unread(model: &mut Model, way: Way, effects: &mut Effects) {
    let Some(at) = model.reports.selected_index() else { return model.say("No report is selected.") };
    let is_unread = |row: &&ReportRow| row.is_report() && triage::marks_made(model, &row.id, &row.state).is_unread();
    let rows = &model.reports.rows;
    let found = match way {
        Way::Down => rows.iter().skip(at + 1).find(is_unread),
        Way::Up => rows.iter().take(at).rev().find(is_unread),
    };
    let found = found.map(|row| row.id.clone());
    let to = found.and_then(|report| rows.iter().position(|row| row.id == report));
    let was_read = model.focus == Pane::Reader;
    let Some(to) = to else {
        return match way {
            Way::Up => model.say("No report above is unread."),
            Way::Down if model.reports.has_older => {
                go_to_row(model, model.reports.rows.len(), effects);
                let key = model.way(Action::NextUnread);
                model.say(format!("No report of those at hand is unread: older ones are being read, {key} goes on."));
            }
            Way::Down => model.say("No report below is unread."),
        };
    };
    go_to_row(model, to, effects);
    if was_read {
        open_report(model, effects);
    }
}

/// Goes to a row of the list.
fn go_to_row(model: &mut Model, row: usize, effects: &mut Effects) {
    focus(model, Pane::Reports);
    motion::step(model, Step::To(row));
    rest(model, effects);
}

/// Shows the item and the words that are looked for, once the reader has their report.
pub(super) fn show_sought(model: &mut Model) {
    let Some(open) = &mut model.open else { return };
    let Some(sought) = model.sought.take_if(|sought| sought.report == open.report) else { return };
    open.item = sought.item;
    (open.scroll, open.changed) = (0, None);
    open.sought = Some(sought.id);
    model.lay_out_reader();
    let height = model.page(Pane::Reader);
    let Some(open) = &mut model.open else { return };
    match document::sought_line(&open.lines) {
        // Some of what stands before the words is seen too.
        Some(line) => open.scroll = line.saturating_sub(height / 3),
        None => model.say("Its words are not in the item any more: it was edited since."),
    }
}

/// Takes an action of the reader; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::ShowChanges => show_changes(model, effects),
        Action::ShowWhy => show_why(model, effects),
        _ => return false,
    }
    true
}

/// Shows what changed to the latest revision, then to those before it, then the text again.
fn show_changes(model: &mut Model, effects: &mut Effects) {
    let Some(open) = &mut model.open else { return model.say("No report is open.") };
    let shown = open.shown();
    let revisions = open.items.get(shown).map(|detail| detail.revisions.as_slice()).unwrap_or_default();
    if revisions.len() < 2 {
        return model.say("It has one revision: nothing has changed.");
    }
    let to = open.changed.as_ref().map_or(revisions.len(), |changed| changed.to).saturating_sub(1);
    open.changed = revisions::changed_to(revisions, to);
    open.scroll = 0;
    look_into(model, effects);
}

/// Shows why the item matched.
fn show_why(model: &mut Model, effects: &mut Effects) {
    let Some(open) = &mut model.open else { return model.say("No report is open.") };
    open.changed = None;
    look_into(model, effects);
    if let Some(open) = &mut model.open {
        open.scroll = document::why_line(&open.lines).unwrap_or(open.scroll);
    }
}

/// Goes to the reader and lays it out anew.
fn look_into(model: &mut Model, effects: &mut Effects) {
    if model.focus != Pane::Reader {
        enter(model, Pane::Reader, effects);
    }
    model.lay_out_reader();
}

/// Closes what lies over the text of the reader; false where nothing does.
pub(super) fn close_changes(model: &mut Model) -> bool {
    let is_seen = model.focus == Pane::Reader;
    let Some(open) = model.open.as_mut().filter(|open| is_seen && open.changed.is_some()) else { return false };
    (open.changed, open.scroll) = (None, 0);
    model.lay_out_reader();
    true
}
