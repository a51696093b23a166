//! Items as a feed of one's own: Atom (RFC 4287) and JSON Feed 1.1, for any reader of feeds.
//!
//! What is written holds only what items say; every sign that means something in XML is escaped, and the texts hold no other
//! sign that XML forbids: they were cleaned when they came in.

use std::collections::HashMap;
use std::fmt::Write;

use jiff::Timestamp;
use quick_xml::escape::escape;
use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::SharedClock;
use crate::filter::Condition;
use crate::model::{FeedId, Item, Situation};
use crate::store::{Range, Store, StoreError};

/// Items that a feed holds at most, the newest: what a reader that asks once an hour surely sees.
const MOST: u32 = 100;

/// In which form a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

/// Which items a feed holds.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The filter as it was asked for: `@NAME`, a text, or nothing.
    pub filter: &'a str,
    /// The same as the store knows it.
    pub condition: Option<Condition>,
    /// Where the feed is served, if it is.
    pub address: Option<String>,
}

/// A feed of items.
#[derive(Debug)]
pub struct Syndication {
    /// A part of its id.
    situation: String,
    /// What it holds: a part of its id.
    filter: String,
    title: String,
    address: Option<String>,
    /// When it was made; said where it holds nothing.
    now: Timestamp,
    /// The newest first, each with its feed's name.
    items: Vec<(Item, String)>,
}

/// The newest items in a range that are about the situation and that a condition holds for.
///
/// # Errors
/// Where the store cannot be read.
pub async fn newest(
    situation: &Situation,
    store: &dyn Store,
    clock: &SharedClock,
    asked: Asked<'_>,
    range: Range,
) -> Result<Syndication, StoreError> {
    let now = clock.now();
    let condition = asked.condition.as_ref().map(|condition| (condition, now));
    let newest = store.newest_items(condition, range, MOST).await?;
    let names: HashMap<FeedId, String> =
        store.feeds().await?.into_iter().map(|record| (record.id, record.name)).collect();
    let named = |item: Item| {
        let name = names.get(&item.feed).cloned().unwrap_or_else(|| item.feed.to_string());
        (item, name)
    };
    let of = if asked.filter.is_empty() { String::new() } else { format!(", {}", asked.filter) };
    Ok(Syndication {
        situation: situation.id.clone(),
        filter: asked.filter.to_owned(),
        title: format!("{}{of}", situation.title),
        address: asked.address,
        now,
        items: newest.into_iter().map(named).collect(),
    })
}

impl Syndication {
    /// In a form.
    pub fn write(&self, form: Form) -> String {
        match form {
            Form::Atom => self.atom(),
            Form::Json => self.json(),
        }
    }

    /// Its id, the same whenever and wherever it is made.
    fn id(&self) -> String {
        format!("urn:coastwatch:{}:filter:{}", url_safe(&self.situation), url_safe(&self.filter))
    }

    /// As Atom.
    fn atom(&self) -> String {
        let updated = self.items.iter().map(|(item, _)| item.fetched.max(item.published)).max().unwrap_or(self.now);
        let mut out =
            String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
        let mut line = |depth: usize, text: String| {
            let _infallible = writeln!(out, "{}{text}", "  ".repeat(depth));
        };
        line(1, format!("<id>{}</id>", escape(self.id())));
        line(1, format!("<title>{}</title>", escape(self.title.as_str())));
        line(1, format!("<updated>{updated}</updated>"));
        line(1, "<author><name>coastwatch</name></author>".to_owned());
        line(1, format!("<generator version=\"{}\">coastwatch</generator>", env!("CARGO_PKG_VERSION")));
        if let Some(address) = &self.address {
            line(
                1,
                format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>", escape(address.as_str())),
            );
        }
        for (item, feed) in &self.items {
            line(1, format!("<entry xml:lang=\"{}\">", escape(item.lang.as_str())));
            line(2, format!("<id>urn:coastwatch:item:{}</id>", escape(item.id.as_str())));
            line(2, format!("<title>{}</title>", escape(title(item))));
            line(2, format!("<published>{}</published>", item.published));
            line(2, format!("<updated>{}</updated>", item.fetched.max(item.published)));
            let author = item.author.as_deref().filter(|author| !author.trim().is_empty()).unwrap_or(feed);
            line(2, format!("<author><name>{}</name></author>", escape(author)));
            if let Some(url) = &item.url {
                line(2, format!("<link rel=\"alternate\" href=\"{}\"/>", escape(url.as_str())));
            }
            for label in item.categories.iter().filter(|label| !label.trim().is_empty()) {
                line(2, format!("<category term=\"{}\"/>", escape(label.as_str())));
            }
            line(2, format!("<content type=\"text\">{}</content>", escape(item.text.as_str())));
            line(1, "</entry>".to_owned());
        }
        out.push_str("</feed>\n");
        out
    }

    /// As JSON Feed.
    fn json(&self) -> String {
        let item = |(item, feed): &(Item, String)| {
            let author = item.author.as_deref().filter(|author| !author.trim().is_empty()).unwrap_or(feed);
            let mut told = json!({
                "id": format!("urn:coastwatch:item:{}", item.id),
                "title": title(item),
                "content_text": item.text,
                "date_published": item.published,
                "date_modified": item.fetched.max(item.published),
                "language": item.lang,
                "authors": [{"name": author}],
                "tags": item.categories,
            });
            if let (Some(url), Some(told)) = (&item.url, told.as_object_mut()) {
                told.insert("url".to_owned(), Value::from(url.as_str()));
            }
            told
        };
        /// The whole, in the order that the standard tells it.
        #[derive(Serialize)]
        struct Whole<'a> {
            version: &'a str,
            title: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            feed_url: Option<&'a str>,
            description: String,
            items: Vec<Value>,
        }
        let whole = Whole {
            version: "https://jsonfeed.org/version/1.1",
            title: &self.title,
            feed_url: self.address.as_deref(),
            description: self.id(),
            items: self.items.iter().map(item).collect(),
        };
        serde_json::to_string(&whole).unwrap_or_default() + "\n"
    }
}

/// A headline: an entry must have one.
fn title(item: &Item) -> &str {
    if item.title.trim().is_empty() { "(no headline)" } else { &item.title }
}

/// A name as a part of an address.
fn url_safe(name: &str) -> String {
    url::form_urlencoded::byte_serialize(name.as_bytes()).collect()
}
