//! The handover: what changed since the operator last took over, the selected line in full below.

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::text::width::columns;
use crate::ui::action::Action;
use crate::ui::document::wrapped;
use crate::ui::handover::{CELLS, Row};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::{Canvas, Side};
use crate::ui::theme::Look;
use crate::ui::words::more;

/// Rows at the bottom for the selected line in full.
pub const DETAIL: u16 = 4;

/// Columns that the last cell keeps at least.
const LAST: usize = 24;

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let view = &model.handover;
    let is_focused = model.focus == Pane::Handover;
    let Some(told) = &view.told else {
        let room = canvas.frame(area, &format!("{}Handover", model.mark_of(Pane::Handover)), is_focused);
        return canvas.sentences(room, &model.awaiting(Pane::Handover, "Reading what has changed ..."));
    };
    let room = canvas.frame(
        area,
        &title((told.since, told.as_of), told.since_last, &model.mark_of(Pane::Handover), area.width),
        is_focused,
    );
    let lines = room.height.saturating_sub(DETAIL);
    let glyphs = canvas.theme.glyphs;
    let widths = widths(&view.rows, usize::from(room.width).saturating_sub(2));
    let seen = view.rows.iter().enumerate().skip(view.top).zip(room.y..room.y + lines);
    // The columns are those of the section that a row is of.
    let mut section = view.rows.iter().take(view.top).filter(|row| matches!(row, Row::Heading(_))).count();
    for ((at, row), y) in seen {
        let line = Rect { y, height: 1, ..room };
        let width = usize::from(room.width.saturating_sub(1));
        match row {
            Row::Heading(heading) => {
                section += 1;
                canvas.put(room.x + 1, y, width, heading, Look::Heading);
            }
            Row::Note(sentence) => {
                let x = if section == 0 { room.x + 1 } else { room.x + 3 };
                canvas.put(x, y, usize::from(room.right().saturating_sub(x)), sentence, Look::Faint);
            }
            Row::Change { cells, .. } => {
                let is_selected = at == view.selected;
                let sign = if is_selected { glyphs.selected } else { " " };
                let mut x = canvas.column(room.x, y, 2, sign, Look::Accent, Side::Left);
                let widths = widths.get(section.saturating_sub(1)).copied().unwrap_or([LAST; CELLS - 1]);
                for (text, width) in cells.iter().zip(widths).filter(|(_, width)| *width > 0) {
                    x = canvas.column(x, y, width, text, Look::Plain, Side::Left) + 2;
                }
                let left = usize::from(room.right().saturating_sub(x));
                canvas.put(x, y, left, cells.last().map_or("", String::as_str), Look::Plain);
                if is_selected && is_focused {
                    canvas.choose(line);
                }
            }
        }
    }
    let below = view.rows.len().saturating_sub(view.top + usize::from(lines));
    canvas.foot(area, &more(below, "line"));
    // It stays as it was read, whatever is stored since.
    let anew = format!(" {} reads it anew ", model.way(Action::Merge));
    canvas.put(area.x + 2, area.bottom().saturating_sub(1), columns(&anew), &anew, Look::Faint);
    let Some(Row::Change { detail, .. }) = view.selected_row() else { return };
    let width = usize::from(room.width.saturating_sub(2)).max(1);
    let below =
        Rect { x: room.x + 1, y: room.y + lines, width: room.width.saturating_sub(2), height: room.height - lines };
    canvas.lines(below, &wrapped(detail, Look::Faint, width));
}

/// From when to when, in as many words as there is room for: neither day is ever left out.
fn title((since, as_of): (Timestamp, Timestamp), since_last: bool, mark: &str, width: u16) -> String {
    let (since, as_of) = (moment::brief(since), moment::brief(as_of));
    let (whole, short) = match since_last {
        true => (format!("since you took over, {since}"), "since you took over,"),
        false => (format!("you have not taken over yet: since {since}"), "not taken over yet:"),
    };
    let ways = [
        format!("{mark}Handover, {whole}, as of {as_of}"),
        format!("{mark}Handover, {short} {since} to {as_of}"),
        format!("{mark}Handover, {since} to {as_of}"),
    ];
    let fits = |way: &&String| columns(way) + 5 <= usize::from(width);
    ways.iter().find(fits).or(ways.last()).cloned().unwrap_or_default()
}

/// The columns of each section's cells but the last, which takes what is left: no wider than what they hold, and the widest
/// of them cut where the line is too short.
fn widths(rows: &[Row], width: usize) -> Vec<[usize; CELLS - 1]> {
    let mut all: Vec<[usize; CELLS - 1]> = vec![];
    let mut has_last: Vec<bool> = vec![];
    for row in rows {
        match row {
            Row::Heading(_) => {
                all.push([0; CELLS - 1]);
                has_last.push(false);
            }
            Row::Note(_) => {}
            Row::Change { cells, .. } => {
                if let (Some(widths), Some(has)) = (all.last_mut(), has_last.last_mut()) {
                    for (widest, cell) in widths.iter_mut().zip(cells) {
                        *widest = (*widest).max(columns(cell));
                    }
                    *has |= cells.last().is_some_and(|last| !last.is_empty());
                }
            }
        }
    }
    for (widths, has_last) in all.iter_mut().zip(has_last) {
        let between = 2 * (CELLS - 1);
        let kept = if has_last { LAST } else { 0 };
        while widths.iter().sum::<usize>() + between + kept > width {
            match widths.iter_mut().max() {
                Some(widest) if *widest > 6 => *widest -= 1,
                _ => break,
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_which_day_to_which_is_told_at_every_width() {
        let span =
            ["2025-03-06T00:00:00Z", "2025-03-14T21:00:00Z"].map(|at| at.parse().unwrap_or(Timestamp::MIN)).into();
        for since_last in [false, true] {
            for width in [60, 80, 120] {
                let title = title(span, since_last, "9 ", width);
                assert!(columns(&title) + 5 <= usize::from(width), "{title}");
                assert!(title.contains("Thu 6 Mar 00:00Z") && title.contains("Fri 14 Mar 21:00Z"), "{title}");
            }
        }
    }
}
