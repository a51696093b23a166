//! What lies over the panes.

pub mod help;
pub mod palette;
pub mod prompt;

use ratatui::layout::Rect;

/// A place in the middle of the screen, at most so large; the lines of messages and keys stay free.
fn boxed(screen: Rect, columns: u16, rows: u16) -> Rect {
    let width = columns.min(screen.width.saturating_sub(4));
    let height = rows.min(screen.height.saturating_sub(3));
    let middle = |room: u16, taken: u16| room.saturating_sub(taken) / 2;
    let (x, y) = (middle(screen.width, width), middle(screen.height, height.saturating_add(1)));
    Rect { x: screen.x + x, y: screen.y + y, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_lies_within_any_screen() {
        for (width, height) in [(0, 0), (0, 24), (80, 0), (1, 1), (3, 3), (4, 4), (80, 24), (u16::MAX, 1)] {
            let screen = Rect { x: 0, y: 0, width, height };
            let found = boxed(screen, 60, 20);
            assert_eq!(found.intersection(screen), found, "{width} x {height}");
        }
    }
}
