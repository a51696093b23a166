//! Putting text into cells: cut and filled by display width, so that columns stay aligned in any script.
//!
//! Isolates ([`bidi`]) have no width and so no cell of their own. A terminal keeps a character without width with the cell
//! before it, and writing that cell anew removes it. So the beginning of an isolate is kept in the cell before its text and
//! the end in the text's last cell: each cell, whenever it is written, is whole, and none is written differently by what
//! stands beside it.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;

use super::document::{Line, Piece};
use super::layout::inside;
use super::theme::{Look, Theme};
use crate::text::bidi::{self, Bidi};
use crate::text::width::{columns, cut_at_word, cut_with};

/// A canvas of one look and one area.
#[derive(Debug)]
pub struct Canvas<'a> {
    /// The cells.
    pub cells: &'a mut Buffer,
    /// The looks.
    pub theme: Theme,
    bidi: Bidi,
    /// Whether the line is so slow that a selection is told by its sign alone.
    pub spares: bool,
    /// The row that is looked at: that of what is selected in the pane in focus.
    pub looked_at: Option<u16>,
    /// Texts that are to be isolated: their row and the columns from their first to behind their last.
    isolates: Vec<(u16, Range<u16>)>,
}

/// On which side of its column a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At the left.
    Left,
    /// At the right.
    Right,
}

impl<'a> Canvas<'a> {
    /// A canvas over cells; `bidi` says who orders letters from right to left.
    pub fn new(cells: &'a mut Buffer, theme: Theme, bidi: Bidi) -> Self {
        Self { cells, theme, bidi, spares: false, looked_at: None, isolates: Vec::new() }
    }
}

