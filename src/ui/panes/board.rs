//! The status board: who holds each place, its curfew, how old the word on it is.

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::model::{BoardRow, StatusKind, Word};
use crate::text::width::{columns, cut_at_word};
use crate::ui::action::Action;
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::{Canvas, Side};
use crate::ui::theme::{Glyphs, Look};
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
    control_short: String,
    curfew: String,
    age: String,
    is_stale: bool,
}

fn tell(row: &BoardRow, model: &Model) -> Told {
    let situation = &model.subject.situation;
    let glyphs = model.subject.theme.glyphs;
    let is_stale = row.is_stale();
    let age = oldest(row).map(|oldest| {
        let sign = if is_stale { format!(" {}", glyphs.stale) } else { String::new() };
        format!("{}{sign}", moment::age(oldest, model.shown()))
    });
    Told {
        name: situation.place_name(&row.place).to_owned(),
        control: words::control(row.control.as_ref(), situation, glyphs),
        control_short: words::control_short(row.control.as_ref(), situation, glyphs),
        curfew: words::curfew(row.curfew.as_ref(), model.shown(), glyphs),
        age: age.unwrap_or_else(|| glyphs.none.to_owned()),
        is_stale,
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
    let told_of = |word| places.iter().filter(|row| row.word() == word).count();
    let (known, regional) = (told_of(Word::Own), told_of(Word::Region));
    let mut title = format!("{}Status, {known} of {} places known", model.mark_of(Pane::Board), places.len());
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
    // The columns stay as they are however far it is scrolled; of what nothing is known only what is seen is told.
    let known: Vec<(&BoardRow, Told)> =
        places.iter().filter(|row| row.word() != Word::Absent).map(|row| (*row, tell(row, model))).collect();
    let widths = widths(&known, usize::from(room.width));
    if known.is_empty() {
        let nothing = format!("Nothing is known of any place; {} sets one by hand.", model.way(Action::Amend));
        canvas.put(room.x + 1, room.y, usize::from(room.width.saturating_sub(1)), &nothing, Look::Faint);
    } else {
        let heading = ["Place", "Control", "Curfew", "as of"];
        draw_cells(canvas, Rect { height: 1, ..room }, heading, widths, Look::Faint);
    }
    let lines = usize::from(room.height.saturating_sub(1));
    // In focus some place is always meant: the first, until one is chosen.
    let meant = if is_focused { model.selected_place().map(|row| &row.place) } else { model.place.as_ref() };
    for ((n, row), y) in places.iter().enumerate().skip(model.board_top).take(lines).zip(room.y + 1..) {
        let line = Rect { y, height: 1, ..room };
        if let Some((_, told)) = known.get(n) {
            draw_known(canvas, line, told, widths);
        } else {
            let room = usize::from(line.width.saturating_sub(1));
            let name = model.subject.situation.place_name(&row.place);
            canvas.put(line.x + 1, y, room, &format!("{name}: nothing known"), Look::Faint);
        }
        if meant == Some(&row.place) {
            canvas.put(line.x, y, 1, canvas.theme.glyphs.selected, Look::Accent);
            if is_focused {
                // The place and the one of its cells that is meant.
                let cell = if model.board_column == StatusKind::Control { 1 } else { 2 };
                canvas.over(cell_of(line, widths, 0), Look::Selected);
                canvas.over(cell_of(line, widths, cell), Look::Selected);
            }
        }
    }
    canvas.foot(area, &words::more(places.len().saturating_sub(model.board_top + lines), "place"));
}

/// A place of which something is known.
fn draw_known(canvas: &mut Canvas<'_>, line: Rect, told: &Told, widths: [usize; 3]) {
    let look = if told.is_stale { Look::Faint } else { Look::Plain };
    let control = if columns(&told.control) > widths[1] { &told.control_short } else { &told.control };
    let curfew = if columns(&told.curfew) > widths[2] { shorter(&told.curfew) } else { told.curfew.clone() };
    draw_cells(canvas, line, [&told.name, control, &curfew, &told.age], widths, look);
}

/// A curfew's words where there is little room.
fn shorter(curfew: &str) -> String {
    curfew.replace(words::LAPSED, words::LAPSED_SHORT)
}

/// Columns for name, control, curfew of the places of which something is known: what each needs, the longest cut first where
/// that is too much.
fn widths(rows: &[(&BoardRow, Told)], room: usize) -> [usize; 3] {
    let longest = |cell: fn(&Told) -> &str, heading: &str| {
        rows.iter().map(|(_, told)| columns(cell(told))).chain([columns(heading)]).max().unwrap_or(0)
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
        let shortened = rows.iter().map(|(_, told)| columns(&shorter(&told.curfew)));
        widths[2] = shortened.chain([columns("Curfew")]).max().unwrap_or(0);
    }
    // Then the other side of a conflict is told without how much it holds.
    if widths.iter().sum::<usize>() > room {
        widths[1] = longest(|told| &told.control_short, "Control");
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
    let gap = format!(" {} ", glyphs.dot);
    let mut told = String::new();
    for row in model.places().into_iter().filter(|row| row.word() == Word::Own) {
        if columns(&told) > width {
            break;
        }
        if !told.is_empty() {
            told.push_str(&gap);
        }
        told.push_str(&in_short(&tell(row, model), glyphs));
    }
    let text = match (&model.figures, told.is_empty()) {
        (None, _) => "Status: reading the board ...".to_owned(),
        (Some(_), true) => "Status: nothing known".to_owned(),
        (Some(_), false) => format!("Status: {told}"),
    };
    canvas.put(line.x + 1, line.y, width, &cut_at_word(&text, width, glyphs.ellipsis), Look::Plain);
}

/// A place in few words: only what is known of it.
fn in_short(told: &Told, glyphs: &Glyphs) -> String {
    let known = |cell: &&str| !cell.is_empty() && !cell.starts_with(glyphs.unknown);
    let cells = [told.control.as_str(), told.curfew.as_str()].into_iter().filter(known);
    let mut text = std::iter::once(told.name.as_str()).chain(cells).collect::<Vec<_>>().join(" ");
    if told.is_stale {
        text.push_str(glyphs.stale);
    }
    text
}
