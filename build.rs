//! Generates the types, request builders and resources from the spec into `OUT_DIR`.

#[path = "src/codegen/mod.rs"]
mod codegen;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// The spec that is built where `CLOUDFLARE_INTERCONNECTS_SPEC` names no other.
const SPEC: &str = "spec/network-interconnects.json";

fn main() {
    println!("cargo::rerun-if-env-changed=CLOUDFLARE_INTERCONNECTS_SPEC");
    println!("cargo::rerun-if-env-changed=CLOUDFLARE_INTERCONNECTS_PATHS");
    let built = variable("CLOUDFLARE_INTERCONNECTS_SPEC").and_then(|spec| {
        let spec = spec.unwrap_or_else(|| SPEC.to_owned());
        println!("cargo::rerun-if-changed={spec}");
        build(&spec).map_err(|error| format!("{spec}: {error}"))
    });
    if let Err(error) = built {
        println!("cargo::error={error}");
        process::exit(1);
    }
}

fn build(spec: &str) -> Result<(), String> {
    let paths = variable("CLOUDFLARE_INTERCONNECTS_PATHS")?;
    let prefixes: Vec<&str> = match &paths {
        Some(paths) => paths
            .split(',')
            .map(str::trim)
            .filter(|path| !path.is_empty())
            .collect(),
        None => codegen::CNI.to_vec(),
    };
    let text = fs::read_to_string(spec).map_err(|error| {
        format!("cannot be read: {error}; name a file of UTF-8 text, by an absolute path (a relative one is below this crate)")
    })?;
    let generated = codegen::generate(&text, &prefixes)?;
    for warning in &generated.warnings {
        println!("cargo::warning={spec}: {warning}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets no OUT_DIR")?);
    generated
        .files
        .iter()
        .try_for_each(|(name, text)| write(&out.join(name), text))
}

/// An environment variable; set to nothing is not set.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var_os(name).filter(|value| !value.is_empty()) {
        Some(value) => value
            .into_string()
            .map(Some)
            .map_err(|_| format!("{name} is not valid Unicode; set it to text")),
        None => Ok(None),
    }
}

/// Writes only what changed.
fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
