//! Notes that are longer than a line, the editor they are written in, and marks beside pages that are on their way.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::engine::change::Change;
use crate::model::{ReportRow, Seq};
use crate::ui::message::Message;
use crate::ui::samples::{model, now, page, report};
use crate::ui::update::{begin, update};

fn press(model: &mut Model, code: KeyCode, modifiers: KeyModifiers) -> Vec<Effect> {
    update(model, Message::Key(KeyEvent::new(code, modifiers)), now()).0
}

fn keys(model: &mut Model, letters: &str) -> Vec<Effect> {
    letters.chars().flat_map(|letter| press(model, KeyCode::Char(letter), KeyModifiers::NONE)).collect()
}

fn enter(model: &mut Model) -> Vec<Effect> {
    press(model, KeyCode::Enter, KeyModifiers::NONE)
}

fn open_editor(model: &mut Model) -> Vec<Effect> {
    press(model, KeyCode::Char('e'), KeyModifiers::CONTROL)
}

fn edited(model: &mut Model, edited: Result<&str, (&str, Option<&str>)>) -> Vec<Effect> {
    let edited = edited
        .map(str::to_owned)
        .map_err(|(sentence, text)| Unedited { sentence: sentence.to_owned(), text: text.map(str::to_owned) });
    update(model, Message::Edited(edited), now()).0
}

/// A screen whose only report has a note.
fn noted(note: Option<&str>) -> Model {
    let mut model = model();
    let _asked = begin(&mut model);
    let mut row: ReportRow = report("a", 10);
    row.state.note = note.map(str::to_owned);
    let _read = update(&mut model, Message::ReportsLoaded(Ok(page(&[row]))), now());
    model
}

fn stores(note: Option<&str>) -> [Effect; 1] {
    [Effect::Mark { reports: vec!["a".into()], mark: Mark::Note(note.map(str::to_owned)), at: now() }]
}

fn said(model: &Model) -> &str {
    model.notice.as_ref().map_or("", |notice| &notice.text)
}

fn problem(model: &Model) -> &str {
    model.prompt.as_ref().unwrap().problem.as_ref().map_or("", |problem| &problem.sentence)
}

#[test]
fn what_an_editor_wrote_is_stored_whole() {
    let mut model = noted(None);
    let _open = keys(&mut model, "cbegun");
    assert_eq!(open_editor(&mut model), [Effect::Edit("begun".to_owned())]);
    assert!(model.prompt.is_some(), "the line stays until the editor ends");
    assert_eq!(edited(&mut model, Ok("begun\nand ended")), stores(Some("begun\nand ended")));
    assert_eq!((&model.prompt, &model.draft), (&None, &None));
}

#[test]
fn an_editor_that_fails_says_so_and_keeps_the_text() {
    let mut model = noted(None);
    let _open = keys(&mut model, "cbegun");
    let _editing = open_editor(&mut model);
    assert_eq!(edited(&mut model, Err(("`vi` failed (exit status: 1)", Some("begun\nhalf")))), []);
    assert!(problem(&model).contains("`vi` failed (exit status: 1); the text is kept"), "{}", problem(&model));
    assert_eq!(open_editor(&mut model), [Effect::Edit("begun\nhalf".to_owned())], "it is opened as it was left");
    assert_eq!(edited(&mut model, Err(("no editor is named", None))), []);
    assert_eq!(enter(&mut model), stores(Some("begun\nhalf")), "and is stored by Enter");
    let mut model = noted(None);
    let _open = keys(&mut model, "cone line");
    let _editing = open_editor(&mut model);
    let _failed = edited(&mut model, Err(("cannot start `vi`", None)));
    assert_eq!(model.prompt.as_ref().unwrap().line.text(), "one line");
}

#[test]
fn a_note_of_many_lines_is_not_lost_by_a_line_that_cannot_show_it() {
    let note = "first\nsecond";
    let mut model = noted(Some(note));
    let _open = keys(&mut model, "c");
    assert_eq!(model.prompt.as_ref().unwrap().line.text(), "");
    assert_eq!(enter(&mut model), []);
    assert_eq!(said(&model), "The note stays as it is.");
    let _open = keys(&mut model, "c");
    assert_eq!(open_editor(&mut model), [Effect::Edit(note.to_owned())]);
    assert_eq!(edited(&mut model, Ok(note)), []);
    assert!(said(&model).contains("changed nothing"));
    let _open = keys(&mut model, "c");
    let _editing = open_editor(&mut model);
    assert_eq!(edited(&mut model, Ok("")), stores(None), "an empty one takes it away");
    let mut model = noted(Some(note));
    let _open = keys(&mut model, "cnew");
    assert_eq!(enter(&mut model), stores(Some("new")));
    let mut model = noted(Some("short"));
    let _open = keys(&mut model, "c");
    assert_eq!(model.prompt.as_ref().unwrap().line.text(), "short");
    let _emptied = press(&mut model, KeyCode::Char('u'), KeyModifiers::CONTROL);
    assert_eq!(enter(&mut model), stores(None));
}

