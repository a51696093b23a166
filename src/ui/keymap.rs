//! Keys to actions. Sequences of keys ("gg") are kept as pending until they are whole or cannot be.
//!
//! What is bound in a view goes before what is bound everywhere. A keymap is made by [`super::keys`], which sees to it
//! that no key means two things at once and that every sequence can be typed.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action;
use super::keys;
use super::layout::Pane;
use crate::text::nearest::nearest;

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
        Self::new(event.code, control, event.modifiers.contains(KeyModifiers::ALT))
    }
}

/// Keys by their names.
const NAMED: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("BackTab", KeyCode::BackTab),
    ("Space", KeyCode::Char(' ')),
    ("Backspace", KeyCode::Backspace),
    ("Insert", KeyCode::Insert),
    ("Delete", KeyCode::Delete),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

/// Function keys a keyboard has.
const FUNCTION_KEYS: u8 = 12;

/// What a terminal sends for these with Control is what it sends for another key.
const SAME: &[(char, &str)] = &[('i', "Tab"), ('m', "Enter"), ('[', "Esc")];

/// Letters that may be written together as a sequence; more of them are surely the name of a key.
const TOGETHER: usize = 3;

/// Keys of a sequence at most.
const LONGEST: usize = 4;

impl Key {
    fn new(code: KeyCode, control: bool, alt: bool) -> Self {
        let code = match code {
            // A terminal has one code for each of these, and crossterm calls it by the digit.
            KeyCode::Char('4') if control => KeyCode::Char('\\'),
            KeyCode::Char('5') if control => KeyCode::Char(']'),
            KeyCode::Char('6') if control => KeyCode::Char('^'),
            KeyCode::Char('7' | '/') if control => KeyCode::Char('_'),
            KeyCode::Char(c) if control => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        Self { code, control, alt }
    }

    /// The letter it types; none where it types none.
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(letter) if !self.control && !self.alt => Some(letter),
            _ => None,
        }
    }

    /// Reads the notation of one key: `C-d`, `M-x`, `Enter`, `F5`, `j`.
    fn read(notation: &str) -> Result<Self, String> {
        let (mut control, mut alt, mut rest) = (false, false, notation);
        loop {
            match (rest.strip_prefix("C-"), rest.strip_prefix("M-")) {
                (Some(after), _) if !after.is_empty() && !control => (control, rest) = (true, after),
                (_, Some(after)) if !after.is_empty() && !alt => (alt, rest) = (true, after),
                _ => break,
            }
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(' '), _) => None,
            (Some(letter), None) => Some(KeyCode::Char(letter)),
            _ => named(rest),
        };
        let Some(code) = code else {
            let names = || NAMED.iter().map(|(name, _)| *name);
            let hint = match nearest(rest, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `j`, `gg`, `C-d`, `M-x`, `C-x C-s`, `Enter`, `F5`".to_owned(),
            };
            return Err(format!("`{notation}` is no key; {hint}"));
        };
        if let Some((_, same)) = SAME.iter().find(|(letter, _)| control && code == KeyCode::Char(*letter)) {
            return Err(format!("a terminal sends the same for `{notation}` as for `{same}`; write `{same}`"));
        }
        Ok(Self::new(code, control, alt))
    }
}

fn named(name: &str) -> Option<KeyCode> {
    let function = || name.strip_prefix('F')?.parse().ok().filter(|n| (1..=FUNCTION_KEYS).contains(n)).map(KeyCode::F);
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, code)| *code).or_else(function)
}

