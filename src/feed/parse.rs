//! Parsing a feed document into clean items.
//!
//! RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed. A document is read item by item, so a bad or missing end loses
//! nothing that stands before it: what was found comes with a problem. Every text passes
//! [`normalize`] here. The bounds: one pass without recursion, a bounded depth, at
//! most [`ITEMS_MAX`] items, titles and texts cut with a mark. Absent: fetching anything a document names,
//! and expanding what a DOCTYPE declares.
//!
//! Not by a feed library: the one at hand loses a whole feed to one broken item, and panics on some authors
//! and durations. It reads the tests' well-formed documents beside this module, as a second opinion.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use url::Url;

use self::names::{Names, Sharing};
use super::fetch::Document;
use super::{date, encoding, failure, json, signature, xml};
use crate::model::{FeedError, FeedErrorKind, FeedId, ItemId, Lang, ParsedItem};
use crate::text::{html, normalize};

/// Items kept of one document, the newest: forty times what a feed usually holds.
pub const ITEMS_MAX: usize = 1_000;

/// Items held while a document is read, before the oldest are let go.
const HELD_MAX: usize = 4 * ITEMS_MAX;

/// Characters of a guid; a longer one is known by its digest.
const GUID_MAX: usize = 500;

/// Characters of a link; longer ones are no links.
const LINK_MAX: usize = 2_000;

/// Characters of an author and of a label.
const NAME_MAX: usize = 120;

/// Bytes of a text after which no more of it is looked at: four for each character that a block keeps.
const BODY_BYTES_MAX: usize = 4 * normalize::BLOCK_MAX;

/// Labels of one item: a feed gives a dozen. Where there are more, the mark of a cut stands after them.
const LABELS_MAX: usize = 32;

/// Texts of one item that are held: a feed gives two. Of more, the longest is.
const BODIES_MAX: usize = 32;

/// Characters of a title made from a text that has none.
const MADE_TITLE_MAX: usize = 100;

/// Bytes in which the beginning of a feed is looked for, behind a server's own complaints.
const LEAD_MAX: usize = 4_096;

/// What a document holds: items where there are some, and what was wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedFeed {
    /// The items, in the document's order; of more than can be kept, the newest.
    pub items: Vec<ParsedItem>,
    /// What was wrong, although items were found: the feed failed, and its items count.
    pub problem: Option<FeedError>,
    /// What was left out of a feed in which nothing is wrong: it lists more items than are kept.
    pub cut: Option<FeedError>,
}

/// Parses a fetched document as the feed `feed`.
///
/// # Errors
/// The fetch's own failure where it brought a beginning without an item; else `not_a_feed`, `malformed` or
/// `encoding`.
pub fn parse(feed: &FeedId, document: Document) -> Result<ParsedFeed, FeedError> {
    let Document { body, content_type, url, incomplete, .. } = document;
    match (read(feed, body, content_type.as_deref(), &url), incomplete) {
        (Ok(parsed), None) => Ok(parsed),
        (Err(error), None) => Err(error),
        (Ok(parsed), Some(cut)) if !parsed.items.is_empty() => Ok(ParsedFeed { problem: Some(cut), ..parsed }),
        (_, Some(cut)) => Err(cut),
    }
}

