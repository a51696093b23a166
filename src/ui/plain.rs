//! Sentences of the ledger in the words of the screen: instants as it tells them, places and categories by their names.

use jiff::Timestamp;

use super::moment;
use crate::model::{CategoryId, OriginId, PlaceId, Situation};

/// A sentence that names instants and ids as data do, as a person reads it: "SOHR's 1018 of Sat 8 Mar 21:10Z is later".
pub fn plainly(sentence: &str, situation: &Situation) -> String {
    let is_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '-' | '\'');
    let mut told = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while !rest.is_empty() {
        let start = rest.find(is_of_word).unwrap_or(rest.len());
        let (between, after) = rest.split_at(start);
        told.push_str(between);
        let (word, left) = after.split_at(after.find(|letter| !is_of_word(letter)).unwrap_or(after.len()));
        let bare = word.trim_end_matches([':', '-']);
        match named(bare, situation) {
            Some(name) => told.push_str(&name),
            None => told.push_str(bare),
        }
        told.push_str(word.get(bare.len()..).unwrap_or_default());
        rest = left;
    }
    told
}

/// How a word of data is told; none where it is a word like any other.
fn named(word: &str, situation: &Situation) -> Option<String> {
    if word.ends_with('Z')
        && let Ok(instant) = word.parse::<Timestamp>()
    {
        return Some(moment::brief(instant));
    }
    if word.strip_suffix("'s") == Some(OriginId::OTHER) {
        return Some("others'".to_owned());
    }
    let place = situation.places.iter().find(|place| place.id == PlaceId::new(word));
    let category = || situation.category(&CategoryId::new(word)).map(|category| category.name.to_lowercase());
    place.map(|place| place.name.clone()).or_else(category)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::situation::shipped;

    #[test]
    fn instants_and_ids_are_told_as_the_screen_tells_them() {
        let situation = shipped().unwrap();
        let check = |sentence: &str, expect: &str| assert_eq!(plainly(sentence, &situation), expect);
        check(
            "lower than SOHR's 1311 of 2025-03-09T15:50:00Z without a correction",
            "lower than SOHR's 1311 of Sun 9 Mar 15:50Z without a correction",
        );
        check(
            "SOHR's places (jableh 4, latakia_governorate 28) come to 32, more than its 25: one of them is misread",
            "SOHR's places (Jableh 4, Latakia governorate 28) come to 32, more than its 25: one of them is misread",
        );
        check("in_force (said of coast)", "in_force (said of Syrian coast)");
        check("in_force until 2025-03-08T07:00:00Z", "in_force until Sat 8 Mar 07:00Z");
        check("repeats other's more than 4000", "repeats others' more than 4000");
        check("nobody named's 45 of 2025-03-07T20:30:00Z is later", "nobody named's 45 of Fri 7 Mar 20:30Z is later");
        check("قال المرصد: 35", "قال المرصد: 35");
        check("", "");
    }
}
