//! A report: the items that tell one thing.

use jiff::Timestamp;

use super::{FeedId, Gist, ItemId, ItemState, ReportId};

/// A report as a list shows it; or an item that is about something else and so in none, where everything is searched.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportRow {
    /// Its id.
    pub id: ReportId,
    /// Its lead: the latest item of it.
    pub lead: ItemId,
    /// The lead's feed.
    pub feed: FeedId,
    /// The feed's name.
    pub feed_name: String,
    /// The lead's headline.
    pub title: String,
    /// When the lead was published.
    pub published: Timestamp,
    /// How many items tell it; of an item in no report, none.
    pub items: u32,
    /// How many origins they name between them: each is one witness, whatever the number of items.
    pub origins: u32,
    /// How many claims were read from them.
    pub claims: u32,
    /// What operators marked.
    pub state: ItemState,
    /// What was read from the lead, where its language is none that was asked for as read.
    pub gist: Option<Box<Gist>>,
}

impl ReportRow {
    /// Whether it is a report, and no item that is in none.
    pub fn is_report(&self) -> bool {
        self.items > 0
    }
}

/// How many items tell a thing, and how many origins stand behind them: "11 items, 3 origins", "1 item, no origin named".
/// Outlets that print what one origin says are one witness between them.
pub fn told_by(items: usize, origins: usize) -> String {
    let number = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let named = if origins == 0 { "no origin named".to_owned() } else { number(origins, "origin") };
    format!("{}, {named}", number(items, "item"))
}