impl Canvas<'_> {
    /// Writes a text into `width` columns, cut with a mark where it is longer; gives the column after it.
    pub fn put(&mut self, x: u16, y: u16, width: usize, text: &str, look: Look) -> u16 {
        self.put_styled(x, y, width, text, self.theme.style(look))
    }

    fn put_styled(&mut self, x: u16, y: u16, width: usize, text: &str, style: Style) -> u16 {
        let text = cut_with(text, width, self.theme.glyphs.ellipsis);
        self.line(x, y, width, &[(&text, style)])
    }

    /// Writes pieces into `width` columns, one behind the other, as one text; gives the column after them.
    pub fn pieces(&mut self, x: u16, y: u16, width: usize, pieces: &[Piece]) -> u16 {
        let styled: Vec<(&str, Style)> =
            pieces.iter().map(|piece| (piece.text.as_str(), self.theme.style(piece.look))).collect();
        self.line(x, y, width, &styled)
    }

    fn line(&mut self, x: u16, y: u16, width: usize, pieces: &[(&str, Style)]) -> u16 {
        let is_ordered = self.bidi != Bidi::Logical && pieces.iter().any(|(text, _)| bidi::has_rtl(text));
        if is_ordered && self.bidi == Bidi::Visual {
            let clusters =
                pieces.iter().flat_map(|(text, style)| text.graphemes(true).map(|cluster| (cluster, *style)));
            let seen = bidi::visual(&clusters.collect::<Vec<_>>());
            let seen: Vec<(&str, Style)> = seen.iter().map(|(cluster, style)| (cluster.as_ref(), *style)).collect();
            return self.write(x, y, width, &seen);
        }
        let after = self.write(x, y, width, pieces);
        if is_ordered {
            self.isolates.push((y, x..after));
        }
        after
    }

    /// Writes pieces in their order; gives the column after them.
    fn write(&mut self, x: u16, y: u16, width: usize, pieces: &[(&str, Style)]) -> u16 {
        let end = x.saturating_add(u16::try_from(width).unwrap_or(u16::MAX));
        pieces.iter().fold(x, |at, (text, style)| {
            self.cells.set_stringn(at, y, text, usize::from(end.saturating_sub(at)), *style).0
        })
    }

    /// Keeps each text to itself, once all is written.
    pub fn finish(&mut self) {
        for (y, columns) in std::mem::take(&mut self.isolates) {
            if columns.is_empty() {
                continue;
            }
            // At the left edge nothing is before it that it could move; a letter behind it keeps what follows in its place.
            let has_begun = self.append(columns.start, y, bidi::ISOLATE);
            self.append(columns.end, y, if has_begun { bidi::END_OF_ISOLATE } else { bidi::LEFT_TO_RIGHT });
        }
    }

    /// Leaves of the texts that are to be isolated what an area does not cover.
    fn cover(&mut self, area: Rect) {
        let rows = area.y..area.bottom();
        let (covered, mut left): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.isolates).into_iter().partition(|(y, _)| rows.contains(y));
        for (y, columns) in covered {
            left.push((y, columns.start..columns.end.min(area.x)));
            left.push((y, columns.start.max(area.right())..columns.end));
        }
        self.isolates = left;
    }

    /// Adds a character without width to the cell that is seen before a column; whether there is one.
    fn append(&mut self, x: u16, y: u16, mark: char) -> bool {
        // The cell before the last may hold a character that takes both.
        let wide =
            x.checked_sub(2).filter(|at| self.cells.cell((*at, y)).is_some_and(|cell| columns(cell.symbol()) > 1));
        let Some(cell) = wide.or(x.checked_sub(1)).and_then(|at| self.cells.cell_mut((at, y))) else { return false };
        let symbol = format!("{}{mark}", cell.symbol());
        cell.set_symbol(&symbol);
        true
    }

    /// Writes a text into exactly `width` columns, at one side of them; gives the column after them.
    pub fn column(&mut self, x: u16, y: u16, width: usize, text: &str, look: Look, side: Side) -> u16 {
        let text = cut_with(text, width, self.theme.glyphs.ellipsis);
        let spare = u16::try_from(width.saturating_sub(columns(&text))).unwrap_or(0);
        let from = if side == Side::Right { x.saturating_add(spare) } else { x };
        self.line(from, y, width, &[(&text, self.theme.style(look))]);
        x.saturating_add(u16::try_from(width).unwrap_or(u16::MAX))
    }

    /// Empties a place for something that lies over the panes, with what is left of a wide letter at its edge.
    pub fn clear(&mut self, area: Rect) {
        Clear.render(area, self.cells);
        self.ground(area);
        self.cover(area);
        if let Some(x) = area.x.checked_sub(1) {
            for y in area.y..area.bottom() {
                if let Some(cell) = self.cells.cell_mut((x, y)).filter(|cell| columns(cell.symbol()) > 1) {
                    cell.set_symbol(" ");
                }
            }
        }
    }

    /// Lays the ground that is behind everything.
    pub fn ground(&mut self, area: Rect) {
        self.cells.set_style(area, self.theme.ground().patch(self.theme.style(Look::Plain)));
    }

    /// Lays a look over a row that is already written.
    pub fn over(&mut self, row: Rect, look: Look) {
        let style = self.theme.style(look);
        self.cells.set_style(row, style);
    }

    /// Lays the looks of a selection over a row that has its sign.
    pub fn choose(&mut self, row: Rect) {
        self.looked_at = Some(row.y);
        if !self.spares {
            self.over(row, Look::Selected);
        }
    }

    /// Draws a pane's frame with its title and gives the room inside.
    pub fn frame(&mut self, area: Rect, title: &str, is_focused: bool) -> Rect {
        let look = if is_focused { Look::Focused } else { Look::Plain };
        // The focused pane is told by its sign as well as by its looks.
        let sign = if is_focused { self.theme.glyphs.playing } else { " " };
        let room = usize::from(area.width).saturating_sub(5);
        let title = format!("{sign}{} ", cut_with(title, room, self.theme.glyphs.ellipsis));
        let across = usize::from(area.width.saturating_sub(2));
        let style = self.theme.style(look);
        Block::bordered().border_set(self.theme.glyphs.border).border_style(style).render(area, self.cells);
        if area.height > 0 {
            self.line(area.x.saturating_add(1), area.y, across, &[(&title, style)]);
        }
        inside(area)
    }

    /// Says at the foot of a pane's frame what it has more of than is seen: " 10 more feeds ".
    pub fn foot(&mut self, area: Rect, text: &str) {
        let width = columns(text);
        if width > 0 && width + 6 <= usize::from(area.width) {
            let x = area.right().saturating_sub(u16::try_from(width).unwrap_or(0) + 2);
            self.put(x, area.bottom().saturating_sub(1), width, text, Look::Faint);
        }
    }

    /// Writes lines, one below the other; where there is no room for all, the last one that is seen is cut with a mark.
    pub fn lines(&mut self, room: Rect, lines: &[Line]) {
        let width = usize::from(room.width);
        let seen = usize::from(room.height);
        for (n, (line, y)) in lines.iter().zip(room.y..room.bottom()).enumerate() {
            if n + 1 < seen || lines.len() <= seen {
                self.pieces(room.x, y, width, line);
                continue;
            }
            let texts =
                lines.iter().skip(n).map(|line| line.iter().map(|piece| piece.text.as_str()).collect::<String>());
            let rest = texts.collect::<Vec<_>>().join(" ");
            let look = line.first().map_or(Look::Plain, |piece| piece.look);
            let cut = cut_at_word(&rest, width, self.theme.glyphs.ellipsis).into_owned();
            self.put(room.x, y, width, &cut, look);
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::CellWidth;

    use super::*;

    fn row(bidi: Bidi, at: u16, texts: &[(&str, usize)]) -> Vec<String> {
        let mut cells = Buffer::empty(Rect::new(0, 0, 24, 1));
        let mut canvas = Canvas::new(&mut cells, Theme::plain(false), bidi);
        let mut x = at;
        for (text, width) in texts {
            x = canvas.column(x, 0, *width, text, Look::Plain, Side::Left) + 1;
        }
        canvas.finish();
        cells.content().iter().map(|cell| cell.symbol().to_owned()).collect()
    }

    #[test]
    fn an_isolate_begins_in_the_cell_before_its_text_and_ends_in_its_last() {
        let cells = row(Bidi::Terminal, 1, &[("SOHR", 4), ("\u{642}\u{62a}\u{644} 35", 6), ("x2", 2)]);
        assert_eq!(cells[5..14], [" \u{2068}", "\u{642}", "\u{62a}", "\u{644}", " ", "3", "5\u{2069}", " ", "x"]);
        let plain = row(Bidi::Logical, 1, &[("SOHR", 4), ("\u{642}\u{62a}\u{644} 35", 6), ("x2", 2)]);
        let without: Vec<String> = cells.iter().map(|cell| cell.replace(['\u{2068}', '\u{2069}'], "")).collect();
        assert_eq!(without, plain);
    }

    #[test]
    fn a_wide_character_before_an_isolate_keeps_it() {
        let mut cells = Buffer::empty(Rect::new(0, 0, 8, 1));
        let mut canvas = Canvas::new(&mut cells, Theme::plain(false), Bidi::Terminal);
        let after = canvas.put(0, 0, 8, "\u{62c9}", Look::Plain);
        canvas.put(after, 0, 8, "\u{5d0}\u{62c9}", Look::Plain);
        canvas.finish();
        let cells: Vec<&str> = cells.content().iter().map(|cell| cell.symbol()).collect();
        assert_eq!(cells[..5], ["\u{62c9}\u{2068}", " ", "\u{5d0}", "\u{62c9}\u{2069}", " "]);
    }

    #[test]
    fn what_is_covered_leaves_whole_isolates_at_both_sides() {
        let mut cells = Buffer::empty(Rect::new(0, 0, 9, 1));
        let mut canvas = Canvas::new(&mut cells, Theme::plain(false), Bidi::Terminal);
        canvas.put(1, 0, 8, &"\u{5d0}".repeat(8), Look::Plain);
        canvas.clear(Rect::new(3, 0, 3, 1));
        canvas.finish();
        let cells: String = cells.content().iter().map(|cell| cell.symbol()).collect();
        assert_eq!(cells, " \u{2068}\u{5d0}\u{5d0}\u{2069}   \u{2068}\u{5d0}\u{5d0}\u{5d0}\u{2069}");
    }

    #[test]
    fn at_the_left_edge_a_mark_keeps_what_follows_in_its_place() {
        let cells = row(Bidi::Terminal, 0, &[("\u{5d0}\u{5d1}", 2), ("2", 1)]);
        assert_eq!(cells[..4], ["\u{5d0}", "\u{5d1}\u{200e}", " ", "2"]);
    }

    #[test]
    fn lines_without_room_end_in_a_mark() {
        let text = "one two three four five six";
        let wrapped = crate::ui::document::wrapped(text, Look::Plain, 8);
        let drawn = |height: u16| {
            let mut cells = Buffer::empty(Rect::new(0, 0, 10, height));
            Canvas::new(&mut cells, Theme::plain(false), Bidi::Logical).lines(Rect::new(1, 0, 8, height), &wrapped);
            let rows = (0..height).map(|y| (0..10).map(|x| cells[(x, y)].symbol()).collect::<String>());
            rows.collect::<Vec<_>>()
        };
        assert_eq!(drawn(2), [" one two  ", " three…   "]);
        assert_eq!(
            drawn(4).concat().split_whitespace().collect::<Vec<_>>().join(" "),
            text,
            "all of it where there is room"
        );
    }

    #[test]
    fn in_visual_order_the_first_letter_stands_at_the_right() {
        let cells = row(Bidi::Visual, 1, &[("SOHR", 4), ("\u{5d0}\u{5d1} (35", 6), ("x2", 2)]);
        assert_eq!(cells[5..14], [" ", "3", "5", ")", " ", "\u{5d1}", "\u{5d0}", " ", "x"]);
    }

    proptest! {
        #[test]
        fn what_is_measured_is_what_is_drawn_whoever_orders_it(
            text in "[a-z (\u{5d0}-\u{5d4}\u{627}-\u{62b}\u{64b}\u{301}\u{62c9}\u{1f469}\u{200d}\u{fe0f}\u{26a0}\u{ff76}\u{ff9e}\u{1f1f8}\u{1f1fe}]{0,12}",
            width in 0_usize..14,
        ) {
            let text = crate::text::normalize::line(&text);
            let kept = columns(&cut_with(&text, width, "\u{2026}"));
            for bidi in [Bidi::Terminal, Bidi::Logical, Bidi::Visual] {
                let mut cells = Buffer::empty(Rect::new(0, 0, 16, 1));
                let mut canvas = Canvas::new(&mut cells, Theme::plain(false), bidi);
                let after = canvas.put(1, 0, width, &text, Look::Plain);
                canvas.finish();
                prop_assert!(usize::from(after) <= 1 + width);
                if bidi != Bidi::Visual {
                    prop_assert_eq!(usize::from(after), 1 + kept);
                }
                let mut column = 0;
                while let Some(cell) = cells.cell((column, 0)) {
                    column += cell.cell_width().max(1);
                }
                prop_assert_eq!(column, 16, "a row is as wide as its cells");
            }
        }
    }
}
