//! Documents of every format, whole, odd and broken.
#![expect(clippy::unwrap_used, reason = "a test's own constants")]

use proptest::prelude::*;

use super::*;
use crate::model::Conditional;

mod odd;

fn document(body: impl Into<Vec<u8>>) -> Document {
    Document {
        body: body.into(),
        content_type: None,
        conditional: Conditional::default(),
        url: Url::parse("https://example.org/feeds/all.xml").unwrap(),
        incomplete: None,
    }
}

fn parsed(body: impl Into<Vec<u8>>) -> Result<ParsedFeed, FeedError> {
    parse(&FeedId::new("test"), document(body))
}

fn items(body: impl Into<Vec<u8>>) -> Vec<ParsedItem> {
    let parsed = parsed(body).unwrap();
    assert_eq!(parsed.problem, None);
    parsed.items
}

fn kind(body: impl Into<Vec<u8>>) -> FeedErrorKind {
    parsed(body).unwrap_err().kind
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title><language>en-us</language>{items}</channel></rss>"
    )
}

fn titles(items: &[ParsedItem]) -> Vec<&str> {
    items.iter().map(|item| item.title.as_str()).collect()
}

#[test]
fn an_rss_item_is_read_whole() {
    let body = rss("<item><title>Curfew in <![CDATA[Latakia & Tartus]]></title><link>/a?x=1&amp;y=2</link>\
        <guid isPermaLink=\"false\"> id-1 </guid><pubDate>Fri, 07 Mar 2025 12:30:00 +0300</pubDate>\
        <dc:creator>Reporter</dc:creator><category>Syria</category><category>Coast</category><category>Syria</category>\
        <description>&lt;p&gt;35 killed&lt;/p&gt;</description>\
        <content:encoded><![CDATA[<p>35 killed in <b>Jableh</b>.</p><p>A curfew &amp; more.</p>]]></content:encoded>\
        <media:thumbnail url=\"http://x/y.jpg\"/></item>");
    let items = items(body);
    let [item] = items.as_slice() else { unreachable!("one item") };
    assert_eq!(item.guid, "id-1");
    assert_eq!(item.id, ItemId::of(&FeedId::new("test"), "id-1"));
    assert_eq!(item.url.as_deref(), Some("https://example.org/a?x=1&y=2"));
    assert_eq!(item.title, "Curfew in Latakia & Tartus");
    assert_eq!(item.text, "35 killed in Jableh.\n\nA curfew & more.");
    assert_eq!(item.author.as_deref(), Some("Reporter"));
    assert_eq!(item.categories, ["Syria", "Coast"]);
    assert_eq!(item.published.unwrap().to_string(), "2025-03-07T09:30:00Z");
    assert_eq!(item.lang, Some(Lang::new("en")));
}

#[test]
fn an_atom_entry_is_read_whole() {
    let body = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ar\" xml:base=\"https://example.net/\"><title>T</title>\
        <author><name>The feed</name></author>\
        <entry><id>urn:1</id><title type=\"html\">5 &amp;lt; 6 &lt;b&gt;x&lt;/b&gt;</title>\
        <link rel=\"self\" href=\"/self\"/><link href=\"a\"/><link rel=\"enclosure\" href=\"/e.mp3\"/>\
        <author><name>Name</name><email>n@example.net</email></author><category term=\"t\" label=\"Label\"/>\
        <published>2025-03-07T10:00:00Z</published><updated>2025-03-07T11:00:00Z</updated>\
        <summary>short</summary>\
        <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>One &lt; two</p><p>Three<br/>four</p></div></content>\
        </entry></feed>";
    let items = items(body);
    let [item] = items.as_slice() else { unreachable!("one item") };
    assert_eq!(item.guid, "urn:1");
    assert_eq!(item.url.as_deref(), Some("https://example.net/a"));
    assert_eq!(item.title, "5 < 6 x");
    assert_eq!(item.text, "One < two\n\nThree\nfour");
    assert_eq!(item.author.as_deref(), Some("Name"));
    assert_eq!(item.categories, ["Label"]);
    assert_eq!(item.published.unwrap().to_string(), "2025-03-07T10:00:00Z");
    assert_eq!(item.lang, Some(Lang::new("ar")));
}

