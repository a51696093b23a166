//! The settings: one layer for each file, the upper over the lower, then checked values.
//!
//! Each layer is read and checked by itself, so that a fault names the file that has it. The lowest layer is
//! `config/default.toml`, which names every key: there is no default in the code.

use clap::ValueEnum;
use serde::{Deserialize, Deserializer, de};

use super::document::Document;
use super::feeds::FeedTable;
use super::value::{Size, Span};
use super::{ConfigError, Settings};
use crate::model::{FetchPolicy, Lang, Reads, Staleness};
use crate::text::bidi::Bidi;

/// The settings that every other one lies over.
pub const DEFAULTS: &str = include_str!("../../config/default.toml");

/// One file of settings: what it says, and nothing where it is silent.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layer {
    situation: Option<String>,
    store: Option<String>,
    operator: Option<String>,
    fetch: FetchLayer,
    poll: PollLayer,
    staleness: StalenessLayer,
    triage: TriageLayer,
    ui: UiLayer,
    text: TextLayer,
    log: LogLayer,
    /// The feeds it names; none where it names none.
    #[serde(rename = "feed")]
    pub feeds: Vec<FeedTable>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FetchLayer {
    deadline: Option<Patience>,
    connect: Option<Patience>,
    max_body: Option<BodySize>,
    concurrency: Option<Count<256>>,
    per_host: Option<Count<64>>,
    host_spacing: Option<Spacing>,
    allow: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PollLayer {
    interval: Option<Interval>,
    min_interval: Option<Pause>,
    lease: Option<Lease>,
    shipped_feeds: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StalenessLayer {
    ageing: Option<Age>,
    stale: Option<Age>,
    figure: Option<Age>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TriageLayer {
    escalation_repeat: Option<Pause>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct UiLayer {
    ascii: Option<bool>,
    color: Option<Color>,
    theme: Option<String>,
    times: Option<Times>,
    zone: Option<Zone>,
    mouse: Option<bool>,
    line_speed: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TextLayer {
    reads: Option<Vec<Language>>,
    bidi: Option<Bidi>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LogLayer {
    level: Option<LogLevel>,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Color {
    /// Where the terminal has them and `NO_COLOR` is not set.
    Auto,
    /// Yes.
    Always,
    /// No.
    Never,
}

/// How lists tell times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Times {
    /// When.
    Absolute,
    /// How long ago.
    Relative,
}

/// A time zone by its IANA name; empty for none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Zone(String);

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if name.is_empty() || crate::clock::zone(&name).is_some() {
            return Ok(Self(name));
        }
        Err(de::Error::custom(format!("`{name}` is no IANA time zone such as \"Europe/Berlin\"")))
    }
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What failed.
    Error,
    /// What failed and what went by another way.
    Warn,
    /// What was done.
    Info,
    /// How it was done.
    Debug,
    /// Everything.
    Trace,
}

impl Layer {
    /// The layer that a document holds.
    ///
    /// # Errors
    /// An unknown key or a value out of its range, with its place in the file.
    pub fn read(document: &Document) -> Result<Self, ConfigError> {
        document.read()
    }

    /// This layer over `below`: what it says holds, and what it is silent on comes from below.
    pub fn over(self, below: Self) -> Self {
        Self {
            situation: self.situation.or(below.situation),
            store: self.store.or(below.store),
            operator: self.operator.or(below.operator),
            fetch: FetchLayer {
                deadline: self.fetch.deadline.or(below.fetch.deadline),
                connect: self.fetch.connect.or(below.fetch.connect),
                max_body: self.fetch.max_body.or(below.fetch.max_body),
                concurrency: self.fetch.concurrency.or(below.fetch.concurrency),
                per_host: self.fetch.per_host.or(below.fetch.per_host),
                host_spacing: self.fetch.host_spacing.or(below.fetch.host_spacing),
                allow: self.fetch.allow.or(below.fetch.allow),
            },
            poll: PollLayer {
                interval: self.poll.interval.or(below.poll.interval),
                min_interval: self.poll.min_interval.or(below.poll.min_interval),
                lease: self.poll.lease.or(below.poll.lease),
                shipped_feeds: self.poll.shipped_feeds.or(below.poll.shipped_feeds),
            },
            staleness: StalenessLayer {
                ageing: self.staleness.ageing.or(below.staleness.ageing),
                stale: self.staleness.stale.or(below.staleness.stale),
                figure: self.staleness.figure.or(below.staleness.figure),
            },
            triage: TriageLayer { escalation_repeat: self.triage.escalation_repeat.or(below.triage.escalation_repeat) },
            ui: UiLayer {
                ascii: self.ui.ascii.or(below.ui.ascii),
                color: self.ui.color.or(below.ui.color),
                theme: self.ui.theme.or(below.ui.theme),
                times: self.ui.times.or(below.ui.times),
                zone: self.ui.zone.or(below.ui.zone),
                mouse: self.ui.mouse.or(below.ui.mouse),
                line_speed: self.ui.line_speed.or(below.ui.line_speed),
            },
            text: TextLayer { reads: self.text.reads.or(below.text.reads), bidi: self.text.bidi.or(below.text.bidi) },
            log: LogLayer { level: self.log.level.or(below.log.level) },
            feeds: if self.feeds.is_empty() { below.feeds } else { self.feeds },
        }
    }

    /// The settings that a whole layer makes; none where a key has no value in any layer.
    pub fn settings(self) -> Option<Settings> {
        let set = |text: String| Some(text).filter(|text| !text.is_empty());
        Some(Settings {
            situation: self.situation?,
            store: set(self.store?),
            operator: set(self.operator?),
            fetch: FetchPolicy {
                deadline: self.fetch.deadline?.0.std(),
                connect: self.fetch.connect?.0.std(),
                max_body: self.fetch.max_body?.0,
                concurrency: self.fetch.concurrency?.0,
                per_host: self.fetch.per_host?.0,
                host_spacing: self.fetch.host_spacing?.0.std(),
                allow: self.fetch.allow?,
            },
            poll_interval: self.poll.interval?.0.0,
            min_interval: self.poll.min_interval?.0.0,
            lease: self.poll.lease?.0.std(),
            shipped_feeds: self.poll.shipped_feeds?,
            staleness: Staleness {
                ageing: self.staleness.ageing?.0.0,
                stale: self.staleness.stale?.0.0,
                figure: self.staleness.figure?.0.0,
            },
            escalation_repeat: self.triage.escalation_repeat?.0.0,
            ascii: self.ui.ascii?,
            color: self.ui.color?,
            theme: self.ui.theme?,
            relative_times: self.ui.times? == Times::Relative,
            zone: self.ui.zone?.0,
            mouse: self.ui.mouse?,
            line_speed: Some(self.ui.line_speed?).filter(|bits| *bits > 0),
            reads: Reads(self.text.reads?.into_iter().map(|lang| lang.0).collect()),
            bidi: self.text.bidi?,
            log_level: self.log.level?,
        })
    }
}

/// Declares a duration that must lie in a range.
macro_rules! bounded_span {
    ($(#[$doc:meta])* $name:ident, $least:literal, $most:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub Span);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let span = Span::parse(&text).map_err(de::Error::custom)?;
                let bound = |text| Span::parse(text).map_err(de::Error::custom);
                if span < bound($least)? || span > bound($most)? {
                    let message = format!("`{text}` is out of range; allowed is {:?} to {:?}", $least, $most);
                    return Err(de::Error::custom(message));
                }
                Ok(Self(span))
            }
        }
    };
}

bounded_span!(
    /// How long one fetch may take: some time, and not so long that a feed looks asleep.
    Patience,
    "1ms",
    "10m"
);
bounded_span!(
    /// Time left between two requests to a host; beyond the most, one host's feeds would starve.
    Spacing,
    "0s",
    "10m"
);
bounded_span!(
    /// How often a feed is asked; how often its host is, `host_spacing` bounds.
    Interval,
    "100ms",
    "1d"
);
bounded_span!(
    /// The shortest time between two polls of a feed.
    Pause,
    "0s",
    "1d"
);

bounded_span!(
    /// How long a program that shares the feeds may be silent: long enough for a busy store, and no feed is left alone for it.
    Lease,
    "500ms",
    "10m"
);

bounded_span!(
    /// How old a word may be.
    Age,
    "1m",
    "365d"
);

/// A whole number from 1 to `MOST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count<const MOST: usize>(usize);

impl<'de, const MOST: usize> Deserialize<'de> for Count<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        match usize::try_from(number) {
            Ok(count) if (1..=MOST).contains(&count) => Ok(Self(count)),
            _ => Err(de::Error::custom(format!("`{number}` is out of range; allowed is 1 to {MOST}"))),
        }
    }
}

/// A language by its two letters of ISO 639-1.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Language(Lang);

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Ok(Self(Lang::new(code)));
        }
        Err(de::Error::custom(format!("`{code}` is no language; write two small letters such as \"en\" or \"ar\"")))
    }
}

