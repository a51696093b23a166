//! A status: what an item says about curfew or control of one place. The values are CONTRACT-stable.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Evidence, OriginId, PlaceId, SideId};

/// What the status is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusKind {
    /// A curfew.
    Curfew,
    /// Who holds the place.
    Control,
}

/// What holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusValue {
    /// Curfew imposed, extended or remaining.
    InForce,
    /// Curfew ended by word of somebody.
    Lifted,
    /// Fighting for the place goes on.
    Contested,
    /// A side holds it.
    Held(SideId),
}

impl StatusValue {
    /// The value as it is written in data: `in_force`, `lifted`, `contested` or a side's id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::InForce => "in_force",
            Self::Lifted => "lifted",
            Self::Contested => "contested",
            Self::Held(side) => side.as_str(),
        }
    }

    /// Reads what [`StatusValue::as_str`] writes.
    pub fn from_word(word: &str) -> Self {
        match word {
            "in_force" => Self::InForce,
            "lifted" => Self::Lifted,
            "contested" => Self::Contested,
            side => Self::Held(SideId::new(side)),
        }
    }
}

impl Serialize for StatusValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for StatusValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|word| Self::from_word(&word))
    }
}

/// How much of a place a control status speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it.
    Whole,
    /// Most of it.
    Most,
    /// A quarter, the centre, some streets.
    Part,
    /// Its outskirts.
    Outskirts,
}

impl Extent {
    /// Behind what holds: ", most"; nothing where it is the whole place.
    pub fn aside(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Most => ", most",
            Self::Part => ", part",
            Self::Outskirts => ", outskirts",
        }
    }
}

/// One statement about one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The place.
    pub place: PlaceId,
    /// Curfew or control.
    pub kind: StatusKind,
    /// What holds.
    pub value: StatusValue,
    /// How much of the place; null for a curfew.
    pub extent: Option<Extent>,
    /// When the curfew is to end; null where open, unstated or without an hour.
    pub until: Option<Timestamp>,
    /// Who says so, or who imposes it.
    pub origin: Option<OriginId>,
    /// The instant it speaks of.
    pub as_of: Option<Timestamp>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
    /// The words.
    pub evidence: Evidence,
    /// The id of the reading rule, for `--explain`.
    #[serde(skip)]
    pub rule: std::borrow::Cow<'static, str>,
}
