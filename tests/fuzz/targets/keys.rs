//! Files of keys, their notation, and a screen on which anything is typed.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| coastwatch_fuzz::support::laws::keys(input));
