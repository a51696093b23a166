//! Items to reports: which stored items a new one tells the same thing as.
//!
//! Two tests, both on stored values: nearly the same text, or the same figures of the same origin within hours. The
//! answer depends on the set of candidates, never on their order. Absent: reading texts, and reports made by hand.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::model::{Bound, Claim, ItemId, OriginId, ReportId};

/// How far apart in time two copies of one text may be: outlets take up a wire's text for two days.
pub const TEXT_WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// How far apart two items may be that give the same figures of the same origin: the next bulletin has new ones.
pub const FIGURES_WINDOW: SignedDuration = SignedDuration::from_hours(12);

/// How far apart two copies of one text may be whose figures differ: an outlet cuts a sentence, while a template
/// filled with a new toll comes with the next bulletin.
const REVISED_WINDOW: SignedDuration = SignedDuration::from_hours(3);

/// Bits of 64 in which the simhashes of near-duplicates may differ; texts that share nothing differ in 32, give or
/// take 4.
pub const NEAR_BITS: u32 = 12;

/// A lone figure says what it is about only from here on: "one killed" is said of many things.
const TELLING_FIGURE: u64 = 10;

/// What grouping knows of a stored item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The item.
    pub item: ItemId,
    /// Its report.
    pub report: ReportId,
    /// When it was published.
    pub published: Timestamp,
    /// The simhash of its text, 0 where there is none.
    pub simhash: u64,
    /// A digest of its figures (origin, metric, category, numbers), 0 where it has none to tell it by.
    pub figures: u64,
}

/// The report that an item joins among `candidates`, or none where it opens its own: that of the nearest text, else
/// of the earliest item with the same figures.
pub fn join(published: Timestamp, simhash: u64, figures: u64, candidates: &[Candidate]) -> Option<ReportId> {
    candidates
        .iter()
        .filter_map(|candidate| {
            let apart = published.duration_since(candidate.published).abs();
            let bits = (simhash ^ candidate.simhash).count_ones();
            let same_figures = figures != 0 && figures == candidate.figures;
            let other_figures = figures != 0 && candidate.figures != 0 && !same_figures;
            let window = if other_figures { REVISED_WINDOW } else { TEXT_WINDOW };
            let near = simhash != 0 && candidate.simhash != 0 && bits <= NEAR_BITS && apart <= window;
            let equal = same_figures && apart <= FIGURES_WINDOW;
            let distance = if near { bits } else { NEAR_BITS + 1 };
            (near || equal).then_some((distance, candidate.published, &candidate.item, &candidate.report))
        })
        .min()
        .map(|(.., report)| report.clone())
}

/// The bands of a simhash: one number for each byte, its place and its value. Near-duplicates share one nearly
/// always: up to 7 bits surely, and a dozen bits seldom fall into all eight bytes.
pub fn bands(simhash: u64) -> [u16; 8] {
    let mut place = 0;
    simhash.to_le_bytes().map(|byte| {
        let band = place * 256 + u16::from(byte);
        place += 1;
        band
    })
}

/// The digest of an item's figures: who counted, what, whose, how many and where, in any order; 0 where no known
/// origin gives enough to tell the item by.
pub fn figures(claims: &[Claim]) -> u64 {
    let mut lines: Vec<String> = claims
        .iter()
        .filter(|claim| claim.bound != Bound::Vague)
        .filter_map(|claim| {
            let origin = claim.origin.as_ref().filter(|origin| origin.as_str() != OriginId::OTHER)?;
            Some(format!(
                "{origin}|{:?}|{}|{:?}|{:?}|{:?}|{:?}",
                claim.metric, claim.category, claim.perpetrator, claim.low, claim.high, claim.place
            ))
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let largest = claims.iter().filter_map(|claim| claim.low.max(claim.high)).max().unwrap_or(0);
    if lines.is_empty() || (lines.len() == 1 && largest < TELLING_FIGURE) {
        return 0;
    }
    let hash = Sha256::digest(lines.join("\n"));
    let digest = hash.iter().take(8).fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
    digest.max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600).unwrap_or(Timestamp::MAX)
    }

    fn candidate(item: &str, hour: i64, simhash: u64, figures: u64) -> Candidate {
        Candidate { item: item.into(), report: item.into(), published: at(hour), simhash, figures }
    }

    fn check(hour: i64, simhash: u64, figures: u64, candidates: &[Candidate], expect: Option<&str>) {
        assert_eq!(join(at(hour), simhash, figures, candidates), expect.map(ReportId::new));
    }

    const TEXT: u64 = 0x0123_4567_89ab_cdef;

    #[test]
    fn nearly_the_same_text_is_one_report() {
        let stored = [candidate("a", 0, TEXT, 0), candidate("b", 1, TEXT ^ 0b111, 0)];
        check(2, TEXT ^ 0b1, 0, &stored, Some("a"));
        check(2, TEXT ^ 0b11, 0, &stored, Some("b"));
        check(2, !TEXT, 0, &stored, None);
        check(60, TEXT, 0, &stored, None);
        check(-47, TEXT, 0, &stored, Some("a"));
    }

    #[test]
    fn the_same_figures_within_hours_are_one_report_in_any_words() {
        let stored = [candidate("a", 0, TEXT, 7), candidate("b", 1, !TEXT, 7)];
        check(5, TEXT.rotate_left(9), 7, &stored, Some("a"));
        check(20, TEXT.rotate_left(9), 7, &stored, None);
        check(5, TEXT.rotate_left(9), 8, &stored, None);
    }

    #[test]
    fn a_template_filled_with_a_new_toll_is_another_report() {
        let stored = [candidate("a", 0, TEXT, 7)];
        check(6, TEXT, 8, &stored, None);
        check(2, TEXT, 8, &stored, Some("a"));
    }

    #[test]
    fn nothing_to_compare_is_nothing_in_common() {
        check(0, 0, 0, &[candidate("a", 0, 0, 0)], None);
    }

    proptest! {
        #[test]
        fn the_order_of_candidates_never_matters(
            stored in prop::collection::vec((0_u8..12, 0_i64..100, 0_u32..16, 0_u64..3), 0..20),
            hour in 0_i64..100, bits in 0_u32..16, figures in 0_u64..3, turn in 0_usize..20,
        ) {
            let mut stored: Vec<Candidate> = stored
                .into_iter()
                .map(|(name, hour, bits, figures)| candidate(&name.to_string(), hour, TEXT ^ (1 << bits), figures))
                .collect();
            let first = join(at(hour), TEXT ^ (1 << bits), figures, &stored);
            stored.reverse();
            prop_assert_eq!(&join(at(hour), TEXT ^ (1 << bits), figures, &stored), &first);
            let turn = turn.min(stored.len());
            stored.rotate_left(turn);
            prop_assert_eq!(join(at(hour), TEXT ^ (1 << bits), figures, &stored), first);
        }

        #[test]
        fn near_texts_share_a_band(simhash: u64, flips in prop::collection::vec(0_u32..64, 0..8)) {
            let other = flips.iter().fold(simhash, |text, bit| text ^ (1 << bit));
            let (one, two) = (bands(simhash), bands(other));
            prop_assert!(one.iter().any(|band| two.contains(band)));
        }
    }
}
