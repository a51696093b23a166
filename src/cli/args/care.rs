//! Arguments of what takes care of an installation: `doctor`, `store`, `reread`, `man`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::SignedDuration;

use super::PaneFormat;

/// Arguments of `doctor`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Doctor {
    /// How it is written; where it is left out, as a table to a terminal and as JSON to anything else.
    #[arg(long, value_enum)]
    pub format: Option<PaneFormat>,
    /// Ask no feed.
    #[arg(long)]
    pub offline: bool,
    /// Tell what can be done about a damaged store, and with --yes do it.
    #[arg(long)]
    pub repair: bool,
    /// Repair: copy the damaged store aside and save what can be read of it.
    #[arg(long, requires = "repair")]
    pub yes: bool,
}

/// What is done to a store as a whole.
#[derive(Debug, Clone, Subcommand)]
pub enum StoreDeed {
    /// Copy all of a store into one that holds nothing yet, and compare them by counts and digests.
    Copy {
        /// The store that is copied: `sqlite:PATH` or `postgres://USER@HOST/DATABASE`. It is only read.
        #[arg(value_name = "FROM")]
        from: String,
        /// The store that it is copied into.
        #[arg(value_name = "TO")]
        to: String,
    },
    /// Take out what is old: items with all that was read of them, but never what a decision rests on.
    Prune {
        /// How long is kept what was published or fetched: so many days, 30 at least.
        #[arg(long, value_name = "DAYS", value_parser = days)]
        keep: SignedDuration,
        /// Tell what would go, and take nothing out.
        #[arg(long)]
        dry_run: bool,
    },
}

/// The fewest days that are kept: a screen shows the last fourteen, and figures of the month before.
const FEWEST: i64 = 30;

/// The most: a hundred years.
const MOST: i64 = 36_500;

/// Reads a number of days.
fn days(text: &str) -> Result<SignedDuration, String> {
    let days = text.trim().strip_suffix('d').and_then(|days| days.trim_end().parse::<i64>().ok());
    match days {
        Some(days) if (FEWEST..=MOST).contains(&days) => Ok(SignedDuration::from_hours(24 * days)),
        Some(_) => Err(format!("`{text}` is not from {FEWEST}d to {MOST}d: what a screen shows is kept")),
        None => Err(format!("`{text}` is no number of days; write it like \"180d\"")),
    }
}

/// Arguments of `reread`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Reread {
    /// Also what was read by the rules of now.
    #[arg(long)]
    pub all: bool,
}

/// Arguments of `man`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Man {
    /// Which: `coastwatch`, `collect`, `coastwatch-settings.5`.
    #[arg(value_name = "PAGE", default_value = "coastwatch")]
    pub page: String,
    /// Write all of them into man1, man5 and man7 of this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "page")]
    pub dir: Option<PathBuf>,
}
