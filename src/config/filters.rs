//! Saved filters: `filters.toml`, each checked against what the situation knows.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::document::{Document, nearest};
use super::library::Library;
use super::{ConfigError, faults};
use crate::filter::{self, Moment, Vocabulary};

/// The file in the configuration folder.
pub const FILE: &str = "filters.toml";

/// A filter with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFilter {
    /// Its name.
    pub name: String,
    /// The filter as it is written.
    pub text: String,
}

/// The saved filters, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SavedFilters(pub Vec<SavedFilter>);

impl SavedFilters {
    /// The text of the filter of a name.
    ///
    /// # Errors
    /// A sentence, where there is none.
    pub fn text_of(&self, name: &str) -> Result<&str, String> {
        let known = || self.0.iter().map(|saved| saved.name.as_str());
        if let Some(saved) = self.0.iter().find(|saved| saved.name == name) {
            return Ok(&saved.text);
        }
        let hint = nearest(name, known()).map_or_else(
            || format!("known are {}", known().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `@{near}`?"),
        );
        Err(format!("there is no saved filter `@{name}`; {hint}"))
    }
}

/// Reads the saved filters: the operator's own where there is a file of them, else the shipped ones.
///
/// # Errors
/// Where the file cannot be read, a name is none, or a filter is wrong, with its line and key.
pub fn load(library: &Library, vocabulary: &Vocabulary) -> Result<SavedFilters, ConfigError> {
    match library.find(FILE)? {
        Some(document) => read(&document, vocabulary),
        None => Ok(SavedFilters::default()),
    }
}

/// All that is wrong with a file of saved filters.
pub fn faults(document: &Document, vocabulary: &Vocabulary) -> Vec<ConfigError> {
    faults::all(document, &|document| read(document, vocabulary).map(drop))
}

fn read(document: &Document, vocabulary: &Vocabulary) -> Result<SavedFilters, ConfigError> {
    let texts: BTreeMap<String, String> = document.read()?;
    let moment = Moment { now: Timestamp::UNIX_EPOCH, operator: String::new(), looked: None };
    // Those that are shipped are right in any situation, as the test below holds.
    let own = if document.is_shipped { None } else { Some(&texts) };
    for (name, text) in own.into_iter().flatten() {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let message = if name.is_empty() || !name.chars().all(is_name) {
            format!("`{name}` is no name of a filter; letters, digits and hyphens are")
        } else {
            match filter::parse(text).and_then(|expr| filter::bind(&expr, text, vocabulary, &moment)) {
                Ok(_) => continue,
                Err(fault) => format!("the filter `{text}`, {fault}"),
            }
        };
        return Err(document.fault(&[name.as_str().into()], &message));
    }
    Ok(SavedFilters(texts.into_iter().map(|(name, text)| SavedFilter { name, text }).collect()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn the_shipped_filters_are_right_in_any_situation() {
        let shipped = Library::default().find(FILE).unwrap().unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join(FILE), shipped.text.as_bytes()).unwrap();
        let filters = load(&Library::new(Some(folder.path().to_owned())), &Vocabulary::default()).unwrap();
        assert_eq!(filters, load(&Library::default(), &Vocabulary::default()).unwrap());
        assert_eq!(filters.text_of("mine").unwrap(), "owner:me");
        assert!(filters.text_of("min").unwrap_err().contains("@mine"));
    }
}
