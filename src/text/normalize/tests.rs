//! Texts of every script, and what must not come through.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

#[test]
fn what_steers_a_terminal_is_dropped() {
    let check = |text: &str, expect: &str| assert_eq!(block(text), expect, "{text:?}");
    check("a\u{1b}[31mred\u{1b}[0m b", "ared b");
    check("\u{1b}]0;owned\u{7}title", "title");
    check("\u{1b}]8;;http://x/\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link");
    check("\u{1b}]52;c;aGk=\u{9c}x", "x");
    check("\u{9b}2Jx", "x");
    check("\u{1b}Pq\u{1b}\\x\u{1b}(0y\u{1b}cz", "xyz");
    check("\u{1b}]0;never ends\nnext", "0;never ends\nnext");
    check("a\0b\u{8}c\u{7f}d\u{90}e", "abcde");
    check("\u{1b}", "");
    check("\u{1b}\u{1b}[[31m", "31m");
    check("50\u{1b}[٣ m", "50 ٣ m");
}

#[test]
fn what_cannot_be_seen_is_dropped() {
    let check = |text: &str, expect: &str| assert_eq!(block(text), expect, "{text:?}");
    check("abc\u{202e}cba\u{202c}", "abccba");
    check("a\u{2066}b\u{2069}\u{200e}\u{200f}\u{61c}c", "abc");
    check("\u{feff}a\u{200b}b\u{2060}c\u{ad}d\u{34f}e", "abcde");
    check("a\u{e0041}\u{e007f}b\u{e0100}c", "abc");
    check("a\u{fff9}b\u{fffa}c\u{fffb}\u{fdd0}\u{ffff}\u{10ffff}\u{e000}", "abc");
    check("a\u{3164}b\u{115f}\u{fe00}c", "abc");
    check("a\u{2800}b", "a b");
    check("x\u{200c}y\u{200d}z", "xyz");
}

#[test]
fn two_numbers_never_become_one() {
    let between =
        ["\u{96}", "\u{1}", "\0", "\u{e000}", "\u{1b}[31m", "\u{9b}1m", "\u{1b}]0;x\u{7}", "\u{e0031}", "\u{1}\u{ad}"];
    for dropped in between {
        assert_eq!(block(&format!("killed 10{dropped}12 civilians")), "killed 10 12 civilians", "{dropped:?}");
        assert_eq!(headline(&format!("قتل ١٠{dropped}١٢")), "قتل ١٠ ١٢", "{dropped:?}");
        assert_eq!(block(&format!("day{dropped}light")), "daylight", "{dropped:?}");
    }
    assert_eq!(block("1\u{fe0f}\u{20e3}2\u{ad}, 3"), "1\u{fe0f}\u{20e3}2, 3");
    assert_eq!(line_within("10\u{96}12", 3), "10…");
}

#[test]
fn a_number_that_people_see_as_one_stays_one() {
    for dropped in ["\u{200b}", "\u{2060}", "\u{ad}", "\u{200c}", "\u{200d}\u{ad}", "\u{fe00}", "\u{feff}", "\u{202e}"]
    {
        assert_eq!(block(&format!("killed 1{dropped}012 civilians")), "killed 1012 civilians", "{dropped:?}");
    }
}

#[test]
fn text_of_any_script_survives() {
    let check = |text: &str| assert_eq!(block(text), text);
    check("قُتِلَ 35 عنصراً في جبلة — «المرصد»");
    check("مقتل می‌خواهم");
    check("क्‍ष र्‍क");
    check("עוצר בלטקיה, בָּרוּךְ");
    check("Комендантский час 拉塔基亚 ラタキア 라타키아");
    check("👩‍👩‍👧 👍🏽 ❤️ 1️⃣ 🏳️‍🌈");
    check("café cafe\u{301} Việt \u{a0}1\u{202f}383 “x” …");
    check("မြန်မာဘာသာ ကြွှေ့");
}

#[test]
fn a_clean_text_comes_back_byte_for_byte() {
    let check = |text: &str| assert_eq!(block(text), text);
    check("  two  spaces \n\n and lines  ");
    check("A < B & C > D \"quoted\" \\ ~");
    check("");
    assert_eq!(line(" a  b "), " a  b ");
}

