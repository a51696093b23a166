//! Nesting: which of a situation's places lie in which.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::model::{PlaceId, PlaceKind, Situation};

/// Which places lie in which.
#[derive(Debug)]
pub struct Nesting {
    parents: HashMap<PlaceId, PlaceId, FixedState>,
    cities: HashMap<PlaceId, PlaceId, FixedState>,
    regions: Vec<PlaceId>,
    quarters: Vec<PlaceId>,
}

impl Nesting {
    /// Takes note of the places of a situation.
    pub fn new(situation: &Situation) -> Self {
        let places = || situation.places.iter();
        let regions = places().filter(|place| place.kind == PlaceKind::Region && place.city.is_none());
        let quarters = places().filter(|place| place.kind == PlaceKind::Quarter);
        Self {
            parents: places().filter_map(|place| Some((place.id.clone(), place.parent.clone()?))).collect(),
            cities: places().filter_map(|place| Some((place.id.clone(), place.city.clone()?))).collect(),
            regions: regions.map(|place| place.id.clone()).collect(),
            quarters: quarters.map(|place| place.id.clone()).collect(),
        }
    }

    /// Whether a place is a region without a city of its own, such as the coast.
    pub fn is_region(&self, place: &PlaceId) -> bool {
        self.regions.contains(place)
    }

    /// Whether a place is a part of a city.
    pub fn is_quarter(&self, place: &PlaceId) -> bool {
        self.quarters.contains(place)
    }

    /// Whether one place lies in another, or a quarter in the city of its governorate.
    pub fn lies_in(&self, place: &PlaceId, region: &PlaceId) -> bool {
        let Some(parent) = self.parents.get(place) else { return false };
        let own_city = self.cities.get(parent).is_some_and(|city| city == region && city != place);
        parent == region || own_city || self.parents.get(parent).is_some_and(|above| above == region)
    }

    /// The one of several places that lies in all others; a town lies in no city beside it, though that is its
    /// governorate's.
    pub fn innermost<'p>(&self, places: &'p [PlaceId]) -> Option<&'p PlaceId> {
        let is_city = |place: &PlaceId| self.cities.values().any(|city| city == place);
        let within = |place: &PlaceId, other: &PlaceId| {
            self.lies_in(place, other) && (self.is_quarter(place) || !is_city(other))
        };
        places.iter().find(|place| places.iter().all(|other| other == *place || within(place, other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::sample;

    #[test]
    fn the_innermost_of_several_places_lies_in_all_others() {
        let nesting = Nesting::new(&sample::situation());
        let check = |places: &[&str], expect: Option<&str>| {
            let places: Vec<PlaceId> = places.iter().map(|place| PlaceId::new(*place)).collect();
            assert_eq!(nesting.innermost(&places).map(PlaceId::as_str), expect, "{places:?}");
        };
        check(&["daatour", "latakia"], Some("daatour"));
        check(&["latakia_governorate", "daatour", "latakia"], Some("daatour"));
        check(&["latakia_governorate", "jableh"], Some("jableh"));
        check(&["latakia", "jableh"], None);
        check(&["baniyas", "jableh"], None);
        check(&["baniyas", "jableh", "latakia_governorate"], None);
        check(&[], None);
    }
}
