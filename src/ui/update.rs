//! What happens to the model when something happened. Synchronous, without a clock: `now` is given, and what
//! must be done outside comes back as effects.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::action::Action;
use super::effect::{Effect, Effects};
use super::keymap::{Key, Pressed};
use super::layout::Pane;
use super::message::Message;
use super::model::{Model, Notice, OpenReport, Tone};
use super::moment;
use super::motion;
use super::reports::{self, PAGE};
use crate::engine::Demand;
use crate::engine::change::Change;
use crate::model::{Board, ItemState, Mark, ReportId};
use crate::store::{ItemDetail, ReportQuery};

/// Lines of the help that a key scrolls over.
const HELP_STEP: usize = 1;

/// Takes one message into the model.
pub fn update(model: &mut Model, message: Message, now: Timestamp) -> Effects {
    let mut effects = tick(model, now);
    match message {
        Message::Tick => {
            if model.asks.seq.wants() {
                effects.push(Effect::LoadSeq);
            }
        }
        Message::Key(event) => {
            model.is_dirty = true;
            model.notice = None;
            let pressed = model.keymap.press(&mut model.pending, Key::from(event));
            if let Pressed::Act(action) = pressed {
                act(model, action, &mut effects);
            }
        }
        Message::Resized { columns, rows } => {
            model.screen = Rect::new(0, 0, columns, rows);
            settle(model);
            effects.push(Effect::Redraw);
        }
        Message::Changed(Change::Stored(seq)) => {
            model.seq = model.seq.max(Some(seq));
            refresh(model, &mut effects);
        }
        Message::Missed => refresh(model, &mut effects),
        Message::SeqLoaded(seq) => {
            let _again = model.asks.seq.answered();
            // Somebody else works on the same store; where it cannot be asked, the next tick asks again.
            let is_newer = seq.is_some() && seq > model.seq;
            if is_newer && model.seq.is_some() {
                refresh(model, &mut effects);
            }
            model.seq = model.seq.max(seq);
        }
        Message::Changed(Change::FeedPolled(_)) => ask_feeds(model, &mut effects),
        Message::Changed(Change::TaskFailed(sentence)) => alarm(model, sentence),
        Message::Rested(report) => {
            if model.reports.selected.as_ref() == Some(&report) {
                read(model, report, &mut effects);
            }
        }
        Message::ReportsLoaded(page) => reports_loaded(model, page, &mut effects),
        Message::OlderLoaded(rows) => {
            let _again = model.asks.older.answered();
            match rows {
                Ok(rows) => {
                    model.reports.append(rows);
                    if model.reports.goes_to_end {
                        motion::step(model, motion::Step::Last);
                        rest(model, &mut effects);
                    }
                }
                Err(sentence) => alarm(model, sentence),
            }
            model.is_dirty = true;
        }
        Message::FiguresLoaded(figures) => {
            if model.asks.figures.answered() {
                effects.push(Effect::LoadFigures { as_of: model.now });
            }
            match figures {
                Ok(figures) => model.figures = Some(figures),
                Err(sentence) => alarm(model, sentence),
            }
            settle(model);
        }
        Message::FeedsLoaded(feeds) => {
            if model.asks.feeds.answered() {
                effects.push(Effect::LoadFeeds);
            }
            match feeds {
                Ok(feeds) if model.feeds.as_ref() == Some(&feeds) => {}
                Ok(feeds) => {
                    model.feeds = Some(feeds);
                    model.is_dirty = true;
                }
                Err(sentence) => alarm(model, sentence),
            }
        }
        Message::ReportLoaded(report, items) => report_loaded(model, report, items),
        Message::Marked(report, mark, stored) => marked(model, &report, &mark, stored, &mut effects),
    }
    effects
}

/// The first questions of a screen that was just opened.
pub fn begin(model: &mut Model) -> Effects {
    let mut effects = Effects::none();
    if model.asks.seq.wants() {
        effects.push(Effect::LoadSeq);
    }
    refresh(model, &mut effects);
    effects
}

