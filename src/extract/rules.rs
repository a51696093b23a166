//! The version of the reading rules: a digest of all that decides what is read of a text.

use std::fmt::{self, Write};

use sha2::{Digest, Sha256};

use crate::model::{Rules, Situation};

/// The sources of this program's reading, as the build saw them.
const SOURCES: &str = env!("COASTWATCH_READING");

/// The rules by which a [`super::Reader`] of a situation and of lexicons made of these texts reads. The situation's feeds are
/// none of them, nor what the screen calls it.
pub fn rules<'t>(situation: &Situation, lexicons: impl IntoIterator<Item = &'t str>) -> Rules {
    let mut hash = Hashing(Sha256::new());
    let Situation { id, timezone, eras, past, sides, categories, places, actors, origins, topic, episodes, .. } =
        situation;
    let (stretches, people) = ((timezone, eras, past, episodes), (sides, categories, actors, origins));
    // A digest takes whatever is written to it.
    let _written = write!(hash, "{SOURCES}\n{stretches:?}\n{people:?}\n{places:?}\n{topic:?}");
    lexicons.into_iter().for_each(|text| hash.0.update(text));
    let digest = hash.0.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Rules { situation: id.clone(), digest }
}

/// Takes what is written into a digest.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot build its input has failed")]
mod tests {
    use super::rules;
    use crate::extract::sample::situation;

    #[test]
    fn other_words_are_other_rules_and_another_title_is_not() {
        let (same, words) = (situation(), ["killed = 1", "dead = 2"]);
        let known = rules(&same, words);
        assert_eq!(known, rules(&same.clone(), words));
        let mut titled = same.clone();
        (titled.title, titled.feeds) = ("Another title".to_owned(), vec![]);
        assert_eq!(known, rules(&titled, words), "the screen's words read nothing");
        let mut named = same.clone();
        named.places.first_mut().unwrap().name.push('x');
        for other in [rules(&same, ["killed = 1", "dead = 3"]), rules(&named, words), rules(&same, ["killed = 1"])] {
            assert_eq!(other.situation, known.situation);
            assert_ne!(other.digest, known.digest);
        }
    }
}
