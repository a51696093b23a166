//! Keys and answers to changes of the model and effects, as tables.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::model::{BoardRow, CurfewCell, Mark, ReportId, ReportRow, Tally, Turn};
use crate::ui::action::ACTIONS;
use crate::ui::message::Figures;
use crate::ui::model::Tone;
use crate::ui::prompt::{Prompt, Purpose};
use crate::ui::samples::{model, now, page, report};
use crate::ui::view::draw;

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
    assert!(matches!(
        effects.as_slice(),
        [Effect::LoadSeq, Effect::LoadReports(_), Effect::LoadFigures { .. }, Effect::LoadFeeds, Effect::LoadUsed]
    ));
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
fn the_last_row_is_the_last_of_the_store_and_not_of_what_is_held() {
    let mut model = model();
    let _asked = begin(&mut model);
    let mut first = page(&[report("c", 30), report("b", 20)]);
    first.more = true;
    let _read = update(&mut model, Message::ReportsLoaded(Ok(first)), now());
    let asked = keys(&mut model, "G");
    assert!(asked.iter().any(|effect| matches!(effect, Effect::LoadOlder(..))), "{asked:?}");
    let _rest = update(&mut model, Message::OlderLoaded { as_of: now(), rows: Ok(vec![report("a", 10)]) }, now());
    assert_eq!(selected(&model), "a");
    let mut moved = three();
    let _rest = keys(&mut moved, "Gk");
    let _none = update(&mut moved, Message::OlderLoaded { as_of: now(), rows: Ok(vec![report("0", 1)]) }, now());
    assert_eq!(selected(&moved), "b", "a later key has its own meaning");
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
fn the_next_unread_report_is_gone_to_and_from_the_reader_it_is_read_on() {
    let mut rows = [("e", 50), ("d", 40), ("c", 30), ("b", 20), ("a", 10)].map(|(id, minutes)| report(id, minutes));
    rows[1].state.read = true;
    rows[2].state.dismissed = true;
    let mut model = showing(&rows);
    for (pressed, then) in [("J", "b"), ("J", "a"), ("J", "a"), ("K", "b"), ("K", "e"), ("K", "e")] {
        let _rest = keys(&mut model, pressed);
        assert_eq!(selected(&model), then, "{pressed}");
    }
    assert_eq!(model.notice.as_ref().unwrap().text, "No report above is unread.");
    let _read = key(&mut model, KeyCode::Enter);
    let asked = keys(&mut model, "J");
    assert_eq!((selected(&model), model.focus), ("b", Pane::Reader));
    let of = |report: &str| vec![report.into()];
    assert!(asked.contains(&Effect::LoadReport { report: "b".into(), as_of: now() }), "{asked:?}");
    assert!(asked.contains(&Effect::Mark { reports: of("b"), mark: Mark::Read(true), at: now() }), "{asked:?}");
    // Both were opened, and what is on its way to the store counts as read.
    let asked = keys(&mut model, "K");
    assert_eq!((asked, selected(&model)), (vec![], "b"));
}

#[test]
fn every_way_to_go_on_with_a_sequence_is_shown() {
    for width in [60, 80, 120, 200] {
        let mut model = three();
        model.screen = Rect::new(0, 0, width, 24);
        let _pending = keys(&mut model, "E");
        let mut cells = Buffer::empty(model.screen);
        draw(&model, &mut cells);
        let text: String = cells.content().iter().map(|cell| cell.symbol()).collect();
        for spec in ACTIONS.iter().filter(|spec| spec.keys.iter().any(|key| key.starts_with('E') && key.len() == 2)) {
            let way = format!("{} {}", &spec.keys[0][1..], spec.help);
            assert!(text.contains(&way), "{way}: {text}");
        }
    }
}

#[test]
fn a_mark_shows_only_once_it_is_stored() {
    let mut model = three();
    let effects = keys(&mut model, "m");
    let mark = Mark::Read(true);
    assert_eq!(effects, [Effect::Mark { reports: vec!["c".into()], mark: mark.clone(), at: now() }]);
    assert!(!model.reports.rows[0].state.read);
    let _ask = update(&mut model, Message::Marked(vec!["c".into()], mark, Ok(())), now());
    assert!(model.reports.rows[0].state.read);
    assert_eq!(model.reports.counts.unwrap().unread, 2);
}

#[test]
fn a_mark_that_could_not_be_stored_is_not_shown_and_said() {
    let mut model = three();
    let _mark = keys(&mut model, "s");
    let failed = Message::Marked(vec!["c".into()], Mark::Starred(true), Err("the disk is full".to_owned()));
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
            Effect::Mark { reports: vec!["b".into()], mark: Mark::Read(true), at: now() },
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
        let _asked = key(&mut model, KeyCode::Char(letter));
        assert_eq!(model.focus, pane);
    }
}

