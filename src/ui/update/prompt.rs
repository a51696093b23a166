//! The keys of an open prompt, and what becomes of its text.

use crossterm::event::KeyEvent;

use super::{command, decide, find, help, links, palette, triage};
use crate::filter::{self, Candidate};
use crate::ui::action::Action;
use crate::ui::command::complete::{self, Known};
use crate::ui::effect::{Effect, Effects};
use crate::ui::keymap::Key;
use crate::ui::model::Model;
use crate::ui::prompt::{Prompt, Purpose, Typed};

/// Takes a key while a prompt is open.
pub(super) fn press(model: &mut Model, key: KeyEvent, effects: &mut Effects) {
    if palette::press(model, key) || answer(model, key, effects) {
        return;
    }
    let Some(prompt) = &mut model.prompt else { return };
    match prompt.press(key, &model.kept) {
        Typed::Changed => changed(model, effects),
        Typed::Same => {}
        Typed::Complete { next } => complete(model, next),
        Typed::Edit => {
            let line = prompt.line.text();
            let text = model.draft.as_ref().map_or(line, |draft| draft.meant(line)).to_owned();
            effects.push(Effect::Edit(text));
        }
        Typed::Closed => {
            if let Some(Prompt { purpose, line, .. }) = model.prompt.take() {
                // A key by mistake loses nothing that was typed: it can be recalled while the screen is open.
                let text = line.given();
                let _not_for_long = model.kept.keep(&purpose, &text);
                closed(model, purpose, &text, effects);
            }
        }
        Typed::Entered => {
            if let Some(Prompt { purpose, line, .. }) = model.prompt.take() {
                let text = line.given();
                let keeps = model.kept.keep(&purpose, &text).map(|kind| Effect::Keep(kind, text.clone()));
                entered(model, purpose, text, effects);
                effects.0.extend(keeps);
            }
        }
    }
}

/// Takes the letter that answers a question; any other is none, and is not written behind it. False where no question is
/// asked, or no letter was pressed.
fn answer(model: &mut Model, key: KeyEvent, effects: &mut Effects) -> bool {
    let is_asked = model.prompt.as_ref().is_some_and(|prompt| prompt.purpose.is_question());
    let Some(letter) = Key::from(key).letter().map(|letter| letter.to_ascii_lowercase()).filter(|_| is_asked) else {
        return false;
    };
    let Some(Prompt { purpose, .. }) = model.prompt.take_if(|_| matches!(letter, 'y' | 'n')) else { return true };
    model.is_answered = true;
    answered(model, purpose, letter == 'y', effects);
    true
}

/// A question was answered.
fn answered(model: &mut Model, purpose: Purpose, is_agreed: bool, effects: &mut Effects) {
    match (purpose, is_agreed) {
        (Purpose::Marking(bulk), true) => triage::agreed(model, *bulk, effects),
        (Purpose::Marking(_), false) => model.say("Nothing was marked."),
        (Purpose::Visit(url), true) => links::agreed(model, url, effects),
        (_, _) => {}
    }
}

/// Takes a paste, which is text for a prompt and nothing anywhere else.
pub(super) fn paste(model: &mut Model, text: &str, effects: &mut Effects) {
    let Some(prompt) = model.prompt.as_mut().filter(|prompt| !prompt.purpose.is_question()) else { return };
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
        Purpose::Command => command::checked(model),
        Purpose::Palette => palette::typed(model),
        Purpose::Help => {
            let text = prompt.line.text().to_owned();
            help::sought(model, &text);
        }
        _ => {}
    }
}

/// A completion of the open prompt is wanted: the first one, then one after the other; where there was one alone, what goes on
/// from it.
fn complete(model: &mut Model, next: bool) {
    let Some(prompt) = &mut model.prompt else { return };
    let (candidates, at) = match model.completion.take().filter(|(candidates, _)| candidates.len() > 1) {
        Some((candidates, at)) if next => (candidates, at + 1),
        Some((candidates, at)) => (candidates, at.checked_sub(1).unwrap_or(usize::MAX)),
        None => {
            let known = Known {
                vocabulary: &model.vocabulary,
                saved: &model.subject.options.filters,
                feeds: &model.subject.feeds,
                themes: &model.subject.options.theme_names(),
            };
            (offered(&known, prompt), 0)
        }
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
    match prompt.purpose {
        Purpose::Filter => find::checked(model),
        Purpose::Command => command::checked(model),
        _ => {}
    }
}

/// What may stand where the cursor is.
fn offered(known: &Known<'_>, prompt: &Prompt) -> Vec<Candidate> {
    let (text, cursor) = (prompt.line.text(), prompt.line.cursor());
    let whole = filter::Span { start: 0, end: text.len() };
    let of = |text: String| Candidate { span: whole, text, note: String::new() };
    match prompt.purpose {
        Purpose::Filter => match text.strip_prefix('@') {
            Some(begun) => {
                complete::saved(begun, known.saved).map(|(text, note)| Candidate { span: whole, text, note }).collect()
            }
            None => filter::complete(text, cursor, known.vocabulary),
        },
        Purpose::Tag | Purpose::Untag => {
            known.vocabulary.tags.iter().filter(|tag| tag.starts_with(text)).cloned().map(of).collect()
        }
        Purpose::Command => complete::complete(text, cursor, known),
        _ => vec![],
    }
}

/// A prompt was closed without giving its text.
fn closed(model: &mut Model, purpose: Purpose, text: &str, effects: &mut Effects) {
    model.completion = None;
    match purpose {
        Purpose::Search => find::given_up(model, effects),
        Purpose::Note => {
            let is_other = model.draft.take().is_none_or(|draft| draft.line() != text);
            if is_other && !text.is_empty() {
                let way = model.way(Action::Note);
                model.say(format!("The note is not stored: {way} and then Up bring back what was typed."));
            }
        }
        Purpose::Reason(_) | Purpose::Amend { .. } | Purpose::Set { .. } => model.say("Nothing was decided."),
        Purpose::Palette => model.palette = None,
        Purpose::Help => help::sought(model, ""),
        _ => {}
    }
}

/// A prompt gave its text.
fn entered(model: &mut Model, purpose: Purpose, text: String, effects: &mut Effects) {
    model.completion = None;
    match purpose {
        Purpose::Amend { .. } => decide::amended(model, purpose, &text),
        Purpose::Set { place, .. } => decide::set(model, place, &text),
        Purpose::Reason(verdict) => decide::decided(model, *verdict, text, effects),
        Purpose::Search => find::searched(model, &text, effects),
        Purpose::Filter => find::filtered(model, &text, effects),
        Purpose::Tag | Purpose::Untag | Purpose::Note | Purpose::Snooze => {
            triage::entered(model, purpose, &text, effects);
        }
        Purpose::Marking(_) | Purpose::Visit(_) => answered(model, purpose, text.is_empty(), effects),
        Purpose::Command => command::entered(model, &text, effects),
        Purpose::Palette => palette::chosen(model, effects),
        Purpose::Help => {}
    }
}
