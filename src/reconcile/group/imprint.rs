//! What grouping knows of one revision of an item: the shape of its text and what it tells first.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::hints::Hints;
use crate::model::{
    Bound, Claim, Cue, Evidence, FeedId, Field, Matched, MatchedGroup, OriginId, ParsedItem, Reading, Scope, Situation,
    Status, StatusKind, StatusValue,
};
use crate::text::fold::fold;
use crate::text::similar::shape;

/// From how many bytes on a body tells a text by itself. A shorter one is a teaser, and its headline is part of it;
/// outlets that take up a longer one put a headline of their own above it.
const BODY_ALONE: usize = 300;

/// How many characters of a body are its lead: the paragraph or two that say what the item is about. What stands
/// behind is background, and told in many reports.
const LEAD: usize = 400;

/// Shingles of a text by which it is looked up: of two texts that share a third of their shingles, all of these differ
/// once in a hundred.
const SAMPLED: usize = 12;

/// Facts by which an item is looked up: the first of a long list tell it as well as all.
const KEYED_FACTS: usize = 8;

/// The shape of one revision of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imprint {
    /// The feed that published it.
    pub feed: FeedId,
    /// The simhash of its text, 0 where there is none.
    pub simhash: u64,
    /// The sketch of its text.
    pub text: Vec<u32>,
    /// What it tells of figures, of curfews and of who holds what, and the places that it names first; each once, in
    /// order.
    pub facts: Vec<Fact>,
    /// What tells at once that it is not like another.
    pub(super) hints: Hints,
}

/// One thing that is told, so that two languages tell it alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fact {
    /// Who counted, and what. Of a state, its kind and its place: who says so is often left out.
    pub counted: String,
    /// The same, with whose dead they are.
    pub subject: String,
    /// What is told of it.
    pub told: Told,
    /// The place it is of.
    pub place: Option<String>,
    /// What stretch a figure covers.
    pub scope: Option<Scope>,
    /// Whether the headline says so.
    pub headline: bool,
    /// Whether the headline or the lead says so.
    pub lead: bool,
    /// Whether nobody with a name says so: it can tell two stories apart, but never shows that two are one.
    #[serde(default)]
    pub unnamed: bool,
}

/// What is told of a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A number of people, and whether it is only a bound ("more than 70", "about 70").
    Number(u64, bool),
    /// A curfew: what holds, until when, by whose order.
    Curfew(StatusValue, Option<Timestamp>, Option<OriginId>),
    /// Who holds a place, by whose word.
    Control(StatusValue, Option<OriginId>),
    /// That the item names a place, by the situation's name for it, the same in every language; and whether it is
    /// smaller than a city.
    Named(String, bool),
}

impl Imprint {
    /// The imprint of a feed's text, by its simhash and its sketch, that tells these facts.
    pub fn new(feed: FeedId, simhash: u64, text: Vec<u32>, facts: Vec<Fact>) -> Self {
        let hints = Hints::of(&text, &facts);
        Self { feed, simhash, text, facts, hints }
    }

    /// The imprint of an item as it was parsed and read.
    pub fn of(situation: &Situation, feed: &FeedId, item: &ParsedItem, reading: &Reading) -> Self {
        let whole;
        let text = if item.text.len() >= BODY_ALONE {
            &item.text
        } else {
            whole = format!("{}\n{}", item.title, item.text);
            &whole
        };
        let stand = Stand {
            headline: numbers(&item.title),
            lead: item.text.char_indices().nth(LEAD).map_or(item.text.len(), |(byte, _)| byte),
        };
        let claims = reading.claims.iter().filter_map(|claim| stand.claim(claim));
        let statuses = reading.statuses.iter().filter_map(|status| stand.status(status));
        let facts: BTreeSet<Fact> = claims.chain(statuses).chain(stand.places(situation, &reading.matched)).collect();
        let (simhash, sketch) = shape(text);
        Self::new(feed.clone(), simhash, sketch, facts.into_iter().collect())
    }

