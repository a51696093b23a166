//! Words of a page's furniture: what a page carries beside its report.
//!
//! Each list holds wordings as people write them: `(a|b|)` stands for its choices, `*` for any ending.

use serde::Deserialize;

/// Words of page furniture of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageWords {
    /// Begin a link to another report ("also read"), whatever mark follows.
    pub related: Vec<String>,
    /// The same where a mark (":", "|") or the end of the line follows ("related").
    pub related_marked: Vec<String>,
    /// Begin the words under a picture where a mark follows ("photo").
    pub caption: Vec<String>,
    /// Name a list of several reports in short ("round-up").
    pub digest: Vec<String>,
}
