//! A recorded feed at a moment as a feed document. Pure: versions to bytes, nothing of HTTP.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::json;

use super::archive::{Body, Format, RecordedFeed, Version};

/// Where the links of a recorded feed lead: a name that never resolves (RFC 2606).
const LINK_BASE: &str = "https://archive.invalid/";

/// A document and how it is labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The document.
    pub body: String,
}

/// What `feed` serves at `now`, in its own format.
pub fn render(feed: &RecordedFeed, now: Timestamp) -> Document {
    let window = feed.window(now);
    match feed.format {
        Format::Rss20 => {
            Document { content_type: "application/rss+xml; charset=utf-8", body: rss(feed, &window, "2.0") }
        }
        Format::Rss092 => Document { content_type: "text/xml; charset=utf-8", body: rss(feed, &window, "0.92") },
        Format::Rss10 => Document { content_type: "application/rdf+xml; charset=utf-8", body: rdf(feed, &window) },
        Format::Atom => Document { content_type: "application/atom+xml; charset=utf-8", body: atom(feed, &window) },
        Format::Json => {
            Document { content_type: "application/feed+json; charset=utf-8", body: json_feed(feed, &window) }
        }
    }
}

/// RSS 2.0, or 0.92 where items have no ids and are told apart by their links.
fn rss(feed: &RecordedFeed, window: &[&Version], version: &str) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"{version}\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>{}<link>{LINK_BASE}</link>\
         <description>A recorded feed</description>{}\n",
        element("title", &feed.name),
        feed.lang.as_ref().map(|lang| element("language", lang.as_str())).unwrap_or_default(),
    );
    for item in window {
        out.push_str("<item>");
        out.push_str(&element("title", &item.title));
        out.push_str(&element("link", &link(item)));
        if version == "2.0" {
            let _infallible = write!(out, "<guid isPermaLink=\"false\">{}</guid>", escape(&item.guid));
        }
        out.push_str(&element("pubDate", &mail_date(item.published)));
        if let Some(author) = &item.author {
            out.push_str(&element("dc:creator", author));
        }
        out.push_str(&element("description", &as_html(&item.body)));
        out.push_str("</item>\n");
    }
    out.push_str("</channel></rss>\n");
    out
}

/// RSS 1.0: items beside the channel, dates and authors by Dublin Core.
fn rdf(feed: &RecordedFeed, window: &[&Version]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"{LINK_BASE}\">{}<link>{LINK_BASE}</link>\
         <description>A recorded feed</description><items><rdf:Seq>",
        element("title", &feed.name),
    );
    for item in window {
        let _infallible = write!(out, "<rdf:li rdf:resource=\"{}\"/>", escape(&link(item)));
    }
    out.push_str("</rdf:Seq></items></channel>\n");
    for item in window {
        let _infallible = write!(out, "<item rdf:about=\"{}\">", escape(&link(item)));
        out.push_str(&element("title", &item.title));
        out.push_str(&element("link", &link(item)));
        out.push_str(&element("dc:date", &item.published.to_string()));
        if let Some(lang) = &feed.lang {
            out.push_str(&element("dc:language", lang.as_str()));
        }
        if let Some(author) = &item.author {
            out.push_str(&element("dc:creator", author));
        }
        out.push_str(&element("description", &as_html(&item.body)));
        out.push_str("</item>\n");
    }
    out.push_str("</rdf:RDF>\n");
    out
}

/// Atom 1.0: an edit keeps `published` and moves `updated`.
fn atom(feed: &RecordedFeed, window: &[&Version]) -> String {
    let updated = window.iter().map(|item| item.appeared).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let lang = feed.lang.as_ref().map(|lang| format!(" xml:lang=\"{}\"", escape(lang.as_str()))).unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"{lang}>{}{}{}\n",
        element("title", &feed.name),
        element("id", &format!("{LINK_BASE}{}", feed.id)),
        element("updated", &updated.to_string()),
    );
    for item in window {
        out.push_str("<entry>");
        out.push_str(&element("title", &item.title));
        out.push_str(&element("id", &item.guid));
        let _infallible = write!(out, "<link href=\"{}\"/>", escape(&link(item)));
        out.push_str(&element("published", &item.published.to_string()));
        out.push_str(&element("updated", &item.appeared.to_string()));
        if let Some(author) = &item.author {
            let _infallible = write!(out, "<author>{}</author>", element("name", author));
        }
        let _infallible = writeln!(out, "<content type=\"html\">{}</content></entry>", escape(&as_html(&item.body)));
    }
    out.push_str("</feed>\n");
    out
}

