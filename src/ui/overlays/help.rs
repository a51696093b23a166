//! The help: every key, from the table of actions, and what the signs mean.

use ratatui::layout::Rect;

use crate::ui::action::{ACTIONS, Group};
use crate::ui::paint::Canvas;
use crate::ui::panes::reports;
use crate::ui::theme::{Glyphs, Look};

/// Columns of the help at most.
const WIDTH: u16 = 72;

/// Takes a sign from the looks.
pub type Sign = fn(&Glyphs) -> &str;

/// One line: its keys, or the heading alone.
#[derive(Debug, Clone)]
pub enum HelpLine {
    /// A heading.
    Heading(&'static str),
    /// Keys and what they do.
    Keys(String, String),
    /// A sign and what it means.
    Sign(Sign, &'static str),
}

/// The lines of the help.
pub fn lines() -> Vec<HelpLine> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        lines.push(HelpLine::Heading(group.title()));
        let specs = ACTIONS.iter().filter(|spec| spec.group == group);
        lines.extend(specs.map(|spec| HelpLine::Keys(spec.keys.join(" "), spec.told())));
    }
    lines.push(HelpLine::Heading("Signs"));
    let signs: [(Sign, &str); 18] = [
        (|glyphs| glyphs.unread, "nobody has read it"),
        (|glyphs| glyphs.starred, "starred"),
        (|glyphs| glyphs.acknowledged, "acknowledged"),
        (|glyphs| glyphs.escalated, "escalated, not acknowledged"),
        (|glyphs| glyphs.dismissed, "marked not relevant"),
        (|_| reports::TAGGED, "has tags"),
        (|_| reports::NOTED, "has a note"),
        (|glyphs| glyphs.times, "how many items tell the report"),
        (|glyphs| glyphs.at_least, "best figure stated as \"at least\""),
        (|glyphs| glyphs.more_than, "best figure stated as \"more than\""),
        (|glyphs| glyphs.about, "best figure stated as \"about\""),
        (|glyphs| glyphs.conflict, "sources contradict each other"),
        (|glyphs| glyphs.stale, "the word on it is old"),
        (|glyphs| glyphs.none, "no value"),
        (|glyphs| glyphs.in_force, "curfew in force"),
        (|glyphs| glyphs.lapsed, "curfew past its stated end, unconfirmed"),
        (|glyphs| glyphs.lifted, "curfew lifted"),
        (|glyphs| glyphs.contested, "place fought for; each side has its own sign"),
    ];
    lines.extend(signs.map(|(sign, words)| HelpLine::Sign(sign, words)));
    lines
}

/// Draws the help over the screen.
pub fn draw(canvas: &mut Canvas<'_>, screen: Rect, scroll: usize) {
    let width = WIDTH.min(screen.width.saturating_sub(4));
    let lines = lines();
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(screen.height.saturating_sub(2));
    let area =
        Rect { x: screen.x + (screen.width - width) / 2, y: screen.y + (screen.height - height) / 2, width, height };
    canvas.clear(area);
    let room = canvas.frame(area, "Keys; ? or Esc closes, j and k scroll", true);
    let scroll = scroll.min(lines.len().saturating_sub(usize::from(room.height)));
    for (line, y) in lines.iter().skip(scroll).zip(room.y..room.bottom()) {
        let width = usize::from(room.width.saturating_sub(1));
        match line {
            HelpLine::Heading(heading) => {
                canvas.put(room.x + 1, y, width, heading, Look::Focused);
            }
            HelpLine::Keys(keys, words) => {
                canvas.put(room.x + 3, y, 16, keys, Look::Heading);
                canvas.put(room.x + 20, y, width.saturating_sub(20), words, Look::Plain);
            }
            HelpLine::Sign(sign, words) => {
                canvas.put(room.x + 3, y, 16, sign(canvas.theme.glyphs), Look::Heading);
                canvas.put(room.x + 20, y, width.saturating_sub(20), words, Look::Plain);
            }
        }
    }
}
