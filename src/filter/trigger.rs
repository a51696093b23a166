//! What an alert rings for: the filter language, with figures, the board, feeds, escalations and edits beside it.
//!
//! ```text
//! report FILTER                               a report for which the filter holds
//! report escalated unacked > 10m [FILTER]     an escalation that nobody has taken on
//! report corrected [figure] [place] [status] [negation] [FILTER]
//! tally killed.civilians best crosses 100     or `changes`, or `changes by 20`; low, best or high
//! board jableh control changes                or `becomes contested`; `*` for every place; curfew, or neither for both
//! feed silent > 2h                            or `feed sohr-en silent > 2h`
//! ```

use jiff::Timestamp;

use super::bind::{Moment, bind, named};
use super::expr::Span;
use super::parse::{Fault, parse};
use super::vocabulary::Vocabulary;
use crate::model::alert::{Altered, End, Moves, Trigger};
use crate::model::{CategoryId, FeedId, Metric, PlaceId, StatusKind};
use crate::text::nearest::hint;
use crate::text::when;

/// The words that a trigger begins with.
const SORTS: [&str; 4] = ["report", "tally", "board", "feed"];

/// Reads what an alert rings for.
///
/// # Errors
/// The first thing that is wrong, with its column.
pub fn trigger(text: &str, vocabulary: &Vocabulary) -> Result<Trigger, Fault> {
    let mut words = Words { text, at: 0, known: vocabulary };
    match words.one_of("sort of alert", &SORTS)? {
        "report" => report(words),
        "tally" => tally(words),
        "board" => board(words),
        _ => feed(words),
    }
}

/// The words of a trigger, one after another.
#[derive(Clone, Copy)]
struct Words<'t> {
    text: &'t str,
    at: usize,
    known: &'t Vocabulary,
}

impl<'t> Words<'t> {
    /// The next word and where it stands; an empty one at the end.
    fn next(&mut self) -> (&'t str, Span) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let start = self.at + rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.at = start + length;
        (rest.get(..length).unwrap_or_default(), Span { start, end: self.at })
    }

    /// Takes the next word where it is this one.
    fn take(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        let is_it = ahead.next().0.eq_ignore_ascii_case(word);
        if is_it {
            *self = ahead;
        }
        is_it
    }

    fn fault(&self, span: Span, message: impl Into<String>) -> Fault {
        Fault::at(self.text, span, message)
    }