/// JSON Feed 1.1.
fn json_feed(feed: &RecordedFeed, window: &[&Version]) -> String {
    let items: Vec<serde_json::Value> = window
        .iter()
        .map(|item| {
            let mut value = json!({
                "id": item.guid,
                "url": link(item),
                "title": item.title,
                "date_published": item.published,
                "date_modified": item.appeared,
                "authors": item.author.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
            });
            let (key, body) = match &item.body {
                Body::Text(text) => ("content_text", text),
                Body::Html(html) => ("content_html", html),
            };
            if let Some(object) = value.as_object_mut() {
                object.insert(key.to_owned(), json!(body));
            }
            value
        })
        .collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.name,
        "language": feed.lang,
        "items": items,
    })
    .to_string()
}

/// The item's link: the guid as a path under a name that leads nowhere.
fn link(item: &Version) -> String {
    let encode = |segment: &str| url::form_urlencoded::byte_serialize(segment.as_bytes()).collect::<String>();
    let path: Vec<String> = item.guid.split('/').map(encode).collect();
    format!("{LINK_BASE}{}", path.join("/"))
}

/// The body as HTML; of plain text, a paragraph for each stretch between empty lines.
fn as_html(body: &Body) -> String {
    match body {
        Body::Html(html) => html.clone(),
        Body::Text(text) => text
            .split("\n\n")
            .filter(|paragraph| !paragraph.trim().is_empty())
            .map(|paragraph| format!("<p>{}</p>", escape(paragraph).replace('\n', "<br/>")))
            .collect(),
    }
}

/// An instant as RSS writes it.
fn mail_date(at: Timestamp) -> String {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_else(|_| at.to_string())
}

/// An XML element with text.
fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escape(text))
}

/// Text for XML: markup written as entities, characters that XML cannot hold left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if character < ' ' => {}
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::super::archive::About;
    use super::*;
    use url::Url;

    use crate::feed::fetch;
    use crate::feed::parse::parse;
    use crate::model::{Conditional, FeedId, FeedKind, Lang};

    fn recorded(format: Format) -> RecordedFeed {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let item = |guid: &str, published: &str, title: &str, body: Body| Version {
            guid: guid.to_owned(),
            published: at(published),
            appeared: at(published),
            author: Some("Desk & <Co>".to_owned()),
            title: title.to_owned(),
            body,
            about: About::Other,
        };
        RecordedFeed {
            id: FeedId::new("a"),
            name: "A \"name\" & more".to_owned(),
            kind: FeedKind::Local,
            lang: Some(Lang::new("ar")),
            format,
            versions: vec![
                item(
                    "a/1",
                    "2025-03-06T01:02:03Z",
                    "حظر <تجول> & \u{1}more",
                    Body::Text("one & <two>\n\nthree".into()),
                ),
                item(
                    "a/2",
                    "2025-03-06T02:00:00Z",
                    "Title",
                    Body::Html("<p>It&#8217;s <b>bold</b>&nbsp;&mdash; yes</p>".into()),
                ),
            ],
        }
    }

    fn check(format: Format) {
        let now = "2025-03-07T00:00:00Z".parse().unwrap();
        let document = render(&recorded(format), now);
        let fetched = fetch::Document {
            body: document.body.clone().into_bytes(),
            content_type: Some(document.content_type.to_owned()),
            conditional: Conditional::default(),
            url: Url::parse("http://127.0.0.1:1/a").unwrap(),
            incomplete: None,
        };
        let parsed = parse(&FeedId::new("a"), fetched).unwrap();
        assert_eq!(parsed.problem, None, "{format:?}: {}", document.body);
        let [newest, oldest] = parsed.items.as_slice() else {
            panic!("{format:?}: {} items of {}", parsed.items.len(), document.body);
        };
        assert_eq!(oldest.title, "حظر <تجول> & more", "{format:?}");
        assert_eq!(oldest.published, "2025-03-06T01:02:03Z".parse().ok(), "{format:?}");
        assert!(oldest.text.contains("one & <two>") && oldest.text.contains("three"), "{format:?}: {}", oldest.text);
        assert!(newest.text.contains("It’s bold"), "{format:?}: {}", newest.text);
        assert_ne!(oldest.id, newest.id, "{format:?}");
    }

    #[test]
    fn every_format_gives_back_what_was_recorded() {
        for format in [Format::Rss20, Format::Rss10, Format::Rss092, Format::Atom, Format::Json] {
            check(format);
        }
    }
}
