//! Text from outside at its only door.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| coastwatch_fuzz::support::laws::normalize(input));
