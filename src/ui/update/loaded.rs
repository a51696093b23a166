//! Answers of the store, taken into the model.

use jiff::Timestamp;

use super::ask::{refresh, whole};
use super::find;
use super::navigate::settle;
use super::reading::{follow, rest, show_sought};
use crate::filter::State;
use crate::model::{Decision, FeedRecord, ItemId, ItemState, ReportId, ReportRow};
use crate::store::{ItemDetail, ReportCounts, SetAside};
use crate::ui::ahead::{self, Stored};
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::message::{Figures, ReportsPage};
use crate::ui::model::{Model, OpenReport, Tone};
use crate::ui::motion::{self, Step};
use crate::ui::reach::Reach;

/// The newest reports.
pub(super) fn reports(model: &mut Model, page: Result<ReportsPage, String>, effects: &mut Effects) {
    if model.asks.reports.answered() {
        effects.push(Effect::LoadReports(whole(model)));
    }
    let ahead = model.ahead.of_whole();
    let Some(page) = model.heard(Pane::Reports, page) else { return };
    // The whole list hides who sleeps, also while a list of sleepers is shown.
    let is_hiding = model.narrow.before.is_some() || hides_sleepers(model);
    let page = without_sleepers(page, is_hiding, model.now);
    let height = model.page(Pane::Reports);
    model.is_dirty = true;
    let operator = &model.subject.options.operator;
    if let Some(whole) = &mut model.narrow.before {
        whole.take(page, height);
        return ahead::show(&ahead, whole, operator);
    }
    take(model, page, &ahead, height, effects);
}

/// Takes a page into the list that is shown live, with what it may not know of; the reader follows what becomes of the
/// selected report.
pub(super) fn take(model: &mut Model, page: ReportsPage, ahead: &[Stored], height: usize, effects: &mut Effects) {
    let operator = model.subject.options.operator.clone();
    let list = model.live_reports();
    let before = list.selected.clone();
    list.take(page, height);
    ahead::show(ahead, list, &operator);
    let is_led = list.is_touched && list.selected != before;
    if model.past.is_none() {
        follow(model, effects);
        if is_led {
            rest(model, effects);
        }
    }
    ask_states(model, effects);
}

/// Asks how the rows that are seen are marked by now, where the newest page does not tell: somebody may have marked them at
/// another screen, and what is marked next is decided by what is seen.
pub(super) fn ask_states(model: &mut Model, effects: &mut Effects) {
    let untold = model.reports.untold(model.page(Pane::Reports));
    if model.past.is_none() && !untold.is_empty() && model.asks.states.wants() {
        effects.push(Effect::LoadStates(untold));
    }
}

/// How rows are marked by now.
pub(super) fn states(model: &mut Model, told: Result<Vec<(ReportId, ItemState)>, String>, effects: &mut Effects) {
    let is_again = model.asks.states.answered();
    let ahead = model.ahead.of_states();
    let operator = model.subject.options.operator.clone();
    let told = match told {
        Ok(told) => told,
        Err(sentence) => return model.alarm(sentence),
    };
    let list = model.live_reports();
    let is_other = list.set_states(&told);
    ahead::show(&ahead, list, &operator);
    model.is_dirty |= is_other;
    if model.past.is_none() {
        follow(model, effects);
    }
    if is_again {
        effects.push(Effect::LoadStates(model.reports.untold(model.page(Pane::Reports))));
    }
}

/// Which reports are hidden now: those that sleep, unless the list is narrowed by who does.
pub(super) fn asleep(model: &Model) -> impl Fn(&ReportRow) -> bool + use<> {
    let (now, is_hiding) = (find::moment(model).now, hides_sleepers(model));
    move |row| is_hiding && row.state.is_snoozed(now)
}

/// A page without the reports that are hidden now.
pub(super) fn awake(model: &Model, page: ReportsPage) -> ReportsPage {
    without_sleepers(page, hides_sleepers(model), find::moment(model).now)
}

fn without_sleepers(mut page: ReportsPage, is_hiding: bool, now: Timestamp) -> ReportsPage {
    page.rows.retain(|row| !(is_hiding && row.state.is_snoozed(now)));
    page.counts = page.counts.map(|counts| shown(counts, is_hiding));
    page
}

/// Counts of a list without the reports that are hidden now, with how many those are.
pub(super) fn counted(model: &Model, counts: ReportCounts) -> ReportCounts {
    shown(counts, hides_sleepers(model))
}

fn shown(counts: ReportCounts, is_hiding: bool) -> ReportCounts {
    match is_hiding {
        true => ReportCounts { total: counts.awake(), unread: counts.awake_unread(), ..counts },
        false => ReportCounts { asleep: 0, asleep_unread: 0, ..counts },
    }
}

/// Whether reports that sleep are hidden: unless the list is narrowed by who does, or to escalations, which ring asleep too.
fn hides_sleepers(model: &Model) -> bool {
    let condition = model.narrow.condition(&model.vocabulary, &find::moment(model));
    !condition.is_some_and(|condition| condition.asks_for(State::Snoozed) || condition.seeks_escalations())
}

