//! What the items of one document are named by, and which of them share a name.

use std::collections::HashMap;

use super::RawItem;

/// What else an item is known by than by its name, where items of its document share that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nothing: the name is its own.
    Nothing,
    /// Its address.
    Address,
    /// Its headline.
    Headline,
    /// Its text.
    Text,
}

/// What the items of one document are named by.
pub struct Names<'a> {
    /// The addresses and the headlines of the items of each guid.
    guids: HashMap<&'a str, (Few<'a>, Few<'a>)>,
    /// How many items without a guid have each address.
    links: HashMap<&'a str, usize>,
    /// The texts of those that have neither, by their headline and date.
    bare: HashMap<(&'a str, &'a str), Few<'a>>,
}

/// Headlines of one guid from which on it is no id: two may be an item and its earlier wording.
const HEADLINES_OF_ONE: usize = 2;

/// A few different texts: as many as tell that there are more.
#[derive(Default)]
struct Few<'a>(Vec<Option<&'a str>>);

impl<'a> Few<'a> {
    fn add(&mut self, text: Option<&'a str>) {
        if self.0.len() <= HEADLINES_OF_ONE && !self.0.contains(&text) {
            self.0.push(text);
        }
    }

    fn are_over(&self, number: usize) -> bool {
        self.0.len() > number
    }
}

impl<'a> Names<'a> {
    /// The names of these items.
    pub fn of(items: &'a [RawItem]) -> Self {
        let mut names = Self { guids: HashMap::new(), links: HashMap::new(), bare: HashMap::new() };
        for item in items {
            match (item.guid.as_deref(), item.link.as_deref()) {
                (Some(guid), link) => {
                    let (links, titles) = names.guids.entry(guid).or_default();
                    links.add(link);
                    titles.add(item.headline().filter(|headline| !headline.is_empty()).or(item.first_text()));
                }
                (None, Some(link)) => *names.links.entry(link).or_default() += 1,
                (None, None) => names.bare.entry(item.bare_name()).or_default().add(item.first_text()),
            }
        }
        names
    }

    /// What an item shares its name with others for.
    pub fn sharing(&self, item: &RawItem) -> Sharing {
        let (guid, link) = (item.guid.as_deref(), item.link.as_deref());
        match (guid.and_then(|guid| self.guids.get(guid)), link) {
            // A guid that several addresses share, or items of many headlines, is no id.
            (Some((links, _)), Some(_)) if links.are_over(1) => Sharing::Address,
            (Some((_, titles)), _) if titles.are_over(HEADLINES_OF_ONE) => Sharing::Headline,
            // Nor is an address of several items that have no guid.
            (None, Some(link)) if self.links.get(link).is_some_and(|items| *items > 1) => Sharing::Headline,
            (None, None) if self.bare.get(&item.bare_name()).is_some_and(|texts| texts.are_over(1)) => Sharing::Text,
            _ => Sharing::Nothing,
        }
    }
}
