//! The status board: who holds each place, its curfew, how old the word on it is.

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::model::{BoardRow, StatusKind, Word};
use crate::text::width::{columns, cut_at_word};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::{Canvas, Side};
use crate::ui::theme::Look;
use crate::ui::words;

/// Columns of a place's name at most.
const NAME: usize = 20;
/// Columns of a place's name that are left to it before anything else is cut.
const SHORT_NAME: usize = 11;
/// Columns of an age with its sign, and a gap.
const AGE: usize = 7;

/// One row in words.
struct Told {
    name: String,
    control: String,
    curfew: String,
    age: String,
    is_stale: bool,
    is_known: bool,
}

fn tell(row: &BoardRow, model: &Model) -> Told {
    let situation = &model.subject.situation;
    let glyphs = model.subject.theme.glyphs;
    let is_stale =
        row.control.as_ref().is_some_and(|cell| cell.stale) || row.curfew.as_ref().is_some_and(|cell| cell.stale);
    let age = oldest(row).map(|oldest| {
        let sign = if is_stale { format!(" {}", glyphs.stale) } else { String::new() };
        format!("{}{sign}", moment::age(oldest, model.shown()))
    });
    Told {
        name: situation.place_name(&row.place).to_owned(),
        control: words::control(row.control.as_ref(), situation, glyphs),
        curfew: words::curfew(row.curfew.as_ref(), model.shown(), glyphs),
        age: age.unwrap_or_else(|| glyphs.none.to_owned()),
        is_stale,
        is_known: row.word() != Word::Absent,
    }
}

/// The older of the words on a place: the row must not look fresher than any of its cells.
fn oldest(row: &BoardRow) -> Option<Timestamp> {
    let cells = [row.control.as_ref().map(|cell| cell.as_of), row.curfew.as_ref().map(|cell| cell.as_of)];
    cells.into_iter().flatten().min()
}

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let is_focused = model.focus == Pane::Board;
    let places = model.places();
    let rows: Vec<(&BoardRow, Told)> = places.iter().map(|row| (*row, tell(row, model))).collect();
    let told_of = |word| rows.iter().filter(|(row, _)| row.word() == word).count();
    let (known, regional) = (told_of(Word::Own), told_of(Word::Region));
    let mut title = format!("{}Status, {known} of {} places known", model.mark_of(Pane::Board), rows.len());
    if regional > 0 {
        title.push_str(&format!(", {} {regional} by region", words::REGION));
    }
    let room = canvas.frame(area, &title, is_focused);
    if model.figures.is_none() {
        return canvas.sentences(room, &model.awaiting(Pane::Tallies, "Reading the board ..."));
    }
    if known + regional == 0 && !is_focused {
        let nothing = "Nothing known: no report that is stored says who holds a place or where a curfew is.";
        return canvas.sentences(room, &[nothing.to_owned()]);
    }
    let widths = widths(&rows, usize::from(room.width));
    let heading = ["Place", "Control", "Curfew", "as of"];
    draw_cells(canvas, Rect { height: 1, ..room }, heading, widths, Look::Faint);
    let lines = usize::from(room.height.saturating_sub(1));
    for ((row, told), y) in rows.iter().skip(model.board_top).take(lines).zip(room.y + 1..) {
        let line = Rect { y, height: 1, ..room };
        let look = if told.is_known && !told.is_stale { Look::Plain } else { Look::Faint };
        let curfew = if columns(&told.curfew) > widths[2] { shorter(&told.curfew) } else { told.curfew.clone() };
        if told.is_known {
            draw_cells(canvas, line, [&told.name, &told.control, &curfew, &told.age], widths, look);
        } else {
            let room = usize::from(line.width.saturating_sub(1));
            canvas.put(line.x + 1, y, room, &format!("{}: nothing known", told.name), look);
        }
        // In focus some place is always meant: the first, until one is chosen.
        let is_meant = model.place.as_ref() == Some(&row.place)
            || (is_focused && model.selected_place().is_some_and(|meant| meant.place == row.place));
        if is_meant {
            canvas.put(line.x, y, 1, canvas.theme.glyphs.selected, Look::Accent);
            if is_focused {
                // The place and the one of its cells that is meant.
                let cell = if model.board_column == StatusKind::Control { 1 } else { 2 };
                canvas.over(cell_of(line, widths, 0), Look::Selected);
                canvas.over(cell_of(line, widths, cell), Look::Selected);
            }
        }
    }
}

