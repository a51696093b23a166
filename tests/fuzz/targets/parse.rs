//! Feed documents: RSS, Atom, RDF and JSON in any encoding.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| coastwatch_fuzz::support::laws::parse(input));