/// Reads a document, whether it is complete or not. Each form that it takes on the way is let go once the next is there: of
/// a large one, all together are several times its length.
fn read(feed: &FeedId, body: Vec<u8>, content_type: Option<&str>, url: &Url) -> Result<ParsedFeed, FeedError> {
    let fail = |kind, what: &str| failure::unread(kind, url, what);
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(fail(FeedErrorKind::NotAFeed, "the answer is empty"));
    }
    if let Some((kind, what)) = signature::of(&body) {
        return Err(fail(kind, what));
    }
    let Some((text, illegible)) = encoding::into_text(body, content_type) else {
        return Err(fail(
            FeedErrorKind::Encoding,
            "its characters are in no encoding we know, nor in the one it declares",
        ));
    };
    let mut found = Collected::default();
    match beginning(&text) {
        Some(text) if text.starts_with('{') => json::read(text, &mut found),
        Some(text) => xml::read(text, &mut found),
        None if blank_trimmed(&text).starts_with('[') => {
            return Err(fail(FeedErrorKind::NotAFeed, "the server sent a list in JSON, which is no feed"));
        }
        None => return Err(fail(FeedErrorKind::NotAFeed, "the server sent something that is neither XML nor JSON")),
    }
    if !found.is_feed {
        let (kind, what) = match (&found.root, &found.broken) {
            (Some(root), _) if root.eq_ignore_ascii_case("html") => {
                (FeedErrorKind::NotAFeed, "the server sent a web page".to_owned())
            }
            (Some(root), _) => {
                let root = normalize::line_within(root, 40);
                (FeedErrorKind::NotAFeed, format!("it is XML, but of another kind (<{root}>)"))
            }
            (None, Some(place)) => (FeedErrorKind::Malformed, format!("it is broken at {place}, before any item")),
            (None, None) => (FeedErrorKind::NotAFeed, "it holds no feed".to_owned()),
        };
        return Err(fail(kind, &what));
    }
    if found.broken.is_none()
        && let Some((before, _)) = text.split_once('\0')
    {
        found.broken = Some(format!("line {}, by NUL bytes", before.matches('\n').count() + 1));
    }
    drop(text);
    found.keep_newest(ITEMS_MAX);
    let broken = found.broken.take();
    let listed = found.left_out + found.items.len();
    let cut = (found.left_out > 0).then(|| {
        fail(FeedErrorKind::TooLarge, &format!("it lists {listed} items, and the newest {ITEMS_MAX} of them are read"))
    });
    let (items, wordless) = finish(feed, url, found);
    // A feed that tells nothing must not look like one that has nothing to tell.
    let wordless = (items.is_empty() && wordless > 0)
        .then(|| fail(FeedErrorKind::Malformed, &format!("none of its {wordless} items has a word")));
    let broken = broken.map(|place| {
        let what = format!("it is cut or broken at {place}; {} whole items were read", items.len());
        fail(FeedErrorKind::Malformed, &what)
    });
    let unreadable = (illegible > items.len().max(3)).then(|| {
        let what = format!("{illegible} places are not in the encoding it declares");
        fail(FeedErrorKind::Encoding, &what)
    });
    match broken.or(unreadable).or(wordless) {
        Some(problem) if items.is_empty() => Err(problem),
        problem => Ok(ParsedFeed { items, problem, cut }),
    }
}

/// A text without what stands unseen before it.
fn blank_trimmed(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}')
}

/// The text from where a feed may begin.
fn beginning(text: &str) -> Option<&str> {
    let text = blank_trimmed(text);
    let lead = text.get(..text.floor_char_boundary(LEAD_MAX))?;
    let lead = lead.to_ascii_lowercase();
    let starts = ["<?xml", "<rss", "<feed", "<rdf:rdf"].into_iter().filter_map(|start| lead.find(start));
    let start = starts.min().and_then(|at| text.get(at..));
    if !text.starts_with(['<', '{']) {
        return start;
    }
    // Complaints are bits of HTML; a whole page is one, whatever it quotes.
    let is_page = ["<html", "<head"].into_iter().any(|page| lead.starts_with(page));
    if html::begins_with_tag(text) && !is_page { start.or(Some(text)) } else { Some(text) }
}

/// Bytes of one text as its document has it: no more of it is looked at, whether it is markup or not.
const WRITTEN_MAX: usize = html::MARKUP_MAX - normalize::CUT.len_utf8();

/// Adds to a text as its document has it what there is room for; a cut is marked.
pub fn append(text: &mut String, piece: &str) {
    let room = WRITTEN_MAX.saturating_sub(text.len());
    if piece.len() <= room {
        text.push_str(piece);
    } else if text.len() <= WRITTEN_MAX {
        text.push_str(piece.get(..piece.floor_char_boundary(room)).unwrap_or_default());
        text.push(normalize::CUT);
    }
}

/// A text of an item as its document has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markup {
    /// The text.
    pub text: String,
    /// What its document says of it.
    pub kind: Kind,
}

/// What a document says of a text of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Nothing: it is HTML where it looks like it.
    #[default]
    Unsaid,
    /// That its signs are meant as they are.
    Plain,
    /// That it is HTML.
    Html,
}

