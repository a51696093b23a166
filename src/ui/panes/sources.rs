//! The feeds, each with how it stands: last success, last new item, next poll, and why it fails.

use ratatui::layout::Rect;

use crate::model::{FeedRecord, FeedState, address};
use crate::ui::action::Action;
use crate::ui::document::wrapped;
use crate::ui::health::{Standing, kind_words, standing};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::{Canvas, Side};
use crate::ui::theme::Look;
use crate::ui::words;

/// Columns of everything but the sentence: name, state, last answer, last new item, next poll, items of a day, items.
const WIDTHS: [usize; 7] = [18, 9, 8, 8, 10, 7, 6];
/// From this width on all items are told beside those of a day.
const WIDE: u16 = 100;

/// Rows at the bottom for the whole sentence of one feed.
pub const SENTENCE: u16 = 3;

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let is_focused = model.focus == Pane::Sources;
    let room = canvas.frame(area, &title(model), is_focused);
    let feeds = model.polled();
    if model.feeds.is_none() {
        return canvas.sentences(room, &model.awaiting(Pane::Sources, "Asking how the feeds stand ..."));
    }
    if feeds.is_empty() {
        let nothing = "No feed has been asked yet.";
        return canvas.sentences(room, &[nothing.to_owned()]);
    }
    let heading = ["Feed", "state", "answered", "new item", "next poll", "per day", "items"].map(str::to_owned);
    let why = if room.width >= WIDE { "why it fails" } else { "why" };
    draw_cells(canvas, Rect { height: 1, ..room }, &heading, why, Look::Faint);
    let lines = usize::from(room.height.saturating_sub(1 + SENTENCE));
    for (record, y) in feeds.iter().skip(model.feeds_top).take(lines).zip(room.y + 1..) {
        let line = Rect { y, height: 1, ..room };
        draw_record(canvas, line, record, model);
        if model.feed.as_ref() == Some(&record.id) {
            canvas.put(line.x, y, 1, canvas.theme.glyphs.selected, Look::Accent);
            canvas.choose(line);
        }
    }
    draw_sentence(canvas, room, &feeds, model);
    canvas.foot(area, &words::more(feeds.len().saturating_sub(model.feeds_top + lines), "feed"));
}

/// How many there are and how many fail; that none is asked, where the operator has stopped that.
fn title(model: &Model) -> String {
    let health = model.health();
    let paused = match model.is_paused {
        true => format!("; stopped: {} goes on", model.way(Action::Pause)),
        false => String::new(),
    };
    let mark = model.mark_of(Pane::Sources);
    format!("{mark}Sources, {} of {} fail{paused}", health.failing, health.all)
}

/// The whole sentence of the selected feed; of the first that fails, while none is selected.
fn draw_sentence(canvas: &mut Canvas<'_>, room: Rect, feeds: &[&FeedRecord], model: &Model) {
    let fails = |record: &&&FeedRecord| record.error.is_some();
    let chosen = match &model.feed {
        Some(feed) => feeds.iter().find(|record| record.id == *feed),
        None => feeds.iter().find(fails),
    };
    let Some(record) = chosen else { return };
    let dot = canvas.theme.glyphs.dot;
    let how = why(record).map_or_else(|| ": no error".to_owned(), |why| format!(" fails, {why}"));
    let text = format!("{}{how} {dot} {}", record.name, address::shown(&record.url));
    let width = room.width.saturating_sub(2).max(1);
    let below = Rect { x: room.x + 1, y: room.bottom().saturating_sub(SENTENCE), width, height: SENTENCE };
    canvas.lines(below.intersection(room), &wrapped(&text, Look::Plain, usize::from(width)));
}

fn draw_record(canvas: &mut Canvas<'_>, line: Rect, record: &FeedRecord, model: &Model) {
    let glyphs = canvas.theme.glyphs;
    let (sign, word, look) = match (standing(record, model.now, model.subject.pace()), record.state) {
        (Standing::Fails, _) if record.gone => (glyphs.failing, "gone", Look::Bad),
        (Standing::Fails, _) => (glyphs.failing, "fails", Look::Bad),
        (Standing::Waits, _) => (glyphs.waiting, "waits", Look::Faint),
        (Standing::Overdue, _) => (glyphs.waiting, "overdue", Look::Warning),
        (Standing::Answers, FeedState::NotModified) => (glyphs.live, "same", Look::Plain),
        (Standing::Answers, _) => (glyphs.live, "ok", Look::Plain),
    };
    let ago = |instant: Option<jiff::Timestamp>| {
        instant.map_or_else(|| "never".to_owned(), |instant| moment::age(instant, model.now))
    };
    let next = record.next_poll.map_or_else(|| glyphs.none.to_owned(), |next| moment::listed(next, model.now));
    let rate = model.rates.as_ref().map(|rates| rates.get(&record.id).copied().unwrap_or(0));
    let rate = words::number(rate, glyphs);
    let cells = [
        record.name.clone(),
        format!("{sign} {word}"),
        ago(record.last_success),
        ago(record.last_new_item),
        next,
        rate,
        record.items.to_string(),
    ];
    draw_cells(canvas, line, &cells, &why(record).unwrap_or_default(), look);
}

/// Why a feed fails, and how often in a row; none where it does not.
fn why(record: &FeedRecord) -> Option<String> {
    let error = record.error.as_ref()?;
    let why = format!("{}: {}", kind_words(error.kind), error.message);
    Some(if record.failures > 1 { format!("{} times: {why}", record.failures) } else { why })
}

fn draw_cells(canvas: &mut Canvas<'_>, line: Rect, cells: &[String; 7], why: &str, look: Look) {
    let mut x = line.x + 1;
    let told = if line.width >= WIDE { WIDTHS.len() } else { WIDTHS.len() - 1 };
    for (n, (text, width)) in cells.iter().zip(WIDTHS).take(told).enumerate() {
        let side = if n < 2 { Side::Left } else { Side::Right };
        x = canvas.column(x, line.y, width, text, look, side) + 1;
    }
    x += 1;
    let left = usize::from(line.right().saturating_sub(x));
    canvas.put(x, line.y, left, why, look);
}
