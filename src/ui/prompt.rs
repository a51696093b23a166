//! A line to type into: the editor of one line, what its text is for, and what was typed before.
//!
//! Invariants: the cursor stands between two clusters, never within one; the text is one line without control
//! characters and no longer than [`MAX_LETTERS`].

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

use super::browser;
use super::decide::Verdict;
use super::snooze;
use crate::filter::Fault;
use crate::model::{ClaimId, Mark, PlaceId, ReportId};
use crate::text::normalize;

/// Letters and marks a line holds at most: more than a screen is wide, and no note is an essay.
pub const MAX_LETTERS: usize = 500;

/// Lines kept of each kind of prompt.
const MAX_KEPT: usize = 100;

/// One line of text being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineEditor {
    text: String,
    /// A byte offset, at a border of two clusters.
    cursor: usize,
}

impl LineEditor {
    /// A line that holds a text, the cursor at its end.
    pub fn holding(text: &str) -> Self {
        let mut line = Self::default();
        line.paste(text);
        line
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before and after the cursor.
    pub fn halves(&self) -> (&str, &str) {
        self.text.split_at_checked(self.cursor).unwrap_or((&self.text, ""))
    }

    /// The text as it is to be used: cleaned like any text from outside, without spaces around it.
    pub fn given(&self) -> String {
        normalize::line_within(&self.text, MAX_LETTERS).trim().to_owned()
    }

    /// Puts a letter in at the cursor. Joiners are taken as they come: what they join may not be typed yet.
    pub fn type_in(&mut self, letter: char) {
        if letter != '\n' && normalize::is_allowed(letter) {
            self.insert(letter.encode_utf8(&mut [0; 4]));
        }
    }

    /// Puts a text in at the cursor, cleaned to one line, as much of it as fits.
    pub fn paste(&mut self, text: &str) {
        self.insert(&normalize::line_within(text, MAX_LETTERS));
    }

    fn insert(&mut self, text: &str) {
        let room = MAX_LETTERS.saturating_sub(self.text.chars().count());
        let fitting: String = text.chars().take(room).collect();
        let (before, after) = self.halves();
        let joined = format!("{before}{fitting}{after}");
        let end = before.len() + fitting.len();
        self.text = joined;
        self.cursor = self.border_from(end);
    }

    /// Takes out the cluster before the cursor.
    pub fn delete_back(&mut self) {
        self.delete_from(self.before());
    }

    /// Takes out the cluster after the cursor.
    pub fn delete_on(&mut self) {
        let (at, to) = (self.cursor, self.after());
        self.text.replace_range(at..to, "");
        self.cursor = self.border_from(at);
    }

    /// Takes out the word before the cursor, with the spaces after it.
    pub fn delete_word(&mut self) {
        self.delete_from(self.word_before());
    }

    /// Takes out all before the cursor.
    pub fn delete_to_start(&mut self) {
        self.delete_from(0);
    }

    /// Takes out all after the cursor.
    pub fn delete_to_end(&mut self) {
        self.text.truncate(self.cursor);
    }

    /// Moves by a cluster back.
    pub fn back(&mut self) {
        self.cursor = self.before();
    }

    /// Moves by a cluster on.
    pub fn on(&mut self) {
        self.cursor = self.after();
    }

    /// Moves to the beginning of the word before.
    pub fn back_word(&mut self) {
        self.cursor = self.word_before();
    }

    /// Moves behind the word after.
    pub fn on_word(&mut self) {
        let (_, after) = self.halves();
        let mut end = self.cursor;
        let mut in_word = false;
        for cluster in after.graphemes(true) {
            let is_space = cluster.trim().is_empty();
            if in_word && is_space {
                break;
            }
            in_word |= !is_space;
            end += cluster.len();
        }
        self.cursor = end;
    }

    /// Moves before the first cluster.
    pub fn home(&mut self) {
        self.cursor = 0;
    }

    /// Moves behind the last cluster.
    pub fn end(&mut self) {
        self.cursor = self.text.len();
    }

    fn before(&self) -> usize {
        let (before, _) = self.halves();
        self.cursor - before.graphemes(true).next_back().map_or(0, str::len)
    }

    fn after(&self) -> usize {
        let (_, after) = self.halves();
        self.cursor + after.graphemes(true).next().map_or(0, str::len)
    }

    fn word_before(&self) -> usize {
        let (before, _) = self.halves();
        let mut start = self.cursor;
        let mut in_word = false;
        for cluster in before.graphemes(true).rev() {
            let is_space = cluster.trim().is_empty();
            if in_word && is_space {
                break;
            }
            in_word |= !is_space;
            start -= cluster.len();
        }
        start
    }

    fn delete_from(&mut self, start: usize) {
        self.text.replace_range(start..self.cursor, "");
        self.cursor = self.border_from(start);
    }

    /// The border at an offset, or the next one: what was put together may have become one cluster.
    fn border_from(&self, offset: usize) -> usize {
        let borders = self.text.grapheme_indices(true).map(|(at, _)| at);
        borders.chain([self.text.len()]).find(|at| *at >= offset).unwrap_or(0)
    }
}

/// What the text of a prompt is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To look for in everything stored.
    Search,
    /// Which reports are listed.
    Filter,
    /// A tag for what is selected.
    Tag,
    /// A tag to take away from what is selected.
    Untag,
    /// A note on what is selected.
    Note,
    /// Whether many reports are to be marked.
    Marking(Box<Bulk>),
    /// Until when what is selected sleeps.
    Snooze,
    /// A command line.
    Command,
    /// To look for in the palette.
    Palette,
    /// To look for in the help.
    Help,
    /// What is put right in a claim.
    Amend {
        /// Which.
        claim: ClaimId,
        /// What it is called.
        called: String,
    },
    /// How a place stands.
    Set {
        /// Which.
        place: PlaceId,
        /// What it is called.
        called: String,
    },
    /// Why something is decided.
    Reason(Box<Verdict>),
    /// Whether a link is to be opened.
    Visit(String),
}

