//! Documents that are well-formed enough to be dangerous: entities, sections and namespaces in heaps, JSON that repeats
//! itself, and encodings that hardly anybody uses.

use super::{Case, Expect, body, either, fails, item, reads, rss};

/// The cases.
pub fn cases() -> Vec<Case> {
    [entities(), structures(), json(), encodings()].into_iter().flatten().collect()
}

fn described(text: &str) -> String {
    rss(&format!("<item><title>A</title><description>{text}</description></item>"))
}

/// Entities of every kind, none of which is expanded or fetched.
fn entities() -> Vec<Case> {
    let with = |name: &str, declared: &str, title: &str, expect: Expect| {
        let document = format!(
            "<!DOCTYPE rss [{declared}]><rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>"
        );
        body(8, name, "", document, expect)
    };
    let quadratic = format!("<!ENTITY a '{}'>", "x".repeat(100_000));
    let chain: String = (1..2_000).map(|n| format!("<!ENTITY e{n} '&e{};'>", n - 1)).collect();
    vec![
        with("an-inner-entity", "<!ENTITY a 'boo'>", "A &a;", reads(&["A &a;"])),
        with("quadratic-blowup", &quadratic, &"&a;".repeat(100), reads(&[&"&a;".repeat(100)])),
        with("an-entity-of-itself", "<!ENTITY a '&a;'>", "A &a;", reads(&["A &a;"])),
        with("a-chain-of-entities", &format!("<!ENTITY e0 'x'>{chain}"), "A &e1999;", reads(&["A &e1999;"])),
        with(
            "parameter-in-parameter",
            "<!ENTITY % a '<!ENTITY &#37; b SYSTEM \"file:///etc/passwd\">'> %a; %b;",
            "A",
            reads(&["A"]),
        ),
        with("an-attribute-default", "<!ATTLIST item onload CDATA 'x'><!ELEMENT rss ANY>", "A", reads(&["A"])),
        with("a-notation", "<!NOTATION n SYSTEM 'x'><!ENTITY u SYSTEM 'u' NDATA n>", "A &u;", reads(&["A &u;"])),
        with("a-redefined-lt", "<!ENTITY lt 'boo'>", "5 &lt; 6", reads(&["5 < 6"])),
        with("a-bracket-in-a-doctype", "<!ENTITY a ']>'><!-- ]> -->", "A", reads(&["A"])),
        body(
            8,
            "a-doctype-that-never-ends",
            "",
            format!("<!DOCTYPE rss [{}", "<!ENTITY a 'b'>".repeat(1_000)),
            fails(&["malformed"]),
        ),
        body(
            8,
            "two-doctypes",
            "",
            format!("<!DOCTYPE a><!DOCTYPE b>{}", rss(&item("A")).replace("<?xml version=\"1.0\"?>", "")),
            reads(&["A"]),
        ),
        body(8, "entity-references-in-heaps", "", described(&"&nosuch;".repeat(300_000)), reads(&["A"])),
        body(8, "references-without-end", "", described(&"&#".repeat(300_000)), reads(&["A"])),
        body(8, "a-reference-of-1-mb", "", described(&format!("&{};", "a".repeat(1_000_000))), reads(&["A"])),
        body(8, "digits-of-1-mb", "", described(&format!("&#{};", "9".repeat(1_000_000))), reads(&["A"])),
        body(8, "zeros-before-a-reference", "", rss(&item(&format!("A&#{}65;", "0".repeat(5_000)))), Expect::Holds(1)),
    ]
}

