//! What is written for the cells of a frame: as few bytes as every terminal understands.
//!
//! A blank shows neither the colour of its letter nor whether that is bold, so these wait for a cell that does; a few cells
//! that stay as they are between two that change are written again where that is shorter than going past them. Invariant:
//! the pen is as the terminal has it, plain before the first cell and after the last.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

use super::disputed::is_disputed;

/// A cell and where it stands.
pub type Placed<'c> = (u16, u16, &'c Cell);

/// What of a cell's looks is seen where it is blank.
const SEEN_ON_BLANKS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);
/// What is switched off together.
const INTENSITY: Modifier = Modifier::BOLD.union(Modifier::DIM);
/// What each attribute is switched on and off by.
const ATTRIBUTES: [(Modifier, &str, &str); 7] = [
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::REVERSED, "7", "27"),
    (Modifier::HIDDEN, "8", "28"),
    (Modifier::CROSSED_OUT, "9", "29"),
];

/// Writes cells of a frame, row by row from the left; `frame` is all of it, as the terminal shows it where no cell is
/// written.
pub fn write<'c>(bytes: &mut Vec<u8>, frame: &Buffer, cells: impl IntoIterator<Item = Placed<'c>>) {
    let mut pen = Pen::default();
    for (x, y, cell) in cells {
        pen.go(bytes, frame, (x, y));
        pen.put(bytes, cell);
    }
    pen.rest(bytes);
}

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Ink {
    letter: Color,
    ground: Color,
    attributes: Modifier,
}

impl Ink {
    /// What a cell asks for where letters look so before it.
    fn of(cell: &Cell, before: Self) -> Self {
        let wanted = Self { letter: cell.fg, ground: cell.bg, attributes: cell.modifier };
        if cell.symbol() != " " {
            return wanted;
        }
        // Where a blank shows the letter's colour, faint letters show it faint.
        let is_seen = wanted.attributes.intersects(SEEN_ON_BLANKS);
        let seen = if is_seen { SEEN_ON_BLANKS.union(Modifier::DIM) } else { SEEN_ON_BLANKS };
        let attributes = wanted.attributes.intersection(seen).union(before.attributes.difference(seen));
        Self { letter: if is_seen { wanted.letter } else { before.letter }, attributes, ..wanted }
    }

    /// What turns letters that look otherwise into such.
    fn after(self, before: Self) -> Vec<String> {
        let mut turns: Vec<String> = Vec::new();
        let gone = before.attributes.difference(self.attributes);
        let mut come = self.attributes.difference(before.attributes);
        if gone.intersects(INTENSITY) {
            come |= self.attributes.intersection(INTENSITY);
        }
        let off = ATTRIBUTES.iter().filter(|(attribute, ..)| gone.contains(*attribute)).map(|(_, _, off)| *off);
        for off in off {
            if turns.last().is_none_or(|last| last != off) {
                turns.push(off.to_owned());
            }
        }
        let on = ATTRIBUTES.iter().filter(|(attribute, ..)| come.contains(*attribute));
        turns.extend(on.map(|(_, on, _)| (*on).to_owned()));
        if self.letter != before.letter {
            turns.push(colour(self.letter, 30));
        }
        if self.ground != before.ground {
            turns.push(colour(self.ground, 40));
        }
        turns
    }
}

/// A colour, by the number that the first of the eight has.
fn colour(colour: Color, first: u8) -> String {
    let bright = first + 60;
    match colour {
        Color::Reset => (first + 9).to_string(),
        Color::Black => first.to_string(),
        Color::Red => (first + 1).to_string(),
        Color::Green => (first + 2).to_string(),
        Color::Yellow => (first + 3).to_string(),
        Color::Blue => (first + 4).to_string(),
        Color::Magenta => (first + 5).to_string(),
        Color::Cyan => (first + 6).to_string(),
        Color::Gray => (first + 7).to_string(),
        Color::DarkGray => bright.to_string(),
        Color::LightRed => (bright + 1).to_string(),
        Color::LightGreen => (bright + 2).to_string(),
        Color::LightYellow => (bright + 3).to_string(),
        Color::LightBlue => (bright + 4).to_string(),
        Color::LightMagenta => (bright + 5).to_string(),
        Color::LightCyan => (bright + 6).to_string(),
        Color::White => (bright + 7).to_string(),
        Color::Indexed(number) => format!("{};5;{number}", first + 8),
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", first + 8),
    }
}

/// Where the terminal writes and how.
#[derive(Debug, Default)]
struct Pen {
    ink: Ink,
    /// Where the next letter stands; none where it may stand elsewhere.
    at: Option<(u16, u16)>,
    /// Whether every terminal agrees about that.
    is_sure: bool,
}

