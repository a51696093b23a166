//! The name that was surely meant by a wrong one.

/// How alike two keys must be, 0 to 1, for one to be offered in place of the other: under this, the offer would
/// be a guess.
const NEAR: f64 = 0.6;

/// The candidate most like `wrong`, where one is near enough to be meant.
pub fn nearest<'a>(wrong: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    candidates
        .map(|candidate| (strsim::jaro_winkler(&wrong, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, candidate)| *likeness >= NEAR && is_slip(&wrong, &candidate.to_lowercase()))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

/// Whether one may have been written for the other: begun and not ended, or with at most half of its letters wrong. Words that
/// share nothing but an early letter or two are alike by their measure where one of them is short.
fn is_slip(wrong: &str, meant: &str) -> bool {
    let longest = wrong.chars().count().max(meant.chars().count());
    meant.starts_with(wrong) || 2 * strsim::damerau_levenshtein(wrong, meant) <= longest
}

/// What to say beside a name that is none of those known: the one that was surely meant, or all of them.
pub fn hint<'a>(wrong: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(wrong, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_another_word_finds_none() {
        let known = || ["place", "origin", "since", "sources"].into_iter();
        assert_eq!(nearest("plce", known()), Some("place"));
        assert_eq!(nearest("Source", known()), Some("sources"));
        assert_eq!(nearest("xyz", known()), None);
        assert_eq!(nearest("sit", ["situation"].into_iter()), Some("situation"));
        assert_eq!(nearest("all", ["casualties", "status"].into_iter()), None);
    }
}
