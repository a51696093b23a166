//! Feeds over real HTTP on loopback: good ones of every format, and what hostile or broken servers send.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use coastwatch::feed::fetch::{Answer, Document, Fetched, Fetcher};
use coastwatch::feed::parse::{ParsedFeed, parse};
use coastwatch::model::{Conditional, FeedError, FeedErrorKind, FeedId, FetchPolicy};
use coastwatch::text::normalize;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::support::raw::{RawServer, Step, answer, dead_address};

/// A short wait where a deadline itself is tested.
const SOON: Duration = Duration::from_millis(200);

fn policy() -> FetchPolicy {
    FetchPolicy {
        deadline: Duration::from_secs(20),
        connect: Duration::from_secs(5),
        max_body: 10_000_000,
        concurrency: 16,
        per_host: 64,
        host_spacing: Duration::ZERO,
        allow: vec!["127.0.0.0/8".to_owned()],
    }
}

fn now() -> Timestamp {
    "2025-03-07T12:00:00Z".parse().unwrap()
}

async fn fetch_by(policy: &FetchPolicy, url: &str) -> Fetched {
    let fetcher = Fetcher::new(policy).unwrap();
    fetcher.fetch(&Url::parse(url).unwrap(), &Conditional::default(), now()).await
}

async fn fetch(url: &str) -> Fetched {
    fetch_by(&policy(), url).await
}

fn document(fetched: Fetched) -> Document {
    match fetched.outcome.unwrap() {
        Answer::Document(document) => *document,
        Answer::NotModified => unreachable!("a document was expected"),
    }
}

fn error(fetched: Fetched) -> FeedError {
    fetched.outcome.unwrap_err()
}

async fn poll(url: &str) -> Result<ParsedFeed, FeedError> {
    parse(&FeedId::new("test"), document(fetch(url).await))
}

/// Polls an answer that must fail with `kind`, in one clean sentence.
async fn check_fails(bytes: Vec<u8>, kind: FeedErrorKind) -> FeedError {
    let server = RawServer::bytes(bytes);
    let fetched = fetch(&server.url("/feed?key=secret")).await;
    let error = match fetched.outcome {
        Ok(Answer::Document(document)) => match parse(&FeedId::new("test"), *document) {
            Ok(parsed) => parsed.problem.unwrap(),
            Err(error) => error,
        },
        Ok(Answer::NotModified) => unreachable!("a failure was expected"),
        Err(error) => error,
    };
    assert_eq!(error.kind, kind, "{error}");
    assert!(error.message.contains(&server.address()) && !error.message.contains("secret"), "{error}");
    assert!(error.message.chars().all(|c| normalize::is_allowed(c) && c != '\n'), "{error:?}");
    assert!(error.message.chars().count() <= 300, "{error}");
    error
}

fn rss(items: &str) -> String {
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>")
}

fn item(title: &str) -> String {
    format!("<item><title>{title}</title><guid>{title}</guid></item>")
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn titles(parsed: &ParsedFeed) -> Vec<&str> {
    parsed.items.iter().map(|item| item.title.as_str()).collect()
}

fn problem(parsed: &ParsedFeed) -> Option<FeedErrorKind> {
    parsed.problem.as_ref().map(|problem| problem.kind)
}

#[tokio::test]
async fn good_feeds_of_every_format_are_read() {
    let server = RawServer::start(|path| {
        let body = match path {
            "/rss2" => rss(&item("A")),
            "/rss092" => rss(&item("A")).replace("2.0", "0.92"),
            "/rss1" => {
                "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
                        <item rdf:about='http://a/1'><title>A</title></item></rdf:RDF>"
                    .to_owned()
            }
            "/atom" => {
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>A</title></entry></feed>".to_owned()
            }
            _ => r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"A"}]}"#.to_owned(),
        };
        vec![Step::Send(answer("200 OK", "", body))]
    });
    for path in ["/rss2", "/rss092", "/rss1", "/atom", "/json"] {
        let parsed = poll(&server.url(path)).await.unwrap();
        assert_eq!((titles(&parsed), problem(&parsed)), (vec!["A"], None), "{path}");
    }
    let head = server.requests().concat().to_lowercase();
    assert!(head.contains("accept-encoding: gzip, br") && head.contains("user-agent: coastwatch/"), "{head}");
}

