//! Alerts: what rings. Pure functions of what was known before and what is known now; each ring names the thing it rings
//! for, and whoever keeps the rings sees to it that no rule rings twice for one. Deliberately absent: a clock, storage, how
//! a ring is told.

pub mod edits;
pub mod gate;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::model::alert::{End, Kind, Moves, Ring, Rule, Trigger};
use crate::model::handover::words;
use crate::model::{
    Board, Extent, FeedRecord, FeedState, PlaceWord, ReportRow, Situation, StatusKind, Tally, TallyRow,
};

use super::row::metric_word;

/// For how long a figure must have lain under a number before it crosses it anew: sources that contradict each other push
/// it over and under within hours, and that is one crossing.
const REARMED_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What a rule keeps in mind between two looks: what it last saw.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Memory {
    /// The end of the tally's row.
    pub figure: Option<u64>,
    /// Whether it lay over the number it is to cross.
    pub is_over: bool,
    /// Since when it has lain under it, while it still counts as over.
    pub under_since: Option<Timestamp>,
    /// How places stood, by `PLACE.KIND`.
    pub places: BTreeMap<String, String>,
}

/// A look at tally and board.
#[derive(Debug)]
pub struct Sight<'a> {
    /// When.
    pub at: Timestamp,
    /// What is watched.
    pub situation: &'a Situation,
    /// The tally.
    pub tally: &'a Tally,
    /// The board.
    pub board: &'a Board,
}

impl Sight<'_> {
    /// What a rule of figures or places rings for since what it kept in mind, with the claim or status that says so; it keeps
    /// in mind what it sees. Rules of other things ring for nothing here.
    pub fn rings(&self, rule: &Rule, memory: &mut Memory) -> Vec<(Ring, String)> {
        match &rule.trigger {
            Trigger::Tally { metric, category, perpetrator, end, moves } => {
                let is_it = |row: &&TallyRow| {
                    row.metric == *metric && row.category == *category && row.perpetrator == *perpetrator
                };
                let Some(row) = self.tally.rows.iter().find(is_it) else {
                    if matches!(moves, Moves::Crosses(_)) {
                        memory.figure = None;
                        crosses(false, self.at, memory);
                    }
                    return vec![];
                };
                self.figure(rule, row, *end, *moves, memory).into_iter().collect()
            }
            Trigger::Board { place, kind, becomes } => {
                let mut rings = vec![];
                for row in self.board.rows.iter().filter(|row| place.as_ref().is_none_or(|place| *place == row.place)) {
                    for (of, word) in words(row) {
                        // A place of which only its region was spoken of follows the region, which rings by itself.
                        let word = word.filter(|word| place.is_some() || word.via.is_none());
                        if kind.is_none_or(|kind| kind == of) {
                            rings.extend(self.place(rule, &row.place, of, word.as_ref(), becomes.as_deref(), memory));
                        }
                    }
                }
                rings
            }
            Trigger::Report { .. } | Trigger::Escalated { .. } | Trigger::Corrected { .. } | Trigger::Feed { .. } => {
                vec![]
            }
        }
    }

    fn figure(
        &self,
        rule: &Rule,
        row: &TallyRow,
        end: End,
        moves: Moves,
        memory: &mut Memory,
    ) -> Option<(Ring, String)> {
        let value = match end {
            End::Low => row.low,
            End::Best => row.best,
            End::High => row.high,
        };
        let before = memory.figure;
        let (rings, how) = match moves {
            Moves::Crosses(number) => {
                memory.figure = value;
                (crosses(value.is_some_and(|value| value >= number), self.at, memory), format!(" {number}"))
            }
            Moves::Changes => {
                memory.figure = value.or(before);
                (value.is_some() && value != before, String::new())
            }
            Moves::ChangesBy(step) => {
                let has_moved = value.is_some_and(|value| before.is_none_or(|before| value.abs_diff(before) >= step));
                if has_moved {
                    memory.figure = value;
                }
                (has_moved, format!(" by {step}"))
            }
        };
        let value = value.filter(|_| rings)?;
        let origin = row.origins.first()?;
        let name = row_name(row);
        let by = origin.origin.as_ref().map_or_else(|| "nobody named".to_owned(), |origin| origin.to_string());
        let over = if let Moves::Crosses(number) = moves { format!(" over {number}") } else { String::new() };
        let was = before.filter(|before| *before != value).map(|before| format!(", was {before}")).unwrap_or_default();
        let title = format!("{}, {}{over}: {value}{was} ({by})", row_title(row, self.situation), end.word());
        let thing = format!("tally {name} {}{how} {value} {}", end.word(), origin.claim);
        let ring = Ring {
            old: before.map(|before| before.to_string()),
            new: Some(value.to_string()),
            row: Some(name),
            ..Ring::new(&rule.name, Kind::Tally, thing, self.at, title)
        };
        Some((ring, origin.claim.to_string()))
    }

    fn place(
        &self,
        rule: &Rule,
        place: &crate::model::PlaceId,
        kind: StatusKind,
        word: Option<&PlaceWord>,
        becomes: Option<&str>,
        memory: &mut Memory,
    ) -> Option<(Ring, String)> {
        let which = if kind == StatusKind::Control { "control" } else { "curfew" };
        let key = format!("{place}.{which}");
        let state = word.map(|word| state(word, self.situation));
        let before = match &state {
            Some(state) => memory.places.insert(key.clone(), state.clone()),
            None => memory.places.remove(&key),
        };
        if before == state {
            return None;
        }
        // A word that nobody repeats any more is no change of the place.
        let (word, state) = (word?, state?);
        if becomes.is_some_and(|becomes| becomes != word.value) {
            return None;
        }
        let by = match &word.origin {
            Some(origin) if word.value != "lapsed" => format!(" ({origin})"),
            _ => String::new(),
        };
        let was = before.as_ref().map(|before| format!(", was {before}")).unwrap_or_default();
        let title = format!("{}, {which}: {state}{was}{by}", self.situation.place_name(place));
        let ring = Ring {
            old: before,
            new: Some(state.clone()),
            place: Some(place.clone()),
            ..Ring::new(&rule.name, Kind::Board, format!("board {key} {state} {}", word.claim), self.at, title)
        };
        Some((ring, word.claim.to_string()))
    }
}

