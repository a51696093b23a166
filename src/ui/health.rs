//! How the feeds stand together, in words. "No data" (nobody answered) and "no reports" (they answered and
//! had none) never read the same.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::moment;
use crate::model::{Feed, FeedErrorKind, FeedId, FeedRecord, FeedState};

/// A feed that should have been asked this long ago is not asked by anybody.
const OVERDUE: SignedDuration = SignedDuration::from_mins(10);

/// How one feed stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its last poll worked and the next is not overdue.
    Answers,
    /// Its last poll failed.
    Fails,
    /// It was not asked yet.
    Waits,
    /// It answered once, but is not asked when it should be.
    Overdue,
}

/// Whether time is played rather than lived: then a late poll means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Real time.
    Live,
    /// A replay's time.
    Played,
}

/// How a feed stands.
pub fn standing(record: &FeedRecord, now: Timestamp, pace: Pace) -> Standing {
    match record.state {
        FeedState::Failed => Standing::Fails,
        FeedState::Waiting => Standing::Waits,
        FeedState::Ok | FeedState::NotModified => {
            let late = record.next_poll.is_some_and(|next| now.duration_since(next) > OVERDUE);
            if late && pace == Pace::Live { Standing::Overdue } else { Standing::Answers }
        }
    }
}

/// The feeds taken together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// Feeds that are polled.
    pub all: usize,
    /// Those that answer.
    pub answering: usize,
    /// Those whose last poll failed.
    pub failing: usize,
    /// Those that were not asked yet, or not when they should have been.
    pub waiting: usize,
    /// The most common kind of failure, how many feeds have it, and one feed's sentence.
    pub commonest: Option<(FeedErrorKind, usize, String)>,
    /// When any feed last answered.
    pub last_answer: Option<Timestamp>,
    /// Items stored of all of them.
    pub items: u64,
}

/// The records by their feeds: a thousand feeds are looked up with every key.
pub fn by_feed(records: &[FeedRecord]) -> HashMap<&FeedId, &FeedRecord> {
    records.iter().map(|record| (&record.id, record)).collect()
}

/// How the feeds that are polled stand together.
pub fn health(feeds: &[Feed], records: &[FeedRecord], now: Timestamp, pace: Pace) -> Health {
    let mut health = Health::default();
    let mut kinds: BTreeMap<FeedErrorKind, (usize, &str)> = BTreeMap::new();
    let records = by_feed(records);
    for feed in feeds.iter().filter(|feed| feed.enabled) {
        health.all += 1;
        let Some(record) = records.get(&feed.id) else {
            health.waiting += 1;
            continue;
        };
        health.items += record.items;
        health.last_answer = health.last_answer.max(record.last_success);
        match standing(record, now, pace) {
            Standing::Answers => health.answering += 1,
            Standing::Waits | Standing::Overdue => health.waiting += 1,
            Standing::Fails => {
                health.failing += 1;
                if let Some(error) = &record.error {
                    kinds.entry(error.kind).or_insert((0, &error.message)).0 += 1;
                }
            }
        }
    }
    health.commonest = kinds
        .into_iter()
        .max_by_key(|(kind, (count, _))| (*count, std::cmp::Reverse(*kind)))
        .map(|(kind, (count, sentence))| (kind, count, sentence.to_owned()));
    health
}

/// A kind of failure in a few words.
pub fn kind_words(kind: FeedErrorKind) -> &'static str {
    match kind {
        FeedErrorKind::Dns => "the name of the host is not found",
        FeedErrorKind::Connect => "no connection",
        FeedErrorKind::Tls => "no secure connection",
        FeedErrorKind::Timeout => "no answer in time",
        FeedErrorKind::HttpStatus => "the server refuses",
        FeedErrorKind::Redirect => "sent elsewhere",
        FeedErrorKind::RefusedAddress => "address not allowed",
        FeedErrorKind::TooLarge => "too large",
        FeedErrorKind::Decompress => "broken compression",
        FeedErrorKind::Encoding => "unreadable characters",
        FeedErrorKind::NotAFeed => "no feed at that address",
        FeedErrorKind::Malformed => "broken document",
        FeedErrorKind::Io => "the connection broke",
    }
}

impl Health {
    /// Whether no feed answers although all were asked.
    pub fn is_blind(&self) -> bool {
        self.all > 0 && self.answering == 0 && self.waiting == 0
    }

    /// Whether the first round is still under way.
    pub fn is_first_poll(&self) -> bool {
        self.waiting > 0 && self.answering == 0 && self.failing == 0
    }

    fn reason(&self) -> String {
        match &self.commonest {
            Some((kind, count, _)) if *count == self.failing => format!(": {}", kind_words(*kind)),
            Some((kind, count, _)) => format!(", {count} of them: {}", kind_words(*kind)),
            None => String::new(),
        }
    }

