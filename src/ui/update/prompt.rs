//! The keys of an open prompt, and what becomes of its text.

use crossterm::event::KeyEvent;

use super::{decide, find, triage};
use crate::config::filters::SavedFilters;
use crate::filter::{self, Candidate};
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
fn changed(model: &mut Model, effects: &mut Effects) {
    model.completion = None;
    let Some(prompt) = &model.prompt else { return };
    match prompt.purpose {
        Purpose::Search => {
            let text = prompt.line.text().to_owned();
            find::typed(model, &text, effects);
        }
        Purpose::Filter => find::checked(model),
        _ => {}
    }
}

/// A completion of the open prompt is wanted: the first one, then one after the other.
fn complete(model: &mut Model, next: bool) {
    let Some(prompt) = &mut model.prompt else { return };
    let (candidates, at) = match model.completion.take() {
        Some((candidates, at)) if next => (candidates, at + 1),
        Some((candidates, at)) => (candidates, at.checked_sub(1).unwrap_or(usize::MAX)),
        None => (offered(&model.vocabulary, &model.subject.options.filters, prompt), 0),
    };
    if candidates.is_empty() {
        return;
    }
    let at = if at == usize::MAX { candidates.len() - 1 } else { at % candidates.len() };
    let Some(candidate) = candidates.get(at) else { return };
    // What the one before put there is taken out again.
    let start = candidate.span.start;
    let end = prompt.line.cursor().max(candidate.span.end.min(prompt.line.text().len()));
    prompt.line.replace(start..end, &candidate.text);
    model.completion = Some((candidates, at));
    if prompt.purpose == Purpose::Filter {
        find::checked(model);
    }
}

/// What may stand where the cursor is.
fn offered(vocabulary: &filter::Vocabulary, saved: &SavedFilters, prompt: &Prompt) -> Vec<Candidate> {
    let (text, cursor) = (prompt.line.text(), prompt.line.cursor());
    let whole = filter::Span { start: 0, end: text.len() };
    let of = |text: String| Candidate { span: whole, text, note: String::new() };
    match prompt.purpose {
        Purpose::Filter => match text.strip_prefix('@') {
            Some(begun) => {
                let names = saved.0.iter().map(|saved| &saved.name).filter(|name| name.starts_with(begun));
                names.map(|name| of(format!("@{name}"))).collect()
            }
            None => filter::complete(text, cursor, vocabulary),
        },
        Purpose::Tag | Purpose::Untag => {
            vocabulary.tags.iter().filter(|tag| tag.starts_with(text)).cloned().map(of).collect()
        }
        _ => vec![],
    }
}

/// A prompt was closed without giving its text.
fn closed(model: &mut Model, purpose: Purpose, effects: &mut Effects) {
    model.completion = None;
    if purpose == Purpose::Search {
        find::given_up(model, effects);
    }
}

/// A prompt gave its text.
fn entered(model: &mut Model, purpose: Purpose, text: String, effects: &mut Effects) {
    model.completion = None;
    match purpose {
        Purpose::Amend { .. } => decide::amended(model, purpose, &text),
        Purpose::Set(place) => decide::set(model, place, &text),
        Purpose::Reason(verdict) => decide::decided(model, *verdict, text, effects),
        Purpose::Search => find::searched(model, &text, effects),
        Purpose::Filter => find::filtered(model, &text, effects),
        Purpose::Tag | Purpose::Untag | Purpose::Note | Purpose::Snooze => {
            triage::entered(model, purpose, &text, effects);
        }
        Purpose::Marking(bulk) if text.is_empty() || text.eq_ignore_ascii_case("y") => {
            triage::agreed(model, *bulk, effects);
        }
        Purpose::Marking(_) => model.say("Nothing was marked."),
        Purpose::Command => {}
    }
}
