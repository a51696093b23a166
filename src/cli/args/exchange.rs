//! Arguments of what goes in and out: `follow`, `status`, `import`, `feeds`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// Arguments of `follow`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Follow {
    /// Begin after this place in the store's history (`seq` of the last line that you have); now where it is left out, 0 for
    /// everything.
    #[arg(long, value_name = "SEQ", value_parser = clap::value_parser!(i64).range(0..))]
    pub from: Option<i64>,
    /// Only the items that this filter holds for; `@NAME` is a saved one.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// End once all that is stored is printed.
    #[arg(long)]
    pub once: bool,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = FollowFormat::Jsonl)]
    pub format: FollowFormat,
}

/// How `follow` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FollowFormat {
    /// JSON Lines.
    Jsonl,
}

/// Arguments of `status`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Status {
    /// How it is written.
    #[arg(long, value_enum, default_value_t = StatusFormat::Text)]
    pub format: StatusFormat,
}

/// How `status` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// One line of words.
    Text,
    /// One JSON object.
    Json,
}

/// Arguments of `import`.
#[derive(Debug, Clone, ClapArgs)]
pub struct Import {
    /// JSON Lines, as `analyze` reads them or `export items` writes them; standard input where it is left out or `-`.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Put all of them into the feed `import-NAME`; the outlet that each names where it is left out.
    #[arg(long, value_name = "NAME")]
    pub feed: Option<String>,
}

/// What is done with lists of feeds.
#[derive(Debug, Clone, Subcommand)]
pub enum FeedsDeed {
    /// Print the feeds that are polled, as a list for other programs.
    Export {
        /// How it is written.
        #[arg(long, value_enum, default_value_t = ListFormat::Opml)]
        format: ListFormat,
    },
    /// Print the feeds of another program's list as `[[feed]]` for config.toml or `--feeds`: addresses of http and https, and
    /// nothing else of it.
    Import {
        /// The list, OPML or TOML; `-` for standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// How it is written.
        #[arg(long, value_enum, default_value_t = ListFormat::Toml)]
        format: ListFormat,
    },
}

/// How a list of feeds is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// OPML 2.0.
    Opml,
    /// TOML.
    Toml,
}