#[test]
fn the_other_formats_are_read() {
    let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
        xmlns:d=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"x\"><title>T</title></channel>\
        <item rdf:about=\"http://example.org/1\"><title>A</title><link>http://example.org/1</link>\
        <d:date>2025-03-07T10:00:00+03:00</d:date></item></rdf:RDF>";
    let one = items(rdf);
    assert_eq!((titles(&one), one[0].guid.as_str()), (vec!["A"], "http://example.org/1"));
    assert_eq!(one[0].published.unwrap().to_string(), "2025-03-07T07:00:00Z");
    for version in ["version=\"0.91\"", "version=\"0.92\"", "version=\"0.93\"", "version=\"2.01\"", ""] {
        let body = format!("<rss {version}><channel><item><title>A</title></item></channel></rss>");
        assert_eq!(titles(&items(body)), ["A"], "{version}");
    }
    let prefixed = "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\"><a:entry><a:title>A</a:title><a:id>1</a:id></a:entry></a:feed>";
    assert_eq!(titles(&items(prefixed)), ["A"]);
}

#[test]
fn names_in_capitals_mean_the_same() {
    let body = "<?XML version='1.0'?><RSS VERSION='2.0' XMLNS:DC='http://purl.org/dc/elements/1.1/'><CHANNEL><TITLE>T</TITLE>\
        <ITEM><TITLE>A</title><LINK>/a</LINK><GUID ISPERMALINK='false'>1</GUID><PUBDATE>7 Mar 2025 10:00 GMT</PUBDATE>\
        <DC:Creator>N</DC:Creator></ITEM><Item><Title>B</Title><Author>M</Author></Item></CHANNEL></RSS>";
    let found = items(body);
    assert_eq!(titles(&found), ["A", "B"]);
    assert_eq!((found[0].guid.as_str(), found[0].author.as_deref()), ("1", Some("N")));
    assert_eq!(found[0].url.as_deref(), Some("https://example.org/a"));
    assert!(found[0].published.is_some());
    assert_eq!(kind("<HTML><BODY>x</BODY></HTML>"), FeedErrorKind::NotAFeed);
    let other = parsed("<Project><A/></Project>").unwrap_err();
    assert!(other.message.contains("<Project>"), "{}", other.message);
}

#[test]
fn a_json_feed_is_read() {
    let body = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","language":"en","extra":{"a":[1,[2]]},"items":[
        {"id":7,"url":"/a","title":"A","content_html":"<p>x &amp; y</p>","content_text":"x","date_published":"2025-03-07T10:00:00Z",
         "authors":[{"name":"N"},{"name":"M"}],"tags":["t",5,null],"attachments":[{"url":"x"}]},
        "odd", 5, null, [1], {"id":"b","external_url":"https://example.com/b","title":null,"content_text":"First words.\nMore.","author":{"url":"x"}}]}"#;
    let items = items(body);
    assert_eq!(titles(&items), ["A", "First words."]);
    assert_eq!((items[0].guid.as_str(), items[0].text.as_str(), items[0].author.as_deref()), ("7", "x & y", Some("N")));
    assert_eq!(items[0].categories, ["t", "5"]);
    assert_eq!(items[1].url.as_deref(), Some("https://example.com/b"));
}

