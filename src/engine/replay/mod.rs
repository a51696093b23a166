//! Replay: a recorded archive served over HTTP on loopback and polled as live feeds are.
//!
//! The items take the very same path as live ones: fetched, parsed, read, grouped and stored. What differs is
//! the clock alone. Nothing here writes to the store by itself.

pub mod archive;
pub mod document;
pub mod player;
pub mod server;

pub use archive::{Archive, ArchiveError};
pub use player::Step;
pub use server::{Served, serve};