impl Purpose {
    /// What stands before the line.
    pub fn label(&self) -> String {
        match self {
            Self::Search => "/".to_owned(),
            Self::Filter => "filter:".to_owned(),
            Self::Tag => "tag:".to_owned(),
            Self::Untag => "take the tag away:".to_owned(),
            Self::Marking(bulk) => bulk.question(),
            Self::Note => "note:".to_owned(),
            Self::Snooze => "snooze until:".to_owned(),
            Self::Command => ":".to_owned(),
            Self::Palette => "find:".to_owned(),
            Self::Help => "/".to_owned(),
            Self::Amend { called, .. } => format!("amend {called}:"),
            Self::Set { called, .. } => format!("set {called}:"),
            Self::Reason(verdict) => format!("Reason to {}:", verdict.told),
            Self::Visit(url) => format!("open {} in your browser?", browser::host(url).unwrap_or_default()),
        }
    }

    /// Under which name lines typed for it are kept.
    fn kept_as(&self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Filter => "filter",
            Self::Tag | Self::Untag => "tag",
            Self::Marking(_) => "marking",
            Self::Note => "note",
            Self::Snooze => "snooze",
            Self::Command => "command",
            Self::Palette => "palette",
            Self::Help => "help",
            Self::Amend { .. } => "amend",
            Self::Set { .. } => "set",
            Self::Reason(_) => "reason",
            Self::Visit(_) => "visit",
        }
    }

    /// What may be written, for the line below.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Amend { .. } => "--low N  --high N  --category ID  --scope WORD  --place ID  --origin ID",
            Self::Set { .. } => "--curfew in_force|lifted --until 18:00 --control SIDE|contested --extent WORD",
            Self::Reason(_) => "Enter stores it, also without a reason",
            Self::Marking(bulk) if bulk.mark == Mark::Dismissed(true) => {
                "y or Enter does it, and what they say counts no more; n or Esc leaves it"
            }
            Self::Marking(_) | Self::Visit(_) => "y or Enter does it, n or Esc leaves all as it is",
            Self::Palette => "words in any order, letters may be missing; Up and Down choose, Enter takes it",
            Self::Help => "words of a line; Enter keeps what is found, Esc shows all again",
            Self::Command => "a command, its value, a filter; Tab completes, Enter does it",
            Self::Snooze => snooze::HINT,
            Self::Search => "words, \"quoted phrases\"; Enter keeps what is found, Esc brings all back",
            Self::Filter => "Tab completes; place: is: killed>=10 since:6h \"a phrase\" not or ( ) @NAME",
            Self::Note => "Enter takes it, C-e opens your editor",
            Self::Tag | Self::Untag => "Enter takes it",
        }
    }

    /// Whether it is a question that a letter answers.
    pub fn is_question(&self) -> bool {
        matches!(self, Self::Marking(_) | Self::Visit(_))
    }

    /// Whether it stands in a box over the panes, not in the line of messages.
    pub fn is_boxed(&self) -> bool {
        matches!(self, Self::Palette | Self::Help)
    }
}