/// Whether a figure crosses its number; it crosses it again once it has lain under it for a day.
fn crosses(is_over: bool, at: Timestamp, memory: &mut Memory) -> bool {
    if !is_over {
        let since = *memory.under_since.get_or_insert(at);
        if memory.is_over && at.duration_since(since) >= REARMED_AFTER {
            memory.is_over = false;
        }
        return false;
    }
    let was_over = memory.is_over && memory.under_since.is_none_or(|since| at.duration_since(since) < REARMED_AFTER);
    (memory.is_over, memory.under_since) = (true, None);
    !was_over
}

/// How a place stands, in words that change when that does: who says so and when does not matter.
fn state(word: &PlaceWord, situation: &Situation) -> String {
    let value = match word.value.as_str() {
        "in_force" => "in force".to_owned(),
        side => situation
            .sides
            .iter()
            .find(|known| known.id.as_str() == side)
            .map_or_else(|| side.to_owned(), |known| known.name.to_lowercase()),
    };
    let extent = match word.extent {
        Some(Extent::Most) => ", most of it",
        Some(Extent::Part) => ", a part of it",
        Some(Extent::Outskirts) => ", its outskirts",
        Some(Extent::Whole) | None => "",
    };
    let until = word
        .until
        .filter(|_| word.value == "in_force")
        .map(|until| format!(" to {}", brief(until)))
        .unwrap_or_default();
    format!("{value}{extent}{until}")
}

/// "Sat 8 Mar 07:00Z".
fn brief(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%a %-d %b %H:%MZ").to_string()
}

/// The name of a row in data: `killed.civilians`.
fn row_name(row: &TallyRow) -> String {
    let hand = row.perpetrator.as_ref().map(|hand| format!(".{hand}")).unwrap_or_default();
    format!("{}.{}{hand}", metric_word(row.metric), row.category)
}

