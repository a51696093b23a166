//! The only door for text from outside.
//!
//! What comes out is safe to store, log, draw and export: no control character, no escape, no bidi control,
//! nothing invisible, a bounded number of marks on a letter, a bounded length with a marked cut. Letters of
//! every script survive. Characters are allowed one by one; nothing depends on an escape sequence being
//! recognised (recognised ones are only dropped whole, so that no "[31m" is left). Where something dropped stood between
//! two digits a space does, so that two numbers never become one; what has no width parts no number that people see as
//! one. A clean text comes back byte for byte, but for the blanks of headlines, and what is applied twice changes nothing: evidence offsets rely on it.
//! Absent: Unicode normalisation, and, but for headlines, trimming and joining of spaces; they would move offsets.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::GraphemeCursor;

/// Characters in a line: a headline has some 100; a feed that puts whole messages there is cut.
pub const LINE_MAX: usize = 500;

/// Characters in a block: some five times the longest report a paper prints.
pub const BLOCK_MAX: usize = 100_000;

/// Marks, joiners and modifiers after one base: what the fullest spellings of Brahmic scripts need.
const CLUSTER_MAX: usize = 8;

/// Marks after a base in other scripts: Hebrew points with an accent need four.
const MARKS_MAX: usize = 4;

/// Characters that are drawn in one place: what the longest conjunct with its vowel and accents needs, or an old Korean
/// syllable. Letters that would join beyond it are dropped as marks are, since a place of the screen holds them all.
const PLACE_MAX: usize = 16;

/// Characters of an escape sequence's parameters that are dropped with it; longer is no sequence.
const SEQUENCE_MAX: usize = 256;

/// Ends a text that was cut.
pub const CUT: char = '…';

/// Cleans a text of one line: line breaks become spaces.
pub fn line(text: &str) -> String {
    clean(text, Form::Line, LINE_MAX)
}

/// Cleans a text of several lines; a text that is clean already comes back byte for byte.
pub fn block(text: &str) -> String {
    clean(text, Form::Block, BLOCK_MAX)
}

/// Cleans a text of one line and cuts it to `max` characters: for texts quoted within a sentence.
pub fn line_within(text: &str, max: usize) -> String {
    clean(text, Form::Line, max)
}

/// Cleans a text of one line, its blanks joined and none at its ends: only what is seen counts as long.
pub fn headline(text: &str) -> String {
    let mut line = clean(text, Form::Headline, LINE_MAX);
    line.truncate(line.trim_end().len());
    line
}

/// What becomes of blanks and line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// All stay.
    Block,
    /// Line breaks become blanks.
    Line,
    /// So does every white space, and one of several in a row stays; none at the beginning.
    Headline,
}

impl Form {
    fn newline(self) -> char {
        if self == Self::Block { '\n' } else { ' ' }
    }
}

/// Whether a character may stand in a cleaned text, joiners and variation selectors included, which may
/// only where their neighbours need them. A line break may stand in a block alone.
pub fn is_allowed(c: char) -> bool {
    match class(c) {
        Class::Plain | Class::Mark | Class::Joiner | Class::Selector | Class::Modifier => true,
        Class::Break => c == '\n',
        Class::Space => c == ' ',
        Class::Escape | Class::Sequence | Class::Dropped => false,
    }
}

/// What is done with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Kept.
    Plain,
    /// Combines with what stands before it: kept up to a number.
    Mark,
    /// Kept between letters that it joins or parts.
    Joiner,
    /// Kept after what it chooses a shape of.
    Selector,
    /// A skin tone: kept as a mark is.
    Modifier,
    /// A line break of any kind.
    Break,
    /// A blank that is no space of a known width.
    Space,
    /// Begins an escape sequence.
    Escape,
    /// Begins a control sequence by itself.
    Sequence,
    /// Dropped.
    Dropped,
}

