//! Persons: what kind of people a word names, whatever side they are of.

/// People who are counted, by no side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// "people".
    Anyone,
    /// "victims".
    Victim,
    /// "bodies".
    Body,
    /// "members".
    Member,
    /// "fighters".
    Fighter,
    /// "others".
    Other,
    /// "men".
    Subset,
    /// "women", "teachers".
    Unarmed,
    /// "of its men".
    Own,
    /// "families".
    Household,
    /// One trade or condition.
    Lot,
}

impl Person {
    /// Whether people of one kind are named ("men", "women", "teachers"), who are as easily some of those counted before.
    pub fn is_kind(&self) -> bool {
        matches!(self, Self::Subset | Self::Unarmed | Self::Lot)
    }
}
