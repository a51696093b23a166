//! What the list of reports is narrowed to: a filter, a search, or both. The whole list is kept aside meanwhile.

use super::reports::Reports;
use crate::filter::{self, Condition, Expr, Fault, Moment, Vocabulary};

/// Something that narrows, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The text.
    pub text: String,
    /// What it says.
    pub expr: Expr,
}

/// What of all that is stored is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Reports.
    Reports,
    /// Reports, and behind the last one the items that are in none.
    Everything,
    /// The items that are in no report.
    Unrelated,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// By a filter.
    pub filter: Option<Part>,
    /// By words that are looked for.
    pub search: Option<Part>,
    /// Counts how often it was narrowed to something else: an answer to an earlier question is of no use.
    pub turn: u64,
    /// The turn whose reports are shown.
    pub shown: u64,
    /// The whole list as it was left, while it is narrowed.
    pub before: Option<Box<Reports>>,
}

impl Narrow {
    /// Whether the list is narrowed.
    pub fn is_active(&self) -> bool {
        self.filter.is_some() || self.search.is_some()
    }

    /// What is looked through: words are looked for in everything, a filter is about reports.
    pub fn among(&self) -> Among {
        if self.search.is_some() { Among::Everything } else { Among::Reports }
    }

    /// What reports must be; none where the list is whole.
    pub fn condition(&self, vocabulary: &Vocabulary, moment: &Moment) -> Option<Condition> {
        let parts = self.filter.iter().chain(&self.search);
        // What was typed was checked when it was taken.
        let bound = parts.filter_map(|part| filter::bind(&part.expr, &part.text, vocabulary, moment).ok());
        let all: Vec<Condition> = bound.collect();
        (!all.is_empty()).then_some(Condition::And(all))
    }

    /// How it is told in a title: "/naval is:unread".
    pub fn told(&self) -> String {
        let search = self.search.iter().map(|part| format!("/{}", part.text.trim()));
        let filter = self.filter.iter().map(|part| part.text.trim().to_owned());
        search.chain(filter).collect::<Vec<_>>().join(" ")
    }
}

/// Reads a filter and checks its names.
///
/// # Errors
/// What is wrong, with its column.
pub fn read(text: &str, vocabulary: &Vocabulary, moment: &Moment) -> Result<Option<Part>, Fault> {
    let expr = filter::parse(text)?;
    filter::bind(&expr, text, vocabulary, moment)?;
    Ok((!expr.is_everything()).then(|| Part { text: text.to_owned(), expr }))
}

/// Reads what is looked for; none where there is no word in it. A word of which one letter is typed is not looked for yet:
/// half of all that is stored begins a word with it. Where a sign is a word, as in Chinese, it is.
pub fn sought(text: &str) -> Option<Part> {
    let begun = text.rsplit(|c: char| c.is_whitespace() || c == '"').next().unwrap_or_default();
    let mut letters = begun.chars();
    let is_one_letter = letters.next().is_some_and(|letter| letter.len_utf8() <= 2) && letters.next().is_none();
    let looked = text.len() - if is_one_letter { begun.len() } else { 0 };
    let expr = filter::words(text.get(..looked).unwrap_or(text));
    (!expr.is_everything()).then(|| Part { text: text.to_owned(), expr })
}
