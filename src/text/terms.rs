//! Terms: the words of a text as search compares them. What is stored and what is looked for are cut by this one rule.
//!
//! Words are folded (`text::fold`) and cut at whatever is no letter, digit or mark. Characters of scripts that are written
//! without blanks are a term each, so that a run of them is found inside a longer one.

use unicode_normalization::char::is_combining_mark;

use super::fold::fold;

/// Characters of a term at most: the longest German word has some 80, and whatever is longer is no word.
const TERM_MAX: usize = 80;

/// The terms of an item, those of each text parted by blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Those of its headline.
    pub title: String,
    /// Those of its body.
    pub text: String,
}

impl Terms {
    /// Cuts a headline and a body.
    pub fn of(title: &str, text: &str) -> Self {
        Self { title: joined(title), text: joined(text) }
    }
}

/// The terms of a text, in order.
pub fn terms(text: &str) -> Vec<String> {
    let mut terms = vec![];
    each(text, |term| terms.push(term.to_owned()));
    terms
}

/// The terms of a text, parted by blanks.
pub fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    each(text, |term| {
        joined.push_str(term);
        joined.push(' ');
    });
    joined
}

/// Calls `take` with each term.
fn each(text: &str, mut take: impl FnMut(&str)) {
    let folded = fold(text);
    if folded.is_ascii() {
        // A term of such a text is a stretch of it.
        let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        return words.for_each(|word| take(word.get(..TERM_MAX).unwrap_or(word)));
    }
    let mut term = String::new();
    let mut length = 0;
    let mut end = |term: &mut String| {
        if !term.is_empty() {
            take(term);
            term.clear();
        }
    };
    for c in folded.chars() {
        // Joiners only shape letters, and writers leave them out.
        if matches!(c, '\u{200c}' | '\u{200d}') {
            continue;
        }
        if is_unspaced(c) {
            end(&mut term);
            term.push(c);
            length = 1;
        } else if c.is_alphanumeric() || (is_combining_mark(c) && !term.is_empty()) {
            if term.chars().next().is_some_and(is_unspaced) && !is_combining_mark(c) {
                end(&mut term);
            }
            if term.is_empty() {
                length = 0;
            }
            length += 1;
            if length <= TERM_MAX {
                term.push(c);
            }
        } else {
            end(&mut term);
        }
    }
    end(&mut term);
}

/// Whether words of a character's script are written without blanks between them.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{e30}' | '\u{e32}' | '\u{e33}' | '\u{e40}'..='\u{e46}' | '\u{e80}'..='\u{eb0}' | '\u{eb2}'
        | '\u{eb3}' | '\u{ec0}'..='\u{ec6}' | '\u{1000}'..='\u{102a}' | '\u{1780}'..='\u{17b3}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_that_writers_interchange_give_one_term() {
        let check = |text: &str, expect: &[&str]| assert_eq!(terms(text), expect, "{text}");
        check("Lattaquié, al-Qardaha’s", &["lattaquie", "al", "qardaha", "s"]);
        check("قُتِلَ أحمد في جبلة", &["قتل", "احمد", "في", "جبله"]);
        check("مقــتل إلى الكلية البحريّة", &["مقتل", "الي", "الكليه", "البحريه"]);
        check("می\u{200c}گوید", &["ميگويد"]);
        check("拉塔基亚 2025年", &["拉", "塔", "基", "亚", "2025", "年"]);
        check("हिंदी", &["हिंदी"]);
        check("…—()", &[]);
        check(&"x".repeat(500), &[&"x".repeat(TERM_MAX)]);
        check(&"é".repeat(500), &[&"e".repeat(TERM_MAX)]);
        check(&"г".repeat(500), &[&"г".repeat(TERM_MAX)]);
    }

    proptest! {
        #[test]
        fn terms_are_their_own_terms(text in r"[\PC\u{300}-\u{345}\u{610}-\u{6ed}a-z0-9À-ɏ؀-ۿ一-龥 ]{0,40}") {
            let found = terms(&text);
            prop_assert_eq!(terms(&found.join(" ")), found.clone());
            prop_assert!(found.iter().all(|term| !term.is_empty()));
            let joined = joined(&text);
            prop_assert_eq!(joined.split_terminator(' ').collect::<Vec<_>>(), found);
        }
    }
}
