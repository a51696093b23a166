//! The terminal's clipboard, which is the operator's own also over SSH: OSC 52, written with the next frame.
//!
//! Deliberately absent: reading it. A terminal that does not know the sequence, or forbids it, says nothing; so the screen
//! tells what it sent, never that it arrived.

use std::ffi::OsString;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bytes of a text at most. Terminals take some 75 KB at once, GNU screen 768 bytes apart; a citation has a few hundred.
pub const MAX_BYTES: usize = 8 << 10;

/// Bytes that GNU screen passes on in one string.
const SCREEN_STRING: usize = 700;

/// What stands between the program and the terminal, and must be told to pass the sequence on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// Nothing.
    Nothing,
    /// tmux: takes it for itself (`set-clipboard on`) or passes on what is wrapped (`allow-passthrough on`).
    Tmux,
    /// GNU screen.
    Screen,
}

impl Between {
    /// By what the environment names.
    pub fn of(named: impl Fn(&str) -> Option<OsString>) -> Self {
        let is_set = |name| named(name).is_some_and(|value| !value.is_empty());
        match (is_set("TMUX"), is_set("STY")) {
            (true, _) => Self::Tmux,
            (false, true) => Self::Screen,
            (false, false) => Self::Nothing,
        }
    }
}

impl Between {
    /// A sequence that is no more than the terminal's own, so that it gets there: it must not end in what ends a string.
    pub fn passing(self, plain: &str) -> String {
        match self {
            Self::Nothing => plain.to_owned(),
            Self::Tmux => format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")),
            Self::Screen => {
                let strings = plain.as_bytes().chunks(SCREEN_STRING).map(String::from_utf8_lossy);
                strings.map(|part| format!("\x1bP{part}\x1b\\")).collect()
            }
        }
    }
}

/// What is written to the terminal so that its clipboard holds a text; none where the text is too long.
pub fn sequence(text: &str, between: Between) -> Option<Vec<u8>> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    let written = match between {
        // Whichever of the two it is set to do; both leave the same text.
        Between::Tmux => format!("{plain}{}", between.passing(&plain)),
        Between::Nothing | Between::Screen => between.passing(&plain),
    };
    Some(written.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_standard() {
        // The vectors of RFC 4648, section 10.
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (text, expect) in vectors {
            assert_eq!(STANDARD.encode(text), expect, "{text}");
        }
        assert_eq!(STANDARD.encode([0xff, 0xef, 0xbe]), "/+++");
    }

    #[test]
    fn what_stands_between_is_told_to_pass_it_on() {
        let of =
            |text: &str, between| String::from_utf8_lossy(&sequence(text, between).unwrap_or_default()).into_owned();
        assert_eq!(of("foo", Between::Nothing), "\x1b]52;c;Zm9v\x07");
        assert_eq!(of("foo", Between::Tmux), "\x1b]52;c;Zm9v\x07\x1bPtmux;\x1b\x1b]52;c;Zm9v\x07\x1b\\");
        assert_eq!(of("foo", Between::Screen), "\x1bP\x1b]52;c;Zm9v\x07\x1b\\");
        let long = of(&"x".repeat(3_000), Between::Screen);
        let strings: Vec<&str> = long.split("\x1bP").filter(|part| !part.is_empty()).collect();
        assert!(strings.len() > 1 && strings.iter().all(|part| part.len() < 768 && part.ends_with("\x1b\\")));
        assert_eq!(sequence(&"x".repeat(MAX_BYTES + 1), Between::Nothing), None);
    }

    #[test]
    fn the_environment_says_what_stands_between() {
        let with = |set: &'static str| Between::of(|name| (name == set).then(|| OsString::from("1")));
        assert_eq!(["TMUX", "STY", "TERM"].map(with), [Between::Tmux, Between::Screen, Between::Nothing]);
    }
}
