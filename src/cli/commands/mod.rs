//! One file for each command.

pub mod analyze;
pub mod collect;
pub mod export;
pub mod panes;
pub mod replay;
pub mod watch;
