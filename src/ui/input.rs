//! What the terminal says: bytes in, keys, pastes, clicks and sizes out.
//!
//! A sequence that breaks off takes no key with it: what follows an escape character, a control character or a short silence
//! is read anew, so that half a mouse report, a paste without its end or an answer that nobody asked for leaves the keyboard
//! as it was. (The library's own reader waits for the end of each, however many keys are pressed meanwhile.) Read on the
//! loop's own thread, and only where something is there to be read.

use std::collections::VecDeque;
use std::io::{self, Stdin};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::Instant;

use super::terminal;

/// Bytes read at once.
const CHUNK: usize = 16 * 1024;

/// How long a sequence that has begun is waited for: a slow line carries its bytes one behind another.
const PATIENCE: Duration = Duration::from_millis(200);

/// How long a paste may be silent before it counts as over.
const PASTE_PATIENCE: Duration = Duration::from_secs(2);

/// Bytes of a sequence: longer ones are none.
const SEQUENCE_MAX: usize = 128;

/// Bytes of a string that a terminal answers with, which nobody asked for: longer ones are taken for over.
const STRING_MAX: usize = 64 * 1024;

/// Bytes of a paste that are kept: a hundred times what any prompt takes.
const PASTE_MAX: usize = 1 << 20;

/// Ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// The terminal's words, as they come. Dropped, the terminal is another's to read.
#[derive(Debug)]
pub struct Input {
    terminal: AsyncFd<Stdin>,
    resized: Signal,
    reader: Reader,
    said: VecDeque<Event>,
}

impl Input {
    /// Listens from now on.
    ///
    /// # Errors
    /// Where standard input cannot be waited for.
    #[expect(
        deprecated,
        reason = "what replaces it is unsafe, for descriptors that change hands; standard input does not"
    )]
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminal: AsyncFd::with_interest(io::stdin(), Interest::READABLE)?,
            resized: signal(SignalKind::window_change())?,
            reader: Reader::default(),
            said: VecDeque::new(),
        })
    }

    /// What it says next. Dropped half way, it loses nothing.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub async fn next(&mut self) -> io::Result<Event> {
        loop {
            if let Some(event) = self.said.pop_front() {
                return Ok(event);
            }
            let silent = self.reader.patience().map(|patience| self.reader.heard + patience);
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(silent.unwrap_or_else(Instant::now)), if silent.is_some_and(|at| at <= Instant::now()) => {
                    self.reader.give_up(&mut self.said);
                }
                ready = self.terminal.readable() => {
                    let mut ready = ready?;
                    let number = rustix::io::ioctl_fionread(self.terminal.get_ref())?;
                    if number == 0 {
                        if ready.ready().is_read_closed() {
                            return Err(io::ErrorKind::UnexpectedEof.into());
                        }
                        ready.clear_ready();
                        continue;
                    }
                    let mut chunk = [0; CHUNK];
                    let length = rustix::io::read(self.terminal.get_ref(), &mut chunk)?;
                    self.reader.read(chunk.get(..length).unwrap_or_default(), &mut self.said);
                    if number > length as u64 {
                        continue;
                    }
                    self.reader.pause(&mut self.said);
                }
                size = self.resized.recv() => {
                    size.ok_or(io::ErrorKind::UnexpectedEof)?;
                    let (columns, rows) = terminal::size()?;
                    self.said.push_back(Event::Resize(columns, rows));
                }
                () = tokio::time::sleep_until(silent.unwrap_or_else(Instant::now)), if silent.is_some() => {
                    self.reader.give_up(&mut self.said);
                }
            }
        }
    }
}

/// What is said by bytes that come in parts, between which nothing is there, and by the silence after them.
pub fn heard(parts: &[&[u8]]) -> Vec<Event> {
    let (mut reader, mut said) = (Reader::default(), VecDeque::new());
    for part in parts {
        reader.read(part, &mut said);
        reader.pause(&mut said);
    }
    reader.give_up(&mut said);
    said.into()
}

/// Bytes under reading.
#[derive(Debug)]
struct Reader {
    /// What came and is not understood yet.
    rest: Vec<u8>,
    /// The text of a paste that has begun.
    paste: Option<Vec<u8>>,
    /// When something came last.
    heard: Instant,
}

impl Default for Reader {
    fn default() -> Self {
        Self { rest: Vec::new(), paste: None, heard: Instant::now() }
    }
}

