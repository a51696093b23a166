//! The integration tests: one binary, one module for each subject.

mod cli;
mod config;
mod support;
mod tidy;