#[test]
fn what_is_no_feed_says_so() {
    let check = |body: &str, expect: FeedErrorKind| assert_eq!(kind(body), expect, "{body}");
    check("", FeedErrorKind::NotAFeed);
    check(" \r\n ", FeedErrorKind::NotAFeed);
    check("<!DOCTYPE html><html><head><title>x</title><body><p>hello", FeedErrorKind::NotAFeed);
    check("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", FeedErrorKind::NotAFeed);
    check("<HTML><BODY>x</BODY></HTML>", FeedErrorKind::NotAFeed);
    check("<opml version='2.0'/>", FeedErrorKind::NotAFeed);
    check("404 page not found", FeedErrorKind::NotAFeed);
    check("{}", FeedErrorKind::NotAFeed);
    check("{\"error\":\"x\"}", FeedErrorKind::NotAFeed);
    check("\u{89}PNG\r\n", FeedErrorKind::NotAFeed);
    check("<?xml version='1.0'?>", FeedErrorKind::NotAFeed);
    check("<rss version='2.0'><channel><title>cut", FeedErrorKind::Malformed);
    check("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":1,", FeedErrorKind::Malformed);
}

#[test]
fn a_feed_without_items_is_a_feed() {
    assert_eq!(items(rss("")), []);
    assert_eq!(items("<feed xmlns='http://www.w3.org/2005/Atom'/>"), []);
    assert_eq!(items("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}"), []);
}

/// A document cut anywhere gives the items that were whole, and says that it is cut.
#[test]
fn a_cut_document_gives_the_items_before_the_cut() {
    let xml = rss(&(0..5).map(|n| format!("<item><title>T{n}</title><guid>{n}</guid></item>")).collect::<String>());
    let json = "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"0\",\"title\":\"T0\"},{\"id\":\"1\",\"title\":\"T1\"}]}";
    for (body, end, separator) in [(xml.as_str(), "</rss>", "</item>"), (json, "}", "},")] {
        for cut in 1..body.len() - end.len() {
            let whole = body[..cut].matches(separator).count();
            match parsed(&body[..cut]) {
                Ok(parsed) => {
                    assert!(parsed.items.len() >= whole, "{cut}");
                    assert_eq!(parsed.problem.unwrap().kind, FeedErrorKind::Malformed, "{cut}");
                }
                Err(error) => {
                    assert!(whole == 0, "{cut}: {error}");
                    assert!(matches!(error.kind, FeedErrorKind::Malformed | FeedErrorKind::NotAFeed), "{error}");
                }
            }
        }
    }
}

#[test]
fn a_bad_item_does_not_lose_the_others() {
    let check = |bad: &str, expect: &[&str]| {
        let parsed = parsed(rss(&format!("<item><title>A</title></item>{bad}<item><title>C</title></item>"))).unwrap();
        assert_eq!(titles(&parsed.items), expect, "{bad}");
        assert_eq!(parsed.problem.unwrap().kind, FeedErrorKind::Malformed, "{bad}");
    };
    check("<item><title>B</title><description>x <b>y</description></item>", &["A", "B", "C"]);
    check("<item><title>B</title></description></item>", &["A", "B", "C"]);
    check("<item><title>B<item>", &["A", "C"]);
    check(&format!("<item><title>B</title>{}</item>", "<a>".repeat(10_000)), &["A", "C"]);
    check(&"<a>".repeat(10_000), &["A", "C"]);
}

#[test]
fn undeclared_and_dangling_references_are_put_up_with() {
    let body = rss("<item><title>A&nbsp;B &eacute; &unknown; R&D & &#x41;&#1602; &amp;amp;</title></item>");
    assert_eq!(titles(&items(body)), ["A B é &unknown; R&D & Aق &"]);
}

#[test]
fn what_a_doctype_declares_is_not_expanded() {
    let body = "<!DOCTYPE rss [<!ENTITY a \"99 killed\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>\
        <rss version=\"2.0\"><channel><item><title>T &a; &b;</title></item></channel></rss>";
    assert_eq!(titles(&items(body)), ["T &a; &b;"]);
}

#[test]
fn no_control_reaches_an_item() {
    let body = rss("<item><title>a\u{1b}[31mb&#27;[0m\u{202e}c</title><guid>g\u{1b}]0;x\u{7}</guid>\
        <description>&lt;p&gt;x&amp;#27;[2J&amp;#x202e;y\u{9b}2J&lt;/p&gt;</description><author>n\u{200b}\u{8}</author>\
        <category>c\u{e0041}</category><link>http://a/\u{1b}\u{202e}</link></item>");
    let items = items(body);
    let item = &items[0];
    let all = [
        &item.title,
        &item.text,
        &item.guid,
        item.author.as_ref().unwrap(),
        &item.categories[0],
        item.url.as_ref().unwrap(),
    ];
    for text in all {
        assert!(text.chars().all(normalize::is_allowed), "{text:?}");
    }
    assert_eq!((item.title.as_str(), item.text.as_str()), ("abc", "xy"));
}

#[test]
fn links_lead_to_the_web_alone() {
    let check = |link: &str, expect: Option<&str>| {
        let one = items(rss(&format!("<item><title>A</title><link>{link}</link></item>")));
        assert_eq!(one[0].url.as_deref(), expect, "{link}");
    };
    check("</link>http://a/x?b=1&amp;c=2<link/><guid>1</guid><link>", Some("http://a/x?b=1&c=2"));
    check("</link>javascript:alert(1)<link>", None);
    check(" https://example.com/a ", Some("https://example.com/a"));
    check("b.html", Some("https://example.org/feeds/b.html"));
    check("//example.com/c", Some("https://example.com/c"));
    check("javascript:alert(1)", None);
    check("file:///etc/passwd", None);
    check("|touch /tmp/x", Some("https://example.org/feeds/|touch%20/tmp/x"));
    check("", None);
}

#[test]
fn an_item_without_an_id_keeps_the_same_one() {
    let id = |item: &str| items(rss(&format!("<item>{item}</item>")))[0].guid.clone();
    assert_eq!(id("<title>A</title><link>https://example.com/a</link>"), "https://example.com/a");
    assert_eq!(id("<title>A</title>"), id("<title> A\n</title><description>edited</description>"));
    assert_ne!(id("<title>A</title>"), id("<title>A</title><pubDate>Fri, 07 Mar 2025 12:00:00 GMT</pubDate>"));
    let long = format!("<title>A</title><guid>{}</guid>", "x".repeat(5_000));
    assert!(id(&long).len() <= GUID_MAX);
    assert_ne!(id("<title>A</title><guid>x\u{1b}</guid>"), id("<title>A</title><guid>x</guid>"));
}

#[test]
fn a_guid_of_several_items_does_not_merge_them() {
    let one =
        |n: u32, link: &str| format!("<item><title>T{n}</title><guid>0</guid><link>http://a/{link}</link></item>");
    assert_eq!(titles(&items(rss(&(one(1, "1") + &one(2, "2"))))), ["T1", "T2"]);
    assert_eq!(titles(&items(rss(&(one(1, "1") + &one(2, "1"))))), ["T1"]);
}

#[test]
fn a_name_that_items_share_loses_none_of_them() {
    let count = |number: u32, item: &dyn Fn(u32) -> String| {
        items(rss(&(0..number).map(|n| format!("<item>{}</item>", item(n))).collect::<String>())).len()
    };
    assert_eq!(count(5, &|n| format!("<title>T{n}</title><guid>0</guid>")), 5);
    assert_eq!(count(5, &|n| format!("<title>T{n}</title><guid>0</guid><link>http://a/</link>")), 5);
    assert_eq!(count(5, &|n| format!("<guid>0</guid><description>Text {n}</description>")), 5);
    assert_eq!(count(5, &|n| format!("<title>T</title><description>Text {n}</description>")), 5);
    assert_eq!(count(5, &|_| "<title>T</title><description>Text</description>".to_owned()), 1);
    // An item and its earlier wording.
    assert_eq!(count(2, &|n| format!("<title>T{n}</title><guid>0</guid>")), 1);
    assert_eq!(count(5, &|n| format!("<title>T</title><guid>0</guid><description>Text {n}</description>")), 1);
}

#[test]
fn a_link_of_several_items_without_a_guid_does_not_merge_them() {
    let one = |title: &str| format!("<item><title>{title}</title><link>http://a/live</link></item>");
    assert_eq!(titles(&items(rss(&(one("T1") + &one("T2"))))), ["T1", "T2"]);
    assert_eq!(titles(&items(rss(&(one("T1") + &one("T1"))))), ["T1"]);
}

#[test]
fn a_guid_that_is_a_page_is_its_link() {
    let url = |guid: &str| items(rss(&format!("<item><title>A</title>{guid}</item>")))[0].url.clone();
    assert_eq!(url("<guid>https://example.com/a</guid>").as_deref(), Some("https://example.com/a"));
    assert_eq!(url("<guid isPermaLink=\"false\">https://example.com/a</guid>"), None);
    assert_eq!(url("<guid>tag:1</guid>"), None);
    assert_eq!(url("<guid>https://example.com/a</guid><link>/b</link>").as_deref(), Some("https://example.org/b"));
}

#[test]
fn a_date_that_nobody_can_read_hides_no_other() {
    let body = "<rss xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><item><title>A</title>\
        <pubDate>soon</pubDate><dc:date>2025-03-07T10:00:00Z</dc:date></item></channel></rss>";
    assert_eq!(items(body)[0].published.unwrap().to_string(), "2025-03-07T10:00:00Z");
}

#[test]
fn a_title_of_millions_of_words_is_a_line() {
    let item = &items(rss(&format!("<item><title>{}</title></item>", "A ".repeat(2_000_000))))[0];
    assert!(item.title.starts_with("A A A") && item.title.ends_with('…') && item.title.chars().count() <= 500);
}

#[test]
fn what_stands_unseen_before_a_text_takes_none_of_its_room() {
    for unseen in ["\u{200b}", "\u{200b} ", "\u{2800}\u{feff}", "\u{202e}\n", "&#8203;&#10;", "<b></b>\u{ad} "] {
        let unseen = unseen.repeat(90_000);
        let item = &items(rss(&format!(
            "<item><title><![CDATA[{unseen}]]>Shots</title><description><![CDATA[{unseen}]]>Shots were heard</description></item>"
        )))[0];
        assert_eq!((&*item.title, &*item.text), ("Shots", "Shots were heard"), "{:.20}", unseen.escape_unicode());
    }
}

#[test]
fn labels_that_are_left_out_are_marked() {
    let labels = |number: usize, label: &dyn Fn(usize) -> String| {
        let labels: String = (0..number).map(|n| format!("<category>{}</category>", label(n))).collect();
        items(rss(&format!("<item><title>A</title>{labels}</item>"))).remove(0).categories
    };
    assert_eq!(labels(32, &|n| format!("l{n}")).last().map(String::as_str), Some("l31"));
    let cut = labels(40, &|n| format!("l{n}"));
    assert_eq!((cut.len(), cut[31].as_str(), cut[32].as_str()), (33, "l31", "…"));
    assert_eq!(labels(40, &|_| "l".to_owned()), ["l"]);
    let tags: Vec<String> = (0..40).map(|n| format!("\"t{n}\"")).collect();
    let json = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{{\"id\":\"a\",\"title\":\"A\",\"tags\":[{}]}}]}}",
        tags.join(",")
    );
    assert_eq!(items(json)[0].categories.last().map(String::as_str), Some("…"));
}

#[test]
fn an_attribute_behind_thousands_and_a_namespace_behind_hundreds_are_found() {
    let many: String = (0..5_000).map(|n| format!(" a{n}='1'")).collect();
    let names: String = (0..500).map(|n| format!(" xmlns:n{n}='http://n.example/{n}'")).collect();
    let body = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'{names} xmlns:d='http://purl.org/dc/elements/1.1/'><entry><id>1</id>\
         <title>T</title><d:creator>Anna</d:creator><link{many} href='http://e.example/1'/></entry></feed>"
    );
    let item = items(body).remove(0);
    assert_eq!((item.url.as_deref(), item.author.as_deref()), (Some("http://e.example/1"), Some("Anna")));
}

#[test]
fn the_newest_thousand_are_kept() {
    let dated = |n: usize| {
        format!(
            "<item><title>T{n}</title><guid>{n}</guid><pubDate>{}</pubDate></item>",
            Timestamp::from_second(1_741_000_000 + i64::try_from(n).unwrap() * 60).unwrap()
        )
    };
    let rising = items(rss(&(0..9_000).map(dated).collect::<String>()));
    assert_eq!(rising.len(), ITEMS_MAX);
    assert_eq!((rising[0].title.as_str(), rising[999].title.as_str()), ("T8000", "T8999"));
    let undated = items(rss(&(0..9_000).map(|n| format!("<item><title>T{n}</title></item>")).collect::<String>()));
    assert_eq!((undated.len(), undated[0].title.as_str(), undated[999].title.as_str()), (ITEMS_MAX, "T0", "T999"));
}

#[test]
fn titles_and_texts_are_cut_with_a_mark() {
    let body = rss(&format!(
        "<item><title>{}</title><description>{}</description></item>",
        "t".repeat(9_000),
        "word ".repeat(90_000)
    ));
    let items = items(body);
    assert!(items[0].title.ends_with('…') && items[0].title.chars().count() <= normalize::LINE_MAX);
    assert!(items[0].text.ends_with('…') && items[0].text.chars().count() <= normalize::BLOCK_MAX);
}

#[test]
fn a_title_that_is_missing_is_made_of_the_text() {
    let long = format!("<item><description>{}</description></item>", "Shots were heard. ".repeat(90));
    let items = items(rss(&long));
    assert!(items[0].title.starts_with("Shots were heard.") && items[0].title.ends_with('…'));
}

#[test]
fn an_incomplete_body_keeps_its_own_reason() {
    let reason = FeedError { kind: FeedErrorKind::Io, message: "the connection broke".into() };
    let mut cut = document("<rss version='2.0'><channel><item><title>A</title></item><item><ti");
    cut.incomplete = Some(reason.clone());
    let parsed = parse(&FeedId::new("test"), cut.clone()).unwrap();
    assert_eq!((titles(&parsed.items), parsed.problem), (vec!["A"], Some(reason.clone())));
    cut.body.truncate(20);
    assert_eq!(parse(&FeedId::new("test"), cut), Err(reason));
}

#[test]
fn junk_before_a_feed_is_passed_over() {
    assert_eq!(titles(&items(format!("Warning: x on line 3\n\n{}", rss("<item><title>A</title></item>")))), ["A"]);
    assert_eq!(titles(&items(format!("\u{feff}\n {}", rss("<item><title>A</title></item>")))), ["A"]);
}

/// Well-formed documents are read as the feed library reads them, which stands beside as a second opinion.
#[test]
fn another_reader_agrees_on_well_formed_documents() {
    let item =
        "<title>A &amp; B</title><link>https://example.org/1</link><pubDate>Fri, 07 Mar 2025 12:30:00 +0300</pubDate>";
    let entry = "<title>A &amp; B</title><link href=\"https://example.org/1\"/><updated>2025-03-07T09:30:00Z</updated>";
    let documents = [
        rss(&format!("<item>{item}<guid>1</guid></item><item>{item}<guid>2</guid></item>")),
        format!("<rss version=\"0.92\"><channel><item>{item}<guid>1</guid></item></channel></rss>"),
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>f</id><entry><id>1</id>{entry}</entry></feed>"),
        "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"T\",\"items\":[{\"id\":\"1\",\"title\":\"A & B\",\
         \"url\":\"https://example.org/1\",\"content_text\":\"x\",\"date_published\":\"2025-03-07T09:30:00Z\"}]}"
            .to_owned(),
    ];
    for document in documents {
        let theirs = feed_rs::parser::parse(document.as_bytes()).unwrap();
        let ours = items(document.clone());
        assert_eq!(ours.len(), theirs.entries.len(), "{document}");
        for (ours, theirs) in ours.iter().zip(theirs.entries) {
            assert_eq!(ours.guid, theirs.id);
            assert_eq!(ours.title, theirs.title.unwrap().content);
            assert_eq!(ours.url.as_deref(), theirs.links.first().map(|link| link.href.as_str()));
            let instant = theirs.published.or(theirs.updated).map(|instant| instant.timestamp());
            assert_eq!(ours.published.map(Timestamp::as_second), instant);
        }
    }
}

/// Each of these stops the feed library: the first four by a panic, the others by an error for the whole.
#[test]
fn what_stops_the_feed_library_does_not_stop_us() {
    let inside = |markup: &str| rss(&format!("<item><title>A</title>{markup}</item>"));
    let documents = [
        inside("<author>«a@example.org</author>"),
        inside("<author>a@example.org»</author>"),
        inside("<itunes:duration>999999999999999999999999999</itunes:duration>")
            .replace("<rss ", "<rss xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" "),
        inside("<media:text start=\"999999999999999999999999999\">x</media:text>")
            .replace("<rss ", "<rss xmlns:media=\"http://search.yahoo.com/mrss/\" "),
        inside("").replace("version=\"2.0\"", "version=\"0.93\""),
        inside("").replace("version=\"2.0\"", ""),
    ];
    for document in documents {
        let theirs = std::panic::catch_unwind(|| feed_rs::parser::parse(document.as_bytes()).is_ok());
        assert!(!theirs.unwrap_or(false), "the library has learnt to read this: {document}");
        assert_eq!(titles(&items(document)), ["A"]);
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _outcome = parsed(body);
    }

    #[test]
    fn no_soup_of_tags_panics(parts in prop::collection::vec(prop::sample::select(vec![
        "<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "&amp;", "&x;", "&#1;", "<a b='",
        "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "</entry>", "<content type='xhtml'>", "<author>", "<name>",
        "text", "<!--", "-->", "<link href='x'/>", "<!DOCTYPE a [", "]>", "<?x", "?>", "{\"items\":[", "{\"id\":1}", "]}", "\u{1b}",
    ]), 0..40)) {
        if let Ok(parsed) = parsed(parts.concat()) {
            for item in parsed.items {
                prop_assert!(item.title.chars().chain(item.text.chars()).all(normalize::is_allowed));
            }
        }
    }
}

#[test]
fn links_are_relative_to_every_base_around_them() {
    let atom = |feed: &str, entry: &str, link: &str| {
        let body = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' {feed}><entry {entry}><id>1</id><title>T</title>\
             <link {link} href='x'/></entry></feed>"
        );
        items(body)[0].url.clone().unwrap()
    };
    let (root, inner) = ("xml:base='http://a.example/one/'", "xml:base='two/'");
    assert_eq!(atom(root, "", ""), "http://a.example/one/x");
    assert_eq!(atom(root, inner, ""), "http://a.example/one/two/x");
    assert_eq!(atom(root, inner, "xml:base='three/'"), "http://a.example/one/two/three/x");
    assert_eq!(atom(root, "", "xml:base='http://b.example/'"), "http://b.example/x");
    assert_eq!(atom("xml:base='http://['", "", ""), "https://example.org/feeds/x");
    let channel = "<rss version='2.0'><channel xml:base='http://c.example/d/'><item><title>T</title><link>x</link></item>\
                   </channel></rss>";
    assert_eq!(items(channel)[0].url.as_deref(), Some("http://c.example/d/x"));
}

#[test]
fn a_link_of_any_way_to_say_alternate_is_the_items() {
    let url = |rel: &str| {
        let body = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>T</title>\
             <link rel='self' href='http://e.example/self'/><link {rel} href='http://e.example/page'/></entry></feed>"
        );
        items(body)[0].url.clone()
    };
    for rel in ["", "rel=''", "rel='alternate'", "rel='Alternate'", "rel='alternate nofollow'"] {
        assert_eq!(url(rel).as_deref(), Some("http://e.example/page"), "{rel}");
    }
    assert!(url("rel='http://www.iana.org/assignments/relation/alternate'").is_some());
    assert_eq!(url("rel='http://www.iana.org/assignments/relation/related'"), None);
    assert_eq!(url("rel='enclosure'"), None);
    // Of several the page's.
    let both = |first: &str, second: &str| {
        let link = |kind: &str| format!("<link rel='alternate' type='{kind}' href='http://e.example/{kind}'/>");
        let links = link(first) + &link(second);
        items(format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>T</title>{links}</entry></feed>"
        ))
        .remove(0)
        .url
    };
    for (first, second) in [("application/json", "text/html"), ("text/html", "application/json")] {
        assert_eq!(both(first, second).as_deref(), Some("http://e.example/text/html"));
    }
}

