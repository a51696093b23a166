//! Arguments of `mark`, `undo` and `redo`.

use clap::{Args as ClapArgs, Subcommand};
use jiff::Timestamp;

use super::start_of;
use crate::config::value::Span;
use crate::model::Priority;

/// Arguments of `mark`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Mark {
    /// Which mark.
    #[command(subcommand)]
    pub sort: Sort,
    /// Mark this report, by its id or by that of any of its items; may stand several times.
    #[arg(long = "report", global = true, value_name = "ID")]
    pub reports: Vec<String>,
    /// Mark every report of the episode that this filter holds for; `@NAME` is a saved one.
    #[arg(long, global = true, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Take the mark away instead.
    #[arg(long, global = true)]
    pub off: bool,
}

/// What `mark` marks.
#[derive(Debug, Clone, Subcommand)]
pub enum Sort {
    /// Read; unread with --off.
    Read,
    /// Starred.
    Star,
    /// Not relevant; relevant after all with --off.
    Dismiss,
    /// Acknowledged and owned by you; given back with --off.
    Acknowledge,
    /// A tag, beside those that it has.
    Tag {
        /// The tag.
        #[arg(value_name = "TAG")]
        tag: String,
    },
    /// A note, in place of the one before.
    Note {
        /// The note; leave it out with --off.
        #[arg(value_name = "TEXT")]
        text: Option<String>,
    },
    /// Escalated.
    Escalate {
        /// How urgent: 1, 2 or 3, 1 the highest; leave it out with --off.
        #[arg(value_name = "PRIORITY", value_parser = priority)]
        priority: Option<Priority>,
    },
    /// Hidden until an instant, for a while, or until something new comes to it; shown again with --off.
    Snooze {
        /// Until this instant (a date: its first in UTC).
        #[arg(long, value_name = "T", value_parser = start_of, conflicts_with_all = ["length", "news"])]
        until: Option<Timestamp>,
        /// For so long, such as 2h.
        #[arg(long = "for", id = "length", value_name = "SPAN", value_parser = Span::parse, conflicts_with = "news")]
        length: Option<Span>,
        /// Until an item or a revision comes to it.
        #[arg(long)]
        news: bool,
    },
}

fn priority(text: &str) -> Result<Priority, String> {
    let number = text.parse().ok().and_then(Priority::new);
    number.ok_or_else(|| format!("`{text}` is no priority; it must be 1, 2 or 3"))
}
