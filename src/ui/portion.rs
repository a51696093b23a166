//! A frame in portions, for a slow line: as many of its rows at a time as the line carries within a moment, the row that is
//! looked at first, so that a held key is never far ahead of what is seen. Rows go out whole; those that wait are drawn as
//! they are by then.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;

use super::pen::{self, Placed};

/// Some of the rows in which two frames differ.
#[derive(Debug)]
pub struct Portion<'b> {
    /// The cells, row by row.
    cells: Vec<Placed<'b>>,
    /// Which rows they are of.
    pub rows: Vec<u16>,
    /// Whether the frames differ in no other row.
    pub is_whole: bool,
}

impl<'b> Portion<'b> {
    /// The rows of a portion: the one that is `looked_at`, then those from `from` on and round, as long as they take no more
    /// than so many bytes. One row there is always.
    pub fn of(shown: &'b Buffer, next: &'b Buffer, looked_at: Option<u16>, from: u16, at_most: usize) -> Self {
        let mut differing: BTreeMap<u16, Vec<Placed<'b>>> = BTreeMap::new();
        for cell in shown.diff(next) {
            differing.entry(cell.1).or_default().push(cell);
        }
        let round = differing.range(from..).chain(differing.range(..from)).map(|(row, _)| *row);
        let order: Vec<u16> = looked_at.into_iter().chain(round.filter(|row| Some(*row) != looked_at)).collect();
        let mut portion = Self { cells: vec![], rows: vec![], is_whole: true };
        let mut bytes = 0;
        for row in order {
            let Some(cells) = differing.remove(&row) else { continue };
            bytes += written(next, &cells).len();
            if !portion.rows.is_empty() && bytes > at_most {
                portion.is_whole = false;
                break;
            }
            portion.rows.push(row);
            portion.cells.extend(cells);
        }
        portion
    }

    /// Where the next portion begins.
    pub fn ends_before(&self) -> u16 {
        self.rows.last().map_or(0, |row| row.saturating_add(1))
    }

    /// Writes the portion of a frame.
    pub fn write(&self, bytes: &mut Vec<u8>, next: &Buffer) {
        bytes.extend(written(next, &self.cells));
    }
}

/// Takes rows of one frame over into another of the same size.
pub fn take_over(rows: &[u16], from: &Buffer, into: &mut Buffer) {
    let width = usize::from(from.area.width);
    for row in rows {
        let start = usize::from(row.saturating_sub(from.area.y)) * width;
        let cells = start..start + width;
        if let (Some(from), Some(into)) = (from.content.get(cells.clone()), into.content.get_mut(cells)) {
            into.clone_from_slice(from);
        }
    }
}

fn written(frame: &Buffer, cells: &[Placed<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    pen::write(&mut bytes, frame, cells.iter().copied());
    bytes
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn frame(lines: [&str; 4]) -> Buffer {
        let mut frame = Buffer::empty(Rect::new(0, 0, 20, 4));
        for (line, y) in lines.into_iter().zip(0..) {
            frame.set_string(0, y, line, Style::default());
        }
        frame
    }

    #[test]
    fn the_row_that_is_looked_at_goes_first_and_the_rest_follows_in_turn_until_all_is_seen() {
        let mut shown = frame(["one", "two", "three", "four"]);
        let next = frame(["two", "three 拉塔", "four", "five"]);
        let mut rows = Vec::new();
        let mut from = 0;
        loop {
            let portion = Portion::of(&shown, &next, Some(2), from, 1);
            from = portion.ends_before();
            rows.extend(portion.rows.iter().copied());
            let (is_whole, taken) = (portion.is_whole, portion.rows);
            take_over(&taken, &next, &mut shown);
            if is_whole {
                break;
            }
        }
        assert_eq!(rows, [2, 3, 0, 1]);
        assert_eq!(shown, next);
    }

    #[test]
    fn a_portion_has_as_many_rows_as_the_line_carries_and_rows_that_do_not_differ_take_none() {
        let shown = frame(["one", "two", "three", "four"]);
        let next = frame(["uno", "two", "tres", "cuatro"]);
        let whole = Portion::of(&shown, &next, Some(1), 0, 10_000);
        assert_eq!((whole.rows.clone(), whole.is_whole), (vec![0, 2, 3], true));
        let mut bytes = Vec::new();
        whole.write(&mut bytes, &next);
        let one = Portion::of(&shown, &next, None, 3, bytes.len() / 3);
        assert_eq!((one.rows, one.is_whole), (vec![3], false));
        assert!(Portion::of(&next, &next, Some(1), 0, 10).rows.is_empty());
    }
}
