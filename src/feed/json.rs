//! JSON Feed: items as they complete, so that a document that breaks off gives those before.
//!
//! Unknown members are passed over without being kept; a member of an unexpected type is as if it were not
//! there. Depth is bounded by the JSON library, and what lies deeper is left out of its item.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::parse::{Collected, Markup, RawItem, add_label, append};

/// Lists and objects within each other in an item that is read in parts: a feed needs four, and the JSON library reads 127.
const DEPTH_MAX: usize = 64;

/// Methods of a visitor for types that are not expected: they give `$value`, as `null` does.
macro_rules! otherwise {
    ($name:ident, $value:expr, $($visit:ident: $type:ty),+) => {
        $(fn $visit<E>(self, _: $type) -> Result<$name, E> {
            Ok($value)
        })+

        fn visit_unit<E>(self) -> Result<$name, E> {
            Ok($value)
        }
    };
}

/// Reads a document into `found`. One that breaks is read again with its strings mended and item by item, so that one bad
/// item does not lose those behind it; that it broke is said all the same, but of halves of characters, which JSON's grammar
/// knows and writers leave where they cut a text.
pub fn read(text: &str, found: &mut Collected) {
    let Err(broken) = attempt(text, found) else { return };
    let mended = mended(text);
    let mut again = found.again();
    let is_mended = mended != text && attempt(&mended, &mut again).is_ok();
    if is_mended && serde_json::from_str::<IgnoredAny>(text).is_ok() {
        *found = again;
        return;
    }
    if !is_mended {
        again = again.again();
        for piece in pieces(&mended) {
            again.is_feed = true;
            let item = serde_json::from_str::<Item>(piece);
            if let Ok(item) = item.or_else(|_| serde_json::from_str(&shallow(&worded(piece)))) {
                again.push(item.0);
            }
        }
    }
    if again.count() >= found.count() {
        *found = again;
    }
    found.broken = Some(broken);
}

/// The whole objects in the list of items of a document, however deep they are and whatever is in them.
fn pieces(text: &str) -> Vec<&str> {
    // The list is a member of the document itself, and its objects stand within it.
    const WITHIN: [u8; 3] = [b'{', b'[', b'{'];
    let mut pieces = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let (mut string, mut name, mut begin) = (None, "", 0);
    let mut is_list = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (string, byte) {
            (Some(_), b'\\') => {
                bytes.next();
            }
            (Some(from), b'"') => {
                string = None;
                if open.len() == 1 {
                    name = text.get(from..at).unwrap_or_default();
                }
            }
            (Some(_), _) => {}
            (None, b'"') => string = Some(at + 1),
            (None, b'{' | b'[') => {
                open.push(byte);
                is_list |= open == WITHIN[..2] && name == "items";
                if is_list && open == WITHIN {
                    begin = at;
                }
            }
            (None, b'}' | b']') => {
                if is_list && open == WITHIN {
                    pieces.extend(text.get(begin..=at));
                }
                open.pop();
                is_list &= open.len() >= 2;
            }
            (None, _) => {}
        }
    }
    pieces
}

/// Reads a document into `found`; where it breaks.
fn attempt(text: &str, found: &mut Collected) -> Result<(), String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let outcome = deserializer.deserialize_map(Document(found)).and_then(|()| deserializer.end());
    outcome.map_err(|error| format!("line {}, column {}", error.line(), error.column()))
}

