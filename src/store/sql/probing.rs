//! Probing: a page of what has common words, found by going down the list and looking into the texts.
//!
//! The index puts all that begins with some letters together before it tells the first: where most of a store has them, that
//! costs as much as the store is large, and a page is full after a few rows. So the newest rows are looked through first, for as
//! long as it seems that they will fill it.

use std::collections::BTreeSet;

use sqlx::AssertSqlSafe;

use super::super::{ReportQuery, StoreError};
use super::column::{Columns, millis};
use super::fault::fault;
use super::fragments::{LEADS, REVISION, relevant};
use super::matching::{Matching, Scope};
use super::reports::{LISTED, below};
use super::statement::{self, Dialect};
use super::transaction::Transaction;
use super::unrelated::IN_NONE;
use super::words::rows_of;
use crate::filter::{Condition, Phrase};
use crate::text::terms;

const PROBING: &str = "looking through the newest reports";

/// Reports of the first step; each further one has twice as many.
const FIRST: i64 = 64;
/// Of so many reports one must have the words, or the index is quicker.
const SHARE: usize = 8;
/// Bytes of text that are looked through at most: some thousand ordinary items.
const TEXTS: usize = 4_000_000;

/// Parameters of the statement besides those of the filter.
const OWN: usize = 5;

/// The words of a filter that must be found, and all else that must hold; none where the index answers at once, as it does
/// for whole words.
pub(super) fn probed(condition: &Condition) -> Option<(&[Phrase], Condition)> {
    let parts = match condition {
        Condition::And(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let has_start = |phrases: &[Phrase]| phrases.iter().any(|phrase| phrase.is_start);
    let at = parts.iter().position(|part| matches!(part, Condition::Words(phrases) if has_start(phrases)))?;
    let Some(Condition::Words(phrases)) = parts.get(at) else { return None };
    let rest = parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| part.clone());
    Some((phrases, Condition::And(rest.collect())))
}

/// What is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    /// Reports, as they are grouped now.
    Reports,
    /// Items that are in none.
    Unrelated,
}

/// The ids of a query's page, newest first; none where too few of the newest have the words.
pub(super) async fn probe(
    transaction: &mut Transaction,
    query: &ReportQuery,
    (from, latest): (i64, i64),
    among: Among,
) -> Result<Option<Vec<String>>, StoreError> {
    let Some((phrases, rest)) = query.filter.as_ref().and_then(probed) else { return Ok(None) };
    if transaction.dialect() != Dialect::Sqlite {
        return Ok(None);
    }
    let scope = if among == Among::Reports { Scope::Report } else { Scope::Item };
    let mut matching = Matching::new(transaction.dialect(), scope, OWN);
    let holds = matching.condition(&rest)?;
    let (listed, members) = match among {
        Among::Reports => (
            format!(
                "SELECT i.report_id AS id, i.published_at FROM item AS i
                 WHERE i.report_id IS NOT NULL AND {LISTED} AND {holds} AND {LEADS}"
            ),
            concat!("o.report_id = l.id AND o.published_at <= ?1 AND o.fetched_at <= ?1 AND ", relevant!("o")),
        ),
        Among::Unrelated => {
            (format!("SELECT i.id, i.published_at FROM item AS i WHERE {IN_NONE} AND {holds}"), "o.id = l.id")
        }
    };
    let statement = format!(
        "WITH listed AS MATERIALIZED ({listed} ORDER BY 2 DESC, 1 DESC LIMIT ?5)
         SELECT l.id, l.published_at, r.title, r.text FROM listed AS l
         JOIN item AS o ON {members}
         JOIN revision AS r ON r.item_no = o.no AND r.number = {REVISION}
         ORDER BY l.published_at DESC, l.id DESC"
    );
    let sought: Vec<Vec<String>> = phrases.iter().map(rows_of).collect();
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut below = below(query, latest);
    let (mut found, mut seen, mut bytes, mut step): (Vec<String>, _, _, _) = (vec![], 0, 0, FIRST);
    loop {
        let asked = statement::query(AssertSqlSafe(statement.clone()))
            .bind(millis(query.as_of))
            .bind(from)
            .bind(below.0)
            .bind(&below.1)
            .bind(step);
        let rows = matching.bind(asked).fetch_all(&mut *transaction).await.map_err(fault(PROBING))?;
        let mut listed = BTreeSet::new();
        for row in &rows {
            let row = Columns(row);
            let (id, title, text) = (row.said("id")?, row.said("title")?, row.said("text")?);
            bytes += title.len() + text.len();
            below = (row.get("published_at")?, id.clone());
            if found.last() != Some(&id) && has_all(&sought, &title, &text) {
                found.push(id.clone());
            }
            listed.insert(id);
        }
        seen += listed.len();
        if found.len() >= limit || i64::try_from(listed.len()).unwrap_or(i64::MAX) < step {
            found.truncate(limit);
            return Ok(Some(found));
        }
        if found.len() * SHARE < seen || bytes > TEXTS {
            return Ok(None);
        }
        step *= 2;
    }
}

/// Whether an item has all that is sought, of each any wording, in its headline or in its text.
fn has_all(sought: &[Vec<String>], title: &str, text: &str) -> bool {
    let row = |text: &str| format!(" {}", terms::joined(text));
    let (title, text) = (row(title), row(text));
    let has = |wording: &String| title.contains(wording.as_str()) || text.contains(wording.as_str());
    sought.iter().all(|one| one.iter().any(has))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    fn words(text: &str) -> Condition {
        Condition::Words(vec![Phrase::new(text.trim_end_matches('*'), text.ends_with('*'))])
    }

    #[test]
    fn only_starts_are_probed() {
        assert!(probed(&words("cur*")).is_some());
        assert!(probed(&words("cu*")).is_some());
        assert!(probed(&words("c*")).is_none());
        assert!(probed(&words("curfew")).is_none());
        let both = Condition::And(vec![Condition::Lang(Lang::new("en")), words("night cur*")]);
        let found = probed(&both).map(|(phrases, rest)| (phrases.len(), rest));
        assert_eq!(found, Some((1, Condition::And(vec![Condition::Lang(Lang::new("en"))]))));
        assert!(probed(&Condition::Or(vec![words("cur*")])).is_none());
    }

    #[test]
    fn a_phrase_is_found_in_the_headline_or_the_text_and_over_neither_border() {
        let sought = |text: &str| match words(text) {
            Condition::Words(phrases) => phrases.iter().map(rows_of).collect::<Vec<_>>(),
            _ => vec![],
        };
        assert!(has_all(&sought("night cur*"), "A night curfew", ""));
        assert!(has_all(&sought("night cur*"), "", "the NIGHT-curfew"));
        assert!(!has_all(&sought("night cur*"), "night", "curfew"));
        assert!(!has_all(&sought("urf*"), "curfew", ""));
        assert!(has_all(&sought("curfew"), "curfew", "") && !has_all(&sought("curf"), "curfew", ""));
    }
}
