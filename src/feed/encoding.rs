//! From bytes to text: which character encoding a document is in, whatever it and its server say.
//!
//! A byte-order mark decides; then text that is valid UTF-8, since hardly any other is by chance; then what
//! the document declares, then what the server does; then a guess by the letters that are most frequent in
//! Arabic, Hebrew, Russian and Chinese. What cannot be told apart from noise is an error, never garbage.

use std::borrow::Cow;

use encoding_rs::{
    Encoding, GB18030, ISO_2022_JP, KOI8_R, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1255, WINDOWS_1256,
};

/// Bytes in which a declaration is looked for.
const PROLOG_MAX: usize = 512;

/// The share of unreadable places among letters beyond ASCII, in percent, that a text may have; and among all its letters
/// where no other encoding makes sense of it.
const BROKEN_PERCENT: usize = 5;

/// Places that may be unreadable in any text: a cut in mid-letter here and there.
const BROKEN_FEW: usize = 3;

/// A document's text.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte-order mark.
    pub text: Cow<'a, str>,
    /// How many places could not be read.
    pub broken: usize,
}

/// The text of `body`; none where no encoding makes sense of it.
pub fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Option<Decoded<'a>> {
    if let Some(decoded) = utf32(body) {
        return Some(decoded);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return Some(lossy(encoding, body.get(mark..).unwrap_or_default()));
    }
    if let Some(encoding) = without_mark(body) {
        return Some(lossy(encoding, body));
    }
    let declared = [prolog(body), content_type.and_then(charset)];
    let mut declared = declared.into_iter().flatten().filter_map(|label| labelled(label.trim()));
    if let Ok(text) = std::str::from_utf8(body) {
        // Of the encodings in use only this one writes everything in ASCII.
        if declared.clone().any(|encoding| encoding == ISO_2022_JP) {
            return Some(lossy(ISO_2022_JP, body));
        }
        return Some(Decoded { text: Cow::Borrowed(text), broken: 0 });
    }
    if let Some(encoding) = declared.find(|encoding| *encoding != UTF_8) {
        // Latin-1 is what programs say that were told nothing: letters of a script of its own say more.
        let own = guess(body).filter(|_| encoding == WINDOWS_1252);
        return Some(lossy(own.unwrap_or(encoding), body));
    }
    let utf8 = lossy(UTF_8, body);
    let beyond = utf8.text.chars().filter(|c| !c.is_ascii()).count();
    if utf8.broken <= BROKEN_FEW && beyond > utf8.broken || utf8.broken * 100 <= beyond * BROKEN_PERCENT {
        return Some(utf8);
    }
    if let Some(encoding) = guess(body) {
        return Some(lossy(encoding, body));
    }
    // A long text is worth more than the odd sign in it that nobody can read.
    (utf8.broken * 100 <= utf8.text.chars().count() * BROKEN_PERCENT).then_some(utf8)
}

/// The text of a body and how many places in it could not be read, as [`decode`] finds it; the body is let go, or is the
/// text.
pub fn into_text(body: Vec<u8>, content_type: Option<&str>) -> Option<(String, usize)> {
    let Decoded { text, broken } = decode(&body, content_type)?;
    let other = match text {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    };
    Some((other.or_else(|| String::from_utf8(body).ok())?, broken))
}

/// The encoding of a name, where a document that got here can be in it: one in two-byte units would have shown zeros, and
/// of one that is no longer read nothing would be left.
fn labelled(label: &str) -> Option<&'static Encoding> {
    let windows = || label.get(..7).filter(|name| name.eq_ignore_ascii_case("windows")).and_then(|_| label.get(7..));
    let encoding = Encoding::for_label(label.as_bytes())
        .or_else(|| Encoding::for_label(format!("windows-{}", windows()?.trim_start_matches(['_', ' '])).as_bytes()))?;
    (![UTF_16LE, UTF_16BE, REPLACEMENT].contains(&encoding)).then_some(encoding)
}

/// The text in one encoding, with a replacement character for each place that cannot be read.
fn lossy<'a>(encoding: &'static Encoding, body: &'a [u8]) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    let broken = if had_errors { text.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
    Decoded { text, broken }
}