/// A document without what JSON forbids in strings and careless writers put there: control characters become blanks,
/// escapes that are none and halves of characters become text.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        if c != '\\' {
            // A line break between parts is as good as a blank.
            out.push(if c.is_ascii_control() { ' ' } else { c });
            rest = after;
            continue;
        }
        let unit = |text: &str| text.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (written, taken) = match after.as_bytes().first() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => (rest.get(..2), 2),
            Some(b'u') => match unit(after) {
                Some(0xd800..=0xdbff) => {
                    let low = rest.get(6..).filter(|low| low.starts_with("\\u")).and_then(|low| unit(low.get(1..)?));
                    let is_whole = low.is_some_and(|low| (0xdc00..=0xdfff).contains(&low));
                    if is_whole { (rest.get(..12), 12) } else { (Some("\\ufffd"), 6) }
                }
                Some(0xdc00..=0xdfff) => (Some("\\ufffd"), 6),
                Some(_) => (rest.get(..6), 6),
                None => (Some("\\\\"), 1),
            },
            _ => (Some("\\\\"), 1),
        };
        out.push_str(written.unwrap_or_default());
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// An item in whose values there is nothing but JSON's own words and numbers: numbers that are none, or that no machine holds,
/// become strings, other words become nothing, and what parts a part from none is left out.
fn worded(item: &str) -> String {
    let mut out = String::with_capacity(item.len());
    let mut rest = item;
    while let Some(c) = rest.chars().next() {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | '_');
        let length = match c {
            '"' => string_length(rest),
            _ if is_part(c) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            _ => c.len_utf8(),
        };
        let (part, behind) = rest.split_at(length);
        match part {
            "," if behind.trim_start().starts_with(['}', ']']) => {}
            "true" | "false" | "null" => out.push_str(part),
            _ if !part.starts_with(is_part) || serde_json::from_str::<f64>(part).is_ok() => out.push_str(part),
            _ if part.contains(|c: char| c.is_ascii_digit()) => out.extend(["\"", part, "\""]),
            _ => out.push_str("null"),
        }
        rest = behind;
    }
    out
}

/// An item without what lies deeper in it than is read: that becomes nothing.
fn shallow(item: &str) -> String {
    let mut out = String::with_capacity(item.len());
    let (mut rest, mut depth) = (item, 0_usize);
    while let Some(c) = rest.chars().next() {
        let length = if c == '"' { string_length(rest) } else { c.len_utf8() };
        let (part, behind) = rest.split_at(length);
        let within = depth;
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match within.max(depth) > DEPTH_MAX {
            true if within == DEPTH_MAX && depth > within => out.push_str("null"),
            true => {}
            false => out.push_str(part),
        }
        rest = behind;
    }
    out
}

/// Bytes of the string that a text begins with, its quotes among them.
fn string_length(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return at + 1,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
    text.len()
}

