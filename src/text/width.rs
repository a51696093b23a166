//! Display columns: how wide a text is drawn, and cutting by that width.

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}