/// Classifies a character.
fn class(c: char) -> Class {
    match c {
        ' '..='~' => Class::Plain,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Break,
        '\t' | '\u{2800}' => Class::Space,
        '\u{1b}' => Class::Escape,
        '\u{9b}' => Class::Sequence,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Class::Dropped,
        '\u{200c}' | '\u{200d}' => Class::Joiner,
        '\u{fe0e}' | '\u{fe0f}' => Class::Selector,
        '\u{1f3fb}'..='\u{1f3ff}' => Class::Modifier,
        _ if is_hidden(c) => Class::Dropped,
        _ if is_combining_mark(c) => Class::Mark,
        _ => Class::Plain,
    }
}

/// Whether a character shows nothing and takes no room: people see what stands beside it as one.
fn has_no_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether a character is invisible, formats others, or means nothing outside one program.
fn is_hidden(c: char) -> bool {
    matches!(c,
        // soft hyphen, grapheme joiner, Arabic letter mark and number signs, Syriac abbreviation
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}'
        | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{110bd}' | '\u{110cd}'
        // fillers that draw nothing
        | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
        // Mongolian selectors and separator
        | '\u{180b}'..='\u{180f}'
        // zero-width space, direction marks, embeddings, overrides, word joiner, invisible operators, isolates
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // shape selectors, byte-order mark, interlinear annotation, object replacement
        | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{fff0}'..='\u{fffc}'
        // format controls of hieroglyphs, shorthand and music
        | '\u{13430}'..='\u{13455}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        // tags and further selectors
        | '\u{e0000}'..='\u{e0fff}'
        // private use
        | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
        // noncharacters
        | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Cleans `text` into a form; at most `max` characters.
fn clean(text: &str, form: Form, max: usize) -> String {
    let newline = form.newline();
    let is_plain = |byte| matches!(byte, b' '..=b'~') || (byte == b'\n' && form == Form::Block);
    let is_joined = form != Form::Headline || !(text.starts_with(' ') || text.contains("  "));
    if text.len() <= max && text.bytes().all(is_plain) && is_joined {
        return text.to_owned();
    }
    let mut out = Cleaned { text: String::with_capacity(text.len().min(max.saturating_mul(4))), ..Cleaned::default() };
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let before = out.count;
        match class(c) {
            _ if form == Form::Headline && c.is_whitespace() => out.blank(),
            Class::Space if form == Form::Headline => out.blank(),
            Class::Plain => out.base(c),
            Class::Mark => out.mark(c, if is_brahmic(c) { CLUSTER_MAX } else { MARKS_MAX }),
            Class::Modifier if out.last.is_some_and(is_pictograph) => out.mark(c, CLUSTER_MAX),
            Class::Modifier => out.base(c),
            Class::Selector if out.last.is_some_and(|last| is_pictograph(last) || is_keycap(last)) => {
                out.mark(c, CLUSTER_MAX);
            }
            Class::Joiner if out.takes_joiner(c, rest.clone().next()) => out.mark(c, CLUSTER_MAX),
            Class::Break => {
                if c == '\r' && rest.clone().next() == Some('\n') {
                    continue;
                }
                out.base(newline);
            }
            Class::Space => out.base(' '),
            Class::Escape => rest = after_escape(rest),
            Class::Sequence => rest = after_parameters(rest.clone()).unwrap_or(rest),
            Class::Selector | Class::Joiner | Class::Dropped => {}
        }
        out.gap = out.count == before && (out.gap || !has_no_width(c));
        // One past the bound is enough to know that there is more.
        if out.count > max {
            return out.cut(max);
        }
    }
    out.text
}

/// A text under cleaning.
#[derive(Debug, Default)]
struct Cleaned {
    text: String,
    /// Characters in it.
    count: usize,
    /// Its last character.
    last: Option<char>,
    /// Marks, joiners, modifiers and joined signs after the last base.
    extent: usize,
    /// Characters that are drawn in the place of the last one, with it.
    place: usize,
    /// Whether a mark among these joins the next consonant to them.
    links: bool,
    /// Whether something was dropped behind the last character.
    gap: bool,
}