#[test]
fn line_breaks_are_breaks_in_a_block_and_spaces_in_a_line() {
    assert_eq!(block("a\r\nb\rc\u{85}d\u{2028}e\u{2029}f\tg\u{b}h"), "a\nb\nc\nd\ne\nf g\nh");
    assert_eq!(line("a\r\nb\rc\u{2028}d\te"), "a b c d e");
}

#[test]
fn letters_that_are_drawn_in_one_place_are_bounded() {
    let longest = |text: &str| text.graphemes(true).map(|cluster| cluster.chars().count()).max().unwrap_or(0);
    let joined = ["\u{1112}\u{1161}\u{11ab}", "क्षत्रिय र्त्स्न्य", "ක්‍ෂ", "\u{d4e}\u{d15}", "한국어"];
    for text in joined {
        assert_eq!(block(text), text, "as words are written");
    }
    for piece in
        ["\u{1112}", "\u{1161}", "\u{d7d7}", "क्", "क\u{94d}\u{200d}", "\u{d4e}", "ක\u{dca}\u{200d}", "က\u{1039}"]
    {
        let clean = block(&format!("a{}b", piece.repeat(400)));
        assert!(longest(&clean) <= PLACE_MAX, "{piece:?}: {} in one place", longest(&clean));
        assert!(clean.starts_with('a') && clean.ends_with('b') && block(&clean) == clean, "{clean:?}");
    }
}

#[test]
fn marks_on_one_letter_are_bounded_and_need_one() {
    let zalgo = format!("a{}b", "\u{301}".repeat(500));
    assert_eq!(block(&zalgo), format!("a{}b", "\u{301}".repeat(MARKS_MAX)));
    assert_eq!(block("\u{301}\u{302}x\n\u{301}y"), "x\ny");
    let family = "👩".to_owned() + &"\u{200d}👩".repeat(100);
    assert!(block(&family).graphemes(true).all(|cluster| cluster.chars().count() <= CLUSTER_MAX + 1));
    let tones = "👍".to_owned() + &"🏽".repeat(100);
    assert!(block(&tones).graphemes(true).all(|cluster| cluster.chars().count() <= CLUSTER_MAX + 1));
}

#[test]
fn a_cut_is_marked_and_keeps_clusters_whole() {
    assert_eq!(line_within("Latakia under curfew", 9), "Latakia…");
    assert_eq!(line_within("Latakia", 7), "Latakia");
    assert_eq!(line_within("abe\u{301}d", 4), "ab…");
    assert_eq!(line_within("abc", 0), "");
    let long = line(&"خبر ".repeat(10_000));
    assert!(long.chars().count() <= LINE_MAX && long.ends_with('…'));
    let long = block(&"word ".repeat(1_000_000));
    assert!(long.chars().count() <= BLOCK_MAX && long.ends_with('…'));
}

/// Any characters, those that matter here far more often than by chance.
fn hostile() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        '\u{1b}',
        '\u{9b}',
        '\u{7}',
        '[',
        ']',
        '\\',
        '\r',
        '\n',
        '\u{200d}',
        '\u{200c}',
        '\u{fe0f}',
        '👍',
        '🏽',
        'ب',
        'क',
        '\u{94d}',
        '\u{301}',
        '\u{5b0}',
        '\u{202e}',
        '\u{e0041}',
        ';',
        '0',
        'm',
        'a',
        ' ',
        '\u{fdd0}',
    ]);
    prop::collection::vec(prop_oneof![4 => special, 1 => any::<char>()], 0..60).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn nothing_forbidden_comes_out_and_twice_is_once(text in hostile(), max in 0_usize..40) {
        let once = block(&text);
        prop_assert!(once.chars().all(is_allowed), "{once:?}");
        prop_assert_eq!(&block(&once), &once);
        let once = line_within(&text, max);
        prop_assert!(once.chars().all(|c| is_allowed(c) && c != '\n'));
        prop_assert!(once.chars().count() <= max);
        prop_assert_eq!(&line_within(&once, max), &once);
    }

    #[test]
    fn letters_and_digits_are_never_lost(text in "[a-z0-9 .,\u{621}-\u{63a}\u{5d0}-\u{5ea}\u{4e00}-\u{4fff}]{0,60}") {
        prop_assert_eq!(block(&text), text);
    }
}