    /// The line at the bottom while something is wrong or not yet known; none while all feeds answer.
    /// `sources` is how one asks for the sources; none where they are shown.
    pub fn line(&self, now: Timestamp, sources: Option<&str>) -> Option<String> {
        if self.all == 0 {
            return Some("No feeds are configured, so nothing new can come in.".to_owned());
        }
        if self.is_blind() {
            let reason = self.reason();
            let (since, reason) = match self.last_answer {
                // Without room for why, since when is told whole.
                Some(last) => (
                    format!(" since {} ({} ago)", moment::brief(last), moment::age(last, now)),
                    format!("; {}", reason.trim_start_matches([':', ',', ' '])),
                ),
                None => (String::new(), reason),
            };
            return Some(format!(
                "No data{since}: all {} feeds fail{reason}. `coastwatch replay` needs no network.",
                self.all
            ));
        }
        let mut parts = Vec::new();
        if self.waiting > 0 {
            parts.push(format!("{} of {} feeds not asked yet", self.waiting, self.all));
        }
        if self.failing > 0 {
            let shows = sources.map(|sources| format!("; {sources} shows each")).unwrap_or_default();
            parts.push(format!("{} of {} feeds fail{}{shows}", self.failing, self.all, self.reason()));
        }
        if parts.is_empty() { None } else { Some(parts.join("; ")) }
    }

    /// What stands where the list of reports would, while there are none.
    /// `poll` and `sources` are how one polls all feeds and asks for the sources.
    pub fn absence(&self, topic: &str, poll: &str, sources: &str) -> Vec<String> {
        if self.all == 0 {
            return vec![
                "No feeds are configured: there is no data.".to_owned(),
                "Name some under [[feed]] in the configuration, or run `coastwatch replay`.".to_owned(),
            ];
        }
        if self.is_blind() {
            let mut lines = vec![
                format!("No data: none of the {} feeds could be read.", self.all),
                "This does not mean that nothing happened.".to_owned(),
            ];
            if let Some((kind, count, sentence)) = &self.commonest {
                lines.push(format!("Most common reason, {count} of {}: {}.", self.failing, kind_words(*kind)));
                lines.push(sentence.clone());
            }
            lines.push(format!("{poll} polls again, {sources} shows each feed."));
            lines.push("Without a network, `coastwatch replay` plays a recorded archive.".to_owned());
            return lines;
        }
        if self.waiting > 0 {
            let asked = self.all - self.waiting;
            return vec![
                format!("First poll in progress: {asked} of {} feeds have answered or failed.", self.all),
                "Reports appear here as they come in.".to_owned(),
            ];
        }
        let mut lines = vec![
            format!("No reports about {topic}."),
            format!("{} of {} feeds answer; none of their {} items is about it.", self.answering, self.all, self.items),
        ];
        if self.failing > 0 {
            lines.push(format!("{} feeds fail{}: what they hold is unknown.", self.failing, self.reason()));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::model::{Conditional, FeedError, FeedId, FeedKind};

    fn now() -> Timestamp {
        "2025-03-07T14:32:00Z".parse().unwrap()
    }

    fn feed(n: usize) -> Feed {
        Feed {
            id: FeedId::new(format!("feed-{n}")),
            url: "https://example.org/feed".parse().unwrap(),
            name: format!("Feed {n}"),
            kind: FeedKind::Local,
            lang: None,
            credentials: None,
            interval: None,
            enabled: true,
        }
    }

    fn record(n: usize, state: FeedState, error: Option<FeedErrorKind>) -> FeedRecord {
        FeedRecord {
            id: FeedId::new(format!("feed-{n}")),
            url: String::new(),
            name: String::new(),
            state,
            error: error.map(|kind| FeedError { kind, message: "asking example.org failed".to_owned() }),
            last_success: None,
            last_new_item: None,
            last_poll: None,
            next_poll: Some(now()),
            not_before: None,
            gone: false,
            moved: None,
            failures: 0,
            items: 3,
            conditional: Conditional::default(),
        }
    }

    fn of(records: &[FeedRecord]) -> Health {
        let feeds: Vec<Feed> = (0..3).map(feed).collect();
        health(&feeds, records, now(), Pace::Live)
    }

    #[test]
    fn no_data_and_no_reports_read_differently() {
        let dns = Some(FeedErrorKind::Dns);
        let blind = of(&[0, 1, 2].map(|n| record(n, FeedState::Failed, dns)));
        let quiet = of(&[0, 1, 2].map(|n| record(n, FeedState::Ok, None)));
        let first = of(&[]);
        assert!(blind.is_blind() && !quiet.is_blind() && !first.is_blind());
        assert!(blind.absence("x", "R", "5").concat().contains("No data"));
        assert!(blind.absence("x", "R", "5").concat().contains("coastwatch replay"));
        assert!(quiet.absence("x", "R", "5").concat().contains("No reports"));
        assert!(first.absence("x", "R", "5").concat().contains("First poll in progress: 0 of 3"));
        assert_eq!(quiet.line(now(), Some("5")), None);
    }

    #[test]
    fn the_line_says_how_many_fail_and_why_most_do() {
        let some = of(&[
            record(0, FeedState::Failed, Some(FeedErrorKind::Timeout)),
            record(1, FeedState::Failed, Some(FeedErrorKind::Timeout)),
            record(2, FeedState::NotModified, None),
        ]);
        assert_eq!(some.line(now(), Some("5")).unwrap(), "2 of 3 feeds fail: no answer in time; 5 shows each");
    }

    #[test]
    fn a_feed_that_nobody_asks_any_more_does_not_look_alive() {
        let mut old = record(0, FeedState::Ok, None);
        old.next_poll = Some("2025-03-06T10:00:00Z".parse().unwrap());
        assert_eq!(standing(&old, now(), Pace::Live), Standing::Overdue);
        assert_eq!(standing(&old, now(), Pace::Played), Standing::Answers);
    }
}
