//! The command line as typed. What it means together with files and environment is worked out in `setup`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jiff::{SignedDuration, Timestamp};

use crate::config::settings::{Color, LogLevel};
use crate::config::value::{Edge, Span, instant};

mod alerts;
mod care;
mod config;
mod exchange;
mod mark;
pub mod since;

pub use alerts::{Alerts, Asked as AlertsAsked};
pub use care::{Doctor, Man, Reread, StoreDeed};
pub use config::{ConfigDeed, Form, Initial, SituationDeed};
pub use exchange::{FeedsDeed, Follow, FollowFormat, Import, ListFormat, Status, StatusFormat};
pub use mark::{Mark, Sort as MarkSort};

/// The version, and what it was built of.
const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncommit:  ",
    env!("COASTWATCH_COMMIT"),
    "\nbuilt:   ",
    env!("COASTWATCH_BUILT"),
    "\nreading: ",
    env!("COASTWATCH_READING")
);

/// A terminal situation monitor: polls feeds, reads casualty figures, curfews and control, and reconciles them.
///
/// With no command it opens the screen over live feeds.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "coastwatch",
    version,
    long_version = LONG_VERSION,
    propagate_version = true,
    infer_subcommands = false,
    disable_help_subcommand = true
)]
pub struct Args {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do; the screen where it is left out.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Debug, Clone, ClapArgs)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Read this configuration instead of the one in the configuration folder.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Watch this situation: a name, or a folder.
    #[arg(long, global = true, value_name = "NAME|DIR")]
    pub situation: Option<String>,
    /// Count this stretch of the situation.
    #[arg(long, global = true, value_name = "ID")]
    pub episode: Option<String>,
    /// Keep what is read here: `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.
    #[arg(long, global = true, value_name = "URL", env = "COASTWATCH_STORE", hide_env_values = true)]
    pub store: Option<String>,
    /// Who decides and marks; the login name where it is left out.
    #[arg(long, global = true, value_name = "NAME", env = "COASTWATCH_OPERATOR")]
    pub operator: Option<String>,
    /// Fix the clock: an RFC 3339 time, or a date for the end of that day in UTC.
    #[arg(long, global = true, value_name = "TIME", value_parser = end_of)]
    pub now: Option<Timestamp>,
    /// How much is logged.
    #[arg(long, global = true, value_name = "L", value_enum)]
    pub log_level: Option<LogLevel>,
    /// Write the log to this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Whether colours are used.
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub color: Option<Color>,
    /// Draw with ASCII characters only.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Refuse everything that would change the store.
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Poll the feeds of this file (TOML with `[[feed]]`, or OPML) instead of the situation's.
    #[arg(long, global = true, value_name = "FILE")]
    pub feeds: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Open the screen over live feeds (the default).
    Watch,
    /// Poll feeds without a screen.
    Collect(Collect),
    /// Read items given as JSON Lines, without store or network.
    Analyze(Analyze),
    /// Print what is stored, oldest first.
    Export(Export),
    /// Print the reconciled figures.
    Tally(Tally),
    /// Print curfew and control of every place.
    Board(Board),
    /// Print the reports, or one with its items.
    Reports(Reports),
    /// Print the situation report of what has changed: reports, figures, places, corrections, escalations, silent feeds.
    Sitrep(Sitrep),
    /// Test rules of alerts, and list what rang and what could not be told.
    Alerts(Alerts),
    /// Print items as they are stored, as `tail -f` shows a file.
    Follow(Follow),
    /// Tell in one line how things stand, for a status bar.
    Status(Status),
    /// Put items of a JSON Lines file into the store.
    Import(Import),
    /// Print lists of feeds, for other programs or from them.
    #[command(subcommand)]
    Feeds(FeedsDeed),
    /// Decide on what was read: the figures, the board and the reports follow.
    Decide(Decide),
    /// Mark reports: read, starred, tagged, noted, acknowledged, escalated, snoozed, not relevant.
    Mark(Mark),
    /// Take back what you marked last, with one call all of it.
    Undo,
    /// Bring back what you took back last, unless you have marked something since.
    Redo,
    /// Play a recorded archive through the same path as live feeds.
    Replay(Replay),
    /// Read anew what is stored by other rules than this program's: another version, other words in a lexicon or the situation.
    Reread(Reread),
    /// Copy a whole store into another one, or take out what is old.
    #[command(subcommand)]
    Store(StoreDeed),
    /// Write, show and check the configuration.
    #[command(subcommand)]
    Config(ConfigDeed),
    /// Make and check situations of your own.
    #[command(subcommand)]
    Situation(SituationDeed),
    /// Look whether all is well: configuration, store, feeds, clock, terminal, rights.
    Doctor(Doctor),
    /// Print a page of reference (keys, filters, settings ...), or the help of a command.
    Help {
        /// A topic or a command; what there is where it is left out.
        #[arg(value_name = "TOPIC|COMMAND")]
        words: Vec<String>,
    },
    /// Print a man page, or write all of them into a folder.
    Man(Man),
    /// Print what completes the command line in a shell.
    Completions {
        /// Which.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// Arguments of `analyze`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Analyze {
    /// JSON Lines; standard input where it is left out or `-`.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Read every item for figures, whether or not it is about the situation.
    #[arg(long)]
    pub all: bool,
    /// Add how each figure and status was read.
    #[arg(long)]
    pub explain: bool,
}

