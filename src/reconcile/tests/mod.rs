//! The ledger's rules, its traps, and figures and curfews played in order.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot build its input has failed")]

mod boards;
mod folds;
mod history;
mod moves;
mod played;
mod properties;
mod rules;
pub(super) mod sample;
mod traps;
