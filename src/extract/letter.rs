//! Letters: of what a character is a part when a text is cut: a word, a number, a mark, a blank, the end of a line.
//!
//! Absent: what the characters before and behind it make of it.

use std::sync::LazyLock;

use crate::text::fold::folds_to_itself;

/// What a character begins, or goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The end of a line.
    Break,
    /// A blank.
    Space,
    /// A digit that figures are written in.
    Digit,
    /// A letter that folds by itself, byte by byte.
    Plain,
    /// Any other letter, or what stands inside words without being one.
    Letter,
    /// Anything else.
    Mark,
}

/// Characters below this one, those of nearly all texts, have their class in a table.
const TABLED: u32 = 0x2100;

/// The classes of the characters of nearly all texts, by their codes.
pub static CLASSES: LazyLock<Vec<Class>> =
    LazyLock::new(|| (0..TABLED).map(|code| char::from_u32(code).map_or(Class::Mark, Class::of)).collect());

impl Class {
    /// The class of a character.
    pub fn of(c: char) -> Self {
        match c {
            '\n' => Self::Break,
            _ if c.is_whitespace() => Self::Space,
            _ if is_digit(c) => Self::Digit,
            _ if c.is_alphabetic() || is_joined(c) => {
                if c.is_ascii() || folds_to_itself(c) && !is_joined(c) {
                    Self::Plain
                } else {
                    Self::Letter
                }
            }
            _ => Self::Mark,
        }
    }
}

/// Whether a character is a digit that figures are written in.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('٠'..='٩').contains(&c) || ('۰'..='۹').contains(&c)
}

/// Whether a character stands inside words without being a letter: marks, kashida, joiners.
pub fn is_joined(c: char) -> bool {
    c == 'ـ' || matches!(c, '\u{200c}' | '\u{200d}') || unicode_normalization::char::is_combining_mark(c)
}
