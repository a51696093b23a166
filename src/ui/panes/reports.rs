//! The latest reports: when, which feed, the headline, how many items tell it, what was marked.

use ratatui::layout::Rect;

use crate::model::ReportRow;
use crate::text::width::{columns, cut_at_word, cut_with};
use crate::ui::action::Action;
use crate::ui::gloss;
use crate::ui::health::Health;
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment::{self, Times};
use crate::ui::paint::{Canvas, Side};
use crate::ui::theme::{Glyphs, Look};
use crate::ui::words::more;

/// Columns of the time with the gap before it, in a narrow list and in a wide one.
const TIME: (usize, usize) = (7, 10);
/// Columns of a feed's name, in a narrow list and in a wide one.
const FEED: (usize, usize) = (10, 20);
/// Columns of the count of items, with its sign.
const ITEMS: usize = 4;
/// Columns of the marks, in a narrow list and in a wide one: escalated by which priority or acknowledged, asleep, starred, not
/// relevant, tagged, noted; hardly ever more than three.
const MARKS: (usize, usize) = (3, 5);
/// Columns of a frame that its title has not.
const FRAME: u16 = 5;
/// Columns of a filter that the title tells at least.
const FILTER: usize = 12;
/// Columns of a headline below which it is not worth beginning behind a gloss.
const HEADLINE: usize = 10;
/// What stands at a report that sleeps, and is still listed where somebody reads.
pub const ASLEEP: &str = "z";
/// What stands at a report that is selected beside others.
pub const CHOSEN: &str = "+";
/// What stands at a report that has tags.
pub const TAGGED: &str = "#";
/// What stands at a report that has a note.
pub const NOTED: &str = "n";
/// What stands in place of the count at an item that is in no report.
pub const UNRELATED: &str = "else";
/// From this width on times and the feeds' names have more room.
const WIDE: u16 = 100;

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, health: &Health) {
    let is_focused = model.focus == Pane::Reports;
    let room = canvas.frame(area, &title(model, area.width), is_focused);
    if !model.reports.is_loaded {
        return canvas.sentences(room, &model.awaiting(Pane::Reports, "Reading the store ..."));
    }
    if model.reports.rows.is_empty() && model.narrow.is_active() {
        let back = model.way(Action::Back);
        let sentence = format!("Nothing matches {}. {back} brings the whole list back.", model.narrow.told());
        return canvas.sentences(room, &[sentence]);
    }
    if model.reports.rows.is_empty() {
        return canvas.sentences(room, &absence(model, health));
    }
    let top = model.reports.top_index();
    let range = model.selection.open_range(&model.reports);
    let seen = model.reports.rows.iter().enumerate().skip(top).take(usize::from(room.height));
    for ((at, row), y) in seen.zip(room.y..) {
        let line = Rect { y, height: 1, ..room };
        let is_selected = model.reports.selected.as_ref() == Some(&row.id);
        let is_in_range = row.is_report() && range.as_ref().is_some_and(|range| range.contains(&at));
        let is_chosen = is_in_range || model.selection.has(&row.id);
        draw_row(canvas, line, row, model, (is_selected, is_chosen));
        if is_selected && is_focused {
            canvas.choose(line);
        }
    }
    canvas.foot(area, &below(model, top + usize::from(room.height)));
}

/// How many reports the list has below those that are seen; of one that goes on behind the reports, or is not counted, none.
fn below(model: &Model, seen: usize) -> String {
    let counted = model.reports.counts.filter(|_| !model.reports.rows.iter().any(|row| !row.is_report()));
    let total = counted.map_or(0, |counts| usize::try_from(counts.total).unwrap_or(usize::MAX));
    let held = model.reports.rows.len();
    let total = if model.reports.has_older { total.max(held) } else { held };
    more(if counted.is_some() { total.saturating_sub(seen) } else { 0 }, "report")
}

/// What the list shows and what the next mark is for; of what it is narrowed to, as much as there is room for beside that.
fn title(model: &Model, width: u16) -> String {
    let mark = model.mark_of(Pane::Reports);
    // Until it is there, the list shows what was asked for before.
    let is_awaited = model.narrow.is_active() && model.narrow.shown != model.narrow.turn && model.past.is_none();
    if is_awaited {
        return format!("{mark}Reports, looking for what matches {} ...", model.narrow.told());
    }
    let mut counted = match model.reports.counts {
        Some(counts) => format!("{mark}Reports, {} unread of {}", counts.unread, counts.total),
        None if !model.reports.is_loaded => format!("{mark}Reports"),
        None => format!("{mark}Reports, {} or more", model.reports.rows.len()),
    };
    let mut told = String::new();
    if model.narrow.is_active() {
        if model.past.is_some() {
            counted = counted.replacen("Reports,", "Reports, not now,", 1);
        }
        let unrelated = model.reports.rows.iter().rev().take_while(|row| !row.is_report()).count();
        if unrelated > 0 {
            let more = if model.reports.has_older { "+" } else { "" };
            told.push_str(&format!(", then {unrelated}{more} {UNRELATED}"));
        }
    }
    if let Some(counts) = model.reports.counts.filter(|counts| counts.asleep > 0 && model.past.is_none()) {
        told.push_str(&format!(", {} asleep", counts.asleep));
    }
    if !model.selection.is_empty() {
        told.push_str(&format!(", {} selected", model.selection.len()));
    }
    if let Some(range) = model.selection.open_range(&model.reports) {
        told.push_str(&format!(", a range of {}", range.count()));
    }
    if model.reports.arrivals > 0 {
        let more = if model.reports.has_uncounted { "+" } else { "" };
        told.push_str(&format!(", {}{more} new: {} shows them", model.reports.arrivals, model.way(Action::Merge)));
    }
    if model.narrow.is_active() {
        counted.push_str(" that match ");
        let room = usize::from(width.saturating_sub(FRAME)).saturating_sub(columns(&counted) + columns(&told));
        let ellipsis = model.subject.theme.glyphs.ellipsis;
        counted.push_str(&cut_with(&model.narrow.told(), room.max(FILTER), ellipsis));
    }
    counted + &told
}

