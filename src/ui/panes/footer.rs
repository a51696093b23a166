//! The two lines at the bottom: what the program has to say, and the keys.

use ratatui::layout::Rect;

use crate::text::width::columns;
use crate::ui::action::{ACTIONS, Action, Spec};
use crate::ui::document::wrapped;
use crate::ui::health::Health;
use crate::ui::keymap;
use crate::ui::layout::Pane;
use crate::ui::model::{Model, Tone};
use crate::ui::paint::Canvas;
use crate::ui::reach::Reach;
use crate::ui::theme::Look;

/// Rows of a notice at most: the second lies over the frame of what stands above, so that one row of it is covered for so
/// long as the notice is seen.
const ROWS: usize = 3;

/// Between what the program says and how far re-reading has come.
const GAP: usize = 2;

/// Draws the line of what the program says: a notice, else how the feeds fail; at its end how far re-reading has come. A notice
/// goes with the next key: where its line is too short for a sentence of it, it takes rows above.
pub fn draw_message(canvas: &mut Canvas<'_>, area: Rect, model: &Model, health: &Health) {
    let room = usize::from(area.width.saturating_sub(2));
    let sources = (model.focus != Pane::Sources).then(|| model.way(Action::ShowSources));
    let said = match &model.notice {
        Some(notice) if notice.tone == Tone::Alarm => {
            Some((format!("{} {}", canvas.theme.glyphs.failing, notice.text), Look::Bad))
        }
        Some(notice) => Some((notice.text.clone(), Look::Plain)),
        None if model.reach.0 != Reach::Whole => {
            let (reach, since) = model.reach;
            reach.line(since).map(|told| (format!("{} {told}", canvas.theme.glyphs.failing), Look::Bad))
        }
        None if model.outdated().is_some() => {
            model.outdated().map(|told| (format!("{} {told}", canvas.theme.glyphs.failing), Look::Bad))
        }
        None if model.feeds.is_none() => None,
        None => health.line(model.now, sources.as_deref()).map(|line| match health.is_blind() {
            true => (format!("{} {line}", canvas.theme.glyphs.failing), Look::Bad),
            false => (line, Look::Warning),
        }),
    };
    let mut taken = 0;
    if let Some((text, look)) = said {
        let fitting = whole_sentences(&text, room);
        taken = columns(fitting).min(room) + GAP;
        if columns(fitting) > room && model.notice.is_some() {
            draw_above(canvas, area, &text, look);
        } else {
            canvas.put(area.x + 1, area.y, room, fitting, look);
        }
    }
    let Some(rereading) = &model.rereading else { return };
    let way = model.way(Action::Reread);
    let told = match rereading.is_halted {
        true => format!("{}, stopped ({way} goes on)", rereading.progress),
        false => format!("{} ({way} stops it)", rereading.progress),
    };
    // What the program says goes first; what is left of the line is its.
    let brief = format!("{}{}", rereading.progress, if rereading.is_halted { ", stopped" } else { "" });
    if let Some(told) = [told, brief].into_iter().find(|told| taken + columns(told) <= room) {
        let x = area.right().saturating_sub(1).saturating_sub(u16::try_from(columns(&told)).unwrap_or(0));
        let x = if taken == 0 { area.x + 1 } else { x };
        canvas.put(x, area.y, room, &told, Look::Faint);
    }
}

/// Draws a text whose last row is this one, over whatever stands there.
pub fn draw_above(canvas: &mut Canvas<'_>, area: Rect, text: &str, look: Look) {
    let lines = wrapped(text, look, usize::from(area.width.saturating_sub(2)).max(1));
    let height = u16::try_from(lines.len().min(ROWS)).unwrap_or(1).min(area.y + 1);
    let room = Rect { y: area.y + 1 - height, height, ..area };
    canvas.clear(room);
    canvas.lines(Rect { x: room.x + 1, width: room.width.saturating_sub(2), ..room }, &lines);
}

