//! Reconciling: claims to a tally, statuses to a board, items to reports. Pure functions of their input.

pub mod board;
pub mod group;
pub mod tally;
