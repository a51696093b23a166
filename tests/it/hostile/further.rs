//! Further hostile feeds: lies about the length and coding of an answer, redirects to everywhere, odd headers, JSON of odd
//! types, names and bases of XML, texts that would not stay in their line, dates and links that are none.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Case, Expect, body, bytes, fails, item, reads, rss};

/// All cases, by names of their own.
pub fn cases() -> Vec<Case> {
    let all = [transport(), headers(), redirects(), codings(), json(), names(), texts(), markup(), links(), dates()];
    all.into_iter().flatten().map(|case| Case { name: format!("further-{}", case.name), ..case }).collect()
}

/// An answer of these header lines and this body, with no length but what the lines say.
fn raw(head: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{head}\r\n").as_bytes(), body.as_ref()].concat()
}

fn gzip(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn transport() -> Vec<Case> {
    let a = rss(&item("A"));
    let chunked = |body: String| raw("Transfer-Encoding: chunked\r\n", body);
    let whole = format!("{:x}\r\n{a}\r\n0\r\n", a.len());
    let each: String = a.chars().map(|c| format!("1\r\n{c}\r\n")).collect();
    vec![
        bytes(
            2,
            "a-chunk-shorter-than-said",
            chunked(format!("{:x}\r\n{a}\r\n0\r\n\r\n", a.len() + 50)),
            Expect::Fails(&["io"], 1),
        ),
        bytes(2, "a-chunk-longer-than-said", chunked(format!("10\r\n{a}\r\n0\r\n\r\n")), fails(&["io"])),
        bytes(2, "chunks-of-one-byte", chunked(format!("{each}0\r\n\r\n")), reads(&["A"])),
        bytes(
            3,
            "trailers-in-heaps",
            chunked(format!("{whole}{}\r\n", "X: y\r\n".repeat(2_000))),
            Expect::Fails(&["io"], 1),
        ),
        bytes(
            10,
            "a-trailer-with-an-escape",
            chunked(format!("{whole}X: \u{1b}[31m\r\n\r\n")),
            Expect::Fails(&["io"], 1),
        ),
        bytes(
            2,
            "chunked-and-a-length",
            raw(&format!("Transfer-Encoding: chunked\r\nContent-Length: {}\r\n", a.len()), &a),
            fails(&["io"]),
        ),
        bytes(2, "gzip-as-transfer-coding", raw("Transfer-Encoding: gzip\r\n", gzip(&a)), reads(&["A"])),
        bytes(2, "an-unknown-transfer-coding", raw("Transfer-Encoding: frobnicate\r\n", &a), reads(&["A"])),
        bytes(3, "a-length-of-100-tb", raw("Content-Length: 99999999999999\r\n", &a), fails(&["too_large"])),
        bytes(4, "a-length-and-no-body", raw("Content-Length: 500\r\n", ""), fails(&["io"])),
    ]
}

fn headers() -> Vec<Case> {
    let a = rss(&item("A"));
    let with = |name: &str, lines: &str| body(10, name, lines, &a, reads(&["A"]));
    let cookies: String = (0..60).map(|n| format!("Set-Cookie: c{n}={}; Domain=.com\r\n", "v".repeat(300))).collect();
    let refuses = |name: &str, status: &str, after: &str| {
        let head =
            format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: {after}\r\n\r\n");
        bytes(9, name, head, fails(&["http_status"]))
    };
    vec![
        with("sixty-cookies", &cookies),
        with("an-etag-of-20-kb", &format!("ETag: \"{}\"\r\n", "e".repeat(20_000))),
        with("an-etag-with-an-escape", "ETag: \"\u{1b}[31m\u{7}\"\r\nLast-Modified: \u{1b}]0;x\u{7}\r\n"),
        with("two-etags", "ETag: \"a\"\r\nETag: \"b\"\r\n"),
        with("a-folded-header", "X: a\r\n b\r\n"),
        with("a-header-without-a-colon", "nonsense\r\n"),
        with("a-header-with-a-name-in-utf-8", "\u{dc}ber: x\r\n"),
        with("a-charset-with-an-escape", "Content-Type: text/xml; charset=\"\u{1b}[31m\"\r\n"),
        with("five-hundred-charsets", &format!("Content-Type: text/xml; {}\r\n", "charset=x; ".repeat(500))),
        refuses("retry-after-a-negative", "503 Busy", "-5"),
        refuses("retry-after-words", "503 Busy", "soon, \u{1b}[31m"),
        refuses("retry-after-1e99", "429 Slow", "1e99"),
        refuses("retry-after-1815", "503 Busy", "Wed, 21 Oct 1815 07:28:00 GMT"),
        refuses("retry-after-9999", "503 Busy", "Fri, 31 Dec 9999 23:59:59 GMT"),
        bytes(4, "unchanged-at-first", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n", fails(&["http_status"])),
    ]
}

fn redirects() -> Vec<Case> {
    let to = |name: &str, target: &str, kinds: &'static [&'static str]| {
        let head =
            format!("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: {target}\r\n\r\n");
        bytes(6, format!("sent-to-{name}"), head, fails(kinds))
    };
    vec![
        to("a-file", "file:///etc/passwd", &["redirect"]),
        to("gopher", "gopher://127.0.0.1:6379/_FLUSHALL", &["redirect"]),
        to("data", "data:application/rss+xml,<rss/>", &["redirect"]),
        to("an-escape", "http://127.0.0.1/\u{1b}[31m", &["redirect"]),
        to("nowhere", "", &["redirect"]),
        to("somebody-with-a-password", "http://user:secretpw@127.0.0.1:1/", &["refused_address"]),
        to("cloud-data", "http://169.254.169.254/latest/meta-data", &["refused_address"]),
        to("octal", "http://0177.0.0.1:22/", &["refused_address"]),
        to("one-number", "http://2130706433:22/", &["refused_address"]),
        to("a-translated-address", "http://[64:ff9b::7f00:1]:22/", &["refused_address"]),
        to("a-path-of-50-kb", &format!("http://127.0.0.1:1/{}", "a".repeat(50_000)), &["refused_address"]),
    ]
}

fn codings() -> Vec<Case> {
    let a = rss(&item("A"));
    let coded = |promise, name: &str, coding: &str, text: Vec<u8>, expect| {
        body(promise, name, &format!("Content-Encoding: {coding}\r\n"), text, expect)
    };
    let small = |items: String| gzip(rss(&items));
    let feed = |rest: &str| {
        gzip(format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",{rest},\"items\":[{{\"id\":\"1\",\"title\":\"A\"}}]}}"
        ))
    };
    let one = |inner: String| format!("<item><title>A</title><guid>1</guid>{inner}</item>");
    let labels = (0..100_000).map(|n| format!("<category>c{n}</category>")).collect();
    vec![
        coded(3, "gzip-in-gzip", "gzip", gzip(gzip(&a)), fails(&["decompress"])),
        coded(3, "two-codings-said", "gzip, gzip", gzip(gzip(&a)), fails(&["decompress"])),
        coded(3, "a-charset-for-a-coding", "utf-8", a.clone().into_bytes(), reads(&["A"])),
        coded(3, "gzip-padded-with-zeros", "gzip", [gzip(&a), vec![0; 512]].concat(), reads(&["A"])),
        coded(3, "gzip-with-a-line-behind-it", "gzip", [gzip(&a), b"\r\n".to_vec()].concat(), reads(&["A"])),
        coded(
            3,
            "gzip-with-half-a-member-behind-it",
            "gzip",
            [gzip(&a), gzip(&a)[..9].to_vec()].concat(),
            Expect::Fails(&["decompress"], 1),
        ),
        body(3, "gzip-that-is-not-said", "", gzip(&a), reads(&["A"])),
        coded(3, "plain-that-is-said-to-be-gzip", "gzip", a.clone().into_bytes(), fails(&["decompress"])),
        coded(
            3,
            "gzip-with-a-wrong-sum",
            "gzip",
            {
                let mut b = gzip(&a);
                let end = b.len() - 8;
                b[end..].fill(0);
                b
            },
            Expect::Fails(&["decompress"], 1),
        ),
        coded(
            3,
            "an-attribute-of-20-mb",
            "gzip",
            small(format!("<item><title a='{}'>A</title></item>", "x".repeat(20_000_000))),
            fails(&["too_large"]),
        ),
        coded(
            12,
            "a-title-of-9-mb-of-references",
            "gzip",
            small(format!("<item><title>{}</title><guid>1</guid></item>", "&amp;".repeat(1_800_000))),
            Expect::Holds(1),
        ),
        coded(
            12,
            "one-label-300000-times",
            "gzip",
            small(one("<category>c</category>".repeat(300_000))),
            reads(&["A"]),
        ),
        coded(12, "100000-labels", "gzip", small(one(labels)), reads(&["A"])),
        coded(
            12,
            "enclosures-in-heaps",
            "gzip",
            small(one("<enclosure url='http://127.0.0.1:1/x' length='-1' type='x'/>".repeat(20_000))),
            reads(&["A"]),
        ),
        coded(
            3,
            "json-of-4500000-numbers",
            "gzip",
            feed(&format!("\"x\":[{}1]", "1,".repeat(4_500_000))),
            reads(&["A"]),
        ),
        coded(
            3,
            "json-of-3000000-texts",
            "gzip",
            feed(&format!("\"x\":[{}1]", "\"\",".repeat(3_000_000))),
            reads(&["A"]),
        ),
    ]
}

