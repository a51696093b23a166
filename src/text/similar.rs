//! Near-duplicates: a 64-bit simhash over word shingles and a sketch of the shingles themselves. Both are stored.
//!
//! Two texts of one wire report, shortened or lightly edited, differ in few bits and share most shingles; texts that
//! merely share a subject differ in many and share few. The hashes are our own and must never change: golden tests
//! hold them.

use super::fold::fold;

/// Words in a shingle: enough for the order to count, few enough for one changed word to change little.
const SHINGLE: usize = 3;

/// Words that are hashed: what follows in a longer text repeats or is background.
const WORDS_MAX: usize = 2_000;

/// Shingles that a sketch keeps, the least by their hashes: all of a wire report, and of a longer text enough for
/// its overlap with another to be told within a few hundredths.
pub const SKETCH: usize = 192;

/// The simhash of a text, 0 where it has no word; and its sketch: the least of its shingles' hashes, each once, rising.
pub fn shape(text: &str) -> (u64, Vec<u32>) {
    let mut votes = [0_i32; 64];
    let mut hashes = vec![];
    shingles(text, |bits| {
        for (at, count) in votes.iter_mut().enumerate() {
            *count += if bits >> at & 1 == 1 { 1 } else { -1 };
        }
        // The upper half: the lower one is what simhashes of short texts are alike in.
        hashes.push(u32::try_from(bits >> 32).unwrap_or(u32::MAX));
    });
    let simhash = votes.iter().enumerate().fold(0, |bits, (at, count)| bits | u64::from(*count > 0) << at);
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes.shrink_to_fit();
    (simhash, hashes)
}

/// The simhash of a text; 0 where it has no word.
pub fn simhash(text: &str) -> u64 {
    shape(text).0
}

/// In how many of their 64 bits two simhashes differ.
pub fn distance(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
}

/// The sketch of a text; empty where it has no word.
pub fn sketch(text: &str) -> Vec<u32> {
    shape(text).1
}

/// Bits of a sieve, in words of 64: five times as many as a sketch has hashes.
const SIEVE: usize = 16;

/// Which hashes may be in a sketch, so that how many two sketches share at most is told without looking at either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sieve {
    /// A bit for each hash, by its lowest bits.
    bits: [u64; SIEVE],
    /// Hashes that found their bit taken.
    more: u32,
}

impl Sieve {
    /// That of a sketch.
    pub fn of(sketch: &[u32]) -> Self {
        let (mut bits, mut more) = ([0_u64; SIEVE], 0);
        for hash in sketch {
            let Some(word) = bits.get_mut((hash >> 6) as usize % SIEVE) else { continue };
            let bit = 1 << (hash & 63);
            more += u32::from(*word & bit != 0);
            *word |= bit;
        }
        Self { bits, more }
    }

    /// How many hashes two sketches share at most: each shared one has its bit in both, and where several share a bit, all
    /// but one of them found it taken.
    pub fn shared(&self, other: &Self) -> usize {
        let both: u32 = self.bits.iter().zip(&other.bits).map(|(one, other)| (one & other).count_ones()).sum();
        (both + self.more.min(other.more)) as usize
    }
}

/// How much two texts share, by their sketches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overlap {
    /// Shingles in both.
    pub both: usize,
    /// Shingles in either.
    pub either: usize,
    /// Shingles of the one that has fewer.
    pub shorter: usize,
}

impl Overlap {
    /// Compares two sketches. Of a text that is longer than its sketch only the part is compared that both sketches
    /// know: shingles up to the lower of their greatest hashes.
    pub fn of(one: &[u32], other: &[u32]) -> Self {
        let (one, other) = known_to_both(one, other);
        // Which of two hashes is the greater nobody can foretell: each step is reckoned, and none is a branch.
        let (mut a, mut b, mut both) = (0, 0, 0);
        while let (Some(left), Some(right)) = (one.get(a), other.get(b)) {
            both += usize::from(left == right);
            a += usize::from(left <= right);
            b += usize::from(right <= left);
        }
        Self::sharing(both, one, other)
    }

    /// The same where so many are in both at most: more than [`Overlap::of`] tells, or as much.
    pub fn at_most(both: usize, one: &[u32], other: &[u32]) -> Self {
        let (one, other) = known_to_both(one, other);
        Self::sharing(both.min(one.len()).min(other.len()), one, other)
    }

    fn sharing(both: usize, one: &[u32], other: &[u32]) -> Self {
        Self { both, either: one.len() + other.len() - both, shorter: one.len().min(other.len()) }
    }

    /// The share of all shingles that are in both, in percent.
    pub fn percent(&self) -> usize {
        (self.both * 100).checked_div(self.either).unwrap_or(0)
    }

    /// The share of the shorter text's shingles that are in the longer one, in percent.
    pub fn contained(&self) -> usize {
        (self.both * 100).checked_div(self.shorter).unwrap_or(0)
    }
}

