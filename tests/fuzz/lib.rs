//! What must hold whatever comes in, for the fuzzer: the same laws that the tests hold.

pub mod support;
