//! Values as people write them: sizes ("10MB"), and durations and instants as `text::when` reads them.

use serde::{Deserialize, Deserializer, de};

pub use crate::text::when::{Edge, Span, instant};

/// A number of bytes: 65536, "64KB", "10MB", "1GiB". K, M and G are powers of 1000, Ki, Mi and Gi of 1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl Size {
    /// Reads a size.
    ///
    /// # Errors
    /// A sentence, where it is none or does not fit.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no size; write it like \"64KB\", \"10MB\" or as a number of bytes");
        let bare = text.trim();
        let digits = bare.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(bare.len());
        let (number, unit) = bare.split_at_checked(digits).ok_or_else(wrong)?;
        let number: u64 = number.replace('_', "").parse().map_err(|_| wrong())?;
        let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" => 1_000,
            "m" | "mb" => 1_000_000,
            "g" | "gb" => 1_000_000_000,
            "ki" | "kib" => 1 << 10,
            "mi" | "mib" => 1 << 20,
            "gi" | "gib" => 1 << 30,
            _ => return Err(wrong()),
        };
        number.checked_mul(factor).map(Self).ok_or_else(wrong)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl de::Visitor<'_> for Bytes {
            type Value = Size;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a size like \"10MB\" or a number of bytes")
            }
            fn visit_i64<E: de::Error>(self, bytes: i64) -> Result<Size, E> {
                u64::try_from(bytes).map(Size).map_err(|_| E::custom(format!("`{bytes}` is less than no bytes")))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Size, E> {
                Size::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let check =
            |text: &str, expect: Option<u64>| assert_eq!(Size::parse(text).ok().map(|size| size.0), expect, "{text}");
        check("10MB", Some(10_000_000));
        check("64KB", Some(64_000));
        check("64 KiB", Some(65_536));
        check("1g", Some(1_000_000_000));
        check("65_536", Some(65_536));
        check("0", Some(0));
        for wrong in ["", "MB", "-1", "1.5MB", "10 boxes", "99999999999999999999", "18446744073709551615KB"] {
            check(wrong, None);
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_reader(text in ".{0,40}") {
            let _any = Size::parse(&text);
        }
    }
}
