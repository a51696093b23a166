//! Arguments of `alerts`.

use clap::{Args as ClapArgs, Subcommand};

use super::PaneFormat;
use super::since::{Since, since};

/// Arguments of `alerts`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Alerts {
    /// What is asked.
    #[command(subcommand)]
    pub asked: Asked,
    /// How it is written; where it is left out, as a table to a terminal and as JSON to anything else.
    #[arg(long, global = true, value_enum)]
    pub format: Option<PaneFormat>,
}

/// What `alerts` tells.
#[derive(Debug, Clone, Subcommand)]
pub enum Asked {
    /// Show what a rule would have rung for: nothing is kept and nobody told.
    Test {
        /// The rule's name in `alerts.toml`.
        #[arg(value_name = "RULE")]
        rule: String,
        /// Since when: so long ago (`24h`), or a time (a date: its first instant in UTC).
        #[arg(long, value_name = "AGO|T", default_value = "24h", value_parser = since)]
        since: Since,
    },
    /// List what rang, the oldest first, with what became of it.
    List {
        /// Since when: so long ago (`24h`), or a time (a date: its first instant in UTC).
        #[arg(long, value_name = "AGO|T", value_parser = since)]
        since: Option<Since>,
        /// How many at most, the newest.
        #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// List what could not be told to a program or an address and is tried no more, with why.
    Dead {
        /// How many at most, the newest.
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// List the rules that are in force.
    Rules,
}
