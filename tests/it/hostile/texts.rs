//! What documents hold: what steers a terminal, every script and encoding, what would be fetched, ids and links.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, ISO_8859_6, ISO_8859_8, KOI8_R, KOI8_U, SHIFT_JIS,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
};

use super::{Case, Expect, body, fails, item, reads, rss};

const ARABIC: &str = "مقتل 35 عنصرا من قوات الأمن في كمين بريف جبلة على الساحل السوري";
const PERSIAN: &str = "منع آمد و شد در لاذقیه اعلام شد و ۳۵ تن کشته شدند";
const HEBREW: &str = "עוצר הוטל על לטקיה לאחר קרבות כבדים לאורך החוף";
const RUSSIAN: &str = "В Латакии введён комендантский час, сообщило министерство обороны";
const UKRAINIAN: &str = "У Латакії запроваджено комендантську годину, повідомило міністерство";
const CHINESE: &str = "拉塔基亚实施宵禁 三十五名安全部队成员丧生";
const JAPANESE: &str = "ラタキアで外出禁止令、治安部隊の35人が死亡";
const KOREAN: &str = "라타키아에 통행금지령이 내려졌다";
const TURKISH: &str = "Lazkiye'de sokağa çıkma yasağı ilan edildi, 35 güvenlik görevlisi öldürüldü";
const FRENCH: &str = "Lattaquié : couvre-feu prolongé jusqu’à samedi, 35 tués près de Jablé";
const CZECH: &str = "V Latákii platí zákaz vycházení, příslušníci bezpečnostních sil zahynuli";

/// The cases; `canary` is the beginning of addresses that nothing may ask.
pub fn cases(canary: &str) -> Vec<Case> {
    [no_feeds(), controls(), encodings(), mentions(canary), identity(), links()].into_iter().flatten().collect()
}