#[test]
fn a_note_that_is_too_long_is_told_so_and_stays_to_be_cut() {
    let mut model = noted(None);
    let _open = keys(&mut model, "c");
    let _editing = open_editor(&mut model);
    let long = "x".repeat(entry::NOTE_MAX + 1);
    assert_eq!(edited(&mut model, Ok(&long)), []);
    assert!(problem(&model).contains("at most 2000 characters"), "{}", problem(&model));
    assert_eq!(open_editor(&mut model), [Effect::Edit(long)]);
    let _closed = press(&mut model, KeyCode::Esc, KeyModifiers::NONE);
    assert_eq!((&model.prompt, &model.draft), (&None, &None));
}

#[test]
fn a_mark_is_for_the_whole_range_that_was_begun_though_it_was_not_ended() {
    let mut model = model();
    let _asked = begin(&mut model);
    let rows: Vec<ReportRow> = [("d", 40), ("c", 30), ("b", 20), ("a", 10)].map(|(id, at)| report(id, at)).to_vec();
    let _read = update(&mut model, Message::ReportsLoaded(Ok(page(&rows))), now());
    let _begun = keys(&mut model, "vjj");
    assert_eq!(model.selection.open_range(&model.reports), Some(0..=2), "it is shown as it grows");
    assert_eq!(keys(&mut model, "s"), [], "it asks first");
    let mut marked = enter(&mut model);
    let Some(Effect::Mark { reports, .. }) = marked.first_mut() else { panic!("{marked:?}") };
    reports.sort();
    assert_eq!(*reports, ["b".into(), "c".into(), "d".into()]);
    assert!(model.selection.is_empty() && model.selection.anchor.is_none());

    let _begun = keys(&mut model, "ggv");
    model.selection.anchor = Some("gone".into());
    assert_eq!(keys(&mut model, "s"), []);
    assert_eq!((said(&model), &model.prompt), ("The row where the range began is not in the list any more.", &None));
}

#[test]
fn a_page_that_was_read_before_a_mark_was_stored_does_not_take_it_back() {
    let mut model = noted(None);
    let is_starred = |model: &Model| model.reports.selected_row().unwrap().state.starred;
    let told = |model: &mut Model, starred: bool| {
        let mut row = report("a", 10);
        row.state.starred = starred;
        update(model, Message::ReportsLoaded(Ok(page(&[row]))), now()).0
    };
    let star = |starred: bool| Effect::Mark { reports: vec!["a".into()], mark: Mark::Starred(starred), at: now() };
    assert_eq!(keys(&mut model, "s"), [star(true)]);
    // Word of it comes from the store, and with it a question; the answer is older than the word that it is stored.
    let asked = update(&mut model, Message::Changed(Change::Stored(Seq(7))), now());
    assert!(asked.0.iter().any(|effect| matches!(effect, Effect::LoadReports(_))), "{asked:?}");
    let _stored = update(&mut model, Message::Marked(vec!["a".into()], Mark::Starred(true), Ok(())), now());
    let asked = told(&mut model, false);
    assert!(is_starred(&model), "the mark is gone with a page that did not know it");
    assert!(asked.iter().any(|effect| matches!(effect, Effect::LoadReports(_))), "{asked:?}");
    assert_eq!(keys(&mut model, "s"), [star(false)], "the key means what is seen");
    // What was asked for afterwards is believed, whoever marked meanwhile.
    let _answered = told(&mut model, false);
    assert!(!is_starred(&model));
}

#[test]
fn a_tag_that_is_not_there_is_not_taken_away() {
    let mut model = noted(None);
    let asked = [keys(&mut model, "Tflood"), enter(&mut model)].concat();
    assert!(!asked.iter().any(|effect| matches!(effect, Effect::Mark { .. })), "{asked:?}");
    assert_eq!(said(&model), "It has no tag flood.");
}

