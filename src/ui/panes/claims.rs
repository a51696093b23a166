//! The claims behind a figure, or the statuses behind a place: in it, superseded, set aside, each with who said it,
//! when, what, and the words it was read from; the selected one told in full below.

use ratatui::layout::Rect;

use crate::model::{StatusKind, Verdict};
use crate::ui::action::Action;
use crate::ui::claims::{Cell, Section, Shown, Told};
use crate::ui::document::wrapped;
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::{Canvas, Side};
use crate::ui::theme::{Glyphs, Look};
use crate::ui::{sentence, words};

/// Rows at the bottom for the selected one in full.
pub const DETAIL: u16 = 6;

/// Columns of the instant.
const TIME: usize = 10;
/// Columns of who counted.
const ORIGIN: usize = 14;
/// Columns of what is stated, at most; and how much of the line the words keep at least.
const STATES: usize = 32;
/// See [`STATES`].
const QUOTE: usize = 24;

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let open = &model.claims;
    let Some(cell) = &open.cell else {
        let room = canvas.frame(area, "Claims", true);
        let open = model.way(Action::Open);
        let nothing = format!("Nothing is open: {open} on a figure or a place shows what stands behind it.");
        return canvas.sentences(room, &[nothing]);
    };
    let title = format!("Behind: {}", cell.name(&model.subject.situation));
    let room = canvas.frame(area, &title, model.focus == Pane::Claims);
    let Some(claims) = &open.claims else {
        return canvas.sentences(room, &model.awaiting(Pane::Claims, "Reading the claims ..."));
    };
    if claims.count() == 0 {
        let nothing = match cell {
            Cell::Figure(_) => "Nothing that is stored states this figure.".to_owned(),
            Cell::Place(_) => {
                let sets = model.way(Action::Amend);
                format!("Nothing that is stored says how this place stands. {sets} sets it by hand.")
            }
        };
        return canvas.sentences(room, &[nothing]);
    }
    let lines = room.height.saturating_sub(DETAIL);
    let left = usize::from(room.width).saturating_sub(TIME + ORIGIN + QUOTE + 6);
    let states = claims.widest.clamp(8, STATES).min(left);
    let selected = open.selected_index();
    for (row, y) in (open.top..open.rows()).filter_map(|row| open.row(row)).zip(room.y..room.y + lines) {
        let line = Rect { y, height: 1, ..room };
        match row {
            Shown::Note(n) => {
                let note = claims.notes.get(n).map(String::as_str).unwrap_or_default();
                canvas.put(line.x + 1, y, usize::from(line.width) - 1, note, Look::Warning);
            }
            Shown::Heading(section) => {
                let heading = heading(section);
                canvas.put(line.x + 1, y, usize::from(line.width) - 1, &heading, Look::Heading);
            }
            Shown::Told(n) => {
                let is_selected = selected == Some(n);
                match claims.at(n) {
                    Some(told) => draw_told(canvas, line, told, model, states, is_selected),
                    None => draw_awaited(canvas, line, is_selected),
                }
            }
        }
    }
    canvas.foot(area, &words::more(open.rows().saturating_sub(open.top + usize::from(lines)), "line"));
    draw_detail(canvas, Rect { y: room.y + lines, height: room.height - lines, ..room }, model);
}

fn heading(Section { kind, verdict, many }: Section) -> String {
    let became = match verdict {
        Verdict::Counts => "In it now",
        Verdict::Superseded => "Superseded",
        Verdict::SetAside => "Set aside",
    };
    let kind = match kind {
        Some(StatusKind::Control) => "Control: ",
        Some(StatusKind::Curfew) => "Curfew: ",
        None => "",
    };
    format!("{kind}{became}, {many}")
}

fn sign(verdict: Verdict, glyphs: &Glyphs) -> &'static str {
    match verdict {
        Verdict::Counts => glyphs.live,
        Verdict::Superseded => glyphs.lifted,
        Verdict::SetAside => glyphs.failing,
    }
}

fn draw_told(canvas: &mut Canvas<'_>, line: Rect, told: &Told, model: &Model, states: usize, is_selected: bool) {
    let glyphs = canvas.theme.glyphs;
    let look = if told.line.verdict == Verdict::Counts { Look::Plain } else { Look::Faint };
    let y = line.y;
    let mark = if is_selected { glyphs.selected } else { " " };
    let mut x = canvas.column(line.x, y, 1, mark, Look::Accent, Side::Left);
    x = canvas.column(x, y, 1, sign(told.line.verdict, glyphs), look, Side::Left) + 1;
    x = canvas.column(x, y, TIME, &moment::told(told.line.as_of, model.shown(), model.times), look, Side::Right) + 1;
    x = canvas.column(x, y, ORIGIN, words::origin(told.line.origin.as_ref()), look, Side::Left) + 1;
    x = canvas.column(x, y, states, &told.states(&model.subject.situation), look, Side::Left) + 1;
    let left = usize::from(line.right().saturating_sub(x));
    canvas.put(x, y, left, &told.quote, look);
    if is_selected {
        canvas.choose(line);
    }
}

/// One that is not told yet.
fn draw_awaited(canvas: &mut Canvas<'_>, line: Rect, is_selected: bool) {
    let mark = if is_selected { canvas.theme.glyphs.selected } else { " " };
    let x = canvas.column(line.x, line.y, 1, mark, Look::Accent, Side::Left) + 2;
    canvas.put(x, line.y, usize::from(line.right().saturating_sub(x)), "...", Look::Faint);
    if is_selected {
        canvas.choose(line);
    }
}

/// The selected one in full: what became of it and why, and the words.
fn draw_detail(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let Some(told) = model.claims.selected_told() else { return };
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let dot = canvas.theme.glyphs.dot;
    let head = format!(
        "{} {dot} as of {} {dot} published {}",
        words::origin(told.line.origin.as_ref()),
        moment::brief(told.line.as_of),
        moment::brief(told.published),
    );
    let why = words::sentence(&sentence::told(&told.line.why, &model.subject.situation));
    let why = format!("{why} ({}).", told.line.rule.replace('_', " "));
    let quote = match (told.quote.is_empty(), told.is_set()) {
        (true, _) => "No words are kept for it.".to_owned(),
        (false, true) => format!("Set by hand: {}", told.quote),
        (false, false) => format!("\"{}\"", told.quote),
    };
    let border = canvas.theme.glyphs.border.horizontal_top.repeat(usize::from(area.width));
    canvas.put(area.x, area.y, usize::from(area.width), &border, Look::Faint);
    let texts = [(head, Look::Heading), (why, Look::Plain), (quote, Look::Claim)];
    let lines = texts.iter().flat_map(|(text, look)| wrapped(text, *look, width));
    let below = Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2).max(1), height: area.height };
    canvas.lines(below.intersection(area), &lines.collect::<Vec<_>>());
}
