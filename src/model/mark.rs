//! A triage mark: what an operator puts on a report, and what the marks on one come to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How urgent an escalation is: 1 to 3, 1 the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Priority(u8);

impl Priority {
    /// The priority of a number; none where it is not 1, 2 or 3.
    pub fn new(number: u8) -> Option<Self> {
        (1..=3).contains(&number).then_some(Self(number))
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Priority {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Self::new(number).ok_or_else(|| format!("{number} is no priority; it must be 1, 2 or 3"))
    }
}

impl From<Priority> for u8 {
    fn from(priority: Priority) -> Self {
        priority.0
    }
}

/// How long a report is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Snooze {
    /// Until an instant.
    Until(Timestamp),
    /// Until something new comes to it: an item, or a revision of one.
    News,
}

/// A triage mark on a report. Marks of different slots stand beside each other; in one slot the latest stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Read or unread.
    Read(bool),
    /// Starred or not.
    Starred(bool),
    /// Not relevant, or relevant after all.
    Dismissed(bool),
    /// Acknowledged and owned by who marks, or given back.
    Acknowledged(bool),
    /// Has this tag, as `text::entry::tag` gives it.
    Tagged(String),
    /// Has this tag no more.
    Untagged(String),
    /// Has this note, as `text::entry::note` gives it, in place of the one before; none takes it away.
    Note(Option<String>),
    /// Escalated, or taken back.
    Escalated(Option<Priority>),
    /// Hidden for a while, or shown again.
    Snoozed(Option<Snooze>),
}

/// Before the name of a tag in the name of its slot.
pub const TAG_SLOT: &str = "tag:";

impl Mark {
    /// What it is a mark of: of two marks of one slot on a report the later stands.
    pub fn slot(&self) -> String {
        match self {
            Self::Read(_) => "read".to_owned(),
            Self::Starred(_) => "starred".to_owned(),
            Self::Dismissed(_) => "dismissed".to_owned(),
            Self::Acknowledged(_) => "acknowledged".to_owned(),
            Self::Tagged(tag) | Self::Untagged(tag) => format!("{TAG_SLOT}{tag}"),
            Self::Note(_) => "note".to_owned(),
            Self::Escalated(_) => "escalated".to_owned(),
            Self::Snoozed(_) => "snoozed".to_owned(),
        }
    }

    /// Whether something stands marked by it; else it takes something away.
    pub fn is_set(&self) -> bool {
        match self {
            Self::Read(is) | Self::Starred(is) | Self::Dismissed(is) | Self::Acknowledged(is) => *is,
            Self::Tagged(_) => true,
            Self::Untagged(_) => false,
            Self::Note(note) => note.is_some(),
            Self::Escalated(priority) => priority.is_some(),
            Self::Snoozed(snooze) => snooze.is_some(),
        }
    }

    /// What was done to reports by it, to go before their number: "starred" 12 reports.
    pub fn done(&self) -> String {
        match self {
            Self::Read(true) => "marked read:".to_owned(),
            Self::Read(false) => "marked unread:".to_owned(),
            Self::Starred(true) => "starred:".to_owned(),
            Self::Starred(false) => "unstarred:".to_owned(),
            Self::Dismissed(true) => "marked not relevant:".to_owned(),
            Self::Dismissed(false) => "marked relevant after all:".to_owned(),
            Self::Acknowledged(true) => "acknowledged:".to_owned(),
            Self::Acknowledged(false) => "given back:".to_owned(),
            Self::Tagged(tag) => format!("tagged {tag}:"),
            Self::Untagged(tag) => format!("tag {tag} taken away:"),
            Self::Note(Some(_)) => "noted:".to_owned(),
            Self::Note(None) => "note taken away:".to_owned(),
            Self::Escalated(Some(priority)) => format!("escalated at {}:", priority.number()),
            Self::Escalated(None) => "escalation taken back:".to_owned(),
            Self::Snoozed(Some(_)) => "snoozed:".to_owned(),
            Self::Snoozed(None) => "shown again:".to_owned(),
        }
    }
}

/// What operators have marked on an item's report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ItemState {
    /// Somebody read it.
    pub read: bool,
    /// Starred.
    pub starred: bool,
    /// Marked as not relevant.
    pub dismissed: bool,
    /// Who acknowledged it.
    pub acknowledged: Option<String>,
    /// Escalation priority, 1 the highest.
    pub escalated: Option<u8>,
    /// Hidden until then; an instant that has passed hides no more.
    pub snoozed_until: Option<Timestamp>,
    /// Hidden until something new comes to it, which has not come yet.
    #[serde(default)]
    pub snoozed_until_news: bool,
    /// Tags, by name.
    pub tags: Vec<String>,
    /// A note.
    pub note: Option<String>,
}