/// UTF-32, by its mark or by the zeros around the first sign: no program is served it, and some are fed it.
fn utf32(body: &[u8]) -> Option<Decoded<'static>> {
    let to_number: fn([u8; 4]) -> u32 = match body {
        [0xff, 0xfe, 0, 0, ..] | [b'<' | b'{', 0, 0, 0, ..] => u32::from_le_bytes,
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'<' | b'{', ..] => u32::from_be_bytes,
        _ => return None,
    };
    let units = body.chunks(4).map(|unit| unit.try_into().ok().map(to_number).and_then(char::from_u32));
    let text: String =
        units.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).skip_while(|c| *c == '\u{feff}').collect();
    let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    Some(Decoded { text: Cow::Owned(text), broken })
}

/// UTF-16 that has no mark, by the zero beside the first sign.
fn without_mark(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [b'<' | b'{' | b' ' | b'\n' | b'\r' | b'\t', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        [0, b'<' | b'{' | b' ' | b'\n' | b'\r' | b'\t', 0, next, ..] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding an XML declaration names.
fn prolog(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(body.get(..PROLOG_MAX.min(body.len()))?).into_owned();
    let declaration = head.trim_start().strip_prefix("<?xml")?;
    let declaration = declaration.get(..declaration.find("?>")?)?;
    let value = declaration.get(declaration.find("encoding")? + "encoding".len()..)?.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_owned)
}

/// The character set a `Content-Type` names.
fn charset(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    })
}

