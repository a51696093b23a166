//! The names that the values of a filter may be: those of the situation, of the feeds, and of what operators have used.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::model::{CategoryId, Feed, Lang, OriginId, PlaceId, Situation};
use crate::text::fold::fold;

/// Something with an id that may also be called otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its id, which a filter has.
    pub id: String,
    /// What it is called, for people.
    pub name: String,
    /// What else it is called.
    others: Vec<String>,
    /// Everything it is called, folded; made when somebody first asks for it by name, not while the screen opens.
    spellings: OnceLock<Vec<String>>,
}

impl Named {
    /// Something of that id and name.
    pub fn new(id: &str, name: &str) -> Self {
        Self::spelt(id, name, [])
    }

    fn spelt<'s>(id: &str, name: &str, others: impl IntoIterator<Item = &'s String>) -> Self {
        let others = others.into_iter().cloned().collect();
        Self { id: id.to_owned(), name: name.to_owned(), others, spellings: OnceLock::new() }
    }

    fn spellings(&self) -> &[String] {
        self.spellings.get_or_init(|| {
            let all = [&self.id, &self.name].into_iter().chain(&self.others).map(|spelling| fold(spelling));
            all.collect::<BTreeSet<_>>().into_iter().collect()
        })
    }

    /// Whether it is called so, given folded.
    pub(super) fn is_called(&self, folded: &str) -> bool {
        self.spellings().iter().any(|spelling| spelling == folded)
    }

    /// Whether any of its names begins so, given folded.
    pub(super) fn begins(&self, folded: &str) -> bool {
        self.spellings().iter().any(|spelling| spelling.starts_with(folded))
    }
}

/// The names that are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    pub(super) places: Vec<Named>,
    /// Each place with the one it lies in.
    within: Vec<(PlaceId, PlaceId)>,
    pub(super) origins: Vec<Named>,
    pub(super) categories: Vec<Named>,
    pub(super) holders: Vec<Named>,
    pub(super) feeds: Vec<Named>,
    pub(super) langs: Vec<Named>,
    /// The tags in use.
    pub tags: Vec<String>,
    /// Operators that have acknowledged something.
    pub operators: Vec<String>,
}

impl Vocabulary {
    /// The names of a situation and of feeds.
    pub fn new(situation: &Situation, feeds: &[Feed]) -> Self {
        let place = |place: &crate::model::Place| {
            let spellings = place.names.values().chain(place.common.values()).flatten();
            Named::spelt(place.id.as_str(), &place.name, spellings)
        };
        let sums = [
            (CategoryId::TOTAL, "everyone"),
            (CategoryId::COMBATANTS, "both sides' fighters"),
            (CategoryId::UNSPECIFIED, "people of no stated side"),
        ];
        let categories = situation.categories.iter().map(|one| (one.id.as_str(), one.name.as_str()));
        let somebody = (OriginId::OTHER, "somebody without a name of their own");
        let origins = situation.origins.iter().map(|origin| (origin.id.as_str(), origin.name.as_str()));
        let told = situation.places.iter().flat_map(|place| place.names.keys());
        let langs: BTreeSet<&Lang> = told.chain(feeds.iter().filter_map(|feed| feed.lang.as_ref())).collect();
        Self {
            places: situation.places.iter().map(place).collect(),
            within: situation
                .places
                .iter()
                .filter_map(|place| Some((place.id.clone(), place.parent.clone()?)))
                .collect(),
            origins: origins.chain([somebody]).map(|(id, name)| Named::new(id, name)).collect(),
            categories: categories.chain(sums).map(|(id, name)| Named::new(id, name)).collect(),
            holders: situation.sides.iter().map(|side| Named::new(side.id.as_str(), &side.name)).collect(),
            feeds: feeds.iter().map(|feed| Named::new(feed.id.as_str(), &feed.name)).collect(),
            langs: langs
                .into_iter()
                .filter(|lang| lang.as_str() != "und")
                .map(|lang| Named::new(lang.as_str(), ""))
                .collect(),
            tags: vec![],
            operators: vec![],
        }
    }

    /// A place and all that lie in it.
    pub(super) fn with_all_within(&self, place: &str) -> Vec<PlaceId> {
        let mut places = vec![PlaceId::new(place)];
        let mut looked = 0;
        while let Some(region) = places.get(looked).cloned() {
            let inner = self.within.iter().filter(|(_, parent)| *parent == region).map(|(place, _)| place.clone());
            let new: Vec<PlaceId> = inner.filter(|place| !places.contains(place)).collect();
            places.extend(new);
            looked += 1;
        }
        places
    }
}
