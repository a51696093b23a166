//! The title line: what is watched, whether data comes in, what time it is, what has arrived.

use ratatui::layout::Rect;

use crate::text::width::columns;
use crate::ui::health::{Health, Pace};
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::Canvas;
use crate::ui::reach::Reach;
use crate::ui::theme::Look;

/// Between two parts of the line.
const GAP: u16 = 2;

/// Draws the title line, without the situation's title or with a shorter date where it does not fit.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, health: &Health) {
    let glyphs = canvas.theme.glyphs;
    let zone = &model.subject.situation.zone_name;
    let there = model.subject.zone.as_ref().map(|known| (known, zone.as_str()));
    let local = moment::local(model.shown(), there, None);
    let both = moment::local(model.shown(), there, model.subject.own_zone.as_ref());
    let clocks = [
        format!("{}{both}", moment::full(model.shown())),
        format!("{}{both}", moment::brief(model.shown())),
        format!("{}{local}", moment::full(model.shown())),
        format!("{}{local}", moment::brief(model.shown())),
        moment::brief(model.shown()),
    ];
    let (state, state_look) = match state(model, health) {
        State::Playing(source) => {
            let played = model.played().map(|part| format!(" {part}%")).unwrap_or_default();
            (format!("{} {source}{played}", glyphs.playing), Look::Accent)
        }
        State::Away => (format!("{} store away", glyphs.failing), Look::Bad),
        State::ReadAlone => (format!("{} only read", glyphs.failing), Look::Warning),
        State::Live => (format!("{} live", glyphs.live), Look::Good),
        State::Stopped => (format!("{} stopped", glyphs.failing), Look::Warning),
        State::FirstPoll => {
            let asked = health.all - health.waiting;
            (format!("{} first poll {asked}/{}", glyphs.waiting, health.all), Look::Warning)
        }
        State::Polling => (format!("{} polling", glyphs.waiting), Look::Warning),
        State::NoData => (format!("{} no data", glyphs.failing), Look::Bad),
        State::Past { is_loaded: true, place } => {
            let place = place.map(|(n, of)| format!(", change {n} of {of}")).unwrap_or_default();
            (format!("{} NOT NOW{place}", glyphs.past), Look::Past)
        }
        State::Past { is_loaded: false, .. } => (format!("{} NOT NOW, reading", glyphs.waiting), Look::Past),
        State::NoFeeds => (format!("{} no feeds", glyphs.failing), Look::Bad),
    };
    let feeds_look = if health.answering < health.all { Look::Warning } else { Look::Plain };
    let mut end = vec![(format!("feeds {}/{}", health.answering, health.all), feeds_look)];
    let live = model.past.as_ref().map_or(&model.reports, |past| &past.reports);
    if live.arrivals > 0 {
        let more = if live.has_uncounted { "+" } else { "" };
        end.push((format!("{}{more} new {}", live.arrivals, glyphs.above), Look::Accent));
    }
    let whole = model.narrow.before.as_deref().filter(|_| model.past.is_none()).unwrap_or(&model.reports);
    let escalations = whole.escalations();
    if escalations > 0 {
        end.push((format!("{} {escalations}", glyphs.escalated), Look::Bad));
    }

    // Who else is there, by name where there is room, else how many.
    let mut others: Vec<&str> = model.on_shift.iter().map(|other| other.operator.as_str()).collect();
    others.sort_unstable();
    others.dedup();
    let named = format!("with {}", others.join(", "));
    let counted = format!("{} on shift", others.len() + 1);
    let with = if others.is_empty() { vec![None] } else { vec![Some(named), Some(counted), None] };

    let title = (model.subject.situation.title.clone(), Look::Plain);
    let name = ("COASTWATCH".to_owned(), Look::Heading);
    let choices = clocks.iter().flat_map(|clock| [(Some(&title), clock), (None, clock)]);
    let line = |(title, clock): (Option<&(String, Look)>, &String), with: &Option<String>| {
        let start = [Some(name.clone()), title.cloned(), Some((state.clone(), state_look))];
        let with = with.clone().map(|with| (with, Look::Accent));
        let parts = start.into_iter().flatten().chain([(clock.clone(), Look::Plain)]).chain(with);
        parts.chain(end.iter().cloned()).collect::<Vec<_>>()
    };
    let room = usize::from(area.width.saturating_sub(2));
    let width = |parts: &[(String, Look)]| {
        parts.iter().map(|(text, _)| columns(text)).sum::<usize>() + usize::from(GAP) * parts.len().saturating_sub(1)
    };
    // Who else is there tells more than the longer date; of lines that tell the same of it, the longest that fits tells the
    // most.
    let mut lines: Vec<Vec<(String, Look)>> = Vec::new();
    for with in &with {
        let mut told: Vec<_> = choices.clone().map(|choice| line(choice, with)).collect();
        told.sort_by_key(|parts| std::cmp::Reverse(width(parts)));
        lines.extend(told);
    }
    // On the narrowest screen what is to be acted on goes before the program's name, the place among the changes.
    let brief = match (&model.past, &model.subject.options.source) {
        (Some(_), _) => format!("{} NOT NOW", glyphs.past),
        (None, Some(_)) if state_look == Look::Accent => {
            format!("{} {}", glyphs.playing, model.played().map(|part| format!("{part}%")).unwrap_or_default())
        }
        (None, _) => state.clone(),
    };
    for (state, clock) in [(&state, moment::brief(model.shown())), (&brief, moment::brief(model.shown()))] {
        let start = [(state.clone(), state_look), (clock, Look::Plain)];
        lines.push(start.into_iter().chain(end.iter().cloned()).collect());
    }
    let fitting = lines.iter().find(|parts| width(parts) <= room).or(lines.last());
    let mut x = area.x + 1;
    for (text, look) in fitting.into_iter().flatten() {
        let left = usize::from(area.right().saturating_sub(x));
        x = canvas.put(x, area.y, left, text, *look).saturating_add(GAP);
    }
    if model.past.is_some() {
        canvas.over(area, Look::Past);
    }
}

