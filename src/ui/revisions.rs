//! An item's revisions in the reader: the list of them, and what changed from one to the next, word by word. What went
//! stands in `[- -]` and what came in `{+ +}`, so that colours only repeat it.

use super::document::Piece;
use super::moment;
use super::theme::Look;
use crate::model::Revision;
use crate::text::diff::{Change, changes};

/// What changed to one revision from the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The later one, by its place among the revisions.
    pub to: usize,
    /// The words, by paragraphs.
    pub paragraphs: Vec<Vec<Piece>>,
}

/// What changed to the revision at a place; none where nothing stands before it.
pub fn changed_to(revisions: &[Revision], to: usize) -> Option<Changed> {
    let (before, after) = (revisions.get(to.checked_sub(1)?)?, revisions.get(to)?);
    Some(Changed { to, paragraphs: changed(before, after) })
}

/// A revision in a line: "2 fetched Fri 7 Mar 14:30Z, another headline".
pub fn line(revisions: &[Revision], n: usize) -> Option<String> {
    let revision = revisions.get(n)?;
    let told = format!("{} fetched {}", revision.number, moment::brief(revision.fetched));
    let before = n.checked_sub(1).and_then(|n| revisions.get(n));
    let has_other_title = before.is_some_and(|before| before.title != revision.title);
    Some(if has_other_title { format!("{told}, another headline") } else { told })
}

/// What changed from one revision to the next, by paragraphs: the title, then the text.
fn changed(before: &Revision, after: &Revision) -> Vec<Vec<Piece>> {
    let mut paragraphs = vec![pieces(&changes(&before.title, &after.title), Look::Heading), vec![]];
    let mut paragraph: Vec<Change<'_>> = vec![];
    for change in changes(&before.text, &after.text) {
        let (Change::Same(text) | Change::New(text) | Change::Gone(text)) = change;
        let ends = text.contains('\n') && !matches!(change, Change::Gone(_));
        paragraph.push(change);
        if ends {
            paragraphs.push(pieces(&paragraph, Look::Plain));
            paragraph.clear();
        }
    }
    paragraphs.push(pieces(&paragraph, Look::Plain));
    paragraphs
}

/// Changes as pieces; words that came or went together stand in one pair of brackets.
fn pieces(changes: &[Change<'_>], look: Look) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let kind = |change: &Change<'_>| match change {
        Change::Same(_) => look,
        Change::Gone(_) => Look::Gone,
        Change::New(_) => Look::New,
    };
    for group in changes.chunk_by(|one, other| kind(one) == kind(other)) {
        let Some(look) = group.first().map(kind) else { continue };
        let text: String = group
            .iter()
            .map(|(Change::Same(text) | Change::Gone(text) | Change::New(text))| text.replace('\n', " "))
            .collect();
        let text = match look {
            Look::Gone => format!("[-{}-] ", text.trim_end()),
            Look::New => format!("{{+{}+}} ", text.trim_end()),
            _ => text,
        };
        pieces.push(Piece { text, look });
    }
    pieces
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn revision(number: u32, title: &str, text: &str) -> Revision {
        let fetched = "2025-03-07T14:30:00Z".parse().unwrap();
        Revision { number, fetched, title: title.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn what_went_and_what_came_stand_in_brackets_by_paragraph() {
        let (one, two) =
            (revision(1, "Toll", "35 killed.\nOne end."), revision(2, "Toll rises", "70 killed.\nOther end."));
        let told: Vec<String> = changed(&one, &two)
            .iter()
            .map(|paragraph| paragraph.iter().map(|piece| piece.text.as_str()).collect())
            .collect();
        assert_eq!(told, ["Toll {+rises+} ", "", "[-35-] {+70+} killed. ", "[-One-] {+Other+} end."]);
        assert_eq!(line(&[one.clone(), two.clone()], 0).unwrap(), "1 fetched Fri 7 Mar 14:30Z");
        assert_eq!(line(&[one, two], 1).unwrap(), "2 fetched Fri 7 Mar 14:30Z, another headline");
    }
}
