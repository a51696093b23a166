//! Casualties: low, best, high and the change of 24 hours; who says what of the selected row.

use ratatui::layout::Rect;

use crate::model::{CategoryId, Metric, Tally, TallyRow};
use crate::reconcile::explain::Row;
use crate::text::width::cut_at_word;
use crate::ui::document::wrapped;
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::{Canvas, Side};
use crate::ui::theme::Look;
use crate::ui::words;

/// Columns of a figure.
const FIGURE: usize = 6;
/// Columns of the change of 24 hours.
const CHANGE: usize = 7;
/// Columns of the signs for conflict and age.
const SIGNS: usize = 4;
/// Rows at the bottom for who says what of the selected row.
const ORIGINS: u16 = 2;

/// The rows of the pane: the dead by category, then by whose hand, then the other metrics.
pub fn rows(model: &Model) -> Vec<&TallyRow> {
    let Some(Tally { rows, .. }) = model.figures.as_ref().map(|figures| &figures.tally) else { return Vec::new() };
    let rank = |row: &&TallyRow| (row.metric != Metric::Killed, row.metric, row.perpetrator.is_some());
    let mut rows: Vec<&TallyRow> = rows.iter().collect();
    rows.sort_by_key(rank);
    rows
}

/// The row whose origins are told while nobody has chosen one: everyone's dead, else the first.
pub fn default_row(model: &Model) -> usize {
    let is_total = |row: &&TallyRow| {
        row.metric == Metric::Killed && row.perpetrator.is_none() && row.category.as_str() == CategoryId::TOTAL
    };
    rows(model).iter().position(is_total).unwrap_or(0)
}

/// What makes a row the same row when the figures are made anew.
pub fn key(row: &TallyRow) -> Row {
    Row { metric: row.metric, category: row.category.clone(), perpetrator: row.perpetrator.clone() }
}

/// Where the chosen row stands: the selected one, or the one that is told while nobody has chosen.
pub fn chosen_index(model: &Model) -> usize {
    let selected = |row: &&TallyRow| model.tally_row.as_ref() == Some(&key(row));
    rows(model).iter().position(selected).unwrap_or_else(|| default_row(model))
}

/// The chosen row.
pub fn chosen(model: &Model) -> Option<&TallyRow> {
    rows(model).get(chosen_index(model)).copied()
}

/// A row's name.
fn name(row: &TallyRow, model: &Model) -> String {
    let situation = &model.subject.situation;
    let mut name = words::category(&row.category, situation);
    if row.metric != Metric::Killed {
        name = format!("{name}, {}", row.metric.words());
    }
    if let Some(by) = &row.perpetrator {
        name = format!("{name} by {}", words::category(by, situation).to_lowercase());
    }
    name
}

/// The first row that is seen in a room, and how many are.
pub fn seen_rows(model: &Model, room: Rect) -> (usize, usize) {
    let lines = usize::from(room.height.saturating_sub(1 + ORIGINS)).max(1);
    // Whoever has chosen a row goes on seeing it.
    let chosen = model.tally_row.as_ref().map_or(0, |_| chosen_index(model));
    (crate::ui::reports::scrolled(0, chosen, lines), lines)
}

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let is_focused = model.focus == Pane::Tallies;
    let (from, _) = model.subject.episode.bounds(model.shown());
    let title = format!("{}Casualties, killed since {}", model.mark_of(Pane::Tallies), moment::day(from));
    let room = canvas.frame(area, &title, is_focused);
    if model.figures.is_none() {
        return canvas.sentences(room, &model.awaiting(Pane::Tallies, "Counting ..."));
    }
    let rows = rows(model);
    if rows.is_empty() {
        let nothing = "No figures: no report that is stored says how many were killed in all. What was counted at single \
                       places stands in the reports.";
        return canvas.sentences(room, &[nothing.to_owned()]);
    }
    let name_width = usize::from(room.width).saturating_sub(3 * FIGURE + CHANGE + SIGNS + 1);
    draw_heading(canvas, room, name_width);

    let chosen = chosen_index(model);
    let (top, lines) = seen_rows(model, room);
    let seen = rows.iter().enumerate().skip(top).take(lines);
    for ((n, row), y) in seen.zip(room.y + 1..) {
        let line = Rect { y, height: 1, ..room };
        draw_row(canvas, line, row, model, name_width, n == chosen);
        if is_focused && n == chosen {
            canvas.choose(line);
        }
    }
    if let Some(row) = rows.get(chosen) {
        draw_origins(canvas, room, row, model);
    }
    canvas.foot(area, &words::more(rows.len().saturating_sub(top + lines), "figure"));
}

