//! The shipped files, and where a file of the same path in the configuration folder takes their place.

use std::path::{Path, PathBuf};

use super::ConfigError;
use super::document::Document;

/// The situation that is watched unless another is named.
pub const DEFAULT_SITUATION: &str = "coastal-clashes";

/// Each shipped file by its path in the configuration folder.
macro_rules! shipped {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../config/", $path)))),*]
    };
}

/// What is embedded: (path in the configuration folder, text).
const SHIPPED: &[(&str, &str)] = shipped![
    "alerts.toml",
    "filters.toml",
    "keys.toml",
    "keys/emacs.toml",
    "keys/newsboat.toml",
    "keys/vi.toml",
    "lang/ar.toml",
    "lang/de.toml",
    "lang/en.toml",
    "lang/es.toml",
    "lang/fa.toml",
    "lang/fr.toml",
    "lang/it.toml",
    "lang/nl.toml",
    "lang/pt.toml",
    "lang/ru.toml",
    "lang/tr.toml",
    "lang/uk.toml",
    "situations/coastal-clashes/actors.toml",
    "situations/coastal-clashes/feeds.toml",
    "situations/coastal-clashes/origins.toml",
    "situations/coastal-clashes/places.toml",
    "situations/coastal-clashes/situation.toml",
    "situations/coastal-clashes/topic.toml",
    "situations/sweida/actors.toml",
    "situations/sweida/feeds.toml",
    "situations/sweida/origins.toml",
    "situations/sweida/places.toml",
    "situations/sweida/situation.toml",
    "situations/sweida/topic.toml",
    "themes/colour-blind.toml",
    "themes/dark.toml",
    "themes/high-contrast.toml",
    "themes/light.toml",
    "themes/plain.toml",
    "themes/sixteen.toml",
];

/// Finds configuration files: in the operator's folder first, then among the shipped ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Library {
    folder: Option<PathBuf>,
}

impl Library {
    /// A library over the operator's configuration folder; none: the shipped files alone.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// The operator's configuration folder.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// A sentence on one of the operator's files without where his folder is: one line of a screen has no room for it.
    pub fn within<'s>(&self, sentence: &'s str) -> &'s str {
        let folder = self.folder.as_ref().map(|folder| format!("{}/", folder.display())).unwrap_or_default();
        sentence.strip_prefix(&folder).unwrap_or(sentence)
    }

    /// Whether the operator has files of his own in a folder of it.
    pub fn has_own(&self, below: &str) -> bool {
        self.folder.as_ref().is_some_and(|folder| folder.join(below).exists())
    }

    /// The document at `path`, the operator's own where there is one.
    ///
    /// # Errors
    /// Where the operator's file is there but cannot be read.
    pub fn find(&self, path: &str) -> Result<Option<Document>, ConfigError> {
        if let Some(own) = self.folder.as_ref().map(|folder| folder.join(path))
            && own.exists()
        {
            return Document::open(&own)?.seen().map(Some);
        }
        Ok(SHIPPED.iter().find(|(name, _)| *name == path).map(|(name, text)| Document::shipped(name, text)))
    }

    /// The names right under `below` (such as "lang" or "situations"), of both, in order and once each.
    pub fn names(&self, below: &str) -> Vec<String> {
        let prefix = format!("{below}/");
        let mut names: Vec<String> = SHIPPED
            .iter()
            .filter_map(|(path, _)| path.strip_prefix(&prefix))
            .filter_map(|rest| rest.split('/').next().map(str::to_owned))
            .collect();
        let own = self.folder.as_ref().and_then(|folder| std::fs::read_dir(folder.join(below)).ok());
        names.extend(own.into_iter().flatten().flatten().filter_map(|found| found.file_name().into_string().ok()));
        names.sort();
        names.dedup();
        names
    }
}
