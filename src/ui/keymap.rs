//! Keys to actions. Sequences of keys ("gg") are kept as pending until they are whole or cannot be.

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{ACTIONS, Action};
use super::layout::Pane;

/// One key press, without what differs between terminals for the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    control: bool,
    alt: bool,
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Char(c) if control => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        Self { code, control, alt: event.modifiers.contains(KeyModifiers::ALT) }
    }
}

impl Key {
    /// Reads the notation of one key, giving it and what follows: `j`, `C-d`, `Enter`.
    fn read(notation: &str) -> Option<(Self, &str)> {
        const NAMED: &[(&str, KeyCode)] = &[
            ("Enter", KeyCode::Enter),
            ("Esc", KeyCode::Esc),
            ("Tab", KeyCode::Tab),
            ("BackTab", KeyCode::BackTab),
            ("Space", KeyCode::Char(' ')),
            ("Up", KeyCode::Up),
            ("Down", KeyCode::Down),
            ("Left", KeyCode::Left),
            ("Right", KeyCode::Right),
            ("Home", KeyCode::Home),
            ("End", KeyCode::End),
            ("PageUp", KeyCode::PageUp),
            ("PageDown", KeyCode::PageDown),
        ];
        if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == notation) {
            return Some((Self { code: *code, control: false, alt: false }, ""));
        }
        let (control, rest) = match notation.strip_prefix("C-") {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, notation),
        };
        let mut letters = rest.chars();
        let letter = letters.next()?;
        Some((Self { code: KeyCode::Char(letter), control, alt: false }, letters.as_str()))
    }
}

/// The keys of a notation, in order.
fn sequence(notation: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = notation;
    while let Some((key, after)) = Key::read(rest) {
        keys.push(key);
        rest = after;
    }
    keys
}

/// What a key press comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// An action is whole.
    Act(Action),
    /// More keys are needed.
    Pending,
    /// Nothing is bound to it.
    Unbound,
}

/// What keys ask for, and where.
#[derive(Debug, Clone, Copy)]
struct Binding {
    /// Where it holds; everywhere where none is named.
    panes: &'static [Pane],
    action: Action,
}

/// Which keys ask for what. What is bound in a pane goes before what is bound everywhere.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: HashMap<Vec<Key>, Vec<Binding>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut bindings: HashMap<Vec<Key>, Vec<Binding>> = HashMap::new();
        for spec in ACTIONS {
            for keys in spec.keys {
                let binding = Binding { panes: spec.panes, action: spec.action };
                bindings.entry(sequence(keys)).or_default().push(binding);
            }
        }
        Self { bindings }
    }
}

impl Keymap {
    /// What a whole sequence asks for in a pane.
    fn bound(&self, keys: &[Key], pane: Pane) -> Option<Action> {
        let bindings = self.bindings.get(keys)?;
        let here = bindings.iter().find(|binding| binding.panes.contains(&pane));
        here.or_else(|| bindings.iter().find(|binding| binding.panes.is_empty())).map(|binding| binding.action)
    }

    /// Takes one key after those of `pending`, which it keeps up to date, as it is meant in the pane in focus.
    pub fn press(&self, pending: &mut Vec<Key>, key: Key, pane: Pane) -> Pressed {
        pending.push(key);
        if let Some(action) = self.bound(pending, pane) {
            pending.clear();
            return Pressed::Act(action);
        }
        let mut longer = self.bindings.keys().filter(|keys| keys.len() > pending.len() && keys.starts_with(pending));
        if longer.any(|keys| self.bound(keys, pane).is_some()) {
            return Pressed::Pending;
        }
        let began_a_sequence = pending.len() > 1;
        pending.clear();
        // A key that ends no sequence still means what it means alone.
        if began_a_sequence { self.press(pending, key, pane) } else { Pressed::Unbound }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(keys: &[KeyEvent]) -> Vec<Pressed> {
        let map = Keymap::default();
        let mut pending = Vec::new();
        keys.iter().map(|key| map.press(&mut pending, Key::from(*key), Pane::Reports)).collect()
    }

    fn letter(c: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)
    }

    #[test]
    fn single_keys_and_named_keys_act_at_once() {
        assert_eq!(press(&[letter('j')]), [Pressed::Act(Action::Down)]);
        assert_eq!(press(&[KeyEvent::new(KeyCode::Down, KeyModifiers::NONE)]), [Pressed::Act(Action::Down)]);
        assert_eq!(press(&[KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT)]), [Pressed::Act(Action::Last)]);
        let control_d = KeyEvent::new(KeyCode::Char('d'), KeyModifiers::CONTROL);
        assert_eq!(press(&[control_d]), [Pressed::Act(Action::HalfPageDown)]);
    }

    #[test]
    fn a_sequence_waits_and_a_broken_one_gives_its_last_key_back() {
        assert_eq!(press(&[letter('g'), letter('g')]), [Pressed::Pending, Pressed::Act(Action::First)]);
        assert_eq!(press(&[letter('g'), letter('j')]), [Pressed::Pending, Pressed::Act(Action::Down)]);
        assert_eq!(press(&[letter('g'), letter('Z')]), [Pressed::Pending, Pressed::Unbound]);
        assert_eq!(press(&[letter('Z'), letter('j')]), [Pressed::Unbound, Pressed::Act(Action::Down)]);
    }

    #[test]
    fn every_notation_of_the_table_is_read_whole() {
        for spec in ACTIONS {
            for keys in spec.keys {
                let expected = if matches!(*keys, "gg" | "E0" | "E1" | "E2" | "E3") { 2 } else { 1 };
                assert_eq!(sequence(keys).len(), expected, "{keys}");
            }
        }
    }
}
