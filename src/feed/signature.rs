//! What a body is that is no text, by the signs it begins with: what is known by name is told by its name, and not as letters
//! in an encoding that nobody knows.

use super::body::GZIP_MAGIC;
use crate::model::FeedErrorKind;

/// What a body is that begins as no document does, and what is said of it; none where it may be one.
pub fn of(body: &[u8]) -> Option<(FeedErrorKind, &'static str)> {
    let packed = "what it holds is packed once more, or its server does not say that it is: one content coding is read";
    Some(match body {
        _ if body.starts_with(&GZIP_MAGIC) => (FeedErrorKind::Decompress, packed),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => (FeedErrorKind::Decompress, packed),
        [0x89, b'P', b'N', b'G', ..] | [b'G', b'I', b'F', b'8', ..] | [0xff, 0xd8, 0xff, ..] => {
            (FeedErrorKind::NotAFeed, "the server sent a picture")
        }
        [b'P', b'K', 3, 4, ..] => (FeedErrorKind::NotAFeed, "the server sent a ZIP archive"),
        [b'%', b'P', b'D', b'F', b'-', ..] => (FeedErrorKind::NotAFeed, "the server sent a PDF document"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_told_by_its_name_and_no_text_is_taken_for_it() {
        let kind = |body: &[u8]| of(body).map(|(kind, _)| kind);
        assert_eq!(kind(b"\x1f\x8b\x08\0rest"), Some(FeedErrorKind::Decompress));
        for body in [&b"\x89PNG\r\n"[..], b"GIF89a", b"\xff\xd8\xff\xe0", b"PK\x03\x04", b"%PDF-1.7"] {
            assert_eq!(kind(body), Some(FeedErrorKind::NotAFeed), "{body:?}");
        }
        for body in [&b"<rss>"[..], b"", b"\xff\xfe<\0", b"\xef\xbb\xbf<", b"{}", b"PK", b"Warning: GIF89a"] {
            assert_eq!(kind(body), None, "{body:?}");
        }
    }
}