/// The name of a row for people.
fn row_title(row: &TallyRow, situation: &Situation) -> String {
    let hand = row
        .perpetrator
        .as_ref()
        .map(|hand| format!(" by {}", situation.category_name(hand).to_lowercase()))
        .unwrap_or_default();
    format!("{} {}{hand}", situation.category_name(&row.category), row.metric.words())
}

/// That a filter holds for reports.
pub fn reports(rule: &Rule, rows: &[ReportRow], at: Timestamp) -> Vec<Ring> {
    let ring = |row: &ReportRow| {
        let title = format!("{} ({})", row.title, row.feed_name);
        Ring {
            report: Some(row.id.clone()),
            item: Some(row.lead.clone()),
            feed: Some(row.feed.clone()),
            ..Ring::new(&rule.name, Kind::Report, format!("report {}", row.id), at, title)
        }
    };
    rows.iter().map(ring).collect()
}

/// An escalated report, with who escalated it, and when, where that is known.
pub type Escalation = (ReportRow, Option<(String, Timestamp)>);

/// That nobody has taken escalations on. With a cooldown each rings again whenever so much has passed.
pub fn escalated(rule: &Rule, unacked: SignedDuration, open: &[Escalation], at: Timestamp) -> Vec<Ring> {
    let ring = |(row, by): &Escalation| {
        let (operator, since) = by.as_ref()?;
        let priority = row.state.escalated.filter(|_| row.state.is_open_escalation())?;
        let waited = at.duration_since(*since);
        if waited <= unacked {
            return None;
        }
        let again = match rule.cooldown.as_millis() {
            0 => 0,
            cooldown => (waited - unacked).as_millis() / cooldown,
        };
        let thing = format!("report {} escalated {} {again}", row.id, since.as_millisecond());
        let title = format!(
            "escalated at {priority} by {operator} and not taken on for {}: {}",
            gate::span(unacked.saturating_add(SignedDuration::from_millis_i128(again * rule.cooldown.as_millis()))),
            row.title
        );
        Some(Ring {
            report: Some(row.id.clone()),
            item: Some(row.lead.clone()),
            feed: Some(row.feed.clone()),
            ..Ring::new(&rule.name, Kind::Escalated, thing, at, title)
        })
    };
    open.iter().filter_map(ring).collect()
}

/// That feeds bring nothing new. A feed is silent that was asked since; one that nobody asks says nothing of its outlet, and
/// one that was never heard has nothing to fall silent of: whether it fails is told elsewhere.
pub fn silent(rule: &Rule, records: &[FeedRecord], at: Timestamp) -> Vec<Ring> {
    let Trigger::Feed { feed, silent } = &rule.trigger else { return vec![] };
    let ring = |record: &FeedRecord| {
        let heard = record.last_new_item.or(record.last_success)?;
        let asked = record.last_poll.filter(|polled| *polled <= at)?;
        let is_silent = asked.duration_since(heard) > *silent;
        let is_meant = feed.as_ref().is_none_or(|feed| *feed == record.id);
        if !(is_meant && is_silent) {
            return None;
        }
        let how = match (&record.error, record.state) {
            (Some(error), FeedState::Failed) => format!("it fails, {}", error.message),
            (_, FeedState::Ok | FeedState::NotModified) => "it answers".to_owned(),
            // How it answered then is not known any more.
            _ => String::new(),
        };
        let how = if how.is_empty() { how } else { format!(": {how}") };
        let title = format!("{} has brought nothing new for {}{how}", record.name, gate::span(*silent));
        Some(Ring {
            feed: Some(record.id.clone()),
            url: Some(record.url.clone()),
            ..Ring::new(
                &rule.name,
                Kind::Feed,
                format!("feed {} silent since {}", record.id, heard.as_millisecond()),
                at,
                title,
            )
        })
    };
    records.iter().filter_map(ring).collect()
}

#[cfg(test)]
mod tests;
