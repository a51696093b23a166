//! The binary: builds everything, maps errors to exit codes.

fn main() {}
