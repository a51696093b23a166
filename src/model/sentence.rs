//! A sentence in parts: words, and the instants, places, sides, origins and figures that it names, each as what it is.
//!
//! Whoever makes a sentence names things by their ids; each front end tells them its own way. Written out as it is
//! ([`fmt::Display`], and as JSON) a sentence has the ids and full instants of data.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::{Bound, CategoryId, Extent, Figure, OriginId, PlaceId, StatusValue};

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words(Cow<'static, str>),
    /// A number of people.
    Number(u64),
    /// A moment.
    Instant(Timestamp),
    /// A place.
    Place(PlaceId),
    /// Whose dead.
    Category(CategoryId),
    /// Who counted; none where nobody is named.
    Origin(Option<OriginId>),
    /// What a claim or a status states.
    Stated(Stated),
}

impl From<&'static str> for Part {
    fn from(words: &'static str) -> Self {
        Self::Words(Cow::Borrowed(words))
    }
}

impl From<String> for Part {
    fn from(words: String) -> Self {
        Self::Words(Cow::Owned(words))
    }
}

/// A sentence, without a capital and without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence(Vec<Part>);

impl Sentence {
    /// Its parts in order.
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The sentence with a part more.
    #[must_use]
    pub fn and(mut self, part: impl Into<Part>) -> Self {
        self.0.push(part.into());
        self
    }

    /// The sentence with another behind it.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl<P: Into<Part>> From<P> for Sentence {
    fn from(part: P) -> Self {
        Self(vec![part.into()])
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Words(words) => f.write_str(words),
            Part::Number(number) => write!(f, "{number}"),
            Part::Instant(instant) => write!(f, "{instant}"),
            Part::Place(place) => write!(f, "{place}"),
            Part::Category(category) => write!(f, "{category}"),
            Part::Origin(Some(origin)) => write!(f, "{origin}"),
            Part::Origin(None) => f.write_str("nobody named"),
            Part::Stated(stated) => f.write_str(&stated.plain()),
        })
    }
}

impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What holds in a place, and of how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// What holds.
    pub value: StatusValue,
    /// How much of the place; none for a curfew.
    pub extent: Option<Extent>,
}

/// As data have it: `loyalists, outskirts`.
impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.value.as_str(), self.extent.map_or("", Extent::aside))
    }
}

impl Serialize for Holding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a claim or a status states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// A figure, its lower end below its upper one.
    Figure(Figure),
    /// How a place stands.
    Place {
        /// What holds.
        holds: Holding,
        /// When a curfew is to end.
        until: Option<Timestamp>,
        /// The region that was spoken of, where nobody named the place itself.
        via: Option<PlaceId>,
    },
}

/// In the words of data: `more_than 70`, `in_force until 2025-03-08T07:00:00Z`.
impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(figure) => {
                let bound = match figure.bound {
                    Bound::Exact | Bound::Range => "",
                    Bound::AtLeast => "at_least ",
                    Bound::MoreThan => "more_than ",
                    Bound::About => "about ",
                    Bound::UpTo => "up_to ",
                    Bound::Vague => "vague ",
                };
                f.write_str(bound)?;
                match (figure.low, figure.high) {
                    (Some(low), Some(high)) if low != high => write!(f, "{low} to {high}"),
                    (Some(one), _) | (None, Some(one)) => write!(f, "{one}"),
                    (None, None) => f.write_str("no number"),
                }
            }
            Self::Place { holds, until, via } => {
                write!(f, "{holds}")?;
                until.map_or(Ok(()), |until| write!(f, " until {until}"))?;
                via.as_ref().map_or(Ok(()), |region| write!(f, " (said of {region})"))
            }
        }
    }
}

impl Stated {
    /// In words of people rather than of data: "more than 70", "in force until 2025-03-08T07:00Z".
    pub fn plain(&self) -> String {
        let told = self.to_string().replace('_', " ");
        match self {
            Self::Figure(Figure { bound: Bound::Vague, .. }) => {
                format!("{} or more (in words)", told.trim_start_matches("vague "))
            }
            Self::Figure(_) => told,
            Self::Place { .. } => told.replace(":00Z", "Z"),
        }
    }
}

impl Serialize for Stated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn figure(low: Option<u64>, high: Option<u64>, bound: Bound) -> Stated {
        Stated::Figure(Figure { low, high, bound })
    }

    #[test]
    fn what_is_stated_has_words_for_data_and_words_for_people() {
        let check = |stated: &Stated, data: &str, plain: &str| {
            assert_eq!((stated.to_string().as_str(), stated.plain().as_str()), (data, plain));
            assert_eq!(serde_json::to_value(stated).unwrap(), data);
        };
        check(&figure(Some(70), None, Bound::MoreThan), "more_than 70", "more than 70");
        check(&figure(None, Some(70), Bound::UpTo), "up_to 70", "up to 70");
        check(&figure(Some(70), Some(80), Bound::Range), "70 to 80", "70 to 80");
        check(&figure(Some(12), None, Bound::Vague), "vague 12", "12 or more (in words)");
        check(&figure(None, None, Bound::Exact), "no number", "no number");
        let curfew = Stated::Place {
            holds: Holding { value: StatusValue::InForce, extent: None },
            until: Some("2025-03-08T07:00:00Z".parse().unwrap()),
            via: Some("the_coast".into()),
        };
        check(
            &curfew,
            "in_force until 2025-03-08T07:00:00Z (said of the_coast)",
            "in force until 2025-03-08T07:00Z (said of the coast)",
        );
        let held = Holding { value: StatusValue::Held("loyalists".into()), extent: Some(Extent::Outskirts) };
        check(&Stated::Place { holds: held, until: None, via: None }, "loyalists, outskirts", "loyalists, outskirts");
    }

    #[test]
    fn a_sentence_is_written_out_with_the_ids_and_instants_of_data() {
        let named = Sentence::from(Part::Origin(Some("SOHR".into())))
            .and("'s ")
            .and(Part::Stated(figure(Some(70), None, Bound::MoreThan)))
            .and(" of ")
            .and(Part::Instant("2025-03-09T15:50:00Z".parse().unwrap()));
        let told = Sentence::from("lower than ").then(named).and(" in ").and(Part::Place("latakia_governorate".into()));
        let expect = "lower than SOHR's more than 70 of 2025-03-09T15:50:00Z in latakia_governorate";
        assert_eq!(told.to_string(), expect);
        assert_eq!(serde_json::to_value(&told).unwrap(), expect);
        let nobody = Sentence::from(Part::Origin(None)).and("'s ").and(Part::Number(3)).and(" of ");
        assert_eq!(nobody.and(Part::Category("civilians".into())).to_string(), "nobody named's 3 of civilians");
    }
}
