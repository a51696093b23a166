//! The two lines at the bottom: what the program has to say, and the keys.

use ratatui::layout::Rect;

use crate::text::width::columns;
use crate::ui::action::{ACTIONS, Action, Group, Spec};
use crate::ui::health::Health;
use crate::ui::keymap;
use crate::ui::layout::Pane;
use crate::ui::model::{Model, Tone};
use crate::ui::paint::Canvas;
use crate::ui::reach::Reach;
use crate::ui::theme::Look;

/// Between what the program says and how far re-reading has come.
const GAP: usize = 2;

/// Draws the line of what the program says: a notice, else how the feeds fail; at its end how far re-reading has come.
pub fn draw_message(canvas: &mut Canvas<'_>, area: Rect, model: &Model, health: &Health) {
    let room = usize::from(area.width.saturating_sub(2));
    let sources = (model.focus != Pane::Sources).then(|| model.way(Action::ShowSources));
    let said = match &model.notice {
        Some(notice) if notice.tone == Tone::Alarm => {
            Some((format!("{} {}", canvas.theme.glyphs.failing, notice.text), Look::Bad))
        }
        Some(notice) => Some((notice.text.clone(), Look::Plain)),
        None if model.reach.0 != Reach::Whole => {
            let (reach, since) = model.reach;
            reach.line(since).map(|told| (format!("{} {told}", canvas.theme.glyphs.failing), Look::Bad))
        }
        None if model.outdated().is_some() => {
            model.outdated().map(|told| (format!("{} {told}", canvas.theme.glyphs.failing), Look::Bad))
        }
        None if model.feeds.is_none() => None,
        None => health.line(model.now, sources.as_deref()).map(|line| match health.is_blind() {
            true => (format!("{} {line}", canvas.theme.glyphs.failing), Look::Bad),
            false => (line, Look::Warning),
        }),
    };
    let mut taken = 0;
    if let Some((text, look)) = said {
        let text = whole_sentences(&text, room);
        taken = columns(text).min(room) + GAP;
        canvas.put(area.x + 1, area.y, room, text, look);
    }
    let Some(rereading) = &model.rereading else { return };
    let way = model.way(Action::Reread);
    let told = match rereading.is_halted {
        true => format!("{}, stopped ({way} goes on)", rereading.progress),
        false => format!("{} ({way} stops it)", rereading.progress),
    };
    // What the program says goes first; what is left of the line is its.
    let brief = format!("{}{}", rereading.progress, if rereading.is_halted { ", stopped" } else { "" });
    if let Some(told) = [told, brief].into_iter().find(|told| taken + columns(told) <= room) {
        let x = area.right().saturating_sub(1).saturating_sub(u16::try_from(columns(&told)).unwrap_or(0));
        let x = if taken == 0 { area.x + 1 } else { x };
        canvas.put(x, area.y, room, &told, Look::Faint);
    }
}

/// As many sentences of a text as there is room for; the whole text where there is none for the first.
fn whole_sentences(text: &str, room: usize) -> &str {
    if columns(text) <= room {
        return text;
    }
    let ends = text.match_indices(". ").map(|(at, _)| text.get(..=at).unwrap_or(text));
    ends.filter(|told| columns(told) <= room).last().unwrap_or(text)
}

/// Draws how the keys that were pressed can go on, with what that does.
fn draw_pending(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let left = |x: u16| usize::from(area.right().saturating_sub(x));
    let begun = format!("{} ...", keymap::told(&model.pending));
    let mut x = canvas.put(area.x + 1, area.y, left(area.x + 1), &begun, Look::Heading).saturating_add(2);
    for (keys, action) in model.keymap.after(&model.pending, model.focus) {
        let does = action.spec().map_or("", |spec| spec.help);
        if left(x) <= columns(&keys) + 1 + columns(does) {
            break;
        }
        x = canvas.put(x, area.y, left(x), &keys, Look::Heading).saturating_add(1);
        x = canvas.put(x, area.y, left(x), does, Look::Faint).saturating_add(2);
    }
}

/// Draws as many keys as fit, those for what lies at hand first; where a sequence is begun, how it goes on.
pub fn draw_keys(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    if !model.pending.is_empty() {
        return draw_pending(canvas, area, model);
    }
    let mut x = area.x + 1;
    let has_arrivals = model.reports.arrivals > 0;
    // What only this pane means by its keys stands before what every pane does.
    let here = ACTIONS.iter().filter(|spec| spec.panes.contains(&model.focus));
    let is_past = model.past.is_some();
    let keys = |spec: &Spec| model.keymap.keys(spec.action, model.focus);
    // Marks are for the reports, which are not always shown.
    let shows_reports = model.shows_reports();
    let is_meant = |spec: &&Spec| spec.panes.is_empty() && (shows_reports || spec.group != Group::Triage);
    let elsewhere = ACTIONS.iter().filter(is_meant);
    let told = here
        .chain(elsewhere.filter(|spec| !keys(spec).is_empty()))
        .filter(|spec| !spec.footer.is_empty() && (has_arrivals || spec.footer != "merge"))
        .filter(|spec| is_past || spec.action != Action::Now)
        .filter(|spec| model.focus.opens() || spec.action != Action::Open);
    // Help and quit stay, whatever else has to go.
    let (kept, others): (Vec<_>, Vec<_>) =
        told.partition(|spec| matches!(spec.action, Action::Help | Action::Quit | Action::Now));
    let way = |action| model.keymap.way(action, model.focus);
    let width = |key: &str, words: &str| columns(key) + columns(words) + 3;
    let label = |spec: &Spec| match spec.action {
        Action::Down => format!("{}/{}", way(Action::Down), way(Action::Up)),
        action => way(action),
    };
    let reserved: usize = kept.iter().map(|spec| width(&label(spec), spec.footer)).sum();
    let mut room = usize::from(area.width.saturating_sub(1)).saturating_sub(reserved);
    let fitting = others.into_iter().take_while(|spec| {
        let needed = width(&label(spec), spec.footer);
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    });
    for spec in fitting.chain(kept.clone()) {
        let left = |x: u16| usize::from(area.right().saturating_sub(x));
        x = canvas.put(x, area.y, left(x), &label(&spec), Look::Heading).saturating_add(1);
        x = canvas.put(x, area.y, left(x), spec.footer, Look::Faint).saturating_add(2);
    }
}
