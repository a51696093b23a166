//! Sentences that name things by ids and instants, in the words of the screen: each place, side and origin by its name,
//! each instant as the screen tells instants.

use super::{moment, words};
use crate::model::{OriginId, Part, Sentence, Situation, Stated};

/// A sentence as a person reads it: "SOHR's 1018 of Sat 8 Mar 21:10Z is later".
pub fn told(sentence: &Sentence, situation: &Situation) -> String {
    let parts = sentence.parts();
    let mut told = String::new();
    for (n, part) in parts.iter().enumerate() {
        match part {
            // Others have no name: what is theirs is "others' 25", not "others's 25".
            Part::Words(words) => {
                let of_others = n.checked_sub(1).and_then(|before| parts.get(before)).is_some_and(is_others);
                let own = words.strip_prefix("'s").filter(|_| of_others);
                told.push_str(&own.map_or_else(|| words.to_string(), |rest| format!("'{rest}")));
            }
            Part::Number(number) => told.push_str(&number.to_string()),
            Part::Instant(instant) => told.push_str(&moment::brief(*instant)),
            Part::Place(place) => told.push_str(situation.place_name(place)),
            Part::Category(category) => told.push_str(&words::category(category, situation).to_lowercase()),
            Part::Origin(origin) => told.push_str(words::origin(origin.as_ref())),
            Part::Stated(said) => told.push_str(&stated(said, situation)),
        }
    }
    told
}

fn is_others(part: &Part) -> bool {
    matches!(part, Part::Origin(Some(origin)) if origin.as_str() == OriginId::OTHER)
}

/// What a claim or a status states, as a person reads it: "more than 70", "in force until Sat 8 Mar 07:00Z (said of Syrian
/// coast)".
pub fn stated(stated: &Stated, situation: &Situation) -> String {
    let Stated::Place { holds, until, via } = stated else { return stated.plain() };
    let holds = format!("{}{}", words::holds(&holds.value, situation), words::extent(holds.extent));
    let until = until.map(|until| format!(" until {}", moment::brief(until))).unwrap_or_default();
    let via = via.as_ref().map(|region| format!(" (said of {})", situation.place_name(region))).unwrap_or_default();
    format!("{holds}{until}{via}")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::situation::shipped;
    use crate::model::{Bound, Extent, Figure, Holding, StatusValue};

    fn at(instant: &str) -> Part {
        Part::Instant(instant.parse().unwrap())
    }

    fn origin(id: &str) -> Sentence {
        Sentence::from(Part::Origin(Some(id.into())))
    }

    #[test]
    fn instants_and_ids_are_told_as_the_screen_tells_them() {
        let situation = shipped().unwrap();
        let check = |sentence: Sentence, expect: &str| assert_eq!(told(&sentence, &situation), expect);
        let figure = |low, bound| Part::Stated(Stated::Figure(Figure { low: Some(low), high: None, bound }));
        check(
            Sentence::from("lower than ").then(origin("SOHR")).and("'s 1311 of ").and(at("2025-03-09T15:50:00Z")),
            "lower than SOHR's 1311 of Sun 9 Mar 15:50Z",
        );
        check(
            origin("SOHR")
                .and("'s places (")
                .and(Part::Place("latakia_governorate".into()))
                .and(" ")
                .and(Part::Number(28))
                .and(") are 28 of its 40"),
            "SOHR's places (Latakia governorate 28) are 28 of its 40",
        );
        check(
            Sentence::from("repeats ").then(origin("other")).and("'s ").and(figure(4000, Bound::MoreThan)),
            "repeats others' more than 4000",
        );
        check(
            Sentence::from(Part::Origin(None)).and("'s ").and(figure(12, Bound::Vague)).and(" is later"),
            "nobody named's 12 or more (in words) is later",
        );
        check(
            Sentence::from("category from ").and(Part::Category("government_forces".into())).and(" to ").and("coast"),
            "category from government forces to coast",
        );
        check(Sentence::default(), "");
    }

    #[test]
    fn how_a_place_stands_is_told_by_names() {
        let situation = shipped().unwrap();
        let check = |value: &str, extent, until: Option<&str>, via: Option<&str>, expect: &str| {
            let said = Stated::Place {
                holds: Holding { value: StatusValue::from_word(value), extent },
                until: until.map(|until| until.parse().unwrap()),
                via: via.map(Into::into),
            };
            assert_eq!(stated(&said, &situation), expect);
        };
        check("in_force", None, Some("2025-03-08T07:00:00Z"), None, "in force until Sat 8 Mar 07:00Z");
        check("in_force", None, None, Some("coast"), "in force (said of Syrian coast)");
        check("lifted", None, None, None, "lifted");
        check("government", Some(Extent::Most), None, None, "government, mostly");
        check("contested", Some(Extent::Part), None, None, "contested, part");
    }
}
