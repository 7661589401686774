//! Generates the types, request builders and resources from the spec into `OUT_DIR`.

#[path = "src/codegen/mod.rs"]
mod codegen;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

const SPEC: &str = "spec/network-interconnects.json";

fn main() {
    println!("cargo::rerun-if-changed={SPEC}");
    if let Err(error) = build() {
        println!("cargo::error={error}");
        process::exit(1);
    }
}

fn build() -> Result<(), String> {
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?);
    let text = fs::read_to_string(SPEC).map_err(|error| format!("{SPEC}: {error}"))?;
    let generated = codegen::generate(&text, codegen::CNI).map_err(|error| format!("{SPEC}: {error}"))?;
    for warning in &generated.warnings {
        println!("cargo::warning={SPEC}: {warning}");
    }
    generated
        .files
        .iter()
        .try_for_each(|(name, text)| write(&out.join(name), text))
}

/// Writes only what changed, so that nothing is compiled again for nothing.
fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
