//! HTTP bent out of shape: framing that contradicts itself, answers of other kinds, codings within codings, feeds that
//! turn into something else between two requests, and redirects in odd spellings.

use super::bounds::{gzip, zstd};
use super::{Case, Expect, body, bytes, either, fails, item, reads, rss, steps};
use crate::support::raw::{Step, answer};

const OK: &str = "HTTP/1.1 200 OK\r\n";

fn send(text: impl Into<Vec<u8>>) -> Step {
    Step::Send(text.into())
}

/// The cases.
pub fn cases() -> Vec<Case> {
    [heads(), framing(), statuses(), codings(), slow(), redirects()].into_iter().flatten().collect()
}

/// Head lines that are wrong, many or strange; what is well behind them is read.
fn heads() -> Vec<Case> {
    let one = rss(&item("A"));
    let with = |name: &str, head: &str, expect: Expect| bytes(4, name, answer("200 OK", head, &one), expect);
    let cookie = format!("Set-Cookie: a={}; Path=/; HttpOnly\r\n", "c".repeat(30_000));
    let cookies: String = (0..80).map(|n| format!("Set-Cookie: c{n}={}\r\n", "v".repeat(700))).collect();
    vec![
        with("a-cookie-of-30-kb", &cookie, reads(&["A"])),
        with("cookies-of-57-kb", &cookies, reads(&["A"])),
        with("a-folded-header", "X-A: one\r\n two\r\n\tthree\r\n", reads(&["A"])),
        with("a-header-without-colon", "nonsense\r\n", reads(&["A"])),
        with("an-empty-header-name", ": x\r\n", reads(&["A"])),
        with("blanks-before-a-colon", "X-A  : b\r\n", reads(&["A"])),
        with("raw-bytes-in-a-header", "X-\u{e9}: \u{9b}31m\r\nServer: \u{202e}\x1b[31m\r\n", reads(&["A"])),
        with("two-content-types", "Content-Type: text/html\r\nContent-Type: image/png\r\n", reads(&["A"])),
        with("a-type-of-1-kb", &format!("Content-Type: text/xml; x={}\r\n", "y".repeat(2_000)), reads(&["A"])),
        with("charset-with-escapes", "Content-Type: text/xml; charset=\"\u{9b}31m\"\r\n", reads(&["A"])),
        with("charset-utf-7", "Content-Type: text/xml; charset=utf-7\r\n", reads(&["A"])),
        with("etag-with-quotes", "ETag: W/\"a\\\"b\x01\u{9b}\"\r\n", reads(&["A"])),
        with("last-modified-words", "Last-Modified: the day before yesterday\r\n", reads(&["A"])),
        with("date-of-year-zero", "Date: Mon, 00 Jan 0000 00:00:00 GMT\r\n", reads(&["A"])),
        with("hsts-and-alt-svc", "Alt-Svc: h3=\":1\"\r\nStrict-Transport-Security: max-age=9\r\n", reads(&["A"])),
        with("keep-alive-lies", "Keep-Alive: timeout=99999999999, max=0\r\nConnection: keep-alive\r\n", reads(&["A"])),
        bytes(
            4,
            "lines-by-newline-alone",
            format!("HTTP/1.1 200 OK\nContent-Length: {}\n\n{one}", one.len()),
            reads(&["A"]),
        ),
        bytes(4, "http-1-0", format!("HTTP/1.0 200 OK\r\n\r\n{one}"), reads(&["A"])),
        bytes(4, "http-0-9", one.clone(), fails(&["io"])),
        bytes(4, "http-2-preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), fails(&["io"])),
        bytes(
            4,
            "http-2-settings",
            b"\0\0\0\x04\0\0\0\0\0\0\0\x04\x08\0\0\0\0\0\0\x0f\0\x01".as_slice(),
            fails(&["io"]),
        ),
        bytes(4, "no-reason", format!("HTTP/1.1 200\r\nContent-Length: {}\r\n\r\n{one}", one.len()), reads(&["A"])),
        bytes(4, "lower-case-version", "http/1.1 200 ok\r\n\r\n", fails(&["io"])),
        bytes(
            4,
            "blank-lines-before",
            format!("\r\n\r\n{OK}Content-Length: {}\r\n\r\n{one}", one.len()),
            reads(&["A"]),
        ),
        bytes(4, "two-status-lines", format!("{OK}{OK}Content-Length: {}\r\n\r\n{one}", one.len()), reads(&["A"])),
        bytes(4, "tls-alert", b"\x15\x03\x01\0\x02\x02\x28".as_slice(), fails(&["io"])),
        bytes(4, "ftp-banner", "220 ready\r\n", fails(&["io"])),
        bytes(4, "smtp-banner", "220 mail ESMTP\r\n500 \x1b[31m\r\n", fails(&["io"])),
        bytes(4, "redis-error", "-ERR unknown command 'GET'\r\n", fails(&["io"])),
        bytes(
            3,
            "a-header-name-of-60-kb",
            answer("200 OK", &format!("{}: x\r\n", "n".repeat(60_000)), &one),
            reads(&["A"]),
        ),
        bytes(3, "99-headers", answer("200 OK", &"X: y\r\n".repeat(90), &one), reads(&["A"])),
        bytes(3, "101-headers", answer("200 OK", &"X: y\r\n".repeat(101), &one), fails(&["too_large"])),
    ]
}

/// How long a body is, told wrongly, twice, or by chunks that are bombs of their own.
fn framing() -> Vec<Case> {
    let one = rss(&item("A"));
    let chunked = |rest: &str| format!("{OK}Transfer-Encoding: chunked\r\n\r\n{rest}");
    let whole = format!("{:x}\r\n{one}\r\n0\r\n\r\n", one.len());
    let extended = |extension: &str| chunked(&format!("{:x}{extension}\r\n{one}\r\n0\r\n\r\n", one.len()));
    vec![
        bytes(4, "length-too-short", format!("{OK}Content-Length: 40\r\n\r\n{one}"), fails(&["malformed"])),
        bytes(4, "length-0", format!("{OK}Content-Length: 0\r\n\r\n{one}"), fails(&["not_a_feed"])),
        bytes(
            4,
            "length-of-20-digits",
            format!("{OK}Content-Length: 99999999999999999999\r\n\r\n{one}"),
            fails(&["io"]),
        ),
        bytes(
            3,
            "length-of-8-eb",
            format!("{OK}Content-Length: 9223372036854775807\r\n\r\n{one}"),
            fails(&["too_large"]),
        ),
        bytes(4, "length-with-plus", format!("{OK}Content-Length: +5\r\n\r\n{one}"), fails(&["io"])),
        bytes(4, "length-in-hex", format!("{OK}Content-Length: 0x10\r\n\r\n{one}"), fails(&["io"])),
        bytes(4, "lengths-in-one-line", format!("{OK}Content-Length: 5, 5\r\n\r\n12345"), fails(&["io", "not_a_feed"])),
        bytes(
            4,
            "lengths-that-agree",
            format!("{OK}Content-Length: {0}\r\nContent-Length: {0}\r\n\r\n{one}", one.len()),
            reads(&["A"]),
        ),
        bytes(
            4,
            "length-and-chunks",
            format!("{OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n{whole}"),
            either(&["io", "malformed"], &["A"]),
        ),
        bytes(
            4,
            "chunks-twice",
            format!("{OK}Transfer-Encoding: chunked, chunked\r\n\r\n{whole}"),
            either(&["io", "malformed", "not_a_feed"], &["A"]),
        ),
        bytes(
            4,
            "chunks-not-last",
            format!("{OK}Transfer-Encoding: chunked, gzip\r\n\r\n{whole}"),
            either(&["io", "malformed", "not_a_feed", "decompress"], &["A"]),
        ),
        bytes(
            4,
            "transfer-of-gzip",
            format!("{OK}Transfer-Encoding: gzip, chunked\r\n\r\n{whole}"),
            either(&["io", "decompress"], &["A"]),
        ),
        bytes(
            4,
            "chunks-over-http-1-0",
            format!("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{whole}"),
            either(&["io", "not_a_feed", "malformed"], &["A"]),
        ),
        bytes(4, "chunk-extensions", extended(";name=\"a;b\r\nc\""), fails(&["io", "malformed"])),
        bytes(4, "chunk-extension", extended(";name=value"), reads(&["A"])),
        bytes(3, "chunk-extension-of-1-mb", extended(&format!(";x={}", "y".repeat(1_000_000))), fails(&["io"])),
        bytes(
            3,
            "chunks-of-one-byte-with-extensions",
            chunked(
                &(one
                    .bytes()
                    .map(|byte| format!("1;{}\r\n{}\r\n", "e".repeat(200), char::from(byte)))
                    .collect::<String>()
                    + "0\r\n\r\n"),
            ),
            either(&["io"], &["A"]),
        ),
        bytes(
            4,
            "chunk-sizes-with-zeros",
            chunked(&format!("{:016x}\r\n{one}\r\n0\r\n\r\n", one.len())),
            either(&["io"], &["A"]),
        ),
        bytes(4, "a-negative-chunk", chunked("-1\r\nx\r\n0\r\n\r\n"), fails(&["io"])),
        bytes(
            4,
            "chunk-without-its-end",
            chunked(&format!("{:x}\r\n{one}0\r\n\r\n", one.len())),
            Expect::Fails(&["io", "malformed"], 1),
        ),
        bytes(4, "no-last-chunk", chunked(&format!("{:x}\r\n{one}\r\n", one.len())), Expect::Fails(&["io"], 1)),
        bytes(
            4,
            "trailers",
            chunked(&format!("{:x}\r\n{one}\r\n0\r\nX-A: \x1b[31m\r\nContent-Type: x\r\n\r\n", one.len())),
            Expect::Fails(&["io"], 1),
        ),
        steps(
            3,
            "trailers-without-end",
            vec![
                send(chunked(&format!("{:x}\r\n{one}\r\n0\r\n", one.len()))),
                Step::Repeat(b"X-A: bbbbbbbbbbbbbbbbbbbb\r\n".to_vec(), 100_000),
            ],
            either(&["io", "timeout", "too_large"], &["A"]),
        ),
        steps(
            3,
            "empty-body-without-end",
            vec![send(format!("{OK}Connection: close\r\n\r\n")), Step::Repeat(vec![b' '; 1 << 20], 64)],
            fails(&["too_large"]),
        ),
    ]
}

/// Answers of another kind than a document.
fn statuses() -> Vec<Case> {
    let one = rss(&item("A"));
    let many = |line: &str, number: usize| {
        vec![Step::Repeat(line.as_bytes().to_vec(), number), send(answer("200 OK", "", &one))]
    };
    vec![
        body(4, "a-304-with-a-body", "", "", fails(&["not_a_feed"])),
        bytes(
            4,
            "unasked-304-with-a-body",
            answer("304 Not Modified", "ETag: \"x\"\r\n", &one),
            fails(&["http_status"]),
        ),
        bytes(
            4,
            "a-part",
            answer(
                "206 Partial Content",
                "Content-Range: bytes 0-9/99999\r\n",
                rss(&item("A")).get(..120).unwrap_or_default(),
            ),
            Expect::Fails(&["malformed", "http_status"], 0),
        ),
        bytes(
            4,
            "a-whole-part",
            answer("206 Partial Content", "Content-Range: bytes 0-9/10\r\n", &one),
            either(&["http_status"], &["A"]),
        ),
        bytes(
            4,
            "parts-of-several",
            answer(
                "206 Partial Content",
                "Content-Type: multipart/byteranges; boundary=x\r\n",
                "--x\r\n\r\nabc\r\n--x--",
            ),
            fails(&["not_a_feed", "http_status"]),
        ),
        bytes(4, "multi-status", answer("207 Multi-Status", "", "<multistatus xmlns='DAV:'/>"), fails(&["not_a_feed"])),
        bytes(4, "im-used", answer("226 IM Used", "IM: feed\r\n", &one), reads(&["A"])),
        bytes(
            4,
            "no-content-with-a-body",
            format!("HTTP/1.1 204 No\r\nContent-Length: {}\r\n\r\n{one}", one.len()),
            fails(&["not_a_feed"]),
        ),
        bytes(4, "an-error-page-that-is-a-feed", answer("500 Oops", "", &one), fails(&["http_status"])),
        bytes(
            4,
            "a-soft-404",
            answer("200 OK", "Content-Type: text/html\r\n", "<html><title>404 \u{202e}</title></html>"),
            fails(&["not_a_feed"]),
        ),
        bytes(
            4,
            "a-login-page-as-xml",
            answer(
                "200 OK",
                "Content-Type: text/xml\r\n",
                "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
            ),
            fails(&["not_a_feed"]),
        ),
        bytes(
            4,
            "a-soap-fault",
            answer("200 OK", "", "<soap:Envelope xmlns:soap='x'><soap:Fault>\x1b[31m</soap:Fault></soap:Envelope>"),
            fails(&["not_a_feed"]),
        ),
        steps(2, "50-interim-answers", many("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 50), reads(&["A"])),
        steps(
            2,
            "20000-interim-answers",
            many("HTTP/1.1 103 Early Hints\r\n\r\n", 20_000),
            either(&["io", "timeout", "too_large"], &["A"]),
        ),
        steps(
            3,
            "interim-answers-of-60-kb",
            many(&format!("HTTP/1.1 103 E\r\nLink: {}\r\n\r\n", "l".repeat(60_000)), 400),
            either(&["io", "timeout", "too_large"], &["A"]),
        ),
        bytes(
            4,
            "an-interim-200",
            format!("HTTP/1.1 100 Continue\r\nContent-Length: 9\r\n\r\n{OK}Content-Length: {}\r\n\r\n{one}", one.len()),
            reads(&["A"]),
        ),
    ]
}

/// Codings in codings, and headers that lie about them.
fn codings() -> Vec<Case> {
    let one = rss(&item("A")).into_bytes();
    let coded = |name: &str, coding: &str, bytes: Vec<u8>, expect: Expect| {
        body(3, name, &format!("Content-Encoding: {coding}\r\n"), bytes, expect)
    };
    let zeros = vec![b'0'; 11_000_000];
    let half = |bytes: &[u8]| bytes.get(..bytes.len() / 2).unwrap_or_default().to_vec();
    let skip = [&[0x50, 0x2a, 0x4d, 0x18][..], &4_u32.to_le_bytes(), b"skip"].concat();
    let raw_br = [&[0x0b, 0x02, 0x80][..], b"hello", &[0x03]].concat();
    vec![
        coded("gzip-in-gzip-said-once", "gzip", gzip(&gzip(&one)), fails(&["decompress"])),
        coded("bomb-in-bomb", "gzip", gzip(&gzip(&zeros)), fails(&["decompress"])),
        coded("bomb-in-bomb-said-twice", "gzip, gzip", gzip(&gzip(&zeros)), fails(&["decompress"])),
        coded("gzip-unsaid", "", gzip(&one), reads(&["A"])),
        coded("bomb-unsaid", "", gzip(&zeros), fails(&["too_large"])),
        coded("zstd-said-gzip", "gzip", zstd(&one), fails(&["decompress"])),
        coded("gzip-said-zstd", "zstd", gzip(&one), fails(&["decompress"])),
        coded("gzip-said-deflate", "deflate", gzip(&one), fails(&["decompress"])),
        coded("x-gzip", "x-gzip", gzip(&one), reads(&["A"])),
        coded(
            "gzip-with-rubbish-behind",
            "gzip",
            [gzip(&one), b"rubbish".to_vec()].concat(),
            either(&["decompress"], &["A"]),
        ),
        coded(
            "gzip-with-a-wrong-sum",
            "gzip",
            {
                let mut bytes = gzip(&one);
                let at = bytes.len() - 6;
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 0xff;
                }
                bytes
            },
            Expect::Fails(&["decompress"], 1),
        ),
        coded("zstd-behind-what-is-skipped", "zstd", [skip.clone(), zstd(&one)].concat(), reads(&["A"])),
        coded("zstd-of-nothing-but-skips", "zstd", skip.repeat(20_000), fails(&["not_a_feed", "decompress"])),
        coded(
            "zstd-frames",
            "zstd",
            [zstd(&half(&one)), zstd(one.get(one.len() / 2..).unwrap_or_default())].concat(),
            reads(&["A"]),
        ),
        coded("empty-zstd-frames", "zstd", zstd(b"").repeat(50_000), fails(&["not_a_feed"])),
        coded("br-of-words", "br", raw_br, fails(&["not_a_feed", "decompress"])),
        coded("five-codings", "gzip, gzip, gzip, gzip, gzip", gzip(&one), fails(&["decompress"])),
        coded("codings-in-two-lines", "gzip\r\nContent-Encoding: br", gzip(&one), fails(&["decompress"])),
        coded("a-coding-with-parameters", "gzip;q=1", gzip(&one), reads(&["A"])),
        coded("a-coding-in-quotes", "\"gzip\"", gzip(&one), fails(&["decompress"])),
        coded("a-coding-of-30-kb", &"z".repeat(30_000), gzip(&one), fails(&["decompress"])),
        coded("an-empty-coding-list", ", ,", one.clone(), reads(&["A"])),
    ]
}

/// Answers that are drawn out in each of their parts.
fn slow() -> Vec<Case> {
    let one = rss(&item("A"));
    let packed = gzip(&vec![b' '; 5_000_000]);
    vec![
        steps(
            2,
            "one-header-byte-by-byte",
            vec![send(format!("{OK}X-A: ")), Step::Drip("b".into())],
            fails(&["timeout"]),
        ),
        steps(2, "a-status-byte-by-byte", vec![send("HTTP/1.1 200 "), Step::Drip("O".into())], fails(&["timeout"])),
        steps(
            2,
            "a-chunk-extension-by-drops",
            vec![send(format!("{OK}Transfer-Encoding: chunked\r\n\r\n5;")), Step::Drip("e".into())],
            fails(&["timeout", "io"]),
        ),
        steps(
            2,
            "trailers-by-drops",
            vec![
                send(format!("{OK}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n0\r\n", one.len())),
                Step::Drip("X: y\r\n".into()),
            ],
            Expect::Fails(&["timeout", "io"], 1),
        ),
        steps(
            2,
            "gzip-by-drops",
            vec![
                send(format!("{OK}Content-Encoding: gzip\r\n\r\n")),
                send(packed.get(..200).unwrap_or_default().to_vec()),
                Step::Drip(vec![0]),
            ],
            fails(&["timeout", "decompress"]),
        ),
        steps(
            2,
            "a-feed-that-drips-comments",
            vec![
                send(format!("{OK}\r\n{}", one.trim_end_matches("</channel></rss>"))),
                Step::Drip("<!-- x -->".into()),
            ],
            Expect::Fails(&["timeout"], 1),
        ),
        steps(2, "blanks-before-the-status", vec![Step::Drip("\r\n".into())], fails(&["timeout", "io"])),
        steps(
            2,
            "an-empty-chunk-list",
            vec![send(format!("{OK}Transfer-Encoding: chunked\r\n\r\n")), Step::Drip("\r\n".into())],
            fails(&["io", "timeout"]),
        ),
    ]
}

/// Redirects in spellings that are meant to slip by.
fn redirects() -> Vec<Case> {
    let to = |name: &str, location: &str, kind: &'static [&'static str]| {
        let head = format!("Location: {location}\r\n");
        bytes(7, format!("off-to-{name}"), answer("301 Moved", &head, ""), fails(kind))
    };
    let refused: &[&str] = &["refused_address"];
    vec![
        to("decimal", "http://2130706434/", refused),
        to("hex", "http://0x7f.0x0.0x0.0x2/", refused),
        to("octal", "http://00000177.0.0.2/", refused),
        to("mixed", "http://0x7f.2/", refused),
        to("a-trailing-dot", "http://127.0.0.2./", refused),
        to("localhost-dot", "http://localhost.:1/", &["refused_address", "dns"]),
        to("localhost-in-capitals", "http://LOCALHOST:1/", refused),
        to("full-width-digits", "http://\u{ff11}\u{ff12}\u{ff17}.0.0.2/", refused),
        to("circled-digits", "http://①②⑦.⓪.⓪.②/", refused),
        to("by-user", "http://wire.example@127.0.0.2/", refused),
        to("by-user-and-password", "http://wire.example:80@127.0.0.2:80/", refused),
        to("by-backslashes", "http:\\\\127.0.0.2\\x", refused),
        to("by-many-slashes", "http:////127.0.0.2/", refused),
        to("by-a-tab", "ht\ttp://127.0.0.2/", refused),
        to("percent-in-the-host", "http://%31%32%37.0.0.2/", refused),
        to("another-loopback", "//127.255.255.254/", refused),
        to("the-broadcast", "http://255.255.255.255:9/", refused),
        to("six-with-four", "http://[::ffff:169.254.169.254]/", refused),
        to("six-compatible", "http://[::169.254.169.254]/", refused),
        to("six-translated", "http://[64:ff9b::a9fe:a9fe]/", refused),
        to("six-translated-locally", "http://[64:ff9b:1::a9fe:a9fe]/", refused),
        to("six-to-four", "http://[2002:a9fe:a9fe::]/", refused),
        to("six-teredo", "http://[2001:0:a9fe:a9fe::]/", refused),
        to("six-unique-local", "http://[fd00:ec2::254]/", refused),
        to("a-zone", "http://[fe80::1%25lo]/", &["redirect", "refused_address"]),
        to("a-zone-by-name", "http://[fe80::1%lo]/", &["redirect", "refused_address"]),
        to("six-of-too-many", "http://[1:2:3:4:5:6:7:8:9]/", &["redirect"]),
        to("four-of-too-many", "http://1.2.3.4.5/", &["redirect"]),
        to("four-over-255", "http://127.0.0.256/", &["redirect"]),
        to("port-0", "http://127.0.0.2:0/", refused),
        to("port-70000", "http://127.0.0.2:70000/", &["redirect"]),
        to("a-unix-socket", "unix:///var/run/docker.sock", &["redirect"]),
        to("a-dict", "dict://127.0.0.1:11211/stat", &["redirect"]),
        to("an-about", "about:blank", &["redirect"]),
        to("a-blob", "blob:http://127.0.0.1/x", &["redirect"]),
        to("view-source", "view-source:http://127.0.0.1/", &["redirect"]),
        to("a-feed-scheme", "feed:http://127.0.0.2/", &["redirect"]),
        to("websocket", "ws://127.0.0.2/", &["redirect"]),
        to("escapes-in-a-scheme", "\u{9b}31m://x/", &["redirect", "http_status", "not_a_feed", "io"]),
        to("a-homograph", "http://l\u{43e}calhost.invalid/", &["dns"]),
        to("a-bidi-name", "http://a\u{202e}b.invalid/", &["redirect", "dns"]),
        to("a-name-of-300-letters", &format!("http://{}.invalid/", "a".repeat(300)), &["dns", "redirect"]),
        to("many-labels", &format!("http://{}invalid/", "a.".repeat(130)), &["dns", "redirect"]),
        to("an-empty-label", "http://a..invalid/", &["dns", "redirect"]),
        to("a-name-with-a-blank", "http://a b/", &["redirect"]),
        bytes(
            6,
            "two-locations",
            answer("302 On", "Location: http://127.0.0.2/\r\nLocation: http://127.0.0.3/\r\n", ""),
            fails(refused),
        ),
        bytes(
            6,
            "a-301-without-location",
            answer("301 Moved", "Content-Location: /x\r\nURI: /x\r\n", ""),
            fails(&["redirect"]),
        ),
        bytes(6, "a-303", answer("303 See", "Location: http://127.0.0.2/\r\n", ""), fails(refused)),
        bytes(
            6,
            "a-300-with-location",
            answer("300 Choices", "Location: http://127.0.0.2/\r\n", ""),
            fails(&["http_status"]),
        ),
        bytes(
            6,
            "a-302-with-a-feed",
            answer("302 On", "Location: http://127.0.0.2/\r\n", rss(&item("A"))),
            fails(refused),
        ),
        steps(
            6,
            "a-redirect-with-an-endless-body",
            vec![send("HTTP/1.1 302 On\r\nLocation: http://127.0.0.2/\r\n\r\n"), Step::Drip("x".into())],
            fails(refused),
        ),
        Case {
            name: "ping-pong".into(),
            promise: 6,
            url: None,
            answers: Box::new(|below| {
                let next = if below == "ping" { "pong" } else { "ping" };
                vec![send(answer("307 On", &format!("Location: /ping-pong/{next}\r\n"), ""))]
            }),
            expect: fails(&["redirect"]),
        },
        Case {
            name: "relative-hops".into(),
            promise: 6,
            url: None,
            answers: Box::new(|below| match below {
                "" => vec![send(answer("302 On", "Location: relative-hops/./a/../b?c=d#e\r\n", ""))],
                "b" => vec![send(answer("302 On", "Location: ?again\r\n", ""))],
                _ => vec![],
            }),
            expect: fails(&["redirect"]),
        },
    ]
}