/// What the first bytes are.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// Something said, in so many bytes.
    Said(Event, usize),
    /// So many bytes that say nothing.
    Nothing(usize),
    /// The beginning of a paste.
    Paste(usize),
    /// Perhaps the beginning of something.
    More,
}

impl Reader {
    /// Takes what came.
    fn read(&mut self, bytes: &[u8], said: &mut VecDeque<Event>) {
        self.heard = Instant::now();
        self.rest.extend_from_slice(bytes);
        let mut at = 0;
        while at < self.rest.len() {
            let rest = self.rest.get(at..).unwrap_or_default();
            if let Some(paste) = &mut self.paste {
                let end = rest.windows(PASTE_END.len()).position(|part| part == PASTE_END);
                // The end may have come in part.
                let text = end.unwrap_or(rest.len().saturating_sub(PASTE_END.len() - 1));
                let room = PASTE_MAX.saturating_sub(paste.len()).min(text);
                paste.extend_from_slice(rest.get(..room).unwrap_or_default());
                at += text;
                if end.is_none() {
                    break;
                }
                at += PASTE_END.len();
                self.end_paste(said);
                continue;
            }
            match first(rest) {
                Found::Said(event, length) => {
                    said.push_back(event);
                    at += length;
                }
                Found::Nothing(length) => at += length,
                Found::Paste(length) => {
                    self.paste = Some(Vec::new());
                    at += length;
                }
                Found::More => break,
            }
        }
        self.rest.drain(..at.min(self.rest.len()));
    }

    /// Nothing more is there just now: an escape character alone is the key.
    fn pause(&mut self, said: &mut VecDeque<Event>) {
        if self.paste.is_none() && self.rest == [ESCAPE] {
            self.rest.clear();
            said.push_back(key(KeyCode::Esc, KeyModifiers::empty()));
        }
    }

    /// How long what has begun is waited for, where something has.
    fn patience(&self) -> Option<Duration> {
        match (&self.paste, self.rest.is_empty()) {
            (Some(_), _) => Some(PASTE_PATIENCE),
            (None, false) => Some(PATIENCE),
            (None, true) => None,
        }
    }

    /// What has begun does not end.
    fn give_up(&mut self, said: &mut VecDeque<Event>) {
        let rest = std::mem::take(&mut self.rest);
        if let Some(paste) = &mut self.paste {
            paste.extend_from_slice(&rest);
            return self.end_paste(said);
        }
        // Alt with a key that also begins sequences.
        if let [ESCAPE, letter @ (b'[' | b'O')] = *rest {
            said.push_back(letter_key(letter.into(), KeyModifiers::ALT));
        }
    }

    fn end_paste(&mut self, said: &mut VecDeque<Event>) {
        if let Some(paste) = self.paste.take() {
            said.push_back(Event::Paste(String::from_utf8_lossy(&paste).into_owned()));
        }
    }
}

const ESCAPE: u8 = 0x1b;
const BELL: u8 = 7;

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

/// A letter as it is typed: a capital is typed with shift.
fn letter_key(letter: char, modifiers: KeyModifiers) -> Event {
    let shift = if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::empty() };
    key(KeyCode::Char(letter), modifiers | shift)
}

/// What `bytes`, of which there are some, begin with.
fn first(bytes: &[u8]) -> Found {
    let said = |event| Found::Said(event, 1);
    let control = |letter: u8| said(key(KeyCode::Char(letter.into()), KeyModifiers::CONTROL));
    match *bytes {
        [ESCAPE] | [ESCAPE, b'O'] => Found::More,
        [ESCAPE, b'[', ..] => sequence(bytes),
        [ESCAPE, b'O', letter, ..] => match named(letter) {
            Some(code) => Found::Said(key(code, KeyModifiers::empty()), 3),
            None if letter < b' ' => Found::Nothing(2),
            None => Found::Nothing(3),
        },
        // Alone it is Alt with that key.
        [ESCAPE, b'P' | b']' | b'X' | b'^' | b'_', _, ..] => string(bytes),
        [ESCAPE, ESCAPE, ..] => said(key(KeyCode::Esc, KeyModifiers::empty())),
        [ESCAPE, ref rest @ ..] => match first(rest) {
            Found::Said(Event::Key(key), length) => {
                Found::Said(Event::Key(KeyEvent { modifiers: key.modifiers | KeyModifiers::ALT, ..key }), length + 1)
            }
            Found::Said(_, length) | Found::Nothing(length) | Found::Paste(length) => Found::Nothing(length + 1),
            Found::More => Found::More,
        },
        [b'\r', ..] => said(key(KeyCode::Enter, KeyModifiers::empty())),
        [b'\t', ..] => said(key(KeyCode::Tab, KeyModifiers::empty())),
        [0x7f, ..] => said(key(KeyCode::Backspace, KeyModifiers::empty())),
        [0, ..] => control(b' '),
        [byte @ 1..=0x1a, ..] => control(byte - 1 + b'a'),
        [byte @ 0x1c..=0x1f, ..] => control(byte - 0x1c + b'4'),
        _ => character(bytes),
    }
}

