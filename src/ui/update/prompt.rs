//! The keys of an open prompt, and what becomes of its text.

use crossterm::event::KeyEvent;

use super::decide;
use crate::ui::effect::Effects;
use crate::ui::model::Model;
use crate::ui::prompt::{Prompt, Purpose, Typed};

/// Takes a key while a prompt is open.
pub(super) fn press(model: &mut Model, key: KeyEvent, effects: &mut Effects) {
    let Some(prompt) = &mut model.prompt else { return };
    match prompt.press(key, &model.kept) {
        Typed::Changed => changed(model, effects),
        Typed::Same => {}
        Typed::Complete { next } => complete(model, next),
        Typed::Closed => {
            if let Some(Prompt { purpose, .. }) = model.prompt.take() {
                closed(model, purpose, effects);
            }
        }
        Typed::Entered => {
            if let Some(Prompt { purpose, line, .. }) = model.prompt.take() {
                let text = line.given();
                model.kept.keep(&purpose, &text);
                entered(model, purpose, text, effects);
            }
        }
    }
}

/// Takes a paste, which is text for a prompt and nothing anywhere else.
pub(super) fn paste(model: &mut Model, text: &str, effects: &mut Effects) {
    let Some(prompt) = &mut model.prompt else { return };
    prompt.line.paste(text);
    model.is_dirty = true;
    changed(model, effects);
}

/// The text of the open prompt is another: what is shown as one types follows it.
fn changed(_model: &mut Model, _effects: &mut Effects) {}

/// A completion of the open prompt is wanted.
fn complete(_model: &mut Model, _next: bool) {}

/// A prompt was closed without giving its text.
fn closed(_model: &mut Model, _purpose: Purpose, _effects: &mut Effects) {}

/// A prompt gave its text.
fn entered(model: &mut Model, purpose: Purpose, text: String, effects: &mut Effects) {
    match purpose {
        Purpose::Amend { .. } => decide::amended(model, purpose, &text),
        Purpose::Set(place) => decide::set(model, place, &text),
        Purpose::Reason(verdict) => decide::decided(model, *verdict, text, effects),
        Purpose::Search | Purpose::Filter | Purpose::Tag | Purpose::Note | Purpose::Snooze | Purpose::Command => {}
    }
}