/// Arguments of `collect`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Collect {
    /// Poll every feed once, print a summary as JSON and end.
    #[arg(long)]
    pub once: bool,
    /// Poll this address instead of the configured feeds; may stand several times.
    #[arg(long = "feed", value_name = "URL")]
    pub named: Vec<String>,
    /// End with 1 if any feed failed.
    #[arg(long, requires = "once")]
    pub strict: bool,
    /// Serve at this loopback address: /metrics, /health, and each saved filter as a feed (/feeds).
    #[arg(long, value_name = "ADDRESS:PORT", conflicts_with = "once")]
    pub listen: Option<std::net::SocketAddr>,
}

/// Arguments of `export`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Export {
    /// What to print.
    #[arg(value_enum, default_value_t = Stored::Items)]
    pub what: Stored,
    /// Nothing published before this (a date: its first instant in UTC).
    #[arg(long, value_name = "T", value_parser = start_of)]
    pub since: Option<Timestamp>,
    /// Nothing published after this (a date: its last instant in UTC).
    #[arg(long, value_name = "T", value_parser = end_of)]
    pub until: Option<Timestamp>,
    /// Only the items that this filter holds for; `@NAME` is a saved one.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
    pub format: ExportFormat,
}

/// What `export` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stored {
    /// Items.
    Items,
    /// Figures.
    Claims,
    /// Curfew and control.
    Statuses,
    /// What operators decided.
    Decisions,
    /// How each feed stands.
    Feeds,
}

/// How `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// JSON Lines.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// An Atom feed (RFC 4287) of the newest items.
    Atom,
    /// A JSON Feed (1.1) of the newest items.
    Jsonfeed,
}

/// Arguments of `tally`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Tally {
    /// When, and how.
    #[command(flatten)]
    pub as_of: AsOf,
    /// Tell how each best figure has changed since then; since the operator last left the screen where it is left out.
    #[arg(long, value_name = "T", value_parser = end_of)]
    pub since: Option<Timestamp>,
    /// Tell also why each row is as it is, or the one row that is named: `killed.civilians`, or
    /// `killed.civilians.loyalists` for those killed by the loyalists.
    #[arg(long, value_name = "ROW", num_args = 0..=1, default_missing_value = "")]
    pub explain: Option<String>,
}

/// Arguments of `board`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Board {
    /// When, and how.
    #[command(flatten)]
    pub as_of: AsOf,
    /// Tell also why each cell is as it is, or those of the place that is named.
    #[arg(long, value_name = "PLACE", num_args = 0..=1, default_missing_value = "")]
    pub explain: Option<String>,
}

