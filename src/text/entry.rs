//! What an operator types to keep it: tags and notes, cleaned by the one door and bounded. Nothing is cut: who typed too
//! much is told so.

use super::normalize;

/// Characters of a tag: it stands in a row beside others.
pub const TAG_MAX: usize = 32;

/// Characters of a note: what was learnt on the telephone, not a report of its own.
pub const NOTE_MAX: usize = 2_000;

/// A tag as it is kept: lower case, its words joined by hyphens, without the `#` it may be typed with.
///
/// # Errors
/// A sentence, where it is empty, too long, or holds what a filter reads as something else.
pub fn tag(typed: &str) -> Result<String, String> {
    let line = normalize::line_within(typed, normalize::LINE_MAX);
    let bare = line.trim().trim_start_matches('#').to_lowercase();
    let tag = bare.split_whitespace().collect::<Vec<_>>().join("-");
    if !tag.chars().any(char::is_alphanumeric) {
        return Err(format!("`{}` is no tag; a tag has a letter or a digit", line.trim()));
    }
    let many = tag.chars().count();
    if many > TAG_MAX {
        return Err(format!("a tag has at most {TAG_MAX} characters; this one has {many}"));
    }
    match tag.chars().find(|c| matches!(c, '"' | '(' | ')' | ':' | ',' | '\\')) {
        Some(wrong) => Err(format!("a tag has no `{wrong}` in it; letters, digits and hyphens do")),
        None => Ok(tag),
    }
}

/// A note as it is kept; none where nothing is left of it, which takes a note away.
///
/// # Errors
/// A sentence, where it is too long.
pub fn note(typed: &str) -> Result<Option<String>, String> {
    let clean = normalize::block(typed);
    let note = clean.trim();
    let many = note.chars().count();
    if many > NOTE_MAX {
        return Err(format!("a note has at most {NOTE_MAX} characters; this one has {many}"));
    }
    Ok(Some(note.to_owned()).filter(|note| !note.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_one_word_in_lower_case() {
        let check = |typed: &str, expect: Option<&str>| assert_eq!(tag(typed).ok().as_deref(), expect, "{typed}");
        check("#Jableh", Some("jableh"));
        check("  Naval   College ", Some("naval-college"));
        check("جبلة", Some("جبلة"));
        check("red\u{1b}[31m", Some("red"));
        check("", None);
        check("###", None);
        check("a:b", None);
        check("say \"x\"", None);
        check(&"x".repeat(TAG_MAX), Some(&"x".repeat(TAG_MAX)));
        check(&"x".repeat(TAG_MAX + 1), None);
    }

    #[test]
    fn notes_are_clean_and_whole() {
        let check = |typed: &str, expect: &Result<Option<&str>, ()>| {
            assert_eq!(
                note(typed).as_ref().map(Option::as_deref).map_err(|_| ()),
                expect.as_ref().map(|x| *x).map_err(|_| ())
            );
        };
        check(" call back\r\nafter six\n", &Ok(Some("call back\nafter six")));
        check("\u{202e}gnol\u{7}", &Ok(Some("gnol")));
        check(" \n ", &Ok(None));
        check(&"x".repeat(NOTE_MAX + 1), &Err(()));
    }
}
