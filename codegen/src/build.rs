//! The build script of the crate: the environment, the spec, `OUT_DIR` and cargo's lines. All else here is text in, text out.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use crate::prose::line;
use crate::select::PATHS;

/// The spec that is built where `CLOUDFLARE_INTERCONNECTS_SPEC` names no other.
const SPEC: &str = "spec/network-interconnects.json";

/// Generates from the spec that the environment names, or else the crate's own, into `OUT_DIR`.
pub fn run() {
    println!("cargo::rerun-if-env-changed=CLOUDFLARE_INTERCONNECTS_SPEC");
    println!("cargo::rerun-if-env-changed={PATHS}");
    let built = variable("CLOUDFLARE_INTERCONNECTS_SPEC").and_then(|other| {
        let own = other.is_none() && variable(PATHS)?.is_none();
        if !own {
            println!("cargo::rustc-cfg=other_spec");
        }
        let spec = other.unwrap_or_else(|| SPEC.to_owned());
        // What cargo reads as a line of its own is no name of a file that it can watch.
        if line(&spec) != spec {
            return Err(format!(
                "{spec}: a name with characters that cannot be seen; give the file another"
            ));
        }
        println!("cargo::rerun-if-changed={spec}");
        let untyped = build(&spec).map_err(|error| format!("{spec}: {error}"))?;
        // Those of the crate's own spec are known, and no news to whoever builds it.
        if untyped > 0 && !own {
            println!("cargo::warning={spec}: {untyped} answers, bodies, parameters and fields are any JSON, in whole or in part: see `SPEC.untyped`");
        }
        Ok(())
    });
    if let Err(error) = built {
        println!("cargo::error={}", line(&error));
        process::exit(1);
    }
}

/// Generates from the file; how many answers, bodies, parameters and fields came out without a type.
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
            "cannot be read: {why}; name a file of UTF-8 text, by an absolute path (a relative one is below this crate)"
        )
    };
    // A pipe or a device may never end.
    match fs::metadata(spec) {
        Ok(found) if !found.is_file() => return Err(unreadable(&"it is no regular file")),
        Ok(_) => {}
        Err(error) => return Err(unreadable(&error)),
    }
    let text = fs::read_to_string(spec).map_err(|error| unreadable(&error))?;
    let generated = crate::generate(&text, &prefixes)?;
    for warning in &generated.warnings {
        println!("cargo::warning={spec}: {warning}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets no OUT_DIR")?);
    generated
        .files
        .iter()
        .try_for_each(|(name, text)| write(&out.join(name), text))?;
    Ok(generated.untyped)
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
