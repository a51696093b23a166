//! The figures of a row over time: a strip for each origin, all on one scale, so that they can be compared. A figure
//! holds until the next, but no longer than a figure is good for; after that the strip is empty, as nobody counted.

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;

use crate::reconcile::history::{Point, Track};
use crate::text::width::columns;
use crate::ui::action::Action;
use crate::ui::claims::Cell;
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::{Canvas, Side};
use crate::ui::raster::Raster;
use crate::ui::theme::Look;
use crate::ui::words;

/// Columns of the scale's numbers, with a gap.
const SCALE: u16 = 7;
/// Rows of a strip at least, with the line that names its origin; where there is room they share all of it.
const STRIP: u16 = 4;
/// Rows for the days below the strips.
const DAYS: u16 = 1;
/// The least stretch that is shown: the word of just now has some time before it.
const LEAST: SignedDuration = SignedDuration::from_hours(12);
/// Columns that a day's name needs.
const DAY: u16 = 12;

/// The stretch of time and the greatest figure that are shown.
struct Span {
    from: Timestamp,
    to: Timestamp,
    most: u64,
}

impl Span {
    /// How far along the stretch an instant lies, from 0 to 1.
    fn along(&self, at: Timestamp) -> f64 {
        let whole = self.to.duration_since(self.from).as_secs_f64().max(1.0);
        (at.duration_since(self.from).as_secs_f64() / whole).clamp(0.0, 1.0)
    }

    /// How high a figure lies, from 0 to 1.
    fn up(&self, figure: u64) -> f64 {
        figure as f64 / self.most.max(1) as f64
    }
}

/// How many strips fit into a room, and how high each is.
fn strips(room: Rect, tracks: usize) -> (usize, u16) {
    let height = room.height.saturating_sub(DAYS);
    let each = (height / u16::try_from(tracks.max(1)).unwrap_or(u16::MAX)).max(STRIP);
    (usize::from((height / each).max(1)), each)
}

/// How many origins are seen at once.
pub fn page(model: &Model, room: Rect) -> usize {
    strips(room, model.timeline.tracks.as_ref().map_or(0, Vec::len)).0
}

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let timeline = &model.timeline;
    let name = timeline.row.as_ref().map(|row| Cell::Figure(row.clone()).name(&model.subject.situation));
    let mark = model.mark_of(Pane::Timeline);
    let [back, on] = [Action::PreviousItem, Action::NextItem].map(|action| model.way(action));
    let title = name.map_or_else(
        || format!("{mark}Timeline"),
        |name| format!("{mark}Timeline: {name}; {back}/{on}: other figures"),
    );
    let room = canvas.frame(area, &title, model.focus == Pane::Timeline);
    let tracks = match (&timeline.tracks, &model.figures, &timeline.row) {
        (Some(tracks), ..) => tracks,
        (None, Some(_), None) => {
            return canvas.sentences(room, &["No figures: nothing that is stored states a toll.".to_owned()]);
        }
        _ => return canvas.sentences(room, &model.awaiting(Pane::Timeline, "Reading what each origin said ...")),
    };
    if tracks.is_empty() {
        return canvas.sentences(room, &["No origin states a number for it.".to_owned()]);
    }
    let span = span(tracks, model);
    let (seen, height) = strips(room, tracks.len());
    for (n, track) in tracks.iter().skip(timeline.top).take(seen).enumerate() {
        let y = room.y + u16::try_from(n).unwrap_or(0) * height;
        draw_strip(canvas, Rect { y, height, ..room }, track, &span, model);
    }
    draw_days(canvas, Rect { y: room.bottom().saturating_sub(DAYS), height: DAYS, ..room }, &span);
    let more = tracks.len().saturating_sub(timeline.top + seen);
    canvas.foot(area, &words::more(more, "origin"));
}

fn span(tracks: &[Track], model: &Model) -> Span {
    let points = || tracks.iter().flat_map(|track| &track.points);
    let (begin, end) = model.subject.episode.bounds(model.shown());
    let first = points().map(|point| point.at).min().unwrap_or(begin).max(begin);
    let most = points().filter_map(|point| point.high.or(point.low)).max().unwrap_or(0);
    // What was said before the episode is no part of it; a long rolling window begins a little before its first word, so
    // that a single one is seen to be one, and not what was always said.
    let to = end.min(model.shown());
    let back = |from: Timestamp, by: SignedDuration| from.saturating_sub(by).unwrap_or(Timestamp::MIN);
    let led = back(first, to.duration_since(first) / 10).min(back(to, LEAST));
    Span { from: led.max(begin).min(back(to, SignedDuration::from_hours(1))), to, most }
}

fn draw_strip(canvas: &mut Canvas<'_>, area: Rect, track: &Track, span: &Span, model: &Model) {
    let who = words::origin(track.origin.as_ref());
    let dot = canvas.theme.glyphs.dot;
    let told = format!("{who} {dot} {}", latest(&track.points, model.shown(), dot));
    canvas.put(area.x + 1, area.y, usize::from(area.width.saturating_sub(2)), &told, Look::Heading);
    let plot = Rect {
        x: area.x + SCALE,
        y: area.y + 1,
        width: area.width.saturating_sub(SCALE + 1),
        height: area.height.saturating_sub(1),
    };
    if plot.width == 0 || plot.height == 0 {
        return;
    }
    let scale = usize::from(SCALE - 1);
    canvas.column(area.x, plot.y, scale, &span.most.to_string(), Look::Faint, Side::Right);
    canvas.column(area.x, plot.bottom() - 1, scale, "0", Look::Faint, Side::Right);
    let raster = raster(track, span, plot, model.subject.staleness.figure);
    let is_ascii = model.subject.options.ascii;
    for row in 0..plot.height {
        for column in 0..plot.width {
            if let Some(letter) = raster.letter(usize::from(column), usize::from(row), is_ascii) {
                canvas.put(plot.x + column, plot.y + row, 1, letter.encode_utf8(&mut [0; 4]), Look::Accent);
            }
        }
    }
}