/// A curfew's words where there is little room.
fn shorter(curfew: &str) -> String {
    curfew.replace(words::LAPSED, words::LAPSED_SHORT)
}

/// Columns for name, control, curfew: what each needs, the longest cut first where that is too much.
fn widths(rows: &[(&BoardRow, Told)], room: usize) -> [usize; 3] {
    // What is known gets the room; a long name of which nothing is known may be cut.
    let is_any_known = rows.iter().any(|(_, told)| told.is_known);
    let counted = |told: &&(&BoardRow, Told)| told.1.is_known || !is_any_known;
    let longest = |cell: fn(&Told) -> &str, heading: &str| {
        rows.iter().filter(counted).map(|(_, told)| columns(cell(told))).chain([columns(heading)]).max().unwrap_or(0)
    };
    let mut widths = [
        longest(|told| &told.name, "Place").min(NAME),
        longest(|told| &told.control, "Control"),
        longest(|told| &told.curfew, "Curfew"),
    ];
    // The selection's column, two gaps, and the age.
    let room = room.saturating_sub(1 + 2 + AGE);
    // The words of a lapsed curfew have a shorter form.
    if widths.iter().sum::<usize>() > room {
        let shortened = rows.iter().filter(counted).map(|(_, told)| columns(&shorter(&told.curfew)));
        widths[2] = shortened.chain([columns("Curfew")]).max().unwrap_or(0);
    }
    // A place is known by the beginning of its name; who holds it and how much is not to be guessed.
    let excess = widths.iter().sum::<usize>().saturating_sub(room);
    widths[0] -= excess.min(widths[0].saturating_sub(SHORT_NAME));
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > 0 => *widest -= 1,
            _ => break,
        }
    }
    widths
}

/// Where a cell of a line stands.
fn cell_of(line: Rect, widths: [usize; 3], cell: usize) -> Rect {
    let before: usize = widths.iter().take(cell).map(|width| width + 1).sum();
    let column = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let width = column(widths.get(cell).copied().unwrap_or(0));
    Rect { x: line.x.saturating_add(1 + column(before)), width, ..line }.intersection(line)
}

fn draw_cells(canvas: &mut Canvas<'_>, line: Rect, cells: [&str; 4], widths: [usize; 3], look: Look) {
    let [name, control, curfew, age] = cells;
    let mut x = line.x + 1;
    for (text, width) in [name, control, curfew].into_iter().zip(widths) {
        x = canvas.column(x, line.y, width, text, look, Side::Left) + 1;
    }
    let age_at = line.right().saturating_sub(u16::try_from(AGE).unwrap_or(0)).min(x.saturating_sub(1));
    canvas.column(age_at, line.y, AGE, age, look, Side::Right);
}

/// One line of the board for a screen that shows the reports alone.
pub fn draw_summary(canvas: &mut Canvas<'_>, line: Rect, model: &Model) {
    let width = usize::from(line.width.saturating_sub(2));
    let glyphs = canvas.theme.glyphs;
    let told: Vec<String> = model
        .places()
        .into_iter()
        .filter(|row| row.word() == Word::Own)
        .map(|row| tell(row, model))
        .map(|told| {
            let curfew = if told.curfew.starts_with(glyphs.unknown) { "" } else { &told.curfew };
            let control = if told.control.starts_with(glyphs.unknown) { "" } else { &told.control };
            let cells = [told.name.as_str(), control, curfew];
            let mut text = cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
            if told.is_stale {
                text.push_str(glyphs.stale);
            }
            text
        })
        .collect();
    let text = match (&model.figures, told.is_empty()) {
        (None, _) => "Status: reading the board ...".to_owned(),
        (Some(_), true) => "Status: nothing known".to_owned(),
        (Some(_), false) => format!("Status: {}", told.join(&format!(" {} ", glyphs.dot))),
    };
    canvas.put(line.x + 1, line.y, width, &cut_at_word(&text, width, glyphs.ellipsis), Look::Plain);
}