#[tokio::test]
async fn one_content_coding_is_decoded() {
    let check = async |coding: &str, body: Vec<u8>| {
        let server = RawServer::bytes(answer("200 OK", &format!("Content-Encoding: {coding}\r\n"), body));
        let parsed = poll(&server.url("/")).await.unwrap();
        assert_eq!((titles(&parsed), problem(&parsed)), (vec!["A"], None), "{coding}");
    };
    check("gzip", gzip(&rss(&item("A")))).await;
    check("x-gzip", gzip(&rss(&item("A")))).await;
    check("GZIP", [gzip("<rss version='2.0'><channel>"), gzip(&item("A")), gzip("</channel></rss>")].concat()).await;
    check("br", include_bytes!("../data/feeds/one-item.xml.br").to_vec()).await;
    check("identity", rss(&item("A")).into_bytes()).await;
}

#[tokio::test]
async fn a_broken_coding_is_said_and_what_came_counts() {
    let whole = gzip(&rss(&(0..2_000).map(|n| item(&format!("Title {n} {}", n * 7919))).collect::<String>()));
    let cut = whole[..whole.len() / 2].to_vec();
    check_fails(answer("200 OK", "Content-Encoding: gzip\r\n", &cut), FeedErrorKind::Decompress).await;
    let server = RawServer::bytes(answer("200 OK", "Content-Encoding: gzip\r\n", &cut));
    let parsed = poll(&server.url("/")).await.unwrap();
    assert!(parsed.items.len() > 100 && parsed.problem.unwrap().kind == FeedErrorKind::Decompress);
    let plain = rss(&item("A"));
    check_fails(answer("200 OK", "Content-Encoding: gzip\r\n", &plain), FeedErrorKind::Decompress).await;
    check_fails(answer("200 OK", "Content-Encoding: br\r\n", &plain), FeedErrorKind::Decompress).await;
    check_fails(answer("200 OK", "Content-Encoding: gzip, gzip\r\n", &plain), FeedErrorKind::Decompress).await;
    check_fails(answer("200 OK", "Content-Encoding: \u{9b}31m\r\n", &plain), FeedErrorKind::Decompress).await;
    check_fails(answer("200 OK", "Content-Encoding: zstd\r\n", &plain), FeedErrorKind::Decompress).await;
}

#[tokio::test]
async fn what_is_unchanged_is_not_sent_again() {
    let server = RawServer::start(|_| vec![Step::Send(answer("304 Not Modified", "", ""))]);
    let known = Conditional {
        etag: Some("\"v1\"".into()),
        last_modified: Some("Fri, 07 Mar 2025 09:00:00 GMT".into()),
        given_by: None,
    };
    let fetcher = Fetcher::new(&policy()).unwrap();
    let fetched = fetcher.fetch(&Url::parse(&server.url("/")).unwrap(), &known, now()).await;
    assert!(matches!(fetched.outcome, Ok(Answer::NotModified)));
    assert_eq!((fetched.status, fetched.bytes), (Some(304), 0));
    let head = server.requests().concat().to_lowercase();
    assert!(head.contains("if-none-match: \"v1\"\r\n"), "{head}");
    assert!(head.contains("if-modified-since: fri, 07 mar 2025 09:00:00 gmt\r\n"), "{head}");

    let headers = "ETag: W/\"v2\"\r\nLast-Modified: Fri, 07 Mar 2025 10:00:00 GMT\r\n";
    let server = RawServer::bytes(answer("200 OK", headers, rss("")));
    let conditional = document(fetch(&server.url("/")).await).conditional;
    assert_eq!(conditional.etag.as_deref(), Some("W/\"v2\""));
    assert_eq!(conditional.last_modified.as_deref(), Some("Fri, 07 Mar 2025 10:00:00 GMT"));
}

