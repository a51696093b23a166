//! Feeds: fetching over HTTP, parsing, and when to ask next. Knows the model, not the store.

mod away;
mod body;
mod client;
pub mod credentials;
mod date;
mod encoding;
pub mod failure;
pub mod fetch;
pub mod guard;
mod json;
pub mod parse;
pub mod polite;
pub mod post;
pub mod schedule;
mod signature;
mod xml;
