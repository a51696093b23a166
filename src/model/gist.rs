//! What an item tells, without its words: for a line in another language than the item's.

use super::{Claim, Lang, Status};

/// What was read from one revision of an item.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gist {
    /// Its figures, in the order of the text.
    pub claims: Vec<Claim>,
    /// What it says of places, in the order of the text.
    pub statuses: Vec<Status>,
}

/// Languages that an operator reads; where none is named, they read them all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reads(pub Vec<Lang>);

impl Reads {
    /// Languages by their codes.
    pub fn new<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        Self(codes.into_iter().map(Lang::new).collect())
    }

    /// Whether a text of a language can be read.
    pub fn knows(&self, lang: &Lang) -> bool {
        self.0.is_empty() || self.0.contains(lang)
    }
}
