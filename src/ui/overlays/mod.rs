//! What lies over the panes.

pub mod help;
