//! Hostile feeds of names: items that share an id, that nothing but an address tells apart, documents that are none of
//! those they look like, addresses that stand where they should not, and dates of other calendars.

use super::{Case, Expect, body, bytes, fails, item, reads, rss};

/// All cases, by names of their own.
pub fn cases() -> Vec<Case> {
    let all = [ids(), shapes(), json(), addresses(), answers(), dates()];
    all.into_iter().flatten().map(|case| Case { name: format!("names-{}", case.name), ..case }).collect()
}

/// An item of this headline, id and address, where they are given.
fn one(title: &str, guid: &str, link: &str) -> String {
    let guid = if guid.is_empty() { String::new() } else { format!("<guid isPermaLink='false'>{guid}</guid>") };
    let link = if link.is_empty() { String::new() } else { format!("<link>{link}</link>") };
    format!("<item><title>{title}</title>{guid}{link}</item>")
}

fn atom(entries: &str) -> String {
    format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{entries}</feed>")
}

fn ids() -> Vec<Case> {
    let many = |make: &dyn Fn(usize) -> String| rss(&(0..5).map(make).collect::<String>());
    let all = ["R0", "R1", "R2", "R3", "R4"];
    let holds = |name: &str, text: String| body(13, name, "", text, reads(&all));
    let home = "http://s.example/";
    vec![
        holds("one-id-and-many-addresses", many(&|n| one(&format!("R{n}"), home, &format!("{home}{n}")))),
        holds("one-address-and-no-id", many(&|n| one(&format!("R{n}"), "", home))),
        holds("one-address-that-is-the-id", many(&|n| one(&format!("R{n}"), home, home))),
        holds("blank-ids", many(&|n| one(&format!("R{n}"), " ", &format!("{home}{n}")))),
        holds("parts-of-a-page", many(&|n| one(&format!("R{n}"), "", &format!("{home}live#p{n}")))),
        holds("long-ids-that-end-otherwise", many(&|n| one(&format!("R{n}"), &format!("{}{n}", "p".repeat(600)), ""))),
        holds("ids-that-would-act", {
            let ids = ["../../etc/passwd", "'; DROP TABLE item; --", "%s%n%x", "${jndi:ldap://127.0.0.1/x}", "\\0"];
            rss(&ids.iter().enumerate().map(|(n, id)| one(&format!("R{n}"), id, "")).collect::<String>())
        }),
        holds("an-atom-id-for-all", {
            let entry = |n| format!("<entry><id>tag:s</id><title>R{n}</title><link href='{home}{n}'/></entry>");
            atom(&(0..5).map(entry).collect::<String>())
        }),
        body(13, "ids-in-other-case", "", rss(&(one("A", "ABC", "") + &one("B", "abc", ""))), reads(&["A", "B"])),
        body(13, "ids-with-a-slash", "", rss(&(one("A", "x/a", "") + &one("B", "x/a/", ""))), reads(&["A", "B"])),
        body(
            13,
            "addresses-that-differ-in-who-counts",
            "",
            rss(&(one("A", "", "http://s.example/a?utm_source=x") + &one("A", "", "http://s.example/a?utm_source=y"))),
            Expect::Holds(2),
        ),
    ]
}

fn shapes() -> Vec<Case> {
    let other = |name: &str, text: String, expect| body(11, name, "", text, expect);
    let (a, b) = (item("A"), item("B"));
    let titled =
        |kind: &str, title: &str| atom(&format!("<entry><id>1</id><title type='{kind}'>{title}</title></entry>"));
    vec![
        other("two-channels", format!("<rss><channel>{a}</channel><channel>{b}</channel></rss>"), reads(&["A", "B"])),
        other("items-beside-the-channel", format!("<rss><channel/>{a}{b}</rss>"), reads(&["A", "B"])),
        other(
            "an-atom-of-before",
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><id>1</id><title mode='escaped'>A \
             &lt;b&gt;B&lt;/b&gt;</title><modified>2025-03-07T09:30:00Z</modified></entry></feed>"
                .to_owned(),
            reads(&["A B"]),
        ),
        other(
            "a-title-of-markup",
            titled("xhtml", "<div xmlns='http://www.w3.org/1999/xhtml'>A <b>B</b><script>x()</script></div>"),
            reads(&["A B"]),
        ),
        other("a-title-of-html", titled("html", "&lt;img src=x onerror='a()'&gt;A &amp;amp; B"), reads(&["A & B"])),
        other("a-title-of-no-html", titled("text", "a &lt;b&gt; c"), reads(&["a <b> c"])),
        other("a-title-in-pieces", rss("<item><title>A<!-- x -->B<?x y?>C</title></item>"), reads(&["ABC"])),
        other(
            "a-source-with-a-title",
            rss("<item><source><title>No</title></source><title>A</title></item>"),
            reads(&["A"]),
        ),
        other("words-in-an-item", rss(&format!("<item>Words alone</item>{a}")), reads(&["A"])),
        other(
            "https-for-a-namespace",
            "<feed xmlns='https://www.w3.org/2005/Atom'><entry><id>1</id><title>A</title></entry></feed>".to_owned(),
            reads(&["A"]),
        ),
        other("an-alert", "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>".to_owned(), fails(&["not_a_feed"])),
        other(
            "a-property-list",
            "<?xml version='1.0'?><!DOCTYPE plist><plist><dict/></plist>".to_owned(),
            fails(&["not_a_feed"]),
        ),
        other(
            "endless-skips",
            rss(&format!(
                "<ttl>999999999999999999999</ttl><skipHours>{}</skipHours>{a}",
                "<hour>-5</hour>".repeat(300)
            )),
            reads(&["A"]),
        ),
    ]
}

