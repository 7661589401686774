//! `cargo +nightly fuzz run generate`, in `codegen`: whatever a text is, it gives code or an error with a pointer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(spec) = std::str::from_utf8(data)
        && let Err(error) = cloudflare_interconnects_codegen::generate(spec, &["*"])
    {
        assert!(error.starts_with('#') && !error.contains("the generator panicked"), "{error}");
    }
});
