//! Dates that never were, and characters that pretend, by every way into a text.

use super::{Case, Expect, body, fails, item, reads, rss};

/// The cases.
pub fn cases() -> Vec<Case> {
    [dates(), disguises()].into_iter().flatten().collect()
}

/// Dates that never were. The item is there all the same.
fn dates() -> Vec<Case> {
    [
        ("year-0", "0000-01-01T00:00:00Z"),
        ("year-1", "Mon, 01 Jan 0001 00:00:00 GMT"),
        ("year-1969", "1969-12-31T23:59:59Z"),
        ("year-1970", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("year-2038", "2038-01-19T03:14:08Z"),
        ("year-9999", "9999-12-31T23:59:59.999999999Z"),
        ("year-12025", "12025-03-07T00:00:00Z"),
        ("year-minus", "-2025-03-07T00:00:00Z"),
        ("day-0", "2025-03-00"),
        ("day-32", "Fri, 32 Mar 2025 09:00:00 GMT"),
        ("30-february", "2025-02-30T10:00:00Z"),
        ("month-13", "2025-13-07T00:00:00Z"),
        ("hour-24", "2025-03-07T24:00:00Z"),
        ("hour-99", "Fri, 07 Mar 2025 99:99:99 GMT"),
        ("second-60", "2025-03-07T23:59:60Z"),
        ("zone-99", "2025-03-07T00:00:00+99:99"),
        ("zone-words", "Fri, 07 Mar 2025 09:00:00 Damascus/\u{202e}Time"),
        ("zone-name", "2025-03-07T00:00:00[Asia/Damascus]"),
        ("seconds", "1741348800"),
        ("milliseconds", "1741348800000"),
        ("digits", "99999999999999999999999999999999"),
        ("arabic-digits", "٢٠٢٥-٠٣-٠٧"),
        ("words", "yesterday at noon"),
        ("escapes", "Fri, \x1b[31m07 Mar 2025\u{202e} 09:00:00 GMT"),
        ("empty", ""),
        ("a-leap-day", "2025-02-29"),
        ("a-range", "2025-03-07/2025-03-08"),
        ("10-kb", "7777777777 Mar 2025 7777777777 7777777777 7777777777"),
    ]
    .into_iter()
    .map(|(name, date)| {
        let one =
            format!("<item><title>A</title><guid>g</guid><pubDate>{date}</pubDate><dc:date>{date}</dc:date></item>");
        body(
            4,
            &format!("date-{name}"),
            &format!("Date: {}\r\nLast-Modified: {}\r\n", ascii(date), ascii(date)),
            rss(&one),
            reads(&["A"]),
        )
    })
    .collect()
}

/// A header's text.
fn ascii(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii() && !c.is_control()).collect()
}

