//! Folding: the one spelling under which words are compared, by the reader and by search.
//!
//! Lower case; no diacritics on Latin, Greek, Cyrillic, Arabic and Hebrew letters; one shape for the Arabic
//! letters that writers interchange (hamza seats, taa marbuta, alef maqsura, Persian kaf and yeh); no
//! kashida; digits of any of the three Arabic-script rows as ASCII.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Characters below this one, the letters of nearly all texts, are folded by a table.
const TABLED: u32 = 0x2100;
/// How many characters the folded form of a character of the table has at most.
const MAX_FOLDED: usize = 2;

/// What a character becomes; none where its neighbours matter.
pub type Folded = Option<[Option<char>; MAX_FOLDED]>;

/// The folded form of each character below [`TABLED`], worked out once.
static FOLDS: LazyLock<Vec<Folded>> = LazyLock::new(|| (0..TABLED).map(folded_alone).collect());

/// The folded form of a character that is the same whatever stands beside it: normal form moves no marks around it
/// that folding keeps.
fn folded_alone(code: u32) -> Folded {
    let mut folded = String::new();
    for part in char::from_u32(code)?.nfd() {
        let before = folded.len();
        fold_char(part, &mut folded);
        if folded.len() > before && canonical_combining_class(part) != 0 {
            return None;
        }
    }
    let mut chars = folded.chars();
    let found = std::array::from_fn(|_| chars.next());
    chars.next().is_none().then_some(found)
}

/// Whether each byte of a text folds by itself, to lower case: the one ASCII mark that has another shape is an accent
/// used for an apostrophe.
pub fn folds_by_bytes(text: &[u8]) -> bool {
    text.iter().fold(true, |all, byte| all & byte.is_ascii() & (*byte != b'`'))
}

/// Whether a character beyond ASCII is its own folded form, whatever stands beside it.
pub fn folds_to_itself(c: char) -> bool {
    FOLDS.get(c as usize).is_some_and(|folded| *folded == Some([Some(c), None]))
}

/// What a character folds to, whatever stands beside it; none where its neighbours matter.
#[inline]
pub fn fold_alone(c: char) -> Folded {
    FOLDS.get(c as usize).copied().flatten()
}

/// Appends the folded form of `text` to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    let begin = out.len();
    if folds_by_bytes(text.as_bytes()) {
        out.push_str(text);
        out.get_mut(begin..).into_iter().for_each(str::make_ascii_lowercase);
        return;
    }
    let folds = FOLDS.as_slice();
    // Stretches of characters that are their own folded form are copied as they stand.
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let Some(folded) = folds.get(c as usize).copied().flatten() else {
            out.truncate(begin);
            return fold_by_neighbours(text, out);
        };
        if folded != [Some(c), None] {
            out.push_str(text.get(copied..at).unwrap_or(""));
            folded.into_iter().flatten().for_each(|c| out.push(c));
            copied = at + c.len_utf8();
        }
    }
    out.push_str(text.get(copied..).unwrap_or(""));
}

/// Folds a text in which marks may have to change their order first.
fn fold_by_neighbours(text: &str, out: &mut String) {
    for c in text.nfd() {
        fold_char(c, out);
    }
}

/// The folded form of `text`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Folds one decomposed character.
fn fold_char(c: char, out: &mut String) {
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' => {}
        'ٱ' => out.push('ا'),
        'ة' | 'ە' => out.push('ه'),
        'ى' | 'ی' | 'ې' => out.push('ي'),
        'ک' => out.push('ك'),
        'ı' => out.push('i'),
        '٠'..='٩' => push_digit(c, '٠', out),
        '۰'..='۹' => push_digit(c, '۰', out),
        '’' | 'ʼ' | '`' | '‘' => out.push('\''),
        _ => out.extend(c.to_lowercase().filter(|c| !('\u{300}'..='\u{36f}').contains(c))),
    }
}

/// Writes a digit of another row as ASCII.
fn push_digit(c: char, zero: char, out: &mut String) {
    out.extend(char::from_digit(u32::from(c).wrapping_sub(u32::from(zero)), 10));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_table_folds_as_the_rules_do(text in r"[\PC\u{300}-\u{345}\u{5b0}-\u{5c7}\u{610}-\u{6ed}a-zÀ-ɏ؀-ۿ`]{0,24}") {
            let mut by_rules = String::new();
            fold_by_neighbours(&text, &mut by_rules);
            prop_assert_eq!(fold(&text), by_rules);
        }
    }

    #[test]
    fn spellings_that_writers_interchange_are_one() {
        let check = |text: &str, expect: &str| assert_eq!(fold(text), expect, "{text}");
        check("Lattaquié", "lattaquie");
        check("İzmir", "izmir");
        check("قُتِلَ", "قتل");
        check("مقــتل", "مقتل");
        check("جبلة", "جبله");
        check("أرزة إلى آخر", "ارزه الي اخر");
        check("١٢ ۳۴", "12 34");
        check("Тартус", "тартус");
        check("بانیاس", "بانياس");
    }
}
