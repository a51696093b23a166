//! What several test modules start from.

pub mod command;
pub mod encrypted;
pub mod handover;
pub mod laws;
pub mod line;
pub mod loopback;
pub mod noise;
pub mod place;
pub mod pty;
pub mod raw;
pub mod reader;
pub mod reports;
pub mod screen;
pub mod seed;
