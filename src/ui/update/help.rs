//! The keys of the open help: it scrolls, is searched, and closes.

use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::help;
use crate::ui::model::Model;
use crate::ui::overlays;
use crate::ui::prompt::{Prompt, Purpose};

/// The key that looks for something in the help, whatever it is bound to elsewhere.
pub(super) const SEARCH: char = '/';

/// Takes an action while the help is open: it scrolls or closes, whatever else it means.
pub(super) fn act_in(model: &mut Model, action: Action, effects: &mut Effects) {
    let page = overlays::help::page(model.screen);
    let half = page.div_ceil(2).max(1);
    match action {
        Action::Search => search(model),
        Action::Redraw => effects.push(Effect::Redraw),
        Action::Suspend => effects.push(Effect::Suspend),
        // What was looked for goes first, as in the list.
        Action::Back if model.help.as_ref().is_some_and(|help| !help.sought.is_empty()) => sought(model, ""),
        // Leaving the help is what these mean in it; a second press leaves the program.
        Action::Help | Action::Back | Action::Quit | Action::Open => model.help = None,
        _ => {
            let Some(help) = &model.help else { return };
            let last = help::lines(model, &help.sought).len().saturating_sub(page);
            let to = match action {
                Action::Down => help.scroll + 1,
                Action::Up => help.scroll.saturating_sub(1),
                Action::HalfPageDown => help.scroll + half,
                Action::HalfPageUp => help.scroll.saturating_sub(half),
                Action::First => 0,
                Action::Last => last,
                _ => help.scroll,
            };
            if let Some(help) = &mut model.help {
                help.scroll = to.min(last);
            }
        }
    }
}

/// Scrolls by so many lines, back where negative.
pub(super) fn scroll(model: &mut Model, by: isize) {
    let Some(help) = &model.help else { return };
    let last = help::lines(model, &help.sought).len().saturating_sub(overlays::help::page(model.screen));
    if let Some(help) = &mut model.help {
        help.scroll = help.scroll.saturating_add_signed(by).min(last);
    }
}

/// Opens the line for what is looked for.
pub(super) fn search(model: &mut Model) {
    let held = model.help.as_ref().map(|help| help.sought.clone()).unwrap_or_default();
    model.prompt = Some(Prompt::holding(Purpose::Help, &held));
}

/// Shows the lines that have these words; all, where there is none.
pub(super) fn sought(model: &mut Model, words: &str) {
    if let Some(help) = &mut model.help {
        (help.sought, help.scroll) = (words.trim().to_owned(), 0);
    }
}
