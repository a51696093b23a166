//! Reconciling: claims to a tally, statuses to a board, items to reports. Pure functions of their input.
//!
//! The same ledger, situation, episode and moment give the same bytes, in whatever order the claims
//! arrived. Every rule is a named step that [`explain`] can show. Deliberately absent: a clock, storage,
//! the reading of texts.

mod account;
pub mod alert;
mod ballots;
pub mod behind;
pub mod board;
pub mod books;
mod bulletin;
mod control;
mod curfew;
pub mod explain;
mod facts;
mod fate;
pub mod group;
pub mod handover;
pub mod history;
mod reading;
mod row;
mod series;
mod shared;
mod sight;
mod slip;
pub mod tally;
mod view;
mod witness;

pub use books::Books;
/// From which figure on a toll that is told again is known as an old one.
pub use witness::TELLING as OLD_TOLL_FROM;

#[cfg(test)]
mod tests;