/// Takes note of the time. The screen changes with the minute, and figures when a curfew ends or an hour
/// passes (staleness and 24-hour changes are told by the hour).
fn tick(model: &mut Model, now: Timestamp) -> Effects {
    let mut effects = Effects::none();
    let before = std::mem::replace(&mut model.now, now);
    if moment::minute(before) == moment::minute(now) {
        return effects;
    }
    model.is_dirty = true;
    let ends = |board: &Board| {
        let untils = board.rows.iter().filter_map(|row| row.curfew.as_ref()?.until);
        untils.into_iter().any(|until| before < until && until <= now)
    };
    let is_new_hour = moment::minute(before).div_euclid(60) != moment::minute(now).div_euclid(60);
    if !model.reports.is_loaded {
        refresh(model, &mut effects);
    }
    if is_new_hour || model.figures.as_ref().is_some_and(|figures| ends(&figures.board)) {
        ask_figures(model, &mut effects);
    }
    effects
}

fn query(model: &Model) -> ReportQuery {
    let (from, _) = model.subject.episode.bounds(model.now);
    ReportQuery { as_of: model.now, from, after: None, limit: PAGE }
}

fn refresh(model: &mut Model, effects: &mut Effects) {
    ask_reports(model, effects);
    ask_figures(model, effects);
    ask_feeds(model, effects);
}

fn ask_reports(model: &mut Model, effects: &mut Effects) {
    if model.asks.reports.wants() {
        effects.push(Effect::LoadReports(query(model)));
    }
}

fn ask_figures(model: &mut Model, effects: &mut Effects) {
    if model.asks.figures.wants() {
        effects.push(Effect::LoadFigures { as_of: model.now });
    }
}

fn ask_feeds(model: &mut Model, effects: &mut Effects) {
    if model.asks.feeds.wants() {
        effects.push(Effect::LoadFeeds);
    }
}

fn reports_loaded(model: &mut Model, page: Result<super::message::ReportsPage, String>, effects: &mut Effects) {
    if model.asks.reports.answered() {
        effects.push(Effect::LoadReports(query(model)));
    }
    let page = match page {
        Ok(page) => page,
        Err(sentence) => return alarm(model, sentence),
    };
    let height = model.page(Pane::Reports);
    model.reports.take(page, height);
    model.is_dirty = true;
    follow(model, effects);
}

/// Sees to it that the reader has the selected report as it stands, the first time at once.
fn follow(model: &mut Model, effects: &mut Effects) {
    let Some(row) = model.reports.selected_row() else { return };
    let has_grown = model.open.as_ref().is_some_and(|open| {
        open.report == row.id && usize::try_from(row.items).is_ok_and(|items| items != open.items.len())
    });
    let report = row.id.clone();
    let is_other = model.open.as_ref().is_some_and(|open| open.report != report);
    if model.open.is_none() || has_grown {
        read(model, report, effects);
    } else if is_other && !model.reports.is_touched {
        effects.push(Effect::Rest(report));
    }
}

fn read(model: &mut Model, report: ReportId, effects: &mut Effects) {
    if model.awaited.as_ref() == Some(&report) {
        return;
    }
    model.awaited = Some(report.clone());
    effects.push(Effect::LoadReport { report, as_of: model.now });
}

fn report_loaded(model: &mut Model, report: ReportId, items: Result<Vec<ItemDetail>, String>) {
    if model.awaited.as_ref() != Some(&report) {
        return;
    }
    model.awaited = None;
    model.is_dirty = true;
    let items = match items {
        Ok(items) => items,
        Err(sentence) => return alarm(model, sentence),
    };
    let Some(first) = items.first().map(|detail| detail.item.id.clone()) else { return };
    let before = model.open.take().filter(|open| open.report == report);
    let (item, scroll) = match before {
        Some(open) if items.iter().any(|detail| detail.item.id == open.item) => (open.item, open.scroll),
        _ => (first, 0),
    };
    model.open = Some(OpenReport { report, items, item, lines: Vec::new(), scroll });
    model.lay_out_reader();
}

