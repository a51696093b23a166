//! From text to filter: a scanner and a parser that goes down as deep as brackets may.

use super::print::{is_quote, is_sign};
use super::{Comparison, Expr, Field, Quantity, Span, Term};
use crate::text::nearest::hint;
use crate::text::normalize;
use crate::text::terms::terms;

/// Bytes of a filter at most: more than anybody types.
pub const MAX_BYTES: usize = 4_096;

/// Terms of a filter at most: each is a condition of its own that the store looks up.
pub const MAX_TERMS: usize = 64;

/// Characters of what is said of a fault: two rows of a wide screen.
const MESSAGE_MAX: usize = 300;

/// Brackets and denials within each other at most.
pub const MAX_DEPTH: usize = 32;

/// What is wrong with a filter, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// The column of its first character, counted in characters from 1.
    pub column: usize,
    /// What is wrong and what would be right, as a part of a sentence.
    pub message: String,
}

impl Fault {
    /// A fault at a place of a text.
    pub fn at(text: &str, span: Span, message: impl Into<String>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        // What it quotes was typed, pasted or written in a file of anybody's.
        let message = normalize::line_within(&message.into(), MESSAGE_MAX);
        Self { span, column: before.chars().count() + 1, message }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "column {}: {}", self.column, self.message)
    }
}

/// Parses a filter; an empty text holds for everything.
///
/// # Errors
/// The first fault, with its column.
pub fn parse(text: &str) -> Result<Expr, Fault> {
    let mut parser = Parser::new(text)?;
    if parser.peek()?.is_none() {
        return Ok(Expr::everything());
    }
    let expr = parser.alternatives(0)?;
    match parser.take()? {
        None => Ok(expr),
        Some(Token { span, .. }) => Err(parser.fault(span, "this bracket closes nothing")),
    }
}

/// The words and quoted phrases of a text, without any other meaning: what is typed to search. The last word may be the
/// start of a longer one, unless a blank follows it.
pub fn words(text: &str) -> Expr {
    let text = text.char_indices().nth(MAX_BYTES).and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    let mut scanner = Scanner { text, at: 0 };
    let mut found = vec![];
    while let Some(piece) = scanner.piece(Brackets::Plain) {
        let term = match piece.sort {
            Sort::Quoted { text, .. } => Term::Phrase(text),
            Sort::Bare(word) => {
                let is_start = piece.span.end == text.len();
                Term::Word { text: word.trim_end_matches('*').to_owned(), is_start }
            }
            Sort::Open | Sort::Close => continue,
        };
        let (Term::Word { text: said, .. } | Term::Phrase(said)) = &term else { continue };
        if !terms(said).is_empty() && found.len() < MAX_TERMS {
            found.push(Expr::Term(term, piece.span));
        }
    }
    Expr::all_of(found)
}

/// A run of text that means one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) sort: Sort,
    pub(super) span: Span,
}

/// What a run of text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    Open,
    Close,
    /// A quotation, with whether its end was there.
    Quoted {
        text: String,
        is_closed: bool,
    },
    Bare(String),
}

/// Whether brackets mean anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brackets {
    Group,
    Plain,
}

/// Goes through a text piece by piece; never fails.
#[derive(Debug, Clone)]
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next piece; none at the end.
    pub(super) fn piece(&mut self, brackets: Brackets) -> Option<Piece> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        let start = self.at;
        let first = self.rest().chars().next()?;
        let sort = match first {
            '(' if brackets == Brackets::Group => {
                self.at += 1;
                Sort::Open
            }
            ')' if brackets == Brackets::Group => {
                self.at += 1;
                Sort::Close
            }
            c if is_quote(c) => self.quotation(c.len_utf8()),
            _ => {
                let ends = |c: char| c.is_whitespace() || is_quote(c) || (brackets == Brackets::Group && is_sign(c));
                let length = self.rest().find(ends).unwrap_or(self.rest().len());
                let word = self.rest().get(..length).unwrap_or_default().to_owned();
                self.at += length;
                Sort::Bare(word)
            }
        };
        Some(Piece { sort, span: Span { start, end: self.at } })
    }

    /// A quotation, from behind its first mark.
    fn quotation(&mut self, mark: usize) -> Sort {
        self.at += mark;
        let mut said = String::new();
        let mut is_escaped = false;
        let mut length = 0;
        let mut is_closed = false;
        for c in self.rest().chars() {
            length += c.len_utf8();
            if is_escaped {
                said.push(c);
                is_escaped = false;
            } else if c == '\\' {
                is_escaped = true;
            } else if is_quote(c) {
                is_closed = true;
                break;
            } else {
                said.push(c);
            }
        }
        self.at += length;
        Sort::Quoted { text: said, is_closed }
    }
}

