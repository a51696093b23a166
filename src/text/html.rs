//! HTML to plain text.
//!
//! One pass over the markup, without a tree and without recursion, linear in the text's length whatever it
//! holds: nesting and attributes cost nothing because they are not kept (the HTML library's own tokenizer
//! compares every attribute of a tag with all before it, so only its table of named characters is used).
//! Scripts, styles, heads and struck-out text are dropped, and so is what stands for what this program does not show (frames,
//! films, forms), unless there is nothing else; blocks, line breaks, list items and table cells
//! stay apart; a `<` or `&` that begins nothing known stays; a text that is too long ends with the mark of a cut. What
//! comes out still has to pass [`normalize`]. Absent: links, images and their alternative texts, scripts' writing.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

use super::normalize;

/// Bytes of markup that are read: a page of that size is no item, and its text is cut far earlier.
pub const MARKUP_MAX: usize = 2_000_000;

/// Bytes of text after which no more is made, since [`normalize::block`] cuts there at the latest.
const TEXT_MAX: usize = 4 * normalize::BLOCK_MAX;

/// Bytes that may be searched in vain for the end of tags whose quotes are not closed, all tags of a text together: after
/// that the first `>` ends a tag. Without it a text of nothing but such tags would be read to its end for each.
const VAIN_MAX: usize = 4 * MARKUP_MAX;

/// Characters of the longest named character, with its semicolon.
const ENTITY_MAX: usize = 32;

/// The plain text of an HTML fragment. Markup that was escaped twice is read twice.
pub fn to_text(html: &str) -> String {
    let once = read(html);
    if holds_tag(&once) { read(&once) } else { once }
}

/// The text of markup that was escaped once; where nothing of it is left, what was dropped for what stands beside it.
fn read(html: &str) -> String {
    let (text, dropped) = Writer::default().read(html);
    if !dropped || text.contains(char::is_alphanumeric) {
        return text;
    }
    Writer { spares: true, ..Writer::default() }.read(html).0
}

/// Whether a text holds HTML markup or character references: a known element's tag, or a complete reference.
pub fn looks_like_html(text: &str) -> bool {
    holds_tag(text)
        || text.match_indices('&').any(|(at, _)| reference(after(text, at)).is_some_and(|found| found.whole))
}

/// Whether a text begins with a tag of a known element.
pub fn begins_with_tag(text: &str) -> bool {
    Tag::read(text).is_some_and(|tag| tag.effect != Effect::Foreign)
}

/// Whether a text holds a tag of a known element.
fn holds_tag(text: &str) -> bool {
    let last = text.rfind('>').unwrap_or(0);
    text.match_indices('<').take_while(|(at, _)| *at < last).any(|(at, _)| {
        let rest = after(text, at);
        rest.starts_with("<!--") || Tag::read(rest).is_some_and(|tag| tag.effect != Effect::Foreign)
    })
}

/// The text from a byte on; all of it where that is no boundary.
fn after(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or(text)
}

/// What an element does to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Nothing.
    Inline,
    /// Begins a line.
    Line,
    /// Begins a paragraph.
    Paragraph,
    /// Begins a line with a bullet.
    Bullet,
    /// Parts the cells of a row.
    Cell,
    /// Stands higher or lower than the line.
    Script,
    /// Nothing, but that something stands there, or that a word may be broken there.
    Picture,
    /// Is quoted.
    Quote,
    /// Its content is raw and dropped, to the end where it is not closed.
    Raw,
    /// Its content is dropped where it is closed.
    Dropped,
    /// The same, unless nothing else is left of the text.
    Spare,
    /// Not HTML's own: an element of another vocabulary.
    Foreign,
}

