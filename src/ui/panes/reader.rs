//! The reader: the open report's lines from its scroll on.

use ratatui::layout::Rect;

use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::paint::Canvas;
use crate::ui::words::more;

/// Columns left free at each side of the text.
pub const MARGIN: u16 = 1;

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let is_focused = model.focus == Pane::Reader;
    let mark = model.mark_of(Pane::Reader);
    let title = match &model.open {
        Some(open) if open.items.len() > 1 => {
            format!("{mark}Reader, item {} of {}", open.shown() + 1, open.items.len())
        }
        _ => format!("{mark}Reader"),
    };
    let room = canvas.frame(area, &title, is_focused);
    let Some(open) = &model.open else {
        let nothing = if model.awaited.is_some() { "Reading the report ..." } else { "No report is open." };
        return canvas.sentences(room, &[nothing.to_owned()]);
    };
    for (line, y) in open.lines.iter().skip(open.scroll).zip(room.y..room.bottom()) {
        let x = room.x + MARGIN;
        canvas.pieces(x, y, usize::from(room.right().saturating_sub(x)), line);
    }
    let below = open.lines.len().saturating_sub(open.scroll + usize::from(room.height));
    canvas.foot(area, &more(below, "line"));
}
