//! Words that tell what an item is about in whatever conflict is watched; what is a situation's own stands in its
//! `topic.toml`.
//!
//! Each list holds wordings as people write them: `(a|b|)` stands for its choices, `*` for any ending. All weigh 1,
//! but `side_topic`, which weighs 0.3.

use serde::Deserialize;

/// Words of what an item is about, of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TopicWords {
    /// Somebody fights, kills, dies, flees or shuts a city.
    pub violence: Vec<String>,
    /// A count that runs on since something began ("so far", "the death toll").
    pub toll: Vec<String>,
    /// States and bodies speak of what happens in another country ("condemns", "foreign ministry").
    pub voice: Vec<String>,
    /// Other matters than fighting, for certain ("earthquake", "football").
    pub off_topic: Vec<String>,
    /// What rather tells another matter ("fuel", "protests").
    pub side_topic: Vec<String>,
    /// Countries, their people, places and armed groups: elsewhere, but for a situation that names them as its own.
    pub elsewhere: Vec<String>,
}