#[test]
fn what_is_typed_behind_a_question_is_neither_written_nor_an_answer() {
    let mut model = model();
    let _asked = begin(&mut model);
    let _read = update(&mut model, Message::ReportsLoaded(Ok(page(&[report("b", 20), report("a", 10)]))), now());
    let _selected = keys(&mut model, " j m");
    let _typed = keys(&mut model, "*m");
    let _pasted = update(&mut model, Message::Pasted("y".to_owned()), now());
    let prompt = model.prompt.as_ref().unwrap();
    assert!(prompt.purpose.is_question() && prompt.line.text().is_empty(), "{prompt:?}");
    assert!(matches!(keys(&mut model, "y").as_slice(), [Effect::Mark { reports, .. }] if reports.len() == 2));
}

#[test]
fn rows_that_are_seen_below_the_newest_page_show_what_others_mark() {
    let mut model = model();
    let _asked = begin(&mut model);
    let _read = update(&mut model, Message::ReportsLoaded(Ok(page(&[report("b", 20), report("a", 10)]))), now());
    let _moved = keys(&mut model, "j");
    let mut newest = page(&[report("z", 90), report("y", 80)]);
    newest.more = true;
    let _changed = update(&mut model, Message::Changed(Change::Stored(Seq(2))), now());
    let asked = update(&mut model, Message::ReportsLoaded(Ok(newest.clone())), now()).0;
    let seen = Effect::LoadStates(vec!["b".into(), "a".into()]);
    assert!(asked.contains(&seen), "{asked:?}");
    // A mark of one's own that is stored meanwhile is not taken back by the answer.
    let stored = Message::Marked(vec!["b".into()], Mark::Starred(true), Ok(()));
    let _marked = update(&mut model, stored, now());
    let theirs = ItemState { acknowledged: Some("k.h.".to_owned()), ..ItemState::default() };
    let told = vec![("b".into(), ItemState::default()), ("a".into(), theirs)];
    let _told = update(&mut model, Message::StatesLoaded(Ok(told)), now());
    let [b, a] = ["b", "a"].map(|id| model.reports.rows.iter().find(|row| row.id.as_str() == id).unwrap());
    assert!(b.state.starred && a.state.acknowledged.as_deref() == Some("k.h."));
    let rested = update(&mut model, Message::Rested("a".into()), now()).0;
    assert!(rested.contains(&seen), "{rested:?}");
}

#[test]
fn a_mark_that_changes_the_figures_says_so() {
    let dismissed = |row: ReportRow, focus: Pane| {
        let mut model = model();
        let _asked = begin(&mut model);
        let _read = update(&mut model, Message::ReportsLoaded(Ok(page(&[row]))), now());
        model.focus = focus;
        let mark = Mark::Dismissed(true);
        let stored = Message::Marked(vec!["a".into()], mark, Ok(()));
        let _asked = update(&mut model, stored, now());
        said(&model).to_owned()
    };
    let mut row = report("a", 10);
    row.claims = 3;
    let told = dismissed(row.clone(), Pane::Reports);
    assert_eq!(told, "Marked not relevant: what it says (3 figures) counts no more; u takes it back.");
    let told = dismissed(row.clone(), Pane::Reader);
    assert!(told.starts_with("Marked not relevant: \"Report a\": what it says (3 figures) counts no more"), "{told}");
    row.state.escalated = Some(1);
    let told = dismissed(row, Pane::Reports);
    assert!(told.contains("counts no more, and its escalation waits no more; u takes it back."), "{told}");
    let bulk = |mark| Purpose::Marking(Box::new(Bulk { mark, reports: vec![], already: 0, scope: None }));
    assert!(bulk(Mark::Dismissed(true)).hint().contains("what they say counts no more"));
    assert!(!bulk(Mark::Read(true)).hint().contains("counts"));
}

#[test]
fn a_note_that_is_closed_by_mistake_is_brought_back() {
    let mut model = noted(None);
    let _open = keys(&mut model, "ccall the desk");
    assert_eq!(press(&mut model, KeyCode::Esc, KeyModifiers::NONE), []);
    assert!(said(&model).contains("The note is not stored: c and then Up bring back"), "{}", said(&model));
    let _open = keys(&mut model, "c");
    let _recalled = press(&mut model, KeyCode::Up, KeyModifiers::NONE);
    assert_eq!(enter(&mut model), stores(Some("call the desk")));
    let mut model = noted(Some("stored"));
    let _open = keys(&mut model, "c");
    assert_eq!(press(&mut model, KeyCode::Esc, KeyModifiers::NONE), []);
    assert_eq!(said(&model), "", "nothing was typed");
}