#[test]
fn help_takes_the_keys_until_it_is_closed() {
    let mut model = three();
    assert_eq!(keys(&mut model, "?jm"), []);
    assert_eq!((model.help.as_ref().map(|help| help.scroll), selected(&model)), (Some(1), "c"));
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
        disputed_origin: None,
        via: None,
        since: now(),
        as_of: now(),
        origin: None,
        claim: "s".into(),
        stale: false,
        freshness: crate::model::Freshness::Fresh,
    };
    let rows = vec![BoardRow { place: "latakia".into(), curfew: Some(curfew), control: None }];
    let board = Board { as_of: now(), rows };
    let tally = Tally { as_of: now(), episode: "live".into(), rows: vec![] };
    let _none = update(&mut model, Message::FiguresLoaded(Ok(Figures { tally, board })), now());
    let before = update(&mut model, Message::Tick, now() + SignedDuration::from_mins(9));
    assert!(!before.0.iter().any(|effect| matches!(effect, Effect::LoadFigures { .. })));
    let at = update(&mut model, Message::Tick, now() + SignedDuration::from_mins(11));
    assert!(at.0.contains(&Effect::LoadFigures { as_of: now() + SignedDuration::from_mins(11) }));
}

#[test]
fn what_another_program_stores_is_asked_for_and_what_this_one_knows_is_not() {
    let mut model = three();
    let seq = |n| Message::SeqLoaded(Some(crate::model::Seq(n)));
    assert_eq!(update(&mut model, seq(7), now()), Effects::none(), "the first tells where the store stands");
    assert_eq!(update(&mut model, Message::Tick, now()).0, [Effect::LoadSeq]);
    assert_eq!(update(&mut model, seq(7), now()), Effects::none());
    let newer = update(&mut model, seq(8), now()).0;
    assert!(newer.iter().any(|effect| matches!(effect, Effect::LoadReports(_))), "{newer:?}");
    // An answer that takes longer than a tick, as where the line is cut without a word, is not the last one.
    let tick = |model: &mut Model| update(model, Message::Tick, now()).0;
    assert_eq!(tick(&mut model), [Effect::LoadSeq]);
    assert_eq!(tick(&mut model), []);
    let _none = update(&mut model, Message::SeqLoaded(None), now());
    assert_eq!(tick(&mut model), [Effect::LoadSeq]);
}

#[test]
fn no_key_harms_an_empty_screen_of_any_size() {
    for (columns, rows) in [(120, 40), (80, 24), (1, 1), (0, 0)] {
        let mut model = model();
        let _resized = update(&mut model, Message::Resized { columns, rows }, now());
        for spec in ACTIONS {
            let mut effects = Effects::none();
            act(&mut model, spec.action, &mut effects);
            (model.help, model.prompt, model.palette) = (None, None, None);
        }
    }
}

#[test]
fn every_action_is_taken_by_one_purpose() {
    for spec in ACTIONS {
        let takers = TAKERS.iter().filter(|take| take(&mut three(), spec.action, &mut Effects::none())).count();
        assert_eq!(takers, 1, "{}", spec.name);
    }
}

#[test]
fn an_open_prompt_takes_every_key_until_it_is_closed_or_given() {
    let mut model = three();
    model.prompt = Some(Prompt::new(Purpose::Command));
    assert_eq!(keys(&mut model, "jq?"), []);
    assert_eq!((selected(&model), &model.help), ("c", &None));
    let _none = update(&mut model, Message::Pasted("two\nlines".to_owned()), now());
    assert_eq!(model.prompt.as_ref().unwrap().line.text(), "jq?two lines");
    model.prompt.as_mut().unwrap().purpose = Purpose::Tag;
    let _none = key(&mut model, KeyCode::Enter);
    assert_eq!(model.prompt, None);
    assert_eq!(model.kept.of(&Purpose::Tag), ["jq?two lines"]);
    model.prompt = Some(Prompt::holding(Purpose::Note, "never mind"));
    let _none = key(&mut model, KeyCode::Esc);
    // It is not given, and can be recalled all the same.
    assert_eq!((&model.prompt, model.kept.of(&Purpose::Note)), (&None, &["never mind".to_owned()][..]));
    let _pasted_at_no_prompt = update(&mut model, Message::Pasted("q".to_owned()), now());
    assert_eq!(selected(&model), "c");
}

#[test]
fn a_completion_that_stands_alone_is_gone_on_from_and_one_of_many_makes_room_for_the_next() {
    let mut model = three();
    let line = |model: &Model| model.prompt.as_ref().map(|prompt| prompt.line.text().to_owned()).unwrap_or_default();
    let _none = keys(&mut model, "\\own");
    let mut told = vec![];
    for _ in 0..2 {
        let _none = key(&mut model, KeyCode::Tab);
        told.push(line(&model));
    }
    assert_eq!(told, ["owner:", "owner:me"]);
    let _none = keys(&mut model, " is:");
    let _none = key(&mut model, KeyCode::Tab);
    let first = line(&model);
    let _none = key(&mut model, KeyCode::Tab);
    assert!(first.starts_with("owner:me is:") && line(&model).starts_with("owner:me is:") && line(&model) != first);
}

#[test]
fn what_was_done_last_is_taken_back_from_every_view() {
    for pane in Pane::ALL {
        let mut model = three();
        model.focus = pane;
        let undone = keys(&mut model, ":undo");
        assert_eq!(undone, []);
        assert_eq!(key(&mut model, KeyCode::Enter).0[..1], [Effect::Turn { turn: Turn::Undo, at: now() }], "{pane:?}");
        assert!(keys(&mut model, "x").is_empty() || model.shows_reports(), "{pane:?}: a mark is for what is seen");
    }
}
