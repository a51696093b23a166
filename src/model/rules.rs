//! The version of the rules by which items are read.

/// By which rules an item was read: of which situation, and a digest of all that decides what is read of a text (the
/// situation's words, the lexicons, the program's own reading). Two readings by equal rules are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rules {
    /// The situation's id: what was read for another one is not this one's to read anew.
    pub situation: String,
    /// The digest.
    pub digest: String,
}
