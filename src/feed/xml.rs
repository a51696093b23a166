//! RSS and Atom: items as they complete, in one pass over the tokens.
//!
//! Namespaces are known by their addresses, or by their usual prefixes where none is declared. Names mean the same in
//! capitals, which some writers use and XML tells apart. Elements that are not closed, or closed in the wrong order, are put up with and said; after a token that cannot be
//! read, reading goes on at the next item. What a DOCTYPE declares is not looked at: an entity it defines
//! stays as it is written.

use std::collections::HashMap;

use html5ever::data::NAMED_ENTITIES;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::date;
use super::parse::{Collected, Kind, Markup, RawItem, add_label, append};
use crate::text::html;

/// Elements within each other: a feed needs ten, and a page inside an item some dozens more.
const DEPTH_MAX: usize = 256;

/// Namespaces of one document that are remembered: those whose names mean something to us, of which there are a few.
const NAMESPACES_MAX: usize = 64;

/// How often reading goes on after a token that cannot be read.
const RESTARTS_MAX: usize = 100;

/// Bytes that may be read as tags which are none, all of a document together: what begins with a `<` that begins no name is
/// looked at to its end before that is seen.
const VAIN_MAX: usize = 40_000_000;

/// Elements that items stand within, at most.
const OUTSIDE: usize = 2;

/// Reads a document into `found`.
pub fn read(text: &str, found: &mut Collected) {
    let (prefixes, open) = (HashMap::new(), Vec::new());
    let mut scan = Scan {
        found,
        prefixes,
        open,
        item: None,
        headline: None,
        caption: None,
        capture: None,
        loose: None,
        past: false,
    };
    let mut from = 0;
    for _ in 0..RESTARTS_MAX {
        let Some(at) = scan.run(text, from) else { return };
        // An item that cannot be read to its end is left out.
        let Some(next) = next_item(text, at.max(from + 1)) else { return };
        (scan.item, scan.capture, scan.loose) = (None, None, None);
        let outside = scan.open.iter().position(|name| is_item(name)).unwrap_or(OUTSIDE);
        scan.open.truncate(outside);
        from = next;
    }
}

/// A reader of a document from a byte on, which puts up with what feeds do.
fn reader(text: &str, from: usize) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text.get(from..).unwrap_or_default());
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.expand_empty_elements = true;
    reader
}

/// Whether a tag's content begins as a name does.
fn begins_name(tag: &str) -> bool {
    tag.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':'))
}

/// Where the next item begins, after `from`.
fn next_item(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(text.ceil_char_boundary(from)..)?;
    let starts = rest.match_indices('<').find(|(at, _)| {
        let name = rest.as_bytes().get(at + 1..).unwrap_or_default();
        let begins =
            |start: &str| name.get(..start.len()).is_some_and(|name| name.eq_ignore_ascii_case(start.as_bytes()));
        ["item>", "item ", "entry>", "entry "].into_iter().any(begins)
    });
    starts.map(|(at, _)| text.len() - rest.len() + at)
}

/// Whether elements of this name are items.
fn is_item(name: &str) -> bool {
    ["item", "entry"].into_iter().any(|item| local(name).eq_ignore_ascii_case(item))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Whose vocabulary an element is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Space {
    Feed,
    Content,
    Dublin,
    /// What is told of an item to players of sounds and films.
    Media,
    Other,
}

/// The vocabulary of a namespace.
fn space_of(address: &str) -> Space {
    match address {
        _ if address.contains("rss/1.0/modules/content") => Space::Content,
        _ if address.contains("purl.org/dc/") => Space::Dublin,
        _ if address.contains("search.yahoo.com/mrss") || address.contains("itunes.com/dtds/") => Space::Media,
        _ if ["/Atom", "/atom", "rss", "/rdf/", "rdf-syntax", "RSS"].into_iter().any(|part| address.contains(part))
            && !address.contains("/modules/") =>
        {
            Space::Feed
        }
        _ => Space::Other,
    }
}

/// Reading under way.
struct Scan<'a> {
    found: &'a mut Collected,
    prefixes: HashMap<String, Space>,
    /// The open elements.
    open: Vec<String>,
    /// The item that is being read, and how many elements were open before it.
    item: Option<(usize, RawItem)>,
    /// The headline that another vocabulary gives it, for want of its own.
    headline: Option<Markup>,
    /// The one that is told of it to players, for want of both.
    caption: Option<Markup>,
    /// The text that is being read.
    capture: Option<Capture>,
    /// What stands behind a link in which there is nothing: programs that take RSS for HTML write an address there.
    loose: Option<String>,
    /// Whether the root element has ended: what follows is not looked at, but for items.
    past: bool,
}