/// What is no feed.
fn no_feeds() -> Vec<Case> {
    let none = || fails(&["not_a_feed"]);
    vec![
        body(4, "empty", "", "", none()),
        body(4, "blank", "", " \r\n\t ", none()),
        body(4, "a-mark-alone", "", "\u{feff}", none()),
        body(4, "a-page", "Content-Type: text/html\r\n", "<!DOCTYPE html><html><body>Sign in</body></html>", none()),
        body(
            4,
            "a-page-that-says-it-is-a-feed",
            "Content-Type: application/rss+xml\r\n",
            "<html><p>Sign in<br>",
            none(),
        ),
        body(4, "a-drawing", "", "<svg xmlns='http://www.w3.org/2000/svg'/>", none()),
        body(4, "a-list-of-feeds", "", "<opml version='2.0'><body/></opml>", none()),
        body(4, "a-map-of-a-site", "", "<urlset><url><loc>http://a/</loc></url></urlset>", none()),
        body(4, "a-name-with-escapes", "", "<\x1b[31m>", none()),
        body(4, "other-json", "", r#"{"error":"no"}"#, none()),
        body(4, "a-json-list", "", "[1,2,3]", none()),
        body(4, "json-null", "", "null", none()),
        body(4, "words", "", "Service unavailable, please try later.", none()),
        body(
            4,
            "a-picture",
            "Content-Type: image/png\r\n",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0",
            fails(&["not_a_feed"]),
        ),
        body(4, "zeros", "", [0_u8; 4_096], none()),
        body(
            4,
            "noise",
            "",
            (0..4_000_u32).map(|n| u8::try_from(n * n * 7 % 251).unwrap_or(0)).collect::<Vec<_>>(),
            fails(&["encoding", "not_a_feed"]),
        ),
        body(4, "no-items-is-no-fault", "", rss(""), reads(&[])),
        body(
            4,
            "complaints-before-the-feed",
            "",
            format!("Warning: mysql in line 3<br>\n{}", rss(&item("A"))),
            reads(&["A"]),
        ),
        body(4, "blanks-before-the-declaration", "", format!("\r\n\r\n {}", rss(&item("A"))), reads(&["A"])),
        body(
            4,
            "rubbish-after-the-end",
            "",
            format!("{}<script>x</script>\0\0", rss(&item("A"))),
            Expect::Fails(&["malformed"], 1),
        ),
        body(4, "items-after-the-end", "", rss(&item("A")) + &item("B"), Expect::Fails(&["malformed"], 2)),
    ]
}

/// What steers a terminal or cannot be seen, by every way into a text.
fn controls() -> Vec<Case> {
    let title = |name: &str, raw: &str, expect: &str| {
        body(10, name, "", rss(&format!("<item><title>{raw}</title><guid>g</guid></item>")), reads(&[expect]))
    };
    let json = |name: &str, raw: &str, expect: Expect| {
        let text = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{{"id":"1","title":"{raw}"}},{{"id":"2","title":"B"}}]}}"#
        );
        body(10, name, "", text, expect)
    };
    vec![
        title("raw-escapes", "a\x1b[31mred\x1b[0m", "ared"),
        title("a-window-title", "\x1b]0;owned\x07A", "A"),
        title("a-title-report", "\x1b[21tA", "A"),
        title("a-clipboard", "\x1b]52;c;aGk=\x07A", "A"),
        title("a-hidden-link", "\x1b]8;;http://x/\x1b\\A\x1b]8;;\x1b\\", "A"),
        title("a-device-string", "\x1bPq#0\x1b\\A", "A"),
        title("c1-controls", "a\u{9b}31mb\u{9d}0;x\u{9c}c\u{85}d", "ab0;xc d"),
        title("by-reference", "a&#27;[2J&#x1b;]0;x&#7;b&#155;1mc", "abc"),
        title("by-named-reference", "a&ZeroWidthSpace;b&rlm;c&shy;d&lrm;e", "abcde"),
        title("escaped-twice", "a&amp;#27;[2Jb&amp;#x202e;c", "abc"),
        title("escaped-thrice", "a&amp;amp;#27;b", "a&#27;b"),
        title("bidi-overrides", "53 \u{202e}killed\u{202c} \u{2066}x\u{2069}\u{200f}", "53 killed x"),
        title("invisible", "A\u{200b}B\u{2060}C\u{feff}D\u{ad}E\u{180e}F\u{3164}G", "ABCDEFG"),
        title("tags-of-plane-14", "A\u{e0041}\u{e0042}B\u{e0001}\u{e007f}", "AB"),
        title("private-use", "A\u{e000}\u{f8ff}\u{10fffd}B", "AB"),
        title("lines-in-a-title", "A\nB\r\nC\u{2028}D\u{2029}E\u{b}F", "A B C D E F"),
        title("backspaces", "50\x08\x083 killed", "50 3 killed"),
        body(
            10,
            "in-html",
            "",
            rss(
                "<item><title>A</title><description><![CDATA[<p>x&#27;[2Jy<!-- \x1b]0;o\x07 -->&#x202e;z\u{9b}5m</p>]]></description></item>",
            ),
            reads(&["A"]),
        ),
        body(
            10,
            "in-every-field",
            "Content-Type: text/xml\u{9b}5m\r\nETag: \"\u{9b}5m\"\r\n",
            rss(
                "<language>\x1b[1m</language><item><title>A</title><guid>\x1b[31m\u{202e}g</guid><author>\u{9b}31mn\u{200b}</author><category>\x1b]0;c\x07d</category><link>http://a/\x1b[31m\u{202e}</link><pubDate>\x1b[31m</pubDate></item>",
            ),
            reads(&["A"]),
        ),
        json("json-escapes", r"a\u001b[31mb\u009b5mc\u202ed\u0007", reads(&["abcd", "B"])),
        json("json-raw-controls", "a\x1b[31mb\tc", Expect::Fails(&["malformed"], 2)),
        json("json-halves-of-characters", r"a\ud83db\udc00\ud83d\ude00", reads(&["a\u{fffd}b\u{fffd}\u{1f600}", "B"])),
        json("json-halves-and-raw-controls", "a\\ud83db\tc", Expect::Fails(&["malformed"], 2)),
        json("json-wrong-escapes", r"a\x41b", Expect::Fails(&["malformed"], 2)),
        json("json-nul", r"a\u0000b", reads(&["ab", "B"])),
    ]
}