fn json() -> Vec<Case> {
    let feed = |items: &str| format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":{items}}}");
    let other = |name: &str, text: String, expect| body(4, &format!("json-{name}"), "", text, expect);
    vec![
        other("a-title-in-a-list", feed(r#"[{"id":"1","title":["a"],"content_text":"A"}]"#), reads(&["a"])),
        other("strings-among-items", feed(r#"["a",1,null,{"id":"1","title":"A"}]"#), reads(&["A"])),
        other(
            "two-documents",
            format!("{}\n{}", feed(r#"[{"id":"1","title":"A"}]"#), feed("[]")),
            Expect::Fails(&["malformed"], 1),
        ),
        other(
            "without-quotes",
            "{version:'x',items:[{id:'1',title:'A'}]}".to_owned(),
            fails(&["malformed", "not_a_feed"]),
        ),
        other(
            "a-raw-line-break",
            feed("[{\"id\":\"1\",\"title\":\"A\nB\"},{\"id\":\"2\",\"title\":\"C\"}]"),
            Expect::Fails(&["malformed"], 2),
        ),
        other("of-an-error", r#"{"error":"no token"}"#.to_owned(), fails(&["not_a_feed"])),
        other(
            "lists-in-lists",
            feed(&format!("{}{}", "[".repeat(5_000), "]".repeat(5_000))),
            Expect::Either(&["malformed"], vec![]),
        ),
    ]
}

/// What stands for an item's address; the title tells which was stored, in the test beside the parser.
fn addresses() -> Vec<Case> {
    [
        "<link/>http://s.example/x",
        "<link/>javascript:alert(1)",
        "<link>mailto:a@b.example</link>",
        "<link>&#27;]8;;x</link>",
    ]
    .into_iter()
    .enumerate()
    .map(|(n, link)| {
        let text = rss(&format!("<item><title>A</title>{link}<guid isPermaLink='false'>1</guid></item>"));
        body(14, &format!("address-{n}"), "", text, reads(&["A"]))
    })
    .collect()
}

fn answers() -> Vec<Case> {
    let a = rss(&item("A"));
    let with = |name: &str, lines: &str| body(2, name, lines, &a, reads(&["A"]));
    let raw = |name: &str, head: String, expect| {
        bytes(2, name, format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{head}\r\n{a}"), expect)
    };
    let file = |name: &str, bytes: &[u8]| body(4, name, "", bytes, fails(&["not_a_feed"]));
    vec![
        with("an-age-below-nothing", "Age: -9\r\nCache-Control: max-age=99999999999999999999\r\nExpires: 0\r\n"),
        with("changed-in-the-future", "Last-Modified: Fri, 31 Dec 2999 23:59:59 GMT\r\nDate: never\r\n"),
        with("a-file-name-that-climbs", "Content-Disposition: attachment; filename=\"../../x.sh\"\r\n"),
        with("told-to-wait-and-given", "Retry-After: 100\r\n"),
        raw("a-length-with-a-point", format!("Content-Length: {}.0\r\n", a.len()), fails(&["io"])),
        raw("a-length-of-2-to-the-64", "Content-Length: 18446744073709551616\r\n".to_owned(), fails(&["io"])),
        file("a-gif", b"GIF89a\x01\x00\x01\x00"),
        file("a-zip", b"PK\x03\x04\x14\0\0\0\x08\0"),
        file("a-pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
    ]
}

fn dates() -> Vec<Case> {
    let dated = |(name, date): (&str, &str)| {
        let text = rss(&format!("<item><title>D</title><guid>1</guid><pubDate>{date}</pubDate></item>"));
        body(9, &format!("dated-{name}"), "", text, reads(&["D"]))
    };
    let all = [
        ("year-10000", "+010000-01-01T00:00:00Z"),
        ("comments", "Fri (day), 07 (dd) Mar 2025 09:30:00 (t) +0000 (z)"),
        ("a-zone-in-brackets", "2025-03-07T09:30:00[Asia/Damascus]"),
        ("arabic", "الجمعة 7 آذار 2025 09:30"),
        ("no-number", "Infinity"),
    ];
    all.into_iter().map(dated).collect()
}