/// A character of one to four bytes.
fn character(bytes: &[u8]) -> Found {
    let bytes = bytes.get(..4).unwrap_or(bytes);
    let (valid, rest) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok());
            (valid.unwrap_or_default(), Some(error.error_len()))
        }
    };
    match (valid.chars().next(), rest) {
        (Some(letter), _) => Found::Said(letter_key(letter, KeyModifiers::empty()), letter.len_utf8()),
        (None, Some(None)) => Found::More,
        (None, Some(Some(length))) => Found::Nothing(length),
        (None, None) => Found::Nothing(bytes.len().max(1)),
    }
}

/// A string for programs, such as a colour or a name: it says nothing, and its letters are no keys.
fn string(bytes: &[u8]) -> Found {
    let end = bytes.iter().enumerate().skip(2).find(|(_, byte)| byte.is_ascii_control());
    match end.map(|(at, byte)| (at, *byte, bytes.get(at + 1))) {
        Some((at, BELL, _)) => Found::Nothing(at + 1),
        Some((at, ESCAPE, Some(b'\\'))) => Found::Nothing(at + 2),
        Some((_, ESCAPE, None)) => Found::More,
        // It breaks off here.
        Some((at, ..)) => Found::Nothing(at),
        None if bytes.len() > STRING_MAX => Found::Nothing(bytes.len()),
        None => Found::More,
    }
}

/// A control sequence: parameters, and the byte that ends them.
fn sequence(bytes: &[u8]) -> Found {
    match *bytes {
        // The Linux console's own keys.
        [_, _, b'['] => return Found::More,
        [_, _, b'[', letter @ b'A'..=b'E', ..] => {
            return Found::Said(key(KeyCode::F(letter - b'A' + 1), KeyModifiers::empty()), 4);
        }
        // A mouse that was not asked for the newer form.
        [_, _, b'M', button, column, row, ..] => {
            let place = |byte: u8| u16::from(byte.saturating_sub(33));
            let mouse = mouse(button.saturating_sub(32), place(column), place(row), false);
            return mouse.map_or(Found::Nothing(6), |mouse| Found::Said(mouse, 6));
        }
        [_, _, b'M', ..] => return Found::More,
        _ => {}
    }
    let parameters = bytes.get(2..).unwrap_or_default();
    let Some(end) = parameters.iter().position(|byte| !(b' '..=b'?').contains(byte)) else {
        return if bytes.len() > SEQUENCE_MAX { Found::Nothing(bytes.len()) } else { Found::More };
    };
    let (Some(parameters), Some(last)) = (parameters.get(..end), parameters.get(end).copied()) else {
        return Found::More;
    };
    if !(b'@'..=b'~').contains(&last) {
        // It breaks off here.
        return Found::Nothing(end + 2);
    }
    let length = end + 3;
    if parameters == b"200" && last == b'~' {
        return Found::Paste(length);
    }
    let event = std::str::from_utf8(parameters).ok().and_then(|parameters| told(parameters, last));
    event.map_or(Found::Nothing(length), |event| Found::Said(event, length))
}

