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
        Message::Tick => {}
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
        Message::Changed(Change::Stored(_)) | Message::Missed => refresh(model, &mut effects),
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
                Ok(rows) => model.reports.append(rows),
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
    if model.open.is_none() || has_grown {
        let report = row.id.clone();
        read(model, report, effects);
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
    if model.focus == Pane::Reports && (is_move || action == Action::Merge) {
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
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    use jiff::SignedDuration;

    use super::*;
    use crate::model::{BoardRow, CurfewCell, ReportRow, Tally};
    use crate::ui::message::Figures;
    use crate::ui::samples::{model, now, page, report};

    fn key(model: &mut Model, code: KeyCode) -> Effects {
        update(model, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)), now())
    }

    fn keys(model: &mut Model, letters: &str) -> Vec<Effect> {
        letters.chars().flat_map(|letter| key(model, KeyCode::Char(letter)).0).collect()
    }

    /// A screen whose store told these rows, its first questions answered.
    fn showing(rows: &[ReportRow]) -> Model {
        let mut model = model();
        let _asked = begin(&mut model);
        let _read = update(&mut model, Message::ReportsLoaded(Ok(page(rows))), now());
        model
    }

    fn three() -> Model {
        showing(&[report("c", 30), report("b", 20), report("a", 10)])
    }

    fn selected(model: &Model) -> &str {
        model.reports.selected.as_ref().map_or("", ReportId::as_str)
    }

    #[test]
    fn a_new_screen_asks_for_everything_once() {
        let mut model = model();
        let effects = begin(&mut model).0;
        assert!(matches!(effects.as_slice(), [Effect::LoadReports(_), Effect::LoadFigures { .. }, Effect::LoadFeeds]));
        assert_eq!(update(&mut model, Message::Changed(Change::Stored(crate::model::Seq(1))), now()), Effects::none());
        let again = update(&mut model, Message::FeedsLoaded(Ok(vec![])), now());
        assert_eq!(again.0, [Effect::LoadFeeds], "what changed while the answer was on its way is asked for again");
    }

    #[test]
    fn movement_keys_select_by_row_and_the_reader_follows_after_a_rest() {
        let check = |letters: &str, expect: &str| {
            let mut model = three();
            let effects = keys(&mut model, letters);
            assert_eq!(selected(&model), expect, "{letters}");
            assert!(effects.iter().all(|effect| matches!(effect, Effect::Rest(_))), "{letters}: {effects:?}");
        };
        check("j", "b");
        check("jj", "a");
        check("jjj", "a");
        check("jjk", "b");
        check("G", "a");
        check("Ggg", "c");
        check("k", "c");
        let mut model = three();
        let rested = keys(&mut model, "j");
        assert_eq!(rested, [Effect::Rest("b".into())]);
        let stale = update(&mut model, Message::Rested("c".into()), now());
        assert_eq!(stale, Effects::none(), "the selection has moved on");
        let read = update(&mut model, Message::Rested("b".into()), now());
        assert_eq!(read.0, [Effect::LoadReport { report: "b".into(), as_of: now() }]);
    }

    #[test]
    fn arrivals_never_move_selection_scroll_or_focus() {
        let rows: Vec<ReportRow> = (0..100).rev().map(|n| report(&format!("r{n:03}"), n)).collect();
        let mut model = showing(&rows);
        let _rest = keys(&mut model, "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj");
        let before = (selected(&model).to_owned(), model.reports.top.clone(), model.focus, model.reports.rows.clone());
        let newest: Vec<ReportRow> = (0..112).rev().map(|n| report(&format!("r{n:03}"), n)).collect();
        let _none = update(&mut model, Message::ReportsLoaded(Ok(page(&newest))), now());
        let after = (selected(&model).to_owned(), model.reports.top.clone(), model.focus, model.reports.rows.clone());
        assert_eq!(before, after);
        assert_eq!(model.reports.arrivals, 12);
        let seen_at = model.reports.selected_index().unwrap() - model.reports.top_index();
        let _rest = keys(&mut model, "=");
        assert_eq!(selected(&model), before.0);
        assert_eq!(model.reports.selected_index().unwrap() - model.reports.top_index(), seen_at);
        assert_eq!((model.reports.arrivals, model.reports.rows.len()), (0, 112));
    }

    #[test]
    fn a_mark_shows_only_once_it_is_stored() {
        let mut model = three();
        let effects = keys(&mut model, "m");
        let mark = Mark::Read(true);
        assert_eq!(effects, [Effect::Mark { report: "c".into(), mark: mark.clone(), at: now() }]);
        assert!(!model.reports.rows[0].state.read);
        let _ask = update(&mut model, Message::Marked("c".into(), mark, Ok(())), now());
        assert!(model.reports.rows[0].state.read);
        assert_eq!(model.reports.counts.unread, 2);
    }

    #[test]
    fn a_mark_that_could_not_be_stored_is_not_shown_and_said() {
        let mut model = three();
        let _mark = keys(&mut model, "s");
        let failed = Message::Marked("c".into(), Mark::Starred(true), Err("the disk is full".to_owned()));
        let _none = update(&mut model, failed, now());
        assert!(!model.reports.rows[0].state.starred);
        let notice = model.notice.as_ref().unwrap();
        assert!(notice.text.contains("the disk is full") && notice.tone == Tone::Alarm);
    }

    #[test]
    fn a_second_press_means_the_opposite_even_before_the_first_is_stored() {
        let mut model = three();
        let effects = keys(&mut model, "aa");
        let marks: Vec<&Mark> = effects
            .iter()
            .filter_map(|effect| if let Effect::Mark { mark, .. } = effect { Some(mark) } else { None })
            .collect();
        assert_eq!(marks, [&Mark::Acknowledged(true), &Mark::Acknowledged(false)]);
    }

    #[test]
    fn a_read_only_screen_refuses_marks_in_words() {
        let mut model = three();
        model.subject.options.read_only = true;
        assert_eq!(keys(&mut model, "masx"), []);
        assert!(model.notice.is_some());
        let opened = key(&mut model, KeyCode::Enter).0;
        assert!(!opened.iter().any(|effect| matches!(effect, Effect::Mark { .. })));
        assert_eq!(model.focus, Pane::Reader);
    }

    #[test]
    fn enter_opens_the_report_and_marks_it_read() {
        let mut model = three();
        let _rest = keys(&mut model, "j");
        let effects = key(&mut model, KeyCode::Enter).0;
        assert_eq!(
            effects,
            [
                Effect::LoadReport { report: "b".into(), as_of: now() },
                Effect::Mark { report: "b".into(), mark: Mark::Read(true), at: now() },
            ]
        );
        assert_eq!(model.focus, Pane::Reader);
    }

    #[test]
    fn tab_goes_round_the_four_panes_and_digits_go_straight() {
        let mut model = three();
        let ring: Vec<Pane> = (0..4)
            .map(|_| {
                let _none = key(&mut model, KeyCode::Tab);
                model.focus
            })
            .collect();
        assert_eq!(ring, [Pane::Tallies, Pane::Board, Pane::Reader, Pane::Reports]);
        for (letter, pane) in
            [('4', Pane::Reader), ('5', Pane::Sources), ('2', Pane::Tallies), ('3', Pane::Board), ('1', Pane::Reports)]
        {
            assert_eq!(key(&mut model, KeyCode::Char(letter)), Effects::none());
            assert_eq!(model.focus, pane);
        }
    }

    #[test]
    fn help_takes_the_keys_until_it_is_closed() {
        let mut model = three();
        assert_eq!(keys(&mut model, "?jm"), []);
        assert_eq!((model.help, selected(&model)), (Some(1), "c"));
        assert_eq!(keys(&mut model, "q"), []);
        assert_eq!(model.help, None);
        assert_eq!(keys(&mut model, "q"), [Effect::Quit]);
    }

    #[test]
    fn the_shown_minute_dirties_the_screen_and_a_second_does_not() {
        let mut model = three();
        model.is_dirty = false;
        let _none = update(&mut model, Message::Tick, now() + SignedDuration::from_secs(59));
        assert!(!model.is_dirty);
        let _none = update(&mut model, Message::Tick, now() + SignedDuration::from_secs(60));
        assert!(model.is_dirty);
    }

    #[test]
    fn a_curfew_that_ends_between_two_minutes_has_the_board_made_anew() {
        let mut model = three();
        let until = now() + SignedDuration::from_mins(10);
        let curfew = CurfewCell {
            value: "in_force".to_owned(),
            until: Some(until),
            disputed_until: None,
            via: None,
            since: now(),
            as_of: now(),
            origin: None,
            claim: "s".into(),
            stale: false,
        };
        let rows = vec![BoardRow { place: "latakia".into(), curfew: Some(curfew), control: None }];
        let board = Board { as_of: now(), rows };
        let tally = Tally { as_of: now(), episode: "live".into(), rows: vec![] };
        let _none = update(&mut model, Message::FiguresLoaded(Ok(Figures { tally, board })), now());
        let before = update(&mut model, Message::Tick, now() + SignedDuration::from_mins(9));
        assert_eq!(before, Effects::none());
        let at = update(&mut model, Message::Tick, now() + SignedDuration::from_mins(11));
        assert_eq!(at.0, [Effect::LoadFigures { as_of: now() + SignedDuration::from_mins(11) }]);
    }

    #[test]
    fn no_key_harms_an_empty_screen_of_any_size() {
        for (columns, rows) in [(120, 40), (80, 24), (1, 1), (0, 0)] {
            let mut model = model();
            let _resized = update(&mut model, Message::Resized { columns, rows }, now());
            for spec in crate::ui::action::ACTIONS {
                let mut effects = Effects::none();
                act(&mut model, spec.action, &mut effects);
                model.help = None;
            }
        }
    }
}
