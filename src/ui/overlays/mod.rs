//! What lies over the panes.

pub mod help;
pub mod prompt;
