//! What an operator puts right, from words to decisions: one reading of them for both front ends.
//!
//! Every word is checked against the situation; what is unknown is refused with what was probably meant.

use jiff::Timestamp;

use crate::config::value::{Edge, instant};
use crate::model::{
    Amendment, CategoryId, Episode, Extent, Figure, OriginId, PlaceId, Scope, Setting, Situation, StatusKind,
    StatusValue,
};
use crate::text::nearest::{hint, nearest};

/// Says that there is none, for a place or an origin.
const NONE: &str = "-";

/// What is put right in a claim, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AmendWords {
    /// The figure's lower end; with no upper end, at least so many.
    pub low: Option<u64>,
    /// The figure's upper end; with no lower end, up to so many.
    pub high: Option<u64>,
    /// Whose dead.
    pub category: Option<String>,
    /// What stretch it covers.
    pub scope: Option<Scope>,
    /// The one place it is for; `-` for none.
    pub place: Option<String>,
    /// Who counted; `-` for nobody named.
    pub origin: Option<String>,
}

/// How a place is set, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetWords {
    /// Its curfew: in force or lifted.
    pub curfew: Option<StatusValue>,
    /// Who holds it: a side, or `contested`.
    pub control: Option<String>,
    /// When the curfew is to end.
    pub until: Option<Timestamp>,
    /// How much of it the side holds.
    pub extent: Option<Extent>,
}

/// Reads a line as the command line has it: `--low 30 --high 35 --origin SOHR`; `low=30 high=35` is the same.
///
/// # Errors
/// A sentence that names the word that is wrong.
pub fn amend_line(line: &str) -> Result<AmendWords, String> {
    let mut words = AmendWords::default();
    for (key, value) in pairs(line, "--low 30, or low=30")? {
        match key {
            "low" => words.low = Some(number(key, value)?),
            "high" => words.high = Some(number(key, value)?),
            "category" => words.category = Some(value.to_owned()),
            "scope" => words.scope = Some(scope(value)?),
            "place" => words.place = Some(value.to_owned()),
            "origin" => words.origin = Some(value.to_owned()),
            other => return Err(unknown_key(other, &["low", "high", "category", "scope", "place", "origin"])),
        }
    }
    Ok(words)
}

/// Reads a line as the command line has it: `--curfew in_force --until 2025-03-08T07:00Z`, or
/// `--control government --extent most`. An end that is an hour alone is what `hour` says.
///
/// # Errors
/// A sentence that names the word that is wrong.
pub fn set_line(line: &str, hour: impl Fn(&str) -> Option<Timestamp>) -> Result<SetWords, String> {
    let mut words = SetWords::default();
    for (key, value) in pairs(line, "--curfew lifted, or curfew=lifted")? {
        match key {
            "curfew" => words.curfew = Some(curfew(value)?),
            "control" => words.control = Some(value.to_owned()),
            "until" => words.until = Some(hour(value).map_or_else(|| instant(value, Edge::End), Ok)?),
            "extent" => words.extent = Some(extent(value)?),
            other => return Err(unknown_key(other, &["curfew", "control", "until", "extent"])),
        }
    }
    if words.curfew.is_some() && words.control.is_some() {
        return Err("give --curfew or --control, one at a time".to_owned());
    }
    Ok(words)
}

/// Keys with their values: `--key value`, `--key=value` or `key=value`; `such` is one of both, for who writes neither.
fn pairs<'l>(line: &'l str, such: &str) -> Result<Vec<(&'l str, &'l str)>, String> {
    let mut pairs = Vec::new();
    let mut words = line.split_whitespace();
    while let Some(word) = words.next() {
        let bare = word.strip_prefix("--").unwrap_or(word);
        let pair = match bare.split_once('=') {
            Some(pair) => pair,
            None if word.starts_with("--") => {
                (bare, words.next().ok_or_else(|| format!("--{bare} wants a value after it"))?)
            }
            None => return Err(format!("`{word}` is no key; write {such}")),
        };
        pairs.push(pair);
    }
    Ok(pairs)
}

fn unknown_key(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("there is no --{key}; did you mean --{near}?"),
        None => format!("there is no --{key}; known are --{}", known.join(", --")),
    }
}

