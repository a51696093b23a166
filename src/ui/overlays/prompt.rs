//! The prompt: its label and as much of its line as fits around the cursor, in the line of messages.

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::width::columns;
use crate::ui::paint::Canvas;
use crate::ui::prompt::Prompt;
use crate::ui::theme::Look;

/// Columns that are left to the line, however long its label.
const LINE: u16 = 24;

/// Draws the prompt over what the line would say.
pub fn draw(canvas: &mut Canvas<'_>, line: Rect, prompt: &Prompt) {
    let right = line.right().saturating_sub(1);
    let left = |x: u16| usize::from(right.saturating_sub(x));
    let label = prompt.purpose.label();
    let mut x = canvas.put(line.x + 1, line.y, usize::from(line.width.saturating_sub(LINE)), &label, Look::Heading);
    if columns(&label) > 1 {
        x = x.saturating_add(1);
    }
    let (before, after) = prompt.line.halves();
    // The cursor takes a cell of its own, so that its place is seen.
    let shown = tail(before, left(x).saturating_sub(2));
    x = canvas.put(x, line.y, left(x), shown, Look::Plain);
    let under = after.graphemes(true).next().unwrap_or(" ");
    let rest = after.get(under.len()..).unwrap_or_default();
    x = canvas.put(x, line.y, left(x), under, Look::Selected);
    x = canvas.put(x, line.y, left(x), rest, Look::Plain);
    if let Some(problem) = &prompt.problem {
        let problem = format!("{} {problem}", canvas.theme.glyphs.failing);
        canvas.put(x + 1, line.y, left(x + 1), &problem, Look::Bad);
    }
}

/// Draws what may be written and which keys there are, over the line of keys.
pub fn draw_hint(canvas: &mut Canvas<'_>, line: Rect, prompt: &Prompt) {
    let room = usize::from(line.width.saturating_sub(2));
    let hint = format!("{}  Esc closes  Up recalls", prompt.purpose.hint());
    canvas.put(line.x + 1, line.y, room, &hint, Look::Faint);
}

/// The longest end of whole clusters that takes at most `room` columns.
fn tail(text: &str, room: usize) -> &str {
    let mut used = 0;
    let mut start = text.len();
    for (at, cluster) in text.grapheme_indices(true).rev() {
        used += columns(cluster);
        if used > room {
            break;
        }
        start = at;
    }
    text.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_line_is_seen_in_whole_clusters() {
        assert_eq!(tail("abcdef", 3), "def");
        assert_eq!(tail("abc", 9), "abc");
        assert_eq!(tail("a拉塔", 3), "塔");
        assert_eq!(tail("拉", 1), "");
    }
}
