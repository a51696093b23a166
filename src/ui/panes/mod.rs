//! The panes: each draws its part of the model into its place. None does input or output.

pub mod board;
pub mod claims;
pub mod footer;
pub mod handover;
pub mod header;
pub mod log;
pub mod map;
pub mod reader;
pub mod reports;
pub mod sources;
pub mod tallies;
pub mod timeline;