impl Cleaned {
    /// Adds a character that stands by itself, or is joined to the one before.
    fn base(&mut self, c: char) {
        if self.gap && c.is_numeric() && self.last.is_some_and(char::is_numeric) {
            self.gap = false;
            self.base(' ');
        }
        let joins = self.last == Some('\u{200d}') && is_pictograph(c);
        let continues = joins || (self.links && is_brahmic(c)) || self.last.is_some_and(|last| joins_on(last, c));
        // What stands before others leaves room for them.
        let bound = if is_before_others(c) { PLACE_MAX / 2 } else { PLACE_MAX };
        if !continues {
            self.place = 0;
        } else if self.place >= bound {
            return;
        }
        self.extent = if joins { self.extent + 1 } else { 0 };
        self.links = false;
        self.push(c);
    }

    /// Adds a blank, unless there is one already, or nothing to part.
    fn blank(&mut self) {
        if self.last.is_some_and(|last| last != ' ') {
            self.base(' ');
        }
    }

    /// Adds a character that needs one before it, while there are fewer than `bound`.
    fn mark(&mut self, c: char, bound: usize) {
        if self.extent < bound && self.place < PLACE_MAX && self.last.is_some_and(|last| last != '\n') {
            self.extent += 1;
            self.links |= is_linker(c);
            self.push(c);
        }
    }

    fn push(&mut self, c: char) {
        self.text.push(c);
        self.last = Some(c);
        self.count += 1;
        self.place += 1;
    }

    /// Whether a joiner has sense before `next`: between letters of a joining script or parts of a sign.
    fn takes_joiner(&self, joiner: char, next: Option<char>) -> bool {
        let (Some(last), Some(next)) = (self.last, next) else { return false };
        let letters = is_joining(last) && is_joining(next) && class(next) == Class::Plain;
        // The sign after a joiner must fit as well, or the joiner would be left over.
        let signs = joiner == '\u{200d}'
            && self.extent + 1 < CLUSTER_MAX
            && (is_pictograph(last) || matches!(class(last), Class::Selector | Class::Modifier))
            && is_pictograph(next)
            && class(next) == Class::Plain;
        letters || signs
    }

    /// Cuts at the last whole cluster that leaves room for the mark of the cut.
    fn cut(mut self, max: usize) -> String {
        let Some(room) = max.checked_sub(1) else { return String::new() };
        let end = self.text.char_indices().nth(room).map_or(self.text.len(), |(at, _)| at);
        let mut cursor = GraphemeCursor::new(end, self.text.len(), true);
        let whole = match cursor.is_boundary(&self.text, 0) {
            Ok(true) => end,
            _ => cursor.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0),
        };
        self.text.truncate(whole);
        self.text.truncate(self.text.trim_end_matches(|c: char| c.is_whitespace() || class(c) == Class::Joiner).len());
        self.text.push(CUT);
        self.text
    }
}

/// What follows an escape character once the sequence it begins is dropped.
fn after_escape(rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    let mut next = rest.clone();
    match next.next() {
        Some('[') => after_parameters(next.clone()).unwrap_or(next),
        Some(']' | 'P' | 'X' | '^' | '_') => after_string(next.clone()).unwrap_or(next),
        Some('(' | ')' | '*' | '+' | '#' | '%') => {
            next.next();
            next
        }
        Some('7' | '8' | '=' | '>' | 'c' | 'D' | 'E' | 'H' | 'M' | 'N' | 'O' | 'Z') => next,
        _ => rest,
    }
}

