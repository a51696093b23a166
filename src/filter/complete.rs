//! Completion: what may stand where the cursor is.

use super::bind::{KINDS, STATES, statuses};
use super::parse::{Brackets, Piece, Scanner, Sort};
use super::{Comparison, Field, Named, Quantity, Span, Term, Vocabulary};
use crate::text::fold::fold;

/// Candidates at most: more than a screen shows.
const MAX_CANDIDATES: usize = 100;

/// Something that may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What it takes the place of.
    pub span: Span,
    /// The text.
    pub text: String,
    /// What it means; may be empty.
    pub note: String,
}

/// What may stand at a cursor, given as a byte of the text: fields and quantities, or the values of a field.
pub fn complete(text: &str, cursor: usize, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let mut scanner = Scanner { text, at: 0 };
    let mut before: Option<Piece> = None;
    let mut at_cursor = None;
    while let Some(piece) = scanner.piece(Brackets::Group) {
        if piece.span.start >= cursor {
            break;
        }
        if cursor <= piece.span.end {
            at_cursor = Some(piece);
            break;
        }
        before = Some(piece);
    }
    let empty = Span { start: cursor, end: cursor };
    let Some(piece) = at_cursor else { return names("", empty) };
    let mut candidates = match piece.sort {
        Sort::Open => names("", empty),
        Sort::Close => vec![],
        Sort::Quoted { .. } => {
            let Some(Piece { sort: Sort::Bare(name), span }) = before else { return vec![] };
            let glued = span.end == piece.span.start;
            let typed = text.get(piece.span.start..cursor).unwrap_or_default();
            let typed = typed.trim_matches(super::print::is_quote);
            match name.trim_start_matches('-').strip_suffix(':').and_then(Field::of).filter(|_| glued) {
                Some(field) => {
                    let dashes = name.len() - name.trim_start_matches('-').len();
                    values(field, typed, Span { start: span.start + dashes, end: piece.span.end }, vocabulary)
                }
                None => vec![],
            }
        }
        Sort::Bare(_) => {
            let typed = text.get(piece.span.start..cursor).unwrap_or_default();
            let bare = typed.trim_start_matches('-');
            let span = Span { start: cursor - bare.len(), end: piece.span.end };
            match bare.split_once(':') {
                Some((name, value)) => match Field::of(name) {
                    Some(field) => values(field, value, span, vocabulary),
                    None => vec![],
                },
                None => names(bare, span),
            }
        }
    };
    candidates.truncate(MAX_CANDIDATES);
    candidates
}

/// The fields and quantities whose names begin so.
fn names(typed: &str, span: Span) -> Vec<Candidate> {
    let typed = typed.to_lowercase();
    let candidate = |text: String, note: &str| Candidate { span, text, note: note.to_owned() };
    let fields = Field::ALL
        .iter()
        .filter(|(_, name, _)| name.starts_with(&typed))
        .map(|(_, name, note)| candidate(format!("{name}:"), note));
    let quantities = Quantity::ALL
        .iter()
        .filter(|(_, name, _)| name.starts_with(&typed))
        .map(|(_, name, note)| candidate(format!("{name}{}", Comparison::AtLeast.sign()), note));
    fields.chain(quantities).collect()
}

/// The values of a field that begin so.
fn values(field: Field, typed: &str, span: Span, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let folded = fold(typed);
    let candidate = |value: &str, note: &str| Candidate {
        span,
        text: Term::Named(field, value.to_owned()).to_string(),
        note: note.to_owned(),
    };
    let of = |known: &[Named]| -> Vec<Candidate> {
        known.iter().filter(|one| one.begins(&folded)).map(|one| candidate(&one.id, &one.name)).collect()
    };
    let words = |known: &mut dyn Iterator<Item = &str>| -> Vec<Candidate> {
        known.filter(|word| fold(word).starts_with(&folded)).map(|word| candidate(word, "")).collect()
    };
    match field {
        Field::Place => of(&vocabulary.places),
        Field::Origin => of(&vocabulary.origins),
        Field::Feed => of(&vocabulary.feeds),
        Field::Side => of(&vocabulary.categories),
        Field::Lang => of(&vocabulary.langs),
        Field::Tag => words(&mut vocabulary.tags.iter().map(String::as_str)),
        Field::Owner => words(&mut ["me"].into_iter().chain(vocabulary.operators.iter().map(String::as_str))),
        Field::Kind => words(&mut KINDS.iter().map(|(word, _)| *word)),
        Field::Is => words(&mut STATES.iter().map(|(word, _)| *word)),
        Field::Status => {
            let mut found = words(&mut statuses().map(|(word, _)| word));
            found.extend(of(&vocabulary.holders));
            found
        }
        Field::Since | Field::Until | Field::Older => words(&mut ["1h", "6h", "12h", "1d", "2d", "7d"].into_iter()),
    }
}
