//! `cargo +nightly fuzz run response`: the property of the same name in `src/properties.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cloudflare_interconnects::properties::response(data));