/// What a whole sequence says; none where it is no key and no click.
fn told(parameters: &str, last: u8) -> Option<Event> {
    if let Some(parameters) = parameters.strip_prefix('<') {
        let numbers: Vec<u16> = parameters.split(';').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let [button, column, row] = *numbers else { return None };
        let (button, is_up) = (u8::try_from(button).ok()?, last == b'm');
        return matches!(last, b'M' | b'm')
            .then(|| mouse(button, column.saturating_sub(1), row.saturating_sub(1), is_up))
            .flatten();
    }
    let mut numbers = parameters.split(';');
    let number = numbers.next().unwrap_or_default();
    let mut held = numbers.next().unwrap_or_default().split(':');
    let modifiers = modifiers(held.next().and_then(|mask| mask.parse().ok()).unwrap_or(1));
    // A key that is let go.
    if held.next() == Some("3") || numbers.next().is_some() {
        return None;
    }
    match last {
        b'~' => Some(key(numbered(number.parse().ok()?)?, modifiers)),
        b'u' => written(number.split(':').next()?.parse().ok()?, modifiers),
        b'Z' => Some(key(KeyCode::BackTab, modifiers | KeyModifiers::SHIFT)),
        b'I' if parameters.is_empty() => Some(Event::FocusGained),
        b'O' if parameters.is_empty() => Some(Event::FocusLost),
        // Where the cursor is, which nobody asked.
        b'R' => None,
        _ if matches!(number, "" | "1") => Some(key(named(last)?, modifiers)),
        _ => None,
    }
}

/// The key of a letter that ends a sequence.
fn named(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

/// The key of a number.
fn numbered(number: u8) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=26 => KeyCode::F(number - 12),
        28..=29 => KeyCode::F(number - 13),
        31..=34 => KeyCode::F(number - 14),
        _ => return None,
    })
}

/// The key of a character's number, as terminals write it that tell all keys apart.
fn written(number: u32, modifiers: KeyModifiers) -> Option<Event> {
    Some(match char::from_u32(number)? {
        '\u{1b}' => key(KeyCode::Esc, modifiers),
        '\r' => key(KeyCode::Enter, modifiers),
        '\t' if modifiers.contains(KeyModifiers::SHIFT) => key(KeyCode::BackTab, modifiers),
        '\t' => key(KeyCode::Tab, modifiers),
        '\u{7f}' => key(KeyCode::Backspace, modifiers),
        letter if letter.is_control() => return None,
        letter if modifiers.contains(KeyModifiers::SHIFT) && letter.is_ascii_lowercase() => {
            letter_key(letter.to_ascii_uppercase(), modifiers)
        }
        letter => letter_key(letter, modifiers),
    })
}

/// The keys that are held beside another, of the number that tells them.
fn modifiers(told: u8) -> KeyModifiers {
    let all = [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ];
    let bits = told.saturating_sub(1);
    (0..).zip(all).filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, held)| held).collect()
}

