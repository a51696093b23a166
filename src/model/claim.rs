//! A claim: one figure that someone states, with its evidence. The values are CONTRACT-stable.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CategoryId, OriginId, PlaceId};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// People killed.
    Killed,
    /// People injured.
    Injured,
    /// People detained or taken prisoner.
    Detained,
    /// People missing.
    Missing,
    /// People driven from home.
    Displaced,
    /// A figure that the text does not part into killed and injured.
    KilledOrInjured,
}

impl Metric {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 6] =
        [Self::Killed, Self::Injured, Self::Detained, Self::Missing, Self::Displaced, Self::KilledOrInjured];

    /// The words for it on a screen or in a table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Injured => "injured",
            Self::Detained => "detained",
            Self::Missing => "missing",
            Self::Displaced => "displaced",
            Self::KilledOrInjured => "killed or injured",
        }
    }
}

/// How the text binds the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// "35".
    Exact,
    /// "at least 35": low alone.
    AtLeast,
    /// "more than 35": low alone, the stated number.
    MoreThan,
    /// "about 35", "nearly 35".
    About,
    /// "up to 35", "fewer than 35": high alone.
    UpTo,
    /// "70 to 80".
    Range,
    /// A word without a number ("dozens"): raises a low, never a best.
    Vague,
}

/// What stretch the figure covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Since the clashes began.
    Cumulative,
    /// One attack, or one day.
    Incident,
    /// A named stretch that is not the clashes.
    Period,
}

/// Which text of the item a span lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The headline.
    Title,
    /// The body.
    Text,
}

/// The words that a claim or a status was read from.
///
/// `start` and `end` are byte offsets into the cleaned field, on character borders; `quote` is that span.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The field.
    pub field: Field,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub quote: String,
}

/// What the words say of a figure's place in its origin's series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// Nothing: it is the figure.
    #[default]
    Plain,
    /// It corrects an earlier one, also downward ("revised to 35", "corrected its toll").
    Correction,
    /// It is an earlier one that is told again ("its previous toll of 830", "had said earlier").
    Earlier,
}

impl Cue {
    /// Whether the words say nothing of the kind.
    pub fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

/// One figure, as stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// What is counted.
    pub metric: Metric,
    /// Whose dead.
    pub category: CategoryId,
    /// Who killed them, where the text counts by that: a category of the situation that can act.
    pub perpetrator: Option<CategoryId>,
    /// Lower end, null where the text gives only an upper bound.
    pub low: Option<u64>,
    /// Upper end, null where the text leaves it open.
    pub high: Option<u64>,
    /// How the text binds it.
    pub bound: Bound,
    /// Who counted; null where nobody is named.
    pub origin: Option<OriginId>,
    /// The one place it is for, else null.
    pub place: Option<PlaceId>,
    /// What stretch it covers.
    pub scope: Scope,
    /// The instant the figure speaks of: the bulletin's own time, else publication.
    pub as_of: Option<Timestamp>,
    /// Whether it corrects a figure before it, or tells an earlier one again.
    #[serde(default, skip_serializing_if = "Cue::is_plain")]
    pub cue: Cue,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
    /// The words.
    pub evidence: Evidence,
    /// The id of the reading rule, for `--explain`.
    #[serde(skip)]
    pub rule: std::borrow::Cow<'static, str>,
}
