//! Alerts: what an operator wants to be told of at once, and what was told. Plain data; what rings is worked out in
//! `reconcile::alert`, by whom and how it is told in `engine::alert`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{CategoryId, FeedId, ItemId, Metric, PlaceId, ReportId, StatusKind};

/// One rule of alerts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name: letters, digits and hyphens.
    pub name: String,
    /// What it rings for, as it is written.
    pub when: String,
    /// The same, as it is meant.
    pub trigger: Trigger,
    /// How its rings are told.
    pub channels: Vec<Channel>,
    /// How long it keeps quiet after a ring: what it rings for meanwhile is told together when that is over.
    pub cooldown: SignedDuration,
    /// Whether it rings in quiet hours too.
    pub rings_in_quiet: bool,
}

impl Rule {
    /// The channels that are served once for all programs on a store, not once on each screen.
    pub fn shared_channels(&self) -> impl Iterator<Item = &Channel> {
        self.channels.iter().filter(|channel| !channel.is_of_terminal())
    }
}

/// What a rule rings for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// A report for which a filter holds, once.
    Report {
        /// The filter as it is written.
        filter: String,
    },
    /// An escalation that nobody has taken on.
    Escalated {
        /// For longer than this.
        unacked: SignedDuration,
        /// Only reports for which this holds.
        filter: String,
    },
    /// An item that its outlet edited without saying so.
    Corrected {
        /// What must have changed; any of these.
        what: Vec<Altered>,
        /// Only reports for which this holds.
        filter: String,
    },
    /// A figure of the tally.
    Tally {
        /// What is counted.
        metric: Metric,
        /// Whose dead.
        category: CategoryId,
        /// By whose hand.
        perpetrator: Option<CategoryId>,
        /// Which end of it.
        end: End,
        /// How it must move.
        moves: Moves,
    },
    /// How a place stands.
    Board {
        /// Which; none for every place of which itself something is said.
        place: Option<PlaceId>,
        /// Curfew or control; none for both.
        kind: Option<StatusKind>,
        /// What it must become; none for any change.
        becomes: Option<String>,
    },
    /// A feed that brings nothing new, whether it answers or not.
    Feed {
        /// Which; none for each.
        feed: Option<FeedId>,
        /// For longer than this.
        silent: SignedDuration,
    },
}

impl Trigger {
    /// Whether the tally and the board must be known for it.
    pub fn needs_books(&self) -> bool {
        matches!(self, Self::Tally { .. } | Self::Board { .. })
    }

    /// Whether time alone makes it ring.
    pub fn is_timed(&self) -> bool {
        matches!(self, Self::Escalated { .. } | Self::Board { .. } | Self::Feed { .. })
    }
}

/// An end of a row of the tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The lowest.
    Low,
    /// The best.
    Best,
    /// The highest.
    High,
}

impl End {
    /// Each with its word.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Low, "low"), (Self::Best, "best"), (Self::High, "high")];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(end, _)| *end == self).map_or("", |(_, word)| word)
    }
}

/// How a figure must move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moves {
    /// From under a number to it or over it.
    Crosses(u64),
    /// At all.
    Changes,
    /// By so many or more, up or down, since it last rang.
    ChangesBy(u64),
}

/// What may change in an item that is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Altered {
    /// A figure that it stated is stated no more.
    Figure,
    /// It speaks of other places.
    Place,
    /// A curfew or control that it stated is stated no more.
    Status,
    /// A word that denies came or went.
    Negation,
}

impl Altered {
    /// Each with its word.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Figure, "figure"), (Self::Place, "place"), (Self::Status, "status"), (Self::Negation, "negation")];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(altered, _)| *altered == self).map_or("", |(_, word)| word)
    }
}

/// A way of telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channel {
    /// The terminal's bell.
    Bell,
    /// The terminal's notification of iTerm2 and others: OSC 9.
    Osc9,
    /// That of urxvt, foot and others: OSC 777.
    Osc777,
    /// That of kitty: OSC 99.
    Osc99,
    /// A notification of the desktop, where there is one.
    Desktop,
    /// A program, given the ring as JSON on its standard input.
    Exec {
        /// What the channel is called.
        name: String,
        /// The program and its arguments: no shell reads them.
        argv: Vec<String>,
        /// How long it may take.
        timeout: Duration,
    },
    /// An address that the ring is posted to as JSON.
    Webhook {
        /// What the channel is called.
        name: String,
        /// Where.
        url: Url,
        /// What the post is signed with.
        secret: Option<Secret>,
    },
}

impl Channel {
    /// Those that need no table of their own, with their names.
    pub const PLAIN: [(Self, &'static str); 5] = [
        (Self::Bell, "bell"),
        (Self::Osc9, "osc9"),
        (Self::Osc777, "osc777"),
        (Self::Osc99, "osc99"),
        (Self::Desktop, "desktop"),
    ];

    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Exec { name, .. } | Self::Webhook { name, .. } => name,
            plain => Self::PLAIN.iter().find(|(channel, _)| channel == plain).map_or("", |(_, name)| name),
        }
    }

    /// Whether every screen tells by it.
    pub fn is_of_terminal(&self) -> bool {
        matches!(self, Self::Bell | Self::Osc9 | Self::Osc777 | Self::Osc99)
    }
}