/// The latest figure, since when it stands, and when it was told again.
fn latest(points: &[Point], shown: Timestamp, dot: &str) -> String {
    let Some(last) = points.last() else { return String::new() };
    let is_same = |point: &&Point| (point.low, point.high, point.bound) == (last.low, last.high, last.bound);
    let first = points.iter().rev().take_while(is_same).last().unwrap_or(last);
    let figure = words::stated(last.low, last.high, last.bound);
    let told = format!("{figure} {}", moment::listed(first.at, shown));
    if first.at == last.at { told } else { format!("{told} {dot} again {}", moment::listed(last.at, shown)) }
}

/// The steps of one origin: a tick where it spoke, dots from there until the next, at most as long as a figure is good for,
/// with the range that it was stated in where it begins.
fn raster(track: &Track, span: &Span, plot: Rect, good_for: SignedDuration) -> Raster {
    let mut raster = Raster::new(usize::from(plot.width), usize::from(plot.height));
    let (width, height) = raster.size();
    let right = (width.max(1) - 1) as f64;
    let bottom = (height.max(1) - 1) as f64;
    let x = |at: Timestamp| span.along(at) * right;
    let y = |figure: u64| bottom - span.up(figure) * bottom;
    let mut before: Option<(Timestamp, u64)> = None;
    for (n, point) in track.points.iter().enumerate() {
        let Some(figure) = point.number() else { continue };
        let next = track.points.get(n + 1).map(|next: &Point| next.at);
        let good_until = point.at.saturating_add(good_for).unwrap_or(Timestamp::MAX);
        let until = next.unwrap_or(span.to).min(good_until).min(span.to);
        if until < span.from || point.at > span.to {
            continue;
        }
        // A step joins the figure before only where that was still good.
        if let Some((good, last)) = before
            && good >= point.at
        {
            raster.line((x(point.at), y(last)), (x(point.at), y(figure)));
        }
        if let (Some(low), Some(high)) = (point.low, point.high) {
            raster.line((x(point.at), y(low)), (x(point.at), y(high)));
        }
        // It spoke here; behind this nobody did, and the figure only holds.
        let tick = |by: f64| (y(figure) + by).clamp(0.0, bottom);
        raster.line((x(point.at), tick(-1.0)), (x(point.at), tick(1.0)));
        raster.dots((x(point.at), x(until)), y(figure));
        before = Some((good_until, figure));
    }
    raster
}

/// The hours between two names below, the least first.
const EVERY: [i64; 9] = [1, 3, 6, 12, 24, 48, 7 * 24, 30 * 24, 365 * 24];

/// The hours or days below, at full ones, as many as have room.
fn draw_days(canvas: &mut Canvas<'_>, line: Rect, span: &Span) {
    let width = line.width.saturating_sub(SCALE + 1);
    let hours = span.to.duration_since(span.from).as_hours().max(1);
    let room = i64::from((width / DAY).max(1));
    let every = EVERY.into_iter().find(|every| hours / every < room).unwrap_or(365 * 24);
    let first = span.from.as_second().div_euclid(every * 3600) + 1;
    let marks = (first..).map_while(|n| Timestamp::from_second(n * every * 3600).ok());
    for at in marks.take_while(|at| *at <= span.to) {
        let text = if every < 24 { moment::end(at, at) } else { moment::day(at) };
        let x = line.x + SCALE + (f64::from(width.saturating_sub(1)) * span.along(at)) as u16;
        let left = usize::from(line.right().saturating_sub(x));
        if columns(&text) < left {
            canvas.put(x, line.y, left, &text, Look::Faint);
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::model::{Bound, CategoryId, Metric};
    use crate::reconcile::explain::Row;
    use crate::text::bidi::Bidi;
    use crate::ui::samples::model;

    #[test]
    fn a_single_word_is_a_tick_after_nothing_and_before_dots() {
        let mut model = model();
        let row = Row { metric: Metric::Killed, category: CategoryId::TOTAL.into(), perpetrator: None };
        for minutes in [1, 60, 20 * 60] {
            let at = model.now - SignedDuration::from_mins(minutes);
            let point = Point { at, low: Some(7), high: Some(7), bound: Bound::Exact };
            model.timeline.row = Some(row.clone());
            model.timeline.tracks = Some(vec![Track { origin: None, points: vec![point] }]);
            let area = Rect::new(0, 0, 80, 10);
            let mut cells = Buffer::empty(area);
            draw(&mut Canvas::new(&mut cells, model.subject.theme, Bidi::Logical), area, &model);
            let line = |y: u16| (8..79).map(|x| cells[(x, y)].symbol().to_owned()).collect::<Vec<_>>();
            let strip = line(2);
            let word = strip.iter().position(|cell| cell != " ").unwrap_or(0);
            assert!(word >= 5, "nobody had spoken before: {strip:?}");
            let held = strip.get(word + 1..).unwrap_or_default().iter().filter(|cell| *cell != " ").count();
            assert!(held <= (71 - word) / 2 + 1, "it only holds: {strip:?}");
            assert!(line(8).concat().contains('Z'), "some hour is named below");
        }
    }
}
