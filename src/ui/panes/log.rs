//! The log of decisions: when, who, what, why; the newest first.

use ratatui::layout::Rect;

use crate::ui::decide;
use crate::ui::document::wrapped;
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::{Canvas, Side};
use crate::ui::theme::Look;
use crate::ui::words::more;

/// Rows at the bottom for the selected decision in full.
pub const DETAIL: u16 = 3;

/// Columns of the instant.
const TIME: usize = 10;
/// Columns of the operator.
const OPERATOR: usize = 12;

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let log = &model.log;
    let older = if log.has_older { "+" } else { "" };
    let many = if log.is_loaded && !log.rows.is_empty() {
        format!(", {}{older}, the newest first", log.rows.len())
    } else {
        String::new()
    };
    let title = format!("{}Decisions{many}", model.mark_of(Pane::Log));
    let room = canvas.frame(area, &title, model.focus == Pane::Log);
    if !log.is_loaded {
        return canvas.sentences(room, &model.awaiting(Pane::Log, "Reading the decisions ..."));
    }
    if log.rows.is_empty() {
        let nothing = "Nobody has decided or marked anything yet.";
        return canvas.sentences(room, &[nothing.to_owned()]);
    }
    let lines = room.height.saturating_sub(DETAIL);
    let glyphs = canvas.theme.glyphs;
    for (decision, y) in log.rows.iter().skip(log.top_index()).zip(room.y..room.y + lines) {
        let line = Rect { y, height: 1, ..room };
        let is_selected = log.selected.as_ref() == Some(&decision.id);
        let mark = if is_selected { glyphs.selected } else { " " };
        let mut x = canvas.column(line.x, y, 1, mark, Look::Accent, Side::Left);
        let when = moment::told(decision.decided, model.shown(), model.times);
        x = canvas.column(x, y, TIME, &when, Look::Plain, Side::Right) + 1;
        x = canvas.column(x, y, OPERATOR, &decision.operator, Look::Plain, Side::Left) + 1;
        let mut told = decide::told(decision, &model.subject.situation, &log.names);
        if let Some(reason) = &decision.reason {
            told.push_str(&format!(" {} {reason}", glyphs.dot));
        }
        canvas.put(x, y, usize::from(line.right().saturating_sub(x)), &told, Look::Plain);
        if is_selected {
            canvas.choose(line);
        }
    }
    let below = log.rows.len().saturating_sub(log.top_index() + usize::from(lines));
    canvas.foot(area, &more(below, "decision"));
    let Some(decision) = log.selected_row() else { return };
    let reason = decision.reason.as_deref().unwrap_or("no reason given");
    let told = decide::told(decision, &model.subject.situation, &log.names);
    let dot = glyphs.dot;
    let text = format!("{} {dot} {} {dot} {told} {dot} {reason}", moment::full(decision.decided), decision.operator);
    let width = room.width.saturating_sub(2).max(1);
    let below = Rect { x: room.x + 1, y: room.y + lines, width, height: room.height - lines };
    canvas.lines(below, &wrapped(&text, Look::Faint, usize::from(width)));
}
