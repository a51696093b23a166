//! The mouse, where it is heard: a press selects, a second one opens, the wheel scrolls what is under the pointer, a drag
//! moves a border or selects a range.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::navigate::{focus, settle};
use super::reading::{open, rest};
use super::{claims, help, log, select};
use crate::ui::claims::Shown;
use crate::ui::effect::Effects;
use crate::ui::layout::{Pane, border_at, inside};
use crate::ui::message::Press;
use crate::ui::model::{Drag, Model};
use crate::ui::motion::{self, Step};
use crate::ui::panes::{map, tallies};

/// Rows that a step of the wheel scrolls.
const WHEEL: isize = 3;

/// Takes what the mouse did. A line that is typed into keeps it to itself, and the help scrolls.
pub(super) fn take(model: &mut Model, mouse: MouseEvent, press: Press, effects: &mut Effects) {
    if model.prompt.is_some() {
        return;
    }
    let wheel = match mouse.kind {
        MouseEventKind::ScrollDown => Some(WHEEL),
        MouseEventKind::ScrollUp => Some(-WHEEL),
        _ => None,
    };
    if model.help.is_some() {
        model.is_dirty |= wheel.is_some();
        return wheel.map_or((), |by| help::scroll(model, by));
    }
    match (mouse.kind, wheel) {
        (_, Some(by)) => scroll(model, mouse, by, effects),
        (MouseEventKind::Down(MouseButton::Left), _) => pressed(model, mouse, press, effects),
        (MouseEventKind::Drag(MouseButton::Left), _) => dragged(model, mouse, effects),
        (MouseEventKind::Up(MouseButton::Left), _) => model.drag = None,
        _ => {}
    }
}

/// The pane at a cell, with the room inside it.
fn pane_at(model: &Model, mouse: MouseEvent) -> Option<(Pane, Rect)> {
    let at = Position::new(mouse.column, mouse.row);
    let areas = model.areas()?;
    areas.panes.iter().find(|(_, area)| area.contains(at)).map(|(pane, area)| (*pane, inside(*area)))
}

/// Scrolls the pane under the pointer, whichever is in focus.
fn scroll(model: &mut Model, mouse: MouseEvent, by: isize, effects: &mut Effects) {
    let Some((pane, _)) = pane_at(model, mouse) else { return };
    let before = std::mem::replace(&mut model.focus, pane);
    motion::step(model, Step::Rows(by));
    match pane {
        Pane::Reports => {
            model.reports.is_touched = true;
            rest(model, effects);
        }
        Pane::Log => log::ask_older(model, effects),
        Pane::Claims => claims::reach(model, effects),
        _ => {}
    }
    model.focus = before;
    model.is_dirty = true;
}

fn pressed(model: &mut Model, mouse: MouseEvent, press: Press, effects: &mut Effects) {
    model.is_dirty = true;
    model.notice = None;
    model.drag = None;
    if let Some(border) = model.areas().and_then(|areas| border_at(&areas, mouse.column, mouse.row)) {
        model.drag = Some(Drag::Border(border));
        return;
    }
    let Some((pane, room)) = pane_at(model, mouse) else { return };
    let row = mouse.row.checked_sub(room.y).filter(|_| room.contains(Position::new(mouse.column, mouse.row)));
    // Where a row stands is known before the focus moves it.
    let wanted = match pane {
        Pane::Map => map::place_at(model, room, Position::new(mouse.column, mouse.row))
            .and_then(|place| model.places().iter().position(|row| row.place == *place)),
        _ => row.and_then(|row| row_at(model, pane, room, usize::from(row))),
    };
    if model.focus != pane {
        model.trail.clear();
        focus(model, pane);
    }
    let Some(wanted) = wanted else { return };
    motion::step(model, Step::To(wanted));
    if pane == Pane::Reports {
        model.reports.is_touched = true;
        model.drag = model.reports.selected.clone().map(Drag::Range);
        rest(model, effects);
    }
    if press == Press::Second {
        model.drag = None;
        open(model, effects);
    }
}

/// Which of a pane's rows stands at a row of its room.
fn row_at(model: &Model, pane: Pane, room: Rect, row: usize) -> Option<usize> {
    let page = model.page(pane);
    let below_heading = row.checked_sub(1);
    let within = |at: usize, many: usize| (at < many).then_some(at);
    match pane {
        Pane::Reports => within(model.reports.top_index() + row, model.reports.rows.len()),
        Pane::Tallies => {
            let (top, lines) = tallies::seen_rows(model, room);
            below_heading.filter(|row| *row < lines).and_then(|row| within(top + row, tallies::rows(model).len()))
        }
        Pane::Board => below_heading.and_then(|row| within(model.board_top + row, model.places().len())),
        Pane::Sources => {
            below_heading.filter(|row| *row < page).and_then(|row| within(model.feeds_top + row, model.polled().len()))
        }
        Pane::Log => Some(row)
            .filter(|row| *row < page)
            .and_then(|row| within(model.log.top_index() + row, model.log.rows.len())),
        Pane::Claims => match model.claims.row(model.claims.top + row) {
            Some(Shown::Told(n)) if row < page => Some(n),
            _ => None,
        },
        Pane::Handover => {
            Some(row).filter(|row| *row < page).and_then(|row| model.handover.index_of(model.handover.top + row))
        }
        Pane::Reader | Pane::Map | Pane::Timeline => None,
    }
}

fn dragged(model: &mut Model, mouse: MouseEvent, effects: &mut Effects) {
    match model.drag.clone() {
        Some(Drag::Border(border)) => {
            model.split = model.split.moved(border, body(model), mouse.column, mouse.row);
            settle(model);
        }
        Some(Drag::Range(from)) => {
            let Some((Pane::Reports, room)) = pane_at(model, mouse) else { return };
            let row = mouse.row.saturating_sub(room.y).min(room.height.saturating_sub(1));
            let Some(to) = row_at(model, Pane::Reports, room, usize::from(row)) else { return };
            motion::step(model, Step::To(to));
            model.selection.clear();
            model.selection.anchor = Some(from);
            if select::end_range(model) {
                select::tell(model);
            }
            model.is_dirty = true;
            rest(model, effects);
        }
        None => {}
    }
}

/// What lies between the title and the last two lines.
fn body(model: &Model) -> Rect {
    let Some(areas) = model.areas() else { return model.screen };
    let panes = areas.panes.iter().map(|(_, area)| *area);
    panes.reduce(|one, other| one.union(other)).unwrap_or(model.screen)
}
