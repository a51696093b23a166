//! One file for each command.

pub mod alerts;
pub mod analyze;
pub mod collect;
pub mod config;
pub mod decide;
pub mod doctor;
pub mod export;
pub mod feeds;
pub mod follow;
pub mod import;
pub mod manual;
pub mod mark;
pub mod panes;
pub mod replay;
pub mod reports;
pub mod reread;
pub mod sitrep;
pub mod situation;
pub mod status;
pub mod store;
pub mod watch;
