//! One file for each command.

pub mod analyze;
pub mod export;
pub mod panes;