impl Markup {
    /// A text that is not said to be HTML.
    pub fn text(text: String) -> Self {
        Self { text, kind: Kind::Unsaid }
    }

    /// A text that is said to be HTML.
    pub fn html(text: String) -> Self {
        Self { text, kind: Kind::Html }
    }

    /// As plain text.
    fn plain(&self) -> std::borrow::Cow<'_, str> {
        match self.kind {
            Kind::Unsaid => html::plain(&self.text),
            Kind::Plain => self.text.as_str().into(),
            Kind::Html => html::to_text(&self.text).into(),
        }
    }
}

/// An item as its document has it, in the document's own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawItem {
    /// Its id.
    pub guid: Option<String>,
    /// Whether its id is the address of its page as well, where it is an address.
    pub guid_is_page: bool,
    /// Its address.
    pub link: Option<String>,
    /// What its address is relative to, where that says so.
    pub link_base: Option<String>,
    /// Whether its address is said to be of something else than a page: then that of a page is better.
    pub link_is_other: bool,
    /// What its addresses are relative to, where it says so.
    pub base: Option<String>,
    /// Its headline.
    pub title: Option<Markup>,
    /// Its texts, of which one is the fullest.
    pub bodies: Vec<Markup>,
    /// What is told of its pictures and films: its text where it has no other.
    pub asides: Vec<Markup>,
    /// Who signed it.
    pub author: Option<String>,
    /// Its labels.
    pub categories: Vec<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it was changed.
    pub updated: Option<String>,
    /// The language it is in.
    pub lang: Option<String>,
}

/// Adds a label to those of an item, once; one more than are kept tells that there are more.
pub fn add_label(labels: &mut Vec<String>, label: String) {
    if labels.len() <= LABELS_MAX && !labels.contains(&label) {
        labels.push(label);
    }
}

/// Adds a text to those that are held.
fn hold(bodies: &mut Vec<Markup>, body: Markup) {
    if bodies.len() < BODIES_MAX {
        bodies.push(body);
    } else if let Some(last) = bodies.last_mut().filter(|last| last.text.len() < body.text.len()) {
        *last = body;
    }
}

impl RawItem {
    /// Takes a text of it; of more than are held, the longest, since that is the one that is kept.
    pub fn add_body(&mut self, body: Markup) {
        hold(&mut self.bodies, body);
    }

    /// Takes what is told of a picture of it, as a text.
    pub fn add_aside(&mut self, aside: Markup) {
        hold(&mut self.asides, aside);
    }

    /// The instant it says it was published, or else changed.
    fn instant(&self) -> Option<Timestamp> {
        [&self.published, &self.updated].into_iter().flatten().find_map(|text| date::parse(text))
    }

    /// Its headline as it is written.
    fn headline(&self) -> Option<&str> {
        self.title.as_ref().map(|title| title.text.trim())
    }

    /// Its first text as it is written.
    fn first_text(&self) -> Option<&str> {
        self.bodies.first().or(self.asides.first()).map(|body| body.text.trim())
    }

    /// What it is known by that has neither an id nor an address.
    fn bare_name(&self) -> (&str, &str) {
        (self.headline().unwrap_or_default(), self.published.as_deref().unwrap_or_default().trim())
    }

    /// Whether there is anything to show.
    fn is_empty(&self) -> bool {
        self.title.as_ref().is_none_or(|title| title.text.trim().is_empty())
            && self.bodies.iter().chain(&self.asides).all(|body| body.text.trim().is_empty())
    }
}

/// What a reader of one format collects.
#[derive(Debug, Default)]
pub struct Collected {
    /// Whether the document is a feed at all.
    pub is_feed: bool,
    /// The name of its root element, where that is none of a feed's.
    pub root: Option<String>,
    /// What its addresses are relative to, where its outer elements say so: each relative to the one before.
    pub bases: Vec<String>,
    /// The language of the whole.
    pub lang: Option<String>,
    /// Where the document breaks, where it does.
    pub broken: Option<String>,
    /// How many items were let go.
    left_out: usize,
    /// How many have no word.
    wordless: usize,
    items: Vec<RawItem>,
}

impl Collected {
    /// Takes a whole item.
    pub fn push(&mut self, item: RawItem) {
        if item.is_empty() {
            self.wordless += 1;
        } else {
            self.items.push(item);
        }
        if self.items.len() >= HELD_MAX {
            self.keep_newest(ITEMS_MAX);
        }
    }

