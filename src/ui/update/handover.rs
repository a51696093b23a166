//! The handover: asked for when it is opened, and not again until the operator says so, so that nothing moves under the
//! reader; taken over by a key of its own.

use super::claims;
use super::navigate::{enter, settle};
use super::reading::read;
use crate::model::{Handover, ReportId, Seen};
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::handover::{Reading, Row, Target};
use crate::ui::layout::Pane;
use crate::ui::model::Model;

/// Takes an action of the handover; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::ShowHandover => {
            enter(model, Pane::Handover, effects);
            ask(model, effects);
        }
        Action::Merge if model.focus == Pane::Handover => ask(model, effects),
        Action::TakeOver => take_over(model, effects),
        Action::TakeOverBack => take_back(model, effects),
        Action::WriteReport => {
            model.say("Writing the situation report ...");
            let reads = model.subject.options.reads.clone();
            effects.push(Effect::WriteReport { as_of: model.shown(), reads });
        }
        _ => return false,
    }
    true
}

/// Asks for what has changed up to the moment that is shown.
pub(super) fn ask(model: &mut Model, effects: &mut Effects) {
    if model.asks.handover.wants() {
        effects.push(Effect::LoadHandover { as_of: model.shown() });
    }
}

/// Asks for it anew where what it tells is of another moment than the screen's: the time cursor takes all of the screen along.
pub(super) fn follow(model: &mut Model, effects: &mut Effects) {
    if model.handover.told.is_some() && model.handover.past != model.past.as_ref().map(|past| past.at) {
        ask(model, effects);
    }
}

/// Takes what has changed.
pub(super) fn loaded(model: &mut Model, told: Result<Box<(Handover, Seen)>, String>, effects: &mut Effects) {
    if model.asks.handover.answered() {
        effects.push(Effect::LoadHandover { as_of: model.shown() });
    }
    if let Some(told) = model.heard(Pane::Handover, told) {
        let (handover, seen) = *told;
        let Model { subject, handover: view, past, .. } = model;
        // One that was asked for before the screen went to another moment is of now, or of none that is shown.
        view.past = past.as_ref().map(|past| past.at).filter(|at| *at == handover.as_of);
        view.take(handover, seen, Reading::of(subject));
    }
    settle(model);
}

/// What is shown is seen: the next handover begins here.
fn take_over(model: &mut Model, effects: &mut Effects) {
    if model.subject.options.read_only {
        return model.say("This screen is read-only: it cannot be taken over.");
    }
    if model.past.is_some() {
        let way = model.way(Action::Now);
        return model.say(format!("This is not now: {way} goes back, and there it can be taken over."));
    }
    let Some(seen) = model.handover.seen else { return model.say("Nothing is read yet that could be taken over.") };
    effects.push(Effect::TakeOver { seen, at: model.now });
}

/// What was taken over last is not seen after all.
fn take_back(model: &mut Model, effects: &mut Effects) {
    if model.subject.options.read_only {
        return model.say("This screen is read-only: nothing can be taken back.");
    }
    effects.push(Effect::TakeOverBack { at: model.now });
}

/// It is stored that the operator took over, or took that back, or it could not be.
pub(super) fn stored(model: &mut Model, stored: Result<&'static str, String>, effects: &mut Effects) {
    match stored {
        Ok(sentence) => {
            model.say(sentence);
            if model.focus == Pane::Handover {
                ask(model, effects);
            }
        }
        Err(sentence) => model.alarm(format!("It is not stored: {sentence}")),
    }
}

/// A situation report is written, or could not be.
pub(super) fn written(model: &mut Model, written: Result<String, String>) {
    match written {
        Ok(file) => model.say(format!("The situation report is in {file}")),
        Err(sentence) => model.alarm(format!("The situation report is not written: {sentence}")),
    }
}

/// The report that the selected line is about.
pub(super) fn report_at_hand(model: &Model) -> Option<&ReportId> {
    match model.handover.selected_row()? {
        Row::Change { target: Target::Report(report), .. } => Some(report),
        _ => None,
    }
}

/// Opens what the selected line is about.
pub(super) fn open(model: &mut Model, effects: &mut Effects) {
    let Some(Row::Change { target, .. }) = model.handover.selected_row() else { return };
    match target.clone() {
        Target::Report(report) => {
            enter(model, Pane::Reader, effects);
            if model.open.as_ref().is_none_or(|open| open.report != report) {
                read(model, report, effects);
            }
        }
        Target::Cell(cell) => claims::open(model, cell, effects),
        Target::Feed(feed) => {
            model.feed = Some(feed);
            enter(model, Pane::Sources, effects);
        }
        Target::Log => enter(model, Pane::Log, effects),
    }
}