/// A mark on many reports that waits for a yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    /// The mark.
    pub mark: Mark,
    /// The reports.
    pub reports: Vec<ReportId>,
    /// How many others of those that were meant are marked so already.
    pub already: usize,
    /// The filter that says which are meant, where one does.
    pub scope: Option<String>,
}

impl Bulk {
    /// What is asked, with the number: "starred: 12 reports (3 more already)?", "marked read: 12 reports that match `older:2d`?"
    fn question(&self) -> String {
        let already = match self.already {
            0 => String::new(),
            already => format!(" ({already} more already)"),
        };
        let many = self.reports.len();
        let (s, es) = if many == 1 { ("", "es") } else { ("s", "") };
        let scope = self.scope.as_ref().map(|scope| format!(" that match{es} `{scope}`")).unwrap_or_default();
        format!("{} {many} report{s}{scope}{already}?", self.mark.done())
    }
}

/// What a key did to a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The text is another.
    Changed,
    /// The text is the same.
    Same,
    /// A completion is wanted: the next one, or the one before.
    Complete {
        /// Whether the next one.
        next: bool,
    },
    /// The text is to be written in an editor.
    Edit,
    /// The line is given.
    Entered,
    /// The prompt is to close without it.
    Closed,
}

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The sentence, without the column.
    pub sentence: String,
    /// The column of the text that it is about, from 1, where it is about one.
    pub column: Option<usize>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.column {
            Some(column) => write!(f, "column {column}: {}", self.sentence),
            None => f.write_str(&self.sentence),
        }
    }
}

impl From<String> for Problem {
    fn from(sentence: String) -> Self {
        Self { sentence, column: None }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self { sentence: fault.message, column: Some(fault.column) }
    }
}

/// An open prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// What the text is for.
    pub purpose: Purpose,
    /// The line.
    pub line: LineEditor,
    /// How many lines back in what was typed before.
    back: usize,
    /// What was typed before going back.
    draft: String,
    /// Why the text was refused, until it is another.
    pub problem: Option<Problem>,
}

impl LineEditor {
    /// The byte at which the cursor stands.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Puts a text in the place of a part, with the cursor behind it.
    pub fn replace(&mut self, part: std::ops::Range<usize>, text: &str) {
        let is_part = self.text.get(part.clone()).is_some();
        if is_part && self.text.chars().count() + text.chars().count() <= MAX_LETTERS {
            let end = part.start + text.len();
            self.text.replace_range(part, text);
            self.cursor = self.border_from(end);
        }
    }
}

impl Prompt {
    /// An empty one.
    pub fn new(purpose: Purpose) -> Self {
        Self::holding(purpose, "")
    }

    /// One that holds a text already.
    pub fn holding(purpose: Purpose, text: &str) -> Self {
        Self { purpose, line: LineEditor::holding(text), back: 0, draft: String::new(), problem: None }
    }

    /// The same, with why its text was refused.
    #[must_use]
    pub fn refused(mut self, problem: impl Into<Problem>) -> Self {
        self.problem = Some(problem.into());
        self
    }