impl ItemState {
    /// Puts a mark of an operator on it.
    pub fn apply(&mut self, mark: &Mark, operator: &str) {
        match mark {
            Mark::Read(read) => self.read = *read,
            Mark::Starred(starred) => self.starred = *starred,
            Mark::Dismissed(dismissed) => self.dismissed = *dismissed,
            Mark::Acknowledged(taken) => self.acknowledged = taken.then(|| operator.to_owned()),
            Mark::Tagged(tag) => {
                if let Err(at) = self.tags.binary_search(tag) {
                    self.tags.insert(at, tag.clone());
                }
            }
            Mark::Untagged(tag) => self.tags.retain(|known| known != tag),
            Mark::Note(note) => self.note.clone_from(note),
            Mark::Escalated(priority) => self.escalated = priority.map(Priority::number),
            Mark::Snoozed(snooze) => {
                self.snoozed_until = match snooze {
                    Some(Snooze::Until(until)) => Some(*until),
                    Some(Snooze::News) | None => None,
                };
                self.snoozed_until_news = *snooze == Some(Snooze::News);
            }
        }
    }

    /// Whether it waits to be read: what is marked not relevant does not.
    pub fn is_unread(&self) -> bool {
        !self.read && !self.dismissed
    }

    /// Whether it is hidden at a moment.
    pub fn is_snoozed(&self, at: Timestamp) -> bool {
        self.snoozed_until_news || self.snoozed_until.is_some_and(|until| at < until)
    }

    /// Whether it is escalated and nobody has taken it on, nor marked it not relevant: that takes the question away.
    pub fn is_open_escalation(&self) -> bool {
        self.escalated.is_some() && self.acknowledged.is_none() && !self.dismissed
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot build its input has failed")]

    use super::*;

    #[test]
    fn marks_of_one_slot_replace_each_other_and_those_of_others_stand_beside() {
        let mut state = ItemState::default();
        let noon: Timestamp = "2025-03-07T12:00:00Z".parse().unwrap();
        for mark in [
            Mark::Tagged("jableh".into()),
            Mark::Tagged("arms".into()),
            Mark::Tagged("jableh".into()),
            Mark::Note(Some("call back".into())),
            Mark::Escalated(Priority::new(2)),
            Mark::Snoozed(Some(Snooze::News)),
            Mark::Snoozed(Some(Snooze::Until(noon))),
            Mark::Acknowledged(true),
        ] {
            state.apply(&mark, "duty");
        }
        assert_eq!(state.tags, ["arms", "jableh"]);
        assert_eq!((state.snoozed_until, state.snoozed_until_news), (Some(noon), false));
        assert!(state.is_snoozed(noon - jiff::SignedDuration::from_secs(1)) && !state.is_snoozed(noon));
        assert!(!state.is_open_escalation());
        for mark in [
            Mark::Untagged("arms".into()),
            Mark::Note(None),
            Mark::Acknowledged(false),
            Mark::Snoozed(Some(Snooze::News)),
        ] {
            state.apply(&mark, "other");
        }
        assert_eq!((state.tags.as_slice(), &state.note), (&["jableh".to_owned()][..], &None));
        assert!(state.is_open_escalation() && state.is_snoozed(Timestamp::MAX));
        state.apply(&Mark::Snoozed(None), "other");
        assert!(!state.is_snoozed(Timestamp::MIN));
        state.apply(&Mark::Dismissed(true), "other");
        assert!(!state.is_open_escalation(), "what is not relevant waits for nobody");
        state.apply(&Mark::Dismissed(false), "other");
        assert!(state.is_open_escalation());
    }

    #[test]
    fn marks_are_written_as_they_are_read() {
        let check = |mark: Mark, json: &str| {
            assert_eq!(serde_json::to_string(&mark).unwrap(), json);
            assert_eq!(serde_json::from_str::<Mark>(json).unwrap(), mark);
        };
        check(Mark::Read(true), r#"{"read":true}"#);
        check(Mark::Tagged("arms".into()), r#"{"tagged":"arms"}"#);
        check(Mark::Note(None), r#"{"note":null}"#);
        check(Mark::Escalated(Priority::new(1)), r#"{"escalated":1}"#);
        check(Mark::Snoozed(Some(Snooze::News)), r#"{"snoozed":"news"}"#);
        let until = Snooze::Until("2025-03-07T12:00:00Z".parse().unwrap());
        check(Mark::Snoozed(Some(until)), r#"{"snoozed":{"until":"2025-03-07T12:00:00Z"}}"#);
        assert!(serde_json::from_str::<Mark>(r#"{"escalated":4}"#).is_err());
    }
}