/// What the parser goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    sort: TokenSort,
    span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum TokenSort {
    Open,
    Close,
    And,
    Or,
    Not,
    Term(Term),
}

struct Parser<'t> {
    scanner: Scanner<'t>,
    /// A token that was looked at and not taken.
    ahead: Option<Token>,
    terms: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Result<Self, Fault> {
        let parser = Self { scanner: Scanner { text, at: 0 }, ahead: None, terms: 0 };
        if text.len() > MAX_BYTES {
            let message = format!("a filter has at most {MAX_BYTES} bytes; this one has {}", text.len());
            return Err(parser.fault(Span { start: 0, end: text.len() }, message));
        }
        Ok(parser)
    }

    fn fault(&self, span: Span, message: impl Into<String>) -> Fault {
        Fault::at(self.scanner.text, span, message)
    }

    /// `a or b`.
    fn alternatives(&mut self, depth: usize) -> Result<Expr, Fault> {
        let mut parts = vec![self.together(depth)?];
        while let Some(Token { sort: TokenSort::Or, .. }) = self.peek()? {
            self.take()?;
            parts.push(self.together(depth)?);
        }
        Ok(Expr::any_of(parts))
    }

    /// `a b`, `a and b`.
    fn together(&mut self, depth: usize) -> Result<Expr, Fault> {
        let mut parts = vec![self.part(depth)?];
        loop {
            match self.peek()?.map(|token| &token.sort) {
                None | Some(TokenSort::Or | TokenSort::Close) => break,
                Some(TokenSort::And) => {
                    self.take()?;
                    parts.push(self.part(depth)?);
                }
                Some(TokenSort::Open | TokenSort::Not | TokenSort::Term(_)) => parts.push(self.part(depth)?),
            }
        }
        Ok(Expr::all_of(parts))
    }

    /// `not a`, `(…)`, a term.
    fn part(&mut self, depth: usize) -> Result<Expr, Fault> {
        let mut is_denied = false;
        loop {
            let Some(token) = self.take()? else {
                let end = self.scanner.text.len();
                return Err(
                    self.fault(Span { start: end, end }, "something is missing here: a word, a field or a bracket")
                );
            };
            let inner = match token.sort {
                TokenSort::Not => {
                    is_denied = !is_denied;
                    continue;
                }
                TokenSort::Open => self.group(token.span, depth + 1)?,
                TokenSort::Term(term) => {
                    self.terms += 1;
                    if self.terms > MAX_TERMS {
                        return Err(self.fault(token.span, format!("a filter has at most {MAX_TERMS} parts")));
                    }
                    Expr::Term(term, token.span)
                }
                TokenSort::Close => return Err(self.fault(token.span, "nothing stands before this bracket")),
                TokenSort::And | TokenSort::Or => {
                    let word = if token.sort == TokenSort::Or { "or" } else { "and" };
                    let message = format!("`{word}` has nothing to join here; quote it to look for the word");
                    return Err(self.fault(token.span, message));
                }
            };
            return Ok(if is_denied { inner.denied() } else { inner });
        }
    }

    /// What follows an opening bracket, with the closing one.
    fn group(&mut self, open: Span, depth: usize) -> Result<Expr, Fault> {
        if depth > MAX_DEPTH {
            return Err(self.fault(open, format!("brackets go at most {MAX_DEPTH} deep")));
        }
        if self.peek()?.is_none() {
            return Err(self.fault(open, "this bracket is not closed"));
        }
        let inner = self.alternatives(depth)?;
        match self.take()? {
            Some(Token { sort: TokenSort::Close, .. }) => Ok(inner),
            _ => Err(self.fault(open, "this bracket is not closed")),
        }
    }

    fn peek(&mut self) -> Result<Option<&Token>, Fault> {
        if self.ahead.is_none() {
            self.ahead = self.next()?;
        }
        Ok(self.ahead.as_ref())
    }

    fn take(&mut self) -> Result<Option<Token>, Fault> {
        match self.ahead.take() {
            Some(token) => Ok(Some(token)),
            None => self.next(),
        }
    }

    fn next(&mut self) -> Result<Option<Token>, Fault> {
        let Some(piece) = self.scanner.piece(Brackets::Group) else { return Ok(None) };
        let span = piece.span;
        let sort = match piece.sort {
            Sort::Open => TokenSort::Open,
            Sort::Close => TokenSort::Close,
            Sort::Quoted { text, is_closed } => {
                self.check_closed(span, is_closed)?;
                self.check_words(&text, span)?;
                TokenSort::Term(Term::Phrase(text))
            }
            Sort::Bare(word) => return self.bare(&word, span).map(Some),
        };
        Ok(Some(Token { sort, span }))
    }

    /// A bare word: a keyword, a denial, a field with its value, a comparison, or a word to look for.
    fn bare(&mut self, word: &str, span: Span) -> Result<Token, Fault> {
        if word.starts_with('-') {
            // Only the dash is taken; what it denies is the next token.
            self.scanner.at = span.start + 1;
            let follows = self.scanner.rest().chars().next();
            let span = Span { start: span.start, end: span.start + 1 };
            if follows.is_none_or(char::is_whitespace) {
                return Err(self.fault(span, "the `-` has nothing to deny; quote it to look for it"));
            }
            return Ok(Token { sort: TokenSort::Not, span });
        }
        let keyword = match word.to_ascii_lowercase().as_str() {
            "and" => Some(TokenSort::And),
            "or" => Some(TokenSort::Or),
            "not" => Some(TokenSort::Not),
            _ => None,
        };
        if let Some(sort) = keyword {
            return Ok(Token { sort, span });
        }
        let name_end = word.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(word.len());
        let (name, rest) = word.split_at_checked(name_end).unwrap_or((word, ""));
        if let Some(value) = rest.strip_prefix(':').filter(|_| !name.is_empty()) {
            return self.field(name, value, span);
        }
        if let Some((comparison, number)) =
            Comparison::ALL.into_iter().find_map(|one| Some((one, rest.strip_prefix(one.sign())?)))
        {
            return self.comparison(name, comparison, number, span);
        }
        let text = word.trim_end_matches('*');
        self.check_words(text, span)?;
        let is_start = text.len() < word.len();
        Ok(Token { sort: TokenSort::Term(Term::Word { text: text.to_owned(), is_start }), span })
    }

    fn field(&mut self, name: &str, value: &str, span: Span) -> Result<Token, Fault> {
        let at_name = Span { start: span.start, end: span.start + name.len() };
        let Some(field) = Field::of(name) else {
            // A priority is a number, and is written as a field too.
            if let Some(quantity) = Quantity::of(name) {
                return self.comparison(quantity.name(), Comparison::Equal, value, span);
            }
            let known =
                Field::ALL.iter().map(|(_, name, _)| *name).chain(Quantity::ALL.iter().map(|(_, name, _)| *name));
            let hint = hint(name, known);
            let message = format!("there is no field `{name}`; {hint} (quote it to look for the words)");
            return Err(self.fault(at_name, message));
        };
        let (value, span) = match value {
            "" => match self.glued_quotation()? {
                Some((value, end)) => (value, Span { start: span.start, end }),
                None => return Err(self.fault(span, format!("the field `{}` has no value", field.name()))),
            },
            bare => (bare.to_owned(), span),
        };
        Ok(Token { sort: TokenSort::Term(Term::Named(field, value)), span })
    }

    /// A quotation that stands right here.
    fn glued_quotation(&mut self) -> Result<Option<(String, usize)>, Fault> {
        if !self.scanner.rest().starts_with(is_quote) {
            return Ok(None);
        }
        match self.scanner.piece(Brackets::Group) {
            Some(Piece { sort: Sort::Quoted { text, is_closed }, span }) => {
                self.check_closed(span, is_closed)?;
                Ok(Some((text, span.end)))
            }
            _ => Ok(None),
        }
    }

    fn comparison(&self, name: &str, comparison: Comparison, number: &str, span: Span) -> Result<Token, Fault> {
        let sign = comparison.sign();
        if name.is_empty() {
            return Err(self.fault(span, format!("write a comparison without blanks, as `killed{sign}10`")));
        }
        let Some(quantity) = Quantity::of(name) else {
            let known = Quantity::ALL.iter().map(|(_, name, _)| *name);
            return Err(self.fault(span, format!("`{name}` is nothing that is counted; {}", hint(name, known))));
        };
        if number.is_empty() {
            let message = format!("`{name}{sign}` has no number; write it without blanks, as `{name}{sign}10`");
            return Err(self.fault(span, message));
        }
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        match number.parse::<u64>().ok().filter(|_| is_number) {
            Some(count) => Ok(Token { sort: TokenSort::Term(Term::Counted(quantity, comparison, count)), span }),
            None => {
                let value = Span { start: span.end - number.len(), ..span };
                Err(self.fault(value, format!("`{number}` is no whole number")))
            }
        }
    }

    fn check_closed(&self, span: Span, is_closed: bool) -> Result<(), Fault> {
        if is_closed { Ok(()) } else { Err(self.fault(span, "this quotation is not closed")) }
    }

    fn check_words(&self, text: &str, span: Span) -> Result<(), Fault> {
        if terms(text).is_empty() {
            return Err(self.fault(span, "there is no letter or digit in this to look for"));
        }
        Ok(())
    }
}