fn marked(model: &mut Model, report: &ReportId, mark: &Mark, stored: Result<(), String>, effects: &mut Effects) {
    if let Some(at) = model.marking.iter().position(|(marking, what)| marking == report && what == mark) {
        model.marking.remove(at);
    }
    model.is_dirty = true;
    match stored {
        Ok(()) => {
            model.reports.mark(report, mark, &model.subject.options.operator);
            ask_reports(model, effects);
        }
        Err(sentence) => alarm(model, format!("The mark is not stored: {sentence}")),
    }
}

fn alarm(model: &mut Model, text: String) {
    model.notice = Some(Notice { text, tone: Tone::Alarm });
    model.is_dirty = true;
}

fn say(model: &mut Model, text: impl Into<String>) {
    model.notice = Some(Notice { text: text.into(), tone: Tone::Calm });
}

/// Brings everything back into bounds after the size or the number of rows changed.
fn settle(model: &mut Model) {
    model.is_dirty = true;
    let height = model.page(Pane::Reports);
    model.reports.show_selected(height);
    motion::clamp(model);
    model.lay_out_reader();
}

fn act(model: &mut Model, action: Action, effects: &mut Effects) {
    if let Some(scroll) = model.help {
        return act_in_help(model, action, scroll, effects);
    }
    model.reports.is_touched |= !matches!(action, Action::Help | Action::Redraw | Action::Suspend);
    model.reports.goes_to_end = action == Action::Last && model.focus == Pane::Reports;
    match action {
        Action::Down => motion::step(model, motion::Step::Rows(1)),
        Action::Up => motion::step(model, motion::Step::Rows(-1)),
        Action::HalfPageDown => motion::step(model, motion::Step::HalfPages(1)),
        Action::HalfPageUp => motion::step(model, motion::Step::HalfPages(-1)),
        Action::First => motion::step(model, motion::Step::First),
        Action::Last => motion::step(model, motion::Step::Last),
        Action::NextPane => focus(model, ring(model.focus, 1)),
        Action::PreviousPane => focus(model, ring(model.focus, Pane::RING.len() - 1)),
        Action::FocusReports | Action::Back => focus(model, Pane::Reports),
        Action::FocusTallies => focus(model, Pane::Tallies),
        Action::FocusBoard => focus(model, Pane::Board),
        Action::FocusReader => focus(model, Pane::Reader),
        Action::ShowSources => focus(model, Pane::Sources),
        Action::Open => open(model, effects),
        Action::NextItem => motion::other_item(model, 1),
        Action::PreviousItem => motion::other_item(model, -1),
        Action::Merge => merge(model),
        Action::ToggleRead => mark(model, effects, |state| Mark::Read(!state.read)),
        Action::ToggleAcknowledged => mark(model, effects, |state| Mark::Acknowledged(state.acknowledged.is_none())),
        Action::ToggleStarred => mark(model, effects, |state| Mark::Starred(!state.starred)),
        Action::ToggleDismissed => mark(model, effects, |state| Mark::Dismissed(!state.dismissed)),
        Action::PollOne => poll_one(model, effects),
        Action::PollAll => {
            effects.push(Effect::Demand(Demand::PollAll));
            say(model, "All feeds are asked as soon as politeness allows.");
        }
        Action::Help => model.help = Some(0),
        Action::Redraw => effects.push(Effect::Redraw),
        Action::Suspend => effects.push(Effect::Suspend),
        Action::Quit => effects.push(Effect::Quit),
    }
    let is_move = matches!(
        action,
        Action::Down | Action::Up | Action::First | Action::Last | Action::HalfPageDown | Action::HalfPageUp
    );
    if action == Action::Merge || (is_move && model.focus == Pane::Reports) {
        rest(model, effects);
    }
}