fn number(key: &str, value: &str) -> Result<u64, String> {
    value.parse().map_err(|_| format!("--{key} wants a whole number, not `{value}`"))
}

fn scope(word: &str) -> Result<Scope, String> {
    match word {
        "cumulative" => Ok(Scope::Cumulative),
        "incident" => Ok(Scope::Incident),
        "period" => Ok(Scope::Period),
        other => Err(format!("there is no scope `{other}`; known are cumulative, incident, period")),
    }
}

fn extent(word: &str) -> Result<Extent, String> {
    match word {
        "whole" => Ok(Extent::Whole),
        "most" => Ok(Extent::Most),
        "part" => Ok(Extent::Part),
        "outskirts" => Ok(Extent::Outskirts),
        other => Err(format!("there is no extent `{other}`; known are whole, most, part, outskirts")),
    }
}

fn curfew(word: &str) -> Result<StatusValue, String> {
    match word {
        "in_force" => Ok(StatusValue::InForce),
        "lifted" => Ok(StatusValue::Lifted),
        other => Err(format!("a curfew is in_force or lifted, not `{other}`")),
    }
}

/// What is put right in a claim.
///
/// # Errors
/// A sentence, where a word is not known to the situation, the figure is upside down, or nothing is put right.
pub fn amendment(situation: &Situation, words: &AmendWords) -> Result<Amendment, String> {
    if let (Some(low), Some(high)) = (words.low, words.high)
        && low > high
    {
        return Err(format!("--low {low} is above --high {high}"));
    }
    let is_figure = words.low.is_some() || words.high.is_some();
    let maybe = |word: &String| (word != NONE).then(|| word.clone());
    let amendment = Amendment {
        figure: is_figure.then(|| Figure::between(words.low, words.high)),
        category: words.category.as_deref().map(|id| known_category(situation, id)).transpose()?,
        scope: words.scope,
        place: match words.place.as_ref().map(maybe) {
            Some(Some(id)) => Some(Some(known_place(situation, &id)?)),
            Some(None) => Some(None),
            None => None,
        },
        origin: match words.origin.as_ref().map(maybe) {
            Some(Some(id)) => Some(Some(known_origin(situation, &id)?)),
            Some(None) => Some(None),
            None => None,
        },
    };
    if amendment.is_empty() {
        return Err("nothing is amended; give --low, --high, --category, --scope, --place or --origin".to_owned());
    }
    Ok(amendment)
}

/// How a place is set at a moment of an episode.
///
/// # Errors
/// A sentence, where a word is not known to the situation, the words do not go together, or the episode does not cover
/// the moment: what is set then would not be seen in it.
pub fn setting(situation: &Situation, episode: &Episode, now: Timestamp, words: &SetWords) -> Result<Setting, String> {
    if !episode.covers(now, now) {
        return Err(format!(
            "the episode `{}` does not cover {now}: what is set then would not be seen in it; name another with \
             --episode, or the moment with --now",
            episode.id
        ));
    }
    let (kind, value) = match (&words.curfew, &words.control) {
        (Some(StatusValue::Lifted), _) if words.until.is_some() => {
            return Err("a curfew that is lifted has no end; leave --until out".to_owned());
        }
        (Some(_), _) if words.extent.is_some() => {
            return Err("only control has an extent; leave --extent out with --curfew".to_owned());
        }
        (Some(_), _) if words.until.is_some_and(|until| until <= now) => {
            return Err(format!("its end does not lie after {now}; a curfew that is over is set with --curfew lifted"));
        }
        (Some(value), _) => (StatusKind::Curfew, value.clone()),
        (None, Some(_)) if words.until.is_some() => {
            return Err("only a curfew has an end; leave --until out with --control".to_owned());
        }
        (None, Some(side)) => {
            let known = situation.sides.iter().map(|side| side.id.as_str()).chain(["contested"]);
            (StatusKind::Control, StatusValue::from_word(known_word("side", side, known)?))
        }
        (None, None) => return Err("give --curfew or --control".to_owned()),
    };
    Ok(Setting { kind, value, extent: words.extent, until: words.until })
}