/// As many sentences of a text, or parts of one, as there is room for; the whole text where there is none for the first.
fn whole_sentences(text: &str, room: usize) -> &str {
    if columns(text) <= room {
        return text;
    }
    let sentences = text.match_indices(". ").map(|(at, _)| text.get(..=at));
    let parts = text.match_indices("; ").map(|(at, _)| text.get(..at));
    let fitting = |told: &&str| columns(told) <= room;
    sentences.flatten().filter(fitting).last().or_else(|| parts.flatten().filter(fitting).last()).unwrap_or(text)
}

/// Draws how the keys that were pressed can go on, with what that does: all of it, in rows above where one is too short.
fn draw_pending(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let begun = format!("{} ...", keymap::told(&model.pending));
    let ways = model.keymap.after(&model.pending, model.focus).into_iter();
    let ways: Vec<(String, &str)> =
        ways.map(|(keys, action)| (keys, action.spec().map_or("", |spec| spec.help))).collect();
    let (mut row, mut column) = (0, columns(&begun) + 2);
    let places = ways.iter().map(|(keys, does)| {
        let wide = columns(keys) + 1 + columns(does);
        if column > 0 && column + wide + 2 > usize::from(area.width) {
            (row, column) = (row + 1, 0);
        }
        let place = (row, column);
        column += wide + 2;
        place
    });
    let places: Vec<(u16, usize)> = places.collect();
    let above = row.min(area.y);
    let room = Rect { y: area.y - above, height: above + 1, ..area };
    canvas.clear(room);
    let left = |x: u16| usize::from(area.right().saturating_sub(x));
    canvas.put(room.x + 1, room.y, left(room.x + 1), &begun, Look::Heading);
    for ((keys, does), (row, column)) in ways.iter().zip(places) {
        let y = room.y.saturating_add(row);
        let x = (room.x + 1).saturating_add(u16::try_from(column).unwrap_or(u16::MAX));
        let x = canvas.put(x, y, left(x), keys, Look::Heading).saturating_add(1);
        canvas.put(x, y, left(x), does, Look::Faint);
    }
}

