//! The line editor, key by key.

use proptest::prelude::*;

use super::*;

fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

fn control(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
}

fn typed(prompt: &mut Prompt, text: &str) {
    for letter in text.chars() {
        prompt.press(key(KeyCode::Char(letter)), &Kept::default());
    }
}

fn line(prompt: &Prompt) -> String {
    let (before, after) = prompt.line.halves();
    format!("{before}|{after}")
}

#[test]
fn letters_go_in_at_the_cursor_and_clusters_out_whole() {
    let mut prompt = Prompt::new(Purpose::Note);
    let kept = Kept::default();
    typed(&mut prompt, "Jable is tense");
    for _ in 0..9 {
        prompt.press(key(KeyCode::Left), &kept);
    }
    typed(&mut prompt, "h");
    assert_eq!(line(&prompt), "Jableh| is tense");
    prompt.press(key(KeyCode::End), &kept);
    typed(&mut prompt, " e\u{301}👩‍👩‍👧");
    assert_eq!(line(&prompt), "Jableh is tense e\u{301}👩‍👩‍👧|");
    prompt.press(key(KeyCode::Backspace), &kept);
    assert_eq!(line(&prompt), "Jableh is tense e\u{301}|");
    prompt.press(key(KeyCode::Backspace), &kept);
    assert_eq!(line(&prompt), "Jableh is tense |");
    prompt.press(control('w'), &kept);
    assert_eq!(line(&prompt), "Jableh is |");
    prompt.press(key(KeyCode::Home), &kept);
    prompt.press(key(KeyCode::Delete), &kept);
    assert_eq!(line(&prompt), "|ableh is ");
    prompt.press(KeyEvent::new(KeyCode::Right, KeyModifiers::CONTROL), &kept);
    assert_eq!(line(&prompt), "ableh| is ");
    prompt.press(control('k'), &kept);
    assert_eq!(line(&prompt), "ableh|");
    prompt.press(control('u'), &kept);
    assert_eq!(line(&prompt), "|");
}

#[test]
fn a_mark_typed_after_a_letter_becomes_part_of_it_and_the_cursor_stays_behind_both() {
    let mut editor = LineEditor::holding("xe");
    editor.type_in('\u{301}');
    assert_eq!(editor.halves(), ("xe\u{301}", ""));
    editor.back();
    assert_eq!(editor.halves(), ("x", "e\u{301}"));
    // Without its letter the mark joins the one before, and the cursor cannot stand between them.
    let mut editor = LineEditor::holding("xa");
    editor.back();
    editor.type_in('\u{301}');
    assert_eq!(editor.halves(), ("x\u{301}", "a"));
}

#[test]
fn a_paste_is_one_clean_line_and_cut_where_the_line_is_full() {
    let mut editor = LineEditor::default();
    editor.paste("two\nlines\x1b[31m red");
    assert!(!editor.text().chars().any(char::is_control), "{:?}", editor.text());
    assert!(editor.text().starts_with("two lines"), "{:?}", editor.text());
    editor.paste(&"x".repeat(5_000));
    editor.type_in('y');
    assert_eq!(editor.text().chars().count(), MAX_LETTERS);
    assert!(!editor.text().contains('y'));
}

#[test]
fn what_was_typed_before_comes_back_and_the_draft_is_not_lost() {
    let mut kept = Kept::default();
    for line in ["one", "two", "one", " "] {
        kept.keep(&Purpose::Command, line);
    }
    kept.keep(&Purpose::Tag, "other");
    assert_eq!(kept.of(&Purpose::Command), ["two", "one"]);
    let mut prompt = Prompt::new(Purpose::Command);
    typed(&mut prompt, "dra");
    let mut press = |code| {
        let typed = prompt.press(key(code), &kept);
        (typed, line(&prompt))
    };
    assert_eq!(press(KeyCode::Up), (Typed::Changed, "one|".to_owned()));
    assert_eq!(press(KeyCode::Up), (Typed::Changed, "two|".to_owned()));
    assert_eq!(press(KeyCode::Up), (Typed::Same, "two|".to_owned()));
    assert_eq!(press(KeyCode::Down), (Typed::Changed, "one|".to_owned()));
    assert_eq!(press(KeyCode::Down), (Typed::Changed, "dra|".to_owned()));
    assert_eq!(press(KeyCode::Down), (Typed::Same, "dra|".to_owned()));
    for n in 0..300 {
        kept.keep(&Purpose::Note, &n.to_string());
    }
    assert_eq!(kept.of(&Purpose::Note).len(), MAX_KEPT);
    assert_eq!(kept.of(&Purpose::Note).last().map(String::as_str), Some("299"));
}

#[test]
fn enter_gives_escape_closes_and_tab_asks_for_a_completion() {
    let mut prompt = Prompt::new(Purpose::Filter);
    let kept = Kept::default();
    assert_eq!(prompt.press(key(KeyCode::Enter), &kept), Typed::Entered);
    assert_eq!(prompt.press(key(KeyCode::Esc), &kept), Typed::Closed);
    assert_eq!(prompt.press(control('c'), &kept), Typed::Closed);
    assert_eq!(prompt.press(key(KeyCode::Tab), &kept), Typed::Complete { next: true });
    assert_eq!(prompt.press(key(KeyCode::BackTab), &kept), Typed::Complete { next: false });
    assert_eq!(prompt.press(key(KeyCode::F(5)), &kept), Typed::Same);
}

proptest! {
    #[test]
    fn the_cursor_never_stands_within_a_cluster(
        text in "[a-z e\u{301}👩\u{200d}\u{1f3fd}ابت\u{651}]{0,12}",
        presses in prop::collection::vec(0_usize..12, 0..40),
    ) {
        let mut editor = LineEditor::holding(&text);
        for press in presses {
            match press {
                0 => editor.back(),
                1 => editor.on(),
                2 => editor.delete_back(),
                3 => editor.delete_on(),
                4 => editor.delete_word(),
                5 => editor.back_word(),
                6 => editor.on_word(),
                7 => editor.home(),
                8 => editor.type_in('\u{301}'),
                9 => editor.type_in('👩'),
                10 => editor.type_in('\u{200d}'),
                _ => editor.type_in(' '),
            }
            let at = editor.halves().0.len();
            let is_border = at == editor.text().len() || editor.text().grapheme_indices(true).any(|(n, _)| n == at);
            prop_assert!(is_border, "{:?}", editor.halves());
        }
    }
}

#[test]
fn what_may_be_written_fits_the_narrowest_screen_that_shows_it_whole() {
    let purposes = [
        Purpose::Search,
        Purpose::Filter,
        Purpose::Tag,
        Purpose::Note,
        Purpose::Command,
        Purpose::Palette,
        Purpose::Help,
        Purpose::Amend { claim: "c".into(), called: String::new() },
        Purpose::Set { place: "latakia".into(), called: String::new() },
        Purpose::Visit(String::new()),
    ];
    for purpose in purposes {
        let hint = purpose.hint();
        assert!(hint.chars().count() <= 78, "{hint}");
    }
    assert!(snooze::hint("Damascus").chars().count() <= 78, "{}", snooze::hint("Damascus"));
}