/// The largest document: enough for a small feed, and not so much that one feed fills the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BodySize(u64);

impl<'de> Deserialize<'de> for BodySize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Size(bytes) = Size::deserialize(deserializer)?;
        if (1_000..=1_000_000_000).contains(&bytes) {
            Ok(Self(bytes))
        } else {
            Err(de::Error::custom(format!("{bytes} bytes are out of range; allowed is \"1KB\" to \"1GB\"")))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn layer(text: &str) -> Layer {
        Layer::read(&Document::new("test", text)).unwrap()
    }

    #[test]
    fn the_shipped_defaults_name_every_key() {
        assert!(layer(DEFAULTS).settings().is_some());
        assert!(layer("[fetch]\ndeadline = \"1s\"\n").settings().is_none());
    }

    #[test]
    fn the_feed_that_the_defaults_show_as_an_example_is_one() {
        let example = DEFAULTS.split_once("# [[feed]]\n").unwrap().1;
        let text: String = example.lines().map(|line| format!("{}\n", line.trim_start_matches("# "))).collect();
        let document = Document::new("example", format!("[[feed]]\n{text}"));
        let feeds = super::super::feeds::read(&document).unwrap();
        let feed = feeds.first().unwrap();
        assert_eq!((feed.id.as_str(), feed.name.as_str(), feed.enabled), ("sohr-en", "SOHR", true));
    }

    #[test]
    fn a_layer_changes_what_it_names_and_nothing_else() {
        let below = layer(DEFAULTS).settings().unwrap();
        let above = layer("[fetch]\nper_host = 5\n[poll]\nmin_interval = \"0s\"\n");
        let both = above.over(layer(DEFAULTS)).settings().unwrap();
        let mut expect = below;
        expect.fetch.per_host = 5;
        expect.min_interval = jiff::SignedDuration::ZERO;
        assert_eq!(both, expect);
    }

    #[test]
    fn languages_are_two_letters_and_none_is_a_choice() {
        let reads = |text: &str| layer(text).over(layer(DEFAULTS)).settings().unwrap().reads;
        assert_eq!(reads(""), Reads::new(["en"]));
        assert_eq!(reads("[text]\nreads = [\"ar\", \"en\"]\n"), Reads::new(["ar", "en"]));
        assert!(reads("[text]\nreads = []\n").knows(&Lang::new("zh")), "nothing is glossed");
        let wrong = Document::new("own", "[text]\nreads = [\"Arabic\"]\n");
        let error = Layer::read(&wrong).unwrap_err().message;
        assert!(error.contains("own, line 2") && error.contains("two small letters"), "{error}");
    }

    #[test]
    fn an_empty_list_is_a_value_like_any_other() {
        let above = layer("[fetch]\nallow = []\n");
        let both = above.over(layer("[fetch]\nallow = [\"::1\"]\n").over(layer(DEFAULTS)));
        assert!(both.settings().unwrap().fetch.allow.is_empty());
    }
}
