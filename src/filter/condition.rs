//! What a store looks for: a filter with every name known and every time an instant.

use jiff::Timestamp;

use super::Comparison;
use crate::model::{CategoryId, FeedId, Lang, Metric, OriginId, PlaceId, Seq, StatusKind, StatusValue};
use crate::text::terms;

/// A condition on a report, or on an item and its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Every one of these; of none of them, everything.
    And(Vec<Condition>),
    /// At least one of these.
    Or(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// One item has all of these in its headline or its text.
    Words(Vec<Phrase>),
    /// A figure or a status is of one of these places.
    Place(Vec<PlaceId>),
    /// A figure or a status is by this origin.
    Origin(OriginId),
    /// An item is in this language.
    Lang(Lang),
    /// An item is of this feed.
    Feed(FeedId),
    /// A figure is of this category.
    Side(CategoryId),
    /// This is stated.
    Stated(Stated),
    /// A status of this value is stated.
    Value(StatusValue),
    /// A figure compares so: its lower end, or the upper one where it has no lower.
    Figure(Metric, Comparison, u64),
    /// So many origins stand behind the report.
    Sources(Comparison, u64),
    /// So many items tell the report.
    Items(Comparison, u64),
    /// It is escalated, and the priority compares so.
    Priority(Comparison, u64),
    /// It has this tag.
    Tag(String),
    /// This operator has acknowledged it.
    Owner(String),
    /// It is marked so.
    Is(State),
    /// Published then or later.
    Since(Timestamp),
    /// Published then or earlier.
    Until(Timestamp),
    /// An item of it was first fetched after this.
    ArrivedAfter(Timestamp),
    /// Something was stored of it after this place in the history: an item, a revision, a mark.
    StoredAfter(Seq),
}

impl Condition {
    /// What holds for everything.
    pub fn everything() -> Self {
        Self::And(vec![])
    }

    /// Escalations that wait for somebody, as [`ItemState::is_open_escalation`](crate::model::ItemState::is_open_escalation)
    /// tells of one.
    pub fn open_escalations() -> Self {
        let settled = [State::Acknowledged, State::Dismissed].map(Self::Is);
        Self::And(vec![Self::Is(State::Escalated), Self::Not(Box::new(Self::Or(settled.into())))])
    }

    /// Whether it asks how a report is marked.
    pub fn asks_for(&self, state: State) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.asks_for(state)),
            Self::Not(inner) => inner.asks_for(state),
            Self::Is(asked) => *asked == state,
            _ => false,
        }
    }

    /// Whether it looks for reports that are escalated, and does not only deny that.
    pub fn seeks_escalations(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::seeks_escalations),
            Self::Is(State::Escalated) | Self::Priority(..) => true,
            _ => false,
        }
    }
}

/// Terms that stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The terms, as `text::terms` cuts them.
    pub terms: Vec<String>,
    /// Whether the last one may be the start of a longer one.
    pub is_start: bool,
    /// Whether it is found behind the Arabic article as well, which is written as a part of the word.
    pub takes_article: bool,
}

/// The Arabic article.
const ARTICLE: &str = "ال";

/// Letters from which on a word is looked for behind the article as well: the beginning of a shorter one is that of too many.
const ARTICLE_LETTERS: usize = 3;

impl Phrase {
    /// The phrase of a text. One letter begins too many words to be looked for as a start: it is a word itself.
    pub fn new(text: &str, is_start: bool) -> Self {
        let terms = terms::terms(text);
        let begins = terms.last().is_some_and(|last| last.chars().count() > 1 || last.chars().all(terms::is_unspaced));
        Self { terms, is_start: is_start && begins, takes_article: false }
    }

    /// A word that is looked for as people say it: an Arabic one also behind its article.
    pub fn word(text: &str, is_start: bool) -> Self {
        let phrase = Self::new(text, is_start);
        let is_bare = |term: &str| {
            let letters = term.chars().filter(|c| ('\u{621}'..='\u{64a}').contains(c)).count();
            letters >= ARTICLE_LETTERS && letters == term.chars().count() && !term.starts_with(ARTICLE)
        };
        let takes_article = matches!(phrase.terms.as_slice(), [term] if is_bare(term));
        Self { takes_article, ..phrase }
    }

    /// The terms of each of its wordings: as it is, and behind the article.
    pub fn wordings(&self) -> Vec<Vec<String>> {
        let behind = self.takes_article.then(|| self.terms.iter().map(|term| format!("{ARTICLE}{term}")).collect());
        std::iter::once(self.terms.clone()).chain(behind).collect()
    }
}

/// What sort of thing is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// A figure.
    Figure(Metric),
    /// A status.
    Status(StatusKind),
}

/// How a report is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Somebody read it.
    Read,
    /// Starred.
    Starred,
    /// Not relevant.
    Dismissed,
    /// Somebody owns it.
    Acknowledged,
    /// Escalated.
    Escalated,
    /// Hidden for now.
    Snoozed,
    /// Has a note.
    Noted,
    /// Has a tag.
    Tagged,
}

impl State {
    /// Every state, with the word for it.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Read, "read"),
        (Self::Starred, "starred"),
        (Self::Dismissed, "dismissed"),
        (Self::Acknowledged, "acknowledged"),
        (Self::Escalated, "escalated"),
        (Self::Snoozed, "snoozed"),
        (Self::Noted, "noted"),
        (Self::Tagged, "tagged"),
    ];
}
