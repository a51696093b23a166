//! Areas: which places are no settlements, and which lie in one another.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::model::{Place, PlaceId, PlaceKind};

/// How far a quarter lies from the middle of its city at most, in degrees of latitude: some 6 km.
const IN_TOWN: f64 = 0.055;

/// What a situation's places are to one another.
#[derive(Debug, Default)]
pub struct Areas {
    regions: Vec<PlaceId>,
    /// The cities of each quarter.
    cities: HashMap<PlaceId, Vec<PlaceId>, FixedState>,
}

impl Areas {
    /// Those of a situation's places.
    pub fn of(places: &[Place]) -> Self {
        let is_city = |quarter: &Place, place: &&Place| {
            place.id != quarter.id
                && place.kind.is_area()
                && place.kind != PlaceKind::Quarter
                && is_near(quarter, place)
        };
        let cities = |quarter: &Place| {
            let near = places.iter().filter(|place| is_city(quarter, place));
            (quarter.id.clone(), near.map(|place| place.id.clone()).collect())
        };
        let regions = places.iter().filter(|place| place.kind == PlaceKind::Region && place.city.is_none());
        Self {
            regions: regions.map(|place| place.id.clone()).collect(),
            cities: places.iter().filter(|place| place.kind == PlaceKind::Quarter).map(cities).collect(),
        }
    }

    /// Whether a place is a region that shares its name with no city.
    pub fn is_region(&self, place: &PlaceId) -> bool {
        self.regions.contains(place)
    }

    /// Whether one place is a quarter of another.
    pub fn is_within(&self, inner: &PlaceId, outer: &PlaceId) -> bool {
        self.cities.get(inner).is_some_and(|cities| cities.contains(outer))
    }
}

/// Whether a place lies so near another that it may be a part of it.
fn is_near(inner: &Place, outer: &Place) -> bool {
    let apart = |one: Option<f64>, other: Option<f64>| one.zip(other).map(|(one, other)| (one - other).abs());
    let [north, east] = [apart(inner.lat, outer.lat), apart(inner.lon, outer.lon)];
    north.zip(east).is_some_and(|(north, east)| north <= IN_TOWN && east <= IN_TOWN)
}
