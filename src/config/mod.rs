//! Configuration: defaults, then the file, then the environment, then flags.
//!
//! Everything a file may say is read with the file, line, column and key of whatever is wrong in it. Absent: the
//! network, the store, and any default that is not written in a shipped file.

pub mod check;
pub mod document;
pub mod feeds;
pub mod library;
pub mod paths;
pub mod situation;
pub mod value;

use jiff::SignedDuration;

use crate::model::FetchPolicy;

/// The settings in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How feeds are fetched.
    pub fetch: FetchPolicy,
    /// How often a feed is asked where it does not say.
    pub poll_interval: SignedDuration,
    /// The shortest time between two polls of a feed; zero asks whenever it is due or demanded.
    pub min_interval: SignedDuration,
}

/// What is wrong with a configuration, naming file, line, column and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// The sentence.
    pub message: String,
}
