//! The prompt: its label and as much of its line as fits around the cursor, in the line of messages; below it
//! what is wrong, what completes it, or what may be written.

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use crate::filter::Candidate;
use crate::text::width::columns;
use crate::ui::action::ACTIONS;
use crate::ui::command;
use crate::ui::draft::Draft;
use crate::ui::model::Model;
use crate::ui::paint::Canvas;
use crate::ui::panes::footer::draw_above;
use crate::ui::prompt::{Problem, Prompt, Purpose};
use crate::ui::snooze;
use crate::ui::theme::Look;

/// Columns that are left to the line, however long its label.
const LINE: u16 = 24;

/// Draws the prompt over what the line would say.
pub fn draw(canvas: &mut Canvas<'_>, line: Rect, prompt: &Prompt) {
    let place = place(line, prompt);
    let right = line.right().saturating_sub(1);
    let left = |x: u16| usize::from(right.saturating_sub(x));
    canvas.put(line.x + 1, line.y, usize::from(line.width.saturating_sub(LINE)), &place.label, Look::Heading);
    let (before, after) = prompt.line.halves();
    let shown = before.get(place.hidden..).unwrap_or_default();
    let mut x = canvas.put(place.x, line.y, left(place.x), shown, Look::Plain);
    let under = after.graphemes(true).next().unwrap_or(" ");
    let rest = after.get(under.len()..).unwrap_or_default();
    x = canvas.put(x, line.y, left(x), under, Look::Selected);
    x = canvas.put(x, line.y, left(x), rest, Look::Plain);
    if let Some(problem) = whole_problem(canvas, prompt).filter(|problem| columns(problem) <= left(x + 1)) {
        canvas.put(x + 1, line.y, left(x + 1), &problem, Look::Bad);
    }
}

/// What is wrong with the whole of a text: said beside it, or below where there is no room for that.
fn whole_problem(canvas: &Canvas<'_>, prompt: &Prompt) -> Option<String> {
    let problem = prompt.problem.as_ref().filter(|problem| problem.column.is_none())?;
    Some(format!("{} {problem}", canvas.theme.glyphs.failing))
}

/// Whether what is wrong with the whole of a text has no room beside it.
fn is_below(above: Rect, prompt: &Prompt, problem: &str) -> bool {
    let place = place(above, prompt);
    let (before, after) = prompt.line.halves();
    let shown = columns(before.get(place.hidden..).unwrap_or_default()) + columns(after).max(1);
    let left = usize::from(above.right().saturating_sub(1).saturating_sub(place.x));
    columns(problem) > left.saturating_sub(shown + 1)
}

/// Where the text of a prompt stands in its line.
struct Place {
    label: String,
    /// The column of the first cluster that is seen.
    x: u16,
    /// Bytes of the text before it.
    hidden: usize,
}

fn place(line: Rect, prompt: &Prompt) -> Place {
    let label = prompt.purpose.label();
    let room = usize::from(line.width.saturating_sub(LINE));
    let wide = columns(&label);
    let gap = usize::from(wide > 1);
    let x = line.x.saturating_add(1).saturating_add(u16::try_from(wide.min(room) + gap).unwrap_or(u16::MAX));
    let (before, _) = prompt.line.halves();
    // The cursor takes a cell of its own, so that its place is seen.
    let left = usize::from(line.right().saturating_sub(1).saturating_sub(x)).saturating_sub(2);
    Place { label, x, hidden: before.len() - tail(before, left).len() }
}

