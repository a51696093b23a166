//! The few words that PostgreSQL writes otherwise than SQLite, in whose words the statements are written.
//!
//! What else SQLite has and PostgreSQL has not (`json_each` over a text, `unixepoch`) the migrations make for it, so that
//! most statements are the same to the letter.

use std::borrow::Cow;

/// A statement in PostgreSQL's words: parameters are `$1`, no index is named (PostgreSQL chooses by what it knows of the
/// tables), joins keep no order by their name, and what SQLite numbers by itself has a column of its own.
pub(in super::super) fn statement(statement: &str) -> String {
    let mut said = String::with_capacity(statement.len());
    let mut rest = statement;
    while let Some(at) = rest.find(['?', 'I', 'C', 'r']) {
        let (before, from) = rest.split_at(at);
        said.push_str(before);
        let begins = !said.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        rest = match from {
            _ if from.starts_with('?') => {
                said.push('$');
                &from[1..]
            }
            _ if begins && from.starts_with("INDEXED BY ") => {
                let name = from["INDEXED BY ".len()..].split(|letter: char| !letter.is_alphanumeric() && letter != '_');
                &from["INDEXED BY ".len() + name.clone().next().map_or(0, str::len)..]
            }
            _ if begins && from.starts_with("CROSS JOIN ") => &from["CROSS ".len()..],
            _ if begins && from.starts_with("rowid") => {
                said.push_str("no");
                &from["rowid".len()..]
            }
            _ => {
                said.push_str(&from[..1]);
                &from[1..]
            }
        };
    }
    said.push_str(rest);
    said
}

/// How many parameters a statement in PostgreSQL's words has: as many as the number of the last one.
pub(in super::super) fn parameters(statement: &str) -> usize {
    let number = |said: &str| {
        let end = said.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(said.len());
        said.get(..end).and_then(|digits| digits.parse::<usize>().ok())
    };
    statement.split('$').skip(1).filter_map(number).max().unwrap_or(0)
}

/// A text as PostgreSQL can keep it: it has no place for the sign of number nought.
pub(in super::super) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_few_words_are_exchanged() {
        let check = |said: &str, expect: &str| assert_eq!(statement(said), expect);
        check("SELECT ?1, ?12 FROM a WHERE Id = ?2", "SELECT $1, $12 FROM a WHERE Id = $2");
        check("item AS o INDEXED BY item_marked CROSS JOIN b ON 1 = 1", "item AS o  JOIN b ON 1 = 1");
        check("c.rowid, c.rowids, my_rowid", "c.no, c.nos, my_rowid");
        check("orrowid, o.rowid", "orrowid, o.no");
        check("SELECT 'é?' || x", "SELECT 'é$' || x");
        check("", "");
    }

    #[test]
    fn parameters_are_as_many_as_the_last_one_says() {
        assert_eq!(parameters("SELECT $1, $12 FROM a WHERE id = $2"), 12);
        assert_eq!(parameters("SELECT 'é$' || x"), 0);
    }

    #[test]
    fn a_text_is_kept_but_for_what_has_no_place() {
        assert_eq!(text("one\0two"), "one\u{fffd}two");
        assert!(matches!(text("قتلى"), Cow::Borrowed("قتلى")));
    }
}
