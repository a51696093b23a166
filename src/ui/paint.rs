//! Putting text into cells: cut and filled by display width, so that columns stay aligned in any script.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};

use super::layout::inside;
use super::theme::{Look, Theme};
use crate::text::width::{columns, cut_with};

/// A canvas of one look and one area.
#[derive(Debug)]
pub struct Canvas<'a> {
    /// The cells.
    pub cells: &'a mut Buffer,
    /// The looks.
    pub theme: Theme,
}

/// On which side of its column a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At the left.
    Left,
    /// At the right.
    Right,
}

impl Canvas<'_> {
    /// Writes a text into `width` columns, cut with a mark where it is longer; gives the column after it.
    pub fn put(&mut self, x: u16, y: u16, width: usize, text: &str, look: Look) -> u16 {
        self.put_styled(x, y, width, text, self.theme.style(look))
    }

    fn put_styled(&mut self, x: u16, y: u16, width: usize, text: &str, style: Style) -> u16 {
        let text = cut_with(text, width, self.theme.glyphs.ellipsis);
        let (after, _) = self.cells.set_stringn(x, y, &text, width, style);
        after
    }

    /// Writes a text into exactly `width` columns, at one side of them; gives the column after them.
    pub fn column(&mut self, x: u16, y: u16, width: usize, text: &str, look: Look, side: Side) -> u16 {
        let text = cut_with(text, width, self.theme.glyphs.ellipsis);
        let spare = u16::try_from(width.saturating_sub(columns(&text))).unwrap_or(0);
        let from = if side == Side::Right { x.saturating_add(spare) } else { x };
        self.cells.set_stringn(from, y, &text, width, self.theme.style(look));
        x.saturating_add(u16::try_from(width).unwrap_or(u16::MAX))
    }

    /// Empties a place for something that lies over the panes, with what is left of a wide letter at its edge.
    pub fn clear(&mut self, area: Rect) {
        Clear.render(area, self.cells);
        if let Some(x) = area.x.checked_sub(1) {
            for y in area.y..area.bottom() {
                if let Some(cell) = self.cells.cell_mut((x, y)).filter(|cell| columns(cell.symbol()) > 1) {
                    cell.set_symbol(" ");
                }
            }
        }
    }

    /// Lays a look over a row that is already written.
    pub fn over(&mut self, row: Rect, look: Look) {
        let style = self.theme.style(look);
        self.cells.set_style(row, style);
    }

    /// Draws a pane's frame with its title and gives the room inside.
    pub fn frame(&mut self, area: Rect, title: &str, is_focused: bool) -> Rect {
        let look = if is_focused { Look::Focused } else { Look::Plain };
        // The focused pane is told by its sign as well as by its looks.
        let sign = if is_focused { self.theme.glyphs.playing } else { " " };
        let room = usize::from(area.width).saturating_sub(5);
        let title = format!("{sign}{} ", cut_with(title, room, self.theme.glyphs.ellipsis));
        let style = self.theme.style(look);
        Block::bordered()
            .border_set(self.theme.glyphs.border)
            .border_style(style)
            .title(ratatui::text::Span::styled(title, style))
            .render(area, self.cells);
        inside(area)
    }

    /// Writes sentences in the middle of a pane that has nothing else to show, each wrapped.
    pub fn sentences(&mut self, area: Rect, sentences: &[String]) {
        let width = usize::from(area.width.saturating_sub(4)).max(1);
        let mut y = area.y + 1;
        for (n, sentence) in sentences.iter().enumerate() {
            let look = if n == 0 { Look::Heading } else { Look::Plain };
            for line in super::document::wrapped(sentence, look, width) {
                if y >= area.bottom() {
                    return;
                }
                let text: String = line.iter().map(|piece| piece.text.as_str()).collect();
                self.put(area.x + 2, y, width, &text, look);
                y += 1;
            }
        }
    }
}
