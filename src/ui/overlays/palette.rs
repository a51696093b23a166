//! The palette over the panes: a line to type into, and what is like it, with the keys that ask for it directly.

use ratatui::layout::Rect;

use super::{boxed, prompt};
use crate::text::width::columns;
use crate::ui::model::Model;
use crate::ui::paint::{Canvas, Side};
use crate::ui::palette::{Entry, Palette, Run};
use crate::ui::theme::Look;

/// Columns of the palette at most.
const WIDTH: u16 = 100;

/// Rows of the palette at most.
const HEIGHT: u16 = 24;

/// Columns of what an entry is, where the palette has as many as [`WITH_KIND`].
const KIND: usize = 8;

/// From so many columns on an entry says what it is: in fewer what it does needs the room.
const WITH_KIND: u16 = 64;

/// Columns of its name.
const NAME: usize = 26;

/// Columns of its keys.
const KEYS: usize = 14;

/// Draws the palette over the screen.
pub fn draw(canvas: &mut Canvas<'_>, screen: Rect, model: &Model, palette: &Palette) {
    let area = boxed(screen, WIDTH, HEIGHT);
    canvas.clear(area);
    let many = palette.found.len();
    let noun = if many == 1 { "entry" } else { "entries" };
    let room = canvas.frame(area, &format!("Commands, views and saved filters, {many} {noun}"), true);
    if let Some(open) = &model.prompt {
        prompt::draw(canvas, Rect { height: 1, ..room }, open);
    }
    let list = Rect { y: room.y + 1, height: room.height.saturating_sub(1), ..room };
    if many == 0 {
        canvas.sentences(list, &["Nothing is like that.".to_owned()]);
    }
    let page = usize::from(list.height).max(1);
    let top = (palette.at + 1).saturating_sub(page);
    for ((n, entry), y) in palette.found.iter().enumerate().skip(top).zip(list.y..list.bottom()) {
        let row = Rect { y, height: 1, ..list };
        draw_entry(canvas, row, model, entry, n == palette.at);
        if n == palette.at {
            canvas.over(row, Look::Selected);
        }
    }
}

fn draw_entry(canvas: &mut Canvas<'_>, row: Rect, model: &Model, entry: &Entry, is_chosen: bool) {
    let sign = if is_chosen { canvas.theme.glyphs.selected } else { " " };
    let keys = match &entry.run {
        Run::Command(action) => model.keymap.keys(*action, model.focus).join(" "),
        Run::Filter(_) => String::new(),
    };
    let y = row.y;
    let mut x = canvas.column(row.x, y, 1, sign, Look::Plain, Side::Left);
    if row.width >= WITH_KIND {
        x = canvas.column(x, y, KIND, entry.kind, Look::Faint, Side::Left);
    }
    x = canvas.column(x, y, NAME, &entry.name, Look::Heading, Side::Left) + 1;
    let keys_at = row.right().saturating_sub(u16::try_from(KEYS.min(columns(&keys))).unwrap_or(0) + 1);
    let told = usize::from(keys_at.saturating_sub(x + 1));
    canvas.put(x, y, told, &entry.told, Look::Plain);
    canvas.put(keys_at, y, KEYS, &keys, Look::Heading);
}