#[tokio::test]
async fn what_one_address_gave_is_told_to_no_other() {
    let leads_to_b = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let to_b = std::sync::Arc::clone(&leads_to_b);
    let server = RawServer::start(move |path| {
        let is_b = to_b.load(std::sync::atomic::Ordering::SeqCst);
        let bytes = match path {
            "/feed" => answer("302 Found", if is_b { "Location: /b\r\n" } else { "Location: /a\r\n" }, ""),
            "/a" => answer("200 OK", "ETag: \"1\"\r\n", rss(&item("A"))),
            _ => answer("304 Not Modified", "", ""),
        };
        vec![Step::Send(bytes)]
    });
    let fetcher = Fetcher::new(&policy()).unwrap();
    let url = Url::parse(&server.url("/feed")).unwrap();
    let known = document(fetcher.fetch(&url, &Conditional::default(), now()).await).conditional;
    assert_eq!(known.given_by, Some(server.url("/a")));
    let before = server.requests().len();
    document(fetcher.fetch(&url, &known, now()).await);
    let asked = server.requests().split_off(before).concat().to_lowercase();
    let (to_feed, to_a) = asked.split_once("get /a ").unwrap();
    assert!(!to_feed.contains("if-none-match") && to_a.contains("if-none-match: \"1\"\r\n"), "{asked}");
    leads_to_b.store(true, std::sync::atomic::Ordering::SeqCst);
    let before = server.requests().len();
    assert_eq!(error(fetcher.fetch(&url, &known, now()).await).kind, FeedErrorKind::HttpStatus, "304 from nothing");
    assert!(!server.requests().split_off(before).concat().to_lowercase().contains("if-none-match"));
}

#[tokio::test]
async fn a_condition_that_fails_is_not_made_again() {
    let times = std::sync::atomic::AtomicUsize::new(0);
    let server = RawServer::start(move |_| {
        let is_first = times.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        let bytes = answer("412 Precondition Failed", "", "");
        vec![Step::Send(if is_first { bytes } else { answer("200 OK", "ETag: \"2\"\r\n", rss(&item("A"))) })]
    });
    let known = Conditional { etag: Some("\"1\"".into()), last_modified: None, given_by: None };
    let fetcher = Fetcher::new(&policy()).unwrap();
    let fetched = document(fetcher.fetch(&Url::parse(&server.url("/")).unwrap(), &known, now()).await);
    assert_eq!(fetched.conditional, Conditional { etag: Some("\"2\"".into()), last_modified: None, given_by: None });
    let heads = server.requests().join("\n--\n").to_lowercase();
    assert_eq!((server.requests().len(), heads.matches("if-none-match").count()), (2, 1), "{heads}");
    check_fails(answer("412 Precondition Failed", "", ""), FeedErrorKind::HttpStatus).await;
}

#[tokio::test]
async fn unchanged_from_nothing_is_no_success() {
    check_fails(answer("304 Not Modified", "", ""), FeedErrorKind::HttpStatus).await;
}

#[tokio::test]
async fn a_bad_status_says_what_it_means() {
    let check = async |status: &str, expect: &str| {
        let error = check_fails(answer(status, "", "<html>"), FeedErrorKind::HttpStatus).await;
        assert!(error.message.contains(expect), "{error}");
    };
    check("404 Not Found", "404 Not Found: there is no feed").await;
    check("500 \u{9b}2J owned", "500 Internal Server Error").await;
    check("403 ", "403 Forbidden").await;
    check("410 Gone", "once a day").await;
    check("999 \u{202e}live", "999 ").await;
    // Such a status line is no HTTP.
    check_fails(answer("500 \x1b]0;owned\x07", "", ""), FeedErrorKind::Io).await;
}

