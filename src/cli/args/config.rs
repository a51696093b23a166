//! Arguments of `config` and `situation`.

use clap::{Subcommand, ValueEnum};

/// What is done with the configuration.
#[derive(Debug, Clone, Subcommand)]
pub enum ConfigDeed {
    /// Write a commented file into the configuration folder, to be changed; one that is there is never touched.
    Init {
        /// Which.
        #[arg(value_enum, default_value_t = Initial::Settings)]
        what: Initial,
    },
    /// Print every setting in force with who says so: file and line, variable, flag, or the defaults.
    View {
        /// How it is written: as TOML with comments, or as one JSON object.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
    /// Read every file of the configuration and tell everything that is wrong, with file, line, column and key; ends with 2
    /// if anything is.
    Check {
        /// How it is written.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
    /// Print the JSON Schema of a file of the configuration; without a name, which there are.
    Schema {
        /// Which: `settings`, `alerts`, `keys` ...
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// Print which files and folders are used.
    Path {
        /// How it is written.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
}

/// A file that `config init` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Initial {
    /// config.toml: every setting with its default, as comments.
    Settings,
    /// alerts.toml: rules of alerts.
    Alerts,
    /// filters.toml: saved filters.
    Filters,
    /// keys.toml: keys.
    Keys,
}

/// What is done with situations.
#[derive(Debug, Clone, Subcommand)]
pub enum SituationDeed {
    /// Write the commented files of a new situation, to be filled.
    New {
        /// Its name, a folder in `situations` of the configuration folder; or a path such as ./NAME.
        #[arg(value_name = "NAME|DIR")]
        name: String,
    },
    /// Tell everything that is wrong with a situation, and what it contains; ends with 2 if anything is wrong.
    Check {
        /// Which; the one in force where it is left out.
        #[arg(value_name = "NAME|DIR")]
        name: Option<String>,
        /// How it is written.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
}

/// How something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Text.
    Text,
    /// One JSON object.
    Json,
}
