//! Moving about: rows, panes, views, the help, and taking arrivals into the list.

use super::ask::ask_view;
use super::reading::{close_changes, open, rest};
use super::{claims, find, log, timeline};
use crate::model::StatusKind;
use crate::ui::action::Action;
use crate::ui::effect::Effects;
use crate::ui::help::Help;
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::motion::{self, Step};

/// The movement that an action asks for.
fn movement(action: Action) -> Option<Step> {
    match action {
        Action::Down => Some(Step::Rows(1)),
        Action::Up => Some(Step::Rows(-1)),
        Action::HalfPageDown => Some(Step::HalfPages(1)),
        Action::HalfPageUp => Some(Step::HalfPages(-1)),
        Action::First => Some(Step::First),
        Action::Last => Some(Step::Last),
        _ => None,
    }
}

/// The pane that an action goes to.
fn destination(model: &Model, action: Action) -> Option<Pane> {
    match action {
        Action::NextPane => Some(ring(model.focus, 1)),
        Action::PreviousPane => Some(ring(model.focus, Pane::RING.len() - 1)),
        Action::FocusReports => Some(Pane::Reports),
        Action::FocusTallies => Some(Pane::Tallies),
        Action::FocusBoard => Some(Pane::Board),
        Action::FocusReader => Some(Pane::Reader),
        Action::ShowSources => Some(Pane::Sources),
        Action::ShowLog => Some(Pane::Log),
        Action::ShowMap => Some(Pane::Map),
        Action::ShowTimeline => Some(Pane::Timeline),
        _ => None,
    }
}

/// Takes an action of moving about; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    if let Some(step) = movement(action) {
        motion::step(model, step);
        match model.focus {
            Pane::Reports => rest(model, effects),
            Pane::Log => log::ask_older(model, effects),
            Pane::Claims => claims::reach(model, effects),
            _ => {}
        }
        return true;
    }
    if let Some(pane) = destination(model, action) {
        go(model, pane, effects);
        return true;
    }
    match action {
        Action::Open => open(model, effects),
        Action::NextItem => aside(model, 1, effects),
        Action::PreviousItem => aside(model, -1, effects),
        Action::Merge => {
            merge(model);
            rest(model, effects);
        }
        Action::Back => back(model, effects),
        Action::Zoom => {
            model.is_zoomed = !model.is_zoomed;
            settle(model);
        }
        Action::Help => model.help = Some(Help::default()),
        _ => return false,
    }
    true
}

fn ring(from: Pane, steps: usize) -> Pane {
    let at = Pane::RING.iter().position(|pane| *pane == from).unwrap_or(0);
    Pane::RING.iter().cycle().nth(at + steps).copied().unwrap_or_default()
}

/// Moves to the side: to the other cell of a place on the board, to another figure on the timeline, else to another
/// item of the open report.
fn aside(model: &mut Model, by: isize, effects: &mut Effects) {
    match model.focus {
        Pane::Board => {
            model.board_column = if by > 0 { StatusKind::Curfew } else { StatusKind::Control };
        }
        Pane::Timeline => timeline::turn(model, by, effects),
        _ => motion::other_item(model, by),
    }
}

/// Goes to a pane by its key. A view remembers from where one came; the monitor is where one comes from.
fn go(model: &mut Model, pane: Pane, effects: &mut Effects) {
    if pane.is_view() {
        return enter(model, pane, effects);
    }
    model.trail.clear();
    focus(model, pane);
}

/// Goes to a pane from which one comes back to this one.
pub(super) fn enter(model: &mut Model, pane: Pane, effects: &mut Effects) {
    if model.focus != pane {
        model.trail.retain(|passed| *passed != pane);
        model.trail.push(model.focus);
    }
    focus(model, pane);
    ask_view(model, effects);
}

/// Goes back to where one came from; a zoomed pane gives the screen back first.
fn back(model: &mut Model, effects: &mut Effects) {
    if close_changes(model) {
        return;
    }
    if !model.selection.is_empty() || model.selection.anchor.is_some() {
        model.selection.clear();
        return model.say("Nothing is selected any more.");
    }
    if std::mem::take(&mut model.is_zoomed) {
        return settle(model);
    }
    if model.focus == Pane::Reports && find::widen(model, effects) {
        return;
    }
    let pane = model.trail.pop().unwrap_or_default();
    focus(model, pane);
    ask_view(model, effects);
}

/// Puts a pane in focus.
pub(super) fn focus(model: &mut Model, pane: Pane) {
    model.focus = pane;
    settle(model);
}

/// Brings everything back into bounds after the size or the number of rows changed.
pub(super) fn settle(model: &mut Model) {
    model.is_dirty = true;
    // A terminal that is too small for a while shows nothing, and moves nothing.
    if model.areas().is_none() {
        return;
    }
    let height = model.page(Pane::Reports);
    model.reports.show_selected(height);
    motion::clamp(model);
    model.lay_out_reader();
}

fn merge(model: &mut Model) {
    let arrivals = model.reports.arrivals;
    model.reports.merge();
    let height = model.page(Pane::Reports);
    model.reports.show_selected(height);
    if arrivals == 0 {
        model.say("Nothing new has arrived since.");
    }
}
