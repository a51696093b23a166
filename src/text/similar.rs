//! Near-duplicates: a 64-bit simhash over word shingles, stable across versions because it is stored.
//!
//! Two texts of one wire report, shortened or lightly edited, differ in few bits; texts that merely share a
//! subject differ in many. The hash is our own and must never change: a golden test holds it.

use super::fold::fold;

/// Words in a shingle: enough for the order to count, few enough for one changed word to change little.
const SHINGLE: usize = 3;

/// Words that are hashed: what follows in a longer text repeats or is background.
const WORDS_MAX: usize = 2_000;

/// The simhash of a text; 0 where it has no word.
pub fn simhash(text: &str) -> u64 {
    let folded = fold(text);
    let words: Vec<u64> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .map(|word| hash(word.bytes()))
        .collect();
    let mut votes = [0_i32; 64];
    let mut vote = |shingle: &[u64]| {
        let bits = hash(shingle.iter().flat_map(|word| word.to_le_bytes()));
        for (at, count) in votes.iter_mut().enumerate() {
            *count += if bits >> at & 1 == 1 { 1 } else { -1 };
        }
    };
    if words.len() < SHINGLE {
        if words.is_empty() {
            return 0;
        }
        vote(&words);
    }
    words.windows(SHINGLE).for_each(&mut vote);
    votes.iter().enumerate().fold(0, |bits, (at, count)| bits | u64::from(*count > 0) << at)
}

/// In how many of their 64 bits two simhashes differ.
pub fn distance(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
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
