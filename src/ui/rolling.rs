//! Rows that have moved: where a list goes up or down over the whole width, the terminal moves what it shows, and only what
//! is new is drawn.
//!
//! A region of rows, and lines taken out of it or put into it, is what every terminal since the VT102 knows, and what tmux,
//! screen and mosh keep track of; none is asked for it. Invariant: what [`Roll::over`] makes of a frame is what a terminal
//! shows that had this frame and was written [`Roll::write`].

use std::collections::BTreeMap;

use ratatui::buffer::{Buffer, Cell};

/// Rows that must have moved by the same for it to be told.
const FEWEST: usize = 2;
/// Rows within those that moved that are otherwise: one that was selected, one that is, and one that changed meanwhile.
const OTHERS: u16 = 3;
/// Cells that it must save: it takes some thirty bytes.
const GAIN: usize = 40;

/// A move of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roll {
    /// The first row of those that move, and the last, counted from the frame's first.
    rows: (u16, u16),
    /// By how many.
    by: u16,
    is_up: bool,
}

impl Roll {
    /// The move that makes most of one frame out of another; none where drawing is as short.
    pub fn between(shown: &Buffer, next: &Buffer) -> Option<Self> {
        if shown.area != next.area {
            return None;
        }
        let differing: Vec<u16> = (0..next.area.height).filter(|y| row(shown, *y) != row(next, *y)).collect();
        if differing.len() < FEWEST {
            return None;
        }
        // Where in the next frame rows stand that moved by so many: up where it is more than none.
        let mut moved: BTreeMap<i32, Vec<u16>> = BTreeMap::new();
        for to in &differing {
            for from in &differing {
                if from != to && row(shown, *from) == row(next, *to) {
                    moved.entry(i32::from(*from) - i32::from(*to)).or_default().push(*to);
                }
            }
        }
        let (shift, stands) = moved.into_iter().max_by_key(|(shift, rows)| (rows.len(), -shift.abs()))?;
        let (first, last) = longest(&stands);
        let by = u16::try_from(shift.unsigned_abs()).ok()?;
        let (rows, is_up) =
            if shift > 0 { ((first, last + by), true) } else { ((first.checked_sub(by)?, last), false) };
        let roll = Self { rows, by, is_up };
        let mut rolled = shown.clone();
        roll.over(&mut rolled);
        (rolled.diff_iter(next).count() + GAIN < shown.diff_iter(next).count()).then_some(roll)
    }

    /// Moves the rows of a frame; those that nothing moves to are blank.
    pub fn over(self, frame: &mut Buffer) {
        let width = usize::from(frame.area.width);
        let region = usize::from(self.rows.0) * width..(usize::from(self.rows.1) + 1) * width;
        let Some(cells) = frame.content.get_mut(region) else { return };
        let by = (usize::from(self.by) * width).min(cells.len());
        let bare = if self.is_up {
            cells.rotate_left(by);
            cells.len() - by..cells.len()
        } else {
            cells.rotate_right(by);
            0..by
        };
        cells.get_mut(bare).unwrap_or_default().fill(Cell::EMPTY);
    }

    /// Tells the terminal, whose pen must be plain: blank rows take its ground.
    pub fn write(self, bytes: &mut Vec<u8>) {
        let (first, last) = (u32::from(self.rows.0) + 1, u32::from(self.rows.1) + 1);
        let moves = if self.is_up { 'M' } else { 'L' };
        bytes.extend(format!("\x1b[0m\x1b[{first};{last}r\x1b[{first}H\x1b[{}{moves}\x1b[r", self.by).into_bytes());
    }
}

/// A row of a frame, counted from its first.
fn row(frame: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(frame.area.width);
    let start = usize::from(y) * width;
    frame.content.get(start..start + width).unwrap_or_default()
}