    /// What is collected when the document is read once more: nothing yet, but what is known of the whole.
    pub fn again(&self) -> Self {
        Self { is_feed: self.is_feed, lang: self.lang.clone(), ..Self::default() }
    }

    /// How many items it has.
    pub fn count(&self) -> usize {
        self.items.len()
    }

    /// Keeps at most `max` items, the newest, in their order; of those without a date, the first.
    fn keep_newest(&mut self, max: usize) {
        if self.items.len() <= max {
            return;
        }
        self.left_out += self.items.len() - max;
        let mut order: Vec<(Reverse<Option<Timestamp>>, usize)> =
            self.items.iter().enumerate().map(|(at, item)| (Reverse(item.instant()), at)).collect();
        order.sort();
        let mut kept: Vec<usize> = order.into_iter().take(max).map(|(_, at)| at).collect();
        kept.sort_unstable();
        let mut kept = kept.into_iter().peekable();
        let mut at = 0;
        self.items.retain(|_| {
            at += 1;
            kept.next_if_eq(&(at - 1)).is_some()
        });
    }
}

/// The clean items of what was collected, each once, and how many have no word that could be shown: what was stored of such
/// an item before is not lost to it.
fn finish(feed: &FeedId, url: &Url, found: Collected) -> (Vec<ParsedItem>, usize) {
    // What the feed was asked with is no part of its items' addresses.
    let mut asked = url.clone();
    asked.set_query(None);
    let base = based(&asked, found.bases.iter());
    let names = Names::of(&found.items);
    let sharing: Vec<Sharing> = found.items.iter().map(|raw| names.sharing(raw)).collect();
    drop(names);
    let mut wordless = found.wordless;
    let mut items: Vec<ParsedItem> = Vec::with_capacity(found.items.len());
    let mut places: HashMap<ItemId, usize> = HashMap::new();
    for (raw, sharing) in found.items.into_iter().zip(sharing) {
        let item = clean(feed, &base, &raw, found.lang.as_deref(), sharing);
        if item.title.is_empty() && item.text.is_empty() {
            wordless += 1;
            continue;
        }
        match places.get(&item.id).and_then(|at| items.get_mut(*at)) {
            Some(earlier) if item.published > earlier.published => *earlier = item,
            Some(_) => {}
            None => {
                places.insert(item.id.clone(), items.len());
                items.push(item);
            }
        }
    }
    (items, wordless)
}

/// One item, cleaned.
fn clean(feed: &FeedId, base: &Url, raw: &RawItem, lang: Option<&str>, sharing: Sharing) -> ParsedItem {
    let base = based(base, raw.base.iter().chain(&raw.link_base));
    let page =
        raw.guid.as_deref().filter(|guid| raw.guid_is_page && raw.link.is_none() && guid.trim().starts_with("http"));
    let url = raw.link.as_deref().or(page).and_then(|link| web_link(&base, link));
    let fullest =
        |bodies: &[Markup]| bodies.iter().map(body_text).max_by_key(String::len).filter(|text| !text.is_empty());
    let text = fullest(&raw.bodies).or_else(|| fullest(&raw.asides)).unwrap_or_default();
    let headline = raw.title.as_ref().map(|title| normalize::headline(&title.plain())).unwrap_or_default();
    // Of one that is nothing but the mark of a cut, a better one is made where it can be.
    let says_nothing = headline.chars().all(|c| c == normalize::CUT);
    let title = Some(made_title(&text)).filter(|made| says_nothing && !made.is_empty()).unwrap_or(headline);
    let published = raw.instant();
    let guid = guid(raw, url.as_deref(), &title, &text, sharing);
    ParsedItem {
        id: ItemId::of(feed, &guid),
        guid,
        url,
        title,
        text,
        author: raw.author.as_deref().map(author).filter(|author| !author.is_empty()),
        categories: labels(&raw.categories),
        published,
        lang: raw.lang.as_deref().or(lang).and_then(language),
    }
}

