//! The filter language.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| coastwatch_fuzz::support::laws::filter(input));
