//! Identifiers: one newtype for each kind of thing, so that no id stands in for another.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::address;

/// Declares a cheap-to-clone text id.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the id as it is written.
            pub fn new(id: impl AsRef<str>) -> Self {
                Self(Arc::from(id.as_ref()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }
    };
}

text_id!(
    /// A feed, as the configuration names it ("sohr-en").
    FeedId
);
text_id!(
    /// An item: 32 hexadecimal digits made of its feed and its guid, the same for every revision.
    ItemId
);
text_id!(
    /// A report: the id of the item that opened it.
    ReportId
);
impl From<ItemId> for ReportId {
    /// The report that an item opens.
    fn from(item: ItemId) -> Self {
        Self(item.0)
    }
}
impl From<ReportId> for ItemId {
    /// The item that opened a report.
    fn from(report: ReportId) -> Self {
        Self(report.0)
    }
}

text_id!(
    /// A claim: `ITEM.REVISION.cN`.
    ClaimId
);
text_id!(
    /// A status: `ITEM.REVISION.sN`.
    StatusId
);
text_id!(
    /// A decision of an operator.
    DecisionId
);
text_id!(
    /// What an operator decided with one key or one call.
    StrokeId
);
text_id!(
    /// A place of the situation ("jableh").
    PlaceId
);
text_id!(
    /// Who counted ("SOHR"), or `other` for somebody who has no id.
    OriginId
);
text_id!(
    /// Whose dead: a category of the situation, or `combatants`, `total`, `unspecified`.
    CategoryId
);
text_id!(
    /// A side that can hold ground ("government", "loyalists").
    SideId
);
text_id!(
    /// An episode of the situation ("march-2025", "live").
    EpisodeId
);
text_id!(
    /// A language as a two-letter ISO 639-1 code ("ar").
    Lang
);

impl FeedId {
    /// The id of a feed that has no other: its address without the scheme and what is secret in it, so that it stays its own
    /// while a list changes.
    pub fn of(url: &Url) -> Self {
        Self::within(&address::name(url.as_str()))
    }

    /// What that id was before secrets were left out of it; none where there is none in the address.
    pub fn former(url: &Url) -> Option<Self> {
        Some(Self::within(url.as_str())).filter(|former| *former != Self::of(url))
    }

    /// An address without what stands around it in every one.
    fn within(address: &str) -> Self {
        let text = address.split_once("://").map_or(address, |(_, rest)| rest);
        match text.split_once("/?") {
            Some((host, query)) if !host.contains('/') => Self::new(format!("{host}?{query}")),
            _ => Self::new(text.trim_end_matches('/')),
        }
    }
}

impl ItemId {
    /// The id of the item that `feed` published under `guid`: the first 128 bits of SHA-256 over both,
    /// so that no feed can make an item that collides with another feed's.
    pub fn of(feed: &FeedId, guid: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update((feed.as_str().len() as u64).to_be_bytes());
        hash.update(feed.as_str());
        hash.update(guid);
        let hex: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self::new(hex)
    }
}

impl ClaimId {
    /// Its place among the claims of its reading, from 1; none where it is of another form.
    pub fn number(&self) -> Option<usize> {
        place_of(&self.0)
    }
}

impl StatusId {
    /// Its place among the statuses of its reading, from 1; none where it is of another form.
    pub fn number(&self) -> Option<usize> {
        place_of(&self.0)
    }
}

/// The number at the end of an id.
fn place_of(id: &str) -> Option<usize> {
    id.rsplit('.').next()?.get(1..)?.parse().ok()
}

impl OriginId {
    /// Somebody counts who has no id of the situation.
    pub const OTHER: &'static str = "other";
    /// An operator of this program, by their own decision.
    pub const OPERATOR: &'static str = "operator";
}

impl CategoryId {
    /// Everyone, or the text's own sum.
    pub const TOTAL: &'static str = "total";
    /// Both sides' fighters together.
    pub const COMBATANTS: &'static str = "combatants";
    /// People of no stated side.
    pub const UNSPECIFIED: &'static str = "unspecified";
}

/// A position in the store's history: every stored change has a higher one than all before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_id_belongs_to_its_feed() {
        let (one, two) = (FeedId::new("a"), FeedId::new("b"));
        assert_eq!(ItemId::of(&one, "1"), ItemId::of(&one, "1"));
        assert_ne!(ItemId::of(&one, "1"), ItemId::of(&two, "1"));
        assert_ne!(ItemId::of(&FeedId::new("ab"), "c"), ItemId::of(&FeedId::new("a"), "bc"));
        assert_eq!(ItemId::of(&one, "1").as_str().len(), 32);
    }
}