/// What an element of this lower-case name does; none where there is no such element.
fn effect(name: &str) -> Option<Effect> {
    Some(match name {
        "a" | "abbr" | "acronym" | "area" | "b" | "bdi" | "bdo" | "big" | "body" | "cite" | "code" | "data" | "dfn"
        | "em" | "font" | "html" | "i" | "ins" | "kbd" | "label" | "link" | "mark" | "meta" | "nobr" | "ruby"
        | "rb" | "samp" | "small" | "source" | "span" | "strong" | "time" | "tt" | "u" | "var" | "col" | "colgroup"
        | "param" | "track" | "base" | "amp" | "frameset" | "frame" | "marquee" | "blink" | "output" | "meter"
        | "progress" | "rtc" => Effect::Inline,
        "br" | "div" | "dd" | "dt" | "tr" | "caption" | "thead" | "tbody" | "tfoot" | "legend" | "address"
        | "summary" | "option" | "optgroup" => Effect::Line,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "article" | "aside" | "blockquote" | "center" | "details"
        | "dl" | "fieldset" | "figure" | "figcaption" | "footer" | "form" | "header" | "hr" | "main" | "nav" | "ol"
        | "ul" | "menu" | "pre" | "section" | "table" | "dir" | "xmp" | "listing" | "plaintext" | "dialog"
        | "hgroup" | "search" => Effect::Paragraph,
        "li" => Effect::Bullet,
        "td" | "th" => Effect::Cell,
        "sup" | "sub" | "rt" | "rp" => Effect::Script,
        "img" | "input" | "picture" | "embed" | "wbr" => Effect::Picture,
        "q" => Effect::Quote,
        "script" | "style" => Effect::Raw,
        "head" | "template" | "svg" | "math" | "del" | "s" | "strike" => Effect::Dropped,
        "title" | "textarea" | "noembed" | "noframes" | "noscript" | "iframe" | "object" | "video" | "audio"
        | "canvas" | "select" | "button" | "map" | "applet" => Effect::Spare,
        _ => return None,
    })
}

/// A tag's beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag {
    name: String,
    closing: bool,
    effect: Effect,
    /// Bytes up to the end of its name.
    len: usize,
}

impl Tag {
    /// Reads the beginning of a tag where `text`, which begins with `<`, begins one.
    fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('<')?;
        let (rest, closing) = rest.strip_prefix('/').map_or((rest, false), |rest| (rest, true));
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_');
        let end = rest.bytes().take(ENTITY_MAX).take_while(|byte| is_name(char::from(*byte))).count();
        let name = rest.get(..end)?.to_ascii_lowercase();
        let ends = rest.get(end..)?.chars().next().is_none_or(|c| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !ends {
            return None;
        }
        let foreign = || name.contains(['-', ':']).then_some(Effect::Foreign);
        let effect = effect(&name).or_else(foreign)?;
        Some(Self { name, closing, effect, len: text.len() - rest.len() + end })
    }
}

/// Writes the text of markup.
#[derive(Debug, Default)]
struct Writer {
    out: String,
    /// Line breaks owed before the next character.
    breaks: usize,
    /// Whether a space is owed.
    space: bool,
    /// Whether something stands before the next character that parts digits: what is not shown as text, or the edge of a
    /// raised or lowered piece.
    parted: bool,
    /// Whether what stands for something else is written, and whether any was dropped.
    spares: bool,
    dropped: bool,
    /// Elements that were searched for their end in vain: they have none further on either.
    unclosed: Vec<String>,
    /// Whether no `>` follows any more.
    endless: bool,
    /// Bytes that were searched in vain for the end of a tag.
    vain: usize,
}

impl Writer {
    /// The text of `html`, and whether anything was dropped that might be written where there is nothing else.
    fn read(mut self, html: &str) -> (String, bool) {
        let end = html.floor_char_boundary(MARKUP_MAX.min(html.len()));
        let mut rest = html.get(..end).unwrap_or(html);
        let is_long = end < html.len();
        while self.out.len() < TEXT_MAX {
            let plain = rest.find(['<', '&']).unwrap_or(rest.len());
            self.text(rest.get(..plain).unwrap_or_default());
            rest = after(rest, plain);
            rest = match rest.chars().next() {
                Some('<') => self.markup(rest),
                Some(_) => self.reference(rest),
                None => break,
            };
        }
        if is_long || !rest.is_empty() {
            self.out.push(normalize::CUT);
        }
        (self.out, self.dropped)
    }