fn json() -> Vec<Case> {
    let items = |name: &str, items: &str, expect| {
        let feed = format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":{items}}}");
        body(4, &format!("json-items-{name}"), "", feed, expect)
    };
    let a = r#"{"id":"1","title":"A"}"#;
    vec![
        items("of-yes-and-no", r#"[{"id":true,"title":false}]"#, fails(&["malformed"])),
        items("in-an-object", &format!("{{\"0\":{a}}}"), fails(&["malformed"])),
        items("among-nulls", &format!("[null,{a},null]"), reads(&["A"])),
        items("in-a-list-in-the-list", &format!("[[{a}]]"), fails(&["malformed"])),
        items(
            "with-an-endless-number",
            &format!(r#"[{a},{{"id":1e400,"title":"B"}}]"#),
            Expect::Fails(&["malformed"], 2),
        ),
        items(
            "with-an-odd-number-in-one",
            &format!(r#"[{{"id":"0","title":"B","x":NaN}},{a}]"#),
            Expect::Fails(&["malformed"], 2),
        ),
        items(
            "with-an-id-of-5000-digits",
            &format!(r#"[{{"id":{},"title":"B"}},{a}]"#, "7".repeat(5_000)),
            Expect::Fails(&["malformed"], 2),
        ),
        items(
            "with-one-100000-deep",
            &format!(r#"[{{"id":"0","title":{}{}}},{a}]"#, "[".repeat(100_000), "]".repeat(100_000)),
            Expect::Fails(&["malformed"], 1),
        ),
        items("with-an-id-of-30-digits", r#"[{"id":123456789012345678901234567890,"title":"A"}]"#, reads(&["A"])),
        items("with-steering-signs", r#"[{"id":"1","title":"\u0000\u001b[31mA\u202eB\u2066"}]"#, reads(&["AB"])),
        items(
            "with-authors-of-all-kinds",
            r#"[{"id":"1","title":"A","authors":[{"name":"\u202eX"},7,null]}]"#,
            reads(&["A"]),
        ),
        items("with-a-date-as-a-number", r#"[{"id":"1","title":"A","date_published":1741338000}]"#, reads(&["A"])),
    ]
}

fn names() -> Vec<Case> {
    let atom = |head: &str, entry: &str| {
        let link = "<id>1</id><title>A</title><link href='x'/>";
        format!("<feed xmlns='http://www.w3.org/2005/Atom'{head}><entry{entry}>{link}</entry></feed>")
    };
    let other = |name: &str, text: &str| body(11, name, "", text, reads(&["A"]));
    let item = "<item><title>A</title><guid>1</guid></item>";
    vec![
        other("a-base-that-is-a-script", &atom("", " xml:base='javascript:alert(1)//'")),
        other("a-base-that-is-a-file", &atom(" xml:base='file:///etc/'", "")),
        other("a-base-that-is-broken", &atom("", " xml:base='http://[bad'")),
        other(
            "the-xml-prefix-bound-anew",
            &format!("<rss xmlns:xml='http://evil/' version='2.0'><channel>{item}</channel></rss>"),
        ),
        other("a-prefix-nobody-declared", &rss("<item><title>A</title><guid>1</guid><zz:x>y</zz:x></item>")),
        other("items-of-another-namespace", &rss("<item xmlns='http://other/'><title>A</title><guid>1</guid></item>")),
        other(
            "atom-with-a-prefix",
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:id>1</a:id><a:title>A</a:title></a:entry></a:feed>",
        ),
        other(
            "a-whole-feed-in-a-prefix-nobody-declared",
            "<r:rss version='2.0'><r:channel><r:item><r:title>A</r:title><r:guid>1</r:guid></r:item></r:channel></r:rss>",
        ),
        other(
            "a-title-for-players-alone",
            &rss("<item><itunes:title>A</itunes:title><itunes:summary>B</itunes:summary><guid>1</guid></item>"),
        ),
        other(
            "a-title-for-players-first",
            &rss(
                "<item><itunes:title>M</itunes:title><media:title>N</media:title><title>A</title><guid>1</guid></item>",
            ),
        ),
        other(
            "a-title-of-a-picture-first",
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><item><media:title>M</media:title><title>A</title><guid>1</guid></item></channel></rss>",
        ),
        other(
            "a-stylesheet-that-is-a-script",
            &rss(item).replace("?><rss", "?><?xml-stylesheet href='javascript:x'?><rss"),
        ),
    ]
}

/// Titles, and what they must be once they are shown.
fn texts() -> Vec<Case> {
    let titled = |name: &str, title: &str, expect: &str| {
        let all = format!(
            "<item><title>{title}</title><guid>1</guid><author>{title}</author><category>{title}</category>\
             <description>{title}</description></item>"
        );
        body(10, &format!("titled-{name}"), "", rss(&all), reads(&[expect]))
    };
    vec![
        titled("in-both-directions", "\u{202e}A\u{202c}\u{2066}B\u{2069}\u{200f}\u{61c}C", "ABC"),
        titled("with-unseen-letters", "A\u{e0041}\u{e0042}\u{e007f}B", "AB"),
        titled("with-5000-variants", &format!("A{}", "\u{fe0f}".repeat(5_000)), "A"),
        titled("with-annotations", "A\u{fff9}B\u{fffa}C\u{fffb}", "ABC"),
        titled("in-private-letters", "A\u{e000}\u{f0000}B", "AB"),
        titled("with-no-letters", "A\u{fffe}\u{ffff}\u{1fffe}B", "AB"),
        titled("with-line-ends-of-all-kinds", "A\u{2028}B\u{2029}C", "A B C"),
        titled("with-blanks-that-are-letters", &format!("{}A\u{3164}\u{115f}", "\u{2800}".repeat(50)), "A"),
        titled("with-joiners-nobody-sees", "A\u{34f}\u{17b4}\u{17b5}\u{180e}\u{2061}B", "AB"),
        titled("with-backspaces", "A\u{8}\u{8}B\u{7f}", "AB"),
        titled(
            "with-numbers-parted-unseen",
            "12\u{1}13\u{e000}15\u{96}16, 1\u{ad}0\u{200b}17, day\u{ad}light",
            "12 13 15 16, 1017, daylight",
        ),
    ]
}

fn markup() -> Vec<Case> {
    let titled = |name: &str, title: &str, expect: &str| {
        body(
            10,
            &format!("marked-up-{name}"),
            "",
            rss(&format!("<item><title>{title}</title><guid>1</guid></item>")),
            reads(&[expect]),
        )
    };
    let deep =
        |inner: String| rss(&format!("<item><title>A</title><guid>1</guid><description>{inner}</description></item>"));
    vec![
        titled("twice-coded-escape", "&amp;#27;[31mA&amp;#x202e;B", "AB"),
        titled("section-in-sections", "<![CDATA[A]]]]><![CDATA[>B]]>", "A]]&gt;B".replace("&gt;", ">").as_str()),
        titled("picture-that-acts", "&lt;img src=x onerror=alert(1)&gt;A", "A"),
        titled("script", "&lt;script&gt;x&lt;/script&gt;A", "A"),
        titled("nul", "A&#0;B", "AB"),
        titled("numbers-parted-by-a-picture", "10&lt;img&gt;12", "10 12"),
        titled("signs-of-windows-1252", "10&#150;12 don&#x92;t", "10–12 don’t"),
        titled("half-a-letter", "A&#xD800;B", "A\u{fffd}B"),
        titled("letter-beyond-all", "A&#x110000;B", "A\u{fffd}B"),
        titled("named-letters", "A&nbsp;&eacute;&zwj;&rlm;&shy;B", "A \u{e9}B"),
        body(3, "a-hundred-thousand-boxes", "", deep("&lt;div&gt;".repeat(100_000)), reads(&["A"])),
        body(3, "a-tag-of-200000-attributes", "", deep(format!("&lt;a {}&gt;x", "b ".repeat(200_000))), reads(&["A"])),
    ]
}

/// Links, none of which is opened by anything but an operator.
fn links() -> Vec<Case> {
    [
        ("script", "javascript:alert(1)"),
        ("script-with-a-tab", "java&#9;script:alert(1)"),
        ("steering-signs", "http://a.example/&#10;&#27;[31m"),
        ("a-name-before-the-host", "http://bank.example@evil.example/"),
        ("letters-that-look-alike", "http://\u{430}\u{440}\u{440}\u{4cf}\u{435}.example/"),
        ("a-name-turned-round", "http://a.example/\u{202e}gnp.exe"),
        ("an-option", "--help"),
        ("a-command", "http://a.example/|cmd"),
        ("100-kb", "LONG"),
        ("no-port", "http://a.example:99999/"),
    ]
    .into_iter()
    .map(|(name, link)| {
        let link = link.replace("LONG", &format!("http://a.example/{}", "a".repeat(100_000)));
        let item = format!("<item><title>L {name}</title><guid>1</guid><link>{link}</link></item>");
        body(14, &format!("linked-to-{name}"), "", rss(&item), reads(&[&format!("L {name}")]))
    })
    .collect()
}

fn dates() -> Vec<Case> {
    [
        ("year-0", "Mon, 01 Jan 0000 00:00:00 GMT"),
        ("year-99999", "Mon, 01 Jan 99999 00:00:00 GMT"),
        ("before-all-years", "-5000-01-01T00:00:00Z"),
        ("30-february", "Sun, 30 Feb 2025 10:00:00 GMT"),
        ("hour-25", "Fri, 07 Mar 2025 25:61:61 GMT"),
        ("zone-99", "Fri, 07 Mar 2025 10:00:00 +9999"),
        ("20-digits", "99999999999999999999"),
        ("an-escape", "Fri, 07 Mar 2025 10:00:00 GMT&#27;[31m"),
    ]
    .into_iter()
    .map(|(name, date)| {
        let item = format!("<item><title>D {name}</title><guid>1</guid><pubDate>{date}</pubDate></item>");
        body(15, &format!("dated-{name}"), "", rss(&item), reads(&[&format!("D {name}")]))
    })
    .collect()
}
