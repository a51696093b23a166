//! OPML 2.0 lists of feeds. An imported list is nobody's word: addresses of http and https are taken from it, and
//! nothing else of it is obeyed.

use std::collections::HashSet;

use jiff::Timestamp;
use quick_xml::XmlVersion;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::ConfigError;
use super::document::Document;
use super::feeds;
use crate::model::{Feed, FeedId, FeedKind, Lang};
use crate::text::normalize;

/// Whether a document looks like OPML rather than TOML.
pub fn is_opml(document: &Document) -> bool {
    document.text.trim_start().starts_with('<')
}

/// The feeds of an OPML document, in its order; an address that stands twice counts once.
///
/// # Errors
/// Where it is no OPML, or an outline's address is not of http or https.
pub fn read(document: &Document) -> Result<Vec<Feed>, ConfigError> {
    let mut refused = None;
    let feeds = outlines(document, |error| {
        refused.get_or_insert(error);
    })?;
    refused.map_or(Ok(feeds), Err)
}

/// As [`read`], but what is refused is left out, and told of in sentences.
///
/// # Errors
/// Where it is no OPML.
pub fn read_willing(document: &Document) -> Result<(Vec<Feed>, Vec<String>), ConfigError> {
    let mut refused = vec![];
    let feeds = outlines(document, |error| refused.push(error.message))?;
    Ok((feeds, refused))
}

/// The feeds of all outlines; `refuse` hears of each that is none we ask.
fn outlines(document: &Document, mut refuse: impl FnMut(ConfigError)) -> Result<Vec<Feed>, ConfigError> {
    let mut reader = Reader::from_str(&document.text);
    let mut feeds = Vec::new();
    let mut seen = HashSet::new();
    let mut is_opml = false;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(at);
                return Err(document.fault_at(at, &format!("it is no OPML: {error}")));
            }
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                "opml" => is_opml = true,
                "outline" if is_opml => match outline(&tag) {
                    Ok(feed) => feeds.extend(feed.filter(|feed| seen.insert(feed.url.clone()))),
                    Err(message) => refuse(document.fault_at(at, &message)),
                },
                _ => {}
            },
            Ok(_) => {}
        }
    }
    if is_opml { Ok(feeds) } else { Err(document.fault_at(0, "it is neither TOML nor OPML: it has no <opml>")) }
}

/// Feeds as OPML 2.0. What their servers want to know of who asks is not handed on.
pub fn write(title: &str, feeds: &[Feed], now: Timestamp) -> String {
    let made = jiff::fmt::rfc2822::to_string(&now.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>{}</title>\n    \
         <dateCreated>{}</dateCreated>\n  </head>\n  <body>\n",
        escape(title),
        escape(made)
    );
    for feed in feeds {
        let lang =
            feed.lang.as_ref().map(|lang| format!(" language=\"{}\"", escape(lang.as_str()))).unwrap_or_default();
        let name = escape(feed.name.as_str());
        let url = escape(feed.url.as_str());
        out += &format!("    <outline type=\"rss\" text=\"{name}\" title=\"{name}\"{lang} xmlUrl=\"{url}\"/>\n");
    }
    out + "  </body>\n</opml>\n"
}