/// The text of an element under way.
struct Capture {
    field: Field,
    /// How many elements were open before its own.
    depth: usize,
    text: String,
    /// What its type says of it.
    kind: Kind,
    /// Whether its signs are meant as they are, while elements within it are markup.
    escaping: bool,
    /// The part of a person that is being read.
    person: Option<Person>,
}

/// Which part of a person a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person {
    Name,
    Other,
}

/// What an element's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Guid,
    Link,
    Title,
    OtherTitle,
    Caption,
    Body,
    /// What is told of a picture or a film of it.
    Aside,
    Author,
    Category,
    Published,
    Updated,
    Lang,
}

impl Scan<'_> {
    /// Reads from `from` on; where a token cannot be read, and none at the end.
    fn run(&mut self, text: &str, from: usize) -> Option<usize> {
        let mut from = from;
        let mut vain = VAIN_MAX;
        let mut reader = reader(text, from);
        loop {
            let at = from.saturating_add(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(_) if self.past => return None,
                Err(_) => {
                    self.breaks(text, at);
                    return Some(at);
                }
            };
            if self.past {
                match &event {
                    Event::Start(start) if is_item(start.name().as_ref()) => {
                        // It stands behind the end of the feed, which somebody closed too early.
                        self.breaks(text, at);
                        self.past = false;
                        self.open = vec![String::new(); OUTSIDE];
                    }
                    Event::Eof => return None,
                    _ => continue,
                }
            }
            match event {
                // Somebody wrote "<" for what is less: it is a sign as every other, and what follows is read anew.
                Event::Start(start) if self.capture.is_some() && !begins_name(&start) && vain >= start.len() => {
                    vain -= start.len();
                    self.breaks(text, at);
                    self.text("<", false);
                    from = at + 1;
                    reader = self::reader(text, from);
                }
                Event::Start(start) => {
                    if self.item.is_some() && is_item(start.name().as_ref()) {
                        self.breaks(text, at);
                        self.abandon();
                    }
                    if self.open.len() >= DEPTH_MAX {
                        self.breaks(text, at);
                        return Some(at);
                    }
                    self.start(&start);
                }
                Event::End(end) => self.end(end.name().as_ref(), text, at),
                Event::Text(piece) => self.text(&piece, false),
                Event::CData(piece) => self.text(&piece, true),
                Event::GeneralRef(name) => {
                    let character = name.resolve_char_ref().ok().flatten().map(|c| meant(c).to_string());
                    let known = character.or_else(|| named(&name)).unwrap_or_else(|| format!("&{};", &*name));
                    self.text(&known, false);
                }
                Event::Eof => {
                    if !self.open.is_empty() {
                        self.breaks(text, at);
                    }
                    return None;
                }
                // Empty elements come as a beginning and an end.
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            if self.found.root.is_some() {
                return None;
            }
        }
    }

    /// Notes where the document first breaks.
    fn breaks(&mut self, text: &str, at: usize) {
        if self.found.broken.is_none() {
            let before = text.get(..text.floor_char_boundary(at)).unwrap_or_default();
            self.found.broken = Some(format!("line {}", before.matches('\n').count() + 1));
        }
    }

    /// An item begins within another, which was not closed: what was whole of it is all there is.
    fn abandon(&mut self) {
        self.capture = None;
        if let Some(outer) = self.finish() {
            self.open.truncate(outer);
        }
    }

    /// The item is whole; how many elements were open before it.
    fn finish(&mut self) -> Option<usize> {
        let (outer, mut item) = self.item.take()?;
        let (other, caption) = (self.headline.take(), self.caption.take());
        item.title = item.title.or(other).or(caption);
        self.found.push(item);
        Some(outer)
    }

    /// An element begins.
    fn start(&mut self, start: &BytesStart<'_>) {
        self.take_loose();
        let name = start.name().as_ref().to_ascii_lowercase();
        if start.attributes_raw().contains("xmlns") {
            self.declare(start);
        }
        let depth = self.open.len();
        let space = self.space(&name);
        self.open.push(name.clone());
        let name = local(&name);
        if let Some(capture) = &mut self.capture {
            capture.nested(name, true);
            return;
        }
        if depth == 0 {
            self.root(name, start);
        } else if depth == 1 && name == "channel" {
            self.found.bases.extend(attribute(start, "xml:base"));
        }
        match (&mut self.item, space) {
            (Some((outer, item)), _) => {
                if depth == *outer + 1 {
                    if name == "guid" {
                        item.guid_is_page = attribute(start, "isPermaLink").is_none_or(|says| says.trim() != "false");
                    }
                    self.capture = begin(item, space, name, start, depth);
                } else if space == Space::Media {
                    self.capture = told_to_players(name).map(|field| Capture::new(field, depth));
                }
            }
            (None, Space::Feed) if matches!(name, "item" | "entry") => {
                let mut item = RawItem { base: attribute(start, "xml:base"), ..RawItem::default() };
                item.lang = attribute(start, "xml:lang");
                // What RSS 1.0 has for an id.
                item.guid = attribute(start, "rdf:about");
                item.guid_is_page = item.guid.is_some();
                (self.item, self.headline, self.caption) = (Some((depth, item)), None, None);
            }
            (None, Space::Feed | Space::Dublin) if name == "language" && self.found.lang.is_none() => {
                self.capture = Some(Capture::new(Field::Lang, depth));
            }
            (None, _) => {}
        }
    }

    /// The root element begins.
    fn root(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "rss" | "feed" | "rdf" | "entry" | "channel" => self.found.is_feed = true,
            // As it is written, for whoever is told of it.
            _ => self.found.root = Some(local(start.name().as_ref()).to_owned()),
        }
        if let Some((prefix, _)) = start.name().as_ref().split_once(':') {
            // What the whole is written in is what its items are written in, whatever that is called.
            self.prefixes.insert(prefix.to_ascii_lowercase(), Space::Feed);
        }
        self.found.bases.extend(attribute(start, "xml:base"));
        self.found.lang = attribute(start, "xml:lang");
    }

    /// An element ends: the innermost of that name, and those left open within it.
    fn end(&mut self, name: &str, text: &str, at: usize) {
        self.take_loose();
        let Some(depth) = self.open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) else {
            return self.breaks(text, at);
        };
        if depth + 1 != self.open.len() {
            self.breaks(text, at);
        }
        self.open.truncate(depth);
        if let Some(capture) = &mut self.capture {
            if depth > capture.depth {
                capture.nested(&local(name).to_ascii_lowercase(), false);
                return;
            }
            if let Some(capture) = self.capture.take() {
                self.store(capture);
            }
        }
        if self.item.as_ref().is_some_and(|(outer, _)| depth <= *outer) {
            self.finish();
        }
        self.past = self.open.is_empty();
    }

    /// Characters: `raw` where they stand in a section that is not markup.
    fn text(&mut self, text: &str, raw: bool) {
        let Some(capture) = &mut self.capture else {
            return self.loose.iter_mut().for_each(|loose| append(loose, text));
        };
        if capture.person == Some(Person::Other) {
            return;
        }
        if capture.escaping && !raw {
            for part in text.split_inclusive(['<', '&']) {
                let plain = part.trim_end_matches(['<', '&']);
                append(&mut capture.text, plain);
                match part.get(plain.len()..) {
                    Some("<") => append(&mut capture.text, "&lt;"),
                    Some("&") => append(&mut capture.text, "&amp;"),
                    _ => {}
                }
            }
        } else {
            append(&mut capture.text, text);
        }
    }

    /// A captured text is whole.
    fn store(&mut self, capture: Capture) {
        let Capture { field, text, kind, .. } = capture;
        if field == Field::Lang {
            let lang = text.trim().to_owned();
            match &mut self.item {
                Some((_, item)) => item.lang = Some(lang),
                None => self.found.lang = Some(lang),
            }
            return;
        }
        let Some((_, item)) = &mut self.item else { return };
        let empty = text.trim().is_empty();
        match field {
            Field::Link if empty && item.link.is_none() => self.loose = Some(String::new()),
            _ if empty => {}
            Field::Guid => item.guid = Some(text),
            Field::Link => item.link = item.link.take().or(Some(text)),
            Field::Title => item.title = item.title.take().or(Some(Markup { text, kind })),
            Field::OtherTitle => self.headline = self.headline.take().or(Some(Markup { text, kind })),
            Field::Caption => self.caption = self.caption.take().or(Some(Markup { text, kind })),
            Field::Body => item.add_body(Markup { text, kind }),
            Field::Aside => item.add_aside(Markup { text, kind }),
            Field::Author => item.author = item.author.take().or(Some(text)),
            Field::Category => add_label(&mut item.categories, text),
            // A date that nobody can read hides no other.
            Field::Published => {
                let known = item.published.take().filter(|known| date::parse(known).is_some());
                item.published = known.or(Some(text));
            }
            Field::Updated => item.updated = item.updated.take().or(Some(text)),
            Field::Lang => {}
        }
    }

    /// What stood behind an empty link is read: the item's address, where it is one.
    fn take_loose(&mut self) {
        let Some(loose) = self.loose.take() else { return };
        let is_address = ["http://", "https://"].into_iter().any(|scheme| loose.trim_start().starts_with(scheme));
        if let Some((_, item)) = self.item.as_mut().filter(|_| is_address) {
            item.link = item.link.take().or(Some(loose));
        }
    }

    /// Remembers the namespaces an element declares.
    fn declare(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:") else { continue };
            let (prefix, space) = (prefix.to_ascii_lowercase(), space_of(&attribute.value));
            let is_news = self.prefixes.get(&prefix).copied().unwrap_or_else(|| usual_space(&prefix)) != space;
            if is_news && (self.prefixes.len() < NAMESPACES_MAX || self.prefixes.contains_key(&prefix)) {
                self.prefixes.insert(prefix, space);
            }
        }
    }

    /// The vocabulary of an element.
    fn space(&self, name: &str) -> Space {
        let Some((prefix, _)) = name.split_once(':') else { return Space::Feed };
        self.prefixes.get(prefix).copied().unwrap_or_else(|| usual_space(prefix))
    }
}

