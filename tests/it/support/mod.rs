//! What several test modules start from.

pub mod command;
pub mod loopback;
pub mod pty;
pub mod raw;
pub mod screen;
pub mod seed;
