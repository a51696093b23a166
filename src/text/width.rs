//! Display columns: how wide a text is drawn, and cutting by that width.
//!
//! Widths are summed over grapheme clusters, as the terminal library draws them: what is measured here is
//! what is drawn. A cut never splits a cluster and never exceeds the columns it was given.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Marks a text that was cut.
pub const ELLIPSIS: &str = "…";

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    text.graphemes(true).map(of_cluster).sum()
}

/// How many columns the terminal library gives a cluster: none to one with a control character, which it leaves out, and
/// one more to each halfwidth sound mark (U+FF9E, U+FF9F), as it does.
fn of_cluster(cluster: &str) -> usize {
    if cluster.contains(char::is_control) {
        return 0;
    }
    cluster.width() + cluster.matches(['\u{ff9e}', '\u{ff9f}']).count()
}

/// The text, cut to at most `limit` columns; a cut is marked with an ellipsis.
pub fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    cut_with(text, limit, ELLIPSIS)
}

/// The text, cut to at most `limit` columns; a cut is marked with `mark`, where there is room for it. A number is cut off
/// whole: with fewer figures it would be another one.
pub fn cut_with<'a>(text: &'a str, limit: usize, mark: &str) -> Cow<'a, str> {
    if columns(text) <= limit {
        return Cow::Borrowed(text);
    }
    let mark = if columns(mark) <= limit { mark } else { "" };
    let room = limit - columns(mark);
    let head = prefix(text, room);
    let mut out = without_half_a_number(head, text.get(head.len()..).unwrap_or_default()).trim_end().to_owned();
    out.push_str(mark);
    Cow::Owned(out)
}

/// What stands between the figures of a number.
const IN_NUMBERS: [char; 4] = [',', '.', '\u{66b}', '\u{66c}'];

/// A beginning without the number at its end that goes on in the rest.
fn without_half_a_number<'a>(head: &'a str, rest: &str) -> &'a str {
    let is_part = |c: char| c.is_numeric() || IN_NUMBERS.contains(&c);
    let goes_on = rest.trim_start_matches(IN_NUMBERS).starts_with(char::is_numeric) && rest.starts_with(is_part);
    if goes_on { head.trim_end_matches(is_part) } else { head }
}

/// The text, cut to at most `limit` columns behind a whole word, so that no number loses figures; a single word too long is cut
/// as any text is. A cut is marked with `mark`.
pub fn cut_at_word<'a>(text: &'a str, limit: usize, mark: &str) -> Cow<'a, str> {
    if columns(text) <= limit {
        return Cow::Borrowed(text);
    }
    let head = prefix(text, limit.saturating_sub(columns(mark)));
    let is_whole = text.get(head.len()..).is_some_and(|rest| rest.starts_with(' '));
    let words = if is_whole { Some(head) } else { head.rfind(' ').and_then(|space| head.get(..space)) };
    match words.map(|words| words.trim_end_matches([' ', ',', ';', ':'])).filter(|words| !words.is_empty()) {
        Some(words) => Cow::Owned(format!("{words}{mark}")),
        None => cut_with(text, limit, mark),
    }
}

/// The text, cut or filled up with spaces at its end, so that it takes exactly `width` columns.
pub fn fit(text: &str, width: usize) -> String {
    let mut out = cut(text, width).into_owned();
    let missing = width.saturating_sub(columns(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// The longest beginning of whole clusters that takes at most `limit` columns.
pub fn prefix(text: &str, limit: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += of_cluster(cluster);
        if used > limit {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// Whether every byte is a character of one column.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, 0x20..=0x7e))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cut_is_made_by_columns_and_marked() {
        let check = |text: &str, limit: usize, expect: &str| assert_eq!(cut(text, limit), expect, "{text} in {limit}");
        check("Latakia", 7, "Latakia");
        check("Latakia", 6, "Latak…");
        check("Latakia city", 9, "Latakia…");
        check("Latakia", 1, "…");
        check("Latakia", 0, "");
        check("", 0, "");
        check("拉塔基亚", 8, "拉塔基亚");
        check("拉塔基亚", 7, "拉塔基…");
        check("拉塔基亚", 6, "拉塔…");
        check("اللاذقية", 8, "اللاذقية");
        check("اللاذقية", 5, "اللا…");
        check("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…");
        check("👩‍👩‍👧👍🏽", 3, "👩‍👩‍👧…");
        check("👩‍👩‍👧👍🏽", 2, "…");
        check("🇸🇾🇱🇧", 3, "🇸🇾…");
        check("⚠\u{fe0f} curfew", 4, "⚠\u{fe0f}…");
        check("قتيلا\u{64b}", 5, "قتيلا\u{64b}");
        check("a\u{7}b", 2, "a\u{7}b");
    }

    #[test]
    fn a_number_is_cut_off_whole() {
        let check = |text: &str, limit: usize, expect: &str| assert_eq!(cut(text, limit), expect, "{text} in {limit}");
        check("toll 1,018 dead", 7, "toll…");
        check("toll 1,018 dead", 8, "toll…");
        check("toll 1,018 dead", 11, "toll 1,018…");
        check("56, 32 dead", 4, "56,…");
        check("القتلى ٣٤٠", 9, "القتلى…");
        check("1018", 3, "…");
        check("Combatants 213 and", 14, "Combatants…");
        check("at 14:28 in", 8, "at 14:…");
    }

    #[test]
    fn a_cut_may_be_marked_in_ascii() {
        assert_eq!(cut_with("Latakia", 6, "..."), "Lat...");
        assert_eq!(cut_with("Latakia", 2, "..."), "La");
    }

    #[test]
    fn a_cut_behind_a_word_leaves_numbers_whole() {
        let check = |limit: usize, expect: &str| assert_eq!(cut_at_word("SOHR: 35, 320 dead", limit, "…"), expect);
        check(18, "SOHR: 35, 320 dead");
        check(17, "SOHR: 35, 320…");
        check(14, "SOHR: 35, 320…");
        check(13, "SOHR: 35…");
        check(8, "SOHR…");
        check(4, "SOH…");
        check(0, "");
        assert_eq!(cut_at_word("Latakia", 5, "..."), "La...");
    }

    #[test]
    fn a_fitted_text_takes_its_columns() {
        assert_eq!(fit("拉塔", 6), "拉塔  ");
        assert_eq!(fit("拉塔基亚", 6), "拉塔… ");
    }

    proptest! {
        #[test]
        fn no_cut_exceeds_its_columns_or_splits_a_cluster(text in "\\PC{0,40}", limit in 0_usize..50) {
            let short = cut(&text, limit);
            prop_assert!(columns(&short) <= limit);
            let body = prefix(&text, limit);
            let clusters: Vec<&str> = text.graphemes(true).collect();
            let kept: Vec<&str> = body.graphemes(true).collect();
            prop_assert!(clusters.starts_with(&kept));
            prop_assert_eq!(columns(&fit(&text, limit)), limit);
        }
    }
}
