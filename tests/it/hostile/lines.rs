//! What a server may do on the line: answer late, never, with nonsense, with a bad status, or send us elsewhere.

use super::{Case, Expect, body, bytes, fails, item, reads, rss, steps};
use crate::support::raw::{Step, answer};

const OK: &str = "HTTP/1.1 200 OK\r\n";

fn send(text: impl Into<Vec<u8>>) -> Step {
    Step::Send(text.into())
}

/// The cases.
pub fn cases() -> Vec<Case> {
    [late(), nonsense(), statuses(), cut(), redirects()].into_iter().flatten().collect()
}

/// However an answer is drawn out, the deadline ends it.
fn late() -> Vec<Case> {
    let timeout = || fails(&["timeout"]);
    let half = rss(&(item("A") + &item("B")));
    let half = half.split("<item><title>B").next().unwrap_or_default().to_owned();
    vec![
        steps(2, "silent", vec![Step::Hold], timeout()),
        steps(2, "half-a-status", vec![send("HTTP/1.1 2"), Step::Hold], timeout()),
        steps(2, "half-a-head", vec![send(format!("{OK}A: b")), Step::Hold], timeout()),
        steps(2, "headers-without-end", vec![send(OK), Step::Drip("X-A: b\r\n".into())], timeout()),
        steps(2, "interim-answers", vec![Step::Drip("HTTP/1.1 103 Early Hints\r\n\r\n".into())], timeout()),
        steps(2, "continues", vec![Step::Drip("HTTP/1.1 100 Continue\r\n\r\n".into())], timeout()),
        steps(2, "no-body", vec![send(format!("{OK}Content-Length: 99999\r\n\r\n")), Step::Hold], timeout()),
        steps(2, "drops", vec![send(format!("{OK}Content-Length: 99999\r\n\r\n")), Step::Drip(" ".into())], timeout()),
        steps(
            2,
            "drops-after-an-item",
            vec![send(format!("{OK}Content-Length: 99999\r\n\r\n{half}")), Step::Drip(" ".into())],
            Expect::Fails(&["timeout"], 1),
        ),
        steps(
            2,
            "chunks-by-drops",
            vec![send(format!("{OK}Transfer-Encoding: chunked\r\n\r\n")), Step::Drip("1\r\n \r\n".into())],
            timeout(),
        ),
        steps(
            2,
            "a-chunk-that-never-comes",
            vec![send(format!("{OK}Transfer-Encoding: chunked\r\n\r\nffff\r\n")), Step::Hold],
            timeout(),
        ),
        steps(2, "until-closed-and-never-is", vec![send(format!("{OK}\r\n")), Step::Hold], timeout()),
        Case {
            name: "redirect-then-silence".into(),
            promise: 2,
            url: None,
            answers: Box::new(|below| match below {
                "" => vec![send(answer("302 Found", "Location: /redirect-then-silence/on\r\n", ""))],
                _ => vec![Step::Hold],
            }),
            expect: timeout(),
        },
    ]
}

/// What is no HTTP.
fn nonsense() -> Vec<Case> {
    let io = || fails(&["io"]);
    vec![
        bytes(4, "closes-at-once", "", io()),
        bytes(4, "escape-for-status", "\x1b[31m\r\n\r\n", io()),
        bytes(4, "bare-feed-without-head", rss(&item("A")), io()),
        bytes(4, "ssh-banner", "SSH-2.0-OpenSSH_9.9\r\n", io()),
        bytes(4, "status-2000", "HTTP/1.1 2000 OK\r\n\r\n", io()),
        bytes(4, "status-abc", "HTTP/1.1 abc\r\n\r\n", io()),
        bytes(4, "http-9", "HTTP/9.9 200 OK\r\n\r\n", io()),
        bytes(4, "negative-length", format!("{OK}Content-Length: -1\r\n\r\n"), io()),
        bytes(4, "two-lengths", format!("{OK}Content-Length: 5\r\nContent-Length: 9\r\n\r\n12345"), io()),
        bytes(4, "length-of-words", format!("{OK}Content-Length: many\r\n\r\n"), io()),
        bytes(4, "broken-chunk", format!("{OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n"), io()),
        bytes(4, "chunk-of-18-digits", format!("{OK}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nx"), io()),
        bytes(4, "reason-with-escape", "HTTP/1.1 500 \x1b]0;owned\x07\r\n\r\n", io()),
        bytes(4, "nul-in-head", format!("{OK}A: \0\r\nContent-Length: 0\r\n\r\n"), fails(&["io", "not_a_feed"])),
    ]
}

