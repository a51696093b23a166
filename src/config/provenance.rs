//! Which value each setting has, and which file says so.

use super::document::Document;
use super::feeds::without_password;
use super::settings::DEFAULTS;

/// A setting's value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its key, with those above it: `fetch.deadline`.
    pub key: String,
    /// Its value as it is written; without a password.
    pub value: String,
    /// The file that says so.
    pub from: String,
}

/// Every setting, in the order of the defaults' keys; what `own` says holds over the defaults.
pub fn of(own: &Document) -> Vec<Setting> {
    let mut settings = flat(DEFAULTS, "the defaults");
    for found in flat(&own.text, &own.name) {
        match settings.iter_mut().find(|setting| setting.key == found.key) {
            Some(setting) if !own.is_shipped => *setting = found,
            Some(_) => {}
            None => settings.push(found),
        }
    }
    settings
}

/// The leaves of a document; feeds are listed elsewhere.
fn flat(text: &str, from: &str) -> Vec<Setting> {
    let table: toml::Table = text.parse().unwrap_or_default();
    let mut settings = Vec::new();
    for (key, value) in &table {
        leaves(key, value, from, &mut settings);
    }
    settings
}

fn leaves(key: &str, value: &toml::Value, from: &str, settings: &mut Vec<Setting>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                leaves(&format!("{key}.{name}"), value, from, settings);
            }
        }
        _ if key == "feed" => {}
        value => {
            let value = without_password(&value.to_string());
            settings.push(Setting { key: key.to_owned(), value, from: from.to_owned() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_told_with_the_file_that_says_so() {
        let text = "store = \"x://me:secret@host/db\"\n[fetch]\nper_host = 5\n[[feed]]\nid = \"a\"\n";
        let settings = of(&Document::new("own.toml", text));
        let told =
            |key: &str| settings.iter().find(|one| one.key == key).map(|one| (one.value.as_str(), one.from.as_str()));
        assert_eq!(told("fetch.per_host"), Some(("5", "own.toml")));
        assert_eq!(told("fetch.concurrency"), Some(("16", "the defaults")));
        assert_eq!(told("store"), Some(("\"x://host/db\"", "own.toml")));
        assert_eq!(told("feed"), None);
    }
}