/// The vocabulary of a prefix that is not declared.
fn usual_space(prefix: &str) -> Space {
    match prefix {
        "content" => Space::Content,
        "dc" | "dcterms" => Space::Dublin,
        "media" | "itunes" => Space::Media,
        "atom" | "rdf" | "rss" => Space::Feed,
        _ => Space::Other,
    }
}

/// What is read of an element that is for players.
fn told_to_players(name: &str) -> Option<Field> {
    match name {
        "title" => Some(Field::Caption),
        "description" => Some(Field::Aside),
        // That of the item itself, by the vocabulary of those who speak.
        "summary" => Some(Field::Body),
        _ => None,
    }
}

/// What is read of an element within an item.
fn begin(item: &mut RawItem, space: Space, name: &str, start: &BytesStart<'_>, depth: usize) -> Option<Capture> {
    let field = match (space, name) {
        (Space::Feed, "guid" | "id") => Field::Guid,
        (Space::Feed, "title") => Field::Title,
        (Space::Dublin, "title") => Field::OtherTitle,
        (Space::Feed, "description" | "summary" | "content" | "body" | "fulltext") => Field::Body,
        (Space::Content, "encoded") | (Space::Dublin, "description") => Field::Body,
        (Space::Media, name) => told_to_players(name)?,
        (Space::Feed, "author") | (Space::Dublin, "creator") => Field::Author,
        (Space::Feed, "pubdate" | "published" | "issued" | "date") => Field::Published,
        (Space::Dublin, "date" | "issued" | "created") => Field::Published,
        (Space::Feed, "updated" | "modified") | (Space::Dublin, "modified") => Field::Updated,
        (Space::Dublin | Space::Feed, "language") => Field::Lang,
        (Space::Feed, "link") => match attribute(start, "href") {
            Some(href) => {
                let is_other = attribute(start, "type").is_some_and(|kind| !kind.to_ascii_lowercase().contains("html"));
                let is_better = item.link.is_none() || item.link_is_other && !is_other;
                if is_better && attribute(start, "rel").is_none_or(|rel| is_alternate(&rel)) {
                    (item.link, item.link_is_other) = (Some(href), is_other);
                    item.link_base = attribute(start, "xml:base");
                }
                return None;
            }
            None => Field::Link,
        },
        (Space::Feed, "category") | (Space::Dublin, "subject") => match attribute(start, "term") {
            Some(term) => {
                add_label(&mut item.categories, attribute(start, "label").unwrap_or(term));
                return None;
            }
            None => Field::Category,
        },
        _ => return None,
    };
    let mut capture = Capture::new(field, depth);
    let kind = attribute(start, "type").unwrap_or_default().to_ascii_lowercase();
    match kind.split(';').next().unwrap_or_default().trim() {
        "xhtml" | "application/xhtml+xml" => (capture.kind, capture.escaping) = (Kind::Html, true),
        "html" | "text/html" => capture.kind = Kind::Html,
        "text" | "text/plain" => capture.kind = Kind::Plain,
        // What is neither text nor markup is written in letters that nobody reads.
        media if media.contains('/') && !media.starts_with("text/") && !media.ends_with("xml") => return None,
        _ => {}
    }
    Some(capture)
}

