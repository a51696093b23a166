//! Feeds: fetching over HTTP, parsing, and when to ask next. Knows the model, not the store.

pub mod fetch;
pub mod guard;
pub mod parse;
pub mod schedule;