#[test]
fn a_text_that_says_it_is_none_but_text_is_kept_as_it_is() {
    let entry = |title: &str, body: &str| {
        let body = format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>{title}{body}</entry></feed>");
        items(body).remove(0)
    };
    let item = entry("<title type='text'>Use &lt;b&gt; tag, 5 &lt; 6 &amp;amp; more</title>", "");
    assert_eq!(item.title, "Use <b> tag, 5 < 6 &amp; more");
    let item =
        entry("<title type='html'>Use &lt;b&gt;bold&lt;/b&gt;</title>", "<summary>&lt;p&gt;a&lt;/p&gt;</summary>");
    assert_eq!((item.title.as_str(), item.text.as_str()), ("Use bold", "a"));
    let item = entry("<title type='TEXT/PLAIN'>a &lt;i&gt; b</title>", "");
    assert_eq!(item.title, "a <i> b");
}

#[test]
fn what_is_neither_text_nor_markup_is_no_text_of_an_item() {
    let letters = "iVBORw0KGgo".repeat(100);
    for kind in ["image/png", "application/octet-stream", "video/mp4; codecs=x", "Application/PDF"] {
        let body = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>T</title>\
             <content type='{kind}'>{letters}</content><summary>35 killed in Jableh</summary></entry></feed>"
        );
        assert_eq!(items(body)[0].text, "35 killed in Jableh", "{kind}");
    }
}