    /// The next word, which must be one of these.
    fn one_of(&mut self, what: &str, known: &[&'static str]) -> Result<&'static str, Fault> {
        let (word, span) = self.next();
        let found = known.iter().find(|known| known.eq_ignore_ascii_case(word));
        found.copied().ok_or_else(|| {
            let known = known.iter().copied();
            let message = match word {
                "" => format!("a {what} is missing here; known are {}", known.collect::<Vec<_>>().join(", ")),
                word => format!("there is no {what} `{word}`; {}", hint(word, known)),
            };
            self.fault(span, message)
        })
    }

    /// `> 10m`.
    fn longer_than(&mut self) -> Result<jiff::SignedDuration, Fault> {
        let (mut word, mut span) = self.next();
        match word.strip_prefix('>') {
            Some("") => (word, span) = self.next(),
            Some(rest) => word = rest,
            None => return Err(self.fault(span, "a span of time is missing here, such as `> 2h`")),
        }
        when::Span::parse(word).map(|parsed| parsed.0).map_err(|message| self.fault(span, message))
    }

    fn number(&mut self) -> Result<u64, Fault> {
        let (word, span) = self.next();
        word.replace(['_', ','], "")
            .parse()
            .map_err(|_| self.fault(span, format!("`{word}` is no number; write it like 100")))
    }

    /// The rest, as a filter that can be bound.
    fn filter(self) -> Result<String, Fault> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let start = self.at + rest.len() - rest.trim_start().len();
        let filter = rest.trim();
        let moment = Moment { now: Timestamp::UNIX_EPOCH, operator: String::new(), looked: None };
        let bound = parse(filter).and_then(|expr| bind(&expr, filter, self.known, &moment));
        let moved = |span: Span| Span { start: span.start + start, end: span.end + start };
        bound.map_err(|fault| self.fault(moved(fault.span), fault.message))?;
        Ok(filter.to_owned())
    }

    /// Nothing may follow.
    fn end(mut self) -> Result<(), Fault> {
        match self.next() {
            ("", _) => Ok(()),
            (word, span) => Err(self.fault(span, format!("nothing may follow here, and `{word}` does"))),
        }
    }
}

fn report(mut words: Words<'_>) -> Result<Trigger, Fault> {
    if words.take("escalated") {
        words.one_of("word after `escalated`", &["unacked"])?;
        return Ok(Trigger::Escalated { unacked: words.longer_than()?, filter: words.filter()? });
    }
    if words.take("corrected") {
        let mut what = vec![];
        while let Some((altered, _)) = Altered::ALL.into_iter().find(|(_, word)| words.take(word)) {
            what.push(altered);
        }
        if what.is_empty() {
            what.extend(Altered::ALL.map(|(altered, _)| altered));
        }
        what.sort_unstable();
        what.dedup();
        return Ok(Trigger::Corrected { what, filter: words.filter()? });
    }
    let (_, first) = Words { ..words }.next();
    let filter = words.filter()?;
    if filter.is_empty() {
        return Err(words.fault(first, "a filter is missing here: `report` alone would ring for every report"));
    }
    Ok(Trigger::Report { filter })
}

fn tally(mut words: Words<'_>) -> Result<Trigger, Fault> {
    let (row, span) = words.next();
    let mut parts = row.split('.');
    let metric_name = parts.next().unwrap_or_default();
    let name = |metric: Metric| metric.words().replace(' ', "_");
    let metric = Metric::ALL.into_iter().find(|metric| name(*metric) == metric_name).ok_or_else(|| {
        let known: Vec<String> = Metric::ALL.into_iter().map(name).collect();
        let message = format!(
            "`{row}` names no row of the tally; write it like killed.civilians, with one of {}",
            known.join(", ")
        );
        words.fault(span, message)
    })?;
    let category = |given: Option<&str>| {
        let found = given.map(|given| named("side", given, &words.known.categories).map(CategoryId::new));
        found.transpose().map_err(|message| words.fault(span, message))
    };
    let victims = category(parts.next())?;
    let perpetrator = category(parts.next())?;
    let Some(victims) = victims.filter(|_| parts.next().is_none()) else {
        return Err(words.fault(span, format!("`{row}` names no row of the tally; write it like killed.civilians")));
    };
    let end = words.one_of("end of a figure", &End::ALL.map(|(_, word)| word))?;
    let end = End::ALL.into_iter().find(|(_, word)| *word == end).map_or(End::Best, |(end, _)| end);
    let moves = match words.one_of("move of a figure", &["crosses", "changes"])? {
        "crosses" => Moves::Crosses(words.number()?.max(1)),
        _ if words.take("by") => Moves::ChangesBy(words.number()?.max(1)),
        _ => Moves::Changes,
    };
    words.end()?;
    Ok(Trigger::Tally { metric, category: victims, perpetrator, end, moves })
}

fn board(mut words: Words<'_>) -> Result<Trigger, Fault> {
    let (word, span) = words.next();
    let place = match word {
        "*" => None,
        "" => return Err(words.fault(span, "a place is missing here; `*` is every place")),
        word => {
            let place = named("place", word, &words.known.places);
            Some(PlaceId::new(place.map_err(|message| words.fault(span, message))?))
        }
    };
    let kind = match () {
        () if words.take("control") => Some(StatusKind::Control),
        () if words.take("curfew") => Some(StatusKind::Curfew),
        () => None,
    };
    let becomes = match words.one_of("move of a place", &["changes", "becomes"])? {
        "becomes" => {
            let (word, span) = words.next();
            let states = ["in_force", "lifted", "lapsed", "contested"].into_iter();
            let known: Vec<&str> = states.chain(words.known.holders.iter().map(|side| side.id.as_str())).collect();
            let found = known.iter().find(|known| known.eq_ignore_ascii_case(word));
            let wrong = || format!("there is no status `{word}`; {}", hint(word, known.iter().copied()));
            Some((*found.ok_or_else(|| words.fault(span, wrong()))?).to_owned())
        }
        _ => None,
    };
    words.end()?;
    Ok(Trigger::Board { place, kind, becomes })
}

fn feed(mut words: Words<'_>) -> Result<Trigger, Fault> {
    let feed = match words.take("silent") {
        true => None,
        false => {
            let (word, span) = words.next();
            let feed = named("feed", word, &words.known.feeds).map_err(|message| words.fault(span, message))?;
            words.one_of("word after a feed", &["silent"])?;
            Some(FeedId::new(feed))
        }
    };
    let silent = words.longer_than()?;
    words.end()?;
    Ok(Trigger::Feed { feed, silent })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::filter::Named;

    fn known() -> Vocabulary {
        let mut known = Vocabulary::default();
        known.places = vec![Named::new("jableh", "Jableh")];
        known.categories = vec![Named::new("civilians", "Civilians"), Named::new("loyalists", "Loyalists")];
        known.holders = vec![Named::new("loyalists", "Loyalists")];
        known.feeds = vec![Named::new("sohr-en", "SOHR")];
        known
    }

    #[test]
    fn every_sort_of_alert_is_read() {
        let read = |text: &str| trigger(text, &known()).unwrap();
        let minutes = jiff::SignedDuration::from_mins;
        assert_eq!(
            read("tally killed.civilians best crosses 1,000"),
            Trigger::Tally {
                metric: Metric::Killed,
                category: "civilians".into(),
                perpetrator: None,
                end: End::Best,
                moves: Moves::Crosses(1000)
            }
        );
        assert_eq!(
            read("tally killed_or_injured.civilians.loyalists high changes by 20"),
            Trigger::Tally {
                metric: Metric::KilledOrInjured,
                category: "civilians".into(),
                perpetrator: Some("loyalists".into()),
                end: End::High,
                moves: Moves::ChangesBy(20)
            }
        );
        let board = |place: Option<&str>, kind, becomes: Option<&str>| Trigger::Board {
            place: place.map(PlaceId::new),
            kind,
            becomes: becomes.map(str::to_owned),
        };
        assert_eq!(read("board jableh control changes"), board(Some("jableh"), Some(StatusKind::Control), None));
        assert_eq!(read("board * curfew becomes lifted"), board(None, Some(StatusKind::Curfew), Some("lifted")));
        assert_eq!(read("board Jableh becomes loyalists"), board(Some("jableh"), None, Some("loyalists")));
        assert_eq!(read("feed silent > 2h"), Trigger::Feed { feed: None, silent: minutes(120) });
        let one = Trigger::Feed { feed: Some("sohr-en".into()), silent: minutes(10) };
        assert_eq!(read(" feed  sohr-en silent >10m "), one);
        let waits = Trigger::Escalated { unacked: minutes(10), filter: "place:jableh".into() };
        assert_eq!(read("report escalated unacked > 10m place:jableh"), waits);
        let all = Altered::ALL.map(|(altered, _)| altered).to_vec();
        assert_eq!(read("report corrected"), Trigger::Corrected { what: all, filter: String::new() });
        let some = Trigger::Corrected { what: vec![Altered::Figure, Altered::Negation], filter: "lang:ar".into() };
        assert_eq!(read("report corrected negation figure lang:ar"), some);
        assert_eq!(read("report \"corrected\""), Trigger::Report { filter: "\"corrected\"".into() });
    }

    #[test]
    fn what_is_wrong_is_told_with_its_column() {
        let check = |text: &str, column: usize, expect: &str| {
            let fault = trigger(text, &known()).unwrap_err();
            assert!(fault.column == column && fault.message.contains(expect), "{text}: {fault}");
        };
        check("", 1, "a sort of alert is missing");
        check("taly killed.civilians", 1, "did you mean `tally`");
        check("tally kiled.civilians best changes", 7, "names no row");
        check("tally killed best changes", 7, "names no row");
        check("tally killed.civilian best changes", 7, "did you mean `civilians`");
        check("tally killed.civilians crosses 100", 24, "end of a figure");
        check("tally killed.civilians best crosses many", 37, "no number");
        check("tally killed.civilians best crosses 100 now", 41, "nothing may follow");
        check("board jablah control changes", 7, "did you mean `jableh`");
        check("board jableh control becomes open", 30, "no status `open`");
        check("feed silent 2h", 13, "such as `> 2h`");
        check("feed silent > soon", 15, "no duration");
        check("feed nobody silent > 2h", 6, "no feed `nobody`");
        check("report escalated > 10m", 18, "unacked");
        check("report", 7, "a filter is missing");
        check("report plac:jableh", 8, "did you mean `place`");
        check("report corrected place:nowhere", 24, "no place `nowhere`");
    }
}