/// The parts of two sketches that both know: up to the lower of their greatest hashes, of those that are cut.
fn known_to_both<'a>(one: &'a [u32], other: &'a [u32]) -> (&'a [u32], &'a [u32]) {
    let end = |sketch: &[u32]| {
        if sketch.len() < SKETCH { u32::MAX } else { sketch.last().copied().unwrap_or(u32::MAX) }
    };
    let end = end(one).min(end(other));
    let known = |sketch: &'a [u32]| {
        if sketch.last().is_none_or(|last| *last <= end) {
            sketch
        } else {
            &sketch[..sketch.partition_point(|hash| *hash <= end)]
        }
    };
    (known(one), known(other))
}

/// Gives the hash of every shingle of a text; of a text shorter than one, that of all its words.
fn shingles(text: &str, mut each: impl FnMut(u64)) {
    let folded = fold(text);
    let words: Vec<u64> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .map(|word| hash(word.bytes()))
        .collect();
    let mut give = |shingle: &[u64]| each(hash(shingle.iter().flat_map(|word| word.to_le_bytes())));
    if words.len() < SHINGLE && !words.is_empty() {
        give(&words);
    }
    words.windows(SHINGLE).for_each(&mut give);
}

/// FNV-1a with a final mixing, since its high bits depend on few of the last bytes.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    let mixed = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let mixed = (mixed ^ mixed >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ mixed >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIRE: &str = "Clashes between Syrian security forces and gunmen loyal to the former government have killed \
                        more than seventy people on the coast, a war monitor said on Friday, in the worst violence \
                        since the fall of the former president in December. A curfew was imposed in Latakia.";

    #[test]
    fn stored_hashes_never_change() {
        assert_eq!(simhash(WIRE), 0x58151014446caac9);
        assert_eq!(simhash("مقتل 35 عنصراً من قوات الأمن في كمين بريف جبلة"), 0x30a2ca24410202ac);
        assert_eq!(simhash("curfew"), 0x1ca3dec2a95fb63f);
        assert_eq!(simhash(" … "), 0);
    }

    #[test]
    fn stored_sketches_never_change() {
        assert_eq!(
            sketch("A curfew was imposed in Latakia"),
            [1_061_204_451, 1_474_603_119, 3_021_687_906, 4_257_044_632]
        );
        assert!(sketch(" … ").is_empty());
        assert_eq!(sketch("curfew").len(), 1);
    }

    #[test]
    fn overlap_tells_a_cut_text_from_another_one() {
        let cut: String = WIRE.split_inclusive(' ').take(24).collect();
        let (all, part) = (sketch(WIRE), sketch(&cut));
        let overlap = Overlap::of(&all, &part);
        assert_eq!(overlap.contained(), 100);
        assert!(overlap.percent() < 70, "{overlap:?}");
        assert_eq!(Overlap::of(&all, &all).percent(), 100);
        assert_eq!(Overlap::of(&all, &[]), Overlap { both: 0, either: all.len(), shorter: 0 });
    }

    #[test]
    fn what_a_sieve_says_is_never_less_than_what_is_shared() {
        let words = |from: usize, to: usize| sketch(&(from..to).map(|n| format!("w{n} ")).collect::<String>());
        for (one, other) in [((0, 90), (40, 130)), ((0, 400), (200, 600)), ((0, 30), (10, 900)), ((0, 0), (0, 9))] {
            let (one, other) = (words(one.0, one.1), words(other.0, other.1));
            let (exact, most) = (Overlap::of(&one, &other), Sieve::of(&one).shared(&Sieve::of(&other)));
            let told = Overlap::at_most(most, &one, &other);
            assert!(
                told.both >= exact.both && told.percent() >= exact.percent() && told.contained() >= exact.contained()
            );
            assert_eq!(told.shorter, exact.shorter);
        }
        let (one, other) = (words(0, 300), words(1_000, 1_300));
        assert!(Sieve::of(&one).shared(&Sieve::of(&other)) < SKETCH / 2, "two strangers are told apart");
    }

    #[test]
    fn a_long_text_is_compared_as_far_as_both_sketches_know_it() {
        let words = |from: usize| (from..from + 1_000).map(|n| format!("w{n} ")).collect::<String>();
        let half = Overlap::of(&sketch(&words(0)), &sketch(&words(500)));
        assert!((23..=43).contains(&half.percent()), "{half:?}");
        assert_eq!(Overlap::of(&sketch(&words(0)), &sketch(&words(2_000))).both, 0);
    }

    #[test]
    fn one_wire_text_stays_near_itself_and_far_from_others() {
        let cased = WIRE.to_uppercase().replace(',', " —");
        assert_eq!(distance(simhash(WIRE), simhash(&cased)), 0);
        let edited = WIRE.replace("seventy", "one hundred");
        assert!(distance(simhash(WIRE), simhash(&edited)) <= 16);
        let other = "The interior ministry said reinforcements had reached Tartus and that the curfew there would be \
                     extended until Saturday morning while roads to the mountain villages stay closed to traffic.";
        assert!(distance(simhash(WIRE), simhash(other)) >= 20);
    }
}
