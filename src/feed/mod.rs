//! Feeds: fetching over HTTP, parsing, and when to ask next. Knows the model, not the store.

mod body;
mod client;
mod date;
mod failure;
pub mod fetch;
pub mod guard;
pub mod parse;
mod polite;
pub mod schedule;