#[tokio::test]
async fn a_server_that_sends_us_away_is_obeyed() {
    let check = async |status: &str, value: &str, expect: i64| {
        let server = RawServer::bytes(answer(status, &format!("Retry-After: {value}\r\n"), ""));
        let until = fetch(&server.url("/")).await.retry_after.unwrap();
        assert_eq!(until.duration_since(now()), SignedDuration::from_secs(expect), "{value}");
    };
    check("429 Too Many Requests", "120", 120).await;
    check("503 Service Unavailable", "Fri, 07 Mar 2025 12:10:00 GMT", 600).await;
    check("503 Service Unavailable", "99999999999", 86_400).await;
}

#[tokio::test]
async fn what_is_no_feed_says_so() {
    check_fails(answer("200 OK", "", "<!DOCTYPE html><html><body>Sign in</body></html>"), FeedErrorKind::NotAFeed)
        .await;
    check_fails(answer("200 OK", "", ""), FeedErrorKind::NotAFeed).await;
    check_fails(answer("200 OK", "Content-Encoding: gzip\r\n", ""), FeedErrorKind::NotAFeed).await;
    check_fails(answer("204 No Content", "", ""), FeedErrorKind::NotAFeed).await;
    check_fails(answer("200 OK", "", "<\x1b[31m>"), FeedErrorKind::NotAFeed).await;
    check_fails(answer("200 OK", "", [0_u8; 4_096]), FeedErrorKind::NotAFeed).await;
}

#[tokio::test]
async fn a_cut_document_gives_what_was_whole() {
    let body = rss(&(item("A") + &item("B")));
    let cut = &body[..body.len() - 30];
    let server = RawServer::bytes(answer("200 OK", "", cut));
    let parsed = poll(&server.url("/")).await.unwrap();
    assert_eq!((titles(&parsed), problem(&parsed)), (vec!["A"], Some(FeedErrorKind::Malformed)));

    let broken = format!("HTTP/1.1 200 OK\r\nETag: \"v\"\r\nContent-Length: {}\r\n\r\n{cut}", body.len());
    let server = RawServer::bytes(broken);
    let document = document(fetch(&server.url("/")).await);
    assert_eq!(document.conditional, Conditional::default(), "what is cut is asked for again");
    let parsed = parse(&FeedId::new("test"), document).unwrap();
    assert_eq!((titles(&parsed), problem(&parsed)), (vec!["A"], Some(FeedErrorKind::Io)));
}

#[tokio::test]
async fn a_body_over_the_cap_is_not_taken() {
    let declared = "HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n";
    let undeclared = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss version='2.0'><channel>";
    for head in [declared, undeclared] {
        let server = RawServer::start(move |_| {
            let megabyte = "x".repeat(1_000_000).into_bytes();
            vec![Step::Send(head.into()), Step::Repeat(megabyte, 200)]
        });
        let fetched = fetch(&server.url("/")).await;
        assert!(fetched.bytes <= policy().max_body);
        assert_eq!(error(fetched).kind, FeedErrorKind::TooLarge);
    }
    let bomb = gzip(&"0".repeat(200_000_000));
    assert!(bomb.len() < 300_000);
    check_fails(answer("200 OK", "Content-Encoding: gzip\r\n", bomb), FeedErrorKind::TooLarge).await;
}

/// Of bodies that turn out to be large while too many wait for leave to be that, the last are let go of and asked for again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_large_bodies_at_once_all_come_whole() {
    let items: String = (0..3_000).map(|n| item(&format!("T{n} {}", "x".repeat(60)))).collect();
    let length = rss(&items).len();
    let undeclared = ["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_owned(), rss(&items)].concat();
    let coded = answer("200 OK", "Content-Encoding: gzip\r\n", gzip(&rss(&items)));
    let server = RawServer::start(move |path| {
        let bytes = if path.len() % 2 == 0 { undeclared.clone().into() } else { coded.clone() };
        vec![Step::Send(bytes)]
    });
    let fetcher = Fetcher::new(&FetchPolicy { concurrency: 64, ..policy() }).unwrap();
    let fetch = async |n: usize| {
        let url = Url::parse(&server.url(&format!("/{}", "a".repeat(n)))).unwrap();
        let fetched = fetcher.fetch(&url, &Conditional::default(), now()).await;
        assert!(fetched.leave.is_some());
        document(fetched).body.len()
    };
    assert_eq!(futures_util::future::join_all((0..40).map(fetch)).await, [length; 40]);
    let asked = server.requests().len();
    assert!(asked <= 80, "{asked}");
}

