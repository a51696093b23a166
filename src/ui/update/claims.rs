//! What stands behind a figure or a place: opened from there, kept up with the store, and read at its words.

use super::ask::{self, ask_claims};
use super::navigate::{enter, settle};
use super::reading::{read, show_sought};
use crate::ui::claims::{Cell, Claims};
use crate::ui::effect::Effects;
use crate::ui::layout::Pane;
use crate::ui::model::{Model, Sought};
use crate::ui::panes::tallies;

/// Opens the selected row of the tally.
pub(super) fn open_figure(model: &mut Model, effects: &mut Effects) {
    if let Some(cell) = tallies::chosen(model).map(Cell::of_row) {
        open(model, cell, effects);
    }
}

/// Opens the selected place of the board, or the first.
pub(super) fn open_place(model: &mut Model, effects: &mut Effects) {
    let place = model.place.clone().or_else(|| model.places().first().map(|row| row.place.clone()));
    if let Some(place) = place {
        open(model, Cell::Place(place), effects);
    }
}

/// Opens what stands behind a cell.
pub(super) fn open(model: &mut Model, cell: Cell, effects: &mut Effects) {
    model.claims.open(cell);
    // A question about another cell may be on its way: with its answer this one is asked.
    enter(model, Pane::Claims, effects);
}

/// Takes what stands behind a cell.
pub(super) fn loaded(model: &mut Model, cell: &Cell, told: Result<Claims, String>, effects: &mut Effects) {
    let is_again = model.asks.claims.answered();
    if let Some(told) = model.heard(Pane::Claims, told)
        && model.claims.cell.as_ref() == Some(cell)
    {
        model.claims.take(told);
    }
    if is_again {
        effects.0.extend(ask::claims(model));
    }
    settle(model);
    reach(model, effects);
}

/// Asks for what stands around the selected claim, before that is seen.
pub(super) fn reach(model: &mut Model, effects: &mut Effects) {
    if model.claims.wants_more() {
        ask_claims(model, effects);
    }
}

/// Opens the item of the selected claim in the reader, at the words it was read from.
pub(super) fn open_item(model: &mut Model, effects: &mut Effects) {
    let Some((report, item, id)) = model.claims.selected_item() else {
        if model.claims.selected_told().is_some() {
            model.say("An operator set it by hand: there is no item behind it.");
        }
        return;
    };
    let sought = Sought { report: report.clone(), item: item.clone(), id: id.to_owned() };
    let report = sought.report.clone();
    model.sought = Some(sought);
    enter(model, Pane::Reader, effects);
    if model.open.as_ref().is_some_and(|open| open.report == report) {
        show_sought(model);
    } else {
        read(model, report, effects);
    }
}