/// The encoding whose language's most frequent letters are frequent here.
fn guess(body: &[u8]) -> Option<&'static Encoding> {
    let mut counts = [0_usize; 256];
    for byte in body {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let sum = |bytes: &[usize]| bytes.iter().filter_map(|byte| counts.get(*byte)).sum::<usize>();
    let within = |from: usize, to: usize| counts.iter().take(to + 1).skip(from).sum::<usize>();
    let (beyond, letters) = (within(0x80, 0xff), within(0x41, 0xff));
    // Where letters beyond ASCII are a script of their own, they stand beside each other; accented ones stand among others.
    let beside = body.windows(2).filter(|pair| pair.iter().all(|byte| *byte >= 0x80)).count();
    if beside * 3 < beyond {
        return (beyond * 4 <= letters).then_some(WINDOWS_1252);
    }
    // Chinese signs in use are two bytes, the first of a narrow range.
    let pairs = body.windows(2).filter(|pair| matches!(pair, [0xb0..=0xd7, 0xa1..=0xfe])).count();
    // Ten letters make two thirds of an Arabic text, and a quarter of no other; o, e, a and i make a third of a Russian one.
    if sum(&[0xc7, 0xc8, 0xc9, 0xca, 0xd1, 0xe1, 0xe3, 0xe4, 0xe6, 0xed]) * 100 >= beyond * 45 {
        Some(WINDOWS_1256)
    } else if within(0xe0, 0xfa) * 100 >= beyond * 95 && sum(&[0xfb, 0xfc, 0xff]) == 0 {
        // Hebrew has no letter where Russian has some of its frequent ones.
        Some(WINDOWS_1255)
    } else if sum(&[0xee, 0xe5, 0xe0, 0xe8]) * 100 >= beyond * 25 {
        Some(WINDOWS_1251)
    } else if sum(&[0xcf, 0xc5, 0xc1, 0xc9]) * 100 >= beyond * 25 {
        Some(KOI8_R)
    } else {
        (pairs * 100 >= beyond * 40 && !GB18030.decode_without_bom_handling(body).1).then_some(GB18030)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ARABIC: &str = "مقتل 35 عنصرا من قوات الأمن في كمين بريف جبلة على الساحل السوري";
    const RUSSIAN: &str = "В Латакии введён комендантский час, сообщило министерство обороны";

    fn check(body: &[u8], content_type: Option<&str>, expect: &str) {
        let text = decode(body, content_type).map(|decoded| decoded.text.into_owned());
        assert!(text.as_ref().is_some_and(|text| text.contains(expect)), "{text:?}");
    }

    fn xml(label: &str, text: &str) -> String {
        format!("<?xml version='1.0' encoding=\"{label}\"?><t>{text}</t>")
    }

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn a_declared_encoding_is_read() {
        check(&encoded(WINDOWS_1256, &xml("windows-1256", ARABIC)), None, ARABIC);
        check(&encoded(WINDOWS_1256, &xml("WINDOWS-1256", ARABIC)), Some("text/xml; charset=iso-8859-1"), ARABIC);
        check(&encoded(WINDOWS_1251, RUSSIAN), Some("text/xml; Charset=\"windows-1251\""), RUSSIAN);
        check(&encoded(KOI8_R, &xml("koi8-r", RUSSIAN)), None, RUSSIAN);
        check(&encoded(GB18030, &xml("gb18030", "拉塔基亚")), None, "拉塔基亚");
    }

    #[test]
    fn a_wrong_declaration_does_not_hide_the_text() {
        check(xml("iso-8859-1", ARABIC).as_bytes(), Some("text/xml; charset=windows-1252"), ARABIC);
        check(xml("no-such-thing", ARABIC).as_bytes(), None, ARABIC);
        for wrong in ["utf-16", "unicode", "hz-gb-2312", "iso-8859-1"] {
            check(&encoded(WINDOWS_1256, &xml(wrong, ARABIC)), None, ARABIC);
        }
        check(&encoded(WINDOWS_1256, &xml("windows1256", ARABIC)), None, ARABIC);
        for short in ["مقتل 35 عنصرا في كمين بريف جبلة", "جبلة", "فرض حظر تجول في اللاذقية"]
        {
            check(&encoded(WINDOWS_1256, &xml("utf-16", short)), None, short);
        }
        // As one program writes it, with one byte that is wrong.
        for text in [ARABIC, "Curfew in Jableh until Friday morning, the ministry said"] {
            let bytes = [xml("utf-16", text).as_bytes(), &[0xe9], b" end"].concat();
            check(&bytes, Some("text/xml; charset=utf-16"), text);
        }
        check(&encoded(WINDOWS_1256, &xml("utf-8", ARABIC)), Some("text/xml; charset=utf-8"), ARABIC);
        check(&encoded(WINDOWS_1251, RUSSIAN), None, RUSSIAN);
        check(&encoded(KOI8_R, RUSSIAN), None, RUSSIAN);
        check(&encoded(WINDOWS_1252, "<title>Lattaquié: couvre-feu prolongé</title>"), None, "Lattaquié");
        check(
            &encoded(WINDOWS_1252, "<title>35 tués près de Jablé, à l’est, là où</title>"),
            None,
            "près de Jablé, à l’est",
        );
        check(&encoded(WINDOWS_1255, "<t>עוצר הוטל על לטקיה לאחר קרבות</t>"), None, "עוצר הוטל");
        check(&encoded(GB18030, "<t>拉塔基亚实施宵禁 三十五名安全部队成员丧生</t>"), None, "三十五名安全部队");
    }

    #[test]
    fn marks_and_wide_letters_are_read() {
        check(format!("\u{feff}{ARABIC}").as_bytes(), Some("text/xml; charset=windows-1256"), ARABIC);
        check(&utf16(&format!("\u{feff}{ARABIC}"), u16::to_le_bytes), None, ARABIC);
        check(&utf16(&format!("\u{feff}{ARABIC}"), u16::to_be_bytes), None, ARABIC);
        check(&utf16(&xml("utf-16", ARABIC), u16::to_le_bytes), None, ARABIC);
        check(&utf16(&xml("utf-8", ARABIC), u16::to_be_bytes), None, ARABIC);
        check(&utf16(&format!("\r\n{}", xml("utf-16", ARABIC)), u16::to_le_bytes), None, ARABIC);
    }

    #[test]
    fn a_text_cut_in_mid_letter_is_still_that_text() {
        let bytes = ARABIC.as_bytes();
        let decoded = decode(&bytes[..bytes.len() - 1], None);
        assert!(decoded.is_some_and(|decoded| decoded.broken == 1 && decoded.text.starts_with("مقتل 35")));
    }

    #[test]
    fn noise_is_no_text() {
        let noise: Vec<u8> = (0..4_000_u32).map(|n| u8::try_from(n * n * 7 % 251).unwrap_or(0)).collect();
        assert_eq!(decode(&noise, None), None);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..200), label in "\\PC{0,40}") {
            decode(&body, Some(&label));
        }
    }
}