/// Characters that pretend, by every way into a text.
fn disguises() -> Vec<Case> {
    let title = |name: &str, raw: &str, expect: &str| {
        body(10, name, "", rss(&format!("<item><title>{raw}</title><guid>g</guid></item>")), reads(&[expect]))
    };
    vec![
        title("selectors-in-heaps", &format!("A{}B", "\u{fe0f}".repeat(400)), "AB"),
        title("selectors-of-plane-14", &format!("A{}B", "\u{e0100}\u{e01ef}".repeat(200)), "AB"),
        title("a-message-in-tags", "A\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}B", "A\u{1f3f4}B"),
        title("zero-widths-in-a-number", "5\u{200b}3\u{200d}1\u{2060}2 killed", "5312 killed"),
        title("joiners-in-heaps", &format!("A{}B", "\u{200d}\u{200c}".repeat(300)), "AB"),
        body(
            10,
            "joined-signs",
            "",
            rss(&item(&format!("A {}", vec!["\u{1f468}"; 30].join("\u{200d}")))),
            Expect::Holds(1),
        ),
        title("controls-by-decimal", "a&#0;&#1;&#7;&#8;&#11;&#14;&#127;&#128;&#144;&#157;b", "a €b"),
        title("controls-by-hex", "a&#x1b;]52;c;aGk=&#x9c;b", "ab"),
        title("a-string-without-its-end", "a\x1b]2;never ends", "a2;never ends"),
        title("a-sequence-cut-by-cdata", "a\x1b<![CDATA[[31m]]>b", "ab"),
        title("a-sequence-cut-by-a-reference", "a&#27;&#91;31mb", "ab"),
        title("a-sequence-cut-by-a-comment", "a\x1b<!-- -->[2Jb", "ab"),
        title("a-sequence-in-full-width", "a\u{ff3b}31mb", "a\u{ff3b}31mb"),
        title("tmux-passthrough", "a\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\b", "atmux;\\b"),
        title("screen-title", "a\x1bkowned\x1b\\b", "akowned\\b"),
        title("sixel", "a\x1bPq\"1;1;100;100#0~~@@vv@@~~$\x1b\\b", "ab"),
        title("kitty-graphics", "a\x1b_Gf=24,s=10,v=20;AAAA\x1b\\b", "ab"),
        title("iterm-file", "a\x1b]1337;File=name=eA==:AAAA\x07b", "ab"),
        title("answerback", "a\x05\x1bZ\x1b[c\x1b[6n\x1b[>qb", "ab"),
        title("character-sets", "a\x0e\x0f\x1b(0\x1b)A\x1b%Gb", "ab"),
        title("isolates", "\u{2067}a\u{2068}b\u{2069}\u{2069}\u{2066}c", "abc"),
        title("embeddings", "\u{202a}a\u{202b}b\u{202c}\u{202d}c\u{202e}d", "abcd"),
        title("marks-of-direction", "a\u{200e}\u{200f}\u{61c}b", "ab"),
        title("separators", "a\u{2028}b\u{2029}c\u{85}d", "a b c d"),
        title("blanks-that-are-seen", "a\u{a0}\u{2003}\u{3000}b", "a b"),
        title("braille-blanks", "a\u{2800}\u{2800}b", "a b"),
        title("hangul-fillers", "a\u{115f}\u{1160}\u{3164}\u{ffa0}b", "ab"),
        title("deprecated-formats", "a\u{206a}\u{206f}\u{fff9}\u{fffb}b", "ab"),
        title("musical-controls", "a\u{1d173}\u{1d17a}b", "ab"),
        title("no-characters", "a\u{fffe}\u{ffff}\u{1fffe}\u{fdd0}b", "ab"),
        body(
            10,
            "a-channel-title-with-escapes",
            "",
            "<rss version='2.0'><channel><title>\x1b]0;owned\x07\u{202e}T</title><item><title>A</title></item></channel></rss>",
            reads(&["A"]),
        ),
        body(10, "escapes-in-a-root", "", "<x\u{202e}\u{9b}31m/>", fails(&["not_a_feed", "malformed"])),
        body(10, "escapes-in-an-entity", "", rss(&item("A &x\u{202e}y;")), reads(&["A &xy;"])),
        body(
            10,
            "escapes-in-a-language",
            "",
            rss("<item xml:lang='\u{9b}31m\u{202e}ar'><title>A</title></item>"),
            reads(&["A"]),
        ),
        body(
            10,
            "a-link-with-controls",
            "",
            rss("<item><title>A</title><link>https://a.example/\u{202e}\u{9b}31m\u{200b}?q=\x07</link></item>"),
            reads(&["A"]),
        ),
        body(
            10,
            "a-link-with-a-homograph",
            "",
            rss("<item><title>A</title><link>https://\u{430}pple.example/</link></item>"),
            reads(&["A"]),
        ),
        body(
            10,
            "a-link-with-a-user",
            "",
            rss("<item><title>A</title><link>https://sana.sy@evil.example/</link></item>"),
            reads(&["A"]),
        ),
    ]
}