    /// The numbers by which it is looked up: two imprints of one report share at least one, nearly always.
    pub fn keys(&self) -> Vec<i64> {
        let mut keys = BTreeSet::new();
        keys.extend(self.text.iter().take(SAMPLED).map(|shingle| key("shingle", &shingle.to_be_bytes())));
        if self.simhash != 0 {
            // A quarter each of the simhash: texts that differ in three bits share one surely.
            for (quarter, bits) in self.simhash.to_be_bytes().chunks(2).enumerate() {
                keys.insert(key(["a", "b", "c", "d"].get(quarter).copied().unwrap_or_default(), bits));
            }
        }
        let told = self.facts.iter().filter(|fact| fact.lead).filter_map(Fact::key);
        keys.extend(told.take(KEYED_FACTS));
        let headline = self.headline_places();
        if !headline.is_empty() {
            let names: Vec<&str> = headline.into_iter().map(|(name, _)| name).collect();
            keys.insert(key("places", names.join("\n").as_bytes()));
        }
        keys.into_iter().collect()
    }

    /// The places that its headline names, each with whether it is smaller than a city.
    pub(super) fn headline_places(&self) -> BTreeSet<(&str, bool)> {
        self.facts.iter().filter(|fact| fact.headline).filter_map(Fact::named).collect()
    }

    /// Whether both headlines name places, and the same ones.
    pub(super) fn shares_headline_places(&self, other: &Self) -> bool {
        self.hints.may_share_headline(&other.hints) && self.headline_places() == other.headline_places()
    }

    /// The places that its headline or its lead names, as [`Self::headline_places`] has them.
    pub(super) fn lead_places(&self) -> BTreeSet<(&str, bool)> {
        self.facts.iter().filter(|fact| fact.lead).filter_map(Fact::named).collect()
    }
}

/// A lone figure says what it is about only from here on: "one killed" is said of many things.
const TELLING: u64 = 10;

impl Fact {
    /// What is counted, and whose dead: the same whoever counted.
    pub(super) fn matter(&self) -> &str {
        self.subject.split_once(' ').map_or("", |(_, matter)| matter)
    }

    /// The place that is named, and whether it is smaller than a city.
    pub(super) fn named(&self) -> Option<(&str, bool)> {
        if let Told::Named(place, is_local) = &self.told { Some((place, *is_local)) } else { None }
    }

    /// Whether it is a figure that says what it is about.
    pub(super) fn is_telling(&self) -> bool {
        matches!(self.told, Told::Number(number, _) if number >= TELLING)
    }

    /// The number by which it is looked up. Of a figure that tells by itself or is of one place, whoever counted: many
    /// leave that out.
    fn key(&self) -> Option<i64> {
        let metric = || self.counted.split_once(' ').map_or(self.counted.as_str(), |(_, metric)| metric);
        let counted = match (&self.told, &self.place) {
            (Told::Named(..), _) => return None,
            (Told::Number(..), _) if self.is_telling() => metric().to_owned(),
            (Told::Number(..), Some(place)) => format!("{} {place}", metric()),
            _ if self.unnamed => return None,
            _ => self.counted.clone(),
        };
        Some(key(&counted, self.told.identity().as_bytes()))
    }
}

impl Told {
    /// The words in which two that tell the same are equal.
    fn identity(&self) -> String {
        match self {
            Self::Number(number, _) => number.to_string(),
            Self::Curfew(value, until, _) => format!("{} {until:?}", value.as_str()),
            Self::Control(value, _) => value.as_str().to_owned(),
            Self::Named(place, _) => place.clone(),
        }
    }

    /// Whether both tell the same: the number, or the state, its end, and nobody else's order.
    pub fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one, _), Self::Number(two, _)) => one == two,
            (Self::Curfew(_, _, Some(one)), Self::Curfew(_, _, Some(two)))
            | (Self::Control(_, Some(one)), Self::Control(_, Some(two)))
                if one != two =>
            {
                false
            }
            _ => self.identity() == other.identity(),
        }
    }
}

/// Where an item tells its facts.
struct Stand {
    /// The numbers of its headline.
    headline: BTreeSet<u64>,
    /// The end of its lead.
    lead: usize,
}

impl Stand {
    fn in_lead(&self, evidence: &Evidence) -> bool {
        evidence.field == Field::Title || evidence.start < self.lead
    }

    fn claim(&self, claim: &Claim) -> Option<Fact> {
        let named = claim.origin.as_ref().filter(|origin| origin.as_str() != OriginId::OTHER);
        let origin = named.map_or(OriginId::OTHER, |origin| origin.as_str());
        if claim.bound == Bound::Vague || claim.cue == Cue::Earlier {
            return None;
        }
        let number = claim.low.or(claim.high)?;
        let perpetrator = claim.perpetrator.as_ref().map(|hand| hand.as_str()).unwrap_or_default();
        let headline = claim.evidence.field == Field::Title || self.headline.contains(&number);
        let counted = format!("{origin} {}", claim.metric.words());
        Some(Fact {
            subject: format!("{counted} {} {perpetrator}", claim.category),
            counted,
            told: Told::Number(number, claim.bound != Bound::Exact),
            place: claim.place.as_ref().map(|place| place.as_str().to_owned()),
            scope: Some(claim.scope),
            headline,
            lead: headline || self.in_lead(&claim.evidence),
            unnamed: named.is_none(),
        })
    }