/// The feed of one outline; none for a folder.
fn outline(tag: &BytesStart<'_>) -> Result<Option<Feed>, String> {
    let value = |wanted: &str| {
        let mut all = tag.attributes();
        let found = all.with_checks(false).flatten().find(|one| one.key.as_ref().eq_ignore_ascii_case(wanted));
        // A bare & in an address is no XML, and common; what it means is plain.
        found.map(|attribute| match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => attribute.value.into_owned(),
        })
    };
    let Some(url) = value("xmlUrl").filter(|url| !url.trim().is_empty()) else { return Ok(None) };
    let (url, credentials) = feeds::address(&url)?;
    let id = FeedId::of(&url);
    let name = [value("title"), value("text")].into_iter().flatten().map(|name| normalize::line(&name));
    let name = name.map(|name| name.trim().to_owned()).find(|name| !name.is_empty());
    let lang = value("language").map(|lang| lang.chars().take(2).collect::<String>().to_ascii_lowercase());
    let lang = lang.filter(|lang| lang.len() == 2 && lang.bytes().all(|byte| byte.is_ascii_lowercase()));
    Ok(Some(Feed {
        name: name.unwrap_or_else(|| id.as_str().to_owned()),
        id,
        url,
        credentials,
        kind: FeedKind::International,
        lang: lang.map(Lang::new),
        interval: None,
        enabled: true,
    }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn list(body: &str) -> Result<Vec<Feed>, ConfigError> {
        let text = format!("<?xml version=\"1.0\"?>\n<opml version=\"2.0\"><body>\n{body}\n</body></opml>");
        read(&Document::new("list.opml", text))
    }

    #[test]
    fn outlines_in_folders_are_feeds_and_folders_are_not() {
        let feeds = list(
            "<outline text=\"Syria\"><outline type=\"rss\" text=\"One &amp; two\" xmlUrl=\"https://a.example/feed?x=1&amp;y=2\" \
             language=\"ar-SY\"/></outline>\n<outline text=\"bare\" xmlUrl=\"http://b.example/?x=1&y=2\"/>\n\
             <outline text=\"again\" xmlUrl=\"https://a.example/feed?x=1&amp;y=2\"/>",
        )
        .unwrap();
        let told: Vec<_> = feeds.iter().map(|feed| (feed.id.as_str(), feed.url.as_str(), feed.name.as_str())).collect();
        assert_eq!(
            told,
            [
                ("a.example/feed?x=1&y=2", "https://a.example/feed?x=1&y=2", "One & two"),
                ("b.example?x=1&y=2", "http://b.example/?x=1&y=2", "bare"),
            ]
        );
        assert_eq!(feeds.first().unwrap().lang, Some(Lang::new("ar")));
    }

    #[test]
    fn an_imported_list_can_name_no_file_and_no_command() {
        for wrong in ["file:///etc/passwd", "exec:ls", "|ls", "ftp://a.example/feed", "javascript:1"] {
            let message = list(&format!("<outline xmlUrl=\"{wrong}\"/>")).unwrap_err().message;
            assert!(message.starts_with("list.opml, line 3, column 1: ") && message.contains(wrong), "{message}");
        }
    }

    #[test]
    fn what_is_no_opml_is_said_to_be_none() {
        let check = |text: &str, expect: &str| {
            let message = read(&Document::new("x", text)).unwrap_err().message;
            assert!(message.contains(expect), "{message}");
        };
        check("<rss><channel/></rss>", "it has no <opml>");
        check("<opml><body></opml>", "line 1, column 13: it is no OPML");
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let mut feeds = list(
            "<outline text=\"One &amp; &quot;two&quot; &lt;3\" xmlUrl=\"https://a.example/feed?x=1&amp;y=2\" language=\"ar\"/>\
             <outline text=\"المرصد\" xmlUrl=\"http://b.example/feed\"/>",
        )
        .unwrap();
        let written = write("a & b", &feeds, Timestamp::UNIX_EPOCH);
        assert_eq!(read(&Document::new("list.opml", written)).unwrap(), feeds);
        let first = feeds.first_mut().unwrap();
        first.credentials = Some(crate::model::CredentialSource::Env("SECRET".to_owned()));
        assert!(!write("x", &feeds, Timestamp::UNIX_EPOCH).contains("SECRET"));
    }

    #[test]
    fn a_willing_reader_leaves_out_what_it_refuses() {
        let text = "<opml version=\"2.0\"><body><outline xmlUrl=\"file:///etc/passwd\"/><outline xmlUrl=\"https://a.example/\"/>\
                    <outline xmlUrl=\"|ls\"/></body></opml>";
        let (feeds, refused) = read_willing(&Document::new("list.opml", text)).unwrap();
        assert_eq!(feeds.iter().map(|feed| feed.url.as_str()).collect::<Vec<_>>(), ["https://a.example/"]);
        assert!(refused.len() == 2 && refused.iter().all(|why| why.starts_with("list.opml, line 1")), "{refused:?}");
    }
}
