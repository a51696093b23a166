//! Who holds one place, from the words that were said about it.
//!
//! The latest word on the place as a whole holds. A word on a part of it never hides one on most or all of
//! it, and is shown beside it where the two cannot both be true. Sources that contradict each other within
//! the time in which a word is good are a conflict, with both sides shown.

use jiff::Timestamp;

use crate::model::{ControlCell, Extent, Freshness, Holding, Staleness, Status, StatusValue};

use super::board::Word;
use super::facts::count;
use super::fate::Fate;

/// Who holds a place, whatever the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    shown: usize,
    since: Timestamp,
    /// A word that contradicts the shown one.
    pub(super) other: Option<usize>,
}

/// What the words come to, whatever the hour; none where nothing was said. Writes what became of each word. `words`
/// are in order.
pub(super) fn weigh(words: &mut [Word], staleness: &Staleness) -> Option<Held> {
    let main = words.iter().rposition(|word| speaks_of_most(word.stored.status.extent));
    let shown = main.or_else(|| words.len().checked_sub(1))?;
    settle(words, shown, main.is_some());
    let word = words.get(shown)?;
    let contradicting =
        |(index, other): &(usize, &Word)| *index != shown && contradicts(word, other, main.is_some(), staleness);
    let other = words.iter().enumerate().filter(contradicting).map(|(index, _)| index).next_back();
    Some(Held { shown, since: since(words, shown), other })
}

/// The cell as it stands at a moment.
pub(super) fn show(held: &Held, words: &[Word], as_of: Timestamp, staleness: &Staleness) -> Option<ControlCell> {
    let word = words.get(held.shown)?;
    let status = &word.stored.status;
    let freshness = staleness.of_status(word.at, as_of);
    let other = held.other.and_then(|other| words.get(other)).map(|other| &other.stored.status);
    Some(ControlCell {
        value: status.value.as_str().to_owned(),
        extent: status.extent,
        since: held.since,
        as_of: word.at,
        origin: status.origin.clone(),
        via: word.via(),
        claim: word.stored.id.clone(),
        conflict: other.is_some(),
        disputed: other.map(holding),
        disputed_origin: other.and_then(|other| other.origin.clone()),
        stale: freshness == Freshness::Stale,
        freshness,
    })
}

fn speaks_of_most(extent: Option<Extent>) -> bool {
    matches!(extent, Some(Extent::Whole | Extent::Most) | None)
}

/// Writes what became of the words beside the shown one.
fn settle(words: &mut [Word], shown: usize, whole: bool) {
    let value = words.get(shown).map(|word| word.stored.status.value.clone());
    for (index, word) in words.iter_mut().enumerate() {
        let same = Some(&word.stored.status.value) == value.as_ref();
        word.fate = match index.cmp(&shown) {
            std::cmp::Ordering::Equal => Fate::Current,
            _ if whole && !speaks_of_most(word.stored.status.extent) => Fate::PartOnly(count(shown)),
            std::cmp::Ordering::Less if same => Fate::Reaffirms(count(shown)),
            std::cmp::Ordering::Less | std::cmp::Ordering::Greater => Fate::Replaced(count(shown)),
        };
    }
}

/// Since when the shown side has held the place without a word that another did.
fn since(words: &[Word], shown: usize) -> Timestamp {
    let Some(last) = words.get(shown) else { return Timestamp::MIN };
    let main = |word: &&Word| speaks_of_most(word.stored.status.extent) == speaks_of_most(last.stored.status.extent);
    words
        .iter()
        .take(shown + 1)
        .rev()
        .filter(main)
        .take_while(|word| word.stored.status.value == last.stored.status.value)
        .last()
        .map_or(last.at, |word| word.at)
}

/// Whether another word cannot be true together with the shown one, and is still good beside it.
fn contradicts(shown: &Word, other: &Word, whole: bool, staleness: &Staleness) -> bool {
    let (one, two) = (&shown.stored.status, &other.stored.status);
    if one.value == two.value {
        return false;
    }
    let is_part = !speaks_of_most(two.extent);
    if whole && is_part {
        // Most of a place leaves room for a part of it, and so does fighting for it; all of it does not.
        let all = matches!(one.extent, Some(Extent::Whole) | None) && one.value != StatusValue::Contested;
        return all && other.at > shown.at;
    }
    let apart = shown.at.duration_since(other.at).abs();
    one.origin != two.origin && other.is_last_of_origin && apart < staleness.stale
}

/// What a status says of its place.
pub(super) fn holding(status: &Status) -> Holding {
    Holding { value: status.value.clone(), extent: status.extent }
}