impl Pen {
    /// Goes to a cell.
    fn go(&mut self, bytes: &mut Vec<u8>, frame: &Buffer, to: (u16, u16)) {
        if self.at == Some(to) {
            return;
        }
        let from = self.at.filter(|from| self.is_sure && from.1 == to.1 && from.0 < to.0);
        let (column, row) = (u32::from(to.0) + 1, u32::from(to.1) + 1);
        let move_there = match from.map(|from| to.0 - from.0) {
            Some(1) => "\x1b[C".to_owned(),
            Some(columns) => format!("\x1b[{columns}C"),
            None if column == 1 => format!("\x1b[{row}H"),
            None => format!("\x1b[{row};{column}H"),
        };
        let between = from.and_then(|from| self.between(frame, from, to.0, move_there.len()));
        bytes.extend(between.unwrap_or(move_there.into_bytes()));
        self.is_sure |= from.is_none();
        self.at = Some(to);
    }

    /// The cells from one column on before another one as they are shown, where that is no longer than so many bytes and
    /// looks as what was written last.
    fn between(&self, frame: &Buffer, from: (u16, u16), before: u16, at_most: usize) -> Option<Vec<u8>> {
        if usize::from(before - from.0) > at_most {
            return None;
        }
        let mut bytes = Vec::new();
        for x in from.0..before {
            let cell = frame.cell((x, from.1))?;
            if !is_plain(cell) || Ink::of(cell, self.ink) != self.ink || bytes.len() + cell.symbol().len() > at_most {
                return None;
            }
            bytes.extend_from_slice(cell.symbol().as_bytes());
        }
        Some(bytes)
    }

    /// Writes a cell.
    fn put(&mut self, bytes: &mut Vec<u8>, cell: &Cell) {
        let ink = Ink::of(cell, self.ink);
        if ink != self.ink {
            let turned = ink.after(self.ink).join(";");
            let mut anew = ink.after(Ink::default());
            anew.insert(0, "0".to_owned());
            let anew = anew.join(";");
            bytes.extend_from_slice(b"\x1b[");
            bytes.extend_from_slice(if anew.len() < turned.len() { anew.as_bytes() } else { turned.as_bytes() });
            bytes.push(b'm');
            self.ink = ink;
        }
        bytes.extend_from_slice(cell.symbol().as_bytes());
        let is_agreed = cell.cell_width() == 1 && !is_disputed(cell);
        self.at = self.at.filter(|_| is_agreed).map(|(x, y)| (x.saturating_add(1), y));
        self.is_sure &= is_plain(cell);
    }

    /// Lays the pen down as it was found.
    fn rest(&mut self, bytes: &mut Vec<u8>) {
        if self.ink != Ink::default() {
            bytes.extend_from_slice(b"\x1b[0m");
            self.ink = Ink::default();
        }
    }
}

/// Whether every terminal agrees how wide a cell is, and that nothing else belongs to it.
fn is_plain(cell: &Cell) -> bool {
    let mut letters = cell.symbol().chars();
    letters.next().is_some_and(|letter| letter.is_ascii() || ('\u{2500}'..='\u{259f}').contains(&letter))
        && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn written(before: &Buffer, after: &Buffer) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes, after, before.diff_iter(after));
        String::from_utf8(bytes).unwrap_or_default()
    }

    fn row(pieces: &[(&str, Style)]) -> Buffer {
        let mut cells = Buffer::empty(Rect::new(0, 0, 24, 2));
        pieces.iter().fold(0, |x, (text, style)| cells.set_stringn(x, 1, text, 24, *style).0);
        cells
    }

    #[test]
    fn looks_that_a_blank_does_not_show_wait_for_a_letter() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let plain = Style::new();
        let before = row(&[]);
        let after = row(&[("a", bold), (" ", plain), ("b", bold), (" ", plain), ("c", plain.fg(Color::Cyan))]);
        assert_eq!(written(&before, &after), "\u{1b}[2H\u{1b}[1ma b \u{1b}[0;36mc\u{1b}[0m");
        let reversed = plain.add_modifier(Modifier::REVERSED);
        let after = row(&[("a", reversed.patch(bold)), (" ", reversed), (" ", plain), ("b", plain)]);
        assert_eq!(written(&before, &after), "\u{1b}[2H\u{1b}[1;7ma \u{1b}[C\u{1b}[0mb");
    }

    #[test]
    fn what_stays_between_two_cells_is_passed_or_written_again_whichever_is_shorter() {
        let plain = Style::new();
        let after = row(&[("abcdefghij", plain)]);
        assert_eq!(written(&row(&[("Abcdefghij", plain)]), &after), "\u{1b}[2Ha");
        assert_eq!(written(&row(&[("AbcdEfghij", plain)]), &after), "\u{1b}[2Habcde");
        assert_eq!(written(&row(&[("AbcdefgHij", plain)]), &after), "\u{1b}[2Ha\u{1b}[6Ch");
        let wide = row(&[("\u{62c9}bc", plain)]);
        assert_eq!(written(&row(&[("xxbx", plain)]), &wide), "\u{1b}[2H\u{62c9}\u{1b}[2;4Hc");
    }
}