/// What follows a control sequence's parameters and final byte; none where they do not end.
fn after_parameters(mut rest: std::str::Chars<'_>) -> Option<std::str::Chars<'_>> {
    for _ in 0..SEQUENCE_MAX {
        match rest.next()? {
            ' '..='?' => {}
            '@'..='~' => return Some(rest),
            _ => return None,
        }
    }
    None
}

/// What follows a string sequence (a title, a link, a clipboard text); none where it does not end.
fn after_string(mut rest: std::str::Chars<'_>) -> Option<std::str::Chars<'_>> {
    for _ in 0..SEQUENCE_MAX {
        match rest.next()? {
            '\u{7}' | '\u{9c}' => return Some(rest),
            '\u{1b}' if rest.clone().next() == Some('\\') => {
                rest.next();
                return Some(rest);
            }
            '\n' | '\u{1b}' => return None,
            _ => {}
        }
    }
    None
}

/// Whether a character belongs to a script in which joiners change what is written.
fn is_joining(c: char) -> bool {
    let script = matches!(c,
        '\u{600}'..='\u{7ff}' | '\u{840}'..='\u{8ff}' | '\u{1800}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}')
        || is_brahmic(c);
    script && (c.is_alphabetic() || is_combining_mark(c))
}

/// Whether a character belongs to a script descended from Brahmi, with its stacked letters and marks.
fn is_brahmic(c: char) -> bool {
    matches!(c,
        '\u{900}'..='\u{109f}' | '\u{1700}'..='\u{17ff}' | '\u{1900}'..='\u{1aff}' | '\u{1b00}'..='\u{1c4f}'
        | '\u{a800}'..='\u{a82f}' | '\u{a840}'..='\u{a8ff}' | '\u{a930}'..='\u{aaff}' | '\u{11000}'..='\u{11fff}')
}

/// Whether a letter is drawn in the place of the one before it: Korean letters that make a syllable, and what follows a
/// letter that stands before others (Unicode's text segmentation, GB6 to GB9b).
fn joins_on(last: char, c: char) -> bool {
    let syllable = matches!(
        (Jamo::of(last), Jamo::of(c)),
        (Some(Jamo::Lead), Some(Jamo::Lead | Jamo::Vowel | Jamo::Open | Jamo::Closed))
            | (Some(Jamo::Open | Jamo::Vowel), Some(Jamo::Vowel | Jamo::Tail))
            | (Some(Jamo::Closed | Jamo::Tail), Some(Jamo::Tail))
    );
    syllable || (is_before_others(last) && c != '\n')
}

/// The part of a Korean syllable that a character is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Jamo {
    Lead,
    Vowel,
    Tail,
    /// A lead and a vowel.
    Open,
    /// A lead, a vowel and a tail.
    Closed,
}

impl Jamo {
    fn of(c: char) -> Option<Self> {
        Some(match c {
            '\u{1100}'..='\u{115f}' | '\u{a960}'..='\u{a97c}' => Self::Lead,
            '\u{1160}'..='\u{11a7}' | '\u{d7b0}'..='\u{d7c6}' => Self::Vowel,
            '\u{11a8}'..='\u{11ff}' | '\u{d7cb}'..='\u{d7fb}' => Self::Tail,
            '\u{ac00}'..='\u{d7a3}' if (u32::from(c) - 0xac00).is_multiple_of(28) => Self::Open,
            '\u{ac00}'..='\u{d7a3}' => Self::Closed,
            _ => return None,
        })
    }
}

/// Whether a mark joins the consonants on its two sides.
fn is_linker(c: char) -> bool {
    matches!(
        c,
        '\u{94d}'
            | '\u{9cd}'
            | '\u{a4d}'
            | '\u{acd}'
            | '\u{b4d}'
            | '\u{bcd}'
            | '\u{c4d}'
            | '\u{ccd}'
            | '\u{d4d}'
            | '\u{1039}'
            | '\u{17d2}'
            | '\u{1a60}'
            | '\u{1b44}'
            | '\u{1bab}'
            | '\u{a9c0}'
            | '\u{aaf6}'
            | '\u{10a3f}'
            | '\u{11133}'
            | '\u{113d0}'
            | '\u{1193e}'
            | '\u{11a47}'
            | '\u{11a99}'
            | '\u{11f42}'
    )
}

/// Whether a letter is drawn in the place of what follows it.
fn is_before_others(c: char) -> bool {
    matches!(
        c,
        '\u{d4e}' | '\u{111c2}' | '\u{111c3}' | '\u{113d1}' | '\u{1193f}' | '\u{11941}' | '\u{11a3a}' | '\u{11a84}'
            ..='\u{11a89}' | '\u{11d46}' | '\u{11f02}'
    )
}

/// Whether a character is a picture that others may be joined to.
fn is_pictograph(c: char) -> bool {
    matches!(c,
        '©' | '®' | '‼' | '⁉' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}'
        | '\u{24c2}' | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{3030}'
        | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether a character may be drawn as a key.
fn is_keycap(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '#' | '*')
}

#[cfg(test)]
mod tests;