fn absence(model: &Model, health: &Health) -> Vec<String> {
    match (&model.feeds, &model.subject.options.source) {
        (None, _) => vec!["Asking how the feeds stand ...".to_owned()],
        (Some(_), Some(source)) if !health.is_blind() => {
            vec![format!("Playing: {source}."), "Reports appear here as the recorded feeds publish them.".to_owned()]
        }
        (Some(_), _) => {
            let [poll, sources] = [Action::PollAll, Action::ShowSources].map(|action| model.way(action));
            health.absence(&model.subject.situation.title, &poll, &sources)
        }
    }
}

/// Draws a row, which is the one at hand, or one of those that the next mark is for.
fn draw_row(
    canvas: &mut Canvas<'_>,
    line: Rect,
    row: &ReportRow,
    model: &Model,
    (is_selected, is_chosen): (bool, bool),
) {
    let glyphs = canvas.theme.glyphs;
    let is_open = row.is_report() && row.state.is_unread();
    let look = if is_open { Look::Unread } else { Look::Faint };
    let is_wide = line.width >= WIDE;
    let (feed, time, room) = if is_wide { (FEED.1, TIME.1, MARKS.1) } else { (FEED.0, TIME.0, MARKS.0) };
    let published = match (model.times, is_wide) {
        (Times::Absolute, false) => moment::listed_short(row.published, model.shown()),
        (times, _) => moment::told(row.published, model.shown(), times),
    };
    let y = line.y;
    let mut x = canvas.column(line.x, y, 1, if is_selected { glyphs.selected } else { " " }, Look::Accent, Side::Left);
    let state = if is_chosen {
        CHOSEN
    } else if !is_open {
        " "
    } else {
        glyphs.unread
    };
    x = canvas.column(x, y, 1, state, if is_chosen { Look::Accent } else { look }, Side::Left);
    x = canvas.column(x, y, time, &published, look, Side::Right) + 1;
    x = canvas.column(x, y, feed, &row.feed_name, look, Side::Left) + 1;
    let used = usize::from(x - line.x) + ITEMS + room + 2;
    let title = usize::from(line.width).saturating_sub(used);
    x = headline(canvas, (x, y), title, row, model, look) + 1;
    x = canvas.column(x, y, ITEMS, &items(row.items, glyphs), look, Side::Right) + 1;
    canvas.column(x, y, room, &marks(row, model, glyphs), Look::Heading, Side::Left);
}

/// The headline; before one in a language that the operator does not read, what it tells, and the headline where there is
/// room left for some of it. Gives the column after it.
fn headline(canvas: &mut Canvas<'_>, at: (u16, u16), width: usize, row: &ReportRow, model: &Model, look: Look) -> u16 {
    let (x, y) = at;
    let after = x + u16::try_from(width).unwrap_or(0);
    let (situation, glyphs, now) = (&*model.subject.situation, canvas.theme.glyphs, model.shown());
    let gist = row.gist.as_ref();
    let gloss =
        gist.and_then(|gist| gloss::gloss(&gist.claims, &gist.statuses, gloss::Names { situation, glyphs, now }));
    let Some(gloss) = gloss else { return canvas.column(x, y, width, &row.title, look, Side::Left) };
    let told = format!("{} {gloss}", glyphs.machine);
    let end = canvas.put(x, y, width, &cut_at_word(&told, width, glyphs.ellipsis), look);
    let between = format!(" {} ", glyphs.dot);
    let left = usize::from(after.saturating_sub(end));
    if left >= columns(&between) + HEADLINE {
        let from = canvas.put(end, y, left, &between, Look::Faint);
        canvas.put(from, y, usize::from(after.saturating_sub(from)), &row.title, look);
    }
    after
}

fn items(items: u32, glyphs: &Glyphs) -> String {
    match items {
        0 => UNRELATED.to_owned(),
        1 => String::new(),
        2..=999 => format!("{}{items}", glyphs.times),
        _ => "999+".to_owned(),
    }
}

/// What is marked on a report, what presses most first.
fn marks(row: &ReportRow, model: &Model, glyphs: &Glyphs) -> String {
    let mut marks = match (&row.state.acknowledged, row.state.escalated) {
        (Some(_), _) => glyphs.acknowledged.to_owned(),
        (None, Some(priority)) => format!("{}{priority}", glyphs.escalated),
        (None, None) => String::new(),
    };
    if row.state.is_snoozed(model.shown()) {
        marks.push_str(ASLEEP);
    }
    if row.state.starred {
        marks.push_str(glyphs.starred);
    }
    if row.state.dismissed {
        marks.push_str(glyphs.dismissed);
    }
    if !row.state.tags.is_empty() {
        marks.push_str(TAGGED);
    }
    if row.state.note.is_some() {
        marks.push_str(NOTED);
    }
    marks
}