/// Draws below the prompt what is wrong with its text, under the column where it is; else what completes it; else what may
/// be written and which keys there are.
pub fn draw_hint(canvas: &mut Canvas<'_>, line: Rect, above: Rect, model: &Model, prompt: &Prompt) {
    let room = usize::from(line.width.saturating_sub(2));
    // A line that is being completed is no whole one yet: what is wrong with it so far goes after what it can become.
    if let Some((candidates, at)) = model.completion.as_ref().filter(|(candidates, _)| candidates.len() > 1) {
        return draw_candidates(canvas, line, candidates, *at);
    }
    if let Some(problem) = prompt.problem.as_ref().filter(|problem| problem.column.is_some()) {
        return draw_problem(canvas, line, above, prompt, problem);
    }
    if let Some(problem) = whole_problem(canvas, prompt).filter(|problem| is_below(above, prompt, problem)) {
        if columns(&problem) > room {
            draw_above(canvas, over(above), &problem, Look::Bad);
        } else {
            canvas.put(line.x + 1, line.y, room, &problem, Look::Bad);
        }
        return;
    }
    if let Some((candidates, at)) = &model.completion {
        return draw_candidates(canvas, line, candidates, *at);
    }
    let of_note = model.draft.as_ref().filter(|_| prompt.purpose == Purpose::Note).and_then(Draft::hint);
    let usage = (prompt.purpose == Purpose::Command).then(|| usage(prompt.line.text())).flatten();
    let hint = of_note.or(usage).unwrap_or_else(|| ways(model, prompt, room));
    // Over the line where there is no room below it: half of what may be written misleads.
    if columns(&hint) > room {
        draw_above(canvas, if prompt.purpose.is_boxed() { line } else { over(above) }, &hint, Look::Faint);
    } else {
        canvas.put(line.x + 1, line.y, room, &hint, Look::Faint);
    }
}

/// What may be written, and the keys that every line has, as far as there is room.
fn ways(model: &Model, prompt: &Prompt, room: usize) -> String {
    let hint = match &prompt.purpose {
        Purpose::Snooze => snooze::hint(model.subject.zone_told()),
        purpose => purpose.hint().to_owned(),
    };
    let is_chosen = prompt.purpose.is_boxed() || prompt.purpose.is_question();
    let recalls = !is_chosen && !model.kept.of(&prompt.purpose).is_empty();
    let mut told = hint;
    for (key, is_meant) in [("Esc closes", !told.contains("Esc")), ("Up recalls", recalls)] {
        if is_meant && columns(&told) + columns(key) + 2 <= room {
            told = format!("{told}  {key}");
        }
    }
    told
}

/// How the command that is typed is written, or which ones begin so.
fn usage(text: &str) -> Option<String> {
    let name = command::split(text).name;
    let typed = text.get(name.clone()).filter(|typed| !typed.is_empty())?;
    match (command::find(typed), name.end < text.len()) {
        (Ok(spec), true) => Some(format!("{}: {}", spec.usage(), spec.told())),
        (_, true) => None,
        (_, false) => {
            let begun: Vec<String> = ACTIONS
                .iter()
                .filter(|spec| spec.name.starts_with(typed))
                .map(crate::ui::action::Spec::usage)
                .collect();
            (!begun.is_empty()).then(|| begun.join("   "))
        }
    }
}

/// The row over the line that is typed.
fn over(line: Rect) -> Rect {
    Rect { y: line.y.saturating_sub(1), ..line }
}

/// Draws what is wrong with a caret under its column, as near to it as there is room; over the line where there is none.
fn draw_problem(canvas: &mut Canvas<'_>, line: Rect, above: Rect, prompt: &Prompt, problem: &Problem) {
    let place = place(above, prompt);
    let text = prompt.line.text();
    let letters = problem.column.unwrap_or(1).saturating_sub(1);
    let at = text.char_indices().nth(letters).map_or(text.len(), |(at, _)| at);
    let before = columns(text.get(place.hidden..at.max(place.hidden)).unwrap_or_default());
    let right = line.right().saturating_sub(1);
    let caret = place.x.saturating_add(u16::try_from(before).unwrap_or(u16::MAX)).min(right.saturating_sub(1));
    let left = line.x + 1;
    canvas.put(caret, line.y, 1, "^", Look::Bad);
    let after = caret.saturating_add(2);
    // The caret points at the column; where there is no room its number need not be said.
    let most = usize::from(right.saturating_sub(after).max(caret.saturating_sub(left + 1)));
    let said = problem.to_string();
    let said = if columns(&said) <= most { said } else { problem.sentence.clone() };
    let wide = u16::try_from(columns(&said)).unwrap_or(u16::MAX);
    if wide <= right.saturating_sub(after) {
        canvas.put(after, line.y, usize::from(wide), &said, Look::Bad);
    } else if wide <= caret.saturating_sub(left + 1) {
        canvas.put(caret - wide - 1, line.y, usize::from(wide), &said, Look::Bad);
    } else {
        draw_above(canvas, over(above), &problem.sentence, Look::Bad);
    }
}