/// Whether it is written as a function key, also of a number that no keyboard has.
fn is_function_key(name: &str) -> bool {
    name.strip_prefix('F')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.control {
            f.write_str("C-")?;
        }
        if self.alt {
            f.write_str("M-")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(letter)) => write!(f, "{letter}"),
            (None, KeyCode::F(n)) => write!(f, "F{n}"),
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

/// The keys of a notation, in order: `gg`, `C-x C-s`, `E1`.
///
/// # Errors
/// What is wrong with it, and what may be written.
pub fn sequence(notation: &str) -> Result<Vec<Key>, String> {
    let mut keys = Vec::new();
    for part in notation.split_whitespace() {
        let letters: Vec<char> = part.chars().collect();
        let is_name = named(part).is_some() || is_function_key(part);
        let are_letters = (2..=TOGETHER).contains(&letters.len()) && !part.contains('-') && !is_name;
        if are_letters {
            keys.extend(letters.into_iter().map(|letter| Key::new(KeyCode::Char(letter), false, false)));
        } else {
            keys.push(Key::read(part)?);
        }
    }
    match keys.len() {
        0 => Err("a key is missing; write [] where a command is to have none".to_owned()),
        1..=LONGEST => Ok(keys),
        many => Err(format!("`{notation}` has {many} keys; a sequence has at most {LONGEST}")),
    }
}

/// How a sequence is written.
pub fn told(keys: &[Key]) -> String {
    let is_letter = |key: &Key| key.letter().is_some_and(|letter| letter != ' ' && letter != '-');
    let glue = if keys.iter().all(is_letter) && keys.len() <= TOGETHER { "" } else { " " };
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(glue)
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

/// What keys mean in one view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bindings {
    /// What each sequence asks for.
    pub asks: HashMap<Vec<Key>, Action>,
    /// The sequences of each action, as they are written, in their order.
    pub keys: HashMap<Action, Vec<String>>,
}

/// Which keys ask for what, in each view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap(pub Arc<HashMap<Pane, Bindings>>);

impl Default for Keymap {
    /// The keys of the table of actions.
    fn default() -> Self {
        keys::shipped()
    }
}

impl Keymap {
    /// The keys of an action in a view, in their order; none where it has none.
    pub fn keys(&self, action: Action, pane: Pane) -> &[String] {
        self.0.get(&pane).and_then(|bindings| bindings.keys.get(&action)).map(Vec::as_slice).unwrap_or_default()
    }

    /// How one asks for an action in a view: by its first key, or by its name on the command line.
    pub fn way(&self, action: Action, pane: Pane) -> String {
        match (self.keys(action, pane).first(), action.spec()) {
            (Some(key), _) => key.clone(),
            (None, Some(spec)) => format!(":{}", spec.name),
            (None, None) => String::new(),
        }
    }

    /// How a sequence that is begun can go on in a view, by its keys, with what that asks for.
    pub fn after(&self, begun: &[Key], pane: Pane) -> Vec<(String, Action)> {
        let asks = self.0.get(&pane).into_iter().flat_map(|bindings| &bindings.asks);
        let rest = asks.filter_map(|(keys, action)| Some((told(keys.strip_prefix(begun)?), *action)));
        let mut after: Vec<(String, Action)> = rest.filter(|(keys, _)| !keys.is_empty()).collect();
        after.sort_by(|one, other| one.0.cmp(&other.0));
        after
    }

    /// Takes one key after those of `pending`, which it keeps up to date, as it is meant in the pane in focus.
    pub fn press(&self, pending: &mut Vec<Key>, key: Key, pane: Pane) -> Pressed {
        pending.push(key);
        let Some(bindings) = self.0.get(&pane) else {
            pending.clear();
            return Pressed::Unbound;
        };
        if let Some(action) = bindings.asks.get(pending) {
            pending.clear();
            return Pressed::Act(*action);
        }
        if bindings.asks.keys().any(|keys| keys.len() > pending.len() && keys.starts_with(pending)) {
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
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::ui::action::ACTIONS;

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
        assert_eq!(press(&[letter('g'), letter('%')]), [Pressed::Pending, Pressed::Unbound]);
        assert_eq!(press(&[letter('%'), letter('j')]), [Pressed::Unbound, Pressed::Act(Action::Down)]);
    }

    #[test]
    fn every_notation_of_the_table_is_read_whole() {
        for spec in ACTIONS {
            for keys in spec.keys {
                let expected = if matches!(*keys, "gg" | "E0" | "E1" | "E2" | "E3") { 2 } else { 1 };
                let read = sequence(keys).unwrap();
                assert_eq!(read.len(), expected, "{keys}");
                assert_eq!(told(&read), *keys, "it is told as it is written");
            }
        }
    }

    #[test]
    fn keys_are_written_as_they_are_told_and_what_is_none_is_refused() {
        for written in ["C-x C-c", "M-x", "C-M-_", "C-Space", "M-<", "F12", "- j", "g -", "C-Left", "Backspace", "é"] {
            assert_eq!(told(&sequence(written).unwrap()), written);
        }
        assert_eq!(sequence("C-/"), sequence("C-_"), "a terminal sends one code for both");
        let event = KeyEvent::new(KeyCode::Char('7'), KeyModifiers::CONTROL);
        assert_eq!(sequence("C-_").unwrap(), [Key::from(event)]);
        let check = |written: &str, expect: &str| {
            let told = sequence(written).unwrap_err();
            assert!(told.contains(expect), "{written}: {told}");
        };
        check("Entre", "did you mean `Enter`?");
        check("pgdn", "is no key");
        check("C-i", "write `Tab`");
        check("C-dd", "is no key");
        check("F13", "is no key");
        check("", "write []");
        check("a b c d e", "at most 4");
    }
}