/// Where a secret is kept: it stands in no file of settings, no log and no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// In this variable of the environment.
    Env(String),
    /// In this file.
    File(PathBuf),
}

/// Hours of a day in which nothing sounds; what rings then is told when they end. They may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// From.
    pub from: Time,
    /// Until.
    pub until: Time,
}

impl Quiet {
    /// Whether it is quiet at a moment, by the clocks of a zone.
    pub fn covers(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let hour = at.to_zoned(zone.clone()).time();
        if self.from <= self.until {
            self.from <= hour && hour < self.until
        } else {
            self.from <= hour || hour < self.until
        }
    }
}

/// The rules of an operator, with what holds back all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// The rules.
    pub rules: Vec<Rule>,
    /// How long after the program's start nothing sounds.
    pub grace: SignedDuration,
    /// When nothing sounds.
    pub quiet: Option<Quiet>,
    /// Whether what rings in a replay goes to programs, addresses and the desktop too.
    pub delivers_in_replay: bool,
}

/// What sort of thing rang.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A report.
    Report,
    /// An escalation.
    Escalated,
    /// An edited item.
    Corrected,
    /// A figure.
    Tally,
    /// A place.
    Board,
    /// A feed.
    Feed,
}

/// That a rule rings for a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    /// The rule.
    pub rule: String,
    /// The thing: a rule rings once for each.
    pub thing: String,
    /// What sort of thing.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// What happened, in a line.
    pub title: String,
    /// As it was; null where that is no question.
    pub old: Option<String>,
    /// As it is; null where that is no question.
    pub new: Option<String>,
    /// The report.
    pub report: Option<ReportId>,
    /// The item that says so.
    pub item: Option<ItemId>,
    /// The row of the tally.
    pub row: Option<String>,
    /// The place.
    pub place: Option<PlaceId>,
    /// The feed.
    pub feed: Option<FeedId>,
    /// Where it can be read.
    pub url: Option<String>,
}

impl Ring {
    /// A ring with no more than its sentence.
    pub fn new(rule: &str, kind: Kind, thing: String, at: Timestamp, title: String) -> Self {
        Self {
            rule: rule.to_owned(),
            thing,
            kind,
            at,
            title,
            old: None,
            new: None,
            report: None,
            item: None,
            row: None,
            place: None,
            feed: None,
            url: None,
        }
    }
}

/// What became of a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It waits for the end of a cooldown, of quiet hours or of the grace.
    Waits,
    /// It sounded.
    Sounded,
    /// It was told with another of its rule that sounded.
    Merged,
    /// It is of the first answer of its feed, which rings for nothing.
    FirstPoll,
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Waits => "waits",
            Self::Sounded => "sounded",
            Self::Merged => "merged",
            Self::FirstPoll => "first poll",
        })
    }
}

/// A ring in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rang {
    /// Its number.
    pub no: i64,
    /// What rang.
    #[serde(flatten)]
    pub ring: Ring,
    /// What became of it.
    pub fate: Fate,
    /// When it was told; null while it waits.
    pub told: Option<Timestamp>,
    /// How many more of its rule were told with it.
    pub more: u32,
    /// By which wording of the rule.
    #[serde(skip)]
    pub asks: String,
}

impl Rang {
    /// The line that tells of it.
    pub fn line(&self) -> String {
        let more = if self.more > 0 { format!(" (and {} more)", self.more) } else { String::new() };
        format!("{}: {}{more}", self.ring.rule, self.ring.title)
    }
}

/// A telling by a program or an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// The ring.
    #[serde(flatten)]
    pub rang: Rang,
    /// The channel's name.
    pub channel: String,
    /// How often it was tried.
    pub tries: u32,
    /// Why it last failed.
    pub error: Option<String>,
}

/// How a telling went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// It was taken.
    Done,
    /// It is tried again then.
    Again {
        /// When.
        at: Timestamp,
        /// Why it failed.
        error: String,
    },
    /// It is tried no more.
    Dead {
        /// Why it failed.
        error: String,
    },
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn quiet_hours_may_go_over_midnight_and_are_of_a_zone() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let hours = |from: &str, until: &str| Quiet { from: from.parse().unwrap(), until: until.parse().unwrap() };
        let (utc, damascus) = (TimeZone::UTC, TimeZone::get("Asia/Damascus").unwrap());
        let night = hours("22:00", "06:00");
        let quiet = ["21:59", "22:00", "00:00", "05:59", "06:00"]
            .map(|hour| night.covers(at(&format!("2025-03-07T{hour}:00Z")), &utc));
        assert_eq!(quiet, [false, true, true, true, false]);
        assert!(night.covers(at("2025-03-07T19:30:00Z"), &damascus), "22:30 there");
        assert!(!night.covers(at("2025-03-07T03:30:00Z"), &damascus), "06:30 there");
        assert!(!hours("12:00", "12:00").covers(at("2025-03-07T12:00:00Z"), &utc), "no hours at all");
    }
}
