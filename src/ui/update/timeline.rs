//! The timeline: the row chosen in the casualties, another one by a key, and what each origin said of it.

use super::navigate::settle;
use crate::reconcile::explain::Row;
use crate::reconcile::history::Track;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::panes::tallies;

/// Asks what each origin said of the row that is chosen in the casualties.
pub(super) fn ask(model: &mut Model, effects: &mut Effects) {
    let Some(row) = tallies::chosen(model).map(tallies::key) else { return };
    model.timeline.turn_to(row.clone());
    if model.asks.tracks.wants() {
        effects.push(Effect::LoadTracks { row, when: model.when() });
    }
}

/// Turns to the next row of the casualties, or the one before.
pub(super) fn turn(model: &mut Model, by: isize, effects: &mut Effects) {
    let rows = tallies::rows(model);
    let Some(last) = rows.len().checked_sub(1) else { return };
    let to = tallies::chosen_index(model).saturating_add_signed(by).min(last);
    model.tally_row = rows.get(to).map(|row| tallies::key(row));
    ask(model, effects);
}

/// Takes what each origin said of a row.
pub(super) fn loaded(model: &mut Model, row: &Row, told: Result<Vec<Track>, String>, effects: &mut Effects) {
    if model.asks.tracks.answered()
        && let Some(row) = model.timeline.row.clone()
    {
        effects.push(Effect::LoadTracks { row, when: model.when() });
    }
    if let Some(tracks) = model.heard(Pane::Timeline, told)
        && model.timeline.row.as_ref() == Some(row)
    {
        model.timeline.tracks = Some(tracks);
    }
    settle(model);
}
