//! What changed between two texts, by words.

/// Words compared with words at most: two stretches of five hundred words each. Beyond that the part that differs is told as
/// one change.
const MOST_CELLS: usize = 250_000;

/// A stretch of a text beside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<'a> {
    /// In both.
    Same(&'a str),
    /// In the earlier one alone.
    Gone(&'a str),
    /// In the later one alone.
    New(&'a str),
}

/// The words of a text with the blanks after them, which put together are the text.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut was_blank = false;
    for (at, letter) in text.char_indices() {
        let is_blank = letter.is_whitespace();
        if was_blank && !is_blank {
            words.extend(text.get(start..at));
            start = at;
        }
        was_blank = is_blank;
    }
    words.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    words
}

/// What changed from `before` to `after`, in order. Words that differ only in the blanks after them are the same, and
/// the later blanks stand.
pub fn changes<'a>(before: &'a str, after: &'a str) -> Vec<Change<'a>> {
    let (old, new) = (words(before), words(after));
    let same = |a: &&str, b: &&str| a.trim_end() == b.trim_end();
    let head = old.iter().zip(&new).take_while(|(a, b)| same(a, b)).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let old_middle = old_rest.get(..old_rest.len() - tail).unwrap_or_default();
    let new_middle = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    let mut told: Vec<Change<'a>> = new.iter().take(head).map(|word| Change::Same(word)).collect();
    middle(old_middle, new_middle, &mut told);
    told.extend(new.iter().skip(new.len() - tail).map(|word| Change::Same(word)));
    told
}

/// The parts between what both begin and end with, by the longest row of words that both have.
fn middle<'a>(old: &[&'a str], new: &[&'a str], told: &mut Vec<Change<'a>>) {
    let width = new.len() + 1;
    if old.len().saturating_mul(new.len()) > MOST_CELLS {
        told.extend(old.iter().map(|word| Change::Gone(word)));
        told.extend(new.iter().map(|word| Change::New(word)));
        return;
    }
    // How many words the rests from each place on have in common.
    let mut common = vec![0_u32; (old.len() + 1) * width];
    let at = |common: &[u32], i: usize, j: usize| common.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let here = if a.trim_end() == b.trim_end() {
                at(&common, i + 1, j + 1) + 1
            } else {
                at(&common, i + 1, j).max(at(&common, i, j + 1))
            };
            if let Some(cell) = common.get_mut(i * width + j) {
                *cell = here;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a.trim_end() == b.trim_end() => {
                told.push(Change::Same(b));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || at(&common, i + 1, j) >= at(&common, i, j + 1) => {
                told.push(Change::Gone(a));
                i += 1;
            }
            (_, Some(b)) => {
                told.push(Change::New(b));
                j += 1;
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(before: &str, after: &str) -> String {
        let part = |change: &Change<'_>| match change {
            Change::Same(text) => (*text).to_owned(),
            Change::Gone(text) => format!("[-{}-] ", text.trim_end()),
            Change::New(text) => format!("{{+{}+}} ", text.trim_end()),
        };
        changes(before, after).iter().map(part).collect()
    }

    #[test]
    fn words_that_came_and_went_are_told_where_they_stand() {
        assert_eq!(told("at least 35 were killed", "at least 70 were killed"), "at least [-35-] {+70+} were killed");
        assert_eq!(told("a b c", "a c"), "a [-b-] c");
        assert_eq!(told("a c", "a b c"), "a {+b+} c");
        assert_eq!(told("", "a"), "{+a+} ");
        assert_eq!(told("a", "a"), "a");
        assert_eq!(told("قتل 35 عنصراً", "قتل 50 عنصراً"), "قتل [-35-] {+50+} عنصراً");
        assert_eq!(told("a\nb", "a b"), "a b", "blanks alone are no change");
    }

    #[test]
    fn long_texts_without_a_common_word_are_told_as_one_change() {
        let (before, after) = ("x ".repeat(3_000), "y ".repeat(3_000));
        let told = changes(&before, &after);
        assert_eq!(told.len(), 6_000);
        assert!(matches!((told.first(), told.last()), (Some(Change::Gone(_)), Some(Change::New(_)))));
    }

    proptest! {
        #[test]
        fn both_texts_are_told_whole(before in "[ab \n]{0,30}", after in "[abc ]{0,30}") {
            let told = changes(&before, &after);
            let later: String = told.iter().filter_map(|change| match change {
                Change::Same(text) | Change::New(text) => Some(*text),
                Change::Gone(_) => None,
            }).collect();
            prop_assert_eq!(&later, &after);
            let earlier: Vec<&str> = told.iter().filter_map(|change| match change {
                Change::Same(text) | Change::Gone(text) => Some(text.trim()),
                Change::New(_) => None,
            }).filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(earlier, before.split_whitespace().collect::<Vec<_>>());
        }
    }
}
