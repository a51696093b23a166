//! A filter as it is typed: terms joined by and, or and not.

use super::{Field, Quantity};

/// Where a part stands in the text: bytes, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A filter. Made by [`Expr::all_of`], [`Expr::any_of`] and [`Expr::denied`], so that one meaning has one shape: no group
/// directly in one of its own kind, none of one part, no denial of a denial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Every one of these; of none of them, everything.
    And(Vec<Expr>),
    /// At least one of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// One term, and where it stands.
    Term(Term, Span),
}

impl Expr {
    /// Everything.
    pub fn everything() -> Self {
        Self::And(vec![])
    }

    /// Whether it holds for everything.
    pub fn is_everything(&self) -> bool {
        matches!(self, Self::And(parts) if parts.is_empty())
    }

    /// What all of these hold for.
    pub fn all_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = vec![];
        for part in parts {
            match part {
                Self::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match <[Self; 1]>::try_from(flat) {
            Ok([only]) => only,
            Err(flat) => Self::And(flat),
        }
    }

    /// What any of these hold for.
    pub fn any_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = vec![];
        for part in parts {
            match part {
                Self::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match <[Self; 1]>::try_from(flat) {
            Ok([only]) => only,
            Err(flat) => Self::Or(flat),
        }
    }

    /// What it does not hold for.
    pub fn denied(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

/// One thing that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A word of the text; one with a star, whatever begins so.
    Word {
        /// The word as typed, without the star.
        text: String,
        /// Whether a longer word will do.
        is_start: bool,
    },
    /// Words of the text, in this order.
    Phrase(String),
    /// A field with a value.
    Named(Field, String),
    /// A number with a comparison.
    Counted(Quantity, Comparison, u64),
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// More than.
    More,
    /// As many or more.
    AtLeast,
    /// Fewer than.
    Fewer,
    /// As many or fewer.
    AtMost,
    /// Exactly.
    Equal,
}

impl Comparison {
    /// All of them, the longer sign before the shorter one it begins with.
    pub const ALL: [Self; 5] = [Self::AtLeast, Self::AtMost, Self::More, Self::Fewer, Self::Equal];

    /// Its sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Fewer => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
        }
    }
}
