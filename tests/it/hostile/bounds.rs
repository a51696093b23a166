//! What is meant to exhaust: bodies, bombs, headers, nesting, numbers of things, and lengths of text.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::{Case, Expect, body, bytes, fails, item, reads, rss, steps};
use crate::support::raw::{Step, answer};

/// The cases.
pub fn cases() -> Vec<Case> {
    [sizes(), codings(), heads(), structures(), lengths()].into_iter().flatten().collect()
}

/// Bodies over the cap, plain and packed.
fn sizes() -> Vec<Case> {
    let large = || fails(&["too_large"]);
    let megabyte = || "x".repeat(1_000_000).into_bytes();
    let endless = |head: &str| vec![Step::Send(head.into()), Step::Repeat(megabyte(), 200)];
    // Over the cap is enough: nothing behind it is decoded, and packing more takes its time.
    let zeros = vec![b'0'; 11_000_000];
    let chunk = [b"f4240\r\n".to_vec(), megabyte(), b"\r\n".to_vec()].concat();
    vec![
        steps(3, "declared-200-mb", endless("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n"), large()),
        steps(
            3,
            "endless",
            endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss version='2.0'><channel>"),
            large(),
        ),
        steps(
            3,
            "endless-chunks",
            vec![Step::Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".into()), Step::Repeat(chunk, 200)],
            large(),
        ),
        body(3, "gzip-bomb", "Content-Encoding: gzip\r\n", gzip(&zeros), large()),
        body(3, "deflate-bomb", "Content-Encoding: deflate\r\n", zlib(&zeros), large()),
        body(3, "bare-deflate-bomb", "Content-Encoding: deflate\r\n", deflate(&zeros), large()),
        body(3, "zstd-bomb", "Content-Encoding: zstd\r\n", zstd(&zeros), large()),
        body(3, "gzip-of-many-members", "Content-Encoding: gzip\r\n", gzip(&vec![b'0'; 1_000_000]).repeat(12), large()),
        steps(
            3,
            "empty-gzip-members",
            vec![
                Step::Send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".into()),
                Step::Repeat(gzip(b"").repeat(50), 100),
            ],
            fails(&["not_a_feed"]),
        ),
    ]
}

/// Content codings: one at most, whole, and what it says it is.
fn codings() -> Vec<Case> {
    let one = rss(&item("A"));
    let broken = || fails(&["decompress"]);
    let coded = |name: &str, coding: &str, bytes: Vec<u8>, expect: Expect| {
        body(3, name, &format!("Content-Encoding: {coding}\r\n"), bytes, expect)
    };
    let many = rss(&(0..300).map(|n| item(&format!("Title {n} {}", n * 7_919))).collect::<String>());
    let half = |bytes: Vec<u8>| bytes.get(..bytes.len() / 2).unwrap_or_default().to_vec();
    let wide = {
        let mut encoder = ::zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(27).unwrap();
        encoder.write_all(&vec![b' '; 20_000_000]).unwrap();
        encoder.finish().unwrap()
    };
    vec![
        coded("well-gzip", "gzip", gzip(one.as_bytes()), reads(&["A"])),
        coded("well-zlib", "deflate", zlib(one.as_bytes()), reads(&["A"])),
        coded("well-bare-deflate", "Deflate", deflate(one.as_bytes()), reads(&["A"])),
        coded("well-zstd", "zstd", zstd(one.as_bytes()), reads(&["A"])),
        coded("well-identity", "identity", one.clone().into_bytes(), reads(&["A"])),
        coded("well-gzip-and-identity", "identity, GZIP", gzip(one.as_bytes()), reads(&["A"])),
        coded("twice-gzip", "gzip, gzip", gzip(&gzip(one.as_bytes())), broken()),
        coded("gzip-then-br", "gzip, br", gzip(one.as_bytes()), broken()),
        coded("no-gzip", "gzip", one.clone().into_bytes(), broken()),
        coded("no-br", "br", one.clone().into_bytes(), broken()),
        coded("no-zstd", "zstd", one.clone().into_bytes(), broken()),
        coded("no-deflate", "deflate", one.clone().into_bytes(), broken()),
        coded("br-of-a-gigabyte-window", "br", vec![0x11, 0x1e, 0, 0], broken()),
        coded("zstd-of-a-large-window", "zstd", wide, broken()),
        coded("an-unknown-coding", "compress", one.clone().into_bytes(), broken()),
        coded("a-coding-with-escapes", "\u{9b}31m", one.into_bytes(), broken()),
        coded("half-a-gzip", "gzip", half(gzip(many.as_bytes())), Expect::Fails(&["decompress"], 50)),
        coded("half-a-zlib", "deflate", half(zlib(many.as_bytes())), Expect::Fails(&["decompress"], 50)),
        coded("half-a-zstd", "zstd", half(zstd(many.as_bytes())), Expect::Fails(&["decompress"], 0)),
        coded("an-empty-gzip", "gzip", Vec::new(), fails(&["not_a_feed"])),
        coded("an-empty-br", "br", Vec::new(), fails(&["not_a_feed"])),
        coded("an-empty-deflate", "deflate", Vec::new(), fails(&["not_a_feed"])),
        coded("an-empty-zstd", "zstd", Vec::new(), fails(&["not_a_feed"])),
    ]
}

/// Heads of answers.
fn heads() -> Vec<Case> {
    let refused = || fails(&["too_large", "io"]);
    let many = |number: usize, length: usize| -> String {
        (0..number).map(|n| format!("X-{n}: {}\r\n", "b".repeat(length))).collect()
    };
    let one = rss(&item("A"));
    vec![
        bytes(3, "headers-of-80-kb", answer("200 OK", &many(90, 900), &one), refused()),
        bytes(3, "one-header-of-70-kb", answer("200 OK", &many(1, 70_000), &one), refused()),
        bytes(3, "a-thousand-headers", answer("200 OK", &many(1_000, 5), &one), refused()),
        steps(
            3,
            "headers-without-bound",
            vec![
                Step::Send("HTTP/1.1 200 OK\r\n".into()),
                Step::Repeat(format!("X-A: {}\r\n", "b".repeat(900)).into(), 20_000),
            ],
            refused(),
        ),
        bytes(
            3,
            "a-reason-of-1-mb",
            format!("HTTP/1.1 500 {}\r\n\r\n", "x".repeat(1_000_000)),
            fails(&["too_large", "http_status"]),
        ),
        bytes(
            3,
            "a-long-etag",
            answer("200 OK", &format!("ETag: \"{}\"\r\n", "e".repeat(20_000)), &one),
            reads(&["A"]),
        ),
        bytes(
            3,
            "a-long-location",
            answer("302 On", &format!("Location: /{}\r\n", "a".repeat(70_000)), ""),
            fails(&["too_large", "io", "redirect"]),
        ),
    ]
}

/// Nesting, attributes, namespaces, entities, and numbers of items.
fn structures() -> Vec<Case> {
    let deep = |name: &str, number: usize| format!("<{name}>").repeat(number);
    let attributes: String = (0..20_000).map(|n| format!(" a{n}='{n}'")).collect();
    let namespaces: String = (0..20_000).map(|n| format!(" xmlns:n{n}='urn:{n}'")).collect();
    let numbered = |number: usize| rss(&(0..number).map(|n| item(&format!("T{n}"))).collect::<String>());
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">\
                  <!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\">]>";
    let malformed = |least| Expect::Fails(&["malformed"], least);
    let json = |inner: &str| format!(r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{inner}]}}"#);
    vec![
        body(3, "xml-100000-deep", "", rss(&format!("{}{}", item("A"), deep("a", 100_000))), malformed(1)),
        body(
            3,
            "xml-deep-in-an-item",
            "",
            rss(&format!("<item><title>A</title>{}</item>{}", deep("b", 5_000), item("B"))),
            malformed(1),
        ),
        body(
            3,
            "html-deep-in-an-item",
            "",
            rss(&format!(
                "<item><title>A</title><description><![CDATA[{}x]]></description></item>",
                deep("div", 100_000)
            )),
            reads(&["A"]),
        ),
        body(3, "attributes", "", rss(&format!("<item{attributes}><title>A</title></item>")), reads(&["A"])),
        body(3, "namespaces", "", rss(&format!("<item{namespaces}><title>A</title></item>")), reads(&["A"])),
        body(
            3,
            "doubled-attributes",
            "",
            rss(&format!("<item {}><title>A</title></item>", "a='1' ".repeat(50_000))),
            reads(&["A"]),
        ),
        body(
            8,
            "billion-laughs",
            "",
            format!("{laughs}{}", rss("<item><title>&e;</title></item>").trim_start_matches("<?xml version=\"1.0\"?>")),
            reads(&["&e;"]),
        ),
        body(
            3,
            "a-million-references",
            "",
            rss(&format!("<item><title>A</title><description>{}</description></item>", "&amp;".repeat(1_000_000))),
            reads(&["A"]),
        ),
        body(
            3,
            "html-attributes",
            "",
            rss(&format!("<item><title>A</title><description><![CDATA[<p{attributes}>x</p>]]></description></item>")),
            reads(&["A"]),
        ),
        body(12, "100000-items", "", numbered(100_000), Expect::Cut(1_000)),
        body(3, "200000-empty-items", "", rss(&"<item/>".repeat(200_000)), fails(&["malformed"])),
        body(
            3,
            "unclosed-items",
            "",
            format!("<rss version='2.0'><channel>{}", "<item><title>x</title>".repeat(100_000)),
            malformed(1),
        ),
        body(3, "unclosed-comment", "", rss(&format!("{}<!--{}", item("A"), "x".repeat(3_000_000))), malformed(1)),
        body(
            3,
            "unclosed-cdata",
            "",
            rss(&format!("{}<item><title><![CDATA[{}", item("A"), "x".repeat(3_000_000))),
            malformed(1),
        ),
        body(3, "unclosed-instruction", "", rss(&format!("{}<?x {}", item("A"), "x".repeat(3_000_000))), malformed(1)),
        body(3, "unclosed-tag", "", rss(&format!("{}<a {}", item("A"), "b='' ".repeat(500_000))), malformed(1)),
        body(3, "smaller-than-signs", "", rss(&format!("{}{}", item("A"), "<".repeat(1_000_000))), malformed(1)),
        body(3, "ends-without-beginnings", "", rss(&format!("{}{}", item("A"), "</x>".repeat(500_000))), malformed(1)),
        body(
            3,
            "a-long-doctype",
            "",
            format!(
                "<!DOCTYPE rss [{}]><rss version='2.0'><channel>{}</channel></rss>",
                "<!ENTITY x 'y'>".repeat(100_000),
                item("A")
            ),
            reads(&["A"]),
        ),
        body(
            3,
            "json-100000-deep",
            "",
            json(&format!(r#"{{"id":"1","title":"A"}},{{"id":"2","x":{}"#, "[".repeat(100_000))),
            malformed(1),
        ),
        body(
            3,
            "json-of-objects",
            "",
            json(&format!(r#"{{"id":"1","title":"A"}},{{"id":"2","x":{}"#, r#"{"a":"#.repeat(100_000))),
            malformed(1),
        ),
        body(
            3,
            "json-number-of-a-megabyte",
            "",
            json(&format!(r#"{{"id":{},"title":"A"}}"#, "9".repeat(1_000_000))),
            Expect::Fails(&["malformed", "not_a_feed"], 0),
        ),
    ]
}

/// Lengths of texts: a cut is marked.
fn lengths() -> Vec<Case> {
    let cut = |text: &str, max: usize| format!("{}…", text.chars().take(max - 1).collect::<String>());
    let long = "word ".repeat(1_000_000);
    let marks = format!("e{}", "\u{301}".repeat(1_000));
    vec![
        body(
            12,
            "a-title-of-5-mb",
            "",
            rss(&format!("<item><title>{}</title></item>", "x".repeat(5_000_000))),
            Expect::Reads(vec![cut(&"x".repeat(600), 500)]),
        ),
        body(
            12,
            "a-text-of-5-mb",
            "",
            rss(&format!("<item><title>A</title><description>{long}</description></item>")),
            reads(&["A"]),
        ),
        body(
            12,
            "a-word-of-5-mb",
            "",
            rss(&format!("<item><title>A</title><description>{}</description></item>", "9".repeat(5_000_000))),
            reads(&["A"]),
        ),
        body(
            12,
            "a-guid-of-1-mb",
            "",
            rss(&format!("<item><title>A</title><guid>{}</guid></item>", "g".repeat(1_000_000))),
            reads(&["A"]),
        ),
        body(
            12,
            "a-link-of-1-mb",
            "",
            rss(&format!("<item><title>A</title><link>http://a/{}</link></item>", "l".repeat(1_000_000))),
            reads(&["A"]),
        ),
        body(
            12,
            "10000-labels",
            "",
            rss(&format!("<item><title>A</title>{}</item>", "<category>c</category>".repeat(10_000))),
            reads(&["A"]),
        ),
        body(
            12,
            "10000-authors",
            "",
            rss(&format!("<item><title>A</title>{}</item>", "<author>c</author>".repeat(10_000))),
            reads(&["A"]),
        ),
        body(12, "marks-on-a-letter", "", rss(&item(&marks)), Expect::Reads(vec![format!("e{}", "\u{301}".repeat(4))])),
        body(
            12,
            "brackets",
            "",
            rss(&format!("<item><title>A</title><description>{}</description></item>", "([{".repeat(300_000))),
            reads(&["A"]),
        ),
        body(
            12,
            "figures-without-end",
            "",
            rss(&format!(
                "<item><title>Jableh A</title><description>In Jableh {}</description></item>",
                "35 killed, ".repeat(20_000)
            )),
            reads(&["Jableh A"]),
        ),
    ]
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    ::zstd::encode_all(bytes, 3).unwrap()
}
