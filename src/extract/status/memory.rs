//! Memory: what the sentences before one named, and the word of theirs that stands for it later.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Kind;
use crate::extract::gazetteer::Mention;
use crate::model::PlaceId;

/// The places that were named before a sentence.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// The last town.
    pub town: Option<PlaceId>,
    /// The last of them that is no village.
    pub city: Option<PlaceId>,
    /// The last region.
    pub region: Option<PlaceId>,
    /// The last list of places, of the sentence right before.
    last: Vec<PlaceId>,
    /// How many sentences ago a curfew was named, where one was.
    curfew: Option<usize>,
}

impl Memory {
    /// Takes note of the places of a sentence.
    pub fn pass(&mut self, places: &[Mention], kinds: &HashMap<PlaceId, Kind, FixedState>) {
        self.last = places.iter().map(|mention| mention.place.clone()).collect();
        for mention in places {
            match kinds.get(&mention.place) {
                Some(Kind::Region(city)) => {
                    self.region = Some(mention.place.clone());
                    if let Some(city) = city {
                        self.town = Some(city.clone());
                        self.city = Some(city.clone());
                    }
                }
                Some(Kind::Quarter) if self.town.is_some() => {}
                kind => {
                    self.town = Some(mention.place.clone());
                    if kind != Some(&Kind::Village) {
                        self.city = Some(mention.place.clone());
                    }
                }
            }
        }
    }

    /// Takes note of whether a sentence names a curfew.
    pub fn pass_curfew(&mut self, told: bool) {
        self.curfew = if told { Some(0) } else { self.curfew.map(|age| age + 1) };
    }

    /// Whether the sentence right before names a curfew.
    pub fn told_curfew(&self) -> bool {
        self.curfew == Some(0)
    }

    /// Whether one was named in the last two sentences.
    pub fn told_curfew_lately(&self) -> bool {
        self.curfew.is_some_and(|age| age <= 1)
    }

    /// Forgets the curfews of another field.
    pub fn forget_curfew(&mut self) {
        self.curfew = None;
    }

    /// The places of the sentence right before.
    pub fn last(&self) -> &[PlaceId] {
        &self.last
    }
}