/// A place that the situation knows.
///
/// # Errors
/// A sentence where it knows none of that id.
pub fn known_place(situation: &Situation, id: &str) -> Result<PlaceId, String> {
    known_word("place", id, situation.places.iter().map(|place| place.id.as_str())).map(PlaceId::new)
}

fn known_origin(situation: &Situation, id: &str) -> Result<OriginId, String> {
    let known = situation.origins.iter().map(|origin| origin.id.as_str()).chain([OriginId::OTHER]);
    known_word("origin", id, known).map(OriginId::new)
}

/// A category that the situation knows, the sums among them.
///
/// # Errors
/// A sentence where it knows none of that id.
pub fn known_category(situation: &Situation, id: &str) -> Result<CategoryId, String> {
    let sums = [CategoryId::TOTAL, CategoryId::COMBATANTS, CategoryId::UNSPECIFIED];
    known_word("category", id, situation.categories.iter().map(|category| category.id.as_str()).chain(sums))
        .map(CategoryId::new)
}

/// A word that the situation knows.
///
/// # Errors
/// A sentence with what was probably meant, or with all that is known.
pub fn known_word<'w, 'k>(
    what: &str,
    word: &'w str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Result<&'w str, String> {
    if known.clone().any(|known| known == word) {
        return Ok(word);
    }
    Err(format!("the situation has no {what} `{word}`; {}", hint(word, known)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::situation::shipped;

    fn amended(line: &str) -> Result<Amendment, String> {
        amendment(&shipped().unwrap(), &amend_line(line)?)
    }

    fn set(line: &str) -> Result<Setting, String> {
        let situation = shipped().unwrap();
        let episode = situation.episode("march-2025").unwrap();
        setting(&situation, episode, "2025-03-07T12:00:00Z".parse().unwrap(), &set_line(line, |_| None)?)
    }

    #[test]
    fn a_line_amends_as_the_command_does() {
        let both = amended("--low 30 --high 35 --origin SOHR --place -").unwrap();
        assert_eq!(both, amended("low=30 --high=35 origin=SOHR place=-").unwrap());
        assert_eq!(both.figure, Some(Figure::between(Some(30), Some(35))));
        assert_eq!((both.place, both.origin), (Some(None), Some(Some("SOHR".into()))));
        assert_eq!(amended("scope=incident").unwrap().scope, Some(Scope::Incident));
    }

    #[test]
    fn what_is_wrong_is_named_with_what_was_meant() {
        let refused = |line: &str, expect: &str| {
            let said = amended(line).unwrap_err();
            assert!(said.contains(expect), "{line}: {said}");
        };
        refused("", "nothing is amended");
        refused("35", "`35` is no key");
        refused("--low", "--low wants a value");
        refused("--low many", "whole number");
        refused("--low 9 --high 3", "above");
        refused("--loww 3", "did you mean --low?");
        refused("category=civilian", "did you mean `civilians`?");
        let refused = |line: &str, expect: &str| {
            let said = set(line).unwrap_err();
            assert!(said.contains(expect), "{line}: {said}");
        };
        refused("", "give --curfew or --control");
        refused("--curfew lifted --until 2025-03-08T07:00Z", "no end");
        refused("--control government --until 2025-03-08T07:00Z", "only a curfew");
        refused("--curfew in_force --extent most", "only control");
        refused("--curfew in_force --until 2025-03-07T12:00Z", "--curfew lifted");
        refused("--curfew in_force --control government", "one at a time");
        refused("--control goverment", "did you mean `government`?");
    }

    #[test]
    fn a_place_is_set_in_an_episode_that_covers_the_moment() {
        let held = set("--control government --extent most").unwrap();
        assert_eq!((held.kind, held.extent), (StatusKind::Control, Some(Extent::Most)));
        let curfew = set("curfew=in_force until=2025-03-08T07:00Z").unwrap();
        assert_eq!(curfew.until, Some("2025-03-08T07:00:00Z".parse().unwrap()));
        let situation = shipped().unwrap();
        let episode = situation.episode("march-2025").unwrap();
        let later = "2026-01-01T00:00:00Z".parse().unwrap();
        let words = SetWords { control: Some("contested".to_owned()), ..SetWords::default() };
        assert!(setting(&situation, episode, later, &words).unwrap_err().contains("does not cover"));
    }
}