/// Draws as many keys as fit, those for what lies at hand first; where a sequence is begun, how it goes on.
pub fn draw_keys(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    if !model.pending.is_empty() {
        return draw_pending(canvas, area, model);
    }
    let mut x = area.x + 1;
    let has_arrivals = model.reports.arrivals > 0;
    // What only this pane means by its keys stands before what every pane does.
    let here = ACTIONS.iter().filter(|spec| spec.panes.contains(&model.focus));
    let is_past = model.past.is_some();
    let keys = |spec: &Spec| model.keymap.keys(spec.action, model.focus);
    // Marks are for the reports, which are not always shown.
    let shows_reports = model.shows_reports();
    let is_meant = |spec: &&Spec| spec.panes.is_empty() && (shows_reports || !spec.is_of_reports());
    let elsewhere = ACTIONS.iter().filter(is_meant);
    let told = here
        .chain(elsewhere.filter(|spec| !keys(spec).is_empty()))
        .filter(|spec| !spec.footer.is_empty() && (has_arrivals || spec.footer != "merge"))
        .filter(|spec| is_past || spec.action != Action::Now)
        .filter(|spec| model.focus.opens() || spec.action != Action::Open);
    // Help and quit stay, whatever else has to go.
    let (kept, others): (Vec<_>, Vec<_>) =
        told.partition(|spec| matches!(spec.action, Action::Help | Action::Quit | Action::Now));
    let way = |action| model.keymap.way(action, model.focus);
    let width = |key: &str, words: &str| columns(key) + columns(words) + 3;
    let label = |spec: &Spec| match spec.action {
        Action::Down => format!("{}/{}", way(Action::Down), way(Action::Up)),
        action => way(action),
    };
    let reserved: usize = kept.iter().map(|spec| width(&label(spec), spec.footer)).sum();
    let mut room = usize::from(area.width.saturating_sub(1)).saturating_sub(reserved);
    let fitting = others.into_iter().take_while(|spec| {
        let needed = width(&label(spec), spec.footer);
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    });
    for spec in fitting.chain(kept.clone()) {
        let left = |x: u16| usize::from(area.right().saturating_sub(x));
        x = canvas.put(x, area.y, left(x), &label(&spec), Look::Heading).saturating_add(1);
        x = canvas.put(x, area.y, left(x), spec.footer, Look::Faint).saturating_add(2);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::model::FeedErrorKind;
    use crate::ui::samples::model;
    use crate::ui::view::draw;

    /// The rows of a screen of this size while a notice is seen.
    fn shown(width: u16, height: u16, notice: &str) -> Vec<String> {
        let mut model = model();
        model.screen = Rect::new(0, 0, width, height);
        model.say(notice);
        let mut cells = Buffer::empty(model.screen);
        draw(&model, &mut cells);
        let row = |y: u16| (0..width).map(|x| cells[(x, y)].symbol()).collect::<String>();
        (0..height).map(row).collect()
    }

    #[test]
    fn every_notice_is_readable_to_its_end_however_long_what_it_names_is() {
        let path = "/home/anna.lindqvist/.local/state/coastwatch/situation-reports/sitrep-20250308T220000Z.md";
        for notice in [
            "Stored: confirm SOHR's 1018.".to_owned(),
            format!("The situation report is in {path}"),
            format!("The situation report is not written: {path}: Permission denied (os error 13)"),
            "The report in the reader has one item so that there is none to split off, and with Space on two reports or \
             more D merges them."
                .to_owned(),
            format!("Sent to your terminal's clipboard: https://example.org/{}", "long-name-of-a-page/".repeat(4)),
            "The curfew of Latakia governorate was said by nobody named and is judged by its words alone, ".repeat(2),
        ] {
            for (width, height) in [(80, 24), (120, 40), (200, 60)] {
                let (without, with) = (shown(width, height, ""), shown(width, height, &notice));
                let squeezed = |text: &str| text.split_whitespace().collect::<String>();
                let other: Vec<usize> = (0..with.len()).filter(|y| with[*y] != without[*y]).collect();
                let told: String = other.iter().map(|y| with[*y].as_str()).collect();
                assert_eq!(squeezed(&told), squeezed(&notice), "{width} columns");
                assert!(other.len() <= ROWS && other.last() == Some(&(with.len() - 2)), "{other:?}: {with:#?}");
            }
        }
        // Sentences that need not be read go before rows of the list do.
        let two = shown(
            80,
            24,
            "Stored: reject the claim that 1018 were killed. u undoes it, whatever else was done meanwhile.",
        );
        assert!(two[22].trim_end().ends_with("were killed."), "{two:#?}");
        let endless = shown(80, 24, &"a word and another ".repeat(30));
        assert!(endless[22].trim_end().ends_with('…'), "{endless:#?}");
    }

    #[test]
    fn what_stays_at_the_bottom_fits_into_eighty_columns() {
        let at = "2025-11-28T22:10:00Z".parse().unwrap_or_default();
        let mut lines: Vec<String> =
            [Reach::Away, Reach::ReadAlone].iter().filter_map(|reach| reach.line(at)).collect();
        for kind in [FeedErrorKind::Dns, FeedErrorKind::Decompress, FeedErrorKind::NotAFeed] {
            let health = |failing, answering, waiting, last_answer| Health {
                all: failing + answering + waiting,
                failing,
                answering,
                waiting,
                last_answer,
                commonest: Some((kind, failing.min(199), String::new())),
                items: 0,
            };
            for health in [health(250, 0, 0, Some(at)), health(250, 740, 10, Some(at)), health(250, 0, 0, None)] {
                lines.extend(health.line(at, Some("5")));
            }
        }
        for line in lines {
            let fitting = whole_sentences(&line, 76);
            assert!(columns(fitting) <= 76, "{} columns: {line}", columns(fitting));
        }
    }
}
