//! Words around the names of places: what makes a name a governorate, a village, a list.

use serde::Deserialize;

/// Words around place names of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaceWords {
    /// Before one name, make it the governorate ("province").
    pub region_before: Vec<String>,
    /// After one name, make it the governorate.
    pub region_after: Vec<String>,
    /// Before a list of names, make all of them governorates ("provinces").
    pub regions_before: Vec<String>,
    /// After a list of names, make all of them governorates.
    pub regions_after: Vec<String>,
    /// Before a region word, leave the name the city ("centre" of the governorate).
    pub centre: Vec<String>,
    /// Tie a region word to its names, each of them ("of").
    pub of: Vec<String>,
    /// May stand between a region word and the name ("northern").
    pub between: Vec<String>,
    /// Join the names of a list ("and").
    pub and: Vec<String>,
    /// Tell that the name beside them is a place ("village", "near", "in").
    pub company: Vec<String>,
    /// The same behind the name ("village", "köyünde").
    pub company_behind: Vec<String>,
    /// Articles that names carry ("al").
    pub articles: Vec<String>,
    /// Of these, those that are no words of their own, and so are articles also where they stand apart and are written
    /// small.
    pub plain_articles: Vec<String>,
}