    /// Takes a key.
    pub fn press(&mut self, key: KeyEvent, kept: &Kept) -> Typed {
        let before = self.line.text().to_owned();
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let line = &mut self.line;
        match key.code {
            KeyCode::Enter => return Typed::Entered,
            KeyCode::Esc => return Typed::Closed,
            KeyCode::Char('c' | 'g') if control => return Typed::Closed,
            KeyCode::Char('e') if control && self.purpose == Purpose::Note => return Typed::Edit,
            KeyCode::Tab => return Typed::Complete { next: true },
            KeyCode::BackTab => return Typed::Complete { next: false },
            KeyCode::Left if control || alt => line.back_word(),
            KeyCode::Right if control || alt => line.on_word(),
            KeyCode::Left => line.back(),
            KeyCode::Right => line.on(),
            KeyCode::Home => line.home(),
            KeyCode::End => line.end(),
            KeyCode::Backspace if alt || control => line.delete_word(),
            KeyCode::Backspace => line.delete_back(),
            KeyCode::Delete => line.delete_on(),
            KeyCode::Up => self.recall(kept, 1),
            KeyCode::Down => self.recall(kept, -1),
            KeyCode::Char(letter) if control => self.control(letter.to_ascii_lowercase(), kept),
            KeyCode::Char('b') if alt => line.back_word(),
            KeyCode::Char('f') if alt => line.on_word(),
            KeyCode::Char(letter) if !alt => line.type_in(letter),
            _ => {}
        }
        if self.line.text() == before {
            return Typed::Same;
        }
        self.problem = None;
        Typed::Changed
    }

    fn control(&mut self, letter: char, kept: &Kept) {
        let line = &mut self.line;
        match letter {
            'a' => line.home(),
            'e' => line.end(),
            'b' => line.back(),
            'f' => line.on(),
            'h' => line.delete_back(),
            'd' => line.delete_on(),
            'w' => line.delete_word(),
            'u' => line.delete_to_start(),
            'k' => line.delete_to_end(),
            'p' => self.recall(kept, 1),
            'n' => self.recall(kept, -1),
            _ => {}
        }
    }

    /// Goes back, or on again, through what was typed before.
    fn recall(&mut self, kept: &Kept, by: isize) {
        let lines = kept.of(&self.purpose);
        let to = self.back.saturating_add_signed(by).min(lines.len());
        if to == self.back {
            return;
        }
        if self.back == 0 {
            self.draft = self.line.text().to_owned();
        }
        self.back = to;
        let text = match to.checked_sub(1).and_then(|older| lines.iter().rev().nth(older)) {
            Some(line) => line,
            None => &self.draft,
        };
        self.line = LineEditor::holding(text);
    }
}

/// Lines that were typed before, by what they were for, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept(HashMap<&'static str, Vec<String>>);

/// The kinds of lines that are kept when the screen is closed: what is looked for and what is commanded. Notes and reasons
/// are in the store.
pub const LASTING: [&str; 3] = ["search", "filter", "command"];

impl Kept {
    /// Keeps a line; one that is the same as before is kept once, as the newest. Gives the kind under which it is to be kept
    /// when the screen is closed, where it is.
    pub fn keep(&mut self, purpose: &Purpose, line: &str) -> Option<&'static str> {
        if line.trim().is_empty() {
            return None;
        }
        self.keep_as(purpose.kept_as(), line);
        LASTING.into_iter().find(|kind| *kind == purpose.kept_as())
    }

    /// Keeps a line of a kind.
    pub fn keep_as(&mut self, kind: &'static str, line: &str) {
        let lines = self.0.entry(kind).or_default();
        lines.retain(|kept| kept != line);
        lines.push(line.to_owned());
        let over = lines.len().saturating_sub(MAX_KEPT);
        lines.drain(..over);
    }

    /// Every line of the kinds that last, with its kind, oldest first within each.
    pub fn lasting(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let lines = |kind: &'static str| self.0.get(kind).into_iter().flatten().map(move |line| (kind, line.as_str()));
        LASTING.into_iter().flat_map(lines)
    }

    /// The lines for a purpose, oldest first.
    pub fn of(&self, purpose: &Purpose) -> &[String] {
        self.0.get(purpose.kept_as()).map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
