//! What several test modules start from.

pub mod command;
