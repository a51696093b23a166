//! The time cursor: stepping through the moments at which figures changed, and back to now.
//!
//! Invariant: what is live is kept aside and goes on; nothing that arrives changes what is shown of an earlier moment.

use jiff::Timestamp;

use super::ask::{ask_view, query_at, refresh};
use super::navigate::settle;
use super::reading::read;
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::past::{Moment, Past, Way, reports_of};

/// Takes an action of looking back; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::EarlierMoment => step(model, Way::Earlier, effects),
        Action::LaterMoment => step(model, Way::Later, effects),
        Action::Now => now(model, effects),
        _ => return false,
    }
    true
}

/// Steps, once it is known when figures changed. Whoever leaves the present has that told anew.
fn step(model: &mut Model, way: Way, effects: &mut Effects) {
    if model.past.is_none() && way == Way::Later {
        return model.say("This is now: nothing comes after it.");
    }
    let is_known = model.moments.is_loaded && (model.past.is_some() || model.moments.known_by == model.seq);
    if is_known {
        return take_step(model, way, effects);
    }
    model.moments.wanted = Some(way);
    model.say("Reading when the figures changed ...");
    if model.asks.moments.wants() {
        effects.push(Effect::LoadMoments { as_of: model.now, seq: model.seq });
    }
}

/// The moments at which figures changed, as the store tells them.
pub(super) fn moments(
    model: &mut Model,
    seq: Option<crate::model::Seq>,
    told: Result<Vec<Timestamp>, String>,
    effects: &mut Effects,
) {
    model.asks.moments.over();
    match told {
        Ok(list) => {
            model.moments.take(list, seq);
            model.notice = None;
            if let Some(way) = model.moments.wanted.take() {
                take_step(model, way, effects);
            }
        }
        Err(sentence) => {
            model.moments.wanted = None;
            model.alarm(sentence);
        }
    }
}

fn take_step(model: &mut Model, way: Way, effects: &mut Effects) {
    match (model.moments.from(model.shown(), way), way) {
        (Some(at), _) => go_to(model, at, effects),
        (None, Way::Earlier) => model.say("No figure changed before that."),
        (None, Way::Later) => now(model, effects),
    }
}

/// Goes to a moment, or back to now where it is not before that.
pub(super) fn to(model: &mut Model, at: Timestamp, effects: &mut Effects) {
    if at >= model.now { now(model, effects) } else { go_to(model, at, effects) }
}

fn go_to(model: &mut Model, at: Timestamp, effects: &mut Effects) {
    model.older_asked = None;
    model.is_dirty = true;
    match &mut model.past {
        Some(past) => (past.at, past.is_loaded) = (at, false),
        None => {
            let (reports, figures) = (model.reports.clone(), model.figures.clone());
            model.past = Some(Past { at, is_loaded: false, reports, figures });
        }
    }
    show(model, effects);
}

/// Asks for what is to be shown of the earlier moment, as the list is narrowed now.
pub(super) fn show(model: &mut Model, effects: &mut Effects) {
    let Some(at) = model.past.as_ref().map(|past| past.at) else { return };
    if model.asks.past.wants() {
        effects.push(Effect::LoadPast(query_at(model, at)));
    }
}

/// Reports and figures of a moment: shown where it is still the one that is asked for.
pub(super) fn loaded(model: &mut Model, at: Timestamp, told: Result<Box<Moment>, String>, effects: &mut Effects) {
    let Some(past) = &model.past else { return model.asks.past.over() };
    let wants_other = model.asks.past.answered();
    let shown = past.at;
    if wants_other {
        effects.push(Effect::LoadPast(query_at(model, shown)));
    }
    let moment = match told {
        // Another moment, or another filter, is wanted by now.
        Ok(_) if wants_other || shown != at => return,
        Ok(moment) => moment,
        Err(sentence) if shown == at => return model.alarm(sentence),
        Err(_) => return,
    };
    let Some(past) = &mut model.past else { return };
    past.is_loaded = true;
    let height = model.page(Pane::Reports);
    model.reports = reports_of(moment.page, model.reports.selected.clone(), height);
    model.figures = Some(moment.figures);
    show_report(model, effects);
    ask_view(model, effects);
    settle(model);
}

/// Back to now: what is live takes the screen again, as it was left and with what has arrived.
fn now(model: &mut Model, effects: &mut Effects) {
    let Some(past) = model.past.take() else { return model.say("This is now.") };
    model.older_asked = None;
    model.reports = past.reports;
    model.figures = past.figures;
    refresh(model, effects);
    show_report(model, effects);
    settle(model);
}

/// The report in the reader is read as it stood, or else the selected one.
fn show_report(model: &mut Model, effects: &mut Effects) {
    model.awaited = None;
    let open = model.open.as_ref().map(|open| open.report.clone());
    if let Some(report) = open.or_else(|| model.reports.selected.clone()) {
        read(model, report, effects);
    }
}
