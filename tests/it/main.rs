//! The integration tests: one binary, one module for each subject.

mod cli;
mod config;
mod decide;
mod engine;
mod feeds;
mod find;
mod gists;
mod grouping;
mod lexicon;
mod lookback;
mod marks;
mod narrowing;
mod news;
mod past;
mod plans;
mod pty;
mod reach;
mod reader;
mod reading;
mod replay;
mod screens;
mod situations;
mod store;
mod support;
mod tidy;
mod views;