/// When `tally` and `board` look, and how they write.
#[derive(Debug, Clone, ClapArgs)]
pub struct AsOf {
    /// As it stood then: an RFC 3339 time, or a date for the end of that day in UTC; now where it is left out.
    #[arg(long, value_name = "T", value_parser = end_of)]
    pub as_of: Option<Timestamp>,
    /// How it is written; where it is left out, as a table to a terminal and as JSON to anything else.
    #[arg(long, value_enum)]
    pub format: Option<PaneFormat>,
}

/// Arguments of `reports`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Reports {
    /// One report, by its id or by that of any of its items; the list where it is left out.
    #[arg(value_name = "REPORT")]
    pub report: Option<String>,
    /// As they stood then: an RFC 3339 time, or a date for the end of that day in UTC; now where it is left out.
    #[arg(long, value_name = "T", value_parser = end_of)]
    pub as_of: Option<Timestamp>,
    /// Nothing published before this (a date: its first instant in UTC); the episode's beginning where it is left out.
    #[arg(long, value_name = "T", value_parser = start_of)]
    pub since: Option<Timestamp>,
    /// Only those that this filter holds for; `@NAME` is a saved one.
    #[arg(long, value_name = "FILTER", conflicts_with = "report")]
    pub filter: Option<String>,
    /// How many at most, the newest.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// How it is written; where it is left out, as a table to a terminal and as JSON to anything else.
    #[arg(long, value_enum)]
    pub format: Option<PaneFormat>,
}

/// Arguments of `sitrep`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Sitrep {
    /// Since when: `last` (when you last took over, on the screen), so long ago (`12h`), or a time (a date: its first instant
    /// in UTC).
    #[arg(long, value_name = "last|AGO|T", default_value = "last", value_parser = sitrep_since)]
    pub since: SitrepSince,
    /// As it stood then: an RFC 3339 time, or a date for the end of that day in UTC; now where it is left out.
    #[arg(long, value_name = "T", value_parser = end_of)]
    pub as_of: Option<Timestamp>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = SitrepFormat::Markdown)]
    pub format: SitrepFormat,
}

/// Since when a situation report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SitrepSince {
    /// Since the operator last took over.
    Last,
    /// So long before the moment that is told of.
    Ago(SignedDuration),
    /// Since a moment.
    Moment(Timestamp),
}

/// How `sitrep` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SitrepFormat {
    /// Markdown.
    Markdown,
    /// One JSON object.
    Json,
    /// One HTML page that needs nothing else.
    Html,
}

/// Arguments of `decide`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Decide {
    /// What is decided.
    #[command(subcommand)]
    pub verdict: Verdict,
    /// Why.
    #[arg(long, global = true, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// What `decide` decides.
