//! Why a cell is as it is: every claim or status in its matter, and what became of each by which rule.

use jiff::Timestamp;

use crate::model::{
    Bound, CategoryId, Episode, Explanation, Ledger, Line, Metric, OriginId, PlaceId, Situation, Staleness, StatusKind,
};

use super::board::{Word, Words};
use super::row::metric_word;
use super::series::Seen;
use super::tally::Account;
use super::witness::Subject;
use super::{control, curfew};

/// Which row of the tally is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is counted.
    pub metric: Metric,
    /// Whose dead.
    pub category: CategoryId,
    /// By whose hand, for a row by perpetrator.
    pub perpetrator: Option<CategoryId>,
}

/// Explains a row of the tally as it stood at `as_of`.
pub fn tally_row(
    ledger: &Ledger,
    situation: &Situation,
    episode: &Episode,
    as_of: Timestamp,
    row: &Row,
) -> Explanation {
    let account = Account::new(ledger, situation, episode, as_of);
    let subject = Subject { metric: row.metric, category: &row.category, perpetrator: row.perpetrator.as_ref() };
    let name = |index: usize| account.seen.get(index).map_or_else(|| "another claim".to_owned(), claim_name);
    let mut lines: Vec<Line> = account
        .seen
        .iter()
        .filter(|seen| Subject::of(seen) == subject)
        .map(|seen| Line {
            id: seen.stored.id.to_string(),
            item: seen.stored.from.item.clone(),
            origin: seen.stored.claim.origin.clone(),
            as_of: seen.at,
            states: figure(seen),
            verdict: seen.fate.verdict(),
            rule: seen.fate.rule(),
            why: seen.fate.why(name),
        })
        .collect();
    put_in_order(&mut lines);
    let hand = row.perpetrator.as_ref().map(|hand| format!(" by {hand}")).unwrap_or_default();
    Explanation {
        as_of,
        cell: format!("{} {}{hand}", metric_word(row.metric), row.category),
        lines,
        notes: account.notes(situation, subject),
    }
}

/// Explains a place's curfew or control as it stood at `as_of`.
pub fn board_cell(
    ledger: &Ledger,
    situation: &Situation,
    episode: &Episode,
    as_of: Timestamp,
    place: &PlaceId,
    kind: StatusKind,
) -> Explanation {
    let all = Words::new(ledger, situation, episode, as_of);
    let mut words = all.of(situation, place, kind);
    let staleness = Staleness::default();
    let mut notes = vec![];
    let cell = match kind {
        StatusKind::Curfew => {
            let cell = curfew::cell(&mut words, as_of, &staleness);
            notes.extend(
                cell.and_then(|cell| cell.disputed_until).map(|end| format!("another source ends it at {end}")),
            );
            "curfew"
        }
        StatusKind::Control => {
            let cell = control::cell(&mut words, as_of, &staleness);
            notes.extend(cell.and_then(|cell| cell.disputed).map(|other| format!("another source says {other}")));
            "control"
        }
    };
    let name = |index: usize| words.get(index).map_or_else(|| "another status".to_owned(), word_name);
    let mut lines: Vec<Line> =
        words.iter().chain(&all.out(situation, place, kind)).map(|word| line(word, name)).collect();
    put_in_order(&mut lines);
    Explanation { as_of, cell: format!("{cell} {place}"), lines, notes }
}

fn put_in_order(lines: &mut [Line]) {
    lines.sort_by(|one, other| (one.as_of, &one.id).cmp(&(other.as_of, &other.id)));
}

fn line(word: &Word<'_>, name: impl Fn(usize) -> String) -> Line {
    Line {
        id: word.stored.id.to_string(),
        item: word.stored.from.item.clone(),
        origin: word.stored.status.origin.clone(),
        as_of: word.at,
        states: states(word),
        verdict: word.fate.verdict(),
        rule: word.fate.rule(),
        why: word.fate.why(name),
    }
}

fn states(word: &Word<'_>) -> String {
    let status = &word.stored.status;
    let said = control::describe(&status.value, status.extent);
    let of = word.via().map(|region| format!(" (said of {region})")).unwrap_or_default();
    match status.until {
        Some(until) => format!("{said} until {until}{of}"),
        None => format!("{said}{of}"),
    }
}

fn word_name(word: &Word<'_>) -> String {
    format!("{} at {}", states(word), word.at)
}

fn claim_name(seen: &Seen<'_>) -> String {
    let origin = seen.stored.claim.origin.as_ref().map_or("nobody named", OriginId::as_str);
    format!("{origin}'s {} of {}", figure(seen), seen.at)
}

fn figure(seen: &Seen<'_>) -> String {
    let (low, high) = seen.ends();
    let figure = match (low, high) {
        (Some(low), Some(high)) if low != high => format!("{low} to {high}"),
        (Some(one), _) | (None, Some(one)) => one.to_string(),
        (None, None) => "no number".to_owned(),
    };
    match seen.stored.claim.bound {
        Bound::Exact | Bound::Range => figure,
        Bound::AtLeast => format!("at_least {figure}"),
        Bound::MoreThan => format!("more_than {figure}"),
        Bound::About => format!("about {figure}"),
        Bound::UpTo => format!("up_to {figure}"),
        Bound::Vague => format!("vague {figure}"),
    }
}
