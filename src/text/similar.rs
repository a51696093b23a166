//! Near-duplicates: a 64-bit simhash over word shingles, stable across versions because it is stored.

/// The simhash of a text.
pub fn simhash(_text: &str) -> u64 {
    0
}
