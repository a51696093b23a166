//! Folding: the one spelling under which words are compared, by the reader and by search.
//!
//! Lower case; no diacritics on Latin, Greek, Cyrillic, Arabic and Hebrew letters; one shape for the Arabic
//! letters that writers interchange (hamza seats, taa marbuta, alef maqsura, Persian kaf and yeh); no
//! kashida; digits of any of the three Arabic-script rows as ASCII.

use unicode_normalization::UnicodeNormalization;

/// Appends the folded form of `text` to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| byte.to_ascii_lowercase() as char));
        return;
    }
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
    use super::*;

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
