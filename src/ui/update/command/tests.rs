//! Command lines to orders and what becomes of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::model::{Snooze, Turn};
use crate::ui::layout::Pane;
use crate::ui::message::Message;
use crate::ui::model::Tone;
use crate::ui::samples::{model, now, page, report};
use crate::ui::update::{begin, update};

fn key(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    update(model, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)), now()).0
}

fn keys(model: &mut Model, letters: &str) -> Vec<Effect> {
    letters.chars().flat_map(|letter| key(model, KeyCode::Char(letter))).collect()
}

/// A screen of three reports.
fn three() -> Model {
    let mut model = model();
    let _asked = begin(&mut model);
    let rows = [report("c", 30), report("b", 20), report("a", 10)];
    let _read = update(&mut model, Message::ReportsLoaded(Ok(page(&rows))), now());
    model
}

/// Types a command line; what it led to, but for its being kept.
fn command(model: &mut Model, text: &str) -> Vec<Effect> {
    let mut effects = keys(model, &format!(":{text}"));
    effects.extend(key(model, KeyCode::Enter));
    effects.retain(|effect| !matches!(effect, Effect::Keep(..)));
    effects
}

fn said(model: &Model) -> &str {
    model.notice.as_ref().map_or("", |notice| &notice.text)
}

fn problem(model: &Model) -> String {
    model.prompt.as_ref().unwrap().problem.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn states(ids: &[(&str, bool)]) -> Vec<(ReportId, ItemState)> {
    ids.iter().map(|(id, read)| ((*id).into(), ItemState { read: *read, ..ItemState::default() })).collect()
}

/// Asks for a scope; the turn of the question.
fn asked(effects: &[Effect]) -> u64 {
    match effects {
        [Effect::LoadScope { query, turn }] => {
            assert!(query.filter.is_some() && query.as_of == now());
            *turn
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mark_with_a_filter_tells_the_number_and_acts_only_after_a_yes() {
    let mut model = three();
    let turn = asked(&command(&mut model, "read older:2d"));
    assert!(said(&model).contains("Counting what matches `older:2d`"));
    let matching = states(&[("x", false), ("y", true), ("z", false)]);
    model.is_dirty = false;
    let _none = update(&mut model, Message::ScopeLoaded(turn, Ok(matching)), now());
    assert!(model.is_dirty, "the question is drawn at once");
    let label = model.prompt.as_ref().unwrap().purpose.label();
    assert_eq!(label, "marked read: 2 reports that match `older:2d` (1 more already)?");
    let marks = key(&mut model, KeyCode::Char('y'));
    let reports = vec!["x".into(), "z".into()];
    assert_eq!(marks, [Effect::Mark { reports, mark: Mark::Read(true), at: now() }]);
    assert_eq!(key(&mut model, KeyCode::Enter), [], "the Enter of an answer opens nothing");
    assert_eq!(model.focus, Pane::Reports);
    assert_eq!(keys(&mut model, "u"), [Effect::Turn { turn: Turn::Undo, at: now() }]);
}

#[test]
fn enter_agrees_too_and_every_other_answer_leaves_all_as_it_is() {
    for (answer, agrees) in [(KeyCode::Enter, true), (KeyCode::Char('n'), false), (KeyCode::Esc, false)] {
        let mut model = three();
        let turn = asked(&command(&mut model, "tag coast is:unread"));
        let _none = update(&mut model, Message::ScopeLoaded(turn, Ok(states(&[("x", false)]))), now());
        assert_eq!(model.prompt.as_ref().unwrap().purpose.label(), "tagged coast: 1 report that matches `is:unread`?");
        assert_eq!(key(&mut model, answer).len(), usize::from(agrees), "{answer:?}");
        assert_eq!(model.prompt, None);
    }
}

#[test]
fn a_key_before_the_number_is_known_calls_it_off() {
    let mut model = three();
    let turn = asked(&command(&mut model, "dismiss older:2d"));
    let _moved = keys(&mut model, "j");
    assert!(said(&model).contains("Nothing was marked: a key came before"));
    let _none = update(&mut model, Message::ScopeLoaded(turn, Ok(states(&[("x", false)]))), now());
    assert_eq!(model.prompt, None);
    let older = asked(&command(&mut model, "read older:2d"));
    let newer = asked(&command(&mut model, "read older:3d"));
    let _none = update(&mut model, Message::ScopeLoaded(older, Ok(states(&[("x", false)]))), now());
    assert_eq!(model.prompt, None, "an answer to a command that was given up is of no use");
    let _none = update(&mut model, Message::ScopeLoaded(newer, Ok(vec![])), now());
    assert_eq!((said(&model), &model.prompt), ("No report matches `older:3d`.", &None));
}

#[test]
fn a_command_over_a_filter_never_means_the_opposite() {
    let mut model = three();
    let turn = asked(&command(&mut model, "read older:2d"));
    let _none = update(&mut model, Message::ScopeLoaded(turn, Ok(states(&[("x", true), ("y", true)]))), now());
    assert_eq!((said(&model), &model.prompt), ("All 2 are marked so already.", &None));
    let turn = asked(&command(&mut model, "unread older:2d"));
    let _none = update(&mut model, Message::ScopeLoaded(turn, Ok(states(&[("x", true)]))), now());
    let marks = key(&mut model, KeyCode::Enter);
    assert_eq!(marks, [Effect::Mark { reports: vec!["x".into()], mark: Mark::Read(false), at: now() }]);
}

#[test]
fn without_a_filter_a_mark_is_for_the_report_at_hand() {
    let check = |text: &str, mark: Mark| {
        let mut model = three();
        let expect = [Effect::Mark { reports: vec!["c".into()], mark, at: now() }];
        assert_eq!(command(&mut model, text), expect, "{text}");
    };
    check("read", Mark::Read(true));
    check("tag #Coast", Mark::Tagged("coast".to_owned()));
    check("note call back after six", Mark::Note(Some("call back after six".to_owned())));
    check("snooze new", Mark::Snoozed(Some(Snooze::News)));
    check("escalate 2", Mark::Escalated(Priority::new(2)));
    check("escalate-3", Mark::Escalated(Priority::new(3)));
    let mut model = three();
    assert_eq!(
        command(&mut model, "unread"),
        [Effect::Mark { reports: vec!["c".into()], mark: Mark::Read(false), at: now() }]
    );
    assert_eq!(command(&mut model, "tag"), []);
    assert_eq!(model.prompt.as_ref().unwrap().purpose, Purpose::Tag, "what is missing is asked for");
}

#[test]
fn what_is_wrong_is_told_at_its_column_and_the_line_stays() {
    for (text, expect) in [
        ("raed", "column 1: there is no command `raed`; did you mean `read`?"),
        ("read plce:x", "column 6: there is no field `plce`; did you mean `place`?"),
        ("tag coast is:nonsense", "column 14: "),
        ("read @nothing", "column 6: there is no saved filter `@nothing`"),
        ("view mapp", "column 6: there is no view `mapp`; did you mean `map`?"),
        ("theme nonsense", "column 7: there is no theme `nonsense`"),
        ("escalate 4", "column 10: `4` is no priority"),
        ("set bidy visual", "column 5: there is no setting `bidy`; did you mean `bidi`?"),
        ("poll nobody", "column 6: there is no feed `nobody`"),
        ("at noon", "column 4: `noon` is no moment"),
        ("filter is:unread (", "column 18: "),
        ("snooze soon", "column 8: `soon` is no time"),
        ("reject", "column 1: `reject` is for claims, status, and this is reports"),
    ] {
        let mut model = three();
        assert_eq!(command(&mut model, text), [], "{text}");
        assert!(problem(&model).starts_with(expect), "{text}: {}", problem(&model));
        assert_eq!(model.prompt.as_ref().unwrap().line.text(), text);
    }
}

#[test]
fn nothing_is_said_of_a_word_that_is_not_finished() {
    let mut model = three();
    let mut problems = |text: &str| {
        model.prompt = None;
        let _typed = keys(&mut model, &format!(":{text}"));
        problem(&model)
    };
    for text in ["re", "view", "view ", "view ma", "tag coast", "set bi"] {
        assert_eq!(problems(text), "", "{text}");
    }
    assert!(problems("nonsense ").contains("column 1"));
    assert!(problems("read plce:x").contains("column 6"));
}

#[test]
fn views_filters_moments_and_the_program_are_commanded() {
    let mut model = three();
    let _asked = command(&mut model, "view sources");
    assert_eq!(model.focus, Pane::Sources);
    let _asked = command(&mut model, "map");
    assert_eq!(model.focus, Pane::Map);
    assert_eq!(asked(&command(&mut model, "read is:unread")), 1, "a filter says which, also where no report is shown");
    assert_eq!(command(&mut model, "star"), []);
    assert!(said(&model).contains("Marks are for reports"));
    let filtered = command(&mut model, "filter is:unread");
    assert!(matches!(filtered.as_slice(), [Effect::LoadMatches { .. }]), "{filtered:?}");
    let past = command(&mut model, "at 6h");
    assert!(matches!(past.as_slice(), [Effect::LoadPast(_)]), "{past:?}");
    assert_eq!(model.shown(), now() - jiff::SignedDuration::from_hours(6));
    let _now = command(&mut model, "now");
    assert_eq!(model.shown(), now());
    assert_eq!(command(&mut model, "reload"), [Effect::Reload]);
    assert_eq!(command(&mut model, "q"), [Effect::Quit]);
    assert_eq!(command(&mut model, "poll-all"), [], "there is no feed");
    assert_eq!(said(&model), "No feeds are configured: there is nothing to ask.");
    let _help = command(&mut model, "help snooze");
    assert_eq!(model.help.as_ref().unwrap().sought, "snooze");
}

#[test]
fn looks_and_settings_change_until_the_screen_is_closed() {
    let mut model = three();
    assert_eq!(command(&mut model, "theme plain"), [Effect::Redraw]);
    assert_eq!(model.subject.theme, crate::ui::theme::Theme::plain(false));
    let _refused = command(&mut model, "theme plian");
    assert!(model.prompt.as_ref().unwrap().problem.as_ref().unwrap().to_string().contains("plain"));
    model.prompt = None;
    let _asked = command(&mut model, "set times relative");
    assert_eq!(model.times, crate::ui::moment::Times::Relative);
    let _asked = command(&mut model, "set ascii on");
    assert!(model.subject.theme.glyphs.live.is_ascii());
}

#[test]
fn files_that_are_wrong_leave_the_keys_as_they_were() {
    let mut model = three();
    let before = model.keymap.clone();
    let _none = update(&mut model, Message::Reloaded(Err("keys.toml, line 2: wrong".to_owned())), now());
    assert_eq!((said(&model), &model.keymap), ("Nothing is changed: keys.toml, line 2: wrong", &before));
    assert_eq!(model.notice.as_ref().unwrap().tone, Tone::Alarm);
}

#[test]
fn a_command_line_is_kept_for_the_next_time() {
    let mut model = three();
    let kept = [keys(&mut model, ":zoom"), key(&mut model, KeyCode::Enter)].concat();
    assert_eq!(kept, [Effect::Keep("command", "zoom".to_owned())]);
    let _open = keys(&mut model, ":");
    let _back = key(&mut model, KeyCode::Up);
    assert_eq!(model.prompt.as_ref().unwrap().line.text(), "zoom");
}

#[test]
fn a_read_only_screen_commands_no_marks() {
    let mut model = three();
    model.subject.options.read_only = true;
    for text in ["read older:2d", "unread", "tag coast", "star"] {
        assert_eq!(command(&mut model, text), [], "{text}");
        assert!(said(&model).contains("read-only"), "{text}: {}", said(&model));
    }
}

#[test]
fn the_palette_runs_what_is_chosen_and_asks_for_what_is_missing() {
    let palette = KeyEvent::new(KeyCode::Char('p'), KeyModifiers::CONTROL);
    let mut model = three();
    let _open = update(&mut model, Message::Key(palette), now());
    let _typed = keys(&mut model, "zoom");
    let _ran = key(&mut model, KeyCode::Enter);
    assert!(model.is_zoomed && model.palette.is_none() && model.prompt.is_none());
    let _open = update(&mut model, Message::Key(palette), now());
    let _typed = keys(&mut model, "theme");
    let _asked = key(&mut model, KeyCode::Enter);
    assert_eq!(model.prompt.as_ref().unwrap().line.text(), "theme ");
    let _closed = key(&mut model, KeyCode::Esc);
    let _open = update(&mut model, Message::Key(palette), now());
    assert_eq!(keys(&mut model, "unstar"), []);
    assert_eq!(key(&mut model, KeyCode::Enter).len(), 1);
    let _open = update(&mut model, Message::Key(palette), now());
    let _closed = key(&mut model, KeyCode::Esc);
    assert_eq!((&model.palette, &model.prompt), (&None, &None));
}
