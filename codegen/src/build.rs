//! The crate's build script: environment variables, the spec file, `OUT_DIR` and instructions to cargo.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use crate::prose::line;
use crate::select::PATHS;

/// The default spec.
const SPEC: &str = "spec/network-interconnects.json";

/// Generates into `OUT_DIR` from the spec that the environment names, or else from the crate's own.
pub fn run() {
    println!("cargo::rerun-if-env-changed=CLOUDFLARE_INTERCONNECTS_SPEC");
    println!("cargo::rerun-if-env-changed={PATHS}");
    let built = variable("CLOUDFLARE_INTERCONNECTS_SPEC").and_then(|other| {
        let own = other.is_none() && variable(PATHS)?.is_none();
        if !own {
            println!("cargo::rustc-cfg=other_spec");
        }
        let spec = other.unwrap_or_else(|| SPEC.to_owned());
        // A line break in the name would be an instruction of its own to cargo.
        if line(&spec) != spec {
            return Err(format!(
                "{spec}: the file name contains invisible characters; rename the file"
            ));
        }
        println!("cargo::rerun-if-changed={spec}");
        let untyped = build(&spec).map_err(|error| format!("{spec}: {error}"))?;
        // The untyped parts of the crate's own spec are known.
        if untyped > 0 && !own {
            println!("cargo::warning={spec}: {untyped} responses, bodies, parameters and fields are partly or wholly untyped JSON: see `SPEC.untyped`");
        }
        Ok(())
    });
    if let Err(error) = built {
        println!("cargo::error={}", line(&error));
        process::exit(1);
    }
}

/// Generates from the file, and returns the number of untyped responses, bodies, parameters and fields.
fn build(spec: &str) -> Result<usize, String> {
    let paths = variable(PATHS)?;
    let prefixes: Vec<&str> = match &paths {
        Some(paths) => paths
            .split(',')
            .map(str::trim)
            .filter(|path| !path.is_empty())
            .collect(),
        None => crate::CNI.to_vec(),
    };
    let unreadable = |why: &dyn std::fmt::Display| {
        format!(
            "cannot be read: {why}; name a UTF-8 text file by an absolute path (a relative one starts at this crate)"
        )
    };
    // A pipe or a device might never end.
    match fs::metadata(spec) {
        Ok(found) if !found.is_file() => return Err(unreadable(&"not a regular file")),
        Ok(_) => {}
        Err(error) => return Err(unreadable(&error)),
    }
    let text = fs::read_to_string(spec).map_err(|error| unreadable(&error))?;
    let generated = crate::generate(&text, &prefixes)?;
    for warning in &generated.warnings {
        println!("cargo::warning={spec}: {warning}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set; run this in a build script")?);
    generated
        .files
        .iter()
        .try_for_each(|(name, text)| write(&out.join(name), text))?;
    Ok(generated.untyped)
}

/// An environment variable. An empty one counts as unset.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var_os(name).filter(|value| !value.is_empty()) {
        Some(value) => value
            .into_string()
            .map(Some)
            .map_err(|_| format!("{name} is not valid Unicode; set it to text")),
        None => Ok(None),
    }
}

/// Writes a file only if it changed.
fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