    /// Takes what begins with `<`; what is left.
    fn markup<'a>(&mut self, text: &'a str) -> &'a str {
        if let Some(content) = text.strip_prefix("<![CDATA[") {
            let end = content.find("]]>").unwrap_or(content.len());
            self.text(content.get(..end).unwrap_or_default());
            return after(content, (end + 3).min(content.len()));
        }
        if let Some(comment) = text.strip_prefix("<!--") {
            return comment.find("-->").map_or("", |end| after(comment, end + 3));
        }
        let declaration = text.starts_with("<!") || text.starts_with("<?");
        let tag = Tag::read(text);
        let inside = match (&tag, declaration) {
            (Some(tag), _) => tag.len,
            (None, true) => 2,
            (None, false) => return self.literal(text),
        };
        // Without this, every beginning of a tag would search to the end in vain.
        let end = if self.endless { None } else { self.tag_end(after(text, inside)) };
        let Some(end) = end else {
            self.endless = true;
            return self.literal(text);
        };
        let rest = after(text, inside + end);
        let Some(tag) = tag else { return rest };
        self.apply(&tag);
        if tag.closing { rest } else { self.skip_content(&tag, rest) }
    }

    /// One past the `>` that ends a tag, whose name stands before `text`: the first outside quoted values, or
    /// the first of all where quotes are not closed.
    fn tag_end(&mut self, text: &str) -> Option<usize> {
        let quoted = if self.vain < VAIN_MAX { unquoted_end(text) } else { None };
        quoted.or_else(|| {
            self.vain = self.vain.saturating_add(text.len());
            text.find('>').map(|at| at + 1)
        })
    }

    /// Takes the first character as it stands; what is left.
    fn literal<'a>(&mut self, text: &'a str) -> &'a str {
        let mut rest = text.chars();
        if let Some(c) = rest.next() {
            self.push(c);
        }
        rest.as_str()
    }

    /// Takes a character reference; what is left.
    fn reference<'a>(&mut self, text: &'a str) -> &'a str {
        let Some(found) = reference(text) else { return self.literal(text) };
        self.parted |= found.chars == ['\0'; 2];
        for c in found.chars.into_iter().filter(|c| *c != '\0') {
            self.push(c);
        }
        after(text, found.len)
    }

    /// What a tag does to the text.
    fn apply(&mut self, tag: &Tag) {
        match tag.effect {
            Effect::Line if tag.name == "br" => self.breaks += 1,
            Effect::Line => self.breaks = self.breaks.max(1),
            Effect::Paragraph => self.breaks = self.breaks.max(2),
            Effect::Bullet if tag.closing => self.breaks = self.breaks.max(1),
            Effect::Bullet => {
                self.breaks = self.breaks.max(1);
                self.push('•');
                self.space = true;
            }
            Effect::Cell if !tag.closing && self.breaks == 0 && !self.out.is_empty() => {
                self.space = true;
                self.push('|');
                self.space = true;
            }
            Effect::Script | Effect::Picture | Effect::Raw | Effect::Dropped | Effect::Spare => self.parted = true,
            Effect::Quote => self.push('"'),
            Effect::Cell | Effect::Inline | Effect::Foreign => {}
        }
    }

    /// What follows the content of an element whose content is dropped.
    fn skip_content<'a>(&mut self, tag: &Tag, rest: &'a str) -> &'a str {
        let is_dropped = match tag.effect {
            Effect::Raw | Effect::Dropped => true,
            Effect::Spare => !self.spares,
            _ => false,
        };
        if !is_dropped || self.unclosed.contains(&tag.name) {
            return rest;
        }
        let close = rest
            .match_indices("</")
            .find(|(at, _)| Tag::read(after(rest, *at)).is_some_and(|end| end.name == tag.name));
        match close {
            Some((at, _)) => {
                self.dropped |= tag.effect == Effect::Spare;
                after(rest, at)
            }
            None if tag.effect == Effect::Raw => "",
            None => {
                self.unclosed.push(tag.name.clone());
                rest
            }
        }
    }

    /// Takes plain characters.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            self.push(c);
        }
    }

    /// Takes one character; blanks are joined.
    fn push(&mut self, c: char) {
        if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}') {
            self.space = true;
            return;
        }
        if self.out.is_empty() {
            self.breaks = 0;
            self.space = false;
        }
        // A note's number must not join the figure it stands at, nor a figure the one before a picture.
        let parted = self.parted && c.is_numeric() && self.out.ends_with(char::is_numeric);
        if self.breaks > 0 {
            self.out.extend(std::iter::repeat_n('\n', self.breaks.min(2)));
        } else if self.space || parted {
            self.out.push(' ');
        }
        (self.breaks, self.space, self.parted) = (0, false, false);
        self.out.push(c);
    }
}

