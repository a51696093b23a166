//! Configuration: defaults, then the file, then the environment, then flags.

pub mod paths;
pub mod situation;

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
