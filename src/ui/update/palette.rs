//! The keys of the open palette, and what is chosen from it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command;
use super::find;
use crate::ui::effect::Effects;
use crate::ui::model::Model;
use crate::ui::palette::{Palette, Run};
use crate::ui::prompt::{Prompt, Purpose};

/// Entries that a page key goes over.
const PAGE: usize = 10;

/// Opens the palette.
pub(super) fn open(model: &mut Model) {
    model.palette = Some(Palette::open(model));
    model.prompt = Some(Prompt::new(Purpose::Palette));
}

/// Takes a key that chooses; false where it is for the line.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> bool {
    let Some(palette) = &mut model.palette else { return false };
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Down | KeyCode::Tab => palette.step(1),
        KeyCode::Up | KeyCode::BackTab => palette.step(-1),
        KeyCode::Char('n') if control => palette.step(1),
        KeyCode::Char('p') if control => palette.step(-1),
        KeyCode::PageDown => palette.at = (palette.at + PAGE).min(palette.found.len().saturating_sub(1)),
        KeyCode::PageUp => palette.at = palette.at.saturating_sub(PAGE),
        _ => return false,
    }
    true
}

/// What is typed is another.
pub(super) fn typed(model: &mut Model) {
    let text = model.prompt.as_ref().map(|prompt| prompt.line.text().to_owned()).unwrap_or_default();
    if let Some(palette) = &mut model.palette {
        palette.look_for(&text);
    }
}

/// Does what is chosen. A command that needs a value is gone on with on the command line.
pub(super) fn chosen(model: &mut Model, effects: &mut Effects) {
    let Some(palette) = model.palette.take() else { return };
    match palette.chosen().map(|entry| entry.run.clone()) {
        Some(Run::Command(action)) => command::start(model, action, effects),
        Some(Run::Filter(name)) => {
            find::filtered(model, &format!("@{name}"), effects);
        }
        None => model.say("Nothing was chosen."),
    }
}
