//! The help over the panes, with what is looked for in it.

use ratatui::layout::Rect;

use super::{boxed, prompt};
use crate::ui::help::{self, Help, HelpLine};
use crate::ui::layout::inside;
use crate::ui::model::Model;
use crate::ui::paint::Canvas;
use crate::ui::prompt::Purpose;
use crate::ui::theme::Look;

/// Columns of the help at most: with the names of the commands, and without.
const WIDTH: u16 = 76;
/// See [`WIDTH`].
const WIDE: u16 = 114;

/// Columns of the keys.
const KEYS: usize = 17;

/// Columns of a sign.
const SIGN: usize = 6;

/// Columns of the names of the commands, where there is room for them.
const NAMES: usize = 30;

/// Rows of lines that the help shows on a screen.
pub fn page(screen: Rect) -> usize {
    usize::from(inside(boxed(screen, WIDTH, u16::MAX)).height)
}

/// Draws the help over the screen.
pub fn draw(canvas: &mut Canvas<'_>, screen: Rect, model: &Model, help: &Help) {
    let lines = help::lines(model, &help.sought);
    let width = if screen.width > WIDE + 4 { WIDE } else { WIDTH };
    // As high as without a search, so that the frame stands still while one types.
    let whole = if help.sought.is_empty() { lines.len() } else { help::lines(model, "").len() };
    let area = boxed(screen, width, u16::try_from(whole + 2).unwrap_or(u16::MAX));
    canvas.clear(area);
    let way = |action| model.keymap.way(action, model.focus);
    let sought = if help.sought.is_empty() { String::new() } else { format!(" with \"{}\"", help.sought) };
    let title = format!(
        "Keys in {}{sought}; / looks for one, {} closes",
        model.focus.name(),
        way(crate::ui::action::Action::Back)
    );
    let mut room = canvas.frame(area, &title, true);
    if let Some(open) = model.prompt.as_ref().filter(|open| open.purpose == Purpose::Help) {
        room.height = room.height.saturating_sub(1);
        prompt::draw(canvas, Rect { y: room.bottom(), height: 1, ..room }, open);
    }
    if lines.is_empty() {
        canvas.sentences(room, &[format!("No key or command of this view has \"{}\".", help.sought)]);
    }
    let scroll = help.scroll.min(lines.len().saturating_sub(usize::from(room.height)));
    for (line, y) in lines.iter().skip(scroll).zip(room.y..room.bottom()) {
        draw_line(canvas, Rect { y, height: 1, ..room }, line, width == WIDE);
    }
    let below = lines.len().saturating_sub(scroll + usize::from(room.height));
    if below > 0 {
        let told = format!(" {below} more below ");
        let x = area.right().saturating_sub(u16::try_from(told.len()).unwrap_or(0) + 1);
        canvas.put(x, area.bottom().saturating_sub(1), told.len(), &told, Look::Focused);
    }
}

fn draw_line(canvas: &mut Canvas<'_>, row: Rect, line: &HelpLine, is_wide: bool) {
    let right = row.right().saturating_sub(1);
    let mut x = row.x + 1;
    let mut put = |canvas: &mut Canvas<'_>, columns: usize, text: &str, look: Look| {
        canvas.put(x, row.y, columns.min(usize::from(right.saturating_sub(x))), text, look);
        x = x.saturating_add(u16::try_from(columns + 1).unwrap_or(u16::MAX));
    };
    match line {
        HelpLine::Heading(heading) => put(canvas, usize::from(row.width), heading, Look::Focused),
        HelpLine::Keys(keys, name, told) => {
            put(canvas, 1, "", Look::Plain);
            put(canvas, KEYS, keys, Look::Heading);
            if is_wide {
                put(canvas, NAMES, name, Look::Faint);
            }
            put(canvas, usize::from(row.width), told, Look::Plain);
        }
        HelpLine::Sign(sign, told) => {
            put(canvas, 1, "", Look::Plain);
            put(canvas, SIGN, sign, Look::Heading);
            put(canvas, usize::from(row.width), told, Look::Plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::text::bidi::Bidi;
    use crate::ui::layout::Pane;
    use crate::ui::samples::model;

    #[test]
    fn the_last_line_is_reached_on_every_screen() {
        let mut model = model();
        for (width, height) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
            model.screen = Rect::new(0, 0, width, height);
            let lines = help::lines(&model, "");
            let help = Help { scroll: lines.len() - page(model.screen).min(lines.len()), ..Help::default() };
            let mut cells = Buffer::empty(model.screen);
            draw(&mut Canvas::new(&mut cells, model.subject.theme, Bidi::Logical), model.screen, &model, &help);
            let text: String = cells.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(!text.contains("more below"), "{width}x{height}");
        }
    }

    #[test]
    fn what_a_key_or_a_sign_means_is_cut_nowhere_on_a_screen_of_80_columns() {
        let mut model = model();
        let line = Rect::new(0, 0, WIDTH - 2, 1);
        for pane in Pane::ALL {
            model.focus = pane;
            for told in help::lines(&model, "") {
                let mut cells = Buffer::empty(line);
                draw_line(&mut Canvas::new(&mut cells, model.subject.theme, Bidi::Logical), line, &told, false);
                let text: String = cells.content.iter().map(ratatui::buffer::Cell::symbol).collect();
                let whole = match &told {
                    HelpLine::Heading(whole) | HelpLine::Keys(_, _, whole) => whole.as_str(),
                    HelpLine::Sign(_, whole) => whole,
                };
                assert!(text.contains(whole), "{whole}");
            }
        }
    }
}
