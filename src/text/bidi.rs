//! Text from right to left in lines that run from left to right: how it is given to the terminal.
//!
//! A line of the screen holds several texts side by side. A terminal that orders letters itself takes the whole line for one
//! paragraph, and then an Arabic headline pulls the count behind it to its other side. What keeps a text to itself are the
//! isolates of the Unicode bidirectional algorithm (UAX 9): FSI before it, PDI after it. A terminal that does not order
//! letters is given them in the order in which they are seen.

use std::borrow::Cow;

use serde::Deserialize;
use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};

/// First strong isolate: what follows has the direction of its first letter and moves nothing outside it.
pub const ISOLATE: char = '\u{2068}';
/// Pop directional isolate: ends what [`ISOLATE`] began.
pub const END_OF_ISOLATE: char = '\u{2069}';
/// Left-to-right mark: a letter that is not seen, behind which neutral signs stay where they are.
pub const LEFT_TO_RIGHT: char = '\u{200e}';

/// The first character of any script that is written from right to left (U+0590, Hebrew).
const FIRST_RTL: char = '\u{590}';

/// Who orders letters from right to left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bidi {
    /// The terminal does; each text is kept to itself by isolates.
    #[default]
    Terminal,
    /// Nobody, or the terminal by itself: texts are given as they are stored.
    Logical,
    /// We do, by the Unicode bidirectional algorithm, for a terminal that draws letters where they are put.
    Visual,
}

/// Whether a text holds letters or numbers of a script that is written from right to left.
pub fn has_rtl(text: &str) -> bool {
    let is_rtl = |c: char| c >= FIRST_RTL && matches!(bidi_class(c), BidiClass::R | BidiClass::AL | BidiClass::AN);
    !text.is_ascii() && text.chars().any(is_rtl)
}

/// The clusters of a line as they are seen from left to right, each with what it came with. The line has the direction of
/// its first letter; brackets are turned where they are read from right to left.
pub fn visual<'a, T: Copy>(clusters: &[(&'a str, T)]) -> Vec<(Cow<'a, str>, T)> {
    let line: String = clusters.iter().map(|(cluster, _)| *cluster).collect();
    let bidi = ParagraphBidiInfo::new(&line, None);
    let of_bytes = bidi.reordered_levels(0..line.len());
    let mut at = 0;
    let level_of = |(cluster, _): &(&str, T)| {
        let level = of_bytes.get(at).copied().unwrap_or_else(Level::ltr);
        at += cluster.len();
        level
    };
    let levels: Vec<Level> = clusters.iter().map(level_of).collect();
    let order = ParagraphBidiInfo::reorder_visual(&levels);
    let seen = order.into_iter().filter_map(|n| Some((clusters.get(n)?, levels.get(n)?)));
    seen.map(|((cluster, with), level)| (if level.is_rtl() { turned(cluster) } else { Cow::Borrowed(*cluster) }, *with))
        .collect()
}

/// Signs that are turned where they are read from right to left, those of newsrooms among the pairs of Unicode's
/// BidiMirroring.txt.
const TURNED: [(char, char); 7] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›'), ('≤', '≥')];

fn turned(cluster: &str) -> Cow<'_, str> {
    let other = |c: char| {
        TURNED.iter().find_map(|(one, two)| match c {
            _ if c == *one => Some(*two),
            _ if c == *two => Some(*one),
            _ => None,
        })
    };
    let mut letters = cluster.chars();
    match letters.next().and_then(other) {
        Some(first) => Cow::Owned(std::iter::once(first).chain(letters).collect()),
        None => Cow::Borrowed(cluster),
    }
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    fn seen(text: &str) -> String {
        let clusters: Vec<(&str, ())> = text.graphemes(true).map(|cluster| (cluster, ())).collect();
        visual(&clusters).into_iter().map(|(cluster, ())| cluster).collect()
    }

    #[test]
    fn letters_are_seen_from_right_to_left_and_numbers_from_left_to_right() {
        assert_eq!(seen("Latakia 35"), "Latakia 35");
        assert_eq!(seen("אבג 35 דה"), "הד 35 גבא");
        assert_eq!(seen("SOHR: אבג"), "SOHR: גבא");
        assert_eq!(seen("אבג (SOHR) ד"), "ד (SOHR) גבא");
        assert_eq!(seen("قتل 35 في"), "يف 35 لتق");
    }

    #[test]
    fn marks_stay_on_their_letters() {
        assert_eq!(seen("قتيلا\u{64b}"), "ا\u{64b}ليتق");
        assert_eq!(seen("שָׁ\u{5bc}א"), "אשָׁ\u{5bc}");
    }

    #[test]
    fn each_cluster_keeps_what_it_came_with() {
        let clusters = [("א", 1), ("ב", 2), (" ", 3), ("x", 4)];
        let order: Vec<i32> = visual(&clusters).into_iter().map(|(_, with)| with).collect();
        assert_eq!(order, [4, 3, 2, 1]);
    }

    #[test]
    fn only_letters_from_right_to_left_are_found() {
        for text in ["", "Latakia", "拉塔基亚", "«é»", "👩‍👩‍👧", "Ελλάδα"] {
            assert!(!has_rtl(text), "{text}");
        }
        for text in ["اللاذقية", "SOHR א", "٣٥"] {
            assert!(has_rtl(text), "{text}");
        }
    }
}