/// Whether a link of this relation leads to the item itself: by its name, or by its whole address in the register.
fn is_alternate(rel: &str) -> bool {
    let name = |rel: &str| rel.strip_prefix("http://www.iana.org/assignments/relation/").unwrap_or(rel).to_owned();
    rel.trim().is_empty() || rel.split_ascii_whitespace().any(|rel| name(rel).eq_ignore_ascii_case("alternate"))
}

impl Capture {
    fn new(field: Field, depth: usize) -> Self {
        Self { field, depth, text: String::new(), kind: Kind::Unsaid, escaping: false, person: None }
    }

    /// An element begins or ends within the text.
    fn nested(&mut self, name: &str, begins: bool) {
        match (self.field, begins) {
            (Field::Author, true) => {
                self.person = Some(if name == "name" { Person::Name } else { Person::Other });
                if name == "name" {
                    self.text.clear();
                }
            }
            // What follows the parts of a person is blank.
            (Field::Author, false) => self.person = Some(Person::Other),
            // An empty element comes as a beginning and an end, and this one counts by each.
            (_, false) if name == "br" => {}
            (Field::Body | Field::Aside | Field::Title | Field::OtherTitle | Field::Caption, _) => {
                self.kind = Kind::Html;
                let tag = format!("<{}{name}>", if begins { "" } else { "/" });
                append(&mut self.text, &tag);
            }
            _ => {}
        }
    }
}

/// The value of an attribute, its references resolved. However many there are, each is looked at once and none is kept.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let value = attributes.find(|attribute| attribute.key.as_ref().eq_ignore_ascii_case(name))?.value;
    Some(quick_xml::escape::unescape(&value).map(|value| value.into_owned()).unwrap_or_else(|_| value.into_owned()))
}

/// What a numeric reference means, as in HTML; but what begins a control sequence, or ends a string of one, goes with it.
fn meant(c: char) -> char {
    match c {
        '\u{9b}' | '\u{9c}' => c,
        _ => html::meant(c),
    }
}

/// What a named reference stands for: XML's own five, and HTML's, which feeds use undeclared.
fn named(name: &str) -> Option<String> {
    let (first, second) = *NAMED_ENTITIES.get(&*format!("{name};"))?;
    let characters = [first, second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32);
    Some(characters.collect())
}