/// Sections in sections, namespaces, attributes, depth in HTML, feeds in feeds.
fn structures() -> Vec<Case> {
    let deep = |name: &str, number: usize| {
        format!("{}x{}", format!("<{name}>").repeat(number), format!("</{name}>").repeat(number))
    };
    let namespaces: String =
        (0..5_000).map(|n| format!(" xmlns:n{n}='http://purl.org/{n}/{}'", "u".repeat(50))).collect();
    let prefixed: String =
        (0..3_000).map(|n| format!("<n{n}:item xmlns:n{n}='u{n}'><n{n}:title>x</n{n}:title></n{n}:item>")).collect();
    let encoded = |inner: &str| {
        format!(
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>A</title><content:encoded><![CDATA[{inner}]]></content:encoded></item></channel></rss>"
        )
    };
    let atom = |inner: &str| {
        format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>A</title>{inner}</entry></feed>")
    };
    vec![
        body(
            3,
            "cdata-in-cdata",
            "",
            rss("<item><title><![CDATA[A<![CDATA[B]]></title></item>"),
            reads(&["A<![CDATA[B"]),
        ),
        body(3, "cdata-ends-in-heaps", "", described(&"]]>".repeat(200_000)), reads(&["A"])),
        body(3, "cdata-sections-in-heaps", "", described(&"<![CDATA[x]]>".repeat(200_000)), reads(&["A"])),
        body(3, "comments-in-heaps", "", described(&"<!-- x -- -->".repeat(200_000)), reads(&["A"])),
        body(3, "instructions-in-heaps", "", described(&"<?x y?>".repeat(200_000)), reads(&["A"])),
        body(
            3,
            "namespaces-on-the-root",
            "",
            format!("<rss{namespaces} version='2.0'><channel>{}</channel></rss>", item("A")),
            reads(&["A"]),
        ),
        body(3, "a-namespace-for-each-element", "", rss(&(prefixed + &item("A"))), reads(&["A"])),
        body(
            3,
            "an-attribute-of-5-mb",
            "",
            rss(&format!("<item a='{}'><title>A</title></item>", "v".repeat(5_000_000))),
            reads(&["A"]),
        ),
        body(
            3,
            "a-name-of-1-mb",
            "",
            rss(&format!("<{0}>x</{0}>{1}", "n".repeat(1_000_000), item("A"))),
            reads(&["A"]),
        ),
        body(
            3,
            "names-that-are-all-different",
            "",
            rss(&((0..100_000).map(|n| format!("<n{n}/>")).collect::<String>() + &item("A"))),
            reads(&["A"]),
        ),
        body(3, "html-deep-in-encoded", "", encoded(&deep("div", 50_000)), reads(&["A"])),
        body(3, "tables-deep-in-encoded", "", encoded(&deep("table><tr><td", 30_000)), reads(&["A"])),
        body(3, "lists-deep-in-encoded", "", encoded(&"<ul><li>".repeat(100_000)), reads(&["A"])),
        body(3, "quotes-deep-in-encoded", "", encoded(&"<blockquote><q>".repeat(100_000)), reads(&["A"])),
        body(
            3,
            "dropped-in-encoded",
            "",
            encoded(&"<svg><math><template><noscript><del>".repeat(30_000)),
            reads(&["A"]),
        ),
        body(
            3,
            "html-attributes-in-encoded",
            "",
            encoded(&format!("<p {}>x", (0..100_000).map(|n| format!("a{n}=\"'>\" ")).collect::<String>())),
            reads(&["A"]),
        ),
        body(
            3,
            "xhtml-200-deep",
            "",
            atom(&format!("<content type='xhtml'>{}</content>", deep("div", 200))),
            reads(&["A"]),
        ),
        body(
            3,
            "xhtml-300-deep",
            "",
            atom(&format!("<content type='xhtml'>{}</content>", deep("div", 300))),
            Expect::Fails(&["malformed"], 0),
        ),
        body(
            4,
            "a-feed-in-a-feed",
            "",
            rss(&format!("{}<channel>{}</channel>", item("A"), item("B"))),
            Expect::Holds(2),
        ),
        body(
            4,
            "two-feeds-in-a-row",
            "",
            format!("{}{}", rss(&item("A")), rss(&item("B"))),
            either(&["malformed"], &["A"]),
        ),
        body(4, "an-item-alone", "", item("A"), fails(&["not_a_feed"])),
        body(
            4,
            "an-entry-alone",
            "",
            "<entry xmlns='http://www.w3.org/2005/Atom'><id>1</id><title>A</title></entry>",
            either(&["not_a_feed"], &["A"]),
        ),
        body(
            4,
            "rss-in-capitals",
            "",
            "<RSS version='2.0'><CHANNEL><ITEM><TITLE>A</TITLE></ITEM></CHANNEL></RSS>",
            reads(&["A"]),
        ),
        body(4, "xml-1-1", "", rss(&item("A")).replace("version=\"1.0\"?", "version=\"1.1\"?"), reads(&["A"])),
        body(
            4,
            "a-title-with-elements",
            "",
            rss("<item><title>A <b>bold</b> <script>x</script>end</title></item>"),
            reads(&["A bold end"]),
        ),
        body(
            4,
            "less-than-signs",
            "",
            rss(&format!("{}{}", "<item><title>fewer than < 9 <3 <</title></item>", item("B"))),
            Expect::Fails(&["malformed"], 2),
        ),
        body(3, "less-than-signs-in-heaps", "", rss(&item(&"< ".repeat(400_000))), Expect::Fails(&["malformed"], 1)),
        body(
            3,
            "signs-that-almost-begin-tags",
            "",
            rss(&item(&"<1".repeat(400_000))),
            Expect::Fails(&["malformed"], 1),
        ),
        body(4, "two-titles", "", rss("<item><title>A</title><title>B</title></item>"), reads(&["A"])),
        body(4, "an-item-of-nothing-but-a-guid", "", rss("<item><guid>1</guid></item>"), fails(&["malformed"])),
        body(
            12,
            "40000-items-without-end",
            "",
            format!("<rss version='2.0'><channel>{}", "<item><title>x</title>".repeat(40_000)),
            Expect::Fails(&["malformed"], 1),
        ),
        body(
            12,
            "10000-titles-in-an-item",
            "",
            rss(&format!("<item>{}</item>", "<title>A</title>".repeat(10_000))),
            reads(&["A"]),
        ),
        body(
            12,
            "10000-texts-in-an-item",
            "",
            rss(&format!("<item><title>A</title>{}</item>", "<description>x y z</description>".repeat(10_000))),
            reads(&["A"]),
        ),
    ]
}