/// What the feed calls the item, or what else is the same whenever it is served again.
fn guid(raw: &RawItem, url: Option<&str>, title: &str, text: &str, sharing: Sharing) -> String {
    let own = raw.guid.as_deref().map(str::trim).filter(|guid| !guid.is_empty());
    let date = raw.published.as_deref().unwrap_or_default().trim();
    let guid = match (own, url, sharing) {
        (Some(guid), Some(url), Sharing::Address) => format!("{guid} {url}"),
        (Some(guid), _, Sharing::Headline) => format!("{guid} {title}"),
        (Some(guid), _, _) => guid.to_owned(),
        (None, Some(url), Sharing::Headline) => format!("{url} {title}"),
        (None, Some(url), _) => url.to_owned(),
        (None, None, Sharing::Text) => digest(&format!("{title}\n{date}\n{text}")),
        (None, None, _) => digest(&format!("{title}\n{date}")),
    };
    let clean = normalize::line_within(&guid, GUID_MAX);
    // Where cleaning changed it, two could have become one.
    if clean == guid { guid } else { digest(&guid) }
}

/// A digest as an id.
fn digest(text: &str) -> String {
    let hex: String = Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// An address that others are relative to, after all that say so; one that is none says nothing.
fn based<'a>(base: &Url, own: impl Iterator<Item = &'a String>) -> Url {
    own.fold(base.clone(), |base, own| base.join(own.trim()).unwrap_or(base))
}

/// A link to the web, absolute; none where it leads elsewhere.
fn web_link(base: &Url, link: &str) -> Option<String> {
    let link = link.trim();
    let url = (!link.is_empty()).then(|| base.join(link).ok()).flatten()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= LINK_MAX).then(|| url.into())
}

/// A text of several lines: no blank at the ends of lines, at most one empty line in a row.
fn body_text(body: &Markup) -> String {
    let plain = body.plain();
    if plain.len() <= normalize::BLOCK_MAX {
        return tidy(&normalize::block(&plain));
    }
    // Of a longer one, only what is seen counts: what stands unseen before it takes none of its room.
    // An escape sequence is left whole: it is taken out with what belongs to it.
    let begins = |c: char| matches!(c, '\u{1b}' | '\u{90}' | '\u{98}' | '\u{9b}'..='\u{9f}');
    let is_unseen = |c: char| !begins(c) && (c.is_whitespace() || !normalize::is_allowed(c));
    let (mut seen, mut is_empty) = (String::new(), true);
    for line in plain.lines() {
        let line = normalize::block(line.trim_start_matches(is_unseen));
        let was_empty = std::mem::replace(&mut is_empty, line.trim().is_empty());
        if is_empty && was_empty {
            continue;
        }
        seen.push_str(line.trim());
        seen.push('\n');
        if seen.len() > BODY_BYTES_MAX {
            seen.push(normalize::CUT);
            break;
        }
    }
    normalize::block(&tidy(&seen))
}

/// Lines without blanks at their ends, at most one empty one in a row.
fn tidy(clean: &str) -> String {
    let mut out = String::with_capacity(clean.len());
    let mut empty = 0;
    for line in clean.lines().map(str::trim) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(line);
    }
    out
}

/// A title for a text that has none: its first line, or as much of it as a title holds.
fn made_title(text: &str) -> String {
    normalize::line_within(text.lines().next().unwrap_or_default(), MADE_TITLE_MAX)
}

/// Who signed: the name out of "address (name)".
fn author(text: &str) -> String {
    let name = match text.split_once('(') {
        Some((address, name)) if address.contains('@') => name.trim_end().trim_end_matches(')'),
        _ => text,
    };
    normalize::line_within(&normalize::headline(&html::plain(name)), NAME_MAX)
}

/// The labels, each once; a cut is marked.
fn labels(raw: &[String]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for label in raw.iter().take(LABELS_MAX) {
        let label = normalize::line_within(&normalize::headline(&html::plain(label)), NAME_MAX);
        if !label.is_empty() && !labels.contains(&label) {
            labels.push(label);
        }
    }
    if raw.len() > LABELS_MAX {
        labels.push(normalize::CUT.to_string());
    }
    labels
}

/// The language of a tag such as "ar-SY".
fn language(tag: &str) -> Option<Lang> {
    let code = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())).then(|| Lang::new(code))
}

mod names;
#[cfg(test)]
mod tests;