/// Draws what completes the line, from the one that stands there, and what that one means.
fn draw_candidates(canvas: &mut Canvas<'_>, line: Rect, candidates: &[Candidate], at: usize) {
    let right = line.right().saturating_sub(1);
    let mut x = line.x + 1;
    let number = format!("{} of {}", at + 1, candidates.len());
    x = canvas.put(x, line.y, number.len(), &number, Look::Faint).saturating_add(2);
    for (n, candidate) in candidates.iter().enumerate().skip(at) {
        let left = usize::from(right.saturating_sub(x));
        if left < columns(candidate.text.trim()) {
            break;
        }
        let look = if n == at { Look::Selected } else { Look::Plain };
        x = canvas.put(x, line.y, left, candidate.text.trim(), look).saturating_add(1);
        if n == at && !candidate.note.is_empty() {
            let left = usize::from(right.saturating_sub(x));
            x = canvas.put(x, line.y, left, &format!("({})", candidate.note), Look::Faint).saturating_add(1);
        }
        x = x.saturating_add(1).min(right);
    }
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
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::ui::samples::model;
    use crate::ui::view::draw as draw_screen;

    #[test]
    fn what_is_wrong_with_a_line_is_read_to_its_end_wherever_it_stands() {
        let sentence = "`99:99` is no time to sleep until; write 2h  18:00  18:00Z  2025-03-08  new (until news)  off";
        for column in [None, Some(1), Some(9), Some(60)] {
            let mut model = model();
            model.screen = Rect::new(0, 0, 80, 24);
            let problem = Problem { column, sentence: sentence.to_owned() };
            let typed = "snooze 99:99 ".repeat(5);
            model.prompt = Some(Prompt::holding(Purpose::Command, &typed).refused(problem));
            let mut cells = Buffer::empty(model.screen);
            draw_screen(&model, &mut cells);
            let text: String = cells.content().iter().map(|cell| cell.symbol()).collect();
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            assert!(squeezed(&text).contains(&squeezed(sentence)), "{column:?}: {text}");
            assert_eq!(text.contains('^'), column.is_some(), "{column:?}");
        }
    }

    #[test]
    fn what_may_be_written_is_read_to_its_end_on_the_narrowest_screen() {
        let set = Purpose::Set { place: "latakia".into(), called: "Latakia".to_owned() };
        let amend = Purpose::Amend { claim: "c".into(), called: "SOHR's 35".to_owned() };
        for (purpose, typed) in [
            (set, ""),
            (amend, ""),
            (Purpose::Filter, ""),
            (Purpose::Search, ""),
            (Purpose::Palette, ""),
            (Purpose::Help, ""),
            (Purpose::Command, ""),
            (Purpose::Command, "escalate "),
            (Purpose::Command, "un"),
            (Purpose::Command, "set "),
        ] {
            for (width, height) in [(60, 15), (80, 24), (120, 40)] {
                let mut model = model();
                model.screen = Rect::new(0, 0, width, height);
                let prompt = Prompt::holding(purpose.clone(), typed);
                let hint = usage(typed).filter(|_| purpose == Purpose::Command);
                let hint = hint.unwrap_or_else(|| ways(&model, &prompt, usize::from(width) - 2));
                model.prompt = Some(prompt);
                let mut cells = Buffer::empty(model.screen);
                draw_screen(&model, &mut cells);
                let text: String = cells.content().iter().map(|cell| cell.symbol()).collect();
                let squeezed = |text: &str| text.split_whitespace().collect::<String>();
                assert!(squeezed(&text).contains(&squeezed(&hint)), "{purpose:?} {width}: {text}");
            }
        }
    }

    #[test]
    fn the_end_of_a_long_line_is_seen_in_whole_clusters() {
        assert_eq!(tail("abcdef", 3), "def");
        assert_eq!(tail("abc", 9), "abc");
        assert_eq!(tail("a拉塔", 3), "塔");
        assert_eq!(tail("拉", 1), "");
    }
}
