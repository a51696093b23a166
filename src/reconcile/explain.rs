//! Why a cell is as it is: every claim or status in its matter, and what became of each by which rule.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{
    CategoryId, Claim, ClaimId, Episode, Explanation, Figure, Ledger, Line, Metric, Part, PlaceId, Sentence, Situation,
    Standing, Stated, StatusKind,
};

use super::account::Account;
use super::behind::{Behind, Matter};
use super::board::{Word, Words};
use super::books::Books;
use super::control;
use super::facts::place;
use super::fate::Fate;
use super::row::{metric_word, standing};
use super::series::{Seen, ends};
use super::sight::{Amending, Rulings};
use super::view::{Frame, View};
use super::witness::Subject;

/// Which row of the tally is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
    Books::open(Arc::new(situation.clone()), episode.clone(), as_of, ledger.clone()).explain_row(row)
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
    Books::open(Arc::new(situation.clone()), episode.clone(), as_of, ledger.clone()).explain_cell(place, kind)
}

/// What stands behind a row of the tally in a view.
pub(super) fn row<'b>(frame: &Frame<'b>, view: &'b View, row: &Row) -> Behind<'b> {
    let Frame { facts, situation, episode, .. } = *frame;
    let account = &view.account;
    let subject = Subject { metric: row.metric, category: row.category.clone(), perpetrator: row.perpetrator.clone() };
    let speaking = account.made(&subject).and_then(|made| made.speaking);
    let (begin, _) = episode.bounds(view.as_of);
    // What was published before the episode is listed where it decided something: there may be a month of it.
    let decided: HashSet<&ClaimId> = account
        .of_subject(facts, subject.clone())
        .filter_map(|(_, fate, _)| if let Fate::OldToll(old) = fate { account.claim(old) } else { None })
        .map(|old| &old.stored.id)
        .collect();
    let told = account.of_subject(facts, subject.clone()).filter(|(seen, fate, _)| {
        *fate != Fate::BeforeEpisode || seen.stored.from.published >= begin || decided.contains(&seen.stored.id)
    });
    let told = told.map(|(seen, fate, read)| (seen, weighed(situation, &subject, seen, fate, speaking), read));
    let claims = Claims { told: told.collect(), account, rulings: &view.rulings };
    Behind::new(claims, account.notes(situation, &subject))
}

/// The claims of a row of the tally: each with what became of it, and as it was read where an operator has amended it.
struct Claims<'b> {
    told: Vec<(&'b Seen, Fate, Option<&'b Claim>)>,
    account: &'b Account,
    rulings: &'b Rulings,
}

impl Matter for Claims<'_> {
    fn count(&self) -> usize {
        self.told.len()
    }

    fn id(&self, number: usize) -> &str {
        self.told[number].0.stored.id.as_str()
    }

    fn at(&self, number: usize) -> Timestamp {
        self.told[number].0.at
    }

    fn fate(&self, number: usize) -> Fate {
        self.told[number].1
    }

    fn states(&self, number: usize) -> Stated {
        stated(&self.told[number].0.stored.claim)
    }

    fn line(&self, number: usize) -> Line {
        let (seen, fate, read) = self.told[number];
        let name = |number: u32| self.account.claim(number).map_or_else(|| "another claim".into(), claim_name);
        let amended = read.map(|read| amended(read, &seen.stored.claim, self.rulings.amendings(&seen.stored.id)));
        let line = Line {
            id: seen.stored.id.to_string(),
            item: seen.stored.from.item.clone(),
            origin: seen.stored.claim.origin.clone(),
            as_of: seen.at,
            states: self.states(number),
            verdict: fate.verdict(),
            rule: fate.rule(),
            why: amended.into_iter().fold(fate.why(name), |why, amended| why.and("; ").then(amended)),
        };
        judged(line, self.rulings)
    }
}

/// What became of an origin's current figure beside those of other origins.
fn weighed(situation: &Situation, subject: &Subject, seen: &Seen, fate: Fate, speaking: Option<Standing>) -> Fate {
    if !matches!(fate, Fate::Current | Fate::Vague) {
        return fate;
    }
    match standing(situation, seen.stored.claim.origin.as_ref(), subject).0 {
        Standing::Party => Fate::PartyWord,
        Standing::Weak if speaking.is_some_and(|speaking| speaking < Standing::Weak) => Fate::Outranked,
        _ => fate,
    }
}

/// What operators have changed of a claim, who did, when and why.
fn amended(read: &Claim, now: &Claim, made: &[Amending]) -> Sentence {
    let of_place = |claim: &Claim| claim.place.clone().map_or("none".into(), Part::Place);
    let of_origin = |claim: &Claim| claim.origin.clone().map_or("none".into(), |origin| Part::Origin(Some(origin)));
    let sides = [
        ("figure from ", Part::Stated(stated(read)), Part::Stated(stated(now))),
        ("category from ", Part::Category(read.category.clone()), Part::Category(now.category.clone())),
        ("scope from ", word(&read.scope).into(), word(&now.scope).into()),
        ("place from ", of_place(read), of_place(now)),
        ("origin from ", of_origin(read), of_origin(now)),
    ];
    let changed = sides.into_iter().filter(|(_, was, is)| was != is);
    let changed = changed.map(|(what, was, is)| Sentence::from(what).and(was).and(" to ").and(is));
    let made =
        made.iter().map(|made| by_whom(Sentence::default(), &made.operator, made.decided, made.reason.as_deref()));
    Sentence::from("amended: ").then(joined(changed, ", ")).and(", ").then(joined(made, ", then "))
}