#[test]
fn a_servers_complaints_before_a_feed_are_passed_over() {
    let feed = rss("<item><title>A</title></item>");
    for before in [
        "<br />\n<b>Warning</b>:  session_start() in <b>/var/www/x.php</b> on line <b>3</b><br />\n",
        "Notice: Undefined index in x.php\n",
        "<p>Warning</p>",
    ] {
        assert_eq!(titles(&items(format!("{before}{feed}"))), ["A"], "{before}");
    }
    let wrapped = format!("<soap:Envelope xmlns:soap='u'><soap:Body>{feed}</soap:Body></soap:Envelope>");
    assert_eq!(kind(wrapped), FeedErrorKind::NotAFeed);
    let page = format!("<!DOCTYPE html><html><body><pre>{feed}</pre></body></html>");
    assert_eq!(kind(page), FeedErrorKind::NotAFeed);
    assert_eq!(kind("<html><body><rss></body></html>"), FeedErrorKind::NotAFeed);
    assert!(parsed("[1, 2]").unwrap_err().message.contains("a list in JSON"));
}

#[test]
fn one_bad_item_of_a_json_feed_loses_no_other() {
    let deep = "[".repeat(5_000) + &"]".repeat(5_000);
    for bad in [
        format!("{{\"id\":\"b\",\"title\":{deep}}}"),
        "{\"id\":\"b\",\"title\":NaN}".to_owned(),
        "{\"id\":\"b\" \"title\":\"B\"}".to_owned(),
    ] {
        let body = format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{{\"id\":\"a\",\"title\":\"A\"}},{bad},\
             {{\"id\":\"c\",\"title\":\"C \\u00e9\"}}]}}"
        );
        let parsed = parsed(body).unwrap();
        assert_eq!(titles(&parsed.items), ["A", "C é"], "{bad:.60}");
        assert_eq!(parsed.problem.unwrap().kind, FeedErrorKind::Malformed);
    }
    // Of an item in which something lies too deep, all else is kept.
    let item = format!("{{\"id\":\"b\",\"authors\":{deep},\"title\":\"B\",\"tags\":[\"t\"],\"content_text\":\"b\"}}");
    let body = format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{item}]}}");
    let kept = parsed(body).unwrap();
    let item = &kept.items[0];
    assert_eq!((&*item.guid, &*item.title, &*item.text, &item.categories[..]), ("b", "B", "b", &["t".to_owned()][..]));
    assert_eq!(kept.problem.unwrap().kind, FeedErrorKind::Malformed);
    // What JSON has no number for costs its item nothing else.
    let digits = "7".repeat(5_000);
    for odd in ["NaN", "-Infinity", "undefined", "1e999", "007", digits.as_str()] {
        let item = format!("{{\"id\":{odd},\"title\":\"B\"}}");
        let body = format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{item},{{\"id\":\"c\",\"title\":\"C\"}}]}}"
        );
        let parsed = parsed(body).unwrap();
        assert_eq!(titles(&parsed.items), ["B", "C"], "{odd:.60}");
        assert!(parsed.items[0].guid.len() <= 500);
        assert_eq!(parsed.problem.unwrap().kind, FeedErrorKind::Malformed);
    }
}