/// One past the first `>` outside quoted values.
fn unquoted_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut valued = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if valued => quote = Some(byte),
            (None, b' ' | b'\t' | b'\n' | b'\r') => continue,
            (None, _) => {}
        }
        valued = byte == b'=';
    }
    None
}

/// A character reference.
struct Reference {
    /// What it stands for; a second character where it is not NUL.
    chars: [char; 2],
    /// Its bytes.
    len: usize,
    /// Whether it ends with its semicolon.
    whole: bool,
}

/// The reference that `text`, which begins with `&`, begins with.
fn reference(text: &str) -> Option<Reference> {
    let name = text.strip_prefix('&')?;
    if let Some(number) = name.strip_prefix('#') {
        return numeric(number).map(|found| Reference { len: found.len + 2, ..found });
    }
    let letters = name.bytes().take(ENTITY_MAX).take_while(u8::is_ascii_alphanumeric).count();
    let whole = name.as_bytes().get(letters) == Some(&b';');
    let len = letters + usize::from(whole);
    let (first, second) = *NAMED_ENTITIES.get(name.get(..len)?).filter(|(first, _)| *first != 0)?;
    let chars = [char::from_u32(first)?, char::from_u32(second).unwrap_or('\0')];
    Some(Reference { chars, len: len + 1, whole })
}

/// The numeric reference whose digits `text` begins with.
fn numeric(text: &str) -> Option<Reference> {
    let (digits, radix) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    let count = digits.bytes().take(ENTITY_MAX).take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let value = u32::from_str_radix(digits.get(..count)?, radix).ok()?;
    let c = char::from_u32(value).map_or(char::REPLACEMENT_CHARACTER, meant);
    let whole = digits.as_bytes().get(count) == Some(&b';');
    let len = text.len() - digits.len() + count + usize::from(whole);
    Some(Reference { chars: [c, '\0'], len, whole })
}

/// The character that a numeric reference to `c` means: those of the second control set mean signs of windows-1252, in HTML
/// by its standard, and in XML since writers take the one for the other.
pub fn meant(c: char) -> char {
    let place = usize::try_from(u32::from(c).wrapping_sub(0x80)).ok();
    place.and_then(|at| C1_REPLACEMENTS.get(at).copied().flatten()).unwrap_or(c)
}

