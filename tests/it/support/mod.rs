//! What several test modules start from.

pub mod command;
pub mod loopback;
pub mod screen;