/// JSON that repeats, nests and mixes.
fn json() -> Vec<Case> {
    let feed =
        |inner: &str| format!(r#"{{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{inner}]}}"#);
    let a = r#"{"id":"1","title":"A"}"#;
    vec![
        body(4, "json-keys-twice", "", feed(r#"{"id":"1","id":"2","title":"x","title":"A"}"#), reads(&["A"])),
        body(
            4,
            "json-items-twice",
            "",
            format!(
                r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{a}],"items":[{{"id":"2","title":"B"}}]}}"#
            ),
            reads(&["A", "B"]),
        ),
        body(
            4,
            "json-version-last",
            "",
            format!(r#"{{"items":[{a}],"version":"https://jsonfeed.org/version/1"}}"#),
            reads(&["A"]),
        ),
        body(4, "json-without-version", "", format!(r#"{{"items":[{a}]}}"#), either(&["not_a_feed"], &["A"])),
        body(
            4,
            "json-null-everywhere",
            "",
            feed(
                r#"{"id":null,"title":null,"content_html":null,"tags":null,"authors":null,"url":null,"date_published":null}"#,
            ),
            fails(&["malformed"]),
        ),
        body(
            4,
            "json-wrong-types",
            "",
            feed(
                r#"{"id":{"a":[1]},"title":"A","tags":{"x":1},"authors":"n","url":[["x"]],"date_published":17413488}"#,
            ),
            reads(&["A"]),
        ),
        body(
            4,
            "json-items-of-other-kinds",
            "",
            feed(&format!(r#"1,"x",null,true,[],[[{a}]],{{}},{a}"#)),
            reads(&["A"]),
        ),
        body(
            4,
            "json-items-no-list",
            "",
            r#"{"version":"https://jsonfeed.org/version/1.1","items":{"a":{}}}"#,
            either(&["malformed", "not_a_feed"], &[]),
        ),
        body(4, "json-a-number-as-id", "", feed(r#"{"id":1e400,"title":"A"}"#), Expect::Fails(&["malformed"], 0)),
        body(4, "json-with-comments", "", feed(&format!("/* x */ {a} // y\n")), Expect::Fails(&["malformed"], 0)),
        body(4, "json-trailing-comma", "", feed(&format!("{a},")), Expect::Fails(&["malformed"], 1)),
        body(4, "json-lines", "", format!("{}\n{}", feed(a), feed(a)), Expect::Fails(&["malformed"], 1)),
        body(4, "json-nan", "", feed(r#"{"id":"1","title":"A","x":NaN}"#), Expect::Fails(&["malformed"], 0)),
        body(4, "json-as-script", "", format!("callback({})", feed(a)), fails(&["not_a_feed"])),
        body(4, "json-with-a-guard", "", format!(")]}}',\n{}", feed(a)), fails(&["not_a_feed"])),
        body(
            3,
            "json-120-deep",
            "",
            feed(&format!(r#"{{"id":"1","title":"A","x":{}{}}}"#, "[".repeat(120), "]".repeat(120))),
            reads(&["A"]),
        ),
        body(
            3,
            "json-deep-in-what-is-passed-over",
            "",
            format!(
                r#"{{"version":"https://jsonfeed.org/version/1.1","x":{}{},"items":[{a}]}}"#,
                "[".repeat(5_000),
                "]".repeat(5_000)
            ),
            reads(&["A"]),
        ),
        body(
            3,
            "json-100000-keys",
            "",
            feed(&format!(
                r#"{{"id":"1","title":"A"{}}}"#,
                (0..100_000).map(|n| format!(r#","k{n}":0"#)).collect::<String>()
            )),
            reads(&["A"]),
        ),
        body(
            3,
            "json-the-same-key-100000-times",
            "",
            feed(&format!(r#"{{"id":"1","title":"A"{}}}"#, r#","content_html":"<p>x""#.repeat(100_000))),
            reads(&["A"]),
        ),
        body(
            12,
            "json-5000-items",
            "",
            feed(&(0..5_000).map(|n| format!(r#"{{"id":"{n}","title":"T{n}"}}"#)).collect::<Vec<_>>().join(",")),
            Expect::Cut(1_000),
        ),
        body(
            12,
            "json-100000-tags",
            "",
            feed(&format!(r#"{{"id":"1","title":"A","tags":[{}]}}"#, vec![r#""t""#; 100_000].join(","))),
            reads(&["A"]),
        ),
        body(
            12,
            "json-a-title-of-1-mb",
            "",
            feed(&format!(r#"{{"id":"1","title":"{}"}}"#, "w ".repeat(500_000))),
            Expect::Holds(1),
        ),
        body(10, "json-escapes-in-keys", "", feed(r#"{"id":"1","\u001b[31m":"x","title":"A"}"#), reads(&["A"])),
        body(10, "json-tags-by-halves", "", feed(r#"{"id":"1","title":"A\udb40\udc41\udb40\udc7fB"}"#), reads(&["AB"])),
        body(
            10,
            "json-in-every-field",
            "",
            feed(
                "{\"id\":\"\\u001b]0;x\\u0007\\u202eg\",\"title\":\"A\",\"url\":\"https://a/\\u202e\\u001b\",\"authors\":[{\"name\":\"\\u009b5mn\\u2066\"}],\"tags\":[\"\\u001b[1mt\\u200b\"],\"language\":\"\\u001b[1m\"}",
            ),
            reads(&["A"]),
        ),
    ]
}

/// Marks and declarations of encodings that hardly anybody uses, and wrong ones.
fn encodings() -> Vec<Case> {
    let text = "قتلى في جبلة";
    let document = rss(&item(text));
    let long = format!("<!-- {} -->", "plain words ".repeat(20)).into_bytes();
    let wide = |units: &dyn Fn(char) -> [u8; 4], mark: bool| {
        let marked = if mark { format!("\u{feff}{document}") } else { document.clone() };
        marked.chars().flat_map(units).collect::<Vec<u8>>()
    };
    let little = |c: char| u32::from(c).to_le_bytes();
    let big = |c: char| u32::from(c).to_be_bytes();
    vec![
        body(11, "utf-32-le-marked", "", wide(&little, true), reads(&[text])),
        body(11, "utf-32-be-marked", "", wide(&big, true), reads(&[text])),
        body(11, "utf-32-le", "", wide(&little, false), either(&["encoding"], &[text])),
        body(11, "utf-32-be", "", wide(&big, false), either(&["encoding"], &[text])),
        body(
            11,
            "utf-7-marked",
            "",
            format!("+/v8-{}", document.replace('<', "+ADw-")),
            fails(&["encoding", "not_a_feed"]),
        ),
        body(
            11,
            "utf-7-said",
            "",
            document.replace("version=\"1.0\"", "version=\"1.0\" encoding=\"utf-7\"").replace(text, "+ADw-script+AD4-"),
            reads(&["+ADw-script+AD4-"]),
        ),
        body(11, "a-mark-twice", "", format!("\u{feff}\u{feff}{document}"), reads(&[text])),
        body(
            11,
            "half-a-mark",
            "",
            [b"\xef\xbb".as_slice(), document.as_bytes()].concat(),
            either(&["encoding", "not_a_feed"], &[text]),
        ),
        body(
            11,
            "a-mark-of-16-before-8",
            "",
            [b"\xff\xfe".as_slice(), document.as_bytes()].concat(),
            fails(&["encoding", "not_a_feed"]),
        ),
        body(
            11,
            "odd-16",
            "",
            document.encode_utf16().flat_map(u16::to_le_bytes).chain([0]).collect::<Vec<u8>>(),
            either(&["malformed"], &[text]),
        ),
        body(
            11,
            "lonely-halves",
            "",
            [
                &b"\xff\xfe"[..],
                &rss(&item("A"))
                    .replace('A', "A\u{fffd}")
                    .encode_utf16()
                    .map(|unit| if unit == 0xfffd { 0xd800 } else { unit })
                    .flat_map(u16::to_le_bytes)
                    .collect::<Vec<u8>>(),
            ]
            .concat(),
            Expect::Holds(1),
        ),
        body(
            11,
            "overlong-utf-8",
            "",
            [b"<rss><channel><item><title>A\xc0\xbcscript\xc1\x81</title></item></channel></rss>".as_slice()].concat(),
            Expect::Holds(1),
        ),
        body(
            11,
            "cesu-halves",
            "",
            [b"<rss><channel><item><title>A\xed\xa0\xbd\xed\xb8\x80</title></item></channel></rss>".as_slice(), &long]
                .concat(),
            Expect::Fails(&["encoding"], 1),
        ),
        body(
            11,
            "five-byte-utf-8",
            "",
            [b"<rss><channel><item><title>A\xf8\x88\x80\x80\x80</title></item></channel></rss>".as_slice(), &long]
                .concat(),
            Expect::Fails(&["encoding"], 1),
        ),
        body(
            11,
            "ebcdic",
            "",
            b"\x4c\xa7\x94\x93\x40\xa5\x85\x99\xa2\x89\x96\x95\x7e\x7f\xf1\x4b\xf0\x7f".as_slice(),
            fails(&["encoding", "not_a_feed"]),
        ),
        body(
            11,
            "a-replacement-encoding",
            "Content-Type: text/xml; charset=iso-2022-kr\r\n",
            &document,
            reads(&[text]),
        ),
        body(
            11,
            "iso-2022-jp-said-of-ascii",
            "Content-Type: text/xml; charset=iso-2022-jp\r\n",
            rss(&item("A \x1b$B%+\x1b(B")),
            reads(&["A カ"]),
        ),
        body(
            11,
            "user-defined",
            "Content-Type: text/xml; charset=x-user-defined\r\n",
            [b"<rss><channel><item><title>A\xd9\x82\xff</title></item></channel></rss>".as_slice()].concat(),
            Expect::Holds(1),
        ),
        body(
            11,
            "encoding-in-single-quotes",
            "",
            document.replace("\"1.0\"", "'1.0' encoding = 'windows-1256'"),
            reads(&[text]),
        ),
        body(
            11,
            "an-encoding-name-of-10-kb",
            "",
            document.replace("\"1.0\"", &format!("\"1.0\" encoding=\"{}\"", "x".repeat(10_000))),
            reads(&[text]),
        ),
        body(
            11,
            "no-quotes-about-the-encoding",
            "",
            document.replace("\"1.0\"", "\"1.0\" encoding=utf-8"),
            reads(&[text]),
        ),
    ]
}