/// What was done, with who did it, when, and why where that was said.
pub(super) fn by_whom(done: Sentence, operator: &str, decided: Timestamp, reason: Option<&str>) -> Sentence {
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    done.and(format!("by {operator} at ")).and(Part::Instant(decided)).and(reason)
}

/// Adds who confirmed or rejected a line, when and why: where two operators disagree, both are told.
fn judged(mut line: Line, rulings: &Rulings) -> Line {
    if let Some((told, is_rejected)) = rulings.judgings(&line.id) {
        let is_why = is_rejected && line.rule == Fate::Rejected.rule();
        line.why = if is_why { told } else { std::mem::take(&mut line.why).and("; ").then(told) };
    }
    line
}

/// Sentences as one, with words between them.
pub(super) fn joined(sentences: impl Iterator<Item = Sentence>, between: &'static str) -> Sentence {
    sentences.reduce(|told, next| told.and(between).then(next)).unwrap_or_default()
}

/// A value's name in data.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What stands behind a place's curfew or control as the words of a moment have it.
pub(super) fn cell<'b>(
    situation: &Situation,
    words: &'b Words,
    view: &'b View,
    of: &PlaceId,
    kind: StatusKind,
) -> Behind<'b> {
    let cell = words.cell(of, kind);
    let mut notes = vec![];
    if let Some((curfew, (end, _))) =
        cell.and_then(|cell| cell.curfew).and_then(|curfew| Some((curfew, curfew.disputed?)))
    {
        if !curfew.lifted {
            notes.push(Sentence::from("another source ends it at ").and(Part::Instant(end)));
        } else if end > view.as_of {
            let against = Sentence::from("against the lift, a source has it in force until ");
            notes.push(against.and(Part::Instant(end)));
        }
    }
    if let Some(other) = cell.and_then(|cell| cell.words.get(cell.control?.other?)) {
        let says = Stated::Place { holds: control::holding(&other.stored.status), until: None, via: None };
        notes.push(Sentence::from("another source says ").and(Part::Stated(says)));
    }
    let (held, settled) = cell.map_or((&[][..], &[][..]), |cell| (cell.words.as_slice(), cell.settled.as_slice()));
    let out = words.out(situation, of, kind).into_iter().map(Cow::Owned);
    let words = held.iter().chain(settled).map(Cow::Borrowed).chain(out).collect();
    Behind::new(Statuses { words, held, rulings: &view.rulings }, notes)
}

/// The statuses of a place.
struct Statuses<'b> {
    words: Vec<Cow<'b, Word>>,
    /// Those that the cell is made of, by whose places others are named.
    held: &'b [Word],
    rulings: &'b Rulings,
}

impl Matter for Statuses<'_> {
    fn count(&self) -> usize {
        self.words.len()
    }

    fn id(&self, number: usize) -> &str {
        self.words[number].stored.id.as_str()
    }

    fn at(&self, number: usize) -> Timestamp {
        self.words[number].at
    }

    fn fate(&self, number: usize) -> Fate {
        self.words[number].fate
    }

    fn states(&self, number: usize) -> Stated {
        states(&self.words[number])
    }

    fn line(&self, number: usize) -> Line {
        let word = &self.words[number];
        let name = |number: u32| self.held.get(place(number)).map_or_else(|| "another status".into(), word_name);
        let line = Line {
            id: word.stored.id.to_string(),
            item: word.stored.from.item.clone(),
            origin: word.stored.status.origin.clone(),
            as_of: word.at,
            states: states(word),
            verdict: word.fate.verdict(),
            rule: word.fate.rule(),
            why: word.fate.why(name),
        };
        judged(line, self.rulings)
    }
}

/// All that stands behind a cell, the oldest first.
pub(super) fn whole(behind: Behind<'_>, as_of: Timestamp, cell: String) -> Explanation {
    let mut lines: Vec<Line> = behind.lines(0..behind.count()).collect();
    lines.sort_by(|one, other| (one.as_of, &one.id).cmp(&(other.as_of, &other.id)));
    Explanation { as_of, cell, lines, notes: behind.notes }
}

/// What a row of the tally is called in data.
pub(super) fn row_name(row: &Row) -> String {
    let hand = row.perpetrator.as_ref().map(|hand| format!(" by {hand}")).unwrap_or_default();
    format!("{} {}{hand}", metric_word(row.metric), row.category)
}

/// What a cell of the board is called in data.
pub(super) fn cell_name(place: &PlaceId, kind: StatusKind) -> String {
    let kind = match kind {
        StatusKind::Curfew => "curfew",
        StatusKind::Control => "control",
    };
    format!("{kind} {place}")
}

fn states(word: &Word) -> Stated {
    let status = &word.stored.status;
    Stated::Place { holds: control::holding(status), until: status.until, via: word.via() }
}

fn word_name(word: &Word) -> Sentence {
    Sentence::from(Part::Stated(states(word))).and(" at ").and(Part::Instant(word.at))
}

fn claim_name(seen: &Seen) -> Sentence {
    let claim = &seen.stored.claim;
    let figure = Part::Stated(stated(claim));
    Sentence::from(Part::Origin(claim.origin.clone())).and("'s ").and(figure).and(" of ").and(Part::Instant(seen.at))
}

/// What a claim states.
fn stated(claim: &Claim) -> Stated {
    let (low, high) = ends(claim);
    Stated::Figure(Figure { low, high, bound: claim.bound })
}