/// The first and the last of the longest run of rows, in order, that have no more than a few others between them.
fn longest(rows: &[u16]) -> (u16, u16) {
    let runs = rows.chunk_by(|one, next| next - one <= OTHERS);
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    (longest.first().copied().unwrap_or(0), longest.last().copied().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use proptest::prelude::*;
    use ratatui::buffer::CellWidth;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    use super::*;
    use crate::ui::terminal::frame_over;

    const SCREEN: Rect = Rect::new(0, 0, 40, 14);
    const LIST: std::ops::Range<u16> = 2..12;

    /// What is in a list's rows: words, a wide letter, letters that are isolated, marks, nothing.
    const ROWS: [&str; 7] = [
        "killed in Jableh",
        "\u{62c9}\u{5854} curfew",
        "at least 35 dead",
        "\u{2068}\u{642}\u{62a}\u{644}\u{2069} 35",
        "",
        "e\u{301}te",
        "the same again",
    ];

    /// A list of so many rows from one on, with one selected, between borders or beside something that stays.
    fn frame((top, selected, is_beside, ground): (usize, usize, bool, bool)) -> Buffer {
        let mut cells = Buffer::empty(SCREEN);
        if ground {
            cells.set_style(SCREEN, Style::new().bg(Color::Indexed(17)));
        }
        cells.set_string(0, 0, format!("title, row {selected}"), Style::new().add_modifier(Modifier::BOLD));
        for (y, n) in LIST.zip(top..) {
            let sort = ROWS.get(n * n % ROWS.len()).copied().unwrap_or_default();
            let style =
                if n % 3 == 0 { Style::new().fg(Color::Cyan) } else { Style::new().add_modifier(Modifier::DIM) };
            cells.set_string(0, y, "\u{2502}", Style::new());
            cells.set_string(2, y, format!("{} {sort}", n / 2), style);
            cells.set_string(39, y, "\u{2502}", Style::new());
            if is_beside {
                cells.set_string(20, y, format!("figures {y}"), Style::new());
            }
            if n == selected {
                cells.set_style(Rect::new(1, y, 38, 1), Style::new().add_modifier(Modifier::REVERSED));
            }
        }
        cells.set_string(0, 13, "j/k move", Style::new());
        cells
    }

    fn terminal() -> vt100::Parser {
        let side = |n| NonZero::new(n).unwrap_or(NonZero::<u16>::MIN);
        vt100::Parser::new(side(SCREEN.height), side(SCREEN.width), 0)
    }

    fn colour(colour: Color) -> vt100::Color {
        match colour {
            Color::Cyan => vt100::Color::Idx(6),
            Color::Indexed(n) => vt100::Color::Idx(n),
            _ => vt100::Color::Default,
        }
    }

    /// Where a terminal shows something else than a frame has.
    fn unlike(terminal: &vt100::Parser, frame: &Buffer) -> Option<String> {
        for y in 0..SCREEN.height {
            let mut x = 0;
            while let Some(cell) = frame.cell((x, y)) {
                let seen = terminal.screen().cell(y, x)?;
                let is_blank = cell.symbol() == " ";
                let has = |modifier| cell.modifier.contains(modifier);
                let is_same = seen.bgcolor() == colour(cell.bg)
                    && seen.inverse() == has(Modifier::REVERSED)
                    && if is_blank { seen.contents().trim().is_empty() } else { seen.contents() == cell.symbol() }
                    && (is_blank && !seen.inverse()
                        || seen.fgcolor() == colour(cell.fg) && seen.dim() == has(Modifier::DIM))
                    && (is_blank || seen.bold() == has(Modifier::BOLD));
                if !is_same {
                    return Some(format!("column {x}, row {y}: {seen:?} for {cell:?}"));
                }
                x += cell.cell_width().max(1);
            }
        }
        None
    }

    #[test]
    fn a_list_that_scrolls_by_a_row_is_moved_and_only_its_new_row_drawn() {
        let (before, after) = (frame((4, 13, false, false)), frame((5, 14, false, false)));
        let rolled = Roll::between(&before, &after);
        assert_eq!(rolled, Some(Roll { rows: (2, 10), by: 1, is_up: true }));
        let bytes = frame_over(&before, &after).unwrap_or_default();
        assert!(bytes.len() < 250, "{}", String::from_utf8_lossy(&bytes).escape_debug());
        let back = Roll::between(&after, &before);
        assert_eq!(back, Some(Roll { rows: (2, 10), by: 1, is_up: false }));
    }

    #[test]
    fn what_is_drawn_as_shortly_is_not_moved() {
        let beside = frame((4, 13, true, false));
        assert_eq!(Roll::between(&beside, &frame((5, 14, true, false))), None);
        assert_eq!(Roll::between(&beside, &frame((4, 12, true, false))), None);
        assert_eq!(Roll::between(&Buffer::empty(SCREEN), &beside), None);
    }

    proptest! {
        #[test]
        fn whatever_scrolls_a_terminal_shows_the_frame(
            frames in proptest::collection::vec((0_usize..24, 0_usize..30, prop::bool::weighted(0.1), prop::bool::weighted(0.1)), 2..12),
        ) {
            let (mut terminal, mut shown) = (terminal(), Buffer::empty(SCREEN));
            for asked in frames {
                let next = frame(asked);
                terminal.process(&frame_over(&shown, &next).unwrap_or_default());
                prop_assert_eq!(unlike(&terminal, &next), None);
                shown = next;
            }
        }
    }
}