/// Whether data comes in, or something earlier is shown.
enum State<'a> {
    Away,
    ReadAlone,
    Past { is_loaded: bool, place: Option<(usize, usize)> },
    Playing(&'a str),
    Live,
    Stopped,
    FirstPoll,
    Polling,
    NoData,
    NoFeeds,
}

fn state<'a>(model: &'a Model, health: &Health) -> State<'a> {
    if let Some(past) = &model.past {
        return State::Past { is_loaded: past.is_loaded, place: model.moments.place(past.at) };
    }
    match model.reach.0 {
        Reach::Away => return State::Away,
        // Nothing comes in either.
        Reach::ReadAlone => return State::ReadAlone,
        Reach::Whole => {}
    }
    if model.is_paused {
        return State::Stopped;
    }
    match &model.subject.options.source {
        Some(source) if model.subject.pace() == Pace::Played => State::Playing(source),
        _ if health.all == 0 => State::NoFeeds,
        _ if health.answering > 0 => State::Live,
        _ if health.is_blind() => State::NoData,
        _ if health.last_answer.is_none() => State::FirstPoll,
        _ => State::Polling,
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::text::bidi::Bidi;
    use crate::ui::past::Past;
    use crate::ui::reports::Reports;
    use crate::ui::samples::model;

    #[test]
    fn what_is_to_be_acted_on_is_never_cut() {
        let mut model = model();
        model.subject.options.source = Some("replay 200000x".to_owned());
        model.reports.arrivals = 98;
        model.reports.counts = Some(crate::store::ReportCounts { alarms: 12, ..Default::default() });
        let past = Past { at: model.now, is_loaded: true, reports: Reports::default(), figures: None };
        for past in [None, Some(Past { reports: model.reports.clone(), ..past })] {
            model.past = past;
            for width in [60, 80, 120] {
                let area = Rect::new(0, 0, width, 1);
                let mut cells = Buffer::empty(area);
                let health = model.health();
                draw(&mut Canvas::new(&mut cells, model.subject.theme, Bidi::Logical), area, &model, &health);
                let line: String = cells.content.iter().map(ratatui::buffer::Cell::symbol).collect();
                assert!(line.contains("14:32") && line.contains("98 new") && line.contains("\u{25b2} 12"), "{line}");
            }
        }
    }
}