/// The plain text of `text`, which may be HTML or not.
pub fn plain(text: &str) -> Cow<'_, str> {
    if looks_like_html(text) { Cow::Owned(to_text(text)) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_becomes_lines_and_paragraphs() {
        let check = |html: &str, expect: &str| assert_eq!(to_text(html), expect, "{html}");
        check("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree");
        check("  a \n\t b&nbsp;&nbsp;c ", "a b c");
        check("<ul><li>35 killed</li><li>20 hurt</li></ul>after", "• 35 killed\n• 20 hurt\n\nafter");
        check(
            "<table><tr><th>Side</th><th>Dead</th></tr><tr><td>A</td><td>35</td></tr></table>",
            "Side | Dead\nA | 35",
        );
        check("<b>35</b> members of <a href='x'>forces</a>.", "35 members of forces.");
        check("un<wbr>broken <q>word</q>", "unbroken \"word\"");
        check("killed 35<sup>1</sup> and 10<sup>th</sup>", "killed 35 1 and 10th");
        check("<DIV CLASS=\"a>b\">x</DIV>y", "x\ny");
        check("<img alt='99 killed' src=x>text", "text");
        check("<o:p>office</o:p>", "office");
        check("<ruby>10<rp>(</rp><rt>12</rt></ruby>", "10(12");
        check("<ruby>10<rt>12</rt></ruby> 14", "10 12 14");
        check("10<img>12, 10<wbr>12, 10<s>11</s>12, 10<svg></svg>12, 10&#0;12", "10 12, 10 12, 10 12, 10 12, 10 12");
        check("1<b>0</b> killed, un<img>broken", "10 killed, unbroken");
    }

    #[test]
    fn what_is_not_read_is_dropped() {
        let check = |html: &str, expect: &str| assert_eq!(to_text(html), expect, "{html}");
        check("a<script>if (1 < 2) { kill(99) }</script>b", "ab");
        check("a<style>p > b {}</style>b<script>never closed", "ab");
        check("<head><title>t</title></head><body>text", "text");
        check("a<!-- 99 <p> -->b<?php echo 1 ?>c<!DOCTYPE html>d", "abcd");
        check("a<!-- never closed", "a");
        check("<s>40</s> 35 killed", "35 killed");
        check("<s>never closed 35", "never closed 35");
        check("<svg><text>99</text></svg>x", "x");
        check("a<![CDATA[b & 5 < 6]]>c", "ab & 5 < 6c");
    }

    #[test]
    fn what_stands_for_something_else_is_read_where_there_is_nothing_else() {
        let check = |html: &str, expect: &str| assert_eq!(to_text(html), expect, "{html}");
        for name in ["noscript", "noframes", "object", "iframe", "textarea", "title", "select", "video"] {
            check(&format!("<{name}>12 killed</{name}>"), "12 killed");
            check(&format!("a<{name}>12 killed</{name}>b"), "ab");
            check(&format!("<{name}>12 killed"), "12 killed");
        }
        check("<xmp>12 killed</xmp>", "12 killed");
        check("<select><option>10<option>12</select>", "10\n12");
        for (html, expect) in [("<del>99 killed</del>", ""), ("<script>99</script>", ""), ("<style>p{}</style>", "")] {
            check(html, expect);
        }
    }

    #[test]
    fn a_text_that_only_holds_signs_survives() {
        let check = |text: &str| {
            assert_eq!(to_text(text), text);
            assert!(!looks_like_html(text), "{text}");
        };
        check("5 < 6 & 7 > 3");
        check("AT&T, R&D; x<y and z>w");
        check("a <- b, <3, <>, </>, <someone@example.org>");
        check("<b never closed");
        check("&;&#;&#x;&unknown;");
    }

    #[test]
    fn references_are_read() {
        let check = |html: &str, expect: &str| assert_eq!(to_text(html), expect, "{html}");
        check("&amp;&lt;&gt;&quot;&#39;&#x27;&rsquo;&hellip;", "&<>\"''’…");
        check("&#147;x&#148; &copy 2025 &NotEqualTilde;", "“x” © 2025 ≂̸");
        check("&#1602;&#1578;&#1604;", "قتل");
        check("a&#0;&#xD800;&#x110000;", "a\u{fffd}\u{fffd}");
        check("&#99999999999999999999;", "&#99999999999999999999;");
    }

    #[test]
    fn markup_that_was_escaped_twice_is_read_twice() {
        assert_eq!(to_text("&lt;p&gt;35 killed&lt;/p&gt;&lt;p&gt;Q&amp;amp;A&lt;/p&gt;"), "35 killed\n\nQ&A");
        assert_eq!(to_text("5 &lt; 6 &amp;amp; 7"), "5 < 6 &amp; 7");
    }

    #[test]
    fn a_text_that_is_too_long_ends_with_the_mark_of_a_cut() {
        let check = |html: String, cut: bool| assert_eq!(to_text(&html).ends_with('…'), cut, "{} bytes", html.len());
        check(format!("<p>a</p>{}", "<br>".repeat(100)), false);
        check(format!("<p>a</p>{}b", "<br>".repeat(MARKUP_MAX / 4)), true);
        check("<i>\u{200b}".repeat(TEXT_MAX / 3 + 1) + "<i>b", true);
        check("<i>a".repeat(TEXT_MAX), false);
        check("<i>a".repeat(TEXT_MAX + 1), true);
    }

    #[test]
    fn html_is_told_from_text() {
        let check = |text: &str, expect: bool| assert_eq!(looks_like_html(text), expect, "{text}");
        check("<p>x", true);
        check("a<br/>b", true);
        check("Q&amp;A", true);
        check("x &#8217;", true);
        check("plain", false);
        check("a &copy b", false);
        assert_eq!(plain("5 < 6"), "5 < 6");
    }

    proptest! {
        #[test]
        fn no_markup_panics(text in "\\PC{0,60}", markup in "[<>/!a-z&;#x0-9\"'= -]{0,80}") {
            to_text(&text);
            to_text(&markup);
            looks_like_html(&markup);
        }
    }
}
