//! HTML to plain text.

/// The plain text of an HTML fragment.
pub fn to_text(html: &str) -> String {
    html.to_owned()
}

/// Whether a text holds HTML markup or character references.
pub fn looks_like_html(text: &str) -> bool {
    text.contains("</")
}
