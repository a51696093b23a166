//! What lies over the panes.

pub mod help;
pub mod palette;
pub mod prompt;

use ratatui::layout::Rect;

/// A place in the middle of the screen, at most so large; the lines of messages and keys stay free.
fn boxed(screen: Rect, columns: u16, rows: u16) -> Rect {
    let width = columns.min(screen.width.saturating_sub(4));
    let height = rows.min(screen.height.saturating_sub(3));
    Rect { x: screen.x + (screen.width - width) / 2, y: screen.y + (screen.height - 1 - height) / 2, width, height }
}
