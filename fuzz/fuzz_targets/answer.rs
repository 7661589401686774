//! `cargo +nightly fuzz run answer`: the property of the same name in `src/properties.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cloudflare_interconnects::properties::answer(data));
