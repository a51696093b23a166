//! The tests' own support, as the fuzzer sees it.

#[path = "../it/support/laws.rs"]
pub mod laws;
#[path = "../it/support/screen.rs"]
pub mod screen;