/// Older reports, to go below those that are held.
pub(super) fn older(model: &mut Model, as_of: Timestamp, rows: Result<Vec<ReportRow>, String>, effects: &mut Effects) {
    model.asks.older.over();
    let was_dirty = std::mem::replace(&mut model.is_dirty, true);
    if model.older_asked.take() != Some(as_of) {
        return;
    }
    match rows {
        Ok(rows) => {
            let is_hidden = asleep(model);
            model.reports.append(rows, is_hidden);
            if model.reports.goes_to_end {
                motion::step(model, Step::Last);
                rest(model, effects);
                // On the way to the end of a long list nothing is to be seen.
                model.is_dirty = was_dirty || model.older_asked.is_none();
            }
        }
        Err(sentence) => model.alarm(sentence),
    }
}

/// Tally and board.
pub(super) fn figures(model: &mut Model, figures: Result<Figures, String>, effects: &mut Effects) {
    if model.asks.figures.answered() {
        effects.push(Effect::LoadFigures { as_of: model.now });
    }
    if let Some(figures) = model.heard(Pane::Tallies, figures) {
        match &mut model.past {
            Some(past) => past.figures = Some(figures),
            None => model.figures = Some(figures),
        }
    }
    settle(model);
}

/// How the store can be reached. When it is back, everything is asked anew.
pub(super) fn reached(model: &mut Model, reach: Reach, effects: &mut Effects) {
    if model.reach.0 == reach {
        return;
    }
    let was_away = model.reach.0 == Reach::Away;
    model.reach = (reach, model.now);
    model.is_dirty = true;
    if was_away {
        // What could not be done meanwhile was said; that it still cannot is not so.
        model.notice.take_if(|notice| notice.tone == Tone::Alarm);
        refresh(model, effects);
    }
}

/// How the feeds stand.
pub(super) fn feeds(model: &mut Model, feeds: Result<Vec<FeedRecord>, String>, effects: &mut Effects) {
    if model.asks.feeds.answered() {
        effects.push(Effect::LoadFeeds);
    }
    match model.heard(Pane::Sources, feeds) {
        Some(feeds) if model.feeds.as_ref() != Some(&feeds) => {
            model.feeds = Some(feeds);
            model.is_dirty = true;
        }
        _ => {}
    }
}

/// Rows of the store that make no sense: the newest in full, and how many there are.
pub(super) fn set_aside(model: &mut Model, rows: &[SetAside]) {
    match rows {
        [] => {}
        [row] => model.alarm(row.to_string()),
        [.., last] => model.alarm(format!("{} rows of the store are set aside; {last}", rows.len())),
    }
}

/// The items of a report, for the reader.
pub(super) fn report(model: &mut Model, report: ReportId, items: Result<Vec<ItemDetail>, String>) {
    if model.awaited.as_ref() != Some(&report) {
        return;
    }
    model.awaited = None;
    model.is_dirty = true;
    let items = match items {
        Ok(items) => items,
        Err(sentence) => return model.alarm(sentence),
    };
    let Some(first) = items.first().map(|detail| detail.item.id.clone()) else {
        // At an earlier moment it was not there yet.
        model.open = None;
        return;
    };
    let holds = |item: &ItemId| items.iter().any(|detail| detail.item.id == *item);
    let before = model.open.take().filter(|open| open.report == report);
    let (marks, has_marks, marked) = match &before {
        Some(open) => (open.marks.clone(), open.has_marks, open.marked.clone()),
        None => match model.marks_ahead.take().filter(|(marked, _)| *marked == report) {
            Some((_, marks)) => (marks, true, None),
            None => (vec![], false, None),
        },
    };
    // Where nobody sees it, and nobody went on in it, it begins at the newest item still.
    let is_seen = model.areas().is_some_and(|areas| areas.pane(Pane::Reader).is_some());
    let is_read = |open: &OpenReport| is_seen || open.shown() > 0 || open.scroll > 0 || open.sought.is_some();
    let (item, scroll, sought, changed) = match before {
        Some(open) if holds(&open.item) && is_read(&open) => (open.item, open.scroll, open.sought, open.changed),
        _ => (first, 0, None, None),
    };
    let lines = Vec::new();
    model.open = Some(OpenReport { report, items, item, lines, scroll, sought, changed, marks, has_marks, marked });
    model.lay_out_reader();
    show_sought(model);
}

/// The marks on a report, for the reader; they may come before its items.
pub(super) fn marks(model: &mut Model, report: ReportId, marks: Result<Vec<Decision>, String>) {
    match marks {
        Ok(marks) => match &mut model.open {
            Some(open) if open.report == report => {
                model.is_dirty |= open.marks != marks;
                (open.marks, open.has_marks) = (marks, true);
                model.lay_out_reader();
            }
            _ => model.marks_ahead = Some((report, marks)),
        },
        Err(sentence) => model.alarm(sentence),
    }
}