/// Every script in every encoding, declared, undeclared and declared wrongly.
fn encodings() -> Vec<Case> {
    let document = |label: Option<&str>, text: &str| {
        let declared = label.map_or(String::new(), |label| format!(" encoding=\"{label}\""));
        format!(
            "<?xml version=\"1.0\"{declared}?><rss version=\"2.0\"><channel><item><title>{text}</title></item></channel></rss>"
        )
    };
    let in_ = |encoding: &'static Encoding, label: Option<&str>, text: &str| {
        encoding.encode(&document(label, text)).0.into_owned()
    };
    let mut cases = Vec::new();
    for (label, encoding, text) in [
        ("windows-1256", WINDOWS_1256, ARABIC),
        ("iso-8859-6", ISO_8859_6, ARABIC),
        ("windows-1255", WINDOWS_1255, HEBREW),
        ("iso-8859-8", ISO_8859_8, HEBREW),
        ("windows-1251", WINDOWS_1251, RUSSIAN),
        ("koi8-r", KOI8_R, RUSSIAN),
        ("koi8-u", KOI8_U, UKRAINIAN),
        ("gb18030", GB18030, CHINESE),
        ("gb2312", GBK, CHINESE),
        ("big5", BIG5, "宵禁"),
        ("shift_jis", SHIFT_JIS, JAPANESE),
        ("euc-jp", EUC_JP, JAPANESE),
        ("iso-2022-jp", ISO_2022_JP, JAPANESE),
        ("euc-kr", EUC_KR, KOREAN),
        ("windows-1254", WINDOWS_1254, TURKISH),
        ("windows-1252", WINDOWS_1252, FRENCH),
        ("windows-1250", WINDOWS_1250, CZECH),
    ] {
        cases.push(body(11, &format!("declared-{label}"), "", in_(encoding, Some(label), text), reads(&[text])));
        let header = format!("Content-Type: application/rss+xml; charset={label}\r\n");
        cases.push(body(11, &format!("by-header-{label}"), &header, in_(encoding, None, text), reads(&[text])));
    }
    for (name, text) in
        [("arabic", ARABIC), ("persian", PERSIAN), ("hebrew", HEBREW), ("russian", RUSSIAN), ("chinese", CHINESE)]
    {
        for (wide, to_bytes) in [("le", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("be", u16::to_be_bytes)] {
            let units = |text: &str| text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
            let marked = document(Some("utf-16"), text);
            cases.push(body(
                11,
                &format!("{name}-16{wide}-marked"),
                "",
                units(&format!("\u{feff}{marked}")),
                reads(&[text]),
            ));
            cases.push(body(11, &format!("{name}-16{wide}"), "", units(&marked), reads(&[text])));
        }
        let header = "Content-Type: text/xml; charset=iso-8859-1\r\n";
        cases.push(body(
            11,
            &format!("{name}-utf8-said-latin"),
            header,
            document(Some("windows-1252"), text),
            reads(&[text]),
        ));
        cases.push(body(
            11,
            &format!("{name}-utf8-marked"),
            "",
            format!("\u{feff}{}", document(Some("koi8-r"), text)),
            reads(&[text]),
        ));
        cases.push(body(
            11,
            &format!("{name}-unknown-label"),
            "",
            document(Some("x-no-such-thing"), text),
            reads(&[text]),
        ));
    }
    cases.push(body(
        11,
        "1256-said-utf8",
        "Content-Type: text/xml; charset=utf-8\r\n",
        in_(WINDOWS_1256, Some("utf-8"), ARABIC),
        reads(&[ARABIC]),
    ));
    cases.push(body(11, "1251-said-utf8", "", in_(WINDOWS_1251, Some("utf-8"), RUSSIAN), reads(&[RUSSIAN])));
    cases.push(body(11, "koi8-undeclared", "", in_(KOI8_R, None, RUSSIAN), reads(&[RUSSIAN])));
    cases.push(body(11, "latin-undeclared", "", in_(WINDOWS_1252, None, FRENCH), reads(&[FRENCH])));
    cases.push(body(
        11,
        "a-few-bad-bytes",
        "",
        [
            b"<rss version='2.0'><channel><item><title>Lattaqui\xe9 ".as_slice(),
            ARABIC.as_bytes(),
            b"</title></item></channel></rss>",
        ]
        .concat(),
        Expect::Reads(vec![format!("Lattaqui\u{fffd} {ARABIC}")]),
    ));
    cases.push(body(11, "json-in-16", "", format!("\u{feff}{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{{\"id\":\"1\",\"title\":\"{ARABIC}\"}}]}}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), reads(&[ARABIC])));
    cases
}

/// What documents mention is not asked for.
fn mentions(canary: &str) -> Vec<Case> {
    let one = item("A");
    let with = |name: &str, head: &str, inner: &str| {
        let text = format!(
            "{head}<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:xi='http://www.w3.org/2001/XInclude'><channel>{inner}{one}</channel></rss>"
        );
        body(8, name, "", text, reads(&["A"]))
    };
    vec![
        with("an-outer-dtd", &format!("<!DOCTYPE rss SYSTEM '{canary}/a.dtd'>"), ""),
        with("a-public-dtd", &format!("<!DOCTYPE rss PUBLIC '-//N//DTD' '{canary}/a.dtd'>"), ""),
        with(
            "an-outer-entity",
            &format!("<!DOCTYPE rss [<!ENTITY x SYSTEM '{canary}/x'>]>"),
            "<description>&x;</description>",
        ),
        with("a-parameter-entity", &format!("<!DOCTYPE rss [<!ENTITY % x SYSTEM '{canary}/x'> %x;]>"), ""),
        with("a-stylesheet", &format!("<?xml-stylesheet href='{canary}/a.xsl' type='text/xsl'?>"), ""),
        with("an-image", "", &format!("<image><url>{canary}/i.png</url></image><itunes:image href='{canary}/i.png'/>")),
        with(
            "a-moved-feed-tag",
            "",
            &format!(
                "<itunes:new-feed-url>{canary}/new</itunes:new-feed-url><atom:link rel='self' href='{canary}/self'/><atom:link rel='hub' href='{canary}/hub'/><atom:link rel='next' href='{canary}/next'/>"
            ),
        ),
        with("an-inclusion", "", &format!("<xi:include href='{canary}/x'/>")),
        with(
            "an-enclosure",
            "",
            &format!(
                "<item><title></title><enclosure url='{canary}/e.mp3' length='1' type='audio/mpeg'/><media:content url='{canary}/m'/></item>"
            ),
        ),
        with(
            "a-page-with-pictures",
            "",
            &format!(
                "<description><![CDATA[<img src='{canary}/p.png'><script src='{canary}/s.js'></script><link rel=stylesheet href='{canary}/c.css'>]]></description>"
            ),
        ),
        body(
            8,
            "a-file-entity",
            "",
            "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><item><title>T &x;</title></item></channel></rss>",
            reads(&["T &x;"]),
        ),
        body(
            8,
            "a-refresh",
            &format!("Refresh: 0; url={canary}/r\r\nLink: <{canary}/l>; rel=preload\r\n"),
            rss(&item("A")),
            reads(&["A"]),
        ),
    ]
}

/// Items belong to their feed.
fn identity() -> Vec<Case> {
    let two = |guid: &str, link: &str, title: &str| {
        format!("<item><title>{title}</title><guid isPermaLink='false'>{guid}</guid><link>{link}</link></item>")
    };
    vec![
        // The ids of the good feeds' items.
        body(
            13,
            "a-thief-of-ids",
            "",
            rss(&(1..=3)
                .map(|n| two(&format!("bulletin-{n}"), "https://wire.example/0/1", &format!("Stolen {n}")))
                .collect::<String>()),
            reads(&["Stolen 1", "Stolen 2", "Stolen 3"]),
        ),
        body(
            13,
            "one-id-for-two",
            "",
            rss(&(two("same", "http://a/1", "One") + &two("same", "http://a/2", "Two"))),
            reads(&["One", "Two"]),
        ),
        body(
            13,
            "no-ids",
            "",
            rss("<item><title>One</title></item><item><title>Two</title></item>"),
            reads(&["One", "Two"]),
        ),
        body(
            13,
            "the-same-twice",
            "",
            rss(&(two("same", "http://a/1", "One") + &two("same", "http://a/1", "One"))),
            reads(&["One"]),
        ),
        body(
            13,
            "ids-that-differ-in-controls",
            "",
            rss(&(two("a\x1b", "http://a/1", "One") + &two("a", "http://a/2", "Two"))),
            reads(&["One", "Two"]),
        ),
    ]
}

/// Links and what looks like a formula stay data.
fn links() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, link) in [
        ("script", "javascript:alert(1)"),
        ("data", "data:text/html,x"),
        ("file", "file:///etc/passwd"),
        ("shell", "http://a/$(reboot);`reboot`|reboot"),
        ("dashes", "--help"),
        ("mail", "mailto:a@b"),
        ("bad", "http://[::"),
    ] {
        cases.push(body(
            14,
            &format!("link-{name}"),
            "",
            rss(&format!("<item><title>L {name}</title><guid>g</guid><link>{link}</link></item>")),
            reads(&[&format!("L {name}")]),
        ));
    }
    for (name, title) in
        [("equals", "=cmd|' /C calc'!A0"), ("plus", "+963 11 1"), ("minus", "-5+3"), ("at", "@SUM(A1)")]
    {
        cases.push(body(14, &format!("formula-{name}"), "", rss(&item(title)), reads(&[title])));
    }
    cases
}
