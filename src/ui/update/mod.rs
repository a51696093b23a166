//! What happens to the model when something happened. Synchronous, without a clock: `now` is given, and what
//! must be done outside comes back as effects.
//!
//! Each kind of action is taken by the file of its purpose: a new one goes there, and into `TAKERS` where it is
//! of a new purpose.

mod ask;
mod claims;
mod command;
mod decide;
mod find;
mod handover;
mod help;
mod links;
mod loaded;
mod log;
mod lookback;
mod mouse;
mod navigate;
mod palette;
mod program;
mod prompt;
mod reading;
mod regroup;
mod renewed;
mod ring;
mod select;
mod sources;
mod timeline;
mod triage;

use crossterm::event::KeyCode;
use jiff::Timestamp;
use ratatui::layout::Rect;

use self::ask::{ask_feeds, ask_figures, refresh};
use super::action::{Action, Spec};
use super::effect::{Effect, Effects};
use super::keymap::{Key, Pressed};
use super::layout::Pane;
use super::message::{Message, Used};
use super::model::Model;
use super::moment;
use crate::engine::change::Change;
use crate::model::Board;

/// Takes an action where it is of its purpose; false where it is not.
type Taker = fn(&mut Model, Action, &mut Effects) -> bool;

/// Who takes actions, by purpose. Every action is taken by one of them.
const TAKERS: &[Taker] = &[
    handover::act,
    navigate::act,
    triage::act,
    select::act,
    find::act,
    reading::act,
    links::act,
    decide::act,
    regroup::act,
    lookback::act,
    sources::act,
    command::act,
    program::act,
];

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
            if model.scoping.call_off() {
                model.say("Nothing was marked: a key came before the number of reports was known.");
            }
            let was_answered = std::mem::take(&mut model.is_answered);
            if was_answered && event.code == KeyCode::Enter {
                // The Enter of an answer that the letter alone had given.
            } else if model.prompt.is_some() {
                prompt::press(model, event, &mut effects);
            } else if model.help.is_some() && Key::from(event).letter() == Some(help::SEARCH) {
                help::search(model);
            } else if let Pressed::Act(action) = model.keymap.press(&mut model.pending, Key::from(event), model.focus) {
                act(model, action, &mut effects);
            }
        }
        Message::Mouse(mouse, press) => mouse::take(model, mouse, press, &mut effects),
        Message::Pasted(text) => prompt::paste(model, &text, &mut effects),
        Message::Resized { columns, rows } => {
            model.screen = Rect::new(0, 0, columns, rows);
            navigate::settle(model);
            effects.push(Effect::Redraw);
        }
        Message::Changed(Change::Stored(seq)) => {
            model.seq = model.seq.max(Some(seq));
            refresh(model, &mut effects);
        }
        Message::Missed => refresh(model, &mut effects),
        Message::SeqLoaded(seq) => {
            // However late it came, the next tick asks again.
            model.asks.seq.over();
            // Somebody else works on the same store.
            let is_newer = seq.is_some() && seq > model.seq;
            if is_newer && model.seq.is_some() {
                refresh(model, &mut effects);
            }
            model.seq = model.seq.max(seq);
        }
        Message::Reached(reach) => loaded::reached(model, reach, &mut effects),
        Message::ShiftLoaded(others) => {
            model.is_dirty |= model.on_shift != others;
            model.on_shift = others;
        }
        Message::Changed(Change::FeedPolled(_)) => ask_feeds(model, &mut effects),
        Message::Changed(Change::Rereading(progress)) => program::rereading(model, progress),
        Message::Changed(Change::Reread(summary)) => program::reread_all(model, &summary),
        Message::Changed(Change::Rang(told)) => ring::rang(model, &told, &mut effects),
        Message::Changed(Change::TaskFailed(sentence)) => model.alarm(sentence),
        Message::Rested(report) => {
            loaded::ask_states(model, &mut effects);
            // Whoever went to the words of a claim is not led away from them.
            let is_led = model.sought.is_some() || model.open.as_ref().is_some_and(|open| open.sought.is_some());
            let is_reading_it = model.focus == Pane::Reader && is_led;
            if !is_reading_it && model.reports.selected.as_ref() == Some(&report) {
                reading::read(model, report, &mut effects);
            }
        }
        Message::ReportsLoaded(page) => loaded::reports(model, page, &mut effects),
        Message::StatesLoaded(told) => loaded::states(model, told, &mut effects),
        Message::OlderLoaded { as_of, rows } => loaded::older(model, as_of, rows, &mut effects),
        Message::PastLoaded(at, moment) => lookback::loaded(model, at, moment, &mut effects),
        Message::MomentsLoaded(seq, told) => lookback::moments(model, seq, told, &mut effects),
        Message::TracksLoaded(row, told) => timeline::loaded(model, &row, told, &mut effects),
        Message::FiguresLoaded(figures) => loaded::figures(model, figures, &mut effects),
        Message::ClaimsLoaded(cell, told) => claims::loaded(model, &cell, told, &mut effects),
        Message::HandoverLoaded(told) => handover::loaded(model, told, &mut effects),
        Message::HandoverStored(stored) => handover::stored(model, stored, &mut effects),
        Message::ReportWritten(written) => handover::written(model, written),
        Message::LogLoaded(before, page) => log::loaded(model, before.as_ref(), page, &mut effects),
        Message::Decided(decision, stored) => decide::stored(model, &decision, stored, &mut effects),
        Message::RatesLoaded(rates) => sources::rates(model, rates),
        Message::FeedsLoaded(feeds) => loaded::feeds(model, feeds, &mut effects),
        Message::ReportLoaded(report, items) => loaded::report(model, report, items),
        Message::MarksLoaded(report, marks) => loaded::marks(model, report, marks),
        Message::Marked(reports, mark, stored) => triage::marked(model, &reports, &mark, stored, &mut effects),
        Message::Turned(turn, turned) => triage::turned(model, turn, turned, &mut effects),
        Message::MatchesLoaded(turn, page) => find::found(model, turn, page, &mut effects),
        Message::MatchesCounted(turn, counts) => find::counted(model, turn, counts),
        Message::MatchingLoaded(matching) => select::matching(model, matching),
        Message::ScopeLoaded(turn, matching) => command::counted(model, turn, matching),
        Message::LinkLoaded(want, linked) => links::loaded(model, want, linked, &mut effects),
        Message::Copied(text, is_sent) => links::copied(model, &text, is_sent),
        Message::Browsed(browsed) => links::browsed(model, browsed),
        Message::Edited(edited) => triage::edited(model, edited, &mut effects),
        Message::Reloaded(read) => command::reloaded(model, read, &mut effects),
        Message::SetAside(rows) => loaded::set_aside(model, &rows),
        Message::UsedLoaded(Used { tags, owners, looked }) => {
            (model.vocabulary.tags, model.vocabulary.operators) = (tags, owners);
            model.looked = looked;
        }
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
    ask::ask_tags(&mut effects);
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
    ring::ring(model, &mut effects);
    let ends = |board: &Board| {
        let untils = board.rows.iter().filter_map(|row| row.curfew.as_ref()?.until);
        untils.into_iter().any(|until| before < until && until <= now)
    };
    let is_new_hour = moment::minute(before).div_euclid(60) != moment::minute(now).div_euclid(60);
    if !model.live_reports().is_loaded || model.outdated().is_some() {
        refresh(model, &mut effects);
    }
    if is_new_hour || model.live_figures().is_some_and(|figures| ends(&figures.board)) {
        ask_figures(model, &mut effects);
    }
    effects
}

/// Takes an action: in the help if that is open, else by its purpose.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) {
    if model.help.is_some() {
        return help::act_in(model, action, effects);
    }
    // A key must not mark a report that is not seen.
    if !model.shows_reports() && action.spec().is_some_and(Spec::is_of_reports) {
        let way = model.way(Action::FocusReports);
        return model.say(format!(
            "Marks are for reports, and none is shown here: {way} leads back to them; with a filter a command marks."
        ));
    }
    model.reports.is_touched |= !matches!(action, Action::Help | Action::Redraw | Action::Suspend);
    model.reports.goes_to_end = action == Action::Last && model.focus == Pane::Reports;
    let _taken = TAKERS.iter().any(|take| take(model, action, effects));
}

#[cfg(test)]
mod tests;
