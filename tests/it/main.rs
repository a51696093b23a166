//! The integration tests: one binary, one module for each subject.

mod cli;
mod config;
mod engine;
mod pty;
mod feeds;
mod screens;
mod store;
mod support;
mod tidy;