/// What a mouse did, of the number that tells it.
fn mouse(told: u8, column: u16, row: u16, is_up: bool) -> Option<Event> {
    let button = |number| match number {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let (number, is_moving) = ((told & 3) | (told & 0b1100_0000) >> 4, told & 32 != 0);
    let kind = match (number, is_moving) {
        (0..=2, false) if is_up => MouseEventKind::Up(button(number)),
        (0..=2, false) => MouseEventKind::Down(button(number)),
        (0..=2, true) => MouseEventKind::Drag(button(number)),
        (3, false) => MouseEventKind::Up(MouseButton::Left),
        (3..=5, true) => MouseEventKind::Moved,
        (4, false) => MouseEventKind::ScrollUp,
        (5, false) => MouseEventKind::ScrollDown,
        (6, false) => MouseEventKind::ScrollLeft,
        (7, false) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let held = [(4, KeyModifiers::SHIFT), (8, KeyModifiers::ALT), (16, KeyModifiers::CONTROL)];
    let modifiers = held.into_iter().filter(|(bit, _)| told & bit != 0).map(|(_, held)| held).collect();
    Some(Event::Mouse(MouseEvent { kind, column, row, modifiers }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heard(parts: &[&[u8]]) -> Vec<String> {
        let said = super::heard(parts);
        let told = |event: &Event| match event {
            Event::Key(key) => format!("{:?} {:?}", key.code, key.modifiers).replace(" KeyModifiers(0x0)", ""),
            other => format!("{other:?}"),
        };
        said.iter().map(told).collect()
    }

    #[test]
    fn keys_are_told_as_terminals_write_them() {
        let check = |bytes: &[u8], expect: &[&str]| assert_eq!(heard(&[bytes]), expect, "{bytes:?}");
        check(b"aZ\r\t\x7f", &["Char('a')", "Char('Z') KeyModifiers(SHIFT)", "Enter", "Tab", "Backspace"]);
        check(
            b"\x03\n\0",
            &["Char('c') KeyModifiers(CONTROL)", "Char('j') KeyModifiers(CONTROL)", "Char(' ') KeyModifiers(CONTROL)"],
        );
        check("é字😀".as_bytes(), &["Char('é')", "Char('字')", "Char('😀')"]);
        check(b"\x1b", &["Esc"]);
        check(b"\x1b\x1b", &["Esc", "Esc"]);
        check(b"\x1bx", &["Char('x') KeyModifiers(ALT)"]);
        check(b"\x1b[A\x1bOB\x1b[1;5C", &["Up", "Down", "Right KeyModifiers(CONTROL)"]);
        check(b"\x1b[Z\x1b[5~\x1b[3;2~", &["BackTab KeyModifiers(SHIFT)", "PageUp", "Delete KeyModifiers(SHIFT)"]);
        check(
            b"\x1bOP\x1b[15~\x1b[24~\x1b[[C\x1b[1;2Q",
            &["F(1)", "F(5)", "F(12)", "F(3)", "F(2) KeyModifiers(SHIFT)"],
        );
        check(b"\x1b[97;5u\x1b[13u\x1b[97;1:3u", &["Char('a') KeyModifiers(CONTROL)", "Enter"]);
        check(b"\x1b[", &["Char('[') KeyModifiers(ALT)"]);
        check(b"\x1b[200~a\nb\x1b[31m\x1b[201~c", &["Paste(\"a\\nb\\u{1b}[31m\")", "Char('c')"]);
        check(b"\x1b[<0;3;2M", &[&*format!("{:?}", mouse(0, 2, 1, false).map_or(Event::FocusLost, |event| event))]);
    }

    #[test]
    fn what_comes_in_parts_is_read_as_one() {
        let check = |parts: &[&[u8]], expect: &[&str]| assert_eq!(heard(parts), expect, "{parts:?}");
        check(&[b"\x1b[", b"A"], &["Up"]);
        check(&[b"\xe5\xad", b"\x97"], &["Char('字')"]);
        check(&[b"\x1b[200~a\x1b[2", b"01~q"], &["Paste(\"a\")", "Char('q')"]);
        check(&[b"\x1b", b"q"], &["Esc", "Char('q')"]);
    }

    #[test]
    fn a_broken_sequence_takes_no_key_with_it() {
        let check = |bytes: &[u8], expect: &[&str]| assert_eq!(heard(&[bytes]), expect, "{bytes:?}");
        check(b"\x1b[<0;1\x1b[<0;1\rq", &["Enter", "Char('q')"]);
        check(b"\x1b[999999999999;;;;\x1b\x1bq", &["Esc", "Char('q') KeyModifiers(ALT)"]);

        check(b"\x1b[0;0R\x1b[?62;c\x1b[?2026;2$y\x1b[>0;276;0cq", &["Char('q')"]);
        check(b"\x1bO\rq", &["Enter", "Char('q')"]);
        check(b"\x1b]11;rgb:0000/0000/0000\x1b\\q\x1bP>|term 1\x1b\\q\x1b_a\x07q", &["Char('q')"; 3]);
        check(b"\x1bPhalf\rq\x1b]half\x1b[A", &["Enter", "Char('q')", "Up"]);
        check(b"\x1bP", &["Char('P') KeyModifiers(SHIFT | ALT)"]);
        check(&[b"\x1bP".as_slice(), &[b'x'; 50_000], b"\x1b\\q"].concat(), &["Char('q')"]);
        check(b"\xff\xc0\xe2\x82q\xf0\x9fz", &["Char('q')", "Char('z')"]);
        check(b"\x1b[200~half a paste", &["Paste(\"half a paste\")"]);
        let long = [b"\x1b[".as_slice(), &[b'1'; 300]].concat();
        check(&[long.as_slice(), b"q"].concat(), &[]);
        assert_eq!(heard(&[long.as_slice(), b"q"]), ["Char('q')"]);
        assert_eq!(heard(&[b"\x1b[<0;1"]), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_keys_are_heard_behind_them(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assume!(!bytes.windows(5).any(|part| part == b"\x1b[200"));
            let (mut reader, mut said) = (Reader::default(), VecDeque::new());
            reader.read(&bytes, &mut said);
            reader.pause(&mut said);
            reader.give_up(&mut said);
            said.clear();
            reader.read(b"q", &mut said);
            prop_assert_eq!(said.pop_front(), Some(letter_key('q', KeyModifiers::empty())));
        }
    }
}