fn draw_heading(canvas: &mut Canvas<'_>, room: Rect, name_width: usize) {
    let mut x = room.x + 1 + u16::try_from(name_width).unwrap_or(0);
    for (heading, width) in [("low", FIGURE), ("best", FIGURE), ("high", FIGURE), ("24 h", CHANGE)] {
        x = canvas.column(x, room.y, width, heading, Look::Faint, Side::Right);
    }
}

fn draw_row(canvas: &mut Canvas<'_>, line: Rect, row: &TallyRow, model: &Model, name_width: usize, is_chosen: bool) {
    let glyphs = canvas.theme.glyphs;
    let look = if row.stale { Look::Faint } else { Look::Plain };
    let y = line.y;
    let mut x = canvas.column(line.x, y, 1, if is_chosen { glyphs.selected } else { " " }, Look::Accent, Side::Left);
    x = canvas.column(x, y, name_width, &name(row, model), look, Side::Left);
    x = canvas.column(x, y, FIGURE, &words::number(row.low, glyphs), look, Side::Right);
    let best = if row.stale { Look::Faint } else { Look::Heading };
    x = canvas.column(x, y, FIGURE, &words::best(row, glyphs), best, Side::Right);
    x = canvas.column(x, y, FIGURE, &words::number(row.high, glyphs), look, Side::Right);
    x = canvas.column(x, y, CHANGE, &words::change(row.change_24h, glyphs), look, Side::Right);
    let mut signs = String::new();
    if row.conflict {
        signs.push_str(glyphs.conflict);
    }
    if row.stale {
        signs.push_str(glyphs.stale);
    }
    canvas.column(x + 1, y, SIGNS - 1, &signs, Look::Warning, Side::Left);
}

fn draw_origins(canvas: &mut Canvas<'_>, room: Rect, row: &TallyRow, model: &Model) {
    let text = format!("{}: {}", name(row, model), words::origins(row, model.shown(), canvas.theme.glyphs));
    let width = usize::from(room.width.saturating_sub(1));
    let lines = wrapped(&text, Look::Plain, width);
    let (first, rest) = (lines.first(), lines.get(1..).unwrap_or_default());
    let words =
        |line: &Vec<crate::ui::document::Piece>| line.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let y = room.bottom().saturating_sub(ORIGINS);
    if let Some(first) = first {
        canvas.put(room.x + 1, y, width, &words(first), Look::Plain);
    }
    // What does not fit into two lines is cut with a mark.
    let rest: Vec<String> = rest.iter().map(words).collect();
    let rest = rest.join(" ");
    let cut = cut_at_word(&rest, width, canvas.theme.glyphs.ellipsis);
    canvas.put(room.x + 1, y + 1, width, &cut, Look::Plain);
}

/// Two lines of the dead for a screen that shows the reports alone.
pub fn draw_summary(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let glyphs = canvas.theme.glyphs;
    let width = usize::from(area.width.saturating_sub(2));
    let rows = rows(model);
    let dead: Vec<&TallyRow> =
        rows.iter().copied().filter(|row| row.metric == Metric::Killed && row.perpetrator.is_none()).collect();
    let (first, second) = match (&model.figures, dead.is_empty()) {
        (None, _) => ("Killed: counting ...".to_owned(), String::new()),
        (Some(_), true) => ("Killed: no toll".to_owned(), String::new()),
        (Some(_), false) => {
            // Whatever there is no room for, the sum is told.
            let is_sum = |row: &&TallyRow| row.category.as_str() == CategoryId::TOTAL;
            let (sums, parts): (Vec<&TallyRow>, Vec<&TallyRow>) = dead.iter().copied().partition(is_sum);
            let cells: Vec<String> = sums
                .into_iter()
                .chain(parts)
                .map(|row| {
                    let old = if row.stale { glyphs.stale } else { "" };
                    format!("{} {}{old}", name(row, model), words::best(row, glyphs))
                })
                .collect();
            let told = rows.get(default_row(model)).map(|row| {
                let range = format!("low {}, high {}", words::number(row.low, glyphs), words::number(row.high, glyphs));
                format!("{}, {range}: {}", name(row, model), words::origins(row, model.shown(), glyphs))
            });
            (words::fitting("Killed: ", &cells, width, glyphs), told.unwrap_or_default())
        }
    };
    canvas.put(area.x + 1, area.y, width, &first, Look::Heading);
    canvas.put(area.x + 1, area.y + 1, width, &cut_at_word(&second, width, glyphs.ellipsis), Look::Plain);
}
