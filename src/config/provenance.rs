//! Which value each setting has, and which file says so.

use std::fmt;

use super::document::{Document, Step};
use super::feeds::without_password;

/// A setting's value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its key, with those above it: `fetch.deadline`.
    pub key: String,
    /// Its value as it is written; without a password.
    pub value: String,
    /// Who says so.
    pub from: Source,
}

/// Who says what value a setting has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The shipped defaults, in a line of them.
    Defaults(usize),
    /// A file, and its line.
    File(String, usize),
    /// A variable of the environment.
    Environment(&'static str),
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Defaults(_) => f.write_str("the defaults"),
            Self::File(file, line) => write!(f, "{file}, line {line}"),
            Self::Environment(name) => write!(f, "the environment, {name}"),
            Self::Flag(_) => f.write_str("the command line"),
        }
    }
}

/// Every setting, in the order of the defaults' keys; what a document says holds over those before it.
pub fn of(documents: &[Document]) -> Vec<Setting> {
    let mut settings: Vec<Setting> = Vec::new();
    for found in documents.iter().flat_map(leaves_of) {
        match settings.iter_mut().find(|setting| setting.key == found.key) {
            Some(setting) => *setting = found,
            None => settings.push(found),
        }
    }
    settings
}

/// The leaves of a document in their order; feeds are listed elsewhere.
fn leaves_of(document: &Document) -> Vec<Setting> {
    let table: toml::Table = document.text.parse().unwrap_or_default();
    let mut settings = Vec::new();
    for (key, value) in &table {
        leaves(document, &[key.as_str()], value, &mut settings);
    }
    settings.sort_by_key(|(line, _)| *line);
    settings.into_iter().map(|(_, setting)| setting).collect()
}

fn leaves(document: &Document, path: &[&str], value: &toml::Value, settings: &mut Vec<(usize, Setting)>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                leaves(document, &[path, &[name.as_str()]].concat(), value, settings);
            }
        }
        _ if path == ["feed"] => {}
        value => {
            let steps: Vec<Step<'_>> = path.iter().copied().map(Step::Key).collect();
            let line = document.line(&steps);
            let from =
                if document.is_shipped { Source::Defaults(line) } else { Source::File(document.name.clone(), line) };
            let value = without_password(&value.to_string());
            settings.push((line, Setting { key: path.join("."), value, from }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::settings::DEFAULTS;

    #[test]
    fn each_value_is_told_with_the_file_that_says_so() {
        let text = "store = \"x://me:secret@host/db\"\n[fetch]\nper_host = 5\n[[feed]]\nid = \"a\"\n";
        let over = "[fetch]\n\nper_host = 6\n";
        let documents = [
            Document::shipped("default.toml", DEFAULTS),
            Document::new("own.toml", text),
            Document::new("over.toml", over),
        ];
        let settings = of(&documents);
        let told = |key: &str| {
            let found = settings.iter().find(|one| one.key == key);
            found.map(|one| (one.value.as_str(), one.from.to_string()))
        };
        assert_eq!(told("fetch.per_host"), Some(("6", "over.toml, line 3".to_owned())));
        assert_eq!(told("fetch.concurrency"), Some(("16", "the defaults".to_owned())));
        assert_eq!(told("store"), Some(("\"x://host/db\"", "own.toml, line 1".to_owned())));
        assert_eq!(told("feed"), None);
        assert_eq!(settings.first().map(|one| one.key.as_str()), Some("situation"), "in the order of the defaults");
    }
}