fn act_in_help(model: &mut Model, action: Action, scroll: usize, effects: &mut Effects) {
    match action {
        Action::Down | Action::HalfPageDown => model.help = Some(scroll + HELP_STEP),
        Action::Up | Action::HalfPageUp => model.help = Some(scroll.saturating_sub(HELP_STEP)),
        Action::First => model.help = Some(0),
        Action::Redraw => effects.push(Effect::Redraw),
        Action::Suspend => effects.push(Effect::Suspend),
        // Leaving the help is what these mean in it; a second press leaves the program.
        Action::Help | Action::Back | Action::Quit | Action::Open => model.help = None,
        _ => {}
    }
    let last = super::overlays::help::lines().len().saturating_sub(1);
    model.help = model.help.map(|scroll| scroll.min(last));
}

fn ring(from: Pane, steps: usize) -> Pane {
    let at = Pane::RING.iter().position(|pane| *pane == from).unwrap_or(0);
    Pane::RING.iter().cycle().nth(at + steps).copied().unwrap_or_default()
}

fn focus(model: &mut Model, pane: Pane) {
    model.focus = pane;
    settle(model);
}

/// The reader follows the selection after a pause; asks for older rows near the bottom.
fn rest(model: &mut Model, effects: &mut Effects) {
    if let Some(report) = model.reports.selected.clone() {
        effects.push(Effect::Rest(report));
    }
    if model.reports.wants_older()
        && model.asks.older.wants()
        && let Some(last) = model.reports.rows.last()
    {
        let after = Some((last.published, last.id.clone()));
        effects.push(Effect::LoadOlder(ReportQuery { after, ..query(model) }));
    }
}

fn open(model: &mut Model, effects: &mut Effects) {
    if model.focus != Pane::Reports {
        return;
    }
    let Some(report) = model.reports.selected.clone() else { return };
    if model.open.as_ref().is_none_or(|open| open.report != report) {
        read(model, report, effects);
    }
    let is_unread = model.reports.selected_row().is_some_and(|row| !marks_made(model, &row.id, &row.state).read);
    if is_unread && !model.subject.options.read_only {
        mark(model, effects, |_| Mark::Read(true));
    }
    focus(model, Pane::Reader);
}

fn merge(model: &mut Model) {
    let arrivals = model.reports.arrivals;
    model.reports.merge();
    let height = model.page(Pane::Reports);
    model.reports.show_selected(height);
    if arrivals == 0 {
        say(model, "Nothing new has arrived since.");
    }
}

/// The state of a report with the marks that are on their way to the store.
fn marks_made(model: &Model, report: &ReportId, state: &ItemState) -> ItemState {
    let mut state = state.clone();
    for (_, mark) in model.marking.iter().filter(|(marking, _)| marking == report) {
        reports::apply(&mut state, mark, &model.subject.options.operator);
    }
    state
}

fn mark(model: &mut Model, effects: &mut Effects, decide: impl FnOnce(&ItemState) -> Mark) {
    if model.subject.options.read_only {
        return say(model, "This screen is read-only: marks are refused.");
    }
    // In the reader a mark means the report that is read, which is not always the selected one.
    let read = model.open.as_ref().filter(|_| model.focus == Pane::Reader).map(|open| open.report.clone());
    let Some(report) = read.or_else(|| model.reports.selected.clone()) else {
        return say(model, "No report is selected.");
    };
    let Some(row) = model.reports.rows.iter().find(|row| row.id == report) else {
        return say(model, "That report is not in the list any more.");
    };
    let mark = decide(&marks_made(model, &report, &row.state));
    model.marking.push((report.clone(), mark.clone()));
    effects.push(Effect::Mark { report, mark, at: model.now });
}

fn poll_one(model: &mut Model, effects: &mut Effects) {
    let feed = match model.focus {
        Pane::Sources => model.feed.clone().or_else(|| model.polled().first().map(|record| record.id.clone())),
        _ => model.reports.selected_row().map(|row| row.feed.clone()),
    };
    match feed {
        Some(feed) => {
            say(model, format!("{feed} is asked as soon as politeness allows."));
            effects.push(Effect::Demand(Demand::Poll(feed)));
        }
        None => say(model, "No feed is selected."),
    }
}

#[cfg(test)]
mod tests;