#[derive(Debug, Clone, Subcommand)]
pub enum Verdict {
    /// Reports tell one thing, whatever arrives later.
    Merge {
        /// A report, by its id or by that of any of its items.
        #[arg(value_name = "REPORT")]
        report: String,
        /// The others.
        #[arg(value_name = "REPORT", required = true)]
        with: Vec<String>,
    },
    /// An item tells something else than its report, whatever arrives later.
    Split {
        /// The item's id.
        #[arg(value_name = "ITEM")]
        item: String,
    },
    /// It was read rightly.
    Confirm {
        /// A claim, a status or a report, by its id.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// It was read wrongly and must not count.
    Reject {
        /// A claim, a status or a report, by its id.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// A claim is right but for what is amended.
    Amend(Amend),
    /// How a place stands, by your own word.
    SetStatus(SetStatus),
    /// Counting begins anew: an episode is opened.
    OpenEpisode {
        /// What it is called; its id is made of it.
        #[arg(value_name = "NAME")]
        name: String,
        /// Its first instant (a date: its first in UTC); now where it is left out.
        #[arg(long, value_name = "T", value_parser = start_of)]
        begin: Option<Timestamp>,
    },
    /// List what was decided, oldest first.
    List {
        /// Nothing decided before this (a date: its first instant in UTC).
        #[arg(long, value_name = "T", value_parser = start_of)]
        since: Option<Timestamp>,
        /// Nothing decided after this (a date: its last instant in UTC).
        #[arg(long, value_name = "T", value_parser = end_of)]
        until: Option<Timestamp>,
        /// List triage marks too.
        #[arg(long)]
        marks: bool,
    },
    /// A decision never was; undone itself, it was.
    Undo {
        /// The decision's id.
        #[arg(value_name = "DECISION")]
        decision: String,
    },
}

/// Arguments of `decide amend`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Amend {
    /// The claim's id.
    #[arg(value_name = "CLAIM")]
    pub id: String,
    /// The figure's lower end; with no upper end, at least so many.
    #[arg(long, value_name = "N")]
    pub low: Option<u64>,
    /// The figure's upper end; with no lower end, up to so many.
    #[arg(long, value_name = "N")]
    pub high: Option<u64>,
    /// Whose dead: a category's id.
    #[arg(long, value_name = "ID")]
    pub category: Option<String>,
    /// What stretch it covers.
    #[arg(long, value_enum)]
    pub scope: Option<ScopeWord>,
    /// The one place it is for; `-` for none.
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub place: Option<String>,
    /// Who counted; `-` for nobody named.
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub origin: Option<String>,
}

/// What stretch a figure covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScopeWord {
    /// Since the clashes began.
    Cumulative,
    /// One attack, or one day.
    Incident,
    /// A named stretch that is not the clashes.
    Period,
}

/// Arguments of `decide set-status`.
#[derive(Debug, Clone, ClapArgs)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["curfew", "control"])))]
pub struct SetStatus {
    /// The place's id.
    #[arg(value_name = "PLACE")]
    pub place: String,
    /// Its curfew.
    #[arg(long, value_enum)]
    pub curfew: Option<CurfewWord>,
    /// Who holds it: a side's id, or `contested`.
    #[arg(long, value_name = "SIDE")]
    pub control: Option<String>,
    /// When the curfew is to end.
    #[arg(long, value_name = "T", value_parser = end_of, requires = "curfew")]
    pub until: Option<Timestamp>,
    /// How much of it the side holds.
    #[arg(long, value_enum, requires = "control")]
    pub extent: Option<ExtentWord>,
}

/// How a curfew stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum CurfewWord {
    /// In force.
    InForce,
    /// Lifted.
    Lifted,
}

/// How much of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExtentWord {
    /// All of it.
    Whole,
    /// Most of it.
    Most,
    /// A part.
    Part,
    /// Its outskirts.
    Outskirts,
}

/// How `tally`, `board` and `reports` write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaneFormat {
    /// One JSON object.
    Json,
    /// Plain text in columns.
    Table,
}

/// Arguments of `replay`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Replay {
    /// The archive's folder; the shipped one of March 2025 where it is left out.
    #[arg(value_name = "ARCHIVE")]
    pub archive: Option<PathBuf>,
    /// How many times as fast the clock runs.
    #[arg(long, value_name = "N", value_parser = speed)]
    pub speed: Option<f64>,
    /// Play to the end as fast as can be, print the panes as plain text and end.
    #[arg(long)]
    pub headless: bool,
}

fn start_of(text: &str) -> Result<Timestamp, String> {
    instant(text, Edge::Start)
}

fn end_of(text: &str) -> Result<Timestamp, String> {
    instant(text, Edge::End)
}

fn sitrep_since(text: &str) -> Result<SitrepSince, String> {
    if text == "last" {
        return Ok(SitrepSince::Last);
    }
    if let Ok(ago) = Span::parse(text) {
        return Ok(SitrepSince::Ago(ago.0));
    }
    let wrong = |why| format!("{why}; or write `last`, or so long ago, such as 12h");
    instant(text, Edge::Start).map(SitrepSince::Moment).map_err(wrong)
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed > 0.0 => Ok(speed),
        _ => Err(format!("`{text}` is no speed; it must be a number over 0, such as 3600")),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_agree_with_each_other() {
        Args::command().debug_assert();
    }
}
