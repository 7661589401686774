//! Files: read whole and within bounds, written whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use serde_json::Value;

/// More than ten times the whole of upstream's API.
const LARGEST: u64 = 256 << 20;

/// The text of a regular file. Anything else, such as a FIFO or a device, might never end.
pub(crate) fn read_file(path: &Path) -> Result<String, String> {
    let failed = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    if !fs::metadata(path).map_err(|error| failed(&error))?.is_file() {
        return Err(failed(&"not a regular file"));
    }
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut text = String::new();
    file.take(LARGEST + 1)
        .read_to_string(&mut text)
        .map_err(|error| failed(&error))?;
    if text.len() as u64 > LARGEST {
        return Err(failed(&format_args!("larger than {} MiB", LARGEST >> 20)));
    }
    Ok(text)
}

/// The same, or nothing where there is no such file.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>, String> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        _ => read_file(path).map(Some),
    }
}

pub(crate) fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("not valid JSON: {error}"))
}

/// The value's one text: members sorted by name, two spaces deep, a newline at the end.
pub(crate) fn pretty(value: &mut Value) -> String {
    value.sort_all_objects();
    format!("{value:#}\n")
}

/// Writes the file, where it is not so already, by way of one beside it: whoever reads it meets the old or the new.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if read_if_there(path)?.as_deref() == Some(text) {
        return Ok(());
    }
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let written = File::create_new(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let moved = written.and_then(|()| fs::rename(&beside, path));
    moved.map_err(|error| {
        // What is left of the attempt helps nobody; that it cannot be taken away is the lesser news.
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}