/// A status other than success.
fn statuses() -> Vec<Case> {
    let mut cases = Vec::new();
    for status in [
        "400 Bad Request",
        "401 Unauthorized",
        "402 Payment Required",
        "403 Forbidden",
        "404 Not Found",
        "405 No",
        "406 No",
        "407 Proxy",
        "408 Timeout",
        "410 Gone",
        "418 I'm a teapot",
        "421 Misdirected",
        "425 Too Early",
        "426 Upgrade",
        "429 Too Many",
        "451 Legal",
        "500 \u{9b}2J owned",
        "501 No",
        "502 Bad Gateway",
        "503 Busy",
        "504 Late",
        "599 ?",
        "999 \u{202e}live",
        "300 Choices",
        "304 Not Modified",
        "305 Proxy",
        "306 ?",
    ] {
        let name = format!("status-{}", status.split(' ').next().unwrap_or_default());
        cases.push(bytes(4, name, answer(status, "Retry-After: 86400\r\n", rss(&item("A"))), fails(&["http_status"])));
    }
    for (name, value) in [
        ("retry-seconds", "120"),
        ("retry-date", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ("retry-far", "99999999999999999999"),
        ("retry-words", "\u{9b}soon"),
    ] {
        let head = format!("Retry-After: {value}\r\n");
        cases.push(bytes(9, name, answer("503 Busy", &head, ""), fails(&["http_status"])));
    }
    cases.push(bytes(
        4,
        "status-101",
        "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        fails(&["http_status", "io"]),
    ));
    cases.push(bytes(4, "status-204", "HTTP/1.1 204 No Content\r\n\r\n", fails(&["not_a_feed"])));
    cases.push(bytes(4, "status-205", answer("205 Reset", "", ""), fails(&["not_a_feed"])));
    let part = answer("206 Part", "Content-Range: bytes 0-99/500\r\n", rss(&item("A")));
    cases.push(bytes(4, "status-206", part, Expect::Fails(&["http_status"], 1)));
    cases.push(bytes(4, "status-203", answer("203 Other", "", rss(&item("A"))), reads(&["A"])));
    cases
}

/// What breaks off: what stood before it counts.
fn cut() -> Vec<Case> {
    let whole = rss(&(item("A") + &item("B")));
    let short = whole.get(..whole.len() - 30).unwrap_or_default().to_owned();
    let atom =
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>A</title></entry><entry><id>2</id><ti";
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"A"},{"id":"2","ti"#;
    let one = |kind: &'static [&'static str]| Expect::Fails(kind, 1);
    vec![
        body(4, "cut-rss", "", &short, one(&["malformed"])),
        body(4, "cut-atom", "", atom, one(&["malformed"])),
        body(4, "cut-json", "", json, one(&["malformed"])),
        body(
            4,
            "cut-in-mid-letter",
            "",
            [rss(&item("A")).trim_end_matches("</rss>").as_bytes(), b"\xd9"].concat(),
            one(&["malformed"]),
        ),
        bytes(4, "cut-by-length", format!("{OK}Content-Length: {}\r\n\r\n{short}", whole.len()), one(&["io"])),
        bytes(
            4,
            "cut-in-a-chunk",
            format!("{OK}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{short}", whole.len()),
            one(&["io"]),
        ),
        body(4, "cut-before-any-item", "", "<?xml version='1.0'?><rss version='2.0'><chan", fails(&["malformed"])),
        body(4, "no-end-tags", "", "<rss version='2.0'><channel><item><title>A</title>", fails(&["malformed"])),
        body(
            4,
            "broken-in-the-middle",
            "",
            rss(&(item("A") + "<item><title <</title></item>" + &item("C"))),
            Expect::Fails(&["malformed"], 2),
        ),
        body(
            4,
            "items-within-items",
            "",
            rss(&format!("<item><title>A</title>{}", item("B"))),
            Expect::Fails(&["malformed"], 2),
        ),
        body(4, "nul-bytes-in-a-title", "", rss(&item("A\0B")), one(&["malformed"])),
        body(4, "nul-bytes-before", "", [[0; 64].as_slice(), rss(&item("A")).as_bytes()].concat(), one(&["malformed"])),
    ]
}

/// Where a server sends us.
fn redirects() -> Vec<Case> {
    let to = |name: &str, location: &str, kind: &'static [&'static str]| {
        let head = format!("Location: {location}\r\n");
        bytes(6, format!("to-{name}"), answer("302 Found", &head, ""), fails(kind))
    };
    let mut cases = vec![
        to("itself", "/to-itself", &["redirect"]),
        to("a-file", "file:///etc/passwd", &["redirect"]),
        to("ftp", "ftp://127.0.0.1/\x1b[31m", &["redirect", "io"]),
        to("a-script", "javascript:alert(1)", &["redirect"]),
        to("data", "data:text/xml,<rss/>", &["redirect"]),
        to("gopher", "gopher://127.0.0.1:70/", &["redirect"]),
        to("no-address", "http://[::", &["redirect"]),
        to("an-empty-host", "http://", &["redirect"]),
        to("nowhere", "http://no-such-host.invalid/", &["dns"]),
        to("the-metadata", "http://169.254.169.254/latest/meta-data/", &["refused_address"]),
        to("a-mapped-one", "http://[::ffff:10.0.0.1]/", &["refused_address"]),
        to("a-number", "http://167772161/", &["refused_address"]),
        to("an-octal", "http://0177.0.0.1/", &["refused_address"]),
        to("loopback-six", "//[::1]/", &["refused_address"]),
        to("another-port", "http://127.0.0.1:1/", &["refused_address"]),
        to("localhost", "http://localhost:1/", &["refused_address"]),
        bytes(6, "to-nothing", answer("302 Found", "", ""), fails(&["redirect"])),
        bytes(6, "to-an-empty-text", answer("302 Found", "Location: \r\n", ""), fails(&["redirect"])),
        Case {
            name: "six-hops".into(),
            promise: 6,
            url: None,
            answers: Box::new(|below| {
                let n: usize = below.parse().unwrap_or(0);
                let next = format!("Location: /six-hops/{}\r\n", n + 1);
                vec![send(if n == 6 { answer("200 OK", "", rss(&item("A"))) } else { answer("307 On", &next, "") })]
            }),
            expect: fails(&["redirect"]),
        },
    ];
    cases.push(Case {
        name: "five-hops".into(),
        promise: 6,
        url: None,
        answers: Box::new(|below| {
            let n: usize = below.parse().unwrap_or(0);
            let next = format!("Location: /five-hops/{}#x\r\n", n + 1);
            vec![send(if n == 5 { answer("200 OK", "", rss(&item("A"))) } else { answer("308 On", &next, "") })]
        }),
        expect: reads(&["A"]),
    });
    cases
}
