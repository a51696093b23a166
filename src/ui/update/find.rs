//! Finding: a search that narrows the list as one types, a filter, saved filters, and back to the whole list.
//!
//! The selection stays on its report where that is found; the whole list comes back as it was left.

use super::ask::{ask_reports, query_at};
use super::loaded::{self, awake, take};
use super::lookback;
use super::navigate::settle;
use super::reading::{self, Way, follow, rest};
use crate::filter::Moment;
use crate::store::ReportCounts;
use crate::ui::action::Action;
use crate::ui::ahead;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::message::ReportsPage;
use crate::ui::model::{Ask, Model};
use crate::ui::motion::{self, Step};
use crate::ui::narrow::{self, Narrow, Part};
use crate::ui::past::reports_of;
use crate::ui::prompt::{Problem, Prompt, Purpose};

/// Takes an action of finding; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::Search => ask(model, Purpose::Search, ""),
        Action::Filter => {
            let held = model.narrow.filter.as_ref().map_or(String::new(), |part| part.text.clone());
            ask(model, Purpose::Filter, &held);
        }
        Action::SavedFilter => ask(model, Purpose::Filter, "@"),
        Action::NextMatch => next(model, 1, effects),
        Action::PreviousMatch => next(model, -1, effects),
        Action::NextUnread => reading::go_to_unread(model, Way::Down, effects),
        Action::PreviousUnread => reading::go_to_unread(model, Way::Up, effects),
        _ => return false,
    }
    true
}

fn ask(model: &mut Model, purpose: Purpose, held: &str) {
    model.prompt = Some(Prompt::holding(purpose, held));
}

/// Goes to the next report that is found, or the one before.
fn next(model: &mut Model, by: isize, effects: &mut Effects) {
    if !model.narrow.is_active() {
        return model.say(format!("Nothing is looked for; {} looks for words.", model.way(Action::Search)));
    }
    model.focus = Pane::Reports;
    motion::step(model, Step::Rows(by));
    rest(model, effects);
}

/// When and for whom the screen asks.
pub(super) fn moment(model: &Model) -> Moment {
    Moment { now: model.shown(), operator: model.subject.options.operator.clone(), looked: model.looked }
}

/// The text of a search is another.
pub(super) fn typed(model: &mut Model, text: &str, effects: &mut Effects) {
    set_search(model, narrow::sought(text), effects);
}

/// The text of a filter is another: what is wrong with it is said while one types.
pub(super) fn checked(model: &mut Model) {
    let Some(prompt) = &model.prompt else { return };
    let problem = read(model, prompt.line.text()).err();
    if let Some(prompt) = &mut model.prompt {
        prompt.problem = problem;
    }
}

/// A filter as typed, or a saved one by its name.
fn read(model: &Model, text: &str) -> Result<Option<Part>, Problem> {
    let text = match text.trim().strip_prefix('@') {
        Some(name) => model.subject.options.filters.text_of(name.trim())?,
        None => text,
    };
    Ok(narrow::read(text, &model.vocabulary, &moment(model))?)
}

/// A search was ended with Enter: what it found stays.
pub(super) fn searched(model: &mut Model, text: &str, effects: &mut Effects) {
    set_search(model, narrow::sought(text), effects);
    if model.narrow.is_active() {
        let [next, previous, back] = [Action::NextMatch, Action::PreviousMatch, Action::Back].map(|it| model.way(it));
        model.say(format!("{next} and {previous} go through what is found; {back} brings the whole list back."));
    }
}

/// A filter was given.
pub(super) fn filtered(model: &mut Model, text: &str, effects: &mut Effects) {
    match read(model, text) {
        Ok(part) => {
            model.narrow.filter = part;
            apply(model, effects);
        }
        Err(problem) => model.prompt = Some(Prompt::holding(Purpose::Filter, text).refused(problem)),
    }
}

/// A search was given up: the list is as it was before.
pub(super) fn given_up(model: &mut Model, effects: &mut Effects) {
    set_search(model, None, effects);
}

fn set_search(model: &mut Model, part: Option<Part>, effects: &mut Effects) {
    if model.narrow.search != part {
        model.narrow.search = part;
        apply(model, effects);
    }
}

/// Takes the last thing away that narrows the list; false where it is whole.
pub(super) fn widen(model: &mut Model, effects: &mut Effects) -> bool {
    if model.narrow.search.take().is_none() && model.narrow.filter.take().is_none() {
        return false;
    }
    apply(model, effects);
    true
}

/// Narrows the list to what is asked for now, or brings the whole one back.
fn apply(model: &mut Model, effects: &mut Effects) {
    model.narrow.turn += 1;
    // What is on its way is of no use any more.
    model.asks.matches = Ask::default();
    model.older_asked = None;
    model.is_dirty = true;
    if let Some(past) = &mut model.past {
        // What is live is narrowed too, aside: it is there on the way back.
        if !model.narrow.is_active() {
            if let Some(before) = model.narrow.before.take() {
                past.reports = *before;
            }
        } else if model.narrow.before.is_none() {
            model.narrow.before = Some(Box::new(past.reports.clone()));
        }
        lookback::show(model, effects);
        if model.narrow.is_active() {
            ask_matches(model, effects);
        }
        return;
    }
    if model.narrow.is_active() {
        if model.narrow.before.is_none() {
            model.narrow.before = Some(Box::new(model.reports.clone()));
        }
        return ask_matches(model, effects);
    }
    if let Some(before) = model.narrow.before.take() {
        model.reports = *before;
        settle(model);
        ask_reports(model, effects);
        follow(model, effects);
    }
}

fn load(model: &Model) -> Effect {
    let Narrow { turn, .. } = model.narrow;
    Effect::LoadMatches { query: query_at(model, model.now), among: model.narrow.among(), turn }
}

/// Asks for what the list is narrowed to.
pub(super) fn ask_matches(model: &mut Model, effects: &mut Effects) {
    if model.asks.matches.wants() {
        effects.push(load(model));
    }
}

/// How many reports are found.
pub(super) fn counted(model: &mut Model, turn: u64, counts: ReportCounts) {
    if turn == model.narrow.shown && turn == model.narrow.turn && model.narrow.is_active() {
        let counts = loaded::counted(model, counts);
        model.live_reports().counts = Some(counts);
        model.is_dirty = true;
    }
}

/// What was found: shown where it is still what is asked for.
pub(super) fn found(model: &mut Model, turn: u64, page: Result<ReportsPage, String>, effects: &mut Effects) {
    if turn != model.narrow.turn || !model.narrow.is_active() {
        return;
    }
    if model.asks.matches.answered() {
        effects.push(load(model));
    }
    let ahead = model.ahead.of_narrowed();
    let page = match page {
        Ok(page) => page,
        Err(sentence) => return model.alarm(sentence),
    };
    model.is_dirty = true;
    let page = awake(model, page);
    let height = model.page(Pane::Reports);
    if model.narrow.shown == turn {
        return take(model, page, &ahead, height, effects);
    }
    model.narrow.shown = turn;
    if let Some(past) = &mut model.past {
        past.reports = reports_of(page, past.reports.selected.clone(), height);
        ahead::show(&ahead, &mut past.reports, &model.subject.options.operator);
        return;
    }
    // Where nothing is found nobody is taken away from what is selected.
    let selected = model.reports.selected.clone();
    model.reports = reports_of(page, selected, height);
    ahead::show(&ahead, &mut model.reports, &model.subject.options.operator);
    settle(model);
    rest(model, effects);
}
