//! Keys to actions. Sequences of keys ("gg") are kept as pending until they are whole or cannot be.

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{ACTIONS, Action};

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

/// Which keys ask for what.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: HashMap<Vec<Key>, Action>,
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = ACTIONS
            .iter()
            .flat_map(|spec| spec.keys.iter().map(|keys| (sequence(keys), spec.action)))
            .collect::<HashMap<_, _>>();
        Self { bindings }
    }
}

impl Keymap {
    /// Takes one key after those of `pending`, which it keeps up to date.
    pub fn press(&self, pending: &mut Vec<Key>, key: Key) -> Pressed {
        pending.push(key);
        if let Some(action) = self.bindings.get(pending.as_slice()) {
            pending.clear();
            return Pressed::Act(*action);
        }
        if self.bindings.keys().any(|keys| keys.starts_with(pending)) {
            return Pressed::Pending;
        }
        let began_a_sequence = pending.len() > 1;
        pending.clear();
        // A key that ends no sequence still means what it means alone.
        if began_a_sequence { self.press(pending, key) } else { Pressed::Unbound }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(keys: &[KeyEvent]) -> Vec<Pressed> {
        let map = Keymap::default();
        let mut pending = Vec::new();
        keys.iter().map(|key| map.press(&mut pending, Key::from(*key))).collect()
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
                let expected = if *keys == "gg" { 2 } else { 1 };
                assert_eq!(sequence(keys).len(), expected, "{keys}");
            }
        }
    }
}
