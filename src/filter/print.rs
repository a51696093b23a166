//! A filter as text. What is printed is parsed into the same filter.

use std::fmt;

use super::{Expr, Term};

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => {
                for (n, part) in parts.iter().enumerate() {
                    if n > 0 {
                        f.write_str(" ")?;
                    }
                    match part {
                        Self::Or(_) => write!(f, "({part})")?,
                        part => write!(f, "{part}")?,
                    }
                }
                Ok(())
            }
            Self::Or(parts) => {
                for (n, part) in parts.iter().enumerate() {
                    if n > 0 {
                        f.write_str(" or ")?;
                    }
                    write!(f, "{part}")?;
                }
                Ok(())
            }
            Self::Not(inner) => match &**inner {
                Self::And(_) | Self::Or(_) => write!(f, "not ({inner})"),
                inner => write!(f, "not {inner}"),
            },
            Self::Term(term, _) => write!(f, "{term}"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word { text, is_start } => write!(f, "{text}{}", if *is_start { "*" } else { "" }),
            Self::Phrase(text) => quoted(f, text),
            Self::Named(field, value) => {
                write!(f, "{}:", field.name())?;
                if value.is_empty() || value.contains(|c: char| c.is_whitespace() || is_sign(c)) {
                    quoted(f, value)
                } else {
                    f.write_str(value)
                }
            }
            Self::Counted(quantity, comparison, number) => {
                write!(f, "{}{}{number}", quantity.name(), comparison.sign())
            }
        }
    }
}

/// Whether a character ends a bare word, or begins something else.
pub(super) fn is_sign(c: char) -> bool {
    matches!(c, '(' | ')') || is_quote(c)
}

/// Whether a character begins and ends a quotation.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        if is_quote(c) || c == '\\' {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}