#[tokio::test]
async fn a_host_that_is_not_there_fails_at_once() {
    let began = Instant::now();
    let error = error(fetch(&format!("http://user:secret@{}/feed", dead_address())).await);
    assert_eq!(error.kind, FeedErrorKind::Connect);
    assert!(error.message.contains("refused the connection") && !error.message.contains("secret"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_name_without_an_address_is_said() {
    let error = error(fetch("http://no-such-host.invalid/feed").await);
    assert_eq!(error.kind, FeedErrorKind::Dns, "{error}");
    assert!(error.message.contains("no-such-host.invalid"), "{error}");
}

#[tokio::test]
async fn what_is_not_encrypted_where_it_should_be_is_said() {
    let server = RawServer::bytes("HTTP/1.1 400 Bad Request\r\n\r\n");
    let error = error(fetch(&server.url("/").replace("http:", "https:")).await);
    assert!(matches!(error.kind, FeedErrorKind::Tls), "{error}");
}

/// However a server draws an answer out, the deadline ends it.
#[tokio::test]
async fn every_fetch_ends_by_its_deadline() {
    let head = || Step::Send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".into());
    let drawn: [(&str, Vec<Step>); 6] = [
        ("nothing", vec![Step::Hold]),
        ("half a head", vec![Step::Send("HTTP/1.1 200 OK\r\nA: b".into()), Step::Hold]),
        ("headers without end", vec![Step::Send("HTTP/1.1 200 OK\r\n".into()), Step::Drip("X-A: b\r\n".into())]),
        ("interim answers", vec![Step::Drip("HTTP/1.1 103 Early Hints\r\n\r\n".into())]),
        ("a body by drops", vec![head(), Step::Drip(" ".into())]),
        ("no body", vec![head(), Step::Hold]),
    ];
    for (what, steps) in drawn {
        let server = RawServer::start(move |_| steps.clone());
        let began = Instant::now();
        let fetched = fetch_by(&FetchPolicy { deadline: SOON, ..policy() }, &server.url("/")).await;
        assert!(began.elapsed() < SOON * 10, "{what}: {:?}", began.elapsed());
        let error = match fetched.outcome {
            Ok(Answer::Document(document)) => parse(&FeedId::new("test"), *document).unwrap_err(),
            Ok(Answer::NotModified) => unreachable!("{what}"),
            Err(error) => error,
        };
        assert_eq!(error.kind, FeedErrorKind::Timeout, "{what}: {error}");
    }
}

#[tokio::test]
async fn headers_without_bound_are_refused() {
    let server = RawServer::start(|_| {
        vec![
            Step::Send("HTTP/1.1 200 OK\r\n".into()),
            Step::Repeat(format!("X-A: {}\r\n", "b".repeat(900)).into(), 100_000),
        ]
    });
    let error = error(fetch(&server.url("/")).await);
    assert!(matches!(error.kind, FeedErrorKind::Io | FeedErrorKind::TooLarge), "{error}");
    let headers: String = (0..90).map(|n| format!("X-{n}: {}\r\n", "b".repeat(900))).collect();
    check_fails(answer("200 OK", &headers, rss("")), FeedErrorKind::TooLarge).await;
}

#[tokio::test]
async fn redirects_are_followed_a_few_times_and_to_the_web_alone() {
    let server = RawServer::start(|path| {
        let to = |status: &str, location: &str| answer(status, &format!("Location: {location}\r\n"), "");
        let bytes = match path {
            "/loop" => to("302 Found", "/loop"),
            "/moved" => to("301 Moved Permanently", "/moved2"),
            "/moved2" => to("308 Permanent Redirect", "/feed#part"),
            "/hop" => to("307 Temporary Redirect", "/feed"),
            "/file" => to("302 Found", "file:///etc/passwd"),
            "/ftp" => to("302 Found", "ftp://127.0.0.1/\x1b[31m"),
            "/none" => answer("302 Found", "", ""),
            "/bad" => to("302 Found", "http://[::"),
            "/meta" => to("302 Found", "http://169.254.169.254/latest/meta-data/"),
            "/mapped" => to("302 Found", "http://[::ffff:10.0.0.1]/"),
            "/decimal" => to("302 Found", "http://167772161/"),
            _ => answer("200 OK", "", rss(&item("A"))),
        };
        vec![Step::Send(bytes)]
    });
    let moved = fetch(&server.url("/moved")).await;
    assert_eq!(moved.moved.as_ref().map(Url::as_str), Some(server.url("/feed").as_str()));
    assert_eq!(document(moved).url.as_str(), server.url("/feed"));
    assert_eq!(fetch(&server.url("/hop")).await.moved, None);

    let check = async |path: &str, kind: FeedErrorKind| {
        let error = error(fetch(&server.url(path)).await);
        assert_eq!(error.kind, kind, "{path}: {error}");
        assert!(error.message.chars().all(normalize::is_allowed), "{error:?}");
    };
    let before = server.requests().len();
    check("/loop", FeedErrorKind::Redirect).await;
    assert_eq!(server.requests().len() - before, 6, "the first and five redirects");
    check("/file", FeedErrorKind::Redirect).await;
    check("/ftp", FeedErrorKind::Redirect).await;
    check("/none", FeedErrorKind::Redirect).await;
    check("/bad", FeedErrorKind::Redirect).await;
    check("/meta", FeedErrorKind::RefusedAddress).await;
    check("/mapped", FeedErrorKind::RefusedAddress).await;
    check("/decimal", FeedErrorKind::RefusedAddress).await;
}

#[tokio::test]
async fn an_address_that_is_not_allowed_is_never_asked() {
    let server = RawServer::bytes(answer("200 OK", "", rss("")));
    let port = server.address().rsplit(':').next().unwrap().to_owned();
    let nothing = FetchPolicy { allow: vec![], ..policy() };
    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0"] {
        let error = error(fetch_by(&nothing, &format!("http://{host}:{port}/")).await);
        assert_eq!(error.kind, FeedErrorKind::RefusedAddress, "{host}: {error}");
    }
    assert_eq!(server.requests(), Vec::<String>::new());
    // A name is allowed where its address is, on its port.
    let one =
        |port: &str| FetchPolicy { allow: vec![format!("127.0.0.1:{port}"), format!("[::1]:{port}")], ..policy() };
    let named = format!("http://localhost:{port}/");
    assert!(fetch_by(&one(&port), &named).await.outcome.is_ok());
    assert_eq!(error(fetch_by(&one("1"), &named).await).kind, FeedErrorKind::RefusedAddress);
}

#[tokio::test]
async fn only_the_web_is_fetched() {
    for url in ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x", "gopher://127.0.0.1/"] {
        let error = error(fetch(url).await);
        assert_eq!(error.kind, FeedErrorKind::RefusedAddress, "{error}");
        assert!(error.message.contains("http and https alone"), "{error}");
    }
}

#[tokio::test]
async fn texts_arrive_clean_and_in_their_script() {
    let arabic = "مقتل 35 عنصرا في جبلة";
    let (windows, _, _) = encoding_rs::WINDOWS_1256.encode(arabic);
    let head = b"<?xml version='1.0'?><rss version='2.0'><channel><item><title>";
    let body = [head.as_slice(), &windows, b"</title></item></channel></rss>"].concat();
    let server = RawServer::bytes(answer("200 OK", "Content-Type: text/xml; charset=windows-1256\r\n", body));
    assert_eq!(titles(&poll(&server.url("/")).await.unwrap()), [arabic]);

    let hostile = rss(&item("\x1b]0;x\x07\u{9b}31m35\0 \u{202e}killed&#27;[2J&#x9b;J\u{e0041}"));
    let server = RawServer::bytes(answer("200 OK", "", hostile));
    assert_eq!(titles(&poll(&server.url("/")).await.unwrap()), ["35 killed"]);
}

/// What cannot be understood as HTTP is a failure of the line, not a hang or a panic.
#[tokio::test]
async fn nonsense_is_no_answer() {
    check_fails(b"\x1b[31m\r\n\r\n".to_vec(), FeedErrorKind::Io).await;
    check_fails(b"HTTP/1.1 2000 OK\r\n\r\n".to_vec(), FeedErrorKind::Io).await;
    check_fails(Vec::new(), FeedErrorKind::Io).await;
    check_fails(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n".to_vec(), FeedErrorKind::Io).await;
}

/// Silent servers, however many, do not keep a good feed from being asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silent_servers_do_not_delay_a_good_feed() {
    let silent = RawServer::start(|_| vec![Step::Hold]);
    let good = RawServer::bytes(answer("200 OK", "", rss(&item("A"))));
    let fetcher = Fetcher::new(&FetchPolicy { concurrency: 4, deadline: Duration::from_secs(60), ..policy() }).unwrap();
    let mut waiting = Vec::new();
    for n in 0..12 {
        let (fetcher, url) = (fetcher.clone(), Url::parse(&silent.url(&format!("/{n}"))).unwrap());
        waiting.push(tokio::spawn(async move { fetcher.fetch(&url, &Conditional::default(), now()).await }));
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    let fetched = fetcher.fetch(&Url::parse(&good.url("/")).unwrap(), &Conditional::default(), now()).await;
    assert!(fetched.outcome.is_ok() && began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
}

/// More silent servers than connections are open at once: those that are silent longest give theirs to feeds that were not
/// asked yet, and are asked once more, so that a slow feed is not lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_of_silent_servers_delay_no_good_feed_and_lose_no_slow_one() {
    let asked = AtomicUsize::new(0);
    let silent = RawServer::start(move |path| match path {
        "/slow" if asked.fetch_add(1, Ordering::Relaxed) > 0 => vec![Step::Send(answer("200 OK", "", rss(&item("B"))))],
        _ => vec![Step::Hold],
    });
    let good = RawServer::bytes(answer("200 OK", "", rss(&item("A"))));
    let fetcher = Fetcher::new(&FetchPolicy { deadline: Duration::from_secs(15), ..policy() }).unwrap();
    let begin = |path: String| {
        let (fetcher, url) = (fetcher.clone(), Url::parse(&silent.url(&path)).unwrap());
        tokio::spawn(async move { fetcher.fetch(&url, &Conditional::default(), now()).await })
    };
    let began = Instant::now();
    let slow = begin("/slow".to_owned());
    while silent.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let others: Vec<_> = (0..450).map(|n| begin(format!("/{n}"))).collect();
    let fetched = fetcher.fetch(&Url::parse(&good.url("/")).unwrap(), &Conditional::default(), now()).await;
    assert!(fetched.outcome.is_ok() && began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    let fetched = slow.await.unwrap();
    assert!(fetched.outcome.is_ok(), "{:?}", fetched.outcome);
    others.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn one_host_is_asked_by_few_at_once() {
    let silent = RawServer::start(|_| vec![Step::Hold]);
    let policy = FetchPolicy { per_host: 2, deadline: SOON, ..policy() };
    let fetcher = Fetcher::new(&policy).unwrap();
    let url = Url::parse(&silent.url("/")).unwrap();
    let conditional = Conditional::default();
    let began = Instant::now();
    let ask = || fetcher.fetch(&url, &conditional, now());
    let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
    for fetched in [a, b, c, d] {
        assert_eq!(error(fetched).kind, FeedErrorKind::Timeout);
    }
    assert!(began.elapsed() >= SOON * 2, "two waited for the other two");
}

#[test]
fn an_allow_list_that_cannot_be_read_is_said() {
    let error = Fetcher::new(&FetchPolicy { allow: vec!["nowhere".into()], ..policy() }).unwrap_err();
    assert!(error.to_string().contains("\"nowhere\""), "{error}");
}
