//! The situation: what is watched, as data. Loaded from `config/situations/NAME/`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CategoryId, Episode, Feed, Lang, OriginId, PlaceId, SideId};

/// Spellings of a name by language code.
pub type Names = BTreeMap<Lang, Vec<String>>;

/// Everything that makes one conflict different from another.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// The folder's name.
    pub id: String,
    /// Title on the screen ("Coastal clashes, Syria").
    pub title: String,
    /// IANA time zone in which its reports tell hours.
    pub timezone: String,
    /// A short name of that zone for the screen ("Damascus").
    pub zone_name: String,
    /// Sides that can hold ground.
    pub sides: Vec<Side>,
    /// Wordings for stretches that are longer than any episode ("since the fall of"): what is counted in one is no
    /// figure of an episode.
    pub eras: Names,
    /// Wordings for what was before it: figures and states told of that are history.
    pub past: Names,
    /// Whose dead are counted, in the order the screen shows them.
    pub categories: Vec<Category>,
    /// Places.
    pub places: Vec<Place>,
    /// Actors.
    pub actors: Vec<Actor>,
    /// Origins, best rank first.
    pub origins: Vec<Origin>,
    /// What the situation is about.
    pub topic: Topic,
    /// Its episodes.
    pub episodes: Vec<Episode>,
    /// The feeds it ships.
    pub feeds: Vec<Feed>,
}

impl Situation {
    /// The episode of that id.
    pub fn episode(&self, id: &str) -> Option<&Episode> {
        self.episodes.iter().find(|episode| episode.id.as_str() == id)
    }

    /// The place of that id.
    pub fn place(&self, id: &PlaceId) -> Option<&Place> {
        self.places.iter().find(|place| place.id == *id)
    }

    /// The name of a place; its id where the situation has none.
    pub fn place_name<'s>(&'s self, id: &'s PlaceId) -> &'s str {
        self.place(id).map_or(id.as_str(), |place| place.name.as_str())
    }

    /// The origin of that id.
    pub fn origin(&self, id: &OriginId) -> Option<&Origin> {
        self.origins.iter().find(|origin| origin.id == *id)
    }

    /// The category of that id.
    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *id)
    }

    /// The name of a category: the situation's own, or one of the fixed ones.
    pub fn category_name(&self, id: &CategoryId) -> String {
        match (id.as_str(), self.category(id)) {
            (_, Some(category)) => category.name.clone(),
            (CategoryId::TOTAL, None) => "Total".to_owned(),
            (CategoryId::COMBATANTS, None) => "Combatants".to_owned(),
            (CategoryId::UNSPECIFIED, None) => "Side not stated".to_owned(),
            (other, None) => other.replace('_', " "),
        }
    }

    /// The side of that id.
    pub fn side(&self, id: &SideId) -> Option<&Side> {
        self.sides.iter().find(|side| side.id == *id)
    }
}

/// A side that can hold ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Its id as a control status names it.
    pub id: SideId,
    /// Its name on the screen.
    pub name: String,
    /// Its fighters, as a casualty category.
    pub category: CategoryId,
    /// Words that name it as a holder of ground, besides those of its actors ("government").
    #[serde(default)]
    pub names: Names,
}

/// Whose dead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its name on the screen.
    pub name: String,
}

/// What sort of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A region or a governorate.
    Region,
    /// A city.
    City,
    /// A town.
    Town,
    /// A village.
    Village,
    /// A quarter of a city.
    Quarter,
    /// A military base.
    Base,
}

impl PlaceKind {
    /// Whether a place of this kind is smaller than a city.
    pub const fn is_local(self) -> bool {
        matches!(self, Self::Town | Self::Village | Self::Quarter)
    }

    /// Whether people live at a place of this kind and it is no region.
    pub const fn is_area(self) -> bool {
        !matches!(self, Self::Region | Self::Base)
    }
}

/// A place of the situation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// Its name on the screen.
    pub name: String,
    /// What sort.
    pub kind: PlaceKind,
    /// The region it lies in.
    #[serde(default)]
    pub parent: Option<PlaceId>,
    /// The city whose bare name it shares, for a governorate: the bare name is the city.
    #[serde(default)]
    pub city: Option<PlaceId>,
    /// Latitude, degrees north, WGS 84.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude, degrees east, WGS 84.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Spellings by language; `und` holds Latin spellings of any language.
    #[serde(default)]
    pub names: Names,
    /// Spellings that are also ordinary words or other names: counted only in items that name the country or a
    /// place beyond doubt, and, but for regions ("the coast"), beside a word or in a list that tells a place.
    #[serde(default)]
    pub common: Names,
}

/// Somebody who acts or suffers, by the words that name them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Its id.
    pub id: String,
    /// The category its dead belong to.
    pub category: CategoryId,
    /// The side it holds ground for, if any.
    #[serde(default)]
    pub side: Option<SideId>,
    /// The words that name it, by language; `(a|b|)` in a phrase stands for its choices.
    #[serde(default)]
    pub names: Names,
    /// Words that mean it only where nothing else in the phrase names anybody ("officers", "gunmen").
    #[serde(default)]
    pub hints: Names,
}

/// What sort of origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    /// Counts by itself, continuously.
    Monitor,
    /// Verifies each case: its figures are a floor, not a rival toll.
    Verifier,
    /// A party to the clashes.
    Belligerent,
    /// A news outlet that counted itself.
    Outlet,
    /// Any other institution.
    Institution,
}

/// Who counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Its id.
    pub id: OriginId,
    /// Its full name.
    pub name: String,
    /// Its rank, 1 the best: the best-ranked current origin gives a row its best figure.
    pub rank: u8,
    /// What sort.
    pub kind: OriginKind,
    /// The category of its own side, for a belligerent: its count of the other side's dead is never best.
    #[serde(default)]
    pub own: Option<CategoryId>,
    /// Whether its names mean it only of this country ("the health ministry"): of another one it is somebody else.
    #[serde(default)]
    pub local: bool,
    /// The words that name it, by language.
    pub names: Names,
}

/// What the situation is about, as weighted groups of terms.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The groups.
    #[serde(default, rename = "group")]
    pub groups: Vec<TopicGroup>,
}

/// What the terms of a group do to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicRole {
    /// It is about the country.
    Country,
    /// Somebody fights, kills, dies or shuts a city.
    Violence,
    /// Those who fight here and nowhere else.
    Actor,
    /// A community that suffers here more than elsewhere.
    Community,
    /// It names the situation by itself.
    Signature,
    /// Other matters of the same places.
    OffTopic,
    /// Other places.
    Elsewhere,
    /// A count that runs on since something began.
    Toll,
    /// States and bodies speak of it: another country in the sentence is who speaks, not where it happened.
    Voice,
}

/// Terms that speak for or against an item being about the situation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicGroup {
    /// Its id.
    pub id: String,
    /// What its terms do.
    pub role: TopicRole,
    /// How sure its terms are of that, 0 to 1.
    pub weight: f32,
    /// The terms, by language; written as wordings: `(a|b)` for choices, `*` for any ending.
    pub terms: Names,
}
