//! A note that is being written and may have more than the line of a prompt holds: its text beside what the line shows.
//!
//! Invariant: what the line cannot show is not lost by it. Only a line that was changed takes the place of the text.

use super::prompt::MAX_LETTERS;

/// The whole text of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// Whether it is stored so.
    pub is_stored: bool,
}

impl Draft {
    /// What the line shows of it: all, or nothing where it does not fit.
    pub fn line(&self) -> &str {
        if self.fits() { &self.text } else { "" }
    }

    /// Whether one line holds it.
    pub fn fits(&self) -> bool {
        !self.text.contains('\n') && self.text.chars().count() <= MAX_LETTERS
    }

    /// The note that is meant, given the line: the whole text while the line is as it was.
    pub fn meant<'a>(&'a self, line: &'a str) -> &'a str {
        if line.trim() == self.line().trim() { &self.text } else { line }
    }

    /// What the operator is told of a text that the line does not show.
    pub fn hint(&self) -> Option<String> {
        let lines = self.text.lines().count();
        let does = if self.is_stored { "leaves it" } else { "stores it" };
        (!self.fits())
            .then(|| format!("a note of {lines} lines: C-e opens it, Enter {does}, what is typed replaces it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_line_cannot_show_is_kept_until_the_line_is_changed() {
        let short = Draft { text: "call back".to_owned(), is_stored: true };
        assert_eq!((short.line(), short.meant("call back"), short.meant("")), ("call back", "call back", ""));
        assert_eq!(short.hint(), None);
        let long = Draft { text: "one\ntwo".to_owned(), is_stored: true };
        assert_eq!((long.line(), long.meant(" "), long.meant("new")), ("", "one\ntwo", "new"));
        assert!(long.hint().is_some_and(|hint| hint.contains("2 lines") && hint.contains("leaves it")));
        let wide = Draft { text: "x".repeat(MAX_LETTERS + 1), is_stored: false };
        assert!(wide.meant("").len() > MAX_LETTERS && wide.hint().is_some_and(|hint| hint.contains("stores it")));
    }
}