/// The whole document.
struct Document<'a>(&'a mut Collected);

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON Feed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Loose>()? {
            match key.as_str() {
                "version" => {
                    let version: Loose = map.next_value()?;
                    self.0.is_feed |= version.as_str().contains("jsonfeed");
                }
                "language" => self.0.lang = map.next_value::<Loose>()?.0,
                "items" => {
                    self.0.is_feed = true;
                    map.next_value_seed(Items(self.0))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The list of items.
struct Items<'a>(&'a mut Collected);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element::<Item>()? {
            self.0.push(item.0);
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// One item.
#[derive(Default)]
struct Item(RawItem);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
        let mut item = RawItem::default();
        let mut external = None;
        while let Some(key) = map.next_key::<Loose>()? {
            match key.as_str() {
                "id" => item.guid = map.next_value::<Loose>()?.0,
                "url" => item.link = map.next_value::<Loose>()?.0,
                "external_url" => external = map.next_value::<Loose>()?.0,
                "title" => item.title = map.next_value::<Loose>()?.0.map(Markup::text),
                "content_html" => {
                    map.next_value::<Loose>()?.0.into_iter().for_each(|html| item.add_body(Markup::html(html)))
                }
                "content_text" | "summary" => {
                    map.next_value::<Loose>()?.0.into_iter().for_each(|text| item.add_body(Markup::text(text)));
                }
                "date_published" => item.published = map.next_value::<Loose>()?.0,
                "date_modified" => item.updated = map.next_value::<Loose>()?.0,
                "language" => item.lang = map.next_value::<Loose>()?.0,
                "author" | "authors" => item.author = map.next_value::<Loose>()?.0.or(item.author),
                "tags" => item.categories = map.next_value::<Labels>()?.0,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        item.link = item.link.or(external);
        Ok(Item(item))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Item::default())
    }

    otherwise!(Item, Item::default(), visit_str: &str, visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
}

/// A text, wherever one can be had: a string, a number, the `name` of an object, the first of a list.
#[derive(Default)]
struct Loose(Option<String>);

impl Loose {
    fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        let mut kept = String::new();
        append(&mut kept, text);
        Ok(Loose((!text.is_empty()).then_some(kept)))
    }

    otherwise!(Loose, Loose(None), visit_bool: bool);

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose(Some(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose(Some(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose(Some(number.to_string())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        let mut name = None;
        while let Some(key) = map.next_key::<Loose>()? {
            if key.as_str() == "name" {
                name = map.next_value::<Loose>()?.0;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Loose(name))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
        let first = list.next_element::<Loose>()?.unwrap_or_default();
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first)
    }
}

/// A list of labels, or one.
struct Labels(Vec<String>);

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LabelsVisitor)
    }
}

struct LabelsVisitor;

impl<'de> Visitor<'de> for LabelsVisitor {
    type Value = Labels;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of labels")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Labels, A::Error> {
        let mut labels = Vec::new();
        while let Some(label) = list.next_element::<Loose>()? {
            label.0.into_iter().for_each(|label| add_label(&mut labels, label));
        }
        Ok(Labels(labels))
    }

    fn visit_str<E>(self, text: &str) -> Result<Labels, E> {
        Ok(Labels(vec![text.to_owned()]))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Labels, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Labels(Vec::new()))
    }

    otherwise!(Labels, Labels(Vec::new()), visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_one_by_one_whatever_is_in_them() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let text = format!(
            r#"{{"a":[{{}}],"items":[{{"x":"}}]"}},{{"x":{deep}}},{{"x":NaN}},7,{{"y":"\""}}],"items2":[{{}}]}}"#
        );
        let found = pieces(&text);
        assert_eq!((found.len(), found[0], found[2], found[3]), (4, r#"{"x":"}]"}"#, r#"{"x":NaN}"#, r#"{"y":"\""}"#));
    }

    #[test]
    fn what_json_forbids_in_strings_is_mended() {
        let check = |text: &str, expect: &str| assert_eq!(mended(text), expect, "{text:?}");
        check(r#"{"a":"b\u0041\n\ud83d\ude00"}"#, r#"{"a":"b\u0041\n\ud83d\ude00"}"#);
        check("\"a\tb\u{1}\"", "\"a b \"");
        check("{\n\"a\nb\": 1}", "{ \"a b\": 1}");
        check(r#""\ud83dx""#, r#""\ufffdx""#);
        check(r#""\ude00""#, r#""\ufffd""#);
        check(r#""\ud83d\u0041""#, r#""\ufffd\u0041""#);
        check(r#""\x41 \' \uzz""#, r#""\\x41 \\' \\uzz""#);
        check(r#""\\ud800""#, r#""\\ud800""#);
        check("\\", "\\\\");
    }

    #[test]
    fn numbers_and_words_that_json_has_not_are_mended() {
        let check = |text: &str, expect: &str| assert_eq!(worded(text), expect, "{text:?}");
        check(r#"{"a":[1,-2.5e3,true,null,"NaN \" 1e999"]}"#, r#"{"a":[1,-2.5e3,true,null,"NaN \" 1e999"]}"#);
        check(r#"[NaN,-Infinity,undefined,1e999,007,"\"",7x]"#, r#"[null,null,null,"1e999","007","\"","7x"]"#);
        check(r#"{"open"#, r#"{"open"#);
        check(r#"{"a":[1,2 , ],"b":",}" , }"#, r#"{"a":[1,2  ],"b":",}"  }"#);
    }

    #[test]
    fn what_lies_too_deep_becomes_nothing() {
        let nested = |depth: usize, inner: &str| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(shallow(&nested(DEPTH_MAX, "7")), nested(DEPTH_MAX, "7"));
        assert_eq!(shallow(&nested(DEPTH_MAX + 1, "7")), nested(DEPTH_MAX, "null"));
        assert_eq!(shallow(&nested(100_000, "\"]\",7,{}")), nested(DEPTH_MAX, "null"));
        assert_eq!(shallow(r#"{"a":"[[[","b":[1]}"#), r#"{"a":"[[[","b":[1]}"#);
    }
}