    /// The places that the headline and the lead name, each once.
    fn places(&self, situation: &Situation, matched: &[Matched]) -> Vec<Fact> {
        let is_place = |term: &&Matched| term.group == MatchedGroup::Place;
        let in_headline = |term: &Matched| term.field == Field::Title;
        let first = |term: &&Matched| in_headline(term) || term.start < self.lead;
        let terms: Vec<&Matched> = matched.iter().filter(is_place).filter(first).collect();
        let names: BTreeSet<&str> = terms.iter().map(|term| &*term.term).collect();
        let is_local = |name: &str| situation.places.iter().any(|place| place.name == name && place.kind.is_local());
        let fact = |name: &str| Fact {
            counted: "place".to_owned(),
            subject: format!("place {name}"),
            told: Told::Named(name.to_owned(), is_local(name)),
            place: None,
            scope: None,
            headline: terms.iter().any(|term| in_headline(term) && &*term.term == name),
            lead: true,
            unnamed: false,
        };
        names.into_iter().map(fact).collect()
    }

    fn status(&self, status: &Status) -> Option<Fact> {
        let origin = status.origin.clone().filter(|origin| origin.as_str() != OriginId::OTHER);
        let (kind, told) = match (status.kind, &status.value) {
            (StatusKind::Curfew, value) => ("curfew", Told::Curfew(value.clone(), status.until, origin)),
            (StatusKind::Control, value @ StatusValue::Held(_)) => ("control", Told::Control(value.clone(), origin)),
            // Fighting goes on in many places for days.
            (StatusKind::Control, _) => return None,
        };
        let counted = format!("{kind} {}", status.place);
        Some(Fact {
            subject: counted.clone(),
            counted,
            told,
            place: Some(status.place.as_str().to_owned()),
            scope: None,
            headline: status.evidence.field == Field::Title,
            lead: self.in_lead(&status.evidence),
            unnamed: false,
        })
    }
}

/// The numbers that stand in digits in a text, whatever parts their thousands.
fn numbers(text: &str) -> BTreeSet<u64> {
    let folded = fold(text);
    let mut found = BTreeSet::new();
    let mut rest = folded.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = rest.get(at..).unwrap_or_default();
        let (mut digits, mut end) = (String::new(), 0);
        loop {
            let run: String = rest.chars().skip(end).take_while(char::is_ascii_digit).collect();
            // What is parted off has three digits; the first group has three at most.
            if !digits.is_empty() && run.len() != 3 {
                break;
            }
            end += run.len();
            digits.push_str(&run);
            let parts = |c: &char| matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}' | '\u{66c}' | '\u{2019}');
            if digits.len() > 18 || !rest.chars().nth(end).is_some_and(|c| parts(&c)) {
                break;
            }
            end += 1;
        }
        found.extend(digits.parse::<u64>());
        let skipped = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let whole = rest.char_indices().nth(end).map_or(rest.len(), |(byte, _)| byte);
        rest = rest.get(skipped.max(whole)..).unwrap_or_default();
    }
    found
}

/// A number of 64 bits made of a kind and its bytes; stored, so it must never change.
fn key(kind: &str, bytes: &[u8]) -> i64 {
    let mut hash = Sha256::new();
    hash.update((kind.len() as u64).to_be_bytes());
    hash.update(kind);
    hash.update(bytes);
    hash.finalize().iter().take(8).fold(0_i64, |number, byte| number << 8 | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn the_numbers_of_a_headline_are_found_in_any_spelling() {
        let check = |text: &str, expect: &[u64]| {
            assert_eq!(numbers(text).into_iter().collect::<Vec<_>>(), expect, "{text}");
        };
        check("1,018 dead, 745 of them civilians", &[745, 1018]);
        check("مقتل ١٠١٨ شخصاً", &[1018]);
        check("1.311 morts; 16, 28 et 4", &[4, 16, 28, 1311]);
        check("On 7, 8 and 9 March", &[7, 8, 9]);
        check("none", &[]);
    }
}
