//! Clusters that terminals draw in different numbers of columns: joined emoji, letters of Indic scripts and Thai. What one of
//! them drew wider than it was told to would be left behind when the row changes, so that such a row is drawn anew from
//! there on, and what follows such a cluster is put where it belongs rather than behind it.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;

/// Whether terminals differ about the columns of a cell's cluster.
pub fn is_disputed(cell: &Cell) -> bool {
    cell.symbol().chars().skip(1).any(|mark| !takes_no_column(mark))
}

/// Marks on letters, and signs of direction, that every terminal draws without a column of their own.
fn takes_no_column(mark: char) -> bool {
    matches!(mark, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}

/// Forgets what is shown from a disputed cluster to the end of its row, wherever the row changes.
pub fn forget(shown: &mut Buffer, next: &Buffer) {
    let width = usize::from(shown.area.width);
    if width == 0 || shown.area != next.area {
        return;
    }
    let mut unlike = Cell::default();
    // No frame has such a cell, so that whatever comes differs from it.
    unlike.modifier = Modifier::HIDDEN;
    for (shown, next) in shown.content.chunks_mut(width).zip(next.content.chunks(width)) {
        if let Some(from) = shown.iter().position(is_disputed)
            && *shown != *next
        {
            shown.iter_mut().skip(from).for_each(|cell| *cell = unlike.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;
    use crate::ui::terminal::frame_over;

    fn frame(text: &str) -> Buffer {
        let mut cells = Buffer::empty(Rect::new(0, 0, 12, 1));
        cells.set_string(0, 0, text, Style::new());
        cells
    }

    fn written(before: &str, after: &str) -> String {
        let bytes = frame_over(&frame(before), &frame(after)).unwrap_or_default();
        let told = String::from_utf8(bytes).unwrap_or_default();
        told.replace("\u{1b}[?2026h", "").replace("\u{1b}[?2026l", "")
    }

    #[test]
    fn a_row_with_letters_that_terminals_draw_otherwise_is_drawn_anew_from_there_when_it_changes() {
        let thai = "ab\u{e17}\u{e35}\u{e48}c"; // ab, a letter with two marks, c
        assert!(is_disputed(&frame(thai)[(2, 0)]) && !is_disputed(&frame("e\u{301}")[(0, 0)]));
        assert_eq!(written(thai, thai), "", "what stays is left alone");
        assert_eq!(written(thai, "ab"), "\u{1b}[1;3H          ", "nothing is left behind to the end of the row");
        assert_eq!(
            written("Ab", thai),
            "\u{1b}[1Hab\u{e17}\u{e35}\u{e48}\u{1b}[1;4Hc",
            "what follows is put in its place"
        );
        assert_eq!(written("\u{639}\u{64b}b", "\u{639}\u{64b}c"), "\u{1b}[1;2Hc");
    }
}
