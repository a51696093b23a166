//! Files of keys: what they bind, and what is refused in which words.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::*;
use crate::ui::keymap::Pressed;
use crate::ui::message::Message;
use crate::ui::samples::{model, now, page, report};
use crate::ui::update::{begin, update};
use crate::ui::view;

fn of(text: &str) -> Result<Keymap, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE), text).unwrap();
    load(&Library::new(Some(folder.path().to_owned()))).map_err(|error| {
        let message = error.message.split_once("keys.toml, ").map_or(error.message.as_str(), |(_, rest)| rest);
        ConfigError::new(message.to_owned())
    })
}

fn press(keymap: &Keymap, pane: Pane, notation: &str) -> Pressed {
    let mut pending = Vec::new();
    let keys = sequence(notation).unwrap();
    keys.into_iter().map(|key| keymap.press(&mut pending, key, pane)).last().unwrap()
}

#[test]
fn what_ships_binds_every_key_of_the_table_in_its_views_and_clashes_nowhere() {
    assert!(Slots::of_table().keymap().1.is_none());
    let shipped = load(&Library::default()).unwrap();
    assert_eq!(shipped, Keymap::default(), "the reference file changes nothing");
    for spec in ACTIONS {
        let panes = if spec.panes.is_empty() { &[Pane::Reports][..] } else { spec.panes };
        for (keys, pane) in spec.keys.iter().flat_map(|keys| panes.iter().map(move |pane| (keys, *pane))) {
            assert_eq!(press(&shipped, pane, keys), Pressed::Act(spec.action), "{keys} in {}", pane.name());
        }
    }
    assert_eq!(press(&shipped, Pane::Sources, "n"), Pressed::Act(Action::NextFailing), "a view's own goes before");
}

#[test]
fn a_file_binds_everywhere_or_in_one_view_and_takes_keys_away() {
    let keymap = of("[everywhere]\nstar = [\"F2\", \"C-x s\"]\npause = []\n[map]\ndown = \"J\"\n").unwrap();
    assert_eq!(press(&keymap, Pane::Reports, "F2"), Pressed::Act(Action::ToggleStarred));
    assert_eq!(press(&keymap, Pane::Reports, "C-x s"), Pressed::Act(Action::ToggleStarred));
    assert_eq!(press(&keymap, Pane::Reports, "s"), Pressed::Unbound, "what is named takes the place of what was");
    assert_eq!(press(&keymap, Pane::Reports, "p"), Pressed::Unbound);
    assert_eq!(press(&keymap, Pane::Map, "J"), Pressed::Act(Action::Down));
    assert_eq!(press(&keymap, Pane::Map, "j"), Pressed::Unbound);
    assert_eq!(press(&keymap, Pane::Reports, "j"), Pressed::Act(Action::Down));
    assert_eq!(keymap.keys(Action::ToggleStarred, Pane::Reports), ["F2", "C-x s"]);
    assert_eq!(keymap.way(Action::Pause, Pane::Reports), ":pause");
    let confirm = of("[everywhere]\nconfirm = \"b\"\n").unwrap();
    assert_eq!(press(&confirm, Pane::Claims, "b"), Pressed::Act(Action::Confirm));
    assert_eq!(press(&confirm, Pane::Reports, "b"), Pressed::Unbound, "it stays in its own views");
    assert_eq!(press(&confirm, Pane::Claims, "c"), Pressed::Act(Action::Note), "what was behind it comes out");
}

#[test]
fn presets_lie_under_the_file_and_an_own_one_is_a_file_like_them() {
    let emacs = of("preset = \"emacs\"\n[everywhere]\nstar = \"S\"\nsnooze = \"s\"\n").unwrap();
    assert_eq!(press(&emacs, Pane::Reports, "C-n"), Pressed::Act(Action::Down));
    assert_eq!(press(&emacs, Pane::Reports, "C-x C-c"), Pressed::Act(Action::Quit));
    assert_eq!(press(&emacs, Pane::Reports, "S"), Pressed::Act(Action::ToggleStarred));
    let newsboat = of("preset = \"newsboat\"\n").unwrap();
    assert_eq!(press(&newsboat, Pane::Reports, "q"), Pressed::Act(Action::Back));
    assert_eq!(press(&newsboat, Pane::Reports, "N"), Pressed::Act(Action::ToggleRead));
    assert_eq!(of("preset = \"vi\"\n").unwrap(), Keymap::default());
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(PRESETS)).unwrap();
    std::fs::write(folder.path().join("keys/mine.toml"), "[everywhere]\nstar = \"F9\"\n").unwrap();
    std::fs::write(folder.path().join(FILE), "preset = \"mine\"\n").unwrap();
    let mine = load(&Library::new(Some(folder.path().to_owned()))).unwrap();
    assert_eq!(press(&mine, Pane::Reports, "F9"), Pressed::Act(Action::ToggleStarred));
}

/// Every preset there is.
fn presets() -> Vec<Keymap> {
    let names = Library::default().names(PRESETS);
    assert_eq!(names, ["emacs.toml", "newsboat.toml", "vi.toml"]);
    names.iter().map(|name| of(&format!("preset = \"{}\"\n", name.trim_end_matches(".toml"))).unwrap()).collect()
}

/// Any key that a terminal sends.
fn any_key() -> impl Strategy<Value = KeyEvent> {
    let named = [
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Backspace,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageDown,
        KeyCode::F(5),
    ];
    let letter = prop::char::range(' ', '~').prop_map(KeyCode::Char);
    let foreign = prop::sample::select(vec!['é', 'ج', '拉', '\u{301}']).prop_map(KeyCode::Char);
    let code = prop_oneof![8 => letter, 1 => foreign, 4 => prop::sample::select(named.to_vec())];
    let modifiers = prop::sample::select(vec![
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::CONTROL,
        KeyModifiers::ALT,
        KeyModifiers::SHIFT,
    ]);
    (code, modifiers).prop_map(|(code, modifiers)| KeyEvent::new(code, modifiers))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_keys_in_any_preset_harm_the_screen(keys in prop::collection::vec(any_key(), 0..40), size in 0_usize..4) {
        for keymap in presets() {
            let mut model = model();
            model.keymap = keymap;
            let _asked = begin(&mut model);
            let (columns, rows) = [(120, 40), (80, 24), (60, 15), (1, 1)][size];
            let _drawn = update(&mut model, Message::Resized { columns, rows }, now());
            let told = Ok(page(&[report("b", 20), report("a", 10)]));
            let _read = update(&mut model, Message::ReportsLoaded(told), now());
            for key in &keys {
                let _effects = update(&mut model, Message::Key(*key), now());
                let mut cells = ratatui::buffer::Buffer::empty(model.screen);
                view::draw(&model, &mut cells);
            }
        }
    }
}
