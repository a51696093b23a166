//! Endings: those of a word that do the work of small words in some languages, folded.

use super::token::Tokens;
use crate::model::lexicon::figures::LinkWords;
use crate::text::fold::fold;

/// The endings that bear on figures, of one language; none where small words do the work.
#[derive(Debug, Default)]
pub struct Endings {
    /// Do what "of" does.
    pub of: Ending,
    /// Make a side the one who did it.
    pub agent: Ending,
    /// Make a number the object of its verb.
    pub object: Ending,
}

/// Endings of one meaning.
#[derive(Debug, Default)]
pub struct Ending(Vec<String>);

impl Endings {
    /// The endings of a lexicon.
    pub fn new(words: &LinkWords) -> Self {
        Self {
            of: Ending::new(&words.of_endings),
            agent: Ending::new(&words.agent_endings),
            object: Ending::new(&words.object_endings),
        }
    }
}

impl Ending {
    /// Those of a list.
    pub fn new(list: &[String]) -> Self {
        Self(list.iter().map(|ending| fold(ending)).collect())
    }

    /// Whether the language has none of this meaning.
    pub fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the word at a token ends so.
    pub fn ends(&self, tokens: &Tokens<'_>, at: usize) -> bool {
        self.0.iter().any(|ending| tokens.fold(at).ends_with(ending.as_str()))
    }
}
