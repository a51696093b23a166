//! What several test modules start from.

pub mod command;
pub mod screen;
