//! The log of decisions: asked for in pages while it is seen.

use super::navigate::settle;
use crate::model::{Decision, DecisionId};
use crate::ui::decide::Names;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::Model;

/// Asks for the newest decisions.
pub(super) fn ask(model: &mut Model, effects: &mut Effects) {
    if model.asks.log.wants() {
        effects.push(Effect::LoadLog { by: model.shown(), before: None });
    }
}

/// Asks for older decisions near the bottom of those that are held.
pub(super) fn ask_older(model: &mut Model, effects: &mut Effects) {
    if model.log.wants_older()
        && let Some(last) = model.log.rows.last().map(|row| row.id.clone())
        && model.asks.log.wants()
    {
        effects.push(Effect::LoadLog { by: model.shown(), before: Some(last) });
    }
}

/// Takes a page: the newest, or what lies below those that are held.
pub(super) fn loaded(
    model: &mut Model,
    before: Option<&DecisionId>,
    page: Result<(Vec<Decision>, Names), String>,
    effects: &mut Effects,
) {
    if model.asks.log.answered() {
        effects.push(Effect::LoadLog { by: model.shown(), before: None });
    }
    match model.heard(Pane::Log, page) {
        Some((page, names)) if before.is_none() => {
            model.log.names.extend(names);
            model.log.take(page);
        }
        Some((page, names)) if model.log.rows.last().map(|row| &row.id) == before => {
            model.log.names.extend(names);
            model.log.append(page);
        }
        _ => {}
    }
    settle(model);
}
