//! coastwatch: a terminal situation monitor.
//!
//! The house has floors; a module uses those above it in this list, never below:
//!
//! 1. [`model`]: plain data, ids, invariants.
//! 2. [`text`], [`extract`], [`filter`], [`reconcile`]: pure functions on model types.
//! 3. [`config`], [`store`], [`feed`]: the edges: files, SQL, HTTP.
//! 4. [`engine`]: wires feed, text, extract, reconcile and store; owns tasks and shutdown.
//! 5. [`ui`], [`cli`]: two front ends over engine and store.
//!
//! [`clock`] stands beside them: the one place that asks what time it is.

pub mod cli;
pub mod clock;
pub mod config;
pub mod engine;
pub mod extract;
pub mod feed;
pub mod filter;
pub mod model;
pub mod reconcile;
pub mod store;
pub mod text;
pub mod ui;

/// Reading an item makes some 140 small blocks; with the C library's allocator a tenth of its time went into them.
/// Without huge pages (`no_thp`): with them `analyze` held 68 MB instead of 39 and took twice as long to start. Its second
/// generation (`v2`), which gives back what is free after 10 ms and not after a second: several hundred hostile feeds took
/// 150 MB instead of 174.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
